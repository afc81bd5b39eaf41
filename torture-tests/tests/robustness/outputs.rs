//! Outputs that can't be written and runs that are ended: an error, and nothing half-written left behind.

use crate::run::{Case, finish};
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = "int main(void) { return 0; }\n";

/// Each way of writing to a file.
const MODES: [&[&str]; 6] = [
    &["-c", "x.c", "-o"],
    &["-S", "x.c", "-o"],
    &["-E", "x.c", "-o"],
    &["-M", "x.c", "-o"],
    &["x.c", "-o"],
    &["-c", "x.s", "-o"],
];

#[test]
fn full_device() {
    let case = Case::with("x.c", PROGRAM);
    case.file("x.s", "nop\n");
    for mode in MODES {
        case.run([mode, &["/dev/full"]].concat()).must_be_refused("No space left on device");
    }
    case.run(["-c", "x.c", "-MD", "-MF", "/dev/full"]).must_be_refused("No space left on device");
    case.run(["x.c", "-Wl,-Map=/dev/full"]).must_be_refused("No space left on device");
    for words in [
        &["-E", "x.c"][..],
        &["-S", "x.c", "-o", "-"],
        &["--help"],
        &["--version"],
        &["-dumpmachine"],
        &["-dM", "-E", "x.c"],
        &["-M", "x.c"],
    ] {
        let mut command = case.command("ccc");
        command.args(words).stdin(Stdio::null()).stdout(File::create("/dev/full").expect("it can be opened"));
        finish(command).must_be_refused("No space left on device");
    }
    let mut command = case.command("ccc");
    // Nobody can be told.
    let status = command
        .args(["-c", "missing.c"])
        .stderr(File::create("/dev/full").expect("it can be opened"))
        .status();
    assert_eq!(status.expect("it runs").code(), Some(1));
}

#[test]
fn closed_pipes() {
    let case = Case::with("x.c", format!("{PROGRAM}{}", "int f(int);\n".repeat(100_000)));
    for words in ["-E x.c", "-S x.c -o -", "--help", "-dM -E x.c"] {
        let script = format!(
            "'{}' {words} | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}",
            crate::run::compiler().display()
        );
        let mut command = Command::new("bash");
        command.args(["-c", &script]).current_dir(case.path(""));
        let ending = finish(command);
        assert!(matches!(ending.code, Some(0 | 1 | 141)), "{words}: {ending:?}");
        assert!(!ending.said.contains("internal compiler error"), "{words}: {ending:?}");
    }
    // Errors into a pipe that nobody reads.
    case.file("y.c", "int f(void) { return x; }\n".repeat(50_000));
    let script = format!(
        "'{}' -c y.c 2>&1 > /dev/null | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}",
        crate::run::compiler().display()
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(case.path(""));
    let ending = finish(command);
    assert!(matches!(ending.code, Some(1 | 141)), "{ending:?}");
    assert!(!case.path("y.o").exists());
}

#[test]
fn closed_standard_streams() {
    let case = Case::with("x.c", PROGRAM);
    for (closed, words) in [
        ("<&-", "-c x.c -o a.o"),
        (">&-", "-c x.c -o b.o"),
        ("2>&-", "-c x.c -o c.o"),
        ("<&- >&- 2>&-", "x.c -o d"),
    ] {
        let script = format!("exec '{}' {words} {closed}", crate::run::compiler().display());
        let status =
            Command::new("bash").args(["-c", &script]).current_dir(case.path("")).status().expect("bash");
        assert!(status.success(), "{closed}: {status}");
    }
    // What is opened first must not be taken for standard error.
    let object = std::fs::read(case.path("d")).expect("it was made");
    assert!(object.starts_with(b"\x7fELF"));
}

#[test]
fn outputs_in_the_way() {
    let case = Case::with("x.c", PROGRAM);
    case.run(["-c", "x.c", "-o", "missing/x.o"]).must_be_refused("No such file or directory");
    case.run(["-c", "x.c", "-o", "/"]).must_be_refused("error");
    std::fs::create_dir(case.path("folder")).expect("a folder");
    case.run(["-c", "x.c", "-o", "folder"]).must_be_refused("Is a directory");
    case.run(["-c", "x.c", "-o", ""]).must_be_refused("error");
    case.run(["-c", "x.c", "-o", "x.c"]).must_be_refused("same as output");
    let long = "y".repeat(300);
    case.run(["-c", "x.c", "-o", &long]).must_be_refused("File name too long");
    let longest = "z".repeat(255);
    case.run(["-c", "x.c", "-o", &longest]).must_be_accepted();
    assert_eq!(
        case.names(),
        [&longest, "folder", "x.c"]
            .map(String::from)
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
}

#[test]
fn failures_keep_what_was_there() {
    let case = Case::with("x.c", "int main(void) { return missing; }\n");
    case.file("x.o", "before");
    case.run(["-c", "x.c"]).must_be_refused("undeclared");
    case.file("y.c", "int missing(void); int main(void) { return missing(); }\n");
    case.run(["y.c", "-o", "y"]).must_be_refused("undefined");
    case.run(["-E", "-o", "z.i", "gone.c"]).must_be_refused("No such file");
    assert!(!case.path("y").exists() && !case.path("z.i").exists());
}

#[test]
fn file_size_limit() {
    let case = Case::with("x.c", format!("char x[] = {{{}}};\n", "1,".repeat(100_000)));
    let script = format!("ulimit -f 8; exec '{}' -c x.c", crate::run::compiler().display());
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(case.path(""));
    // The system's answer is a signal, unless it is ignored; either way nothing is left.
    let ending = finish(command);
    assert!(ending.signal == Some(25) || ending.code == Some(1), "{ending:?}");
    assert_eq!(case.names(), ["x.c"]);
}

#[test]
fn signals() {
    let lines = "a = a * 3 + b; if (a > b) b++;\n".repeat(100_000);
    let case = Case::with("x.c", format!("int f(int a, int b) {{ {lines} return a; }}\n"));
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for delay in [20, 100, 400] {
            let mut command = case.command("ccc");
            command.args(["-w", "-c", "x.c", "-O1", "-MD", "-save-temps"]);
            let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
            let started = Instant::now();
            std::thread::sleep(Duration::from_millis(delay));
            let id = child.id().to_string();
            let _ = Command::new("kill").args(["-s", signal, &id]).status();
            let status = child.wait().expect("it ends");
            use std::os::unix::process::ExitStatusExt;
            assert!(
                status.signal() == Some(number) || status.success(),
                "{signal}: {status} after {:?}",
                started.elapsed()
            );
            assert!(case.names().iter().all(|name| !name.ends_with(".tmp")), "{signal}: {:?}", case.names());
            if let Ok(object) = std::fs::read(case.path("x.o")) {
                assert!(object.starts_with(b"\x7fELF"));
                std::fs::remove_file(case.path("x.o")).expect("it is there");
            }
        }
    }
}
