//! A format read directive by directive: what stands between `%` and the conversion, and what may stand together.

use super::arguments::Arguments;
use super::table::{Conversion, Length, Since, Table, Want};
use super::text::FormatText;
use crate::Sema;
use diag::{Warning, warn};

/// A directive that has been read.
#[derive(Default)]
struct Directive {
    /// The characters of [`super::table::FlagRow`]s that were seen, in order.
    flags: Vec<u8>,
    /// The number before `$`.
    operand: Option<usize>,
    length: Option<&'static super::table::LengthRow>,
}

impl Directive {
    fn has(&self, flag: u8) -> bool {
        self.flags.contains(&flag)
    }
}

/// What became of a format's arguments.
pub(super) struct Rest {
    /// Arguments are left over.
    pub(super) extra: bool,
    /// Arguments go by number.
    pub(super) numbered: bool,
    /// There is nothing in the format.
    pub(super) empty: bool,
}

/// A format being read.
pub(super) struct Reader<'r, 's> {
    pub(super) sema: &'r Sema<'s>,
    pub(super) table: &'static Table,
    pub(super) text: &'r FormatText,
    pub(super) arguments: Arguments<'r>,
    at: usize,
}

/// Why the rest of a format is not read.
struct Stop;

impl<'r, 's> Reader<'r, 's> {
    pub(super) fn new(
        sema: &'r Sema<'s>,
        table: &'static Table,
        text: &'r FormatText,
        arguments: Arguments<'r>,
    ) -> Reader<'r, 's> {
        Reader { sema, table, text, arguments, at: 0 }
    }

    /// Reads the whole format.
    pub(super) fn read(mut self) -> Option<Rest> {
        loop {
            let rest = &self.text.bytes[self.at..];
            let Some(next) = rest.iter().position(|&byte| byte == b'%' || byte == 0) else { break };
            self.at += next;
            if self.text.bytes[self.at] == 0 {
                self.warn(warn::FORMAT_CONTAINS_NUL, "embedded '\\0' in format");
                return None;
            }
            self.at += 1;
            match self.peek() {
                0 if self.at_end() => {
                    self.warn(warn::FORMAT, "spurious trailing '%' in format");
                    break;
                }
                b'%' => self.at += 1,
                _ => self.directive().ok()?,
            }
        }
        let numbered = self.arguments.numbered == Some(true);
        let extra = if numbered {
            let gaps = self.unused_numbers();
            self.arguments.numbers_left_over() && !gaps
        } else {
            self.arguments.left_over()
        };
        Some(Rest { extra, numbered, empty: false })
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.bytes.len()
    }

    fn peek(&self) -> u8 {
        self.text.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn warn(&self, group: Warning, message: impl AsRef<str>) {
        self.sema.warning(group, self.text.place(self.at.saturating_sub(1)), message);
    }

    /// A run of digits.
    fn digits(&mut self) -> Option<usize> {
        let from = self.at;
        let mut value = 0usize;
        while self.peek().is_ascii_digit() {
            value = value.saturating_mul(10).saturating_add(usize::from(self.peek() - b'0'));
            self.at += 1;
        }
        (self.at > from).then_some(value)
    }

    /// `n$`, if arguments may be numbered; `Err` if they are numbered elsewhere.
    fn operand_number(&mut self, taken: bool) -> Result<Option<usize>, Stop> {
        if !self.table.star && self.table.name != "gnu_scanf" {
            return Ok(None);
        }
        let from = self.at;
        let number = self.digits().filter(|_| self.peek() == b'$');
        let Some(number) = number else {
            self.at = from;
            if self.arguments.numbered == Some(true) && taken {
                self.warn(warn::FORMAT, "missing $ operand number in format");
                return Err(Stop);
            }
            return Ok(None);
        };
        self.at += 1;
        if self.arguments.numbered == Some(false) {
            self.warn(warn::FORMAT, "'$'operand number used after format without operand number");
            return Err(Stop);
        }
        self.arguments.numbered = Some(true);
        if self.sema.pedantic() {
            self.warn(warn::FORMAT, "ISO C does not support %n$ operand number formats");
        }
        if number == 0 || !self.arguments.has_number(number) {
            self.warn(warn::FORMAT, "operand number out of range in format");
            return Err(Stop);
        }
        if self.arguments.mark(number) && self.table.name == "gnu_scanf" {
            let message = format!("format argument {number} used more than once in gnu_scanf format");
            self.warn(warn::FORMAT, message);
        }
        Ok(Some(number))
    }

    /// Numbered arguments that no directive uses, before the last one that one does.
    fn unused_numbers(&self) -> bool {
        let mut any = false;
        for (unused, last) in self.arguments.gaps(self.table.name == "gnu_scanf") {
            let message =
                format!("format argument {unused} unused before used argument {last} in '$'-style format");
            self.sema.warning(warn::FORMAT, self.text.place(self.text.bytes.len()), message);
            any = true;
        }
        any
    }

    /// What follows a `%`.
    fn directive(&mut self) -> Result<(), Stop> {
        let mut directive = Directive::default();
        if self.table.converts {
            directive.operand = self.operand_number(false)?;
        }
        self.flags(&mut directive)?;
        self.width(&mut directive)?;
        self.precision(&mut directive)?;
        self.allocation(&mut directive);
        self.length(&mut directive);
        self.modifiers(&mut directive);
        if self.at_end() || self.peek() == 0 {
            self.warn(warn::FORMAT, "conversion lacks type at end of format");
            return if self.at_end() { Ok(()) } else { Err(Stop) };
        }
        let character = self.peek();
        if character == b'%' && self.table.converts {
            // Another directive begins there.
            self.warn(warn::FORMAT, "conversion lacks type at end of format");
            return Ok(());
        }
        self.at += 1;
        let Some(row) = self.find(character) else {
            self.warn(
                warn::FORMAT,
                if character.is_ascii_graphic() {
                    format!("unknown conversion type character '{}' in format", char::from(character))
                } else {
                    format!("unknown conversion type character '\\x{character:02x}' in format")
                },
            );
            return Ok(());
        };
        self.newer(row.since, || format!("the '%{}' {} format", char::from(character), self.table.name));
        self.check_flags(&directive, row, character);
        self.check_year(&directive, row, character);
        if row.notes.contains('[') {
            self.scan_set()?;
        }
        if !self.table.converts {
            return Ok(());
        }
        self.convert(&directive, row, character)
    }

    fn find(&self, character: u8) -> Option<&'static Conversion> {
        self.table.conversions.iter().find(|row| row.characters.as_bytes().contains(&character))
    }

    /// Says under -Wpedantic that something is newer than the standard in force.
    fn newer(&self, since: Since, what: impl FnOnce() -> String) {
        let since = match since {
            Since::LongLong if self.sema.session.diags.explicit(warn::LONG_LONG) == Some(false) => Since::C89,
            Since::LongLong => Since::C99,
            since => since,
        };
        if self.sema.pedantic() && since > self.sema.format_standard() {
            let standard = if since == Since::Gnu { "ISO C".to_string() } else { self.sema.standard_name() };
            self.warn(warn::FORMAT, format!("{standard} does not support {}", what()));
        }
    }

    fn flag_name(&self, flag: u8) -> &'static str {
        match flag {
            b'L' => "length modifier",
            _ => self.table.flags.iter().find(|row| row.0 == flag).map_or("flag", |row| row.1),
        }
    }

    fn add_flag(&self, directive: &mut Directive, flag: u8) {
        if directive.has(flag) {
            self.warn(warn::FORMAT, format!("repeated {} in format", self.flag_name(flag)));
        } else {
            directive.flags.push(flag);
        }
    }

    fn flags(&mut self, directive: &mut Directive) -> Result<(), Stop> {
        while !self.at_end() && self.table.flag_characters.as_bytes().contains(&self.peek()) {
            let flag = self.peek();
            self.at += 1;
            self.add_flag(directive, flag);
            if flag == b'=' {
                if self.at_end() {
                    self.warn(warn::FORMAT, "missing fill character at end of strfmon format");
                    return Err(Stop);
                }
                self.at += 1;
            }
        }
        Ok(())
    }

    /// `*`, whose value is an argument.
    fn star(&mut self, what: &str) -> Result<(), Stop> {
        self.at += 1;
        let number = self.operand_number(true)?;
        if number.is_none() && self.arguments.numbered.is_none() {
            self.arguments.numbered = Some(false);
        }
        self.take(number, what, Want::Int, 0, "");
        Ok(())
    }

    fn width(&mut self, directive: &mut Directive) -> Result<(), Stop> {
        if self.table.star && self.peek() == b'*' {
            directive.flags.push(b'w');
            self.star("field width specifier '*'")?;
        } else if self.table.width
            && let Some(value) = self.digits()
        {
            directive.flags.push(b'w');
            if value == 0 && self.table.name == "gnu_scanf" {
                self.warn(warn::FORMAT, "zero width in gnu_scanf format");
            }
        }
        if self.table.name == "gnu_strfmon" && self.peek() == b'#' {
            self.at += 1;
            directive.flags.push(b'#');
            if self.digits().is_none() {
                self.warn(warn::FORMAT, "empty left precision in gnu_strfmon format");
            }
        }
        Ok(())
    }

    fn precision(&mut self, directive: &mut Directive) -> Result<(), Stop> {
        if !self.table.precision || self.peek() != b'.' {
            return Ok(());
        }
        self.at += 1;
        directive.flags.push(b'p');
        if self.table.star && self.peek() == b'*' {
            return self.star("field precision specifier '.*'");
        }
        if self.digits().is_none() && self.table.name == "gnu_strfmon" {
            self.warn(warn::FORMAT, "empty precision in gnu_strfmon format");
        }
        Ok(())
    }

    /// scanf's `m`, and before C99 `a`: room is made for what is read.
    fn allocation(&mut self, directive: &mut Directive) {
        if self.table.name != "gnu_scanf" {
            return;
        }
        let old = self.sema.session.options.std < lexer::Std::C99;
        if self.peek() == b'm' {
            directive.flags.push(b'm');
            self.at += 1;
        }
        let next = self.text.bytes.get(self.at + 1).copied().unwrap_or(0);
        if self.peek() == b'a' && matches!(next, b's' | b'S' | b'[') && old {
            directive.flags.push(b'a');
            self.at += 1;
        }
    }

    fn length(&mut self, directive: &mut Directive) {
        let rest = &self.text.bytes[self.at.min(self.text.bytes.len())..];
        let Some(row) = self.table.lengths.iter().find(|row| rest.starts_with(row.0.as_bytes())) else {
            return;
        };
        self.at += row.0.len();
        directive.length = Some(row);
        self.newer(row.2, || format!("the '{}' {} length modifier", row.0, self.table.name));
        if directive.has(b'*') {
            directive.flags.push(b'L');
        }
    }

    fn modifiers(&mut self, directive: &mut Directive) {
        while !self.at_end() && self.table.modifiers.as_bytes().contains(&self.peek()) {
            let modifier = self.peek();
            self.at += 1;
            self.add_flag(directive, modifier);
        }
    }

    /// Which flags may stand with a conversion, and with each other.
    fn check_flags(&self, directive: &Directive, row: &Conversion, character: u8) {
        let name = self.table.name;
        let character = char::from(character);
        for &flag in &directive.flags {
            let Some(known) = self.table.flags.iter().find(|known| known.0 == flag) else { continue };
            if !row.flags.as_bytes().contains(&flag) {
                self.warn(warn::FORMAT, format!("{} used with '%{character}' {name} format", known.1));
                continue;
            }
            self.newer(known.3, || known.2.to_string());
            if flag == b'O' {
                let since = if row.notes.contains('o') {
                    Since::Gnu
                } else if row.notes.contains('n') {
                    Since::C23
                } else {
                    continue;
                };
                self.newer(since, || format!("the 'O' modifier with the '%{character}' {name} format"));
            }
        }
        for &(ignored, by, note) in self.table.ignored {
            if !directive.has(ignored) || !directive.has(by) {
                continue;
            }
            let (one, other) = (self.flag_name(ignored), self.flag_name(by));
            match note {
                Some(note) if row.notes.as_bytes().contains(&note) => {
                    let message = format!("{one} ignored with {other} and '%{character}' {name} format");
                    self.warn(warn::FORMAT, message);
                }
                Some(_) => {}
                None => self.warn(warn::FORMAT, format!("{one} ignored with {other} in {name} format")),
            }
        }
        for &(one, other) in self.table.conflicts {
            if directive.has(one) && directive.has(other) {
                let (one, other) = (self.flag_name(one), self.flag_name(other));
                self.warn(warn::FORMAT, format!("use of {one} and {other} together in {name} format"));
            }
        }
    }

    /// Years of two digits.
    fn check_year(&self, directive: &Directive, row: &Conversion, character: u8) {
        let some_locales = match row.notes.as_bytes() {
            notes if notes.contains(&b'2') => false,
            notes if notes.contains(&b'3') => true,
            notes if notes.contains(&b'4') => directive.has(b'E'),
            _ => return,
        };
        let tail = if some_locales { " in some locales" } else { "" };
        let message = format!("'%{}' yields only last 2 digits of year{tail}", char::from(character));
        self.warn(warn::FORMAT_Y2K, message);
    }

    /// The rest of `%[`: a `]` right at its begin is one of the set.
    fn scan_set(&mut self) -> Result<(), Stop> {
        if self.peek() == b'^' {
            self.at += 1;
        }
        if self.peek() == b']' {
            self.at += 1;
        }
        while !self.at_end() && self.peek() != b']' && self.peek() != 0 {
            self.at += 1;
        }
        if self.peek() != b']' {
            self.warn(warn::FORMAT, "no closing ']' for '%[' format");
            return Err(Stop);
        }
        self.at += 1;
        Ok(())
    }

    /// The argument of a conversion.
    fn convert(&mut self, directive: &Directive, row: &Conversion, character: u8) -> Result<(), Stop> {
        let kind = directive.length.map_or(Length::None, |row| row.1);
        let found = row.types.iter().find(|entry| entry.0 == kind);
        let spelt = directive.length.map_or("", |row| row.0);
        let character = char::from(character);
        let no_argument = row.notes.contains('-');
        let Some(&(_, since, want)) = found else {
            if !no_argument || kind != Length::None {
                let message = format!(
                    "use of '{spelt}' length modifier with '{character}' type character has either no effect or undefined behavior"
                );
                self.warn(warn::FORMAT, message);
            }
            if !directive.has(b'*') {
                self.arguments.skip(directive.operand);
            }
            return Ok(());
        };
        // What is no type takes nothing either; that has been said of the attribute.
        if no_argument || want == Want::Locus && self.sema.unit.types.is_error(self.sema.locus_type()) {
            if directive.operand.is_some() {
                let message = "operand number specified for format taking no argument";
                self.warn(warn::FORMAT, message);
            }
            return Ok(());
        }
        let length_since = directive.length.map_or(Since::C89, |row| row.2);
        if since > row.since && since > length_since {
            self.newer(since, || format!("the '%{spelt}{character}' {} format", self.table.name));
        }
        if directive.has(b'*') && row.flags.contains('*') {
            if directive.operand.is_some() {
                self.warn(warn::FORMAT, "operand number specified with suppressed assignment");
            }
            return Ok(());
        }
        match (directive.operand, self.arguments.numbered) {
            (None, Some(true)) => {
                self.warn(warn::FORMAT, "missing $ operand number in format");
                return Err(Stop);
            }
            (None, None) => self.arguments.numbered = Some(false),
            _ => {}
        }
        let allocates = |flag: u8| directive.has(flag) && row.flags.as_bytes().contains(&flag);
        let pointers = row.pointers + u8::from(allocates(b'm') || allocates(b'a'));
        let what = format!("format '%{spelt}{character}'");
        self.take(directive.operand, &what, want, pointers, row.notes);
        Ok(())
    }

    /// Compares the next argument, or that of a number, with what the format wants.
    fn take(&mut self, number: Option<usize>, what: &str, want: Want, pointers: u8, notes: &str) {
        if self.arguments.values.is_none() {
            return;
        }
        let place = self.text.place(self.at.saturating_sub(1));
        match self.arguments.next(number) {
            Some((number, value)) => {
                self.sema.check_formatted(what, want, pointers, notes, number, value, place);
            }
            None => {
                let want = self.sema.wanted_name(want, pointers);
                self.warn(warn::FORMAT, format!("{what} expects a matching '{want}' argument"));
            }
        }
    }
}
