//! Common subexpressions and redundant loads: a walk down the dominator tree that remembers what has been computed.
//!
//! A load is known by its place and the newest version of memory that may have changed it; a store is a load's value
//! for that version.

use crate::Context;
use crate::analysis::Change;
use crate::analysis::alias::{self, Aliases, Location};
use crate::analysis::memory::{Memory, Version, makes_version};
use crate::constant_data;
use ir::op::{CALL_COMPUTES, COMMUTES};
use ir::{Block, Function, Inst, InstData, LibraryFunction, Op, ParamKind, SigRef, SymbolId, Type, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Expression {
    op: Op,
    aux: u8,
    ty: Type,
    x: u32,
    args: [u32; 3],
    imm: i64,
}

/// A call of a function without effects.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PureCall {
    symbol: SymbolId,
    args: SmallVec<[Value; 4]>,
    result: Type,
    /// The memory that it may read.
    version: Option<Version>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Read {
    location: Location,
    version: Version,
}

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let (flow, dominators) = (cx.analyses.flow(f), cx.analyses.dominators(f));
    let memory = Memory::of(f, &flow);
    let aliases = Aliases::of(f, cx.module);
    let mut known: FxHashMap<Expression, (Inst, Block)> = FxHashMap::default();
    let mut reads: FxHashMap<Read, (Value, Block)> = FxHashMap::default();
    let mut calls: FxHashMap<PureCall, (Value, Block)> = FxHashMap::default();
    let mut asms: Vec<(Inst, Block)> = Vec::new();
    let mut changed = false;
    // In preorder, an entry that does not dominate the block at hand will dominate none that follows: it is replaced.
    for &block in &dominators.preorder {
        let (mut version, mut next) = memory.at_entry(block);
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            resolve(f, inst);
            if let Some(truth) = with_itself(&f.insts[inst])
                && cx.gate.allows(inst.as_u32())
            {
                // What was found equal is compared.
                f.insts[inst] = InstData::new(Op::Iconst, Type::I8, &[]).with_imm(i64::from(truth));
                changed = true;
            }
            let data = f.insts[inst];
            if makes_version(f, inst) {
                version = next;
                next += 1;
            }
            if data.op.effects() & !(COMMUTES | ir::op::TRAPS) == 0 {
                let key = expression(f, &data);
                if let Some(&(other, at)) = known.get(&key)
                    && dominators.dominates(at, block)
                {
                    if cx.gate.allows(inst.as_u32()) {
                        for (value, other) in f.results(inst).zip(f.results(other)) {
                            // One result of several may have become another value, the same of both, before.
                            if f.resolve(value) != f.resolve(other) {
                                f.replace(value, other);
                            }
                        }
                        changed = true;
                        continue;
                    }
                } else {
                    known.insert(key, (inst, block));
                }
            } else if let Some((key, result)) = pure_call(f, cx.module, inst, version) {
                match calls.get(&key).filter(|(_, at)| dominators.dominates(*at, block)) {
                    Some(&(value, _)) => {
                        if cx.gate.allows(inst.as_u32()) {
                            f.replace(result, value);
                            changed = true;
                            continue;
                        }
                    }
                    None => {
                        calls.insert(key, (result, block));
                    }
                }
            } else if data.op == Op::Asm && is_computation(f, inst) {
                let same = |&&(other, at): &&(Inst, Block)| {
                    dominators.dominates(at, block) && same_asm(f, inst, other)
                };
                match asms.iter().rev().take(ASMS).find(same) {
                    Some(&(other, _)) if cx.gate.allows(inst.as_u32()) => {
                        for (value, other) in f.results(inst).zip(f.results(other)) {
                            f.replace(value, other);
                        }
                        changed = true;
                        continue;
                    }
                    Some(_) => {}
                    None => asms.push((inst, block)),
                }
            } else if let Some(known) = constant_load(f, cx.module, &data)
                && cx.gate.allows(inst.as_u32())
            {
                f.insts[inst] = known;
                changed = true;
            } else if data.op == Op::Load && !data.mem().volatile {
                if let Some(location) = alias::accessed(f, &data)
                    && let Some(result) = f.result(inst)
                {
                    let newest = memory.newest(f, &aliases, version, &location);
                    let key = Read { location, version: newest };
                    let before = reads.get(&key).filter(|(_, at)| dominators.dominates(*at, block));
                    match before {
                        Some(&(value, _)) if can_be(f.ty(value), data.ty) => {
                            if cx.gate.allows(inst.as_u32()) {
                                changed = true;
                                if f.ty(value) == data.ty {
                                    f.replace(result, value);
                                    continue;
                                }
                                f.insts[inst] = InstData::new(Op::Bitcast, data.ty, &[value]);
                            }
                        }
                        Some(_) => {}
                        None => {
                            reads.insert(key, (result, block));
                        }
                    }
                }
            } else if data.op == Op::Store
                && !data.mem().volatile
                && let Some(location) = alias::accessed(f, &data)
            {
                reads.insert(Read { location, version }, (data.args[0], block));
            }
            kept.push(inst);
        }
        f.blocks[block].insts = kept;
    }
    Change::code(changed)
}

/// What a comparison of a value with itself gives.
fn with_itself(data: &InstData) -> Option<bool> {
    use ir::IntCond as C;
    if data.op != Op::Icmp || data.ty.is_vector() || data.args[0] != data.args[1] {
        return None;
    }
    let cond = C::ALL.get(data.aux as usize)?;
    Some(matches!(cond, C::Eq | C::Sle | C::Sge | C::Ule | C::Uge))
}

/// So many asms before are compared with one.
const ASMS: usize = 16;

/// Whether an asm does nothing but compute one result from its operands (GCC manual, "Extended Asm").
fn is_computation(f: &Function, inst: Inst) -> bool {
    let asm = &f.asms[f.insts[inst].x as usize];
    let pure = |operand: &ir::AsmOperand| !operand.memory && (!operand.is_output || operand.is_result());
    let memory = asm.clobbers.iter().any(|clobber| &**clobber == "memory");
    !asm.volatile && !asm.basic && !memory && f.results(inst).len() == 1 && asm.operands.iter().all(pure)
}

/// Whether two asms say the same, and have the same operands.
fn same_asm(f: &Function, a: Inst, b: Inst) -> bool {
    let (x, y) = (&f.insts[a], &f.insts[b]);
    let (p, q) = (&f.asms[x.x as usize], &f.asms[y.x as usize]);
    let args =
        |data: &InstData| data.list.as_slice(&f.lists).iter().map(|&arg| f.resolve(arg)).collect::<Vec<_>>();
    p.template == q.template && p.operands == q.operands && p.clobbers == q.clobbers && args(x) == args(y)
}

/// What tells a call without effects from others, and its only result; arguments in memory are not looked at.
fn pure_call(f: &Function, module: &ir::Module, inst: Inst, version: Version) -> Option<(PureCall, Value)> {
    let data = &f.insts[inst];
    let sig = (data.op == Op::Call && data.aux != 0).then(|| &f.sigs[SigRef::from_u32(data.x)])?;
    if f.results(inst).len() != 1 || sig.params.iter().any(|param| param.kind != ParamKind::Value) {
        return None;
    }
    let result = f.result(inst)?;
    let args = data.list.as_slice(&f.lists).iter().map(|&arg| f.resolve(arg)).collect();
    let version = (data.aux != CALL_COMPUTES).then_some(version);
    // A function of the library may be called by the program's declaration, or by the module's symbol for it.
    let symbol = SymbolId::from_u32(data.imm as u32);
    let symbol = module.symbols[symbol].library.map_or(symbol, LibraryFunction::symbol);
    Some((PureCall { symbol, args, result: f.ty(result), version }, result))
}

/// What a load from an object that nothing writes gives.
fn constant_load(f: &mut Function, module: &ir::Module, data: &InstData) -> Option<InstData> {
    if data.op == Op::Load { constant_data::load(f, module, data) } else { None }
}

/// Whether a value of one type in memory can be read as another.
fn can_be(from: Type, to: Type) -> bool {
    from == to
        || (from.bytes() == to.bytes()
            && ![from, to]
                .iter()
                .any(|ty| ty.is_vector() || matches!(*ty, Type::F80 | Type::F16 | Type::F128 | Type::I128)))
}

fn expression(f: &Function, data: &InstData) -> Expression {
    let mut args = [u32::MAX; 3];
    for (i, value) in data.fixed().iter().enumerate() {
        args[i] = value.as_u32();
    }
    if data.op == Op::Wconst
        && let Some(bits) = f.wide.get(data.x as usize)
    {
        // Not which of the function's constants it is, but what.
        let imm = *bits as u64 as i64;
        let high = [(*bits >> 64) as u32, (*bits >> 96) as u32, u32::MAX];
        return Expression { op: data.op, aux: data.aux, ty: data.ty, x: 0, args: high, imm };
    }
    if data.op.effects() & COMMUTES != 0 && args[0] > args[1] {
        args.swap(0, 1);
    }
    Expression { op: data.op, aux: data.aux, ty: data.ty, x: data.x, args, imm: data.imm }
}

fn resolve(f: &mut Function, inst: Inst) {
    let mut data = f.insts[inst];
    for i in 0..data.op.fixed_args() {
        data.args[i] = f.resolve(data.args[i]);
    }
    f.insts[inst] = data;
}
