//! The linker: symbol resolution, layout, relocation, dynamic linking information, ELF output (gABI; the psABI of the
//! machine is behind [`Machine`]).
//!
//! Phases, a file each: [`input`] reads files, [`resolve`] decides which definition each name has and which archive
//! members take part, [`collect`] drops what nothing reaches, [`scan`] finds what relocations need (GOT, PLT, copies),
//! [`layout`] lets the linker script place everything, [`write`] applies relocations.

mod collect;
mod commons;
mod default;
mod dynamic;
mod elf;
mod exports;
mod frames;
mod headers;
pub mod input;
mod layout;
pub mod machine;
mod map;
mod merge;
pub mod options;
mod resolve;
mod scan;
pub mod script;
mod synthetic;
mod versions;
mod write;

pub use default::text as default_script;
pub use input::{Bytes, Input};
pub use machine::{Field, Machine, RelocKind, Relocation};
pub use options::{Options, Output};

use options::BuildId;
use script::ast::Command;
use std::fmt;
use synthetic::Made;

/// What went wrong: one message per line, as GNU ld words them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError(pub Vec<String>);

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl From<String> for LinkError {
    fn from(message: String) -> LinkError {
        LinkError(vec![message])
    }
}

/// What a link makes.
#[derive(Debug, Default)]
pub struct Linked {
    /// The output file.
    pub bytes: Vec<u8>,
    /// The map, if it was asked for.
    pub map: String,
    /// Lines for the standard output.
    pub notes: Vec<String>,
    /// Warnings.
    pub warnings: Vec<String>,
}

/// What defines a function that stays undefined.
pub enum Supplied {
    /// An object that was made for this link.
    Object(Vec<u8>),
    /// A shared library.
    Library(Input),
}

/// Finds what defines a runtime function, if anything does.
pub type Supplier<'a> = &'a mut dyn FnMut(&str) -> Option<Result<Supplied, String>>;

/// Links. Runtime functions that stay undefined are asked of `supply`.
///
/// # Errors
/// All undefined symbols, all relocations out of range, or the first broken file.
pub fn link(
    machine: &dyn Machine,
    files: &[Input],
    options: &Options,
    supply: Supplier<'_>,
) -> Result<Linked, LinkError> {
    let arena = bumpalo::Bump::new();
    let inserts = options.script.iter().any(|c| matches!(c, Command::Insert { .. }));
    let sections = options.script.iter().any(|c| matches!(c, Command::Sections(_)));
    // What is assigned on the command line comes first; a script with sections of its own takes the default one's place.
    let mut commands = options.additions.clone();
    if !sections || inserts {
        commands.extend(default::commands(options)?);
    }
    commands.extend(options.script.iter().cloned());
    let mut link = resolve::resolve(machine, files, options, &commands, &arena)?;
    let mut asked = rustc_hash::FxHashSet::default();
    loop {
        let wanted: Vec<String> =
            link.undefined().into_iter().filter(|name| asked.insert(name.clone())).collect();
        let mut found = false;
        for name in wanted.iter().filter(|_| options.output != Output::Relocatable) {
            match supply(name) {
                Some(Ok(Supplied::Object(bytes))) => {
                    link.add_made(format!("runtime:{name}"), arena.alloc_slice_copy(&bytes))?;
                    found = true;
                }
                Some(Ok(Supplied::Library(input))) => {
                    link.add_library(arena.alloc(input))?;
                    found = true;
                }
                Some(Err(message)) => return Err(message.into()),
                None => {}
            }
        }
        if !found {
            break;
        }
    }
    finish(link, &commands)
}

/// All names are known: what is left is decided, placed and written.
fn finish(mut link: resolve::Link<'_>, commands: &[Command]) -> Result<Linked, LinkError> {
    let options = link.options;
    let relocatable = options.output == Output::Relocatable;
    link.close()?;
    versions::assign(&mut link)?;
    if options.no_undefined_version {
        let missing = versions::undefined(&link);
        if !missing.is_empty() {
            return Err(LinkError(missing));
        }
    }
    if !relocatable {
        commons::allocate(&mut link);
    }
    exports::decide(&mut link);
    let mut placement = layout::place::match_inputs(&mut link, commands)?;
    let mut frames = frames::Frames::default();
    if !relocatable {
        frames = frames::read(&link);
        if options.gc {
            collect::collect(&mut link, &frames, &|o, s| placement.keeps(o, s));
        }
        link.report_undefined()?;
        frames::edit(&mut link, &mut frames);
    }
    let plan = if relocatable { scan::Plan::default() } else { scan::scan(&mut link)? };
    let tables = dynamic::Tables::new(&link, &plan);
    if !relocatable {
        contribute(&mut link, &plan, &tables, &frames);
    }
    placement.collect(&mut link)?;
    let mut merged = merge::Merged::default();
    if !relocatable {
        for section in &placement.sections {
            merge::merge(&mut link, section.inputs(), &mut merged);
        }
    }
    let layout = layout::address::lay_out(&mut link, placement, merged, frames, commands)?;
    let image = write::Image { link: &link, plan: &plan, tables: &tables, layout: &layout };
    let bytes = write::write(image)?;
    let map = if options.map { map::text(image) } else { String::new() };
    Ok(Linked {
        bytes,
        map,
        notes: std::mem::take(&mut link.notes),
        warnings: std::mem::take(&mut link.warnings),
    })
}

/// Gives the sections that the linker makes their sizes.
fn contribute(
    link: &mut resolve::Link<'_>,
    plan: &scan::Plan,
    tables: &dynamic::Tables,
    frames: &frames::Frames,
) {
    let options = link.options;
    let dynamic = dynamic::has_dynamic(link);
    let executable = matches!(options.output, Output::Pie | Output::Executable);
    let word = |count: usize| count as u64 * 8;
    let rela = |list: &[scan::Dynamic]| list.len() as u64 * 24;
    let names_got = link.names.get(&b"_GLOBAL_OFFSET_TABLE_"[..]).is_some_and(|id| {
        let global = &link.globals[id.0 as usize];
        global.referenced && global.definition == resolve::Definition::Linker
    });
    let lazy = !plan.plt.is_empty() || (dynamic && !plan.indirect_relocs.is_empty());
    let got_plt = lazy || plan.got_base || names_got;
    let plt_head = if plan.plt.is_empty() { 0 } else { link.machine.plt_header_size() };
    let entry = link.machine.plt_entry_size();
    let id = write::build_id_size(&options.build_id);
    let when = |condition: bool, size: u64| if condition { size } else { 0 };
    let interpreter = options.interpreter.as_ref().map_or(0, |path| path.len() as u64 + 1);
    let sizes = [
        (Made::Interp, when(dynamic && executable, interpreter)),
        (Made::BuildId, when(options.build_id != BuildId::None, 16 + id)),
        (Made::Hash, tables.hash.len() as u64),
        (Made::GnuHash, tables.gnu_hash.len() as u64),
        (Made::DynSym, when(dynamic, 24 * (1 + tables.symbols.len() as u64))),
        (Made::DynStr, tables.strings.len() as u64),
        (Made::VerSym, tables.versions.len() as u64),
        (Made::VerDef, tables.version_definitions.len() as u64),
        (Made::VerNeed, tables.version_needs.len() as u64),
        (Made::RelaDyn, rela(&plan.relocs)),
        (Made::RelaPlt, rela(&plan.plt_relocs)),
        (Made::RelaIplt, rela(&plan.indirect_relocs)),
        (Made::Plt, plt_head + plan.plt.len() as u64 * entry),
        (Made::PltGot, plan.plt_got.len() as u64 * entry),
        (Made::Dynamic, when(dynamic, tables.dynamic(link, plan, None).len() as u64)),
        (Made::Got, word(plan.got_words as usize)),
        (Made::GotPlt, when(got_plt, 24 + word(plan.plt.len()))),
        (Made::EhFrameHdr, when(options.eh_frame_hdr && frames.count != 0, 12 + 8 * frames.count)),
        (Made::DynBss, plan.copy_size),
    ];
    for (made, size) in sizes {
        let section = &mut link.objects[0].sections[made as usize];
        section.size = size;
        section.live = size != 0;
        if made == Made::DynBss {
            section.align = plan.copy_align;
        }
    }
}
