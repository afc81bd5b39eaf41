//! Attributes: `__attribute__((…))`, `[[…]]` (C23 6.7.13), and assembler labels.

use crate::ast::*;
use crate::cursor::{Cx, Parsed};
use bumpalo::collections::Vec as BumpVec;
use lexer::{TokenKind, kw};

impl<'a> Cx<'_, '_, 'a> {
    /// Whether `[[` stands here.
    pub(crate) fn at_standard_attribute(&mut self) -> bool {
        self.at(TokenKind::LBracket) && self.peek().kind == TokenKind::LBracket
    }

    /// Whether an attribute stands here.
    pub(crate) fn at_attribute(&mut self) -> bool {
        self.kw == kw::ATTRIBUTE || self.at_standard_attribute()
    }

    /// Any number of attribute specifiers, appended to `out`.
    pub(crate) fn attributes_into(&mut self, out: &mut BumpVec<'a, Attribute<'a>>) -> Parsed<()> {
        loop {
            if self.kw == kw::ATTRIBUTE {
                self.bump();
                self.expect(TokenKind::LParen)?;
                self.expect(TokenKind::LParen)?;
                self.gnu_attributes(out)?;
                self.expect(TokenKind::RParen)?;
                self.expect(TokenKind::RParen)?;
            } else if self.at_standard_attribute() {
                if self.session.options.std < lexer::Std::C23 {
                    let message = "ISO C does not support '[[]]' attributes before C2X";
                    self.session.newer(lexer::Std::C23, diag::warn::PEDANTIC, self.tok.loc, message);
                }
                self.bump();
                self.bump();
                self.standard_attributes(out)?;
                self.expect(TokenKind::RBracket)?;
                self.expect(TokenKind::RBracket)?;
            } else {
                return Ok(());
            }
        }
    }

    /// Any number of attribute specifiers.
    pub(crate) fn attributes(&mut self) -> Parsed<&'a [Attribute<'a>]> {
        if !self.at_attribute() {
            return Ok(&[]);
        }
        let mut out = self.list();
        self.attributes_into(&mut out)?;
        Ok(out.into_bump_slice())
    }

    fn gnu_attributes(&mut self, out: &mut BumpVec<'a, Attribute<'a>>) -> Parsed<()> {
        loop {
            while self.eat(TokenKind::Comma) {}
            if self.at(TokenKind::RParen) {
                return Ok(());
            }
            if !self.at(TokenKind::Ident) {
                return Err(self.expected("identifier"));
            }
            let token = self.bump();
            let name = self.strip_underscores(token.symbol);
            let args = if self.at(TokenKind::LParen) { self.attribute_arguments()? } else { &[] };
            let span = self.span_from(token.loc);
            out.push(Attribute { span, name, namespace: None, standard: false, args });
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    fn standard_attributes(&mut self, out: &mut BumpVec<'a, Attribute<'a>>) -> Parsed<()> {
        loop {
            while self.eat(TokenKind::Comma) {}
            if self.at(TokenKind::RBracket) {
                return Ok(());
            }
            if !self.at(TokenKind::Ident) {
                return Err(self.expected("identifier"));
            }
            let token = self.bump();
            let mut name = self.strip_underscores(token.symbol);
            let mut namespace = None;
            // Before C23 `::` is two tokens.
            let scoped = self.eat(TokenKind::ColonColon)
                || (self.at(TokenKind::Colon)
                    && self.peek().kind == TokenKind::Colon
                    && self.eat(TokenKind::Colon)
                    && self.eat(TokenKind::Colon));
            if scoped {
                if !self.at(TokenKind::Ident) {
                    return Err(self.expected("identifier"));
                }
                namespace = Some(name);
                let inner = self.bump().symbol;
                name = self.strip_underscores(inner);
            }
            let ours = namespace.is_none_or(|space| self.session.interner.with(space, |text| text == b"gnu"));
            let args = if !self.at(TokenKind::LParen) {
                &[][..]
            } else if ours {
                self.attribute_arguments()?
            } else {
                self.skip_balanced();
                &[]
            };
            let span = self.span_from(token.loc);
            out.push(Attribute { span, name, namespace, standard: true, args });
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    /// Skips a parenthesis and all up to its mate.
    fn skip_balanced(&mut self) {
        let mut depth = 0;
        loop {
            match self.tok.kind {
                TokenKind::Eof => return,
                TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace => depth += 1,
                TokenKind::RParen | TokenKind::RBracket | TokenKind::RBrace => depth -= 1,
                _ => {}
            }
            self.bump();
            if depth == 0 {
                return;
            }
        }
    }

    fn attribute_arguments(&mut self) -> Parsed<&'a [AttributeArg<'a>]> {
        self.expect(TokenKind::LParen)?;
        if self.eat(TokenKind::RParen) {
            return Ok(&[]);
        }
        let mut args = self.list();
        loop {
            // A lone identifier, keyword or not, is a name that means something to the attribute.
            let alone =
                self.at(TokenKind::Ident) && matches!(self.peek().kind, TokenKind::Comma | TokenKind::RParen);
            if alone && !self.is_basic_type_keyword() {
                let token = self.bump();
                args.push(AttributeArg::Expr(self.name_expr(token.symbol, token.loc)));
            } else if self.at(TokenKind::String) {
                let lo = self.tok.loc;
                let literal = self.string()?;
                args.push(AttributeArg::Expr(self.made(lo, ExprKind::String(literal))));
            } else if self.starts_type(self.tok) {
                args.push(AttributeArg::Type(self.type_name()?));
            } else {
                args.push(AttributeArg::Expr(self.assignment()?));
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RParen)?;
        Ok(args.into_bump_slice())
    }

    fn is_basic_type_keyword(&self) -> bool {
        matches!(
            self.kw,
            kw::INT | kw::CHAR | kw::LONG | kw::SHORT | kw::FLOAT | kw::DOUBLE | kw::UNSIGNED | kw::SIGNED
        )
    }

    /// `asm("name")` after a declarator.
    pub(crate) fn asm_label(&mut self) -> Parsed<Option<&'a StringLit<'a>>> {
        if self.kw != kw::ASM {
            return Ok(None);
        }
        self.bump();
        self.expect(TokenKind::LParen)?;
        let name = self.string()?;
        self.expect(TokenKind::RParen)?;
        Ok(Some(name))
    }
}
