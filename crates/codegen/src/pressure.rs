//! How many values are alive at once, roughly: from the first to the last place that a value is named at.

use regalloc2::Function;

/// The most values that live at one instruction, where each lives from the first to the last instruction that names it.
pub(crate) fn most_live(machine: &impl Function) -> usize {
    let mut lives: Vec<Option<(usize, usize)>> = vec![None; machine.num_vregs()];
    let mut name = |vreg: regalloc2::VReg, at: usize| {
        let life = lives[vreg.vreg()].get_or_insert((at, at));
        life.1 = at;
    };
    for block in (0..machine.num_blocks()).map(regalloc2::Block::new) {
        let insts = machine.block_insns(block);
        for &param in machine.block_params(block) {
            name(param, insts.first().index());
        }
        for inst in insts.iter() {
            for operand in machine.inst_operands(inst) {
                name(operand.vreg(), inst.index());
            }
        }
        let successors = machine.block_succs(block).len();
        for number in 0..successors {
            for &arg in machine.branch_blockparams(block, insts.last(), number) {
                name(arg, insts.last().index());
            }
        }
    }
    let mut change = vec![0isize; machine.num_insts() + 1];
    for (from, to) in lives.into_iter().flatten() {
        change[from] += 1;
        change[to + 1] -= 1;
    }
    let mut live = 0;
    let counts = change.into_iter().map(|change| {
        live += change;
        live
    });
    counts.max().map_or(0, |most| most.max(0) as usize)
}
