//! Bit-fields. An access touches only the bytes that hold bits of the field, so that neighbouring members, which another
//! thread may write (C23 3.17), are never written. In a structure of the other storage order, bits are counted from the
//! most significant one of the first byte on.

use crate::function::{Addr, Fx};
use crate::types::Shape;
use ir::{Op, Type, Value};
use sema::types::Ty;

/// The bytes of a field, in units that one access reads: offset and size.
fn units(first: u32, count: u32) -> Vec<(u32, u32)> {
    let mut list = Vec::new();
    let (mut at, end) = (first, first + count);
    while at < end {
        let mut size = 8;
        while size > end - at {
            size /= 2;
        }
        list.push((at, size));
        at += size;
    }
    list
}

impl Fx<'_, '_> {
    /// The working type: wide enough for all bytes that the field touches.
    fn working_type(shift: u16, width: u16) -> (Type, u32, u32) {
        let first = u32::from(shift) / 8;
        let bytes = (u32::from(shift) + u32::from(width)).div_ceil(8) - first;
        let ty = match bytes {
            0..=4 => Type::I32,
            5..=8 => Type::I64,
            _ => Type::I128,
        };
        (ty, first, bytes)
    }

    /// The units that an access to a field is made of, the type to work in, and the bytes: where they begin and how many.
    /// With -fstrict-volatile-bitfields a volatile field is read and written by one access of the width of its declared
    /// type, if it is aligned for that (GCC manual 3.17).
    fn access(
        &self,
        addr: Addr,
        shift: u16,
        width: u16,
        ty: Ty,
        declared: Type,
    ) -> (Vec<(u32, u32)>, Type, u32, u32) {
        let whole = declared.bytes();
        let fits = u32::from(shift) + u32::from(width) <= whole * 8 && addr.align >= whole;
        let strict = self.low.options.strict_volatile_bit_fields && addr.volatile;
        if strict && fits && !self.unit.types.is_reversed(ty) {
            let work = if whole <= 4 { Type::I32 } else { Type::I64 };
            return (vec![(0, whole)], work, 0, whole);
        }
        let (work, first, bytes) = Self::working_type(shift, width);
        (units(first, bytes), work, first, bytes)
    }

    fn int_to(&mut self, v: Value, to: Type, signed: bool) -> Value {
        self.convert(v, to, signed, signed)
    }

    /// Reads a bit-field, as its declared type.
    pub(crate) fn load_bits(&mut self, addr: Addr, shift: u16, width: u16, ty: Ty) -> Value {
        let Shape::Scalar(declared) = self.shape(ty) else { return self.iconst(Type::I32, 0) };
        let signed = self.is_signed(ty);
        if width == 0 {
            return self.iconst(declared, 0);
        }
        let (units, work, first, bytes) = self.access(addr, shift, width, ty, declared);
        let reversed = self.unit.types.is_reversed(ty);
        let mut value = None;
        for &(at, size) in &units {
            let unit = Type::int_of_bytes(size).unwrap_or(Type::I8);
            let from = Addr { align: 1, ..addr.plus(i64::from(at)) };
            let loaded = self.load_ordered(unit, from, reversed);
            let loaded = self.int_to(loaded, work, false);
            let up = if reversed { first + bytes - at - size } else { at - first } * 8;
            let part = self.shift(Op::Shl, loaded, up);
            value = Some(match value {
                Some(sum) => self.binary(Op::Or, sum, part),
                None => part,
            });
        }
        let value = match value {
            Some(value) => value,
            None => self.iconst(work, 0),
        };
        // To the top, then back down with the sign or zeros.
        let low = Self::lowest_bit(shift, width, reversed) + (u32::from(shift) / 8 - first) * 8;
        let left = work.bits() - low - u32::from(width);
        let value = self.shift(Op::Shl, value, left);
        let value = self.shift(if signed { Op::Ashr } else { Op::Lshr }, value, left + low);
        self.int_to(value, declared, signed)
    }

    /// Where the field's least significant bit is in the number that its bytes are.
    fn lowest_bit(shift: u16, width: u16, reversed: bool) -> u32 {
        let (from, width) = (u32::from(shift) % 8, u32::from(width));
        if reversed { (from + width).next_multiple_of(8) - from - width } else { from }
    }

    fn shift(&mut self, op: Op, v: Value, count: u32) -> Value {
        if count == 0 {
            return v;
        }
        let count = self.iconst(Type::I32, i64::from(count));
        self.binary(op, v, count)
    }

    /// Writes a bit-field; the value that it then has.
    pub(crate) fn store_bits(&mut self, v: Value, addr: Addr, shift: u16, width: u16, ty: Ty) -> Value {
        let Shape::Scalar(declared) = self.shape(ty) else { return v };
        let signed = self.is_signed(ty);
        if width == 0 {
            return v;
        }
        let (units, work, first, bytes) = self.access(addr, shift, width, ty, declared);
        let reversed = self.unit.types.is_reversed(ty);
        let low = Self::lowest_bit(shift, width, reversed) + (u32::from(shift) / 8 - first) * 8;
        let wide = self.int_to(v, work, false);
        let ones = u128::MAX >> (128 - u32::from(width));
        let mask = self.bits_of(work, ones);
        let field = self.binary(Op::And, wide, mask);
        let placed = self.shift(Op::Shl, field, low);
        for &(at, size) in &units {
            let unit = Type::int_of_bytes(size).unwrap_or(Type::I8);
            let down = if reversed { first + bytes - at - size } else { at - first } * 8;
            let part = self.shift(Op::Lshr, placed, down);
            let part = self.int_to(part, unit, false);
            let to = Addr { align: 1, ..addr.plus(i64::from(at)) };
            let covered = ((ones << low) >> down) & (u128::MAX >> (128 - size * 8));
            let whole = u128::MAX >> (128 - size * 8);
            let stored = if covered == whole {
                part
            } else {
                let old = self.load_ordered(unit, to, reversed);
                let keep = self.bits_of(unit, !covered & whole);
                let kept = self.binary(Op::And, old, keep);
                self.binary(Op::Or, kept, part)
            };
            self.store_ordered(stored, to, reversed);
        }
        // The value of the assignment is the field's new value (6.5.16p3).
        let left = declared.bits().saturating_sub(u32::from(width));
        let v = self.int_to(v, declared, signed);
        let v = self.shift(Op::Shl, v, left);
        self.shift(if signed { Op::Ashr } else { Op::Lshr }, v, left)
    }

    fn bits_of(&mut self, ty: Type, bits: u128) -> Value {
        match ty {
            Type::I128 => self.bits(ty, bits),
            _ => self.iconst(ty, bits as u64 as i64),
        }
    }
}
