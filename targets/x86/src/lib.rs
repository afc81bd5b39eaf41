//! x86 in its three modes: the instruction table, encoder, AT&T printer and parser.

mod inst;
mod insts;
mod reg;

pub use inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width, spec};
pub use insts::{Cond, M, Mnemonic};
pub use reg::{Reg, RegClass};
