//! Computes a function of the tests by [`ir::eval`]: blocks, pure operations, and memory that remembers what was asked.

use ir::{BlockCall, Function, InstData, Op, Type, Value, eval};

/// What a function returned and stored, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Observed {
    pub(super) returned: Vec<u128>,
    stored: Vec<(u128, u128)>,
}

/// What running the function shows; nothing if it traps.
pub(super) fn run(f: &Function, operands: &[u128]) -> Option<Observed> {
    let mut values = vec![0u128; f.value_count()];
    let mut observed = Observed::default();
    let mut block = f.entry();
    for (&param, &operand) in f.params(block).iter().zip(operands) {
        values[param.as_u32() as usize] = operand;
    }
    'blocks: loop {
        for &inst in &f.blocks[block].insts {
            let data = f.insts[inst];
            let arg = |i: usize| values[f.resolve(data.args[i]).as_u32() as usize];
            let edge = match data.op {
                Op::Ret => {
                    f.for_each_arg(inst, |v| {
                        observed.returned.push(canonical(f.ty(v), values[f.resolve(v).as_u32() as usize]));
                    });
                    return Some(observed);
                }
                Op::Jump => Some(f.edges_of(inst)[0]),
                Op::Br => Some(f.edges_of(inst)[usize::from(arg(0) == 0)]),
                Op::Store => {
                    observed.stored.push((place(arg(1), &data), arg(0)));
                    continue;
                }
                _ => None,
            };
            if let Some(edge) = edge {
                let passed: Vec<u128> = passed(f, &edge).map(|v| values[v.as_u32() as usize]).collect();
                block = edge.block;
                for (&param, value) in f.params(block).iter().zip(passed) {
                    values[param.as_u32() as usize] = value;
                }
                continue 'blocks;
            }
            let Some(first) = f.result(inst) else { panic!("{} has no result", data.op.name()) };
            let out = compute(f, &data, &arg, f.ty(first))?;
            for (result, value) in f.results(inst).zip(out) {
                values[result.as_u32() as usize] = value;
            }
        }
        panic!("{block} does not end");
    }
}

fn passed<'a>(f: &'a Function, edge: &BlockCall) -> impl Iterator<Item = Value> + 'a {
    edge.args.as_slice(&f.lists).iter().map(|&v| f.resolve(v))
}

fn compute(f: &Function, data: &InstData, arg: &dyn Fn(usize) -> u128, result: Type) -> Option<[u128; 2]> {
    let all = eval::mask(eval::width(result));
    let value = match data.op {
        Op::Iconst | Op::Fconst => data.imm as u128 & all,
        Op::Wconst => f.wide[data.x as usize],
        Op::StackAddr => place(0x7fff_0000_0000, data),
        Op::SymbolAddr => place(0x40_0000 + 0x10000 * u128::from(data.x), data),
        // Each place and type holds something else.
        Op::Load => place(arg(0), data).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) >> 17 & all,
        op => {
            let count = op.fixed_args();
            let (mut args, mut types) = ([0; 3], [Type::NONE; 3]);
            for i in 0..count {
                (args[i], types[i]) = (arg(i), f.ty(data.args[i]));
            }
            return match eval::evaluate(op, data.aux, data.ty, result, &args[..count], &types[..count]) {
                Ok(out) => Some([canonical(result, out.value), out.second]),
                Err(eval::Refusal::Traps) => None,
                Err(refusal) => panic!("{}: {refusal:?}", op.name()),
            };
        }
    };
    Some([value, 0])
}

/// The address of an access.
fn place(base: u128, data: &InstData) -> u128 {
    base.wrapping_add(data.imm as u128) & eval::mask(64)
}

/// One NaN stands for all: their signs and payloads are not defined (IEEE 754-2019 6.2).
fn canonical(ty: Type, value: u128) -> u128 {
    match ty {
        Type::F32 if f32::from_bits(value as u32).is_nan() => u128::from(f32::NAN.to_bits()),
        Type::F64 if f64::from_bits(value as u64).is_nan() => u128::from(f64::NAN.to_bits()),
        _ => value,
    }
}
