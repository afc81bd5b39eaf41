//! Copies of the program's folder, in which one worker at a time builds and tests.

use super::Terms;
use crate::compile::How;
use crate::hunt::{Claim, Error, Hunt, wait};
use crate::process::{self, Ended};
use crate::wrapper::{NAMES, Note, PLAN, Plan};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder to build in, while the claim is held.
#[derive(Debug)]
pub struct Tree<'a> {
    terms: &'a Terms,
    hunt: &'a Hunt,
    root: PathBuf,
    /// Beside the folder: plan, log, and whether it has been built.
    beside: PathBuf,
    _claim: Claim<'a>,
}

/// What came of a build and a test.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How the build ended.
    pub build: Ended,
    /// How the test ended, if there was something to test.
    pub test: Option<Ended>,
    /// What was compiled.
    pub notes: Vec<Note>,
}

impl<'a> Tree<'a> {
    /// A tree that nobody builds in.
    ///
    /// # Errors
    /// It can't be copied.
    pub fn take(terms: &'a Terms, hunt: &'a Hunt) -> Result<Tree<'a>, Error> {
        loop {
            // The folder itself is one; of copies there can be as many as workers.
            for number in 0..if terms.in_place { 1 } else { 1024 } {
                if let Some(claim) = hunt.claim(&format!("tree-{number}"))? {
                    return Tree::open(terms, hunt, number, claim);
                }
            }
            wait();
        }
    }

    fn open(terms: &'a Terms, hunt: &'a Hunt, number: usize, claim: Claim<'a>) -> Result<Tree<'a>, Error> {
        let told = |e: std::io::Error| format!("{}: {e}", hunt.folder().display());
        let trees = fs::canonicalize(hunt.folder()).map_err(told)?.join("trees");
        fs::create_dir_all(&trees).map_err(told)?;
        let beside = trees.join(number.to_string());
        let root = if terms.in_place { terms.folder.clone() } else { beside.with_extension("tree") };
        if !root.exists() {
            copy(&terms.folder, &root, &fs::canonicalize(hunt.folder()).map_err(told)?)?;
        }
        Ok(Tree { terms, hunt, root, beside, _claim: claim })
    }

    /// A path in the tree.
    pub fn folder(&self, within: &Path) -> PathBuf {
        self.root.join(within)
    }

    /// Whether something was built here: what files are made from may be there.
    pub fn is_built(&self) -> bool {
        self.beside.with_extension("built").exists()
    }

    /// Builds and tests; ccc makes these items, and all others if `rest`.
    ///
    /// # Errors
    /// The commands can't be run.
    pub fn try_out(&self, items: &BTreeMap<String, How>, rest: bool) -> Result<Trial, Error> {
        let told = |e: std::io::Error| format!("{}: {e}", self.beside.display());
        let (path, log) = (self.beside.with_extension("plan.json"), self.beside.with_extension("log"));
        let plan = Plan {
            compilers: self.terms.compilers.clone(),
            root: self.root.clone(),
            items: items.clone(),
            rest,
            log: log.clone(),
            objects: self.beside.with_file_name("objects"),
        };
        fs::write(&path, serde_json::to_vec(&plan).map_err(|e| e.to_string())?).map_err(told)?;
        fs::write(&log, "").map_err(told)?;
        let build = self.run(&self.terms.build, &path)?;
        fs::write(self.beside.with_extension("built"), "").map_err(told)?;
        let lines = fs::read_to_string(&log).map_err(told)?;
        let notes: Result<Vec<Note>, _> = lines.lines().map(serde_json::from_str).collect();
        let notes = notes.map_err(|e| format!("{}: {e}", log.display()))?;
        let test = if build.success() { Some(self.run(&self.terms.test, &path)?) } else { None };
        Ok(Trial { build, test, notes })
    }

    /// Runs a command of the user's with the oracle as its compiler.
    fn run(&self, command: &str, plan: &Path) -> Result<Ended, Error> {
        let bin = compilers(self.hunt, &self.terms.oracle)?;
        let mut path = OsString::from(&bin);
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        let cc = bin.join("cc");
        let variables: [(&str, &OsStr); 3] =
            [("CC", cc.as_os_str()), ("PATH", &path), (PLAN, plan.as_os_str())];
        process::run(&["sh", "-c", command], &self.root, &variables, self.terms.limits)
    }
}

/// A folder in which the oracle has the names of compilers.
fn compilers(hunt: &Hunt, oracle: &Path) -> Result<PathBuf, Error> {
    let told = |e: std::io::Error| format!("{}: {e}", hunt.folder().display());
    let bin = fs::canonicalize(hunt.folder()).map_err(told)?.join("bin");
    fs::create_dir_all(&bin).map_err(told)?;
    for name in NAMES {
        match std::os::unix::fs::symlink(oracle, bin.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(told(error)),
            _ => {}
        }
    }
    Ok(bin)
}

/// Copies a folder, but not what is in `except`; the copy appears whole.
fn copy(from: &Path, to: &Path, except: &Path) -> Result<(), Error> {
    let told = |e: std::io::Error| format!("{}: {e}", from.display());
    let part = to.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(told)?;
    }
    fs::create_dir_all(&part).map_err(told)?;
    for entry in fs::read_dir(from).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path == except {
            continue;
        }
        if except.starts_with(&path) {
            return Err(format!("the hunt's folder is deep in {}: choose one beside it", from.display()));
        }
        let words = ["cp", "-a", "--reflink=auto", "--"].map(OsStr::new);
        let words: Vec<&OsStr> = words.into_iter().chain([path.as_os_str(), part.as_os_str()]).collect();
        let ended = process::run(&words, from, &[], process::Limits { time: 3600, memory: None })?;
        if !ended.success() {
            return Err(format!("{} can't be copied: {}", path.display(), ended.stderr.trim()));
        }
    }
    fs::rename(&part, to).map_err(told)
}
