//! Patterns of file, section and symbol names: `*`, `?`, `[chars]`, backslash (GNU ld manual, "Input Section Wildcards").

/// A pattern, prepared: most are literal, or literal up to one final star.
#[derive(Clone, Debug)]
pub enum Wildcard {
    /// Everything.
    All,
    /// This name.
    Literal(Vec<u8>),
    /// Names that begin so.
    Prefix(Vec<u8>),
    /// Anything else.
    Pattern(Vec<u8>),
}

impl Wildcard {
    /// Prepares a pattern.
    pub fn new(pattern: &str) -> Wildcard {
        let special = |text: &str| text.contains(['*', '?', '[', '\\']);
        match pattern.strip_suffix('*') {
            Some("") => Wildcard::All,
            Some(prefix) if !special(prefix) => Wildcard::Prefix(prefix.into()),
            None if !special(pattern) => Wildcard::Literal(pattern.into()),
            _ => Wildcard::Pattern(pattern.into()),
        }
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &[u8]) -> bool {
        match self {
            Wildcard::All => true,
            Wildcard::Literal(text) => text == name,
            Wildcard::Prefix(prefix) => name.starts_with(prefix),
            Wildcard::Pattern(pattern) => matches(pattern, name),
        }
    }

    /// Whether it stands for one name only.
    pub fn is_literal(&self) -> bool {
        matches!(self, Wildcard::Literal(_))
    }
}

/// Whether a name matches a pattern, in time proportional to their product: a star that fails is tried one byte further,
/// and only the last star ever needs to be.
pub fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        let step = match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, n));
                p += 1;
                continue;
            }
            None if n == name.len() => return true,
            _ if n == name.len() => return false,
            Some(_) => one(&pattern[p..], name[n]),
            None => None,
        };
        match (step, star) {
            (Some(length), _) => (p, n) = (p + length, n + 1),
            (None, Some((after, from))) => {
                (p, n) = (after, from + 1);
                star = Some((after, from + 1));
            }
            (None, None) => return false,
        }
    }
}

/// The length of the pattern's first element if it matches the byte.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match pattern[0] {
        b'?' => Some(1),
        b'\\' if pattern.len() > 1 => (pattern[1] == byte).then_some(2),
        b'[' => {
            let negated = matches!(pattern.get(1), Some(b'!' | b'^'));
            let start = 1 + usize::from(negated);
            let close = pattern.iter().skip(start + 1).position(|b| *b == b']').map(|at| at + start + 1);
            let Some(close) = close else { return (byte == b'[').then_some(1) };
            let set = &pattern[start..close];
            let mut found = false;
            let mut at = 0;
            while at < set.len() {
                if at + 2 < set.len() && set[at + 1] == b'-' {
                    found |= (set[at]..=set[at + 2]).contains(&byte);
                    at += 3;
                } else {
                    found |= set[at] == byte;
                    at += 1;
                }
            }
            (found != negated).then_some(close + 1)
        }
        literal => (literal == byte).then_some(1),
    }
}
