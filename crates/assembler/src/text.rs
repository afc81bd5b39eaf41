//! The streamer that prints: GNU assembler text, as `-S` asks for. Assembled again it gives the object that the other
//! streamer makes.

use crate::{
    Align, Binding, CfiOp, Context, Isa, Loc, Section, SectionFlags, SectionId, SectionKind, Sections,
    Streamer, SymbolId, SymbolKind, Value, Visibility,
};
use std::fmt::Write;

/// Prints assembler text.
pub struct TextStreamer<I: Isa> {
    isa: I,
    context: Context,
    out: String,
    current: (SectionId, u32),
    previous: (SectionId, u32),
    stack: Vec<[(SectionId, u32); 2]>,
}

impl<I: Isa> TextStreamer<I> {
    /// No text yet; the section is `.text`.
    pub fn new(isa: I) -> TextStreamer<I> {
        let text = (Sections::TEXT, 0);
        TextStreamer {
            isa,
            context: Context::default(),
            out: String::new(),
            current: text,
            previous: text,
            stack: Vec::new(),
        }
    }

    /// The text.
    pub fn finish(self) -> (String, Context) {
        (self.out, self.context)
    }

    /// Bytes of text so far, for who wants to write it out piece by piece.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    fn write_value(&mut self, value: Value) {
        let isa = &self.isa;
        self.context.write_value(value, &|s| isa.specifier_name(s), &mut self.out);
    }

    fn write_name(&mut self, symbol: SymbolId) {
        self.context.symbols.write_name(symbol, &mut self.out);
    }

    /// `\tdirective\tsymbol`
    fn directive(&mut self, directive: &str, symbol: SymbolId) {
        self.out.push('\t');
        self.out.push_str(directive);
        self.out.push('\t');
        self.write_name(symbol);
    }

    fn line(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a String can't fail.
        let _ = self.out.write_fmt(arguments);
        self.out.push('\n');
    }

    fn go(&mut self, to: (SectionId, u32)) {
        self.current = to;
    }

    /// The directive that names a section.
    fn write_section(&mut self, directive: &str, section: SectionId) {
        self.out.push('\t');
        let simple = match section {
            Sections::TEXT => Some(".text"),
            Sections::DATA => Some(".data"),
            Sections::BSS => Some(".bss"),
            _ => None,
        };
        if let (Some(name), ".section") = (simple, directive) {
            self.out.push_str(name);
            self.out.push('\n');
            return;
        }
        let section = self.context.sections[section].clone();
        self.out.push_str(directive);
        self.out.push('\t');
        self.write_section_name(&section.name);
        self.write_section_rest(&section);
        self.out.push('\n');
    }

    fn write_section_name(&mut self, name: &str) {
        if name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.$-".contains(&b)) {
            self.out.push_str(name);
        } else {
            quote(name.as_bytes(), &mut self.out);
        }
    }

    fn write_section_rest(&mut self, section: &Section) {
        self.out.push_str(",\"");
        let letters = [
            (SectionFlags::ALLOC, 'a'),
            (SectionFlags::WRITE, 'w'),
            (SectionFlags::EXEC, 'x'),
            (SectionFlags::MERGE, 'M'),
            (SectionFlags::STRINGS, 'S'),
            (SectionFlags::TLS, 'T'),
            (SectionFlags::LINK_ORDER, 'o'),
            (SectionFlags::EXCLUDE, 'e'),
            (SectionFlags::RETAIN, 'R'),
        ];
        for (flag, letter) in letters {
            if section.flags.has(flag) {
                self.out.push(letter);
            }
        }
        if section.group.is_some() {
            self.out.push('G');
        }
        self.out.push_str("\",@");
        match section.kind {
            SectionKind::PROGBITS => self.out.push_str("progbits"),
            SectionKind::NOBITS => self.out.push_str("nobits"),
            SectionKind::NOTE => self.out.push_str("note"),
            SectionKind::INIT_ARRAY => self.out.push_str("init_array"),
            SectionKind::FINI_ARRAY => self.out.push_str("fini_array"),
            SectionKind::PREINIT_ARRAY => self.out.push_str("preinit_array"),
            SectionKind::UNWIND => self.out.push_str("unwind"),
            SectionKind(n) => {
                let _ = write!(self.out, "{n}");
            }
        }
        if section.flags.has(SectionFlags::MERGE) {
            let _ = write!(self.out, ",{}", section.entsize);
        }
        if section.flags.has(SectionFlags::LINK_ORDER) {
            self.out.push(',');
            match section.linked_to {
                Some(symbol) => self.write_name(symbol),
                None => self.out.push('0'),
            }
        }
        if let Some((signature, comdat)) = section.group {
            self.out.push(',');
            self.write_name(signature);
            if comdat {
                self.out.push_str(",comdat");
            }
        }
        if let Some(n) = section.unique {
            let _ = write!(self.out, ",unique,{n}");
        }
    }
}

/// Appends a string literal (GNU as manual 3.6.1.1).
fn quote(bytes: &[u8], out: &mut String) {
    out.push('"');
    for &b in bytes {
        match b {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            0x20..0x7F => out.push(b as char),
            _ => {
                let _ = write!(out, "\\{b:03o}");
            }
        }
    }
    out.push('"');
}

/// The directive for data of a size.
fn data(size: u8) -> &'static str {
    match size {
        1 => ".byte",
        2 => ".value",
        4 => ".long",
        _ => ".quad",
    }
}

impl<I: Isa> Streamer for TextStreamer<I> {
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

    fn inst(&mut self, inst: &I::Inst) {
        self.out.push('\t');
        self.isa.print(inst, &self.context, &mut self.out);
        self.out.push('\n');
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let zeros = rest.iter().take_while(|&&b| b == 0).count();
            if zeros >= 8 || zeros == rest.len() && zeros > 1 {
                self.line(format_args!("\t.zero\t{zeros}"));
                rest = &rest[zeros..];
                continue;
            }
            // Up to the next long run of zeros; text up to its terminator.
            let next_zero = rest.iter().position(|&b| b == 0);
            let printable = |b: &u8| matches!(b, 0x20..0x7F | b'\n' | b'\t');
            let text = next_zero.unwrap_or(rest.len());
            if text >= 1 && rest[..text].iter().filter(|b| printable(b)).count() * 4 >= text * 3 {
                let len = text.min(4096);
                let terminated = len == text && next_zero.is_some();
                self.out.push_str(if terminated { "\t.string\t" } else { "\t.ascii\t" });
                quote(&rest[..len], &mut self.out);
                self.out.push('\n');
                rest = &rest[len + usize::from(terminated)..];
                continue;
            }
            let len = rest.len().min(16);
            self.out.push_str("\t.byte\t");
            for (i, b) in rest[..len].iter().enumerate() {
                let _ = write!(self.out, "{}{b}", if i == 0 { "" } else { ", " });
            }
            self.out.push('\n');
            rest = &rest[len..];
        }
    }

    fn value(&mut self, value: Value, size: u8) {
        let _ = write!(self.out, "\t{}\t", data(size));
        self.write_value(value);
        self.out.push('\n');
    }

    fn label(&mut self, symbol: SymbolId) {
        self.write_name(symbol);
        self.out.push_str(":\n");
    }

    fn section(&mut self, section: SectionId) {
        self.previous = self.current;
        self.go((section, 0));
        self.write_section(".section", section);
    }

    fn push_section(&mut self, section: SectionId) {
        self.stack.push([self.current, self.previous]);
        self.previous = self.current;
        self.go((section, 0));
        self.write_section(".pushsection", section);
    }

    fn pop_section(&mut self) {
        if let Some([current, previous]) = self.stack.pop() {
            self.go(current);
            self.previous = previous;
        }
        self.out.push_str("\t.popsection\n");
    }

    fn previous_section(&mut self) {
        let to = self.previous;
        self.previous = self.current;
        self.go(to);
        self.out.push_str("\t.previous\n");
    }

    fn subsection(&mut self, number: u32) {
        self.previous = self.current;
        self.go((self.current.0, number));
        self.line(format_args!("\t.subsection\t{number}"));
    }

    fn current_section(&self) -> SectionId {
        self.current.0
    }

    fn align(&mut self, align: Align) {
        let letter = match align.fill_size {
            2 => "w",
            4 => "l",
            _ => "",
        };
        let _ = write!(self.out, "\t.p2align{letter}\t{}", align.to.max(1).trailing_zeros());
        if let Some(fill) = align.fill {
            let _ = write!(self.out, ",{fill}");
        }
        if align.max_skip != 0 {
            let _ = write!(self.out, ",{}{}", if align.fill.is_none() { "," } else { "" }, align.max_skip);
        }
        self.out.push('\n');
    }

    fn fill(&mut self, count: Value, size: u8, pattern: u64) {
        let directive = match (size, pattern) {
            (1, 0) => "\t.zero\t",
            (1, _) => "\t.skip\t",
            _ => "\t.fill\t",
        };
        self.out.push_str(directive);
        self.write_value(count);
        let _ = match (size, pattern) {
            (1, 0) => Ok(()),
            (1, _) => write!(self.out, ", {pattern}"),
            _ => write!(self.out, ", {size}, {pattern}"),
        };
        self.out.push('\n');
    }

    fn org(&mut self, to: Value, fill: u8) {
        self.out.push_str("\t.org\t");
        self.write_value(to);
        self.line(format_args!(", {fill}"));
    }

    fn leb128(&mut self, value: Value, signed: bool) {
        self.out.push_str(if signed { "\t.sleb128 " } else { "\t.uleb128 " });
        self.write_value(value);
        self.out.push('\n');
    }

    fn reloc(&mut self, offset: Value, r_type: u32, value: Value) {
        self.out.push_str("\t.reloc\t");
        self.write_value(offset);
        let _ = write!(self.out, ", {r_type}, ");
        self.write_value(value);
        self.out.push('\n');
    }

    fn binding(&mut self, symbol: SymbolId, binding: Binding) {
        self.context.symbols[symbol].binding = binding;
        let directive = match binding {
            Binding::Unset => return,
            Binding::Local => ".local",
            Binding::Global => ".globl",
            Binding::Weak => ".weak",
            Binding::Unique => {
                self.directive(".type", symbol);
                self.out.push_str(", @gnu_unique_object\n");
                return;
            }
        };
        self.directive(directive, symbol);
        self.out.push('\n');
    }

    fn visibility(&mut self, symbol: SymbolId, visibility: Visibility) {
        let directive = match visibility {
            Visibility::Default => return,
            Visibility::Internal => ".internal",
            Visibility::Hidden => ".hidden",
            Visibility::Protected => ".protected",
        };
        self.directive(directive, symbol);
        self.out.push('\n');
    }

    fn symbol_type(&mut self, symbol: SymbolId, kind: SymbolKind) {
        let name = match kind {
            SymbolKind::None => "notype",
            SymbolKind::Object => "object",
            SymbolKind::Function => "function",
            SymbolKind::Tls => "tls_object",
            SymbolKind::IFunc => "gnu_indirect_function",
            SymbolKind::Common => "common",
            SymbolKind::File => return,
        };
        self.directive(".type", symbol);
        self.line(format_args!(", @{name}"));
    }

    fn size(&mut self, symbol: SymbolId, size: Value) {
        self.directive(".size", symbol);
        self.out.push_str(", ");
        self.write_value(size);
        self.out.push('\n');
    }

    fn size_to_here(&mut self, symbol: SymbolId) {
        self.directive(".size", symbol);
        self.out.push_str(", .-");
        self.write_name(symbol);
        self.out.push('\n');
    }

    fn common(&mut self, symbol: SymbolId, size: u64, align: u64) {
        self.directive(".comm", symbol);
        self.line(format_args!(",{size},{align}"));
    }

    fn set(&mut self, symbol: SymbolId, value: Value) {
        self.directive(".set", symbol);
        self.out.push(',');
        self.write_value(value);
        self.out.push('\n');
    }

    fn weakref(&mut self, alias: SymbolId, target: SymbolId) {
        self.directive(".weakref", alias);
        self.out.push(',');
        self.write_name(target);
        self.out.push('\n');
    }

    fn symver(&mut self, symbol: SymbolId, versioned: &str) {
        self.directive(".symver", symbol);
        self.line(format_args!(", {versioned}"));
    }

    fn ident(&mut self, text: &str) {
        self.out.push_str("\t.ident\t");
        quote(text.as_bytes(), &mut self.out);
        self.out.push('\n');
    }

    fn source_file(&mut self, name: &str) {
        self.out.push_str("\t.file\t");
        quote(name.as_bytes(), &mut self.out);
        self.out.push('\n');
    }

    fn cfi_sections(&mut self, eh_frame: bool, debug_frame: bool) {
        let list = match (eh_frame, debug_frame) {
            (true, true) => ".eh_frame, .debug_frame",
            (true, false) => ".eh_frame",
            (false, true) => ".debug_frame",
            (false, false) => "",
        };
        self.line(format_args!("\t.cfi_sections {list}"));
    }

    fn cfi_start(&mut self, simple: bool) {
        self.out.push_str(if simple { "\t.cfi_startproc simple\n" } else { "\t.cfi_startproc\n" });
    }

    fn cfi_end(&mut self) {
        self.out.push_str("\t.cfi_endproc\n");
    }

    fn cfi(&mut self, op: CfiOp) {
        self.out.push_str("\t.cfi_");
        let out = &mut self.out;
        let _ = match op {
            CfiOp::DefCfa(r, n) => write!(out, "def_cfa {r}, {n}"),
            CfiOp::DefCfaRegister(r) => write!(out, "def_cfa_register {r}"),
            CfiOp::DefCfaOffset(n) => write!(out, "def_cfa_offset {n}"),
            CfiOp::AdjustCfaOffset(n) => write!(out, "adjust_cfa_offset {n}"),
            CfiOp::Offset(r, n) => write!(out, "offset {r}, {n}"),
            CfiOp::RelOffset(r, n) => write!(out, "rel_offset {r}, {n}"),
            CfiOp::ValOffset(r, n) => write!(out, "val_offset {r}, {n}"),
            CfiOp::Register(a, b) => write!(out, "register {a}, {b}"),
            CfiOp::Restore(r) => write!(out, "restore {r}"),
            CfiOp::Undefined(r) => write!(out, "undefined {r}"),
            CfiOp::SameValue(r) => write!(out, "same_value {r}"),
            CfiOp::RememberState => write!(out, "remember_state"),
            CfiOp::RestoreState => write!(out, "restore_state"),
            CfiOp::Escape(bytes) => {
                let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
                write!(out, "escape {}", list.join(","))
            }
            CfiOp::WindowSave => write!(out, "window_save"),
            CfiOp::ReturnColumn(r) => write!(out, "return_column {r}"),
            CfiOp::SignalFrame => write!(out, "signal_frame"),
            CfiOp::Personality(encoding, value) | CfiOp::Lsda(encoding, value) => {
                let name = if matches!(op, CfiOp::Personality(..)) { "personality" } else { "lsda" };
                let written = write!(out, "{name} {encoding:#x},");
                self.write_value(value);
                written
            }
            CfiOp::Label(symbol) => {
                self.out.push_str("label ");
                self.write_name(symbol);
                Ok(())
            }
        };
        self.out.push('\n');
    }

    fn debug_file(&mut self, number: u32, directory: Option<&str>, name: &str, md5: Option<[u8; 16]>) {
        let _ = write!(self.out, "\t.file\t{number} ");
        if let Some(directory) = directory {
            quote(directory.as_bytes(), &mut self.out);
            self.out.push(' ');
        }
        quote(name.as_bytes(), &mut self.out);
        if let Some(md5) = md5 {
            let _ = write!(self.out, " md5 {:#034x}", u128::from_be_bytes(md5));
        }
        self.out.push('\n');
    }

    fn loc(&mut self, loc: Loc) {
        let _ = write!(self.out, "\t.loc\t{} {} {}", loc.file, loc.line, loc.column);
        for (said, word) in [
            (loc.basic_block, " basic_block"),
            (loc.prologue_end, " prologue_end"),
            (loc.epilogue_begin, " epilogue_begin"),
        ] {
            if said {
                self.out.push_str(word);
            }
        }
        if let Some(is_stmt) = loc.is_stmt {
            let _ = write!(self.out, " is_stmt {}", u8::from(is_stmt));
        }
        if loc.isa != 0 {
            let _ = write!(self.out, " isa {}", loc.isa);
        }
        if loc.discriminator != 0 {
            let _ = write!(self.out, " discriminator {}", loc.discriminator);
        }
        if let Some(view) = loc.view {
            self.out.push_str(" view ");
            self.write_value(view);
        }
        self.out.push('\n');
    }

    fn inline_asm(&mut self, text: &str) {
        self.out.push_str("#APP\n\t");
        self.out.push_str(text);
        self.out.push_str("\n#NO_APP\n");
    }

    fn comment(&mut self, text: &str) {
        self.line(format_args!("\t# {text}"));
    }
}

impl<I: Isa> TextStreamer<I> {
    /// Prints a file's text anew, statement by statement: what an assembler makes of either is the same.
    pub fn reprint(&mut self, name: &str, text: &[u8]) {
        let mut state = crate::parser::State::default();
        crate::parser::parse_file(self, &mut state, name, text);
    }
}
