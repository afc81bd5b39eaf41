//! A function as the register allocator sees it: machine instructions with operands and constraints.

use diag::Loc;
use ir::SymbolId;
use regalloc2::{Block, Inst, InstRange, Operand, PRegSet, RegClass, VReg};

/// Facts about an instruction beside its operands.
#[derive(Clone, Copy, Debug)]
pub struct InstInfo {
    /// First entry of `operands`.
    pub first: u32,
    /// How many.
    pub count: u16,
    /// Index of `clobbers`; 0 is none.
    pub clobbers: u16,
    /// Control flow.
    pub flow: Flow,
    /// Source position.
    pub loc: Loc,
}

/// What an instruction does to control flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Flow {
    /// Goes on.
    #[default]
    Next,
    /// Ends the block with edges.
    Branch,
    /// Ends the block without edges.
    Return,
}

/// The parts of a stack frame that are known before registers are allocated.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Slots: size and alignment in bytes. The function's own come first, in the order of their numbers.
    pub slots: Vec<(u64, u32)>,
    /// What the function's own slots hold.
    pub holds: Vec<ir::SlotContent>,
    /// The slot of the guard that tells whether an array was overrun.
    pub guard: Option<u32>,
    /// The slot where a variadic function saves its argument registers, if it wants them.
    pub save_area: Option<u32>,
    /// The slot where a function that passes on how it was called saves that.
    pub call_area: Option<u32>,
    /// Whether addresses in it may be known to others, once somebody has asked.
    pub shown: Option<bool>,
    /// The prologue says that the function is called.
    pub profiled: bool,
    /// It has a static chain.
    pub chain: bool,
    /// The registers of the result.
    pub results: Vec<u8>,
    /// What the prologue must know if the stack may be in pieces.
    pub split: Option<SplitStack>,
    /// Bytes for outgoing stack arguments.
    pub outgoing: u32,
    /// What outgoing stack arguments are aligned to, if that is more than the stack is anyway.
    pub outgoing_align: u32,
    /// Calls other functions.
    pub calls: bool,
    /// Registers of global register variables, as bits by the machine's numbers.
    pub claimed_registers: u64,
    /// Moves the stack pointer at run time.
    pub dynamic: bool,
    /// Needs a frame pointer whatever the options say.
    pub needs_frame_pointer: bool,
}

/// What a function is given, for a prologue that may go on on another piece of stack.
#[derive(Clone, Copy, Debug)]
pub struct SplitStack {
    /// Bytes of named stack arguments.
    pub arguments: u32,
}

/// A block.
#[derive(Clone, Debug, Default)]
pub struct MachBlock {
    /// Its instructions: entries of `insts`.
    pub insts: (u32, u32),
    /// Entries of `succs`.
    pub succs: (u32, u32),
    /// Entries of `preds`.
    pub preds: (u32, u32),
    /// Entries of `params`.
    pub params: (u32, u32),
    /// First entry of `branch_args`, one per successor.
    pub args: u32,
    /// `&&label` number.
    pub label: Option<u32>,
    /// Its address is taken, or a table refers to it.
    pub cold: bool,
}

/// A jump table: targets by block number.
pub type JumpTable = Vec<u32>;

/// A function of machine instructions.
pub struct MachFunction<I> {
    /// Its symbol.
    pub symbol: SymbolId,
    /// Instructions in order.
    pub insts: Vec<I>,
    /// Facts about them.
    pub infos: Vec<InstInfo>,
    /// Operands of all instructions.
    pub operands: Vec<Operand>,
    /// Distinct sets of clobbered registers; the first is empty.
    pub clobbers: Vec<PRegSet>,
    /// Blocks in order.
    pub blocks: Vec<MachBlock>,
    /// Successors.
    pub succs: Vec<Block>,
    /// Predecessors.
    pub preds: Vec<Block>,
    /// Block parameters.
    pub params: Vec<VReg>,
    /// Arguments of edges: ranges of `arg_values`.
    pub branch_args: Vec<(u32, u32)>,
    /// The arguments.
    pub arg_values: Vec<VReg>,
    /// How many virtual registers there are.
    pub vregs: usize,
    /// The frame.
    pub frame: Frame,
    /// Constants that live in memory: bits and size in bytes.
    pub constants: Vec<(u128, u8)>,
    /// Strings of the function's own, without the zero byte that ends them.
    pub literals: Vec<Box<[u8]>>,
    /// Jump tables.
    pub tables: Vec<JumpTable>,
    /// Inline asms.
    pub asms: Vec<ir::Asm>,
    /// Mistakes of the program that only selection finds: impossible asm operands.
    pub errors: Vec<(Loc, String)>,
    /// What explains them, or is only odd.
    pub warnings: Vec<(Loc, String)>,
    /// Position of the definition.
    pub loc: Loc,
    /// A named section.
    pub section: Option<Box<str>>,
    /// Alignment in bytes, 0 for the machine's choice.
    pub align: u32,
    /// No prologue or epilogue.
    pub naked: bool,
    /// Registers that it clears before it returns.
    pub zeroed: Option<ir::ZeroedRegisters>,
    /// Room for a patch where it begins.
    pub patchable: ir::PatchableEntry,
    /// How it comes to run.
    pub entrance: ir::Entrance,
    /// Seldom called.
    pub cold: bool,
}

/// Symbols from this number on are those of a function's literals, in order.
pub const FIRST_LITERAL: u32 = 1 << 30;

impl<I> MachFunction<I> {
    fn range(range: (u32, u32)) -> std::ops::Range<usize> {
        range.0 as usize..range.1 as usize
    }
}

impl<I> regalloc2::Function for MachFunction<I> {
    fn num_insts(&self) -> usize {
        self.insts.len()
    }

    fn num_blocks(&self) -> usize {
        self.blocks.len()
    }

    fn entry_block(&self) -> Block {
        Block::new(0)
    }

    fn block_insns(&self, block: Block) -> InstRange {
        let (first, end) = self.blocks[block.index()].insts;
        InstRange::new(Inst::new(first as usize), Inst::new(end as usize))
    }

    fn block_succs(&self, block: Block) -> &[Block] {
        &self.succs[Self::range(self.blocks[block.index()].succs)]
    }

    fn block_preds(&self, block: Block) -> &[Block] {
        &self.preds[Self::range(self.blocks[block.index()].preds)]
    }

    fn block_params(&self, block: Block) -> &[VReg] {
        &self.params[Self::range(self.blocks[block.index()].params)]
    }

    fn is_ret(&self, inst: Inst) -> bool {
        self.infos[inst.index()].flow == Flow::Return
    }

    fn is_branch(&self, inst: Inst) -> bool {
        self.infos[inst.index()].flow == Flow::Branch
    }

    fn branch_blockparams(&self, block: Block, _inst: Inst, succ: usize) -> &[VReg] {
        let edge = self.blocks[block.index()].args as usize + succ;
        &self.arg_values[Self::range(self.branch_args[edge])]
    }

    fn inst_operands(&self, inst: Inst) -> &[Operand] {
        let info = &self.infos[inst.index()];
        &self.operands[info.first as usize..info.first as usize + info.count as usize]
    }

    fn inst_clobbers(&self, inst: Inst) -> PRegSet {
        self.clobbers[self.infos[inst.index()].clobbers as usize]
    }

    fn num_vregs(&self) -> usize {
        self.vregs
    }

    fn spillslot_size(&self, class: RegClass) -> usize {
        match class {
            RegClass::Int => 1,
            _ => 2,
        }
    }
}
