//! What a test expects the compiler to say: `dg-error`, `dg-warning`, `dg-message`, `dg-note`, `dg-bogus` and what goes with
//! them (DejaGnu's manual; "Directives used within DejaGnu tests" in GCC's internals manual).
//!
//! As in DejaGnu, each expectation takes all messages of its line that match away; anything left at the end that isn't
//! context or a note is a message too many.

use crate::directive::{Directive, selector};
use regex::Regex;
use std::collections::HashMap;

/// A message that has to come, or must not.
struct Expected {
    /// `None`: of no line.
    line: Option<usize>,
    pattern: Regex,
    /// For the report.
    shown: String,
    bogus: bool,
    /// GCC's own people expect it to go wrong: either way is right.
    either: bool,
}

/// All that a file says of the messages.
#[derive(Default)]
pub(crate) struct Messages {
    expected: Vec<Expected>,
    /// `dg-prune-output`, and `dg-regexp` lines that may stand anywhere.
    pruned: Vec<Regex>,
    /// `dg-regexp`
    anywhere: Vec<(Regex, String)>,
    excess_allowed: bool,
    notes_count: bool,
}

impl Messages {
    /// Reads the directives of a file.
    ///
    /// # Errors
    /// A directive that isn't understood.
    pub(crate) fn read(directives: &[Directive]) -> Result<Messages, String> {
        let mut messages = Messages::default();
        let names: HashMap<&str, usize> = directives
            .iter()
            .filter(|directive| directive.name() == "dg-line")
            .map(|directive| (directive.argument(1), directive.line))
            .collect();
        for directive in directives {
            let pattern = directive.argument(1);
            match directive.name() {
                "dg-error" => messages.expect(directive, "error: [^\n]*", &names)?,
                "dg-warning" => messages.expect(directive, "warning: [^\n]*", &names)?,
                "dg-note" => {
                    messages.notes_count = true;
                    messages.expect(directive, "note: [^\n]*", &names)?;
                }
                "dg-message" | "dg-bogus" => messages.expect(directive, "", &names)?,
                "dg-prune-output" => messages.pruned.push(regex(pattern)?),
                "dg-regexp" => messages.anywhere.push((regex(pattern)?, pattern.into())),
                "dg-excess-errors" => {
                    messages.excess_allowed |=
                        directive.argument(2).is_empty() || selector(directive.argument(2))?;
                }
                _ => {}
            }
        }
        Ok(messages)
    }

    fn expect(
        &mut self,
        directive: &Directive,
        kind: &str,
        names: &HashMap<&str, usize>,
    ) -> Result<(), String> {
        let (pattern, condition, line) =
            (directive.argument(1), directive.argument(3), directive.argument(4));
        let either = match condition.trim() {
            "" => false,
            xfail if xfail.starts_with("xfail") => selector(xfail)?,
            both if both.contains(" xfail ") => {
                let (target, xfail) = both.split_once(" xfail ").unwrap_or((both, ""));
                if !selector(target)? {
                    return Ok(());
                }
                selector(xfail)?
            }
            target if !selector(target)? => return Ok(()),
            _ => false,
        };
        self.expected.push(Expected {
            line: line_of(line, directive.line, names)?,
            pattern: regex(&format!("{kind}(?:{pattern})"))?,
            shown: format!("{} `{pattern}`", directive.name()),
            bogus: directive.name() == "dg-bogus",
            either,
        });
        Ok(())
    }

    /// Compares with what the compiler said.
    ///
    /// # Errors
    /// The first difference.
    pub(crate) fn check(&self, said: &str) -> Result<(), String> {
        let mut lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        for (pattern, shown) in &self.anywhere {
            let before = lines.len();
            lines.retain(|line| !pattern.is_match(line));
            if lines.len() == before {
                return Err(format!("line {shown} is missing"));
            }
        }
        let mut missing = None;
        for expected in &self.expected {
            let before = lines.len();
            lines.retain(|line| !expected.matches(line));
            let found = lines.len() < before;
            if found == expected.bogus && !expected.either {
                let line = expected.line.map_or(String::new(), |line| format!("{line}: "));
                let what = if expected.bogus { "comes all the same" } else { "is missing" };
                missing = missing.or(Some(format!("{line}{} {what}", expected.shown)));
            }
        }
        lines.retain(|line| !self.is_context(line));
        // A missing message and one too many are often the same one, in other words.
        match (missing, lines.first()) {
            (None, None) => Ok(()),
            (None, Some(_)) if self.excess_allowed => Ok(()),
            (None, Some(line)) => Err(format!("excess: {}", without_path(line))),
            (Some(missing), None) => Err(missing),
            (Some(missing), Some(line)) => Err(format!("{missing}; said: {}", without_path(line))),
        }
    }

    fn is_context(&self, line: &str) -> bool {
        let begins = |text: &str| line.trim_start().starts_with(text);
        (!self.notes_count && line.contains(": note: "))
            || line.contains(": In function")
            || begins("In function")
            || line.contains("At top level")
            || begins("In file included from")
            || begins("from ")
            || begins("inlined from ")
            || line.contains("requires executable stack")
            || line.contains("ld returned")
            || self.pruned.iter().any(|pattern| pattern.is_match(line))
    }
}

impl Expected {
    /// Whether a line of output is one.
    fn matches(&self, text: &str) -> bool {
        match self.line {
            None => self.pattern.is_match(text),
            Some(line) => {
                line_and_rest(text).is_some_and(|(own, rest)| own == line && self.pattern.is_match(rest))
            }
        }
    }
}

/// The line that a message is about, and what follows it: the first number between colons, for the next is a column.
fn line_and_rest(text: &str) -> Option<(usize, &str)> {
    let mut rest = text;
    loop {
        rest = rest.split_once(':')?.1;
        if let Some((number, after)) = rest.split_once(':')
            && let Ok(line) = number.parse()
        {
            return Some((line, after));
        }
    }
}

/// The line that a directive means: its own, so many before or after, a number, a name, or none.
fn line_of(text: &str, own: usize, names: &HashMap<&str, usize>) -> Result<Option<usize>, String> {
    let text = text.trim();
    let number = |text: &str| text.parse::<usize>().map_err(|_| format!("`{text}` is no line"));
    Ok(match text.as_bytes() {
        [] | [b'.'] => Some(own),
        [b'0'] => None,
        [b'.', b'-', ..] => Some(own.saturating_sub(number(&text[2..])?)),
        [b'-', ..] => Some(own.saturating_sub(number(&text[1..])?)),
        [b'.', b'+', ..] => Some(own + number(&text[2..])?),
        [b'0'..=b'9', ..] => Some(number(text)?),
        _ => Some(*names.get(text).ok_or_else(|| format!("`{text}` names no line"))?),
    })
}

/// Tcl's regular expressions are close to ours: a brace or bracket that opens nothing stands for itself.
pub(crate) fn regex(pattern: &str) -> Result<Regex, String> {
    let parsed =
        Regex::new(pattern).or_else(|_| Regex::new(&pattern.replace('{', "\\{").replace('}', "\\}")));
    parsed.map_err(|_| format!("the pattern `{pattern}` isn't understood"))
}

fn without_path(line: &str) -> &str {
    line.rsplit_once("/").map_or(line, |(path, rest)| if path.contains(' ') { line } else { rest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::directives;

    fn check(source: &str, said: &str) -> Result<(), String> {
        Messages::read(&directives(source)).expect("it is understood").check(said)
    }

    #[test]
    fn expectations() {
        let source = "int x; /* { dg-error \"redefin\\[e\\]d? of 'x'\" \"x\" } */\n/* { dg-warning {old (y)} \"\" { target *-*-* } .-1 } */";
        let both = "/a/b.c:1:5: error: redefine of 'x'\nb.c:1: warning: old y\nb.c: In function 'f':\nb.c:1:1: note: here\n";
        assert_eq!(check(source, both), Ok(()));
        assert!(check(source, "/a/b.c:1:5: error: redefined of 'x'\n").is_err());
        assert!(check(source, "b.c:2:5: error: redefine of 'x'\nb.c:1: warning: old y\n").is_err());
        assert!(check(source, &format!("{both}b.c:3: warning: more\n")).is_err());
        // A column is no line.
        let columns = "f(); /* { dg-warning \"old\" } */\n// { dg-warning \"old\" }";
        assert_eq!(check(columns, "b.c:1:2: warning: old\nb.c:2:1: warning: old\n"), Ok(()));
    }

    #[test]
    fn messages_that_must_not_come() {
        let source =
            "f(); /* { dg-bogus \"implicit\" \"\" } */\n// { dg-error \"x\" \"\" { target pdp11-*-* } }";
        assert_eq!(check(source, ""), Ok(()));
        assert!(check(source, "a.c:1:1: warning: implicit declaration\n").is_err());
    }
}
