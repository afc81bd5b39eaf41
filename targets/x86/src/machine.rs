//! Instructions before registers are assigned, and the registers that the allocator may use.
//!
//! A [`MachInst`] holds the assembler's own [`Inst`]; a register numbered from [`SLOT`] up stands for an operand of the
//! allocator's list, and a base numbered from [`FRAME`] up for a place in the frame whose address is known later.

use crate::{Cond, Inst, Mem, Reg, RegClass as Class, Width};
use assembler::{SymbolId as AsmSymbol, Value};
use codegen::Options;
use regalloc2::{MachineEnv, Operand, PReg, PRegSet, RegClass, VReg};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Registers from this number on stand for operands of the instruction's list.
pub(crate) const SLOT: u8 = 0x80;
/// As a base: a stack slot; the displacement is `slot << 32 | offset`.
pub(crate) const FRAME: u8 = 0x40;
/// As a base: the incoming stack arguments.
pub(crate) const INCOMING: u8 = 0x41;
/// As a base: the outgoing stack arguments.
pub(crate) const OUTGOING: u8 = 0x42;
/// As a base: a constant in memory; the displacement is `constant << 32 | offset`.
pub(crate) const CONSTANT: u8 = 0x43;

/// When a test of the flags holds: one condition, or two of them joined (floating equality needs the parity flag).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// One condition.
    One(Cond),
    /// Both conditions.
    And(Cond, Cond),
    /// Either condition.
    Or(Cond, Cond),
}

impl Test {
    /// The opposite.
    pub fn inverted(self) -> Test {
        match self {
            Test::One(a) => Test::One(a.inverted()),
            Test::And(a, b) => Test::Or(a.inverted(), b.inverted()),
            Test::Or(a, b) => Test::And(a.inverted(), b.inverted()),
        }
    }
}

/// An instruction of a function that is being compiled.
#[derive(Clone, Debug)]
pub enum MachInst {
    /// One instruction.
    Inst(Inst),
    /// The same, after zeroing its first operand, an xmm register: breaks the dependence on its old upper half.
    Fresh(Inst),
    /// Defines the registers that hold parameters.
    Params,
    /// Goes to a block.
    Jump(u32),
    /// Goes to the first block if the test holds, else to the second.
    Branch(Test, u32, u32),
    /// Goes to the first block; the second is an edge that is never taken.
    Always(u32, u32),
    /// Never reached: the end of the code.
    Unreachable,
    /// Operands: index, two temporaries. Goes where the table says.
    TableJump(u32),
    /// A call whose exceptions land in this function.
    LandingCall(Box<LandingCall>),
    /// Calls a function of the C library by name.
    CallNamed(&'static str),
    /// Epilogue and return.
    Return,
    /// Epilogue and a jump to a function that returns in this one's place.
    TailCall(Inst),
    /// Operands: `al`, the vector argument registers from `first` on. Saves them at offset 48 of the slot.
    SaveVectors {
        /// The slot of the register save area.
        slot: u32,
        /// The first register to save.
        first: u8,
    },
    /// Operands: value if the test holds, value else, result (tied to the latter).
    SelectXmm(Test),
    /// Operands: pointer, value, result in `rax`, temporary. A compare-and-exchange loop.
    AtomicLoop(ir::RmwOp, Width),
    /// Operands: source (xmm), result, temporaries general and xmm. `true` for double.
    FloatToU64(bool),
    /// Operands: source, result (xmm), two general temporaries. `true` for double.
    U64ToFloat(bool),
    /// Operands: result in `rax`. Address of a thread-local symbol (or of this module's block) by `__tls_get_addr`.
    TlsCall {
        /// The symbol.
        symbol: ir::SymbolId,
        /// The module's block rather than the symbol.
        local_dynamic: bool,
    },
    /// Saves all argument registers in a slot, and where the stack arguments are: the first instruction of a function.
    SaveCall {
        /// The slot.
        slot: u32,
    },
    /// Operands: function in `r11`, a block as of `SaveCall` in `r10`, bytes of stack arguments in `rcx`.
    Apply {
        /// The slot for what is returned.
        result: u32,
        /// The slot that keeps the stack pointer.
        stack: u32,
    },
    /// Operand: a block as of `Apply` in `r10`. Epilogue and return.
    ApplyReturn,
    /// Inline asm: what to print is worked out when registers are known.
    Asm(Box<crate::lower::AsmText>),
    /// Operands: buffer. GCC's five-word setjmp: frame pointer, resume address, stack pointer.
    Setjmp,
    /// Operands: buffer, two temporaries.
    Longjmp,
    /// Operands: address of another frame's register (walks `n` frame pointers up from ours); result.
    FrameAddress(u32),
    /// Address of a block's code into a register.
    BlockAddress(Reg, u32),
    /// The frame's canonical address.
    Cfa,
    /// Operand: size in bytes, already a multiple of 16; result.
    Alloca,
    /// Operand: an address that `Alloca`'s frame had before.
    StackRestore,
    /// Result: the dynamic stack's height.
    StackSave,
}

/// A call that ends its block: with the exception in `rax`, at a landing pad.
#[derive(Clone, Debug)]
pub struct LandingCall {
    /// The call itself.
    pub call: Inst,
    /// Slots that take what it leaves in the x87's registers, the top first: nothing else may stand behind it.
    pub on_x87: Vec<u32>,
    /// The block where it returns to.
    pub on: u32,
    /// The landing pad.
    pub pad: u32,
}

/// Operands of an instruction under construction.
#[derive(Default)]
pub(crate) struct Ops {
    pub(crate) list: SmallVec<[Operand; 8]>,
}

impl Ops {
    fn push(&mut self, operand: Operand, class: Class) -> Reg {
        self.list.push(operand);
        Reg::new(class, SLOT | (self.list.len() - 1) as u8)
    }

    /// A general register that is read.
    pub(crate) fn gpr(&mut self, v: VReg, width: Width) -> Reg {
        self.push(Operand::reg_use(v), Reg::gpr(0, width).class)
    }

    /// A general register that must not be reused by the results.
    pub(crate) fn gpr_late(&mut self, v: VReg, width: Width) -> Reg {
        self.push(Operand::reg_use_at_end(v), Reg::gpr(0, width).class)
    }

    /// A general register that is written.
    pub(crate) fn def_gpr(&mut self, v: VReg, width: Width) -> Reg {
        self.push(Operand::reg_def(v), Reg::gpr(0, width).class)
    }

    /// A general register that is written while inputs are still to be read.
    pub(crate) fn early_gpr(&mut self, v: VReg, width: Width) -> Reg {
        self.push(Operand::reg_def_at_start(v), Reg::gpr(0, width).class)
    }

    /// A general register that is written, the same as operand number `tied`.
    pub(crate) fn tied_gpr(&mut self, v: VReg, tied: usize, width: Width) -> Reg {
        self.push(Operand::reg_reuse_def(v, tied), Reg::gpr(0, width).class)
    }

    /// An xmm register that is read.
    pub(crate) fn xmm(&mut self, v: VReg) -> Reg {
        self.push(Operand::reg_use(v), Class::Xmm)
    }

    /// An xmm register that is written.
    pub(crate) fn def_xmm(&mut self, v: VReg) -> Reg {
        self.push(Operand::reg_def(v), Class::Xmm)
    }

    /// An xmm register that is written, the same as operand number `tied`.
    pub(crate) fn tied_xmm(&mut self, v: VReg, tied: usize) -> Reg {
        self.push(Operand::reg_reuse_def(v, tied), Class::Xmm)
    }

    /// This register is read.
    pub(crate) fn fixed_use(&mut self, v: VReg, reg: PReg) {
        self.list.push(Operand::reg_fixed_use(v, reg));
    }

    /// This register is written.
    pub(crate) fn fixed_def(&mut self, v: VReg, reg: PReg) {
        self.list.push(Operand::reg_fixed_def(v, reg));
    }

    /// A memory operand.
    pub(crate) fn mem(&mut self, a: &Amode) -> Mem {
        let mut mem = Mem { disp: Value::constant(a.disp), ..Mem::NONE };
        match a.base {
            Base::Reg(v) => mem.base = self.gpr(v, Width::W64),
            Base::Slot(slot) => {
                mem.base = Reg::new(Class::Gpr64, FRAME);
                mem.disp = Value::constant(packed(slot, a.disp));
            }
            Base::Incoming => mem.base = Reg::new(Class::Gpr64, INCOMING),
            Base::Outgoing => mem.base = Reg::new(Class::Gpr64, OUTGOING),
            Base::Constant(index) => {
                mem.base = Reg::new(Class::Gpr64, CONSTANT);
                mem.disp = Value::constant(packed(index, a.disp));
            }
            Base::Symbol(symbol) => {
                mem.disp = symbol_value(symbol).plus(a.disp);
                if !a.absolute {
                    mem.base = Reg::RIP;
                }
            }
            Base::Got(symbol) => {
                mem.base = Reg::RIP;
                mem.disp = symbol_value(symbol).with(crate::spec::GOTPCREL);
            }
            Base::ThreadLocal(symbol) => {
                mem.segment = Reg::FS;
                mem.disp = symbol_value(symbol).plus(a.disp).with(crate::spec::TPOFF);
            }
        }
        if let Some((index, scale)) = a.index {
            mem.index = self.gpr(index, Width::W64);
            mem.scale = scale;
        }
        match a.space {
            1 => mem.segment = Reg::FS,
            2 => mem.segment = Reg::GS,
            _ => {}
        }
        mem
    }
}

/// The value of a symbol of the module; the emitter puts the assembler's number in.
pub(crate) fn symbol_value(symbol: ir::SymbolId) -> Value {
    Value::symbol(AsmSymbol(symbol.as_u32()))
}

fn packed(number: u32, offset: i64) -> i64 {
    i64::from(number) << 32 | i64::from(offset as u32)
}

/// Where an address starts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    /// At a register.
    Reg(VReg),
    /// At a stack slot.
    Slot(u32),
    /// At the incoming stack arguments.
    Incoming,
    /// At the outgoing stack arguments.
    Outgoing,
    /// At a constant in memory.
    Constant(u32),
    /// At a symbol.
    Symbol(ir::SymbolId),
    /// At a symbol's entry of the GOT.
    Got(ir::SymbolId),
    /// At a thread-local symbol of the executable.
    ThreadLocal(ir::SymbolId),
}

/// An address: base + index * scale + displacement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amode {
    pub(crate) base: Base,
    pub(crate) index: Option<(VReg, u8)>,
    /// Fits 32 bits.
    pub(crate) disp: i64,
    /// A symbol is addressed absolutely, not relative to `rip`.
    pub(crate) absolute: bool,
    /// 1: fs, 2: gs.
    pub(crate) space: u8,
}

impl Amode {
    /// An address without index.
    pub(crate) fn new(base: Base, disp: i64) -> Amode {
        Amode { base, index: None, disp, absolute: false, space: 0 }
    }

    /// The same, `n` bytes further.
    pub(crate) fn plus(self, n: i64) -> Amode {
        Amode { disp: self.disp + n, ..self }
    }
}

/// A general register as the allocator calls it.
pub(crate) const fn gpr(num: u8) -> PReg {
    PReg::new(num as usize, RegClass::Int)
}

/// An xmm register as the allocator calls it.
pub(crate) const fn xmm(num: u8) -> PReg {
    PReg::new(num as usize, RegClass::Float)
}

/// Numbers of the general registers.
pub(crate) const RAX: u8 = 0;
pub(crate) const RCX: u8 = 1;
pub(crate) const RDX: u8 = 2;
pub(crate) const RBX: u8 = 3;
pub(crate) const RSP: u8 = 4;
pub(crate) const RBP: u8 = 5;
pub(crate) const RSI: u8 = 6;
pub(crate) const RDI: u8 = 7;
/// Where the numbers of vector registers begin, if they stand with those of general ones.
pub(crate) const FIRST_VECTOR: u8 = 16;

/// The register of a global register variable, by its number there.
pub(crate) const fn claimed(number: u8) -> PReg {
    match number.checked_sub(FIRST_VECTOR) {
        None => gpr(number),
        Some(number) => xmm(number),
    }
}

/// Whether a register, by its number there, is a global register variable.
pub(crate) fn is_claimed(frame: &codegen::Frame, number: u8) -> bool {
    frame.claimed_registers >> number & 1 != 0
}

/// Registers that a call preserves (x86-64 psABI 3.2.1): rbx, rbp, r12 to r15.
pub(crate) const CALLEE_SAVED: [u8; 6] = [RBX, RBP, 12, 13, 14, 15];

/// What a call clobbers.
pub(crate) fn caller_saved() -> PRegSet {
    let mut set = PRegSet::empty();
    for n in [RAX, RCX, RDX, RSI, RDI, 8, 9, 10, 11] {
        set.add(gpr(n));
    }
    for n in 0..16 {
        set.add(xmm(n));
    }
    set
}

/// The allocatable registers, with `rbp` if it is not the frame pointer, without xmm registers if they are switched off.
pub(crate) fn env(frame_pointer: bool, vectors: bool) -> MachineEnv {
    let set = |list: &[u8], make: fn(u8) -> PReg| {
        let mut set = PRegSet::empty();
        list.iter().for_each(|&n| set.add(make(n)));
        set
    };
    let preferred = set(&[RAX, RCX, RDX, RSI, RDI, 8, 9, 10, 11], gpr);
    let mut saved = set(&[RBX, 12, 13, 14, 15], gpr);
    if !frame_pointer {
        saved.add(gpr(RBP));
    }
    let all: Vec<u8> = (0..16).collect();
    let floats = if vectors { set(&all, xmm) } else { PRegSet::empty() };
    MachineEnv {
        preferred_regs_by_class: [preferred, floats, PRegSet::empty()],
        non_preferred_regs_by_class: [saved, PRegSet::empty(), PRegSet::empty()],
        scratch_by_class: [None, None, None],
        fixed_stack_slots: Vec::new(),
    }
}

/// The environments that options choose from.
pub struct Envs {
    with_frame_pointer: MachineEnv,
    without_frame_pointer: MachineEnv,
    general_with: MachineEnv,
    general_without: MachineEnv,
}

impl Default for Envs {
    fn default() -> Envs {
        Envs {
            with_frame_pointer: env(true, true),
            without_frame_pointer: env(false, true),
            general_with: env(true, false),
            general_without: env(false, false),
        }
    }
}

impl Envs {
    /// The one for these options.
    pub(crate) fn get(&self, options: &Options, frame: &codegen::Frame) -> Cow<'_, MachineEnv> {
        let frame_pointer = options.frame_pointer || frame.dynamic || frame.needs_frame_pointer;
        let env = match (frame_pointer, options.general_regs_only) {
            (true, false) => &self.with_frame_pointer,
            (false, false) => &self.without_frame_pointer,
            (true, true) => &self.general_with,
            (false, true) => &self.general_without,
        };
        if frame.claimed_registers == 0 {
            return Cow::Borrowed(env);
        }
        let mut env = env.clone();
        for number in (0..64).filter(|&number| is_claimed(frame, number)) {
            let sets = env.preferred_regs_by_class.iter_mut().chain(&mut env.non_preferred_regs_by_class);
            sets.for_each(|set| set.remove(claimed(number)));
        }
        Cow::Owned(env)
    }
}
