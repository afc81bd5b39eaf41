//! `#assert` and `#unassert` (GNU, deprecated): facts about the system that `#if #cpu(x)` asks for.

use crate::Preprocessor;
use diag::warn;
use lexer::{Symbol, Token, TokenFlags, TokenKind, sym};

impl Preprocessor<'_> {
    pub(crate) fn do_assert(&mut self, directive: Token) {
        let message = format!("#{} is a deprecated GCC extension", self.text(directive.symbol));
        self.session.diags.warning(warn::DEPRECATED, directive.loc, message);
        let Some((predicate, answer)) = self.read_assertion(false) else { return };
        if answer.is_some() {
            let directive = self.text(directive.symbol);
            self.extra_tokens(&directive);
        }
        let answers = self.assertions.entry(predicate).or_default();
        match (directive.symbol == sym::ASSERT, answer) {
            (true, Some(answer)) => {
                if answers.contains(&answer) {
                    let message = format!("\"{}\" re-asserted", self.text(predicate));
                    self.session.diags.warning(warn::NONE, directive.loc, message);
                } else {
                    answers.push(answer);
                }
            }
            (true, None) => {
                self.session.diags.error(directive.loc, "missing '(' after predicate");
            }
            (false, Some(answer)) => answers.retain(|old| *old != answer),
            (false, None) => answers.clear(),
        }
    }

    /// Reads `predicate` and, if there is one, `(answer)`. In an expression the token after it is left in
    /// `assertion_lookahead` if it had to be read.
    pub(crate) fn read_assertion(&mut self, in_expression: bool) -> Option<(Symbol, Option<Vec<u8>>)> {
        let name = self.read();
        if name.kind != TokenKind::Ident {
            let message = if name.kind == TokenKind::Eod {
                "assertion without predicate"
            } else {
                "predicate must be an identifier"
            };
            self.session.diags.error(name.loc, message);
            return None;
        }
        self.assertion_lookahead = None;
        let open = self.read();
        if open.kind != TokenKind::LParen {
            if in_expression {
                self.assertion_lookahead = Some(open);
            } else if open.kind != TokenKind::Eod {
                self.session.diags.error(open.loc, "missing '(' after predicate");
                return None;
            }
            return Some((name.symbol, None));
        }
        let mut answer = Vec::new();
        let mut depth = 0;
        loop {
            let token = self.read();
            match token.kind {
                TokenKind::RParen if depth == 0 => break,
                TokenKind::RParen => depth -= 1,
                TokenKind::LParen => depth += 1,
                TokenKind::Eod | TokenKind::Eof => {
                    self.session.diags.error(token.loc, "missing ')' to complete answer");
                    return None;
                }
                _ => {}
            }
            if !answer.is_empty() && token.flags.has(TokenFlags::SPACE_BEFORE) {
                answer.push(b' ');
            }
            answer.extend_from_slice(&self.spelling(&[token]));
        }
        if answer.is_empty() {
            self.session.diags.error(open.loc, "predicate's answer is empty");
            return None;
        }
        Some((name.symbol, Some(answer)))
    }

    /// Whether a predicate has this answer, or any.
    pub(crate) fn assertion_holds(&self, predicate: Symbol, answer: Option<&[u8]>) -> bool {
        self.assertions
            .get(&predicate)
            .is_some_and(|answers| answer.map_or(!answers.is_empty(), |a| answers.iter().any(|old| old == a)))
    }

    /// The predicates that hold from the start: GCC's `#system`, `#cpu` and `#machine`.
    pub(crate) fn default_assertions(&mut self) {
        let triple = self.session.target.triple;
        let machine = triple.split('-').next().unwrap_or(triple).as_bytes().to_vec();
        let mut add = |predicate: &str, answer: &[u8]| {
            let predicate = self.session.interner.intern(predicate.as_bytes());
            self.assertions.entry(predicate).or_default().push(answer.to_vec());
        };
        if triple.contains("linux") {
            for system in ["linux", "unix", "posix"] {
                add("system", system.as_bytes());
            }
        }
        add("cpu", &machine);
        add("machine", &machine);
    }
}
