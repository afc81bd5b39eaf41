//! What the assembler asks of a machine: encoding, printing, parsing, fixups, padding and branch relaxation.

use crate::parser::Operands;
use crate::{Context, Specifier, Value};

/// A message for the user, worded as GNU as words it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsmError(pub String);

impl From<&str> for AsmError {
    fn from(text: &str) -> AsmError {
        AsmError(text.into())
    }
}

impl From<String> for AsmError {
    fn from(text: String) -> AsmError {
        AsmError(text)
    }
}

/// A field to be filled in with a value: the numbers are the machine's own, except that the first few are data.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FixupKind(pub u8);

impl FixupKind {
    /// 1 byte of data.
    pub const DATA1: FixupKind = FixupKind(0);
    /// 2 bytes of data.
    pub const DATA2: FixupKind = FixupKind(1);
    /// 4 bytes of data.
    pub const DATA4: FixupKind = FixupKind(2);
    /// 8 bytes of data.
    pub const DATA8: FixupKind = FixupKind(3);
    /// 4 bytes, relative to the field's own address (CFI and the like).
    pub const PCREL4: FixupKind = FixupKind(4);
    /// 8 bytes, relative to the field's own address.
    pub const PCREL8: FixupKind = FixupKind(5);
    /// 1 byte, relative to the field's own address.
    pub const PCREL1: FixupKind = FixupKind(6);
    /// 2 bytes, relative to the field's own address.
    pub const PCREL2: FixupKind = FixupKind(7);
    /// The first number that machines give out themselves.
    pub const FIRST_MACHINE: u8 = 16;
}

/// A field of a section's contents that awaits its value.
#[derive(Clone, Copy, Debug)]
pub struct Fixup {
    /// Offset of the field in the section's fixed-size contents.
    pub offset: u32,
    /// How many variable-size fragments precede it. Filled in by the streamer.
    pub frag: u32,
    /// What to write. For pc-relative kinds the addend already says the distance from the field to the pc.
    pub value: Value,
    /// How to write it.
    pub kind: FixupKind,
}

/// A branch whose size depends on its distance; the number is the machine's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RelaxKind(pub u16);

/// A relaxable branch as the encoder hands it to the sink.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// Which instruction.
    pub kind: RelaxKind,
    /// Where to.
    pub target: Value,
}

/// Where an encoder writes: bytes go straight into the section's contents.
pub struct CodeSink<'a> {
    /// The section's fixed-size contents.
    pub bytes: &'a mut Vec<u8>,
    /// The section's fixups. The streamer fills in `frag` of what the encoder adds.
    pub fixups: &'a mut Vec<Fixup>,
    /// Set by the encoder instead of writing bytes, if the instruction's size depends on the layout.
    pub branch: Option<Branch>,
}

impl CodeSink<'_> {
    /// Appends a byte.
    #[inline]
    pub fn u8(&mut self, b: u8) {
        self.bytes.push(b);
    }

    /// Appends little-endian bytes.
    #[inline]
    pub fn le(&mut self, value: u64, size: usize) {
        self.bytes.extend_from_slice(&value.to_le_bytes()[..size]);
    }

    /// Records a fixup for a field that starts at the current end of the contents.
    #[inline]
    pub fn fixup(&mut self, kind: FixupKind, value: Value) {
        self.fixups.push(Fixup { offset: self.bytes.len() as u32, frag: 0, value, kind });
    }
}

/// How a fixup's field is written and what relocation it becomes otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FixupTarget {
    /// Bytes of the field.
    pub size: u8,
    /// Relative to the field's address.
    pub pcrel: bool,
    /// The field is sign-extended: values outside its signed range are errors. Otherwise signed or unsigned fit.
    pub signed: bool,
}

/// A machine.
pub trait Isa: Sized {
    /// An instruction with its operands.
    type Inst: Copy;

    /// `e_machine`, whether the file is ELFCLASS64, and `e_flags`.
    fn elf(&self) -> (u16, bool, u32);
    /// Bytes of an address.
    fn pointer_size(&self) -> u8;

    /// Appends the instruction's bytes, or sets `sink.branch`.
    fn encode(&self, inst: &Self::Inst, sink: &mut CodeSink<'_>) -> Result<(), AsmError>;
    /// Appends the instruction as text, without indentation or newline.
    fn print(&self, inst: &Self::Inst, context: &Context, out: &mut String);
    /// Parses what follows a statement's mnemonic. `None`: no such mnemonic. Prefixes that stand as words of their
    /// own (`lock addl …`) are the machine's to parse, too.
    fn parse(&self, mnemonic: &str, operands: &mut Operands<'_>) -> Option<Result<Self::Inst, AsmError>>;
    /// A directive of the machine's own (`.code16`). `None`: not one.
    fn directive(&mut self, name: &str, operands: &mut Operands<'_>) -> Option<Result<(), AsmError>>;
    /// A number that tells how instructions are read just now, so that text output can say when it changes, and that
    /// the same state can be set again.
    fn syntax_state(&self) -> u32;
    /// Sets the state again.
    fn set_syntax_state(&mut self, state: u32);

    /// The specifier called `name` (without `@`), in any case.
    fn specifier(name: &str) -> Option<Specifier>;
    /// Its canonical name.
    fn specifier_name(&self, specifier: Specifier) -> &'static str;
    /// Whether relocations with this specifier make their symbol thread-local.
    fn is_tls(&self, specifier: Specifier) -> bool;

    /// How a fixup's field is written.
    fn fixup(&self, kind: FixupKind) -> FixupTarget;
    /// The relocation type for a fixup. `None`: no relocation can say it. `local`: the symbol can't be preempted or
    /// be reached through a stub, as it is local to this file.
    fn relocation(&self, kind: FixupKind, specifier: Specifier, local: bool) -> Option<u32>;
    /// Whether a relocation of this type must name the symbol itself, though a section symbol could stand for it.
    fn keeps_symbol(&self, r_type: u32) -> bool;

    /// Whether this specifier means nothing for a symbol of the same section (`@PLT`).
    fn resolves_locally(&self, specifier: Specifier) -> bool;
    /// Whether relocations carry addends (RELA), or fields do (REL).
    fn has_addends(&self) -> bool;
    /// Symbols with relocations of their own (`_GLOBAL_OFFSET_TABLE_`): the type for a fixup, and whether the value
    /// counts from the start of the instruction.
    fn special_symbol(&self, name: &str, kind: FixupKind) -> Option<(u32, bool)>;
    /// `sh_type` of `.eh_frame`.
    fn eh_frame_kind(&self) -> crate::SectionKind;
    /// `DW_EH_PE_*` of code addresses in `.eh_frame`.
    fn eh_pointer_encoding(&self) -> u8;

    /// Writes `size` bytes that do nothing.
    fn nops(&self, size: usize, out: &mut Vec<u8>);

    /// Bytes of a relaxable branch in a state; states count up from 0, each longer than the one before.
    fn branch_size(&self, kind: RelaxKind, state: u8) -> u8;
    /// The state to take next if the branch, in this state, doesn't reach over `distance` (from its start to its
    /// target, in bytes; `None`: unknown, another section). The same state: it reaches.
    fn branch_state(&self, kind: RelaxKind, state: u8, distance: Option<i64>) -> u8;
    /// Writes the branch in its final state.
    fn write_branch(&self, branch: &Branch, state: u8, sink: &mut CodeSink<'_>);

    /// The number in DWARF of the register called `name` (with its prefix).
    fn dwarf_register(&self, name: &str) -> Option<u16>;
    /// The name, with prefix, of the register with this number in DWARF; `None` prints as a number.
    fn dwarf_register_name(&self, number: u16) -> Option<&'static str>;
    /// CFI: code alignment factor, data alignment factor, return address column, and the rules that hold on entry.
    fn cfi_initial(&self) -> (u8, i8, u16, &'static [crate::CfiOp]);
    /// Characters that start a comment anywhere in a line.
    fn line_comment(&self) -> &'static [u8];
}
