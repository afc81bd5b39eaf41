//! Objects with static storage.

use crate::Lowering;
use crate::describe::literal_described;
use crate::types::object_alignment;
use ir::{DataReloc, DataTarget, GlobalData, SymbolData, SymbolId, SymbolKind};
use sema::hir::{DeclId, StaticInit, StaticTarget, StringId, Unit};
use std::sync::Arc;

impl Lowering<'_> {
    /// The symbol of a string literal, whose data is emitted when it is first referred to.
    pub(crate) fn string(&mut self, unit: &Unit, string: StringId) -> SymbolId {
        if let Some(symbol) = self.strings[string].expand() {
            return symbol;
        }
        let symbol = self.module.symbols.push(SymbolData {
            kind: SymbolKind::Data,
            defined: true,
            dso_local: true,
            ..SymbolData::default()
        });
        self.strings[string] = symbol.into();
        let literal = &unit.strings[string];
        let width = usize::from(literal.width.max(1));
        // Only what ends at its first zero element may be merged with others.
        let mut elements = literal.bytes.chunks(width);
        let zero = elements.position(|element| element.iter().all(|&b| b == 0));
        let mergeable = !literal.own && zero.is_some_and(|at| (at + 1) * width == literal.bytes.len());
        let data = Arc::new(GlobalData {
            symbol: Some(symbol),
            size: literal.bytes.len() as u64,
            bytes: literal.bytes.clone(),
            align: if mergeable { u32::from(literal.width.max(1)) } else { 16.min(width as u32 * 8) },
            read_only: true,
            merge: mergeable.then_some(literal.width.max(1)),
            strings: mergeable,
            ..GlobalData::default()
        });
        self.module.symbols[symbol].size = Some(data.size);
        if self.options.describe {
            self.module.symbols[symbol].described = Some(Arc::new(literal_described(literal)));
        }
        self.module.symbols[symbol].constant = Some(data.clone());
        self.data.push(data);
        symbol
    }

    /// The definition of an object.
    pub fn variable(&mut self, unit: &Unit, decl: DeclId, init: &StaticInit) -> Arc<GlobalData> {
        let symbol = self.symbol(unit, decl);
        self.refresh(unit, decl);
        let d = &unit.decls[decl];
        // What a program collects in a section of its own it walks as an array: no more than the type asks for.
        let align = match (d.attrs.align, &d.attrs.section) {
            (0, None) => object_alignment(&unit.types, self.target, d.ty),
            (0, Some(_)) => unit.types.align(d.ty),
            (declared, _) => declared,
        };
        let mut relocs: Vec<DataReloc> = Vec::with_capacity(init.relocs.len());
        for reloc in &init.relocs {
            let target = match reloc.target {
                StaticTarget::Decl(target) => DataTarget::Symbol(self.symbol(unit, target)),
                StaticTarget::Str(string) => DataTarget::Symbol(self.string(unit, string)),
                StaticTarget::Label(function, label) => {
                    DataTarget::Label(self.symbol(unit, function), label.as_u32())
                }
                StaticTarget::LabelDifference(function, a, b) => {
                    DataTarget::LabelDifference(self.symbol(unit, function), a.as_u32(), b.as_u32())
                }
            };
            relocs.push(DataReloc { offset: reloc.offset, size: reloc.size, target, addend: reloc.addend });
        }
        let common = d.attrs.common.unwrap_or(self.options.common);
        let data = Arc::new(GlobalData {
            symbol: Some(symbol),
            bytes: init.bytes.clone(),
            size: init.size,
            align,
            relocs,
            read_only: is_read_only(unit, d.ty),
            merge: None,
            strings: false,
            section: d.attrs.section.clone(),
            common: d.tentative
                && common
                && d.linkage == sema::hir::Linkage::External
                && !d.attrs.weak
                && !d.attrs.retain,
        });
        let info = &mut self.module.symbols[symbol];
        info.size = Some(data.size);
        // What the initialiser gives is all that a flexible array has, unless another definition takes its place.
        info.flexible &= info.binding == ir::Binding::Weak || d.tentative;
        // A symbol that is not local to the output, or is weak, may turn out to be another object.
        let final_ = info.dso_local && info.binding != ir::Binding::Weak && !info.alias;
        if data.read_only && final_ && !data.common && info.kind == SymbolKind::Data {
            info.constant = Some(data.clone());
        }
        data
    }
}

/// A const object that is not volatile may be put where it can't be written.
fn is_read_only(unit: &Unit, ty: sema::types::Ty) -> bool {
    match unit.types.shape(ty) {
        sema::types::TypeKind::Array { elem, .. } => is_read_only(unit, *elem),
        _ => ty.is_const() && !ty.is_volatile(),
    }
}
