//! Instructions with their registers: placeholders become registers and frame addresses, pseudo-instructions become
//! sequences.

mod untyped_call;

use crate::Cond;
use crate::lower::{AsmArg, AsmText};
use crate::machine::{CONSTANT, FRAME, INCOMING, MachInst, OUTGOING, SLOT, Test};
use crate::{
    Backend, Inst, M, Mem, Mnemonic, Operand, Prefixes, Reg, RegClass as Class, Slot, Width, X86, frame, spec,
};
use assembler::{Streamer, SymbolId as AsmSymbol, Value};
use codegen::emit::Emitter;
use ir::RmwOp;
use regalloc2::Allocation;
use std::fmt::Write;

type E<'a, S> = Emitter<'a, Backend, S>;

fn put<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, mnemonic: Mnemonic, width: Width, operands: &[Operand]) {
    e.out.inst(&Inst::new(mnemonic, width, operands));
}

fn jump_if<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, cond: Cond, to: AsmSymbol) {
    put(e, M::jcc(cond), Width::None, &[to.into()]);
}

/// A general register among the allocations.
fn general(allocations: &[Allocation], index: usize, width: Width) -> Reg {
    Reg::gpr(number(allocations[index]), width)
}

fn vector(allocations: &[Allocation], index: usize) -> Reg {
    Reg::xmm(number(allocations[index]))
}

fn number(allocation: Allocation) -> u8 {
    match allocation.as_reg() {
        Some(reg) => reg.hw_enc() as u8,
        None => panic!("an operand was allocated to the stack"),
    }
}

fn register(reg: Reg, allocations: &[Allocation]) -> Reg {
    match reg.num & SLOT {
        0 => reg,
        _ => Reg::new(reg.class, number(allocations[(reg.num & !SLOT) as usize])),
    }
}

/// Puts in the assembler's symbol for the module's.
fn value<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, v: Value) -> Value {
    match v.as_symbol() {
        None => v,
        Some(symbol) => {
            let symbol = e.symbol(ir::SymbolId::from_u32(symbol.0));
            Value::symbol(symbol).plus(v.addend).with(v.specifier)
        }
    }
}

fn memory<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, mem: Mem, allocations: &[Allocation]) -> Mem {
    let mut mem = mem;
    mem.index = register(mem.index, allocations);
    if mem.base.class != Class::Gpr64 || mem.base.num < FRAME || mem.base.num & SLOT != 0 {
        mem.base = register(mem.base, allocations);
        mem.disp = value(e, mem.disp);
        return mem;
    }
    let packed = mem.disp.as_constant().unwrap_or(0);
    let (entity, offset) = ((packed >> 32) as u32, i64::from(packed as i32));
    let (base, disp) = match mem.base.num {
        FRAME => e.layout.slot(entity, offset),
        INCOMING => e.layout.incoming(packed),
        OUTGOING => (Reg::RSP, packed),
        CONSTANT => {
            let (bits, size) = e.compiled.machine.constants[entity as usize];
            let symbol = e.state.constant(e.out, bits, size);
            mem.base = Reg::RIP;
            mem.disp = Value::symbol(symbol).plus(offset);
            return mem;
        }
        _ => panic!("unknown place in the frame"),
    };
    mem.base = base;
    mem.disp = Value::constant(disp);
    mem
}

fn assigned<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, inst: &Inst, allocations: &[Allocation]) -> Inst {
    let mut inst = *inst;
    let mut has_memory = false;
    for slot in &mut inst.slots {
        match slot {
            Slot::None => break,
            Slot::Reg(reg) => *reg = register(*reg, allocations),
            Slot::Mem => has_memory = true,
            _ => {}
        }
    }
    if has_memory {
        inst.mem = memory(e, inst.mem, allocations);
    }
    inst.imm = value(e, inst.imm);
    inst
}

/// Emits an instruction.
pub(crate) fn emit<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, inst: &MachInst, allocations: &[Allocation]) {
    match inst {
        MachInst::Inst(inst) => {
            let inst = assigned(e, inst, allocations);
            // A move that the allocator made pointless.
            if inst.mnemonic == M::MOV
                && inst.width == Width::W64
                && let (Slot::Reg(a), Slot::Reg(b)) = (inst.slots[0], inst.slots[1])
                && a == b
            {
                return;
            }
            e.out.inst(&inst);
        }
        MachInst::Fresh(inst) => {
            let inst = assigned(e, inst, allocations);
            if let Slot::Reg(reg) = inst.slots[0] {
                put(e, M::XORPS, Width::None, &[reg.into(), reg.into()]);
            }
            e.out.inst(&inst);
        }
        MachInst::Params | MachInst::Unreachable => {}
        MachInst::Jump(to) | MachInst::Always(to, _) => jump(e, *to),
        MachInst::Branch(test, then, els) => branch(e, *test, *then, *els),
        MachInst::TableJump(table) => {
            let label = e.table(*table);
            let index = general(allocations, 0, Width::W64);
            let (base, entry) = (general(allocations, 1, Width::W64), general(allocations, 2, Width::W64));
            put(e, M::LEA, Width::W64, &[base.into(), Mem::rip(Value::symbol(label)).into()]);
            put(e, M::MOVSX, Width::None, &[entry.into(), Mem::indexed(base, index, 4, 0).sized(4).into()]);
            put(e, M::ADD, Width::W64, &[entry.into(), base.into()]);
            put(e, M::JMP, Width::W64, &[entry.into()]);
        }
        MachInst::LandingCall(landing) => {
            let call = assigned(e, &landing.call, allocations);
            e.out.inst(&call);
            for &slot in &landing.on_x87 {
                let (base, disp) = e.layout.slot(slot, 0);
                put(e, M::FSTP, Width::None, &[Mem::base(base, disp).sized(10).into()]);
            }
            jump(e, landing.on);
        }
        MachInst::CallNamed(name) => {
            let symbol = e.state.named(e.out, name);
            let target = match e.options.pic {
                codegen::Pic::None => Value::symbol(symbol),
                _ => Value::symbol(symbol).with(spec::PLT),
            };
            put(e, M::CALL, Width::None, &[Operand::Target(target)]);
        }
        MachInst::Return => match e.compiled.machine.naked {
            true => {}
            false => frame::epilogue(e),
        },
        MachInst::TailCall(jump) => {
            let jump = assigned(e, jump, allocations);
            frame::leave_by(e, &jump);
        }
        MachInst::SaveVectors { slot, first } => {
            let done = e.out.context().symbols.fresh();
            let count = general(allocations, 0, Width::W8);
            put(e, M::TEST, Width::W8, &[count.into(), count.into()]);
            jump_if(e, Cond::E, done);
            for (i, n) in (*first..8).enumerate() {
                let (base, disp) = e.layout.slot(*slot, 48 + 16 * i64::from(n));
                let reg = vector(allocations, i + 1);
                put(e, M::MOVAPS, Width::None, &[Mem::base(base, disp).into(), reg.into()]);
            }
            e.out.label(done);
        }
        MachInst::SelectXmm(test) => {
            let done = e.out.context().symbols.fresh();
            let (then, into) = (vector(allocations, 0), vector(allocations, 2));
            match test.inverted() {
                Test::One(cond) => jump_if(e, cond, done),
                Test::Or(a, b) => {
                    jump_if(e, a, done);
                    jump_if(e, b, done);
                }
                Test::And(a, b) => {
                    let take = e.out.context().symbols.fresh();
                    jump_if(e, a.inverted(), take);
                    jump_if(e, b, done);
                    e.out.label(take);
                }
            }
            put(e, M::MOVAPS, Width::None, &[into.into(), then.into()]);
            e.out.label(done);
        }
        MachInst::AtomicLoop(operation, width) => atomic_loop(e, *operation, *width, allocations),
        MachInst::FloatToU64(double) => float_to_u64(e, *double, allocations),
        MachInst::U64ToFloat(double) => u64_to_float(e, *double, allocations),
        MachInst::TlsCall { symbol, local_dynamic } => tls_call(e, *symbol, *local_dynamic),
        MachInst::SaveCall { slot } => untyped_call::save(e, *slot),
        MachInst::Apply { result, stack } => untyped_call::apply(e, *result, *stack),
        MachInst::ApplyReturn => untyped_call::give_back(e),
        MachInst::Asm(text) => asm(e, text, allocations),
        MachInst::Setjmp => setjmp(e, allocations),
        MachInst::Longjmp => {
            // GCC's buffer: frame pointer, resume address, stack pointer.
            put(e, M::MOV, Width::W64, &[Reg::RBP.into(), Mem::base(Reg::RAX, 0).into()]);
            put(e, M::MOV, Width::W64, &[Reg::RCX.into(), Mem::base(Reg::RAX, 8).into()]);
            put(e, M::MOV, Width::W64, &[Reg::RSP.into(), Mem::base(Reg::RAX, 16).into()]);
            put(e, M::JMP, Width::W64, &[Reg::RCX.into()]);
        }
        MachInst::FrameAddress(level) => {
            let into = general(allocations, 0, Width::W64);
            put(e, M::MOV, Width::W64, &[into.into(), Reg::RBP.into()]);
            for _ in 0..*level {
                put(e, M::MOV, Width::W64, &[into.into(), Mem::base(into, 0).into()]);
            }
        }
        MachInst::BlockAddress(reg, block) => {
            let into = register(*reg, allocations);
            let label = e.block_label(*block);
            put(e, M::LEA, Width::W64, &[into.into(), Mem::rip(Value::symbol(label)).into()]);
        }
        MachInst::Cfa => {
            let (base, disp) = e.layout.incoming(0);
            let into = general(allocations, 0, Width::W64);
            put(e, M::LEA, Width::W64, &[into.into(), Mem::base(base, disp).into()]);
        }
        MachInst::Alloca => {
            let (size, into) = (general(allocations, 0, Width::W64), general(allocations, 1, Width::W64));
            match e.options.probe_stack {
                // The size's register becomes the result's.
                true => crate::probe::take_dynamic(e, size),
                false => put(e, M::SUB, Width::W64, &[Reg::RSP.into(), size.into()]),
            }
            let outgoing = i64::from(e.compiled.machine.frame.outgoing.next_multiple_of(16));
            put(e, M::LEA, Width::W64, &[into.into(), Mem::base(Reg::RSP, outgoing).into()]);
        }
        MachInst::StackSave => {
            let into = general(allocations, 0, Width::W64);
            put(e, M::MOV, Width::W64, &[into.into(), Reg::RSP.into()]);
        }
        MachInst::StackRestore => {
            let from = general(allocations, 0, Width::W64);
            put(e, M::MOV, Width::W64, &[Reg::RSP.into(), from.into()]);
        }
    }
}

fn jump<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, to: u32) {
    if !e.falls_into(to) {
        let label = e.block_label(to);
        put(e, M::JMP, Width::None, &[label.into()]);
    }
}

fn branch<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, test: Test, then: u32, els: u32) {
    let (test, then, els) = match e.falls_into(then) && !e.falls_into(els) {
        true => (test.inverted(), els, then),
        false => (test, then, els),
    };
    let (to, other) = (e.block_label(then), e.block_label(els));
    match test {
        Test::One(cond) => jump_if(e, cond, to),
        Test::Or(a, b) => {
            jump_if(e, a, to);
            jump_if(e, b, to);
        }
        Test::And(a, b) => {
            jump_if(e, a.inverted(), other);
            jump_if(e, b, to);
        }
    }
    jump(e, els);
}

/// A move that the register allocator wants.
pub(crate) fn emit_move<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, from: Allocation, to: Allocation) {
    let spill = |e: &E<'_, S>, allocation: Allocation| {
        allocation.as_stack().map(|slot| {
            let (base, disp) = e.layout.spill(slot.index());
            Mem::base(base, disp)
        })
    };
    let class = from.as_reg().or(to.as_reg()).map(|reg| reg.class());
    let vector = class == Some(regalloc2::RegClass::Float);
    let operand = |e: &E<'_, S>, allocation: Allocation| -> Operand {
        match (spill(e, allocation), vector) {
            (Some(mem), _) => mem.into(),
            (None, true) => Reg::xmm(number(allocation)).into(),
            (None, false) => Reg::gpr(number(allocation), Width::W64).into(),
        }
    };
    let (from, to) = (operand(e, from), operand(e, to));
    match vector {
        true => put(e, M::MOVAPS, Width::None, &[to, from]),
        false => put(e, M::MOV, Width::W64, &[to, from]),
    }
}

fn atomic_loop<S: Streamer<Isa = X86>>(
    e: &mut E<'_, S>,
    operation: RmwOp,
    width: Width,
    allocations: &[Allocation],
) {
    let pointer = general(allocations, 0, Width::W64);
    let value = general(allocations, 1, width);
    let old = Reg::gpr(0, width);
    let new = general(allocations, 3, width);
    let place = Mem::base(pointer, 0);
    let again = e.out.context().symbols.fresh();
    put(e, M::MOV, width, &[old.into(), place.into()]);
    e.out.label(again);
    put(e, M::MOV, width, &[new.into(), old.into()]);
    let mnemonic = match operation {
        RmwOp::And | RmwOp::Nand => M::AND,
        RmwOp::Or => M::OR,
        RmwOp::Xor => M::XOR,
        RmwOp::Add => M::ADD,
        RmwOp::Sub => M::SUB,
        RmwOp::Xchg => M::MOV,
    };
    put(e, mnemonic, width, &[new.into(), value.into()]);
    if operation == RmwOp::Nand {
        put(e, M::NOT, width, &[new.into()]);
    }
    e.out.inst(&Inst::new(M::CMPXCHG, width, &[place.into(), new.into()]).with_prefix(Prefixes::LOCK));
    jump_if(e, Cond::NE, again);
}

/// Below 2^63 the signed conversion does; above, 2^63 is taken off first and put back as a bit.
fn float_to_u64<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, double: bool, allocations: &[Allocation]) {
    let (from, into) = (vector(allocations, 0), general(allocations, 1, Width::W64));
    let (bit, scratch) = (general(allocations, 2, Width::W64), vector(allocations, 3));
    let (compare, subtract, convert, limit, size) = match double {
        true => (M::COMISD, M::SUBSD, M::CVTTSD2SI, 0x43e0_0000_0000_0000u128, 8),
        false => (M::COMISS, M::SUBSS, M::CVTTSS2SI, 0x5f00_0000, 4),
    };
    let symbol = e.state.constant(e.out, limit, size);
    let limit: Operand = Mem::rip(Value::symbol(symbol)).into();
    let (large, done) = (e.out.context().symbols.fresh(), e.out.context().symbols.fresh());
    put(e, compare, Width::None, &[from.into(), limit]);
    jump_if(e, Cond::AE, large);
    put(e, convert, Width::None, &[into.into(), from.into()]);
    put(e, M::JMP, Width::None, &[done.into()]);
    e.out.label(large);
    put(e, M::MOVAPS, Width::None, &[scratch.into(), from.into()]);
    put(e, subtract, Width::None, &[scratch.into(), limit]);
    put(e, convert, Width::None, &[into.into(), scratch.into()]);
    put(e, M::MOVABS, Width::W64, &[bit.into(), i64::MIN.into()]);
    put(e, M::XOR, Width::W64, &[into.into(), bit.into()]);
    e.out.label(done);
}

/// Half of a large number is converted and doubled; the bit shifted out is kept for rounding.
fn u64_to_float<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, double: bool, allocations: &[Allocation]) {
    let (from, into) = (general(allocations, 0, Width::W64), vector(allocations, 1));
    let (half, low) = (general(allocations, 2, Width::W64), general(allocations, 3, Width::W64));
    let (convert, add) = if double { (M::CVTSI2SD, M::ADDSD) } else { (M::CVTSI2SS, M::ADDSS) };
    let (large, done) = (e.out.context().symbols.fresh(), e.out.context().symbols.fresh());
    put(e, M::XORPS, Width::None, &[into.into(), into.into()]);
    put(e, M::TEST, Width::W64, &[from.into(), from.into()]);
    jump_if(e, Cond::S, large);
    put(e, convert, Width::W64, &[into.into(), from.into()]);
    put(e, M::JMP, Width::None, &[done.into()]);
    e.out.label(large);
    put(e, M::MOV, Width::W64, &[half.into(), from.into()]);
    put(e, M::MOV, Width::W64, &[low.into(), from.into()]);
    put(e, M::SHR, Width::W64, &[half.into(), 1.into()]);
    put(e, M::AND, Width::W64, &[low.into(), 1.into()]);
    put(e, M::OR, Width::W64, &[half.into(), low.into()]);
    put(e, convert, Width::W64, &[into.into(), half.into()]);
    put(e, add, Width::None, &[into.into(), into.into()]);
    e.out.label(done);
}

/// The sequences that linkers know and relax (ELF TLS ABI 4.4.1 and 4.4.2; padded to 16 bytes with prefixes).
fn tls_call<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, symbol: ir::SymbolId, local_dynamic: bool) {
    let symbol = e.symbol(symbol);
    let function = e.state.named(e.out, "__tls_get_addr");
    let kind = if local_dynamic { spec::TLSLD } else { spec::TLSGD };
    let address = Mem::rip(Value::symbol(symbol).with(kind));
    let lea = Inst::new(M::LEA, Width::W64, &[Reg::RDI.into(), address.into()]);
    let call = Inst::new(M::CALL, Width::None, &[Operand::Target(Value::symbol(function).with(spec::PLT))]);
    if local_dynamic {
        e.out.inst(&lea);
        e.out.inst(&call);
    } else {
        e.out.inst(&lea.with_prefix(Prefixes::DATA));
        // data16 data16 rex64 call
        e.out.bytes(&[0x66, 0x66]);
        e.out.inst(&call.with_prefix(Prefixes::REX.or(Prefixes(8 << 12))));
    }
}

fn setjmp<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, allocations: &[Allocation]) {
    let buffer = general(allocations, 0, Width::W64);
    let (resume, done) = (e.out.context().symbols.fresh(), e.out.context().symbols.fresh());
    let scratch: Operand = if buffer == Reg::RAX { Reg::RCX.into() } else { Reg::RAX.into() };
    put(e, M::MOV, Width::W64, &[Mem::base(buffer, 0).into(), Reg::RBP.into()]);
    put(e, M::LEA, Width::W64, &[scratch, Mem::rip(Value::symbol(resume)).into()]);
    put(e, M::MOV, Width::W64, &[Mem::base(buffer, 8).into(), scratch]);
    put(e, M::MOV, Width::W64, &[Mem::base(buffer, 16).into(), Reg::RSP.into()]);
    put(e, M::XOR, Width::W32, &[Reg::EAX.into(), Reg::EAX.into()]);
    put(e, M::JMP, Width::None, &[done.into()]);
    e.out.label(resume);
    put(e, M::MOV, Width::W32, &[Reg::EAX.into(), 1.into()]);
    e.out.label(done);
}

fn asm<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, text: &AsmText, allocations: &[Allocation]) {
    let asm = &e.compiled.machine.asms[text.index as usize];
    let template = asm.template.clone();
    if asm.basic {
        e.out.inline_asm(&template);
    } else {
        let expanded = expand(e, &template, text, allocations);
        e.out.inline_asm(&expanded);
    }
    if let Some(next) = text.next {
        jump(e, next);
    }
}

/// Replaces `%0`, `%w1`, `%l2`, `%%`, `%=` and `{att|intel}`.
fn expand<S: Streamer<Isa = X86>>(
    e: &mut E<'_, S>,
    template: &str,
    text: &AsmText,
    allocations: &[Allocation],
) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut chars = template.chars().peekable();
    let mut dialect: Option<u32> = None;
    while let Some(c) = chars.next() {
        let shown = dialect.is_none_or(|n| n == 0);
        match (c, dialect) {
            ('{', None) => dialect = Some(0),
            ('|', Some(n)) => dialect = Some(n + 1),
            ('}', Some(_)) => dialect = None,
            ('%', _) => {
                let modifier = chars.peek().copied().filter(|c| c.is_ascii_alphabetic());
                if modifier.is_some() {
                    chars.next();
                }
                let mut digits = String::new();
                while let Some(&d) = chars.peek().filter(|c| c.is_ascii_digit()) {
                    digits.push(d);
                    chars.next();
                }
                match digits.parse::<usize>() {
                    Ok(n) if shown => operand(e, &mut out, text, n, modifier, allocations),
                    Ok(_) => {}
                    Err(_) => match (modifier, chars.next()) {
                        (None, Some('=')) => {
                            let unique = e.out.context().symbols.len();
                            let _ = write!(out, "{unique}");
                        }
                        (None, Some(other)) if shown => out.push(other),
                        (None, _) => {}
                        (Some(letter), other) => {
                            out.push('%');
                            out.push(letter);
                            out.extend(other);
                        }
                    },
                }
            }
            (c, _) if shown => out.push(c),
            _ => {}
        }
    }
    out
}

fn operand<S: Streamer<Isa = X86>>(
    e: &mut E<'_, S>,
    out: &mut String,
    text: &AsmText,
    n: usize,
    modifier: Option<char>,
    allocations: &[Allocation],
) {
    if n >= text.args.len() {
        if let Some(&block) = text.labels.get(n - text.args.len()) {
            let label = e.block_label(block);
            e.out.context().symbols.write_known_name(label, out);
        }
        return;
    }
    match text.args[n] {
        AsmArg::Reg(reg) => print_register(out, register(reg, allocations), modifier),
        AsmArg::Imm(value) => match modifier {
            Some('c' | 'P' | 'p' | 'a') => {
                let _ = write!(out, "{value}");
            }
            Some('n') => {
                let _ = write!(out, "{}", value.wrapping_neg());
            }
            _ => {
                let _ = write!(out, "${value}");
            }
        },
        AsmArg::Symbol(symbol, offset) => {
            if !matches!(modifier, Some('c' | 'P' | 'p' | 'a')) {
                out.push('$');
            }
            let symbol = e.symbol(symbol);
            e.out.context().symbols.write_known_name(symbol, out);
            if offset != 0 {
                let _ = write!(out, "{offset:+}");
            }
            if modifier == Some('a') {
                out.push_str("(%rip)");
            }
        }
        AsmArg::Mem(mem) => {
            let mem = memory(e, mem, allocations);
            print_memory(e, out, &mem, if modifier == Some('H') { 8 } else { 0 });
        }
        AsmArg::St(n) => {
            let _ = match n {
                0 => write!(out, "%st"),
                n => write!(out, "%st({n})"),
            };
        }
        AsmArg::Flag => {}
    }
}

fn print_register(out: &mut String, reg: Reg, modifier: Option<char>) {
    let general = matches!(reg.class, Class::Gpr8 | Class::Gpr16 | Class::Gpr32 | Class::Gpr64);
    let reg = match (general, modifier) {
        (true, Some('b')) => Reg::gpr(reg.num, Width::W8),
        (true, Some('h')) if reg.num < 4 => Reg::new(Class::Gpr8High, reg.num + 4),
        (true, Some('w')) => Reg::gpr(reg.num, Width::W16),
        (true, Some('k')) => Reg::gpr(reg.num, Width::W32),
        (true, Some('q' | 'a')) => Reg::gpr(reg.num, Width::W64),
        (true, Some('z')) => {
            out.push(match reg.class {
                Class::Gpr8 => 'b',
                Class::Gpr16 => 'w',
                Class::Gpr32 => 'l',
                _ => 'q',
            });
            return;
        }
        (false, Some('x')) => Reg::new(Class::Xmm, reg.num),
        (false, Some('t')) => Reg::new(Class::Ymm, reg.num),
        (false, Some('g')) => Reg::new(Class::Zmm, reg.num),
        _ => reg,
    };
    match modifier {
        Some('a') => {
            out.push_str("(%");
            reg.write(out);
            out.push(')');
        }
        Some('A') => {
            out.push_str("*%");
            reg.write(out);
        }
        Some('V') => reg.write(out),
        _ => {
            out.push('%');
            reg.write(out);
        }
    }
}

fn print_memory<S: Streamer<Isa = X86>>(e: &mut E<'_, S>, out: &mut String, mem: &Mem, offset: i64) {
    if !mem.segment.is_none() {
        out.push('%');
        mem.segment.write(out);
        out.push(':');
    }
    let disp = mem.disp.plus(offset);
    match disp.as_symbol() {
        Some(symbol) => {
            e.out.context().symbols.write_known_name(symbol, out);
            if disp.specifier != assembler::Specifier::NONE {
                out.push('@');
                let name = assembler::Isa::specifier_name(e.out.isa(), disp.specifier);
                out.push_str(name);
            }
            if disp.addend != 0 {
                let _ = write!(out, "{:+}", disp.addend);
            }
        }
        None if disp.addend != 0 || (mem.base.is_none() && mem.index.is_none()) => {
            let _ = write!(out, "{}", disp.addend);
        }
        None => {}
    }
    if mem.base.is_none() && mem.index.is_none() {
        return;
    }
    out.push('(');
    if !mem.base.is_none() {
        out.push('%');
        mem.base.write(out);
    }
    if !mem.index.is_none() {
        out.push_str(",%");
        mem.index.write(out);
        let _ = write!(out, ",{}", mem.scale);
    }
    out.push(')');
}
