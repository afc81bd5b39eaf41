//! Objects with static storage: which section, which symbol, which bytes (gABI, Special Sections).

use crate::emit::{ModuleState, data_value};
use crate::section_uses::SectionUse;
use crate::{Options, Pic};
use assembler::{Align, Binding, SectionFlags, SectionKind, SectionSpec, Streamer, SymbolKind};
use ir::{DataReloc, DataTarget, GlobalData, Module};

/// Emits the definition of an object.
pub fn object<S: Streamer>(
    module: &Module,
    out: &mut S,
    data: &GlobalData,
    options: &Options,
    state: &mut ModuleState,
) {
    let Some(symbol) = data.symbol else { return };
    let info = &module.symbols[symbol];
    let id = state.declare(module, out, symbol);
    let tls = info.kind == ir::SymbolKind::Tls;
    let zero = data.relocs.is_empty() && data.bytes.iter().all(|&b| b == 0);
    if !info.name.is_empty() {
        out.symbol_type(id, if tls { SymbolKind::Tls } else { SymbolKind::Object });
    }
    if data.common && zero && data.section.is_none() && !tls {
        if info.binding == ir::Binding::Local {
            out.binding(id, Binding::Local);
        }
        out.common(id, data.size.max(1), u64::from(data.align));
        return;
    }
    if let Some(name) = &data.section {
        let used = match (tls, data.read_only) {
            (true, _) => SectionUse::ThreadLocal,
            (false, true) => SectionUse::Constant,
            (false, false) => SectionUse::Variable,
        };
        state.sections.add(module, name, used, symbol);
    }
    let section = section(module, out, data, options, zero, tls);
    out.section(section);
    if data.align > 1 {
        out.align(Align::new(u64::from(data.align)));
    }
    out.label(id);
    if !info.name.is_empty() {
        out.size(id, (data.size as i64).into());
    }
    if zero {
        if data.size != 0 {
            out.fill((data.size as i64).into(), 1, 0);
        }
        return;
    }
    let mut at = 0usize;
    for reloc in &data.relocs {
        let offset = reloc.offset as usize;
        if at < offset {
            bytes(out, &data.bytes, at, offset);
        }
        let value = data_value(state, module, out, reloc.target, reloc.addend);
        out.value(value, reloc.size);
        at = offset + usize::from(reloc.size);
    }
    bytes(out, &data.bytes, at, data.bytes.len().max(at));
    let end = data.bytes.len().max(at) as u64;
    if end < data.size {
        out.fill(((data.size - end) as i64).into(), 1, 0);
    }
}

fn bytes<S: Streamer>(out: &mut S, bytes: &[u8], from: usize, to: usize) {
    let have = bytes.len().min(to);
    if from < have {
        out.bytes(&bytes[from..have]);
    }
    let missing = to - from.max(have).min(to);
    if missing != 0 {
        out.fill((missing as i64).into(), 1, 0);
    }
}

fn section<S: Streamer>(
    module: &Module,
    out: &mut S,
    data: &GlobalData,
    options: &Options,
    zero: bool,
    tls: bool,
) -> assembler::SectionId {
    // The distance of two labels is known when the program is linked.
    let moves = |reloc: &DataReloc| !matches!(reloc.target, DataTarget::LabelDifference(..));
    let relocatable = options.pic != Pic::None && data.relocs.iter().any(moves);
    let alloc = SectionFlags::ALLOC;
    let write = alloc.or(SectionFlags::WRITE);
    if let (Some(width), true, true) = (data.merge, data.read_only, data.relocs.is_empty()) {
        let (name, flags) = match data.strings {
            true => (
                format!(".rodata.str{width}.{}", data.align.max(1)),
                SectionFlags::MERGE.or(SectionFlags::STRINGS),
            ),
            false => (format!(".rodata.cst{width}"), SectionFlags::MERGE),
        };
        let name = data.section.as_deref().unwrap_or(&name);
        let spec = SectionSpec { entsize: u64::from(width), ..SectionSpec::new(name, alloc.or(flags)) };
        return out.context().sections.intern(&spec);
    }
    if let Some(name) = &data.section {
        let implied = SectionSpec::named(name);
        let flags = match data.read_only && !relocatable {
            true => alloc,
            false => write,
        };
        let flags = if tls { flags.or(SectionFlags::TLS) } else { flags };
        let flags = if is_retained(module, data) { flags.or(SectionFlags::RETAIN) } else { flags };
        let kind = match implied.kind {
            SectionKind::NOBITS if !zero => SectionKind::PROGBITS,
            kind => kind,
        };
        return out.context().sections.intern(&SectionSpec { kind, flags, ..implied });
    }
    if tls {
        let name = if zero { ".tbss" } else { ".tdata" };
        return named(module, out, data, options, name);
    }
    let local_only = data.relocs.iter().all(|reloc| match reloc.target {
        DataTarget::Symbol(symbol) => module.symbols[symbol].dso_local,
        _ => true,
    });
    let name = match (data.read_only, relocatable, zero) {
        (true, false, _) => ".rodata",
        (true, true, _) if local_only => ".data.rel.ro.local",
        (true, true, _) => ".data.rel.ro",
        (false, _, true) => ".bss",
        (false, true, false) if local_only => ".data.rel.local",
        (false, true, false) => ".data.rel",
        (false, false, false) => ".data",
    };
    named(module, out, data, options, name)
}

fn is_retained(module: &Module, data: &GlobalData) -> bool {
    data.symbol.is_some_and(|symbol| module.symbols[symbol].retained)
}

fn named<S: Streamer>(
    module: &Module,
    out: &mut S,
    data: &GlobalData,
    options: &Options,
    name: &str,
) -> assembler::SectionId {
    let symbol = data.symbol.map(|symbol| &module.symbols[symbol].name).filter(|name| !name.is_empty());
    match symbol {
        Some(symbol) if is_retained(module, data) => {
            let spec = SectionSpec::named(name);
            let flags = spec.flags.or(SectionFlags::RETAIN);
            let name = format!("{name}.{symbol}");
            out.context().sections.intern(&SectionSpec {
                flags,
                kind: spec.kind,
                ..SectionSpec::named(&name)
            })
        }
        Some(symbol) if options.data_sections => {
            let name = format!("{name}.{symbol}");
            out.context().sections.intern(&SectionSpec::named(&name))
        }
        _ => out.context().sections.intern(&SectionSpec::named(name)),
    }
}
