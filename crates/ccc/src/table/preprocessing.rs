//! The preprocessor (GCC manual 3.13).

use super::Form::{Joined, JoinedOrSeparate, Separate};
use super::{Row, flag, rows, toggle, value};
use crate::invocation::{Invocation, Mode};
use lexer::Charset;
use preprocessor::{CommandLineMacro, DependencyFormat, PrintedMacros};

pub(super) static ROWS: &[Row] = &[
    // Preprocessor.
    value(
        "-D",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Define(v.into()));
            Ok(())
        },
        "Define a macro: <name>, or <name>=<value>.",
    ),
    value(
        "-A",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Assert(v.into()));
            Ok(())
        },
        "Assert an answer to a question: <predicate>=<answer>; take it back: -<predicate>=<answer>.",
    ),
    value(
        "-U",
        JoinedOrSeparate,
        |i, v| {
            i.pp.macros.push(CommandLineMacro::Undef(v.into()));
            Ok(())
        },
        "Undefine a macro.",
    ),
    flag("-undef", |i| i.pp.undef = true, "Do not predefine the system's macros."),
    value(
        "-I",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.include_dirs.push(dir);
            Ok(())
        },
        "Search <directory> for headers.",
    ),
    value(
        "-iquote",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.quote_dirs.push(dir);
            Ok(())
        },
        "Search <directory> for headers in quotes, first.",
    ),
    value(
        "-isystem",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.system_dirs.push(dir);
            Ok(())
        },
        "Search <directory> after -I, as a system directory.",
    ),
    value(
        "--embed-dir=",
        Joined,
        |i, v| {
            i.pp.embed_dirs.push(v.into());
            Ok(())
        },
        "Search <directory> for what #embed names.",
    ),
    value(
        "-idirafter",
        JoinedOrSeparate,
        |i, v| {
            let dir = sysrooted(i, v);
            i.pp.after_dirs.push(dir);
            Ok(())
        },
        "Search <directory> after all others.",
    ),
    value(
        "-iprefix",
        JoinedOrSeparate,
        |i, v| {
            i.pp.iprefix = v.into();
            Ok(())
        },
        "",
    ),
    value(
        "-iwithprefix",
        JoinedOrSeparate,
        |i, v| {
            let dir = format!("{}{v}", i.pp.iprefix);
            i.pp.after_dirs.push(dir);
            Ok(())
        },
        "",
    ),
    value(
        "-iwithprefixbefore",
        JoinedOrSeparate,
        |i, v| {
            let dir = format!("{}{v}", i.pp.iprefix);
            i.pp.include_dirs.push(dir);
            Ok(())
        },
        "",
    ),
    value("-imultilib", Separate, |_, _| Ok(()), ""),
    value("-imultiarch", Separate, |_, _| Ok(()), ""),
    value(
        "-include",
        JoinedOrSeparate,
        |i, v| {
            i.pp.includes.push(v.into());
            Ok(())
        },
        "Include <file> before others.",
    ),
    value(
        "-imacros",
        JoinedOrSeparate,
        |i, v| {
            i.pp.imacros.push(v.into());
            Ok(())
        },
        "Take the macros of <file>.",
    ),
    flag(
        "-nostdinc",
        |i| i.pp.standard_includes = false,
        "Do not search the standard directories for headers.",
    ),
    flag("-P", |i| i.pp.output.no_linemarkers = true, "With -E: no linemarkers."),
    flag("-C", |i| i.pp.keep_comments = true, "With -E: keep comments."),
    flag(
        "-CC",
        |i| {
            i.pp.keep_comments = true;
            i.pp.keep_macro_comments = true
        },
        "With -E: keep comments, also those of macros.",
    ),
    flag("-H", |i| i.pp.tell_headers = true, "Tell of each header that is included."),
    toggle("-fdirectives-only", |i, on| i.pp.directives_only = on, "With -E: expand no macros."),
    flag("-no-integrated-cpp", |_| (), ""),
    value("-ftrack-macro-expansion=", Joined, track_macro_expansion, ""),
    toggle("-ftrack-macro-expansion", |i, on| i.warnings.track_expansion = on, ""),
    value(
        "-d",
        Joined,
        set_dump,
        "With -E: print macros (M: only, D: definitions, N: names, U: used), I: includes.",
    ),
    value("--dump=", Joined, set_dump, ""),
    toggle("-fpreprocessed", |i, on| i.pp.preprocessed = on, ""),
    toggle("-fdollars-in-identifiers", |i, on| i.lang.dollars = on, ""),
    flag("-trigraphs", |i| i.trigraphs = Some(true), "Replace trigraphs."),
    flag("-remap", |_| (), ""),
    flag(
        "-M",
        |i| {
            i.deps.wanted = true;
            i.deps.instead = true;
            i.deps.user_only = false
        },
        "Print a make rule of the file's dependencies.",
    ),
    flag(
        "-MM",
        |i| {
            i.deps.wanted = true;
            i.deps.instead = true;
            i.deps.user_only = true
        },
        "As -M, without system headers.",
    ),
    flag("-MD", |i| i.deps.wanted = true, "Write the rule to a .d file, and go on."),
    flag(
        "-MMD",
        |i| {
            i.deps.wanted = true;
            i.deps.user_only = true
        },
        "As -MD, without system headers.",
    ),
    value(
        "-MF",
        JoinedOrSeparate,
        |i, v| {
            i.deps.file = Some(v.into());
            Ok(())
        },
        "Write the rule to <file>.",
    ),
    value(
        "-MT",
        JoinedOrSeparate,
        |i, v| {
            i.deps.targets.push(v.into());
            Ok(())
        },
        "Name the rule's target.",
    ),
    value(
        "-MQ",
        JoinedOrSeparate,
        |i, v| {
            i.deps.targets.push(DependencyFormat::quote(v));
            Ok(())
        },
        "As -MT, quoted for make.",
    ),
    flag("-MP", |i| i.deps.phony = true, "Add an empty rule for each header."),
    flag("-MG", |i| i.deps.missing_ok = true, "Missing headers are generated files."),
    value("-Wp,", Joined, preprocessor_arguments, "Pass comma-separated <options> on to the preprocessor."),
    value("-Xpreprocessor", Separate, crate::command_line::apply_one, "Pass <arg> on to the preprocessor."),
    value("-finput-charset=", Joined, input_charset, "Character set of sources."),
    value("-fexec-charset=", Joined, execution_charset, "Character set of strings."),
    value("-fwide-exec-charset=", Joined, |_, v| wide_charset(v), "Character set of wide strings: UTF-32LE."),
];

/// `-d<letters>`: what `-E` prints besides, and of what the compiler would say of itself (GCC manual 3.13 and 3.18), the
/// letters that change no output here.
fn set_dump(i: &mut Invocation, letters: &str) -> Result<(), String> {
    for letter in letters.chars() {
        match letter {
            'M' => i.pp.only_macros = true,
            'D' => {
                i.pp.only_macros = false;
                i.pp.output.macros = PrintedMacros::Definitions;
            }
            'N' => i.pp.output.macros = PrintedMacros::Names,
            'U' => i.pp.output.macros = PrintedMacros::Uses,
            'I' => i.pp.output.includes = true,
            // Dumps of RTL, which ccc has not, and annotations of assembly, which are comments.
            'a' | 'A' | 'p' | 'P' => {}
            // RTL alone, no code.
            'x' => i.mode = i.mode.min(Mode::SyntaxOnly),
            _ => i.remarks.push(format!("unrecognized gcc debugging option: {letter}")),
        }
    }
    Ok(())
}

/// 1 and 2 differ in what GCC keeps in memory.
fn track_macro_expansion(i: &mut Invocation, level: &str) -> Result<(), String> {
    i.warnings.track_expansion = match level {
        "0" => false,
        "1" | "2" => true,
        _ => return Err(format!("invalid argument '{level}' to '-ftrack-macro-expansion'")),
    };
    Ok(())
}

/// `=dir` and `$SYSROOTdir` are below the system root.
fn sysrooted(invocation: &Invocation, dir: &str) -> String {
    match dir.strip_prefix('=').or_else(|| dir.strip_prefix("$SYSROOT")) {
        Some(rest) => format!("{}{rest}", invocation.sysroot),
        None => dir.to_string(),
    }
}

/// `-Wp,`: here `-MD` and `-MMD` take the file's name, as the compiler proper reads them.
fn preprocessor_arguments(invocation: &mut Invocation, list: &str) -> Result<(), String> {
    let mut words = list.split(',').peekable();
    while let Some(word) = words.next() {
        if matches!(word, "-MD" | "-MMD") {
            invocation.deps.wanted = true;
            invocation.deps.user_only = word == "-MMD";
            if let Some(file) = words.next() {
                invocation.deps.file = Some(file.into());
            }
            continue;
        }
        let takes_argument =
            rows().any(|row| row.spelling == word && matches!(row.form, Separate | JoinedOrSeparate));
        let argument = if takes_argument { words.next() } else { None };
        match argument {
            Some(argument) => crate::command_line::apply_pair(invocation, word, argument)?,
            None => crate::command_line::apply_one(invocation, word)?,
        }
    }
    Ok(())
}

fn input_charset(i: &mut Invocation, name: &str) -> Result<(), String> {
    let unknown = || format!("conversion from {name} to UTF-8 not supported by iconv");
    i.lang.source_charset = Charset::by_name(name).ok_or_else(unknown)?;
    Ok(())
}

fn execution_charset(i: &mut Invocation, name: &str) -> Result<(), String> {
    let unknown = || format!("conversion from UTF-8 to {name} not supported by iconv");
    i.lang.charset = Charset::by_name(name).ok_or_else(unknown)?;
    Ok(())
}

fn wide_charset(name: &str) -> Result<(), String> {
    match name.to_ascii_lowercase().as_str() {
        "utf-32le" | "ucs-4le" | "utf-32" | "ucs-4-internal" | "wchar_t" => Ok(()),
        _ => Err(format!("conversion from UTF-8 to {name} not supported by iconv")),
    }
}
