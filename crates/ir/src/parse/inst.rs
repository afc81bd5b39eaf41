//! Instructions: `results = op.aux type names operands (list) imm flags edges`.

use super::lex::{self, Token};
use super::{Parser, Result};
use crate::function::{Block, BlockCall, Function, Inst, InstData, MemFlags, SwitchData, Value};
use crate::op::{FloatCond, IntCond, Op, RmwOp};
use crate::types::Type;
use cranelift_entity::EntityList;

/// The operation with this name.
fn op_named(name: &str) -> Option<Op> {
    Op::ALL.iter().copied().find(|op| op.name() == name)
}

/// Whether the text form has memory flags after the operation.
fn accesses_memory(op: Op) -> bool {
    matches!(
        op,
        Op::Load
            | Op::Store
            | Op::MemCopy
            | Op::MemSet
            | Op::AtomicLoad
            | Op::AtomicStore
            | Op::AtomicRmw
            | Op::AtomicCas
    )
}

impl Parser<'_> {
    pub(super) fn inst(&mut self, f: &mut Function, block: Block) -> Result<()> {
        let start = self.lexer.clone();
        let mut results: Vec<u32> = Vec::new();
        if self.lexer.peek() == Token::Word && lex::entity(self.lexer.text(), "v").is_some() {
            loop {
                results.push(self.numbered("v")?);
                if !self.accept_token(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::Equals)?;
        }
        let at = self.lexer.clone();
        let word = self.word()?;
        let Some(op) = op_named(word) else { return Err(at.error(format!("'{word}' is no operation"))) };
        let mut data = InstData::new(op, Type::NONE, &[]);
        if self.accept_token(Token::Dot) {
            data.aux = self.aux(op)?;
        }
        if self.lexer.peek() == Token::Word
            && let Some(ty) = lex::ty(self.lexer.text())
        {
            self.lexer.take();
            data.ty = ty;
        }
        self.names(f, &mut data)?;
        for i in 0..op.fixed_args() {
            if i != 0 {
                self.expect(Token::Comma)?;
            }
            data.args[i] = self.value()?;
        }
        if matches!(op, Op::Call | Op::CallIndirect | Op::Ret | Op::Asm | Op::AsmGoto) {
            data.list = self.value_list(f)?;
        }
        match op {
            Op::Iconst => data.imm = self.number()?,
            Op::Fconst => data.imm = self.hexadecimal()? as u64 as i64,
            Op::Asm | Op::AsmGoto => {
                let asm = self.asm()?;
                f.asms.push(asm);
                let index = f.asms.len() as u32 - 1;
                match op {
                    Op::Asm => data.x = index,
                    _ => data.imm = i64::from(index),
                }
            }
            Op::Call | Op::Switch | Op::IndirectBr => {}
            _ if self.lexer.peek() == Token::Number => data.imm = self.number()?,
            _ => {}
        }
        if accesses_memory(op) {
            data = data.with_mem(self.mem_flags()?);
        }
        if op.is_terminator() {
            self.edges(f, &mut data)?;
        }
        let types = result_types(f, &data, results.len());
        let inst = f.new_inst(data, diag::Loc::NONE);
        f.blocks[block].insts.push(inst);
        self.define(f, inst, &results, &types).map_err(|message| start.error(message))
    }

    fn define(&self, f: &mut Function, inst: Inst, results: &[u32], types: &[Type]) -> Result<(), String> {
        if results.len() != types.len() {
            return Err(format!("{} results are expected", types.len()));
        }
        let Some(&first) = results.first() else { return Ok(()) };
        if !results.iter().enumerate().all(|(i, &v)| v == first + i as u32) {
            return Err("results are numbered consecutively".into());
        }
        match f.define_results(inst, Value::from_u32(first), types) {
            true => Ok(()),
            false => Err("a result is defined twice".into()),
        }
    }

    fn aux(&mut self, op: Op) -> Result<u8> {
        fn position<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, word: &str) -> Option<u8> {
            all.iter().position(|&c| name(c) == word).map(|i| i as u8)
        }
        if !matches!(op, Op::Icmp | Op::Fcmp | Op::AtomicRmw) {
            return self.number();
        }
        let at = self.lexer.clone();
        let word = self.word()?;
        let found = match op {
            Op::Icmp => position(IntCond::ALL, IntCond::name, word),
            Op::Fcmp => position(FloatCond::ALL, FloatCond::name, word),
            _ => position(RmwOp::ALL, RmwOp::name, word),
        };
        found.ok_or_else(|| at.error(format!("'{word}' is no form of {}", op.name())))
    }

    /// The symbol, slot, block or signature that comes first.
    fn names(&mut self, f: &Function, data: &mut InstData) -> Result<()> {
        match data.op {
            Op::SymbolAddr | Op::TlsAddr => data.x = self.symbol()?.as_u32(),
            Op::StackAddr => {
                data.x = self.numbered("ss")?;
                if data.x as usize >= f.slots.len() {
                    return Err(self.lexer.error_before(format!("ss{} is not defined", data.x)));
                }
            }
            Op::BlockAddr => data.x = self.numbered("block")?,
            Op::Wconst => {
                data.x = self.numbered("wide")?;
                if data.x as usize >= f.wide.len() {
                    return Err(self.lexer.error_before(format!("wide{} is not defined", data.x)));
                }
            }
            Op::LiteralAddr => {
                data.x = self.numbered("literal")?;
                if data.x as usize >= f.literals.len() {
                    return Err(self.lexer.error_before(format!("literal{} is not defined", data.x)));
                }
            }
            Op::Call => {
                data.imm = i64::from(self.symbol()?.as_u32());
                data.x = self.sig_ref(f)?.as_u32();
            }
            Op::CallIndirect => data.x = self.sig_ref(f)?.as_u32(),
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self) -> Result<Value> {
        Ok(Value::from_u32(self.numbered("v")?))
    }

    fn value_list(&mut self, f: &mut Function) -> Result<EntityList<Value>> {
        let mut list = EntityList::new();
        self.expect(Token::Open)?;
        if self.accept_token(Token::Close) {
            return Ok(list);
        }
        loop {
            let value = self.value()?;
            list.push(value, &mut f.lists);
            if !self.accept_token(Token::Comma) {
                break;
            }
        }
        self.expect(Token::Close)?;
        Ok(list)
    }

    fn mem_flags(&mut self) -> Result<MemFlags> {
        let at = self.lexer.clone();
        if !self.accept("align") {
            return self.error("'align' is expected");
        }
        let align: u32 = self.number()?;
        if !align.is_power_of_two() {
            return Err(at.error("an alignment is a power of two"));
        }
        let mut flags = MemFlags::aligned(align);
        flags.volatile = self.accept("volatile");
        if self.accept("space") {
            flags.space = self.number()?;
        }
        if self.accept("alias") {
            flags.alias = self.number()?;
        }
        Ok(flags)
    }

    fn edges(&mut self, f: &mut Function, data: &mut InstData) -> Result<()> {
        let first = f.edges.len() as u32;
        let mut table = SwitchData { first_edge: first, ..SwitchData::default() };
        let is_switch = data.op == Op::Switch;
        let starts = |p: &Self| match p.lexer.peek() {
            Token::Word => {
                p.lexer.text() == "default" || {
                    // A block's head is followed by a colon: it is no edge.
                    lex::entity(p.lexer.text(), "block").is_some()
                }
            }
            Token::Number | Token::Colon => is_switch,
            _ => false,
        };
        let wanted = match data.op {
            Op::Jump => 1,
            Op::Br | Op::MayThrow => 2,
            Op::Switch | Op::IndirectBr | Op::AsmGoto => u32::MAX,
            _ => 0,
        };
        let mut count = 0;
        while count < wanted {
            if count != 0 && !self.accept_token(Token::Comma) {
                break;
            }
            if count == 0 && data.op == Op::IndirectBr && (!starts(self) || self.is_block_head()) {
                break;
            }
            if is_switch {
                self.cases(&mut table, count)?;
            }
            let block = Block::from_u32(self.numbered("block")?);
            let args = match self.lexer.peek() {
                Token::Open => self.value_list(f)?,
                _ => EntityList::new(),
            };
            f.edges.push(BlockCall { block, args });
            count += 1;
        }
        if wanted != u32::MAX && count != wanted {
            return self.error(format!("{} has {wanted} edges", data.op.name()));
        }
        match data.op {
            Op::Switch => {
                table.edges = count;
                f.switches.push(table);
                data.imm = f.switches.len() as i64 - 1;
            }
            Op::AsmGoto => {
                let Some(labels) = count.checked_sub(1) else { return self.error("asm_goto has an edge") };
                f.asms[data.imm as usize].labels = labels;
                data.x = first;
            }
            Op::IndirectBr => {
                data.x = first;
                data.imm = i64::from(count);
            }
            _ => data.x = first,
        }
        Ok(())
    }

    /// Whether the word in view, a block's name, heads a block.
    fn is_block_head(&self) -> bool {
        let mut ahead = self.lexer.clone();
        ahead.take();
        match ahead.peek() {
            Token::Colon => true,
            Token::Word => matches!(ahead.text(), "cold" | "label"),
            // Parameters have types, arguments do not.
            Token::Open => {
                ahead.take();
                ahead.take();
                ahead.peek() == Token::Colon
            }
            _ => false,
        }
    }

    fn cases(&mut self, table: &mut SwitchData, edge: u32) -> Result<()> {
        if edge == 0 {
            if !self.accept("default") {
                return self.error("'default' is expected");
            }
            // Cases may share the default's edge.
            if !self.accept_token(Token::Bar) {
                self.expect(Token::Colon)?;
                return Ok(());
            }
        }
        if self.accept_token(Token::Colon) {
            return Ok(());
        }
        loop {
            let low = self.number()?;
            let high = match self.accept_token(Token::DotDot) {
                true => self.number()?,
                false => low,
            };
            table.cases.push((low, high, edge));
            if !self.accept_token(Token::Bar) {
                break;
            }
        }
        self.expect(Token::Colon)?;
        Ok(())
    }
}

/// Types of an instruction's results. Where the text does not say, one result has the instruction's type.
fn result_types(f: &Function, data: &InstData, count: usize) -> Vec<Type> {
    match data.op {
        Op::Call | Op::CallIndirect => {
            f.sigs[crate::SigRef::from_u32(data.x)].rets.iter().map(|ret| ret.ty).collect()
        }
        Op::Asm | Op::AsmGoto => {
            let index = if data.op == Op::Asm { data.x as usize } else { data.imm as usize };
            let operands = f.asms[index].operands.iter();
            operands.filter(|o| o.is_result()).map(|o| o.ty).collect()
        }
        Op::SaddOv | Op::UaddOv | Op::SsubOv | Op::UsubOv | Op::SmulOv | Op::UmulOv | Op::AtomicCas => {
            vec![data.ty, Type::I8]
        }
        Op::Icmp | Op::Fcmp if !data.ty.is_vector() => vec![Type::I8],
        _ if count == 1 && data.ty == Type::NONE => vec![Type::PTR],
        _ if count == 1 => vec![data.ty],
        _ => Vec::new(),
    }
}
