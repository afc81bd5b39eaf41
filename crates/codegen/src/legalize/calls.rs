pub(super) fn expand(_l: &mut super::Legalizer<'_>, _m: &mut ir::Module, _f: &mut ir::Function) {}
