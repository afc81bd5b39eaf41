//! Arithmetic on decimal floating types, by calls of the runtime library (GCC internals manual, 4.3; the encoding with
//! binary integers, as the x86-64 psABI has it). A value is held as a binary one of its size: such values are moved,
//! passed and negated alike, and nothing else is done with them here.

use crate::function::Fx;
use ir::{FloatCond, IntCond, Op, Type, Value};
use sema::hir::BinaryOp;
use sema::types::Ty;
use target::FloatFormat;

/// The names of a function on each of the three formats.
type Names = [&'static str; 3];

/// Which of the three a format is.
fn index(format: FloatFormat) -> usize {
    match format {
        FloatFormat::D32 => 0,
        FloatFormat::D64 => 1,
        _ => 2,
    }
}

/// The function of an operator, and for a comparison how its result compares to zero where it holds.
fn operation(op: BinaryOp) -> Option<(Names, Option<IntCond>)> {
    Some(match op {
        BinaryOp::Add => (["__bid_addsd3", "__bid_adddd3", "__bid_addtd3"], None),
        BinaryOp::Sub => (["__bid_subsd3", "__bid_subdd3", "__bid_subtd3"], None),
        BinaryOp::Mul => (["__bid_mulsd3", "__bid_muldd3", "__bid_multd3"], None),
        BinaryOp::Div => (["__bid_divsd3", "__bid_divdd3", "__bid_divtd3"], None),
        BinaryOp::Eq => (["__bid_eqsd2", "__bid_eqdd2", "__bid_eqtd2"], Some(IntCond::Eq)),
        BinaryOp::Ne => (["__bid_nesd2", "__bid_nedd2", "__bid_netd2"], Some(IntCond::Ne)),
        BinaryOp::Lt => (["__bid_ltsd2", "__bid_ltdd2", "__bid_lttd2"], Some(IntCond::Slt)),
        BinaryOp::Le => (["__bid_lesd2", "__bid_ledd2", "__bid_letd2"], Some(IntCond::Sle)),
        BinaryOp::Gt => (["__bid_gtsd2", "__bid_gtdd2", "__bid_gttd2"], Some(IntCond::Sgt)),
        BinaryOp::Ge => (["__bid_gesd2", "__bid_gedd2", "__bid_getd2"], Some(IntCond::Sge)),
        _ => return None,
    })
}

/// From an integer of a width.
fn from_integer(bits: u32, signed: bool) -> Names {
    match (bits, signed) {
        (32, true) => ["__bid_floatsisd", "__bid_floatsidd", "__bid_floatsitd"],
        (32, false) => ["__bid_floatunssisd", "__bid_floatunssidd", "__bid_floatunssitd"],
        (64, true) => ["__bid_floatdisd", "__bid_floatdidd", "__bid_floatditd"],
        (64, false) => ["__bid_floatunsdisd", "__bid_floatunsdidd", "__bid_floatunsditd"],
        (_, true) => ["__bid_floattisd", "__bid_floattidd", "__bid_floattitd"],
        (_, false) => ["__bid_floatunstisd", "__bid_floatunstidd", "__bid_floatunstitd"],
    }
}

/// To an integer of a width.
fn to_integer(bits: u32, signed: bool) -> Names {
    match (bits, signed) {
        (32, true) => ["__bid_fixsdsi", "__bid_fixddsi", "__bid_fixtdsi"],
        (32, false) => ["__bid_fixunssdsi", "__bid_fixunsddsi", "__bid_fixunstdsi"],
        (64, true) => ["__bid_fixsddi", "__bid_fixdddi", "__bid_fixtddi"],
        (64, false) => ["__bid_fixunssddi", "__bid_fixunsdddi", "__bid_fixunstddi"],
        (_, true) => ["__bid_fixsdti", "__bid_fixddti", "__bid_fixtdti"],
        (_, false) => ["__bid_fixunssdti", "__bid_fixunsddti", "__bid_fixunstdti"],
    }
}

/// From a binary format.
fn from_binary(from: Type) -> Names {
    match from {
        Type::F32 => ["__bid_extendsfsd", "__bid_extendsfdd", "__bid_extendsftd"],
        Type::F64 => ["__bid_truncdfsd", "__bid_extenddfdd", "__bid_extenddftd"],
        Type::F80 => ["__bid_truncxfsd", "__bid_truncxfdd", "__bid_extendxftd"],
        _ => ["__bid_trunctfsd", "__bid_trunctfdd", "__bid_extendtftd"],
    }
}

/// To a binary format.
fn to_binary(to: Type) -> Names {
    match to {
        Type::F32 => ["__bid_truncsdsf", "__bid_truncddsf", "__bid_trunctdsf"],
        Type::F64 => ["__bid_extendsddf", "__bid_truncdddf", "__bid_trunctddf"],
        Type::F80 => ["__bid_extendsdxf", "__bid_extendddxf", "__bid_trunctdxf"],
        _ => ["__bid_extendsdtf", "__bid_extendddtf", "__bid_trunctdtf"],
    }
}

/// From one decimal format to another.
fn between(from: FloatFormat, to: FloatFormat) -> Option<&'static str> {
    use FloatFormat::{D32, D64, D128};
    Some(match (from, to) {
        (D32, D64) => "__bid_extendsddd2",
        (D32, D128) => "__bid_extendsdtd2",
        (D64, D128) => "__bid_extendddtd2",
        (D64, D32) => "__bid_truncddsd2",
        (D128, D32) => "__bid_trunctdsd2",
        (D128, D64) => "__bid_trunctddd2",
        _ => return None,
    })
}

/// The bits of infinity.
pub(crate) fn infinity(format: FloatFormat) -> u128 {
    match format {
        FloatFormat::D32 => 0x78 << 24,
        FloatFormat::D64 => 0x78 << 56,
        _ => 0x78 << 120,
    }
}

/// The bits of the least positive normal number: one, with a power of ten that leaves room for all digits below.
pub(crate) fn least_normal(format: FloatFormat) -> u128 {
    match format {
        FloatFormat::D32 => 6 << 23 | 1,
        FloatFormat::D64 => 15 << 53 | 1,
        _ => 33 << 113 | 1,
    }
}

impl Fx<'_, '_> {
    /// The format of a value of a decimal floating type.
    pub(crate) fn decimal_format(&self, ty: Ty, value: Value) -> Option<FloatFormat> {
        if !self.f.ty(value).is_float() {
            return None;
        }
        self.unit.types.format_of(ty).filter(|format| format.is_decimal())
    }

    /// An operation on two values of a decimal format. A comparison yields an i8.
    pub(crate) fn decimal_binary(&mut self, op: BinaryOp, x: Value, y: Value, format: FloatFormat) -> Value {
        let Some((names, condition)) = operation(op) else { return x };
        let ty = self.f.ty(x);
        let ret = if condition.is_some() { Type::I32 } else { ty };
        let result = self.runtime_call(names[index(format)], &[x, y], Some(ret)).unwrap_or(x);
        match condition {
            Some(condition) => {
                let zero = self.zero(Type::I32);
                self.icmp(condition, result, zero)
            }
            None => result,
        }
    }

    /// Whether a value of a decimal format compares unequal to zero, as an i8.
    pub(crate) fn decimal_is_nonzero(&mut self, v: Value, format: FloatFormat) -> Value {
        // All bits zero are a zero, too.
        let zero = self.zero(self.f.ty(v));
        self.decimal_binary(BinaryOp::Ne, v, zero, format)
    }

    /// A comparison as classification needs it, as an i8.
    pub(crate) fn decimal_compare(
        &mut self,
        cond: FloatCond,
        x: Value,
        y: Value,
        format: FloatFormat,
    ) -> Value {
        let op = match cond {
            FloatCond::Oeq => BinaryOp::Eq,
            FloatCond::Une => BinaryOp::Ne,
            FloatCond::Olt | FloatCond::Qlt => BinaryOp::Lt,
            FloatCond::Ole | FloatCond::Qle => BinaryOp::Le,
            FloatCond::Ogt | FloatCond::Qgt => BinaryOp::Gt,
            FloatCond::Oge | FloatCond::Qge => BinaryOp::Ge,
            FloatCond::One => {
                let less = self.decimal_binary(BinaryOp::Lt, x, y, format);
                let greater = self.decimal_binary(BinaryOp::Gt, x, y, format);
                return self.binary(Op::Or, less, greater);
            }
            _ => {
                let names = ["__bid_unordsd2", "__bid_unorddd2", "__bid_unordtd2"];
                let result = self.runtime_call(names[index(format)], &[x, y], Some(Type::I32)).unwrap_or(x);
                let zero = self.zero(Type::I32);
                return self.icmp(IntCond::Ne, result, zero);
            }
        };
        self.decimal_binary(op, x, y, format)
    }

    /// A conversion of which one side, or both, is decimal: those formats are given.
    pub(crate) fn decimal_conversion(
        &mut self,
        v: Value,
        (from, from_signed): (Option<FloatFormat>, bool),
        (to, to_signed): (Option<FloatFormat>, bool),
        ir: Type,
    ) -> Value {
        let call = |fx: &mut Self, name: &'static str, v: Value, ret: Type| {
            fx.runtime_call(name, &[v], Some(ret)).unwrap_or(v)
        };
        match (from, to) {
            (Some(from), Some(to)) => match between(from, to) {
                Some(name) => call(self, name, v, ir),
                None => v,
            },
            (Some(from), None) if ir.is_float() => {
                let wide = if ir == Type::F16 { Type::F32 } else { ir };
                let binary = call(self, to_binary(wide)[index(from)], v, wide);
                self.convert(binary, ir, true, true)
            }
            (Some(from), None) => {
                let wide = if ir.bytes() < 4 { Type::I32 } else { ir };
                let signed = to_signed || ir.bytes() < 4;
                let integer = call(self, to_integer(wide.bits(), signed)[index(from)], v, wide);
                self.convert(integer, ir, signed, to_signed)
            }
            (None, Some(to)) => {
                let source = self.f.ty(v);
                let wide = match source {
                    Type::F16 => Type::F32,
                    _ if source.is_float() || source.bytes() >= 4 => source,
                    _ => Type::I32,
                };
                let signed = from_signed || source.bytes() < 4;
                let v = self.convert(v, wide, from_signed, signed);
                let names =
                    if wide.is_float() { from_binary(wide) } else { from_integer(wide.bits(), signed) };
                call(self, names[index(to)], v, ir)
            }
            (None, None) => v,
        }
    }
}
