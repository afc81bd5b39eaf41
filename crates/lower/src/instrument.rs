//! -finstrument-functions: calls at entry and exit (GCC manual 3.12, "Program Instrumentation Options").

use crate::function::Fx;
use ir::{InstData, Op, Type};

impl Fx<'_, '_> {
    /// Whether the function at hand has the calls.
    pub(crate) fn is_instrumented(&self) -> bool {
        let Some(except) = &self.low.options.instrument else { return false };
        let decl = &self.unit.decls[self.body.decl];
        if decl.attrs.other.iter().any(|name| &**name == "no_instrument_function") {
            return false;
        }
        let name = self.low.interner.text(decl.name);
        let contains = |parts: &[String], text: &str| parts.iter().any(|part| text.contains(part.as_str()));
        let file = self.low.diags.sources().presumed(self.body.span.lo).map(|(file, _)| file);
        !contains(&except.functions, &name) && !file.is_some_and(|file| contains(&except.files, &file))
    }

    /// `__cyg_profile_func_enter (this function, call site)`, or `_exit`.
    pub(crate) fn profile_call(&mut self, name: &'static str) {
        let this = self.symbol_addr(self.f.symbol);
        let site = self.value(InstData::new(Op::ReturnAddr, Type::PTR, &[]), Type::PTR);
        self.runtime_call(name, &[this, site], None);
    }
}
