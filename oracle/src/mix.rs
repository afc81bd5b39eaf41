//! Puts functions of one compiler's assembly into another's of the same source, so that a bug of code generation can be
//! followed to its function.
//!
//! The frame is the reference compiler's text, data and all, with some functions replaced. A replacement brings what only
//! it can name: the constants, tables and static locals that it refers to, under names of their own. Objects of the file's
//! scope stay the frame's. That is sound where neither compiler has copied functions into each other, since a static
//! local then belongs to one function.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of assembly: a function, or a labelled object.
#[derive(Clone, Debug)]
struct Piece<'a> {
    /// The directive that names its section.
    section: &'a str,
    /// Alignment before it.
    align: Vec<&'a str>,
    lines: Vec<&'a str>,
}

/// A compiler's assembly, taken apart.
#[derive(Debug, Default)]
pub struct Assembly<'a> {
    functions: BTreeMap<&'a str, Piece<'a>>,
    /// By label; only what other files and functions cannot name.
    objects: BTreeMap<&'a str, Piece<'a>>,
}

impl<'a> Assembly<'a> {
    /// Takes the text apart.
    pub fn read(text: &'a str) -> Assembly<'a> {
        let mut this = Assembly::default();
        let mut section = ".text";
        let mut align: Vec<&str> = Vec::new();
        let mut object: Option<(&str, Piece<'a>)> = None;
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let words = line.trim();
            if let Some(name) = function_begun(words) {
                let mut piece = Piece { section, align: std::mem::take(&mut align), lines: vec![line] };
                let end = format!(".size\t{name},");
                for line in lines.by_ref() {
                    piece.lines.push(line);
                    if line.trim_start().starts_with(&end) {
                        break;
                    }
                }
                this.keep(object.take());
                this.functions.insert(name, piece);
            } else if is_section(words) {
                this.keep(object.take());
                section = words;
                align.clear();
            } else if words.starts_with(".p2align")
                || words.starts_with(".align")
                || words.starts_with(".balign")
            {
                this.keep(object.take());
                align.push(line);
            } else if let Some(label) =
                words.strip_suffix(':').filter(|label| !label.contains(char::is_whitespace))
            {
                this.keep(object.take());
                object =
                    Some((label, Piece { section, align: std::mem::take(&mut align), lines: vec![line] }));
            } else if let Some((_, piece)) = &mut object
                && !words.starts_with(".globl")
                && !words.starts_with(".type")
            {
                piece.lines.push(line);
            }
        }
        this.keep(object);
        this
    }

    /// The functions' names.
    pub fn functions(&self) -> impl Iterator<Item = &'a str> {
        self.functions.keys().copied()
    }

    fn keep(&mut self, object: Option<(&'a str, Piece<'a>)>) {
        if let Some((label, piece)) = object.filter(|(label, _)| is_private(label)) {
            self.objects.insert(label, piece);
        }
    }
}

/// The frame's text with these functions from elsewhere.
///
/// # Errors
/// A function that is not on both sides.
pub fn mix(frame: &str, other: &Assembly<'_>, functions: &[String]) -> Result<String, String> {
    let chosen: BTreeSet<&str> = functions.iter().map(String::as_str).collect();
    let own = Assembly::read(frame);
    for name in &chosen {
        if !own.functions.contains_key(name) || !other.functions.contains_key(name) {
            return Err(format!("no function {name} in the assembly of both compilers"));
        }
    }
    // Tables of the frame may name labels in what is replaced: only that used them.
    let replaced: Vec<(&Piece<'_>, bool)> = chosen.iter().map(|name| (&own.functions[name], true)).collect();
    let gone = labels(&replaced);
    let mut text = String::new();
    let mut section = ".text";
    let mut lines = frame.lines();
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    let mut brought: Vec<(&Piece<'_>, bool)> = Vec::new();
    while let Some(line) = lines.next() {
        let words = line.trim();
        if is_section(words) {
            section = words;
        }
        match function_begun(words).filter(|name| chosen.contains(name)) {
            Some(name) => {
                let end = format!(".size\t{name},");
                lines.by_ref().find(|line| line.trim_start().starts_with(&end));
                let piece = &other.functions[name];
                needed.extend(piece.lines.iter().flat_map(|line| names(line)).map(|at| at.1));
                brought.push((piece, true));
                text.push_str(&format!("\u{1}{}\n", brought.len() - 1));
                text.push_str(&format!("\t{section}\n"));
            }
            None if names(line).iter().any(|(_, name)| gone.contains(name)) => {}
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    // What is referred to by what is brought, and so on.
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&str> = needed.into_iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some((label, piece)) = other.objects.get_key_value(name)
            && taken.insert(label)
        {
            waiting.extend(piece.lines.iter().flat_map(|line| names(line)).map(|at| at.1));
            brought.push((piece, false));
        }
    }
    let own_names = labels(&brought);
    let written: Vec<String> = brought.iter().map(|(piece, _)| written(piece, &own_names)).collect();
    let mut whole = String::new();
    for line in text.lines() {
        match line.strip_prefix('\u{1}').and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => whole.push_str(&written[number]),
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    brought
        .iter()
        .zip(&written)
        .filter(|((_, function), _)| !function)
        .for_each(|(_, text)| whole.push_str(text));
    Ok(whole)
}

/// Private labels that pieces define.
fn labels<'a>(pieces: &[(&Piece<'a>, bool)]) -> BTreeSet<&'a str> {
    let lines = pieces.iter().flat_map(|(piece, _)| &piece.lines);
    lines.filter_map(|line| line.trim().strip_suffix(':')).filter(|label| is_private(label)).collect()
}

/// A piece in its section, its private labels renamed.
fn written(piece: &Piece<'_>, private: &BTreeSet<&str>) -> String {
    let mut text = format!("\t{}\n", piece.section);
    for line in piece.align.iter().chain(&piece.lines) {
        let mut from = 0;
        for (at, name) in names(line) {
            if private.contains(name) {
                text.push_str(&line[from..at]);
                text.push_str(&renamed(name));
                from = at + name.len();
            }
        }
        text.push_str(&line[from..]);
        text.push('\n');
    }
    text
}

fn renamed(name: &str) -> String {
    match name.strip_prefix(".L") {
        Some(rest) => format!(".Lbrought{rest}"),
        None => format!("{name}.brought"),
    }
}

/// The function that a line announces.
fn function_begun(words: &str) -> Option<&str> {
    words
        .strip_prefix(".type\t")?
        .split_once(',')
        .filter(|(_, kind)| kind.trim() == "@function")
        .map(|(name, _)| name)
}

fn is_section(words: &str) -> bool {
    let word = words.split_whitespace().next().unwrap_or("");
    matches!(word, ".text" | ".data" | ".bss" | ".section")
}

/// A label that no other function or file can name: a local one, or that of a static local (`name.number`).
fn is_private(label: &str) -> bool {
    let number = label.rsplit_once('.').map(|(_, number)| number);
    label.starts_with(".L") || number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The names in a line and where they are; what stands in quotes is none.
fn names(line: &str) -> Vec<(usize, &str)> {
    let bytes = line.as_bytes();
    let of_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$');
    let (mut found, mut at, mut quoted) = (Vec::new(), 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b if of_name(b) && !quoted => {
                let start = at;
                while at < bytes.len() && of_name(bytes[at]) {
                    at += 1;
                }
                found.push((start, &line[start..at]));
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &str = "\t.text\n\t.globl\tf\n\t.type\tf, @function\nf:\n\tmovl\tn.0(%rip), %eax\n\tret\n\t.size\tf, .-f\n\
        \t.globl\tg\n\t.type\tg, @function\ng:\n\tleaq\t.LC0(%rip), %rax\n\tret\n\t.size\tg, .-g\n\
        \t.local\tn.0\n\t.comm\tn.0,4,4\n\t.section\t.rodata\n.LC0:\n\t.string\t\"x\"\n";

    const OTHER: &str = "\t.globl\tf\n\t.text\n\t.p2align\t4\n\t.type\tf, @function\nf:\n.L_1:\n\tmovl\tn.7(%rip), %eax\n\
        \tleaq\t.L_2(%rip), %rcx\n\tjmp\t.L_1\n\t.size\tf, .-f\n\t.text\n\t.type\tg, @function\ng:\n\tret\n\t.size\tg, .-g\n\
        \t.type\tn.7, @object\n\t.bss\n\t.p2align\t2\nn.7:\n\t.size\tn.7, 4\n\t.zero\t4\n\
        \t.section\t.rodata,\"a\",@progbits\n\t.p2align\t2\n.L_2:\n\t.long\t.L_1-.L_2\n.L_3:\n\t.string\t\".L_1\"\n";

    #[test]
    fn functions_are_found() {
        assert_eq!(Assembly::read(FRAME).functions().collect::<Vec<_>>(), ["f", "g"]);
        assert_eq!(Assembly::read(OTHER).functions().collect::<Vec<_>>(), ["f", "g"]);
    }

    #[test]
    fn a_function_brings_what_only_it_can_name() {
        let mixed = mix(FRAME, &Assembly::read(OTHER), &["f".into()]).expect("f is on both sides");
        for line in [
            ".globl\tf",
            ".Lbrought_1:",
            "movl\tn.7.brought(%rip), %eax",
            "n.7.brought:",
            ".size\tn.7.brought, 4",
            ".long\t.Lbrought_1-.Lbrought_2",
            "leaq\t.LC0(%rip), %rax",
            ".comm\tn.0,4,4",
        ] {
            assert!(mixed.lines().any(|l| l.trim() == line), "{line} is not in\n{mixed}");
        }
        assert!(!mixed.contains("n.0(%rip)") && !mixed.contains("_3:"), "{mixed}");
    }

    #[test]
    fn tables_of_labels_go_with_their_function() {
        let frame = FRAME.replace("\tret\n\t.size\tf", "\tjmp\t*t.1(,%rax,8)\n.L5:\n\tret\n\t.size\tf")
            + "\t.data\n\t.type\tt.1, @object\nt.1:\n\t.quad\t.L5\n\t.quad\t.LC0\n";
        assert!(
            mix(&frame, &Assembly::read(OTHER), &["g".into()]).is_ok_and(|text| text.contains(".quad\t.L5"))
        );
        let mixed = mix(&frame, &Assembly::read(OTHER), &["f".into()]).expect("f is on both sides");
        assert!(!mixed.contains(".L5") && mixed.contains(".quad\t.LC0"), "{mixed}");
    }

    #[test]
    fn without_functions_the_frame_stays() {
        assert_eq!(mix(FRAME, &Assembly::read(OTHER), &[]).as_deref(), Ok(FRAME));
        assert!(mix(FRAME, &Assembly::read(OTHER), &["h".into()]).is_err());
    }
}
