//! Functions that the machine calls, and functions that keep all registers (GCC manual 6.33.34, attributes `interrupt` and
//! `no_caller_saved_registers`).

use crate::Lowering;
use crate::function::{Fx, Val};
use diag::Loc;
use ir::{Entrance, InstData, Op, Type};
use sema::hir::DeclAttrs;

/// How a function comes to run, by its attributes: an interrupt with a second parameter is one of those for which the
/// machine pushes a word more.
pub(crate) fn entrance(attrs: &DeclAttrs, parameters: usize) -> Entrance {
    let has = |name: &str| attrs.other.iter().any(|other| &**other == name);
    match () {
        () if has("interrupt") && parameters > 1 => Entrance::Exception,
        () if has("interrupt") => Entrance::Interrupt,
        () if has("no_caller_saved_registers") => Entrance::CallKeepingAll,
        () => Entrance::Call,
    }
}

impl Lowering<'_> {
    /// Nothing but the general registers is kept.
    pub(crate) fn check_entrance(&mut self, entrance: Entrance, loc: Loc) {
        let what = match entrance {
            Entrance::Call => return,
            Entrance::CallKeepingAll => "a function with the 'no_caller_saved_registers' attribute",
            Entrance::Interrupt => "an interrupt service routine",
            Entrance::Exception => "an exception service routine",
        };
        if !self.options.general_regs_only {
            self.diags.error(loc, format!("SSE instructions aren't allowed in {what}"));
        }
    }
}

impl Fx<'_, '_> {
    /// The parameters of what the machine calls: where it has put what it takes back, and the word on top of that. What is
    /// below the word, or the return address where there is none, is addressed as incoming arguments are.
    pub(crate) fn receive_interrupt(&mut self) {
        let at = if self.f.entrance == Entrance::Exception { 8 } else { -8 };
        let params = self.body.params.clone();
        if let Some(&param) = params.first() {
            let address = InstData::new(Op::IncomingArg, Type::PTR, &[]).with_imm(at);
            let frame = self.value(address, Type::PTR);
            self.receive(param, self.body.locals[param].ty, Val::Scalar(frame));
        }
        if let Some(&param) = params.get(1) {
            let word = self.incoming(0, 8);
            let word = self.load(Type::I64, word);
            self.receive(param, self.body.locals[param].ty, Val::Scalar(word));
        }
    }
}
