//! Optimisation, code generation, debugging (GCC manual 3.10 to 3.12, 3.16), and what ccc has for its developers.

use super::Form::{Joined, Separate};
use super::{Row, flag, number, toggle, value};
use crate::invocation::Invocation;
use crate::{parameters, sanitizers, suggestion};
use lexer::ComplexArithmetic;

/// The arguments of `-ftls-model=`.
pub(crate) static TLS_MODELS: &[&str] = &["global-dynamic", "initial-exec", "local-dynamic", "local-exec"];

pub(super) static ROWS: &[Row] = &[
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
            const VISIBILITIES: &[&str] = &["default", "hidden", "internal", "protected"];
            if !VISIBILITIES.contains(&v) {
                let message = format!("unrecognized visibility value '{v}'");
                return Err(suggestion::bad_argument(&message, "-fvisibility=", v, VISIBILITIES));
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
            if !TLS_MODELS.contains(&v) {
                let message = format!("unknown TLS model '{v}'");
                return Err(suggestion::bad_argument(&message, "-ftls-model=", v, TLS_MODELS));
            }
            i.codegen.tls_model = Some(v.into());
            Ok(())
        },
        "",
    ),
    toggle("-fasynchronous-unwind-tables", |i, on| i.codegen.unwind_tables = on, ""),
    toggle("-funwind-tables", |i, on| i.codegen.unwind_tables = on, ""),
    toggle("-fexceptions", |i, on| i.lang.exceptions = on, "Exceptions may pass, and run cleanups."),
    toggle("-fplt", |i, on| i.codegen.plt = on, ""),
    toggle(
        "-fstrict-volatile-bitfields",
        |i, on| i.codegen.strict_volatile_bit_fields = on,
        "Access volatile bit-fields by their declared type.",
    ),
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
    toggle("-fstack-clash-protection", |i, on| i.codegen.probe_stack = on, "Touch new stack page by page."),
    value(
        "-ftrivial-auto-var-init=",
        Joined,
        |i, v| {
            i.codegen.auto_init = match v {
                "uninitialized" => None,
                "zero" => Some(0),
                "pattern" => Some(0xfe),
                _ => return Err(format!("unrecognized automatic variable initialization type '{v}'")),
            };
            i.lang.auto_init = i.codegen.auto_init.is_some();
            Ok(())
        },
        "What automatic objects without initialiser hold.",
    ),
    toggle("-fstack-check", |i, on| i.codegen.probe_stack = on, ""),
    value(
        "-fstack-check=",
        Joined,
        |i, v| {
            i.codegen.probe_stack = match v {
                "generic" | "specific" => true,
                "no" => false,
                _ => return Err(format!("unknown stack check parameter '{v}'")),
            };
            Ok(())
        },
        "",
    ),
    toggle(
        "-fwhole-program",
        |i, on| i.codegen.whole_program = on,
        "No other file knows the names of this one.",
    ),
    toggle("-fkeep-static-functions", |i, on| i.codegen.keep_static_functions = on, ""),
    toggle("-ftoplevel-reorder", |i, on| i.codegen.toplevel_reorder = Some(on), ""),
    toggle("-finline-atomics", |i, on| i.lang.inline_atomics = on, ""),
    toggle("-fharden-compares", |i, on| i.codegen.harden.compares = on, "Make comparisons twice."),
    toggle(
        "-fharden-conditional-branches",
        |i, on| i.codegen.harden.branches = on,
        "Make comparisons that decide branches twice.",
    ),
    toggle(
        "-fleading-underscore",
        |i, on| i.lang.leading_underscore = on,
        "One more underscore before names.",
    ),
    value(
        "-fzero-call-used-regs=",
        Joined,
        |i, v| match ir::ZeroedRegisters::named(v) {
            Some(zeroed) => {
                i.codegen.zeroed = zeroed;
                Ok(())
            }
            None => Err(format!("unrecognized argument to '-fzero-call-used-regs=': '{v}'")),
        },
        "Functions clear registers before they return: skip, used-gpr-arg, used-gpr, used-arg, used, all-gpr-arg, ….",
    ),
    value(
        "-fpatchable-function-entry=",
        Joined,
        set_patchable,
        "Functions begin with so many nops, that many of them before the symbol.",
    ),
    flag("-pg", |i| i.codegen.profile = true, "Functions call mcount."),
    flag("-p", |i| i.codegen.profile = true, ""),
    toggle("-fprofile", |i, on| i.codegen.profile = on, ""),
    toggle(
        "-fprofile-use",
        |i, on| i.codegen.profile_use = on.then(String::new),
        "Says if there is no profile.",
    ),
    value(
        "-fprofile-use=",
        Joined,
        |i, v| {
            i.codegen.profile_use = Some(v.into());
            Ok(())
        },
        "",
    ),
    toggle("-fsplit-stack", |i, on| i.codegen.split_stack = on, "The stack may be in pieces."),
    toggle("-fstack-protector", |i, on| i.lang.stack_protector = u8::from(on), ""),
    flag("-fstack-protector-all", |i| i.lang.stack_protector = 2, ""),
    flag("-fstack-protector-strong", |i| i.lang.stack_protector = 3, ""),
    flag("-fstack-protector-explicit", |i| i.lang.stack_protector = 4, ""),
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
    // Structures come back as the psABI says, which is what these ask for.
    flag("-fno-pcc-struct-return", |_| (), ""),
    flag("-freg-struct-return", |_| (), ""),
    // Arithmetic has the precision of its type on SSE.
    value(
        "-fexcess-precision=",
        Joined,
        |_, v| match v {
            "standard" | "fast" => Ok(()),
            _ => {
                let message = format!("unknown excess precision style '{v}'");
                Err(suggestion::bad_argument(&message, "-fexcess-precision=", v, &["fast", "standard"]))
            }
        },
        "",
    ),
    toggle("-fsignaling-nans", |i, on| i.lang.signaling_nans = on, "Signalling NaNs are seen."),
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
    // GCC's passes are not ours, which -fdump-ir shows.
    value("-fdump-tree-", Joined, |_, _| Ok(()), ""),
    value("-fdump-rtl-", Joined, |_, _| Ok(()), ""),
    value("-fdump-ipa-", Joined, check_unit_dump, ""),
    value("-fdisable-tree-", Joined, |_, _| Ok(()), ""),
    value("-fdisable-rtl-", Joined, |_, _| Ok(()), ""),
    value("-fdisable-ipa-", Joined, |_, _| Ok(()), ""),
    // There is nothing to tell of what was not done.
    value("-fopt-info", Joined, |_, _| Ok(()), ""),
    value("-fsanitize=", Joined, |_, v| sanitizers::switch_on(v), ""),
    value("-fno-sanitize=", Joined, |_, v| sanitizers::check("-fno-sanitize=", v), ""),
    value("-fsanitize-recover=", Joined, |_, v| sanitizers::check("-fsanitize-recover=", v), ""),
    value("-fno-sanitize-recover=", Joined, |_, v| sanitizers::check("-fno-sanitize-recover=", v), ""),
    value("-fsanitize-coverage=", Joined, |_, v| sanitizers::cover(v), ""),
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
    value("--param", Separate, set_parameter, ""),
    value("--param=", Joined, set_parameter, ""),
];

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
        lang.signaling_nans = false;
    }
}

fn set_complex(invocation: &mut Invocation, on: bool, how: ComplexArithmetic) {
    invocation.lang.complex_arithmetic = if on { how } else { ComplexArithmetic::Full };
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

/// `--param name=value`: most are about passes that ccc has not.
fn set_parameter(i: &mut Invocation, text: &str) -> Result<(), String> {
    let value = parameters::check(text)?;
    if text.starts_with("ssp-buffer-size=") {
        i.codegen.protected_buffer = value.unwrap_or(i.codegen.protected_buffer);
    }
    Ok(())
}

/// GCC's passes over a unit, whose dumps may be asked for; ccc has none of them and dumps nothing.
static UNIT_PASSES: &[&str] = &[
    "all",
    "analyzer",
    "auto_profile",
    "build_ssa_passes",
    "cdtor",
    "cgraph",
    "clones",
    "comdats",
    "cp",
    "devirt",
    "early_local_cleanups",
    "emutls",
    "fnsummary",
    "free-fnsummary",
    "free-inline-summary",
    "free_lang_data",
    "icf",
    "increase_alignment",
    "inline",
    "local-fnsummary",
    "local-pure-const",
    "lto-stream-out",
    "materialize-all-clones",
    "modref",
    "opt_local_passes",
    "profile",
    "profile_estimate",
    "pta",
    "pure-const",
    "reference",
    "remove_symbols",
    "simdclone",
    "single-use",
    "sra",
    "static-var",
    "strubm",
    "targetclone",
    "tmipa",
    "type-inheritance-graph",
    "visibility",
    "whole-program",
];

fn check_unit_dump(_: &mut Invocation, text: &str) -> Result<(), String> {
    let known = UNIT_PASSES.iter().any(|pass| {
        let rest = text.strip_prefix(pass).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '=']))
    });
    if known { Ok(()) } else { Err(suggestion::unrecognized(&format!("-fdump-ipa-{text}"))) }
}

/// `N` or `N,M`: in all, and before the symbol.
fn set_patchable(invocation: &mut Invocation, value: &str) -> Result<(), String> {
    let (total, before) = value.split_once(',').unwrap_or((value, "0"));
    match (total.parse(), before.parse()) {
        (Ok(total), Ok(before)) if before <= total => {
            invocation.codegen.patchable = ir::PatchableEntry { total, before };
            Ok(())
        }
        _ => Err("invalid arguments for '-fpatchable-function-entry'".into()),
    }
}
