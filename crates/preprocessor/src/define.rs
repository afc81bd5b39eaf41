//! `#define` and `#undef` (C23 6.10.4): parameters, bodies, redefinitions.

use crate::macros::{BodyOps, BodyToken, BuiltinMacro, Macro, MacroKind};
use crate::{Event, Preprocessor};
use diag::{Loc, warn};
use lexer::{Std, Symbol, Token, TokenFlags, TokenKind, sym};

impl Preprocessor<'_> {
    /// The name that a directive takes, if it is one that may be (un)defined.
    pub(crate) fn macro_name(&mut self, directive: &str) -> Option<Token> {
        let name = self.scanner.next(self.session);
        let diags = &self.session.diags;
        match name.kind {
            TokenKind::Ident => {}
            TokenKind::Eod => {
                diags.error(name.loc, format!("no macro name given in #{directive} directive"));
                return None;
            }
            _ => {
                diags.error(name.loc, "macro names must be identifiers");
                return None;
            }
        }
        let operator =
            matches!(name.symbol, sym::DEFINED | sym::HAS_INCLUDE | sym::HAS_INCLUDE_NEXT | sym::HAS_EMBED);
        if operator && matches!(directive, "define" | "undef") {
            let text = self.text(name.symbol);
            diags.error(name.loc, format!("\"{text}\" cannot be used as a macro name"));
            return None;
        }
        self.check_macro_name(name);
        let id = self.macros.get(name.symbol);
        if self.macros.macros[id as usize].kind == MacroKind::Poisoned {
            let text = self.text(name.symbol);
            self.session.diags.error(name.loc, format!("attempt to use poisoned \"{text}\""));
            if matches!(directive, "define" | "undef") {
                return None;
            }
        }
        Some(name)
    }

    pub(crate) fn do_undef(&mut self) {
        let Some(name) = self.macro_name("undef") else { return };
        self.extra_tokens("undef");
        let id = self.macros.get(name.symbol);
        if id == 0 {
            return;
        }
        if self.is_standard_macro(&self.macros.macros[id as usize]) {
            let message = format!("undefining \"{}\"", self.text(name.symbol));
            self.session.diags.warning(warn::NONE, name.loc, message);
        }
        if let MacroKind::Builtin(builtin) = self.macros.macros[id as usize].kind {
            if matches!(builtin, BuiltinMacro::PragmaOperator | BuiltinMacro::VaArgs) {
                return;
            }
            let text = self.text(name.symbol);
            let message = format!("undefining \"{text}\"");
            self.session.diags.warning(warn::BUILTIN_MACRO_REDEFINED, name.loc, message);
        }
        self.macros.set(name.symbol, 0);
        if self.options.record_events {
            self.events.push(Event::Undef(self.text(name.symbol), name.loc));
        }
    }

    pub(crate) fn do_define(&mut self) {
        let Some(name) = self.macro_name("define") else { return };
        let params_start = self.macros.param_pool.len() as u32;
        let mut new = Macro {
            name: name.symbol,
            kind: MacroKind::Object,
            variadic: false,
            complex: false,
            disabled: false,
            used: false,
            params: (params_start, params_start),
            body: (0, 0),
            definition: name.loc,
        };
        self.scanner.keep_directive_comments = self.options.keep_macro_comments;
        let mut token = self.scanner.next(self.session);
        if token.kind == TokenKind::LParen && !token.flags.has(TokenFlags::SPACE_BEFORE) {
            new.kind = MacroKind::Function;
            self.scanner.keep_directive_comments = false;
            if !self.parameters(&mut new) {
                return;
            }
            self.scanner.keep_directive_comments = self.options.keep_macro_comments;
            token = self.scanner.next(self.session);
        } else if !matches!(token.kind, TokenKind::Eod | TokenKind::Comment)
            && !token.flags.has(TokenFlags::SPACE_BEFORE)
        {
            if self.session.options.std >= Std::C99 {
                let message = "ISO C99 requires whitespace after the macro name";
                self.session.diags.pedwarn(warn::NONE, token.loc, message);
            } else {
                // Outside the basic character set it is a violation there, too (C94 6.8.3).
                let message = "missing whitespace after the macro name";
                let basic = token.kind != TokenKind::Other
                    || self
                        .session
                        .interner
                        .with(token.symbol, |text| matches!(text.first(), Some(b'"' | b'\'' | b'\\')));
                let diags = &self.session.diags;
                let _ = if basic {
                    diags.warning(warn::NONE, token.loc, message)
                } else {
                    diags.pedwarn(warn::NONE, token.loc, message)
                };
            }
        }
        let body_start = self.macros.pool.len() as u32;
        let complete = self.body(&mut new, token);
        self.scanner.keep_directive_comments = false;
        if !complete {
            self.macros.pool.truncate(body_start as usize);
            self.macros.param_pool.truncate(params_start as usize);
            return;
        }
        new.body = (body_start, self.macros.pool.len() as u32);
        if new.kind == MacroKind::Function {
            self.check_stringified_parameters(&new);
        }
        self.install(new);
    }

    /// The parameter list after its parenthesis.
    fn parameters(&mut self, new: &mut Macro) -> bool {
        let session = self.session;
        let start = new.params.0 as usize;
        let fail = |token: Token, message: String| {
            session.diags.error(token.loc, message);
            false
        };
        let mut expect_name = true;
        loop {
            let token = self.scanner.next(session);
            match token.kind {
                TokenKind::RParen if !expect_name || self.macros.param_pool.len() == start => break,
                TokenKind::Ident if expect_name => {
                    if self.macros.param_pool[start..].contains(&token.symbol) {
                        let text = self.text(token.symbol);
                        return fail(token, format!("duplicate macro parameter \"{text}\""));
                    }
                    if token.symbol == sym::VA_ARGS {
                        let message = "__VA_ARGS__ can only appear in the expansion of a C99 variadic macro";
                        session.diags.pedwarn(warn::NONE, token.loc, message);
                    }
                    self.macros.param_pool.push(token.symbol);
                    expect_name = false;
                }
                TokenKind::Comma if !expect_name => expect_name = true,
                TokenKind::Ellipsis => {
                    if expect_name {
                        let message = "anonymous variadic macros were introduced in C99";
                        let compat = session.diags.explicit(warn::C90_C99_COMPAT) == Some(true);
                        if compat && session.options.std >= Std::C99 {
                            session.diags.warning(warn::NONE, token.loc, message);
                        } else if compat && session.diags.is_enabled(warn::PEDANTIC, token.loc) {
                            session.diags.pedwarn(warn::VARIADIC_MACROS, token.loc, message);
                        } else {
                            session.newer(Std::C99, warn::VARIADIC_MACROS, token.loc, message);
                        }
                        self.macros.param_pool.push(sym::VA_ARGS);
                    } else {
                        let message = "ISO C does not permit named variadic macros";
                        session.diags.pedwarn(warn::VARIADIC_MACROS, token.loc, message);
                    }
                    new.variadic = true;
                    let close = self.scanner.next(session);
                    if close.kind != TokenKind::RParen {
                        return fail(close, "expected ')' after \"...\"".into());
                    }
                    break;
                }
                TokenKind::Eod if expect_name => {
                    return fail(token, "expected parameter name before end of line".into());
                }
                TokenKind::Eod => return fail(token, "expected ')' before end of line".into()),
                _ => {
                    let text = String::from_utf8_lossy(&self.spelling(&[token])).into_owned();
                    let what = if expect_name { "expected parameter name" } else { "expected ',' or ')'" };
                    return fail(token, format!("{what}, found \"{text}\""));
                }
            }
        }
        new.params.1 = self.macros.param_pool.len() as u32;
        true
    }

    fn parameter(&self, new: &Macro, symbol: Symbol) -> u16 {
        let params = self.macros.params(new);
        params.iter().position(|&p| p == symbol).map_or(0, |index| index as u16 + 1)
    }

    /// The replacement list, beginning with `first`.
    fn body(&mut self, new: &mut Macro, first: Token) -> bool {
        let session = self.session;
        let function = new.kind == MacroKind::Function;
        let start = self.macros.pool.len();
        let mut token = first;
        // Open parentheses inside `__VA_OPT__(`, and where its item is.
        let mut va_opt: Option<(usize, u32)> = None;
        let mut stringify: Option<Token> = None;
        let paste_error = |token: Token, in_va_opt: bool| {
            let whole = if in_va_opt { "__VA_OPT__" } else { "a macro expansion" };
            session.diags.error(token.loc, format!("'##' cannot appear at either end of {whole}"));
            false
        };
        loop {
            let mut param = 0;
            let mut ops = BodyOps::default();
            match token.kind {
                TokenKind::Eod => break,
                TokenKind::Comment => token.symbol = self.block_comment(token.symbol),
                TokenKind::HashHash => {
                    let inside = va_opt.map_or(start, |(item, _)| item + 1);
                    if self.macros.pool.len() == inside {
                        return paste_error(token, va_opt.is_some());
                    }
                    if let Some(last) = self.va_opt_or_last() {
                        last.ops.0 |= BodyOps::PASTE;
                    }
                    new.complex = true;
                    token = self.scanner.next(session);
                    if token.kind == TokenKind::Eod {
                        return paste_error(token, false);
                    }
                    continue;
                }
                TokenKind::Hash if function => {
                    let next = self.scanner.next(session);
                    let is_param = next.kind == TokenKind::Ident
                        && (self.parameter(new, next.symbol) != 0
                            || (next.symbol == sym::VA_OPT && new.variadic));
                    if is_param {
                        stringify = Some(token);
                        token = next;
                        continue;
                    }
                    if !session.options.assembler {
                        session.diags.error(token.loc, "'#' is not followed by a macro parameter");
                        return false;
                    }
                    self.macros.pool.push(BodyToken { token, param: 0, ops });
                    token = next;
                    continue;
                }
                TokenKind::Ident => {
                    param = self.parameter(new, token.symbol);
                    if token.symbol == sym::VA_ARGS && param == 0 {
                        let message = "__VA_ARGS__ can only appear in the expansion of a C99 variadic macro";
                        session.diags.pedwarn(warn::NONE, token.loc, message);
                    } else if token.symbol == sym::VA_OPT && !new.variadic {
                        let message = "__VA_OPT__ can only appear in the expansion of a C++20 variadic macro";
                        session.diags.pedwarn(warn::NONE, token.loc, message);
                    } else if token.symbol == sym::VA_OPT && va_opt.is_some() {
                        // C23 6.10.5.2p3
                        session.diags.error(token.loc, "__VA_OPT__ may not appear in a __VA_OPT__");
                        return false;
                    } else if token.symbol == sym::VA_OPT {
                        if session.options.std < Std::C23
                            && !session.options.gnu
                            && session.diags.is_enabled(warn::PEDANTIC, token.loc)
                        {
                            let message = "__VA_OPT__ is not available until C++20";
                            session.diags.pedwarn(warn::NONE, token.loc, message);
                        }
                        let message = match self.scanner.next(session).kind {
                            TokenKind::LParen => None,
                            TokenKind::Eod => Some("unterminated __VA_OPT__"),
                            _ => Some("__VA_OPT__ must be followed by an open parenthesis"),
                        };
                        if let Some(message) = message {
                            session.diags.error(token.loc, message);
                            return false;
                        }
                        ops.0 |= BodyOps::VA_OPT;
                        new.complex = true;
                        va_opt = Some((self.macros.pool.len(), 0));
                    }
                }
                TokenKind::LParen => {
                    if let Some((_, depth)) = &mut va_opt {
                        *depth += 1;
                    }
                }
                TokenKind::RParen => match &mut va_opt {
                    Some((item, 0)) => {
                        let item = *item;
                        if self.macros.pool.last().is_some_and(|last| last.ops.has(BodyOps::PASTE))
                            && self.macros.pool.len() > item + 1
                        {
                            return paste_error(token, true);
                        }
                        let count = (self.macros.pool.len() - item - 1) as u32;
                        self.macros.pool[item].token.symbol = Symbol(count);
                        self.closed_va_opt = Some((item, self.macros.pool.len()));
                        va_opt = None;
                        token = self.scanner.next(session);
                        continue;
                    }
                    Some((_, depth)) => *depth -= 1,
                    None => {}
                },
                _ => {}
            }
            if let Some(hash) = stringify.take() {
                ops.0 |= BodyOps::STRINGIFY;
                token.flags = hash.flags;
                token.loc = hash.loc;
            }
            token.flags = token.flags.without(TokenFlags::LINE_START);
            self.macros.pool.push(BodyToken { token, param, ops });
            token = self.scanner.next(session);
        }
        if va_opt.is_some() {
            session.diags.error(token.loc, "unterminated __VA_OPT__");
            return false;
        }
        true
    }

    /// A comment that is to be part of a body, where a line comment would swallow what follows.
    fn block_comment(&self, comment: Symbol) -> Symbol {
        let text = self.session.interner.with(comment, <[u8]>::to_vec);
        match text.strip_prefix(b"//") {
            Some(line) => self.session.interner.intern(&[b"/*", line, b"*/"].concat()),
            None => comment,
        }
    }

    /// The item that a `##` follows: the last one, or the `__VA_OPT__` that was just closed.
    fn va_opt_or_last(&mut self) -> Option<&mut BodyToken> {
        let len = self.macros.pool.len();
        match self.closed_va_opt {
            Some((item, end)) if end == len => self.macros.pool.get_mut(item),
            _ => self.macros.pool.last_mut(),
        }
    }

    /// A macro that the implementation defines for the standard, which may neither be defined nor undefined (C23 6.10.10.1p3).
    fn is_standard_macro(&self, old: &Macro) -> bool {
        !self.options.preprocessed
            && self
                .session
                .interner
                .with(old.name, |name| name.starts_with(b"__STDC_") && !name.ends_with(b"_MACROS"))
    }

    fn install(&mut self, new: Macro) {
        let old_id = self.macros.get(new.name);
        if old_id != 0 {
            let old = self.macros.macros[old_id as usize];
            let text = || self.text(new.name);
            match old.kind {
                MacroKind::Builtin(BuiltinMacro::PragmaOperator | BuiltinMacro::VaArgs)
                | MacroKind::Poisoned => {}
                MacroKind::Builtin(_) => {
                    let message = format!("\"{}\" redefined", text());
                    self.session.diags.pedwarn(warn::BUILTIN_MACRO_REDEFINED, new.definition, message);
                }
                _ if self.is_standard_macro(&old) => {
                    let message = format!("\"{}\" redefined", text());
                    self.session.diags.pedwarn(warn::NONE, new.definition, message);
                }
                _ if self.macros.same(&old, &new) => {}
                _ => {
                    let message = format!("\"{}\" redefined", text());
                    let reported = self.session.diags.pedwarn(warn::NONE, new.definition, message);
                    if old.definition != Loc::NONE {
                        reported.note(old.definition, "this is the location of the previous definition");
                    }
                }
            }
        }
        if self.macros.macros[old_id as usize].kind == MacroKind::Builtin(BuiltinMacro::VaArgs) {
            return;
        }
        self.macros.define(new);
        if self.options.record_events {
            self.reported.remove(&(new.name, 0));
            let mut text = Vec::new();
            self.macros.print(&new, self.session, &mut text);
            self.events.push(Event::Define(String::from_utf8_lossy(&text).into_owned(), new.definition));
        }
    }
}
