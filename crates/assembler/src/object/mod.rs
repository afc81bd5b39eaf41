//! The streamer that makes an object file: encodes into sections, lays them out, resolves what it can and writes ELF.

mod cfi;
mod elf;
mod layout;
mod line;
mod relocate;

use crate::{
    Align, AsmError, Binding, Branch, CfiOp, CodeSink, Context, Definition, Fixup, FixupKind, Isa, Loc,
    SectionFlags, SectionId, SectionKind, SectionSpec, Sections, Streamer, SymbolId, SymbolKind, Value,
    Visibility, parser,
};

/// A stretch whose size is not known when it is streamed.
#[derive(Clone, Debug)]
pub(crate) struct Frag {
    /// Offset in the fixed-size contents.
    pub offset: u64,
    /// Current size in bytes.
    pub size: u64,
    /// What it is.
    pub kind: FragKind,
}

/// Kinds of variable-size fragments.
#[derive(Clone, Debug)]
pub(crate) enum FragKind {
    /// A jump.
    Branch {
        branch: Branch,
        state: u8,
        /// Target in the same section, as fragment count and offset, once known.
        target: Option<(u32, u64)>,
    },
    /// Padding.
    Align { align: Align, code: bool, syntax: u32 },
    /// `count` times a pattern.
    Fill { count: Value, unit: u8, pattern: u64 },
    /// Up to an offset of the section.
    Org { to: Value, fill: u8 },
    /// LEB128.
    Leb { value: Value, signed: bool },
}

/// What a section holds so far.
#[derive(Default)]
pub(crate) struct Contents {
    /// Fixed-size contents.
    pub bytes: Vec<u8>,
    /// Fields to fill in.
    pub fixups: Vec<Fixup>,
    /// Variable-size fragments, in order.
    pub frags: Vec<Frag>,
    /// `sh_addralign`
    pub align: u64,
    /// Instructions were streamed here.
    pub code: bool,
    /// After layout: bytes of variable-size fragments before the n-th; one more entry than there are fragments.
    pub before: Vec<u64>,
    /// During layout: the fragments that may swallow growth before them.
    pub elastic: Vec<u32>,
    /// `.subsection` numbers above 0 of this section, with the hidden sections that hold them.
    pub subsections: Vec<(u32, SectionId)>,
}

/// A place in a section before layout.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Position {
    pub section: SectionId,
    pub frag: u32,
    pub offset: u64,
}

impl Contents {
    fn frag_count(&self) -> u32 {
        self.frags.len() as u32
    }

    /// Offset in the section, after layout, of a place before it.
    pub(crate) fn address(&self, frag: u32, offset: u64) -> u64 {
        offset + self.before.get(frag as usize).copied().unwrap_or(0)
    }

    /// Size after layout.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64 + self.before.last().copied().unwrap_or(0)
    }
}

/// `.reloc` directives, resolved at the end.
struct Reloc {
    section: SectionId,
    offset: Value,
    r_type: u32,
    value: Value,
}

/// Makes an ELF relocatable object.
pub struct ObjectStreamer<I: Isa> {
    isa: I,
    context: Context,
    contents: Vec<Contents>,
    /// The section, subsection and hidden section that contents go to; and the ones before.
    current: (SectionId, u32),
    current_contents: SectionId,
    previous: (SectionId, u32),
    stack: Vec<[(SectionId, u32); 2]>,
    /// For hidden sections of subsections: whose.
    parent: Vec<Option<SectionId>>,
    source_files: Vec<String>,
    idents: Vec<u8>,
    symvers: Vec<(SymbolId, String)>,
    relocs: Vec<Reloc>,
    /// The same, resolved.
    explicit: Vec<(SectionId, relocate::Relocation)>,
    /// By symbol: relocations name it.
    referenced: Vec<bool>,
    cfi: cfi::Frames,
    lines: line::Lines,
    /// What the parser remembers from one inline asm to the next: macros, numeric labels.
    parser: parser::State,
}

impl<I: Isa> ObjectStreamer<I> {
    /// An empty object for this machine, in `.text`.
    pub fn new(isa: I) -> ObjectStreamer<I> {
        let text = (Sections::TEXT, 0);
        let mut streamer = ObjectStreamer {
            isa,
            context: Context::default(),
            contents: Vec::new(),
            current: text,
            current_contents: Sections::TEXT,
            previous: text,
            stack: Vec::new(),
            parent: Vec::new(),
            source_files: Vec::new(),
            idents: Vec::new(),
            symvers: Vec::new(),
            relocs: Vec::new(),
            explicit: Vec::new(),
            referenced: Vec::new(),
            cfi: cfi::Frames::default(),
            lines: line::Lines::default(),
            parser: parser::State::default(),
        };
        streamer.grow();
        streamer
    }

    /// Makes contents for sections that came since.
    fn grow(&mut self) {
        while self.contents.len() < self.context.sections.len() {
            self.contents.push(Contents { align: 1, ..Contents::default() });
            self.parent.push(None);
        }
    }

    fn here(&self) -> Position {
        let contents = &self.contents[self.current_contents.0 as usize];
        Position {
            section: self.current_contents,
            frag: contents.frag_count(),
            offset: contents.bytes.len() as u64,
        }
    }

    #[inline]
    fn out(&mut self) -> &mut Contents {
        &mut self.contents[self.current_contents.0 as usize]
    }

    fn is_nobits(&self) -> bool {
        self.context.sections[self.current.0].kind == SectionKind::NOBITS
    }

    fn go(&mut self, to: (SectionId, u32)) {
        self.grow();
        self.current = to;
        self.current_contents = to.0;
        if to.1 == 0 {
            return;
        }
        let parent = &self.contents[to.0.0 as usize];
        if let Some(&(_, hidden)) = parent.subsections.iter().find(|s| s.0 == to.1) {
            self.current_contents = hidden;
            return;
        }
        let section = &self.context.sections[to.0];
        let (kind, flags) = (section.kind, section.flags);
        let name = format!("\u{1}{}.{}", to.0.0, to.1);
        let spec = SectionSpec { name: &name, kind, flags, ..SectionSpec::default() };
        let hidden = self.context.sections.intern(&spec);
        self.grow();
        self.parent[hidden.0 as usize] = Some(to.0);
        self.contents[to.0.0 as usize].subsections.push((to.1, hidden));
        self.current_contents = hidden;
    }

    fn push_frag(&mut self, kind: FragKind) {
        let out = self.out();
        let offset = out.bytes.len() as u64;
        out.frags.push(Frag { offset, size: 0, kind });
    }

    /// Where `.include` and `.incbin` look for files.
    pub fn set_include_dirs(&mut self, dirs: Vec<std::path::PathBuf>) {
        self.parser.include_dirs = dirs;
    }

    /// Assembles a file's text (`ccc -c x.s`). Errors are in the context afterwards.
    pub fn assemble(&mut self, name: &str, text: &[u8]) {
        let mut state = std::mem::take(&mut self.parser);
        parser::parse_file(self, &mut state, name, text);
        self.parser = state;
    }

    /// Lays out, resolves and writes the object. The errors are in the context; the bytes are of no use if there are any.
    pub fn finish(mut self) -> (Vec<u8>, Context) {
        self.finish_parser();
        self.finish_idents();
        self.cfi_finish();
        let here = self.here();
        self.lines.flush(here);
        self.lines.set_views(&mut self.context);
        self.merge_subsections();
        self.layout();
        self.write_frames();
        self.write_lines();
        self.layout();
        self.finish_symbols();
        let bytes = self.write_elf();
        (bytes, self.context)
    }

    fn finish_parser(&mut self) {
        if let Some(message) = self.parser.unfinished() {
            self.context.error(message);
        }
    }

    fn finish_idents(&mut self) {
        if self.idents.is_empty() {
            return;
        }
        let flags = SectionFlags::MERGE.or(SectionFlags::STRINGS);
        let spec = SectionSpec { entsize: 1, ..SectionSpec::new(".comment", flags) };
        let section = self.context.sections.intern(&spec);
        self.grow();
        let out = &mut self.contents[section.0 as usize];
        out.bytes.push(0);
        out.bytes.append(&mut self.idents);
    }

    /// Appends subsections to their sections in order of number.
    fn merge_subsections(&mut self) {
        let mut moved: Vec<Option<Position>> = vec![None; self.contents.len()];
        for section in 0..self.contents.len() {
            let mut subsections = std::mem::take(&mut self.contents[section].subsections);
            subsections.sort_by_key(|s| s.0);
            for (_, hidden) in subsections {
                let from = std::mem::take(&mut self.contents[hidden.0 as usize]);
                let to = &mut self.contents[section];
                let (frags, bytes) = (to.frag_count(), to.bytes.len() as u64);
                moved[hidden.0 as usize] =
                    Some(Position { section: SectionId(section as u32), frag: frags, offset: bytes });
                to.fixups.extend(from.fixups.into_iter().map(|f| Fixup {
                    frag: f.frag + frags,
                    offset: f.offset + bytes as u32,
                    ..f
                }));
                to.frags.extend(from.frags.into_iter().map(|f| Frag { offset: f.offset + bytes, ..f }));
                to.bytes.extend(from.bytes);
                to.align = to.align.max(from.align);
                to.code |= from.code;
            }
        }
        if moved.iter().all(Option::is_none) {
            return;
        }
        let adjust = |section: &mut SectionId, frag: &mut u32, offset: &mut u64| {
            if let Some(base) = moved[section.0 as usize] {
                *section = base.section;
                *frag += base.frag;
                *offset += base.offset;
            }
        };
        for id in 0..self.context.symbols.len() {
            let symbol = &mut self.context.symbols[SymbolId(id as u32)];
            if let Definition::Label { section, frag, offset } = &mut symbol.definition {
                adjust(section, frag, offset);
            }
        }
        for position in self.cfi.positions().chain(self.lines.positions()) {
            adjust(&mut position.section, &mut position.frag, &mut position.offset);
        }
    }
}

impl<I: Isa> Streamer for ObjectStreamer<I> {
    type Isa = I;

    fn context(&mut self) -> &mut Context {
        &mut self.context
    }

    fn isa(&self) -> &I {
        &self.isa
    }

    fn isa_mut(&mut self) -> &mut I {
        &mut self.isa
    }

    fn parts(&mut self) -> (&mut Context, &mut I) {
        (&mut self.context, &mut self.isa)
    }

    #[inline]
    fn inst(&mut self, inst: &I::Inst) {
        if self.lines.pending() {
            let here = self.here();
            self.lines.flush(here);
        }
        let out = &mut self.contents[self.current_contents.0 as usize];
        out.code = true;
        let (first, start) = (out.fixups.len(), out.bytes.len());
        let mut sink = CodeSink { bytes: &mut out.bytes, fixups: &mut out.fixups, branch: None };
        let result = self.isa.encode(inst, &mut sink);
        let branch = sink.branch;
        let frag = out.frags.len() as u32;
        for fixup in &mut out.fixups[first..] {
            fixup.frag = frag;
        }
        if let Some(branch) = branch {
            let offset = out.bytes.len() as u64;
            out.frags.push(Frag {
                offset,
                size: 0,
                kind: FragKind::Branch { branch, state: 0, target: None },
            });
        }
        if let Err(error) = result {
            out.bytes.truncate(start);
            out.fixups.truncate(first);
            self.context.error(error);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.is_nobits() {
            if bytes.iter().any(|&b| b != 0) {
                let name = self.context.sections[self.current.0].name.clone();
                self.context.error(format!("attempt to store non-zero value in section `{name}'"));
            }
            self.fill(Value::constant(bytes.len() as i64), 1, 0);
            return;
        }
        self.out().bytes.extend_from_slice(bytes);
    }

    fn value(&mut self, value: Value, size: u8) {
        let value = match self.context.resolve_early(value) {
            Some(n) => Value::constant(n),
            None => value,
        };
        if let Some(n) = value.as_constant() {
            if size < 8 {
                let bits = 8 * u32::from(size);
                let fits = n >> bits == 0 || n >> (bits - 1) == -1;
                if !fits {
                    let kept = n & ((1 << bits) - 1);
                    self.context.warning(format!("value {n:#x} truncated to {kept:#x}"));
                }
            }
            self.bytes(&n.to_le_bytes()[..size as usize]);
            return;
        }
        if self.is_nobits() {
            self.context.error("attempt to store value in a section without contents");
            return;
        }
        let kind = match size {
            1 => FixupKind::DATA1,
            2 => FixupKind::DATA2,
            4 => FixupKind::DATA4,
            _ => FixupKind::DATA8,
        };
        let out = self.out();
        let fixup = Fixup { offset: out.bytes.len() as u32, frag: out.frag_count(), value, kind };
        out.fixups.push(fixup);
        out.bytes.extend_from_slice(&[0; 8][..size as usize]);
    }

    fn label(&mut self, symbol: SymbolId) {
        let Position { section, frag, offset } = self.here();
        let tls = self.context.sections[self.current.0].flags.has(SectionFlags::TLS);
        let entry = &mut self.context.symbols[symbol];
        if entry.is_defined() {
            let name = self.context.symbols.name(symbol).unwrap_or("?").to_string();
            self.context.error(format!("symbol `{name}' is already defined"));
            return;
        }
        entry.definition = Definition::Label { section, frag, offset };
        if tls {
            entry.kind = SymbolKind::Tls;
        }
    }

    fn section(&mut self, section: SectionId) {
        self.previous = self.current;
        self.go((section, 0));
    }

    fn push_section(&mut self, section: SectionId) {
        self.stack.push([self.current, self.previous]);
        self.previous = self.current;
        self.go((section, 0));
    }

    fn pop_section(&mut self) {
        match self.stack.pop() {
            Some([current, previous]) => {
                self.go(current);
                self.previous = previous;
            }
            None => self.context.warning(".popsection without corresponding .pushsection; ignored"),
        }
    }

    fn previous_section(&mut self) {
        let to = self.previous;
        self.previous = self.current;
        self.go(to);
    }

    fn subsection(&mut self, number: u32) {
        self.previous = self.current;
        self.go((self.current.0, number));
    }

    fn current_section(&self) -> SectionId {
        self.current.0
    }

    fn align(&mut self, align: Align) {
        let code = self.context.sections[self.current.0].flags.has(SectionFlags::EXEC);
        let syntax = self.isa.syntax_state();
        let nobits = self.is_nobits();
        let out = self.out();
        if align.max_skip == 0 || align.max_skip >= align.to - 1 || out.align < align.to {
            out.align = out.align.max(align.to);
        }
        if align.to <= 1 {
            return;
        }
        // With only fixed-size contents before it, the padding is known now.
        if out.frags.is_empty() && !nobits && !code {
            let pad = (out.bytes.len() as u64).next_multiple_of(align.to) - out.bytes.len() as u64;
            if align.max_skip != 0 && pad > align.max_skip {
                return;
            }
            let fill = align.fill.unwrap_or(0).to_le_bytes();
            let unit = usize::from(align.fill_size.clamp(1, 8));
            out.bytes.resize(out.bytes.len() + pad as usize % unit, 0);
            for _ in 0..pad as usize / unit {
                out.bytes.extend_from_slice(&fill[..unit]);
            }
            return;
        }
        self.push_frag(FragKind::Align { align, code, syntax });
    }

    fn fill(&mut self, count: Value, size: u8, pattern: u64) {
        let count = self.context.resolve_early(count).map_or(count, Value::constant);
        if let Some(n) = count.as_constant() {
            if n <= 0 {
                return;
            }
            if n <= 4096 && !self.is_nobits() {
                let out = self.out();
                for _ in 0..n {
                    out.bytes.extend_from_slice(&pattern.to_le_bytes()[..usize::from(size.min(8))]);
                }
                return;
            }
        }
        self.push_frag(FragKind::Fill { count, unit: size.min(8), pattern });
    }

    fn org(&mut self, to: Value, fill: u8) {
        self.push_frag(FragKind::Org { to, fill });
    }

    fn leb128(&mut self, value: Value, signed: bool) {
        match self.context.resolve_early(value) {
            Some(n) => {
                let mut bytes = Vec::new();
                layout::write_leb(n, signed, &mut bytes);
                self.bytes(&bytes);
            }
            None => self.push_frag(FragKind::Leb { value, signed }),
        }
    }

    fn reloc(&mut self, offset: Value, r_type: u32, value: Value) {
        let section = self.current_contents;
        self.relocs.push(Reloc { section, offset, r_type, value });
    }

    fn binding(&mut self, symbol: SymbolId, binding: Binding) {
        let entry = &mut self.context.symbols[symbol];
        // `.weak` wins over `.globl`, whichever comes first.
        if !(entry.binding == Binding::Weak && binding == Binding::Global) {
            entry.binding = binding;
        }
    }

    fn visibility(&mut self, symbol: SymbolId, visibility: Visibility) {
        self.context.symbols[symbol].visibility = visibility;
    }

    fn symbol_type(&mut self, symbol: SymbolId, kind: SymbolKind) {
        let entry = &mut self.context.symbols[symbol];
        if kind == SymbolKind::Object && entry.kind == SymbolKind::Tls {
            return;
        }
        entry.kind = kind;
    }

    fn size(&mut self, symbol: SymbolId, size: Value) {
        self.context.symbols[symbol].size = Some(size);
    }

    fn size_to_here(&mut self, symbol: SymbolId) {
        let here = self.here();
        let size = match self.context.symbols[symbol].definition {
            Definition::Label { section, frag, offset } if section == here.section && frag == here.frag => {
                Value::constant((here.offset - offset) as i64)
            }
            _ => {
                let end = self.context.symbols.unnumbered();
                self.label(end);
                self.context.difference(end, symbol)
            }
        };
        self.size(symbol, size);
    }

    fn common(&mut self, symbol: SymbolId, size: u64, align: u64) {
        let entry = &mut self.context.symbols[symbol];
        if entry.binding == Binding::Local {
            let saved = (self.current, self.previous);
            // Behind all that is put there by name, as GNU as has it.
            self.go((Sections::BSS, 1));
            self.align(Align::new(align.max(1)));
            self.label(symbol);
            self.fill(Value::constant(size as i64), 1, 0);
            self.go(saved.0);
            self.previous = saved.1;
        } else {
            match entry.definition {
                Definition::Undefined => entry.definition = Definition::Common { size, align },
                Definition::Common { size: old, align: old_align } => {
                    entry.definition = Definition::Common { size: old.max(size), align: old_align.max(align) }
                }
                _ => {
                    let name = self.context.symbols.name(symbol).unwrap_or("?").to_string();
                    self.context.error(format!("symbol `{name}' is already defined"));
                    return;
                }
            }
        }
        let entry = &mut self.context.symbols[symbol];
        if entry.size.is_none() {
            entry.size = Some(Value::constant(size as i64));
        }
        if entry.kind == SymbolKind::None {
            entry.kind = SymbolKind::Object;
        }
    }

    fn set(&mut self, symbol: SymbolId, value: Value) {
        let value = self.context.resolve_early(value).map_or(value, Value::constant);
        let entry = &mut self.context.symbols[symbol];
        match entry.definition {
            Definition::Undefined | Definition::Equated(_) => entry.definition = Definition::Equated(value),
            _ => {
                let name = self.context.symbols.name(symbol).unwrap_or("?").to_string();
                self.context.error(format!("symbol `{name}' is already defined"));
            }
        }
    }

    fn weakref(&mut self, alias: SymbolId, target: SymbolId) {
        self.context.symbols[alias].weakref = Some(target);
    }

    fn symver(&mut self, symbol: SymbolId, versioned: &str) {
        self.symvers.push((symbol, versioned.into()));
    }

    fn ident(&mut self, text: &str) {
        self.idents.extend_from_slice(text.as_bytes());
        self.idents.push(0);
    }

    fn source_file(&mut self, name: &str) {
        self.source_files.push(name.into());
    }

    fn cfi_sections(&mut self, eh_frame: bool, debug_frame: bool) {
        self.cfi.sections(eh_frame, debug_frame);
    }

    fn cfi_start(&mut self, simple: bool) {
        let start = self.context.symbols.unnumbered();
        let open = self.cfi.is_open();
        if open {
            self.context.error("previous CFI entry not closed (missing .cfi_endproc)");
            return;
        }
        self.label(start);
        let column = self.isa.cfi_initial().2;
        self.cfi.start(start, simple, self.context.place, column);
        for rule in self.isa.cfi_initial().3 {
            if let (false, CfiOp::DefCfa(_, offset)) = (simple, rule) {
                self.cfi.set_cfa(*offset);
            }
        }
    }

    fn cfi_end(&mut self) {
        if !self.cfi.is_open() {
            self.context.error(".cfi_endproc without corresponding .cfi_startproc");
            return;
        }
        let here = self.here();
        self.cfi.end(here);
    }

    fn cfi(&mut self, op: CfiOp) {
        if !self.cfi.is_open() {
            self.context.error("CFI instruction used without previous .cfi_startproc");
            return;
        }
        let here = self.here();
        if let Err(message) = self.cfi.op(here, op) {
            self.context.error(message);
        }
    }

    fn debug_file(&mut self, number: u32, directory: Option<&str>, name: &str, md5: Option<[u8; 16]>) {
        if let Err(message) = self.lines.file(number, directory, name, md5) {
            self.context.error(message);
        }
    }

    fn loc(&mut self, loc: Loc) {
        // Two without an instruction between them: the first stands for no bytes, but is a row all the same.
        if self.lines.pending() {
            let here = self.here();
            self.lines.flush(here);
        }
        if let Err(message) = self.lines.set(loc) {
            self.context.error(message);
        }
    }

    fn inline_asm(&mut self, text: &str) {
        let mut state = std::mem::take(&mut self.parser);
        let syntax = self.isa.syntax_state();
        parser::parse_inline(self, &mut state, text);
        self.isa.set_syntax_state(syntax);
        self.parser = state;
    }
}

impl<I: Isa> ObjectStreamer<I> {
    /// Reports an error of a fixup, which has no line of its own.
    fn late_error(&mut self, error: impl Into<AsmError>) {
        let place = crate::Place::default();
        self.context.error_at(place, error);
    }
}
