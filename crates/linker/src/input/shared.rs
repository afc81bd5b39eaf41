//! A shared library as a link sees it: names, versions, what it needs (gABI, chapter 5; the GNU symbol versioning document).

use super::Input;
use crate::elf;
use ::object::read::elf::{ElfFile64, SectionHeader as _};
use ::object::{Endianness, Object as _, ObjectSymbol};

/// A dynamic symbol.
pub struct SharedSymbol<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its version, if it has one.
    pub version: Option<&'a [u8]>,
    /// Only references that name the version find it.
    pub hidden: bool,
    /// `STT_*`
    pub kind: u8,
    /// Size in bytes.
    pub size: u64,
    /// Address, to find aliases of copied objects.
    pub value: u64,
    /// Alignment of the section that holds it.
    pub align: u64,
}

/// A shared library.
pub struct Shared<'a> {
    /// What messages call it.
    pub name: &'a str,
    /// `DT_SONAME`, or the file's name.
    pub soname: String,
    /// What it defines.
    pub symbols: Vec<SharedSymbol<'a>>,
    /// Names that it needs from others.
    pub undefined: Vec<&'a [u8]>,
    /// Only if it turns out to be needed.
    pub as_needed: bool,
}

impl<'a> Shared<'a> {
    /// Reads a shared library.
    ///
    /// # Errors
    /// It is broken, or of another machine.
    pub fn read(input: &'a Input, machine: u16) -> Result<Shared<'a>, String> {
        let name = input.name.as_str();
        let bad = |e: ::object::Error| format!("{name}: {e}");
        let file: ElfFile64<'a, Endianness> = ElfFile64::parse(&*input.bytes)
            .map_err(|e| format!("{name}: file format not recognized: {e}"))?;
        let endian = file.endian();
        if file.elf_header().e_machine.get(endian).0 != machine {
            return Err(format!("{name}: file is of another machine than the output"));
        }
        let sections = file.elf_section_table();
        let data = file.data();
        let versions = sections.versions(endian, data).map_err(bad)?;
        let mut soname = name.to_string();
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
        let facts: Vec<u64> = sections.iter().map(|s| s.sh_addralign(endian)).collect();
        let mut symbols = Vec::new();
        let mut undefined = Vec::new();
        for symbol in file.dynamic_symbols() {
            let raw = symbol.elf_symbol();
            let name = symbol.name_bytes().map_err(bad)?;
            if name.is_empty() || raw.st_info.0 >> 4 == elf::STB_LOCAL {
                continue;
            }
            let section = raw.st_shndx.get(endian).0;
            if section == elf::SHN_UNDEF {
                undefined.push(name);
                continue;
            }
            let (mut version, mut hidden) = (None, false);
            if let Some(versions) = &versions {
                let index = versions.version_index(endian, symbol.index());
                hidden = index.is_hidden();
                version = versions.version(index.index()).ok().flatten().map(|v| v.name());
                // The name of a version is itself an absolute symbol.
                if section == elf::SHN_ABS && version == Some(name) {
                    continue;
                }
            }
            let align = facts.get(usize::from(section)).copied().unwrap_or(8);
            symbols.push(SharedSymbol {
                name,
                version,
                hidden,
                kind: raw.st_info.0 & 15,
                size: symbol.size(),
                value: symbol.address(),
                align: align.max(1),
            });
        }
        Ok(Shared { name, soname, symbols, undefined, as_needed: input.as_needed })
    }
}
