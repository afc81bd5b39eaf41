//! Every rule for every operation that it looks at: what a function computes before and after is the same.
//!
//! Functions come of the templates in [`examples`]. At i8 operands are all bytes, at wider types [`samples`].

mod divide;
mod examples;
mod machine;

use super::TABLES;
use crate::analysis::Analyses;
use crate::{Context, Gate, combine};
use examples::{EXAMPLES, Example};
use ir::{Function, Op, Type, eval};
use machine::run;
use std::collections::BTreeSet;
use std::fmt::Write;

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> = TABLES.iter().flat_map(|t| t.iter()).map(|rule| rule.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn every_rule_keeps_what_is_computed() {
    let (mut applied, mut idle) = (BTreeSet::new(), Vec::new());
    for example in EXAMPLES {
        let mut here = BTreeSet::new();
        for op in example.ops {
            for ty in [Type::I8, Type::I16, Type::I32, Type::I64] {
                try_example(example, op, ty, &mut here);
            }
        }
        if here.is_empty() {
            idle.push(example.body);
        }
        applied.extend(here);
    }
    assert!(idle.is_empty(), "no rule is applied to {idle:#?}");
    let missing: Vec<_> = TABLES
        .iter()
        .flat_map(|table| table.iter())
        .flat_map(|rule| rule.ops.iter().map(|op| (rule.name, op.name())))
        .filter(|pair| !applied.contains(pair))
        .collect();
    assert!(missing.is_empty(), "rules without an example: {missing:?}");
}

type Applied = BTreeSet<(&'static str, &'static str)>;

/// The type twice as wide.
fn wide(ty: Type) -> Option<Type> {
    Type::int_of_bytes(ty.lane_bytes() * 2).filter(|wide| *wide != Type::I128)
}

fn try_example(example: &Example, op: &str, ty: Type, applied: &mut Applied) {
    let uses =
        |word: &str| words(example.body).any(|w| w == word) || words(example.params).any(|w| w == word);
    if (uses("W") && wide(ty).is_none()) || (!uses("T") && ty != Type::I8) {
        return;
    }
    let params = words(example.params).count();
    let all = samples(ty);
    let few = corners(ty);
    let constants = if params <= 1 { &all[..] } else { &few };
    let firsts = if uses("C") { constants } else { &[0] };
    let seconds = if uses("D") { &few[..] } else { &[0] };
    for &c in firsts {
        for &d in seconds {
            check(&text(example, op, ty, c, d), applied);
        }
    }
}

/// The words of a template.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The function that a template makes.
fn text(example: &Example, op: &str, ty: Type, c: u128, d: u128) -> String {
    let fill = |template: &str| {
        let mut out = String::new();
        let mut rest = template;
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = match is_word(first) {
                true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            let number = |bits: u128| eval::signed(bits, eval::width(ty)).to_string();
            match &rest[..end] {
                "T" => out += ty.scalar_name(),
                "W" => out += wide(ty).unwrap_or(ty).scalar_name(),
                "C" => out += &number(c),
                "D" => out += &number(d),
                "OP" => out += op,
                word => out += word,
            }
            rest = &rest[end..];
        }
        out
    };
    let params = fill(example.params);
    let list = |item: &dyn Fn(usize, &str) -> String| {
        params.split(' ').enumerate().map(|(i, ty)| item(i, ty)).collect::<Vec<_>>().join(", ")
    };
    let mut out = String::from("symbol @g object local defined dso_local\n");
    let (declared, named) = (list(&|i, ty| format!("{ty} r{i}")), list(&|i, ty| format!("v{i}: {ty}")));
    let result = fill(example.result);
    let _ = writeln!(
        out,
        "function @f({declared}) -> {result} r0 {{\n  ss0 = slot 64, align 8\nblock0({named}):\n{}\n}}",
        fill(example.body)
    );
    out
}

/// Rewrites the only function of a text, and compares what both compute.
fn check(text: &str, applied: &mut Applied) {
    let unit = ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let original = &unit.functions[0];
    let mut rewritten = original.clone();
    let mut gate = Gate::default();
    let mut cx = Context {
        module: &unit.module,
        abi: &target::InRegisters,
        gate: &mut gate,
        analyses: Analyses::default(),
    };
    let mut any = false;
    combine::rewrite(&mut rewritten, &mut cx, &mut |rule: &'static str, op: Op| {
        any = true;
        applied.insert((rule, op.name()));
    });
    if !any {
        return;
    }
    rewritten.resolve_aliases();
    let violations = ir::verify::verify(&rewritten);
    assert!(violations.is_empty(), "{violations:?}\n{text}");
    for operands in operands(original) {
        // What traps has no value: anything may take its place.
        let Some(expected) = run(original, &operands) else { continue };
        let actual = run(&rewritten, &operands);
        if actual.as_ref() != Some(&expected) {
            let mut after = String::new();
            let _ = ir::print::function(&mut after, Some(&unit.module), &rewritten);
            panic!("of {operands:x?}: {expected:x?} became {actual:x?}\n{text}\n{after}");
        }
    }
}

/// All combinations of the samples of the parameters' types.
fn operands(f: &Function) -> Vec<Vec<u128>> {
    let mut all = vec![Vec::new()];
    for &param in f.params(f.entry()) {
        let values = samples(f.ty(param));
        all = all
            .iter()
            .flat_map(|head: &Vec<u128>| values.iter().map(|&v| [&head[..], &[v]].concat()))
            .collect();
    }
    all
}

/// Values that rules look for, and the ends of the ranges.
fn corners(ty: Type) -> [u128; 6] {
    let bits = eval::width(ty);
    [0, 1, 3, u128::from(bits) - 1, 1 << (bits - 1), eval::mask(bits)]
}

/// All bytes; corners, what lies around them and random values of wider types.
pub(super) fn samples(ty: Type) -> Vec<u128> {
    let bits = eval::width(ty);
    match ty {
        Type::I8 => return (0..256).collect(),
        // Zeros, ones, infinities, NaNs, the least and the greatest, and some between.
        Type::F32 => return FLOATS.iter().map(|&x| u128::from((x as f32).to_bits())).collect(),
        Type::F64 => return FLOATS.iter().map(|&x| u128::from(x.to_bits())).collect(),
        _ => {}
    }
    let (top, half) = (1u128 << (bits - 1), 1 << (bits / 2));
    let mut values = vec![2, 7, u128::from(bits) / 2, half - 1, half, top - 1, eval::mask(bits) - 1];
    values.extend(corners(ty));
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..24 {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        values.push(u128::from(state) & eval::mask(bits));
        values.push(u128::from(state >> (state & 63)) & eval::mask(bits));
    }
    values.sort_unstable();
    values.dedup();
    values
}

const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    -2.5,
    1e-45,
    1e38,
    f64::MIN_POSITIVE,
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];
