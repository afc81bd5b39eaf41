//! Global register variables (GCC manual 6.47.5.1): a register that is one object in the whole translation unit.

use crate::Sema;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::*;
use diag::{Place, warn};
use parser::ast::Storage;
use target::ClaimedRegister;

impl Sema<'_> {
    /// `register T x asm("reg");` at file scope.
    pub(crate) fn global_register(&mut self, declared: Declared, initialised: bool) {
        let (name, ty) = (declared.name, declared.ty);
        let text = self.text(name.name);
        let Some(label) = declared.asm_label else {
            return self.error(name.loc, format!("register name not specified for '{text}'"));
        };
        if initialised {
            self.error(name.loc, "global register variable has initial value");
        }
        if declared.storage.has(Storage::THREAD) {
            self.error(name.loc, "'_Thread_local' used with 'register'");
        }
        let register = (self.session.target.claimed_register)(&self.text(label));
        let number = match register {
            ClaimedRegister::Unknown => {
                self.error(name.loc, format!("invalid register name for '{text}'"));
                None
            }
            ClaimedRegister::Unsuitable => {
                let message = format!(
                    "the register specified for '{text}' is not general enough to be used as a register variable"
                );
                self.error(name.loc, message);
                None
            }
            ClaimedRegister::OfStack => {
                self.error(name.loc, "stack register used for global register variable");
                None
            }
            ClaimedRegister::Needed { .. } => {
                let message = format!(
                    "the register of '{text}' is not supported for global register variables: calls need it"
                );
                self.error(name.loc, message);
                None
            }
            ClaimedRegister::Free { number, floating, bytes, clobbered } => {
                self.check_claimed_type(&text, ty, name.loc.into(), floating, bytes);
                if clobbered {
                    let message = "call-clobbered register used for global register variable";
                    self.warning(warn::NONE, name.loc, message);
                }
                Some(number)
            }
        };
        if ty.is_volatile() {
            let message = "optimization may eliminate reads and/or writes to register variables";
            self.warning(warn::VOLATILE_REGISTER_VAR, name.loc, message);
        }
        // What is wrong with the register was said; uses of the variable are not to blame for it.
        let Some(decl) = self.declare_object(declared) else { return };
        match number {
            Some(number) if self.unit.decls[decl].register != Some(number) => self.claim(decl, number),
            Some(_) => {}
            None => self.unit.decls[decl].register = Some(0),
        }
    }

    fn check_claimed_type(&self, variable: &str, ty: Ty, at: Place, floating: bool, bytes: u32) {
        let types = &self.unit.types;
        let scalar = types.is_real(ty) || types.is_pointer(ty);
        if types.size(ty).is_none_or(|size| size > u64::from(bytes)) {
            self.error(at, format!("data type of '{variable}' isn't suitable for a register"));
        } else if !scalar || types.is_float(ty) != floating {
            let what = if floating { "floating" } else { "general" };
            let message = format!(
                "the data type of '{variable}' is not supported for a global register variable in a {what} register"
            );
            self.error(at, message);
        }
    }

    /// The declaration is the register from here on.
    fn claim(&mut self, decl: DeclId, number: u8) {
        let taken = self.unit.claimed_registers >> number & 1 != 0;
        let mut decls = self.unit.decls.values();
        if let Some(other) = decls.find(|other| taken && other.register == Some(number)) {
            let (text, earlier) = (self.text(self.unit.decls[decl].name), self.text(other.name));
            let message = format!("register of '{text}' used for multiple global register variables");
            let reported = self.session.diags.warning(warn::NONE, self.unit.decls[decl].loc, message);
            let _ = reported.note(other.loc, format!("conflicts with '{earlier}'"));
        }
        self.unit.decls[decl].register = Some(number);
        self.unit.claimed_registers |= 1 << (number & 63);
    }

    /// Whether a place is in an object that was declared `register`.
    pub(crate) fn is_register_object(&self, place: ExprId) -> bool {
        let mut object = place;
        while let ExprKind::Member { base, .. } = self.kind(object) {
            object = base;
        }
        matches!(self.kind(object), ExprKind::Local(local) if self.body.locals[local].in_register)
    }

    /// Reports that the address of a register variable is wanted.
    pub(crate) fn refuse_register_address(&self, place: ExprId, at: impl Into<Place>) {
        let mut object = place;
        while let ExprKind::Member { base, .. } | ExprKind::Part(base, _) = self.kind(object) {
            object = base;
        }
        let refuses = |local: LocalId| {
            let local = &self.body.locals[local];
            local.register.is_some() || local.in_register
        };
        match self.kind(object) {
            ExprKind::Local(local) if refuses(local) => {
                let name = self.body.locals[local].name.map_or_else(String::new, |name| self.text(name));
                self.error(at, format!("address of register variable '{name}' requested"));
            }
            ExprKind::Global(decl) if self.unit.decls[decl].register.is_some() => {
                let name = self.text(self.unit.decls[decl].name);
                self.error(at, format!("address of global register variable '{name}' requested"));
            }
            _ => {}
        }
    }
}
