//! Expressions as messages show them: on one line, with GCC's spaces and as few parentheses as their meaning allows.

use crate::Sema;
use parser::ast::{BinaryOp, Expr, ExprKind as E, UnaryOp};

/// How tightly an operator binds, from comma (0) to postfix (16).
type Tightness = u8;

/// Operators in each other that a message shows; what is further in is left out.
const SHOWN: u32 = 16;

const UNARY: Tightness = 14;
const POSTFIX: Tightness = 16;

fn binary(op: BinaryOp) -> (&'static str, Tightness) {
    use BinaryOp as B;
    match op {
        B::Mul => ("*", 13),
        B::Div => ("/", 13),
        B::Rem => ("%", 13),
        B::Add => ("+", 12),
        B::Sub => ("-", 12),
        B::Shl => ("<<", 11),
        B::Shr => (">>", 11),
        B::Lt => ("<", 10),
        B::Gt => (">", 10),
        B::Le => ("<=", 10),
        B::Ge => (">=", 10),
        B::Eq => ("==", 9),
        B::Ne => ("!=", 9),
        B::And => ("&", 8),
        B::Xor => ("^", 7),
        B::Or => ("|", 6),
        B::LogicalAnd => ("&&", 5),
        B::LogicalOr => ("||", 4),
    }
}

impl Sema<'_> {
    /// An expression as a message shows it.
    pub(crate) fn spell_expression(&mut self, expr: &Expr<'_>) -> String {
        let mut out = String::new();
        self.write_expression(expr, 0, SHOWN, &mut out);
        out
    }

    /// Writes `expr` where only what binds at least as tightly as `least` needs no parentheses.
    fn write_expression(&mut self, expr: &Expr<'_>, least: Tightness, levels: u32, out: &mut String) {
        let Some(levels) = levels.checked_sub(1) else {
            out.push_str("...");
            return;
        };
        let start = out.len();
        let own = self.write_operator(expr, levels, out);
        if own < least {
            out.insert(start, '(');
            out.push(')');
        }
    }

    fn write_operator(&mut self, expr: &Expr<'_>, levels: u32, out: &mut String) -> Tightness {
        let mut plain = expr;
        while let E::Paren(inner) | E::Extension(inner) = plain.kind {
            plain = inner;
        }
        match plain.kind {
            E::Ident(name) | E::Number(name) | E::FunctionName(name) => out.push_str(&self.text(name)),
            E::Char(_, value) => match u8::try_from(value).ok().filter(|byte| (b' '..0x7f).contains(byte)) {
                Some(byte) => out.extend(['\'', char::from(byte), '\'']),
                None => out.push_str(&value.to_string()),
            },
            E::String(literal) => {
                out.push('"');
                out.push_str(&String::from_utf8_lossy(literal.bytes).escape_default().to_string());
                out.push('"');
            }
            E::Bool(value) => out.push_str(if value { "1" } else { "0" }),
            E::Nullptr => out.push_str("nullptr"),
            E::Unary(op, operand) => {
                let (before, behind) = match op {
                    UnaryOp::AddressOf => ("&", ""),
                    UnaryOp::Deref => ("*", ""),
                    UnaryOp::Plus => ("+", ""),
                    UnaryOp::Minus => ("-", ""),
                    UnaryOp::Not => ("~", ""),
                    UnaryOp::LogicalNot => ("!", ""),
                    UnaryOp::PreInc => ("++", ""),
                    UnaryOp::PreDec => ("--", ""),
                    UnaryOp::PostInc => ("", "++"),
                    UnaryOp::PostDec => ("", "--"),
                    UnaryOp::Real => ("__real__ ", ""),
                    UnaryOp::Imag => ("__imag__ ", ""),
                };
                let own = if behind.is_empty() { UNARY } else { POSTFIX };
                out.push_str(before);
                self.write_expression(operand, own, levels, out);
                out.push_str(behind);
                return own;
            }
            E::Binary(op, _, lhs, rhs) => {
                let (word, own) = binary(op);
                self.write_expression(lhs, own, levels, out);
                out.extend([" ", word, " "]);
                self.write_expression(rhs, own + 1, levels, out);
                return own;
            }
            E::Assign(op, _, lhs, rhs) => {
                self.write_expression(lhs, 3, levels, out);
                out.extend([" ", op.map_or("", |op| binary(op).0), "= "]);
                self.write_expression(rhs, 2, levels, out);
                return 2;
            }
            E::Conditional(cond, then, els) => {
                self.write_expression(cond, 4, levels, out);
                out.push_str(" ? ");
                if let Some(then) = then {
                    self.write_expression(then, 0, levels, out);
                    out.push(' ');
                }
                out.push_str(": ");
                self.write_expression(els, 3, levels, out);
                return 3;
            }
            E::Comma(first, second) => {
                self.write_expression(first, 0, levels, out);
                out.push_str(", ");
                self.write_expression(second, 1, levels, out);
                return 0;
            }
            E::Call(callee, args) => {
                self.write_expression(callee, POSTFIX, levels, out);
                out.push('(');
                for (index, arg) in args.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.write_expression(arg, 1, levels, out);
                }
                out.push(')');
            }
            E::Index(base, index) => {
                self.write_expression(base, POSTFIX, levels, out);
                out.push('[');
                self.write_expression(index, 0, levels, out);
                out.push(']');
            }
            E::Member { base, arrow, name } => {
                self.write_expression(base, POSTFIX, levels, out);
                out.push_str(if arrow { "->" } else { "." });
                out.push_str(&self.text(name.name));
            }
            E::Cast(ty, operand) => {
                let mark = self.effects.len();
                let ty = self.unevaluated(|sema| sema.type_name(ty));
                self.effects.truncate(mark);
                let ty = self.spell(ty);
                out.extend(["(", &*ty, ")"]);
                self.write_expression(operand, UNARY, levels, out);
                return UNARY;
            }
            // What has no short form.
            _ => out.push_str("<expression>"),
        }
        POSTFIX
    }
}
