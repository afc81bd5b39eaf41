//! After layout: final contents, fields resolved or turned into relocations, symbols settled.

use super::layout::{Linear, linear, place};
use super::{FragKind, ObjectStreamer};
use crate::{
    Binding, CodeSink, Definition, Fixup, FixupKind, FixupTarget, Isa, SectionFlags, SectionId, Specifier,
    SymbolId, SymbolKind, Value,
};

/// What a relocation refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Referent {
    /// An absolute number.
    None,
    /// A section's start.
    Section(SectionId),
    /// A symbol.
    Symbol(SymbolId),
}

/// A relocation, ready to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relocation {
    pub offset: u64,
    pub r_type: u32,
    pub referent: Referent,
    pub addend: i64,
}

/// A section's final contents.
#[derive(Default)]
pub(super) struct Output {
    pub bytes: Vec<u8>,
    /// Larger than `bytes` in sections without contents.
    pub size: u64,
    pub relocations: Vec<Relocation>,
}

impl<I: Isa> ObjectStreamer<I> {
    /// Whether references to a symbol stay relocations even if it is defined in the same section, because another
    /// definition may take its place, or because the specifier asks for something of the linker's making.
    pub(super) fn must_relocate(&self, symbol: SymbolId, specifier: Specifier) -> bool {
        if specifier != Specifier::NONE && !self.isa.resolves_locally(specifier) {
            return true;
        }
        let symbol = &self.context.symbols[symbol];
        !matches!(symbol.binding, Binding::Unset | Binding::Local)
            || symbol.kind == SymbolKind::IFunc
            || symbol.weakref.is_some()
    }

    /// Whether a symbol is defined here and can't be seen from elsewhere.
    fn is_local(&self, symbol: SymbolId) -> bool {
        let entry = &self.context.symbols[symbol];
        matches!(entry.binding, Binding::Unset | Binding::Local)
            && entry.weakref.is_none()
            && place(&self.context, &self.contents, symbol).is_some()
    }

    /// Whether a jump to a symbol of its own section may be resolved: unlike calls, jumps go to the definition at hand
    /// even if the symbol is global, as GNU as has it without `-mshared`.
    pub(super) fn jump_resolves(&self, symbol: SymbolId, specifier: Specifier) -> bool {
        let entry = &self.context.symbols[symbol];
        match entry.binding {
            Binding::Weak | Binding::Unique => false,
            Binding::Global => specifier == Specifier::NONE && entry.kind != SymbolKind::IFunc,
            _ => !self.must_relocate(symbol, specifier),
        }
    }

    /// Produces all sections' final contents and relocations.
    pub(super) fn outputs(&mut self) -> Vec<Output> {
        self.pending_relocs();
        (0..self.contents.len()).map(|section| self.output(section)).collect()
    }

    fn output(&mut self, section: usize) -> Output {
        let size = self.contents[section].size();
        let nobits = self.context.sections[SectionId(section as u32)].kind == crate::SectionKind::NOBITS;
        if nobits {
            return Output { size, ..Output::default() };
        }
        let fixups = std::mem::take(&mut self.contents[section].fixups);
        let mut out = Output { size, ..Output::default() };
        out.relocations.reserve(fixups.len());
        let fixed = std::mem::take(&mut self.contents[section].bytes);
        let mut branch_fixups = Vec::new();
        if self.contents[section].frags.is_empty() {
            out.bytes = fixed;
        } else {
            out.bytes.reserve(size as usize);
            self.expand(section, &fixed, &mut out.bytes, &mut branch_fixups);
        }
        let mut branches = branch_fixups.into_iter().peekable();
        for fixup in fixups {
            let offset = u64::from(fixup.offset) + self.contents[section].before[fixup.frag as usize];
            while let Some(branch) = branches.next_if(|b: &Fixup| u64::from(b.offset) < offset) {
                self.apply(section, u64::from(branch.offset), branch.kind, branch.value, &mut out);
            }
            self.apply(section, offset, fixup.kind, fixup.value, &mut out);
        }
        for branch in branches {
            self.apply(section, u64::from(branch.offset), branch.kind, branch.value, &mut out);
        }
        out
    }

    /// Writes fixed and variable-size contents in order.
    fn expand(&mut self, section: usize, fixed: &[u8], out: &mut Vec<u8>, fixups: &mut Vec<Fixup>) {
        let frags = std::mem::take(&mut self.contents[section].frags);
        let syntax = self.isa.syntax_state();
        let mut done = 0usize;
        let mut branch_fixups = Vec::new();
        for frag in &frags {
            out.extend_from_slice(&fixed[done..frag.offset as usize]);
            done = frag.offset as usize;
            match &frag.kind {
                FragKind::Branch { branch, state, target } => {
                    branch_fixups.clear();
                    let mut sink = CodeSink { bytes: out, fixups: &mut branch_fixups, branch: None };
                    self.isa.write_branch(branch, *state, &mut sink);
                    for fixup in &branch_fixups {
                        let Some((target_frag, target_offset)) = *target else {
                            fixups.push(*fixup);
                            continue;
                        };
                        let to = self.contents[section].address(target_frag, target_offset) as i64;
                        let value = to.wrapping_add(fixup.value.addend).wrapping_sub(i64::from(fixup.offset));
                        let size = usize::from(self.isa.fixup(fixup.kind).size);
                        let at = fixup.offset as usize;
                        out[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
                    }
                }
                FragKind::Align { align, code, syntax } => {
                    let fill = align.fill.unwrap_or(0);
                    if align.fill.is_none() && *code {
                        self.isa.set_syntax_state(*syntax);
                        self.isa.nops(frag.size as usize, out);
                    } else {
                        let unit = u64::from(align.fill_size.clamp(1, 8));
                        out.resize(out.len() + (frag.size % unit) as usize, 0);
                        for _ in 0..frag.size / unit {
                            out.extend_from_slice(&fill.to_le_bytes()[..unit as usize]);
                        }
                    }
                }
                FragKind::Fill { unit, pattern, .. } => {
                    for _ in 0..frag.size / u64::from((*unit).max(1)) {
                        out.extend_from_slice(&pattern.to_le_bytes()[..usize::from(*unit)]);
                    }
                }
                FragKind::Org { to: _, fill } => out.resize(out.len() + frag.size as usize, *fill),
                FragKind::Leb { value, signed } => {
                    let n = linear(&self.context, &self.contents, *value, 0).map_or(0, |l| l.n);
                    let start = out.len();
                    super::layout::write_leb(n, *signed, out);
                    // A number that shrank after its space was fixed is padded.
                    while ((out.len() - start) as u64) < frag.size {
                        let last = out.len() - 1;
                        let sign = if *signed && out[last] & 0x40 != 0 { 0x7F } else { 0 };
                        out[last] |= 0x80;
                        out.push(sign);
                    }
                }
            }
        }
        out.extend_from_slice(&fixed[done..]);
        self.isa.set_syntax_state(syntax);
    }

    /// Resolves a field or makes a relocation of it.
    fn apply(&mut self, section: usize, offset: u64, kind: FixupKind, value: Value, out: &mut Output) {
        let info = self.isa.fixup(kind);
        let Some(linear) = linear(&self.context, &self.contents, value, 0) else {
            self.late_error("invalid operands for an expression that only the linker could compute");
            return;
        };
        let Linear { plus, minus, mut n, specifier } = linear;
        let (mut kind, mut info) = (kind, info);
        if let Some(minus) = minus {
            match place(&self.context, &self.contents, minus) {
                Some((s, address)) if s.0 as usize == section && plus.is_some() && !info.pcrel => {
                    n = n.wrapping_add(offset as i64).wrapping_sub(address);
                    kind = match info.size {
                        1 => FixupKind::PCREL1,
                        2 => FixupKind::PCREL2,
                        4 => FixupKind::PCREL4,
                        _ => FixupKind::PCREL8,
                    };
                    info = self.isa.fixup(kind);
                }
                _ => {
                    let name = |s: Option<SymbolId>| {
                        s.and_then(|s| self.context.symbols.name(s)).unwrap_or("a local label").to_string()
                    };
                    let message = format!("can't resolve `{}' - `{}'", name(plus), name(Some(minus)));
                    self.late_error(message);
                    return;
                }
            }
        }
        let Some(symbol) = plus else {
            if info.pcrel {
                self.relocation(kind, specifier, offset, Referent::None, n, out);
            } else {
                self.patch(info, offset, n, out);
            }
            return;
        };
        if info.pcrel
            && !self.must_relocate(symbol, specifier)
            && let Some((s, address)) = place(&self.context, &self.contents, symbol)
            && s.0 as usize == section
        {
            let value = address.wrapping_add(n).wrapping_sub(offset as i64);
            self.patch(info, offset, value, out);
            return;
        }
        self.relocation(kind, specifier, offset, Referent::Symbol(symbol), n, out);
    }

    fn patch(&mut self, info: FixupTarget, offset: u64, value: i64, out: &mut Output) {
        let size = usize::from(info.size);
        let bits = 8 * u32::from(info.size);
        if (1..64).contains(&bits) {
            let signed = value >> (bits - 1) == 0 || value >> (bits - 1) == -1;
            let unsigned = !info.signed && value >> bits == 0;
            if !signed && !unsigned {
                let message = format!("value of {value} too large for field of {size} bytes at {offset:#x}");
                self.late_error(message);
                return;
            }
        }
        let at = offset as usize;
        out.bytes[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
    }

    fn relocation(
        &mut self,
        kind: FixupKind,
        specifier: Specifier,
        offset: u64,
        referent: Referent,
        addend: i64,
        out: &mut Output,
    ) {
        let local = match referent {
            Referent::Symbol(symbol) => self.is_local(symbol),
            _ => true,
        };
        let Some(mut r_type) = self.isa.relocation(kind, specifier, local) else {
            let size = self.isa.fixup(kind).size;
            let message = format!(
                "no relocation says `@{}' in a field of {size} bytes",
                self.isa.specifier_name(specifier)
            );
            self.late_error(message);
            return;
        };
        let (mut referent, mut addend) = (referent, addend);
        if let Referent::Symbol(symbol) = referent {
            let name = self.context.symbols.name(symbol);
            if let Some((special, shift)) = name.and_then(|name| self.isa.special_symbol(name, kind)) {
                r_type = special;
                // The value counts from the field; the instruction asks for the distance from its own start.
                addend = addend.wrapping_add(if shift { instruction_start(kind) } else { 0 });
            }
            let pcrel = self.isa.fixup(kind).pcrel;
            (referent, addend) = self.referent(symbol, addend, r_type, pcrel);
            if let Referent::Symbol(symbol) = referent
                && self.isa.is_tls(specifier)
            {
                self.context.symbols[symbol].kind = SymbolKind::Tls;
            }
        }
        if !self.isa.has_addends() {
            let size = usize::from(self.isa.fixup(kind).size);
            let at = offset as usize;
            out.bytes[at..at + size].copy_from_slice(&addend.to_le_bytes()[..size]);
        }
        out.relocations.push(Relocation { offset, r_type, referent, addend });
    }

    /// What a relocation against a symbol names: local symbols give way to their section's, where that says the same.
    fn referent(&mut self, symbol: SymbolId, addend: i64, r_type: u32, pcrel: bool) -> (Referent, i64) {
        let (mut symbol, mut addend) = (symbol, addend);
        for _ in 0..100 {
            if let Some(target) = self.context.symbols[symbol].weakref {
                let entry = &mut self.context.symbols[target];
                if entry.binding == Binding::Unset && !entry.used {
                    entry.binding = Binding::Weak;
                }
                symbol = target;
                continue;
            }
            let entry = &self.context.symbols[symbol];
            let Definition::Equated(value) = entry.definition else { break };
            if place(&self.context, &self.contents, symbol).is_some() {
                break;
            }
            match linear(&self.context, &self.contents, value, 0) {
                Some(Linear { plus: Some(base), minus: None, n, .. }) => {
                    symbol = base;
                    addend = addend.wrapping_add(n);
                }
                _ => break,
            }
        }
        let entry = &mut self.context.symbols[symbol];
        entry.used = true;
        let local = matches!(entry.binding, Binding::Unset | Binding::Local)
            && !matches!(entry.kind, SymbolKind::IFunc | SymbolKind::Tls)
            && entry.visibility != crate::Visibility::Protected;
        if local
            && !self.isa.keeps_symbol(r_type)
            && let Some((section, address)) = place(&self.context, &self.contents, symbol)
        {
            let merge = self.context.sections[section].flags.has(SectionFlags::MERGE);
            if !(merge && (pcrel || addend != 0)) {
                return (Referent::Section(section), addend.wrapping_add(address));
            }
        }
        self.referenced[symbol.0 as usize] = true;
        (Referent::Symbol(symbol), addend)
    }

    /// `.reloc` directives become fixups of no bytes.
    fn pending_relocs(&mut self) {
        self.referenced = vec![false; self.context.symbols.len()];
        for reloc in std::mem::take(&mut self.relocs) {
            let linear_offset = linear(&self.context, &self.contents, reloc.offset, 0);
            let offset = match linear_offset {
                Some(Linear { plus: None, minus: None, n, .. }) => Some(n),
                Some(Linear { plus: Some(s), minus: None, n, .. }) => place(&self.context, &self.contents, s)
                    .filter(|p| p.0 == reloc.section)
                    .map(|p| p.1.wrapping_add(n)),
                _ => None,
            };
            let value = linear(&self.context, &self.contents, reloc.value, 0);
            let (Some(offset), Some(Linear { plus, minus: None, n, .. })) = (offset, value) else {
                self.late_error("expression too complex for .reloc");
                continue;
            };
            let (referent, addend) = match plus {
                Some(symbol) => self.referent(symbol, n, reloc.r_type, false),
                None => (Referent::None, n),
            };
            let relocation = Relocation { offset: offset as u64, r_type: reloc.r_type, referent, addend };
            self.explicit.push((reloc.section, relocation));
        }
    }

    /// Settles what only the whole file decides: versions, weak references.
    pub(super) fn finish_symbols(&mut self) {
        for (symbol, versioned) in std::mem::take(&mut self.symvers) {
            let defined = self.context.symbols[symbol].is_defined();
            let name = match versioned.split_once("@@@") {
                Some((base, version)) if defined => format!("{base}@@{version}"),
                Some((base, version)) => format!("{base}@{version}"),
                None => versioned,
            };
            if defined {
                let id = self.context.symbols.intern(&name);
                let original = self.context.symbols[symbol].clone();
                let alias = &mut self.context.symbols[id];
                alias.definition = original.definition;
                alias.binding = original.binding;
                alias.visibility = original.visibility;
                alias.kind = original.kind;
                alias.size = original.size;
            } else {
                self.context.symbols.rename(symbol, &name);
            }
        }
    }
}

/// Bytes of an instruction before its first immediate of this kind: what `$_GLOBAL_OFFSET_TABLE_` counts from.
fn instruction_start(kind: FixupKind) -> i64 {
    if kind == FixupKind::DATA8 { 2 } else { 1 }
}
