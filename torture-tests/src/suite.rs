//! The suites: which files they have, how each is compiled and run, and what counts as passing.

use crate::directive::{self, Action, Plan};
use crate::execute::{self, Ended};
use crate::options::Options;
use crate::{Bench, dg, equality, interpret};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The levels that every test runs at.
const LEVELS: [&str; 2] = ["O0", "O1"];

/// Instead of a level: the file's own options say what they like.
const OWN: &str = "own";

/// Where a test comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suite {
    /// gcc.c-torture/compile
    Compile,
    /// gcc.c-torture/execute
    Execute,
    /// gcc.c-torture/execute/ieee
    Ieee,
    /// gcc.c-torture/execute/builtins
    Builtins,
    /// Ours.
    Smoke,
    /// Ours, in C that the reference does not know yet: such a program checks itself.
    Newer,
    /// The programs of execute/ in the IR's interpreter.
    Interpret,
    /// gcc.dg
    Dg,
    /// The object of `-c` against that of `-S` and the assembler, for the files of execute/.
    Equality,
}

impl Suite {
    /// As in a test's id.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Suite::Compile => "compile",
            Suite::Execute => "execute",
            Suite::Ieee => "execute-ieee",
            Suite::Builtins => "execute-builtins",
            Suite::Smoke => "smoke",
            Suite::Newer => "newer",
            Suite::Interpret => "interpret",
            Suite::Dg => "gcc.dg",
            Suite::Equality => "equality",
        }
    }

    /// The folders of its sources: how tests' names begin, and where it is.
    fn folders(self) -> Vec<(&'static str, &'static str)> {
        vec![match self {
            Suite::Compile => ("", ".cache/gcc.c-torture/compile"),
            Suite::Execute | Suite::Equality | Suite::Interpret => ("", ".cache/gcc.c-torture/execute"),
            Suite::Ieee => ("", ".cache/gcc.c-torture/execute/ieee"),
            Suite::Builtins => ("", ".cache/gcc.c-torture/execute/builtins"),
            Suite::Smoke => ("", "smoke"),
            Suite::Newer => ("", "newer"),
            Suite::Dg => return dg::FOLDERS.iter().map(|folder| (folder.name, folder.path)).collect(),
        }]
    }

    /// Options that the suite's `.exp` file gives to every test.
    fn options(self) -> &'static [&'static str] {
        match self {
            Suite::Ieee => &["-fno-inline"],
            Suite::Builtins => &[
                "-fno-tree-dse",
                "-fno-tree-loop-distribute-patterns",
                "-fno-tracer",
                "-fno-ipa-ra",
                "-fno-inline-functions",
            ],
            _ => &[],
        }
    }
}

/// One file at one level.
pub(crate) struct Test {
    pub suite: Suite,
    /// `O0`, `O1`, or [`OWN`].
    pub level: &'static str,
    /// The file's path in the suite without `.c`.
    pub name: String,
    pub path: PathBuf,
}

impl Test {
    /// `execute/O0/20000112-1`
    pub(crate) fn id(&self) -> String {
        format!("{}/{}/{}", self.suite.name(), self.level, self.name)
    }

    /// Whether an option of the command line says the level.
    pub(crate) fn has_level(&self) -> bool {
        self.level != OWN
    }
}

/// Why a test fails.
pub(crate) struct Why {
    /// In one line.
    pub line: String,
    /// Commands and what they said.
    pub details: String,
}

impl Why {
    /// A reason that says it all.
    pub(crate) fn short(line: &str) -> Why {
        Why { line: line.into(), details: String::new() }
    }
}

/// How a test went.
pub(crate) enum Outcome {
    Pass,
    Fail(Why),
    /// Fails, as listed.
    Known,
    /// gcc fails it too, or it isn't for this target.
    Uncounted,
}

/// Lists the tests that the options leave.
///
/// # Errors
/// A suite isn't there.
pub(crate) fn find(root: &Path, options: &Options) -> Result<Vec<Test>, String> {
    let mut tests = Vec::new();
    for suite in [
        Suite::Smoke,
        Suite::Newer,
        Suite::Execute,
        Suite::Ieee,
        Suite::Builtins,
        Suite::Compile,
        Suite::Equality,
        Suite::Interpret,
        Suite::Dg,
    ] {
        for folder in suite.folders() {
            find_in(root, suite, folder, options, &mut tests)?;
        }
    }
    let filter = options.arguments.filter.as_deref().unwrap_or("");
    tests.retain(|test| test.id().contains(filter));
    Ok(tests)
}

fn find_in(
    root: &Path,
    suite: Suite,
    (within, path): (&str, &str),
    options: &Options,
    tests: &mut Vec<Test>,
) -> Result<(), String> {
    let folder = root.join(path);
    let entries = std::fs::read_dir(&folder)
        .map_err(|e| format!("{}: {e} (run torture-tests/setup first)", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".c")) else {
            continue;
        };
        if suite == Suite::Builtins && name.ends_with("-lib") {
            continue;
        }
        let levels: &[&str] = match suite {
            Suite::Dg if !within.ends_with("torture") => &[OWN],
            // Without passes there is nothing to compare.
            Suite::Interpret => &LEVELS[1..],
            _ => &LEVELS,
        };
        for &level in levels {
            let name = if within.is_empty() { name.to_string() } else { format!("{within}/{name}") };
            let test = Test { suite, level, name, path: path.clone() };
            if options.samples(&test.id()) {
                tests.push(test);
            }
        }
    }
    Ok(())
}

/// Runs one test with ccc, and with gcc to know whether it counts.
pub(crate) fn run(bench: &Bench, test: &Test) -> Outcome {
    let text = match std::fs::read(&test.path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return Outcome::Fail(Why::short(&format!("{}: {error}", test.path.display()))),
    };
    if test.suite == Suite::Dg {
        return match tempfile::tempdir() {
            Ok(folder) => dg::run(bench, test, &text, folder.path()),
            Err(error) => Outcome::Fail(Why::short(&format!("no temporary folder: {error}"))),
        };
    }
    let plan = match plan(test, &text) {
        Ok(plan) => plan,
        Err(why) => return Outcome::Fail(Why::short(&why)),
    };
    if plan.skip.is_some() {
        return Outcome::Uncounted;
    }
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return Outcome::Fail(Why::short(&format!("no temporary folder: {error}"))),
    };
    let ccc = bench.ccc.to_string_lossy();
    if test.suite == Suite::Equality {
        return equality::run(&ccc, test, &plan, folder.path());
    }
    if test.suite == Suite::Interpret {
        return interpret::run(&ccc, test, &plan, folder.path());
    }
    let expected = matches!(test.suite, Suite::Smoke | Suite::Newer).then(|| expected_output(&text));
    let mine = attempt(&ccc, bench.linker.as_deref(), test, &plan, folder.path(), expected.as_deref());
    if test.suite == Suite::Newer {
        return mine.map_or_else(Outcome::Fail, |()| Outcome::Pass);
    }
    let counts = bench.reference.passes(&test.id(), mine.is_ok(), || {
        attempt("gcc", None, test, &plan, folder.path(), expected.as_deref()).is_ok()
    });
    match mine {
        // A program of our own that gcc fails is a wrong program, and an error of ours.
        _ if !counts && test.suite == Suite::Smoke => Outcome::Fail(Why::short("gcc fails it")),
        _ if !counts || plan.expected_failure => Outcome::Uncounted,
        Ok(()) => Outcome::Pass,
        Err(why) => Outcome::Fail(why),
    }
}

/// The directives, the `.x` file and what the suite says.
fn plan(test: &Test, text: &str) -> Result<Plan, String> {
    let default = if test.suite == Suite::Compile { Action::Assemble } else { Action::Run };
    let mut plan = directive::plan(text, default, &format!("-{}", test.level))?;
    plan.options.extend(test.suite.options().iter().map(|option| option.to_string()));
    let folder = test.path.parent().unwrap_or(Path::new("."));
    if let Ok(old) = std::fs::read_to_string(test.path.with_extension("x")) {
        plan.options.extend(directive::old_options(&old));
    }
    plan.sources = plan.sources.iter().map(|source| folder.join(source).display().to_string()).collect();
    plan.sources.insert(0, test.path.display().to_string());
    if test.suite == Suite::Builtins {
        plan.sources.push(folder.join(format!("{}-lib.c", test.name)).display().to_string());
        plan.sources.push(folder.join("lib/main.c").display().to_string());
    }
    Ok(plan)
}

/// The text behind `//> ` at the starts of lines: what a smoke program has to print.
fn expected_output(text: &str) -> String {
    text.lines().filter_map(|line| line.strip_prefix("//>")).fold(String::new(), |mut all, line| {
        all.push_str(line.strip_prefix(' ').unwrap_or(line));
        all.push('\n');
        all
    })
}

/// Compiles and, if the plan says so, links and runs. `linker` links in the compiler's place.
fn attempt(
    compiler: &str,
    linker: Option<&str>,
    test: &Test,
    plan: &Plan,
    folder: &Path,
    expected: Option<&str>,
) -> Result<(), Why> {
    let mut log = String::new();
    let mut step = |words: Vec<String>| -> Result<Ended, Why> {
        let ended = execute::run(&words, folder)
            .map_err(|error| Why { line: format!("{}: {error}", words[0]), details: log.clone() })?;
        let _never = writeln!(log, "$ {}\n{}\n=> {}", words.join(" "), ended.stderr, ended.describe());
        if ended.success() { Ok(ended) } else { Err(Why { line: diagnosis(&ended), details: log.clone() }) }
    };
    let base = |extra: &[&str]| -> Vec<String> {
        let mut words = vec![compiler.to_string(), format!("-{}", test.level)];
        words.extend(plan.options.iter().cloned());
        words.extend(extra.iter().map(|word| word.to_string()));
        words
    };
    let object = |action: &str, source: &str, output: &str| {
        let mut words = base(&[action, "-o", output]);
        words.push(source.to_string());
        words
    };
    if plan.rejects {
        return match step(object("-c", &plan.sources[0], "x.o")) {
            Ok(_) => Err(Why::short("accepted, but has errors")),
            Err(why) if why.line.contains("error:") && !why.line.contains("internal compiler error") => {
                Ok(())
            }
            Err(why) => Err(why),
        };
    }
    match plan.action {
        Action::Compile => return step(object("-S", &plan.sources[0], "x.s")).map(drop),
        Action::Assemble => return step(object("-c", &plan.sources[0], "x.o")).map(drop),
        Action::Preprocess => return step(object("-E", &plan.sources[0], "x.i")).map(drop),
        Action::Link | Action::Run => {}
    }
    if let Some(linker) = linker {
        let mut words = vec![linker.to_string(), "-o".into(), "x".into()];
        for (number, source) in plan.sources.iter().enumerate() {
            let name = format!("x{number}.o");
            step(object("-c", source, &name))?;
            words.push(name);
        }
        words.extend(["-lm".into(), "-pthread".into()]);
        step(words)?;
    } else {
        let mut words = base(&["-o", "x"]);
        words.extend(plan.sources.iter().cloned());
        words.push("-lm".into());
        step(words)?;
    }
    if plan.action == Action::Run {
        let ended = step(vec!["./x".into()])?;
        if let Some(expected) = expected
            && ended.stdout != expected.as_bytes()
        {
            let got = String::from_utf8_lossy(&ended.stdout).into_owned();
            let line = got.lines().zip(expected.lines()).find(|(a, b)| a != b);
            let line =
                line.map_or("wrong length of output".into(), |(a, b)| format!("printed `{a}`, not `{b}`"));
            return Err(Why { line, details: format!("{log}{got}") });
        }
    }
    Ok(())
}

/// The line that says best what went wrong, without its place in the source.
pub(crate) fn diagnosis(ended: &Ended) -> String {
    let says = |line: &&str| line.contains("error:") || line.contains("undefined reference");
    let Some(line) = ended.stderr.lines().find(says) else { return ended.describe() };
    let start = ["internal compiler error:", "fatal error:", "error:", "undefined reference"]
        .iter()
        .find_map(|word| line.find(word))
        .unwrap_or(0);
    line[start..].chars().take(200).collect()
}
