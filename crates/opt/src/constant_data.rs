//! Objects that nothing writes: what a load of one gives, and the strings in them.

use crate::analysis::alias::{self, Base};
use crate::constant;
use ir::{DataReloc, DataTarget, Function, GlobalData, InstData, Module, Op, SymbolId, Value};
use std::sync::Arc;

/// A place in a constant object.
#[derive(Clone)]
pub(crate) struct Text {
    data: Arc<GlobalData>,
    offset: u64,
}

impl Text {
    /// Where a pointer points, if that is into a constant object or just past its end.
    pub(crate) fn at(f: &Function, module: &Module, pointer: Value) -> Option<Text> {
        let (base, offset) = alias::resolve(f, pointer, 0);
        let Base::Symbol(symbol) = base else { return None };
        let data = module.symbols.get(SymbolId::from_u32(symbol))?.constant.clone()?;
        let offset = u64::try_from(offset).ok().filter(|&offset| offset <= data.size)?;
        Some(Text { data, offset })
    }

    /// How many bytes there are from here on.
    pub(crate) fn room(&self) -> u64 {
        self.data.size - self.offset
    }

    /// So many bytes from here on, if they are all known.
    pub(crate) fn bytes(&self, count: u64) -> Option<Vec<u8>> {
        if count > self.room() || self.has_address(count) {
            return None;
        }
        let given = self.given();
        let mut bytes = given[..given.len().min(count as usize)].to_vec();
        bytes.resize(count as usize, 0);
        Some(bytes)
    }

    /// The string that begins here, without its end.
    pub(crate) fn string(&self) -> Option<&[u8]> {
        let given = self.given();
        let length = match given.iter().position(|&byte| byte == 0) {
            Some(length) => length,
            // What the image lacks is zero.
            None if (given.len() as u64) < self.room() => given.len(),
            None => return None,
        };
        (!self.has_address(length as u64 + 1)).then(|| &given[..length])
    }

    /// Whether the object is one string and nothing else.
    pub(crate) fn ends_first_at_its_end(&self) -> bool {
        let whole = Text { data: self.data.clone(), offset: 0 };
        whole.string().is_some_and(|string| string.len() as u64 + 1 == self.data.size)
    }

    fn given(&self) -> &[u8] {
        self.data.bytes.get(self.offset as usize..).unwrap_or_default()
    }

    fn has_address(&self, count: u64) -> bool {
        let touches = |reloc: &DataReloc| {
            reloc.offset < self.offset + count && self.offset < reloc.offset + u64::from(reloc.size)
        };
        self.data.relocs.iter().any(touches)
    }
}

/// The instruction that gives what a load of a constant object gives.
pub(crate) fn load(f: &mut Function, module: &Module, data: &InstData) -> Option<InstData> {
    if data.mem().volatile || data.mem().space != 0 || data.ty.is_vector() {
        return None;
    }
    let text = Text::at(f, module, data.args[0])?;
    let offset = u64::try_from(i64::try_from(text.offset).ok()?.checked_add(data.imm)?).ok()?;
    let text = Text { offset, ..text };
    let size = u64::from(data.ty.bytes());
    if offset.checked_add(size)? > text.data.size {
        return None;
    }
    if let Some(bytes) = text.bytes(size) {
        let bits = bytes.iter().rev().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        let bits = if data.ty == ir::Type::F80 { bits & ir::eval::mask(80) } else { bits };
        return Some(constant::instruction(f, data.ty, bits));
    }
    let reloc =
        text.data.relocs.iter().find(|reloc| reloc.offset == offset && u64::from(reloc.size) == size)?;
    match reloc.target {
        // The address of an object elsewhere costs a load, too.
        DataTarget::Symbol(symbol) if data.ty == ir::Type::PTR => {
            let info = &module.symbols[symbol];
            if !info.dso_local || info.kind == ir::SymbolKind::Tls {
                return None;
            }
            let mut address = InstData::new(Op::SymbolAddr, ir::Type::PTR, &[]).with_imm(reloc.addend);
            address.x = symbol.as_u32();
            Some(address)
        }
        _ => None,
    }
}
