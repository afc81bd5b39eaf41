//! The machines that ccc has, and the `-m` options that each takes.

use crate::invocation::Invocation;
use std::sync::Arc;
use target::TargetInfo;

/// `-m` options that are taken: the code generated is what they ask for, or they only allow what ccc does not use.
static X86_64: &[&str] = &[
    "-m64",
    "-mred-zone",
    "-mno-red-zone",
    "-mcmodel=small",
    "-mcmodel=medium",
    "-mcmodel=kernel",
    "-msse",
    "-msse2",
    "-mfpmath=sse",
    "-masm=att",
    "-mno-mmx",
    "-mno-3dnow",
    "-mno-sse3",
    "-mno-ssse3",
    "-mno-sse4",
    "-mno-sse4.1",
    "-mno-sse4.2",
    "-mno-sse4a",
    "-mno-avx",
    "-mno-avx2",
    "-mno-avx512f",
    "-mno-fma",
    "-mno-fma4",
    "-mno-xop",
    "-mtls-dialect=gnu",
    "-mno-tls-direct-seg-refs",
    "-mpreferred-stack-boundary=4",
    "-mno-ms-bitfields",
    "-mabi=sysv",
    "-mpc32",
    "-mpc64",
    "-mpc80",
];

/// Microarchitectures of `-march=`: code for the baseline runs on all of them.
static MARCH: &[&str] = &[
    "x86-64",
    "x86-64-v2",
    "x86-64-v3",
    "x86-64-v4",
    "native",
    "k8",
    "nocona",
    "core2",
    "nehalem",
    "westmere",
    "sandybridge",
    "ivybridge",
    "haswell",
    "broadwell",
    "skylake",
    "skylake-avx512",
    "cascadelake",
    "icelake-client",
    "icelake-server",
    "tigerlake",
    "alderlake",
    "sapphirerapids",
    "znver1",
    "znver2",
    "znver3",
    "znver4",
    "bdver1",
    "bdver2",
    "bdver3",
    "bdver4",
    "btver1",
    "btver2",
    "atom",
    "silvermont",
    "goldmont",
    "barcelona",
    "amdfam10",
    "athlon64",
    "opteron",
];

/// Whether an `-m` option can be honoured.
pub(crate) fn check(word: &str) -> Result<(), String> {
    if X86_64.contains(&word) {
        return Ok(());
    }
    if word.starts_with("-mstack-protector-guard") {
        return x86::Guard::from_options(&[word.into()], false).map(|_| ());
    }
    if let Some(name) = word.strip_prefix("-march=") {
        return if MARCH.contains(&name) {
            Ok(())
        } else {
            Err(format!("bad value '{name}' for '-march=' switch"))
        };
    }
    Err(format!("unrecognized command-line option '{word}'"))
}

/// What of the runtime library a program is linked with because an option says so, by a symbol.
pub(crate) fn start_symbol(words: &[String]) -> Option<&'static str> {
    words.iter().rev().find_map(|word| match word.as_str() {
        "-mpc32" => Some("__ccc_x87_precision_32"),
        "-mpc64" => Some("__ccc_x87_precision_64"),
        "-mpc80" => Some("__ccc_x87_precision_80"),
        _ => None,
    })
}

/// The machine to compile for.
pub(crate) fn target(invocation: &Invocation) -> Result<Arc<TargetInfo>, String> {
    match invocation.target.as_deref() {
        None => Ok(Arc::new(x86::x86_64_linux())),
        Some(triple) if triple.starts_with("x86_64-") && triple.contains("linux") => {
            Ok(Arc::new(x86::x86_64_linux()))
        }
        Some(triple) => Err(format!("target '{triple}' is not supported")),
    }
}
