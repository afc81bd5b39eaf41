//! What the linker asks of a machine: its relocations as rows, its PLT.

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
    /// Offset from the thread pointer.
    TpOffset,
    /// The GOT entry that holds the offset from the thread pointer.
    GotTpRelative,
    /// The GOT pair of module and offset.
    TlsGd,
    /// The GOT pair of this module.
    TlsLd,
    /// Offset in the module's thread-local block.
    DtpOffset,
    /// GOT + A - P
    GotBase,
    /// S + A - GOT
    GotOffset,
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
    pub relative: u32,
    pub copy: u32,
    pub irelative: u32,
    pub dtpmod: u32,
    pub dtpoff: u32,
    pub tpoff: u32,
}

/// A machine.
pub trait Machine {
    /// `e_machine`
    fn elf_machine(&self) -> u16;
    /// The row of a relocation type.
    fn relocation(&self, r_type: u32) -> Option<Relocation>;
    /// Numbers of dynamic relocations.
    fn dynamic_types(&self) -> DynamicTypes;
    /// Bytes of a PLT entry.
    fn plt_entry_size(&self) -> u64;
    /// Code at `address` that jumps where the GOT entry at `got` says.
    fn plt_entry(&self, address: u64, got: u64) -> Vec<u8>;
    /// The thread pointer, as an address beside a thread-local block that starts at `start`.
    fn thread_pointer(&self, start: u64, size: u64, align: u64) -> u64;
    /// Largest page size.
    fn page_size(&self) -> u64;
    /// Where executables at a fixed address start.
    fn base_address(&self) -> u64;
}
