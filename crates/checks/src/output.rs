//! What `sprintf` and its kin write, and how much room there is for it: -Wformat-overflow, -Wformat-truncation, and
//! -Wstringop-overflow of the functions that check it at run time.

use crate::Checker;
use crate::directives::{Piece, pieces};
use crate::options::MAX_OBJECT;
use crate::pointer::{Object, Pointed};
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, Op, Value};

/// Where such a function has its arguments.
struct Row {
    name: &'static str,
    /// The bound of what is written.
    bound: Option<usize>,
    /// The size that is checked at run time.
    size: Option<usize>,
    format: usize,
    /// The arguments of directives follow.
    has_arguments: bool,
}

const fn row(
    name: &'static str,
    bound: Option<usize>,
    size: Option<usize>,
    format: usize,
    has_arguments: bool,
) -> Row {
    Row { name, bound, size, format, has_arguments }
}

const FUNCTIONS: &[Row] = &[
    row("sprintf", None, None, 1, true),
    row("vsprintf", None, None, 1, false),
    row("snprintf", Some(1), None, 2, true),
    row("vsnprintf", Some(1), None, 2, false),
    row("__sprintf_chk", None, Some(2), 3, true),
    row("__vsprintf_chk", None, Some(2), 3, false),
    row("__snprintf_chk", Some(1), Some(3), 4, true),
    row("__vsnprintf_chk", Some(1), Some(3), 4, false),
];

/// Whether calls of a function of that name are looked at.
pub(crate) fn is_checked(name: &str) -> bool {
    (name.ends_with("printf") || name.ends_with("printf_chk"))
        && FUNCTIONS.iter().any(|row| row.name == name.trim_start_matches("__builtin_"))
}

/// How many bytes something may be; without a limit if that is not known.
#[derive(Clone, Copy)]
struct Count {
    least: u64,
    most: Option<u64>,
}

impl Count {
    fn exactly(n: u64) -> Count {
        Count { least: n, most: Some(n) }
    }

    fn plus(self, other: Count) -> Count {
        let most = self.most.zip(other.most).map(|(a, b)| a.saturating_add(b));
        Count { least: self.least.saturating_add(other.least), most }
    }

    fn is_exact(self) -> bool {
        self.most == Some(self.least)
    }

    /// `writing 3 bytes`, `writing up to 3 bytes`, …: what follows the verb.
    fn told(self) -> String {
        match self.most {
            Some(1) if self.is_exact() => "1 byte".to_string(),
            Some(most) if self.is_exact() => format!("{most} bytes"),
            Some(most) if self.least == 0 => format!("up to {most} bytes"),
            Some(most) => format!("between {} and {most} bytes", self.least),
            None => format!("{} or more bytes", self.least),
        }
    }
}

impl Checker<'_> {
    /// A call of a function that formats into memory.
    pub(crate) fn check_output(&mut self, block: Block, inst: Inst, data: &InstData) {
        let symbol = self.callee(data);
        let plain = symbol.name.trim_start_matches("__builtin_");
        let Some(row) = FUNCTIONS.iter().find(|row| row.name == plain) else { return };
        let (name, at) = (self.called(data), self.f.locs[inst]);
        let args = data.list.as_slice(&self.f.lists);
        let (Some(&to), Some(&format)) = (args.first(), args.get(row.format)) else { return };
        let Some(text) = self.constant_text(format, block) else { return };
        let arguments = if row.has_arguments { args.get(row.format + 1..).unwrap_or_default() } else { &[] };
        let bound = row.bound.and_then(|bound| args.get(bound)).copied();
        let size = row.size.and_then(|size| self.f.constant(self.f.resolve(*args.get(size)?)));
        let size = size.map(|size| size as u64);
        if let Some(size) = size {
            // Where formats are not looked at, what fails at run time is still told.
            let plain = !self.options.formats || !row.has_arguments;
            if self.check_given(at, &name, (&text, arguments), bound, size, plain, block) {
                return;
            }
        }
        if !self.options.formats || !row.has_arguments {
            return;
        }
        let Some(pieces) = pieces(&text) else { return };
        if self.check_terminated(at, &pieces, arguments, block) {
            return;
        }
        let room = match bound {
            Some(bound) => self.ranges.of(bound, block).single().and_then(|n| u64::try_from(n).ok()),
            None => size.filter(|&size| size <= MAX_OBJECT).or_else(|| self.exact_room(to, block)),
        };
        // A bound of zero asks how much it would be.
        if let Some(room) = room.filter(|&room| bound.is_none() || room != 0) {
            self.check_room(inst, &name, (&pieces, arguments), room, bound.is_some(), block);
        }
    }

    /// What is checked at run time, and fails then; whether that was said.
    #[expect(clippy::too_many_arguments, reason = "a call and its place are that many things")]
    fn check_given(
        &mut self,
        at: Loc,
        name: &str,
        (text, arguments): (&[u8], &[Value]),
        bound: Option<Value>,
        size: u64,
        plain: bool,
        block: Block,
    ) -> bool {
        if let Some(bound) = bound {
            let range = self.ranges.of(bound, block);
            let low = range.unsigned.0;
            if range.is_empty() || low <= size {
                return false;
            }
            let text = format!("'{name}' specified bound {low} exceeds destination size {size}");
            self.find(warn::STRINGOP_OVERFLOW, at, text, Vec::new());
            return true;
        }
        let length = match (text, arguments) {
            (b"%s", [string]) => {
                let (low, high) = self.string_length(*string, block);
                Some(low).filter(|_| high < MAX_OBJECT - 1)
            }
            _ if !text.contains(&b'%') => Some(text.len() as u64),
            _ => None,
        };
        let Some(length) = length.filter(|&length| length >= size && plain) else { return false };
        let text = format!(
            "'{name}' writing {} bytes into a region of size {size} overflows the destination",
            length + 1
        );
        self.find(warn::STRINGOP_OVERFLOW, at, text, Vec::new());
        true
    }

    /// Strings without an end, of which no less is asked for; whether something was said.
    fn check_terminated(&mut self, at: Loc, pieces: &[Piece], arguments: &[Value], block: Block) -> bool {
        for piece in pieces {
            let Piece::String { spelled, argument, precision, wide, .. } = piece else { continue };
            let Some(&pointer) = arguments.get(*argument) else { continue };
            let precision = match precision {
                Some(precision) => {
                    let Some(most) = self.number(*precision, arguments, block) else { continue };
                    Some(most.least)
                }
                None => None,
            };
            if self.check_end(at, pointer, block) {
                return true;
            }
            let found = match *wide {
                true => self.unterminated_wide(pointer, block),
                false => self.unterminated_before(pointer, block, precision.unwrap_or(u64::MAX)),
            };
            let Some(found) = found else { continue };
            if precision.is_some_and(|precision| found.varies || precision <= found.rest) {
                continue;
            }
            let text = format!("'{spelled}' directive argument is not a nul-terminated string");
            let note = vec![(found.declared, "referenced argument declared here".to_string())];
            self.find(warn::FORMAT_OVERFLOW, at, text, note);
            return true;
        }
        false
    }

    /// A string that would begin where a constant ends.
    fn check_end(&mut self, at: Loc, pointer: Value, block: Block) -> bool {
        let Some(pointed) = self.pointed(pointer, block) else { return false };
        let Object::Symbol(id) = pointed.object else { return false };
        let symbol = &self.module.symbols[id];
        let end = i64::try_from(pointed.size.1).unwrap_or(i64::MAX);
        let (Some(_), Some(object)) = (&symbol.constant, &symbol.described) else { return false };
        if pointed.offset != (end, end) || object.name.is_empty() || !object.ty.contains('[') {
            return false;
        }
        let index = pointed.size.1 / object.element;
        let note = vec![(object.declared, format!("'{}' declared here", object.name))];
        self.find(
            warn::ARRAY_BOUNDS,
            at,
            format!("offset '{index}' outside bounds of constant string"),
            note,
        );
        true
    }

    /// A width or precision: of what is not known, at least nothing.
    fn number(&self, number: crate::directives::Number, arguments: &[Value], block: Block) -> Option<Count> {
        match number {
            crate::directives::Number::Known(n) => Some(Count::exactly(n)),
            crate::directives::Number::Argument(index) => {
                let range = self.ranges.of(*arguments.get(index)?, block);
                let (low, high) = range.signed;
                // A negative precision is none.
                (!range.is_empty() && low >= 0)
                    .then_some(Count { least: low as u64, most: u64::try_from(high).ok() })
            }
        }
    }

    fn check_room(
        &mut self,
        inst: Inst,
        name: &str,
        (pieces, arguments): (&[Piece], &[Value]),
        room: u64,
        bounded: bool,
        block: Block,
    ) {
        let mut total = Count::exactly(0);
        let mut found: Option<String> = None;
        for piece in pieces {
            let Some(count) = self.written_by(piece, arguments, block) else { return };
            if found.is_none() {
                found = told(piece, count, total, room, bounded);
            }
            total = total.plus(count);
        }
        if found.is_none() {
            let certain = total.least >= room;
            let may = total.most.is_some_and(|most| most >= room);
            found = (certain || may).then(|| match (bounded, certain) {
                (false, true) => {
                    format!("'{name}' writing a terminating nul past the end of the destination")
                }
                (false, false) => {
                    format!("'{name}' may write a terminating nul past the end of the destination")
                }
                (true, true) => format!("'{name}' output truncated before the last format character"),
                (true, false) => format!("'{name}' output may be truncated before the last format character"),
            });
        }
        let Some(text) = found else { return };
        // Who looks at the result may know.
        if bounded && self.f.result(inst).is_some_and(|result| self.is_used(result)) {
            return;
        }
        let at = self.f.locs[inst];
        let whole = total.plus(Count::exactly(1));
        let output = whole.told();
        let note = format!("'{name}' output {output} into a destination of size {room}");
        let warning = if bounded { warn::FORMAT_TRUNCATION } else { warn::FORMAT_OVERFLOW };
        self.find(warning, at, text, vec![(at, note)]);
    }

    /// How many bytes a piece of the format becomes, if that can be told.
    fn written_by(&self, piece: &Piece, arguments: &[Value], block: Block) -> Option<Count> {
        match piece {
            Piece::Text { length, .. } => Some(Count::exactly(*length)),
            Piece::String { wide: true, .. } | Piece::Other { .. } => None,
            Piece::String { argument, precision, width, .. } => {
                let mut count = self.string_count(*arguments.get(*argument)?, block);
                if let Some(precision) = precision {
                    let most = self.number(*precision, arguments, block)?;
                    count.least = count.least.min(most.least);
                    count.most = match (count.most, most.most) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                }
                if let Some(width) = width {
                    let least = self.number(*width, arguments, block)?;
                    count.least = count.least.max(least.least);
                    count.most = count.most.zip(least.most).map(|(a, b)| a.max(b));
                }
                Some(count)
            }
        }
    }

    /// How long the string of an argument may be: no longer than the array that it stands in.
    fn string_count(&self, pointer: Value, block: Block) -> Count {
        let known = match self.string_length(pointer, block) {
            (_, high) if high >= MAX_OBJECT - 1 => self.stored_length(pointer, block),
            known => Some(known),
        };
        if let Some((low, high)) = known {
            return Count { least: low, most: Some(high).filter(|&high| high < MAX_OBJECT - 1) };
        }
        // Of other objects nobody can tell which of their arrays is meant.
        let is_text = |pointed: &Pointed| {
            let object = self.described(&pointed.object);
            pointed.size.1 < MAX_OBJECT
                && object.is_some_and(|object| object.unit == 1 && object.ty.contains('['))
        };
        let room = self.pointed(pointer, block).filter(is_text);
        Count { least: 0, most: room.and_then(|pointed| pointed.room().checked_sub(1)) }
    }

    /// Whether anything but a conversion of it takes a value.
    fn is_used(&self, value: Value) -> bool {
        let f = self.f;
        let mut values = vec![f.resolve(value)];
        let mut next = 0;
        while let Some(&value) = values.get(next) {
            next += 1;
            for &inst in f.layout.iter().flat_map(|&block| &f.blocks[block].insts) {
                let data = &f.insts[inst];
                let mut takes = false;
                f.for_each_arg(inst, |arg| takes |= f.resolve(arg) == value);
                match (takes, data.op, f.result(inst)) {
                    (false, ..) => {}
                    (true, Op::Bitcast | Op::Sext | Op::Trunc, Some(result)) => values.push(result),
                    _ => return true,
                }
            }
        }
        false
    }
}

/// What is to be said of a piece, if there is not enough room for it behind what comes before.
fn told(piece: &Piece, count: Count, before: Count, room: u64, bounded: bool) -> Option<String> {
    let most_room = room.saturating_sub(before.least);
    let least_room = before.most.map(|most| room.saturating_sub(most));
    let certain = count.least > most_room;
    let may = count.most.zip(least_room).is_some_and(|(most, least)| most > least);
    if !certain && !may {
        return None;
    }
    let region = match least_room {
        Some(least) if least == most_room => format!("{least}"),
        Some(least) => format!("between {least} and {most_room}"),
        None => format!("up to {most_room}"),
    };
    let how = match (bounded, certain) {
        (true, true) => "directive output truncated writing",
        (true, false) => "directive output may be truncated writing",
        (false, _) => "directive writing",
    };
    Some(format!("'{}' {how} {} into a region of size {region}", piece.spelled(), count.told()))
}
