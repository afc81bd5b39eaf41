//! Declarators, abstract declarators and parameter lists (C23 6.7.7, 6.7.8).

use crate::ast::*;
use crate::cursor::{Cx, Parsed, Reported};
use bumpalo::collections::Vec as BumpVec;
use diag::warn;
use lexer::{Token, TokenKind, kw};

/// Whether a declarator has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Naming {
    /// It must.
    Named,
    /// It must not.
    Abstract,
    /// A parameter's may.
    Either,
}

impl<'a> Cx<'_, '_, 'a> {
    /// type-name
    pub(crate) fn type_name(&mut self) -> Parsed<&'a TypeName<'a>> {
        if self.kw == kw::ALIGNAS {
            return Err(self.expected("specifier-qualifier-list"));
        }
        self.operand_type_name()
    }

    /// The type name of a cast or a compound literal, or an operand of `sizeof` and its like: an alignment may stand in
    /// a compound literal's (6.5.3.6p1), and is wrong in the others for a reason of its own.
    pub(crate) fn operand_type_name(&mut self) -> Parsed<&'a TypeName<'a>> {
        let lo = self.tok.loc;
        let mut specs = self.specifiers(false)?;
        if let (TypeSpec::Implicit, true) = (specs.ty, self.at_ident()) {
            self.unknown_type_name();
            self.bump();
            specs = self.alloc(DeclSpecs { ty: TypeSpec::Error, ..*specs });
        }
        let declarator = self.declarator(Naming::Abstract)?;
        let span = self.span_from(lo);
        Ok(self.alloc(TypeName { span, specs, declarator }))
    }

    /// A declarator of any kind.
    pub(crate) fn declarator(&mut self, naming: Naming) -> Parsed<Declarator<'a>> {
        let lo = self.tok.loc;
        if naming == Naming::Named && self.at_ident() {
            // The plain case: a name and nothing that derives a type.
            let follows = self.peek().kind;
            if !matches!(follows, TokenKind::LParen | TokenKind::LBracket) {
                let token = self.bump();
                let name = Some(Ident { name: token.symbol, loc: token.loc });
                return Ok(Declarator { span: lo.into(), name, chunks: &[], attributes: &[] });
            }
        }
        let mut chunks = self.list();
        let mut name = None;
        let mut attributes: &'a [Attribute<'a>] = &[];
        self.nested(|p| p.declarator_into(naming, &mut chunks, &mut name, &mut attributes))?;
        chunks.reverse();
        let span = self.span_from(lo);
        Ok(Declarator { span, name, chunks: chunks.into_bump_slice(), attributes })
    }

    /// Appends the derivations of a declarator in the order opposite to that in which they apply: those of the declarator
    /// in parentheses, its suffixes from the first to the last, then its pointers.
    fn declarator_into(
        &mut self,
        naming: Naming,
        out: &mut BumpVec<'a, Chunk<'a>>,
        name: &mut Option<Ident>,
        attributes: &mut &'a [Attribute<'a>],
    ) -> Parsed<()> {
        let mut pointers = self.list();
        while self.eat(TokenKind::Star) {
            let (quals, attributes) = self.pointer_qualifiers()?;
            pointers.push(Chunk::Pointer { quals, attributes });
        }
        let kind = self.tok.kind;
        match kind {
            TokenKind::Ident if naming != Naming::Abstract && self.kw == kw::NONE => {
                let token = self.bump();
                *name = Some(Ident { name: token.symbol, loc: token.loc });
                if self.at_standard_attribute() {
                    *attributes = self.attributes()?;
                }
            }
            TokenKind::LParen if self.parenthesised_declarator(naming) => {
                let lo = self.bump().loc;
                let before = self.attributes()?;
                if !before.is_empty() && naming != Naming::Named && self.starts_declaration(self.tok) {
                    // They are those of the first parameter.
                    out.push(self.function_suffix_after(lo, before)?);
                } else {
                    self.nested(|p| p.declarator_into(naming, out, name, attributes))?;
                    if !before.is_empty() {
                        out.push(Chunk::Attributes(before));
                    }
                    self.expect(TokenKind::RParen)?;
                }
            }
            _ if naming == Naming::Named => return Err(self.expected("identifier or '('")),
            _ => {}
        }
        let outermost = out.len();
        loop {
            let kind = self.tok.kind;
            match kind {
                TokenKind::LBracket if self.at_standard_attribute() => {
                    let mut list = self.list();
                    self.type_attributes_into(&mut list)?;
                    out.insert(outermost, Chunk::Attributes(list.into_bump_slice()));
                }
                TokenKind::LBracket => out.push(self.array_suffix()?),
                TokenKind::LParen => out.push(self.function_suffix()?),
                _ => break,
            }
        }
        out.extend(pointers.into_iter().rev());
        Ok(())
    }

    /// Whether the `(` here opens a declarator in parentheses rather than a parameter list. A typedef name that
    /// could be either is a parameter's type (C23 6.7.7.4p10).
    fn parenthesised_declarator(&mut self, naming: Naming) -> bool {
        if naming == Naming::Named {
            return true;
        }
        let ahead: Token = self.peek();
        match ahead.kind {
            TokenKind::Star | TokenKind::LParen | TokenKind::LBracket => true,
            TokenKind::Ident => {
                let keyword = self.keyword_of(ahead);
                keyword == kw::ATTRIBUTE
                    || (naming == Naming::Either && keyword == kw::NONE && !self.is_typedef(ahead.symbol))
            }
            _ => false,
        }
    }

    fn pointer_qualifiers(&mut self) -> Parsed<(Quals, &'a [Attribute<'a>])> {
        let (mut quals, mut expanded) = (Quals::NONE, Quals::NONE);
        let mut attributes: Option<BumpVec<'a, Attribute<'a>>> = None;
        loop {
            if let Some(qual) = self.qualifier() {
                self.qualifier_again(quals, qual, expanded);
                if self.tok.loc.is_macro() {
                    expanded = expanded.with(qual);
                }
                quals = quals.with(qual);
                self.bump();
            } else if self.kw == kw::ATTRIBUTE || self.at_standard_attribute() {
                let mut list = attributes.take().unwrap_or_else(|| self.list());
                self.attributes_into(&mut list)?;
                attributes = Some(list);
            } else if self.kw == kw::EXTENSION {
                self.bump();
            } else {
                let attributes = attributes.map_or(&[][..], |list| list.into_bump_slice());
                return Ok((quals, attributes));
            }
        }
    }

    fn array_suffix(&mut self) -> Parsed<Chunk<'a>> {
        let lo = self.bump().loc;
        let mut quals = Quals::NONE;
        let mut is_static = false;
        loop {
            if let Some(qual) = self.qualifier() {
                if qual == Quals::ATOMIC {
                    self.c11_word(self.tok, true);
                }
                quals = quals.with(qual);
                self.bump();
            } else if self.kw == kw::STATIC {
                is_static = true;
                self.bump();
            } else {
                break;
            }
        }
        if is_static || quals != Quals::NONE {
            let message =
                "ISO C90 does not support 'static' or type qualifiers in parameter array declarators";
            self.c99(warn::PEDANTIC, lo, message);
        }
        let size = if self.at(TokenKind::RBracket) {
            ArraySize::Unspecified
        } else if self.at(TokenKind::Star) && self.peek().kind == TokenKind::RBracket {
            self.c99(warn::PEDANTIC, lo, "ISO C90 does not support '[*]' array declarators");
            self.bump();
            ArraySize::Star
        } else {
            ArraySize::Expr(self.assignment_ref()?)
        };
        self.expect(TokenKind::RBracket)?;
        Ok(Chunk::Array { span: self.span_from(lo), size, quals, is_static })
    }

    fn function_suffix(&mut self) -> Parsed<Chunk<'a>> {
        let lo = self.bump().loc;
        self.function_suffix_after(lo, &[])
    }

    /// What follows the parenthesis of a parameter list at `lo`, and attributes of the first parameter.
    fn function_suffix_after(&mut self, lo: diag::Loc, attributes: &'a [Attribute<'a>]) -> Parsed<Chunk<'a>> {
        let depth = self.scope_depth();
        self.push_scope();
        let params = self.nested(|p| p.parameters(attributes));
        self.pop_scopes_to(depth);
        let params = params?;
        self.expect(TokenKind::RParen)?;
        let span = self.span_from(lo);
        Ok(Chunk::Function(self.alloc(FunctionDeclarator { span, params })))
    }

    fn parameters(&mut self, attributes: &'a [Attribute<'a>]) -> Parsed<Params<'a>> {
        if self.at(TokenKind::RParen) {
            return Ok(Params::Empty);
        }
        if self.kw == kw::VOID && self.peek().kind == TokenKind::RParen {
            self.bump();
            return Ok(Params::Prototype { params: &[], variadic: false });
        }
        if self.at_ident() && !self.is_typedef(self.tok.symbol) {
            let follows = self.peek().kind;
            if matches!(follows, TokenKind::Comma | TokenKind::RParen) {
                return self.identifier_list();
            }
        }
        let mut params: bumpalo::collections::Vec<'a, Param<'a>> = self.list();
        let mut variadic = false;
        let mut failed = false;
        let mut attributes = attributes;
        loop {
            if self.at(TokenKind::Ellipsis) {
                let options = &self.session.options;
                if params.is_empty() && options.std < lexer::Std::C23 && !options.parameterless_variadic {
                    self.error(self.tok.loc, "ISO C requires a named argument before '...'");
                }
                self.bump();
                variadic = true;
                break;
            }
            match self.parameter(std::mem::take(&mut attributes)) {
                Ok(param) if matches!(param.specs.ty, TypeSpec::Error) => {
                    failed = true;
                    if !matches!(self.tok.kind, TokenKind::Comma | TokenKind::Semi | TokenKind::RParen) {
                        self.skip_to_comma(TokenKind::RParen);
                    }
                }
                Ok(param) => params.push(param),
                Err(_) => {
                    failed = true;
                    self.skip_to_comma(TokenKind::RParen);
                }
            }
            // GNU forward declarations of parameters end in a semicolon.
            if self.at(TokenKind::Semi) {
                self.pedantic(self.tok.loc, "ISO C forbids forward parameter declarations");
                self.bump();
                for param in &mut params {
                    param.forward = true;
                }
                attributes = self.attributes()?;
                if self.at(TokenKind::RParen) {
                    break;
                }
                continue;
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        // What takes something unknown is not declared, lest calls be said to pass the wrong thing.
        if failed {
            return Err(Reported);
        }
        Ok(Params::Prototype { params: params.into_bump_slice(), variadic })
    }

    fn identifier_list(&mut self) -> Parsed<Params<'a>> {
        let mut names = self.list();
        loop {
            let ident = self.expect_ident("identifier")?;
            if names.iter().any(|other: &Ident| other.name == ident.name) {
                let text = self.session.interner.text(ident.name);
                self.error(ident.loc, format!("redefinition of parameter '{text}'"));
            }
            self.declare(ident.name, false);
            names.push(ident);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        Ok(Params::Identifiers(names.into_bump_slice()))
    }

    /// A parameter; these attributes stand before it.
    fn parameter(&mut self, before: &'a [Attribute<'a>]) -> Parsed<Param<'a>> {
        if !self.starts_declaration(self.tok) && !self.at_standard_attribute() && !self.at_unknown_type_name()
        {
            if self.at_ident() {
                self.unknown_type_name();
                return Err(Reported);
            }
            return Err(self.expected("declaration specifiers or '...'"));
        }
        let mut list = self.list();
        list.extend_from_slice(before);
        let specs = self.specifiers_after(list, true)?;
        let declarator = self.declarator(Naming::Either)?;
        let attributes = self.attributes()?;
        if let Some(name) = declarator.name {
            self.declare(name.name, false);
        }
        Ok(Param { specs, declarator, attributes, forward: false })
    }

    /// Enters the parameters of a function definition into the scope of its body.
    pub(crate) fn declare_parameters(&mut self, declarator: &Declarator<'a>) {
        let function = declarator.chunks.iter().rev().find_map(|chunk| match chunk {
            Chunk::Function(function) => Some(*function),
            _ => None,
        });
        match function.map(|function| function.params) {
            Some(Params::Prototype { params, .. }) => {
                for param in params {
                    if let Some(name) = param.declarator.name {
                        self.declare(name.name, false);
                    }
                }
            }
            Some(Params::Identifiers(names)) => {
                for name in names {
                    self.declare(name.name, false);
                }
            }
            _ => {}
        }
    }

    /// Whether the declarator declares a function: its innermost derivation, attributes apart, is a parameter
    /// list.
    pub(crate) fn declares_function(declarator: &Declarator<'a>) -> Option<&'a FunctionDeclarator<'a>> {
        declarator.chunks.iter().rev().find(|chunk| !matches!(chunk, Chunk::Attributes(_))).and_then(
            |chunk| match chunk {
                Chunk::Function(function) => Some(*function),
                _ => None,
            },
        )
    }
}
