//! Statements (C23 6.8) and GNU's asm statements.

use crate::ast::*;
use crate::cursor::{Cx, Parsed};
use bumpalo::collections::Vec as BumpVec;
use diag::{Loc, warn};
use lexer::{Std, TokenKind, kw};

impl<'a> Cx<'_, '_, 'a> {
    fn stmt(&self, lo: Loc, kind: StmtKind<'a>) -> Stmt<'a> {
        Stmt { span: self.span_from(lo), kind }
    }

    /// `{ … }` with a scope of its own.
    pub(crate) fn block(&mut self) -> Parsed<&'a Block<'a>> {
        let depth = self.scope_depth();
        self.push_scope();
        let block = self.block_in_scope();
        self.pop_scopes_to(depth);
        block
    }

    /// `{ … }` in the current scope.
    pub(crate) fn block_in_scope(&mut self) -> Parsed<&'a Block<'a>> {
        // Pragmas inside hold up to the closing brace; they are read with the token before them.
        let outer = self.decimal_constants;
        let lo = self.expect(TokenKind::LBrace)?.loc;
        let mut local_labels = self.list();
        while self.kw == kw::LABEL {
            self.bump();
            loop {
                local_labels.push(self.expect_ident("identifier")?);
                if !self.eat(TokenKind::Comma) {
                    break;
                }
            }
            self.expect_semi()?;
        }
        if let [first, ..] = local_labels.as_slice() {
            self.pedantic(first.loc, "ISO C forbids label declarations");
        }
        let mut items: bumpalo::collections::Vec<'a, Stmt<'a>> = self.list();
        // Where the last label stands, if nothing but labels follows it; and whether statements do.
        let (mut label, mut statements) = (None, false);
        while !self.at(TokenKind::RBrace) {
            if self.at(TokenKind::Eof) {
                return Err(self.expected("declaration or statement"));
            }
            let depth = self.scope_depth();
            self.silent = false;
            match self.nested(|p| p.block_item()) {
                Ok(item) => {
                    self.check_order(&item, &mut label, &mut statements);
                    items.push(item);
                }
                Err(_) => {
                    self.pop_scopes_to(depth);
                    self.skip_statement();
                }
            }
        }
        if let Some(label) = label {
            self.session.newer(Std::C23, warn::PEDANTIC, label, "label at end of compound statement");
        }
        self.decimal_constants = outer;
        self.bump();
        let span = self.span_from(lo);
        let local_labels = local_labels.into_bump_slice();
        Ok(self.alloc(Block { span, local_labels, items: items.into_bump_slice() }))
    }

    /// Labels before declarations and at the end (C23 6.8.3), declarations behind statements (C99 6.8.3).
    fn check_order(&self, item: &Stmt<'a>, label: &mut Option<Loc>, statements: &mut bool) {
        match item.kind {
            StmtKind::Case(..) | StmtKind::Default | StmtKind::Label(..) => {
                *label = Some(item.span.lo);
                *statements = true;
                return;
            }
            StmtKind::Declaration(_) | StmtKind::NestedFunction(_) => {
                if label.is_some() {
                    let message =
                        "a label can only be part of a statement and a declaration is not a statement";
                    self.session.newer(Std::C23, warn::PEDANTIC, item.span.lo, message);
                }
                if *statements {
                    let message = "ISO C90 forbids mixed declarations and code";
                    let at = self.session.outside_system_macro(item.span.lo);
                    self.c99(warn::DECLARATION_AFTER_STATEMENT, at, message);
                }
                *statements = false;
            }
            StmtKind::StaticAssert(_) => {}
            _ => *statements = true,
        }
        *label = None;
    }

    /// A label, a statement or a declaration.
    fn block_item(&mut self) -> Parsed<Stmt<'a>> {
        self.check_wanted_loop();
        if let Some(label) = self.label()? {
            return Ok(label);
        }
        if self.kw == kw::EXTENSION {
            // It may begin a declaration or an expression, which sees it itself.
            let ahead = self.peek();
            let word = self.keyword_of(ahead);
            if self.starts_declaration(ahead)
                || matches!(word, kw::EXTENSION | kw::ATTRIBUTE | kw::STATIC_ASSERT)
                || ahead.kind == TokenKind::LBracket
            {
                let begun = self.begin_extension();
                let item = self.unlabelled_item();
                self.end_extension(begun);
                return item;
            }
        }
        self.unlabelled_item()
    }

    fn unlabelled_item(&mut self) -> Parsed<Stmt<'a>> {
        let lo = self.tok.loc;
        if self.at_attribute() {
            let mut attributes = self.list();
            self.attributes_into(&mut attributes)?;
            return self.item_with(lo, attributes);
        }
        self.plain_item(lo)
    }

    /// What stands behind attributes.
    fn item_with(&mut self, lo: Loc, attributes: BumpVec<'a, Attribute<'a>>) -> Parsed<Stmt<'a>> {
        if self.eat(TokenKind::Semi) {
            return Ok(self.stmt(lo, StmtKind::Attributes(attributes.into_bump_slice())));
        }
        if self.at_label()
            && let Some(label) = self.label_with(attributes.clone())?
        {
            return Ok(label);
        }
        if self.starts_declaration(self.tok) {
            return self.declaration_statement(lo, attributes);
        }
        if self.at_ident() && attributes.iter().any(|attribute| !attribute.standard) {
            return self.declaration_statement(lo, attributes);
        }
        self.ignore_attributes(&attributes);
        self.block_item()
    }

    /// A statement or a declaration without attributes.
    fn plain_item(&mut self, lo: Loc) -> Parsed<Stmt<'a>> {
        if self.kw == kw::STATIC_ASSERT {
            let assertion = self.static_assert()?;
            let kind = StmtKind::StaticAssert(self.alloc(assertion));
            return Ok(self.stmt(lo, kind));
        }
        let declaration = self.starts_declaration(self.tok)
            || (self.at_unknown_type_name() && {
                // `a * b;` is an expression, whatever `a` is, unless it is nothing.
                let ahead = self.peek();
                ahead.kind == TokenKind::Ident || self.is_unheard_of(self.tok.symbol)
            });
        if declaration {
            let attributes = self.list();
            return self.declaration_statement(lo, attributes);
        }
        self.statement()
    }

    fn declaration_statement(&mut self, lo: Loc, attributes: BumpVec<'a, Attribute<'a>>) -> Parsed<Stmt<'a>> {
        match self.declaration(lo, attributes, false)? {
            ExternalDecl::Function(function) => Ok(self.stmt(lo, StmtKind::NestedFunction(function))),
            ExternalDecl::Declaration(declaration) => {
                let kind = StmtKind::Declaration(self.alloc(declaration));
                Ok(self.stmt(lo, kind))
            }
            _ => Ok(self.stmt(lo, StmtKind::Empty)),
        }
    }

    /// `case a:`, `default:` or `name:`
    fn label(&mut self) -> Parsed<Option<Stmt<'a>>> {
        let before = self.list();
        self.label_with(before)
    }

    /// The same behind its attributes.
    fn label_with(&mut self, mut attributes: BumpVec<'a, Attribute<'a>>) -> Parsed<Option<Stmt<'a>>> {
        let lo = self.tok.loc;
        let keyword = self.kw;
        let kind = match keyword {
            kw::CASE => {
                self.bump();
                let low = self.constant_expression()?;
                let high = if self.at(TokenKind::Ellipsis) {
                    if self.session.options.std < Std::C2y {
                        self.pedantic(lo, "range expressions in switch statements are non-standard");
                    }
                    self.bump();
                    Some(self.constant_expression()?)
                } else {
                    None
                };
                match self.expect_colon() {
                    true => StmtKind::Case(low, high),
                    false => StmtKind::Empty,
                }
            }
            kw::DEFAULT => {
                self.bump();
                match self.expect_colon() {
                    true => StmtKind::Default,
                    false => StmtKind::Empty,
                }
            }
            kw::NONE if self.at(TokenKind::Ident) && self.peek().kind == TokenKind::Colon => {
                let token = self.bump();
                self.bump();
                if self.kw == kw::ATTRIBUTE {
                    let at = self.tok.loc;
                    self.attributes_into(&mut attributes)?;
                    if self.starts_declaration(self.tok) {
                        let message =
                            "GNU-style attribute between label and declaration appertains to the label";
                        let _ = self.session.diags.warning(warn::ATTRIBUTES, at, message);
                    }
                }
                let name = Ident { name: token.symbol, loc: token.loc };
                StmtKind::Label(name, attributes.into_bump_slice())
            }
            _ => return Ok(None),
        };
        Ok(Some(self.stmt(lo, kind)))
    }

    /// Whether a label stands here.
    fn at_label(&mut self) -> bool {
        matches!(self.kw, kw::CASE | kw::DEFAULT) || self.at_ident() && self.peek().kind == TokenKind::Colon
    }

    /// The colon behind a label's word. Without it there is no label, and what follows is a statement still.
    fn expect_colon(&mut self) -> bool {
        let found = self.eat(TokenKind::Colon);
        if !found {
            self.expected("':' or '...'");
        }
        found
    }

    /// A statement where the grammar wants exactly one: labels are gathered with what they label.
    pub(crate) fn single_statement(&mut self) -> Parsed<&'a Stmt<'a>> {
        self.nested(|p| {
            let lo = p.tok.loc;
            let mut items = p.list();
            loop {
                let mut attributes = p.list();
                if p.at_attribute() && (items.is_empty() || p.at_standard_attribute()) {
                    p.attributes_into(&mut attributes)?;
                }
                if let Some(label) = p.label_with(attributes.clone())? {
                    items.push(label);
                    continue;
                }
                if items.is_empty() {
                    if !attributes.is_empty() && p.eat(TokenKind::Semi) {
                        let stmt = p.stmt(lo, StmtKind::Attributes(attributes.into_bump_slice()));
                        return Ok(p.alloc(stmt));
                    }
                    p.ignore_attributes(&attributes);
                    let stmt = p.statement()?;
                    return Ok(p.alloc(stmt));
                }
                if !attributes.is_empty() {
                    items.push(p.item_with(lo, attributes)?);
                    let kind = StmtKind::Labeled(items.into_bump_slice());
                    let stmt = p.stmt(lo, kind);
                    return Ok(p.alloc(stmt));
                }
                break;
            }
            if p.at(TokenKind::RBrace) {
                // A label at the end of a compound statement (C23; GCC takes it with a warning under -pedantic).
            } else if p.starts_declaration(p.tok) || p.at_attribute() {
                items.push(p.block_item()?);
            } else {
                items.push(p.statement()?);
            }
            let kind = StmtKind::Labeled(items.into_bump_slice());
            let stmt = p.stmt(lo, kind);
            Ok(p.alloc(stmt))
        })
    }

    fn condition(&mut self) -> Parsed<&'a Expr<'a>> {
        self.expect(TokenKind::LParen)?;
        let condition = self.expression_ref()?;
        self.expect(TokenKind::RParen)?;
        Ok(condition)
    }

    /// `if` or `switch`, which may declare what they test (C2Y 6.8.5.1): then it is a block of two statements.
    fn selection(&mut self, lo: Loc) -> Parsed<StmtKind<'a>> {
        let is_if = self.kw == kw::IF;
        self.bump();
        self.expect(TokenKind::LParen)?;
        let depth = self.scope_depth();
        self.push_scope();
        let kind = self.selection_in_scope(lo, is_if);
        self.pop_scopes_to(depth);
        kind
    }

    fn selection_in_scope(&mut self, lo: Loc, is_if: bool) -> Parsed<StmtKind<'a>> {
        let mut declaration = None;
        let condition = if self.starts_declaration(self.tok) || self.at_standard_attribute() {
            let at = self.tok.loc;
            self.newer(Std::C2y, at, if is_if { "'if' declarations" } else { "'switch' declarations" });
            let declared = self.header_declaration()?;
            let last = declared.declarators.last();
            let name = last.and_then(|last| last.declarator.name);
            let kind = StmtKind::Declaration(declared);
            declaration = Some(self.stmt(at, kind));
            if self.eat(TokenKind::Semi) {
                self.expression_ref()?
            } else {
                let Some(name) = name.filter(|_| {
                    declared.declarators.len() == 1 && last.is_some_and(|last| last.init.is_some())
                }) else {
                    return Err(self.expected("';'"));
                };
                let value = Expr { span: name.loc.into(), kind: ExprKind::Ident(name.name) };
                self.alloc(value)
            }
        } else {
            self.expression_ref()?
        };
        self.expect(TokenKind::RParen)?;
        let body = self.single_statement()?;
        let kind = if is_if {
            self.check_guarded("if", lo, body);
            let at = self.tok.loc;
            let other = if self.eat_kw(kw::ELSE) { Some(self.single_statement()?) } else { None };
            // `else if` is one clause with what it tests.
            if let Some(other) = other.filter(|other| !matches!(other.kind, StmtKind::If(..))) {
                self.check_guarded("else", at, other);
            }
            StmtKind::If(condition, body, other)
        } else {
            self.check_multistatement("switch", lo, body);
            StmtKind::Switch(condition, body)
        };
        let Some(declaration) = declaration else { return Ok(kind) };
        let mut items = self.list();
        items.push(declaration);
        items.push(self.stmt(lo, kind));
        let block = Block { span: self.span_from(lo), local_labels: &[], items: items.into_bump_slice() };
        Ok(StmtKind::Block(self.alloc(block)))
    }

    /// An unlabelled statement.
    /// A pragma about a loop stands before one.
    fn check_wanted_loop(&mut self) {
        if self.loop_wanted_at != Loc::NONE && self.loop_wanted_at == self.tok.loc {
            self.loop_wanted_at = Loc::NONE;
            if !matches!(self.kw, kw::FOR | kw::WHILE | kw::DO) {
                let _ = self.complained("for, while or do statement expected");
            }
        }
    }

    pub(crate) fn statement(&mut self) -> Parsed<Stmt<'a>> {
        let lo = self.tok.loc;
        self.check_wanted_loop();
        let kind = match self.kw {
            kw::NONE => match self.tok.kind {
                TokenKind::LBrace => StmtKind::Block(self.block()?),
                TokenKind::Semi => {
                    self.bump();
                    StmtKind::Empty
                }
                _ => return self.expression_statement(),
            },
            kw::IF | kw::SWITCH => self.selection(lo)?,
            kw::WHILE => self.in_scope(Self::while_statement)?,
            kw::DO => self.in_scope(Self::do_statement)?,
            kw::FOR => self.in_scope(Self::for_statement)?,
            kw::GOTO => {
                self.bump();
                if self.at(TokenKind::Star) {
                    self.pedantic(self.tok.loc, "ISO C forbids 'goto *expr;'");
                    self.bump();
                    let target = self.expression_ref()?;
                    self.expect_semi()?;
                    StmtKind::GotoComputed(target)
                } else {
                    let label = self.expect_ident("identifier or '*'")?;
                    self.expect_semi()?;
                    StmtKind::Goto(label)
                }
            }
            kw::BREAK => {
                self.bump();
                let name = self.loop_name("named 'break'")?;
                StmtKind::Break(name)
            }
            kw::CONTINUE => {
                self.bump();
                let name = self.loop_name("named 'continue'")?;
                StmtKind::Continue(name)
            }
            kw::DEFER => {
                self.bump();
                StmtKind::Defer(self.single_statement()?)
            }
            kw::RETURN => {
                self.bump();
                let value = if self.at(TokenKind::Semi) { None } else { Some(self.expression_ref()?) };
                self.expect_semi()?;
                StmtKind::Return(value)
            }
            kw::ASM => {
                let asm = self.asm_statement()?;
                self.expect_semi()?;
                StmtKind::Asm(asm)
            }
            kw::ELSE => {
                let reported = self.error(lo, "'else' without a previous 'if'");
                self.bump();
                return Err(reported);
            }
            _ => return self.expression_statement(),
        };
        Ok(self.stmt(lo, kind))
    }

    /// The loop that `break` or `continue` names (C2Y 6.8.7.1), and the semicolon.
    fn loop_name(&mut self, what: &str) -> Parsed<Option<Ident>> {
        let mut name = None;
        if self.at_ident() {
            self.newer(Std::C2y, self.tok.loc, what);
            let token = self.bump();
            name = Some(Ident { name: token.symbol, loc: token.loc });
        }
        self.expect_semi()?;
        Ok(name)
    }

    fn expression_statement(&mut self) -> Parsed<Stmt<'a>> {
        let lo = self.tok.loc;
        let expr = self.expression_ref()?;
        let stmt = self.stmt(lo, StmtKind::Expr(expr));
        self.expect_semi()?;
        Ok(stmt)
    }

    /// An iteration statement, which is a block (C23 6.8.6.1p5).
    fn in_scope(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<StmtKind<'a>>) -> Parsed<StmtKind<'a>> {
        let depth = self.scope_depth();
        self.push_scope();
        let kind = parse(self);
        self.pop_scopes_to(depth);
        kind
    }

    fn while_statement(&mut self) -> Parsed<StmtKind<'a>> {
        let lo = self.bump().loc;
        let condition = self.condition()?;
        let body = self.single_statement()?;
        self.check_guarded("while", lo, body);
        Ok(StmtKind::While(condition, body))
    }

    fn do_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let body = self.single_statement()?;
        if !self.eat_kw(kw::WHILE) {
            return Err(self.expected("'while'"));
        }
        let condition = self.condition()?;
        self.expect_semi()?;
        Ok(StmtKind::DoWhile(body, condition))
    }

    fn for_statement(&mut self) -> Parsed<StmtKind<'a>> {
        let lo = self.tok.loc;
        self.bump();
        self.expect(TokenKind::LParen)?;
        let ahead = self.peek();
        let extension = self.kw == kw::EXTENSION && self.starts_declaration(ahead);
        let begun = extension && self.begin_extension();
        let init = self.for_init();
        self.end_extension(begun);
        let init = init?;
        let condition = if self.at(TokenKind::Semi) { None } else { Some(self.expression_ref()?) };
        self.expect(TokenKind::Semi)?;
        let step = if self.at(TokenKind::RParen) { None } else { Some(self.expression_ref()?) };
        self.expect(TokenKind::RParen)?;
        let body = self.single_statement()?;
        self.check_guarded("for", lo, body);
        Ok(StmtKind::For(self.alloc(For { init, condition, step, body })))
    }

    fn for_init(&mut self) -> Parsed<ForInit<'a>> {
        Ok(if self.eat(TokenKind::Semi) {
            ForInit::None
        } else if self.starts_declaration(self.tok)
            || self.kw == kw::STATIC_ASSERT
            || self.at_standard_attribute()
        {
            let at = self.tok.loc;
            let message = "ISO C90 does not support 'for' loop initial declarations";
            let stmt = self.unlabelled_item()?;
            if self.session.options.std < Std::C99 {
                self.for_declarations(at);
            } else {
                self.c99(warn::PEDANTIC, at, message);
            }
            ForInit::Decl(self.alloc(stmt))
        } else {
            let expr = self.expression_ref()?;
            self.expect(TokenKind::Semi)?;
            ForInit::Expr(expr)
        })
    }

    /// `for (int i = …` in C90.
    fn for_declarations(&mut self, at: Loc) {
        let message = "'for' loop initial declarations are only allowed in C99 or C11 mode";
        let reported = self.session.diags.error(at, message);
        if !std::mem::replace(&mut self.for_explained, true) {
            let note = "use option '-std=c99', '-std=gnu99', '-std=c11' or '-std=gnu11' to compile your code";
            let _ = reported.note(at, note);
        }
    }

    /// `asm [volatile|inline|goto] ( template [: outputs [: inputs [: clobbers [: labels]]]] )`
    fn asm_statement(&mut self) -> Parsed<&'a Asm<'a>> {
        self.bump();
        let (mut volatile, mut inline, mut goto) = (false, false, false);
        loop {
            let seen = match self.kw {
                kw::VOLATILE => std::mem::replace(&mut volatile, true),
                kw::INLINE => std::mem::replace(&mut inline, true),
                kw::GOTO => std::mem::replace(&mut goto, true),
                kw::CONST | kw::RESTRICT => {
                    let text = self.session.interner.text(self.tok.symbol);
                    self.error(self.tok.loc, format!("'{text}' is not a valid 'asm' qualifier"));
                    false
                }
                _ => break,
            };
            if seen {
                let text = self.session.interner.text(self.kw);
                self.error(self.tok.loc, format!("duplicate 'asm' qualifier '{text}'"));
            }
            self.bump();
        }
        self.expect(TokenKind::LParen)?;
        let template = self.string()?;
        let mut sections = 0;
        let mut outputs: &[AsmOperand] = &[];
        let mut inputs: &[AsmOperand] = &[];
        let mut clobbers = self.list();
        let mut labels = self.list();
        // `::` is one token here and two colons there.
        let most = if goto { 4 } else { 3 };
        while matches!(self.tok.kind, TokenKind::Colon | TokenKind::ColonColon) {
            if self.at(TokenKind::ColonColon) && sections + 2 > most {
                return Err(self.expected("')'"));
            }
            sections += if self.bump().kind == TokenKind::ColonColon { 2 } else { 1 };
            if matches!(self.tok.kind, TokenKind::Colon | TokenKind::ColonColon | TokenKind::RParen) {
                if sections == 4 {
                    // There is a label at least (GCC manual, "Goto Labels").
                    return Err(self.expected("identifier"));
                }
                continue;
            }
            match sections {
                1 => outputs = self.asm_operands()?,
                2 => inputs = self.asm_operands()?,
                3 => loop {
                    clobbers.push(self.string()?);
                    if !self.eat(TokenKind::Comma) {
                        break;
                    }
                },
                4 if goto => loop {
                    labels.push(self.expect_ident("identifier")?);
                    if !self.eat(TokenKind::Comma) {
                        break;
                    }
                },
                _ => return Err(self.expected("')'")),
            }
        }
        self.expect(TokenKind::RParen)?;
        Ok(self.alloc(Asm {
            volatile,
            inline,
            goto,
            extended: sections > 0,
            template,
            outputs,
            inputs,
            clobbers: clobbers.into_bump_slice(),
            labels: labels.into_bump_slice(),
        }))
    }

    fn asm_operands(&mut self) -> Parsed<&'a [AsmOperand<'a>]> {
        let mut operands = self.list();
        loop {
            let name = if self.eat(TokenKind::LBracket) {
                if !self.at(TokenKind::Ident) {
                    return Err(self.expected("identifier"));
                }
                let name = self.bump().symbol;
                self.expect(TokenKind::RBracket)?;
                Some(name)
            } else {
                None
            };
            let constraint = self.string()?;
            self.expect(TokenKind::LParen)?;
            let expr = self.expression()?;
            self.expect(TokenKind::RParen)?;
            operands.push(AsmOperand { name, constraint, expr });
            if !self.eat(TokenKind::Comma) {
                return Ok(operands.into_bump_slice());
            }
        }
    }
}
