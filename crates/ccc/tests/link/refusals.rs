//! What cannot be linked is said in one line that names it, with status 1 and without an output.

use crate::bench::Bench;

/// One line, which contains all these.
fn says(bench: &Bench, words: &str, wanted: &[&str]) {
    let said = bench.refused(words);
    assert_eq!(said.lines().count(), 1, "{words}: {said}");
    for part in wanted {
        assert!(said.contains(part), "{words}: {said}");
    }
}

/// A bench with a sound `main.o`.
fn with_object() -> Bench {
    let bench = Bench::new();
    bench.file("main.c", "int data = 3; int main(void) { return data - 3; }").ccc("-c main.c");
    bench
}

#[test]
fn a_truncated_object() {
    let bench = with_object();
    let bytes = bench.bytes("main.o");
    for length in [20, 64, bytes.len() / 2, bytes.len() - 10] {
        bench.file("cut.o", &bytes[..length]);
        let wanted: &[&str] = &["cut.o", "section headers lie outside of the file"];
        says(&bench, "cut.o", wanted);
    }
}

/// Whatever byte of an object is wrong, the link ends, and in order.
#[test]
fn a_damaged_object_does_not_break_the_linker() {
    let bench = with_object();
    let bytes = bench.bytes("main.o");
    let mut refused = 0;
    for at in (16..bytes.len()).step_by(61) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0xff;
        bench.file("bad.o", &bytes);
        let output = bench.start(env!("CARGO_BIN_EXE_ccc"), "bad.o -o out");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "byte {at}: {}", String::from_utf8_lossy(&output.stderr));
        refused += u32::from(code == Some(1));
    }
    assert!(refused > 3, "{refused} were refused");
}

#[test]
fn a_truncated_archive() {
    let bench = with_object();
    bench.tool("ar", "rcs libmain.a main.o");
    let bytes = bench.bytes("libmain.a");
    for length in [30, bytes.len() / 2, bytes.len() - 10] {
        bench.file("cut.a", &bytes[..length]);
        says(&bench, "-Wl,--whole-archive cut.a", &["cut.a", "malformed archive"]);
    }
}

#[test]
fn an_object_of_another_machine() {
    let bench = with_object();
    let mut bytes = bench.bytes("main.o");
    bytes[18] = 183;
    bench.file("arm.o", &bytes);
    says(&bench, "arm.o", &["arm.o", "machine"]);
}

#[test]
fn a_broken_script() {
    let bench = with_object();
    for (text, wanted) in [
        ("SECTIONS { .text : { *(.text) }", "t.ld:1"),
        ("SECTIONS { .text : { *(.text } }", "t.ld:1"),
        ("SECTIONS {\n . = ; }", "t.ld:2"),
        ("SECTIONS { .text : { *(.text) } > nowhere }", "nowhere"),
        ("SECTIONS { . = missing + 1; .text : { *(.text) } }", "missing"),
        ("SECTIONS { . = 1 / 0; .text : { *(.text) } }", "zero"),
    ] {
        bench.file("t.ld", text);
        says(&bench, "-nostdlib -T t.ld main.o", &[wanted]);
    }
    bench.file("v.map", "ONE { global: a; ");
    says(&bench, "-shared -Wl,--version-script,v.map main.o", &["v.map"]);
    bench.file("missing.map", "ONE { global: main; missing; local: *; };");
    let undefined = "missing: undefined version: ONE";
    says(&bench, "-shared -Wl,--version-script,missing.map,--no-undefined-version main.o", &[undefined]);
}

#[test]
fn a_missing_file_or_library() {
    let bench = with_object();
    says(&bench, "main.o nothing.o", &["nothing.o"]);
    says(&bench, "main.o -lnothing", &["-lnothing"]);
    says(&bench, "main.o -T nothing.ld", &["nothing.ld"]);
    bench.file("text.o", [0u8, 1, 2, 255]);
    says(&bench, "main.o text.o", &["text.o", "not recognized"]);
}

#[test]
fn symbols_that_are_defined_twice() {
    let bench = with_object();
    bench.file("twice.c", "int data = 4;").ccc("-c twice.c");
    says(&bench, "main.o twice.o", &["twice.o", "multiple definition of `data'"]);
    bench.ccc("-Wl,-z,muldefs main.o twice.o -o main");
    assert_eq!(bench.run("main"), "");
}

/// Options that would change the output, had they an effect, are refused by name.
#[test]
fn options_without_effect() {
    let bench = with_object();
    for option in [
        "--assert=definitions",
        "--as-shared",
        "--no-define-common",
        "--no-allow-shlib-undefined",
        "--copy-dt-needed-entries",
        "--cref",
        "--frob",
    ] {
        says(&bench, &format!("main.o -Wl,{option}"), &[option.split('=').next().unwrap_or(option)]);
    }
    says(&bench, "main.o -Wl,-z,frob", &["-z frob"]);
    says(&bench, "main.o -Wl,--build-id=crc", &["--build-id", "crc"]);
}
