//! What `-pedantic` and `-Wtraditional` say of directives and macros: extensions of GCC's, and what compilers before
//! ISO C understood otherwise (GCC manual 3.8; C23 6.10).

use crate::Preprocessor;
use crate::macros::{BuiltinMacro, Macro, MacroKind};
use diag::warn;
use lexer::{Std, Symbol, Token, TokenKind, kw, sym};

/// Where a directive comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Kernighan and Ritchie: known to compilers before ISO C.
    Traditional,
    /// ISO C.
    Standard,
    /// GCC.
    Extension,
}

/// The directives by origin.
fn origin(name: Symbol) -> Option<Origin> {
    match name {
        sym::DEFINE
        | sym::UNDEF
        | sym::INCLUDE
        | sym::LINE
        | kw::IF
        | sym::IFDEF
        | sym::IFNDEF
        | kw::ELSE
        | sym::ENDIF => Some(Origin::Traditional),
        sym::ELIF | sym::ERROR | sym::PRAGMA | sym::ELIFDEF | sym::ELIFNDEF | sym::EMBED => {
            Some(Origin::Standard)
        }
        sym::INCLUDE_NEXT
        | sym::IMPORT
        | sym::WARNING
        | sym::IDENT
        | sym::SCCS
        | sym::ASSERT
        | sym::UNASSERT => Some(Origin::Extension),
        _ => None,
    }
}

/// The alternative spellings of operators that C++ reserves (C++ 5.5); C has them as macros of `<iso646.h>`.
const CXX_OPERATORS: [&str; 11] =
    ["and", "and_eq", "bitand", "bitor", "compl", "not", "not_eq", "or", "or_eq", "xor", "xor_eq"];

impl Preprocessor<'_> {
    /// Looks at a directive's name, when its group is active.
    pub(crate) fn check_directive(&mut self, name: Token) {
        let Some(origin) = origin(name.symbol) else { return };
        let since_c23 = name.symbol == sym::WARNING && self.session.options.std >= Std::C23;
        if origin == Origin::Extension && !since_c23 {
            let message = || format!("#{} is a GCC extension", self.text(name.symbol));
            if self.session.diags.may_be_enabled(warn::PEDANTIC) {
                self.session.diags.pedwarn(warn::PEDANTIC, name.loc, message());
            }
        }
        self.check_indentation(name);
    }

    /// `-Wtraditional`: a directive with white space before its `#` was none, so what is new should be indented.
    pub(crate) fn check_indentation(&mut self, name: Token) {
        if !self.session.diags.may_be_enabled(warn::TRADITIONAL) {
            return;
        }
        let Some(origin) = origin(name.symbol) else { return };
        let text = self.text(name.symbol);
        let indented = self.session.sources.position(name.loc).is_some_and(|position| {
            position.file.line(position.physical_line).first().is_some_and(u8::is_ascii_whitespace)
        });
        let message = match (origin, indented) {
            _ if name.symbol == sym::ELIF => "suggest not using #elif in traditional C".to_string(),
            (Origin::Traditional, false) => return,
            (Origin::Traditional, _) => format!("traditional C ignores #{text} with the # indented"),
            (_, false) => format!("suggest hiding #{text} from traditional C with an indented #"),
            _ => return,
        };
        self.session.diags.warning(warn::TRADITIONAL, name.loc, message);
    }

    /// `-Wtraditional`: parameters were replaced inside literals, too.
    pub(crate) fn check_stringified_parameters(&mut self, new: &Macro) {
        if !self.session.diags.may_be_enabled(warn::TRADITIONAL) {
            return;
        }
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        for item in self.macros.body(new) {
            if !matches!(item.token.kind, TokenKind::String | TokenKind::Char) {
                continue;
            }
            let text = self.session.interner.with(item.token.symbol, <[u8]>::to_vec);
            for word in text.split(|byte| !is_word(byte)) {
                let parameter = self
                    .macros
                    .params(new)
                    .iter()
                    .find(|&&parameter| self.session.interner.with(parameter, |name| name == word));
                if let Some(&parameter) = parameter {
                    let name = self.text(parameter);
                    let message = format!("macro argument \"{name}\" would be stringified in traditional C");
                    self.session.diags.warning(warn::TRADITIONAL, new.definition, message);
                }
            }
        }
    }

    /// `-Wtraditional`: the name of a function-like macro stood for it without arguments, too.
    pub(crate) fn check_missing_arguments(&mut self, name: Token, this: &Macro) {
        let diags = &self.session.diags;
        if diags.may_be_enabled(warn::TRADITIONAL) && self.expanding_alone == 0 {
            if self.session.sources.in_system_header(this.definition) {
                return;
            }
            let text = self.text(name.symbol);
            let message =
                format!("function-like macro \"{text}\" must be used with arguments in traditional C");
            self.session.diags.warning(warn::TRADITIONAL, name.loc, message);
        }
    }

    /// The name that a directive takes: what C++ or the standard have against it.
    pub(crate) fn check_macro_name(&mut self, name: Token) {
        let diags = &self.session.diags;
        let id = self.macros.get(name.symbol);
        if self.macros.macros[id as usize].kind == MacroKind::Builtin(BuiltinMacro::VaArgs) {
            let message = "__VA_ARGS__ can only appear in the expansion of a C99 variadic macro";
            diags.pedwarn(warn::NONE, name.loc, message);
        }
        if name.symbol == sym::VA_OPT {
            let message = "__VA_OPT__ can only appear in the expansion of a C++20 variadic macro";
            diags.pedwarn(warn::NONE, name.loc, message);
        }
        if diags.may_be_enabled(warn::CXX_COMPAT) {
            let text = self.text(name.symbol);
            if CXX_OPERATORS.contains(&text.as_str()) {
                let message = format!("identifier \"{text}\" is a special operator name in C++");
                diags.warning(warn::CXX_COMPAT, name.loc, message);
            }
        }
    }
}
