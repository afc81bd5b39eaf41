//! Selection: which instructions compute an IR instruction. One file per family of operations.

mod address;
mod asm;
mod atomic;
mod call;
mod claimed;
mod compare;
mod control;
mod float;
mod frame;
mod integer;
mod memory;
mod sibling;
mod trampoline;
mod untyped_call;
mod x87;

pub(crate) use asm::AsmArg;
pub use asm::AsmText;
pub(crate) use call::SAVE_AREA;
pub(crate) use trampoline::SIZE_ALIGN as TRAMPOLINE;

use crate::machine::{MachInst, Ops};
use crate::{Backend, Inst, Mnemonic, Operand, Width};
use codegen::Select;
use ir::{Op, Type};
use regalloc2::VReg;

/// The state of selection for this machine.
pub(crate) type Cx<'a> = Select<'a, Backend>;

/// The width of a general register that holds the type: 32 bits at least.
pub(crate) fn reg_width(ty: Type) -> Width {
    match ty.bytes() {
        8 => Width::W64,
        _ => Width::W32,
    }
}

/// The width of the type in memory.
pub(crate) fn mem_width(ty: Type) -> Width {
    Width::from_bytes(ty.bytes() as u8)
}

/// Whether values of the type live in xmm registers.
pub(crate) fn in_xmm(ty: Type) -> bool {
    ty.is_vector() || (ty.is_float() && ty != Type::F80)
}

/// Emits one instruction.
pub(crate) fn put(cx: &mut Cx<'_>, ops: Ops, mnemonic: Mnemonic, width: Width, operands: &[Operand]) {
    cx.emit(MachInst::Inst(Inst::new(mnemonic, width, operands)), &ops.list);
}

/// Emits a copy between general registers.
pub(crate) fn copy_gpr(cx: &mut Cx<'_>, into: VReg, from: VReg, width: Width) {
    let mut ops = Ops::default();
    let (dst, src) = (ops.def_gpr(into, width), ops.gpr(from, width));
    put(cx, ops, crate::M::MOV, width, &[dst.into(), src.into()]);
}

/// Selects instructions for `inst`.
pub(crate) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    if data.ty == Type::F80 && x87::lower(cx, inst) {
        return;
    }
    match data.op {
        Op::Iconst
        | Op::Fconst
        | Op::Wconst
        | Op::SymbolAddr
        | Op::LiteralAddr
        | Op::StackAddr
        | Op::IncomingArg
        | Op::VaRegArea => {
            // Wanted as itself only if something asked for its one register: an alias, say.
            if let Some(value) = cx.f.result(inst) {
                let into = cx.def(value);
                rematerialize(cx, inst, into);
            }
        }
        Op::TlsAddr | Op::BlockAddr | Op::ThreadPointer | Op::PtrAdd => address::lower(cx, inst),
        Op::Load | Op::Store | Op::MemCopy | Op::MemSet | Op::Prefetch => memory::lower(cx, inst),
        Op::AtomicLoad | Op::AtomicStore | Op::AtomicRmw | Op::AtomicCas | Op::Fence => {
            atomic::lower(cx, inst)
        }
        Op::Icmp | Op::Fcmp | Op::Select => compare::lower(cx, inst),
        Op::Fadd
        | Op::Fsub
        | Op::Fmul
        | Op::Fdiv
        | Op::Fneg
        | Op::Fabs
        | Op::Fsqrt
        | Op::Fcopysign
        | Op::FptoSi
        | Op::FptoUi
        | Op::SitoFp
        | Op::UitoFp
        | Op::Fpext
        | Op::Fptrunc
        | Op::Bitcast => float::lower(cx, inst),
        Op::Call | Op::CallIndirect | Op::MayThrow | Op::Ret => call::lower(cx, inst),
        Op::ApplyArgs | Op::Apply | Op::ApplyReturn => untyped_call::lower(cx, inst),
        Op::GetRegister | Op::SetRegister => claimed::lower(cx, inst),
        Op::Asm | Op::AsmGoto => asm::lower(cx, inst),
        Op::InitTrampoline => trampoline::lower(cx, data),
        Op::Jump
        | Op::Br
        | Op::Switch
        | Op::IndirectBr
        | Op::Unreachable
        | Op::Trap
        | Op::Alloca
        | Op::StackSave
        | Op::StackRestore
        | Op::FrameAddr
        | Op::ReturnAddr
        | Op::DwarfCfa
        | Op::SetjmpBuiltin
        | Op::LongjmpBuiltin => control::lower(cx, inst),
        Op::ConstantP | Op::ObjectSize => panic!("a question after the end of the pipeline"),
        _ => integer::lower(cx, inst),
    }
}

/// Brings parameters from where the caller put them.
pub(crate) fn lower_params(cx: &mut Cx<'_>) {
    frame::check(cx);
    untyped_call::save(cx);
    call::params(cx);
}

/// Computes a constant or address into a register.
pub(crate) fn rematerialize(cx: &mut Cx<'_>, inst: ir::Inst, into: VReg) {
    let data = cx.data(inst);
    match data.op {
        Op::Iconst => integer::constant(cx, data.imm, data.ty, into),
        Op::Fconst => float::constant(cx, data.imm as u64 as u128, data.ty, into),
        Op::Wconst => float::constant(cx, cx.f.wide[data.x as usize], data.ty, into),
        _ => address::materialize(cx, data, into),
    }
}
