//! Comparisons that a branch on the way has decided: beyond `if (x < y)`, `x == y` is false.
//!
//! An edge that alone leads to a block brings a fact: which of the relations between two values are possible from there
//! on. Facts hold in all that the block dominates. Of a comparison with a constant, facts about other constants count, too.

use crate::Context;
use crate::analysis::Change;
use ir::{Block, FloatCond, Function, Inst, InstData, IntCond, Op, Type, Value};

/// Relations between two values, as bits.
type Relations = u8;
const LESS: Relations = 1;
const EQUAL: Relations = 2;
const GREATER: Relations = 4;
const UNORDERED: Relations = 8;

/// How numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    Signed,
    Unsigned,
    Float,
}

/// What is known of two values from a block on.
struct Fact {
    block: Block,
    a: Value,
    b: Value,
    order: Order,
    possible: Relations,
    /// `b`, if it is a constant.
    constant: Option<i64>,
}

/// So many facts are remembered; further ones are not taken in.
const FACTS: usize = 64;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let (flow, dominators) = (cx.analyses.flow(f), cx.analyses.dominators(f));
    let mut facts: Vec<Fact> = Vec::new();
    let mut changed = false;
    for &block in &dominators.preorder {
        facts.retain(|fact| dominators.dominates(fact.block, block));
        if let [pred] = flow.preds(block)
            && facts.len() < FACTS
        {
            learn(f, pred.block, pred.edge, block, &mut facts);
        }
        for inst in f.blocks[block].insts.clone() {
            let Some(truth) = decided(f, inst, &facts) else { continue };
            if cx.gate.allows(inst.as_u32()) {
                f.insts[inst] = InstData::new(Op::Iconst, Type::I8, &[]).with_imm(truth);
                changed = true;
            }
        }
        changed |= decide_branch(f, block, &facts, cx);
    }
    Change::code(changed)
}

/// What a comparison gives, if facts say so.
fn decided(f: &Function, inst: Inst, facts: &[Fact]) -> Option<i64> {
    let comparison = Comparison::of(f, inst)?;
    let possible = comparison.possible(f, facts);
    match possible & comparison.relations {
        0 => Some(0),
        true_in if true_in == possible => Some(1),
        _ => None,
    }
}

/// A branch on a comparison that stands before the facts were known.
fn decide_branch(f: &mut Function, block: Block, facts: &[Fact], cx: &mut Context<'_>) -> bool {
    let Some(branch) = f.terminator(block).filter(|&inst| f.insts[inst].op == Op::Br) else { return false };
    let Some((comparison, _)) = f.def_inst(f.insts[branch].args[0]) else { return false };
    let Some(truth) = decided(f, comparison, facts) else { return false };
    if !cx.gate.allows(branch.as_u32()) {
        return false;
    }
    let known = f.new_inst(InstData::new(Op::Iconst, Type::I8, &[]).with_imm(truth), f.locs[branch]);
    f.make_results(known, &[Type::I8]);
    let before = f.blocks[block].insts.len() - 1;
    f.blocks[block].insts.insert(before, known);
    if let Some(known) = f.result(known) {
        f.insts[branch].args[0] = known;
    }
    true
}

/// What the edge says by which a block is entered.
fn learn(f: &Function, from: Block, edge: u32, to: Block, facts: &mut Vec<Fact>) {
    let Some(branch) = f.terminator(from).filter(|&inst| f.insts[inst].op == Op::Br) else { return };
    let edges = f.edge_range(branch);
    if f.edges[edges.start].block == f.edges[edges.start + 1].block {
        return;
    }
    let taken = edge as usize == edges.start;
    let condition = f.resolve(f.insts[branch].args[0]);
    let Some((inst, _)) = f.def_inst(condition) else { return };
    let Some(comparison) = Comparison::of(f, inst) else { return };
    let all = comparison.all();
    let possible = if taken { comparison.relations } else { all & !comparison.relations };
    let mut add = |order, possible| {
        let (a, b) = (comparison.a, comparison.b);
        facts.push(Fact { block: to, a, b, order, possible, constant: f.constant(b) });
    };
    add(comparison.order, possible);
    // Equality is the same in both orders of integers.
    let other = match comparison.order {
        Order::Signed => Order::Unsigned,
        Order::Unsigned => Order::Signed,
        Order::Float => return,
    };
    match possible {
        EQUAL => add(other, EQUAL),
        _ if possible & EQUAL == 0 => add(other, LESS | GREATER),
        _ => {}
    }
}

/// A comparison of two values, and the relations in which it is true.
struct Comparison {
    a: Value,
    b: Value,
    order: Order,
    relations: Relations,
}

impl Comparison {
    fn of(f: &Function, inst: Inst) -> Option<Comparison> {
        let data = &f.insts[inst];
        let (a, b) = match data.op {
            Op::Icmp | Op::Fcmp => (f.resolve(data.args[0]), f.resolve(data.args[1])),
            _ => return None,
        };
        if f.ty(a).is_vector() {
            return None;
        }
        let (order, relations) = match data.op {
            Op::Icmp => integer(IntCond::from_aux(data.aux)),
            _ => (Order::Float, float(FloatCond::from_aux(data.aux))),
        };
        // One order of the operands, so that facts about both meet; a constant stays on the right.
        let exchange = b < a && f.constant(b).is_none();
        Some(match exchange {
            true => Comparison { a: b, b: a, order, relations: mirrored(relations) },
            false => Comparison { a, b, order, relations },
        })
    }

    fn all(&self) -> Relations {
        match self.order {
            Order::Float => LESS | EQUAL | GREATER | UNORDERED,
            _ => LESS | EQUAL | GREATER,
        }
    }

    /// The relations that the facts leave.
    fn possible(&self, f: &Function, facts: &[Fact]) -> Relations {
        let mut possible = self.all();
        if self.a == self.b {
            possible = if self.order == Order::Float { EQUAL | UNORDERED } else { EQUAL };
        }
        for fact in facts.iter().filter(|fact| fact.order == self.order && fact.a == self.a) {
            if fact.b == self.b {
                possible &= fact.possible;
            } else if let (Some(known), Some(asked)) = (fact.constant, f.constant(self.b)) {
                possible &= between(fact.possible, known, asked, self.order);
            }
        }
        // Contradictions are code that nothing reaches: it may stay as it is.
        if possible == 0 { self.all() } else { possible }
    }
}

/// Relations of a value to `asked`, if only these to `known` are possible.
fn between(possible: Relations, known: i64, asked: i64, order: Order) -> Relations {
    if known == asked {
        return possible;
    }
    let less = match order {
        Order::Signed => known < asked,
        Order::Unsigned => (known as u64) < asked as u64,
        Order::Float => return LESS | EQUAL | GREATER | UNORDERED,
    };
    match less {
        // What is at most `known` is less than `asked`.
        true if possible & GREATER == 0 => LESS,
        false if possible & LESS == 0 => GREATER,
        _ => LESS | EQUAL | GREATER,
    }
}

fn mirrored(relations: Relations) -> Relations {
    let (less, greater) = (relations & LESS != 0, relations & GREATER != 0);
    relations & !(LESS | GREATER) | if less { GREATER } else { 0 } | if greater { LESS } else { 0 }
}

fn integer(cond: IntCond) -> (Order, Relations) {
    use IntCond as C;
    match cond {
        C::Eq => (Order::Signed, EQUAL),
        C::Ne => (Order::Signed, LESS | GREATER),
        C::Slt => (Order::Signed, LESS),
        C::Sle => (Order::Signed, LESS | EQUAL),
        C::Sgt => (Order::Signed, GREATER),
        C::Sge => (Order::Signed, GREATER | EQUAL),
        C::Ult => (Order::Unsigned, LESS),
        C::Ule => (Order::Unsigned, LESS | EQUAL),
        C::Ugt => (Order::Unsigned, GREATER),
        C::Uge => (Order::Unsigned, GREATER | EQUAL),
    }
}

fn float(cond: FloatCond) -> Relations {
    use FloatCond as C;
    match cond {
        C::Oeq => EQUAL,
        C::Une => LESS | GREATER | UNORDERED,
        C::Olt | C::Qlt => LESS,
        C::Ole | C::Qle => LESS | EQUAL,
        C::Ogt | C::Qgt => GREATER,
        C::Oge | C::Qge => GREATER | EQUAL,
        C::Ord => LESS | EQUAL | GREATER,
        C::Uno => UNORDERED,
        C::One => LESS | GREATER,
        C::Ueq => EQUAL | UNORDERED,
        C::Ult => LESS | UNORDERED,
        C::Ule => LESS | EQUAL | UNORDERED,
        C::Ugt => GREATER | UNORDERED,
        C::Uge => GREATER | EQUAL | UNORDERED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For all small numbers: a fact never excludes a relation that exists.
    #[test]
    fn constants_between() {
        let relation = |x: i64, y: i64| match x.cmp(&y) {
            std::cmp::Ordering::Less => LESS,
            std::cmp::Ordering::Equal => EQUAL,
            std::cmp::Ordering::Greater => GREATER,
        };
        for possible in 1..8u8 {
            for (known, asked) in (-3..4).flat_map(|known| (-3..4).map(move |asked| (known, asked))) {
                for x in (-5..6).filter(|&x| relation(x, known) & possible != 0) {
                    let left = between(possible, known, asked, Order::Signed);
                    assert_ne!(left & relation(x, asked), 0, "{x} {known} {asked} {possible}");
                    let unsigned = relation((x as u64 ^ 1 << 63) as i64, (known as u64 ^ 1 << 63) as i64);
                    if unsigned & possible != 0 {
                        let left = between(possible, known, asked, Order::Unsigned);
                        let to = relation((x as u64 ^ 1 << 63) as i64, (asked as u64 ^ 1 << 63) as i64);
                        assert_ne!(left & to, 0, "{x} {known} {asked} {possible}");
                    }
                }
            }
        }
    }

    #[test]
    fn mirroring_twice_is_nothing() {
        for relations in 0..16 {
            assert_eq!(mirrored(mirrored(relations)), relations);
        }
        assert_eq!(mirrored(LESS | EQUAL), GREATER | EQUAL);
    }
}
