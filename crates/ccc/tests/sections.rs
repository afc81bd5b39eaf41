//! Which sections things are put in.

use std::io::Write;
use std::process::{Command, Stdio};

fn assembly(flags: &str, program: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    command.args(flags.split_whitespace()).args(["-S", "-x", "c", "-", "-o", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("ccc starts");
    child.stdin.take().expect("it is piped").write_all(program.as_bytes()).expect("ccc reads");
    String::from_utf8_lossy(&child.wait_with_output().expect("ccc ends").stdout).into_owned()
}

#[test]
fn strings_go_with_their_function() {
    let program = "const char *f(void) { return \"one\"; } const char *g(void) { return \"two\"; }
        const char *again(void) { return \"one\"; }";
    for level in ["-O0", "-O1"] {
        let text = assembly(&format!("{level} -ffunction-sections -fdata-sections"), program);
        for section in [".rodata.f.str1.1,\"aMS\"", ".rodata.g.str1.1,\"aMS\""] {
            assert!(text.contains(section), "{text}");
        }
        assert!(!text.contains(".rodata.again"), "{text}");
        assert!(assembly(&format!("{level} -fdata-sections"), program).contains("\t.rodata.str1.1"));
    }
}

/// The section that lists them belongs to each function's section, which the linker may drop.
#[test]
fn patchable_entries_are_recorded() {
    let program = "void f(void) {} __attribute__((patchable_function_entry(0))) void g(void) {}
        __attribute__((patchable_function_entry(1))) void h(void) {}";
    let lines = |flags: &str| {
        let text = assembly(flags, program);
        let wanted = |line: &&str| ["nop", "f:", "g:", "h:"].contains(line) || line.contains("__patchable");
        text.lines().map(str::trim).filter(wanted).map(String::from).collect::<Vec<_>>().join(" ")
    };
    let entries = ".section\t__patchable_function_entries,\"awo\",@progbits";
    assert_eq!(lines("-O1"), format!("f: g: h: {entries},h nop"));
    assert_eq!(
        lines("-O1 -fpatchable-function-entry=3,1"),
        format!("{entries},f nop f: nop nop g: h: {entries},f nop")
    );
    let apart = lines("-O1 -ffunction-sections -fpatchable-function-entry=2");
    assert!(
        apart.contains(&format!("f: {entries},f")) && apart.contains(&format!("h: {entries},h")),
        "{apart}"
    );
}
