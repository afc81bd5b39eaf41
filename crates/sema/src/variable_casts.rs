//! Casts to variably modified types in static initialisers. C17 6.7.6.2p5 has sizes evaluated, and 6.6 says nothing of
//! them: GNU C takes an address so cast for a constant, unless a size contains what no constant expression may.

use crate::Sema;
use crate::declarator::Role;
use crate::hir::*;
use crate::strictness::Flaws;

/// What is known of the sizes in the initialiser at hand.
#[derive(Default)]
pub(crate) struct VariableCasts {
    /// Static initialisers that are being analysed.
    initializers: u32,
    /// Sizes in type names in them.
    sizes: u32,
    /// Such a size contains an assignment, an increment, a call or a comma.
    forbidden: bool,
}

impl Sema<'_> {
    /// Analyses a static initialiser.
    pub(crate) fn in_static_initializer<R>(&mut self, analyse: impl FnOnce(&mut Self) -> R) -> R {
        self.variable_casts.initializers += 1;
        let result = analyse(self);
        self.variable_casts.initializers -= 1;
        result
    }

    /// Whether a static initialiser is being analysed.
    pub(crate) fn in_static_initializers(&self) -> bool {
        self.variable_casts.initializers > 0
    }

    /// Whether a size of that role and without a name is one of a type name in a static initialiser.
    pub(crate) fn is_unevaluated_size(&self, role: Role, named: bool) -> bool {
        self.in_static_initializers() && role == Role::Member && !named
    }

    /// Analyses the size of an array type, which may be one in a static initialiser.
    pub(crate) fn in_size<R>(&mut self, unevaluated: bool, analyse: impl FnOnce(&mut Self) -> R) -> R {
        self.variable_casts.sizes += u32::from(unevaluated);
        let result = analyse(self);
        self.variable_casts.sizes -= u32::from(unevaluated);
        result
    }

    /// Whether the sizes of types have no effect here, and need not be known.
    pub(crate) fn ignores_sizes(&self) -> bool {
        self.variable_casts.sizes > 0
    }

    /// A size that is not known in a static initialiser.
    pub(crate) fn note_size(&mut self, size: ExprId) {
        let flaws = self.all_flaws(size);
        self.variable_casts.forbidden |= self.has_forbidden_operator(size) || flaws.has(Flaws::INVALID);
    }

    /// Analyses the operand of `typeof`, which is evaluated only if its type is variably modified.
    pub(crate) fn typeof_sizes(&mut self, operand: impl FnOnce(&mut Self) -> ExprId) -> ExprId {
        if !self.in_static_initializers() {
            return operand(self);
        }
        let before = self.variable_casts.forbidden;
        let id = self.in_size(true, operand);
        if !self.unit.types.is_variably_modified(self.ty(id)) {
            self.variable_casts.forbidden = before;
        } else {
            self.note_size(id);
        }
        id
    }

    /// Analyses a cast, which has the faults of the sizes in its type.
    pub(crate) fn with_size_flaws(&mut self, cast: impl FnOnce(&mut Self) -> ExprId) -> ExprId {
        let outer = std::mem::take(&mut self.variable_casts.forbidden);
        let id = cast(self);
        let forbidden = std::mem::replace(&mut self.variable_casts.forbidden, outer);
        // In a size it is the size's fault, too.
        self.variable_casts.forbidden |= forbidden && self.ignores_sizes();
        match forbidden {
            true => self.flawed(id, Flaws::INVALID),
            false => id,
        }
    }
}
