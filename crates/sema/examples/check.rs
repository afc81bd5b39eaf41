//! The front end alone: checks C files, and with `--hir` prints what they mean. For measuring and for looking.

use diag::SystemHeader;
use lexer::{LangOptions, Session};
use preprocessor::{CommandLineMacro, DirSource, Options, Preprocessor, SearchDir, SearchPath, Source};
use std::sync::Arc;

fn main() {
    let mut include = Vec::new();
    let mut macros = Vec::new();
    let mut files = Vec::new();
    let (mut hir, mut time, mut parse_only) = (false, false, false);
    let mut options = LangOptions::default();
    let mut warnings = true;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if let Some(dir) = arg.strip_prefix("-I") {
            include.push(SearchDir {
                path: dir.to_string(),
                system: SystemHeader::No,
                source: DirSource::Disk,
            });
        } else if let Some(name) = arg.strip_prefix("-D") {
            macros.push(CommandLineMacro::Define(name.to_string()));
        } else {
            match arg.as_str() {
                "--hir" => hir = true,
                "--time" => time = true,
                "--parse" => parse_only = true,
                "-w" => warnings = false,
                "-std=gnu89" => {
                    options.std = lexer::Std::C89;
                    options.gnu89_inline = true;
                }
                "-fgnu89-inline" => options.gnu89_inline = true,
                "-std=gnu99" => options.std = lexer::Std::C99,
                "-O1" => options.optimize = 1,
                _ => files.push(arg),
            }
        }
    }
    for path in ["/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include"] {
        include.push(SearchDir {
            path: path.to_string(),
            system: SystemHeader::Yes,
            source: DirSource::Disk,
        });
    }
    let mut bad = false;
    for file in &files {
        let started = std::time::Instant::now();
        let session = Session::new(Arc::new(x86::x86_64_linux()), options.clone());
        if !warnings {
            let mut levels = diag::WarningOptions::default();
            levels.inhibit = true;
            session.diags.set_options(levels);
        }
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{file}: {error}");
                bad = true;
                continue;
            }
        };
        let mut dirs = include.clone();
        let at = dirs.len() - 3;
        dirs.insert(
            at,
            SearchDir {
                path: headers::DIRECTORY.to_string(),
                system: SystemHeader::Yes,
                source: DirSource::Embedded(headers::FILES),
            },
        );
        let (search, _) = SearchPath::new(Vec::new(), dirs);
        let setup = Options {
            search,
            macros: macros.clone(),
            implicit_include: Some("stdc-predef.h".to_string()),
            has_attribute: Box::new(sema::is_attribute),
            has_builtin: Box::new(sema::is_builtin),
            ..Options::default()
        };
        let mut preprocessor = Preprocessor::new(&session, setup, Source { name: file.clone(), bytes });
        let mut parser = parser::Parser::new(&mut preprocessor, &session);
        let mut sema = sema::Sema::new(&session);
        let mut arena = bumpalo::Bump::new();
        let (mut functions, mut exprs) = (0, 0);
        loop {
            {
                let Some(decl) = parser.external_declaration(&arena) else { break };
                if !parse_only {
                    sema.external_declaration(&decl);
                }
            }
            arena.reset();
            for item in sema.take_items() {
                if let sema::hir::Item::Function(body) = &item {
                    functions += 1;
                    exprs += body.exprs.len();
                    if hir {
                        print!("{}", sema::print_body(body, &sema.unit, &session.interner));
                    }
                } else if hir {
                    println!("{item:?}");
                }
            }
        }
        sema.finish();
        if hir {
            for item in sema.take_items() {
                println!("{item:?}");
            }
        }
        session.diags.finish();
        bad |= session.diags.error_count() > 0;
        if time {
            println!("{file}: {functions} functions, {exprs} expressions, {:?}", started.elapsed());
        }
    }
    std::process::exit(i32::from(bad));
}
