//! Pragmas that the parser resolves itself (`pack`) or hands to semantic analysis in source order.

use crate::ast::{Ident, Pragma};
use crate::cursor::Parser;
use diag::{Loc, warn};
use lexer::{StorageOrder, Symbol, Token, TokenKind, sym};

/// How many tokens of a pragma matter: the longest of ours is `pack(push, name, n)`.
const MAX: usize = 16;

impl Parser<'_> {
    /// Reads the rest of a pragma's line. Unknown pragmas are ignored, as C23 6.10.7 wants.
    pub(crate) fn read_pragma(&mut self, _introducer: Token) {
        let mut tokens = [None; MAX];
        let mut count = 0;
        loop {
            let token = self.pull_raw();
            if matches!(token.kind, TokenKind::Eod | TokenKind::Eof) {
                break;
            }
            if count < MAX {
                tokens[count] = Some(token);
                count += 1;
            }
        }
        let mut line = Line { tokens, at: 0 };
        let Some(first) = line.ident() else { return };
        if first.name == sym::PACK {
            self.pragma_pack(&mut line, first);
        } else if first.name == self.names.weak {
            let Some(name) = line.ident() else {
                self.malformed(first.loc, "malformed '#pragma weak', ignored");
                return;
            };
            let assigned = line.eat(TokenKind::Eq);
            let value = if assigned { line.ident() } else { None };
            if assigned && value.is_none() {
                self.malformed(first.loc, "malformed '#pragma weak', ignored");
                return;
            }
            self.pragmas.push_back(Pragma::Weak(name, value));
        } else if first.name == self.names.redefine_extname {
            let (Some(old), Some(new)) = (line.ident(), line.ident()) else {
                self.malformed(first.loc, "malformed '#pragma redefine_extname', ignored");
                return;
            };
            if line.next().is_some() {
                self.malformed(first.loc, "junk at end of '#pragma redefine_extname'");
            }
            self.pragmas.push_back(Pragma::RedefineExtname(old, new));
        } else if first.name == sym::GCC {
            self.pragma_gcc(&mut line);
        } else if first.name == sym::STDC {
            self.pragma_stdc(&mut line);
        } else if first.name == self.names.scalar_storage_order {
            self.pragma_storage_order(&mut line, first);
        }
    }

    /// `scalar_storage_order big-endian`; the words are identifiers with `-` between them.
    fn pragma_storage_order(&mut self, line: &mut Line, at: Ident) {
        let Some(first) = line.ident() else {
            let message =
                "missing 'big-endian', 'little-endian', or 'default' after '#pragma scalar_storage_order'";
            let _ = self.session.diags.warning(warn::PRAGMAS, at.loc, message);
            return;
        };
        let endian = line.eat(TokenKind::Minus)
            && line.ident().is_some_and(|word| self.session.interner.with(word.name, |t| t == b"endian"));
        let order = self.session.interner.with(first.name, |text| match (text, endian) {
            (b"big", true) => Some(StorageOrder::BigEndian),
            (b"little", true) => Some(StorageOrder::LittleEndian),
            (b"default", false) => Some(self.session.options.storage_order),
            _ => None,
        });
        match order {
            Some(order) => self.storage_order = order,
            None => {
                let message = "expected 'big-endian', 'little-endian', or 'default' after '#pragma scalar_storage_order'";
                let _ = self.session.diags.warning(warn::PRAGMAS, at.loc, message);
            }
        }
    }

    /// `STDC FLOAT_CONST_DECIMAL64 ON` (TS 18661-2, 9.2).
    fn pragma_stdc(&mut self, line: &mut Line) {
        let Some(name) = line.ident().filter(|word| word.name == self.names.float_const_decimal64) else {
            return;
        };
        let message = "ISO C does not support '#pragma STDC FLOAT_CONST_DECIMAL64'";
        let _ = self.session.diags.pedwarn(warn::PEDANTIC, name.loc, message);
        let switch = line.ident().and_then(|word| {
            self.session.interner.with(word.name, |text| match text {
                b"ON" => Some(true),
                b"OFF" | b"DEFAULT" => Some(false),
                _ => None,
            })
        });
        let Some(on) = switch else {
            let message = "malformed '#pragma STDC FLOAT_CONST_DECIMAL64', ignored";
            let _ = self.session.diags.warning(warn::PRAGMAS, name.loc, message);
            return;
        };
        if line.next().is_some() {
            let message = "junk at end of '#pragma STDC FLOAT_CONST_DECIMAL64'";
            let _ = self.session.diags.warning(warn::PRAGMAS, name.loc, message);
        }
        self.decimal_constants = on;
    }

    /// Says why a pragma is not heeded.
    fn malformed(&self, at: Loc, message: &str) {
        let _ = self.session.diags.warning(warn::PRAGMAS, at, message);
    }

    fn pragma_gcc(&mut self, line: &mut Line) {
        let Some(what) = line.ident() else { return };
        let loops = self.session.interner.with(what.name, |text| match text {
            b"unroll" => Some(true),
            b"ivdep" => Some(false),
            _ => None,
        });
        if let Some(counted) = loops {
            self.loop_wanted = true;
            if counted {
                self.unroll_factor(line, what.loc);
            }
            return;
        }
        if what.name != self.names.visibility {
            return;
        }
        match line.ident() {
            Some(word) if word.name == sym::PUSH => {
                if !line.eat(TokenKind::LParen) {
                    self.malformed(what.loc, "missing '(' after '#pragma GCC visibility push' - ignored");
                } else if let Some(kind) = line.ident() {
                    self.pragmas.push_back(Pragma::VisibilityPush(kind));
                }
            }
            Some(word) if word.name == sym::POP => {
                self.pragmas.push_back(Pragma::VisibilityPop(word.loc));
            }
            _ => self.malformed(what.loc, "'#pragma GCC visibility' must be followed by 'push' or 'pop'"),
        }
    }

    /// How often a loop is to be unrolled (GCC manual, "Loop-Specific Pragmas"). An expression of more than a number is
    /// taken as it is.
    fn unroll_factor(&self, line: &mut Line, at: Loc) {
        const LIMIT: u64 = 65535;
        let wrong = match (line.next(), line.next()) {
            (None, _) => {
                self.error(at, "expected expression before end of line");
                true
            }
            (Some(sign), Some(_)) => sign.kind == TokenKind::Minus,
            (Some(token), None) => {
                let text = self.session.interner.text(token.symbol);
                let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
                token.kind == TokenKind::Number && digits.parse().is_ok_and(|value: u64| value >= LIMIT)
            }
        };
        if wrong {
            let message = format!(
                "'#pragma GCC unroll' requires an assignment-expression that evaluates to a non-negative integral constant less than {LIMIT}"
            );
            self.error(at, message);
        }
    }

    /// `pack()`, `pack(n)`, `pack(push[, name][, n])`, `pack(pop[, name])`.
    fn pragma_pack(&mut self, line: &mut Line, at: Ident) {
        if !line.eat(TokenKind::LParen) {
            self.malformed(at.loc, "missing '(' after '#pragma pack' - ignored");
            return;
        }
        if line.eat(TokenKind::RParen) {
            self.pack = 0;
            return;
        }
        if let Some(word) = line.ident() {
            let (mut name, mut value): (Option<Symbol>, Option<Token>) = (None, None);
            while line.eat(TokenKind::Comma) {
                match line.ident() {
                    Some(ident) => name = Some(ident.name),
                    None => value = line.next(),
                }
            }
            if !line.eat(TokenKind::RParen) {
                let form = if word.name == sym::PUSH { "push[, id][, <n>]" } else { "pop[, id]" };
                self.malformed(at.loc, &format!("malformed '#pragma pack({form})' - ignored"));
                return;
            }
            if word.name == sym::POP && name.is_some() && value.is_some() {
                self.malformed(at.loc, "malformed '#pragma pack(pop[, id])' - ignored");
                return;
            }
            if word.name == sym::PUSH {
                self.pack_stack.push((name, self.pack));
            } else if word.name == sym::POP {
                let last = self.pack_stack.len().checked_sub(1);
                let named = name.and_then(|_| self.pack_stack.iter().rposition(|entry| entry.0 == name));
                if last.is_none() || name.is_some() && named.is_none() {
                    let name = name
                        .filter(|_| last.is_some())
                        .map_or(String::new(), |name| format!(", {}", self.session.interner.text(name)));
                    let message = format!(
                        "'#pragma pack(pop{name})' encountered without matching '#pragma pack(push{name})'"
                    );
                    self.malformed(at.loc, &message);
                }
                // Without a match GCC takes the last one.
                if let Some(index) = named.or(last) {
                    self.pack = self.pack_stack[index].1;
                    self.pack_stack.truncate(index);
                }
            } else {
                let action = self.session.interner.text(word.name);
                let message = format!("unknown action '{action}' for '#pragma pack' - ignored");
                self.malformed(word.loc, &message);
                return;
            }
            if let Some(token) = value {
                self.set_pack(token);
            }
        } else if let Some(token) = line.next() {
            if !line.eat(TokenKind::RParen) {
                self.malformed(at.loc, "malformed '#pragma pack' - ignored");
                return;
            }
            self.set_pack(token);
        } else {
            self.malformed(at.loc, "malformed '#pragma pack' - ignored");
            return;
        }
        if line.next().is_some() {
            self.malformed(at.loc, "junk at end of '#pragma pack'");
        }
    }

    fn set_pack(&mut self, token: Token) {
        let value =
            self.session.interner.text(token.symbol).trim_end_matches(['u', 'U', 'l', 'L']).parse::<u32>();
        match value {
            Ok(value @ (0 | 1 | 2 | 4 | 8 | 16)) if token.kind == TokenKind::Number => self.pack = value,
            Ok(value) if token.kind == TokenKind::Number => {
                let message = format!("alignment must be a small power of two, not {value}");
                self.malformed(token.loc, &message);
            }
            _ => self.malformed(token.loc, "invalid constant in '#pragma pack' - ignored"),
        }
    }
}

struct Line {
    tokens: [Option<Token>; MAX],
    at: usize,
}

impl Line {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).copied().flatten();
        self.at += 1;
        token
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.tokens.get(self.at).copied().flatten().is_some_and(|token| token.kind == kind);
        self.at += usize::from(found);
        found
    }

    fn ident(&mut self) -> Option<Ident> {
        let token = self.tokens.get(self.at).copied().flatten()?;
        if token.kind != TokenKind::Ident {
            return None;
        }
        self.at += 1;
        Some(Ident { name: token.symbol, loc: token.loc })
    }
}
