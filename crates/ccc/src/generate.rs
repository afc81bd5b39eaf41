//! Definitions to machine code: lowers each function when it is known to be needed, hands it on in batches, and emits what
//! comes back.
//!
//! A `static` function waits, as HIR, until something that is lowered refers to it; most of what headers define never
//! is. Output order is the order in which definitions become needed, which depends on the source alone. At -O0 a batch
//! is made while the front end goes on; with optimisation the unit is completed first, for passes over all of it.

mod batch;
mod function;
mod interpret;
mod settings;
mod threads;

pub(crate) use settings::Settings;

use assembler::{SectionFlags, SectionSpec, Sections, Streamer, SymbolKind, Value};
use batch::{Batch, Ready};
use codegen::Target;
use codegen::emit::{self, ModuleState};
use diag::{Loc, warn};
use function::{Compiled, Made, Worker};
use ir::{DataTarget, Definition, GlobalData, SymbolId};
use lexer::{Session, Symbol};
use lower::Lowering;
use rustc_hash::{FxHashMap, FxHashSet};
use sema::hir::{Body, DeclId, Emission, Item, StaticInit, Unit};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::Scope;
use x86::X86;

/// As debugging information names the compiler.
const PRODUCER: &str = concat!("ccc ", env!("CARGO_PKG_VERSION"));

/// Instructions that make a batch: enough for threads to be worth starting, few enough to stay in the caches.
const BATCH_INSTS: usize = 32 << 10;

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
pub(crate) struct Generator<'a, 'scope, 'env, S: Streamer<Isa = X86>> {
    session: &'a Session,
    settings: &'scope Settings,
    scope: &'scope Scope<'scope, 'env>,
    out: &'a mut S,
    lowering: Lowering<'a>,
    state: ModuleState,
    waiting: FxHashMap<DeclId, Waiting>,
    /// Lowered, in order, and how many instructions that is.
    lowered: (Vec<Definition>, usize),
    /// Being made.
    batch: Option<Batch<'scope>>,
    /// Changes that passes over the whole unit asked the gate for.
    asked: u64,
    files: RefCell<DebugFiles>,
    /// The line table knows the unit's own file and folder.
    unit_announced: bool,
    pass_times: opt::Times,
    /// Functions that were lowered for inlining alone.
    inline_only: Vec<DeclId>,
    /// Functions with a constructor or destructor attribute that were lowered.
    structors: Vec<DeclId>,
    /// Objects that may turn out to be needed by nothing.
    needless: Vec<Arc<GlobalData>>,
    /// The last function that was lowered.
    last_function: Option<DeclId>,
    /// Trampolines are written to the stack, which must be executable.
    executable_stack: bool,
}

/// What characters that passes look for are in the execution character set.
fn characters(session: &Session) -> ir::Characters {
    let byte = |c: char| {
        let mut out = Vec::new();
        session.options.charset.encode(c, &mut out);
        out.first().copied().unwrap_or_default()
    };
    let (newline, percent, s, c, zero) = (byte('\n'), byte('%'), byte('s'), byte('c'), byte('0'));
    let zero = match session.options.plain_char_signed(&session.target) {
        true => i32::from(zero as i8),
        false => i32::from(zero),
    };
    ir::Characters { newline, percent, s, c, zero }
}

/// Whether attributes make a definition necessary.
fn is_kept(d: &sema::hir::Decl) -> bool {
    d.attrs.used || d.attrs.constructor.is_some() || d.attrs.destructor.is_some()
}

impl<'a, 'scope, 'env, S: Streamer<Isa = X86>> Generator<'a, 'scope, 'env, S>
where
    'scope: 'a,
{
    pub(crate) fn new(
        session: &'a Session,
        settings: &'scope Settings,
        scope: &'scope Scope<'scope, 'env>,
        out: &'a mut S,
    ) -> Self {
        let lowering = Lowering::new(
            &session.interner,
            &session.diags,
            &session.target,
            &settings.abi,
            settings.lower.clone(),
        );
        let mut lowering = lowering;
        lowering.module.characters = characters(session);
        Generator {
            session,
            settings,
            scope,
            out,
            lowering,
            state: ModuleState::default(),
            waiting: FxHashMap::default(),
            lowered: Default::default(),
            batch: None,
            asked: 0,
            files: RefCell::default(),
            unit_announced: false,
            pass_times: opt::Times::default(),
            inline_only: Vec::new(),
            structors: Vec::new(),
            needless: Vec::new(),
            last_function: None,
            executable_stack: false,
        }
    }

    /// Takes definitions; those that are needed are generated, others wait.
    pub(crate) fn take(&mut self, unit: &Unit, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Function(body) => self.take_function(unit, body),
                Item::Variable(decl, init) => {
                    let d = &unit.decls[decl];
                    let internal = self.lowering.is_internal(d) && !self.settings.lower.keep_static.1;
                    if internal && !d.attrs.used && !self.lowering.is_referenced(decl) {
                        self.waiting.insert(decl, Waiting::Variable(init));
                    } else {
                        self.variable(unit, decl, &init);
                    }
                }
                Item::Asm(text) => self.lowered.0.push(Definition::Asm(text.into())),
            }
            self.work(unit);
        }
        if self.settings.level == 0 && self.lowered.1 >= BATCH_INSTS && !self.settings.interpret {
            let (definitions, insts) = std::mem::take(&mut self.lowered);
            self.hand_on(definitions, insts);
        }
    }

    fn take_function(&mut self, unit: &Unit, body: Box<Body>) {
        let decl = body.decl;
        let d = &unit.decls[decl];
        let kept = is_kept(d) || self.settings.lower.keep_static.0 && !d.attrs.inline && !d.takes_chain;
        let wait = match d.emission {
            // For inlining only, unless a later declaration says otherwise.
            Emission::None => self.settings.level == 0 || body.packs || !self.lowering.is_referenced(decl),
            Emission::IfUsed => !kept && !self.lowering.is_referenced(decl),
            Emission::Always => self.lowering.is_internal(d) && !kept && !self.lowering.is_referenced(decl),
        };
        if wait {
            self.waiting.insert(decl, Waiting::Function(body));
            return;
        }
        // GNU `extern inline` may be followed by the definition proper.
        self.waiting.remove(&decl);
        if let Some(at) = self.inline_only.iter().position(|&other| other == decl) {
            self.inline_only.swap_remove(at);
            let symbol = self.lowering.symbol(unit, decl);
            self.lowered.0.retain(|d| !matches!(d, Definition::Function(f) if f.symbol == symbol));
        }
        self.function(unit, &body);
    }

    /// Lowers what was waiting and is referred to by now.
    fn work(&mut self, unit: &Unit) {
        let mut queue: VecDeque<DeclId> = std::mem::take(&mut self.lowering.referenced).into();
        while let Some(decl) = queue.pop_front() {
            match self.waiting.remove(&decl) {
                Some(Waiting::Function(body))
                    if (self.settings.level == 0 || body.packs)
                        && unit.decls[decl].emission == Emission::None =>
                {
                    self.waiting.insert(decl, Waiting::Function(body));
                }
                Some(Waiting::Function(body)) => self.function(unit, &body),
                Some(Waiting::Variable(init)) => self.variable(unit, decl, &init),
                None => {}
            }
            queue.extend(std::mem::take(&mut self.lowering.referenced));
        }
    }

    /// Definitions that later declarations made necessary: inline ones external (C23 6.7.5p7), others by attributes.
    fn work_on_later_declarations(&mut self, unit: &Unit) {
        let external = |lowering: &Lowering<'_>, decl: DeclId| {
            let d = &unit.decls[decl];
            d.emission == Emission::Always && !lowering.is_internal(d)
        };
        let mut late: Vec<DeclId> = self
            .waiting
            .iter()
            .filter(|(decl, waiting)| {
                let function = matches!(waiting, Waiting::Function(_));
                is_kept(&unit.decls[**decl]) || function && external(&self.lowering, **decl)
            })
            .map(|(&decl, _)| decl)
            .collect();
        late.sort_unstable();
        for decl in late {
            match self.waiting.remove(&decl) {
                Some(Waiting::Function(body)) => self.function(unit, &body),
                Some(Waiting::Variable(init)) => self.variable(unit, decl, &init),
                None => {}
            }
        }
        for (decl, d) in unit.decls.iter().filter(|(_, d)| is_kept(d)) {
            self.lowering.refresh(unit, decl);
            let starts = d.attrs.constructor.is_some() || d.attrs.destructor.is_some();
            if starts && d.defined && self.lowering.is_referenced(decl) && !self.structors.contains(&decl) {
                self.structors.push(decl);
            }
        }
        let mut apart = FxHashSet::default();
        for (decl, d) in unit.decls.iter() {
            if d.attrs.noinline && d.defined && self.lowering.is_referenced(decl) {
                apart.insert(self.lowering.symbol(unit, decl));
            }
        }
        for definition in &mut self.lowered.0 {
            if let Definition::Function(f) = definition
                && apart.contains(&f.symbol)
            {
                f.inlining = ir::Inlining::Never;
            }
        }
        let lowering = &self.lowering;
        let is_external = |&decl: &DeclId| external(lowering, decl);
        self.inline_only.retain(is_external);
        let mut symbols = FxHashSet::default();
        for decl in std::mem::take(&mut self.inline_only) {
            self.lowering.refresh(unit, decl);
            symbols.insert(self.lowering.symbol(unit, decl));
        }
        for definition in &mut self.lowered.0 {
            if let Definition::Function(f) = definition
                && symbols.contains(&f.symbol)
            {
                f.inline_only = false;
            }
        }
        self.work(unit);
    }

    fn function(&mut self, unit: &Unit, body: &Body) {
        let mut f = self.lowering.function(unit, body);
        let diags = &self.session.diags;
        if diags.may_be_enabled(warn::INFINITE_RECURSION)
            && let Some(finding) = checks::infinite_recursion(&f, &self.lowering.module)
        {
            let name = self.session.interner.text(unit.decls[body.decl].name);
            self.report(&name, &[finding]);
        }
        if self.settings.lower.note_unset {
            let name = self.session.interner.text(unit.decls[body.decl].name);
            // Of a program with errors, too little is known.
            let mut findings = Vec::new();
            if diags.error_count() == 0 {
                findings = checks::uninitialized(&f, &self.lowering.module, self.settings.level > 0);
                self.report(&name, &findings);
            }
            settle(&mut f, &findings, self.settings.level > 0);
            f.holders = Vec::new();
            f.fills = Vec::new();
        }
        if f.inline_only {
            self.inline_only.push(body.decl);
        }
        let attrs = &unit.decls[body.decl].attrs;
        if attrs.constructor.is_some() || attrs.destructor.is_some() {
            self.structors.push(body.decl);
        }
        self.executable_stack |= !body.frame.trampolines.is_empty();
        function::lowered(self.settings, &self.lowering.module, &f);
        self.lowered.1 += f.insts.len();
        self.lowered.0.push(Definition::Function(Box::new(f)));
        self.last_function = Some(body.decl);
        let codegen = &self.settings.codegen;
        if codegen.function_sections && codegen.data_sections {
            let function = self.session.interner.text(unit.decls[body.decl].symbol);
            self.name_literal_sections(&function);
        }
        self.literals();
    }

    /// With a section for each function, its strings are in one that can be dropped with it.
    fn name_literal_sections(&mut self, function: &str) {
        for data in &mut self.lowering.data {
            if let (Some(width), true, None) = (data.merge, data.strings, &data.section) {
                let name = format!(".rodata.{function}.str{width}.{}", data.align.max(1));
                Arc::make_mut(data).section = Some(name.into());
            }
        }
    }

    fn variable(&mut self, unit: &Unit, decl: DeclId, init: &StaticInit) {
        let data = self.lowering.variable(unit, decl, init);
        self.lowered.0.push(Definition::Data(data));
        self.literals();
    }

    /// String literals and images that what was just lowered refers to.
    fn literals(&mut self) {
        self.lowered.0.extend(std::mem::take(&mut self.lowering.data).into_iter().map(Definition::Data));
    }

    /// Begins a batch, and emits the one before.
    fn hand_on(&mut self, definitions: Vec<Definition>, insts: usize) {
        if self.session.diags.error_count() != 0 {
            return;
        }
        let ready = self.batch.take().map(|batch| batch.finish(&mut self.pass_times));
        let module = Arc::new(self.lowering.module.clone());
        let worker = Worker::new(
            self.settings,
            self.asked,
            checks::Options::new(&self.session.diags, self.settings.level),
        );
        self.batch = Some(Batch::start(self.scope, worker, module, definitions, insts));
        self.emit(ready.unwrap_or_default());
    }

    /// All that is lowered and not handed on: optimised as a whole, then handed on and emitted.
    fn finish_definitions(&mut self) {
        let (mut definitions, _) = std::mem::take(&mut self.lowered);
        if self.settings.level > 0 {
            for (symbol, data) in opt::unwritten::objects(&definitions, &self.lowering.module) {
                self.lowering.module.symbols[symbol].constant = Some(data);
            }
        }
        let module = &self.lowering.module;
        if self.settings.interpret
            && let Err(wrong) = interpret::check(self.settings, module, &definitions)
        {
            self.session.diags.error(Loc::NONE, &wrong);
        }
        let mut gate = opt::Gate::new(self.settings.gate.clone());
        let mut after =
            |pass: &'static str, f: &ir::Function| function::passed(self.settings, module, f, pass);
        let (level, kinds) = (self.settings.level, self.settings.inline);
        opt::unit::run(&mut definitions, module, level, kinds, &mut gate, &mut after);
        // Where changes are counted, one batch goes on counting.
        let size = if self.settings.gate.counts() { usize::MAX } else { BATCH_INSTS };
        self.asked = gate.asked();
        let mut insts = 0;
        let mut part = Vec::new();
        for definition in definitions {
            if let Definition::Function(f) = &definition {
                insts += f.insts.len();
            }
            part.push(definition);
            if insts >= size {
                self.hand_on(std::mem::take(&mut part), std::mem::take(&mut insts));
            }
        }
        self.hand_on(part, insts);
        if let Some(batch) = self.batch.take() {
            let ready = batch.finish(&mut self.pass_times);
            self.emit(ready);
        }
    }

    fn emit(&mut self, definitions: Vec<Ready>) {
        for definition in definitions {
            match definition {
                Ready::Function(made) => self.emit_function(&made),
                Ready::Data(data) if self.may_be_needless(&data) => self.needless.push(data),
                Ready::Data(data) => self.emit_data(&data),
                Ready::Asm(text) => {
                    self.out.section(Sections::TEXT);
                    self.out.inline_asm(&text);
                }
            }
        }
    }

    fn emit_data(&mut self, data: &GlobalData) {
        let module = &self.lowering.module;
        codegen::data::object(module, self.out, data, &self.settings.codegen, &mut self.state);
    }

    /// Whether only what is emitted later tells if an object is needed: optimisation may have read all that it holds.
    fn may_be_needless(&self, data: &GlobalData) -> bool {
        let Some(symbol) = data.symbol.filter(|_| self.settings.level > 0) else { return false };
        let info = &self.lowering.module.symbols[symbol];
        info.binding == ir::Binding::Local && !info.kept && data.section.is_none()
    }

    /// The objects that something refers to, and what those refer to in turn.
    fn emit_needed(&mut self) {
        let mut waiting: Vec<Option<Arc<GlobalData>>> =
            std::mem::take(&mut self.needless).into_iter().map(Some).collect();
        let symbols = |data: &Option<Arc<GlobalData>>| data.as_ref().and_then(|data| data.symbol);
        let numbered = waiting.iter().enumerate().filter_map(|(i, data)| Some((symbols(data)?, i)));
        let numbers: FxHashMap<SymbolId, usize> = numbered.collect();
        let needed = |data| symbols(data).is_none_or(|symbol| self.state.is_referred_to(symbol));
        let mut queue: VecDeque<usize> = (0..waiting.len()).filter(|&i| needed(&waiting[i])).collect();
        while let Some(i) = queue.pop_front() {
            let Some(data) = waiting[i].take() else { continue };
            self.emit_data(&data);
            queue.extend(data.relocs.iter().filter_map(|reloc| match reloc.target {
                DataTarget::Symbol(symbol) => numbers.get(&symbol),
                _ => None,
            }));
        }
    }

    /// Warns of what was found in a function.
    fn report(&self, function: &str, findings: &[checks::Finding]) {
        if findings.is_empty() {
            return;
        }
        let diags = &self.session.diags;
        diags.set_function(Some(function));
        for finding in findings {
            if diags.has_said(finding.warning, finding.at, &finding.text) {
                continue;
            }
            let mut reported =
                diags.warning_inlined(finding.warning, finding.at, &finding.calls, &finding.text);
            if let Some((at, note)) = finding.elsewhere {
                let line = |loc| self.session.sources.position(loc).map(|position| position.line);
                if line(at) != line(finding.at) {
                    reported = reported.note(at, note);
                }
            }
            for (at, note) in &finding.notes {
                reported = reported.note(*at, note);
            }
        }
        diags.set_function(None);
    }

    /// Says that functions are called that should not be.
    fn report_forbidden(&self, function: &str, calls: &[checks::ForbiddenCall]) {
        if calls.is_empty() {
            return;
        }
        let diags = &self.session.diags;
        diags.set_function(Some(function));
        for call in calls {
            let _ = match call.error {
                true => diags.error(call.at, &call.text),
                false => diags.warning_inlined(warn::ATTRIBUTE_WARNING, call.at, &call.calls, &call.text),
            };
        }
        diags.set_function(None);
    }

    /// -Wframe-larger-than=
    fn check_frame(&self, compiled: &Compiled, end: Loc) {
        let diags = &self.session.diags;
        self.check_stack(compiled);
        let Some(limit) = diags.limit(warn::FRAME_LARGER_THAN) else { return };
        let size = self.settings.backend.layout_frame(compiled, &self.settings.codegen).size;
        if size > limit {
            let text = format!("the frame size of {size} bytes is larger than {limit} bytes");
            let machine = &compiled.machine;
            diags.set_function(Some(&self.lowering.module.symbols[machine.symbol].name));
            diags.warning(warn::FRAME_LARGER_THAN, end, text);
            diags.set_function(None);
        }
    }

    /// -Wstack-usage: all that a call takes of the stack, with the return address.
    fn check_stack(&self, compiled: &Compiled) {
        let diags = &self.session.diags;
        let Some(limit) = diags.limit(warn::STACK_USAGE) else { return };
        let machine = &compiled.machine;
        let size = self.settings.backend.layout_frame(compiled, &self.settings.codegen).usage();
        let text = match machine.frame.dynamic {
            true => "stack usage might be unbounded".to_string(),
            false if size > limit => format!("stack usage is {size} bytes"),
            false => return,
        };
        let symbol = &self.lowering.module.symbols[machine.symbol];
        diags.set_function(Some(&symbol.name));
        diags.warning(warn::STACK_USAGE, symbol.declared, text);
        diags.set_function(None);
    }

    fn emit_function(&mut self, made: &Made) {
        let symbol = made.compiled.machine.symbol;
        let name = &self.lowering.module.symbols[symbol].name;
        self.report(name, &made.findings);
        self.report_forbidden(name, &made.forbidden);
        let compiled = &made.compiled;
        self.check_frame(compiled, made.end);
        for (loc, message) in &compiled.machine.warnings {
            self.session.diags.warning(warn::NONE, *loc, message);
        }
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
            compiled,
            &self.settings.codegen,
            &mut self.state,
            &line_of,
        );
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
        if !self.unit_announced && !files.new.is_empty() {
            self.unit_announced = true;
            self.out.debug_file(0, Some(&self.settings.directory), &self.settings.source, None);
        }
        for (number, name) in std::mem::take(&mut files.new) {
            self.out.debug_file(number, None, &name, None);
        }
    }

    /// The end of the translation unit: aliases, constructors, constants.
    pub(crate) fn finish(&mut self, unit: &Unit) {
        self.work(unit);
        self.work_on_later_declarations(unit);
        self.name_aliased(unit);
        self.work(unit);
        self.finish_definitions();
        if self.session.diags.error_count() != 0 {
            return;
        }
        self.emit_needed();
        self.check_profile(unit);
        for decl in unit.decls.keys() {
            if let Some(symbol) = self.lowering.weakened(unit, decl) {
                self.state.weaken(&self.lowering.module, self.out, symbol);
            }
        }
        self.check_sections();
        self.aliases(unit);
        self.structors(unit);
        self.state.finish(&self.lowering.module, self.out, &self.settings.codegen);
        self.state.describe(
            self.out,
            &codegen::DebugUnit {
                producer: PRODUCER,
                name: &self.settings.source,
                directory: &self.settings.directory,
            },
        );
        if self.settings.lower.split_stack {
            // For linkers that then know what calls what (gold's "-z" options for split stacks).
            let excepted =
                |d: &sema::hir::Decl| d.attrs.other.iter().any(|other| &**other == "no_split_stack");
            let marks = [".note.GNU-split-stack", ".note.GNU-no-split-stack"];
            let count = 1 + usize::from(unit.decls.values().any(excepted));
            for name in marks.into_iter().take(count) {
                let note = SectionSpec::new(name, SectionFlags::default());
                let note = self.out.context().sections.intern(&note);
                self.out.section(note);
            }
        }
        let flags = if self.executable_stack { SectionFlags::EXEC } else { SectionFlags::default() };
        let note = SectionSpec::new(".note.GNU-stack", flags);
        let note = self.out.context().sections.intern(&note);
        self.out.section(note);
        for (pass, time) in self.pass_times.iter() {
            diag::tell!(" {pass:<24}: {:8.3}", time.as_secs_f64());
        }
    }

    /// -Wmissing-profile: a profile says which ways are taken often, and the code is right without it.
    fn check_profile(&self, unit: &Unit) {
        let (Some(path), Some(decl)) = (&self.settings.profile, self.last_function) else { return };
        if std::path::Path::new(path).exists() {
            return;
        }
        let (diags, d) = (&self.session.diags, &unit.decls[decl]);
        diags.set_function(Some(&self.session.interner.text(d.name)));
        diags.warning(warn::MISSING_PROFILE, d.loc, format!("'{path}' profile count data file not found"));
        diags.set_function(None);
    }

    /// What can't be in a section together, and what seems to be.
    fn check_sections(&self) {
        let symbols = &self.lowering.module.symbols;
        for &(without, with) in self.state.sections.divided() {
            let (without, with) = (&symbols[without], &symbols[with]);
            let message = format!(
                "'{}' without 'retain' attribute and '{}' with 'retain' attribute are placed in a section with the same name",
                without.name, with.name
            );
            let reported = self.session.diags.warning(warn::ATTRIBUTES, without.declared, message);
            let _ = reported.note(with.declared, format!("'{}' was declared here", with.name));
        }
        for &(later, first) in self.state.sections.conflicts() {
            let (later, first) = (&symbols[later], &symbols[first]);
            let message = format!("'{}' causes a section type conflict with '{}'", later.name, first.name);
            let reported = self.session.diags.error(later.declared, message);
            let _ = reported.note(first.declared, format!("'{}' was declared here", first.name));
        }
    }

    /// Addresses of constructors and destructors (System V gABI, "Initialization and Termination Functions").
    fn structors(&mut self, unit: &Unit) {
        for decl in std::mem::take(&mut self.structors) {
            let attrs = &unit.decls[decl].attrs;
            let symbol = self.lowering.symbol(unit, decl);
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
    }

    /// What aliases and versions name is needed, and stays.
    fn name_aliased(&mut self, unit: &Unit) {
        let target_of = |d: &'_ sema::hir::Decl| {
            let attrs = &d.attrs;
            attrs.alias.as_ref().or(attrs.ifunc.as_ref()).or(attrs.weakref.as_ref()).cloned()
        };
        let mut by_name: FxHashMap<Symbol, DeclId> = FxHashMap::default();
        if unit.decls.values().any(|d| target_of(d).is_some()) {
            for (decl, d) in unit.decls.iter() {
                by_name.entry(d.symbol).or_insert(decl);
            }
        }
        for (decl, d) in unit.decls.iter() {
            let target = target_of(d).and_then(|t| by_name.get(&self.session.interner.intern(t.as_bytes())));
            let versioned = d.attrs.symver.is_some().then_some(&decl);
            // A `weakref` keeps what is here, and asks for nothing that is elsewhere.
            let here = |target: &&DeclId| {
                let found = &unit.decls[**target];
                d.attrs.weakref.is_none()
                    || self.lowering.is_referenced(decl) && (found.defined || found.tentative)
            };
            for &decl in target.filter(here).into_iter().chain(versioned) {
                let symbol = self.lowering.symbol(unit, decl);
                self.lowering.module.symbols[symbol].kept = true;
            }
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

/// Of the variables that nothing has set, keeps those of which more may be said when the function has been optimised.
fn settle(f: &mut ir::Function, said: &[checks::Finding], optimized: bool) {
    if !optimized {
        f.unset = Vec::new();
        return;
    }
    let is_settled =
        |declared: Loc| said.iter().flat_map(|finding| &finding.notes).any(|(at, _)| *at == declared);
    f.unset.retain(|unset| !is_settled(unset.declared));
    for (_, described) in f.described.iter_mut().filter(|(_, described)| is_settled(described.declared)) {
        Arc::make_mut(described).settled = true;
    }
}
