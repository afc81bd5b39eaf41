//! Shorter ways to a symbol (x86-64 psABI B.2; ELF Handling For Thread-Local Storage 5.5; TLS descriptors): each changes a
//! fixed sequence of bytes around the relocated field into another of the same length.

use linker::machine::Relax;

const PLT32: u32 = 4;
const PC32: u32 = 2;
const GOTPCRELX: u32 = 41;
const REX_GOTPCRELX: u32 = 42;

/// `mov %fs:0, %rax`
const THREAD_POINTER: [u8; 9] = [0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0];

/// `lea x@tlsgd(%rip), %rdi` with its padding.
const GD_LEA: [u8; 4] = [0x66, 0x48, 0x8d, 0x3d];

/// Bytes before and at an offset.
fn around(code: &[u8], offset: usize, before: usize, length: usize) -> Option<&[u8]> {
    let start = offset.checked_sub(before)?;
    code.get(start..start.checked_add(length)?)
}

/// Whether the code has the form that can be changed.
pub(super) fn can(how: Relax, r_type: u32, code: &[u8], offset: usize, next: Option<u32>) -> bool {
    let direct = matches!(next, Some(PLT32 | PC32));
    let indirect = matches!(next, Some(GOTPCRELX | 9));
    match how {
        Relax::GotLoad => match (r_type, around(code, offset, 2, 6)) {
            (GOTPCRELX, Some([0xff, 0x15 | 0x25, ..])) => true,
            (GOTPCRELX | REX_GOTPCRELX, Some([0x8b, modrm, ..])) => modrm & 0xc7 == 5,
            _ => false,
        },
        Relax::GdToIe | Relax::GdToLe => match around(code, offset, 4, 16) {
            Some(bytes) if bytes[..4] == GD_LEA => {
                (bytes[8..12] == [0x66, 0x66, 0x48, 0xe8] && direct)
                    || (bytes[8..12] == [0x66, 0x48, 0xff, 0x15] && indirect)
            }
            _ => false,
        },
        Relax::LdToLe => match around(code, offset, 3, 12) {
            Some(bytes) if bytes[..3] == [0x48, 0x8d, 0x3d] => {
                (bytes[7] == 0xe8 && direct)
                    || (bytes[7..9] == [0xff, 0x15] && indirect && code.len() >= offset + 10)
            }
            _ => false,
        },
        Relax::IeToLe => matches!(around(code, offset, 3, 7),
            Some([0x48 | 0x4c, 0x8b | 0x03, modrm, ..]) if modrm & 0xc7 == 5),
        Relax::DescToIe | Relax::DescToLe => {
            matches!(around(code, offset, 3, 7), Some([0x48 | 0x4c, 0x8d, modrm, ..]) if modrm & 0xc7 == 5)
        }
        Relax::DescCall => matches!(code.get(offset..offset.saturating_add(2)), Some([0xff, 0x10])),
    }
}

/// Changes the code; false if the operand is out of reach.
pub(super) fn apply(how: Relax, code: &mut [u8], offset: usize, operand: u64, place: u64) -> bool {
    let near = |end: u64| i32::try_from(operand.wrapping_sub(end) as i64).map(i32::to_le_bytes);
    let offset_of_thread = || i32::try_from(operand as i64).map(i32::to_le_bytes);
    let put = |code: &mut [u8], at: usize, bytes: &[u8]| code[at..at + bytes.len()].copy_from_slice(bytes);
    match how {
        Relax::GotLoad => match [code[offset - 2], code[offset - 1]] {
            // `call *x@GOTPCREL(%rip)` -> `addr32 call x`
            [0xff, 0x15] => {
                let Ok(bytes) = near(place + 4) else { return false };
                put(code, offset - 2, &[0x67, 0xe8]);
                put(code, offset, &bytes);
            }
            // `jmp *x@GOTPCREL(%rip)` -> `jmp x; nop`
            [0xff, _] => {
                let Ok(bytes) = near(place + 3) else { return false };
                code[offset - 2] = 0xe9;
                put(code, offset - 1, &bytes);
                code[offset + 3] = 0x90;
            }
            // `mov x@GOTPCREL(%rip), %r` -> `lea x(%rip), %r`
            _ => {
                let Ok(bytes) = near(place + 4) else { return false };
                code[offset - 2] = 0x8d;
                put(code, offset, &bytes);
            }
        },
        Relax::GdToLe => {
            let Ok(bytes) = offset_of_thread() else { return false };
            put(code, offset - 4, &THREAD_POINTER);
            put(code, offset + 5, &[0x48, 0x8d, 0x80]);
            put(code, offset + 8, &bytes);
        }
        Relax::GdToIe => {
            let Ok(bytes) = near(place + 12) else { return false };
            put(code, offset - 4, &THREAD_POINTER);
            put(code, offset + 5, &[0x48, 0x03, 0x05]);
            put(code, offset + 8, &bytes);
        }
        Relax::LdToLe => {
            // The indirect call is a byte longer.
            let padding = if code[offset + 4] == 0xe8 { 3 } else { 4 };
            code[offset - 3..offset - 3 + padding].fill(0x66);
            put(code, offset - 3 + padding, &THREAD_POINTER);
        }
        Relax::IeToLe => {
            let Ok(bytes) = offset_of_thread() else { return false };
            let register = code[offset - 1] >> 3 & 7;
            let high = code[offset - 3] == 0x4c;
            code[offset - 3] = if high { 0x49 } else { 0x48 };
            // `mov` becomes `mov $x, %r`, `add` becomes `add $x, %r`.
            code[offset - 2] = if code[offset - 2] == 0x8b { 0xc7 } else { 0x81 };
            code[offset - 1] = 0xc0 | register;
            put(code, offset, &bytes);
        }
        Relax::DescToLe => {
            let Ok(bytes) = offset_of_thread() else { return false };
            let register = code[offset - 1] >> 3 & 7;
            let rex = if code[offset - 3] == 0x4c { 0x49 } else { 0x48 };
            put(code, offset - 3, &[rex, 0xc7, 0xc0 | register]);
            put(code, offset, &bytes);
        }
        Relax::DescToIe => {
            let Ok(bytes) = near(place + 4) else { return false };
            code[offset - 2] = 0x8b;
            put(code, offset, &bytes);
        }
        // `xchg %ax, %ax`
        Relax::DescCall => put(code, offset, &[0x66, 0x90]),
    }
    true
}
