//! The compilers that are compared, each at a level.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A compiler at a level.
#[derive(Clone, Debug)]
pub(crate) struct Contender {
    /// `gcc-O2`
    pub name: String,
    /// What is run.
    pub program: String,
    /// `-O2`; tcc has none.
    pub level: Option<&'static str>,
}

/// Compilers and their levels, in the order of the tables' columns.
const PEERS: [(&str, &[&str]); 4] = [
    ("ccc", &["-O0", "-O1", "-O2"]),
    ("gcc", &["-O0", "-O1", "-O2"]),
    ("clang", &["-O0", "-O1", "-O2"]),
    ("tcc", &[]),
];

/// What is installed.
pub(crate) fn installed(ccc: &Path) -> Vec<Contender> {
    let mut all = Vec::new();
    for (name, levels) in PEERS {
        let program = if name == "ccc" { ccc.display().to_string() } else { name.to_string() };
        let question = if name == "tcc" { "-v" } else { "--version" };
        let answer =
            Command::new(&program).arg(question).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !answer.is_ok_and(|status| status.success()) {
            continue;
        }
        if levels.is_empty() {
            all.push(Contender { name: name.into(), program: program.clone(), level: None });
        }
        for level in levels {
            all.push(Contender {
                name: format!("{name}{level}"),
                program: program.clone(),
                level: Some(level),
            });
        }
    }
    all
}

/// Builds this tree's ccc for release and says where it is.
///
/// # Errors
/// The build failed.
pub(crate) fn build_ccc(root: &Path) -> Result<PathBuf, String> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "-p", "ccc"])
        .current_dir(root)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !status.success() {
        return Err("cargo build --release -p ccc failed".into());
    }
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("../target"), PathBuf::from);
    folder.join("release/ccc").canonicalize().map_err(|e| format!("{}: {e}", folder.display()))
}
