//! The oracle as a compiler: builds call it as `CC`, and it gives each file to the compiler that the plan names.
//!
//! A command with several sources is taken apart, so that each can be given to another compiler. Linking is an item like a
//! file, since the linker may be guilty as well. What is no compilation goes to the reference compiler.

use crate::cache::Cache;
use crate::compile::{Compilers, How, complaint};
use crate::words::{Goal, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The variable that holds the path of the plan.
pub const PLAN: &str = "ORACLE_PLAN";

/// The names by which builds call a compiler.
pub const NAMES: &[&str] = &["cc", "gcc", "ccc", "c99"];

/// Who compiles what in one build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The compilers.
    pub compilers: Compilers,
    /// The folder of the tree: items are named from there.
    pub root: PathBuf,
    /// Items that the reference compiler doesn't make.
    pub items: BTreeMap<String, How>,
    /// ccc makes all items that are not named.
    pub rest: bool,
    /// Where each compilation is noted.
    pub log: PathBuf,
    /// Objects of earlier trials.
    pub objects: PathBuf,
}

/// A compilation that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// What was compiled.
    pub item: String,
    /// Where, from the root.
    pub folder: PathBuf,
    /// The command after the compiler's name; it has one source, or is a link.
    pub words: Vec<String>,
    /// What ccc said when it did not succeed.
    pub failed: Option<String>,
}

/// What is given to one compiler or the other: a file, or the linking of one.
fn item(root: &Path, folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    let path = fs::canonicalize(&path).unwrap_or(path);
    path.strip_prefix(root).unwrap_or(&path).display().to_string()
}

/// Compiles as the plan says.
pub fn main(plan: &Path, words: &[String]) -> ExitCode {
    match run(plan, words) {
        Ok(status) => ExitCode::from(status),
        Err(why) => {
            eprintln!("oracle: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(plan: &Path, words: &[String]) -> Result<u8, String> {
    let told = |e: String| format!("{}: {e}", plan.display());
    let text = fs::read(plan).map_err(|e| told(e.to_string()))?;
    let plan: Plan = serde_json::from_slice(&text).map_err(|e| told(e.to_string()))?;
    let folder = std::env::current_dir().and_then(fs::canonicalize).map_err(|e| e.to_string())?;
    let build = Build { plan, folder };
    let words = Words::read(words);
    let sources: Vec<String> = words.sources().map(String::from).collect();
    match words.goal {
        Goal::Other => {
            let error = Command::new(&build.plan.compilers.reference).args(words.words()).exec();
            Err(format!("{}: {error}", build.plan.compilers.reference.display()))
        }
        Goal::Link => build.link(&words, &sources),
        Goal::Object | Goal::Assembly => match sources.len() {
            0 | 1 => build.compile(&words),
            _ => {
                for source in &sources {
                    let product = words.product_of(source).ok_or("no product")?;
                    let status = build.compile(&Words::read(&words.alone(source, words.goal, &product)))?;
                    if status != 0 {
                        return Ok(status);
                    }
                }
                Ok(0)
            }
        },
    }
}

/// One command of a build.
struct Build {
    plan: Plan,
    folder: PathBuf,
}

impl Build {
    fn compile(&self, words: &Words) -> Result<u8, String> {
        let source = words.sources().next();
        let item = source.map_or("standard input".into(), |name| item(&self.plan.root, &self.folder, name));
        self.make(&item, words)
    }

    /// Compiles the sources one by one, and links what comes of it.
    fn link(&self, words: &Words, sources: &[String]) -> Result<u8, String> {
        let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
        let mut objects = BTreeMap::new();
        for (i, source) in sources.iter().enumerate() {
            let object = scratch.path().join(format!("{i}.o")).display().to_string();
            let status = self.compile(&Words::read(&words.alone(source, Goal::Object, &object)))?;
            if status != 0 {
                return Ok(status);
            }
            objects.insert(source.clone(), object);
        }
        let linked = Words::read(&words.with_sources(&|source| objects[source].clone()));
        let output = item(&self.plan.root, &self.folder, words.output().unwrap_or("a.out"));
        self.make(&format!("link of {output}"), &linked)
    }

    /// Gives an item to its compiler.
    fn make(&self, item: &str, words: &Words) -> Result<u8, String> {
        let rest = || if self.plan.rest { How::Ccc(Vec::new()) } else { How::Reference };
        let how = self.plan.items.get(item).cloned().unwrap_or_else(rest);
        let cache = Cache { folder: &self.plan.objects, compilers: &self.plan.compilers };
        let key = cache.key(&how, words, &self.folder)?;
        if let Some(key) = &key
            && cache.fetch(key, words, &self.folder)?
        {
            self.note(item, words, None)?;
            return Ok(0);
        }
        let ended = self.plan.compilers.compile(&how, words, &self.folder)?;
        if let Some(key) = key.filter(|_| ended.success()) {
            cache.keep(&key, words, &self.folder)?;
        }
        // Who isn't there any more to read it doesn't want it.
        let _closed = std::io::stdout().write_all(&ended.stdout);
        let _closed = std::io::stderr().write_all(ended.stderr.as_bytes());
        let failed = (!ended.success() && how != How::Reference).then(|| complaint(&ended));
        self.note(item, words, failed)?;
        Ok(u8::from(!ended.success()))
    }

    fn note(&self, item: &str, words: &Words, failed: Option<String>) -> Result<(), String> {
        let folder = self.folder.strip_prefix(&self.plan.root).unwrap_or(&self.folder).to_path_buf();
        let note = Note { item: item.into(), folder, words: words.words().to_vec(), failed };
        let mut line = serde_json::to_string(&note).map_err(|e| e.to_string())?;
        line.push('\n');
        // One write at the end: commands that run beside each other do not tear each other's lines.
        let log = File::options().create(true).append(true).open(&self.plan.log);
        log.and_then(|mut log| log.write_all(line.as_bytes()))
            .map_err(|e| format!("{}: {e}", self.plan.log.display()))
    }
}
