//! From [`Inst`] to bytes: the first row that matches decides (Intel SDM vol. 2, chapter 2).

mod known_rows;

use crate::inst::{Inst, Mem, Mode, Prefixes, Slot, Width, spec};
use crate::insts::{Form, Info, M, ModRm, Role, Row, RowWidth, Suffix, Vex, flags};
use crate::reg::{Reg, RegClass};
use assembler::{AsmError, Branch, CodeSink, FixupKind, RelaxKind, Specifier, Value};

/// Kinds of fields beside data.
pub(crate) mod fixups {
    use assembler::FixupKind;
    /// 4 bytes that the processor sign-extends to 64 bits.
    pub const ABS32S: FixupKind = FixupKind(16);
    /// 4 bytes that it zero-extends, or doesn't extend.
    pub const ABS32: FixupKind = FixupKind(17);
    /// 4 bytes relative to `rip`.
    pub const PC32: FixupKind = FixupKind(18);
    /// The same in an instruction that the linker may rewrite (x86-64 psABI 4.4.1, `R_X86_64_GOTPCRELX`).
    pub const GOTX: FixupKind = FixupKind(19);
    /// The same, with a REX prefix.
    pub const REX_GOTX: FixupKind = FixupKind(20);
    /// 4 bytes, a branch.
    pub const BRANCH32: FixupKind = FixupKind(21);
    /// 2 bytes, a branch.
    pub const BRANCH16: FixupKind = FixupKind(22);
    /// 1 byte, a branch.
    pub const BRANCH8: FixupKind = FixupKind(23);
    /// No bytes: marks the call through a TLS descriptor.
    pub const TLSDESC_CALL: FixupKind = FixupKind(24);
    /// 1 byte that the processor sign-extends.
    pub const ABS8S: FixupKind = FixupKind(25);
}

/// `RelaxKind`: the condition, or this for `jmp`.
pub(crate) const RELAX_JMP: u16 = 16;
/// Flag in `RelaxKind`: offsets are 16 bits wide.
pub(crate) const RELAX_16: u16 = 32;

const fn bit(form: Form) -> u128 {
    1 << form as u8
}

const fn bits(forms: &[Form]) -> u128 {
    let (mut mask, mut i) = (0, 0);
    while i < forms.len() {
        mask |= bit(forms[i]);
        i += 1;
    }
    mask
}

const fn class_mask(class: RegClass) -> u128 {
    use Form::*;
    match class {
        RegClass::Gpr8 | RegClass::Gpr8High => bits(&[R8, Rm8]),
        RegClass::Gpr16 => bits(&[R16, Rm16, Rv, Rmv, Rv16]),
        RegClass::Gpr32 => bits(&[R32, Rm32, Rv, Ry, Rmv, Rmy, Rv16, Ry8, Ry16]),
        RegClass::Gpr64 => bits(&[R64, Rm64, Rv, Ry, Rmv, Rmy, Rv16, Ry8, Ry16]),
        RegClass::Xmm => bits(&[Xmm, Xm16, Xm32, Xm64, Xm128]),
        RegClass::Ymm => bits(&[Ymm, Ym256]),
        RegClass::Mmx => bits(&[Mm, Mm32, Mm64]),
        RegClass::X87 => bits(&[Sti]),
        RegClass::Segment => bits(&[Sreg]),
        RegClass::Control => bits(&[Cr]),
        RegClass::Debug => bits(&[Dr]),
        _ => 0,
    }
}

const CLASSES: [RegClass; 19] = {
    use RegClass::*;
    [
        None, Gpr8, Gpr8High, Gpr16, Gpr32, Gpr64, Xmm, Ymm, Zmm, Mmx, X87, Segment, Control, Debug, Mask,
        Bound, Rip, Eip, NoIndex,
    ]
};

/// What forms a register fits, by class and number (those above 6 share the last column).
static REG_MASKS: [[u128; 8]; 19] = {
    use Form::*;
    let mut table = [[0; 8]; 19];
    let mut class = 0;
    while class < 19 {
        let mut num = 0;
        while num < 8 {
            table[class][num] = class_mask(CLASSES[class])
                | match (CLASSES[class], num) {
                    (RegClass::Gpr8, 0) => bits(&[Al]),
                    (RegClass::Gpr8, 1) => bits(&[Cl]),
                    (RegClass::Gpr16, 0) => bits(&[Ax, Av]),
                    (RegClass::Gpr16, 2) => bits(&[Dx]),
                    (RegClass::Gpr32, 0) => bits(&[Eax, Av]),
                    (RegClass::Gpr64, 0) => bits(&[Rax, Av]),
                    (RegClass::Xmm, 0) => bits(&[Xmm0]),
                    (RegClass::X87, 0) => bits(&[St0]),
                    (RegClass::Segment, 0) => bits(&[Es]),
                    (RegClass::Segment, 1) => bits(&[Cs]),
                    (RegClass::Segment, 2) => bits(&[Ss]),
                    (RegClass::Segment, 3) => bits(&[Ds]),
                    (RegClass::Segment, 4) => bits(&[Fs]),
                    (RegClass::Segment, 5) => bits(&[Gs]),
                    _ => 0,
                };
            num += 1;
        }
        class += 1;
    }
    table
};

const IMM_MASK: u128 = {
    use Form::*;
    bits(&[Imm8, Imm8s, Imm16, Immz, Imm64, FarSeg, FarOff])
};

const fn mem_mask(size: u8) -> u128 {
    use Form::*;
    let by_size = match size {
        0 => bits(&[
            M8, Rm8, Ry8, M16, Rm16, Rv16, Ry16, Xm16, M32, Rm32, Xm32, Mm32, M64, Rm64, Xm64, Mm64, M80,
            M128, Xm128, M256, Ym256, Mv, Rmv, My, Rmy,
        ]),
        1 => bits(&[M8, Rm8, Ry8]),
        2 => bits(&[M16, Rm16, Rv16, Ry16, Xm16, Mv, Rmv]),
        4 => bits(&[M32, Rm32, Xm32, Mm32, Mv, Rmv, My, Rmy]),
        8 => bits(&[M64, Rm64, Xm64, Mm64, Mv, Rmv, My, Rmy]),
        10 => bits(&[M80]),
        16 => bits(&[M128, Xm128]),
        32 => bits(&[M256, Ym256]),
        _ => 0,
    };
    by_size | bits(&[M])
}

static MEM_MASKS: [u128; 33] = {
    let mut table = [0; 33];
    let mut size = 0;
    while size < 33 {
        table[size] = mem_mask(size as u8);
        size += 1;
    }
    table
};

fn operand_mask(inst: &Inst, slot: Slot) -> u128 {
    match slot {
        Slot::Reg(reg) => REG_MASKS[reg.class as usize][reg.num.min(7) as usize],
        Slot::Mem => {
            let mask = MEM_MASKS[inst.mem.size.min(32) as usize];
            if inst.mem.base.is_none() && inst.mem.index.is_none() {
                mask | bits(&[Form::Moffs8, Form::Moffsv])
            } else {
                mask
            }
        }
        Slot::Imm if inst.imm.as_constant() == Some(1) => IMM_MASK | bit(Form::One),
        Slot::Imm if inst.imm.as_constant() == Some(3) => IMM_MASK | bit(Form::Three),
        Slot::Imm | Slot::Imm2 => IMM_MASK,
        Slot::Target => bits(&[Form::Rel8, Form::Relz]),
        Slot::None => 0,
    }
}

/// Whether a number can stand in this immediate form at an operand size.
fn immediate_fits(form: Form, value: Value, width: u8) -> bool {
    let Some(n) = value.as_constant() else { return form != Form::Imm8s };
    match form {
        Form::Imm8 => (-128..256).contains(&n),
        Form::Imm8s => {
            let n = match width {
                2 if (-0x8000..0x1_0000).contains(&n) => i64::from(n as i16),
                4 if (-0x8000_0000..0x1_0000_0000).contains(&n) => i64::from(n as i32),
                _ => n,
            };
            (-128..128).contains(&n)
        }
        Form::Imm16 | Form::FarSeg => (-0x8000..0x1_0000).contains(&n),
        Form::Immz => match width {
            2 => (-0x8000..0x1_0000).contains(&n),
            8 => i32::try_from(n).is_ok(),
            _ => (-0x8000_0000..0x1_0000_0000).contains(&n),
        },
        _ => true,
    }
}

/// A row that matched, with the operand size that it has.
#[derive(Clone, Copy)]
pub(crate) struct Match {
    pub row: &'static Row,
    /// In bytes; 0 if there is none.
    pub width: u8,
}

/// Why nothing matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mismatch {
    Count,
    Type,
    Width,
    /// The operands don't tell the operand size.
    Ambiguous,
    Immediate,
    Mode,
}

impl Mismatch {
    pub(crate) fn message(self, inst: &Inst) -> AsmError {
        let name = inst.mnemonic.name();
        match self {
            Mismatch::Count => format!("number of operands mismatch for `{name}'"),
            Mismatch::Type => format!("operand type mismatch for `{name}'"),
            Mismatch::Width => format!("operand size mismatch for `{name}'"),
            Mismatch::Ambiguous => {
                format!("no instruction mnemonic suffix given and no register operands; can't size instruction `{name}'")
            }
            Mismatch::Immediate => format!("immediate operand out of range for `{name}'"),
            Mismatch::Mode => format!("`{name}' is not supported in this mode"),
        }
        .into()
    }
}

/// Finds the row that encodes an instruction.
pub(crate) fn find_row(inst: &Inst, mode: Mode) -> Result<Match, Mismatch> {
    let count = inst.operand_count();
    if count > 4 {
        return Err(Mismatch::Count);
    }
    let key = known_rows::key(inst, mode, count);
    if let Some(known) = key.and_then(known_rows::find) {
        return Ok(known);
    }
    let found = search(inst, mode, count);
    if let (Some(key), Ok(row)) = (key, found) {
        known_rows::remember(key, row);
    }
    found
}

fn search(inst: &Inst, mode: Mode, count: usize) -> Result<Match, Mismatch> {
    let info = inst.mnemonic.info();
    // In halves: a bit of a word is found faster.
    let mut masks = [[0u64; 2]; 4];
    for (mask, slot) in masks.iter_mut().zip(&inst.slots[..count]) {
        let whole = operand_mask(inst, *slot);
        *mask = [whole as u64, (whole >> 64) as u64];
    }
    let mut why = Mismatch::Count;
    'rows: for row in info.rows {
        if row.count as usize != count {
            continue;
        }
        for (mask, form) in masks.iter().zip(&row.forms[..count]) {
            let form = *form as u8;
            if mask[usize::from(form >> 6)] >> (form & 63) & 1 == 0 {
                why = why.max(Mismatch::Type);
                continue 'rows;
            }
        }
        match row_width(inst, info, row, mode) {
            Ok(width) => {
                for (slot, form) in inst.slots[..count].iter().zip(&row.forms[..count]) {
                    let value = match slot {
                        Slot::Imm => inst.imm,
                        Slot::Imm2 => inst.mem.disp,
                        _ => continue,
                    };
                    if !immediate_fits(*form, value, width) {
                        why = why.max(Mismatch::Immediate);
                        continue 'rows;
                    }
                }
                return Ok(Match { row, width });
            }
            Err(e) => why = why.max(e),
        }
    }
    Err(why)
}

impl Mismatch {
    /// The one that says more.
    fn max(self, other: Mismatch) -> Mismatch {
        let rank = |m| match m {
            Mismatch::Count => 0,
            Mismatch::Type => 1,
            Mismatch::Width => 2,
            Mismatch::Mode => 3,
            Mismatch::Immediate => 4,
            Mismatch::Ambiguous => 5,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// The operand size of an instruction in a row that its operands' kinds fit.
fn row_width(inst: &Inst, info: &Info, row: &Row, mode: Mode) -> Result<u8, Mismatch> {
    let long = mode == Mode::Bits64;
    if row.flags & flags::ONLY64 != 0 && !long || row.flags & flags::NO64 != 0 && long {
        return Err(Mismatch::Mode);
    }
    if row.flags & flags::FAR != 0 && inst.mem.disp.as_constant().is_none_or(|n| i32::try_from(n).is_ok()) {
        return Err(Mismatch::Type);
    }
    let said = inst.width.bytes();
    match row.width {
        RowWidth::None => {
            if said != 0 && matches!(info.suffix, Suffix::Sized | Suffix::Optional) {
                return Err(Mismatch::Width);
            }
            Ok(0)
        }
        RowWidth::Said(w) | RowWidth::Fixed(w) => {
            if said != 0 && said != w {
                return Err(Mismatch::Width);
            }
            if w == 1 && said == 0 && row.count == 0 || w == 8 && !long {
                return Err(if long { Mismatch::Ambiguous } else { Mismatch::Mode });
            }
            if w == 1 && said == 0 && only_memory(inst, row) {
                return Err(Mismatch::Ambiguous);
            }
            Ok(w)
        }
        RowWidth::V | RowWidth::Y => {
            let mut width = said;
            for (slot, form) in inst.slots.iter().zip(&row.forms[..row.count as usize]) {
                let Slot::Reg(reg) = slot else { continue };
                use Form::*;
                if matches!(form, Rv | Rmv | Av | Ry | Rmy) {
                    let w = reg.width().bytes();
                    if width != 0 && width != w {
                        return Err(Mismatch::Width);
                    }
                    width = w;
                }
            }
            let default = match mode {
                Mode::Bits16 => 2,
                Mode::Bits32 => 4,
                Mode::Bits64 => 8,
            };
            if width == 0
                && inst.mem.size != 0
                && row.forms.iter().any(|f| matches!(f, Form::Mv | Form::Rmv | Form::My | Form::Rmy))
            {
                width = inst.mem.size;
            }
            if width == 0 {
                if row.flags & flags::D64 != 0 {
                    width = default;
                } else if matches!(row.forms[0], Form::Relz | Form::FarSeg) {
                    width = if default == 8 { 4 } else { default };
                } else {
                    return Err(Mismatch::Ambiguous);
                }
            }
            let least = if row.width == RowWidth::Y { 4 } else { 2 };
            if width < least || width == 8 && !long || row.flags & flags::D64 != 0 && long && width == 4 {
                return Err(Mismatch::Width);
            }
            if row.flags & flags::XCHG != 0
                && long
                && width == 4
                && inst.slots[0] == Slot::Reg(Reg::EAX)
                && inst.slots[1] == Slot::Reg(Reg::EAX)
            {
                return Err(Mismatch::Type);
            }
            Ok(width)
        }
    }
}

/// Whether nothing but memory and immediates say that the operation is one of bytes.
fn only_memory(inst: &Inst, row: &Row) -> bool {
    inst.mem.size == 0
        && inst.slots.contains(&Slot::Mem)
        && row.forms.iter().any(|f| matches!(f, Form::Rm8))
        && !inst.slots.iter().any(|s| matches!(s, Slot::Reg(r) if *r != Reg::CL))
        && matches!(inst.mnemonic.info().suffix, Suffix::Sized | Suffix::Extend)
}

/// Bytes of an immediate form.
fn immediate_size(form: Form, width: u8) -> u8 {
    match form {
        Form::Imm8 | Form::Imm8s | Form::Rel8 => 1,
        Form::Imm16 | Form::FarSeg => 2,
        Form::Imm64 => 8,
        _ => width.min(4),
    }
}

/// The ModRM and SIB bytes and displacement of a memory operand.
#[derive(Clone, Copy, Default)]
struct Address {
    modrm: u8,
    sib: Option<u8>,
    disp_size: u8,
    /// REX.X and REX.B.
    rex: u8,
    /// An address-size prefix is due.
    prefix: bool,
    /// Relative to `rip`.
    rip: bool,
}

/// An instruction on its way: at most 15 bytes, here with room for one that has too many prefixes.
struct Bytes {
    buffer: [u8; 32],
    len: usize,
}

impl Bytes {
    #[inline]
    fn push(&mut self, b: u8) {
        if let Some(place) = self.buffer.get_mut(self.len) {
            *place = b;
            self.len += 1;
        }
    }
}

/// Encodes an instruction.
pub(crate) fn encode(inst: &Inst, mode: Mode, sink: &mut CodeSink<'_>) -> Result<(), AsmError> {
    if inst.slots[0] == Slot::Target && relax(inst, mode, sink) {
        return Ok(());
    }
    match find_row(inst, mode) {
        Ok(found) => emit(inst, found, mode, sink),
        Err(why) => Err(why.message(inst)),
    }
}

/// Hands a jump to the streamer, which knows distances.
fn relax(inst: &Inst, mode: Mode, sink: &mut CodeSink<'_>) -> bool {
    let kind = if inst.mnemonic == M::JMP {
        RELAX_JMP
    } else if (M::JO.0..=M::JG.0).contains(&inst.mnemonic.0) {
        inst.mnemonic.0 - M::JO.0
    } else {
        return false;
    };
    let default = if mode == Mode::Bits16 { Width::W16 } else { Width::W32 };
    let width = match inst.width {
        Width::None => default,
        Width::W64 if mode == Mode::Bits64 => default,
        w => w,
    };
    if width == Width::W8 || width == Width::W64 || (width == Width::W16 && mode == Mode::Bits64) {
        return false;
    }
    let mut bytes = Bytes { buffer: [0; 32], len: 0 };
    legacy_prefixes(inst, Reg::NONE, false, width != default, 0, &mut bytes);
    sink.bytes.extend_from_slice(&bytes.buffer[..bytes.len]);
    let size = if width == Width::W16 { RELAX_16 } else { 0 };
    sink.branch = Some(Branch { kind: RelaxKind(kind | size), target: inst.imm });
    true
}

/// Segment, address size, operand size, repetition, lock: in the order in which GNU as writes them.
fn legacy_prefixes(inst: &Inst, segment: Reg, address: bool, data: bool, mandatory: u8, out: &mut Bytes) {
    const SEGMENTS: [(Prefixes, u8); 6] = [
        (Prefixes::ES, 0x26),
        (Prefixes::CS, 0x2E),
        (Prefixes::SS, 0x36),
        (Prefixes::DS, 0x3E),
        (Prefixes::FS, 0x64),
        (Prefixes::GS, 0x65),
    ];
    let p = inst.prefixes;
    if p.0 != 0 || segment.class == RegClass::Segment {
        for (i, (prefix, byte)) in SEGMENTS.iter().enumerate() {
            if p.has(*prefix) || segment.class == RegClass::Segment && segment.num as usize == i {
                out.push(*byte);
            }
        }
    }
    if address || p.has(Prefixes::ADDR) {
        out.push(0x67);
    }
    if data || mandatory == 0x66 || p.has(Prefixes::DATA) {
        out.push(0x66);
    }
    if mandatory == 0xF2 || p.has(Prefixes::REPNE) {
        out.push(0xF2);
    }
    if mandatory == 0xF3 || p.has(Prefixes::REP) {
        out.push(0xF3);
    }
    if p.has(Prefixes::LOCK) {
        out.push(0xF0);
    }
}

/// Writes an instruction in its row.
fn emit(inst: &Inst, found: Match, mode: Mode, sink: &mut CodeSink<'_>) -> Result<(), AsmError> {
    let Match { row, width } = found;
    let long = mode == Mode::Bits64;
    let count = row.count as usize;
    let (mut reg, mut rm, mut vvvv, mut is4) = (Reg::NONE, None, Reg::NONE, Reg::NONE);
    let mut opcode_reg = Reg::NONE;
    let mut memory = false;
    let (mut byte_rex, mut high) = (false, false);
    for i in 0..count {
        match inst.slots[i] {
            Slot::Reg(r) => {
                if r.num > 7 && !long {
                    return Err(format!("bad register name `{r:?}' in this mode").into());
                }
                byte_rex |= r.class == RegClass::Gpr8 && r.num & 12 == 4;
                high |= r.class == RegClass::Gpr8High;
                match row.roles[i] {
                    Role::Reg => reg = r,
                    Role::Rm => rm = Some(r),
                    Role::RegRm => {
                        reg = r;
                        rm = Some(r);
                    }
                    Role::Vvvv => vvvv = r,
                    Role::Opcode => opcode_reg = r,
                    Role::Is4 => is4 = r,
                    Role::Implied | Role::Imm => {}
                }
            }
            Slot::Mem => memory = true,
            _ => {}
        }
    }
    let digit = match row.modrm {
        ModRm::Digit(n) => n,
        _ => reg.num,
    };
    let moffs = memory && row.roles[..count].contains(&Role::Imm) && row.modrm == ModRm::None;
    let mut address = Address::default();
    if moffs {
        // An absolute address without ModRM.
    } else if memory {
        address = resolve(&inst.mem, mode)?;
    } else if let Some(rm) = rm {
        address.modrm = 0xC0 | rm.num & 7;
        address.rex = rm.num >> 3 & 1;
    }
    address.modrm |= (digit & 7) << 3;
    // Operand size.
    let (mut data, mut w) = (false, row.flags & flags::REXW != 0);
    match row.width {
        RowWidth::V | RowWidth::Fixed(_) if row.vex.is_none() => {
            let d64 = row.flags & flags::D64 != 0;
            data = match mode {
                Mode::Bits16 => width == 4,
                _ => width == 2,
            };
            w |= width == 8 && !d64;
        }
        RowWidth::Y => w |= width == 8,
        _ => {}
    }
    if inst.prefixes.has(Prefixes::LOCK) && (row.flags & flags::LOCK == 0 || !memory) {
        return Err("expecting lockable instruction after `lock'".into());
    }
    // The count register of these is as wide as the address.
    let mut address_prefix = address.prefix;
    if inst.mnemonic == M::JCXZ && mode != Mode::Bits16 {
        if long {
            return Err(Mismatch::Mode.message(inst));
        }
        address_prefix = true;
    } else if inst.mnemonic == M::JECXZ && mode != Mode::Bits32 {
        address_prefix = true;
    }
    let mut out = Bytes { buffer: [0; 32], len: 0 };
    let mut opcode = &row.opcode[..row.opcode_len as usize];
    if opcode.len() > 1 && opcode[0] == 0x9B {
        out.push(0x9B);
        opcode = &opcode[1..];
    }
    let segment = if memory { segment_needed(&inst.mem) } else { Reg::NONE };
    legacy_prefixes(inst, segment, address_prefix, data, row.prefix, &mut out);
    let mut row_opcode = [opcode[0]];
    let mut vex = row.vex;
    if row.flags & flags::SWAP != 0
        && let (Some(v), Some(source)) = (&mut vex, rm)
        && source.num > 7
        && reg.num < 8
    {
        address.modrm = 0xC0 | (source.num & 7) << 3 | reg.num;
        address.rex = 0;
        reg = source;
        row_opcode[0] = match opcode[0] {
            0x6F => 0x7F,
            0x7E => {
                v.pp = 1;
                0xD6
            }
            op => op + 1,
        };
        opcode = &row_opcode;
    }
    let rex_r = reg.num >> 3 & 1;
    let rex_b = address.rex | opcode_reg.num >> 3 & 1;
    if let Some(vex) = vex {
        vex_prefix(vex, w, rex_r, rex_b, vvvv.num, opcode[0], &mut out);
    } else {
        let bits = u8::from(w) << 3 | rex_r << 2 | rex_b | (inst.prefixes.0 >> 12) as u8;
        if bits != 0 || byte_rex || inst.prefixes.has(Prefixes::REX) {
            if high {
                return Err("can't encode high byte register in an instruction requiring REX prefix".into());
            }
            if !long {
                return Err(
                    format!("`{}' needs 64-bit mode with these operands", inst.mnemonic.name()).into()
                );
            }
            out.push(0x40 | bits);
        }
        for &b in &opcode[..opcode.len() - 1] {
            out.push(b);
        }
        out.push(opcode[opcode.len() - 1] | opcode_reg.num & 7);
    }
    if row.modrm != ModRm::None {
        out.push(address.modrm);
        if let Some(sib) = address.sib {
            out.push(sib);
        }
    }
    sink.bytes.extend_from_slice(&out.buffer[..out.len]);
    if !moffs && memory {
        let trailing: u8 = (0..count)
            .filter(|&i| row.roles[i] == Role::Imm)
            .map(|i| immediate_size(row.forms[i], width))
            .sum::<u8>()
            + u8::from(!is4.is_none());
        displacement(inst, &address, row, opcode, mode, trailing, out.len, sink);
    }
    if count > 0 {
        immediates(inst, row, width, mode, sink)?;
    }
    if !is4.is_none() {
        sink.u8(is4.num << 4);
    }
    Ok(())
}

/// A segment override that says what holds anyway is left out.
fn segment_needed(mem: &Mem) -> Reg {
    let stack = matches!(mem.base.class, RegClass::Gpr64 | RegClass::Gpr32) && matches!(mem.base.num, 4 | 5)
        || mem.base.class == RegClass::Gpr16 && mem.base.num == 5;
    let default = if stack { Reg::SS } else { Reg::DS };
    if mem.segment == default { Reg::NONE } else { mem.segment }
}

fn vex_prefix(vex: Vex, w: bool, r: u8, xb: u8, vvvv: u8, opcode: u8, out: &mut Bytes) {
    let w = w || vex.w;
    let last = (!vvvv & 15) << 3 | u8::from(vex.l) << 2 | vex.pp;
    if !w && xb == 0 && vex.map == 1 {
        out.push(0xC5);
        out.push((r ^ 1) << 7 | last);
    } else {
        out.push(0xC4);
        out.push((r ^ 1) << 7 | (xb & 3 ^ 3) << 5 | vex.map);
        out.push(u8::from(w) << 7 | last);
    }
    out.push(opcode);
}

/// Encodes an address (Intel SDM vol. 2, 2.1.5 and 2.2.1.3).
fn resolve(mem: &Mem, mode: Mode) -> Result<Address, AsmError> {
    let long = mode == Mode::Bits64;
    let bad = || AsmError::from("invalid base/index expression");
    let (base, index) = (mem.base, mem.index);
    let address_bits = match if base.is_none() { index.class } else { base.class } {
        RegClass::Gpr64 | RegClass::Rip if long => 64,
        RegClass::Eip if long => 32,
        RegClass::Gpr32 => 32,
        RegClass::Gpr16 if !long => 16,
        RegClass::NoIndex if base.is_none() => {
            if long {
                64
            } else {
                32
            }
        }
        RegClass::None => match mode {
            Mode::Bits16 => 16,
            Mode::Bits32 => 32,
            Mode::Bits64 => 64,
        },
        _ => return Err(bad()),
    };
    if !base.is_none() && !index.is_none() && base.class != index.class && index.class != RegClass::NoIndex {
        return Err(bad());
    }
    if (base.num > 7 || index.num > 7) && !long {
        return Err(bad());
    }
    let prefix = match mode {
        Mode::Bits64 => address_bits == 32,
        Mode::Bits32 => address_bits == 16,
        Mode::Bits16 => address_bits == 32,
    };
    let mut address = Address { prefix, ..Address::default() };
    if address_bits == 16 {
        return resolve16(mem, address);
    }
    if matches!(base.class, RegClass::Rip | RegClass::Eip) {
        if !index.is_none() {
            return Err(bad());
        }
        address.modrm = 5;
        address.disp_size = 4;
        address.rip = true;
        return Ok(address);
    }
    let scale = match mem.scale {
        1 => 0,
        2 => 1,
        4 => 2,
        8 => 3,
        _ => return Err("expecting scale factor of 1, 2, 4, or 8".into()),
    };
    if index.num == 4 && index.class != RegClass::NoIndex && !index.is_none() {
        return Err(bad());
    }
    let constant = mem.disp.as_constant();
    if let Some(n) = constant {
        let fits = i32::try_from(n).is_ok() || address_bits == 32 && u32::try_from(n).is_ok();
        if !fits {
            if base.is_none() && index.is_none() && u32::try_from(n).is_ok() {
                address.prefix = true;
            } else {
                return Err(format!("{n:#x} is not a 32-bit displacement").into());
            }
        }
    }
    address.rex = (base.num >> 3 & 1) | (index.num >> 3 & 1) << 1;
    if base.is_none() {
        address.disp_size = 4;
        if index.is_none() && !long {
            address.modrm = 5;
        } else {
            address.modrm = 4;
            let index = if index.is_none() { 4 } else { index.num & 7 };
            address.sib = Some(scale << 6 | index << 3 | 5);
        }
        return Ok(address);
    }
    let (mode_bits, size) = match constant.map(|n| if address_bits == 32 { i64::from(n as i32) } else { n }) {
        Some(0) if base.num & 7 != 5 => (0, 0),
        Some(n) if i8::try_from(n).is_ok() => (0x40, 1),
        _ if mem.disp.specifier == spec::TLSCALL => (0, 0),
        _ => (0x80, 4),
    };
    address.disp_size = size;
    if index.is_none() && base.num & 7 != 4 {
        address.modrm = mode_bits | base.num & 7;
    } else {
        address.modrm = mode_bits | 4;
        let index = if index.is_none() { 4 } else { index.num & 7 };
        address.sib = Some(scale << 6 | index << 3 | base.num & 7);
    }
    Ok(address)
}

/// 16-bit addressing (Intel SDM vol. 2, table 2-1).
fn resolve16(mem: &Mem, mut address: Address) -> Result<Address, AsmError> {
    let number = |r: Reg| if r.is_none() { None } else { Some(r.num) };
    let (a, b) = match (number(mem.base), number(mem.index)) {
        (None, index) => (index, None),
        pair => pair,
    };
    let rm = match (a, b) {
        (Some(3), Some(6)) | (Some(6), Some(3)) => 0,
        (Some(3), Some(7)) | (Some(7), Some(3)) => 1,
        (Some(5), Some(6)) | (Some(6), Some(5)) => 2,
        (Some(5), Some(7)) | (Some(7), Some(5)) => 3,
        (Some(6), None) => 4,
        (Some(7), None) => 5,
        (Some(5), None) => 6,
        (Some(3), None) => 7,
        (None, None) => {
            address.modrm = 6;
            address.disp_size = 2;
            return Ok(address);
        }
        _ => return Err("invalid base/index expression".into()),
    };
    let (mode_bits, size) = match mem.disp.as_constant() {
        Some(0) if rm != 6 => (0, 0),
        Some(n) if i8::try_from(n as i16).is_ok() => (0x40, 1),
        _ => (0x80, 2),
    };
    address.modrm = mode_bits | rm;
    address.disp_size = size;
    Ok(address)
}

/// Whether the linker may turn this GOT load into something better (x86-64 psABI B.2).
fn relaxable(row: &Row, opcode: &[u8]) -> bool {
    row.prefix == 0
        && match opcode {
            [0x8B | 0x85] => true,
            [0xFF] => matches!(row.modrm, ModRm::Digit(2 | 4)),
            [op] => op & 0xC7 == 0x03,
            _ => false,
        }
}

#[allow(clippy::too_many_arguments)] // It is the tail of `emit`, set apart for its length.
fn displacement(
    inst: &Inst,
    address: &Address,
    row: &Row,
    opcode: &[u8],
    mode: Mode,
    trailing: u8,
    length: usize,
    sink: &mut CodeSink<'_>,
) {
    let disp = inst.mem.disp;
    let size = address.disp_size;
    if disp.specifier == spec::TLSCALL && size == 0 {
        let start = sink.bytes.len() - length;
        sink.fixup(fixups::TLSDESC_CALL, disp);
        if let Some(fixup) = sink.fixups.last_mut() {
            fixup.offset = start as u32;
        }
        return;
    }
    if size == 0 {
        return;
    }
    if let Some(n) = disp.as_constant() {
        sink.le(n as u64, size as usize);
        return;
    }
    if address.rip {
        let kind = if disp.specifier == spec::GOTPCREL && relaxable(row, opcode) {
            // A REX prefix stands right before these one-byte opcodes.
            let modrm_len = 1 + usize::from(address.sib.is_some());
            let before = sink.bytes.len() - modrm_len - 1;
            if length > modrm_len + 1 && sink.bytes[before - 1] & 0xF0 == 0x40 && mode == Mode::Bits64 {
                fixups::REX_GOTX
            } else {
                fixups::GOTX
            }
        } else {
            fixups::PC32
        };
        sink.fixup(kind, disp.plus(-4 - i64::from(trailing)));
    } else if size == 2 {
        sink.fixup(FixupKind::DATA2, disp);
    } else if size == 1 {
        sink.fixup(FixupKind::DATA1, disp);
    } else {
        let signed = mode == Mode::Bits64 && !address.prefix;
        sink.fixup(if signed { fixups::ABS32S } else { fixups::ABS32 }, disp);
    }
    sink.le(0, size as usize);
}

/// Writes immediates, branch offsets and `moffs` in the order of the operands; far pointers offset first.
fn immediates(
    inst: &Inst,
    row: &Row,
    width: u8,
    mode: Mode,
    sink: &mut CodeSink<'_>,
) -> Result<(), AsmError> {
    let count = row.count as usize;
    let far = count == 2 && row.forms[0] == Form::FarSeg;
    for i in 0..count {
        let i = if far { 1 - i } else { i };
        if row.roles[i] != Role::Imm {
            continue;
        }
        let form = row.forms[i];
        let value = match inst.slots[i] {
            Slot::Imm | Slot::Target => inst.imm,
            _ => inst.mem.disp,
        };
        let size = match form {
            Form::Moffs8 | Form::Moffsv => match mode {
                Mode::Bits16 => 2,
                Mode::Bits32 => 4,
                Mode::Bits64 => 8,
            },
            _ => immediate_size(form, width),
        };
        match form {
            Form::Rel8 => {
                sink.fixup(fixups::BRANCH8, value.plus(-1));
                sink.u8(0);
            }
            Form::Relz => {
                let kind = if size == 2 { fixups::BRANCH16 } else { fixups::BRANCH32 };
                sink.fixup(kind, value.plus(-i64::from(size)));
                sink.le(0, size as usize);
            }
            _ => {
                if let Some(n) = value.as_constant() {
                    sink.le(n as u64, size as usize);
                    continue;
                }
                let kind = match size {
                    1 if form == Form::Imm8s => fixups::ABS8S,
                    1 => FixupKind::DATA1,
                    2 => FixupKind::DATA2,
                    4 if width == 8 => fixups::ABS32S,
                    4 => fixups::ABS32,
                    _ => FixupKind::DATA8,
                };
                sink.fixup(kind, value);
                sink.le(0, size as usize);
            }
        }
    }
    Ok(())
}

/// Bytes of padding that GNU as writes for a machine without a chosen tuning.
pub(crate) fn nops(size: usize, mode: Mode, elf64: bool, out: &mut Vec<u8>) {
    const LONG: [&[u8]; 11] = [
        &[0x90],
        &[0x66, 0x90],
        &[0x0F, 0x1F, 0],
        &[0x0F, 0x1F, 0x40, 0],
        &[0x0F, 0x1F, 0x44, 0, 0],
        &[0x66, 0x0F, 0x1F, 0x44, 0, 0],
        &[0x0F, 0x1F, 0x80, 0, 0, 0, 0],
        &[0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0],
        &[0x66, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0],
        &[0x66, 0x2E, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0],
        &[0x66, 0x66, 0x2E, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0],
    ];
    const LEA: [&[u8]; 8] = [
        &[0x90],
        &[0x66, 0x90],
        &[0x8D, 0x76, 0],
        &[0x8D, 0x74, 0x26, 0],
        &[0x8D, 0x74, 0x26, 0, 0x90],
        &[0x8D, 0xB6, 0, 0, 0, 0],
        &[0x8D, 0xB4, 0x26, 0, 0, 0, 0],
        &[0x8D, 0xB4, 0x26, 0, 0, 0, 0, 0x90],
    ];
    const SHORT: [&[u8]; 4] = [&[0x90], &[0x66, 0x90], &[0x8D, 0x74, 0], &[0x8D, 0xB4, 0, 0]];
    let (patterns, most): (&[&[u8]], usize) = match mode {
        Mode::Bits16 => (&SHORT, 2),
        _ if elf64 => (&LONG, 7),
        _ => (&LEA, 4),
    };
    let longest = patterns.len();
    let mut left = size;
    if left / longest > most {
        // A jump over the rest is quicker than so many of them.
        if left - 2 <= 127 {
            out.extend_from_slice(&[0xEB, (left - 2) as u8]);
            left -= 2;
        } else if mode == Mode::Bits16 {
            out.push(0xE9);
            out.extend_from_slice(&((left - 3) as u16).to_le_bytes());
            left -= 3;
        } else {
            out.push(0xE9);
            out.extend_from_slice(&((left - 5) as u32).to_le_bytes());
            left -= 5;
        }
    }
    while left > 0 {
        let n = left.min(longest);
        out.extend_from_slice(patterns[n - 1]);
        left -= n;
    }
}

/// Which specifiers name thread-local symbols.
pub(crate) fn is_tls(s: Specifier) -> bool {
    use spec::*;
    [TPOFF, GOTTPOFF, TLSGD, TLSLD, DTPOFF, TLSDESC, TLSCALL, NTPOFF, INDNTPOFF, GOTNTPOFF, TLSLDM]
        .contains(&s)
}
