//! What the source says of elements of arrays, for the checks that follow values: constants are folded into one distance
//! otherwise, and of several subscripts nobody could tell which array has no such element.

use crate::Sema;
use crate::hir::{Element, ElementIndex, ExprId, ExprKind};
use crate::types::{ArrayLen, TypeKind};
use diag::{Loc, warn};

impl Sema<'_> {
    /// `place` is an element of the array `array`, by an index.
    pub(crate) fn note_element(&mut self, place: ExprId, array: ExprId, index: ExprId, loc: Loc) {
        if self.session.options.optimize == 0
            || !(self.wants(warn::ARRAY_BOUNDS) || self.wants(warn::ZERO_LENGTH_BOUNDS))
        {
            return;
        }
        let ExprKind::Deref(pointer) = self.kind(place) else { return };
        // The address of an array that is an element was only wanted for its own elements.
        if let ExprKind::Deref(row) = self.kind(array) {
            self.body.element_addresses.remove(&row);
        }
        let outer = self.body.element_of(array).is_some();
        let known = self.const_int(index);
        let index_kind = match (known, self.kind(pointer)) {
            (Some(n), _) => ElementIndex::Known(n),
            (None, ExprKind::PtrAdd(_, bytes)) => ElementIndex::Bytes(bytes),
            _ => return,
        };
        // An element that the array surely has.
        if let (ElementIndex::Known(n), TypeKind::Array { len: ArrayLen::Fixed(count), .. }, false) =
            (index_kind, self.unit.types.shape(self.ty(array)), outer)
            && u64::try_from(n).is_ok_and(|n| n < *count)
        {
            return;
        }
        let mut named = index;
        while let ExprKind::Cast(_, inner) | ExprKind::Load(inner) = self.kind(named) {
            named = inner;
        }
        let name = match self.kind(named) {
            ExprKind::Local(local) => self.body.locals[local].name,
            _ => None,
        };
        if let Some(written) = self.written_of(array) {
            let quoted = self.quote(self.ty(array), Some(written));
            let inner = quoted.trim_matches('\'').trim_end_matches("'}");
            self.body.element_types.insert(place, inner.into());
        }
        self.body.elements.insert(place, Element { array, index: index_kind, name, loc });
    }

    /// A place behind a pointer that is declared with a typedef name.
    pub(crate) fn note_access(&mut self, place: ExprId) {
        if self.session.options.optimize == 0 || !self.wants(warn::ARRAY_BOUNDS) {
            return;
        }
        if let Some(written) = self.written_of(place) {
            let quoted = self.quote(self.ty(place).unqualified(), Some(written));
            if let Some((name, meaning)) = quoted.split_once("' {aka '") {
                let meaning = meaning.trim_end_matches("'}");
                let spelled = format!("{} {{aka {meaning}}}", name.trim_start_matches('\''));
                self.body.access_types.insert(place, spelled.into());
            }
        }
    }

    /// The address of a place is taken: that of an element may be one past the last.
    pub(crate) fn note_element_address(&mut self, place: ExprId) {
        if let ExprKind::Deref(pointer) = self.kind(place)
            && self.body.elements.contains_key(&place)
        {
            self.body.element_addresses.insert(pointer, place);
        }
    }
}
