//! The intermediate representation: SSA with block parameters, in dense tables of entity numbers.
//!
//! A value has a value: there is no undef and no poison. Aggregates live in stack slots. The text form
//! ([`print`], [`parse`]) round-trips and is the language of pass tests.

pub mod contract;
pub mod dominance;
pub mod eval;
pub mod function;
pub mod interpret;
pub mod library;
pub mod module;
pub mod op;
pub mod parse;
pub mod print;
mod scalar_call;
pub mod types;
pub mod verify;

pub use function::{
    AbiParam, Asm, AsmConstraint, AsmOperand, Block, BlockCall, Entrance, Function, Hardening, Holder,
    InlinedCall, Inlining, Inst, InstData, MemFlags, MemberArgument, ParamKind, PatchableEntry, Reach,
    RelaxedMath, SigRef, Signature, SlotContent, SlotData, StackSlot, Subscript, SubscriptIndex,
    SubscriptPart, SwitchData, Unset, Value, ValueDef, ZeroedRegisters,
};
pub use library::LibraryFunction;
pub use module::{
    Binding, Characters, DataReloc, DataTarget, Definition, Described, GlobalData, Module, Named, SymbolData,
    SymbolId, SymbolKind,
};
pub use op::{FloatCond, IntCond, Op, RmwOp, SPECULATION_FENCE};
pub use scalar_call::ScalarCall;
pub use types::Type;
