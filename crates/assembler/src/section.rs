//! Sections by name, type, flags and group (gABI chapter 4; GNU as manual, `.section`).

use crate::SymbolId;
use rustc_hash::FxHashMap;

/// A section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SectionId(pub u32);

/// `sh_flags`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SectionFlags(pub u32);

impl SectionFlags {
    /// `w`
    pub const WRITE: SectionFlags = SectionFlags(0x1);
    /// `a`
    pub const ALLOC: SectionFlags = SectionFlags(0x2);
    /// `x`
    pub const EXEC: SectionFlags = SectionFlags(0x4);
    /// `M`
    pub const MERGE: SectionFlags = SectionFlags(0x10);
    /// `S`
    pub const STRINGS: SectionFlags = SectionFlags(0x20);
    /// `o`: `sh_link` names another section.
    pub const LINK_ORDER: SectionFlags = SectionFlags(0x80);
    /// `G`
    pub const GROUP: SectionFlags = SectionFlags(0x200);
    /// `T`
    pub const TLS: SectionFlags = SectionFlags(0x400);
    /// `R`
    pub const RETAIN: SectionFlags = SectionFlags(0x20_0000);
    /// `e`
    pub const EXCLUDE: SectionFlags = SectionFlags(0x8000_0000);

    /// Both.
    pub const fn or(self, other: SectionFlags) -> SectionFlags {
        SectionFlags(self.0 | other.0)
    }

    /// Whether all of `other` are set.
    pub const fn has(self, other: SectionFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

/// `sh_type`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SectionKind(pub u32);

impl SectionKind {
    /// `@progbits`
    pub const PROGBITS: SectionKind = SectionKind(1);
    /// `@note`
    pub const NOTE: SectionKind = SectionKind(7);
    /// `@nobits`
    pub const NOBITS: SectionKind = SectionKind(8);
    /// `@init_array`
    pub const INIT_ARRAY: SectionKind = SectionKind(14);
    /// `@fini_array`
    pub const FINI_ARRAY: SectionKind = SectionKind(15);
    /// `@preinit_array`
    pub const PREINIT_ARRAY: SectionKind = SectionKind(16);
    /// `@unwind` (the x86-64 psABI's `SHT_X86_64_UNWIND`).
    pub const UNWIND: SectionKind = SectionKind(0x7000_0001);
}

/// What `.section` says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SectionSpec<'a> {
    /// The name.
    pub name: &'a str,
    /// `sh_type`; 0 lets the name decide.
    pub kind: SectionKind,
    /// `sh_flags`. With `kind` 0 and no flags, the name decides, as in `.section .text.foo`.
    pub flags: SectionFlags,
    /// `sh_entsize`, with `M`.
    pub entsize: u64,
    /// The group's signature symbol, with `G`; and whether the group is COMDAT.
    pub group: Option<(SymbolId, bool)>,
    /// The symbol whose section `o` links to.
    pub linked_to: Option<SymbolId>,
    /// `unique,N`
    pub unique: Option<u32>,
}

impl<'a> SectionSpec<'a> {
    /// The section of this name with the type and flags that the name implies.
    pub fn named(name: &'a str) -> SectionSpec<'a> {
        let (kind, flags) = implied(name);
        SectionSpec { name, kind, flags, ..SectionSpec::default() }
    }

    /// A section with these flags; the type comes from the name.
    pub fn new(name: &'a str, flags: SectionFlags) -> SectionSpec<'a> {
        SectionSpec { name, kind: implied(name).0, flags, ..SectionSpec::default() }
    }
}

/// Type and flags by name (gABI, Special Sections; a prefix `.text.` inherits).
pub(crate) fn implied(name: &str) -> (SectionKind, SectionFlags) {
    use SectionFlags as F;
    use SectionKind as K;
    let aw = F::ALLOC.or(F::WRITE);
    let is =
        |base: &str| name.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if is(".text") || name == ".init" || name == ".fini" {
        (K::PROGBITS, F::ALLOC.or(F::EXEC))
    } else if is(".data") || name == ".data1" {
        (K::PROGBITS, aw)
    } else if is(".bss") || is(".sbss") {
        (K::NOBITS, aw)
    } else if is(".rodata") || name == ".rodata1" {
        (K::PROGBITS, F::ALLOC)
    } else if is(".tdata") {
        (K::PROGBITS, aw.or(F::TLS))
    } else if is(".tbss") {
        (K::NOBITS, aw.or(F::TLS))
    } else if is(".init_array") {
        (K::INIT_ARRAY, aw)
    } else if is(".fini_array") {
        (K::FINI_ARRAY, aw)
    } else if is(".preinit_array") {
        (K::PREINIT_ARRAY, aw)
    } else if name == ".note.GNU-stack" {
        (K::PROGBITS, F::default())
    } else if is(".note") {
        (K::NOTE, F::default())
    } else if is(".eh_frame") {
        (K::PROGBITS, F::ALLOC)
    } else {
        (K::PROGBITS, F::default())
    }
}

/// An interned [`SectionSpec`].
#[derive(Clone, Debug)]
pub struct Section {
    /// The name.
    pub name: Box<str>,
    /// `sh_type`
    pub kind: SectionKind,
    /// `sh_flags`
    pub flags: SectionFlags,
    /// `sh_entsize`
    pub entsize: u64,
    /// Signature and COMDAT-ness.
    pub group: Option<(SymbolId, bool)>,
    /// The symbol whose section `sh_link` names.
    pub linked_to: Option<SymbolId>,
    /// `unique,N`
    pub unique: Option<u32>,
}

/// What tells sections apart: name, group signature, `unique`.
type Key = (Box<str>, Option<SymbolId>, Option<u32>, bool);

/// The sections of one object file, in order of creation.
pub struct Sections {
    list: Vec<Section>,
    by_key: FxHashMap<Key, SectionId>,
}

impl Default for Sections {
    /// `.text`, `.data` and `.bss` always exist, in this order.
    fn default() -> Sections {
        let mut sections = Sections { list: Vec::new(), by_key: FxHashMap::default() };
        for name in [".text", ".data", ".bss"] {
            sections.intern(&SectionSpec::named(name));
        }
        sections
    }
}

impl Sections {
    /// `.text`
    pub const TEXT: SectionId = SectionId(0);
    /// `.data`
    pub const DATA: SectionId = SectionId(1);
    /// `.bss`
    pub const BSS: SectionId = SectionId(2);

    /// The section that this describes. Name, group, `unique` and whether it is retained identify it (GNU as manual,
    /// `.section`, flag `R`); the first mention sets the rest.
    pub fn intern(&mut self, spec: &SectionSpec<'_>) -> SectionId {
        let retained = spec.flags.has(SectionFlags::RETAIN);
        let key = (Box::from(spec.name), spec.group.map(|g| g.0), spec.unique, retained);
        if let Some(&id) = self.by_key.get(&key) {
            return id;
        }
        let id = SectionId(self.list.len() as u32);
        self.list.push(Section {
            name: spec.name.into(),
            kind: spec.kind,
            flags: spec.flags,
            entsize: spec.entsize,
            group: spec.group,
            linked_to: spec.linked_to,
            unique: spec.unique,
        });
        self.by_key.insert(key, id);
        id
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Never: `.text` exists.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (SectionId, &Section)> {
        self.list.iter().enumerate().map(|(i, s)| (SectionId(i as u32), s))
    }
}

impl std::ops::Index<SectionId> for Sections {
    type Output = Section;
    fn index(&self, id: SectionId) -> &Section {
        &self.list[id.0 as usize]
    }
}

impl std::ops::IndexMut<SectionId> for Sections {
    fn index_mut(&mut self, id: SectionId) -> &mut Section {
        &mut self.list[id.0 as usize]
    }
}
