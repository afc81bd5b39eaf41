//! Initialisers of automatic objects: zero or copy an image, then store what is not constant.

use crate::function::{Addr, Fx, Storage, Val};
use crate::place::Place;
use crate::types::Shape;
use sema::hir::{ExprKind, InitId, LocalId};

/// What the data of images is aligned to (see [`crate::Lowering::string`]).
const IMAGE_ALIGN: u32 = 8;

impl Fx<'_, '_> {
    /// Initialises a local.
    pub(crate) fn init_local(&mut self, local: LocalId, init: InitId) {
        let data = &self.body.inits[init];
        let ty = self.body.locals[local].ty;
        if let Some(Storage::Var(ir)) = self.storage[local] {
            let value = match data.stores.first() {
                Some(store) => self.expr(store.value),
                None => Val::Scalar(self.zero(ir)),
            };
            if let Val::Scalar(v) = value {
                self.set_variable(local, v);
            }
            return;
        }
        let size = self.size_of(ty);
        // A single store of the whole object: made in place where that can't be seen.
        if let [store] = data.stores[..]
            && store.offset == 0
            && store.bits.is_none()
            && !data.zero
            && data.image.is_none()
        {
            let to = self.local_addr(local);
            let is_call = matches!(self.body.exprs[store.value].kind, ExprKind::Call { .. });
            if is_call
                && self.shape(store.ty) == Shape::Memory
                && (self.is_private(local) || self.comes_in_registers(store.ty))
            {
                self.expr_into(store.value, Some(to));
                return;
            }
            let value = self.expr_into(store.value, None);
            return self.store_val(value, to, store.ty);
        }
        if let Some(image) = data.image {
            let symbol = self.low.string(self.unit, image);
            let length = (self.unit.strings[image].bytes.len() as u64).min(size);
            let from = Addr::new(self.symbol_addr(symbol), self.unit.types.align(ty).min(IMAGE_ALIGN));
            let to = self.local_addr(local);
            self.copy(to, from, length);
            if length < size {
                let tail = self.local_addr(local).plus(length as i64);
                self.clear(tail, size - length);
            }
        } else if data.zero {
            let to = self.local_addr(local);
            self.clear(to, size);
        }
        for store in &data.stores {
            let value = self.expr(store.value);
            let to = self.local_addr(local).plus(store.offset as i64);
            match store.bits {
                Some((shift, width)) => {
                    self.store_place(&Place::Bits(to, shift, width), value, store.ty);
                }
                None => self.store_val(value, to, store.ty),
            }
        }
    }
}
