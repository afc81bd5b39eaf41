//! Expressions that designate objects.

use crate::function::{Addr, Fx, Storage, Val};
use crate::types::Shape;
use ir::{InstData, Op, Type, Value};
use sema::hir::{ExprId, ExprKind, LocalId};
use sema::types::{Ty, TypeKind};

/// A designated object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// A variable in SSA form.
    Var(LocalId),
    /// In memory.
    Mem(Addr),
    /// In memory, accessed atomically.
    Atomic(Addr),
    /// A global register variable: the machine's number of its register.
    Register(u8),
    /// A bit-field: first bit counted from the address, and width.
    Bits(Addr, u16, u16),
}

impl Fx<'_, '_> {
    /// Evaluates a place.
    pub(crate) fn place(&mut self, id: ExprId) -> Place {
        let expr = self.body.exprs[id];
        if let ExprKind::Local(local) = expr.kind
            && let Some(Storage::Var(_)) = self.storage[local]
        {
            return Place::Var(local);
        }
        if let ExprKind::Global(decl) = expr.kind
            && let Some(register) = self.unit.decls[decl].register
        {
            return Place::Register(register);
        }
        if let ExprKind::Compound(local, init) = expr.kind
            && let Some(Storage::Var(_)) = self.storage[local]
        {
            self.init_local(local, init);
            return Place::Var(local);
        }
        if let ExprKind::BitField { base, offset, shift, width } = expr.kind {
            let mut addr = self.place_addr(base).plus(i64::from(offset));
            addr.volatile |= expr.ty.is_volatile();
            return Place::Bits(addr, shift, width);
        }
        let mut addr = self.place_addr(id);
        addr.volatile |= expr.ty.is_volatile();
        // Members of an atomic object are plain places (6.5.2.3p5 makes their access undefined).
        match expr.ty.is_atomic() {
            true => Place::Atomic(addr),
            false => Place::Mem(addr),
        }
    }

    /// The address of a place in memory.
    pub(crate) fn place_addr(&mut self, id: ExprId) -> Addr {
        let expr = self.body.exprs[id];
        let align = self.unit.types.align(expr.ty);
        match expr.kind {
            ExprKind::Local(local) => self.local_addr(local),
            ExprKind::Global(decl) => {
                let symbol = self.low.symbol(self.unit, decl);
                let declared = self.unit.decls[decl].attrs.align;
                Addr::new(self.symbol_addr(symbol), align.max(declared))
            }
            ExprKind::Str(string) => {
                let symbol = self.low.string(self.unit, string);
                Addr::new(self.symbol_addr(symbol), u32::from(self.unit.strings[string].width))
            }
            ExprKind::Deref(pointer) => {
                let space = match self.unit.types.shape(self.body.exprs[pointer].ty) {
                    TypeKind::Pointer { space, .. } => *space,
                    _ => 0,
                };
                let base = self.scalar(pointer);
                let addr = Addr { space, ..Addr::new(base, align) };
                self.subscripted(addr, id)
            }
            ExprKind::Member { base, offset } => {
                let addr = diag::nested(|| self.place_addr(base));
                Addr {
                    volatile: addr.volatile | self.body.exprs[base].ty.is_volatile(),
                    ..addr.plus(offset as i64)
                }
            }
            ExprKind::Part(base, part) => {
                let addr = self.place_addr(base);
                let size = self.size_of(expr.ty);
                addr.plus(if part == 0 { 0 } else { size as i64 })
            }
            ExprKind::Lane(base, index) => {
                let addr = self.place_addr(base);
                let size = self.size_of(expr.ty) as i64;
                if let ExprKind::Int(n) = self.body.exprs[index].kind {
                    return addr.plus((n as i64).wrapping_mul(size));
                }
                let index = self.scalar(index);
                let factor = self.iconst(Type::I64, size);
                let offset = self.binary(Op::Imul, index, factor);
                let base = self.pointer(addr);
                let base = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[base, offset]), Type::PTR);
                Addr { base, offset: 0, align: size.max(1) as u32, ..addr }
            }
            ExprKind::Compound(local, init) => {
                self.init_local(local, init);
                self.describe_compound(local);
                self.local_addr(local)
            }
            ExprKind::Materialize(value) => {
                let ty = self.body.exprs[value].ty;
                let value = self.expr(value);
                self.in_memory(value, ty)
            }
            _ => {
                // A value where a place should be: its copy.
                let value = self.expr(id);
                self.in_memory(value, expr.ty)
            }
        }
    }

    /// The address of an automatic object; one that is a variable gets a slot of its own only by mistake.
    pub(crate) fn local_addr(&mut self, local: LocalId) -> Addr {
        match self.storage[local] {
            Some(Storage::Slot(slot, offset, align)) => {
                Addr { align, ..self.slot_addr(slot, align).plus(i64::from(offset)) }
            }
            Some(Storage::Incoming(offset)) => {
                let align = self.unit.types.align(self.body.locals[local].ty);
                self.incoming(offset, align.min(16))
            }
            Some(Storage::Pointer(slot, offset)) => {
                let from = self.slot_addr(slot, 8).plus(i64::from(offset));
                let base = self.load(Type::PTR, from);
                let declared = self.body.locals[local].align;
                Addr::new(base, self.unit.types.align(self.body.locals[local].ty).max(declared))
            }
            Some(Storage::Var(_)) | None => {
                panic!("the address of a local in registers is taken: sema did not mark it")
            }
        }
    }

    /// `&place`, for functions and arrays too.
    pub(crate) fn address_of(&mut self, id: ExprId) -> Value {
        let addr = self.place_addr(id);
        self.pointer(addr)
    }

    /// Reads a place. An object in memory stays where it is: its address is its value.
    pub(crate) fn load_place(&mut self, place: &Place, ty: Ty, into: Option<Addr>) -> Val {
        match *place {
            Place::Var(local) => Val::Scalar(self.ssa.read(&mut self.f, local, self.block)),
            Place::Register(register) => {
                let Shape::Scalar(ir) = self.shape(ty) else { return Val::None };
                let data = InstData::new(Op::GetRegister, ir, &[]).with_imm(i64::from(register));
                let value = self.value(data, ir);
                Val::Scalar(self.extended(value, ty))
            }
            Place::Mem(addr) => self.load_val(addr, ty),
            Place::Atomic(addr) => self.atomic_load_val(addr, ty, into),
            Place::Bits(addr, shift, width) if self.is_wide_field(place, ty) => {
                self.load_wide_bits(addr, shift, width, ty)
            }
            Place::Bits(addr, shift, width) => Val::Scalar(self.load_bits(addr, shift, width, ty)),
        }
    }

    /// Reads an object of a type.
    pub(crate) fn load_val(&mut self, addr: Addr, ty: Ty) -> Val {
        match self.shape(ty) {
            Shape::Void => Val::None,
            Shape::Scalar(ir) => {
                let v = self.load_ordered(ir, addr, self.unit.types.is_reversed(ty));
                Val::Scalar(self.extended(v, ty))
            }
            Shape::Complex(part) => {
                let reversed = self.unit.types.is_reversed(ty);
                let re = self.load_ordered(part, addr, reversed);
                Val::Complex(re, self.load_ordered(part, addr.plus(i64::from(part.bytes())), reversed))
            }
            Shape::Memory => Val::Memory(addr),
        }
    }

    /// Whether a call has given a value.
    fn is_returned(&self, value: Value) -> bool {
        match self.f.def_inst(value) {
            Some((_, data)) if data.op == Op::Bitcast => self.is_returned(data.args[0]),
            Some((_, data)) => matches!(data.op, Op::Call | Op::Alloca),
            None => false,
        }
    }

    /// Gives a variable that is a value another one.
    pub(crate) fn set_variable(&mut self, local: LocalId, value: Value) {
        self.ssa.write(local, self.block, value);
        if self.low.options.note_unset && self.f.ty(value) == Type::PTR && self.is_returned(value) {
            self.note_holder(local, value);
        }
    }

    /// Says that the source accesses some memory by a variable.
    pub(crate) fn note_holder(&mut self, local: LocalId, value: Value) {
        let local = &self.body.locals[local];
        let (element, is_array) = match *self.unit.types.shape(local.ty) {
            TypeKind::Pointer { pointee, .. } => (pointee, false),
            TypeKind::Array { elem, .. } => (elem, true),
            _ => return,
        };
        let element = self.unit.types.size(element);
        if let Some(name) = local.name {
            let name = self.low.interner.text(name).into();
            self.f.holders.push(ir::Holder { value, name, element, is_array });
        }
    }

    /// Writes a place; the value as it was stored.
    pub(crate) fn store_place(&mut self, place: &Place, value: Val, ty: Ty) -> Val {
        match (*place, value) {
            (Place::Var(local), Val::Scalar(v)) => {
                self.set_variable(local, v);
                value
            }
            (Place::Register(register), Val::Scalar(v)) => {
                self.set_register(register, v);
                value
            }
            (Place::Var(_) | Place::Register(_), _) => value,
            (Place::Mem(addr), _) => {
                self.store_val(value, addr, ty);
                match value {
                    Val::Memory(_) => Val::Memory(addr),
                    value => value,
                }
            }
            (Place::Atomic(addr), _) => {
                self.atomic_store_val(value, addr, ty);
                value
            }
            (Place::Bits(addr, shift, width), _) if self.is_wide_field(place, ty) => {
                self.store_wide_bits(value, addr, shift, width, ty)
            }
            (Place::Bits(addr, shift, width), Val::Scalar(v)) => {
                Val::Scalar(self.store_bits(v, addr, shift, width, ty))
            }
            (Place::Bits(..), _) => value,
        }
    }

    /// Writes a global register variable.
    pub(crate) fn set_register(&mut self, register: u8, v: Value) {
        let data = InstData::new(Op::SetRegister, self.f.ty(v), &[v]);
        self.push(data.with_imm(i64::from(register)), Type::NONE);
    }

    /// Writes an object of a type.
    pub(crate) fn store_val(&mut self, value: Val, to: Addr, ty: Ty) {
        match value {
            Val::None => {}
            Val::Scalar(v) => self.store_ordered(v, to, self.unit.types.is_reversed(ty)),
            Val::Complex(re, im) => {
                let size = i64::from(self.f.ty(re).bytes());
                let reversed = self.unit.types.is_reversed(ty);
                self.store_ordered(re, to, reversed);
                self.store_ordered(im, to.plus(size), reversed);
            }
            Val::Memory(from) => {
                if from.base != to.base || from.offset != to.offset {
                    self.copy(to, from, self.size_of(ty));
                }
            }
        }
    }
}
