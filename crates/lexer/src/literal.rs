//! Character constants and string literals: prefixes, escape sequences, code units (C23 6.4.4.4, 6.4.5). The
//! execution character set is UTF-8, as GCC's is by default, or what `-fexec-charset=` says.

use crate::charset::Charset;
use crate::options::Std;
use crate::raw;
use diag::{Warning, warn};

/// How bad a complaint about a literal is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ComplaintKind {
    /// An error.
    Error,
    /// What the standard forbids and GCC takes: an error under `-pedantic-errors`.
    Pedwarn(Warning),
    /// What the standard has from this edition on.
    Newer(Std),
    /// A warning.
    Warning(Warning),
}

/// Something wrong with a literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// How bad it is.
    pub kind: ComplaintKind,
    /// The message, in GCC's words.
    pub message: String,
}

/// The prefix of a character constant or string literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// None: `char`.
    Plain,
    /// `u8`
    Utf8,
    /// `u`: `char16_t`.
    Utf16,
    /// `U`: `char32_t`.
    Utf32,
    /// `L`: `wchar_t`.
    Wide,
}

/// What the target's choices mean for literals.
#[derive(Clone, Copy, Debug)]
pub struct UnitSizes {
    /// Bytes of `wchar_t`.
    pub wchar: u32,
    /// `wchar_t` is signed.
    pub wchar_signed: bool,
    /// Plain `char` is signed.
    pub char_signed: bool,
    /// Byte order of [`StringLiteral::bytes`].
    pub big_endian: bool,
    /// What [`Encoding::Plain`] is encoded in.
    pub charset: Charset,
    /// -Wtraditional: escape sequences that ISO C brought are told.
    pub traditional: bool,
    /// Before C99: `\u` names nothing yet.
    pub before_c99: bool,
}

impl UnitSizes {
    /// What the characters of literals with this prefix are encoded in.
    fn charset_of(self, encoding: Encoding) -> Charset {
        if encoding == Encoding::Plain { self.charset } else { Charset::Utf8 }
    }

    /// Bytes of one code unit.
    pub fn unit(self, encoding: Encoding) -> u32 {
        match encoding {
            Encoding::Plain | Encoding::Utf8 => 1,
            Encoding::Utf16 => 2,
            Encoding::Utf32 => 4,
            Encoding::Wide => self.wchar,
        }
    }
}

/// A character constant. Its type is `int` for [`Encoding::Plain`], else the encoding's character type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CharLiteral {
    /// The prefix.
    pub encoding: Encoding,
    /// The value, sign-extended if the character type is signed.
    pub value: i64,
}

/// A decoded string literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StringLiteral {
    /// The prefix of the whole.
    pub encoding: Encoding,
    /// Bytes of one element.
    pub unit: u32,
    /// The elements in the target's byte order, without the terminating null.
    pub bytes: Vec<u8>,
    /// Where in `bytes` each of the literals begins.
    pub starts: Vec<u32>,
}

/// The encoding that a literal's prefix names.
pub fn encoding_of(spelling: &[u8]) -> Encoding {
    match spelling {
        [b'u', b'8', ..] => Encoding::Utf8,
        [b'u', ..] => Encoding::Utf16,
        [b'U', ..] => Encoding::Utf32,
        [b'L', ..] => Encoding::Wide,
        _ => Encoding::Plain,
    }
}

/// What stands between the quotes.
fn contents(spelling: &[u8], quote: u8) -> &[u8] {
    let start = spelling.iter().position(|&b| b == quote).map_or(spelling.len(), |at| at + 1);
    let body = &spelling[start..];
    body.strip_suffix(&[quote]).unwrap_or(body)
}

/// One element of a literal's contents.
enum Element {
    /// A code unit given by number.
    Unit(u64),
    /// A character, to be encoded.
    Char(u32),
    /// A byte that stands for itself.
    Byte(u8),
}

struct Decoder<'a> {
    text: &'a [u8],
    /// A backslash is a character like others.
    raw: bool,
    unit: u32,
    complaints: &'a mut Vec<Complaint>,
    tells_traditional: bool,
    before_c99: bool,
    /// Of the code units that are to be made.
    charset: Charset,
}

impl Decoder<'_> {
    fn complain(&mut self, kind: ComplaintKind, message: impl Into<String>) {
        self.complaints.push(Complaint { kind, message: message.into() });
    }

    /// An escape sequence that traditional C has not.
    fn traditional(&mut self, letter: char) {
        if self.tells_traditional {
            let message = format!("the meaning of '\\{letter}' is different in traditional C");
            self.complain(ComplaintKind::Warning(warn::TRADITIONAL), message);
        }
    }

    fn next(&mut self) -> Option<Element> {
        let (&first, rest) = self.text.split_first()?;
        if first == b'\\' && !self.raw {
            self.text = rest;
            return Some(self.escape());
        }
        if self.charset == Charset::Utf8 && (first < 0x80 || self.unit == 1) {
            self.text = rest;
            return Some(Element::Byte(first));
        }
        let len = match first {
            0..=0x7f => 1,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 1,
        };
        let decoded = self.text.get(..len).and_then(|bytes| std::str::from_utf8(bytes).ok());
        match decoded.and_then(|text| text.chars().next()) {
            Some(c) => {
                self.text = &self.text[len..];
                Some(Element::Char(c as u32))
            }
            None => {
                self.text = rest;
                self.complain(
                    ComplaintKind::Error,
                    "converting to execution character set: Invalid or incomplete multibyte or wide character",
                );
                Some(Element::Unit(0))
            }
        }
    }

    fn escape(&mut self) -> Element {
        let Some((&first, rest)) = self.text.split_first() else {
            return Element::Byte(b'\\');
        };
        self.text = rest;
        let simple = match first {
            b'a' => {
                self.traditional('a');
                7
            }
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'v' => 11,
            b'\\' | b'\'' | b'"' | b'?' => first,
            b'e' | b'E' => {
                self.complain(
                    ComplaintKind::Pedwarn(warn::PEDANTIC),
                    format!("non-ISO-standard escape sequence, '\\{}'", first as char),
                );
                27
            }
            b'0'..=b'7' => return self.octal(first),
            b'x' => {
                self.traditional('x');
                return self.hex();
            }
            b'u' => return self.universal(4),
            b'U' => return self.universal(8),
            _ => {
                let shown = String::from_utf8_lossy(&[first]).into_owned();
                let message = if first.is_ascii_graphic() {
                    format!("unknown escape sequence: '\\{shown}'")
                } else {
                    format!("unknown escape sequence: '\\{first:o}'")
                };
                self.complain(ComplaintKind::Pedwarn(warn::NONE), message);
                first
            }
        };
        Element::Char(u32::from(simple))
    }

    fn max_unit(&self) -> u64 {
        (1u64 << (8 * self.unit)) - 1
    }

    fn octal(&mut self, first: u8) -> Element {
        let mut value = u64::from(first - b'0');
        for _ in 0..2 {
            let Some((&digit @ b'0'..=b'7', rest)) = self.text.split_first() else { break };
            value = value * 8 + u64::from(digit - b'0');
            self.text = rest;
        }
        if value > self.max_unit() {
            self.complain(ComplaintKind::Pedwarn(warn::NONE), "octal escape sequence out of range");
            value &= self.max_unit();
        }
        Element::Unit(value)
    }

    fn hex(&mut self) -> Element {
        let mut value = 0u64;
        let mut digits = 0;
        let mut overflow = false;
        while let Some((&byte, rest)) = self.text.split_first() {
            let Some(digit) = (byte as char).to_digit(16) else { break };
            overflow |= value >> 60 != 0;
            value = (value << 4) | u64::from(digit);
            digits += 1;
            self.text = rest;
        }
        if digits == 0 {
            self.complain(ComplaintKind::Error, "\\x used with no following hex digits");
        } else if overflow || value > self.max_unit() {
            self.complain(ComplaintKind::Pedwarn(warn::NONE), "hex escape sequence out of range");
            value &= self.max_unit();
        }
        Element::Unit(value)
    }

    fn universal(&mut self, length: usize) -> Element {
        if self.before_c99 {
            let message = "universal character names are only valid in C++ and C99";
            self.complain(ComplaintKind::Warning(warn::NONE), message);
        }
        let start = self.text;
        let mut value = 0u32;
        let mut digits = 0;
        while digits < length {
            let Some((&byte, rest)) = self.text.split_first() else { break };
            let Some(digit) = (byte as char).to_digit(16) else { break };
            value = (value << 4) | digit;
            digits += 1;
            self.text = rest;
        }
        let letter = if length == 4 { 'u' } else { 'U' };
        let written = String::from_utf8_lossy(&start[..digits]).into_owned();
        if digits < length {
            let message = format!("incomplete universal character name \\{letter}{written}");
            self.complain(ComplaintKind::Error, message);
        } else if value > 0x10_ffff {
            // ISO 10646 once had 31 bits of code points.
            let message = format!("\\{letter}{value:0length$x} is outside the UCS codespace");
            self.complain(ComplaintKind::Pedwarn(warn::NONE), message);
            if self.unit < 4 {
                value = 0xfffd;
            }
        } else if char::from_u32(value).is_none() || value < 0xa0 && ![0x24, 0x40, 0x60].contains(&value) {
            self.complain(
                ComplaintKind::Error,
                format!("\\{letter}{written} is not a valid universal character"),
            );
            value = if self.unit < 4 { u32::from(b'?') } else { 0xfffd };
        }
        Element::Char(value)
    }
}

/// Calls `unit` for every code unit of a literal's contents.
fn each_unit(decoder: &mut Decoder<'_>, mut unit: impl FnMut(u32)) {
    while let Some(element) = decoder.next() {
        match element {
            Element::Byte(byte) => unit(u32::from(byte)),
            Element::Unit(value) => unit(value as u32),
            Element::Char(value) => {
                let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                match decoder.unit {
                    1 => {
                        let mut bytes = Vec::with_capacity(4);
                        if !decoder.charset.encode(c, &mut bytes) {
                            let message = "converting to execution character set: Invalid or incomplete multibyte or wide character";
                            decoder.complain(ComplaintKind::Error, message);
                        }
                        bytes.iter().for_each(|&b| unit(u32::from(b)));
                    }
                    2 => c.encode_utf16(&mut [0; 2]).iter().for_each(|&u| unit(u32::from(u))),
                    _ => unit(value),
                }
            }
        }
    }
}

/// Decodes a character constant.
pub fn char_constant(spelling: &[u8], sizes: UnitSizes, complaints: &mut Vec<Complaint>) -> CharLiteral {
    let encoding = encoding_of(spelling);
    let unit = sizes.unit(encoding);
    let tells_traditional = sizes.traditional;
    let charset = sizes.charset_of(encoding);
    let mut decoder = Decoder {
        text: contents(spelling, b'\''),
        raw: false,
        unit,
        complaints,
        tells_traditional,
        before_c99: sizes.before_c99,
        charset,
    };
    if decoder.text.is_empty() {
        decoder.complain(ComplaintKind::Error, "empty character constant");
        return CharLiteral { encoding, value: 0 };
    }
    let mut count = 0u32;
    let mut last = 0u32;
    let mut packed = 0u32;
    each_unit(&mut decoder, |value| {
        count += 1;
        last = value;
        packed = (packed << 8) | (value & 0xff);
    });
    let value = match encoding {
        Encoding::Plain => {
            // A constant of several characters packs them into an int, the first highest (GCC, C 4.5).
            if count > 4 {
                decoder
                    .complain(ComplaintKind::Warning(warn::NONE), "character constant too long for its type");
            } else if count > 1 {
                decoder
                    .complain(ComplaintKind::Warning(warn::MULTICHAR), "multi-character character constant");
            }
            match count {
                1 if sizes.char_signed => i64::from(last as u8 as i8),
                1 => i64::from(last as u8),
                _ => i64::from(packed as i32),
            }
        }
        _ => {
            if count > 1 {
                if encoding == Encoding::Utf8 {
                    decoder.complain(ComplaintKind::Error, "character constant too long for its type");
                } else {
                    decoder.complain(
                        ComplaintKind::Warning(warn::NONE),
                        "character constant too long for its type",
                    );
                }
            }
            if encoding == Encoding::Wide && sizes.wchar_signed {
                i64::from(last as i32)
            } else {
                i64::from(last)
            }
        }
    };
    CharLiteral { encoding, value }
}

/// Concatenates and decodes adjacent string literals. A piece without prefix takes the prefix of the others.
pub fn string_literal(pieces: &[&[u8]], sizes: UnitSizes, complaints: &mut Vec<Complaint>) -> StringLiteral {
    let mut encoding = Encoding::Plain;
    for piece in pieces {
        let this = encoding_of(piece);
        if this != Encoding::Plain && this != encoding {
            if encoding == Encoding::Plain {
                encoding = this;
            } else {
                complaints.push(Complaint {
                    kind: ComplaintKind::Error,
                    message: "unsupported non-standard concatenation of string literals".into(),
                });
            }
        }
    }
    let unit = sizes.unit(encoding);
    let mut bytes = Vec::with_capacity(pieces.iter().map(|piece| piece.len()).sum::<usize>() * unit as usize);
    let mut starts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        starts.push(bytes.len() as u32);
        let tells_traditional = sizes.traditional;
        let charset = sizes.charset_of(encoding);
        let raw = raw::contents(piece);
        let mut decoder = Decoder {
            text: raw.unwrap_or_else(|| contents(piece, b'"')),
            raw: raw.is_some(),
            unit,
            complaints,
            tells_traditional,
            before_c99: sizes.before_c99,
            charset,
        };
        each_unit(&mut decoder, |value| match (unit, sizes.big_endian) {
            (1, _) => bytes.push(value as u8),
            (2, false) => bytes.extend_from_slice(&(value as u16).to_le_bytes()),
            (2, true) => bytes.extend_from_slice(&(value as u16).to_be_bytes()),
            (_, false) => bytes.extend_from_slice(&value.to_le_bytes()),
            (_, true) => bytes.extend_from_slice(&value.to_be_bytes()),
        });
    }
    StringLiteral { encoding, unit, bytes, starts }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: UnitSizes = UnitSizes {
        wchar: 4,
        wchar_signed: true,
        char_signed: true,
        big_endian: false,
        charset: Charset::Utf8,
        traditional: false,
        before_c99: false,
    };

    fn char_value(text: &str) -> i64 {
        char_constant(text.as_bytes(), SIZES, &mut Vec::new()).value
    }

    #[test]
    fn characters() {
        assert_eq!(char_value("'a'"), 97);
        assert_eq!(char_value(r"'\n'"), 10);
        assert_eq!(char_value(r"'\377'"), -1);
        assert_eq!(char_value(r"'\xff'"), -1);
        assert_eq!(char_value(r"u'\xffff'"), 0xffff);
        assert_eq!(char_value("'ab'"), 0x6162);
        assert_eq!(char_value("'abcd'"), 0x6162_6364);
        assert_eq!(char_value("L'é'"), 0xe9);
        assert_eq!(char_value(r"L'\xffffffff'"), -1);
        assert_eq!(char_value(r"'\''"), 39);
    }

    #[test]
    fn strings() {
        let decode = |pieces: &[&str]| {
            let pieces: Vec<&[u8]> = pieces.iter().map(|p| p.as_bytes()).collect();
            let mut complaints = Vec::new();
            let literal = string_literal(&pieces, SIZES, &mut complaints);
            assert!(complaints.is_empty(), "{complaints:?}");
            literal
        };
        assert_eq!(decode(&[r#""a\0b""#]).bytes, b"a\0b");
        // The escape ends with its literal (C23 5.1.1.2, phase 5 before 6).
        assert_eq!(decode(&[r#""\x1""#, r#""2""#]).bytes, b"\x012");
        assert_eq!(decode(&[r#""a""#, r#"L"b""#]).bytes, b"a\0\0\0b\0\0\0");
        assert_eq!(decode(&[r#"u"\U0001F600""#]).bytes, [0x3d, 0xd8, 0x00, 0xde]);
        assert_eq!(decode(&[r#""\u00e9""#]).bytes, "é".as_bytes());
    }

    #[test]
    fn mistakes() {
        let message = |text: &str| {
            let mut complaints = Vec::new();
            char_constant(text.as_bytes(), SIZES, &mut complaints);
            complaints.remove(0).message
        };
        assert_eq!(message("''"), "empty character constant");
        assert_eq!(message(r"'\q'"), "unknown escape sequence: '\\q'");
        assert_eq!(message(r"'\xfff'"), "hex escape sequence out of range");
        assert_eq!(message("'abcde'"), "character constant too long for its type");
    }
}
