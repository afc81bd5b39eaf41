//! Calls: arguments become pieces in places, as the calling convention says.

use crate::function::{Addr, Fx, Val, ir_signature};
use crate::types::{Shape, abi_type};
use ir::op::{CALL_COMPUTES, CALL_READS};
use ir::{AbiParam, InstData, Op, ParamKind, Signature, SymbolId, Type, Value};
use sema::hir::{ExprId, ExprKind, ExprList};
use sema::types::{FN_NORETURN, Ty, TypeKind};
use smallvec::SmallVec;
use target::{AbiArgKind, AbiPiece, AbiSignature, AbiType};

/// The signature that a function's own body sees: objects in memory are not parameters.
pub(crate) fn own_signature(abi: &AbiSignature, variadic: bool) -> Signature {
    ir_signature(abi, variadic, false)
}

/// The parameter that brings a nested function's static chain.
pub(crate) fn chain_param(abi: &dyn target::Abi) -> AbiParam {
    AbiParam { ty: Type::PTR, loc: abi.static_chain(), kind: ParamKind::Value }
}

impl Fx<'_, '_> {
    /// Evaluates a call. A result in memory goes to `into` if that is given.
    pub(crate) fn call(&mut self, callee: ExprId, args: ExprList, ret: Ty, into: Option<Addr>) -> Val {
        let pointee = match self.unit.types.shape(self.body.exprs[callee].ty) {
            TypeKind::Pointer { pointee, .. } => *pointee,
            _ => ret,
        };
        let (named, variadic, prototyped, attributes) = match self.unit.types.shape(pointee) {
            TypeKind::Function(f) => (f.params.len(), f.variadic, f.prototyped, f.attributes),
            _ => (0, false, false, 0),
        };
        let body = self.body;
        let args = args.as_slice(&body.expr_lists);
        let types: SmallVec<[Ty; 8]> = args.iter().map(|&arg| self.body.exprs[arg].ty).collect();
        let abi_args: SmallVec<[AbiType; 8]> =
            types.iter().map(|&ty| abi_type(&self.unit.types, ty)).collect();
        let is_void = matches!(self.unit.types.shape(ret), TypeKind::Void);
        let ret_type = (!is_void).then(|| abi_type(&self.unit.types, ret));
        let open = variadic || !prototyped;
        let abi = self.low.abi.classify(&abi_args, named.min(args.len()), open, ret_type.as_ref());
        let (callee, chain) = match self.body.exprs[callee].kind {
            ExprKind::WithChain { function, chain } => (function, Some(chain)),
            _ => (callee, None),
        };
        let direct = self.direct_callee(callee);
        let pointer = match direct {
            Some(_) => None,
            None => Some(self.scalar(callee)),
        };
        let mut values = Vec::new();
        let mut hidden = None;
        if let AbiArgKind::Indirect { .. } = abi.ret.kind {
            let place = into.unwrap_or_else(|| self.temporary(ret));
            values.push(self.pointer(place));
            hidden = Some(place);
        }
        for (index, (arg, &ty)) in abi.args.iter().zip(&types).enumerate() {
            let value = self.expr(args[index]);
            match &arg.kind {
                AbiArgKind::Ignore => {}
                // The pieces are read now, so that later arguments may change the object.
                AbiArgKind::Pieces(pieces) => self.split_pieces(value, ty, pieces, &mut values),
                AbiArgKind::Memory { .. } => {
                    let place = match value {
                        // The object is read by the call itself.
                        Val::Memory(place)
                            if !args[index + 1..].iter().any(|&next| self.has_effects(next)) =>
                        {
                            place
                        }
                        _ => self.copied(value, ty),
                    };
                    values.push(self.pointer(place));
                }
                AbiArgKind::Indirect { .. } => {
                    let copy = self.copied(value, ty);
                    values.push(self.pointer(copy));
                }
            }
        }
        let mut sig = ir_signature(&abi, variadic, true);
        if let Some(chain) = chain {
            values.push(self.scalar(chain));
            sig.params.push(chain_param(self.low.abi));
        }
        sig.vector_count = abi.vector_count;
        sig.noreturn = attributes & FN_NORETURN != 0 || self.callee_attribute(callee, |a| a.noreturn);
        sig.returns_twice = self.callee_attribute(callee, |a| a.returns_twice);
        let noreturn = sig.noreturn;
        let results = self.emit_call(sig, direct, pointer, &values);
        // What throws must happen where it is.
        let throws = self.low.options.exceptions && !self.callee_attribute(callee, |a| a.nothrow);
        if direct.is_some() && !noreturn && hidden.is_none() && !throws {
            self.note_purity(callee);
        }
        if self.low.options.describe && hidden.is_none() && values.len() == args.len() {
            if direct.is_none() {
                self.note_indirect_call(callee, pointee);
            }
            self.note_member_arguments(args);
        }
        if throws {
            self.may_throw();
        }
        if noreturn {
            self.unreachable();
            self.enter_unreachable();
        }
        if let Some(place) = hidden {
            return match self.shape(ret) {
                Shape::Memory => Val::Memory(place),
                _ => self.load_val(place, ret),
            };
        }
        match &abi.ret.kind {
            AbiArgKind::Pieces(pieces) => {
                let types: Vec<Value> = if noreturn {
                    pieces.iter().map(|piece| self.zero(Type::of_scalar(piece.scalar))).collect()
                } else {
                    results
                };
                match (self.shape(ret), into) {
                    (Shape::Memory, Some(place)) => {
                        self.store_pieces(place, pieces, &types);
                        Val::Memory(place)
                    }
                    _ => self.join_pieces(ret, pieces, &types),
                }
            }
            _ => match self.shape(ret) {
                Shape::Memory => Val::Memory(into.unwrap_or_else(|| self.temporary(ret))),
                _ => Val::None,
            },
        }
    }

    /// A new object that holds the value.
    fn copied(&mut self, value: Val, ty: Ty) -> Addr {
        let copy = self.temporary(ty);
        self.store_val(value, copy, ty);
        copy
    }

    /// Whether a result of this type comes in registers.
    pub(crate) fn comes_in_registers(&self, ty: Ty) -> bool {
        let ret = abi_type(&self.unit.types, ty);
        matches!(self.low.abi.classify(&[], 0, false, Some(&ret)).ret.kind, AbiArgKind::Pieces(_))
    }

    /// The function, if the callee names one.
    fn direct_callee(&mut self, callee: ExprId) -> Option<SymbolId> {
        let decl = self.named_callee(callee)?;
        Some(self.low.symbol(self.unit, decl))
    }

    fn named_callee(&self, callee: ExprId) -> Option<sema::hir::DeclId> {
        let mut callee = callee;
        loop {
            match self.body.exprs[callee].kind {
                ExprKind::AddrOf(place) => match self.body.exprs[place].kind {
                    ExprKind::Global(decl) if self.unit.decls[decl].is_function => return Some(decl),
                    _ => return None,
                },
                ExprKind::Cast(sema::hir::CastKind::Bitcast, inner) => callee = inner,
                _ => return None,
            }
        }
    }

    /// Notes of the call that was emitted last what the type of its function says.
    fn note_indirect_call(&mut self, callee: ExprId, ty: Ty) {
        let Some(&inst) = self.f.blocks[self.block].insts.last() else { return };
        if self.f.insts[inst].op != Op::CallIndirect {
            return;
        }
        let mut pointer = callee;
        let name = loop {
            pointer = match self.body.exprs[pointer].kind {
                ExprKind::Load(inner) | ExprKind::Cast(_, inner) => inner,
                ExprKind::Local(local) => break self.body.locals[local].name,
                ExprKind::Global(decl) => break Some(self.unit.decls[decl].name),
                ExprKind::Member { .. } => break self.designated(pointer).and_then(|member| member.name),
                _ => break None,
            };
        };
        if let Some(called) = crate::contract::of_pointer(self.unit, ty, name, self.low.interner) {
            self.f.indirect_calls.push((inst, called));
        }
    }

    fn callee_attribute(&self, callee: ExprId, read: impl Fn(&sema::hir::DeclAttrs) -> bool) -> bool {
        self.named_callee(callee).is_some_and(|decl| read(&self.unit.decls[decl].attrs))
    }

    /// Notes at the call just made what attributes say of its effects. A function without a result that is pure all the same
    /// is none.
    fn note_purity(&mut self, callee: ExprId) {
        let purity = match () {
            () if self.callee_attribute(callee, |a| a.const_) => CALL_COMPUTES,
            () if self.callee_attribute(callee, |a| a.pure_) => CALL_READS,
            () => return,
        };
        if let Some(&inst) = self.f.blocks[self.block].insts.last()
            && self.f.insts[inst].op == Op::Call
            && self.f.result(inst).is_some()
        {
            self.f.insts[inst].aux = purity;
        }
    }

    /// Appends the call instruction.
    pub(crate) fn emit_call(
        &mut self,
        sig: Signature,
        direct: Option<SymbolId>,
        pointer: Option<Value>,
        values: &[Value],
    ) -> Vec<Value> {
        let rets: Vec<Type> = sig.rets.iter().map(|ret| ret.ty).collect();
        let reference = match self.f.sigs.iter().rev().take(8).find(|(_, known)| **known == sig) {
            Some((reference, _)) => reference,
            None => self.f.sigs.push(sig),
        };
        let mut data = match (direct, pointer) {
            (Some(symbol), _) => {
                InstData::new(Op::Call, Type::NONE, &[]).with_imm(i64::from(symbol.as_u32()))
            }
            (None, Some(pointer)) => InstData::new(Op::CallIndirect, Type::NONE, &[pointer]),
            (None, None) => panic!("a call without a callee"),
        };
        data.x = reference.as_u32();
        data.list.extend(values.iter().copied(), &mut self.f.lists);
        let inst = self.f.new_inst(data, self.loc);
        self.f.make_results(inst, &rets);
        self.f.blocks[self.block].insts.push(inst);
        self.f.results(inst).collect()
    }

    /// Calls a library function on scalars.
    pub(crate) fn runtime_call(
        &mut self,
        name: &'static str,
        args: &[Value],
        ret: Option<Type>,
    ) -> Option<Value> {
        let types: Vec<AbiType> = args.iter().map(|&arg| self.f.ty(arg).abi_type()).collect();
        let abi = self.low.abi.classify(&types, types.len(), false, ret.map(Type::abi_type).as_ref());
        let mut values = Vec::new();
        for (arg, &value) in abi.args.iter().zip(args) {
            if let AbiArgKind::Pieces(pieces) = &arg.kind {
                self.split_scalar(value, pieces, &mut values);
            }
        }
        let symbol = self.low.runtime(name);
        let results = self.emit_call(ir_signature(&abi, false, true), Some(symbol), None, &values);
        match (ret, &abi.ret.kind) {
            (Some(ty), AbiArgKind::Pieces(pieces)) => Some(self.join_scalar(ty, pieces, &results)),
            _ => None,
        }
    }

    /// The value as an object in memory.
    pub(crate) fn in_memory(&mut self, value: Val, ty: Ty) -> Addr {
        match value {
            Val::Memory(place) => place,
            _ => self.copied(value, ty),
        }
    }

    /// Takes a value apart for passing.
    pub(crate) fn split_pieces(&mut self, value: Val, ty: Ty, pieces: &[AbiPiece], out: &mut Vec<Value>) {
        match value {
            Val::None => {}
            Val::Scalar(v) => self.split_scalar(v, pieces, out),
            Val::Complex(re, im)
                if pieces.len() == 2 && Type::of_scalar(pieces[0].scalar) == self.f.ty(re) =>
            {
                out.extend([re, im]);
            }
            _ => {
                let place = self.in_memory(value, ty);
                for piece in pieces {
                    let v = self.load_piece(place, piece);
                    out.push(v);
                }
            }
        }
    }

    fn split_scalar(&mut self, v: Value, pieces: &[AbiPiece], out: &mut Vec<Value>) {
        let ty = self.f.ty(v);
        for piece in pieces {
            let want = Type::of_scalar(piece.scalar);
            let part = if want == ty {
                v
            } else if want.bytes() == ty.bytes() {
                self.unary(Op::Bitcast, want, v)
            } else if ty == Type::I128 {
                let shifted = match piece.offset {
                    0 => v,
                    offset => {
                        let count = self.iconst(Type::I32, i64::from(offset) * 8);
                        self.binary(Op::Lshr, v, count)
                    }
                };
                self.unary(Op::Trunc, want, shifted)
            } else {
                self.unary(Op::Zext, want, v)
            };
            out.push(part);
        }
    }

    /// Loads a piece of an object, reading no byte beyond it.
    fn load_piece(&mut self, place: Addr, piece: &AbiPiece) -> Value {
        let ty = Type::of_scalar(piece.scalar);
        let from = place.plus(i64::from(piece.offset));
        if ty.bytes() == piece.bytes || (ty == Type::F80 && piece.bytes >= 10) {
            return self.load(ty, from);
        }
        // An odd number of bytes: through a slot of the piece's size.
        let slot = self.slot(u64::from(ty.bytes()), ty.bytes());
        let whole = self.slot_addr(slot, ty.bytes());
        self.copy(whole, from, u64::from(piece.bytes.min(ty.bytes())));
        self.load(ty, whole)
    }

    /// Stores the pieces of a value in an object, writing no byte beyond it.
    pub(crate) fn store_pieces(&mut self, place: Addr, pieces: &[AbiPiece], values: &[Value]) {
        for (piece, &value) in pieces.iter().zip(values) {
            let ty = self.f.ty(value);
            let to = place.plus(i64::from(piece.offset));
            if ty.bytes() == piece.bytes || (ty == Type::F80 && piece.bytes >= 10) {
                self.store(value, to);
                continue;
            }
            let slot = self.slot(u64::from(ty.bytes()), ty.bytes());
            let whole = self.slot_addr(slot, ty.bytes());
            self.store(value, whole);
            self.copy(to, whole, u64::from(piece.bytes.min(ty.bytes())));
        }
    }

    /// Puts a value together from its pieces.
    pub(crate) fn join_pieces(&mut self, ty: Ty, pieces: &[AbiPiece], values: &[Value]) -> Val {
        match self.shape(ty) {
            Shape::Void => Val::None,
            Shape::Scalar(scalar) => {
                let v = self.join_scalar(scalar, pieces, values);
                Val::Scalar(self.extended(v, ty))
            }
            Shape::Complex(part) if values.len() == 2 && self.f.ty(values[0]) == part => {
                Val::Complex(values[0], values[1])
            }
            shape => {
                let place = self.temporary(ty);
                self.store_pieces(place, pieces, values);
                match shape {
                    Shape::Memory => Val::Memory(place),
                    _ => self.load_val(place, ty),
                }
            }
        }
    }

    fn join_scalar(&mut self, ty: Type, pieces: &[AbiPiece], values: &[Value]) -> Value {
        match (pieces, values) {
            (_, []) => self.zero(ty),
            (_, &[v]) => match self.f.ty(v) {
                from if from == ty => v,
                from if from.bytes() == ty.bytes() => self.unary(Op::Bitcast, ty, v),
                from if from.bytes() > ty.bytes() => self.unary(Op::Trunc, ty, v),
                _ => self.unary(Op::Zext, ty, v),
            },
            (_, &[low, high, ..]) => {
                let (low, high) = (self.unary(Op::Zext, ty, low), self.unary(Op::Zext, ty, high));
                let count = self.iconst(Type::I32, 64);
                let high = self.binary(Op::Shl, high, count);
                self.binary(Op::Or, low, high)
            }
        }
    }
}
