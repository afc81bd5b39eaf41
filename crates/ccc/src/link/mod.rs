//! Linking: GCC's start files and libraries in GCC's order; the personality `ld`.

mod job;
mod options;
pub(crate) mod question;

use crate::invocation::{Invocation, OutputKind};
use crate::{compile, output};
use job::{Job, Unwinder};
use linker::options::Strip;
use linker::{Bytes, Input, Linked, Output, Supplied};
use std::path::Path;
use std::sync::Arc;
use target::TargetInfo;
use x86::LinkX86_64;

/// An input of the linker, in the order of the command line.
pub(crate) enum LinkInput {
    /// An object that was just made, and the name that messages give it.
    Object(String, Vec<u8>),
    /// A file.
    File(String),
    /// `-lname`
    Library(String),
    /// An argument of `-Wl,` or `-Xlinker`.
    Argument(String),
}

/// Links what a job says, and writes what is asked for besides the output.
fn link(
    mut job: Job,
    program: &str,
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
) -> Result<Vec<u8>, String> {
    if let Some(script) = job.default_script.take()
        && job.options.script.is_empty()
    {
        job.script(&script)?;
    }
    job.options.map = job.map.is_some();
    // One source defines several symbols: it is compiled once.
    let mut given: Vec<&str> = Vec::new();
    let mut unwinder = std::mem::take(&mut job.unwinder);
    let mut supply = |symbol: &str| {
        let made = |object: Result<Vec<u8>, String>| Some(object.map(Supplied::Object));
        if let Some(&(name, text)) = LinkX86_64::START.iter().find(|(name, _)| *name == symbol) {
            return made(compile::source_to_object(invocation, target, name, text));
        }
        if runtime::UNWINDER.symbols.contains(&symbol) {
            let source = &runtime::UNWINDER;
            return match std::mem::take(&mut unwinder) {
                Unwinder::Inputs => None,
                Unwinder::Own => {
                    let text = [LinkX86_64::UNWINDER, source.text].concat();
                    made(compile::source_to_object(invocation, target, source.name, &text))
                }
                Unwinder::Shared(path) => {
                    let bytes =
                        Bytes::map(Path::new(&path)).map_err(|e| format!("{path}: {}", output::describe(&e)));
                    let library =
                        |bytes| Supplied::Library(Input { as_needed: true, ..Input::new(path, bytes) });
                    Some(bytes.map(library))
                }
            };
        }
        let source = runtime::source(symbol)?;
        if given.contains(&source.name) {
            return None;
        }
        given.push(source.name);
        made(compile::source_to_object(invocation, target, source.name, source.text))
    };
    let linked = linker::link(&LinkX86_64, &job.inputs, &job.options, &mut supply);
    let Linked { bytes, map, notes, warnings } = linked.map_err(|error| error.to_string())?;
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    output::to_stdout(notes.as_bytes())?;
    if !job.no_warnings {
        warnings.iter().for_each(|warning| diag::tell!("{program}: {warning}"));
    }
    if job.fatal_warnings && !warnings.is_empty() {
        return Err("warnings are errors".into());
    }
    match job.map.as_deref() {
        None => {}
        Some("-") => output::to_stdout(map.as_bytes())?,
        Some(path) => output::write(path, map.as_bytes(), false)?,
    }
    Ok(bytes)
}

/// Links.
///
/// # Errors
/// What is wrong, a line each.
pub(crate) fn run(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    inputs: &[LinkInput],
) -> Result<Vec<u8>, String> {
    let link = &invocation.link;
    let kind = match link.kind {
        OutputKind::Pie => Output::Pie,
        OutputKind::Executable => Output::Executable,
        OutputKind::Static => Output::Static,
        OutputKind::StaticPie => Output::StaticPie,
        OutputKind::Shared => Output::Shared,
        OutputKind::Relocatable => Output::Relocatable,
    };
    let root = &invocation.sysroot;
    let mut dirs = link.library_dirs.clone();
    let arguments = inputs.iter().filter_map(|input| match input {
        LinkInput::Argument(word) => Some(word.as_str()),
        _ => None,
    });
    dirs.extend(options::search_dirs(arguments, root));
    dirs.extend(invocation.prefixes.iter().cloned());
    dirs.extend(LinkX86_64::LIBRARY_DIRS.iter().map(|dir| format!("{root}{dir}")));
    let compiler_dirs = options::compiler_dirs(root, target.triple);
    if invocation.codegen.split_stack {
        dirs.extend(compiler_dirs.iter().cloned());
    }
    let mut job = Job { dirs, compiler_dirs, sysroot: root.clone(), ..Job::default() };
    options::defaults(&mut job);
    job.options.output = kind;
    job.options.entry = link.entry.clone();
    job.options.export_dynamic = link.export_dynamic;
    job.options.strip = if link.strip { Strip::All } else { Strip::None };
    job.options.undefined = link.undefined.clone();
    let start = crate::machine::start_symbol(&invocation.codegen.machine);
    job.options.undefined.extend(start.filter(|_| kind != Output::Relocatable).map(String::from));
    job.options.eh_frame_hdr = true;
    if kind == Output::StaticPie {
        // As GCC's specs say: nothing may be left to relocate in code.
        job.options.text = linker::options::TextRelocations::Refused;
    }
    job.state.is_static = matches!(kind, Output::Static | Output::StaticPie);
    if job.state.is_static {
        job.unwinder = Unwinder::Own;
    }
    for option in &link.z {
        let mut value = Some(option.clone());
        options::argument(&mut job, "-z", &mut || value.take())?;
    }
    for script in &link.scripts {
        job.script(script)?;
    }
    let start = |job: &mut Job, name: &str| match job.find(name) {
        Some(path) => job.file(&path),
        None => Err(format!("cannot find {name}: is the C library's development package installed?")),
    };
    let relocatable = kind == Output::Relocatable;
    let files = link.start_files && !relocatable;
    if files {
        match kind {
            // What begins and ends the counting.
            Output::Pie | Output::Executable | Output::Static if invocation.codegen.profile => {
                start(&mut job, "gcrt1.o")?;
            }
            Output::StaticPie if invocation.codegen.profile => start(&mut job, "grcrt1.o")?,
            Output::Pie => start(&mut job, "Scrt1.o")?,
            Output::StaticPie => start(&mut job, "rcrt1.o")?,
            Output::Executable | Output::Static => start(&mut job, "crt1.o")?,
            Output::Shared | Output::Relocatable => {}
        }
        start(&mut job, "crti.o")?;
    }
    let mut words = inputs.iter().peekable();
    while let Some(input) = words.next() {
        match input {
            LinkInput::Object(name, bytes) => {
                job.inputs.push(Input::new(name.clone(), Bytes::Owned(bytes.clone())));
            }
            LinkInput::File(path) => job.file(path)?,
            LinkInput::Library(name) => job.library(name)?,
            LinkInput::Argument(word) if word.starts_with('-') => {
                let mut next = || match words.next_if(|input| matches!(input, LinkInput::Argument(_))) {
                    Some(LinkInput::Argument(value)) => Some(value.clone()),
                    _ => None,
                };
                options::argument(&mut job, word, &mut next)?;
            }
            LinkInput::Argument(path) => job.file(path)?,
        }
    }
    if link.standard_libraries && !relocatable {
        let is_static = matches!(kind, Output::Static | Output::StaticPie);
        job.state = job::State { is_static, ..job::State::default() };
        if link.pthread && is_static {
            job.library("pthread")?;
        }
        if invocation.codegen.split_stack {
            // What switches between pieces of stack is GCC's, and so is what gives each thread its first.
            job.options.wrap.push("pthread_create".into());
            start(&mut job, "libgcc.a")?;
            start(&mut job, "libgcc_eh.a")?;
        }
        job.unwinder = match job.shared_unwinder() {
            Some(path) if !is_static && !link.static_libgcc => Unwinder::Shared(path),
            _ => Unwinder::Own,
        };
        if link.c_library {
            job.library("c")?;
        }
    }
    if files {
        start(&mut job, "crtn.o")?;
    }
    self::link(job, &invocation.program, invocation, target)
}

/// The command line of `ld`.
pub(crate) fn main(program: &str, words: &[String]) -> i32 {
    match ld(program, words) {
        Ok(()) => 0,
        Err(message) => {
            message.lines().for_each(|line| diag::tell!("{program}: {line}"));
            1
        }
    }
}

fn ld(program: &str, words: &[String]) -> Result<(), String> {
    let invocation = Invocation::new(program.to_string());
    let target = crate::machine::target(&invocation)?;
    let words = crate::command_line::expand_response_files(words.to_vec(), 0);
    let sysroot = words.iter().find_map(|word| word.strip_prefix("--sysroot=")).unwrap_or("");
    let mut dirs = options::search_dirs(words.iter().map(String::as_str), sysroot);
    if !words.iter().any(|word| word == "-nostdlib") {
        dirs.extend(LinkX86_64::LIBRARY_DIRS.iter().map(|dir| format!("{sysroot}{dir}")));
    }
    let mut job = Job { dirs, ..Job::default() };
    options::defaults(&mut job);
    job.options.output = Output::Executable;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(text) = question::instead(program, word) {
            return output::to_stdout(text.as_bytes());
        }
        match word.as_str() {
            "-static" | "-Bstatic" | "--static" => {
                job.state.is_static = true;
                job.options.output = match job.options.output {
                    Output::Executable => Output::Static,
                    Output::Pie => Output::StaticPie,
                    other => other,
                };
            }
            option if option.starts_with('-') && option.len() > 1 => {
                options::argument(&mut job, option, &mut || words.next().cloned())?;
            }
            file => job.file(file)?,
        }
    }
    if matches!(job.options.output, Output::Static | Output::StaticPie) {
        job.unwinder = Unwinder::Own;
    }
    if job.inputs.is_empty() {
        return if job.asked { Ok(()) } else { Err("no input files".into()) };
    }
    let path = job.output.clone().unwrap_or_else(|| "a.out".into());
    let executable = job.options.output != Output::Relocatable;
    let bytes = link(job, program, &invocation, &target)?;
    output::write(&path, &bytes, executable)
}
