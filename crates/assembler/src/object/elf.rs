//! Writes the ELF relocatable file (gABI chapters 4 and 5), of either class, with more sections than 65,279 if need be.

use super::ObjectStreamer;
use super::layout::{linear, place};
use super::relocate::{Output, Referent, Relocation};
use crate::{
    Binding, Definition, Isa, SectionFlags, SectionId, SectionKind, SymbolId, SymbolKind, Visibility,
};
use rustc_hash::FxHashMap;

const SHN_LORESERVE: u32 = 0xFF00;
const SHN_ABS: u32 = 0xFFF1;
const SHN_COMMON: u32 = 0xFFF2;
const SHN_XINDEX: u16 = 0xFFFF;

/// Bytes of the file, in the class's layout.
struct Writer {
    bytes: Vec<u8>,
    wide: bool,
}

impl Writer {
    fn u8(&mut self, n: u8) {
        self.bytes.push(n);
    }
    fn u16(&mut self, n: u16) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
    fn u32(&mut self, n: u32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
    /// An address, offset or size.
    fn word(&mut self, n: u64) {
        if self.wide {
            self.bytes.extend_from_slice(&n.to_le_bytes());
        } else {
            self.u32(n as u32);
        }
    }
    fn align(&mut self, to: u64) -> u64 {
        let end = (self.bytes.len() as u64).next_multiple_of(to.max(1));
        self.bytes.resize(end as usize, 0);
        end
    }
}

/// A string table.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    index: FxHashMap<String, u32>,
}

impl Strings {
    fn new() -> Strings {
        Strings { bytes: vec![0], index: FxHashMap::default() }
    }

    fn add(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(&at) = self.index.get(text) {
            return at;
        }
        let at = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        self.index.insert(text.into(), at);
        at
    }
}

/// A section header.
#[derive(Clone, Default)]
struct Header {
    name: u32,
    kind: u32,
    flags: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    align: u64,
    entsize: u64,
}

/// A symbol table entry; `section` is a header index or a reserved number, told apart by `reserved`.
struct Entry {
    name: u32,
    info: u8,
    other: u8,
    section: u32,
    reserved: bool,
    value: u64,
    size: u64,
}

/// The symbol table and where each symbol went.
struct Symtab {
    entries: Vec<Entry>,
    /// Entries of local binding, which come first.
    locals: usize,
    index: Vec<u32>,
    section_index: Vec<u32>,
}

impl<I: Isa> ObjectStreamer<I> {
    /// Writes the file.
    pub(super) fn write_elf(&mut self) -> Vec<u8> {
        let mut outputs = self.outputs();
        for (section, relocation) in std::mem::take(&mut self.explicit) {
            outputs[section.0 as usize].relocations.push(relocation);
        }
        for output in &mut outputs {
            output.relocations.sort_by_key(|r| r.offset);
        }
        let (machine, wide, e_flags) = self.isa.elf();
        // Header numbers: groups first, then each section with its relocations behind it.
        let mut groups: Vec<(SymbolId, bool, Vec<u32>)> = Vec::new();
        for (id, section) in self.context.sections.iter() {
            if let (Some((signature, comdat)), None) = (section.group, self.parent[id.0 as usize])
                && !groups.iter().any(|g| g.0 == signature)
            {
                groups.push((signature, comdat, Vec::new()));
            }
        }
        let mut numbers = vec![0u32; outputs.len()];
        let mut next = 1 + groups.len() as u32;
        let rela = self.isa.has_addends();
        let live: Vec<SectionId> = (0..outputs.len() as u32)
            .map(SectionId)
            .filter(|id| self.parent[id.0 as usize].is_none())
            .collect();
        let by_signature: FxHashMap<SymbolId, usize> =
            groups.iter().enumerate().map(|(i, g)| (g.0, i)).collect();
        for &id in &live {
            numbers[id.0 as usize] = next;
            let mut members = vec![next];
            next += 1;
            if !outputs[id.0 as usize].relocations.is_empty() {
                members.push(next);
                next += 1;
            }
            if let Some((signature, _)) = self.context.sections[id].group {
                groups[by_signature[&signature]].2.extend(members);
            }
        }
        let symtab_number = next;
        let mut strings = Strings::new();
        let symtab = self.symtab(&outputs, &numbers, &groups, &mut strings);
        let extended = symtab.entries.iter().any(|e| !e.reserved && e.section >= SHN_LORESERVE);
        let strtab_number = symtab_number + 1 + u32::from(extended);
        let shstrtab_number = strtab_number + 1;

        let mut w = Writer { bytes: Vec::new(), wide };
        let size: usize = outputs.iter().map(|o| o.bytes.len() + o.relocations.len() * 24).sum();
        w.bytes.reserve(size + symtab.entries.len() * 24 + strings.bytes.len() + 64 * next as usize + 4096);
        w.bytes.resize(if wide { 64 } else { 52 }, 0);
        let mut names = Strings::new();
        let mut headers = vec![Header::default()];
        for (signature, comdat, members) in &groups {
            let offset = w.align(4);
            w.u32(u32::from(*comdat));
            for &member in members {
                w.u32(member);
            }
            headers.push(Header {
                name: names.add(".group"),
                kind: 17,
                offset,
                size: 4 * (members.len() as u64 + 1),
                link: symtab_number,
                info: symtab.index[signature.0 as usize],
                align: 4,
                entsize: 4,
                ..Header::default()
            });
        }
        for &id in &live {
            let output = &outputs[id.0 as usize];
            let section = &self.context.sections[id];
            let align = self.contents[id.0 as usize].align;
            let offset = w.align(if output.bytes.is_empty() { 1 } else { align });
            w.bytes.extend_from_slice(&output.bytes);
            let link = section
                .linked_to
                .and_then(|s| place(&self.context, &self.contents, s))
                .map_or(0, |p| numbers[p.0.0 as usize]);
            let mut flags = u64::from(section.flags.0);
            if section.group.is_some() {
                flags |= u64::from(SectionFlags::GROUP.0);
            }
            headers.push(Header {
                name: names.add(&section.name),
                kind: section.kind.0,
                flags,
                offset,
                size: output.size,
                link,
                info: 0,
                align,
                entsize: section.entsize,
            });
            if output.relocations.is_empty() {
                continue;
            }
            let offset = w.align(if wide { 8 } else { 4 });
            for r in &output.relocations {
                write_relocation(&mut w, r, &symtab, rela);
            }
            let prefix = if rela { ".rela" } else { ".rel" };
            headers.push(Header {
                name: names.add(&format!("{prefix}{}", section.name)),
                kind: if rela { 4 } else { 9 },
                flags: u64::from(0x40 | if section.group.is_some() { SectionFlags::GROUP.0 } else { 0 }),
                offset,
                size: w.bytes.len() as u64 - offset,
                link: symtab_number,
                info: numbers[id.0 as usize],
                align: if wide { 8 } else { 4 },
                entsize: match (wide, rela) {
                    (true, true) => 24,
                    (true, false) => 16,
                    (false, true) => 12,
                    (false, false) => 8,
                },
            });
        }
        // Symbols.
        let offset = w.align(8);
        for entry in &symtab.entries {
            write_symbol(&mut w, entry);
        }
        headers.push(Header {
            name: names.add(".symtab"),
            kind: 2,
            offset,
            size: w.bytes.len() as u64 - offset,
            link: strtab_number,
            info: symtab.locals as u32,
            align: 8,
            entsize: if wide { 24 } else { 16 },
            ..Header::default()
        });
        if extended {
            let offset = w.align(4);
            for entry in &symtab.entries {
                let large = !entry.reserved && entry.section >= SHN_LORESERVE;
                w.u32(if large { entry.section } else { 0 });
            }
            headers.push(Header {
                name: names.add(".symtab_shndx"),
                kind: 18,
                offset,
                size: w.bytes.len() as u64 - offset,
                link: symtab_number,
                align: 4,
                entsize: 4,
                ..Header::default()
            });
        }
        let mut string_table = |w: &mut Writer, name: u32, bytes: &[u8]| {
            let offset = w.bytes.len() as u64;
            w.bytes.extend_from_slice(bytes);
            headers.push(Header {
                name,
                kind: 3,
                offset,
                size: bytes.len() as u64,
                align: 1,
                ..Header::default()
            });
        };
        string_table(&mut w, names.add(".strtab"), &strings.bytes);
        let name = names.add(".shstrtab");
        string_table(&mut w, name, &names.bytes);
        let offset = w.align(8);
        let count = headers.len() as u32;
        if count >= SHN_LORESERVE {
            headers[0].size = u64::from(count);
        }
        if shstrtab_number >= SHN_LORESERVE {
            headers[0].link = shstrtab_number;
        }
        for header in &headers {
            write_header(&mut w, header);
        }
        let gnu =
            self.context.symbols.iter().any(|(_, s)| {
                s.is_defined() && (s.kind == SymbolKind::IFunc || s.binding == Binding::Unique)
            }) || self.context.sections.iter().any(|(_, s)| s.flags.has(SectionFlags::RETAIN));
        // The file header goes where room was left for it.
        let mut h = Writer { bytes: Vec::with_capacity(64), wide };
        h.bytes.extend_from_slice(&[
            0x7F,
            b'E',
            b'L',
            b'F',
            if wide { 2 } else { 1 },
            1,
            1,
            if gnu { 3 } else { 0 },
        ]);
        h.bytes.resize(16, 0);
        h.u16(1);
        h.u16(machine);
        h.u32(1);
        h.word(0);
        h.word(0);
        h.word(offset);
        h.u32(e_flags);
        h.u16(if wide { 64 } else { 52 });
        h.u16(0);
        h.u16(0);
        h.u16(if wide { 64 } else { 40 });
        h.u16(if count >= SHN_LORESERVE { 0 } else { count as u16 });
        h.u16(if shstrtab_number >= SHN_LORESERVE { SHN_XINDEX } else { shstrtab_number as u16 });
        w.bytes[..h.bytes.len()].copy_from_slice(&h.bytes);
        w.bytes
    }

    /// Builds the symbol table: file names, section symbols that relocations use, locals, globals.
    fn symtab(
        &mut self,
        outputs: &[Output],
        numbers: &[u32],
        groups: &[(SymbolId, bool, Vec<u32>)],
        strings: &mut Strings,
    ) -> Symtab {
        let mut table = Symtab {
            entries: vec![blank()],
            locals: 0,
            index: vec![0; self.context.symbols.len()],
            section_index: vec![0; outputs.len()],
        };
        for file in &self.source_files {
            let name = strings.add(file);
            table.entries.push(Entry { name, info: 4, section: SHN_ABS, reserved: true, ..blank() });
        }
        let mut used_sections: Vec<SectionId> = outputs
            .iter()
            .flat_map(|o| &o.relocations)
            .filter_map(|r| match r.referent {
                Referent::Section(id) => Some(id),
                _ => None,
            })
            .collect();
        used_sections.sort();
        used_sections.dedup();
        for id in used_sections {
            table.section_index[id.0 as usize] = table.entries.len() as u32;
            table.entries.push(Entry { info: 3, section: numbers[id.0 as usize], ..blank() });
        }
        let mut needed = vec![false; self.context.symbols.len()];
        for (signature, ..) in groups {
            needed[signature.0 as usize] = true;
        }
        for (needed, &referenced) in needed.iter_mut().zip(&self.referenced) {
            *needed |= referenced;
        }
        for globals in [false, true] {
            if globals {
                table.locals = table.entries.len();
            }
            for id in (0..self.context.symbols.len() as u32).map(SymbolId) {
                let symbol = &self.context.symbols[id];
                let declared = matches!(symbol.binding, Binding::Global | Binding::Weak | Binding::Unique);
                let label = self.context.symbols.is_local_label(id);
                let defined = match symbol.definition {
                    Definition::Equated(v) => {
                        place(&self.context, &self.contents, id).is_some()
                            || linear(&self.context, &self.contents, v, 0).is_some_and(|l| l.plus.is_none())
                    }
                    _ => symbol.is_defined(),
                };
                if !needed[id.0 as usize] && (label || !defined && !declared || symbol.weakref.is_some()) {
                    continue;
                }
                let signature = groups.iter().position(|g| g.0 == id).filter(|_| !defined && !declared);
                let global = declared
                    || !defined && signature.is_none()
                    || matches!(symbol.definition, Definition::Common { .. });
                if global != globals {
                    continue;
                }
                table.index[id.0 as usize] = table.entries.len() as u32;
                let entry = self.entry(id, global, signature, numbers, strings);
                table.entries.push(entry);
            }
        }
        table
    }

    fn entry(
        &mut self,
        id: SymbolId,
        global: bool,
        signature: Option<usize>,
        numbers: &[u32],
        strings: &mut Strings,
    ) -> Entry {
        let mut text = String::new();
        match self.context.symbols.name(id) {
            Some(name) => text.push_str(name),
            None => self.context.symbols.write_name(id, &mut text),
        }
        let symbol = &self.context.symbols[id];
        // An alias that says nothing else is of its target's type and size.
        let mut original = id;
        for _ in 0..100 {
            match self.context.symbols[original].definition {
                Definition::Equated(v) if v.addend == 0 => match v.as_symbol() {
                    Some(next) => original = next,
                    None => break,
                },
                _ => break,
            }
        }
        let original = &self.context.symbols[original];
        let size = symbol
            .size
            .or(original.size)
            .and_then(|size| linear(&self.context, &self.contents, size, 0))
            .filter(|l| l.plus.is_none() && l.minus.is_none())
            .map_or(0, |l| l.n as u64);
        let mut kind = if symbol.kind == SymbolKind::None { original.kind } else { symbol.kind };
        let (section, reserved, value) = match symbol.definition {
            Definition::Undefined => match signature {
                Some(group) => (group as u32 + 1, false, 0),
                None => (0, true, 0),
            },
            Definition::Common { align, .. } => (SHN_COMMON, true, align),
            Definition::Label { section, frag, offset } => {
                let address = self.contents[section.0 as usize].address(frag, offset);
                (numbers[section.0 as usize], false, address)
            }
            Definition::Equated(value) => match place(&self.context, &self.contents, id) {
                Some((section, address)) => {
                    if self.context.sections[section].flags.has(SectionFlags::TLS) {
                        kind = SymbolKind::Tls;
                    }
                    (numbers[section.0 as usize], false, address as u64)
                }
                None => match linear(&self.context, &self.contents, value, 0) {
                    Some(l) if l.plus.is_none() && l.minus.is_none() => (SHN_ABS, true, l.n as u64),
                    _ => (0, true, 0),
                },
            },
        };
        let binding = match symbol.binding {
            Binding::Weak => 2,
            Binding::Unique => 10,
            _ if global => 1,
            _ => 0,
        };
        let kind = match kind {
            SymbolKind::None => 0,
            SymbolKind::Object => 1,
            SymbolKind::Function => 2,
            SymbolKind::File => 4,
            SymbolKind::Common => 5,
            SymbolKind::Tls => 6,
            SymbolKind::IFunc => 10,
        };
        let other = match symbol.visibility {
            Visibility::Default => 0,
            Visibility::Internal => 1,
            Visibility::Hidden => 2,
            Visibility::Protected => 3,
        };
        Entry { name: strings.add(&text), info: binding << 4 | kind, other, section, reserved, value, size }
    }
}

fn blank() -> Entry {
    Entry { name: 0, info: 0, other: 0, section: 0, reserved: false, value: 0, size: 0 }
}

fn write_relocation(w: &mut Writer, r: &Relocation, symtab: &Symtab, rela: bool) {
    let symbol = match r.referent {
        Referent::None => 0,
        Referent::Section(id) => symtab.section_index[id.0 as usize],
        Referent::Symbol(id) => symtab.index[id.0 as usize],
    };
    w.word(r.offset);
    if w.wide {
        w.word(u64::from(symbol) << 32 | u64::from(r.r_type));
    } else {
        w.u32(symbol << 8 | r.r_type & 0xFF);
    }
    if rela {
        w.word(r.addend as u64);
    }
}

fn write_symbol(w: &mut Writer, e: &Entry) {
    let section = if !e.reserved && e.section >= SHN_LORESERVE { SHN_XINDEX } else { e.section as u16 };
    w.u32(e.name);
    if w.wide {
        w.u8(e.info);
        w.u8(e.other);
        w.u16(section);
        w.word(e.value);
        w.word(e.size);
    } else {
        w.word(e.value);
        w.word(e.size);
        w.u8(e.info);
        w.u8(e.other);
        w.u16(section);
    }
}

fn write_header(w: &mut Writer, h: &Header) {
    w.u32(h.name);
    w.u32(h.kind);
    w.word(h.flags);
    w.word(0);
    w.word(if h.kind == SectionKind::NOBITS.0 && h.offset == 0 { 0 } else { h.offset });
    w.word(h.size);
    w.u32(h.link);
    w.u32(h.info);
    w.word(h.align);
    w.word(h.entsize);
}
