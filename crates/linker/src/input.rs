//! Reading inputs: objects, archives, shared libraries, and the little scripts that stand in for libraries (GNU ld manual,
//! Implicit Linker Scripts).

use crate::elf;
use object::read::archive::ArchiveFile;
use object::read::elf::ElfFile64;
use object::{
    Endianness, Object as _, ObjectComdat, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget,
};

/// A file of the command line.
#[derive(Clone, Debug)]
pub struct Input {
    /// What messages call it.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// After `--as-needed`.
    pub as_needed: bool,
    /// After `--whole-archive`.
    pub whole: bool,
}

/// What a file is.
pub enum File<'a> {
    /// A relocatable object.
    Object(ElfFile64<'a, Endianness>),
    /// A shared library.
    Shared(ElfFile64<'a, Endianness>),
    /// An archive: members with their names.
    Archive(Vec<(String, &'a [u8])>),
}

/// Recognises a file.
///
/// # Errors
/// The file is broken, or of another kind.
pub fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<File<'a>, String> {
    if bytes.starts_with(b"!<arch>\n") {
        let archive = ArchiveFile::parse(bytes).map_err(|e| format!("{name}: malformed archive: {e}"))?;
        let mut members = Vec::new();
        for member in archive.members() {
            let member = member.map_err(|e| format!("{name}: malformed archive: {e}"))?;
            let data = member.data(bytes).map_err(|e| format!("{name}: malformed archive: {e}"))?;
            members.push((String::from_utf8_lossy(member.name()).into_owned(), data));
        }
        return Ok(File::Archive(members));
    }
    if !bytes.starts_with(b"\x7fELF") {
        return Err(format!("{name}: file not recognized: file format not recognized"));
    }
    let file = ElfFile64::<Endianness>::parse(bytes)
        .map_err(|e| format!("{name}: file format not recognized: {e}"))?;
    match file.elf_header().e_type.get(file.endian()).0 {
        elf::ET_REL => Ok(File::Object(file)),
        elf::ET_DYN => Ok(File::Shared(file)),
        _ => Err(format!("{name}: neither a relocatable object nor a shared library")),
    }
}

/// The files that a library's linker script names: path or `-lname`, and whether as needed.
///
/// # Errors
/// Something else than `GROUP`, `INPUT`, `AS_NEEDED`, `OUTPUT_FORMAT`.
pub fn read_script(name: &str, text: &str) -> Result<Vec<(String, bool)>, String> {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        clean.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    clean.push_str(rest);
    let spaced = clean.replace('(', " ( ").replace(')', " ) ").replace(',', " ");
    let mut words = spaced.split_whitespace().peekable();
    let mut files = Vec::new();
    let mut stack: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "GROUP" | "INPUT" | "AS_NEEDED" | "OUTPUT_FORMAT" if words.peek() == Some(&"(") => {
                words.next();
                stack.push(word);
            }
            ")" => {
                stack.pop();
            }
            file => match stack.last() {
                Some(&"OUTPUT_FORMAT") => {}
                Some(_) => files.push((file.to_string(), stack.contains(&"AS_NEEDED"))),
                None => return Err(format!("{name}: syntax error near '{file}' in a linker script")),
            },
        }
    }
    Ok(files)
}

/// A relocation of an object.
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

/// A section of an object.
pub struct Section<'a> {
    /// Its name.
    pub name: &'a str,
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
    /// Relocations by offset.
    pub relocs: Vec<Reloc>,
    /// Takes part in the output.
    pub live: bool,
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

/// A relocatable object.
pub struct Object<'a> {
    /// What messages call it.
    pub name: String,
    /// Sections by index.
    pub sections: Vec<Section<'a>>,
    /// Symbols by index.
    pub symbols: Vec<Symbol<'a>>,
    /// Groups: signature and member sections.
    pub groups: Vec<(&'a [u8], Vec<u32>)>,
    /// Its `.note.GNU-stack` asks for an executable stack.
    pub executable_stack: bool,
}

/// Reads an object.
///
/// # Errors
/// It is broken.
pub fn read_object<'a>(name: String, file: &ElfFile64<'a, Endianness>) -> Result<Object<'a>, String> {
    let bad = |e: object::Error| format!("{name}: {e}");
    let mut sections: Vec<Section<'a>> = Vec::new();
    for section in file.sections() {
        let index = section.index().0;
        while sections.len() <= index {
            sections.push(Section {
                name: "",
                kind: 0,
                flags: 0,
                data: &[],
                size: 0,
                align: 1,
                relocs: Vec::new(),
                live: false,
            });
        }
        let header = section.elf_section_header();
        let endian = file.endian();
        let kind = header.sh_type.get(endian).0;
        let flags = header.sh_flags.get(endian).0;
        let mut relocs = Vec::new();
        if !matches!(kind, elf::SHT_RELA | elf::SHT_SYMTAB | elf::SHT_STRTAB) {
            for (offset, reloc) in section.relocations() {
                let RelocationFlags::Elf { r_type } = reloc.flags() else { continue };
                let symbol = match reloc.target() {
                    RelocationTarget::Symbol(symbol) => symbol.0 as u32,
                    _ => 0,
                };
                relocs.push(Reloc { offset, r_type: r_type.0, symbol, addend: reloc.addend() });
            }
        }
        let keep = flags & elf::SHF_EXCLUDE == 0
            && !matches!(
                kind,
                elf::SHT_NULL
                    | elf::SHT_RELA
                    | elf::SHT_SYMTAB
                    | elf::SHT_STRTAB
                    | elf::SHT_GROUP
                    | elf::SHT_SYMTAB_SHNDX
            );
        let section_name = section.name().map_err(bad)?;
        sections[index] = Section {
            name: section_name,
            kind,
            flags,
            data: if kind == elf::SHT_NOBITS { &[] } else { section.data().map_err(bad)? },
            size: section.size(),
            align: section.align().max(1),
            relocs,
            live: keep && section_name != ".note.GNU-stack",
        };
    }
    let mut symbols = Vec::new();
    for symbol in file.symbols() {
        let raw = symbol.elf_symbol();
        let endian = file.endian();
        let index = symbol.index().0;
        while symbols.len() < index {
            symbols.push(Symbol {
                name: b"",
                place: Place::Undefined,
                size: 0,
                binding: 0,
                kind: 0,
                visibility: 0,
            });
        }
        let place = match raw.st_shndx.get(endian).0 {
            elf::SHN_UNDEF => Place::Undefined,
            elf::SHN_ABS => Place::Absolute(raw.st_value.get(endian)),
            elf::SHN_COMMON => Place::Common(raw.st_value.get(endian)),
            _ => match symbol.section_index() {
                Some(section) if section.0 < sections.len() => {
                    Place::Section(section.0 as u32, raw.st_value.get(endian))
                }
                _ => return Err(format!("{name}: a symbol's section does not exist")),
            },
        };
        symbols.push(Symbol {
            name: symbol.name_bytes().map_err(bad)?,
            place,
            size: symbol.size(),
            binding: raw.st_info.0 >> 4,
            kind: raw.st_info.0 & 15,
            visibility: raw.st_other.0 & 3,
        });
    }
    let mut groups = Vec::new();
    for comdat in file.comdats() {
        let members = comdat.sections().map(|section| section.0 as u32).collect();
        groups.push((comdat.name_bytes().map_err(bad)?, members));
    }
    for section in &sections {
        for reloc in &section.relocs {
            if reloc.symbol as usize >= symbols.len().max(1) {
                return Err(format!("{name}: a relocation's symbol does not exist"));
            }
        }
    }
    let executable_stack = sections
        .iter()
        .any(|section| section.name == ".note.GNU-stack" && section.flags & elf::SHF_EXECINSTR != 0);
    Ok(Object { name, sections, symbols, groups, executable_stack })
}

/// A dynamic symbol of a shared library.
pub struct SharedSymbol<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its default version, if it has versions.
    pub version: Option<&'a [u8]>,
    /// `STT_*`
    pub kind: u8,
    /// Size in bytes.
    pub size: u64,
    /// Address, to find aliases of copied objects.
    pub value: u64,
    /// Alignment of the section that holds it.
    pub align: u64,
    /// Weak.
    pub weak: bool,
}

/// A shared library.
pub struct Shared<'a> {
    /// `DT_SONAME`, or the file's name.
    pub soname: String,
    /// What it defines.
    pub symbols: Vec<SharedSymbol<'a>>,
    /// Names that it needs from others.
    pub undefined: Vec<&'a [u8]>,
    /// Only if it turns out to be needed.
    pub as_needed: bool,
}

/// Reads a shared library.
///
/// # Errors
/// It is broken.
pub fn read_shared<'a>(input: &Input, file: &ElfFile64<'a, Endianness>) -> Result<Shared<'a>, String> {
    let name = &input.name;
    let bad = |e: object::Error| format!("{name}: {e}");
    let endian = file.endian();
    let sections = file.elf_section_table();
    let data = file.data();
    let versions = sections.versions(endian, data).map_err(bad)?;
    let mut soname = name.rsplit('/').next().unwrap_or(name).to_string();
    if let Some((dynamic, link)) = sections.dynamic(endian, data).map_err(bad)? {
        let strings = sections.strings(endian, data, link).map_err(bad)?;
        for entry in dynamic {
            if entry.d_tag.get(endian).0 as u64 == u64::from(elf::DT_SONAME)
                && let Ok(text) = strings.get(entry.d_val.get(endian) as u32)
            {
                soname = String::from_utf8_lossy(text).into_owned();
            }
        }
    }
    let mut symbols = Vec::new();
    let mut undefined = Vec::new();
    for symbol in file.dynamic_symbols() {
        let raw = symbol.elf_symbol();
        let name = symbol.name_bytes().map_err(bad)?;
        if name.is_empty() || raw.st_info.0 >> 4 == elf::STB_LOCAL {
            continue;
        }
        if raw.st_shndx.get(endian).0 == elf::SHN_UNDEF {
            undefined.push(name);
            continue;
        }
        let mut version = None;
        if let Some(versions) = &versions {
            let index = versions.version_index(endian, symbol.index());
            // Only the default version (without the hidden bit) answers an unversioned reference.
            if index.is_hidden() {
                continue;
            }
            version = versions.version(index.index()).ok().flatten().map(|v| v.name());
        }
        let align = symbol
            .section_index()
            .and_then(|index| file.section_by_index(index).ok())
            .map_or(8, |section| section.align().max(1));
        symbols.push(SharedSymbol {
            name,
            version,
            kind: raw.st_info.0 & 15,
            size: symbol.size(),
            value: symbol.address(),
            align,
            weak: raw.st_info.0 >> 4 == elf::STB_WEAK,
        });
    }
    Ok(Shared { soname, symbols, undefined, as_needed: input.as_needed })
}
