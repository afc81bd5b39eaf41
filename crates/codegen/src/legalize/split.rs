pub(super) fn run(_l: &mut super::Legalizer<'_>, _m: &mut ir::Module, _f: &mut ir::Function) {}
