//! Where `#include` and `#include_next` look: a file may be reached in more ways than one.

use diag::SystemHeader;
use lexer::{LangOptions, Session};
use preprocessor::{Options, OutputOptions, Preprocessor, SearchDir, SearchPath, Source, print_preprocessed};
use std::path::Path;
use std::sync::Arc;

/// Preprocesses a file, with folders as by `-I`; what comes out, and what is said.
fn preprocess(main: &Path, folders: &[&Path]) -> (String, String) {
    let session = Session::new(Arc::new(x86::x86_64_linux()), LangOptions::default());
    session.diags.capture();
    let dirs = folders.iter().map(|f| SearchDir::disk(&f.display().to_string(), SystemHeader::No)).collect();
    let options = Options { search: SearchPath::new(Vec::new(), dirs).0, ..Options::default() };
    let bytes = std::fs::read(main).expect("the main file is there");
    let source = Source { name: main.display().to_string(), bytes };
    let mut pp = Preprocessor::new(&session, options, source);
    let printed =
        print_preprocessed(&mut pp, OutputOptions { no_linemarkers: true, ..OutputOptions::default() });
    (String::from_utf8_lossy(&printed).trim().to_string(), session.diags.take_captured())
}

/// Gnulib's headers include the system's header of their own name by a guard in two halves. A source file beside
/// such a header finds it in its own folder first; the header then finds itself by `-I`, once, and the system's.
#[test]
fn a_header_beside_the_source_goes_on_through_the_chain() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (ours, system) = (root.path().join("lib"), root.path().join("system"));
    for folder in [&ours, &system] {
        std::fs::create_dir(folder).expect("a folder");
    }
    let header = "#ifndef GUARD\n#ifdef INCLUDING\n# include_next <unistd.h>\n#else\n# define INCLUDING\n\
                  # include_next <unistd.h>\n# undef INCLUDING\n# define GUARD\nours\n#endif\n#endif\n";
    std::fs::write(ours.join("unistd.h"), header).expect("a header");
    std::fs::write(system.join("unistd.h"), "theirs\n").expect("a header");
    let main = ours.join("main.c");
    std::fs::write(&main, "#include \"unistd.h\"\n").expect("a source file");
    let expected = ("theirs\nours".to_string(), String::new());
    assert_eq!(preprocess(&main, &[&ours, &system]), expected);
    assert_eq!(preprocess(&main, &[&system]), expected);
    assert_eq!(preprocess(&main, &[&ours, &ours, &system]), expected);
}
