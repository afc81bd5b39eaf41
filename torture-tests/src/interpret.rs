//! `-finterpret-ir`: what the interpreter makes of the programs of execute/, as they were lowered and after each pass. What
//! only a machine can do is not counted.

use crate::directive::Plan;
use crate::execute;
use crate::suite::{Outcome, Test, Why, diagnosis};
use std::path::Path;

/// Lets the interpreter run one file.
pub(crate) fn run(ccc: &str, test: &Test, plan: &Plan, folder: &Path) -> Outcome {
    if plan.sources.len() > 1 {
        return Outcome::Uncounted;
    }
    let mut words = vec![ccc.to_string(), format!("-{}", test.level)];
    words.extend(plan.options.iter().cloned());
    // As lowered, the program is not optimised, and must not rely on it.
    words.extend(
        ["-U__OPTIMIZE__", "-finterpret-ir", "-c", "-o", "x.o", &plan.sources[0]].map(str::to_string),
    );
    let ended = match execute::run(&words, folder) {
        Ok(ended) => ended,
        Err(error) => return Outcome::Fail(Why::short(&error.to_string())),
    };
    let verdict = ended.stderr.lines().find(|line| line.starts_with("interpreted: "));
    let void = |line: &str| line.contains("is not interpretable") || line.contains("takes too m");
    match verdict {
        // It does not compile: another suite's business.
        None => Outcome::Uncounted,
        Some(line) if ended.success() && void(line) => Outcome::Uncounted,
        Some(_) if ended.success() => Outcome::Pass,
        Some(_) => Outcome::Fail(Why { line: diagnosis(&ended), details: ended.stderr }),
    }
}
