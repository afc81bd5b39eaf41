//! What the tests of the oracle's program share: the compilers, and running the oracle.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// ccc, and the same with the bug of `opt`'s feature `planted-bug`.
pub struct Built {
    pub ccc: PathBuf,
    pub planted: PathBuf,
}

/// Builds both, once.
pub fn compilers() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("the test's own path");
        let target = test.ancestors().nth(3).expect("tests stand in target/<profile>/deps");
        let release = !cfg!(debug_assertions);
        for words in [&["--bin", "ccc"][..], &["--bin", "ccc-planted", "--features", "planted-bug"]] {
            let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            command.args(["build", "--quiet", "-p", "ccc", "--target-dir"]).arg(target).args(words);
            command
                .args(release.then_some("--release"))
                .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
            assert!(command.status().expect("cargo runs").success(), "ccc doesn't build");
        }
        let folder = target.join(if release { "release" } else { "debug" });
        Built { ccc: folder.join("ccc"), planted: folder.join("ccc-planted") }
    })
}

/// Starts the oracle in a folder.
pub fn start(folder: &Path, ccc: &Path, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_oracle"))
        .args(words)
        .arg("--ccc")
        .arg(ccc)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the oracle starts")
}

/// Runs the oracle in a folder.
pub fn run(folder: &Path, ccc: &Path, words: &[&str]) -> Output {
    start(folder, ccc, words).wait_with_output().expect("the oracle ends")
}

/// What it printed.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The lines of findings.
pub fn errors(output: &Output) -> Vec<String> {
    said(output).lines().filter(|line| line.starts_with("ERROR ")).map(String::from).collect()
}

/// Files of a folder, by name, with what is in them.
pub fn files(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(String, String)> = entries
        .flatten()
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

/// Starts the oracle, and kills it when it has answered so many questions of a hunt: the answers.
pub fn start_and_kill(
    folder: &Path,
    ccc: &Path,
    words: &[&str],
    hunt: &str,
    count: usize,
) -> Vec<(String, String)> {
    let answers = folder.join(hunt).join("answers");
    let mut child = start(folder, ccc, words);
    while files(&answers).len() < count {
        assert!(child.try_wait().expect("the oracle is there").is_none(), "the oracle ended too early");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("the oracle can be killed");
    child.wait().expect("the oracle ends");
    files(&answers)
}
