//! Macro invocation and rescanning (C23 6.10.4). A macro is disabled while the tokens of its expansion are
//! being read; a name met meanwhile is painted and never expanded again (6.10.4.4p2).

use crate::macros::{Macro, MacroId, MacroKind, spell};
use crate::{Event, Preprocessor};
use diag::Loc;
use lexer::{Symbol, Token, TokenFlags, TokenKind};

/// Tokens to be read before the file's.
pub(crate) struct Context {
    /// Where the tokens are.
    tokens: ContextTokens,
    pos: u32,
    end: u32,
    /// The macro that is disabled meanwhile; 0 if there is none.
    id: MacroId,
    /// At its end stands [`TokenKind::Eof`]: an argument being expanded alone.
    barrier: bool,
    /// White space stands behind it.
    space_behind: bool,
}

enum ContextTokens {
    /// A range of the pool of bodies; the first token takes these flags of the macro's name.
    Body { expansion: u32, first: u32, flags: TokenFlags },
    /// A buffer of finished tokens.
    Buffer(Vec<Token>),
    /// Bytes as integer constants with commas between them, and the spellings of those.
    Bytes { bytes: Vec<u8>, numbers: Box<[Symbol; 256]>, loc: Loc },
}

const LAYOUT: TokenFlags = TokenFlags(TokenFlags::SPACE_BEFORE.0 | TokenFlags::LINE_START.0);

pub(crate) const END: Token =
    Token { kind: TokenKind::Eof, flags: TokenFlags(0), len: 0, loc: Loc::NONE, symbol: Symbol(0) };

/// Tokens that the macros of a translation unit may take as arguments and make, in all. Each is kept for diagnostics.
const MAX_TOKENS: usize = 1 << 26;
/// So many bytes that `#` and `##` make count as a token.
pub(crate) const BYTES_OF_A_TOKEN: usize = 8;

impl Preprocessor<'_> {
    pub(crate) fn take_buffer(&mut self) -> Vec<Token> {
        self.free_buffers.pop().unwrap_or_default()
    }

    pub(crate) fn give_buffer(&mut self, mut buffer: Vec<Token>) {
        buffer.clear();
        self.free_buffers.push(buffer);
    }

    /// The next token of the innermost expansion, or of the file when all are read.
    pub(crate) fn read_context(&mut self) -> Token {
        loop {
            let Some(context) = self.contexts.last_mut() else { return self.read_file() };
            if context.pos < context.end {
                let at = context.pos;
                context.pos += 1;
                let token = match &context.tokens {
                    ContextTokens::Buffer(tokens) => tokens[at as usize],
                    &ContextTokens::Body { expansion, first, flags } => {
                        let mut token = self.macros.pool[at as usize].token;
                        token.loc = self.session.sources.macro_loc(token.loc, Loc::NONE, expansion);
                        if at == first {
                            token.flags = TokenFlags(token.flags.0 & !LAYOUT.0 | flags.0);
                        }
                        token
                    }
                    ContextTokens::Bytes { bytes, numbers, loc } => {
                        byte_token(at, bytes[at as usize / 2], numbers, *loc)
                    }
                };
                // What `-CC` keeps of a macro is none of a directive's.
                if token.kind == TokenKind::Comment && self.in_directive {
                    continue;
                }
                return token;
            }
            if context.barrier {
                return END;
            }
            self.pop_context();
        }
    }

    fn pop_context(&mut self) {
        if let Some(context) = self.contexts.pop() {
            self.macros.macros[context.id as usize].disabled = context.id == 0;
            if context.space_behind {
                self.carry = self.carry.with(TokenFlags::SPACE_BEFORE);
            }
            if let ContextTokens::Buffer(buffer) = context.tokens {
                self.give_buffer(buffer);
            }
        }
    }

    /// Forgets what a finished directive left unread.
    pub(crate) fn drop_contexts(&mut self) {
        while !self.contexts.is_empty() {
            self.pop_context();
        }
        self.carry = TokenFlags(0);
    }

    /// Reads `tokens` before anything else.
    pub(crate) fn push_buffer(&mut self, tokens: Vec<Token>, id: MacroId, barrier: bool) {
        let end = tokens.len() as u32;
        let tokens = ContextTokens::Buffer(tokens);
        self.contexts.push(Context { tokens, pos: 0, end, id, barrier, space_behind: false });
    }

    /// Reads `bytes` as a list of numbers before anything else.
    pub(crate) fn push_bytes(&mut self, bytes: Vec<u8>, numbers: Box<[Symbol; 256]>, loc: Loc) {
        let end = (bytes.len() * 2 - 1) as u32;
        let tokens = ContextTokens::Bytes { bytes, numbers, loc };
        self.contexts.push(Context { tokens, pos: 0, end, id: 0, barrier: false, space_behind: false });
    }

    /// Forgets what was pushed since the innermost barrier, and that.
    pub(crate) fn pop_to_barrier(&mut self) {
        while let Some(context) = self.contexts.last() {
            let barrier = context.barrier;
            self.pop_context();
            if barrier {
                return;
            }
        }
    }

    /// Reads `token` again.
    pub(crate) fn push_back(&mut self, token: Token) {
        let mut buffer = self.take_buffer();
        buffer.push(token);
        self.push_buffer(buffer, 0, false);
    }

    /// Tokens expanded on their own, with nothing after them (arguments, pragmas, `#include`'s operand). The result is
    /// whether white space stands behind what they expand to.
    pub(crate) fn expand_alone(&mut self, tokens: &[Token], out: &mut Vec<Token>) -> bool {
        let mut buffer = self.take_buffer();
        buffer.extend_from_slice(tokens);
        let carry = std::mem::take(&mut self.carry);
        self.push_buffer(buffer, 0, true);
        self.expanding_alone += 1;
        let end = loop {
            let token = self.next();
            if token.kind == TokenKind::Eof {
                break token;
            }
            out.push(token);
        };
        self.expanding_alone -= 1;
        self.pop_context();
        self.carry = carry;
        end.flags.has(LAYOUT)
    }

    /// A name that has a macro was read: begins its expansion (`None`), or returns the token that stands for it.
    pub(crate) fn invoke(&mut self, name: Token, id: MacroId) -> Option<Token> {
        let this = self.macros.macros[id as usize];
        if self.options.directives_only && !self.in_directive && !matches!(this.kind, MacroKind::Builtin(_)) {
            return Some(name);
        }
        if this.disabled || self.spent > MAX_TOKENS {
            return Some(Token { flags: name.flags.with(TokenFlags::NO_EXPAND), ..name });
        }
        match this.kind {
            MacroKind::Object => {
                self.macros.macros[id as usize].used = true;
                self.report_use(name.symbol, name.loc);
                self.invoke_object(name, id, &this);
                None
            }
            MacroKind::Function => {
                if !self.peek_paren() {
                    self.check_missing_arguments(name, &this);
                    return Some(name);
                }
                self.macros.macros[id as usize].used = true;
                let expanded = self.invoke_function(name, id, &this);
                self.report_use(name.symbol, name.loc);
                expanded
            }
            MacroKind::Builtin(builtin) => self.expand_builtin(name, builtin),
            MacroKind::Poisoned => {
                let text = self.text(name.symbol);
                self.session.diags.error(name.loc, format!("attempt to use poisoned \"{text}\""));
                Some(name)
            }
        }
    }

    /// `-dU`: a macro was expanded, or a directive asked for it.
    pub(crate) fn report_use(&mut self, name: Symbol, at: Loc) {
        if !self.options.record_uses || !self.options.record_events {
            return;
        }
        let id = self.macros.get(name);
        let this = self.macros.macros[id as usize];
        if matches!(this.kind, MacroKind::Builtin(_) | MacroKind::Poisoned)
            || !self.reported.insert((name, id))
        {
            return;
        }
        let mut text = Vec::new();
        if id == 0 {
            text.extend_from_slice(b"#undef ");
            self.session.interner.with(name, |name| text.extend_from_slice(name));
        } else {
            self.macros.print(&this, self.session, &mut text);
        }
        self.events.push(Event::Used(String::from_utf8_lossy(&text).into_owned(), at));
    }

    fn invoke_object(&mut self, name: Token, id: MacroId, this: &Macro) {
        let flags = TokenFlags(name.flags.0 & LAYOUT.0);
        if this.body.0 == this.body.1 {
            self.carry = self.carry.with(flags);
            return;
        }
        if !self.spend((this.body.1 - this.body.0) as usize, name.loc) {
            return;
        }
        let expansion = self.session.sources.add_expansion(name.loc, this.definition);
        if this.complex {
            let mut out = self.take_buffer();
            let space = self.substitute(this, this.body, None, expansion, &mut out);
            self.push_expansion(out, id, flags, space);
            return;
        }
        self.macros.macros[id as usize].disabled = true;
        self.contexts.push(Context {
            tokens: ContextTokens::Body { expansion, first: this.body.0, flags },
            pos: this.body.0,
            end: this.body.1,
            id,
            barrier: false,
            space_behind: false,
        });
    }

    /// Whether macros may still take so many tokens as arguments or make so many. If not, that is said once, and nothing
    /// is expanded any more.
    pub(crate) fn spend(&mut self, tokens: usize, at: Loc) -> bool {
        if self.spent > MAX_TOKENS {
            return false;
        }
        self.spent += tokens;
        if self.spent > MAX_TOKENS {
            self.session.diags.fatal(at, format!("macro expansion takes more than {MAX_TOKENS} tokens"));
            // The end of a directive halts by itself.
            if self.in_directive {
                self.drop_contexts()
            } else {
                self.halt()
            }
            return false;
        }
        true
    }

    /// Rescans the result of a substitution.
    pub(crate) fn push_expansion(
        &mut self,
        mut tokens: Vec<Token>,
        id: MacroId,
        flags: TokenFlags,
        space_behind: bool,
    ) {
        let at = tokens.first().map_or(Loc::NONE, |token| token.loc);
        if !self.spend(tokens.len(), at) {
            tokens.clear();
        }
        match tokens.first_mut() {
            Some(first) => {
                first.flags = TokenFlags(first.flags.0 & !LAYOUT.0 | flags.0 & LAYOUT.0);
                self.macros.macros[id as usize].disabled = true;
                self.push_buffer(tokens, id, false);
                if let Some(context) = self.contexts.last_mut() {
                    context.space_behind = space_behind;
                }
            }
            None => {
                self.carry = self.carry.with(TokenFlags(flags.0 & LAYOUT.0));
                if space_behind {
                    self.carry = self.carry.with(TokenFlags::SPACE_BEFORE);
                }
                self.give_buffer(tokens);
            }
        }
    }

    /// Whether the next token is `(`; if so, it is consumed.
    pub(crate) fn peek_paren(&mut self) -> bool {
        let token = self.read();
        match token.kind {
            TokenKind::LParen => true,
            TokenKind::Eof | TokenKind::Eod => false,
            _ => {
                self.push_back(token);
                false
            }
        }
    }

    /// What a run of tokens spells, with a space where white space stands.
    pub(crate) fn spelling(&self, tokens: &[Token]) -> Vec<u8> {
        let mut out = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 && token.flags.has(LAYOUT) {
                out.push(b' ');
            }
            spell(token, &self.session.interner, &mut out);
        }
        out
    }
}

/// Token `at` of a list of numbers: `byte`, or the comma after it.
fn byte_token(at: u32, byte: u8, numbers: &[Symbol; 256], loc: Loc) -> Token {
    if !at.is_multiple_of(2) {
        return Token {
            kind: TokenKind::Comma,
            flags: TokenFlags(0),
            len: 1,
            loc,
            symbol: Symbol::default(),
        };
    }
    let flags = if at == 0 { TokenFlags::LINE_START } else { TokenFlags(0) };
    Token { kind: TokenKind::Number, flags, len: 3, loc, symbol: numbers[usize::from(byte)] }
}
