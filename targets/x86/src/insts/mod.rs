//! The instruction table. Each family's file holds its mnemonics with their rows in the notation of the manuals
//! (Intel SDM vol. 2, 3.1.1): operand forms, then prefixes, opcode, ModRM and immediates.

mod atomic;
mod avx;
mod bmi;
mod control;
#[cfg(test)]
mod differential;
mod integer;
mod notation;
mod sse;
mod string;
mod system;
mod x87;

pub(crate) use notation::Form;
pub(crate) use notation::{ModRm, Role, Row, RowWidth, Vex, flags};

/// A mnemonic: an index into the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mnemonic(pub u16);

/// The mnemonics by name: `M::ADD`.
pub struct M;

/// How AT&T syntax says the operand size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Suffix {
    /// It doesn't.
    Fixed,
    /// `b w l q`, by the operation's width.
    Sized,
    /// `s l t`: the size of a floating-point memory operand.
    Float,
    /// `s l ll`: the size of an integer memory operand of the x87.
    Int,
    /// Two letters: source and destination (`movzbl`).
    Extend,
    /// `l q` for an integer source in memory (`cvtsi2sdl`).
    Convert,
    /// As `Sized`, but left out unless the program says it (`call`, `ret`).
    Optional,
}

/// A mnemonic with its rows.
#[derive(Clone, Copy)]
pub(crate) struct Info {
    /// GNU's name, without suffix.
    pub name: &'static str,
    /// How the operand size is said.
    pub suffix: Suffix,
    /// The first row that matches, encodes.
    pub rows: &'static [Row],
}

/// Declares a family: `NAME "text" suffix = rows;` each. Numbers go on from the family before.
macro_rules! insts {
    (from $base:expr; $($name:ident $text:literal $suffix:ident = $rows:expr;)*) => {
        // Only its order matters: variants carry the names of the mnemonics.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum Order { $($name,)* End }
        pub(super) const END: u16 = $base + Order::End as u16;
        impl super::M {
            $(
                #[doc = concat!("`", $text, "`")]
                pub const $name: super::Mnemonic = super::Mnemonic($base + Order::$name as u16);
            )*
        }
        pub(super) const INFOS: &[super::Info] = &[
            $(super::Info { name: $text, suffix: super::Suffix::$suffix, rows: &$rows }),*
        ];
    };
}
pub(crate) use insts;

const FAMILIES: &[&[Info]] = &[
    integer::INFOS,
    control::INFOS,
    string::INFOS,
    atomic::INFOS,
    system::INFOS,
    x87::INFOS,
    bmi::INFOS,
    sse::INFOS,
    avx::INFOS,
];

const COUNT: usize = avx::END as usize;

const fn concat() -> [Info; COUNT] {
    let mut all = [FAMILIES[0][0]; COUNT];
    let (mut family, mut n) = (0, 0);
    while family < FAMILIES.len() {
        let mut i = 0;
        while i < FAMILIES[family].len() {
            all[n] = FAMILIES[family][i];
            n += 1;
            i += 1;
        }
        family += 1;
    }
    assert!(n == COUNT);
    all
}

/// All mnemonics by number.
pub(crate) static TABLE: [Info; COUNT] = concat();

impl Mnemonic {
    #[inline]
    pub(crate) fn info(self) -> &'static Info {
        &TABLE[self.0 as usize]
    }

    /// GNU's name, without size suffix.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

/// A condition, numbered as the hardware has it (Intel SDM vol. 2, B.1.4.7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Cond {
    /// Overflow.
    O,
    /// No overflow.
    NO,
    /// Below (carry).
    B,
    /// Above or equal (no carry).
    AE,
    /// Equal (zero).
    E,
    /// Not equal.
    NE,
    /// Below or equal.
    BE,
    /// Above.
    A,
    /// Sign.
    S,
    /// No sign.
    NS,
    /// Parity even (unordered).
    P,
    /// Parity odd (ordered).
    NP,
    /// Less.
    L,
    /// Greater or equal.
    GE,
    /// Less or equal.
    LE,
    /// Greater.
    G,
}

impl Cond {
    /// All, in order.
    pub const ALL: [Cond; 16] = {
        use Cond::*;
        [O, NO, B, AE, E, NE, BE, A, S, NS, P, NP, L, GE, LE, G]
    };

    /// The opposite condition.
    #[inline]
    #[must_use]
    pub const fn inverted(self) -> Cond {
        Cond::ALL[self as usize ^ 1]
    }
}

impl M {
    /// `jcc`
    #[inline]
    pub const fn jcc(cond: Cond) -> Mnemonic {
        Mnemonic(M::JO.0 + cond as u16)
    }

    /// `setcc`
    #[inline]
    pub const fn setcc(cond: Cond) -> Mnemonic {
        Mnemonic(M::SETO.0 + cond as u16)
    }

    /// `cmovcc`
    #[inline]
    pub const fn cmovcc(cond: Cond) -> Mnemonic {
        Mnemonic(M::CMOVO.0 + cond as u16)
    }
}

/// Other names for mnemonics: synonym, the table's name.
pub(crate) const ALIASES: &[(&str, &str)] = &[
    ("sal", "shl"),
    ("cbw", "cbtw"),
    ("cwde", "cwtl"),
    ("cdqe", "cltq"),
    ("cwd", "cwtd"),
    ("cdq", "cltd"),
    ("cqo", "cqto"),
    ("retf", "lret"),
    ("wait", "fwait"),
    ("xlatb", "xlat"),
    ("ud2a", "ud2"),
    ("ud2b", "ud1"),
    ("icebp", "int1"),
    ("loopz", "loope"),
    ("loopnz", "loopne"),
    ("fcmovnae", "fcmovb"),
    ("fcmovz", "fcmove"),
    ("fcmovna", "fcmovbe"),
    ("fcmovae", "fcmovnb"),
    ("fcmovnz", "fcmovne"),
    ("fcmova", "fcmovnbe"),
];

/// Other names for conditions.
pub(crate) const COND_ALIASES: &[(&str, Cond)] = &[
    ("c", Cond::B),
    ("nae", Cond::B),
    ("nb", Cond::AE),
    ("nc", Cond::AE),
    ("z", Cond::E),
    ("nz", Cond::NE),
    ("na", Cond::BE),
    ("nbe", Cond::A),
    ("pe", Cond::P),
    ("po", Cond::NP),
    ("nge", Cond::L),
    ("nl", Cond::GE),
    ("ng", Cond::LE),
    ("nle", Cond::G),
];
