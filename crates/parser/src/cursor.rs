//! The token cursor: lookahead, expectations, recovery, and the table that tells typedef names from identifiers.

use crate::ast::{Pragma, Quals};
use crate::headers;
use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use diag::{Loc, Place, Span, Warning, warn};
use lexer::{Session, Std, StorageOrder, Symbol, Token, TokenFlags, TokenKind, kw};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};

/// Where tokens come from: the preprocessor.
pub trait TokenSource {
    /// The next token of translation phase 6; `Eof` for ever after the last one.
    fn next(&mut self) -> Token;
}

impl TokenSource for preprocessor::Preprocessor<'_> {
    fn next(&mut self) -> Token {
        preprocessor::Preprocessor::next(self)
    }
}

/// Words that types begin with, for suggestions.
const TYPE_WORDS: &[&str] = &[
    "char", "const", "double", "enum", "extern", "float", "inline", "int", "long", "register", "short",
    "signed", "static", "struct", "typedef", "typeof", "union", "unsigned", "void", "volatile",
];

/// A syntax error that has been reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported;

pub(crate) type Parsed<T> = Result<T, Reported>;

/// The parser. It lives as long as the translation unit; trees live in the arena that is handed to
/// [`Parser::external_declaration`].
pub struct Parser<'s> {
    source: &'s mut dyn TokenSource,
    /// The current token.
    pub(crate) tok: Token,
    /// The keyword that it is, or [`kw::NONE`].
    pub(crate) kw: Symbol,
    ahead: Option<Token>,
    /// Where the token before the current one stands.
    pub(crate) prev: Loc,
    /// Right behind the last token consumed, if it stands in a file as such.
    prev_end: Loc,
    pub(crate) session: &'s Session,
    typedefs: Vec<bool>,
    /// The identifiers that anything has declared so far, in whatever scope.
    declared: Vec<bool>,
    /// The tags that there are, and what of: for what is said of a type that lacks its keyword.
    pub(crate) tags: FxHashMap<Symbol, &'static str>,
    undo: Vec<(Symbol, bool)>,
    scopes: Vec<usize>,
    /// C90 was told how to have declarations in `for`.
    pub(crate) for_explained: bool,
    /// Brackets were closed behind an error: until the next statement, what is amiss may follow from that.
    pub(crate) silent: bool,
    /// How many `__extension__`s enclose the current token.
    pub(crate) extensions: u32,
    /// The functions whose bodies enclose the current token, the innermost last.
    pub(crate) functions: Vec<Symbol>,
    /// `#pragma pack` in force, in bytes; 0 for none.
    pub(crate) pack: u32,
    pub(crate) pack_stack: Vec<(Option<Symbol>, u32)>,
    /// `#pragma scalar_storage_order` in force, else -fsso-struct.
    pub(crate) storage_order: StorageOrder,
    /// `#pragma STDC FLOAT_CONST_DECIMAL64 ON` is in force: constants without suffix are decimal.
    pub(crate) decimal_constants: bool,
    pub(crate) pragmas: VecDeque<Pragma>,
    /// There was one.
    pragma_seen: bool,
    /// There was one about a loop; the token that follows it is still to come.
    pub(crate) loop_wanted: bool,
    /// The token after the last of those, until that was looked at.
    pub(crate) loop_wanted_at: Loc,
    pub(crate) names: Names,
    pub(crate) text: Vec<u8>,
    stripped: [(Symbol, Symbol); 64],
}

/// Spellings that the parser compares with.
pub(crate) struct Names {
    pub(crate) weak: Symbol,
    pub(crate) redefine_extname: Symbol,
    pub(crate) seg_fs: Symbol,
    pub(crate) seg_gs: Symbol,
    pub(crate) visibility: Symbol,
    pub(crate) scalar_storage_order: Symbol,
    pub(crate) float_const_decimal64: Symbol,
}

/// The parser at work on one external declaration, whose tree goes to `arena`.
pub(crate) struct Cx<'p, 's, 'a> {
    parser: &'p mut Parser<'s>,
    pub(crate) arena: &'a Bump,
}

impl<'s> Deref for Cx<'_, 's, '_> {
    type Target = Parser<'s>;
    fn deref(&self) -> &Parser<'s> {
        self.parser
    }
}

impl DerefMut for Cx<'_, '_, '_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.parser
    }
}

impl<'p, 's, 'a> Cx<'p, 's, 'a> {
    pub(crate) fn new(parser: &'p mut Parser<'s>, arena: &'a Bump) -> Self {
        Cx { parser, arena }
    }

    pub(crate) fn list<T>(&self) -> BumpVec<'a, T> {
        BumpVec::new_in(self.arena)
    }

    pub(crate) fn alloc<T>(&self, value: T) -> &'a T {
        self.arena.alloc(value)
    }

    /// Runs `parse` with enough stack for another level of nesting.
    #[inline]
    pub(crate) fn nested<R>(&mut self, parse: impl FnOnce(&mut Self) -> R) -> R {
        diag::nested(|| parse(self))
    }
}

impl<'s> Parser<'s> {
    /// A parser at the start of a translation unit.
    pub fn new(source: &'s mut dyn TokenSource, session: &'s Session) -> Parser<'s> {
        let interner = &session.interner;
        let names = Names {
            weak: interner.intern(b"weak"),
            redefine_extname: interner.intern(b"redefine_extname"),
            seg_fs: interner.intern(b"__seg_fs"),
            seg_gs: interner.intern(b"__seg_gs"),
            visibility: interner.intern(b"visibility"),
            scalar_storage_order: interner.intern(b"scalar_storage_order"),
            float_const_decimal64: interner.intern(b"FLOAT_CONST_DECIMAL64"),
        };
        let none = Token {
            kind: TokenKind::Eof,
            flags: TokenFlags::default(),
            len: 0,
            loc: Loc::NONE,
            symbol: Symbol::default(),
        };
        let mut parser = Parser {
            source,
            tok: none,
            kw: kw::NONE,
            ahead: None,
            prev: Loc::NONE,
            prev_end: Loc::NONE,
            session,
            typedefs: Vec::new(),
            declared: Vec::new(),
            tags: FxHashMap::default(),
            undo: Vec::new(),
            scopes: Vec::new(),
            for_explained: false,
            silent: false,
            extensions: 0,
            functions: Vec::new(),
            pack: 0,
            pack_stack: Vec::new(),
            storage_order: session.options.storage_order,
            decimal_constants: false,
            pragmas: VecDeque::new(),
            pragma_seen: false,
            loop_wanted: false,
            loop_wanted_at: Loc::NONE,
            names,
            text: Vec::new(),
            stripped: [(Symbol(u32::MAX), Symbol(0)); 64],
        };
        parser.declare(interner.intern(b"__builtin_va_list"), true);
        if session.target.has_int128 {
            parser.declare(interner.intern(b"__int128_t"), true);
            parser.declare(interner.intern(b"__uint128_t"), true);
        }
        parser.bump();
        parser
    }

    /// Whether no token is left.
    pub fn at_end(&self) -> bool {
        self.at(TokenKind::Eof)
    }

    /// Where the current token stands.
    pub fn position(&self) -> Loc {
        self.tok.loc
    }

    // Tokens.

    fn pull(&mut self) -> Token {
        let mut after_stray = false;
        loop {
            let token = self.source.next();
            match token.kind {
                TokenKind::Pragma => {
                    self.pragma_seen = true;
                    self.read_pragma(token);
                }
                TokenKind::Other | TokenKind::Hash | TokenKind::HashHash => {
                    // Of those in a row the first is enough.
                    if !std::mem::replace(&mut after_stray, true) {
                        self.report_stray(token);
                    }
                }
                _ => {
                    if std::mem::take(&mut self.loop_wanted) {
                        self.loop_wanted_at = token.loc;
                    }
                    return token;
                }
            }
        }
    }

    /// A preprocessing token that is no token (C23 6.4p3): it is passed over.
    fn report_stray(&self, token: Token) {
        let text = match token.kind {
            TokenKind::Other => self.session.interner.text(token.symbol),
            kind => kind.punctuator().into(),
        };
        let message = match text.chars().next() {
            Some(quote @ ('"' | '\'')) => format!("missing terminating {quote} character"),
            _ => format!("stray '{text}' in program"),
        };
        self.error(token.loc, message);
    }

    /// Whether there was a pragma so far.
    pub fn pragma_seen(&self) -> bool {
        self.pragma_seen
    }

    /// The next token of the source itself: inside pragmas.
    pub(crate) fn pull_raw(&mut self) -> Token {
        self.source.next()
    }

    /// Steps to the next token; returns the one that was current.
    #[inline]
    pub(crate) fn bump(&mut self) -> Token {
        let next = match self.ahead.take() {
            Some(token) => token,
            None => self.pull(),
        };
        let old = std::mem::replace(&mut self.tok, next);
        self.kw = if next.kind == TokenKind::Ident { self.session.keyword(next.symbol) } else { kw::NONE };
        self.prev = old.loc;
        self.prev_end = if old.loc.is_macro() { Loc::NONE } else { Loc(old.loc.0 + u32::from(old.len)) };
        old
    }

    /// The token after the current one.
    pub(crate) fn peek(&mut self) -> Token {
        match self.ahead {
            Some(token) => token,
            None => {
                let token = self.pull();
                self.ahead = Some(token);
                token
            }
        }
    }

    pub(crate) fn keyword_of(&self, token: Token) -> Symbol {
        if token.kind == TokenKind::Ident { self.session.keyword(token.symbol) } else { kw::NONE }
    }

    #[inline]
    pub(crate) fn at(&self, kind: TokenKind) -> bool {
        self.tok.kind == kind
    }

    #[inline]
    pub(crate) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.tok.kind == kind;
        if found {
            self.bump();
        }
        found
    }

    #[inline]
    pub(crate) fn eat_kw(&mut self, kw: Symbol) -> bool {
        let found = self.kw == kw;
        if found {
            self.bump();
        }
        found
    }

    /// Whether the current token is an identifier that is not a keyword.
    pub(crate) fn at_ident(&self) -> bool {
        self.tok.kind == TokenKind::Ident && self.kw == kw::NONE
    }

    /// From `lo` to the last token consumed.
    pub(crate) fn span_from(&self, lo: Loc) -> Span {
        Span { lo, hi: if self.prev == Loc::NONE { lo } else { self.prev } }
    }

    // Diagnostics and recovery.

    pub(crate) fn error(&self, at: impl Into<Place>, message: impl AsRef<str>) -> Reported {
        let _ = self.session.diags.error(at, message);
        Reported
    }

    /// Says that `what` is newer than the standard in force, if that is asked for.
    pub(crate) fn newer(&self, than: Std, at: impl Into<Place>, what: &str) {
        if self.session.options.std < than {
            let name = match than {
                Std::C2y => "C2Y",
                _ => "C2X",
            };
            let message = format!("ISO C does not support {what} before {name}");
            self.session.newer(than, warn::PEDANTIC, at, message);
        }
    }

    /// Says that the standard in force does not have what a keyword of C11 spells.
    pub(crate) fn c11_word(&self, token: Token, qualifier: bool) {
        if self.session.options.std >= Std::C11 && self.session.diags.explicit(warn::C99_C11_COMPAT).is_none()
        {
            return;
        }
        let name = if self.session.options.std >= Std::C99 { "C99" } else { "C90" };
        let text = self.session.interner.text(token.symbol);
        let message = match qualifier {
            true => format!("ISO {name} does not support the '{text}' qualifier"),
            false => format!("ISO {name} does not support '{text}'"),
        };
        self.session.newer(Std::C11, warn::PEDANTIC, token.loc, message);
    }

    /// What C99 brought.
    pub(crate) fn c99(&self, own: Warning, at: impl Into<Place>, message: &str) {
        self.session.newer(Std::C99, own, at, message);
    }

    pub(crate) fn pedantic(&self, at: impl Into<Place>, message: impl AsRef<str>) {
        let _ = self.session.diags.pedwarn(warn::PEDANTIC, at, message);
    }

    /// `__extension__`, any number of times: nothing pedantic is said of what follows. The result is for
    /// [`Cx::end_extension`].
    pub(crate) fn begin_extension(&mut self) -> bool {
        let mut any = false;
        while self.kw == kw::EXTENSION {
            if !any {
                self.session.diags.enter_extension();
                self.extensions += 1;
            }
            any = true;
            self.bump();
        }
        any
    }

    pub(crate) fn end_extension(&mut self, begun: bool) {
        if begun {
            self.session.diags.leave_extension();
            self.extensions -= 1;
        }
    }

    /// `expected … before …`, in GCC's words.
    pub(crate) fn expected(&self, what: &str) -> Reported {
        // The end of the input is where its last token is.
        let at = if self.at(TokenKind::Eof) && self.prev != Loc::NONE { self.prev } else { self.tok.loc };
        self.expected_at(at, what)
    }

    /// The same of a token that belongs right after the last one: that is where it is missing.
    fn expected_after(&self, what: &str) -> Reported {
        self.expected_at(if self.prev_end == Loc::NONE { self.tok.loc } else { self.prev_end }, what)
    }

    /// Whether the token begins a line with what `git merge` and its like leave where they give up: seven times the same
    /// character.
    fn at_conflict_marker(&self) -> bool {
        let kind = matches!(self.tok.kind, TokenKind::Shl | TokenKind::Shr | TokenKind::EqEq);
        if !kind || self.tok.loc.is_macro() {
            return false;
        }
        let Some(position) = self.session.sources.position(self.tok.loc) else { return false };
        let line = position.file.line(position.physical_line);
        let same = |byte: u8| line.iter().take_while(|&&found| found == byte).count() == 7;
        position.column == 1 && [b'<', b'=', b'>'].into_iter().any(same)
    }

    fn expected_at(&self, at: Loc, what: &str) -> Reported {
        self.complained_at(at, &format!("expected {what}"))
    }

    /// What is wrong with the current token, which is named behind it.
    pub(crate) fn complained(&self, message: &str) -> Reported {
        self.complained_at(self.tok.loc, message)
    }

    fn complained_at(&self, at: Loc, message: &str) -> Reported {
        if self.silent {
            return Reported;
        }
        if self.at_conflict_marker() {
            self.session.diags.error(self.tok.loc, "version control conflict marker in file");
            return Reported;
        }
        let found = match self.tok.kind {
            TokenKind::Eof | TokenKind::Eod => " at end of input".to_string(),
            TokenKind::Number => " before numeric constant".to_string(),
            TokenKind::Char => format!(" before {}", self.session.interner.text(self.tok.symbol)),
            TokenKind::String => " before string constant".to_string(),
            TokenKind::Ident => format!(" before '{}'", self.session.interner.text(self.tok.symbol)),
            kind => format!(" before '{}' token", kind.punctuator()),
        };
        let reported = self.session.diags.error(at, format!("{message}{found}"));
        // A name that would be a string, had its header been included.
        if self.at_ident() {
            let text = self.session.interner.text(self.tok.symbol);
            if headers::header_of(&text) == Some("inttypes.h")
                && let Some(note) = headers::recommended_header(&text)
            {
                let _ = reported.note(self.tok.loc, note);
            }
        }
        Reported
    }

    /// Consumes a token of `kind`, or reports that it is missing.
    pub(crate) fn expect(&mut self, kind: TokenKind) -> Parsed<Token> {
        if self.tok.kind == kind {
            return Ok(self.bump());
        }
        let what = format!("'{}'", kind.punctuator());
        Err(match kind {
            TokenKind::RParen | TokenKind::RBracket | TokenKind::Semi | TokenKind::Colon => {
                self.expected_after(&what)
            }
            _ => self.expected(&what),
        })
    }

    /// Consumes `;`. A missing one is reported; what follows is taken for a new statement if it starts a line.
    pub(crate) fn expect_semi(&mut self) -> Parsed<()> {
        if self.eat(TokenKind::Semi) {
            return Ok(());
        }
        let reported = self.expected_after("';'");
        if self.at(TokenKind::RBrace) || self.tok.flags.has(TokenFlags::LINE_START) {
            return Ok(());
        }
        Err(reported)
    }

    pub(crate) fn expect_ident(&mut self, what: &str) -> Parsed<crate::ast::Ident> {
        if self.at_ident() {
            let token = self.bump();
            return Ok(crate::ast::Ident { name: token.symbol, loc: token.loc });
        }
        Err(self.expected(what))
    }

    /// After an error: skips to the end of the statement or declaration. A `;` is consumed; a `}` that closes
    /// the enclosing block is not.
    pub(crate) fn skip_statement(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.tok.kind {
                TokenKind::Eof => return,
                TokenKind::Semi if depth == 0 => {
                    self.bump();
                    return;
                }
                TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace => depth += 1,
                TokenKind::RParen | TokenKind::RBracket => depth = depth.saturating_sub(1),
                TokenKind::RBrace => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                    if depth == 0 {
                        self.bump();
                        if !self.at(TokenKind::Semi) && !self.at(TokenKind::RParen) {
                            return;
                        }
                        continue;
                    }
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// The closing bracket of something; if that has been reported to be wrong, no more is said. What stands before the
    /// bracket is skipped.
    pub(crate) fn close(&mut self, bracket: TokenKind, reported: bool) -> Parsed<()> {
        self.silent |= reported;
        if self.eat(bracket) {
            return Ok(());
        }
        if !reported {
            let _ = self.expect(bracket);
        }
        self.skip_past(bracket)
    }

    /// After an error inside brackets: skips their rest and the closing one. Parentheses end before a semicolon, and nothing
    /// reaches beyond a block.
    pub(crate) fn skip_past(&mut self, close: TokenKind) -> Parsed<()> {
        let mut depth = 0u32;
        loop {
            let kind = self.tok.kind;
            match kind {
                TokenKind::Eof => return Err(Reported),
                TokenKind::Semi if depth == 0 && close != TokenKind::RBrace => return Err(Reported),
                TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace => depth += 1,
                TokenKind::RParen | TokenKind::RBracket | TokenKind::RBrace => {
                    if depth == 0 && kind == close {
                        self.bump();
                        return Ok(());
                    }
                    let outer = match close {
                        TokenKind::RBrace => TokenKind::RParen,
                        _ => TokenKind::RBrace,
                    };
                    if depth == 0 && kind == outer {
                        return Err(Reported);
                    }
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// After an error in a list: skips to `,` or the closing token, over balanced brackets.
    pub(crate) fn skip_to_comma(&mut self, close: TokenKind) {
        let mut depth = 0u32;
        loop {
            let kind = self.tok.kind;
            match kind {
                TokenKind::Eof => return,
                TokenKind::Comma if depth == 0 => return,
                TokenKind::Semi if depth == 0 => return,
                TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace => depth += 1,
                TokenKind::RParen | TokenKind::RBracket | TokenKind::RBrace => {
                    if depth == 0 {
                        if kind == close || kind == TokenKind::RBrace {
                            return;
                        }
                    } else {
                        depth -= 1;
                    }
                }
                _ => {}
            }
            self.bump();
        }
    }

    // Typedef names.

    /// Enters `symbol` into the innermost scope.
    pub(crate) fn declare(&mut self, symbol: Symbol, typedef: bool) {
        let index = symbol.0 as usize;
        if self.declared.len() <= index {
            self.declared.resize(index + 64, false);
        }
        self.declared[index] = true;
        let index = symbol.0 as usize;
        if self.typedefs.len() <= index {
            if !typedef {
                return;
            }
            self.typedefs.resize(index + 64, false);
        }
        if self.typedefs[index] != typedef {
            if !self.scopes.is_empty() {
                self.undo.push((symbol, self.typedefs[index]));
            }
            self.typedefs[index] = typedef;
        }
    }

    /// Whether nothing has declared an identifier.
    pub(crate) fn is_unheard_of(&self, symbol: Symbol) -> bool {
        !self.declared.get(symbol.0 as usize).copied().unwrap_or(false)
    }

    /// Says that the identifier here names no type, and what may be meant.
    pub(crate) fn unknown_type_name(&self) {
        let (symbol, at) = (self.tok.symbol, self.tok.loc);
        let interner = &self.session.interner;
        let text = interner.text(symbol);
        let message = format!("unknown type name '{text}'");
        let note = crate::headers::recommended_header(&text);
        if let Some(kind) = self.tags.get(&symbol) {
            self.error(at, format!("{message}; use '{kind}' keyword to refer to the type"));
        } else if let Some(note) = note {
            let _ = self.session.diags.error(at, message).note(at, note);
        } else {
            let typedefs = self.typedefs.iter().enumerate().filter(|(_, is)| **is);
            let names = typedefs.map(|(index, _)| interner.text(Symbol(index as u32)));
            let keywords = TYPE_WORDS.iter().map(|word| word.to_string());
            match diag::closest(&text, keywords.chain(names)) {
                Some(meant) => self.error(at, format!("{message}; did you mean '{meant}'?")),
                None => self.error(at, message),
            };
        }
    }

    #[inline]
    pub(crate) fn is_typedef(&self, symbol: Symbol) -> bool {
        self.typedefs.get(symbol.0 as usize).copied().unwrap_or(false)
    }

    pub(crate) fn push_scope(&mut self) {
        self.scopes.push(self.undo.len());
    }

    pub(crate) fn scope_depth(&self) -> usize {
        self.scopes.len()
    }

    pub(crate) fn pop_scopes_to(&mut self, depth: usize) {
        while self.scopes.len() > depth {
            let mark = self.scopes.pop().unwrap_or(0);
            while self.undo.len() > mark {
                if let Some((symbol, was)) = self.undo.pop() {
                    self.typedefs[symbol.0 as usize] = was;
                }
            }
        }
    }

    /// `__name__` is `name`, in attributes.
    pub(crate) fn strip_underscores(&mut self, symbol: Symbol) -> Symbol {
        let slot = symbol.0 as usize % self.stripped.len();
        if self.stripped[slot].0 == symbol {
            return self.stripped[slot].1;
        }
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        self.session.interner.with(symbol, |spelling| text.extend_from_slice(spelling));
        let bare = match text.strip_prefix(b"__").and_then(|rest| rest.strip_suffix(b"__")) {
            Some(bare) if !bare.is_empty() => self.session.interner.intern(bare),
            _ => symbol,
        };
        self.text = text;
        self.stripped[slot] = (symbol, bare);
        bare
    }

    /// The type qualifier that the current token is.
    pub(crate) fn qualifier(&self) -> Option<Quals> {
        Some(match self.kw {
            kw::CONST => Quals::CONST,
            kw::VOLATILE => Quals::VOLATILE,
            kw::RESTRICT => Quals::RESTRICT,
            kw::ATOMIC => Quals::ATOMIC,
            _ if self.tok.kind == TokenKind::Ident && self.tok.symbol == self.names.seg_fs => Quals::SEG_FS,
            _ if self.tok.kind == TokenKind::Ident && self.tok.symbol == self.names.seg_gs => Quals::SEG_GS,
            _ => return None,
        })
    }
}
