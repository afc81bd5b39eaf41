//! `.eh_frame_hdr`: a sorted table that finds the frame description of an address (LSB, Exception Frame Header).

use crate::elf;
use crate::layout::Layout;
use crate::resolve::Link;

/// Frame descriptions in an `.eh_frame` section: offset of each.
fn entries(data: &[u8]) -> Vec<usize> {
    let mut list = Vec::new();
    let mut at = 0usize;
    while let Some(word) = data.get(at..at + 4) {
        let length = u32::from_le_bytes([word[0], word[1], word[2], word[3]]) as usize;
        if length == 0 || length == 0xffff_ffff || at + 4 + length > data.len() || length < 4 {
            break;
        }
        let id = &data[at + 4..at + 8];
        if id != [0; 4] {
            list.push(at);
        }
        at += 4 + length;
    }
    list
}

/// How many descriptions all inputs have.
pub(crate) fn count(link: &Link<'_>) -> u64 {
    let mut total = 0;
    for object in &link.objects {
        for section in object.sections.iter().filter(|s| s.live && s.name == ".eh_frame") {
            total += entries(section.data).len() as u64;
        }
    }
    total
}

/// The header, from the output's relocated `.eh_frame`.
pub(crate) fn header(link: &Link<'_>, layout: &Layout, file: &[u8]) -> Vec<u8> {
    let (Some(header), Some(frames)) = (layout.section(".eh_frame_hdr"), layout.section(".eh_frame")) else {
        return Vec::new();
    };
    let mut rows: Vec<(i32, i32)> = Vec::new();
    for &(o, s, offset) in &frames.pieces {
        let section = &link.objects[o as usize].sections[s as usize];
        if section.kind == elf::SHT_NOBITS {
            continue;
        }
        for at in entries(section.data) {
            let place = frames.offset as usize + offset as usize + at;
            let Some(field) = file.get(place + 8..place + 12) else { continue };
            // The beginning of the range is relative to its own field in what compilers emit (DW_EH_PE_pcrel|sdata4).
            let distance = i64::from(i32::from_le_bytes([field[0], field[1], field[2], field[3]]));
            let description = frames.address + offset + at as u64;
            let begin = description as i64 + 8 + distance;
            rows.push((
                (begin - header.address as i64) as i32,
                (description as i64 - header.address as i64) as i32,
            ));
        }
    }
    rows.sort_unstable();
    let mut out = vec![1, 0x1b, 0x03, 0x3b];
    let distance = frames.address as i64 - (header.address as i64 + 4);
    out.extend_from_slice(&(distance as i32).to_le_bytes());
    out.extend_from_slice(&(rows.len() as u32).to_le_bytes());
    for (begin, description) in rows {
        out.extend_from_slice(&begin.to_le_bytes());
        out.extend_from_slice(&description.to_le_bytes());
    }
    out
}
