//! What the dynamic linker reads: symbols, hash tables, versions, relocations, the dynamic section (gABI, Dynamic Linking;
//! the GNU hash and symbol versioning documents).

use crate::elf;
use crate::layout::Layout;
use crate::options::Symbolic;
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::{Dynamic, Plan, Spot, Target, Work};
use crate::synthetic::Made;
use crate::versions::base_name;
use crate::{LinkError, Output};
use rustc_hash::FxHashMap;

/// The tables whose contents do not depend on addresses.
#[derive(Default)]
pub(crate) struct Tables {
    /// `.dynstr`
    pub(crate) strings: Vec<u8>,
    /// Symbols in table order, after the null symbol: name offset and symbol.
    pub(crate) symbols: Vec<(u32, GlobalId)>,
    /// The number of each global in `.dynsym`.
    numbers: Vec<u32>,
    pub(crate) versions: Vec<u8>,
    pub(crate) version_needs: Vec<u8>,
    pub(crate) version_definitions: Vec<u8>,
    pub(crate) version_files: u64,
    pub(crate) gnu_hash: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    /// Entries of the dynamic section whose values are known.
    entries: Vec<(u32, u64)>,
}

fn gnu_hash(name: &[u8]) -> u32 {
    name.iter().fold(5381u32, |hash, &b| hash.wrapping_mul(33).wrapping_add(u32::from(b)))
}

fn sysv_hash(name: &[u8]) -> u32 {
    name.iter().fold(0u32, |hash, &b| {
        let hash = (hash << 4).wrapping_add(u32::from(b));
        let top = hash & 0xf000_0000;
        (hash ^ (top >> 24)) & !top
    })
}

/// A string table in which each string stands once.
struct Strings {
    bytes: Vec<u8>,
    known: FxHashMap<Vec<u8>, u32>,
}

impl Strings {
    fn add(&mut self, text: &[u8]) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let at = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text);
        self.bytes.push(0);
        self.known.insert(text.to_vec(), at);
        at
    }
}

fn words(out: &mut Vec<u8>, list: &[u32]) {
    list.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
}

fn halves(out: &mut Vec<u8>, list: &[u16]) {
    list.iter().for_each(|half| out.extend_from_slice(&half.to_le_bytes()));
}

/// Whether the output has a dynamic section.
pub(crate) fn has_dynamic(link: &Link<'_>) -> bool {
    let output = link.options.output;
    match output {
        Output::Pie | Output::StaticPie | Output::Shared => true,
        Output::Executable => !link.shared.is_empty() || link.options.export_dynamic,
        Output::Static | Output::Relocatable => false,
    }
}

/// A version that is needed of a library: its name and number.
type Needed<'v> = (&'v [u8], u16);

impl Tables {
    pub(crate) fn new(link: &Link<'_>, plan: &Plan) -> Tables {
        let mut tables = Tables { numbers: vec![0; link.globals.len()], ..Tables::default() };
        if !has_dynamic(link) {
            return tables;
        }
        let options = link.options;
        let mut strings = Strings { bytes: vec![0], known: FxHashMap::default() };
        let needed = link.shared.iter().zip(&link.needed).filter(|(_, needed)| **needed);
        for (library, _) in needed {
            tables.entries.push((elf::DT_NEEDED, u64::from(strings.add(library.soname.as_bytes()))));
        }
        if let Some(name) = &options.soname {
            tables.entries.push((elf::DT_SONAME, u64::from(strings.add(name.as_bytes()))));
        }
        if !options.rpath.is_empty() {
            let tag = if options.old_tags { elf::DT_RPATH } else { elf::DT_RUNPATH };
            tables.entries.push((tag, u64::from(strings.add(options.rpath.join(":").as_bytes()))));
        }
        // Undefined symbols first: the GNU hash table covers the rest, sorted by bucket.
        let defined = |id: GlobalId| match link.globals[id.0 as usize].definition {
            Definition::Object(..) | Definition::Linker | Definition::Script => true,
            Definition::Shared(..) => plan.copied.contains_key(&id),
            _ => false,
        };
        let visible =
            (0..link.globals.len() as u32).map(GlobalId).filter(|id| link.globals[id.0 as usize].exported);
        let (mut ours, theirs): (Vec<GlobalId>, Vec<GlobalId>) = visible.partition(|&id| defined(id));
        let name = |id: GlobalId| base_name(link.globals[id.0 as usize].name);
        let buckets = (ours.len() as u32 / 2).max(1);
        ours.sort_by_key(|&id| gnu_hash(name(id)) % buckets);
        let first = 1 + theirs.len() as u32;
        let all: Vec<GlobalId> = theirs.iter().chain(&ours).copied().collect();
        if options.gnu_hash {
            tables.gnu_hash =
                gnu_table(&ours.iter().map(|&id| gnu_hash(name(id))).collect::<Vec<_>>(), first, buckets);
        }
        if options.sysv_hash {
            tables.hash = sysv_table(&all.iter().map(|&id| sysv_hash(name(id))).collect::<Vec<_>>());
        }
        for (i, &id) in all.iter().enumerate() {
            tables.symbols.push((strings.add(name(id)), id));
            tables.numbers[id.0 as usize] = i as u32 + 1;
        }
        tables.versions(link, &all, &mut strings);
        tables.strings = strings.bytes;
        tables
    }

    fn versions(&mut self, link: &Link<'_>, all: &[GlobalId], strings: &mut Strings) {
        let shared = link.options.output == Output::Shared;
        let nodes = if shared || link.versions.present { link.versions.nodes.as_slice() } else { &[] };
        let mut next = if nodes.is_empty() { 2 } else { nodes.len() as u16 + 2 };
        let mut wanted: Vec<(u32, Vec<Needed<'_>>)> = Vec::new();
        let mut of_library: FxHashMap<u32, usize> = FxHashMap::default();
        let mut numbers: Vec<u16> = vec![0];
        for &id in all {
            let global = &link.globals[id.0 as usize];
            let number = match global.definition {
                Definition::Shared(l, s) => match link.shared[l as usize].symbols[s as usize].version {
                    None => elf::VER_NDX_GLOBAL,
                    Some(name) => {
                        let at = *of_library.entry(l).or_insert_with(|| {
                            wanted.push((l, Vec::new()));
                            wanted.len() - 1
                        });
                        match wanted[at].1.iter().find(|(known, _)| *known == name) {
                            Some(&(_, number)) => number,
                            None => {
                                wanted[at].1.push((name, next));
                                next += 1;
                                next - 1
                            }
                        }
                    }
                },
                Definition::Undefined => elf::VER_NDX_LOCAL,
                _ if nodes.is_empty() => elf::VER_NDX_GLOBAL,
                _ => global.version,
            };
            numbers.push(number);
        }
        for (i, (library, list)) in wanted.iter().enumerate() {
            let file = strings.add(link.shared[*library as usize].soname.as_bytes());
            let size = 16 + 16 * list.len() as u32;
            halves(&mut self.version_needs, &[1, list.len() as u16]);
            words(&mut self.version_needs, &[file, 16, if i + 1 == wanted.len() { 0 } else { size }]);
            for (j, (name, number)) in list.iter().enumerate() {
                words(&mut self.version_needs, &[sysv_hash(name)]);
                halves(&mut self.version_needs, &[0, *number]);
                words(
                    &mut self.version_needs,
                    &[strings.add(name), if j + 1 == list.len() { 0 } else { 16 }],
                );
            }
        }
        self.version_files = wanted.len() as u64;
        if !nodes.is_empty() {
            // The first is the library itself.
            let base = link.options.soname.as_deref().unwrap_or("a.out");
            let mut put = |flags: u16, number: u16, name: &str, parents: &[String], last: bool| {
                let count = 1 + parents.len() as u32;
                halves(&mut self.version_definitions, &[1, flags, number, count as u16]);
                let next = if last { 0 } else { 20 + 8 * count };
                words(&mut self.version_definitions, &[sysv_hash(name.as_bytes()), 20, next]);
                let names = std::iter::once(name).chain(parents.iter().map(String::as_str));
                for (i, name) in names.enumerate() {
                    let next = if i as u32 + 1 == count { 0 } else { 8 };
                    words(&mut self.version_definitions, &[strings.add(name.as_bytes()), next]);
                }
            };
            put(elf::VER_FLG_BASE, 1, base, &[], false);
            for (i, node) in nodes.iter().enumerate() {
                put(0, i as u16 + 2, &node.name, &node.parents, i + 1 == nodes.len());
            }
        }
        if !self.version_needs.is_empty() || !self.version_definitions.is_empty() {
            halves(&mut self.versions, &numbers);
        }
    }

    /// The number of version definitions.
    pub(crate) fn definition_count(&self, link: &Link<'_>) -> u64 {
        if self.version_definitions.is_empty() { 0 } else { link.versions.nodes.len() as u64 + 1 }
    }

    /// The number of a symbol in `.dynsym`.
    fn number(&self, target: Target) -> u64 {
        match target {
            Target::Global(id) => u64::from(self.numbers[id.0 as usize]),
            Target::Local(..) => 0,
        }
    }

    /// The dynamic section. Before addresses are known, with zeros: its size does not depend on them.
    pub(crate) fn dynamic(&self, link: &Link<'_>, plan: &Plan, layout: Option<&Layout<'_>>) -> Vec<u8> {
        let options = link.options;
        let mut out = self.entries.clone();
        let at = |made: Made| layout.and_then(|l| l.made(made)).unwrap_or(0);
        for (name, tag) in [("_init", elf::DT_INIT), ("_fini", elf::DT_FINI)] {
            if let Some(&id) = link.names.get(name.as_bytes())
                && matches!(link.globals[id.0 as usize].definition, Definition::Object(..))
            {
                out.push((tag, layout.map_or(0, |l| l.definition(link, plan, Target::Global(id), 0))));
            }
        }
        for (name, start, size) in [
            (".preinit_array", elf::DT_PREINIT_ARRAY, elf::DT_PREINIT_ARRAYSZ),
            (".init_array", elf::DT_INIT_ARRAY, elf::DT_INIT_ARRAYSZ),
            (".fini_array", elf::DT_FINI_ARRAY, elf::DT_FINI_ARRAYSZ),
        ] {
            let prefix = |section: &[u8]| section.starts_with(name.as_bytes());
            let has = link.objects.iter().any(|o| o.sections.iter().any(|s| s.live && prefix(s.name)));
            if has && (name != ".preinit_array" || options.output != Output::Shared) {
                let section = layout.and_then(|l| l.section(name));
                out.push((start, section.map_or(0, |s| s.address)));
                out.push((size, section.map_or(0, |s| s.size)));
            }
        }
        let mut table = |tag, made, bytes: &[u8]| {
            if !bytes.is_empty() {
                out.push((tag, at(made)));
            }
        };
        table(elf::DT_HASH, Made::Hash, &self.hash);
        table(elf::DT_GNU_HASH, Made::GnuHash, &self.gnu_hash);
        out.push((elf::DT_STRTAB, at(Made::DynStr)));
        out.push((elf::DT_SYMTAB, at(Made::DynSym)));
        out.push((elf::DT_STRSZ, self.strings.len() as u64));
        out.push((elf::DT_SYMENT, 24));
        if options.symbolic == Symbolic::All {
            out.push((elf::DT_SYMBOLIC, 0));
        }
        if options.output != Output::Shared {
            out.push((elf::DT_DEBUG, 0));
        }
        let lazy = plan.plt_relocs.len() + plan.indirect_relocs.len();
        if lazy != 0 {
            // The dynamic linker prepares lazy binding wherever there is a DT_JMPREL.
            out.push((elf::DT_PLTGOT, at(Made::GotPlt)));
            let first = if plan.plt_relocs.is_empty() { Made::RelaIplt } else { Made::RelaPlt };
            out.push((elf::DT_PLTRELSZ, lazy as u64 * 24));
            out.push((elf::DT_PLTREL, u64::from(elf::DT_RELA)));
            out.push((elf::DT_JMPREL, at(first)));
        }
        if !plan.relocs.is_empty() {
            out.push((elf::DT_RELA, at(Made::RelaDyn)));
            out.push((elf::DT_RELASZ, plan.relocs.len() as u64 * 24));
            out.push((elf::DT_RELAENT, 24));
            let relative = plan.relocs.iter().filter(|r| r.work == Work::Relative).count();
            if relative != 0 {
                out.push((elf::DT_RELACOUNT, relative as u64));
            }
        }
        if plan.text_relocations {
            out.push((elf::DT_TEXTREL, 0));
        }
        if !self.versions.is_empty() {
            out.push((elf::DT_VERSYM, at(Made::VerSym)));
        }
        if !self.version_definitions.is_empty() {
            out.push((elf::DT_VERDEF, at(Made::VerDef)));
            out.push((elf::DT_VERDEFNUM, self.definition_count(link)));
        }
        if !self.version_needs.is_empty() {
            out.push((elf::DT_VERNEED, at(Made::VerNeed)));
            out.push((elf::DT_VERNEEDNUM, self.version_files));
        }
        let mut flags = 0;
        let mut flags_1 = options.flags_1;
        if options.symbolic == Symbolic::All {
            flags |= elf::DF_SYMBOLIC;
        }
        if plan.text_relocations {
            flags |= elf::DF_TEXTREL;
        }
        if options.now {
            flags |= elf::DF_BIND_NOW;
            flags_1 |= elf::DF_1_NOW;
        }
        if plan.static_tls && options.output == Output::Shared {
            flags |= elf::DF_STATIC_TLS;
        }
        if matches!(options.output, Output::Pie | Output::StaticPie) {
            flags_1 |= elf::DF_1_PIE;
        }
        if flags != 0 {
            out.push((elf::DT_FLAGS, u64::from(flags)));
        }
        if flags_1 != 0 {
            out.push((elf::DT_FLAGS_1, u64::from(flags_1)));
        }
        out.push((elf::DT_NULL, 0));
        out.iter().flat_map(|(tag, value)| [u64::from(*tag), *value]).flat_map(u64::to_le_bytes).collect()
    }

    /// `.dynsym`
    pub(crate) fn symbol_table(&self, link: &Link<'_>, plan: &Plan, layout: &Layout<'_>) -> Vec<u8> {
        let mut out = vec![0u8; 24];
        for &(name, id) in &self.symbols {
            let global = &link.globals[id.0 as usize];
            let target = Target::Global(id);
            let copied = plan.copied.contains_key(&id);
            let (mut value, mut size, mut section) = (0, 0, elf::SHN_UNDEF);
            let mut kind = link.kind(id);
            let defined = copied || matches!(global.definition, Definition::Object(..) | Definition::Script);
            if defined {
                value = layout.definition(link, plan, target, 0);
                section = match layout.section_of(link, plan, target) {
                    Some(out) => layout.sections[out as usize].number.min(0xfeff) as u16,
                    None => elf::SHN_ABS,
                };
                size = crate::write::size(link, target);
                if kind == elf::STT_TLS {
                    value = value.wrapping_sub(layout.tls_start());
                }
                // Other modules call an indirect function that has an address here as any function.
                if kind == elf::STT_GNU_IFUNC && plan.slots(target).canonical {
                    value = layout.address(link, plan, target, 0);
                    kind = elf::STT_FUNC;
                }
            } else {
                if plan.slots(target).canonical {
                    // The function's address everywhere is its PLT entry here.
                    value = layout.plt_of(link, plan, target).unwrap_or(0);
                }
                if kind == elf::STT_GNU_IFUNC {
                    kind = elf::STT_FUNC;
                }
            }
            let weak = match global.definition {
                Definition::Object(..) | Definition::Script => global.weak,
                _ => !global.strong_reference,
            };
            let weak = weak && !copied;
            let binding = if weak { elf::STB_WEAK } else { elf::STB_GLOBAL };
            words(&mut out, &[name]);
            out.push(binding << 4 | kind);
            out.push(if global.visibility == elf::STV_PROTECTED { elf::STV_PROTECTED } else { 0 });
            halves(&mut out, &[section]);
            out.extend_from_slice(&value.to_le_bytes());
            out.extend_from_slice(&size.to_le_bytes());
        }
        out
    }

    /// The bytes of dynamic relocations; relative ones come first (DT_RELACOUNT).
    pub(crate) fn relocations(
        &self,
        link: &Link<'_>,
        plan: &Plan,
        layout: &Layout<'_>,
        list: &[Dynamic],
    ) -> Result<Vec<u8>, LinkError> {
        let types = link.machine.dynamic_types();
        let mut rows: Vec<(u8, u64, u64, i64)> = Vec::with_capacity(list.len());
        for reloc in list {
            let target = reloc.target;
            let place = match reloc.spot {
                Spot::Section(o, s, offset) => layout.input(o, s, offset).unwrap_or_default(),
                Spot::Got(word) => layout.got(word),
                Spot::GotPlt(index) => layout.got_plt(index),
                Spot::Copy => layout.definition(link, plan, target, 0),
            };
            let symbol = self.number(target) << 32;
            let offset = |base: u64| layout.definition(link, plan, target, 0).wrapping_sub(base) as i64;
            let here = symbol == 0;
            let (info, addend) = match reloc.work {
                Work::Relative => {
                    let address = layout.address(link, plan, target, reloc.addend) as i64;
                    (u64::from(types.relative), address.wrapping_add(reloc.addend))
                }
                Work::Symbolic => (symbol | u64::from(types.absolute), reloc.addend),
                Work::GlobDat => (symbol | u64::from(types.glob_dat), 0),
                Work::JumpSlot => (symbol | u64::from(types.jump_slot), 0),
                Work::Copy => (symbol | u64::from(types.copy), 0),
                Work::Indirect => {
                    (u64::from(types.irelative), layout.definition(link, plan, target, 0) as i64)
                }
                Work::Module if here || !link.is_import(target) => (u64::from(types.dtpmod), 0),
                Work::Module => (symbol | u64::from(types.dtpmod), 0),
                Work::ModuleOffset => (symbol | u64::from(types.dtpoff), 0),
                Work::ThreadOffset if link.is_import(target) => (symbol | u64::from(types.tpoff), 0),
                Work::ThreadOffset => (u64::from(types.tpoff), offset(layout.tls_start())),
                Work::Descriptor if link.is_import(target) => (symbol | u64::from(types.tlsdesc), 0),
                Work::Descriptor => (u64::from(types.tlsdesc), offset(layout.tls_start())),
            };
            rows.push((u8::from(reloc.work != Work::Relative), place, info, addend));
        }
        // The lazy PLT's must stay in the order of its entries.
        if !std::ptr::eq(list, plan.plt_relocs.as_slice()) {
            rows.sort_by_key(|&(class, place, info, _)| {
                (class, if class == 0 { 0 } else { info >> 32 }, place)
            });
        }
        let mut out = Vec::with_capacity(rows.len() * 24);
        for (_, place, info, addend) in rows {
            out.extend_from_slice(&place.to_le_bytes());
            out.extend_from_slice(&info.to_le_bytes());
            out.extend_from_slice(&addend.to_le_bytes());
        }
        Ok(out)
    }
}

fn gnu_table(hashes: &[u32], first: u32, buckets: u32) -> Vec<u8> {
    let count = (hashes.len() / 8).next_power_of_two().max(1);
    let shift = 6u32;
    let mut bloom = vec![0u64; count];
    for &hash in hashes {
        bloom[(hash as usize / 64) % count] |= 1 << (hash % 64) | 1 << ((hash >> shift) % 64);
    }
    let mut starts = vec![0u32; buckets as usize];
    let mut chain = Vec::with_capacity(hashes.len());
    for (i, &hash) in hashes.iter().enumerate() {
        let bucket = (hash % buckets) as usize;
        if starts[bucket] == 0 {
            starts[bucket] = first + i as u32;
        }
        let last = hashes.get(i + 1).is_none_or(|next| (next % buckets) as usize != bucket);
        chain.push(hash & !1 | u32::from(last));
    }
    let mut out = Vec::new();
    words(&mut out, &[buckets, first, count as u32, shift]);
    bloom.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    words(&mut out, &starts);
    words(&mut out, &chain);
    out
}

/// Buckets, then chains by symbol number (gABI, Hash Table).
fn sysv_table(hashes: &[u32]) -> Vec<u8> {
    let buckets = (hashes.len() as u32 / 2).max(1);
    let mut starts = vec![0u32; buckets as usize];
    let mut chain = vec![0u32; hashes.len() + 1];
    for (i, &hash) in hashes.iter().enumerate().rev() {
        let bucket = (hash % buckets) as usize;
        chain[i + 1] = starts[bucket];
        starts[bucket] = i as u32 + 1;
    }
    let mut out = Vec::new();
    words(&mut out, &[buckets, chain.len() as u32]);
    words(&mut out, &starts);
    words(&mut out, &chain);
    out
}
