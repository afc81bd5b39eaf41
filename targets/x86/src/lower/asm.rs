//! Inline asm: constraints become the allocator's, operands become text once registers are known (GCC manual 6.47.2,
//! Extended Asm; 6.47.3.4, Constraints for Particular Machines: x86; 6.47.2.8, x86 Operand Modifiers).

use super::{Cx, address, claimed, compare, in_xmm, memory, x87};
use crate::Cond;
use crate::machine::{
    Amode, Base, FIRST_VECTOR, MachInst, Ops, RAX, RBX, RCX, RDI, RDX, RSI, gpr, is_claimed, xmm,
};
use crate::{Mem, Reg, RegClass as Class, Width};
use codegen::machine::Flow;
use ir::{Asm, AsmConstraint, Op, Type, Value};
use regalloc2::{Operand, OperandConstraint, OperandKind, OperandPos, PReg, PRegSet, RegClass, VReg};

/// What an operand of an asm is, with placeholders for registers.
#[derive(Clone, Copy, Debug)]
pub enum AsmArg {
    /// A register; its placeholder says the class that the operand's type has.
    Reg(Reg),
    /// A number.
    Imm(i64),
    /// An address constant.
    Symbol(ir::SymbolId, i64),
    /// Memory.
    Mem(Mem),
    /// A register of the x87 stack.
    St(u8),
    /// Nothing to print: a flag.
    Flag,
}

/// An asm statement as it will be printed.
#[derive(Clone, Debug)]
pub struct AsmText {
    /// Index of the function's asm.
    pub index: u32,
    /// Its operands.
    pub args: Vec<AsmArg>,
    /// Blocks of its labels.
    pub labels: Vec<u32>,
    /// Where it goes on, for an asm goto.
    pub next: Option<u32>,
}

/// Where a constraint lets an operand be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Allowed {
    general: bool,
    /// One of `a b c d`.
    legacy: bool,
    fixed: Option<PReg>,
    vector: bool,
    x87: Option<u8>,
    immediate: bool,
    symbol: bool,
    range: Option<(i64, i64)>,
    memory: bool,
}

fn allowed(letters: &str) -> Allowed {
    let mut a = Allowed::default();
    let range = |a: &mut Allowed, low, high| {
        a.immediate = true;
        a.range = Some((low, high));
    };
    let mut letters = letters.chars();
    while let Some(letter) = letters.next() {
        match letter {
            'r' | 'q' | 'l' | 'p' => a.general = true,
            'R' => a.general = true,
            'Q' => (a.general, a.legacy) = (true, true),
            'a' | 'A' => a.fixed = Some(gpr(RAX)),
            'b' => a.fixed = Some(gpr(RBX)),
            'c' => a.fixed = Some(gpr(RCX)),
            'd' => a.fixed = a.fixed.or(Some(gpr(RDX))),
            'S' => a.fixed = Some(gpr(RSI)),
            'D' => a.fixed = Some(gpr(RDI)),
            'x' | 'v' => a.vector = true,
            'Y' => {
                a.vector = true;
                if letters.next() == Some('z') {
                    a.fixed = Some(xmm(0));
                }
            }
            't' => a.x87 = Some(0),
            'u' => a.x87 = Some(1),
            'f' => a.x87 = a.x87.or(Some(0)),
            'i' => (a.immediate, a.symbol) = (true, true),
            'n' => a.immediate = true,
            's' => a.symbol = true,
            'g' | 'X' => (a.general, a.immediate, a.symbol, a.memory) = (true, true, true, true),
            'I' => range(&mut a, 0, 31),
            'J' => range(&mut a, 0, 63),
            'K' => range(&mut a, -128, 127),
            'L' => range(&mut a, 0, 0xffff_ffff),
            'M' => range(&mut a, 0, 3),
            'N' => range(&mut a, 0, 255),
            'O' => range(&mut a, 0, 127),
            'e' => {
                a.symbol = true;
                range(&mut a, i64::from(i32::MIN), i64::from(i32::MAX));
            }
            'Z' => range(&mut a, 0, 0xffff_ffff),
            'm' | 'o' | 'V' | '<' | '>' => a.memory = true,
            'E' | 'F' | 'G' | 'C' => {}
            _ => {}
        }
    }
    a
}

/// The register file that an operand is allocated from.
fn class_of(a: &Allowed, ty: Type) -> RegClass {
    match a.fixed {
        Some(reg) => reg.class(),
        None if a.vector || (in_xmm(ty) && !a.general) => RegClass::Float,
        None => RegClass::Int,
    }
}

fn printed(ty: Type, class: RegClass) -> Class {
    match class {
        RegClass::Int => {
            Reg::gpr(0, if ty.bytes() > 8 { Width::W64 } else { Width::from_bytes(ty.bytes() as u8) }).class
        }
        _ if ty.bytes() == 32 => Class::Ymm,
        _ => Class::Xmm,
    }
}

fn named(name: &str) -> Option<PReg> {
    let reg = Reg::parse(&name.trim_start_matches('%').to_ascii_lowercase())?;
    match reg.class {
        Class::Gpr8 | Class::Gpr16 | Class::Gpr32 | Class::Gpr64 => Some(gpr(reg.num)),
        Class::Gpr8High => Some(gpr(reg.num - 4)),
        Class::Xmm | Class::Ymm | Class::Zmm if reg.num < 16 => Some(xmm(reg.num)),
        _ => None,
    }
}

struct Lowering<'a, 'b, 'c> {
    cx: &'a mut Cx<'b>,
    asm: &'c Asm,
    ops: Ops,
    args: Vec<AsmArg>,
    /// Inputs in registers of their own choice, and where they stand among the operands.
    fixed: Vec<(PReg, Value, u8)>,
}

impl Lowering<'_, '_, '_> {
    fn fail(&mut self, text: &str) {
        let loc = self.asm.loc;
        self.cx.out.errors.push((loc, text.into()));
    }

    fn slot(&mut self, operand: Operand, ty: Type, class: RegClass) -> AsmArg {
        self.ops.list.push(operand);
        AsmArg::Reg(Reg::new(printed(ty, class), crate::machine::SLOT | (self.ops.list.len() - 1) as u8))
    }

    fn constraint(&mut self, a: &Allowed) -> OperandConstraint {
        let taken = |reg: &PReg| {
            let number = reg.hw_enc() as u8 + if reg.class() == RegClass::Float { FIRST_VECTOR } else { 0 };
            is_claimed(&self.cx.out.frame, number)
        };
        if a.fixed.as_ref().is_some_and(taken) {
            self.fail("an 'asm' operand needs the register of a global register variable");
            return OperandConstraint::Reg;
        }
        match a.fixed {
            Some(reg) => OperandConstraint::FixedReg(reg),
            None if a.legacy => OperandConstraint::Limit(4),
            None => OperandConstraint::Reg,
        }
    }

    /// Operand `number`, an input.
    fn input(&mut self, number: usize, value: Value, operand: &ir::AsmOperand, a: &Allowed) -> AsmArg {
        let ty = operand.ty;
        if let Some(n) = self.cx.f.constant(value).filter(|_| a.immediate && !ty.is_float()) {
            let n = match ty.bytes() {
                1 => i64::from(n as i8),
                2 => i64::from(n as i16),
                4 => i64::from(n as i32),
                _ => n,
            };
            if a.range.is_none_or(|(low, high)| (low..=high).contains(&n)) {
                return AsmArg::Imm(n);
            }
        }
        if a.symbol
            && let Some((_, data)) = self.cx.pure_def(value)
            && data.op == Op::SymbolAddr
        {
            return AsmArg::Symbol(ir::SymbolId::from_u32(data.x), data.imm);
        }
        if !(a.general || a.fixed.is_some() || a.vector) {
            let message = format!("'asm' operand {number} probably does not match constraints");
            self.cx.out.warnings.push((self.asm.loc, message));
            self.fail("impossible constraint in 'asm'");
            return AsmArg::Imm(0);
        }
        let class = class_of(a, ty);
        let vreg = self.in_class(value, ty, class);
        let constraint = self.constraint(a);
        if let OperandConstraint::FixedReg(reg) = constraint
            && !matches!(operand.constraint, AsmConstraint::Tied(_))
        {
            if let Some(shared) = self.in_fixed(reg, value, ty) {
                return shared;
            }
            self.fixed.push((reg, value, self.ops.list.len() as u8));
        }
        let operand = Operand::new(vreg, constraint, OperandKind::Use, OperandPos::Early);
        self.slot(operand, ty, class)
    }

    /// The operand that already is in a register of its own choice, which only the same value can share.
    fn in_fixed(&mut self, reg: PReg, value: Value, ty: Type) -> Option<AsmArg> {
        let &(_, other, slot) = self.fixed.iter().find(|(other, ..)| *other == reg)?;
        if !memory::same_value(self.cx, other, value) {
            self.fail("'asm' operand has impossible constraints");
        }
        Some(AsmArg::Reg(Reg::new(printed(ty, reg.class()), crate::machine::SLOT | slot)))
    }

    /// The value in a register of this class, moved over if it lives in the other.
    fn in_class(&mut self, value: Value, ty: Type, class: RegClass) -> VReg {
        if ty == Type::F80 {
            self.fail("impossible constraint in 'asm'");
            return self.cx.temp(class);
        }
        let reg = self.cx.reg(value);
        if reg.class() == class {
            return reg;
        }
        let moved = self.cx.temp(class);
        transfer(self.cx, reg, moved, ty);
        moved
    }
}

/// Moves bits between general and vector registers.
fn transfer(cx: &mut Cx<'_>, from: VReg, to: VReg, ty: Type) {
    let width = if ty.bytes() == 8 { Width::W64 } else { Width::W32 };
    let mnemonic = if width == Width::W64 { crate::M::MOVQ } else { crate::M::MOVD };
    let mut ops = Ops::default();
    let (dst, src) = match to.class() {
        RegClass::Int => (ops.def_gpr(to, width), ops.xmm(from)),
        _ => (ops.def_xmm(to), ops.gpr(from, width)),
    };
    super::put(cx, ops, mnemonic, Width::None, &[dst.into(), src.into()]);
}

/// After the asm: what has to be fetched into a result.
enum After {
    Flag(Cond, Value),
    St(Value, Type),
    Transfer(VReg, Value, Type),
}

pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst) {
    let data = cx.data(inst);
    let goto = data.op == Op::AsmGoto;
    let index = if goto { data.imm as u32 } else { data.x };
    let f = cx.f;
    let asm: &Asm = &f.asms[index as usize];
    let values: Vec<Value> = data.list.as_slice(&f.lists).to_vec();
    let mut results = f.results(inst);
    let letters = |operand: &ir::AsmOperand| match &operand.constraint {
        AsmConstraint::Text(text) => allowed(text),
        _ => Allowed::default(),
    };
    let mut kinds: Vec<Allowed> = asm.operands.iter().map(letters).collect();
    for (kind, operand) in kinds.iter_mut().zip(&asm.operands) {
        if let Some(reg) = operand.register.as_deref().and_then(named) {
            kind.fixed = Some(reg);
            // A variable pinned to a register is never replaced by its value.
            (kind.immediate, kind.symbol) = (false, false);
        }
    }
    if let Some(message) = clash(asm, &kinds) {
        cx.out.errors.push((asm.loc, message.into()));
        for kind in &mut kinds {
            match kind.fixed.take() {
                Some(reg) if reg.class() == RegClass::Float => kind.vector = true,
                Some(_) => kind.general = true,
                None => {}
            }
        }
    }
    for i in 0..kinds.len() {
        if let AsmConstraint::Tied(n) = asm.operands[i].constraint {
            kinds[i] = kinds[n as usize];
            (kinds[i].immediate, kinds[i].symbol) = (false, false);
        }
    }
    let mut low = Lowering {
        cx,
        asm,
        ops: Ops::default(),
        args: vec![AsmArg::Flag; asm.operands.len()],
        fixed: Vec::new(),
    };
    // Inputs and memory.
    let mut values = values.into_iter();
    let mut x87_inputs: Vec<(u8, Value)> = Vec::new();
    let mut tied_inputs: Vec<Option<usize>> = vec![None; asm.operands.len()];
    for (i, operand) in asm.operands.iter().enumerate() {
        if let AsmConstraint::Claimed(number) = operand.constraint {
            low.args[i] = AsmArg::Reg(claimed::register(number, operand.ty));
        }
        if !operand.is_argument() {
            continue;
        }
        let Some(value) = values.next() else { continue };
        if operand.memory {
            let mode = address::amode(low.cx, value, 0, 0);
            low.args[i] = AsmArg::Mem(low.ops.mem(&mode));
            continue;
        }
        if let Some(st) = kinds[i].x87 {
            x87_inputs.push((st, value));
            low.args[i] = AsmArg::St(st);
            continue;
        }
        if !in_any_register(&kinds[i]) && kinds[i].memory && !kinds[i].immediate {
            low.fail("impossible constraint in 'asm'");
            continue;
        }
        low.args[i] = low.input(i, value, operand, &kinds[i]);
        if let AsmConstraint::Tied(n) = operand.constraint {
            tied_inputs[n as usize] = Some(low.ops.list.len() - 1);
        }
    }
    // Outputs.
    let mut after = Vec::new();
    for (i, operand) in asm.operands.iter().enumerate() {
        if !operand.is_result() {
            continue;
        }
        let Some(result) = results.next() else { continue };
        if let AsmConstraint::Flag(flag) = &operand.constraint {
            match flag_cond(flag) {
                Some(cond) => after.push(After::Flag(cond, result)),
                None => low.fail("unknown 'asm' flag output"),
            }
            continue;
        }
        if let Some(st) = kinds[i].x87 {
            low.args[i] = AsmArg::St(st);
            after.push(After::St(result, operand.ty));
            continue;
        }
        if !in_any_register(&kinds[i]) {
            low.fail("impossible constraint in 'asm'");
            continue;
        }
        let class = class_of(&kinds[i], operand.ty);
        let native = if in_xmm(operand.ty) { RegClass::Float } else { RegClass::Int };
        let into = if operand.ty == Type::F80 {
            low.fail("impossible constraint in 'asm'");
            low.cx.temp(class)
        } else if class == native && low.cx.is_wanted(result) {
            low.cx.def(result)
        } else {
            let temp = low.cx.temp(class);
            if low.cx.is_wanted(result) {
                after.push(After::Transfer(temp, result, operand.ty));
            }
            temp
        };
        let constraint = match (kinds[i].fixed, tied_inputs[i]) {
            (None, Some(input)) => OperandConstraint::Reuse(input),
            _ => low.constraint(&kinds[i]),
        };
        let position = match operand.early_clobber && !matches!(constraint, OperandConstraint::Reuse(_)) {
            true if tied_inputs[i].is_none() => OperandPos::Early,
            _ => OperandPos::Late,
        };
        low.args[i] = low.slot(Operand::new(into, constraint, OperandKind::Def, position), operand.ty, class);
    }
    // Inputs tied to an output print as that output does.
    let mut clobbers = PRegSet::empty();
    for name in &asm.clobbers {
        match &**name {
            // What is below the stack pointer is not ours, as where something is called.
            "redzone" => low.cx.out.frame.calls = true,
            "memory" | "cc" | "flags" | "fpsr" | "dirflag" => {}
            name if name.starts_with("st") => {}
            name => {
                if let Some(reg) = named(name) {
                    clobbers.add(reg);
                }
            }
        }
    }
    for operand in &low.ops.list {
        if let (OperandConstraint::FixedReg(reg), OperandKind::Def) = (operand.constraint(), operand.kind()) {
            clobbers.remove(reg);
        }
    }
    clobbers.remove(gpr(crate::machine::RSP));
    if low.cx.options.frame_pointer {
        clobbers.remove(gpr(crate::machine::RBP));
    }
    x87_inputs.sort_by_key(|&(st, _)| std::cmp::Reverse(st));
    for (_, value) in x87_inputs {
        if low.cx.ty(value) == Type::F80 {
            x87::push(low.cx, value);
        } else {
            let slot = low.cx.new_slot(8, 8);
            let mode = Amode::new(Base::Slot(slot), 0);
            let ty = low.cx.ty(value);
            let reg = low.cx.reg(value);
            memory::store_reg(low.cx, ty, reg, &mode);
            x87::push_memory(low.cx, &mode, ty.bytes() as u8);
        }
    }
    let Lowering { cx, ops, args, .. } = low;
    let blocks: Vec<u32> = f.edges_of(inst).iter().map(|edge| cx.number(edge.block)).collect();
    let (next, labels) = match blocks.split_first() {
        Some((&next, labels)) if goto => (Some(next), labels.to_vec()),
        _ => (None, Vec::new()),
    };
    let text = Box::new(AsmText { index, args, labels, next });
    let flow = if goto { Flow::Branch } else { Flow::Next };
    cx.emit_with(MachInst::Asm(text), &ops.list, clobbers, flow);
    for item in after {
        match item {
            After::Flag(cond, value) => {
                let into = cx.def(value);
                compare::set(cx, cond, into);
            }
            After::St(value, Type::F80) => x87::take_result(cx, value),
            After::St(value, ty) => {
                let slot = cx.new_slot(8, 8);
                let mode = Amode::new(Base::Slot(slot), 0);
                x87::pop_memory(cx, &mode, ty.bytes() as u8);
                let into = cx.def(value);
                memory::load(cx, ty, &mode, into);
            }
            After::Transfer(from, value, ty) => {
                let into = cx.def(value);
                transfer(cx, from, into, ty);
            }
        }
    }
}

/// What is wrong with the registers that operands are pinned to (GCC manual, "Local Register Variables").
fn clash(asm: &Asm, kinds: &[Allowed]) -> Option<&'static str> {
    let fixed = |want: fn(&ir::AsmOperand) -> bool| {
        let operands = asm.operands.iter().zip(kinds).enumerate();
        operands.filter(move |(_, (o, _))| want(o)).filter_map(|(i, (o, kind))| Some((i, o, kind.fixed?)))
    };
    for (i, output, reg) in fixed(ir::AsmOperand::is_result) {
        if fixed(ir::AsmOperand::is_result).any(|(j, _, other)| j < i && other == reg) {
            return Some("invalid hard register usage between output operands");
        }
        for (_, input, other) in fixed(|o| !o.is_output && !o.memory) {
            let tied = input.constraint == AsmConstraint::Tied(i as u32);
            if tied && input.register.is_some() && output.register.is_some() && other != reg {
                let message =
                    "invalid hard register usage between output operand and matching constraint operand";
                return Some(message);
            }
            if !tied && output.early_clobber && other == reg {
                return Some("invalid hard register usage between earlyclobber operand and input operand");
            }
        }
    }
    None
}

fn in_any_register(a: &Allowed) -> bool {
    a.general || a.fixed.is_some() || a.vector
}

/// The condition of `=@cc<name>`.
fn flag_cond(name: &str) -> Option<Cond> {
    let (negated, name) = match name.strip_prefix('n') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, name),
    };
    let cond = match name {
        "a" => Cond::A,
        "ae" => Cond::AE,
        "b" | "c" => Cond::B,
        "be" => Cond::BE,
        "e" | "z" => Cond::E,
        "g" => Cond::G,
        "ge" => Cond::GE,
        "l" => Cond::L,
        "le" => Cond::LE,
        "o" => Cond::O,
        "p" => Cond::P,
        "s" => Cond::S,
        _ => return None,
    };
    Some(if negated { cond.inverted() } else { cond })
}
