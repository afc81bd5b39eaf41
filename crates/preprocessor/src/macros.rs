//! The table of macros: found by symbol number, bodies in one pool.

use diag::Loc;
use lexer::{Interner, Session, Symbol, Token, TokenFlags, TokenKind, sym};
use rustc_hash::FxHashMap;

/// A macro whose value is made when it is expanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BuiltinMacro {
    File,
    Line,
    Date,
    Time,
    Timestamp,
    Counter,
    IncludeLevel,
    BaseFile,
    FileName,
    HasAttribute,
    HasCAttribute,
    HasBuiltin,
    HasInclude,
    HasIncludeNext,
    HasEmbed,
    /// The operator `_Pragma`: not a macro by name.
    PragmaOperator,
    /// `__VA_ARGS__` where it may not be: not a macro by name.
    VaArgs,
}

pub(crate) const BUILTIN_MACROS: [(Symbol, BuiltinMacro); 18] = [
    (sym::FILE_MACRO, BuiltinMacro::File),
    (sym::LINE_MACRO, BuiltinMacro::Line),
    (sym::DATE_MACRO, BuiltinMacro::Date),
    (sym::TIME_MACRO, BuiltinMacro::Time),
    (sym::TIMESTAMP_MACRO, BuiltinMacro::Timestamp),
    (sym::COUNTER_MACRO, BuiltinMacro::Counter),
    (sym::INCLUDE_LEVEL_MACRO, BuiltinMacro::IncludeLevel),
    (sym::BASE_FILE_MACRO, BuiltinMacro::BaseFile),
    (sym::FILE_NAME_MACRO, BuiltinMacro::FileName),
    (sym::HAS_ATTRIBUTE, BuiltinMacro::HasAttribute),
    (sym::HAS_CPP_ATTRIBUTE, BuiltinMacro::HasCAttribute),
    (sym::HAS_C_ATTRIBUTE, BuiltinMacro::HasCAttribute),
    (sym::HAS_BUILTIN, BuiltinMacro::HasBuiltin),
    (sym::HAS_INCLUDE, BuiltinMacro::HasInclude),
    (sym::HAS_INCLUDE_NEXT, BuiltinMacro::HasIncludeNext),
    (sym::HAS_EMBED, BuiltinMacro::HasEmbed),
    (sym::PRAGMA_OPERATOR, BuiltinMacro::PragmaOperator),
    (sym::VA_ARGS, BuiltinMacro::VaArgs),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MacroKind {
    Object,
    Function,
    Builtin(BuiltinMacro),
    /// `#pragma GCC poison`: not a macro, but every use is an error.
    Poisoned,
}

/// What happens with a token of a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct BodyOps(pub(crate) u8);

impl BodyOps {
    /// The argument is turned into a string.
    pub(crate) const STRINGIFY: u8 = 1;
    /// `##` stands after it.
    pub(crate) const PASTE: u8 = 2;
    /// `__VA_OPT__`: the number of tokens between its parentheses is the token's symbol.
    pub(crate) const VA_OPT: u8 = 4;

    pub(crate) fn has(self, op: u8) -> bool {
        self.0 & op != 0
    }
}

/// A token of a macro's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BodyToken {
    pub(crate) token: Token,
    /// The parameter it is, from 1; 0 if it is none.
    pub(crate) param: u16,
    pub(crate) ops: BodyOps,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Macro {
    pub(crate) name: Symbol,
    pub(crate) kind: MacroKind,
    /// The last parameter takes the rest of the arguments.
    pub(crate) variadic: bool,
    /// The body needs substitution: pasting, `__VA_OPT__`.
    pub(crate) complex: bool,
    /// An expansion of it is being scanned.
    pub(crate) disabled: bool,
    pub(crate) used: bool,
    /// Ranges in the pools.
    pub(crate) params: (u32, u32),
    pub(crate) body: (u32, u32),
    /// The name in its definition.
    pub(crate) definition: Loc,
}

/// Number of a macro; 0 is none.
pub(crate) type MacroId = u32;

pub(crate) struct MacroTable {
    by_symbol: Vec<MacroId>,
    pub(crate) macros: Vec<Macro>,
    pub(crate) pool: Vec<BodyToken>,
    pub(crate) param_pool: Vec<Symbol>,
    /// `#pragma push_macro`.
    pub(crate) pushed: FxHashMap<Symbol, Vec<MacroId>>,
}

impl MacroTable {
    pub(crate) fn new() -> MacroTable {
        let none = Macro {
            name: Symbol(0),
            kind: MacroKind::Object,
            variadic: false,
            complex: false,
            disabled: true,
            used: false,
            params: (0, 0),
            body: (0, 0),
            definition: Loc::NONE,
        };
        let mut table = MacroTable {
            by_symbol: vec![0; 1 << 12],
            macros: vec![none],
            pool: Vec::with_capacity(1 << 12),
            param_pool: Vec::new(),
            pushed: FxHashMap::default(),
        };
        for (name, builtin) in BUILTIN_MACROS {
            table.define(Macro { name, kind: MacroKind::Builtin(builtin), disabled: false, ..none });
        }
        table
    }

    #[inline]
    pub(crate) fn get(&self, symbol: Symbol) -> MacroId {
        let index = symbol.0 as usize;
        if index < self.by_symbol.len() { self.by_symbol[index] } else { 0 }
    }

    /// Whether `#ifdef` finds it.
    pub(crate) fn is_defined(&self, symbol: Symbol) -> bool {
        let id = self.get(symbol);
        id != 0
            && !matches!(
                self.macros[id as usize].kind,
                MacroKind::Poisoned | MacroKind::Builtin(BuiltinMacro::PragmaOperator | BuiltinMacro::VaArgs)
            )
    }

    pub(crate) fn set(&mut self, symbol: Symbol, id: MacroId) {
        let index = symbol.0 as usize;
        if index >= self.by_symbol.len() {
            self.by_symbol.resize((index + 1).next_power_of_two(), 0);
        }
        self.by_symbol[index] = id;
    }

    pub(crate) fn define(&mut self, new: Macro) {
        let id = self.macros.len() as MacroId;
        self.macros.push(new);
        self.set(new.name, id);
    }

    pub(crate) fn params(&self, of: &Macro) -> &[Symbol] {
        &self.param_pool[of.params.0 as usize..of.params.1 as usize]
    }

    pub(crate) fn body(&self, of: &Macro) -> &[BodyToken] {
        &self.pool[of.body.0 as usize..of.body.1 as usize]
    }

    /// Whether a redefinition is harmless (C23 6.10.4p2): same parameters, same tokens, white space in the same
    /// places.
    pub(crate) fn same(&self, a: &Macro, b: &Macro) -> bool {
        let (left, right) = (self.body(a), self.body(b));
        a.kind == b.kind
            && a.variadic == b.variadic
            && self.params(a) == self.params(b)
            && left.len() == right.len()
            && left.iter().zip(right).enumerate().all(|(index, (l, r))| {
                let space = |t: &BodyToken| index > 0 && t.token.flags.has(TokenFlags::SPACE_BEFORE);
                l.token.kind == r.token.kind
                    && l.token.symbol == r.token.symbol
                    && l.param == r.param
                    && l.ops == r.ops
                    && space(l) == space(r)
            })
    }

    /// The macros in force, in order of definition.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Macro> {
        self.macros
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(id, m)| {
                self.get(m.name) == *id as MacroId
                    && matches!(m.kind, MacroKind::Object | MacroKind::Function)
            })
            .map(|(_, m)| m)
    }

    /// `#define …` as `-dM` and `-dD` print it, without the end of the line.
    pub(crate) fn print(&self, of: &Macro, session: &Session, out: &mut Vec<u8>) {
        let interner = &session.interner;
        out.extend_from_slice(b"#define ");
        out.extend_from_slice(diag::with_character_names(&interner.text(of.name)).as_bytes());
        let params = self.params(of);
        if of.kind == MacroKind::Function {
            out.push(b'(');
            for (index, &param) in params.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                let last = of.variadic && index + 1 == params.len();
                if !(last && param == sym::VA_ARGS) {
                    interner.with(param, |text| out.extend_from_slice(text));
                }
                if last {
                    out.extend_from_slice(b"...");
                }
            }
            out.push(b')');
        }
        out.push(b' ');
        self.print_tokens(self.body(of), params, session, out);
        // The names of the parameters in a body are printed as they are declared.
        if out.last() == Some(&b' ') && of.body.0 != of.body.1 {
            out.pop();
        }
    }

    fn print_tokens(&self, body: &[BodyToken], params: &[Symbol], session: &Session, out: &mut Vec<u8>) {
        let interner = &session.interner;
        let mut index = 0;
        let mut pasted = true;
        while let Some(item) = body.get(index) {
            index += 1;
            if !pasted && item.token.flags.has(TokenFlags::SPACE_BEFORE) {
                out.push(b' ');
            }
            if item.ops.has(BodyOps::STRINGIFY) {
                out.push(b'#');
            }
            if item.ops.has(BodyOps::VA_OPT) {
                let count = item.token.symbol.0 as usize;
                out.extend_from_slice(b"__VA_OPT__(");
                let inside = body.get(index..index + count).unwrap_or(&[]);
                self.print_tokens(inside, params, session, out);
                out.push(b')');
                index += count;
            } else if let Some(&param) = params.get(usize::from(item.param).wrapping_sub(1)) {
                interner.with(param, |text| out.extend_from_slice(text));
            } else {
                spell_as_written(&item.token, session, out);
            }
            pasted = item.ops.has(BodyOps::PASTE);
            if pasted {
                out.extend_from_slice(b" ## ");
            }
        }
    }
}

/// Appends a token as the source has it: universal character names are kept.
fn spell_as_written(token: &Token, session: &Session, out: &mut Vec<u8>) {
    let written = || {
        let position = session.sources.position(token.loc)?;
        let start = position.offset as usize;
        let bytes = position.file.bytes.get(start..start + usize::from(token.len))?;
        bytes.starts_with(b"\\").then(|| bytes.to_vec())
    };
    let plain = token.kind != TokenKind::Ident || session.interner.with(token.symbol, <[u8]>::is_ascii);
    match if plain { None } else { written() } {
        Some(bytes) => out.extend_from_slice(&bytes),
        None => spell(token, &session.interner, out),
    }
}

/// Appends the spelling of a token.
pub(crate) fn spell(token: &Token, interner: &Interner, out: &mut Vec<u8>) {
    match token.kind {
        TokenKind::Ident
        | TokenKind::Number
        | TokenKind::Char
        | TokenKind::String
        | TokenKind::Other
        | TokenKind::Comment => interner.with(token.symbol, |text| out.extend_from_slice(text)),
        kind => {
            let text = if token.flags.has(TokenFlags::DIGRAPH) {
                match kind {
                    TokenKind::LBracket => "<:",
                    TokenKind::RBracket => ":>",
                    TokenKind::LBrace => "<%",
                    TokenKind::RBrace => "%>",
                    TokenKind::Hash => "%:",
                    TokenKind::HashHash => "%:%:",
                    other => other.punctuator(),
                }
            } else {
                kind.punctuator()
            };
            out.extend_from_slice(text.as_bytes());
        }
    }
}
