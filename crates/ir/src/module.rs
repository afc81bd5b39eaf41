//! What a translation unit exports and needs: symbols and data.

use crate::function::Function;
use crate::library::LibraryFunction;
use cranelift_entity::{PrimaryMap, entity_impl};
use diag::Loc;
use std::sync::Arc;

/// A symbol of the module.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(u32);
entity_impl!(SymbolId, "@");

/// Characters of the execution character set (C23 5.2.1), as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Characters {
    /// The end of a line.
    pub newline: u8,
    /// `%`
    pub percent: u8,
    /// `s`
    pub s: u8,
    /// `c`
    pub c: u8,
    /// `'0'`, which the other digits follow (5.2.1p3).
    pub zero: i32,
}

impl Default for Characters {
    fn default() -> Characters {
        Characters { newline: b'\n', percent: b'%', s: b's', c: b'c', zero: 48 }
    }
}

/// A module: its symbols. Functions and data travel one by one and refer to these. A copy is cheap enough to give to
/// those who read it while it grows.
#[derive(Clone)]
pub struct Module {
    /// What characters that functions of the library look for are in the program.
    pub characters: Characters,
    /// The symbols, those of [`LibraryFunction`] first.
    pub symbols: PrimaryMap<SymbolId, SymbolData>,
    /// Some symbol has a [`SymbolData::call_diagnostic`].
    pub forbids_calls: bool,
}

impl Module {
    /// A module that has only the library's functions, called by way of the PLT unless they are bound within the output.
    pub fn new(dso_local: bool) -> Module {
        let mut symbols = PrimaryMap::new();
        for function in LibraryFunction::all() {
            symbols.push(SymbolData {
                name: function.name().into(),
                binding: Binding::Global,
                dso_local,
                library: Some(function),
                ..SymbolData::default()
            });
        }
        Module { characters: Characters::default(), symbols, forbids_calls: false }
    }

    /// The symbols that are not the library's, names of the library's that mean something else included.
    pub fn own_symbols(&self) -> impl Iterator<Item = (SymbolId, &SymbolData)> {
        let library = LibraryFunction::all().count();
        self.symbols
            .iter()
            .enumerate()
            .filter(move |(i, (_, data))| *i >= library || data.library.is_none())
            .map(|(_, symbol)| symbol)
    }
}

impl Default for Module {
    fn default() -> Module {
        Module::new(false)
    }
}

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SymbolKind {
    /// Code.
    #[default]
    Function,
    /// An object.
    Data,
    /// A thread-local object.
    Tls,
}

/// Who sees a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Binding {
    /// This object file; with a private name (`.L…`) not even its symbol table.
    #[default]
    Local,
    /// Everybody.
    Global,
    /// Everybody, giving way to a global one.
    Weak,
}

/// A thread-local storage model (x86-64 psABI 4.4.6 and the ELF TLS paper), cheapest last.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names are the psABI's")]
pub enum TlsModel {
    GlobalDynamic,
    LocalDynamic,
    InitialExec,
    #[default]
    LocalExec,
}

/// ELF visibility.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names are ELF's")]
pub enum Visibility {
    #[default]
    Default,
    Hidden,
    Protected,
    Internal,
}

/// A parameter or an array of variable length as the source names it, for those who speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: Box<str>,
    /// Where it is declared.
    pub declared: Loc,
    /// Of one declared as an array, its number from 0.
    pub array: Option<u8>,
}

/// An object as the source declares it, for those who speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: Box<str>,
    /// Where it is declared.
    pub declared: Loc,
    /// Its type, spelled as an array: that of something else has one element.
    pub ty: Box<str>,
    /// Size of an element in bytes.
    pub element: u64,
    /// Size in bytes of what has no elements: of an array of arrays, an element of those.
    pub unit: u64,
    /// Of a structure: offsets of members, and how they are named after the object: `.a.b`.
    pub members: Vec<(u64, Box<str>)>,
    /// Of a constant: where in it arrays of characters begin and end, in order.
    pub texts: Vec<(u64, u64)>,
    /// The same of wide characters.
    pub wide_texts: Vec<(u64, u64)>,
    /// Whether it is initialised is not to be asked.
    pub settled: bool,
    /// It ends in a flexible array member, so that it may be larger than its type.
    pub flexible: bool,
    /// `nonstring`: it need not end in a zero.
    pub nonstring: bool,
    /// It is a complex number.
    pub complex: bool,
}

/// A symbol.
#[derive(Clone, Debug, Default)]
pub struct SymbolData {
    /// Its name in the object file.
    pub name: Arc<str>,
    /// What it names.
    pub kind: SymbolKind,
    /// Who sees it.
    pub binding: Binding,
    /// ELF visibility.
    pub visibility: Visibility,
    /// Defined in this module.
    pub defined: bool,
    /// Binds within the output being linked, so that it can be addressed without the GOT.
    pub dso_local: bool,
    /// Another name of a symbol, or possibly one: what it names may overlap what others name.
    pub alias: bool,
    /// Stays although nothing in the module refers to it: attribute `used`, constructors, what aliases name.
    pub kept: bool,
    /// Attribute `retain`: the linker keeps the section that it stands in.
    pub retained: bool,
    /// The C library's function of that name: what calls of it do is known.
    pub library: Option<LibraryFunction>,
    /// Of a function that returns new memory: the number, from 1, of the parameter that says how many bytes, and of one that
    /// it is multiplied by.
    pub alloc_size: Option<(u8, Option<u8>)>,
    /// Of a function: what its declaration says of calls, if it says anything.
    pub contract: Option<Arc<crate::contract::Contract>>,
    /// Of an object: its size in bytes, if it is known.
    pub size: Option<u64>,
    /// Of an object that ends in a flexible array member: it may be larger than its type.
    pub flexible: bool,
    /// Of an object that nothing writes or replaces: what it holds.
    pub constant: Option<Arc<GlobalData>>,
    /// Where the source first declares it.
    pub declared: Loc,
    /// Of an object: as the source has it, if that was asked for.
    pub described: Option<Arc<Described>>,
    /// Of a function: which of its first 64 parameters are signed integers, the first as the lowest bit.
    pub signed_params: u64,
    /// Of a function that is called through a pointer: its type as messages spell it.
    pub spelled: Option<Box<str>>,
    /// Of a function: attribute `artificial`, so that what it does counts as its caller's.
    pub artificial: bool,
    /// Of a function: it returns a pointer.
    pub returns_pointer: bool,
    /// For [`SymbolKind::Tls`].
    pub tls_model: TlsModel,
    /// `error("…")` or `warning("…")` (then the flag is false) if a call of it survives.
    pub call_diagnostic: Option<(bool, Arc<str>)>,
}

/// A definition of a translation unit.
#[derive(Clone)]
pub enum Definition {
    /// Code.
    Function(Box<Function>),
    /// An object.
    Data(Arc<GlobalData>),
    /// `asm` outside of functions.
    Asm(Box<str>),
}

/// The definition of an object.
#[derive(Clone, Debug, Default)]
pub struct GlobalData {
    /// Its symbol.
    pub symbol: Option<SymbolId>,
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// Size in bytes; what `bytes` lacks is zero.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u32,
    /// Addresses over the bytes, by offset.
    pub relocs: Vec<DataReloc>,
    /// Never written.
    pub read_only: bool,
    /// Mergeable: elements of this many bytes, ending in a zero element if `strings`.
    pub merge: Option<u8>,
    /// With `merge`: zero-terminated.
    pub strings: bool,
    /// A named section.
    pub section: Option<Box<str>>,
    /// A tentative definition under -fcommon.
    pub common: bool,
}

/// An address within data.
#[derive(Clone, Copy, Debug)]
pub struct DataReloc {
    /// Where.
    pub offset: u64,
    /// In bytes.
    pub size: u8,
    /// Of what.
    pub target: DataTarget,
    /// Plus.
    pub addend: i64,
}

/// What an address in data is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataTarget {
    /// A symbol.
    Symbol(SymbolId),
    /// Label number of a function: `&&label`.
    Label(SymbolId, u32),
    /// Difference of two labels of a function.
    LabelDifference(SymbolId, u32, u32),
}
