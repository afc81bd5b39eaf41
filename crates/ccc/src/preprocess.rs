//! From an invocation to a [`Session`] and a [`Preprocessor`]; `-E`, `-M` and `-dM`.

use crate::invocation::{Invocation, Language, Mode};
use crate::output;
use diag::{Loc, SystemHeader, warn};
use lexer::Session;
use preprocessor::{
    DependencyFormat, DirSource, Options, Preprocessor, PrintedMacros, SearchDir, SearchPath, Source,
    dependency_rule, print_macros, print_preprocessed,
};
use std::io::Read;
use std::sync::Arc;
use target::TargetInfo;

/// The header that glibc wants included first.
const IMPLICIT_INCLUDE: &str = "stdc-predef.h";

/// A session for one input.
pub(crate) fn session(invocation: &Invocation, target: &Arc<TargetInfo>, language: Language) -> Session {
    let mut options = invocation.lang.clone();
    options.assembler = language == Language::AssemblerWithCpp;
    let session = Session::new(Arc::clone(target), options);
    let mut warnings = invocation.warnings.clone();
    warnings.c90 = session.options.std < lexer::Std::C99;
    let useless: Vec<diag::Warning> = warnings.without_format().collect();
    session.diags.set_options(warnings);
    for warning in useless {
        let message = format!("'-W{}' ignored without '-Wformat'", warning.name());
        let _ = session.diags.warning(warning, diag::Loc::NONE, message);
    }
    session
}

/// Reads an input whole.
///
/// # Errors
/// One line that names the file.
pub(crate) fn read(path: &str) -> Result<Source, String> {
    if path == "-" {
        let mut bytes = Vec::new();
        return match std::io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(Source { name: "<stdin>".into(), bytes }),
            Err(error) => Err(format!("<stdin>: {}", output::describe(&error))),
        };
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(Source { name: path.into(), bytes }),
        Err(error) => Err(format!("{path}: {}", output::describe(&error))),
    }
}

/// A preprocessor for one input.
pub(crate) fn preprocessor<'s>(
    invocation: &Invocation,
    session: &'s Session,
    source: Source,
    language: Language,
) -> Preprocessor<'s> {
    let (search, missing) = search_path(invocation, session.target.triple);
    if invocation.verbose {
        describe_search(&search, &missing);
    }
    if session.diags.is_enabled(warn::MISSING_INCLUDE_DIRS, Loc::NONE) {
        tell_missing_dirs(invocation, session);
    }
    let pp = &invocation.pp;
    // Assembler text is printed too, for the assembler to read.
    let for_output = invocation.mode == Mode::Preprocess || language == Language::AssemblerWithCpp;
    let directives_only = pp.directives_only && invocation.mode == Mode::Preprocess;
    let language_options = session.options.clone();
    let options = Options {
        search,
        embed_dirs: pp.embed_dirs.clone(),
        macros: pp.macros.clone(),
        imacros: pp.imacros.clone(),
        includes: pp.includes.clone(),
        undef: pp.undef,
        implicit_include: (pp.standard_includes && session.options.hosted)
            .then(|| IMPLICIT_INCLUDE.to_string()),
        preprocessed: pp.preprocessed || language == Language::Preprocessed,
        preprocess_only: for_output,
        keep_comments: (pp.keep_comments || directives_only) && for_output,
        keep_macro_comments: pp.keep_macro_comments && for_output,
        tell_headers: pp.tell_headers,
        directives_only,
        record_events: for_output,
        record_uses: pp.output.macros == PrintedMacros::Uses,
        missing_headers_ok: invocation.deps.missing_ok,
        prefix_maps: pp.prefix_maps.clone(),
        user_headers_only: invocation.deps.user_only,
        has_attribute: Box::new(sema::is_attribute),
        has_builtin: Box::new(move |name| sema::is_builtin(name, &language_options)),
        ..Options::default()
    };
    Preprocessor::new(session, options, source)
}

/// `-Wmissing-include-dirs`: directories of the command line that are none.
fn tell_missing_dirs(invocation: &Invocation, session: &Session) {
    let pp = &invocation.pp;
    for dir in [&pp.quote_dirs, &pp.include_dirs, &pp.system_dirs, &pp.after_dirs].into_iter().flatten() {
        let why = match std::fs::metadata(dir) {
            Ok(found) if found.is_dir() => continue,
            Ok(_) => "not a directory".to_string(),
            Err(error) => output::describe(&error),
        };
        session.diags.warning(warn::MISSING_INCLUDE_DIRS, Loc::NONE, format!("{dir}: {why}"));
    }
}

fn search_path(invocation: &Invocation, multiarch: &str) -> (SearchPath, Vec<String>) {
    let pp = &invocation.pp;
    let own = |system| SearchDir {
        path: headers::DIRECTORY.into(),
        source: DirSource::Embedded(headers::FILES),
        system,
    };
    let disk = |dirs: &[String], system| -> Vec<SearchDir> {
        let find = |dir: &String| match dir.trim_end_matches('/') == headers::DIRECTORY {
            true => own(system),
            false => SearchDir::disk(dir, system),
        };
        dirs.iter().map(find).collect()
    };
    let from_environment = |name: &str, system| -> Vec<SearchDir> {
        let value = std::env::var(name).unwrap_or_default();
        let dirs = value.split(':').filter(|_| !value.is_empty());
        dirs.map(|dir| SearchDir::disk(if dir.is_empty() { "." } else { dir }, system)).collect()
    };
    let mut angled = disk(&pp.include_dirs, SystemHeader::No);
    angled.extend(from_environment("CPATH", SystemHeader::No));
    angled.extend(disk(&pp.system_dirs, SystemHeader::Yes));
    angled.extend(from_environment("C_INCLUDE_PATH", SystemHeader::Yes));
    if pp.standard_includes {
        angled.push(own(SystemHeader::ExternC));
        let root = &invocation.sysroot;
        for dir in [
            format!("{root}/usr/local/include/{multiarch}"),
            format!("{root}/usr/local/include"),
            format!("{root}/usr/include/{multiarch}"),
            format!("{root}/usr/include"),
        ] {
            angled.push(SearchDir::disk(&dir, SystemHeader::ExternC));
        }
    }
    angled.extend(disk(&pp.after_dirs, SystemHeader::Yes));
    SearchPath::new(disk(&pp.quote_dirs, SystemHeader::No), angled)
}

fn describe_search(search: &SearchPath, missing: &[String]) {
    for dir in missing {
        diag::tell!("ignoring nonexistent directory \"{dir}\"");
    }
    diag::tell!("#include \"...\" search starts here:");
    for dir in search.quoted() {
        diag::tell!(" {}", dir.path);
    }
    diag::tell!("#include <...> search starts here:");
    for dir in search.angled() {
        diag::tell!(" {}", dir.path);
    }
    diag::tell!("End of search list.");
}

/// `-E`, `-M`, `-MM`. `true` if all went well.
pub(crate) fn run(
    invocation: &Invocation,
    target: &Arc<TargetInfo>,
    path: &str,
    language: Language,
) -> Result<bool, String> {
    let source = read(path)?;
    let session = session(invocation, target, language);
    let mut pp = preprocessor(invocation, &session, source, language);
    let text = if invocation.deps.instead || invocation.pp.only_macros {
        let macros = print_macros(&mut pp);
        if invocation.pp.only_macros { macros } else { Vec::new() }
    } else {
        print_preprocessed(&mut pp, invocation.pp.output)
    };
    pp.warn_unused_macros();
    session.diags.finish();
    let good = session.diags.error_count() == 0;
    if good && invocation.deps.wanted {
        let before: &[u8] = if invocation.deps.instead { &text } else { &[] };
        write_dependencies(invocation, path, &pp, before)?;
    }
    if !invocation.deps.instead && (good || !session.diags.stopped()) {
        match invocation.output.as_deref() {
            Some(output) if good => output::write(output, &text, false)?,
            Some(_) => {}
            None => output::to_stdout(&text)?,
        }
    }
    Ok(good)
}

/// Writes the make rule of an input, after it was preprocessed, and after other text for the same file.
///
/// # Errors
/// One line that names the file that can't be written.
pub(crate) fn write_dependencies(
    invocation: &Invocation,
    path: &str,
    pp: &Preprocessor<'_>,
    before: &[u8],
) -> Result<(), String> {
    let deps = &invocation.deps;
    let mut targets = deps.targets.clone();
    if targets.is_empty() {
        let object = match (invocation.mode, &invocation.output) {
            (Mode::Object | Mode::Assembly, Some(output)) => output.clone(),
            _ => with_suffix(base_name(path), "o"),
        };
        targets.push(DependencyFormat::quote(&object));
    }
    let format = DependencyFormat { targets, phony: deps.phony, user_only: deps.user_only };
    let rule = dependency_rule(&format, &pp.dependencies());
    let file = match (&deps.file, deps.instead, &invocation.output) {
        (Some(file), _, _) => file.clone(),
        (None, true, Some(output)) => output.clone(),
        (None, true, None) => "-".into(),
        (None, false, Some(output)) if invocation.mode != Mode::Link => with_suffix(output, "d"),
        (None, false, Some(output)) => format!("{output}-{}", with_suffix(base_name(path), "d")),
        (None, false, None) => with_suffix(base_name(path), "d"),
    };
    output::write(&file, &[before, rule.as_bytes()].concat(), false)
}

/// The last component of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `name` with another suffix.
pub(crate) fn with_suffix(name: &str, suffix: &str) -> String {
    let start = name.rfind('/').map_or(0, |at| at + 1);
    let stem = match name[start..].rfind('.') {
        Some(at) if at > 0 => &name[..start + at],
        _ => name,
    };
    format!("{stem}.{suffix}")
}
