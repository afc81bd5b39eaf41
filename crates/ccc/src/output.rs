//! Outputs appear whole or not at all: they are written beside their name and renamed. What exists and is no
//! regular file (`/dev/null`, a pipe) is written in place.

use crate::interruption;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path`; `-` is standard output.
///
/// # Errors
/// One line that names the file.
pub(crate) fn write(path: &str, bytes: &[u8], executable: bool) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("cannot open output file {path}: {}", describe(&error));
    if path == "-" {
        return to_stdout(bytes);
    }
    let existing = std::fs::metadata(path);
    if existing.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
        let mut file = OpenOptions::new().write(true).open(path).map_err(fail)?;
        return file.write_all(bytes).map_err(fail);
    }
    // A symbolic link stays, and its target is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let interruption = interruption::defer();
    let (temporary, mut file) = create_beside(&target, executable).map_err(fail)?;
    let mut result = file.write_all(bytes);
    if result.is_ok() && !interruption.happened() {
        result = std::fs::rename(&temporary, &target);
    }
    if result.is_err() || interruption.happened() {
        // Nothing more can be done if it stays.
        let _ = std::fs::remove_file(&temporary);
    }
    drop(interruption);
    result.map_err(fail)
}

/// Writes to standard output; a reader that went away is no error.
///
/// # Errors
/// One line.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {}", describe(&error)))
        }
        _ => Ok(()),
    }
}

/// A new file in the folder of `target`. Its name is not longer than any may be, as the target's own with something added
/// could; others may have it where machines share the folder.
fn create_beside(target: &Path, executable: bool) -> std::io::Result<(PathBuf, File)> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if executable { 0o777 } else { 0o666 };
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!("ccc{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).mode(mode).open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            file => return Ok((path, file?)),
        }
    }
}

/// An operating system's error in the words of `strerror`.
pub(crate) fn describe(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn devices_are_written_in_place() {
        assert_eq!(super::write("/dev/null", b"x", true), Ok(()));
        assert!(std::fs::metadata("/dev/null").is_ok_and(|metadata| !metadata.is_file()));
    }

    #[test]
    fn failures_leave_nothing() {
        let error = super::write("/nonexistent/x", b"x", false).expect_err("no such directory");
        assert_eq!(error, "cannot open output file /nonexistent/x: No such file or directory");
    }
}
