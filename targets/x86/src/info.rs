//! What the front end must know of x86-64 Linux (x86-64 psABI 3.1, Figure 3.1).

use crate::{Reg, RegClass};
use target::{CType, ClaimedRegister, FloatFormat, TargetInfo, VaListKind};

/// Macros that GCC defines for this machine beyond those that follow from sizes.
const MACROS: &[(&str, &str)] = &[
    ("__x86_64", "1"),
    ("__x86_64__", "1"),
    ("__amd64", "1"),
    ("__amd64__", "1"),
    ("__k8", "1"),
    ("__k8__", "1"),
    ("__code_model_small__", "1"),
    ("__MMX__", "1"),
    ("__SSE__", "1"),
    ("__SSE2__", "1"),
    ("__FXSR__", "1"),
    ("__SSE_MATH__", "1"),
    ("__SSE2_MATH__", "1"),
    ("__MMX_WITH_SSE__", "1"),
    ("__SEG_FS", "1"),
    ("__SEG_GS", "1"),
    ("__SIZEOF_FLOAT80__", "16"),
    ("__SIZEOF_FLOAT128__", "16"),
    ("__ATOMIC_HLE_ACQUIRE", "65536"),
    ("__ATOMIC_HLE_RELEASE", "131072"),
    ("__GCC_ASM_FLAG_OUTPUTS__", "1"),
    ("__REGISTER_PREFIX__", ""),
    ("__USER_LABEL_PREFIX__", ""),
];

/// x86-64 Linux with the LP64 data model.
pub fn x86_64_linux() -> TargetInfo {
    TargetInfo {
        triple: "x86_64-linux-gnu",
        pointer_size: 8,
        long_size: 8,
        llong_align: 8,
        long_double: (FloatFormat::X87, 16, 16),
        char_signed: true,
        has_int128: true,
        size_type: CType::ULong,
        ptrdiff_type: CType::Long,
        wchar_type: CType::Int,
        wint_type: CType::UInt,
        intmax_type: CType::Long,
        int64_type: CType::Long,
        biggest_alignment: 16,
        // x86-64 psABI 3.1.2 says it of arrays; GCC aligns structures too, for the moves that copy them.
        aggregate_alignment: 16,
        max_atomic_size: 8,
        big_endian: false,
        va_list: VaListKind::SysV64,
        trampoline: crate::lower::TRAMPOLINE,
        predefined_macros: MACROS.iter().map(|&(name, value)| (name.into(), value.into())).collect(),
        is_register_name,
        claimed_register,
    }
}

/// `rax`, `%rax`, `eax`, `xmm0`, `st(1)`; for clobbers also `cc`, `memory` and their like.
fn is_register_name(name: &str) -> bool {
    let name = name.trim_start_matches('%');
    matches!(name, "cc" | "memory" | "flags" | "fpsr" | "dirflag" | "fpcr")
        || name
            .strip_prefix("st(")
            .is_some_and(|n| matches!(n, "0)" | "1)" | "2)" | "3)" | "4)" | "5)" | "6)" | "7)"))
        || Reg::parse(name).is_some()
}

/// Which registers code can do without: those that the psABI lets a function keep for its caller (3.2.1), and the vector
/// registers that pass no arguments.
fn claimed_register(name: &str) -> ClaimedRegister {
    let name = name.trim_start_matches('%');
    let Some(reg) = Reg::parse(name) else {
        return match name {
            "flags" | "fpsr" | "dirflag" | "fpcr" => ClaimedRegister::Unsuitable,
            _ if name.starts_with("st(") && is_register_name(name) => ClaimedRegister::OfStack,
            _ => ClaimedRegister::Unknown,
        };
    };
    match reg.class {
        RegClass::Gpr8 | RegClass::Gpr8High | RegClass::Gpr16 | RegClass::Gpr32 | RegClass::Gpr64 => {
            let number = if reg.class == RegClass::Gpr8High { reg.num - 4 } else { reg.num };
            match number {
                3..=5 | 12..=15 => {
                    ClaimedRegister::Free { number, floating: false, bytes: 8, clobbered: false }
                }
                number => ClaimedRegister::Needed { general: Some(number) },
            }
        }
        RegClass::Xmm | RegClass::Ymm | RegClass::Zmm => match reg.num {
            number @ 8..=15 => ClaimedRegister::Free {
                number: crate::machine::FIRST_VECTOR + number,
                floating: true,
                bytes: 16,
                clobbered: true,
            },
            _ => ClaimedRegister::Needed { general: None },
        },
        RegClass::X87 => ClaimedRegister::OfStack,
        _ => ClaimedRegister::Unsuitable,
    }
}
