//! What gcc makes of each test at the same level: what it fails on this machine is not counted. Its verdicts are kept in
//! the cache by gcc's version and by what reads the tests, so it runs once.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

/// The sources that decide whether a compiler passes a test: verdicts found by others say nothing.
const JUDGES: [&str; 8] = [
    include_str!("dg.rs"),
    include_str!("directive.rs"),
    include_str!("effective.rs"),
    include_str!("equality.rs"),
    include_str!("execute.rs"),
    include_str!("messages.rs"),
    include_str!("options.rs"),
    include_str!("suite.rs"),
];

/// gcc's verdicts.
pub(crate) struct Reference {
    lazy: bool,
    verdicts: Mutex<(HashMap<String, bool>, File)>,
}

impl Reference {
    /// Reads what is known of this version of gcc.
    ///
    /// # Errors
    /// gcc is absent, or the cache can't be written.
    pub(crate) fn open(cache: &Path, lazy: bool) -> Result<Reference, String> {
        let version = std::process::Command::new("gcc")
            .arg("-dumpfullversion")
            .output()
            .map_err(|e| format!("gcc: {e} (run torture-tests/setup)"))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_string();
        let mut judges = DefaultHasher::new();
        JUDGES.hash(&mut judges);
        let path = cache.join(format!("gcc-{version}-verdicts-{:016x}.txt", judges.finish()));
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let verdicts = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(verdict, test)| (test.to_string(), verdict == "pass"))
            .collect();
        let file = File::options()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Reference { lazy, verdicts: Mutex::new((verdicts, file)) })
    }

    /// Whether gcc passes the test; `run` finds out when nobody has yet. A lazy reference believes in gcc when ccc
    /// passed, and saves the run.
    pub(crate) fn passes(&self, id: &str, ccc_passed: bool, run: impl FnOnce() -> bool) -> bool {
        let known = self.verdicts.lock().ok().and_then(|verdicts| verdicts.0.get(id).copied());
        if let Some(verdict) = known {
            return verdict;
        }
        if self.lazy && ccc_passed {
            return true;
        }
        let verdict = run();
        if let Ok(mut verdicts) = self.verdicts.lock() {
            verdicts.0.insert(id.to_string(), verdict);
            // A verdict that can't be kept is found again next time.
            let _lost = writeln!(verdicts.1, "{} {id}", if verdict { "pass" } else { "fail" });
        }
        verdict
    }
}
