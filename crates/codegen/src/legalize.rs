//! Legalisation: what the machine lacks is split or becomes calls of the runtime library, once, for all machines.

mod asm;
mod calls;
mod rewrite;
mod split;

use ir::{Function, Type};
use target::Abi;

/// Whom legalisation asks.
pub struct Legalizer<'a> {
    /// How library functions are called.
    pub abi: &'a dyn Abi,
    /// Whether the machine has an operation on a type.
    pub is_legal: &'a dyn Fn(ir::Op, Type) -> bool,
    /// The constraints of the halves of an asm operand that two registers hold, lower half first.
    pub asm_halves: &'a dyn Fn(&str) -> (String, String),
}

impl Legalizer<'_> {
    /// Legalises a function.
    pub fn run(&self, f: &mut Function) {
        f.resolve_aliases();
        calls::expand(self, f);
        if has(f, Type::I128) {
            split::run(self, f);
        }
    }
}

/// Whether any value of the function has this type.
fn has(f: &Function, ty: Type) -> bool {
    (0..f.value_count() as u32).any(|v| f.ty(ir::Value::from_u32(v)) == ty)
}
