//! x86 in its three modes: the instruction table, encoder, AT&T printer and parser.

mod asm;
mod encode;
mod inst;
mod insts;
mod isa;
mod print;
mod reg;

pub use inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width, spec};
pub use insts::{Cond, M, Mnemonic};
pub use isa::X86;
pub use reg::{Reg, RegClass};
