//! Integers and pointers: two's complement, wrapping.

use super::{Outcome, Refusal, mask, signed, width};
use crate::op::{IntCond, Op};
use crate::types::Type;

pub(super) fn evaluate(op: Op, aux: u8, ty: Type, args: &[u128], types: &[Type]) -> Result<Outcome, Refusal> {
    let bits = width(ty);
    let all = mask(bits);
    let a = args.first().copied().unwrap_or(0);
    let b = args.get(1).copied().unwrap_or(0);
    let (sa, sb) = (signed(a, bits), signed(b, bits));
    let count = (b % u128::from(bits.max(1))) as u32;
    let value = match op {
        Op::Iadd | Op::PtrAdd => a.wrapping_add(b),
        Op::Isub => a.wrapping_sub(b),
        Op::Imul => a.wrapping_mul(b),
        Op::Sdiv | Op::Srem => {
            if sb == 0 || (sb == -1 && sa == signed(1 << (bits - 1), bits)) {
                return Err(Refusal::Traps);
            }
            let value = if op == Op::Sdiv { sa / sb } else { sa % sb };
            value as u128
        }
        Op::Udiv | Op::Urem if b == 0 => return Err(Refusal::Traps),
        Op::Udiv => a / b,
        Op::Urem => a % b,
        Op::Smulhi | Op::Umulhi => high_product(a, b, bits, op == Op::Smulhi),
        Op::And => a & b,
        Op::Or => a | b,
        Op::Xor => a ^ b,
        Op::Shl => a << count,
        Op::Lshr => a >> count,
        Op::Ashr => (sa >> count) as u128,
        Op::Rotl => rotate(a, count, bits),
        Op::Rotr => rotate(a, (bits - count) % bits, bits),
        Op::Ineg => a.wrapping_neg(),
        Op::Not => !a,
        Op::Clz => u128::from(a.leading_zeros() - (128 - bits)),
        Op::Ctz => u128::from(a.trailing_zeros().min(bits)),
        Op::Popcount => u128::from(a.count_ones()),
        Op::Bswap => a.swap_bytes() >> (128 - bits),
        Op::SaddOv | Op::UaddOv | Op::SsubOv | Op::UsubOv | Op::SmulOv | Op::UmulOv => {
            return Ok(overflowing(op, a, b, bits));
        }
        Op::Icmp => {
            let Some(&cond) = IntCond::ALL.get(aux as usize) else { return Err(Refusal::Unsupported) };
            u128::from(compare(cond, a, b, sa, sb))
        }
        Op::Trunc => a,
        Op::Zext => a,
        Op::Sext => signed(a, width(types[0])) as u128,
        _ => return Err(Refusal::Unsupported),
    };
    Ok(Outcome::of(value & all))
}

fn compare(cond: IntCond, a: u128, b: u128, sa: i128, sb: i128) -> bool {
    match cond {
        IntCond::Eq => a == b,
        IntCond::Ne => a != b,
        IntCond::Slt => sa < sb,
        IntCond::Sle => sa <= sb,
        IntCond::Sgt => sa > sb,
        IntCond::Sge => sa >= sb,
        IntCond::Ult => a < b,
        IntCond::Ule => a <= b,
        IntCond::Ugt => a > b,
        IntCond::Uge => a >= b,
    }
}

fn rotate(a: u128, left: u32, bits: u32) -> u128 {
    if left == 0 { a } else { a << left | a >> (bits - left) }
}

/// The high half of a product twice as wide, by halves of 64 bits.
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    let half = |n: u128| (n >> 64, n & mask(64));
    let ((ah, al), (bh, bl)) = (half(a), half(b));
    let (low, cross, other) = (al * bl, ah * bl, al * bh);
    let (middle, carry) = cross.overflowing_add(other);
    let (sum, second) = low.overflowing_add(middle << 64);
    let high = ah * bh + (middle >> 64) + (u128::from(carry) << 64) + u128::from(second);
    (high, sum)
}

fn high_product(a: u128, b: u128, bits: u32, is_signed: bool) -> u128 {
    if bits < 128 {
        return match is_signed {
            true => (signed(a, bits).wrapping_mul(signed(b, bits)) >> bits) as u128,
            false => a.wrapping_mul(b) >> bits,
        };
    }
    let (high, _) = wide_product(a, b);
    if !is_signed {
        return high;
    }
    let correction = |n: u128, other: u128| if (n as i128) < 0 { other } else { 0 };
    high.wrapping_sub(correction(a, b)).wrapping_sub(correction(b, a))
}

fn overflowing(op: Op, a: u128, b: u128, bits: u32) -> Outcome {
    let all = mask(bits);
    let (sa, sb) = (signed(a, bits), signed(b, bits));
    let fits = |n: i128| signed(n as u128 & all, bits) == n;
    let (value, flag) = match op {
        Op::SaddOv => {
            let (n, over) = sa.overflowing_add(sb);
            (n as u128, over || !fits(n))
        }
        Op::SsubOv => {
            let (n, over) = sa.overflowing_sub(sb);
            (n as u128, over || !fits(n))
        }
        Op::SmulOv => {
            let (n, over) = sa.overflowing_mul(sb);
            (n as u128, over || !fits(n))
        }
        Op::UaddOv => {
            let (n, over) = a.overflowing_add(b);
            (n, over || n > all)
        }
        Op::UsubOv => (a.wrapping_sub(b), a < b),
        _ => {
            let (n, over) = a.overflowing_mul(b);
            (n, over || n > all)
        }
    };
    Outcome { value: value & all, second: u128::from(flag), raises: false, inexact: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn high_halves_agree_between_widths() {
        for (a, b) in [(0xffu128, 0xff), (0x80, 0x80), (0x7f, 0x80), (3, 0xfe)] {
            let product = signed(a, 8) * signed(b, 8);
            assert_eq!(high_product(a, b, 8, true) & 0xff, (product >> 8) as u128 & 0xff);
        }
        assert_eq!(high_product(u128::MAX, u128::MAX, 128, false), u128::MAX - 1);
        assert_eq!(high_product(u128::MAX, u128::MAX, 128, true), 0);
        assert_eq!(high_product(u128::MAX, 5, 128, true), u128::MAX);
        assert_eq!(high_product(1 << 127, 1 << 127, 128, true), 1 << 126);
    }

    #[test]
    fn bits_are_counted_within_the_type() {
        let one = |op, a| evaluate(op, 0, Type::I16, &[a], &[Type::I16]).map(|o| o.value);
        assert_eq!(one(Op::Clz, 0), Ok(16));
        assert_eq!(one(Op::Ctz, 0), Ok(16));
        assert_eq!(one(Op::Clz, 1), Ok(15));
        assert_eq!(one(Op::Bswap, 0x1234), Ok(0x3412));
        assert_eq!(one(Op::Ineg, 1), Ok(0xffff));
    }

    #[test]
    fn quotients_that_do_not_fit_trap() {
        let div = |op, a, b| evaluate(op, 0, Type::I8, &[a, b], &[Type::I8, Type::I8]).map(|o| o.value);
        assert_eq!(div(Op::Sdiv, 0x80, 0xff), Err(Refusal::Traps));
        assert_eq!(div(Op::Srem, 0x80, 0xff), Err(Refusal::Traps));
        assert_eq!(div(Op::Udiv, 1, 0), Err(Refusal::Traps));
        assert_eq!(div(Op::Sdiv, 0xf9, 2), Ok(0xfd));
        assert_eq!(div(Op::Srem, 0xf9, 2), Ok(0xff));
    }

    #[test]
    fn overflow_is_seen_at_the_type_s_width() {
        let ov = |op, a, b| {
            let out = overflowing(op, a, b, 8);
            (out.value, out.second)
        };
        assert_eq!(ov(Op::SaddOv, 0x7f, 1), (0x80, 1));
        assert_eq!(ov(Op::UaddOv, 0xff, 1), (0, 1));
        assert_eq!(ov(Op::SsubOv, 0x80, 1), (0x7f, 1));
        assert_eq!(ov(Op::UsubOv, 0, 1), (0xff, 1));
        assert_eq!(ov(Op::SmulOv, 0x10, 0x08), (0x80, 1));
        assert_eq!(ov(Op::UmulOv, 0x10, 0x0f), (0xf0, 0));
    }
}
