//! Every row of the table, with operands of every form: our bytes are GNU as's, what we print is read back as it was,
//! and an independent decoder finds an instruction of that length. Needs `as` on the machine.

use super::notation::{Form, Row, RowWidth};
use super::{Mnemonic, TABLE};
use crate::inst::{Inst, Mem, Mode, Operand, Width};
use crate::isa::X86;
use crate::reg::{Reg, RegClass};
use assembler::{Context, Isa, ObjectStreamer, Streamer, Value};
use object::{Object, ObjectSection, ObjectSymbol};
use std::fmt::Write;
use std::process::Command;

/// The n-th operand of a form; `None` if the form has none in this mode.
fn operand(form: Form, n: usize, width: u8, mode: Mode) -> Option<Operand> {
    use Form::*;
    let long = mode == Mode::Bits64;
    let numbers: &[u8] = if long { &[0, 3, 9, 5, 13, 6, 12, 1] } else { &[0, 3, 5, 1, 6, 2, 7] };
    let num = numbers[n % numbers.len()];
    let reg = |class| Some(Operand::Reg(Reg::new(class, num)));
    let low = |class| Some(Operand::Reg(Reg::new(class, num & 7)));
    let gpr = |width| Some(Operand::Reg(Reg::gpr(num, width)));
    let sized = Width::from_bytes(width);
    let byte = || match n % 5 {
        4 => Some(Operand::Reg(Reg::new(RegClass::Gpr8High, 4 + (num & 3)))),
        _ if !long => Some(Operand::Reg(Reg::new(RegClass::Gpr8, num & 3))),
        _ => gpr(Width::W8),
    };
    let imm = |list: &[i64]| Some(Operand::from(list[n % list.len()]));
    let memory = |size: u8| Some(Operand::Mem(memory(n, mode).sized(size)));
    // Register-or-memory forms alternate.
    let register = n.is_multiple_of(2);
    match form {
        None => Option::None,
        R8 => byte(),
        Rm8 if register => byte(),
        R16 => gpr(Width::W16),
        R32 => gpr(Width::W32),
        R64 if !long => Option::None,
        R64 => gpr(Width::W64),
        Rm16 if register => gpr(Width::W16),
        Rm32 if register => gpr(Width::W32),
        Rm64 if register && long => gpr(Width::W64),
        Rv | Ry => gpr(sized),
        Rmv | Rmy if register => gpr(sized),
        Rv16 if register => gpr(sized),
        Ry8 | Ry16 if register => gpr(Width::W32),
        Al => Some(Operand::Reg(Reg::AL)),
        Ax => Some(Operand::Reg(Reg::AX)),
        Eax => Some(Operand::Reg(Reg::EAX)),
        Rax => Some(Operand::Reg(Reg::RAX)),
        Av => Some(Operand::Reg(Reg::gpr(0, sized))),
        Cl => Some(Operand::Reg(Reg::CL)),
        Dx => Some(Operand::Reg(Reg::DX)),
        One => imm(&[1]),
        Three => imm(&[3]),
        Imm8 => imm(&[5, 0x7F, 3]),
        Imm8s => imm(&[5, -128, 127, -1]),
        Imm16 => imm(&[0x1234, 7]),
        Immz if width == 2 => imm(&[0x1234, -300]),
        Immz => imm(&[0x1234_5678, -300, 200]),
        Imm64 => imm(&[0x1234_5678_9ABC_DEF0, -0x1_2345_6789]),
        Rm8 | M8 => memory(1),
        M16 => memory(2),
        Rm32 | M32 => memory(4),
        Rm64 | M64 => memory(8),
        M80 => memory(10),
        M128 => memory(16),
        M256 => memory(32),
        M => memory(0),
        Mv | My | Rmv | Rmy => memory(0),
        Rv16 | Ry16 => memory(2),
        Ry8 => memory(1),
        Moffs8 | Moffsv if long => Some(Operand::Mem(Mem::absolute(Value::constant(0x1234_5678_9ABC)))),
        Moffs8 | Moffsv => Some(Operand::Mem(Mem::absolute(Value::constant(0x1234)))),
        Rel8 | Relz | FarSeg | FarOff => Option::None,
        Xmm => low(RegClass::Xmm).filter(|_| !long).or_else(|| reg(RegClass::Xmm)),
        Xmm0 => Some(Operand::Reg(Reg::XMM0)),
        Ymm => reg(RegClass::Ymm),
        Xm16 | Xm32 | Xm64 | Xm128 if register => reg(RegClass::Xmm),
        Ym256 if register => reg(RegClass::Ymm),
        Xm16 => memory(2),
        Xm32 => memory(4),
        Xm64 => memory(8),
        Xm128 => memory(16),
        Ym256 => memory(32),
        Mm => low(RegClass::Mmx),
        Mm32 | Mm64 if register => low(RegClass::Mmx),
        Mm32 => memory(4),
        Mm64 => memory(8),
        St0 => Some(Operand::Reg(Reg::st(0))),
        Sti => low(RegClass::X87),
        Sreg => Some(Operand::Reg(Reg::new(RegClass::Segment, [0, 2, 3, 4, 5][n % 5]))),
        Es => Some(Operand::Reg(Reg::ES)),
        Cs => Some(Operand::Reg(Reg::CS)),
        Ss => Some(Operand::Reg(Reg::SS)),
        Ds => Some(Operand::Reg(Reg::DS)),
        Fs => Some(Operand::Reg(Reg::FS)),
        Gs => Some(Operand::Reg(Reg::GS)),
        Cr => Some(Operand::Reg(Reg::new(RegClass::Control, [0, 2, 3, 4][n % 4]))),
        Dr => Some(Operand::Reg(Reg::new(RegClass::Debug, [0, 3, 6, 7][n % 4]))),
        Rm16 => memory(2),
    }
}

fn memory(n: usize, mode: Mode) -> Mem {
    let width = match mode {
        Mode::Bits16 => {
            return match n / 2 % 4 {
                0 => Mem::indexed(Reg::BX, Reg::SI, 1, 0x12),
                1 => Mem::base(Reg::BP, 0),
                2 => Mem::absolute(Value::constant(0x1234)),
                _ => Mem::base(Reg::DI, 0x1234),
            };
        }
        Mode::Bits32 => Width::W32,
        Mode::Bits64 => Width::W64,
    };
    let reg = |n| Reg::gpr(n, width);
    match n / 2 % 8 {
        0 => Mem::base(reg(0), 0),
        1 => Mem::base(reg(5), 0),
        2 => Mem::base(reg(4), 8),
        3 if width == Width::W64 => Mem::indexed(reg(13), reg(9), 4, -0x1234),
        4 if width == Width::W64 => Mem::rip(Value::constant(0x1234)),
        5 => Mem { index: reg(2), scale: 8, ..Mem::NONE },
        6 => Mem::absolute(Value::constant(0x1234)).with_segment(Reg::FS),
        7 if width == Width::W64 => Mem::base(reg(12), 0x7F),
        _ => Mem::indexed(reg(3), reg(1), 2, 0x80),
    }
}

/// Instructions of a row.
fn instructions(mnemonic: Mnemonic, row: &Row, mode: Mode, out: &mut Vec<Inst>) {
    let widths: &[u8] = match row.width {
        RowWidth::V if mode == Mode::Bits64 => &[2, 4, 8],
        RowWidth::V => &[2, 4],
        RowWidth::Y if mode == Mode::Bits64 => &[4, 8],
        RowWidth::Y => &[4],
        RowWidth::Said(w) | RowWidth::Fixed(w) => match w {
            1 => &[1],
            2 => &[2],
            4 => &[4],
            _ => &[8],
        },
        RowWidth::None => &[0],
    };
    let forms = &row.forms[..row.count as usize];
    for &width in widths {
        for n in 0..if forms.is_empty() { 1 } else { 14 } {
            let operands: Option<Vec<Operand>> =
                forms.iter().enumerate().map(|(i, &f)| operand(f, n + 3 * i, width, mode)).collect();
            let Some(operands) = operands else { return };
            out.push(Inst::new(mnemonic, Width::from_bytes(width), &operands));
        }
    }
}

fn code_of(file: &[u8]) -> (Vec<u8>, Vec<(String, u64)>) {
    let file = object::File::parse(file).expect("an object file");
    let text = file.section_by_name(".text").expect(".text").data().expect("contents").to_vec();
    let mut labels: Vec<(String, u64)> = file
        .symbols()
        .filter_map(|s| Some((s.name().ok()?.to_string(), s.address())))
        .filter(|(name, _)| name.starts_with("i_"))
        .collect();
    labels.sort_by_key(|(name, _)| name[2..].parse::<u64>().unwrap_or(0));
    (text, labels)
}

/// Compares one mode; returns how many instructions were tried.
fn compare(isa: X86) -> usize {
    let mut list = Vec::new();
    for number in 0..TABLE.len() as u16 {
        let mnemonic = Mnemonic(number);
        for row in mnemonic.info().rows {
            instructions(mnemonic, row, isa.mode, &mut list);
        }
    }
    let context = Context::default();
    let mut text = match isa.mode {
        Mode::Bits16 => String::from(".code16\n"),
        _ => String::from("\n"),
    };
    let mut kept: Vec<(Inst, Vec<u8>, String)> = Vec::new();
    let mut failures = Vec::new();
    for inst in list {
        let (mut bytes, mut fixups) = (Vec::new(), Vec::new());
        let mut sink = assembler::CodeSink { bytes: &mut bytes, fixups: &mut fixups, branch: None };
        if isa.encode(&inst, &mut sink).is_err() {
            continue;
        }
        let mut line = String::new();
        isa.print(&inst, &context, &mut line);
        let bits = match isa.mode {
            Mode::Bits16 => 16,
            Mode::Bits32 => 32,
            Mode::Bits64 => 64,
        };
        let mut decoder = iced_x86::Decoder::new(bits, &bytes, iced_x86::DecoderOptions::NONE);
        let decoded = decoder.decode();
        let mut length = decoded.len();
        // `fstcw` and its like are two instructions for a decoder.
        if length == 1 && bytes[0] == 0x9B && bytes.len() > 1 {
            length += decoder.decode().len();
        }
        let prefix = bytes.len() == 1 && decoded.is_invalid();
        if !prefix && (decoded.is_invalid() || length != bytes.len()) {
            failures.push(format!("{line}: {bytes:02x?} decodes as {decoded}"));
        }
        let _ = writeln!(text, "i_{}: {line}", kept.len());
        kept.push((inst, bytes, line));
    }
    // GNU as.
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (source, object) = (dir.path().join("t.s"), dir.path().join("t.o"));
    std::fs::write(&source, &text).expect("written");
    let class = if isa.elf64 { "--64" } else { "--32" };
    let output = Command::new("as")
        .arg(class)
        .arg(&source)
        .arg("-o")
        .arg(&object)
        .output()
        .expect("this test needs GNU as: install binutils");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let first_line = 2;
    let mut refused = 0;
    for line in stderr.lines().filter(|l| l.contains("Error: ")) {
        let number: usize =
            line.split(':').find_map(|part| part.parse().ok()).expect("a line number in GNU as's message");
        failures.push(format!("{}: GNU as says {line}", kept[number - first_line].2));
        refused += 1;
    }
    if refused == 0 {
        let (code, labels) = code_of(&std::fs::read(&object).expect("as wrote the object"));
        assert_eq!(labels.len(), kept.len());
        for (i, (_, bytes, line)) in kept.iter().enumerate() {
            let end = labels.get(i + 1).map_or(code.len() as u64, |l| l.1);
            let theirs = &code[labels[i].1 as usize..end as usize];
            if theirs != bytes {
                failures.push(format!("{line}: {bytes:02x?}, GNU as {theirs:02x?}"));
            }
        }
    }
    // Our own parser.
    let mut streamer = ObjectStreamer::new(isa);
    streamer.assemble("t.s", text.as_bytes());
    for message in streamer.context().messages.iter().filter(|m| !m.warning) {
        failures.push(format!("{}: {}", kept[message.place.line as usize - first_line].2, message.text));
    }
    if streamer.context().error_count() == 0 {
        let (file, _) = streamer.finish();
        let (code, labels) = code_of(&file);
        for (i, (_, bytes, line)) in kept.iter().enumerate() {
            let end = labels.get(i + 1).map_or(code.len() as u64, |l| l.1);
            let ours = &code[labels[i].1 as usize..end as usize];
            if ours != bytes {
                failures.push(format!("{line}: {bytes:02x?}, reads back as {ours:02x?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), kept.len(), failures.join("\n"));
    kept.len()
}

#[test]
fn rows_agree_in_64_bit_mode() {
    let tried = compare(X86::x86_64());
    assert!(tried > 10_000, "only {tried} instructions");
}

#[test]
fn rows_agree_in_32_bit_mode() {
    let tried = compare(X86::i386());
    assert!(tried > 5_000, "only {tried} instructions");
}

#[test]
fn rows_agree_in_16_bit_mode() {
    let tried = compare(X86 { mode: Mode::Bits16, elf64: false });
    assert!(tried > 5_000, "only {tried} instructions");
}
