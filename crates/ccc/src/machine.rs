//! The machines that ccc has, and the `-m` options that each takes.

use crate::invocation::Invocation;
use crate::suggestion;
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
    "-mno-sse",
    "-mno-sse2",
    "-mgeneral-regs-only",
    "-mno-prefer-avx128",
    "-mprefer-vector-width=none",
    "-mprefer-vector-width=128",
    "-mprefer-vector-width=256",
    "-mprefer-vector-width=512",
    "-mtls-dialect=gnu",
    "-mno-tls-direct-seg-refs",
    "-mms-bitfields",
    "-mno-ms-bitfields",
    "-mabi=sysv",
    "-mpc32",
    "-mpc64",
    "-mpc80",
];

/// Extensions of the instruction set, which `-m<name>` permits and `-mno-<name>` forbids. Compiled code uses none of them;
/// inline assembly may use them all. (Vectors wider than 16 bytes are passed in memory, as without the permission.)
static EXTENSIONS: &[&str] = &[
    "3dnow",
    "3dnowa",
    "abm",
    "adx",
    "aes",
    "avx",
    "avx2",
    "avx512bf16",
    "avx512bitalg",
    "avx512bw",
    "avx512cd",
    "avx512dq",
    "avx512er",
    "avx512f",
    "avx512fp16",
    "avx512ifma",
    "avx512pf",
    "avx512vbmi",
    "avx512vbmi2",
    "avx512vl",
    "avx512vnni",
    "avx512vpopcntdq",
    "avxvnni",
    "bmi",
    "bmi2",
    "clflushopt",
    "clwb",
    "crc32",
    "cx16",
    "f16c",
    "fma",
    "fma4",
    "fsgsbase",
    "gfni",
    "lwp",
    "lzcnt",
    "mmx",
    "movbe",
    "mwaitx",
    "pclmul",
    "pku",
    "popcnt",
    "prfchw",
    "rdpid",
    "rdrnd",
    "rdseed",
    "rtm",
    "sahf",
    "sgx",
    "sha",
    "sse3",
    "sse4",
    "sse4.1",
    "sse4.2",
    "sse4a",
    "ssse3",
    "tbm",
    "uintr",
    "vaes",
    "vpclmulqdq",
    "xop",
    "xsave",
    "xsavec",
    "xsaveopt",
    "xsaves",
];

/// Microarchitectures of `-march=`: code for the baseline runs on all of them.
static MARCH: &[&str] = &[
    "nocona",
    "core2",
    "nehalem",
    "corei7",
    "westmere",
    "sandybridge",
    "corei7-avx",
    "ivybridge",
    "core-avx-i",
    "haswell",
    "core-avx2",
    "broadwell",
    "skylake",
    "skylake-avx512",
    "cannonlake",
    "icelake-client",
    "rocketlake",
    "icelake-server",
    "cascadelake",
    "tigerlake",
    "cooperlake",
    "sapphirerapids",
    "alderlake",
    "bonnell",
    "atom",
    "silvermont",
    "slm",
    "goldmont",
    "goldmont-plus",
    "tremont",
    "knl",
    "knm",
    "x86-64",
    "x86-64-v2",
    "x86-64-v3",
    "x86-64-v4",
    "eden-x2",
    "nano",
    "nano-1000",
    "nano-2000",
    "nano-3000",
    "nano-x2",
    "eden-x4",
    "nano-x4",
    "k8",
    "k8-sse3",
    "opteron",
    "opteron-sse3",
    "athlon64",
    "athlon64-sse3",
    "athlon-fx",
    "amdfam10",
    "barcelona",
    "bdver1",
    "bdver2",
    "bdver3",
    "bdver4",
    "znver1",
    "znver2",
    "znver3",
    "znver4",
    "btver1",
    "btver2",
    "native",
];

/// What only `-mtune=` takes.
static TUNED: &[&str] = &["generic", "intel"];

/// Whether an `-m` option can be honoured.
pub(crate) fn check(word: &str) -> Result<(), String> {
    let extension = word.strip_prefix("-mno-").or_else(|| word.strip_prefix("-m"));
    if X86_64.contains(&word) || extension.is_some_and(|name| EXTENSIONS.binary_search(&name).is_ok()) {
        return Ok(());
    }
    if word.starts_with("-mstack-protector-guard") {
        return x86::Guard::from_options(&[word.into()], false).map(|_| ());
    }
    if let Some(power) = word.strip_prefix("-mpreferred-stack-boundary=") {
        return match power.parse::<u32>() {
            Ok(4..=12) => Ok(()),
            Ok(_) => Err(format!("'{word}' is not between 4 and 12")),
            Err(_) => {
                Err("argument to '-mpreferred-stack-boundary=' should be a non-negative integer".into())
            }
        };
    }
    if let Some(name) = word.strip_prefix("-mtune=") {
        if MARCH.contains(&name) || TUNED.contains(&name) {
            return Ok(());
        }
        let message = format!("bad value '{name}' for '-mtune=' switch");
        return Err(suggestion::bad_argument(&message, "-mtune=", name, &[MARCH, TUNED].concat()));
    }
    if let Some(name) = word.strip_prefix("-march=") {
        return match name {
            _ if MARCH.contains(&name) => Ok(()),
            _ if TUNED.contains(&name) => Err(format!("'{name}' CPU can be used only for '-mtune=' switch")),
            _ => {
                let message = format!("bad value '{name}' for '-march=' switch");
                Err(suggestion::bad_argument(&message, "-march=", name, MARCH))
            }
        };
    }
    Err(suggestion::unrecognized(word))
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
