//! `oracle bisect` against a ccc with a bug in it, and against compilers that are wrong by a macro.

mod tools;

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tools::{compilers, errors, files, run, said, start, start_and_kill};

const BISECT: &[&str] = &["bisect", "-b", "make -s clean && make -s", "-t", "./program | cmp - expected"];

/// A program of twenty files and a makefile, and what gcc's build of it prints. One file compares signed numbers with a
/// constant, which the planted bug gets wrong.
fn program(folder: &Path) {
    let mut main = "int printf(const char *, ...);\n".to_string();
    let mut calls = String::new();
    for i in 1..20 {
        let step = if i == 13 { "x < 100 ? x : 100" } else { "(x ^ y) + 5" };
        let text = format!(
            "static int seen_{i};\nstatic int step_{i}(int x, int y) {{ seen_{i} += y; return {step}; }}\n\
             int unit_{i}(int x) {{\n  int sum = 0;\n  for (int y = x; y; y++)\n    sum = sum * 31 + step_{i}(y, x);\n\
             \x20 return sum ^ seen_{i};\n}}\n"
        );
        fs::write(folder.join(format!("unit_{i}.c")), text).expect("a source is written");
        let _never = writeln!(main, "int unit_{i}(int);");
        let _never = writeln!(calls, "  printf(\"{i}: %d\\n\", unit_{i}(-{i} - 7));");
    }
    let _never = writeln!(main, "int main(void) {{\n{calls}  return 0;\n}}");
    fs::write(folder.join("main.c"), main).expect("a source is written");
    finish(folder, "-O1");
}

/// The makefile, and the expected output.
fn finish(folder: &Path, flags: &str) {
    let text = format!(
        "objects := $(patsubst %.c,%.o,$(wildcard *.c))\nprogram: $(objects)\n\t$(CC) -o $@ $^\n\
         %.o: %.c\n\t$(CC) {flags} -c -o $@ $<\nclean:\n\trm -f *.o program\n\techo >> builds\n"
    );
    fs::write(folder.join("Makefile"), text).expect("the makefile is written");
    let build = "make -s CC=gcc && ./program > expected && make -s clean && rm builds";
    let built = Command::new("sh").args(["-c", build]).current_dir(folder).status();
    assert!(built.expect("a shell runs").success());
}

/// A script that calls ccc with a macro, which makes some code wrong.
fn miscompiler(folder: &Path) -> PathBuf {
    let path = folder.join("miscompiler");
    let text = format!("#!/bin/sh\nexec '{}' -DMISCOMPILED \"$@\"\n", compilers().ccc.display());
    fs::write(&path, text).expect("the script is written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the script can be run");
    path
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn the_planted_bug_is_named_in_twenty_files() {
    let folder = folder();
    program(folder.path());
    let planted = &compilers().planted;
    // Killed, and gone on with by two workers that share what is left.
    let before = start_and_kill(folder.path(), planted, BISECT, "oracle-bisect", 3);
    let workers = [start(folder.path(), planted, BISECT), start(folder.path(), planted, BISECT)];
    for worker in workers {
        let output = worker.wait_with_output().expect("the oracle ends");
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let lines = errors(&output);
        assert_eq!(lines.len(), 1, "{lines:?}");
        // The function that has the comparison is a copy in its only caller by then.
        assert!(lines[0].starts_with("ERROR unit_13.c combine in unit_13 at "), "{lines:?}");
    }
    let after = files(&folder.path().join("oracle-bisect/answers"));
    assert!(before.iter().all(|answer| after.contains(answer)));
    let report = fs::read_to_string(folder.path().join("oracle-bisect/details/unit_13.c/report.txt"));
    let report = report.expect("the finding has details");
    assert!(report.lines().any(|l| l.starts_with('-') && l.contains("icmp.slt")), "{report}");
    assert!(report.lines().any(|l| l.starts_with('+') && l.contains("icmp.ult")), "{report}");
    // What is known is not built again, and the program's own folder is left alone.
    let again = run(folder.path(), planted, BISECT);
    assert_eq!(errors(&again).len(), 1);
    assert_eq!(files(&folder.path().join("oracle-bisect/answers")), after);
    assert!(!folder.path().join("main.o").exists() && !folder.path().join("builds").exists());
}

#[test]
fn a_right_program_is_left_alone() {
    let folder = folder();
    program(folder.path());
    let output = run(folder.path(), &compilers().ccc, BISECT);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).starts_with("nothing is wrong"), "{}", said(&output));
    // What fails whoever compiles it is no case for the oracle.
    let wrong =
        run(folder.path(), &compilers().ccc, &["bisect", "-b", "make -s", "-t", "false", "--hunt", "h"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("even with the reference compiler"), "{}", said(&wrong));
}

#[test]
fn pairs_and_functions_are_found() {
    let folder = folder();
    let sources = [
        (
            "main.c",
            "int printf(const char *, ...); int get(void); void put(int);\n\
                    int main(void) { put(3); printf(\"%d\\n\", get()); return 0; }\n",
        ),
        (
            "store.c",
            "static int kept; static int scale = 2;\n\
                     int factor(void) { static int asked = 1; return asked++ * scale; }\n\
                     void put(int x) {\n  static int count;\n  count++;\n#ifdef MISCOMPILED\n  x = -x;\n#endif\n\
                     \x20 kept = x * count;\n}\nint raw(void) { return kept; }\n",
        ),
        (
            "load.c",
            "int raw(void), factor(void);\nstatic int twice(int x) { return 2 * x; }\n\
                    int get(void) {\n  int x = raw();\n#ifdef MISCOMPILED\n  if (x < 0) x--;\n#else\n  if (x < 0) x = -x;\n\
                    #endif\n  return twice(x) * factor();\n}\n",
        ),
        (
            "other.c",
            "int other(int x) { switch (x) { case 1: return 5; case 2: return 9; case 3: return 1; } return 0; }\n",
        ),
    ];
    for (name, text) in sources {
        fs::write(folder.path().join(name), text).expect("a source is written");
    }
    finish(folder.path(), "-O1 -g");
    let miscompiler = miscompiler(folder.path());
    let output = run(folder.path(), &miscompiler, &[BISECT, &["-j", "2"]].concat());
    let line = "ERROR load.c+store.c load.c: no pass, the code of get; store.c: no pass, the code of put";
    assert_eq!(errors(&output), [line], "{}", said(&output));
    // One command for everything, in the folder itself.
    let script = ["bisect", "-b", "$CC -O1 *.c -o program", "-t", "./program | cmp - expected", "--in-place"];
    let output = run(folder.path(), &miscompiler, &[&script[..], &["--hunt", "script"]].concat());
    assert_eq!(errors(&output), [line], "{}", said(&output));
}

#[test]
fn files_that_do_not_compile_are_named() {
    let folder = folder();
    fs::write(folder.path().join("main.c"), "int f(void); int main(void) { return f(); }\n")
        .expect("written");
    let text = "int f(void) {\n#ifdef MISCOMPILED\n  return x;\n#endif\n  return 0; }\n";
    fs::write(folder.path().join("f.c"), text).expect("written");
    finish(folder.path(), "-O1");
    let words = ["bisect", "-b", "make -s clean && make -s", "-t", "./program"];
    let output = run(folder.path(), &miscompiler(folder.path()), &words);
    let lines = errors(&output);
    assert!(lines.len() == 1 && lines[0].starts_with("ERROR f.c no pass, "), "{}", said(&output));
    assert!(said(&output).contains("f.c: f.c:3:"), "{}", said(&output));
}
