//! What both streamers and the parser share: symbols, sections, expression trees and messages.

use crate::{AsmError, BinaryOp, Expr, ExprId, Sections, SymbolId, SymbolTable, UnaryOp, Value};

/// A line of assembler text, for messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Index into [`Context::files`].
    pub file: u32,
    /// From 1; 0 is none.
    pub line: u32,
}

/// An error or warning with its place.
#[derive(Clone, Debug)]
pub struct Message {
    /// The line.
    pub place: Place,
    /// Whether it is only a warning.
    pub warning: bool,
    /// What is wrong, as GNU as says it.
    pub text: String,
}

/// Symbols, sections, expression trees and messages of one assembly.
#[derive(Default)]
pub struct Context {
    /// The symbols.
    pub symbols: SymbolTable,
    /// The sections.
    pub sections: Sections,
    exprs: Vec<Expr>,
    /// Names of the files that [`Place`]s speak of.
    pub files: Vec<Box<str>>,
    /// Where the statement being assembled stands. The compiler leaves it at none, or sets it for inline asm.
    pub place: Place,
    /// Errors and warnings so far.
    pub messages: Vec<Message>,
    errors: u32,
}

impl Context {
    /// Reports an error at the current place.
    pub fn error(&mut self, error: impl Into<AsmError>) {
        let place = self.place;
        self.error_at(place, error);
    }

    /// Reports an error.
    pub fn error_at(&mut self, place: Place, error: impl Into<AsmError>) {
        self.errors += 1;
        self.messages.push(Message { place, warning: false, text: error.into().0 });
    }

    /// Reports a warning at the current place.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.messages.push(Message { place: self.place, warning: true, text: text.into() });
    }

    /// How many errors there were.
    pub fn error_count(&self) -> u32 {
        self.errors
    }

    /// Interns a tree node, folding constants.
    pub fn unary(&mut self, op: UnaryOp, a: Value) -> Value {
        if let Some(a) = a.as_constant() {
            return Value::constant(crate::expr::fold_unary(op, a));
        }
        self.push(Expr::Unary(op, a))
    }

    /// Interns a tree node, folding constants and *value ± constant*. Division by zero is reported and gives 0.
    pub fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        match (a.as_constant(), b.as_constant()) {
            (Some(x), Some(y)) => match crate::expr::fold_binary(op, x, y) {
                Some(n) => Value::constant(n),
                None => {
                    self.error("division by zero");
                    Value::ZERO
                }
            },
            (None, Some(y)) if op == BinaryOp::Add => a.plus(y),
            (None, Some(y)) if op == BinaryOp::Sub => a.plus(y.wrapping_neg()),
            (Some(x), None) if op == BinaryOp::Add => b.plus(x),
            _ => self.push(Expr::Binary(op, a, b)),
        }
    }

    /// `a - b`, for jump tables, sizes and lengths.
    pub fn difference(&mut self, a: SymbolId, b: SymbolId) -> Value {
        self.push(Expr::Binary(BinaryOp::Sub, Value::symbol(a), Value::symbol(b)))
    }

    fn push(&mut self, expr: Expr) -> Value {
        let id = ExprId(self.exprs.len() as u32);
        self.exprs.push(expr);
        Value::tree(id)
    }

    /// The node of this id.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }
}

impl Context {
    /// The value of a symbol in an expression: symbols set to a number so far are that number.
    pub fn symbol_value(&mut self, symbol: crate::SymbolId) -> Value {
        self.symbols[symbol].used = true;
        match self.symbols[symbol].definition {
            crate::Definition::Equated(value) if value.as_constant().is_some() => value,
            _ => Value::symbol(symbol),
        }
    }

    /// The number that a value has, if that can be said before the layout is known: constants, and differences of
    /// labels with only fixed-size contents between them.
    pub fn resolve_early(&self, value: Value) -> Option<i64> {
        crate::expr::resolve_early(self, value)
    }
}

impl Context {
    /// Appends a value as assembler text says it.
    pub fn write_value(
        &self,
        value: Value,
        specifier_name: &dyn Fn(crate::Specifier) -> &'static str,
        out: &mut String,
    ) {
        use std::fmt::Write;
        if let Some(n) = value.as_constant() {
            let _ = write!(out, "{n}");
            return;
        }
        if let Some(symbol) = value.as_symbol() {
            self.symbols.write_name(symbol, out);
        } else if let Some(tree) = value.as_tree() {
            self.write_tree(tree, specifier_name, out);
        }
        if value.specifier != crate::Specifier::NONE {
            out.push('@');
            out.push_str(specifier_name(value.specifier));
        }
        if value.addend != 0 {
            let _ = write!(out, "{:+}", value.addend);
        }
    }

    fn write_tree(
        &self,
        tree: ExprId,
        specifier_name: &dyn Fn(crate::Specifier) -> &'static str,
        out: &mut String,
    ) {
        use BinaryOp::*;
        match self.expr(tree) {
            Expr::Unary(op, a) => {
                out.push_str(match op {
                    UnaryOp::Neg => "-",
                    UnaryOp::Not => "~",
                    UnaryOp::LogicalNot => "!",
                });
                out.push('(');
                self.write_value(a, specifier_name, out);
                out.push(')');
            }
            Expr::Binary(op, a, b) => {
                // A difference of two symbols, the everyday case, needs no parentheses inside.
                let simple = |v: Value| v.as_symbol().is_some() && v.addend == 0;
                let operand = |v: Value, out: &mut String| {
                    if simple(v) || v.as_constant().is_some_and(|n| n >= 0) {
                        self.write_value(v, specifier_name, out);
                    } else {
                        out.push('(');
                        self.write_value(v, specifier_name, out);
                        out.push(')');
                    }
                };
                operand(a, out);
                out.push_str(match op {
                    Mul => "*",
                    Div => "/",
                    Rem => "%",
                    Shl => "<<",
                    Shr => ">>",
                    Or => "|",
                    And => "&",
                    Xor => "^",
                    OrNot => "!",
                    Add => "+",
                    Sub => "-",
                    Eq => "==",
                    Ne => "!=",
                    Lt => "<",
                    Gt => ">",
                    Ge => ">=",
                    Le => "<=",
                    LogicalAnd => "&&",
                    LogicalOr => "||",
                });
                operand(b, out);
            }
        }
    }
}
