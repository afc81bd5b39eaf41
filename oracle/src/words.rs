//! A command line of GCC's, as far as is needed to give its parts to different compilers: what it does, with which
//! sources, and where to.

use std::path::Path;

/// What the command line asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// `-c`
    Object,
    /// `-S`
    Assembly,
    /// A program or shared library.
    Link,
    /// Anything else: preprocessing, dependencies, questions, input that is not a file.
    Other,
}

/// A command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    words: Vec<String>,
    /// What it asks for.
    pub goal: Goal,
    /// The places of the sources among the words.
    sources: Vec<usize>,
    /// The place of the output's name: a word of its own, or one that begins with `-o`.
    output: Option<usize>,
}

/// Options whose argument is the next word (GCC manual, 3.2 to 3.16).
const SEPARATE: &[&str] = &[
    "-o",
    "-I",
    "-D",
    "-U",
    "-L",
    "-l",
    "-x",
    "-u",
    "-T",
    "-z",
    "-e",
    "-A",
    "-B",
    "-MF",
    "-MT",
    "-MQ",
    "-include",
    "-imacros",
    "-isystem",
    "-iquote",
    "-idirafter",
    "-iprefix",
    "-iwithprefix",
    "-iwithprefixbefore",
    "-isysroot",
    "-imultilib",
    "-Xlinker",
    "-Xassembler",
    "-Xpreprocessor",
    "--param",
    "-aux-info",
    "-specs",
    "-wrapper",
    "-dumpbase",
    "-dumpdir",
    "-dumpbase-ext",
    "-G",
    "-F",
    "-framework",
    "--entry",
    "--sysroot",
];

/// Options that make a command line something else than compiling or linking.
const OTHER: &[&str] =
    &["-E", "-M", "-MM", "-fsyntax-only", "-v", "-###", "--help", "--version", "-dumpversion"];

/// Endings of what a compiler reads.
const SOURCES: &[&str] = &["c", "i", "s", "S"];

impl Words {
    /// Reads the words after the compiler's name.
    pub fn read(words: &[String]) -> Words {
        let mut this = Words { words: words.to_vec(), goal: Goal::Link, sources: Vec::new(), output: None };
        let (mut inputs, mut other, mut language) = (0, false, false);
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_str();
            match word {
                "-c" => this.goal = Goal::Object,
                "-S" => this.goal = Goal::Assembly,
                "-o" => this.output = Some(at + 1),
                "-x" => language = true,
                "-" => other = true,
                _ if word.starts_with("-o") => this.output = Some(at),
                _ if word.starts_with("-x") => language = true,
                // Response files would have to be read.
                _ if OTHER.contains(&word) || word.starts_with("-print-") || word.starts_with('@') => {
                    other = true
                }
                _ if !word.starts_with('-') => {
                    inputs += 1;
                    let extension = Path::new(word).extension().and_then(|e| e.to_str());
                    if extension.is_some_and(|e| SOURCES.contains(&e)) {
                        this.sources.push(at);
                    }
                }
                _ => {}
            }
            at += if SEPARATE.contains(&word) { 2 } else { 1 };
        }
        // `-x` changes what names mean.
        if other || language || inputs == 0 || this.output.is_some_and(|o| o >= words.len()) {
            this.goal = Goal::Other;
        }
        this
    }

    /// The words themselves.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The sources' names.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|&at| self.words[at].as_str())
    }

    /// The output's name, if the words say it.
    pub fn output(&self) -> Option<&str> {
        self.output.map(|at| self.words[at].strip_prefix("-o").unwrap_or(&self.words[at]))
    }

    /// Where the object or assembly of the only source goes.
    pub fn product(&self) -> Option<String> {
        let source = self.sources().next()?;
        self.output().map(String::from).or_else(|| self.product_of(source))
    }

    /// Where the object or assembly of a source goes if no output is named.
    pub fn product_of(&self, source: &str) -> Option<String> {
        let ending = match self.goal {
            Goal::Object => "o",
            Goal::Assembly => "s",
            Goal::Link | Goal::Other => return None,
        };
        Path::new(Path::new(source).file_name()?).with_extension(ending).to_str().map(String::from)
    }

    /// The file of dependencies that is written beside the product.
    pub fn dependencies(&self) -> Option<String> {
        let named = self.words.iter().position(|word| word == "-MF").and_then(|at| self.words.get(at + 1));
        let joined =
            self.words.iter().find_map(|word| word.strip_prefix("-MF").filter(|name| !name.is_empty()));
        if let Some(name) = named.map(String::as_str).or(joined) {
            return Some(name.into());
        }
        let asked = self.words.iter().any(|word| word == "-MD" || word == "-MMD");
        let product = asked.then(|| self.product())??;
        Path::new(&product).with_extension("d").to_str().map(String::from)
    }

    /// The same command for one of its sources, that goes to `goal` and `output`.
    pub fn alone(&self, source: &str, goal: Goal, output: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let word = self.words[at].as_str();
            let step = if SEPARATE.contains(&word) { 2 } else { 1 };
            let dropped = matches!(word, "-c" | "-S" | "-o")
                || self.output == Some(at)
                || (self.sources.contains(&at) && word != source)
                || (step == 1 && !word.starts_with('-') && !self.sources.contains(&at));
            if !dropped {
                words.extend(self.words[at..(at + step).min(self.words.len())].iter().cloned());
            }
            at += step;
        }
        words.extend(match goal {
            Goal::Object => Some("-c".to_string()),
            Goal::Assembly => Some("-S".to_string()),
            Goal::Link | Goal::Other => None,
        });
        words.extend(["-o".to_string(), output.to_string()]);
        words
    }

    /// The command that only preprocesses, and writes nothing but the text.
    pub fn preprocessing(&self, output: &str) -> Vec<String> {
        let Some(source) = self.sources().next() else { return Vec::new() };
        let alone = self.alone(source, Goal::Other, output);
        let mut words = vec!["-E".to_string()];
        let mut at = 0;
        while at < alone.len() {
            let word = alone[at].as_str();
            let step = if SEPARATE.contains(&word) { 2 } else { 1 };
            if !word.starts_with("-M") {
                words.extend(alone[at..(at + step).min(alone.len())].iter().cloned());
            }
            at += step;
        }
        words
    }

    /// The same command with each source replaced.
    pub fn with_sources(&self, replaced: &dyn Fn(&str) -> String) -> Vec<String> {
        let mut words = self.words.clone();
        for &at in &self.sources {
            words[at] = replaced(&self.words[at]);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Words {
        Words::read(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn goals() {
        for (line, goal) in [
            ("-c x.c", Goal::Object),
            ("-O2 -S x.c -o y.s", Goal::Assembly),
            ("-o p x.c y.o -lm", Goal::Link),
            ("-shared -o l.so x.o", Goal::Link),
            ("-E x.c", Goal::Other),
            ("-M x.c", Goal::Other),
            ("-MMD -c x.c", Goal::Object),
            ("--version", Goal::Other),
            ("-print-prog-name=ld", Goal::Other),
            ("-x c - -c", Goal::Other),
            ("-c @file", Goal::Other),
            ("-c x.c -o", Goal::Other),
            ("-include x.c", Goal::Other),
        ] {
            assert_eq!(read(line).goal, goal, "{line}");
        }
    }

    #[test]
    fn names() {
        let words = read("-I a.c -c -o out/x.o src/x.c -include y.c -MD");
        assert_eq!(words.sources().collect::<Vec<_>>(), ["src/x.c"]);
        assert_eq!(words.output(), Some("out/x.o"));
        assert_eq!(words.dependencies().as_deref(), Some("out/x.d"));
        assert_eq!(read("-c src/x.c").product().as_deref(), Some("x.o"));
        assert_eq!(read("-c src/x.c -oy.o -MF z.d -MMD").product().as_deref(), Some("y.o"));
        assert_eq!(read("-c src/x.c -MF z.d -MMD").dependencies().as_deref(), Some("z.d"));
    }

    #[test]
    fn parts() {
        let words = read("-g -o p a.c -I inc b.c c.o -lm");
        assert_eq!(words.alone("b.c", Goal::Object, "t.o").join(" "), "-g -I inc b.c -lm -c -o t.o");
        let linked = words.with_sources(&|source| format!("{source}.o"));
        assert_eq!(linked.join(" "), "-g -o p a.c.o -I inc b.c.o c.o -lm");
        let words = read("-c x.c -MMD -MF x.d -MT x -o x.o -O2");
        assert_eq!(words.preprocessing("x.i").join(" "), "-E x.c -O2 -o x.i");
        let words = read("-c -ox.o x.c");
        assert_eq!(words.alone("x.c", Goal::Assembly, "x.s").join(" "), "x.c -S -o x.s");
    }
}
