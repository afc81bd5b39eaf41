//! Objects that were compiled before: most files of a trial are compiled as in the one before.
//!
//! An object is known by its command, its compiler and what the source looks like after preprocessing, so a header that a
//! build makes anew counts. What reads or writes more than that is not kept.

use crate::compile::{Compilers, How};
use crate::words::{Goal, Words};
use md5::{Digest, Md5};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of objects.
#[derive(Debug)]
pub struct Cache<'a> {
    /// Where they are.
    pub folder: &'a Path,
    /// The compilers.
    pub compilers: &'a Compilers,
}

/// Options by which a compilation writes more than an object and its dependencies, or reads what preprocessing doesn't.
const MORE: &[&str] = &[
    "-save-temps",
    "--coverage",
    "-fprofile",
    "-ftest-coverage",
    "-gsplit-dwarf",
    "-fstack-usage",
    "-fdump",
    "-Wa,",
];

impl Cache<'_> {
    /// The name of what the words make in a folder; `None` if it can't be known.
    ///
    /// # Errors
    /// ccc can't be run.
    pub fn key(&self, how: &How, words: &Words, folder: &Path) -> Result<Option<String>, String> {
        let fits = |word: &String| MORE.iter().any(|option| word.starts_with(option));
        let more = words.words().iter().any(fits);
        let one = words.goal == Goal::Object && words.sources().count() == 1;
        let c = words.sources().all(|source| source.ends_with(".c"));
        if more || !one || !c || matches!(how, How::Mixed { .. }) {
            return Ok(None);
        }
        let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
        let text = scratch.path().join("x.i");
        let preprocess = words.preprocessing(&text.display().to_string());
        if !self.compilers.ccc(&preprocess, folder)?.success() {
            return Ok(None);
        }
        let text = fs::read(&text).map_err(|e| format!("{}: {e}", text.display()))?;
        // Assembly in the source may read files of its own.
        if [&b".incbin"[..], b".include"]
            .iter()
            .any(|word| text.windows(word.len()).any(|part| part == *word))
        {
            return Ok(None);
        }
        // Where the object goes is no part of what it is; the file of dependencies names it, however.
        let output = words.output().filter(|_| words.dependencies().is_none());
        let told: Vec<&String> = words.words().iter().filter(|word| Some(word.as_str()) != output).collect();
        let described = serde_json::to_vec(&(how, told, folder)).map_err(|e| e.to_string())?;
        let digest = Md5::new().chain_update(described).chain_update(text).finalize();
        Ok(Some(digest.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Puts what the words make in its place; whether it was there.
    ///
    /// # Errors
    /// It can't be put there.
    pub fn fetch(&self, key: &str, words: &Words, folder: &Path) -> Result<bool, String> {
        let files = self.files(key, words, folder);
        if !files.iter().all(|(kept, _)| kept.exists()) {
            return Ok(false);
        }
        for (kept, wanted) in files {
            fs::copy(&kept, &wanted).map_err(|e| format!("{}: {e}", wanted.display()))?;
        }
        Ok(true)
    }

    /// Keeps what the words have made.
    ///
    /// # Errors
    /// It can't be kept.
    pub fn keep(&self, key: &str, words: &Words, folder: &Path) -> Result<(), String> {
        let told = |e: std::io::Error| format!("{}: {e}", self.folder.display());
        fs::create_dir_all(self.folder).map_err(told)?;
        // The object comes last: where it is, all is.
        for (kept, made) in self.files(key, words, folder).into_iter().rev() {
            let Ok(bytes) = fs::read(&made) else { return Ok(()) };
            let mut file = tempfile::NamedTempFile::new_in(self.folder).map_err(told)?;
            std::io::Write::write_all(&mut file, &bytes).map_err(told)?;
            file.persist(&kept).map_err(|e| told(e.error))?;
        }
        Ok(())
    }

    /// What is made, the object first: where it is kept, and where the build wants it.
    fn files(&self, key: &str, words: &Words, folder: &Path) -> Vec<(PathBuf, PathBuf)> {
        let made = [("o", words.product()), ("d", words.dependencies())];
        let there = made.into_iter().filter_map(|(ending, name)| Some((ending, folder.join(name?))));
        there.map(|(ending, path)| (self.folder.join(format!("{key}.{ending}")), path)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Limits;

    #[test]
    fn what_an_object_depends_on() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path();
        let limits = Limits { time: 60, memory: None };
        // Both are the reference here: what matters is who preprocesses.
        let compilers = Compilers { reference: "gcc".into(), ccc: "gcc".into(), limits };
        let cache = Cache { folder: &path.join("objects"), compilers: &compilers };
        let write = |name: &str, text: &str| fs::write(path.join(name), text).expect("a file is written");
        write("x.c", "#include \"x.h\"\nint x = X;\n");
        write("x.h", "#define X 1\n");
        let read = |line: &str| Words::read(&line.split(' ').map(String::from).collect::<Vec<_>>());
        let words = read("-c x.c -o x.o -MMD");
        let key = |how: &How, words: &Words| cache.key(how, words, path).expect("gcc runs");
        let first = key(&How::Reference, &words).expect("it has a key");
        assert_eq!(cache.fetch(&first, &words, path), Ok(false));
        assert!(compilers.reference(words.words(), path).expect("gcc runs").success());
        cache.keep(&first, &words, path).expect("the object is kept");
        let object = fs::read(path.join("x.o")).expect("the object is there");
        ["x.o", "x.d"].iter().for_each(|name| fs::remove_file(path.join(name)).expect("it was there"));
        assert_eq!(cache.fetch(&first, &words, path), Ok(true));
        assert_eq!(fs::read(path.join("x.o")).ok(), Some(object));
        assert!(fs::read_to_string(path.join("x.d")).is_ok_and(|text| text.contains("x.h")));
        // Other compilers, options and headers make something else.
        assert_eq!(key(&How::Reference, &words), Some(first.clone()));
        assert_ne!(key(&How::Ccc(Vec::new()), &words), Some(first.clone()));
        assert_ne!(key(&How::Reference, &read("-O1 -c x.c -o x.o -MMD")), Some(first.clone()));
        write("x.h", "#define X 2\n");
        assert_ne!(key(&How::Reference, &words), Some(first));
        // What is more than an object has no key.
        write("y.c", "__asm__(\".incbin \\\"y\\\"\");\n");
        for line in ["-c y.c", "-c x.c --coverage", "-o x x.c", "-c x.s"] {
            assert_eq!(key(&How::Reference, &read(line)), None, "{line}");
        }
    }
}
