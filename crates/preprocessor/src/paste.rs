//! The `##` operator (C23 6.10.4.3): two tokens become one.

use crate::Preprocessor;
use crate::expand::BYTES_OF_A_TOKEN;
use crate::macros::spell;
use diag::SourceFile;
use lexer::{Scanner, Token, TokenFlags, TokenKind};

impl Preprocessor<'_> {
    /// Joins `out[at - 1]` and `out[at]`. If that makes no token, both stay.
    pub(crate) fn paste_at(&mut self, at: usize, out: &mut Vec<Token>) {
        let (left, right) = (out[at - 1], out[at]);
        let interner = &self.session.interner;
        let mut text = Vec::with_capacity(32);
        spell(&left, interner, &mut text);
        let middle = text.len();
        spell(&right, interner, &mut text);
        if !self.spend(text.len() / BYTES_OF_A_TOKEN, left.loc) {
            return;
        }
        let interner = &self.session.interner;
        let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
        // Nearly all pastes make an identifier of an identifier and a word.
        let pasted = if left.kind == TokenKind::Ident
            && matches!(right.kind, TokenKind::Ident | TokenKind::Number)
            && text[middle..].iter().all(word)
        {
            Some((TokenKind::Ident, interner.intern(&text), TokenFlags(0)))
        } else {
            Scanner::single_token(self.session, SourceFile::new("<scratch space>", text.clone()))
                .map(|token| (token.kind, token.symbol, token.flags))
        };
        match pasted {
            Some((kind, symbol, flags)) => {
                let layout = TokenFlags::SPACE_BEFORE.0 | TokenFlags::LINE_START.0;
                let flags = TokenFlags(left.flags.0 & layout | flags.0 & TokenFlags::DIGRAPH.0);
                out[at - 1] = Token { kind, symbol, flags, ..left };
                out.remove(at);
            }
            None => {
                if !self.session.options.assembler {
                    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let (l, r) = (part(&text[..middle]), part(&text[middle..]));
                    let message =
                        format!("pasting \"{l}\" and \"{r}\" does not give a valid preprocessing token");
                    self.session.diags.error(left.loc, message);
                }
                out[at].flags = out[at].flags.without(TokenFlags::SPACE_BEFORE);
            }
        }
    }
}
