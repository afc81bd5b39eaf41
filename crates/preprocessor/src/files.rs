//! Where `#include` looks, and what it remembers: results of look-ups (found or not), contents, include guards,
//! `#pragma once`. A file is read at most once.

use crate::physical::{Trigraph, translate};
use diag::{FileId, SourceMap, SystemHeader};
use lexer::LangOptions;
use lexer::{Interner, Symbol};
use rustc_hash::FxHashMap;
use std::io::Read;
use std::rc::Rc;

/// Where the files of a search directory are.
#[derive(Clone, Debug)]
pub enum DirSource {
    /// On disk, at the directory's path.
    Disk,
    /// In the compiler: name and contents.
    Embedded(&'static [(&'static str, &'static str)]),
}

/// A directory that `#include` looks in.
#[derive(Clone, Debug)]
pub struct SearchDir {
    /// Its path; file names are built from it.
    pub path: String,
    /// Where its files are.
    pub source: DirSource,
    /// Whether its files are system headers.
    pub system: SystemHeader,
}

impl SearchDir {
    /// A directory on disk.
    pub fn disk(path: &str, system: SystemHeader) -> SearchDir {
        SearchDir { path: path.into(), source: DirSource::Disk, system }
    }
}

/// The search path: `-iquote` directories, then `-I`, `-isystem`, the compiler's and the system's, `-idirafter`.
#[derive(Clone, Debug, Default)]
pub struct SearchPath {
    dirs: Vec<SearchDir>,
    angled_start: usize,
}

impl SearchPath {
    /// A path of `quoted` directories for `#include "…"` only, and `angled` ones for both forms. Directories on
    /// disk that don't exist or that come again later as a system directory are dropped, as GCC drops them; the
    /// second result names those that don't exist.
    pub fn new(quoted: Vec<SearchDir>, angled: Vec<SearchDir>) -> (SearchPath, Vec<String>) {
        let mut missing = Vec::new();
        let mut chain = |dirs: Vec<SearchDir>| -> Vec<SearchDir> {
            let mut kept: Vec<(SearchDir, Option<(u64, u64)>)> = Vec::new();
            for dir in dirs {
                let identity = match dir.source {
                    DirSource::Embedded(_) => None,
                    DirSource::Disk => match directory_identity(&dir.path) {
                        Some(identity) => Some(identity),
                        None => {
                            missing.push(dir.path);
                            continue;
                        }
                    },
                };
                let twin = kept.iter().position(|(_, other)| identity.is_some() && *other == identity);
                match twin {
                    // A system directory named again with -I keeps its place among the system directories.
                    Some(index)
                        if kept[index].0.system == SystemHeader::No && dir.system != SystemHeader::No =>
                    {
                        kept.remove(index);
                        kept.push((dir, identity));
                    }
                    Some(_) => {}
                    None => kept.push((dir, identity)),
                }
            }
            kept.into_iter().map(|(dir, _)| dir).collect()
        };
        let mut dirs = chain(quoted);
        let angled_start = dirs.len();
        dirs.extend(chain(angled));
        (SearchPath { dirs, angled_start }, missing)
    }

    /// The directories of `#include <…>`, in order (`-v` lists them).
    pub fn angled(&self) -> &[SearchDir] {
        &self.dirs[self.angled_start..]
    }

    /// The directories of `#include "…"` before those.
    pub fn quoted(&self) -> &[SearchDir] {
        &self.dirs[..self.angled_start]
    }
}

fn directory_identity(path: &str) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let path = if path.is_empty() { "." } else { path };
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_dir)?;
    Some((metadata.dev(), metadata.ino()))
}

/// Where a search begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Start {
    /// In the directory of the including file, then the quoted chain.
    Directory(Symbol),
    /// In the chain of all directories, at this index.
    Chain(usize),
}

/// A file that was found.
pub(crate) struct FileEntry {
    pub(crate) name: Rc<str>,
    pub(crate) id: FileId,
    pub(crate) directory: Symbol,
    pub(crate) system: SystemHeader,
    /// The macro that guards it.
    pub(crate) guard: Option<Symbol>,
    pub(crate) once: bool,
    /// It is not on disk.
    pub(crate) embedded: bool,
    /// It was entered (a dependency).
    pub(crate) entered: bool,
    /// To be told of when it is entered.
    pub(crate) trigraphs: Vec<Trigraph>,
}

/// A file, and how a look-up came to it: the same file may be reached in several ways.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    /// Its entry in the table.
    pub(crate) entry: u32,
    /// Where in the chain of directories `#include_next` goes on: after the directory that has it, at the beginning
    /// if it is in the directory of the including file. `None` where no directory was searched.
    pub(crate) next: Option<usize>,
}

/// Why a file can't be had.
pub(crate) enum Miss {
    /// It is nowhere.
    NotFound,
    /// It is there and can't be read.
    Unreadable(String, std::io::Error),
}

#[derive(Default)]
pub(crate) struct FileTable {
    pub(crate) search: SearchPath,
    pub(crate) entries: Vec<FileEntry>,
    lookups: FxHashMap<(Start, Symbol), Option<Found>>,
    /// By path, so that a file reached in two ways is one.
    by_path: FxHashMap<String, Option<u32>>,
    pub(crate) any_once: bool,
}

/// Reads a file whole; `Ok(None)` if there is none (or it is a directory).
fn read(path: &str) -> std::io::Result<Option<Vec<u8>>> {
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

impl FileTable {
    pub(crate) fn add(&mut self, entry: FileEntry) -> u32 {
        self.entries.push(entry);
        self.entries.len() as u32 - 1
    }

    /// Finds `name`, reading the file if it is new.
    pub(crate) fn find(
        &mut self,
        start: Start,
        name: Symbol,
        angled: bool,
        sources: &SourceMap,
        interner: &Interner,
        options: &LangOptions,
    ) -> Result<Found, Miss> {
        let chain = if angled { self.search.angled_start } else { 0 };
        let start = match start {
            Start::Directory(_) if angled => Start::Chain(chain),
            other => other,
        };
        if let Some(known) = self.lookups.get(&(start, name)) {
            return known.ok_or(Miss::NotFound);
        }
        let text = interner.text(name);
        let found = if text.starts_with('/') {
            self.open(&text, SystemHeader::No, sources, interner, options)?
                .map(|entry| Found { entry, next: None })
        } else {
            let mut found = None;
            let mut first = match start {
                Start::Chain(index) => index,
                Start::Directory(directory) => {
                    let directory = interner.text(directory);
                    let embedded = self.search.dirs.iter().position(|dir| {
                        matches!(dir.source, DirSource::Embedded(_)) && dir.path == directory
                    });
                    if let Some(index) = embedded {
                        found = self.open_in(index, &text, sources, interner, options)?;
                    }
                    let path = join(&directory, &text);
                    let inherited = self.search.dirs.iter().find(|dir| {
                        !directory.is_empty()
                            && dir.path.trim_end_matches('/') == directory.trim_end_matches('/')
                    });
                    let system = inherited.map_or(SystemHeader::No, |dir| dir.system);
                    if found.is_none() {
                        let entry = self.open(&path, system, sources, interner, options)?;
                        found = entry.map(|entry| Found { entry, next: Some(0) });
                    }
                    0
                }
            };
            while found.is_none() && first < self.search.dirs.len() {
                found = self.open_in(first, &text, sources, interner, options)?;
                first += 1;
            }
            found
        };
        self.lookups.insert((start, name), found);
        found.ok_or(Miss::NotFound)
    }

    /// Whether a file of that name is not on a disk.
    pub(crate) fn is_embedded(&self, name: &str) -> bool {
        self.search.dirs.iter().any(|dir| {
            let within = |rest: &str| rest.starts_with('/');
            matches!(dir.source, DirSource::Embedded(_)) && name.strip_prefix(&dir.path).is_some_and(within)
        })
    }

    fn open_in(
        &mut self,
        index: usize,
        name: &str,
        sources: &SourceMap,
        interner: &Interner,
        options: &LangOptions,
    ) -> Result<Option<Found>, Miss> {
        let found = |entry| Found { entry, next: Some(index + 1) };
        let dir = &self.search.dirs[index];
        let path = join(&dir.path, name);
        let system = dir.system;
        let DirSource::Embedded(files) = dir.source else {
            return Ok(self.open(&path, system, sources, interner, options)?.map(found));
        };
        if let Some(known) = self.by_path.get(&path) {
            return Ok(known.map(found));
        }
        let entry = files.iter().find(|(file, _)| *file == name).map(|(_, text)| {
            let id = sources.add_file(&path, text.as_bytes().to_vec());
            self.add(FileEntry {
                name: path.as_str().into(),
                id,
                directory: interner.intern(directory_of(&path).as_bytes()),
                system,
                guard: None,
                once: false,
                embedded: true,
                entered: false,
                trigraphs: Vec::new(),
            })
        });
        self.by_path.insert(path, entry);
        Ok(entry.map(found))
    }

    fn open(
        &mut self,
        path: &str,
        system: SystemHeader,
        sources: &SourceMap,
        interner: &Interner,
        options: &LangOptions,
    ) -> Result<Option<u32>, Miss> {
        if let Some(known) = self.by_path.get(path) {
            return Ok(*known);
        }
        let bytes = read(path).map_err(|error| Miss::Unreadable(path.to_string(), error))?;
        let translated = bytes.map(|bytes| translate(bytes, options)).transpose();
        let translated =
            translated.map_err(|why| Miss::Unreadable(path.to_string(), std::io::Error::other(why)))?;
        let entry = translated.map(|(bytes, trigraphs)| {
            let id = sources.add_file(path, bytes);
            self.add(FileEntry {
                name: path.into(),
                id,
                directory: interner.intern(directory_of(path).as_bytes()),
                system,
                guard: None,
                once: false,
                embedded: false,
                entered: false,
                trigraphs,
            })
        });
        self.by_path.insert(path.to_string(), entry);
        Ok(entry)
    }

    /// Whether another file with the same contents said `#pragma once`.
    pub(crate) fn once_elsewhere(&self, entry: u32, sources: &SourceMap) -> bool {
        if !self.any_once {
            return false;
        }
        let this = sources.file(self.entries[entry as usize].id);
        self.entries.iter().any(|other| other.once && sources.file(other.id).bytes == this.bytes)
    }
}

/// The part of a path before the last slash, empty for a plain name.
pub(crate) fn directory_of(path: &str) -> &str {
    path.rfind('/').map_or("", |at| if at == 0 { "/" } else { &path[..at] })
}

pub(crate) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_string()
    } else if directory.ends_with('/') {
        format!("{directory}{name}")
    } else {
        format!("{directory}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(directory_of("a/b.c"), "a");
        assert_eq!(directory_of("b.c"), "");
        assert_eq!(directory_of("/b.c"), "/");
        assert_eq!(join("a/", "b"), "a/b");
        assert_eq!(join("", "b"), "b");
    }
}
