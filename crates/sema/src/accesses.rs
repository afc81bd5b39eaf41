//! What a function's declaration says of the objects behind its pointers: attribute `access`, and parameters declared as
//! arrays (C23 6.7.7.4p6; GCC manual, "Common Function Attributes", "Warning Options").

use crate::Sema;
use crate::attribute;
use crate::types::*;
use parser::ast::{self, ArraySize, AttributeArg, Chunk, ExprKind as A};

/// What the function does with the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessMode {
    /// Nothing, but it must be there.
    None,
    /// Reads it.
    ReadOnly,
    /// Writes it.
    WriteOnly,
    /// Does both.
    ReadWrite,
}

/// How it was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccessForm {
    /// By the attribute.
    Attribute,
    /// As an array of so many elements: what it is said to be.
    Array {
        /// `[static 3]`
        is_static: bool,
        /// How many elements.
        bound: u64,
    },
    /// As an array whose bound is another parameter, of that name.
    Variable {
        /// `[static n]`
        is_static: bool,
        /// The name.
        bound: Box<str>,
    },
}

/// A pointer parameter, and how much of what it points to is accessed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Access {
    /// The parameter, from 1.
    pub pointer: u16,
    /// The parameter that says how many elements.
    pub size: Option<u16>,
    /// What is done.
    pub mode: AccessMode,
    /// Bytes of an element.
    pub element: u64,
    /// The type of an element, as messages spell it.
    pub spelled: Box<str>,
    /// How it was said.
    pub form: AccessForm,
}

/// What a parameter's declarator says besides its type.
#[derive(Default)]
pub(crate) struct ParameterNote {
    /// It is a pointer qualified with `restrict`.
    pub(crate) restricted: bool,
    /// It is declared as an array: the access, but for numbers of parameters.
    pub(crate) array: Option<Access>,
    /// The name, by which bounds of others may call it.
    pub(crate) name: Option<lexer::Symbol>,
}

impl Sema<'_> {
    /// Reads `access (MODE, POINTER, SIZE)`; `None` if it is not understood.
    pub(crate) fn access_attribute(
        &mut self,
        args: &[AttributeArg<'_>],
    ) -> Option<(AccessMode, u16, Option<u16>)> {
        let AttributeArg::Expr(ast::Expr { kind: A::Ident(mode), .. }) = args.first()? else { return None };
        let text = self.text(*mode);
        let mode = match attribute::bare(&text) {
            "none" => AccessMode::None,
            "read_only" => AccessMode::ReadOnly,
            "write_only" => AccessMode::WriteOnly,
            "read_write" => AccessMode::ReadWrite,
            _ => return None,
        };
        let number = |arg: &AttributeArg<'_>| {
            let AttributeArg::Expr(ast::Expr { kind: A::Number(text), .. }) = arg else { return None };
            self.text(*text).parse::<u16>().ok()
        };
        let pointer = number(args.get(1)?)?;
        let size = match args.get(2) {
            Some(arg) => Some(number(arg)?),
            None => None,
        };
        Some((mode, pointer, size))
    }

    /// What the attribute says of a function, if its parameters are such.
    pub(crate) fn access_of(
        &self,
        (mode, pointer, size): (AccessMode, u16, Option<u16>),
        function: &FunctionType,
    ) -> Option<Access> {
        let types = &self.unit.types;
        let param = |number: u16| function.params.get(usize::from(number).checked_sub(1)?).copied();
        let pointee = types.pointee(param(pointer)?)?;
        if size.is_some_and(|size| !param(size).is_some_and(|ty| types.is_integer(ty))) {
            return None;
        }
        let spelled = self.spell(pointee).into();
        let element = types.size(pointee).unwrap_or(1).max(1);
        Some(Access { pointer, size, mode, element, spelled, form: AccessForm::Attribute })
    }

    /// What a parameter's declarator says; `ty` is its type before arrays become pointers.
    pub(crate) fn parameter_note(&self, ty: Ty, declarator: &ast::Declarator<'_>) -> ParameterNote {
        let types = &self.unit.types;
        let restricted = types.is_pointer(ty) && ty.qualifiers() & RESTRICT != 0;
        let name = declarator.name.map(|name| name.name);
        let array = types.array_of(ty).and_then(|(elem, _)| {
            let element = types.size(elem)?;
            let mut chunks = declarator.chunks.iter().rev();
            let outermost = chunks.find(|chunk| !matches!(chunk, Chunk::Attributes(_)));
            let (is_static, bound) = match outermost {
                Some(Chunk::Array { is_static, size, .. }) => (*is_static, Some(size)),
                _ => (false, None),
            };
            let form = match (types.shape(ty), bound) {
                (TypeKind::Array { len: ArrayLen::Fixed(bound), .. }, _) => {
                    AccessForm::Array { is_static, bound: *bound }
                }
                (_, Some(ArraySize::Expr(ast::Expr { kind: A::Ident(name), .. }))) => {
                    AccessForm::Variable { is_static, bound: self.text(*name).into() }
                }
                _ => return None,
            };
            let mode = match elem.is_const() || self.is_const_array(elem) {
                true => AccessMode::ReadOnly,
                false => AccessMode::ReadWrite,
            };
            let spelled = self.spell(elem).into();
            Some(Access { pointer: 0, size: None, mode, element, spelled, form })
        });
        ParameterNote { restricted, array, name }
    }

    fn is_const_array(&self, ty: Ty) -> bool {
        let mut ty = ty;
        while let Some((elem, _)) = self.unit.types.array_of(ty) {
            ty = elem;
        }
        ty.is_const()
    }

    /// The accesses that the declarators of parameters name, and which are qualified with `restrict`.
    pub(crate) fn noted_accesses(&self, notes: Vec<ParameterNote>) -> (Vec<Access>, u64) {
        let names: Vec<Option<String>> =
            notes.iter().map(|note| note.name.map(|name| self.text(name))).collect();
        let mut accesses = Vec::new();
        let mut restricted = 0;
        for (index, note) in notes.into_iter().enumerate().take(64) {
            restricted |= u64::from(note.restricted) << index;
            let Some(mut access) = note.array else { continue };
            access.pointer = index as u16 + 1;
            if let AccessForm::Variable { bound, .. } = &access.form {
                let number = names.iter().position(|name| name.as_deref() == Some(&**bound));
                let Some(number) = number else { continue };
                access.size = Some(number as u16 + 1);
            }
            accesses.push(access);
        }
        (accesses, restricted)
    }
}
