//! Attributes that only a declaration after the definition has.

use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn noinline_holds_for_a_definition_before_it() {
    let program = "static int f(void) { return 3; } static int f(void) __attribute__((noinline));
        int g(void) { return f(); }";
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    command.args(["-O1", "-S", "-x", "c", "-", "-o", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("ccc starts");
    child.stdin.take().expect("it is piped").write_all(program.as_bytes()).expect("ccc reads");
    let text = String::from_utf8_lossy(&child.wait_with_output().expect("ccc ends").stdout).into_owned();
    assert!(text.lines().any(|line| line.trim() == "call\tf"), "{text}");
}
