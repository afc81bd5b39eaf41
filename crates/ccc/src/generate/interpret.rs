//! `-finterpret-ir`: runs `main` of a translation unit as it was lowered, and again after each pass, and says which pass
//! changed what it does.

use super::settings::Settings;
use ir::interpret::{Interpreter, Library, Limits, Stop};
use ir::{Definition, GlobalData, Module};
use opt::analysis::Analyses;

/// What a run shows.
#[derive(PartialEq, Eq)]
struct Outcome {
    ended: Result<i32, Stop>,
    output: Vec<u8>,
}

impl Outcome {
    fn describe(&self) -> String {
        match &self.ended {
            Ok(0) | Err(Stop::Exit(0)) => "ends well".into(),
            Ok(status) | Err(Stop::Exit(status)) => format!("ends with status {status}"),
            Err(Stop::Abort) => "aborts".into(),
            Err(Stop::Trap) => "traps".into(),
            Err(Stop::Unreachable) => "reaches what is unreachable".into(),
            Err(Stop::OutOfBounds { address, size }) => {
                format!("accesses {size} bytes at {address:#x}, outside of any object")
            }
            Err(Stop::ReadOnly { address }) => format!("writes to a constant at {address:#x}"),
            Err(Stop::NoCode { address }) => format!("calls {address:#x}, which is no function"),
            Err(Stop::OutOfSteps) => "takes too many steps".into(),
            Err(Stop::OutOfMemory) => "takes too much memory".into(),
            Err(Stop::NotInterpretable(what)) => format!("is not interpretable: {what}"),
        }
    }

    fn is_good(&self) -> bool {
        matches!(self.ended, Ok(0) | Err(Stop::Exit(0)))
    }

    /// The run says nothing about the program.
    fn is_void(&self) -> bool {
        matches!(self.ended, Err(Stop::NotInterpretable(_) | Stop::OutOfSteps | Stop::OutOfMemory))
    }
}

/// Runs `main` before and after each pass.
///
/// # Errors
/// What `main` does that is not success, or what a pass changed.
pub(super) fn check(settings: &Settings, module: &Module, definitions: &[Definition]) -> Result<(), String> {
    let first = run(module, definitions);
    diag::tell!("interpreted: main as lowered {}", first.describe());
    if first.is_void() {
        return Ok(());
    }
    if !first.is_good() {
        return Err(format!("main as lowered {}", first.describe()));
    }
    let mut definitions = definitions.to_vec();
    let judge = |pass: &str, definitions: &[Definition]| {
        let now = run(module, definitions);
        match now == first {
            true => Ok(()),
            // A body for inlining alone is gone.
            false if now.is_void() => Ok(()),
            false if now.ended == first.ended => Err(format!("after {pass}, main prints something else")),
            false => Err(format!("after {pass}, main {}", now.describe())),
        }
    };
    let mut gate = opt::Gate::new(settings.gate.clone());
    opt::unit::run(&mut definitions, module, settings.level, settings.inline, &mut gate, &mut |_, _| {});
    judge("the passes over the unit", &definitions)?;
    for (i, pass) in opt::pipeline(settings.level).iter().enumerate() {
        for definition in &mut definitions {
            let Definition::Function(f) = definition else { continue };
            f.resolve_aliases();
            gate.enter(&module.symbols[f.symbol].name);
            let mut cx =
                opt::Context { module, abi: &settings.abi, gate: &mut gate, analyses: Analyses::default() };
            opt::run_pass(pass, f, &mut cx);
        }
        judge(&format!("pass {} ({})", i + 1, pass.name), &definitions)?;
    }
    Ok(())
}

fn run(module: &Module, definitions: &[Definition]) -> Outcome {
    let functions = definitions.iter().filter_map(|definition| match definition {
        Definition::Function(f) => Some(&**f),
        _ => None,
    });
    let data: Vec<&GlobalData> = definitions
        .iter()
        .filter_map(|definition| match definition {
            Definition::Data(data) => Some(&**data),
            _ => None,
        })
        .collect();
    let mut library = Library::default();
    let main = functions.clone().find(|f| &*module.symbols[f.symbol].name == "main").map(|f| f.symbol);
    let ended = main.ok_or(Stop::NotInterpretable("there is no main".into())).and_then(|main| {
        let mut interpreter = Interpreter::new(module, functions, &data, &mut library, Limits::default())?;
        let results = interpreter.run(main, &[])?;
        Ok(results.first().map_or(0, |&status| status as i32))
    });
    Outcome { ended, output: library.output }
}
