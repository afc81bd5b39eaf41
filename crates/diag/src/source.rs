//! The source map: from a [`Loc`] to file, line and column, through macro expansions, `#line` and includes.
//!
//! Source positions are laid out in *translation order*: when an `#include` is entered the rest of the outer
//! file gets no positions yet, and when it is resumed a new segment begins. So comparing two source positions
//! says which was translated first, which is what `#pragma GCC diagnostic` needs.

use crate::Loc;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

const MACRO_BIT: u32 = 1 << 31;

/// The name of the buffer that defines the compiler's own macros.
pub const BUILT_IN: &str = "<built-in>";

/// A file that was read, or a made-up buffer such as `<command-line>`.
pub struct SourceFile {
    /// The path as it was opened.
    pub name: Rc<str>,
    /// Its contents.
    pub bytes: Vec<u8>,
    line_starts: OnceCell<Vec<u32>>,
}

impl SourceFile {
    /// A file with these contents.
    pub fn new(name: &str, bytes: Vec<u8>) -> SourceFile {
        SourceFile { name: name.into(), bytes, line_starts: OnceCell::new() }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(memchr::memchr_iter(b'\n', &self.bytes).map(|at| at as u32 + 1));
            starts
        })
    }

    /// The physical line (from 1) that byte `offset` is in.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.line_starts().partition_point(|&start| start <= offset) as u32
    }

    /// The bytes of a physical line (from 1), without its end.
    pub fn line(&self, line: u32) -> &[u8] {
        let starts = self.line_starts();
        let Some(&start) = starts.get(line.wrapping_sub(1) as usize) else { return &[] };
        let end = starts.get(line as usize).map_or(self.bytes.len(), |&next| next as usize - 1);
        let bytes = self.bytes.get(start as usize..end).unwrap_or(&[]);
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }

    fn line_start(&self, line: u32) -> u32 {
        self.line_starts().get(line.wrapping_sub(1) as usize).copied().unwrap_or(0)
    }
}

/// A file of the source map.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct FileId(pub u32);

/// Whether a file is a system header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SystemHeader {
    /// It is not.
    #[default]
    No,
    /// It is.
    Yes,
    /// It is, and C++ would wrap it in `extern "C"` (linemarker flag 4).
    ExternC,
}

/// A run of positions in one file under one presumed name.
#[derive(Clone)]
struct Segment {
    start: u32,
    file: FileId,
    /// Offset in the file of `start`.
    offset: u32,
    /// What `#line` calls the file.
    name: Rc<str>,
    /// Presumed line minus physical line.
    line_delta: i64,
    system: SystemHeader,
    included_from: Loc,
}

/// A token that a macro expansion produced.
#[derive(Clone, Copy, Debug)]
pub struct MacroToken {
    /// Where it is written: in the macro's body, or among the arguments. May be an expansion's token itself.
    pub spelling: Loc,
    /// For a token of an argument, the parameter that it replaced, in the macro's body.
    pub parameter: Loc,
    /// Index of the expansion.
    pub expansion: u32,
}

/// One expansion of a macro.
#[derive(Clone, Copy, Debug)]
pub struct Expansion {
    /// The macro's name where it was invoked. May be an expansion's token itself.
    pub point: Loc,
    /// The macro's name where it was defined.
    pub definition: Loc,
}

/// A resolved position.
#[derive(Clone)]
pub struct Position {
    /// The file.
    pub file: Rc<SourceFile>,
    /// The name that `#line` or a linemarker gave it, or its own.
    pub name: Rc<str>,
    /// The line that `#line` makes of it.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
    /// The line in the file, from 1.
    pub physical_line: u32,
    /// Byte offset in the file.
    pub offset: u32,
    /// Whether it is in a system header.
    pub system: SystemHeader,
    /// Where the file was included from; [`Loc::NONE`] for a main file.
    pub included_from: Loc,
}

/// All source buffers and macro expansions of a compilation.
#[derive(Default)]
pub struct SourceMap {
    files: RefCell<Vec<Rc<SourceFile>>>,
    segments: RefCell<Vec<Segment>>,
    macro_tokens: RefCell<Vec<MacroToken>>,
    expansions: RefCell<Vec<Expansion>>,
}

impl Loc {
    /// Whether a macro expansion produced the token.
    #[inline]
    pub fn is_macro(self) -> bool {
        self.0 & MACRO_BIT != 0
    }
}

impl SourceMap {
    /// Adds a file. It has no positions until it is entered.
    pub fn add_file(&self, name: &str, bytes: Vec<u8>) -> FileId {
        let mut files = self.files.borrow_mut();
        files.push(Rc::new(SourceFile::new(name, bytes)));
        FileId(files.len() as u32 - 1)
    }

    /// A file.
    pub fn file(&self, id: FileId) -> Rc<SourceFile> {
        Rc::clone(&self.files.borrow()[id.0 as usize])
    }

    /// Gives positions, beginning at `from`, to the rest of a file that starts at `offset`. The result is the
    /// position of the (possibly imaginary) byte 0 of the file, to which offsets are added with wrapping, and the
    /// first position after it. `None` if the 31 bits of positions are used up.
    pub fn enter(
        &self,
        from: u32,
        file: FileId,
        offset: u32,
        included_from: Loc,
        system: SystemHeader,
    ) -> Option<(u32, u32)> {
        let source = self.file(file);
        let start = from.max(1);
        let next = u32::try_from(source.bytes.len() - offset as usize)
            .ok()
            .and_then(|len| start.checked_add(len))
            .and_then(|end| end.checked_add(1))
            .filter(|&end| end < MACRO_BIT)?;
        let name = Rc::clone(&source.name);
        self.push_segment(Segment { start, file, offset, name, line_delta: 0, system, included_from });
        Some((start.wrapping_sub(offset), next))
    }

    /// Goes on in a file after an include: as [`SourceMap::enter`], with the presumed name, line and system
    /// header state that were in force at `left`.
    pub fn resume(&self, from: u32, offset: u32, left: Loc) -> Option<(u32, u32)> {
        let mut segment = self.segment(left)?;
        let len = self.file(segment.file).bytes.len();
        let next = u32::try_from(len - offset as usize)
            .ok()
            .and_then(|len| from.checked_add(len))
            .and_then(|end| end.checked_add(1))
            .filter(|&end| end < MACRO_BIT)?;
        segment.start = from;
        segment.offset = offset;
        self.push_segment(segment);
        Some((from.wrapping_sub(offset), next))
    }

    /// From `at` on, the file is called `name` (`None`: as before), the line of `at` is `line`, and the system
    /// header state is `system`.
    pub fn rename(&self, at: Loc, name: Option<&str>, line: i64, system: SystemHeader) {
        let Some(mut segment) = self.segment(at) else { return };
        segment.offset += at.0 - segment.start;
        segment.start = at.0;
        if let Some(name) = name
            && *name != *segment.name
        {
            segment.name = name.into();
        }
        let physical = self.file(segment.file).line_of(segment.offset);
        segment.line_delta = line - i64::from(physical);
        segment.system = system;
        self.push_segment(segment);
    }

    /// Marks what follows `at` in its file as a system header.
    pub fn set_system(&self, at: Loc, system: SystemHeader) {
        if let Some(mut segment) = self.segment(at) {
            segment.offset += at.0 - segment.start;
            segment.start = at.0;
            segment.system = system;
            self.push_segment(segment);
        }
    }

    fn push_segment(&self, segment: Segment) {
        let mut segments = self.segments.borrow_mut();
        if segments.last().is_some_and(|last| last.start == segment.start) {
            segments.pop();
        }
        segments.push(segment);
    }

    fn segment(&self, loc: Loc) -> Option<Segment> {
        let segments = self.segments.borrow();
        let index = segments.partition_point(|segment| segment.start <= loc.0);
        index.checked_sub(1).map(|index| segments[index].clone())
    }

    /// Records a macro expansion.
    pub fn add_expansion(&self, point: Loc, definition: Loc) -> u32 {
        let mut expansions = self.expansions.borrow_mut();
        expansions.push(Expansion { point, definition });
        expansions.len() as u32 - 1
    }

    /// The position of a token of an expansion.
    #[inline]
    pub fn macro_loc(&self, spelling: Loc, parameter: Loc, expansion: u32) -> Loc {
        let mut tokens = self.macro_tokens.borrow_mut();
        let index = tokens.len() as u32;
        if index >= MACRO_BIT - 1 {
            return spelling;
        }
        tokens.push(MacroToken { spelling, parameter, expansion });
        Loc(index | MACRO_BIT)
    }

    /// What is known of a token that an expansion produced.
    pub fn macro_token(&self, loc: Loc) -> Option<(MacroToken, Expansion)> {
        if !loc.is_macro() {
            return None;
        }
        let token = *self.macro_tokens.borrow().get((loc.0 & !MACRO_BIT) as usize)?;
        let expansion = *self.expansions.borrow().get(token.expansion as usize)?;
        Some((token, expansion))
    }

    /// Where the token is written, in a file.
    pub fn spelling(&self, mut loc: Loc) -> Loc {
        while let Some((token, _)) = self.macro_token(loc) {
            loc = token.spelling;
        }
        loc
    }

    /// Where the outermost macro that produced the token was invoked, in a file; `loc` itself if none did.
    pub fn expansion_point(&self, mut loc: Loc) -> Loc {
        while let Some((_, expansion)) = self.macro_token(loc) {
            loc = expansion.point;
        }
        loc
    }

    /// File, line and column of where the token is written.
    pub fn position(&self, loc: Loc) -> Option<Position> {
        let loc = self.spelling(loc);
        if loc == Loc::NONE {
            return None;
        }
        let segment = self.segment(loc)?;
        let file = self.file(segment.file);
        let offset = (segment.offset + (loc.0 - segment.start)).min(file.bytes.len() as u32);
        let physical_line = file.line_of(offset);
        Some(Position {
            name: segment.name,
            line: (i64::from(physical_line) + segment.line_delta).clamp(0, i64::from(u32::MAX)) as u32,
            column: offset - file.line_start(physical_line) + 1,
            physical_line,
            offset,
            system: segment.system,
            included_from: segment.included_from,
            file,
        })
    }

    /// The presumed file name and line of a position: of the outermost expansion point, which is what line
    /// tables and `__LINE__` want. Cheaper than [`SourceMap::position`].
    pub fn presumed(&self, loc: Loc) -> Option<(Rc<str>, u32)> {
        let loc = self.expansion_point(loc);
        if loc == Loc::NONE {
            return None;
        }
        let segment = self.segment(loc)?;
        let line = self.file(segment.file).line_of(segment.offset + (loc.0 - segment.start));
        Some((segment.name, (i64::from(line) + segment.line_delta).clamp(0, i64::from(u32::MAX)) as u32))
    }

    /// Presumed name, system header state and the difference between presumed and physical line at a
    /// position in a file (no macro position).
    pub fn naming(&self, loc: Loc) -> Option<(Rc<str>, SystemHeader, i64)> {
        self.segment(loc).map(|segment| (segment.name, segment.system, segment.line_delta))
    }

    /// Whether the token is written in a system header.
    pub fn in_system_header(&self, loc: Loc) -> bool {
        let loc = self.spelling(loc);
        loc != Loc::NONE && self.segment(loc).is_some_and(|segment| segment.system != SystemHeader::No)
    }

    /// Whether a macro of the compiler's own produced the token.
    pub fn is_built_in(&self, loc: Loc) -> bool {
        loc.is_macro() && self.segment(self.spelling(loc)).is_some_and(|segment| &*segment.name == BUILT_IN)
    }

    /// The identifier (or other word) written at a position in a file.
    pub fn word_at(&self, loc: Loc) -> String {
        let Some(position) = self.position(loc) else { return String::new() };
        let rest = &position.file.bytes[position.offset as usize..];
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$') || *b >= 0x80;
        let end = rest.iter().position(|b| !is_word(b)).unwrap_or(rest.len());
        String::from_utf8_lossy(&rest[..end]).into_owned()
    }
}
