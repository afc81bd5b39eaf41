//! SSA construction while blocks are being filled (Braun et al. 2013): a variable read in a block that does not define it
//! becomes a block parameter, or the value of the only predecessor. Parameters that turn out to be redundant are
//! removed when the function is complete.

use cranelift_entity::{EntityRef, SecondaryMap};
use ir::{Block, BlockCall, Function, InstData, Op, Type, Value, ValueDef};
use rustc_hash::FxHashMap;
use sema::hir::LocalId;
use std::collections::VecDeque;

/// State of construction.
#[derive(Default)]
pub(crate) struct Ssa {
    definitions: FxHashMap<(LocalId, Block), Value>,
    types: SecondaryMap<LocalId, VarType>,
    sealed: SecondaryMap<Block, bool>,
    incomplete: SecondaryMap<Block, Vec<(LocalId, Value)>>,
    /// Edges into each block: where from, and which entry of `Function::edges`.
    preds: SecondaryMap<Block, Vec<(Block, u32)>>,
    /// Where variables begin that are declared once in each run of the function: nothing has set them before.
    begun: FxHashMap<LocalId, Block>,
    /// What variables were read as that nothing had set.
    pub(crate) unset: Vec<(LocalId, Value)>,
}

#[derive(Clone, Copy, Default)]
struct VarType(Option<Type>);

impl Ssa {
    /// Says that a local is a variable of this type.
    pub(crate) fn declare(&mut self, var: LocalId, ty: Type) {
        self.types[var] = VarType(Some(ty));
    }

    /// Records an edge.
    pub(crate) fn add_edge(&mut self, from: Block, to: Block, edge: u32) {
        self.preds[to].push((from, edge));
    }

    /// Whether a value only stands for a variable that nothing has set: its number is an accident.
    pub(crate) fn is_unset(&self, value: Value) -> bool {
        self.unset.iter().any(|unset| unset.1 == value)
    }

    /// The variable begins here, and is not declared again by a loop.
    pub(crate) fn begin(&mut self, var: LocalId, block: Block) {
        self.begun.insert(var, block);
    }

    /// The variable has a new value from here on.
    pub(crate) fn write(&mut self, var: LocalId, block: Block, value: Value) {
        self.definitions.insert((var, block), value);
    }

    /// The value of the variable at this point.
    pub(crate) fn read(&mut self, f: &mut Function, var: LocalId, block: Block) -> Value {
        if let Some(&value) = self.definitions.get(&(var, block)) {
            return value;
        }
        let ty = self.types[var].0.unwrap_or(Type::I32);
        // Chains of single predecessors are walked, not recursed into.
        let mut at = block;
        let mut chain = Vec::new();
        let value = loop {
            if let Some(&value) = self.definitions.get(&(var, at)) {
                break value;
            }
            let begins = self.begun.get(&var) == Some(&at);
            if !begins && !self.sealed[at] {
                let param = f.add_param(at, ty);
                self.incomplete[at].push((var, param));
                break param;
            }
            match self.preds[at].as_slice() {
                // Not initialised: any value will do.
                preds if begins || preds.is_empty() => {
                    let value = zero(f, at, ty);
                    self.unset.push((var, value));
                    break value;
                }
                [(pred, _)] => {
                    chain.push(at);
                    at = *pred;
                    if chain.len() > f.blocks.len() {
                        break zero(f, block, ty);
                    }
                }
                _ => {
                    let param = f.add_param(at, ty);
                    self.write(var, at, param);
                    self.fill(f, var, at);
                    break param;
                }
            }
        };
        self.write(var, at, value);
        for block in chain {
            self.write(var, block, value);
        }
        value
    }

    /// Gives a new parameter its arguments. The recursion is as deep as joins are chained.
    fn fill(&mut self, f: &mut Function, var: LocalId, block: Block) {
        for i in 0..self.preds[block].len() {
            let (pred, edge) = self.preds[block][i];
            let value = diag::nested(|| self.read(f, var, pred));
            let mut args = f.edges[edge as usize].args;
            args.push(value, &mut f.lists);
            f.edges[edge as usize].args = args;
        }
    }

    /// All edges into the block are known.
    pub(crate) fn seal(&mut self, f: &mut Function, block: Block) {
        if std::mem::replace(&mut self.sealed[block], true) {
            return;
        }
        if self.incomplete[block].is_empty() {
            return;
        }
        for (var, _) in std::mem::take(&mut self.incomplete[block]) {
            self.fill(f, var, block);
        }
    }

    /// Seals what is not sealed yet, at the end of the function.
    pub(crate) fn seal_all(&mut self, f: &mut Function) {
        for index in 0..f.blocks.len() {
            self.seal(f, Block::new(index));
        }
    }
}

/// A zero of any type at the start of a block.
fn zero(f: &mut Function, block: Block, ty: Type) -> Value {
    let op = match ty {
        Type::F16 | Type::F32 | Type::F64 => Op::Fconst,
        Type::I128 | Type::F80 | Type::F128 => Op::Wconst,
        _ => Op::Iconst,
    };
    let mut data = InstData::new(op, ty, &[]);
    if op == Op::Wconst {
        f.wide.push(0);
        data.x = f.wide.len() as u32 - 1;
    }
    let inst = f.new_inst(data, diag::Loc::NONE);
    f.make_results(inst, &[ty]);
    f.blocks[block].insts.insert(0, inst);
    match f.result(inst) {
        Some(value) => value,
        None => panic!("a constant has one result"),
    }
}

/// Removes parameters whose arguments are all the same value (or the parameter itself), until none is left.
pub(crate) fn remove_redundant_params(f: &mut Function) {
    if f.layout.iter().skip(1).all(|&block| f.params(block).is_empty()) {
        return;
    }
    let mut removal = Removal { next_edge: vec![0; f.edges.len()], ..Removal::default() };
    for &block in &f.layout {
        let Some(inst) = f.terminator(block) else { continue };
        for edge in f.edge_range(inst) {
            let BlockCall { block: to, args } = f.edges[edge];
            let first = &mut removal.first_edge[to];
            removal.next_edge[edge] = std::mem::replace(first, edge as u32 + 1);
            for (&arg, &param) in args.as_slice(&f.lists).iter().zip(f.params(to)) {
                let arg = f.resolve(arg);
                if let ValueDef::Param(..) = f.def(arg) {
                    removal.takers.add(arg, param);
                }
            }
        }
    }
    for i in 1..f.layout.len() {
        for at in 0..f.params(f.layout[i]).len() {
            let param = f.params(f.layout[i])[at];
            removal.visit(f, param);
        }
    }
    while let Some(param) = removal.queue.pop_front() {
        removal.queued[param] = false;
        removal.visit(f, param);
    }
    for i in 1..f.layout.len() {
        removal.drop_replaced(f, f.layout[i]);
    }
}

/// The work of [`remove_redundant_params`]: a parameter is looked at again when one that it gets becomes another value.
/// Those that have become other values stay where they are until the end, so that places in lists hold.
#[derive(Default)]
struct Removal {
    /// The last edge into each block, plus 1.
    first_edge: SecondaryMap<Block, u32>,
    /// For each edge another one into the same block, plus 1.
    next_edge: Vec<u32>,
    takers: Takers,
    queue: VecDeque<Value>,
    queued: SecondaryMap<Value, bool>,
}

impl Removal {
    fn enqueue(&mut self, param: Value) {
        if !std::mem::replace(&mut self.queued[param], true) {
            self.queue.push_back(param);
        }
    }

    fn visit(&mut self, f: &mut Function, param: Value) {
        if f.resolve_shortened(param) != param {
            return;
        }
        let Some(value) = self.only_argument(f, param) else { return };
        f.replace(param, value);
        let (mut at, _) = std::mem::take(&mut self.takers.lists[param]);
        let mut kept = (0, 0);
        while let Some(entry) = at.checked_sub(1) {
            let (taker, next) = self.takers.entries[entry as usize];
            if f.resolve_shortened(taker) == taker {
                self.enqueue(taker);
                self.takers.join(&mut kept, (at, at));
            }
            at = next;
        }
        let mut all = self.takers.lists[value];
        self.takers.join(&mut all, kept);
        self.takers.lists[value] = all;
    }

    fn edges_into(&self, block: Block) -> impl Iterator<Item = usize> {
        let first = self.first_edge[block].checked_sub(1);
        std::iter::successors(first, |&edge| self.next_edge[edge as usize].checked_sub(1))
            .map(|edge| edge as usize)
    }

    /// The value that every edge passes for a parameter, if there is one.
    fn only_argument(&self, f: &mut Function, param: Value) -> Option<Value> {
        let ValueDef::Param(block, index) = f.def(param) else { return None };
        let mut only = None;
        for edge in self.edges_into(block) {
            let Some(arg) = f.edges[edge].args.get(usize::from(index), &f.lists) else { continue };
            let arg = f.resolve_shortened(arg);
            if arg == param || only == Some(arg) {
                continue;
            }
            if only.is_some() {
                return None;
            }
            only = Some(arg);
        }
        only
    }

    /// Takes the parameters of a block that are other values now out of its list and its edges'.
    fn drop_replaced(&self, f: &mut Function, block: Block) {
        let stays = |f: &Function, param: Value| f.resolve(param) == param;
        if f.params(block).iter().all(|&param| stays(f, param)) {
            return;
        }
        let stays: Vec<bool> = f.params(block).iter().map(|&param| stays(f, param)).collect();
        f.retain_params(block, |i| stays[i]);
        for edge in self.edges_into(block) {
            let mut args = f.edges[edge].args;
            let mut kept = 0;
            for (i, _) in stays.iter().enumerate().filter(|(_, stays)| **stays) {
                let list = args.as_mut_slice(&mut f.lists);
                list[kept] = list[i];
                kept += 1;
            }
            args.truncate(kept, &mut f.lists);
            f.edges[edge].args = args;
        }
    }
}

/// For each parameter those that get it as an argument, as lists in one table that are joined without being walked.
#[derive(Default)]
struct Takers {
    /// First and last entry of each list, plus 1.
    lists: SecondaryMap<Value, (u32, u32)>,
    /// A parameter that gets the argument, and the next entry, plus 1.
    entries: Vec<(Value, u32)>,
}

impl Takers {
    fn add(&mut self, arg: Value, param: Value) {
        self.entries.push((param, 0));
        let new = self.entries.len() as u32;
        let mut list = self.lists[arg];
        self.join(&mut list, (new, new));
        self.lists[arg] = list;
    }

    /// Appends a list to another.
    fn join(&mut self, list: &mut (u32, u32), tail: (u32, u32)) {
        match (list.1.checked_sub(1), tail) {
            (_, (0, _)) => return,
            (None, _) => *list = tail,
            (Some(last), _) => {
                self.entries[last as usize].1 = tail.0;
                list.1 = tail.1;
            }
        }
        self.entries[list.1 as usize - 1].1 = 0;
    }
}
