//! The controlling expression of `#if` (C23 6.10.2): integer arithmetic in `intmax_t` and `uintmax_t`.

use crate::Preprocessor;
use crate::macros::MacroKind;
use diag::{Loc, warn};
use lexer::{IntSize, Number, Std, Symbol, Token, TokenFlags, TokenKind, kw, sym};

/// A value: 64 bits, signed or not.
#[derive(Clone, Copy, Debug)]
struct Value {
    bits: u64,
    unsigned: bool,
}

impl Value {
    fn signed(value: i64) -> Value {
        Value { bits: value as u64, unsigned: false }
    }

    fn truth(value: bool) -> Value {
        Value::signed(i64::from(value))
    }

    fn is_true(self) -> bool {
        self.bits != 0
    }
}

/// The expression is wrong, and that was said.
struct Failed;

type Result<T> = std::result::Result<T, Failed>;

/// The state of an evaluation: one token of lookahead; operands that don't count aren't complained about.
struct Evaluator<'p, 's> {
    pp: &'p mut Preprocessor<'s>,
    token: Token,
    /// Inside the operand that `&&`, `||` or `?:` leaves out.
    unevaluated: u32,
    depth: u32,
    directive: &'static str,
    /// The operator or parenthesis that was read last.
    operator: TokenKind,
}

impl Preprocessor<'_> {
    /// Evaluates the rest of the directive's line.
    pub(crate) fn condition(&mut self, directive: &'static str) -> bool {
        let token = self.next();
        let mut evaluator =
            Evaluator { pp: self, token, unevaluated: 0, depth: 0, directive, operator: TokenKind::Eod };
        let value = evaluator.run();
        self.scanner.finish_line(self.session);
        self.drop_contexts();
        value.is_ok_and(Value::is_true)
    }

    /// The value of a constant expression among the parameters of `#embed`; `tokens` end in [`TokenKind::Eod`].
    pub(crate) fn clause_expression(&mut self, tokens: Vec<Token>) -> Option<i128> {
        self.push_buffer(tokens, 0, true);
        let token = self.next();
        let mut evaluator = Evaluator {
            pp: self,
            token,
            unevaluated: 0,
            depth: 0,
            directive: "embed",
            operator: TokenKind::Eod,
        };
        let value = evaluator.run();
        self.pop_to_barrier();
        let value = value.ok()?;
        Some(if value.unsigned { i128::from(value.bits) } else { i128::from(value.bits as i64) })
    }
}

/// Precedence of binary operators, lowest first.
fn precedence(kind: TokenKind) -> u8 {
    match kind {
        TokenKind::PipePipe => 1,
        TokenKind::AmpAmp => 2,
        TokenKind::Pipe => 3,
        TokenKind::Caret => 4,
        TokenKind::Amp => 5,
        TokenKind::EqEq | TokenKind::Ne => 6,
        TokenKind::Lt | TokenKind::Gt | TokenKind::Le | TokenKind::Ge => 7,
        TokenKind::Shl | TokenKind::Shr => 8,
        TokenKind::Plus | TokenKind::Minus => 9,
        TokenKind::Star | TokenKind::Slash | TokenKind::Percent => 10,
        _ => 0,
    }
}

impl Evaluator<'_, '_> {
    fn error<T>(&self, loc: Loc, message: impl AsRef<str>) -> Result<T> {
        self.pp.session.diags.error(loc, message);
        Err(Failed)
    }

    fn overflows(&self, loc: Loc) {
        if self.unevaluated == 0 {
            self.pp.session.diags.pedwarn(warn::NONE, loc, "integer overflow in preprocessor expression");
        }
    }

    fn advance(&mut self) {
        self.operator = self.token.kind;
        self.token = self.pp.next();
    }

    fn run(&mut self) -> Result<Value> {
        if self.token.kind == TokenKind::Eod {
            return self.error(self.token.loc, format!("#{} with no expression", self.directive));
        }
        let value = self.comma()?;
        match self.token.kind {
            TokenKind::Eod => Ok(value),
            TokenKind::RParen => self.error(self.token.loc, "missing '(' in expression"),
            TokenKind::Colon => self.error(self.token.loc, "':' without preceding '?'"),
            TokenKind::Ident | TokenKind::Number | TokenKind::Char | TokenKind::LParen => {
                let text = self.spelling();
                self.error(self.token.loc, format!("missing binary operator before token \"{text}\""))
            }
            TokenKind::Tilde | TokenKind::Bang => {
                let text = self.spelling();
                self.error(self.token.loc, format!("missing binary operator before token \"{text}\""))
            }
            _ => {
                let text = self.spelling();
                self.error(
                    self.token.loc,
                    format!("token \"{text}\" is not valid in preprocessor expressions"),
                )
            }
        }
    }

    fn spelling(&self) -> String {
        String::from_utf8_lossy(&self.pp.spelling(&[self.token])).into_owned()
    }

    fn comma(&mut self) -> Result<Value> {
        let mut value = self.conditional()?;
        while self.token.kind == TokenKind::Comma {
            if self.pp.session.options.std < Std::C99 || self.unevaluated == 0 {
                let message = "comma operator in operand of #if";
                self.pp.session.diags.pedwarn(warn::PEDANTIC, self.token.loc, message);
            }
            self.advance();
            value = self.conditional()?;
        }
        Ok(value)
    }

    fn conditional(&mut self) -> Result<Value> {
        let condition = self.binary(1)?;
        if self.token.kind != TokenKind::Question {
            return Ok(condition);
        }
        self.deeper()?;
        self.advance();
        let skip = u32::from(!condition.is_true());
        self.unevaluated += skip;
        let yes = self.comma();
        self.unevaluated -= skip;
        let yes = yes?;
        if self.token.kind != TokenKind::Colon {
            return self.error(self.token.loc, "'?' without following ':'");
        }
        self.advance();
        let skip = 1 - skip;
        self.unevaluated += skip;
        let no = self.conditional();
        self.unevaluated -= skip;
        let no = no?;
        self.depth -= 1;
        let chosen = if condition.is_true() { yes } else { no };
        Ok(Value { bits: chosen.bits, unsigned: yes.unsigned || no.unsigned })
    }

    fn deeper(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > 1000 {
            return self.error(self.token.loc, "expression nested too deeply");
        }
        Ok(())
    }

    fn binary(&mut self, lowest: u8) -> Result<Value> {
        let mut left = self.unary()?;
        loop {
            let operator = self.token;
            let level = precedence(operator.kind);
            if level == 0 || level < lowest {
                return Ok(left);
            }
            self.advance();
            let skip = match operator.kind {
                TokenKind::AmpAmp => !left.is_true(),
                TokenKind::PipePipe => left.is_true(),
                _ => false,
            };
            self.unevaluated += u32::from(skip);
            let right = self.binary(level + 1);
            self.unevaluated -= u32::from(skip);
            left = self.apply(operator, left, right?)?;
        }
    }

    fn apply(&mut self, operator: Token, left: Value, right: Value) -> Result<Value> {
        use TokenKind::*;
        let unsigned = left.unsigned || right.unsigned;
        let (a, b) = (left.bits, right.bits);
        let (sa, sb) = (a as i64, b as i64);
        let value = |bits: u64| Value { bits, unsigned };
        let overflow = |this: &Self, over: bool| {
            if over && !unsigned {
                this.overflows(operator.loc);
            }
        };
        Ok(match operator.kind {
            PipePipe => Value::truth(left.is_true() || right.is_true()),
            AmpAmp => Value::truth(left.is_true() && right.is_true()),
            Pipe => value(a | b),
            Caret => value(a ^ b),
            Amp => value(a & b),
            EqEq => Value::truth(a == b),
            Ne => Value::truth(a != b),
            Lt => Value::truth(if unsigned { a < b } else { sa < sb }),
            Gt => Value::truth(if unsigned { a > b } else { sa > sb }),
            Le => Value::truth(if unsigned { a <= b } else { sa <= sb }),
            Ge => Value::truth(if unsigned { a >= b } else { sa >= sb }),
            Shl | Shr => {
                // The left operand's type alone decides; a negative count shifts the other way, as in GCC.
                let negative = !right.unsigned && sb < 0;
                let count = if negative { sb.unsigned_abs() } else { b };
                let to_left = (operator.kind == Shl) != negative;
                let bits = match (to_left, left.unsigned) {
                    (true, _) => a.checked_shl(count.min(64) as u32).unwrap_or(0),
                    (false, true) => a.checked_shr(count.min(64) as u32).unwrap_or(0),
                    (false, false) => (sa >> count.min(63)) as u64,
                };
                Value { bits, unsigned: left.unsigned }
            }
            Plus => {
                overflow(self, sa.checked_add(sb).is_none());
                value(a.wrapping_add(b))
            }
            Minus => {
                overflow(self, sa.checked_sub(sb).is_none());
                value(a.wrapping_sub(b))
            }
            Star => {
                overflow(self, sa.checked_mul(sb).is_none());
                value(a.wrapping_mul(b))
            }
            Slash | Percent if b == 0 => {
                if self.unevaluated == 0 {
                    return self.error(operator.loc, "division by zero in #if");
                }
                value(0)
            }
            Slash if unsigned => value(a / b),
            Percent if unsigned => value(a % b),
            Slash => {
                overflow(self, sa.checked_div(sb).is_none());
                value(sa.wrapping_div(sb) as u64)
            }
            _ => value(sa.wrapping_rem(sb) as u64),
        })
    }

    fn unary(&mut self) -> Result<Value> {
        let operator = self.token;
        match operator.kind {
            TokenKind::Plus | TokenKind::Minus | TokenKind::Tilde | TokenKind::Bang => {
                self.deeper()?;
                self.advance();
                let value = self.unary()?;
                self.depth -= 1;
                Ok(match operator.kind {
                    TokenKind::Plus => {
                        let message = "traditional C rejects the unary plus operator";
                        self.pp.session.diags.warning(warn::TRADITIONAL, operator.loc, message);
                        value
                    }
                    TokenKind::Minus => {
                        if !value.unsigned && value.bits == i64::MIN as u64 {
                            self.overflows(operator.loc);
                        }
                        Value { bits: value.bits.wrapping_neg(), ..value }
                    }
                    TokenKind::Tilde => Value { bits: !value.bits, ..value },
                    _ => Value::truth(!value.is_true()),
                })
            }
            TokenKind::LParen => {
                self.deeper()?;
                self.advance();
                let value = self.comma()?;
                if self.token.kind != TokenKind::RParen {
                    return self.error(self.token.loc, "missing ')' in expression");
                }
                self.depth -= 1;
                self.advance();
                Ok(value)
            }
            _ => self.primary(),
        }
    }

    fn primary(&mut self) -> Result<Value> {
        let token = self.token;
        let value = match token.kind {
            TokenKind::Number => self.number(token)?,
            TokenKind::Char => {
                let literal = self.pp.session.char_constant(&token);
                let unsigned = literal.encoding != lexer::Encoding::Plain
                    && !(literal.encoding == lexer::Encoding::Wide
                        && self.pp.session.unit_sizes().wchar_signed);
                Value { bits: literal.value as u64, unsigned }
            }
            TokenKind::Ident => return self.identifier(token),
            TokenKind::Eod | TokenKind::RParen => {
                let message = match (self.operator, token.kind) {
                    (TokenKind::LParen, TokenKind::RParen) => "missing expression between '(' and ')'".into(),
                    (TokenKind::LParen, _) => "missing ')' in expression".into(),
                    (TokenKind::Eod, _) => "missing '(' in expression".into(),
                    (operator, _) => format!("operator '{}' has no right operand", operator.punctuator()),
                };
                return self.error(token.loc, message);
            }
            TokenKind::String => {
                let text = self.spelling();
                return self
                    .error(token.loc, format!("token \"{text}\" is not valid in preprocessor expressions"));
            }
            TokenKind::Hash => return self.assertion(token),
            kind if precedence(kind) != 0 => {
                if precedence(self.operator) != 0
                    || matches!(self.operator, TokenKind::Tilde | TokenKind::Bang)
                {
                    let operator = self.operator.punctuator();
                    return self.error(token.loc, format!("operator '{operator}' has no right operand"));
                }
                let text = self.spelling();
                return self.error(token.loc, format!("operator '{text}' has no left operand"));
            }
            _ => {
                let text = self.spelling();
                return self
                    .error(token.loc, format!("token \"{text}\" is not valid in preprocessor expressions"));
            }
        };
        self.advance();
        Ok(value)
    }

    fn number(&mut self, token: Token) -> Result<Value> {
        self.check_suffix(token);
        match self.pp.session.number(&token) {
            Number::Float(_) => self.error(token.loc, "floating constant in preprocessor expression"),
            Number::Int(literal) => {
                if literal.imaginary {
                    return self.error(token.loc, "imaginary number in preprocessor expression");
                }
                if literal.size == IntSize::BitInt && self.pp.session.options.std < Std::C23 {
                    return self.error(token.loc, "invalid suffix \"wb\" on integer constant");
                }
                if literal.overflow || literal.value > u128::from(u64::MAX) {
                    self.pp.session.diags.pedwarn(
                        warn::NONE,
                        token.loc,
                        "integer constant is too large for its type",
                    );
                }
                if literal.size == IntSize::LongLong {
                    let message = "use of C99 long long integer constant";
                    self.pp.session.newer(Std::C99, warn::LONG_LONG, token.loc, message);
                }
                let bits = literal.value as u64;
                let mut unsigned = literal.unsigned;
                if !unsigned && bits > i64::MAX as u64 {
                    if literal.radix == 10 {
                        self.pp.session.unsigned_constant(token.loc);
                    }
                    unsigned = true;
                }
                Ok(Value { bits, unsigned })
            }
        }
    }

    /// Suffixes that came with ISO C (-Wtraditional); of `ll`, -Wlong-long speaks.
    fn check_suffix(&self, token: Token) {
        let diags = &self.pp.session.diags;
        if !diags.may_be_enabled(warn::TRADITIONAL) {
            return;
        }
        let text = self.pp.text(token.symbol);
        let suffix = &text[text.trim_end_matches(['u', 'U', 'l', 'L']).len()..];
        if suffix.is_empty() || suffix.eq_ignore_ascii_case("l") {
            return;
        }
        let long_long = suffix.to_ascii_lowercase().contains("ll");
        let group = if long_long { warn::LONG_LONG } else { warn::TRADITIONAL };
        diags.warning(group, token.loc, format!("traditional C rejects the \"{suffix}\" suffix"));
    }

    fn identifier(&mut self, token: Token) -> Result<Value> {
        match token.symbol {
            sym::DEFINED => return self.defined(token),
            sym::HAS_INCLUDE | sym::HAS_INCLUDE_NEXT => {
                let next = token.symbol == sym::HAS_INCLUDE_NEXT;
                let Some(found) = self.pp.has_include(token, next) else { return Err(Failed) };
                self.advance();
                return Ok(Value::truth(found));
            }
            sym::HAS_EMBED => {
                let Some(found) = self.pp.has_embed(token) else { return Err(Failed) };
                self.advance();
                return Ok(Value::signed(found as i64));
            }
            _ => {}
        }
        let keyword = self.pp.session.keyword(token.symbol);
        let value = keyword == kw::TRUE;
        if keyword != kw::TRUE && keyword != kw::FALSE && self.unevaluated == 0 {
            let text = self.pp.text(token.symbol);
            self.pp.session.diags.warning(
                warn::UNDEF,
                token.loc,
                format!("\"{text}\" is not defined, evaluates to 0"),
            );
        }
        self.advance();
        if self.token.kind == TokenKind::LParen && keyword == kw::NONE {
            return self.error(self.token.loc, "missing binary operator before token \"(\"");
        }
        Ok(Value::truth(value))
    }

    /// GNU's `#predicate(answer)` and `#predicate`.
    fn assertion(&mut self, hash: Token) -> Result<Value> {
        let diags = &self.pp.session.diags;
        if !diags.pedwarn(warn::PEDANTIC, hash.loc, "assertions are a GCC extension").shown() {
            diags.warning(warn::DEPRECATED, hash.loc, "assertions are a deprecated extension");
        }
        let Some((predicate, answer)) = self.pp.read_assertion(true) else { return Err(Failed) };
        let held = self.pp.assertion_holds(predicate, answer.as_deref());
        self.token = self.pp.assertion_lookahead.take().unwrap_or(crate::expand::END);
        if self.token.kind == TokenKind::Eof {
            self.advance();
        }
        Ok(Value::truth(held))
    }

    /// `defined X` and `defined(X)`: the operand is read without expansion.
    fn defined(&mut self, operator: Token) -> Result<Value> {
        if operator.loc.is_macro() {
            let message = "this use of \"defined\" may not be portable";
            let (diags, group) = (&self.pp.session.diags, warn::EXPANSION_TO_DEFINED);
            let at = self.pp.session.sources.expansion_point(operator.loc);
            if diags.is_enabled(warn::PEDANTIC, at) {
                diags.pedwarn(group, at, message);
            } else {
                diags.warning(group, at, message);
            }
        }
        let mut name = self.pp.read();
        let paren = name.kind == TokenKind::LParen;
        if paren {
            name = self.pp.read();
        }
        if name.kind != TokenKind::Ident {
            return self.error(name.loc, "operator \"defined\" requires an identifier");
        }
        if paren {
            let close = self.pp.read();
            if close.kind != TokenKind::RParen {
                return self.error(close.loc, "missing ')' after \"defined\"");
            }
        }
        let id = self.pp.macros.get(name.symbol);
        if self.pp.macros.macros[id as usize].kind == MacroKind::Poisoned {
            let text = self.pp.text(name.symbol);
            self.pp.session.diags.error(name.loc, format!("attempt to use poisoned \"{text}\""));
        }
        let value = self.pp.is_defined(name.symbol, name.loc);
        self.advance();
        Ok(Value::truth(value))
    }
}

impl Preprocessor<'_> {
    /// Whether a name is defined as a macro; marks the macro as used.
    pub(crate) fn is_defined(&mut self, name: Symbol, at: Loc) -> bool {
        self.report_use(name, at);
        let id = self.macros.get(name);
        self.macros.macros[id as usize].used = true;
        self.macros.is_defined(name)
    }

    /// The operand and the answer of `__has_include` and `__has_include_next`; `None` after an error.
    pub(crate) fn has_include(&mut self, operator: Token, next: bool) -> Option<bool> {
        // The parentheses may come from a macro, too.
        let open = self.next();
        if open.kind != TokenKind::LParen {
            let text = self.text(operator.symbol);
            self.session.diags.error(open.loc, format!("missing '(' before \"{text}\" operand"));
            return None;
        }
        let header = if self.contexts.is_empty() { self.scanner.header_name() } else { None };
        let header = match header {
            Some(header) => Some((header.name, header.angled)),
            None => {
                // The operand comes from a macro.
                let first = self.next();
                match first.kind {
                    TokenKind::String => {
                        let text = self.session.interner.with(first.symbol, <[u8]>::to_vec);
                        text.get(1..text.len().saturating_sub(1)).map(|name| (name.to_vec(), false))
                    }
                    TokenKind::Lt => {
                        let mut name = Vec::new();
                        loop {
                            let token = self.next();
                            match token.kind {
                                TokenKind::Gt => break Some((name, true)),
                                TokenKind::Eod | TokenKind::Eof => {
                                    let message = "missing terminating > character";
                                    self.session.diags.error(first.loc, message);
                                    break Some((name, true));
                                }
                                _ => {
                                    if token.flags.has(TokenFlags::SPACE_BEFORE) && !name.is_empty() {
                                        name.push(b' ');
                                    }
                                    name.extend_from_slice(&self.spelling(&[token]));
                                }
                            }
                        }
                    }
                    _ => None,
                }
            }
        };
        let Some((name, angled)) = header else {
            let text = self.text(operator.symbol);
            self.session.diags.error(operator.loc, format!("operator \"{text}\" requires a header-name"));
            return None;
        };
        let close = self.read();
        if close.kind != TokenKind::RParen {
            let text = self.text(operator.symbol);
            self.session.diags.error(close.loc, format!("missing ')' after \"{text}\" operand"));
            return None;
        }
        let name = self.session.interner.intern(&name);
        Some(self.locate(name, angled, next).is_ok())
    }
}
