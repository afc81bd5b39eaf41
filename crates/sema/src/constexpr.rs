//! `constexpr` objects (C23 6.7.2p5–p6, 6.6p7): named constants. Their initialisers are checked leaf by leaf while they are
//! flattened; their values are kept as images, from which reads of members are folded.

use crate::Sema;
use crate::constant::Const;
use crate::float;
use crate::hir::*;
use crate::node::{extend, truncate};
use crate::redeclare::Declared;
use crate::scope::Entity;
use crate::types::*;
use diag::{Loc, Span};
use parser::ast::{Initializer, Storage};

/// What a named constant is an object of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Root {
    /// With static storage duration.
    Static(DeclId),
    /// Of that function.
    Automatic(DeclId, LocalId),
}

/// First bit and width of a bit-field.
type Bits = Option<(u16, u16)>;

impl Sema<'_> {
    /// A declaration with `constexpr`.
    pub(crate) fn constexpr_object(&mut self, mut declared: Declared, init: Option<&Initializer<'_>>) {
        let name = declared.name;
        let Some(init) = init else {
            self.error(name.loc, "'constexpr' requires an initialized data declaration");
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        };
        if !self.may_be_constexpr(declared.ty, name.loc) {
            self.scopes.bind(name.name, Entity::Error, name.loc);
            return;
        }
        declared.ty = self.unit.types.qualify(declared.ty, CONST);
        let storage = declared.storage;
        declared.storage = Storage(storage.0 & !Storage::CONSTEXPR.0);
        self.constexpr_depth += 1;
        if self.function.is_none() || storage.has(Storage::STATIC) {
            declared.storage =
                Storage((declared.storage.0 | Storage::STATIC.0) & !(Storage::AUTO.0 | Storage::REGISTER.0));
            let before = self.items.len();
            self.object(declared, Some(init));
            if let [Item::Variable(decl, image), ..] = &self.items[before..] {
                self.named_constants.insert(Root::Static(*decl), image.clone());
            }
        } else {
            let (ty, image) = self.static_initializer(declared.ty, init);
            declared.ty = ty;
            self.automatic_constant(&declared, image);
        }
        self.constexpr_depth -= 1;
    }

    /// C23 6.7.2p5: what the type of a `constexpr` object must not be.
    pub(crate) fn may_be_constexpr(&self, ty: Ty, loc: Loc) -> bool {
        if self.unit.types.is_variably_modified(ty) {
            self.error(loc, "'constexpr' object has variably modified type");
            return false;
        }
        if self.has_mutable_part(ty) {
            self.error(loc, "invalid qualifiers for 'constexpr' object");
            return false;
        }
        true
    }

    fn has_mutable_part(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        if types.qualifiers(ty) & (VOLATILE | RESTRICT | ATOMIC) != 0 {
            return true;
        }
        if let Some((elem, _)) = types.array_of(ty) {
            return self.has_mutable_part(elem);
        }
        types.record_of(ty).is_some_and(|id| {
            types.records[id].fields.iter().flatten().any(|field| self.has_mutable_part(field.ty))
        })
    }

    fn automatic_constant(&mut self, declared: &Declared, image: StaticInit) {
        let loc = declared.name.loc;
        let local = self.new_local(declared);
        let size = image.size;
        let bytes = image.bytes.clone();
        let init = if bytes.is_empty() {
            Init { zero: true, image: None, stores: Vec::new() }
        } else {
            let zero = (bytes.len() as u64) < size;
            Init { zero, image: Some(self.string_id(bytes, 1)), stores: Vec::new() }
        };
        self.flush_effects();
        let value = self
            .unit
            .types
            .is_scalar(declared.ty)
            .then(|| self.image_value(&image, 0, declared.ty, None))
            .flatten();
        match value.and_then(|value| self.constant_node(value, declared.ty, loc)) {
            Some(value) => {
                self.emit(StmtKind::Declare(local), loc);
                self.assign_local(local, value, loc);
            }
            None => {
                self.body.locals[local].address_taken = true;
                let id = self.body.inits.push(init);
                self.emit(StmtKind::Init(local, id), loc);
            }
        }
        self.named_constants.insert(Root::Automatic(self.body.decl, local), image);
    }

    /// Checks the initialiser of a scalar subobject of a `constexpr` object (C23 6.7.2p6). `false`: it is none at all.
    pub(crate) fn check_constexpr_value(
        &mut self,
        id: ExprId,
        converted: ExprId,
        ty: Ty,
        span: Span,
    ) -> bool {
        let types = &self.unit.types;
        let from = self.ty(id);
        if types.is_pointer(ty) {
            if !matches!(self.evaluate(converted), Some(Const::Int(0))) {
                self.error(span, "'constexpr' pointer initializer is not null");
                return false;
            }
            return true;
        }
        if !types.is_arithmetic(ty) || !types.is_arithmetic(from) {
            return true;
        }
        if types.is_integer(ty) && (!self.is_pure(id) || types.is_float(from)) {
            self.error(span, "'constexpr' integer initializer is not an integer constant expression");
            return false;
        }
        let (Some(before), Some(after)) = (self.evaluate(id), self.evaluate(converted)) else {
            // "initializer element is not constant" follows.
            return true;
        };
        if !self.represents(before, from, after, ty) {
            self.error(span, "'constexpr' initializer not representable in type of object");
            return false;
        }
        true
    }

    /// Whether a conversion of `before`, which gave `after`, kept the value.
    fn represents(&self, before: Const, from: Ty, after: Const, to: Ty) -> bool {
        let types = &self.unit.types;
        match (before, after) {
            (Const::Int(_) | Const::Big(_), Const::Int(_) | Const::Big(_)) => {
                self.const_big(before, from) == self.const_big(after, to)
            }
            (Const::Int(a), Const::Float(b)) => {
                let (width, signed) = (types.int_width(from), types.is_signed(from));
                let Some(format) = types.format_of(to) else { return true };
                let (back, fits) = float::to_int(format, b, width, signed);
                fits && truncate(back, width) == truncate(a, width)
            }
            (Const::Float(a), Const::Float(b)) => {
                let (Some(x), Some(y)) = (types.format_of(from), types.format_of(to)) else { return true };
                let back = float::convert(y, x, b);
                back == a || float::compare(x, a, a).is_none()
            }
            (Const::Complex(re, im), Const::Complex(r, i)) => {
                let (Some(x), Some(y)) = (types.complex_part(from), types.complex_part(to)) else {
                    return true;
                };
                let part = |bits| if types.is_float(x) { Const::Float(bits) } else { Const::Int(bits) };
                let made = |bits| if types.is_float(y) { Const::Float(bits) } else { Const::Int(bits) };
                self.represents(part(re), x, made(r), y) && self.represents(part(im), x, made(i), y)
            }
            (Const::Complex(_, im), Const::Float(_) | Const::Int(_)) => im == 0,
            _ => true,
        }
    }

    /// The named constant that `place` is part of, and where in it: the byte, and of a bit-field the bits.
    fn named_constant(&self, mut place: ExprId) -> Option<(Root, u64, Bits)> {
        let (mut at, mut bits) = (0, None);
        loop {
            match self.kind(place) {
                ExprKind::Local(local) => return Some((Root::Automatic(self.body.decl, local), at, bits)),
                ExprKind::Global(decl) => return Some((Root::Static(decl), at, bits)),
                ExprKind::Member { base, offset } => {
                    at += offset;
                    place = base;
                }
                ExprKind::BitField { base, offset, shift, width } => {
                    at += u64::from(offset);
                    bits = Some((shift, width));
                    place = base;
                }
                _ => return None,
            }
        }
    }

    /// The value of a place that is, or is a member of, a named constant.
    pub(crate) fn named_value(&mut self, place: ExprId) -> Option<Const> {
        let (root, at, bits) = self.named_constant(place)?;
        let image = self.named_constants.remove(&root)?;
        let value = self.image_value(&image, at, self.ty(place), bits);
        self.named_constants.insert(root, image);
        value
    }

    fn image_value(&mut self, image: &StaticInit, at: u64, ty: Ty, bits: Bits) -> Option<Const> {
        let size = self.unit.types.size(ty)? as usize;
        let at = usize::try_from(at).ok()?;
        let relocated = |reloc: &StaticReloc| (at..at + size).contains(&(reloc.offset as usize));
        if self.session.target.big_endian || image.relocs.iter().any(relocated) {
            return None;
        }
        if self.is_big(ty) && bits.is_none() {
            let mut bytes = image.bytes.get(at..).unwrap_or(&[]).to_vec();
            bytes.resize(size, 0);
            return Some(self.big_from_bytes(&bytes, ty));
        }
        if size > 16 {
            return None;
        }
        let types = &self.unit.types;
        let read = |from: usize, count: usize| {
            (0..count).rev().fold(0u128, |value, i| {
                value << 8 | u128::from(image.bytes.get(from + i).copied().unwrap_or(0))
            })
        };
        if let Some((shift, width)) = bits {
            let whole = read(at, usize::from(shift + width).div_ceil(8).min(16));
            let value = extend(whole >> shift, u32::from(width), types.is_signed(ty));
            return Some(Const::Int(truncate(value as u128, types.int_width(ty))));
        }
        if types.is_integer(ty) || types.is_pointer(ty) {
            return Some(Const::Int(truncate(read(at, size), types.int_width(ty))));
        }
        if let Some(format) = types.format_of(ty) {
            return Some(Const::Float(read(at, float::significant_bytes(format))));
        }
        let part = types.complex_part(ty)?;
        let half = size / 2;
        Some(Const::Complex(read(at, half), read(at + half, half)))
            .filter(|_| types.size(part) == Some(half as u64))
    }

    /// A constant as a node; `None` for what has no node of its own.
    pub(crate) fn constant_node(&mut self, value: Const, ty: Ty, loc: Loc) -> Option<ExprId> {
        Some(match value {
            Const::Int(bits) => self.int(bits as i128, ty, loc),
            Const::Float(bits) => self.float_const(bits, ty, loc),
            Const::Complex(re, im) => {
                let part = self.unit.types.complex_part(ty)?;
                let node = |sema: &mut Self, bits| {
                    if sema.unit.types.is_float(part) {
                        sema.float_const(bits, part, loc)
                    } else {
                        sema.int(bits as i128, part, loc)
                    }
                };
                let (re, im) = (node(self, re), node(self, im));
                let ty = self.unit.types.value_type(ty);
                self.push(ExprKind::Complex(re, im), ty, loc)
            }
            Const::Big(_) => {
                let value = self.const_big(value, ty)?;
                self.big_int(&value, ty, loc)
            }
            Const::Address(..) => return None,
        })
    }
}
