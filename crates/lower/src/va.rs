//! Variable arguments. The layouts of `va_list` are the psABIs' (x86-64 psABI 3.5.7, Algorithm 1, for the four-member one).

use crate::function::{Addr, Fx, Val};
use crate::types::abi_type;
use ir::{InstData, IntCond, Op, Type, Value};
use sema::types::Ty;
use target::{AbiArgKind, PieceLoc, VaListKind};

/// Bytes of the general registers in the save area; vector registers follow.
const GENERAL_AREA: i64 = 48;
/// Bytes of the whole save area.
const SAVE_AREA: i64 = 176;

impl Fx<'_, '_> {
    /// `va_start(list)`
    pub(crate) fn va_start(&mut self, list: Value) {
        let list = Addr::new(list, 8);
        match self.low.target.va_list {
            VaListKind::SysV64 => {
                let (general, vectors) = self.own_abi().regs_used;
                let general = self.iconst(Type::I32, i64::from(general) * 8);
                self.store(general, list);
                let vectors = self.iconst(Type::I32, GENERAL_AREA + i64::from(vectors) * 16);
                self.store(vectors, list.plus(4));
                let overflow = self.anonymous_arguments();
                self.store(overflow, list.plus(8));
                let area = self.value(InstData::new(Op::VaRegArea, Type::PTR, &[]), Type::PTR);
                self.store(area, list.plus(16));
            }
            VaListKind::Pointer => {
                let overflow = self.anonymous_arguments();
                self.store(overflow, list);
            }
            VaListKind::Aapcs64 => self.unsupported("va_start on this target"),
        }
    }

    /// Where the anonymous arguments on the stack begin.
    pub(crate) fn anonymous_arguments(&mut self) -> Value {
        let stack = self.own_abi().stack_size.next_multiple_of(8);
        if !self.f.split_stack {
            return self.incoming(stack, 8).base;
        }
        // The function may be on another piece of the stack than what it is given.
        let area = self.value(InstData::new(Op::VaRegArea, Type::PTR, &[]), Type::PTR);
        let first = self.load(Type::PTR, Addr::new(area, 8).plus(SAVE_AREA));
        self.pointer(Addr::new(first, 8).plus(i64::from(stack)))
    }

    /// `va_copy(to, from)`
    pub(crate) fn va_copy(&mut self, to: Value, from: Value) {
        let size = match self.low.target.va_list {
            VaListKind::SysV64 => 24,
            VaListKind::Pointer => u64::from(self.low.target.pointer_size),
            VaListKind::Aapcs64 => 32,
        };
        self.copy(Addr::new(to, 8), Addr::new(from, 8), size);
    }

    /// `va_arg(list, ty)`
    pub(crate) fn va_arg(&mut self, list: Value, ty: Ty) -> Val {
        let list = Addr::new(list, 8);
        match self.low.target.va_list {
            VaListKind::SysV64 => self.va_arg_sysv(list, ty),
            VaListKind::Pointer => {
                let from = self.next_on_stack(list, ty);
                self.load_val(from, ty)
            }
            VaListKind::Aapcs64 => {
                self.unsupported("va_arg on this target");
                Val::None
            }
        }
    }

    fn va_arg_sysv(&mut self, list: Addr, ty: Ty) -> Val {
        let abi_ty = abi_type(&self.unit.types, ty);
        let abi = self.low.abi.classify(std::slice::from_ref(&abi_ty), 0, true, None);
        let in_registers = |loc: PieceLoc| matches!(loc, PieceLoc::Reg(_));
        let pieces = match &abi.args[0].kind {
            AbiArgKind::Ignore => {
                return match self.shape(ty) {
                    crate::types::Shape::Memory => Val::Memory(self.temporary(ty)),
                    _ => Val::None,
                };
            }
            AbiArgKind::Pieces(pieces) if pieces.iter().all(|piece| in_registers(piece.loc)) => {
                pieces.clone()
            }
            _ => {
                let from = self.next_on_stack(list.plus(8), ty);
                return self.load_val(from, ty);
            }
        };
        let is_general = |loc: PieceLoc| matches!(loc, PieceLoc::Reg(n) if n < 16);
        let general = pieces.iter().filter(|piece| is_general(piece.loc)).count() as i64;
        let vectors = pieces.len() as i64 - general;
        let (registers, stack, join) = (self.new_block(), self.new_block(), self.new_block());
        // Are enough registers of each kind left?
        let mut fits = None;
        for (count, at, size, limit) in [(general, 0, 8, GENERAL_AREA), (vectors, 4, 16, SAVE_AREA)] {
            if count != 0 {
                let used = self.load(Type::I32, list.plus(at));
                let last = self.iconst(Type::I32, limit - count * size);
                let this = self.icmp(IntCond::Ule, used, last);
                fits = Some(match fits {
                    Some(other) => self.binary(Op::And, other, this),
                    None => this,
                });
            }
        }
        match fits {
            Some(fits) => self.branch(fits, registers, stack, 0),
            None => self.jump(stack),
        }
        self.enter_sealed(registers);
        let area = self.load(Type::PTR, list.plus(16));
        let mut general_at = (general != 0).then(|| self.load(Type::I32, list));
        let mut vectors_at = (vectors != 0).then(|| self.load(Type::I32, list.plus(4)));
        let whole = pieces.len() > 1 || !matches!(self.shape(ty), crate::types::Shape::Scalar(_));
        let mut address = None;
        let mut values = Vec::new();
        for piece in &pieces {
            let (counter, step, at) = match is_general(piece.loc) {
                true => (&mut general_at, 8, 0),
                false => (&mut vectors_at, 16, 4),
            };
            let Some(offset) = *counter else { continue };
            let wide = self.unary(Op::Zext, Type::I64, offset);
            let place = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[area, wide]), Type::PTR);
            let step = self.iconst(Type::I32, step);
            let next = self.binary(Op::Iadd, offset, step);
            self.store(next, list.plus(at));
            match is_general(piece.loc) {
                true => general_at = Some(next),
                false => vectors_at = Some(next),
            }
            if whole {
                values.push(self.load(Type::of_scalar(piece.scalar), Addr::new(place, 8)));
            } else {
                address = Some(place);
            }
        }
        let address = match address {
            Some(address) => address,
            None => {
                let copy = self.temporary(ty);
                self.store_pieces(copy, &pieces, &values);
                self.pointer(copy)
            }
        };
        self.jump_with(join, &[address]);
        self.enter_sealed(stack);
        let from = self.next_on_stack(list.plus(8), ty);
        let from = self.pointer(from);
        self.jump_with(join, &[from]);
        let place = self.f.add_param(join, Type::PTR);
        self.enter_sealed(join);
        let align = self.unit.types.align(ty).min(8);
        self.load_val(Addr::new(place, align), ty)
    }

    /// Takes the next argument off the stack area; the pointer to it stands at `pointer`.
    fn next_on_stack(&mut self, pointer: Addr, ty: Ty) -> Addr {
        let (size, align) = self.unit.types.layout(ty).unwrap_or((0, 1));
        let mut at = self.load(Type::PTR, pointer);
        if align > 8 {
            let up = self.iconst(Type::I64, i64::from(align) - 1);
            let moved = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[at, up]), Type::PTR);
            let bits = self.unary(Op::Bitcast, Type::I64, moved);
            let mask = self.iconst(Type::I64, -i64::from(align));
            let aligned = self.binary(Op::And, bits, mask);
            at = self.unary(Op::Bitcast, Type::PTR, aligned);
        }
        let step = self.iconst(Type::I64, size.next_multiple_of(8) as i64);
        let next = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[at, step]), Type::PTR);
        self.store(next, pointer);
        Addr::new(at, align)
    }
}
