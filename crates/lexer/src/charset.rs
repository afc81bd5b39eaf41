//! Character sets other than UTF-8: of sources (`-finput-charset=`) and of what character constants and string literals
//! without prefix hold (`-fexec-charset=`; C23 5.2.1).

use encoding_rs::{DecoderResult, EncoderResult, Encoding};

/// A character set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Charset {
    /// What ccc works in.
    #[default]
    Utf8,
    /// Seven bits.
    Ascii,
    /// ISO 8859-1: the first 256 characters of Unicode, as they are.
    Latin1,
    /// IBM's EBCDIC for open systems.
    Ibm1047,
    /// One that the Encoding Standard describes.
    Standard(&'static Encoding),
}

/// The characters of IBM1047, all of which are in ISO 8859-1.
#[rustfmt::skip] // A table of sixteen by sixteen.
static IBM1047: [u8; 256] = [
    0x00, 0x01, 0x02, 0x03, 0x9c, 0x09, 0x86, 0x7f, 0x97, 0x8d, 0x8e, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
    0x10, 0x11, 0x12, 0x13, 0x9d, 0x85, 0x08, 0x87, 0x18, 0x19, 0x92, 0x8f, 0x1c, 0x1d, 0x1e, 0x1f,
    0x80, 0x81, 0x82, 0x83, 0x84, 0x0a, 0x17, 0x1b, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x05, 0x06, 0x07,
    0x90, 0x91, 0x16, 0x93, 0x94, 0x95, 0x96, 0x04, 0x98, 0x99, 0x9a, 0x9b, 0x14, 0x15, 0x9e, 0x1a,
    0x20, 0xa0, 0xe2, 0xe4, 0xe0, 0xe1, 0xe3, 0xe5, 0xe7, 0xf1, 0xa2, 0x2e, 0x3c, 0x28, 0x2b, 0x7c,
    0x26, 0xe9, 0xea, 0xeb, 0xe8, 0xed, 0xee, 0xef, 0xec, 0xdf, 0x21, 0x24, 0x2a, 0x29, 0x3b, 0x5e,
    0x2d, 0x2f, 0xc2, 0xc4, 0xc0, 0xc1, 0xc3, 0xc5, 0xc7, 0xd1, 0xa6, 0x2c, 0x25, 0x5f, 0x3e, 0x3f,
    0xf8, 0xc9, 0xca, 0xcb, 0xc8, 0xcd, 0xce, 0xcf, 0xcc, 0x60, 0x3a, 0x23, 0x40, 0x27, 0x3d, 0x22,
    0xd8, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xab, 0xbb, 0xf0, 0xfd, 0xfe, 0xb1,
    0xb0, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0xaa, 0xba, 0xe6, 0xb8, 0xc6, 0xa4,
    0xb5, 0x7e, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0xa1, 0xbf, 0xd0, 0x5b, 0xde, 0xae,
    0xac, 0xa3, 0xa5, 0xb7, 0xa9, 0xa7, 0xb6, 0xbc, 0xbd, 0xbe, 0xdd, 0xa8, 0xaf, 0x5d, 0xb4, 0xd7,
    0x7b, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0xad, 0xf4, 0xf6, 0xf2, 0xf3, 0xf5,
    0x7d, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0xb9, 0xfb, 0xfc, 0xf9, 0xfa, 0xff,
    0x5c, 0xf7, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0xb2, 0xd4, 0xd6, 0xd2, 0xd3, 0xd5,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xb3, 0xdb, 0xdc, 0xd9, 0xda, 0x9f,
];

impl Charset {
    /// The character set that has this name for `iconv`.
    pub fn by_name(name: &str) -> Option<Charset> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Charset::Utf8,
            "ascii" | "us-ascii" | "ansi_x3.4-1968" | "646" => Charset::Ascii,
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "l1" => Charset::Latin1,
            "ibm1047" | "ibm-1047" | "cp1047" | "1047" => Charset::Ibm1047,
            lower => {
                let encoding = Encoding::for_label(lower.as_bytes())?;
                // What it encodes by another one (UTF-16), and what its labels only approximate, is not supported.
                let exact = encoding.output_encoding() == encoding && !lower.contains("ascii");
                return exact.then_some(Charset::Standard(encoding));
            }
        })
    }

    /// Appends a character; `false` if the set has it not.
    pub fn encode(self, c: char, out: &mut Vec<u8>) -> bool {
        let value = c as u32;
        match self {
            Charset::Utf8 => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Charset::Ascii if value < 0x80 => out.push(value as u8),
            Charset::Latin1 if value < 0x100 => out.push(value as u8),
            Charset::Ibm1047 => match IBM1047.iter().position(|&known| u32::from(known) == value) {
                Some(byte) => out.push(byte as u8),
                None => return false,
            },
            Charset::Standard(encoding) => {
                let mut buffer = [0; 16];
                let text = c.encode_utf8(&mut [0; 4]).to_string();
                let mut encoder = encoding.new_encoder();
                let (result, _, written) =
                    encoder.encode_from_utf8_without_replacement(&text, &mut buffer, true);
                if result != EncoderResult::InputEmpty {
                    return false;
                }
                out.extend_from_slice(&buffer[..written]);
            }
            Charset::Ascii | Charset::Latin1 => return false,
        }
        true
    }

    /// A text as UTF-8; `None` if it is none of this set.
    pub fn decode(self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let by_table =
            |character: fn(u8) -> char| -> String { bytes.iter().map(|&byte| character(byte)).collect() };
        match self {
            Charset::Utf8 => Some(bytes),
            Charset::Ascii => bytes.is_ascii().then_some(bytes),
            Charset::Latin1 => Some(by_table(char::from).into_bytes()),
            Charset::Ibm1047 => {
                // The new line of EBCDIC is NEL.
                let character = |byte: u8| match IBM1047[usize::from(byte)] {
                    0x85 => '\n',
                    known => char::from(known),
                };
                Some(by_table(character).into_bytes())
            }
            Charset::Standard(encoding) => {
                let mut decoder = encoding.new_decoder_without_bom_handling();
                let mut text = vec![0; decoder.max_utf8_buffer_length_without_replacement(bytes.len())?];
                let (result, _, written) =
                    decoder.decode_to_utf8_without_replacement(&bytes, &mut text, true);
                text.truncate(written);
                (result == DecoderResult::InputEmpty).then_some(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(name: &str, text: &str) -> Option<Vec<u8>> {
        let charset = Charset::by_name(name)?;
        let mut out = Vec::new();
        text.chars().all(|c| charset.encode(c, &mut out)).then_some(out)
    }

    #[test]
    fn there_and_back() {
        for (name, text, bytes) in [
            ("ISO-8859-1", "né", &b"n\xe9"[..]),
            ("ISO-8859-2", "č", b"\xe8"),
            ("IBM1047", "a1A\n", b"\x81\xf1\xc1\x25"),
            ("EUC-JP", "あ", b"\xa4\xa2"),
        ] {
            assert_eq!(encoded(name, text).as_deref(), Some(bytes), "{name}");
            let decoded = Charset::by_name(name).and_then(|charset| charset.decode(bytes.to_vec()));
            assert_eq!(decoded.as_deref(), Some(text.as_bytes()), "{name}");
        }
    }

    #[test]
    fn what_is_not_there() {
        assert_eq!(encoded("US-ASCII", "é"), None);
        assert_eq!(Charset::by_name("nonsense"), None);
        assert_eq!(Charset::by_name("UTF-16"), None);
    }
}
