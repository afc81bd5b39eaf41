//! Attributes: `__attribute__((…))`, `[[…]]` (C23 6.7.13), and assembler labels.

use crate::ast::*;
use crate::cursor::{Cx, Parsed};
use bumpalo::collections::Vec as BumpVec;
use diag::warn;
use lexer::{TokenKind, kw};

/// The attributes that need no namespace (C23 6.7.13.1).
const STANDARD: [&str; 8] = [
    "deprecated",
    "fallthrough",
    "maybe_unused",
    "nodiscard",
    "noreturn",
    "_Noreturn",
    "reproducible",
    "unsequenced",
];

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
                let message = "ISO C does not support '[[]]' attributes before C2X";
                self.session.newer(lexer::Std::C23, warn::PEDANTIC, self.tok.loc, message);
                self.bump();
                self.bump();
                self.standard_attributes(out)?;
                // What follows may be a declaration all the same.
                if self.expect(TokenKind::RBracket).is_ok() {
                    self.expect(TokenKind::RBracket)?;
                }
            } else {
                return Ok(());
            }
        }
    }

    /// Standard attributes where they are the type's.
    pub(crate) fn type_attributes_into(&mut self, out: &mut BumpVec<'a, Attribute<'a>>) -> Parsed<()> {
        let first = out.len();
        self.attributes_into(out)?;
        for attribute in &mut out[first..] {
            attribute.on_type = attribute.standard;
        }
        Ok(())
    }

    /// Standard attributes before a statement that they say nothing about.
    pub(crate) fn ignore_attributes(&self, attributes: &[Attribute<'a>]) {
        for attribute in attributes.iter().filter(|attribute| attribute.standard) {
            let message = format!("'{}' attribute ignored", self.session.interner.text(attribute.name));
            let at = self.session.sources.expansion_point(attribute.span.lo);
            let _ = match attribute.namespace {
                None => self.session.diags.pedwarn(warn::ATTRIBUTES, at, message),
                Some(_) => self.session.diags.warning(warn::ATTRIBUTES, at, message),
            };
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
            out.push(self.gnu_attribute()?);
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    /// One attribute as `__attribute__` has them.
    pub(crate) fn gnu_attribute(&mut self) -> Parsed<Attribute<'a>> {
        if !self.at(TokenKind::Ident) {
            return Err(self.expected("identifier"));
        }
        let token = self.bump();
        let name = self.strip_underscores(token.symbol);
        let args = if self.at(TokenKind::LParen) { self.attribute_arguments()? } else { &[] };
        let span = self.span_from(token.loc);
        Ok(Attribute { span, name, namespace: None, standard: false, on_type: false, args })
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
            let mut valid = true;
            let args = if !self.at(TokenKind::LParen) {
                &[][..]
            } else if namespace.is_some_and(|space| self.session.interner.with(space, |text| text == b"gnu"))
                && (self.session.options.known_attribute)(&self.session.interner.text(name))
            {
                self.attribute_arguments()?
            } else if namespace.is_none()
                && self.session.interner.with(name, |text| matches!(text, b"deprecated" | b"nodiscard"))
            {
                self.reason()?
            } else if namespace.is_none()
                && self.session.interner.with(name, |text| matches!(text, b"maybe_unused" | b"fallthrough"))
            {
                valid = false;
                let text = self.session.interner.text(name);
                self.error(self.tok.loc, format!("'{text}' attribute does not take any arguments"));
                self.bump();
                if !self.at(TokenKind::RParen) {
                    self.expected("')'");
                    self.skip_to_comma(TokenKind::RParen);
                    while self.eat(TokenKind::Comma) {
                        self.skip_to_comma(TokenKind::RParen);
                    }
                }
                self.eat(TokenKind::RParen);
                &[]
            } else {
                self.skip_balanced();
                &[]
            };
            let span = self.span_from(token.loc);
            if namespace.is_none() {
                let text = self.session.interner.text(name);
                if !STANDARD.contains(&text.as_str()) {
                    let message = format!("'{text}' attribute ignored");
                    let _ = self.session.diags.pedwarn(warn::ATTRIBUTES, token.loc, message);
                    if !self.eat(TokenKind::Comma) {
                        return Ok(());
                    }
                    continue;
                }
                let again =
                    |other: &Attribute<'_>| other.standard && other.namespace.is_none() && other.name == name;
                if text == "fallthrough" && out.iter().any(again) {
                    let message = format!("attribute '{text}' specified multiple times");
                    let _ = self.session.diags.warning(warn::ATTRIBUTES, token.loc, message);
                }
            }
            if valid {
                out.push(Attribute { span, name, namespace, standard: true, on_type: false, args });
            }
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    /// `("why")` of `deprecated` and `nodiscard` (C23 6.7.13.3, 6.7.13.5).
    fn reason(&mut self) -> Parsed<&'a [AttributeArg<'a>]> {
        let lo = self.bump().loc;
        if self.at(TokenKind::RParen) {
            self.error(lo, "parentheses must be omitted if attribute argument list is empty");
            self.bump();
            return Ok(&[]);
        }
        let mut args = self.list();
        if self.at(TokenKind::String) {
            let at = self.tok.loc;
            let literal = self.string()?;
            args.push(AttributeArg::Expr(self.made(at, ExprKind::String(literal))));
            if self.eat(TokenKind::RParen) {
                return Ok(args.into_bump_slice());
            }
            self.expected("')'");
        } else {
            self.expected("string literal");
        }
        self.skip_to_comma(TokenKind::RParen);
        while self.eat(TokenKind::Comma) {
            self.skip_to_comma(TokenKind::RParen);
        }
        Ok(args.into_bump_slice())
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
