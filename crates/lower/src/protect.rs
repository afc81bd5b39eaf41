//! Which functions notice that an array of theirs was overrun (GCC manual 3.12, `-fstack-protector` and its kin).

use crate::function::Fx;
use ir::SlotContent;
use sema::types::{Ty, TypeKind};

/// Which functions are protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StackProtection {
    /// None.
    #[default]
    Off,
    /// Those with attribute `stack_protect`.
    Explicit,
    /// Those with arrays of that many characters, or a dynamic stack.
    Buffers(u64),
    /// Those with any array, or objects whose address is taken, or a dynamic stack.
    Strong,
    /// All.
    All,
}

impl Fx<'_, '_> {
    /// Whether the function is protected.
    pub(crate) fn is_protected(&self) -> bool {
        let attrs = &self.unit.decls[self.body.decl].attrs;
        let has = |name: &str| attrs.other.iter().any(|other| &**other == name);
        let mode = self.low.options.stack_protection;
        if mode == StackProtection::Off || has("no_stack_protector") || attrs.naked {
            return false;
        }
        let dynamic = self.body.dynamic_stack;
        let locals = || self.body.locals.values();
        has("stack_protect")
            || match mode {
                StackProtection::Off | StackProtection::Explicit => false,
                StackProtection::Buffers(least) => {
                    dynamic || locals().any(|local| self.characters(local.ty) >= least)
                }
                StackProtection::Strong => {
                    dynamic
                        || locals().any(|local| {
                            local.address_taken || self.content(local.ty) != SlotContent::Scalars
                        })
                }
                StackProtection::All => true,
            }
    }

    /// What an object of a type holds.
    pub(crate) fn content(&self, ty: Ty) -> SlotContent {
        match self.unit.types.shape(ty) {
            TypeKind::Array { elem, .. } if self.is_character(*elem) => SlotContent::Characters,
            TypeKind::Array { elem, .. } => self.content(*elem).max(SlotContent::Array),
            TypeKind::Record(id) => {
                let fields = self.unit.types.records[*id].fields.iter().flatten();
                fields.map(|field| self.content(field.ty)).max().unwrap_or_default()
            }
            _ => SlotContent::Scalars,
        }
    }

    fn is_character(&self, ty: Ty) -> bool {
        self.unit.types.is_integer(ty) && self.unit.types.size(ty) == Some(1)
    }

    /// Bytes of the largest array of characters in an object of a type.
    fn characters(&self, ty: Ty) -> u64 {
        match self.unit.types.shape(ty) {
            TypeKind::Array { elem, .. } if self.is_character(*elem) => self.size_of(ty),
            TypeKind::Array { elem, .. } => self.characters(*elem),
            TypeKind::Record(id) => {
                let fields = self.unit.types.records[*id].fields.iter().flatten();
                fields.map(|field| self.characters(field.ty)).max().unwrap_or(0)
            }
            _ => 0,
        }
    }
}
