//! Puts a copy of a function's body in place of a call of it.
//!
//! The block with the call ends there with a jump to the copy of the entry, whose parameters are the arguments; what
//! followed the call becomes a block whose parameters are the results, to which every return jumps.

use cranelift_entity::{EntityList, SecondaryMap};
use diag::Loc;
use ir::{
    Block, BlockCall, Function, InlinedCall, Inst, InstData, MemFlags, MemberArgument, Op, ParamKind, SigRef,
    SlotContent, SlotData, StackSlot, Subscript, SubscriptIndex, SymbolId, Type, Unset, Value,
};
use rustc_hash::FxHashMap;
use target::PieceLoc;

/// Objects that a caller passes on the stack are aligned to this.
const ARGUMENT_ALIGN: u32 = 16;

/// Where what belongs to the callee is in the caller.
struct Graft<'a> {
    callee: &'a Function,
    values: SecondaryMap<Value, Option<Value>>,
    blocks: SecondaryMap<Block, Option<Block>>,
    insts: Vec<(Inst, Inst)>,
    /// What is added to numbers of slots, signatures, asms and wide constants.
    slots: u32,
    sigs: u32,
    asms: u32,
    wide: u32,
    literals: u32,
    /// Offsets of arguments in memory, their sizes, and the slots that they are copied to.
    memory: Vec<(u32, u32, StackSlot)>,
}

/// Whether a call of a function passes and takes what the function expects.
pub(super) fn fits(f: &Function, call: &InstData, callee: &Function) -> bool {
    let Some(sig) = f.sigs.get(SigRef::from_u32(call.x)) else { return false };
    let values = sig.params.iter().filter(|param| param.kind == ParamKind::Value);
    values.eq(&callee.sig.params) && sig.rets == callee.sig.rets
}

/// Replaces a call at the end of a block, already taken out of it. Adds the new blocks to `layout` and returns the last,
/// where the caller goes on.
pub(super) fn graft(
    f: &mut Function,
    block: Block,
    call: Inst,
    callee: &Function,
    layout: &mut Vec<Block>,
) -> Block {
    let data = f.insts[call];
    let loc = f.locs[call];
    let cold = f.blocks[block].cold;
    f.relaxed = f.relaxed.and(callee.relaxed);
    let mut graft = Graft {
        callee,
        values: SecondaryMap::with_capacity(callee.value_count()),
        blocks: SecondaryMap::with_capacity(callee.blocks.len()),
        insts: Vec::new(),
        slots: f.slots.len() as u32,
        sigs: f.sigs.len() as u32,
        asms: f.asms.len() as u32,
        wide: f.wide.len() as u32,
        literals: f.literals.len() as u32,
        memory: Vec::new(),
    };
    callee.slots.values().for_each(|&slot| _ = f.slots.push(slot));
    let described = callee.described.iter();
    f.described.extend(described.map(|(slot, what)| (graft.slot(*slot), what.clone())));
    f.stack_protector |= callee.stack_protector;
    callee.sigs.values().for_each(|sig| _ = f.sigs.push(sig.clone()));
    f.asms.extend_from_slice(&callee.asms);
    f.wide.extend_from_slice(&callee.wide);
    f.literals.extend_from_slice(&callee.literals);
    let args = graft.pass_arguments(f, block, &data, loc);

    let labelled = |f: &Function| f.blocks.values().filter_map(|block| block.label).max();
    // Looking at all blocks for each call would take time by the square of the calls.
    let mut labels = match labelled(callee) {
        Some(_) => labelled(f).map_or(0, |last| last + 1),
        None => 0,
    };
    for &old in &callee.layout {
        let new = f.new_block();
        if callee.blocks[old].label.is_some() {
            // A copy has labels of its own.
            f.blocks[new].label = Some(labels);
            labels += 1;
        }
        f.blocks[new].cold = cold || callee.blocks[old].cold;
        graft.blocks[old] = Some(new);
        for &param in callee.params(old) {
            let value = f.add_param(new, callee.ty(param));
            graft.values[param] = Some(value);
        }
    }
    let after = f.new_block();
    f.blocks[after].cold = cold;
    let results: Vec<Value> = f.results(call).collect();
    for result in results {
        let value = f.add_param(after, f.ty(result));
        f.replace(result, value);
    }
    if let Some(entry) = graft.blocks[callee.entry()] {
        jump(f, block, entry, args, loc);
    }
    graft.copy_insts(f);
    if f.told_of {
        graft.note_call(f, call, data.symbol().unwrap_or(callee.symbol));
    }
    graft.copy_operands(f, after);
    let copies: Vec<Block> = callee.layout.iter().filter_map(|&old| graft.blocks[old]).collect();
    by_memory(f, &copies, after);
    graft.copy_subscripts(f);
    graft.copy_unset(f);
    layout.extend(callee.layout.iter().filter_map(|&old| graft.blocks[old]));
    layout.push(after);
    after
}

/// What comes back in the x87's registers stays in no register, and is no parameter of a block: it goes by a slot.
fn by_memory(f: &mut Function, returning: &[Block], after: Block) {
    let params = f.params(after).to_vec();
    let wide: Vec<usize> = (0..params.len()).filter(|&i| f.ty(params[i]) == Type::F80).collect();
    if wide.is_empty() {
        return;
    }
    let slots: Vec<StackSlot> = wide
        .iter()
        .map(|_| f.slots.push(SlotData { size: 16, align: 16, holds: SlotContent::Scalars }))
        .collect();
    let address = |f: &mut Function, slot: StackSlot, block: Block, loc| {
        let mut data = InstData::new(Op::StackAddr, Type::PTR, &[]);
        data.x = slot.as_u32();
        f.append(block, data, Type::PTR, loc).unwrap_or_else(|| unreachable!("it was given a result"))
    };
    for &block in returning {
        let Some(jump) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::Jump) else { continue };
        let edge = f.edge_range(jump).start;
        if f.edges[edge].block != after {
            continue;
        }
        let args = f.edges[edge].args.as_slice(&f.lists).to_vec();
        let loc = f.locs[jump];
        f.blocks[block].insts.pop();
        for (&i, &slot) in wide.iter().zip(&slots) {
            let place = address(f, slot, block, loc);
            let store =
                InstData::new(Op::Store, Type::F80, &[args[i], place]).with_mem(MemFlags::aligned(16));
            f.append(block, store, Type::NONE, loc);
        }
        f.blocks[block].insts.push(jump);
        let mut list = EntityList::new();
        list.extend((0..args.len()).filter(|i| !wide.contains(i)).map(|i| args[i]), &mut f.lists);
        f.edges[edge].args = list;
    }
    for (&i, &slot) in wide.iter().zip(&slots) {
        let place = address(f, slot, after, Loc::NONE);
        let load = InstData::new(Op::Load, Type::F80, &[place]).with_mem(MemFlags::aligned(16));
        if let Some(value) = f.append(after, load, Type::F80, Loc::NONE) {
            f.replace(params[i], value);
        }
    }
    f.retain_params(after, |i| !wide.contains(&i));
}

fn jump(f: &mut Function, from: Block, to: Block, args: impl IntoIterator<Item = Value>, loc: Loc) {
    let (data, _) = jump_data(f, to, args);
    f.append(from, data, Type::NONE, loc);
}

/// A jump with an edge of its own.
fn jump_data(f: &mut Function, to: Block, args: impl IntoIterator<Item = Value>) -> (InstData, usize) {
    let mut list = EntityList::new();
    list.extend(args, &mut f.lists);
    let mut data = InstData::new(Op::Jump, Type::NONE, &[]);
    data.x = f.edges.len() as u32;
    f.edges.push(BlockCall { block: to, args: list });
    (data, f.edges.len() - 1)
}

impl Graft<'_> {
    /// Remembers by which call the copied instructions came.
    fn note_call(&self, f: &mut Function, call: Inst, callee: SymbolId) {
        let first = f.inlined_calls.len() as u32 + 1;
        f.inlined_calls.push(InlinedCall { loc: f.locs[call], callee, within: f.inlined[call] });
        for inner in &self.callee.inlined_calls {
            f.inlined_calls.push(InlinedCall { within: inner.within + first, ..*inner });
        }
        for &(old, new) in &self.insts {
            f.inlined[new] = self.callee.inlined[old] + first;
        }
    }

    /// What is said of accesses and arguments.
    fn copy_subscripts(&self, f: &mut Function) {
        let callee = self.callee;
        if callee.subscripts.is_empty()
            && callee.member_arguments.is_empty()
            && callee.indirect_calls.is_empty()
        {
            return;
        }
        let new: FxHashMap<Inst, Inst> = self.insts.iter().copied().collect();
        for (inst, argument) in &self.callee.member_arguments {
            let distances = argument.distances.iter().map(|&old| self.values[self.callee.resolve(old)]);
            if let (Some(&inst), Some(distances)) = (new.get(inst), distances.collect()) {
                f.member_arguments.push((inst, MemberArgument { distances, ..argument.clone() }));
            }
        }
        for (inst, called) in &self.callee.indirect_calls {
            if let Some(&inst) = new.get(inst) {
                f.indirect_calls.push((inst, called.clone()));
            }
        }
        for (inst, subscript) in &self.callee.subscripts {
            let inst = inst.and_then(|inst| new.get(&inst).copied());
            let value = |old: Value| self.values[self.callee.resolve(old)];
            let address = subscript.address.and_then(value);
            if inst.is_none() && address.is_none() {
                continue;
            }
            let mut parts = subscript.parts.clone();
            parts.retain_mut(|part| match part.index {
                SubscriptIndex::Known(_) => true,
                SubscriptIndex::Bytes(bytes) => match value(bytes) {
                    Some(bytes) => {
                        part.index = SubscriptIndex::Bytes(bytes);
                        true
                    }
                    None => false,
                },
            });
            f.subscripts.push((inst, Subscript { parts, address, ..subscript.clone() }));
        }
    }

    /// What stands for variables that nothing has set.
    fn copy_unset(&self, f: &mut Function) {
        for unset in &self.callee.unset {
            if let Some(value) = self.values[self.callee.resolve(unset.value)] {
                f.unset.push(Unset { value, ..unset.clone() });
            }
        }
    }

    /// A slot of the callee in the caller.
    fn slot(&self, slot: StackSlot) -> StackSlot {
        StackSlot::from_u32(slot.as_u32() + self.slots)
    }

    /// The arguments that are values; those in memory are copied to slots, as a call would copy them.
    fn pass_arguments(&mut self, f: &mut Function, block: Block, call: &InstData, loc: Loc) -> Vec<Value> {
        let sig = f.sigs[SigRef::from_u32(call.x)].clone();
        let align = sig.stack_align.max(ARGUMENT_ALIGN);
        let given: Vec<Value> = call.list.as_slice(&f.lists).iter().map(|&value| f.resolve(value)).collect();
        let mut args = Vec::new();
        for (param, value) in sig.params.iter().zip(given) {
            let (ParamKind::ByVal { size }, PieceLoc::Stack(offset)) = (param.kind, param.loc) else {
                args.push(value);
                continue;
            };
            let slot = f.slots.push(SlotData { size: u64::from(size), align, holds: SlotContent::Scalars });
            self.memory.push((offset, size, slot));
            if size == 0 {
                continue;
            }
            let mut address = InstData::new(Op::StackAddr, Type::PTR, &[]);
            address.x = slot.as_u32();
            if let Some(to) = f.append(block, address, Type::PTR, loc) {
                let copy = InstData::new(Op::MemCopy, Type::NONE, &[to, value])
                    .with_imm(i64::from(size))
                    .with_mem(MemFlags::aligned(1));
                f.append(block, copy, Type::NONE, loc);
            }
        }
        args
    }

    /// Makes all instructions and their results, so that operands can refer to any.
    fn copy_insts(&mut self, f: &mut Function) {
        let callee = self.callee;
        for &old_block in &callee.layout {
            let Some(block) = self.blocks[old_block] else { continue };
            for &old in &callee.blocks[old_block].insts {
                let new = f.new_inst(callee.insts[old], callee.locs[old]);
                let types: Vec<Type> = callee.results(old).map(|value| callee.ty(value)).collect();
                if !types.is_empty() {
                    f.make_results(new, &types);
                }
                for (old, new) in callee.results(old).zip(f.results(new)) {
                    self.values[old] = Some(new);
                }
                f.blocks[block].insts.push(new);
                self.insts.push((old, new));
            }
        }
    }

    fn value(&self, old: Value) -> Value {
        let old = self.callee.resolve(old);
        self.values[old].unwrap_or(old)
    }

    fn copy_list(&self, f: &mut Function, list: EntityList<Value>) -> EntityList<Value> {
        let values: Vec<Value> =
            list.as_slice(&self.callee.lists).iter().map(|&value| self.value(value)).collect();
        let mut new = EntityList::new();
        new.extend(values, &mut f.lists);
        new
    }

    /// Operands, edges and entities of the copied instructions; returns become jumps to `after`.
    fn copy_operands(&self, f: &mut Function, after: Block) {
        for &(old, new) in &self.insts {
            let mut data = self.callee.insts[old];
            for i in 0..data.op.fixed_args() {
                data.args[i] = self.value(data.args[i]);
            }
            data.list = self.copy_list(f, data.list);
            match data.op {
                Op::BlockAddr => {
                    let block = Block::from_u32(data.x);
                    data.x = self.blocks[block].unwrap_or(block).as_u32();
                }
                Op::StackAddr => data.x += self.slots,
                Op::Call | Op::CallIndirect => data.x += self.sigs,
                Op::Asm => data.x += self.asms,
                Op::Wconst => data.x += self.wide,
                Op::LiteralAddr => data.x += self.literals,
                Op::IncomingArg => data = self.incoming(data),
                Op::Ret => {
                    let results: Vec<Value> = data.list.as_slice(&f.lists).to_vec();
                    data = jump_data(f, after, results).0;
                }
                Op::Jump | Op::Br | Op::MayThrow => data.x = self.copy_edges(f, old),
                Op::Switch => {
                    let first_edge = self.copy_edges(f, old);
                    let mut table = self.callee.switches[data.imm as usize].clone();
                    table.first_edge = first_edge;
                    data.imm = f.switches.len() as i64;
                    f.switches.push(table);
                }
                Op::AsmGoto => {
                    data.x = self.copy_edges(f, old);
                    data.imm += i64::from(self.asms);
                }
                _ => {}
            }
            f.insts[new] = data;
        }
    }

    /// Copies the edges of a terminator; the number of the first.
    fn copy_edges(&self, f: &mut Function, old: Inst) -> u32 {
        let first = f.edges.len() as u32;
        for edge in self.callee.edges_of(old) {
            let args = self.copy_list(f, edge.args);
            let block = self.blocks[edge.block].unwrap_or(edge.block);
            f.edges.push(BlockCall { block, args });
        }
        first
    }

    /// The address of an argument in memory: in the slot that has its copy.
    fn incoming(&self, mut data: InstData) -> InstData {
        let holds = |&&(offset, size, _): &&(u32, u32, StackSlot)| {
            (i64::from(offset)..=i64::from(offset) + i64::from(size)).contains(&data.imm)
        };
        // Of two neighbours, the address between them begins the second.
        if let Some(&(offset, _, slot)) = self.memory.iter().rev().find(holds) {
            data.op = Op::StackAddr;
            data.x = slot.as_u32();
            data.imm -= i64::from(offset);
        }
        data
    }
}
