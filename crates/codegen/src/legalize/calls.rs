//! Operations that become calls of the runtime library: 128-bit division, conversions of 128-bit integers, all
//! arithmetic on binary128, binary16 by way of binary32 (names as in GCC's internals manual, chapter 4).

use super::Legalizer;
use super::rewrite::Rewriter;
use ir::{FloatCond, Function, Inst, InstData, IntCond, Op, Type, Value, library};

pub(super) fn expand(l: &Legalizer<'_>, f: &mut Function) {
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        if !f.blocks[block].insts.iter().any(|&inst| needs_expansion(l, f, inst)) {
            continue;
        }
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut r = Rewriter { out: Vec::with_capacity(insts.len() * 2), loc: diag::Loc::NONE, f };
        for inst in insts {
            r.loc = r.f.locs[inst];
            match needs_expansion(l, r.f, inst) {
                false => r.out.push(inst),
                true => match expanded(l, &mut r, inst) {
                    Some(value) => {
                        if let Some(result) = r.f.result(inst) {
                            r.f.replace(result, value);
                        }
                    }
                    None => r.out.push(inst),
                },
            }
        }
        let out = r.out;
        f.blocks[block].insts = out;
    }
    f.resolve_aliases();
}

/// The type that decides whether the machine can do it.
fn deciding_type(f: &Function, data: &InstData) -> Type {
    let operand = data.fixed().first().map_or(Type::NONE, |&a| f.ty(a));
    match data.op {
        Op::FptoSi | Op::FptoUi | Op::Fpext | Op::Fptrunc | Op::SitoFp | Op::UitoFp => {
            let foreign = |ty| matches!(ty, Type::F128 | Type::F16);
            match (foreign(operand), operand == Type::I128) {
                (true, _) => operand,
                (_, true) => Type::I128,
                _ => data.ty,
            }
        }
        _ => data.ty,
    }
}

fn needs_expansion(l: &Legalizer<'_>, f: &Function, inst: Inst) -> bool {
    let data = &f.insts[inst];
    match data.op {
        Op::ConstantP | Op::ObjectSize => true,
        Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem | Op::SmulOv => data.ty == Type::I128,
        Op::Popcount => !(l.is_legal)(data.op, data.ty),
        Op::Fadd
        | Op::Fsub
        | Op::Fmul
        | Op::Fdiv
        | Op::Fneg
        | Op::Fabs
        | Op::Fsqrt
        | Op::Fcopysign
        | Op::Fcmp
        | Op::FptoSi
        | Op::FptoUi
        | Op::SitoFp
        | Op::UitoFp
        | Op::Fpext
        | Op::Fptrunc => !(l.is_legal)(data.op, deciding_type(f, data)),
        _ => false,
    }
}

fn expanded(l: &Legalizer<'_>, r: &mut Rewriter<'_>, inst: Inst) -> Option<Value> {
    let data = r.f.insts[inst];
    let (a, b) = (data.args[0], data.args[1]);
    match data.op {
        // Nobody has found out.
        Op::ObjectSize => Some(r.iconst(Type::I64, if data.imm & 2 == 0 { -1 } else { 0 })),
        Op::ConstantP => {
            let known =
                r.f.def_inst(a).is_some_and(|(_, d)| matches!(d.op, Op::Iconst | Op::Fconst | Op::Wconst));
            Some(r.iconst(Type::I32, i64::from(known)))
        }
        Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem => {
            let name = match data.op {
                Op::Sdiv => library!("__divti3"),
                Op::Udiv => library!("__udivti3"),
                Op::Srem => library!("__modti3"),
                _ => library!("__umodti3"),
            };
            Some(r.call(l, name, &[a, b], Type::I128))
        }
        Op::SmulOv => {
            let flag_slot = r.slot(4);
            let product = r.call(l, library!("__muloti4"), &[a, b, flag_slot], Type::I128);
            let flag = r.load(Type::I32, flag_slot, 0);
            let zero = r.iconst(Type::I32, 0);
            let flag = r.icmp(IntCond::Ne, flag, zero);
            let second = r.f.results(inst).nth(1);
            if let Some(second) = second {
                r.f.replace(second, flag);
            }
            Some(product)
        }
        Op::Popcount => Some(match data.ty {
            Type::I128 => {
                let (low, high) = r.halves(a);
                let low = r.call(l, library!("__popcountdi2"), &[low], Type::I32);
                let high = r.call(l, library!("__popcountdi2"), &[high], Type::I32);
                let sum = r.binary(Op::Iadd, low, high);
                r.unary(Op::Zext, Type::I128, sum)
            }
            Type::I64 => {
                let n = r.call(l, library!("__popcountdi2"), &[a], Type::I32);
                r.unary(Op::Zext, Type::I64, n)
            }
            ty => {
                let wide = r.unary(Op::Zext, Type::I64, a);
                let n = r.call(l, library!("__popcountdi2"), &[wide], Type::I32);
                if ty == Type::I32 { n } else { r.unary(Op::Trunc, ty, n) }
            }
        }),
        _ if involves(r.f, &data, Type::F16) => half(r, l, &data),
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv => {
            let name = match data.op {
                Op::Fadd => library!("__addtf3"),
                Op::Fsub => library!("__subtf3"),
                Op::Fmul => library!("__multf3"),
                _ => library!("__divtf3"),
            };
            Some(r.call(l, name, &[a, b], Type::F128))
        }
        Op::Fsqrt => Some(r.call(l, library!("sqrtf128"), &[a], Type::F128)),
        Op::Fneg | Op::Fabs | Op::Fcopysign => Some(sign(r, data.op, a, b)),
        Op::Fcmp => Some(compare(r, l, FloatCond::from_aux(data.aux), a, b)),
        Op::FptoSi | Op::FptoUi => Some(to_integer(r, l, &data)),
        Op::SitoFp | Op::UitoFp => Some(from_integer(r, l, &data)),
        Op::Fpext | Op::Fptrunc => {
            let name = match (r.f.ty(a), data.ty) {
                (Type::F32, Type::F128) => library!("__extendsftf2"),
                (Type::F64, Type::F128) => library!("__extenddftf2"),
                (Type::F80, Type::F128) => library!("__extendxftf2"),
                (Type::F128, Type::F32) => library!("__trunctfsf2"),
                (Type::F128, Type::F64) => library!("__trunctfdf2"),
                (Type::F128, Type::F80) => library!("__trunctfxf2"),
                _ => return None,
            };
            Some(r.call(l, name, &[a], data.ty))
        }
        _ => None,
    }
}

fn involves(f: &Function, data: &InstData, ty: Type) -> bool {
    data.ty == ty || data.fixed().iter().any(|&a| f.ty(a) == ty)
}

/// binary16: everything is done in binary32, which holds every result of one operation exactly rounded.
fn half(r: &mut Rewriter<'_>, l: &Legalizer<'_>, data: &InstData) -> Option<Value> {
    // What binary32 would have no instruction for either.
    let direct = match (data.op, r.f.ty(data.args[0]), data.ty) {
        (Op::FptoSi, _, Type::I128) => Some(library!("__fixhfti")),
        (Op::FptoUi, _, Type::I128) => Some(library!("__fixunshfti")),
        (Op::SitoFp, Type::I128, _) => Some(library!("__floattihf")),
        (Op::UitoFp, Type::I128, _) => Some(library!("__floatuntihf")),
        (Op::Fpext, _, Type::F128) => Some(library!("__extendhftf2")),
        _ => None,
    };
    if let Some(name) = direct {
        return Some(r.call(l, name, &data.args[..1], data.ty));
    }
    let mut args = data.args;
    for arg in &mut args[..data.op.fixed_args()] {
        if r.f.ty(*arg) == Type::F16 {
            *arg = r.call(l, library!("__extendhfsf2"), &[*arg], Type::F32);
        }
    }
    let count = data.op.fixed_args();
    match data.op {
        Op::Fptrunc => {
            let name = match r.f.ty(args[0]) {
                Type::F32 => library!("__truncsfhf2"),
                Type::F64 => library!("__truncdfhf2"),
                Type::F80 => library!("__truncxfhf2"),
                _ => library!("__trunctfhf2"),
            };
            return Some(r.call(l, name, &args[..1], Type::F16));
        }
        Op::Fpext if data.ty == Type::F32 => return Some(args[0]),
        Op::Fcmp => {
            let compare = InstData::new(Op::Fcmp, Type::F32, &args[..count]).with_aux(data.aux);
            return Some(r.value(compare, Type::I8));
        }
        _ => {}
    }
    let work = if data.ty == Type::F16 { Type::F32 } else { data.ty };
    let wide = r.value(InstData::new(data.op, work, &args[..count]), work);
    Some(match data.ty {
        Type::F16 => r.call(l, library!("__truncsfhf2"), &[wide], Type::F16),
        _ => wide,
    })
}

/// The sign of a binary128 is the top bit of its upper half.
fn sign(r: &mut Rewriter<'_>, op: Op, a: Value, b: Value) -> Value {
    let slot = r.slot(16);
    r.store(a, slot, 0);
    let high = r.load(Type::I64, slot, 8);
    let top = r.iconst(Type::I64, i64::MIN);
    let rest = r.iconst(Type::I64, i64::MAX);
    let changed = match op {
        Op::Fneg => r.binary(Op::Xor, high, top),
        Op::Fabs => r.binary(Op::And, high, rest),
        _ => {
            let other = r.slot(16);
            r.store(b, other, 0);
            let sign = r.load(Type::I64, other, 8);
            let sign = r.binary(Op::And, sign, top);
            let magnitude = r.binary(Op::And, high, rest);
            r.binary(Op::Or, magnitude, sign)
        }
    };
    r.store(changed, slot, 8);
    r.load(Type::F128, slot, 0)
}

fn compare(r: &mut Rewriter<'_>, l: &Legalizer<'_>, cond: FloatCond, a: Value, b: Value) -> Value {
    use FloatCond as F;
    // Each function's result compares with zero as its operands compare; unordered falls on the false side.
    let (name, test) = match cond {
        F::Oeq => (library!("__eqtf2"), IntCond::Eq),
        F::Une => (library!("__netf2"), IntCond::Ne),
        F::Olt => (library!("__lttf2"), IntCond::Slt),
        F::Ole => (library!("__letf2"), IntCond::Sle),
        F::Ogt => (library!("__gttf2"), IntCond::Sgt),
        F::Oge => (library!("__getf2"), IntCond::Sge),
        F::Qlt | F::Qle | F::Qgt | F::Qge => return quiet_compare(r, l, cond, a, b),
        F::Uno => (library!("__unordtf2"), IntCond::Ne),
        F::Ord => (library!("__unordtf2"), IntCond::Eq),
        F::Ult => (library!("__getf2"), IntCond::Slt),
        F::Ule => (library!("__gttf2"), IntCond::Sle),
        F::Ugt => (library!("__letf2"), IntCond::Sgt),
        F::Uge => (library!("__lttf2"), IntCond::Sge),
        F::One | F::Ueq => {
            let equal = compare(r, l, F::Oeq, a, b);
            let unordered = compare(r, l, F::Uno, a, b);
            let either = r.binary(Op::Or, equal, unordered);
            let zero = r.iconst(Type::I8, 0);
            let test = if cond == F::Ueq { IntCond::Ne } else { IntCond::Eq };
            return r.icmp(test, either, zero);
        }
    };
    let result = r.call(l, name, &[a, b], Type::I32);
    let zero = r.iconst(Type::I32, 0);
    r.icmp(test, result, zero)
}

/// The functions for relations raise "invalid" for any NaN: zeros are compared instead of unordered operands.
fn quiet_compare(r: &mut Rewriter<'_>, l: &Legalizer<'_>, cond: FloatCond, a: Value, b: Value) -> Value {
    let ordered = compare(r, l, FloatCond::Ord, a, b);
    let slot = r.slot(16);
    let none = r.iconst(Type::I64, 0);
    r.store(none, slot, 0);
    r.store(none, slot, 8);
    let zero = r.load(Type::F128, slot, 0);
    let (a, b) = (r.select(ordered, a, zero), r.select(ordered, b, zero));
    let cond = match cond {
        FloatCond::Qlt => FloatCond::Olt,
        FloatCond::Qle => FloatCond::Ole,
        FloatCond::Qgt => FloatCond::Ogt,
        _ => FloatCond::Oge,
    };
    let holds = compare(r, l, cond, a, b);
    r.binary(Op::And, holds, ordered)
}

fn to_integer(r: &mut Rewriter<'_>, l: &Legalizer<'_>, data: &InstData) -> Value {
    let a = data.args[0];
    let signed = data.op == Op::FptoSi;
    let wide = match data.ty.bytes() {
        16 => Type::I128,
        8 => Type::I64,
        _ => Type::I32,
    };
    let name = match (r.f.ty(a), wide, signed) {
        (Type::F32, Type::I128, true) => library!("__fixsfti"),
        (Type::F64, Type::I128, true) => library!("__fixdfti"),
        (Type::F80, Type::I128, true) => library!("__fixxfti"),
        (Type::F32, Type::I128, false) => library!("__fixunssfti"),
        (Type::F64, Type::I128, false) => library!("__fixunsdfti"),
        (Type::F80, Type::I128, false) => library!("__fixunsxfti"),
        (_, Type::I128, true) => library!("__fixtfti"),
        (_, Type::I128, false) => library!("__fixunstfti"),
        (_, Type::I64, true) => library!("__fixtfdi"),
        (_, Type::I64, false) => library!("__fixunstfdi"),
        (_, _, true) => library!("__fixtfsi"),
        (_, _, false) => library!("__fixunstfsi"),
    };
    let value = r.call(l, name, &[a], wide);
    if wide == data.ty { value } else { r.unary(Op::Trunc, data.ty, value) }
}

fn from_integer(r: &mut Rewriter<'_>, l: &Legalizer<'_>, data: &InstData) -> Value {
    let mut a = data.args[0];
    let signed = data.op == Op::SitoFp;
    if r.f.ty(a).bytes() < 4 {
        a = r.unary(if signed { Op::Sext } else { Op::Zext }, Type::I32, a);
    }
    let name = match (r.f.ty(a), data.ty, signed) {
        (Type::I128, Type::F32, true) => library!("__floattisf"),
        (Type::I128, Type::F64, true) => library!("__floattidf"),
        (Type::I128, Type::F80, true) => library!("__floattixf"),
        (Type::I128, Type::F32, false) => library!("__floatuntisf"),
        (Type::I128, Type::F64, false) => library!("__floatuntidf"),
        (Type::I128, Type::F80, false) => library!("__floatuntixf"),
        (Type::I128, _, true) => library!("__floattitf"),
        (Type::I128, _, false) => library!("__floatuntitf"),
        (Type::I64, _, true) => library!("__floatditf"),
        (Type::I64, _, false) => library!("__floatunditf"),
        (_, _, true) => library!("__floatsitf"),
        (_, _, false) => library!("__floatunsitf"),
    };
    r.call(l, name, &[a], data.ty)
}
