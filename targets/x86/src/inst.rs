//! One instruction as compiler, printer, parser and encoder all see it: 64 bytes, no pointers.

use crate::{Mnemonic, Reg};
use assembler::{SymbolId, Value};

/// The processor's mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// 16-bit: real mode, or a 16-bit code segment.
    Bits16,
    /// 32-bit protected mode.
    Bits32,
    /// 64-bit mode.
    Bits64,
}

/// Operand size.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[repr(u8)]
pub enum Width {
    /// The instruction has none, or its register operands tell.
    #[default]
    None = 0,
    /// Byte.
    W8 = 1,
    /// Word.
    W16 = 2,
    /// Doubleword.
    W32 = 4,
    /// Quadword.
    W64 = 8,
}

impl Width {
    /// In bytes; 0 for none.
    #[inline]
    pub const fn bytes(self) -> u8 {
        self as u8
    }

    /// The width of so many bytes.
    #[inline]
    pub const fn from_bytes(bytes: u8) -> Width {
        match bytes {
            1 => Width::W8,
            2 => Width::W16,
            4 => Width::W32,
            8 => Width::W64,
            _ => Width::None,
        }
    }
}

/// A memory operand: `seg:disp(base, index, scale)`. `rip` is a base.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mem {
    /// Displacement; with a symbol and base `rip` it is relative to the next instruction.
    pub disp: Value,
    /// Base, or `Reg::NONE`.
    pub base: Reg,
    /// Index, or `Reg::NONE`.
    pub index: Reg,
    /// Segment override, or `Reg::NONE`.
    pub segment: Reg,
    /// 1, 2, 4 or 8.
    pub scale: u8,
    /// Bytes accessed, where neither the mnemonic, `Inst::width` nor a register tells (`movzx` of a byte, `fld` of a
    /// double); 0 is unsaid.
    pub size: u8,
}

impl Mem {
    /// No memory operand.
    pub const NONE: Mem =
        Mem { disp: Value::ZERO, base: Reg::NONE, index: Reg::NONE, segment: Reg::NONE, scale: 1, size: 0 };

    /// `disp(base)`
    #[inline]
    pub const fn base(base: Reg, disp: i64) -> Mem {
        Mem { base, disp: Value::constant(disp), ..Mem::NONE }
    }

    /// `disp(base, index, scale)`
    #[inline]
    pub const fn indexed(base: Reg, index: Reg, scale: u8, disp: i64) -> Mem {
        Mem { base, index, scale, disp: Value::constant(disp), ..Mem::NONE }
    }

    /// `value(%rip)`
    #[inline]
    pub const fn rip(value: Value) -> Mem {
        Mem { base: Reg::RIP, disp: value, ..Mem::NONE }
    }

    /// An absolute address.
    #[inline]
    pub const fn absolute(value: Value) -> Mem {
        Mem { disp: value, ..Mem::NONE }
    }

    /// With this displacement.
    #[inline]
    #[must_use]
    pub const fn with_disp(self, disp: Value) -> Mem {
        Mem { disp, ..self }
    }

    /// With this segment override.
    #[inline]
    #[must_use]
    pub const fn with_segment(self, segment: Reg) -> Mem {
        Mem { segment, ..self }
    }

    /// Accessing so many bytes.
    #[inline]
    #[must_use]
    pub const fn sized(self, size: u8) -> Mem {
        Mem { size, ..self }
    }
}

/// An operand. Operands stand in the manual's order: destination first.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Operand {
    /// A register.
    Reg(Reg),
    /// An immediate (`$…` in AT&T syntax).
    Imm(Value),
    /// Memory.
    Mem(Mem),
    /// A branch target.
    Target(Value),
}

impl From<Reg> for Operand {
    #[inline]
    fn from(r: Reg) -> Operand {
        Operand::Reg(r)
    }
}

impl From<Mem> for Operand {
    #[inline]
    fn from(m: Mem) -> Operand {
        Operand::Mem(m)
    }
}

impl From<i64> for Operand {
    #[inline]
    fn from(n: i64) -> Operand {
        Operand::Imm(Value::constant(n))
    }
}

impl From<Value> for Operand {
    /// An immediate.
    #[inline]
    fn from(v: Value) -> Operand {
        Operand::Imm(v)
    }
}

impl From<SymbolId> for Operand {
    /// A branch target.
    #[inline]
    fn from(s: SymbolId) -> Operand {
        Operand::Target(Value::symbol(s))
    }
}

/// Which kind of operand stands in a position. An instruction has one memory operand and two immediates at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// No operand.
    None,
    /// This register.
    Reg(Reg),
    /// `Inst::imm`
    Imm,
    /// A second immediate, kept in `Inst::mem.disp`: instructions with two have no memory operand.
    Imm2,
    /// `Inst::mem`
    Mem,
    /// `Inst::imm`, a branch target.
    Target,
}

/// Prefixes that a program writes as words of their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Prefixes(pub u16);

impl Prefixes {
    /// None.
    pub const NONE: Prefixes = Prefixes(0);
    /// `lock`
    pub const LOCK: Prefixes = Prefixes(1);
    /// `rep`, `repe`, `repz`, `xrelease`
    pub const REP: Prefixes = Prefixes(2);
    /// `repne`, `repnz`, `xacquire`, `bnd`
    pub const REPNE: Prefixes = Prefixes(4);
    /// `data16`/`data32`: an operand-size prefix besides the one that the width needs.
    pub const DATA: Prefixes = Prefixes(8);
    /// `addr32`/`addr16`
    pub const ADDR: Prefixes = Prefixes(0x10);
    /// `es`
    pub const ES: Prefixes = Prefixes(0x20);
    /// `cs`
    pub const CS: Prefixes = Prefixes(0x40);
    /// `ss`
    pub const SS: Prefixes = Prefixes(0x80);
    /// `ds`, `notrack`
    pub const DS: Prefixes = Prefixes(0x100);
    /// `fs`
    pub const FS: Prefixes = Prefixes(0x200);
    /// `gs`
    pub const GS: Prefixes = Prefixes(0x400);
    /// `rex`, `rex64` and so on: a REX byte; its W, R, X, B bits stand in bits 12 to 15 as 8, 4, 2, 1.
    pub const REX: Prefixes = Prefixes(0x800);

    /// Both.
    #[inline]
    #[must_use]
    pub const fn or(self, other: Prefixes) -> Prefixes {
        Prefixes(self.0 | other.0)
    }

    /// Whether all of `other` are there.
    #[inline]
    pub const fn has(self, other: Prefixes) -> bool {
        self.0 & other.0 == other.0
    }
}

/// An instruction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Inst {
    /// What it does.
    pub mnemonic: Mnemonic,
    /// Operand size (the AT&T suffix); none where register operands tell.
    pub width: Width,
    /// Prefixes.
    pub prefixes: Prefixes,
    /// The operands, destination first; `Slot::None` after the last.
    pub slots: [Slot; 5],
    /// The memory operand.
    pub mem: Mem,
    /// The immediate or branch target.
    pub imm: Value,
}

impl Inst {
    /// An instruction with these operands, destination first. `Width::None` is enough if a register operand tells.
    #[inline]
    pub fn new(mnemonic: Mnemonic, width: Width, operands: &[Operand]) -> Inst {
        let mut inst = Inst {
            mnemonic,
            width,
            prefixes: Prefixes::NONE,
            slots: [Slot::None; 5],
            mem: Mem::NONE,
            imm: Value::ZERO,
        };
        let mut immediates = 0;
        for (slot, operand) in inst.slots.iter_mut().zip(operands) {
            *slot = match *operand {
                Operand::Reg(r) => Slot::Reg(r),
                Operand::Mem(m) => {
                    inst.mem = m;
                    Slot::Mem
                }
                Operand::Imm(v) if immediates == 0 => {
                    inst.imm = v;
                    immediates = 1;
                    Slot::Imm
                }
                Operand::Imm(v) => {
                    inst.mem.disp = v;
                    Slot::Imm2
                }
                Operand::Target(v) => {
                    inst.imm = v;
                    Slot::Target
                }
            };
        }
        inst
    }

    /// The same with these prefixes added.
    #[inline]
    #[must_use]
    pub const fn with_prefix(mut self, prefixes: Prefixes) -> Inst {
        self.prefixes = self.prefixes.or(prefixes);
        self
    }

    /// The operand in a position.
    pub fn operand(&self, i: usize) -> Option<Operand> {
        match *self.slots.get(i)? {
            Slot::None => None,
            Slot::Reg(r) => Some(Operand::Reg(r)),
            Slot::Imm => Some(Operand::Imm(self.imm)),
            Slot::Imm2 => Some(Operand::Imm(self.mem.disp)),
            Slot::Mem => Some(Operand::Mem(self.mem)),
            Slot::Target => Some(Operand::Target(self.imm)),
        }
    }

    /// How many operands it has.
    #[inline]
    pub fn operand_count(&self) -> usize {
        self.slots.iter().position(|s| *s == Slot::None).unwrap_or(self.slots.len())
    }
}

/// Relocation specifiers of x86 (x86-64 psABI 4.4.1, i386 psABI, TLS ABI).
pub mod spec {
    use assembler::Specifier;

    macro_rules! specifiers {
        ($($name:ident $number:literal $text:literal),* $(,)?) => {
            $(
                #[doc = concat!("`@", $text, "`")]
                pub const $name: Specifier = Specifier($number);
            )*
            /// Names in order of number, from 1.
            pub(crate) const NAMES: &[&str] = &[$($text),*];
        };
    }

    specifiers! {
        PLT 1 "PLT", GOTPCREL 2 "GOTPCREL", GOT 3 "GOT", GOTOFF 4 "GOTOFF", TPOFF 5 "TPOFF", GOTTPOFF 6 "GOTTPOFF",
        TLSGD 7 "TLSGD", TLSLD 8 "TLSLD", DTPOFF 9 "DTPOFF", SIZE 10 "SIZE", TLSDESC 11 "TLSDESC",
        TLSCALL 12 "TLSCALL", PLTOFF 13 "PLTOFF", GOTPLT 14 "GOTPLT", NTPOFF 15 "NTPOFF", INDNTPOFF 16 "INDNTPOFF",
        GOTNTPOFF 17 "GOTNTPOFF", TLSLDM 18 "TLSLDM", GOTPCREL_NORELAX 19 "GOTPCREL_NORELAX",
    }
}
