//! Running the script (GNU ld manual, "SECTIONS Command"): addresses of output sections, values of symbols. It runs again
//! until nothing changes, for expressions may name what comes later.

use super::place::Placement;
use super::{Item, Layout, NOWHERE, OutSection, Step, Tls, overlap, segments};
use crate::elf;
use crate::frames::Frames;
use crate::headers::kept_groups;
use crate::input::Place;
use crate::merge::Merged;
use crate::resolve::{Definition, Link};
use crate::script::ast::{Assertion, Assignment, Binary, Command, Expr, NameFunction, Region, SectionType};
use crate::script::{Context, Value, absolute, align_up, evaluate};
use crate::{LinkError, Output};
use rustc_hash::FxHashMap;

/// A region of `MEMORY`.
#[derive(Clone, Debug)]
struct Area {
    name: String,
    attributes: String,
    origin: u64,
    length: u64,
    at: u64,
    /// Difference between load address and address of the last section.
    shift: Option<u64>,
    /// The region that `AT>` of the last section named: sections that follow are loaded there, too.
    load: Option<usize>,
}

/// The data segment (manual, "DATA_SEGMENT_ALIGN").
#[derive(Clone, Copy, Default, Debug, PartialEq)]
struct DataSegment {
    start: Option<u64>,
    end: Option<u64>,
    /// What moves the start so that the end of the relocated part falls on a page.
    shift: u64,
}

struct Run<'r, 's, 'a> {
    link: &'r Link<'a>,
    layout: &'r mut Layout<'s>,
    areas: Vec<Area>,
    dot: u64,
    current: Option<u32>,
    data: DataSegment,
    headers: u64,
    /// The last time: what is missing is an error now.
    last: bool,
    failed: Vec<String>,
    shift: Option<u64>,
}

/// How often a script may run before it must have settled.
const ROUNDS: usize = 32;

/// Lays the output out.
pub(crate) fn lay_out<'s>(
    link: &mut Link<'_>,
    placement: Placement<'s>,
    merged: Merged,
    frames: Frames,
    script: &'s [Command],
) -> Result<Layout<'s>, LinkError> {
    let mut layout = Layout {
        by_name: FxHashMap::default(),
        sections: placement.sections,
        steps: placement.steps,
        placed: link.objects.iter().map(|o| vec![(NOWHERE, 0); o.sections.len()]).collect(),
        merged,
        frames,
        values: FxHashMap::default(),
        segments: Vec::new(),
        tls: None,
        relro: None,
        image: 0,
        file_size: 0,
    };
    for (number, section) in layout.sections.iter_mut().enumerate() {
        attributes(link, section);
        layout.by_name.entry(section.name.clone()).or_insert(number as u32);
    }
    // Of sections with the same name, the one that exists is meant.
    for (number, section) in layout.sections.iter().enumerate().filter(|(_, s)| s.exists) {
        layout.by_name.insert(section.name.clone(), number as u32);
    }
    let mut headers = 64 + 56 * segments::declared(script).map_or(8, |list| list.len() as u64);
    let mut data = DataSegment::default();
    let mut before = Vec::new();
    let mut settled = false;
    for round in 0..ROUNDS {
        let last = settled || round + 1 == ROUNDS;
        let mut run = Run {
            link,
            layout: &mut layout,
            areas: Vec::new(),
            dot: 0,
            current: None,
            data: DataSegment { shift: data.shift, ..DataSegment::default() },
            headers,
            last,
            failed: Vec::new(),
            shift: None,
        };
        run.memory(script)?;
        run.all()?;
        let (found, mut failed) = (run.data, std::mem::take(&mut run.failed));
        // Alignments may never let the end fall on a page exactly; its rounding up makes good for that.
        let shift = if round < 3 { run.next_shift(data.shift) } else { data.shift };
        // The headers' size decides addresses, and addresses decide how many segments there are.
        let needed = segments::count(link, &mut layout, script)?;
        let after: Vec<(u64, u64, u64)> =
            layout.sections.iter().map(|s| (s.address, s.size, s.load_address)).collect();
        if last {
            if !settled {
                failed.push("the linker script's addresses do not settle".into());
            }
            if !failed.is_empty() {
                failed.dedup();
                return Err(LinkError(failed));
            }
            layout.relro = found.start.zip(found.end).filter(|_| link.options.relro);
            break;
        }
        let values_settled = round > 0 && after == before;
        before = after;
        settled = values_settled && needed <= headers && shift == data.shift;
        if round < 4 {
            headers = needed;
        } else {
            headers = headers.max(needed);
        }
        data.shift = shift;
    }
    finish(link, &mut layout, script)?;
    Ok(layout)
}

/// Kind, flags and alignment of an output section follow from what it holds.
fn attributes(link: &Link<'_>, out: &mut OutSection<'_>) {
    let (mut kind, mut flags, mut size, mut any) = (None, 0, 0u64, false);
    let mut all_nobits = true;
    let mut entsize: Option<u64> = None;
    let relocatable = link.options.output == Output::Relocatable;
    let mut common = u64::MAX;
    for (o, s) in out.inputs() {
        let section = &link.objects[o as usize].sections[s as usize];
        any = true;
        size = size.saturating_add(section.size);
        flags |= section.flags & (elf::SHF_ALLOC | elf::SHF_WRITE | elf::SHF_EXECINSTR | elf::SHF_TLS);
        common &= section.flags & (elf::SHF_MERGE | elf::SHF_STRINGS);
        all_nobits &= section.kind == elf::SHT_NOBITS;
        entsize = Some(entsize.map_or(section.entsize, |e| if e == section.entsize { e } else { 0 }));
        let this = match section.kind {
            elf::SHT_UNWIND | elf::SHT_NOBITS => elf::SHT_PROGBITS,
            other => other,
        };
        kind = Some(match kind {
            None => this,
            Some(known) if known == this => known,
            Some(elf::SHT_INIT_ARRAY | elf::SHT_FINI_ARRAY | elf::SHT_PREINIT_ARRAY) => kind.unwrap_or(this),
            Some(_) => elf::SHT_PROGBITS,
        });
        if relocatable {
            flags |= section.flags
                & (elf::SHF_GROUP | elf::SHF_LINK_ORDER | elf::SHF_EXCLUDE | elf::SHF_GNU_RETAIN);
        }
    }
    out.entsize = entsize.unwrap_or(0);
    if any && common != u64::MAX && (common == 0 || out.entsize != 0) {
        flags |= common;
    }
    let mut forced = false;
    let mut data = false;
    for item in &out.items {
        match item {
            Item::Data(..) | Item::Text(_) => data = true,
            Item::Assign(assignment) if assignment.symbol == "." && !is_trivial(assignment) => forced = true,
            _ => {}
        }
    }
    if data || (forced && !any) {
        all_nobits = all_nobits && !data && forced && any;
        if !any {
            flags |= elf::SHF_ALLOC | elf::SHF_WRITE;
            all_nobits = !data;
        }
    }
    out.kind = if all_nobits { elf::SHT_NOBITS } else { kind.unwrap_or(elf::SHT_PROGBITS) };
    match out.script.map_or(SectionType::Input, |s| s.kind) {
        SectionType::Input => {}
        SectionType::NoLoad => out.kind = elf::SHT_NOBITS,
        SectionType::NotAllocated => flags &= !elf::SHF_ALLOC,
        SectionType::ReadOnly => flags &= !elf::SHF_WRITE,
    }
    out.flags = flags;
    out.exists = out.name != "/DISCARD/" && (size > 0 || data || forced || (relocatable && any));
}

/// `. = .` and its kin force a section; these do not (manual, "Output Section Discarding").
fn is_trivial(assignment: &Assignment) -> bool {
    fn zero(expr: &Expr) -> bool {
        match expr {
            Expr::Number(0) => true,
            Expr::Binary(Binary::Add, a, b) => matches!(**a, Expr::Dot) && matches!(**b, Expr::Number(0)),
            // `ALIGN (. != 0 ? … : 1)`: nothing at zero.
            Expr::OfValues(_, list) => {
                list.iter().any(|e| matches!(e, Expr::Conditional(c, _, _) if matches!(**c, Expr::Binary(Binary::NotEqual, ..))))
            }
            _ => false,
        }
    }
    assignment.operator.is_none() && zero(&assignment.value)
}

impl Run<'_, '_, '_> {
    fn memory(&mut self, script: &[Command]) -> Result<(), LinkError> {
        for command in script {
            match command {
                Command::Memory(regions) => {
                    for Region { name, attributes, origin, length } in regions {
                        let origin = self.number(origin)?;
                        let length = self.number(length)?;
                        let area = Area {
                            name: name.clone(),
                            attributes: attributes.clone(),
                            origin,
                            length,
                            at: origin,
                            shift: None,
                            load: None,
                        };
                        self.areas.push(area);
                    }
                }
                Command::RegionAlias(alias, name) => {
                    let Some(known) = self.areas.iter().find(|a| a.name == *name).cloned() else {
                        return Err(format!("memory region `{name}' not declared").into());
                    };
                    self.areas.push(Area { name: alias.clone(), ..known });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn number(&mut self, expr: &Expr) -> Result<u64, LinkError> {
        let value = evaluate(self, expr).map_err(LinkError::from)?;
        Ok(absolute(self, value))
    }

    fn all(&mut self) -> Result<(), LinkError> {
        for at in 0..self.layout.steps.len() {
            match self.layout.steps[at] {
                Step::Assign(assignment) => self.assign(assignment)?,
                Step::Assert(assertion) => self.assert(assertion)?,
                Step::Output(out) => self.section(out)?,
            }
        }
        Ok(())
    }

    fn assert(&mut self, assertion: &Assertion) -> Result<(), LinkError> {
        if self.number(&assertion.condition)? == 0 {
            self.failed(assertion);
        }
        Ok(())
    }

    fn assign(&mut self, assignment: &Assignment) -> Result<(), LinkError> {
        let id = self.link.names.get(assignment.symbol.as_bytes()).copied();
        let dot = assignment.symbol == ".";
        if !dot {
            // What is provided is so only if it is needed.
            let used = id.is_some_and(|id| self.link.globals[id.0 as usize].definition == Definition::Script);
            if !used {
                return Ok(());
            }
        }
        let mut value = evaluate(self, &assignment.value).map_err(LinkError::from)?;
        if let Some(op) = assignment.operator {
            let name = if dot { Expr::Dot } else { Expr::Symbol(assignment.symbol.clone()) };
            let literal = match value {
                Value::Number(n) => Expr::Number(n),
                other => Expr::Number(absolute(self, other)),
            };
            value = evaluate(self, &Expr::Binary(op, Box::new(name), Box::new(literal)))
                .map_err(LinkError::from)?;
        }
        if dot {
            return self.move_dot(value);
        }
        let value = match (value, self.current) {
            (Value::Number(n), Some(section)) => Value::Relative(section, n),
            (Value::Number(n), None) => Value::Absolute(n),
            // `.` outside of sections stands in the section before it, so that it moves with it.
            (Value::Absolute(n), None) if mentions_dot(&assignment.value) => self.nearest(n),
            (value, _) => value,
        };
        if let Some(id) = id {
            self.layout.values.insert(id, value);
        }
        Ok(())
    }

    fn nearest(&self, address: u64) -> Value {
        let mut before = None;
        for step in &self.layout.steps {
            let Step::Output(out) = step else { continue };
            let section = &self.layout.sections[*out as usize];
            if !section.exists || !section.is_alloc() || section.is_tbss() {
                continue;
            }
            if section.address <= address {
                before = Some(*out);
            } else {
                before = before.or(Some(*out));
                break;
            }
        }
        match before {
            Some(out) => {
                Value::Relative(out, address.wrapping_sub(self.layout.sections[out as usize].address))
            }
            None => Value::Absolute(address),
        }
    }

    fn move_dot(&mut self, value: Value) -> Result<(), LinkError> {
        let to = match (value, self.current) {
            (Value::Number(n), Some(section)) => {
                self.layout.sections[section as usize].address.wrapping_add(n)
            }
            (value, _) => absolute(self, value),
        };
        if self.current.is_some() && to < self.dot && self.last {
            let message = format!("cannot move location counter backwards (from {:x} to {to:x})", self.dot);
            self.failed.push(message);
        }
        self.dot = to;
        Ok(())
    }

    /// The region of a section: the one that is named, or the first whose attributes suit.
    fn area(&mut self, out: u32) -> Result<Option<usize>, LinkError> {
        let section = &self.layout.sections[out as usize];
        if let Some(name) = section.script.and_then(|s| s.region.as_ref()) {
            return match self.areas.iter().position(|a| a.name == *name) {
                Some(at) => Ok(Some(at)),
                None => Err(format!("memory region `{name}' not declared").into()),
            };
        }
        if self.areas.is_empty() || !section.is_alloc() || section.script.is_some_and(|s| s.address.is_some())
        {
            return Ok(None);
        }
        let found = self.areas.iter().position(|a| suits(&a.attributes, section.flags));
        if found.is_none() && self.last && section.exists {
            let message = format!("no memory region specified for loadable section `{}'", section.name);
            self.failed.push(message);
        }
        Ok(found)
    }

    fn section(&mut self, out: u32) -> Result<(), LinkError> {
        let section = &self.layout.sections[out as usize];
        let script = section.script;
        let (alloc, exists, tbss) = (section.is_alloc(), section.exists, section.is_tbss());
        let has_symbols = section.items.iter().any(|item| matches!(item, Item::Assign(_)));
        if !exists && !has_symbols {
            return Ok(());
        }
        let (outside, relocatable) = (self.dot, self.link.options.output == Output::Relocatable);
        let mut align = 1;
        if let Some(expr) = script.and_then(|s| s.align.as_ref()) {
            align = self.number(expr)?.max(1);
        }
        let subalign = match script.and_then(|s| s.subalign.as_ref()) {
            Some(expr) => Some(self.number(expr)?.max(1)),
            None => None,
        };
        for (o, s) in self.layout.sections[out as usize].inputs() {
            align = align.max(subalign.unwrap_or(self.link.objects[o as usize].sections[s as usize].align));
        }
        let area = self.area(out)?;
        let name = &self.layout.sections[out as usize].name;
        let fixed = self.link.options.section_starts.iter().find(|(n, _)| n == name).map(|(_, at)| *at);
        let address = if let Some(at) = fixed {
            at
        } else if let Some(expr) = script.and_then(|s| s.address.as_ref()) {
            self.number(expr)?
        } else if !alloc || relocatable {
            0
        } else if let Some(area) = area {
            align_up(self.areas[area].at, align)
        } else {
            align_up(self.dot, align)
        };
        if relocatable || !alloc {
            self.dot = address;
        }
        let section = &mut self.layout.sections[out as usize];
        (section.align, section.address) = (align, address);
        self.dot = address;
        self.current = Some(out);
        self.contents(out, subalign)?;
        self.current = None;
        let end = self.dot;
        let section = &mut self.layout.sections[out as usize];
        section.size = end.wrapping_sub(address);
        let size = section.size;
        self.load_address(out, area, fixed.is_some())?;
        if !alloc || tbss {
            self.dot = outside;
        }
        // An empty section does not move the location counter, unless its script does.
        if !exists && size == 0 {
            self.dot = outside.max(address);
            if script.is_none_or(|s| s.address.is_none()) {
                self.dot = outside;
            }
            return Ok(());
        }
        if let Some(area) = area
            && alloc
            && !tbss
        {
            self.fill_area(out, area, end)?;
        }
        Ok(())
    }

    fn fill_area(&mut self, out: u32, area: usize, end: u64) -> Result<(), LinkError> {
        let area = &mut self.areas[area];
        area.at = end;
        let limit = area.origin.wrapping_add(area.length);
        let section = &self.layout.sections[out as usize];
        if self.last && end > limit {
            self.failed.push(format!("section `{}' will not fit in region `{}'", section.name, area.name));
            self.failed.push(format!("region `{}' overflowed by {} bytes", area.name, end - limit));
        }
        Ok(())
    }

    /// Load addresses (manual, "Output Section LMA").
    fn load_address(&mut self, out: u32, area: Option<usize>, fixed: bool) -> Result<(), LinkError> {
        let section = &self.layout.sections[out as usize];
        let (script, address, size) = (section.script, section.address, section.size);
        let (alloc, align, nobits) = (section.is_alloc(), section.align, section.is_nobits());
        let free = alloc && !fixed && script.is_none_or(|s| s.address.is_none());
        let named = match script.and_then(|s| s.load_region.as_ref()) {
            Some(name) => match self.areas.iter().position(|a| a.name == *name) {
                Some(at) => Some(at),
                None => return Err(format!("memory region `{name}' not declared").into()),
            },
            None => area.filter(|_| free).and_then(|area| self.areas[area].load),
        };
        let mut load_area = None;
        let load = if let Some(expr) = script.and_then(|s| s.load_address.as_ref()) {
            self.number(expr)?
        } else if let Some(at) = named {
            load_area = named;
            // Packed: only ALIGN_WITH_INPUT would align load addresses.
            let load = self.areas[at].at;
            if named != area && !nobits {
                self.fill_area(out, at, load + size)?;
            }
            load
        } else if !free {
            address
        } else {
            let shift = area.map_or(self.shift, |area| self.areas[area].shift).unwrap_or(0);
            align_up(address.wrapping_add(shift), align)
        };
        if let Some(area) = area
            && alloc
        {
            self.areas[area].load = load_area;
        }
        self.layout.sections[out as usize].load_address = load;
        if alloc {
            let shift = Some(load.wrapping_sub(address));
            match area {
                Some(area) => self.areas[area].shift = shift,
                None => self.shift = shift,
            }
        }
        Ok(())
    }

    fn contents(&mut self, out: u32, subalign: Option<u64>) -> Result<(), LinkError> {
        let base = self.layout.sections[out as usize].address;
        let mut items = std::mem::take(&mut self.layout.sections[out as usize].items);
        let (mut bytes, mut fills) = (Vec::new(), Vec::new());
        if let Some(fill) = self.layout.sections[out as usize].script.and_then(|s| s.fill.as_ref()) {
            fills.push((0, self.fill(fill)?));
        }
        for item in &mut items {
            match item {
                Item::Inputs(list) => {
                    for &mut (o, s) in list {
                        let section = &self.link.objects[o as usize].sections[s as usize];
                        self.dot = align_up(self.dot, subalign.unwrap_or(section.align));
                        self.layout.placed[o as usize][s as usize] = (out, self.dot.wrapping_sub(base));
                        self.dot = self.dot.wrapping_add(section.size);
                    }
                }
                Item::Assign(assignment) => self.assign(assignment)?,
                Item::Assert(assertion) => self.assert(assertion)?,
                Item::Data(size, expr) => {
                    let value = self.number(expr)?;
                    bytes.push((
                        self.dot.wrapping_sub(base),
                        value.to_le_bytes()[..usize::from(*size)].to_vec(),
                    ));
                    self.dot += u64::from(*size);
                }
                Item::Text(text) => {
                    bytes.push((self.dot.wrapping_sub(base), text.as_bytes().to_vec()));
                    self.dot += text.len() as u64;
                }
                Item::Fill(expr) => fills.push((self.dot.wrapping_sub(base), self.fill(expr)?)),
            }
            let section = &mut self.layout.sections[out as usize];
            section.size = self.dot.wrapping_sub(base);
        }
        let section = &mut self.layout.sections[out as usize];
        (section.items, section.bytes, section.fills) = (items, bytes, fills);
        Ok(())
    }

    /// A fill pattern: four bytes, most significant first (manual, "Output Section Fill").
    fn fill(&mut self, expr: &Expr) -> Result<Vec<u8>, LinkError> {
        Ok((self.number(expr)? as u32).to_be_bytes().to_vec())
    }

    fn next_shift(&self, shift: u64) -> u64 {
        let page = self.link.options.common_page(self.link.machine);
        match self.data.end {
            Some(end) if self.link.options.relro && !self.link.options.is_unpaged() => {
                // The end is rounded up; the start moves by as much, and no further than a page.
                (shift + self.data.shift_missing(end, page)) % page
            }
            _ => 0,
        }
    }
}

impl DataSegment {
    fn shift_missing(&self, end: u64, page: u64) -> u64 {
        let over = end % page;
        if over == 0 { 0 } else { page - over }
    }
}

fn mentions_dot(expr: &Expr) -> bool {
    match expr {
        Expr::Dot => true,
        Expr::Unary(_, a) | Expr::SegmentStart(_, a) => mentions_dot(a),
        Expr::Binary(_, a, b) => mentions_dot(a) || mentions_dot(b),
        Expr::Conditional(_, a, b) => mentions_dot(a) || mentions_dot(b),
        Expr::OfValues(crate::script::ast::ValueFunction::Absolute, _) => false,
        Expr::OfValues(crate::script::ast::ValueFunction::Align, list) => {
            list.len() == 1 || list.iter().any(mentions_dot)
        }
        Expr::OfValues(_, list) => list.iter().any(mentions_dot),
        Expr::OfName(NameFunction::Addr, _) => true,
        _ => false,
    }
}

/// Whether a region's attributes admit a section (manual, "MEMORY Command").
fn suits(attributes: &str, flags: u64) -> bool {
    let mut wanted = true;
    let mut found = false;
    for c in attributes.chars() {
        let has = match c.to_ascii_lowercase() {
            '!' => {
                wanted = !wanted;
                continue;
            }
            'r' => flags & elf::SHF_WRITE == 0,
            'w' => flags & elf::SHF_WRITE != 0,
            'x' => flags & elf::SHF_EXECINSTR != 0,
            'a' | 'i' | 'l' => flags & elf::SHF_ALLOC != 0,
            _ => false,
        };
        if has && !wanted {
            return false;
        }
        found |= has && wanted;
    }
    found
}

impl Context for Run<'_, '_, '_> {
    fn dot(&self) -> Value {
        match self.current {
            Some(out) => {
                Value::Relative(out, self.dot.wrapping_sub(self.layout.sections[out as usize].address))
            }
            None => Value::Absolute(self.dot),
        }
    }

    fn section(&self) -> Option<u32> {
        self.current
    }

    fn address(&self, section: u32) -> u64 {
        self.layout.sections[section as usize].address
    }

    fn symbol(&mut self, name: &str) -> Result<Value, String> {
        let missing = || format!("undefined symbol `{name}' referenced in expression");
        let Some(&id) = self.link.names.get(name.as_bytes()) else { return Err(missing()) };
        match self.link.globals[id.0 as usize].definition {
            Definition::Script => match self.layout.values.get(&id) {
                Some(value) => Ok(*value),
                None if self.last => Err(missing()),
                None => Ok(Value::Absolute(0)),
            },
            Definition::Object(o, s) => match self.link.objects[o as usize].symbols[s as usize].place {
                Place::Absolute(value) => Ok(Value::Absolute(value)),
                Place::Section(section, offset) => match self.layout.find(o, section, offset) {
                    Some((out, at)) => Ok(Value::Relative(out, at)),
                    None if self.last => Err(missing()),
                    None => Ok(Value::Absolute(0)),
                },
                _ => Ok(Value::Absolute(0)),
            },
            Definition::Undefined if !self.link.globals[id.0 as usize].strong_reference => Err(missing()),
            Definition::Undefined => Err(missing()),
            _ => Ok(Value::Absolute(0)),
        }
    }

    fn of_name(&mut self, function: NameFunction, name: &str) -> Result<Value, String> {
        let section = self.layout.by_name.get(name).copied();
        let area = || self.areas.iter().find(|a| a.name == name);
        let unknown = || format!("undefined section `{name}' referenced in expression");
        let no_area = || format!("undefined MEMORY region `{name}' referenced in expression");
        let of = |section: u32| &self.layout.sections[section as usize];
        Ok(match function {
            NameFunction::Addr => Value::Relative(section.ok_or_else(unknown)?, 0),
            NameFunction::LoadAddr => Value::Absolute(of(section.ok_or_else(unknown)?).load_address),
            NameFunction::SizeOf => Value::Number(section.map_or(0, |s| of(s).size)),
            NameFunction::AlignOf => Value::Number(section.map_or(0, |s| of(s).align)),
            NameFunction::Origin => Value::Number(area().ok_or_else(no_area)?.origin),
            NameFunction::Length => Value::Number(area().ok_or_else(no_area)?.length),
            NameFunction::Defined => {
                let found = self.link.names.get(name.as_bytes());
                let defined = found.is_some_and(|&id| match self.link.globals[id.0 as usize].definition {
                    Definition::Undefined => false,
                    Definition::Script => self.layout.values.contains_key(&id),
                    _ => true,
                });
                Value::Number(u64::from(defined))
            }
            NameFunction::Constant => match name {
                "MAXPAGESIZE" if self.link.options.is_unpaged() => Value::Number(1),
                "COMMONPAGESIZE" if self.link.options.is_unpaged() => Value::Number(1),
                "MAXPAGESIZE" => Value::Number(self.link.options.max_page(self.link.machine)),
                "COMMONPAGESIZE" => Value::Number(self.link.options.common_page(self.link.machine)),
                _ => return Err(format!("unknown constant `{name}' referenced in expression")),
            },
        })
    }

    fn segment_start(&self, name: &str) -> Option<u64> {
        let given = self.link.options.segment_starts.iter().find(|(n, _)| n == name).map(|(_, at)| *at);
        given.or_else(|| {
            let fixed = !self.link.options.output.is_pic() && self.link.options.script.is_empty();
            (name == "text-segment" && fixed).then(|| self.link.machine.base_address())
        })
    }

    fn size_of_headers(&mut self) -> u64 {
        self.headers
    }

    fn data_segment_align(&mut self, largest: u64, _usual: u64) -> u64 {
        let start = align_up(self.dot, largest) + (self.dot & largest.wrapping_sub(1));
        let start = start.wrapping_add(self.data.shift);
        self.data.start = Some(start);
        start
    }

    fn relro_end(&mut self, offset: u64, end: u64) -> u64 {
        if !self.link.options.relro || self.link.options.is_unpaged() {
            return end;
        }
        let page = self.link.options.common_page(self.link.machine);
        let edge = end.wrapping_add(offset);
        self.data.end = Some(edge);
        align_up(edge, page).wrapping_sub(offset)
    }

    fn failed(&mut self, assertion: &Assertion) {
        if self.last {
            self.failed.push(assertion.message.clone());
        }
    }
}

/// Numbers, segments and file offsets.
fn finish(link: &mut Link<'_>, layout: &mut Layout<'_>, script: &[Command]) -> Result<(), LinkError> {
    if let Some((start, end)) = layout.relro {
        let page = link.options.common_page(link.machine);
        layout.relro = Some((start, align_up(end, page)));
    }
    let mut tls: Option<Tls> = None;
    let mut number = kept_groups(link, layout).len() as u32;
    for at in 0..layout.steps.len() {
        let Step::Output(out) = layout.steps[at] else { continue };
        let section = &mut layout.sections[out as usize];
        if !section.exists {
            continue;
        }
        number += 1;
        section.number = number;
        if section.address.checked_add(section.size).is_none() {
            return Err(format!("section {} does not fit into the address space", section.name).into());
        }
        if section.flags & elf::SHF_TLS != 0 && section.is_alloc() {
            let known = tls.unwrap_or(Tls { start: section.address, file: 0, memory: 0, align: 1 });
            let end = (section.address + section.size).saturating_sub(known.start);
            let file = if section.is_nobits() { known.file } else { end };
            tls = Some(Tls {
                file,
                memory: known.memory.max(end),
                align: known.align.max(section.align),
                ..known
            });
        }
    }
    layout.tls = tls;
    if !link.options.no_overlap_check && link.options.output != Output::Relocatable {
        overlap::check(layout)?;
    }
    segments::assign(link, layout, script)
}
