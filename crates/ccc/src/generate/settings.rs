//! What the command line says, in the words of lowering and code generation.

use super::threads::Threads;
use crate::invocation::{CodegenOptions, Invocation, Mode};
use codegen::{CodeModel, Options, Pic};
use lexer::Session;
use lower::StackProtection;
use sema::hir::{TlsModel, Visibility};
use x86::{Backend, Guard, SysV};

/// Options of one translation unit.
pub(crate) struct Settings {
    pub(super) lower: lower::Options,
    pub(super) codegen: Options,
    pub(super) abi: SysV,
    pub(super) backend: Backend,
    pub(super) level: u8,
    pub(super) gate: opt::GateOptions,
    pub(super) inline: opt::unit::InlineKinds,
    pub(super) verify: bool,
    pub(super) dump_ir: bool,
    pub(super) interpret: bool,
    /// Passes after which the IR is printed, too.
    pub(super) dump_after: Vec<String>,
    pub(super) time_passes: bool,
    pub(super) threads: Threads,
    /// The source file, and where it is compiled, as debugging information says.
    pub(super) source: String,
    /// Where the profile is that is to be used.
    pub(super) profile: Option<String>,
    pub(super) directory: String,
}

/// What `-mpreferred-stack-boundary=` says, which was checked when it was read.
fn stack_boundary(flags: &CodegenOptions) -> u32 {
    let mut words = flags.machine.iter().rev();
    let power = words.find_map(|word| word.strip_prefix("-mpreferred-stack-boundary=")?.parse().ok());
    power.map_or(16, |power: u32| 1 << power.clamp(4, 12))
}

/// Where the counts of an earlier run are (GCC manual, "-fprofile-use"): beside the object, or in a folder by the object's
/// whole path.
fn profile_data(invocation: &Invocation, source: &str, place: &str) -> String {
    let stem = |path: &str| std::path::Path::new(path).with_extension("").to_string_lossy().into_owned();
    let own = std::path::Path::new(source).file_name().map_or(source.into(), |name| name.to_string_lossy());
    let linked = invocation.mode == Mode::Link;
    let base = match (&invocation.output, linked) {
        (Some(output), false) => stem(output),
        (None, false) => stem(&own),
        (output, true) => format!("{}-{}", stem(output.as_deref().unwrap_or("a")), stem(&own)),
    };
    let here = std::env::current_dir().unwrap_or_default().join(base);
    let whole = here.to_string_lossy();
    match place {
        "" => format!("{whole}.gcda"),
        place => format!("{place}/{}.gcda", whole.replace('/', "#")),
    }
}

impl Settings {
    pub(crate) fn new(invocation: &Invocation, session: &Session, source: &str) -> Settings {
        let (lang, flags) = (&session.options, &invocation.codegen);
        let optimize = lang.optimize > 0;
        let has = |word: &str| {
            flags
                .machine
                .iter()
                .rev()
                .find(|w| w.contains(word.trim_start_matches("-mno-")))
                .is_some_and(|w| w == word)
        };
        // Whether the last word about an extension forbids it.
        let off = |name: &str| {
            let (on, off) = (format!("-m{name}"), format!("-mno-{name}"));
            flags.machine.iter().rev().find(|w| **w == on || **w == off) == Some(&off)
        };
        let on = |name: &str| {
            let (on, off) = (format!("-m{name}"), format!("-mno-{name}"));
            flags.machine.iter().rev().find(|w| **w == on || **w == off) == Some(&on)
        };
        let pic = match (lang.pie, lang.pic) {
            (0, 0) => Pic::None,
            (0, _) => Pic::Pic,
            _ => Pic::Pie,
        };
        let developer = |prefix: &str| -> Vec<String> {
            flags.developer.iter().filter_map(|flag| flag.strip_prefix(prefix)).map(String::from).collect()
        };
        let general_regs_only = has("-mgeneral-regs-only") || off("sse") || off("sse2");
        let code_model = match flags.machine.iter().rev().find_map(|word| word.strip_prefix("-mcmodel=")) {
            Some("medium") => CodeModel::Medium,
            Some("kernel") => CodeModel::Kernel,
            Some("large") => CodeModel::Large,
            _ => CodeModel::Small,
        };
        Settings {
            lower: lower::Options {
                optimize,
                wraps: lang.wrapv,
                trap_overflow: lang.trapv,
                strict_volatile_bit_fields: flags.strict_volatile_bit_fields,
                complex_arithmetic: lang.complex_arithmetic,
                general_regs_only,
                keep_traps: lang.non_call_exceptions,
                exceptions: lang.exceptions,
                instrument: lang.instrument_functions.then(|| lower::Uninstrumented {
                    functions: lang.uninstrumented_functions.clone(),
                    files: lang.uninstrumented_files.clone(),
                }),
                position_independent: pic != Pic::None,
                shared: pic == Pic::Pic,
                common: lang.common,
                sibling_calls: optimize && flags.optimize_sibling_calls.unwrap_or(lang.optimize > 1),
                inline_atomics: lang.inline_atomics,
                // Without optimisation nothing is moved or left out.
                keep_static: (
                    flags.keep_static_functions || (!optimize && !flags.whole_program),
                    !flags.toplevel_reorder.unwrap_or(optimize || flags.whole_program),
                ),
                whole_program: flags.whole_program,
                harden: flags.harden,
                profile: flags.profile,
                zeroed: flags.zeroed,
                patchable: flags.patchable,
                leading_underscore: lang.leading_underscore,
                split_stack: flags.split_stack,
                signaling_nans: lang.signaling_nans,
                rounding_math: lang.rounding_math,
                relaxed: ir::RelaxedMath {
                    finite: lang.finite_math_only && !lang.signaling_nans,
                    inexact: lang.associative_math && lang.reciprocal_math && !lang.signed_zeros,
                },
                auto_init: flags.auto_init,
                describe: checks::Options::new(&session.diags, lang.optimize).describes(),
                note_unset: session.diags.may_be_enabled(diag::warn::UNINITIALIZED)
                    || session.diags.may_be_enabled(diag::warn::MAYBE_UNINITIALIZED),
                stack_protection: match lang.stack_protector {
                    1 => StackProtection::Buffers(u64::from(flags.protected_buffer)),
                    2 => StackProtection::All,
                    3 => StackProtection::Strong,
                    4 => StackProtection::Explicit,
                    _ => StackProtection::Off,
                },
                visibility: match flags.visibility.as_str() {
                    "hidden" => Visibility::Hidden,
                    "protected" => Visibility::Protected,
                    "internal" => Visibility::Internal,
                    _ => Visibility::Default,
                },
                tls_model: flags.tls_model.as_deref().and_then(|model| {
                    Some(match model {
                        "global-dynamic" => TlsModel::GlobalDynamic,
                        "local-dynamic" => TlsModel::LocalDynamic,
                        "initial-exec" => TlsModel::InitialExec,
                        "local-exec" => TlsModel::LocalExec,
                        _ => return None,
                    })
                }),
            },
            codegen: Options {
                optimize,
                for_size: lang.optimize_size,
                pic,
                code_model,
                no_plt: !flags.plt,
                frame_pointer: !flags.omit_frame_pointer.unwrap_or(optimize),
                stack_boundary: stack_boundary(flags),
                red_zone: !flags.machine.iter().rev().any(|w| w == "-mno-red-zone"),
                jump_tables: flags.jump_tables,
                // Without them nothing could be thrown.
                unwind_tables: flags.unwind_tables || lang.exceptions,
                debug_lines: flags.debug > 0,
                function_sections: flags.function_sections,
                data_sections: flags.data_sections,
                align_functions: 0,
                general_regs_only,
                user_interrupts: on("uintr"),
                common: lang.common,
                probe_stack: flags.probe_stack,
                pointer_bytes: session.target.pointer_size,
            },
            abi: SysV { general_regs_only },
            backend: Backend::new(
                Guard::from_options(&flags.machine, code_model == CodeModel::Kernel).unwrap_or_default(),
            ),
            level: lang.optimize,
            gate: flags.gate.clone(),
            inline: flags.inline,
            dump_after: developer("-fdump-ir="),
            time_passes: invocation.time_report,
            threads: Threads::new(flags.threads, &flags.gate),
            profile: flags.profile_use.as_ref().map(|place| profile_data(invocation, source, place)),
            source: mapped(&flags.prefix_maps, source),
            directory: std::env::current_dir()
                .map_or(String::new(), |directory| mapped(&flags.prefix_maps, &directory.to_string_lossy())),
            verify: cfg!(debug_assertions) || flags.developer.iter().any(|flag| flag == "-fverify-ir"),
            interpret: flags.developer.iter().any(|flag| flag == "-finterpret-ir"),
            dump_ir: flags.developer.iter().any(|flag| flag == "-fdump-ir"),
        }
    }
}

/// A path after `-fdebug-prefix-map=`: the last that fits counts.
fn mapped(maps: &[(String, String)], path: &str) -> String {
    let fits = |(from, to): &(String, String)| Some(format!("{to}{}", path.strip_prefix(from.as_str())?));
    maps.iter().rev().find_map(fits).unwrap_or_else(|| path.into())
}
