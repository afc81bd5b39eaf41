//! The overall course, and questions that are answered without compiling (GCC manual 3.2).

use super::Form::{Joined, JoinedOrSeparate, Separate};
use super::{Row, flag, value};
use crate::invocation::{Invocation, Language, Mode, Question};
use crate::output::describe;

pub(super) static ROWS: &[Row] = &[
    // Overall.
    flag("-c", |i| i.mode = i.mode.min(Mode::Object), "Compile and assemble, but do not link."),
    flag("-S", |i| i.mode = i.mode.min(Mode::Assembly), "Compile only; do not assemble or link."),
    flag("-E", |i| i.mode = Mode::Preprocess, "Preprocess only; do not compile, assemble or link."),
    flag(
        "-fsyntax-only",
        |i| i.mode = i.mode.min(Mode::SyntaxOnly),
        "Check the code for errors, nothing more.",
    ),
    value(
        "-o",
        JoinedOrSeparate,
        |i, v| {
            i.output = Some(v.into());
            Ok(())
        },
        "Place the output into <file>.",
    ),
    value(
        "--output=",
        Joined,
        |i, v| {
            i.output = Some(v.into());
            Ok(())
        },
        "",
    ),
    value(
        "-x",
        JoinedOrSeparate,
        set_language,
        "Specify the language of the following input files: c, c-header, \
           cpp-output, assembler, assembler-with-cpp, none.",
    ),
    flag("-v", |i| i.verbose = true, "Say what is done."),
    flag("--verbose", |i| i.verbose = true, ""),
    flag(
        "-###",
        |i| {
            i.verbose = true;
            i.dry_run = true
        },
        "Like -v, but nothing is executed.",
    ),
    flag("-pipe", |_| (), "No effect: there are no intermediate files."),
    flag("-save-temps", |i| i.save_temps = true, "Keep the .i and .s files."),
    value(
        "-save-temps=",
        Joined,
        |i, _| {
            i.save_temps = true;
            Ok(())
        },
        "",
    ),
    flag("--save-temps", |i| i.save_temps = true, ""),
    flag("-ftime-report", |i| i.time_report = true, "Print the time that each phase took."),
    flag("-time", |i| i.time_report = true, ""),
    flag("-Q", |_| (), "No effect: ccc does not print function names as it goes."),
    flag("-pass-exit-codes", |_| (), ""),
    flag("-no-canonical-prefixes", |_| (), ""),
    value(
        "--sysroot=",
        Joined,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "Use <directory> as the root directory for headers and libraries.",
    ),
    value(
        "--sysroot",
        Separate,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "",
    ),
    value(
        "-isysroot",
        JoinedOrSeparate,
        |i, v| {
            i.sysroot = v.trim_end_matches('/').into();
            Ok(())
        },
        "",
    ),
    value(
        "-B",
        JoinedOrSeparate,
        |i, v| {
            i.prefixes.push(v.into());
            Ok(())
        },
        "Add <directory> to the search paths of start files and libraries.",
    ),
    value(
        "--target=",
        Joined,
        |i, v| {
            i.target = Some(v.into());
            Ok(())
        },
        "Compile for the machine <triple>.",
    ),
    value(
        "-target",
        Separate,
        |i, v| {
            i.target = Some(v.into());
            Ok(())
        },
        "",
    ),
    // Questions.
    flag("--version", |i| i.question = Some(Question::Version), "Display compiler version information."),
    flag("--help", |i| i.question = Some(Question::Help), "Display this information."),
    flag(
        "-dumpversion",
        |i| i.question = Some(Question::DumpVersion),
        "Display the GCC version that ccc claims.",
    ),
    flag(
        "-dumpfullversion",
        |i| i.question = Some(Question::DumpFullVersion),
        "The same, with minor version and patch level.",
    ),
    flag("-dumpmachine", |i| i.question = Some(Question::DumpMachine), "Display the compiler's target."),
    flag("-dumpspecs", |i| i.question = Some(Question::DumpSpecs), "Display the spec strings: ccc has none."),
    value("-specs=", Joined, |_, file| read_specs(file), ""),
    value("--specs=", Joined, |_, file| read_specs(file), ""),
    value(
        "-print-file-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::FileName(v.into()));
            Ok(())
        },
        "Display the full path to library <lib>.",
    ),
    value(
        "--print-file-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::FileName(v.into()));
            Ok(())
        },
        "",
    ),
    value(
        "-print-prog-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::ProgName(v.into()));
            Ok(())
        },
        "Display the full path to compiler component <prog>.",
    ),
    value(
        "--print-prog-name=",
        Joined,
        |i, v| {
            i.question = Some(Question::ProgName(v.into()));
            Ok(())
        },
        "",
    ),
    flag(
        "-print-search-dirs",
        |i| i.question = Some(Question::SearchDirs),
        "Display the compiler's search path.",
    ),
    flag("--print-search-dirs", |i| i.question = Some(Question::SearchDirs), ""),
    flag(
        "-print-libgcc-file-name",
        |i| i.question = Some(Question::LibgccFileName),
        "Display the name of the compiler's companion library.",
    ),
    flag("--print-libgcc-file-name", |i| i.question = Some(Question::LibgccFileName), ""),
    flag(
        "-print-sysroot",
        |i| i.question = Some(Question::Sysroot),
        "Display the root directory of the target.",
    ),
    flag("--print-sysroot", |i| i.question = Some(Question::Sysroot), ""),
    flag(
        "-print-multi-lib",
        |i| i.question = Some(Question::MultiLib),
        "Display the library variants: there is one.",
    ),
    flag("--print-multi-lib", |i| i.question = Some(Question::MultiLib), ""),
    flag(
        "-print-multiarch",
        |i| i.question = Some(Question::MultiArch),
        "Display the target's normalized GNU triplet.",
    ),
    flag("--print-multiarch", |i| i.question = Some(Question::MultiArch), ""),
    flag("-print-multi-directory", |i| i.question = Some(Question::MultiDirectory), ""),
    flag("--print-multi-directory", |i| i.question = Some(Question::MultiDirectory), ""),
    flag("-print-multi-os-directory", |i| i.question = Some(Question::MultiOsDirectory), ""),
    flag("--print-multi-os-directory", |i| i.question = Some(Question::MultiOsDirectory), ""),
    flag("-print-sysroot-headers-suffix", |i| i.question = Some(Question::SysrootHeadersSuffix), ""),
];

/// `-specs=`: there is nothing that spec strings would change, so only an empty file does what it says.
fn read_specs(file: &str) -> Result<(), String> {
    match std::fs::read(file) {
        Ok(text) if text.trim_ascii().is_empty() => Ok(()),
        Ok(_) => Err(format!("spec file '{file}' is not supported: ccc has no spec strings")),
        Err(error) => Err(format!("cannot read spec file '{file}': {}", describe(&error))),
    }
}

fn set_language(invocation: &mut Invocation, name: &str) -> Result<(), String> {
    invocation.language = match name {
        "none" => None,
        "c" => Some(Language::C),
        "c-header" => Some(Language::Header),
        "cpp-output" => Some(Language::Preprocessed),
        "assembler" => Some(Language::Assembler),
        "assembler-with-cpp" => Some(Language::AssemblerWithCpp),
        _ => return Err(format!("language {name} not recognized")),
    };
    Ok(())
}
