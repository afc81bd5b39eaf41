//! What a debugger needs to find the line table and the functions: a unit with its functions (DWARF 5, 3.1.1 and 3.3.1),
//! their code as ranges (2.17.3), and the abbreviations of both (7.5.3).

use assembler::{Isa, SectionFlags, SectionKind, SectionSpec, Streamer, SymbolId, Value};

const DWARF_VERSION: i64 = 5;

// Names of DWARF 5, section 7: unit types, tags, attributes, forms, a language, kinds of range list entries.
const UT_COMPILE: u8 = 0x01;
const TAG_COMPILE_UNIT: u8 = 0x11;
const TAG_SUBPROGRAM: u8 = 0x2e;
const AT_NAME: u8 = 0x03;
const AT_STMT_LIST: u8 = 0x10;
const AT_LOW_PC: u8 = 0x11;
const AT_HIGH_PC: u8 = 0x12;
const AT_LANGUAGE: u8 = 0x13;
const AT_COMP_DIR: u8 = 0x1b;
const AT_PRODUCER: u8 = 0x25;
const AT_DECL_FILE: u8 = 0x3a;
const AT_DECL_LINE: u8 = 0x3b;
const AT_EXTERNAL: u8 = 0x3f;
const AT_RANGES: u8 = 0x55;
const FORM_ADDR: u8 = 0x01;
const FORM_STRING: u8 = 0x08;
const FORM_DATA1: u8 = 0x0b;
const FORM_FLAG: u8 = 0x0c;
const FORM_UDATA: u8 = 0x0f;
const FORM_SEC_OFFSET: u8 = 0x17;
const LANG_C11: u8 = 0x1d;
const RLE_START_LENGTH: u8 = 0x07;

/// A unit of source.
pub struct DebugUnit<'a> {
    /// Who compiled it.
    pub producer: &'a str,
    /// The source file, as it was named.
    pub name: &'a str,
    /// Where it was compiled.
    pub directory: &'a str,
}

/// A function that was emitted.
pub(crate) struct DebugFunction {
    pub(crate) name: Box<str>,
    pub(crate) external: bool,
    /// Where it begins, and the label behind its last instruction.
    pub(crate) start: SymbolId,
    pub(crate) end: SymbolId,
    /// Number of the file in the line table, and line.
    pub(crate) place: Option<(u32, u32)>,
}

/// Number of each abbreviation.
const UNIT: u8 = 1;
const FUNCTION: u8 = 2;
const FUNCTION_WITHOUT_PLACE: u8 = 3;

/// For each: number, tag, whether it has children, then attributes and forms up to two zeros; a zero ends them all.
#[rustfmt::skip]
const ABBREVIATIONS: &[u8] = &[
    UNIT, TAG_COMPILE_UNIT, 1,
    AT_PRODUCER, FORM_STRING, AT_LANGUAGE, FORM_DATA1, AT_NAME, FORM_STRING, AT_COMP_DIR, FORM_STRING,
    AT_LOW_PC, FORM_ADDR, AT_RANGES, FORM_SEC_OFFSET, AT_STMT_LIST, FORM_SEC_OFFSET, 0, 0,
    FUNCTION, TAG_SUBPROGRAM, 0,
    AT_EXTERNAL, FORM_FLAG, AT_NAME, FORM_STRING, AT_LOW_PC, FORM_ADDR, AT_HIGH_PC, FORM_UDATA,
    AT_DECL_FILE, FORM_UDATA, AT_DECL_LINE, FORM_UDATA, 0, 0,
    FUNCTION_WITHOUT_PLACE, TAG_SUBPROGRAM, 0,
    AT_EXTERNAL, FORM_FLAG, AT_NAME, FORM_STRING, AT_LOW_PC, FORM_ADDR, AT_HIGH_PC, FORM_UDATA, 0, 0,
    0,
];

/// Writes the unit's sections.
pub(crate) fn write<S: Streamer>(out: &mut S, unit: &DebugUnit<'_>, functions: &[DebugFunction]) {
    let pointer = out.isa().pointer_size();
    let line_table = begin(out, ".debug_line");
    let abbreviations = begin(out, ".debug_abbrev");
    out.bytes(ABBREVIATIONS);
    let ranges = write_ranges(out, functions, pointer);
    begin(out, ".debug_info");
    let end = begin_unit(out);
    out.bytes(&[UT_COMPILE, pointer]);
    out.value(Value::symbol(abbreviations), 4);

    out.bytes(&[UNIT]);
    string(out, unit.producer);
    out.bytes(&[LANG_C11]);
    string(out, unit.name);
    string(out, unit.directory);
    // Offsets in the ranges count from 0.
    out.value(Value::constant(0), pointer);
    out.value(Value::symbol(ranges), 4);
    out.value(Value::symbol(line_table), 4);
    for f in functions {
        out.bytes(&[if f.place.is_some() { FUNCTION } else { FUNCTION_WITHOUT_PLACE }, u8::from(f.external)]);
        string(out, &f.name);
        out.value(Value::symbol(f.start), pointer);
        length(out, f);
        if let Some((file, line)) = f.place {
            out.leb128(Value::constant(i64::from(file)), false);
            out.leb128(Value::constant(i64::from(line)), false);
        }
    }
    // The end of the unit's children.
    out.bytes(&[0]);
    out.label(end);
}

/// `.debug_rnglists` (DWARF 5, 7.28); the label of the list.
fn write_ranges<S: Streamer>(out: &mut S, functions: &[DebugFunction], pointer: u8) -> SymbolId {
    begin(out, ".debug_rnglists");
    let end = begin_unit(out);
    out.bytes(&[pointer, 0]);
    out.value(Value::constant(0), 4);
    let list = out.context().symbols.fresh();
    out.label(list);
    for f in functions {
        out.bytes(&[RLE_START_LENGTH]);
        out.value(Value::symbol(f.start), pointer);
        length(out, f);
    }
    out.bytes(&[0]);
    out.label(end);
    list
}

/// Goes to a section of debugging information; a label there.
fn begin<S: Streamer>(out: &mut S, name: &str) -> SymbolId {
    let spec = SectionSpec { kind: SectionKind::PROGBITS, ..SectionSpec::new(name, SectionFlags::default()) };
    let section = out.context().sections.intern(&spec);
    out.section(section);
    let label = out.context().symbols.fresh();
    out.label(label);
    label
}

/// How the parts of `.debug_info` and `.debug_rnglists` begin: the length of what follows up to a label, which is to be
/// placed, and the version.
fn begin_unit<S: Streamer>(out: &mut S) -> SymbolId {
    let (start, end) = (out.context().symbols.fresh(), out.context().symbols.fresh());
    let length = out.context().difference(end, start);
    out.value(length, 4);
    out.label(start);
    out.value(Value::constant(DWARF_VERSION), 2);
    end
}

fn length<S: Streamer>(out: &mut S, f: &DebugFunction) {
    let length = out.context().difference(f.end, f.start);
    out.leb128(length, false);
}

fn string<S: Streamer>(out: &mut S, text: &str) {
    out.bytes(text.as_bytes());
    out.bytes(&[0]);
}
