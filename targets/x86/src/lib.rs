//! x86 in its three modes: the instruction table, encoder, AT&T printer and parser; the code generator for x86-64.

mod abi;
mod info;
mod inst;
mod insts;
mod reg;

pub use abi::SysV;
pub use info::x86_64_linux;
pub use inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width, spec};
pub use insts::{M, Mnemonic};
pub use reg::{Reg, RegClass};
