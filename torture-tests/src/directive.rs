//! The `dg-` directives of GCC's test files (DejaGnu's language, gcc's "Test Directives" manual chapter), evaluated for
//! x86-64 Linux; and what of the old `.x` files holds for this target.

use crate::effective;
use std::collections::HashSet;

/// What is to be done with a test file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// `-E`
    Preprocess,
    /// `-S`
    Compile,
    /// `-c`
    Assemble,
    /// Compile, link.
    Link,
    /// Compile, link, run: status 0 is success.
    Run,
}

/// What the directives of one file say at one level.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What to do.
    pub action: Action,
    /// Options after the level.
    pub options: Vec<String>,
    /// More sources, beside the file.
    pub sources: Vec<String>,
    /// Why the test is not for this target or level.
    pub skip: Option<String>,
    /// `dg-error`: the compiler has to refuse the file.
    pub rejects: bool,
    /// `dg-xfail-if`, `dg-xfail-run-if`: GCC's own people expect a failure here.
    pub expected_failure: bool,
}

/// The machine that triplet patterns are matched against.
const TRIPLET: &str = "x86_64-pc-linux-gnu";

/// Reads the directives of `text`.
///
/// # Errors
/// An effective target that no table names: the tables are to be completed, not guessed around.
pub(crate) fn plan(text: &str, default: Action, level: &str) -> Result<Plan, String> {
    let mut plan = Plan {
        action: default,
        options: Vec::new(),
        sources: Vec::new(),
        skip: None,
        rejects: false,
        expected_failure: false,
    };
    let mut own_options = false;
    let mut additional = Vec::new();
    for directive in directives(text) {
        let (name, argument) = (directive.name(), |i: usize| directive.argument(i));
        match name {
            "dg-do" => {
                plan.action = match argument(1) {
                    "preprocess" => Action::Preprocess,
                    "compile" => Action::Compile,
                    "assemble" => Action::Assemble,
                    "link" => Action::Link,
                    "run" => Action::Run,
                    other => return Err(format!("dg-do {other} is not known")),
                };
                if !argument(2).is_empty() && !selector(argument(2))? {
                    plan.skip = Some(format!("dg-do for {}", argument(2)));
                }
            }
            "dg-options" if argument(2).is_empty() || selector(argument(2))? => {
                own_options = true;
                // A list may quote its words.
                plan.options = words(argument(1));
            }
            "dg-additional-options" if argument(2).is_empty() || selector(argument(2))? => {
                additional.extend(words(argument(1)));
            }
            "dg-additional-sources" => {
                plan.sources.extend(argument(1).split_whitespace().map(str::to_string));
            }
            "dg-require-effective-target"
                if (argument(2).is_empty() || selector(argument(2))?) && !effective::holds(argument(1))? =>
            {
                plan.skip = Some(format!("needs {}", argument(1)));
            }
            "dg-require-dll" | "dg-require-profiling" => plan.skip = Some(name.to_string()),
            "dg-skip-if" | "dg-xfail-if" | "dg-xfail-run-if" => {
                let mut words = vec![level.to_string()];
                words.extend(plan.options.iter().cloned());
                if selector(argument(2))? && matches_options(&words, argument(3), argument(4)) {
                    if name == "dg-skip-if" {
                        plan.skip = Some(format!("dg-skip-if {}", argument(1)));
                    } else {
                        plan.expected_failure = true;
                    }
                }
            }
            "dg-error" if !directive.words.iter().any(|word| word.contains("xfail")) => plan.rejects = true,
            _ => {}
        }
    }
    if !own_options {
        plan.options.insert(0, "-w".into());
    }
    plan.options.extend(additional);
    Ok(plan)
}

/// The options that a `.x` file adds unconditionally; what it does under `if` is for other machines.
pub(crate) fn old_options(text: &str) -> Vec<String> {
    let mut depth = 0i32;
    let mut options = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let assigned =
            line.strip_prefix("lappend additional_flags ").or(line.strip_prefix("set additional_flags "));
        if let Some(words) = assigned
            && depth == 0
        {
            options.extend(words.split_whitespace().map(|word| word.trim_matches('"').to_string()));
        }
        depth += line.matches('{').count() as i32 - line.matches('}').count() as i32;
    }
    options
}

/// A directive: its words, and the number of its line, from 1.
pub(crate) struct Directive {
    pub line: usize,
    pub words: Vec<String>,
}

impl Directive {
    /// `dg-…`
    pub(crate) fn name(&self) -> &str {
        &self.words[0]
    }

    /// A word after the name; empty if there are fewer.
    pub(crate) fn argument(&self, i: usize) -> &str {
        self.words.get(i).map_or("", String::as_str)
    }
}

/// Every `{ dg-… }` as its words; a word in braces or quotes loses them.
pub(crate) fn directives(text: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let mut rest = line;
        while let Some(start) = rest.find("{ dg-").or_else(|| rest.find("{dg-")) {
            let Some((inside, after)) = braced(&rest[start..]) else { break };
            let words = words(inside);
            if !words.is_empty() {
                found.push(Directive { line: i + 1, words });
            }
            rest = after;
        }
    }
    found
}

/// The inside of the braces that `text` opens with, and the rest. A directive that its line leaves open ends with it.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

/// Tcl's words: of those in braces nothing is replaced, in those in quotes backslashes are.
pub(crate) fn words(mut text: &str) -> Vec<String> {
    let mut list = Vec::new();
    loop {
        text = text.trim_start();
        let Some(first) = text.chars().next() else { return list };
        if first == '{' {
            let Some((inside, rest)) = braced(text) else { return list };
            list.push(inside.trim().to_string());
            text = rest;
        } else if first == '"' {
            let mut end = 1;
            let bytes = text.as_bytes();
            while end < bytes.len() && bytes[end] != b'"' {
                end += 1 + usize::from(bytes[end] == b'\\');
            }
            list.push(unescape(text.get(1..end.min(text.len())).unwrap_or("")));
            text = text.get(end + 1..).unwrap_or("");
        } else {
            let end = text.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(text.len());
            list.push(text[..end].to_string());
            text = &text[end..];
        }
    }
}

/// Backslash substitution of Tcl (Tcl(n), rule 9), as far as patterns use it.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some(other)) => out.push(other),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a target selector holds: triplet patterns, effective targets, `!`, `&&`, `||`, `target` before it.
pub(crate) fn selector(text: &str) -> Result<bool, String> {
    let text = text.trim();
    let text = text.strip_prefix("target ").or(text.strip_prefix("xfail ")).unwrap_or(text).trim();
    let mut list: Vec<String> = words(&text.replace('!', " ! "));
    if list.len() == 1 && list[0].contains(' ') {
        return selector(&list.remove(0));
    }
    let mut result = false;
    let mut negate = false;
    let mut conjunction = false;
    for word in &list {
        match word.as_str() {
            "!" => negate = !negate,
            "&&" => conjunction = true,
            "||" => conjunction = false,
            word => {
                let value = (if word.contains(' ') { selector(word)? } else { atom(word)? }) != negate;
                negate = false;
                result = if conjunction { result && value } else { result || value };
                conjunction = false;
            }
        }
    }
    Ok(result)
}

/// A triplet pattern or an effective target.
fn atom(word: &str) -> Result<bool, String> {
    if word.contains('-') { Ok(glob(word, TRIPLET)) } else { effective::holds(word) }
}

/// Whether one of `include` and none of `exclude` matches a word of the command line (an absent list includes all).
fn matches_options(command: &[String], include: &str, exclude: &str) -> bool {
    let any = |patterns: &str| {
        let patterns: HashSet<String> = words(patterns).into_iter().filter(|p| !p.is_empty()).collect();
        patterns.iter().any(|pattern| pattern == "*" || command.iter().any(|word| glob(pattern, word)))
    };
    (include.trim().is_empty() || any(include)) && !any(exclude)
}

/// `*` and `?` of Tcl's `string match`.
fn glob(pattern: &str, text: &str) -> bool {
    fn matches(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.first(), text.first()) {
            (None, None) => true,
            (Some(b'*'), _) => {
                matches(&pattern[1..], text) || (!text.is_empty() && matches(pattern, &text[1..]))
            }
            (Some(b'?'), Some(_)) => matches(&pattern[1..], &text[1..]),
            (Some(a), Some(b)) if a == b => matches(&pattern[1..], &text[1..]),
            _ => false,
        }
    }
    matches(pattern.as_bytes(), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors() {
        assert_eq!(selector("i?86-*-* x86_64-*-*"), Ok(true));
        assert_eq!(selector("pdp11-*-*"), Ok(false));
        assert_eq!(selector("! { i?86-*-* x86_64-*-* }"), Ok(false));
        assert_eq!(selector("target { { i?86-*-* x86_64-*-* } && { ! ia32 } }"), Ok(true));
        assert_eq!(selector("{ i?86-*-* x86_64-*-* } && { ia32 && { ! nonpic } }"), Ok(false));
        assert!(selector("no_such_thing").is_err());
    }

    #[test]
    fn skips_by_option() {
        let text =
            "/* { dg-skip-if \"\" { *-*-* } { \"-O0\" } { \"\" } } */\n/* { dg-options \"-O3 -w\" } */";
        assert!(plan(text, Action::Run, "-O0").unwrap().skip.is_some());
        let other = plan(text, Action::Run, "-O1").unwrap();
        assert!(other.skip.is_none());
        assert_eq!(other.options, ["-O3", "-w"]);
    }

    #[test]
    fn options_of_x_files() {
        assert_eq!(
            old_options("if [x] {\nset additional_flags -a\n}\nlappend additional_flags \"-b -c\"\nreturn 0"),
            ["-b", "-c"]
        );
    }
}
