//! Directives that produce bytes (GNU as manual, 7.4 to 7.10, 7.31, 7.39, 7.62, 7.85).

use super::operands::parse_digits;
use super::{Parser, Result, lossy};
use crate::{Align, AsmError, Streamer, Value};

impl<S: Streamer> Parser<'_, S> {
    /// Runs `emit` for each value of a list; `.` is where that value goes.
    fn each(&mut self, tail: &[u8], mut emit: impl FnMut(&mut S, Value)) -> Result<()> {
        let mut at = 0;
        if tail.is_empty() {
            return Ok(());
        }
        loop {
            let (value, next, more) = self.with(&tail[at..], |o| {
                let value = o.expr()?;
                let more = o.eat(b',');
                if !more {
                    o.finish()?;
                }
                Ok((value, o.position(), more))
            })?;
            emit(self.streamer, value);
            if !more {
                return Ok(());
            }
            at += next;
        }
    }

    pub(super) fn data(&mut self, tail: &[u8], size: u8) -> Result<()> {
        self.each(tail, |s, value| s.value(value, size))
    }

    pub(super) fn leb(&mut self, tail: &[u8], signed: bool) -> Result<()> {
        self.each(tail, |s, value| s.leb128(value, signed))
    }

    pub(super) fn octa(&mut self, tail: &[u8]) -> Result<()> {
        for item in tail.split(|&c| c == b',') {
            let item = item.trim_ascii();
            let (negative, digits) = match item {
                [b'-', rest @ ..] => (true, rest),
                rest => (false, rest),
            };
            let (digits, radix) = match digits {
                [b'0', b'x' | b'X', rest @ ..] => (rest, 16),
                rest => (rest, 10),
            };
            let bad = || AsmError(format!("bad number `{}'", lossy(item)));
            parse_digits(digits, radix).ok_or_else(bad)?;
            let number = digits.iter().fold(0u128, |n, &c| {
                n.wrapping_mul(u128::from(radix))
                    .wrapping_add(u128::from((c as char).to_digit(radix as u32).unwrap_or(0)))
            });
            let number = if negative { number.wrapping_neg() } else { number };
            self.streamer.bytes(&number.to_le_bytes());
        }
        Ok(())
    }

    pub(super) fn float(&mut self, tail: &[u8], size: u8) -> Result<()> {
        for item in tail.split(|&c| c == b',') {
            let text = lossy(item.trim_ascii()).into_owned();
            // `0f1.5` and `0d1.5` are GNU's spellings.
            let number = match text.as_bytes() {
                [b'0', b'f' | b'F' | b'd' | b'D' | b'e' | b'E' | b'r' | b'R', ..] => &text[2..],
                _ => &text,
            };
            let bad = |_| AsmError(format!("bad floating-point constant `{text}'"));
            if size == 4 {
                self.streamer.bytes(&number.parse::<f32>().map_err(bad)?.to_le_bytes());
            } else {
                self.streamer.bytes(&number.parse::<f64>().map_err(bad)?.to_le_bytes());
            }
        }
        Ok(())
    }

    pub(super) fn ascii(&mut self, tail: &[u8], terminated: bool) -> Result<()> {
        if tail.is_empty() {
            return Ok(());
        }
        let bytes = self.whole(tail, |o| {
            let mut bytes = o.string()?;
            while o.peek().is_some() {
                // Strings without a comma between them are one.
                if o.eat(b',') && terminated {
                    bytes.push(0);
                }
                bytes.extend(o.string()?);
            }
            if terminated {
                bytes.push(0);
            }
            Ok(bytes)
        })?;
        self.streamer.bytes(&bytes);
        Ok(())
    }

    /// `.fill repeat, size, value`
    pub(super) fn fill(&mut self, tail: &[u8]) -> Result<()> {
        let (count, size, value) = self.whole(tail, |o| {
            let count = o.expr()?;
            let size = if o.eat(b',') { o.absolute()? } else { 1 };
            let value = if o.eat(b',') { o.absolute()? } else { 0 };
            Ok((count, size, value))
        })?;
        let size = u8::try_from(size.min(8)).map_err(|_| AsmError::from("size negative; .fill ignored"))?;
        // The pattern has four bytes; wider units are padded with zeros.
        self.streamer.fill(count, size, value as u64 & 0xFFFF_FFFF);
        Ok(())
    }

    /// `.skip size, fill`
    pub(super) fn skip(&mut self, tail: &[u8]) -> Result<()> {
        let (count, fill) = self.whole(tail, |o| {
            let count = o.expr()?;
            let fill = if o.eat(b',') { o.absolute()? } else { 0 };
            Ok((count, fill))
        })?;
        self.streamer.fill(count, 1, fill as u64 & 0xFF);
        Ok(())
    }

    pub(super) fn org(&mut self, tail: &[u8]) -> Result<()> {
        let (to, fill) = self.whole(tail, |o| {
            let to = o.expr()?;
            let fill = if o.eat(b',') { o.absolute()? } else { 0 };
            Ok((to, fill))
        })?;
        self.streamer.org(to, fill as u8);
        Ok(())
    }

    /// `.p2align power, fill, max` and its like.
    pub(super) fn align(&mut self, tail: &[u8], power: bool, fill_size: u8) -> Result<()> {
        let (n, fill, max_skip) = self.whole(tail, |o| {
            let n = if o.at_end() { 0 } else { o.absolute()? };
            let (mut fill, mut max_skip) = (None, 0);
            if o.eat(b',') {
                if !matches!(o.peek(), None | Some(b',')) {
                    fill = Some(o.absolute()?);
                }
                if o.eat(b',') {
                    max_skip = o.absolute()?;
                }
            }
            Ok((n, fill, max_skip))
        })?;
        let to = match (power, n) {
            (true, 0..=31) => 1u64 << n,
            (true, _) => return Err(format!("alignment too large: 2^{n}").into()),
            (false, 0) => 1,
            (false, n) if n > 0 && (n as u64).is_power_of_two() && n <= 1 << 31 => n as u64,
            _ => return Err("alignment not a power of 2".into()),
        };
        let max_skip = u64::try_from(max_skip).unwrap_or(0);
        let fill = fill.map(|f| f as u64);
        self.streamer.align(Align { to, fill, fill_size, max_skip });
        Ok(())
    }

    /// `.incbin "file", skip, count`
    pub(super) fn incbin(&mut self, tail: &[u8]) -> Result<()> {
        let (name, skip, count) = self.whole(tail, |o| {
            let name = o.string()?;
            let (mut skip, mut count) = (0, None);
            if o.eat(b',') {
                if o.peek() != Some(b',') {
                    skip = o.absolute()?;
                }
                if o.eat(b',') {
                    count = Some(o.absolute()?);
                }
            }
            Ok((lossy(&name).into_owned(), skip, count))
        })?;
        let bytes = self.read(&name)?;
        let skip = usize::try_from(skip).map_err(|_| AsmError::from(".incbin skip is negative"))?;
        let rest = bytes.get(skip..).ok_or_else(|| {
            AsmError(format!("skip ({skip}) or count larger than file size ({})", bytes.len()))
        })?;
        let count = match count {
            None => rest.len(),
            Some(n) => usize::try_from(n).unwrap_or(usize::MAX),
        };
        let part = rest.get(..count).ok_or_else(|| {
            AsmError(format!("skip ({skip}) or count ({count}) larger than file size ({})", bytes.len()))
        })?;
        self.streamer.bytes(part);
        Ok(())
    }
}
