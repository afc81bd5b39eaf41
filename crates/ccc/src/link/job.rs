//! The inputs of a link, in the order of the command line: files, libraries that are searched for, and scripts that stand in
//! for libraries (GNU ld manual, "Implicit Linker Scripts").

use crate::output;
use linker::script::ast::Command;
use linker::{Bytes, Input, Options, script};
use std::path::Path;

/// What stands between options and inputs while a command line is read.
#[derive(Default)]
pub(super) struct Job {
    pub(super) options: Options,
    pub(super) dirs: Vec<String>,
    pub(super) sysroot: String,
    pub(super) inputs: Vec<Input>,
    pub(super) state: State,
    pub(super) stack: Vec<State>,
    /// `--exclude-libs`
    pub(super) excluded: Vec<String>,
    /// `-Map`
    pub(super) map: Option<String>,
    pub(super) fatal_warnings: bool,
    pub(super) no_warnings: bool,
    pub(super) unwinder: Unwinder,
    /// Where GCC has its libraries: looked at last.
    pub(super) compiler_dirs: Vec<String>,
    /// `-dT`: only if there is no other script.
    pub(super) default_script: Option<String>,
    pub(super) output: Option<String>,
    /// Something was asked besides what there is to link.
    pub(super) asked: bool,
}

/// Who unwinds the stack in the output.
#[derive(Default)]
pub(super) enum Unwinder {
    /// What the inputs bring.
    #[default]
    Inputs,
    /// ccc's own.
    Own,
    /// The library at this path, which the program shares with others.
    Shared(String),
}

/// What options say of the inputs that follow.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    pub(super) as_needed: bool,
    pub(super) whole: bool,
    pub(super) is_static: bool,
}

impl Job {
    fn add(&mut self, name: String, bytes: Bytes, lazy: bool) {
        let library = name.rsplit('/').next().unwrap_or(&name).split('(').next().unwrap_or("").to_string();
        let excluded = self.excluded.iter().any(|n| n == "ALL" || *n == library) && library.ends_with(".a");
        let State { as_needed, whole, .. } = self.state;
        self.inputs.push(Input { name, bytes, as_needed, whole, lazy, excluded });
    }

    /// Reads a file; a text stands for the files that it names.
    pub(super) fn file(&mut self, path: &str) -> Result<(), String> {
        let bytes = match Bytes::map(Path::new(path)) {
            Ok(bytes) => bytes,
            // What `-print-libgcc-file-name` answers.
            Err(_) if matches!(path, "libgcc.a" | "libgcc_eh.a") => return Ok(()),
            Err(error) => return Err(format!("cannot find {path}: {}", output::describe(&error))),
        };
        if bytes.starts_with(b"!<thin>\n") {
            return self.thin_archive(path, &bytes);
        }
        if bytes.starts_with(b"\x7fELF") || bytes.starts_with(b"!<arch>\n") {
            self.add(path.into(), bytes, false);
            return Ok(());
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return Err(format!("{path}: file not recognized: file format not recognized"));
        };
        if text.trim().is_empty() {
            return Err(format!("{path}: file not recognized: file format not recognized"));
        }
        let commands = script::script(path, text, &mut |name| self.read_script(name))?;
        self.commands(path, commands, true)
    }

    /// The members of a thin archive are files beside it.
    fn thin_archive(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let folder = Path::new(path).parent().unwrap_or(Path::new("."));
        for member in linker::input::thin_members(path, bytes)? {
            let file = folder.join(&member);
            let data = Bytes::map(&file)
                .map_err(|e| format!("{path}: cannot find member {member}: {}", output::describe(&e)))?;
            self.add(format!("{path}({member})"), data, true);
        }
        Ok(())
    }

    /// Finds and reads a script.
    pub(super) fn read_script(&self, name: &str) -> Result<(String, String), String> {
        let path = if Path::new(name).exists() { Some(name.to_string()) } else { self.find(name) };
        let Some(path) = path else {
            return Err(format!("cannot open linker script file {name}: No such file or directory"));
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(format!("cannot open linker script file {path}: {}", output::describe(&error))),
        }
    }

    /// `-T`
    pub(super) fn script(&mut self, name: &str) -> Result<(), String> {
        let (path, text) = self.read_script(name)?;
        let commands = script::script(&path, &text, &mut |name| self.read_script(name))?;
        self.commands(&path, commands, false)
    }

    /// Does what commands say of inputs; the rest is for the layout.
    fn commands(&mut self, path: &str, commands: Vec<Command>, implicit: bool) -> Result<(), String> {
        for command in commands {
            match command {
                Command::Input { files, startup } => {
                    let before = self.inputs.len();
                    for file in files {
                        let state = self.state;
                        self.state.as_needed |= file.as_needed;
                        let done = match file.name.strip_prefix("-l") {
                            Some(name) => self.library(name),
                            None => self.script_file(path, &file.name),
                        };
                        self.state = state;
                        done?;
                    }
                    if startup {
                        let first = self.inputs.split_off(before);
                        self.inputs.splice(0..0, first);
                    }
                }
                Command::SearchDir(dir) => {
                    let dir = match dir.strip_prefix('=') {
                        Some(rest) => format!("{}{rest}", self.sysroot),
                        None => dir,
                    };
                    self.dirs.push(dir);
                }
                Command::Output(name) => self.output = self.output.take().or(Some(name)),
                Command::Format(names) => {
                    let known = x86::LinkX86_64::FORMATS;
                    if let Some(name) = names.first().filter(|name| !known.contains(&name.as_str())) {
                        return Err(format!("{path}: output format {name} is not supported"));
                    }
                }
                Command::Architecture(name) => {
                    if name != x86::LinkX86_64::ARCHITECTURE {
                        return Err(format!("{path}: output architecture {name} is not supported"));
                    }
                }
                // A file among the inputs adds to the layout, and does not replace it.
                other if implicit => self.options.additions.push(other),
                other => self.options.script.push(other),
            }
        }
        Ok(())
    }

    fn script_file(&mut self, script: &str, file: &str) -> Result<(), String> {
        let rooted = format!("{}{file}", self.sysroot);
        if !self.sysroot.is_empty() && file.starts_with('/') && Path::new(&rooted).exists() {
            return self.file(&rooted);
        }
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

    pub(super) fn find(&self, name: &str) -> Option<String> {
        self.dirs.iter().map(|dir| format!("{dir}/{name}")).find(|path| Path::new(path).is_file())
    }

    /// `-lname`
    pub(super) fn library(&mut self, name: &str) -> Result<(), String> {
        if let Some(exact) = name.strip_prefix(':') {
            return match self.find(exact) {
                Some(path) => self.file(&path),
                None => Err(format!("cannot find -l{name}: No such file or directory")),
            };
        }
        let suffixes: &[&str] = if self.state.is_static { &[".a"] } else { &[".so", ".a"] };
        let find = |dirs: &[String]| {
            dirs.iter().find_map(|dir| {
                let mut paths = suffixes.iter().map(|suffix| format!("{dir}/lib{name}{suffix}"));
                paths.find(|path| Path::new(path).is_file())
            })
        };
        let found = find(&self.dirs).or_else(|| match name {
            "gcc" | "gcc_eh" | "gcc_s" => None,
            _ => find(&self.compiler_dirs),
        });
        if found.is_none() && matches!(name, "gcc" | "gcc_eh" | "gcc_s") {
            return match self.shared_unwinder() {
                Some(path) if name == "gcc_s" && !self.state.is_static => self.file(&path),
                // What GCC's own libraries have else, ccc's runtime gives to every output.
                _ => Ok(()),
            };
        }
        match found {
            Some(path) => self.file(&path),
            None => Err(format!("cannot find -l{name}: No such file or directory")),
        }
    }

    /// Where the unwinder is that programs share.
    pub(super) fn shared_unwinder(&self) -> Option<String> {
        self.find("libgcc_s.so.1")
    }
}
