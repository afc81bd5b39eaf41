//! A calling convention for tests: everything travels in registers, of which there are enough.

use crate::{Abi, AbiArg, AbiArgKind, AbiPiece, AbiSignature, AbiType, PieceLoc};

/// The convention.
#[derive(Clone, Copy, Debug)]
pub struct InRegisters;

fn in_register(ty: &AbiType, register: usize) -> AbiArg {
    let pieces = ty.leaves.iter().map(|leaf| AbiPiece {
        scalar: leaf.scalar,
        offset: leaf.offset as u32,
        bytes: ty.size as u32,
        loc: PieceLoc::Reg(register as u8),
    });
    AbiArg { kind: AbiArgKind::Pieces(pieces.collect()), layout: (ty.size, ty.align) }
}

impl Abi for InRegisters {
    fn classify(&self, args: &[AbiType], _: usize, _: bool, ret: Option<&AbiType>) -> AbiSignature {
        AbiSignature {
            args: args.iter().enumerate().map(|(i, ty)| in_register(ty, i)).collect(),
            ret: match ret {
                Some(ty) => in_register(ty, 0),
                None => AbiArg { kind: AbiArgKind::Ignore, layout: (0, 1) },
            },
            ret_pointer: None,
            stack_size: 0,
            regs_used: (0, 0),
            vector_count: None,
        }
    }

    fn static_chain(&self) -> PieceLoc {
        PieceLoc::Reg(10)
    }
}
