//! Options that change what functions say of themselves, and how they are called.

use std::process::{Command, Output};

fn ccc(args: &[&str], program: &str) -> (Output, String) {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("t.c"), program).expect("it is written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    let output =
        command.current_dir(dir.path()).args(args).args(["t.c", "-o", "t.out"]).output().expect("ccc starts");
    let made = std::fs::read_to_string(dir.path().join("t.out")).unwrap_or_default();
    (output, made)
}

#[test]
fn functions_say_that_they_are_called() {
    let program =
        "int f(int x) { return x; } __attribute__((no_instrument_function)) int g(void) { return 1; }";
    for option in ["-pg", "-p", "-fprofile"] {
        let (_, text) = ccc(&["-O2", "-S", option], program);
        assert_eq!(text.matches("call\tmcount").count(), 1, "{text}");
    }
    assert!(!ccc(&["-S", "-pg", "-fno-profile"], program).1.contains("mcount"));
}

#[test]
fn names_have_an_underscore_more() {
    let (_, text) = ccc(
        &["-S", "-fleading-underscore"],
        "extern void named(void) asm(\"label\"); static int v; int *f(void) { named(); return &v; }",
    );
    assert!(text.contains("_f:") && text.contains("_v") && text.contains("call\tlabel"), "{text}");
}

#[test]
fn a_profile_is_missing() {
    let (output, _) = ccc(&["-c", "-fprofile-use"], "void f(void) {}");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("/t.gcda' profile count data file not found [-Wmissing-profile]"), "{errors}");
    let (output, _) = ccc(&["-c", "-fprofile-use=/nowhere", "-Wno-missing-profile"], "void f(void) {}");
    assert!(output.stderr.is_empty());
}

#[test]
fn atomic_operations_are_calls() {
    let program = "int f(short *p, int n) { __atomic_store_n(p, 1, 3); return __atomic_add_fetch(p, n, 0)
        + __atomic_is_lock_free(2, p); }
        struct large { char c[40]; }; void g(struct large *a, struct large *b) { __atomic_load(a, b, 0); }
        _Bool h(void *p) { return __atomic_is_lock_free(40, p); }";
    let (_, inline) = ccc(&["-O2", "-S"], program);
    assert!(!inline.contains("__atomic_fetch_add_2") && inline.contains("__atomic_is_lock_free"), "{inline}");
    // A relaxed load stays one.
    assert!(inline.contains("__atomic_load") && inline.contains("$0, %ecx"), "{inline}");
    let (_, calls) = ccc(&["-O2", "-S", "-fno-inline-atomics"], program);
    for name in ["__atomic_store_2", "__atomic_fetch_add_2", "__atomic_is_lock_free", "__atomic_load@"] {
        assert!(calls.contains(name), "{name}\n{calls}");
    }
}
