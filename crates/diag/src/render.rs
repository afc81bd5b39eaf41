//! GCC's text format: include stack, `In function`, first line, source line with caret and range, and the
//! back-trace of macro expansions.

use crate::sink::{Place, Severity};
use crate::{Loc, Position, SourceMap, SystemHeader, Warning, WarningOptions, warn};

/// What remains from one diagnostic to the next.
#[derive(Default)]
pub(crate) struct Render {
    pub(crate) color: bool,
    /// The function at hand; empty at top level.
    function: String,
    /// The one that was named last.
    told_function: String,
    /// More than one was named then.
    told_several: bool,
    last_file: Option<std::rc::Rc<str>>,
    last_included_from: Loc,
    inlined: Vec<InlinedFrom>,
}

/// A call by which the code that a diagnostic is about came to be where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinedFrom {
    /// Where the call stood.
    pub at: Loc,
    /// The function that it called.
    pub callee: std::sync::Arc<str>,
    /// That is `artificial`: what it does is its caller's.
    pub artificial: bool,
}

/// A diagnostic to print.
pub(crate) struct Diagnostic<'a> {
    pub(crate) severity: Severity,
    pub(crate) warning: Warning,
    pub(crate) promoted: bool,
    pub(crate) at: Place,
    pub(crate) message: &'a str,
}

const TAB: usize = 8;
/// Nobody reads the carets under a longer line.
const LONGEST_QUOTED: usize = 4096;
const BOLD: &str = "01";
const NOTE: &str = "01;36";
const WARNING: &str = "01;35";
const ERROR: &str = "01;31";

impl Render {
    pub(crate) fn set_function(&mut self, name: Option<&str>) {
        let name = name.unwrap_or("");
        self.function.clear();
        self.function.push_str(name);
    }

    /// The next diagnostic is about code that these calls brought to where it is, the innermost first.
    pub(crate) fn set_inlined(&mut self, calls: &[InlinedFrom]) {
        self.inlined = calls.to_vec();
    }

    fn paint(&self, out: &mut Vec<u8>, color: &str, text: &str) {
        if self.color {
            out.extend_from_slice(format!("\x1b[{color}m\x1b[K{text}\x1b[m\x1b[K").as_bytes());
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    }

    pub(crate) fn print(
        &mut self,
        sources: &SourceMap,
        options: &WarningOptions,
        diagnostic: &Diagnostic<'_>,
        out: &mut Vec<u8>,
    ) {
        let caret = visible(sources, diagnostic.at.caret);
        let position = sources.position(caret);
        if let Some(position) = &position {
            self.includes(sources, options, position, out);
            match std::mem::take(&mut self.inlined) {
                calls if calls.is_empty() => self.context(position, out),
                calls => self.inlining(sources, options, &calls, out),
            }
        }
        let color = self.head(options, position.as_ref(), diagnostic, out);
        if options.show_option {
            self.option(diagnostic, color, out);
        }
        out.push(b'\n');
        if let Some(position) = position
            && options.show_caret
        {
            self.source_line(sources, &position, diagnostic.at, color, out);
        }
        self.macro_trace(sources, options, diagnostic.at.caret, out);
    }

    /// `file:line:col: error: message`, or `ccc: error: message` for what has no place.
    fn head(
        &self,
        options: &WarningOptions,
        position: Option<&Position>,
        diagnostic: &Diagnostic<'_>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let place = position.map_or("ccc:".to_string(), |position| first_line_place(position, options));
        self.paint(out, BOLD, &place);
        out.push(b' ');
        let (word, color) = match diagnostic.severity {
            Severity::Note => ("note: ", NOTE),
            Severity::Warning => ("warning: ", WARNING),
            Severity::Error => ("error: ", ERROR),
            Severity::Fatal => ("fatal error: ", ERROR),
        };
        self.paint(out, color, word);
        out.extend_from_slice(diagnostic.message.as_bytes());
        color
    }

    /// ` [-Wname]`
    fn option(&self, diagnostic: &Diagnostic<'_>, color: &str, out: &mut Vec<u8>) {
        if diagnostic.warning == warn::NONE {
            if diagnostic.promoted {
                out.extend_from_slice(b" [");
                self.paint(out, color, "-Werror");
                out.push(b']');
            }
            return;
        }
        let prefix = if diagnostic.promoted { "-Werror=" } else { "-W" };
        out.extend_from_slice(b" [");
        self.paint(out, color, &format!("{prefix}{}", diagnostic.warning.name()));
        out.push(b']');
    }

    /// The include stack, when it is another one than last time.
    fn includes(
        &mut self,
        sources: &SourceMap,
        options: &WarningOptions,
        position: &Position,
        out: &mut Vec<u8>,
    ) {
        if std::mem::replace(&mut self.last_included_from, position.included_from) == position.included_from {
            return;
        }
        let mut from = position.included_from;
        let mut lead = "In file included from ";
        while let Some(includer) = sources.position(from) {
            // Only the first place has a column, and only where it is the includer of what is shown.
            let place = format!("{}:{}", includer.name, includer.line);
            let _ = options;
            out.extend_from_slice(lead.as_bytes());
            self.paint(out, BOLD, &place);
            lead = ",\n                 from ";
            from = includer.included_from;
        }
        if lead.starts_with(',') {
            out.extend_from_slice(b":\n");
        }
    }

    /// `file: In function 'f':`, when it is another function than last time.
    fn context(&mut self, position: &Position, out: &mut Vec<u8>) {
        let same_file = self.last_file.as_deref() == Some(&*position.name);
        let same = !self.told_several && self.told_function == self.function;
        if same && (same_file || self.function.is_empty()) {
            self.last_file = Some(position.name.clone());
            return;
        }
        self.told_function.clone_from(&self.function);
        self.told_several = false;
        self.last_file = Some(position.name.clone());
        self.paint(out, BOLD, &format!("{}:", position.name));
        if self.function.is_empty() {
            out.extend_from_slice(b" At top level:\n");
        } else {
            out.extend_from_slice(b" In function '");
            self.paint(out, BOLD, &self.function);
            out.extend_from_slice(b"':\n");
        }
    }

    /// `In function 'f', inlined from 'g' at …`: of code that is not where its function was.
    fn inlining(
        &mut self,
        sources: &SourceMap,
        options: &WarningOptions,
        calls: &[InlinedFrom],
        out: &mut Vec<u8>,
    ) {
        let outer = self.function.clone();
        let callers = calls.iter().skip(1).map(|call| &*call.callee).chain(std::iter::once(&*outer));
        out.extend_from_slice(b"In function '");
        self.paint(out, BOLD, &calls[0].callee);
        out.push(b'\'');
        for (call, caller) in calls.iter().zip(callers) {
            out.extend_from_slice(b",\n    inlined from '");
            self.paint(out, BOLD, caller);
            out.push(b'\'');
            if let Some(position) = sources.position(visible(sources, call.at)) {
                out.extend_from_slice(b" at ");
                let place = first_line_place(&position, options);
                self.paint(out, BOLD, place.trim_end_matches(':'));
            }
        }
        out.extend_from_slice(b":\n");
        self.told_several = true;
    }

    fn source_line(
        &self,
        sources: &SourceMap,
        position: &Position,
        at: Place,
        color: &str,
        out: &mut Vec<u8>,
    ) {
        let line = position.file.line(position.physical_line);
        if line.is_empty() || line.len() > LONGEST_QUOTED {
            return;
        }
        let caret = position.column as usize - 1;
        // The part of the range that lies on this line, as byte columns.
        let on_line = |loc: Loc| {
            let there = sources.position(visible(sources, loc))?;
            (there.name == position.name && there.physical_line == position.physical_line)
                .then_some(there.column as usize - 1)
        };
        let start = on_line(at.span.lo).unwrap_or(caret).min(caret);
        let end = match on_line(at.span.hi) {
            Some(column) => column + token_length(&line[column.min(line.len())..]),
            None => caret + token_length(&line[caret.min(line.len())..]),
        };
        let end = end.max(caret + 1);
        let number = format!("{:>5} | ", position.line);
        out.extend_from_slice(number.as_bytes());
        let text = String::from_utf8_lossy(line);
        let mut under = String::new();
        let mut column = 0; // Display column.
        let mut at_byte = 0;
        let mut shown = String::new();
        for c in text.chars() {
            let width = if c == '\t' { TAB - column % TAB } else { 1 };
            let mark = match at_byte {
                byte if byte == caret => '^',
                byte if (start..end).contains(&byte) => '~',
                _ => ' ',
            };
            match (mark, c) {
                (' ', _) | (_, '\t') => under.extend(std::iter::repeat_n(' ', width)),
                _ => under.push(mark),
            }
            if mark == '^' && c == '\t' {
                under.truncate(under.len() - width);
                under.push('^');
                under.extend(std::iter::repeat_n(' ', width - 1));
            }
            if c == '\t' {
                shown.extend(std::iter::repeat_n(' ', width));
            } else if c.is_control() {
                shown.push(' ');
            } else {
                shown.push(c);
            }
            column += width;
            at_byte += c.len_utf8();
        }
        if caret >= at_byte {
            under.push('^');
        }
        self.marked(&shown, &under, color, out);
        out.push(b'\n');
        let under = under.trim_end();
        out.extend_from_slice(b"      | ");
        let lead = under.len() - under.trim_start().len();
        out.extend_from_slice(&under.as_bytes()[..lead]);
        self.paint(out, color, &under[lead..]);
        out.push(b'\n');
    }

    /// The source line, coloured where it is underlined.
    fn marked(&self, shown: &str, under: &str, color: &str, out: &mut Vec<u8>) {
        let shown = shown.trim_end();
        if !self.color {
            out.extend_from_slice(shown.as_bytes());
            return;
        }
        let marks: Vec<bool> = under.chars().map(|c| c != ' ').collect();
        let first = marks.iter().position(|&m| m).unwrap_or(0);
        let last = marks.iter().rposition(|&m| m).map_or(first, |at| at + 1);
        let part = |from: usize, to: usize| shown.chars().skip(from).take(to - from).collect::<String>();
        out.extend_from_slice(part(0, first).as_bytes());
        self.paint(out, color, &part(first, last));
        out.extend_from_slice(part(last, usize::MAX).as_bytes());
    }

    /// `note: in expansion of macro 'X'`, innermost first. A token of an argument is first shown in the body of
    /// the macro.
    fn macro_trace(&self, sources: &SourceMap, options: &WarningOptions, caret: Loc, out: &mut Vec<u8>) {
        let mut loc = caret;
        let shown = visible(sources, caret);
        let mut innermost = true;
        while let Some((token, expansion)) = sources.macro_token(loc) {
            let name = sources.word_at(expansion.definition);
            let in_definition = innermost && token.parameter != Loc::NONE;
            let (at, what) = if in_definition {
                (token.parameter, "definition")
            } else {
                (sources.spelling(expansion.point), "expansion")
            };
            innermost = false;
            loc = expansion.point;
            if at == shown || sources.in_system_header(at) {
                continue;
            }
            let Some(position) = sources.position(at) else { continue };
            self.paint(out, BOLD, &first_line_place(&position, options));
            out.push(b' ');
            self.paint(out, NOTE, "note: ");
            out.extend_from_slice(format!("in {what} of macro '").as_bytes());
            self.paint(out, BOLD, &name);
            out.extend_from_slice(b"'\n");
            if options.show_caret {
                self.source_line(sources, &position, Place::from(at), NOTE, out);
            }
        }
    }
}

fn first_line_place(position: &Position, options: &WarningOptions) -> String {
    if !options.show_column {
        return format!("{}:{}:", position.name, position.line);
    }
    let before = position.column as usize - 1;
    if before > LONGEST_QUOTED {
        return format!("{}:{}:{}:", position.name, position.line, position.column);
    }
    // Columns count display columns: a tab goes on to the next multiple of eight, a character is one.
    let line = position.file.line(position.physical_line);
    let before = &line[..before.min(line.len())];
    let column = String::from_utf8_lossy(before)
        .chars()
        .fold(0, |column, c| if c == '\t' { column / TAB * TAB + TAB } else { column + 1 });
    format!("{}:{}:{}:", position.name, position.line, column + 1)
}

/// Where a token is shown: where it is written, but not inside a system header's macro.
fn visible(sources: &SourceMap, mut loc: Loc) -> Loc {
    loop {
        let spelled = sources.spelling(loc);
        let hidden = sources.naming(spelled).is_none_or(|naming| naming.1 != SystemHeader::No);
        match sources.macro_token(loc) {
            Some((_, expansion)) if hidden || spelled == Loc::NONE => loc = expansion.point,
            _ => return spelled,
        }
    }
}

/// Bytes of the token at the start of `text`, near enough to underline it.
fn token_length(text: &[u8]) -> usize {
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$') || *b >= 0x80;
    match text {
        [] => 1,
        [quote @ (b'"' | b'\''), rest @ ..] => {
            let mut at = 0;
            while let Some(&byte) = rest.get(at) {
                if byte == *quote {
                    return at + 2;
                }
                at += if byte == b'\\' { 2 } else { 1 };
            }
            text.len()
        }
        [first, ..] if word(first) => {
            let number = first.is_ascii_digit();
            text.iter().position(|b| !(word(b) || (number && *b == b'.'))).unwrap_or(text.len())
        }
        [b'<' | b'>', b'<' | b'>', b'=', ..] | [b'.', b'.', b'.', ..] => 3,
        [a, b, ..]
            if matches!(
                (a, b),
                (b'-', b'>' | b'-' | b'=')
                    | (b'+', b'+' | b'=')
                    | (b'<', b'<' | b'=')
                    | (b'>', b'>' | b'=')
                    | (b'=' | b'!' | b'*' | b'/' | b'%' | b'^', b'=')
                    | (b'&', b'&' | b'=')
                    | (b'|', b'|' | b'=')
                    | (b'#', b'#')
            ) =>
        {
            2
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Diagnostics, Loc, PragmaLevel, SourceMap, Span, SystemHeader, WarningOptions, warn};
    use std::rc::Rc;

    fn sink(text: &str) -> (Diagnostics, u32) {
        let sources = Rc::new(SourceMap::default());
        let file = sources.add_file("x.c", text.as_bytes().to_vec());
        let (base, _) = sources.enter(1, file, 0, Loc::NONE, SystemHeader::No).expect("space");
        let diags = Diagnostics::new(sources);
        diags.capture();
        (diags, base)
    }

    #[test]
    fn caret_and_range() {
        let (diags, base) = sink("int x;\n\treturn zork + 1;\n");
        let at = |offset: u32| Loc(base + offset);
        diags.set_function(Some("f"));
        diags.error(Span { lo: at(15), hi: at(22) }, "'zork' undeclared").note(at(4), "see here");
        assert_eq!(
            diags.take_captured(),
            "x.c: In function 'f':\n\
             x.c:2:16: error: 'zork' undeclared\n    2 |         return zork + 1;\n      |                ^~~~~~~~\n\
             x.c:1:5: note: see here\n    1 | int x;\n      |     ^\n"
        );
    }

    #[test]
    fn warnings_are_promoted_and_suppressed() {
        let (diags, base) = sink("int x;\nint y;\n");
        let mut options = WarningOptions::default();
        options.show_caret = false;
        options.apply("error=cpp").expect("known");
        diags.set_options(options);
        diags.warning(warn::CPP, Loc(base), "a");
        diags.warning(warn::UNUSED_VARIABLE, Loc(base), "b").note(Loc(base), "not shown");
        diags.pragma_push();
        diags.pragma_set(Loc(base + 3), warn::CPP, PragmaLevel::Ignored);
        diags.pragma_pop(Loc(base + 6));
        diags.warning(warn::CPP, Loc(base + 4), "c");
        diags.warning(warn::CPP, Loc(base + 7), "d");
        diags.finish();
        assert_eq!(
            diags.take_captured(),
            "x.c:1:1: error: a [-Werror=cpp]\nx.c:2:1: error: d [-Werror=cpp]\n\
             ccc: some warnings being treated as errors\n"
        );
        assert_eq!(diags.error_count(), 2);
    }

    #[test]
    fn macro_trace() {
        let text = "#define F(x) (x + 1)\nint y = F(z);\n";
        let (diags, base) = sink(text);
        let sources = Rc::clone(diags.sources());
        let at = |what: &str| Loc(base + text.find(what).expect("there") as u32);
        let expansion = sources.add_expansion(at("F(z)"), at("F(x)"));
        let z = sources.macro_loc(Loc(at("F(z)").0 + 2), at("x + 1"), expansion);
        let plus = sources.macro_loc(at("+ 1"), Loc::NONE, expansion);
        diags.error(z, "'z' undeclared");
        diags.error(plus, "invalid operands");
        assert_eq!(
            diags.take_captured(),
            "x.c:2:11: error: 'z' undeclared\n    2 | int y = F(z);\n      |           ^\n\
             x.c:1:15: note: in definition of macro 'F'\n    1 | #define F(x) (x + 1)\n      |               ^\n\
             x.c:1:17: error: invalid operands\n    1 | #define F(x) (x + 1)\n      |                 ^\n\
             x.c:2:9: note: in expansion of macro 'F'\n    2 | int y = F(z);\n      |         ^\n"
        );
    }
}
