//! Which output section takes each input section (GNU ld manual, "Input Section Basics", "Orphan Sections").

use super::{Item, NOWHERE, OutSection, Step};
use crate::elf;
use crate::input::Section;
use crate::options::Orphans;
use crate::resolve::Link;
use crate::script::Wildcard;
use crate::script::ast::{Command, Constraint, Content, InputPattern, OutputSection, SectionCommand, Sort};
use crate::{LinkError, Output};
use rustc_hash::FxHashMap;

/// A section pattern of the script, in the script's order.
struct Rule<'s> {
    out: u32,
    item: u32,
    sub: u32,
    pattern: &'s InputPattern,
    name: Wildcard,
    exclude: Vec<Wildcard>,
    file: Wildcard,
    discard: bool,
}

/// The script's order and what each part took.
pub(crate) struct Placement<'s> {
    pub(crate) sections: Vec<OutSection<'s>>,
    pub(crate) steps: Vec<Step<'s>>,
    rules: Vec<Rule<'s>>,
    /// For each object and section, its rule.
    matched: Vec<Vec<u32>>,
}

impl<'s> OutSection<'s> {
    fn new(name: &str, script: Option<&'s OutputSection>) -> OutSection<'s> {
        OutSection {
            name: name.into(),
            script,
            items: Vec::new(),
            kind: elf::SHT_NULL,
            flags: 0,
            align: 1,
            entsize: 0,
            size: 0,
            address: 0,
            load_address: 0,
            offset: 0,
            exists: false,
            number: 0,
            bytes: Vec::new(),
            fills: Vec::new(),
        }
    }
}

/// A pattern's number, and how what it matches is sorted.
type Sorted = (u32, Vec<Sort>);

/// Matches all input sections against the script. Those that it discards are dropped.
pub(crate) fn match_inputs<'s>(
    link: &mut Link<'_>,
    script: &'s [Command],
) -> Result<Placement<'s>, LinkError> {
    let mut placement =
        Placement { sections: Vec::new(), steps: Vec::new(), rules: Vec::new(), matched: Vec::new() };
    placement.read(script)?;
    let mut disabled: Vec<bool> = vec![false; placement.sections.len()];
    loop {
        placement.match_all(link, &disabled);
        let mut again = false;
        for (out, off) in disabled.iter_mut().enumerate() {
            let constraint = placement.sections[out].script.map_or(Constraint::None, |s| s.constraint);
            if constraint == Constraint::None || *off {
                continue;
            }
            let writable = placement.takes_writable(link, out as u32);
            if writable == (constraint == Constraint::OnlyIfReadOnly) {
                (*off, again) = (true, true);
            }
        }
        if !again {
            break;
        }
    }
    for (o, rules) in placement.matched.iter().enumerate() {
        for (s, &rule) in rules.iter().enumerate() {
            if rule != NOWHERE && placement.rules[rule as usize].discard {
                link.objects[o].sections[s].live = false;
            }
        }
    }
    Ok(placement)
}

impl<'s> Placement<'s> {
    fn read(&mut self, script: &'s [Command]) -> Result<(), LinkError> {
        let mut pending: Vec<Step<'s>> = Vec::new();
        for command in script {
            match command {
                Command::Assign(assignment) => pending.push(Step::Assign(assignment)),
                Command::Assert(assertion) => pending.push(Step::Assert(assertion)),
                Command::Sections(list) => {
                    for command in list {
                        let step = self.section_command(command);
                        pending.extend(step);
                    }
                }
                Command::Insert { after, section } => {
                    let found = self.steps.iter().position(|step| {
                        matches!(step, Step::Output(out) if self.sections[*out as usize].name == *section)
                    });
                    let Some(at) = found else {
                        return Err(format!("{section} not found for insert").into());
                    };
                    let at = at + usize::from(*after);
                    self.steps.splice(at..at, pending.drain(..));
                    continue;
                }
                _ => continue,
            }
            let inserted = script_has_insert_after(script, command);
            if !inserted {
                self.steps.append(&mut pending);
            }
        }
        self.steps.append(&mut pending);
        Ok(())
    }

    fn section_command(&mut self, command: &'s SectionCommand) -> Option<Step<'s>> {
        match command {
            SectionCommand::Assign(assignment) => Some(Step::Assign(assignment)),
            SectionCommand::Assert(assertion) => Some(Step::Assert(assertion)),
            SectionCommand::Output(section) => {
                let out = self.sections.len() as u32;
                self.sections.push(OutSection::new(&section.name, Some(section)));
                self.contents(out, section);
                (section.name != "/DISCARD/").then_some(Step::Output(out))
            }
            SectionCommand::Entry(_) | SectionCommand::Include(_) => None,
        }
    }

    fn contents(&mut self, out: u32, section: &'s OutputSection) {
        let mut items = Vec::new();
        for content in &section.contents {
            items.push(match content {
                Content::Assign(assignment) => Item::Assign(assignment),
                Content::Assert(assertion) => Item::Assert(assertion),
                Content::Data(size, value) => Item::Data(*size, value),
                Content::Text(text) => Item::Text(text),
                Content::Fill(value) => Item::Fill(value),
                Content::Constructors | Content::Include(_) => continue,
                Content::Input(pattern) => {
                    self.rules_of(out, items.len() as u32, pattern, section.name == "/DISCARD/");
                    Item::Inputs(Vec::new())
                }
            });
        }
        self.sections[out as usize].items = items;
    }

    fn rules_of(&mut self, out: u32, item: u32, pattern: &'s InputPattern, discard: bool) {
        let mut add = |sub: usize, name: &str, exclude: &[String]| {
            let exclude = pattern.exclude.iter().chain(exclude).map(|e| Wildcard::new(e)).collect();
            let (name, file) = (Wildcard::new(name), Wildcard::new(&pattern.file));
            self.rules.push(Rule { out, item, sub: sub as u32, pattern, name, exclude, file, discard });
        };
        if pattern.sections.is_empty() {
            add(0, "*", &[]);
        }
        for (sub, section) in pattern.sections.iter().enumerate() {
            add(sub, &section.name, &section.exclude);
        }
    }

    fn match_all(&mut self, link: &Link<'_>, disabled: &[bool]) {
        // Which rules may take a name, in the script's order.
        let mut literal: FxHashMap<&[u8], Vec<u32>> = FxHashMap::default();
        let mut wild: Vec<u32> = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            match &rule.name {
                Wildcard::Literal(name) => literal.entry(name).or_default().push(number as u32),
                _ => wild.push(number as u32),
            }
        }
        let mut known: FxHashMap<&[u8], Vec<u32>> = FxHashMap::default();
        let mut matched = Vec::with_capacity(link.objects.len());
        for object in &link.objects {
            let mut rules = vec![NOWHERE; object.sections.len()];
            for (s, section) in object.sections.iter().enumerate() {
                if !section.live && !is_made(section, object.name.as_str()) {
                    continue;
                }
                let candidates = known.entry(section.name).or_insert_with(|| {
                    let mut list: Vec<u32> = literal.get(section.name).cloned().unwrap_or_default();
                    list.extend(wild.iter().filter(|&&r| self.rules[r as usize].name.matches(section.name)));
                    list.sort_unstable();
                    list
                });
                let found = candidates.iter().find(|&&number| {
                    let rule = &self.rules[number as usize];
                    !disabled[rule.out as usize]
                        && file_matches(&rule.file, &rule.pattern.file, &object.name)
                        && !rule.exclude.iter().any(|e| file_matches(e, "", &object.name))
                });
                rules[s] = found.copied().unwrap_or(NOWHERE);
            }
            matched.push(rules);
        }
        self.matched = matched;
    }

    fn takes_writable(&self, link: &Link<'_>, out: u32) -> bool {
        self.matched.iter().enumerate().any(|(o, rules)| {
            rules.iter().enumerate().any(|(s, &rule)| {
                rule != NOWHERE
                    && self.rules[rule as usize].out == out
                    && link.objects[o].sections[s].flags & elf::SHF_WRITE != 0
            })
        })
    }

    /// Whether a script keeps the section.
    pub(crate) fn keeps(&self, object: u32, section: u32) -> bool {
        match self.matched[object as usize].get(section as usize) {
            Some(&rule) if rule != NOWHERE => self.rules[rule as usize].pattern.keep,
            _ => false,
        }
    }

    /// Hands all live sections to their places; the rest are orphans.
    pub(crate) fn collect(&mut self, link: &mut Link<'_>) -> Result<(), LinkError> {
        let mut orphans = Vec::new();
        for (o, object) in link.objects.iter().enumerate() {
            for (s, section) in object.sections.iter().enumerate() {
                if !section.live || (section.flags & elf::SHF_ALLOC == 0 && is_stripped(link, section)) {
                    continue;
                }
                match self.matched[o].get(s).copied().unwrap_or(NOWHERE) {
                    NOWHERE => orphans.push((o as u32, s as u32)),
                    number => {
                        let rule = &self.rules[number as usize];
                        if let Some(Item::Inputs(list)) =
                            self.sections[rule.out as usize].items.get_mut(rule.item as usize)
                        {
                            list.push((o as u32, s as u32));
                        }
                    }
                }
            }
        }
        self.sort(link);
        self.place_orphans(link, &orphans)
    }

    fn sort(&mut self, link: &Link<'_>) {
        let mut sorts: FxHashMap<(u32, u32), Vec<Sorted>> = FxHashMap::default();
        for rule in &self.rules {
            let mut sort =
                rule.pattern.sections.get(rule.sub as usize).map_or(Vec::new(), |s| s.sort.clone());
            if let Some(default) = link.options.sort_section
                && sort.is_empty()
                && !rule.name.is_literal()
            {
                sort.push(default);
            }
            if !sort.is_empty() || rule.pattern.sort_files {
                sorts.entry((rule.out, rule.item)).or_default().push((rule.sub, sort));
            }
        }
        for ((out, item), subs) in sorts {
            let matched = &self.matched;
            let rules = &self.rules;
            let Some(Item::Inputs(list)) = self.sections[out as usize].items.get_mut(item as usize) else {
                continue;
            };
            let how = |o: u32, s: u32| {
                let sub = rules[matched[o as usize][s as usize] as usize].sub;
                subs.iter().find(|(known, _)| *known == sub).map_or(&[][..], |(_, sort)| sort)
            };
            let uniform = list.windows(2).all(|w| how(w[0].0, w[0].1) == how(w[1].0, w[1].1));
            list.sort_by_cached_key(|&(o, s)| {
                let object = &link.objects[o as usize];
                let section = &object.sections[s as usize];
                let rule = &rules[matched[o as usize][s as usize] as usize];
                let file = if rule.pattern.sort_files { object.name.clone() } else { String::new() };
                let sub = if uniform { 0 } else { rule.sub };
                (file, sub, how(o, s).iter().map(|sort| sort_key(*sort, section)).collect::<Vec<_>>())
            });
        }
    }

    fn place_orphans(&mut self, link: &mut Link<'_>, orphans: &[(u32, u32)]) -> Result<(), LinkError> {
        let mut by_name: FxHashMap<(String, Option<(u32, u32)>), u32> = FxHashMap::default();
        for (number, section) in self.sections.iter().enumerate() {
            by_name.entry((section.name.clone(), None)).or_insert(number as u32);
        }
        // In a relocatable output the sections of a group stay by themselves.
        let mut groups: FxHashMap<(u32, u32), (u32, u32)> = FxHashMap::default();
        if link.options.output == Output::Relocatable {
            for (o, object) in link.objects.iter().enumerate() {
                for (g, group) in object.groups.iter().enumerate() {
                    groups.extend(group.members.iter().map(|&m| ((o as u32, m), (o as u32, g as u32))));
                }
            }
        }
        let mut errors = Vec::new();
        let mut tails: FxHashMap<u32, u32> = FxHashMap::default();
        for &(o, s) in orphans {
            let object = &link.objects[o as usize];
            let section = &object.sections[s as usize];
            let name = String::from_utf8_lossy(section.name).into_owned();
            let group = groups.get(&(o, s)).copied();
            let said = o != 0 && !link.script.is_empty();
            match link.options.orphans {
                Orphans::Place => {}
                Orphans::Discard => {
                    if said {
                        link.objects[o as usize].sections[s as usize].live = false;
                        continue;
                    }
                }
                Orphans::Warn | Orphans::Error if said => {
                    let message = format!("unplaced orphan section `{name}' from `{}'", object.name);
                    match link.options.orphans {
                        Orphans::Error => errors.push(message),
                        _ => link.warnings.push(format!(
                            "warning: orphan section `{name}' from `{}' being placed in section `{name}'",
                            object.name
                        )),
                    }
                }
                Orphans::Warn | Orphans::Error => {}
            }
            let out = match by_name.get(&(name.clone(), group)) {
                Some(&out) if self.sections[out as usize].name != "/DISCARD/" => out,
                _ => {
                    let out = self.sections.len() as u32;
                    self.sections.push(OutSection::new(&name, None));
                    by_name.insert((name, group), out);
                    self.insert(link, out, Class::of(section), &mut tails);
                    out
                }
            };
            let section = &mut self.sections[out as usize];
            let (orphan, items) = (section.script.is_none(), &mut section.items);
            match items.last_mut() {
                Some(Item::Inputs(list)) if orphan => list.push((o, s)),
                _ => items.push(Item::Inputs(vec![(o, s)])),
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(LinkError(errors)) }
    }

    /// Puts an orphan after its like, and after the assignments that belong to that.
    fn insert(&mut self, link: &Link<'_>, out: u32, class: Class, tails: &mut FxHashMap<u32, u32>) {
        if class == Class::NotLoaded || link.options.output == Output::Relocatable {
            self.steps.push(Step::Output(out));
            return;
        }
        let class_of = |number: u32| -> Option<Class> {
            let section = &self.sections[number as usize];
            let (o, s) = section.inputs().next()?;
            Some(Class::of(&link.objects[o as usize].sections[s as usize]))
        };
        let order: Vec<u32> = self
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Output(out) => Some(*out),
                _ => None,
            })
            .filter(|out| !tails.values().any(|tail| tail == out))
            .collect();
        let named = |name: &str| order.iter().copied().find(|&n| self.sections[n as usize].name == name);
        let last = |classes: &[Class]| {
            order.iter().copied().rev().find(|&n| class_of(n).is_some_and(|c| classes.contains(&c)))
        };
        let anchor = match class {
            Class::Note => last(&[Class::Note])
                .or_else(|| named(".interp"))
                .or_else(|| last(&[Class::ReadOnly, Class::Code])),
            Class::ReadOnly => named(".rodata")
                .or_else(|| last(&[Class::ReadOnly, Class::Note]))
                .or_else(|| last(&[Class::Code])),
            Class::Code => {
                named(".text").or_else(|| last(&[Class::Code])).or_else(|| last(&[Class::ReadOnly]))
            }
            Class::ThreadLocal => named(".tdata")
                .or_else(|| last(&[Class::ThreadLocal]))
                .or_else(|| last(&[Class::ReadOnly, Class::Code])),
            Class::Data => named(".data").or_else(|| last(&[Class::Data, Class::ThreadLocal])),
            Class::NoBits => {
                named(".bss").or_else(|| last(&[Class::NoBits])).or_else(|| last(&[Class::Data]))
            }
            Class::NotLoaded => None,
        };
        let anchor = anchor.or_else(|| {
            order.iter().copied().rev().find(|&n| class_of(n).is_some_and(|c| c != Class::NotLoaded))
        });
        let after = anchor.map(|anchor| tails.get(&anchor).copied().unwrap_or(anchor));
        let at = match after {
            Some(after) => {
                let found = self.steps.iter().position(|step| matches!(step, Step::Output(n) if *n == after));
                let mut at = found.map_or(self.steps.len(), |at| at + 1);
                // Assignments to other symbols than `.` belong to the section before them.
                while let Some(Step::Assign(assignment)) = self.steps.get(at) {
                    if assignment.symbol == "." {
                        break;
                    }
                    at += 1;
                }
                at
            }
            // Before what is not loaded.
            None => {
                let loaded = |step: &Step<'_>| !matches!(step, Step::Output(n) if class_of(*n) == Some(Class::NotLoaded));
                self.steps.iter().rposition(loaded).map_or(0, |at| at + 1)
            }
        };
        self.steps.insert(at, Step::Output(out));
        if let Some(anchor) = anchor {
            tails.insert(anchor, out);
        }
    }
}

/// A command whose sections an `INSERT` further on moves.
fn script_has_insert_after(script: &[Command], command: &Command) -> bool {
    let at = script.iter().position(|other| std::ptr::eq(other, command));
    let rest = at.map_or(&[][..], |at| &script[at + 1..]);
    matches!(command, Command::Sections(_)) && matches!(rest.first(), Some(Command::Insert { .. }))
}

fn is_made(section: &Section<'_>, object: &str) -> bool {
    object == "linker" && section.kind != elf::SHT_NULL
}

fn is_stripped(link: &Link<'_>, section: &Section<'_>) -> bool {
    use crate::options::Strip;
    let debug = section.name.starts_with(b".debug")
        || section.name.starts_with(b".stab")
        || section.name.starts_with(b".gdb_index");
    link.options.strip != Strip::None && debug
}

/// Whether a pattern means a file. Members of archives are meant by their own name, or by `archive:member`.
fn file_matches(wildcard: &Wildcard, pattern: &str, file: &str) -> bool {
    if matches!(wildcard, Wildcard::All) {
        return true;
    }
    let (archive, member) = match file.strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((archive, member)) => (archive, member),
        None => ("", file),
    };
    match pattern.split_once(':') {
        Some((outer, inner)) => {
            let matches = |pattern: &str, name: &str| {
                if pattern.is_empty() {
                    name.is_empty()
                } else {
                    Wildcard::new(pattern).matches(name.as_bytes())
                }
            };
            matches(outer, archive) && (inner.is_empty() || matches(inner, member))
        }
        None => wildcard.matches(member.as_bytes()),
    }
}

/// Kinds of sections that stay together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Note,
    ReadOnly,
    Code,
    ThreadLocal,
    Data,
    NoBits,
    NotLoaded,
}

impl Class {
    fn of(section: &Section<'_>) -> Class {
        let has = |flag| section.flags & flag != 0;
        if !has(elf::SHF_ALLOC) {
            Class::NotLoaded
        } else if has(elf::SHF_TLS) {
            Class::ThreadLocal
        } else if has(elf::SHF_EXECINSTR) {
            Class::Code
        } else if !has(elf::SHF_WRITE) {
            if section.kind == elf::SHT_NOTE { Class::Note } else { Class::ReadOnly }
        } else if section.kind == elf::SHT_NOBITS {
            Class::NoBits
        } else {
            Class::Data
        }
    }
}

/// What sections are sorted by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    None,
    Name(Vec<u8>),
    /// Large ones first.
    Alignment(std::cmp::Reverse<u64>),
    Priority(u32, Vec<u8>),
}

fn sort_key(sort: Sort, section: &Section<'_>) -> SortKey {
    match sort {
        Sort::None => SortKey::None,
        Sort::Name => SortKey::Name(section.name.to_vec()),
        Sort::Alignment => SortKey::Alignment(std::cmp::Reverse(section.align)),
        Sort::InitPriority => {
            // `.init_array.00101`; `.ctors.65434` counts backwards.
            let number = section
                .name
                .rsplit(|b| *b == b'.')
                .next()
                .and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
            let old = section.name.starts_with(b".ctors") || section.name.starts_with(b".dtors");
            match number {
                Some(n) if old => SortKey::Priority(65535u32.saturating_sub(n), Vec::new()),
                Some(n) => SortKey::Priority(n, Vec::new()),
                None => SortKey::Priority(u32::MAX, section.name.to_vec()),
            }
        }
    }
}
