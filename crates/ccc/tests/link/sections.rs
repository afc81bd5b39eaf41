//! What becomes of input sections: collected, merged, noted.

use crate::bench::Bench;

#[test]
fn unreferenced_sections_are_dropped() {
    let text = r#"
        #include <stdio.h>
        int dropped(void) { return 1; }
        int dropped_data = 5;
        static int called_from_table(void) { return 2; }
        int (*reached)(void) = called_from_table;
        __attribute__((section("entries"), used)) static int listed[2] = {3, 4};
        extern int __start_entries[], __stop_entries[];
        __attribute__((constructor)) static void early(void) { printf("early "); }
        int main(void) { printf("%d %d\n", reached(), (int)(__stop_entries - __start_entries)); return 0; }
    "#;
    let bench = Bench::new();
    bench.file("main.c", text).ccc("-ffunction-sections -fdata-sections -c main.c");
    bench.ccc("main.o -o whole");
    let said = bench.ccc("-Wl,--gc-sections,--print-gc-sections main.o -o main");
    assert_eq!(bench.run("main"), "early 2 2\n");
    assert!(said.contains("removing unused section '.text.dropped' in file 'main.o'"), "{said}");
    for name in ["dropped", "dropped_data"] {
        assert!(bench.symbol("whole", name).is_some(), "{name}");
        assert_eq!(bench.symbol("main", name), None, "{name}");
    }
    assert!(bench.symbol("main", "called_from_table").is_some());
}

/// `KEEP` roots a section that nothing names.
#[test]
fn a_script_keeps_sections() {
    let bench = Bench::new();
    bench.file("a.s", ".globl _start\n.text\n_start: ret\n.section .kept,\"a\"\nkept: .quad pulled\n.section .lost,\"a\"\nlost: .long 2\n.section .pulled,\"a\"\npulled: .long 3\n");
    bench.file("t.ld", "SECTIONS { .text : { *(.text) } .rodata : { KEEP(*(.kept)) *(.lost .pulled) } }\n");
    bench.ccc("-nostdlib -static -Wl,--gc-sections -T t.ld a.s -o a");
    let found = ["_start", "kept", "pulled", "lost"].map(|name| bench.symbol("a", name).is_some());
    assert_eq!(found, [true, true, true, false]);
}

#[test]
fn a_string_stands_once() {
    let bench = Bench::new();
    bench.file("a.c", "const char *b(void); int puts(const char *);\nint main(void) { const char *s = \"the very same string\"; puts(s); return s != b(); }");
    bench.file("b.c", "const char *b(void) { return \"the very same string\"; }");
    bench.gcc("-O1 -fPIE -c a.c b.c");
    bench.ccc("a.o b.o -o main");
    assert_eq!(bench.run("main"), "the very same string\n");
    let bytes = bench.bytes("main");
    let wanted = b"the very same string";
    assert_eq!(bytes.windows(wanted.len()).filter(|window| window == wanted).count(), 1);
}

#[test]
fn build_ids_name_the_contents() {
    let bench = Bench::new();
    bench.file("main.c", "int main(void) { return 0; }").file("other.c", "int main(void) { return 1; }");
    let id = |options: &str| {
        bench.ccc(&format!("{options} -o main"));
        bench.section("main", ".note.gnu.build-id").map(|note| note[16..].to_vec())
    };
    let first = id("-Wl,--build-id main.c");
    assert_eq!(first.as_ref().map(Vec::len), Some(20));
    assert_eq!(id("-Wl,--build-id=sha1 main.c"), first);
    assert_ne!(id("-Wl,--build-id other.c"), first);
    let digest = id("-Wl,--build-id=md5 main.c");
    assert_eq!(digest.as_ref().map(Vec::len), Some(16));
    assert_ne!(digest.as_deref(), first.as_ref().map(|id| &id[..16]));
    assert_eq!(id("-Wl,--build-id=md5 main.c"), digest);
    assert_eq!(id("-Wl,--build-id=0xdead-be:ef main.c"), Some(vec![0xde, 0xad, 0xbe, 0xef]));
    assert_eq!(id("-Wl,--build-id -Wl,--build-id=none main.c"), None);
}

/// The MD5 digest is of the file with zeros where the digest goes (RFC 1321 by `md5sum`).
#[test]
fn an_md5_build_id_is_one() {
    let bench = Bench::new();
    bench.file("main.c", "int main(void) { return 0; }").ccc("-Wl,--build-id=md5 main.c -o main");
    let note = bench.section("main", ".note.gnu.build-id").expect("the note");
    let mut bytes = bench.bytes("main");
    let at = bytes.windows(note.len()).position(|window| window == note).expect("the note's place");
    bytes[at + 16..at + 32].fill(0);
    let said = bench.file("zeroed", &bytes).tool("md5sum", "zeroed");
    let hex: String = note[16..].iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(said.starts_with(&hex), "{said} {hex}");
}

/// Only what loaded code needs is looked for in archives, and `--whole-archive` takes all.
#[test]
fn archives_give_what_is_needed() {
    let bench = Bench::new();
    bench.file("main.c", "int used(void); int main(void) { return used(); }");
    bench.file("used.c", "int used(void) { return 0; }").file("unused.c", "int unused(void) { return 0; }");
    bench.ccc("-c main.c");
    bench.ccc("-c used.c");
    bench.ccc("-c unused.c");
    for kind in ["rcs", "rcsT"] {
        let _ = std::fs::remove_file(bench.path("liby.a"));
        bench.tool("ar", &format!("{kind} liby.a used.o unused.o"));
        bench.ccc("main.o -L. -ly -o main");
        assert_eq!(bench.run("main"), "");
        assert_eq!(bench.symbol("main", "unused"), None);
        bench.ccc("main.o -L. -Wl,--whole-archive -ly -Wl,--no-whole-archive -o main");
        assert!(bench.symbol("main", "unused").is_some());
    }
}
