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

/// A program unwinds by our own unwinder if it is static, else by GCC's, through landing pads of either compiler.
#[test]
fn programs_unwind() {
    let ccc = env!("CARGO_BIN_EXE_ccc");
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/runtime"].iter().collect();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let object = dir.path().join("cleanup.o");
    let pads = |compiler: &str, options: &[&str]| {
        let compiled = Command::new(compiler)
            .args(options)
            .args(["-fexceptions", "-c"])
            .arg(folder.join("cleanup.c"))
            .arg("-o")
            .arg(&object)
            .status();
        assert!(compiled.expect("the compiler starts").success());
        object.to_string_lossy().into_owned()
    };
    let source = folder.join("unwind.c");
    let of_gcc = pads("gcc", &["-O1"]);
    let want = output("gcc", &source, &["-static", &of_gcc], dir.path());
    for level in ["-O0", "-O1"] {
        assert_eq!(output(ccc, &source, &[level, "-static", &of_gcc], dir.path()), want);
    }
    for level in ["-O0", "-O1"] {
        let (fixed, independent) = (["-fno-pic", "-no-pie", "-static"], ["-fPIC", "-pie", "-shared-libgcc"]);
        for [code, linked, unwinder] in [fixed, independent] {
            let object = pads(ccc, &[level, code]);
            for compiler in ["gcc", ccc] {
                assert_eq!(output(compiler, &source, &[code, linked, unwinder, &object], dir.path()), want);
            }
        }
    }
    assert!(want.contains("leave 1\nclean inner"), "the landing pads are reached: {want}");
}
