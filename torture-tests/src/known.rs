//! The list of known failures: `suite -Ox name: reason` per line. A listed test that passes is an error, as is a name
//! that no test has.

use crate::suite::{Outcome, Test, Why};
use std::collections::BTreeMap;
use std::path::Path;

/// The list: a test's id (`execute/O0/20000112-1`) to the reason.
pub(crate) struct Known(BTreeMap<String, String>);

impl Known {
    /// Reads the lists of a folder, `known-failures*.txt`.
    ///
    /// # Errors
    /// A file can't be read, or a line isn't in the form.
    pub(crate) fn read(folder: &Path) -> Result<Known, String> {
        let mut known = Known(BTreeMap::new());
        let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            if name.starts_with("known-failures") && name.ends_with(".txt") {
                known.add(&path)?;
            }
        }
        Ok(known)
    }

    fn add(&mut self, path: &Path) -> Result<(), String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || format!("{}:{}: not `suite -Ox name: reason`", path.display(), number + 1);
            let (head, reason) = line.split_once(": ").ok_or_else(wrong)?;
            let mut words = head.split_whitespace();
            let (Some(suite), Some(level), Some(name)) = (words.next(), words.next(), words.next()) else {
                return Err(wrong());
            };
            self.0.insert(format!("{suite}/{}/{name}", level.trim_start_matches('-')), reason.to_string());
        }
        Ok(())
    }

    /// Turns a listed failure into a known one, and a listed pass into an error.
    pub(crate) fn judge(&self, test: &Test, outcome: Outcome) -> Outcome {
        match (outcome, self.0.get(&test.id())) {
            (Outcome::Fail(_), Some(_)) => Outcome::Known,
            (Outcome::Pass, Some(_)) => {
                Outcome::Fail(Why::short("passes, but stands in the list of known failures: take it out"))
            }
            (outcome, _) => outcome,
        }
    }

    /// The listed names that are no tests.
    pub(crate) fn unmatched(&self, names: &[String]) -> Vec<&str> {
        let names: std::collections::HashSet<&str> = names.iter().map(String::as_str).collect();
        self.0.keys().map(String::as_str).filter(|name| !names.contains(name)).collect()
    }
}
