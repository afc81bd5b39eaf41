//! `.if` and its like (GNU as manual, 7.45).

use super::{Parser, Result, lossy};
use crate::Streamer;

/// One open `.if`.
pub(super) struct Condition {
    /// The branch at hand is assembled.
    pub active: bool,
    /// Some branch was, or the whole stands in an inactive region.
    pub done: bool,
    /// `.else` was seen.
    pub last: bool,
}

impl<S: Streamer> Parser<'_, S> {
    pub(super) fn active(&self) -> bool {
        self.state.conditions.last().is_none_or(|c| c.active)
    }

    /// A statement of an inactive region.
    pub(super) fn skipped(&mut self, text: &[u8]) -> Result<()> {
        if text[0] != b'.' {
            return Ok(());
        }
        let len = text.iter().position(|c| !c.is_ascii_alphanumeric() && *c != b'.').unwrap_or(text.len());
        let name = lossy(&text[..len]);
        let tail = text[len..].trim_ascii();
        match &*name {
            ".else" | ".elseif" | ".elsec" | ".endif" | ".endc" => self.condition(&name, tail).map(|_| ()),
            _ if name.starts_with(".if") => {
                self.state.conditions.push(Condition { active: false, done: true, last: false });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A conditional directive; `false` if it is none.
    pub(super) fn condition(&mut self, name: &str, tail: &[u8]) -> Result<bool> {
        match name {
            ".else" => {
                let Some(top) = self.state.conditions.last_mut() else {
                    return Err(".else without matching .if".into());
                };
                if top.last {
                    return Err("duplicate .else".into());
                }
                top.last = true;
                top.active = !top.done;
                top.done = true;
            }
            ".elseif" | ".elsec" => {
                let Some(top) = self.state.conditions.last_mut() else {
                    return Err(".elseif without matching .if".into());
                };
                if top.last {
                    return Err(".elseif after .else".into());
                }
                if top.done {
                    top.active = false;
                } else {
                    let truth = self.whole(tail, |o| o.absolute())? != 0;
                    if let Some(top) = self.state.conditions.last_mut() {
                        top.active = truth;
                        top.done = truth;
                    }
                }
            }
            ".endif" | ".endc" => {
                if self.state.conditions.pop().is_none() {
                    return Err(".endif without .if".into());
                }
            }
            _ => {
                let Some(truth) = self.test(name, tail)? else { return Ok(false) };
                self.state.conditions.push(Condition { active: truth, done: truth, last: false });
            }
        }
        Ok(true)
    }

    /// The truth of an `.if…`; `None` if it is none.
    fn test(&mut self, name: &str, tail: &[u8]) -> Result<Option<bool>> {
        let compare = |sign: fn(i64) -> bool| Some(sign);
        let sign: Option<fn(i64) -> bool> = match name {
            ".if" | ".ifne" => compare(|n| n != 0),
            ".ifeq" => compare(|n| n == 0),
            ".ifgt" => compare(|n| n > 0),
            ".ifge" => compare(|n| n >= 0),
            ".iflt" => compare(|n| n < 0),
            ".ifle" => compare(|n| n <= 0),
            _ => None,
        };
        if let Some(sign) = sign {
            return match self.whole(tail, |o| o.absolute()) {
                Ok(n) => Ok(Some(sign(n))),
                Err(e) => {
                    // The region's end must still be found.
                    self.streamer.context().error(e);
                    Ok(Some(false))
                }
            };
        }
        Ok(Some(match name {
            ".ifdef" | ".ifndef" | ".ifnotdef" => {
                let word = std::str::from_utf8(tail).unwrap_or("").trim();
                let context = self.streamer.context();
                let defined = context.symbols.lookup(word).is_some_and(|s| context.symbols[s].is_defined());
                defined == (name == ".ifdef")
            }
            ".ifb" => tail.is_empty(),
            ".ifnb" => !tail.is_empty(),
            ".ifc" | ".ifnc" => {
                let (a, b) = self.with(tail, |o| {
                    let a = unquote(o.until_comma()).to_vec();
                    o.expect(b',')?;
                    Ok((a, unquote(o.until_comma()).to_vec()))
                })?;
                (a == b) == (name == ".ifc")
            }
            ".ifeqs" | ".ifnes" => {
                let (a, b) = self.with(tail, |o| {
                    let a = o.string()?;
                    o.expect(b',')?;
                    Ok((a, o.string()?))
                })?;
                (a == b) == (name == ".ifeqs")
            }
            _ => return Ok(None),
        }))
    }
}

/// Drops single quotes around an operand of `.ifc`.
fn unquote(text: &[u8]) -> &[u8] {
    match text {
        [b'\'', inside @ .., b'\''] => inside,
        text => text,
    }
}
