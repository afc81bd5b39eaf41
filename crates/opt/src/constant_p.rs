//! `__builtin_constant_p` of what is no constant by now is 0 (GCC manual 6.59), early enough for branches on it to vanish:
//! what they guard may be impossible otherwise, such as an asm operand that must be a constant.

use crate::analysis::Change;
use crate::{Context, combine};
use ir::{Function, InstData, Op, Type};

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let mut changed = false;
    for block in f.layout.clone() {
        for inst in f.blocks[block].insts.clone() {
            if f.insts[inst].op == Op::ConstantP && cx.gate.allows(inst.as_u32()) {
                f.insts[inst] = InstData::new(Op::Iconst, Type::I32, &[]);
                changed = true;
            }
        }
    }
    if changed { combine::run(f, cx).max(Change::Code) } else { Change::Nothing }
}
