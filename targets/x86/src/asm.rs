//! AT&T syntax, parsed (GNU as manual, 9.16): the mnemonic with its suffix gives candidates, the first of which the
//! operands fit is meant.

use crate::encode::{Mismatch, find_row};
use crate::inst::{Inst, Mem, Mode, Operand, Prefixes, Slot, Width};
use crate::insts::{ALIASES, COND_ALIASES, Cond, Form, M, Mnemonic, Suffix, TABLE};
use crate::isa::X86;
use crate::print::PREFIXES;
use crate::reg::{Reg, RegClass};
use assembler::parser::Operands;
use assembler::{AsmError, Value};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

type Result<T> = std::result::Result<T, AsmError>;

/// What a mnemonic as written may mean.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    mnemonic: Mnemonic,
    width: Width,
    /// Bytes of the source or memory operand, where the suffix says so; else 0.
    source: u8,
}

/// Up to three meanings.
type Candidates = [Option<Candidate>; 4];

static NAMES: LazyLock<FxHashMap<String, Candidates>> = LazyLock::new(names);

const LETTERS: [(&str, Width); 4] =
    [("b", Width::W8), ("w", Width::W16), ("l", Width::W32), ("q", Width::W64)];

/// All spellings of all mnemonics.
fn names() -> FxHashMap<String, Candidates> {
    let mut map: FxHashMap<String, Candidates> = FxHashMap::default();
    let mut add = |name: &str, mnemonic: Mnemonic, width: Width, source: u8| {
        let entry = map.entry(name.to_string()).or_default();
        if let Some(place) = entry.iter_mut().find(|c| c.is_none()) {
            *place = Some(Candidate { mnemonic, width, source });
        }
    };
    let mut spell = |name: &str, mnemonic: Mnemonic| {
        let info = mnemonic.info();
        if !(M::MOVS.0..=M::OUTS.0).contains(&mnemonic.0) {
            add(name, mnemonic, Width::None, 0);
        }
        let mut with = |suffix: &str, width, source| add(&format!("{name}{suffix}"), mnemonic, width, source);
        match info.suffix {
            Suffix::Fixed => {}
            Suffix::Sized | Suffix::Optional | Suffix::Convert => {
                for (letter, width) in LETTERS {
                    if suffix_makes_sense(mnemonic, width) {
                        with(letter, width, 0);
                    }
                }
            }
            Suffix::Float => {
                with("s", Width::None, 4);
                with("l", Width::None, 8);
                if info.rows.iter().any(|r| r.forms[0] == Form::M80) {
                    with("t", Width::None, 10);
                }
            }
            Suffix::Int => {
                with("s", Width::None, 2);
                with("l", Width::None, 4);
                if info.rows.iter().any(|r| r.forms[0] == Form::M64) {
                    with("ll", Width::None, 8);
                    with("q", Width::None, 8);
                }
            }
            Suffix::Extend => {
                with("x", Width::None, 0);
                for (letter, source) in [("b", 1), ("w", 2), ("l", 4)] {
                    if letter == "l" && mnemonic == M::MOVZX {
                        continue;
                    }
                    with(letter, Width::None, source);
                    for (to, width) in LETTERS {
                        if width.bytes() > source {
                            with(&format!("{letter}{to}"), width, source);
                        }
                    }
                }
                if mnemonic == M::MOVSX {
                    with("xd", Width::None, 4);
                }
            }
        }
    };
    for number in 0..TABLE.len() as u16 {
        spell(Mnemonic(number).name(), Mnemonic(number));
    }
    for (alias, name) in ALIASES {
        if let Some(number) = TABLE.iter().position(|i| i.name == *name) {
            spell(alias, Mnemonic(number as u16));
        }
    }
    for &(alias, cond) in COND_ALIASES {
        spell(&format!("j{alias}"), M::jcc(cond));
        spell(&format!("set{alias}"), M::setcc(cond));
        spell(&format!("cmov{alias}"), M::cmovcc(cond));
    }
    // Intel's names for doubleword string operations.
    for (name, mnemonic) in [
        ("movsd", M::MOVS),
        ("cmpsd", M::CMPS),
        ("stosd", M::STOS),
        ("lodsd", M::LODS),
        ("scasd", M::SCAS),
        ("insd", M::INS),
        ("outsd", M::OUTS),
    ] {
        add(name, mnemonic, Width::W32, 0);
    }
    for cond in Cond::ALL {
        add(&format!("{}b", M::setcc(cond).name()), M::setcc(cond), Width::None, 0);
    }
    map
}

/// Keeps spellings apart that would shadow others (`cmovbl` is fine, `retb` isn't one).
fn suffix_makes_sense(mnemonic: Mnemonic, width: Width) -> bool {
    use crate::insts::RowWidth;
    let bytes = width.bytes();
    mnemonic.info().rows.iter().any(|row| match row.width {
        RowWidth::Said(w) | RowWidth::Fixed(w) => w == bytes,
        RowWidth::V => bytes >= 2,
        RowWidth::Y => bytes >= 4,
        RowWidth::None => false,
    })
}

/// Comparisons whose predicate stands in the mnemonic (Intel SDM vol. 2, CMPPS and VCMPPS).
const PREDICATES: [&str; 32] = [
    "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord", "eq_uq", "nge", "ngt", "false", "neq_oq", "ge",
    "gt", "true", "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s", "eq_us",
    "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us",
];

/// `cmpltsd` and `pclmullqhqdq`: the mnemonic proper and the immediate.
fn pseudo(name: &str) -> Option<(&'static str, i64)> {
    const SUFFIXES: [(&str, &str, &str); 4] = [
        ("ps", "cmpps", "vcmpps"),
        ("pd", "cmppd", "vcmppd"),
        ("ss", "cmpss", "vcmpss"),
        ("sd", "cmpsd", "vcmpsd"),
    ];
    let (vex, rest) = match name.strip_prefix('v') {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    if let Some(rest) = rest.strip_prefix("cmp") {
        for (suffix, plain, with_vex) in SUFFIXES {
            let Some(predicate) = rest.strip_suffix(suffix) else { continue };
            let n = PREDICATES.iter().position(|p| *p == predicate)?;
            return match vex {
                true => Some((with_vex, n as i64)),
                false => (n < 8).then_some((plain, n as i64)),
            };
        }
    }
    let rest = rest.strip_prefix("pclmul")?.strip_suffix("dq")?;
    let n = match rest {
        "lqlq" => 0x00,
        "hqlq" => 0x01,
        "lqhq" => 0x10,
        "hqhq" => 0x11,
        _ => return None,
    };
    Some((if vex { "vpclmulqdq" } else { "pclmulqdq" }, n))
}

/// Parses a statement.
pub(crate) fn parse(isa: &X86, mnemonic: &str, operands: &mut Operands<'_>) -> Option<Result<Inst>> {
    let mut prefixes = Prefixes::NONE;
    let mut name = lower(mnemonic);
    while let Some((_, prefix)) =
        PREFIXES.iter().find(|(p, _)| p.len() == name.len() && p.eq_ignore_ascii_case(&name))
    {
        if operands.at_end() {
            return Some(lone_prefix(&name).map(|i| i.with_prefix(prefixes)));
        }
        prefixes = prefixes.or(*prefix);
        name = lower(operands.word()?);
    }
    let mut extra = None;
    let candidates = match NAMES.get(&*name) {
        Some(c) => c,
        None => {
            let (real, n) = pseudo(&name)?;
            extra = Some(n);
            NAMES.get(real)?
        }
    };
    Some(statement(isa, &name, candidates, extra, operands).map(|i| i.with_prefix(prefixes)))
}

/// In lower case, without a copy if it is so already.
fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// A prefix that is a statement of its own goes before the next instruction.
fn lone_prefix(name: &str) -> Result<Inst> {
    let mnemonic = match name {
        "lock" => M::LOCK,
        "rep" | "repe" | "repz" | "xrelease" => M::REP,
        "repne" | "repnz" | "xacquire" | "bnd" => M::REPNE,
        "data16" | "data32" => M::DATA16,
        "addr32" | "addr16" => M::ADDR32,
        "es" => M::PREFIX_ES,
        "cs" => M::PREFIX_CS,
        "ss" => M::PREFIX_SS,
        "ds" | "notrack" => M::PREFIX_DS,
        "fs" => M::PREFIX_FS,
        "gs" => M::PREFIX_GS,
        "rex64" | "rex.w" => M::REX64,
        _ => return Err(format!("`{name}' needs an instruction").into()),
    };
    Ok(Inst::new(mnemonic, Width::None, &[]))
}

fn takes_target(mnemonic: Mnemonic) -> bool {
    matches!(mnemonic.info().rows[0].forms[0], Form::Rel8 | Form::Relz)
}

/// Parses operands and finds the candidate that they fit.
fn statement(
    isa: &X86,
    name: &str,
    candidates: &Candidates,
    extra: Option<i64>,
    operands: &mut Operands<'_>,
) -> Result<Inst> {
    let target = candidates.iter().flatten().any(|c| takes_target(c.mnemonic));
    let mut list = [Operand::Reg(Reg::NONE); 5];
    let mut count = 0;
    if let Some(n) = extra {
        list[0] = Operand::from(n);
        count = 1;
    }
    if !operands.at_end() {
        loop {
            if count == list.len() {
                return Err(format!("too many operands for `{name}'").into());
            }
            list[count] = operand(operands, target)?;
            count += 1;
            if !operands.eat(b',') {
                break;
            }
        }
    }
    operands.finish()?;
    let list = &mut list[..count];
    for candidate in candidates.iter().flatten() {
        if (M::MOVS.0..=M::OUTS.0).contains(&candidate.mnemonic.0)
            && let Some(inst) = string(isa, candidate, list)
        {
            return Ok(inst);
        }
    }
    let as_written = matches!(list, [Operand::Imm(_), Operand::Imm(_)])
        || candidates[0].is_some_and(|c| c.mnemonic == M::BOUND);
    if !as_written {
        list.reverse();
    }
    if list.iter().filter(|o| matches!(o, Operand::Mem(_))).count() > 1 {
        return Err(format!("too many memory references for `{name}'").into());
    }
    let mut why = Mismatch::Count;
    let mut first = None;
    for candidate in candidates.iter().flatten() {
        if (M::MOVS.0..=M::OUTS.0).contains(&candidate.mnemonic.0) && count > 0 {
            continue;
        }
        let mut inst = Inst::new(candidate.mnemonic, candidate.width, list);
        if candidate.source != 0 {
            if inst.slots.contains(&Slot::Mem) {
                inst.mem.size = candidate.source;
            } else if let Slot::Reg(r) = inst.slots[1]
                && r.width().bytes() != candidate.source
            {
                why = Mismatch::Width;
                continue;
            }
        }
        match find_row(&inst, isa.mode) {
            Ok(_) => return Ok(inst),
            Err(Mismatch::Ambiguous) => return guess(isa, inst, operands),
            Err(e) => {
                if first.is_none() || e != Mismatch::Count {
                    why = e;
                    first = Some(inst);
                }
            }
        }
    }
    let message = match first {
        Some(inst) => why.message(&inst),
        None => format!("operand size mismatch for `{name}'").into(),
    };
    Err(AsmError(
        message.0.replace(&format!("`{}'", first.map_or(name, |i| i.mnemonic.name())), &format!("`{name}'")),
    ))
}

/// Nothing tells the operand size: GNU as takes the mode's own and warns.
fn guess(isa: &X86, mut inst: Inst, operands: &mut Operands<'_>) -> Result<Inst> {
    inst.width = if isa.mode == Mode::Bits16 { Width::W16 } else { Width::W32 };
    if let Err(why) = find_row(&inst, isa.mode) {
        return Err(why.message(&inst));
    }
    let name = inst.mnemonic.name();
    operands.context.warning(format!(
        "no instruction mnemonic suffix given and no register operands; using default for `{name}'"
    ));
    Ok(inst)
}

/// A string instruction: its operands, if given, only say the segment and the address size.
fn string(isa: &X86, candidate: &Candidate, list: &[Operand]) -> Option<Inst> {
    let mut inst = Inst::new(candidate.mnemonic, candidate.width, &[]);
    if list.is_empty() {
        return Some(inst);
    }
    if list.len() != 2 {
        return None;
    }
    for operand in list {
        match operand {
            Operand::Reg(r) if r.num == 0 && r.width() != Width::None => {
                if inst.width != Width::None && inst.width != r.width() {
                    return None;
                }
                inst.width = r.width();
            }
            Operand::Reg(r) if *r == Reg::DX => {}
            Operand::Mem(m) if matches!(m.base.num, 6 | 7) && m.index.is_none() && m.disp == Value::ZERO => {
                let natural = match isa.mode {
                    Mode::Bits16 => RegClass::Gpr16,
                    Mode::Bits32 => RegClass::Gpr32,
                    Mode::Bits64 => RegClass::Gpr64,
                };
                if m.base.class != natural {
                    inst.prefixes = inst.prefixes.or(Prefixes::ADDR);
                }
                if m.base.num == 6 {
                    inst.prefixes = inst.prefixes.or(match m.segment {
                        Reg::ES => Prefixes::ES,
                        Reg::CS => Prefixes::CS,
                        Reg::SS => Prefixes::SS,
                        Reg::FS => Prefixes::FS,
                        Reg::GS => Prefixes::GS,
                        _ => Prefixes::NONE,
                    });
                }
            }
            _ => return None,
        }
    }
    Some(inst)
}

/// An operand.
fn operand(operands: &mut Operands<'_>, target: bool) -> Result<Operand> {
    match operands.peek() {
        Some(b'$') => {
            operands.eat(b'$');
            let value = operands.expr()?;
            return Ok(Operand::Imm(settle(operands, value)));
        }
        Some(b'*') => {
            operands.eat(b'*');
            return match operands.peek() {
                Some(b'%') => register_or_segment(operands),
                _ => memory(operands, Reg::NONE),
            };
        }
        Some(b'%') => return register_or_segment(operands),
        None => return Err("expecting operand; got nothing".into()),
        _ => {}
    }
    let memory = memory(operands, Reg::NONE)?;
    match memory {
        Operand::Mem(m) if target && m.base.is_none() && m.index.is_none() => Ok(Operand::Target(m.disp)),
        operand => Ok(operand),
    }
}

/// A number that can be known now is one.
fn settle(operands: &mut Operands<'_>, value: Value) -> Value {
    operands.context.resolve_early(value).map_or(value, Value::constant)
}

fn register_or_segment(operands: &mut Operands<'_>) -> Result<Operand> {
    let reg = register(operands)?;
    if reg.class == RegClass::Segment && operands.eat(b':') {
        operands.eat(b'*');
        return memory(operands, reg);
    }
    Ok(Operand::Reg(reg))
}

fn register(operands: &mut Operands<'_>) -> Result<Reg> {
    operands.expect(b'%')?;
    operands.skip_space();
    let Some(name) = operands.word() else { return Err("bad register name `%'".into()) };
    let lower = lower(name);
    if lower == "st" && operands.eat(b'(') {
        let n = operands.absolute()?;
        operands.expect(b')')?;
        return match u8::try_from(n) {
            Ok(n) if n < 8 => Ok(Reg::st(n)),
            _ => Err(format!("bad register name `%st({n})'").into()),
        };
    }
    Reg::parse(&lower).ok_or_else(|| format!("bad register name `%{name}'").into())
}

/// `disp(base, index, scale)`, every part optional.
fn memory(operands: &mut Operands<'_>, segment: Reg) -> Result<Operand> {
    let mut mem = Mem { segment, ..Mem::NONE };
    if !at_base(operands) {
        let disp = operands.expr()?;
        mem.disp = settle(operands, disp);
    }
    if !at_base(operands) {
        return Ok(Operand::Mem(mem));
    }
    operands.expect(b'(')?;
    if operands.peek() == Some(b'%') {
        mem.base = register(operands)?;
    }
    if operands.eat(b',') {
        if operands.peek() == Some(b'%') {
            mem.index = register(operands)?;
        }
        if (mem.index.is_none() || operands.eat(b',')) && operands.peek() != Some(b')') {
            let scale = operands.absolute()?;
            if ![1, 2, 4, 8].contains(&scale) {
                return Err(format!("expecting scale factor of 1, 2, 4, or 8: got `{scale}'").into());
            }
            mem.scale = scale as u8;
        }
    }
    operands.expect(b')')?;
    if mem.base == Reg::DX && mem.index.is_none() && mem.disp == Value::ZERO && segment.is_none() {
        return Ok(Operand::Reg(Reg::DX));
    }
    Ok(Operand::Mem(mem))
}

/// Whether `(%…` or `(,…` comes next, and not a parenthesised expression.
fn at_base(operands: &mut Operands<'_>) -> bool {
    if operands.peek() != Some(b'(') {
        return false;
    }
    let inside = operands.rest()[1..].iter().find(|c| !matches!(c, b' ' | b'\t'));
    matches!(inside, Some(b'%' | b','))
}
