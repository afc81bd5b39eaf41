//! What the linker asks of a machine: its relocations as rows, its PLT, and the code that shorter ways may replace.

/// What a relocation computes (x86-64 psABI table 4.9, in words that other machines share).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelocKind {
    /// Nothing.
    None,
    /// S + A
    Absolute,
    /// S + A - P
    Relative,
    /// L + A - P: a call that may go through the PLT.
    Call,
    /// G + GOT + A - P: the symbol's GOT entry.
    GotRelative,
    /// G + A: the symbol's GOT entry as an offset in the GOT.
    GotEntry,
    /// Offset from the thread pointer.
    TpOffset,
    /// The GOT entry that holds the offset from the thread pointer.
    GotTpRelative,
    /// The GOT pair of module and offset.
    TlsGd,
    /// The GOT pair of this module.
    TlsLd,
    /// The GOT pair of a TLS descriptor.
    TlsDesc,
    /// The call through a TLS descriptor.
    TlsDescCall,
    /// Offset in the module's thread-local block.
    DtpOffset,
    /// GOT + A - P
    GotBase,
    /// S + A - GOT
    GotOffset,
    /// L + A - GOT
    PltOffset,
    /// Z + A
    Size,
}

/// How the value is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// This many bytes, checked as signed.
    Signed(u8),
    /// This many bytes, checked as unsigned.
    Unsigned(u8),
    /// This many bytes, either way.
    Either(u8),
}

impl Field {
    /// Bytes.
    pub fn size(self) -> usize {
        match self {
            Field::Signed(n) | Field::Unsigned(n) | Field::Either(n) => usize::from(n),
        }
    }

    /// Whether the value fits.
    pub fn fits(self, value: i128) -> bool {
        let bits = self.size() * 8;
        let signed = value >= -(1i128 << (bits - 1)) && value < 1i128 << (bits - 1);
        let unsigned = value >= 0 && value < 1i128 << bits;
        match self {
            Field::Signed(_) => signed,
            Field::Unsigned(_) => unsigned,
            Field::Either(_) => signed || unsigned,
        }
    }
}

/// A relocation type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Relocation {
    /// Its name in the psABI.
    pub name: &'static str,
    /// What it computes.
    pub kind: RelocKind,
    /// How it is stored.
    pub field: Field,
}

/// Numbers of the dynamic relocation types.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are the psABI's")]
pub struct DynamicTypes {
    pub absolute: u32,
    pub glob_dat: u32,
    pub jump_slot: u32,
    pub relative: u32,
    pub copy: u32,
    pub irelative: u32,
    pub dtpmod: u32,
    pub dtpoff: u32,
    pub tpoff: u32,
    pub tlsdesc: u32,
}

/// A shorter way to a symbol (ELF TLS ABI 5; x86-64 psABI B.2), possible once it is known where the symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relax {
    /// The address is computed instead of loaded from the GOT. The operand is the address.
    GotLoad,
    /// General dynamic to initial exec. The operand is the address of the GOT entry.
    GdToIe,
    /// General dynamic to local exec. The operand is the offset from the thread pointer, as in all that follow but one.
    GdToLe,
    /// Local dynamic to local exec.
    LdToLe,
    /// Initial exec to local exec.
    IeToLe,
    /// A descriptor to initial exec. The operand is the address of the GOT entry.
    DescToIe,
    /// A descriptor to local exec.
    DescToLe,
    /// The call through a descriptor disappears.
    DescCall,
}

impl Relax {
    /// The relocation that follows belongs to the call that disappears.
    pub(crate) fn takes_next(self) -> bool {
        matches!(self, Relax::GdToIe | Relax::GdToLe | Relax::LdToLe)
    }
}

/// A machine.
pub trait Machine: Sync {
    /// `e_machine`
    fn elf_machine(&self) -> u16;
    /// The row of a relocation type.
    fn relocation(&self, r_type: u32) -> Option<Relocation>;
    /// Numbers of dynamic relocations.
    fn dynamic_types(&self) -> DynamicTypes;
    /// Bytes of the lazy PLT's head.
    fn plt_header_size(&self) -> u64;
    /// Code at `address` that asks the dynamic linker, through the words at `got`.
    fn plt_header(&self, address: u64, got: u64) -> Vec<u8>;
    /// Bytes of a PLT entry, lazy or not.
    fn plt_entry_size(&self) -> u64;
    /// Lazy code at `address`: jumps where the word at `got` says, at first back to where it pushes `index` and goes to the
    /// head at `header`.
    fn lazy_plt_entry(&self, address: u64, got: u64, index: u32, header: u64) -> Vec<u8>;
    /// Where in a lazy entry its word points at first.
    fn lazy_plt_start(&self) -> u64;
    /// Code at `address` that jumps where the word at `got` says.
    fn plt_entry(&self, address: u64, got: u64) -> Vec<u8>;
    /// Whether the code around `offset` has the form that can be changed so. `next` is the following relocation's type.
    fn can_relax(&self, how: Relax, r_type: u32, code: &[u8], offset: usize, next: Option<u32>) -> bool;
    /// Changes it. `operand` is as `how` says, `place` the address of `offset`. False: out of range.
    fn relax(&self, how: Relax, code: &mut [u8], offset: usize, operand: u64, place: u64) -> bool;
    /// The thread pointer, as an address beside a thread-local block that starts at `start`.
    fn thread_pointer(&self, start: u64, size: u64, align: u64) -> u64;
    /// Largest page size.
    fn page_size(&self) -> u64;
    /// Where executables at a fixed address start.
    fn base_address(&self) -> u64;
    /// What fills gaps in code.
    fn code_fill(&self) -> u8;
}
