//! The compiler's own operations.

use crate::decimal;
use crate::function::{Addr, Fx, Val};
use crate::types::Shape;
use ir::{FloatCond, InstData, IntCond, MemFlags, Op, Type, Value};
use sema::hir::{Builtin, ExprId, ExprKind, ExprList};
use sema::types::Ty;
use smallvec::smallvec;
use target::FloatFormat;

impl Fx<'_, '_> {
    /// Evaluates a builtin.
    pub(crate) fn builtin(&mut self, op: Builtin, args: ExprList, ty: Ty, into: Option<Addr>) -> Val {
        use Builtin as B;
        let args: Vec<ExprId> = args.as_slice(&self.body.expr_lists).to_vec();
        match op {
            B::Unreachable | B::Trap => {
                let op = if op == B::Trap { Op::Trap } else { Op::Unreachable };
                self.push(InstData::new(op, Type::NONE, &[]), Type::NONE);
                self.enter_unreachable();
                Val::None
            }
            B::Expect => {
                let value = self.expr_into(args[0], into);
                self.expr(args[1]);
                value
            }
            B::ConstantP => self.constant_p(args[0], ty),
            B::Alloca | B::AllocaAlign => {
                let size = self.scalar(args[0]);
                let align = args.get(1).map_or(16, |&align| self.constant(align).max(16));
                let data = InstData::new(Op::Alloca, Type::PTR, &[size]);
                let aligned = op == B::AllocaAlign;
                let kind = if aligned { ir::op::ALLOCA_ALIGNED } else { ir::op::ALLOCA_CALL };
                let mut data = data.with_imm(align).with_aux(kind);
                // The most that it may be (GCC manual, `__builtin_alloca_with_align_and_max`).
                let most = args.get(2).map(|&most| self.constant(most));
                data.x = most.and_then(|most| u32::try_from(most).ok()).unwrap_or(0);
                let block = self.more_stack(data);
                self.stack_moved();
                Val::Scalar(block)
            }
            B::StackSave => Val::Scalar(self.value(InstData::new(Op::StackSave, Type::PTR, &[]), Type::PTR)),
            B::StackRestore => {
                let height = self.scalar(args[0]);
                self.push(InstData::new(Op::StackRestore, Type::NONE, &[height]), Type::NONE);
                self.stack_moved();
                Val::None
            }
            B::FrameAddress | B::ReturnAddress => {
                let level = self.constant(args[0]);
                let op = if op == B::FrameAddress { Op::FrameAddr } else { Op::ReturnAddr };
                Val::Scalar(self.value(InstData::new(op, Type::PTR, &[]).with_imm(level), Type::PTR))
            }
            B::DwarfCfa => Val::Scalar(self.value(InstData::new(Op::DwarfCfa, Type::PTR, &[]), Type::PTR)),
            B::ExtractReturnAddress => self.expr(args[0]),
            B::ThreadPointer => {
                Val::Scalar(self.value(InstData::new(Op::ThreadPointer, Type::PTR, &[]), Type::PTR))
            }
            B::VaStart => {
                let list = self.scalar(args[0]);
                self.va_start(list);
                Val::None
            }
            B::NextArg => Val::Scalar(self.anonymous_arguments()),
            B::VaEnd => {
                self.expr(args[0]);
                Val::None
            }
            B::VaCopy => {
                let to = self.scalar(args[0]);
                let from = self.scalar(args[1]);
                self.va_copy(to, from);
                Val::None
            }
            B::Memcpy | B::Memmove | B::Memset | B::Memcmp => self.block_operation(op, &args),
            B::Prefetch => {
                let address = self.scalar(args[0]);
                let write = args.get(1).map_or(0, |&e| self.constant(e)) & 1;
                let locality = args.get(2).map_or(3, |&e| self.constant(e)) & 3;
                let aux = (write * 4 + locality) as u8;
                self.push(InstData::new(Op::Prefetch, Type::NONE, &[address]).with_aux(aux), Type::NONE);
                Val::None
            }
            B::Clz | B::Ctz | B::Ffs | B::Clrsb | B::Popcount | B::Parity | B::Bswap => {
                self.bits_builtin(op, args[0], ty)
            }
            B::RotateLeft | B::RotateRight => {
                let (v, count) = (self.scalar(args[0]), self.scalar(args[1]));
                Val::Scalar(self.binary(if op == B::RotateLeft { Op::Rotl } else { Op::Rotr }, v, count))
            }
            B::AddOverflow
            | B::SubOverflow
            | B::MulOverflow
            | B::AddOverflowP
            | B::SubOverflowP
            | B::MulOverflowP => self.overflow(op, &args, ty),
            B::Abs
            | B::Sqrt
            | B::Copysign
            | B::Signbit
            | B::IsNan
            | B::IsInf
            | B::IsInfSign
            | B::IsFinite
            | B::IsNormal
            | B::IsGreater
            | B::IsGreaterEqual
            | B::IsLess
            | B::IsLessEqual
            | B::IsLessGreater
            | B::IsUnordered => self.float_builtin(op, &args, ty),
            B::ObjectSize => self.object_size(args[0], self.constant(args[1]), false),
            B::DynamicObjectSize => self.object_size(args[0], self.constant(args[1]), true),
            B::SetjmpBuiltin => {
                let buffer = self.scalar(args[0]);
                Val::Scalar(self.value(InstData::new(Op::SetjmpBuiltin, Type::I32, &[buffer]), Type::I32))
            }
            B::LongjmpBuiltin => {
                let buffer = self.scalar(args[0]);
                self.push(InstData::new(Op::LongjmpBuiltin, Type::NONE, &[buffer]), Type::NONE);
                self.enter_unreachable();
                Val::None
            }
            B::ShuffleVector => {
                let picks: Vec<i64> = args[2..].iter().map(|&pick| self.constant(pick)).collect();
                self.shuffle_constant(args[0], args[1], &picks, ty)
            }
            B::Shuffle => match args[..] {
                [a, mask] => self.shuffle(a, None, mask, ty),
                [a, b, mask] => self.shuffle(a, Some(b), mask, ty),
                _ => Val::None,
            },
            B::VectorSelect => self.vector_select(args[0], args[1], args[2], ty),
            B::ClearCache => {
                for &arg in &args {
                    self.expr(arg);
                }
                Val::None
            }
            // The function stands by itself, which is an error if it gets there.
            B::VaArgPack | B::VaArgPackLen => {
                let name =
                    if op == B::VaArgPack { "__builtin_va_arg_pack" } else { "__builtin_va_arg_pack_len" };
                self.low.forbid(name);
                let nothing = self.runtime_call(name, &[], Some(Type::I32));
                nothing.map_or(Val::None, Val::Scalar)
            }
            B::ClearPadding => {
                self.clear_padding(args[0], args.get(1).copied());
                Val::None
            }
            B::ApplyArgs => Val::Scalar(self.value(InstData::new(Op::ApplyArgs, Type::PTR, &[]), Type::PTR)),
            B::Apply => {
                let operands = [self.scalar(args[0]), self.scalar(args[1]), self.scalar(args[2])];
                Val::Scalar(self.value(InstData::new(Op::Apply, Type::PTR, &operands), Type::PTR))
            }
            B::ApplyReturn => {
                let result = self.scalar(args[0]);
                self.run_cleanups(None);
                self.push(InstData::new(Op::ApplyReturn, Type::NONE, &[result]), Type::NONE);
                self.enter_unreachable();
                Val::None
            }
            B::SpeculationSafeValue => {
                let value = self.scalar(args[0]);
                self.expr(args[1]);
                let fence =
                    InstData::new(Op::Fence, Type::NONE, &[]).with_aux(5).with_imm(ir::SPECULATION_FENCE);
                self.push(fence, Type::NONE);
                Val::Scalar(value)
            }
            _ => self.atomic_builtin(op, &args, ty),
        }
    }

    /// The value of an integer constant expression.
    pub(crate) fn constant(&self, id: ExprId) -> i64 {
        match self.body.exprs[id].kind {
            ExprKind::Int(n) => {
                match (self.size_of(self.body.exprs[id].ty), self.is_signed(self.body.exprs[id].ty)) {
                    (4, true) => i64::from(n as i32),
                    _ => n as i64,
                }
            }
            ExprKind::Cast(_, inner) => self.constant(inner),
            _ => 0,
        }
    }

    /// 1 for what is a constant already; what may still become one is decided at the end of the pipeline.
    fn constant_p(&mut self, arg: ExprId, ty: Ty) -> Val {
        let known = match self.body.exprs[arg].kind {
            ExprKind::Int(_) | ExprKind::Wide(_) | ExprKind::Big(_) => Some(1),
            ExprKind::AddrOf(place) => {
                Some(i64::from(matches!(self.body.exprs[place].kind, ExprKind::Str(_))))
            }
            _ => None,
        };
        let Shape::Scalar(result) = self.shape(ty) else { return Val::None };
        if let Some(known) = known {
            return Val::Scalar(self.iconst(result, known));
        }
        if !self.low.options.optimize || !matches!(self.shape(self.body.exprs[arg].ty), Shape::Scalar(_)) {
            // The operand is not evaluated (GCC manual 6.59).
            return Val::Scalar(self.iconst(result, 0));
        }
        // What has an effect is no constant, and is not evaluated.
        if !self.is_quiet(arg) {
            return Val::Scalar(self.iconst(result, 0));
        }
        let value = self.scalar(arg);
        let v = self.value(InstData::new(Op::ConstantP, Type::I32, &[value]), Type::I32);
        Val::Scalar(self.convert(v, result, true, true))
    }

    /// Whether nobody notices that an expression is evaluated.
    fn is_quiet(&self, id: ExprId) -> bool {
        let expr = self.body.exprs[id];
        if expr.ty.is_volatile() || expr.ty.is_atomic() {
            return false;
        }
        match expr.kind {
            ExprKind::Int(_)
            | ExprKind::Wide(_)
            | ExprKind::Temp(_)
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::Str(_) => true,
            ExprKind::Load(a)
            | ExprKind::AddrOf(a)
            | ExprKind::Cast(_, a)
            | ExprKind::Unary(_, a)
            | ExprKind::Deref(a)
            | ExprKind::Real(a)
            | ExprKind::Imag(a) => self.is_quiet(a),
            ExprKind::Member { base, .. } | ExprKind::BitField { base, .. } => self.is_quiet(base),
            ExprKind::Binary(_, a, b)
            | ExprKind::PtrAdd(a, b)
            | ExprKind::LogicalAnd(a, b)
            | ExprKind::LogicalOr(a, b) => self.is_quiet(a) && self.is_quiet(b),
            ExprKind::Cond { cond, then, els } => {
                self.is_quiet(cond) && self.is_quiet(then) && self.is_quiet(els)
            }
            _ => false,
        }
    }

    fn block_operation(&mut self, op: Builtin, args: &[ExprId]) -> Val {
        let first = self.scalar(args[0]);
        let second = self.scalar(args[1]);
        let size = match self.body.exprs[args[2]].kind {
            ExprKind::Int(n) => Some(n),
            _ => None,
        };
        match (op, size) {
            (Builtin::Memcpy, Some(size)) if size <= 1 << 20 => {
                if size != 0 {
                    let data = InstData::new(Op::MemCopy, Type::NONE, &[first, second]).with_imm(size as i64);
                    let data = data.with_aux(ir::op::COPY_CALL).with_mem(MemFlags::aligned(1));
                    self.push(data, Type::NONE);
                }
                return Val::Scalar(first);
            }
            (Builtin::Memset, Some(size)) if size <= 1 << 20 => {
                let byte =
                    self.f.def_inst(second).filter(|(_, d)| d.op == Op::Iconst).map(|(_, d)| d.imm as u8);
                if let Some(byte) = byte {
                    if size != 0 {
                        let data = InstData::new(Op::MemSet, Type::NONE, &[first])
                            .with_imm(size as i64)
                            .with_aux(byte);
                        self.push(data.with_mem(MemFlags::aligned(1)), Type::NONE);
                    }
                    return Val::Scalar(first);
                }
            }
            _ => {}
        }
        let count = self.scalar(args[2]);
        let count = self.convert(count, Type::I64, false, false);
        let (name, ret) = match op {
            Builtin::Memcpy => ("memcpy", Type::PTR),
            Builtin::Memmove => ("memmove", Type::PTR),
            Builtin::Memset => ("memset", Type::PTR),
            _ => ("memcmp", Type::I32),
        };
        match self.runtime_call(name, &[first, second, count], Some(ret)) {
            Some(v) => Val::Scalar(v),
            None => Val::None,
        }
    }

    fn bits_builtin(&mut self, op: Builtin, arg: ExprId, ty: Ty) -> Val {
        let mut v = self.scalar(arg);
        let signed = self.is_signed(self.body.exprs[arg].ty);
        let Shape::Scalar(result) = self.shape(ty) else { return Val::None };
        if op == Builtin::Bswap {
            let ir = self.f.ty(v);
            return Val::Scalar(if ir == Type::I8 { v } else { self.unary(Op::Bswap, ir, v) });
        }
        // Narrow operands are counted in 32 bits; what that adds is taken off again.
        let narrow = self.f.ty(v);
        let ir = if narrow.bits() < 32 { Type::I32 } else { narrow };
        let extra = i64::from(ir.bits() - narrow.bits());
        v = self.convert(v, ir, signed && op == Builtin::Clrsb, false);
        let counted = match op {
            Builtin::Clz => {
                let n = self.value(InstData::new(Op::Clz, ir, &[v]).with_aux(1), ir);
                self.less(n, extra)
            }
            Builtin::Ctz => self.value(InstData::new(Op::Ctz, ir, &[v]).with_aux(1), ir),
            Builtin::Popcount => self.unary(Op::Popcount, ir, v),
            Builtin::Parity => self.parity(v),
            Builtin::Ffs => {
                let zero = self.iconst(ir, 0);
                let is_zero = self.icmp(IntCond::Eq, v, zero);
                let n = self.unary(Op::Ctz, ir, v);
                let one = self.iconst(ir, 1);
                let n = self.binary(Op::Iadd, n, one);
                self.select(is_zero, zero, n)
            }
            _ => {
                // Leading bits equal to the sign: x ^ (x >> width - 1) has zeros there.
                let count = self.iconst(Type::I32, i64::from(ir.bits()) - 1);
                let sign = self.binary(Op::Ashr, v, count);
                let flipped = self.binary(Op::Xor, v, sign);
                let n = self.unary(Op::Clz, ir, flipped);
                self.less(n, 1 + extra)
            }
        };
        Val::Scalar(self.convert(counted, result, false, false))
    }

    fn less(&mut self, v: Value, n: i64) -> Value {
        if n == 0 {
            return v;
        }
        let n = self.iconst(self.f.ty(v), n);
        self.binary(Op::Isub, v, n)
    }

    /// Folds the halves onto each other until a nibble indexes a table of 16 bits.
    fn parity(&mut self, v: Value) -> Value {
        let mut v = v;
        let ir = self.f.ty(v);
        let mut width = ir.bits() / 2;
        while width >= 4 {
            let count = self.iconst(Type::I32, i64::from(width));
            let high = self.binary(Op::Lshr, v, count);
            v = self.binary(Op::Xor, v, high);
            width /= 2;
        }
        let small = if ir == Type::I32 { v } else { self.unary(Op::Trunc, Type::I32, v) };
        let mask = self.iconst(Type::I32, 15);
        let nibble = self.binary(Op::And, small, mask);
        let table = self.iconst(Type::I32, 0x6996);
        let shifted = self.binary(Op::Lshr, table, nibble);
        let one = self.iconst(Type::I32, 1);
        self.binary(Op::And, shifted, one)
    }

    fn fcmp(&mut self, cond: FloatCond, a: Value, b: Value) -> Value {
        let ir = self.f.ty(a);
        self.value(InstData::new(Op::Fcmp, ir, &[a, b]).with_aux(cond as u8), Type::I8)
    }

    /// A comparison of floating values, the format of which is given if it is decimal.
    fn compare_floats(&mut self, format: Option<FloatFormat>, cond: FloatCond, a: Value, b: Value) -> Value {
        match format {
            Some(format) => self.decimal_compare(cond, a, b, format),
            None => match self.known_comparison(cond, a, b) {
                Some(known) => self.iconst(Type::I8, i64::from(known)),
                None => self.fcmp(cond, a, b),
            },
        }
    }

    fn float_builtin(&mut self, op: Builtin, args: &[ExprId], ty: Ty) -> Val {
        use Builtin as B;
        let a = self.scalar(args[0]);
        let ir = self.f.ty(a);
        let b = args.get(1).map(|&b| self.scalar(b));
        match op {
            B::Abs if ir.is_float() => return Val::Scalar(self.unary(Op::Fabs, ir, a)),
            B::Abs => {
                let zero = self.iconst(ir, 0);
                let negative = self.icmp(IntCond::Slt, a, zero);
                let flipped = self.unary(Op::Ineg, ir, a);
                return Val::Scalar(self.select(negative, flipped, a));
            }
            B::Sqrt => return Val::Scalar(self.unary(Op::Fsqrt, ir, a)),
            B::Copysign => {
                let b = b.unwrap_or(a);
                return Val::Scalar(self.binary(Op::Fcopysign, a, b));
            }
            B::Signbit => {
                let sign = self.sign_bit(a);
                let Shape::Scalar(result) = self.shape(ty) else { return Val::None };
                return Val::Scalar(self.convert(sign, result, false, false));
            }
            _ => {}
        }
        let format = self.decimal_format(self.body.exprs[args[0]].ty, a);
        let truth = match (op, b) {
            (B::IsNan, _) => self.compare_floats(format, FloatCond::Uno, a, a),
            (B::IsGreater, Some(b)) => self.compare_floats(format, FloatCond::Qgt, a, b),
            (B::IsGreaterEqual, Some(b)) => self.compare_floats(format, FloatCond::Qge, a, b),
            (B::IsLess, Some(b)) => self.compare_floats(format, FloatCond::Qlt, a, b),
            (B::IsLessEqual, Some(b)) => self.compare_floats(format, FloatCond::Qle, a, b),
            (B::IsLessGreater, Some(b)) => self.compare_floats(format, FloatCond::One, a, b),
            (B::IsUnordered, Some(b)) => self.compare_floats(format, FloatCond::Uno, a, b),
            _ => {
                if self.low.options.relaxed.finite && !matches!(op, B::IsNormal) {
                    let truth = self.iconst(Type::I8, i64::from(op == B::IsFinite));
                    return Val::Scalar(self.widen_truth(truth, ty));
                }
                let magnitude = self.unary(Op::Fabs, ir, a);
                let infinity = self.bits(ir, format.map_or_else(|| infinity(ir), decimal::infinity));
                match op {
                    B::IsInf => self.compare_floats(format, FloatCond::Oeq, magnitude, infinity),
                    B::IsFinite => self.compare_floats(format, FloatCond::Qlt, magnitude, infinity),
                    B::IsInfSign => {
                        let truth = self.compare_floats(format, FloatCond::Oeq, magnitude, infinity);
                        let zero = self.zero(ir);
                        let negative = self.compare_floats(format, FloatCond::Qlt, a, zero);
                        let truth = self.unary(Op::Zext, Type::I32, truth);
                        let minus = self.iconst(Type::I32, -1);
                        let none = self.iconst(Type::I32, 0);
                        let signed = self.select(negative, minus, truth);
                        let is = self.icmp(IntCond::Ne, truth, none);
                        return Val::Scalar(self.select(is, signed, none));
                    }
                    _ => {
                        let least =
                            self.bits(ir, format.map_or_else(|| least_normal(ir), decimal::least_normal));
                        let finite = self.compare_floats(format, FloatCond::Qlt, magnitude, infinity);
                        let normal = self.compare_floats(format, FloatCond::Qge, magnitude, least);
                        self.binary(Op::And, finite, normal)
                    }
                }
            }
        };
        Val::Scalar(self.widen_truth(truth, ty))
    }

    /// The sign bit as an i32 that is 0 or not.
    fn sign_bit(&mut self, v: Value) -> Value {
        let ir = self.f.ty(v);
        let int = match ir {
            Type::F16 => Type::I16,
            Type::F32 => Type::I32,
            Type::F64 => Type::I64,
            _ => {
                // Through memory: the sign is the top bit of the last byte that the format uses.
                let slot = self.slot(16, 16);
                let place = self.slot_addr(slot, 16);
                self.store(v, place);
                let at = if ir == Type::F80 { 9 } else { 15 };
                let byte = self.load(Type::I8, place.plus(at));
                let wide = self.unary(Op::Zext, Type::I32, byte);
                let mask = self.iconst(Type::I32, 0x80);
                return self.binary(Op::And, wide, mask);
            }
        };
        let bits = self.unary(Op::Bitcast, int, v);
        let count = self.iconst(Type::I32, i64::from(int.bits()) - 1);
        let sign = self.binary(Op::Lshr, bits, count);
        self.convert(sign, Type::I32, false, false)
    }

    /// Calls a function that takes real scalars and returns a complex number of this part type.
    pub(crate) fn complex_call(&mut self, name: &'static str, args: &[Value], part: Type) -> Val {
        use crate::function::ir_signature;
        use target::{AbiArgKind, AbiType, Leaf};
        let real = part.abi_type();
        let size = real.size;
        let leaf = |offset| Leaf { offset, ..real.leaves[0] };
        let result =
            AbiType { size: size * 2, leaves: smallvec![leaf(0), leaf(size)], complex: true, ..real.clone() };
        let types = vec![real; args.len()];
        let abi = self.low.abi.classify(&types, types.len(), false, Some(&result));
        let symbol = self.low.runtime(name);
        let slot = self.slot(size * 2, size as u32);
        let place = self.slot_addr(slot, size as u32);
        let mut values = Vec::new();
        let indirect = matches!(abi.ret.kind, AbiArgKind::Indirect { .. });
        if indirect {
            values.push(place.base);
        }
        values.extend_from_slice(args);
        let results = self.emit_call(ir_signature(&abi, false, true), Some(symbol), None, &values);
        match &abi.ret.kind {
            AbiArgKind::Pieces(_) if results.len() == 2 && self.f.ty(results[0]) == part => {
                return Val::Complex(results[0], results[1]);
            }
            AbiArgKind::Pieces(pieces) => self.store_pieces(place, pieces, &results),
            _ => {}
        }
        let re = self.load(part, place);
        Val::Complex(re, self.load(part, place.plus(size as i64)))
    }
}

/// Bits of infinity.
fn infinity(ir: Type) -> u128 {
    match ir {
        Type::F16 => 0x7c00,
        Type::F32 => 0x7f80_0000,
        Type::F64 => 0x7ff0 << 48,
        Type::F80 => 0x7fff_8000 << 48,
        _ => 0x7fff << 112,
    }
}

/// Bits of the least positive normal number.
fn least_normal(ir: Type) -> u128 {
    match ir {
        Type::F16 => 0x0400,
        Type::F32 => 0x0080_0000,
        Type::F64 => 0x0010 << 48,
        Type::F80 => 0x1_8000 << 48,
        _ => 1 << 112,
    }
}
