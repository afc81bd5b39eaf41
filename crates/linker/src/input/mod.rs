//! Reading inputs: what a file is, archives and their members. Nothing is copied: all that follows points into the files.

mod object;
mod shared;

pub(crate) use object::{Object, Place, Reloc, Section, Symbol};
pub(crate) use shared::Shared;

use crate::elf;
use ::object::read::archive::ArchiveFile;
use std::path::Path;

/// The bytes of a file.
#[derive(Debug)]
pub enum Bytes {
    /// Mapped into memory.
    Mapped(memmap2::Mmap),
    /// Made in this process.
    Owned(Vec<u8>),
}

impl Bytes {
    /// Maps a file.
    ///
    /// # Errors
    /// It cannot be opened or mapped.
    pub fn map(path: &Path) -> std::io::Result<Bytes> {
        let file = std::fs::File::open(path)?;
        if !file.metadata()?.is_file() {
            return Ok(Bytes::Owned(std::fs::read(path)?));
        }
        // Copying archives took a third of the time of small links, for most members are never looked at.
        #[expect(
            unsafe_code,
            reason = "a map is unsound only if somebody truncates the file meanwhile, as in every linker"
        )]
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Bytes::Mapped(map))
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Mapped(map) => map,
            Bytes::Owned(bytes) => bytes,
        }
    }
}

/// A file of the command line.
#[derive(Debug)]
pub struct Input {
    /// What messages call it.
    pub name: String,
    /// Its contents.
    pub bytes: Bytes,
    /// After `--as-needed`.
    pub as_needed: bool,
    /// After `--whole-archive`.
    pub whole: bool,
    /// An object that takes part only if something needs it: a member of a thin archive.
    pub lazy: bool,
    /// Of a library that `--exclude-libs` names.
    pub excluded: bool,
}

impl Input {
    /// A file that takes part as it is.
    pub fn new(name: String, bytes: Bytes) -> Input {
        Input { name, bytes, as_needed: false, whole: false, lazy: false, excluded: false }
    }
}

/// What a file is.
pub(crate) enum Kind {
    /// A relocatable object.
    Object,
    /// A shared library.
    Shared,
    /// An archive.
    Archive,
}

/// Recognises a file.
pub(crate) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, String> {
    if bytes.starts_with(b"!<arch>\n") {
        return Ok(Kind::Archive);
    }
    if !bytes.starts_with(b"\x7fELF") {
        return Err(format!("{name}: file not recognized: file format not recognized"));
    }
    let (Some([2, 1]), Some(e_type)) = (bytes.get(4..6), bytes.get(16..18)) else {
        return Err(format!("{name}: file in wrong format"));
    };
    match u16::from_le_bytes([e_type[0], e_type[1]]) {
        elf::ET_REL => Ok(Kind::Object),
        elf::ET_DYN => Ok(Kind::Shared),
        _ => Err(format!("{name}: neither a relocatable object nor a shared library")),
    }
}

/// A member of an archive.
pub(crate) struct Member<'a> {
    /// Its name.
    pub(crate) name: String,
    /// Its contents.
    pub(crate) data: &'a [u8],
}

/// A row of an archive's symbol index: a name, and where its member is.
pub(crate) type Indexed<'a> = (&'a [u8], u64);

/// An archive, opened.
pub(crate) struct Archive<'a> {
    name: &'a str,
    file: ArchiveFile<'a>,
    data: &'a [u8],
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub(crate) fn open(name: &'a str, data: &'a [u8]) -> Result<Archive<'a>, String> {
        let file = ArchiveFile::parse(data).map_err(|e| format!("{name}: malformed archive: {e}"))?;
        Ok(Archive { name, file, data })
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    fn bad(&self, e: &::object::Error) -> String {
        format!("{}: malformed archive: {e}", self.name)
    }

    /// All members.
    pub(crate) fn members(&self) -> Result<Vec<Member<'a>>, String> {
        let mut list = Vec::new();
        for member in self.file.members() {
            let member = member.map_err(|e| self.bad(&e))?;
            list.push(Member {
                name: String::from_utf8_lossy(member.name()).into_owned(),
                data: member.data(self.data).map_err(|e| self.bad(&e))?,
            });
        }
        Ok(list)
    }

    /// The symbol index: names, and where their member is. `None` if the archive has no index.
    pub(crate) fn symbols(&self) -> Result<Option<Vec<Indexed<'a>>>, String> {
        let Some(symbols) = self.file.symbols().map_err(|e| self.bad(&e))? else { return Ok(None) };
        let mut list = Vec::new();
        for symbol in symbols {
            let symbol = symbol.map_err(|e| self.bad(&e))?;
            list.push((symbol.name(), symbol.offset().0));
        }
        Ok(Some(list))
    }

    /// The member that the index names.
    pub(crate) fn member(&self, offset: u64) -> Result<Member<'a>, String> {
        let member =
            self.file.member(::object::read::archive::ArchiveOffset(offset)).map_err(|e| self.bad(&e))?;
        Ok(Member {
            name: String::from_utf8_lossy(member.name()).into_owned(),
            data: member.data(self.data).map_err(|e| self.bad(&e))?,
        })
    }
}

/// The names of a thin archive's members, relative to its folder.
///
/// # Errors
/// It is broken.
pub fn thin_members(name: &str, bytes: &[u8]) -> Result<Vec<String>, String> {
    let bad = |e: ::object::Error| format!("{name}: malformed archive: {e}");
    let archive = ArchiveFile::parse(bytes).map_err(bad)?;
    let mut names = Vec::new();
    for member in archive.members() {
        names.push(String::from_utf8_lossy(member.map_err(bad)?.name()).into_owned());
    }
    Ok(names)
}
