//! Conversions of complex constants (C17 6.3.1.6, 6.3.1.7): what they do to each part, and to the imaginary one where
//! there is none (-Wconversion, -Wfloat-conversion, -Woverflow).

use super::conversion::decimal;
use crate::Sema;
use crate::constant::Const;
use crate::float;
use crate::hir::ExprId;
use crate::node::extend;
use crate::types::*;
use diag::{Place, Warning, warn};

/// A part of a constant: an integer, or a number of a floating format.
#[derive(Clone, Copy)]
enum Part {
    Integer(i128),
    Real(target::FloatFormat, u128),
}

impl Part {
    fn is_zero(self) -> bool {
        match self {
            Part::Integer(value) => value == 0,
            Part::Real(format, bits) => float::is_zero(format, bits),
        }
    }

    fn text(self) -> String {
        match self {
            Part::Integer(value) => value.to_string(),
            Part::Real(target::FloatFormat::F32, 0) => "0.0f".to_string(),
            Part::Real(format, bits) if float::is_zero(format, bits) => "0.0".to_string(),
            Part::Real(format, bits) => decimal(format, bits),
        }
    }
}

impl Sema<'_> {
    /// Looks at a complex value that is about to be converted. Whether it is a constant, of which all has been said.
    pub(crate) fn check_complex_constant(&mut self, id: ExprId, to: Ty, at: Place) -> bool {
        let from = self.ty(id);
        let Some(own) = self.unit.types.complex_part(from) else { return false };
        if self.quiet > 0 || self.unevaluated > 0 {
            return false;
        }
        let Some(Const::Complex(re, im)) = self.evaluate(id) else { return false };
        let (Some(re), Some(im)) = (self.part(own, re), self.part(own, im)) else { return false };
        let other = self.unit.types.complex_part(to);
        let Some((kept, changed)) = self.converted_part(re, other.unwrap_or(to)) else { return false };
        let source = format!("(_Complex {}){{{}, {}}}", self.spell(own), re.text(), im.text());
        let mut group = self.part_group(re, kept);
        let mut what = "conversion";
        let result = if let Some(other) = other {
            let Some((imaginary, differs)) = self.converted_part(im, other) else { return false };
            if !changed && !differs {
                return true;
            }
            format!("(_Complex {}){{{}, {}}}", self.spell(other), kept.text(), imaginary.text())
        } else {
            if im.is_zero() {
                if !changed {
                    return true;
                }
                // What is out of range is what it would be without an imaginary part.
                if let (Part::Real(..), Part::Integer(value)) = (re, kept)
                    && self.saturates(re, value)
                {
                    (group, what) = (warn::OVERFLOW, "overflow in conversion");
                }
            } else {
                group = warn::CONVERSION;
            }
            kept.text()
        };
        let (from, to) = (self.spell(from), self.spell(to));
        let message = format!("{what} from '{from}' to '{to}' changes value from '{source}' to '{result}'");
        self.warning(group, self.in_program(at), message);
        true
    }

    fn part(&self, ty: Ty, bits: u128) -> Option<Part> {
        let types = &self.unit.types;
        if types.is_integer(ty) {
            return Some(Part::Integer(extend(bits, types.int_width(ty), types.is_signed(ty))));
        }
        Some(Part::Real(types.format_of(ty)?, bits))
    }

    /// A part as another type, and whether it is another number then.
    fn converted_part(&self, part: Part, to: Ty) -> Option<(Part, bool)> {
        let types = &self.unit.types;
        if types.is_integer(to) {
            let (width, signed) = (types.int_width(to), types.is_signed(to));
            return Some(match part {
                Part::Integer(value) => {
                    let kept = extend(value as u128, width, signed);
                    // The same bits are another number to the sign's friends only.
                    let same = kept == value || extend(value as u128, width, !signed) == value;
                    (Part::Integer(kept), !same)
                }
                Part::Real(format, bits) => {
                    let (value, exact) = float::to_int(format, bits, width, signed);
                    let whole = float::from_int(format, value, signed);
                    let same = exact && whole == bits || float::is_zero(format, bits);
                    (Part::Integer(extend(value, width, signed)), !same)
                }
            });
        }
        let format = types.format_of(to)?;
        Some(match part {
            Part::Integer(value) => {
                let bits = float::from_int(format, value as u128, true);
                let (back, exact) = float::to_int(format, bits, 128, true);
                (Part::Real(format, bits), !exact || back as i128 != value)
            }
            Part::Real(own, bits) => {
                let kept = float::convert(own, format, bits);
                (Part::Real(format, kept), float::convert(format, own, kept) != bits)
            }
        })
    }

    fn part_group(&self, from: Part, to: Part) -> Warning {
        match (from, to) {
            (Part::Integer(_), Part::Integer(_)) => warn::CONVERSION,
            _ => warn::FLOAT_CONVERSION,
        }
    }

    /// Whether a number is beyond the integer that it became.
    fn saturates(&self, from: Part, kept: i128) -> bool {
        let Part::Real(format, bits) = from else { return false };
        let (whole, representable) = float::to_int(format, bits, 128, true);
        !representable || whole as i128 != kept
    }
}
