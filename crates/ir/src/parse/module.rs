//! Symbols and data: `symbol @name kind binding …` and `data @name size n align n … = "bytes" reloc …`.

use super::lex::Token;
use super::{Parser, Result};
use crate::module::{
    Binding, DataReloc, DataTarget, GlobalData, SymbolData, SymbolKind, TlsModel, Visibility,
};

impl Parser<'_> {
    pub(super) fn symbol_declaration(&mut self) -> Result<()> {
        let id = self.symbol()?;
        let name = self.unit.module.symbols[id].name.clone();
        let mut data = SymbolData { name, binding: Binding::Local, ..SymbolData::default() };
        while self.lexer.peek() == Token::Word && !matches!(self.lexer.text(), "symbol" | "data" | "function")
            || self.lexer.peek() == Token::Dot
        {
            let at = self.lexer.clone();
            // The kind `function` is written `.function`, for the bare word begins one.
            self.accept_token(Token::Dot);
            match self.word()? {
                "function" => data.kind = SymbolKind::Function,
                "object" => data.kind = SymbolKind::Data,
                "tls" => data.kind = SymbolKind::Tls,
                "local" => data.binding = Binding::Local,
                "global" => data.binding = Binding::Global,
                "weak" => data.binding = Binding::Weak,
                "hidden" => data.visibility = Visibility::Hidden,
                "protected" => data.visibility = Visibility::Protected,
                "internal" => data.visibility = Visibility::Internal,
                "defined" => data.defined = true,
                "dso_local" => data.dso_local = true,
                "alias" => data.alias = true,
                "kept" => data.kept = true,
                "global_dynamic" => data.tls_model = TlsModel::GlobalDynamic,
                "local_dynamic" => data.tls_model = TlsModel::LocalDynamic,
                "initial_exec" => data.tls_model = TlsModel::InitialExec,
                "local_exec" => data.tls_model = TlsModel::LocalExec,
                "error" => data.call_diagnostic = Some((true, self.string()?.into())),
                "warning" => data.call_diagnostic = Some((false, self.string()?.into())),
                other => return Err(at.error(format!("'{other}' says nothing about a symbol"))),
            }
        }
        self.unit.module.forbids_calls |= data.call_diagnostic.is_some();
        self.unit.module.symbols[id] = data;
        Ok(())
    }

    pub(super) fn data(&mut self) -> Result<()> {
        let mut data = GlobalData { symbol: Some(self.symbol()?), ..GlobalData::default() };
        while !self.accept_token(Token::Equals) {
            let at = self.lexer.clone();
            match self.word()? {
                "size" => data.size = self.number()?,
                "align" => data.align = self.number()?,
                "read_only" => data.read_only = true,
                "merge" => data.merge = Some(self.number()?),
                "strings" => data.strings = true,
                "section" => data.section = Some(self.string()?),
                "common" => data.common = true,
                other => return Err(at.error(format!("'{other}' says nothing about data"))),
            }
        }
        let at = self.lexer.clone();
        data.bytes = self.byte_string()?;
        if data.bytes.len() as u64 > data.size {
            return Err(at.error("there are more bytes than the size says"));
        }
        while self.accept("reloc") {
            let (offset, size) = (self.number()?, self.number()?);
            let symbol = self.symbol()?;
            let target = if self.accept("label") {
                DataTarget::Label(symbol, self.number()?)
            } else if self.accept("labels") {
                DataTarget::LabelDifference(symbol, self.number()?, self.number()?)
            } else {
                DataTarget::Symbol(symbol)
            };
            let addend = if self.lexer.peek() == Token::Number { self.number()? } else { 0 };
            data.relocs.push(DataReloc { offset, size, target, addend });
        }
        self.unit.data.push(data);
        Ok(())
    }
}

impl Parser<'_> {
    /// Bytes as pairs of hexadecimal digits in quotation marks.
    pub(super) fn byte_string(&mut self) -> Result<Vec<u8>> {
        let at = self.lexer.clone();
        let digits = self.string()?;
        let byte =
            |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match digits.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>() {
            Some(bytes) if digits.len().is_multiple_of(2) => Ok(bytes),
            _ => Err(at.error("pairs of hexadecimal digits are expected")),
        }
    }
}

/// Whether a symbol's name stands without quotation marks.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
}

#[cfg(test)]
#[test]
fn plain_names_are_tokens() {
    assert!(is_plain("a.b$1") && !is_plain("") && !is_plain("a b"));
    assert_eq!(super::lex::unescape("a\\u{e9}\\n"), Some("aé\n".to_string()));
    assert_eq!(super::lex::unescape("\\q"), None);
}
