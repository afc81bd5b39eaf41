//! The linker: symbol resolution, layout, relocation, dynamic linking information, ELF output (gABI; the psABI of the
//! machine is behind [`Machine`]).
//!
//! Phases, a file each: [`input`] reads files, [`resolve`] decides which definition each name has and which archive
//! members take part, [`scan`] finds what relocations need (GOT, PLT, copies), [`layout`] gives addresses, [`write`]
//! applies relocations.

mod dynamic;
mod elf;
pub mod input;
mod layout;
pub mod machine;
mod resolve;
mod scan;
mod unwind;
mod write;

pub use input::{File, Input, read_script};
pub use machine::{Field, Machine, RelocKind, Relocation};

use std::fmt;

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Output {
    /// A position-independent executable.
    #[default]
    Pie,
    /// An executable at a fixed address.
    Executable,
    /// An executable at a fixed address without dynamic linking.
    Static,
    /// A position-independent executable without dynamic linker.
    StaticPie,
    /// A shared library.
    Shared,
}

impl Output {
    /// Loaded at any address.
    pub fn is_pic(self) -> bool {
        matches!(self, Output::Pie | Output::StaticPie | Output::Shared)
    }

    /// Has a dynamic section that a dynamic linker reads.
    pub fn is_dynamic(self) -> bool {
        matches!(self, Output::Pie | Output::Executable | Output::Shared)
    }
}

/// Options of a link.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What to make.
    pub output: Output,
    /// The dynamic linker's path.
    pub interpreter: String,
    /// The entry symbol.
    pub entry: Option<String>,
    /// `-soname`
    pub soname: Option<String>,
    /// `-rpath`
    pub rpath: Vec<String>,
    /// `--export-dynamic`
    pub export_dynamic: bool,
    /// `-Bsymbolic`
    pub symbolic: bool,
    /// `-s`
    pub strip: bool,
    /// `-z defs`: undefined symbols of a shared library are errors.
    pub no_undefined: bool,
    /// `-u`
    pub undefined: Vec<String>,
    /// `-z execstack`
    pub execstack: bool,
}

/// What went wrong: one message per line, as GNU ld words them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError(pub Vec<String>);

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl From<String> for LinkError {
    fn from(message: String) -> LinkError {
        LinkError(vec![message])
    }
}

/// Makes the object that defines a runtime function, if there is one.
pub type Supplier<'a> = &'a mut dyn FnMut(&str) -> Option<Result<Vec<u8>, String>>;

/// Links. Runtime functions that stay undefined are asked of `supply`.
///
/// # Errors
/// All undefined symbols, all relocations out of range, or the first broken file.
pub fn link(
    machine: &dyn Machine,
    files: &[Input],
    options: &Options,
    supply: Supplier<'_>,
) -> Result<Vec<u8>, LinkError> {
    let mut supplied: Vec<Input> = Vec::new();
    loop {
        let all: Vec<&Input> = files.iter().chain(&supplied).collect();
        let mut link = resolve::resolve(machine, &all, options)?;
        let wanted = link.undefined();
        let mut found = Vec::new();
        for name in &wanted {
            match supply(name) {
                Some(Ok(bytes)) => found.push(Input {
                    name: format!("runtime:{name}"),
                    bytes,
                    as_needed: false,
                    whole: false,
                }),
                Some(Err(message)) => return Err(message.into()),
                None => {}
            }
        }
        if !found.is_empty() {
            drop(link);
            supplied.extend(found);
            continue;
        }
        link.report_undefined()?;
        let plan = scan::scan(&mut link)?;
        let layout = layout::lay_out(&link, &plan)?;
        return write::write(&link, &plan, &layout);
    }
}
