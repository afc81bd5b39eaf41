//! Constants: what a value is known to be, and instructions that make one.

use ir::eval::{self, Refusal};
use ir::{Function, Inst, InstData, Op, Type, Value};

/// The bits of a constant.
pub(crate) fn bits_of(f: &Function, value: Value) -> Option<u128> {
    let (_, data) = f.def_inst(value)?;
    bits(f, data)
}

fn bits(f: &Function, data: &InstData) -> Option<u128> {
    match data.op {
        Op::Iconst | Op::Fconst => Some(data.imm as u128 & eval::mask(eval::width(data.ty))),
        Op::Wconst => f.wide.get(data.x as usize).copied(),
        _ => None,
    }
}

/// The instruction that makes a constant of a scalar type.
pub(crate) fn instruction(f: &mut Function, ty: Type, bits: u128) -> InstData {
    match ty {
        Type::I128 | Type::F80 | Type::F128 => {
            let mut data = InstData::new(Op::Wconst, ty, &[]);
            // Near constants are often the same.
            let from = f.wide.len().saturating_sub(16);
            let known = f.wide[from..].iter().position(|&wide| wide == bits).map(|i| from + i);
            data.x = known.unwrap_or(f.wide.len()) as u32;
            if known.is_none() {
                f.wide.push(bits);
            }
            data
        }
        Type::F16 | Type::F32 | Type::F64 => InstData::new(Op::Fconst, ty, &[]).with_imm(bits as u64 as i64),
        _ => {
            let imm = eval::signed(bits, eval::width(ty)) as i64;
            InstData::new(Op::Iconst, ty, &[]).with_imm(imm)
        }
    }
}

/// Results of an instruction all of whose operands are constants; nothing if it must be left to run time.
pub(crate) fn fold(f: &Function, inst: Inst) -> Option<(u128, u128)> {
    let data = &f.insts[inst];
    let foldable = data.op.is_pure() || matches!(data.op, Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem);
    let count = data.op.fixed_args();
    if !foldable || count == 0 || data.ty.is_vector() {
        return None;
    }
    let mut args = [0; 3];
    let mut types = [Type::NONE; 3];
    for i in 0..count {
        types[i] = f.ty(data.args[i]);
        args[i] = bits_of(f, data.args[i])?;
    }
    if data.op == Op::ConstantP {
        return Some((1, 0));
    }
    let result = f.result(inst).map(|v| f.ty(v))?;
    if result.is_vector() {
        return None;
    }
    match eval::evaluate(data.op, data.aux, data.ty, result, &args[..count], &types[..count]) {
        // Other modes round otherwise (GCC manual 3.11, -frounding-math).
        Ok(outcome) if outcome.inexact && f.rounding_math => None,
        Ok(outcome) if !outcome.raises => Some((outcome.value, outcome.second)),
        Ok(_) | Err(Refusal::Traps | Refusal::Unsupported) => None,
    }
}
