//! AT&T syntax, printed (GNU as manual, 9.16).

use crate::encode::{Match, find_row};
use crate::inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width};
use crate::insts::{Form, M, Suffix, flags};
use crate::isa::X86;
use crate::reg::{Reg, RegClass};
use assembler::{Context, Isa, Value};

/// The prefixes as words.
pub(crate) const PREFIXES: &[(&str, Prefixes)] = &[
    ("lock", Prefixes::LOCK),
    ("rep", Prefixes::REP),
    ("repe", Prefixes::REP),
    ("repz", Prefixes::REP),
    ("xrelease", Prefixes::REP),
    ("repne", Prefixes::REPNE),
    ("repnz", Prefixes::REPNE),
    ("xacquire", Prefixes::REPNE),
    ("bnd", Prefixes::REPNE),
    ("data16", Prefixes::DATA),
    ("data32", Prefixes::DATA),
    ("addr32", Prefixes::ADDR),
    ("addr16", Prefixes::ADDR),
    ("es", Prefixes::ES),
    ("cs", Prefixes::CS),
    ("ss", Prefixes::SS),
    ("ds", Prefixes::DS),
    ("notrack", Prefixes::DS),
    ("fs", Prefixes::FS),
    ("gs", Prefixes::GS),
    ("rex", Prefixes::REX),
    ("rex64", Prefixes(0x8800)),
    ("rex.W", Prefixes(0x8800)),
];

const fn letter(width: u8) -> &'static str {
    match width {
        1 => "b",
        2 => "w",
        4 => "l",
        8 => "q",
        _ => "",
    }
}

/// Appends an instruction.
pub(crate) fn print(isa: &X86, inst: &Inst, context: &Context, out: &mut String) {
    let mut printed = Prefixes::NONE;
    for (name, prefix) in PREFIXES {
        if inst.prefixes.has(*prefix) && !printed.has(*prefix) {
            out.push_str(name);
            out.push(' ');
            printed = printed.or(*prefix);
        }
    }
    mnemonic(isa, inst, out);
    let count = inst.operand_count();
    let as_written =
        inst.mnemonic == M::BOUND || matches!((inst.slots[0], inst.slots[1]), (Slot::Imm, Slot::Imm2));
    for n in 0..count {
        out.push_str(if n == 0 { "\t" } else { ", " });
        let i = if as_written { n } else { count - 1 - n };
        let Some(op) = inst.operand(i) else { continue };
        operand(isa, inst, op, context, out);
    }
}

fn mnemonic(isa: &X86, inst: &Inst, out: &mut String) {
    let info = inst.mnemonic.info();
    out.push_str(info.name);
    if matches!(inst.slots[0], Slot::Target) {
        return;
    }
    let Ok(Match { row, width }) = find_row(inst, isa.mode) else {
        out.push_str(letter(inst.width.bytes()));
        return;
    };
    let memory = (0..row.count as usize).find(|&i| inst.slots[i] == Slot::Mem);
    match info.suffix {
        Suffix::Fixed => {}
        Suffix::Sized | Suffix::Convert => {
            let special = |s: &Slot| matches!(s, Slot::Reg(r) if matches!(r.class, RegClass::Segment | RegClass::Control | RegClass::Debug));
            if inst.mnemonic != M::MOV || !inst.slots.iter().any(special) {
                out.push_str(letter(width));
            }
        }
        Suffix::Optional => {
            let default = row.flags & flags::D64 != 0 && width == default_width(isa.mode);
            let register = inst.slots.iter().any(|s| matches!(s, Slot::Reg(_)));
            if inst.width != Width::None && !default && !register {
                out.push_str(letter(width));
            }
        }
        Suffix::Float => {
            if let Some(i) = memory {
                out.push_str(match row.forms[i] {
                    Form::M32 => "s",
                    Form::M64 => "l",
                    _ => "t",
                });
            }
        }
        Suffix::Int => {
            if let Some(i) = memory {
                out.push_str(match row.forms[i] {
                    Form::M16 => "s",
                    Form::M32 => "l",
                    _ => "ll",
                });
            }
        }
        Suffix::Extend => {
            out.push_str(match row.forms[1] {
                Form::Rm8 => "b",
                Form::Rm16 => "w",
                _ => "l",
            });
            out.push_str(letter(width));
        }
    }
}

/// The operand size of stack and branch instructions without prefix.
fn default_width(mode: Mode) -> u8 {
    match mode {
        Mode::Bits16 => 2,
        Mode::Bits32 => 4,
        Mode::Bits64 => 8,
    }
}

fn operand(isa: &X86, inst: &Inst, operand: Operand, context: &Context, out: &mut String) {
    let indirect = [M::JMP, M::CALL, M::LJMP, M::LCALL].contains(&inst.mnemonic);
    match operand {
        Operand::Reg(reg) => {
            if indirect {
                out.push('*');
            }
            register(reg, out);
        }
        Operand::Imm(value) => {
            out.push('$');
            write_value(isa, value, context, out);
        }
        Operand::Mem(mem) => {
            if indirect {
                out.push('*');
            }
            memory(isa, &mem, context, out);
        }
        Operand::Target(value) => write_value(isa, value, context, out),
    }
}

fn register(reg: Reg, out: &mut String) {
    out.push('%');
    reg.write(out);
}

fn memory(isa: &X86, mem: &Mem, context: &Context, out: &mut String) {
    if !mem.segment.is_none() {
        register(mem.segment, out);
        out.push(':');
    }
    let bare = mem.base.is_none() && mem.index.is_none();
    if bare || mem.disp.as_constant() != Some(0) {
        write_value(isa, mem.disp, context, out);
    }
    if bare {
        return;
    }
    out.push('(');
    if !mem.base.is_none() {
        register(mem.base, out);
    }
    if !mem.index.is_none() {
        out.push(',');
        register(mem.index, out);
        out.push(',');
        out.push((b'0' + mem.scale) as char);
    }
    out.push(')');
}

fn write_value(isa: &X86, value: Value, context: &Context, out: &mut String) {
    context.write_value(value, &|s| isa.specifier_name(s), out);
}
