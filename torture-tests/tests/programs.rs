//! Real programs, built by ccc at -O0 and -O1: they must say what gcc's builds of them say (Lua, SQLite), and pass their
//! own tests (zlib). The sources are Debian's, unpacked by `torture-tests/setup`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder of this crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn ccc() -> String {
    torture_tests::compiler(&root()).expect("ccc is built").display().to_string()
}

/// Runs a command; standard input may be a file.
fn run(words: &[String], folder: &Path, input: Option<&Path>) -> Output {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder);
    match input {
        Some(path) => command.stdin(File::open(path).expect("the input is there")),
        None => command.stdin(Stdio::null()),
    };
    command.output().unwrap_or_else(|error| panic!("{}: {error}", words[0]))
}

/// Compiles and links.
fn build(compiler: &str, level: &str, options: &[String], sources: &[PathBuf], to: &Path) {
    let mut words =
        vec![compiler.to_string(), level.into(), "-w".into(), "-o".into(), to.display().to_string()];
    words.extend(options.iter().cloned());
    words.extend(sources.iter().map(|source| source.display().to_string()));
    words.extend(["-lm".into(), "-lpthread".into()]);
    let output = run(&words, to.parent().expect("a folder"), None);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{compiler} {level}: {}", said.lines().next().unwrap_or(""));
}

/// The C files of a folder but one.
fn c_files(folder: &Path, except: Option<&str>) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|extension| extension == "c")
            && !except.is_some_and(|name| path.ends_with(name))
    });
    paths.sort();
    paths
}

/// Builds a program with gcc and with ccc at both levels, and compares what they print and how they end.
fn agree(options: &[String], sources: &[PathBuf], arguments: &[String], input: Option<&Path>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let answer = |compiler: &str, level: &str| {
        let program = folder.path().join("program");
        build(compiler, level, options, sources, &program);
        let mut words = vec![program.display().to_string()];
        words.extend(arguments.iter().cloned());
        run(&words, folder.path(), input)
    };
    let expected = answer("gcc", "-O0");
    assert!(expected.stdout.len() > 500, "gcc's build says too little");
    for level in ["-O0", "-O1"] {
        let got = answer(&ccc(), level);
        for (name, a, b) in
            [("output", &got.stdout, &expected.stdout), ("errors", &got.stderr, &expected.stderr)]
        {
            let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
            if a != b {
                let line = a.lines().zip(b.lines()).position(|(a, b)| a != b);
                let at = line.unwrap_or(a.lines().count().min(b.lines().count()));
                panic!(
                    "{level}: {name}, line {}: {:?}, not {:?}",
                    at + 1,
                    a.lines().nth(at),
                    b.lines().nth(at)
                );
            }
        }
        assert_eq!(got.status, expected.status, "{level}");
    }
}

#[test]
fn lua_runs_a_workload() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Debian's Lua asks for a header that its build makes.
    std::fs::write(
        folder.path().join("lua5.4-deb-multiarch.h"),
        "#define DEB_HOST_MULTIARCH \"x86_64-linux-gnu\"\n",
    )
    .expect("the header is written");
    let options = ["-DLUA_USE_POSIX".into(), format!("-I{}", folder.path().display())];
    let script = root().join("programs/workload.lua").display().to_string();
    agree(&options, &c_files(&root().join(".cache/lua/src"), Some("luac.c")), &[script], None);
}

#[test]
fn sqlite_runs_statements() {
    let sources = root().join(".cache/sqlite3/amalgamation");
    let options = [
        "-DSQLITE_ENABLE_FTS5".into(),
        "-DSQLITE_ENABLE_RTREE".into(),
        "-DSQLITE_ENABLE_MATH_FUNCTIONS".into(),
        format!("-I{}", sources.display()),
    ];
    let statements = root().join("programs/statements.sql");
    agree(&options, &c_files(&sources, None), &[":memory:".into()], Some(&statements));
}

#[test]
fn zlib_passes_its_tests() {
    for flags in ["-O0", "-O1"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script = format!(
            "cp -r {}/. . && CC={} CFLAGS='{flags} -w' ./configure && make -s check",
            root().join(".cache/zlib").display(),
            ccc()
        );
        let output = run(&["sh".into(), "-c".into(), script], folder.path(), None);
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{flags}: {}", errors.lines().last().unwrap_or(""));
        for kind in ["zlib test OK", "zlib shared test OK", "zlib 64-bit test OK"] {
            assert!(said.contains(kind), "{flags}: no `{kind}`");
        }
    }
}

/// SQLite makes many batches of functions; which threads make them must not show.
#[test]
fn sqlite_is_the_same_with_any_number_of_threads() {
    let source = root().join(".cache/sqlite3/amalgamation/sqlite3.c");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for level in ["-O0", "-O1"] {
        let object = |threads: &str| {
            let words = [&ccc(), level, "-w", "-c", threads, "-o", "out.o", &source.display().to_string()];
            let output = run(&words.map(String::from), folder.path(), None);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            std::fs::read(folder.path().join("out.o")).expect("the object is there")
        };
        assert!(object("-fthreads=1") == object("-fthreads=2"), "{level}");
    }
}
