//! Damaged files of every kind that ccc reads: random bytes, files cut off at any place, files with bytes changed.

use crate::run::Case;
use std::path::Path;

/// A generator of numbers, the same each time (Vigna's SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }

    /// Interesting values for a byte.
    fn byte(&mut self) -> u8 {
        [0, 1, 0x7f, 0x80, 0xff, self.next() as u8][self.below(6)]
    }
}

/// What is done with a file of a kind.
struct Kind {
    file: &'static str,
    words: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind { file: "x.c", words: &["-w", "-c", "x.c"] },
    Kind { file: "x.c", words: &["-w", "-E", "x.c"] },
    Kind { file: "x.i", words: &["-w", "-O1", "-c", "x.i"] },
    Kind { file: "x.s", words: &["-c", "x.s"] },
    Kind { file: "x.S", words: &["-c", "x.S"] },
    Kind { file: "x.o", words: &["-nostdlib", "x.o"] },
    Kind { file: "libx.a", words: &["-nostdlib", "-Wl,--whole-archive", "libx.a"] },
    Kind { file: "libx.so", words: &["-nostdlib", "libx.so"] },
    Kind { file: "x.ld", words: &["-nostdlib", "-T", "x.ld"] },
    Kind { file: "x.map", words: &["-nostdlib", "-shared", "-Wl,--version-script=x.map"] },
    Kind { file: "x.rsp", words: &["@x.rsp"] },
];

#[test]
fn random_bytes() {
    let mut random = Random(1);
    for kind in KINDS {
        for round in 0..12 {
            let mut bytes = random.bytes(1 << round);
            match kind.file {
                "x.o" | "libx.so" if round % 2 == 1 => {
                    bytes.splice(0..0, *b"\x7fELF\x02\x01\x01").for_each(drop)
                }
                "libx.a" if round % 2 == 1 => bytes.splice(0..0, *b"!<arch>\n").for_each(drop),
                "x.rsp" => bytes.retain(|byte| *byte != b'-' && *byte != b'@'),
                _ => {}
            }
            let case = Case::with(kind.file, &bytes);
            let ending = case.run(kind.words);
            if let Some(complaint) = ending.complaint() {
                panic!("{}, round {round}: {complaint}", kind.file);
            }
        }
    }
}

/// A program with something of everything, to be damaged.
const PROGRAM: &str = r#"
#include <stddef.h>
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#if defined(__x86_64__) && !defined(NOTHING)
typedef struct node { struct node *next; int value : 7; union { double d; char text[8]; }; } node;
#endif
static const char *const names[] = { "one", u8"two" "three", [4] = "four\n\x41" };
_Thread_local int counter; int common; int big[1000]; extern int other(int, ...);
__attribute__((section(".special"), used)) static int special = 5;
static inline int sum(node *n, int k) { int s = 0; for (; n; n = n->next) s += n->value * k; return s; }
int main(int argc, char **argv) {
    node a = { .next = NULL, .value = 3, .d = 1.5e3 }, b = { &a, -4 };
    int total = sum(&b, argc);
    switch (total) { case 1 ... 3: total++; case 7: break; default: goto out; }
    do { total -= MAX(argc, 2); } while (total > 0);
    __asm__ volatile("addl %1, %0" : "+r"(total) : "ri"(counter) : "cc");
out:
    return total + (int)sizeof names + _Generic(total, int: 1, default: 2) + names[0][1] + big[argc] + special;
}
"#;

/// The file of a kind made from the program.
fn made(case: &Case, file: &str) -> Vec<u8> {
    case.file("source.c", PROGRAM);
    let make = |words: &[&str]| drop(case.run(words).must_be_accepted());
    match file {
        "x.c" => return PROGRAM.as_bytes().to_vec(),
        "x.i" => make(&["-E", "-o", file, "source.c"]),
        "x.s" | "x.S" => make(&["-S", "-g", "-o", file, "source.c"]),
        "x.o" => make(&["-c", "-g", "-fPIC", "-o", file, "source.c"]),
        "libx.so" => make(&["-shared", "-fPIC", "-nostdlib", "-o", file, "source.c"]),
        "libx.a" => {
            make(&["-c", "-g", "-o", "member.o", "source.c"]);
            return archive(&std::fs::read(case.path("member.o")).expect("it was made"));
        }
        "x.ld" => return SCRIPT.as_bytes().to_vec(),
        "x.map" => {
            return b"V1 { global: a*; extern \"C\" { \"b c\"; d?; }; local: *; };\nV2 { x[a-z]; } V1;\n"
                .to_vec();
        }
        _ => return b"-w -DX='a b' \"-DY=c d\" -c source.c \\-O1\n".to_vec(),
    }
    std::fs::read(case.path(file)).expect("it was made")
}

const SCRIPT: &str = r#"
ENTRY(main)
PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD; }
SECTIONS {
  . = 0x400000 + SIZEOF_HEADERS;
  .text : ALIGN(16) { *(.text .text.*) KEEP(*(SORT(.init*))) ; PROVIDE(etext = .); } :text =0x90
  .data : AT(ADDR(.text) + 0x100) { . = ALIGN(8); *(EXCLUDE_FILE(*x.o) .data) LONG(5) ; ASSERT(. > 1, "no"); } :data
  /DISCARD/ : { *(.comment) }
  end = MAX(., 1 ? 2 : 3);
}
"#;

/// An archive of one member with a long name and a symbol table.
fn archive(member: &[u8]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    let mut add = |name: &str, bytes: &[u8]| {
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, bytes.len());
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(bytes);
        if bytes.len() % 2 == 1 {
            out.push(b'\n');
        }
    };
    let names = b"a_member_with_a_long_name.o/\n";
    let at = 8 + 60 + 14 + 60 + names.len() + names.len() % 2;
    let mut index = 1u32.to_be_bytes().to_vec();
    index.extend_from_slice(&(at as u32).to_be_bytes());
    index.extend_from_slice(b"main\0\0");
    add("/", &index);
    add("//", names);
    add("/0", member);
    out
}

/// Judges one damaged file.
fn judge(case: &Case, kind: &Kind, bytes: &[u8], what: &str) {
    case.file(kind.file, bytes);
    if let Some(complaint) = case.run(kind.words).complaint() {
        let kept = Path::new("/tmp").join(format!("ccc-damaged-{}", kind.file));
        // To look at; the test fails anyway.
        let _ = std::fs::write(&kept, bytes);
        panic!("{} {what}: {complaint} ({})", kind.file, kept.display());
    }
}

#[test]
fn files_cut_off() {
    let mut random = Random(2);
    for kind in KINDS {
        let case = Case::new();
        let whole = made(&case, kind.file);
        judge(&case, kind, &whole, "whole");
        for _ in 0..40 {
            let end = random.below(whole.len());
            judge(&case, kind, &whole[..end], &format!("cut at {end}"));
        }
    }
}

#[test]
fn files_with_bytes_changed() {
    let mut random = Random(3);
    for kind in KINDS {
        let case = Case::new();
        let whole = made(&case, kind.file);
        for round in 0..80 {
            let mut bytes = whole.clone();
            for _ in 0..1 + round % 4 {
                // The head of a file is changed more often than the rest of it.
                let end = if random.below(2) == 0 { bytes.len() } else { bytes.len().min(128) };
                let at = random.below(end);
                if kind.file != "x.rsp" {
                    bytes[at] = random.byte();
                }
            }
            judge(&case, kind, &bytes, &format!("round {round}"));
        }
    }
}

#[test]
fn section_headers_changed() {
    let mut random = Random(4);
    for file in ["x.o", "libx.so"] {
        let kind = KINDS.iter().find(|kind| kind.file == file).expect("it is in the table");
        let case = Case::new();
        let whole = made(&case, file);
        let word = |at: usize| u64::from_le_bytes(whole[at..at + 8].try_into().expect("eight bytes"));
        let start = word(0x28) as usize;
        for round in 0..150 {
            let mut bytes = whole.clone();
            let at = start + random.below(whole.len() - start);
            let at = at & !3;
            let value =
                [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX, random.below(1 << 20) as u32][random.below(6)];
            if let Some(word) = bytes.get_mut(at..at + 4) {
                word.copy_from_slice(&value.to_le_bytes());
            }
            judge(&case, kind, &bytes, &format!("round {round}"));
        }
    }
}

#[test]
fn sections_aligned_as_no_file_has_room_for() {
    let case = Case::new();
    let whole = made(&case, "x.o");
    let start = u64::from_le_bytes(whole[0x28..0x30].try_into().expect("eight bytes")) as usize;
    let mut refused = false;
    for (number, header) in (start..whole.len() - 63).step_by(64).enumerate() {
        let mut bytes = whole.clone();
        // sh_addralign
        bytes[header + 48..header + 56].copy_from_slice(&(1u64 << 46).to_le_bytes());
        case.file("x.o", &bytes);
        for words in [&["-nostdlib", "x.o"][..], &["-r", "x.o"]] {
            let ending = case.run(words);
            if let Some(complaint) = ending.complaint() {
                panic!("section {number}: {complaint}");
            }
            refused |= ending.said.contains("there is no room for it");
        }
    }
    assert!(refused, "all have room");
}
