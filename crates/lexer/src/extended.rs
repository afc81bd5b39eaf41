//! Identifiers beyond ASCII: the characters that may be in them (C17 6.4.2.1, Annex D) and `-Wnormalized=`.

use crate::Session;
use diag::{Loc, warn};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

/// Where in an identifier a character may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Anywhere,
    NotFirst,
    Nowhere,
}

/// Annex D.1: ranges of characters allowed.
static ALLOWED: &[(u32, u32)] = &[
    (0xa8, 0xa8),
    (0xaa, 0xaa),
    (0xad, 0xad),
    (0xaf, 0xaf),
    (0xb2, 0xb5),
    (0xb7, 0xba),
    (0xbc, 0xbe),
    (0xc0, 0xd6),
    (0xd8, 0xf6),
    (0xf8, 0x167f),
    (0x1681, 0x180d),
    (0x180f, 0x1fff),
    (0x200b, 0x200d),
    (0x202a, 0x202e),
    (0x203f, 0x2040),
    (0x2054, 0x2054),
    (0x2060, 0x218f),
    (0x2460, 0x24ff),
    (0x2776, 0x2793),
    (0x2c00, 0x2dff),
    (0x2e80, 0x2fff),
    (0x3004, 0x3007),
    (0x3021, 0x302f),
    (0x3031, 0xd7ff),
    (0xf900, 0xfd3d),
    (0xfd40, 0xfdcf),
    (0xfdf0, 0xfe44),
    (0xfe47, 0xfffd),
];

/// Annex D.2: ranges of characters disallowed initially.
static NOT_FIRST: &[(u32, u32)] = &[(0x300, 0x36f), (0x1dc0, 0x1dff), (0x20d0, 0x20ff), (0xfe20, 0xfe2f)];

/// Of the supplementary planes 1 to 14 everything but the last two characters is allowed.
const LAST_PLANE: u32 = 14;

fn within(ranges: &[(u32, u32)], value: u32) -> bool {
    let after = ranges.partition_point(|range| range.0 <= value);
    after > 0 && value <= ranges[after - 1].1
}

/// Where a character beyond ASCII may be.
pub(crate) fn place(c: char) -> Place {
    let value = c as u32;
    let plane = value >> 16;
    let allowed =
        if plane == 0 { within(ALLOWED, value) } else { plane <= LAST_PLANE && value & 0xffff <= 0xfffd };
    match (allowed, within(NOT_FIRST, value)) {
        (false, _) => Place::Nowhere,
        (true, true) => Place::NotFirst,
        (true, false) => Place::Anywhere,
    }
}

/// The character beyond ASCII that begins at `at`, and the offset after it.
pub(crate) fn decode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let first = *text.get(at)?;
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let c = std::str::from_utf8(text.get(at..at + length)?).ok()?.chars().next()?;
    Some((c, at + length))
}

/// Whether an identifier is in Normalization Form C, or in KC if that is wanted (UAX #15).
pub(crate) fn check_normal_form(session: &Session, spelling: &[u8], at: Loc) {
    let diags = &session.diags;
    let Ok(name) = std::str::from_utf8(spelling) else { return };
    let is_nfc = match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => name.chars().eq(name.nfc()),
    };
    let is_nfkc = || match is_nfkc_quick(name.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => name.chars().eq(name.nfkc()),
    };
    let form = if !is_nfc {
        "NFC"
    } else if diags.wants_nfkc() && !is_nfkc() {
        "NFKC"
    } else {
        return;
    };
    let shown = diag::with_character_names(name);
    diags.warning(warn::NORMALIZED, at, format!("`{shown}' is not in {form}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(place('é'), Place::Anywhere);
        assert_eq!(place('«'), Place::Nowhere);
        assert_eq!(place('\u{301}'), Place::NotFirst);
        assert_eq!(place('\u{1f600}'), Place::Anywhere);
        assert_eq!(place('\u{10fffd}'), Place::Nowhere);
        assert_eq!(decode("é".as_bytes(), 0), Some(('é', 2)));
        assert_eq!(decode(b"\xe9)", 0), None);
    }
}
