//! Formats of `printf` and its kin, taken apart (C23 7.23.6.1).

/// So much of a text is quoted.
const QUOTED: usize = 28;

/// A width or a precision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    Known(u64),
    /// The argument of that number, from 0, says it.
    Argument(usize),
}

/// A directive, or what stands between two of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    /// So many bytes as they are.
    Text { spelled: String, length: u64 },
    /// `%s`, and the number of its argument, from 0.
    String { spelled: String, argument: usize, precision: Option<Number>, width: Option<Number>, wide: bool },
    /// Something else.
    Other { spelled: String },
}

impl Piece {
    /// As messages quote it.
    pub(crate) fn spelled(&self) -> &str {
        match self {
            Piece::Text { spelled, .. } | Piece::String { spelled, .. } | Piece::Other { spelled } => spelled,
        }
    }
}

/// The pieces of a format; nothing if its arguments are numbered or it ends in a directive.
pub(crate) fn pieces(format: &[u8]) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut argument = 0;
    let mut at = 0;
    while at < format.len() {
        let start = at;
        if format[at] != b'%' {
            at = format[at..].iter().position(|&byte| byte == b'%').map_or(format.len(), |next| at + next);
            found.push(text(&format[start..at]));
            continue;
        }
        at += 1;
        let (mut width, mut precision, mut long) = (None, None, false);
        let conversion = loop {
            match *format.get(at)? {
                b'*' => {
                    width = Some(Number::Argument(argument));
                    argument += 1;
                    at += 1;
                }
                b'.' => {
                    at += 1;
                    if format.get(at) == Some(&b'*') {
                        precision = Some(Number::Argument(argument));
                        argument += 1;
                        at += 1;
                    } else {
                        precision = Some(Number::Known(digits(format, &mut at)));
                    }
                }
                b'1'..=b'9' => width = Some(Number::Known(digits(format, &mut at))),
                b'$' => return None,
                b'l' => {
                    long = true;
                    at += 1;
                }
                b'-' | b'+' | b' ' | b'#' | b'\'' | b'0' | b'h' | b'j' | b'z' | b't' | b'L' | b'q' => at += 1,
                conversion => break conversion,
            }
        };
        at += 1;
        let spelled = String::from_utf8_lossy(&format[start..at]).into_owned();
        found.push(match conversion {
            b'%' => Piece::Text { spelled, length: 1 },
            b's' => Piece::String { spelled, argument, precision, width, wide: long },
            _ => Piece::Other { spelled },
        });
        argument += usize::from(conversion != b'%');
    }
    Some(found)
}

fn text(bytes: &[u8]) -> Piece {
    let mut spelled = String::from_utf8_lossy(&bytes[..bytes.len().min(QUOTED)]).into_owned();
    // Three more would not be shorter than what they stand for.
    if bytes.len() > QUOTED + 3 {
        spelled.push_str("...");
    } else {
        spelled = String::from_utf8_lossy(bytes).into_owned();
    }
    Piece::Text { spelled, length: bytes.len() as u64 }
}

fn digits(format: &[u8], at: &mut usize) -> u64 {
    let mut n = 0u64;
    while let Some(digit) = format.get(*at).filter(|byte| byte.is_ascii_digit()) {
        n = n.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        *at += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::{Number, Piece, pieces};

    #[test]
    fn directives_and_text() {
        let found = pieces(b"a%%%-5.*s%ld").expect("a format");
        let string = Piece::String {
            spelled: "%-5.*s".into(),
            argument: 1,
            precision: Some(Number::Argument(0)),
            width: Some(Number::Known(5)),
            wide: false,
        };
        assert_eq!(found[2], string);
        assert_eq!(found.len(), 4);
        assert_eq!(pieces(b"%1$s"), None);
        assert_eq!(pieces(b"%"), None);
    }
}
