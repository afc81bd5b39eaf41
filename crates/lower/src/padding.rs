//! `__builtin_clear_padding`: what no value of an object's type uses becomes zero. In a union that is what no member uses.

use crate::function::{Addr, Fx};
use crate::types::Shape;
use ir::{InstData, IntCond, Op, Type, Value};
use sema::hir::ExprId;
use sema::types::{ArrayLen, Record, Ty, TypeKind};

/// So many ranges of bits are written out; arrays that have more are gone through element by element.
const MOST_RANGES: usize = 256;

/// Ranges of bits that values use, by number of the first bit and of the one behind the last; bits are counted from the
/// least significant one of each byte.
type Ranges = Vec<(u64, u64)>;

impl Fx<'_, '_> {
    /// Clears the padding of what a pointer points to; `size` says how many bytes it has if its type does not.
    pub(crate) fn clear_padding(&mut self, pointer: ExprId, size: Option<ExprId>) {
        let TypeKind::Pointer { pointee, space } = *self.unit.types.shape(self.body.exprs[pointer].ty) else {
            return;
        };
        let base = self.scalar(pointer);
        let addr = Addr { space, ..Addr::new(base, 1) };
        match size {
            None => self.clear_padding_at(addr, pointee),
            Some(size) => {
                let size = self.scalar(size);
                let mut elem = pointee;
                while self.unit.types.is_variable_size(elem)
                    && let Some((inner, _)) = self.unit.types.array_of(elem)
                {
                    elem = inner;
                }
                self.clear_elements(addr, elem, size);
            }
        }
    }

    fn clear_padding_at(&mut self, addr: Addr, ty: Ty) {
        let size = self.size_of(ty);
        let mut used = Ranges::new();
        if self.used_bits(ty, 0, &mut used) {
            return self.clear_unused(addr, used, size * 8);
        }
        match self.unit.types.shape(ty) {
            TypeKind::Array { elem, len: ArrayLen::Fixed(_) } => {
                let bytes = self.iconst(Type::I64, size as i64);
                self.clear_elements(addr, *elem, bytes);
            }
            TypeKind::Record(id) if !self.unit.types.records[*id].is_union => {
                let record = &self.unit.types.records[*id];
                // Members that are too much to be written out count as used, and clear their own.
                let (mut used, mut large) = (Ranges::new(), Vec::new());
                for field in record.fields.iter().flatten() {
                    let mut own = Ranges::new();
                    if field.bits.is_some() || self.used_bits(field.ty, field.offset * 8, &mut own) {
                        self.used_by_member(record, field, 0, &mut used);
                        continue;
                    }
                    used.push((field.offset * 8, (field.offset + self.size_of(field.ty)) * 8));
                    large.push((field.offset, field.ty));
                }
                self.clear_unused(addr, used, size * 8);
                for (offset, ty) in large {
                    self.clear_padding_at(addr.plus(offset as i64), ty);
                }
            }
            _ => self.unsupported("__builtin_clear_padding of a union with so large an array"),
        }
    }

    /// Clears the padding of each element of an array of that many bytes.
    fn clear_elements(&mut self, addr: Addr, elem: Ty, bytes: Value) {
        let size = self.size_of(elem);
        let mut used = Ranges::new();
        let written_out = self.used_bits(elem, 0, &mut used);
        if size == 0 || (written_out && unused(used, size * 8).is_empty()) {
            return;
        }
        let start = self.pointer(addr);
        let end = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[start, bytes]), Type::PTR);
        let (head, body, done) = (self.new_block(), self.new_block(), self.new_block());
        self.jump_with(head, &[start]);
        let at = self.f.add_param(head, Type::PTR);
        self.enter(head);
        let more = self.icmp(IntCond::Ne, at, end);
        self.branch(more, body, done, 1);
        self.enter_sealed(body);
        let element = Addr { base: at, offset: 0, ..addr };
        self.clear_padding_at(element, elem);
        let step = self.iconst(Type::I64, size as i64);
        let next = self.value(InstData::new(Op::PtrAdd, Type::PTR, &[at, step]), Type::PTR);
        self.jump_with(head, &[next]);
        self.ssa.seal(&mut self.f, head);
        self.enter_sealed(done);
    }

    /// Clears all bits but the used ones.
    fn clear_unused(&mut self, addr: Addr, used: Ranges, bits: u64) {
        // Of bytes that are used in part: which bits stay.
        let mut kept: Vec<(u64, u8)> = Vec::new();
        for (from, to) in unused(used, bits) {
            let (first, last) = (from.div_ceil(8), to / 8);
            if first < last {
                self.clear(addr.plus(first as i64), last - first);
            }
            let mut at = from;
            while at < to {
                let byte = at / 8;
                let end = to.min(byte * 8 + 8);
                if end - at < 8 {
                    let mask = !((0xff >> (8 - (end - at))) << (at % 8)) as u8;
                    match kept.last_mut() {
                        Some((known, keep)) if *known == byte => *keep &= mask,
                        _ => kept.push((byte, mask)),
                    }
                    at = end;
                } else {
                    at = last.max(byte + 1) * 8;
                }
            }
        }
        for (byte, keep) in kept {
            let place = Addr { align: 1, ..addr.plus(byte as i64) };
            let old = self.load(Type::I8, place);
            let mask = self.iconst(Type::I8, i64::from(keep as i8));
            let new = self.binary(Op::And, old, mask);
            self.store(new, place);
        }
    }

    /// Notes which bits values of a type use, in an object that begins at bit `at`; false if that is too much to say.
    fn used_bits(&self, ty: Ty, at: u64, out: &mut Ranges) -> bool {
        if out.len() > MOST_RANGES {
            return false;
        }
        let types = &self.unit.types;
        match types.shape(ty) {
            TypeKind::Array { elem, len: ArrayLen::Fixed(count) } => {
                let size = self.size_of(*elem) * 8;
                let mut one = Ranges::new();
                if !self.used_bits(*elem, 0, &mut one) {
                    return false;
                }
                if unused(one, size).is_empty() {
                    out.push((at, at + size * count));
                    return true;
                }
                (0..*count).all(|index| self.used_bits(*elem, at + index * size, out))
            }
            // Nothing of a flexible array belongs to the object.
            TypeKind::Array { .. } => true,
            TypeKind::Record(id) => {
                let record = &types.records[*id];
                record.fields.iter().flatten().all(|field| self.used_by_member(record, field, at, out))
            }
            TypeKind::BitInt { bits, .. } => {
                out.push((at, at + u64::from(*bits)));
                true
            }
            TypeKind::Complex(part) => {
                let half = self.size_of(*part) * 8;
                self.used_bits(*part, at, out) && self.used_bits(*part, at + half, out)
            }
            _ => {
                let bytes = match self.shape(ty) {
                    // The x87 format leaves bytes of its object alone.
                    Shape::Scalar(Type::F80) => 10,
                    _ => self.size_of(ty),
                };
                out.push((at, at + bytes * 8));
                true
            }
        }
    }

    fn used_by_member(&self, record: &Record, field: &sema::types::Field, at: u64, out: &mut Ranges) -> bool {
        let first = at + field.offset * 8;
        match field.bits {
            None => return self.used_bits(field.ty, first, out),
            // An unnamed bit-field is padding (C23 6.7.3.2p13).
            Some(_) if field.name.is_none() => {}
            Some((shift, width)) => {
                let (from, to) = (first + u64::from(shift), first + u64::from(shift) + u64::from(width));
                if !record.reversed {
                    out.push((from, to));
                    return true;
                }
                // Counted from the other end of each byte.
                let mut from = from;
                while from < to {
                    let byte = from / 8 * 8;
                    let end = to.min(byte + 8);
                    out.push((byte + (byte + 8 - end), byte + (byte + 8 - from)));
                    from = end;
                }
            }
        }
        true
    }
}

/// The ranges between others, up to `bits`.
fn unused(mut used: Ranges, bits: u64) -> Ranges {
    used.sort_unstable();
    let mut gaps = Ranges::new();
    let mut end = 0;
    for (from, to) in used {
        if from > end {
            gaps.push((end, from));
        }
        end = end.max(to);
    }
    if end < bits {
        gaps.push((end, bits));
    }
    gaps
}
