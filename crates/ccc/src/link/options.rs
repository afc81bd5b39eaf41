//! The options of ld (GNU ld manual, "Command-line Options"). What is not done is refused by name.

use super::job::{Job, State};
use super::question;
use linker::options::{BuildId, Discard, Orphans, Strip, Symbolic, TextRelocations};
use linker::script::ast::{Assignment, Command, Provide, Sort, SymbolPattern};
use linker::{Output, script};
use x86::LinkX86_64;

/// Reads one option; `next` takes its separate argument.
pub(super) fn argument(
    job: &mut Job,
    word: &str,
    next: &mut dyn FnMut() -> Option<String>,
) -> Result<(), String> {
    let missing = || format!("option '{word}' requires an argument");
    let long = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or(word);
    let (name, joined) = match long.split_once('=') {
        Some((name, value)) => (name, Some(value.to_string())),
        None => (long, None),
    };
    if let Some(text) = question::beside(word) {
        return question::answer(job, word, &text);
    }
    let mut value = || joined.clone().or_else(&mut *next).ok_or_else(missing);
    let options = &mut job.options;
    match name {
        "o" | "output" => job.output = Some(value()?),
        "shared" | "Bshareable" => {
            options.output = Output::Shared;
        }
        "pie" | "pic-executable" => {
            options.output = if options.output == Output::Static { Output::StaticPie } else { Output::Pie };
        }
        "no-pie" => options.output = Output::Executable,
        "r" | "relocatable" | "i" => options.output = Output::Relocatable,
        "rpath" | "R" => options.rpath.push(value()?),
        // What libraries need of each other is not looked at.
        "rpath-link" => drop(value()?),
        // Compiler drivers always name the plugin that reads their intermediate code; objects with nothing else are refused.
        "plugin" | "plugin-opt" => drop(value()?),
        "soname" | "h" => options.soname = Some(value()?),
        "dynamic-linker" | "I" => options.interpreter = Some(value()?),
        "no-dynamic-linker" => options.interpreter = None,
        "e" | "entry" => options.entry = Some(value()?),
        "u" | "undefined" | "require-defined" => options.undefined.push(value()?),
        "export-dynamic" | "E" => options.export_dynamic = true,
        "no-export-dynamic" => options.export_dynamic = false,
        "export-dynamic-symbol" => {
            options.dynamic_list.push(SymbolPattern { name: value()?, quoted: false, language: None });
        }
        "dynamic-list" => {
            let (path, text) = job.read_script(&value()?)?;
            job.options.dynamic_list.extend(script::dynamic_list(&path, &text)?);
        }
        "version-script" => {
            let (path, text) = job.read_script(&value()?)?;
            job.options.versions.extend(script::versions(&path, &text)?);
        }
        "Bsymbolic" => options.symbolic = Symbolic::All,
        "Bsymbolic-functions" => options.symbolic = Symbolic::Functions,
        "Bno-symbolic" => options.symbolic = Symbolic::No,
        "no-undefined" => options.no_undefined = true,
        "undefined-version" => options.no_undefined_version = false,
        "no-undefined-version" => options.no_undefined_version = true,
        "unresolved-symbols" => match value()?.as_str() {
            "ignore-all" => (options.ignore_undefined, options.no_undefined) = (true, false),
            "report-all" => (options.ignore_undefined, options.no_undefined) = (false, true),
            other => return Err(format!("--unresolved-symbols={other} is not supported")),
        },
        "allow-multiple-definition" => options.allow_multiple = true,
        "as-needed" => job.state.as_needed = true,
        "no-as-needed" => job.state.as_needed = false,
        "whole-archive" => job.state.whole = true,
        "no-whole-archive" => job.state.whole = false,
        "Bstatic" | "static" | "dn" | "non_shared" => job.state.is_static = true,
        "Bdynamic" | "dy" | "call_shared" => job.state.is_static = false,
        "push-state" => job.stack.push(job.state),
        "pop-state" => match job.stack.pop() {
            Some(state) => job.state = state,
            None => return Err("no state pushed before popping".into()),
        },
        "exclude-libs" => job.excluded.extend(value()?.split([',', ':']).map(str::to_string)),
        "wrap" => options.wrap.push(value()?),
        "s" | "strip-all" => options.strip = Strip::All,
        "S" | "strip-debug" => options.strip = Strip::Debug,
        "x" | "discard-all" => options.discard = Discard::All,
        "X" | "discard-locals" => options.discard = Discard::Temporary,
        "discard-none" => options.discard = Discard::None,
        "gc-sections" => options.gc = true,
        "no-gc-sections" => options.gc = false,
        "print-gc-sections" => options.print_gc = true,
        "no-print-gc-sections" => options.print_gc = false,
        "relax" => options.no_relax = false,
        "no-relax" => options.no_relax = true,
        "q" | "emit-relocs" => options.emit_relocs = true,
        "N" | "omagic" => (options.omagic, job.state.is_static) = (true, true),
        "n" | "nmagic" => (options.nmagic, job.state.is_static) = (true, true),
        "eh-frame-hdr" => options.eh_frame_hdr = true,
        "no-eh-frame-hdr" => options.eh_frame_hdr = false,
        "enable-new-dtags" => options.old_tags = false,
        "disable-new-dtags" => options.old_tags = true,
        "hash-style" => {
            (options.sysv_hash, options.gnu_hash) = match value()?.as_str() {
                "sysv" => (true, false),
                "gnu" => (false, true),
                "both" => (true, true),
                other => return Err(format!("invalid hash style `{other}'")),
            };
        }
        "build-id" => options.build_id = build_id(joined.as_deref().unwrap_or("sha1"))?,
        "Map" => job.map = Some(value()?),
        "M" | "print-map" => job.map = Some("-".into()),
        "t" | "trace" => options.trace = true,
        "y" | "trace-symbol" => options.trace_symbols.push(value()?),
        "T" | "script" => {
            let path = value()?;
            job.script(&path)?;
        }
        "dT" | "default-script" => job.default_script = Some(value()?),
        "defsym" => defsym(job, &value()?)?,
        "Ttext" => section_start(job, ".text", &value()?)?,
        "Tdata" => section_start(job, ".data", &value()?)?,
        "Tbss" => section_start(job, ".bss", &value()?)?,
        "section-start" => {
            let text = value()?;
            let Some((section, at)) = text.split_once('=') else {
                return Err(format!("invalid argument '{text}' of --section-start"));
            };
            section_start(job, section, at)?;
        }
        "Ttext-segment" | "Trodata-segment" | "Tldata-segment" => {
            let at = address(word, &value()?)?;
            options.segment_starts.push((name[1..].to_string(), at));
        }
        "image-base" => {
            let at = address(word, &value()?)?;
            options.segment_starts.push(("text-segment".into(), at));
        }
        "orphan-handling" => {
            options.orphans = match value()?.as_str() {
                "place" => Orphans::Place,
                "warn" => Orphans::Warn,
                "error" => Orphans::Error,
                "discard" => Orphans::Discard,
                other => return Err(format!("invalid argument '{other}' of --orphan-handling")),
            };
        }
        "sort-section" => {
            options.sort_section = Some(match value()?.as_str() {
                "name" => Sort::Name,
                "alignment" => Sort::Alignment,
                other => return Err(format!("invalid section sorting option: {other}")),
            });
        }
        "fatal-warnings" => job.fatal_warnings = true,
        "no-fatal-warnings" => job.fatal_warnings = false,
        "w" | "no-warnings" => job.no_warnings = true,
        "warn-rwx-segments" => options.warn_rwx = true,
        "no-warn-rwx-segments" => options.warn_rwx = false,
        "check-sections" => options.no_overlap_check = false,
        "no-check-sections" => options.no_overlap_check = true,
        "z" => {
            let keyword = value()?;
            z(job, &keyword)?;
        }
        // Known before the first library is searched for: [`search_dirs`].
        "L" | "library-path" => drop(value()?),
        "nostdlib" => {}
        "l" | "library" => {
            let library = value()?;
            return job.library(&library);
        }
        "m" => match value()?.as_str() {
            LinkX86_64::EMULATION => {}
            other => return Err(format!("unrecognised emulation mode: {other}")),
        },
        "sysroot" => job.sysroot = value()?,
        _ if IDLE.contains(&name) => {}
        _ if long.starts_with('L') && !word.starts_with("--") => {}
        _ if long.starts_with('l') && !word.starts_with("--") => return job.library(&long[1..]),
        _ if long.starts_with('T') && !word.starts_with("--") => return job.script(&long[1..]),
        _ if !word.starts_with("--") && long.len() > 1 && "uzeyhoIOm".contains(&long[..1]) => {
            let mut rest = Some(long[1..].to_string());
            return argument(job, &word[..2], &mut || rest.take());
        }
        _ => return Err(format!("unrecognized option '{word}'")),
    }
    Ok(())
}

/// Where GCC has its own libraries, the newest first: what of them ccc does not bring itself is there or nowhere.
pub(super) fn compiler_dirs(root: &str, triple: &str) -> Vec<String> {
    let base = format!("{root}/usr/lib/gcc/{triple}");
    let entries = std::fs::read_dir(base).into_iter().flatten().flatten();
    let mut versions: Vec<(Vec<u32>, String)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
            Some((version, entry.path().to_str()?.to_string()))
        })
        .collect();
    versions.sort_unstable();
    versions.into_iter().rev().map(|(_, path)| path).collect()
}

/// Directories of `-L`, in their order. They hold for all libraries, also for those that are named before.
pub(super) fn search_dirs<'w>(words: impl Iterator<Item = &'w str>, sysroot: &str) -> Vec<String> {
    let mut dirs = Vec::new();
    let mut words = words;
    while let Some(word) = words.next() {
        let dir = match word {
            "-L" | "--library-path" => words.next(),
            _ => word.strip_prefix("--library-path=").or_else(|| word.strip_prefix("-L")),
        };
        dirs.extend(dir.map(|dir| match dir.strip_prefix('=') {
            Some(rest) => format!("{sysroot}{rest}"),
            None => dir.to_string(),
        }));
    }
    dirs
}

/// Options that knowingly do nothing.
pub(super) static IDLE: &[&str] = &[
    // What is always so: archives are searched until nothing new is found, libraries' own needs are neither checked nor followed.
    "start-group",
    "end-group",
    "(",
    ")",
    "allow-shlib-undefined",
    "no-copy-dt-needed-entries",
    "no-add-needed",
    "EL",
    // Common symbols stand in the order of the objects; sorting them by alignment would only save padding.
    "sort-common",
    // Warnings that are never given, and those that could be switched off.
    "warn-common",
    "warn-once",
    "no-warn-mismatch",
    "no-warn-search-mismatch",
    "warn-execstack",
    "no-warn-execstack",
    "warn-alternate-em",
    // How names of other languages are written in messages.
    "demangle",
    "no-demangle",
    // How hard the linker tries, and with how much memory.
    "O",
    "O0",
    "O1",
    "O2",
    "O3",
    "no-keep-memory",
    "reduce-memory-overheads",
    "hash-size",
    "max-cache-size",
    // What only the map would tell.
    "print-map-discarded",
    "no-print-map-discarded",
    // Ignored by GNU ld, too, or without a meaning in ELF.
    "g",
    "traditional-format",
    "accept-unknown-input-arch",
    "no-accept-unknown-input-arch",
    // The PLT's frames are never described.
    "no-ld-generated-unwind-info",
];

/// `-z keyword`
fn z(job: &mut Job, keyword: &str) -> Result<(), String> {
    let options = &mut job.options;
    match keyword.split_once('=').unwrap_or((keyword, "")) {
        ("defs", _) => options.no_undefined = true,
        ("undefs", _) => options.no_undefined = false,
        ("muldefs", _) => options.allow_multiple = true,
        ("execstack", _) => options.execstack = Some(true),
        ("noexecstack", _) => options.execstack = Some(false),
        ("now", _) => options.now = true,
        ("lazy", _) => options.now = false,
        ("relro", _) => options.relro = true,
        ("norelro", _) => options.relro = false,
        ("text", _) => options.text = TextRelocations::Refused,
        ("notext" | "textoff", _) => options.text = TextRelocations::Allowed,
        ("nodelete", _) => options.flags_1 |= 8,
        ("initfirst", _) => options.flags_1 |= 0x20,
        ("nodlopen", _) => options.flags_1 |= 0x40,
        ("origin", _) => options.flags_1 |= 0x80,
        ("interpose", _) => options.flags_1 |= 0x400,
        ("nodefaultlib", _) => options.flags_1 |= 0x800,
        ("max-page-size", size) => options.max_page = Some(page_size(keyword, size)?),
        ("common-page-size", size) => options.common_page = Some(page_size(keyword, size)?),
        // What is always so.
        ("combreloc" | "separate-code", "") => {}
        _ => return Err(format!("-z {keyword} is not supported")),
    }
    Ok(())
}

fn page_size(keyword: &str, text: &str) -> Result<u64, String> {
    match address("-z", text) {
        Ok(size) if size.is_power_of_two() => Ok(size),
        _ => Err(format!("invalid page size in `-z {keyword}'")),
    }
}

/// A number: hexadecimal without a prefix where GNU ld says so is read as a constant of scripts otherwise.
fn address(option: &str, text: &str) -> Result<u64, String> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let parsed = match (hex, option.starts_with("-T")) {
        (Some(digits), _) => u64::from_str_radix(digits, 16).ok(),
        (None, true) => u64::from_str_radix(text, 16).ok(),
        (None, false) => text.parse().ok(),
    };
    parsed.ok_or_else(|| format!("invalid number `{text}' of option '{option}'"))
}

fn section_start(job: &mut Job, section: &str, at: &str) -> Result<(), String> {
    let at = address("-T", at)?;
    job.options.section_starts.retain(|(known, _)| known != section);
    job.options.section_starts.push((section.into(), at));
    Ok(())
}

/// `--defsym symbol=expression`
fn defsym(job: &mut Job, text: &str) -> Result<(), String> {
    let Some((symbol, value)) = text.split_once('=') else {
        return Err(format!("--defsym: '{text}' is not an assignment"));
    };
    let value = script::expression("--defsym", value)?;
    let assignment =
        Assignment { symbol: symbol.trim().into(), operator: None, value, provide: Provide::default() };
    job.options.additions.push(Command::Assign(assignment));
    Ok(())
}

fn build_id(style: &str) -> Result<BuildId, String> {
    Ok(match style {
        "none" => BuildId::None,
        "sha1" | "tree" | "fast" => BuildId::Sha1,
        "md5" => BuildId::Md5,
        "uuid" => BuildId::Uuid,
        _ => {
            let digits: Option<Vec<u8>> = style.strip_prefix("0x").and_then(|hex| {
                let hex: Vec<u8> = hex.bytes().filter(|b| !matches!(b, b'-' | b':')).collect();
                let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
                (hex.len().is_multiple_of(2) && !hex.is_empty()).then(|| hex.chunks(2).map(pair).collect())?
            });
            match digits {
                Some(bytes) => BuildId::Bytes(bytes),
                None => return Err(format!("unrecognized --build-id style `{style}'")),
            }
        }
    })
}

/// What GNU ld does when nothing else is said.
pub(super) fn defaults(job: &mut Job) {
    let options = &mut job.options;
    (options.sysv_hash, options.gnu_hash) = (false, true);
    (options.relro, options.warn_rwx) = (true, true);
    options.interpreter = Some(LinkX86_64::INTERPRETER.into());
    job.state = State::default();
}
