//! `.eh_frame` (LSB, Exception Frames): descriptions of functions that were dropped go, common heads are kept once, and
//! `.eh_frame_hdr` finds the rest.

use crate::elf;
use crate::input::{Place, Reloc};
use crate::resolve::{GlobalId, Link};
use crate::scan::Target;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Not in the output.
pub(crate) const GONE: u32 = u32::MAX;

/// A CIE or FDE.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Where it was.
    pub(crate) offset: u32,
    pub(crate) size: u32,
    /// Where it is in the section's part of the output.
    pub(crate) out: u32,
    /// Of an FDE: the record number of its CIE in the same section.
    pub(crate) cie: Option<u32>,
    /// Of a dropped CIE: the one that stands for it, section and record.
    pub(crate) same: Option<(u32, u32)>,
    /// Its relocations.
    pub(crate) relocs: Range<u32>,
}

/// An input's `.eh_frame`.
#[derive(Clone, Debug)]
pub(crate) struct FrameSection {
    pub(crate) object: u32,
    pub(crate) section: u32,
    pub(crate) records: Vec<Record>,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    pub(crate) sections: Vec<FrameSection>,
    /// By object and section.
    pub(crate) index: FxHashMap<(u32, u32), u32>,
    /// FDEs that are left.
    pub(crate) count: u64,
}

/// Reads all frame sections that can be understood; the others are copied as they are.
pub(crate) fn read(link: &Link<'_>) -> Frames {
    let mut frames = Frames::default();
    for (o, object) in link.objects.iter().enumerate() {
        for (s, section) in object.sections.iter().enumerate() {
            if section.name == b".eh_frame"
                && section.live
                && section.kind != elf::SHT_NOBITS
                && let Some(records) = records(section.data, &section.relocs.iter().collect::<Vec<_>>())
            {
                frames.index.insert((o as u32, s as u32), frames.sections.len() as u32);
                frames.sections.push(FrameSection { object: o as u32, section: s as u32, records });
            }
        }
    }
    frames
}

fn records(data: &[u8], relocs: &[Reloc]) -> Option<Vec<Record>> {
    if !relocs.is_sorted_by_key(|r| r.offset) {
        return None;
    }
    let mut list: Vec<Record> = Vec::new();
    let mut by_offset: FxHashMap<usize, u32> = FxHashMap::default();
    let (mut at, mut reloc) = (0usize, 0usize);
    let word = |at: usize| data.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    while at + 4 <= data.len() {
        let length = word(at)? as usize;
        if length == 0 {
            // A terminator ends the output's section only.
            at += 4;
            continue;
        }
        if length == 0xffff_ffff || length < 4 || at + 4 + length > data.len() {
            return None;
        }
        let id = word(at + 4)? as usize;
        let end = at + 4 + length;
        let first = reloc;
        while relocs.get(reloc).is_some_and(|r| (r.offset as usize) < end) {
            reloc += 1;
        }
        let cie = match id {
            0 => {
                by_offset.insert(at, list.len() as u32);
                None
            }
            distance => Some(*by_offset.get(&(at + 4).checked_sub(distance)?)?),
        };
        list.push(Record {
            offset: at as u32,
            size: 4 + length as u32,
            out: GONE,
            cie,
            same: None,
            relocs: first as u32..reloc as u32,
        });
        at = end;
    }
    Some(list)
}

impl FrameSection {
    /// The section of the function that an FDE describes.
    pub(crate) fn function(&self, link: &Link<'_>, record: &Record) -> Option<(u32, u32)> {
        record.cie?;
        let first = link.objects[self.object as usize].sections[self.section as usize]
            .relocs
            .get(record.relocs.start as usize)
            .filter(|_| !record.relocs.is_empty())?;
        section_of(link, link.target(self.object, first.symbol))
    }
}

/// The section that a target stands in.
pub(crate) fn section_of(link: &Link<'_>, target: Target) -> Option<(u32, u32)> {
    let (o, s) = match target {
        Target::Local(o, s) => (o, s),
        Target::Global(GlobalId(id)) => match link.globals[id as usize].definition {
            crate::resolve::Definition::Object(o, s) => (o, s),
            _ => return None,
        },
    };
    match link.objects.get(o as usize)?.symbols.get(s as usize)?.place {
        Place::Section(section, _) => Some((o, section)),
        _ => None,
    }
}

/// What makes a CIE equal to another: its bytes, and what its relocations name.
type Head<'a> = (&'a [u8], Vec<(u64, Target, i64)>);

/// Decides what is left, and gives the sections their new sizes.
pub(crate) fn edit(link: &mut Link<'_>, frames: &mut Frames) {
    let mut heads: FxHashMap<Head<'_>, (u32, u32)> = FxHashMap::default();
    let mut sizes = Vec::with_capacity(frames.sections.len());
    let mut count = 0;
    for (number, frame) in frames.sections.iter_mut().enumerate() {
        let section = &link.objects[frame.object as usize].sections[frame.section as usize];
        let mut used = vec![false; frame.records.len()];
        let mut keep = vec![false; frame.records.len()];
        for (i, record) in frame.records.iter().enumerate() {
            let Some(cie) = record.cie else { continue };
            let function = record_function(link, frame.object, frame.section, record);
            // A description without relocation describes an absolute address: it is kept.
            let live = function.is_none_or(|(o, s)| link.objects[o as usize].sections[s as usize].live);
            (keep[i], used[cie as usize]) = (live, used[cie as usize] || live);
        }
        let mut at = 0;
        for i in 0..frame.records.len() {
            if frame.records[i].cie.is_none() {
                if !used[i] {
                    continue;
                }
                let record = &frame.records[i];
                let bytes = &section.data[record.offset as usize..(record.offset + record.size) as usize];
                let targets = (record.relocs.start..record.relocs.end)
                    .filter_map(|r| section.relocs.get(r as usize))
                    .map(|r| {
                        (r.offset - u64::from(record.offset), link.target(frame.object, r.symbol), r.addend)
                    })
                    .collect();
                let this = (number as u32, i as u32);
                let first = *heads.entry((bytes, targets)).or_insert(this);
                if first != this {
                    frame.records[i].same = Some(first);
                    continue;
                }
            } else if !keep[i] {
                continue;
            } else {
                count += 1;
            }
            frame.records[i].out = at;
            at += frame.records[i].size;
        }
        sizes.push(at);
    }
    drop(heads);
    frames.count = count;
    if link.options.output == crate::Output::Relocatable {
        return;
    }
    let last = frames.sections.len().wrapping_sub(1);
    for (i, (frame, size)) in frames.sections.iter().zip(sizes).enumerate() {
        let section = &mut link.objects[frame.object as usize].sections[frame.section as usize];
        // The terminator.
        section.size = u64::from(size) + if i == last { 4 } else { 0 };
        section.live = section.size != 0;
    }
}

fn record_function(link: &Link<'_>, object: u32, section: u32, record: &Record) -> Option<(u32, u32)> {
    let relocs = link.objects[object as usize].sections[section as usize].relocs;
    let first = relocs.get(record.relocs.start as usize).filter(|_| !record.relocs.is_empty())?;
    section_of(link, link.target(object, first.symbol))
}

impl Frames {
    /// Where a byte of an input's `.eh_frame` went.
    pub(crate) fn map(&self, number: u32, offset: u64) -> u64 {
        let records = &self.sections[number as usize].records;
        let at = records.partition_point(|r| u64::from(r.offset) <= offset);
        match at.checked_sub(1).map(|i| &records[i]) {
            Some(record) if record.out != GONE => {
                u64::from(record.out).wrapping_add(offset - u64::from(record.offset))
            }
            _ => 0,
        }
    }
}
