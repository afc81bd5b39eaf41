//! x86 as the assembler sees it: relocations, jumps' sizes, padding, DWARF's register numbers.

use crate::encode::{self, RELAX_16, RELAX_JMP, fixups};
use crate::inst::{Inst, Mode, spec};
use crate::reg::{Reg, RegClass};
use crate::{asm, print};
use assembler::parser::Operands;
use assembler::{
    AsmError, Branch, CfiOp, CodeSink, Context, FixupKind, FixupTarget, Isa, RelaxKind, SectionKind,
    Specifier,
};

/// The machine: which mode instructions are read in, and which file format they go to.
#[derive(Clone, Copy, Debug)]
pub struct X86 {
    /// The processor's mode; `.code16`, `.code32` and `.code64` change it.
    pub mode: Mode,
    /// ELF64 for x86-64, ELF32 for i386.
    pub elf64: bool,
}

impl X86 {
    /// x86-64.
    pub const fn x86_64() -> X86 {
        X86 { mode: Mode::Bits64, elf64: true }
    }

    /// i386.
    pub const fn i386() -> X86 {
        X86 { mode: Mode::Bits32, elf64: false }
    }
}

/// Names of relocation types (x86-64 psABI table 4.9).
mod r64 {
    pub const R64: u32 = 1;
    pub const PC32: u32 = 2;
    pub const GOT32: u32 = 3;
    pub const PLT32: u32 = 4;
    pub const GOTPCREL: u32 = 9;
    pub const R32: u32 = 10;
    pub const R32S: u32 = 11;
    pub const R16: u32 = 12;
    pub const PC16: u32 = 13;
    pub const R8: u32 = 14;
    pub const PC8: u32 = 15;
    pub const DTPOFF64: u32 = 17;
    pub const TPOFF64: u32 = 18;
    pub const TLSGD: u32 = 19;
    pub const TLSLD: u32 = 20;
    pub const DTPOFF32: u32 = 21;
    pub const GOTTPOFF: u32 = 22;
    pub const TPOFF32: u32 = 23;
    pub const PC64: u32 = 24;
    pub const GOTOFF64: u32 = 25;
    pub const GOTPC32: u32 = 26;
    pub const GOT64: u32 = 27;
    pub const GOTPCREL64: u32 = 28;
    pub const GOTPC64: u32 = 29;
    pub const GOTPLT64: u32 = 30;
    pub const PLTOFF64: u32 = 31;
    pub const SIZE32: u32 = 32;
    pub const SIZE64: u32 = 33;
    pub const GOTPC32_TLSDESC: u32 = 34;
    pub const TLSDESC_CALL: u32 = 35;
    pub const GOTPCRELX: u32 = 41;
    pub const REX_GOTPCRELX: u32 = 42;
}

/// Names of relocation types (i386 psABI table 4.2).
mod r32 {
    pub const R32: u32 = 1;
    pub const PC32: u32 = 2;
    pub const GOT32: u32 = 3;
    pub const PLT32: u32 = 4;
    pub const GOTOFF: u32 = 9;
    pub const GOTPC: u32 = 10;
    pub const TLS_TPOFF: u32 = 14;
    pub const TLS_IE: u32 = 15;
    pub const TLS_GOTIE: u32 = 16;
    pub const TLS_LE: u32 = 17;
    pub const TLS_GD: u32 = 18;
    pub const TLS_LDM: u32 = 19;
    pub const R16: u32 = 20;
    pub const PC16: u32 = 21;
    pub const R8: u32 = 22;
    pub const PC8: u32 = 23;
    pub const TLS_LDO_32: u32 = 32;
    pub const SIZE32: u32 = 38;
    pub const TLS_GOTDESC: u32 = 39;
    pub const TLS_DESC_CALL: u32 = 40;
}

fn relocation64(kind: FixupKind, specifier: Specifier) -> Option<u32> {
    use r64::*;
    let none = specifier == Specifier::NONE;
    Some(match kind {
        fixups::TLSDESC_CALL => TLSDESC_CALL,
        FixupKind::DATA1 | fixups::ABS8S if none => R8,
        FixupKind::DATA2 if none => R16,
        FixupKind::PCREL1 | fixups::BRANCH8 if none => PC8,
        FixupKind::PCREL2 | fixups::BRANCH16 if none => PC16,
        FixupKind::PCREL8 if none => PC64,
        FixupKind::DATA8 => match specifier {
            Specifier::NONE => R64,
            spec::TPOFF => TPOFF64,
            spec::DTPOFF => DTPOFF64,
            spec::GOTOFF => GOTOFF64,
            spec::GOT => GOT64,
            spec::GOTPCREL => GOTPCREL64,
            spec::GOTPLT => GOTPLT64,
            spec::PLTOFF => PLTOFF64,
            spec::SIZE => SIZE64,
            _ => return None,
        },
        FixupKind::PCREL8 if specifier == spec::GOTPCREL => GOTPCREL64,
        FixupKind::DATA1 | FixupKind::DATA2 | FixupKind::PCREL1 | FixupKind::PCREL2 | FixupKind::PCREL8 => {
            return None;
        }
        _ => match specifier {
            Specifier::NONE => match kind {
                fixups::BRANCH32 => PLT32,
                FixupKind::PCREL4 | fixups::PC32 | fixups::GOTX | fixups::REX_GOTX => PC32,
                fixups::ABS32S => R32S,
                _ => R32,
            },
            spec::PLT => PLT32,
            spec::GOTPCREL => match kind {
                fixups::GOTX => GOTPCRELX,
                fixups::REX_GOTX => REX_GOTPCRELX,
                _ => GOTPCREL,
            },
            spec::GOTPCREL_NORELAX => GOTPCREL,
            spec::GOT => GOT32,
            spec::TPOFF => TPOFF32,
            spec::GOTTPOFF => GOTTPOFF,
            spec::TLSGD => TLSGD,
            spec::TLSLD => TLSLD,
            spec::DTPOFF => DTPOFF32,
            spec::SIZE => SIZE32,
            spec::TLSDESC => GOTPC32_TLSDESC,
            _ => return None,
        },
    })
}

fn relocation32(kind: FixupKind, specifier: Specifier) -> Option<u32> {
    use r32::*;
    let none = specifier == Specifier::NONE;
    Some(match kind {
        fixups::TLSDESC_CALL => TLS_DESC_CALL,
        FixupKind::DATA1 | fixups::ABS8S if none => R8,
        FixupKind::DATA2 if none => R16,
        FixupKind::PCREL1 | fixups::BRANCH8 if none => PC8,
        FixupKind::PCREL2 | fixups::BRANCH16 if none => PC16,
        FixupKind::DATA1 | FixupKind::DATA2 | FixupKind::DATA8 | FixupKind::PCREL8 => return None,
        _ => match specifier {
            Specifier::NONE => match kind {
                FixupKind::PCREL4 | fixups::BRANCH32 | fixups::PC32 => PC32,
                _ => R32,
            },
            spec::PLT => PLT32,
            spec::GOT => GOT32,
            spec::GOTOFF => GOTOFF,
            spec::TPOFF => TLS_TPOFF,
            spec::NTPOFF => TLS_LE,
            spec::INDNTPOFF => TLS_IE,
            spec::GOTNTPOFF => TLS_GOTIE,
            spec::TLSGD => TLS_GD,
            spec::TLSLDM => TLS_LDM,
            spec::DTPOFF => TLS_LDO_32,
            spec::SIZE => SIZE32,
            spec::TLSDESC => TLS_GOTDESC,
            _ => return None,
        },
    })
}

/// Registers by their numbers in DWARF (x86-64 psABI figure 3.36): general registers.
const DWARF64: [u8; 16] = [0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15];

impl Isa for X86 {
    type Inst = Inst;

    fn elf(&self) -> (u16, bool, u32) {
        (if self.elf64 { 62 } else { 3 }, self.elf64, 0)
    }

    fn pointer_size(&self) -> u8 {
        if self.elf64 { 8 } else { 4 }
    }

    #[inline]
    fn encode(&self, inst: &Inst, sink: &mut CodeSink<'_>) -> Result<(), AsmError> {
        encode::encode(inst, self.mode, sink)
    }

    fn print(&self, inst: &Inst, context: &Context, out: &mut String) {
        print::print(self, inst, context, out);
    }

    fn parse(&self, mnemonic: &str, operands: &mut Operands<'_>) -> Option<Result<Inst, AsmError>> {
        asm::parse(self, mnemonic, operands)
    }

    fn directive(&mut self, name: &str, operands: &mut Operands<'_>) -> Option<Result<(), AsmError>> {
        match name {
            ".code16" => self.mode = Mode::Bits16,
            ".code32" => self.mode = Mode::Bits32,
            ".code64" if self.elf64 => self.mode = Mode::Bits64,
            ".code64" => return Some(Err("64bit mode not supported on `i386'.".into())),
            // What may be used is the programmer's business.
            ".arch" | ".sse_check" | ".att_mnemonic" => {
                while operands.word().is_some() || operands.eat(b',') || operands.eat(b'+') {}
            }
            ".att_syntax" => {
                return Some(match operands.word().or_else(|| operands.name()) {
                    None | Some("prefix") => Ok(()),
                    _ => Err("`.att_syntax noprefix' is not supported yet".into()),
                });
            }
            ".intel_syntax" | ".intel_mnemonic" | ".code16gcc" => {
                return Some(Err(format!("`{name}' is not supported yet").into()));
            }
            _ => return None,
        }
        Some(Ok(()))
    }

    fn syntax_state(&self) -> u32 {
        self.mode as u32
    }

    fn set_syntax_state(&mut self, state: u32) {
        self.mode = match state {
            0 => Mode::Bits16,
            1 => Mode::Bits32,
            _ => Mode::Bits64,
        };
    }

    fn specifier(name: &str) -> Option<Specifier> {
        let found = spec::NAMES.iter().position(|n| n.eq_ignore_ascii_case(name))?;
        Some(Specifier(found as u8 + 1))
    }

    fn specifier_name(&self, specifier: Specifier) -> &'static str {
        (specifier.0 as usize).checked_sub(1).and_then(|i| spec::NAMES.get(i)).copied().unwrap_or("")
    }

    fn is_tls(&self, specifier: Specifier) -> bool {
        encode::is_tls(specifier)
    }

    fn fixup(&self, kind: FixupKind) -> FixupTarget {
        let (size, pcrel, signed) = match kind {
            FixupKind::DATA1 => (1, false, false),
            FixupKind::DATA2 => (2, false, false),
            FixupKind::DATA4 | fixups::ABS32 => (4, false, false),
            FixupKind::DATA8 => (8, false, false),
            FixupKind::PCREL1 | fixups::BRANCH8 => (1, true, true),
            FixupKind::PCREL2 | fixups::BRANCH16 => (2, true, true),
            FixupKind::PCREL8 => (8, true, true),
            fixups::ABS32S => (4, false, true),
            fixups::ABS8S => (1, false, true),
            fixups::TLSDESC_CALL => (0, false, false),
            _ => (4, true, true),
        };
        FixupTarget { size, pcrel, signed }
    }

    fn relocation(&self, kind: FixupKind, specifier: Specifier, local: bool) -> Option<u32> {
        let kind = if local && kind == fixups::BRANCH32 && specifier == Specifier::NONE {
            fixups::PC32
        } else {
            kind
        };
        if self.elf64 { relocation64(kind, specifier) } else { relocation32(kind, specifier) }
    }

    fn keeps_symbol(&self, r_type: u32) -> bool {
        if self.elf64 {
            use r64::*;
            !matches!(r_type, R64 | PC32 | R32 | R32S | R16 | PC16 | R8 | PC8 | PC64 | PLT32)
        } else {
            use r32::*;
            !matches!(r_type, R32 | PC32 | R16 | PC16 | R8 | PC8 | PLT32 | GOTOFF)
        }
    }

    fn resolves_locally(&self, specifier: Specifier) -> bool {
        specifier == spec::PLT
    }

    fn has_addends(&self) -> bool {
        self.elf64
    }

    fn special_symbol(&self, name: &str, kind: FixupKind) -> Option<(u32, bool)> {
        if name != "_GLOBAL_OFFSET_TABLE_" {
            return None;
        }
        let pcrel = self.fixup(kind).pcrel;
        Some(match (self.elf64, self.fixup(kind).size) {
            (true, 8) => (r64::GOTPC64, !pcrel),
            (true, 4) => (r64::GOTPC32, false),
            (false, 4) => (r32::GOTPC, kind == fixups::ABS32),
            _ => return None,
        })
    }

    fn eh_frame_kind(&self) -> SectionKind {
        // The psABI has SHT_X86_64_UNWIND; GNU as 2.40 writes this, and linkers take both.
        SectionKind::PROGBITS
    }

    fn eh_pointer_encoding(&self) -> u8 {
        0x1B
    }

    fn nops(&self, size: usize, out: &mut Vec<u8>) {
        encode::nops(size, self.mode, self.elf64, out);
    }

    fn branch_size(&self, kind: RelaxKind, state: u8) -> u8 {
        let wide = if kind.0 & RELAX_16 != 0 { 2 } else { 4 };
        match (state, kind.0 & RELAX_JMP != 0) {
            (0, _) => 2,
            (_, true) => 1 + wide,
            (_, false) => 2 + wide,
        }
    }

    fn branch_state(&self, _kind: RelaxKind, state: u8, distance: Option<i64>) -> u8 {
        match distance {
            Some(d) if state == 0 && i8::try_from(d - 2).is_ok() => 0,
            _ => 1,
        }
    }

    fn write_branch(&self, branch: &Branch, state: u8, sink: &mut CodeSink<'_>) {
        let jmp = branch.kind.0 & RELAX_JMP != 0;
        let cond = (branch.kind.0 & 15) as u8;
        if state == 0 {
            sink.u8(if jmp { 0xEB } else { 0x70 | cond });
            sink.fixup(fixups::BRANCH8, branch.target.plus(-1));
            sink.u8(0);
            return;
        }
        if jmp {
            sink.u8(0xE9);
        } else {
            sink.u8(0x0F);
            sink.u8(0x80 | cond);
        }
        if branch.kind.0 & RELAX_16 != 0 {
            sink.fixup(fixups::BRANCH16, branch.target.plus(-2));
            sink.le(0, 2);
        } else {
            sink.fixup(fixups::BRANCH32, branch.target.plus(-4));
            sink.le(0, 4);
        }
    }

    fn dwarf_register(&self, name: &str) -> Option<u16> {
        let name = name.strip_prefix('%').unwrap_or(name);
        let reg = Reg::parse(name)?;
        let n = u16::from(reg.num);
        if !self.elf64 {
            return Some(match reg.class {
                RegClass::Gpr32 => n,
                RegClass::Eip => 8,
                RegClass::X87 => 11 + n,
                RegClass::Xmm => 21 + n,
                RegClass::Mmx => 29 + n,
                RegClass::Segment => 40 + n,
                _ => return None,
            });
        }
        Some(match reg.class {
            RegClass::Gpr64 => u16::from(DWARF64[reg.num as usize]),
            RegClass::Rip => 16,
            RegClass::Xmm if n < 16 => 17 + n,
            RegClass::X87 => 33 + n,
            RegClass::Mmx => 41 + n,
            RegClass::Segment => 50 + n,
            _ => return None,
        })
    }

    fn dwarf_register_name(&self, _number: u16) -> Option<&'static str> {
        // Numbers are the same in every mode's text, and what compilers print.
        None
    }

    fn cfi_initial(&self) -> (u8, i8, u16, &'static [CfiOp]) {
        if self.elf64 {
            (1, -8, 16, &[CfiOp::DefCfa(7, 8), CfiOp::Offset(16, -8)])
        } else {
            (1, -4, 8, &[CfiOp::DefCfa(4, 4), CfiOp::Offset(8, -4)])
        }
    }

    fn line_comment(&self) -> &'static [u8] {
        b"#"
    }
}
