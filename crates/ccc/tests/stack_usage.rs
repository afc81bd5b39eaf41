//! -Wstack-usage: what a call takes of the stack.

use std::process::Command;

#[test]
fn large_and_unbounded_frames() {
    let folder = tempfile::tempdir().expect("there is room");
    let source = folder.path().join("a.c");
    let text = "int small(void) { char a[16]; a[0] = 1; return a[0]; }\n\
        int large(void) { char a[1024]; a[0] = 1; return a[0]; }\n\
        int any(int n) { char a[n]; a[0] = 1; return a[0]; }\n";
    std::fs::write(&source, text).expect("it can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    command.args(["-Wstack-usage=512", "-S", "-o", "-"]).arg(&source);
    let output = command.output().expect("ccc starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("small"), "{said}");
    assert!(said.contains("a.c:2:5: warning: stack usage is 10"), "{said}");
    assert!(said.contains("a.c:3:5: warning: stack usage might be unbounded [-Wstack-usage=]"), "{said}");
}
