//! Variables in memory to values: block parameters where definitions meet (Cytron et al., "Efficiently Computing Static
//! Single Assignment Form", 1991), only where the variable is read again.

use crate::analysis::flow::{Dominators, Flow};
use crate::constant;
use cranelift_entity::{EntitySet, SecondaryMap};
use diag::Loc;
use ir::{Block, Function, Inst, InstData, Op, Type, Value};

/// What is promoted: for each load and store of a variable, which.
pub(crate) struct Variables {
    /// Their types.
    pub(crate) types: Vec<Type>,
    /// Their places: the slot, and the first byte.
    pub(crate) places: Vec<(u32, i64)>,
    /// The variable that an instruction, a load or a store as wide as it, accesses; plus 1.
    pub(crate) accesses: SecondaryMap<Inst, u32>,
}

/// Blocks in which variables may live, over all variables: thousands of variables that live in thousands of blocks stay in
/// memory, as the values would.
const MAX_LIVE: usize = 1 << 25;

/// Variables that one call may promote: all may meet in one block.
const MAX_VARIABLES: usize = ir::function::MAX_PARAMS / 4;

/// Replaces loads by values and removes stores; `None`, and nothing is done, if there is too much of both. `frontiers` are
/// those of `dominators`. The result is, for each variable, what it was read as where nothing had been written.
pub(crate) fn promote(
    f: &mut Function,
    flow: &Flow,
    dominators: &Dominators,
    frontiers: &[Vec<u32>],
    variables: &Variables,
) -> Option<Vec<Option<Value>>> {
    if variables.types.len() > MAX_VARIABLES {
        return None;
    }
    let joins = place_parameters(f, flow, frontiers, variables)?;
    let mut types_of = SecondaryMap::<Block, Vec<(u32, Value)>>::new();
    for (i, wanted) in joins.into_iter().enumerate() {
        let block = flow.rpo[i];
        for variable in wanted {
            let param = f.add_param(block, variables.types[variable as usize]);
            types_of[block].push((variable, param));
        }
    }
    // Down the dominator tree: what each variable is at the end of the block at hand, and what to restore.
    let mut current: Vec<Option<Value>> = vec![None; variables.types.len()];
    let mut undo: Vec<(u32, Option<Value>)> = Vec::new();
    let mut open: Vec<(Block, usize)> = Vec::new();
    let mut zeros: Vec<Option<Value>> = vec![None; variables.types.len()];
    let mut first: Vec<Inst> = Vec::new();
    for &block in &dominators.preorder {
        while let Some(&(above, mark)) = open.last() {
            if dominators.dominates(above, block) {
                break;
            }
            open.pop();
            while undo.len() > mark {
                if let Some((variable, value)) = undo.pop() {
                    current[variable as usize] = value;
                }
            }
        }
        open.push((block, undo.len()));
        let mut set = |current: &mut Vec<Option<Value>>, variable: u32, value: Value| {
            undo.push((variable, current[variable as usize].replace(value)));
        };
        for &(variable, param) in &types_of[block] {
            set(&mut current, variable, param);
        }
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let Some(variable) = variables.accesses[inst].checked_sub(1) else {
                kept.push(inst);
                continue;
            };
            let ty = variables.types[variable as usize];
            let data = f.insts[inst];
            if data.op == Op::Store {
                let value = as_type(f, data.args[0], ty, inst, &mut kept);
                set(&mut current, variable, value);
                continue;
            }
            let value = current[variable as usize]
                .unwrap_or_else(|| zero(f, ty, &mut zeros[variable as usize], &mut first));
            let value = as_type(f, value, data.ty, inst, &mut kept);
            if let Some(result) = f.result(inst) {
                f.replace(result, value);
            }
        }
        f.blocks[block].insts = kept;
        let Some(terminator) = f.terminator(block) else { continue };
        for edge in f.edge_range(terminator) {
            let to = f.edges[edge].block;
            for &(variable, _) in &types_of[to] {
                let ty = variables.types[variable as usize];
                let value = current[variable as usize]
                    .unwrap_or_else(|| zero(f, ty, &mut zeros[variable as usize], &mut first));
                let mut args = f.edges[edge].args;
                args.push(value, &mut f.lists);
                f.edges[edge].args = args;
            }
        }
    }
    let entry = f.entry();
    first.append(&mut f.blocks[entry].insts);
    f.blocks[entry].insts = first;
    Some(zeros)
}

/// What a variable is before anything is written: any value will do (C23 6.7.11p10, J.2: it is indeterminate).
fn zero(f: &mut Function, ty: Type, known: &mut Option<Value>, first: &mut Vec<Inst>) -> Value {
    *known.get_or_insert_with(|| {
        let data = constant::instruction(f, ty, 0);
        let inst = f.new_inst(data, Loc::NONE);
        f.make_results(inst, &[ty]);
        first.push(inst);
        match f.result(inst) {
            Some(value) => value,
            None => panic!("a constant has one result"),
        }
    })
}

/// The value's bits as another type of the same size.
fn as_type(f: &mut Function, value: Value, ty: Type, near: Inst, insts: &mut Vec<Inst>) -> Value {
    let value = f.resolve(value);
    if f.ty(value) == ty {
        return value;
    }
    let inst = f.new_inst(InstData::new(Op::Bitcast, ty, &[value]), f.locs[near]);
    f.make_results(inst, &[ty]);
    insts.push(inst);
    f.result(inst).unwrap_or(value)
}

/// For each block, in reverse postorder, the variables that need a parameter there; `None` if that is too much to find out.
fn place_parameters(
    f: &Function,
    flow: &Flow,
    frontiers: &[Vec<u32>],
    variables: &Variables,
) -> Option<Vec<Vec<u32>>> {
    let count = variables.types.len();
    let mut defined: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut exposed: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (i, &block) in flow.rpo.iter().enumerate() {
        for &inst in &f.blocks[block].insts {
            let Some(variable) = variables.accesses[inst].checked_sub(1) else { continue };
            let (defined, exposed) = (&mut defined[variable as usize], &mut exposed[variable as usize]);
            if f.insts[inst].op == Op::Store {
                if defined.last() != Some(&(i as u32)) {
                    defined.push(i as u32);
                }
            } else if defined.last() != Some(&(i as u32)) && exposed.last() != Some(&(i as u32)) {
                exposed.push(i as u32);
            }
        }
    }
    let mut joins: Vec<Vec<u32>> = vec![Vec::new(); flow.rpo.len()];
    let mut lives = 0;
    for variable in 0..count {
        // Blocks at whose begin the variable will be read.
        let mut live: EntitySet<Block> = EntitySet::new();
        let mut writes: EntitySet<Block> = EntitySet::new();
        defined[variable].iter().for_each(|&i| {
            writes.insert(flow.rpo[i as usize]);
        });
        let mut work: Vec<Block> = exposed[variable].iter().map(|&i| flow.rpo[i as usize]).collect();
        while let Some(block) = work.pop() {
            if live.insert(block) {
                lives += 1;
                if lives > MAX_LIVE {
                    return None;
                }
                let preds = flow.preds(block).iter().map(|pred| pred.block);
                work.extend(preds.filter(|&pred| !writes.contains(pred) && !live.contains(pred)));
            }
        }
        let mut placed: EntitySet<Block> = EntitySet::new();
        let mut work = std::mem::take(&mut defined[variable]);
        while let Some(i) = work.pop() {
            for &join in &frontiers[i as usize] {
                let block = flow.rpo[join as usize];
                if live.contains(block) && placed.insert(block) {
                    joins[join as usize].push(variable as u32);
                    work.push(join);
                }
            }
        }
    }
    Some(joins)
}
