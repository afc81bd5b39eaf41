//! Definitions to machine code: lowers each function when it is known to be needed, selects, allocates and emits.
//!
//! A `static` function waits, as HIR, until something that is emitted refers to it; most of what headers define never
//! is. Output order is the order in which definitions become needed, which depends on the source alone.

use crate::invocation::Invocation;
use assembler::{SectionFlags, SectionSpec, Sections, Streamer, SymbolKind, Value};
use codegen::emit::{self, ModuleState};
use codegen::legalize::Legalizer;
use codegen::{CodeModel, Options, Pic, Target};
use diag::Loc;
use ir::Function;
use lexer::Session;
use lower::Lowering;
use rustc_hash::FxHashMap;
use sema::hir::{Body, DeclId, Emission, Item, StaticInit, TlsModel, Unit, Visibility};
use std::cell::RefCell;
use std::collections::VecDeque;
use x86::{Backend, SysV, X86};

/// What the command line says, in the words of lowering and code generation.
pub(crate) struct Settings {
    lower: lower::Options,
    codegen: Options,
    abi: SysV,
    backend: Backend,
    level: u8,
    gate: opt::GateOptions,
    verify: bool,
    dump_ir: bool,
    /// Passes after which the IR is printed, too.
    dump_after: Vec<String>,
    time_passes: bool,
}

impl Settings {
    pub(crate) fn new(invocation: &Invocation, session: &Session) -> Settings {
        let (lang, flags) = (&session.options, &invocation.codegen);
        let optimize = lang.optimize > 0;
        let has = |word: &str| {
            flags
                .machine
                .iter()
                .rev()
                .find(|w| w.contains(word.trim_start_matches("-mno-")))
                .is_some_and(|w| w == word)
        };
        let pic = match (lang.pie, lang.pic) {
            (0, 0) => Pic::None,
            (0, _) => Pic::Pic,
            _ => Pic::Pie,
        };
        let developer = |prefix: &str| -> Vec<String> {
            flags.developer.iter().filter_map(|flag| flag.strip_prefix(prefix)).map(String::from).collect()
        };
        let general_regs_only = has("-mgeneral-regs-only") || flags.machine.iter().any(|w| w == "-mno-sse");
        let code_model = match flags.machine.iter().rev().find_map(|word| word.strip_prefix("-mcmodel=")) {
            Some("medium") => CodeModel::Medium,
            Some("kernel") => CodeModel::Kernel,
            Some("large") => CodeModel::Large,
            _ => CodeModel::Small,
        };
        Settings {
            lower: lower::Options {
                optimize,
                trap_overflow: lang.trapv,
                position_independent: pic != Pic::None,
                shared: pic == Pic::Pic,
                common: lang.common,
                visibility: match flags.visibility.as_str() {
                    "hidden" => Visibility::Hidden,
                    "protected" => Visibility::Protected,
                    "internal" => Visibility::Internal,
                    _ => Visibility::Default,
                },
                tls_model: flags.tls_model.as_deref().and_then(|model| {
                    Some(match model {
                        "global-dynamic" => TlsModel::GlobalDynamic,
                        "local-dynamic" => TlsModel::LocalDynamic,
                        "initial-exec" => TlsModel::InitialExec,
                        "local-exec" => TlsModel::LocalExec,
                        _ => return None,
                    })
                }),
            },
            codegen: Options {
                optimize,
                for_size: lang.optimize_size,
                pic,
                code_model,
                no_plt: !flags.plt,
                frame_pointer: !flags.omit_frame_pointer.unwrap_or(optimize),
                red_zone: !flags.machine.iter().rev().any(|w| w == "-mno-red-zone"),
                jump_tables: flags.jump_tables,
                unwind_tables: flags.unwind_tables,
                debug_lines: flags.debug > 0,
                function_sections: flags.function_sections,
                data_sections: flags.data_sections,
                align_functions: 0,
                general_regs_only,
                common: lang.common,
            },
            abi: SysV { general_regs_only },
            backend: Backend::default(),
            level: lang.optimize,
            gate: flags.gate.clone(),
            dump_after: developer("-fdump-ir="),
            time_passes: invocation.time_report,
            verify: cfg!(debug_assertions) || flags.developer.iter().any(|flag| flag == "-fverify-ir"),
            dump_ir: flags.developer.iter().any(|flag| flag == "-fdump-ir"),
        }
    }
}

/// A definition that waits until it is needed.
enum Waiting {
    Function(Box<Body>),
    Variable(StaticInit),
}

/// Files of the line table, by presumed name.
#[derive(Default)]
struct DebugFiles {
    numbers: FxHashMap<String, u32>,
    new: Vec<(u32, String)>,
}

/// Generates one translation unit into a streamer.
pub(crate) struct Generator<'a, S: Streamer<Isa = X86>> {
    session: &'a Session,
    settings: &'a Settings,
    out: &'a mut S,
    lowering: Lowering<'a>,
    state: ModuleState,
    waiting: FxHashMap<DeclId, Waiting>,
    files: RefCell<DebugFiles>,
    runtime: FxHashMap<&'static str, ir::SymbolId>,
    gate: opt::Gate,
    pass_times: opt::Times,
    /// Functions with a constructor or destructor attribute that were emitted.
    structors: Vec<DeclId>,
    /// Trampolines are written to the stack, which must be executable.
    executable_stack: bool,
}

impl<'a, S: Streamer<Isa = X86>> Generator<'a, S> {
    pub(crate) fn new(session: &'a Session, settings: &'a Settings, out: &'a mut S) -> Generator<'a, S> {
        let lowering = Lowering::new(
            &session.interner,
            &session.diags,
            &session.target,
            &settings.abi,
            settings.lower.clone(),
        );
        Generator {
            session,
            settings,
            out,
            lowering,
            state: ModuleState::default(),
            waiting: FxHashMap::default(),
            files: RefCell::default(),
            runtime: FxHashMap::default(),
            gate: opt::Gate::new(settings.gate.clone()),
            pass_times: opt::Times::default(),
            structors: Vec::new(),
            executable_stack: false,
        }
    }

    /// Takes definitions; those that are needed are generated, others wait.
    pub(crate) fn take(&mut self, unit: &Unit, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Function(body) => {
                    let decl = body.decl;
                    let d = &unit.decls[decl];
                    let kept = d.attrs.used || d.attrs.constructor.is_some() || d.attrs.destructor.is_some();
                    match d.emission {
                        Emission::None => {}
                        Emission::IfUsed if !kept && !self.lowering.is_referenced(decl) => {
                            self.waiting.insert(decl, Waiting::Function(body));
                        }
                        _ => self.function(unit, &body),
                    }
                }
                Item::Variable(decl, init) => {
                    let d = &unit.decls[decl];
                    let internal = d.linkage == sema::hir::Linkage::Internal;
                    if internal && !d.attrs.used && !self.lowering.is_referenced(decl) {
                        self.waiting.insert(decl, Waiting::Variable(init));
                    } else {
                        self.variable(unit, decl, &init);
                    }
                }
                Item::Asm(text) => {
                    self.out.section(Sections::TEXT);
                    self.out.inline_asm(&text);
                }
            }
            self.work(unit);
        }
    }

    /// Generates what was waiting and is referred to by now.
    fn work(&mut self, unit: &Unit) {
        let mut queue: VecDeque<DeclId> = std::mem::take(&mut self.lowering.referenced).into();
        while let Some(decl) = queue.pop_front() {
            match self.waiting.remove(&decl) {
                Some(Waiting::Function(body)) => self.function(unit, &body),
                Some(Waiting::Variable(init)) => self.variable(unit, decl, &init),
                None => {}
            }
            queue.extend(std::mem::take(&mut self.lowering.referenced));
        }
    }

    fn function(&mut self, unit: &Unit, body: &Body) {
        let mut f = self.lowering.function(unit, body);
        let attrs = &unit.decls[body.decl].attrs;
        if attrs.constructor.is_some() || attrs.destructor.is_some() {
            self.structors.push(body.decl);
        }
        self.executable_stack |= !body.frame.trampolines.is_empty();
        self.check(&f, "lowering");
        if self.settings.dump_ir {
            let mut text = String::new();
            if ir::print::function(&mut text, Some(&self.lowering.module), &f).is_ok() {
                eprint!("{text}");
            }
        }
        self.optimize(&mut f);
        self.legalize(&mut f);
        self.check(&f, "legalisation");
        if self.session.diags.error_count() != 0 {
            return;
        }
        let compiled =
            codegen::compile(&self.settings.backend, &self.lowering.module, f, &self.settings.codegen);
        for (loc, message) in &compiled.machine.errors {
            self.session.diags.error(*loc, message);
        }
        if !compiled.machine.errors.is_empty() {
            return;
        }
        self.announce_files(&compiled.machine.infos, compiled.machine.loc);
        let files = &self.files;
        let sources = &self.session.sources;
        let line_of = |loc: Loc| {
            let (name, line) = sources.presumed(loc)?;
            let number = *files.borrow().numbers.get(&*name)?;
            Some((number, line, 0))
        };
        emit::function(
            &self.settings.backend,
            &self.lowering.module,
            self.out,
            &compiled,
            &self.settings.codegen,
            &mut self.state,
            &line_of,
        );
        self.literals();
    }

    fn optimize(&mut self, f: &mut Function) {
        let mut gate = std::mem::take(&mut self.gate);
        let mut times = self.settings.time_passes.then(|| std::mem::take(&mut self.pass_times));
        let this = &*self;
        let mut after = |pass: &'static str, f: &Function| {
            this.check(f, pass);
            if this.settings.dump_after.iter().any(|name| name == pass) {
                this.dump(f, pass);
            }
        };
        let module = &self.lowering.module;
        opt::run(f, module, self.settings.level, &mut gate, times.as_mut(), &mut after);
        self.gate = gate;
        self.pass_times = times.unwrap_or_default();
    }

    fn dump(&self, f: &Function, after: &str) {
        let mut text = String::new();
        if ir::print::function(&mut text, Some(&self.lowering.module), f).is_ok() {
            eprint!("; after {after}\n{text}");
        }
    }

    fn check(&self, f: &Function, after: &str) {
        if !self.settings.verify {
            return;
        }
        let name = &self.lowering.module.symbols[f.symbol].name;
        // The text form is the language of pass tests: it must say everything.
        let mut text = String::new();
        let _ = ir::print::function(&mut text, None, f);
        let mut again = String::new();
        match ir::parse::parse(&text) {
            Ok(unit) => {
                for f in &unit.functions {
                    let _ = ir::print::function(&mut again, Some(&unit.module), f);
                }
            }
            Err(error) => panic!("after {after}, `{name}`: its text is not read, {error}\n{text}"),
        }
        if again != text {
            panic!("after {after}, `{name}`: the text form does not round-trip\n{text}\n{again}");
        }
        if let Some(violation) = ir::verify::verify(f).first() {
            let mut text = String::new();
            let _ = ir::print::function(&mut text, Some(&self.lowering.module), f);
            panic!("after {after}, `{name}`, {}: {}\n{text}", violation.block, violation.rule);
        }
    }

    fn legalize(&mut self, f: &mut Function) {
        let runtime = &mut self.runtime;
        let position_independent = self.settings.codegen.pic != Pic::None;
        let mut symbol = |module: &mut ir::Module, name: &'static str| {
            *runtime.entry(name).or_insert_with(|| {
                module.symbols.push(ir::SymbolData {
                    name: name.into(),
                    binding: ir::Binding::Global,
                    dso_local: !position_independent,
                    ..ir::SymbolData::default()
                })
            })
        };
        let mut legalizer = Legalizer {
            runtime: &mut symbol,
            abi: &self.settings.abi,
            is_legal: &|op, ty| self.settings.backend.is_legal(op, ty),
        };
        legalizer.run(&mut self.lowering.module, f);
    }

    /// Gives numbers to the files whose lines a function has.
    fn announce_files(&mut self, infos: &[codegen::machine::InstInfo], loc: Loc) {
        if !self.settings.codegen.debug_lines {
            return;
        }
        let mut files = self.files.borrow_mut();
        let mut last: Option<std::rc::Rc<str>> = None;
        for loc in infos.iter().map(|info| info.loc).chain([loc]) {
            let Some((name, _)) = self.session.sources.presumed(loc) else { continue };
            if last.as_ref().is_some_and(|last| std::rc::Rc::ptr_eq(last, &name)) {
                continue;
            }
            if !files.numbers.contains_key(&*name) {
                let number = files.numbers.len() as u32 + 1;
                files.numbers.insert(name.to_string(), number);
                files.new.push((number, name.to_string()));
            }
            last = Some(name);
        }
        for (number, name) in std::mem::take(&mut files.new) {
            self.out.debug_file(number, None, &name, None);
        }
    }

    fn variable(&mut self, unit: &Unit, decl: DeclId, init: &StaticInit) {
        let data = self.lowering.variable(unit, decl, init);
        codegen::data::object(
            &self.lowering.module,
            self.out,
            &data,
            &self.settings.codegen,
            &mut self.state,
        );
        self.literals();
    }

    /// String literals and images that what was just generated refers to.
    fn literals(&mut self) {
        for data in std::mem::take(&mut self.lowering.data) {
            codegen::data::object(
                &self.lowering.module,
                self.out,
                &data,
                &self.settings.codegen,
                &mut self.state,
            );
        }
    }

    /// The end of the translation unit: aliases, constructors, constants.
    pub(crate) fn finish(&mut self, unit: &Unit) {
        self.work(unit);
        self.aliases(unit);
        self.work(unit);
        for decl in std::mem::take(&mut self.structors) {
            let symbol = self.lowering.symbol(unit, decl);
            let attrs = &unit.decls[decl].attrs;
            for (priority, section) in [(attrs.constructor, ".init_array"), (attrs.destructor, ".fini_array")]
            {
                let Some(priority) = priority else { continue };
                let section = match priority {
                    65535 => section.to_string(),
                    priority => format!("{section}.{priority:05}"),
                };
                emit::pointer_entry(&mut self.state, &self.lowering.module, self.out, &section, symbol);
            }
        }
        self.state.finish(&self.lowering.module, self.out);
        let flags = if self.executable_stack { SectionFlags::EXEC } else { SectionFlags::default() };
        let note = SectionSpec::new(".note.GNU-stack", flags);
        let note = self.out.context().sections.intern(&note);
        self.out.section(note);
        for (pass, time) in self.pass_times.iter() {
            eprintln!(" {pass:<24}: {:8.3}", time.as_secs_f64());
        }
    }

    fn aliases(&mut self, unit: &Unit) {
        for (decl, d) in unit.decls.iter() {
            let (target, ifunc) = match (&d.attrs.alias, &d.attrs.ifunc) {
                (Some(target), _) => (target, false),
                (None, Some(resolver)) => (resolver, true),
                (None, None) => {
                    self.other_names(unit, decl);
                    continue;
                }
            };
            let wanted = self.session.interner.intern(target.as_bytes());
            let known = unit.decls.iter().find(|(_, d)| d.symbol == wanted);
            if let Some((known, _)) = known {
                self.lowering.symbol(unit, known);
                self.work(unit);
            }
            let symbol = self.lowering.symbol(unit, decl);
            let id = self.state.declare(&self.lowering.module, self.out, symbol);
            let kind = match (ifunc, d.is_function, d.thread_local) {
                (true, _, _) => SymbolKind::IFunc,
                (_, true, _) => SymbolKind::Function,
                (_, _, true) => SymbolKind::Tls,
                _ => SymbolKind::Object,
            };
            self.out.symbol_type(id, kind);
            let target = self.out.context().symbols.intern(target);
            self.out.set(id, Value::symbol(target));
        }
    }

    /// `weakref` and `symver`.
    fn other_names(&mut self, unit: &Unit, decl: DeclId) {
        let d = &unit.decls[decl];
        if let Some(target) = &d.attrs.weakref
            && self.lowering.is_referenced(decl)
        {
            let symbol = self.lowering.symbol(unit, decl);
            let id = self.state.symbol(&self.lowering.module, self.out, symbol);
            let target = self.out.context().symbols.intern(target);
            self.out.weakref(id, target);
        }
        if let Some(version) = &d.attrs.symver {
            let symbol = self.lowering.symbol(unit, decl);
            let id = self.state.declare(&self.lowering.module, self.out, symbol);
            self.out.symver(id, version);
        }
    }
}
