//! x86-64 as the linker sees it: relocation rows (x86-64 psABI table 4.9) and PLT code (5.2).

mod relax;

use linker::machine::{DynamicTypes, Relax};
use linker::{Field, Machine, RelocKind, Relocation};

/// x86-64.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkX86_64;

/// A source for the start of programs: the precision of the x87.
macro_rules! x87_precision {
    ($bits:literal $control:literal) => {
        (
            concat!("__ccc_x87_precision_", $bits),
            concat!(
                "#define BITS ",
                $bits,
                "\n#define CONTROL ",
                $control,
                "\n",
                include_str!("../runtime/x87_precision.h")
            ),
        )
    };
}

impl LinkX86_64 {
    /// The dynamic linker (x86-64 psABI 5.2.1).
    pub const INTERPRETER: &'static str = "/lib64/ld-linux-x86-64.so.2";
    /// What `ld -m` calls the machine.
    pub const EMULATION: &'static str = "elf_x86_64";
    /// What scripts call the format.
    pub const FORMATS: &'static [&'static str] = &["elf64-x86-64"];
    /// What scripts call the architecture.
    pub const ARCHITECTURE: &'static str = "i386:x86-64";
    /// Directories of Debian's multiarch layout, in the order in which they are searched.
    pub const LIBRARY_DIRS: &'static [&'static str] = &[
        "/usr/local/lib/x86_64-linux-gnu",
        "/lib/x86_64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu",
        "/usr/local/lib",
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib",
    ];
    /// What a program may be linked with because an option says so: the symbol that the link asks for, and C text.
    pub const START: &[(&str, &str)] =
        &[x87_precision!("32" "0"), x87_precision!("64" "0x200"), x87_precision!("80" "0x300")];

    /// What the runtime library's unwinder must know of the machine, as C text.
    pub const UNWINDER: &'static str = include_str!("../runtime/unwind.h");
}

macro_rules! rows {
    ($($number:literal $name:ident $kind:ident $field:ident $size:literal;)*) => {
        fn row(r_type: u32) -> Option<Relocation> {
            Some(match r_type {
                $($number => Relocation {
                    name: stringify!($name),
                    kind: RelocKind::$kind,
                    field: Field::$field($size),
                },)*
                _ => return None,
            })
        }
    };
}

rows! {
    0 R_X86_64_NONE None Either 8;
    1 R_X86_64_64 Absolute Either 8;
    2 R_X86_64_PC32 Relative Signed 4;
    4 R_X86_64_PLT32 Call Signed 4;
    3 R_X86_64_GOT32 GotEntry Signed 4;
    9 R_X86_64_GOTPCREL GotRelative Signed 4;
    10 R_X86_64_32 Absolute Unsigned 4;
    11 R_X86_64_32S Absolute Signed 4;
    12 R_X86_64_16 Absolute Either 2;
    13 R_X86_64_PC16 Relative Signed 2;
    14 R_X86_64_8 Absolute Either 1;
    15 R_X86_64_PC8 Relative Signed 1;
    17 R_X86_64_DTPOFF64 DtpOffset Either 8;
    18 R_X86_64_TPOFF64 TpOffset Either 8;
    19 R_X86_64_TLSGD TlsGd Signed 4;
    20 R_X86_64_TLSLD TlsLd Signed 4;
    21 R_X86_64_DTPOFF32 DtpOffset Signed 4;
    22 R_X86_64_GOTTPOFF GotTpRelative Signed 4;
    23 R_X86_64_TPOFF32 TpOffset Signed 4;
    24 R_X86_64_PC64 Relative Either 8;
    25 R_X86_64_GOTOFF64 GotOffset Either 8;
    26 R_X86_64_GOTPC32 GotBase Signed 4;
    27 R_X86_64_GOT64 GotEntry Either 8;
    28 R_X86_64_GOTPCREL64 GotRelative Either 8;
    29 R_X86_64_GOTPC64 GotBase Either 8;
    31 R_X86_64_PLTOFF64 PltOffset Either 8;
    32 R_X86_64_SIZE32 Size Unsigned 4;
    33 R_X86_64_SIZE64 Size Either 8;
    34 R_X86_64_GOTPC32_TLSDESC TlsDesc Signed 4;
    35 R_X86_64_TLSDESC_CALL TlsDescCall Either 1;
    41 R_X86_64_GOTPCRELX GotRelative Signed 4;
    42 R_X86_64_REX_GOTPCRELX GotRelative Signed 4;
}

impl Machine for LinkX86_64 {
    fn elf_machine(&self) -> u16 {
        62
    }

    fn relocation(&self, r_type: u32) -> Option<Relocation> {
        row(r_type)
    }

    fn dynamic_types(&self) -> DynamicTypes {
        DynamicTypes {
            absolute: 1,
            copy: 5,
            glob_dat: 6,
            jump_slot: 7,
            relative: 8,
            dtpmod: 16,
            dtpoff: 17,
            tpoff: 18,
            tlsdesc: 36,
            irelative: 37,
        }
    }

    fn plt_header_size(&self) -> u64 {
        16
    }

    /// `push got+8(%rip); jmp *got+16(%rip); nopl 0(%rax)` (5.2, figure 5.2).
    fn plt_header(&self, address: u64, got: u64) -> Vec<u8> {
        let mut code = vec![0xff, 0x35];
        code.extend_from_slice(&distance(got + 8, address + 6));
        code.extend_from_slice(&[0xff, 0x25]);
        code.extend_from_slice(&distance(got + 16, address + 12));
        code.extend_from_slice(&[0x0f, 0x1f, 0x40, 0x00]);
        code
    }

    /// `jmp *got(%rip); push $index; jmp header`
    fn lazy_plt_entry(&self, address: u64, got: u64, index: u32, header: u64) -> Vec<u8> {
        let mut code = vec![0xff, 0x25];
        code.extend_from_slice(&distance(got, address + 6));
        code.push(0x68);
        code.extend_from_slice(&index.to_le_bytes());
        code.push(0xe9);
        code.extend_from_slice(&distance(header, address + 16));
        code
    }

    fn lazy_plt_start(&self) -> u64 {
        6
    }

    fn can_relax(&self, how: Relax, r_type: u32, code: &[u8], offset: usize, next: Option<u32>) -> bool {
        relax::can(how, r_type, code, offset, next)
    }

    fn relax(&self, how: Relax, code: &mut [u8], offset: usize, operand: u64, place: u64) -> bool {
        relax::apply(how, code, offset, operand, place)
    }

    fn plt_entry_size(&self) -> u64 {
        16
    }

    /// `jmp *got(%rip)`, padded.
    fn plt_entry(&self, address: u64, got: u64) -> Vec<u8> {
        let mut code = vec![0xff, 0x25];
        code.extend_from_slice(&distance(got, address + 6));
        code.resize(16, 0xcc);
        code
    }

    /// The module's block ends at the thread pointer (ELF TLS ABI 3, variant II).
    fn thread_pointer(&self, start: u64, size: u64, align: u64) -> u64 {
        (start + size).next_multiple_of(align)
    }

    fn page_size(&self) -> u64 {
        0x1000
    }

    fn base_address(&self) -> u64 {
        0x40_0000
    }

    fn code_fill(&self) -> u8 {
        0x90
    }
}

/// What an instruction that ends at `end` adds to reach `target`.
fn distance(target: u64, end: u64) -> [u8; 4] {
    (target.wrapping_sub(end) as u32).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_refuse_what_does_not_fit() {
        for number in 0..64 {
            let Some(row) = row(number) else { continue };
            let bits = row.field.size() * 8;
            if bits == 64 {
                continue;
            }
            let (least, most) = match row.field {
                Field::Signed(_) => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
                Field::Unsigned(_) => (0, (1i128 << bits) - 1),
                Field::Either(_) => (-(1i128 << (bits - 1)), (1i128 << bits) - 1),
            };
            assert!(row.field.fits(least) && row.field.fits(most), "{}", row.name);
            assert!(!row.field.fits(least - 1) && !row.field.fits(most + 1), "{}", row.name);
        }
    }
}
