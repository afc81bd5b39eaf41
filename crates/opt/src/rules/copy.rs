//! Copies of few bytes that are known: they are written without being read.

use super::New;
use crate::combine::Rewriter;
use crate::constant_data::Text;
use ir::{InstData, MemFlags, Op, Type};

/// As many bytes, and as many stores at most.
const BYTES: i64 = 16;
const STORES: usize = 3;

/// What a copy from an object that nothing writes becomes.
pub(super) fn apply(r: &mut Rewriter<'_>, data: &InstData) -> Option<New> {
    let flags = data.mem();
    if !r.late || flags.volatile || flags.space != 0 || !(1..=BYTES).contains(&data.imm) {
        return None;
    }
    let count = data.imm as usize;
    let bytes = Text::at(r.f, r.module, data.args[1])?.bytes(count as u64)?;
    let mut pieces: Vec<(Type, usize)> = Vec::new();
    let mut at = 0;
    while at < count {
        let ty = match count - at {
            8.. => Type::I64,
            4.. => Type::I32,
            2.. => Type::I16,
            _ => Type::I8,
        };
        pieces.push((ty, at));
        at += ty.bytes() as usize;
    }
    if pieces.len() > STORES {
        return None;
    }
    let to = data.args[0];
    let mut all: Vec<InstData> = Vec::with_capacity(pieces.len());
    for (ty, at) in pieces {
        let piece = &bytes[at..at + ty.bytes() as usize];
        let bits = piece.iter().rev().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        let value = r.constant(ty, bits);
        let store = InstData::new(Op::Store, ty, &[value, to]).with_imm(at as i64);
        all.push(store.with_mem(MemFlags { align_log2: 0, ..flags }));
    }
    let last = all.pop()?;
    all.into_iter().for_each(|store| r.emit_effect(store));
    Some(New::Inst(last))
}
