//! Program headers and file offsets (gABI, Program Header; GNU ld manual, "PHDRS"): what is loaded together lies together in
//! the file, at the same offset within a page.

use super::{Layout, OutSection, Segment, Step};
use crate::elf;
use crate::options::Options;
use crate::resolve::Link;
use crate::script::align_up;
use crate::script::ast::{Command, Expr, Phdr};
use crate::{LinkError, Output};

/// What a `PHDRS` command declares.
pub(crate) fn declared(script: &[Command]) -> Option<&[Phdr]> {
    script.iter().find_map(|command| match command {
        Command::Phdrs(list) => Some(list.as_slice()),
        _ => None,
    })
}

/// A segment that is being made.
#[derive(Clone, Debug)]
struct Draft {
    kind: u32,
    flags: Option<u32>,
    /// Positions in the order of sections.
    members: Vec<u32>,
    file_header: bool,
    headers: bool,
    load_address: Option<u64>,
}

impl Draft {
    fn new(kind: u32) -> Draft {
        Draft {
            kind,
            flags: None,
            members: Vec::new(),
            file_header: false,
            headers: false,
            load_address: None,
        }
    }
}

/// Sections of the output in their order.
fn order(layout: &Layout<'_>) -> Vec<u32> {
    let mut list: Vec<u32> = layout
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Output(out) if layout.sections[*out as usize].exists => Some(*out),
            _ => None,
        })
        .collect();
    // Sections at explicit addresses may not come in the order of addresses.
    let alloc: Vec<usize> =
        (0..list.len()).filter(|&i| layout.sections[list[i] as usize].is_alloc()).collect();
    let mut sorted: Vec<u32> = alloc.iter().map(|&i| list[i]).collect();
    sorted.sort_by_key(|&n| layout.sections[n as usize].load_address);
    for (slot, number) in alloc.into_iter().zip(sorted) {
        list[slot] = number;
    }
    list
}

/// The size of all headers.
pub(crate) fn count(link: &Link<'_>, layout: &mut Layout<'_>, script: &[Command]) -> Result<u64, LinkError> {
    if link.options.output == Output::Relocatable {
        return Ok(64);
    }
    let drafts = drafts(link, layout, script)?;
    let relro = link.options.relro && declared(script).is_none() && link.options.script.is_empty();
    let known = drafts.iter().any(|d| d.kind == elf::PT_GNU_RELRO);
    Ok(64 + 56 * (drafts.len() as u64 + u64::from(relro && !known)))
}

fn drafts(link: &Link<'_>, layout: &mut Layout<'_>, script: &[Command]) -> Result<Vec<Draft>, LinkError> {
    match declared(script) {
        Some(list) => by_script(layout, list),
        None => Ok(by_default(link, layout)),
    }
}

/// Types by name (manual, "PHDRS").
fn type_of(expr: &Expr) -> Option<u32> {
    match expr {
        Expr::Number(n) => u32::try_from(*n).ok(),
        Expr::Symbol(name) => Some(match name.as_str() {
            "PT_NULL" => 0,
            "PT_LOAD" => elf::PT_LOAD,
            "PT_DYNAMIC" => elf::PT_DYNAMIC,
            "PT_INTERP" => elf::PT_INTERP,
            "PT_NOTE" => elf::PT_NOTE,
            "PT_SHLIB" => 5,
            "PT_PHDR" => elf::PT_PHDR,
            "PT_TLS" => elf::PT_TLS,
            "PT_GNU_EH_FRAME" => elf::PT_GNU_EH_FRAME,
            "PT_GNU_STACK" => elf::PT_GNU_STACK,
            "PT_GNU_RELRO" => elf::PT_GNU_RELRO,
            "PT_GNU_PROPERTY" => 0x6474_e553,
            _ => return None,
        }),
        _ => None,
    }
}

fn by_script(layout: &mut Layout<'_>, list: &[Phdr]) -> Result<Vec<Draft>, LinkError> {
    let mut drafts = Vec::new();
    for phdr in list {
        let Some(kind) = type_of(&phdr.kind) else {
            return Err(format!("unknown phdr type of `{}'", phdr.name).into());
        };
        let constant = |expr: &Option<Expr>, what: &str| match expr {
            None => Ok(None),
            Some(Expr::Number(n)) => Ok(Some(*n)),
            Some(_) => Err(LinkError::from(format!("{what} of phdr `{}' is not a number", phdr.name))),
        };
        drafts.push(Draft {
            flags: constant(&phdr.flags, "FLAGS")?.map(|flags| flags as u32),
            file_header: phdr.file_header,
            headers: phdr.headers,
            load_address: constant(&phdr.load_address, "AT")?,
            ..Draft::new(kind)
        });
    }
    let mut current: Vec<String> = Vec::new();
    for number in order(layout) {
        let section = &mut layout.sections[number as usize];
        if !section.is_alloc() {
            continue;
        }
        match section.script.map(|s| &s.segments) {
            Some(names) if !names.is_empty() => current.clone_from(names),
            // What is not assigned goes where the section before it went, or into the first that is loaded.
            _ if current.is_empty() => {
                current = list
                    .iter()
                    .find(|p| type_of(&p.kind) == Some(elf::PT_LOAD))
                    .map(|p| p.name.clone())
                    .into_iter()
                    .collect();
            }
            _ => {}
        }
        for name in &current {
            if name == "NONE" {
                continue;
            }
            match list.iter().position(|p| p.name == *name) {
                Some(at) => drafts[at].members.push(number),
                None => {
                    return Err(
                        format!("section `{}' assigned to non-existent phdr `{name}'", section.name).into()
                    );
                }
            }
        }
    }
    Ok(drafts)
}

fn permissions(section: &OutSection<'_>) -> u32 {
    let mut flags = elf::PF_R;
    if section.flags & elf::SHF_WRITE != 0 {
        flags |= elf::PF_W;
    }
    if section.flags & elf::SHF_EXECINSTR != 0 {
        flags |= elf::PF_X;
    }
    flags
}

fn by_default(link: &Link<'_>, layout: &Layout<'_>) -> Vec<Draft> {
    let options = link.options;
    let page = if options.is_unpaged() { 1 } else { options.max_page(link.machine) };
    let sections: Vec<(u32, &OutSection<'_>)> = order(layout)
        .into_iter()
        .map(|n| (n, &layout.sections[n as usize]))
        .filter(|(_, s)| s.is_alloc())
        .collect();
    let mut drafts = Vec::new();
    let of = |kind: u32, wanted: &dyn Fn(&OutSection<'_>) -> bool| {
        let members: Vec<u32> = sections.iter().filter(|(_, s)| wanted(s)).map(|(n, _)| *n).collect();
        (!members.is_empty()).then(|| Draft { members, ..Draft::new(kind) })
    };
    if let Some(interp) = of(elf::PT_INTERP, &|s| s.name == ".interp") {
        drafts.push(Draft { headers: true, flags: Some(elf::PF_R), ..Draft::new(elf::PT_PHDR) });
        drafts.push(interp);
    }
    drafts.extend(loads(options, &sections, page));
    drafts.extend(of(elf::PT_DYNAMIC, &|s| s.kind == elf::SHT_DYNAMIC));
    let mut note: Option<(Draft, u64)> = None;
    for (n, s) in &sections {
        let is_note = s.kind == elf::SHT_NOTE;
        match &mut note {
            Some((draft, align)) if is_note && *align == s.align => draft.members.push(*n),
            _ => {
                drafts.extend(note.take().map(|(draft, _)| draft));
                note = is_note.then(|| (Draft { members: vec![*n], ..Draft::new(elf::PT_NOTE) }, s.align));
            }
        }
    }
    drafts.extend(note.map(|(draft, _)| draft));
    drafts.extend(of(elf::PT_TLS, &|s| s.flags & elf::SHF_TLS != 0));
    drafts.extend(of(elf::PT_GNU_EH_FRAME, &|s| s.name == ".eh_frame_hdr"));
    drafts.push(Draft { flags: Some(stack_flags(link)), ..Draft::new(elf::PT_GNU_STACK) });
    if let Some((start, end)) = layout.relro
        && let Some(relro) =
            of(elf::PT_GNU_RELRO, &|s| s.address >= start && s.address + s.size <= end && s.size != 0)
    {
        drafts.push(Draft { flags: Some(elf::PF_R), ..relro });
    }
    drafts
}

fn loads(options: &Options, sections: &[(u32, &OutSection<'_>)], page: u64) -> Vec<Draft> {
    let mut list: Vec<Draft> = Vec::new();
    let mut last: Option<&OutSection<'_>> = None;
    let mut flags = 0;
    for (n, s) in sections {
        if s.is_tbss() {
            // Only the thread-local segment counts it.
            continue;
        }
        let fresh = match last {
            None => true,
            Some(l) => {
                let end = l.load_address.wrapping_add(l.size);
                let same_page = s.load_address < align_up(end, page) && !end.is_multiple_of(page);
                let changes = permissions(s) != flags && !options.omagic;
                let apart = s.load_address.wrapping_sub(s.address) != l.load_address.wrapping_sub(l.address)
                    || s.load_address < end
                    || s.address < l.address
                    || align_up(end, page) < s.load_address & !(page - 1)
                    || (l.is_nobits() && !s.is_nobits());
                apart || (changes && !same_page)
            }
        };
        if fresh {
            list.push(Draft::new(elf::PT_LOAD));
            flags = 0;
        }
        flags |= permissions(s);
        if let Some(draft) = list.last_mut() {
            draft.members.push(*n);
        }
        last = Some(s);
    }
    if options.omagic {
        list.iter_mut().for_each(|draft| draft.flags = Some(elf::PF_R | elf::PF_W | elf::PF_X));
    }
    list
}

/// Gives file offsets, and makes the program headers.
pub(crate) fn assign(
    link: &mut Link<'_>,
    layout: &mut Layout<'_>,
    script: &[Command],
) -> Result<(), LinkError> {
    let relocatable = link.options.output == Output::Relocatable;
    let mut drafts = if relocatable { Vec::new() } else { drafts(link, layout, script)? };
    let headers = 64 + 56 * drafts.len() as u64;
    let page = if link.options.is_unpaged() { 1 } else { link.options.max_page(link.machine) };
    let by_script = declared(script).is_some();
    // The headers are loaded if there is room before the first section on its page.
    let first = drafts.iter().position(|d| d.kind == elf::PT_LOAD && !d.members.is_empty());
    if let Some(at) = first
        && !by_script
    {
        let section = &layout.sections[drafts[at].members[0] as usize];
        let room = section.address % page.max(0x1000);
        if room >= headers && !link.options.is_unpaged() {
            (drafts[at].file_header, drafts[at].headers) = (true, true);
        }
    }
    let loaded_headers = drafts.iter().any(|d| d.kind == elf::PT_LOAD && d.headers);
    if !loaded_headers && !by_script {
        drafts.retain(|d| d.kind != elf::PT_PHDR);
    }
    let mut offset = if relocatable { 64 } else { 64 + 56 * drafts.len() as u64 };
    let mut done = vec![false; layout.sections.len()];
    for draft in drafts.iter().filter(|d| d.kind == elf::PT_LOAD) {
        let mut base: Option<(u64, u64)> = None;
        for &number in &draft.members {
            let section = &mut layout.sections[number as usize];
            if std::mem::replace(&mut done[number as usize], true) {
                continue;
            }
            let at = match base {
                Some((from, start)) => start + section.load_address.wrapping_sub(from),
                None if draft.file_header && !by_script => section.address % page.max(0x1000),
                None => {
                    let unit = if page == 1 { section.align } else { page };
                    offset + (section.address.wrapping_sub(offset)) % unit.max(1)
                }
            };
            if base.is_none() {
                base = Some((section.load_address, at));
            }
            if section.is_nobits() {
                section.offset = at.max(offset);
                continue;
            }
            if at > 1 << 46 || at < offset.min(64) {
                return Err(format!("section {} lies too far from the others", section.name).into());
            }
            section.offset = at;
            offset = offset.max(at + section.size);
        }
    }
    for number in order(layout) {
        if !done[number as usize] {
            let section = &mut layout.sections[number as usize];
            section.offset = align_up(offset, section.align);
            if !section.is_nobits() {
                offset = section.offset + section.size;
            }
        }
    }
    layout.file_size = offset;
    let sizes = 56 * drafts.len() as u64;
    let mut image = None;
    for draft in &drafts {
        let segment = segment(link, layout, draft, sizes, page);
        if segment.kind == elf::PT_LOAD && segment.offset == 0 && draft.file_header {
            image.get_or_insert(segment.address);
        }
        layout.segments.push(segment);
    }
    layout.image = image.unwrap_or_else(|| {
        layout
            .segments
            .iter()
            .filter(|s| s.kind == elf::PT_LOAD)
            .map(|s| s.address.wrapping_sub(s.offset))
            .next()
            .unwrap_or(0)
    });
    let image = layout.image;
    for segment in layout.segments.iter_mut().filter(|s| s.kind == elf::PT_PHDR) {
        (segment.offset, segment.address, segment.load_address) = (64, image + 64, image + 64);
        (segment.file, segment.memory, segment.align) = (sizes, sizes, 8);
    }
    if let Some((start, end)) = layout.relro {
        for segment in layout.segments.iter_mut().filter(|s| s.kind == elf::PT_GNU_RELRO) {
            let from = segment.address.max(start);
            segment.file += segment.address - from;
            segment.memory = end - from;
            segment.file = segment.memory;
            segment.align = 1;
        }
    }
    if link.options.output != Output::Relocatable {
        warn(link, layout);
    }
    Ok(())
}

fn warn(link: &mut Link<'_>, layout: &Layout<'_>) {
    let rwx = elf::PF_R | elf::PF_W | elf::PF_X;
    let bad = layout.segments.iter().any(|s| s.kind == elf::PT_LOAD && s.flags == rwx && s.memory != 0);
    if bad && !link.options.omagic && link.options.warn_rwx {
        link.warnings.push("warning: output has a LOAD segment with RWX permissions".into());
    }
}

fn segment(link: &Link<'_>, layout: &Layout<'_>, draft: &Draft, sizes: u64, page: u64) -> Segment {
    let mut segment = Segment { kind: draft.kind, ..Segment::default() };
    let (mut flags, mut align) = (0, 1);
    let mut start = None;
    for &number in &draft.members {
        let s = &layout.sections[number as usize];
        flags |= permissions(s);
        align = align.max(s.align);
        // It takes no room where it stands, neither in memory nor in the file.
        if s.is_tbss() && draft.kind != elf::PT_TLS {
            continue;
        }
        if start.is_none() {
            start = Some(s.offset);
            (segment.offset, segment.address, segment.load_address) = (s.offset, s.address, s.load_address);
        }
        let end = (s.address + s.size).saturating_sub(segment.address);
        segment.memory = segment.memory.max(end);
        if !s.is_nobits() {
            segment.file = segment.file.max((s.offset + s.size).saturating_sub(segment.offset));
        }
    }
    if draft.kind == elf::PT_LOAD {
        align = if page == 1 { align } else { page.max(1) };
    }
    if draft.file_header || (draft.headers && draft.kind == elf::PT_LOAD) {
        // The headers come before the first section.
        let from = if draft.file_header { 0 } else { 64 };
        let before = segment.offset - from;
        if start.is_some() {
            segment.address = segment.address.wrapping_sub(before);
            segment.load_address = segment.load_address.wrapping_sub(before);
            segment.file += before;
            segment.memory += before;
        } else {
            (segment.file, segment.memory) = (64 + sizes - from, 64 + sizes - from);
        }
        segment.offset = from;
        flags |= elf::PF_R;
    }
    if let Some(at) = draft.load_address {
        segment.load_address = at;
    }
    if draft.kind == elf::PT_TLS {
        flags = elf::PF_R;
    }
    segment.flags = draft.flags.unwrap_or(flags);
    if draft.kind == elf::PT_GNU_STACK {
        align = 16;
        if draft.flags.is_none() {
            segment.flags = stack_flags(link);
        }
    }
    segment.align = align;
    segment
}

/// What the stack may do: as `-z execstack` says, else as the objects ask.
fn stack_flags(link: &Link<'_>) -> u32 {
    let asked = || link.objects.iter().any(|object| object.executable_stack);
    match link.options.execstack.unwrap_or_else(asked) {
        true => elf::PF_R | elf::PF_W | elf::PF_X,
        false => elf::PF_R | elf::PF_W,
    }
}
