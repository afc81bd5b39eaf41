//! Operands of inline asm that are wider than a register: their lower halves keep their numbers in the template, the upper
//! halves become operands behind all others.

use super::Legalizer;
use super::rewrite::Rewriter;
use super::split::Pairs;
use ir::{AsmConstraint, AsmOperand, Inst, InstData, Op, Type, Value};

/// Splits an asm that has a 128-bit operand; false: it has none.
pub(super) fn split(legal: &Legalizer<'_>, r: &mut Rewriter<'_>, pairs: &mut Pairs, inst: Inst) -> bool {
    let data = r.f.insts[inst];
    let index = if data.op == Op::AsmGoto { data.imm as usize } else { data.x as usize };
    let wide = |operand: &AsmOperand| operand.ty == Type::I128 && !operand.memory;
    if !r.f.asms[index].operands.iter().any(wide) {
        return false;
    }
    let mut operands = std::mem::take(&mut r.f.asms[index].operands);
    let old_args: Vec<Value> = data.list.as_slice(&r.f.lists).to_vec();
    let old_results: Vec<Value> = r.f.results(inst).collect();
    let (mut args, mut results) = (old_args.into_iter(), old_results.iter().copied());
    let (mut new_args, mut types) = (Vec::new(), Vec::new());
    // Upper halves: the operand whose they are, and the value or the result.
    let (mut upper_args, mut upper_results) = (Vec::new(), Vec::new());
    let mut letters: Vec<Option<Box<str>>> = vec![None; operands.len()];
    for (i, operand) in operands.iter_mut().enumerate() {
        let is_wide = wide(operand);
        if is_wide {
            operand.ty = Type::I64;
            if let AsmConstraint::Text(text) = &operand.constraint {
                let (low, high) = (legal.asm_halves)(text);
                operand.constraint = AsmConstraint::Text(low.into());
                letters[i] = Some(high.into());
            }
        }
        if operand.is_argument() {
            let Some(value) = args.next() else { continue };
            match pairs[r.f.resolve(value)].filter(|_| is_wide) {
                Some((low, high)) => {
                    new_args.push(low);
                    upper_args.push((i, high));
                }
                None => new_args.push(value),
            }
        } else if operand.is_result() {
            let Some(result) = results.next() else { continue };
            types.push(if is_wide { Type::I64 } else { r.f.ty(result) });
            if is_wide {
                upper_results.push((i, result));
            }
        }
    }
    let mut uppers = vec![0; operands.len()];
    for &(i, _) in &upper_results {
        uppers[i] = operands.len() as u32;
        let constraint = AsmConstraint::Text(letters[i].clone().unwrap_or_default());
        operands.push(AsmOperand { constraint, ..operands[i].clone() });
        types.push(Type::I64);
    }
    for (i, high) in upper_args {
        let constraint = match operands[i].constraint {
            AsmConstraint::Tied(output) => AsmConstraint::Tied(uppers[output as usize]),
            _ => AsmConstraint::Text(letters[i].clone().unwrap_or_default()),
        };
        operands.push(AsmOperand { constraint, ..operands[i].clone() });
        new_args.push(high);
    }
    r.f.asms[index].operands = operands;
    let mut list = cranelift_entity::EntityList::new();
    list.extend(new_args, &mut r.f.lists);
    let new = r.push(InstData { list, ..data }, &types);
    let new_results: Vec<Value> = r.f.results(new).collect();
    let (lower, upper) = new_results.split_at(old_results.len());
    let mut upper = upper.iter();
    for (&old, &low) in old_results.iter().zip(lower) {
        match upper_results.iter().any(|&(_, wide)| wide == old) {
            true => pairs[old] = upper.next().map(|&high| (low, high)),
            false => r.f.replace(old, low),
        }
    }
    true
}
