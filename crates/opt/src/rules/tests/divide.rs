//! Division by constants: all divisors of a byte with all dividends, and chosen and random ones at wider types, against
//! the machine's own division.

use super::samples;
use crate::analysis::Analyses;
use crate::{Context, Gate, combine, dce};
use ir::{Function, Type, eval};

/// The function that divides by a constant, rewritten.
fn divides_by(op: &str, ty: Type, d: u128) -> Function {
    let name = ty.scalar_name();
    let d = eval::signed(d, eval::width(ty));
    let text = format!(
        "function @f({name} r0) -> {name} r0 {{\nblock0(v0: {name}):\n  v1 = iconst {name} {d}\n  v2 = {op} {name} v0, v1\n  ret (v2)\n}}\n"
    );
    let mut unit = ir::parse::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let mut gate = Gate::default();
    let mut cx = Context {
        module: &unit.module,
        abi: &target::InRegisters,
        gate: &mut gate,
        analyses: Analyses::default(),
    };
    let f = &mut unit.functions[0];
    combine::rewrite(f, &mut cx, &mut |_, _| {});
    f.resolve_aliases();
    dce::run(f, &mut cx);
    f.clone()
}

fn divide(op: &str, ty: Type, a: u128, d: u128) -> Option<u128> {
    let bits = eval::width(ty);
    let (sa, sd) = (eval::signed(a, bits), eval::signed(d, bits));
    let value = match op {
        "udiv" => a / d,
        "urem" => a % d,
        // The one quotient that does not fit is undefined (6.5.5p6).
        _ if sd == -1 && a == 1 << (bits - 1) => return None,
        "sdiv" => (sa / sd) as u128,
        _ => (sa % sd) as u128,
    };
    Some(value & eval::mask(bits))
}

fn all_agree(ty: Type) {
    let values = samples(ty);
    for op in ["sdiv", "udiv", "srem", "urem"] {
        for &d in values.iter().filter(|&&d| d != 0) {
            let f = divides_by(op, ty, d);
            // Multiples of the divisor and what is next to them are where a wrong multiplier shows.
            let mask = eval::mask(eval::width(ty));
            let near = values.iter().flat_map(|&v| {
                let multiple = (v / d).wrapping_mul(d);
                [v, multiple & mask, multiple.wrapping_sub(1) & mask, multiple.wrapping_neg() & mask]
            });
            for a in near {
                let Some(quotient) = divide(op, ty, a, d) else { continue };
                let observed = super::run(&f, &[a]).map(|o| o.returned[0]);
                assert_eq!(observed, Some(quotient), "{op} {ty} {a:#x} by {d:#x}");
            }
        }
    }
}

#[test]
fn all_bytes_by_all_bytes() {
    all_agree(Type::I8);
}

#[test]
fn wider_types() {
    all_agree(Type::I16);
    all_agree(Type::I32);
    all_agree(Type::I64);
}

/// Divisors that are multiplied by, not left to the machine, from 32 bits on.
#[test]
fn quotients_are_multiplied() {
    for ty in [Type::I32, Type::I64] {
        for op in ["sdiv", "udiv", "srem", "urem"] {
            for d in [3u128, 5, 6, 7, 10, 11, 100, 641, 1_000_000_007] {
                let f = divides_by(op, ty, d);
                let block = &f.blocks[f.entry()];
                assert!(block.insts.iter().all(|&i| f.insts[i].op.name() != op), "{op} {ty} by {d}");
            }
        }
    }
}
