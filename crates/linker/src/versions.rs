//! Symbol versions of the output (GNU symbol versioning document; GNU ld manual, "VERSION Command"): which node a symbol
//! belongs to, which symbols a node hides, and which definition a reference with a version means.

use crate::elf;
use crate::input::Place;
use crate::resolve::{Definition, Link};
use crate::script::Wildcard;
use crate::script::ast::{Command, SymbolPattern, VersionNode};
use crate::{Options, Output};
use rustc_hash::FxHashMap;

/// A version of the output.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) parents: Vec<String>,
}

/// All version nodes, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    /// Named nodes; the first has number 2.
    pub(crate) nodes: Vec<Node>,
    exact: FxHashMap<Vec<u8>, u16>,
    wild: Vec<(Wildcard, u16)>,
    /// Matched last.
    catch_all: Option<u16>,
    /// There is a version script at all.
    pub(crate) present: bool,
}

impl Versions {
    /// Collects the nodes of options and scripts.
    pub(crate) fn new(options: &Options, script: &[Command]) -> Result<Versions, String> {
        let in_scripts = script.iter().flat_map(|command| match command {
            Command::Version(nodes) => nodes.as_slice(),
            _ => &[],
        });
        let all: Vec<&VersionNode> = options.versions.iter().chain(in_scripts).collect();
        let mut versions = Versions { present: !all.is_empty(), ..Versions::default() };
        for node in all {
            if node.name.is_empty() && !versions.nodes.is_empty() {
                return Err("anonymous version tag cannot be combined with other version tags".into());
            }
            let number = match node.name.as_str() {
                "" => elf::VER_NDX_GLOBAL,
                name => {
                    if versions.nodes.iter().any(|known| known.name == name) {
                        return Err(format!("duplicate version tag `{name}'"));
                    }
                    for parent in &node.parents {
                        if !versions.nodes.iter().any(|known| known.name == *parent) {
                            return Err(format!("unable to find version dependency `{parent}'"));
                        }
                    }
                    versions.nodes.push(Node { name: name.into(), parents: node.parents.clone() });
                    versions.nodes.len() as u16 + 1
                }
            };
            versions.add(&node.global, number)?;
            versions.add(&node.local, elf::VER_NDX_LOCAL)?;
        }
        Ok(versions)
    }

    fn add(&mut self, patterns: &[SymbolPattern], number: u16) -> Result<(), String> {
        for pattern in patterns {
            if let Some(language) = &pattern.language
                && language != "C"
            {
                return Err(format!("extern \"{language}\" in a version script is not supported"));
            }
            let wildcard = match pattern.quoted {
                true => Wildcard::Literal(pattern.name.clone().into_bytes()),
                false => Wildcard::new(&pattern.name),
            };
            match wildcard {
                Wildcard::All => self.catch_all = Some(number),
                Wildcard::Literal(name) => {
                    self.exact.insert(name, number);
                }
                // What is exported beats what is hidden.
                other if number == elf::VER_NDX_LOCAL => self.wild.push((other, number)),
                other => {
                    let at = self.wild.iter().take_while(|(_, n)| *n != elf::VER_NDX_LOCAL).count();
                    self.wild.insert(at, (other, number));
                }
            }
        }
        Ok(())
    }

    /// The version that the scripts give a symbol.
    pub(crate) fn of(&self, name: &[u8]) -> Option<u16> {
        let exact = self.exact.get(name).copied();
        let wild = || self.wild.iter().find(|(pattern, _)| pattern.matches(name)).map(|(_, number)| *number);
        exact.or_else(wild).or(self.catch_all)
    }

    /// Whether a script names the symbol itself.
    pub(crate) fn names(&self, name: &[u8]) -> bool {
        self.exact.get(name).is_some_and(|&number| number != elf::VER_NDX_LOCAL)
    }

    fn number(&self, name: &[u8]) -> Option<u16> {
        self.nodes.iter().position(|node| node.name.as_bytes() == name).map(|at| at as u16 + 2)
    }
}

/// Gives every defined symbol its version.
pub(crate) fn assign(link: &mut Link<'_>) -> Result<(), String> {
    for index in 0..link.globals.len() {
        let global = &link.globals[index];
        let raw = match global.definition {
            Definition::Object(o, s) => link.objects[o as usize].symbols[s as usize].name,
            Definition::Script => global.name,
            _ => continue,
        };
        let mut version = None;
        if let Some(at) = memchr::memchr(b'@', raw) {
            let default = raw.get(at + 1) == Some(&b'@');
            let name = &raw[at + 1 + usize::from(default)..];
            let number = match link.versions.number(name) {
                Some(number) => number,
                None if link.options.output == Output::Shared => {
                    return Err(format!(
                        "version node not found for symbol {}",
                        String::from_utf8_lossy(raw)
                    ));
                }
                None => {
                    let name = String::from_utf8_lossy(name).into_owned();
                    link.versions.nodes.push(Node { name, parents: Vec::new() });
                    link.versions.nodes.len() as u16 + 1
                }
            };
            version = Some(if default { number } else { number | elf::VERSYM_HIDDEN });
        } else if link.versions.present {
            version = link.versions.of(global.name);
        }
        let excluded =
            matches!(global.definition, Definition::Object(o, _) if link.objects[o as usize].excluded);
        let global = &mut link.globals[index];
        global.version = match excluded {
            true => elf::VER_NDX_LOCAL,
            false => version.unwrap_or(elf::VER_NDX_GLOBAL),
        };
    }
    Ok(())
}

/// `--no-undefined-version`: what is wrong if a script gives a version to a symbol that the output does not define.
pub(crate) fn undefined(link: &Link<'_>) -> Vec<String> {
    let defined = |name: &[u8]| {
        link.names.get(name).is_some_and(|id| {
            let definition = link.globals[id.0 as usize].definition;
            !matches!(definition, Definition::Undefined | Definition::Shared(..))
        })
    };
    let versions = &link.versions;
    let mut messages: Vec<String> = Vec::new();
    for (name, &number) in versions.exact.iter().filter(|(_, number)| **number != elf::VER_NDX_LOCAL) {
        let node = usize::from(number).checked_sub(2).and_then(|at| versions.nodes.get(at));
        let version = node.map_or("", |node| &node.name);
        if !defined(name) && !defined(&[name, version.as_bytes()].join(&b'@')) {
            messages.push(format!("{}: undefined version: {version}", String::from_utf8_lossy(name)));
        }
    }
    messages.sort();
    messages
}

/// References `name@version` mean that version of a library, or our own default one.
pub(crate) fn bind_versioned_references(link: &mut Link<'_>) {
    for index in 0..link.globals.len() {
        let global = &link.globals[index];
        let Some(at) = memchr::memchr(b'@', global.name) else { continue };
        if global.definition != Definition::Undefined {
            continue;
        }
        let (name, version) = (&global.name[..at], &global.name[at + 1..]);
        let mut found = None;
        if let Some(&id) = link.names.get(name)
            && let Definition::Object(o, s) = link.globals[id.0 as usize].definition
        {
            let symbol = &link.objects[o as usize].symbols[s as usize];
            if symbol.name.get(at + 2..) == Some(version) && symbol.place != Place::Undefined {
                found = Some(Definition::Object(o, s));
            }
        }
        for (l, library) in link.shared.iter().enumerate() {
            let symbol = library.symbols.iter().position(|s| s.name == name && s.version == Some(version));
            if let (None, Some(s)) = (found, symbol) {
                found = Some(Definition::Shared(l as u32, s as u32));
            }
        }
        if let Some(definition) = found {
            link.globals[index].definition = definition;
        }
    }
}

/// The part of a name before its version.
pub(crate) fn base_name(name: &[u8]) -> &[u8] {
    match memchr::memchr(b'@', name) {
        Some(at) => &name[..at],
        None => name,
    }
}
