//! What relocations need beside the bytes they change: GOT and PLT entries, copies of imported objects, work for the
//! dynamic linker.

use crate::elf;
use crate::input::{Place, Reloc};
use crate::resolve::{Definition, GlobalId, Link};
use crate::{LinkError, Output, RelocKind};
use rustc_hash::FxHashMap;

/// What a relocation names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// A global symbol.
    Global(GlobalId),
    /// A local symbol: object and index.
    Local(u32, u32),
}

/// What a GOT entry holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GotKind {
    /// The address.
    Address,
    /// The offset from the thread pointer.
    TpOffset,
    /// Module and offset: two words.
    Gd,
    /// This module and zero: two words.
    Ld,
}

/// Work for the dynamic linker in a section.
#[derive(Clone, Copy, Debug)]
pub struct DynamicReloc {
    /// Object, section and offset.
    pub place: (u32, u32, u64),
    /// What is added to the load address, or looked up.
    pub target: Target,
    /// Addend.
    pub addend: i64,
    /// Looked up by name.
    pub symbolic: bool,
}

/// What the output needs beside its inputs.
#[derive(Default)]
pub struct Plan {
    /// GOT entries: what, and the first word's index.
    pub got: Vec<(Target, GotKind, u64)>,
    pub(crate) got_index: FxHashMap<(Target, GotKind), u64>,
    /// Words of the GOT.
    pub got_words: u64,
    /// PLT entries.
    pub plt: Vec<Target>,
    pub(crate) plt_index: FxHashMap<Target, u64>,
    /// Imported objects that live in the executable: symbol, size, alignment.
    pub copies: Vec<(GlobalId, u64, u64)>,
    /// Dynamic relocations in sections.
    pub relocs: Vec<DynamicReloc>,
    /// Symbols of the dynamic symbol table, imports first.
    pub dynamic_symbols: Vec<GlobalId>,
    /// Uses thread-local storage by static offsets.
    pub static_tls: bool,
}

impl Plan {
    fn got(&mut self, target: Target, kind: GotKind) {
        let words = &mut self.got_words;
        let list = &mut self.got;
        self.got_index.entry((target, kind)).or_insert_with(|| {
            let at = *words;
            *words += if matches!(kind, GotKind::Gd | GotKind::Ld) { 2 } else { 1 };
            list.push((target, kind, at));
            at
        });
    }

    fn plt(&mut self, target: Target) {
        self.got(target, GotKind::Address);
        let next = self.plt.len() as u64;
        if let std::collections::hash_map::Entry::Vacant(slot) = self.plt_index.entry(target) {
            slot.insert(next);
            self.plt.push(target);
        }
    }
}

/// The one target of all `Ld` entries.
pub const THIS_MODULE: Target = Target::Local(u32::MAX, 0);

impl Link<'_> {
    pub(crate) fn target(&self, object: u32, symbol: u32) -> Target {
        match self.of_symbol[object as usize].get(symbol as usize).copied().flatten() {
            Some(id) => Target::Global(id),
            None => Target::Local(object, symbol),
        }
    }

    /// Whether the target is an indirect function of the output.
    pub(crate) fn is_ifunc(&self, target: Target) -> bool {
        match target {
            Target::Local(o, s) => self
                .objects
                .get(o as usize)
                .and_then(|o| o.symbols.get(s as usize))
                .is_some_and(|s| s.kind == elf::STT_GNU_IFUNC),
            Target::Global(id) => {
                matches!(self.globals[id.0 as usize].definition, Definition::Object(..))
                    && self.kind(id) == elf::STT_GNU_IFUNC
            }
        }
    }

    pub(crate) fn is_import(&self, target: Target) -> bool {
        match target {
            Target::Local(..) => false,
            Target::Global(id) => {
                let global = &self.globals[id.0 as usize];
                match global.definition {
                    Definition::Shared(..) => true,
                    Definition::Undefined => {
                        self.options.output == Output::Shared && global.visibility == elf::STV_DEFAULT
                    }
                    _ => !self.is_local(id),
                }
            }
        }
    }

    /// An address that does not move with the output: absolute symbols and absent weak ones.
    pub(crate) fn is_fixed(&self, target: Target) -> bool {
        match target {
            Target::Local(o, s) => match self.objects.get(o as usize).and_then(|o| o.symbols.get(s as usize))
            {
                Some(symbol) => matches!(symbol.place, Place::Absolute(_)),
                None => true,
            },
            Target::Global(id) => match self.globals[id.0 as usize].definition {
                Definition::Undefined => true,
                Definition::Object(o, s) => {
                    matches!(self.objects[o as usize].symbols[s as usize].place, Place::Absolute(_))
                }
                _ => false,
            },
        }
    }
}

/// Scans all relocations.
pub fn scan(link: &mut Link<'_>) -> Result<Plan, LinkError> {
    let mut plan = Plan::default();
    let mut errors = Vec::new();
    for o in 0..link.objects.len() {
        for s in 0..link.objects[o].sections.len() {
            let section = &link.objects[o].sections[s];
            if !section.live || section.flags & elf::SHF_ALLOC == 0 {
                continue;
            }
            for reloc in &section.relocs {
                if let Err(message) = one(link, &mut plan, (o as u32, s as u32), reloc) {
                    errors.push(format!("{}: {message}", link.objects[o].name));
                }
            }
        }
    }
    if !errors.is_empty() {
        return Err(LinkError(errors));
    }
    exports(link, &mut plan);
    Ok(plan)
}

fn describe(link: &Link<'_>, target: Target) -> String {
    match target {
        Target::Global(id) => String::from_utf8_lossy(link.globals[id.0 as usize].name).into_owned(),
        Target::Local(o, s) => {
            let symbol = &link.objects[o as usize].symbols[s as usize];
            match symbol.name {
                b"" => "a local symbol".into(),
                name => String::from_utf8_lossy(name).into_owned(),
            }
        }
    }
}

fn one(link: &Link<'_>, plan: &mut Plan, place: (u32, u32), reloc: &Reloc) -> Result<(), String> {
    let Some(row) = link.machine.relocation(reloc.r_type) else {
        return Err(format!("unrecognized relocation type {:#x}", reloc.r_type));
    };
    let target = link.target(place.0, reloc.symbol);
    let section = &link.objects[place.0 as usize].sections[place.1 as usize];
    let pic = link.options.output.is_pic();
    let import = link.is_import(target);
    let ifunc = link.is_ifunc(target);
    let executable = link.options.output != Output::Shared;
    let needs_pic = || {
        let name = describe(link, target);
        let what = if executable { "a PIE object" } else { "a shared object" };
        let flag = if executable { "-fPIE" } else { "-fPIC" };
        Err(format!(
            "relocation {} against symbol `{name}' can not be used when making {what}; recompile with {flag}",
            row.name
        ))
    };
    let dynamic = |plan: &mut Plan, symbolic| {
        plan.relocs.push(DynamicReloc {
            place: (place.0, place.1, reloc.offset),
            target,
            addend: reloc.addend,
            symbolic,
        });
    };
    match row.kind {
        RelocKind::Absolute => {
            let word = row.field.size() == 8;
            let writable = section.flags & elf::SHF_WRITE != 0;
            if import {
                if word && writable {
                    dynamic(plan, true);
                } else if executable && !pic {
                    stand_in(link, plan, target);
                } else {
                    return needs_pic();
                }
            } else {
                if ifunc {
                    plan.plt(target);
                }
                if pic && !link.is_fixed(target) {
                    if !word {
                        return needs_pic();
                    }
                    dynamic(plan, false);
                }
            }
        }
        RelocKind::Relative | RelocKind::GotOffset | RelocKind::Size => {
            if import {
                if !executable {
                    return needs_pic();
                }
                stand_in(link, plan, target);
            } else if ifunc {
                plan.plt(target);
            }
        }
        RelocKind::Call => {
            if import || ifunc {
                plan.plt(target);
            }
        }
        RelocKind::GotRelative => {
            plan.got(target, GotKind::Address);
            if ifunc {
                plan.plt(target);
            }
        }
        RelocKind::GotTpRelative => {
            plan.static_tls = true;
            plan.got(target, GotKind::TpOffset);
        }
        RelocKind::TlsGd => plan.got(target, GotKind::Gd),
        RelocKind::TlsLd => plan.got(THIS_MODULE, GotKind::Ld),
        RelocKind::TpOffset => {
            if !executable || import {
                return needs_pic();
            }
        }
        RelocKind::None | RelocKind::DtpOffset | RelocKind::GotBase => {}
    }
    Ok(())
}

/// The executable addresses an imported symbol directly: functions get a PLT entry that is their address everywhere,
/// objects move into the executable.
fn stand_in(link: &Link<'_>, plan: &mut Plan, target: Target) {
    let Target::Global(id) = target else { return };
    let Definition::Shared(l, s) = link.globals[id.0 as usize].definition else { return };
    let symbol = &link.shared[l as usize].symbols[s as usize];
    if matches!(symbol.kind, elf::STT_FUNC | elf::STT_GNU_IFUNC) {
        plan.plt(target);
    } else if !plan.copies.iter().any(|&(known, _, _)| known == id) {
        let align = symbol.align.min(1 << symbol.value.trailing_zeros().min(12)).max(1);
        plan.copies.push((id, symbol.size, align));
    }
}

/// The dynamic symbol table: imports, then what others may see.
fn exports(link: &mut Link<'_>, plan: &mut Plan) {
    if !link.options.output.is_dynamic() {
        return;
    }
    let mut imports = Vec::new();
    let mut defined = Vec::new();
    for index in 0..link.globals.len() {
        let id = GlobalId(index as u32);
        let global = &link.globals[index];
        let visible = matches!(global.visibility, elf::STV_DEFAULT | elf::STV_PROTECTED);
        match global.definition {
            Definition::Shared(l, _) if global.referenced => {
                link.needed[l as usize] = true;
                match plan.copies.iter().any(|&(copied, _, _)| copied == id) {
                    true => defined.push(id),
                    false => imports.push(id),
                }
            }
            Definition::Undefined
                if global.referenced
                    && visible
                    && (link.options.output == Output::Shared || !global.strong_reference) =>
            {
                imports.push(id);
            }
            Definition::Object(o, s) if visible => {
                let place = link.objects[o as usize].symbols[s as usize].place;
                let live = !matches!(place, Place::Section(section, _) if !link.objects[o as usize].sections[section as usize].live);
                let wanted = link.options.output == Output::Shared
                    || link.options.export_dynamic
                    || global.from_shared;
                if wanted && live {
                    defined.push(id);
                }
            }
            _ => {}
        }
    }
    imports.extend(defined);
    plan.dynamic_symbols = imports;
}
