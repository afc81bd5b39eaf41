//! Functions that the machine calls (GCC manual 6.33.34, attribute `interrupt`): what they are given, and that nobody else
//! calls them.

use crate::Sema;
use crate::hir::DeclId;
use crate::types::common;
use diag::Loc;

impl Sema<'_> {
    fn is_interrupt(&self, decl: DeclId) -> bool {
        self.unit.decls[decl].attrs.other.iter().any(|other| &**other == "interrupt")
    }

    /// An interrupt service routine takes a pointer to what the machine has pushed, and maybe the error code.
    pub(crate) fn check_interrupt(&self, decl: DeclId, loc: Loc) {
        if !self.is_interrupt(decl) {
            return;
        }
        let types = &self.unit.types;
        let Some(function) = types.function_of(self.unit.decls[decl].ty) else { return };
        let message = match *function.params {
            _ if !types.is_void(function.ret) => "interrupt service routine must return 'void'",
            [first] | [first, _] if !types.is_pointer(first) => {
                "interrupt service routine should have a pointer as the first argument"
            }
            [_, second]
                if !types.is_integer(second)
                    || types.is_signed(second)
                    || types.int_width(second) != types.int_width(common::ULONG) =>
            {
                "interrupt service routine should have 'unsigned long int' as the second argument"
            }
            [_] | [_, _] => return,
            _ => {
                "interrupt service routine can only have a pointer argument and an optional integer argument"
            }
        };
        self.error(loc, message);
    }

    /// A call that would return by the way that the machine has.
    pub(crate) fn check_interrupt_call(&self, called: Option<DeclId>, loc: Loc) {
        if called.is_some_and(|decl| self.is_interrupt(decl)) {
            self.error(loc, "interrupt service routine cannot be called directly");
        }
    }
}
