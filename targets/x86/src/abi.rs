//! The System V calling convention (x86-64 psABI 3.2.3, Parameter Passing): each eightbyte of an object gets a class, and
//! classes get registers in order.
//!
//! Piece locations: 0 to 15 are the general registers by hardware number, 16 to 31 the xmm registers, 32 and 33 the
//! top of the x87 stack.

use smallvec::{SmallVec, smallvec};
use target::{Abi, AbiArg, AbiArgKind, AbiPiece, AbiSignature, AbiType, Leaf, PieceLoc, Scalar};

/// The System V convention.
#[derive(Clone, Copy, Debug, Default)]
pub struct SysV {
    /// No xmm registers: what would travel in them is an error of the program, and goes to memory.
    pub general_regs_only: bool,
}

/// The general argument registers, in order: rdi, rsi, rdx, rcx, r8, r9.
pub(crate) const GENERAL: [u8; 6] = [7, 6, 2, 1, 8, 9];
const RAX: u8 = 0;
const RDX: u8 = 2;
const XMM: u8 = 16;
const ST: u8 = 32;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    None,
    Integer,
    Sse,
    /// The upper half of a 16-byte vector.
    SseUp,
    /// `long double`.
    X87,
    Memory,
}

impl Class {
    /// psABI 3.2.3, classification of aggregates, rule 4.
    fn merge(self, other: Class) -> Class {
        use Class as C;
        match (self, other) {
            (a, b) if a == b => a,
            (C::None, c) | (c, C::None) => c,
            (C::Memory, _) | (_, C::Memory) => C::Memory,
            (C::Integer, _) | (_, C::Integer) => C::Integer,
            (C::X87, _) | (_, C::X87) => C::Memory,
            (C::Sse, _) | (_, C::Sse) => C::Sse,
            _ => C::Sse,
        }
    }
}

fn classes(ty: &AbiType) -> [Class; 2] {
    const MEMORY: [Class; 2] = [Class::Memory; 2];
    if ty.size > 16 {
        return MEMORY;
    }
    let mut result = [Class::None; 2];
    for leaf in &ty.leaves {
        if leaf.unaligned {
            return MEMORY;
        }
        let at = (leaf.offset / 8) as usize;
        if at > 1 {
            return MEMORY;
        }
        let (low, high) = match leaf.scalar {
            Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => (Class::Integer, Class::None),
            Scalar::I128 => (Class::Integer, Class::Integer),
            Scalar::F16 | Scalar::F32 | Scalar::F64 => (Class::Sse, Class::None),
            Scalar::F80 => (Class::X87, Class::None),
            Scalar::F128 => (Class::Sse, Class::SseUp),
            Scalar::Vector(bytes) if bytes <= 8 => (Class::Sse, Class::None),
            Scalar::Vector(16) => (Class::Sse, Class::SseUp),
            Scalar::Vector(_) => return MEMORY,
        };
        result[at] = result[at].merge(low);
        if at == 0 {
            result[1] = result[1].merge(high);
        }
    }
    if result.contains(&Class::Memory) {
        return MEMORY;
    }
    // An upper half without its lower half is a vector of its own.
    if result[1] == Class::SseUp && result[0] != Class::Sse {
        result[1] = Class::Sse;
    }
    result
}

/// The scalar that carries bytes `at..at + bytes` of an object.
fn carrier(ty: &AbiType, class: Class, at: u64, bytes: u64) -> Scalar {
    if !ty.aggregate && !ty.complex && ty.leaves.len() == 1 && ty.leaves[0].scalar != Scalar::I128 {
        return ty.leaves[0].scalar;
    }
    let single = ty.leaves.iter().filter(|leaf| leaf.offset / 8 == at / 8);
    match class {
        Class::Integer => Scalar::I64,
        _ if bytes > 8 => Scalar::Vector(16),
        _ => match single.map(|leaf| leaf.scalar).collect::<Vec<_>>()[..] {
            [Scalar::F32] if bytes <= 4 => Scalar::F32,
            [Scalar::F16] if bytes <= 2 => Scalar::F16,
            [Scalar::Vector(8)] => Scalar::Vector(8),
            _ => Scalar::F64,
        },
    }
}

#[derive(Default)]
struct State {
    general: usize,
    vectors: u8,
    stack: u64,
}

impl State {
    /// Room for an argument in the stack area.
    fn push(&mut self, size: u64, align: u32) -> u32 {
        self.stack = self.stack.next_multiple_of(u64::from(align.max(8)));
        let offset = self.stack;
        self.stack += size.next_multiple_of(8);
        // An area beyond 4 GiB is refused when the frame is laid out.
        u32::try_from(offset).unwrap_or(u32::MAX)
    }
}

impl SysV {
    fn argument(&self, ty: &AbiType, state: &mut State) -> AbiArg {
        let layout = (ty.size, ty.align);
        if ty.size == 0 {
            return AbiArg { kind: AbiArgKind::Ignore, layout };
        }
        let classes = classes(ty);
        let general = classes.iter().filter(|&&c| c == Class::Integer).count();
        let vectors = classes.iter().filter(|&&c| c == Class::Sse).count() as u8;
        if classes == [Class::None; 2] {
            return AbiArg { kind: AbiArgKind::Ignore, layout };
        }
        let in_registers = !classes.contains(&Class::Memory)
            && !classes.contains(&Class::X87)
            && state.general + general <= GENERAL.len()
            && state.vectors + vectors <= if self.general_regs_only { 0 } else { 8 };
        let kind = if in_registers {
            let mut pieces = SmallVec::new();
            for (i, &class) in classes.iter().enumerate() {
                let at = 8 * i as u64;
                if at >= ty.size || matches!(class, Class::None | Class::SseUp) {
                    continue;
                }
                let whole = class == Class::Sse && classes.get(i + 1) == Some(&Class::SseUp);
                let bytes = (ty.size - at).min(if whole { 16 } else { 8 });
                let scalar = carrier(ty, class, at, bytes);
                let loc = if class == Class::Integer {
                    state.general += 1;
                    GENERAL[state.general - 1]
                } else {
                    state.vectors += 1;
                    XMM + state.vectors - 1
                };
                pieces.push(AbiPiece {
                    scalar,
                    offset: at as u32,
                    bytes: bytes as u32,
                    loc: PieceLoc::Reg(loc),
                });
            }
            AbiArgKind::Pieces(pieces)
        } else if ty.aggregate || matches!(ty.leaves[..], [Leaf { scalar: Scalar::Vector(_), .. }]) {
            AbiArgKind::Memory { offset: state.push(ty.size, ty.align) }
        } else {
            let offset = state.push(ty.size, ty.align);
            AbiArgKind::Pieces(self.on_stack(ty, offset))
        };
        AbiArg { kind, layout }
    }

    /// The pieces of a scalar or complex object in memory.
    fn on_stack(&self, ty: &AbiType, offset: u32) -> SmallVec<[AbiPiece; 2]> {
        let bytes = |scalar: Scalar| match scalar {
            Scalar::I8 => 1,
            Scalar::I16 | Scalar::F16 => 2,
            Scalar::I32 | Scalar::F32 => 4,
            Scalar::I64 | Scalar::F64 => 8,
            Scalar::I128 | Scalar::F80 | Scalar::F128 => 16,
            Scalar::Vector(n) => u32::from(n),
        };
        let mut pieces = SmallVec::new();
        for leaf in &ty.leaves {
            let at = leaf.offset as u32;
            let parts: &[(u32, Scalar)] = match leaf.scalar {
                Scalar::I128 => &[(0, Scalar::I64), (8, Scalar::I64)],
                scalar => &[(0, scalar)],
            };
            for &(more, scalar) in parts {
                let loc = PieceLoc::Stack(offset + at + more);
                pieces.push(AbiPiece { scalar, offset: at + more, bytes: bytes(scalar), loc });
            }
        }
        pieces
    }

    fn result(&self, ty: &AbiType, state: &mut State) -> (AbiArg, Option<PieceLoc>) {
        let layout = (ty.size, ty.align);
        let classes = classes(ty);
        if ty.size == 0 || classes == [Class::None; 2] {
            return (AbiArg { kind: AbiArgKind::Ignore, layout }, None);
        }
        let piece = |scalar, offset, bytes, reg| AbiPiece { scalar, offset, bytes, loc: PieceLoc::Reg(reg) };
        // long double and its complex come back on the x87's stack (psABI 3.2.3, Returning of Values, 5 and 7).
        if ty.complex && ty.leaves.iter().all(|leaf| leaf.scalar == Scalar::F80) {
            let pieces = smallvec![piece(Scalar::F80, 0, 16, ST), piece(Scalar::F80, 16, 16, ST + 1)];
            return (AbiArg { kind: AbiArgKind::Pieces(pieces), layout }, None);
        }
        if classes[0] == Class::X87 {
            let pieces = smallvec![piece(Scalar::F80, 0, 16, ST)];
            return (AbiArg { kind: AbiArgKind::Pieces(pieces), layout }, None);
        }
        let no_vectors = self.general_regs_only && classes.contains(&Class::Sse);
        if classes.contains(&Class::Memory) || classes.contains(&Class::X87) || no_vectors {
            state.general = 1;
            let kind = AbiArgKind::Indirect { pointer: PieceLoc::Reg(GENERAL[0]) };
            return (AbiArg { kind, layout }, Some(PieceLoc::Reg(RAX)));
        }
        let (mut general, mut vectors) = (0, 0);
        let mut pieces = SmallVec::new();
        for (i, &class) in classes.iter().enumerate() {
            let at = 8 * i as u64;
            if at >= ty.size || matches!(class, Class::None | Class::SseUp) {
                continue;
            }
            let whole = class == Class::Sse && classes.get(i + 1) == Some(&Class::SseUp);
            let bytes = (ty.size - at).min(if whole { 16 } else { 8 });
            let reg = if class == Class::Integer {
                general += 1;
                [RAX, RDX][general - 1]
            } else {
                vectors += 1;
                XMM + vectors - 1
            };
            pieces.push(piece(carrier(ty, class, at, bytes), at as u32, bytes as u32, reg));
        }
        (AbiArg { kind: AbiArgKind::Pieces(pieces), layout }, None)
    }
}

/// `%r10`: the static chain pointer (psABI 3.2.3, Figure 3.4).
const STATIC_CHAIN: u8 = 10;

impl Abi for SysV {
    fn static_chain(&self) -> PieceLoc {
        PieceLoc::Reg(STATIC_CHAIN)
    }

    fn classify(
        &self,
        args: &[AbiType],
        named: usize,
        variadic: bool,
        ret: Option<&AbiType>,
    ) -> AbiSignature {
        let mut state = State::default();
        let (ret, ret_pointer) = match ret {
            Some(ty) => self.result(ty, &mut state),
            None => (AbiArg { kind: AbiArgKind::Ignore, layout: (0, 1) }, None),
        };
        let mut regs_used = (state.general as u8, 0);
        let mut list = Vec::with_capacity(args.len());
        for (i, ty) in args.iter().enumerate() {
            list.push(self.argument(ty, &mut state));
            if i < named {
                regs_used = (state.general as u8, state.vectors);
            }
        }
        AbiSignature {
            args: list,
            ret,
            ret_pointer,
            stack_size: u32::try_from(state.stack).unwrap_or(u32::MAX),
            regs_used,
            vector_count: variadic.then_some((RAX, state.vectors)),
        }
    }
}
