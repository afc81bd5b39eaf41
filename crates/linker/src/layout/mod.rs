//! Layout: output sections and where everything is. [`place`] lets the linker script collect input sections, [`address`]
//! runs the script to give addresses, [`segments`] cuts the image into what is loaded.

pub(crate) mod address;
mod overlap;
pub(crate) mod place;
pub(crate) mod segments;

use crate::elf;
use crate::frames::Frames;
use crate::input::Place;
use crate::merge::Merged;
use crate::resolve::{Definition, GlobalId, Link};
use crate::scan::{Plan, Target};
use crate::script::Value;
use crate::script::ast::{Assertion, Assignment, Expr, OutputSection};
use crate::synthetic::{Made, bounded_section};
use rustc_hash::FxHashMap;

/// Not in the output.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// Something between the braces of an output section.
#[derive(Clone, Debug)]
pub(crate) enum Item<'s> {
    /// Input sections: object and section.
    Inputs(Vec<(u32, u32)>),
    /// `symbol = value`
    Assign(&'s Assignment),
    Assert(&'s Assertion),
    /// Bytes, and their value.
    Data(u8, &'s Expr),
    Text(&'s str),
    /// What fills gaps from here on.
    Fill(&'s Expr),
}

/// A section of the output.
#[derive(Clone, Debug)]
pub(crate) struct OutSection<'s> {
    pub(crate) name: String,
    /// What the script says of it; orphans have nothing.
    pub(crate) script: Option<&'s OutputSection>,
    pub(crate) items: Vec<Item<'s>>,
    pub(crate) kind: u32,
    pub(crate) flags: u64,
    pub(crate) align: u64,
    pub(crate) entsize: u64,
    pub(crate) size: u64,
    pub(crate) address: u64,
    pub(crate) load_address: u64,
    pub(crate) offset: u64,
    /// In the output.
    pub(crate) exists: bool,
    /// Its number among section headers.
    pub(crate) number: u32,
    /// Bytes that the script puts into it, and the patterns that fill gaps from an offset on.
    pub(crate) bytes: Vec<(u64, Vec<u8>)>,
    pub(crate) fills: Vec<(u64, Vec<u8>)>,
}

impl OutSection<'_> {
    /// Input sections with their offsets, in order.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.items
            .iter()
            .flat_map(|item| match item {
                Item::Inputs(list) => list.as_slice(),
                _ => &[],
            })
            .copied()
    }

    pub(crate) fn is_alloc(&self) -> bool {
        self.flags & elf::SHF_ALLOC != 0
    }

    pub(crate) fn is_nobits(&self) -> bool {
        self.kind == elf::SHT_NOBITS
    }

    /// Thread-local and without contents: takes no room in memory.
    pub(crate) fn is_tbss(&self) -> bool {
        self.is_nobits() && self.flags & elf::SHF_TLS != 0
    }
}

/// A part of the script's order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'s> {
    Assign(&'s Assignment),
    Assert(&'s Assertion),
    Output(u32),
}

/// A program header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    pub(crate) kind: u32,
    pub(crate) flags: u32,
    pub(crate) offset: u64,
    pub(crate) address: u64,
    pub(crate) load_address: u64,
    pub(crate) file: u64,
    pub(crate) memory: u64,
    pub(crate) align: u64,
}

/// Thread-local storage of the module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tls {
    pub(crate) start: u64,
    pub(crate) file: u64,
    pub(crate) memory: u64,
    pub(crate) align: u64,
}

/// Where everything is.
pub(crate) struct Layout<'s> {
    pub(crate) sections: Vec<OutSection<'s>>,
    pub(crate) steps: Vec<Step<'s>>,
    /// For each object and section: output section and offset.
    pub(crate) placed: Vec<Vec<(u32, u64)>>,
    pub(crate) merged: Merged,
    pub(crate) frames: Frames,
    /// Values of script symbols.
    pub(crate) values: FxHashMap<GlobalId, Value>,
    pub(crate) by_name: FxHashMap<String, u32>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) tls: Option<Tls>,
    /// What becomes read-only after relocation.
    pub(crate) relro: Option<(u64, u64)>,
    /// Where the ELF header is in memory, or would be.
    pub(crate) image: u64,
    /// Bytes of all sections in the file.
    pub(crate) file_size: u64,
}

impl Layout<'_> {
    /// An output section by name, if it is in the output.
    pub(crate) fn section(&self, name: &str) -> Option<&OutSection<'_>> {
        self.by_name.get(name).map(|&at| &self.sections[at as usize]).filter(|s| s.exists)
    }

    /// The address of a section that the linker makes.
    pub(crate) fn made(&self, made: Made) -> Option<u64> {
        let (out, offset) = self.placed[0][made as usize];
        (out != NOWHERE).then(|| self.sections[out as usize].address + offset)
    }

    /// The output section and offset of a byte of an input section.
    pub(crate) fn find(&self, object: u32, section: u32, offset: u64) -> Option<(u32, u64)> {
        let key = (object, section);
        if !self.merged.pieces.is_empty()
            && let Some(pieces) = self.merged.pieces.get(&key)
        {
            let (out, at) = self.placed[pieces.leader.0 as usize][pieces.leader.1 as usize];
            return (out != NOWHERE).then(|| (out, at.wrapping_add(pieces.map(offset))));
        }
        let (out, at) = self.placed[object as usize][section as usize];
        if out == NOWHERE {
            return None;
        }
        let offset = match self.frames.index.get(&key) {
            Some(&number) => self.frames.map(number, offset),
            None => offset,
        };
        Some((out, at.wrapping_add(offset)))
    }

    /// The address of a byte of an input section; nothing for what was dropped.
    pub(crate) fn input(&self, object: u32, section: u32, offset: u64) -> Option<u64> {
        let (out, at) = self.find(object, section, offset)?;
        Some(self.sections[out as usize].address.wrapping_add(at))
    }

    /// A word of the GOT.
    pub(crate) fn got(&self, word: u32) -> u64 {
        self.made(Made::Got).unwrap_or(0) + u64::from(word) * 8
    }

    /// A lazy PLT entry's word.
    pub(crate) fn got_plt(&self, index: u32) -> u64 {
        self.made(Made::GotPlt).unwrap_or(0) + (u64::from(index) + 3) * 8
    }

    pub(crate) fn plt(&self, link: &Link<'_>, index: u32) -> u64 {
        let head = link.machine.plt_header_size();
        self.made(Made::Plt).unwrap_or(0) + head + u64::from(index) * link.machine.plt_entry_size()
    }

    pub(crate) fn plt_got(&self, link: &Link<'_>, index: u32) -> u64 {
        self.made(Made::PltGot).unwrap_or(0) + u64::from(index) * link.machine.plt_entry_size()
    }

    /// The PLT entry of a target, if it has one.
    pub(crate) fn plt_of(&self, link: &Link<'_>, plan: &Plan, target: Target) -> Option<u64> {
        let slots = plan.slots(target);
        match (slots.plt, slots.plt_got) {
            (0, 0) => None,
            (0, entry) => Some(self.plt_got(link, entry - 1)),
            (entry, _) => Some(self.plt(link, entry - 1)),
        }
    }

    /// The address of a target as data sees it: functions whose PLT entry stands for them are that entry.
    pub(crate) fn address(&self, link: &Link<'_>, plan: &Plan, target: Target, addend: i64) -> u64 {
        if (link.is_import(target) || link.is_ifunc(target))
            && let Some(entry) = self.plt_of(link, plan, target)
        {
            return entry;
        }
        self.definition(link, plan, target, addend)
    }

    /// The address of a target's definition. The addend chooses the piece of a merged section that a section symbol means.
    pub(crate) fn definition(&self, link: &Link<'_>, plan: &Plan, target: Target, addend: i64) -> u64 {
        match target {
            Target::Local(o, s) => self.symbol(link, o, s, addend),
            Target::Global(id) => {
                if let Some(offset) = plan.copied.get(&id) {
                    return self.made(Made::DynBss).unwrap_or(0) + offset;
                }
                match link.globals[id.0 as usize].definition {
                    Definition::Object(o, s) => self.symbol(link, o, s, addend),
                    Definition::Script => self.value(id),
                    // In an executable offsets in the module count from the thread pointer.
                    Definition::Linker if link.globals[id.0 as usize].name == b"_TLS_MODULE_BASE_" => {
                        match link.options.output {
                            crate::Output::Shared => self.tls_start(),
                            _ => self.thread_pointer(link),
                        }
                    }
                    Definition::Linker => self.own_symbol(link.globals[id.0 as usize].name),
                    _ => 0,
                }
            }
        }
    }

    fn value(&self, id: GlobalId) -> u64 {
        match self.values.get(&id) {
            Some(Value::Number(n) | Value::Absolute(n)) => *n,
            Some(Value::Relative(section, offset)) => {
                self.sections[*section as usize].address.wrapping_add(*offset)
            }
            None => 0,
        }
    }

    fn symbol(&self, link: &Link<'_>, object: u32, symbol: u32, addend: i64) -> u64 {
        let Some(symbol) = link.objects[object as usize].symbols.get(symbol as usize) else { return 0 };
        match symbol.place {
            Place::Section(section, value) => {
                if symbol.kind == elf::STT_SECTION && self.merged.pieces.contains_key(&(object, section)) {
                    let at = value.wrapping_add(addend as u64);
                    return self
                        .input(object, section, at)
                        .map_or(0, |found| found.wrapping_sub(addend as u64));
                }
                self.input(object, section, value).unwrap_or(0)
            }
            Place::Absolute(value) => value,
            Place::Common(_) | Place::Undefined => 0,
        }
    }

    /// Names that the linker defines.
    fn own_symbol(&self, name: &[u8]) -> u64 {
        let found = match name {
            b"_GLOBAL_OFFSET_TABLE_" => self.made(Made::GotPlt),
            b"_DYNAMIC" => self.made(Made::Dynamic),
            b"__GNU_EH_FRAME_HDR" => self.made(Made::EhFrameHdr),
            b"__ehdr_start" => Some(self.image),
            _ => bounded_section(name).and_then(|section| {
                let section = self.section(std::str::from_utf8(section).ok()?)?;
                let end = name.starts_with(b"__stop_");
                Some(section.address + if end { section.size } else { 0 })
            }),
        };
        // Empty bounds are equal, wherever they are.
        found.unwrap_or(self.image)
    }

    /// The output section in which an address or symbol stands, for the symbol table.
    pub(crate) fn section_of(&self, link: &Link<'_>, plan: &Plan, target: Target) -> Option<u32> {
        let (o, s) = match target {
            Target::Local(o, s) => (o, s),
            Target::Global(id) => {
                if plan.copied.contains_key(&id) {
                    return Some(self.placed[0][Made::DynBss as usize].0);
                }
                match link.globals[id.0 as usize].definition {
                    Definition::Object(o, s) => (o, s),
                    Definition::Script => {
                        return match self.values.get(&id)? {
                            Value::Relative(section, _) => Some(*section),
                            _ => None,
                        };
                    }
                    Definition::Linker => {
                        let address = self.own_symbol(link.globals[id.0 as usize].name);
                        let holds = |s: &OutSection<'_>| {
                            s.exists && s.is_alloc() && s.address <= address && address <= s.address + s.size
                        };
                        return self.sections.iter().position(holds).map(|at| at as u32);
                    }
                    _ => return None,
                }
            }
        };
        match link.objects[o as usize].symbols.get(s as usize)?.place {
            Place::Section(section, value) => self.find(o, section, value).map(|(out, _)| out),
            _ => None,
        }
    }

    /// The thread pointer, as an address beside the module's block.
    pub(crate) fn thread_pointer(&self, link: &Link<'_>) -> u64 {
        self.tls.map_or(0, |tls| link.machine.thread_pointer(tls.start, tls.memory, tls.align))
    }

    pub(crate) fn tls_start(&self) -> u64 {
        self.tls.map_or(0, |tls| tls.start)
    }
}
