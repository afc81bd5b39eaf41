//! External declarations (C23 6.9), and declarations in blocks, which share everything but the right to define a
//! function.

use crate::ast::*;
use crate::cursor::{Cx, Parsed, Parser, Reported};
use crate::declarator::Naming;
use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use diag::Loc;
use lexer::{Symbol, TokenKind, kw};

impl Parser<'_> {
    /// The next external declaration, allocated in `arena`; `None` at the end of the translation unit. Syntax
    /// errors are reported and skipped.
    pub fn external_declaration<'a>(&mut self, arena: &'a Bump) -> Option<ExternalDecl<'a>> {
        loop {
            if let Some(pragma) = self.pragmas.pop_front() {
                return Some(ExternalDecl::Pragma(pragma));
            }
            if self.at(TokenKind::Eof) {
                return None;
            }
            if self.at(TokenKind::Semi) {
                self.pedantic(self.tok.loc, "ISO C does not allow extra ';' outside of a function");
                self.bump();
                continue;
            }
            let before = self.tok.loc;
            self.silent = false;
            match Cx::new(self, arena).external() {
                Ok(declaration) => return Some(declaration),
                Err(_) => {
                    self.pop_scopes_to(0);
                    self.functions.clear();
                    self.tell_function();
                    self.skip_statement();
                    if self.tok.loc == before || self.at(TokenKind::RBrace) {
                        self.bump();
                    }
                }
            }
        }
    }

    /// Lets what is reported from here on be said of the function at hand.
    fn tell_function(&self) {
        let name = self.functions.last().map(|&name| self.session.interner.text(name));
        self.session.diags.set_function(name.as_deref());
    }

    /// Whether the parser is inside a function's body.
    pub(crate) fn in_function(&self) -> bool {
        !self.functions.is_empty() || self.scope_depth() > 0
    }
}

impl<'a> Cx<'_, '_, 'a> {
    fn external(&mut self) -> Parsed<ExternalDecl<'a>> {
        let begun = self.begin_extension();
        let declaration = self.external_after_extension();
        self.end_extension(begun);
        declaration
    }

    fn external_after_extension(&mut self) -> Parsed<ExternalDecl<'a>> {
        let lo = self.tok.loc;
        match self.kw {
            kw::ASM => {
                self.bump();
                self.expect(TokenKind::LParen)?;
                let template = self.string()?;
                self.expect(TokenKind::RParen)?;
                self.expect_semi()?;
                return Ok(ExternalDecl::Asm(template));
            }
            kw::STATIC_ASSERT => return Ok(ExternalDecl::StaticAssert(self.static_assert()?)),
            _ => {}
        }
        let mut attributes = self.list();
        if self.at_standard_attribute() {
            self.attributes_into(&mut attributes)?;
            if self.eat(TokenKind::Semi) {
                return Ok(ExternalDecl::Attributes(attributes.into_bump_slice()));
            }
        }
        if self.at(TokenKind::Semi) && attributes.is_empty() {
            self.pedantic(lo, "ISO C does not allow extra ';' outside of a function");
            self.bump();
            return Ok(ExternalDecl::Attributes(&[]));
        }
        self.declaration(lo, attributes, true)
    }

    /// A declaration or function definition, after its leading attributes.
    pub(crate) fn declaration(
        &mut self,
        lo: Loc,
        attributes: BumpVec<'a, Attribute<'a>>,
        external: bool,
    ) -> Parsed<ExternalDecl<'a>> {
        let specs = self.specifiers_after(attributes, true)?;
        let mut declarators = self.list();
        let unfinished = self.semicolon_forgotten(specs);
        if unfinished || self.eat(TokenKind::Semi) {
            let span = self.span_from(lo);
            return Ok(ExternalDecl::Declaration(Declaration { span, specs, declarators: &[], unfinished }));
        }
        if external && self.prev == lo && self.at(TokenKind::RBrace) {
            return Err(self.expected("identifier or '('"));
        }
        let typedef = specs.storage.has(Storage::TYPEDEF);
        loop {
            let mut attributes = self.list();
            self.attributes_into(&mut attributes)?;
            let declarator = self.declarator(Naming::Named)?;
            if declarators.is_empty()
                && let Some(function) = Self::declares_function(&declarator)
            {
                // Behind a prototype it is the next declaration, and this one's semicolon is forgotten.
                if let Params::Identifiers(_) = function.params
                    && (self.starts_declaration(self.tok) || self.at_ident())
                    && self.kw != kw::ATTRIBUTE
                {
                    return self.function(lo, specs, declarator, None, attributes);
                }
                if self.at(TokenKind::LBrace) {
                    return self.function(lo, specs, declarator, None, attributes);
                }
            }
            if let Some(name) = declarator.name {
                self.declare(name.name, typedef);
            }
            let asm_label = self.asm_label()?;
            self.attributes_into(&mut attributes)?;
            if declarators.is_empty()
                && self.at(TokenKind::LBrace)
                && Self::declares_function(&declarator).is_some()
            {
                if attributes.iter().any(|attribute| !attribute.standard) {
                    let message =
                        "attributes should be specified before the declarator in a function definition";
                    self.error(lo, message);
                }
                return self.function(lo, specs, declarator, asm_label, attributes);
            }
            let inferred = matches!(specs.ty, TypeSpec::Auto);
            if inferred && self.at(TokenKind::LBrace) {
                let at = self.tok.loc;
                return Err(self.error(at, "'__auto_type' requires an initialized data declaration"));
            }
            let mut failed = false;
            let mut init = None;
            if self.eat(TokenKind::Eq) {
                let at = self.tok.loc;
                init = Some(self.initializer().unwrap_or_else(|_| {
                    failed = true;
                    let error = self.made(at, ExprKind::Error);
                    Initializer::Expr(self.alloc(error))
                }));
            }
            let attributes = attributes.into_bump_slice();
            declarators.push(InitDeclarator { declarator, asm_label, attributes, init });
            if failed && !self.at(TokenKind::Comma) {
                // The object is declared, whatever it holds.
                self.skip_statement();
                let span = self.span_from(lo);
                let declarators = declarators.into_bump_slice();
                let declaration = Declaration { span, specs, declarators, unfinished: false };
                return Ok(ExternalDecl::Declaration(declaration));
            }
            let comma = self.tok.loc;
            if !self.eat(TokenKind::Comma) {
                break;
            }
            if inferred {
                self.error(comma, "'__auto_type' may only be used with a single declarator");
            }
        }
        let span = self.span_from(lo);
        let declarators = declarators.into_bump_slice();
        let declaration = Declaration { span, specs, declarators, unfinished: false };
        if !self.eat(TokenKind::Semi) {
            let last = declaration.declarators.last();
            let initialised = last.is_some_and(|last| last.init.is_some());
            let reported = self.expected(if initialised {
                "',' or ';'"
            } else {
                "'=', ',', ';', 'asm' or '__attribute__'"
            });
            let new_line = self.tok.flags.has(lexer::TokenFlags::LINE_START);
            // What has been declared is, whatever follows.
            if !new_line && !self.at(TokenKind::RBrace) {
                if !initialised {
                    return Err(reported);
                }
                self.skip_statement();
            }
        }
        Ok(ExternalDecl::Declaration(declaration))
    }

    /// The declaration in the parentheses of `if` or `switch`, up to what ends it.
    pub(crate) fn header_declaration(&mut self) -> Parsed<&'a Declaration<'a>> {
        let lo = self.tok.loc;
        let attributes = self.list();
        let specs = self.specifiers_after(attributes, true)?;
        let typedef = specs.storage.has(Storage::TYPEDEF);
        let mut declarators = self.list();
        while !self.at(TokenKind::Semi) {
            let declarator = self.declarator(Naming::Named)?;
            if let Some(name) = declarator.name {
                self.declare(name.name, typedef);
            }
            let asm_label = self.asm_label()?;
            let mut attributes = self.list();
            self.attributes_into(&mut attributes)?;
            let init = if self.eat(TokenKind::Eq) { Some(self.initializer()?) } else { None };
            let attributes = attributes.into_bump_slice();
            declarators.push(InitDeclarator { declarator, asm_label, attributes, init });
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        let span = self.span_from(lo);
        let declarators = declarators.into_bump_slice();
        Ok(self.alloc(Declaration { span, specs, declarators, unfinished: false }))
    }

    fn function(
        &mut self,
        lo: Loc,
        specs: &'a DeclSpecs<'a>,
        declarator: Declarator<'a>,
        asm_label: Option<&'a StringLit<'a>>,
        attributes: BumpVec<'a, Attribute<'a>>,
    ) -> Parsed<ExternalDecl<'a>> {
        if let Some(name) = declarator.name {
            self.declare(name.name, false);
        }
        let depth = self.scope_depth();
        self.push_scope();
        self.functions.push(declarator.name.map_or(Symbol::default(), |name| name.name));
        self.tell_function();
        self.declare_parameters(&declarator);
        let parts = self.function_parts();
        self.functions.pop();
        self.tell_function();
        self.pop_scopes_to(depth);
        let (param_decls, body) = parts?;
        let span = self.span_from(lo);
        let attributes = attributes.into_bump_slice();
        let function = FunctionDef { span, specs, declarator, attributes, asm_label, param_decls, body };
        Ok(ExternalDecl::Function(self.alloc(function)))
    }

    /// Old-style parameter declarations and the body.
    fn function_parts(&mut self) -> Parsed<(&'a [Declaration<'a>], &'a Block<'a>)> {
        let mut param_decls = self.list();
        while !self.at(TokenKind::LBrace) {
            let begun = self.begin_extension();
            if !self.starts_declaration(self.tok) {
                self.end_extension(begun);
                self.expected("declaration specifiers");
                self.skip_statement();
                if self.at(TokenKind::LBrace) {
                    break;
                }
                return Err(Reported);
            }
            let attributes = self.list();
            let lo = self.tok.loc;
            let declaration = self.declaration(lo, attributes, false);
            self.end_extension(begun);
            if let ExternalDecl::Declaration(declaration) = declaration? {
                param_decls.push(declaration);
            }
        }
        let body = self.block_in_scope()?;
        Ok((param_decls.into_bump_slice(), body))
    }
}
