//! Layout: output sections in their order, addresses, segments (gABI, Program Header). File offsets equal distances from
//! the base address, so each segment maps as it lies in the file.

use crate::dynamic::Tables;
use crate::elf;
use crate::input::Place;
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::{Plan, Target};
use crate::{LinkError, Output};
use rustc_hash::FxHashMap;

/// What the linker itself puts into a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Synthetic {
    /// Only inputs.
    None,
    Interp,
    Hash,
    DynSym,
    DynStr,
    Version,
    VersionR,
    Rela,
    Plt,
    EhFrameHdr,
    Dynamic,
    Got,
}

/// A section of the output.
#[derive(Clone, Debug)]
pub struct OutSection {
    pub name: String,
    pub kind: u32,
    pub flags: u64,
    pub align: u64,
    pub size: u64,
    pub address: u64,
    pub offset: u64,
    pub entsize: u64,
    pub synthetic: Synthetic,
    pub(crate) rank: u32,
    /// Object, section, offset in this section.
    pub(crate) pieces: Vec<(u32, u32, u64)>,
}

/// Where everything is.
pub struct Layout {
    pub(crate) sections: Vec<OutSection>,
    /// For each object and section: output section and offset.
    pub(crate) placed: Vec<Vec<Option<(u32, u64)>>>,
    commons: FxHashMap<GlobalId, u64>,
    copies: FxHashMap<GlobalId, u64>,
    pub(crate) tables: Tables,
    pub(crate) base: u64,
    /// Start, size in the file, size in memory, alignment.
    pub(crate) tls: Option<(u64, u64, u64, u64)>,
    /// The end of what becomes read-only after relocation.
    pub(crate) relro: Option<(u64, u64)>,
    /// Bytes of all loaded sections in the file.
    pub(crate) loaded: u64,
    /// The end of memory.
    pub(crate) end: u64,
    pub(crate) headers: u64,
}

const ALLOC: u64 = elf::SHF_ALLOC;
const WRITE: u64 = elf::SHF_WRITE;
const EXEC: u64 = elf::SHF_EXECINSTR;
const TLS: u64 = elf::SHF_TLS;

/// The output section of an input section.
fn output_name(name: &str) -> &str {
    const PREFIXES: &[&str] = &[
        ".data.rel.ro",
        ".text",
        ".rodata",
        ".data",
        ".bss",
        ".tdata",
        ".tbss",
        ".init_array",
        ".fini_array",
        ".preinit_array",
        ".gcc_except_table",
        ".ldata",
        ".lrodata",
        ".lbss",
    ];
    PREFIXES
        .iter()
        .find(|prefix| {
            name.strip_prefix(**prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
        .copied()
        .unwrap_or(name)
}

fn rank(name: &str, kind: u32, flags: u64) -> u32 {
    if flags & ALLOC == 0 {
        return 60;
    }
    match name {
        ".interp" => 0,
        ".gnu.hash" => 2,
        ".dynsym" => 3,
        ".dynstr" => 4,
        ".gnu.version" => 5,
        ".gnu.version_r" => 6,
        ".rela.dyn" => 7,
        ".init" => 10,
        ".plt" => 11,
        ".text" => 12,
        ".fini" => 13,
        ".rodata" => 20,
        ".eh_frame_hdr" => 21,
        ".eh_frame" => 22,
        ".preinit_array" => 32,
        ".init_array" => 33,
        ".fini_array" => 34,
        ".data.rel.ro" => 35,
        ".dynamic" => 36,
        ".got" => 37,
        ".data" => 40,
        _ if kind == elf::SHT_NOTE && flags & WRITE == 0 => 1,
        _ if flags & EXEC != 0 => 14,
        _ if flags & TLS != 0 => {
            if kind == elf::SHT_NOBITS {
                31
            } else {
                30
            }
        }
        _ if flags & WRITE == 0 => 23,
        _ if kind == elf::SHT_NOBITS => 50,
        _ => 41,
    }
}

/// The priority in `.init_array.00101`; without one, last.
fn priority(name: &str) -> u32 {
    name.rsplit('.').next().and_then(|n| n.parse().ok()).unwrap_or(u32::MAX)
}

/// Lays the output out.
pub fn lay_out(link: &Link<'_>, plan: &Plan) -> Result<Layout, LinkError> {
    let mut sections: Vec<OutSection> = Vec::new();
    let mut by_name: FxHashMap<(String, bool), usize> = FxHashMap::default();
    let mut placed: Vec<Vec<Option<(u32, u64)>>> =
        link.objects.iter().map(|o| vec![None; o.sections.len()]).collect();
    let mut find = |sections: &mut Vec<OutSection>, name: &str, kind: u32, flags: u64, synthetic| {
        let nobits = kind == elf::SHT_NOBITS;
        *by_name.entry((name.to_string(), nobits)).or_insert_with(|| {
            sections.push(OutSection {
                name: name.to_string(),
                kind,
                flags,
                align: 1,
                size: 0,
                address: 0,
                offset: 0,
                entsize: 0,
                synthetic,
                rank: rank(name, kind, flags),
                pieces: Vec::new(),
            });
            sections.len() - 1
        })
    };
    // Inputs, constructors by priority.
    let mut inputs: Vec<(u32, u32)> = Vec::new();
    for (o, object) in link.objects.iter().enumerate() {
        for (s, section) in object.sections.iter().enumerate() {
            let debug = section.flags & ALLOC == 0;
            if section.live && !(debug && link.options.strip) {
                inputs.push((o as u32, s as u32));
            }
        }
    }
    inputs.sort_by_key(|&(o, s)| {
        let name = link.objects[o as usize].sections[s as usize].name;
        match name.starts_with(".init_array") || name.starts_with(".fini_array") {
            true => priority(name),
            false => 0,
        }
    });
    for (o, s) in inputs {
        let section = &link.objects[o as usize].sections[s as usize];
        let flags = section.flags & (ALLOC | WRITE | EXEC | TLS);
        let name = output_name(section.name);
        let kind = if section.kind == elf::SHT_UNWIND { elf::SHT_PROGBITS } else { section.kind };
        let out = find(&mut sections, name, kind, flags, Synthetic::None);
        let out_section = &mut sections[out];
        out_section.flags |= flags;
        out_section.align = out_section.align.max(section.align);
        let offset = out_section.size.next_multiple_of(section.align);
        out_section.size = offset + section.size;
        out_section.pieces.push((o, s, offset));
        placed[o as usize][s as usize] = Some((out as u32, offset));
    }
    // Room for common symbols and copied objects.
    let mut commons = FxHashMap::default();
    let mut copies = FxHashMap::default();
    let bss = find(&mut sections, ".bss", elf::SHT_NOBITS, ALLOC | WRITE, Synthetic::None);
    let room = |sections: &mut Vec<OutSection>, size: u64, align: u64| {
        let section = &mut sections[bss];
        section.align = section.align.max(align.max(1));
        let offset = section.size.next_multiple_of(align.max(1));
        section.size = offset + size;
        offset
    };
    for (index, global) in link.globals.iter().enumerate() {
        if let Definition::Object(o, s) = global.definition
            && let Place::Common(align) = link.objects[o as usize].symbols[s as usize].place
        {
            let size = link.objects[o as usize].symbols[s as usize].size;
            commons.insert(GlobalId(index as u32), room(&mut sections, size, align));
        }
    }
    for &(id, size, align) in &plan.copies {
        copies.insert(id, room(&mut sections, size, align));
    }
    // What the linker adds.
    let tables = Tables::new(link, plan);
    let output = link.options.output;
    let mut add = |sections: &mut Vec<OutSection>, name: &str, kind, flags, size: u64, entsize, what| {
        if size != 0 {
            let index = find(sections, name, kind, flags, what);
            let section = &mut sections[index];
            (section.size, section.align, section.entsize, section.synthetic) = (size, 8, entsize, what);
        }
    };
    if output.is_dynamic() || output == Output::StaticPie {
        if output != Output::Shared && output.is_dynamic() {
            let size = link.options.interpreter.len() as u64 + 1;
            add(&mut sections, ".interp", elf::SHT_PROGBITS, ALLOC, size, 0, Synthetic::Interp);
        }
        add(
            &mut sections,
            ".gnu.hash",
            elf::SHT_GNU_HASH,
            ALLOC,
            tables.hash.len() as u64,
            0,
            Synthetic::Hash,
        );
        add(
            &mut sections,
            ".dynsym",
            elf::SHT_DYNSYM,
            ALLOC,
            tables.symbol_count() * 24,
            24,
            Synthetic::DynSym,
        );
        add(
            &mut sections,
            ".dynstr",
            elf::SHT_STRTAB,
            ALLOC,
            tables.strings.len() as u64,
            0,
            Synthetic::DynStr,
        );
        if !tables.version_needs.is_empty() {
            add(
                &mut sections,
                ".gnu.version",
                elf::SHT_GNU_VERSYM,
                ALLOC,
                tables.symbol_count() * 2,
                2,
                Synthetic::Version,
            );
            let size = tables.version_needs.len() as u64;
            add(&mut sections, ".gnu.version_r", elf::SHT_GNU_VERNEED, ALLOC, size, 0, Synthetic::VersionR);
        }
        add(
            &mut sections,
            ".dynamic",
            elf::SHT_DYNAMIC,
            ALLOC | WRITE,
            Tables::DYNAMIC_SIZE,
            16,
            Synthetic::Dynamic,
        );
    }
    let rela = crate::dynamic::rela_count(link, plan) * 24;
    add(&mut sections, ".rela.dyn", elf::SHT_RELA, ALLOC, rela, 24, Synthetic::Rela);
    let plt = plan.plt.len() as u64 * link.machine.plt_entry_size();
    add(&mut sections, ".plt", elf::SHT_PROGBITS, ALLOC | EXEC, plt, 0, Synthetic::Plt);
    // The GOT begins with the address of the dynamic section.
    let needs_got =
        plan.got_words != 0 || output.is_pic() || link.names.contains_key(&b"_GLOBAL_OFFSET_TABLE_"[..]);
    if needs_got {
        add(
            &mut sections,
            ".got",
            elf::SHT_PROGBITS,
            ALLOC | WRITE,
            (plan.got_words + 3) * 8,
            8,
            Synthetic::Got,
        );
    }
    let frames = crate::unwind::count(link);
    if frames != 0 {
        add(
            &mut sections,
            ".eh_frame_hdr",
            elf::SHT_PROGBITS,
            ALLOC,
            12 + frames * 8,
            0,
            Synthetic::EhFrameHdr,
        );
        if let Some(frame) = sections.iter_mut().find(|s| s.name == ".eh_frame") {
            // The terminator.
            frame.size = frame.size.next_multiple_of(8) + 8;
        }
    }
    let mut layout = Layout {
        sections,
        placed,
        commons,
        copies,
        tables,
        base: 0,
        tls: None,
        relro: None,
        loaded: 0,
        end: 0,
        headers: 0,
    };
    layout.assign(link)?;
    Ok(layout)
}

impl Layout {
    fn assign(&mut self, link: &Link<'_>) -> Result<(), LinkError> {
        // Numbers change when sections are sorted.
        let mut order: Vec<usize> = (0..self.sections.len()).collect();
        order.sort_by_key(|&i| self.sections[i].rank);
        let mut new_number = vec![0u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_number[old] = new as u32;
        }
        let mut old: Vec<Option<OutSection>> =
            std::mem::take(&mut self.sections).into_iter().map(Some).collect();
        self.sections = order.iter().filter_map(|&i| old[i].take()).collect();
        for placed in self.placed.iter_mut().flatten().flatten() {
            placed.0 = new_number[placed.0 as usize];
        }
        let page = link.machine.page_size();
        self.base = if link.options.output.is_pic() { 0 } else { link.machine.base_address() };
        self.headers = 64 + 56 * 12;
        let mut at = self.base + self.headers;
        let mut last_class = 0;
        let (mut relro_start, mut relro_end) = (None, 0);
        let mut tls: Option<(u64, u64, u64, u64)> = None;
        for section in &mut self.sections {
            if section.rank >= 60 {
                continue;
            }
            let class = match section.rank {
                0..10 => 0,
                10..20 => 1,
                20..30 => 2,
                30..40 => 3,
                _ => 4,
            };
            if class != last_class {
                at = at.next_multiple_of(page);
                last_class = class;
            }
            section.address = at.next_multiple_of(section.align);
            section.offset = section.address - self.base;
            if section.flags & TLS != 0 {
                let (start, file, memory, align) = tls.unwrap_or((section.address, 0, 0, 1));
                let end = section.address + section.size - start;
                let file = if section.kind == elf::SHT_NOBITS { file } else { end };
                tls = Some((start, file, memory.max(end), align.max(section.align)));
                if section.kind == elf::SHT_NOBITS {
                    continue;
                }
            }
            if class == 3 {
                relro_start.get_or_insert(section.address);
                relro_end = section.address + section.size;
            }
            at = section.address + section.size;
            if section.kind != elf::SHT_NOBITS {
                self.loaded = at - self.base;
            }
        }
        self.end = at;
        self.tls = tls;
        self.relro = relro_start.map(|start| (start, relro_end.next_multiple_of(page)));
        if at - self.base > 1 << 46 {
            return Err("the output is larger than the address space".to_string().into());
        }
        // Sections that are not loaded.
        let mut offset = self.loaded;
        for section in self.sections.iter_mut().filter(|s| s.rank >= 60) {
            section.offset = offset.next_multiple_of(section.align);
            offset = section.offset + section.size;
        }
        self.loaded = self.loaded.max(self.headers);
        Ok(())
    }

    pub(crate) fn section(&self, name: &str) -> Option<&OutSection> {
        self.sections.iter().find(|s| s.name == name)
    }

    /// The address of a GOT word.
    pub(crate) fn got(&self, word: u64) -> u64 {
        self.section(".got").map_or(0, |s| s.address + (word + 3) * 8)
    }

    pub(crate) fn plt(&self, link: &Link<'_>, index: u64) -> u64 {
        self.section(".plt").map_or(0, |s| s.address + index * link.machine.plt_entry_size())
    }

    /// The address of a target as other code sees it: indirect and stood-in functions are their PLT entries.
    pub(crate) fn address(&self, link: &Link<'_>, plan: &Plan, target: Target) -> u64 {
        if (link.is_ifunc(target) || link.is_import(target))
            && let Some(&index) = plan.plt_index.get(&target)
        {
            return self.plt(link, index);
        }
        self.definition(link, target)
    }

    /// The address of a target's definition.
    pub(crate) fn definition(&self, link: &Link<'_>, target: Target) -> u64 {
        match target {
            Target::Local(o, s) => self.place(link, o, s, None),
            Target::Global(id) => {
                if let Some(offset) = self.copies.get(&id) {
                    return self.bss() + offset;
                }
                match link.globals[id.0 as usize].definition {
                    Definition::Object(o, s) => self.place(link, o, s, Some(id)),
                    Definition::Linker => self.own_symbol(link.globals[id.0 as usize].name),
                    _ => 0,
                }
            }
        }
    }

    fn bss(&self) -> u64 {
        self.sections.iter().find(|s| s.name == ".bss" && s.kind == elf::SHT_NOBITS).map_or(0, |s| s.address)
    }

    fn place(&self, link: &Link<'_>, object: u32, symbol: u32, id: Option<GlobalId>) -> u64 {
        let Some(symbol) = link.objects.get(object as usize).and_then(|o| o.symbols.get(symbol as usize))
        else {
            return 0;
        };
        match symbol.place {
            Place::Section(section, value) => match self.placed[object as usize][section as usize] {
                Some((out, offset)) => self.sections[out as usize].address + offset + value,
                None => 0,
            },
            Place::Absolute(value) => value,
            Place::Common(_) => {
                id.and_then(|id| self.commons.get(&id)).map_or(0, |offset| self.bss() + offset)
            }
            Place::Undefined => 0,
        }
    }

    /// Names that the linker defines.
    fn own_symbol(&self, name: &[u8]) -> u64 {
        let text = String::from_utf8_lossy(name);
        let start = |n: &str| self.section(n).map(|s| s.address);
        let end = |n: &str| self.section(n).map(|s| s.address + s.size);
        let bound = |n: &str| match text.ends_with("_start") {
            true => start(n),
            false => end(n),
        };
        let found = match &*text {
            "_GLOBAL_OFFSET_TABLE_" => start(".got"),
            "_DYNAMIC" => start(".dynamic"),
            "__ehdr_start" | "__executable_start" => Some(self.base),
            "__init_array_start" | "__init_array_end" => bound(".init_array"),
            "__fini_array_start" | "__fini_array_end" => bound(".fini_array"),
            "__preinit_array_start" | "__preinit_array_end" => bound(".preinit_array"),
            // A self-relocating executable finds them by its dynamic section instead.
            "__rela_iplt_start" | "__rela_iplt_end" if self.base != 0 => bound(".rela.dyn"),
            "__bss_start" => Some(self.bss()),
            "_edata" | "edata" | "__TMC_END__" => end(".data").or(Some(self.bss())),
            "_end" | "end" => Some(self.end),
            "_etext" | "etext" | "__etext" => end(".text"),
            "__data_start" | "data_start" => start(".data"),
            "__GNU_EH_FRAME_HDR" => start(".eh_frame_hdr"),
            other => match (other.strip_prefix("__start_"), other.strip_prefix("__stop_")) {
                (Some(section), _) => start(section),
                (_, Some(section)) => end(section),
                _ => None,
            },
        };
        // Empty bounds are equal, wherever they are.
        found.unwrap_or(self.base)
    }

    /// Where the thread pointer is relative to the module's block.
    pub(crate) fn thread_pointer(&self, link: &Link<'_>) -> u64 {
        self.tls.map_or(0, |(start, _, memory, align)| link.machine.thread_pointer(start, memory, align))
    }

    pub(crate) fn tls_start(&self) -> u64 {
        self.tls.map_or(0, |(start, ..)| start)
    }
}
