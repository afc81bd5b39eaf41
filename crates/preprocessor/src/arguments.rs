//! Function-like macros: collecting arguments (C23 6.10.4p11) and substituting them (6.10.4.1), with `#`,
//! `__VA_OPT__`, and GNU's `, ## args`.

use crate::Preprocessor;
use crate::expand::BYTES_OF_A_TOKEN;
use crate::macros::{BodyOps, BodyToken, Macro, MacroId, spell};
use diag::{Loc, warn};
use lexer::{Std, Token, TokenFlags, TokenKind};
use smallvec::SmallVec;

/// The arguments of one invocation.
#[derive(Default)]
pub(crate) struct Arguments {
    tokens: Vec<Token>,
    /// Range in `tokens` of each argument.
    ranges: SmallVec<[(u32, u32); 8]>,
    /// Fully expanded arguments, and the range of each in it, if it was needed.
    expanded_tokens: Vec<Token>,
    expanded: SmallVec<[Option<Expanded>; 8]>,
    /// The variable argument is not there at all.
    variable_absent: bool,
    /// The pragmas that stand among them: they are done first (GCC does the same).
    pragmas: Vec<Token>,
}

/// An argument after its expansion.
#[derive(Clone, Copy)]
struct Expanded {
    /// Where its tokens are.
    range: (u32, u32),
    /// What expanded to nothing at its end left white space.
    space_behind: bool,
}

impl Arguments {
    fn raw(&self, index: usize) -> &[Token] {
        match self.ranges.get(index) {
            Some(&(start, end)) => &self.tokens[start as usize..end as usize],
            None => &[],
        }
    }
}

/// Whether a replacement begins or ends with a placemarker that `##` left: then a `##` outside of it pastes
/// nothing there.
#[derive(Clone, Copy, Default)]
struct Ends {
    left: bool,
    right: bool,
    /// White space stands behind the replacement.
    space: bool,
}

/// What `##` finds on its left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    /// No `##` before this item.
    No,
    /// A placemarker.
    Placemarker,
    /// The last token of the output.
    Token,
}

impl Preprocessor<'_> {
    pub(crate) fn invoke_function(&mut self, name: Token, id: MacroId, this: &Macro) -> Option<Token> {
        let mut args = Arguments { tokens: self.take_buffer(), ..Arguments::default() };
        args.expanded_tokens = self.take_buffer();
        args.pragmas = self.take_buffer();
        let collected = self.collect(name, this, &mut args);
        if collected && self.spend(args.tokens.len(), name.loc) {
            let expansion = self.session.sources.add_expansion(name.loc, this.definition);
            let mut out = self.take_buffer();
            let space = self.substitute(this, this.body, Some(&mut args), expansion, &mut out);
            self.push_expansion(out, id, name.flags, space);
        }
        self.give_buffer(args.tokens);
        self.give_buffer(args.expanded_tokens);
        if args.pragmas.is_empty() {
            self.give_buffer(args.pragmas);
        } else {
            self.push_buffer(args.pragmas, 0, false);
        }
        (!collected).then_some(name)
    }

    /// Reads the arguments up to the closing parenthesis. `false` after an error.
    fn collect(&mut self, name: Token, this: &Macro, args: &mut Arguments) -> bool {
        let was_collecting = std::mem::replace(&mut self.collecting, true);
        let params = (this.params.1 - this.params.0) as usize;
        let mut depth = 0u32;
        let mut start = 0u32;
        let mut close = name;
        let complete = loop {
            let mut token = self.read();
            match token.kind {
                TokenKind::Eof | TokenKind::Eod => break false,
                TokenKind::LParen => depth += 1,
                TokenKind::RParen if depth == 0 => {
                    close = token;
                    break true;
                }
                TokenKind::RParen => depth -= 1,
                TokenKind::Comma if depth == 0 => {
                    let variable = this.variadic && args.ranges.len() + 1 >= params;
                    if !variable {
                        args.ranges.push((start, args.tokens.len() as u32));
                        start = args.tokens.len() as u32;
                        continue;
                    }
                }
                TokenKind::Comment => continue,
                TokenKind::Pragma => {
                    while token.kind != TokenKind::Eod {
                        args.pragmas.push(token);
                        token = self.read();
                    }
                    args.pragmas.push(token);
                    continue;
                }
                TokenKind::Ident => {
                    let macro_id = self.macros.get(token.symbol);
                    if macro_id != 0 && self.macros.macros[macro_id as usize].disabled {
                        token.flags = token.flags.with(TokenFlags::NO_EXPAND);
                    }
                }
                _ => {}
            }
            if token.flags.has(TokenFlags::LINE_START) {
                token.flags = token.flags.without(TokenFlags::LINE_START).with(TokenFlags::SPACE_BEFORE);
            }
            args.tokens.push(token);
        };
        self.collecting = was_collecting;
        if !complete {
            let text = self.text(this.name);
            let message = format!("unterminated argument list invoking macro \"{text}\"");
            // An argument that is expanded alone ends with the list that it is in.
            let at = if self.expanding_alone > 0 { self.scanner.loc() } else { name.loc };
            self.session.diags.error(at, message);
            return false;
        }
        args.ranges.push((start, args.tokens.len() as u32));
        args.expanded.resize(params.max(1), None);
        self.check_empty_arguments(this, params, args);
        self.check_count(close, this, params, args)
    }

    /// Empty arguments came with C99 (C99 6.10.3p4).
    fn check_empty_arguments(&self, this: &Macro, params: usize, args: &Arguments) {
        let session = self.session;
        if params == 0
            || !session.diags.may_be_enabled(warn::PEDANTIC)
                && !session.diags.may_be_enabled(warn::C90_C99_COMPAT)
        {
            return;
        }
        // Only where the argument stands for itself: what `#` and `##` make of nothing is no matter.
        let body = self.macros.body(this);
        let plain = |number: usize| {
            body.iter().enumerate().any(|(at, item)| {
                usize::from(item.param) == number
                    && !item.ops.has(BodyOps::STRINGIFY | BodyOps::PASTE)
                    && (at == 0 || !body[at - 1].ops.has(BodyOps::PASTE))
            })
        };
        let in_system = session.sources.in_system_header(this.definition);
        let empty = args.ranges.iter().enumerate().filter(|(_, range)| range.0 == range.1);
        for (index, _) in empty.filter(|(index, _)| !in_system && plain(index + 1)) {
            let name = self.text(this.name);
            let number = index + 1;
            let message = format!(
                "invoking macro {name} argument {number}: empty macro arguments are undefined in ISO C90"
            );
            session.newer(Std::C99, warn::PEDANTIC, self.scanner.loc(), message);
        }
    }

    fn check_count(&mut self, close: Token, this: &Macro, params: usize, args: &mut Arguments) -> bool {
        let given = args.ranges.len();
        if params == 0 && given == 1 && args.tokens.is_empty() {
            args.ranges.clear();
            return true;
        }
        if given == params {
            return true;
        }
        let text = self.text(this.name);
        let diags = &self.session.diags;
        if given < params {
            if this.variadic && given + 1 == params {
                args.variable_absent = true;
                let options = &self.session.options;
                if options.std < Std::C23
                    && !options.gnu
                    && diags.may_be_enabled(warn::PEDANTIC)
                    && !self.session.sources.in_system_header(this.definition)
                {
                    let message =
                        "ISO C99 requires at least one argument for the \"...\" in a variadic macro";
                    diags.pedwarn(warn::NONE, close.loc, message);
                }
                return true;
            }
            let message = format!("macro \"{text}\" requires {params} arguments, but only {given} given");
            diags.error(close.loc, message).note(this.definition, format!("macro \"{text}\" defined here"));
        } else {
            let message = format!("macro \"{text}\" passed {given} arguments, but takes just {params}");
            diags.error(close.loc, message).note(this.definition, format!("macro \"{text}\" defined here"));
        }
        false
    }

    /// The fully expanded argument, made when first needed, as a range of `args.expanded_tokens`; `None` if it
    /// is the same as the argument itself.
    fn expanded(&mut self, index: usize, args: &mut Arguments) -> Option<Expanded> {
        if let Some(expanded) = args.expanded.get(index).copied().flatten() {
            return Some(expanded);
        }
        let raw = args.raw(index);
        let expandable = |t: &Token| {
            t.kind == TokenKind::Ident
                && !t.flags.has(TokenFlags::NO_EXPAND)
                && self.macros.get(t.symbol) != 0
        };
        if !raw.iter().any(expandable) {
            return None;
        }
        let mut out = std::mem::take(&mut args.expanded_tokens);
        let start = out.len() as u32;
        let was_collecting = std::mem::replace(&mut self.collecting, false);
        // Space before an argument is none of it.
        let first = args.ranges[index].0 as usize;
        let own = args.tokens[first].flags;
        args.tokens[first].flags = TokenFlags(own.0 & !TokenFlags::SPACE_BEFORE.0);
        let space_behind = diag::nested(|| self.expand_alone(args.raw(index), &mut out));
        args.tokens[first].flags = own;
        self.collecting = was_collecting;
        let expanded = Expanded { range: (start, out.len() as u32), space_behind };
        args.expanded_tokens = out;
        args.expanded[index] = Some(expanded);
        Some(expanded)
    }

    /// Whether `__VA_OPT__` yields its contents: the variable argument has tokens when expanded.
    fn variable_present(&mut self, this: &Macro, args: &mut Arguments) -> bool {
        let index = (this.params.1 - this.params.0) as usize - 1;
        match self.expanded(index, args) {
            Some(expanded) => expanded.range.0 != expanded.range.1,
            None => !args.raw(index).is_empty(),
        }
    }

    /// Appends the replacement of a body to `out`; whether white space stands behind it.
    pub(crate) fn substitute(
        &mut self,
        this: &Macro,
        body: (u32, u32),
        args: Option<&mut Arguments>,
        expansion: u32,
        out: &mut Vec<Token>,
    ) -> bool {
        self.substitute_part(this, body, args, expansion, out).space
    }

    /// Appends the replacement of a body or of the contents of `__VA_OPT__`.
    fn substitute_part(
        &mut self,
        this: &Macro,
        body: (u32, u32),
        mut args: Option<&mut Arguments>,
        expansion: u32,
        out: &mut Vec<Token>,
    ) -> Ends {
        let mut at = body.0;
        let mut pending = Pending::No;
        let mut ends = Ends::default();
        let part_start = out.len();
        // Until the first chain of `##` ends.
        let mut first_chain = true;
        // Whether white space stands before the chain.
        let mut chain_space = false;
        while at < body.1 {
            let index = at;
            let item = self.macros.pool[at as usize];
            at += 1;
            let start = out.len();
            let paste_next = item.ops.has(BodyOps::PASTE);
            let left = pending;
            if left == Pending::No {
                chain_space = item.token.flags.has(TokenFlags::SPACE_BEFORE);
            }
            let mut inner = Ends::default();
            let mut paste = left == Pending::Token;
            let mut space_behind = false;
            if item.ops.has(BodyOps::VA_OPT) {
                let inside = (at, at + item.token.symbol.0);
                at = inside.1;
                if let Some(args) = args.as_deref_mut() {
                    inner = self.substitute_va_opt(this, item, inside, args, expansion, out);
                    paste &= !inner.left;
                    space_behind = inner.space;
                }
            } else if let Some(args) = args.as_deref_mut().filter(|_| item.param != 0) {
                let param = usize::from(item.param) - 1;
                if item.ops.has(BodyOps::STRINGIFY) {
                    let token = self.stringify(item.token, args.raw(param), expansion);
                    out.push(token);
                } else {
                    let variable = this.variadic && param + 1 == (this.params.1 - this.params.0) as usize;
                    if variable && self.after_gnu_comma(index, body.0, out, left) {
                        // GNU's `, ## args`: nothing is pasted, and a missing argument takes the comma with it.
                        paste = false;
                        if self.drops_comma(this, args, param) {
                            out.pop();
                        }
                    }
                    let expand = left == Pending::No && !paste_next;
                    space_behind = self.push_argument(item, param, args, expand, expansion, out);
                    space_behind |= expand
                        && out.len() == start
                        && index > body.0
                        && item.token.flags.has(TokenFlags::SPACE_BEFORE);
                    // On the right of `##` the argument's own white space counts, as in GCC.
                    if left != Pending::No
                        && let (Some(token), Some(own)) = (out.get_mut(start), args.raw(param).first())
                    {
                        token.flags = own.flags;
                        if left == Pending::Placemarker && chain_space {
                            token.flags = token.flags.with(TokenFlags::SPACE_BEFORE);
                        }
                    }
                }
            } else {
                let loc = self.session.sources.macro_loc(item.token.loc, Loc::NONE, expansion);
                out.push(Token { loc, ..item.token });
            }
            let pushed = out.len() > start;
            if paste && pushed {
                self.paste_at(start, out);
            } else if let Some(token) = out.get_mut(start).filter(|_| ends.space) {
                token.flags = token.flags.with(TokenFlags::SPACE_BEFORE);
            }
            ends.space = space_behind || (ends.space && !pushed);
            let is_token = if pushed { !inner.right } else { left == Pending::Token };
            pending = match (paste_next, is_token) {
                (false, _) => Pending::No,
                (true, true) => Pending::Token,
                (true, false) => Pending::Placemarker,
            };
            if first_chain && !paste_next {
                first_chain = false;
                // An empty argument is a placemarker, too.
                ends.left = inner.left || out.len() == part_start;
            }
            ends.right = if pushed { inner.right } else { left == Pending::Placemarker || item.param != 0 };
        }
        ends
    }

    /// Whether `, ## args` loses its comma: the argument is absent or, where it is the only one, empty.
    fn drops_comma(&self, this: &Macro, args: &Arguments, param: usize) -> bool {
        let options = &self.session.options;
        let only = this.params.1 - this.params.0 == 1;
        args.variable_absent
            || (only && args.raw(param).is_empty() && (options.gnu || options.std >= Std::C23))
    }

    /// Whether the `##` before body token `at` joins a comma of the body to it.
    fn after_gnu_comma(&self, at: u32, first: u32, out: &[Token], pending: Pending) -> bool {
        pending == Pending::Token
            && at > first
            && self.macros.pool[at as usize - 1].token.kind == TokenKind::Comma
            && self.macros.pool[at as usize - 1].param == 0
            && out.last().is_some_and(|token| token.kind == TokenKind::Comma)
    }

    /// Appends an argument; whether white space stands behind it.
    fn push_argument(
        &mut self,
        item: BodyToken,
        index: usize,
        args: &mut Arguments,
        expand: bool,
        expansion: u32,
        out: &mut Vec<Token>,
    ) -> bool {
        let expanded = if expand { self.expanded(index, args) } else { None };
        let tokens = match expanded {
            Some(Expanded { range: (start, end), .. }) => &args.expanded_tokens[start as usize..end as usize],
            None => args.raw(index),
        };
        let first = out.len();
        let sources = &self.session.sources;
        out.extend(
            tokens.iter().map(|token| Token {
                loc: sources.macro_loc(token.loc, item.token.loc, expansion),
                ..*token
            }),
        );
        if let Some(token) = out.get_mut(first) {
            let space = item.token.flags.0 & TokenFlags::SPACE_BEFORE.0;
            token.flags = TokenFlags(token.flags.0 & !TokenFlags::SPACE_BEFORE.0 | space);
        }
        expanded.is_some_and(|expanded| expanded.space_behind)
    }

    fn substitute_va_opt(
        &mut self,
        this: &Macro,
        item: BodyToken,
        inside: (u32, u32),
        args: &mut Arguments,
        expansion: u32,
        out: &mut Vec<Token>,
    ) -> Ends {
        let start = out.len();
        let mut ends = Ends::default();
        if self.variable_present(this, args) {
            ends = self.substitute_part(this, inside, Some(args), expansion, out);
        }
        if item.ops.has(BodyOps::STRINGIFY) {
            let tokens = out.split_off(start);
            let token = self.stringify(item.token, &tokens, expansion);
            out.push(token);
            ends = Ends::default();
        } else if let Some(first) = out.get_mut(start) {
            let space = item.token.flags.0 & TokenFlags::SPACE_BEFORE.0;
            first.flags = TokenFlags(first.flags.0 & !TokenFlags::SPACE_BEFORE.0 | space);
        }
        ends
    }

    /// `#` (C23 6.10.4.2): quotes and backslashes of literals are escaped.
    fn stringify(&mut self, operator: Token, tokens: &[Token], expansion: u32) -> Token {
        let mut text = vec![b'"'];
        let mut spelled = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 && token.flags.has(TokenFlags::SPACE_BEFORE) {
                text.push(b' ');
            }
            spelled.clear();
            spell(token, &self.session.interner, &mut spelled);
            let literal = matches!(token.kind, TokenKind::String | TokenKind::Char)
                || (token.kind == TokenKind::Other && matches!(spelled.first(), Some(b'"' | b'\'')));
            for &byte in &spelled {
                match byte {
                    b'"' | b'\\' if literal => text.extend_from_slice(&[b'\\', byte]),
                    b'\n' => text.extend_from_slice(b"\\n"),
                    _ => text.push(byte),
                }
            }
        }
        // A lone backslash at the end would escape the quote.
        let backslashes = text.iter().rev().take_while(|&&b| b == b'\\').count();
        if backslashes % 2 == 1 {
            self.session.diags.warning(
                warn::NONE,
                self.session.sources.expansion_point(self.session.sources.macro_loc(
                    operator.loc,
                    Loc::NONE,
                    expansion,
                )),
                "invalid string literal, ignoring final '\\'",
            );
            text.pop();
        }
        text.push(b'"');
        self.spend(text.len() / BYTES_OF_A_TOKEN, operator.loc);
        let symbol = self.session.interner.intern(&text);
        let loc = self.session.sources.macro_loc(operator.loc, Loc::NONE, expansion);
        Token { kind: TokenKind::String, loc, symbol, flags: operator.flags, len: operator.len }
    }
}
