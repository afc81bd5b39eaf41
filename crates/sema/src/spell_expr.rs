//! Expressions as diagnostics spell them.

use crate::Sema;
use parser::ast::{BinaryOp as B, Expr, ExprKind as A, UnaryOp as U};

impl Sema<'_> {
    /// An expression in C's syntax, as far as GCC repeats it: names, members, elements, calls and operators on them.
    pub(crate) fn spell_expr(&self, expr: &Expr<'_>) -> Option<String> {
        Some(match expr.kind {
            A::Ident(name) | A::Number(name) => self.text(name),
            A::Paren(inner) | A::Extension(inner) => return self.spell_expr(inner),
            A::String(literal) => format!("\"{}\"", String::from_utf8_lossy(literal.bytes).escape_debug()),
            A::Member { base, arrow, name } => {
                let sign = if arrow { "->" } else { "." };
                format!("{}{sign}{}", self.spell_operand(base)?, self.text(name.name))
            }
            A::Index(base, index) => format!("{}[{}]", self.spell_operand(base)?, self.spell_expr(index)?),
            A::Call(callee, args) => {
                let args: Option<Vec<String>> = args.iter().map(|arg| self.spell_expr(arg)).collect();
                format!("{}({})", self.spell_operand(callee)?, args?.join(", "))
            }
            A::Unary(op, operand) => {
                let sign = match op {
                    U::AddressOf => "&",
                    U::Deref => "*",
                    U::Plus => "+",
                    U::Minus => "-",
                    U::Not => "~",
                    U::LogicalNot => "!",
                    _ => return None,
                };
                format!("{sign}{}", self.spell_operand(operand)?)
            }
            A::Binary(op, _, lhs, rhs) => {
                format!("{} {} {}", self.spell_operand(lhs)?, sign_of(op), self.spell_operand(rhs)?)
            }
            _ => return None,
        })
    }

    /// An operand, in parentheses if it needs them.
    fn spell_operand(&self, expr: &Expr<'_>) -> Option<String> {
        let mut plain = expr;
        while let A::Paren(inner) | A::Extension(inner) = plain.kind {
            plain = inner;
        }
        let text = self.spell_expr(plain)?;
        Some(if matches!(plain.kind, A::Binary(..)) { format!("({text})") } else { text })
    }
}

fn sign_of(op: B) -> &'static str {
    match op {
        B::Mul => "*",
        B::Div => "/",
        B::Rem => "%",
        B::Add => "+",
        B::Sub => "-",
        B::Shl => "<<",
        B::Shr => ">>",
        B::Lt => "<",
        B::Gt => ">",
        B::Le => "<=",
        B::Ge => ">=",
        B::Eq => "==",
        B::Ne => "!=",
        B::And => "&",
        B::Xor => "^",
        B::Or => "|",
        B::LogicalAnd => "&&",
        B::LogicalOr => "||",
    }
}
