//! From words to an [`Invocation`]: response files, the option table, what remains is inputs.

use crate::invocation::{Input, Invocation, Language, Mode};
use crate::suggestion::unrecognized;
use crate::table::{Form, Meaning, Row, rows};
use crate::{foreign, noop};
use preprocessor::PrintedMacros;

/// What is wrong with a command line. Messages are GCC's; a line of one that begins with `note: ` is a note.
pub(crate) type Errors = Vec<String>;

/// Nested response files end here.
const MAX_RESPONSE_DEPTH: u32 = 10;

/// Reads a command line (without the program's name).
pub(crate) fn parse(program: String, words: Vec<String>) -> Result<Invocation, Errors> {
    let mut invocation = Invocation::new(program);
    let words = expand_response_files(words, 0);
    let mut errors = Errors::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        if word == "-" || !word.starts_with('-') {
            let language = invocation.language.unwrap_or_else(|| language_of(word));
            invocation.inputs.push(Input::File(word.clone(), language));
            continue;
        }
        match find(word) {
            Some((row, argument)) if matches!(row.form, Form::Separate) || needs_next(row, argument) => {
                let Some(next) = words.get(at) else {
                    let what = if row.spelling == "-o" { "filename after" } else { "argument to" };
                    errors.push(format!("missing {what} '{}'", row.spelling));
                    continue;
                };
                at += 1;
                errors.extend(set(&mut invocation, row, next).err());
            }
            Some((row, argument)) => errors.extend(set(&mut invocation, row, argument).err()),
            None => errors.extend(apply_one(&mut invocation, word).err()),
        }
    }
    if errors.is_empty() {
        errors.extend(contradictions(&invocation));
    }
    if errors.is_empty() {
        finish(&mut invocation);
        Ok(invocation)
    } else {
        Err(errors)
    }
}

fn needs_next(row: &Row, argument: &str) -> bool {
    row.form == Form::JoinedOrSeparate && argument.is_empty()
}

/// Applies an option that is one word.
pub(crate) fn apply_one(invocation: &mut Invocation, word: &str) -> Result<(), String> {
    if let Some((row, argument)) = find(word) {
        if row.form == Form::Separate || needs_next(row, argument) {
            return Err(format!("missing argument to '{}'", row.spelling));
        }
        return set(invocation, row, argument);
    }
    if let Some((row, on)) = find_toggle(word) {
        if let Meaning::Toggle(set) = row.meaning {
            set(invocation, on);
        }
        return Ok(());
    }
    if let Some(name) = word.strip_prefix("-m") {
        return machine(invocation, word, name);
    }
    if let Some(name) = word.strip_prefix("-f")
        && is_noop(name, noop::TOGGLES, noop::VALUES)
    {
        return Ok(());
    }
    // The long form of an option of code generation: `--disable-tree-x` is `-fdisable-tree-x`.
    if let Some(name) = word.strip_prefix("--")
        && !name.is_empty()
    {
        let long = format!("-f{name}");
        if find(&long).is_some_and(|(row, _)| row.form == Form::Joined) || find_toggle(&long).is_some() {
            return apply_one(invocation, &long);
        }
    }
    if word.ends_with('=') && foreign::languages(word).is_some() {
        return Err(format!("missing argument to '{word}'"));
    }
    let remark = foreign::remark(word).ok_or_else(|| unrecognized(word))?;
    invocation.remarks.push(remark);
    Ok(())
}

/// Applies an option whose argument is a word of its own.
pub(crate) fn apply_pair(invocation: &mut Invocation, word: &str, argument: &str) -> Result<(), String> {
    match find(word) {
        Some((row, "")) => set(invocation, row, argument),
        _ => Err(unrecognized(word)),
    }
}

fn set(invocation: &mut Invocation, row: &Row, argument: &str) -> Result<(), String> {
    match row.meaning {
        Meaning::Set(set) => {
            set(invocation);
            Ok(())
        }
        Meaning::Value(set) => set(invocation, argument),
        Meaning::Toggle(set) => {
            set(invocation, true);
            Ok(())
        }
    }
}

/// The row of a word and the rest of the word: an exact spelling first, else the longest that takes a rest.
fn find(word: &str) -> Option<(&'static Row, &str)> {
    let exact = rows().find(|row| row.spelling == word && row.form != Form::Joined);
    if let Some(row) = exact {
        return Some((row, ""));
    }
    rows()
        .filter(|row| matches!(row.form, Form::Joined | Form::JoinedOrSeparate))
        .filter_map(|row| word.strip_prefix(row.spelling).map(|rest| (row, rest)))
        .filter(|(row, rest)| {
            !(rest.is_empty() && row.spelling.ends_with('=') && row.spelling.starts_with("-f"))
        })
        // A single letter does not swallow another option: `-include` is not `-i`, `-nostdlib` not `-n`.
        .max_by_key(|(row, _)| row.spelling.len())
        .filter(|(row, rest)| !swallows_another(row, rest))
}

/// `-On` and its like are joined, but `-dumpx` must not be `-d` with an argument. Letters that take paths or names
/// take anything; `-fdump-ir` takes only `=pass`.
fn swallows_another(row: &Row, rest: &str) -> bool {
    match row.spelling {
        "-fdump-ir" | "-fdump-mir" => !(rest.is_empty() || rest.starts_with('=')),
        "-T" => rest.starts_with("data=") || rest.starts_with("text="),
        "-e" => !rest.is_empty(),
        _ => false,
    }
}

/// `-fx` or `-fno-x`.
fn find_toggle(word: &str) -> Option<(&'static Row, bool)> {
    let positive = word.strip_prefix("-fno-").map(|name| format!("-f{name}"));
    let (spelling, on) = match &positive {
        Some(spelling) => (spelling.as_str(), false),
        None => (word, true),
    };
    rows().find(|row| row.form == Form::Toggle && row.spelling == spelling).map(|row| (row, on))
}

fn is_noop(name: &str, toggles: &[&str], values: &[&str]) -> bool {
    if let Some((base, _)) = name.split_once('=') {
        return values.contains(&base);
    }
    let plain = name.strip_prefix("no-").unwrap_or(name);
    toggles.contains(&plain)
}

/// `-m…`: what changes code is kept for the target, tuning does nothing.
fn machine(invocation: &mut Invocation, word: &str, name: &str) -> Result<(), String> {
    if is_noop(name, noop::MACHINE, noop::MACHINE_VALUES) {
        return Ok(());
    }
    invocation.codegen.machine.push(word.to_string());
    crate::machine::check(word)
}

/// What a file name's suffix says.
pub(crate) fn language_of(path: &str) -> Language {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("c") => Language::C,
        Some("h") => Language::Header,
        Some("i") => Language::Preprocessed,
        Some("s") => Language::Assembler,
        Some("S" | "sx") => Language::AssemblerWithCpp,
        _ if path == "-" => Language::C,
        _ => Language::Linker,
    }
}

/// Options that can't stand with or without each other.
fn contradictions(invocation: &Invocation) -> Vec<String> {
    let mut errors = Vec::new();
    if invocation.deps.missing_ok && !invocation.deps.instead {
        errors.push("'-MG' may only be used with '-M' or '-MM'".into());
    }
    if invocation.inline_of_c99 && invocation.lang.std < lexer::Std::C99 {
        errors.push("'-fno-gnu89-inline' is only supported in GNU99 or C99 mode".into());
    }
    errors
}

/// What follows from all options together.
fn finish(invocation: &mut Invocation) {
    if invocation.deps.instead {
        // The rule is what is wanted, not what there is to say of the source.
        invocation.warnings.inhibit = true;
        invocation.mode = Mode::Preprocess;
    }
    if invocation.codegen.debug == 3 && invocation.pp.output.macros == PrintedMacros::None {
        // Macros are part of what -g3 tells of, so they are printed for whoever compiles later.
        invocation.pp.output.macros = PrintedMacros::Definitions;
    }
    if invocation.pp.directives_only && invocation.pp.output.macros == PrintedMacros::None {
        invocation.pp.output.macros = PrintedMacros::Definitions;
    }
    // Signalling NaNs trap (GCC manual 3.11).
    invocation.lang.trapping_math |= invocation.lang.signaling_nans;
    if invocation.lang.associative_math && (invocation.lang.signed_zeros || invocation.lang.trapping_math) {
        invocation.lang.associative_math = false;
        invocation.remarks.push("'-fassociative-math' disabled; other options take precedence".into());
    }
    let layout = invocation.codegen.machine.iter().rev().find(|option| option.ends_with("ms-bitfields"));
    invocation.lang.ms_bit_fields = layout.is_some_and(|option| option == "-mms-bitfields");
    let pie = !invocation.pic_given && invocation.machine_allows_pie();
    let lang = &mut invocation.lang;
    lang.known_attribute = sema::is_attribute;
    lang.trigraphs = invocation.trigraphs.unwrap_or(!lang.gnu && lang.std < lexer::Std::C23);
    if pie {
        lang.pic = 2;
        lang.pie = 2;
    }
    if lang.std >= lexer::Std::C23 {
        invocation.warnings.set_default(diag::warn::OLD_STYLE_DEFINITION);
    }
    let lang = &mut invocation.lang;
    // -O2 and above: what GCC turns on.
    if lang.optimize >= 2 {
        lang.strict_aliasing = true;
    }
    if lang.std < lexer::Std::C99 {
        lang.gnu89_inline = true;
    }
}

impl Invocation {
    /// Code models that can't be position-independent turn the default off.
    fn machine_allows_pie(&self) -> bool {
        !self.codegen.machine.iter().any(|option| option == "-mcmodel=kernel")
    }
}

/// Replaces `@file` by the file's words; a file that can't be read stays a word, as in GCC.
pub(crate) fn expand_response_files(words: Vec<String>, depth: u32) -> Vec<String> {
    if !words.iter().any(|word| word.starts_with('@')) || depth >= MAX_RESPONSE_DEPTH {
        return words;
    }
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        match word.strip_prefix('@').map(std::fs::read) {
            Some(Ok(bytes)) => {
                out.extend(expand_response_files(split_words(&String::from_utf8_lossy(&bytes)), depth + 1));
            }
            _ => out.push(word),
        }
    }
    out
}

/// The words of a response file: white space separates, quotes of both kinds group, a backslash escapes.
fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', _) => word.get_or_insert_default().extend(chars.next()),
            (c, Some(q)) if c == q => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invocation::{OutputKind, Question};

    fn line(words: &str) -> Result<Invocation, Errors> {
        parse("ccc".into(), words.split(' ').map(String::from).collect())
    }

    fn ok(words: &str) -> Invocation {
        line(words).unwrap_or_else(|errors| panic!("{words}: {errors:?}"))
    }

    #[test]
    fn everyday_lines() {
        let it = ok("-O2 -Wall -g -c -o x.o x.c -DA=1 -D B -Iinclude -fPIC -fno-strict-aliasing -std=gnu11");
        assert_eq!(it.mode, Mode::Object);
        assert_eq!(it.output.as_deref(), Some("x.o"));
        assert_eq!(it.lang.optimize, 2);
        assert_eq!(it.pp.include_dirs, ["include"]);
        assert_eq!(it.pp.macros.len(), 2);
        assert_eq!((it.lang.pic, it.lang.pie), (2, 0));
        let it = ok("a.o -lm -Wl,--gc-sections,-z,now b.a -shared -Xlinker -Map=x");
        assert_eq!(it.link.kind, OutputKind::Shared);
        assert_eq!(it.inputs.len(), 7);
        assert_eq!(ok("-print-file-name=libc.a").question, Some(Question::FileName("libc.a".into())));
        assert_eq!(ok("x.c").lang.pie, 2);
        let it = ok("-Wp,-MMD,.x.d -include k.h -nostdinc -c x.c");
        assert_eq!(it.deps.file.as_deref(), Some(".x.d"));
        assert_eq!(it.pp.includes, ["k.h"]);
        assert!(!it.pp.standard_includes);
        ok("-fno-tree-vectorize -falign-functions=16 -Wno-some-new-warning -mtune=generic x.c");
    }

    #[test]
    fn refusals() {
        let error = |words: &str| line(words).err().map(|errors| errors.join("; ")).unwrap_or_default();
        assert!(error("-fxyz x.c").starts_with("unrecognized command-line option '-fxyz'"));
        assert_eq!(error("-Wxyz x.c"), "unrecognized command-line option '-Wxyz'");
        assert_eq!(error("--zork"), "unrecognized command-line option '--zork'");
        assert_eq!(error("x.c -o"), "missing filename after '-o'");
        assert_eq!(error("-std=c77"), "unrecognized command-line option '-std=c77'");
        assert_eq!(error("-x zz"), "language zz not recognized");
        assert_eq!(error("-fsanitize=address x.c"), "unrecognized command-line option '-fsanitize=address'");
        assert_eq!(error("-mxyz x.c"), "unrecognized command-line option '-mxyz'");
    }

    #[test]
    fn response_words() {
        assert_eq!(split_words("a 'b c' \"d\\\"e\" f\\ g\n''"), ["a", "b c", "d\"e", "f g", ""]);
    }
}
