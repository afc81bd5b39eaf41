//! The one interface to assembling: the code generator, inline asm and the parser of `.s` files all call it.

use crate::{Binding, CfiOp, Context, Isa, SectionId, SymbolId, SymbolKind, Value, Visibility};

/// Padding up to an alignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Align {
    /// In bytes; a power of two.
    pub to: u64,
    /// `None`: zeros, in code sections nops. The pattern is `fill_size` bytes wide.
    pub fill: Option<u64>,
    /// 1, 2 or 4.
    pub fill_size: u8,
    /// Don't align at all if it would take more than this many bytes; 0 is no limit.
    pub max_skip: u64,
}

impl Align {
    /// To a multiple of `to` bytes, with nops or zeros.
    pub const fn new(to: u64) -> Align {
        Align { to, fill: None, fill_size: 1, max_skip: 0 }
    }
}

/// `.loc`: the source line of the next instruction (DWARF 5 section 6.2.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loc {
    /// The number that `.file` gave.
    pub file: u32,
    /// From 1.
    pub line: u32,
    /// From 1; 0 is unknown.
    pub column: u32,
    /// `is_stmt`; `None` keeps it.
    pub is_stmt: Option<bool>,
    /// `basic_block`
    pub basic_block: bool,
    /// `prologue_end`
    pub prologue_end: bool,
    /// `epilogue_begin`
    pub epilogue_begin: bool,
    /// `isa`
    pub isa: u32,
    /// `discriminator`
    pub discriminator: u32,
    /// `view`: a symbol to be set to the line table's view number, or `-0`.
    pub view: Option<Value>,
}

impl Loc {
    /// Just file, line and column.
    pub const fn new(file: u32, line: u32, column: u32) -> Loc {
        Loc {
            file,
            line,
            column,
            is_stmt: None,
            basic_block: false,
            prologue_end: false,
            epilogue_begin: false,
            isa: 0,
            discriminator: 0,
            view: None,
        }
    }
}

/// Takes assembly, statement by statement. Errors go to the [`Context`].
pub trait Streamer {
    /// The machine.
    type Isa: Isa;

    /// Symbols, sections, expressions, messages.
    fn context(&mut self) -> &mut Context;
    /// The machine.
    fn isa(&self) -> &Self::Isa;
    /// The machine, for directives that change how instructions are read.
    fn isa_mut(&mut self) -> &mut Self::Isa;

    /// Both at once.
    fn parts(&mut self) -> (&mut Context, &mut Self::Isa);

    /// An instruction.
    fn inst(&mut self, inst: &<Self::Isa as Isa>::Inst);
    /// Data.
    fn bytes(&mut self, bytes: &[u8]);
    /// `.byte`, `.short`, `.long`, `.quad`: a value of `size` bytes (1, 2, 4, 8).
    fn value(&mut self, value: Value, size: u8);
    /// Defines a label here.
    fn label(&mut self, symbol: SymbolId);

    /// `.section`: goes on at the end of this section.
    fn section(&mut self, section: SectionId);
    /// `.pushsection`
    fn push_section(&mut self, section: SectionId);
    /// `.popsection`
    fn pop_section(&mut self);
    /// `.previous`
    fn previous_section(&mut self);
    /// `.subsection`
    fn subsection(&mut self, number: u32);
    /// The section that contents go to.
    fn current_section(&self) -> SectionId;

    /// `.p2align`, `.balign`
    fn align(&mut self, align: Align);
    /// `.fill count, size, pattern` (and `.skip`, `.zero` with size 1): `count` times `size` (0…8) bytes.
    fn fill(&mut self, count: Value, size: u8, pattern: u64);
    /// `.org`
    fn org(&mut self, to: Value, fill: u8);
    /// `.uleb128`, `.sleb128`
    fn leb128(&mut self, value: Value, signed: bool);
    /// `.reloc offset, type, value`
    fn reloc(&mut self, offset: Value, r_type: u32, value: Value);

    /// `.globl`, `.weak`, `.local`
    fn binding(&mut self, symbol: SymbolId, binding: Binding);
    /// `.hidden`, `.protected`, `.internal`
    fn visibility(&mut self, symbol: SymbolId, visibility: Visibility);
    /// `.type`
    fn symbol_type(&mut self, symbol: SymbolId, kind: SymbolKind);
    /// `.size`
    fn size(&mut self, symbol: SymbolId, size: Value);
    /// `.size symbol, .-symbol`: from the symbol to here.
    fn size_to_here(&mut self, symbol: SymbolId);
    /// `.comm`; after `.local` of the same symbol it is zeroed space in `.bss`.
    fn common(&mut self, symbol: SymbolId, size: u64, align: u64);
    /// `.set`: the symbol's value is this from here on (also how aliases are made).
    fn set(&mut self, symbol: SymbolId, value: Value);
    /// `.weakref alias, target`
    fn weakref(&mut self, alias: SymbolId, target: SymbolId);
    /// `.symver symbol, name@version` (or `@@`, `@@@`).
    fn symver(&mut self, symbol: SymbolId, versioned: &str);
    /// `.ident`
    fn ident(&mut self, text: &str);
    /// `.file "name"`: the source's name in the symbol table.
    fn source_file(&mut self, name: &str);

    /// `.cfi_sections`: whether `.eh_frame` and `.debug_frame` are made.
    fn cfi_sections(&mut self, eh_frame: bool, debug_frame: bool);
    /// `.cfi_startproc`; `simple` omits the entry rules.
    fn cfi_start(&mut self, simple: bool);
    /// `.cfi_endproc`
    fn cfi_end(&mut self);
    /// Any other `.cfi_*`.
    fn cfi(&mut self, op: CfiOp);

    /// `.file number "directory" "name" md5`
    fn debug_file(&mut self, number: u32, directory: Option<&str>, name: &str, md5: Option<[u8; 16]>);
    /// `.loc`
    fn loc(&mut self, loc: Loc);

    /// An asm statement's text, operands already inserted. The object streamer parses it, the text streamer prints it.
    fn inline_asm(&mut self, text: &str);
    /// A comment for the reader of `-S`; objects ignore it.
    fn comment(&mut self, _text: &str) {}
}
