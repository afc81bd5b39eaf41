//! Drops functions and objects of the unit that nothing can reach from what other units see, and bodies that were there
//! for inlining alone.

use cranelift_entity::SecondaryMap;
use ir::{Binding, DataTarget, Definition, Module, SymbolId};

pub(crate) fn run(definitions: &mut Vec<Definition>, module: &Module) {
    definitions.retain(|d| !matches!(d, Definition::Function(f) if f.inline_only));
    let mut defined: SecondaryMap<SymbolId, Option<u32>> = SecondaryMap::new();
    let mut reached: SecondaryMap<SymbolId, bool> = SecondaryMap::new();
    let mut work = Vec::new();
    for (i, definition) in definitions.iter().enumerate() {
        let Some(symbol) = symbol_of(definition) else { continue };
        defined[symbol] = Some(i as u32);
        let data = &module.symbols[symbol];
        if data.binding != Binding::Local || data.kept {
            reached[symbol] = true;
            work.push(symbol);
        }
    }
    while let Some(symbol) = work.pop() {
        let Some(definition) = defined[symbol] else { continue };
        let mut reach = |symbol: SymbolId| {
            if !std::mem::replace(&mut reached[symbol], true) {
                work.push(symbol);
            }
        };
        match &definitions[definition as usize] {
            Definition::Function(f) => f.symbols().for_each(&mut reach),
            Definition::Data(data) => data.relocs.iter().for_each(|reloc| match reloc.target {
                DataTarget::Symbol(to) | DataTarget::Label(to, _) | DataTarget::LabelDifference(to, _, _) => {
                    reach(to)
                }
            }),
            Definition::Asm(_) => {}
        }
    }
    definitions.retain(|definition| symbol_of(definition).is_none_or(|symbol| reached[symbol]));
}

fn symbol_of(definition: &Definition) -> Option<SymbolId> {
    match definition {
        Definition::Function(f) => Some(f.symbol),
        Definition::Data(data) => data.symbol,
        Definition::Asm(_) => None,
    }
}
