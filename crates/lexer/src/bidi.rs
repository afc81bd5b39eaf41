//! -Wbidi-chars: characters that change the direction of text make a source look other than it is. Each token and each
//! line of a comment is a context of its own, at whose end what they open has to be closed (GCC manual, "Warning
//! Options").

use crate::{Scanner, Session};
use diag::warn;
use memchr::{memchr_iter, memmem};

/// A character that opened a context and is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    isolate: bool,
    /// It is written as a universal character name.
    escaped: bool,
}

/// Whether a file may hold any of the characters; if `escapes`, as universal character names, too.
pub(crate) fn may_hold(text: &[u8], escapes: bool) -> bool {
    let direct = memchr_iter(0xe2, text).any(|at| matches!(text.get(at + 1), Some(0x80 | 0x81)));
    direct
        || escapes && (memmem::find(text, b"\\u20").is_some() || memmem::find(text, b"\\U000020").is_some())
}

/// The character's name in Unicode, if it is one of those looked for.
fn name(c: u32) -> Option<&'static str> {
    Some(match c {
        0x200e => "LEFT-TO-RIGHT MARK",
        0x200f => "RIGHT-TO-LEFT MARK",
        0x202a => "LEFT-TO-RIGHT EMBEDDING",
        0x202b => "RIGHT-TO-LEFT EMBEDDING",
        0x202c => "POP DIRECTIONAL FORMATTING",
        0x202d => "LEFT-TO-RIGHT OVERRIDE",
        0x202e => "RIGHT-TO-LEFT OVERRIDE",
        0x2066 => "LEFT-TO-RIGHT ISOLATE",
        0x2067 => "RIGHT-TO-LEFT ISOLATE",
        0x2068 => "FIRST STRONG ISOLATE",
        0x2069 => "POP DIRECTIONAL ISOLATE",
        _ => return None,
    })
}

/// The character that the universal character name at the beginning of `text` means, and the name's length.
fn universal(text: &[u8]) -> Option<(u32, usize)> {
    let digits = match text.get(1)? {
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let hex = std::str::from_utf8(text.get(2..2 + digits)?).ok()?;
    Some((u32::from_str_radix(hex, 16).ok()?, digits + 2))
}

impl Scanner {
    /// Looks at `text[from..to]`, a token or a comment; only in tokens there are universal character names.
    #[cold]
    pub(crate) fn check_bidi(&self, session: &Session, text: &[u8], from: usize, to: usize, is_token: bool) {
        let escapes = is_token && session.diags.bidi_escapes();
        let mut open = Vec::new();
        let mut at = from;
        while at < to {
            match text[at] {
                b'\n' => {
                    self.close_bidi(session, &mut open, at);
                    at += 1;
                }
                0xe2 if at + 2 < to => {
                    let c = 0x2000 | u32::from(text[at + 1] & 0x3f) << 6 | u32::from(text[at + 2] & 0x3f);
                    self.bidi_character(session, &mut open, c, false, at);
                    at += 3;
                }
                b'\\' => match universal(&text[at..to]).filter(|_| escapes) {
                    Some((c, length)) => {
                        self.bidi_character(session, &mut open, c, true, at);
                        at += length;
                    }
                    // An escaped backslash begins nothing; a new line ends what there is.
                    None => at += if text.get(at + 1) == Some(&b'\\') { 2 } else { 1 },
                },
                _ => at += 1,
            }
        }
        self.close_bidi(session, &mut open, to.saturating_sub(1));
    }

    fn bidi_character(&self, session: &Session, open: &mut Vec<Open>, c: u32, escaped: bool, at: usize) {
        let Some(name) = name(c) else { return };
        let any = session.diags.bidi_any();
        let tell = |message: String| {
            session.diags.warning(warn::BIDI_CHARS, self.loc_at(at), message);
        };
        let closed = match c {
            0x202c => open.len().checked_sub(1).filter(|&top| !open[top].isolate),
            0x2069 => open.iter().rposition(|open| open.isolate),
            _ => {
                if any {
                    tell(format!("found problematic Unicode character \"U+{c:04X} ({name})\""));
                }
                if !matches!(c, 0x200e | 0x200f) {
                    open.push(Open { isolate: c >= 0x2066, escaped });
                }
                return;
            }
        };
        match closed {
            None if any => tell(format!("\"U+{c:04X} ({name})\" is closing an unopened context")),
            Some(index) if !any && open[index].escaped != escaped => {
                tell(format!("UTF-8 vs UCN mismatch when closing a context by \"U+{c:04X} ({name})\""));
            }
            _ => {}
        }
        if let Some(index) = closed {
            open.truncate(index);
        }
    }

    /// The end of a context.
    fn close_bidi(&self, session: &Session, open: &mut Vec<Open>, at: usize) {
        if !open.is_empty() && !session.diags.bidi_any() {
            let plural = if open.len() > 1 { "s" } else { "" };
            let message = format!("unpaired UTF-8 bidirectional control character{plural} detected");
            session.diags.warning(warn::BIDI_CHARS, self.loc_at(at), message);
        }
        open.clear();
    }
}
