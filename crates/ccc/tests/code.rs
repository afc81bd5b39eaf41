//! Small programs as IR after lowering and as assembly, at -O0 and -O1.

use std::process::Command;

fn check(name: &str, level: &str, kind: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/code");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    if name == "landing" {
        command.args(["-fexceptions", "-fPIC"]);
    }
    command.current_dir(folder).args([level, "-S", "-fno-asynchronous-unwind-tables", "-o", "-"]);
    if kind == "ir" {
        command.arg("-fdump-ir");
    }
    let output = command.arg(format!("{name}.c")).output().expect("ccc starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    let text = match kind {
        "ir" => errors,
        _ => String::from_utf8_lossy(&output.stdout).into_owned(),
    };
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("code");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    };
    settings.bind(|| insta::assert_snapshot!(format!("{name}{level}-{kind}"), text));
}

#[test]
fn ir_after_lowering() {
    for name in ["loops", "calls", "nested", "landing"] {
        check(name, "-O0", "ir");
        check(name, "-O1", "ir");
    }
}

#[test]
fn assembly() {
    for name in ["loops", "calls", "nested", "landing"] {
        check(name, "-O0", "assembly");
        check(name, "-O1", "assembly");
    }
}
