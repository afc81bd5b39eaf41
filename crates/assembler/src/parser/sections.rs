//! `.section` and its relatives (GNU as manual, 7.76 to 7.83, ELF versions).

use super::{Parser, Result, lossy};
use crate::section::implied;
use crate::{AsmError, SectionFlags, SectionKind, SectionSpec, Streamer, SymbolId};

/// A parsed `.section` line.
struct Line {
    name: String,
    subsection: Option<i64>,
    flags: Option<SectionFlags>,
    kind: Option<SectionKind>,
    entsize: u64,
    group: Option<(SymbolId, bool)>,
    same_group: bool,
    linked_to: Option<SymbolId>,
    unique: Option<u32>,
}

fn flags(text: &[u8]) -> Result<(SectionFlags, bool)> {
    let mut flags = SectionFlags::default();
    let mut same_group = false;
    if text.first().is_some_and(u8::is_ascii_digit) {
        let (digits, radix) = match text {
            [b'0', b'x' | b'X', rest @ ..] => (rest, 16),
            rest => (rest, 10),
        };
        return match super::operands::parse_digits(digits, radix) {
            Some(n) => Ok((SectionFlags(n as u32), false)),
            None => Err(format!("bad section flags `{}'", lossy(text)).into()),
        };
    }
    for c in text {
        flags = flags.or(match c {
            b'a' => SectionFlags::ALLOC,
            b'w' => SectionFlags::WRITE,
            b'x' => SectionFlags::EXEC,
            b'M' => SectionFlags::MERGE,
            b'S' => SectionFlags::STRINGS,
            b'G' => SectionFlags::GROUP,
            b'T' => SectionFlags::TLS,
            b'o' => SectionFlags::LINK_ORDER,
            b'e' => SectionFlags::EXCLUDE,
            b'R' => SectionFlags::RETAIN,
            b'l' => SectionFlags(0x1000_0000),
            b'?' => {
                same_group = true;
                continue;
            }
            c => {
                let message = format!(
                    "unrecognized .section attribute: want a,e,o,w,x,M,S,G,T or number: `{}'",
                    *c as char
                );
                return Err(message.into());
            }
        });
    }
    Ok((flags, same_group))
}

fn kind(name: &str) -> Result<SectionKind> {
    Ok(match name {
        "progbits" => SectionKind::PROGBITS,
        "nobits" => SectionKind::NOBITS,
        "note" => SectionKind::NOTE,
        "init_array" => SectionKind::INIT_ARRAY,
        "fini_array" => SectionKind::FINI_ARRAY,
        "preinit_array" => SectionKind::PREINIT_ARRAY,
        "unwind" => SectionKind::UNWIND,
        "llvm_addrsig" => SectionKind(0x6FFF_4C03),
        other => match other.parse::<u32>() {
            Ok(n) => SectionKind(n),
            Err(_) => return Err(format!("unrecognized section type `{other}'").into()),
        },
    })
}

impl<S: Streamer> Parser<'_, S> {
    pub(super) fn section(&mut self, tail: &[u8], push: bool) -> Result<()> {
        let line = self.whole(tail, |o| {
            let name = match o.peek() {
                Some(b'"') => lossy(&o.string()?).into_owned(),
                _ => lossy(o.until_comma()).into_owned(),
            };
            if name.is_empty() {
                return Err(AsmError::from("missing name"));
            }
            let mut line = Line {
                name,
                subsection: None,
                flags: None,
                kind: None,
                entsize: 0,
                group: None,
                same_group: false,
                linked_to: None,
                unique: None,
            };
            if !o.eat(b',') {
                return Ok(line);
            }
            if o.peek() != Some(b'"') {
                line.subsection = Some(o.absolute()?);
                if !o.eat(b',') {
                    return Ok(line);
                }
            }
            let text = o.string()?;
            let (bits, same_group) = flags(&text)?;
            line.flags = Some(bits);
            line.same_group = same_group;
            if o.eat(b',') && matches!(o.peek(), Some(b'@' | b'%' | b'"')) {
                let word = if o.eat(b'@') || o.eat(b'%') {
                    o.word().unwrap_or("").to_string()
                } else {
                    let quoted = o.string()?;
                    lossy(&quoted).trim_start_matches(['@', '%']).to_string()
                };
                line.kind = Some(kind(&word)?);
            }
            if bits.has(SectionFlags::MERGE) {
                o.eat(b',');
                line.entsize = u64::try_from(o.absolute()?).unwrap_or(0);
            }
            if bits.has(SectionFlags::LINK_ORDER) {
                o.eat(b',');
                // `0` links to nothing.
                line.linked_to = if o.eat(b'0') { None } else { Some(o.symbol()?) };
            }
            if bits.has(SectionFlags::GROUP) {
                o.eat(b',');
                let signature = o.symbol()?;
                let position = o.position();
                let mut comdat = false;
                if o.eat(b',') {
                    match o.name() {
                        Some("comdat") => comdat = true,
                        Some("unique") => o.rewind(position),
                        _ => return Err("linkage must be `comdat'".into()),
                    }
                }
                line.group = Some((signature, comdat));
            }
            if o.eat(b',') {
                match o.name() {
                    Some("unique") => {
                        o.expect(b',')?;
                        line.unique = Some(o.absolute()? as u32);
                    }
                    _ => return Err("expected `unique'".into()),
                }
            }
            Ok(line)
        })?;
        self.enter(line, push)
    }

    fn enter(&mut self, line: Line, push: bool) -> Result<()> {
        let (implied_kind, implied_flags) = implied(&line.name);
        let mut group = line.group;
        if line.same_group {
            let current = self.streamer.current_section();
            group = self.streamer.context().sections[current].group;
        }
        let flags = line.flags.unwrap_or(implied_flags);
        let flags = SectionFlags(flags.0 & !SectionFlags::GROUP.0);
        let spec = SectionSpec {
            name: &line.name,
            kind: line.kind.unwrap_or(implied_kind),
            flags,
            entsize: line.entsize,
            group,
            linked_to: line.linked_to,
            unique: line.unique,
        };
        let section = self.streamer.context().sections.intern(&spec);
        if push {
            self.streamer.push_section(section);
        } else {
            self.streamer.section(section);
        }
        if let Some(number) = line.subsection {
            self.go_subsection(number)?;
        }
        Ok(())
    }

    pub(super) fn subsection(&mut self, tail: &[u8]) -> Result<()> {
        let number = if tail.is_empty() { 0 } else { self.whole(tail, |o| o.absolute())? };
        self.go_subsection(number)
    }

    fn go_subsection(&mut self, number: i64) -> Result<()> {
        match u32::try_from(number) {
            Ok(n) if n <= 8192 => {
                self.streamer.subsection(n);
                Ok(())
            }
            _ => Err(format!("subsection number {number} is out of range 0..8192").into()),
        }
    }

    /// `.text`, `.data`, `.bss`, perhaps with a subsection number.
    pub(super) fn named_section(&mut self, name: &str, tail: &[u8]) -> Result<()> {
        let number = if tail.is_empty() { 0 } else { self.whole(tail, |o| o.absolute())? };
        let section = self.streamer.context().sections.intern(&SectionSpec::named(name));
        self.streamer.section(section);
        if number != 0 {
            self.go_subsection(number)?;
        }
        Ok(())
    }
}
