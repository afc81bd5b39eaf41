//! Assembler values: a [`Value`] is a constant or *symbol + addend*, in 16 bytes; everything more complicated
//! is a tree interned in the [`Context`](crate::Context)'s side table (GNU as manual, chapter 6).

use crate::SymbolId;

/// A relocation specifier: what follows `@` in `foo@PLT` (or `%lo(…)`, `:lo12:` elsewhere). The numbers are the
/// machine's own; 0 is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Specifier(pub u8);

impl Specifier {
    /// No specifier.
    pub const NONE: Specifier = Specifier(0);
}

/// An interned expression tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExprId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Base {
    None,
    Symbol,
    Tree,
}

/// A value that the assembler, the linker or the loader computes: `addend`, `symbol@specifier + addend`, or
/// `tree + addend`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Value {
    /// The constant part, modulo 2^64.
    pub addend: i64,
    base: u32,
    kind: Base,
    /// The relocation specifier.
    pub specifier: Specifier,
}

impl Value {
    /// The constant 0.
    pub const ZERO: Value = Value::constant(0);

    /// A constant.
    pub const fn constant(addend: i64) -> Value {
        Value { addend, base: 0, kind: Base::None, specifier: Specifier::NONE }
    }

    /// The address of a symbol.
    pub const fn symbol(symbol: SymbolId) -> Value {
        Value { addend: 0, base: symbol.0, kind: Base::Symbol, specifier: Specifier::NONE }
    }

    /// An expression tree of the [`Context`](crate::Context).
    pub const fn tree(tree: ExprId) -> Value {
        Value { addend: 0, base: tree.0, kind: Base::Tree, specifier: Specifier::NONE }
    }

    /// The same, `n` further.
    #[must_use]
    pub const fn plus(self, n: i64) -> Value {
        Value { addend: self.addend.wrapping_add(n), ..self }
    }

    /// The same with this relocation specifier.
    #[must_use]
    pub const fn with(self, specifier: Specifier) -> Value {
        Value { specifier, ..self }
    }

    /// The number, if it is a constant.
    #[inline]
    pub const fn as_constant(self) -> Option<i64> {
        match self.kind {
            Base::None => Some(self.addend),
            _ => None,
        }
    }

    /// The symbol of a *symbol + addend*.
    #[inline]
    pub const fn as_symbol(self) -> Option<SymbolId> {
        match self.kind {
            Base::Symbol => Some(SymbolId(self.base)),
            _ => None,
        }
    }

    /// The tree of a *tree + addend*.
    #[inline]
    pub const fn as_tree(self) -> Option<ExprId> {
        match self.kind {
            Base::Tree => Some(ExprId(self.base)),
            _ => None,
        }
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::constant(n)
    }
}

impl From<SymbolId> for Value {
    fn from(s: SymbolId) -> Value {
        Value::symbol(s)
    }
}

/// Prefix operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `~`
    Not,
    /// `!`
    LogicalNot,
}

/// Infix operators. Comparisons give -1 for true, as GNU as has it; `&&` and `||` give 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `<<`
    Shl,
    /// `>>` (logical)
    Shr,
    /// `|`
    Or,
    /// `&`
    And,
    /// `^`
    Xor,
    /// `!` (a | ~b)
    OrNot,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `==`
    Eq,
    /// `<>` and `!=`
    Ne,
    /// `<`
    Lt,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `<=`
    Le,
    /// `&&`
    LogicalAnd,
    /// `||`
    LogicalOr,
}

/// A node of an expression tree; its leaves are [`Value`]s.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Expr {
    /// A prefix operator.
    Unary(UnaryOp, Value),
    /// An infix operator.
    Binary(BinaryOp, Value, Value),
}

/// Folds a prefix operator.
pub(crate) fn fold_unary(op: UnaryOp, a: i64) -> i64 {
    match op {
        UnaryOp::Neg => a.wrapping_neg(),
        UnaryOp::Not => !a,
        UnaryOp::LogicalNot => i64::from(a == 0),
    }
}

/// Folds an infix operator; `None` is a division by zero.
pub(crate) fn fold_binary(op: BinaryOp, a: i64, b: i64) -> Option<i64> {
    let truth = |t: bool| if t { -1 } else { 0 };
    Some(match op {
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::Div | BinaryOp::Rem if b == 0 => return None,
        BinaryOp::Div => a.wrapping_div(b),
        BinaryOp::Rem => a.wrapping_rem(b),
        BinaryOp::Shl => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)).unwrap_or(0),
        BinaryOp::Shr => u32::try_from(b).ok().and_then(|b| (a as u64).checked_shr(b)).unwrap_or(0) as i64,
        BinaryOp::Or => a | b,
        BinaryOp::And => a & b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::OrNot => a | !b,
        BinaryOp::Add => a.wrapping_add(b),
        BinaryOp::Sub => a.wrapping_sub(b),
        BinaryOp::Eq => truth(a == b),
        BinaryOp::Ne => truth(a != b),
        BinaryOp::Lt => truth(a < b),
        BinaryOp::Gt => truth(a > b),
        BinaryOp::Ge => truth(a >= b),
        BinaryOp::Le => truth(a <= b),
        BinaryOp::LogicalAnd => i64::from(a != 0 && b != 0),
        BinaryOp::LogicalOr => i64::from(a != 0 || b != 0),
    })
}

/// See [`Context::resolve_early`](crate::Context::resolve_early).
pub(crate) fn resolve_early(context: &crate::Context, value: Value) -> Option<i64> {
    match early(context, value, 0)? {
        (None, n) => Some(n),
        _ => None,
    }
}

/// A value as *place + offset*, where a place is a section and a fragment index.
fn early(
    context: &crate::Context,
    value: Value,
    depth: u32,
) -> Option<(Option<(crate::SectionId, u32)>, i64)> {
    use crate::Definition;
    if value.specifier != Specifier::NONE || depth > 500 {
        return None;
    }
    let (place, n) = if let Some(symbol) = value.as_symbol() {
        match context.symbols[symbol].definition {
            Definition::Label { section, frag, offset } => (Some((section, frag)), offset as i64),
            Definition::Equated(v) => early(context, v, depth + 1)?,
            _ => return None,
        }
    } else if let Some(tree) = value.as_tree() {
        match context.expr(tree) {
            Expr::Unary(op, a) => match early(context, a, depth + 1)? {
                (None, a) => (None, fold_unary(op, a)),
                _ => return None,
            },
            Expr::Binary(op, a, b) => {
                match (early(context, a, depth + 1)?, early(context, b, depth + 1)?, op) {
                    ((None, a), (None, b), op) => (None, fold_binary(op, a, b)?),
                    ((p, a), (None, b), BinaryOp::Sub) => (p, a.wrapping_sub(b)),
                    ((None, a), (p, b), BinaryOp::Add) | ((p, a), (None, b), BinaryOp::Add) => {
                        (p, a.wrapping_add(b))
                    }
                    ((p, a), (q, b), op) if p == q => {
                        use BinaryOp::*;
                        let compare = matches!(op, Sub | Eq | Ne | Lt | Gt | Ge | Le);
                        (None, if compare { fold_binary(op, a, b)? } else { return None })
                    }
                    _ => return None,
                }
            }
        }
    } else {
        (None, 0)
    };
    Some((place, n.wrapping_add(value.addend)))
}
