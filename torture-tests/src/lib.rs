//! The suites: GCC's C torture tests and gcc.dg, programs of our own and the equality of objects, as tests that `cargo test` lists.
//!
//! `cargo test -p torture-tests -- [--fast[=SEED]] [--filter TEXT]` prints one line `ERROR <test> <why>` for each failure
//! and a summary; what was run and said stands in `.cache/details/`.

mod dg;
mod directive;
mod effective;
mod equality;
mod execute;
mod interpret;
mod known;
mod messages;
mod options;
mod reference;
mod report;
mod suite;

pub use options::compiler;

use libtest_mimic::{Failed, Trial};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use suite::Outcome;

/// What every test needs to know.
struct Bench {
    /// The compiler under test.
    ccc: PathBuf,
    /// `CCC_TEST_LD`: who links, when it isn't ccc (development only).
    linker: Option<String>,
    /// `.cache`
    known: known::Known,
    reference: reference::Reference,
    report: report::Report,
}

/// The program.
pub fn main() -> ExitCode {
    let options = options::Options::read(std::env::args());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let cache = root.join(".cache");
    let tests = match suite::find(&root, &options) {
        Ok(tests) => tests,
        Err(why) => {
            println!("ERROR setup {why}");
            return ExitCode::FAILURE;
        }
    };
    if options.arguments.list {
        let trials = tests.iter().map(|test| Trial::test(test.id(), || Ok(()))).collect();
        return libtest_mimic::run(&options.arguments, trials).exit_code();
    }
    match bench(root, cache, &options, tests.len() as u64) {
        Ok(bench) => run(Arc::new(bench), &options, tests),
        Err(why) => {
            println!("ERROR setup {why}");
            ExitCode::FAILURE
        }
    }
}

/// Builds ccc and reads the lists.
fn bench(root: PathBuf, cache: PathBuf, options: &options::Options, tests: u64) -> Result<Bench, String> {
    let details = cache.join("details");
    let _absent = std::fs::remove_dir_all(&details);
    std::fs::create_dir_all(&details).map_err(|e| format!("{}: {e}", details.display()))?;
    Ok(Bench {
        ccc: options::compiler(&root)?,
        linker: std::env::var("CCC_TEST_LD").ok(),
        known: known::Known::read(&root)?,
        reference: reference::Reference::open(&cache, options.lazy)?,
        report: report::Report::new(details, tests),
    })
}

/// Runs the tests and prints the summary.
fn run(bench: Arc<Bench>, options: &options::Options, tests: Vec<suite::Test>) -> ExitCode {
    let names: Vec<String> = tests.iter().map(suite::Test::id).collect();
    let trials = tests.into_iter().map(|test| {
        let bench = Arc::clone(&bench);
        Trial::test(test.id(), move || {
            let outcome = bench.known.judge(&test, suite::run(&bench, &test));
            bench.report.add(&test, &outcome);
            match outcome {
                Outcome::Fail(why) => Err(Failed::from(why.line)),
                _ => Ok(()),
            }
        })
    });
    let conclusion = libtest_mimic::run(&options.arguments, trials.collect());
    let mut good = !conclusion.has_failed();
    if options.complete() {
        for missing in bench.known.unmatched(&names) {
            println!("ERROR {missing} is listed as a known failure and is no test");
            good = false;
        }
    }
    bench.report.summarise();
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
