//! What linker scripts and version scripts say (GNU ld manual, chapter "Linker Scripts"), before any of it is evaluated.

/// An operator with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unary {
    /// `-`
    Negate,
    /// `~`
    Complement,
    /// `!`
    Not,
}

/// An operator with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are C's")]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    ShiftLeft,
    ShiftRight,
    And,
    Or,
    Xor,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    LogicalAnd,
    LogicalOr,
}

/// A function of a section or region name (manual, "Builtin Functions").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum NameFunction {
    Addr,
    LoadAddr,
    SizeOf,
    AlignOf,
    Origin,
    Length,
    Defined,
    Constant,
}

/// A function of values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum ValueFunction {
    Absolute,
    Align,
    Next,
    Max,
    Min,
    Log2Ceil,
    DataSegmentAlign,
    DataSegmentRelroEnd,
    DataSegmentEnd,
}

/// An expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expr {
    /// A number.
    Number(u64),
    /// `.`
    Dot,
    /// A symbol.
    Symbol(String),
    /// An operator with one operand.
    Unary(Unary, Box<Expr>),
    /// An operator with two operands.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `ADDR (name)` and its kin.
    OfName(NameFunction, String),
    /// `ALIGN (a, b)` and its kin.
    OfValues(ValueFunction, Vec<Expr>),
    /// `SEGMENT_START (name, default)`
    SegmentStart(String, Box<Expr>),
    /// `SIZEOF_HEADERS`
    SizeOfHeaders,
    /// `ASSERT (condition, message)` as a value.
    Assert(Box<Assertion>),
}

/// `ASSERT (condition, message)`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assertion {
    /// Must not be zero.
    pub condition: Expr,
    /// What is said otherwise.
    pub message: String,
}

/// How an assignment defines its symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Provide {
    /// Only if something refers to the symbol and no input defines it.
    pub only_if_needed: bool,
    /// Not exported.
    pub hidden: bool,
}

/// `symbol = value`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// The symbol, or `.`.
    pub symbol: String,
    /// The operator of `+=` and its kin.
    pub operator: Option<Binary>,
    /// The new value.
    pub value: Expr,
    /// `PROVIDE`, `HIDDEN`
    pub provide: Provide,
}

/// Order of the sections that a pattern matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum Sort {
    Name,
    Alignment,
    InitPriority,
    /// As they come, whatever `--sort-section` says.
    None,
}

/// A pattern of section names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SectionPattern {
    /// Wildcards.
    pub name: String,
    /// Not from these files.
    pub exclude: Vec<String>,
    /// Outer order, then inner order.
    pub sort: Vec<Sort>,
}

/// `file (sections)`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputPattern {
    /// Wildcards; `archive:member` is possible.
    pub file: String,
    /// Order of the files: by name, or as they come.
    pub sort_files: bool,
    /// `EXCLUDE_FILE` before the file pattern.
    pub exclude: Vec<String>,
    /// Sections; empty means all.
    pub sections: Vec<SectionPattern>,
    /// `KEEP`
    pub keep: bool,
}

/// Something between the braces of an output section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// `symbol = value`
    Assign(Assignment),
    /// `ASSERT`
    Assert(Assertion),
    /// Input sections.
    Input(InputPattern),
    /// `BYTE`, `SHORT`, `LONG`, `QUAD`: size in bytes and value.
    Data(u8, Expr),
    /// `ASCIZ`, `ASCII`
    Text(String),
    /// `FILL`
    Fill(Expr),
    /// `CONSTRUCTORS`: nothing in ELF.
    Constructors,
    /// `INCLUDE`
    Include(String),
}

/// `(NOLOAD)` and its kin.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SectionType {
    /// As the inputs are.
    #[default]
    Input,
    /// In the address space, but not in the file.
    NoLoad,
    /// `DSECT`, `COPY`, `INFO`, `OVERLAY`: in the file, but not in the address space.
    NotAllocated,
    /// `READONLY`
    ReadOnly,
}

/// `ONLY_IF_RO`, `ONLY_IF_RW`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum Constraint {
    #[default]
    None,
    OnlyIfReadOnly,
    OnlyIfWritable,
}

/// An output section.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OutputSection {
    /// Its name.
    pub name: String,
    /// Where.
    pub address: Option<Expr>,
    /// `(NOLOAD)` and its kin.
    pub kind: SectionType,
    /// `AT (lma)`
    pub load_address: Option<Expr>,
    /// `ALIGN (n)`
    pub align: Option<Expr>,
    /// `SUBALIGN (n)`
    pub subalign: Option<Expr>,
    /// `ONLY_IF_RO`, `ONLY_IF_RW`
    pub constraint: Constraint,
    /// What it holds.
    pub contents: Vec<Content>,
    /// `>region`
    pub region: Option<String>,
    /// `AT>region`
    pub load_region: Option<String>,
    /// `:phdr`
    pub segments: Vec<String>,
    /// `=fill`
    pub fill: Option<Expr>,
}

/// What may follow the colon or the closing brace of an output section.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields of OutputSection")]
pub enum Attribute {
    LoadAddress(Expr),
    Align(Expr),
    Subalign(Expr),
    Constraint(Constraint),
    Region(String),
    LoadRegion(String),
    Segment(String),
}

impl OutputSection {
    /// Sets what attributes say.
    pub fn with(mut self, attributes: Vec<Attribute>) -> OutputSection {
        for attribute in attributes {
            match attribute {
                Attribute::LoadAddress(expr) => self.load_address = Some(expr),
                Attribute::Align(expr) => self.align = Some(expr),
                Attribute::Subalign(expr) => self.subalign = Some(expr),
                Attribute::Constraint(constraint) => self.constraint = constraint,
                Attribute::Region(name) => self.region = Some(name),
                Attribute::LoadRegion(name) => self.load_region = Some(name),
                Attribute::Segment(name) => self.segments.push(name),
            }
        }
        self
    }
}

/// Something between the braces of `SECTIONS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SectionCommand {
    /// `symbol = value`
    Assign(Assignment),
    /// `ASSERT`
    Assert(Assertion),
    /// An output section.
    Output(Box<OutputSection>),
    /// `ENTRY`
    Entry(String),
    /// `INCLUDE`
    Include(String),
}

/// A region of `MEMORY`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// Attributes, `!` before those that must not be.
    pub attributes: String,
    /// Where it begins.
    pub origin: Expr,
    /// Its size.
    pub length: Expr,
}

/// A line of `PHDRS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phdr {
    /// Its name.
    pub name: String,
    /// `PT_*` or a number.
    pub kind: Expr,
    /// `FILEHDR`
    pub file_header: bool,
    /// `PHDRS`
    pub headers: bool,
    /// `AT`
    pub load_address: Option<Expr>,
    /// `FLAGS`
    pub flags: Option<Expr>,
}

/// What may follow a segment's type.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields of Phdr")]
pub enum PhdrAttribute {
    FileHeader,
    Headers,
    LoadAddress(Expr),
    Flags(Expr),
}

impl Phdr {
    /// Sets what attributes say.
    pub fn with(mut self, attributes: Vec<PhdrAttribute>) -> Phdr {
        for attribute in attributes {
            match attribute {
                PhdrAttribute::FileHeader => self.file_header = true,
                PhdrAttribute::Headers => self.headers = true,
                PhdrAttribute::LoadAddress(expr) => self.load_address = Some(expr),
                PhdrAttribute::Flags(expr) => self.flags = Some(expr),
            }
        }
        self
    }
}

/// A pattern of a version script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SymbolPattern {
    /// Wildcards, unless quoted.
    pub name: String,
    /// Stands for itself.
    pub quoted: bool,
    /// The language of `extern "…"`.
    pub language: Option<String>,
}

/// What stands in a version node: `global:` or `local:`, or patterns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VersionItem {
    /// What follows is exported.
    Global,
    /// What follows is not exported.
    Local,
    /// Patterns.
    Patterns(Vec<SymbolPattern>),
}

/// A node of a version script.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VersionNode {
    /// Its name; empty for the anonymous node.
    pub name: String,
    /// Exported with this version.
    pub global: Vec<SymbolPattern>,
    /// Not exported.
    pub local: Vec<SymbolPattern>,
    /// Versions that this one includes.
    pub parents: Vec<String>,
}

impl VersionNode {
    /// Makes a node of what stands between its braces.
    pub fn new(name: String, items: Vec<VersionItem>, parents: Vec<String>) -> VersionNode {
        let mut node = VersionNode { name, parents, ..VersionNode::default() };
        let mut local = false;
        for item in items {
            match item {
                VersionItem::Global => local = false,
                VersionItem::Local => local = true,
                VersionItem::Patterns(list) if local => node.local.extend(list),
                VersionItem::Patterns(list) => node.global.extend(list),
            }
        }
        node
    }
}

/// A file of `INPUT` or `GROUP`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputFile {
    /// Path or `-lname`.
    pub name: String,
    /// Within `AS_NEEDED`.
    pub as_needed: bool,
}

/// A command at the outermost level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// `symbol = value`
    Assign(Assignment),
    /// `ASSERT`
    Assert(Assertion),
    /// `SECTIONS`
    Sections(Vec<SectionCommand>),
    /// `MEMORY`
    Memory(Vec<Region>),
    /// `PHDRS`
    Phdrs(Vec<Phdr>),
    /// `VERSION`
    Version(Vec<VersionNode>),
    /// `ENTRY`
    Entry(String),
    /// `INPUT`, `GROUP`, `STARTUP`: the last goes first.
    Input {
        /// The files.
        files: Vec<InputFile>,
        /// Before all others.
        startup: bool,
    },
    /// `SEARCH_DIR`
    SearchDir(String),
    /// `OUTPUT`
    Output(String),
    /// `OUTPUT_FORMAT`, `TARGET`: the names; the second is big-endian, the third little-endian.
    Format(Vec<String>),
    /// `OUTPUT_ARCH`
    Architecture(String),
    /// `EXTERN`
    Extern(Vec<String>),
    /// `REGION_ALIAS (alias, region)`
    RegionAlias(String, String),
    /// `INSERT AFTER section`, `INSERT BEFORE section`
    Insert {
        /// After rather than before.
        after: bool,
        /// The output section.
        section: String,
    },
    /// `INCLUDE`
    Include(String),
}

/// Any text in the language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// A linker script.
    Script(Vec<Command>),
    /// A file included in `SECTIONS`.
    Sections(Vec<SectionCommand>),
    /// A file included in an output section.
    Contents(Vec<Content>),
    /// A version script.
    Versions(Vec<VersionNode>),
    /// A dynamic list.
    DynamicList(Vec<SymbolPattern>),
    /// An expression.
    Expression(Expr),
}
