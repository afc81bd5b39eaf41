//! Signs that one `case` is meant to run into the next: `__attribute__((fallthrough))`, and the comments that
//! -Wimplicit-fallthrough=3 knows (GCC manual, "Warning Options").

use crate::Sema;
use crate::hir::*;
use diag::Loc;

impl Sema<'_> {
    /// A statement of nothing but the attribute.
    pub(crate) fn fallthrough_statement(&mut self, loc: Loc) {
        self.emit(StmtKind::Empty, loc);
        if let (Some(&id), Some(function)) = (self.stmts.last(), &mut self.function) {
            function.fallthroughs.push(id);
        }
    }

    pub(crate) fn is_fallthrough(&self, id: StmtId) -> bool {
        self.function.as_ref().is_some_and(|function| function.fallthroughs.contains(&id))
    }

    /// Whether a comment right before the label says so.
    pub(crate) fn fallthrough_comment(&self, label: Loc) -> bool {
        let Some(position) = self.session.sources.position(self.session.sources.expansion_point(label))
        else {
            return false;
        };
        let mut text = &position.file.bytes[..position.offset as usize];
        loop {
            text = text.trim_ascii_end();
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
                if says_fallthrough(&text[start + 2..text.len() - 2]) {
                    return true;
                }
                text = &text[..start];
                continue;
            }
            let Some(start) = text[line..].windows(2).position(|pair| pair == b"//") else { return false };
            if says_fallthrough(&text[line + start + 2..]) {
                return true;
            }
            text = &text[..line + start];
        }
    }
}

/// Whether a comment's text is one of those that mean it.
fn says_fallthrough(comment: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(comment) else { return false };
    if text == "-fallthrough" || text == "@fallthrough@" {
        return true;
    }
    let plain = text.trim_matches([' ', '\t']);
    if plain.starts_with("lint -fallthrough") || plain == "FALLTHROUGH" || plain == "FALLTHRU" {
        return true;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '*'));
    let text = text.split_once("\n").map_or(text, |(first, _)| first.trim_end());
    // What stands behind a hyphen is a remark.
    let lower = text.to_ascii_lowercase();
    let mixed = text.chars().any(|c| c.is_ascii_uppercase()) && text.chars().any(|c| c.is_ascii_lowercase());
    // All capitals, all small, or a capital at the beginning.
    if mixed && text.chars().skip(1).take_while(|&c| c != '-' && c != ',').any(|c| c.is_ascii_uppercase()) {
        return false;
    }
    let mut rest = lower.as_str();
    for prefix in ["else, ", "else ", "intentionally ", "intentional ", "intentionally, ", "intentional, "] {
        if let Some(stripped) = rest.strip_prefix(prefix) {
            rest = stripped;
            break;
        }
    }
    let Some(rest) = rest.strip_prefix("fall") else { return false };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let rest = rest.strip_prefix([' ', '-']).unwrap_or(rest);
    let Some(rest) = rest.strip_prefix("through").or_else(|| rest.strip_prefix("thru")) else { return false };
    let rest = rest.trim_start_matches([' ', '\t', '.', '!']);
    rest.is_empty() || rest.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::says_fallthrough;

    #[test]
    fn comments() {
        for good in [
            " FALLTHRU ",
            " fall through ",
            " Falls through. ",
            "-fallthrough",
            " else, fall through - why",
            " Fall-through!",
        ] {
            assert!(says_fallthrough(good.as_bytes()), "{good}");
        }
        for bad in [" fall through, really ", " nothing ", " we fall through ", " fALL through"] {
            assert!(!says_fallthrough(bad.as_bytes()), "{bad}");
        }
    }
}
