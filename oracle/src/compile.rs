//! How a file is compiled: by the reference compiler, by ccc with some options, or function by function by both.

use crate::mix::{self, Assembly};
use crate::process::{self, End, Ended, Limits};
use crate::words::{Goal, Words};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Which compiler makes what of a file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum How {
    /// All of it by the reference compiler.
    #[default]
    Reference,
    /// All of it by ccc, with these options more.
    Ccc(Vec<String>),
    /// These functions by ccc with these options more, the others by the reference compiler without optimisation.
    Mixed {
        /// More options for ccc.
        options: Vec<String>,
        /// What ccc makes.
        functions: Vec<String>,
    },
}

/// The two compilers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Compilers {
    /// Believed.
    pub reference: PathBuf,
    /// Doubted.
    pub ccc: PathBuf,
    /// What a compilation may take.
    pub limits: Limits,
}

/// The option that lets so many transformations happen.
pub fn limit(count: u64) -> String {
    format!("-fopt-bisect-limit={count}")
}

/// Whether this end of ccc is its own fault, whatever its input.
pub fn is_crash(ended: &Ended) -> bool {
    match ended.end {
        End::Status(4) => true,
        End::Status(_) => ended.stderr.contains("internal compiler error"),
        End::Signal(_) | End::Timeout => true,
    }
}

/// What ccc complained first, in a line.
pub fn complaint(ended: &Ended) -> String {
    let telling = |line: &&str| line.contains("error") || line.contains("panicked");
    let mut lines = ended.stderr.lines().filter(|line| !line.starts_with("opt-bisect:"));
    match (ended.end, lines.clone().find(telling).or_else(|| lines.next())) {
        (End::Status(_), Some(line)) | (End::Signal(_), Some(line)) => line.trim().to_string(),
        (end, _) => end.to_string(),
    }
}

impl Compilers {
    /// Runs the reference compiler.
    ///
    /// # Errors
    /// It can't be run.
    pub fn reference(&self, words: &[String], folder: &Path) -> Result<Ended, String> {
        run(&self.reference, words, folder, self.limits)
    }

    /// Runs ccc.
    ///
    /// # Errors
    /// It can't be run.
    pub fn ccc(&self, words: &[String], folder: &Path) -> Result<Ended, String> {
        run(&self.ccc, words, folder, self.limits)
    }

    /// Compiles as `how` says. The words have one source if functions are told apart.
    ///
    /// # Errors
    /// A compiler can't be run, or the functions can't be told apart.
    pub fn compile(&self, how: &How, words: &Words, folder: &Path) -> Result<Ended, String> {
        match how {
            How::Reference => self.reference(words.words(), folder),
            How::Ccc(options) => self.ccc(&[words.words(), options].concat(), folder),
            How::Mixed { options, functions } => self.mixed(options, functions, words, folder),
        }
    }

    /// The functions of the only source that both compilers define, when ccc compiles it with these options more.
    ///
    /// # Errors
    /// A compiler can't be run, or doesn't compile the source.
    pub fn functions(&self, options: &[String], words: &Words, folder: &Path) -> Result<Vec<String>, String> {
        let texts = self.assemblies(options, words, folder)?;
        let (frame, other) = (Assembly::read(&texts.0), Assembly::read(&texts.1));
        let there: Vec<&str> = frame.functions().collect();
        Ok(other.functions().filter(|name| there.contains(name)).map(String::from).collect())
    }

    fn mixed(
        &self,
        options: &[String],
        functions: &[String],
        words: &Words,
        folder: &Path,
    ) -> Result<Ended, String> {
        let (frame, other) = self.assemblies(options, words, folder)?;
        let text = mix::mix(&frame, &Assembly::read(&other), functions)?;
        let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
        let path = scratch.path().join("mixed.s");
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        let words = words.with_sources(&|_| path.display().to_string());
        self.reference(&words, folder)
    }

    /// The assembly of both for the only source.
    fn assemblies(
        &self,
        options: &[String],
        words: &Words,
        folder: &Path,
    ) -> Result<(String, String), String> {
        let source = words.sources().next().ok_or("no source")?;
        let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
        let text = |ccc: bool| {
            let path = scratch.path().join("x.s");
            let mut alone = words.alone(source, Goal::Assembly, &path.display().to_string());
            let ended = if ccc {
                alone.push("-g0".into());
                alone.extend(options.iter().cloned());
                self.ccc(&alone, folder)?
            } else {
                alone.extend(["-g0".to_string(), "-O0".to_string()]);
                self.reference(&alone, folder)?
            };
            if !ended.success() {
                return Err(complaint(&ended));
            }
            fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
        };
        Ok((text(false)?, text(true)?))
    }
}

fn run(program: &Path, words: &[String], folder: &Path, limits: Limits) -> Result<Ended, String> {
    let all: Vec<&std::ffi::OsStr> =
        std::iter::once(program.as_os_str()).chain(words.iter().map(std::ffi::OsStr::new)).collect();
    process::run(&all, folder, &[], limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_one_line() {
        let ended = |end, stderr: &str| Ended { end, stdout: Vec::new(), stderr: stderr.into() };
        let said = ended(End::Status(1), "In file included from x.h\nx.c:1:2: error: no\nmore\n");
        assert_eq!(complaint(&said), "x.c:1:2: error: no");
        assert!(!is_crash(&said));
        let internal =
            ended(End::Status(4), "opt-bisect: 1 is gvn in f at 2\nccc: internal compiler error: oh\n");
        assert_eq!(complaint(&internal), "ccc: internal compiler error: oh");
        assert!(is_crash(&internal));
        let hangs = ended(End::Timeout, "");
        assert_eq!(complaint(&hangs), "no end within the time limit");
        assert!(is_crash(&hangs));
    }
}
