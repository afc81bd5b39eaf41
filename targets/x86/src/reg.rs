//! Registers: a class and a number (Intel SDM vol. 2, 2.1.5 and 2.2.1.2).

use crate::Width;

/// A register file, or a way to look at one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum RegClass {
    /// No register.
    None,
    /// `al cl dl bl spl bpl sil dil r8b … r15b`
    Gpr8,
    /// `ah ch dh bh`, numbers 4 to 7.
    Gpr8High,
    /// `ax …`
    Gpr16,
    /// `eax …`
    Gpr32,
    /// `rax …`
    Gpr64,
    /// `xmm0 …`
    Xmm,
    /// `ymm0 …`
    Ymm,
    /// `zmm0 …`
    Zmm,
    /// `mm0 … mm7`
    Mmx,
    /// `st(0) … st(7)`
    X87,
    /// `es cs ss ds fs gs`
    Segment,
    /// `cr0 …`
    Control,
    /// `dr0 …`
    Debug,
    /// `k0 … k7`
    Mask,
    /// `bnd0 … bnd3`
    Bound,
    /// `rip`, as a base only.
    Rip,
    /// `eip`, as a base only.
    Eip,
    /// `eiz`/`riz`: no index, but a SIB byte.
    NoIndex,
}

/// A register.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reg {
    /// The class.
    pub class: RegClass,
    /// The hardware's number.
    pub num: u8,
}

macro_rules! named {
    ($($name:ident $class:ident $num:literal),* $(,)?) => {
        $(
            #[doc = concat!("`%", stringify!($name), "`")]
            pub const $name: Reg = Reg { class: RegClass::$class, num: $num };
        )*
    };
}

impl Reg {
    named! {
        NONE None 0, RIP Rip 0, EIP Eip 0, RIZ NoIndex 4,
        AL Gpr8 0, CL Gpr8 1, DL Gpr8 2, BL Gpr8 3, SPL Gpr8 4, BPL Gpr8 5, SIL Gpr8 6, DIL Gpr8 7,
        AH Gpr8High 4, CH Gpr8High 5, DH Gpr8High 6, BH Gpr8High 7,
        AX Gpr16 0, CX Gpr16 1, DX Gpr16 2, BX Gpr16 3, SP Gpr16 4, BP Gpr16 5, SI Gpr16 6, DI Gpr16 7,
        EAX Gpr32 0, ECX Gpr32 1, EDX Gpr32 2, EBX Gpr32 3, ESP Gpr32 4, EBP Gpr32 5, ESI Gpr32 6, EDI Gpr32 7,
        RAX Gpr64 0, RCX Gpr64 1, RDX Gpr64 2, RBX Gpr64 3, RSP Gpr64 4, RBP Gpr64 5, RSI Gpr64 6, RDI Gpr64 7,
        R8 Gpr64 8, R9 Gpr64 9, R10 Gpr64 10, R11 Gpr64 11, R12 Gpr64 12, R13 Gpr64 13, R14 Gpr64 14, R15 Gpr64 15,
        XMM0 Xmm 0, XMM1 Xmm 1,
        ES Segment 0, CS Segment 1, SS Segment 2, DS Segment 3, FS Segment 4, GS Segment 5,
    }

    /// A register of this class.
    #[inline]
    pub const fn new(class: RegClass, num: u8) -> Reg {
        Reg { class, num }
    }

    /// A general register at a width; width none means 64 bits.
    #[inline]
    pub const fn gpr(num: u8, width: Width) -> Reg {
        let class = match width {
            Width::W8 => RegClass::Gpr8,
            Width::W16 => RegClass::Gpr16,
            Width::W32 => RegClass::Gpr32,
            Width::W64 | Width::None => RegClass::Gpr64,
        };
        Reg { class, num }
    }

    /// `%xmmN`
    #[inline]
    pub const fn xmm(num: u8) -> Reg {
        Reg { class: RegClass::Xmm, num }
    }

    /// `%st(N)`
    #[inline]
    pub const fn st(num: u8) -> Reg {
        Reg { class: RegClass::X87, num }
    }

    /// Whether it is no register.
    #[inline]
    pub const fn is_none(self) -> bool {
        matches!(self.class, RegClass::None)
    }

    /// Width of a general register; none for others.
    #[inline]
    pub const fn width(self) -> Width {
        match self.class {
            RegClass::Gpr8 | RegClass::Gpr8High => Width::W8,
            RegClass::Gpr16 => Width::W16,
            RegClass::Gpr32 => Width::W32,
            RegClass::Gpr64 => Width::W64,
            _ => Width::None,
        }
    }

    /// The register of this name, without `%`, in lower case.
    pub fn parse(name: &str) -> Option<Reg> {
        let number = |prefix: &str, limit: u8| -> Option<u8> {
            let digits = name.strip_prefix(prefix)?;
            if digits.is_empty() || digits.len() > 2 || (digits.len() == 2 && digits.starts_with('0')) {
                return None;
            }
            digits.parse().ok().filter(|&n| n < limit)
        };
        // The general registers' names have two or three letters; the rest of the tables is not worth a search.
        if name.len() <= 3 {
            for (class, names) in NAMES {
                if let Some(num) = names.iter().position(|&n| n == name) {
                    let num = if *class == RegClass::Gpr8High { num + 4 } else { num };
                    return Some(Reg::new(*class, num as u8));
                }
            }
        }
        match name {
            "rip" => return Some(Reg::RIP),
            "eip" => return Some(Reg::EIP),
            "riz" | "eiz" => return Some(Reg::RIZ),
            "st" => return Some(Reg::st(0)),
            _ => {}
        }
        if let Some(rest) = name.strip_prefix('r')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            let (digits, class) = match rest.as_bytes()[rest.len() - 1] {
                b'b' | b'l' => (&rest[..rest.len() - 1], RegClass::Gpr8),
                b'w' => (&rest[..rest.len() - 1], RegClass::Gpr16),
                b'd' => (&rest[..rest.len() - 1], RegClass::Gpr32),
                _ => (rest, RegClass::Gpr64),
            };
            return digits.parse().ok().filter(|n| (8..16).contains(n)).map(|n| Reg::new(class, n));
        }
        let vectors = [
            ("xmm", RegClass::Xmm, 32),
            ("ymm", RegClass::Ymm, 32),
            ("zmm", RegClass::Zmm, 32),
            ("mm", RegClass::Mmx, 8),
            ("cr", RegClass::Control, 16),
            ("db", RegClass::Debug, 16),
            ("dr", RegClass::Debug, 16),
            ("k", RegClass::Mask, 8),
            ("bnd", RegClass::Bound, 4),
        ];
        vectors.iter().find_map(|&(prefix, class, limit)| Some(Reg::new(class, number(prefix, limit)?)))
    }

    /// Appends the name without `%`.
    pub fn write(self, out: &mut String) {
        use std::fmt::Write;
        let fixed = NAMES.iter().find(|(class, _)| *class == self.class).and_then(|(class, names)| {
            let first = if *class == RegClass::Gpr8High { 4 } else { 0 };
            names.get(self.num.wrapping_sub(first) as usize)
        });
        if let Some(name) = fixed {
            out.push_str(name);
            return;
        }
        let n = self.num;
        let _ = match self.class {
            RegClass::None => Ok(()),
            RegClass::Gpr8 => write!(out, "r{n}b"),
            RegClass::Gpr8High => write!(out, "?h{n}"),
            RegClass::Gpr16 => write!(out, "r{n}w"),
            RegClass::Gpr32 => write!(out, "r{n}d"),
            RegClass::Gpr64 => write!(out, "r{n}"),
            RegClass::Xmm => write!(out, "xmm{n}"),
            RegClass::Ymm => write!(out, "ymm{n}"),
            RegClass::Zmm => write!(out, "zmm{n}"),
            RegClass::Mmx => write!(out, "mm{n}"),
            RegClass::X87 if n == 0 => write!(out, "st"),
            RegClass::X87 => write!(out, "st({n})"),
            RegClass::Segment => write!(out, "?s{n}"),
            RegClass::Control => write!(out, "cr{n}"),
            RegClass::Debug => write!(out, "db{n}"),
            RegClass::Mask => write!(out, "k{n}"),
            RegClass::Bound => write!(out, "bnd{n}"),
            RegClass::Rip => write!(out, "rip"),
            RegClass::Eip => write!(out, "eip"),
            RegClass::NoIndex => write!(out, "riz"),
        };
    }
}

/// Names that don't follow from the number.
const NAMES: &[(RegClass, &[&str])] = &[
    (RegClass::Gpr64, &["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"]),
    (RegClass::Gpr32, &["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"]),
    (RegClass::Gpr16, &["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"]),
    (RegClass::Gpr8, &["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"]),
    (RegClass::Gpr8High, &["ah", "ch", "dh", "bh"]),
    (RegClass::Segment, &["es", "cs", "ss", "ds", "fs", "gs"]),
];

impl std::fmt::Debug for Reg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut name = String::from("%");
        self.write(&mut name);
        f.write_str(&name)
    }
}
