//! What is compiled and run: kernels of our own, and Lua, SQLite and zlib from Debian's sources.

use std::path::{Path, PathBuf};

/// A program, or a file that is only compiled.
pub(crate) struct Subject {
    /// In the tables.
    pub name: String,
    /// C files.
    pub sources: Vec<PathBuf>,
    /// `-D` and `-I`.
    pub options: Vec<String>,
    /// How it is run, if it is.
    pub workload: Option<Workload>,
    /// Compile time and link time are of interest: it is large enough.
    pub large: bool,
}

/// Arguments and standard input of a run.
#[derive(Default)]
pub(crate) struct Workload {
    /// Words behind the program's name.
    pub arguments: Vec<String>,
    /// Standard input.
    pub input: Option<PathBuf>,
}

/// All subjects. `work` gets files that the sources ask for.
///
/// # Errors
/// Debian's sources aren't there.
pub(crate) fn all(root: &Path, work: &Path) -> Result<Vec<Subject>, String> {
    let cache = root.join("../torture-tests/.cache");
    let mut subjects = Vec::new();
    for source in c_files(&root.join("kernels"), &[])? {
        let name = source.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let workload = Some(Workload::default());
        subjects.push(Subject { name, sources: vec![source], options: Vec::new(), workload, large: false });
    }
    let include = |path: &Path| format!("-I{}", path.display());

    // Debian's Lua asks for a header that its build makes.
    let header = work.join("lua5.4-deb-multiarch.h");
    std::fs::write(&header, "#define DEB_HOST_MULTIARCH \"x86_64-linux-gnu\"\n")
        .map_err(|e| format!("{}: {e}", header.display()))?;
    let script = root.join("../torture-tests/programs/workload.lua");
    subjects.push(Subject {
        name: "lua".into(),
        sources: c_files(&cache.join("lua/src"), &["luac.c"])?,
        options: vec!["-DLUA_USE_POSIX".into(), include(work)],
        workload: Some(Workload { arguments: vec![script.display().to_string(), "8".into()], input: None }),
        large: true,
    });

    let sqlite = cache.join("sqlite3/amalgamation");
    subjects.push(Subject {
        name: "sqlite".into(),
        sources: c_files(&sqlite, &[])?,
        options: vec![
            "-DSQLITE_ENABLE_FTS5".into(),
            "-DSQLITE_ENABLE_RTREE".into(),
            "-DSQLITE_ENABLE_MATH_FUNCTIONS".into(),
            include(&sqlite),
        ],
        workload: Some(Workload {
            arguments: vec![":memory:".into()],
            input: Some(root.join("programs/work.sql")),
        }),
        large: true,
    });
    subjects.push(Subject {
        name: "sqlite3.c".into(),
        sources: vec![sqlite.join("sqlite3.c")],
        options: Vec::new(),
        workload: None,
        large: true,
    });

    let zlib = cache.join("zlib");
    let mut sources = c_files(&zlib, &[])?;
    sources.push(root.join("programs/zlib_work.c"));
    subjects.push(Subject {
        name: "zlib".into(),
        sources,
        options: vec!["-DHAVE_UNISTD_H".into(), include(&zlib)],
        workload: Some(Workload::default()),
        large: true,
    });
    subjects.push(Subject {
        name: "headers".into(),
        sources: vec![root.join("programs/headers.c")],
        options: Vec::new(),
        workload: None,
        large: true,
    });
    Ok(subjects)
}

/// The C files of a folder, in order.
fn c_files(folder: &Path, except: &[&str]) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|e| format!("{}: {e} (run torture-tests/setup first)", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "c"))
        .filter(|path| !except.iter().any(|name| path.ends_with(name)))
        .collect();
    paths.sort();
    Ok(paths)
}
