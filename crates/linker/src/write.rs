//! The output file: contents, relocations, headers.

use crate::dynamic;
use crate::elf;
use crate::input::Reloc;
use crate::layout::{Layout, Synthetic};
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::{GotKind, Plan, THIS_MODULE, Target};
use crate::{Field, LinkError, Output, RelocKind};

/// Writes the output.
pub fn write(link: &Link<'_>, plan: &Plan, layout: &Layout) -> Result<Vec<u8>, LinkError> {
    let mut file = vec![0u8; layout.loaded as usize];
    let end = layout.sections.iter().filter(|s| s.kind != elf::SHT_NOBITS).map(|s| s.offset + s.size).max();
    file.resize(end.unwrap_or(0).max(layout.loaded) as usize, 0);
    let mut errors = Vec::new();
    for section in &layout.sections {
        if section.kind == elf::SHT_NOBITS {
            continue;
        }
        // Padding between pieces of code is never executed, but looks better as nops.
        if section.flags & elf::SHF_EXECINSTR != 0 && section.synthetic == Synthetic::None {
            file[section.offset as usize..(section.offset + section.size) as usize].fill(0x90);
        }
        for &(o, s, offset) in &section.pieces {
            let input = &link.objects[o as usize].sections[s as usize];
            let at = (section.offset + offset) as usize;
            file[at..at + input.data.len()].copy_from_slice(input.data);
            let address = section.address + offset;
            for reloc in &input.relocs {
                if let Err(message) = apply(link, plan, layout, (o, s), reloc, address, at, &mut file) {
                    errors.push(format!("{}: {message}", link.objects[o as usize].name));
                }
            }
        }
    }
    if !errors.is_empty() {
        return Err(LinkError(errors));
    }
    for section in &layout.sections {
        let bytes = match section.synthetic {
            Synthetic::None => continue,
            Synthetic::Interp => [link.options.interpreter.as_bytes(), &[0]].concat(),
            Synthetic::Hash => layout.tables.hash.clone(),
            Synthetic::DynStr => layout.tables.strings.clone(),
            Synthetic::DynSym => dynamic_symbols(link, plan, layout),
            Synthetic::Version => {
                let mut out = vec![0, 0];
                layout.tables.versions.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
                out
            }
            Synthetic::VersionR => layout.tables.version_needs.clone(),
            Synthetic::Rela => {
                let mut out = Vec::new();
                for (offset, info, addend) in dynamic::relocations(link, plan, layout) {
                    out.extend_from_slice(&offset.to_le_bytes());
                    out.extend_from_slice(&info.to_le_bytes());
                    out.extend_from_slice(&addend.to_le_bytes());
                }
                out
            }
            Synthetic::Plt => {
                let mut out = Vec::new();
                for (i, target) in plan.plt.iter().enumerate() {
                    let got = layout.got(plan.got_index[&(*target, GotKind::Address)]);
                    out.extend(link.machine.plt_entry(layout.plt(link, i as u64), got));
                }
                out
            }
            Synthetic::EhFrameHdr => crate::unwind::header(link, layout, &file),
            Synthetic::Dynamic => layout.tables.dynamic(link, plan, layout),
            Synthetic::Got => got(link, plan, layout),
        };
        if bytes.len() as u64 > section.size {
            return Err(format!("internal error: {} is larger than was planned", section.name).into());
        }
        let at = section.offset as usize;
        file[at..at + bytes.len()].copy_from_slice(&bytes);
    }
    headers(link, layout, &mut file);
    Ok(file)
}

fn got(link: &Link<'_>, plan: &Plan, layout: &Layout) -> Vec<u8> {
    let mut words = vec![0u64; plan.got_words as usize + 3];
    words[0] = layout.section(".dynamic").map_or(0, |s| s.address);
    for &(target, kind, word) in &plan.got {
        let at = word as usize + 3;
        let import = link.is_import(target);
        let shared = link.options.output == Output::Shared;
        match kind {
            GotKind::Address if !import && !link.is_ifunc(target) => {
                words[at] = layout.address(link, plan, target)
            }
            GotKind::TpOffset if !import && !shared => {
                words[at] = layout.definition(link, target).wrapping_sub(layout.thread_pointer(link));
            }
            GotKind::Gd if !import => {
                words[at] = u64::from(!shared);
                words[at + 1] = layout.definition(link, target).wrapping_sub(layout.tls_start());
            }
            GotKind::Ld => words[at] = u64::from(!shared),
            _ => {}
        }
    }
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn dynamic_symbols(link: &Link<'_>, plan: &Plan, layout: &Layout) -> Vec<u8> {
    let mut out = vec![0u8; 24];
    for &(name, id) in &layout.tables.symbols {
        let global = &link.globals[id.0 as usize];
        let target = Target::Global(id);
        let copied = plan.copies.iter().find(|&&(copied, ..)| copied == id);
        let (mut value, mut size, mut section) = (0, 0, 0u16);
        let mut kind = link.kind(id);
        let defined =
            matches!(global.definition, Definition::Object(..) | Definition::Linker) || copied.is_some();
        if defined {
            value = layout.definition(link, target);
            section = 1;
            if let Definition::Object(o, s) = global.definition {
                size = link.objects[o as usize].symbols[s as usize].size;
            }
            if let Some(&(_, bytes, _)) = copied {
                size = bytes;
            }
            if kind == elf::STT_TLS {
                value = value.wrapping_sub(layout.tls_start());
            }
            // A section number only has to differ from "undefined"; the right one is kinder to readers.
            if let Some(at) =
                layout.sections.iter().position(|s| (s.address..s.address + s.size.max(1)).contains(&value))
            {
                section = at as u16 + 1;
            }
        } else if let Some(&index) = plan.plt_index.get(&target) {
            // The function's address everywhere is its PLT entry, if the executable takes the address directly.
            if link.options.output == Output::Executable {
                value = layout.plt(link, index);
            }
        }
        if kind == elf::STT_GNU_IFUNC && !defined {
            kind = elf::STT_FUNC;
        }
        let weak = match global.definition {
            Definition::Undefined => !global.strong_reference,
            _ => global.weak,
        };
        let binding = if weak { elf::STB_WEAK } else { elf::STB_GLOBAL };
        out.extend_from_slice(&name.to_le_bytes());
        out.push(binding << 4 | kind);
        out.push(if global.visibility == elf::STV_PROTECTED { elf::STV_PROTECTED } else { 0 });
        out.extend_from_slice(&section.to_le_bytes());
        out.extend_from_slice(&value.to_le_bytes());
        out.extend_from_slice(&size.to_le_bytes());
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "one relocation with all that its value depends on")]
fn apply(
    link: &Link<'_>,
    plan: &Plan,
    layout: &Layout,
    place: (u32, u32),
    reloc: &Reloc,
    base: u64,
    at: usize,
    file: &mut [u8],
) -> Result<(), String> {
    let section = &link.objects[place.0 as usize].sections[place.1 as usize];
    let Some(row) = link.machine.relocation(reloc.r_type) else {
        return Err(format!("unrecognized relocation type {:#x} in section {}", reloc.r_type, section.name));
    };
    let target = link.target(place.0, reloc.symbol);
    let alloc = section.flags & elf::SHF_ALLOC != 0;
    let (a, p) = (i128::from(reloc.addend), i128::from(base + reloc.offset));
    let s = || i128::from(layout.address(link, plan, target));
    let tls = || i128::from(layout.definition(link, target));
    let got =
        |target, kind| i128::from(layout.got(plan.got_index.get(&(target, kind)).copied().unwrap_or(0)));
    let got_base = || i128::from(layout.section(".got").map_or(0, |s| s.address));
    let value = match row.kind {
        RelocKind::None => return Ok(()),
        RelocKind::Absolute => {
            let symbolic = alloc && link.is_import(target) && !plan.plt_index.contains_key(&target);
            let copied = matches!(target, Target::Global(id) if plan.copies.iter().any(|&(c, ..)| c == id));
            // Unloaded sections describe what was dropped as 0.
            if symbolic && !copied { 0 } else { s() + a }
        }
        RelocKind::Relative | RelocKind::Call => {
            let undefined = matches!(target, Target::Global(id)
                if link.globals[id.0 as usize].definition == Definition::Undefined);
            // A call of an absent weak function is never executed: any distance will do.
            if undefined && !plan.plt_index.contains_key(&target) && row.kind == RelocKind::Call {
                0
            } else {
                s() + a - p
            }
        }
        RelocKind::GotRelative => got(target, GotKind::Address) + a - p,
        RelocKind::GotTpRelative => got(target, GotKind::TpOffset) + a - p,
        RelocKind::TlsGd => got(target, GotKind::Gd) + a - p,
        RelocKind::TlsLd => got(THIS_MODULE, GotKind::Ld) + a - p,
        RelocKind::TpOffset => tls() + a - i128::from(layout.thread_pointer(link)),
        RelocKind::DtpOffset => tls() + a - i128::from(layout.tls_start()),
        RelocKind::GotBase => got_base() + a - p,
        RelocKind::GotOffset => s() + a - got_base(),
        RelocKind::Size => i128::from(size(link, target)) + a,
    };
    let width = row.field.size();
    let value = if width == 8 { i128::from(value as i64) } else { value };
    let checked = alloc || !matches!(row.field, Field::Unsigned(_));
    if width < 8 && checked && !row.field.fits(value) {
        return Err(format!(
            "relocation truncated to fit: {} at {}+{:#x}",
            row.name, section.name, reloc.offset
        ));
    }
    let from = at + reloc.offset as usize;
    match file.get_mut(from..from + width) {
        Some(field) if reloc.offset as usize + width <= section.data.len() => {
            field.copy_from_slice(&value.to_le_bytes()[..width]);
            Ok(())
        }
        _ => Err(format!("a relocation of {} lies outside of it", section.name)),
    }
}

fn size(link: &Link<'_>, target: Target) -> u64 {
    match target {
        Target::Local(o, s) => link.objects[o as usize].symbols[s as usize].size,
        Target::Global(GlobalId(id)) => match link.globals[id as usize].definition {
            Definition::Object(o, s) => link.objects[o as usize].symbols[s as usize].size,
            Definition::Shared(l, s) => link.shared[l as usize].symbols[s as usize].size,
            _ => 0,
        },
    }
}

struct Segment {
    kind: u32,
    flags: u32,
    address: u64,
    file: u64,
    memory: u64,
    align: u64,
}

fn segments(link: &Link<'_>, layout: &Layout) -> Vec<Segment> {
    let mut list = Vec::new();
    let (r, w, x) = (elf::PF_R, elf::PF_W, elf::PF_X);
    let mut cover = |kind, flags, from: u64, to: u64, align| {
        list.push(Segment { kind, flags, address: from, file: to - from, memory: to - from, align });
    };
    if layout.section(".interp").is_some() {
        cover(elf::PT_PHDR, r, layout.base + 64, layout.base + layout.headers, 8);
    }
    if let Some(s) = layout.section(".interp") {
        cover(elf::PT_INTERP, r, s.address, s.address + s.size, 1);
    }
    let loaded = |low: u32, high: u32| {
        let inside = layout.sections.iter().filter(move |s| (low..high).contains(&s.rank));
        let tbss =
            |s: &&crate::layout::OutSection| !(s.kind == elf::SHT_NOBITS && s.flags & elf::SHF_TLS != 0);
        let from = inside.clone().filter(tbss).map(|s| s.address).min()?;
        let to = inside.clone().filter(tbss).map(|s| s.address + s.size).max()?;
        let file =
            inside.filter(|s| s.kind != elf::SHT_NOBITS).map(|s| s.address + s.size).max().unwrap_or(from);
        Some((from, file, to))
    };
    for (low, high, flags) in [(0, 10, r), (10, 20, r | x), (20, 30, r), (30, 40, r | w), (40, 60, r | w)] {
        let range = loaded(low, high);
        let range = match (low, range) {
            (0, None) => Some((layout.base, layout.base + layout.headers, layout.base + layout.headers)),
            (0, Some((_, file, to))) => Some((layout.base, file, to)),
            (_, range) => range,
        };
        let Some((from, file, to)) = range else { continue };
        list.push(Segment {
            kind: elf::PT_LOAD,
            flags,
            address: from,
            file: file - from,
            memory: to - from,
            align: link.machine.page_size(),
        });
    }
    let mut whole = |kind, flags, name: &str, align| {
        if let Some(s) = layout.section(name) {
            list.push(Segment { kind, flags, address: s.address, file: s.size, memory: s.size, align });
        }
    };
    whole(elf::PT_DYNAMIC, r | w, ".dynamic", 8);
    whole(elf::PT_GNU_EH_FRAME, r, ".eh_frame_hdr", 4);
    if let Some((start, file, memory, align)) = layout.tls {
        list.push(Segment { kind: elf::PT_TLS, flags: r, address: start, file, memory, align });
    }
    let executable = link.options.execstack || link.objects.iter().any(|object| object.executable_stack);
    let stack = r | w | if executable { x } else { 0 };
    list.push(Segment { kind: elf::PT_GNU_STACK, flags: stack, address: 0, file: 0, memory: 0, align: 16 });
    if let Some((start, end)) = layout.relro {
        list.push(Segment {
            kind: elf::PT_GNU_RELRO,
            flags: r,
            address: start,
            file: end - start,
            memory: end - start,
            align: 1,
        });
    }
    list
}

/// ELF header, program headers, section headers; and the symbol table of what was linked.
fn headers(link: &Link<'_>, layout: &Layout, file: &mut Vec<u8>) {
    let mut names = vec![0u8];
    let mut name_of = |text: &str| {
        let at = names.len() as u32;
        names.extend_from_slice(text.as_bytes());
        names.push(0);
        at
    };
    let number = |name: &str| layout.sections.iter().position(|s| s.name == name).map_or(0, |i| i as u32 + 1);
    let mut rows: Vec<[u64; 10]> = vec![[0; 10]];
    for s in &layout.sections {
        let linked = match s.synthetic {
            Synthetic::DynSym | Synthetic::Dynamic | Synthetic::VersionR => number(".dynstr"),
            Synthetic::Hash | Synthetic::Version | Synthetic::Rela => number(".dynsym"),
            _ => 0,
        };
        let info = match s.synthetic {
            Synthetic::DynSym => 1,
            Synthetic::VersionR => layout.tables.version_files,
            _ => 0,
        };
        rows.push([
            u64::from(name_of(&s.name)),
            u64::from(s.kind),
            s.flags,
            s.address,
            s.offset,
            s.size,
            u64::from(linked),
            info,
            s.align,
            s.entsize,
        ]);
    }
    if !link.options.strip {
        let (symbols, strings, locals) = symbol_table(link, layout);
        file.resize(file.len().next_multiple_of(8), 0);
        let strtab = rows.len() as u64 + 1;
        let (at, size) = (file.len() as u64, symbols.len() as u64);
        rows.push([
            u64::from(name_of(".symtab")),
            u64::from(elf::SHT_SYMTAB),
            0,
            0,
            at,
            size,
            strtab,
            locals,
            8,
            24,
        ]);
        file.extend(symbols);
        let (at, size) = (file.len() as u64, strings.len() as u64);
        rows.push([u64::from(name_of(".strtab")), u64::from(elf::SHT_STRTAB), 0, 0, at, size, 0, 0, 1, 0]);
        file.extend(strings);
    }
    let shstr = u64::from(name_of(".shstrtab"));
    rows.push([shstr, u64::from(elf::SHT_STRTAB), 0, 0, file.len() as u64, names.len() as u64, 0, 0, 1, 0]);
    file.extend(&names);
    file.resize(file.len().next_multiple_of(8), 0);
    let table = file.len() as u64;
    for row in &rows {
        let [name, kind, flags, address, offset, size, linked, info, align, entsize] = *row;
        file.extend_from_slice(&(name as u32).to_le_bytes());
        file.extend_from_slice(&(kind as u32).to_le_bytes());
        [flags, address, offset, size].iter().for_each(|v| file.extend_from_slice(&v.to_le_bytes()));
        [linked, info].iter().for_each(|v| file.extend_from_slice(&(*v as u32).to_le_bytes()));
        [align, entsize].iter().for_each(|v| file.extend_from_slice(&v.to_le_bytes()));
    }
    let segments = segments(link, layout);
    let entry = link.options.entry.as_ref().and_then(|name| link.names.get(name.as_bytes()));
    let entry = entry.map_or(0, |&id| layout.definition(link, Target::Global(id)));
    let e_type = if link.options.output.is_pic() { elf::ET_DYN } else { elf::ET_EXEC };
    let mut head = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    head.extend_from_slice(&e_type.to_le_bytes());
    head.extend_from_slice(&link.machine.elf_machine().to_le_bytes());
    head.extend_from_slice(&1u32.to_le_bytes());
    [entry, 64, table].iter().for_each(|v| head.extend_from_slice(&v.to_le_bytes()));
    head.extend_from_slice(&0u32.to_le_bytes());
    for half in [64, 56, segments.len() as u16, 64, rows.len() as u16, rows.len() as u16 - 1] {
        head.extend_from_slice(&half.to_le_bytes());
    }
    for s in &segments {
        head.extend_from_slice(&s.kind.to_le_bytes());
        head.extend_from_slice(&s.flags.to_le_bytes());
        let offset = if s.address == 0 { 0 } else { s.address - layout.base };
        let offset = if s.kind == elf::PT_LOAD { s.address - layout.base } else { offset };
        [offset, s.address, s.address, s.file, s.memory, s.align]
            .iter()
            .for_each(|v| head.extend_from_slice(&v.to_le_bytes()));
    }
    file[..head.len()].copy_from_slice(&head);
}

fn symbol_table(link: &Link<'_>, layout: &Layout) -> (Vec<u8>, Vec<u8>, u64) {
    let (mut symbols, mut strings) = (vec![0u8; 24], vec![0u8]);
    let mut put = |name: &[u8], info: u8, other: u8, section: u16, value: u64, size: u64| {
        symbols.extend_from_slice(&(strings.len() as u32).to_le_bytes());
        strings.extend_from_slice(name);
        strings.push(0);
        symbols.extend_from_slice(&[info, other]);
        symbols.extend_from_slice(&section.to_le_bytes());
        symbols.extend_from_slice(&value.to_le_bytes());
        symbols.extend_from_slice(&size.to_le_bytes());
    };
    let mut locals = 1;
    let section_of = |target: Target, link: &Link<'_>| -> Option<u16> {
        let (o, s) = match target {
            Target::Local(o, s) => (o, s),
            Target::Global(id) => match link.globals[id.0 as usize].definition {
                Definition::Object(o, s) => (o, s),
                _ => return None,
            },
        };
        match link.objects[o as usize].symbols[s as usize].place {
            crate::input::Place::Section(section, _) => {
                layout.placed[o as usize][section as usize].map(|(out, _)| out as u16 + 1)
            }
            crate::input::Place::Absolute(_) => Some(elf::SHN_ABS),
            _ => Some(elf::SHN_ABS),
        }
    };
    let value_of = |target: Target, kind: u8| {
        let value = layout.definition(link, target);
        if kind == elf::STT_TLS { value.wrapping_sub(layout.tls_start()) } else { value }
    };
    for (o, object) in link.objects.iter().enumerate() {
        for (s, symbol) in object.symbols.iter().enumerate() {
            let target = Target::Local(o as u32, s as u32);
            let named = !symbol.name.is_empty() && !symbol.name.starts_with(b".L");
            if symbol.binding != elf::STB_LOCAL || !named || symbol.kind == elf::STT_SECTION {
                continue;
            }
            if let Some(section) = section_of(target, link) {
                put(
                    symbol.name,
                    symbol.kind,
                    symbol.visibility,
                    section,
                    value_of(target, symbol.kind),
                    symbol.size,
                );
                locals += 1;
            }
        }
    }
    for (index, global) in link.globals.iter().enumerate() {
        let id = GlobalId(index as u32);
        let kind = link.kind(id);
        let binding = if global.weak { elf::STB_WEAK } else { elf::STB_GLOBAL };
        match global.definition {
            Definition::Object(o, s) => {
                if let Some(section) = section_of(Target::Global(id), link) {
                    let size = link.objects[o as usize].symbols[s as usize].size;
                    let value = value_of(Target::Global(id), kind);
                    put(global.name, binding << 4 | kind, global.visibility, section, value, size);
                }
            }
            Definition::Shared(..) if global.referenced => put(global.name, binding << 4 | kind, 0, 0, 0, 0),
            _ => {}
        }
    }
    (symbols, strings, locals)
}
