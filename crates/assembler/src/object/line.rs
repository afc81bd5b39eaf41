//! `.debug_line` from `.file` and `.loc` (DWARF 5 section 6.2).

use super::{ObjectStreamer, Position};
use crate::{
    Context, Definition, Fixup, FixupKind, Isa, Loc, SectionFlags, SectionId, SectionKind, SectionSpec, Value,
};

/// A file of the table.
struct File {
    directory: u32,
    name: String,
    md5: Option<[u8; 16]>,
}

/// A row: where, and what `.loc` said.
struct Row {
    at: Position,
    loc: Loc,
}

/// The files, and the rows in the order in which they were streamed.
#[derive(Default)]
pub(super) struct Lines {
    files: Vec<Option<File>>,
    /// Directory 0 is the compilation's.
    directories: Vec<String>,
    rows: Vec<Row>,
    pending: Option<Loc>,
    /// The last row's place and view number (`.loc … view`).
    last: Option<(Position, i64)>,
    views: Vec<(Value, i64)>,
    is_stmt: bool,
    started: bool,
}

impl Lines {
    #[inline]
    pub(super) fn pending(&self) -> bool {
        self.pending.is_some()
    }

    /// The pending `.loc` gets its place.
    pub(super) fn flush(&mut self, at: Position) {
        let Some(loc) = self.pending.take() else { return };
        let view = match self.last {
            Some((last, view)) if last == at => view + 1,
            _ => 0,
        };
        self.last = Some((at, view));
        if let Some(symbol) = loc.view {
            self.views.push((symbol, view));
        }
        self.rows.push(Row { at, loc });
    }

    pub(super) fn set(&mut self, mut loc: Loc) -> Result<(), String> {
        if self.files.get(loc.file as usize).is_none_or(Option::is_none) {
            return Err(format!("file number {} is unassigned", loc.file));
        }
        if !self.started {
            self.started = true;
            self.is_stmt = true;
        }
        self.is_stmt = loc.is_stmt.unwrap_or(self.is_stmt);
        loc.is_stmt = Some(self.is_stmt);
        self.pending = Some(loc);
        Ok(())
    }

    pub(super) fn file(
        &mut self,
        number: u32,
        directory: Option<&str>,
        name: &str,
        md5: Option<[u8; 16]>,
    ) -> Result<(), String> {
        if number > 1 << 20 {
            return Err(format!("file number {number} is too big"));
        }
        if self.files.len() <= number as usize {
            self.files.resize_with(number as usize + 1, || None);
        }
        // A path's directory goes to the directory table.
        let (directory, name) = match directory {
            Some(directory) => (Some(directory), name),
            None => match name.rsplit_once('/') {
                Some(("", name)) => (Some("/"), name),
                Some((directory, name)) => (Some(directory), name),
                None => (None, name),
            },
        };
        if self.directories.is_empty() {
            self.directories.push(String::new());
        }
        let directory = match directory {
            None => 0,
            Some(d) if number == 0 => {
                self.directories[0] = d.into();
                0
            }
            Some(d) => match self.directories.iter().position(|known| known == d) {
                Some(i) => i as u32,
                None => {
                    self.directories.push(d.into());
                    self.directories.len() as u32 - 1
                }
            },
        };
        let entry = &mut self.files[number as usize];
        match entry {
            Some(old) if old.name != name || old.directory != directory => {
                Err(format!("file number {number} already allocated"))
            }
            _ => {
                *entry = Some(File { directory, name: name.into(), md5 });
                Ok(())
            }
        }
    }

    /// All positions, for adjustment when subsections are merged.
    pub(super) fn positions(&mut self) -> impl Iterator<Item = &mut Position> {
        self.rows.iter_mut().map(|r| &mut r.at)
    }

    /// Gives `.loc … view` symbols their numbers.
    pub(super) fn set_views(&mut self, context: &mut Context) {
        for (symbol, view) in std::mem::take(&mut self.views) {
            if let Some(symbol) = symbol.as_symbol()
                && !context.symbols[symbol].is_defined()
            {
                context.symbols[symbol].definition = Definition::Equated(Value::constant(view));
            }
        }
    }
}

const LINE_BASE: i64 = -5;
const LINE_RANGE: u64 = 14;
const OPCODE_BASE: u8 = 13;

fn uleb(n: u64, out: &mut Vec<u8>) {
    super::layout::write_leb(n as i64, false, out);
}

fn string(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

impl<I: Isa> ObjectStreamer<I> {
    /// Makes the line table, once code is laid out.
    pub(super) fn write_lines(&mut self) {
        if self.lines.files.iter().all(Option::is_none) {
            return;
        }
        let spec = SectionSpec {
            kind: SectionKind::PROGBITS,
            ..SectionSpec::new(".debug_line", SectionFlags::default())
        };
        let id = self.context.sections.intern(&spec);
        self.grow();
        let mut contents = std::mem::take(&mut self.contents[id.0 as usize]);
        let begin = contents.bytes.len();
        let frag = contents.frags.len() as u32;
        let pointer = self.isa.pointer_size();
        header(&self.lines, pointer, &mut contents.bytes);
        // One sequence per section, in order of first row.
        let mut order: Vec<SectionId> = Vec::new();
        for row in &self.lines.rows {
            if !order.contains(&row.at.section) {
                order.push(row.at.section);
            }
        }
        for section in order {
            let start = self.context.symbols.unnumbered();
            self.context.symbols[start].definition = Definition::Label { section, frag: 0, offset: 0 };
            self.sequence(section, Value::symbol(start), frag, &mut contents);
        }
        let length = (contents.bytes.len() - begin - 4) as u32;
        contents.bytes[begin..begin + 4].copy_from_slice(&length.to_le_bytes());
        self.contents[id.0 as usize] = contents;
    }

    /// The rows of one section, whose addresses only rise (DWARF 5 section 6.2.5): a subsection's code may come before what
    /// was written first.
    fn sequence(&self, section: SectionId, start: Value, frag: u32, into: &mut super::Contents) {
        let out = &mut into.bytes;
        let code = &self.contents[section.0 as usize];
        let pointer = self.isa.pointer_size();
        let (mut file, mut line, mut column, mut stmt) = (1u32, 1i64, 0u32, true);
        let mut address = None;
        let mut rows: Vec<_> = (self.lines.rows.iter().filter(|row| row.at.section == section))
            .map(|row| (code.address(row.at.frag, row.at.offset), row))
            .collect();
        rows.sort_by_key(|row| row.0);
        for (to, row) in rows {
            let loc = &row.loc;
            if loc.file != file {
                out.push(4);
                uleb(u64::from(loc.file), out);
                file = loc.file;
            }
            if loc.column != column {
                out.push(5);
                uleb(u64::from(loc.column), out);
                column = loc.column;
            }
            if loc.discriminator != 0 {
                let mut number = Vec::new();
                uleb(u64::from(loc.discriminator), &mut number);
                out.extend_from_slice(&[0, 1 + number.len() as u8, 4]);
                out.append(&mut number);
            }
            if loc.is_stmt.unwrap_or(true) != stmt {
                out.push(6);
                stmt = !stmt;
            }
            if loc.basic_block {
                out.push(7);
            }
            if loc.prologue_end {
                out.push(10);
            }
            if loc.epilogue_begin {
                out.push(11);
            }
            if loc.isa != 0 {
                out.push(12);
                uleb(u64::from(loc.isa), out);
            }
            let line_delta = i64::from(loc.line) - line;
            line = i64::from(loc.line);
            match address {
                None => {
                    out.extend_from_slice(&[0, pointer + 1, 2]);
                    let kind = if pointer == 8 { FixupKind::DATA8 } else { FixupKind::DATA4 };
                    into.fixups.push(Fixup {
                        offset: out.len() as u32,
                        frag,
                        value: start.plus(to as i64),
                        kind,
                    });
                    out.extend_from_slice(&[0; 8][..usize::from(pointer)]);
                    advance(line_delta, 0, out);
                }
                Some(from) => advance(line_delta, to - from, out),
            }
            address = Some(to);
        }
        let rest = code.size().saturating_sub(address.unwrap_or(0));
        if rest > 0 {
            out.push(2);
            uleb(rest, out);
        }
        out.extend_from_slice(&[0, 1, 1]);
    }
}

/// A row at this distance from the one before: one special opcode if it fits.
fn advance(line: i64, address: u64, out: &mut Vec<u8>) {
    let mut line = line;
    if !(LINE_BASE..LINE_BASE + LINE_RANGE as i64).contains(&line) {
        out.push(3);
        super::layout::write_leb(line, true, out);
        line = 0;
        if address == 0 {
            out.push(1);
            return;
        }
    }
    let opcode = |address: u64| {
        let n = (line - LINE_BASE) as u64 + LINE_RANGE * address + u64::from(OPCODE_BASE);
        u8::try_from(n).ok()
    };
    let add_pc = (255 - u64::from(OPCODE_BASE)) / LINE_RANGE;
    if let Some(op) = opcode(address.min(1 << 20)) {
        out.push(op);
    } else if let Some(op) = address.checked_sub(add_pc).and_then(|a| opcode(a.min(1 << 20))) {
        out.extend_from_slice(&[8, op]);
    } else {
        out.push(2);
        uleb(address, out);
        out.extend(opcode(0));
    }
}

/// The header up to the program (DWARF 5 section 6.2.4; version 4 if there is no file 0).
fn header(lines: &Lines, pointer: u8, out: &mut Vec<u8>) {
    let v5 = lines.files.first().is_some_and(Option::is_some);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&[if v5 { 5 } else { 4 }, 0]);
    if v5 {
        out.extend_from_slice(&[pointer, 0]);
    }
    let length_at = out.len();
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&[1, 1, 1, LINE_BASE as u8, LINE_RANGE as u8, OPCODE_BASE]);
    out.extend_from_slice(&[0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
    if v5 {
        out.extend_from_slice(&[1, 1, 0x08]);
        uleb(lines.directories.len() as u64, out);
        for directory in &lines.directories {
            string(directory, out);
        }
        let md5 = lines.files.iter().flatten().all(|f| f.md5.is_some());
        out.push(2 + u8::from(md5));
        out.extend_from_slice(&[1, 0x08, 2, 0x0F]);
        if md5 {
            out.extend_from_slice(&[5, 0x1E]);
        }
        uleb(lines.files.len() as u64, out);
        for file in &lines.files {
            string(file.as_ref().map_or("", |f| &f.name), out);
            uleb(file.as_ref().map_or(0, |f| u64::from(f.directory)), out);
            if md5 {
                out.extend_from_slice(&file.as_ref().and_then(|f| f.md5).unwrap_or_default());
            }
        }
    } else {
        for directory in lines.directories.iter().skip(1) {
            string(directory, out);
        }
        out.push(0);
        for file in lines.files.iter().skip(1) {
            // A number that was skipped still has to be counted; an empty name would end the list.
            string(file.as_ref().map_or("?", |f| &f.name), out);
            uleb(file.as_ref().map_or(0, |f| u64::from(f.directory)), out);
            out.extend_from_slice(&[0, 0]);
        }
        out.push(0);
    }
    let length = (out.len() - length_at - 4) as u32;
    out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}
