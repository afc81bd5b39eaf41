//! One function from IR to machine code. It reads what it shares with others, so functions are made beside each other.

use super::settings::Settings;
use super::threads::Grant;
use checks::{Finding, ForbiddenCall};
use codegen::Target;
use codegen::legalize::Legalizer;
use diag::Loc;
use ir::{Function, Module};
use std::sync::Arc;
use x86::Backend;

/// A function after register allocation.
pub(super) type Compiled = codegen::Compiled<<Backend as Target>::Inst>;

/// A function that was made, and what is to be said of it.
pub(super) struct Made {
    pub(super) compiled: Compiled,
    pub(super) findings: Vec<Finding>,
    pub(super) forbidden: Vec<ForbiddenCall>,
    /// Where its closing brace stands.
    pub(super) end: Loc,
}

/// What one thread keeps from function to function.
#[derive(Clone)]
pub(super) struct Worker<'a> {
    settings: &'a Settings,
    gate: opt::Gate,
    checks: Arc<checks::Options>,
    /// The time that passes took, if that is asked for.
    pub(super) times: Option<opt::Times>,
}

impl<'a> Worker<'a> {
    /// `asked`: how many changes the gate has been asked for before.
    pub(super) fn new(settings: &'a Settings, asked: u64, checks: checks::Options) -> Worker<'a> {
        let times = settings.time_passes.then(opt::Times::default);
        let gate = opt::Gate::new(settings.gate.clone()).counting_from(asked);
        Worker { settings, gate, checks: Arc::new(checks), times }
    }

    /// Whether more threads may work at the same time, for so many functions.
    pub(super) fn helpers(&self, wanted: usize) -> Grant {
        self.settings.threads.grant(wanted)
    }

    /// Optimises, legalises, selects and allocates; on the way the function is looked at for what is to be warned of.
    pub(super) fn compile(&mut self, module: &Module, mut f: Function) -> Made {
        let settings = self.settings;
        let checks = Arc::clone(&self.checks);
        let mut findings = Vec::new();
        if settings.level == 0 && checks.any() {
            // What a variable returns GCC does not follow there.
            let (values, returns) = checks.split_returns();
            if checks::concerns(&f, module, &values) {
                findings = checks::check(&opt::promoted(&f, module, &settings.abi), module, &values);
            }
            if module.symbols[f.symbol].returns_pointer {
                findings.extend(checks::check(&f, module, &returns));
            }
        }
        let mut after = |pass: &'static str, f: &Function| {
            passed(settings, module, f, pass);
            if pass == opt::PROMOTED_AFTER && settings.lower.note_unset {
                findings.extend(checks::uninitialized_variables(f, module));
            }
            if pass == opt::CHECKED_AFTER && checks.any() {
                findings.extend(checks::check(f, module, &checks));
            }
        };
        opt::run(
            &mut f,
            module,
            &settings.abi,
            settings.level,
            &mut self.gate,
            self.times.as_mut(),
            &mut after,
        );
        let forbidden = checks::forbidden_calls(&f, module);
        let is_legal = |op, ty| settings.backend.is_legal(op, ty);
        Legalizer { abi: &settings.abi, is_legal: &is_legal, asm_halves: &x86::asm_halves }.run(&mut f);
        check(settings, module, &f, "legalisation");
        let end = f.end_loc;
        Made {
            compiled: codegen::compile(&settings.backend, module, f, &settings.codegen),
            findings,
            forbidden,
            end,
        }
    }
}

/// What lowering made.
pub(super) fn lowered(settings: &Settings, module: &Module, f: &Function) {
    check(settings, module, f, "lowering");
    if settings.dump_ir {
        dump(module, f, "");
    }
}

/// What a pass left.
pub(super) fn passed(settings: &Settings, module: &Module, f: &Function, pass: &'static str) {
    check(settings, module, f, pass);
    if settings.dump_after.iter().any(|name| name == pass) {
        dump(module, f, &format!("; after {pass}\n"));
    }
}

fn dump(module: &Module, f: &Function, title: &str) {
    let mut text = title.to_string();
    if ir::print::function(&mut text, Some(module), f).is_ok() {
        eprint!("{text}");
    }
}

/// `-fverify-ir`
fn check(settings: &Settings, module: &Module, f: &Function, after: &str) {
    if !settings.verify {
        return;
    }
    let name = &module.symbols[f.symbol].name;
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
        let _ = ir::print::function(&mut text, Some(module), f);
        panic!("after {after}, `{name}`, {}: {}\n{text}", violation.block, violation.rule);
    }
}
