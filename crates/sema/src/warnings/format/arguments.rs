//! Arguments beside what a format wants (C23 7.23.6.1p9): types are compared as far as a difference matters.

use super::table::Want;
use crate::Sema;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use diag::{Place, warn};

/// The arguments that a format formats.
pub(super) struct Arguments<'a> {
    /// `None` if the call does not show them.
    pub(super) values: Option<&'a [ExprId]>,
    /// The number in the call of the first one, from 1.
    pub(super) first: usize,
    /// Whether they go by number; `None` before any was asked for.
    pub(super) numbered: Option<bool>,
    next: usize,
    used: Vec<bool>,
    /// Those that may be left out if they are pointers.
    pointers: Vec<bool>,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(sema: &Sema<'_>, values: Option<&'a [ExprId]>, first: usize) -> Arguments<'a> {
        let count = values.map_or(0, <[_]>::len);
        let pointers =
            values.unwrap_or(&[]).iter().map(|&value| sema.unit.types.is_pointer(sema.ty(value))).collect();
        Arguments { values, first, numbered: None, next: 0, used: vec![false; count], pointers }
    }

    /// Whether there is an argument of that number.
    pub(super) fn has_number(&self, number: usize) -> bool {
        self.values.is_none_or(|values| number <= values.len())
    }

    /// Notes that a directive uses an argument; whether one did before.
    pub(super) fn mark(&mut self, number: usize) -> bool {
        if self.used.len() < number {
            // Without arguments to see, how many there may be is not known either.
            self.used.resize(number.min(1 << 16), false);
        }
        self.used.get_mut(number - 1).is_some_and(|used| std::mem::replace(used, true))
    }

    /// The next argument, or that of a number, and its number in the call.
    pub(super) fn next(&mut self, number: Option<usize>) -> Option<(usize, ExprId)> {
        let index = number.map_or(self.next, |number| number - 1);
        if number.is_none() {
            self.next += 1;
        }
        let &value = self.values?.get(index)?;
        Some((self.first + index, value))
    }

    /// Passes over an argument.
    pub(super) fn skip(&mut self, number: Option<usize>) {
        if number.is_none() {
            self.next += 1;
        }
    }

    /// Whether arguments follow those that directives took.
    pub(super) fn left_over(&self) -> bool {
        let Some(values) = self.values else { return false };
        self.next < values.len()
    }

    /// Whether some of those that go by number are not used: at the end, or pointers that another one follows.
    pub(super) fn numbers_left_over(&self) -> bool {
        let last = self.used.iter().rposition(|&used| used).map_or(0, |index| index + 1);
        last < self.values.map_or(0, <[_]>::len) || self.used[..last].iter().any(|&used| !used)
    }

    /// Numbers that are not used, each with the number of the last one that is.
    pub(super) fn gaps(&self, pointers_may_be_left_out: bool) -> Vec<(usize, usize)> {
        let Some(last) = self.used.iter().rposition(|&used| used) else { return Vec::new() };
        let skipped = |index: usize| {
            let pointer = self.pointers.get(index).copied().unwrap_or(true);
            !(self.used[index] || pointers_may_be_left_out && pointer)
        };
        (0..last).filter(|&index| skipped(index)).map(|index| (index + 1, last + 1)).collect()
    }
}

impl Sema<'_> {
    fn wanted(&self, want: Want) -> Ty {
        match want {
            Want::Int => common::INT,
            Want::UInt | Want::WInt => common::UINT,
            Want::Long => common::LONG,
            Want::ULong => common::ULONG,
            Want::LLong => common::LLONG,
            Want::ULLong => common::ULLONG,
            Want::SChar => common::SCHAR,
            Want::UChar => common::UCHAR,
            Want::Short => common::SHORT,
            Want::UShort => common::USHORT,
            Want::Char => common::CHAR,
            Want::Float => common::FLOAT,
            Want::Double => common::DOUBLE,
            Want::LongDouble => common::LONG_DOUBLE,
            Want::Decimal32 => common::DECIMAL32,
            Want::Decimal64 => common::DECIMAL64,
            Want::Decimal128 => common::DECIMAL128,
            Want::WChar => self.number_types.wchar,
            Want::Size => self.number_types.size,
            Want::UPtrDiff => self.other_sign(self.number_types.ptrdiff),
            Want::SignedSize => self.other_sign(self.number_types.size),
            Want::PtrDiff => self.number_types.ptrdiff,
            Want::IntMax => self.number_types.intmax,
            Want::UIntMax => self.other_sign(self.number_types.intmax),
            Want::Void => common::VOID,
            Want::Locus => self.locus_type(),
        }
    }

    /// What the program has defined `locus` as before it used the attribute; it may be wrong.
    pub(super) fn locus_type(&self) -> Ty {
        let symbol = self.session.interner.intern(b"locus");
        match self.scopes.ordinary.get(symbol).map(|binding| binding.entity) {
            Some(Entity::Typedef(ty)) => ty,
            _ => common::ERROR,
        }
    }

    /// The integer type of the same rank and the other sign.
    fn other_sign(&self, ty: Ty) -> Ty {
        let Some(kind) = self.int_kind(ty) else { return ty };
        self.int_type(match kind {
            IntKind::SChar | IntKind::Char if self.unit.types.is_signed(ty) => IntKind::UChar,
            IntKind::SChar | IntKind::UChar | IntKind::Char => IntKind::SChar,
            IntKind::Short => IntKind::UShort,
            IntKind::UShort => IntKind::Short,
            IntKind::Int => IntKind::UInt,
            IntKind::UInt => IntKind::Int,
            IntKind::Long => IntKind::ULong,
            IntKind::ULong => IntKind::Long,
            IntKind::LLong => IntKind::ULLong,
            IntKind::ULLong => IntKind::LLong,
            IntKind::Int128 => IntKind::UInt128,
            IntKind::UInt128 => IntKind::Int128,
            IntKind::Bool => IntKind::Bool,
        })
    }

    /// What messages call a wanted type.
    pub(super) fn wanted_name(&self, want: Want, pointers: u8) -> String {
        let name = match want {
            Want::WChar => "wchar_t".to_string(),
            Want::WInt => "wint_t".to_string(),
            Want::Size => "size_t".to_string(),
            Want::SignedSize => "signed size_t".to_string(),
            Want::PtrDiff => "ptrdiff_t".to_string(),
            Want::UPtrDiff => "unsigned ptrdiff_t".to_string(),
            Want::IntMax => "intmax_t".to_string(),
            Want::UIntMax => "uintmax_t".to_string(),
            _ => {
                let ty = self.wanted(want);
                self.spell(if pointers == 0 { self.promoted_type(ty) } else { ty })
            }
        };
        match pointers {
            0 => name,
            1 => format!("{name} *"),
            _ => format!("{name} **"),
        }
    }

    /// Compares an argument with the type that a directive wants.
    #[allow(clippy::too_many_arguments)] // What is wanted, and of what.
    pub(super) fn check_formatted(
        &self,
        what: &str,
        want: Want,
        pointers: u8,
        notes: &str,
        number: usize,
        value: ExprId,
        place: Place,
    ) {
        let types = &self.unit.types;
        let given = self.ty(value);
        if types.is_error(given) {
            return;
        }
        let mismatch = || {
            let wanted = self.wanted_name(want, pointers);
            let have = self.quote(given, self.written_of(value));
            let message =
                format!("{what} expects argument of type '{wanted}', but argument {number} has type {have}");
            self.warning(warn::FORMAT, place, message);
        };
        let mut current = given;
        for level in 0..pointers {
            let Some(pointee) = types.pointee(current) else {
                // A null pointer constant by another name.
                if types.shape(current) == &TypeKind::NullPtr {
                    return;
                }
                mismatch();
                return;
            };
            current = pointee;
            if level == 0 && self.const_bits(value) == Some(0) {
                if notes.contains('W') {
                    let message = format!("writing through null pointer (argument {number})");
                    self.warning(warn::FORMAT, place, message);
                } else if notes.contains('R') && !notes.contains('c') {
                    let message = format!("reading through null pointer (argument {number})");
                    self.warning(warn::FORMAT, place, message);
                }
            }
            let quals = types.qualifiers(current);
            if level == 0 && notes.contains('W') && quals & CONST != 0 {
                let message = format!("writing into constant object (argument {number})");
                self.warning(warn::FORMAT, place, message);
            }
            if level > 0 && self.pedantic() && quals != 0 {
                let message = format!("extra type qualifiers in format argument (argument {number})");
                self.warning(warn::FORMAT, place, message);
            }
        }
        if !self.fits_format(current, want, pointers, value) {
            mismatch();
        }
    }

    /// Whether a type is near enough to the wanted one.
    fn fits_format(&self, current: Ty, want: Want, pointers: u8, value: ExprId) -> bool {
        let types = &self.unit.types;
        let mut wanted = self.wanted(want);
        let current = types.value_type(current);
        let current = match types.shape(current) {
            TypeKind::Enum(id) if pointers == 0 => {
                types.enums[*id].underlying.map_or(common::UINT, |under| types.value_type(under))
            }
            _ => current,
        };
        if pointers == 0 {
            wanted = self.promoted_type(wanted);
        }
        if current == wanted {
            return true;
        }
        let pedantic = self.pedantic();
        let character = matches!(current, common::CHAR | common::SCHAR | common::UCHAR);
        if types.is_void(wanted) && pointers > 0 {
            return !pedantic || (pointers == 1 && character);
        }
        let sign = self.session.diags.is_enabled(warn::FORMAT_SIGNEDNESS, diag::Loc::NONE);
        if self.int_kind(current).is_some()
            && types.is_integer(wanted)
            && !types.is_bool(current)
            && self.other_sign(current) == wanted
            && (!pedantic || pointers == 0)
        {
            // A constant that both types have is both.
            let both = pointers == 0 && self.const_int(value).is_some_and(|value| value >= 0);
            // So is what was promoted from a narrower unsigned type.
            let narrow = self.ty(self.before_promotion(value));
            let promoted = pointers == 0 && types.promotes(narrow) && !types.is_signed(narrow);
            return !sign || both || promoted;
        }
        wanted == common::CHAR && (!pedantic || pointers < 2) && character
    }
}
