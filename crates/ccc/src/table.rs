//! GCC's command line as one table: spelling, form of the argument, meaning, help text. Flags that GCC has and
//! that name nothing of ours are in `noop.rs`; everything else is refused.

use crate::invocation::{Invocation, Language, MacroDump, Mode, OutputKind, Question};
use diag::ColorChoice;
use lexer::{ComplexArithmetic, Std};
use preprocessor::{CommandLineMacro, DependencyFormat};

/// The form of an option's argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// None.
    Flag,
    /// The rest of the word.
    Joined,
    /// The next word.
    Separate,
    /// The rest of the word, or the next word if there is no rest.
    JoinedOrSeparate,
    /// None; `-fno-x` (or `-mno-x`) undoes it.
    Toggle,
}

/// What an option does.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    /// For [`Form::Flag`].
    Set(fn(&mut Invocation)),
    /// For options with an argument. The error is GCC's message.
    Value(fn(&mut Invocation, &str) -> Result<(), String>),
    /// For [`Form::Toggle`].
    Toggle(fn(&mut Invocation, bool)),
}

/// An option.
pub(crate) struct Row {
    pub(crate) spelling: &'static str,
    pub(crate) form: Form,
    pub(crate) meaning: Meaning,
    /// Empty: not listed by `--help`.
    pub(crate) help: &'static str,
}

const fn flag(spelling: &'static str, set: fn(&mut Invocation), help: &'static str) -> Row {
    Row { spelling, form: Form::Flag, meaning: Meaning::Set(set), help }
}

const fn toggle(spelling: &'static str, set: fn(&mut Invocation, bool), help: &'static str) -> Row {
    Row { spelling, form: Form::Toggle, meaning: Meaning::Toggle(set), help }
}

type SetValue = fn(&mut Invocation, &str) -> Result<(), String>;

const fn value(spelling: &'static str, form: Form, set: SetValue, help: &'static str) -> Row {
    Row { spelling, form, meaning: Meaning::Value(set), help }
}

use Form::{Joined, JoinedOrSeparate, Separate};

/// All options that do something.
pub(crate) static TABLE: &[Row] = &[
    // Overall.
    flag("-c", |i| i.mode = i.mode.min(Mode::Object), "Compile and assemble, but do not link."),
    flag("-S", |i| i.mode = i.mode.min(Mode::Assembly), "Compile only; do not assemble or link."),
    flag("-E", |i| i.mode = Mode::Preprocess, "Preprocess only; do not compile, assemble or link."),
    flag(
        "-fsyntax-only",
        |i| i.mode = i.mode.min(Mode::SyntaxOnly),
        "Check the code for errors, nothing more.",
    ),
    value(
        "-o",
        JoinedOrSeparate,
        |i, v| {
            i.output = Some(v.into());
            Ok(())
        },
        "Place the output into <file>.",
    ),
    value(
        "--output=",
        Joined,
        |i, v| {
            i.output = Some(v.into());
            Ok(())
        },
        "",
    ),
    value(
        "-x",
        JoinedOrSeparate,
        set_language,
        "Specify the language of the following input files: c, c-header, \
           cpp-output, assembler, assembler-with-cpp, none.",
    ),
    flag("-v", |i| i.verbose = true, "Say what is done."),
    flag("--verbose", |i| i.verbose = true, ""),
    flag(
        "-###",
        |i| {
            i.verbose = true;
            i.dry_run = true
        },
        "Like -v, but nothing is executed.",
    ),
    flag("-pipe", |_| (), "No effect: there are no intermediate files."),
    flag("-save-temps", |i| i.save_temps = true, "Keep the .i and .s files."),
    value(
        "-save-temps=",
        Joined,
        |i, _| {
            i.save_temps = true;
            Ok(())
        },
        "",
    ),
    flag("--save-temps", |i| i.save_temps = true, ""),
    flag("-ftime-report", |i| i.time_report = true, "Print the time that each phase took."),
    flag("-time", |i| i.time_report = true, ""),
    flag("-Q", |_| (), "No effect: ccc does not print function names as it goes."),
    flag("-pass-exit-codes", |_| (), ""),
    flag("-no-canonical-prefixes", |_| (), ""),
    value(
        "--sysroot=",
        Joined,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "Use <directory> as the root directory for headers and libraries.",
    ),
    value(
        "--sysroot",
        Separate,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "",
    ),
    value(
        "-isysroot",
        JoinedOrSeparate,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "",
    ),
    value(
        "-B",
        JoinedOrSeparate,
        |i, v| {
            i.prefixes.push(v.into());
            Ok(())
        },
        "Add <directory> to the search paths of start files and libraries.",
    ),
    value(
        "--target=",
        Joined,
        |i, v| {
            i.target = Some(v.into());
            Ok(())
        },
        "Compile for the machine <triple>.",
    ),
    value(
        "-target",
        Separate,
        |i, v| {
            i.target = Some(v.into());
            Ok(())
        },
        "",
    ),
    // Questions.
    flag("--version", |i| i.question = Some(Question::Version), "Display compiler version information."),
    flag("--help", |i| i.question = Some(Question::Help), "Display this information."),
    flag(
        "-dumpversion",
        |i| i.question = Some(Question::DumpVersion),
        "Display the GCC version that ccc claims.",
    ),
    flag(
        "-dumpfullversion",
        |i| i.question = Some(Question::DumpFullVersion),
        "The same, with minor version and patch level.",
    ),
    flag("-dumpmachine", |i| i.question = Some(Question::DumpMachine), "Display the compiler's target."),
    flag("-dumpspecs", |i| i.question = Some(Question::DumpSpecs), "Display the spec strings: ccc has none."),
    value(
        "-print-file-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::FileName(v.into()));
            Ok(())
        },
        "Display the full path to library <lib>.",
    ),
    value(
        "--print-file-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::FileName(v.into()));
            Ok(())
        },
        "",
    ),
    value(
        "-print-prog-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::ProgName(v.into()));
            Ok(())
        },
        "Display the full path to compiler component <prog>.",
    ),
    value(
        "--print-prog-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::ProgName(v.into()));
            Ok(())
        },
        "",
    ),
    flag(
        "-print-search-dirs",
        |i| i.question = Some(Question::SearchDirs),
        "Display the compiler's search path.",
    ),
    flag("--print-search-dirs", |i| i.question = Some(Question::SearchDirs), ""),
    flag(
        "-print-libgcc-file-name",
        |i| i.question = Some(Question::LibgccFileName),
        "Display the name of the compiler's companion library.",
    ),
    flag("--print-libgcc-file-name", |i| i.question = Some(Question::LibgccFileName), ""),
    flag(
        "-print-sysroot",
        |i| i.question = Some(Question::Sysroot),
        "Display the root directory of the target.",
    ),
    flag("--print-sysroot", |i| i.question = Some(Question::Sysroot), ""),
    flag(
        "-print-multi-lib",
        |i| i.question = Some(Question::MultiLib),
        "Display the library variants: there is one.",
    ),
    flag("--print-multi-lib", |i| i.question = Some(Question::MultiLib), ""),
    flag(
        "-print-multiarch",
        |i| i.question = Some(Question::MultiArch),
        "Display the target's normalized GNU triplet.",
    ),
    flag("--print-multiarch", |i| i.question = Some(Question::MultiArch), ""),
    flag("-print-multi-directory", |i| i.question = Some(Question::MultiDirectory), ""),
    flag("--print-multi-directory", |i| i.question = Some(Question::MultiDirectory), ""),
    flag("-print-multi-os-directory", |i| i.question = Some(Question::MultiOsDirectory), ""),
    flag("--print-multi-os-directory", |i| i.question = Some(Question::MultiOsDirectory), ""),
    flag("-print-sysroot-headers-suffix", |i| i.question = Some(Question::SysrootHeadersSuffix), ""),
    // Preprocessor.
    value(
        "-D",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Define(v.into()));
            Ok(())
        },
        "Define a macro: <name>, or <name>=<value>.",
    ),
    value(
        "-A",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Assert(v.into()));
            Ok(())
        },
        "Assert an answer to a question: <predicate>=<answer>; take it back: -<predicate>=<answer>.",
    ),
    value(
        "-U",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Undef(v.into()));
            Ok(())
        },
        "Undefine a macro.",
    ),
    flag("-undef", |i| i.pp.undef = true, "Do not predefine the system's macros."),
    value(
        "-I",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.include_dirs.push(dir);
            Ok(())
        },
        "Search <directory> for headers.",
    ),
    value(
        "-iquote",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.quote_dirs.push(dir);
            Ok(())
        },
        "Search <directory> for headers in quotes, first.",
    ),
    value(
        "-isystem",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.system_dirs.push(dir);
            Ok(())
        },
        "Search <directory> after -I, as a system directory.",
    ),
    value(
        "--embed-dir=",
        Joined,
        |i, v| {
            i.pp.embed_dirs.push(v.into());
            Ok(())
        },
        "Search <directory> for what #embed names.",
    ),
    value(
        "-idirafter",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.after_dirs.push(dir);
            Ok(())
        },
        "Search <directory> after all others.",
    ),
    value(
        "-iprefix",
        JoinedOrSeparate,
        |i, v| {
            i.pp.iprefix = v.into();
            Ok(())
        },
        "",
    ),
    value(
        "-iwithprefix",
        JoinedOrSeparate,
        |i, v| {
            let dir = format!("{}{v}", i.pp.iprefix);
            i.pp.after_dirs.push(dir);
            Ok(())
        },
        "",
    ),
    value(
        "-iwithprefixbefore",
        JoinedOrSeparate,
        |i, v| {
            let dir = format!("{}{v}", i.pp.iprefix);
            i.pp.include_dirs.push(dir);
            Ok(())
        },
        "",
    ),
    value("-imultilib", Separate, |_, _| Ok(()), ""),
    value("-imultiarch", Separate, |_, _| Ok(()), ""),
    value(
        "-include",
        JoinedOrSeparate,
        |i, v| {
            i.pp.includes.push(v.into());
            Ok(())
        },
        "Include <file> before others.",
    ),
    value(
        "-imacros",
        JoinedOrSeparate,
        |i, v| {
            i.pp.imacros.push(v.into());
            Ok(())
        },
        "Take the macros of <file>.",
    ),
    flag(
        "-nostdinc",
        |i| i.pp.standard_includes = false,
        "Do not search the standard directories for headers.",
    ),
    flag("-P", |i| i.pp.linemarkers = false, "With -E: no linemarkers."),
    flag("-C", |i| i.pp.keep_comments = true, "With -E: keep comments."),
    flag("-CC", |i| i.pp.keep_comments = true, "With -E: keep comments (those of macros are dropped)."),
    flag("-dM", |i| i.pp.dump = MacroDump::Only, "With -E: print the macros that are defined at the end."),
    flag("-dD", |i| i.pp.dump = MacroDump::WithText, "With -E: print definitions too."),
    flag("-dN", |i| i.pp.dump = MacroDump::WithText, ""),
    toggle("-fpreprocessed", |i, on| i.pp.preprocessed = on, ""),
    toggle("-fdollars-in-identifiers", |i, on| i.lang.dollars = on, ""),
    flag("-trigraphs", |i| i.trigraphs = Some(true), "Replace trigraphs."),
    flag("-remap", |_| (), ""),
    flag(
        "-M",
        |i| {
            i.deps.wanted = true;
            i.deps.instead = true;
            i.deps.user_only = false
        },
        "Print a make rule of the file's dependencies.",
    ),
    flag(
        "-MM",
        |i| {
            i.deps.wanted = true;
            i.deps.instead = true;
            i.deps.user_only = true
        },
        "As -M, without system headers.",
    ),
    flag("-MD", |i| i.deps.wanted = true, "Write the rule to a .d file, and go on."),
    flag(
        "-MMD",
        |i| {
            i.deps.wanted = true;
            i.deps.user_only = true
        },
        "As -MD, without system headers.",
    ),
    value(
        "-MF",
        JoinedOrSeparate,
        |i, v| {
            i.deps.file = Some(v.into());
            Ok(())
        },
        "Write the rule to <file>.",
    ),
    value(
        "-MT",
        JoinedOrSeparate,
        |i, v| {
            i.deps.targets.push(v.into());
            Ok(())
        },
        "Name the rule's target.",
    ),
    value(
        "-MQ",
        JoinedOrSeparate,
        |i, v| {
            i.deps.targets.push(DependencyFormat::quote(v));
            Ok(())
        },
        "As -MT, quoted for make.",
    ),
    flag("-MP", |i| i.deps.phony = true, "Add an empty rule for each header."),
    flag("-MG", |i| i.deps.missing_ok = true, "Missing headers are generated files."),
    value("-Wp,", Joined, preprocessor_arguments, "Pass comma-separated <options> on to the preprocessor."),
    value("-Xpreprocessor", Separate, crate::command_line::apply_one, "Pass <arg> on to the preprocessor."),
    // Language.
    value("-std=", Joined, set_standard, "Assume that the input sources are for <standard>."),
    value("--std=", Joined, set_standard, ""),
    flag(
        "-ansi",
        |i| {
            i.lang.std = Std::C89;
            i.lang.gnu = false
        },
        "The same as -std=c90.",
    ),
    toggle("-ffreestanding", |i, on| i.lang.hosted = !on, "There is no C library."),
    toggle("-fhosted", |i, on| i.lang.hosted = on, ""),
    toggle("-funsigned-char", |i, on| i.lang.char_signed = Some(!on), "Plain char is unsigned."),
    toggle("-fsigned-char", |i, on| i.lang.char_signed = Some(on), "Plain char is signed."),
    toggle("-fshort-wchar", |i, on| i.lang.short_wchar = on, "wchar_t is unsigned short."),
    toggle(
        "-fshort-enums",
        |i, on| i.lang.short_enums = on,
        "An enumeration takes the narrowest integer type.",
    ),
    toggle("-funsigned-bitfields", |i, on| i.lang.unsigned_bitfields = on, ""),
    toggle("-fsigned-bitfields", |i, on| i.lang.unsigned_bitfields = !on, ""),
    toggle("-fcommon", |i, on| i.lang.common = on, "Tentative definitions are common symbols."),
    toggle("-fgnu89-inline", |i, on| i.lang.gnu89_inline = on, "Inline functions have GNU89's meaning."),
    toggle("-fdefer-ts", |i, on| i.lang.defer_ts = on, "_Defer is a keyword (ISO/IEC TS 25755)."),
    toggle("-fms-extensions", |i, on| i.lang.ms_extensions = on, ""),
    toggle("-fplan9-extensions", |i, on| i.lang.plan9_extensions = on, ""),
    toggle("-fbuiltin", |i, on| i.lang.builtins = on, "Recognise functions of the C library."),
    value(
        "-fno-builtin-",
        Joined,
        |i, v| {
            i.lang.no_builtin.push(v.into());
            Ok(())
        },
        "",
    ),
    toggle("-flax-vector-conversions", |i, on| i.lang.lax_vector_conversions = on, ""),
    toggle("-fasm", |i, on| i.lang.gnu = on || i.lang.gnu, ""),
    toggle("-fopenmp-simd", |_, _| (), ""),
    value("-fstrict-flex-arrays=", Joined, |i, v| number(v).map(|n| i.lang.strict_flex_arrays = n as u8), ""),
    // Warnings.
    value("-W", Joined, set_warning, "Turn a warning on (-Wall, -Wextra, -Werror, -Wx, -Wno-x)."),
    flag("-w", |i| i.warnings.inhibit = true, "No warnings."),
    flag("-pedantic", |i| i.warnings.set_pedantic(), "Warn about what the standard forbids."),
    flag("--pedantic", |i| i.warnings.set_pedantic(), ""),
    flag(
        "-pedantic-errors",
        |i| {
            i.warnings.set_pedantic();
            i.warnings.pedantic_errors = true
        },
        "Make that errors.",
    ),
    flag(
        "--pedantic-errors",
        |i| {
            i.warnings.set_pedantic();
            i.warnings.pedantic_errors = true
        },
        "",
    ),
    value(
        "-fmax-errors=",
        Joined,
        |i, v| number(v).map(|n| i.warnings.max_errors = n),
        "Stop after <n> errors.",
    ),
    toggle(
        "-fdiagnostics-color",
        |i, on| i.warnings.color = if on { ColorChoice::Always } else { ColorChoice::Never },
        "",
    ),
    value(
        "-fdiagnostics-color=",
        Joined,
        |i, v| {
            i.warnings.color = match v {
                "always" => ColorChoice::Always,
                "never" => ColorChoice::Never,
                "auto" => ColorChoice::Auto,
                _ => return Err(format!("unrecognized argument in option '-fdiagnostics-color={v}'")),
            };
            Ok(())
        },
        "Colour diagnostics: always, never, auto.",
    ),
    toggle("-fdiagnostics-show-caret", |i, on| i.warnings.show_caret = on, ""),
    toggle("-fdiagnostics-show-option", |i, on| i.warnings.show_option = on, ""),
    toggle("-fshow-column", |i, on| i.warnings.show_column = on, ""),
    flag(
        "-fdiagnostics-plain-output",
        |i| {
            i.warnings.show_caret = false;
            i.warnings.color = ColorChoice::Never
        },
        "",
    ),
    // Optimisation and code generation.
    value("-O", Joined, set_optimize, "Optimise: 0, 1, 2, 3, s, z, g, fast."),
    value("-g", Joined, set_debug, "Debug information: 0 to 3."),
    flag(
        "-fpic",
        |i| {
            i.pic_given = true;
            i.lang.pic = 1;
            i.lang.pie = 0
        },
        "Position-independent code.",
    ),
    flag(
        "-fPIC",
        |i| {
            i.pic_given = true;
            i.lang.pic = 2;
            i.lang.pie = 0
        },
        "Position-independent code.",
    ),
    flag(
        "-fno-pic",
        |i| {
            i.pic_given = true;
            i.lang.pic = 0;
            i.lang.pie = 0
        },
        "",
    ),
    flag(
        "-fno-PIC",
        |i| {
            i.pic_given = true;
            i.lang.pic = 0;
            i.lang.pie = 0
        },
        "",
    ),
    flag(
        "-fpie",
        |i| {
            i.pic_given = true;
            i.lang.pic = 1;
            i.lang.pie = 1
        },
        "Code for a PIE (the default).",
    ),
    flag(
        "-fPIE",
        |i| {
            i.pic_given = true;
            i.lang.pic = 2;
            i.lang.pie = 2
        },
        "Code for a PIE (the default).",
    ),
    flag(
        "-fno-pie",
        |i| {
            i.pic_given = true;
            i.lang.pic = 0;
            i.lang.pie = 0
        },
        "",
    ),
    flag(
        "-fno-PIE",
        |i| {
            i.pic_given = true;
            i.lang.pic = 0;
            i.lang.pie = 0
        },
        "",
    ),
    toggle("-ffunction-sections", |i, on| i.codegen.function_sections = on, "A section for each function."),
    toggle("-fdata-sections", |i, on| i.codegen.data_sections = on, "A section for each object."),
    toggle("-fomit-frame-pointer", |i, on| i.codegen.omit_frame_pointer = Some(on), ""),
    value(
        "-fvisibility=",
        Joined,
        |i, v| {
            if !matches!(v, "default" | "internal" | "hidden" | "protected") {
                return Err(format!("unrecognized visibility value '{v}'"));
            }
            i.codegen.visibility = v.into();
            Ok(())
        },
        "Visibility of symbols: default, hidden, protected, internal.",
    ),
    value(
        "-ftls-model=",
        Joined,
        |i, v| {
            if !matches!(v, "global-dynamic" | "local-dynamic" | "initial-exec" | "local-exec") {
                return Err(format!("unknown TLS model '{v}'"));
            }
            i.codegen.tls_model = Some(v.into());
            Ok(())
        },
        "",
    ),
    toggle("-fasynchronous-unwind-tables", |i, on| i.codegen.unwind_tables = on, ""),
    toggle("-funwind-tables", |i, on| i.codegen.unwind_tables = on, ""),
    toggle(
        "-fexceptions",
        |i, on| i.lang.exceptions = on,
        "Exceptions may pass; attribute cleanup is refused.",
    ),
    toggle("-fplt", |i, on| i.codegen.plt = on, ""),
    toggle("-fjump-tables", |i, on| i.codegen.jump_tables = on, ""),
    toggle("-fverbose-asm", |i, on| i.codegen.verbose_asm = on, ""),
    toggle("-fident", |i, on| i.codegen.ident = on, ""),
    toggle("-fzero-initialized-in-bss", |i, on| i.codegen.zero_initialized_in_bss = on, ""),
    toggle("-fkeep-inline-functions", |i, on| i.codegen.keep_inline_functions = on, ""),
    toggle("-fsemantic-interposition", |i, on| i.codegen.semantic_interposition = on, ""),
    toggle("-foptimize-sibling-calls", |i, on| i.codegen.optimize_sibling_calls = Some(on), ""),
    toggle("-fpack-struct", |i, on| i.codegen.pack_struct = u32::from(on), ""),
    value("-fpack-struct=", Joined, |i, v| number(v).map(|n| i.codegen.pack_struct = n), ""),
    toggle("-fcf-protection", |i, on| i.codegen.cf_protection = if on { "full" } else { "none" }.into(), ""),
    value(
        "-fcf-protection=",
        Joined,
        |i, v| {
            i.codegen.cf_protection = v.into();
            Ok(())
        },
        "",
    ),
    toggle("-fstack-protector", |i, on| i.lang.stack_protector = u8::from(on), ""),
    toggle("-fstack-protector-all", |i, on| i.lang.stack_protector = if on { 2 } else { 0 }, ""),
    toggle("-fstack-protector-strong", |i, on| i.lang.stack_protector = if on { 3 } else { 0 }, ""),
    toggle("-fstack-protector-explicit", |i, on| i.lang.stack_protector = if on { 4 } else { 0 }, ""),
    toggle("-fwrapv", |i, on| i.lang.wrapv = on, "Signed overflow wraps."),
    toggle("-ftrapv", |i, on| i.lang.trapv = on, "Signed overflow traps."),
    toggle("-fstrict-overflow", |i, on| i.lang.wrapv = !on, ""),
    toggle("-fwrapv-pointer", |i, on| i.lang.wrapv |= on, ""),
    toggle("-fstrict-aliasing", |i, on| i.lang.strict_aliasing = on, ""),
    toggle("-fdelete-null-pointer-checks", |i, on| i.lang.delete_null_pointer_checks = on, ""),
    toggle(
        "-finline",
        |i, on| {
            i.lang.no_inline = !on;
            i.codegen.inline.any = on;
        },
        "Copy bodies into callers.",
    ),
    toggle("-fmath-errno", |i, on| i.lang.math_errno = on, ""),
    toggle("-ffast-math", set_fast_math, ""),
    toggle(
        "-funsafe-math-optimizations",
        |i, on| {
            i.lang.associative_math = on;
            i.lang.reciprocal_math = on;
            i.lang.signed_zeros = !on;
            i.lang.trapping_math = !on;
        },
        "",
    ),
    toggle("-ffinite-math-only", |i, on| i.lang.finite_math_only = on, ""),
    toggle("-fsigned-zeros", |i, on| i.lang.signed_zeros = on, ""),
    toggle("-frounding-math", |i, on| i.lang.rounding_math = on, ""),
    toggle("-ftrapping-math", |i, on| i.lang.trapping_math = on, ""),
    toggle(
        "-fcx-limited-range",
        |i, on| set_complex(i, on, ComplexArithmetic::Limited),
        "Complex products and quotients without regard to infinities.",
    ),
    toggle("-fcx-fortran-rules", |i, on| set_complex(i, on, ComplexArithmetic::Fortran), ""),
    toggle(
        "-fnon-call-exceptions",
        |i, on| i.lang.non_call_exceptions = on,
        "What may trap happens, wanted or not.",
    ),
    toggle(
        "-finstrument-functions",
        |i, on| i.lang.instrument_functions = on,
        "Call __cyg_profile_func_enter and _exit in each function.",
    ),
    value(
        "-finstrument-functions-exclude-function-list=",
        Joined,
        |i, v| {
            i.lang.uninstrumented_functions.extend(v.split(',').map(String::from));
            Ok(())
        },
        "",
    ),
    value(
        "-finstrument-functions-exclude-file-list=",
        Joined,
        |i, v| {
            i.lang.uninstrumented_files.extend(v.split(',').map(String::from));
            Ok(())
        },
        "",
    ),
    value("-finput-charset=", Joined, |_, v| input_charset(v), "Character set of sources: UTF-8, ASCII."),
    value("-fexec-charset=", Joined, |_, v| execution_charset(v), "Character set of strings: UTF-8, ASCII."),
    value("-fwide-exec-charset=", Joined, |_, v| wide_charset(v), "Character set of wide strings: UTF-32LE."),
    // GCC's passes are not ours, which -fdump-ir shows.
    value("-fdump-tree-", Joined, |_, _| Ok(()), ""),
    value("-fdump-rtl-", Joined, |_, _| Ok(()), ""),
    value("-fdump-ipa-", Joined, |_, _| Ok(()), ""),
    toggle("-fassociative-math", |i, on| i.lang.associative_math = on, ""),
    toggle("-freciprocal-math", |i, on| i.lang.reciprocal_math = on, ""),
    value("-fdebug-prefix-map=", Joined, prefix_map, ""),
    value("-fmacro-prefix-map=", Joined, macro_prefix_map, ""),
    value(
        "-ffile-prefix-map=",
        Joined,
        |i, v| prefix_map(i, v).and_then(|()| macro_prefix_map(i, v)),
        "Replace the beginnings of file names in macros and debug information.",
    ),
    value("-fdump-ir", Joined, |i, v| developer(i, "-fdump-ir", v), "Print the IR (of a pass: =<pass>)."),
    value("-fdump-mir", Joined, |i, v| developer(i, "-fdump-mir", v), "Print machine instructions."),
    value(
        "-fopt-bisect-limit=",
        Joined,
        |i, v| gate(i, "-fopt-bisect-limit=", v),
        "Stop transforming after <n>.",
    ),
    value("-fopt-bisect-match=", Joined, |i, v| gate(i, "-fopt-bisect-match=", v), ""),
    value("-fdisable-pass=", Joined, |i, v| gate(i, "-fdisable-pass=", v), "Leave a pass out."),
    toggle("-finline-functions", |i, on| i.codegen.inline.plain = on, ""),
    toggle("-finline-small-functions", |i, on| i.codegen.inline.plain = on, ""),
    toggle("-finline-functions-called-once", |i, on| i.codegen.inline.once = on, ""),
    value("-fthreads=", Joined, threads, "Generate code with <n> threads; the output does not depend on it."),
    value("-ftime-trace=", Joined, |i, v| developer(i, "-ftime-trace=", v), ""),
    toggle(
        "-finterpret-ir",
        |i, on| {
            if on {
                i.codegen.developer.push("-finterpret-ir".into())
            }
        },
        "Run main of the unit in the interpreter, before and after each pass.",
    ),
    toggle(
        "-fverify-ir",
        |i, on| {
            if on {
                i.codegen.developer.push("-fverify-ir".into())
            }
        },
        "Verify the IR after each pass.",
    ),
    value(
        "-Wa,",
        Joined,
        |i, v| {
            i.assembler_arguments.extend(v.split(',').map(String::from));
            Ok(())
        },
        "Pass comma-separated <options> on to the assembler.",
    ),
    value(
        "-Xassembler",
        Separate,
        |i, v| {
            i.assembler_arguments.push(v.into());
            Ok(())
        },
        "Pass <arg> on to the assembler.",
    ),
    value("--param", Separate, |_, _| Ok(()), ""),
    value("--param=", Joined, |_, _| Ok(()), ""),
    // Linking.
    value(
        "-l",
        JoinedOrSeparate,
        |i, v| {
            i.inputs.push(crate::invocation::Input::Library(v.into()));
            Ok(())
        },
        "Link with library <name>.",
    ),
    value(
        "-L",
        JoinedOrSeparate,
        |i, v| {
            i.link.library_dirs.push(v.into());
            Ok(())
        },
        "Search <directory> for libraries.",
    ),
    value(
        "-Wl,",
        Joined,
        |i, v| {
            i.inputs.extend(v.split(',').map(|a| crate::invocation::Input::LinkerArgument(a.into())));
            Ok(())
        },
        "Pass comma-separated <options> on to the linker.",
    ),
    value(
        "-Xlinker",
        Separate,
        |i, v| {
            i.inputs.push(crate::invocation::Input::LinkerArgument(v.into()));
            Ok(())
        },
        "Pass <arg> on to the linker.",
    ),
    value(
        "-T",
        JoinedOrSeparate,
        |i, v| {
            i.link.scripts.push(v.into());
            Ok(())
        },
        "Use <file> as the linker script.",
    ),
    value(
        "-u",
        JoinedOrSeparate,
        |i, v| {
            i.link.undefined.push(v.into());
            Ok(())
        },
        "Make <symbol> undefined.",
    ),
    value(
        "-z",
        JoinedOrSeparate,
        |i, v| {
            i.link.z.push(v.into());
            Ok(())
        },
        "Pass -z <keyword> on to the linker.",
    ),
    value(
        "-e",
        JoinedOrSeparate,
        |i, v| {
            i.link.entry = Some(v.into());
            Ok(())
        },
        "Begin execution at <symbol>.",
    ),
    value(
        "--entry=",
        Joined,
        |i, v| {
            i.link.entry = Some(v.into());
            Ok(())
        },
        "",
    ),
    flag("-shared", |i| i.link.kind = OutputKind::Shared, "Create a shared library."),
    flag(
        "-static",
        |i| {
            i.link.kind =
                if i.link.kind == OutputKind::StaticPie { OutputKind::StaticPie } else { OutputKind::Static }
        },
        "Link everything statically.",
    ),
    flag("-static-pie", |i| i.link.kind = OutputKind::StaticPie, "Create a static PIE."),
    flag(
        "-pie",
        |i| {
            if i.link.kind != OutputKind::Shared {
                i.link.kind = OutputKind::Pie
            }
        },
        "Create a PIE (the default).",
    ),
    flag(
        "-no-pie",
        |i| {
            if i.link.kind == OutputKind::Pie {
                i.link.kind = OutputKind::Executable
            }
        },
        "Create an executable at a fixed address.",
    ),
    flag(
        "-nopie",
        |i| {
            if i.link.kind == OutputKind::Pie {
                i.link.kind = OutputKind::Executable
            }
        },
        "",
    ),
    flag("-r", |i| i.link.kind = OutputKind::Relocatable, "Create a relocatable object."),
    flag("-static-libgcc", |i| i.link.static_libgcc = true, "No effect: ccc's runtime is always static."),
    flag("-shared-libgcc", |i| i.link.static_libgcc = false, ""),
    flag(
        "-nostdlib",
        |i| {
            i.link.standard_libraries = false;
            i.link.start_files = false
        },
        "Neither start files nor libraries.",
    ),
    flag("-nodefaultlibs", |i| i.link.standard_libraries = false, "No libraries."),
    flag("-nostartfiles", |i| i.link.start_files = false, "No start files."),
    flag("-nolibc", |i| i.link.default_libraries = false, "Not the C library."),
    flag(
        "-pthread",
        |i| {
            i.link.pthread = true;
            i.lang.pthread = true
        },
        "Threads.",
    ),
    flag("-rdynamic", |i| i.link.export_dynamic = true, "Export all symbols."),
    flag("-s", |i| i.link.strip = true, "Strip the output."),
    flag("-fuse-ld=bfd", |_| (), ""),
    flag("-fuse-ld=gold", |_| (), ""),
    flag("-fuse-ld=lld", |_| (), ""),
    flag("-fuse-ld=mold", |_| (), ""),
];

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("argument '{text}' should be a non-negative integer"))
}

fn developer(invocation: &mut Invocation, name: &str, value: &str) -> Result<(), String> {
    invocation.codegen.developer.push(format!("{name}{value}"));
    Ok(())
}

fn threads(invocation: &mut Invocation, value: &str) -> Result<(), String> {
    let threads = value.parse().ok().filter(|&threads| threads > 0);
    let wrong = || format!("argument '{value}' to '-fthreads=' should be a positive integer");
    invocation.codegen.threads = Some(threads.ok_or_else(wrong)?);
    Ok(())
}

/// What optimisation leaves out.
fn gate(invocation: &mut Invocation, name: &str, value: &str) -> Result<(), String> {
    invocation.codegen.gate.take(&format!("{name}{value}")).map(|_| ())
}

fn prefix_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) => Ok((old.into(), new.into())),
        None => Err(format!("invalid argument '{text}' to '-ffile-prefix-map'")),
    }
}

fn prefix_map(invocation: &mut Invocation, text: &str) -> Result<(), String> {
    prefix_pair(text).map(|pair| invocation.codegen.prefix_maps.push(pair))
}

fn macro_prefix_map(invocation: &mut Invocation, text: &str) -> Result<(), String> {
    prefix_pair(text).map(|pair| invocation.pp.prefix_maps.push(pair))
}

/// `=dir` and `$SYSROOTdir` are below the system root.
fn sysrooted(invocation: &Invocation, dir: &str) -> String {
    match dir.strip_prefix('=').or_else(|| dir.strip_prefix("$SYSROOT")) {
        Some(rest) => format!("{}{rest}", invocation.sysroot),
        None => dir.to_string(),
    }
}

fn set_language(invocation: &mut Invocation, name: &str) -> Result<(), String> {
    invocation.language = match name {
        "none" => None,
        "c" => Some(Language::C),
        "c-header" => Some(Language::Header),
        "cpp-output" => Some(Language::Preprocessed),
        "assembler" => Some(Language::Assembler),
        "assembler-with-cpp" => Some(Language::AssemblerWithCpp),
        _ => return Err(format!("language {name} not recognized")),
    };
    Ok(())
}

fn set_standard(invocation: &mut Invocation, name: &str) -> Result<(), String> {
    let (std, gnu) = match name {
        "c89" | "c90" | "iso9899:1990" => (Std::C89, false),
        "iso9899:199409" => (Std::C94, false),
        "c99" | "c9x" | "iso9899:1999" | "iso9899:199x" => (Std::C99, false),
        "c11" | "c1x" | "iso9899:2011" => (Std::C11, false),
        "c17" | "c18" | "iso9899:2017" | "iso9899:2018" => (Std::C17, false),
        "c2x" | "c23" | "iso9899:2024" => (Std::C23, false),
        "c2y" => (Std::C2y, false),
        "gnu89" | "gnu90" => (Std::C89, true),
        "gnu99" | "gnu9x" => (Std::C99, true),
        "gnu11" | "gnu1x" => (Std::C11, true),
        "gnu17" | "gnu18" => (Std::C17, true),
        "gnu2x" | "gnu23" => (Std::C23, true),
        "gnu2y" => (Std::C2y, true),
        _ => return Err(format!("unrecognized command-line option '-std={name}'")),
    };
    invocation.lang.std = std;
    invocation.lang.gnu = gnu;
    Ok(())
}

fn set_warning(invocation: &mut Invocation, text: &str) -> Result<(), String> {
    let text = if text.is_empty() { "extra" } else { text };
    if invocation.warnings.apply(text).is_ok() {
        return Ok(());
    }
    // GCC says nothing about an unknown -Wno-x: so that makefiles can name warnings of newer versions.
    match text.strip_prefix("no-") {
        Some(rest) => match rest.strip_prefix("error=") {
            Some(name) => Err(format!("'-Wno-error={name}': no option '-W{name}'")),
            None => Ok(()),
        },
        None => match text.strip_prefix("error=") {
            Some(name) => Err(format!("'-Werror={name}': no option '-W{name}'")),
            None if crate::noop::WARNINGS.contains(&text.split('=').next().unwrap_or(text)) => Ok(()),
            None => Err(format!("unrecognized command-line option '-W{text}'")),
        },
    }
}

fn set_optimize(invocation: &mut Invocation, level: &str) -> Result<(), String> {
    let lang = &mut invocation.lang;
    lang.optimize_size = matches!(level, "s" | "z");
    lang.optimize = match level {
        "" => 1,
        "s" | "z" => 2,
        "g" => 1,
        "fast" => 3,
        _ => match level.parse::<u32>() {
            Ok(level) => level.min(3) as u8,
            Err(_) => {
                return Err(
                    "argument to '-O' should be a non-negative integer, 'g', 's', 'z' or 'fast'".into()
                );
            }
        },
    };
    if level == "fast" {
        set_fast_math(invocation, true);
    }
    Ok(())
}

fn set_fast_math(invocation: &mut Invocation, on: bool) {
    let lang = &mut invocation.lang;
    lang.fast_math = on;
    lang.finite_math_only = on;
    lang.math_errno = !on;
    lang.signed_zeros = !on;
    lang.trapping_math = !on;
    lang.associative_math = on;
    lang.reciprocal_math = on;
    lang.complex_arithmetic = if on { ComplexArithmetic::Limited } else { ComplexArithmetic::Full };
    if on {
        lang.rounding_math = false;
    }
}

fn set_complex(invocation: &mut Invocation, on: bool, how: ComplexArithmetic) {
    invocation.lang.complex_arithmetic = if on { how } else { ComplexArithmetic::Full };
}

/// Sources are UTF-8, of which ASCII is a part.
fn input_charset(name: &str) -> Result<(), String> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "ascii" | "us-ascii" | "ansi_x3.4-1968" => Ok(()),
        _ => Err(format!("conversion from {name} to UTF-8 not supported by iconv")),
    }
}

fn execution_charset(name: &str) -> Result<(), String> {
    input_charset(name).map_err(|_| format!("conversion from UTF-8 to {name} not supported by iconv"))
}

fn wide_charset(name: &str) -> Result<(), String> {
    match name.to_ascii_lowercase().as_str() {
        "utf-32le" | "ucs-4le" | "utf-32" | "ucs-4-internal" | "wchar_t" => Ok(()),
        _ => Err(format!("conversion from UTF-8 to {name} not supported by iconv")),
    }
}

fn set_debug(invocation: &mut Invocation, text: &str) -> Result<(), String> {
    let codegen = &mut invocation.codegen;
    let level = |text: &str| match text {
        "" => Some(2),
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        _ => None,
    };
    if let Some(level) = level(text).or_else(|| text.strip_prefix("gdb").and_then(level)) {
        codegen.debug = level;
        return Ok(());
    }
    if text == "dwarf" {
        codegen.debug = codegen.debug.max(2);
        return Ok(());
    }
    if let Some(version) = text.strip_prefix("dwarf-")
        && let Ok(version @ 2..=5) = version.parse::<u8>()
    {
        codegen.debug = codegen.debug.max(2);
        codegen.dwarf_version = version;
        return Ok(());
    }
    let plain = text.strip_prefix("no-").unwrap_or(text);
    if crate::noop::DEBUG.contains(&plain.split('=').next().unwrap_or(plain)) {
        return Ok(());
    }
    Err(format!("unrecognized command-line option '-g{text}'"))
}

/// `-Wp,`: here `-MD` and `-MMD` take the file's name, as the compiler proper reads them.
fn preprocessor_arguments(invocation: &mut Invocation, list: &str) -> Result<(), String> {
    let mut words = list.split(',').peekable();
    while let Some(word) = words.next() {
        if matches!(word, "-MD" | "-MMD") {
            invocation.deps.wanted = true;
            invocation.deps.user_only = word == "-MMD";
            if let Some(file) = words.next() {
                invocation.deps.file = Some(file.into());
            }
            continue;
        }
        let takes_argument =
            TABLE.iter().any(|row| row.spelling == word && matches!(row.form, Separate | JoinedOrSeparate));
        let argument = if takes_argument { words.next() } else { None };
        match argument {
            Some(argument) => crate::command_line::apply_pair(invocation, word, argument)?,
            None => crate::command_line::apply_one(invocation, word)?,
        }
    }
    Ok(())
}
