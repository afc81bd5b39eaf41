//! x86 in its three modes: the instruction table, encoder, AT&T printer and parser; the code generator for x86-64.

mod abi;
mod asm;
mod backend;
mod emit;
mod encode;
mod frame;
mod info;
mod inst;
mod insts;
mod isa;
mod link;
mod lower;
mod machine;
mod print;
mod probe;
mod protect;
mod reg;
mod split_stack;
mod zeroing;

pub use abi::SysV;
pub use backend::{Backend, asm_halves};
pub use info::x86_64_linux;
pub use inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width, spec};
pub use insts::{Cond, M, Mnemonic};
pub use isa::X86;
pub use link::LinkX86_64;
pub use protect::Guard;
pub use reg::{Reg, RegClass};

/// C text that stands before each source of the runtime library: what the machine does in one instruction.
pub const RUNTIME_PRELUDE: &str = include_str!("runtime/divide.h");
