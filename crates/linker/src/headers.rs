//! ELF header, program headers, section headers, the symbol table (gABI, chapters 4 and 5), and the relocations that a
//! relocatable output or `--emit-relocs` keeps.

use crate::elf;
use crate::input::Place;
use crate::layout::{Layout, NOWHERE, Step};
use crate::options::{Discard, Strip};
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::Target;
use crate::versions::base_name;
use crate::write::{Image, entry_address};
use crate::{LinkError, Output};
use rustc_hash::FxHashMap;

/// A row of the section header table.
#[derive(Default)]
struct Row {
    name: String,
    kind: u32,
    flags: u64,
    address: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    align: u64,
    entsize: u64,
}

/// The symbol table while it grows.
#[derive(Default)]
struct Symbols {
    rows: Vec<u8>,
    names: Vec<u8>,
    /// Sections whose numbers do not fit a half-word.
    extended: Vec<u32>,
    locals: u32,
    of_local: FxHashMap<(u32, u32), u32>,
    of_global: FxHashMap<u32, u32>,
    of_section: FxHashMap<u32, u32>,
}

#[derive(Clone, Copy)]
enum At {
    Undefined,
    Absolute,
    Common,
    Section(u32),
}

impl Symbols {
    fn count(&self) -> u32 {
        (self.rows.len() / 24) as u32
    }

    fn put(&mut self, name: &[u8], info: u8, other: u8, at: At, value: u64, size: u64) -> u32 {
        let number = self.count();
        let offset = match name {
            b"" => 0,
            _ => {
                let at = self.names.len() as u32;
                self.names.extend_from_slice(name);
                self.names.push(0);
                at
            }
        };
        let (half, long) = match at {
            At::Undefined => (elf::SHN_UNDEF, 0),
            At::Absolute => (elf::SHN_ABS, 0),
            At::Common => (elf::SHN_COMMON, 0),
            At::Section(n) if n < u32::from(elf::SHN_LORESERVE) => (n as u16, 0),
            At::Section(n) => (elf::SHN_XINDEX, n),
        };
        self.extended.push(long);
        self.rows.extend_from_slice(&offset.to_le_bytes());
        self.rows.extend_from_slice(&[info, other]);
        self.rows.extend_from_slice(&half.to_le_bytes());
        self.rows.extend_from_slice(&value.to_le_bytes());
        self.rows.extend_from_slice(&size.to_le_bytes());
        number
    }
}

/// Writes all headers, at the beginning and the end of the file.
pub(crate) fn write(image: Image<'_, '_>, file: &mut Vec<u8>) -> Result<(), LinkError> {
    let Image { link, layout, tables, .. } = image;
    let options = link.options;
    let relocatable = options.output == Output::Relocatable;
    let keeps_relocs = relocatable || options.emit_relocs;
    let strip = options.strip == Strip::All && !relocatable;
    let symbols = if strip { Symbols::default() } else { symbol_table(image) };
    let mut rows = vec![Row::default()];
    let groups = kept_groups(link, layout);
    let number = |name: &str| layout.section(name).map_or(0, |s| s.number);
    let existing = || {
        layout.steps.iter().filter_map(|step| match step {
            Step::Output(out) if layout.sections[*out as usize].exists => Some(*out),
            _ => None,
        })
    };
    // Relocations stand behind all sections, in the order of what they are for.
    let first = (rows.len() + groups.len() + existing().count()) as u32;
    let mut pending = Vec::new();
    if keeps_relocs && !strip {
        for out in existing() {
            if let Some(data) = relocations(image, &symbols, out)? {
                pending.push((out, data));
            }
        }
    }
    let symtab = first + pending.len() as u32;
    for &(object, group) in &groups {
        let group = &link.objects[object as usize].groups[group as usize];
        let mut data = if group.comdat { elf::GRP_COMDAT } else { 0 }.to_le_bytes().to_vec();
        for &member in &group.members {
            let out = layout.placed[object as usize][member as usize].0;
            if out != NOWHERE {
                data.extend_from_slice(&layout.sections[out as usize].number.to_le_bytes());
                // They are of the group, too (gABI, Section Groups).
                if let Ok(at) = pending
                    .binary_search_by_key(&layout.sections[out as usize].number, |(out, _)| {
                        layout.sections[*out as usize].number
                    })
                {
                    data.extend_from_slice(&(first + at as u32).to_le_bytes());
                }
            }
        }
        let info = match link.global_of(object, group.symbol) {
            Some(id) => symbols.of_global.get(&id.0).copied(),
            None => symbols.of_local.get(&(object, group.symbol)).copied(),
        };
        let row = Row {
            name: ".group".into(),
            kind: elf::SHT_GROUP,
            align: 4,
            entsize: 4,
            link: symtab,
            info: info.unwrap_or(0),
            ..Row::default()
        };
        rows.push(append(file, row, &data));
    }
    for out in existing() {
        let s = &layout.sections[out as usize];
        let (linked, info) = match s.kind {
            elf::SHT_DYNSYM => (number(".dynstr"), 1),
            elf::SHT_DYNAMIC => (number(".dynstr"), 0),
            elf::SHT_GNU_VERNEED => (number(".dynstr"), tables.version_files as u32),
            elf::SHT_GNU_VERDEF => (number(".dynstr"), tables.definition_count(link) as u32),
            elf::SHT_HASH | elf::SHT_GNU_HASH | elf::SHT_GNU_VERSYM => (number(".dynsym"), 0),
            elf::SHT_RELA if s.is_alloc() => (number(".dynsym"), 0),
            _ => (0, 0),
        };
        let linked = match s.inputs().next() {
            Some((o, i)) if s.flags & elf::SHF_LINK_ORDER != 0 => {
                let ordered = link.objects[o as usize].sections[i as usize].link;
                let out = layout.placed[o as usize].get(ordered as usize).map_or(NOWHERE, |p| p.0);
                if out == NOWHERE { 0 } else { layout.sections[out as usize].number }
            }
            _ => linked,
        };
        rows.push(Row {
            name: s.name.clone(),
            kind: s.kind,
            flags: s.flags,
            address: s.address,
            offset: s.offset,
            size: s.size,
            link: linked,
            info,
            align: s.align,
            entsize: s.entsize,
        });
    }
    for (out, data) in pending {
        let s = &layout.sections[out as usize];
        let flags = elf::SHF_INFO_LINK | (s.flags & elf::SHF_GROUP);
        let row = Row {
            name: format!(".rela{}", s.name),
            kind: elf::SHT_RELA,
            flags,
            link: symtab,
            info: s.number,
            align: 8,
            entsize: 24,
            ..Row::default()
        };
        rows.push(append(file, row, &data));
    }
    if !strip {
        let row = Row {
            name: ".symtab".into(),
            kind: elf::SHT_SYMTAB,
            link: symtab + 1,
            info: symbols.locals,
            align: 8,
            entsize: 24,
            ..Row::default()
        };
        rows.push(append(file, row, &symbols.rows));
        let row = Row { name: ".strtab".into(), kind: elf::SHT_STRTAB, align: 1, ..Row::default() };
        rows.push(append(file, row, &symbols.names));
        if symbols.extended.iter().any(|n| *n != 0) {
            let data: Vec<u8> = symbols.extended.iter().flat_map(|n| n.to_le_bytes()).collect();
            let row = Row {
                name: ".symtab_shndx".into(),
                kind: elf::SHT_SYMTAB_SHNDX,
                link: symtab,
                align: 4,
                entsize: 4,
                ..Row::default()
            };
            rows.push(append(file, row, &data));
        }
    }
    let mut names = vec![0u8];
    let mut offsets = Vec::with_capacity(rows.len());
    let shstr = Row { name: ".shstrtab".into(), kind: elf::SHT_STRTAB, align: 1, ..Row::default() };
    for row in rows.iter().chain([&shstr]) {
        offsets.push(if row.name.is_empty() { 0 } else { names.len() as u32 });
        if !row.name.is_empty() {
            names.extend_from_slice(row.name.as_bytes());
            names.push(0);
        }
    }
    rows.push(append(file, shstr, &names));
    table(image, file, &mut rows, &offsets);
    Ok(())
}

/// Appends a section's bytes to the file.
fn append(file: &mut Vec<u8>, row: Row, data: &[u8]) -> Row {
    file.resize(file.len().next_multiple_of(row.align.max(1) as usize), 0);
    let offset = file.len() as u64;
    file.extend_from_slice(data);
    Row { offset, size: data.len() as u64, ..row }
}

fn table(image: Image<'_, '_>, file: &mut Vec<u8>, rows: &mut [Row], names: &[u32]) {
    let Image { link, layout, .. } = image;
    file.resize(file.len().next_multiple_of(8), 0);
    let start = file.len() as u64;
    let count = rows.len();
    // More sections than a half-word counts: the first row says how many (gABI, e_shnum).
    if count >= usize::from(elf::SHN_LORESERVE) {
        (rows[0].size, rows[0].link) = (count as u64, count as u32 - 1);
    }
    for (row, name) in rows.iter().zip(names) {
        file.extend_from_slice(&name.to_le_bytes());
        file.extend_from_slice(&row.kind.to_le_bytes());
        [row.flags, row.address, row.offset, row.size]
            .iter()
            .for_each(|v| file.extend_from_slice(&v.to_le_bytes()));
        [row.link, row.info].iter().for_each(|v| file.extend_from_slice(&v.to_le_bytes()));
        [row.align, row.entsize].iter().for_each(|v| file.extend_from_slice(&v.to_le_bytes()));
    }
    let relocatable = link.options.output == Output::Relocatable;
    let e_type = match link.options.output {
        Output::Relocatable => elf::ET_REL,
        output if output.is_pic() => elf::ET_DYN,
        _ => elf::ET_EXEC,
    };
    let mut head = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    // An object with indirect functions needs GNU's loader.
    head.extend_from_slice(&e_type.to_le_bytes());
    head.extend_from_slice(&link.machine.elf_machine().to_le_bytes());
    head.extend_from_slice(&1u32.to_le_bytes());
    let phoff: u64 = if layout.segments.is_empty() { 0 } else { 64 };
    let entry = if relocatable { 0 } else { entry_address(image) };
    [entry, phoff, start].iter().for_each(|v| head.extend_from_slice(&v.to_le_bytes()));
    head.extend_from_slice(&0u32.to_le_bytes());
    let (many, last) = match count >= usize::from(elf::SHN_LORESERVE) {
        true => (0, elf::SHN_XINDEX),
        false => (count as u16, count as u16 - 1),
    };
    let phentsize = if layout.segments.is_empty() { 0 } else { 56 };
    for half in [64, phentsize, layout.segments.len() as u16, 64, many, last] {
        head.extend_from_slice(&half.to_le_bytes());
    }
    for s in &layout.segments {
        head.extend_from_slice(&s.kind.to_le_bytes());
        head.extend_from_slice(&s.flags.to_le_bytes());
        [s.offset, s.address, s.load_address, s.file, s.memory, s.align]
            .iter()
            .for_each(|v| head.extend_from_slice(&v.to_le_bytes()));
    }
    if file.len() < head.len() {
        file.resize(head.len(), 0);
    }
    file[..head.len()].copy_from_slice(&head);
}

/// Groups that a relocatable output still has. They come before all other sections (gABI, Section Groups).
pub(crate) fn kept_groups(link: &Link<'_>, layout: &Layout<'_>) -> Vec<(u32, u32)> {
    let mut list = Vec::new();
    if link.options.output == Output::Relocatable {
        for (o, object) in link.objects.iter().enumerate() {
            for (g, group) in object.groups.iter().enumerate() {
                if group.members.iter().any(|&m| layout.placed[o][m as usize].0 != NOWHERE) {
                    list.push((o as u32, g as u32));
                }
            }
        }
    }
    list
}

fn symbol_table(image: Image<'_, '_>) -> Symbols {
    let Image { link, layout, plan, .. } = image;
    let options = link.options;
    let relocatable = options.output == Output::Relocatable;
    let mut symbols = Symbols { names: vec![0], rows: vec![0; 24], extended: vec![0], ..Symbols::default() };
    if relocatable || options.emit_relocs {
        for (n, s) in layout.sections.iter().enumerate().filter(|(_, s)| s.exists) {
            let number = symbols.put(b"", elf::STT_SECTION, 0, At::Section(s.number), s.address, 0);
            symbols.of_section.insert(n as u32, number);
        }
    }
    let value_of = |target: Target, kind: u8, out: Option<u32>| {
        let value = layout.definition(link, plan, target, 0);
        match (relocatable, out) {
            (true, Some(out)) => value.wrapping_sub(layout.sections[out as usize].address),
            _ if kind == elf::STT_TLS => value.wrapping_sub(layout.tls_start()),
            _ => value,
        }
    };
    let place = |target: Target, absolute: bool| match layout.section_of(link, plan, target) {
        Some(out) if layout.sections[out as usize].exists => {
            Some((At::Section(layout.sections[out as usize].number), Some(out)))
        }
        // A symbol of a section without contents goes with its neighbour.
        Some(out) if !absolute => {
            let address = layout.sections[out as usize].address;
            let near = layout
                .sections
                .iter()
                .enumerate()
                .filter(|(_, s)| s.exists && s.is_alloc() && s.address <= address);
            let near =
                near.max_by_key(|(_, s)| s.address).map(|(n, s)| (At::Section(s.number), Some(n as u32)));
            near.or(Some((At::Absolute, None)))
        }
        _ => absolute.then_some((At::Absolute, None)),
    };
    for (o, object) in link.objects.iter().enumerate().skip(1) {
        let locals = object.symbols.iter().enumerate().take(object.first_global as usize).skip(1);
        for (s, symbol) in locals {
            let target = Target::Local(o as u32, s as u32);
            if symbol.kind == elf::STT_SECTION || symbol.name.is_empty() {
                continue;
            }
            if symbol.kind == elf::STT_FILE {
                if options.discard != Discard::All {
                    symbols.put(symbol.name, symbol.kind, 0, At::Absolute, 0, 0);
                }
                continue;
            }
            let temporary = symbol.name.starts_with(b".L");
            let merged = matches!(symbol.place, Place::Section(n, _) if object.sections[n as usize].flags & elf::SHF_MERGE != 0);
            let dropped = match options.discard {
                Discard::None => false,
                Discard::Merged => temporary && merged && !relocatable,
                Discard::Temporary => temporary,
                Discard::All => true,
            };
            let absolute = matches!(symbol.place, Place::Absolute(_));
            if let (false, Some((at, out))) = (dropped, place(target, absolute)) {
                let value = value_of(target, symbol.kind, out);
                let number = symbols.put(symbol.name, symbol.kind, symbol.visibility, at, value, symbol.size);
                symbols.of_local.insert((o as u32, s as u32), number);
            }
        }
    }
    let is_local = |index: usize| {
        let global = &link.globals[index];
        let ours =
            matches!(global.definition, Definition::Object(..) | Definition::Script | Definition::Linker);
        let hidden = !matches!(global.visibility, elf::STV_DEFAULT | elf::STV_PROTECTED);
        let version = link.versions.present && global.version == elf::VER_NDX_LOCAL;
        !relocatable && ours && (hidden || version)
    };
    for local in [true, false] {
        for index in 0..link.globals.len() {
            if is_local(index) == local {
                put_global(image, &mut symbols, index as u32, local, &value_of, &place);
            }
        }
        if local {
            symbols.locals = symbols.count();
        }
    }
    symbols
}

/// Where a symbol stands, for the table.
type Where<'w> = &'w dyn Fn(Target, bool) -> Option<(At, Option<u32>)>;

fn put_global(
    image: Image<'_, '_>,
    symbols: &mut Symbols,
    index: u32,
    local: bool,
    value_of: &dyn Fn(Target, u8, Option<u32>) -> u64,
    place: Where<'_>,
) {
    let Image { link, plan, .. } = image;
    let relocatable = link.options.output == Output::Relocatable;
    let global = &link.globals[index as usize];
    let id = GlobalId(index);
    let target = Target::Global(id);
    let kind = link.kind(id);
    let binding = match (local, global.weak) {
        (true, _) => elf::STB_LOCAL,
        (false, true) => elf::STB_WEAK,
        _ => elf::STB_GLOBAL,
    };
    let size = crate::write::size(link, target);
    let row = match global.definition {
        Definition::Object(o, s) => {
            let symbol = &link.objects[o as usize].symbols[s as usize];
            match symbol.place {
                Place::Common(align) if relocatable => Some((At::Common, align)),
                _ => {
                    let absolute = matches!(symbol.place, Place::Absolute(_));
                    place(target, absolute).map(|(at, out)| (at, value_of(target, kind, out)))
                }
            }
        }
        Definition::Script | Definition::Linker => {
            let found = place(target, true);
            (global.referenced || global.definition == Definition::Script)
                .then_some(found)
                .flatten()
                .map(|(at, out)| (at, value_of(target, kind, out)))
        }
        Definition::Shared(..) if plan.copied.contains_key(&id) && (global.referenced || global.exported) => {
            place(target, true).map(|(at, out)| (at, value_of(target, kind, out)))
        }
        _ if global.referenced && !local => Some((At::Undefined, 0)),
        _ => None,
    };
    let Some((at, value)) = row else { return };
    let binding = match at {
        At::Undefined if !global.strong_reference => elf::STB_WEAK,
        At::Undefined => elf::STB_GLOBAL,
        _ => binding,
    };
    let kind = if matches!(at, At::Undefined) && !relocatable && kind == elf::STT_GNU_IFUNC {
        elf::STT_FUNC
    } else {
        kind
    };
    let size = if matches!(at, At::Undefined) { 0 } else { size };
    let name = match global.definition {
        Definition::Object(o, s) if relocatable => link.objects[o as usize].symbols[s as usize].name,
        Definition::Object(..) if local => base_name(global.name),
        _ => global.name,
    };
    let number = symbols.put(name, binding << 4 | kind, global.visibility, at, value, size);
    symbols.of_global.insert(index, number);
}

/// The relocations of an output section, by the output's symbols.
fn relocations(image: Image<'_, '_>, symbols: &Symbols, out: u32) -> Result<Option<Vec<u8>>, LinkError> {
    let Image { link, layout, .. } = image;
    let relocatable = link.options.output == Output::Relocatable;
    let section = &layout.sections[out as usize];
    let base = if relocatable { 0 } else { section.address };
    let mut data = Vec::new();
    for (o, s) in section.inputs() {
        let input = &link.objects[o as usize].sections[s as usize];
        for reloc in input.relocs.iter() {
            let Some((_, at)) = layout.find(o, s, reloc.offset) else { continue };
            let target = link.target(o, reloc.symbol);
            let known = match target {
                Target::Global(id) => symbols.of_global.get(&id.0),
                Target::Local(o, s) => symbols.of_local.get(&(o, s)),
            };
            let (symbol, addend) = match known {
                Some(&number) => (number, reloc.addend),
                // The section's symbol, and the distance to it.
                None => match local_place(link, target) {
                    Some((o, n, value)) => {
                        let whole = matches!(target, Target::Local(o, s) if link.objects[o as usize].symbols[s as usize].kind == elf::STT_SECTION);
                        let inside = if whole { value.wrapping_add(reloc.addend as u64) } else { value };
                        let found =
                            if relocatable { layout.find(o, n, value) } else { layout.find(o, n, inside) };
                        match found {
                            Some((out, at)) => {
                                let moved = match whole && !relocatable {
                                    true => at as i64,
                                    false => (at as i64).wrapping_add(reloc.addend),
                                };
                                (symbols.of_section.get(&out).copied().unwrap_or(0), moved)
                            }
                            None => (0, 0),
                        }
                    }
                    None => (0, reloc.addend),
                },
            };
            let none = symbol == 0 && known.is_none() && local_place(link, target).is_some();
            let r_type = if none { 0 } else { reloc.r_type };
            data.extend_from_slice(&base.wrapping_add(at).to_le_bytes());
            data.extend_from_slice(&r_type.to_le_bytes());
            data.extend_from_slice(&symbol.to_le_bytes());
            data.extend_from_slice(&addend.to_le_bytes());
        }
    }
    Ok((!data.is_empty()).then_some(data))
}

/// Section and offset of a symbol that is not in the table.
fn local_place(link: &crate::resolve::Link<'_>, target: Target) -> Option<(u32, u32, u64)> {
    let (o, s) = match target {
        Target::Local(o, s) => (o, s),
        Target::Global(id) => match link.globals[id.0 as usize].definition {
            Definition::Object(o, s) => (o, s),
            _ => return None,
        },
    };
    match link.objects[o as usize].symbols.get(s as usize)?.place {
        Place::Section(section, value) => Some((o, section, value)),
        _ => None,
    }
}
