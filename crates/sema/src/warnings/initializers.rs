//! Initialisers that are overridden by later ones (-Woverride-init, -Woverride-init-side-effects; C23 6.7.11p20), or that
//! stand for a member by position where its structure wants designators (-Wdesignated-init).

use crate::Sema;
use crate::flat::{Flat, Slot};
use crate::hir::*;
use crate::types::*;
use diag::{Span, warn};
use parser::ast;

impl Sema<'_> {
    /// A subobject is initialised, which may have been before.
    pub(crate) fn check_override(
        &self,
        slot: Slot,
        (value, size): (ExprId, u64),
        span: Span,
        flat: &mut Flat,
    ) {
        if !flat.is_static {
            let bytes = slot.offset..slot.offset + size;
            let overlaps =
                flat.effects.iter().any(|other| bytes.start < other.end && other.start < bytes.end);
            if overlaps && flat.overrides && slot.bits.is_none() {
                let message = "initialized field with side-effects overwritten";
                self.warning(warn::OVERRIDE_INIT_SIDE_EFFECTS, span, message);
                self.note_near(flat, slot, span);
                return;
            }
            if self.does_something(value) {
                flat.effects.push(bytes);
            }
        }
        if !flat.overrides || !self.session.diags.may_be_enabled(warn::OVERRIDE_INIT) {
            return;
        }
        let place = |offset: u64, bits: Option<(u16, u16)>| (offset, bits.map_or(0, |bits| bits.0));
        if flat.seen.is_empty() {
            flat.seen.extend(flat.entries.iter().map(|entry| place(entry.offset, entry.bits)));
        }
        if !flat.seen.insert(place(slot.offset, slot.bits)) {
            self.warning(warn::OVERRIDE_INIT, span, "initialized field overwritten");
            self.note_near(flat, slot, span);
        }
    }

    /// An initialiser without a designator.
    pub(crate) fn check_positional(&self, ty: Ty, item: &ast::InitItem<'_>) {
        let types = &self.unit.types;
        if types.record_of(ty).is_some_and(|id| types.records[id].designated) {
            let message =
                "positional initialization of field in 'struct' declared with 'designated_init' attribute";
            let at = self.outside_system_macro(item.init.span().into());
            self.warning(warn::DESIGNATED_INIT, at, message);
        }
    }
}
