//! What the dynamic linker reads: symbols, hash table, versions, the dynamic section (gABI, Dynamic Linking; the GNU hash
//! and symbol versioning documents).

use crate::Output;
use crate::elf;
use crate::layout::Layout;
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::{GotKind, Plan, Target};

/// The tables whose contents do not depend on addresses.
pub(crate) struct Tables {
    /// `.dynstr`
    pub(crate) strings: Vec<u8>,
    /// Symbols in table order, after the null symbol: name offset and symbol.
    pub(crate) symbols: Vec<(u32, GlobalId)>,
    /// `.gnu.version`, after the null symbol.
    pub(crate) versions: Vec<u16>,
    /// `.gnu.version_r`
    pub(crate) version_needs: Vec<u8>,
    pub(crate) version_files: u64,
    /// `.gnu.hash`
    pub(crate) hash: Vec<u8>,
    needed: Vec<u32>,
    soname: Option<u32>,
    rpath: Option<u32>,
}

/// Versions that are needed of a library, with their numbers.
type VersionNumbers<'a> = Vec<(&'a [u8], u16)>;

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

impl Tables {
    /// Room for every entry that the dynamic section may have.
    pub(crate) const DYNAMIC_SIZE: u64 = 16 * 48;

    pub(crate) fn new(link: &Link<'_>, plan: &Plan) -> Tables {
        let mut strings = vec![0u8];
        let mut add = |text: &[u8]| {
            let at = strings.len() as u32;
            strings.extend_from_slice(text);
            strings.push(0);
            at
        };
        let mut needed = Vec::new();
        if link.options.output.is_dynamic() {
            for (library, _) in link.shared.iter().zip(&link.needed).filter(|(_, needed)| **needed) {
                needed.push(add(library.soname.as_bytes()));
            }
        }
        let soname = link.options.soname.as_ref().map(|name| add(name.as_bytes()));
        let rpath = (!link.options.rpath.is_empty()).then(|| add(link.options.rpath.join(":").as_bytes()));
        // Undefined symbols first: the hash table covers the rest, sorted by bucket.
        let is_defined = |id: GlobalId| match link.globals[id.0 as usize].definition {
            Definition::Object(..) | Definition::Linker => true,
            Definition::Shared(..) => plan.copies.iter().any(|&(copied, ..)| copied == id),
            Definition::Undefined => false,
        };
        let (mut defined, undefined): (Vec<GlobalId>, Vec<GlobalId>) =
            plan.dynamic_symbols.iter().partition(|&&id| is_defined(id));
        let buckets = (defined.len() as u32 / 2).max(1);
        defined.sort_by_key(|&id| gnu_hash(link.globals[id.0 as usize].name) % buckets);
        let first = 1 + undefined.len() as u32;
        let hash = hash_table(link, &defined, first, buckets);
        let mut symbols = Vec::new();
        let mut versions = Vec::new();
        let mut wanted: Vec<(u32, VersionNumbers<'_>)> = Vec::new();
        let mut next_version = 2;
        for id in undefined.into_iter().chain(defined) {
            let global = &link.globals[id.0 as usize];
            symbols.push((add(global.name), id));
            let mut version = 1;
            if let Definition::Shared(l, s) = global.definition
                && let Some(name) = link.shared[l as usize].symbols[s as usize].version
            {
                let at = match wanted.iter().position(|(library, _)| *library == l) {
                    Some(at) => at,
                    None => {
                        wanted.push((l, Vec::new()));
                        wanted.len() - 1
                    }
                };
                version = match wanted[at].1.iter().find(|(known, _)| *known == name) {
                    Some(&(_, number)) => number,
                    None => {
                        wanted[at].1.push((name, next_version));
                        next_version += 1;
                        next_version - 1
                    }
                };
            }
            versions.push(version);
        }
        let mut version_needs = Vec::new();
        for (i, (library, list)) in wanted.iter().enumerate() {
            let file = add(link.shared[*library as usize].soname.as_bytes());
            let size = 16 + 16 * list.len() as u32;
            let next = if i + 1 == wanted.len() { 0 } else { size };
            version_needs.extend_from_slice(&1u16.to_le_bytes());
            version_needs.extend_from_slice(&(list.len() as u16).to_le_bytes());
            for word in [file, 16, next] {
                version_needs.extend_from_slice(&word.to_le_bytes());
            }
            for (j, (name, number)) in list.iter().enumerate() {
                version_needs.extend_from_slice(&sysv_hash(name).to_le_bytes());
                version_needs.extend_from_slice(&0u16.to_le_bytes());
                version_needs.extend_from_slice(&number.to_le_bytes());
                let text = add(name);
                let next = if j + 1 == list.len() { 0u32 } else { 16 };
                version_needs.extend_from_slice(&text.to_le_bytes());
                version_needs.extend_from_slice(&next.to_le_bytes());
            }
        }
        let version_files = wanted.len() as u64;
        Tables { strings, symbols, versions, version_needs, version_files, hash, needed, soname, rpath }
    }

    /// Entries of `.dynsym`.
    pub(crate) fn symbol_count(&self) -> u64 {
        1 + self.symbols.len() as u64
    }

    /// The number of a symbol in `.dynsym`.
    pub(crate) fn index(&self, id: GlobalId) -> u64 {
        self.symbols.iter().position(|&(_, known)| known == id).map_or(0, |at| at as u64 + 1)
    }

    /// The dynamic section.
    pub(crate) fn dynamic(&self, link: &Link<'_>, plan: &Plan, layout: &Layout) -> Vec<u8> {
        let mut out: Vec<(u32, u64)> =
            self.needed.iter().map(|&at| (elf::DT_NEEDED, u64::from(at))).collect();
        let mut put = |tag, value| out.push((tag, value));
        if let Some(at) = self.soname {
            put(elf::DT_SONAME, u64::from(at));
        }
        if let Some(at) = self.rpath {
            put(elf::DT_RUNPATH, u64::from(at));
        }
        for (name, tag) in [("_init", elf::DT_INIT), ("_fini", elf::DT_FINI)] {
            if let Some(&id) = link.names.get(name.as_bytes())
                && matches!(link.globals[id.0 as usize].definition, Definition::Object(..))
            {
                put(tag, layout.definition(link, Target::Global(id)));
            }
        }
        for (name, start, size) in [
            (".init_array", elf::DT_INIT_ARRAY, elf::DT_INIT_ARRAYSZ),
            (".fini_array", elf::DT_FINI_ARRAY, elf::DT_FINI_ARRAYSZ),
            (".preinit_array", elf::DT_PREINIT_ARRAY, elf::DT_PREINIT_ARRAYSZ),
        ] {
            if let Some(section) = layout.section(name)
                && (name != ".preinit_array" || link.options.output != Output::Shared)
            {
                put(start, section.address);
                put(size, section.size);
            }
        }
        for (name, tag) in [
            (".gnu.hash", elf::DT_GNU_HASH),
            (".dynstr", elf::DT_STRTAB),
            (".dynsym", elf::DT_SYMTAB),
            (".gnu.version", elf::DT_VERSYM),
            (".gnu.version_r", elf::DT_VERNEED),
        ] {
            if let Some(section) = layout.section(name) {
                put(tag, section.address);
            }
        }
        if !self.version_needs.is_empty() {
            put(elf::DT_VERNEEDNUM, self.version_files);
        }
        put(elf::DT_STRSZ, self.strings.len() as u64);
        put(elf::DT_SYMENT, 24);
        if link.options.output != Output::Shared {
            put(elf::DT_DEBUG, 0);
        }
        if let Some(rela) = layout.section(".rela.dyn") {
            put(elf::DT_RELA, rela.address);
            put(elf::DT_RELASZ, rela.size);
            put(elf::DT_RELAENT, 24);
            let relative = relocations(link, plan, layout)
                .iter()
                .filter(|r| r.1 as u32 == link.machine.dynamic_types().relative)
                .count();
            if relative != 0 {
                put(elf::DT_RELACOUNT, relative as u64);
            }
        }
        let mut flags = elf::DF_BIND_NOW;
        if link.options.symbolic {
            flags |= elf::DF_SYMBOLIC;
        }
        if plan.static_tls && link.options.output == Output::Shared {
            flags |= elf::DF_STATIC_TLS;
        }
        put(elf::DT_FLAGS, u64::from(flags));
        let pie = matches!(link.options.output, Output::Pie | Output::StaticPie);
        put(elf::DT_FLAGS_1, u64::from(elf::DF_1_NOW | if pie { elf::DF_1_PIE } else { 0 }));
        put(elf::DT_NULL, 0);
        let mut bytes = Vec::new();
        for (tag, value) in out {
            bytes.extend_from_slice(&u64::from(tag).to_le_bytes());
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes
    }
}

fn hash_table(link: &Link<'_>, defined: &[GlobalId], first: u32, buckets: u32) -> Vec<u8> {
    let hashes: Vec<u32> = defined.iter().map(|id| gnu_hash(link.globals[id.0 as usize].name)).collect();
    let words = (defined.len() / 8).next_power_of_two().max(1);
    let shift = 6u32;
    let mut bloom = vec![0u64; words];
    for &hash in &hashes {
        bloom[(hash as usize / 64) % words] |= 1 << (hash % 64) | 1 << ((hash >> shift) % 64);
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
    for word in [buckets, first, words as u32, shift] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    bloom.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    starts.iter().chain(&chain).for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    out
}

/// How many dynamic relocations there are.
pub(crate) fn rela_count(link: &Link<'_>, plan: &Plan) -> u64 {
    let got: u64 = plan.got.iter().map(|&(target, kind, _)| got_count(link, target, kind)).sum();
    plan.relocs.len() as u64 + plan.copies.len() as u64 + got
}

fn got_count(link: &Link<'_>, target: Target, kind: GotKind) -> u64 {
    let import = link.is_import(target);
    let shared = link.options.output == Output::Shared;
    match kind {
        GotKind::Address => u64::from(
            import || link.is_ifunc(target) || (link.options.output.is_pic() && !link.is_fixed(target)),
        ),
        GotKind::TpOffset => u64::from(import || shared),
        GotKind::Gd if import => 2,
        GotKind::Gd | GotKind::Ld => u64::from(shared),
    }
}

/// All dynamic relocations: (offset, symbol << 32 | type, addend), relative ones first.
pub(crate) fn relocations(link: &Link<'_>, plan: &Plan, layout: &Layout) -> Vec<(u64, u64, i64)> {
    let types = link.machine.dynamic_types();
    let symbol = |target: Target| match target {
        Target::Global(id) => layout.tables.index(id) << 32,
        Target::Local(..) => 0,
    };
    let mut out = Vec::new();
    for reloc in &plan.relocs {
        let (o, s, offset) = reloc.place;
        let Some((out_section, at)) = layout.placed[o as usize][s as usize] else { continue };
        let place = layout.sections[out_section as usize].address + at + offset;
        out.push(match reloc.symbolic {
            true => (place, symbol(reloc.target) | u64::from(types.absolute), reloc.addend),
            false => {
                let value = layout.address(link, plan, reloc.target) as i64 + reloc.addend;
                (place, u64::from(types.relative), value)
            }
        });
    }
    for &(target, kind, word) in &plan.got {
        let place = layout.got(word);
        let import = link.is_import(target);
        let shared = link.options.output == Output::Shared;
        match kind {
            GotKind::Address if import => out.push((place, symbol(target) | u64::from(types.glob_dat), 0)),
            GotKind::Address if link.is_ifunc(target) => {
                out.push((place, u64::from(types.irelative), layout.definition(link, target) as i64));
            }
            GotKind::Address if link.options.output.is_pic() && !link.is_fixed(target) => {
                out.push((place, u64::from(types.relative), layout.address(link, plan, target) as i64));
            }
            GotKind::Address => {}
            GotKind::TpOffset if import => out.push((place, symbol(target) | u64::from(types.tpoff), 0)),
            GotKind::TpOffset if shared => {
                let offset = layout.definition(link, target) as i64 - layout.tls_start() as i64;
                out.push((place, u64::from(types.tpoff), offset));
            }
            GotKind::TpOffset => {}
            GotKind::Gd if import => {
                out.push((place, symbol(target) | u64::from(types.dtpmod), 0));
                out.push((place + 8, symbol(target) | u64::from(types.dtpoff), 0));
            }
            GotKind::Gd | GotKind::Ld if shared => out.push((place, u64::from(types.dtpmod), 0)),
            GotKind::Gd | GotKind::Ld => {}
        }
    }
    for &(id, ..) in &plan.copies {
        let target = Target::Global(id);
        out.push((layout.definition(link, target), symbol(target) | u64::from(types.copy), 0));
    }
    // Relative ones first (DT_RELACOUNT), indirect functions last: their resolvers may need all others.
    out.sort_by_key(|&(place, info, _)| {
        let r_type = info as u32;
        (
            if r_type == types.relative {
                0
            } else if r_type == types.irelative {
                2
            } else {
                1
            },
            place,
        )
    });
    out
}
