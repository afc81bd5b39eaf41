//! Literals that are longer than ISO C promises to take (-Woverlength-strings; C23 5.2.5.2), or floating constants out of
//! range, with a suffix of GNU's (-Wpedantic) or without one (-Wunsuffixed-float-constants).

use crate::Sema;
use crate::float;
use crate::types::*;
use diag::{Loc, warn};
use lexer::{FloatSuffix, Symbol};
use parser::ast;

impl Sema<'_> {
    /// The length of a string literal, adjacent ones joined.
    pub(crate) fn check_string_length(&self, literal: &ast::StringLit<'_>) {
        let (least, standard) =
            if self.session.options.std < lexer::Std::C99 { (509, "C90") } else { (4095, "C99") };
        let length = literal.bytes.len() / literal.unit.max(1) as usize;
        if length > least {
            let message = format!(
                "string length '{length}' is greater than the length '{least}' ISO {standard} compilers are required to support"
            );
            let at = self.session.sources.expansion_point(literal.span.hi);
            self.pedwarn(warn::OVERLENGTH_STRINGS, at, message);
        }
    }

    /// A floating constant of type `ty`, whose value is `bits`.
    pub(crate) fn check_float_constant(
        &self,
        spelling: Symbol,
        suffix: FloatSuffix,
        (ty, bits): (Ty, u128),
        loc: Loc,
    ) {
        let Some(format) = self.unit.types.format_of(ty) else { return };
        let loc = self.session.sources.expansion_point(loc);
        let (hexadecimal, letters, nonzero) = self.session.interner.with(spelling, |text| {
            let hexadecimal = matches!(text, [b'0', b'x' | b'X', ..]);
            let letters = text.iter().rev().take_while(|byte| byte.is_ascii_alphabetic());
            let letters: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
            let mut digits = text.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'\''));
            (hexadecimal, letters, digits.any(|byte| matches!(byte, b'1'..=b'9')))
        });
        match float::classify(format, bits).0 {
            float::Class::Infinite => {
                let text = self.spell(ty);
                self.warning(warn::OVERFLOW, loc, format!("floating constant exceeds range of '{text}'"));
            }
            float::Class::Zero if nonzero && !hexadecimal => {
                self.warning(warn::OVERFLOW, loc, "floating constant truncated to zero");
            }
            _ => {}
        }
        match suffix {
            FloatSuffix::None if letters.is_empty() && !hexadecimal => {
                self.warning(warn::UNSUFFIXED_FLOAT_CONSTANTS, loc, "unsuffixed floating constant");
            }
            FloatSuffix::F16
            | FloatSuffix::F32
            | FloatSuffix::F64
            | FloatSuffix::F128
            | FloatSuffix::F32x
            | FloatSuffix::F64x
                if self.session.options.std < lexer::Std::C23 =>
            {
                self.pedwarn(warn::PEDANTIC, loc, "non-standard suffix on floating constant");
            }
            FloatSuffix::Q | FloatSuffix::W => {
                self.pedwarn(warn::PEDANTIC, loc, "non-standard suffix on floating constant");
            }
            _ => {}
        }
    }
}
