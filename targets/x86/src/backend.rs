//! The code generator's view of x86-64: [`codegen::Target`], put together from the rooms of this folder.

use crate::machine::{Envs, MachInst};
use crate::protect::Guard;
use crate::{X86, emit, frame, lower};
use assembler::Streamer;
use codegen::emit::Emitter;
use codegen::{CodeModel, Compiled, Frame, MachFunction, Options, Pic, Select, TableEncodings, Target};
use ir::{Op, Type};
use regalloc2::{Allocation, MachineEnv, RegClass, VReg};
use std::borrow::Cow;

/// Code generation for x86-64.
#[derive(Default)]
pub struct Backend {
    envs: Envs,
    /// Where the guard of protected stacks is.
    pub guard: Guard,
}

impl Backend {
    /// Code generation with the guard of protected stacks at that place.
    pub fn new(guard: Guard) -> Backend {
        Backend { guard, ..Backend::default() }
    }
}

/// The constraints of the halves of an asm operand that two registers hold (GCC manual, "Machine Constraints"): `A` is
/// `rdx:rax`; of others only the lower half can be named in the template.
pub fn asm_halves(letters: &str) -> (String, String) {
    match letters.contains('A') {
        true => ("a".into(), "d".into()),
        false => (letters.into(), letters.into()),
    }
}

impl Target for Backend {
    type Isa = X86;
    type Inst = MachInst;
    type FrameLayout = frame::Layout;

    fn machine_env(&self, options: &Options, frame: &Frame) -> Cow<'_, MachineEnv> {
        self.envs.get(options, frame)
    }

    fn reg_class(&self, ty: Type) -> Option<RegClass> {
        if ty.is_vector() {
            return (ty.bytes() <= 16).then_some(RegClass::Float);
        }
        match ty {
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::PTR => Some(RegClass::Int),
            Type::F16 | Type::F32 | Type::F64 | Type::F128 => Some(RegClass::Float),
            _ => None,
        }
    }

    fn is_legal(&self, op: Op, ty: Type) -> bool {
        match ty {
            Type::I128 => false,
            Type::F128 | Type::F16 => {
                matches!(
                    op,
                    Op::Load
                        | Op::Store
                        | Op::AtomicLoad
                        | Op::AtomicStore
                        | Op::Wconst
                        | Op::Fconst
                        | Op::Select
                )
            }
            Type::I8 | Type::I16 => !matches!(
                op,
                Op::Clz | Op::Ctz | Op::Popcount | Op::SmulOv | Op::UmulOv | Op::Smulhi | Op::Umulhi
            ),
            Type::I32 | Type::I64 => op != Op::Popcount,
            _ => true,
        }
    }

    fn lower(&self, cx: &mut Select<'_, Self>, inst: ir::Inst) {
        lower::lower(cx, inst);
    }

    fn lower_params(&self, cx: &mut Select<'_, Self>) {
        lower::lower_params(cx);
    }

    fn rematerialize(&self, cx: &mut Select<'_, Self>, inst: ir::Inst, into: VReg) {
        lower::rematerialize(cx, inst, into);
    }

    fn layout_frame(&self, f: &Compiled<MachInst>, options: &Options) -> frame::Layout {
        frame::layout(f, options)
    }

    fn nop<S: Streamer<Isa = X86>>(&self, out: &mut S) {
        frame::nop(out);
    }

    fn prologue<S: Streamer<Isa = X86>>(&self, e: &mut Emitter<'_, Self, S>) {
        frame::prologue(e);
    }

    fn emit<S: Streamer<Isa = X86>>(
        &self,
        e: &mut Emitter<'_, Self, S>,
        inst: &MachInst,
        allocations: &[Allocation],
    ) {
        emit::emit(e, inst, allocations);
    }

    fn emit_move<S: Streamer<Isa = X86>>(
        &self,
        e: &mut Emitter<'_, Self, S>,
        from: Allocation,
        to: Allocation,
    ) {
        emit::emit_move(e, from, to);
    }

    fn is_jump(&self, inst: &MachInst) -> Option<u32> {
        match inst {
            MachInst::Jump(to) => Some(*to),
            _ => None,
        }
    }

    fn landing_pad(&self, inst: &MachInst) -> Option<u32> {
        match inst {
            MachInst::LandingCall(landing) => Some(landing.pad),
            _ => None,
        }
    }

    fn table_encodings(&self, options: &Options) -> TableEncodings {
        // DW_EH_PE_* (LSB, DWARF Exception Header Encoding): absptr 0, udata4 3, sdata4 0x0b, sdata8 0x0c; relative to
        // where it stands 0x10, of a pointer to it 0x80. How many bits reach code and data, the code model says.
        let (personality, data) = match (options.pic, options.code_model) {
            (Pic::None, CodeModel::Small) => (0x03, 0x03),
            (Pic::None, CodeModel::Medium) => (0x03, 0x00),
            (Pic::None, CodeModel::Kernel | CodeModel::Large) => (0x00, 0x00),
            (_, CodeModel::Small | CodeModel::Kernel) => (0x9b, 0x1b),
            (_, CodeModel::Medium) => (0x9b, 0x1c),
            (_, CodeModel::Large) => (0x9c, 0x1c),
        };
        TableEncodings { personality, data }
    }

    fn function_align(&self, options: &Options, f: &MachFunction<MachInst>) -> u32 {
        let default = if options.optimize && !options.for_size && !f.cold { 16 } else { 1 };
        f.align.max(if options.align_functions != 0 { options.align_functions } else { default })
    }
}
