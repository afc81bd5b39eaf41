//! Memory given back that was never allocated, or by the wrong function: -Wfree-nonheap-object, -Wmismatched-dealloc.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::origin::Origin;
use crate::region::bracketed;
use diag::{Loc, warn};
use ir::contract::Contract;
use ir::{Block, Inst, InstData, Op, StackSlot, SymbolData, SymbolId, SymbolKind, Value};

impl Checker<'_> {
    /// A call of a function that gives memory back.
    pub(crate) fn check_release(&mut self, block: Block, inst: Inst, data: &InstData) {
        let symbol = crate::callee(self.module, data);
        let Some(contract) = symbol.contract.as_ref().filter(|contract| contract.releases != 0) else {
            return;
        };
        let args = data.list.as_slice(&self.f.lists);
        let Some(&pointer) = args.get(usize::from(contract.releases) - 1) else { return };
        let origin = self.origin(pointer, block);
        let (at, name) = (self.f.locs[inst], self.called(data));
        if let Some(n) = self.f.constant(origin.value) {
            if n != 0 {
                let text = format!("'{name}' called on a pointer to an unallocated object '{n}'");
                self.find(warn::FREE_NONHEAP_OBJECT, at, text, Vec::new());
            }
            return;
        }
        let Some((source, made)) = self.f.def_inst(origin.value) else {
            return self.check_offset(at, &name, &origin);
        };
        let made = *made;
        let unallocated = |object: &str| format!("'{name}' called on unallocated object '{object}'");
        match made.op {
            Op::StackAddr => {
                let slot = StackSlot::from_u32(made.x);
                if let Some((_, object)) = self.f.described.iter().find(|(other, _)| *other == slot) {
                    let note = vec![(object.declared, "declared here".to_string())];
                    self.find(warn::FREE_NONHEAP_OBJECT, at, unallocated(&object.name), note);
                }
            }
            Op::SymbolAddr | Op::TlsAddr => self.release_of_symbol(at, &name, SymbolId::from_u32(made.x)),
            Op::Alloca if made.aux != 0 => {
                let by = match made.aux {
                    ir::op::ALLOCA_ARRAY | ir::op::ALLOCA_ALIGNED => "__builtin_alloca_with_align",
                    _ => "alloca",
                };
                let text = format!("'{name}' called on pointer to an unallocated object");
                let note = vec![(self.f.locs[source], format!("returned from '{by}'"))];
                self.find(warn::FREE_NONHEAP_OBJECT, at, text, note);
            }
            Op::Call => {
                let maker = self.callee(&made);
                let returned = vec![(self.f.locs[source], format!("returned from '{}'", self.called(&made)))];
                if !matches(maker, symbol, contract) {
                    let text =
                        format!("'{name}' called on pointer returned from a mismatched allocation function");
                    self.find(warn::MISMATCHED_DEALLOC, at, text, returned);
                } else if maker.contract.as_ref().is_some_and(|made| !made.deallocators.is_empty()) {
                    self.check_offset(at, &name, &origin);
                }
            }
            Op::Load => self.check_offset(at, &name, &origin),
            _ => {}
        }
    }

    fn release_of_symbol(&mut self, at: Loc, name: &str, id: SymbolId) {
        let symbol = &self.module.symbols[id];
        if symbol.alias {
            return;
        }
        let (object, declared) = match (&symbol.described, symbol.kind) {
            (Some(object), _) if !object.name.is_empty() => (object.name.to_string(), object.declared),
            (_, SymbolKind::Function) => (symbol.name.to_string(), symbol.declared),
            (_, _) => {
                let Some(text) = self.literal(id) else { return };
                let text = format!("'{name}' called on a pointer to an unallocated object '{text}'");
                return self.find(warn::FREE_NONHEAP_OBJECT, at, text, Vec::new());
            }
        };
        let text = format!("'{name}' called on unallocated object '{object}'");
        self.find(warn::FREE_NONHEAP_OBJECT, at, text, vec![(declared, "declared here".to_string())]);
    }

    /// A string literal as it may be written.
    fn literal(&self, id: SymbolId) -> Option<String> {
        let symbol = &self.module.symbols[id];
        let data = symbol.constant.as_ref().filter(|_| symbol.declared == Loc::NONE)?;
        let bytes = data.bytes.strip_suffix(&[0]).unwrap_or(&data.bytes);
        let mut text = String::from("\"");
        for &byte in bytes {
            match byte {
                b' '..=b'~' => text.push(char::from(byte)),
                _ => text.push_str(&format!("\\{byte:03o}")),
            }
        }
        text.push('"');
        Some(text)
    }

    /// Allocated memory, but not from its begin.
    fn check_offset(&mut self, at: Loc, name: &str, origin: &Origin) {
        let (low, high) = origin.offset;
        if low <= 0 || high <= 0 || high > i128::from(MAX_OBJECT) {
            return;
        }
        let (pointer, declared) = self.pointer_name(origin.value);
        let pointer = pointer.map_or_else(|| "<unknown>".to_string(), |name| format!("'{name}'"));
        let text =
            format!("'{name}' called on pointer {pointer} with nonzero offset {}", bracketed(origin.offset));
        let declared = declared.map(|loc| (loc, "declared here".to_string()));
        self.find(warn::FREE_NONHEAP_OBJECT, at, text, declared.into_iter().collect());
    }

    /// The parameter that a value is.
    pub(crate) fn named(&self, pointer: Value) -> Option<&ir::Named> {
        let found = self.f.named.iter().find(|(value, _)| self.is_same((*value, pointer)));
        found.map(|(_, named)| named)
    }

    /// How the source names a pointer that is a parameter, or is read from a variable or through a parameter.
    pub(crate) fn pointer_name(&self, pointer: Value) -> (Option<String>, Option<Loc>) {
        if let Some(named) = self.named(pointer) {
            return (Some(named.name.to_string()), None);
        }
        let Some((_, data)) = self.f.def_inst(pointer).filter(|(_, data)| data.op == Op::Load) else {
            return (None, None);
        };
        let place = self.f.resolve(data.args[0]);
        match self.f.def_inst(place) {
            Some((_, place)) if place.op == Op::SymbolAddr && place.imm == 0 && data.imm == 0 => {
                let symbol = &self.module.symbols[SymbolId::from_u32(place.x)];
                let object = symbol.described.as_ref();
                (object.map(|object| object.name.to_string()), object.map(|object| object.declared))
            }
            _ if data.imm == 0 => (self.pointer_name(place).0.map(|name| format!("*{name}")), None),
            _ => (None, None),
        }
    }
}

/// Whether memory that one function returns may be given to another: if that is among those that the first names, or they
/// name the same. Of a function that names none, anything may be.
fn matches(maker: &SymbolData, release: &SymbolData, contract: &Contract) -> bool {
    let Some(made) = maker.contract.as_ref().filter(|made| !made.deallocators.is_empty()) else {
        return true;
    };
    let plain = release.name.trim_start_matches("__builtin_");
    made.deallocators.iter().any(|name| **name == *plain || contract.deallocators.contains(name))
}
