//! One instruction of an interpreted program.

use super::{CODE, CODE_LOG2, Interpreter, Stop, code_address};
use crate::eval::{Refusal, evaluate, mask, width};
use crate::function::{Block, BlockCall, InstData};
use crate::module::SymbolId;
use crate::op::{Op, RmwOp};
use crate::types::Type;
use cranelift_entity::EntityRef;

/// Bytes that a value has in memory.
pub(super) fn memory_size(ty: Type) -> Result<u64, Stop> {
    match width(ty) {
        bits if bits <= 128 => Ok(u64::from(bits / 8)),
        _ => Err(Stop::NotInterpretable(format!("values of type {ty}"))),
    }
}

impl Interpreter<'_> {
    /// Executes the next instruction; the results of the outermost function when it returns.
    pub(super) fn step(&mut self) -> Result<Option<Vec<u128>>, Stop> {
        let Some(frame) = self.frames.last_mut() else { return Ok(Some(Vec::new())) };
        let f = frame.function;
        let inst = frame.inst();
        let data = f.insts[inst];
        let mut args = [0; 3];
        for (arg, &value) in args.iter_mut().zip(data.fixed()) {
            *arg = frame.value(value);
        }
        match data.op {
            // What is interpreted throws nothing.
            Op::Jump | Op::MayThrow => frame.follow(f.edges_of(inst)[0]),
            Op::Br => frame.follow(f.edges_of(inst)[usize::from(args[0] == 0)]),
            Op::Switch => {
                let table = &f.switches[data.imm as usize];
                let value = args[0] as u64;
                let case = table.cases.iter().find(|(first, last, _)| (*first..=*last).contains(&value));
                frame.follow(f.edges_of(inst)[case.map_or(0, |case| case.2 as usize)]);
            }
            Op::IndirectBr => {
                let address = args[0] as u64;
                let own = code_address(f.symbol, Block::new(0));
                let block = address.checked_sub(own).filter(|n| n >> CODE_LOG2 == 0);
                let edge = block.and_then(|n| f.edges_of(inst).iter().find(|e| e.block.index() as u64 == n));
                frame.follow(*edge.ok_or(Stop::NoCode { address })?);
            }
            Op::Ret => {
                let list = data.list.as_slice(&f.lists);
                let results = list.iter().map(|&value| frame.value(value)).collect();
                return Ok(self.leave(results));
            }
            Op::Unreachable => return Err(Stop::Unreachable),
            Op::Trap => return Err(Stop::Trap),
            Op::Call | Op::CallIndirect => {
                let list = data.list.as_slice(&f.lists);
                let list = list.iter().map(|&value| (f.ty(value), frame.value(value))).collect();
                let callee = match data.op {
                    Op::Call => SymbolId::new(data.imm as usize),
                    _ => {
                        let address = args[0] as u64;
                        self.function_at(address).ok_or(Stop::NoCode { address })?
                    }
                };
                self.call(callee, data.x, list)?;
            }
            _ => {
                let results = self.compute(&data, &args)?;
                if let Some(frame) = self.frames.last_mut() {
                    frame.define(&results);
                    frame.next += 1;
                }
            }
        }
        Ok(None)
    }

    /// What has a result, or changes memory, and goes on behind itself.
    fn compute(&mut self, data: &InstData, args: &[u128; 3]) -> Result<[u128; 2], Stop> {
        let Some(frame) = self.frames.last() else { return Ok([0; 2]) };
        let f = frame.function;
        let address = |base: u128| (base as u64).wrapping_add_signed(data.imm);
        let one = |value: u128| Ok([value, 0]);
        let unknown = || Err(Stop::NotInterpretable(data.op.name().into()));
        match data.op {
            Op::Iconst => one(data.imm as u128 & mask(width(data.ty))),
            Op::Fconst => one(data.imm as u64 as u128 & mask(width(data.ty))),
            Op::Wconst => one(f.wide[data.x as usize]),
            Op::SymbolAddr | Op::TlsAddr => {
                let base = self.address(SymbolId::new(data.x as usize))?;
                one(u128::from(address(u128::from(base))))
            }
            Op::LiteralAddr => one(u128::from(address(u128::from(frame.literals[data.x as usize])))),
            Op::StackAddr => one(u128::from(address(u128::from(frame.slots[data.x as usize])))),
            Op::BlockAddr => one(u128::from(code_address(f.symbol, Block::new(data.x as usize)))),
            Op::IncomingArg => one(u128::from(address(u128::from(frame.incoming)))),
            Op::Load | Op::AtomicLoad if data.op == Op::AtomicLoad || data.mem().space == 0 => {
                one(self.memory.load(address(args[0]), memory_size(data.ty)?)?)
            }
            Op::Store | Op::AtomicStore if data.op == Op::AtomicStore || data.mem().space == 0 => {
                self.memory.store(address(args[1]), memory_size(data.ty)?, args[0])?;
                one(0)
            }
            Op::MemCopy => {
                self.memory.copy(args[0] as u64, args[1] as u64, data.imm as u64)?;
                one(0)
            }
            Op::MemSet => {
                self.memory.write(args[0] as u64, data.imm as u64)?.fill(data.aux);
                one(0)
            }
            Op::AtomicRmw => {
                let (place, size) = (args[0] as u64, memory_size(data.ty)?);
                let old = self.memory.load(place, size)?;
                self.memory.store(place, size, modified(RmwOp::from_aux(data.aux), old, args[1]))?;
                one(old)
            }
            Op::AtomicCas => {
                let (place, size) = (args[0] as u64, memory_size(data.ty)?);
                let old = self.memory.load(place, size)?;
                if old == args[1] {
                    self.memory.store(place, size, args[2])?;
                }
                Ok([old, u128::from(old == args[1])])
            }
            Op::Fence | Op::Prefetch => one(0),
            Op::Alloca => {
                let address = self.memory.allocate(args[0] as u64, data.imm.max(1) as u64)?;
                if let Some(frame) = self.frames.last_mut() {
                    frame.dynamic.push(address);
                }
                one(u128::from(address))
            }
            Op::StackSave => one(frame.dynamic.len() as u128),
            Op::StackRestore => {
                let keep = (args[0] as usize).min(frame.dynamic.len());
                let ended = self.frames.last_mut().map(|frame| frame.dynamic.split_off(keep));
                for address in ended.unwrap_or_default() {
                    // An object of the list is freed once.
                    let _gone = self.memory.free(address);
                }
                one(0)
            }
            Op::PtrAdd => one(u128::from((args[0] as u64).wrapping_add(args[1] as u64))),
            op if op.is_pure() || op.effects() & crate::op::TRAPS != 0 => {
                let count = op.fixed_args();
                if count == 0 || matches!(op, Op::ConstantP | Op::ObjectSize) {
                    return unknown();
                }
                let mut types = [Type::NONE; 3];
                for (ty, &arg) in types.iter_mut().zip(data.fixed()) {
                    *ty = f.ty(arg);
                }
                let result = f.result(frame.inst()).map_or(data.ty, |value| f.ty(value));
                match evaluate(op, data.aux, data.ty, result, &args[..count], &types[..count]) {
                    Ok(outcome) => Ok([outcome.value, outcome.second]),
                    Err(Refusal::Traps) => Err(Stop::Trap),
                    Err(Refusal::Unsupported) => unknown(),
                }
            }
            _ => unknown(),
        }
    }
}

impl super::Frame<'_> {
    /// Goes to another block, with values for its parameters: all are read before any is written.
    fn follow(&mut self, edge: BlockCall) {
        let f = self.function;
        let values: Vec<u128> = edge.args.as_slice(&f.lists).iter().map(|&value| self.value(value)).collect();
        for (&param, value) in f.params(edge.block).iter().zip(values) {
            self.values[param.index()] = value;
        }
        (self.block, self.next) = (edge.block, 0);
    }
}

fn modified(op: RmwOp, old: u128, value: u128) -> u128 {
    match op {
        RmwOp::Add => old.wrapping_add(value),
        RmwOp::Sub => old.wrapping_sub(value),
        RmwOp::And => old & value,
        RmwOp::Or => old | value,
        RmwOp::Xor => old ^ value,
        RmwOp::Nand => !(old & value),
        RmwOp::Xchg => value,
    }
}

const _: () = assert!(CODE > 1 << 40, "code lies beyond all objects");
