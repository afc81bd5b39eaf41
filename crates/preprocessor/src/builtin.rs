//! Macros whose values are made when they are expanded (C23 6.10.9; GCC's `__COUNTER__` and its like), and the
//! operators `__has_attribute`, `__has_builtin`.

use crate::Preprocessor;
use crate::macros::BuiltinMacro;
use diag::{Loc, warn};
use lexer::{Symbol, Token, TokenFlags, TokenKind};

impl Preprocessor<'_> {
    /// The token that a builtin macro stands for; `None` if tokens are to be read instead.
    pub(crate) fn expand_builtin(&mut self, name: Token, which: BuiltinMacro) -> Option<Token> {
        match which {
            BuiltinMacro::PragmaOperator => return self.pragma_operator(name),
            BuiltinMacro::VaArgs => {
                self.check_macro_name(name);
                return Some(Token { flags: name.flags.with(TokenFlags::NO_EXPAND), ..name });
            }
            BuiltinMacro::HasInclude | BuiltinMacro::HasIncludeNext | BuiltinMacro::HasEmbed => {
                if !self.in_directive {
                    let text = self.text(name.symbol);
                    let message = format!("\"{text}\" used outside of preprocessing directive");
                    self.session.diags.error(name.loc, message);
                }
                // In a condition its operand is read by the evaluator.
                return Some(name);
            }
            _ => {}
        }
        let number =
            |this: &Self, value: u64| this.made(name, TokenKind::Number, value.to_string().as_bytes());
        Some(match which {
            BuiltinMacro::Line => {
                let line = self.session.sources.presumed(self.line_place(name.loc)).map_or(0, |p| p.1);
                number(self, u64::from(line))
            }
            BuiltinMacro::File => {
                let file = self.session.sources.presumed(name.loc).map(|p| p.0);
                self.made_string(name, &self.mapped(file.as_deref().unwrap_or("")))
            }
            BuiltinMacro::FileName => {
                let file = self.session.sources.presumed(name.loc).map(|p| p.0);
                let file = file.as_deref().unwrap_or("");
                self.made_string(name, file.rsplit('/').next().unwrap_or(file))
            }
            BuiltinMacro::BaseFile => {
                let file = self.options.main_name.clone();
                self.made_string(name, &self.mapped(&file))
            }
            BuiltinMacro::IncludeLevel => number(self, self.outer.len() as u64),
            BuiltinMacro::Counter => {
                let value = self.counter;
                self.counter += 1;
                number(self, u64::from(value))
            }
            BuiltinMacro::Date | BuiltinMacro::Time => {
                self.check_reproducible(name);
                let (date, time) = self.date_and_time();
                let symbol = if which == BuiltinMacro::Date { date } else { time };
                Token { kind: TokenKind::String, symbol, ..name }
            }
            BuiltinMacro::Timestamp => {
                self.check_reproducible(name);
                let path = self.files.entries[self.state.entry as usize].name.clone();
                let modified = std::fs::metadata(&*path)
                    .and_then(|metadata| metadata.modified())
                    .ok()
                    .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
                let text = match modified {
                    Some(since) => Civil::from_unix(local(since.as_secs() as i64)).asctime(),
                    None => "??? ??? ?? ??:??:?? ????".to_string(),
                };
                self.made_string(name, &text)
            }
            BuiltinMacro::HasAttribute | BuiltinMacro::HasCAttribute => {
                let value = self.has_attribute(name, which == BuiltinMacro::HasCAttribute);
                number(self, u64::from(value))
            }
            BuiltinMacro::HasBuiltin => {
                let operand = self.operand_name(name, Self::read);
                let known = operand.is_some_and(|(_, symbol)| (self.options.has_builtin)(&self.text(symbol)));
                number(self, u64::from(known))
            }
            BuiltinMacro::HasInclude
            | BuiltinMacro::HasIncludeNext
            | BuiltinMacro::HasEmbed
            | BuiltinMacro::PragmaOperator
            | BuiltinMacro::VaArgs => name,
        })
    }

    /// -Wdate-time: what such a macro makes differs from build to build.
    fn check_reproducible(&self, name: Token) {
        let message = format!("macro \"{}\" might prevent reproducible builds", self.text(name.symbol));
        self.session.diags.warning(warn::DATE_TIME, name.loc, message);
    }

    /// `__LINE__` in a macro's body or arguments is the line of the outermost macro's name.
    fn line_place(&self, loc: Loc) -> Loc {
        self.session.sources.expansion_point(loc)
    }

    fn made(&self, name: Token, kind: TokenKind, text: &[u8]) -> Token {
        Token { kind, symbol: self.session.interner.intern(text), ..name }
    }

    /// A file's name as `-fmacro-prefix-map=` wants it.
    fn mapped<'t>(&'t self, file: &'t str) -> std::borrow::Cow<'t, str> {
        for (old, new) in self.options.prefix_maps.iter().rev() {
            if let Some(rest) = file.strip_prefix(old.as_str()) {
                return format!("{new}{rest}").into();
            }
        }
        file.into()
    }

    fn made_string(&self, name: Token, text: &str) -> Token {
        let mut literal = vec![b'"'];
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' => literal.extend_from_slice(&[b'\\', byte]),
                b'\n' => literal.extend_from_slice(b"\\n"),
                _ => literal.push(byte),
            }
        }
        literal.push(b'"');
        self.made(name, TokenKind::String, &literal)
    }

    fn date_and_time(&mut self) -> (Symbol, Symbol) {
        if let Some(made) = self.date_time {
            return made;
        }
        // SOURCE_DATE_EPOCH makes builds reproducible; it is UTC.
        let seconds = match std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok()) {
            Some(seconds) => seconds,
            None => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                local(now.map_or(0, |since| since.as_secs() as i64))
            }
        };
        let civil = Civil::from_unix(seconds);
        let date = format!("\"{} {:2} {:4}\"", MONTHS[civil.month - 1], civil.day, civil.year);
        let time = format!("\"{:02}:{:02}:{:02}\"", civil.hour, civil.minute, civil.second);
        let made =
            (self.session.interner.intern(date.as_bytes()), self.session.interner.intern(time.as_bytes()));
        self.date_time = Some(made);
        made
    }

    /// Takes the rest of a condition that has been found wrong; `token` is the next one of it.
    fn skip_condition(&mut self, mut token: Token) {
        while self.in_directive && !matches!(token.kind, TokenKind::Eof | TokenKind::Eod) {
            token = self.read();
        }
        self.push_back(token);
    }

    /// `(name)` or `(scope::name)` after an operator.
    fn operand_name(
        &mut self,
        operator: Token,
        read: impl Fn(&mut Self) -> Token,
    ) -> Option<(Option<Symbol>, Symbol)> {
        let fail = |this: &Self, loc: Loc, what: &str| {
            let text = this.text(operator.symbol);
            this.session.diags.error(loc, format!("{what} \"{text}\""));
            None
        };
        if !self.peek_paren() {
            fail(self, operator.loc, "missing '(' after");
            let next = self.read();
            self.skip_condition(next);
            return None;
        }
        let first = read(self);
        if first.kind != TokenKind::Ident {
            let text = self.text(operator.symbol);
            self.session.diags.error(first.loc, format!("macro \"{text}\" requires an identifier"));
            return None;
        }
        let mut close = read(self);
        let mut name = (None, first.symbol);
        let scoped = match close.kind {
            TokenKind::ColonColon => true,
            TokenKind::Colon => {
                let second = read(self);
                second.kind == TokenKind::Colon
            }
            _ => false,
        };
        if scoped {
            let second = read(self);
            if second.kind != TokenKind::Ident {
                self.session.diags.error(second.loc, "attribute identifier required after scope");
                self.skip_condition(second);
                return None;
            }
            name = (Some(first.symbol), second.symbol);
            close = read(self);
        }
        if close.kind != TokenKind::RParen {
            return fail(self, close.loc, "missing ')' after");
        }
        Some(name)
    }

    fn has_attribute(&mut self, operator: Token, standard: bool) -> u32 {
        // Macros are expanded in the operand, and it may hold such an operator itself.
        let expanded = |this: &mut Self| diag::nested(|| this.next());
        let Some((scope, name)) = self.operand_name(operator, expanded) else { return 0 };
        let plain = |text: String| {
            let inner = text.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
            inner.map_or(text.clone(), str::to_string)
        };
        let name = plain(self.text(name));
        let scope = scope.map(|scope| plain(self.text(scope)));
        match scope.as_deref() {
            Some("gnu") => u32::from((self.options.has_attribute)(&name)),
            Some(_) => 0,
            // The standard's attributes and the date of their adoption (C23 6.7.13).
            None if standard => match name.as_str() {
                "deprecated" | "maybe_unused" | "fallthrough" => 201_904,
                "nodiscard" => 202_003,
                // What C++ asks with answers for GCC's own attributes, too.
                name if operator.symbol == lexer::sym::HAS_CPP_ATTRIBUTE => {
                    u32::from((self.options.has_attribute)(name))
                }
                _ => 0,
            },
            None => u32::from((self.options.has_attribute)(&name)),
        }
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Local time: the offset in force comes from `TZ` only if that is UTC or a fixed POSIX offset; without a
/// time-zone database of our own, anything else counts as UTC.
fn local(seconds: i64) -> i64 {
    let Ok(zone) = std::env::var("TZ") else { return seconds };
    // POSIX `TZ` is a name of letters and then hours *west* of Greenwich.
    let digits = zone.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    match digits.parse::<i64>() {
        Ok(hours) if hours.abs() <= 24 => seconds - hours * 3600,
        _ => seconds,
    }
}

/// A moment of the proleptic Gregorian calendar.
struct Civil {
    year: i64,
    month: usize,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    weekday: usize,
}

impl Civil {
    /// From seconds since 1970-01-01T00:00:00.
    fn from_unix(seconds: i64) -> Civil {
        let days = seconds.div_euclid(86_400);
        let rest = seconds.rem_euclid(86_400) as u32;
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * month + 2) / 5 + 1) as u32;
        let month = if month < 10 { month + 3 } else { month - 9 } as usize;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let weekday = (days + 4).rem_euclid(7) as usize;
        Civil { year, month, day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60, weekday }
    }

    fn asctime(&self) -> String {
        format!(
            "{} {} {:2} {:02}:{:02}:{:02} {}",
            DAYS[self.weekday],
            MONTHS[self.month - 1],
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.year
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Civil;

    #[test]
    fn calendar() {
        assert_eq!(Civil::from_unix(0).asctime(), "Thu Jan  1 00:00:00 1970");
        assert_eq!(Civil::from_unix(951_782_400).asctime(), "Tue Feb 29 00:00:00 2000");
        assert_eq!(Civil::from_unix(1_700_000_000).asctime(), "Tue Nov 14 22:13:20 2023");
    }
}
