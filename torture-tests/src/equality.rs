//! `ccc -c x.c` and `ccc -S x.c` followed by `ccc -c x.s` have to give equal sections, relocations and symbols: the
//! compiler's path and the assembler's are one.

use crate::directive::Plan;
use crate::execute;
use crate::suite::{Outcome, Test, Why, diagnosis};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SymbolFlags};
use std::path::Path;

/// Compares the two objects of one file. What does not compile is not counted here.
pub(crate) fn run(ccc: &str, test: &Test, plan: &Plan, folder: &Path) -> Outcome {
    let compile = |action: &str, source: &str, output: &str, options: &[String]| {
        let mut words = vec![ccc.to_string(), format!("-{}", test.level)];
        words.extend(options.iter().cloned());
        words.extend([action, "-o", output, source].map(str::to_string));
        execute::run(&words, folder)
    };
    match compile("-c", &plan.sources[0], "direct.o", &plan.options) {
        Ok(ended) if ended.success() => {}
        _ => return Outcome::Uncounted,
    }
    for (action, source, output) in [("-S", plan.sources[0].as_str(), "x.s"), ("-c", "x.s", "by-text.o")] {
        let ended = match compile(action, source, output, &plan.options) {
            Ok(ended) => ended,
            Err(error) => return Outcome::Fail(Why::short(&error.to_string())),
        };
        if !ended.success() {
            let line = format!("{action}: {}", diagnosis(&ended));
            return Outcome::Fail(Why { line, details: ended.stderr });
        }
    }
    let read = |name: &str| -> Result<Vec<String>, String> {
        let bytes = std::fs::read(folder.join(name)).map_err(|e| format!("{name}: {e}"))?;
        describe(&bytes).map_err(|e| format!("{name}: {e}"))
    };
    match (read("direct.o"), read("by-text.o")) {
        (Ok(direct), Ok(text)) if direct == text => Outcome::Pass,
        (Ok(direct), Ok(text)) => {
            let unlike = |a: &[String], b: &[String]| {
                a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>().join("\n")
            };
            let first = direct.iter().zip(&text).find(|(a, b)| a != b);
            let what = first.map_or("the number of lines", |(a, _)| {
                a.split_once(' ').map_or(a.as_str(), |(kind, rest)| {
                    if kind == "section" { rest.split(' ').next().unwrap_or(kind) } else { kind }
                })
            });
            let line = format!("objects differ in {what}");
            let details = format!(
                "only direct:\n{}\nonly by text:\n{}\n",
                unlike(&direct, &text),
                unlike(&text, &direct)
            );
            Outcome::Fail(Why { line, details })
        }
        (Err(why), _) | (_, Err(why)) => Outcome::Fail(Why::short(&why)),
    }
}

/// All that matters of an object, as lines.
fn describe(bytes: &[u8]) -> Result<Vec<String>, object::Error> {
    let file = object::File::parse(bytes)?;
    let mut lines = Vec::new();
    for section in file.sections() {
        let name = section.name()?;
        // The tables that hold what the lines below say.
        if [".symtab", ".strtab", ".shstrtab"].contains(&name) || name.starts_with(".rela") {
            continue;
        }
        let data: String = section.data()?.iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push(format!(
            "section {name} {:?} align {} size {} {:?} {data}",
            section.kind(),
            section.align(),
            section.size(),
            section.flags()
        ));
        let mut relocations = Vec::new();
        for (offset, relocation) in section.relocations() {
            let target = match relocation.target() {
                RelocationTarget::Symbol(index) => {
                    let symbol = file.symbol_by_index(index)?;
                    match (symbol.name()?, symbol.section_index()) {
                        ("", Some(section)) => file.section_by_index(section)?.name()?.to_string(),
                        (name, _) => name.to_string(),
                    }
                }
                other => format!("{other:?}"),
            };
            relocations.push(format!(
                "relocation {name}+{offset:#x} {:?} {target}+{}",
                relocation.flags(),
                relocation.addend()
            ));
        }
        lines.append(&mut relocations);
    }
    let mut symbols = Vec::new();
    for symbol in file.symbols() {
        let section = match symbol.section_index() {
            Some(index) => file.section_by_index(index)?.name()?.to_string(),
            None => format!("{:?}", symbol.section()),
        };
        let SymbolFlags::Elf { st_info, st_other } = symbol.flags() else { continue };
        symbols.push(format!(
            "symbol {} {section}+{:#x} size {} info {st_info:#x} other {st_other:#x}",
            symbol.name()?,
            symbol.address(),
            symbol.size()
        ));
    }
    symbols.sort();
    lines.append(&mut symbols);
    Ok(lines)
}
