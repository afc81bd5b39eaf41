//! pp-numbers to integer and floating constants (C23 6.4.4.1, 6.4.4.2; GNU's imaginary and `q`/`w` suffixes;
//! TS 18661-3's `f128` and its like). Typing the constant is semantic analysis' business.

use crate::literal::{Complaint, ComplaintKind};
use crate::options::Std;
use diag::warn;

/// The size that an integer suffix asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntSize {
    /// None.
    Int,
    /// `l`
    Long,
    /// `ll`
    LongLong,
    /// `wb`
    BitInt,
}

/// An integer constant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntLiteral {
    /// Its value, modulo 2^128.
    pub value: u128,
    /// The value does not fit 128 bits.
    pub overflow: bool,
    /// 2, 8, 10 or 16: only decimal constants without `u` never become unsigned (C23 6.4.4.1p5).
    pub radix: u32,
    /// `u`
    pub unsigned: bool,
    /// `l`, `ll`, `wb`
    pub size: IntSize,
    /// GNU's `i` or `j`: the imaginary part of a complex integer.
    pub imaginary: bool,
}

/// Suffix of a floating constant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatSuffix {
    /// `double`
    None,
    /// `f`
    F,
    /// `l`
    L,
    /// `q`: `__float128`
    Q,
    /// `w`: `__float80`
    W,
    /// `f16`
    F16,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `f128`
    F128,
    /// `f32x`
    F32x,
    /// `f64x`
    F64x,
    /// `df`
    Df,
    /// `dd`
    Dd,
    /// `dl`
    Dl,
}

/// A floating constant: exact text, to be rounded once its type is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FloatLiteral {
    /// Without suffix and digit separators, as `rustc_apfloat` reads it: `1.5e3`, `0x1.8p3`.
    pub text: String,
    /// The suffix.
    pub suffix: FloatSuffix,
    /// GNU's `i` or `j`.
    pub imaginary: bool,
}

/// What a pp-number means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Number {
    /// An integer constant.
    Int(IntLiteral),
    /// A floating constant.
    Float(FloatLiteral),
}

fn zero() -> Number {
    let size = IntSize::Int;
    Number::Int(IntLiteral { value: 0, overflow: false, radix: 10, unsigned: false, size, imaginary: false })
}

fn error(complaints: &mut Vec<Complaint>, message: String) {
    complaints.push(Complaint { kind: ComplaintKind::Error, message });
}

/// Decodes a pp-number. What is wrong is added to `complaints`; then the result is 0.
pub fn decode_number(text: &[u8], complaints: &mut Vec<Complaint>) -> Number {
    let (radix, mut at) = match text {
        [b'0', b'x' | b'X', ..] => (16, 2),
        [b'0', b'b' | b'B', b'0' | b'1', ..] => (2, 2),
        [b'0', b'o' | b'O', ..] => (8, 2),
        [b'0', ..] => (8, 0),
        _ => (10, 0),
    };
    // The digits; a separator stands between two of them (C23 6.4.4.1).
    let digits = at;
    let mut dots = 0;
    let mut exponent = false;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'.' => dots += 1,
            b'\'' => {}
            b'e' | b'E' if radix == 10 || radix == 8 => {
                exponent = true;
                break;
            }
            b'p' | b'P' if radix == 16 => {
                exponent = true;
                break;
            }
            b'0'..=b'9' => {}
            b'a'..=b'f' | b'A'..=b'F' if radix == 16 => {}
            _ => break,
        }
        at += 1;
    }
    if dots > 1 {
        error(complaints, "too many decimal points in number".into());
        return zero();
    }
    let mantissa = &text[digits..at];
    let any_digit = mantissa.iter().any(u8::is_ascii_hexdigit);
    if dots == 1 || exponent {
        if radix == 2 || digits == 2 && radix == 8 {
            let prefix = if radix == 2 { "0b" } else { "0o" };
            error(complaints, format!("invalid prefix \"{prefix}\" for floating constant"));
            return zero();
        }
        return float(text, at, radix == 16, exponent, any_digit, complaints);
    }
    let suffix = &text[at..];
    // `1f` is an error, but `0f`... too; `1df` is a decimal float only with a point. `1f128` likewise.
    let Some((unsigned, size, imaginary)) = int_suffix(suffix) else {
        let suffix = String::from_utf8_lossy(suffix);
        error(complaints, format!("invalid suffix \"{suffix}\" on integer constant"));
        return zero();
    };
    if !any_digit {
        // `0x` alone: the x is no prefix then, but a suffix.
        let suffix = String::from_utf8_lossy(&text[1..]);
        error(complaints, format!("invalid suffix \"{suffix}\" on integer constant"));
        return zero();
    }
    let mut value: u128 = 0;
    let mut overflow = false;
    for &byte in mantissa.iter().filter(|&&b| b != b'\'') {
        let digit = (byte as char).to_digit(16).unwrap_or(0);
        if digit >= radix {
            let name = if radix == 8 { "octal" } else { "binary" };
            error(complaints, format!("invalid digit \"{}\" in {name} constant", byte as char));
            return zero();
        }
        let (product, over) = value.overflowing_mul(u128::from(radix));
        let (sum, carry) = product.overflowing_add(u128::from(digit));
        value = sum;
        overflow |= over | carry;
    }
    if radix == 2 {
        let message = "binary constants are a C2X feature or GCC extension".into();
        complaints.push(Complaint { kind: ComplaintKind::Newer(Std::C23), message });
    }
    if imaginary {
        complaints.push(imaginary_constant());
    }
    Number::Int(IntLiteral { value, overflow, radix, unsigned, size, imaginary })
}

/// `u`, one of `l ll wb`, and `i` or `j`, in any order and case (but not `lL`).
fn int_suffix(suffix: &[u8]) -> Option<(bool, IntSize, bool)> {
    let (mut unsigned, mut size, mut imaginary) = (false, IntSize::Int, false);
    let mut rest = suffix;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'u' | b'U' if !unsigned => unsigned = true,
            b'i' | b'I' | b'j' | b'J' if !imaginary => imaginary = true,
            b'l' | b'L' if size == IntSize::Int => {
                size = IntSize::Long;
                if rest.first() == Some(first) {
                    size = IntSize::LongLong;
                    rest = &rest[1..];
                }
            }
            b'w' | b'W' if size == IntSize::Int => {
                let b = if *first == b'w' { b'b' } else { b'B' };
                if rest.first() != Some(&b) {
                    return None;
                }
                size = IntSize::BitInt;
                rest = &rest[1..];
            }
            _ => return None,
        }
    }
    Some((unsigned, size, imaginary))
}

fn float(
    text: &[u8],
    mantissa_end: usize,
    hex: bool,
    exponent: bool,
    any_digit: bool,
    complaints: &mut Vec<Complaint>,
) -> Number {
    let mut at = mantissa_end;
    if exponent {
        at += 1;
        if matches!(text.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        let first = at;
        while matches!(text.get(at), Some(b'0'..=b'9' | b'\'')) {
            at += 1;
        }
        if at == first {
            error(complaints, "exponent has no digits".into());
            return zero();
        }
    } else if hex {
        error(complaints, "hexadecimal floating constants require an exponent".into());
        return zero();
    }
    if !any_digit {
        error(complaints, "no digits in hexadecimal floating constant".into());
        return zero();
    }
    let suffix = &text[at..];
    let Some((kind, imaginary)) = float_suffix(suffix) else {
        let suffix = String::from_utf8_lossy(suffix);
        error(complaints, format!("invalid suffix \"{suffix}\" on floating constant"));
        return zero();
    };
    if hex && matches!(kind, FloatSuffix::Df | FloatSuffix::Dd | FloatSuffix::Dl) {
        let suffix = String::from_utf8_lossy(suffix);
        error(complaints, format!("invalid suffix \"{suffix}\" with hexadecimal floating constant"));
        return zero();
    }
    if hex {
        let message = "use of C99 hexadecimal floating constant".into();
        complaints.push(Complaint { kind: ComplaintKind::Newer(Std::C99), message });
    }
    if !imaginary && suffix.iter().any(|byte| matches!(byte, b'd' | b'D')) && kind == FloatSuffix::None {
        let message = "suffix for double constant is a GCC extension".into();
        complaints.push(Complaint { kind: ComplaintKind::Pedwarn(warn::PEDANTIC), message });
    }
    if imaginary {
        complaints.push(imaginary_constant());
    }
    let text = text[..at].iter().filter(|&&b| b != b'\'').map(|&b| b as char).collect();
    Number::Float(FloatLiteral { text, suffix: kind, imaginary })
}

fn imaginary_constant() -> Complaint {
    Complaint {
        kind: ComplaintKind::Pedwarn(warn::PEDANTIC),
        message: "imaginary constants are a GCC extension".into(),
    }
}

fn float_suffix(suffix: &[u8]) -> Option<(FloatSuffix, bool)> {
    let lower = suffix.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    let mut imaginary = false;
    if let Some(at) = rest.iter().position(|b| matches!(b, b'i' | b'j')) {
        imaginary = true;
        rest = if at == 0 {
            &rest[1..]
        } else if at + 1 == rest.len() {
            &rest[..at]
        } else {
            return None;
        };
    }
    let kind = match rest {
        b"" => FloatSuffix::None,
        b"f" => FloatSuffix::F,
        b"l" => FloatSuffix::L,
        b"q" => FloatSuffix::Q,
        b"w" => FloatSuffix::W,
        b"d" => FloatSuffix::None,
        b"f16" => FloatSuffix::F16,
        b"f32" => FloatSuffix::F32,
        b"f64" => FloatSuffix::F64,
        b"f128" => FloatSuffix::F128,
        b"f32x" => FloatSuffix::F32x,
        b"f64x" => FloatSuffix::F64x,
        b"df" => FloatSuffix::Df,
        b"dd" => FloatSuffix::Dd,
        b"dl" => FloatSuffix::Dl,
        _ => return None,
    };
    // The letters of a decimal suffix are of one case, and there are no imaginary decimal numbers.
    let decimal = matches!(kind, FloatSuffix::Df | FloatSuffix::Dd | FloatSuffix::Dl);
    let mixed = suffix.iter().any(u8::is_ascii_lowercase) && suffix.iter().any(u8::is_ascii_uppercase);
    if decimal && (imaginary || mixed) {
        return None;
    }
    Some((kind, imaginary))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> IntLiteral {
        let mut complaints = Vec::new();
        match decode_number(text.as_bytes(), &mut complaints) {
            Number::Int(literal) => {
                let pedantic = |complaint: &Complaint| {
                    matches!(complaint.kind, ComplaintKind::Newer(_) | ComplaintKind::Pedwarn(_))
                };
                complaints.retain(|complaint| !pedantic(complaint));
                assert!(complaints.is_empty(), "{text}: {complaints:?}");
                literal
            }
            Number::Float(literal) => panic!("{text}: {literal:?}"),
        }
    }

    fn complaint(text: &str) -> String {
        let mut complaints = Vec::new();
        decode_number(text.as_bytes(), &mut complaints);
        complaints.into_iter().map(|c| c.message).collect()
    }

    #[test]
    fn integers() {
        assert_eq!(int("0").value, 0);
        assert_eq!(int("0777").value, 0o777);
        assert_eq!(int("0xDEADbeefULL").value, 0xdead_beef);
        assert_eq!(int("0xDEADbeefULL").size, IntSize::LongLong);
        assert_eq!(int("0b1011").value, 11);
        assert_eq!(int("1'000'000").value, 1_000_000);
        assert!(int("18446744073709551616").value == 1 << 64);
        assert!(int("340282366920938463463374607431768211456").overflow);
        assert!(int("3i").imaginary);
        assert_eq!(int("0x1E").value, 30);
        assert_eq!(int("5wb").size, IntSize::BitInt);
    }

    #[test]
    fn floats() {
        let mut none = Vec::new();
        for (text, clean, suffix) in [
            ("1.5", "1.5", FloatSuffix::None),
            (".5f", ".5", FloatSuffix::F),
            ("1e10L", "1e10", FloatSuffix::L),
            ("0x1.8p-3", "0x1.8p-3", FloatSuffix::None),
            ("1'0.0f128", "10.0", FloatSuffix::F128),
            ("09.5", "09.5", FloatSuffix::None),
            ("1.0Q", "1.0", FloatSuffix::Q),
        ] {
            let expected = FloatLiteral { text: clean.into(), suffix, imaginary: false };
            assert_eq!(decode_number(text.as_bytes(), &mut none), Number::Float(expected), "{text}");
        }
        none.retain(|complaint| !matches!(complaint.kind, ComplaintKind::Newer(_)));
        assert!(none.is_empty(), "{none:?}");
    }

    #[test]
    fn mistakes() {
        assert_eq!(complaint("1.2.3"), "too many decimal points in number");
        assert_eq!(complaint("089"), "invalid digit \"8\" in octal constant");
        assert_eq!(complaint("0b12"), "invalid digit \"2\" in binary constant");
        assert_eq!(complaint("1lL"), "invalid suffix \"lL\" on integer constant");
        assert_eq!(complaint("1e+"), "exponent has no digits");
        assert_eq!(complaint("0x1.0"), "hexadecimal floating constants require an exponent");
        assert_eq!(complaint("1.0fx"), "invalid suffix \"fx\" on floating constant");
        assert_eq!(complaint("0x"), "invalid suffix \"x\" on integer constant");
    }
}
