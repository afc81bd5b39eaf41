//! What the linker itself contributes: an object of its own whose sections scripts place like any other.

use crate::elf;
use crate::input::{Object, Place, Section, Symbol};
use crate::{Options, Output};

macro_rules! made {
    ($($(#[$doc:meta])* $name:ident $text:literal $kind:ident $flags:expr, $align:literal, $entsize:literal;)*) => {
        /// A section of the linker's own object; its number is its index there.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Made {
            /// Index 0 is no section.
            Null,
            $($(#[$doc])* $name,)*
        }

        impl Made {
            /// All of them.
            pub(crate) const ALL: &'static [Made] = &[Made::Null, $(Made::$name,)*];
        }

        fn sections<'a>() -> Vec<Section<'a>> {
            vec![
                Section::made(b"", elf::SHT_NULL, 0, 1, 0),
                $(Section::made($text, elf::$kind, $flags, $align, $entsize),)*
            ]
        }
    };
}

const A: u64 = elf::SHF_ALLOC;
const AW: u64 = elf::SHF_ALLOC | elf::SHF_WRITE;
const AX: u64 = elf::SHF_ALLOC | elf::SHF_EXECINSTR;

made! {
    Interp b".interp" SHT_PROGBITS A, 1, 0;
    BuildId b".note.gnu.build-id" SHT_NOTE A, 4, 0;
    Hash b".hash" SHT_HASH A, 8, 4;
    GnuHash b".gnu.hash" SHT_GNU_HASH A, 8, 0;
    DynSym b".dynsym" SHT_DYNSYM A, 8, 24;
    DynStr b".dynstr" SHT_STRTAB A, 1, 0;
    VerSym b".gnu.version" SHT_GNU_VERSYM A, 2, 2;
    VerDef b".gnu.version_d" SHT_GNU_VERDEF A, 8, 0;
    VerNeed b".gnu.version_r" SHT_GNU_VERNEED A, 8, 0;
    /// All dynamic relocations but the following two.
    RelaDyn b".rela.dyn" SHT_RELA A, 8, 24;
    /// Those of the lazy PLT.
    RelaPlt b".rela.plt" SHT_RELA A, 8, 24;
    /// Those of indirect functions.
    RelaIplt b".rela.iplt" SHT_RELA A, 8, 24;
    Plt b".plt" SHT_PROGBITS AX, 16, 16;
    /// Entries that jump through the GOT, never lazily.
    PltGot b".plt.got" SHT_PROGBITS AX, 16, 16;
    Dynamic b".dynamic" SHT_DYNAMIC AW, 8, 16;
    Got b".got" SHT_PROGBITS AW, 8, 8;
    GotPlt b".got.plt" SHT_PROGBITS AW, 8, 8;
    EhFrameHdr b".eh_frame_hdr" SHT_PROGBITS A, 4, 0;
    /// Copies of imported objects.
    DynBss b".dynbss" SHT_NOBITS AW, 8, 0;
}

/// The linker's object, before it is known what is needed.
pub(crate) fn object<'a>() -> Object<'a> {
    let symbol = |name, section| Symbol {
        name,
        place: Place::Section(section as u32, 0),
        size: 0,
        binding: elf::STB_LOCAL,
        kind: elf::STT_NOTYPE,
        visibility: elf::STV_HIDDEN,
    };
    Object {
        name: "linker".into(),
        sections: sections(),
        symbols: vec![symbol(&b""[..], Made::Null), symbol(b"_DYNAMIC", Made::Dynamic)],
        first_global: 2,
        groups: Vec::new(),
        excluded: false,
        executable_stack: false,
    }
}

/// Names that the linker defines if nobody else does.
pub(crate) fn is_linker_symbol(name: &[u8], options: &Options) -> bool {
    match name {
        b"_GLOBAL_OFFSET_TABLE_" | b"__ehdr_start" | b"__GNU_EH_FRAME_HDR" => true,
        // Where the module's thread-local block begins (TLS descriptors, local dynamic).
        b"_TLS_MODULE_BASE_" => true,
        b"_DYNAMIC" => options.output != Output::Static,
        // An image that relocates itself has its indirect functions in the dynamic section.
        b"__rela_iplt_start" | b"__rela_iplt_end" => true,
        _ => bounded_section(name).is_some(),
    }
}

/// The section that `__start_name` and `__stop_name` bound: its name is a C identifier (GNU ld manual, "Input Section
/// Example").
pub(crate) fn bounded_section(symbol: &[u8]) -> Option<&[u8]> {
    let name = symbol.strip_prefix(b"__start_").or_else(|| symbol.strip_prefix(b"__stop_"))?;
    is_identifier(name).then_some(name)
}

/// Whether a section's name is a C identifier.
pub(crate) fn is_identifier(name: &[u8]) -> bool {
    !name.is_empty()
        && !name[0].is_ascii_digit()
        && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}
