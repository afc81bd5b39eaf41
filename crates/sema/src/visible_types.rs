//! Types that objects and functions have where declarations of them are visible (C17 6.2.7p4): a declaration in a block
//! adds to their type in this block only, though it must be compatible with all others.

use crate::Sema;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use diag::Loc;
use rustc_hash::FxHashMap;

/// What blocks have made of declarations' types.
#[derive(Default)]
pub(crate) struct VisibleTypes {
    /// The composite types of all declarations so far, of what was declared in a block.
    complete: FxHashMap<DeclId, Ty>,
    /// The types that come back at the ends of scopes: the depth of these, what is declared, and its type outside.
    outside: Vec<(u32, DeclId, Ty)>,
}

impl Sema<'_> {
    /// The composite type of all declarations so far, visible or not.
    pub(crate) fn complete_type(&self, decl: DeclId) -> Ty {
        self.visible_types.complete.get(&decl).copied().unwrap_or(self.unit.decls[decl].ty)
    }

    /// What is declared already is declared again, with a compatible type.
    pub(crate) fn declare_type(&mut self, decl: DeclId, declared: Ty, at: Loc) {
        let Decl { name, ty: old, .. } = self.unit.decls[decl];
        let binding = self.scopes.ordinary.get(name).map(|binding| binding.entity);
        let visible = matches!(binding, Some(Entity::Global(bound)) if bound == decl);
        let complete = self.complete_type(decl);
        self.check_format_prototype(complete, declared, at);
        let complete = self.unit.types.composite(complete, declared);
        self.unit.decls[decl].ty = match visible {
            true => self.unit.types.composite(old, declared),
            false => self.unit.types.with_calls_of(declared, complete),
        };
        let depth = self.scopes.depth();
        if depth > 0 {
            self.visible_types.outside.push((depth, decl, old));
        }
        if depth > 0 || !visible || self.visible_types.complete.contains_key(&decl) {
            self.visible_types.complete.insert(decl, complete);
        }
    }

    /// Ends the innermost scope.
    pub(crate) fn close_scope(&mut self) {
        self.scopes.pop();
        let depth = self.scopes.depth();
        while let Some((_, decl, ty)) = self.visible_types.outside.pop_if(|(inner, _, _)| *inner > depth) {
            self.unit.decls[decl].ty = ty;
        }
    }
}
