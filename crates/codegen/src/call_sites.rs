//! The table by which the personality routine finds the landing pad of a call, and what names both in the unwind tables
//! (Itanium C++ ABI: Exception Handling, 1.6; the form of the table is that of its level II, "Language-Specific Data
//! Area").

use crate::emit::ModuleState;
use crate::{Options, Pic, Target};
use assembler::{
    Align, Binding, CfiOp, Isa, SectionFlags, SectionSpec, Streamer, SymbolId as AsmSymbol, SymbolKind,
    Value, Visibility,
};

/// Cleans up for exceptions of any language, and catches none.
const PERSONALITY: &str = "__gcc_personality_v0";
/// A pointer to it that may be relocated when the program is loaded, so that code and tables need not be: one for all
/// units of a program, by the name that other compilers know it by, too.
const PERSONALITY_POINTER: &str = "DW.ref.__gcc_personality_v0";
const PERSONALITY_POINTER_SECTION: &str = ".data.rel.local.DW.ref.__gcc_personality_v0";

/// `DW_EH_PE_omit` (LSB, DWARF Exception Header Encoding): there is no such pointer.
const OMITTED: u8 = 0xff;
/// `DW_EH_PE_uleb128`
const ULEB128: u8 = 0x01;

/// How addresses in the unwind tables of functions with landing pads are written, as `DW_EH_PE_*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableEncodings {
    /// The personality routine's.
    pub personality: u8,
    /// That of the language's own data.
    pub data: u8,
}

/// Where calls land whose exceptions are caught.
#[derive(Default)]
pub(crate) struct CallSites {
    /// Begin and end of the code, and its landing pad, in order of addresses.
    sites: Vec<(AsmSymbol, AsmSymbol, AsmSymbol)>,
}

impl CallSites {
    /// Adds a call behind the others.
    pub(crate) fn add(&mut self, begin: AsmSymbol, end: AsmSymbol, pad: AsmSymbol) {
        self.sites.push((begin, end, pad));
    }

    /// Lays down the table of a function that goes from `start` to `end`. All its code is in the table: what is in none
    /// of the entries ends the program where another language's personality reads it.
    pub(crate) fn write<S: Streamer>(
        &self,
        out: &mut S,
        table: AsmSymbol,
        (start, end): (AsmSymbol, AsmSymbol),
        function: Option<&str>,
    ) {
        let name = match function {
            Some(function) => format!(".gcc_except_table.{function}"),
            None => ".gcc_except_table".into(),
        };
        let section = out.context().sections.intern(&SectionSpec::new(&name, SectionFlags::ALLOC));
        out.section(section);
        out.label(table);
        // Landing pads are relative to the function's begin, and there is no table of types.
        out.bytes(&[OMITTED, OMITTED, ULEB128]);
        let (first, last) = (out.context().symbols.fresh(), out.context().symbols.fresh());
        let difference = |out: &mut S, to: AsmSymbol, from: AsmSymbol| {
            let distance = out.context().difference(to, from);
            out.leb128(distance, false);
        };
        let entry = |out: &mut S, (from, to): (AsmSymbol, AsmSymbol), pad: Option<AsmSymbol>| {
            difference(out, from, start);
            difference(out, to, from);
            match pad {
                Some(pad) => difference(out, pad, start),
                None => out.leb128(Value::constant(0), false),
            }
            // No action: only cleanups.
            out.leb128(Value::constant(0), false);
        };
        difference(out, last, first);
        out.label(first);
        let mut at = start;
        for &(begin, end, pad) in &self.sites {
            entry(out, (at, begin), None);
            entry(out, (begin, end), Some(pad));
            at = end;
        }
        entry(out, (at, end), None);
        out.label(last);
    }
}

/// Says in the unwind table of the function that has just begun who handles its exceptions, and by which table.
pub(crate) fn announce<T: Target, S: Streamer>(
    target: &T,
    state: &mut ModuleState,
    out: &mut S,
    options: &Options,
    table: AsmSymbol,
) {
    let encodings = target.table_encodings(options);
    state.has_pads = true;
    let name = if options.pic == Pic::None { PERSONALITY } else { PERSONALITY_POINTER };
    let personality = state.named(out, name);
    out.cfi(CfiOp::Personality(encodings.personality, Value::symbol(personality)));
    out.cfi(CfiOp::Lsda(encodings.data, Value::symbol(table)));
}

/// Lays down the pointer to the personality routine, if the unwind tables go by it.
pub(crate) fn personality_pointer<S: Streamer>(state: &mut ModuleState, out: &mut S, options: &Options) {
    if !state.has_pads || options.pic == Pic::None {
        return;
    }
    let (pointer, personality) = (state.named(out, PERSONALITY_POINTER), state.named(out, PERSONALITY));
    out.visibility(pointer, Visibility::Hidden);
    out.binding(pointer, Binding::Weak);
    let flags = SectionFlags::ALLOC.or(SectionFlags::WRITE).or(SectionFlags::GROUP);
    let spec =
        SectionSpec { group: Some((pointer, true)), ..SectionSpec::new(PERSONALITY_POINTER_SECTION, flags) };
    let section = out.context().sections.intern(&spec);
    out.section(section);
    let size = out.isa().pointer_size();
    out.align(Align::new(u64::from(size)));
    out.symbol_type(pointer, SymbolKind::Object);
    out.size(pointer, Value::constant(i64::from(size)));
    out.label(pointer);
    out.value(Value::symbol(personality), size);
}
