//! `#pragma` and `_Pragma` (C23 6.10.8, 6.10.10; GCC's own): those that concern the preprocessor are done here, all
//! others are handed to the parser.

use crate::Preprocessor;
use crate::macros::{BUILTIN_MACROS, Macro, MacroKind};
use diag::{Loc, PragmaLevel, SourceFile, SystemHeader, Warning, warn};
use lexer::{Scanner, Symbol, Token, TokenFlags, TokenKind, sym};

impl Preprocessor<'_> {
    pub(crate) fn do_pragma(&mut self, directive: Token) {
        let mut tokens = self.take_buffer();
        loop {
            let token = self.scanner.next(self.session);
            match token.kind {
                TokenKind::Eod | TokenKind::Eof => break,
                TokenKind::Comment => {}
                _ => tokens.push(token),
            }
        }
        self.run_pragma(directive.loc, &tokens);
        self.give_buffer(tokens);
    }

    /// `_Pragma("…")`, whose name was read.
    pub(crate) fn pragma_operator(&mut self, name: Token) -> Option<Token> {
        if self.in_directive {
            return Some(name);
        }
        let fail = |this: &Self| {
            this.session.diags.error(name.loc, "_Pragma takes a parenthesized string literal");
        };
        if !self.peek_paren() {
            fail(self);
            return Some(Token { flags: name.flags.with(TokenFlags::NO_EXPAND), ..name });
        }
        // Where a macro makes the operand, it is expanded first.
        let literal = self.next();
        if literal.kind != TokenKind::String {
            fail(self);
            return None;
        }
        let close = self.read();
        if close.kind != TokenKind::RParen {
            fail(self);
            return None;
        }
        let text = self.session.interner.with(literal.symbol, destringized);
        let tokens = Scanner::tokens_of(self.session, SourceFile::new("_Pragma", text), name.loc);
        self.run_pragma(name.loc, &tokens);
        None
    }

    fn run_pragma(&mut self, loc: Loc, tokens: &[Token]) {
        let symbol = |index: usize| {
            tokens.get(index).filter(|t| t.kind == TokenKind::Ident).map_or(Symbol::default(), |t| t.symbol)
        };
        let mut for_parser = self.options.preprocess_only;
        // What is done here need not be done again by who reads the output of -E.
        let swallowed = matches!(symbol(0), sym::ONCE | sym::PUSH_MACRO | sym::POP_MACRO)
            || (symbol(0) == sym::GCC
                && matches!(
                    symbol(1),
                    sym::POISON | sym::SYSTEM_HEADER | sym::WARNING | sym::ERROR | sym::DEPENDENCY
                ));
        match (symbol(0), symbol(1)) {
            (sym::ONCE, _) if !self.options.preprocessed => {
                if self.outer.is_empty() {
                    self.session.diags.warning(warn::NONE, loc, "#pragma once in main file");
                }
                self.files.entries[self.state.entry as usize].once = true;
                self.files.any_once = true;
            }
            (sym::PUSH_MACRO, _) => self.push_macro(tokens, loc),
            (sym::POP_MACRO, _) => self.pop_macro(tokens, loc),
            (sym::GCC, sym::POISON) => self.poison(&tokens[2..]),
            (sym::GCC, sym::SYSTEM_HEADER) => self.system_header(loc),
            (sym::GCC, sym::WARNING | sym::ERROR) => self.pragma_message(tokens, loc),
            (sym::GCC, sym::DEPENDENCY) => self.dependency(&tokens[2..], loc),
            (sym::GCC, sym::DIAGNOSTIC) => self.pragma_diagnostic(&tokens[2..], loc),
            (sym::REGION | sym::ENDREGION, _) => {}
            _ => {
                for_parser = true;
                if symbol(0) == sym::GCC {
                    let word = self.text(symbol(1));
                    if matches!(&*word, "optimize" | "push_options" | "pop_options" | "reset_options") {
                        self.optimize_pragma(&word, &tokens[2..], loc);
                    }
                }
            }
        }
        if !for_parser || swallowed {
            return;
        }
        if self.is_expanded(symbol(0), symbol(1)) {
            let mut out = self.take_buffer();
            out.extend_from_slice(&tokens[..1]);
            let was = std::mem::replace(&mut self.in_directive, false);
            self.expand_alone(&tokens[1..], &mut out);
            self.in_directive = was;
            self.hand_to_parser(loc, &out);
            self.give_buffer(out);
        } else {
            self.hand_to_parser(loc, tokens);
        }
    }

    /// Whether a pragma's operands are macro-expanded.
    fn is_expanded(&self, first: Symbol, second: Symbol) -> bool {
        let is = |symbol: Symbol, names: &[&str]| {
            self.session.interner.with(symbol, |text| names.iter().any(|name| name.as_bytes() == text))
        };
        first == sym::MESSAGE
            || is(first, &["redefine_extname", "scalar_storage_order", "omp", "acc"])
            || (first == sym::GCC && is(second, &["unroll"]))
    }

    /// The macro named by the string in parentheses.
    fn macro_operand(&mut self, tokens: &[Token], loc: Loc) -> Option<Symbol> {
        if let [_, open, text, close, ..] = tokens
            && open.kind == TokenKind::LParen
            && text.kind == TokenKind::String
            && close.kind == TokenKind::RParen
        {
            let name = self.session.interner.with(text.symbol, |t| t[1..t.len() - 1].trim_ascii().to_vec());
            if tokens.len() > 4 {
                let text = self.text(tokens[0].symbol);
                let message = format!("extra tokens at end of #pragma {text} directive");
                self.session.diags.pedwarn(warn::NONE, tokens[4].loc, message);
            }
            return Some(self.session.interner.intern(&name));
        }
        let text = self.text(tokens[0].symbol);
        self.session.diags.error(loc, format!("invalid #pragma {text} directive"));
        None
    }

    fn push_macro(&mut self, tokens: &[Token], loc: Loc) {
        if let Some(name) = self.macro_operand(tokens, loc) {
            let id = self.macros.get(name);
            self.macros.pushed.entry(name).or_default().push(id);
        }
    }

    fn pop_macro(&mut self, tokens: &[Token], loc: Loc) {
        if let Some(name) = self.macro_operand(tokens, loc)
            && let Some(id) = self.macros.pushed.get_mut(&name).and_then(Vec::pop)
        {
            self.macros.set(name, id);
        }
    }

    fn poison(&mut self, names: &[Token]) {
        for name in names {
            if name.kind != TokenKind::Ident {
                self.session.diags.error(name.loc, "invalid #pragma GCC poison directive");
                return;
            }
            let id = self.macros.get(name.symbol);
            let old = self.macros.macros[id as usize];
            if old.kind == MacroKind::Poisoned {
                continue;
            }
            if id != 0 && !BUILTIN_MACROS.iter().any(|row| row.0 == name.symbol) {
                let text = self.text(name.symbol);
                let message = format!("poisoning existing macro \"{text}\"");
                self.session.diags.warning(warn::NONE, name.loc, message);
            }
            let none = self.macros.macros[0];
            self.macros.define(Macro {
                name: name.symbol,
                kind: MacroKind::Poisoned,
                disabled: false,
                definition: name.loc,
                ..none
            });
        }
    }

    fn system_header(&mut self, loc: Loc) {
        if self.outer.is_empty() {
            let message = "#pragma system_header ignored outside include file";
            self.session.diags.warning(warn::NONE, loc, message);
            return;
        }
        self.session.sources.set_system(self.scanner.loc(), SystemHeader::Yes);
        if self.options.record_events
            && let Some((name, line)) = self.session.sources.presumed(self.scanner.loc())
        {
            self.events.push(crate::Event::Rename { name, line: line + 1, system: SystemHeader::Yes });
        }
    }

    /// `#pragma GCC warning "text"` and `#pragma GCC error "text"`.
    fn pragma_message(&mut self, tokens: &[Token], loc: Loc) {
        let is_error = tokens[1].symbol == sym::ERROR;
        match tokens.get(2) {
            Some(text) if text.kind == TokenKind::String => {
                let text = self.string_bytes(text);
                if is_error {
                    self.session.diags.error(loc, text);
                } else {
                    self.session.diags.warning(warn::NONE, loc, text);
                }
            }
            _ => {
                let which = if is_error { "error" } else { "warning" };
                let message = format!("invalid \"#pragma GCC {which}\" directive");
                self.session.diags.error(loc, message);
            }
        }
    }

    /// `#pragma GCC dependency "file"`: warns if this file is older than that.
    fn dependency(&mut self, operand: &[Token], loc: Loc) {
        let Some(file) = operand.first().filter(|t| t.kind == TokenKind::String) else {
            self.session.diags.error(loc, "#pragma dependency expects \"FILENAME\" or <FILENAME>");
            return;
        };
        let name = self.string_bytes(file);
        let symbol = self.session.interner.intern(name.as_bytes());
        let modified = |path: &str| std::fs::metadata(path).and_then(|m| m.modified()).ok();
        match self.locate(symbol, false, false) {
            Ok(found) => {
                let other = modified(&self.files.entries[found.entry as usize].name);
                let this = modified(&self.files.entries[self.state.entry as usize].name);
                if other > this {
                    let message = format!("current file is older than \"{name}\"");
                    self.session.diags.warning(warn::NONE, loc, message);
                }
            }
            Err(_) => {
                self.session.diags.warning(warn::NONE, loc, format!("cannot find source file {name}"));
            }
        }
    }

    /// `#pragma GCC diagnostic`.
    fn pragma_diagnostic(&mut self, operands: &[Token], loc: Loc) {
        let diags = &self.session.diags;
        let Some(kind) = operands.first().filter(|t| t.kind == TokenKind::Ident) else {
            diags.warning(
                warn::PRAGMAS,
                loc,
                "missing [error|warning|ignored|push|pop|ignored_attributes] after '#pragma GCC diagnostic'",
            );
            return;
        };
        let level = match self.text(kind.symbol).as_str() {
            "push" => {
                diags.pragma_push();
                return;
            }
            "pop" => {
                diags.pragma_pop(loc);
                return;
            }
            "ignored" => PragmaLevel::Ignored,
            "warning" => PragmaLevel::Warning,
            "error" => PragmaLevel::Error,
            "ignored_attributes" => return,
            _ => {
                let message = "expected [error|warning|ignored|push|pop|ignored_attributes] after '#pragma GCC diagnostic'";
                diags.warning(warn::PRAGMAS, kind.loc, message);
                return;
            }
        };
        let Some(option) = operands.get(1).filter(|t| t.kind == TokenKind::String) else {
            diags.warning(warn::PRAGMAS, loc, "missing option after '#pragma GCC diagnostic' kind");
            return;
        };
        let option_loc = option.loc;
        let text = self.string_bytes(option);
        match text.strip_prefix("-W").and_then(Warning::by_name) {
            Some(warning) => diags.pragma_set(loc, warning, level),
            None => self.unknown_diagnostic(&text, option_loc),
        }
    }

    /// What is none of the warnings: one of C++, another option, or a mistake.
    fn unknown_diagnostic(&self, text: &str, at: Loc) {
        let diags = &self.session.diags;
        let name = text.strip_prefix("-W");
        if name.is_some_and(diag::is_cxx_warning) {
            let message = format!("option '{text}' is valid for C++/ObjC++ but not for C");
            diags.warning(warn::PRAGMAS, at, message);
            return;
        }
        if matches!(name, Some("error" | "fatal-errors")) || text.starts_with("-f") {
            diags.warning(warn::PRAGMAS, at, format!("'{text}' is not an option that controls warnings"));
            return;
        }
        // Those of -fanalyzer are never given.
        if name.is_some_and(|name| name.starts_with("analyzer-")) {
            return;
        }
        let message = "unknown option after '#pragma GCC diagnostic' kind";
        let reported = diags.warning(warn::PRAGMAS, at, message);
        let known = diag::TABLE.iter().map(|row| row.name.to_string());
        if let Some(near) = name.and_then(|name| diag::closest(name, known)) {
            let _ = reported.note(at, format!("did you mean '-W{near}'?"));
        }
    }
}

/// The text of `_Pragma`'s string (C23 6.10.10): without prefix and quotes, `\"` and `\\` undone.
fn destringized(literal: &[u8]) -> Vec<u8> {
    let start = literal.iter().position(|&b| b == b'"').map_or(literal.len(), |at| at + 1);
    let body = literal[start..].strip_suffix(b"\"").unwrap_or(&literal[start..]);
    let mut out = Vec::with_capacity(body.len());
    let mut bytes = body.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if byte == b'\\' && matches!(bytes.peek(), Some(b'"' | b'\\')) {
            out.extend(bytes.next());
        } else if byte != b'\n' {
            out.push(byte);
        }
    }
    out
}
