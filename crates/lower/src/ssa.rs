//! SSA construction while blocks are being filled (Braun et al. 2013): a variable read in a block that does not define it
//! becomes a block parameter, or the value of the only predecessor. Parameters that turn out to be redundant are
//! removed when the function is complete.

use cranelift_entity::{EntityRef, SecondaryMap};
use ir::{Block, Function, InstData, Op, Type, Value};
use rustc_hash::FxHashMap;
use sema::hir::LocalId;

/// State of construction.
#[derive(Default)]
pub(crate) struct Ssa {
    definitions: FxHashMap<(LocalId, Block), Value>,
    types: SecondaryMap<LocalId, VarType>,
    sealed: SecondaryMap<Block, bool>,
    incomplete: SecondaryMap<Block, Vec<(LocalId, Value)>>,
    /// Edges into each block: where from, and which entry of `Function::edges`.
    preds: SecondaryMap<Block, Vec<(Block, u32)>>,
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
            if !self.sealed[at] {
                let param = f.add_param(at, ty);
                self.incomplete[at].push((var, param));
                break param;
            }
            match self.preds[at].as_slice() {
                // Not initialised: any value will do.
                [] => break zero(f, at, ty),
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
    let mut edges_into: SecondaryMap<Block, Vec<u32>> = SecondaryMap::new();
    for &block in &f.layout {
        if let Some(inst) = f.terminator(block) {
            for edge in f.edge_range(inst) {
                edges_into[f.edges[edge].block].push(edge as u32);
            }
        }
    }
    let with_params: Vec<Block> =
        f.layout.iter().copied().skip(1).filter(|&b| !f.params(b).is_empty()).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for &block in &with_params {
            let params = f.params(block).to_vec();
            let mut redundant = vec![None; params.len()];
            for (i, &param) in params.iter().enumerate() {
                let mut only = None;
                let mut same = true;
                for &edge in &edges_into[block] {
                    let Some(arg) = f.edges[edge as usize].args.get(i, &f.lists) else { continue };
                    let arg = f.resolve(arg);
                    if arg == param || only == Some(arg) {
                        continue;
                    }
                    same &= only.is_none();
                    only = Some(arg);
                }
                if same && let Some(value) = only {
                    redundant[i] = Some(value);
                }
            }
            if redundant.iter().all(Option::is_none) {
                continue;
            }
            changed = true;
            for (&param, value) in params.iter().zip(&redundant) {
                if let Some(value) = value
                    && f.resolve(*value) != param
                {
                    f.replace(param, *value);
                }
            }
            f.retain_params(block, |i| redundant[i].is_none());
            for &edge in &edges_into[block] {
                let mut args = f.edges[edge as usize].args;
                let kept: Vec<Value> = args
                    .as_slice(&f.lists)
                    .iter()
                    .zip(&redundant)
                    .filter(|(_, r)| r.is_none())
                    .map(|(&v, _)| v)
                    .collect();
                args.clear(&mut f.lists);
                args.extend(kept, &mut f.lists);
                f.edges[edge as usize].args = args;
            }
        }
    }
}
