//! What a command line asks for.

use diag::WarningOptions;
use lexer::LangOptions;
use preprocessor::{CommandLineMacro, OutputOptions};

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// `-E`, `-M`, `-MM`
    Preprocess,
    /// `-fsyntax-only`
    SyntaxOnly,
    /// `-S`
    Assembly,
    /// `-c`
    Object,
    /// All the way.
    Link,
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    /// `.c`
    C,
    /// `.h`
    Header,
    /// `.i`: preprocessed C.
    Preprocessed,
    /// `.s`
    Assembler,
    /// `.S`: assembler to be preprocessed.
    AssemblerWithCpp,
    /// Objects, archives, libraries, linker scripts: everything else.
    Linker,
}

/// An operand of the command line, in its order: the linker depends on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Input {
    /// A file to translate, or an object.
    File(String, Language),
    /// `-lname`
    Library(String),
    /// An argument of `-Wl,` or `-Xlinker`.
    LinkerArgument(String),
}

/// Options of the preprocessor.
#[derive(Clone, Debug)]
pub(crate) struct PreprocessorOptions {
    pub(crate) quote_dirs: Vec<String>,
    pub(crate) include_dirs: Vec<String>,
    /// `--embed-dir=`
    pub(crate) embed_dirs: Vec<String>,
    pub(crate) system_dirs: Vec<String>,
    pub(crate) after_dirs: Vec<String>,
    pub(crate) standard_includes: bool,
    pub(crate) iprefix: String,
    pub(crate) macros: Vec<CommandLineMacro>,
    pub(crate) includes: Vec<String>,
    pub(crate) imacros: Vec<String>,
    pub(crate) undef: bool,
    pub(crate) keep_comments: bool,
    /// `-CC`
    pub(crate) keep_macro_comments: bool,
    /// `-H`
    pub(crate) tell_headers: bool,
    /// `-fdirectives-only`
    pub(crate) directives_only: bool,
    /// `-dM`: macros instead of text.
    pub(crate) only_macros: bool,
    /// `-dD`, `-dN`, `-dU`, `-dI`; `-P`.
    pub(crate) output: OutputOptions,
    /// `-fpreprocessed`
    pub(crate) preprocessed: bool,
    /// `-fmacro-prefix-map=`, `-ffile-prefix-map=`.
    pub(crate) prefix_maps: Vec<(String, String)>,
}

/// Options of `-M` and its like.
#[derive(Clone, Debug, Default)]
pub(crate) struct DependencyOptions {
    /// Some dependency option was given.
    pub(crate) wanted: bool,
    /// `-MM`, `-MMD`
    pub(crate) user_only: bool,
    /// `-M`, `-MM`: instead of the preprocessor's output.
    pub(crate) instead: bool,
    /// `-MF`
    pub(crate) file: Option<String>,
    /// `-MT`, `-MQ` (quoted already).
    pub(crate) targets: Vec<String>,
    /// `-MP`
    pub(crate) phony: bool,
    /// `-MG`
    pub(crate) missing_ok: bool,
}

/// Options of code generation. The names are those of the command line's flags.
#[derive(Clone, Debug)]
pub(crate) struct CodegenOptions {
    /// `-g`: 0 to 3.
    pub(crate) debug: u8,
    pub(crate) dwarf_version: u8,
    pub(crate) function_sections: bool,
    pub(crate) data_sections: bool,
    pub(crate) omit_frame_pointer: Option<bool>,
    pub(crate) visibility: String,
    pub(crate) tls_model: Option<String>,
    pub(crate) unwind_tables: bool,
    pub(crate) plt: bool,
    pub(crate) jump_tables: bool,
    /// -fstrict-volatile-bitfields.
    pub(crate) strict_volatile_bit_fields: bool,
    /// -fstack-clash-protection, -fstack-check.
    pub(crate) probe_stack: bool,
    /// -ftrivial-auto-var-init: the byte that fills what the source leaves uninitialised.
    pub(crate) auto_init: Option<u8>,
    /// From this many characters on, -fstack-protector looks at an array: `--param ssp-buffer-size=`.
    pub(crate) protected_buffer: u32,
    /// `-fharden-compares`, `-fharden-conditional-branches`
    pub(crate) harden: ir::Hardening,
    /// `-pg`
    pub(crate) profile: bool,
    /// `-fzero-call-used-regs=`
    pub(crate) zeroed: Option<ir::ZeroedRegisters>,
    /// `-fpatchable-function-entry=`
    pub(crate) patchable: ir::PatchableEntry,
    /// `-fprofile-use`, and where the profile is.
    pub(crate) profile_use: Option<String>,
    /// `-fwhole-program`
    pub(crate) whole_program: bool,
    /// `-fkeep-static-functions`
    pub(crate) keep_static_functions: bool,
    /// `-ftoplevel-reorder`
    pub(crate) toplevel_reorder: Option<bool>,
    /// `-fsplit-stack`
    pub(crate) split_stack: bool,
    pub(crate) verbose_asm: bool,
    pub(crate) ident: bool,
    pub(crate) zero_initialized_in_bss: bool,
    pub(crate) keep_inline_functions: bool,
    pub(crate) pack_struct: u32,
    pub(crate) cf_protection: String,
    pub(crate) semantic_interposition: bool,
    pub(crate) optimize_sibling_calls: Option<bool>,
    /// `-m…`, as given: the target reads them.
    pub(crate) machine: Vec<String>,
    /// Flags of ccc's own: `-fdump-ir`, `-fverify-ir`, …
    pub(crate) developer: Vec<String>,
    /// `-fopt-bisect-limit=`, `-fopt-bisect-match=`, `-fdisable-pass=`.
    pub(crate) gate: opt::GateOptions,
    /// `-finline` and its like.
    pub(crate) inline: opt::unit::InlineKinds,
    /// `-fthreads=`
    pub(crate) threads: Option<usize>,
    /// `-fdebug-prefix-map=`, `-ffile-prefix-map=`.
    pub(crate) prefix_maps: Vec<(String, String)>,
}

/// The kind of output that linking makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OutputKind {
    /// The default: a position-independent executable.
    Pie,
    /// `-no-pie`
    Executable,
    /// `-static`
    Static,
    /// `-static-pie`
    StaticPie,
    /// `-shared`
    Shared,
    /// `-r`
    Relocatable,
}

/// Options of linking.
#[derive(Clone, Debug)]
pub(crate) struct LinkOptions {
    pub(crate) kind: OutputKind,
    pub(crate) library_dirs: Vec<String>,
    pub(crate) standard_libraries: bool,
    pub(crate) c_library: bool,
    pub(crate) start_files: bool,
    pub(crate) static_libgcc: bool,
    pub(crate) pthread: bool,
    pub(crate) export_dynamic: bool,
    pub(crate) strip: bool,
    pub(crate) scripts: Vec<String>,
    pub(crate) undefined: Vec<String>,
    pub(crate) z: Vec<String>,
    pub(crate) entry: Option<String>,
}

/// A question that is answered instead of compiling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Question {
    Version,
    Help,
    DumpVersion,
    DumpFullVersion,
    DumpMachine,
    DumpSpecs,
    FileName(String),
    ProgName(String),
    SearchDirs,
    LibgccFileName,
    Sysroot,
    MultiLib,
    MultiArch,
    MultiDirectory,
    MultiOsDirectory,
    SysrootHeadersSuffix,
}

/// A command line, understood.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// What is to be said of the command line itself, if something is compiled.
    pub(crate) remarks: Vec<String>,
    /// `-fno-gnu89-inline` was given.
    pub(crate) inline_of_c99: bool,
    /// What the program was called.
    pub(crate) program: String,
    pub(crate) mode: Mode,
    pub(crate) output: Option<String>,
    pub(crate) inputs: Vec<Input>,
    /// `-x` in force.
    pub(crate) language: Option<Language>,
    pub(crate) lang: LangOptions,
    /// `-trigraphs` or `-fno-…`: given explicitly.
    pub(crate) trigraphs: Option<bool>,
    /// `-fpic`-like flags were given; otherwise code is for a PIE.
    pub(crate) pic_given: bool,
    pub(crate) warnings: WarningOptions,
    pub(crate) pp: PreprocessorOptions,
    pub(crate) deps: DependencyOptions,
    pub(crate) codegen: CodegenOptions,
    pub(crate) link: LinkOptions,
    pub(crate) assembler_arguments: Vec<String>,
    pub(crate) sysroot: String,
    /// `-B`
    pub(crate) prefixes: Vec<String>,
    pub(crate) question: Option<Question>,
    pub(crate) verbose: bool,
    /// `-###`
    pub(crate) dry_run: bool,
    pub(crate) save_temps: bool,
    pub(crate) time_report: bool,
    pub(crate) target: Option<String>,
}

impl Invocation {
    pub(crate) fn new(program: String) -> Invocation {
        Invocation {
            remarks: Vec::new(),
            inline_of_c99: false,
            program,
            mode: Mode::Link,
            output: None,
            inputs: Vec::new(),
            language: None,
            lang: LangOptions::default(),
            trigraphs: None,
            pic_given: false,
            warnings: WarningOptions::default(),
            pp: PreprocessorOptions {
                quote_dirs: Vec::new(),
                include_dirs: Vec::new(),
                embed_dirs: Vec::new(),
                system_dirs: Vec::new(),
                after_dirs: Vec::new(),
                standard_includes: true,
                iprefix: String::new(),
                macros: Vec::new(),
                includes: Vec::new(),
                imacros: Vec::new(),
                undef: false,
                keep_comments: false,
                keep_macro_comments: false,
                tell_headers: false,
                directives_only: false,
                only_macros: false,
                output: OutputOptions::default(),
                preprocessed: false,
                prefix_maps: Vec::new(),
            },
            deps: DependencyOptions::default(),
            codegen: CodegenOptions {
                debug: 0,
                dwarf_version: 5,
                function_sections: false,
                data_sections: false,
                omit_frame_pointer: None,
                visibility: "default".into(),
                tls_model: None,
                unwind_tables: true,
                plt: true,
                jump_tables: true,
                strict_volatile_bit_fields: false,
                probe_stack: false,
                auto_init: None,
                protected_buffer: 8,
                harden: ir::Hardening::default(),
                profile: false,
                zeroed: None,
                patchable: ir::PatchableEntry::default(),
                profile_use: None,
                whole_program: false,
                keep_static_functions: false,
                toplevel_reorder: None,
                split_stack: false,
                verbose_asm: false,
                ident: true,
                zero_initialized_in_bss: true,
                keep_inline_functions: false,
                pack_struct: 0,
                cf_protection: "none".into(),
                semantic_interposition: true,
                optimize_sibling_calls: None,
                machine: Vec::new(),
                developer: Vec::new(),
                gate: opt::GateOptions::default(),
                inline: opt::unit::InlineKinds::default(),
                threads: None,
                prefix_maps: Vec::new(),
            },
            link: LinkOptions {
                kind: OutputKind::Pie,
                library_dirs: Vec::new(),
                standard_libraries: true,
                c_library: true,
                start_files: true,
                static_libgcc: false,
                pthread: false,
                export_dynamic: false,
                strip: false,
                scripts: Vec::new(),
                undefined: Vec::new(),
                z: Vec::new(),
                entry: None,
            },
            assembler_arguments: Vec::new(),
            sysroot: String::new(),
            prefixes: Vec::new(),
            question: None,
            verbose: false,
            dry_run: false,
            save_temps: false,
            time_report: false,
            target: None,
        }
    }
}
