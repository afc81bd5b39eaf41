//! How far a constant is what the standard calls one (C23 6.6): what folds is not always an integer constant expression,
//! and what overflows on the way is none at all.

use crate::Sema;
use crate::hir::*;
use diag::{Place, warn};
use parser::ast::{self, ExprKind as A};

/// What keeps a value that is known from being the constant that it looks like.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flaws(u8);

impl Flaws {
    pub(crate) const NONE: Flaws = Flaws(0);
    /// It came out of operands or operators that an integer constant expression has not (6.6p8).
    pub(crate) const FOLDED: Flaws = Flaws(1);
    /// It left the range of its type on the way (6.6p4).
    pub(crate) const OVERFLOW: Flaws = Flaws(2);
    /// It came out of an operation that is not defined, or that constant expressions must not contain (6.6p3).
    pub(crate) const INVALID: Flaws = Flaws(4);

    /// (Of a conditional, it is none.) GCC manual, "Other Builtins": `__builtin_constant_p` has chosen it, so that it may
    /// initialise what wants a constant, whatever it is made of.
    pub(crate) const CHOSEN: Flaws = Flaws(8);

    pub(crate) fn with(self, other: Flaws) -> Flaws {
        Flaws(self.0 | other.0)
    }

    pub(crate) fn has(self, other: Flaws) -> bool {
        self.0 & other.0 != 0
    }

    /// Those that count where the value is not evaluated: there nothing can overflow.
    pub(crate) fn unevaluated(self) -> Flaws {
        Flaws(self.0 & Flaws::FOLDED.0)
    }
}

impl Sema<'_> {
    /// What is wrong with a constant node. (Hardly any have something.)
    pub(crate) fn flaws(&self, id: ExprId) -> Flaws {
        if self.flaws.is_empty() {
            return Flaws::NONE;
        }
        self.flaws.get(&id).copied().unwrap_or_default()
    }

    /// Says what is wrong with a node just made.
    pub(crate) fn flawed(&mut self, id: ExprId, flaws: Flaws) -> ExprId {
        if flaws != Flaws::NONE {
            let all = self.flaws(id).with(flaws);
            self.flaws.insert(id, all);
        }
        id
    }

    /// A node made from another one has what was wrong with that.
    pub(crate) fn inherit(&mut self, id: ExprId, from: ExprId) -> ExprId {
        let flaws = self.flaws(from);
        self.flawed(id, flaws)
    }

    /// Another node for the same constant, which is none of its own kind any more: a cast that changes nothing of `0`
    /// makes it no literal.
    pub(crate) fn folded_copy(&mut self, id: ExprId) -> ExprId {
        let Expr { kind, ty, loc } = self.body.exprs[id];
        let copy = self.push(kind, ty, loc);
        let flaws = self.flaws(id).with(Flaws::FOLDED);
        self.flawed(copy, flaws)
    }

    /// Whether all operands are integer constants, so that a value would be an integer constant expression if its operators
    /// gave one: it may stand where it is not evaluated (6.6p3).
    pub(crate) fn has_integer_operands(&self, id: ExprId) -> bool {
        diag::nested(|| match self.kind(id) {
            ExprKind::Int(_) | ExprKind::Big(_) => {
                self.unit.types.is_integer(self.ty(id)) && !self.flaws(id).has(Flaws::FOLDED)
            }
            ExprKind::Wide(_) => self.const_int(id).is_some() && !self.flaws(id).has(Flaws::FOLDED),
            ExprKind::Cast(CastKind::IntToInt | CastKind::Bitcast | CastKind::ToBool, inner)
            | ExprKind::Unary(_, inner) => self.has_integer_operands(inner),
            ExprKind::Binary(_, lhs, rhs)
            | ExprKind::LogicalAnd(lhs, rhs)
            | ExprKind::LogicalOr(lhs, rhs) => {
                self.has_integer_operands(lhs) && self.has_integer_operands(rhs)
            }
            // Nor are commas forbidden there since C99.
            ExprKind::Comma(lhs, rhs) if self.session.options.std >= lexer::Std::C99 => {
                self.has_integer_operands(lhs) && self.has_integer_operands(rhs)
            }
            ExprKind::Cond { cond, then, els } => {
                self.has_integer_operands(cond)
                    && self.has_integer_operands(then)
                    && self.has_integer_operands(els)
            }
            _ => false,
        })
    }

    /// "overflow in constant expression", which is asked about with -pedantic alone.
    pub(crate) fn constant_overflow(&self, at: Place) {
        if self.pedantic() {
            self.pedwarn(warn::OVERFLOW, at, "overflow in constant expression");
        }
    }

    /// Everything that is wrong with a value that is known, seen through the operators that are left of it.
    pub(crate) fn all_flaws(&mut self, id: ExprId) -> Flaws {
        diag::nested(|| self.node_flaws(id))
    }

    fn node_flaws(&mut self, id: ExprId) -> Flaws {
        let own = self.flaws(id);
        let inner = match self.kind(id) {
            ExprKind::Cast(_, inner)
            | ExprKind::Unary(_, inner)
            | ExprKind::Real(inner)
            | ExprKind::Imag(inner) => self.all_flaws(inner),
            ExprKind::Binary(_, lhs, rhs) | ExprKind::PtrAdd(lhs, rhs) | ExprKind::Complex(lhs, rhs) => {
                let left = self.all_flaws(lhs);
                left.with(self.all_flaws(rhs))
            }
            ExprKind::LogicalAnd(lhs, rhs) | ExprKind::LogicalOr(lhs, rhs) => {
                let left = self.all_flaws(lhs);
                let decides = matches!(self.kind(id), ExprKind::LogicalOr(..));
                match self.evaluate_truth(lhs) {
                    Some(truth) if truth == decides => left.with(self.skipped_flaws(rhs)),
                    _ => left.with(self.all_flaws(rhs)),
                }
            }
            ExprKind::Cond { cond, then, els } => {
                let flaws = self.all_flaws(cond);
                let (taken, skipped) = match self.evaluate_truth(cond) {
                    Some(false) => (els, then),
                    _ => (then, els),
                };
                let skipped = self.skipped_flaws(skipped);
                let taken = self.all_flaws(taken);
                if own.has(Flaws::CHOSEN) { flaws } else { flaws.with(skipped).with(taken) }
            }
            ExprKind::Comma(first, second) => {
                let _ = (first, second);
                Flaws::INVALID
            }
            _ => Flaws::NONE,
        };
        own.with(inner)
    }

    /// A static initialiser that is known, but no constant expression (6.6, 6.7.11p5).
    ///
    /// Whether something was said.
    pub(crate) fn check_strictness(&mut self, id: ExprId) -> bool {
        if !self.pedantic() || self.is_pure(id) && self.flaws(id) == Flaws::NONE {
            return false;
        }
        let flaws = self.all_flaws(id);
        if flaws.has(Flaws::INVALID) {
            let message = "initializer element is not a constant expression";
            self.pedwarn(warn::PEDANTIC, self.loc(id), message);
            return true;
        }
        if flaws.has(Flaws::OVERFLOW) {
            self.constant_overflow(self.loc(id).into());
        }
        false
    }

    /// The same, negated or not.
    pub(crate) fn asks_whether_constant(&self, mut cond: &ast::Expr<'_>) -> bool {
        while let A::Unary(ast::UnaryOp::LogicalNot, inner) | A::Paren(inner) = cond.kind {
            cond = inner;
        }
        self.asks_constant(cond)
    }

    /// Whether a condition is a call of `__builtin_constant_p` and nothing else.
    pub(crate) fn asks_constant(&self, cond: &ast::Expr<'_>) -> bool {
        diag::nested(|| match cond.kind {
            A::Paren(inner) | A::Extension(inner) => self.asks_constant(inner),
            A::ChooseExpr(_, one, other) => self.asks_constant(one) || self.asks_constant(other),
            A::Call(callee, _) => match callee.kind {
                A::Ident(name) => self.text(name) == "__builtin_constant_p",
                _ => false,
            },
            _ => false,
        })
    }

    /// What is wrong with an operand that is not evaluated: C90 has no assignments, calls and commas there either (C90 6.4);
    /// later editions have them.
    fn skipped_flaws(&mut self, id: ExprId) -> Flaws {
        if self.session.options.std < lexer::Std::C99 && self.has_forbidden_operator(id) {
            return Flaws::INVALID;
        }
        Flaws::NONE
    }

    /// An operator that a constant expression must not contain.
    pub(crate) fn has_forbidden_operator(&self, id: ExprId) -> bool {
        diag::nested(|| match self.kind(id) {
            ExprKind::Comma(..)
            | ExprKind::Call { .. }
            | ExprKind::Assign { .. }
            | ExprKind::Update { .. }
            | ExprKind::StmtExpr { .. } => true,
            ExprKind::Cast(_, inner)
            | ExprKind::Unary(_, inner)
            | ExprKind::Real(inner)
            | ExprKind::Imag(inner)
            | ExprKind::Load(inner)
            | ExprKind::AddrOf(inner)
            | ExprKind::Deref(inner) => self.has_forbidden_operator(inner),
            ExprKind::Binary(_, lhs, rhs)
            | ExprKind::PtrAdd(lhs, rhs)
            | ExprKind::LogicalAnd(lhs, rhs)
            | ExprKind::LogicalOr(lhs, rhs) => {
                self.has_forbidden_operator(lhs) || self.has_forbidden_operator(rhs)
            }
            ExprKind::Compound(_, init) => {
                let stores = &self.body.inits[init].stores;
                stores.iter().any(|store| self.has_forbidden_operator(store.value))
            }
            ExprKind::Cond { cond, then, els } => {
                self.has_forbidden_operator(cond)
                    || self.has_forbidden_operator(then)
                    || self.has_forbidden_operator(els)
            }
            _ => false,
        })
    }
}
