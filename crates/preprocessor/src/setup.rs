//! Starting a translation unit: predefined macros, `-D` and `-U`, `-imacros` and `-include`, the main file.

use crate::files::{FileEntry, FileTable, SearchPath, directory_of};
use crate::macros::MacroTable;
use crate::physical::translate;
use crate::{Dependency, FileState, Guard, Preprocessor, predefined};
use diag::{Loc, SystemHeader, warn};
use lexer::{Scanner, Session, Symbol, TokenFlags, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// `-D` or `-U`, in the order of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandLineMacro {
    /// `-D`: `NAME`, `NAME=VALUE` or `NAME(PARAMETERS)=VALUE`.
    Define(String),
    /// `-U`
    Undef(String),
    /// `-A`: `PREDICATE=ANSWER` or `PREDICATE(ANSWER)`, after `-` to take it back.
    Assert(String),
}

/// A question that only later phases can answer.
pub type Known = Box<dyn Fn(&str) -> bool>;

/// How to preprocess.
pub struct Options {
    /// Where `#include` looks.
    pub search: SearchPath,
    /// `--embed-dir=`: where `#embed` looks.
    pub embed_dirs: Vec<String>,
    /// `-D` and `-U`.
    pub macros: Vec<CommandLineMacro>,
    /// `-imacros`
    pub imacros: Vec<String>,
    /// `-include`
    pub includes: Vec<String>,
    /// `-undef`: no macros of the system.
    pub undef: bool,
    /// The header that systems want included before all others, if it is found: glibc's `stdc-predef.h`.
    pub implicit_include: Option<String>,
    /// The input was preprocessed already (`.i`): nothing is expanded, only linemarkers and pragmas count.
    pub preprocessed: bool,
    /// For `-E`: every pragma is handed on, and lexical mistakes only warn.
    pub preprocess_only: bool,
    /// `-C`: comments are tokens.
    pub keep_comments: bool,
    /// `-CC`: those of macros' bodies, too.
    pub keep_macro_comments: bool,
    /// `-H`: each header is told of when it is entered.
    pub tell_headers: bool,
    /// `-fdirectives-only`: no macro is expanded outside of directives.
    pub directives_only: bool,
    /// Collect [`Event`]s.
    pub record_events: bool,
    /// Also [`Event::Used`](crate::Event::Used).
    pub record_uses: bool,
    /// `-MG`: a missing header is generated later, not an error.
    pub missing_headers_ok: bool,
    /// `-MM`: only the user's headers are of interest.
    pub user_headers_only: bool,
    /// `-fmacro-prefix-map=`: old and new beginnings of `__FILE__`; a later one goes before.
    pub prefix_maps: Vec<(String, String)>,
    /// `__BASE_FILE__`; filled in by [`Preprocessor::new`].
    pub main_name: String,
    /// Whether an attribute is known, by its plain name.
    pub has_attribute: Known,
    /// Whether a function is a builtin.
    pub has_builtin: Known,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            search: SearchPath::default(),
            embed_dirs: Vec::new(),
            macros: Vec::new(),
            imacros: Vec::new(),
            includes: Vec::new(),
            undef: false,
            implicit_include: None,
            preprocessed: false,
            preprocess_only: false,
            keep_comments: false,
            keep_macro_comments: false,
            tell_headers: false,
            directives_only: false,
            record_events: false,
            record_uses: false,
            missing_headers_ok: false,
            user_headers_only: false,
            prefix_maps: Vec::new(),
            main_name: String::new(),
            has_attribute: Box::new(|_| false),
            has_builtin: Box::new(|_| false),
        }
    }
}

/// The main file.
#[derive(Debug)]
pub struct Source {
    /// Its name as messages show it.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

const COMMAND_LINE: &str = "<command-line>";

impl<'s> Preprocessor<'s> {
    /// A preprocessor that has done everything before the first line of `main`.
    pub fn new(session: &'s Session, mut options: Options, main: Source) -> Preprocessor<'s> {
        options.main_name.clone_from(&main.name);
        let search = std::mem::take(&mut options.search);
        let record_events = std::mem::replace(&mut options.record_events, false);
        let mut files = FileTable::default();
        files.search = search;
        let text =
            if options.preprocessed { String::new() } else { predefined::text(session, options.undef) };
        let (scanner, state, next_loc) = buffer(session, &mut files, diag::BUILT_IN, text, 1);
        let mut this = Preprocessor {
            session,
            options,
            scanner,
            state,
            outer: Vec::new(),
            next_loc,
            conditionals: Vec::new(),
            optimize: crate::optimize::OptimizePragmas::default(),
            contexts: Vec::new(),
            free_buffers: Vec::new(),
            spent: 0,
            included: 0,
            macros: MacroTable::new(),
            files,
            carry: TokenFlags(0),
            collecting: false,
            in_directive: false,
            counter: 0,
            closed_va_opt: None,
            assertions: FxHashMap::default(),
            assertion_lookahead: None,
            dependencies: Vec::new(),
            byte_numbers: None,
            halted: false,
            expanding_alone: 0,
            events: Vec::new(),
            reported: FxHashSet::default(),
            date_time: None,
        };
        this.run_to_end();
        if !this.options.undef {
            this.default_assertions();
        }
        this.options.record_events = record_events;
        if !this.options.preprocessed {
            this.command_line_macros();
        }
        this.begin_main(main);
        this
    }

    /// Reads everything there is for its macros.
    fn run_to_end(&mut self) {
        while self.next().kind != TokenKind::Eof {}
    }

    /// Makes `text` what is read next.
    fn begin_buffer(&mut self, name: &str, text: String) {
        let (scanner, state, next_loc) = buffer(self.session, &mut self.files, name, text, self.next_loc);
        self.scanner = scanner;
        self.state = state;
        self.next_loc = next_loc;
    }

    fn command_line_macros(&mut self) {
        let mut text = String::new();
        for item in &self.options.macros {
            match item {
                CommandLineMacro::Define(definition) => {
                    // Only the first line counts.
                    let definition = definition.lines().next().unwrap_or("");
                    match definition.split_once('=') {
                        Some((name, value)) => text.push_str(&format!("#define {name} {value}\n")),
                        None => text.push_str(&format!("#define {definition} 1\n")),
                    }
                }
                CommandLineMacro::Undef(name) => text.push_str(&format!("#undef {name}\n")),
                CommandLineMacro::Assert(assertion) => {
                    let (directive, rest) = match assertion.strip_prefix('-') {
                        Some(rest) => ("#unassert", rest),
                        None => ("#assert", &**assertion),
                    };
                    match rest.split_once('=') {
                        Some((predicate, answer)) => {
                            text.push_str(&format!("{directive} {predicate} ({answer})\n"));
                        }
                        None => text.push_str(&format!("{directive} {rest}\n")),
                    }
                }
            }
        }
        self.begin_buffer(COMMAND_LINE, text);
        self.run_to_end();
        let imacros = std::mem::take(&mut self.options.imacros);
        for name in &imacros {
            let record_events = std::mem::replace(&mut self.options.record_events, false);
            self.begin_buffer(COMMAND_LINE, format!("#include \"{name}\"\n"));
            self.run_to_end();
            self.options.record_events = record_events;
        }
    }

    /// The main file is read after what `-include` names.
    fn begin_main(&mut self, main: Source) {
        let halted = self.halted;
        let (bytes, trigraphs) = match translate(main.bytes, &self.session.options) {
            Ok(translated) => translated,
            Err(why) => {
                self.session.diags.fatal(Loc::NONE, why);
                self.halt();
                return;
            }
        };
        let id = self.session.sources.add_file(&main.name, bytes);
        let entry = self.files.add(FileEntry {
            name: main.name.as_str().into(),
            id,
            directory: self.session.interner.intern(directory_of(&main.name).as_bytes()),
            system: SystemHeader::No,
            guard: None,
            once: false,
            embedded: false,
            entered: true,
            trigraphs,
        });
        self.dependencies.insert(0, Dependency::Source(entry));
        let Some((base, _)) = self.session.sources.enter(self.next_loc, id, 0, Loc::NONE, SystemHeader::No)
        else {
            self.session.diags.fatal(Loc::NONE, "the translation unit is larger than 2 GiB");
            self.halt();
            return;
        };
        self.tell_trigraphs(entry, base);
        let mut scanner = Scanner::new(self.session, id, base);
        scanner.keep_comments = self.options.keep_comments;
        let directory = self.files.entries[entry as usize].directory;
        self.next_loc = scanner.loc().0 + 1;
        let mut includes = String::new();
        if let Some(name) = self.options.implicit_include.take()
            && !self.options.preprocessed
        {
            let symbol = self.session.interner.intern(name.as_bytes());
            if self.locate(symbol, true, false).is_ok() {
                includes.push_str(&format!("#include <{name}>\n"));
            }
        }
        for name in std::mem::take(&mut self.options.includes) {
            includes.push_str(&format!("#include \"{name}\"\n"));
        }
        self.begin_buffer(COMMAND_LINE, includes);
        let state = FileState {
            entry,
            conditionals: 0,
            guard: Guard::Start,
            include_next: None,
            directory,
            ended: false,
        };
        self.outer.push((scanner, state));
        if halted {
            self.halt();
        }
    }

    /// `-Wunused-macros`: macros of the main file that nothing used, in order of definition. To be called at the
    /// end.
    pub fn warn_unused_macros(&self) {
        let (diags, sources) = (&self.session.diags, &self.session.sources);
        for unused in
            self.macros.live().filter(|m| !m.used && diags.is_enabled(warn::UNUSED_MACROS, m.definition))
        {
            if sources.naming(unused.definition).is_some_and(|naming| *naming.0 == *self.options.main_name) {
                let message = format!("macro \"{}\" is not used", self.session.interner.text(unused.name));
                diags.warning(warn::UNUSED_MACROS, unused.definition, message);
            }
        }
    }

    /// The files that were read, the main file first: name, and whether it is a system header. Headers that are
    /// part of the compiler are not among them.
    pub fn dependencies(&self) -> Vec<(Rc<str>, bool)> {
        let mut files = Vec::with_capacity(self.dependencies.len());
        for dependency in &self.dependencies {
            match dependency {
                Dependency::Source(entry) => {
                    let file = &self.files.entries[*entry as usize];
                    if !file.embedded {
                        files.push((Rc::clone(&file.name), file.system != SystemHeader::No));
                    }
                }
                Dependency::Other(name) => files.push((Rc::from(name.as_str()), false)),
            }
        }
        files
    }

    /// The text of every macro that is defined (`-dM`), in order of definition.
    pub(crate) fn macro_texts(&self) -> Vec<Vec<u8>> {
        self.macros
            .live()
            .map(|m| {
                let mut text = Vec::new();
                self.macros.print(m, self.session, &mut text);
                text
            })
            .collect()
    }
}

fn buffer(
    session: &Session,
    files: &mut FileTable,
    name: &str,
    text: String,
    from: u32,
) -> (Scanner, FileState, u32) {
    let id = session.sources.add_file(name, text.into_bytes());
    let entry = files.add(FileEntry {
        name: name.into(),
        id,
        directory: Symbol::default(),
        system: SystemHeader::No,
        guard: None,
        once: false,
        embedded: true,
        entered: true,
        trigraphs: Vec::new(),
    });
    let (base, next_loc) =
        session.sources.enter(from, id, 0, Loc::NONE, SystemHeader::No).unwrap_or((from, from + 1));
    let state = FileState {
        entry,
        conditionals: 0,
        guard: Guard::No,
        include_next: None,
        directory: Symbol::default(),
        ended: true,
    };
    (Scanner::new(session, id, base), state, next_loc)
}
