//! Objects that are written and read, or written again, with no order between (-Wsequence-point; C23 6.5.1p2, Annex C).

use crate::Sema;
use diag::{Loc, warn};
use parser::ast::{BinaryOp as B, Expr, ExprKind as E, UnaryOp as U};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// An object, by how it is written: equal ones are the same, as long as nothing between changes what they are made of.
type Key = u64;

/// With more writes than these, an expression is not looked at.
const MOST_WRITES: usize = 64;

/// What evaluating an expression does to the objects that are written somewhere in it.
#[derive(Default)]
struct Effects {
    reads: Vec<Key>,
    writes: Vec<Write>,
    /// The object that the expression designates, if it is an lvalue that has no effects.
    place: Option<Key>,
}

#[derive(Clone, Copy)]
struct Write {
    key: Key,
    loc: Loc,
    /// It is done before the value is there.
    settled: bool,
}

/// A walk over a full expression.
struct Walk<'w, 'e> {
    /// All that is written.
    written: Vec<(Key, &'w Expr<'e>)>,
    /// What clashes: the object, and where.
    found: Vec<(Key, Loc)>,
}

fn key(parts: impl Hash) -> Key {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Members and elements in each other that make an object which is followed.
const DEEPEST: u32 = 64;

/// The object that an expression designates, or the value of one that has no effects.
fn designated(expr: &Expr<'_>) -> Option<Key> {
    designated_within(expr, DEEPEST)
}

fn designated_within(expr: &Expr<'_>, levels: u32) -> Option<Key> {
    let levels = levels.checked_sub(1)?;
    let inner = |expr| designated_within(expr, levels);
    Some(match expr.kind {
        E::Ident(name) => key((1, name.0)),
        E::Number(text) => key((2, text.0)),
        E::Paren(within) | E::Extension(within) => inner(within)?,
        E::Unary(U::Deref, pointer) => key((3, inner(pointer)?)),
        E::Member { base, arrow, name } => {
            let base = inner(base)?;
            let base = if arrow { key((3, base)) } else { base };
            key((4, base, name.name.0))
        }
        E::Index(base, index) => key((5, inner(base)?, inner(index)?)),
        E::Binary(op, _, lhs, rhs) => key((6, op as u8, inner(lhs)?, inner(rhs)?)),
        _ => return None,
    })
}

impl<'w, 'e> Walk<'w, 'e> {
    /// Collects what is written. False: that is too much.
    fn collect(&mut self, expr: &'w Expr<'e>) -> bool {
        diag::nested(|| {
            match expr.kind {
                E::Assign(_, _, target, value) => {
                    self.write(target);
                    self.collect(target) && self.collect(value)
                }
                E::Unary(op, operand) => {
                    if matches!(op, U::PreInc | U::PreDec | U::PostInc | U::PostDec) {
                        self.write(operand);
                    }
                    self.collect(operand)
                }
                E::Paren(a) | E::Extension(a) | E::Cast(_, a) | E::Member { base: a, .. } => self.collect(a),
                E::Binary(_, _, a, b) | E::Comma(a, b) | E::Index(a, b) => self.collect(a) && self.collect(b),
                E::Conditional(cond, then, els) => {
                    self.collect(cond) && then.is_none_or(|then| self.collect(then)) && self.collect(els)
                }
                E::Call(callee, args) => self.collect(callee) && args.iter().all(|arg| self.collect(arg)),
                _ => true,
            }
            .then_some(())
            .filter(|()| self.written.len() <= MOST_WRITES)
            .is_some()
        })
    }

    fn write(&mut self, target: &'w Expr<'e>) {
        if let Some(key) = designated(target) {
            self.written.push((key, target));
        }
    }

    fn is_written(&self, key: Key) -> bool {
        self.written.iter().any(|written| written.0 == key)
    }

    fn clash(&mut self, key: Key, loc: Loc) {
        if self.found.iter().all(|found| found.0 != key) {
            self.found.push((key, loc));
        }
    }

    /// The effects of two expressions that are evaluated in any order.
    fn beside(&mut self, mut one: Effects, other: Effects) -> Effects {
        for (writes, against) in [(&one, &other), (&other, &one)] {
            for write in &writes.writes {
                let twice = against.writes.iter().any(|other| other.key == write.key);
                if twice || against.reads.contains(&write.key) {
                    self.clash(write.key, write.loc);
                }
            }
        }
        one.join(other);
        one
    }

    /// Evaluates `expr` for its value.
    fn value(&mut self, expr: &Expr<'_>) -> Effects {
        let mut effects = self.evaluate(expr);
        if let Some(place) = effects.place.take()
            && self.is_written(place)
            && !effects.reads.contains(&place)
        {
            effects.reads.push(place);
        }
        effects
    }

    fn evaluate(&mut self, expr: &Expr<'_>) -> Effects {
        diag::nested(|| self.evaluate_node(expr))
    }

    fn evaluate_node(&mut self, expr: &Expr<'_>) -> Effects {
        match expr.kind {
            E::Ident(_) => Effects { place: designated(expr), ..Effects::default() },
            E::Paren(inner) | E::Extension(inner) => self.evaluate(inner),
            E::Cast(_, inner) => self.value(inner),
            E::Unary(U::AddressOf, inner) => Effects { place: None, ..self.evaluate(inner) },
            E::Unary(U::Deref, inner) => Effects { place: designated(expr), ..self.value(inner) },
            E::Unary(U::Real | U::Imag, inner) => self.evaluate(inner),
            E::Unary(U::PreInc | U::PreDec | U::PostInc | U::PostDec, inner) => {
                let mut effects = self.value(inner);
                effects.write(designated(inner), expr.span.lo);
                effects
            }
            E::Unary(_, inner) => self.value(inner),
            E::Member { base, arrow, .. } => {
                let base = if arrow { self.value(base) } else { self.evaluate(base) };
                Effects { place: designated(expr), ..base }
            }
            E::Index(base, index) => {
                let (base, index) = (self.value(base), self.value(index));
                Effects { place: designated(expr), ..self.beside(base, index) }
            }
            E::Assign(op, at, target, value) => {
                let place = self.evaluate(target);
                let value = self.value(value);
                let own = designated(target);
                let mut place = place;
                place.place = None;
                if let Some(own) = own {
                    // The value is there before the object is written; what else is done to it may come later.
                    let unsettled = value.writes.iter().chain(&place.writes);
                    if unsettled.clone().any(|write| write.key == own && !write.settled) {
                        self.clash(own, at);
                    }
                    if op.is_some() {
                        place.reads.push(own);
                    }
                }
                let mut effects = self.beside(place, value);
                effects.write(own, at);
                effects
            }
            E::Binary(B::LogicalAnd | B::LogicalOr, _, first, second) | E::Comma(first, second) => {
                let mut effects = self.value(first);
                effects.settle();
                let second = self.value(second);
                effects.join(second);
                effects
            }
            E::Binary(_, _, lhs, rhs) => {
                let (lhs, rhs) = (self.value(lhs), self.value(rhs));
                self.beside(lhs, rhs)
            }
            E::Conditional(cond, then, els) => {
                let mut effects = self.value(cond);
                effects.settle();
                if let Some(then) = then {
                    let then = self.value(then);
                    effects.join(then);
                }
                let els = self.value(els);
                effects.join(els);
                effects
            }
            E::Call(callee, args) => {
                let mut effects = self.value(callee);
                for arg in args {
                    let arg = self.value(arg);
                    effects = self.beside(effects, arg);
                }
                effects.settle();
                effects
            }
            _ => Effects::default(),
        }
    }
}

impl Effects {
    fn write(&mut self, key: Option<Key>, loc: Loc) {
        if let Some(key) = key {
            self.writes.push(Write { key, loc, settled: false });
        }
    }

    /// A sequence point: what was to be done is done.
    fn settle(&mut self) {
        self.writes.iter_mut().for_each(|write| write.settled = true);
    }

    fn join(&mut self, other: Effects) {
        for read in other.reads {
            if !self.reads.contains(&read) {
                self.reads.push(read);
            }
        }
        self.writes.extend(other.writes);
        self.place = None;
    }
}

impl Sema<'_> {
    /// Looks at a full expression.
    pub(crate) fn check_sequence(&mut self, expr: &Expr<'_>) {
        if !self.session.diags.may_be_enabled(warn::SEQUENCE_POINT) {
            return;
        }
        let mut walk = Walk { written: Vec::new(), found: Vec::new() };
        if !walk.collect(expr) || walk.written.is_empty() {
            return;
        }
        walk.value(expr);
        for (key, loc) in std::mem::take(&mut walk.found) {
            let Some(&(_, object)) = walk.written.iter().find(|written| written.0 == key) else { continue };
            let text = self.spell_expression(object);
            self.warning(warn::SEQUENCE_POINT, loc, format!("operation on '{text}' may be undefined"));
        }
    }
}
