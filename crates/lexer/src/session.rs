//! What every phase of the front end shares for one translation unit, handed down as `&Session`.

use crate::{
    CharLiteral, Charset, Complaint, ComplaintKind, Interner, Keywords, LangOptions, Number, Std,
    StringLiteral, Symbol, Token, UnitSizes, char_constant, decode_number, kw, string_literal,
};
use diag::{Diagnostics, Loc, Place, SourceMap, Span, Warning, warn};
use std::rc::Rc;
use std::sync::Arc;
use target::{CType, TargetInfo};

/// The shared state of one translation unit's compilation.
pub struct Session {
    /// Spellings.
    pub interner: Interner,
    /// Source buffers and macro expansions.
    pub sources: Rc<SourceMap>,
    /// Errors and warnings.
    pub diags: Diagnostics,
    /// The machine.
    pub target: Arc<TargetInfo>,
    /// The dialect.
    pub options: LangOptions,
    /// The keywords of the dialect.
    pub keywords: Keywords,
}

impl Session {
    /// A session for one translation unit. Nothing is read yet.
    pub fn new(target: Arc<TargetInfo>, options: LangOptions) -> Session {
        let sources = Rc::new(SourceMap::default());
        Session {
            interner: Interner::default(),
            diags: Diagnostics::new(Rc::clone(&sources)),
            sources,
            target,
            keywords: Keywords::new(&options),
            options,
        }
    }

    /// Says that something is newer than the standard in force, if `-Wpedantic` or `own` asks for that; and in the
    /// standards that have it, if `-Wc90-c99-compat` and its like do. `own` is [`warn::PEDANTIC`] for what has no option
    /// of its own.
    pub fn newer(&self, than: Std, own: Warning, at: impl Into<Place>, message: impl AsRef<str>) {
        let compat = match than {
            Std::C99 => warn::C90_C99_COMPAT,
            Std::C11 => warn::C99_C11_COMPAT,
            _ => warn::C11_C2X_COMPAT,
        };
        let at = at.into();
        let violates = self.options.std < than && self.diags.is_enabled(warn::PEDANTIC, at.caret);
        let report = |group| {
            if violates {
                let _ = self.diags.pedwarn(group, at, message);
            } else {
                let _ = self.diags.warning(group, at, message);
            }
        };
        if own != warn::PEDANTIC {
            match self.diags.explicit(own) {
                Some(true) => return report(own),
                // A pragma may have turned it on since.
                Some(false) if self.diags.has_pragmas() => return report(own),
                Some(false) => return,
                None => {}
            }
            if own == warn::LONG_LONG && self.diags.explicit(compat) == Some(true) {
                return report(own);
            }
        }
        match self.diags.explicit(compat) {
            Some(true) => report(compat),
            None if violates => report(own),
            _ => {}
        }
    }

    /// Where a message about a location goes: a macro of a system header is as quiet as its header, so what the
    /// program wrote itself by its name is shown where the macro is used.
    pub fn outside_system_macro(&self, at: diag::Loc) -> diag::Loc {
        if self.sources.in_system_header(at) { self.sources.expansion_point(at) } else { at }
    }

    /// The keyword that an identifier token spells in this mode, alternate spellings mapped to the main one
    /// ([`kw::INLINE`] for `__inline__`), or [`kw::NONE`].
    #[inline]
    pub fn keyword(&self, symbol: Symbol) -> Symbol {
        self.keywords.canonical(symbol)
    }

    /// Whether `symbol` is a keyword in this mode.
    #[inline]
    pub fn is_keyword(&self, symbol: Symbol) -> bool {
        self.keyword(symbol) != kw::NONE
    }

    /// Sizes of the code units of character constants and string literals.
    pub fn unit_sizes(&self) -> UnitSizes {
        let wchar = self.options.wchar_type(&self.target);
        UnitSizes {
            wchar: if matches!(wchar, CType::Short | CType::UShort) { 2 } else { 4 },
            wchar_signed: matches!(wchar, CType::Short | CType::Int | CType::Long),
            char_signed: self.options.plain_char_signed(&self.target),
            big_endian: self.target.big_endian,
            charset: self.options.charset,
            traditional: self.diags.may_be_enabled(warn::TRADITIONAL),
            before_c99: self.options.std < Std::C99,
        }
    }

    /// Decodes a pp-number. What is wrong with it is reported, and the nearest sensible value returned.
    pub fn number(&self, token: &Token) -> Number {
        let mut complaints = Vec::new();
        let number = self.interner.with(token.symbol, |text| decode_number(text, &mut complaints));
        self.report(token.loc.into(), complaints);
        number
    }

    /// Decodes a character constant, reporting what is wrong with it.
    pub fn char_constant(&self, token: &Token) -> CharLiteral {
        let mut complaints = Vec::new();
        let sizes = self.unit_sizes();
        let value = self.interner.with(token.symbol, |text| char_constant(text, sizes, &mut complaints));
        // As in GCC: where a macro makes the constant, it is the macro that is told of.
        self.report(self.sources.expansion_point(token.loc).into(), complaints);
        value
    }

    /// Concatenates adjacent string literals (translation phase 6) and decodes them, reporting what is wrong. They are what
    /// the program will see.
    pub fn execution_string(&self, tokens: &[Token]) -> StringLiteral {
        self.decode_string(tokens, self.unit_sizes())
    }

    /// The same, for what the compiler itself reads (attributes, assembly): it stays in UTF-8.
    pub fn string_literal(&self, tokens: &[Token]) -> StringLiteral {
        self.decode_string(tokens, UnitSizes { charset: Charset::Utf8, ..self.unit_sizes() })
    }

    fn decode_string(&self, tokens: &[Token], sizes: UnitSizes) -> StringLiteral {
        let mut complaints = Vec::new();
        let spellings: Vec<Vec<u8>> =
            tokens.iter().map(|t| self.interner.with(t.symbol, <[u8]>::to_vec)).collect();
        let pieces: Vec<&[u8]> = spellings.iter().map(Vec::as_slice).collect();
        let value = string_literal(&pieces, sizes, &mut complaints);
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            self.report(Span { lo: first.loc, hi: last.loc }, complaints);
        }
        value
    }

    /// A decimal constant that no signed type holds: C99 has no type for it (6.4.4.1p6), C90 `unsigned long`.
    pub fn unsigned_constant(&self, at: Loc) {
        let message = "integer constant is so large that it is unsigned";
        if self.options.std >= Std::C99 {
            self.diags.pedwarn(warn::NONE, at, message);
        } else {
            self.diags.warning(warn::NONE, at, message);
        }
    }

    /// A name as a string of the program's (`__func__`).
    pub fn execution_name(&self, name: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(name.len());
        for c in name.chars() {
            let _ = self.options.charset.encode(c, &mut bytes);
        }
        bytes
    }

    /// Reports what a literal's decoding found.
    pub fn report(&self, at: Span, complaints: Vec<Complaint>) {
        for complaint in complaints {
            match complaint.kind {
                ComplaintKind::Error => {
                    self.diags.error(at, complaint.message);
                }
                // What GCC's preprocessor says of literals names no option, also where one asks for it.
                ComplaintKind::Pedwarn(warn::PEDANTIC) => {
                    if self.diags.is_enabled(warn::PEDANTIC, at.lo) {
                        self.diags.pedwarn(warn::NONE, at, complaint.message);
                    }
                }
                ComplaintKind::Newer(than)
                    if self.options.std < than && self.diags.is_enabled(warn::PEDANTIC, at.lo) =>
                {
                    self.diags.pedwarn(warn::NONE, at, complaint.message);
                }
                ComplaintKind::Pedwarn(group) => {
                    self.diags.pedwarn(group, at, complaint.message);
                }
                ComplaintKind::Newer(than) => self.newer(than, warn::PEDANTIC, at, complaint.message),
                ComplaintKind::Warning(group) => {
                    self.diags.warning(group, at, complaint.message);
                }
            }
        }
    }
}
