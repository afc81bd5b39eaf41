//! `--gc-sections`: sections that nothing reaches from the entry, the exported symbols and what scripts keep are dropped
//! (GNU ld manual, `--gc-sections`, KEEP).

use crate::elf;
use crate::frames::{Frames, section_of};
use crate::resolve::{Definition, GlobalId, Link, entry};
use crate::scan::Target;
use crate::synthetic::{bounded_section, is_identifier};
use rustc_hash::FxHashMap;

struct Marker<'l, 'a> {
    link: &'l Link<'a>,
    reached: Vec<Vec<bool>>,
    work: Vec<(u32, u32)>,
    /// Sections whose names are C identifiers.
    named: FxHashMap<&'a [u8], Vec<(u32, u32)>>,
    /// Frame descriptions of a section: what else they name.
    frames: FxHashMap<(u32, u32), Vec<Target>>,
    /// Sections that live as long as another.
    followers: FxHashMap<(u32, u32), Vec<(u32, u32)>>,
}

/// Drops what is not reached. `kept` says of a section whether a script keeps it.
pub(crate) fn collect(link: &mut Link<'_>, frames: &Frames, kept: &dyn Fn(u32, u32) -> bool) {
    let mut marker = Marker {
        reached: link.objects.iter().map(|o| vec![false; o.sections.len()]).collect(),
        link,
        work: Vec::new(),
        named: FxHashMap::default(),
        frames: FxHashMap::default(),
        followers: FxHashMap::default(),
    };
    marker.prepare(frames);
    marker.roots(kept);
    marker.run();
    let reached = marker.reached;
    for (o, object) in link.objects.iter_mut().enumerate().skip(1) {
        for (s, section) in object.sections.iter_mut().enumerate() {
            let counted = section.flags & elf::SHF_ALLOC != 0 && section.name != b".eh_frame";
            if section.live && counted && !reached[o][s] {
                section.live = false;
                if link.options.print_gc {
                    link.notes.push(format!(
                        "removing unused section '{}' in file '{}'",
                        String::from_utf8_lossy(section.name),
                        object.name
                    ));
                }
            }
        }
    }
}

impl Marker<'_, '_> {
    fn prepare(&mut self, frames: &Frames) {
        for (o, object) in self.link.objects.iter().enumerate() {
            for (s, section) in object.sections.iter().enumerate().filter(|(_, s)| s.live) {
                let this = (o as u32, s as u32);
                if is_identifier(section.name) {
                    self.named.entry(section.name).or_default().push(this);
                }
                if section.flags & elf::SHF_LINK_ORDER != 0 {
                    self.followers.entry((o as u32, section.link)).or_default().push(this);
                }
            }
            for group in &object.groups {
                for &member in &group.members {
                    let others = group.members.iter().filter(|m| **m != member).map(|m| (o as u32, *m));
                    self.followers.entry((o as u32, member)).or_default().extend(others);
                }
            }
        }
        for frame in &frames.sections {
            let relocs = self.link.objects[frame.object as usize].sections[frame.section as usize].relocs;
            for record in &frame.records {
                let (Some(cie), Some(function)) = (record.cie, frame.function(self.link, record)) else {
                    continue;
                };
                let cie = frame.records[cie as usize].relocs.clone();
                let own = record.relocs.start + 1..record.relocs.end;
                for r in cie.chain(own) {
                    if let Some(reloc) = relocs.get(r as usize) {
                        let target = self.link.target(frame.object, reloc.symbol);
                        self.frames.entry(function).or_default().push(target);
                    }
                }
            }
        }
    }

    fn roots(&mut self, kept: &dyn Fn(u32, u32) -> bool) {
        let link = self.link;
        for (o, object) in link.objects.iter().enumerate() {
            for (s, section) in object.sections.iter().enumerate() {
                let root = section.flags & elf::SHF_GNU_RETAIN != 0
                    || (section.kind == elf::SHT_NOTE && section.flags & elf::SHF_GROUP == 0)
                    || kept(o as u32, s as u32);
                if root && section.name != b".eh_frame" {
                    self.reach((o as u32, s as u32));
                }
            }
        }
        let wanted =
            link.options.undefined.iter().map(String::as_str).chain(entry(link.options, link.script));
        let dynamic = ["_init", "_fini"];
        for name in wanted.chain(dynamic) {
            if let Some(&id) = link.names.get(name.as_bytes()) {
                self.target(Target::Global(id));
            }
        }
        for (index, global) in link.globals.iter().enumerate() {
            if global.exported && matches!(global.definition, Definition::Object(..)) {
                self.target(Target::Global(GlobalId(index as u32)));
            }
        }
        // What scripts compute with.
        for name in crate::resolve::script_references(link.script) {
            if let Some(&id) = link.names.get(name.as_bytes()) {
                self.target(Target::Global(id));
            }
        }
    }

    fn reach(&mut self, section: (u32, u32)) {
        let live =
            self.link.objects[section.0 as usize].sections.get(section.1 as usize).is_some_and(|s| s.live);
        if live && !std::mem::replace(&mut self.reached[section.0 as usize][section.1 as usize], true) {
            self.work.push(section);
        }
    }

    fn target(&mut self, target: Target) {
        if let Some(section) = section_of(self.link, target) {
            self.reach(section);
        }
        if let Target::Global(id) = target {
            let global = &self.link.globals[id.0 as usize];
            let bound = matches!(global.definition, Definition::Linker | Definition::Undefined);
            if bound && let Some(name) = bounded_section(global.name) {
                for section in self.named.get(name).cloned().unwrap_or_default() {
                    self.reach(section);
                }
            }
        }
    }

    fn run(&mut self) {
        while let Some((o, s)) = self.work.pop() {
            let section = &self.link.objects[o as usize].sections[s as usize];
            if section.flags & elf::SHF_ALLOC != 0 {
                for reloc in section.relocs.iter() {
                    self.target(self.link.target(o, reloc.symbol));
                }
            }
            for target in self.frames.remove(&(o, s)).unwrap_or_default() {
                self.target(target);
            }
            for follower in self.followers.remove(&(o, s)).unwrap_or_default() {
                self.reach(follower);
            }
        }
    }
}
