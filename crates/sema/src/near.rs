//! "(near initialization for 'x.a[1]')": the subobject that a diagnostic about an initialiser speaks of.

use crate::Sema;
use crate::flat::{Flat, Slot};
use crate::types::*;
use diag::Place;
use lexer::Symbol;
use std::fmt::Write;

/// The object that an initialiser in braces is for.
#[derive(Clone, Copy)]
pub(crate) struct Object {
    /// Its name; a compound literal has none.
    pub(crate) name: Option<Symbol>,
    /// Its type.
    pub(crate) ty: Ty,
}

impl Sema<'_> {
    /// After a diagnostic: says which part of the object it is about.
    pub(crate) fn note_near(&self, flat: &Flat, slot: Slot, at: impl Into<Place>) {
        if let Some(object) = flat.object {
            let text = self.spell_subobject(object, slot);
            self.session.diags.note(at, format!("(near initialization for '{text}')"));
        }
    }

    /// The path from an object to one of its parts. It is found again from the part's offset, since hardly any initialiser
    /// has something wrong with it; of several members of a union that may stand there, the first of the type.
    fn spell_subobject(&self, object: Object, slot: Slot) -> String {
        let mut text = object.name.map_or_else(|| "(anonymous)".to_string(), |name| self.text(name));
        let types = &self.unit.types;
        let (mut ty, mut base) = (object.ty, 0);
        // (Each step goes into a part of the type.)
        while ty.unqualified() != slot.ty.unqualified() || base != slot.offset {
            let rest = slot.offset.saturating_sub(base);
            if let Some((elem, _)) = types.array_of(ty).or_else(|| {
                let (elem, lanes) = types.vector_of(ty)?;
                Some((elem, ArrayLen::Fixed(lanes.into())))
            }) {
                let size = types.size(elem).unwrap_or(0);
                let index = rest.checked_div(size).unwrap_or(0);
                let _ = write!(text, "[{index}]");
                (ty, base) = (elem, base + index * size);
                continue;
            }
            let Some(record) = types.record_of(ty) else { break };
            let fields = types.records[record].fields.as_deref().unwrap_or(&[]);
            let holds = |field: &&Field| {
                let size = types.size(field.ty).filter(|&size| size > 0).unwrap_or(u64::MAX);
                field.offset <= rest && rest - field.offset < size
            };
            let exact = |field: &&Field| {
                field.offset == rest
                    && field.bits == slot.bits
                    && field.ty.unqualified() == slot.ty.unqualified()
            };
            // A flexible array goes on behind the last one.
            let found =
                fields.iter().find(exact).or_else(|| fields.iter().rev().find(holds)).or(fields.last());
            let Some(field) = found else { break };
            let name = field.name.map_or_else(|| "<anonymous>".to_string(), |name| self.text(name));
            let _ = write!(text, ".{name}");
            (ty, base) = (field.ty, base + field.offset);
        }
        text
    }
}
