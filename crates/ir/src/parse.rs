//! The text form, read: exactly what [`crate::print`] writes.
//!
//! Numbers of values, blocks, slots and signatures are those of the text, so printing what was parsed gives the text
//! again. Operands may be named before they are defined. What is wrong is said with its line and column.

mod asm;
mod inst;
mod lex;
mod module;

use crate::function::{
    AbiParam, Block, Entrance, Function, Inlining, ParamKind, SigRef, Signature, SlotContent, SlotData, Value,
};
use crate::library::LibraryFunction;
use crate::module::{GlobalData, Module, SymbolData, SymbolId};
use crate::types::Type;
use cranelift_entity::{EntityRef, SecondaryMap};
use lex::{Lexer, Token};
pub(crate) use module::is_plain;
use rustc_hash::FxHashMap;
use std::fmt;
use target::PieceLoc;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// A module with its functions and data, as a text holds it.
#[derive(Default)]
pub struct Unit {
    /// The symbols.
    pub module: Module,
    /// The functions, in order.
    pub functions: Vec<Function>,
    /// The objects, in order.
    pub data: Vec<GlobalData>,
}

/// Reads a text. Symbols that it does not declare are undefined functions.
pub fn parse(text: &str) -> Result<Unit, ParseError> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        unit: Unit::default(),
        names: LibraryFunction::all().map(|row| (row.name().into(), row.symbol())).collect(),
        placed: SecondaryMap::new(),
    };
    parser.unit()?;
    Ok(parser.unit)
}

/// Numbers above this in a text are mistakes: tables are dense.
const MAX_NUMBER: u32 = 1 << 24;

struct Parser<'a> {
    lexer: Lexer<'a>,
    unit: Unit,
    names: FxHashMap<Box<str>, SymbolId>,
    /// Blocks of the function at hand that have been read.
    placed: SecondaryMap<Block, bool>,
}

type Result<T, E = ParseError> = std::result::Result<T, E>;

impl<'a> Parser<'a> {
    fn unit(&mut self) -> Result<()> {
        while self.lexer.peek() != Token::End {
            match self.word()? {
                "function" => {
                    let f = self.function()?;
                    self.unit.functions.push(f);
                }
                "symbol" => self.symbol_declaration()?,
                "data" => self.data()?,
                other => return Err(self.lexer.error_before(format!("'{other}' begins nothing here"))),
            }
        }
        Ok(())
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(self.lexer.error(message))
    }

    fn word(&mut self) -> Result<&'a str> {
        match self.lexer.peek() {
            Token::Word => Ok(self.lexer.take()),
            _ => self.error(format!("a word is expected, not '{}'", self.lexer.text())),
        }
    }

    /// Takes the word if it is next.
    fn accept(&mut self, word: &str) -> bool {
        let found = self.lexer.peek() == Token::Word && self.lexer.text() == word;
        if found {
            self.lexer.take();
        }
        found
    }

    fn accept_token(&mut self, token: Token) -> bool {
        let found = self.lexer.peek() == token;
        if found {
            self.lexer.take();
        }
        found
    }

    fn expect(&mut self, token: Token) -> Result<&'a str> {
        if self.lexer.peek() != token {
            return self.error(format!("{token:?} is expected, not '{}'", self.lexer.text()));
        }
        Ok(self.lexer.take())
    }

    fn number<N: TryFrom<i128>>(&mut self) -> Result<N> {
        if self.lexer.peek() != Token::Number {
            return self.error(format!("a number is expected, not '{}'", self.lexer.text()));
        }
        let n = self.lexer.text().parse::<i128>().ok().and_then(|n| N::try_from(n).ok());
        match n {
            Some(n) => {
                self.lexer.take();
                Ok(n)
            }
            None => self.error("number out of range"),
        }
    }

    fn hexadecimal(&mut self) -> Result<u128> {
        if self.lexer.peek() != Token::Hex {
            return self.error(format!("a hexadecimal number is expected, not '{}'", self.lexer.text()));
        }
        match u128::from_str_radix(&self.lexer.text()[2..], 16) {
            Ok(n) => {
                self.lexer.take();
                Ok(n)
            }
            Err(_) => self.error("number out of range"),
        }
    }

    fn string(&mut self) -> Result<Box<str>> {
        let at = self.lexer.clone();
        let text = self.expect(Token::Str)?;
        match lex::unescape(&text[1..text.len() - 1]) {
            Some(text) => Ok(text.into()),
            None => Err(at.error("an escape sequence that does not exist")),
        }
    }

    /// A word such as `v12`: prefix and number.
    fn numbered(&mut self, prefix: &str) -> Result<u32> {
        let at = self.lexer.clone();
        let number = match self.lexer.peek() {
            Token::Word => lex::entity(self.lexer.take(), prefix),
            _ => None,
        };
        match number {
            Some(n) if n < MAX_NUMBER => Ok(n),
            Some(_) => Err(at.error("number out of range")),
            None => Err(at.error(format!("'{prefix}' and a number are expected, not '{}'", at.text()))),
        }
    }

    fn ty(&mut self) -> Result<Type> {
        let at = self.lexer.clone();
        let word = self.word()?;
        lex::ty(word).ok_or_else(|| at.error(format!("'{word}' is no type")))
    }

    fn symbol(&mut self) -> Result<SymbolId> {
        let at = self.lexer.clone();
        let text = self.expect(Token::Symbol)?;
        let name: Box<str> = match text[1..].strip_prefix('"') {
            Some(quoted) => lex::unescape(&quoted[..quoted.len() - 1])
                .ok_or_else(|| at.error("an escape sequence that does not exist"))?
                .into(),
            None => text[1..].into(),
        };
        let symbols = &mut self.unit.module.symbols;
        Ok(*self.names.entry(name).or_insert_with_key(|name| {
            let binding = crate::Binding::Global;
            symbols.push(SymbolData { name: (**name).into(), binding, ..SymbolData::default() })
        }))
    }

    fn signature(&mut self) -> Result<Signature> {
        let mut sig = Signature::default();
        self.expect(Token::Open)?;
        if self.lexer.peek() != Token::Close {
            sig.params = self.abi_params()?;
        }
        self.expect(Token::Close)?;
        if self.accept_token(Token::Arrow) {
            sig.rets = self.abi_params()?;
        }
        if self.accept("variadic") {
            sig.variadic = true;
            sig.regs_used = (self.number()?, self.number()?);
        }
        if self.accept("vectors") {
            let reg = self.numbered("r")?;
            self.expect(Token::Equals)?;
            sig.vector_count = Some((self.byte(reg)?, self.number()?));
        }
        if self.accept("stack") {
            sig.stack_size = self.number()?;
            if self.accept("align") {
                sig.stack_align = self.number()?;
            }
        }
        sig.noreturn = self.accept("noreturn");
        sig.returns_twice = self.accept("returns_twice");
        Ok(sig)
    }

    fn byte(&self, n: u32) -> Result<u8> {
        u8::try_from(n).or_else(|_| self.error("register number out of range"))
    }

    fn abi_params(&mut self) -> Result<Vec<AbiParam>> {
        let mut params = Vec::new();
        loop {
            let ty = self.ty()?;
            let kind = match self.accept("byval") {
                true => ParamKind::ByVal { size: self.number()? },
                false => ParamKind::Value,
            };
            let loc = match self.lexer.peek() {
                Token::Number => PieceLoc::Stack(self.number()?),
                _ => {
                    let reg = self.numbered("r")?;
                    PieceLoc::Reg(self.byte(reg)?)
                }
            };
            params.push(AbiParam { ty, loc, kind });
            if !self.accept_token(Token::Comma) {
                return Ok(params);
            }
        }
    }

    fn function(&mut self) -> Result<Function> {
        let symbol = self.symbol()?;
        let sig = self.signature()?;
        self.expect(Token::OpenBrace)?;
        let mut f = Function::new(symbol, sig);
        self.placed.clear();
        if self.accept("attributes") {
            self.attributes(&mut f)?;
        }
        loop {
            let at = self.lexer.clone();
            if self.accept_token(Token::CloseBrace) {
                break;
            }
            let word = self.word()?;
            if let Some(n) = lex::entity(word, "block") {
                self.block(&mut f, n)?;
                continue;
            }
            self.expect(Token::Equals)?;
            let in_order = if lex::entity(word, "ss") == Some(f.slots.len() as u32) {
                self.slot(&mut f)?;
                true
            } else if lex::entity(word, "sig") == Some(f.sigs.len() as u32) {
                if !self.accept("sig") {
                    return self.error("'sig' is expected");
                }
                let sig = self.signature()?;
                f.sigs.push(sig);
                true
            } else if lex::entity(word, "wide") == Some(f.wide.len() as u32) {
                let bits = self.hexadecimal()?;
                f.wide.push(bits);
                true
            } else if lex::entity(word, "literal") == Some(f.literals.len() as u32) {
                let string = self.byte_string()?;
                f.literals.push(string.into());
                true
            } else {
                false
            };
            if !in_order {
                return Err(at.error(format!("'{word}' is defined out of order")));
            }
        }
        self.check(&f)?;
        Ok(f)
    }

    fn slot(&mut self, f: &mut Function) -> Result<()> {
        if !self.accept("slot") {
            return self.error("'slot' is expected");
        }
        let size = self.number()?;
        self.expect(Token::Comma)?;
        if !self.accept("align") {
            return self.error("'align' is expected");
        }
        let align = self.number()?;
        let holds = match (self.accept("array"), self.accept("characters")) {
            (true, _) => SlotContent::Array,
            (_, true) => SlotContent::Characters,
            _ => SlotContent::Scalars,
        };
        f.slots.push(SlotData { size, align, holds });
        Ok(())
    }

    fn attributes(&mut self, f: &mut Function) -> Result<()> {
        loop {
            if self.accept("section") {
                f.section = Some(self.string()?);
            } else if self.accept("align") {
                f.align = self.number()?;
            } else if self.accept("zeroes") {
                let name = self.string()?;
                let Some(zeroed) = crate::ZeroedRegisters::named(&name) else {
                    return self.error("a set of registers is expected");
                };
                f.zeroed = zeroed;
            } else if self.accept("patchable") {
                f.patchable.total = self.number()?;
                self.expect(Token::Comma)?;
                f.patchable.before = self.number()?;
            } else if self.accept("claimed") {
                f.claimed_registers = self.hexadecimal()? as u64;
            } else if self.accept("naked") {
                f.naked = true;
            } else if self.accept("keeps_all") {
                f.entrance = Entrance::CallKeepingAll;
            } else if self.accept("interrupt") {
                f.entrance = Entrance::Interrupt;
            } else if self.accept("exception") {
                f.entrance = Entrance::Exception;
            } else if self.accept("inline") {
                f.inlining = Inlining::Declared;
            } else if self.accept("any_size_inline") {
                f.inlining = Inlining::AnySize;
            } else if self.accept("always_inline") {
                f.inlining = Inlining::Always;
            } else if self.accept("noinline") {
                f.inlining = Inlining::Never;
            } else if self.accept("inline_only") {
                f.inline_only = true;
            } else if self.accept("signaling_nans") {
                f.signaling_nans = true;
            } else if self.accept("rounding_math") {
                f.rounding_math = true;
            } else if self.accept("finite_math") {
                f.relaxed.finite = true;
            } else if self.accept("inexact_math") {
                f.relaxed.inexact = true;
            } else if self.accept("labels_in_data") {
                f.labels_in_data = true;
            } else if self.accept("harden_compares") {
                f.harden.compares = true;
            } else if self.accept("harden_branches") {
                f.harden.branches = true;
            } else if self.accept("sibling_calls") {
                f.sibling_calls = true;
            } else if self.accept("profiled") {
                f.profiled = true;
            } else if self.accept("split_stack") {
                f.split_stack = true;
            } else if self.accept("stack_protector") {
                f.stack_protector = true;
            } else if self.accept("cold") {
                f.cold = true;
            } else if self.accept("dynamic_stack") {
                f.dynamic_stack = true;
            } else if self.accept("calls_setjmp") {
                f.returns_twice = true;
            } else {
                return Ok(());
            }
        }
    }

    fn block(&mut self, f: &mut Function, n: u32) -> Result<()> {
        if n >= MAX_NUMBER {
            return self.error("number out of range");
        }
        while f.blocks.len() <= n as usize {
            f.new_block();
        }
        let block = Block::from_u32(n);
        if std::mem::replace(&mut self.placed[block], true) {
            return self.error(format!("{block} stands twice"));
        }
        f.layout.push(block);
        if self.accept_token(Token::Open) {
            loop {
                let value = self.numbered("v")?;
                self.expect(Token::Colon)?;
                let ty = self.ty()?;
                if !f.define_param(block, Value::from_u32(value), ty) {
                    return self.error(format!("v{value} is defined twice"));
                }
                if !self.accept_token(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::Close)?;
        }
        f.blocks[block].cold = self.accept("cold");
        if self.accept("label") {
            f.blocks[block].label = Some(self.number()?);
        }
        self.expect(Token::Colon)?;
        // Until the next block or the end of the function.
        loop {
            match self.lexer.peek() {
                Token::CloseBrace => return Ok(()),
                Token::Word if lex::entity(self.lexer.text(), "block").is_some() => return Ok(()),
                _ => self.inst(f, block)?,
            }
        }
    }

    /// What can be known only at the end: that everything named exists.
    fn check(&self, f: &Function) -> Result<()> {
        for inst in f.insts.keys() {
            let mut missing = None;
            f.for_each_raw_arg(inst, |value| {
                if !f.is_defined(value) {
                    missing = Some(value);
                }
            });
            if let Some(value) = missing {
                return Err(self.lexer.error_before(format!("{value} is never defined")));
            }
        }
        let addresses = f.insts.values().filter(|data| data.op == crate::Op::BlockAddr);
        let named = addresses.map(|data| Block::from_u32(data.x));
        if let Some(block) = f.edges.iter().map(|edge| edge.block).chain(named).find(|&b| !self.placed[b]) {
            return Err(self.lexer.error_before(format!("{block} is never defined")));
        }
        Ok(())
    }

    fn sig_ref(&mut self, f: &Function) -> Result<SigRef> {
        let n = self.numbered("sig")?;
        match (n as usize) < f.sigs.len() {
            true => Ok(SigRef::new(n as usize)),
            false => Err(self.lexer.error_before(format!("sig{n} is not defined"))),
        }
    }
}
