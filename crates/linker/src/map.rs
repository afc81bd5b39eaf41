//! `-Map`: what was placed where.

use crate::layout::Step;
use crate::write::Image;
use std::fmt::Write;

/// The map's text.
pub(crate) fn text(image: Image<'_, '_>) -> String {
    let layout = image.layout;
    let mut out = String::from("\nLinker script and memory map\n\n");
    for step in &layout.steps {
        let Step::Output(number) = step else { continue };
        let section = &layout.sections[*number as usize];
        if !section.exists {
            continue;
        }
        let _ = write!(out, "\n{:<15} 0x{:016x} {:>#10x}", section.name, section.address, section.size);
        if section.load_address != section.address {
            let _ = write!(out, " load address 0x{:016x}", section.load_address);
        }
        out.push('\n');
        for (o, s) in section.inputs() {
            let object = &image.link.objects[o as usize];
            let input = &object.sections[s as usize];
            let at = section.address + layout.placed[o as usize][s as usize].1;
            let name = String::from_utf8_lossy(input.name);
            let _ = writeln!(out, " {name:<14} 0x{at:016x} {:>#10x} {}", input.size, object.name);
        }
    }
    out
}
