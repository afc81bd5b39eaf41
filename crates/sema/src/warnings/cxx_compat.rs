//! What is C and no C++ (-Wc++-compat; GCC manual, "Warning Options"): types defined where C++ has no place for them or
//! would not find them again, names that are a type's and a tag's, pointers that convert by themselves.

use crate::Sema;
use crate::assign::Target;
use crate::hir::Decl;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, Place, Span, warn};
use lexer::Symbol;
use parser::ast::{self, TypeSpec};
use rustc_hash::FxHashSet;

/// The names that a structure being defined uses as members and as types.
#[derive(Default)]
pub(crate) struct MemberNames {
    members: FxHashSet<Symbol>,
    types: FxHashSet<Symbol>,
}

/// Where a type name stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TypeOperand {
    Sizeof,
    Alignof,
    Typeof,
    Cast,
    CompoundLiteral,
}

impl Sema<'_> {
    fn compat(&self, at: impl Into<Place>, message: String) -> diag::Reported<'_> {
        self.session.diags.warning(warn::CXX_COMPAT, at, message)
    }

    /// A type name as an operand, which may define a type.
    pub(crate) fn operand_type(&mut self, name: &ast::TypeName<'_>, operand: TypeOperand) -> Ty {
        let ty = self.type_name(name);
        if !name.specs.alignas.is_empty() {
            let place = match operand {
                TypeOperand::Sizeof => "'sizeof'",
                TypeOperand::Alignof => "'_Alignof'",
                TypeOperand::Cast => "cast",
                TypeOperand::Typeof => "'typeof'",
                TypeOperand::CompoundLiteral => "",
            };
            if !place.is_empty() {
                let at = self.session.sources.expansion_point(name.span.lo);
                self.error(at, format!("alignment specified for type name in {place}"));
            }
        }
        let defined = match &name.specs.ty {
            TypeSpec::Record(record) => {
                // A tag that nobody knows is declared here.
                let known = self.unit.types.record_of(ty).map(|id| &self.unit.types.records[id]);
                let first = known.zip(record.tag).is_some_and(|(known, tag)| known.loc == tag.loc);
                let first = first && matches!(operand, TypeOperand::CompoundLiteral);
                (record.members.is_some() || first).then_some(record.span)
            }
            TypeSpec::Enum(spec) => spec.enumerators.is_some().then_some(spec.span),
            _ => None,
        };
        if let Some(span) = defined {
            let message = match operand {
                TypeOperand::Sizeof => "defining type in 'sizeof' expression is invalid in C++",
                TypeOperand::Alignof => "defining type in 'alignof' expression is invalid in C++",
                TypeOperand::Typeof => "defining type in 'typeof' expression is invalid in C++",
                TypeOperand::Cast => "defining a type in a cast is invalid in C++",
                TypeOperand::CompoundLiteral => "defining a type in a compound literal is invalid in C++",
            };
            let _ = self.compat(span, message.to_string());
            // Once is enough.
            self.member_types.remove(&ty.unqualified());
        }
        ty
    }

    /// A structure, union or enumeration is defined.
    pub(crate) fn remember_member_type(&mut self, ty: Ty) {
        if self.record_depth > 0 && self.session.diags.may_be_enabled(warn::CXX_COMPAT) {
            self.member_types.insert(ty.unqualified());
        }
    }

    /// A tag is used: C++ does not see those of types that a structure defines.
    pub(crate) fn check_tag_use(&self, ty: Ty, at: Loc) {
        if self.record_depth > 0 || !self.member_types.contains(&ty.unqualified()) {
            return;
        }
        let types = &self.unit.types;
        let (what, defined) = match *types.kind(ty) {
            TypeKind::Enum(id) => ("enum type", types.enums[id].loc),
            TypeKind::Record(id) if types.records[id].is_union => ("union", types.records[id].loc),
            TypeKind::Record(id) => ("struct", types.records[id].loc),
            _ => return,
        };
        let message = format!("{what} defined in struct or union is not visible in C++");
        let _ = self.compat(at, message).note(defined, format!("{what} defined here"));
    }

    /// An enumerator is used.
    pub(crate) fn check_enumerator_use(&self, of: EnumId, defined: Loc, at: Loc) {
        let inside = |ty: &Ty| matches!(self.unit.types.kind(*ty), TypeKind::Enum(id) if *id == of);
        if self.record_depth == 0 && self.member_types.iter().any(inside) {
            let message = "enum constant defined in struct or union is not visible in C++".to_string();
            let _ = self.compat(at, message).note(defined, "enum constant defined here");
        }
    }

    /// A typedef name is declared that is a tag of another type, in the same scope.
    pub(crate) fn check_typedef_tag(&mut self, name: ast::Ident, ty: Ty) {
        if self.session.diags.may_be_enabled(warn::CXX_COMPAT) {
            self.typedef_named.insert(ty.unqualified());
        }
        if let Some(tag) = self.scopes.tag_here(name.name)
            && tag.entity.ty.unqualified() != ty.unqualified()
        {
            self.both_typedef_and_tag(name.name, name.loc, tag.loc);
        }
    }

    /// A tag is declared that is a typedef name of another type, in the same scope.
    pub(crate) fn check_tag_typedef(&self, tag: Symbol, ty: Ty, loc: Loc) {
        if let Some(binding) = self.scopes.here(tag)
            && let Entity::Typedef(known) = binding.entity
            && known.unqualified() != ty.unqualified()
        {
            self.both_typedef_and_tag(tag, loc, binding.loc);
        }
    }

    fn both_typedef_and_tag(&self, name: Symbol, at: Loc, before: Loc) {
        let text = self.text(name);
        let message = format!("using '{text}' as both a typedef and a tag is invalid in C++");
        let _ = self.compat(at, message).note(before, "originally defined here");
    }

    /// A structure's members are about to be read.
    pub(crate) fn open_member_names(&mut self) {
        self.member_names.push(MemberNames::default());
    }

    /// A typedef name is used as a type.
    pub(crate) fn check_member_lookup(&mut self, name: Symbol, at: Span) {
        let Some((_, around)) = self.member_names.split_last() else { return };
        if !self.session.diags.may_be_enabled(warn::CXX_COMPAT) {
            return;
        }
        if around.iter().any(|names| names.members.contains(&name)) {
            let text = self.text(name);
            let _ = self.compat(at, format!("C++ lookup of '{text}' would return a field, not a type"));
        }
        if let Some(names) = self.member_names.last_mut() {
            names.types.insert(name);
        }
    }

    /// A structure has a new member.
    pub(crate) fn remember_member_name(&mut self, name: Symbol) {
        if self.session.diags.may_be_enabled(warn::CXX_COMPAT)
            && let Some(names) = self.member_names.last_mut()
        {
            names.members.insert(name);
        }
    }

    /// All members of a structure have been read.
    pub(crate) fn close_member_names(&mut self, fields: &[Field]) {
        let Some(names) = self.member_names.pop() else { return };
        for field in fields {
            if let Some(name) = field.name.filter(|name| names.types.contains(name)) {
                let text = self.text(name);
                let message = format!("using '{text}' as both field and typedef name is invalid in C++");
                let _ = self.compat(field.loc, message);
            }
        }
    }

    /// An object is declared without an initialiser.
    pub(crate) fn check_uninitialized_const(&self, name: ast::Ident, ty: Ty) {
        if self.unit.types.qualifiers(ty) & CONST != 0 && self.session.diags.may_be_enabled(warn::CXX_COMPAT)
        {
            let text = self.text(name.name);
            let _ = self.compat(name.loc, format!("uninitialized 'const {text}' is invalid in C++"));
        } else if self.session.diags.may_be_enabled(warn::CXX_COMPAT) {
            self.check_const_members(name, ty);
        }
    }

    /// A second definition, tentative or not, after a tentative one.
    pub(crate) fn check_duplicate_object(&self, name: ast::Ident, old: &Decl) {
        let text = self.text(name.name);
        let message = format!("duplicate declaration of '{text}' is invalid in C++");
        let ty = self.spell(old.ty);
        let previous = format!("previous declaration of '{text}' with type '{ty}'");
        let _ = self.compat(name.loc, message).note(old.loc, previous);
    }

    /// The first member that is `const`, at any depth.
    fn const_member(&self, ty: Ty) -> Option<&Field> {
        diag::nested(|| {
            let types = &self.unit.types;
            let mut ty = ty;
            while let Some((elem, _)) = types.array_of(ty) {
                ty = elem;
            }
            let fields = types.records[types.record_of(ty)?].fields.as_ref()?;
            fields.iter().find_map(|field| {
                if types.qualifiers(field.ty) & CONST != 0 {
                    return Some(field);
                }
                self.const_member(field.ty)
            })
        })
    }

    /// An object of a type with a `const` member is declared without an initialiser.
    fn check_const_members(&self, name: ast::Ident, ty: Ty) {
        let Some(member) = self.const_member(ty) else { return };
        let types = &self.unit.types;
        let mut core = ty;
        while let Some((elem, _)) = types.array_of(core) {
            core = elem;
        }
        let text = self.spell(core.unqualified());
        let message = format!("uninitialized const member in '{text}' is invalid in C++");
        let reported = self.compat(name.loc, message);
        if let Some(field) = member.name {
            let field = self.text(field);
            let _ = reported.note(member.loc, format!("'{field}' should be initialized"));
        }
    }

    /// An object with external linkage is declared.
    pub(crate) fn check_anonymous_type(&self, name: ast::Ident, ty: Ty) {
        let types = &self.unit.types;
        let tagless = match *types.kind(ty) {
            TypeKind::Record(id) => types.records[id].tag.is_none(),
            TypeKind::Enum(id) => types.enums[id].tag.is_none(),
            _ => false,
        };
        if tagless
            && !self.typedef_named.contains(&ty.unqualified())
            && self.session.diags.may_be_enabled(warn::CXX_COMPAT)
        {
            let text = self.text(name.name);
            let message = format!("non-local variable '{text}' with anonymous type is questionable in C++");
            let _ = self.compat(name.loc, message);
        }
    }

    /// A pointer becomes one to another type without a cast.
    pub(crate) fn check_compat_pointers(&self, to: Ty, from: Ty, target: Target, at: Place) {
        let types = &self.unit.types;
        let (Some(t), Some(f)) = (types.pointee(to), types.pointee(from)) else { return };
        if !self.wants(warn::CXX_COMPAT) {
            return;
        }
        let at = self.outside_system_macro(at);
        if types.is_void(f) && !types.is_void(t) {
            let (to, from) = (self.quote_to(target, to.unqualified()), self.spell(from.unqualified()));
            let message =
                format!("request for implicit conversion from '{from}' to {to} not permitted in C++");
            let _ = self.compat(at, message);
        } else if types.compatible_unqualified(t, f) && self.mixes_enums(t, f) {
            let _ = self.compat(at, "pointer target types incompatible in C++".to_string());
        }
    }

    /// Whether compatible types have an enumeration where the other has an integer type.
    fn mixes_enums(&self, a: Ty, b: Ty) -> bool {
        let types = &self.unit.types;
        match (types.shape(a), types.shape(b)) {
            (TypeKind::Enum(_), TypeKind::Int(_)) | (TypeKind::Int(_), TypeKind::Enum(_)) => true,
            (TypeKind::Pointer { pointee: a, .. }, TypeKind::Pointer { pointee: b, .. })
            | (TypeKind::Array { elem: a, .. }, TypeKind::Array { elem: b, .. }) => self.mixes_enums(*a, *b),
            (TypeKind::Function(a), TypeKind::Function(b)) => {
                self.mixes_enums(a.ret, b.ret)
                    || a.params.iter().zip(&b.params).any(|(&a, &b)| self.mixes_enums(a, b))
            }
            _ => false,
        }
    }
}
