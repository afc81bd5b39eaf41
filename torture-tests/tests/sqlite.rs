//! SQLite's own tests: the `veryquick` set, run by a `testfixture` that ccc has compiled at -O1. What fails must fail
//! with gcc, too.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A user with no rights: SQLite's tests of files that can't be written fail for root.
const NOBODY: &str = "65534";

const BUILD: &str = "../configure CC=\"$CC\" CFLAGS=-O1 --with-tcl=\"$(dirname \"$(ls /usr/lib/*/tcl8*/tclConfig.sh /usr/lib/tcl8*/tclConfig.sh 2>/dev/null | head -n 1)\")\" \
                     && make -j2 testfixture";

/// A copy of the source, with a folder for each compiler.
struct Suite {
    folder: tempfile::TempDir,
    log: PathBuf,
}

impl Suite {
    fn new() -> Suite {
        let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache");
        let details = cache.join("details");
        std::fs::create_dir_all(&details).expect("a folder for details");
        let suite = Suite {
            folder: tempfile::tempdir().expect("a temporary folder"),
            log: details.join("sqlite-testfixture.txt"),
        };
        let _ = std::fs::remove_file(&suite.log);
        let copy = format!("cp -a '{}/.' . && rm -rf build amalgamation", cache.join("sqlite3").display());
        suite.run(&copy, ".", "");
        suite
    }

    /// Runs a script in a folder of the copy. What it says is in the log; if it fails, so does the test.
    fn run(&self, script: &str, folder: &str, compiler: &str) {
        let log = File::options().create(true).append(true).open(&self.log).expect("a log");
        let status = Command::new("sh")
            .args(["-c", script])
            .current_dir(self.folder.path().join(folder))
            .env("CC", compiler)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .status()
            .expect("there is a shell");
        assert!(status.success(), "ERROR sqlite `{script}` fails: {}", self.log.display());
    }

    /// Compiles the test program.
    fn build(&self, name: &str, compiler: &str) {
        self.run(&format!("mkdir {name}"), ".", "");
        self.run(BUILD, name, compiler);
    }

    /// Runs a test script by a compiled test program, and says how many tests there were and which failed.
    fn failures(&self, name: &str, test: &str) -> (u64, Vec<String>) {
        let drop_rights = format!(
            "if [ \"$(id -u)\" = 0 ]; then chown -R {NOBODY}:{NOBODY} '{}'; \
             as='setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups'; fi; $as ./testfixture ../test/{test} > out 2>&1 || true",
            self.folder.path().display()
        );
        self.run(&drop_rights, name, "");
        let out = std::fs::read(self.folder.path().join(name).join("out")).expect("what the tests said");
        let out = String::from_utf8_lossy(&out);
        let line = out.lines().rev().find(|line| line.contains(" errors out of "));
        let line = line
            .unwrap_or_else(|| panic!("ERROR sqlite/{name} {test} comes to no end: {}", self.log.display()));
        let count =
            line.split(" errors out of ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        let failed =
            out.lines().find_map(|line| line.strip_prefix("!Failures on these tests: ")).unwrap_or("");
        (count.expect("a number of tests"), failed.split_whitespace().map(String::from).collect())
    }

    /// The script that a test stands in: its name is how the test's begins.
    fn script_of(&self, test: &str) -> String {
        let scripts = std::fs::read_dir(self.folder.path().join("test")).expect("the tests");
        let names = scripts.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let stems = names.filter_map(|name| Some(name.strip_suffix(".test")?.to_string()));
        let own = stems.filter(|stem| test.starts_with(stem)).max_by_key(String::len);
        format!("{}.test", own.unwrap_or_else(|| panic!("no script has {test}")))
    }
}

#[test]
fn the_veryquick_set_passes_as_it_does_with_gcc() {
    let ccc = torture_tests::compiler(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("ccc is built");
    let suite = Suite::new();
    suite.build("ccc", &ccc.display().to_string());
    let (count, failed) = suite.failures("ccc", "veryquick.test");
    assert!(count > 100_000, "only {count} tests were run");
    println!("{count} tests, failed: {failed:?}");
    if failed.is_empty() {
        return;
    }
    suite.build("gcc", "gcc");
    for test in failed {
        let (_, reference) = suite.failures("gcc", &suite.script_of(&test));
        assert!(
            reference.contains(&test),
            "ERROR sqlite/{test} fails with ccc only: {}",
            suite.log.display()
        );
    }
}
