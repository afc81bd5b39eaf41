//! gcc.dg: tests of single features, with the messages that they want. A file says its own options, those of torture/ run
//! at each level; what looks into GCC's dumps is not counted, for nobody else has them.

use crate::Bench;
use crate::directive::{self, Action, Directive, Plan};
use crate::execute::{self, Ended};
use crate::messages::{Messages, regex};
use crate::suite::{Outcome, Test, Why};
use std::fmt::Write;
use std::path::Path;

/// A folder of tests.
pub(crate) struct Folder {
    /// As tests' names begin.
    pub name: &'static str,
    /// Where it is.
    pub path: &'static str,
    /// What options its `.exp` file gives to every file.
    flags: &'static str,
    /// What options it gives to a file that has none.
    default: &'static str,
}

const fn folder(name: &'static str, path: &'static str, default: &'static str) -> Folder {
    Folder { name, path, flags: "", default }
}

/// The folders that `gcc-dg.exp` runs file by file and that are about C.
pub(crate) const FOLDERS: &[Folder] = &[
    folder("", ".cache/gcc.dg", "-ansi -pedantic-errors"),
    folder("atomic", ".cache/gcc.dg/atomic", ""),
    folder("charset", ".cache/gcc.dg/charset", "-fexec-charset=IBM1047"),
    folder("cpp", ".cache/gcc.dg/cpp", "-ansi -pedantic-errors"),
    folder("dfp", ".cache/gcc.dg/dfp", "-std=gnu99"),
    folder("format", ".cache/gcc.dg/format", ""),
    folder("noncompile", ".cache/gcc.dg/noncompile", ""),
    folder("sso", ".cache/gcc.dg/sso", ""),
    folder("tls", ".cache/gcc.dg/tls", "-ansi -pedantic-errors"),
    folder("torture", ".cache/gcc.dg/torture", ""),
    folder("weak", ".cache/gcc.dg/weak", "-ansi -pedantic-errors"),
    // What C++ has, too.
    Folder { flags: "-Wc++-compat", ..folder("common", ".cache/c-c++-common", "") },
    Folder { flags: "-Wc++-compat", ..folder("common/cpp", ".cache/c-c++-common/cpp", "") },
    folder("common/dfp", ".cache/c-c++-common/dfp", "-std=gnu99"),
    folder("common/torture", ".cache/c-c++-common/torture", ""),
];

/// Directives that only GCC can satisfy: its dumps, profiles, plugins, its drawings of carets.
const GCC_ONLY: &[&str] = &[
    "scan-tree-dump",
    "scan-rtl-dump",
    "scan-ipa-dump",
    "scan-lang-dump",
    "scan-ltrans",
    "scan-wpa",
    "scan-module",
    "dg-begin-multiline-output",
    "dg-enable-nn-line-numbers",
    "dg-require-profiling",
    "dg-optimized",
    "dg-missed",
    "-fplugin",
    "-fgimple",
    "__GIMPLE",
    "__RTL",
    "-flto",
    "-fanalyzer",
    "-ftree-vectorize",
    "-ftree-slp-vectorize",
    "-fdiagnostics-format=",
];

/// Runs one test, with gcc to know whether it counts.
pub(crate) fn run(bench: &Bench, test: &Test, text: &str, folder: &Path) -> Outcome {
    if GCC_ONLY.iter().any(|word| text.contains(word)) {
        return Outcome::Uncounted;
    }
    let directives = directive::directives(text);
    let plan = match plan(test, text, &directives) {
        Ok(plan) => plan,
        Err(why) => return Outcome::Fail(Why::short(&why)),
    };
    if plan.skip.is_some() {
        return Outcome::Uncounted;
    }
    let messages = match Messages::read(&directives) {
        Ok(messages) => messages,
        Err(why) => return Outcome::Fail(Why::short(&why)),
    };
    let case = Case { test, plan: &plan, directives: &directives, messages: &messages, folder };
    let mine = case.attempt(&bench.ccc.to_string_lossy());
    let counts = bench.reference.passes(&test.id(), mine.is_ok(), || case.attempt("gcc").is_ok());
    match mine {
        _ if !counts || plan.expected_failure => Outcome::Uncounted,
        Ok(()) => Outcome::Pass,
        Err(why) => Outcome::Fail(why),
    }
}

fn plan(test: &Test, text: &str, directives: &[Directive]) -> Result<Plan, String> {
    let level = if test.has_level() { format!("-{}", test.level) } else { String::new() };
    let mut plan = directive::plan(text, Action::Compile, &level)?;
    let name = test.name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = FOLDERS.iter().find(|folder| folder.name == name);
    let options = |which: fn(&Folder) -> &'static str| {
        folder.map_or("", which).split_whitespace().map(String::from).collect::<Vec<_>>()
    };
    if plan.options.first().is_some_and(|option| option == "-w")
        && !directives.iter().any(|directive| directive.name() == "dg-options")
    {
        plan.options.remove(0);
        plan.options.splice(0..0, options(|folder| folder.default));
    }
    plan.options.splice(0..0, options(|folder| folder.flags));
    let folder = test.path.parent().unwrap_or(Path::new("."));
    plan.sources = plan.sources.iter().map(|source| folder.join(source).display().to_string()).collect();
    plan.sources.insert(0, test.path.display().to_string());
    // `dg-add-options` adds nothing on x86-64 Linux, whatever the feature.
    Ok(plan)
}

/// A test as it is tried with one compiler.
struct Case<'a> {
    test: &'a Test,
    plan: &'a Plan,
    directives: &'a [Directive],
    messages: &'a Messages,
    folder: &'a Path,
}

impl Case<'_> {
    fn attempt(&self, compiler: &str) -> Result<(), Why> {
        let mut log = String::new();
        let why = |line: String, log: &str| Why { line, details: log.to_string() };
        let ended = self.step(&self.command(compiler), &mut log).map_err(|line| why(line, &log))?;
        if ended.status.is_none() || ended.stderr.contains("internal compiler error") {
            return Err(why(crate::suite::diagnosis(&ended), &log));
        }
        self.messages.check(&ended.stderr).map_err(|line| why(line, &log))?;
        if !ended.success() {
            // Errors that the test wants end a compilation; then there is nothing to run or to look into.
            return match ended.stderr.contains("error: ") {
                true => Ok(()),
                false => Err(why(ended.describe(), &log)),
            };
        }
        self.scan(self.folder).map_err(|line| why(line, &log))?;
        if self.plan.action == Action::Run {
            let fails = self.directives.iter().any(|directive| directive.name() == "dg-shouldfail");
            let ended = self.step(&["./x".into()], &mut log).map_err(|line| why(line, &log))?;
            if ended.success() == fails {
                return Err(why(format!("running: {}", ended.describe()), &log));
            }
            let printed = format!("{}{}", String::from_utf8_lossy(&ended.stdout), ended.stderr);
            for directive in self.directives.iter().filter(|directive| directive.name() == "dg-output") {
                let pattern = regex(directive.argument(1)).map_err(|line| why(line, &log))?;
                if !pattern.is_match(&printed) {
                    return Err(why(format!("does not print `{}`", directive.argument(1)), &log));
                }
            }
        }
        Ok(())
    }

    fn command(&self, compiler: &str) -> Vec<String> {
        let mut words = vec![compiler.to_string()];
        words.extend(self.test.has_level().then(|| format!("-{}", self.test.level)));
        words.extend(self.plan.options.iter().cloned());
        // GCC's driver.exp says so to every test; messages come without carets and colours.
        words.push("-fdiagnostics-plain-output".into());
        let (mode, output) = match self.plan.action {
            Action::Preprocess => (Some("-E"), "x.i"),
            Action::Compile => (Some("-S"), "x.s"),
            Action::Assemble => (Some("-c"), "x.o"),
            Action::Link | Action::Run => (None, "x"),
        };
        words.extend(mode.map(String::from));
        words.extend(["-o".into(), output.into()]);
        match self.plan.action {
            Action::Link | Action::Run => words.extend(self.plan.sources.iter().cloned()),
            _ => words.push(self.plan.sources[0].clone()),
        }
        words.extend(mode.is_none().then(|| "-lm".into()));
        words
    }

    fn step(&self, words: &[String], log: &mut String) -> Result<Ended, String> {
        let ended = execute::run(words, self.folder).map_err(|error| format!("{}: {error}", words[0]))?;
        let _never = writeln!(log, "$ {}\n{}\n=> {}", words.join(" "), ended.stderr, ended.describe());
        Ok(ended)
    }

    /// `scan-assembler` and `scan-file`: what the output must contain.
    fn scan(&self, folder: &Path) -> Result<(), String> {
        for directive in self.directives.iter().filter(|directive| directive.name() == "dg-final") {
            let words = directive::words(directive.argument(1));
            let word = |i: usize| words.get(i).map_or("", String::as_str);
            let (file, at) = match word(0) {
                "scan-assembler" | "scan-assembler-not" | "scan-assembler-times" => ("x.s", 1),
                "scan-file" | "scan-file-not" => ("x.i", 2),
                _ => continue,
            };
            let times = word(0).ends_with("times");
            let condition = word(at + 1 + usize::from(times));
            if condition.starts_with("xfail") || !condition.is_empty() && !directive::selector(condition)? {
                continue;
            }
            let Ok(bytes) = std::fs::read(folder.join(file)) else { continue };
            let found = regex(word(at))?.find_iter(&String::from_utf8_lossy(&bytes)).count();
            let good = match word(0) {
                "scan-assembler-times" => word(2).parse() == Ok(found),
                name if name.ends_with("-not") => found == 0,
                _ => found > 0,
            };
            if !good {
                return Err(format!("{} `{}`: found {found} times", word(0), word(at)));
            }
        }
        Ok(())
    }
}
