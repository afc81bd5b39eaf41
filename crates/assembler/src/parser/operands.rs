//! A statement's operand field: the character cursor and the expression parser (GNU as manual, chapter 6).

use crate::{AsmError, BinaryOp, Context, Specifier, SymbolId, UnaryOp, Value};
use rustc_hash::FxHashMap;

type Result<T> = std::result::Result<T, AsmError>;

/// Numeric labels (`1:`, `1b`, `1f`).
#[derive(Default)]
pub struct LocalLabels {
    /// For each number: the last definition, and the one that `Nf` means.
    labels: FxHashMap<u64, (Option<SymbolId>, Option<SymbolId>)>,
}

impl LocalLabels {
    /// `N:`
    pub fn define(&mut self, number: u64, context: &mut Context) -> SymbolId {
        let entry = self.labels.entry(number).or_default();
        let symbol = entry.1.take().unwrap_or_else(|| context.symbols.fresh());
        entry.0 = Some(symbol);
        symbol
    }

    /// `Nb`
    pub fn backward(&self, number: u64) -> Option<SymbolId> {
        self.labels.get(&number).and_then(|e| e.0)
    }

    /// `Nf`
    pub fn forward(&mut self, number: u64, context: &mut Context) -> SymbolId {
        *self.labels.entry(number).or_default().1.get_or_insert_with(|| context.symbols.fresh())
    }

    /// A number whose `Nf` was never defined.
    pub fn dangling(&self) -> Option<u64> {
        self.labels.iter().filter(|(_, e)| e.1.is_some()).map(|(&n, _)| n).min()
    }
}

/// Asks the machine for a specifier by name.
pub type SpecifierFn = fn(&str) -> Option<Specifier>;

/// The operand field of one statement, consumed from the left.
pub struct Operands<'a> {
    text: &'a [u8],
    pos: usize,
    /// Symbols, expressions, messages.
    pub context: &'a mut Context,
    locals: &'a mut LocalLabels,
    specifier: SpecifierFn,
    here: Option<SymbolId>,
}

/// What a name may begin with.
pub(crate) fn is_name_start(c: u8) -> bool {
    c.is_ascii_alphabetic() || matches!(c, b'_' | b'.' | b'$') || c >= 0x80
}

/// What a name may go on with.
pub(crate) fn is_name(c: u8) -> bool {
    is_name_start(c) || c.is_ascii_digit()
}

impl<'a> Operands<'a> {
    /// A cursor at the start of `text`, a statement's operands without comments.
    pub fn new(
        text: &'a [u8],
        context: &'a mut Context,
        locals: &'a mut LocalLabels,
        specifier: SpecifierFn,
    ) -> Operands<'a> {
        Operands { text, pos: 0, context, locals, specifier, here: None }
    }

    /// The label that stands for `.`, if an expression used it: it has to be defined where the statement starts.
    pub fn take_here(&mut self) -> Option<SymbolId> {
        self.here.take()
    }

    /// Everything up to the next comma outside parentheses and strings, trimmed.
    pub fn until_comma(&mut self) -> &'a [u8] {
        self.skip_space();
        let rest = self.rest();
        let (mut depth, mut quoted) = (0, false);
        let mut end = rest.len();
        for (i, &c) in rest.iter().enumerate() {
            match c {
                b'"' => quoted = !quoted,
                b'(' if !quoted => depth += 1,
                b')' if !quoted => depth -= 1,
                b',' if !quoted && depth <= 0 => {
                    end = i;
                    break;
                }
                _ => {}
            }
        }
        self.pos += end;
        rest[..end].trim_ascii()
    }

    /// A string literal in quotes, its escapes resolved.
    pub fn string(&mut self) -> Result<Vec<u8>> {
        if !self.eat(b'"') {
            return Err(format!("expected string {}", self.found()).into());
        }
        let mut out = Vec::new();
        loop {
            match self.text.get(self.pos) {
                None => return Err("missing closing `\"'".into()),
                Some(b'"') => {
                    self.pos += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.pos += 1;
                    self.pos += escape(&self.text[self.pos..], &mut out);
                }
                Some(&c) => {
                    out.push(c);
                    self.pos += 1;
                }
            }
        }
    }

    /// Skips white space.
    pub fn skip_space(&mut self) {
        while matches!(self.text.get(self.pos), Some(b' ' | b'\t' | b'\r' | b'\x0c')) {
            self.pos += 1;
        }
    }

    /// The next character after white space.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.text.get(self.pos).copied()
    }

    /// Whether nothing is left.
    pub fn at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        &self.text[self.pos.min(self.text.len())..]
    }

    /// Where the cursor stands, for [`Operands::rewind`].
    pub fn position(&self) -> usize {
        self.pos
    }

    /// Goes back to (or on to) a position.
    pub fn rewind(&mut self, position: usize) {
        self.pos = position;
    }

    /// Consumes `c` if it comes next after white space.
    #[inline]
    pub fn eat(&mut self, c: u8) -> bool {
        let hit = self.peek() == Some(c);
        if hit {
            self.pos += 1;
        }
        hit
    }

    /// Consumes `c` or fails.
    pub fn expect(&mut self, c: u8) -> Result<()> {
        if self.eat(c) {
            return Ok(());
        }
        Err(format!("expected `{}' {}", c as char, self.found()).into())
    }

    /// "before `rest'", for messages.
    pub fn found(&mut self) -> String {
        if self.at_end() {
            return "at end of line".into();
        }
        format!("before `{}'", String::from_utf8_lossy(self.rest()))
    }

    /// Fails unless nothing is left.
    pub fn finish(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(c) => {
                Err(format!("junk at end of line, first unrecognized character is `{}'", c as char).into())
            }
        }
    }

    /// A name, if one comes next.
    pub fn name(&mut self) -> Option<&'a str> {
        let first = self.peek()?;
        if first == b'"' {
            let start = self.pos + 1;
            let len = self.text[start..].iter().position(|&c| c == b'"')?;
            let name = std::str::from_utf8(&self.text[start..start + len]).ok()?;
            self.pos = start + len + 1;
            return Some(name);
        }
        if !is_name_start(first) {
            return None;
        }
        self.word()
    }

    /// Name characters and digits in any order, without leading white space skipped.
    pub fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let len = rest.iter().position(|&c| !is_name(c)).unwrap_or(rest.len());
        if len == 0 {
            return None;
        }
        self.pos += len;
        std::str::from_utf8(&rest[..len]).ok()
    }

    /// A symbol's name, made a symbol.
    pub fn symbol(&mut self) -> Result<SymbolId> {
        match self.name() {
            Some(name) => Ok(self.context.symbols.intern(name)),
            None => Err("expected symbol name".into()),
        }
    }

    /// An expression.
    pub fn expr(&mut self) -> Result<Value> {
        self.binary(0)
    }

    /// An expression that has to be a number now.
    pub fn absolute(&mut self) -> Result<i64> {
        let value = self.expr()?;
        self.context
            .resolve_early(value)
            .ok_or_else(|| AsmError::from("bad or irreducible absolute expression"))
    }

    fn operator(&mut self) -> Option<(BinaryOp, u8, usize)> {
        use BinaryOp::*;
        let first = self.peek()?;
        let second = self.text.get(self.pos + 1).copied().unwrap_or(0);
        // GNU as manual 6.2.4: precedence from lowest: `||`, `&&`, comparisons and `+ -`, bitwise, `* / % << >>`.
        Some(match (first, second) {
            (b'|', b'|') => (LogicalOr, 1, 2),
            (b'&', b'&') => (LogicalAnd, 2, 2),
            (b'=', b'=') => (Eq, 3, 2),
            (b'!', b'=') | (b'<', b'>') => (Ne, 3, 2),
            (b'<', b'<') => (Shl, 6, 2),
            (b'>', b'>') => (Shr, 6, 2),
            (b'<', b'=') => (Le, 3, 2),
            (b'>', b'=') => (Ge, 3, 2),
            (b'<', _) => (Lt, 3, 1),
            (b'>', _) => (Gt, 3, 1),
            (b'+', _) => (Add, 4, 1),
            (b'-', _) => (Sub, 4, 1),
            (b'|', _) => (Or, 5, 1),
            (b'&', _) => (And, 5, 1),
            (b'^', _) => (Xor, 5, 1),
            (b'!', _) => (OrNot, 5, 1),
            (b'*', _) => (Mul, 6, 1),
            (b'/', _) => (Div, 6, 1),
            (b'%', _) => (Rem, 6, 1),
            _ => return None,
        })
    }

    fn binary(&mut self, min: u8) -> Result<Value> {
        let mut left = self.unary(0)?;
        while let Some((op, precedence, len)) = self.operator() {
            if precedence <= min {
                break;
            }
            self.pos += len;
            let right = self.binary(precedence)?;
            left = self.context.binary(op, left, right);
        }
        Ok(left)
    }

    fn unary(&mut self, depth: u32) -> Result<Value> {
        let op = match self.peek() {
            Some(b'-') => Some(UnaryOp::Neg),
            Some(b'~') => Some(UnaryOp::Not),
            Some(b'!') => Some(UnaryOp::LogicalNot),
            Some(b'+') => None,
            _ => return self.primary(),
        };
        if depth > 1000 {
            return Err("expression nested too deeply".into());
        }
        self.pos += 1;
        let operand = self.unary(depth + 1)?;
        Ok(match op {
            Some(op) => self.context.unary(op, operand),
            None => operand,
        })
    }

    fn primary(&mut self) -> Result<Value> {
        let Some(c) = self.peek() else { return Ok(Value::ZERO) };
        match c {
            b'(' | b'[' => {
                self.pos += 1;
                if self.text[..self.pos].iter().filter(|&&c| c == b'(').count() > 1000 {
                    return Err("expression nested too deeply".into());
                }
                let value = self.expr()?;
                self.expect(if c == b'(' { b')' } else { b']' })?;
                self.suffix(value)
            }
            b'0'..=b'9' => self.number(),
            b'\'' => {
                let (n, len) = char_constant(&self.text[self.pos + 1..])?;
                self.pos += 1 + len;
                if self.text.get(self.pos) == Some(&b'\'') {
                    self.pos += 1;
                }
                Ok(Value::constant(n))
            }
            _ => match self.name() {
                Some(".") => {
                    let here = *self.here.get_or_insert_with(|| self.context.symbols.fresh());
                    Ok(Value::symbol(here))
                }
                Some(name) => {
                    let symbol = self.context.symbols.intern(name);
                    let value = self.context.symbol_value(symbol);
                    self.suffix(value)
                }
                None => Err(format!("missing or invalid expression {}", self.found()).into()),
            },
        }
    }

    /// `@PLT` and its like.
    fn suffix(&mut self, value: Value) -> Result<Value> {
        if self.text.get(self.pos) != Some(&b'@') {
            return Ok(value);
        }
        let start = self.pos + 1;
        let len = self.text[start..].iter().position(|&c| !is_name(c)).unwrap_or(self.text.len() - start);
        let name = String::from_utf8_lossy(&self.text[start..start + len]);
        match (self.specifier)(&name) {
            Some(specifier) => {
                self.pos = start + len;
                Ok(value.with(specifier))
            }
            None => Err(format!("unknown relocation specifier `@{name}'").into()),
        }
    }

    fn number(&mut self) -> Result<Value> {
        let rest = self.rest();
        let len = rest.iter().position(|c| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..len];
        self.pos += len;
        if let [digits @ .., direction @ (b'b' | b'f')] = word
            && !digits.is_empty()
            && digits.iter().all(u8::is_ascii_digit)
            && !(digits == b"0" && *direction == b'b' && rest.get(len).is_some_and(|&c| is_name(c)))
        {
            let number = parse_digits(digits, 10).unwrap_or(u64::MAX);
            let symbol = if *direction == b'f' {
                self.locals.forward(number, self.context)
            } else {
                self.locals
                    .backward(number)
                    .ok_or_else(|| AsmError(format!("backward ref to unknown label \"{number}:\"")))?
            };
            return self.suffix(Value::symbol(symbol));
        }
        let (digits, radix) = match word {
            [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
            [b'0', b'b' | b'B', digits @ ..] => (digits, 2),
            [b'0', digits @ ..] if !digits.is_empty() => (digits, 8),
            digits => (digits, 10),
        };
        let digits = trim_suffix(digits, radix);
        match parse_digits(digits, radix) {
            Some(n) => Ok(Value::constant(n as i64)),
            None => Err(format!("bad number `{}'", String::from_utf8_lossy(word)).into()),
        }
    }
}

/// Drops C's integer suffixes, which preprocessed sources leave behind.
fn trim_suffix(digits: &[u8], radix: u64) -> &[u8] {
    let mut end = digits.len();
    while end > 1 && radix <= 16 && matches!(digits[end - 1], b'u' | b'U' | b'l' | b'L') {
        end -= 1;
    }
    &digits[..end]
}

/// Parses digits modulo 2^64.
pub(crate) fn parse_digits(digits: &[u8], radix: u64) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |n, &c| {
        let digit = u64::from((c as char).to_digit(radix as u32)?);
        Some(n.wrapping_mul(radix).wrapping_add(digit))
    })
}

/// The value of a character constant after its opening quote, and how many bytes it took.
fn char_constant(text: &[u8]) -> Result<(i64, usize)> {
    match text {
        [b'\\', rest @ ..] => {
            let mut out = Vec::new();
            let used = escape(rest, &mut out);
            Ok((out.first().copied().map_or(0, i64::from), 1 + used))
        }
        [c, ..] => Ok((i64::from(*c), 1)),
        [] => Err("missing character after `''".into()),
    }
}

/// Reads one escape sequence after its backslash (GNU as manual 3.6.1.1); returns how many bytes it took.
pub(crate) fn escape(text: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(&c) = text.first() else { return 0 };
    match c {
        b'b' => out.push(8),
        b'f' => out.push(12),
        b'n' => out.push(10),
        b'r' => out.push(13),
        b't' => out.push(9),
        b'0'..=b'7' => {
            let digits = text.iter().take(3).take_while(|c| matches!(c, b'0'..=b'7')).count();
            let n = text[..digits].iter().fold(0u32, |n, c| n * 8 + u32::from(c - b'0'));
            out.push(n as u8);
            return digits;
        }
        b'x' | b'X' => {
            let digits = text[1..].iter().take_while(|c| c.is_ascii_hexdigit()).count();
            let n = text[1..1 + digits]
                .iter()
                .fold(0u32, |n, &c| n.wrapping_mul(16) + (c as char).to_digit(16).unwrap_or(0));
            out.push(n as u8);
            return 1 + digits;
        }
        _ => out.push(c),
    }
    1
}
