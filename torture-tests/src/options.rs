//! The harness's command line: libtest's, and `--fast[=SEED]`, `--filter TEXT`, `--lazy-reference`.

use libtest_mimic::Arguments;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One test in this many is in the fast sample.
const SAMPLE: u64 = 20;

/// What to run and how.
pub(crate) struct Options {
    /// libtest's own.
    pub arguments: Arguments,
    /// `--fast`: the seed of the sample.
    pub fast: Option<u64>,
    /// `--lazy-reference`: gcc is asked only about what ccc fails (development).
    pub lazy: bool,
}

impl Options {
    /// Reads the words of the command line; libtest's parser refuses what nobody knows.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Options {
        let mut rest = Vec::new();
        let mut fast = None;
        let mut lazy = false;
        for word in words {
            if word == "--fast" {
                fast = Some(0);
            } else if let Some(seed) = word.strip_prefix("--fast=") {
                fast = Some(seed.parse().unwrap_or_else(|_| hash(0, seed)));
            } else if word == "--lazy-reference" {
                lazy = true;
            } else if let Some(text) = word.strip_prefix("--filter=") {
                rest.push(text.to_string());
            } else if word != "--filter" {
                rest.push(word);
            }
        }
        let mut arguments = Arguments::from_iter(rest);
        // The lines of libtest go to a file: what is printed is errors and the summary.
        if !arguments.list && arguments.logfile.is_none() {
            arguments.logfile = Some(if cfg!(unix) { "/dev/null".into() } else { "NUL".into() });
        }
        Options { arguments, fast, lazy }
    }

    /// Whether a test is in the sample.
    pub(crate) fn samples(&self, name: &str) -> bool {
        self.fast.is_none_or(|seed| hash(seed, name).is_multiple_of(SAMPLE))
    }

    /// Whether all tests run.
    pub(crate) fn complete(&self) -> bool {
        self.fast.is_none() && self.arguments.filter.is_none() && self.arguments.skip.is_empty()
    }
}

/// FNV-1a, mixed: the same for the same seed on every machine.
fn hash(seed: u64, text: &str) -> u64 {
    let mut value = 0xcbf2_9ce4_8422_2325u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in text.bytes() {
        value = (value ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    value ^ (value >> 29)
}

/// The compiler under test: `CCC`, or this workspace's release build, brought up to date.
///
/// # Errors
/// What kept it from being built.
pub fn compiler(root: &Path) -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("CCC") {
        return std::fs::canonicalize(&path).map_err(|e| format!("{}: {e}", path.display()));
    }
    let test = std::env::current_exe().map_err(|e| e.to_string())?;
    let target = test.ancestors().nth(3).ok_or("the test stands in no target folder")?;
    let workspace = root.parent().unwrap_or(root);
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--release", "-p", "ccc", "--target-dir"])
        .arg(target)
        .current_dir(workspace)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if status.success() { Ok(target.join("release/ccc")) } else { Err("ccc doesn't build".into()) }
}
