//! The text form of functions.

use crate::function::{
    AbiParam, Block, Entrance, Function, Inlining, Inst, ParamKind, Signature, SlotContent, Value,
};
use crate::module::{Binding, DataTarget, GlobalData, Module, SymbolId, SymbolKind, TlsModel, Visibility};
use crate::op::{FloatCond, IntCond, Op, RmwOp};
use crate::types::Type;
use std::fmt::{self, Write};
use target::PieceLoc;

/// Writes a module: its symbols, then data, then functions. [`crate::parse`] reads it.
pub fn unit(
    out: &mut dyn Write,
    module: &Module,
    data: &[GlobalData],
    functions: &[Function],
) -> fmt::Result {
    for (id, _) in module.own_symbols() {
        declaration(out, module, id)?;
    }
    for object in data {
        global(out, module, object)?;
    }
    for f in functions {
        function(out, Some(module), f)?;
    }
    Ok(())
}

fn declaration(out: &mut dyn Write, module: &Module, id: SymbolId) -> fmt::Result {
    let data = &module.symbols[id];
    let kind = match data.kind {
        SymbolKind::Function => ".function",
        SymbolKind::Data => "object",
        SymbolKind::Tls => "tls",
    };
    let binding = match data.binding {
        Binding::Local => "local",
        Binding::Global => "global",
        Binding::Weak => "weak",
    };
    write!(out, "symbol {} {kind} {binding}", symbol(Some(module), id.as_u32()))?;
    out.write_str(match data.visibility {
        Visibility::Default => "",
        Visibility::Hidden => " hidden",
        Visibility::Protected => " protected",
        Visibility::Internal => " internal",
    })?;
    for (flag, name) in [
        (data.defined, " defined"),
        (data.dso_local, " dso_local"),
        (data.alias, " alias"),
        (data.kept, " kept"),
    ] {
        if flag {
            out.write_str(name)?;
        }
    }
    if data.kind == SymbolKind::Tls {
        out.write_str(match data.tls_model {
            TlsModel::GlobalDynamic => " global_dynamic",
            TlsModel::LocalDynamic => " local_dynamic",
            TlsModel::InitialExec => " initial_exec",
            TlsModel::LocalExec => " local_exec",
        })?;
    }
    if let Some((is_error, text)) = &data.call_diagnostic {
        write!(out, " {} {text:?}", if *is_error { "error" } else { "warning" })?;
    }
    out.write_char('\n')
}

fn global(out: &mut dyn Write, module: &Module, data: &GlobalData) -> fmt::Result {
    let Some(id) = data.symbol else { return Ok(()) };
    let name = |id: SymbolId| symbol(Some(module), id.as_u32());
    write!(out, "data {} size {} align {}", name(id), data.size, data.align)?;
    if data.read_only {
        out.write_str(" read_only")?;
    }
    if let Some(size) = data.merge {
        write!(out, " merge {size}{}", if data.strings { " strings" } else { "" })?;
    }
    if let Some(section) = &data.section {
        write!(out, " section {section:?}")?;
    }
    if data.common {
        out.write_str(" common")?;
    }
    out.write_str(" = \"")?;
    for byte in &data.bytes {
        write!(out, "{byte:02x}")?;
    }
    out.write_char('"')?;
    for reloc in &data.relocs {
        write!(out, "\n  reloc {} {} ", reloc.offset, reloc.size)?;
        match reloc.target {
            DataTarget::Symbol(id) => out.write_str(&name(id))?,
            DataTarget::Label(id, n) => write!(out, "{} label {n}", name(id))?,
            DataTarget::LabelDifference(id, a, b) => write!(out, "{} labels {a} {b}", name(id))?,
        }
        if reloc.addend != 0 {
            write!(out, " {:+}", reloc.addend)?;
        }
    }
    out.write_char('\n')
}

/// Writes a function. Symbols print by name if the module is given.
pub fn function(out: &mut dyn Write, module: Option<&Module>, f: &Function) -> fmt::Result {
    write!(out, "function {}", symbol(module, f.symbol.as_u32()))?;
    signature(out, &f.sig)?;
    out.write_str(" {\n")?;
    attributes(out, f)?;
    for (slot, data) in f.slots.iter() {
        let holds = match data.holds {
            SlotContent::Scalars => "",
            SlotContent::Array => " array",
            SlotContent::Characters => " characters",
        };
        writeln!(out, "  {slot} = slot {}, align {}{holds}", data.size, data.align)?;
    }
    for (sig, data) in f.sigs.iter() {
        write!(out, "  {sig} = sig")?;
        signature(out, data)?;
        out.write_char('\n')?;
    }
    for (i, bits) in f.wide.iter().enumerate() {
        writeln!(out, "  wide{i} = 0x{bits:x}")?;
    }
    for (i, string) in f.literals.iter().enumerate() {
        write!(out, "  literal{i} = \"")?;
        string.iter().try_for_each(|byte| write!(out, "{byte:02x}"))?;
        out.write_str("\"\n")?;
    }
    for &b in &f.layout {
        block(out, module, f, b)?;
    }
    out.write_str("}\n")
}

fn attributes(out: &mut dyn Write, f: &Function) -> fmt::Result {
    let flags = [
        (f.naked, " naked"),
        (f.entrance == Entrance::CallKeepingAll, " keeps_all"),
        (f.entrance == Entrance::Interrupt, " interrupt"),
        (f.entrance == Entrance::Exception, " exception"),
        (f.cold, " cold"),
        (f.signaling_nans, " signaling_nans"),
        (f.rounding_math, " rounding_math"),
        (f.relaxed.finite, " finite_math"),
        (f.relaxed.inexact, " inexact_math"),
        (f.labels_in_data, " labels_in_data"),
        (f.stack_protector, " stack_protector"),
        (f.harden.compares, " harden_compares"),
        (f.harden.branches, " harden_branches"),
        (f.sibling_calls, " sibling_calls"),
        (f.profiled, " profiled"),
        (f.split_stack, " split_stack"),
        (f.inlining == Inlining::Declared, " inline"),
        (f.inlining == Inlining::AnySize, " any_size_inline"),
        (f.inlining == Inlining::Always, " always_inline"),
        (f.inlining == Inlining::Never, " noinline"),
        (f.inline_only, " inline_only"),
        (f.dynamic_stack, " dynamic_stack"),
        (f.returns_twice, " calls_setjmp"),
    ];
    let said = f.section.is_some()
        || f.align != 0
        || f.claimed_registers != 0
        || f.patchable.total != 0
        || f.zeroed.is_some();
    if !said && flags.iter().all(|(flag, _)| !flag) {
        return Ok(());
    }
    out.write_str("  attributes")?;
    if let Some(section) = &f.section {
        write!(out, " section {section:?}")?;
    }
    if f.align != 0 {
        write!(out, " align {}", f.align)?;
    }
    if let Some(zeroed) = f.zeroed {
        write!(out, " zeroes {:?}", zeroed.name())?;
    }
    if f.patchable.total != 0 {
        write!(out, " patchable {}, {}", f.patchable.total, f.patchable.before)?;
    }
    if f.claimed_registers != 0 {
        write!(out, " claimed 0x{:x}", f.claimed_registers)?;
    }
    for (_, name) in flags.iter().filter(|(flag, _)| *flag) {
        out.write_str(name)?;
    }
    out.write_char('\n')
}

fn symbol(module: Option<&Module>, id: u32) -> String {
    match module.and_then(|m| m.symbols.get(SymbolId::from_u32(id))) {
        Some(data) if crate::parse::is_plain(&data.name) => format!("@{}", data.name),
        Some(data) => format!("@{:?}", data.name),
        None => format!("@{id}"),
    }
}

fn signature(out: &mut dyn Write, sig: &Signature) -> fmt::Result {
    let params = |out: &mut dyn Write, params: &[AbiParam]| -> fmt::Result {
        for (i, param) in params.iter().enumerate() {
            write!(out, "{}{}", if i == 0 { "" } else { ", " }, param.ty)?;
            if let ParamKind::ByVal { size } = param.kind {
                write!(out, " byval {size}")?;
            }
            match param.loc {
                PieceLoc::Reg(reg) => write!(out, " r{reg}")?,
                PieceLoc::Stack(offset) => write!(out, " +{offset}")?,
            }
        }
        Ok(())
    };
    out.write_char('(')?;
    params(out, &sig.params)?;
    out.write_char(')')?;
    if !sig.rets.is_empty() {
        out.write_str(" -> ")?;
        params(out, &sig.rets)?;
    }
    if sig.variadic {
        write!(out, " variadic {} {}", sig.regs_used.0, sig.regs_used.1)?;
    }
    if let Some((reg, count)) = sig.vector_count {
        write!(out, " vectors r{reg}={count}")?;
    }
    if sig.stack_size != 0 {
        write!(out, " stack {}", sig.stack_size)?;
        if sig.stack_align != 0 {
            write!(out, " align {}", sig.stack_align)?;
        }
    }
    if sig.noreturn {
        out.write_str(" noreturn")?;
    }
    if sig.returns_twice {
        out.write_str(" returns_twice")?;
    }
    Ok(())
}

fn values(out: &mut dyn Write, f: &Function, list: &[Value]) -> fmt::Result {
    for (i, &value) in list.iter().enumerate() {
        write!(out, "{}{}", if i == 0 { "" } else { ", " }, f.resolve(value))?;
    }
    Ok(())
}

fn block(out: &mut dyn Write, module: Option<&Module>, f: &Function, b: Block) -> fmt::Result {
    write!(out, "{b}")?;
    let params = f.params(b);
    if !params.is_empty() {
        out.write_char('(')?;
        for (i, &param) in params.iter().enumerate() {
            write!(out, "{}{param}: {}", if i == 0 { "" } else { ", " }, f.ty(param))?;
        }
        out.write_char(')')?;
    }
    if f.blocks[b].cold {
        out.write_str(" cold")?;
    }
    if let Some(label) = f.blocks[b].label {
        write!(out, " label {label}")?;
    }
    out.write_str(":\n")?;
    for &i in &f.blocks[b].insts {
        out.write_str("  ")?;
        inst(out, module, f, i)?;
        out.write_char('\n')?;
    }
    Ok(())
}

/// Writes one instruction without indentation or newline.
pub fn inst(out: &mut dyn Write, module: Option<&Module>, f: &Function, inst: Inst) -> fmt::Result {
    let data = &f.insts[inst];
    let results = f.results(inst);
    if results.len() != 0 {
        for (i, value) in results.enumerate() {
            write!(out, "{}{value}", if i == 0 { "" } else { ", " })?;
        }
        out.write_str(" = ")?;
    }
    out.write_str(data.op.name())?;
    match data.op {
        Op::Icmp => write!(out, ".{}", IntCond::from_aux(data.aux).name())?,
        Op::Fcmp => write!(out, ".{}", FloatCond::from_aux(data.aux).name())?,
        Op::AtomicRmw => write!(out, ".{}", RmwOp::from_aux(data.aux).name())?,
        _ if data.aux != 0 => write!(out, ".{}", data.aux)?,
        _ => {}
    }
    if data.ty != Type::NONE {
        write!(out, " {}", data.ty)?;
    }
    match data.op {
        Op::SymbolAddr | Op::TlsAddr => write!(out, " {}", symbol(module, data.x))?,
        Op::StackAddr => write!(out, " ss{}", data.x)?,
        Op::BlockAddr => write!(out, " block{}", data.x)?,
        Op::Wconst => write!(out, " wide{}", data.x)?,
        Op::LiteralAddr => write!(out, " literal{}", data.x)?,
        Op::Call => write!(out, " {} sig{}", symbol(module, data.imm as u32), data.x)?,
        Op::CallIndirect => write!(out, " sig{}", data.x)?,
        _ => {}
    }
    let fixed = data.fixed();
    if !fixed.is_empty() {
        out.write_char(' ')?;
        values(out, f, fixed)?;
    }
    match data.op {
        Op::Call | Op::CallIndirect | Op::Ret | Op::Asm | Op::AsmGoto => {
            out.write_str(" (")?;
            values(out, f, data.list.as_slice(&f.lists))?;
            out.write_char(')')?;
        }
        _ => {}
    }
    match data.op {
        Op::Iconst => write!(out, " {}", data.imm)?,
        Op::Fconst => write!(out, " 0x{:x}", data.imm)?,
        Op::Call | Op::Switch | Op::IndirectBr => {}
        Op::Asm => asm(out, &f.asms[data.x as usize])?,
        Op::AsmGoto => asm(out, &f.asms[data.imm as usize])?,
        _ if data.imm != 0 => write!(out, " {:+}", data.imm)?,
        _ => {}
    }
    if matches!(
        data.op,
        Op::Load
            | Op::Store
            | Op::MemCopy
            | Op::MemSet
            | Op::AtomicLoad
            | Op::AtomicStore
            | Op::AtomicRmw
            | Op::AtomicCas
    ) {
        let mem = data.mem();
        write!(out, " align {}", 1u32 << mem.align_log2)?;
        if mem.volatile {
            out.write_str(" volatile")?;
        }
        if mem.space != 0 {
            write!(out, " space {}", mem.space)?;
        }
        if mem.alias != 0 {
            write!(out, " alias {}", mem.alias)?;
        }
    }
    if data.op.is_terminator() {
        let cases: Vec<String> = match data.op {
            Op::Switch => {
                let table = &f.switches[data.imm as usize];
                let mut names = vec![String::from("default")];
                names.resize(table.edges as usize, String::new());
                for &(lo, hi, edge) in &table.cases {
                    let name = &mut names[edge as usize];
                    let sep = if name.is_empty() { "" } else { "|" };
                    match lo == hi {
                        true => write!(name, "{sep}{lo}")?,
                        false => write!(name, "{sep}{lo}..{hi}")?,
                    }
                }
                names
            }
            _ => Vec::new(),
        };
        for (i, edge) in f.edges_of(inst).iter().enumerate() {
            out.write_str(if i == 0 { " " } else { ", " })?;
            if let Some(case) = cases.get(i) {
                write!(out, "{case}: ")?;
            }
            write!(out, "{}", edge.block)?;
            let args = edge.args.as_slice(&f.lists);
            if !args.is_empty() {
                out.write_char('(')?;
                values(out, f, args)?;
                out.write_char(')')?;
            }
        }
    }
    Ok(())
}

fn asm(out: &mut dyn Write, asm: &crate::Asm) -> fmt::Result {
    write!(out, " {:?}", asm.template)?;
    for operand in &asm.operands {
        write!(out, " [{}", if operand.is_output { "=" } else { "" })?;
        if operand.early_clobber {
            out.write_char('&')?;
        }
        match &operand.constraint {
            crate::AsmConstraint::Text(text) => write!(out, "{text:?}")?,
            crate::AsmConstraint::Tied(n) => write!(out, "{n}")?,
            crate::AsmConstraint::Flag(flag) => write!(out, "@cc{flag}")?,
            crate::AsmConstraint::Claimed(register) => write!(out, "@reg{register}")?,
        }
        write!(out, " {}{}", operand.ty, if operand.memory { " mem" } else { "" })?;
        if let Some(register) = &operand.register {
            write!(out, " {{{register}}}")?;
        }
        out.write_char(']')?;
    }
    if !asm.clobbers.is_empty() {
        write!(out, " clobbers {:?}", asm.clobbers)?;
    }
    if asm.volatile {
        out.write_str(" volatile")?;
    }
    if asm.basic {
        out.write_str(" basic")?;
    }
    Ok(())
}
