//! `oracle bisect`: which files of a program, compiled by ccc, make it misbehave, and what in ccc does.

mod tree;

use crate::compile::{Compilers, How};
use crate::ddmin;
use crate::evidence;
use crate::gate::Site;
use crate::guilt::{self, Guilt, Subject};
use crate::hunt::{Error, Hunt};
use crate::process::Limits;
use crate::report::Report;
use crate::words::{Goal, Words};
use crate::wrapper::Note;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use tree::{Tree, Trial};

/// What answers depend on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// The program's folder.
    pub folder: PathBuf,
    /// The shell command that builds everything anew, with `CC`.
    pub build: String,
    /// The shell command that succeeds if the program is right.
    pub test: String,
    /// The compilers.
    pub compilers: Compilers,
    /// What tells this ccc from others.
    pub digest: String,
    /// What building, and testing, may take.
    pub limits: Limits,
    /// Chooses the subsets that are tried.
    pub seed: u64,
    /// Build in the folder itself, not in copies.
    pub in_place: bool,
    /// The oracle's own program, which builds call as their compiler.
    pub oracle: PathBuf,
}

/// How the hunt is gone about.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Trials beside each other.
    pub jobs: usize,
    /// The folder of the hunt.
    pub folder: PathBuf,
}

/// What goes wrong when ccc makes everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Wrong {
    /// The build.
    Build,
    /// The test.
    Test,
}

/// A build of which everything is kept: all by one compiler.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Survey {
    wrong: Option<Wrong>,
    why: String,
    notes: Vec<Note>,
}

/// Files that misbehave together, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Finding {
    /// By item.
    guilts: BTreeMap<String, Guilt>,
}

/// A hunt in progress.
struct Bisect<'a> {
    terms: &'a Terms,
    settings: &'a Settings,
    hunt: Hunt,
    report: Report,
    wrong: Wrong,
    /// A command for each item, in the order in which they are tried.
    notes: Vec<Note>,
    /// Items that belong to a finding already: the reference compiler makes them from now on.
    found: Vec<String>,
}

/// So many findings are looked for, one after the other.
const FINDINGS: usize = 50;

/// Narrows the program down; the number of findings.
///
/// # Errors
/// The program is no case for it, or a command can't be run.
pub fn run(terms: &Terms, settings: &Settings) -> Result<usize, Error> {
    let hunt = Hunt::open(&settings.folder, terms)?;
    let report = Report::new(None);
    report.say("the reference compiler makes everything");
    let reference = hunt.ask("survey-reference", || survey(terms, &hunt, false))?;
    if let Some(wrong) = reference.wrong {
        return Err(format!("the {wrong:?} fails even with the reference compiler: {}", reference.why));
    }
    report.say("ccc makes everything");
    let all = hunt.ask("survey-ccc", || survey(terms, &hunt, true))?;
    if reference.notes.is_empty() {
        return Err("the build command compiles nothing with $CC (does it build everything anew?)".into());
    }
    let Some(wrong) = all.wrong else {
        report.finish(&format!("nothing is wrong: the test passes with ccc, {} items\n", all.notes.len()));
        return Ok(0);
    };
    let notes = shuffled(reference.notes, terms.seed);
    let mut bisect = Bisect { terms, settings, hunt, report, wrong, notes, found: Vec::new() };
    bisect.hunt_down(&all.why)
}

/// Builds everything with one compiler.
fn survey(terms: &Terms, hunt: &Hunt, ccc: bool) -> Result<Survey, Error> {
    let trial = Tree::take(terms, hunt)?.try_out(&BTreeMap::new(), ccc)?;
    let wrong = match &trial.test {
        None => Some(Wrong::Build),
        Some(test) if !test.success() => Some(Wrong::Test),
        Some(_) => None,
    };
    let failed =
        trial.notes.iter().find_map(|note| Some(format!("{}: {}", note.item, note.failed.as_ref()?)));
    let last = trial.test.as_ref().unwrap_or(&trial.build);
    let said = last.stderr.lines().last().unwrap_or("").trim();
    let why =
        failed.unwrap_or_else(|| format!("{}, {said}", last.end).trim_end_matches([',', ' ']).to_string());
    // A file that is compiled more than once is one item.
    let mut notes = trial.notes;
    notes.sort_by(|a, b| (&a.item, &a.words).cmp(&(&b.item, &b.words)));
    notes.dedup_by(|a, b| a.item == b.item);
    Ok(Survey { wrong, why, notes })
}

/// In an order that the seed chooses (Fisher and Yates).
fn shuffled(mut notes: Vec<Note>, seed: u64) -> Vec<Note> {
    let mut state = seed;
    for i in (1..notes.len()).rev() {
        // Knuth's MMIX generator; its high bits are good enough for a choice.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        notes.swap(i, ((state >> 33) % (i as u64 + 1)) as usize);
    }
    notes
}

impl Bisect<'_> {
    fn hunt_down(&mut self, why: &str) -> Result<usize, Error> {
        let mut findings = Vec::new();
        while findings.len() < FINDINGS {
            let left: Vec<String> = self.items().filter(|item| !self.found.contains(item)).collect();
            if left.is_empty() || !self.shows(&whole(&left))? {
                break;
            }
            self.report.say(&format!("files, {} left", left.len()));
            let mut least = ddmin::minimise(&left, &mut |candidates: &[Vec<String>]| {
                self.first_that_shows(&candidates.iter().map(|c| whole(c)).collect::<Vec<_>>())
            })?;
            least.sort();
            let mut finding = Finding { guilts: BTreeMap::new() };
            for item in &least {
                self.report.say(item);
                finding.guilts.insert(item.clone(), self.guilt(item, &least)?);
            }
            self.describe(&finding, why)?;
            self.found.extend(least);
            findings.push(finding);
        }
        self.summarise(&findings, why)
    }

    fn items(&self) -> impl Iterator<Item = String> {
        self.notes.iter().map(|note| note.item.clone())
    }

    /// What in ccc makes this item misbehave, when it makes the others of the finding, too.
    fn guilt(&self, item: &str, all: &[String]) -> Result<Guilt, Error> {
        let note = self.notes.iter().find(|note| note.item == item).ok_or("an unknown item")?;
        let words = Words::read(&note.words);
        if words.goal == Goal::Link {
            return Ok(Guilt::Elsewhere("the linker".into()));
        }
        let others = all.iter().filter(|other| *other != item).cloned().collect();
        guilt::find(&Suspect { bisect: self, note, words, others })
    }

    /// Builds and tests, if nobody has; whether it goes wrong in the same way.
    fn shows(&self, items: &BTreeMap<String, How>) -> Result<bool, Error> {
        self.hunt.ask(&question(items)?, || self.try_out(items))
    }

    fn first_that_shows(&self, all: &[BTreeMap<String, How>]) -> Result<Option<usize>, Error> {
        let questions = all.iter().map(question).collect::<Result<Vec<_>, _>>()?;
        let jobs = if self.terms.in_place { 1 } else { self.settings.jobs };
        self.hunt.first(&questions, jobs, &|i| self.try_out(&all[i]))
    }

    fn try_out(&self, items: &BTreeMap<String, How>) -> Result<bool, Error> {
        let Trial { build, test, .. } = Tree::take(self.terms, &self.hunt)?.try_out(items, false)?;
        self.report.step();
        Ok(match self.wrong {
            Wrong::Build => !build.success(),
            // What doesn't link says nothing about the test.
            Wrong::Test => test.is_some_and(|test| !test.success()),
        })
    }

    /// A tree in which the files are that the build makes.
    fn built(&self) -> Result<Tree<'_>, Error> {
        let tree = Tree::take(self.terms, &self.hunt)?;
        if !tree.is_built() {
            tree.try_out(&BTreeMap::new(), false)?;
        }
        Ok(tree)
    }

    /// The line of a finding, and its details.
    fn describe(&self, finding: &Finding, why: &str) -> Result<(), Error> {
        let names: Vec<&str> =
            finding.guilts.keys().map(|item| item.rsplit('/').next().unwrap_or(item)).collect();
        let folder = self.hunt.details(&names.join("+").replace(' ', "-"))?;
        let mut text = format!("with everything by ccc: {why}\n");
        for (item, guilt) in &finding.guilts {
            let Some(note) = self.notes.iter().find(|note| note.item == *item) else { continue };
            let _never = writeln!(text, "\n{item}\n  {guilt}");
            let (ccc, words) = (self.terms.compilers.ccc.display(), note.words.join(" "));
            let _never =
                writeln!(text, "  in {}: {ccc} {words}", self.terms.folder.join(&note.folder).display());
            if let Guilt::Transformation { site, of, cured } = guilt {
                let _never = writeln!(
                    text,
                    "  -fopt-bisect-limit={} (of {of}), cured by leaving the pass out: {cured}",
                    site.count
                );
                let tree = self.built()?;
                let folder = tree.folder(&note.folder);
                text.push_str(&evidence::change(
                    &self.terms.compilers,
                    &Words::read(&note.words),
                    &folder,
                    site,
                )?);
            }
        }
        let path = folder.join("report.txt");
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        let (what, why) = finding.line();
        self.report.error(&what, &why);
        Ok(())
    }

    fn summarise(&self, findings: &[Finding], why: &str) -> Result<usize, Error> {
        let mut text = format!(
            "{:>8}  items, of which {} are in {} findings\n          with everything by ccc: {why}\n",
            self.notes.len(),
            self.found.len(),
            findings.len()
        );
        if findings.is_empty() {
            text.push_str("          no set of items of the reference build shows it\n");
        }
        self.report.finish(&text);
        let path = self.hunt.folder().join("summary.txt");
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        // Something is wrong even if nobody is found.
        Ok(findings.len().max(1))
    }
}

/// ccc makes these.
fn whole(items: &[String]) -> BTreeMap<String, How> {
    items.iter().map(|item| (item.clone(), How::Ccc(Vec::new()))).collect()
}

/// The name of a trial.
fn question(items: &BTreeMap<String, How>) -> Result<String, Error> {
    let text = serde_json::to_vec(items).map_err(|e| e.to_string())?;
    let digest: String = Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("trial-{digest}"))
}

impl Finding {
    /// What, and why.
    fn line(&self) -> (String, String) {
        let what: Vec<&str> = self.guilts.keys().map(String::as_str).collect();
        let why: Vec<String> = match self.guilts.len() {
            1 => self.guilts.values().map(Guilt::to_string).collect(),
            _ => self.guilts.iter().map(|(item, guilt)| format!("{item}: {guilt}")).collect(),
        };
        (what.join("+"), why.join("; "))
    }
}

/// A file of a finding.
struct Suspect<'a> {
    bisect: &'a Bisect<'a>,
    note: &'a Note,
    words: Words,
    others: Vec<String>,
}

impl Suspect<'_> {
    fn items(&self, how: &How) -> BTreeMap<String, How> {
        let mut items = whole(&self.others);
        items.insert(self.note.item.clone(), how.clone());
        items
    }
}

impl Subject for Suspect<'_> {
    fn shows(&self, how: &How) -> Result<bool, Error> {
        self.bisect.shows(&self.items(how))
    }

    fn first_that_shows(&self, hows: &[How]) -> Result<Option<usize>, Error> {
        self.bisect.first_that_shows(&hows.iter().map(|how| self.items(how)).collect::<Vec<_>>())
    }

    fn last_of(&self, count: u64) -> Result<Option<Site>, Error> {
        let tree = self.bisect.built()?;
        evidence::last_of(&self.bisect.terms.compilers, &self.words, &tree.folder(&self.note.folder), count)
    }

    fn functions(&self, options: &[String]) -> Result<Vec<String>, Error> {
        let tree = self.bisect.built()?;
        self.bisect.terms.compilers.functions(options, &self.words, &tree.folder(&self.note.folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(count: usize) -> Vec<Note> {
        let note =
            |i: usize| Note { item: i.to_string(), folder: PathBuf::new(), words: Vec::new(), failed: None };
        (0..count).map(note).collect()
    }

    #[test]
    fn the_seed_chooses_the_order() {
        let order = |seed| shuffled(notes(20), seed).into_iter().map(|note| note.item).collect::<Vec<_>>();
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut all: Vec<usize> = order(3).iter().map(|item| item.parse().expect("a number")).collect();
        all.sort_unstable();
        assert_eq!(all, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn findings_are_one_line() {
        let guilt = |name: &str| Guilt::Functions(vec![name.into()]);
        let one = Finding { guilts: [("a.c".into(), guilt("f"))].into() };
        assert_eq!(one.line(), ("a.c".into(), "no pass, the code of f".into()));
        let two = Finding { guilts: [("a.c".into(), guilt("f")), ("b.c".into(), guilt("g"))].into() };
        assert_eq!(
            two.line(),
            ("a.c+b.c".into(), "a.c: no pass, the code of f; b.c: no pass, the code of g".into())
        );
    }

    #[test]
    fn questions_differ() {
        let one = question(&whole(&["a".into()]));
        assert_eq!(one, question(&whole(&["a".into()])));
        assert_ne!(one, question(&[("a".to_string(), How::Reference)].into()));
    }
}
