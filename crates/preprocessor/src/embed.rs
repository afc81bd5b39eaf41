//! `#embed` and `__has_embed` (C23 6.10.4, 6.10.2p5): a file's bytes as a list of integer constants, with the standard
//! parameters and GNU's `gnu::offset`.

use crate::include::describe;
use crate::{Dependency, Preprocessor};
use diag::{Loc, warn};
use lexer::{Std, Symbol, Token, TokenFlags, TokenKind};
use std::io::{Read, Seek, SeekFrom};

/// The parameters of a directive or of `__has_embed`.
#[derive(Default)]
struct Parameters {
    limit: Option<u64>,
    offset: u64,
    prefix: Vec<Token>,
    suffix: Vec<Token>,
    if_empty: Vec<Token>,
    /// One that is not supported.
    unknown: Option<(String, Loc)>,
    seen: Vec<&'static str>,
}

/// The parameters that there are: the standard's, and GNU's with their prefix.
const KNOWN: [&str; 5] = ["limit", "prefix", "suffix", "if_empty", "gnu::offset"];

/// What `__has_embed` says (C23 6.10.2p5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Resource {
    /// `__STDC_EMBED_NOT_FOUND__`, also if a parameter is not supported
    NotFound,
    /// `__STDC_EMBED_FOUND__`
    Found,
    /// `__STDC_EMBED_EMPTY__`
    Empty,
}

impl Preprocessor<'_> {
    /// `#embed`
    pub(crate) fn do_embed(&mut self, directive: Token) {
        if self.session.options.std < Std::C23 {
            let message = "#embed before C23 is a GCC extension";
            self.session.diags.pedwarn(warn::PEDANTIC, directive.loc, message);
        }
        let Some((name, angled, loc)) = self.resource_name("#embed") else { return };
        let parameters = self.embed_parameters(TokenKind::Eod);
        self.drop_contexts();
        let Some(parameters) = parameters else { return };
        if let Some((unknown, loc)) = parameters.unknown {
            self.session.diags.error(loc, format!("unknown embed parameter '{unknown}'"));
            return;
        }
        let bytes = match self.read_resource(&name, angled, parameters.offset, parameters.limit, true) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.session.diags.fatal(loc, format!("{name}: No such file or directory"));
                return;
            }
            Err(error) => {
                self.session.diags.fatal(loc, format!("{name}: {}", describe(&error)));
                return;
            }
        };
        if bytes.is_empty() {
            self.push_embedded(parameters.if_empty);
        } else if bytes.len() > (u32::MAX / 2) as usize {
            self.session.diags.fatal(loc, format!("{name} is too large"));
        } else {
            self.push_embedded(parameters.suffix);
            let numbers = self.byte_numbers.get_or_insert_with(|| {
                let interner = &self.session.interner;
                Box::new(std::array::from_fn(|byte| interner.intern(byte.to_string().as_bytes())))
            });
            let numbers = numbers.clone();
            self.push_bytes(bytes, numbers, directive.loc);
            self.push_embedded(parameters.prefix);
        }
    }

    fn push_embedded(&mut self, tokens: Vec<Token>) {
        if !tokens.is_empty() {
            self.push_buffer(tokens, 0, false);
        }
    }

    /// The operand of `__has_embed`; `None` after an error.
    pub(crate) fn has_embed(&mut self, operator: Token) -> Option<Resource> {
        let open = self.read();
        if open.kind != TokenKind::LParen {
            self.session.diags.error(open.loc, "missing '(' before \"__has_embed\" operand");
            return None;
        }
        let Some((name, angled, _)) = self.resource_name("__has_embed") else {
            let message = "operator \"__has_embed\" requires a header-name";
            self.session.diags.error(operator.loc, message);
            return None;
        };
        let parameters = self.embed_parameters(TokenKind::RParen)?;
        if parameters.unknown.is_some() {
            return Some(Resource::NotFound);
        }
        let wanted = parameters.limit.map_or(1, |limit| limit.min(1));
        Some(match self.read_resource(&name, angled, parameters.offset, Some(wanted), false) {
            Ok(Some(bytes)) if bytes.is_empty() => Resource::Empty,
            Ok(Some(_)) => Resource::Found,
            _ => Resource::NotFound,
        })
    }

    /// The name, literal or made by macros.
    fn resource_name(&mut self, directive: &str) -> Option<(String, bool, Loc)> {
        let header = if self.contexts.is_empty() { self.scanner.header_name() } else { None };
        if let Some(header) = header {
            return Some((String::from_utf8_lossy(&header.name).into_owned(), header.angled, header.loc));
        }
        let first = self.next();
        match first.kind {
            TokenKind::String => {
                let text = self.text(first.symbol);
                let name = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                if let Some(name) = name {
                    return Some((name.to_string(), false, first.loc));
                }
            }
            TokenKind::Lt => {
                let mut name = Vec::new();
                loop {
                    let token = self.next();
                    match token.kind {
                        TokenKind::Gt => {
                            return Some((String::from_utf8_lossy(&name).into_owned(), true, first.loc));
                        }
                        TokenKind::Eod | TokenKind::Eof => break,
                        _ => {
                            if token.flags.has(TokenFlags::SPACE_BEFORE) && !name.is_empty() {
                                name.push(b' ');
                            }
                            name.extend_from_slice(&self.spelling(&[token]));
                        }
                    }
                }
            }
            _ => {}
        }
        if directive.starts_with('#') {
            let message = format!("{directive} expects \"FILENAME\" or <FILENAME>");
            self.session.diags.error(first.loc, message);
            self.drop_contexts();
        }
        None
    }

    /// embed-parameter-sequence, up to and including `end`; `None` after an error.
    fn embed_parameters(&mut self, end: TokenKind) -> Option<Parameters> {
        let mut parameters = Parameters::default();
        loop {
            let mut token = self.next();
            if token.kind == end {
                return Some(parameters);
            }
            let loc = token.loc;
            if token.kind != TokenKind::Ident {
                self.session.diags.error(loc, "expected parameter name");
                return None;
            }
            let mut name = plain(&self.text(token.symbol));
            token = self.next();
            if token.kind == TokenKind::ColonColon || token.kind == TokenKind::Colon {
                if token.kind == TokenKind::Colon {
                    self.next();
                }
                let second = self.next();
                if second.kind != TokenKind::Ident {
                    self.session.diags.error(second.loc, "expected parameter name");
                    return None;
                }
                name = format!("{name}::{}", plain(&self.text(second.symbol)));
                token = self.next();
            }
            let clause = if token.kind == TokenKind::LParen {
                Some(self.balanced_clause(loc)?)
            } else {
                self.push_back(token);
                None
            };
            self.embed_parameter(&name, clause, loc, &mut parameters)?;
        }
    }

    fn embed_parameter(
        &mut self,
        name: &str,
        clause: Option<Vec<Token>>,
        loc: Loc,
        out: &mut Parameters,
    ) -> Option<()> {
        let Some(&known) = KNOWN.iter().find(|known| **known == name) else {
            out.unknown.get_or_insert((name.to_string(), loc));
            return Some(());
        };
        if out.seen.contains(&known) {
            self.session.diags.error(loc, format!("duplicate embed parameter '{name}'"));
            return None;
        }
        out.seen.push(known);
        let Some(clause) = clause else {
            self.session.diags.error(loc, format!("expected '(' after embed parameter '{name}'"));
            return None;
        };
        match known {
            "limit" => out.limit = Some(self.clause_value(clause, name, loc)?),
            "gnu::offset" => out.offset = self.clause_value(clause, name, loc)?,
            "prefix" => out.prefix = clause,
            "suffix" => out.suffix = clause,
            _ => out.if_empty = clause,
        }
        Some(())
    }

    /// The tokens up to the parenthesis that closes a clause, unexpanded.
    fn balanced_clause(&mut self, loc: Loc) -> Option<Vec<Token>> {
        let mut open = vec![TokenKind::RParen];
        let mut tokens = Vec::new();
        loop {
            let token = self.read();
            match token.kind {
                TokenKind::LParen => open.push(TokenKind::RParen),
                TokenKind::LBracket => open.push(TokenKind::RBracket),
                TokenKind::LBrace => open.push(TokenKind::RBrace),
                TokenKind::RParen | TokenKind::RBracket | TokenKind::RBrace => {
                    if open.pop() != Some(token.kind) {
                        self.session.diags.error(token.loc, "unbalanced brackets in an embed parameter");
                        return None;
                    }
                    if open.is_empty() {
                        return Some(tokens);
                    }
                }
                TokenKind::Eod | TokenKind::Eof => {
                    self.session.diags.error(loc, "unbalanced '('");
                    return None;
                }
                _ => {}
            }
            tokens.push(token);
        }
    }

    /// The value of a clause that is a constant expression: not negative.
    fn clause_value(&mut self, mut tokens: Vec<Token>, name: &str, loc: Loc) -> Option<u64> {
        tokens.push(Token {
            kind: TokenKind::Eod,
            flags: TokenFlags(0),
            len: 0,
            loc,
            symbol: Symbol::default(),
        });
        let value = self.clause_expression(tokens)?;
        if value < 0 {
            self.session.diags.error(loc, format!("negative embed parameter '{name}' operand"));
            return None;
        }
        Some(value as u64)
    }

    /// The bytes of a resource from `offset` on, `limit` at most; `None`: there is none.
    fn read_resource(
        &mut self,
        name: &str,
        angled: bool,
        offset: u64,
        limit: Option<u64>,
        depends: bool,
    ) -> std::io::Result<Option<Vec<u8>>> {
        let mut candidates = Vec::new();
        if name.starts_with('/') {
            candidates.push(name.to_string());
        } else {
            if !angled {
                candidates.push(crate::files::join(&self.text(self.state.directory), name));
            }
            candidates.extend(self.options.embed_dirs.iter().map(|dir| crate::files::join(dir, name)));
        }
        for path in candidates {
            let Ok(mut file) = std::fs::File::open(&path) else { continue };
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                continue;
            }
            let known = |other: &Dependency| matches!(other, Dependency::Other(name) if *name == path);
            if depends && !self.dependencies.iter().any(known) {
                self.dependencies.push(Dependency::Other(path));
            }
            if offset > 0 {
                if metadata.is_file() {
                    file.seek(SeekFrom::Start(offset))?;
                } else {
                    std::io::copy(&mut (&mut file).take(offset), &mut std::io::sink())?;
                }
            }
            let mut bytes = Vec::new();
            file.take(limit.unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
            return Ok(Some(bytes));
        }
        Ok(None)
    }
}

/// `__limit__` is `limit`.
fn plain(name: &str) -> String {
    let bare = name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    bare.filter(|bare| !bare.is_empty()).unwrap_or(name).to_string()
}
