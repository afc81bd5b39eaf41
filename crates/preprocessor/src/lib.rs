//! Translation phases 1 to 4 (C23 5.1.1.2, 6.10) with GNU's extensions: directives, macros, includes. The
//! parser pulls tokens with [`Preprocessor::next`]; `-E` prints them with [`print_preprocessed`].

mod arguments;
mod assertions;
mod builtin;
mod condition;
mod define;
mod dependencies;
mod dialect;
mod directives;
mod embed;
mod expand;
mod files;
mod include;
mod macros;
mod optimize;
mod output;
mod paste;
mod physical;
mod pragma;
mod predefined;
mod setup;

pub use dependencies::{DependencyFormat, dependency_rule};
pub use files::{DirSource, SearchDir, SearchPath};
pub use output::{OutputOptions, PrintedMacros, print_macros, print_preprocessed};
pub use setup::{CommandLineMacro, Known, Options, Source};

use diag::{Loc, SystemHeader};
use expand::Context;
use files::FileTable;
use lexer::{Scanner, Session, Symbol, Token, TokenFlags, TokenKind};
use macros::{MacroId, MacroTable};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// A change of file, for `-E`'s linemarkers and `-dD`. In the order of the text; those before a token are
/// reported before it is returned.
#[derive(Clone, Debug)]
pub enum Event {
    /// A file was entered, from a line of the current one.
    Enter {
        /// Presumed name.
        name: Rc<str>,
        /// System header state.
        system: SystemHeader,
        /// The `#include`.
        from: Loc,
    },
    /// A file was left; this one goes on.
    Leave {
        /// Presumed name.
        name: Rc<str>,
        /// Presumed line.
        line: u32,
        /// System header state.
        system: SystemHeader,
    },
    /// `#line`, a linemarker or `#pragma GCC system_header`.
    Rename {
        /// Presumed name.
        name: Rc<str>,
        /// Presumed line of the next line.
        line: u32,
        /// System header state.
        system: SystemHeader,
    },
    /// A macro was defined: its text.
    Define(String, Loc),
    /// A macro was undefined: its name.
    Undef(String, Loc),
    /// A file is included: the directive as it was written (`-dI`).
    Include(String, Loc),
    /// A macro was expanded or asked for by a directive for the first time since it was defined: its definition, or the
    /// `#undef` of a name that is none (`-dU`).
    Used(String, Loc),
}

/// One level of conditional inclusion.
#[derive(Clone, Copy, Debug)]
struct Conditional {
    /// The `#if`, `#ifdef` or `#ifndef`, later `#else`.
    loc: Loc,
    name: Symbol,
    /// A group was taken already.
    taken: bool,
    /// `#else` was seen.
    seen_else: bool,
    /// The whole conditional lies in an inactive group.
    dead: bool,
}

/// What include-guard detection knows of the current file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// Only white space so far.
    Start,
    /// Inside `#ifndef X` that began the file, at this depth of conditionals.
    Inside(Symbol, usize),
    /// After its `#endif`.
    Closed(Symbol),
    /// There is none.
    No,
}

/// What is known of the file being read, besides its scanner.
struct FileState {
    /// Entry in the table of files.
    entry: u32,
    /// Depth of conditionals where it began.
    conditionals: usize,
    guard: Guard,
    /// Where `#include_next` goes on; `None` for a file that the search path did not find.
    include_next: Option<usize>,
    /// The directory of the file, for `#include "…"`.
    directory: Symbol,
    /// Its last line was looked at.
    ended: bool,
}

/// What the output depends on.
enum Dependency {
    /// A source file: its entry in the table.
    Source(u32),
    /// A file that `#embed` read, or a header that was not found (`-MG`).
    Other(String),
}

/// The preprocessor of one translation unit.
pub struct Preprocessor<'s> {
    session: &'s Session,
    options: Options,
    scanner: Scanner,
    state: FileState,
    outer: Vec<(Scanner, FileState)>,
    /// First free position of the source map.
    next_loc: u32,
    conditionals: Vec<Conditional>,
    optimize: optimize::OptimizePragmas,
    contexts: Vec<Context>,
    /// Recycled token buffers.
    free_buffers: Vec<Vec<Token>>,
    /// Tokens that macros have taken and made so far.
    spent: usize,
    /// Files included so far.
    included: u32,
    macros: MacroTable,
    files: FileTable,
    /// White space before a macro that expanded to nothing: it goes to the next token.
    carry: TokenFlags,
    /// Arguments of a macro are being collected.
    collecting: bool,
    /// So many arguments, one in another, are being expanded alone.
    expanding_alone: u32,
    /// A directive is being executed.
    in_directive: bool,
    counter: u32,
    /// While a body is read: the `__VA_OPT__` that was just closed, and where its contents end.
    closed_va_opt: Option<(usize, usize)>,
    /// Answers of each predicate (`#assert`).
    assertions: FxHashMap<Symbol, Vec<Vec<u8>>>,
    /// A token that was read to see that a predicate has no answer.
    assertion_lookahead: Option<Token>,
    /// What the output depends on, in the order in which it was first wanted.
    dependencies: Vec<Dependency>,
    /// The spellings of the numbers from 0 to 255, once something was embedded.
    byte_numbers: Option<Box<[Symbol; 256]>>,
    /// End of all input: a fatal error.
    halted: bool,
    events: Vec<Event>,
    /// What [`Event::Used`] was said of: a name, and the macro that it was (0: none).
    reported: FxHashSet<(Symbol, MacroId)>,
    /// `__DATE__` and `__TIME__`, made when first asked for.
    date_time: Option<(Symbol, Symbol)>,
}

impl Preprocessor<'_> {
    /// The next token of translation phase 4: macros are expanded, directives done. String literals are not yet
    /// concatenated. After the end, [`TokenKind::Eof`] again and again.
    #[inline]
    #[allow(clippy::should_implement_trait)] // Not an iterator: the end is a token.
    pub fn next(&mut self) -> Token {
        loop {
            let token = self.read();
            if token.kind == TokenKind::Ident {
                let id = self.macros.get(token.symbol);
                if id != 0 && !token.flags.has(TokenFlags::NO_EXPAND) {
                    match self.invoke(token, id) {
                        Some(token) => return token,
                        None => continue,
                    }
                }
            }
            return token;
        }
    }

    /// The next token, not expanded: from a macro's expansion, or from the file.
    #[inline]
    fn read(&mut self) -> Token {
        let mut token = if self.contexts.is_empty() { self.read_file() } else { self.read_context() };
        if self.carry.0 != 0 {
            // The white space of another line is none of this one's.
            if !token.flags.has(TokenFlags::LINE_START) {
                token.flags = token.flags.with(self.carry);
            }
            self.carry = TokenFlags(0);
        }
        token
    }

    /// The next token of the file, directives done.
    #[inline]
    fn read_file(&mut self) -> Token {
        loop {
            let token = self.scanner.next(self.session);
            if token.kind == TokenKind::Hash {
                if token.flags.has(TokenFlags::LINE_START) && !self.in_directive {
                    if let Some(token) = self.directive(token) {
                        return token;
                    }
                    if !self.contexts.is_empty() {
                        return self.read_context();
                    }
                    if self.halted {
                        return expand::END;
                    }
                    continue;
                }
            } else if token.kind == TokenKind::Eof && self.leave_file() {
                continue;
            }
            return token;
        }
    }

    /// The session that this works for.
    pub fn session(&self) -> &Session {
        self.session
    }

    /// Changes of file since the last call (only if [`Options::record_events`]).
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn text(&self, symbol: Symbol) -> String {
        self.session.interner.text(symbol)
    }
}
