//! The output file: contents, relocations, headers.

use crate::dynamic::Tables;
use crate::elf;
use crate::frames::GONE;
use crate::input::Reloc;
use crate::layout::{Layout, NOWHERE, OutSection};
use crate::machine::{Relax, Relocation};
use crate::options::BuildId;
use crate::resolve::{Definition, Link, entry};
use crate::scan::{Plan, Target};
use crate::synthetic::Made;
use crate::{LinkError, Output, RelocKind};
use rayon::prelude::*;
use sha1::Digest;

/// Everything that contents depend on.
#[derive(Clone, Copy)]
pub(crate) struct Image<'i, 'a> {
    pub(crate) link: &'i Link<'a>,
    pub(crate) plan: &'i Plan,
    pub(crate) tables: &'i Tables,
    pub(crate) layout: &'i Layout<'i>,
}

/// The bytes of the build id's note that come before the id.
const NOTE: &[u8] = &[4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, b'G', b'N', b'U', 0];

/// How many bytes a build id has.
pub(crate) fn build_id_size(id: &BuildId) -> u64 {
    match id {
        BuildId::None => 0,
        BuildId::Sha1 => 20,
        BuildId::Md5 | BuildId::Uuid => 16,
        BuildId::Bytes(bytes) => bytes.len() as u64,
    }
}

/// A part of the output that is filled independently of all others.
struct Job<'f> {
    bytes: &'f mut [u8],
    out: u32,
    object: u32,
    section: u32,
}

/// Bytes that an output may have, which is made in memory.
const MOST_BYTES: u64 = 1 << 36;

/// A cleared file, if there is room for it: addresses far apart make one that no machine has.
fn zeroed(size: u64, most: Option<u64>) -> Result<Vec<u8>, LinkError> {
    // What follows the sections shall not have it copied to where there is more room.
    let room = size.saturating_add(size / 4 + (1 << 20));
    if size > most.unwrap_or(MOST_BYTES) || Vec::<u8>::new().try_reserve_exact(room as usize).is_err() {
        return Err(format!("the output would be {size} bytes large: there is no room for it").into());
    }
    let mut file = vec![0; room as usize];
    file.truncate(size as usize);
    Ok(file)
}

/// Writes the output.
pub(crate) fn write(image: Image<'_, '_>) -> Result<Vec<u8>, LinkError> {
    let layout = image.layout;
    let mut file = zeroed(layout.file_size, image.link.options.most_bytes)?;
    let mut errors = fill(image, &mut file);
    if !errors.is_empty() {
        errors.dedup();
        return Err(LinkError(errors));
    }
    for &made in Made::ALL.iter().skip(1) {
        let (out, offset) = layout.placed[0][made as usize];
        let section = &image.link.objects[0].sections[made as usize];
        if out == NOWHERE || !section.live || section.kind == elf::SHT_NOBITS {
            continue;
        }
        let bytes = contents(image, made, &file)?;
        if bytes.len() as u64 > section.size {
            return Err(format!(
                "internal error: {} is larger than was planned",
                String::from_utf8_lossy(section.name)
            )
            .into());
        }
        let at = (layout.sections[out as usize].offset + offset) as usize;
        file[at..at + bytes.len()].copy_from_slice(&bytes);
    }
    crate::headers::write(image, &mut file)?;
    build_id(image, &mut file)?;
    Ok(file)
}

/// Fills all sections that come from inputs, in parallel.
fn fill(image: Image<'_, '_>, file: &mut [u8]) -> Vec<String> {
    let layout = image.layout;
    let mut order: Vec<u32> = (0..layout.sections.len() as u32)
        .filter(|&n| {
            let s = &layout.sections[n as usize];
            s.exists && !s.is_nobits() && s.size != 0
        })
        .collect();
    order.sort_by_key(|&n| layout.sections[n as usize].offset);
    let mut jobs: Vec<Job<'_>> = Vec::new();
    let mut rest = file;
    let mut done = 0u64;
    for &number in &order {
        let section = &layout.sections[number as usize];
        let (_, tail) = std::mem::take(&mut rest).split_at_mut((section.offset - done) as usize);
        let (mut body, tail) = tail.split_at_mut(section.size as usize);
        (rest, done) = (tail, section.offset + section.size);
        gaps(image, section, body);
        let mut at = 0u64;
        for (o, s) in section.inputs() {
            let input = &image.link.objects[o as usize].sections[s as usize];
            let (_, offset) = layout.placed[o as usize][s as usize];
            let (_, tail) = std::mem::take(&mut body).split_at_mut((offset - at) as usize);
            let (piece, tail) = tail.split_at_mut(input.size as usize);
            (body, at) = (tail, offset + input.size);
            if o != 0 && input.size != 0 {
                jobs.push(Job { bytes: piece, out: number, object: o, section: s });
            }
        }
    }
    jobs.into_par_iter().with_min_len(32).flat_map_iter(|job| input(image, job)).collect()
}

/// Fills what no input does: padding, and the script's own bytes.
fn gaps(image: Image<'_, '_>, section: &OutSection<'_>, body: &mut [u8]) {
    if section.flags & elf::SHF_EXECINSTR != 0
        && section.fills.is_empty()
        && image.link.options.output != Output::Relocatable
    {
        body.fill(image.link.machine.code_fill());
    }
    for (i, (from, pattern)) in section.fills.iter().enumerate() {
        let to = section.fills.get(i + 1).map_or(body.len() as u64, |next| next.0);
        if let Some(part) = body.get_mut(*from as usize..to as usize) {
            part.iter_mut().enumerate().for_each(|(i, byte)| *byte = pattern[i % pattern.len()]);
        }
    }
    for (at, bytes) in &section.bytes {
        if let Some(part) = body.get_mut(*at as usize..*at as usize + bytes.len()) {
            part.copy_from_slice(bytes);
        }
    }
}

/// One input section: its bytes, and its relocations.
fn input(image: Image<'_, '_>, job: Job<'_>) -> Vec<String> {
    let Image { link, layout, .. } = image;
    let (o, s) = (job.object, job.section);
    let object = &link.objects[o as usize];
    let section = &object.sections[s as usize];
    if let Some(contents) = layout.merged.contents.get(&(o, s)) {
        job.bytes.copy_from_slice(contents);
        return Vec::new();
    }
    let mut errors = Vec::new();
    let address = layout.sections[job.out as usize].address + layout.placed[o as usize][s as usize].1;
    if let Some(&number) = layout.frames.index.get(&(o, s))
        && link.options.output != Output::Relocatable
    {
        frames(image, job, number, address, &mut errors);
        return errors;
    }
    let length = section.data.len().min(job.bytes.len());
    job.bytes[..length].copy_from_slice(&section.data[..length]);
    if link.options.output == Output::Relocatable {
        return errors;
    }
    let mut skip = false;
    for (index, reloc) in section.relocs.iter().enumerate() {
        if std::mem::replace(&mut skip, false) {
            continue;
        }
        let at = reloc.offset;
        match apply(image, (o, s), index, &reloc, address.wrapping_add(at), at as usize, job.bytes) {
            Ok(takes_next) => skip = takes_next,
            Err(message) => {
                let place = link.function_at(object, s, reloc.offset);
                errors.push(format!("{}: {place}{message}", object.name));
            }
        }
    }
    errors
}

/// The descriptions that are left of an `.eh_frame`.
fn frames(image: Image<'_, '_>, job: Job<'_>, number: u32, address: u64, errors: &mut Vec<String>) {
    let Image { link, layout, .. } = image;
    let frame = &layout.frames.sections[number as usize];
    let object = &link.objects[frame.object as usize];
    let section = &object.sections[frame.section as usize];
    for record in frame.records.iter().filter(|r| r.out != GONE) {
        let (from, to) = (record.offset as usize, record.out as usize);
        let size = record.size as usize;
        job.bytes[to..to + size].copy_from_slice(&section.data[from..from + size]);
        if let Some(cie) = record.cie {
            // The head may stand in another input.
            let own = &frame.records[cie as usize];
            let (f, r) = own.same.unwrap_or((number, cie));
            let head = &layout.frames.sections[f as usize];
            let start = layout.placed[head.object as usize][head.section as usize].1;
            let here =
                layout.placed[frame.object as usize][frame.section as usize].1 + u64::from(record.out) + 4;
            let distance = here.wrapping_sub(start + u64::from(head.records[r as usize].out)) as u32;
            job.bytes[to + 4..to + 8].copy_from_slice(&distance.to_le_bytes());
        }
        for index in record.relocs.clone() {
            let Some(reloc) = section.relocs.get(index as usize) else { continue };
            let at = reloc.offset as usize - from + to;
            let place = address.wrapping_add(at as u64);
            let this = (frame.object, frame.section);
            if let Err(message) = apply(image, this, index as usize, &reloc, place, at, job.bytes) {
                errors.push(format!("{}: {message}", object.name));
            }
        }
    }
}

/// Applies a relocation at `at` of the section's bytes, which is `place` in memory. True: the next one is done, too.
fn apply(
    image: Image<'_, '_>,
    (o, s): (u32, u32),
    index: usize,
    reloc: &Reloc,
    place: u64,
    at: usize,
    bytes: &mut [u8],
) -> Result<bool, String> {
    let Image { link, plan, layout, .. } = image;
    let section = &link.objects[o as usize].sections[s as usize];
    let section_name = || String::from_utf8_lossy(section.name);
    let Some(row) = link.machine.relocation(reloc.r_type) else {
        return Err(format!(
            "unrecognized relocation type {:#x} in section `{}'",
            reloc.r_type,
            section_name()
        ));
    };
    let target = link.target(o, reloc.symbol);
    let alloc = section.flags & elf::SHF_ALLOC != 0;
    let truncated = || {
        let name = link.describe(target);
        Err(format!(
            "relocation truncated to fit: {} against `{name}' at {}+{:#x}",
            row.name,
            section_name(),
            reloc.offset
        ))
    };
    if let Some(how) = link.relaxation(section, index, reloc, &row, target) {
        let operand = match how {
            Relax::GotLoad => layout.definition(link, plan, target, 0),
            Relax::GdToIe | Relax::DescToIe => layout.got(plan.slots(target).tp.wrapping_sub(1)),
            Relax::LdToLe | Relax::DescCall => 0,
            Relax::GdToLe | Relax::IeToLe | Relax::DescToLe => {
                layout.definition(link, plan, target, 0).wrapping_sub(layout.thread_pointer(link))
            }
        };
        return match link.machine.relax(how, bytes, at, operand, place) {
            true => Ok(how.takes_next()),
            false => truncated(),
        };
    }
    if alloc {
        discarded(image, target, section)?;
    }
    let Some(value) = value(image, alloc, &row, target, reloc.addend, place) else { return Ok(false) };
    let width = row.field.size();
    let value = if width == 8 { i128::from(value as i64) } else { value };
    let checked = alloc || !matches!(row.field, crate::Field::Unsigned(_));
    if width < 8 && checked && !row.field.fits(value) {
        return truncated();
    }
    match bytes.get_mut(at..at.saturating_add(width)) {
        Some(field) => {
            field.copy_from_slice(&value.to_le_bytes()[..width]);
            Ok(false)
        }
        None => Err(format!("a relocation of `{}' lies outside of it", section_name())),
    }
}

/// Code that runs must not name what a script discarded.
fn discarded(
    image: Image<'_, '_>,
    target: Target,
    section: &crate::input::Section<'_>,
) -> Result<(), String> {
    let Image { link, layout, .. } = image;
    let Some((o, s)) = crate::frames::section_of(link, target) else { return Ok(()) };
    let defined = &link.objects[o as usize].sections[s as usize];
    if defined.live || defined.kind == elf::SHT_NULL || layout.placed[o as usize][s as usize].0 != NOWHERE {
        return Ok(());
    }
    // Frames and tables of addresses describe code that may have lost to its like.
    if matches!(section.name, b".eh_frame" | b".gcc_except_table") || o == 0 || defined.size == 0 {
        return Ok(());
    }
    Err(format!(
        "`{}' referenced in section `{}': defined in discarded section `{}' of {}",
        link.describe(target),
        String::from_utf8_lossy(section.name),
        String::from_utf8_lossy(defined.name),
        link.objects[o as usize].name
    ))
}

/// What a relocation computes; nothing if the bytes stay.
fn value(
    image: Image<'_, '_>,
    alloc: bool,
    row: &Relocation,
    target: Target,
    addend: i64,
    place: u64,
) -> Option<i128> {
    let Image { link, plan, layout, .. } = image;
    let (a, p) = (i128::from(addend), i128::from(place));
    let slots = plan.slots(target);
    let s = || i128::from(layout.address(link, plan, target, addend));
    let defined = || i128::from(layout.definition(link, plan, target, addend));
    let got = |word: u32| i128::from(layout.got(word.wrapping_sub(1)));
    let base = || i128::from(layout.made(Made::GotPlt).unwrap_or(0));
    let absent = matches!(target, Target::Global(id)
        if link.globals[id.0 as usize].definition == Definition::Undefined);
    Some(match row.kind {
        RelocKind::None => return None,
        RelocKind::Absolute => {
            let stands =
                slots.canonical || matches!(target, Target::Global(id) if plan.copied.contains_key(&id));
            // The dynamic linker adds the address.
            if alloc && link.is_import(target) && !stands { 0 } else { s() + a }
        }
        // A call of an absent weak function is never executed: any distance will do.
        RelocKind::Call if absent && layout.plt_of(link, plan, target).is_none() => 0,
        RelocKind::Relative if absent && !slots.canonical && link.options.output.is_pic() => 0,
        RelocKind::Relative | RelocKind::Call => s() + a - p,
        RelocKind::GotRelative => got(slots.got) + a - p,
        RelocKind::GotEntry => got(slots.got) + a - base(),
        RelocKind::GotTpRelative => got(slots.tp) + a - p,
        RelocKind::TlsGd => got(slots.gd) + a - p,
        RelocKind::TlsDesc => got(slots.desc) + a - p,
        RelocKind::TlsDescCall => return None,
        RelocKind::TlsLd => got(plan.this_module) + a - p,
        RelocKind::TpOffset => defined() + a - i128::from(layout.thread_pointer(link)),
        // Where the code asks for the module's block it gets the thread pointer, if that is nearer.
        RelocKind::DtpOffset if alloc && plan.this_module == 0 && link.options.output != Output::Shared => {
            defined() + a - i128::from(layout.thread_pointer(link))
        }
        RelocKind::DtpOffset => defined() + a - i128::from(layout.tls_start()),
        RelocKind::GotBase => base() + a - p,
        RelocKind::GotOffset | RelocKind::PltOffset => s() + a - base(),
        RelocKind::Size => i128::from(size(link, target)) + a,
    })
}

/// The size of a symbol.
pub(crate) fn size(link: &Link<'_>, target: Target) -> u64 {
    match target {
        Target::Local(o, s) => link.objects[o as usize].symbols[s as usize].size,
        Target::Global(id) => match link.globals[id.0 as usize].definition {
            Definition::Object(o, s) => link.objects[o as usize].symbols[s as usize].size,
            Definition::Shared(l, s) => link.shared[l as usize].symbols[s as usize].size,
            _ => 0,
        },
    }
}

/// The contents of a section that the linker makes.
fn contents(image: Image<'_, '_>, made: Made, file: &[u8]) -> Result<Vec<u8>, LinkError> {
    let Image { link, plan, tables, layout } = image;
    Ok(match made {
        Made::Null | Made::DynBss => Vec::new(),
        Made::Interp => {
            let path = link.options.interpreter.as_deref().unwrap_or("");
            [path.as_bytes(), &[0]].concat()
        }
        Made::BuildId => {
            let mut note = NOTE.to_vec();
            note[4] = build_id_size(&link.options.build_id) as u8;
            note
        }
        Made::Hash => tables.hash.clone(),
        Made::GnuHash => tables.gnu_hash.clone(),
        Made::DynSym => tables.symbol_table(link, plan, layout),
        Made::DynStr => tables.strings.clone(),
        Made::VerSym => tables.versions.clone(),
        Made::VerDef => tables.version_definitions.clone(),
        Made::VerNeed => tables.version_needs.clone(),
        Made::RelaDyn => tables.relocations(link, plan, layout, &plan.relocs)?,
        Made::RelaPlt => tables.relocations(link, plan, layout, &plan.plt_relocs)?,
        Made::RelaIplt => tables.relocations(link, plan, layout, &plan.indirect_relocs)?,
        Made::Plt => {
            let start = layout.made(Made::Plt).unwrap_or(0);
            let mut out = link.machine.plt_header(start, layout.made(Made::GotPlt).unwrap_or(0));
            for index in 0..plan.plt.len() as u32 {
                out.extend(link.machine.lazy_plt_entry(
                    layout.plt(link, index),
                    layout.got_plt(index),
                    index,
                    start,
                ));
            }
            out
        }
        Made::PltGot => {
            let mut out = Vec::new();
            for (index, &target) in plan.plt_got.iter().enumerate() {
                let slots = plan.slots(target);
                let word = if slots.indirect != 0 { slots.indirect } else { slots.got };
                out.extend(link.machine.plt_entry(layout.plt_got(link, index as u32), layout.got(word - 1)));
            }
            out
        }
        Made::Dynamic => tables.dynamic(link, plan, Some(layout)),
        Made::Got => got(image),
        Made::GotPlt => {
            let mut out = layout.made(Made::Dynamic).unwrap_or(0).to_le_bytes().to_vec();
            out.resize(24, 0);
            for index in 0..plan.plt.len() as u32 {
                let at = layout.plt(link, index) + link.machine.lazy_plt_start();
                out.extend_from_slice(&at.to_le_bytes());
            }
            out
        }
        Made::EhFrameHdr => frame_header(image, file),
    })
}

fn got(image: Image<'_, '_>) -> Vec<u8> {
    let Image { link, plan, layout, .. } = image;
    let mut words = vec![0u64; plan.got_words as usize];
    let executable = link.options.output != Output::Shared;
    for &target in &plan.order {
        let slots = plan.slots(target);
        let import = link.is_import(target);
        let mut set = |word: u32, value: u64| {
            if word != 0 {
                words[word as usize - 1] = value;
            }
        };
        if import {
            continue;
        }
        if slots.got != slots.indirect {
            set(slots.got, layout.address(link, plan, target, 0));
        }
        let defined = layout.definition(link, plan, target, 0);
        if executable {
            set(slots.tp, defined.wrapping_sub(layout.thread_pointer(link)));
        }
        if slots.gd != 0 {
            set(slots.gd, u64::from(executable));
            set(slots.gd + 1, defined.wrapping_sub(layout.tls_start()));
        }
    }
    if plan.this_module != 0 {
        words[plan.this_module as usize - 1] = u64::from(executable);
    }
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// `.eh_frame_hdr`: a sorted table that finds the description of an address (LSB, Exception Frame Header).
fn frame_header(image: Image<'_, '_>, file: &[u8]) -> Vec<u8> {
    let layout = image.layout;
    let header = layout.made(Made::EhFrameHdr).unwrap_or(0);
    let mut rows: Vec<(i32, i32)> = Vec::new();
    let mut start = None;
    for frame in &layout.frames.sections {
        let (out, at) = layout.placed[frame.object as usize][frame.section as usize];
        if out == NOWHERE {
            continue;
        }
        let section = &layout.sections[out as usize];
        start.get_or_insert(section.address);
        for record in frame.records.iter().filter(|r| r.out != GONE && r.cie.is_some()) {
            let offset = at + u64::from(record.out);
            let place = (section.offset + offset) as usize + 8;
            let Some(field) = file.get(place..place + 4) else { continue };
            // The beginning of the range is relative to its own field in what compilers emit (DW_EH_PE_pcrel|sdata4).
            let distance = i64::from(i32::from_le_bytes([field[0], field[1], field[2], field[3]]));
            let description = section.address + offset;
            let begin = (description as i64).wrapping_add(8 + distance);
            rows.push((begin.wrapping_sub(header as i64) as i32, description.wrapping_sub(header) as i32));
        }
    }
    rows.sort_unstable();
    let mut out = vec![1, 0x1b, 0x03, 0x3b];
    let distance = start.unwrap_or(header).wrapping_sub(header + 4);
    out.extend_from_slice(&(distance as i32).to_le_bytes());
    out.extend_from_slice(&(rows.len() as u32).to_le_bytes());
    for (begin, description) in rows {
        out.extend_from_slice(&begin.to_le_bytes());
        out.extend_from_slice(&description.to_le_bytes());
    }
    out
}

/// Puts the build id into its note: a digest of all that is in the file.
fn build_id(image: Image<'_, '_>, file: &mut [u8]) -> Result<(), LinkError> {
    let layout = image.layout;
    let (out, offset) = layout.placed[0][Made::BuildId as usize];
    if out == NOWHERE || !image.link.objects[0].sections[Made::BuildId as usize].live {
        return Ok(());
    }
    let id = match &image.link.options.build_id {
        BuildId::None => return Ok(()),
        BuildId::Bytes(bytes) => bytes.clone(),
        BuildId::Sha1 => sha1::Sha1::digest(&*file).to_vec(),
        BuildId::Md5 => md5::Md5::digest(&*file).to_vec(),
        BuildId::Uuid => {
            use std::io::Read;
            let mut bytes = [0; 16];
            std::fs::File::open("/dev/urandom")
                .and_then(|mut random| random.read_exact(&mut bytes))
                .map_err(|e| format!("cannot read random bytes for --build-id=uuid: {e}"))?;
            bytes.to_vec()
        }
    };
    let at = (layout.sections[out as usize].offset + offset) as usize + NOTE.len();
    file[at..at + id.len()].copy_from_slice(&id);
    Ok(())
}

/// The entry's address.
pub(crate) fn entry_address(image: Image<'_, '_>) -> u64 {
    let Image { link, plan, layout, .. } = image;
    let Some(name) = entry(link.options, link.script) else { return 0 };
    match link.names.get(name.as_bytes()) {
        Some(&id) if link.globals[id.0 as usize].definition != Definition::Undefined => {
            layout.address(link, plan, Target::Global(id), 0)
        }
        _ => {
            let number = name
                .strip_prefix("0x")
                .map_or_else(|| name.parse().ok(), |hex| u64::from_str_radix(hex, 16).ok());
            number.or_else(|| layout.section(".text").map(|s| s.address)).unwrap_or(0)
        }
    }
}
