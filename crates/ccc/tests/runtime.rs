//! The runtime library against GCC's: the same program, linked with each, prints the same.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles a program of `tests/runtime` and runs it: its output.
fn output(compiler: &str, source: &Path, options: &[&str], dir: &Path) -> String {
    let program = dir.join("program");
    let compiled = Command::new(compiler)
        .args(["-w", "-frounding-math"])
        .args(options)
        .arg(source)
        .args(["-lm", "-o"])
        .arg(&program)
        .output()
        .expect("the compiler starts");
    assert!(compiled.status.success(), "{compiler}: {}", String::from_utf8_lossy(&compiled.stderr));
    let run = Command::new(&program).output().expect("the program starts");
    assert!(run.status.success(), "{compiler}: the program ended with {}", run.status);
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// Compares what the program prints line by line.
fn compare(name: &str, options: &[&str]) {
    let source: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/runtime", name].iter().collect();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let want = output("gcc", &source, &["-O0"], dir.path());
    let got = output(env!("CARGO_BIN_EXE_ccc"), &source, options, dir.path());
    assert!(want.lines().count() > 10, "the program checks something");
    for (number, (got, want)) in got.lines().zip(want.lines()).enumerate() {
        assert_eq!(got, want, "line {} of the output of {name}", number + 1);
    }
    assert_eq!(got.lines().count(), want.lines().count());
}

#[test]
fn soft_float_agrees_with_libgcc() {
    compare("soft_float.c", &["-O0"]);
}

#[test]
fn soft_float_agrees_with_libgcc_when_optimised() {
    compare("soft_float.c", &["-O1"]);
}

#[test]
fn integer_functions_agree_with_libgcc() {
    compare("integers.c", &["-O0"]);
}

#[test]
fn complex_and_powers_agree_with_libgcc() {
    compare("complex.c", &["-O0"]);
}

/// A static program unwinds by our own unwinder, also through what GCC compiled.
#[test]
fn static_programs_unwind() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/runtime"].iter().collect();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let object = dir.path().join("cleanup.o");
    let compiled = Command::new("gcc")
        .args(["-O1", "-fexceptions", "-c"])
        .arg(folder.join("cleanup.c"))
        .arg("-o")
        .arg(&object)
        .status()
        .expect("gcc starts");
    assert!(compiled.success());
    let object = object.to_string_lossy().into_owned();
    let source = folder.join("unwind.c");
    let want = output("gcc", &source, &["-static", &object], dir.path());
    for level in ["-O0", "-O1"] {
        let got = output(env!("CARGO_BIN_EXE_ccc"), &source, &[level, "-static", &object], dir.path());
        assert_eq!(got, want);
    }
    assert!(want.contains("leave 1\nclean inner"), "the landing pads are reached: {want}");
}
