//! Values that change from one enumeration to another, or to one from an integer (-Wenum-conversion, and for -Wc++-compat,
//! whose language has no such conversion). Enumerators are `int`s (C17 6.4.4.3p2): which enumeration they are of is
//! remembered here.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::types::*;
use diag::{Loc, Place, Span, warn};

impl Sema<'_> {
    /// A bit-field that is too narrow for the constants of its enumeration.
    pub(crate) fn check_enum_width(&self, ty: Ty, width: u32, field: &str, at: Loc) {
        let TypeKind::Enum(id) = *self.unit.types.shape(ty) else { return };
        let constants = &self.unit.types.enums[id].constants;
        let signed = constants.iter().any(|constant| constant.1 < 0);
        let fits = |value: i128| {
            let significant = if value < 0 { !value } else { value };
            128 - significant.leading_zeros() + u32::from(signed) <= width
        };
        if width > 0 && !constants.iter().all(|constant| fits(constant.1)) {
            let name = field.trim_start_matches("bit-field ");
            self.warning(warn::NONE, at, format!("{name} is narrower than values of its type"));
        }
    }

    fn wants_enumerations(&self) -> bool {
        self.wants(warn::CXX_COMPAT) || self.wants(warn::ENUM_CONVERSION)
    }

    /// Remembers that a constant is an enumerator.
    pub(crate) fn remember_enumerator(&mut self, id: ExprId, of: EnumId) {
        if self.wants_enumerations() {
            self.enumerators.insert(id, of);
        }
    }

    /// The enumeration that a value is of, as C++ sees it.
    pub(crate) fn enum_of_value(&self, id: ExprId) -> Option<EnumId> {
        if let Some(&of) = self.enumerators.get(&id) {
            return Some(of);
        }
        if let TypeKind::Enum(of) = self.unit.types.shape(self.ty(id)) {
            return Some(*of);
        }
        match self.kind(id) {
            ExprKind::Comma(_, last) => self.enum_of_value(last),
            ExprKind::Cond { then, els, .. } => {
                let of = |arm| self.enum_of_value(self.before_promotion(arm));
                of(then).filter(|&one| of(els) == Some(one))
            }
            _ => None,
        }
    }

    /// An arithmetic value becomes one of type `to` without a cast.
    pub(crate) fn check_enum_conversion(&self, id: ExprId, to: Ty, target: Target, at: Place) {
        let TypeKind::Enum(wanted) = *self.unit.types.shape(to) else { return };
        if !self.wants_enumerations() {
            return;
        }
        let own = self.enum_of_value(id);
        if own == Some(wanted) {
            return;
        }
        let to_text = self.spell(to.unqualified());
        if let Some(own) = own {
            let message = format!("implicit conversion from '{}' to '{to_text}'", self.spell_enum(own));
            self.warning(warn::ENUM_CONVERSION, at, message);
        }
        let from = self.spell_value(id);
        let message = match target {
            Target::Assign => {
                format!("enum conversion from '{from}' to '{to_text}' in assignment is invalid in C++")
            }
            // GCC has no name for the type of a bit-field.
            Target::Init if self.into_bit_field => {
                "enum conversion in initialization is invalid in C++".to_string()
            }
            Target::Init => {
                format!("enum conversion from '{from}' to '{to_text}' in initialization is invalid in C++")
            }
            Target::Return => {
                format!("enum conversion from '{from}' to '{to_text}' in return is invalid in C++")
            }
            Target::Argument(number, name) => {
                let callee = self.callee_name(name);
                format!("enum conversion when passing argument {number} of '{callee}' is invalid in C++")
            }
        };
        let reported = self.session.diags.warning(warn::CXX_COMPAT, at, message);
        if let Target::Argument(number, name) = target {
            self.note_expected(reported, (number, name), to, self.ty(id), at);
        }
    }

    /// The arms of a conditional expression.
    pub(crate) fn check_enum_arms(&self, then: ExprId, els: ExprId, span: Span) {
        if !self.wants(warn::CXX_COMPAT) {
            return;
        }
        let (Some(a), Some(b)) = (self.enum_of_value(then), self.enum_of_value(els)) else { return };
        if a != b {
            let (a, b) = (self.spell_enum(a), self.spell_enum(b));
            let message = format!("different enum types in conditional is invalid in C++: '{a}' vs '{b}'");
            self.warning(warn::CXX_COMPAT, span, message);
        }
    }

    /// `++` or `--` of an enumeration.
    pub(crate) fn check_enum_step(&self, ty: Ty, verb: &str, span: Span) {
        if self.unit.types.is_enum(ty) {
            let message = format!("{verb} of enumeration value is invalid in C++");
            self.warning(warn::CXX_COMPAT, span, message);
        }
    }

    pub(crate) fn spell_enum(&self, id: EnumId) -> String {
        match self.unit.types.enums[id].tag {
            Some(tag) => format!("enum {}", self.text(tag)),
            None => "enum <anonymous>".to_string(),
        }
    }

    /// The type of a value as GCC prints it: that of a bit-field has its width, `signed char:3`.
    pub(crate) fn spell_value(&self, id: ExprId) -> String {
        let ty = self.ty(id);
        match self.bit_field_width(id) {
            Some(width) => self.spell_bit_field(ty, width),
            None => self.spell(ty.unqualified()),
        }
    }

    /// The type of a bit-field of that width.
    pub(crate) fn spell_bit_field(&self, ty: Ty, width: u32) -> String {
        let types = &self.unit.types;
        if width == types.int_width(ty) && !types.is_enum(ty) || types.is_bit_int(ty) {
            return self.spell(ty.unqualified());
        }
        if types.is_bool(ty) {
            return format!("_Bool:{width}");
        }
        let (signed, unsigned) = match width {
            0..=8 => ("signed char", "unsigned char"),
            9..=16 => ("short int", "short unsigned int"),
            17..=32 => ("int", "unsigned int"),
            _ => ("long int", "long unsigned int"),
        };
        let name = if types.is_signed(ty) { signed } else { unsigned };
        match width {
            8 | 16 | 32 | 64 => name.to_string(),
            _ => format!("{name}:{width}"),
        }
    }
}
