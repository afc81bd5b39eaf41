//! Common symbols (gABI, SHN_COMMON): each object with any gets a section `COMMON` that holds them, for scripts to place.

use crate::elf;
use crate::input::{Place, Section};
use crate::resolve::{Definition, Link};

/// Gives every common symbol that is left its room.
pub(crate) fn allocate(link: &mut Link<'_>) {
    for index in 0..link.globals.len() {
        let Definition::Object(o, s) = link.globals[index].definition else { continue };
        let object = &mut link.objects[o as usize];
        let symbol = object.symbols[s as usize];
        let Place::Common(align) = symbol.place else { continue };
        let found = object.sections.iter().rposition(|section| section.name == b"COMMON");
        let at = found.unwrap_or_else(|| {
            let flags = elf::SHF_ALLOC | elf::SHF_WRITE;
            let mut section = Section::made(b"COMMON", elf::SHT_NOBITS, flags, 1, 0);
            section.live = true;
            object.sections.push(section);
            object.sections.len() - 1
        });
        let section = &mut object.sections[at];
        let offset = section.size.next_multiple_of(align);
        section.size = offset + symbol.size;
        section.align = section.align.max(align);
        object.symbols[s as usize].place = Place::Section(at as u32, offset);
    }
}
