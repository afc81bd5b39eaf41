//! One function: the state that statements and expressions are lowered in, and what surrounds its body.

use crate::landing::Pads;
use crate::ssa::{Ssa, remove_redundant_params};
use crate::temporaries::Temporaries;
use crate::types::{Shape, abi_type, object_alignment, shape};
use crate::{Lowering, call, interrupt};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use diag::Loc;
use ir::{
    AbiParam, Block, BlockCall, Described, Function, Inlining, InstData, IntCond, MemFlags, Named, Op,
    ParamKind, PatchableEntry, Signature, StackSlot, SymbolId, Type, Value, ZeroedRegisters,
};
use rustc_hash::FxHashMap;
use sema::hir::{Body, CleanupId, Emission, LabelId, LocalId, Unit};
use sema::types::{Ty, TypeKind};
use std::sync::Arc;
use target::{AbiArgKind, AbiSignature, PieceLoc};

/// The value of an expression.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Val {
    /// `void`.
    None,
    /// A scalar.
    Scalar(Value),
    /// Real and imaginary part.
    Complex(Value, Value),
    /// The address of an object that holds it: records, arrays, vectors.
    Memory(Addr),
}

/// An address in the ordinary way of saying it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addr {
    /// A pointer.
    pub base: Value,
    /// Plus so many bytes.
    pub offset: i64,
    /// Alignment of the sum, in bytes.
    pub align: u32,
    /// Accesses are volatile.
    pub volatile: bool,
    /// Address space.
    pub space: u8,
    /// It is of an element of an array: the number, from 1, of what the function says of that.
    pub subscript: u32,
}

impl Addr {
    /// An address with what is known of its alignment.
    pub fn new(base: Value, align: u32) -> Addr {
        Addr { base, offset: 0, align: align.max(1), volatile: false, space: 0, subscript: 0 }
    }

    /// So many bytes further; what remains of the alignment follows.
    pub fn plus(self, bytes: i64) -> Addr {
        let low = if bytes == 0 { self.align } else { 1 << bytes.trailing_zeros().min(16) };
        Addr { offset: self.offset.wrapping_add(bytes), align: self.align.min(low), ..self }
    }

    fn flags(self) -> MemFlags {
        MemFlags { volatile: self.volatile, space: self.space, ..MemFlags::aligned(self.align) }
    }
}

/// Where an automatic object is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Storage {
    /// In SSA values of this type.
    Var(Type),
    /// In a stack slot, at this offset, with this alignment.
    Slot(StackSlot, u32, u32),
    /// In the incoming stack arguments.
    Incoming(u32),
    /// Behind a pointer that a slot holds at this offset: variable-length arrays, and what is too large for a frame.
    Pointer(StackSlot, u32),
}

/// Where `break` and `continue` go.
#[derive(Clone, Copy)]
pub(crate) struct Targets {
    pub(crate) leave: Block,
    pub(crate) again: Option<Block>,
    /// The cleanups in force outside.
    pub(crate) cleanups: Option<CleanupId>,
}

/// So many bytes of a function's objects are in slots; machines reach no further than 2 GiB from a frame pointer.
const MOST_IN_SLOTS: u64 = 1 << 30;

/// A function being lowered.
pub(crate) struct Fx<'a, 'b> {
    pub(crate) low: &'a mut Lowering<'b>,
    pub(crate) unit: &'a Unit,
    pub(crate) body: &'a Body,
    pub(crate) f: Function,
    pub(crate) block: Block,
    pub(crate) loc: Loc,
    pub(crate) ssa: Ssa,
    pub(crate) storage: SecondaryMap<LocalId, Option<Storage>>,
    pub(crate) targets: Vec<Targets>,
    /// The source has labels, so control may go back to where no loop is.
    pub(crate) jumps: bool,
    pub(crate) labels: SecondaryMap<LabelId, PackedOption<Block>>,
    pub(crate) temps: Vec<Val>,
    pub(crate) temporaries: Temporaries,
    /// An operand that was evaluated ahead of its turn, and its value.
    pub(crate) evaluated: Option<(sema::hir::ExprId, Val)>,
    /// How many bytes the indices of elements stand for.
    pub(crate) distances: FxHashMap<sema::hir::ExprId, Value>,
    /// How types of what is accessed are spelled.
    pub(crate) access_types: FxHashMap<Ty, Arc<str>>,
    /// Where all computed gotos meet: a block whose parameter is the address.
    pub(crate) dispatch: Option<Block>,
    pub(crate) cleanups: Option<CleanupId>,
    /// Where exceptions land.
    pub(crate) pads: Pads,
    /// Bytes of the function's own objects in slots.
    in_slots: u64,
    /// The slot of the frame that nested functions know.
    pub(crate) frame: Option<StackSlot>,
    /// Where an indirect result goes: a slot that holds the hidden pointer.
    result_pointer: Option<StackSlot>,
    /// Calls the profiler at entry and exit.
    instrumented: bool,
    abi: AbiSignature,
}

impl<'b> Lowering<'b> {
    /// Lowers a function's definition.
    pub fn function(&mut self, unit: &Unit, body: &Body) -> Function {
        self.label_library(unit);
        self.locate_library(unit);
        let symbol = self.symbol(unit, body.decl);
        self.refresh(unit, body.decl);
        let ty = unit.decls[body.decl].ty;
        let (ret, variadic) = match unit.types.shape(ty) {
            TypeKind::Function(function) => (function.ret.unqualified(), function.variadic),
            _ => (ty, false),
        };
        let args: Vec<_> = body
            .params
            .iter()
            .map(|&p| abi_type(&unit.types, body.locals[p].passed_as.unwrap_or(body.locals[p].ty)))
            .collect();
        let ret_type = match unit.types.shape(ret) {
            TypeKind::Void => None,
            // Its address travels: where the first parameter says.
            _ if unit.types.is_variable_size(ret) => Some(Type::PTR.abi_type()),
            _ => Some(abi_type(&unit.types, ret)),
        };
        let mut abi = self.abi.classify(&args, args.len(), variadic, ret_type.as_ref());
        let entrance = interrupt::entrance(&unit.decls[body.decl].attrs, body.params.len());
        if entrance.is_interrupt() {
            // Nobody passes anything.
            abi.args.clear();
        }
        let mut sig = call::own_signature(&abi, variadic);
        if body.chain.is_some() {
            sig.params.push(call::chain_param(self.abi));
        }
        let mut f = Function::new(symbol, sig);
        let entry = f.new_block();
        f.layout.push(entry);
        f.loc = body.span.lo;
        f.end_loc = body.span.hi;
        let attrs = &unit.decls[body.decl].attrs;
        f.section = attrs.section.clone();
        f.align = attrs.align;
        f.naked = attrs.naked;
        f.entrance = entrance;
        self.check_entrance(entrance, unit.decls[body.decl].loc);
        f.labels_in_data = body.labels_in_data;
        f.told_of = self.options.describe;
        f.sibling_calls = self.options.sibling_calls && !body.calls_setjmp;
        f.harden = self.options.harden;
        f.profiled = self.options.profile
            && !attrs.naked
            && !attrs.other.iter().any(|name| &**name == "no_instrument_function");
        f.patchable = attrs
            .patchable
            .map_or(self.options.patchable, |(total, before)| PatchableEntry { total, before });
        f.zeroed = match attrs.zeroed.as_deref().and_then(ZeroedRegisters::named) {
            Some(zeroed) => zeroed,
            None => self.options.zeroed,
        };
        f.split_stack = self.options.split_stack && crate::split_stack::may_split(attrs);
        f.signaling_nans = self.options.signaling_nans;
        f.rounding_math = self.options.rounding_math;
        f.relaxed = self.options.relaxed;
        f.claimed_registers = unit.claimed_registers;
        f.cold = attrs.cold;
        f.inlining = match attrs {
            _ if attrs.noinline => Inlining::Never,
            _ if attrs.always_inline => Inlining::Always,
            _ if attrs.like_a_macro => Inlining::AnySize,
            _ if attrs.inline => Inlining::Declared,
            _ => Inlining::Unsaid,
        };
        f.inline_only = unit.decls[body.decl].emission == Emission::None;
        f.dynamic_stack = body.dynamic_stack;
        f.returns_twice = body.calls_setjmp;
        let mut fx = Fx {
            low: self,
            unit,
            body,
            f,
            block: entry,
            loc: Loc::NONE,
            ssa: Ssa::default(),
            storage: SecondaryMap::new(),
            targets: Vec::new(),
            jumps: body.labels.values().any(|label| label.name.is_some() || label.address_taken),
            labels: SecondaryMap::new(),
            temps: vec![Val::None; body.temps as usize],
            temporaries: Temporaries::default(),
            evaluated: None,
            distances: FxHashMap::default(),
            access_types: FxHashMap::default(),
            dispatch: None,
            cleanups: None,
            pads: Pads::default(),
            in_slots: 0,
            frame: None,
            result_pointer: None,
            instrumented: false,
            abi,
        };
        fx.ssa.seal(&mut fx.f, entry);
        fx.run();
        fx.finish()
    }
}

/// Where loops nest more deeply, variables begin in memory: each that is read in the innermost one would be a parameter of
/// all of them before it is seen to be the same in all.
const MAX_LOOP_DEPTH: u32 = 128;
/// Where there are more of them, too: a block has no room for so many parameters.
const MAX_VARIABLES: usize = ir::function::MAX_PARAMS / 4;

impl Fx<'_, '_> {
    fn run(&mut self) {
        self.declare_locals();
        self.receive_params();
        self.prepare_frame();
        self.instrumented = self.is_instrumented();
        if self.instrumented {
            self.profile_call("__cyg_profile_func_enter");
        }
        if let Some(root) = self.body.root {
            self.stmt(root);
        }
        self.loc = self.body.span.hi;
        if !self.is_closed() {
            self.fall_off();
        }
    }

    fn finish(mut self) -> Function {
        self.lower_pads();
        self.dispatch_gotos();
        self.f.stack_protector = self.is_protected();
        self.ssa.seal_all(&mut self.f);
        let f = &mut self.f;
        let reachable = ir::dominance::reachable(f);
        f.layout.retain(|&block| reachable.contains(block));
        if self.low.options.optimize {
            remove_redundant_params(f);
        }
        if self.low.options.note_unset {
            self.note_unset();
        }
        self.f
    }

    /// Says which values stand for variables that nothing has set.
    fn note_unset(&mut self) {
        for (local, value) in std::mem::take(&mut self.ssa.unset) {
            let local = &self.body.locals[local];
            if let Some(name) = local.name.filter(|_| !local.initialization_settled) {
                let name = self.low.interner.text(name).into();
                self.f.unset.push(ir::Unset { value, name, declared: local.loc });
            }
        }
    }

    /// The end of the function without `return` (6.9.1p12): whatever the caller reads, it must not.
    fn fall_off(&mut self) {
        let name = self.unit.decls[self.body.decl].name;
        let is_main = self.low.interner.with(name, |text| text == b"main");
        if is_main
            && let [ret] = self.f.sig.rets[..]
            && ret.ty.is_int()
        {
            let zero = self.iconst(ret.ty, 0);
            return self.ret(&[zero]);
        }
        let values: Vec<Value> = self.f.sig.rets.clone().iter().map(|ret| self.zero(ret.ty)).collect();
        self.ret(&values);
    }

    fn declare_locals(&mut self) {
        // A function without a prologue has no frame to keep them in.
        let promote = (self.low.options.optimize || self.f.naked)
            && !self.body.calls_setjmp
            && self.body.loop_depth <= MAX_LOOP_DEPTH
            && self.body.locals.len() <= MAX_VARIABLES;
        if self.body.frame.align != 0 {
            let (size, align) = (u64::from(self.body.frame.size), self.body.frame.align);
            self.frame = Some(self.slot(size, align));
        }
        for (id, local) in self.body.locals.iter() {
            let is_vla = self.unit.types.layout(local.ty).is_none();
            let storage = match shape(&self.unit.types, local.ty) {
                Shape::Scalar(ty)
                    if promote
                        && !local.address_taken
                        && !local.ty.is_volatile()
                        && !local.ty.is_atomic()
                        && ty != Type::F80 =>
                {
                    self.ssa.declare(id, ty);
                    Storage::Var(ty)
                }
                _ => {
                    let size = self.unit.types.layout(local.ty).unwrap_or((8, 8)).0;
                    // The frame of captured variables was laid out by their types.
                    let align = match local.align {
                        _ if is_vla => 8,
                        0 if local.captured.is_some() => self.unit.types.align(local.ty),
                        0 => object_alignment(&self.unit.types, self.low.target, local.ty),
                        declared => declared,
                    };
                    self.in_slots = self.in_slots.saturating_add(size);
                    if self.in_slots > MOST_IN_SLOTS && local.captured.is_none() && !is_vla {
                        self.storage[id] = Some(self.large_local(size, align));
                        continue;
                    }
                    let (slot, offset) = match (self.frame, local.captured) {
                        (Some(frame), Some(offset)) => (frame, offset),
                        _ => (self.slot(size, align), 0),
                    };
                    self.f.slots[slot].holds = self.f.slots[slot].holds.max(self.content(local.ty));
                    // An object whose address nobody takes is spoken of only if it is not set.
                    let spoken_of = self.low.options.describe
                        && (local.address_taken
                            || !matches!(shape(&self.unit.types, local.ty), Shape::Scalar(_)));
                    if (spoken_of || self.low.options.note_unset)
                        && offset == 0
                        && !is_vla
                        && let Some(name) = local.name
                        && let Some(described) = self.low.described(self.unit, name, local.ty, local.loc)
                    {
                        let settled = local.initialization_settled || self.is_initialized_otherwise(id);
                        let described = Arc::new(Described { settled, ..(*described).clone() });
                        self.f.described.push((slot, described));
                    }
                    match is_vla {
                        true => Storage::Pointer(slot, offset),
                        false => Storage::Slot(slot, offset, align),
                    }
                }
            };
            self.storage[id] = Some(storage);
        }
    }

    /// Whether an object has its value by other means than stores of the function.
    fn is_initialized_otherwise(&self, local: LocalId) -> bool {
        let object = &self.body.locals[local];
        self.body.params.contains(&local) || object.captured.is_some() || object.register.is_some()
    }

    /// Room on the stack for an object that the frame's offsets would not reach across: taken once, before all else.
    fn large_local(&mut self, size: u64, align: u32) -> Storage {
        self.in_slots -= size;
        self.f.dynamic_stack = true;
        let slot = self.slot(8, 8);
        let size = self.iconst(Type::I64, size as i64);
        let data = InstData::new(Op::Alloca, Type::PTR, &[size]).with_imm(i64::from(align));
        let pointer = self.more_stack(data);
        let to = self.slot_addr(slot, 8);
        self.store(pointer, to);
        Storage::Pointer(slot, 0)
    }

    fn receive_params(&mut self) {
        let entry = self.f.entry();
        if let AbiArgKind::Indirect { .. } = self.abi.ret.kind {
            let pointer = self.f.add_param(entry, Type::PTR);
            let slot = self.slot(8, 8);
            self.result_pointer = Some(slot);
            let to = self.slot_addr(slot, 8);
            self.store(pointer, to);
        }
        if self.f.entrance.is_interrupt() {
            return self.receive_interrupt();
        }
        // All parameters first: they are those of the entry block, in the order of the signature.
        let args = self.abi.args.clone();
        let mut values: Vec<Vec<Value>> = Vec::with_capacity(args.len());
        for arg in &args {
            values.push(match &arg.kind {
                AbiArgKind::Pieces(pieces) => pieces
                    .iter()
                    .map(|piece| self.f.add_param(entry, Type::of_scalar(piece.scalar)))
                    .collect(),
                AbiArgKind::Indirect { .. } => vec![self.f.add_param(entry, Type::PTR)],
                _ => Vec::new(),
            });
        }
        if let Some(chain) = self.body.chain {
            let value = self.f.add_param(entry, Type::PTR);
            self.receive(chain, self.body.locals[chain].ty, Val::Scalar(value));
        }
        for ((arg, values), &param) in args.iter().zip(values).zip(&self.body.params) {
            let local = &self.body.locals[param];
            let ty = local.passed_as.unwrap_or(local.ty);
            match &arg.kind {
                AbiArgKind::Ignore => {}
                AbiArgKind::Memory { offset }
                    if local.passed_as.is_none()
                        && local.captured.is_none()
                        && arg.layout.1 >= local.align =>
                {
                    self.storage[param] = Some(Storage::Incoming(*offset));
                }
                AbiArgKind::Memory { offset } => {
                    let from = self.incoming(*offset, arg.layout.1);
                    self.receive(param, ty, Val::Memory(from));
                }
                AbiArgKind::Pieces(pieces)
                    if local.passed_as.is_none() && self.shape(ty) == Shape::Memory =>
                {
                    let to = self.local_addr(param);
                    self.store_pieces(to, pieces, &values);
                }
                AbiArgKind::Pieces(pieces) => {
                    let value = self.join_pieces(ty, pieces, &values);
                    self.receive(param, ty, value);
                }
                AbiArgKind::Indirect { .. } => {
                    let align = arg.layout.1;
                    self.receive(param, ty, Val::Memory(Addr::new(values[0], align)));
                }
            }
        }
    }

    /// Stores a parameter in its local, converted from how it was passed (6.9.1p10).
    pub(crate) fn receive(&mut self, param: LocalId, ty: Ty, value: Val) {
        let local = &self.body.locals[param];
        let value = match (value, self.shape(ty), self.shape(local.ty)) {
            (Val::Memory(addr), Shape::Scalar(_) | Shape::Complex(_), _) => self.load_val(addr, ty),
            (value, _, _) => value,
        };
        if let (Some(Storage::Pointer(slot, offset)), Val::Scalar(address)) = (self.storage[param], value) {
            let to = self.slot_addr(slot, 8).plus(i64::from(offset));
            return self.store(address, to);
        }
        if self.low.options.describe
            && self.unit.types.is_pointer(local.ty)
            && let (Val::Scalar(v), Some(name)) = (value, local.name)
        {
            let name = self.low.interner.text(name).into();
            let number = || self.body.params.iter().take(256).position(|&other| other == param);
            let array = if local.declared_array { number() } else { None };
            let array = array.and_then(|number| u8::try_from(number).ok());
            self.f.named.push((v, Named { name, declared: local.loc, array }));
        }
        let value = match (value, self.shape(local.ty)) {
            (Val::Scalar(v), Shape::Scalar(to)) if self.f.ty(v) != to => Val::Scalar(self.narrow(v, to)),
            (value, _) => value,
        };
        match (self.storage[param], value) {
            (Some(Storage::Var(_)), Val::Scalar(v)) => self.ssa.write(param, self.block, v),
            _ => {
                let to = self.local_addr(param);
                self.store_val(value, to, local.ty);
            }
        }
    }

    /// A promoted argument as its parameter: `int` to `char`, `double` to `float`.
    fn narrow(&mut self, v: Value, to: Type) -> Value {
        let from = self.f.ty(v);
        match (from.is_float(), to.is_float()) {
            (true, true) => self.unary(Op::Fptrunc, to, v),
            _ if from.bits() > to.bits() => self.unary(Op::Trunc, to, v),
            _ => v,
        }
    }

    /// The hidden pointer to the result.
    pub(crate) fn result_pointer(&mut self) -> Option<Value> {
        let slot = self.result_pointer?;
        let from = self.slot_addr(slot, 8);
        Some(self.load(Type::PTR, from))
    }

    /// How the function returns its result.
    pub(crate) fn result_kind(&self) -> AbiArgKind {
        self.abi.ret.kind.clone()
    }

    /// The signature by which the function is called.
    pub(crate) fn own_abi(&self) -> &AbiSignature {
        &self.abi
    }

    // What builds instructions.

    /// A new block, last in the layout.
    pub(crate) fn new_block(&mut self) -> Block {
        self.f.new_block()
    }

    /// Goes on in a block, whose place in the layout is here.
    pub(crate) fn enter(&mut self, block: Block) {
        self.f.layout.push(block);
        self.block = block;
    }

    /// Goes on in a block all of whose predecessors are known.
    pub(crate) fn enter_sealed(&mut self, block: Block) {
        self.ssa.seal(&mut self.f, block);
        self.enter(block);
    }

    /// Whether the current block has its terminator.
    pub(crate) fn is_closed(&self) -> bool {
        self.f.terminator(self.block).is_some()
    }

    /// After a jump: code that nothing reaches, unless a label follows.
    pub(crate) fn enter_unreachable(&mut self) {
        let block = self.new_block();
        self.enter_sealed(block);
    }

    /// Appends an instruction with at most one result.
    pub(crate) fn push(&mut self, data: InstData, result: Type) -> Option<Value> {
        let data = match data.op {
            Op::Load if self.low.options.keep_traps => {
                data.with_mem(MemFlags { volatile: true, ..data.mem() })
            }
            op if op.effects() & ir::op::TRAPS != 0 && self.low.options.keep_traps => data.with_aux(1),
            _ => data,
        };
        self.f.append(self.block, data, result, self.loc)
    }

    /// Appends an instruction with one result.
    pub(crate) fn value(&mut self, data: InstData, result: Type) -> Value {
        match self.push(data, result) {
            Some(value) => value,
            None => panic!("{} has no result", data.op.name()),
        }
    }

    pub(crate) fn unary(&mut self, op: Op, ty: Type, a: Value) -> Value {
        self.value(InstData::new(op, ty, &[a]), ty)
    }

    pub(crate) fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.value(InstData::new(op, ty, &[a, b]), ty)
    }

    pub(crate) fn icmp(&mut self, cond: IntCond, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        if let (Some(x), Some(y)) = (self.f.constant(a), self.f.constant(b))
            && !self.ssa.is_unset(a)
            && !self.ssa.is_unset(b)
            && let IntCond::Eq | IntCond::Ne = cond
        {
            return self.iconst(Type::I8, i64::from((x == y) == (cond == IntCond::Eq)));
        }
        self.value(InstData::new(Op::Icmp, ty, &[a, b]).with_aux(cond as u8), Type::I8)
    }

    pub(crate) fn select(&mut self, cond: Value, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.value(InstData::new(Op::Select, ty, &[cond, a, b]), ty)
    }

    /// An integer or pointer constant.
    pub(crate) fn iconst(&mut self, ty: Type, n: i64) -> Value {
        if ty == Type::I128 {
            return self.wide(ty, n as i128 as u128);
        }
        let n = match ty.bytes() {
            1 => i64::from(n as i8),
            2 => i64::from(n as i16),
            4 => i64::from(n as i32),
            _ => n,
        };
        self.value(InstData::new(Op::Iconst, ty, &[]).with_imm(n), ty)
    }

    /// A constant by its bits.
    pub(crate) fn bits(&mut self, ty: Type, bits: u128) -> Value {
        match ty {
            Type::I128 | Type::F80 | Type::F128 => self.wide(ty, bits),
            Type::F16 | Type::F32 | Type::F64 => {
                self.value(InstData::new(Op::Fconst, ty, &[]).with_imm(bits as u64 as i64), ty)
            }
            _ => self.iconst(ty, bits as u64 as i64),
        }
    }

    fn wide(&mut self, ty: Type, bits: u128) -> Value {
        self.f.wide.push(bits);
        let mut data = InstData::new(Op::Wconst, ty, &[]);
        data.x = self.f.wide.len() as u32 - 1;
        self.value(data, ty)
    }

    /// Zero of any type.
    pub(crate) fn zero(&mut self, ty: Type) -> Value {
        self.bits(ty, 0)
    }

    pub(crate) fn slot(&mut self, size: u64, align: u32) -> StackSlot {
        self.f.slots.push(ir::SlotData { size, align: align.max(1), ..ir::SlotData::default() })
    }

    pub(crate) fn slot_addr(&mut self, slot: StackSlot, align: u32) -> Addr {
        let mut data = InstData::new(Op::StackAddr, Type::PTR, &[]);
        data.x = slot.as_u32();
        Addr::new(self.value(data, Type::PTR), align)
    }

    pub(crate) fn symbol_addr(&mut self, symbol: SymbolId) -> Value {
        let tls = self.low.module.symbols[symbol].kind == ir::SymbolKind::Tls;
        let mut data = InstData::new(if tls { Op::TlsAddr } else { Op::SymbolAddr }, Type::PTR, &[]);
        data.x = symbol.as_u32();
        self.value(data, Type::PTR)
    }

    /// The incoming stack arguments from an offset on.
    pub(crate) fn incoming(&mut self, offset: u32, align: u32) -> Addr {
        let data = InstData::new(Op::IncomingArg, Type::PTR, &[]).with_imm(i64::from(offset));
        Addr::new(self.value(data, Type::PTR), align)
    }

    /// The address as one value.
    pub(crate) fn pointer(&mut self, addr: Addr) -> Value {
        if addr.offset == 0 {
            return addr.base;
        }
        let offset = self.iconst(Type::I64, addr.offset);
        self.value(InstData::new(Op::PtrAdd, Type::PTR, &[addr.base, offset]), Type::PTR)
    }

    pub(crate) fn load(&mut self, ty: Type, from: Addr) -> Value {
        let data = InstData::new(Op::Load, ty, &[from.base]).with_imm(from.offset).with_mem(from.flags());
        let value = self.value(data, ty);
        if from.subscript != 0 {
            let inst = self.f.def_inst(value).map(|(inst, _)| inst);
            self.accessed(from, inst);
        }
        value
    }

    pub(crate) fn store(&mut self, value: Value, to: Addr) {
        let ty = self.f.ty(value);
        let data = InstData::new(Op::Store, ty, &[value, to.base]).with_imm(to.offset).with_mem(to.flags());
        self.push(data, Type::NONE);
        if to.subscript != 0 {
            let inst = self.f.blocks[self.block].insts.last().copied();
            self.accessed(to, inst);
        }
    }

    /// Copies an object of `size` bytes.
    pub(crate) fn copy(&mut self, to: Addr, from: Addr, size: u64) {
        if size == 0 {
            return;
        }
        // A volatile object is copied whole, too; which accesses do it is not said (6.7.3p7).
        let (d, s) = (self.pointer(to), self.pointer(from));
        let data = InstData::new(Op::MemCopy, Type::NONE, &[d, s]).with_imm(size as i64);
        self.push(data.with_mem(MemFlags::aligned(to.align.min(from.align))), Type::NONE);
    }

    /// Zeroes an object.
    pub(crate) fn clear(&mut self, to: Addr, size: u64) {
        if size == 0 {
            return;
        }
        let d = self.pointer(to);
        let data = InstData::new(Op::MemSet, Type::NONE, &[d]).with_imm(size as i64);
        self.push(data.with_mem(MemFlags::aligned(to.align)), Type::NONE);
    }

    fn edge(&mut self, to: Block, args: &[Value]) -> u32 {
        let mut list = cranelift_entity::EntityList::new();
        list.extend(args.iter().copied(), &mut self.f.lists);
        self.f.edges.push(BlockCall { block: to, args: list });
        let edge = self.f.edges.len() as u32 - 1;
        self.ssa.add_edge(self.block, to, edge);
        edge
    }

    pub(crate) fn jump(&mut self, to: Block) {
        self.jump_with(to, &[]);
    }

    pub(crate) fn jump_with(&mut self, to: Block, args: &[Value]) {
        let mut data = InstData::new(Op::Jump, Type::NONE, &[]);
        data.x = self.edge(to, args);
        self.push(data, Type::NONE);
    }

    /// Branches on an i8; `likely` is 1 if the first block is, 2 if the second is.
    pub(crate) fn branch(&mut self, cond: Value, then: Block, els: Block, likely: u8) {
        let mut data = InstData::new(Op::Br, Type::NONE, &[cond]).with_aux(likely);
        data.x = self.edge(then, &[]);
        self.edge(els, &[]);
        self.push(data, Type::NONE);
    }

    /// Adds edges without arguments; the first one's number.
    pub(crate) fn edges(&mut self, to: &[Block]) -> u32 {
        let first = self.f.edges.len() as u32;
        for &block in to {
            self.edge(block, &[]);
        }
        first
    }

    pub(crate) fn ret(&mut self, values: &[Value]) {
        if self.instrumented {
            self.profile_call("__cyg_profile_func_exit");
        }
        let mut data = InstData::new(Op::Ret, Type::NONE, &[]);
        data.list.extend(values.iter().copied(), &mut self.f.lists);
        self.push(data, Type::NONE);
    }

    pub(crate) fn unreachable(&mut self) {
        self.push(InstData::new(Op::Unreachable, Type::NONE, &[]), Type::NONE);
    }

    // What is asked of types.

    pub(crate) fn shape(&self, ty: Ty) -> Shape {
        shape(&self.unit.types, ty)
    }

    /// Size in bytes of a complete type.
    pub(crate) fn size_of(&self, ty: Ty) -> u64 {
        self.unit.types.layout(ty).map_or(0, |(size, _)| size)
    }

    pub(crate) fn is_signed(&self, ty: Ty) -> bool {
        self.unit.types.integer_signed(ty).unwrap_or(false)
    }

    /// Reports what cannot be compiled yet.
    pub(crate) fn unsupported(&mut self, what: &str) {
        self.low.diags.error(self.loc, format!("not supported yet: {what}"));
    }
}

/// The parameters and results of a signature as IR has them.
pub(crate) fn ir_signature(abi: &AbiSignature, variadic: bool, byval: bool) -> Signature {
    let mut sig = Signature { variadic, stack_size: abi.stack_size, ..Signature::default() };
    sig.regs_used = abi.regs_used;
    let value = |ty, loc| AbiParam { ty, loc, kind: ParamKind::Value };
    match &abi.ret.kind {
        AbiArgKind::Pieces(pieces) => {
            sig.rets = pieces.iter().map(|piece| value(Type::of_scalar(piece.scalar), piece.loc)).collect();
        }
        AbiArgKind::Indirect { pointer } => {
            sig.params.push(value(Type::PTR, *pointer));
            if let Some(loc) = abi.ret_pointer {
                sig.rets.push(value(Type::PTR, loc));
            }
        }
        _ => {}
    }
    for arg in &abi.args {
        match &arg.kind {
            AbiArgKind::Ignore => {}
            AbiArgKind::Pieces(pieces) => {
                sig.params.extend(pieces.iter().map(|piece| value(Type::of_scalar(piece.scalar), piece.loc)));
            }
            AbiArgKind::Memory { offset } if byval => {
                if arg.layout.1 > 16 {
                    sig.stack_align = sig.stack_align.max(arg.layout.1);
                }
                sig.params.push(AbiParam {
                    ty: Type::PTR,
                    loc: PieceLoc::Stack(*offset),
                    kind: ParamKind::ByVal { size: arg.layout.0 as u32 },
                });
            }
            AbiArgKind::Memory { .. } => {}
            AbiArgKind::Indirect { pointer } => sig.params.push(value(Type::PTR, *pointer)),
        }
    }
    sig
}
