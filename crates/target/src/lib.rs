//! A machine as the target-independent crates see it: plain data ([`TargetInfo`]) and the calling convention's
//! classification ([`Abi`]). The values are made in `targets/<machine>`; nothing here names a machine.

mod abi;
mod in_registers;
mod info;

/// The widest `_BitInt` (the psABIs leave it to the compiler; GCC and we have the same).
pub const BIT_INT_MAX_WIDTH: u32 = 65535;

pub use abi::{Abi, AbiArg, AbiArgKind, AbiPiece, AbiSignature, AbiType, Leaf, PieceLoc, Scalar};
pub use in_registers::InRegisters;
pub use info::{CType, ClaimedRegister, FloatFormat, TargetInfo, VaListKind};
