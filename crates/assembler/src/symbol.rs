//! The symbol table that both streamers, the code generator and inline asm share.

use crate::{SectionId, Value};
use rustc_hash::FxHashMap;

/// A symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SymbolId(pub u32);

/// ELF binding (gABI, Symbol Binding). `Unset` becomes local when defined, global when not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Binding {
    /// No directive said.
    #[default]
    Unset,
    /// `.local`
    Local,
    /// `.globl`
    Global,
    /// `.weak`
    Weak,
    /// `@gnu_unique_object`
    Unique,
}

/// ELF visibility (gABI, Symbol Visibility).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Visibility {
    /// As the binding says.
    #[default]
    Default,
    /// `.internal`
    Internal,
    /// `.hidden`
    Hidden,
    /// `.protected`
    Protected,
}

/// ELF symbol type (gABI, Symbol Type).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SymbolKind {
    /// `@notype`
    #[default]
    None,
    /// `@object`
    Object,
    /// `@function`
    Function,
    /// `@tls_object`; also what any symbol becomes that is defined in a TLS section or named by a TLS relocation.
    Tls,
    /// `@gnu_indirect_function`
    IFunc,
    /// `@common`
    Common,
    /// `.file`'s symbol.
    File,
}

/// Where a symbol stands.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Definition {
    /// Not defined here.
    #[default]
    Undefined,
    /// A label: in this section, after `frag` variable-size fragments and `offset` bytes of fixed-size contents.
    Label {
        /// The section.
        section: SectionId,
        /// How many variable-size fragments of the section precede.
        frag: u32,
        /// Offset in the section's fixed-size contents.
        offset: u64,
    },
    /// `.set`, `.equ`, `=`.
    Equated(Value),
    /// `.comm`, `.lcomm`
    Common {
        /// In bytes.
        size: u64,
        /// In bytes.
        align: u64,
    },
}

/// All that is known of a symbol.
#[derive(Clone, Debug, Default)]
pub struct Symbol {
    /// Index into the table's names; anonymous symbols get a name when one is printed.
    name: Option<Box<str>>,
    /// The number that an anonymous label is printed with.
    number: u32,
    /// Where it stands.
    pub definition: Definition,
    /// ELF binding.
    pub binding: Binding,
    /// ELF visibility.
    pub visibility: Visibility,
    /// ELF type.
    pub kind: SymbolKind,
    /// `.size`
    pub size: Option<Value>,
    /// Some relocation, directive or expression names it.
    pub used: bool,
    /// `.weakref`: references go to this symbol, which is weak if only referenced so.
    pub weakref: Option<SymbolId>,
}

impl Symbol {
    /// Whether a label, `.set` or `.comm` defined it.
    pub fn is_defined(&self) -> bool {
        self.definition != Definition::Undefined
    }
}

/// The symbols of one object file.
#[derive(Default)]
pub struct SymbolTable {
    symbols: Vec<Symbol>,
    /// How many labels `fresh` has made.
    anonymous: u32,
    by_name: FxHashMap<Box<str>, SymbolId>,
}

impl SymbolTable {
    /// The symbol of this name, made if new.
    pub fn intern(&mut self, name: &str) -> SymbolId {
        if let Some(&id) = self.by_name.get(name) {
            return id;
        }
        let id = SymbolId(self.symbols.len() as u32);
        self.symbols.push(Symbol { name: Some(name.into()), ..Symbol::default() });
        self.by_name.insert(name.into(), id);
        id
    }

    /// A new local label without a name of its own: printed as `.L_<number>`, absent from the object's symbol table.
    pub fn fresh(&mut self) -> SymbolId {
        let id = SymbolId(self.symbols.len() as u32);
        self.symbols.push(Symbol { number: self.anonymous, ..Symbol::default() });
        self.anonymous += 1;
        id
    }

    /// A label for the assembler's own use, which is never printed: it does not disturb the numbers of others, so that
    /// text and object name labels alike.
    pub fn unnumbered(&mut self) -> SymbolId {
        let id = SymbolId(self.symbols.len() as u32);
        self.symbols.push(Symbol { number: u32::MAX, ..Symbol::default() });
        id
    }

    /// Gives a symbol another name.
    pub fn rename(&mut self, id: SymbolId, name: &str) {
        if let Some(old) = self[id].name.take() {
            self.by_name.remove(&old);
        }
        self[id].name = Some(name.into());
        self.by_name.insert(name.into(), id);
    }

    /// The symbol of this name, if there is one.
    pub fn lookup(&self, name: &str) -> Option<SymbolId> {
        self.by_name.get(name).copied()
    }

    /// Its name; `None` for anonymous labels.
    pub fn name(&self, id: SymbolId) -> Option<&str> {
        self[id].name.as_deref()
    }

    /// Writes its name as assembler text says it, quoted where it has characters that names may not have.
    pub fn write_name(&self, id: SymbolId, out: &mut String) {
        use std::fmt::Write;
        match &self[id].name {
            None => {
                let _ = write!(out, ".L_{}", self[id].number);
            }
            Some(name)
                if name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.$".contains(&b) || b >= 0x80) =>
            {
                out.push_str(name)
            }
            Some(name) => {
                out.push('"');
                for c in name.chars() {
                    if matches!(c, '"' | '\\') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push('"');
            }
        }
    }

    /// The same for text that an assembler will read: an anonymous label can be found by what is written from now on.
    pub fn write_known_name(&mut self, id: SymbolId, out: &mut String) {
        if self[id].name.is_none() {
            let name: Box<str> = format!(".L_{}", self[id].number).into();
            self.by_name.entry(name).or_insert(id);
        }
        self.write_name(id, out);
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// All of them, in order of creation.
    pub fn iter(&self) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        self.symbols.iter().enumerate().map(|(i, s)| (SymbolId(i as u32), s))
    }

    /// Whether the symbol stays out of the object's symbol table: anonymous, or named `.L…`.
    pub fn is_local_label(&self, id: SymbolId) -> bool {
        self[id].name.as_deref().is_none_or(|n| n.starts_with(".L"))
    }
}

impl std::ops::Index<SymbolId> for SymbolTable {
    type Output = Symbol;
    fn index(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0 as usize]
    }
}

impl std::ops::IndexMut<SymbolId> for SymbolTable {
    fn index_mut(&mut self, id: SymbolId) -> &mut Symbol {
        &mut self.symbols[id.0 as usize]
    }
}
