//! Linker scripts: what they place is where GNU ld places it.

use crate::bench::Bench;
use object::read::elf::{FileHeader as _, ProgramHeader as _};
use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

const PROGRAM: &str = r#"
.globl _start
.text
_start: lea data(%rip), %rax
        ret
.section .text.late,"ax"
late:   nop
        ret
.section .rodata,"a"
constant: .quad late
.data
data:   .quad 1, 2, 3
.section .fast,"aw"
.balign 64
fast:   .long 7
.bss
.balign 32
buffer: .skip 100
"#;

/// Sections with their addresses and sizes, symbols with their values, and where loaded bytes come from.
fn picture(bench: &Bench, file: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    bench.elf(file, |elf| {
        let sections = elf
            .sections()
            .filter(|s| s.address() != 0)
            .map(|s| format!("{} {:#x} {:#x}", s.name().unwrap_or("?"), s.address(), s.size()))
            .collect();
        let mut symbols: Vec<String> = elf
            .symbols()
            .filter(|s| s.name().is_ok_and(|name| !name.is_empty() && !name.ends_with(".o")))
            .map(|s| format!("{} {:#x}", s.name().unwrap_or("?"), s.address()))
            .collect();
        symbols.sort();
        let (endian, data) = (elf.endian(), elf.data());
        let segments = elf.elf_header().program_headers(endian, data).expect("program headers");
        let loads = segments
            .iter()
            .filter(|s| s.p_type(endian) == object::elf::PT_LOAD && s.p_memsz(endian) != 0)
            .map(|s| {
                let (from, to) = (s.p_vaddr(endian), s.p_paddr(endian));
                format!("{from:#x} at {to:#x}: {:#x} of {:#x}", s.p_filesz(endian), s.p_memsz(endian))
            })
            .collect();
        (sections, symbols, loads)
    })
}

/// Links by a script with both linkers and compares.
fn agree(script: &str) {
    let bench = Bench::new();
    bench.file("a.s", PROGRAM).file("t.ld", script).ccc("-c a.s -o a.o");
    bench.tool("ld", "-static --no-warn-rwx-segments -T t.ld a.o -o theirs");
    bench.ccc("-nostdlib -static -Wl,--no-warn-rwx-segments -T t.ld a.o -o ours");
    let (ours, theirs) = (picture(&bench, "ours"), picture(&bench, "theirs"));
    assert_eq!(ours.0, theirs.0, "sections of {script}");
    assert_eq!(ours.1, theirs.1, "symbols of {script}");
    assert_eq!(ours.2, theirs.2, "segments of {script}");
}

#[test]
fn sections_follow_the_location_counter() {
    agree(
        "ENTRY(_start)\nSECTIONS {\n . = 0x10000;\n .text : { *(.text) . = ALIGN(32); *(.text.*) etext = .; }\n\
         . = ALIGN(0x1000) + 0x40;\n .rodata : { *(.rodata) }\n .data : { *(.data) *(.fast) }\n .bss : { *(.bss) *(COMMON) }\n\
         end = .; size = SIZEOF(.text) + SIZEOF(.data); }\n",
    );
}

/// An image for read-only memory: data is loaded elsewhere than it runs.
#[test]
fn memory_regions_and_load_addresses() {
    agree(
        "MEMORY { rom (rx) : ORIGIN = 0x8000000, LENGTH = 64K\n ram (rwx) : ORIGIN = 0x20000000, LENGTH = 16K }\n\
         ENTRY(_start)\nSECTIONS {\n .text : { *(.text*) } > rom\n .rodata : { *(.rodata) } > rom\n\
         .data : { data_start = .; *(.data) data_end = .; } > ram AT > rom\n data_from = LOADADDR(.data);\n\
         .fast : { *(.fast) } > ram AT > rom\n .bss (NOLOAD) : { *(.bss) *(COMMON) } > ram\n\
         stack = ORIGIN(ram) + LENGTH(ram);\n ASSERT(stack - . > 1K, \"no room for a stack\") }\n",
    );
}

#[test]
fn load_addresses_by_expression() {
    agree(
        "SECTIONS { .text 0x100000 : { *(.text*) *(.rodata) BYTE(0x90) LONG(0x12345678) }\n\
         .data 0x200000 : AT(LOADADDR(.text) + SIZEOF(.text)) { *(.data) *(.fast) FILL(0xff) . += 16; }\n\
         .bss : { *(.bss) } }\n",
    );
}

#[test]
fn names_are_sorted_provided_and_discarded() {
    agree(
        "PROVIDE(outside = 0x77);\nSECTIONS { . = 0x400000;\n .text : { *(SORT_BY_NAME(.text*)) }\n\
         /DISCARD/ : { *(.comment) *(.note*) }\n PROVIDE(unused = .); HIDDEN(inside = .);\n\
         .data : SUBALIGN(128) { *(.data .fast) } .rodata : { *(EXCLUDE_FILE(b.o) .rodata) } .bss : { *(.bss) } }\n",
    );
}

#[test]
fn an_assertion_that_fails_ends_the_link() {
    let bench = Bench::new();
    bench.file("a.s", PROGRAM);
    bench.file(
        "t.ld",
        "SECTIONS { .text : { *(.text*) } ASSERT(SIZEOF(.text) < 4, \"the text is too large\") }\n",
    );
    let said = bench.refused("-nostdlib -static -T t.ld a.s");
    assert!(said.contains("the text is too large"), "{said}");
}

#[test]
fn a_region_that_overflows_ends_the_link() {
    let bench = Bench::new();
    bench.file("a.s", PROGRAM);
    bench.file("t.ld", "MEMORY { tiny : ORIGIN = 0x1000, LENGTH = 16 }\nSECTIONS { .all : { *(.text* .rodata .data .fast .bss) } > tiny }\n");
    let said = bench.refused("-nostdlib -static -T t.ld a.s");
    assert!(said.contains("tiny") && said.contains("overflowed"), "{said}");
}

#[test]
fn sections_must_not_overlap() {
    let bench = Bench::new();
    bench.file("a.s", PROGRAM);
    bench.file("t.ld", "SECTIONS { .text 0x1000 : { *(.text*) } .data 0x1004 : { *(.data) } }\n");
    let said = bench.refused("-nostdlib -static -T t.ld a.s");
    assert!(
        said.contains("section .data VMA [0000000000001004,") && said.contains("overlaps section .text"),
        "{said}"
    );
    bench.ccc("-nostdlib -static -Wl,--no-check-sections -T t.ld a.s -o a");
}

/// A script that names no entry starts at `_start`.
#[test]
fn the_entry_is_start_unless_told_otherwise() {
    let entry = |options: &str| {
        let bench = Bench::new();
        bench
            .file("a.s", PROGRAM)
            .file("t.ld", "SECTIONS { . = 0x4000; .text : { *(.text.late) *(.text) } }\n");
        bench.ccc(&format!("-nostdlib -static -T t.ld {options} a.s -o a"));
        bench.elf("a", |elf| elf.entry())
    };
    assert_eq!(entry(""), 0x4002);
    assert_eq!(entry("-Wl,-e,0x4001"), 0x4001);
}
