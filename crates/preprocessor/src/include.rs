//! `#include`, `#include_next`, `#import`: entering and leaving files.

use crate::files::{Found, Miss, Start};
use crate::{Dependency, Event, FileState, Guard, Preprocessor};
use diag::{Loc, SystemHeader, warn};
use lexer::{Scanner, Symbol, Token, TokenFlags, TokenKind, sym};

/// `-fmax-include-depth=`'s default.
const MAX_DEPTH: usize = 200;
/// Files that a translation unit may include, in all.
const MAX_INCLUDED: u32 = 1 << 18;

impl Preprocessor<'_> {
    pub(crate) fn do_include(&mut self, directive: Token) {
        let text = self.text(directive.symbol);
        let Some((name, angled, loc)) = self.include_operand(&text) else { return };
        if name.is_empty() {
            self.session.diags.error(loc, format!("empty filename in #{text}"));
            return;
        }
        if self.outer.len() >= MAX_DEPTH {
            let message = format!(
                "#include nested depth {MAX_DEPTH} exceeds maximum of {MAX_DEPTH} \
                 (use -fmax-include-depth=DEPTH to increase the maximum)"
            );
            // Fatal: where each file includes two, all but one of 2 to the 200th would still come.
            self.session.diags.fatal(directive.loc, message);
            return;
        }
        self.included += 1;
        if self.included > MAX_INCLUDED {
            self.session.diags.fatal(directive.loc, format!("more than {MAX_INCLUDED} files included"));
            return;
        }
        let next = directive.symbol == sym::INCLUDE_NEXT;
        if next && self.outer.is_empty() {
            let message = "#include_next in primary source file";
            self.session.diags.warning(warn::NONE, directive.loc, message);
        }
        let symbol = self.session.interner.intern(&name);
        match self.locate(symbol, angled, next) {
            Ok(found) => {
                if self.options.record_events {
                    let (open, close) = if angled { ('<', '>') } else { ('"', '"') };
                    let name = String::from_utf8_lossy(&name);
                    let written = format!("#{text} {open}{name}{close}");
                    self.events.push(Event::Include(written, directive.loc));
                }
                let entry = found.entry;
                if directive.symbol == sym::IMPORT {
                    self.files.entries[entry as usize].once = true;
                    self.files.any_once = true;
                    if self.files.entries[entry as usize].entered {
                        return;
                    }
                }
                self.enter_unless_guarded(found, directive.loc);
            }
            Err(miss) => self.include_failed(miss, &name, angled, loc),
        }
    }

    fn include_failed(&mut self, miss: Miss, name: &[u8], angled: bool, loc: Loc) {
        let name = String::from_utf8_lossy(name).into_owned();
        match miss {
            Miss::NotFound if self.options.missing_headers_ok => {
                let in_system = self.session.sources.in_system_header(loc);
                if !(self.options.user_headers_only && (angled || in_system)) {
                    self.dependencies.push(Dependency::Other(name));
                }
            }
            Miss::NotFound => self.session.diags.fatal(loc, format!("{name}: No such file or directory")),
            Miss::Unreadable(path, error) => {
                self.session.diags.fatal(loc, format!("{path}: {}", describe(&error)));
            }
        }
    }

    /// The header name of a directive: literal, or made by macros (C23 6.10.3p4).
    fn include_operand(&mut self, directive: &str) -> Option<(Vec<u8>, bool, Loc)> {
        if let Some(header) = self.scanner.header_name() {
            let extra = self.next();
            if extra.kind != TokenKind::Eod {
                let message = format!("extra tokens at end of #{directive} directive");
                self.session.diags.pedwarn(warn::NONE, extra.loc, message);
                self.skip_line();
            }
            self.drop_contexts();
            return Some((header.name, header.angled, header.loc));
        }
        let first = self.next();
        let operand = match first.kind {
            TokenKind::String => {
                let spelled = self.session.interner.with(first.symbol, <[u8]>::to_vec);
                let name = spelled.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
                if name.is_none() {
                    let message = format!("#{directive} expects \"FILENAME\" or <FILENAME>");
                    self.session.diags.error(first.loc, message);
                }
                name.map(|name| (name.to_vec(), false, first.loc))
            }
            TokenKind::Lt => {
                let mut name = Vec::new();
                loop {
                    let token = self.next();
                    match token.kind {
                        TokenKind::Gt => break Some((name, true, first.loc)),
                        TokenKind::Eod | TokenKind::Eof => {
                            self.session.diags.error(token.loc, "missing terminating > character");
                            break None;
                        }
                        _ => {
                            if token.flags.has(TokenFlags::SPACE_BEFORE) && !name.is_empty() {
                                name.push(b' ');
                            }
                            name.extend_from_slice(&self.spelling(&[token]));
                        }
                    }
                }
            }
            _ => {
                let message = format!("#{directive} expects \"FILENAME\" or <FILENAME>");
                self.session.diags.error(first.loc, message);
                None
            }
        };
        if operand.is_some() {
            let extra = self.next();
            if extra.kind != TokenKind::Eod {
                let message = format!("extra tokens at end of #{directive} directive");
                self.session.diags.pedwarn(warn::NONE, extra.loc, message);
                self.skip_line();
            }
        }
        self.drop_contexts();
        operand
    }

    /// Reads the rest of a directive, for what may be said of its tokens.
    fn skip_line(&mut self) {
        while !matches!(self.read().kind, TokenKind::Eod | TokenKind::Eof) {}
    }

    /// Looks a header up.
    pub(crate) fn locate(&mut self, name: Symbol, angled: bool, next: bool) -> Result<Found, Miss> {
        let start = match self.state.include_next {
            Some(index) if next => Start::Chain(index),
            _ => Start::Directory(self.state.directory),
        };
        let angled = angled && !(next && self.state.include_next.is_some());
        let session = self.session;
        self.files.find(start, name, angled, &session.sources, &session.interner, &session.options)
    }

    fn enter_unless_guarded(&mut self, found: Found, from: Loc) {
        let entry = found.entry;
        let file = &self.files.entries[entry as usize];
        let guarded = file.guard.is_some_and(|guard| self.macros.is_defined(guard));
        if guarded || (file.once && file.entered) {
            return;
        }
        if self.files.once_elsewhere(entry, &self.session.sources) && !file.once {
            return;
        }
        let includer_system =
            self.session.sources.naming(self.scanner.loc()).map_or(SystemHeader::No, |n| n.1);
        let system = if file.system == SystemHeader::No { includer_system } else { file.system };
        self.end_directive();
        self.enter_file(found, from, system);
    }

    /// Begins reading a file; the current one goes on afterwards.
    pub(crate) fn enter_file(&mut self, found: Found, from: Loc, system: SystemHeader) {
        let entry = found.entry;
        let file = &mut self.files.entries[entry as usize];
        if !file.entered {
            file.entered = true;
            self.dependencies.push(Dependency::Source(entry));
        }
        let file = &self.files.entries[entry as usize];
        // The rest of the current file gets its positions when it is resumed.
        self.next_loc = self.scanner.loc().0 + 1;
        let Some((base, next_loc)) = self.session.sources.enter(self.next_loc, file.id, 0, from, system)
        else {
            self.session.diags.fatal(from, "the translation unit is larger than 2 GiB");
            self.halt();
            return;
        };
        self.next_loc = next_loc;
        if self.options.tell_headers {
            let name = &self.files.entries[entry as usize].name;
            let depth = self.outer.len();
            diag::tell!("{} {name}", ".".repeat(depth));
        }
        self.tell_trigraphs(entry, base);
        let file = &self.files.entries[entry as usize];
        let mut scanner = Scanner::new(self.session, file.id, base);
        scanner.keep_comments = self.options.keep_comments;
        let state = FileState {
            entry,
            conditionals: self.conditionals.len(),
            guard: Guard::Start,
            include_next: found.next,
            directory: file.directory,
            ended: false,
        };
        if self.options.record_events {
            self.events.push(Event::Enter { name: std::rc::Rc::clone(&file.name), system, from });
        }
        let scanner = std::mem::replace(&mut self.scanner, scanner);
        let state = std::mem::replace(&mut self.state, state);
        self.outer.push((scanner, state));
    }

    /// At the end of a file: goes on in the one that included it. `false` if there is none, or a macro's
    /// arguments would have to go on there.
    #[cold]
    pub(crate) fn leave_file(&mut self) -> bool {
        if self.halted || self.collecting {
            return false;
        }
        if !std::mem::replace(&mut self.state.ended, true) {
            self.scanner.check_last_line(self.session);
        }
        while self.conditionals.len() > self.state.conditionals {
            if let Some(open) = self.conditionals.pop() {
                let name = self.text(open.name);
                self.session.diags.error(open.loc, format!("unterminated #{name}"));
            }
        }
        if let Guard::Closed(symbol) = self.state.guard
            && self.scanner.tokens_read == 0
        {
            self.files.entries[self.state.entry as usize].guard = Some(symbol);
        }
        let Some((mut scanner, state)) = self.outer.pop() else { return false };
        let resumed = self.session.sources.resume(self.next_loc, scanner.offset(), scanner.loc());
        let Some((base, next_loc)) = resumed else {
            self.session.diags.fatal(scanner.loc(), "the translation unit is larger than 2 GiB");
            self.halt();
            return false;
        };
        self.next_loc = next_loc;
        scanner.set_base(base);
        if self.options.record_events
            && let Some((name, line)) = self.session.sources.presumed(scanner.loc())
        {
            let system = self.session.sources.naming(scanner.loc()).map_or(SystemHeader::No, |n| n.1);
            // The scanner stands at the end of the `#include` line.
            let line = if scanner.offset() == 0 { line } else { line + 1 };
            self.events.push(Event::Leave { name, line, system });
        }
        self.scanner = scanner;
        self.state = state;
        true
    }
}

/// An operating system's error in the words of `strerror`.
pub(crate) fn describe(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_string(),
        None => text,
    }
}
