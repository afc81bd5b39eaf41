//! Comments that say that one `case` is meant to run into the next. Which ones do is a matter of the level of
//! -Wimplicit-fallthrough (GCC manual, "Warning Options").

use crate::Sema;
use diag::Loc;

impl Sema<'_> {
    /// Whether a comment right before the label says so.
    pub(crate) fn fallthrough_comment(&self, label: Loc) -> bool {
        let level = self.session.diags.fallthrough_level();
        if level >= 5 {
            return false;
        }
        // Within a macro it is the macro's text that counts.
        let Some(position) = self.session.sources.position(label) else { return false };
        let mut text = &position.file.bytes[..position.offset as usize];
        loop {
            text = text.trim_ascii_end();
            if let Some(spliced) = text.strip_suffix(b"\\") {
                text = spliced;
                continue;
            }
            // What the preprocessor is told stands between other things.
            let line = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            if text[line..].trim_ascii_start().first() == Some(&b'#') {
                text = &text[..line];
                continue;
            }
            if text.ends_with(b"*/") {
                let Some(start) = text[..text.len() - 2].windows(2).rposition(|pair| pair == b"/*") else {
                    return false;
                };
                if says_fallthrough(&text[start + 2..text.len() - 2], level) {
                    return true;
                }
                text = &text[..start];
                continue;
            }
            let Some(start) = text[line..].windows(2).position(|pair| pair == b"//") else { return false };
            if says_fallthrough(&text[line + start + 2..], level) {
                return true;
            }
            text = &text[..line + start];
        }
    }
}

/// Whether a comment's text is one of those that mean it.
fn says_fallthrough(comment: &[u8], level: u8) -> bool {
    if level <= 1 {
        return true;
    }
    let Ok(text) = std::str::from_utf8(comment) else { return false };
    if level == 2 {
        return mentions(&text.to_ascii_lowercase());
    }
    if matches!(text, "-fallthrough" | "@fallthrough@") {
        return true;
    }
    let blank = [' ', '\t'];
    if text.strip_prefix("lint -fallthrough").is_some_and(|rest| rest.trim_matches(blank).is_empty()) {
        return true;
    }
    if level >= 4 {
        return matches!(text.trim_matches(blank), "FALLTHROUGH" | "FALLTHRU");
    }
    let text = text.trim_start_matches([' ', '\t', '.', '!']);
    SPELLINGS.iter().any(|spelling| spelling.matches(text))
}

/// `falls?[ \t-]*thr(ough|u)`, anywhere.
fn mentions(text: &str) -> bool {
    text.match_indices("fall").any(|(at, word)| {
        let rest = &text[at + word.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest).trim_start_matches([' ', '\t', '-']);
        rest.starts_with("through") || rest.starts_with("thru")
    })
}

/// One way to use capitals in "intentionally falls through".
struct Spelling {
    /// What may come first. Longer ones stand before their beginnings.
    before: &'static [&'static str],
    fall: &'static str,
    /// What may stand between the words, and what then begins the second.
    between: &'static [&'static str],
    through: [&'static str; 2],
}

/// The manual's regular expressions for level 3.
const SPELLINGS: [Spelling; 3] = [
    Spelling {
        before: &["ELSE, ", "ELSE ", "INTENTIONALLY ", "INTENTIONAL "],
        fall: "FALL",
        between: &["S ", " ", "-", ""],
        through: ["THROUGH", "THRU"],
    },
    Spelling {
        before: &["Else, ", "Else ", "Intentionally ", "Intentional "],
        fall: "Fall",
        between: &["s T", "s t", " T", " t", "-T", "-t", "t"],
        through: ["hrough", "hru"],
    },
    Spelling {
        before: &[
            "else, ",
            "else ",
            "Else, ",
            "Else ",
            "intentionally ",
            "intentional ",
            "Intentionally ",
            "Intentional ",
        ],
        fall: "fall",
        between: &["s ", "s", " ", "-", ""],
        through: ["through", "thru"],
    },
];

impl Spelling {
    fn matches(&self, text: &str) -> bool {
        let text = self.before.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        let Some(rest) = text.strip_prefix(self.fall) else { return false };
        let mut ends = self
            .between
            .iter()
            .filter_map(|word| rest.strip_prefix(word))
            .flat_map(|rest| self.through.iter().filter_map(move |word| rest.strip_prefix(word)));
        ends.any(|end| {
            // What stands behind a hyphen is a remark.
            let end = end.trim_start_matches([' ', '\t', '.', '!']);
            end.is_empty() || end.starts_with('-') && !end.contains(['\n', '\r'])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::says_fallthrough;

    #[test]
    fn comments() {
        for good in [
            " FALLTHRU ",
            " FALLS THRU.  ",
            " fall through ",
            " Falls through. ",
            "-fallthrough",
            " else, fall through - why",
            " Fall-through!",
            " ... fallthrough ...  ",
            " Intentional Fallthru ",
        ] {
            assert!(says_fallthrough(good.as_bytes(), 3), "{good}");
        }
        for bad in [" fall through, really ", " nothing ", " we fall through ", " fALL through"] {
            assert!(!says_fallthrough(bad.as_bytes(), 3), "{bad}");
            assert!(says_fallthrough(bad.as_bytes(), 1), "{bad}");
        }
    }

    #[test]
    fn levels() {
        assert!(says_fallthrough(b" Here we fALl \t tHRoUgh.", 2));
        assert!(!says_fallthrough(b" nothing ", 2));
        assert!(says_fallthrough(b" FALLTHRU\t", 4));
        assert!(!says_fallthrough(b" fall through ", 4));
    }
}
