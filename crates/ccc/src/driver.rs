//! What happens with each input: the phases that its language and the mode ask for.

use crate::compile::Compiled;
use crate::invocation::{Input, Invocation, Language, Mode};
use crate::link::LinkInput;
use crate::preprocess::{base_name, with_suffix};
use crate::{assemble, command_line, compile, link, machine, output, preprocess, question};
use std::sync::Arc;
use std::time::{Duration, Instant};
use target::TargetInfo;

/// Runs a command line of the compiler. The result is the exit status.
pub(crate) fn main(program: &str, words: Vec<String>) -> i32 {
    let say = |message: &str| diag::tell!("{program}: error: {message}");
    let fatal = |message: &str| {
        diag::tell!("{program}: fatal error: {message}");
        diag::tell!("compilation terminated.");
        1
    };
    let invocation = match command_line::parse(program.to_string(), words) {
        Ok(invocation) => invocation,
        Err(errors) => {
            for line in errors.iter().flat_map(|error| error.lines()) {
                match line.strip_prefix("note: ") {
                    Some(note) => diag::tell!("{program}: note: {note}"),
                    None => say(line),
                }
            }
            return 1;
        }
    };
    let target = match machine::target(&invocation) {
        Ok(target) => target,
        Err(message) => {
            say(&message);
            return 1;
        }
    };
    if let Some(question) = &invocation.question {
        return match question::answer(&invocation, &target, question) {
            Ok(()) => 0,
            Err(message) => fatal(&message),
        };
    }
    if invocation.verbose {
        question::verbose(&invocation, &target);
    }
    let asked = |answer: &dyn Fn(&str) -> Option<String>| {
        let asked = |input: &Input| match input {
            Input::LinkerArgument(word) => answer(word),
            _ => None,
        };
        let linked = Some(&invocation.inputs).filter(|_| invocation.mode == Mode::Link);
        linked.and_then(|inputs| inputs.iter().find_map(asked))
    };
    let say_text =
        |text: String| output::to_stdout(text.as_bytes()).map_or_else(|message| fatal(&message), |()| 0);
    if let Some(text) = asked(&|word| link::question::instead(&invocation.program, word)) {
        return say_text(text);
    }
    let files = invocation.inputs.iter().filter(|input| matches!(input, Input::File(..))).count();
    if files == 0 && !invocation.inputs.iter().any(|input| matches!(input, Input::Library(_))) {
        return match asked(&link::question::beside) {
            Some(text) => say_text(text),
            None if invocation.verbose => 0,
            None => fatal("no input files"),
        };
    }
    let translated = invocation
        .inputs
        .iter()
        .filter(|input| matches!(input, Input::File(_, language) if *language != Language::Linker))
        .count();
    if invocation.mode < Mode::Link && invocation.output.is_some() && translated > 1 {
        return fatal("cannot specify '-o' with '-c', '-S' or '-E' with multiple files");
    }
    if translated != 0 && !invocation.warnings.inhibit {
        invocation.remarks.iter().for_each(|remark| diag::tell!("{program}: warning: {remark}"));
    }
    if let Err(message) = check_inputs(&invocation) {
        say(&message);
        return 1;
    }
    if invocation.dry_run {
        dry_run(&invocation);
        return 0;
    }
    run(&invocation, &target)
}

/// What GCC says of an input before anything is done.
fn check_inputs(invocation: &Invocation) -> Result<(), String> {
    for input in &invocation.inputs {
        let Input::File(path, language) = input else { continue };
        if path == "-" && invocation.language.is_none() && invocation.mode != Mode::Preprocess {
            return Err("-E or -x required when input is from standard input".into());
        }
        // Standard input and output have one name, but are two files.
        let same = path != "-" && invocation.output.as_deref() == Some(path.as_str());
        if same && *language != Language::Linker {
            return Err(format!("input file '{path}' is the same as output file"));
        }
    }
    Ok(())
}

/// `-###`: the phases, one line each.
fn dry_run(invocation: &Invocation) {
    let mut objects = Vec::new();
    for input in &invocation.inputs {
        match input {
            Input::File(path, Language::Linker) => objects.push(path.clone()),
            Input::File(path, language) => {
                diag::tell!(
                    " \"{}\" {:?} {:?} \"{path}\"",
                    invocation.program,
                    invocation.mode.min(Mode::Object),
                    language
                );
                objects.push(with_suffix(base_name(path), "o"));
            }
            Input::Library(name) => objects.push(format!("-l{name}")),
            Input::LinkerArgument(argument) => objects.push(argument.clone()),
        }
    }
    if invocation.mode == Mode::Link {
        let output = invocation.output.as_deref().unwrap_or("a.out");
        diag::tell!(
            " \"{}\" Link {:?} -o \"{output}\" {}",
            invocation.program,
            invocation.link.kind,
            objects.join(" ")
        );
    }
}

fn run(invocation: &Invocation, target: &Arc<TargetInfo>) -> i32 {
    let mut link_inputs = Vec::new();
    let mut failed = false;
    let mut times = Vec::new();
    for input in &invocation.inputs {
        let outcome = match input {
            Input::Library(name) => {
                link_inputs.push(LinkInput::Library(name.clone()));
                continue;
            }
            Input::LinkerArgument(argument) => {
                link_inputs.push(LinkInput::Argument(argument.clone()));
                continue;
            }
            Input::File(path, Language::Linker) => {
                if invocation.mode != Mode::Link {
                    diag::tell!(
                        "{}: warning: {path}: linker input file unused because linking not done",
                        invocation.program
                    );
                    if !std::fs::exists(path).unwrap_or(false) {
                        diag::tell!(
                            "{}: error: {path}: linker input file not found: No such file or directory",
                            invocation.program
                        );
                        failed = true;
                    }
                }
                link_inputs.push(LinkInput::File(path.clone()));
                continue;
            }
            Input::File(path, language) => {
                let start = Instant::now();
                let outcome = diag::catch_too_deep(|| {
                    save_temporaries(invocation, target, path, *language)
                        .and_then(|()| translate(invocation, target, path, *language))
                });
                let outcome = outcome.unwrap_or_else(|deep| Err(format!("{path}: {deep}").into()));
                times.push((path.clone(), start.elapsed()));
                outcome
            }
        };
        match outcome {
            Ok(Some(object)) => link_inputs.push(object),
            Ok(None) => {}
            Err(Failure::Reported) => failed = true,
            Err(Failure::Message(message)) => {
                diag::tell!("{}: fatal error: {message}", invocation.program);
                diag::tell!("compilation terminated.");
                failed = true;
            }
        }
    }
    if failed {
        report_times(invocation, &times);
        return 1;
    }
    if invocation.mode == Mode::Link {
        let path = invocation.output.as_deref().unwrap_or("a.out");
        let start = Instant::now();
        let linked = diag::catch_too_deep(|| link::run(invocation, target, &link_inputs))
            .unwrap_or_else(|deep| Err(deep.to_string()))
            .and_then(|bytes| output::write(path, &bytes, true));
        times.push(("linking".into(), start.elapsed()));
        if let Err(message) = linked {
            diag::tell!("{}: error: {message}", invocation.program);
            return 1;
        }
    }
    report_times(invocation, &times);
    0
}

/// `-ftime-report`: wall-clock time of each input and of linking.
fn report_times(invocation: &Invocation, times: &[(String, Duration)]) {
    if invocation.time_report {
        for (what, time) in times {
            diag::tell!(" {what:<40}: {:8.3} s (wall)", time.as_secs_f64());
        }
    }
}

/// `-save-temps`: what the phases of a C input hand on, in files.
fn save_temporaries(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    path: &str,
    language: Language,
) -> Result<(), Failure> {
    if !invocation.save_temps || path == "-" || invocation.mode < Mode::Assembly {
        return Ok(());
    }
    let mut own = invocation.clone();
    own.deps.wanted = false;
    // Warnings are given by the compilation itself.
    own.warnings.inhibit = true;
    if matches!(language, Language::C | Language::AssemblerWithCpp) {
        own.mode = Mode::Preprocess;
        let suffix = if language == Language::C { "i" } else { "s" };
        own.output = Some(with_suffix(base_name(path), suffix));
        if !preprocess::run(&own, target, path, language)? {
            return Err(Failure::Reported);
        }
    }
    if matches!(language, Language::C | Language::Preprocessed) && invocation.mode > Mode::Assembly {
        own.mode = Mode::Assembly;
        own.output = Some(with_suffix(base_name(path), "s"));
        translate(&own, target, path, language)?;
    }
    Ok(())
}

/// Why an input failed.
enum Failure {
    /// Diagnostics were printed.
    Reported,
    /// This is still to be printed.
    Message(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Message(message)
    }
}

/// Takes one input through its phases. Before linking, the object comes back; else it is written.
fn translate(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    path: &str,
    language: Language,
) -> Result<Option<LinkInput>, Failure> {
    if invocation.mode == Mode::Preprocess {
        if language == Language::Assembler {
            return Ok(None);
        }
        let good = preprocess::run(invocation, target, path, language)?;
        return if good { Ok(None) } else { Err(Failure::Reported) };
    }
    match language {
        Language::Assembler | Language::AssemblerWithCpp => {
            if invocation.mode < Mode::Object {
                return Ok(None);
            }
            match assemble::run(invocation, target, path, language)? {
                Some(object) => finish_object(invocation, path, object),
                None => Err(Failure::Reported),
            }
        }
        Language::C | Language::Preprocessed | Language::Header => {
            match compile::run(invocation, target, path, language)? {
                Compiled::Failed => Err(Failure::Reported),
                Compiled::Nothing => Ok(None),
                Compiled::Assembly(text) => {
                    let name = invocation.output.clone().unwrap_or_else(|| with_suffix(base_name(path), "s"));
                    output::write(&name, text.as_bytes(), false)?;
                    Ok(None)
                }
                Compiled::Object(object) => finish_object(invocation, path, object),
            }
        }
        Language::Linker => Ok(Some(LinkInput::File(path.into()))),
    }
}

/// An object is written under `-c`, and kept for the linker otherwise.
fn finish_object(invocation: &Invocation, path: &str, object: Vec<u8>) -> Result<Option<LinkInput>, Failure> {
    if invocation.mode == Mode::Link {
        return Ok(Some(LinkInput::Object(with_suffix(base_name(path), "o"), object)));
    }
    let name = invocation.output.clone().unwrap_or_else(|| with_suffix(base_name(path), "o"));
    output::write(&name, &object, false)?;
    Ok(None)
}
