//! A call at hand: what its arguments are known to be, and the instructions that take its place.

use super::Known;
use super::uses::Use;
use crate::Context;
use crate::constant_data::Text;
use diag::Loc;
use ir::{
    Block, Function, Inst, InstData, IntCond, LibraryFunction, MemFlags, Module, Op, ParamKind, ScalarCall,
    SigRef, Signature, Type, Value, ValueDef,
};
use smallvec::SmallVec;
use target::Abi;

/// What a call has become.
pub(super) enum Folded {
    /// A value, which its result is.
    Value(Value),
    /// Something without a result that matters.
    Done,
}

/// A call.
pub(super) struct Call<'a, 'b> {
    pub(super) f: &'a mut Function,
    pub(super) args: SmallVec<[Value; 6]>,
    pub(super) result: Option<Value>,
    /// What takes its place, in order.
    pub(super) made: Vec<Inst>,
    module: &'a Module,
    abi: &'a dyn Abi,
    known: &'a mut Known<'b>,
    loc: Loc,
    /// An argument is an object in memory.
    in_memory: bool,
}

/// A copy of more bytes stays a call.
pub(super) const LARGEST: u64 = 1 << 20;

/// So many values are looked at that a value may be.
const CHOICES: usize = 16;

impl<'a, 'b> Call<'a, 'b> {
    pub(super) fn new(
        f: &'a mut Function,
        cx: &Context<'a>,
        known: &'a mut Known<'b>,
        inst: Inst,
    ) -> Call<'a, 'b> {
        let args = f.insts[inst].list.as_slice(&f.lists).iter().map(|&arg| f.resolve(arg)).collect();
        let result = f.result(inst);
        let loc = f.locs[inst];
        let sig = &f.sigs[SigRef::from_u32(f.insts[inst].x)];
        let in_memory = sig.params.iter().any(|param| param.kind != ParamKind::Value);
        Call { f, args, result, made: Vec::new(), module: cx.module, abi: cx.abi, known, loc, in_memory }
    }

    /// What characters of formats are in the program.
    pub(super) fn characters(&self) -> ir::Characters {
        self.module.characters
    }

    /// Whether nothing looks at the result.
    pub(super) fn unused(&self) -> bool {
        self.result.is_none_or(|result| self.known.uses.get(result) == Use::Never)
    }

    /// Whether the result is only told from zero.
    pub(super) fn only_tested(&self) -> bool {
        self.result.is_none_or(|result| self.known.uses.get(result) != Use::Any)
    }

    /// A constant argument.
    pub(super) fn int(&self, i: usize) -> Option<i64> {
        self.f.constant(self.args[i])
    }

    /// A constant argument of type `size_t`.
    pub(super) fn size(&self, i: usize) -> Option<u64> {
        self.int(i).map(|n| n as u64)
    }

    /// Whether two arguments are the same value.
    pub(super) fn same(&self, i: usize, j: usize) -> bool {
        self.address(self.args[i]) == self.address(self.args[j])
    }

    /// The value before it was reinterpreted for passing.
    fn address(&self, value: Value) -> Value {
        let value = self.f.resolve(value);
        match self.f.def_inst(value) {
            Some((_, data)) if data.op == Op::Bitcast && self.f.ty(data.args[0]) == Type::PTR => {
                self.f.resolve(data.args[0])
            }
            _ => value,
        }
    }

    /// Where in a constant object an argument points.
    pub(super) fn text(&self, i: usize) -> Option<Text> {
        self.text_of(self.args[i])
    }

    fn text_of(&self, value: Value) -> Option<Text> {
        Text::at(self.f, self.module, self.address(value))
    }

    /// The string that an argument points to.
    pub(super) fn string(&self, i: usize) -> Option<Vec<u8>> {
        Some(self.text(i)?.string()?.to_vec())
    }

    /// Length of the string that an argument points to: of all of them, if it may point to several.
    pub(super) fn length(&self, i: usize) -> Option<u64> {
        self.lengths(i).filter(|(shortest, longest)| shortest == longest).map(|(_, longest)| longest)
    }

    /// Length of the longest string that an argument may point to.
    pub(super) fn longest(&self, i: usize) -> Option<u64> {
        self.lengths(i).map(|(_, longest)| longest)
    }

    fn lengths(&self, i: usize) -> Option<(u64, u64)> {
        self.bounds(self.args[i], &|call, value| Some(call.text_of(value)?.string()?.len() as u64))
    }

    /// The greatest number that an argument of type `size_t` may be.
    pub(super) fn greatest(&self, i: usize) -> Option<u64> {
        let select = self.f.def_inst(self.address(self.args[i])).filter(|(_, data)| data.op == Op::Select);
        let limited = select.and_then(|(_, data)| self.limited(data));
        limited.or_else(|| self.bounds(self.args[i], &|call, value| call.most(value)).map(|(_, most)| most))
    }

    /// The greatest unsigned number that a value by itself may be.
    fn most(&self, value: Value) -> Option<u64> {
        let (_, data) = self.f.def_inst(value)?;
        match data.op {
            Op::Iconst => Some(data.imm as u64),
            Op::Zext => match self.f.ty(data.args[0]).bits() {
                bits @ ..64 => Some((1 << bits) - 1),
                _ => None,
            },
            Op::And => self.f.constant(data.args[1]).filter(|&mask| mask >= 0).map(|mask| mask as u64),
            _ => None,
        }
    }

    /// What `x > c ? c : x` and its like are at most.
    fn limited(&self, select: &InstData) -> Option<u64> {
        let (_, test) = self.f.def_inst(select.args[0]).filter(|(_, test)| test.op == Op::Icmp)?;
        let [then, other] = [select.args[1], select.args[2]].map(|arg| self.f.resolve(arg));
        let (way, most) = limit(self.f, test)?;
        let (kept, other) = if way { (then, other) } else { (other, then) };
        (kept == self.f.resolve(test.args[0])).then_some(most.max(self.most(other)?))
    }

    /// What a number is at most that is given along an edge which a comparison with it has opened.
    fn limited_by_edge(&self, from: Block, edge: u32, arg: Value) -> Option<u64> {
        let branch = self.f.terminator(from).filter(|&inst| self.f.insts[inst].op == Op::Br)?;
        let (_, test) =
            self.f.def_inst(self.f.insts[branch].args[0]).filter(|(_, test)| test.op == Op::Icmp)?;
        let (way, most) = limit(self.f, test)?;
        let taken = self.f.edge_range(branch).start == edge as usize;
        let same = self.f.resolve(test.args[0]) == self.f.resolve(arg) && self.f.ty(arg) == Type::I64;
        (way == taken && same).then_some(most)
    }

    /// The least and the greatest of what is known of all values that a value may be.
    fn bounds(&self, value: Value, known: &dyn Fn(&Self, Value) -> Option<u64>) -> Option<(u64, u64)> {
        let mut bounds: Option<(u64, u64)> = None;
        let mut seen: SmallVec<[Value; CHOICES]> = SmallVec::new();
        let mut work: SmallVec<[Value; CHOICES]> = SmallVec::new();
        work.push(value);
        while let Some(value) = work.pop() {
            let value = self.address(value);
            if seen.contains(&value) {
                continue;
            }
            if seen.len() == CHOICES {
                return None;
            }
            seen.push(value);
            match self.f.def(value) {
                ValueDef::Result(inst, _) if self.f.insts[inst].op == Op::Select => {
                    work.extend_from_slice(&self.f.insts[inst].args[1..]);
                }
                ValueDef::Result(inst, _) if self.f.insts[inst].op == Op::Bitcast => {
                    work.push(self.f.insts[inst].args[0]);
                }
                ValueDef::Param(block, index) => {
                    let preds = self.known.flow?.preds(block);
                    if preds.is_empty() || block == self.f.entry() {
                        return None;
                    }
                    for pred in preds {
                        let edge = &self.f.edges[pred.edge as usize];
                        let arg = edge.args.get(usize::from(index), &self.f.lists)?;
                        match self.limited_by_edge(pred.block, pred.edge, arg) {
                            Some(most) => {
                                let before = bounds.map_or(0, |(_, before)| before);
                                bounds = Some((0, before.max(most)));
                            }
                            None => work.push(arg),
                        }
                    }
                }
                _ => {
                    let this = known(self, value)?;
                    let (least, most) = bounds.unwrap_or((this, this));
                    bounds = Some((least.min(this), most.max(this)));
                }
            }
        }
        bounds
    }

    /// `string + n` of an argument, where the object has no zero byte but its last one: the string, and `n`.
    pub(super) fn within_string(&self, i: usize) -> Option<(Vec<u8>, Value)> {
        let (_, data) = self.f.def_inst(self.address(self.args[i]))?;
        let (pointer, offset) = match data.op {
            Op::PtrAdd => (data.args[0], data.args[1]),
            _ => return None,
        };
        let text = self.text_of(pointer)?;
        // A negative `n` leads back to what is before the pointer.
        text.ends_first_at_its_end().then(|| text.string().map(|string| (string.to_vec(), offset)))?
    }

    fn push(&mut self, data: InstData, result: Type) -> Inst {
        let inst = self.f.new_inst(data, self.loc);
        if result != Type::NONE {
            self.f.make_results(inst, &[result]);
        }
        self.made.push(inst);
        inst
    }

    /// A new instruction with a result.
    pub(super) fn emit(&mut self, data: InstData, result: Type) -> Value {
        let inst = self.push(data, result);
        self.f.results(inst).next().unwrap_or_else(|| unreachable!("it was given a result"))
    }

    /// A constant.
    pub(super) fn number(&mut self, ty: Type, n: i64) -> Value {
        self.emit(InstData::new(Op::Iconst, ty, &[]).with_imm(n), ty)
    }

    /// The result as a constant of its type.
    pub(super) fn constant(&mut self, n: i64) -> Folded {
        let Some(result) = self.result else { return Folded::Done };
        let ty = self.f.ty(result);
        Folded::Value(self.number(ty, n))
    }

    /// The result, converted to its type from an unsigned number or pointer.
    pub(super) fn give(&mut self, value: Value) -> Folded {
        let Some(result) = self.result else { return Folded::Done };
        let (from, to) = (self.f.ty(value), self.f.ty(result));
        let op = match from.bits().cmp(&to.bits()) {
            _ if from == to => return Folded::Value(value),
            std::cmp::Ordering::Equal => Op::Bitcast,
            std::cmp::Ordering::Less => Op::Zext,
            std::cmp::Ordering::Greater => Op::Trunc,
        };
        Folded::Value(self.emit(InstData::new(op, to, &[value]), to))
    }

    /// An argument as a pointer.
    pub(super) fn pointer(&mut self, i: usize) -> Value {
        let value = self.address(self.args[i]);
        self.as_pointer(value)
    }

    pub(super) fn as_pointer(&mut self, value: Value) -> Value {
        match self.f.ty(value) {
            Type::PTR => value,
            _ => self.emit(InstData::new(Op::Bitcast, Type::PTR, &[value]), Type::PTR),
        }
    }

    /// A pointer moved by a constant.
    pub(super) fn advance(&mut self, pointer: Value, by: u64) -> Value {
        if by == 0 {
            return pointer;
        }
        let by = self.number(Type::I64, by as i64);
        self.advance_by(pointer, by)
    }

    /// A pointer moved by a number of bytes.
    pub(super) fn advance_by(&mut self, pointer: Value, by: Value) -> Value {
        self.emit(InstData::new(Op::PtrAdd, Type::PTR, &[pointer, by]), Type::PTR)
    }

    /// What is at a pointer.
    pub(super) fn load(&mut self, ty: Type, pointer: Value, offset: u64) -> Value {
        let load = InstData::new(Op::Load, ty, &[pointer]).with_imm(offset as i64);
        self.emit(load.with_mem(MemFlags::aligned(1)), ty)
    }

    /// The unsigned byte at an argument, as an `int`.
    pub(super) fn byte(&mut self, i: usize) -> Value {
        let pointer = self.pointer(i);
        let byte = self.load(Type::I8, pointer, 0);
        self.emit(InstData::new(Op::Zext, Type::I32, &[byte]), Type::I32)
    }

    pub(super) fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.emit(InstData::new(op, ty, &[a, b]), ty)
    }

    /// Writes a value.
    pub(super) fn store(&mut self, value: Value, pointer: Value, offset: u64) {
        let store = InstData::new(Op::Store, self.f.ty(value), &[value, pointer]).with_imm(offset as i64);
        self.push(store.with_mem(MemFlags::aligned(1)), Type::NONE);
    }

    /// Copies bytes between objects that do not overlap.
    pub(super) fn copy(&mut self, to: Value, from: Value, count: u64) {
        if count != 0 {
            let copy = InstData::new(Op::MemCopy, Type::NONE, &[to, from]).with_imm(count as i64);
            self.push(copy.with_mem(MemFlags::aligned(1)), Type::NONE);
        }
    }

    /// Fills bytes.
    pub(super) fn fill(&mut self, to: Value, byte: u8, count: u64) {
        if count != 0 {
            let fill = InstData::new(Op::MemSet, Type::NONE, &[to]).with_imm(count as i64).with_aux(byte);
            self.push(fill.with_mem(MemFlags::aligned(1)), Type::NONE);
        }
    }

    /// Calls another function of the library, if the unit lets its name mean that. Its result is used as `used` says.
    fn library(&mut self, function: LibraryFunction, args: &[Value], ret: Type, used: Use) -> Option<Value> {
        let types: Vec<Type> = args.iter().map(|&arg| self.f.ty(arg)).collect();
        let ScalarCall { sig, .. } = ScalarCall::new(self.abi, &types, (ret != Type::NONE).then_some(ret));
        self.library_by(function, sig, args, ret, used)
    }

    fn library_by(
        &mut self,
        function: LibraryFunction,
        sig: Signature,
        args: &[Value],
        ret: Type,
        used: Use,
    ) -> Option<Value> {
        let symbol = function.symbol();
        self.module.symbols[symbol].library?;
        let mut data = InstData::new(Op::Call, Type::NONE, &[]).with_imm(i64::from(symbol.as_u32()));
        data.x = self.f.sigs.push(sig).as_u32();
        data.list.extend(args.iter().copied(), &mut self.f.lists);
        let inst = self.push(data, ret);
        let result = self.f.result(inst);
        if let Some(result) = result {
            self.known.uses.set(result, used);
        }
        Some(result.unwrap_or_else(|| self.args[0]))
    }

    /// Calls a function whose result takes the place of this one's.
    pub(super) fn tail(&mut self, function: LibraryFunction, args: &[Value]) -> Option<Folded> {
        let (ty, used) = match self.result {
            Some(result) => (self.f.ty(result), self.known.uses.get(result)),
            None => (Type::NONE, Use::Never),
        };
        let value = self.library(function, args, ty, used)?;
        Some(if self.result.is_some() { Folded::Value(value) } else { Folded::Done })
    }

    /// The same for a function with `...` after so many parameters.
    pub(super) fn tail_variadic(
        &mut self,
        function: LibraryFunction,
        named: usize,
        args: &[Value],
    ) -> Option<Folded> {
        if self.in_memory {
            return None;
        }
        let result = self.result?;
        let (ty, used) = (self.f.ty(result), self.known.uses.get(result));
        let types: Vec<Type> = args.iter().map(|&arg| self.f.ty(arg)).collect();
        let ScalarCall { sig, .. } = ScalarCall::variadic(self.abi, &types, named, Some(ty));
        Some(Folded::Value(self.library_by(function, sig, args, ty, used)?))
    }

    /// A string of the function's own.
    pub(super) fn literal(&mut self, string: &[u8]) -> Value {
        let known = self.f.literals.iter().position(|literal| **literal == *string);
        let index = known.unwrap_or(self.f.literals.len());
        if known.is_none() {
            self.f.literals.push(string.into());
        }
        let mut address = InstData::new(Op::LiteralAddr, Type::PTR, &[]);
        address.x = index as u32;
        let pointer = self.emit(address, Type::PTR);
        self.emit(InstData::new(Op::Bitcast, Type::I64, &[pointer]), Type::I64)
    }

    /// Calls a function for its result.
    pub(super) fn compute(&mut self, function: LibraryFunction, args: &[Value], ret: Type) -> Option<Value> {
        self.library(function, args, ret, Use::Any)
    }

    /// Calls a function whose result nobody wants.
    pub(super) fn run(&mut self, function: LibraryFunction, args: &[Value], ret: Type) -> Option<Folded> {
        self.library(function, args, ret, Use::Never)?;
        Some(Folded::Done)
    }
}

/// On which way of an unsigned comparison with a constant its left operand is limited, and to what.
fn limit(f: &Function, test: &InstData) -> Option<(bool, u64)> {
    let limit = f.constant(test.args[1])? as u64;
    Some(match IntCond::from_aux(test.aux) {
        IntCond::Ugt => (false, limit),
        IntCond::Uge => (false, limit.checked_sub(1)?),
        IntCond::Ult => (true, limit.checked_sub(1)?),
        IntCond::Ule => (true, limit),
        _ => return None,
    })
}
