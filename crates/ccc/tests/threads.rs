//! The same input gives the same bytes with any number of threads, and under make's jobserver.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

/// A unit of many batches: functions of different sizes, static ones that wait, literals, data that refers back.
fn source() -> String {
    let mut text = String::from("int puts(const char *);\nextern int sink[64];\n");
    for i in 0..900 {
        let statements = 4 + i * 37 % 90;
        let linkage = if i % 3 == 0 { "static " } else { "" };
        let _ = writeln!(text, "{linkage}long f{i}(long a, double b) {{\n  static int kept_{i} = {i};");
        for j in 0..statements {
            let _ =
                writeln!(text, "  a = a * {} + (sink[{}] ^ kept_{i}) + (long)(b * {j}.5);", j + 3, j % 64);
        }
        if i > 0 {
            let _ = writeln!(text, "  if (a & {i}) a += f{}(a, b);", i / 2);
        }
        let _ = writeln!(text, "  if (!a) puts(\"function {}\");\n  return a;\n}}", i % 100);
        if i % 50 == 0 {
            let _ = writeln!(
                text,
                "asm(\".globl mark_{i}\\nmark_{i}: nop\");\nlong (*p{i})(long, double) = f{i};"
            );
        }
    }
    text
}

fn run(command: &mut Command) -> Output {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn compile(folder: &Path, options: &[&str], output: &str) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    command.current_dir(folder).env_remove("MAKEFLAGS").args(options).args(["-g", "many.c", "-o", output]);
    run(&mut command);
    std::fs::read(folder.join(output)).expect("the output is there")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("many.c"), source()).expect("it is written");
    folder
}

#[test]
fn output_does_not_depend_on_threads() {
    let folder = folder();
    for level in ["-O0", "-O1", "-O2"] {
        for mode in ["-c", "-S"] {
            let one = compile(folder.path(), &[level, mode, "-fthreads=1"], "one");
            for threads in ["-fthreads=2", "-fthreads=7"] {
                let more = compile(folder.path(), &[level, mode, threads], "more");
                assert!(one == more, "{level} {mode} {threads}");
            }
        }
    }
}

#[test]
fn make_gives_the_threads() {
    let folder = folder();
    let alone = compile(folder.path(), &["-O1", "-c", "-fthreads=1"], "alone.o");
    let rule = |name: &str, prefix: &str| {
        format!("{name}: many.c\n\t{prefix}{} -O1 -g -c many.c -o {name}\n", env!("CARGO_BIN_EXE_ccc"))
    };
    // With a plus sign make hands its pipe down; without, only says that there is one.
    let makefile = format!("all: a.o b.o\n{}{}", rule("a.o", "+"), rule("b.o", ""));
    std::fs::write(folder.path().join("Makefile"), makefile).expect("it is written");
    let output = run(Command::new("make").current_dir(folder.path()).args(["-j3", "all"]));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("ccc"), "{said}");
    for name in ["a.o", "b.o"] {
        assert!(alone == std::fs::read(folder.path().join(name)).expect("made"), "{name}");
    }
}

#[test]
fn a_number_of_threads_is_positive() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    let output = command.args(["-fthreads=0", "-c", "x.c"]).output().expect("ccc starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("should be a positive integer"), "{said}");
}
