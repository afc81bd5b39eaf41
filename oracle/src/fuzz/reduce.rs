//! Reduction by cvise: the least program that shows the same bug and means something, by asking the oracle about each try.

use super::judge::{EXPECTED, Judge, Kind, MISTAKES};
use crate::compile::{Compilers, How};
use crate::process::{self, Limits};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of what is reduced.
pub const REDUCED: &str = "reduced.c";

/// What a reduced program must show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// The compilers.
    pub compilers: Compilers,
    /// What a run may take.
    pub limits: Limits,
    /// `-O1`
    pub level: String,
    /// What is wrong.
    pub kind: Kind,
    /// With any of these options more, nothing is wrong: the reduced bug is the same.
    pub cures: Vec<String>,
    /// Mistakes are looked for, too.
    pub strict: bool,
}

/// How cvise is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Seconds that it may take.
    pub time: u64,
    /// Tries beside each other.
    pub jobs: usize,
    /// The oracle's own program.
    pub oracle: PathBuf,
}

impl Case {
    /// Whether `reduced.c` in a folder still shows it.
    ///
    /// # Errors
    /// A program can't be run.
    pub fn is_interesting(&self, folder: &Path) -> Result<bool, String> {
        let judge = Judge { compilers: &self.compilers, limits: self.limits, folder };
        let words = Judge::words(REDUCED, &[&self.level]);
        let mistakes: &[&str] = if self.strict { MISTAKES } else { &[] };
        // ccc is fast, so most tries are told to be useless without the reference compiler.
        let bad = judge.behaviour(&How::Ccc(Vec::new()), &words)?;
        if bad.as_ref().map_or_else(|symptom| symptom.kind, |_| Kind::Differs) != self.kind {
            return Ok(false);
        }
        let mut good = None;
        for option in &self.cures {
            let cured = judge.behaviour(&How::Ccc(vec![option.clone()]), &words)?;
            if cured.is_err() || cured == bad || good.as_ref().is_some_and(|good| *good != cured) {
                return Ok(false);
            }
            good = Some(cured);
        }
        let options = if self.kind == Kind::Differs { EXPECTED } else { &[EXPECTED, mistakes].concat() };
        let Ok(expected) = judge.reference(REDUCED, options)? else { return Ok(false) };
        if good.is_some_and(|good| good.as_ref() != Ok(&expected)) || bad.as_ref() == Ok(&expected) {
            return Ok(false);
        }
        // What ccc can't compile need not mean anything when it runs.
        Ok(self.kind != Kind::Differs || judge.unsound(REDUCED, &expected, mistakes)?.is_none())
    }
}

/// Reduces a program; the result is `reduced.c` in `folder`. Whether there is one.
///
/// # Errors
/// cvise can't be run, or a file not be written.
pub fn run(case: &Case, program: &Path, folder: &Path, settings: &Settings) -> Result<bool, String> {
    let told = |e: std::io::Error| format!("{}: {e}", folder.display());
    let reduced = folder.join(REDUCED);
    let mut case = Case { strict: true, ..case.clone() };
    // A hunt that was killed goes on with what was reduced by then.
    if !reduced.exists() || !interesting(&mut case, folder)? {
        let mut words = ["-E", "-P", "-w", super::program::HEADERS, "-o", REDUCED].map(String::from).to_vec();
        words.push(program.display().to_string());
        if !case.compilers.reference(&words, folder)?.success() || !interesting(&mut case, folder)? {
            let _absent = fs::remove_file(&reduced);
            return Ok(false);
        }
    }
    let (described, script) = (folder.join("case.json"), folder.join("interesting.sh"));
    fs::write(&described, serde_json::to_string_pretty(&case).map_err(|e| e.to_string())?).map_err(told)?;
    let text =
        format!("#!/bin/sh\nexec '{}' interesting '{}'\n", settings.oracle.display(), described.display());
    fs::write(&script, text).map_err(told)?;
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).map_err(told)?;
    let jobs = settings.jobs.to_string();
    let words = ["cvise", "--tidy", "--n", &jobs, "--timeout", "120", "interesting.sh", REDUCED];
    let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
    let limits = Limits { time: settings.time, memory: None };
    let ended = process::run(&words, folder, &[("TMPDIR", scratch.path().as_os_str())], limits)?;
    fs::write(
        folder.join("cvise.log"),
        format!("{}\n{}", String::from_utf8_lossy(&ended.stdout), ended.stderr),
    )
    .map_err(told)?;
    Ok(true)
}

/// Whether the program shows what it should; mistakes are looked for if it has none from the beginning.
fn interesting(case: &mut Case, folder: &Path) -> Result<bool, String> {
    let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
    fs::copy(folder.join(REDUCED), scratch.path().join(REDUCED)).map_err(|e| e.to_string())?;
    case.strict = case.is_interesting(scratch.path())?;
    Ok(case.strict || case.is_interesting(scratch.path())?)
}
