//! A relocatable object (gABI, chapters 4.1 to 4.5), 64-bit and little-endian. Its tables stay where they are in the file:
//! relocations are decoded when they are looked at.

use crate::elf;

/// A relocation.
#[derive(Clone, Copy, Debug)]
pub struct Reloc {
    /// Offset in the section.
    pub offset: u64,
    /// Its type.
    pub r_type: u32,
    /// Index of the symbol in the object.
    pub symbol: u32,
    /// Addend.
    pub addend: i64,
}

/// The relocations of a section.
#[derive(Clone, Copy, Debug, Default)]
pub struct Relocs<'a>(pub(crate) &'a [[u8; 24]]);

fn word(bytes: &[u8], at: usize) -> u64 {
    let mut out = [0; 8];
    if let Some(field) = bytes.get(at..at + 8) {
        out.copy_from_slice(field);
    }
    u64::from_le_bytes(out)
}

fn half(bytes: &[u8], at: usize) -> u32 {
    let mut out = [0; 4];
    if let Some(field) = bytes.get(at..at + 4) {
        out.copy_from_slice(field);
    }
    u32::from_le_bytes(out)
}

fn quarter(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

impl<'a> Relocs<'a> {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Option<Reloc> {
        self.0.get(index).map(decode)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Reloc> + use<'a> {
        self.0.iter().map(decode)
    }
}

fn decode(row: &[u8; 24]) -> Reloc {
    Reloc { offset: word(row, 0), r_type: half(row, 8), symbol: half(row, 12), addend: word(row, 16) as i64 }
}

/// A section of an object.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// `sh_type`
    pub kind: u32,
    /// `sh_flags`
    pub flags: u64,
    /// Contents; empty if it has none in the file.
    pub data: &'a [u8],
    /// Size in memory.
    pub size: u64,
    /// Alignment.
    pub align: u64,
    /// `sh_entsize`
    pub entsize: u64,
    /// `sh_link`
    pub link: u32,
    /// Relocations.
    pub relocs: Relocs<'a>,
    /// Takes part in the output.
    pub live: bool,
    /// Lost to another definition of its group.
    pub duplicate: bool,
}

impl<'a> Section<'a> {
    /// A section that the linker makes.
    pub(crate) fn made(name: &'a [u8], kind: u32, flags: u64, align: u64, entsize: u64) -> Section<'a> {
        Section {
            name,
            kind,
            flags,
            data: &[],
            size: 0,
            align,
            entsize,
            link: 0,
            relocs: Relocs(&[]),
            live: false,
            duplicate: false,
        }
    }
}

/// Where a symbol of an object stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Not here.
    Undefined,
    /// At an offset in a section.
    Section(u32, u64),
    /// A number.
    Absolute(u64),
    /// `size` bytes wherever there is room, with this alignment.
    Common(u64),
}

/// A symbol of an object.
#[derive(Clone, Copy, Debug)]
pub struct Symbol<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Where.
    pub place: Place,
    /// Size in bytes.
    pub size: u64,
    /// `STB_*`
    pub binding: u8,
    /// `STT_*`
    pub kind: u8,
    /// `STV_*`
    pub visibility: u8,
}

/// A group of sections.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// The signature.
    pub signature: &'a [u8],
    /// The symbol that is the signature.
    pub symbol: u32,
    /// Only one of its kind is kept.
    pub comdat: bool,
    /// Its sections.
    pub members: Vec<u32>,
}

/// A relocatable object.
#[derive(Clone, Debug)]
pub struct Object<'a> {
    /// What messages call it.
    pub name: String,
    /// Sections by index.
    pub sections: Vec<Section<'a>>,
    /// Symbols by index.
    pub symbols: Vec<Symbol<'a>>,
    /// Where the globals begin.
    pub first_global: u32,
    /// Groups.
    pub groups: Vec<Group<'a>>,
    /// Of a library that `--exclude-libs` names.
    pub excluded: bool,
    /// Its `.note.GNU-stack` asks for an executable stack.
    pub executable_stack: bool,
}

/// The name at an offset of a string table.
pub(super) fn string(table: &[u8], offset: u32) -> Option<&[u8]> {
    let rest = table.get(offset as usize..)?;
    memchr::memchr(0, rest).map(|end| &rest[..end])
}

/// A row of the section header table.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) name: u32,
    pub(super) kind: u32,
    pub(super) flags: u64,
    pub(super) offset: u64,
    pub(super) size: u64,
    pub(super) link: u32,
    pub(super) info: u32,
    pub(super) align: u64,
    pub(super) entsize: u64,
}

impl Header {
    /// Its bytes in the file.
    pub(super) fn data<'a>(&self, file: &'a [u8]) -> Option<&'a [u8]> {
        if self.kind == elf::SHT_NOBITS {
            return Some(&[]);
        }
        let start = usize::try_from(self.offset).ok()?;
        file.get(start..start.checked_add(usize::try_from(self.size).ok()?)?)
    }
}

/// What no machine has room for: sums of sizes that do not exceed it stay below 2^64.
const MOST_BYTES: u64 = 1 << 48;

/// The section header table.
pub(super) fn headers(file: &[u8]) -> Option<Vec<Header>> {
    let start = usize::try_from(word(file.get(..64)?, 40)).ok()?;
    if start == 0 {
        return Some(Vec::new());
    }
    let row = |at: usize| {
        let bytes = file.get(at..at.checked_add(64)?)?;
        Some(Header {
            name: half(bytes, 0),
            kind: half(bytes, 4),
            flags: word(bytes, 8),
            offset: word(bytes, 24),
            size: word(bytes, 32),
            link: half(bytes, 40),
            info: half(bytes, 44),
            align: word(bytes, 48),
            entsize: word(bytes, 56),
        })
    };
    // More sections than a half-word counts: the first row's size says how many (gABI, e_shnum).
    let count = match quarter(file, 60) {
        0 => usize::try_from(row(start)?.size).ok()?,
        n => usize::from(n),
    };
    if count > file.len() / 64 {
        return None;
    }
    (0..count).map(|i| row(start + i * 64)).collect()
}

/// The index of the section names' table.
pub(super) fn names_index(file: &[u8], headers: &[Header]) -> usize {
    match quarter(file, 62) {
        elf::SHN_XINDEX => headers.first().map_or(0, |h| h.link as usize),
        n => usize::from(n),
    }
}

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// It is broken, or of another machine.
    pub fn read(name: String, file: &'a [u8], machine: u16) -> Result<Object<'a>, String> {
        let bad = |what: &str| format!("{name}: file format not recognized: {what}");
        if quarter(file, 18) != machine {
            return Err(format!("{name}: file is of another machine than the output"));
        }
        let headers = headers(file).ok_or_else(|| bad("section headers lie outside of the file"))?;
        let names = headers.get(names_index(file, &headers)).and_then(|h| h.data(file)).unwrap_or(&[]);
        let mut sections = Vec::with_capacity(headers.len());
        let (mut symtab, mut extended) = (None, None);
        for (i, header) in headers.iter().enumerate() {
            let data = match header.kind {
                elf::SHT_NULL => &[],
                _ => header.data(file).ok_or_else(|| bad("a section lies outside of the file"))?,
            };
            match header.kind {
                elf::SHT_SYMTAB => symtab = Some((i, data)),
                elf::SHT_SYMTAB_SHNDX => extended = Some(data),
                elf::SHT_REL if header.size != 0 => {
                    return Err(format!(
                        "{name}: relocations without addends are not supported on this machine"
                    ));
                }
                _ => {}
            }
            if header.flags & elf::SHF_COMPRESSED != 0 {
                return Err(format!("{name}: compressed sections are not supported"));
            }
            let section_name = string(names, header.name).ok_or_else(|| bad("a section has no name"))?;
            let keep = !matches!(
                header.kind,
                elf::SHT_NULL
                    | elf::SHT_RELA
                    | elf::SHT_REL
                    | elf::SHT_SYMTAB
                    | elf::SHT_STRTAB
                    | elf::SHT_GROUP
                    | elf::SHT_SYMTAB_SHNDX
                    | elf::SHT_LLVM_ADDRSIG
            );
            if header.align > 1 && !header.align.is_power_of_two() {
                return Err(bad("a section's alignment is not a power of two"));
            }
            if header.align > MOST_BYTES || header.kind == elf::SHT_NOBITS && header.size > MOST_BYTES {
                return Err(bad("a section is larger than any memory"));
            }
            sections.push(Section {
                name: section_name,
                kind: header.kind,
                flags: header.flags,
                data,
                size: if header.kind == elf::SHT_NULL { 0 } else { header.size },
                align: header.align.max(1),
                entsize: header.entsize,
                link: header.link,
                relocs: Relocs(&[]),
                live: keep,
                duplicate: false,
            });
        }
        let executable_stack = sections
            .iter()
            .any(|section| section.name == b".note.GNU-stack" && section.flags & elf::SHF_EXECINSTR != 0);
        let mut object = Object {
            name,
            sections,
            symbols: Vec::new(),
            first_global: 0,
            groups: Vec::new(),
            excluded: false,
            executable_stack,
        };
        if let Some((index, table)) = symtab {
            let strings = headers.get(headers[index].link as usize).and_then(|h| h.data(file)).unwrap_or(&[]);
            object.first_global = headers[index].info;
            object.read_symbols(table, strings, extended)?;
        }
        object.read_relocations(&headers)?;
        object.read_groups(&headers, file)?;
        Ok(object)
    }

    fn broken(&self, what: &str) -> String {
        format!("{}: {what}", self.name)
    }

    fn read_symbols(
        &mut self,
        table: &'a [u8],
        strings: &'a [u8],
        extended: Option<&[u8]>,
    ) -> Result<(), String> {
        let rows = table.as_chunks::<24>().0;
        self.symbols.reserve(rows.len());
        for (i, row) in rows.iter().enumerate() {
            let index = quarter(row, 6);
            let value = word(row, 8);
            let (info, other) = (row[4], row[5]);
            let place = match index {
                elf::SHN_UNDEF => Place::Undefined,
                elf::SHN_ABS => Place::Absolute(value),
                elf::SHN_COMMON if value != 0 && !value.is_power_of_two() => {
                    return Err(self.broken("a common symbol's alignment is not a power of two"));
                }
                elf::SHN_COMMON if value.max(word(row, 16)) > MOST_BYTES => {
                    return Err(self.broken("a common symbol is larger than any memory"));
                }
                elf::SHN_COMMON => Place::Common(value.max(1)),
                _ => {
                    let section = match index {
                        elf::SHN_XINDEX => extended.map_or(0, |table| half(table, i * 4)),
                        elf::SHN_LORESERVE.. => {
                            return Err(self.broken("a symbol's section is of an unknown kind"));
                        }
                        n => u32::from(n),
                    };
                    if section as usize >= self.sections.len() || section == 0 {
                        return Err(self.broken("a symbol's section does not exist"));
                    }
                    Place::Section(section, value)
                }
            };
            let Some(name) = string(strings, half(row, 0)) else {
                return Err(self.broken("a symbol's name lies outside of the string table"));
            };
            if name == b"__gnu_lto_slim" {
                return Err(self.broken("holds only GCC's intermediate code (-flto), which is not supported"));
            }
            let kind = info & 15;
            // A section's symbol has the section's name.
            let name = match place {
                Place::Section(section, _) if kind == elf::STT_SECTION && name.is_empty() => {
                    self.sections[section as usize].name
                }
                _ => name,
            };
            self.symbols.push(Symbol {
                name,
                place,
                size: word(row, 16),
                binding: info >> 4,
                kind,
                visibility: other & 3,
            });
        }
        Ok(())
    }

    fn read_relocations(&mut self, headers: &[Header]) -> Result<(), String> {
        for (i, header) in headers.iter().enumerate() {
            if header.kind != elf::SHT_RELA || header.flags & elf::SHF_ALLOC != 0 {
                continue;
            }
            let rows = self.sections[i].data.as_chunks::<24>().0;
            let count = self.symbols.len().max(1);
            if rows.iter().any(|row| half(row, 12) as usize >= count) {
                return Err(self.broken("a relocation's symbol does not exist"));
            }
            match self.sections.get_mut(header.info as usize) {
                Some(section) if header.info != 0 => section.relocs = Relocs(rows),
                _ => return Err(self.broken("relocations are for a section that does not exist")),
            }
        }
        Ok(())
    }

    fn read_groups(&mut self, headers: &[Header], file: &'a [u8]) -> Result<(), String> {
        for header in headers.iter().filter(|h| h.kind == elf::SHT_GROUP) {
            let words: Vec<u32> = header
                .data(file)
                .unwrap_or(&[])
                .as_chunks::<4>()
                .0
                .iter()
                .map(|w| u32::from_le_bytes(*w))
                .collect();
            let Some(symbol) = self.symbols.get(header.info as usize) else {
                return Err(self.broken("a group's signature does not exist"));
            };
            let members = words.get(1..).unwrap_or(&[]).to_vec();
            if members.iter().any(|&member| member as usize >= self.sections.len()) {
                return Err(self.broken("a group's section does not exist"));
            }
            self.groups.push(Group {
                signature: symbol.name,
                symbol: header.info,
                comdat: words.first().is_some_and(|flags| flags & elf::GRP_COMDAT != 0),
                members,
            });
        }
        Ok(())
    }
}
