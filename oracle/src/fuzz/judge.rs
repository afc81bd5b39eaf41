//! What a program does when the reference compiler compiles it, what is wrong when ccc does, and whether the program
//! means anything at all.

use crate::compile::{Compilers, How, complaint, is_crash};
use crate::process::{self, End, Ended, Limits};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// ccc ends with a diagnostic.
    Refused,
    /// ccc does not end, or not by its own will.
    Crash,
    /// The program does something else.
    Differs,
}

/// What is wrong, in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Symptom {
    /// Of which kind it is.
    pub kind: Kind,
    /// A line.
    pub why: String,
}

/// What a program does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behaviour {
    end: End,
    stdout: Vec<u8>,
}

/// Why there is nothing to compare with.
pub type Void = String;

/// Compiles and runs programs in one folder.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The compilers.
    pub compilers: &'a Compilers,
    /// What a run of the reference compiler's program may take; ccc's may take four times as long.
    pub limits: Limits,
    /// Where all happens.
    pub folder: &'a Path,
}

/// Options that must not change what a program does, if it means anything: what is undefined shows (C23 3.5.3).
const SOUND: &[&[&str]] = &[
    &["-O2"],
    &["-O0", "-ftrivial-auto-var-init=pattern"],
    &["-O1", "-fsanitize=address,undefined", "-fno-sanitize=alignment", "-fno-sanitize-recover=all"],
];

/// What a program is compiled with for what it should do. Builtins that the machine lacks are to GCC undeclared functions.
pub const EXPECTED: &[&str] = &["-O0", "-Werror=implicit-function-declaration"];

/// Mistakes that no generated program has, and many a reduced one.
pub const MISTAKES: &[&str] = &[
    "-Wall",
    "-Werror=uninitialized",
    "-Werror=return-type",
    "-Werror=implicit-function-declaration",
    "-Werror=implicit-int",
    "-Werror=int-conversion",
    "-Werror=incompatible-pointer-types",
    "-Werror=format",
];

impl Judge<'_> {
    /// The command that makes `program` of a source.
    pub fn words(source: &str, options: &[&str]) -> Words {
        // Who asks for a warning wants to see it.
        let quiet = !options.iter().any(|option| option.starts_with("-W"));
        let mut words: Vec<String> = quiet.then(|| "-w".to_string()).into_iter().collect();
        words.extend(options.iter().map(|o| o.to_string()));
        words.extend([super::program::HEADERS, source, "-o", "program"].map(String::from));
        Words::read(&words)
    }

    /// What the reference compiler's program does, with these options.
    ///
    /// # Errors
    /// A program can't be run.
    pub fn reference(&self, source: &str, options: &[&str]) -> Result<Result<Behaviour, Void>, String> {
        let ended = self.compilers.reference(Self::words(source, options).words(), self.folder)?;
        if !ended.success() {
            return Ok(Err("the reference compiler refuses it".into()));
        }
        // Sanitizers want more addresses than there is memory.
        let memory = self.limits.memory.filter(|_| !options.iter().any(|o| o.contains("sanitize=")));
        let ended = self.run(Limits { memory, ..self.limits })?;
        Ok(match ended.end {
            End::Timeout => Err("it does not end".into()),
            end => Ok(Behaviour { end, stdout: ended.stdout }),
        })
    }

    /// Whether the program does the same with all options that must not matter; else which one does. One of the builds
    /// has `more` options.
    ///
    /// # Errors
    /// A program can't be run.
    pub fn unsound(
        &self,
        source: &str,
        expected: &Behaviour,
        more: &[&str],
    ) -> Result<Option<String>, String> {
        for (i, options) in SOUND.iter().enumerate() {
            let options = if i == 0 { &[options, more].concat() } else { *options };
            if self.reference(source, options)?.as_ref() != Ok(expected) {
                return Ok(Some(format!("the reference compiler's {} makes it differ", options.join(" "))));
            }
        }
        Ok(None)
    }

    /// What the program does when the words are compiled in this way, or why it doesn't come to that.
    ///
    /// # Errors
    /// A program can't be run.
    pub fn behaviour(&self, how: &How, words: &Words) -> Result<Result<Behaviour, Symptom>, String> {
        let ended = self.compilers.compile(how, words, self.folder)?;
        if !ended.success() {
            let kind = if is_crash(&ended) { Kind::Crash } else { Kind::Refused };
            return Ok(Err(Symptom { kind, why: format!("ccc: {}", complaint(&ended)) }));
        }
        let ended = self.run(Limits { time: self.limits.time * 4, ..self.limits })?;
        Ok(Ok(Behaviour { end: ended.end, stdout: ended.stdout }))
    }

    /// What is wrong when the words are compiled in this way.
    ///
    /// # Errors
    /// A program can't be run.
    pub fn symptom(&self, how: &How, words: &Words, expected: &Behaviour) -> Result<Option<Symptom>, String> {
        Ok(match self.behaviour(how, words)? {
            Err(symptom) => Some(symptom),
            Ok(got) if got == *expected => None,
            Ok(got) => Some(Symptom { kind: Kind::Differs, why: difference(&got, expected) }),
        })
    }

    fn run(&self, limits: Limits) -> Result<Ended, String> {
        process::run(&["./program"], self.folder, &[("ASAN_OPTIONS", "detect_leaks=0".as_ref())], limits)
    }
}

/// The first difference, in a line.
fn difference(got: &Behaviour, expected: &Behaviour) -> String {
    if got.end != expected.end {
        return format!("it ends with {}, not {}", got.end, expected.end);
    }
    let (a, b) = (String::from_utf8_lossy(&got.stdout), String::from_utf8_lossy(&expected.stdout));
    let line = a.lines().zip(b.lines()).position(|(a, b)| a != b);
    let at = line.unwrap_or(a.lines().count().min(b.lines().count()));
    let shown = |text: &str| text.lines().nth(at).map_or("nothing".into(), |line| format!("{line:?}"));
    format!("it prints {}, not {}", shown(&a), shown(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_one_line() {
        let behaviour = |end, stdout: &str| Behaviour { end, stdout: stdout.into() };
        let one = behaviour(End::Status(0), "a\nb\n");
        assert_eq!(difference(&behaviour(End::Status(0), "a\nc\n"), &one), "it prints \"c\", not \"b\"");
        assert_eq!(difference(&behaviour(End::Status(0), "a\n"), &one), "it prints nothing, not \"b\"");
        let crashed = behaviour(End::Signal(11), "");
        assert_eq!(difference(&crashed, &one), "it ends with signal 11 (segmentation fault), not status 0");
    }
}
