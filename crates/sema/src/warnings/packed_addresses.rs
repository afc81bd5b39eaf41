//! Pointers to what packing has misaligned (-Waddress-of-packed-member).

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::{Place, warn};

impl Sema<'_> {
    /// A pointer value that becomes one of type `pointer`.
    pub(crate) fn check_packed_address(&self, id: ExprId, pointer: Ty, at: Place) {
        let types = &self.unit.types;
        let Some(to) = types.pointee(pointer) else { return };
        if types.is_void(to) || types.is_function(to) || types.is_incomplete(to) {
            return;
        }
        let mut waiting = vec![(id, at)];
        while let Some((value, at)) = waiting.pop() {
            match self.kind(value) {
                // Whatever it is cast to on the way.
                ExprKind::Cast(CastKind::Bitcast, inner) | ExprKind::Comma(_, inner) => {
                    waiting.push((inner, at));
                    continue;
                }
                ExprKind::Cond { then, els, .. } => {
                    waiting.extend([els, then].map(|arm| (arm, self.loc(arm).into())));
                    continue;
                }
                _ => {}
            }
            match self.packed_record(value, to) {
                Some(record) => {
                    let text = self.spell(record.unqualified());
                    let message = format!(
                        "taking address of packed member of '{text}' may result in an unaligned pointer value"
                    );
                    self.warning(warn::ADDRESS_OF_PACKED_MEMBER, at, message);
                }
                None if matches!(self.kind(value), ExprKind::AddrOf(place) if self.is_within_record(place)) =>
                    {}
                None => self.check_packed_pointer(value, to, at),
            }
        }
    }

    fn is_within_record(&self, place: ExprId) -> bool {
        matches!(self.kind(place), ExprKind::Member { .. })
    }

    /// The record whose packed member an address is in, if what `to` is need not be aligned there.
    fn packed_record(&self, value: ExprId, to: Ty) -> Option<Ty> {
        let mut id = value;
        loop {
            id = match self.kind(id) {
                ExprKind::AddrOf(place) => place,
                ExprKind::Cast(CastKind::Bitcast, inner) => inner,
                ExprKind::PtrAdd(inner, _)
                | ExprKind::Deref(inner)
                | ExprKind::Part(inner, _)
                | ExprKind::Lane(inner, _) => inner,
                ExprKind::Member { base, offset } => {
                    let path = self.member_path(self.ty(base), offset, self.ty(id));
                    let misaligned = |(record, field): &&(Ty, &Field)| self.is_misaligned(*record, field, to);
                    if let Some(&(record, _)) = path.iter().rev().find(misaligned) {
                        return Some(record);
                    }
                    base
                }
                _ => return None,
            };
        }
    }

    /// The members, from the outermost record in, that a member at an offset is reached by.
    fn member_path(&self, mut record: Ty, mut offset: u64, member: Ty) -> Vec<(Ty, &Field)> {
        let types = &self.unit.types;
        let mut path = Vec::new();
        while let Some(id) = types.record_of(record) {
            let holds = |field: &&Field| {
                let size = types.size(field.ty).unwrap_or(0);
                field.bits.is_none() && offset >= field.offset && offset - field.offset < size.max(1)
            };
            let Some(field) = types.records[id].fields.iter().flatten().find(holds) else { break };
            path.push((record, field));
            offset -= field.offset;
            if offset == 0 && types.value_type(field.ty) == types.value_type(member) {
                break;
            }
            record = field.ty;
            while let Some((element, _)) = types.array_of(record) {
                record = element;
            }
            offset %= types.size(record).unwrap_or(1).max(1);
        }
        path
    }

    /// Whether a member is packed, or is itself a packed record, and is aligned less than `to` is.
    fn is_misaligned(&self, record: Ty, field: &Field, to: Ty) -> bool {
        let types = &self.unit.types;
        let Some(record) = types.record_of(record).map(|id| &types.records[id]) else { return false };
        let own = types.record_of(field.ty).is_some_and(|id| types.records[id].packed);
        let packed = record.packed || own || self.is_packed_member(field);
        let align = types.align(to);
        packed && (align > record.align || !field.offset.is_multiple_of(u64::from(align)))
    }

    /// A pointer to a packed record that becomes one to something that is aligned more.
    fn check_packed_pointer(&self, value: ExprId, to: Ty, at: Place) {
        let types = &self.unit.types;
        let Some(mut from) = types.pointee(self.ty(value)).filter(|&from| !types.is_function(from)) else {
            return;
        };
        while let Some((element, _)) = types.array_of(from) {
            from = element;
        }
        let Some(record) = types.record_of(from).map(|id| &types.records[id]) else { return };
        let (own, wanted) = (types.align(from), types.align(to));
        if record.packed && own < wanted {
            let (f, t) = (self.spell(from.unqualified()), self.spell(to.unqualified()));
            let message = format!(
                "converting a packed '{f}' pointer (alignment {own}) to a '{t}' pointer (alignment {wanted}) may result in an unaligned pointer value"
            );
            self.warning(warn::ADDRESS_OF_PACKED_MEMBER, at, message);
        }
    }
}
