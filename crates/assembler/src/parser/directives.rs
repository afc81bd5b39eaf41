//! The table of directives (GNU as manual, chapter 7), and those that need few words.

use super::{Parser, Result, Stop, lossy};
use crate::{AsmError, Binding, Isa, Place, Streamer, SymbolKind, Visibility};
use rustc_hash::FxHashMap;
use std::io::Write;
use std::sync::LazyLock;

/// What a directive does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Directive {
    // data.rs
    Data(u8),
    Octa,
    Float(u8),
    Ascii {
        terminated: bool,
    },
    Leb {
        signed: bool,
    },
    Fill,
    Skip,
    Org,
    Align {
        power: bool,
        fill_size: u8,
    },
    Incbin,
    // sections.rs
    Section,
    PushSection,
    PopSection,
    Previous,
    Subsection,
    Named,
    // here
    Bind(Binding),
    See(Visibility),
    Type,
    Size,
    Set,
    Equiv,
    Common,
    LocalCommon,
    Weakref,
    Symver,
    Ident,
    File,
    Loc,
    Include,
    Message {
        error: bool,
    },
    Print,
    Err,
    End,
    Purge,
    ExitMacro,
    Block,
    Condition,
    /// Speaks of listings, or of what is so anyway.
    Nothing,
    // frames.rs
    Cfi,
    /// Known to GNU as, not to us yet.
    Missing,
}

use Directive as D;

const DIRECTIVES: &[(&str, Directive)] = &[
    (".byte", D::Data(1)),
    (".dc.b", D::Data(1)),
    (".short", D::Data(2)),
    (".hword", D::Data(2)),
    (".2byte", D::Data(2)),
    (".value", D::Data(2)),
    (".word", D::Data(2)),
    (".dc.w", D::Data(2)),
    (".int", D::Data(4)),
    (".long", D::Data(4)),
    (".4byte", D::Data(4)),
    (".dc.l", D::Data(4)),
    (".quad", D::Data(8)),
    (".8byte", D::Data(8)),
    (".octa", D::Octa),
    (".float", D::Float(4)),
    (".single", D::Float(4)),
    (".double", D::Float(8)),
    (".dc.s", D::Float(4)),
    (".dc.d", D::Float(8)),
    (".ascii", D::Ascii { terminated: false }),
    (".asciz", D::Ascii { terminated: true }),
    (".string", D::Ascii { terminated: true }),
    (".string8", D::Ascii { terminated: true }),
    (".uleb128", D::Leb { signed: false }),
    (".sleb128", D::Leb { signed: true }),
    (".fill", D::Fill),
    (".skip", D::Skip),
    (".space", D::Skip),
    (".zero", D::Skip),
    (".org", D::Org),
    (".align", D::Align { power: false, fill_size: 1 }),
    (".balign", D::Align { power: false, fill_size: 1 }),
    (".balignw", D::Align { power: false, fill_size: 2 }),
    (".balignl", D::Align { power: false, fill_size: 4 }),
    (".p2align", D::Align { power: true, fill_size: 1 }),
    (".p2alignw", D::Align { power: true, fill_size: 2 }),
    (".p2alignl", D::Align { power: true, fill_size: 4 }),
    (".incbin", D::Incbin),
    (".section", D::Section),
    (".pushsection", D::PushSection),
    (".popsection", D::PopSection),
    (".previous", D::Previous),
    (".subsection", D::Subsection),
    (".text", D::Named),
    (".data", D::Named),
    (".bss", D::Named),
    (".globl", D::Bind(Binding::Global)),
    (".global", D::Bind(Binding::Global)),
    (".weak", D::Bind(Binding::Weak)),
    (".local", D::Bind(Binding::Local)),
    (".hidden", D::See(Visibility::Hidden)),
    (".protected", D::See(Visibility::Protected)),
    (".internal", D::See(Visibility::Internal)),
    (".type", D::Type),
    (".size", D::Size),
    (".set", D::Set),
    (".equ", D::Set),
    (".equiv", D::Equiv),
    (".comm", D::Common),
    (".common", D::Common),
    (".lcomm", D::LocalCommon),
    (".weakref", D::Weakref),
    (".symver", D::Symver),
    (".ident", D::Ident),
    (".file", D::File),
    (".loc", D::Loc),
    (".include", D::Include),
    (".error", D::Message { error: true }),
    (".warning", D::Message { error: false }),
    (".print", D::Print),
    (".err", D::Err),
    (".abort", D::Err),
    (".end", D::End),
    (".macro", D::Block),
    (".rept", D::Block),
    (".rep", D::Block),
    (".irp", D::Block),
    (".irpc", D::Block),
    (".purgem", D::Purge),
    (".exitm", D::ExitMacro),
    (".if", D::Condition),
    (".ifne", D::Condition),
    (".ifeq", D::Condition),
    (".ifgt", D::Condition),
    (".ifge", D::Condition),
    (".iflt", D::Condition),
    (".ifle", D::Condition),
    (".ifdef", D::Condition),
    (".ifndef", D::Condition),
    (".ifnotdef", D::Condition),
    (".ifb", D::Condition),
    (".ifnb", D::Condition),
    (".ifc", D::Condition),
    (".ifnc", D::Condition),
    (".ifeqs", D::Condition),
    (".ifnes", D::Condition),
    (".else", D::Condition),
    (".elseif", D::Condition),
    (".endif", D::Condition),
    (".extern", D::Nothing),
    (".line", D::Nothing),
    (".ln", D::Nothing),
    (".list", D::Nothing),
    (".nolist", D::Nothing),
    (".title", D::Nothing),
    (".sbttl", D::Nothing),
    (".psize", D::Nothing),
    (".eject", D::Nothing),
    (".noaltmacro", D::Nothing),
    (".loc_mark_labels", D::Nothing),
    // Clang's, which GNU as doesn't know: address significance is only of use to its linker's folding.
    (".addrsig", D::Nothing),
    (".addrsig_sym", D::Nothing),
    (".cfi_sections", D::Cfi),
    (".cfi_startproc", D::Cfi),
    (".cfi_endproc", D::Cfi),
    (".cfi_def_cfa", D::Cfi),
    (".cfi_def_cfa_register", D::Cfi),
    (".cfi_def_cfa_offset", D::Cfi),
    (".cfi_adjust_cfa_offset", D::Cfi),
    (".cfi_offset", D::Cfi),
    (".cfi_rel_offset", D::Cfi),
    (".cfi_val_offset", D::Cfi),
    (".cfi_register", D::Cfi),
    (".cfi_restore", D::Cfi),
    (".cfi_undefined", D::Cfi),
    (".cfi_same_value", D::Cfi),
    (".cfi_remember_state", D::Cfi),
    (".cfi_restore_state", D::Cfi),
    (".cfi_return_column", D::Cfi),
    (".cfi_signal_frame", D::Cfi),
    (".cfi_window_save", D::Cfi),
    (".cfi_escape", D::Cfi),
    (".cfi_personality", D::Cfi),
    (".cfi_lsda", D::Cfi),
    (".altmacro", D::Missing),
    (".bundle_align_mode", D::Missing),
    (".cfi_fde_data", D::Missing),
    (".cfi_inline_lsda", D::Missing),
    (".cfi_label", D::Missing),
    (".cfi_personality_id", D::Missing),
    (".cfi_val_encoded_addr", D::Missing),
    (".dcb", D::Missing),
    (".ds", D::Missing),
    (".gnu_attribute", D::Missing),
    (".largecomm", D::Missing),
    (".nops", D::Missing),
    (".reloc", D::Missing),
    (".sleb", D::Missing),
    (".string16", D::Missing),
    (".string32", D::Missing),
    (".string64", D::Missing),
    (".tfloat", D::Missing),
    (".tls_common", D::Missing),
    (".version", D::Missing),
    (".vtable_entry", D::Missing),
    (".vtable_inherit", D::Missing),
];

static TABLE: LazyLock<FxHashMap<&'static str, Directive>> =
    LazyLock::new(|| DIRECTIVES.iter().copied().collect());

impl<S: Streamer> Parser<'_, S> {
    /// A directive. Returns where the buffer goes on.
    pub(super) fn directive(
        &mut self,
        name: &str,
        tail: &[u8],
        buffer: &[u8],
        rest: usize,
        place: Place,
    ) -> Result<usize> {
        let lower;
        let name = if name.bytes().any(|c| c.is_ascii_uppercase()) {
            lower = name.to_ascii_lowercase();
            &lower
        } else {
            name
        };
        let Some(&directive) = TABLE.get(name) else {
            let (context, isa) = self.streamer.parts();
            let mut operands = super::Operands::new(tail, context, &mut self.state.locals, S::Isa::specifier);
            return match isa.directive(name, &mut operands) {
                Some(result) => result.and_then(|()| operands.finish()).map(|()| rest),
                None => Err(format!("unknown pseudo-op: `{name}'").into()),
            };
        };
        match directive {
            D::Data(size) => self.data(tail, size)?,
            D::Octa => self.octa(tail)?,
            D::Float(size) => self.float(tail, size)?,
            D::Ascii { terminated } => self.ascii(tail, terminated)?,
            D::Leb { signed } => self.leb(tail, signed)?,
            D::Fill => self.fill(tail)?,
            D::Skip => self.skip(tail)?,
            D::Org => self.org(tail)?,
            D::Align { power, fill_size } => self.align(tail, power, fill_size)?,
            D::Incbin => self.incbin(tail)?,
            D::Section => self.section(tail, false)?,
            D::PushSection => self.section(tail, true)?,
            D::PopSection => self.streamer.pop_section(),
            D::Previous => self.streamer.previous_section(),
            D::Subsection => self.subsection(tail)?,
            D::Named => self.named_section(name, tail)?,
            D::Bind(binding) => {
                for symbol in self.symbols(tail)? {
                    self.streamer.binding(symbol, binding);
                }
            }
            D::See(visibility) => {
                for symbol in self.symbols(tail)? {
                    self.streamer.visibility(symbol, visibility);
                }
            }
            D::Type => self.symbol_type(tail)?,
            D::Size => {
                let (symbol, size) = self.pair(tail)?;
                self.streamer.size(symbol, size);
            }
            D::Set => {
                let (symbol, value) = self.pair(tail)?;
                self.set(symbol, value);
            }
            D::Equiv => {
                let (symbol, value) = self.pair(tail)?;
                let context = self.streamer.context();
                if context.symbols[symbol].is_defined() {
                    let name = context.symbols.name(symbol).unwrap_or("?").to_string();
                    return Err(format!("symbol `{name}' is already defined").into());
                }
                self.set(symbol, value);
            }
            D::Common | D::LocalCommon => self.common(tail, directive == D::LocalCommon)?,
            D::Weakref => {
                let (alias, target) = self.whole(tail, |o| {
                    let alias = o.symbol()?;
                    o.expect(b',')?;
                    Ok((alias, o.symbol()?))
                })?;
                self.streamer.weakref(alias, target);
            }
            D::Symver => {
                let (symbol, versioned) = self.with(tail, |o| {
                    let symbol = o.symbol()?;
                    o.expect(b',')?;
                    Ok((symbol, lossy(o.until_comma()).into_owned()))
                })?;
                if !versioned.contains('@') {
                    return Err(format!("missing version name in `{versioned}'").into());
                }
                self.streamer.symver(symbol, &versioned);
            }
            D::Ident => {
                let text = self.whole(tail, |o| o.string())?;
                self.streamer.ident(&lossy(&text));
            }
            D::File => self.file(tail)?,
            D::Loc => self.loc(tail)?,
            D::Include => self.include(tail)?,
            D::Message { error } => {
                let text = if tail.is_empty() {
                    format!("{name} directive invoked in source file").into_bytes()
                } else {
                    self.whole(tail, |o| o.string())?
                };
                let text = lossy(&text).into_owned();
                if error {
                    return Err(text.into());
                }
                self.streamer.context().warning(text);
            }
            D::Print => {
                let text = self.whole(tail, |o| o.string())?;
                let printed = writeln!(std::io::stdout(), "{}", lossy(&text));
                printed.map_err(|error| format!("cannot write to standard output: {error}"))?;
            }
            D::Err => return Err(format!("{name} encountered").into()),
            D::End => self.state.stop = Stop::All,
            D::Purge => self.purge(tail)?,
            D::ExitMacro => self.state.stop = Stop::Macro,
            D::Block => return self.block(name, tail, buffer, rest, place),
            D::Condition => {
                self.condition(name, tail)?;
            }
            D::Nothing => {}
            D::Cfi => self.cfi(name, tail)?,
            D::Missing => return Err(format!("pseudo-op `{name}' is not supported yet").into()),
        }
        Ok(rest)
    }

    /// Names separated by commas.
    fn symbols(&mut self, tail: &[u8]) -> Result<Vec<crate::SymbolId>> {
        self.whole(tail, |o| {
            let mut list = vec![o.symbol()?];
            while o.eat(b',') {
                list.push(o.symbol()?);
            }
            Ok(list)
        })
    }

    /// `symbol, value`
    fn pair(&mut self, tail: &[u8]) -> Result<(crate::SymbolId, crate::Value)> {
        self.whole(tail, |o| {
            let symbol = o.symbol()?;
            o.expect(b',')?;
            Ok((symbol, o.expr()?))
        })
    }

    /// `.type name, @function` in all its spellings.
    fn symbol_type(&mut self, tail: &[u8]) -> Result<()> {
        let (symbol, kind) = self.whole(tail, |o| {
            let symbol = o.symbol()?;
            o.eat(b',');
            if !(o.eat(b'@') || o.eat(b'%')) {
                o.eat(b'#');
            }
            let Some(kind) = o.name() else { return Err(AsmError::from("missing symbol type")) };
            Ok((symbol, kind.to_string()))
        })?;
        let mut unique = false;
        let kind = match kind.as_str() {
            "function" | "STT_FUNC" => SymbolKind::Function,
            "object" | "STT_OBJECT" => SymbolKind::Object,
            "tls_object" | "STT_TLS" => SymbolKind::Tls,
            "common" | "STT_COMMON" => SymbolKind::Common,
            "notype" | "STT_NOTYPE" => SymbolKind::None,
            "gnu_indirect_function" | "STT_GNU_IFUNC" => SymbolKind::IFunc,
            "gnu_unique_object" => {
                unique = true;
                SymbolKind::Object
            }
            other => return Err(format!("unrecognized symbol type \"{other}\"").into()),
        };
        self.streamer.symbol_type(symbol, kind);
        if unique {
            self.streamer.binding(symbol, Binding::Unique);
        }
        Ok(())
    }

    fn common(&mut self, tail: &[u8], local: bool) -> Result<()> {
        let pointer = u64::from(self.streamer.isa().pointer_size());
        let (symbol, size, align) = self.whole(tail, |o| {
            let symbol = o.symbol()?;
            o.expect(b',')?;
            let size = o.absolute()?;
            let align = if o.eat(b',') { Some(o.absolute()?) } else { None };
            Ok((symbol, size, align))
        })?;
        let size =
            u64::try_from(size).map_err(|_| AsmError(format!(".COMMon length ({size}) out of range")))?;
        let align = match align {
            Some(n) if n > 0 && (n as u64).is_power_of_two() => n as u64,
            Some(0) => 1,
            Some(_) => return Err("alignment not a power of 2".into()),
            // Without one: as the size asks, up to two pointers' (one for local symbols).
            None if local => size
                .checked_next_power_of_two()
                .map_or(8, |n| if n > size { n / 2 } else { n })
                .clamp(1, pointer),
            None => size.checked_next_power_of_two().unwrap_or(1).clamp(1, 2 * pointer),
        };
        if local {
            self.streamer.binding(symbol, Binding::Local);
        }
        self.streamer.common(symbol, size, align);
        Ok(())
    }

    fn include(&mut self, tail: &[u8]) -> Result<()> {
        let name = self.whole(tail, |o| o.string())?;
        let name = lossy(&name).into_owned();
        let text = self.read(&name)?;
        let file = super::file_index(self.streamer.context(), &name);
        let inline = std::mem::replace(&mut self.inline, false);
        self.buffer(&text, Place { file, line: 0 });
        self.inline = inline;
        Ok(())
    }

    /// Reads a file from the include directories.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let here = std::iter::once(std::path::PathBuf::new());
        let mut error = None;
        for dir in here.chain(self.state.include_dirs.iter().cloned()) {
            match std::fs::read(dir.join(name)) {
                Ok(bytes) => return Ok(bytes),
                Err(e) => error = error.or(Some(e)),
            }
        }
        let why = error.map_or("not found".into(), |e| e.to_string());
        Err(format!("can't open {name} for reading: {why}").into())
    }
}
