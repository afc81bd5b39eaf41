//! A temporary directory in which things are compiled, linked and run.

use object::read::elf::ElfFile64;
use object::{Endianness, Object as _, ObjectSection as _, ObjectSymbol as _};
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Where a test works.
pub struct Bench {
    dir: TempDir,
}

/// What a file says, and how it ended.
fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

impl Bench {
    /// An empty directory.
    pub fn new() -> Bench {
        Bench { dir: tempfile::tempdir().expect("a temporary directory") }
    }

    /// A file's path.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Makes a file.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Bench {
        std::fs::write(self.path(name), text).expect("a file is written");
        self
    }

    /// A file's bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("the file is there")
    }

    /// Starts a program in the directory; words are separated by blanks.
    pub fn start(&self, program: &str, words: &str) -> Output {
        Command::new(program)
            .current_dir(self.dir.path())
            .env("LD_LIBRARY_PATH", self.dir.path())
            .args(words.split_whitespace())
            .output()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"))
    }

    fn must(&self, program: &str, words: &str) -> String {
        let output = self.start(program, words);
        assert!(output.status.success(), "{program} {words}: {}\n{}", output.status, told(&output));
        told(&output)
    }

    /// Compiles or links: what is said.
    pub fn ccc(&self, words: &str) -> String {
        self.must(env!("CARGO_BIN_EXE_ccc"), words)
    }

    /// Compiles or links by GCC.
    pub fn gcc(&self, words: &str) -> String {
        self.must("gcc", words)
    }

    /// Any other program.
    pub fn tool(&self, program: &str, words: &str) -> String {
        self.must(program, words)
    }

    /// What ccc refuses, with which words; `a.out` must not be left.
    pub fn refused(&self, words: &str) -> String {
        let output = self.start(env!("CARGO_BIN_EXE_ccc"), words);
        assert_eq!(output.status.code(), Some(1), "{words}: {}", told(&output));
        assert!(!self.path("a.out").exists(), "{words}: an output was left");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Runs what was linked: its output.
    pub fn run(&self, program: &str) -> String {
        let path = self.path(program);
        self.must(&path.to_string_lossy(), "")
    }

    /// Reads an output.
    pub fn elf<R>(&self, name: &str, read: impl FnOnce(&ElfFile64<'_, Endianness>) -> R) -> R {
        let bytes = self.bytes(name);
        read(&ElfFile64::parse(&*bytes).expect("an ELF file"))
    }

    /// The address of a symbol of an output.
    pub fn symbol(&self, file: &str, name: &str) -> Option<u64> {
        self.elf(file, |elf| elf.symbols().find(|s| s.name() == Ok(name)).map(|s| s.address()))
    }

    /// The contents of a section of an output.
    pub fn section(&self, file: &str, name: &str) -> Option<Vec<u8>> {
        self.elf(file, |elf| Some(elf.section_by_name(name)?.data().expect("a section's bytes").to_vec()))
    }
}
