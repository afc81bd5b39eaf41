//! -Wmaybe-uninitialized: variables that have no value on some way to a use of them.
//!
//! Lowering notes which values stand for a variable that nothing has set. Where one reaches a join together with values
//! that are set, ways through the function are followed with what their branches say: a use counts if it is reached
//! with the variable still unset by branches that do not contradict each other.

mod memory;
mod object;
mod path;
mod storage;

use crate::Finding;
use cranelift_entity::EntitySet;
use diag::{Loc, warn};
use ir::{Block, Function, Inst, Module, Unset, Value, ValueDef};
use opt::analysis::flow::{Dominators, Flow};
use path::Path;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

/// So many blocks are entered for a variable; ways beyond that are taken to be good.
const VISITS: usize = 20_000;
/// So much is looked at for all variables of a function, in instructions; variables beyond that are taken to be set.
const EFFORT: usize = 1 << 25;
/// What entering a block takes, and each fact that is known there.
const VISIT_EFFORT: usize = 64;
const FACT_EFFORT: usize = 8;

/// Looks at a function as it was lowered. Where it will be optimised, what is only said to be possible of variables waits
/// for [`uninitialized_variables`].
pub fn uninitialized(f: &Function, module: &Module, optimized: bool) -> Vec<Finding> {
    if f.unset.is_empty() && f.described.is_empty() && !object::has_memory(f, module) {
        return Vec::new();
    }
    let flow = Flow::of(f);
    let mut findings = object::objects(f, module, &flow, optimized);
    if !f.unset.is_empty() {
        let variables = variables(f, module, &flow).into_iter();
        findings.extend(variables.filter(|found| !optimized || found.warning == warn::UNINITIALIZED));
    }
    findings
}

/// Looks at variables of a function that has the bodies of what it calls, and whose objects have become values.
pub fn uninitialized_variables(f: &Function, module: &Module) -> Vec<Finding> {
    if f.unset.is_empty() {
        return Vec::new();
    }
    variables(f, module, &Flow::of(f))
}

fn variables(f: &Function, module: &Module, flow: &Flow) -> Vec<Finding> {
    let mut findings = Vec::new();
    let dominators = Dominators::of(flow);
    let mut seen: FxHashSet<(Loc, &str)> = FxHashSet::default();
    let mut effort = EFFORT;
    for unset in &f.unset {
        if effort == 0 {
            break;
        }
        if !seen.insert((unset.declared, &unset.name)) {
            continue;
        }
        let same = |other: &&Unset| other.declared == unset.declared && other.name == unset.name;
        let values: SmallVec<[Value; 4]> =
            f.unset.iter().filter(same).map(|other| f.resolve(other.value)).collect();
        effort = effort.saturating_sub(f.insts.len() + f.unset.len());
        findings.extend(Search::new(f, module, flow, &dominators, &values, &mut effort).finding(unset));
    }
    findings
}

/// The hunt for a use of one variable.
struct Search<'a> {
    f: &'a Function,
    module: &'a Module,
    flow: &'a Flow,
    dominators: &'a Dominators,
    /// What stands for the variable before it is set.
    unset: &'a [Value],
    /// Block parameters that such a value may reach.
    reached: EntitySet<Value>,
    /// Blocks with instructions that use one of them.
    using: EntitySet<Block>,
    /// Blocks from which one with a use can be reached.
    leading: EntitySet<Block>,
    /// Values that branches on the way depend on.
    telling: EntitySet<Value>,
    visits: usize,
    /// What may still be looked at.
    effort: &'a mut usize,
    /// Blocks that use the variable where it may be set when control first comes there.
    set_first: EntitySet<Block>,
    /// The first use, by the order of blocks.
    found: Option<(u32, Inst)>,
}

impl<'a> Search<'a> {
    fn new(
        f: &'a Function,
        module: &'a Module,
        flow: &'a Flow,
        dominators: &'a Dominators,
        unset: &'a [Value],
        effort: &'a mut usize,
    ) -> Search<'a> {
        Search {
            f,
            module,
            flow,
            dominators,
            unset,
            reached: EntitySet::new(),
            using: EntitySet::new(),
            leading: EntitySet::new(),
            telling: EntitySet::new(),
            visits: 0,
            effort,
            set_first: EntitySet::new(),
            found: None,
        }
    }

    fn finding(mut self, unset: &Unset) -> Option<Finding> {
        self.spread();
        if self.is_one_constant() {
            return None;
        }
        let start = self.survey()?;
        self.find_telling();
        self.walk(start);
        let (order, inst) = self.found?;
        let block = self.flow.rpo[order as usize];
        let always = !self.set_first.contains(block) && self.is_always_executed(block);
        let (warning, how) = match always {
            true => (warn::UNINITIALIZED, "is used uninitialized"),
            false => (warn::MAYBE_UNINITIALIZED, "may be used uninitialized"),
        };
        Some(Finding {
            warning,
            at: self.f.locs[inst],
            text: format!("'{}' {how}", unset.name),
            notes: vec![(unset.declared, format!("'{}' was declared here", unset.name))],
            elsewhere: None,
            calls: crate::inlined_by(self.f, self.module, inst),
        })
    }

    /// Finds the parameters that unset values reach.
    fn spread(&mut self) {
        loop {
            let mut changed = false;
            for &block in &self.flow.rpo {
                for pred in self.flow.preds(block) {
                    let args = self.f.edges[pred.edge as usize].args;
                    for (&arg, &param) in args.as_slice(&self.f.lists).iter().zip(self.f.params(block)) {
                        let arg = self.f.resolve(arg);
                        let comes = self.unset.contains(&arg) || self.reached.contains(arg);
                        changed |= comes && !self.unset.contains(&param) && self.reached.insert(param);
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn is_always_executed(&self, block: Block) -> bool {
        let open = |inst, number| Path::default().along(self.f, inst, number).is_some();
        always_executed(self.f, block, open)
    }

    /// Whether all that the variable is ever set to is one constant, which it then is everywhere.
    fn is_one_constant(&self) -> bool {
        let mut only = None;
        for &block in &self.flow.rpo {
            for pred in self.flow.preds(block) {
                let args = self.f.edges[pred.edge as usize].args;
                for (&arg, &param) in args.as_slice(&self.f.lists).iter().zip(self.f.params(block)) {
                    let arg = self.f.resolve(arg);
                    let known = self.unset.contains(&arg) || self.reached.contains(arg);
                    if known || !self.reached.contains(param) {
                        continue;
                    }
                    match self.f.constant(arg) {
                        // What another variable is read as that nothing has set only looks like one.
                        Some(_) if self.f.unset.iter().any(|other| self.f.resolve(other.value) == arg) => {
                            return false;
                        }
                        Some(n) if only.is_none_or(|only| only == n) => only = Some(n),
                        _ => return false,
                    }
                }
            }
        }
        only.is_some()
    }

    /// Finds uses, the blocks that lead to them, and where to begin: at what dominates all edges that bring unset values.
    fn survey(&mut self) -> Option<Block> {
        for &block in &self.flow.rpo {
            if self.f.blocks[block].insts.iter().any(|&inst| self.uses(inst)) {
                self.using.insert(block);
            }
        }
        let mut stack: Vec<Block> =
            self.flow.rpo.iter().copied().filter(|&b| self.using.contains(b)).collect();
        while let Some(block) = stack.pop() {
            if self.leading.insert(block) {
                stack.extend(self.flow.preds(block).iter().map(|pred| pred.block));
            }
        }
        self.flow.rpo.first().copied()
    }

    /// Whether an instruction uses a value that may be unset; passing it along an edge is none.
    fn uses(&self, inst: Inst) -> bool {
        let data = &self.f.insts[inst];
        let list = data.list.as_slice(&self.f.lists);
        data.fixed().iter().chain(list).any(|&arg| {
            let arg = self.f.resolve(arg);
            self.reached.contains(arg) || self.unset.contains(&arg)
        })
    }

    /// Marks what decides branches: of the values that ways are told apart by, others need not be remembered.
    fn find_telling(&mut self) {
        let mut stack: Vec<Value> = Vec::new();
        for &block in self.flow.rpo.iter().filter(|&&block| self.leading.contains(block)) {
            if let Some(inst) = self.f.terminator(block) {
                stack.extend(self.f.insts[inst].fixed().iter().map(|&arg| self.f.resolve(arg)));
            }
        }
        while let Some(value) = stack.pop() {
            if !self.telling.insert(value) {
                continue;
            }
            match self.f.def(value) {
                ValueDef::Result(inst, _) if self.f.insts[inst].op.is_pure() => {
                    stack.extend(self.f.insts[inst].fixed().iter().map(|&arg| self.f.resolve(arg)));
                }
                ValueDef::Param(block, index) => {
                    for pred in self.flow.preds(block) {
                        let args = self.f.edges[pred.edge as usize].args;
                        stack.extend(
                            args.get(usize::from(index), &self.f.lists).map(|arg| self.f.resolve(arg)),
                        );
                    }
                }
                _ => {}
            }
        }
    }

    /// Follows ways from a block, without doing the same twice.
    fn walk(&mut self, start: Block) {
        let mut done: FxHashSet<(Block, Path)> = FxHashSet::default();
        let mut stack = vec![(start, Path::default())];
        while let Some((block, path)) = stack.pop() {
            self.visits += 1;
            *self.effort = self.effort.saturating_sub(VISIT_EFFORT + FACT_EFFORT * path.len());
            if self.visits > VISITS || *self.effort == 0 {
                self.found = None;
                return;
            }
            if !self.leading.contains(block) || !done.insert((block, path.clone())) {
                continue;
            }
            let mut path = path;
            path.execute(self.f, self.module, block, &self.telling);
            if self.using.contains(block) && self.used_unset(block, &path).is_none() {
                self.set_first.insert(block);
            }
            if self.using.contains(block)
                && let Some(inst) = self.used_unset(block, &path)
            {
                let order = self.flow.order(block);
                if self.found.is_none_or(|(found, _)| order < found) {
                    self.found = Some((order, inst));
                }
                continue;
            }
            self.leave(block, &path, &mut stack);
        }
    }

    fn is_unset(&self, value: Value, path: &Path) -> bool {
        self.unset.contains(&value)
            || (self.reached.contains(value) && path.value(value).is_some_and(|v| self.unset.contains(&v)))
    }

    /// The first instruction of a block that uses the variable unset.
    fn used_unset(&self, block: Block, path: &Path) -> Option<Inst> {
        self.f.blocks[block].insts.iter().copied().find(|&inst| {
            let data = &self.f.insts[inst];
            let list = data.list.as_slice(&self.f.lists);
            data.fixed().iter().chain(list).any(|&arg| self.is_unset(self.f.resolve(arg), path))
        })
    }

    /// Whether a value is the same whenever control comes to a block.
    fn outlasts(&self, value: Value, to: Block) -> bool {
        let constant = self.f.constant(value).is_some() || self.unset.contains(&value);
        constant
            || match self.f.def(value) {
                ValueDef::Param(block, _) => block != to && self.dominators.dominates(block, to),
                ValueDef::Result(inst, _) => self.flow.rpo.iter().any(|&block| {
                    block != to
                        && self.dominators.dominates(block, to)
                        && self.f.blocks[block].insts.contains(&inst)
                }),
                ValueDef::Alias(_) => false,
            }
    }

    /// Goes on along the edges that may be taken.
    fn leave(&self, block: Block, path: &Path, stack: &mut Vec<(Block, Path)>) {
        let Some(inst) = self.f.terminator(block) else { return };
        for (number, edge) in self.f.edge_range(inst).enumerate() {
            let Some(mut next) = path.along(self.f, inst, number) else { continue };
            let to = self.f.edges[edge].block;
            if !self.leading.contains(to) {
                continue;
            }
            let args = self.f.edges[edge].args;
            let args: SmallVec<[Value; 8]> =
                args.as_slice(&self.f.lists).iter().map(|&arg| self.f.resolve(arg)).collect();
            let values: SmallVec<[Value; 8]> =
                args.iter().map(|&arg| path.value(arg).unwrap_or(arg)).collect();
            let ranges: SmallVec<[_; 8]> =
                values.iter().map(|&value| next.known_range(self.f, value)).collect();
            next.forget(self.f, to, self.dominators);
            for ((&param, &value), &range) in self.f.params(to).iter().zip(&values).zip(&ranges) {
                let matters = self.reached.contains(param) || self.telling.contains(param);
                if !matters || value == param {
                    continue;
                }
                // Another name for what stays as it is; of what a loop computes anew only the number is kept.
                if self.outlasts(value, to) {
                    next.set(param, value);
                } else if let Some(range) = range {
                    next.limit(self.f, param, range);
                }
            }
            stack.push((to, next));
        }
    }
}

/// Whether no way leads from the entry to an end around a block, along the edges of terminators that are open.
fn always_executed(f: &Function, block: Block, open: impl Fn(Inst, usize) -> bool) -> bool {
    let mut seen: EntitySet<Block> = EntitySet::new();
    let mut stack = vec![f.entry()];
    while let Some(at) = stack.pop() {
        if at == block || !seen.insert(at) {
            continue;
        }
        let Some(inst) = f.terminator(at) else { continue };
        if f.insts[inst].op == ir::Op::Ret {
            return false;
        }
        for (number, edge) in f.edge_range(inst).enumerate() {
            if open(inst, number) {
                stack.push(f.edges[edge].block);
            }
        }
    }
    true
}
