//! Runs programs with limits of time, memory and output: in a process group that ends as a whole, and by limits of the
//! kernel's for what outlives the oracle itself.

use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a run may print, each way, in bytes: the rest is not read.
const OUTPUT: u64 = 16 << 20;

/// What a run may write to one file, in bytes.
const FILE: u64 = 256 << 20;

/// What a run may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Seconds.
    pub time: u64,
    /// Megabytes of address space. `None`: as much as there is, as sanitizers want.
    pub memory: Option<u64>,
}

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum End {
    /// By itself.
    Status(i32),
    /// By a signal.
    Signal(i32),
    /// It was stopped.
    Timeout,
}

/// What is known of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it complained.
    pub stderr: String,
}

impl Ended {
    /// Status 0.
    pub fn success(&self) -> bool {
        self.end == End::Status(0)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Status(status) => write!(f, "status {status}"),
            End::Signal(6) => f.write_str("signal 6 (abort)"),
            End::Signal(8) => f.write_str("signal 8 (arithmetic)"),
            End::Signal(9) => f.write_str("signal 9 (killed)"),
            End::Signal(11) => f.write_str("signal 11 (segmentation fault)"),
            End::Signal(signal) => write!(f, "signal {signal}"),
            End::Timeout => f.write_str("no end within the time limit"),
        }
    }
}

impl From<ExitStatus> for End {
    fn from(status: ExitStatus) -> End {
        match (status.code(), status.signal()) {
            (Some(code), _) => End::Status(code),
            (None, signal) => End::Signal(signal.unwrap_or(0)),
        }
    }
}

/// Runs `words` in `folder`, with these variables besides its own environment.
///
/// # Errors
/// The program can't be started or watched.
pub fn run(
    words: &[impl AsRef<OsStr>],
    folder: &Path,
    variables: &[(&str, &OsStr)],
    limits: Limits,
) -> Result<Ended, String> {
    let told = |e: std::io::Error| format!("{}: {e}", words[0].as_ref().display());
    let (mut out, mut err) = (tempfile::tempfile().map_err(told)?, tempfile::tempfile().map_err(told)?);
    let mut command = Command::new("prlimit");
    // A minute of processor time more than there is time: who escaped the group ends at last.
    command.args(["--core=0", &format!("--fsize={FILE}"), &format!("--cpu={}", (limits.time + 60) * 16)]);
    if let Some(megabytes) = limits.memory {
        command.arg(format!("--as={}", megabytes << 20));
    }
    command.arg("--").args(words).current_dir(folder).env("LC_ALL", "C").process_group(0);
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    command.stdout(out.try_clone().map_err(told)?).stderr(err.try_clone().map_err(told)?);
    let end = wait(command.spawn().map_err(told)?, Duration::from_secs(limits.time)).map_err(told)?;
    let stdout = head(&mut out).map_err(told)?;
    let stderr = String::from_utf8_lossy(&head(&mut err).map_err(told)?).into_owned();
    Ok(Ended { end, stdout, stderr })
}

/// Waits for the leader of a process group; none of the group is left then.
fn wait(mut child: Child, time: Duration) -> std::io::Result<End> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::from(status);
        }
        if start.elapsed() > time {
            break End::Timeout;
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_millis(10));
    };
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        // Nobody is left in most groups.
        let _none = kill_process_group(group, Signal::KILL);
    }
    child.wait()?;
    Ok(end)
}

/// The beginning of a file.
fn head(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(OUTPUT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limits: Limits) -> Ended {
        run(&["sh", "-c", script], Path::new("/"), &[], limits).expect("a shell runs")
    }

    const SOME: Limits = Limits { time: 10, memory: Some(1024) };

    #[test]
    fn ends_are_told_apart() {
        let ended = shell("echo out; echo err >&2; exit 3", SOME);
        assert_eq!((ended.end, &ended.stdout[..], &*ended.stderr), (End::Status(3), &b"out\n"[..], "err\n"));
        assert_eq!(shell("kill -SEGV $$", SOME).end, End::Signal(11));
        assert_eq!(shell("sleep 60", Limits { time: 0, ..SOME }).end, End::Timeout);
    }

    #[test]
    fn memory_is_limited() {
        assert!(
            !shell("x=$(head -c 300000000 /dev/zero | tr '\\0' x)", Limits { time: 60, memory: Some(64) })
                .success()
        );
    }

    #[test]
    fn children_end_with_their_group() {
        let ended = shell("sleep 1000 & echo $!", SOME);
        let child = String::from_utf8_lossy(&ended.stdout).trim().to_string();
        let state = || std::fs::read_to_string(format!("/proc/{child}/stat"));
        // It takes a moment to die; dead it may wait for its new parent.
        let alive = || state().is_ok_and(|state| !state.contains(") Z"));
        let start = Instant::now();
        while alive() && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(!alive(), "{child} lives");
    }
}
