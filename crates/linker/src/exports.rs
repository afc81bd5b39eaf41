//! Which symbols other modules see, and which of ours others may replace (gABI, Symbol Visibility; GNU ld manual,
//! `-Bsymbolic`, `--dynamic-list`, `--export-dynamic`).

use crate::elf;
use crate::input::Place;
use crate::options::Symbolic;
use crate::resolve::{Definition, Link};
use crate::script::Wildcard;
use crate::{Output, resolve};
use rustc_hash::FxHashSet;

/// Decides for every global symbol.
pub(crate) fn decide(link: &mut Link<'_>) {
    let options = link.options;
    if !options.output.is_dynamic() {
        return;
    }
    let shared = options.output == Output::Shared;
    let list: Vec<Wildcard> = options.dynamic_list.iter().map(|p| Wildcard::new(&p.name)).collect();
    // Symbols of the default layout are our own business.
    let mut internal: FxHashSet<&[u8]> = FxHashSet::default();
    if options.script.is_empty() {
        resolve::each_assignment(link.script, &mut |assignment| {
            internal.insert(assignment.symbol.as_bytes());
        });
        resolve::each_assignment(&options.additions, &mut |assignment| {
            internal.remove(assignment.symbol.as_bytes());
        });
    }
    for index in 0..link.globals.len() {
        let global = &link.globals[index];
        let visible = matches!(global.visibility, elf::STV_DEFAULT | elf::STV_PROTECTED);
        let listed = || list.iter().any(|pattern| pattern.matches(global.name));
        let local = global.version & !elf::VERSYM_HIDDEN == elf::VER_NDX_LOCAL;
        let (exported, import) = match global.definition {
            Definition::Shared(..) => (global.referenced, true),
            Definition::Undefined => {
                let wanted = global.referenced
                    && global.visibility == elf::STV_DEFAULT
                    && (shared || !global.strong_reference || options.ignore_undefined);
                (wanted, wanted)
            }
            Definition::Object(o, s) => {
                let symbol = &link.objects[o as usize].symbols[s as usize];
                let live = match symbol.place {
                    Place::Section(section, _) => link.objects[o as usize].sections[section as usize].live,
                    _ => true,
                };
                let asked = shared || options.export_dynamic || global.from_shared || listed();
                let exported = visible && live && !local && asked;
                let bound = match options.symbolic {
                    Symbolic::All => true,
                    Symbolic::Functions => matches!(symbol.kind, elf::STT_FUNC | elf::STT_GNU_IFUNC),
                    // A dynamic list names what may be replaced.
                    Symbolic::No => !list.is_empty(),
                } && !listed();
                (exported, exported && shared && !bound && global.visibility == elf::STV_DEFAULT)
            }
            Definition::Script => {
                let named = link.versions.names(global.name) || global.from_shared || listed();
                let asked = !internal.contains(global.name) && (shared || options.export_dynamic);
                (visible && !local && (named || asked), false)
            }
            Definition::Linker | Definition::Lazy(_) => (false, false),
        };
        let global = &mut link.globals[index];
        (global.exported, global.import) = (exported, import);
        if let (Definition::Shared(l, _), true) = (global.definition, exported) {
            link.needed[l as usize] |= global.strong_reference;
        }
    }
}
