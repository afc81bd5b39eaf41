//! Inline asm: `"template" [="constraint" type mem {register}]... clobbers [...] volatile basic`.

use super::lex::Token;
use super::{Parser, Result};
use crate::function::{Asm, AsmConstraint, AsmOperand};

impl Parser<'_> {
    pub(super) fn asm(&mut self) -> Result<Asm> {
        let mut asm = Asm { template: self.string()?, ..Asm::default() };
        while self.accept_token(Token::OpenBracket) {
            let operand = self.asm_operand()?;
            asm.operands.push(operand);
            self.expect(Token::CloseBracket)?;
        }
        if self.accept("clobbers") {
            self.expect(Token::OpenBracket)?;
            loop {
                asm.clobbers.push(self.string()?);
                if !self.accept_token(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::CloseBracket)?;
        }
        asm.volatile = self.accept("volatile");
        asm.basic = self.accept("basic");
        Ok(asm)
    }

    fn asm_operand(&mut self) -> Result<AsmOperand> {
        let is_output = self.accept_token(Token::Equals);
        let early_clobber = self.accept_token(Token::Ampersand);
        let constraint = match self.lexer.peek() {
            Token::Str => AsmConstraint::Text(self.string()?),
            Token::Number => AsmConstraint::Tied(self.number()?),
            Token::Symbol => {
                let at = self.lexer.clone();
                let text = self.lexer.take();
                let register = text.strip_prefix("@reg").and_then(|number| number.parse().ok());
                match (text.strip_prefix("@cc"), register) {
                    (Some(flag), _) => AsmConstraint::Flag(flag.into()),
                    (None, Some(register)) => AsmConstraint::Claimed(register),
                    (None, None) => return Err(at.error("a constraint is expected")),
                }
            }
            _ => return self.error("a constraint is expected"),
        };
        let ty = self.ty()?;
        let memory = self.accept("mem");
        let mut register = None;
        if self.accept_token(Token::OpenBrace) {
            match self.lexer.raw_until_brace() {
                Some(name) => register = Some(name.into()),
                None => return self.error("'}' is missing"),
            }
            self.expect(Token::CloseBrace)?;
        }
        Ok(AsmOperand { constraint, ty, early_clobber, memory, register, is_output })
    }
}
