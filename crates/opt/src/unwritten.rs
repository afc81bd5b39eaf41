//! Static objects that the unit only reads: they hold what they begin with, as if they were `const`.

use crate::analysis::alias::{self, Base};
use cranelift_entity::SecondaryMap;
use ir::{
    Binding, DataTarget, Definition, Function, GlobalData, InstData, Module, Op, SymbolId, SymbolKind, Type,
    Value,
};
use std::sync::Arc;

/// Those objects, among all definitions of a unit. Their addresses do not get anywhere.
pub fn objects(definitions: &[Definition], module: &Module) -> Vec<(SymbolId, Arc<GlobalData>)> {
    let mut found: Vec<(SymbolId, Arc<GlobalData>)> = Vec::new();
    for definition in definitions {
        let Definition::Data(data) = definition else { continue };
        let Some(symbol) = data.symbol else { continue };
        let info = &module.symbols[symbol];
        let own =
            info.binding == Binding::Local && info.kind == SymbolKind::Data && !info.kept && !info.alias;
        if own && info.constant.is_none() && data.section.is_none() {
            found.push((symbol, data.clone()));
        }
    }
    if found.is_empty() {
        return found;
    }
    let mut known: SecondaryMap<SymbolId, bool> = SecondaryMap::new();
    for definition in definitions {
        match definition {
            Definition::Function(f) => look_at(f, &mut known),
            Definition::Data(data) => {
                for reloc in &data.relocs {
                    if let DataTarget::Symbol(symbol) = reloc.target {
                        known[symbol] = true;
                    }
                }
            }
            Definition::Asm(_) => {}
        }
    }
    found.retain(|(symbol, _)| !known[*symbol]);
    found
}

/// Marks the symbols whose objects a function may write, or whose addresses it hands on.
fn look_at(f: &Function, known: &mut SecondaryMap<SymbolId, bool>) {
    for &inst in f.layout.iter().flat_map(|&block| &f.blocks[block].insts) {
        let data = &f.insts[inst];
        let mut first = true;
        f.for_each_arg(inst, |value| {
            let harmless = std::mem::replace(&mut first, false) && only_reads(f, data);
            if f.ty(value) == Type::PTR && !harmless {
                mark(f, value, known);
            }
        });
    }
}

/// Whether an instruction does no more to its first operand than to read there, or to give an address behind it.
fn only_reads(f: &Function, data: &InstData) -> bool {
    match data.op {
        Op::Load => !data.mem().volatile,
        Op::PtrAdd => true,
        Op::Bitcast => data.ty == Type::PTR && f.ty(data.args[0]) == Type::PTR,
        _ => false,
    }
}

fn mark(f: &Function, value: Value, known: &mut SecondaryMap<SymbolId, bool>) {
    if let Base::Symbol(symbol) = alias::object(f, Base::Pointer(value)) {
        known[SymbolId::from_u32(symbol)] = true;
    }
}
