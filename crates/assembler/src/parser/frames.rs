//! `.cfi_*`, `.file` and `.loc` (GNU as manual, 7.12, 7.33, 7.54).

use super::{Operands, Parser, Result, lossy};
use crate::{AsmError, CfiOp, Isa, Loc, Streamer};

/// A register by name or number.
fn register<I: Isa>(operands: &mut Operands<'_>, isa: &I) -> Result<u16> {
    if operands.peek().is_some_and(|c| c.is_ascii_digit()) {
        let n = operands.absolute()?;
        return u16::try_from(n).map_err(|_| AsmError(format!("bad register number {n}")));
    }
    operands.eat(b'%');
    let name = operands.word().unwrap_or("");
    let mut full = name.to_string();
    if name == "st" && operands.eat(b'(') {
        full = format!("st{}", operands.absolute()?);
        operands.expect(b')')?;
    }
    isa.dwarf_register(&full).ok_or_else(|| format!("bad register expression `{full}'").into())
}

impl<S: Streamer> Parser<'_, S> {
    /// Parses CFI operands, which need the machine for register names.
    fn cfi_operands<T>(
        &mut self,
        tail: &[u8],
        parse: impl FnOnce(&mut Operands<'_>, &S::Isa) -> Result<T>,
    ) -> Result<T> {
        let (context, isa) = self.streamer.parts();
        let mut operands = Operands::new(tail, context, &mut self.state.locals, S::Isa::specifier);
        let result = parse(&mut operands, isa)?;
        operands.finish()?;
        Ok(result)
    }

    pub(super) fn cfi(&mut self, name: &str, tail: &[u8]) -> Result<()> {
        let register_offset = |p: &mut Self| {
            p.cfi_operands(tail, |o, isa| {
                let reg = register(o, isa)?;
                o.expect(b',')?;
                Ok((reg, o.absolute()?))
            })
        };
        let one_register = |p: &mut Self| p.cfi_operands(tail, register);
        let number = |p: &mut Self| p.whole(tail, |o| o.absolute());
        let encoded = |p: &mut Self| {
            p.whole(tail, |o| {
                let encoding = o.absolute()? as u8;
                if encoding == 0xFF {
                    return Ok((encoding, crate::Value::ZERO));
                }
                o.expect(b',')?;
                Ok((encoding, o.expr()?))
            })
        };
        let op = match name {
            ".cfi_startproc" => {
                self.streamer.cfi_start(tail == b"simple");
                return Ok(());
            }
            ".cfi_endproc" => {
                self.streamer.cfi_end();
                return Ok(());
            }
            ".cfi_sections" => {
                let has = |word: &[u8]| tail.split(|&c| c == b',').any(|w| w.trim_ascii() == word);
                let (eh, debug) = (has(b".eh_frame"), has(b".debug_frame"));
                self.streamer.cfi_sections(eh, debug);
                return Ok(());
            }
            ".cfi_def_cfa" => {
                let (reg, offset) = register_offset(self)?;
                CfiOp::DefCfa(reg, offset)
            }
            ".cfi_def_cfa_register" => CfiOp::DefCfaRegister(one_register(self)?),
            ".cfi_def_cfa_offset" => CfiOp::DefCfaOffset(number(self)?),
            ".cfi_adjust_cfa_offset" => CfiOp::AdjustCfaOffset(number(self)?),
            ".cfi_offset" => {
                let (reg, offset) = register_offset(self)?;
                CfiOp::Offset(reg, offset)
            }
            ".cfi_rel_offset" => {
                let (reg, offset) = register_offset(self)?;
                CfiOp::RelOffset(reg, offset)
            }
            ".cfi_val_offset" => {
                let (reg, offset) = register_offset(self)?;
                CfiOp::ValOffset(reg, offset)
            }
            ".cfi_register" => {
                let (a, b) = self.cfi_operands(tail, |o, isa| {
                    let a = register(o, isa)?;
                    o.expect(b',')?;
                    Ok((a, register(o, isa)?))
                })?;
                CfiOp::Register(a, b)
            }
            ".cfi_restore" | ".cfi_undefined" | ".cfi_same_value" => {
                let make = match name {
                    ".cfi_restore" => CfiOp::Restore,
                    ".cfi_undefined" => CfiOp::Undefined,
                    _ => CfiOp::SameValue,
                };
                let list = self.cfi_operands(tail, |o, isa| {
                    let mut list = vec![register(o, isa)?];
                    while o.eat(b',') {
                        list.push(register(o, isa)?);
                    }
                    Ok(list)
                })?;
                for reg in list {
                    self.streamer.cfi(make(reg));
                }
                return Ok(());
            }
            ".cfi_remember_state" => CfiOp::RememberState,
            ".cfi_restore_state" => CfiOp::RestoreState,
            ".cfi_return_column" => CfiOp::ReturnColumn(one_register(self)?),
            ".cfi_signal_frame" => CfiOp::SignalFrame,
            ".cfi_window_save" => CfiOp::WindowSave,
            ".cfi_escape" => CfiOp::Escape(self.whole(tail, |o| {
                let mut bytes = vec![o.absolute()? as u8];
                while o.eat(b',') {
                    bytes.push(o.absolute()? as u8);
                }
                Ok(bytes)
            })?),
            ".cfi_personality" => {
                let (encoding, value) = encoded(self)?;
                CfiOp::Personality(encoding, value)
            }
            ".cfi_lsda" => {
                let (encoding, value) = encoded(self)?;
                CfiOp::Lsda(encoding, value)
            }
            _ => return Err(format!("pseudo-op `{name}' is not supported yet").into()),
        };
        self.streamer.cfi(op);
        Ok(())
    }

    /// `.file "name"` and `.file number "directory" "name" md5 0x…`
    pub(super) fn file(&mut self, tail: &[u8]) -> Result<()> {
        let (number, first, second, md5) = self.whole(tail, |o| {
            let number = if o.peek() == Some(b'"') { None } else { Some(o.absolute()?) };
            let first = o.string()?;
            let second = if o.peek() == Some(b'"') { Some(o.string()?) } else { None };
            let md5 = match o.name() {
                Some("md5") => Some(o.until_comma().to_vec()),
                Some(other) => return Err(AsmError(format!("unknown option `{other}' in .file"))),
                None => None,
            };
            Ok((number, first, second, md5))
        })?;
        let Some(number) = number else {
            self.streamer.source_file(&lossy(&first));
            return Ok(());
        };
        let number =
            u32::try_from(number).map_err(|_| AsmError(format!("file number {number} is out of range")))?;
        let md5 = md5.and_then(|text| {
            let text = lossy(&text);
            u128::from_str_radix(text.trim_start_matches("0x"), 16).ok().map(u128::to_be_bytes)
        });
        let (directory, name) = match &second {
            Some(name) => (Some(lossy(&first)), lossy(name)),
            None => (None, lossy(&first)),
        };
        self.streamer.debug_file(number, directory.as_deref(), &name, md5);
        Ok(())
    }

    pub(super) fn loc(&mut self, tail: &[u8]) -> Result<()> {
        let loc = self.whole(tail, |o| {
            let mut number = || -> Result<u32> {
                let n = o.absolute()?;
                u32::try_from(n).map_err(|_| AsmError(format!("number {n} is out of range in .loc")))
            };
            let file = number()?;
            let line = number()?;
            let mut loc = Loc::new(file, line, 0);
            if o.peek().is_some_and(|c| c.is_ascii_digit()) {
                loc.column = u32::try_from(o.absolute()?).unwrap_or(0);
            }
            while let Some(word) = o.name() {
                match word {
                    "basic_block" => loc.basic_block = true,
                    "prologue_end" => loc.prologue_end = true,
                    "epilogue_begin" => loc.epilogue_begin = true,
                    "is_stmt" => loc.is_stmt = Some(o.absolute()? != 0),
                    "isa" => loc.isa = u32::try_from(o.absolute()?).unwrap_or(0),
                    "discriminator" => loc.discriminator = u32::try_from(o.absolute()?).unwrap_or(0),
                    "view" => loc.view = Some(o.expr()?),
                    other => return Err(AsmError(format!("unknown .loc sub-directive `{other}'"))),
                }
            }
            Ok(loc)
        })?;
        self.streamer.loc(loc);
        Ok(())
    }
}
