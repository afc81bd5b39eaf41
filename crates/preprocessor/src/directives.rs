//! Directives (C23 6.10.1): recognising them, conditional inclusion, `#line`, `#error`.

use crate::{Conditional, Event, Guard, Preprocessor};
use diag::{Loc, SystemHeader, warn};
use lexer::{Std, Symbol, Token, TokenFlags, TokenKind, kw, sym};

impl Preprocessor<'_> {
    /// Executes the directive whose `#` was read. In assembler a line that only looks like a directive is text:
    /// then its `#` is returned.
    pub(crate) fn directive(&mut self, hash: Token) -> Option<Token> {
        if matches!(self.state.guard, Guard::Start | Guard::Closed(_)) && self.scanner.tokens_read > 1 {
            self.state.guard = Guard::No;
        }
        let at_start = self.state.guard == Guard::Start;
        if !matches!(self.state.guard, Guard::Inside(..)) {
            self.state.guard = Guard::No;
        }
        let after_hash = self.scanner.offset();
        self.begin_directive();
        let name = self.scanner.next(self.session);
        let skip = match name.kind {
            TokenKind::Eod => false,
            TokenKind::Number if !self.session.options.assembler => {
                self.linemarker(name);
                false
            }
            TokenKind::Ident => match self.check_and_dispatch(hash, name, at_start) {
                Some(skip) => skip,
                None if self.session.options.assembler => {
                    return Some(self.not_a_directive(hash, after_hash));
                }
                None => {
                    let text = self.text(name.symbol);
                    let message = format!("invalid preprocessing directive #{text}");
                    self.session.diags.error(name.loc, message);
                    false
                }
            },
            _ if self.session.options.assembler => return Some(self.not_a_directive(hash, after_hash)),
            _ => {
                let text = String::from_utf8_lossy(&self.spelling(&[name])).into_owned();
                self.session.diags.error(name.loc, format!("invalid preprocessing directive #{text}"));
                false
            }
        };
        self.end_directive();
        if skip {
            self.skip_group();
        }
        if self.session.diags.stopped() {
            self.halt();
        }
        None
    }

    /// Ends the input: nothing more is read.
    pub(crate) fn halt(&mut self) {
        self.halted = true;
        self.outer.clear();
        self.conditionals.clear();
        self.drop_contexts();
        self.scanner.to_end();
        self.in_directive = false;
        self.scanner.set_in_directive(false);
    }

    fn not_a_directive(&mut self, hash: Token, after_hash: u32) -> Token {
        self.scanner.rewind(after_hash);
        self.in_directive = false;
        self.scanner.set_in_directive(false);
        hash
    }

    pub(crate) fn begin_directive(&mut self) {
        self.in_directive = true;
        self.scanner.set_in_directive(true);
    }

    pub(crate) fn end_directive(&mut self) {
        if self.in_directive {
            self.scanner.finish_line(self.session);
        }
        self.in_directive = false;
        self.scanner.set_in_directive(false);
    }

    fn check_and_dispatch(&mut self, hash: Token, name: Token, at_start: bool) -> Option<bool> {
        let diags = &self.session.diags;
        if self.collecting {
            let message = "embedding a directive within macro arguments is not portable";
            diags.pedwarn(warn::PEDANTIC, hash.loc, message);
        }
        if diags.may_be_enabled(warn::PEDANTIC) || diags.may_be_enabled(warn::TRADITIONAL) {
            self.check_directive(name);
        }
        self.dispatch(name, at_start)
    }

    /// Whether `#elifdef` and `#elifndef` are directives: in strict modes before C23 they are not.
    fn knows_elifdef(&self) -> bool {
        self.session.options.gnu || self.session.options.std >= Std::C23
    }

    /// Executes one directive. `Some(true)`: an inactive group follows; `None`: there is no such directive.
    fn dispatch(&mut self, name: Token, at_start: bool) -> Option<bool> {
        match name.symbol {
            kw::IF => return Some(self.do_if(name, at_start)),
            sym::IFDEF => return Some(self.do_ifdef(name, false, at_start)),
            sym::IFNDEF => return Some(self.do_ifdef(name, true, at_start)),
            sym::ELIFDEF | sym::ELIFNDEF if !self.knows_elifdef() => return None,
            kw::ELSE | sym::ELIF | sym::ELIFDEF | sym::ELIFNDEF => {
                self.check_elifdef(name);
                let text = self.text(name.symbol);
                // The group before was active: all others are not.
                let Some(seen_else) = self.innermost().map(|c| {
                    c.taken = true;
                    c.seen_else
                }) else {
                    self.session.diags.error(name.loc, format!("#{text} without #if"));
                    return Some(false);
                };
                self.not_a_guard();
                self.check_else(name, seen_else);
                return Some(true);
            }
            sym::ENDIF => self.do_endif(name),
            sym::DEFINE => self.do_define(),
            sym::UNDEF => self.do_undef(),
            sym::INCLUDE | sym::INCLUDE_NEXT | sym::IMPORT => self.do_include(name),
            sym::EMBED => self.do_embed(name),
            sym::LINE => self.do_line(name),
            sym::ERROR => {
                let text = self.rest_of_line();
                self.session.diags.error(name.loc, format!("#error{text}"));
            }
            sym::WARNING => {
                let text = self.rest_of_line();
                self.session.diags.warning(warn::CPP, name.loc, format!("#warning{text}"));
            }
            sym::PRAGMA => self.do_pragma(name),
            sym::IDENT | sym::SCCS => self.do_ident(name),
            sym::ASSERT | sym::UNASSERT => self.do_assert(name),
            _ => return None,
        }
        Some(false)
    }

    /// What the rest of the line spells, with a space before it if it is not empty.
    fn rest_of_line(&mut self) -> String {
        let mut tokens = self.take_buffer();
        loop {
            let token = self.scanner.next(self.session);
            if token.kind == TokenKind::Eod {
                break;
            }
            tokens.push(token);
        }
        let text = String::from_utf8_lossy(&self.spelling(&tokens)).into_owned();
        self.give_buffer(tokens);
        if text.is_empty() { text } else { format!(" {text}") }
    }

    fn innermost(&mut self) -> Option<&mut Conditional> {
        if self.conditionals.len() > self.state.conditionals { self.conditionals.last_mut() } else { None }
    }

    /// An `#else` or `#elif` belongs to what might have been an include guard.
    fn not_a_guard(&mut self) {
        if let Guard::Inside(_, depth) = self.state.guard
            && depth == self.conditionals.len()
        {
            self.state.guard = Guard::No;
        }
    }

    /// Complains about `#else` after `#else`, and marks the first.
    fn check_else(&mut self, name: Token, seen_else: bool) {
        if seen_else {
            let text = self.text(name.symbol);
            let begun = self.conditionals.last().map_or(Loc::NONE, |c| c.loc);
            self.session
                .diags
                .error(name.loc, format!("#{text} after #else"))
                .note(begun, "the conditional began here");
        }
        if name.symbol == kw::ELSE {
            if let Some(innermost) = self.conditionals.last_mut() {
                innermost.seen_else = true;
            }
            if !seen_else {
                self.extra_tokens("else");
            }
        }
    }

    fn push_conditional(&mut self, name: Token, taken: bool, dead: bool) {
        let conditional = Conditional { loc: name.loc, name: name.symbol, taken, seen_else: false, dead };
        self.conditionals.push(conditional);
    }

    fn do_if(&mut self, name: Token, at_start: bool) -> bool {
        let guard = if at_start { self.guard_condition() } else { None };
        let value = self.condition("if");
        self.push_conditional(name, value, false);
        self.begin_guard(guard);
        !value
    }

    /// X, if the rest of the line is `!defined X` or `!defined(X)`.
    fn guard_condition(&mut self) -> Option<Symbol> {
        let start = self.scanner.offset();
        let mut next = || self.scanner.next(self.session);
        let mut tokens = [next(), next(), next(), next(), next(), next()].into_iter();
        self.scanner.rewind(start);
        let mut guard = None;
        if tokens.next()?.kind == TokenKind::Bang && tokens.next()?.symbol == sym::DEFINED {
            let mut name = tokens.next()?;
            let paren = name.kind == TokenKind::LParen;
            if paren {
                name = tokens.next()?;
            }
            let closed = !paren || tokens.next()?.kind == TokenKind::RParen;
            if name.kind == TokenKind::Ident && closed && tokens.next()?.kind == TokenKind::Eod {
                guard = Some(name.symbol);
            }
        }
        guard
    }

    fn begin_guard(&mut self, guard: Option<Symbol>) {
        if let Some(symbol) = guard {
            self.state.guard = Guard::Inside(symbol, self.conditionals.len());
        }
    }

    fn do_ifdef(&mut self, name: Token, negated: bool, at_start: bool) -> bool {
        let directive = if negated { "ifndef" } else { "ifdef" };
        let Some(operand) = self.macro_name(directive) else {
            self.push_conditional(name, false, false);
            return true;
        };
        self.extra_tokens(directive);
        let value = self.is_defined(operand.symbol, operand.loc) != negated;
        self.push_conditional(name, value, false);
        self.begin_guard((negated && at_start).then_some(operand.symbol));
        !value
    }

    fn do_endif(&mut self, name: Token) {
        if self.innermost().is_none() {
            self.session.diags.error(name.loc, "#endif without #if");
            return;
        }
        self.extra_tokens("endif");
        self.pop_conditional();
    }

    fn pop_conditional(&mut self) {
        if let Guard::Inside(symbol, depth) = self.state.guard
            && depth == self.conditionals.len()
        {
            self.state.guard = Guard::Closed(symbol);
            self.scanner.tokens_read = 0;
        }
        self.conditionals.pop();
    }

    /// Complains if a directive's line goes on.
    pub(crate) fn extra_tokens(&mut self, directive: &str) {
        let token = self.scanner.next(self.session);
        if token.kind != TokenKind::Eod {
            let group = if matches!(directive, "else" | "endif") { warn::ENDIF_LABELS } else { warn::NONE };
            let message = format!("extra tokens at end of #{directive} directive");
            self.session.diags.pedwarn(group, token.loc, message);
        }
    }

    /// Skips inactive groups up to the group that is active or the end of the conditional.
    fn skip_group(&mut self) {
        while self.scanner.skip_to_directive() {
            self.begin_directive();
            let name = self.scanner.next(self.session);
            if name.kind == TokenKind::Ident {
                self.check_indentation(name);
            }
            let active = name.kind == TokenKind::Ident && self.skipped_directive(name);
            if name.kind != TokenKind::Ident {
                self.scanner.skip_line();
            }
            self.in_directive = false;
            self.scanner.set_in_directive(false);
            if active {
                return;
            }
        }
    }

    /// A directive inside an inactive group. `true` if what follows is active.
    fn skipped_directive(&mut self, name: Token) -> bool {
        match name.symbol {
            kw::IF | sym::IFDEF | sym::IFNDEF => {
                self.push_conditional(name, true, true);
            }
            sym::ENDIF => {
                let Some(innermost) = self.conditionals.last().copied() else { return true };
                if !innermost.dead {
                    self.extra_tokens("endif");
                }
                self.pop_conditional();
                self.scanner.skip_line();
                self.scanner.tokens_read = 0;
                return !innermost.dead;
            }
            sym::ELIFDEF | sym::ELIFNDEF if !self.knows_elifdef() => {}
            kw::ELSE | sym::ELIF | sym::ELIFDEF | sym::ELIFNDEF => {
                let Some(innermost) = self.conditionals.last().copied() else { return true };
                self.not_a_guard();
                if innermost.dead {
                    self.scanner.skip_line();
                    return false;
                }
                if innermost.taken {
                    self.check_elifdef(name);
                }
                self.check_else(name, innermost.seen_else);
                if !innermost.taken && !innermost.seen_else {
                    let value = match name.symbol {
                        kw::ELSE => true,
                        sym::ELIF => self.condition("elif"),
                        _ => self.elifdef(name),
                    };
                    if value {
                        self.check_elifdef(name);
                        if let Some(innermost) = self.conditionals.last_mut() {
                            innermost.taken = true;
                        }
                        self.scanner.finish_line(self.session);
                        return true;
                    }
                }
            }
            _ => {}
        }
        self.scanner.skip_line();
        false
    }

    fn check_elifdef(&self, name: Token) {
        if matches!(name.symbol, sym::ELIFDEF | sym::ELIFNDEF) {
            let message = format!("#{} before C2X is a GCC extension", self.text(name.symbol));
            self.session.newer(Std::C23, warn::PEDANTIC, name.loc, message);
        }
    }

    fn elifdef(&mut self, name: Token) -> bool {
        let negated = name.symbol == sym::ELIFNDEF;
        let directive = if negated { "elifndef" } else { "elifdef" };
        let Some(operand) = self.macro_name(directive) else { return false };
        self.extra_tokens(directive);
        self.is_defined(operand.symbol, operand.loc) != negated
    }

    /// `#line`: its operands are expanded.
    fn do_line(&mut self, name: Token) {
        let number = self.next();
        let line = self.line_number(number);
        let limit = if self.session.options.std >= Std::C99 { i32::MAX as u64 } else { 32767 };
        let Some(line) = line else {
            let text = String::from_utf8_lossy(&self.spelling(&[number])).into_owned();
            let message = if number.kind == TokenKind::Eod {
                "unexpected end of file after #line".to_string()
            } else {
                format!("\"{text}\" after #line is not a positive integer")
            };
            self.session.diags.error(number.loc, message);
            self.drop_contexts();
            return;
        };
        if line > u64::from(u32::MAX) {
            self.session.diags.pedwarn(warn::NONE, name.loc, "line number out of range");
        } else if line == 0 || line > limit {
            self.session.diags.pedwarn(warn::PEDANTIC, name.loc, "line number out of range");
        }
        let file = self.next();
        let new_name = match file.kind {
            TokenKind::String if self.is_plain_string(&file) => Some(self.string_bytes(&file)),
            TokenKind::Eod => None,
            _ => {
                let text = String::from_utf8_lossy(&self.spelling(&[file])).into_owned();
                self.session.diags.error(file.loc, format!("\"{text}\" is not a valid filename"));
                self.drop_contexts();
                return;
            }
        };
        if file.kind != TokenKind::Eod {
            let extra = self.next();
            if extra.kind != TokenKind::Eod {
                let message = "extra tokens at end of #line directive";
                self.session.diags.pedwarn(warn::NONE, extra.loc, message);
            }
        }
        self.drop_contexts();
        let system = self.session.sources.naming(self.scanner.loc()).map_or(SystemHeader::No, |n| n.1);
        self.rename(new_name, line as u32, system);
    }

    fn line_number(&self, token: Token) -> Option<u64> {
        if token.kind != TokenKind::Number {
            return None;
        }
        self.session.interner.with(token.symbol, |text| {
            let digits = text.iter().filter(|&&byte| byte != b'\'');
            digits.into_iter().try_fold(0u64, |value, &byte| {
                byte.is_ascii_digit().then(|| value.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
            })
        })
    }

    fn is_plain_string(&self, token: &Token) -> bool {
        self.session.interner.with(token.symbol, |text| text.starts_with(b"\""))
    }

    pub(crate) fn string_bytes(&self, token: &Token) -> String {
        String::from_utf8_lossy(&self.session.string_literal(&[*token]).bytes).into_owned()
    }

    /// `# 12 "file" 1 3 4`, as `-E` writes it.
    fn linemarker(&mut self, number: Token) {
        let Some(line) = self.line_number(number) else {
            let text = self.text(number.symbol);
            self.session.diags.error(number.loc, format!("\"{text}\" after # is not a positive integer"));
            return;
        };
        let file = self.scanner.next(self.session);
        let mut system = self.session.sources.naming(self.scanner.loc()).map_or(SystemHeader::No, |n| n.1);
        let new_name = match file.kind {
            TokenKind::Eod => None,
            TokenKind::String => {
                let name = self.string_bytes(&file);
                system = SystemHeader::No;
                loop {
                    let flag = self.scanner.next(self.session);
                    if flag.kind == TokenKind::Eod {
                        break;
                    }
                    match self.line_number(flag) {
                        Some(1 | 2) => {}
                        Some(3) => system = SystemHeader::Yes,
                        Some(4) => system = SystemHeader::ExternC,
                        _ => {
                            let text = String::from_utf8_lossy(&self.spelling(&[flag])).into_owned();
                            let message = format!("invalid flag \"{text}\" in line directive");
                            self.session.diags.error(flag.loc, message);
                            break;
                        }
                    }
                }
                Some(name)
            }
            _ => {
                let text = String::from_utf8_lossy(&self.spelling(&[file])).into_owned();
                self.session.diags.error(file.loc, format!("invalid filename \"{text}\" in line directive"));
                return;
            }
        };
        self.rename(new_name, line as u32, system);
    }

    /// The next line is `line` of the file `name`.
    fn rename(&mut self, name: Option<String>, line: u32, system: SystemHeader) {
        self.scanner.finish_line(self.session);
        // The position of the end of this line: it belongs to the line before the new number.
        let end = self.scanner.loc();
        self.session.sources.rename(end, name.as_deref(), i64::from(line) - 1, system);
        if self.options.record_events
            && let Some((name, system, _)) = self.session.sources.naming(end)
        {
            self.events.push(Event::Rename { name, line, system });
        }
    }

    /// `#ident "text"`: handed to the parser as a pragma `ident`.
    fn do_ident(&mut self, name: Token) {
        let text = self.next();
        let end = self.next();
        self.drop_contexts();
        if text.kind != TokenKind::String {
            let message = format!("invalid #{} directive", self.text(name.symbol));
            self.session.diags.error(name.loc, message);
            return;
        }
        if end.kind != TokenKind::Eod {
            let message = format!("extra tokens at end of #{} directive", self.text(name.symbol));
            self.session.diags.pedwarn(warn::NONE, end.loc, message);
        }
        let ident = Token { symbol: sym::IDENT, ..name };
        self.hand_to_parser(name.loc, &[ident, text]);
    }

    /// Queues a pragma for the parser: its tokens are not expanded again.
    pub(crate) fn hand_to_parser(&mut self, loc: Loc, tokens: &[Token]) {
        let mut buffer = self.take_buffer();
        let mark = Token {
            kind: TokenKind::Pragma,
            flags: TokenFlags::LINE_START,
            len: 0,
            loc,
            symbol: Symbol::default(),
        };
        buffer.push(mark);
        buffer.extend(tokens.iter().map(|token| Token {
            flags: token.flags.with(TokenFlags::NO_EXPAND).without(TokenFlags::LINE_START),
            ..*token
        }));
        buffer.push(Token { kind: TokenKind::Eod, flags: TokenFlags(0), ..mark });
        self.push_buffer(buffer, 0, false);
    }
}
