//! Linking: GCC's start files and libraries in GCC's order; the personality `ld`.

use crate::invocation::{Invocation, OutputKind};
use crate::{compile, output};
use linker::{Input, Options, Output, read_script};
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

/// What stands between options and inputs while a command line is read.
struct Job {
    options: Options,
    dirs: Vec<String>,
    inputs: Vec<Input>,
    as_needed: bool,
    whole: bool,
    is_static: bool,
    stack: Vec<(bool, bool, bool)>,
}

impl Job {
    /// Reads a file; a text stands for the files that it names.
    fn file(&mut self, path: &str) -> Result<(), String> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(format!("cannot find {path}: {}", output::describe(&error))),
        };
        let binary = bytes.starts_with(b"\x7fELF")
            || bytes.starts_with(b"!<arch>\n")
            || bytes.starts_with(b"!<thin>\n");
        if binary {
            self.inputs.push(Input {
                name: path.into(),
                bytes,
                as_needed: self.as_needed,
                whole: self.whole,
            });
            return Ok(());
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return Err(format!("{path}: file not recognized: file format not recognized"));
        };
        for (file, as_needed) in read_script(path, text)? {
            let before = self.as_needed;
            self.as_needed |= as_needed;
            let done = match file.strip_prefix("-l") {
                Some(name) => self.library(name),
                None => self.script_file(path, &file),
            };
            self.as_needed = before;
            done?;
        }
        Ok(())
    }

    fn script_file(&mut self, script: &str, file: &str) -> Result<(), String> {
        if Path::new(file).exists() {
            return self.file(file);
        }
        let beside = Path::new(script).parent().map(|dir| dir.join(file));
        match beside.filter(|path| path.exists()) {
            Some(path) => self.file(&path.to_string_lossy()),
            None => match self.find(file) {
                Some(path) => self.file(&path),
                None => Err(format!("cannot find {file}, which {script} names")),
            },
        }
    }

    fn find(&self, name: &str) -> Option<String> {
        self.dirs.iter().map(|dir| format!("{dir}/{name}")).find(|path| Path::new(path).is_file())
    }

    fn library(&mut self, name: &str) -> Result<(), String> {
        if let Some(exact) = name.strip_prefix(':') {
            return match self.find(exact) {
                Some(path) => self.file(&path),
                None => Err(format!("cannot find -l{name}")),
            };
        }
        for dir in self.dirs.clone() {
            for suffix in [".so", ".a"] {
                if suffix == ".so" && self.is_static {
                    continue;
                }
                let path = format!("{dir}/lib{name}{suffix}");
                if Path::new(&path).is_file() {
                    return self.file(&path);
                }
            }
        }
        Err(format!("cannot find -l{name}"))
    }

    /// An option of ld; `next` takes its separate argument.
    fn argument(&mut self, word: &str, next: &mut dyn FnMut() -> Option<String>) -> Result<(), String> {
        let missing = || format!("option '{word}' requires an argument");
        let long = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or(word);
        let (name, joined) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (long, None),
        };
        let mut value = || joined.clone().or_else(&mut *next).ok_or_else(missing);
        match name {
            "rpath" | "R" => self.options.rpath.push(value()?),
            "soname" | "h" => self.options.soname = Some(value()?),
            "dynamic-linker" | "I" => self.options.interpreter = value()?,
            "e" | "entry" => self.options.entry = Some(value()?),
            "u" | "undefined" => self.options.undefined.push(value()?),
            "export-dynamic" | "E" => self.options.export_dynamic = true,
            "no-export-dynamic" => self.options.export_dynamic = false,
            "Bsymbolic" => self.options.symbolic = true,
            "no-undefined" => self.options.no_undefined = true,
            "as-needed" => self.as_needed = true,
            "no-as-needed" => self.as_needed = false,
            "whole-archive" => self.whole = true,
            "no-whole-archive" => self.whole = false,
            "Bstatic" | "static" | "dn" | "non_shared" => self.is_static = true,
            "Bdynamic" | "dy" | "call_shared" => self.is_static = false,
            "push-state" => self.stack.push((self.as_needed, self.whole, self.is_static)),
            "pop-state" => {
                if let Some(state) = self.stack.pop() {
                    (self.as_needed, self.whole, self.is_static) = state;
                }
            }
            "s" | "strip-all" => self.options.strip = true,
            "z" => match value()?.as_str() {
                "defs" => self.options.no_undefined = true,
                "execstack" => self.options.execstack = true,
                "noexecstack" => self.options.execstack = false,
                // What is always done: all symbols are bound at start, and relocated data becomes read-only.
                "now" | "lazy" | "relro" | "combreloc" | "text" | "separate-code" | "undefs" => {}
                other => return Err(format!("-z {other} is not supported yet")),
            },
            "L" | "library-path" => self.dirs.insert(0, value()?),
            "m" => match value()?.as_str() {
                LinkX86_64::EMULATION => {}
                other => return Err(format!("unrecognised emulation mode: {other}")),
            },
            "rpath-link" | "hash-style" | "plugin" | "plugin-opt" => {
                value()?;
            }
            // Groups: archives are searched until nothing new is found anyway.
            "start-group"
            | "end-group"
            | "("
            | ")"
            | "eh-frame-hdr"
            | "warn-common"
            | "fatal-warnings"
            | "no-fatal-warnings"
            | "sort-common"
            | "O1"
            | "O2"
            | "O0"
            | "enable-new-dtags"
            | "no-warn-mismatch"
            | "warn-once"
            | "no-add-needed"
            | "no-copy-dt-needed-entries"
            | "no-dynamic-linker"
            | "no-warn-rwx-segments" => {}
            _ if long.starts_with('L') && long.len() > 1 => self.dirs.insert(0, long[1..].to_string()),
            _ if long.starts_with('l') && !word.starts_with("--") => return self.library(&long[1..]),
            _ => return Err(format!("unrecognized option '{word}'")),
        }
        Ok(())
    }

    fn link(self, invocation: &Invocation, target: &Arc<TargetInfo>) -> Result<Vec<u8>, String> {
        // One source defines several symbols: it is compiled once.
        let mut given: Vec<&str> = Vec::new();
        let is_static = matches!(self.options.output, Output::Static | Output::StaticPie);
        let mut supply = |symbol: &str| {
            let unwinder = is_static && runtime::UNWINDER.symbols.contains(&symbol);
            let source = if unwinder { &runtime::UNWINDER } else { runtime::source(symbol)? };
            if given.contains(&source.name) {
                return None;
            }
            given.push(source.name);
            if unwinder {
                let text = [LinkX86_64::UNWINDER, source.text].concat();
                return Some(compile::source_to_object(invocation, target, source.name, &text));
            }
            Some(compile::source_to_object(invocation, target, source.name, source.text))
        };
        linker::link(&LinkX86_64, &self.inputs, &self.options, &mut supply).map_err(|error| error.to_string())
    }
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
        OutputKind::StaticPie => return Err("linking with -static-pie is not supported yet".into()),
        OutputKind::Shared => Output::Shared,
        OutputKind::Relocatable => return Err("linking with -r is not supported yet".into()),
    };
    if let Some(script) = link.scripts.first() {
        return Err(format!("linker script {script}: -T is not supported yet"));
    }
    let root = &invocation.sysroot;
    let mut dirs = link.library_dirs.clone();
    dirs.extend(invocation.prefixes.iter().cloned());
    dirs.extend(LinkX86_64::LIBRARY_DIRS.iter().map(|dir| format!("{root}{dir}")));
    let mut job = Job {
        options: Options {
            output: kind,
            interpreter: LinkX86_64::INTERPRETER.into(),
            entry: (kind != Output::Shared).then(|| link.entry.clone().unwrap_or_else(|| "_start".into())),
            export_dynamic: link.export_dynamic,
            strip: link.strip,
            undefined: link.undefined.clone(),
            ..Options::default()
        },
        dirs,
        inputs: Vec::new(),
        as_needed: false,
        whole: false,
        is_static: matches!(kind, Output::Static | Output::StaticPie),
        stack: Vec::new(),
    };
    for option in &link.z {
        let mut value = Some(option.clone());
        job.argument("-z", &mut || value.take())?;
    }
    let start = |job: &mut Job, name: &str| match job.find(name) {
        Some(path) => job.file(&path),
        None => Err(format!("cannot find {name}: is the C library's development package installed?")),
    };
    let files = link.start_files && link.standard_libraries;
    if files {
        match kind {
            Output::Pie => start(&mut job, "Scrt1.o")?,
            Output::StaticPie => start(&mut job, "rcrt1.o")?,
            Output::Executable | Output::Static => start(&mut job, "crt1.o")?,
            Output::Shared => {}
        }
        start(&mut job, "crti.o")?;
    }
    let mut words = inputs.iter().peekable();
    while let Some(input) = words.next() {
        match input {
            LinkInput::Object(name, bytes) => {
                job.inputs.push(Input {
                    name: name.clone(),
                    bytes: bytes.clone(),
                    as_needed: false,
                    whole: false,
                });
            }
            LinkInput::File(path) => job.file(path)?,
            LinkInput::Library(name) => job.library(name)?,
            LinkInput::Argument(word) if word.starts_with('-') => {
                let mut next = || match words.next_if(|input| matches!(input, LinkInput::Argument(_))) {
                    Some(LinkInput::Argument(value)) => Some(value.clone()),
                    _ => None,
                };
                job.argument(word, &mut next)?;
            }
            LinkInput::Argument(path) => job.file(path)?,
        }
    }
    if link.default_libraries && link.standard_libraries {
        (job.as_needed, job.whole) = (false, false);
        job.is_static = matches!(kind, Output::Static | Output::StaticPie);
        if link.pthread && job.is_static {
            job.library("pthread")?;
        }
        job.library("c")?;
    }
    if files {
        start(&mut job, "crtn.o")?;
    }
    job.link(invocation, target)
}

/// The command line of `ld`.
pub(crate) fn main(program: &str, words: &[String]) -> i32 {
    match ld(program, words) {
        Ok(()) => 0,
        Err(message) => {
            message.lines().for_each(|line| eprintln!("{program}: {line}"));
            1
        }
    }
}

fn ld(program: &str, words: &[String]) -> Result<(), String> {
    let invocation = Invocation::new(program.to_string());
    let target = crate::machine::target(&invocation)?;
    let mut job = Job {
        options: Options {
            output: Output::Executable,
            interpreter: LinkX86_64::INTERPRETER.into(),
            entry: Some("_start".into()),
            ..Options::default()
        },
        dirs: LinkX86_64::LIBRARY_DIRS.iter().map(|dir| dir.to_string()).collect(),
        inputs: Vec::new(),
        as_needed: false,
        whole: false,
        is_static: false,
        stack: Vec::new(),
    };
    let mut path = "a.out".to_string();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--version" | "-v" | "-V" => {
                println!("GNU ld compatible ccc-ld {}", env!("CARGO_PKG_VERSION"));
                return Ok(());
            }
            "--help" => {
                println!(
                    "Usage: {program} [options] file...\nOptions are those of GNU ld; what is not supported is refused."
                );
                return Ok(());
            }
            "-o" => path = words.next().cloned().ok_or("option '-o' requires an argument")?,
            "-shared" | "--shared" | "-Bshareable" => {
                job.options.output = Output::Shared;
                job.options.entry = None;
            }
            "-pie" | "--pie" => job.options.output = Output::Pie,
            "-no-pie" => job.options.output = Output::Executable,
            "-static" | "-Bstatic" => {
                job.is_static = true;
                job.options.output = Output::Static;
            }
            option if option.starts_with('-') && option.len() > 1 => {
                job.argument(option, &mut || words.next().cloned())?;
            }
            file => job.file(file)?,
        }
    }
    if job.inputs.is_empty() {
        return Err("no input files".into());
    }
    let bytes = job.link(&invocation, &target)?;
    output::write(&path, &bytes, true)
}
