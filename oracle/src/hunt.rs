//! A hunt: a folder of questions and answers. A question that has been answered is never asked again, so a hunt that was
//! killed goes on where it was, and several workers, threads or processes, may share one.
//!
//! Who works on a question holds the lock of its claim file. The system drops the lock when the process ends, however it
//! ends, so no claim outlives its worker. An answer appears whole or not at all.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long to wait before looking again for what another worker is about to answer.
const PAUSE: Duration = Duration::from_millis(20);

/// What went wrong, in words.
pub type Error = String;

/// A folder of questions and answers.
#[derive(Clone, Debug)]
pub struct Hunt {
    folder: PathBuf,
}

/// The right to answer a question, until it is dropped.
#[derive(Debug)]
pub struct Claim<'a> {
    hunt: &'a Hunt,
    question: String,
    _lock: File,
}

impl Hunt {
    /// Opens the folder, or makes it. `terms` is all that answers depend on.
    ///
    /// # Errors
    /// The folder holds a hunt with other terms, or can't be written.
    pub fn open<T: Serialize>(folder: &Path, terms: &T) -> Result<Hunt, Error> {
        let hunt = Hunt { folder: folder.to_path_buf() };
        for part in ["claims", "answers", "details"] {
            let path = folder.join(part);
            fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        let text = serde_json::to_string_pretty(terms).map_err(|e| e.to_string())?;
        let path = folder.join("terms.json");
        // The first worker says what the terms are; a link is made by one only, and shows a whole file.
        let written = hunt.temporary(text.as_bytes())?;
        match fs::hard_link(written.path(), &path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(format!("{}: {error}", path.display()))
            }
            _ => match fs::read_to_string(&path) {
                Ok(there) if there == text => Ok(hunt),
                Ok(_) => Err(format!(
                    "{} holds another hunt (see its terms.json): remove it, or name another folder",
                    folder.display()
                )),
                Err(error) => Err(format!("{}: {error}", path.display())),
            },
        }
    }

    /// The folder for what is worth keeping of a question.
    ///
    /// # Errors
    /// It can't be made.
    pub fn details(&self, question: &str) -> Result<PathBuf, Error> {
        let path = self.folder.join("details").join(question);
        fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(path)
    }

    /// The hunt's own folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The answer, if there is one.
    pub fn answer<T: DeserializeOwned>(&self, question: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.answer_path(question)).ok()?).ok()
    }

    /// The right to answer a question; `None` if another worker has it.
    ///
    /// # Errors
    /// The claim file can't be made.
    pub fn claim(&self, question: &str) -> Result<Option<Claim<'_>>, Error> {
        let path = self.folder.join("claims").join(question);
        let told = |e: std::io::Error| format!("{}: {e}", path.display());
        let lock =
            File::options().create(true).truncate(false).write(true).read(true).open(&path).map_err(told)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Claim { hunt: self, question: question.into(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(told(error)),
        }
    }

    /// The answer to a question: as given before, or by another worker who is at it, or by `work`.
    ///
    /// # Errors
    /// Those of `work`, and of the folder.
    pub fn ask<T: Serialize + DeserializeOwned>(
        &self,
        question: &str,
        work: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        loop {
            if let Some(answer) = self.answer(question) {
                return Ok(answer);
            }
            let Some(claim) = self.claim(question)? else {
                wait();
                continue;
            };
            // Another worker may have answered between the look and the claim.
            if let Some(answer) = self.answer(question) {
                return Ok(answer);
            }
            let answer = work()?;
            claim.settle(&answer)?;
            return Ok(answer);
        }
    }

    /// The place of the first question whose answer is yes. So many threads ask, and other workers may ask the same
    /// questions: each takes what nobody has taken, and what comes after a yes is not begun any more.
    ///
    /// # Errors
    /// Those of `work`, and of the folder.
    pub fn first(
        &self,
        questions: &[String],
        jobs: usize,
        work: &(dyn Fn(usize) -> Result<bool, Error> + Sync),
    ) -> Result<Option<usize>, Error> {
        let round = Round { hunt: self, questions, answers: Mutex::new(vec![None; questions.len()]) };
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..jobs.clamp(1, questions.len().max(1))).map(|_| scope.spawn(|| round.run(work))).collect();
            let ends =
                threads.into_iter().map(|thread| thread.join().unwrap_or(Err("a worker panicked".into())));
            ends.collect::<Result<Vec<()>, Error>>()
        })?;
        Ok(round.decided().flatten())
    }

    fn answer_path(&self, question: &str) -> PathBuf {
        self.folder.join("answers").join(format!("{question}.json"))
    }

    fn temporary(&self, bytes: &[u8]) -> Result<tempfile::NamedTempFile, Error> {
        let told = |e: std::io::Error| format!("{}: {e}", self.folder.display());
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(told)?;
        file.write_all(bytes).map_err(told)?;
        Ok(file)
    }
}

/// Questions of which the first with the answer yes is wanted.
struct Round<'a> {
    hunt: &'a Hunt,
    questions: &'a [String],
    answers: Mutex<Vec<Option<bool>>>,
}

impl Round<'_> {
    /// The first yes, or that there is none, once that is certain.
    fn decided(&self) -> Option<Option<usize>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let open = answers.iter().position(|answer| *answer != Some(false));
        match open {
            None => Some(None),
            Some(i) => answers[i].map(|_| Some(i)),
        }
    }

    /// Places that still matter.
    fn open(&self) -> Vec<usize> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let end = answers.iter().position(|answer| *answer == Some(true)).unwrap_or(answers.len());
        (0..end).filter(|&i| answers[i].is_none()).collect()
    }

    fn note(&self, i: usize, answer: bool) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)[i] = Some(answer);
    }

    /// One thread's part.
    fn run(&self, work: &dyn Fn(usize) -> Result<bool, Error>) -> Result<(), Error> {
        while self.decided().is_none() {
            let mut idle = true;
            for i in self.open() {
                let question = &self.questions[i];
                if let Some(answer) = self.hunt.answer(question) {
                    self.note(i, answer);
                    idle = false;
                } else if let Some(claim) = self.hunt.claim(question)? {
                    let answer = match self.hunt.answer(question) {
                        Some(answer) => answer,
                        None => {
                            let answer = work(i)?;
                            claim.settle(&answer)?;
                            answer
                        }
                    };
                    self.note(i, answer);
                    idle = false;
                    // What is first open may be another one now.
                    break;
                }
            }
            if idle {
                wait();
            }
        }
        Ok(())
    }
}

impl Claim<'_> {
    /// Answers the question.
    ///
    /// # Errors
    /// The answer can't be written.
    pub fn settle<T: Serialize>(self, answer: &T) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(answer).map_err(|e| e.to_string())?;
        let path = self.hunt.answer_path(&self.question);
        let file = self.hunt.temporary(&text)?;
        file.persist(&path).map(|_| ()).map_err(|e| format!("{}: {e}", path.display()))
    }
}

/// Waits a moment for other workers.
pub fn wait() {
    std::thread::sleep(PAUSE);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    #[test]
    fn a_question_is_answered_once() {
        let folder = folder();
        let asked = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                // Each worker opens the hunt by itself, as a process would.
                scope.spawn(|| {
                    let hunt = Hunt::open(folder.path(), &"terms").expect("the hunt opens");
                    for question in 0..20 {
                        let answer = hunt.ask(&question.to_string(), || {
                            asked.fetch_add(1, Ordering::Relaxed);
                            wait();
                            Ok(question * question)
                        });
                        assert_eq!(answer, Ok(question * question));
                    }
                });
            }
        });
        assert_eq!(asked.into_inner(), 20);
    }

    #[test]
    fn a_claim_ends_with_its_worker() {
        let folder = folder();
        let hunt = Hunt::open(folder.path(), &1).expect("the hunt opens");
        let claim = hunt.claim("q").expect("the folder can be written").expect("nobody has it");
        assert!(hunt.claim("q").expect("the folder can be written").is_none());
        drop(claim);
        assert!(hunt.claim("q").expect("the folder can be written").is_some());
    }

    #[test]
    fn work_that_fails_leaves_the_question_open() {
        let folder = folder();
        let hunt = Hunt::open(folder.path(), &1).expect("the hunt opens");
        assert_eq!(hunt.ask::<u32>("q", || Err("no".into())), Err("no".into()));
        assert_eq!(hunt.ask("q", || Ok(7)), Ok(7));
        assert_eq!(hunt.ask("q", || Ok(8)), Ok(7));
    }

    #[test]
    fn the_first_yes_counts() {
        for jobs in [1, 2, 5] {
            let folder = folder();
            let hunt = Hunt::open(folder.path(), &1).expect("the hunt opens");
            let questions: Vec<String> = (0..10).map(|i| format!("q{i}")).collect();
            // The later ones are answered sooner.
            let work = |i: usize| {
                std::thread::sleep(Duration::from_millis(10 - i as u64));
                Ok(i >= 4)
            };
            assert_eq!(hunt.first(&questions, jobs, &work), Ok(Some(4)));
            assert_eq!(hunt.first(&questions[..4], jobs, &|_| Err("asked again".into())), Ok(None));
        }
        let folder = folder();
        let hunt = Hunt::open(folder.path(), &1).expect("the hunt opens");
        assert_eq!(hunt.first(&[], 3, &|_| Ok(true)), Ok(None));
        assert_eq!(hunt.first(&["q".into()], 3, &|_| Err("no".into())), Err("no".into()));
    }

    #[test]
    fn other_terms_are_refused() {
        let folder = folder();
        assert!(Hunt::open(folder.path(), &1).is_ok());
        assert!(Hunt::open(folder.path(), &1).is_ok());
        let refused = Hunt::open(folder.path(), &2).expect_err("other terms");
        assert!(refused.contains("holds another hunt"), "{refused}");
    }
}
