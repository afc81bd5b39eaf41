//! What relocations need beside the bytes they change: GOT and PLT entries, copies of imported objects, work for the
//! dynamic linker; and which code takes a shorter way.

use crate::elf;
use crate::input::{Place, Reloc, Section};
use crate::machine::{Relax, Relocation};
use crate::options::TextRelocations;
use crate::resolve::{Definition, GlobalId, Link};
use crate::{LinkError, Output, RelocKind};
use rustc_hash::FxHashMap;

/// What a relocation names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Target {
    /// A global symbol.
    Global(GlobalId),
    /// A local symbol: object and index.
    Local(u32, u32),
}

/// What a target needs, and then where it has it: entry numbers, plus one.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Slots {
    needs: u8,
    /// Word of the GOT with the address.
    pub(crate) got: u32,
    /// Word of the GOT with the offset from the thread pointer.
    pub(crate) tp: u32,
    /// Two words: module and offset.
    pub(crate) gd: u32,
    /// Two words: a descriptor.
    pub(crate) desc: u32,
    /// Word that an indirect function's PLT entry reads.
    pub(crate) indirect: u32,
    /// Entry of the lazy PLT.
    pub(crate) plt: u32,
    /// Entry of the PLT that jumps through the GOT.
    pub(crate) plt_got: u32,
    /// The PLT entry is the function's address everywhere.
    pub(crate) canonical: bool,
}

const GOT: u8 = 1;
const TP: u8 = 2;
const GD: u8 = 4;
const DESC: u8 = 8;
const CALL: u8 = 16;
const DIRECT: u8 = 32;

/// Where the dynamic linker works.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    /// Object, section and offset.
    Section(u32, u32, u64),
    /// A word of the GOT.
    Got(u32),
    /// A word of the lazy PLT's GOT.
    GotPlt(u32),
    /// The copy of the target.
    Copy,
}

/// What the dynamic linker does there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Work {
    Relative,
    /// What the target's PLT entry is called everywhere, or the target's address.
    Symbolic,
    GlobDat,
    JumpSlot,
    Indirect,
    Copy,
    Module,
    ModuleOffset,
    ThreadOffset,
    Descriptor,
}

/// A dynamic relocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dynamic {
    pub(crate) spot: Spot,
    pub(crate) work: Work,
    pub(crate) target: Target,
    pub(crate) addend: i64,
}

/// What the output needs beside its inputs.
#[derive(Default)]
pub(crate) struct Plan {
    globals: Vec<Slots>,
    locals: FxHashMap<(u32, u32), Slots>,
    /// Targets with slots, as they were met.
    pub(crate) order: Vec<Target>,
    /// Words of the GOT.
    pub(crate) got_words: u32,
    /// The two words of this module, plus one.
    pub(crate) this_module: u32,
    needs_module: bool,
    /// Targets of the lazy PLT.
    pub(crate) plt: Vec<Target>,
    /// Targets of the other PLT.
    pub(crate) plt_got: Vec<Target>,
    /// Offsets of copied objects by each of their names.
    pub(crate) copied: FxHashMap<GlobalId, u64>,
    pub(crate) copy_size: u64,
    pub(crate) copy_align: u64,
    pub(crate) relocs: Vec<Dynamic>,
    pub(crate) plt_relocs: Vec<Dynamic>,
    pub(crate) indirect_relocs: Vec<Dynamic>,
    /// Uses thread-local storage by static offsets.
    pub(crate) static_tls: bool,
    /// Relocations change what is not writable.
    pub(crate) text_relocations: bool,
    /// Something refers to the GOT itself.
    pub(crate) got_base: bool,
}

impl Plan {
    pub(crate) fn slots(&self, target: Target) -> Slots {
        match target {
            Target::Global(id) => self.globals.get(id.0 as usize).copied().unwrap_or_default(),
            Target::Local(o, s) => self.locals.get(&(o, s)).copied().unwrap_or_default(),
        }
    }

    fn slots_mut(&mut self, target: Target) -> &mut Slots {
        match target {
            Target::Global(id) => &mut self.globals[id.0 as usize],
            Target::Local(o, s) => self.locals.entry((o, s)).or_default(),
        }
    }

    fn need(&mut self, target: Target, what: u8) {
        let slots = self.slots_mut(target);
        let first = slots.needs == 0;
        slots.needs |= what;
        if first {
            self.order.push(target);
        }
    }

    /// Takes words of the GOT: the first one's number, plus one.
    fn words(&mut self, count: u32) -> u32 {
        self.got_words += count;
        self.got_words - count + 1
    }

    fn dynamic(&mut self, spot: Spot, work: Work, target: Target, addend: i64) {
        let list = match work {
            Work::JumpSlot => &mut self.plt_relocs,
            Work::Indirect => &mut self.indirect_relocs,
            _ => &mut self.relocs,
        };
        list.push(Dynamic { spot, work, target, addend });
    }
}

impl Link<'_> {
    pub(crate) fn target(&self, object: u32, symbol: u32) -> Target {
        match self.global_of(object, symbol) {
            Some(id) => Target::Global(id),
            None => Target::Local(object, symbol),
        }
    }

    /// Whether the target is an indirect function of the output.
    pub(crate) fn is_ifunc(&self, target: Target) -> bool {
        match target {
            Target::Local(o, s) => self.objects[o as usize]
                .symbols
                .get(s as usize)
                .is_some_and(|s| s.kind == elf::STT_GNU_IFUNC && s.place != Place::Undefined),
            Target::Global(id) => {
                matches!(self.globals[id.0 as usize].definition, Definition::Object(..))
                    && self.kind(id) == elf::STT_GNU_IFUNC
            }
        }
    }

    pub(crate) fn is_import(&self, target: Target) -> bool {
        match target {
            Target::Local(..) => false,
            Target::Global(id) => self.globals[id.0 as usize].import,
        }
    }

    /// An address that does not move with the output: absolute symbols and absent weak ones.
    pub(crate) fn is_fixed(&self, target: Target) -> bool {
        match target {
            Target::Local(o, s) => match self.objects[o as usize].symbols.get(s as usize) {
                Some(symbol) => matches!(symbol.place, Place::Absolute(_) | Place::Undefined),
                None => true,
            },
            Target::Global(id) => match self.globals[id.0 as usize].definition {
                Definition::Undefined => true,
                Definition::Object(o, s) => {
                    matches!(self.objects[o as usize].symbols[s as usize].place, Place::Absolute(_))
                }
                Definition::Script => self.fixed_by_script.contains(&id),
                _ => false,
            },
        }
    }

    /// How a message calls a target.
    pub(crate) fn describe(&self, target: Target) -> String {
        let name = match target {
            Target::Global(id) => self.globals[id.0 as usize].name,
            Target::Local(o, s) => {
                self.objects[o as usize].symbols.get(s as usize).map_or(&b""[..], |s| s.name)
            }
        };
        String::from_utf8_lossy(name).into_owned()
    }

    /// The shorter way that a relocation's code takes.
    pub(crate) fn relaxation(
        &self,
        section: &Section<'_>,
        index: usize,
        reloc: &Reloc,
        row: &Relocation,
        target: Target,
    ) -> Option<Relax> {
        if self.options.no_relax || section.flags & elf::SHF_ALLOC == 0 {
            return None;
        }
        let executable = self.options.output != Output::Shared;
        let import = self.is_import(target);
        let how = match row.kind {
            RelocKind::GotRelative if !import && !self.is_ifunc(target) && !self.is_fixed(target) => {
                Relax::GotLoad
            }
            RelocKind::TlsGd if executable => {
                if import {
                    Relax::GdToIe
                } else {
                    Relax::GdToLe
                }
            }
            RelocKind::TlsLd if executable => Relax::LdToLe,
            RelocKind::GotTpRelative if executable && !import => Relax::IeToLe,
            RelocKind::TlsDesc if executable => {
                if import {
                    Relax::DescToIe
                } else {
                    Relax::DescToLe
                }
            }
            RelocKind::TlsDescCall if executable => Relax::DescCall,
            _ => return None,
        };
        let next = section.relocs.get(index + 1).map(|next| next.r_type);
        let offset = usize::try_from(reloc.offset).ok()?;
        self.machine.can_relax(how, reloc.r_type, section.data, offset, next).then_some(how)
    }
}

/// Scans all relocations.
pub(crate) fn scan(link: &mut Link<'_>) -> Result<Plan, LinkError> {
    let mut plan =
        Plan { globals: vec![Slots::default(); link.globals.len()], copy_align: 1, ..Plan::default() };
    let mut errors = Vec::new();
    for o in 1..link.objects.len() {
        for s in 0..link.objects[o].sections.len() {
            let section = &link.objects[o].sections[s];
            if !section.live || section.flags & elf::SHF_ALLOC == 0 {
                continue;
            }
            let mut skip = false;
            for (index, reloc) in section.relocs.iter().enumerate() {
                if std::mem::replace(&mut skip, false) {
                    continue;
                }
                match one(link, &mut plan, (o as u32, s as u32), index, &reloc) {
                    Ok(takes_next) => skip = takes_next,
                    Err(message) => {
                        let object = &link.objects[o];
                        let place = link.function_at(object, s as u32, reloc.offset);
                        errors.push(format!("{}: {place}{message}", object.name));
                    }
                }
            }
        }
    }
    if !errors.is_empty() {
        return Err(LinkError(errors));
    }
    if plan.text_relocations && link.options.text == TextRelocations::Warned {
        let what = if link.options.output == Output::Shared { "shared object" } else { "PIE" };
        link.warnings.push(format!("warning: creating DT_TEXTREL in a {what}"));
    }
    allot(link, &mut plan);
    Ok(plan)
}

/// Notes what one relocation needs. True: its code takes the next one with it.
fn one(
    link: &Link<'_>,
    plan: &mut Plan,
    place: (u32, u32),
    index: usize,
    reloc: &Reloc,
) -> Result<bool, String> {
    let Some(row) = link.machine.relocation(reloc.r_type) else {
        return Err(format!("unrecognized relocation type {:#x}", reloc.r_type));
    };
    let target = link.target(place.0, reloc.symbol);
    let section = &link.objects[place.0 as usize].sections[place.1 as usize];
    let executable = link.options.output != Output::Shared;
    if let Some(how) = link.relaxation(section, index, reloc, &row, target) {
        if matches!(how, Relax::GdToIe | Relax::DescToIe) {
            plan.need(target, TP);
        }
        return Ok(how.takes_next());
    }
    let import = link.is_import(target);
    let ifunc = link.is_ifunc(target);
    let pic = link.options.output.is_pic();
    let needs_pic = || {
        let name = link.describe(target);
        let what = if executable { "a PIE object" } else { "a shared object" };
        let flag = if executable { "-fPIE" } else { "-fPIC" };
        let name_kind = if name.is_empty() { "local symbol".to_string() } else { format!("symbol `{name}'") };
        Err(format!(
            "relocation {} against {name_kind} can not be used when making {what}; recompile with {flag}",
            row.name
        ))
    };
    let spot = Spot::Section(place.0, place.1, reloc.offset);
    let writable = section.flags & elf::SHF_WRITE != 0;
    match row.kind {
        RelocKind::Absolute => {
            let word = row.field.size() == 8;
            let absent = matches!(target, Target::Global(id) if link.globals[id.0 as usize].definition == Definition::Undefined);
            if import {
                if word && (writable || pic) && (pic || !absent) {
                    if !writable {
                        text_relocation(link, plan, section, &row, target)?;
                    }
                    plan.dynamic(spot, Work::Symbolic, target, reloc.addend);
                } else if executable && !pic {
                    plan.need(target, DIRECT);
                } else {
                    return needs_pic();
                }
            } else {
                if ifunc {
                    plan.need(target, DIRECT);
                }
                if pic && !link.is_fixed(target) {
                    if !word {
                        return needs_pic();
                    }
                    if !writable {
                        text_relocation(link, plan, section, &row, target)?;
                    }
                    plan.dynamic(spot, Work::Relative, target, reloc.addend);
                }
            }
        }
        RelocKind::Relative | RelocKind::GotOffset | RelocKind::Size => {
            plan.got_base |= row.kind == RelocKind::GotOffset;
            if import {
                if !executable {
                    return needs_pic();
                }
                plan.need(target, DIRECT);
            } else if ifunc {
                plan.need(target, DIRECT);
            }
        }
        RelocKind::Call | RelocKind::PltOffset => {
            plan.got_base |= row.kind == RelocKind::PltOffset;
            if import || ifunc {
                plan.need(target, CALL);
            }
        }
        RelocKind::GotRelative => plan.need(target, GOT),
        RelocKind::GotEntry => {
            plan.got_base = true;
            plan.need(target, GOT);
        }
        RelocKind::GotTpRelative => {
            plan.static_tls = true;
            plan.need(target, TP);
        }
        RelocKind::TlsGd => plan.need(target, GD),
        RelocKind::TlsDesc => plan.need(target, DESC),
        RelocKind::TlsLd => plan.needs_module = true,
        RelocKind::TpOffset => {
            if !executable || import {
                return needs_pic();
            }
        }
        RelocKind::GotBase => plan.got_base = true,
        RelocKind::None | RelocKind::DtpOffset | RelocKind::TlsDescCall => {}
    }
    Ok(false)
}

fn text_relocation(
    link: &Link<'_>,
    plan: &mut Plan,
    section: &Section<'_>,
    row: &Relocation,
    target: Target,
) -> Result<(), String> {
    plan.text_relocations = true;
    match link.options.text {
        TextRelocations::Refused => Err(format!(
            "relocation {} against `{}' in read-only section `{}'",
            row.name,
            link.describe(target),
            String::from_utf8_lossy(section.name)
        )),
        _ => Ok(()),
    }
}

/// Gives every target its entries.
fn allot(link: &mut Link<'_>, plan: &mut Plan) {
    let pic = link.options.output.is_pic();
    let shared = link.options.output == Output::Shared;
    for index in 0..plan.order.len() {
        let target = plan.order[index];
        let mut slots = plan.slots(target);
        let needs = |what| slots.needs & what != 0;
        let (import, ifunc) = (link.is_import(target), link.is_ifunc(target));
        let function = match target {
            Target::Global(id) => matches!(link.kind(id), elf::STT_FUNC | elf::STT_GNU_IFUNC),
            Target::Local(..) => false,
        };
        let (got, call, direct) = (needs(GOT), needs(CALL), needs(DIRECT));
        let (tp, gd, desc) = (needs(TP), needs(GD), needs(DESC));
        if import {
            let stands_in = direct && function;
            slots.canonical = stands_in;
            if direct && !function {
                copy(link, plan, target);
            }
            let through_got = (call || stands_in) && (got || link.options.now);
            if got || through_got {
                slots.got = plan.words(1);
                plan.dynamic(Spot::Got(slots.got - 1), Work::GlobDat, target, 0);
            }
            if through_got {
                plan.plt_got.push(target);
                slots.plt_got = plan.plt_got.len() as u32;
            } else if call || stands_in {
                plan.plt.push(target);
                slots.plt = plan.plt.len() as u32;
                plan.dynamic(Spot::GotPlt(slots.plt - 1), Work::JumpSlot, target, 0);
            }
        } else if ifunc {
            slots.canonical = direct;
            if call || direct || got {
                slots.indirect = plan.words(1);
                plan.dynamic(Spot::Got(slots.indirect - 1), Work::Indirect, target, 0);
            }
            if call || direct {
                plan.plt_got.push(target);
                slots.plt_got = plan.plt_got.len() as u32;
            }
            if got && direct {
                slots.got = plan.words(1);
                if pic {
                    plan.dynamic(Spot::Got(slots.got - 1), Work::Relative, target, 0);
                }
            } else if got {
                slots.got = slots.indirect;
            }
        } else if got {
            slots.got = plan.words(1);
            if pic && !link.is_fixed(target) {
                plan.dynamic(Spot::Got(slots.got - 1), Work::Relative, target, 0);
            }
        }
        if tp {
            slots.tp = plan.words(1);
            if import || shared {
                plan.dynamic(Spot::Got(slots.tp - 1), Work::ThreadOffset, target, 0);
            }
        }
        if gd {
            slots.gd = plan.words(2);
            if import || shared {
                plan.dynamic(Spot::Got(slots.gd - 1), Work::Module, target, 0);
            }
            if import {
                plan.dynamic(Spot::Got(slots.gd), Work::ModuleOffset, target, 0);
            }
        }
        if desc {
            slots.desc = plan.words(2);
            plan.dynamic(Spot::Got(slots.desc - 1), Work::Descriptor, target, 0);
        }
        *plan.slots_mut(target) = slots;
    }
    if plan.needs_module {
        plan.this_module = plan.words(2);
        if shared {
            plan.dynamic(Spot::Got(plan.this_module - 1), Work::Module, Target::Local(0, 0), 0);
        }
    }
}

/// Moves an imported object into the executable, under all its names.
fn copy(link: &mut Link<'_>, plan: &mut Plan, target: Target) {
    let Target::Global(id) = target else { return };
    let Definition::Shared(l, s) = link.globals[id.0 as usize].definition else { return };
    if plan.copied.contains_key(&id) {
        return;
    }
    let library = &link.shared[l as usize];
    let symbol = &library.symbols[s as usize];
    let align = symbol.align.min(1 << symbol.value.trailing_zeros().min(12)).max(1);
    let offset = plan.copy_size.next_multiple_of(align);
    plan.copy_align = plan.copy_align.max(align);
    plan.copy_size = offset + symbol.size;
    let value = symbol.value;
    let aliases: Vec<GlobalId> = library
        .symbols
        .iter()
        .filter(|other| other.value == value && other.kind != elf::STT_TLS)
        .filter_map(|other| link.names.get(other.name).copied())
        .filter(|alias| matches!(link.globals[alias.0 as usize].definition, Definition::Shared(from, _) if from == l))
        .collect();
    for alias in aliases.into_iter().chain([id]) {
        plan.copied.insert(alias, offset);
        // The library's own references must find the copy by any name.
        link.globals[alias.0 as usize].exported = true;
    }
    plan.dynamic(Spot::Copy, Work::Copy, target, 0);
}
