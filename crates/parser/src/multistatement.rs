//! Macros that make several statements where a clause takes one (-Wmultistatement-macros).

use crate::ast::{Stmt, StmtKind};
use crate::cursor::Cx;
use diag::{Loc, warn};
use lexer::{TokenKind, kw};

impl<'a> Cx<'_, '_, 'a> {
    /// Looks at what follows the body of the clause that `keyword` at `guard` begins: if one macro, invoked behind the
    /// keyword, made both, only a part of what it makes is guarded.
    pub(crate) fn check_multistatement(&self, keyword: &str, guard: Loc, body: &Stmt<'a>) {
        let next = self.tok;
        if !next.loc.is_macro() || !self.session.diags.may_be_enabled(warn::MULTISTATEMENT_MACROS) {
            return;
        }
        let mut body = body;
        while let StmtKind::Labeled([.., last]) = body.kind {
            body = last;
        }
        let ends = matches!(next.kind, TokenKind::RBrace | TokenKind::Eof | TokenKind::Semi)
            || self.kw == kw::ELSE
            || matches!(body.kind, StmtKind::Block(_));
        let first = body.span.lo;
        if ends || !first.is_macro() {
            return;
        }
        let made = self.expansions(first);
        let of_next = self.expansions(next.loc);
        let Some(both) = made.iter().find(|expansion| of_next.contains(expansion)) else { return };
        if self.expansions(guard).contains(both) {
            return;
        }
        let message = "macro expands to multiple statements";
        let note = format!("some parts of macro expansion are not guarded by this '{keyword}' clause");
        let _ = self.session.diags.warning(warn::MULTISTATEMENT_MACROS, first, message).note(guard, note);
    }

    /// The expansions that made a token, the innermost first.
    fn expansions(&self, mut loc: Loc) -> Vec<u32> {
        let mut found = Vec::new();
        while let Some((token, expansion)) = self.session.sources.macro_token(loc) {
            found.push(token.expansion);
            loc = expansion.point;
        }
        found
    }
}
