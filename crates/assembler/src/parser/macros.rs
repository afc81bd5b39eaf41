//! `.macro`, `.rept`, `.irp`, `.irpc` (GNU as manual, 7.51, 7.55, 7.72).

use super::operands::is_name;
use super::{Parser, Result, Stop, lossy};
use crate::{Place, Streamer};

/// A parameter of a macro.
#[derive(Clone)]
struct Parameter {
    name: String,
    default: Option<Vec<u8>>,
    required: bool,
    vararg: bool,
}

/// A macro.
#[derive(Clone)]
pub(super) struct Macro {
    parameters: Vec<Parameter>,
    body: Vec<u8>,
}

/// What macros may produce in all.
const MAX_EXPANSION: usize = 1 << 27;

/// Finds the matching `close` in a buffer: offsets of the body's end and of what follows.
fn body_end(buffer: &[u8], from: usize, open: &[&[u8]], close: &[&[u8]]) -> Option<(usize, usize)> {
    let mut depth = 1;
    let mut at = from;
    while at < buffer.len() {
        let end = memchr::memchr2(b'\n', b';', &buffer[at..]).map_or(buffer.len(), |n| at + n);
        let mut line = buffer[at..end].trim_ascii();
        // A label may stand before the directive.
        if let Some(colon) = line.iter().position(|&c| !is_name(c))
            && line[colon] == b':'
        {
            line = line[colon + 1..].trim_ascii_start();
        }
        let len = line.iter().position(|&c| !is_name(c)).unwrap_or(line.len());
        let word = &line[..len];
        if open.iter().any(|o| word.eq_ignore_ascii_case(o)) {
            depth += 1;
        } else if close.iter().any(|c| word.eq_ignore_ascii_case(c)) {
            depth -= 1;
            if depth == 0 {
                return Some((at, (end + 1).min(buffer.len())));
            }
        }
        at = end + 1;
    }
    None
}

/// Replaces `\name`, `\@` and `\()`.
fn substitute(body: &[u8], names: &[(&str, &[u8])], count: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 16);
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'\\', &body[at..]) {
        out.extend_from_slice(&body[at..at + n]);
        at += n + 1;
        let rest = &body[at..];
        match rest.first() {
            Some(b'@') => {
                out.extend_from_slice(count.to_string().as_bytes());
                at += 1;
            }
            Some(b'(') if rest.get(1) == Some(&b')') => at += 2,
            _ => {
                let len =
                    rest.iter().position(|&c| !is_name(c) || c == b'.' || c == b'$').unwrap_or(rest.len());
                match names.iter().find(|(name, _)| name.as_bytes() == &rest[..len]) {
                    Some((_, value)) if len > 0 => {
                        out.extend_from_slice(value);
                        at += len;
                    }
                    _ => out.push(b'\\'),
                }
            }
        }
    }
    out.extend_from_slice(&body[at..]);
    out
}

/// Splits macro arguments at commas or white space, outside quotes and parentheses.
fn split_arguments(text: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        while matches!(text.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        if at >= text.len() {
            break;
        }
        let mut argument = Vec::new();
        let mut depth = 0;
        let quoted = text[at] == b'"';
        while at < text.len() {
            match text[at] {
                b'"' => {
                    let start = at;
                    at += 1;
                    while at < text.len() && text[at] != b'"' {
                        at += if text[at] == b'\\' { 2 } else { 1 };
                    }
                    at = (at + 1).min(text.len());
                    // Quotes around a whole argument are dropped; inside, they belong to it.
                    let inside = &text[start..at];
                    if quoted && argument.is_empty() && inside.len() >= 2 {
                        argument.extend_from_slice(&inside[1..inside.len() - 1]);
                    } else {
                        argument.extend_from_slice(inside);
                    }
                    continue;
                }
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                b',' if depth <= 0 => break,
                b' ' | b'\t' if depth <= 0 => {
                    // White space separates, unless an operator stands next to it.
                    let next = text[at..].iter().find(|c| !matches!(c, b' ' | b'\t')).copied();
                    let last = argument.last().copied();
                    let operator = |c: Option<u8>| c.is_some_and(|c| b"+-*/|&^<>=!~".contains(&c));
                    if !(operator(next) && !matches!(next, Some(b'-' | b'~' | b'!')) || operator(last)) {
                        break;
                    }
                    at += 1;
                    continue;
                }
                _ => {}
            }
            argument.push(text[at]);
            at += 1;
        }
        while matches!(text.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let comma = text.get(at) == Some(&b',');
        if comma {
            at += 1;
        }
        out.push(argument);
        if comma && text[at..].trim_ascii().is_empty() {
            out.push(Vec::new());
        }
    }
    out
}

impl<S: Streamer> Parser<'_, S> {
    /// `.macro`, `.rept` and so on, whose bodies stand in the buffer behind them. Returns where it goes on.
    pub(super) fn block(
        &mut self,
        name: &str,
        tail: &[u8],
        buffer: &[u8],
        rest: usize,
        place: Place,
    ) -> Result<usize> {
        let (open, close): (&[&[u8]], &[&[u8]]) = match name {
            ".macro" => (&[b".macro"], &[b".endm", b".endmacro"]),
            _ => (&[b".rept", b".rep", b".irp", b".irpc"], &[b".endr"]),
        };
        let Some((end, next)) = body_end(buffer, rest, open, close) else {
            self.streamer.context().error_at(place, format!("end of file inside `{name}' block"));
            return Ok(buffer.len());
        };
        let body = &buffer[rest.min(end)..end];
        match name {
            ".macro" => {
                // What is wrong with a definition is no reason to read its body as statements.
                if let Err(error) = self.define(tail, body) {
                    self.streamer.context().error_at(place, error.0);
                }
            }
            ".rept" | ".rep" => {
                let count = self.whole(tail, |o| o.absolute())?;
                if count < 0 {
                    return Err(format!("negative count for {name} - ignored").into());
                }
                if count.unsigned_abs().saturating_mul(body.len().max(1) as _) > MAX_EXPANSION as _ {
                    return Err(format!("{name} {count} times produces too much text").into());
                }
                for i in 0..count {
                    let text = substitute(body, &[("+", i.to_string().as_bytes())], 0);
                    self.expansion(&text, place)?;
                    if self.state.stop != Stop::No {
                        break;
                    }
                }
            }
            _ => {
                let words = split_first(tail);
                let (parameter, list) = words.ok_or_else(|| format!("missing model parameter for {name}"))?;
                let parameter = lossy(parameter).into_owned();
                let values: Vec<Vec<u8>> = match name {
                    ".irpc" => list.iter().filter(|c| !matches!(c, b'"' | b' ')).map(|&c| vec![c]).collect(),
                    _ => split_arguments(list),
                };
                let values = if values.is_empty() { vec![Vec::new()] } else { values };
                for value in values {
                    let text = substitute(body, &[(&parameter, &value)], self.state.expansions);
                    self.expansion(&text, place)?;
                    if self.state.stop != Stop::No {
                        break;
                    }
                }
            }
        }
        if self.state.stop == Stop::Macro {
            self.state.stop = Stop::No;
        }
        Ok(next)
    }

    fn define(&mut self, header: &[u8], body: &[u8]) -> Result<()> {
        let len = header.iter().position(|&c| !is_name(c)).unwrap_or(header.len());
        if len == 0 {
            return Err("missing name in `.macro'".into());
        }
        let name = lossy(&header[..len]).into_owned();
        let mut parameters = Vec::new();
        let mut text = header[len..].trim_ascii();
        while !text.is_empty() {
            if text[0] == b',' {
                text = text[1..].trim_ascii_start();
                continue;
            }
            let len = text.iter().position(|&c| !is_name(c)).unwrap_or(text.len());
            if len == 0 {
                return Err(format!("bad parameter list for macro `{name}'").into());
            }
            let mut parameter = Parameter {
                name: lossy(&text[..len]).into_owned(),
                default: None,
                required: false,
                vararg: false,
            };
            text = text[len..].trim_ascii_start();
            if let [b':', qualifier @ ..] = text {
                let qualifier = qualifier.trim_ascii_start();
                let len = qualifier.iter().position(|c| !c.is_ascii_alphabetic()).unwrap_or(qualifier.len());
                match &qualifier[..len] {
                    b"req" => parameter.required = true,
                    b"vararg" => parameter.vararg = true,
                    other => {
                        return Err(format!("`{}' is not a valid parameter qualifier", lossy(other)).into());
                    }
                }
                text = qualifier[len..].trim_ascii_start();
            }
            if let [b'=', value @ ..] = text {
                let value = value.trim_ascii_start();
                let end = match value.first() {
                    Some(b'"') => value[1..].iter().position(|&c| c == b'"').map_or(value.len(), |n| n + 2),
                    _ => value.iter().position(|c| matches!(c, b',' | b' ' | b'\t')).unwrap_or(value.len()),
                };
                let default = &value[..end];
                parameter.default = Some(match default {
                    [b'"', inside @ .., b'"'] => inside.to_vec(),
                    plain => plain.to_vec(),
                });
                text = value[end..].trim_ascii_start();
            }
            parameters.push(parameter);
        }
        if self.state.macros.contains_key(&name) {
            return Err(format!("Macro `{name}' was already defined").into());
        }
        self.state.macros.insert(name, Macro { parameters, body: body.to_vec() });
        Ok(())
    }

    pub(super) fn purge(&mut self, tail: &[u8]) -> Result<()> {
        let name = lossy(tail);
        match self.state.macros.remove(&*name) {
            Some(_) => Ok(()),
            None => Err(format!("Attempt to purge non-existing macro `{name}'").into()),
        }
    }

    /// A macro call.
    pub(super) fn expand(&mut self, name: &str, tail: &[u8], place: Place) -> Result<()> {
        let Some(definition) = self.state.macros.get(name).cloned() else { return Ok(()) };
        let mut values: Vec<Option<Vec<u8>>> = vec![None; definition.parameters.len()];
        let arguments = split_arguments(tail);
        let mut position = 0;
        let mut index = 0;
        while index < arguments.len() {
            let argument = &arguments[index];
            // `name=value`
            let keyword = definition.parameters.iter().position(|p| {
                argument.len() > p.name.len()
                    && argument.starts_with(p.name.as_bytes())
                    && argument[p.name.len()] == b'='
            });
            if let Some(k) = keyword {
                values[k] = Some(argument[definition.parameters[k].name.len() + 1..].to_vec());
                index += 1;
                continue;
            }
            let Some(parameter) = definition.parameters.get(position) else {
                return Err(format!("too many positional arguments in call of macro `{name}'").into());
            };
            if parameter.vararg {
                values[position] = Some(vararg_text(tail, index));
                break;
            }
            values[position] = Some(argument.clone());
            position += 1;
            index += 1;
        }
        let mut pairs: Vec<(&str, &[u8])> = Vec::new();
        for (parameter, value) in definition.parameters.iter().zip(&values) {
            let value = value.as_deref().filter(|v| !v.is_empty());
            let value = match value.or(parameter.default.as_deref()) {
                Some(value) => value,
                None if parameter.required => {
                    return Err(format!(
                        "missing value for required parameter `{}' of macro `{name}'",
                        parameter.name
                    )
                    .into());
                }
                None => b"",
            };
            pairs.push((&parameter.name, value));
        }
        let count = self.state.expansions;
        self.state.expansions += 1;
        let text = substitute(&definition.body, &pairs, count);
        let conditions = self.state.conditions.len();
        self.expansion(&text, place)?;
        if self.state.stop == Stop::Macro {
            self.state.stop = Stop::No;
            self.state.conditions.truncate(conditions);
        }
        Ok(())
    }

    /// Parses produced text: its lines are all the call's.
    fn expansion(&mut self, text: &[u8], place: Place) -> Result<()> {
        self.state.expanded += text.len();
        if self.state.expanded > MAX_EXPANSION {
            self.state.stop = Stop::All;
            return Err("macros produced too much text".into());
        }
        let inline = self.inline;
        self.inline = true;
        self.buffer(text, place);
        self.inline = inline;
        Ok(())
    }
}

/// The text of all arguments from the n-th.
fn vararg_text(tail: &[u8], n: usize) -> Vec<u8> {
    let (mut index, mut depth, mut quoted) = (0, 0, false);
    if n == 0 {
        return tail.trim_ascii().to_vec();
    }
    for (i, &c) in tail.iter().enumerate() {
        match c {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            b',' if !quoted && depth <= 0 => {
                index += 1;
                if index == n {
                    return tail[i + 1..].trim_ascii().to_vec();
                }
            }
            _ => {}
        }
    }
    // Separated by white space only.
    split_arguments(tail).into_iter().skip(n).collect::<Vec<_>>().join(&b", "[..])
}

/// A name, and what follows it and a comma.
fn split_first(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = text.iter().position(|&c| !is_name(c)).unwrap_or(text.len());
    if len == 0 {
        return None;
    }
    let rest = text[len..].trim_ascii_start();
    Some((&text[..len], rest.strip_prefix(b",").unwrap_or(rest).trim_ascii()))
}
