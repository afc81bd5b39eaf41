//! A function: instructions, values, blocks, slots, each in a dense table.

use crate::module::{Described, Named, SymbolData, SymbolId};
use crate::op::Op;
use crate::types::Type;
use cranelift_entity::{
    EntityList, ListPool, PrimaryMap, SecondaryMap, entity_impl, packed_option::ReservedValue,
};
use diag::Loc;
use std::sync::Arc;
use target::PieceLoc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);
        entity_impl!($name, $text);
    )* };
}

ids! {
    /// A value: the result of an instruction, or a block parameter.
    Value "v";
    /// An instruction.
    Inst "inst";
    /// A basic block.
    Block "block";
    /// A stack slot.
    StackSlot "ss";
    /// A signature that calls in the function use.
    SigRef "sig";
}

/// Flags of a memory access.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MemFlags {
    /// Must happen exactly as written.
    pub volatile: bool,
    /// Binary logarithm of the alignment.
    pub align_log2: u8,
    /// Address space: 0 is the ordinary one.
    pub space: u8,
    /// The set of objects it may touch: 0 is any.
    pub alias: u16,
}

impl MemFlags {
    /// An ordinary access with an alignment in bytes.
    pub fn aligned(align: u32) -> MemFlags {
        MemFlags { align_log2: align.max(1).ilog2() as u8, ..MemFlags::default() }
    }

    fn pack(self) -> u32 {
        u32::from(self.volatile)
            | u32::from(self.align_log2) << 1
            | u32::from(self.space) << 8
            | u32::from(self.alias) << 16
    }

    fn unpack(bits: u32) -> MemFlags {
        MemFlags {
            volatile: bits & 1 != 0,
            align_log2: (bits >> 1 & 31) as u8,
            space: (bits >> 8 & 15) as u8,
            alias: (bits >> 16) as u16,
        }
    }
}

/// An instruction. Which fields mean something is the operation's business; see [`Op`].
#[derive(Clone, Copy, Debug)]
pub struct InstData {
    /// What it does.
    pub op: Op,
    /// A condition, an order, a hint.
    pub aux: u8,
    /// The type that it operates in; for loads, constants and conversions the result's; for stores and comparisons
    /// the operands'.
    pub ty: Type,
    /// A symbol, slot, signature, block or edge.
    pub x: u32,
    /// The first operands; those beyond `op.fixed_args()` are reserved values.
    pub args: [Value; 3],
    /// Further operands.
    pub list: EntityList<Value>,
    /// A constant, or an offset.
    pub imm: i64,
}

impl InstData {
    /// An instruction with only fixed operands.
    pub fn new(op: Op, ty: Type, args: &[Value]) -> InstData {
        let mut fixed = [Value::reserved_value(); 3];
        fixed[..args.len()].copy_from_slice(args);
        InstData { op, aux: 0, ty, x: 0, args: fixed, list: EntityList::new(), imm: 0 }
    }

    /// The fixed operands.
    pub fn fixed(&self) -> &[Value] {
        &self.args[..self.op.fixed_args()]
    }

    /// Flags of a load, store, memory copy or atomic access.
    pub fn mem(&self) -> MemFlags {
        MemFlags::unpack(self.x)
    }

    /// Sets the flags of a memory access.
    pub fn with_mem(mut self, flags: MemFlags) -> InstData {
        self.x = flags.pack();
        self
    }

    /// Sets `imm`.
    pub fn with_imm(mut self, imm: i64) -> InstData {
        self.imm = imm;
        self
    }

    /// Sets `aux`.
    pub fn with_aux(mut self, aux: u8) -> InstData {
        self.aux = aux;
        self
    }

    /// The symbol that it refers to.
    pub fn symbol(&self) -> Option<SymbolId> {
        match self.op {
            Op::SymbolAddr | Op::TlsAddr => Some(SymbolId::from_u32(self.x)),
            Op::Call => Some(SymbolId::from_u32(self.imm as u32)),
            _ => None,
        }
    }

    /// Whether removing it would be seen although its result is not used.
    pub fn has_effect(&self) -> bool {
        if self.op == Op::Call && self.aux != 0 {
            return false;
        }
        let must_trap = self.aux != 0 && self.op.effects() & crate::op::TRAPS != 0;
        !self.op.is_removable() || must_trap || (self.op == Op::Load && self.mem().volatile)
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// Result number of an instruction.
    Result(Inst, u8),
    /// Parameter number of a block.
    Param(Block, u16),
    /// Another name of a value.
    Alias(Value),
}

#[derive(Clone, Copy, Debug)]
struct ValueData {
    ty: Type,
    def: ValueDef,
}

/// How many parameters a block other than the entry may have.
pub const MAX_PARAMS: usize = 1 << 16;

/// A block.
#[derive(Clone, Debug, Default)]
pub struct BlockData {
    /// Its parameters.
    pub params: EntityList<Value>,
    /// Its instructions, the terminator last.
    pub insts: Vec<Inst>,
    /// Seldom executed: placed after the others.
    pub cold: bool,
    /// `&&label` number of the source, if its address is taken.
    pub label: Option<u32>,
}

/// An edge: where to, and the arguments for the parameters there.
#[derive(Clone, Copy, Debug)]
pub struct BlockCall {
    /// Where to.
    pub block: Block,
    /// One value per parameter.
    pub args: EntityList<Value>,
}

/// What a stack slot holds, as stack protection distinguishes it: arrays stand nearest to the guard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum SlotContent {
    /// No array.
    #[default]
    Scalars,
    /// An array, or a structure with one.
    Array,
    /// The same, of characters.
    Characters,
}

/// A stack slot.
#[derive(Clone, Copy, Debug, Default)]
pub struct SlotData {
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u32,
    /// What may be overrun in it.
    pub holds: SlotContent,
}

/// How a parameter travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ParamKind {
    /// The value itself.
    Value,
    /// The value is an address; `size` bytes there are copied to the argument area.
    ByVal {
        /// In bytes.
        size: u32,
    },
}

/// A parameter or result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct AbiParam {
    /// Its type.
    pub ty: Type,
    /// Where it travels.
    pub loc: PieceLoc,
    /// How.
    pub kind: ParamKind,
}

/// A signature, reduced to scalars in places.
#[derive(Clone, PartialEq, Eq, Debug, Default, Hash)]
pub struct Signature {
    /// Parameters.
    pub params: Vec<AbiParam>,
    /// Results.
    pub rets: Vec<AbiParam>,
    /// Bytes of stack arguments.
    pub stack_size: u32,
    /// What their area is aligned to, if that is more than the machine's stack; else 0.
    pub stack_align: u32,
    /// Takes `...`.
    pub variadic: bool,
    /// Register that holds the number of vector registers in the call, and the number.
    pub vector_count: Option<(u8, u8)>,
    /// Argument registers that the named parameters use, by class.
    pub regs_used: (u8, u8),
    /// Calls do not return.
    pub noreturn: bool,
    /// Calls may return a second time.
    pub returns_twice: bool,
}

/// A switch: cases are inclusive ranges of the operand's type as unsigned numbers; edge 0 is the default.
#[derive(Clone, Debug, Default)]
pub struct SwitchData {
    /// (first, last, edge number from 1)
    pub cases: Vec<(u64, u64, u32)>,
    /// All edges, the default first: consecutive entries of `Function::edges` from here.
    pub first_edge: u32,
    /// How many.
    pub edges: u32,
}

/// Where an operand of inline asm may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsmConstraint {
    /// A machine's constraint letters for registers and immediates, as the source has them without modifiers.
    Text(Box<str>),
    /// Tied to the output of this number.
    Tied(u32),
    /// A flag output: `@cc<cond>`.
    Flag(Box<str>),
    /// A global register variable, by the machine's number of its register: read and written where it is, so that no
    /// operand or result of the instruction belongs to it.
    Claimed(u8),
}

/// An operand of inline asm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsmOperand {
    /// Where it may be.
    pub constraint: AsmConstraint,
    /// Type of the value; for memory operands, of what the address points to.
    pub ty: Type,
    /// Written before all inputs are read.
    pub early_clobber: bool,
    /// The operand is memory: its value is its address (an input of the instruction, for outputs too).
    pub memory: bool,
    /// Pinned to a register by name.
    pub register: Option<Box<str>>,
    /// A constant: symbol and offset, known when the asm is printed; not a value operand.
    pub is_output: bool,
}

impl AsmOperand {
    /// Whether a result of the instruction belongs to it.
    pub fn is_result(&self) -> bool {
        self.is_output && !self.memory && !matches!(self.constraint, AsmConstraint::Claimed(_))
    }

    /// Whether an operand of the instruction belongs to it: its value, or its address.
    pub fn is_argument(&self) -> bool {
        (!self.is_output || self.memory) && !matches!(self.constraint, AsmConstraint::Claimed(_))
    }
}

/// An inline asm. The instruction's operand list has one value per input and per memory output, in operand order;
/// its results are the register outputs in order.
#[derive(Clone, Debug, Default)]
pub struct Asm {
    /// The template.
    pub template: Box<str>,
    /// `%` is not special in the template.
    pub basic: bool,
    /// May not be removed or merged.
    pub volatile: bool,
    /// Operands in the source's numbering.
    pub operands: Vec<AsmOperand>,
    /// Clobbered registers by name; `memory` and `cc` too.
    pub clobbers: Vec<Box<str>>,
    /// How many labels an asm goto has (edges 1 to this many).
    pub labels: u32,
    /// Where it stands in the source.
    pub loc: Loc,
}

/// What the source says about inlining a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Inlining {
    /// Nothing.
    #[default]
    Unsaid,
    /// It is declared `inline` (C23 6.7.5p6).
    Declared,
    /// Whatever its size, if anything is inlined: GNU `extern inline`.
    AnySize,
    /// Attribute `always_inline`.
    Always,
    /// Attribute `noinline`.
    Never,
}

/// How a function comes to run, and what it must leave as it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Entrance {
    /// By a call, as the ABI has it.
    #[default]
    Call,
    /// By a call; it keeps all registers but those of its result.
    CallKeepingAll,
    /// The machine interrupts what runs: everything is kept, and the way back is the machine's own.
    Interrupt,
    /// The same, with a word of the machine's on top of the stack.
    Exception,
}

impl Entrance {
    /// Whether nobody calls the function.
    pub fn is_interrupt(self) -> bool {
        matches!(self, Entrance::Interrupt | Entrance::Exception)
    }
}

/// A call whose place a copy of what it calls has taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedCall {
    /// Where it stood.
    pub loc: Loc,
    /// Which function it called.
    pub callee: SymbolId,
    /// The call, by its number from 1, that brought the code that it stood in; 0 if that was there from the start.
    pub within: u32,
}

/// A variable by which the source accesses memory that has no name of its own.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The memory's address.
    pub value: Value,
    /// The variable's name.
    pub name: Box<str>,
    /// Size in bytes of what the variable points to, if it is complete and has one.
    pub element: Option<u64>,
    /// The variable is an array of variable length, not a pointer.
    pub is_array: bool,
}

/// What the source says of an access through a pointer or to an element of an array, or of its address.
#[derive(Clone, Debug)]
pub struct Subscript {
    /// The arrays and the elements, those first that are innermost: `a[i][j]` are two. None if it is no array's.
    pub parts: Vec<SubscriptPart>,
    /// The address, where nothing is accessed but that is what is asked for.
    pub address: Option<Value>,
    /// Where the subscript stands.
    pub loc: Loc,
    /// What is accessed, as messages spell its type.
    pub accessed: Option<Arc<str>>,
}

/// One of several subscripts of an access.
#[derive(Clone, Debug)]
pub struct SubscriptPart {
    /// Which element.
    pub index: SubscriptIndex,
    /// The variable of the source that the index is.
    pub variable: Option<Box<str>>,
    /// How many elements there are.
    pub reach: Reach,
    /// The array, or what it is part of.
    pub array: Arc<Described>,
    /// It is an element of the array of the next part, and no member of one.
    pub is_row: bool,
}

/// Which element of an array is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubscriptIndex {
    /// A constant.
    Known(i128),
    /// So many bytes from the array's begin.
    Bytes(Value),
}

/// How many elements an array has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// So many.
    Elements(u64),
    /// As many as there is room for behind it, for it is the last member of a structure and says one element, none, or
    /// nothing (GCC manual, "Arrays of Length Zero").
    Open {
        /// Of a union, whose other members are there, too.
        shared: bool,
    },
    /// None, between other members.
    Interior,
}

/// An argument of a call that points into a member of an object.
#[derive(Clone, Debug)]
pub struct MemberArgument {
    /// Which argument, from 0.
    pub number: u8,
    /// The member.
    pub member: Arc<Described>,
    /// Its size in bytes.
    pub size: u64,
    /// Bytes from its begin.
    pub offset: i64,
    /// Bytes that are added to that and are no constants.
    pub distances: Vec<Value>,
    /// Of a row of an array: where in that it begins, and how many bytes the array has.
    pub row: Option<(i64, u64)>,
}

/// A value that stands for a variable of the source which nothing has set.
#[derive(Clone, Debug)]
pub struct Unset {
    /// The value.
    pub value: Value,
    /// The variable's name.
    pub name: Box<str>,
    /// Where it is declared.
    pub declared: Loc,
}

/// Rules of IEEE 754 that floating-point arithmetic need not heed (GCC manual, "Optimize Options").
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RelaxedMath {
    /// There are no infinities and NaNs (`-ffinite-math-only`).
    pub finite: bool,
    /// Results may be as exact as if rounded more or less often: `-fassociative-math`, `-freciprocal-math` and
    /// `-fno-signed-zeros` together.
    pub inexact: bool,
}

impl RelaxedMath {
    /// What both allow.
    pub fn and(self, other: RelaxedMath) -> RelaxedMath {
        RelaxedMath { finite: self.finite && other.finite, inexact: self.inexact && other.inexact }
    }
}

/// Which comparisons are made twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hardening {
    /// Those whose result is a value (`-fharden-compares`).
    pub compares: bool,
    /// Those that decide branches (`-fharden-conditional-branches`).
    pub branches: bool,
}

/// Room for instructions and values in a new function.
const FIRST_INSTS: usize = 128;
/// And for instructions in a block.
const FIRST_INSTS_OF_BLOCK: usize = 16;

/// Which of the registers that calls may change a function clears before it returns (GCC manual,
/// -fzero-call-used-regs): all, but for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ZeroedRegisters {
    /// Only those that the function uses.
    pub used: bool,
    /// Only general registers.
    pub general: bool,
    /// Only those that arguments travel in.
    pub arguments: bool,
}

impl ZeroedRegisters {
    /// `used-gpr-arg`, `all` and what is between; `None` for `skip`, and nothing for what is no such name.
    pub fn named(name: &str) -> Option<Option<ZeroedRegisters>> {
        if name == "skip" {
            return Some(None);
        }
        let (used, rest) = match name.strip_prefix("used") {
            Some(rest) => (true, rest),
            None => (false, name.strip_prefix("all")?),
        };
        let (general, rest) = match rest.strip_prefix("-gpr") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let arguments = rest == "-arg";
        (arguments || rest.is_empty()).then_some(Some(ZeroedRegisters { used, general, arguments }))
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match (self.used, self.general, self.arguments) {
            (true, true, true) => "used-gpr-arg",
            (true, true, false) => "used-gpr",
            (true, false, true) => "used-arg",
            (true, false, false) => "used",
            (false, true, true) => "all-gpr-arg",
            (false, true, false) => "all-gpr",
            (false, false, true) => "all-arg",
            (false, false, false) => "all",
        }
    }
}

/// How many instructions that do nothing a function begins with, and how many of them stand before its symbol.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct PatchableEntry {
    /// In all.
    pub total: u16,
    /// Before the symbol; at most `total`.
    pub before: u16,
}

/// A function.
#[derive(Clone)]
pub struct Function {
    /// Its symbol.
    pub symbol: SymbolId,
    /// Its own signature; the entry block's parameters are its parameters.
    pub sig: Signature,
    /// Instructions.
    pub insts: PrimaryMap<Inst, InstData>,
    results: SecondaryMap<Inst, (u32, u8)>,
    /// Source positions of instructions.
    pub locs: SecondaryMap<Inst, Loc>,
    /// How many instructions there is room for in those maps.
    known_insts: usize,
    values: PrimaryMap<Value, ValueData>,
    /// Whether a value is another name of one.
    renamed: bool,
    /// Elements of all value lists.
    pub lists: ListPool<Value>,
    /// Blocks.
    pub blocks: PrimaryMap<Block, BlockData>,
    /// Order of blocks; the first is the entry.
    pub layout: Vec<Block>,
    /// Edges of all terminators.
    pub edges: Vec<BlockCall>,
    /// Stack slots.
    pub slots: PrimaryMap<StackSlot, SlotData>,
    /// Signatures of calls.
    pub sigs: PrimaryMap<SigRef, Signature>,
    /// Switch tables.
    pub switches: Vec<SwitchData>,
    /// Inline asms.
    pub asms: Vec<Asm>,
    /// Constants wider than 64 bits.
    pub wide: Vec<u128>,
    /// Strings that passes made, without the zero byte that ends them; they hold none.
    pub literals: Vec<Box<[u8]>>,
    /// Lowering has decided a branch by the values of variables, so that there are fewer ways than the source has.
    pub branches_decided: bool,
    /// Keeps what diagnostics speak of.
    pub told_of: bool,
    /// Calls whose places copies have taken, if diagnostics may speak of them.
    pub inlined_calls: Vec<InlinedCall>,
    /// For instructions that came with a copy, the number of the call from 1.
    pub inlined: SecondaryMap<Inst, u32>,
    /// Parameters of the entry block that are a parameter of the source, if that was asked for.
    pub named: Vec<(Value, Named)>,
    /// Slots that are objects of the source, if that was asked for.
    pub described: Vec<(StackSlot, Arc<Described>)>,
    /// Accesses to elements of arrays, if that was asked for. One without an instruction came to nothing.
    pub subscripts: Vec<(Option<Inst>, Subscript)>,
    /// Arguments of calls that point into members: the call, the argument's number, how many bytes from there to the member's
    /// end, and how far that is from its begin; if that was asked for.
    pub member_arguments: Vec<(Inst, MemberArgument)>,
    /// Calls through pointers, and what the function's type says of them, if it says anything and that was asked for.
    pub indirect_calls: Vec<(Inst, Arc<SymbolData>)>,
    /// What stands for variables that nothing has set, if that was asked for.
    pub unset: Vec<Unset>,
    /// What the source calls memory that calls return, if that was asked for.
    pub holders: Vec<Holder>,
    /// Instructions that fill objects which the source does not set (-ftrivial-auto-var-init), if that was asked for.
    pub fills: Vec<Inst>,
    /// A named section.
    pub section: Option<Box<str>>,
    /// Alignment in bytes; 0 is the target's.
    pub align: u32,
    /// Has no prologue or epilogue.
    pub naked: bool,
    /// How it comes to run.
    pub entrance: Entrance,
    /// Signalling NaNs are seen: what would turn one into a quiet one, or raise "invalid" for it, does so.
    pub signaling_nans: bool,
    /// The rounding mode may be another than the default one.
    pub rounding_math: bool,
    /// What its floating-point arithmetic need not heed.
    pub relaxed: RelaxedMath,
    /// Data holds addresses of its labels, so that its code can't stand elsewhere, too.
    pub labels_in_data: bool,
    /// Overrun arrays are noticed before the function returns.
    pub stack_protector: bool,
    /// A call may take the function's place (`-foptimize-sibling-calls`).
    pub sibling_calls: bool,
    /// Comparisons that are made twice.
    pub harden: Hardening,
    /// It says when it is called (`-pg`).
    pub profiled: bool,
    /// Room for a patch where it begins.
    pub patchable: PatchableEntry,
    /// Registers that it clears before it returns.
    pub zeroed: Option<ZeroedRegisters>,
    /// Its stack may be in pieces: it asks for room before it takes any (`-fsplit-stack`).
    pub split_stack: bool,
    /// Registers of global register variables, as bits by the machine's numbers: left alone.
    pub claimed_registers: u64,
    /// Seldom called.
    pub cold: bool,
    /// Whether calls of it become copies of it.
    pub inlining: Inlining,
    /// Here to be inlined, and emitted by another unit (C23 6.7.5p7; GNU `extern inline`).
    pub inline_only: bool,
    /// Moves the stack pointer at run time.
    pub dynamic_stack: bool,
    /// Calls something that returns twice.
    pub returns_twice: bool,
    /// Position of the definition.
    pub loc: Loc,
    /// Position of the closing brace.
    pub end_loc: Loc,
}

impl Function {
    /// A function without blocks.
    pub fn new(symbol: SymbolId, sig: Signature) -> Function {
        Function {
            symbol,
            sig,
            insts: PrimaryMap::with_capacity(FIRST_INSTS),
            results: SecondaryMap::with_capacity(FIRST_INSTS),
            locs: SecondaryMap::with_capacity(FIRST_INSTS),
            values: PrimaryMap::with_capacity(FIRST_INSTS),
            known_insts: 0,
            renamed: false,
            lists: ListPool::new(),
            blocks: PrimaryMap::new(),
            layout: Vec::new(),
            edges: Vec::new(),
            slots: PrimaryMap::new(),
            sigs: PrimaryMap::new(),
            switches: Vec::new(),
            asms: Vec::new(),
            wide: Vec::new(),
            literals: Vec::new(),
            branches_decided: false,
            told_of: false,
            inlined_calls: Vec::new(),
            inlined: SecondaryMap::new(),
            named: Vec::new(),
            described: Vec::new(),
            subscripts: Vec::new(),
            member_arguments: Vec::new(),
            indirect_calls: Vec::new(),
            unset: Vec::new(),
            holders: Vec::new(),
            fills: Vec::new(),
            section: None,
            align: 0,
            naked: false,
            entrance: Entrance::Call,
            signaling_nans: false,
            rounding_math: false,
            relaxed: RelaxedMath::default(),
            labels_in_data: false,
            stack_protector: false,
            sibling_calls: false,
            harden: Hardening::default(),
            profiled: false,
            patchable: PatchableEntry::default(),
            zeroed: None,
            split_stack: false,
            claimed_registers: 0,
            cold: false,
            inlining: Inlining::Unsaid,
            inline_only: false,
            dynamic_stack: false,
            returns_twice: false,
            loc: Loc::NONE,
            end_loc: Loc::NONE,
        }
    }

    /// The symbols that its instructions refer to.
    pub fn symbols(&self) -> impl Iterator<Item = SymbolId> + '_ {
        let insts = self.layout.iter().flat_map(|&block| &self.blocks[block].insts);
        insts.filter_map(|&inst| self.insts[inst].symbol())
    }

    /// The entry block.
    pub fn entry(&self) -> Block {
        self.layout[0]
    }

    /// A new block, not yet in the layout.
    pub fn new_block(&mut self) -> Block {
        self.blocks.push(BlockData::default())
    }

    /// Adds a parameter to a block.
    ///
    /// # Panics
    /// If it has [`MAX_PARAMS`].
    pub fn add_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.next_index(block).expect("a block has room for its parameters");
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, index) });
        self.blocks[block].params.push(value, &mut self.lists);
        value
    }

    /// The index of the next parameter of a block. Those of the entry have one only to be counted by, since no edge leads
    /// there: as many as a function has may share the last.
    fn next_index(&self, block: Block) -> Option<u16> {
        let index = self.params(block).len();
        let is_entry = self.layout.first().is_none_or(|&entry| entry == block);
        u16::try_from(if is_entry { index.min(MAX_PARAMS - 1) } else { index }).ok()
    }

    /// The parameters of a block.
    pub fn params(&self, block: Block) -> &[Value] {
        self.blocks[block].params.as_slice(&self.lists)
    }

    /// Makes room for a value of a text, whose numbers are its own.
    fn reserve_value(&mut self, value: Value) -> bool {
        let nothing = ValueData { ty: Type::NONE, def: ValueDef::Param(Block::reserved_value(), 0) };
        while self.values.len() <= value.as_u32() as usize {
            self.values.push(nothing);
        }
        self.values[value].ty == Type::NONE
    }

    /// Adds a parameter to a block as the value of a number; false if there is one. For the parser.
    pub(crate) fn define_param(&mut self, block: Block, value: Value, ty: Type) -> bool {
        let Some(index) = self.next_index(block) else { return false };
        let free = self.reserve_value(value);
        self.values[value] = ValueData { ty, def: ValueDef::Param(block, index) };
        self.blocks[block].params.push(value, &mut self.lists);
        free
    }

    /// Gives an instruction its results from a number on; false if one exists. For the parser.
    pub(crate) fn define_results(&mut self, inst: Inst, first: Value, types: &[Type]) -> bool {
        let mut free = true;
        for (i, &ty) in types.iter().enumerate() {
            let value = Value::from_u32(first.as_u32() + i as u32);
            free &= self.reserve_value(value);
            self.values[value] = ValueData { ty, def: ValueDef::Result(inst, i as u8) };
        }
        self.results[inst] = (first.as_u32(), types.len() as u8);
        free
    }

    /// Whether a value of this number exists.
    pub(crate) fn is_defined(&self, value: Value) -> bool {
        self.values.get(value).is_some_and(|data| data.ty != Type::NONE)
    }

    /// Keeps only the parameters for which `keep` holds, by index, and renumbers them. Edges are the caller's.
    pub fn retain_params(&mut self, block: Block, mut keep: impl FnMut(usize) -> bool) {
        let old: Vec<Value> = self.params(block).to_vec();
        let kept: Vec<Value> = old.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, &v)| v).collect();
        for (i, &value) in kept.iter().enumerate() {
            self.values[value].def = ValueDef::Param(block, i as u16);
        }
        let mut list = self.blocks[block].params;
        list.clear(&mut self.lists);
        list.extend(kept, &mut self.lists);
        self.blocks[block].params = list;
    }

    /// A new instruction, not yet in a block.
    pub fn new_inst(&mut self, data: InstData, loc: Loc) -> Inst {
        let inst = self.insts.push(data);
        // The maps beside grow by many at once: one by one each access is beyond their end.
        if self.known_insts <= inst.as_u32() as usize {
            self.known_insts = (2 * self.insts.len()).max(FIRST_INSTS);
            self.results.resize(self.known_insts);
            self.locs.resize(self.known_insts);
        }
        if loc != Loc::NONE {
            self.locs[inst] = loc;
        }
        inst
    }

    /// Gives an instruction its results; they are numbered consecutively. Called once per instruction.
    pub fn make_results(&mut self, inst: Inst, types: &[Type]) {
        let first = self.values.len() as u32;
        for (i, &ty) in types.iter().enumerate() {
            self.values.push(ValueData { ty, def: ValueDef::Result(inst, i as u8) });
        }
        self.results[inst] = (first, types.len() as u8);
    }

    /// Makes a terminator a jump along one of its edges, by its number among the function's. Results that it had are gone.
    pub fn make_jump(&mut self, inst: Inst, edge: usize) {
        let mut data = InstData::new(Op::Jump, Type::NONE, &[]);
        data.x = edge as u32;
        self.insts[inst] = data;
        self.results[inst] = (0, 0);
    }

    /// The results of an instruction.
    pub fn results(&self, inst: Inst) -> impl ExactSizeIterator<Item = Value> + use<> {
        let (first, count) = self.results[inst];
        (0..u32::from(count)).map(move |i| Value::from_u32(first + i))
    }

    /// The first result.
    pub fn result(&self, inst: Inst) -> Option<Value> {
        let (first, count) = self.results[inst];
        (count != 0).then(|| Value::from_u32(first))
    }

    /// Appends an instruction with at most one result (none if `ty` is `NONE`) to a block.
    pub fn append(&mut self, block: Block, data: InstData, result: Type, loc: Loc) -> Option<Value> {
        let inst = self.new_inst(data, loc);
        if result != Type::NONE {
            self.make_results(inst, &[result]);
        }
        let insts = &mut self.blocks[block].insts;
        if insts.is_empty() {
            insts.reserve(FIRST_INSTS_OF_BLOCK);
        }
        insts.push(inst);
        self.result(inst)
    }

    /// How many values there are.
    pub fn value_count(&self) -> usize {
        self.values.len()
    }

    /// The value that `value` is another name of, or itself.
    pub fn resolve(&self, mut value: Value) -> Value {
        while let ValueDef::Alias(other) = self.values[value].def {
            value = other;
        }
        value
    }

    /// As [`Function::resolve`], and all names on the way lead there directly from now on.
    pub fn resolve_shortened(&mut self, value: Value) -> Value {
        resolve_shortened(&mut self.values, value)
    }

    /// Where a value comes from.
    pub fn def(&self, value: Value) -> ValueDef {
        self.values[self.resolve(value)].def
    }

    /// The instruction that defines a value, if one does.
    pub fn def_inst(&self, value: Value) -> Option<(Inst, &InstData)> {
        match self.def(value) {
            ValueDef::Result(inst, _) => Some((inst, &self.insts[inst])),
            _ => None,
        }
    }

    /// A value's type.
    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }

    /// Makes `value` another name of `other`.
    pub fn replace(&mut self, value: Value, other: Value) {
        let other = self.resolve(other);
        debug_assert_ne!(self.resolve(value), other);
        self.values[value].def = ValueDef::Alias(other);
        self.renamed = true;
    }

    /// All operands of an instruction, those of edges included.
    pub fn for_each_arg(&self, inst: Inst, mut visit: impl FnMut(Value)) {
        let data = &self.insts[inst];
        data.fixed().iter().for_each(|&v| visit(self.resolve(v)));
        data.list.as_slice(&self.lists).iter().for_each(|&v| visit(self.resolve(v)));
        if data.op.is_terminator() {
            for edge in self.edges_of(inst) {
                edge.args.as_slice(&self.lists).iter().for_each(|&v| visit(self.resolve(v)));
            }
        }
    }

    /// All operands as they stand, whether or not they exist. For the parser.
    pub(crate) fn for_each_raw_arg(&self, inst: Inst, mut visit: impl FnMut(Value)) {
        let data = &self.insts[inst];
        data.fixed().iter().for_each(|&v| visit(v));
        data.list.as_slice(&self.lists).iter().for_each(|&v| visit(v));
        if data.op.is_terminator() {
            for edge in self.edges_of(inst) {
                edge.args.as_slice(&self.lists).iter().for_each(|&v| visit(v));
            }
        }
    }

    /// Which entries of `edges` a terminator has.
    pub fn edge_range(&self, inst: Inst) -> std::ops::Range<usize> {
        let data = &self.insts[inst];
        let (first, count) = match data.op {
            Op::Jump => (data.x, 1),
            Op::Br | Op::MayThrow => (data.x, 2),
            Op::Switch => {
                let table = &self.switches[data.imm as usize];
                (table.first_edge, table.edges)
            }
            Op::IndirectBr => (data.x, data.imm as u32),
            Op::AsmGoto => (data.x, self.asms[data.imm as usize].labels + 1),
            _ => (0, 0),
        };
        first as usize..(first + count) as usize
    }

    /// The edges of a terminator.
    pub fn edges_of(&self, inst: Inst) -> &[BlockCall] {
        &self.edges[self.edge_range(inst)]
    }

    /// The terminator of a block.
    pub fn terminator(&self, block: Block) -> Option<Inst> {
        self.blocks[block].insts.last().copied().filter(|&inst| self.insts[inst].op.is_terminator())
    }

    /// The call that a terminator of a block which may throw speaks of; none if the call is gone.
    pub fn throwing_call(&self, block: Block) -> Option<Inst> {
        let &[.., call, last] = &self.blocks[block].insts[..] else { return None };
        let calls = matches!(self.insts[call].op, Op::Call | Op::CallIndirect);
        (calls && self.insts[last].op == Op::MayThrow).then_some(call)
    }

    /// The blocks that a block may go to.
    pub fn successors(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        self.terminator(block).into_iter().flat_map(|inst| self.edges_of(inst).iter().map(|edge| edge.block))
    }

    /// The integer constant that a value is, sign-extended from its type, if it is one of at most 64 bits.
    pub fn constant(&self, value: Value) -> Option<i64> {
        match self.def_inst(value) {
            Some((_, data)) if data.op == Op::Iconst => Some(data.imm),
            _ => None,
        }
    }

    /// Rewrites every operand to the value that it is another name of.
    pub fn resolve_aliases(&mut self) {
        if !self.renamed {
            return;
        }
        let Function { values, insts, lists, edges, .. } = self;
        let mut resolve = |operand: &mut Value| {
            if let ValueDef::Alias(_) = values[*operand].def {
                *operand = resolve_shortened(values, *operand);
            }
        };
        for data in insts.values_mut() {
            let fixed = data.op.fixed_args();
            data.args[..fixed].iter_mut().for_each(&mut resolve);
            data.list.as_mut_slice(lists).iter_mut().for_each(&mut resolve);
        }
        for edge in edges {
            edge.args.as_mut_slice(lists).iter_mut().for_each(&mut resolve);
        }
    }
}

fn resolve_shortened(values: &mut PrimaryMap<Value, ValueData>, value: Value) -> Value {
    let mut end = value;
    while let ValueDef::Alias(other) = values[end].def {
        end = other;
    }
    let mut at = value;
    while let ValueDef::Alias(other) = values[at].def {
        values[at].def = ValueDef::Alias(end);
        at = other;
    }
    end
}
