//! From HIR to IR. Makes no decision about the language; how arguments travel is asked of the target's
//! [`target::Abi`].
//!
//! With optimisation, scalars whose address is not taken become SSA values directly (Braun et al., "Simple and
//! Efficient Construction of Static Single Assignment Form", 2013); without, and in functions that call `setjmp`,
//! every variable lives in a stack slot.

mod asm;
mod atomic;
mod atomic_calls;
mod bare;
mod bitfield;
mod bitint;
mod builtin;
mod call;
mod complex;
mod cond;
mod contract;
mod data;
mod decimal;
mod describe;
mod element;
mod expr;
mod function;
mod identity;
mod init;
mod instrument;
mod interrupt;
mod landing;
mod nested;
mod object_size;
mod overflow;
mod padding;
mod place;
mod protect;
mod split_stack;
mod ssa;
mod stmt;
mod storage_order;
mod temporaries;
mod types;
mod va;
mod vector;

pub use protect::StackProtection;

use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use diag::Diagnostics;
use ir::{GlobalData, Hardening, LibraryFunction, Module, RelaxedMath, SymbolData, SymbolId, SymbolKind};
use lexer::{ComplexArithmetic, Interner};
use rustc_hash::FxHashMap;
use sema::hir::{self, DeclId, StringId, Unit};
use sema::types::TypeKind;
use std::sync::Arc;
use target::{Abi, TargetInfo};

/// What the command line says that lowering must know.
#[derive(Clone, Debug)]
pub struct Options {
    /// -O1 or above: scalars become SSA values.
    pub optimize: bool,
    /// -fpic or -fpie.
    pub position_independent: bool,
    /// -fpic: defined symbols of default visibility may be replaced at run time.
    pub shared: bool,
    /// -fcommon.
    pub common: bool,
    /// -fwrapv: signed overflow wraps.
    pub wraps: bool,
    /// -ftrapv: signed overflow aborts.
    pub trap_overflow: bool,
    /// `-fstrict-volatile-bitfields`
    pub strict_volatile_bit_fields: bool,
    /// How complex numbers are multiplied and divided.
    pub complex_arithmetic: ComplexArithmetic,
    /// -mgeneral-regs-only, or floating registers switched off.
    pub general_regs_only: bool,
    /// -fnon-call-exceptions: what may trap happens even if its result is not wanted.
    pub keep_traps: bool,
    /// -fexceptions: exceptions that pass run the cleanups of what they leave.
    pub exceptions: bool,
    /// -finstrument-functions, and for whom not.
    pub instrument: Option<Uninstrumented>,
    /// -fharden-compares, -fharden-conditional-branches.
    pub harden: Hardening,
    /// Static functions that are not inline stay, and static objects, whether or not anything refers to them.
    pub keep_static: (bool, bool),
    /// -fwhole-program.
    pub whole_program: bool,
    /// -finline-atomics.
    pub inline_atomics: bool,
    /// -foptimize-sibling-calls.
    pub sibling_calls: bool,
    /// -pg.
    pub profile: bool,
    /// -fzero-call-used-regs.
    pub zeroed: Option<ir::ZeroedRegisters>,
    /// -fpatchable-function-entry.
    pub patchable: ir::PatchableEntry,
    /// -fleading-underscore.
    pub leading_underscore: bool,
    /// -fsplit-stack.
    pub split_stack: bool,
    /// -fsignaling-nans.
    pub signaling_nans: bool,
    /// -frounding-math.
    pub rounding_math: bool,
    /// -ffinite-math-only and others.
    pub relaxed: RelaxedMath,
    /// -ftrivial-auto-var-init: what fills automatic objects that the source leaves uninitialised.
    pub auto_init: Option<u8>,
    /// Objects are described as the source declares them.
    pub describe: bool,
    /// Functions say what stands for variables that nothing has set.
    pub note_unset: bool,
    /// -fstack-protector and its kin.
    pub stack_protection: StackProtection,
    /// -fvisibility.
    pub visibility: hir::Visibility,
    /// -ftls-model, for symbols without the attribute.
    pub tls_model: Option<hir::TlsModel>,
}

/// Functions that -finstrument-functions leaves alone: those whose name, or whose file's name, contains one of these.
#[derive(Clone, Debug, Default)]
pub struct Uninstrumented {
    /// Parts of names of functions.
    pub functions: Vec<String>,
    /// Parts of names of files.
    pub files: Vec<String>,
}

/// Lowering of one translation unit.
pub struct Lowering<'a> {
    /// Symbols so far.
    pub module: Module,
    /// String literals and constant images that functions refer to, not yet emitted.
    pub data: Vec<Arc<GlobalData>>,
    /// Declarations that something lowered refers to, in order; the driver takes them to lower what is needed.
    pub referenced: Vec<DeclId>,
    interner: &'a Interner,
    diags: &'a Diagnostics,
    target: &'a TargetInfo,
    abi: &'a dyn Abi,
    options: Options,
    symbols: SecondaryMap<DeclId, PackedOption<SymbolId>>,
    strings: SecondaryMap<StringId, PackedOption<SymbolId>>,
    runtime: FxHashMap<&'static str, SymbolId>,
    /// How many of the unit's labels of library functions are heeded.
    labels: usize,
    /// How many of the unit's declarations have been searched for the library's.
    searched: usize,
}

impl<'a> Lowering<'a> {
    /// Begins a translation unit.
    pub fn new(
        interner: &'a Interner,
        diags: &'a Diagnostics,
        target: &'a TargetInfo,
        abi: &'a dyn Abi,
        options: Options,
    ) -> Lowering<'a> {
        let mut module = library_module(&options);
        if diags.may_be_enabled(diag::warn::NONNULL) {
            contract::add_to_library(&mut module);
        }
        Lowering {
            module,
            data: Vec::new(),
            referenced: Vec::new(),
            interner,
            diags,
            target,
            abi,
            options,
            symbols: SecondaryMap::new(),
            strings: SecondaryMap::new(),
            runtime: FxHashMap::default(),
            labels: 0,
            searched: 0,
        }
    }

    /// Makes the calls of a function without a definition errors, where any are left.
    pub(crate) fn forbid(&mut self, name: &'static str) {
        let symbol = self.runtime(name);
        self.module.symbols[symbol].call_diagnostic = Some((true, "".into()));
        self.module.forbids_calls = true;
    }

    /// The symbol of a declaration.
    pub fn symbol(&mut self, unit: &Unit, decl: DeclId) -> SymbolId {
        if let Some(symbol) = self.symbols[decl].expand() {
            return symbol;
        }
        let data = self.describe(unit, decl);
        self.shadow_library(&unit.decls[decl]);
        self.module.forbids_calls |= data.call_diagnostic.is_some();
        let symbol = self.module.symbols.push(data);
        self.symbols[decl] = symbol.into();
        self.referenced.push(decl);
        symbol
    }

    /// Bytes of an object whose definition has been lowered.
    pub(crate) fn defined_size(&self, decl: DeclId) -> Option<u64> {
        let symbol = &self.module.symbols[self.symbols[decl].expand()?];
        symbol.size.filter(|_| symbol.defined)
    }

    /// The symbol of a declaration that has been said to be weak after it was referred to: it is weak now.
    pub fn weakened(&mut self, unit: &Unit, decl: DeclId) -> Option<SymbolId> {
        let symbol = self.symbols[decl].expand()?;
        let late = unit.decls[decl].attrs.weak && self.module.symbols[symbol].binding == ir::Binding::Global;
        late.then(|| {
            self.refresh(unit, decl);
            symbol
        })
    }

    /// Whether anything lowered so far refers to the declaration.
    pub fn is_referenced(&self, decl: DeclId) -> bool {
        self.symbols[decl].is_some()
    }

    /// Whether only this unit knows a symbol: by its linkage, or because there is no other unit.
    pub fn is_internal(&self, d: &hir::Decl) -> bool {
        let defined = d.defined || d.tentative;
        // `externally_visible` is kept as `used` is.
        let visible = || d.attrs.used || self.interner.text(d.name) == "main";
        let whole = self.options.whole_program && defined && !d.attrs.weak;
        d.linkage == hir::Linkage::Internal || whole && !visible()
    }

    fn describe(&self, unit: &Unit, decl: DeclId) -> SymbolData {
        let d = &unit.decls[decl];
        let kind = match (d.is_function, d.thread_local) {
            (true, _) => SymbolKind::Function,
            (false, true) => SymbolKind::Tls,
            (false, false) => SymbolKind::Data,
        };
        let internal = self.is_internal(d);
        let weak = d.attrs.weak || d.attrs.weakref.is_some();
        let binding = match (internal && !weak, weak) {
            (true, _) => ir::Binding::Local,
            (_, true) => ir::Binding::Weak,
            _ => ir::Binding::Global,
        };
        let defined = self.is_defined(unit, decl);
        let visibility = match d.attrs.visibility {
            Some(visibility) => visibility,
            None if defined && !internal => self.options.visibility,
            None => hir::Visibility::Default,
        };
        let hidden = visibility != hir::Visibility::Default;
        // A definition in an executable can't be replaced; a weak one can by the link itself, which still binds here.
        let dso_local = internal
            || hidden
            || !self.options.position_independent
            || (defined && !self.options.shared && !weak);
        // An undefined weak symbol may be absent: its address, zero, is only in the GOT.
        let may_be_absent = weak && !defined;
        let dso_local = dso_local && (!may_be_absent || !self.options.position_independent);
        let call_diagnostic = match (&d.attrs.error, &d.attrs.warning) {
            (Some(text), _) => Some((true, text.clone().into())),
            (None, Some(text)) => Some((false, text.clone().into())),
            _ => None,
        };
        SymbolData {
            name: self.interner.text(d.symbol).into(),
            kind,
            binding,
            visibility: match visibility {
                hir::Visibility::Default => ir::module::Visibility::Default,
                hir::Visibility::Hidden => ir::module::Visibility::Hidden,
                hir::Visibility::Protected => ir::module::Visibility::Protected,
                hir::Visibility::Internal => ir::module::Visibility::Internal,
            },
            defined,
            dso_local,
            alias: d.attrs.alias.is_some() || d.attrs.weakref.is_some() || d.attrs.ifunc.is_some(),
            kept: d.attrs.used
                || d.attrs.constructor.is_some()
                || d.attrs.destructor.is_some()
                || match d.is_function {
                    true => self.options.keep_static.0 && !d.attrs.inline && !d.takes_chain,
                    false => self.options.keep_static.1,
                },
            retained: d.attrs.retain,
            library: self.library_function(d),
            artificial: d.attrs.artificial,
            spelled: None,
            alloc_size: d.attrs.alloc_size.or_else(|| {
                let function = unit.types.function_of(d.ty)?;
                unit.types.checks(function)?.alloc_size
            }),
            contract: if d.is_function { contract::of(unit, d, self.interner) } else { None },
            size: unit.types.size(d.ty).filter(|_| !d.is_function),
            flexible: unit.types.record_of(d.ty).is_some_and(|record| unit.types.records[record].flexible),
            constant: None,
            declared: d.loc,
            described: match self.options.describe && !d.is_function {
                true => self.described(unit, d.name, d.ty, d.loc),
                false => None,
            },
            returns_pointer: match unit.types.shape(d.ty) {
                TypeKind::Function(function) => unit.types.is_pointer(function.ret),
                _ => false,
            },
            signed_params: signed_params(&unit.types, d.ty),
            tls_model: self.tls_model(d, defined, dso_local),
            call_diagnostic,
        }
    }

    /// A function of the unit may have a library function's name for itself.
    fn shadow_library(&mut self, d: &hir::Decl) {
        if d.linkage != hir::Linkage::Internal {
            return;
        }
        let named = |name: &[u8]| LibraryFunction::find(std::str::from_utf8(name).ok()?);
        if let Some(function) = self.interner.with(d.symbol, named) {
            self.module.symbols[function.symbol()].library = None;
        }
    }

    /// Library functions are called by the symbols that the unit has given them so far.
    pub(crate) fn label_library(&mut self, unit: &Unit) {
        for &(name, symbol) in &unit.library_labels[self.labels..] {
            let text = self.interner.text(symbol);
            let named = |name: &[u8]| LibraryFunction::find(std::str::from_utf8(name).ok()?);
            if let Some(function) = self.interner.with(name, named) {
                self.module.symbols[function.symbol()].name = text.into();
            }
        }
        self.labels = unit.library_labels.len();
    }

    /// The library function that a declaration declares, if calls of it may be made something else.
    fn library_function(&self, d: &hir::Decl) -> Option<LibraryFunction> {
        if !d.attrs.library {
            return None;
        }
        self.interner.with(d.name, |name| LibraryFunction::find(std::str::from_utf8(name).ok()?))
    }

    fn is_defined(&self, unit: &Unit, decl: DeclId) -> bool {
        let d = &unit.decls[decl];
        let body = match d.is_function {
            true => d.defined && d.emission != hir::Emission::None,
            false => d.defined || d.tentative,
        };
        body || d.attrs.alias.is_some() || d.attrs.ifunc.is_some()
    }

    fn tls_model(&self, d: &hir::Decl, defined: bool, dso_local: bool) -> ir::module::TlsModel {
        use hir::TlsModel as H;
        use ir::module::TlsModel as I;
        let asked = d.tls_model.or(self.options.tls_model);
        let cheapest = match (self.options.shared, dso_local || (defined && !self.options.shared)) {
            (false, true) => I::LocalExec,
            (false, false) => I::InitialExec,
            (true, true) => I::LocalDynamic,
            (true, false) => I::GlobalDynamic,
        };
        match asked {
            Some(H::LocalExec) => I::LocalExec,
            Some(H::InitialExec) if cheapest == I::LocalExec => cheapest,
            Some(H::InitialExec) => I::InitialExec,
            _ => cheapest,
        }
    }

    /// A function of the C or runtime library that C itself asks for.
    pub fn runtime(&mut self, name: &'static str) -> SymbolId {
        if let Some(function) = LibraryFunction::find(name) {
            return function.symbol();
        }
        if let Some(&symbol) = self.runtime.get(name) {
            return symbol;
        }
        let symbol = self.module.symbols.push(SymbolData {
            name: if self.options.leading_underscore { format!("_{name}").into() } else { name.into() },
            kind: SymbolKind::Function,
            binding: ir::Binding::Global,
            dso_local: !self.options.position_independent,
            ..SymbolData::default()
        });
        self.runtime.insert(name, symbol);
        symbol
    }

    /// A declaration's definition has come: what refers to it may now bind to it. A static function or object is known to
    /// be local from its first declaration; an external one may have been referred to before its definition.
    pub fn refresh(&mut self, unit: &Unit, decl: DeclId) {
        if let Some(symbol) = self.symbols[decl].expand() {
            let mut data = self.describe(unit, decl);
            self.module.forbids_calls |= data.call_diagnostic.is_some();
            // What aliases name stays.
            data.kept |= self.module.symbols[symbol].kept;
            self.module.symbols[symbol] = data;
        }
    }
}

/// A module with the library's functions.
fn library_module(options: &Options) -> Module {
    let mut module = Module::new(!options.position_independent);
    if options.leading_underscore {
        for symbol in module.symbols.values_mut() {
            symbol.name = format!("_{}", symbol.name).into();
        }
    }
    module
}

/// Which parameters of a function are signed integers, as bits.
pub(crate) fn signed_params(types: &sema::types::Types, ty: sema::types::Ty) -> u64 {
    let TypeKind::Function(function) = types.shape(ty) else { return 0 };
    let params = function.params.iter().take(64).enumerate();
    params.filter(|(_, param)| types.is_signed(**param)).fold(0, |bits, (i, _)| bits | 1 << i)
}
