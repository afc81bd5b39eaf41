//! What code generation asks of a machine.

use crate::emit::Emitter;
use crate::machine::{Frame, MachFunction};
use crate::select::Select;
use crate::{Compiled, Options, TableEncodings};
use assembler::Streamer;
use regalloc2::{Allocation, MachineEnv, RegClass, VReg};
use std::borrow::Cow;

/// A machine.
pub trait Target: Sized + Sync {
    /// The instructions that the assembler takes.
    type Isa: assembler::Isa;
    /// An instruction before registers are assigned.
    type Inst: Clone + Send;
    /// What the prologue decided, for the instructions that depend on it.
    type FrameLayout;

    /// The registers.
    fn machine_env(&self, options: &Options, frame: &Frame) -> Cow<'_, MachineEnv>;
    /// The class of registers that holds a type; `None`: values of this type live in memory slots.
    fn reg_class(&self, ty: ir::Type) -> Option<RegClass>;

    /// Whether the machine has this operation on this type; what it lacks, legalisation expands.
    fn is_legal(&self, op: ir::Op, ty: ir::Type) -> bool;

    /// Selects instructions for an IR instruction: emits what computes its results into their registers.
    fn lower(&self, cx: &mut Select<'_, Self>, inst: ir::Inst);
    /// Emits what brings the function's parameters from where the caller put them.
    fn lower_params(&self, cx: &mut Select<'_, Self>);
    /// Emits what computes a constant-like value (a constant, an address) into a fresh register, close to its use.
    fn rematerialize(&self, cx: &mut Select<'_, Self>, inst: ir::Inst, into: VReg);

    /// Lays out the frame.
    fn layout_frame(&self, f: &Compiled<Self::Inst>, options: &Options) -> Self::FrameLayout;
    /// One instruction that does nothing.
    fn nop<S: Streamer<Isa = Self::Isa>>(&self, out: &mut S);
    /// The prologue, with its unwind rules.
    fn prologue<S: Streamer<Isa = Self::Isa>>(&self, e: &mut Emitter<'_, Self, S>);
    /// An instruction with its registers.
    fn emit<S: Streamer<Isa = Self::Isa>>(
        &self,
        e: &mut Emitter<'_, Self, S>,
        inst: &Self::Inst,
        allocations: &[Allocation],
    );
    /// A move that the register allocator wants.
    fn emit_move<S: Streamer<Isa = Self::Isa>>(
        &self,
        e: &mut Emitter<'_, Self, S>,
        from: Allocation,
        to: Allocation,
    );
    /// If the instruction is nothing but a jump: the number of the successor edge's block.
    fn is_jump(&self, inst: &Self::Inst) -> Option<u32>;
    /// If the instruction is a call whose exceptions land in this function: the number of the pad's block.
    fn landing_pad(&self, inst: &Self::Inst) -> Option<u32>;
    /// How addresses in unwind tables are written.
    fn table_encodings(&self, options: &Options) -> TableEncodings;
    /// Alignment of functions in bytes.
    fn function_align(&self, options: &Options, f: &MachFunction<Self::Inst>) -> u32;
}
