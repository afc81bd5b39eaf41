//! Room for a patch where a function begins (GCC manual, -fpatchable-function-entry): instructions that do nothing, and a
//! section that says where they are.

use crate::Target;
use assembler::{
    Align, Isa, SectionFlags, SectionId, SectionKind, SectionSpec, Sections, Streamer, SymbolId, Value,
};
use ir::PatchableEntry;

/// Instructions before the function's symbol.
pub(crate) fn before<T: Target, S: Streamer<Isa = T::Isa>>(
    target: &T,
    out: &mut S,
    entry: PatchableEntry,
    (symbol, section): (SymbolId, SectionId),
) {
    if entry.before > 0 {
        record(out, symbol, section);
        (0..entry.before).for_each(|_| target.nop(out));
    }
}

/// Those behind it.
pub(crate) fn behind<T: Target, S: Streamer<Isa = T::Isa>>(
    target: &T,
    out: &mut S,
    entry: PatchableEntry,
    (symbol, section): (SymbolId, SectionId),
) {
    if entry.before == 0 && entry.total > 0 {
        record(out, symbol, section);
    }
    (entry.before..entry.total).for_each(|_| target.nop(out));
}

/// Puts the address of what comes next into the section that belongs to the function's.
fn record<S: Streamer>(out: &mut S, function: SymbolId, section: SectionId) {
    let here = out.context().symbols.fresh();
    let flags = SectionFlags::ALLOC.or(SectionFlags::WRITE).or(SectionFlags::LINK_ORDER);
    let spec = SectionSpec {
        kind: SectionKind::PROGBITS,
        flags,
        linked_to: Some(function),
        // One for each section of functions: it goes where that goes.
        unique: (section != Sections::TEXT).then_some(section.0),
        ..SectionSpec::named("__patchable_function_entries")
    };
    let entries = out.context().sections.intern(&spec);
    out.section(entries);
    let size = out.isa().pointer_size();
    out.align(Align::new(u64::from(size)));
    out.value(Value::symbol(here), size);
    out.section(section);
    out.label(here);
}
