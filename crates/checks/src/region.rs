//! How GCC speaks of where an access goes: regions, offsets into objects, counts of bytes.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::pointer::{Object, Pointed};
use diag::Loc;

/// A count of bytes: `3 bytes`, `between 3 and 5 bytes`, `3 or more bytes`.
pub(crate) fn bytes((low, high): (u64, u64)) -> String {
    let plural = |n: u64| if n == 1 { "byte" } else { "bytes" };
    match (low, high) {
        _ if low == high => format!("{low} {}", plural(low)),
        _ if high >= MAX_OBJECT => format!("{low} or more bytes"),
        _ => format!("between {low} and {high} bytes"),
    }
}

/// A number, or a range of them in brackets.
pub(crate) fn bracketed((low, high): (i128, i128)) -> String {
    if low == high { low.to_string() } else { format!("[{low}, {high}]") }
}

/// A type in quotes; one that stands for another is spelled `A' {aka 'B`.
pub(crate) fn quoted(ty: &str) -> String {
    let end = if ty.contains("' {aka '") { "}" } else { "" };
    format!("'{ty}'{end}")
}

/// `at offset N into ` and ` of size N`, as far as that is worth saying.
pub(crate) fn situation(pointed: &Pointed) -> (String, String) {
    let (low, high) = pointed.offset;
    let size = match pointed.size {
        (low, high) if low == high => format!(" of size {low}"),
        (_, MAX_OBJECT) => String::new(),
        (low, high) => format!(" of size [{low}, {high}]"),
    };
    let place = match (low, high) {
        (0, 0) => String::new(),
        // Anywhere in it.
        (0, high) if u64::try_from(high).is_ok_and(|high| high >= pointed.size.1) => String::new(),
        // Of what is only bounded by the size of objects the begin tells enough.
        (low, high) if high > i64::MAX / 2 => format!("at offset {low} into "),
        _ => format!("at offset {} into ", bracketed((i128::from(low), i128::from(high)))),
    };
    (place, size)
}

impl Checker<'_> {
    /// The note that says what a pointer points into; `role` is `destination `, `source ` or nothing.
    pub(crate) fn referent(&self, pointed: &Pointed, role: &str) -> Vec<(Loc, String)> {
        if !pointed.among.is_empty() {
            return pointed.among.iter().flat_map(|one| self.referent(one, role)).collect();
        }
        let (place, size) = situation(pointed);
        if let Some(object) = self.described(&pointed.object) {
            if object.name.is_empty() {
                return Vec::new();
            }
            return vec![(object.declared, format!("{place}{role}object '{}'{size}", object.name))];
        }
        let Object::Allocated(value) = pointed.object else { return Vec::new() };
        let Some((inst, data)) = self.f.def_inst(value) else { return Vec::new() };
        if data.op == ir::Op::Alloca && data.aux != ir::op::ALLOCA_CALL {
            let (name, at) = match self.named(value) {
                Some(named) => (&*named.name, named.declared),
                None => ("<unknown>", self.f.locs[inst]),
            };
            return vec![(at, format!("{place}{role}object '{name}'{size}"))];
        }
        let by = match data.op {
            ir::Op::Call => self.called(data),
            ir::Op::CallIndirect => self.called_variable(inst, data),
            _ => "__builtin_alloca".to_string(),
        };
        vec![(self.f.locs[inst], format!("{place}{role}object{size} allocated by '{by}'"))]
    }

    /// The pointer by which a function is called: the variable that holds it, or the one that the source names.
    fn called_variable(&self, inst: ir::Inst, call: &ir::InstData) -> String {
        let symbol_at = |data: &ir::InstData| &self.module.symbols[ir::SymbolId::from_u32(data.x)];
        let known = crate::indirect(self.f, inst).map_or("", |symbol| &*symbol.name);
        let name = match self.f.def_inst(self.plain_pointer(call.args[0])) {
            Some((_, data)) if data.op == ir::Op::SymbolAddr => &*symbol_at(data).name,
            Some((_, load)) if load.op == ir::Op::Load => {
                let place = self.f.def_inst(self.f.resolve(load.args[0]));
                let place =
                    place.filter(|(_, data)| data.op == ir::Op::SymbolAddr && data.imm + load.imm == 0);
                let symbol = place.map(|(_, data)| symbol_at(data));
                let variable = symbol.filter(|symbol| {
                    symbol.described.as_ref().is_some_and(|object| symbol.size == Some(object.element))
                });
                variable.map_or(known, |symbol| &symbol.name)
            }
            _ => known,
        };
        name.to_string()
    }

    /// The function that a call names, as GCC spells it: a builtin that nothing declares by its reserved name.
    pub(crate) fn called(&self, call: &ir::InstData) -> String {
        spelled(self.callee(call))
    }

    /// The same of a function that is known by an operation.
    pub(crate) fn library_name(&self, function: ir::LibraryFunction) -> String {
        spelled(&self.module.symbols[function.symbol()])
    }
}

/// A function as GCC names it.
pub(crate) fn spelled(symbol: &ir::SymbolData) -> String {
    match symbol.declared {
        Loc::NONE => format!("__builtin_{}", symbol.name.trim_start_matches("__builtin_")),
        _ => symbol.name.to_string(),
    }
}
