//! What is shown: progress, a line per failure, the table at the end; and the details in files.

use crate::suite::{Outcome, Test};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Mutex;

/// Passed, failed, known to fail, not counted.
type Counts = [usize; 4];

/// Failures by their cause: the names of the tests.
type Causes = BTreeMap<(String, String), Vec<String>>;

/// Outcomes by suite and level, and failures by cause.
type Seen = (BTreeMap<(String, String), Counts>, Causes);

/// Collects outcomes.
pub(crate) struct Report {
    details: PathBuf,
    progress: ProgressBar,
    seen: Mutex<Seen>,
}

impl Report {
    /// Details go to the folder `details`.
    pub(crate) fn new(details: PathBuf, tests: u64) -> Report {
        let progress = ProgressBar::new(tests);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta} left  {msg}") {
            progress.set_style(style);
        }
        Report { details, progress, seen: Mutex::default() }
    }

    /// Notes one outcome, and says so if it is a failure.
    pub(crate) fn add(&self, test: &Test, outcome: &Outcome) {
        self.progress.inc(1);
        let column = match outcome {
            Outcome::Pass => 0,
            Outcome::Fail(_) => 1,
            Outcome::Known => 2,
            Outcome::Uncounted => 3,
        };
        if let Ok(mut seen) = self.seen.lock() {
            let key = (test.suite.name().to_string(), format!("-{}", test.level));
            seen.0.entry(key.clone()).or_default()[column] += 1;
            if let Outcome::Fail(why) = outcome {
                let cause = (format!("{} {}", key.0, key.1), why.line.clone());
                seen.1.entry(cause).or_default().push(test.name.clone());
            }
        }
        if let Outcome::Fail(why) = outcome {
            let line = format!("ERROR {} {}", test.id(), why.line);
            self.progress.suspend(|| println!("{line}"));
            let path = self.details.join(test.id().replace('/', "-") + ".txt");
            // Details are a convenience; the line above is the verdict.
            let _unwritten = std::fs::write(path, format!("{line}\n{}", why.details));
        }
    }

    /// Prints the table; writes the failures, grouped by cause, to `details/causes.txt`.
    pub(crate) fn summarise(&self) {
        self.progress.finish_and_clear();
        let Ok(seen) = self.seen.lock() else { return };
        let mut text = format!(
            "{:<20} {:<5} {:>6} {:>6} {:>6} {:>10} {:>8}\n",
            "suite", "level", "pass", "fail", "known", "uncounted", "passing"
        );
        for ((suite, level), [pass, fail, known, uncounted]) in &seen.0 {
            let counted = pass + fail + known;
            let share = if counted == 0 { 0.0 } else { 100.0 * *pass as f64 / counted as f64 };
            let _never = writeln!(
                text,
                "{suite:<20} {level:<5} {pass:>6} {fail:>6} {known:>6} {uncounted:>10} {share:>7.2}%"
            );
        }
        print!("{text}");
        let mut causes: Vec<_> = seen.1.iter().collect();
        causes.sort_by_key(|(cause, tests)| (cause.0.clone(), std::cmp::Reverse(tests.len())));
        for ((suite, cause), tests) in causes {
            let shown: Vec<&str> = tests.iter().take(12).map(String::as_str).collect();
            let _never =
                writeln!(text, "{suite}  {:>4}  {cause}\n            {}", tests.len(), shown.join(" "));
        }
        let _unwritten = std::fs::write(self.details.join("causes.txt"), text);
    }
}
