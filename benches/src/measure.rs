//! Processor time and peak memory of a process, as the kernel accounts for it (`wait4`).

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use wait4::Wait4;

/// What a process used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// User and system time of all its threads, in seconds.
    pub cpu: f64,
    /// Peak resident memory, in bytes.
    pub memory: f64,
}

impl Usage {
    /// Both together: times add up, peaks don't.
    pub(crate) fn and(self, other: Usage) -> Usage {
        Usage { cpu: self.cpu + other.cpu, memory: self.memory.max(other.memory) }
    }

    /// The lesser of each.
    pub(crate) fn least(self, other: Usage) -> Usage {
        Usage { cpu: self.cpu.min(other.cpu), memory: self.memory.min(other.memory) }
    }
}

/// Runs a command in a folder; its output, standard error included, goes to the folder's `output`.
///
/// # Errors
/// It can't be started, or doesn't end with status 0: the command and the last line that it printed.
pub(crate) fn run(words: &[String], input: Option<&Path>, folder: &Path) -> Result<(Usage, Vec<u8>), String> {
    let told = |e: std::io::Error| format!("{}: {e}", words[0]);
    let output = folder.join("output");
    let file = File::create(&output).map_err(told)?;
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder).stderr(file.try_clone().map_err(told)?).stdout(file);
    match input {
        Some(path) => command.stdin(File::open(path).map_err(|e| format!("{}: {e}", path.display()))?),
        None => command.stdin(Stdio::null()),
    };
    let ended = command.spawn().and_then(|child| child.wait4()).map_err(told)?;
    let mut bytes = Vec::new();
    File::open(&output).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(told)?;
    if !ended.status.success() {
        let text = String::from_utf8_lossy(&bytes);
        return Err(format!("{}: {}: {}", words.join(" "), ended.status, text.lines().last().unwrap_or("")));
    }
    let cpu = ended.rusage.utime.as_secs_f64() + ended.rusage.stime.as_secs_f64();
    Ok((Usage { cpu, memory: ended.rusage.maxrss as f64 }, bytes))
}
