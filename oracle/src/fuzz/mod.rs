//! `oracle fuzz`: random programs at each level against the reference compiler. A difference is followed to its
//! transformation, reduced, and followed again.

mod judge;
mod program;
pub mod reduce;

use crate::compile::{Compilers, How};
use crate::evidence;
use crate::gate::Site;
use crate::guilt::{self, Guilt, Subject};
use crate::hunt::{Claim, Error, Hunt, wait};
use crate::process::Limits;
use crate::report::{Report, Tally};
use crate::words::Words;
pub use judge::Kind;
use judge::{Behaviour, Judge, Symptom};
use reduce::{Case, REDUCED};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What answers depend on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// Chooses the programs.
    pub seed: u64,
    /// Such as `-O1`.
    pub levels: Vec<String>,
    /// The compilers.
    pub compilers: Compilers,
    /// What tells this ccc from others.
    pub digest: String,
    /// What a run may take.
    pub limits: Limits,
    /// Seconds for the reduction of a program; 0: none.
    pub reduction: u64,
    /// More options for csmith.
    pub csmith: Vec<String>,
}

/// How the hunt is gone about.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The numbers of the programs.
    pub programs: Range<u64>,
    /// Programs beside each other.
    pub jobs: usize,
    /// The folder of the hunt.
    pub folder: PathBuf,
    /// The oracle's own program, for cvise to ask.
    pub oracle: PathBuf,
}

/// What became of a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Outcome {
    /// ccc's programs do what they should.
    Same,
    /// There was nothing to compare with: why.
    Uncounted(String),
    /// Something is wrong.
    Found(Finding),
}

/// The answer to the question of a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answer {
    outcome: Outcome,
    /// The process that worked on it.
    worker: u32,
}

/// A program that ccc gets wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Finding {
    /// The first level at which it shows.
    level: String,
    symptom: Symptom,
    /// What is guilty in the reduced program, if there is one, or else in the program.
    guilt: Guilt,
    reduced: bool,
}

/// A hunt with the command line's settings.
struct Fuzz<'a> {
    terms: &'a Terms,
    settings: &'a Settings,
    hunt: Hunt,
    report: Report,
    /// Answers that are known, whose findings have been shown.
    known: Mutex<BTreeMap<u64, Answer>>,
    stop: AtomicBool,
}

/// Looks at all programs; how many are wrong.
///
/// # Errors
/// The folder is another hunt's, or a program that is needed can't be run.
pub fn run(terms: &Terms, settings: &Settings) -> Result<u64, Error> {
    let hunt = Hunt::open(&settings.folder, terms)?;
    let fuzz = Fuzz {
        terms,
        settings,
        hunt,
        report: Report::new(Some(settings.programs.end.saturating_sub(settings.programs.start))),
        known: Mutex::default(),
        stop: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..settings.jobs.max(1)).map(|_| scope.spawn(|| fuzz.work())).collect();
        let ends = threads.into_iter().map(|thread| thread.join().unwrap_or(Err("a worker panicked".into())));
        ends.collect::<Result<Vec<()>, Error>>()
    })?;
    fuzz.summarise()
}

impl Fuzz<'_> {
    /// A worker: goes through the programs until all are answered.
    fn work(&self) -> Result<(), Error> {
        let result = self.rounds();
        if result.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        result
    }

    fn rounds(&self) -> Result<(), Error> {
        loop {
            let mut open = false;
            for index in self.settings.programs.clone() {
                if self.stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                if self.is_known(index) {
                    continue;
                }
                match self.hunt.claim(&self.name(index))? {
                    Some(claim) if !self.is_known(index) => self.answer(index, claim)?,
                    Some(_) => {}
                    None => open = true,
                }
            }
            if !open {
                return Ok(());
            }
            // Others are at what is left, or were.
            wait();
        }
    }

    fn name(&self, index: u64) -> String {
        format!("csmith-{}-{index}", self.terms.seed)
    }

    fn is_known(&self, index: u64) -> bool {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if lock().contains_key(&index) {
            return true;
        }
        let answer: Option<Answer> = self.hunt.answer(&self.name(index));
        answer.map(|answer| self.note(index, answer)).is_some()
    }

    /// Keeps and shows an answer, once.
    fn note(&self, index: u64, answer: Answer) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains_key(&index) {
            return;
        }
        self.report.step();
        if let Outcome::Found(finding) = &answer.outcome {
            let what = format!("{}{}", self.name(index), finding.level);
            self.report.error(&what, &format!("{}: {}", finding.guilt, finding.symptom.why));
        }
        known.insert(index, answer);
    }

    fn answer(&self, index: u64, claim: Claim<'_>) -> Result<(), Error> {
        let answer = Answer { outcome: self.judge(index)?, worker: std::process::id() };
        claim.settle(&answer)?;
        self.note(index, answer);
        Ok(())
    }

    /// Generates, compiles, runs, compares.
    fn judge(&self, index: u64) -> Result<Outcome, Error> {
        let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
        let path = scratch.path().join("program.c");
        if !program::write(self.terms.seed, index, &self.terms.csmith, &path)? {
            return Ok(Outcome::Uncounted("csmith makes no program".into()));
        }
        let judge =
            Judge { compilers: &self.terms.compilers, limits: self.terms.limits, folder: scratch.path() };
        let expected = match judge.reference("program.c", judge::EXPECTED)? {
            Ok(expected) => expected,
            Err(void) => return Ok(Outcome::Uncounted(void)),
        };
        for level in &self.terms.levels {
            let words = Judge::words("program.c", &[level]);
            let Some(symptom) = judge.symptom(&How::Ccc(Vec::new()), &words, &expected)? else { continue };
            if symptom.kind == Kind::Differs
                && let Some(why) = judge.unsound("program.c", &expected, &[])?
            {
                return Ok(Outcome::Uncounted(why));
            }
            return self.investigate(index, level, symptom, &judge, &expected).map(Outcome::Found);
        }
        Ok(Outcome::Same)
    }

    /// Finds who is guilty, in the program and in what is left of it after reduction.
    fn investigate(
        &self,
        index: u64,
        level: &str,
        symptom: Symptom,
        judge: &Judge<'_>,
        expected: &Behaviour,
    ) -> Result<Finding, Error> {
        let name = self.name(index);
        self.report.say(&format!("{name} is wrong at {level}"));
        let folder = self.hunt.details(&name)?;
        let kept = folder.join("program.c");
        fs::copy(judge.folder.join("program.c"), &kept).map_err(|e| format!("{}: {e}", kept.display()))?;
        let first = Suspect::new(judge, "program.c", level, symptom.kind, expected);
        let guilt = guilt::find(&first)?;
        let mut text = first.describe(&kept, &symptom, &guilt)?;
        let mut finding = Finding { level: level.into(), symptom, guilt, reduced: false };
        if self.terms.reduction > 0 && self.reduce(&finding, &kept, &folder)? {
            let reduced = folder.join(REDUCED);
            fs::copy(&reduced, judge.folder.join(REDUCED))
                .map_err(|e| format!("{}: {e}", reduced.display()))?;
            if let Ok(expected) = judge.reference(REDUCED, judge::EXPECTED)? {
                let second = Suspect::new(judge, REDUCED, level, finding.symptom.kind, &expected);
                finding.guilt = guilt::find(&second)?;
                finding.reduced = true;
                let again = judge.symptom(&How::Ccc(Vec::new()), &second.words, &expected)?;
                finding.symptom = again.unwrap_or(finding.symptom);
                text.push('\n');
                text.push_str(&second.describe(&reduced, &finding.symptom, &finding.guilt)?);
            }
        }
        let path = folder.join("report.txt");
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        self.report.say("");
        Ok(finding)
    }

    fn reduce(&self, finding: &Finding, program: &Path, folder: &Path) -> Result<bool, Error> {
        let case = Case {
            compilers: self.terms.compilers.clone(),
            limits: self.terms.limits,
            level: finding.level.clone(),
            kind: finding.symptom.kind,
            cures: finding.guilt.cures(),
            strict: true,
        };
        let settings = reduce::Settings {
            time: self.terms.reduction,
            jobs: self.settings.jobs,
            oracle: self.settings.oracle.clone(),
        };
        // cvise works in other folders.
        let folder = fs::canonicalize(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let program = fs::canonicalize(program).map_err(|e| format!("{}: {e}", program.display()))?;
        reduce::run(&case, &program, &folder, &settings)
    }

    /// Prints and keeps the summary; how many programs are wrong.
    fn summarise(&self) -> Result<u64, Error> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut same, mut uncounted, mut found) = (0u64, Tally::default(), Tally::default());
        for answer in known.values() {
            match &answer.outcome {
                Outcome::Same => same += 1,
                Outcome::Uncounted(why) => uncounted.add(why),
                Outcome::Found(finding) => found.add(&format!(
                    "{:?}, {}",
                    finding.symptom.kind,
                    finding.guilt.pass().unwrap_or("no pass")
                )),
            }
        }
        let levels = self.terms.levels.join(" ");
        let mut text = format!("{:>8}  programs of seed {}\n", known.len(), self.terms.seed);
        let _never = writeln!(text, "{same:>8}  do the same at {levels}");
        text.push_str(&uncounted.render("uncounted"));
        text.push_str(&found.render("wrong"));
        self.report.finish(&text);
        let path = self.hunt.folder().join("summary.txt");
        fs::write(&path, &text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(found.total())
    }
}

/// A program that shows a bug.
struct Suspect<'a> {
    judge: &'a Judge<'a>,
    words: Words,
    kind: Kind,
    expected: &'a Behaviour,
}

impl<'a> Suspect<'a> {
    fn new(
        judge: &'a Judge<'a>,
        source: &str,
        level: &str,
        kind: Kind,
        expected: &'a Behaviour,
    ) -> Suspect<'a> {
        Suspect { judge, words: Judge::words(source, &[level]), kind, expected }
    }

    /// For a person: what is wrong with a program, who is guilty, how to see it.
    fn describe(&self, program: &Path, symptom: &Symptom, guilt: &Guilt) -> Result<String, Error> {
        let compilers = self.judge.compilers;
        let mut text = format!("{}\n  {}\n  {guilt}\n", program.display(), symptom.why);
        let words: Vec<&str> = self.words.words().iter().map(String::as_str).collect();
        let _never = writeln!(text, "  {} {}", compilers.ccc.display(), words.join(" "));
        if let Guilt::Transformation { site, of, cured } = guilt {
            let _never = writeln!(
                text,
                "  shows with -fopt-bisect-limit={}, not with {} (of {of})",
                site.count,
                site.count - 1
            );
            if *cured {
                let _never =
                    writeln!(text, "  does not show with -fdisable-pass={}@{}", site.pass, site.function);
            }
            text.push_str(&evidence::change(compilers, &self.words, self.judge.folder, site)?);
        }
        Ok(text)
    }
}

impl Subject for Suspect<'_> {
    fn shows(&self, how: &How) -> Result<bool, Error> {
        let symptom = self.judge.symptom(how, &self.words, self.expected)?;
        Ok(symptom.is_some_and(|symptom| symptom.kind == self.kind))
    }

    fn last_of(&self, count: u64) -> Result<Option<Site>, Error> {
        evidence::last_of(self.judge.compilers, &self.words, self.judge.folder, count)
    }

    fn functions(&self, options: &[String]) -> Result<Vec<String>, Error> {
        self.judge.compilers.functions(options, &self.words, self.judge.folder)
    }
}
