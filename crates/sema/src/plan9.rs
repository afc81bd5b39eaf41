//! Plan 9's unnamed members (GCC manual, "Unnamed Fields", -fplan9-extensions): a member without a name is known by the
//! typedef name of its type, and a pointer to the whole converts to a pointer to it.

use crate::Sema;
use crate::hir::*;
use crate::types::*;
use diag::Loc;
use lexer::Symbol;
use rustc_hash::FxHashSet;

/// A member of a record, or of unnamed ones in it.
struct Embedded {
    offset: u64,
    ty: Ty,
    align: u32,
}

impl Sema<'_> {
    /// The name by which an unnamed member is known.
    pub(crate) fn plan9_name(&self, field: &Field) -> Option<Symbol> {
        match self.session.options.plan9_extensions && field.name.is_none() {
            true => self.plan9_names.get(&field.loc).copied(),
            false => None,
        }
    }

    /// The only unnamed member of a record that has this type. `without` are records that have none.
    fn embedded_member(
        &self,
        record: RecordId,
        wanted: Ty,
        without: &mut FxHashSet<RecordId>,
    ) -> Option<Embedded> {
        if without.contains(&record) {
            return None;
        }
        let types = &self.unit.types;
        let mut found = None;
        for field in types.records[record].fields.iter().flatten() {
            if field.name.is_some() || field.bits.is_some() || field.base.is_some() {
                continue;
            }
            let Some(inner) = types.record_of(field.ty) else { continue };
            let member = if types.compatible_unqualified(field.ty, wanted) {
                Some(Embedded { offset: field.offset, ty: field.ty, align: field.align })
            } else {
                let member = self.embedded_member(inner, wanted, without);
                member.map(|member| Embedded { offset: member.offset + field.offset, ..member })
            };
            if member.is_some() && found.is_some() {
                return None;
            }
            found = found.or(member);
        }
        if found.is_none() {
            without.insert(record);
        }
        found
    }

    /// Converts a pointer to a record to one to its unnamed member of the type that `to` points to, if it has one.
    pub(crate) fn embedded_pointer(&mut self, id: ExprId, to: Ty, loc: Loc) -> ExprId {
        if !self.session.options.plan9_extensions {
            return id;
        }
        let types = &self.unit.types;
        let (Some(from), Some(wanted)) = (types.pointee(self.ty(id)), types.pointee(to)) else { return id };
        let Some(record) = types.record_of(from).filter(|_| types.record_of(wanted).is_some()) else {
            return id;
        };
        if types.compatible_unqualified(from, wanted) {
            return id;
        }
        let Some(member) = self.embedded_member(record, wanted, &mut FxHashSet::default()) else { return id };
        let whole = self.deref(id, loc);
        let place = self.field_place(whole, member.offset, member.ty, None, member.align, loc);
        let pointer = self.unit.types.pointer(self.ty(place));
        self.address(place, pointer, loc)
    }
}
