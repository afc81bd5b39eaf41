//! The default linker script, put together for a kind of output.

use crate::options::{Options, Output};
use crate::script::ast::Command;
use crate::script::script;

const DEFAULT: &str = include_str!("default.ld");

/// The GOT of a lazy PLT is written while the program runs.
const LAZY_GOT: &str = ".got : { *(.got) }
. = DATA_SEGMENT_RELRO_END(SIZEOF(.got.plt) >= 24 ? 24 : 0, .);
.got.plt : { *(.got.plt) }";

/// All of the GOT is read-only after relocation.
const BOUND_GOT: &str = ".got : { *(.got.plt) *(.got) }
. = DATA_SEGMENT_RELRO_END(0, .);";

/// A static executable's start-up code applies these relocations itself (x86-64 psABI, R_X86_64_IRELATIVE).
const BOUNDED: &str = "PROVIDE_HIDDEN (__rela_iplt_start = .);
*(.rela.iplt)
PROVIDE_HIDDEN (__rela_iplt_end = .);";

const UNBOUNDED: &str = "*(.rela.iplt)";

/// The script for an output without one.
///
/// # Errors
/// A mistake in it would be an internal error.
pub(crate) fn commands(options: &Options) -> Result<Vec<Command>, String> {
    if options.output == Output::Relocatable {
        return Ok(Vec::new());
    }
    script("default.ld", DEFAULT, &mut |name| {
        let text = match name {
            "got.ld" if options.now => BOUND_GOT,
            "got.ld" => LAZY_GOT,
            "indirect.ld" if options.output.is_pic() => UNBOUNDED,
            _ => BOUNDED,
        };
        Ok((name.to_string(), text.to_string()))
    })
}

/// Its text, for `--verbose`.
pub fn text() -> &'static str {
    DEFAULT
}
