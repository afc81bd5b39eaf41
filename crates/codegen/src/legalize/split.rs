//! 128-bit integers as pairs of 64-bit ones. Values are split in dominance order; block parameters become two.

use super::Legalizer;
use super::rewrite::Rewriter;
use cranelift_entity::SecondaryMap;
use ir::{Function, Inst, InstData, IntCond, Op, Type, Value};

/// The halves of each 128-bit value.
pub(super) type Pairs = SecondaryMap<Value, Option<(Value, Value)>>;

pub(super) fn run(legal: &Legalizer<'_>, f: &mut Function) {
    let order = ir::dominance::Dominators::of(f).rpo;
    let mut pairs = Pairs::new();
    // Parameters first: the pair stands behind the block's other parameters.
    let mut split_params: Vec<(ir::Block, Vec<bool>)> = Vec::new();
    for &block in &order {
        let params = f.params(block).to_vec();
        let wide: Vec<bool> = params.iter().map(|&p| f.ty(p) == Type::I128).collect();
        if !wide.contains(&true) {
            continue;
        }
        f.retain_params(block, |i| !wide[i]);
        for (&param, _) in params.iter().zip(&wide).filter(|(_, wide)| **wide) {
            let low = f.add_param(block, Type::I64);
            pairs[param] = Some((low, f.add_param(block, Type::I64)));
        }
        split_params.push((block, wide));
    }
    for &block in &order {
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut r = Rewriter { out: Vec::with_capacity(insts.len() * 2), loc: diag::Loc::NONE, f };
        for inst in insts {
            r.loc = r.f.locs[inst];
            if !split(legal, &mut r, &mut pairs, inst) {
                r.out.push(inst);
            }
        }
        let out = r.out;
        f.blocks[block].insts = out;
    }
    // Edges to the blocks whose parameters were split.
    for e in 0..f.edges.len() {
        let Some((_, wide)) = split_params.iter().find(|(block, _)| *block == f.edges[e].block) else {
            continue;
        };
        let mut list = f.edges[e].args;
        let args: Vec<Value> = list.as_slice(&f.lists).iter().map(|&v| f.resolve(v)).collect();
        let mut new: Vec<Value> = args.iter().zip(wide).filter(|(_, w)| !**w).map(|(&v, _)| v).collect();
        for (&arg, _) in args.iter().zip(wide).filter(|(_, w)| **w) {
            // An edge from a block that nothing reaches has no halves, and no code.
            if let Some((low, high)) = pairs[arg] {
                new.extend([low, high]);
            }
        }
        list.clear(&mut f.lists);
        list.extend(new, &mut f.lists);
        f.edges[e].args = list;
    }
    f.resolve_aliases();
}

/// Splits an instruction that has a 128-bit operand or result; false: it has none.
fn split(legal: &Legalizer<'_>, r: &mut Rewriter<'_>, pairs: &mut Pairs, inst: Inst) -> bool {
    let data = r.f.insts[inst];
    if matches!(data.op, Op::Asm | Op::AsmGoto) {
        return super::asm::split(legal, r, pairs, inst);
    }
    let result = r.f.result(inst);
    let wide_operand = data.fixed().iter().any(|&a| r.f.ty(a) == Type::I128);
    if !wide_operand && result.is_none_or(|v| r.f.ty(v) != Type::I128) {
        return false;
    }
    let half = |r: &Rewriter<'_>, pairs: &Pairs, v: Value| match pairs[r.f.resolve(v)] {
        Some(pair) => pair,
        None => panic!("{v} has no halves in {}", r.f.insts[inst].op.name()),
    };
    // Of a count the lower half is enough.
    if matches!(data.op, Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl | Op::Rotr)
        && result.is_some_and(|v| r.f.ty(v) != Type::I128)
    {
        r.f.insts[inst].args[1] = half(r, pairs, data.args[1]).0;
        return false;
    }
    let operand = |r: &Rewriter<'_>, pairs: &Pairs, i: usize| half(r, pairs, data.args[i]);
    let new: (Value, Value) = match data.op {
        Op::Wconst => {
            let bits = r.f.wide[data.x as usize];
            (r.iconst(Type::I64, bits as i64), r.iconst(Type::I64, (bits >> 64) as i64))
        }
        Op::Load | Op::AtomicLoad => {
            let at = |offset| InstData { ty: Type::I64, imm: data.imm + offset, ..data };
            (r.value(at(0), Type::I64), r.value(at(8), Type::I64))
        }
        Op::Store | Op::AtomicStore => {
            let (low, high) = operand(r, pairs, 0);
            for (v, offset) in [(low, 0), (high, 8)] {
                let mut store = InstData { ty: Type::I64, imm: data.imm + offset, ..data };
                store.args[0] = v;
                r.push(store, &[]);
            }
            return true;
        }
        Op::Iadd | Op::Isub => {
            let ((a, b), (c, d)) = (operand(r, pairs, 0), operand(r, pairs, 1));
            let (low, carry) = r.two(if data.op == Op::Iadd { Op::UaddOv } else { Op::UsubOv }, a, c);
            let carry = r.unary(Op::Zext, Type::I64, carry);
            let high = r.binary(data.op, b, d);
            (low, r.binary(data.op, high, carry))
        }
        Op::Imul => {
            let ((a, b), (c, d)) = (operand(r, pairs, 0), operand(r, pairs, 1));
            let (low, high) = (r.binary(Op::Imul, a, c), r.binary(Op::Umulhi, a, c));
            let (ad, bc) = (r.binary(Op::Imul, a, d), r.binary(Op::Imul, b, c));
            let cross = r.binary(Op::Iadd, ad, bc);
            (low, r.binary(Op::Iadd, high, cross))
        }
        Op::And | Op::Or | Op::Xor => {
            let ((a, b), (c, d)) = (operand(r, pairs, 0), operand(r, pairs, 1));
            (r.binary(data.op, a, c), r.binary(data.op, b, d))
        }
        Op::Not => {
            let (a, b) = operand(r, pairs, 0);
            (r.unary(Op::Not, Type::I64, a), r.unary(Op::Not, Type::I64, b))
        }
        Op::Ineg => {
            let (a, b) = operand(r, pairs, 0);
            let zero = r.iconst(Type::I64, 0);
            let (low, borrow) = r.two(Op::UsubOv, zero, a);
            let borrow = r.unary(Op::Zext, Type::I64, borrow);
            let high = r.unary(Op::Ineg, Type::I64, b);
            (low, r.binary(Op::Isub, high, borrow))
        }
        Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl | Op::Rotr => {
            let value = operand(r, pairs, 0);
            let count = match r.f.ty(data.args[1]) {
                Type::I128 => operand(r, pairs, 1).0,
                _ => data.args[1],
            };
            shift(r, data.op, value, count)
        }
        Op::Clz | Op::Ctz => {
            let (a, b) = operand(r, pairs, 0);
            // The half that is looked at first, and what it adds if it is zero.
            let (first, second) = if data.op == Op::Clz { (b, a) } else { (a, b) };
            let zero = r.iconst(Type::I64, 0);
            let empty = r.icmp(IntCond::Eq, first, zero);
            let (x, y) = (r.unary(data.op, Type::I64, first), r.unary(data.op, Type::I64, second));
            let width = r.iconst(Type::I64, 64);
            let y = r.binary(Op::Iadd, y, width);
            (r.select(empty, y, x), zero)
        }
        Op::Bswap => {
            let (a, b) = operand(r, pairs, 0);
            (r.unary(Op::Bswap, Type::I64, b), r.unary(Op::Bswap, Type::I64, a))
        }
        Op::Select => {
            let ((a, b), (c, d)) = (operand(r, pairs, 1), operand(r, pairs, 2));
            (r.select(data.args[0], a, c), r.select(data.args[0], b, d))
        }
        Op::Zext | Op::Sext => {
            let from = data.args[0];
            let low = match r.f.ty(from) {
                Type::I64 => from,
                _ => r.unary(data.op, Type::I64, from),
            };
            let high = match data.op {
                Op::Zext => r.iconst(Type::I64, 0),
                _ => r.shift(Op::Ashr, low, 63),
            };
            (low, high)
        }
        Op::Trunc => {
            let (low, _) = operand(r, pairs, 0);
            let value = if data.ty == Type::I64 { low } else { r.unary(Op::Trunc, data.ty, low) };
            if let Some(result) = result {
                r.f.replace(result, value);
            }
            return true;
        }
        Op::Icmp => {
            let value = compare(r, IntCond::from_aux(data.aux), operand(r, pairs, 0), operand(r, pairs, 1));
            if let Some(result) = result {
                r.f.replace(result, value);
            }
            return true;
        }
        Op::Bitcast => {
            let slot = r.slot(16);
            if wide_operand {
                let (low, high) = operand(r, pairs, 0);
                r.store(low, slot, 0);
                r.store(high, slot, 8);
                let value = r.load(data.ty, slot, 0);
                if let Some(result) = result {
                    r.f.replace(result, value);
                }
                return true;
            }
            r.store(data.args[0], slot, 0);
            (r.load(Type::I64, slot, 0), r.load(Type::I64, slot, 8))
        }
        Op::SaddOv | Op::UaddOv | Op::SsubOv | Op::UsubOv | Op::UmulOv => {
            let (pair, flag) = overflow(r, data.op, operand(r, pairs, 0), operand(r, pairs, 1));
            let second = r.f.results(inst).nth(1);
            if let Some(second) = second {
                r.f.replace(second, flag);
            }
            pair
        }
        op => panic!("{} of i128 cannot be split", op.name()),
    };
    if let Some(result) = result {
        pairs[result] = Some(new);
    }
    true
}

fn shift(r: &mut Rewriter<'_>, op: Op, (a, b): (Value, Value), count: Value) -> (Value, Value) {
    if let Some(n) = r.f.constant(count) {
        return constant_shift(r, op, (a, b), n as u32 & 127);
    }
    if matches!(op, Op::Rotl | Op::Rotr) {
        let back = r.unary(Op::Ineg, r.f.ty(count), count);
        let (there, again) = if op == Op::Rotl { (Op::Shl, Op::Lshr) } else { (Op::Lshr, Op::Shl) };
        let (x, y) = (shift(r, there, (a, b), count), shift(r, again, (a, b), back));
        return (r.binary(Op::Or, x.0, y.0), r.binary(Op::Or, x.1, y.1));
    }
    let count = match r.f.ty(count).bits() {
        32 => count,
        0..=31 => r.unary(Op::Zext, Type::I32, count),
        _ => r.unary(Op::Trunc, Type::I32, count),
    };
    // `there` moves within a half; what crosses over is moved the other way by 63 - n and one more.
    let mask = r.iconst(Type::I32, 63);
    let n = r.binary(Op::And, count, mask);
    let rest = r.binary(Op::Xor, n, mask);
    let bit = r.iconst(Type::I32, 64);
    let big = r.binary(Op::And, count, bit);
    let zero32 = r.iconst(Type::I32, 0);
    let big = r.icmp(IntCond::Ne, big, zero32);
    let zero = r.iconst(Type::I64, 0);
    if op == Op::Shl {
        let low = r.binary(Op::Shl, a, n);
        let over = r.shift(Op::Lshr, a, 1);
        let over = r.binary(Op::Lshr, over, rest);
        let high = r.binary(Op::Shl, b, n);
        let high = r.binary(Op::Or, high, over);
        (r.select(big, zero, low), r.select(big, low, high))
    } else {
        let high = r.binary(op, b, n);
        let over = r.shift(Op::Shl, b, 1);
        let over = r.binary(Op::Shl, over, rest);
        let low = r.binary(Op::Lshr, a, n);
        let low = r.binary(Op::Or, low, over);
        let fill = if op == Op::Ashr { r.shift(Op::Ashr, b, 63) } else { zero };
        (r.select(big, high, low), r.select(big, fill, high))
    }
}

fn constant_shift(r: &mut Rewriter<'_>, op: Op, (a, b): (Value, Value), n: u32) -> (Value, Value) {
    if n == 0 {
        return (a, b);
    }
    let zero = r.iconst(Type::I64, 0);
    match op {
        Op::Rotl | Op::Rotr => {
            let n = if op == Op::Rotl { n } else { 128 - n };
            let x = constant_shift(r, Op::Shl, (a, b), n);
            let y = constant_shift(r, Op::Lshr, (a, b), 128 - n);
            (r.binary(Op::Or, x.0, y.0), r.binary(Op::Or, x.1, y.1))
        }
        Op::Shl if n >= 64 => (zero, if n == 64 { a } else { r.shift(Op::Shl, a, n - 64) }),
        Op::Shl => {
            let low = r.shift(Op::Shl, a, n);
            let (high, over) = (r.shift(Op::Shl, b, n), r.shift(Op::Lshr, a, 64 - n));
            (low, r.binary(Op::Or, high, over))
        }
        _ => {
            let fill = if op == Op::Ashr { r.shift(Op::Ashr, b, 63) } else { zero };
            if n >= 64 {
                return (if n == 64 { b } else { r.shift(op, b, n - 64) }, fill);
            }
            let high = r.shift(op, b, n);
            let (low, over) = (r.shift(Op::Lshr, a, n), r.shift(Op::Shl, b, 64 - n));
            (r.binary(Op::Or, low, over), high)
        }
    }
}

fn compare(r: &mut Rewriter<'_>, cond: IntCond, (a, b): (Value, Value), (c, d): (Value, Value)) -> Value {
    if matches!(cond, IntCond::Eq | IntCond::Ne) {
        let (low, high) = (r.binary(Op::Xor, a, c), r.binary(Op::Xor, b, d));
        let any = r.binary(Op::Or, low, high);
        let zero = r.iconst(Type::I64, 0);
        return r.icmp(cond, any, zero);
    }
    // Equal upper halves: the lower ones decide, unsigned.
    let unsigned = match cond {
        IntCond::Slt | IntCond::Ult => IntCond::Ult,
        IntCond::Sle | IntCond::Ule => IntCond::Ule,
        IntCond::Sgt | IntCond::Ugt => IntCond::Ugt,
        _ => IntCond::Uge,
    };
    let equal = r.icmp(IntCond::Eq, b, d);
    let (low, high) = (r.icmp(unsigned, a, c), r.icmp(cond, b, d));
    r.select(equal, low, high)
}

/// Sums, differences and unsigned products that tell whether they overflowed.
fn overflow(
    r: &mut Rewriter<'_>,
    op: Op,
    (a, b): (Value, Value),
    (c, d): (Value, Value),
) -> ((Value, Value), Value) {
    if op == Op::UmulOv {
        let (low, high) = (r.binary(Op::Imul, a, c), r.binary(Op::Umulhi, a, c));
        let ((ad, o1), (bc, o2)) = (r.two(Op::UmulOv, a, d), r.two(Op::UmulOv, b, c));
        let (cross, o3) = r.two(Op::UaddOv, ad, bc);
        let (high, o4) = r.two(Op::UaddOv, high, cross);
        let zero = r.iconst(Type::I64, 0);
        let (x, y) = (r.icmp(IntCond::Ne, b, zero), r.icmp(IntCond::Ne, d, zero));
        let mut flag = r.binary(Op::And, x, y);
        for o in [o1, o2, o3, o4] {
            flag = r.binary(Op::Or, flag, o);
        }
        return ((low, high), flag);
    }
    let adds = matches!(op, Op::SaddOv | Op::UaddOv);
    let (unsigned, plain) = if adds { (Op::UaddOv, Op::Iadd) } else { (Op::UsubOv, Op::Isub) };
    let (low, carry) = r.two(unsigned, a, c);
    let carry = r.unary(Op::Zext, Type::I64, carry);
    if matches!(op, Op::UaddOv | Op::UsubOv) {
        let (high, o1) = r.two(unsigned, b, d);
        let (high, o2) = r.two(unsigned, high, carry);
        let flag = r.binary(Op::Or, o1, o2);
        return ((low, high), flag);
    }
    let high = r.binary(plain, b, d);
    let high = r.binary(plain, high, carry);
    // Signed overflow: the operands' signs agree (differ, for a difference) and the result's does not.
    let (x, y) = (
        r.binary(Op::Xor, b, high),
        r.binary(Op::Xor, if adds { d } else { b }, if adds { high } else { d }),
    );
    let both = r.binary(Op::And, x, y);
    let zero = r.iconst(Type::I64, 0);
    let flag = r.icmp(IntCond::Slt, both, zero);
    ((low, high), flag)
}
