//! Runs a program with limits of time and memory, in a folder of its own.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A test may take this long; a compilation too.
const TIME: Duration = Duration::from_secs(10);

/// Address space in bytes: enough for ccc's reserved stack and the largest arrays of the suite.
const MEMORY: &str = "--as=4294967296";

/// How a program ended.
pub(crate) struct Ended {
    /// `None`: it ran out of time.
    pub status: Option<ExitStatus>,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it complained.
    pub stderr: String,
}

impl Ended {
    /// Status 0.
    pub(crate) fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// In words, when it isn't success.
    pub(crate) fn describe(&self) -> String {
        use std::os::unix::process::ExitStatusExt;
        match self.status {
            None => "timeout".into(),
            Some(status) => match (status.signal(), status.code()) {
                (Some(6), _) => "signal 6 (abort)".into(),
                (Some(11), _) => "signal 11 (segmentation fault)".into(),
                (Some(signal), _) => format!("signal {signal}"),
                (_, code) => format!("exit status {}", code.unwrap_or(-1)),
            },
        }
    }
}

/// Runs `words` in `folder`.
///
/// # Errors
/// The program can't be started.
pub(crate) fn run(words: &[String], folder: &Path) -> std::io::Result<Ended> {
    let (out, err) = (folder.join(".stdout"), folder.join(".stderr"));
    let mut child = Command::new("prlimit")
        .args([MEMORY, "--core=0", "--"])
        .args(words)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() > TIME {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_millis(10));
    };
    Ok(Ended { status, stdout: head(&out)?, stderr: String::from_utf8_lossy(&head(&err)?).into_owned() })
}

/// The first megabyte of a file.
fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(1 << 20).read_to_end(&mut bytes)?;
    Ok(bytes)
}
