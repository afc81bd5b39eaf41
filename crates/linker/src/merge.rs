//! Merging of constants and strings (gABI, SHF_MERGE and SHF_STRINGS): equal pieces of an output section are kept once. The
//! first section of a kind holds them all.

use crate::elf;
use crate::resolve::Link;
use rustc_hash::FxHashMap;

/// Where the pieces of an input section went.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// The section that holds them.
    pub(crate) leader: (u32, u32),
    /// Old and new offset, by old offset.
    pieces: Vec<(u32, u32)>,
}

impl Pieces {
    /// Where a byte went.
    pub(crate) fn map(&self, offset: u64) -> u64 {
        let at = self.pieces.partition_point(|&(old, _)| u64::from(old) <= offset);
        match at.checked_sub(1).map(|i| self.pieces[i]) {
            Some((old, new)) => u64::from(new).wrapping_add(offset - u64::from(old)),
            None => offset,
        }
    }
}

/// All merged sections.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) pieces: FxHashMap<(u32, u32), Pieces>,
    /// Contents of the leaders.
    pub(crate) contents: FxHashMap<(u32, u32), Vec<u8>>,
}

/// What may share pieces.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Class {
    strings: bool,
    entsize: u64,
    align: u64,
}

/// Where strings may need more than this between them, merging them is no gain.
const MOST_PADDING: u64 = 1 << 28;

/// Merges within the list of an output section's inputs.
pub(crate) fn merge(link: &mut Link<'_>, inputs: impl Iterator<Item = (u32, u32)>, merged: &mut Merged) {
    let mut tables: FxHashMap<Class, Table<'_>> = FxHashMap::default();
    let mut members: Vec<((u32, u32), Class)> = Vec::new();
    for (o, s) in inputs {
        let section = &link.objects[o as usize].sections[s as usize];
        let mergeable = section.flags & elf::SHF_MERGE != 0
            && section.flags & elf::SHF_WRITE == 0
            && section.entsize != 0
            && section.relocs.len() == 0
            && section.data.len() as u64 == section.size
            && section.size < u64::from(u32::MAX)
            && section.size.is_multiple_of(section.entsize);
        if !mergeable {
            continue;
        }
        let strings = section.flags & elf::SHF_STRINGS != 0;
        let class = Class { strings, entsize: section.entsize, align: section.align };
        // Constants that are aligned more strictly than their size would need room between them.
        if !strings && section.align > section.entsize {
            continue;
        }
        let Some(cuts) = cut(section.data, class) else { continue };
        // Strings are padded to the alignment, and offsets have 32 bits.
        let before = tables.get(&class).map_or(0, |table| table.bytes.len() as u64);
        let padding = section.align.saturating_mul(cuts.len() as u64);
        if padding > MOST_PADDING || before + padding + section.size >= u64::from(u32::MAX) {
            continue;
        }
        let table = tables.entry(class).or_insert_with(|| Table { leader: (o, s), ..Table::default() });
        let pieces = cuts.into_iter().map(|(at, piece)| (at, table.add(piece, class.align))).collect();
        merged.pieces.insert((o, s), Pieces { leader: table.leader, pieces });
        members.push(((o, s), class));
    }
    let sizes: FxHashMap<(u32, u32), u64> =
        tables.values().map(|table| (table.leader, table.bytes.len() as u64)).collect();
    for table in tables.into_values() {
        merged.contents.insert(table.leader, table.bytes);
    }
    for ((o, s), _) in members {
        link.objects[o as usize].sections[s as usize].size = sizes.get(&(o, s)).copied().unwrap_or(0);
    }
}

#[derive(Default)]
struct Table<'a> {
    leader: (u32, u32),
    known: FxHashMap<&'a [u8], u32>,
    bytes: Vec<u8>,
}

impl<'a> Table<'a> {
    fn add(&mut self, piece: &'a [u8], align: u64) -> u32 {
        let bytes = &mut self.bytes;
        *self.known.entry(piece).or_insert_with(|| {
            bytes.resize(bytes.len().next_multiple_of(align as usize), 0);
            let at = bytes.len() as u32;
            bytes.extend_from_slice(piece);
            at
        })
    }
}

/// The pieces of a section, with their offsets. `None`: the last string does not end.
fn cut(data: &[u8], class: Class) -> Option<Vec<(u32, &[u8])>> {
    let unit = class.entsize as usize;
    if !class.strings {
        return Some(
            data.chunks_exact(unit).enumerate().map(|(i, piece)| ((i * unit) as u32, piece)).collect(),
        );
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < data.len() {
        let rest = &data[at..];
        let length = match unit {
            1 => memchr::memchr(0, rest)? + 1,
            _ => (rest.chunks_exact(unit).position(|c| c.iter().all(|b| *b == 0))? + 1) * unit,
        };
        pieces.push((at as u32, &rest[..length]));
        at += length;
    }
    Some(pieces)
}
