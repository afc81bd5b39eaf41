//! Skipping of inactive groups (C23 6.10.2p15): lines are found with `memchr`, and only those that hold a slash
//! are looked at for comments. Nothing is tokenised but the directive that ends the search.

use crate::Scanner;
use crate::scan::byte;
use memchr::memchr;
use std::rc::Rc;

impl Scanner {
    /// Goes to the start of the next logical line.
    pub fn skip_line(&mut self) {
        let file = Rc::clone(&self.file);
        self.pos = line_end(&file.bytes, self.pos, !self.c90);
        self.line_start = true;
    }

    /// From the start of a line, goes to the next line whose first token is `#` and stops after it. `false` at
    /// the end of the buffer.
    pub fn skip_to_directive(&mut self) -> bool {
        let file = Rc::clone(&self.file);
        let text = file.bytes.as_slice();
        let mut pos = self.pos;
        loop {
            // At the start of a line: white space and comments may stand before the `#`.
            loop {
                match byte(text, pos) {
                    b' ' | b'\t' | b'\r' | 0x0b | 0x0c => pos += 1,
                    b'/' if byte(text, pos + 1) == b'*' => pos = comment_end(text, pos + 2),
                    b'\\' => match crate::scan::splice(text, pos) {
                        Some(next) => pos = next,
                        None => break,
                    },
                    _ => break,
                }
            }
            if pos >= text.len() {
                self.pos = text.len();
                return false;
            }
            let hash = match byte(text, pos) {
                b'#' => 1,
                b'%' if byte(text, pos + 1) == b':' => 2,
                _ => 0,
            };
            if hash != 0 {
                self.pos = pos + hash;
                self.line_start = false;
                return true;
            }
            pos = line_end(text, pos, !self.c90);
        }
    }
}

/// The start of the next logical line.
fn line_end(text: &[u8], mut pos: usize, line_comments: bool) -> usize {
    loop {
        let Some(found) = memchr(b'\n', &text[pos..]) else { return text.len() };
        let end = pos + found;
        let line = &text[pos..end];
        if memchr(b'/', line).is_some()
            && let Some(after) = comment_in(text, pos, end, line_comments)
        {
            pos = after;
            continue;
        }
        let trimmed = line.trim_ascii_end();
        if trimmed.last() != Some(&b'\\') {
            return end + 1;
        }
        pos = end + 1;
    }
}

/// If a block comment begins in `text[pos..end]`, the offset after it; strings and line comments (where there are any)
/// hide it.
fn comment_in(text: &[u8], mut pos: usize, end: usize, line_comments: bool) -> Option<usize> {
    while pos < end {
        match text[pos] {
            quote @ (b'"' | b'\'') => {
                let mut at = pos + 1;
                while at < end && text[at] != quote {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                // An apostrophe of prose, as in `don't`, hides nothing.
                pos = if at < end {
                    at + 1
                } else if quote == b'\'' {
                    pos + 1
                } else {
                    end
                };
            }
            b'/' if byte(text, pos + 1) == b'*' => return Some(comment_end(text, pos + 2)),
            b'/' if line_comments && byte(text, pos + 1) == b'/' => return None,
            _ => pos += 1,
        }
    }
    None
}

fn comment_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr(b'/', text.get(at..).unwrap_or(&[])) {
        let slash = at + found;
        if slash > from && text[slash - 1] == b'*' {
            return slash + 1;
        }
        at = slash + 1;
    }
    text.len()
}
