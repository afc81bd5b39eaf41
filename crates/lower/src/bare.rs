//! `-ftrivial-auto-var-init=` (GCC manual 3.12): automatic objects that the source leaves uninitialised hold what the
//! option says, so that nothing left on the stack is read through them.

use crate::function::{Fx, Storage};
use crate::place::Place;
use ir::{Inst, InstData, MemFlags, Op, Type, Value};
use sema::hir::LocalId;
use target::ClaimedRegister;

impl Fx<'_, '_> {
    /// A variable that is pinned to a general register and declared without an initialiser holds what the register does:
    /// the stack pointer, or what the function was given in a way that C does not know.
    fn read_pinned(&mut self, local: LocalId) {
        let declared = &self.body.locals[local];
        let Some(name) = declared.register.as_deref().filter(|_| declared.bare) else { return };
        let (ClaimedRegister::Free { number, floating: false, .. }
        | ClaimedRegister::Needed { general: Some(number) }) = (self.low.target.claimed_register)(name)
        else {
            return;
        };
        let ty = declared.ty;
        let word = self.unit.types.is_integer(ty) || self.unit.types.is_pointer(ty);
        if word && self.size_of(ty) <= u64::from(self.low.target.pointer_size) {
            let value = self.load_place(&Place::Register(number), ty, None);
            let place = match self.storage[local] {
                Some(Storage::Var(_)) => Place::Var(local),
                _ => Place::Mem(self.local_addr(local)),
            };
            self.store_place(&place, value, ty);
        }
    }

    /// At its declaration, an object without initialiser gets the byte that the option names.
    pub(crate) fn initialize_bare(&mut self, local: LocalId) {
        // Elsewhere it may keep what it held when control came here before.
        let in_loop = self.jumps || self.targets.iter().any(|targets| targets.again.is_some());
        if !in_loop && let Some(Storage::Var(_)) = self.storage[local] {
            self.ssa.begin(local, self.block);
        }
        self.read_pinned(local);
        let Some(mut byte) = self.low.options.auto_init else { return };
        let declared = &self.body.locals[local];
        if !declared.bare || declared.register.is_some() {
            return;
        }
        // Of a truth value, only one bit may be set.
        if self.unit.types.is_bool(declared.ty) {
            byte = 0;
        }
        match self.storage[local] {
            Some(Storage::Var(ir)) => {
                let bits = u128::from_ne_bytes([byte; 16]);
                let value = match ir {
                    Type::PTR => self.iconst(ir, bits as u64 as i64),
                    _ if ir.is_int() && ir != Type::I128 => {
                        let unused = 64 - ir.bits();
                        self.iconst(ir, (bits as u64 as i64) << unused >> unused)
                    }
                    _ => self.bits(ir, bits & (u128::MAX >> (128 - ir.bytes() * 8))),
                };
                // A warning of the lack of an initialiser is not to be lost by this.
                self.ssa.unset.push((local, value));
                self.ssa.write(local, self.block, value);
            }
            Some(_) => {
                let size = self.size_of(declared.ty);
                let to = self.local_addr(local);
                let before = self.f.insts.len();
                if byte == 0 {
                    self.clear(to, size);
                } else if size != 0 {
                    let at = self.pointer(to);
                    let fill = InstData::new(Op::MemSet, Type::NONE, &[at]).with_imm(size as i64);
                    self.push(fill.with_aux(byte).with_mem(MemFlags::aligned(to.align)), Type::NONE);
                }
                self.note_fills(before);
            }
            None => {}
        }
    }

    /// The same of an array whose size only the running program knows.
    pub(crate) fn initialize_bare_array(&mut self, local: LocalId, at: Value, size: Value) {
        let Some(byte) = self.low.options.auto_init.filter(|_| self.body.locals[local].bare) else { return };
        let before = self.f.insts.len();
        let byte = self.iconst(Type::I32, i64::from(byte));
        self.runtime_call("memset", &[at, byte, size], Some(Type::PTR));
        self.note_fills(before);
    }

    /// Says of the instructions from one on that the source does not have them.
    fn note_fills(&mut self, first: usize) {
        if self.low.options.note_unset {
            let made = (first..self.f.insts.len()).map(|number| Inst::from_u32(number as u32));
            self.f.fills.extend(made);
        }
    }
}
