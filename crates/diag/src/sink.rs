//! Where diagnostics go. Interior mutability: every phase holds `&Diagnostics`.

use crate::render::{self, Render};
use crate::{ColorChoice, InlinedFrom, Loc, SourceMap, Span, Warning, WarningOptions, warn};
use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write};
use std::rc::Rc;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Severity {
    /// Explains the diagnostic before it.
    Note,
    /// Suspicious but valid.
    Warning,
    /// The program is wrong.
    Error,
    /// The program is wrong, and there is no going on.
    Fatal,
}

/// The place of a diagnostic: where the caret stands and what is underlined. Made from a [`Loc`] or a [`Span`],
/// or with the caret at an operator by [`Place::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the caret stands: the position in the message's first line.
    pub caret: Loc,
    /// Underlined.
    pub span: Span,
}

impl Place {
    /// Caret at an operator, operands underlined.
    pub fn new(caret: Loc, span: Span) -> Place {
        Place { caret, span }
    }
}

impl From<Loc> for Place {
    fn from(loc: Loc) -> Place {
        Place { caret: loc, span: loc.into() }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Place { caret: span.lo, span }
    }
}

/// What a `#pragma GCC diagnostic` makes of a warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PragmaLevel {
    /// `ignored`
    Ignored,
    /// `warning`
    Warning,
    /// `error`
    Error,
    /// Back to what the command line says.
    Reset,
}

#[derive(Default)]
struct PragmaState {
    /// What changed where, in translation order: where the outermost macro was invoked, and the token itself,
    /// for a `_Pragma` in a macro's body.
    events: Vec<((Loc, Loc), Warning, PragmaLevel)>,
    /// The state at each `push`.
    stack: Vec<Vec<(Warning, PragmaLevel)>>,
    current: Vec<(Warning, PragmaLevel)>,
    /// What was turned on somewhere.
    raised: Vec<Warning>,
}

/// A reported diagnostic, to which notes can be added. A note on a suppressed warning is suppressed too.
#[derive(Clone, Copy)]
pub struct Reported<'a> {
    diags: &'a Diagnostics,
    shown: bool,
}

impl Reported<'_> {
    /// Adds a note.
    pub fn note(self, at: impl Into<Place>, message: impl AsRef<str>) -> Self {
        if self.shown {
            self.diags.emit(Severity::Note, warn::NONE, false, at.into(), message.as_ref());
        }
        self
    }

    /// Whether it was shown (not suppressed).
    pub fn shown(self) -> bool {
        self.shown
    }
}

/// The sink of diagnostics.
pub struct Diagnostics {
    sources: Rc<SourceMap>,
    options: RefCell<WarningOptions>,
    /// By warning: whether the options have it on.
    on: RefCell<Box<[bool]>>,
    pragmas: RefCell<PragmaState>,
    errors: Cell<u32>,
    warnings: Cell<u32>,
    promoted: Cell<bool>,
    /// Null arguments that have been warned of, which may be found again: where and how.
    null_arguments: RefCell<Vec<(Loc, Box<str>)>>,
    stopped: Cell<bool>,
    last_shown: Cell<bool>,
    /// The last error: where it was and what it said.
    last_error: RefCell<(Loc, String)>,
    /// `__extension__` around what is being looked at.
    extensions: Cell<u32>,
    render: RefCell<Render>,
    /// `None`: standard error.
    captured: RefCell<Option<Vec<u8>>>,
}

impl Diagnostics {
    /// A sink that writes to standard error.
    pub fn new(sources: Rc<SourceMap>) -> Diagnostics {
        Diagnostics {
            sources,
            options: RefCell::default(),
            on: RefCell::new(WarningOptions::default().all_enabled()),
            pragmas: RefCell::default(),
            errors: Cell::new(0),
            warnings: Cell::new(0),
            promoted: Cell::new(false),
            null_arguments: RefCell::default(),
            stopped: Cell::new(false),
            last_shown: Cell::new(false),
            last_error: RefCell::default(),
            extensions: Cell::new(0),
            render: RefCell::default(),
            captured: RefCell::new(None),
        }
    }

    /// The source map that positions refer to.
    pub fn sources(&self) -> &Rc<SourceMap> {
        &self.sources
    }

    /// Keeps the text instead of writing it (tests); [`Diagnostics::take_captured`] gives it.
    pub fn capture(&self) {
        *self.captured.borrow_mut() = Some(Vec::new());
    }

    /// What was captured so far.
    pub fn take_captured(&self) -> String {
        let bytes = self.captured.borrow_mut().as_mut().map(std::mem::take).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Sets what the command line says.
    pub fn set_options(&self, options: WarningOptions) {
        self.render.borrow_mut().color = match options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
            }
        };
        *self.on.borrow_mut() = options.all_enabled();
        *self.options.borrow_mut() = options;
    }

    /// Whether the options have a warning on.
    fn is_on(&self, warning: Warning) -> bool {
        self.on.borrow()[warning.0 as usize]
    }

    /// Reports an error.
    pub fn error(&self, at: impl Into<Place>, message: impl AsRef<str>) -> Reported<'_> {
        self.report(Severity::Error, warn::NONE, at.into(), message.as_ref())
    }

    /// Reports an error after which there is no going on: [`Diagnostics::stopped`] becomes true.
    pub fn fatal(&self, at: impl Into<Place>, message: impl AsRef<str>) {
        self.report(Severity::Fatal, warn::NONE, at.into(), message.as_ref());
    }

    /// Reports a warning, if it is on.
    pub fn warning(&self, warning: Warning, at: impl Into<Place>, message: impl AsRef<str>) -> Reported<'_> {
        self.report(Severity::Warning, warning, at.into(), message.as_ref())
    }

    /// Reports a warning about code that calls brought to where it is, the innermost first: none of their places may have
    /// silenced it. What a system header's function does is its caller's, the first that is not of such a header itself.
    pub fn warning_inlined(
        &self,
        warning: Warning,
        at: Loc,
        calls: &[InlinedFrom],
        message: impl AsRef<str>,
    ) -> Reported<'_> {
        let own = |&loc: &Loc| !self.sources.in_system_header(loc);
        let at = self.placed(at.into()).caret;
        let first = if own(&at) {
            Some(at)
        } else if let Some(innermost) = calls.first().filter(|call| call.artificial) {
            // It counts as part of its caller, a system header's function or not.
            Some(innermost.at).filter(own)
        } else {
            calls.iter().map(|call| call.at).find(own)
        };
        let level = self.level(warning, first.unwrap_or(at));
        let mut places = calls.iter().map(|call| call.at).filter(own);
        let silenced = places.any(|loc| self.level(warning, loc).is_none());
        let Some(level) = level.filter(|_| !silenced) else {
            self.last_shown.set(false);
            return Reported { diags: self, shown: false };
        };
        self.last_shown.set(true);
        self.render.borrow_mut().set_inlined(calls);
        self.emit(level, warning, level == Severity::Error, at.into(), message.as_ref());
        Reported { diags: self, shown: true }
    }

    /// Whether this has been said of a null argument there.
    pub fn has_said(&self, warning: Warning, at: Loc, message: &str) -> bool {
        let at = self.placed(at.into()).caret;
        let same = |said: &(Loc, Box<str>)| said.0 == at && *said.1 == *message;
        warning == warn::NONNULL && self.null_arguments.borrow().iter().any(same)
    }

    /// Reports what the standard forbids and GCC takes: a warning, under `-pedantic-errors` an error. With
    /// [`warn::PEDANTIC`] it is silent unless `-pedantic` is given.
    pub fn pedwarn(&self, warning: Warning, at: impl Into<Place>, message: impl AsRef<str>) -> Reported<'_> {
        let severity = if self.options.borrow().pedantic_errors { PEDANTIC_ERROR } else { PEDANTIC_WARNING };
        self.report_pedantic(severity, warning, at.into(), message.as_ref())
    }

    /// Explains the diagnostic before it; silent if that was suppressed.
    pub fn note(&self, at: impl Into<Place>, message: impl AsRef<str>) {
        if self.last_shown.get() {
            self.emit(Severity::Note, warn::NONE, false, at.into(), message.as_ref());
        }
    }

    /// A note that stands alone (`#pragma message`).
    pub fn remark(&self, at: impl Into<Place>, message: impl AsRef<str>) {
        self.emit(Severity::Note, warn::NONE, false, at.into(), message.as_ref());
    }

    /// Whether a warning would be shown at a place: lets callers skip costly checks.
    pub fn is_enabled(&self, warning: Warning, at: Loc) -> bool {
        self.level(warning, at).is_some()
    }

    /// Whether a warning is on somewhere: by the command line, or by a pragma so far.
    pub fn may_be_enabled(&self, warning: Warning) -> bool {
        !self.options.borrow().inhibit && (self.is_on(warning) || self.is_raised(warning))
    }

    /// Whether a pragma has turned a warning on, or a group that speaks for it.
    fn is_raised(&self, warning: Warning) -> bool {
        let raised = &self.pragmas.borrow().raised;
        !raised.is_empty() && warning.lineage().any(|group| raised.contains(&group))
    }

    /// Whether the source has said anything of warnings so far.
    pub fn has_pragmas(&self) -> bool {
        !self.pragmas.borrow().events.is_empty()
    }

    /// What the command line says of a warning by its own name.
    pub fn explicit(&self, warning: Warning) -> Option<bool> {
        self.options.borrow().explicit(warning)
    }

    /// Whether `-Wnormalized=nfkc` was given.
    pub fn wants_nfkc(&self) -> bool {
        self.options.borrow().nfkc
    }

    /// The level of `-Wattribute-alias`: the second is against attributes that only the alias has.
    pub fn attribute_alias_level(&self) -> u8 {
        self.options.borrow().attribute_alias_level
    }

    /// The level of `-Wimplicit-fallthrough`: the higher, the fewer comments count.
    pub fn fallthrough_level(&self) -> u8 {
        self.options.borrow().fallthrough_level
    }

    /// Whether `-Wbidi-chars=any` was given.
    pub fn bidi_any(&self) -> bool {
        self.options.borrow().bidi_any
    }

    /// Whether `-Wbidi-chars=ucn` was given.
    pub fn bidi_escapes(&self) -> bool {
        self.options.borrow().bidi_escapes
    }

    /// The level of `-Wshift-overflow`: the second is against bits shifted into the sign, too.
    pub fn shift_overflow_level(&self) -> u8 {
        self.options.borrow().shift_overflow_level
    }

    /// The level of `-Wstrict-overflow`: 1 with `-Wall` alone, 2 if it is named without one.
    pub fn strict_overflow_level(&self) -> u8 {
        match self.options.borrow().strict_overflow_level {
            0 if self.is_on(warn::STRICT_OVERFLOW) => 1,
            0 => 2,
            level => level,
        }
    }

    /// The level of `-Wstrict-aliasing`: the higher, the fewer warnings.
    pub fn strict_aliasing_level(&self) -> u8 {
        self.options.borrow().strict_aliasing_level
    }

    /// Whether functions of strings are to stay within the members that they are given: not with -Wstringop-overflow=1.
    pub fn strings_within_members(&self) -> bool {
        !self.options.borrow().strings_in_whole_objects
    }

    /// How many bytes a warning about sizes lets pass, if the command line says it.
    pub fn limit(&self, warning: Warning) -> Option<u64> {
        self.options.borrow().limit(warning)
    }

    /// `__extension__`: nothing pedantic is said until [`Diagnostics::leave_extension`].
    pub fn enter_extension(&self) {
        self.extensions.set(self.extensions.get() + 1);
    }

    /// The end of what `__extension__` stands before.
    pub fn leave_extension(&self) {
        self.extensions.set(self.extensions.get().saturating_sub(1));
    }

    /// What follows is inside the function `name` (GCC's line `In function 'name':`), or at top level.
    pub fn set_function(&self, name: Option<&str>) {
        self.render.borrow_mut().set_function(name);
    }

    /// How many errors were reported, warnings made errors included.
    pub fn error_count(&self) -> u32 {
        self.errors.get()
    }

    /// How many warnings were shown.
    pub fn warning_count(&self) -> u32 {
        self.warnings.get()
    }

    /// Whether a fatal error, `-Wfatal-errors` or `-fmax-errors=` ended the compilation: every phase should
    /// return as soon as it can.
    #[inline]
    pub fn stopped(&self) -> bool {
        self.stopped.get()
    }

    /// `#pragma GCC diagnostic push`
    pub fn pragma_push(&self) {
        let state = &mut *self.pragmas.borrow_mut();
        state.stack.push(state.current.clone());
    }

    /// `#pragma GCC diagnostic pop`. `false` if nothing was pushed.
    pub fn pragma_pop(&self, at: Loc) -> bool {
        let at = self.order(at);
        let state = &mut *self.pragmas.borrow_mut();
        let restored = state.stack.pop();
        let matched = restored.is_some();
        let restored = restored.unwrap_or_default();
        for &(warning, level) in &state.current {
            let old = restored.iter().find(|old| old.0 == warning).map_or(PragmaLevel::Reset, |old| old.1);
            if old != level {
                state.events.push((at, warning, old));
            }
        }
        state.current = restored;
        matched
    }

    /// `#pragma GCC diagnostic ignored "-Wx"` and its like, from `at` on.
    pub fn pragma_set(&self, at: Loc, warning: Warning, level: PragmaLevel) {
        let at = self.order(at);
        let state = &mut *self.pragmas.borrow_mut();
        state.events.push((at, warning, level));
        if matches!(level, PragmaLevel::Warning | PragmaLevel::Error) && !state.raised.contains(&warning) {
            state.raised.push(warning);
        }
        match state.current.iter_mut().find(|entry| entry.0 == warning) {
            Some(entry) => entry.1 = level,
            None => state.current.push((warning, level)),
        }
    }

    /// Places compare as they are translated.
    fn order(&self, at: Loc) -> (Loc, Loc) {
        (self.sources.expansion_point(at), at)
    }

    /// Severity of a warning at a place; `None` if it is off there.
    fn level(&self, warning: Warning, at: Loc) -> Option<Severity> {
        if self.extensions.get() > 0 && warning.is_pedantic() {
            return None;
        }
        if !self.may_be_enabled(warning) {
            return None;
        }
        let options = self.options.borrow();
        if self.sources.in_system_header(at) && !self.is_on(warn::SYSTEM_HEADERS) {
            return None;
        }
        let by_options = || {
            let severity = if options.is_error(warning) { Severity::Error } else { Severity::Warning };
            self.is_on(warning).then_some(severity)
        };
        let pragmas = self.pragmas.borrow();
        if pragmas.events.is_empty() {
            return by_options();
        }
        let place = self.order(at);
        let before = pragmas.events.partition_point(|event| event.0 <= place);
        let event = pragmas.events[..before]
            .iter()
            .rev()
            .find(|event| warning.lineage().any(|group| event.1 == group));
        match event.map(|event| event.2) {
            None | Some(PragmaLevel::Reset) => by_options(),
            Some(PragmaLevel::Ignored) => None,
            Some(PragmaLevel::Warning) => Some(Severity::Warning),
            Some(PragmaLevel::Error) => Some(Severity::Error),
        }
    }

    fn report_pedantic(
        &self,
        pedantic: Severity,
        warning: Warning,
        at: Place,
        message: &str,
    ) -> Reported<'_> {
        if pedantic == PEDANTIC_WARNING {
            return self.report(Severity::Warning, warning, at, message);
        }
        let shown = self.level(warning, at.caret).is_some();
        let shown = shown && (!self.sources.in_system_header(at.caret) || self.is_on(warn::SYSTEM_HEADERS));
        if shown {
            self.emit(Severity::Error, warning, false, at, message);
        }
        self.last_shown.set(shown);
        Reported { diags: self, shown }
    }

    /// Where a diagnostic stands: with `-ftrack-macro-expansion=0`, outside of all macros; else outside of the compiler's own,
    /// whose text nobody can look at.
    fn placed(&self, at: Place) -> Place {
        let tracked = self.options.borrow().track_expansion;
        if tracked && !self.sources.is_built_in(at.caret) {
            at
        } else {
            self.sources.expansion_point(at.caret).into()
        }
    }

    fn report(&self, severity: Severity, warning: Warning, at: Place, message: &str) -> Reported<'_> {
        let (severity, promoted) = match severity {
            Severity::Warning => match self.level(warning, at.caret) {
                None => {
                    self.last_shown.set(false);
                    return Reported { diags: self, shown: false };
                }
                Some(level) => (level, level == Severity::Error),
            },
            other => (other, false),
        };
        let repeated = severity == Severity::Error && self.repeats(at.caret, message);
        self.last_shown.set(!repeated);
        if !repeated {
            self.emit(severity, warning, promoted, at, message);
        }
        Reported { diags: self, shown: !repeated }
    }

    /// Whether the error before said the same of the same place, as at the end of input in each of many open blocks.
    fn repeats(&self, at: Loc, message: &str) -> bool {
        let mut last = self.last_error.borrow_mut();
        if at != Loc::NONE && last.0 == at && last.1 == message {
            return true;
        }
        last.0 = at;
        last.1.clear();
        last.1.push_str(message);
        false
    }

    fn emit(&self, severity: Severity, warning: Warning, promoted: bool, at: Place, message: &str) {
        // After the end nothing more is said.
        if self.stopped.get() {
            if severity >= Severity::Error {
                self.errors.set(self.errors.get() + 1);
            }
            return;
        }
        let options = self.options.borrow();
        let at = self.placed(at);
        if warning == warn::NONNULL {
            self.null_arguments.borrow_mut().push((at.caret, message.into()));
        }
        let mut text = Vec::new();
        let message = &*crate::locale::shown(message);
        let diagnostic = render::Diagnostic { severity, warning, promoted, at, message };
        self.render.borrow_mut().print(&self.sources, &options, &diagnostic, &mut text);
        self.promoted.set(self.promoted.get() | promoted);
        match severity {
            Severity::Note => {}
            Severity::Warning => self.warnings.set(self.warnings.get() + 1),
            Severity::Error | Severity::Fatal => {
                self.errors.set(self.errors.get() + 1);
                let end = if severity == Severity::Fatal {
                    Some("compilation terminated.\n".to_string())
                } else if options.fatal_errors {
                    Some("compilation terminated due to -Wfatal-errors.\n".to_string())
                } else if options.max_errors != 0 && self.errors.get() >= options.max_errors {
                    Some(format!("compilation terminated due to -fmax-errors={}.\n", options.max_errors))
                } else {
                    None
                };
                if let Some(end) = end {
                    text.extend_from_slice(end.as_bytes());
                    self.stopped.set(true);
                }
            }
        }
        self.write(&text);
    }

    /// Prints what GCC prints after the last diagnostic: which options may have been misspelt to silence it, and that
    /// warnings were treated as errors.
    pub fn finish(&self) {
        let unknown = std::mem::take(&mut self.options.borrow_mut().unknown);
        if self.errors.get() + self.warnings.get() > 0 {
            for option in unknown {
                let message = format!(
                    "ccc: note: unrecognized command-line option '{option}' may have been intended to silence earlier \
                     diagnostics\n"
                );
                self.write(message.as_bytes());
            }
        }
        if self.promoted.replace(false) {
            let quantity = if self.options.borrow().werror_is_global() { "all" } else { "some" };
            self.write(format!("ccc: {quantity} warnings being treated as errors\n").as_bytes());
        }
    }

    fn write(&self, text: &[u8]) {
        match &mut *self.captured.borrow_mut() {
            Some(buffer) => buffer.extend_from_slice(text),
            // There is nobody left to tell if standard error can't be written.
            None => drop(std::io::stderr().write_all(text)),
        }
    }
}

const PEDANTIC_WARNING: Severity = Severity::Warning;
const PEDANTIC_ERROR: Severity = Severity::Error;
