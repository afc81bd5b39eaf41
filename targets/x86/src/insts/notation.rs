//! The manuals' notation for operands and encodings, read at compile time into [`Row`]s.
//!
//! Operand forms are those of the manual with two letters of its opcode maps: `v` is a word, doubleword or quadword by
//! operand size, `y` a doubleword or quadword. Beside the manual's own, an encoding knows: `o16 o32 o64` (operand size),
//! `w8 w16 w32 w64` (the width that a suffix must say, no prefix), `d64` (64 bits by default in 64-bit mode), `only64`,
//! `no64`, `far`, `swap`, `LOCK` (may be locked), `dup` (the first operand is also the ModRM operand),
//! `store` (the first operand, a register, is the ModRM operand).

macro_rules! forms {
    ($($name:ident $text:literal,)*) => {
        /// What an operand may be.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        #[allow(missing_docs)] // Each is its own text in the table.
        pub enum Form { $($name,)* }

        const FORM_NAMES: &[(&str, Form)] = &[$(($text, Form::$name),)*];
    };
}

forms! {
    None "",
    R8 "r8", R16 "r16", R32 "r32", R64 "r64", Rv "rv", Ry "ry",
    Rm8 "r/m8", Rm16 "r/m16", Rm32 "r/m32", Rm64 "r/m64", Rmv "r/mv", Rmy "r/my",
    Rv16 "rv/m16", Ry8 "ry/m8", Ry16 "ry/m16",
    Al "al", Ax "ax", Eax "eax", Rax "rax", Av "av", Cl "cl", Dx "dx", One "1", Three "3",
    Imm8 "imm8", Imm8s "imm8s", Imm16 "imm16", Immz "immz", Imm64 "imm64",
    M "m", M8 "m8", M16 "m16", M32 "m32", M64 "m64", M80 "m80", M128 "m128", M256 "m256", Mv "mv", My "my",
    Moffs8 "moffs8", Moffsv "moffsv",
    Rel8 "rel8", Relz "relz", FarSeg "ptr16", FarOff "ptrz",
    Xmm "xmm", Xmm0 "xmm0", Ymm "ymm",
    Xm16 "xmm/m16", Xm32 "xmm/m32", Xm64 "xmm/m64", Xm128 "xmm/m128", Ym256 "ymm/m256",
    Mm "mm", Mm32 "mm/m32", Mm64 "mm/m64",
    St0 "st0", Sti "sti",
    Sreg "sreg", Es "es", Cs "cs", Ss "ss", Ds "ds", Fs "fs", Gs "gs",
    Cr "cr", Dr "dr",
}

/// Where an operand goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Role {
    /// Nowhere: the opcode implies it.
    Implied,
    /// ModRM.reg
    Reg,
    /// ModRM.rm
    Rm,
    /// Both.
    RegRm,
    /// VEX.vvvv
    Vvvv,
    /// The opcode's low three bits.
    Opcode,
    /// An immediate, a displacement of a branch, or a `moffs`.
    Imm,
    /// Bits 7 to 4 of an immediate byte.
    Is4,
}

/// What ModRM.reg holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ModRm {
    /// There is no ModRM byte.
    None,
    /// An operand.
    Reg,
    /// An opcode extension.
    Digit(u8),
}

/// The operand size that a row has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowWidth {
    /// None.
    None,
    /// Fixed, in bytes; no prefix comes of it.
    Said(u8),
    /// Fixed, in bytes, with the prefixes that it takes.
    Fixed(u8),
    /// 2, 4 or 8 bytes, from a `v` operand or the suffix.
    V,
    /// 4 or 8 bytes, from a `y` operand or the suffix; only REX.W comes of it.
    Y,
}

/// A VEX prefix (Intel SDM vol. 2, 2.3.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Vex {
    /// 256 bits.
    pub l: bool,
    /// 0, 1 (66), 2 (F3), 3 (F2).
    pub pp: u8,
    /// 1 (0F), 2 (0F38), 3 (0F3A).
    pub map: u8,
    /// VEX.W is 1.
    pub w: bool,
}

/// A row's properties.
pub(crate) mod flags {
    /// 64-bit mode only.
    pub const ONLY64: u8 = 1;
    /// Not in 64-bit mode.
    pub const NO64: u8 = 2;
    /// The operand size is 64 bits by default in 64-bit mode, and 32 bits don't exist there.
    pub const D64: u8 = 4;
    /// `lock` is allowed.
    pub const LOCK: u8 = 8;
    /// REX.W whatever the operands.
    pub const REXW: u8 = 16;
    /// Only for an address that no 32-bit displacement can say.
    pub const FAR: u8 = 64;
    /// With a high register as source and a low one as destination, the opposite direction is a byte shorter.
    pub const SWAP: u8 = 128;
    /// The accumulator's short form of `xchg`, which `xchg %eax, %eax` can't take in 64-bit mode (it is `nop`).
    pub const XCHG: u8 = 32;
}

/// One way to encode a mnemonic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Operand forms, destination first.
    pub forms: [Form; 4],
    /// Where they go.
    pub roles: [Role; 4],
    /// How many operands.
    pub count: u8,
    /// Mandatory prefix, or 0.
    pub prefix: u8,
    /// The opcode, escape bytes included; for VEX just the opcode.
    pub opcode: [u8; 3],
    /// Bytes in `opcode`.
    pub opcode_len: u8,
    /// ModRM.
    pub modrm: ModRm,
    /// VEX prefix.
    pub vex: Option<Vex>,
    /// Operand size.
    pub width: RowWidth,
    /// See [`flags`].
    pub flags: u8,
}

const EMPTY: Row = Row {
    forms: [Form::None; 4],
    roles: [Role::Implied; 4],
    count: 0,
    prefix: 0,
    opcode: [0; 3],
    opcode_len: 0,
    modrm: ModRm::None,
    vex: None,
    width: RowWidth::None,
    flags: 0,
};

const fn is(text: &[u8], from: usize, to: usize, word: &str) -> bool {
    let word = word.as_bytes();
    if to - from != word.len() {
        return false;
    }
    let mut i = 0;
    while i < word.len() {
        if text[from + i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn find(text: &[u8], from: usize, to: usize, word: &str) -> bool {
    let mut i = from;
    while i + word.len() <= to {
        if is(text, i, i + word.len(), word) {
            return true;
        }
        i += 1;
    }
    false
}

const fn hex(c: u8) -> u8 {
    match c {
        b'0'..=b'9' => c - b'0',
        b'A'..=b'F' => c - b'A' + 10,
        _ => panic!("not a token of the encoding notation"),
    }
}

const fn form(text: &[u8], from: usize, to: usize) -> Form {
    let mut i = 1;
    while i < FORM_NAMES.len() {
        if is(text, from, to, FORM_NAMES[i].0) {
            return FORM_NAMES[i].1;
        }
        i += 1;
    }
    panic!("not an operand form")
}

impl Form {
    /// Encoded in ModRM.rm whenever present.
    const fn is_rm(self) -> bool {
        use Form::*;
        matches!(
            self,
            Rm8 | Rm16
                | Rm32
                | Rm64
                | Rmv
                | Rmy
                | Rv16
                | Ry8
                | Ry16
                | M
                | M8
                | M16
                | M32
                | M64
                | M80
                | M128
                | M256
                | Mv
                | My
                | Xm16
                | Xm32
                | Xm64
                | Xm128
                | Ym256
                | Mm32
                | Mm64
        )
    }

    /// A register that an encoding has to name somewhere.
    const fn is_reg(self) -> bool {
        use Form::*;
        matches!(self, R8 | R16 | R32 | R64 | Rv | Ry | Xmm | Ymm | Mm | Sti | Sreg | Cr | Dr)
    }

    const fn is_imm(self) -> bool {
        use Form::*;
        matches!(self, Imm8 | Imm8s | Imm16 | Immz | Imm64 | Moffs8 | Moffsv | Rel8 | Relz | FarSeg | FarOff)
    }
}

impl Row {
    /// The row with its last opcode byte `n` higher.
    pub(crate) const fn op(mut self, n: u8) -> Row {
        self.opcode[self.opcode_len as usize - 1] += n;
        self
    }

    /// The row with this opcode extension.
    pub(crate) const fn digit(mut self, n: u8) -> Row {
        self.modrm = ModRm::Digit(n);
        self
    }

    /// The row without the property `LOCK`.
    pub(crate) const fn unlocked(mut self) -> Row {
        self.flags &= !flags::LOCK;
        self
    }
}

/// A row from its operand forms and its encoding.
pub(crate) const fn r(operands: &str, encoding: &str) -> Row {
    let mut row = EMPTY;
    // Operands.
    let text = operands.as_bytes();
    let mut at = 0;
    while at < text.len() {
        let mut end = at;
        while end < text.len() && text[end] != b',' {
            end += 1;
        }
        row.forms[row.count as usize] = form(text, at, end);
        row.count += 1;
        at = end + 1;
        if at < text.len() && text[at] == b' ' {
            at += 1;
        }
    }
    // Encoding.
    let text = encoding.as_bytes();
    let (mut plus_r, mut is4, mut dup, mut store) = (false, false, false, false);
    let mut at = 0;
    while at < text.len() {
        let mut end = at;
        while end < text.len() && text[end] != b' ' {
            end += 1;
        }
        if is(text, at, end, "/r") {
            row.modrm = ModRm::Reg;
        } else if is(text, at, end, "/is4") {
            is4 = true;
        } else if text[at] == b'/' {
            row.modrm = ModRm::Digit(text[at + 1] - b'0');
        } else if is(text, at, end, "+r") {
            plus_r = true;
        } else if is(text, at, end, "dup") {
            dup = true;
        } else if is(text, at, end, "swap") {
            row.flags |= flags::SWAP;
        } else if is(text, at, end, "store") {
            store = true;
        } else if is(text, at, end, "LOCK") {
            row.flags |= flags::LOCK;
        } else if is(text, at, end, "only64") {
            row.flags |= flags::ONLY64;
        } else if is(text, at, end, "no64") {
            row.flags |= flags::NO64;
        } else if is(text, at, end, "d64") {
            row.flags |= flags::D64;
        } else if is(text, at, end, "far") {
            row.flags |= flags::FAR;
        } else if is(text, at, end, "xchg") {
            row.flags |= flags::XCHG;
        } else if is(text, at, end, "REX.W") {
            row.flags |= flags::REXW;
        } else if is(text, at, end, "NP") {
        } else if text[at] == b'V' {
            let pp = if find(text, at, end, ".66") {
                1
            } else if find(text, at, end, ".F3") {
                2
            } else if find(text, at, end, ".F2") {
                3
            } else {
                0
            };
            let map = if find(text, at, end, ".0F38") {
                2
            } else if find(text, at, end, ".0F3A") {
                3
            } else {
                1
            };
            row.vex = Some(Vex { l: find(text, at, end, "256"), pp, map, w: find(text, at, end, ".W1") });
        } else if text[at] == b'o' {
            row.width = RowWidth::Fixed(if is(text, at, end, "o16") {
                2
            } else if is(text, at, end, "o32") {
                4
            } else {
                8
            });
        } else if text[at] == b'w' {
            row.width = RowWidth::Said(if is(text, at, end, "w8") {
                1
            } else if is(text, at, end, "w16") {
                2
            } else if is(text, at, end, "w32") {
                4
            } else {
                8
            });
        } else if text[at] == b'i' || text[at] == b'c' {
            // ib iw iz io cb cz: the operand forms say it again.
        } else {
            let byte = hex(text[at]) << 4 | hex(text[at + 1]);
            let mandatory = matches!(byte, 0x66 | 0xF2 | 0xF3)
                && row.opcode_len == 0
                && row.prefix == 0
                && end + 2 < text.len()
                && matches!(text[end + 1], b'0'..=b'9' | b'A'..=b'F' | b'R')
                && row.vex.is_none();
            if mandatory {
                row.prefix = byte;
            } else {
                row.opcode[row.opcode_len as usize] = byte;
                row.opcode_len += 1;
            }
        }
        at = end + 1;
    }
    roles(row, plus_r, is4, dup, store)
}

/// Decides where operands go, and the width that the forms imply.
const fn roles(mut row: Row, plus_r: bool, is4: bool, dup: bool, store: bool) -> Row {
    let count = row.count as usize;
    let mut has_rm = false;
    let mut last_reg = count;
    let (mut v, mut y, mut byte) = (false, false, false);
    let mut i = 0;
    while i < count {
        has_rm |= row.forms[i].is_rm();
        if row.forms[i].is_reg() && !matches!(row.forms[i], Form::Sreg | Form::Cr | Form::Dr) {
            last_reg = i;
        }
        v |= matches!(row.forms[i], Form::Rv | Form::Rmv | Form::Av | Form::Mv | Form::Moffsv | Form::Rv16);
        y |= matches!(row.forms[i], Form::Ry | Form::Rmy | Form::My);
        byte |= matches!(row.forms[i], Form::R8 | Form::Rm8 | Form::Al | Form::Moffs8 | Form::M8);
        i += 1;
    }
    let immz = count > 0 && matches!(row.forms[count - 1], Form::Immz | Form::Relz | Form::FarOff);
    if let RowWidth::None = row.width {
        row.width = if v {
            RowWidth::V
        } else if y {
            RowWidth::Y
        } else if byte && row.prefix == 0 {
            RowWidth::Said(1)
        } else if immz || row.flags & flags::D64 != 0 {
            RowWidth::V
        } else {
            RowWidth::None
        };
    }
    let mut seen_reg = matches!(row.modrm, ModRm::Digit(_) | ModRm::None);
    let mut i = 0;
    while i < count {
        let form = row.forms[i];
        row.roles[i] = if dup && i == 0 {
            Role::RegRm
        } else if store && i == 0 {
            has_rm = true;
            Role::Rm
        } else if form.is_imm() {
            Role::Imm
        } else if form.is_rm() {
            Role::Rm
        } else if !form.is_reg() {
            Role::Implied
        } else if plus_r {
            Role::Opcode
        } else if is4 && i == last_reg && has_rm && i > 2 {
            Role::Is4
        } else if !has_rm && i == last_reg && !matches!(row.modrm, ModRm::None) {
            Role::Rm
        } else if i == 1 && count > 2 && row.vex.is_some() && row.forms[0].is_rm() && row.forms[2].is_reg() {
            // A masked store: the mask comes before the source.
            Role::Vvvv
        } else if !seen_reg {
            seen_reg = true;
            Role::Reg
        } else if row.vex.is_some() {
            Role::Vvvv
        } else {
            panic!("no place for an operand")
        };
        i += 1;
    }
    row
}
