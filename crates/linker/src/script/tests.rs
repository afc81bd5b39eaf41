//! The script language: its syntax, its values, and what broken scripts are told.

use super::ast::*;
use super::*;

struct Plain;

impl Context for Plain {
    fn dot(&self) -> Value {
        Value::Relative(3, 5)
    }
    fn section(&self) -> Option<u32> {
        None
    }
    fn address(&self, section: u32) -> u64 {
        u64::from(section) * 0x1000
    }
    fn symbol(&mut self, name: &str) -> Result<Value, String> {
        match name {
            "abs" => Ok(Value::Absolute(0x77)),
            "other" => Ok(Value::Relative(4, 0x10)),
            _ => Err(format!("undefined symbol `{name}' referenced in expression")),
        }
    }
    fn of_name(&mut self, _: NameFunction, _: &str) -> Result<Value, String> {
        Ok(Value::Number(9))
    }
    fn segment_start(&self, _: &str) -> Option<u64> {
        None
    }
    fn size_of_headers(&mut self) -> u64 {
        64
    }
    fn data_segment_align(&mut self, largest: u64, _: u64) -> u64 {
        largest
    }
    fn relro_end(&mut self, _: u64, end: u64) -> u64 {
        end
    }
    fn failed(&mut self, _: &Assertion) {}
}

fn value(text: &str) -> Result<Value, String> {
    evaluate(&mut Plain, &expression("e", text)?)
}

#[test]
fn expressions_have_values_and_sections() {
    let cases = [
        ("1 + 2 * 3 << 1", Value::Number(14)),
        ("-1 & 0xff", Value::Number(255)),
        ("1 ? 2 : 3 ? 4 : 5", Value::Number(2)),
        (". + 3", Value::Relative(3, 8)),
        (". - other", Value::Absolute(0x3005u64.wrapping_sub(0x4010))),
        ("other - other", Value::Absolute(0)),
        ("abs + 1", Value::Absolute(0x78)),
        ("ABSOLUTE(.)", Value::Absolute(0x3005)),
        ("ALIGN(16)", Value::Relative(3, 16)),
        ("ALIGN(0)", Value::Relative(3, 5)),
        ("ALIGN(3, 4)", Value::Number(4)),
        ("MAX(1, 2) + MIN(1, 2) + LOG2CEIL(9)", Value::Number(7)),
        ("SIZEOF(.a-b) + SIZEOF_HEADERS", Value::Number(73)),
        ("SEGMENT_START(\"text\", 0x400000)", Value::Number(0x40_0000)),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text), Ok(expected), "{text}");
    }
    assert_eq!(value("1 / 0"), Err("division by zero".into()));
    assert_eq!(value("what"), Err("undefined symbol `what' referenced in expression".into()));
}

fn parse(text: &str) -> Result<Vec<Command>, String> {
    script("s.ld", text, &mut |name| match name {
        "inner.ld" => Ok(("inner.ld".into(), "*(.inner)".into())),
        "loop.ld" => Ok(("loop.ld".into(), "INCLUDE loop.ld".into())),
        _ => Err(format!("cannot find {name}")),
    })
}

#[test]
fn sections_are_read_with_all_their_parts() {
    let text = "MEMORY { rom (rx!w) : ORIGIN = 0x100, LENGTH = 4K ram : o = 1M, l = 2M }
        PHDRS { text PT_LOAD FILEHDR PHDRS AT(0) FLAGS(5); }
        SECTIONS {
          . = 0x10; PROVIDE_HIDDEN(start = .);
          .x-y ALIGN(8) (NOLOAD) : AT(ADDR(.z) - 1) ALIGN(4) SUBALIGN(2) { KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
            EXCLUDE_FILE(*a.o) *.o(.t EXCLUDE_FILE(b.o) .u COMMON) BYTE(1) LONG(. - 2); . += 4; INCLUDE inner.ld
          } >ram AT>rom :text =0x9090
          /DISCARD/ : { *(.note) }
          ASSERT(. < 5, \"too long\")
        }";
    let commands = parse(text).unwrap();
    let Command::Memory(regions) = &commands[0] else { panic!("{commands:?}") };
    assert_eq!((regions[0].attributes.as_str(), regions.len()), ("rx!w", 2));
    let Command::Sections(list) = &commands[2] else { panic!("{commands:?}") };
    let SectionCommand::Output(section) = &list[2] else { panic!("{list:?}") };
    assert_eq!((section.name.as_str(), section.kind), (".x-y", SectionType::NoLoad));
    assert_eq!((section.region.as_deref(), section.load_region.as_deref()), (Some("ram"), Some("rom")));
    assert_eq!(
        (section.segments.as_slice(), &section.fill),
        (&["text".to_string()][..], &Some(Expr::Number(0x9090)))
    );
    assert_eq!(section.contents.len(), 6);
    let Content::Input(input) = &section.contents[1] else { panic!("{section:?}") };
    assert_eq!((input.exclude.len(), input.sections[1].exclude.len()), (1, 1));
    assert!(
        matches!(&section.contents[0], Content::Input(input) if input.keep && input.sections[0].sort == [Sort::InitPriority])
    );
    assert!(matches!(&list[4], SectionCommand::Assert(assertion) if assertion.message == "too long"));
}

#[test]
fn version_nodes_have_patterns_and_parents() {
    let text = "V1 { global: f; g*; extern \"C++\" { a::b*; \"q\"; }; local: *; }; V2 { h; } V1; # end";
    let nodes = versions("v", text).unwrap();
    assert_eq!((nodes.len(), nodes[0].global.len(), nodes[0].local.len()), (2, 4, 1));
    assert_eq!(nodes[0].global[2].language.as_deref(), Some("C++"));
    assert_eq!(nodes[1].parents, ["V1"]);
    assert_eq!(dynamic_list("d", "{ f; g; };").unwrap().len(), 2);
}

#[test]
fn broken_scripts_are_told_where() {
    let cases = [
        ("SECTIONS {\n  .a : { *(.a }\n", "s.ld:2: syntax error at '}'"),
        ("SECTIONS { .a : {", "s.ld:1: unexpected end of the script"),
        ("\n/* no end", "s.ld:2: unterminated comment"),
        ("x = 09z;", "s.ld:1: malformed number '09z'"),
        ("SECTIONS { OVERLAY : { } }", "s.ld:1: OVERLAY is not supported"),
        ("INCLUDE gone.ld", "cannot find gone.ld"),
        ("INCLUDE loop.ld", "loop.ld: INCLUDE loop.ld nests too deeply"),
        ("MEMORY { a : ORIGIN = 0, SIZE = 4 }", "s.ld:1: 'SIZE' where length is expected"),
    ];
    for (text, message) in cases {
        assert_eq!(parse(text), Err(message.to_string()), "{text}");
    }
}

#[test]
fn wildcards_match_as_in_the_shell() {
    let all = [
        ("*", ".text", true),
        (".text.*", ".text.", true),
        (".text.*", ".text", false),
        ("*crtbegin?.o", "/lib/crtbeginS.o", true),
        ("[a-c]x[!0-9]", "bxz", true),
        ("[a-c]x[!0-9]", "bx5", false),
        ("a*b*c", "a-b-b-cc", true),
        ("___kentry+*", "___kentry+init", true),
        ("\\*", "*", true),
    ];
    for (pattern, name, expected) in all {
        assert_eq!(Wildcard::new(pattern).matches(name.as_bytes()), expected, "{pattern} {name}");
    }
}
