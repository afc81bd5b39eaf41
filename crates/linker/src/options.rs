//! What a link is asked for.

use crate::script::ast::{Command, Sort, SymbolPattern, VersionNode};

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
    /// An object, to be linked again.
    Relocatable,
}

impl Output {
    /// Loaded at any address.
    pub fn is_pic(self) -> bool {
        matches!(self, Output::Pie | Output::StaticPie | Output::Shared)
    }

    /// Has a dynamic section and symbols that a dynamic linker reads.
    pub fn is_dynamic(self) -> bool {
        matches!(self, Output::Pie | Output::Executable | Output::Shared)
    }
}

/// `-s`, `-S`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, PartialOrd)]
pub enum Strip {
    /// Nothing.
    #[default]
    None,
    /// What debuggers need.
    Debug,
    /// The symbol table, too.
    All,
}

/// Which local symbols are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Discard {
    /// `--discard-none`
    None,
    /// Temporary ones in merged sections: the default.
    #[default]
    Merged,
    /// `-X`: temporary ones.
    Temporary,
    /// `-x`
    All,
}

/// `-Bsymbolic`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Symbolic {
    /// References may be bound elsewhere.
    #[default]
    No,
    /// Functions are bound here.
    Functions,
    /// Everything is bound here.
    All,
}

/// `--build-id`
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum BuildId {
    /// None.
    #[default]
    None,
    /// SHA-1 of the output.
    Sha1,
    /// MD5 of the output.
    Md5,
    /// 128 random bits.
    Uuid,
    /// These bytes.
    Bytes(Vec<u8>),
}

/// `--orphan-handling`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Orphans {
    /// Placed beside their like.
    #[default]
    Place,
    /// And said.
    Warn,
    /// An error.
    Error,
    /// Left out.
    Discard,
}

/// `-z text`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TextRelocations {
    /// Made, and said.
    #[default]
    Warned,
    /// An error.
    Refused,
    /// Made.
    Allowed,
}

/// Options of a link.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What to make.
    pub output: Output,
    /// Bytes that it may have; `None`: a hundred times what any program has.
    pub most_bytes: Option<u64>,
    /// The dynamic linker's path; `None` leaves it out.
    pub interpreter: Option<String>,
    /// The entry symbol or address.
    pub entry: Option<String>,
    /// `-soname`
    pub soname: Option<String>,
    /// `-rpath`
    pub rpath: Vec<String>,
    /// `--disable-new-dtags`: `DT_RPATH` instead of `DT_RUNPATH`.
    pub old_tags: bool,
    /// `--export-dynamic`
    pub export_dynamic: bool,
    /// `--dynamic-list`, `--export-dynamic-symbol`
    pub dynamic_list: Vec<SymbolPattern>,
    /// Version scripts.
    pub versions: Vec<VersionNode>,
    /// `-Bsymbolic`
    pub symbolic: Symbolic,
    /// `-s`, `-S`
    pub strip: Strip,
    /// `-x`, `-X`
    pub discard: Discard,
    /// `-z defs`: undefined symbols of a shared library are errors.
    pub no_undefined: bool,
    /// `--no-undefined-version`: what a version script names must be defined.
    pub no_undefined_version: bool,
    /// `--unresolved-symbols=ignore-all`
    pub ignore_undefined: bool,
    /// `--allow-multiple-definition`
    pub allow_multiple: bool,
    /// `-u`
    pub undefined: Vec<String>,
    /// `-z execstack`, `-z noexecstack`
    pub execstack: Option<bool>,
    /// `-z relro`
    pub relro: bool,
    /// `-z now`
    pub now: bool,
    /// `-z text`
    pub text: TextRelocations,
    /// `--gc-sections`
    pub gc: bool,
    /// `--print-gc-sections`
    pub print_gc: bool,
    /// `--no-check-sections`
    pub no_overlap_check: bool,
    /// `--no-relax`
    pub no_relax: bool,
    /// The linker script, read; empty: the default one.
    pub script: Vec<Command>,
    /// Assignments of `--defsym`, and scripts that add to the layout (`INSERT`).
    pub additions: Vec<Command>,
    /// `--hash-style`: the System V table.
    pub sysv_hash: bool,
    /// `--hash-style`: the GNU table.
    pub gnu_hash: bool,
    /// `--eh-frame-hdr`
    pub eh_frame_hdr: bool,
    /// `--build-id`
    pub build_id: BuildId,
    /// `-Map`
    pub map: bool,
    /// `-z max-page-size`
    pub max_page: Option<u64>,
    /// `-z common-page-size`
    pub common_page: Option<u64>,
    /// `-Ttext-segment` and its kin.
    pub segment_starts: Vec<(String, u64)>,
    /// `-Ttext`, `--section-start`
    pub section_starts: Vec<(String, u64)>,
    /// `--wrap`
    pub wrap: Vec<String>,
    /// `--orphan-handling`
    pub orphans: Orphans,
    /// `--sort-section`
    pub sort_section: Option<Sort>,
    /// `--emit-relocs`
    pub emit_relocs: bool,
    /// `-N`
    pub omagic: bool,
    /// `-n`
    pub nmagic: bool,
    /// `--trace`
    pub trace: bool,
    /// `-y`
    pub trace_symbols: Vec<String>,
    /// Say that a segment is writable and executable.
    pub warn_rwx: bool,
    /// `DT_FLAGS_1` of `-z nodelete` and its kin.
    pub flags_1: u32,
}

impl Options {
    /// The largest page size, by option or machine.
    pub(crate) fn max_page(&self, machine: &dyn crate::Machine) -> u64 {
        self.max_page.unwrap_or_else(|| machine.page_size())
    }

    /// The usual page size.
    pub(crate) fn common_page(&self, machine: &dyn crate::Machine) -> u64 {
        self.common_page.unwrap_or(0x1000).min(self.max_page(machine))
    }

    /// Sections are not aligned to pages.
    pub(crate) fn is_unpaged(&self) -> bool {
        self.omagic || self.nmagic
    }
}
