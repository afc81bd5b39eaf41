//! Runs ccc on hostile input under limits of memory and processor time, and judges how it ended: it must accept the
//! input or refuse it by a diagnostic, never die.

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;
use wait4::Wait4;

/// Address space that ccc may use, in KiB, unless a case says otherwise.
const MEMORY_KIB: u64 = 6 << 20;
/// Processor time after which a run counts as a hang.
const HANG_SECONDS: u64 = 60;
/// More text than this is no clear diagnostic.
const MAX_DIAGNOSTICS: usize = 32 << 20;

/// The compiler under test.
pub fn compiler() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        torture_tests::compiler(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|why| panic!("{why}"))
    })
}

/// How a run ended.
#[derive(Debug)]
pub struct Ending {
    /// The exit status, unless a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Standard error.
    pub said: String,
    /// Processor time in user mode.
    pub time: Duration,
}

impl Ending {
    /// Whether the input was accepted.
    pub fn accepted(&self) -> bool {
        self.code == Some(0)
    }

    /// What is wrong with this ending: anything but success, or failure with a diagnostic.
    pub fn complaint(&self) -> Option<String> {
        let first = self.said.lines().find(|line| line.contains("error")).or(self.said.lines().next());
        let first: String = first.unwrap_or("").chars().take(200).collect();
        // GNU as writes `Error:`.
        let shown = self.said.contains("rror: ");
        match (self.code, self.signal) {
            (_, Some(signal)) => Some(format!("ended by signal {signal} after {:?}: {first}", self.time)),
            _ if self.said.contains("internal compiler error") => Some(first),
            _ if self.said.len() > MAX_DIAGNOSTICS => {
                Some(format!("{} bytes of diagnostics", self.said.len()))
            }
            (Some(0), _) if shown => Some(format!("succeeds with an error: {first}")),
            (Some(1), _) if !shown => Some(format!("fails without an error: {first}")),
            (Some(0 | 1), _) => None,
            (code, _) => Some(format!("exit status {code:?}: {first}")),
        }
    }

    /// Fails the test unless ccc accepted the input, or refused it by a diagnostic.
    #[track_caller]
    pub fn must_be_clear(self) -> Ending {
        if let Some(complaint) = self.complaint() {
            panic!("{complaint}");
        }
        self
    }

    /// Fails the test unless ccc accepted the input.
    #[track_caller]
    pub fn must_be_accepted(self) -> Ending {
        let ending = self.must_be_clear();
        let first: String = ending.said.chars().take(300).collect();
        assert!(ending.accepted(), "refused: {first}");
        ending
    }

    /// Fails the test unless ccc refused the input by an error with this text.
    #[track_caller]
    pub fn must_be_refused(self, error: &str) -> Ending {
        let ending = self.must_be_clear();
        let first: String = ending.said.chars().take(300).collect();
        assert!(ending.code == Some(1), "accepted instead of: {error}");
        assert!(ending.said.contains(error), "`{error}` isn't said, but: {first}");
        ending
    }
}

/// A folder with the files of one case.
pub struct Case {
    folder: TempDir,
    memory_kib: u64,
}

impl Case {
    /// An empty folder.
    pub fn new() -> Case {
        let folder = TempDir::with_prefix("ccc-robust-").unwrap_or_else(|error| panic!("no folder: {error}"));
        Case { folder, memory_kib: MEMORY_KIB }
    }

    /// A folder with one file.
    pub fn with(name: &str, bytes: impl AsRef<[u8]>) -> Case {
        let case = Case::new();
        case.file(name, bytes);
        case
    }

    /// Another limit of address space, in MiB.
    pub fn memory(mut self, mib: u64) -> Case {
        self.memory_kib = mib << 10;
        self
    }

    /// Adds a file.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The names of the files in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap_or_else(|error| panic!("{error}"));
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs ccc in the folder.
    pub fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Ending {
        self.run_as("ccc", words)
    }

    /// Runs ccc under another name (`ccc-ld`, `ccc-as`).
    pub fn run_as<S: AsRef<OsStr>>(&self, name: &str, words: impl IntoIterator<Item = S>) -> Ending {
        let mut command = self.command(name);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null());
        finish(command)
    }

    /// ccc under its limits, ready for its arguments.
    pub fn command(&self, name: &str) -> Command {
        let limits =
            format!("ulimit -c 0; ulimit -v {}; ulimit -t {HANG_SECONDS}; exec \"$@\"", self.memory_kib);
        let mut program = compiler().to_path_buf();
        if name != "ccc" {
            let link = self.path(name);
            if !link.exists() {
                std::os::unix::fs::symlink(&program, &link).unwrap_or_else(|error| panic!("{error}"));
            }
            program = link;
        }
        let mut command = Command::new("bash");
        command.args(["-c", &limits, "bash"]).arg(program).current_dir(self.folder.path());
        command.env("LC_ALL", "C").env_remove("MAKEFLAGS");
        command
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command) -> Ending {
    let mut child =
        command.stderr(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("bash doesn't start: {error}"));
    let mut bytes = Vec::new();
    if let Some(mut pipe) = child.stderr.take() {
        pipe.read_to_end(&mut bytes).unwrap_or_else(|error| panic!("standard error: {error}"));
    }
    let usage = child.wait4().unwrap_or_else(|error| panic!("wait: {error}"));
    Ending {
        code: usage.status.code(),
        signal: usage.status.signal(),
        said: String::from_utf8_lossy(&bytes).into_owned(),
        time: usage.rusage.utime,
    }
}
