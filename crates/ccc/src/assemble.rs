//! Assembler text to an object; the personality `as`, with the options of GNU as that name something here.

use crate::invocation::{Invocation, Language};
use crate::{output, preprocess};
use assembler::assemble_text;
use preprocessor::{OutputOptions, print_preprocessed};
use std::path::PathBuf;
use std::sync::Arc;
use target::TargetInfo;
use x86::X86;

/// What `-Wa,` or the command line of `as` says.
struct Options {
    include_dirs: Vec<PathBuf>,
    /// `--defsym`: statements that come first.
    definitions: String,
    /// `--noexecstack`
    no_exec_stack: bool,
    /// `-W`, `--no-warn`
    no_warnings: bool,
    /// `--fatal-warnings`
    fatal_warnings: bool,
    /// `--32`
    bits32: bool,
    output: String,
    inputs: Vec<String>,
    /// `--version`, `-v`
    version: bool,
}

impl Options {
    fn new() -> Options {
        Options {
            include_dirs: Vec::new(),
            definitions: String::new(),
            no_exec_stack: false,
            no_warnings: false,
            fatal_warnings: false,
            bits32: false,
            output: "a.out".into(),
            inputs: Vec::new(),
            version: false,
        }
    }

    /// Reads the words of a command line.
    ///
    /// # Errors
    /// The option that is not known, in GNU as's words.
    fn read(&mut self, words: &[String]) -> Result<(), String> {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut argument = |name: &str| {
                words.next().cloned().ok_or_else(|| format!("option '{name}' requires an argument"))
            };
            match word.as_str() {
                "-o" => self.output = argument("-o")?,
                "-I" => self.include_dirs.push(argument("-I")?.into()),
                "--defsym" => {
                    let definition = argument("--defsym")?;
                    self.define(&definition)?;
                }
                "--noexecstack" => self.no_exec_stack = true,
                "-W" | "--no-warn" => self.no_warnings = true,
                "--fatal-warnings" => self.fatal_warnings = true,
                "--32" => self.bits32 = true,
                "--64"
                | "--warn"
                | "-k"
                | "-Q"
                | "--execstack"
                | "--no-pad-sections"
                | "-J"
                | "-Z"
                | "-D"
                | "-f"
                | "-R"
                | "--strip-local-absolute"
                | "--reduce-memory-overheads" => {}
                "-v" | "-V" | "--version" | "-version" => self.version = true,
                "--" | "-" => self.inputs.push("-".into()),
                _ => {
                    if let Some(dir) = word.strip_prefix("-I") {
                        self.include_dirs.push(dir.into());
                    } else if let Some(output) = word.strip_prefix("-o") {
                        self.output = output.into();
                    } else if let Some(definition) = word.strip_prefix("--defsym=") {
                        self.define(definition)?;
                    } else if !word.starts_with('-') {
                        self.inputs.push(word.clone());
                    } else if !is_tuning(word) {
                        return Err(format!("unrecognized option '{word}'"));
                    }
                }
            }
        }
        Ok(())
    }

    fn define(&mut self, definition: &str) -> Result<(), String> {
        let Some((name, value)) = definition.split_once('=') else {
            return Err(format!("bad defsym; format is --defsym name=value: {definition}"));
        };
        // On one line, so that line numbers stay.
        self.definitions.push_str(&format!(".set {name}, {value}; "));
        Ok(())
    }

    /// Assembles `text`; messages go to standard error. `None` if there were errors.
    fn assemble(&self, name: &str, text: Vec<u8>) -> Option<Vec<u8>> {
        let mut whole = self.definitions.clone().into_bytes();
        whole.extend_from_slice(&text);
        if self.no_exec_stack {
            whole.extend_from_slice(b"\n.section .note.GNU-stack,\"\",@progbits\n");
        }
        let isa = if self.bits32 { X86::i386() } else { X86::x86_64() };
        let (bytes, mut context) = assemble_text(isa, name, &whole, self.include_dirs.clone());
        if self.no_warnings {
            context.messages.retain(|message| !message.warning);
        }
        let warned = context.messages.iter().any(|message| message.warning);
        if !context.messages.is_empty() {
            eprint!("{name}: Assembler messages:\n{}", context.format_messages());
        }
        (context.error_count() == 0 && !(warned && self.fatal_warnings)).then_some(bytes)
    }
}

/// Options that choose a processor, debug information for assembler text, or a listing's absence: none changes what
/// is assembled here.
fn is_tuning(word: &str) -> bool {
    [
        "-march=",
        "-mtune=",
        "-mrelax-relocations=",
        "-mx86-used-note=",
        "-O",
        "-g",
        "--gdwarf",
        "-mshared",
        "-mmnemonic=att",
        "-msyntax=att",
    ]
    .iter()
    .any(|prefix| word.starts_with(prefix))
}

/// Assembles one input of the compiler. `None` if messages were printed.
///
/// # Errors
/// One line for what is wrong outside of the text.
pub(crate) fn run(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    path: &str,
    language: Language,
) -> Result<Option<Vec<u8>>, String> {
    let mut options = Options::new();
    options.include_dirs.extend(invocation.pp.include_dirs.iter().map(PathBuf::from));
    options.read(&invocation.assembler_arguments)?;
    let source = preprocess::read(path)?;
    if language != Language::AssemblerWithCpp {
        let name = source.name;
        return Ok(options.assemble(&name, source.bytes));
    }
    let name = source.name.clone();
    let session = preprocess::session(invocation, target, language);
    let mut pp = preprocess::preprocessor(invocation, &session, source, language);
    let text = print_preprocessed(&mut pp, OutputOptions::default());
    session.diags.finish();
    if session.diags.error_count() != 0 {
        return Ok(None);
    }
    if invocation.deps.wanted {
        preprocess::write_dependencies(invocation, path, &pp, &[])?;
    }
    Ok(options.assemble(&name, text))
}

/// The command line of `as`.
pub(crate) fn main(program: &str, words: &[String]) -> i32 {
    let fail = |message: &str| {
        diag::tell!("{program}: {message}");
        1
    };
    let mut options = Options::new();
    if let Err(message) = options.read(words) {
        return fail(&message);
    }
    if options.version {
        // The kernel's build reads the version number that ends the first line.
        let text = concat!("GNU assembler (ccc ", env!("CARGO_PKG_VERSION"), ") 2.40\n");
        return output::to_stdout(text.as_bytes()).map_or_else(|message| fail(&message), |()| 0);
    }
    let inputs = if options.inputs.is_empty() { vec!["-".to_string()] } else { options.inputs.clone() };
    let mut name = None;
    let mut text = Vec::new();
    for input in &inputs {
        match preprocess::read(input) {
            Ok(source) => {
                name.get_or_insert(if input == "-" { "{standard input}".into() } else { source.name });
                text.extend_from_slice(&source.bytes);
            }
            Err(message) => return fail(&format!("Error: can't open {message}")),
        }
    }
    let Some(bytes) = options.assemble(&name.unwrap_or_default(), text) else { return 1 };
    match output::write(&options.output, &bytes, false) {
        Ok(()) => 0,
        Err(message) => fail(&message),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn command_line() {
        let words = |line: &str| line.split(' ').map(String::from).collect::<Vec<_>>();
        let mut options = Options::new();
        assert_eq!(options.read(&words("--64 -o x.o -I inc --defsym A=1 -mtune=generic x.s")), Ok(()));
        assert_eq!((options.output.as_str(), options.inputs.len()), ("x.o", 1));
        assert_eq!(options.read(&words("--zork")), Err("unrecognized option '--zork'".into()));
    }

    #[test]
    fn definitions_leave_line_numbers() {
        let mut options = Options::new();
        options.define("A=3").expect("well-formed");
        assert!(options.assemble("x.s", b".byte A\n".to_vec()).is_some());
    }
}
