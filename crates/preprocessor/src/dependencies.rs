//! Make rules of `-M` and its like.

use std::rc::Rc;

/// How to write the rule.
#[derive(Clone, Debug, Default)]
pub struct DependencyFormat {
    /// Targets, quoted for make already (`-MT` takes them as they are, `-MQ` quotes them).
    pub targets: Vec<String>,
    /// `-MP`: an empty rule for each header, so that make forgives a deleted one.
    pub phony: bool,
    /// `-MM`, `-MMD`: without system headers.
    pub user_only: bool,
}

impl DependencyFormat {
    /// Quotes a name for make: spaces, `$`, `#`.
    pub fn quote(name: &str) -> String {
        let mut out = String::with_capacity(name.len());
        let mut backslashes = 0;
        for c in name.chars() {
            match c {
                '\\' => backslashes += 1,
                ' ' | '\t' => {
                    // Backslashes before white space are themselves doubled.
                    out.extend(std::iter::repeat_n('\\', backslashes + 1));
                    backslashes = 0;
                }
                '$' => {
                    out.push('$');
                    backslashes = 0;
                }
                '#' => {
                    out.push('\\');
                    backslashes = 0;
                }
                _ => backslashes = 0,
            }
            out.push(c);
        }
        out
    }
}

/// Lines are broken where a name would end beyond this column, the space before it not counted: as GCC does it.
const WIDTH: usize = 72;

/// The rule for `files` (name, is a system header), the main file first.
pub fn dependency_rule(format: &DependencyFormat, files: &[(Rc<str>, bool)]) -> String {
    let names: Vec<String> = files
        .iter()
        .enumerate()
        .filter(|(index, file)| *index == 0 || !(format.user_only && file.1))
        .map(|(_, file)| DependencyFormat::quote(&file.0))
        .collect();
    let mut out = String::new();
    let mut column = 0;
    let mut put = |out: &mut String, word: &str, lead: bool| {
        if lead && column + word.len() > WIDTH {
            out.push_str(" \\\n ");
            column = 1;
        } else if lead {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    };
    for (index, target) in format.targets.iter().enumerate() {
        put(&mut out, target, index > 0);
    }
    put(&mut out, ":", false);
    for name in &names {
        put(&mut out, name, true);
    }
    out.push('\n');
    if format.phony {
        for name in names.iter().skip(1) {
            out.push_str(name);
            out.push_str(":\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting() {
        assert_eq!(DependencyFormat::quote("a b$c#d"), "a\\ b$$c\\#d");
        assert_eq!(DependencyFormat::quote("a\\ b"), "a\\\\\\ b");
    }

    #[test]
    fn rule() {
        let format =
            DependencyFormat { targets: vec!["x.o".into()], phony: true, ..DependencyFormat::default() };
        let files: Vec<(Rc<str>, bool)> = vec![("x.c".into(), false), ("x.h".into(), false)];
        assert_eq!(dependency_rule(&format, &files), "x.o: x.c x.h\nx.h:\n");
    }
}
