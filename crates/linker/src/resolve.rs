//! Which definition each global name has, and which archive members take part (gABI, Symbol Table). A member is taken as soon
//! as a name that it defines is needed, wherever it stands on the command line: order and groups do not matter, except that
//! of two possible definitions the first is taken.

use crate::elf;
use crate::input::{Archive, Input, Kind, Object, Place, Shared, kind};
use crate::script::ast::{
    Assignment, Binary, Command, Content, Expr, NameFunction, SectionCommand, ValueFunction,
};
use crate::{LinkError, Machine, Options, Output, RelocKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// A global symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct GlobalId(pub u32);

/// Where a global symbol is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// Nowhere.
    Undefined,
    /// In an archive member or object that has not been taken: its number.
    Lazy(u32),
    /// Symbol of an object.
    Object(u32, u32),
    /// Symbol of a shared library.
    Shared(u32, u32),
    /// Assigned in a linker script.
    Script,
    /// Made by the linker: which is decided by name when addresses are known.
    Linker,
}

/// A global symbol.
pub struct Global<'a> {
    /// Its name; what follows `@` is a version that is not the default one.
    pub name: &'a [u8],
    /// Its definition.
    pub definition: Definition,
    /// The definition is weak.
    pub weak: bool,
    /// It is a common symbol so far.
    pub common: bool,
    /// Some reference is not weak.
    pub strong_reference: bool,
    /// An object refers to it.
    pub referenced: bool,
    /// A shared library refers to it, or defines it, too.
    pub from_shared: bool,
    /// `STV_*`
    pub visibility: u8,
    /// In the dynamic symbol table.
    pub exported: bool,
    /// May be defined by another module at run time.
    pub import: bool,
    /// The number of its version; `VER_NDX_LOCAL` keeps it from being exported.
    pub version: u16,
}

/// What has been read, but not taken.
enum Waiting<'a> {
    /// A member: archive, and offset.
    Member(u32, u64),
    /// An object of its own.
    Object(String, &'a [u8], bool),
    /// Taken.
    Taken,
}

/// A link in progress.
pub struct Link<'a> {
    pub(crate) machine: &'a dyn Machine,
    pub(crate) options: &'a Options,
    /// The commands of the linker script.
    pub(crate) script: &'a [Command],
    /// The first is the linker's own.
    pub(crate) objects: Vec<Object<'a>>,
    pub(crate) shared: Vec<Shared<'a>>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) names: FxHashMap<&'a [u8], GlobalId>,
    /// For each object, the global of each symbol from `first_global` on.
    pub(crate) of_symbol: Vec<Vec<GlobalId>>,
    /// Which shared libraries are needed.
    pub(crate) needed: Vec<bool>,
    /// Version nodes.
    pub(crate) versions: crate::versions::Versions,
    /// Symbols of scripts that do not move with the output.
    pub(crate) fixed_by_script: FxHashSet<GlobalId>,
    /// Lines for the standard output.
    pub(crate) notes: Vec<String>,
    /// Warnings.
    pub(crate) warnings: Vec<String>,
    /// `__wrap_name` for each name of `--wrap`.
    wrappers: Vec<&'a [u8]>,
    groups: FxHashMap<&'a [u8], u32>,
    archives: Vec<(Archive<'a>, bool)>,
    waiting: Vec<Waiting<'a>>,
    /// Names that are needed, and lazily defined.
    wanted: Vec<GlobalId>,
    errors: Vec<String>,
}

/// Calls for every assignment of a script.
pub(crate) fn each_assignment<'s>(commands: &'s [Command], call: &mut dyn FnMut(&'s Assignment)) {
    for command in commands {
        match command {
            Command::Assign(assignment) => call(assignment),
            Command::Sections(list) => {
                for command in list {
                    match command {
                        SectionCommand::Assign(assignment) => call(assignment),
                        SectionCommand::Output(section) => {
                            for content in &section.contents {
                                if let Content::Assign(assignment) = content {
                                    call(assignment);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// Calls for every symbol of an expression.
fn each_symbol<'s>(expr: &'s Expr, call: &mut dyn FnMut(&'s str)) {
    match expr {
        Expr::Symbol(name) => call(name),
        Expr::Unary(_, a) | Expr::SegmentStart(_, a) => each_symbol(a, call),
        Expr::Binary(_, a, b) => {
            each_symbol(a, call);
            each_symbol(b, call);
        }
        Expr::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| each_symbol(e, call)),
        Expr::OfValues(_, list) => list.iter().for_each(|e| each_symbol(e, call)),
        Expr::Assert(assertion) => each_symbol(&assertion.condition, call),
        _ => {}
    }
}

/// The entry symbol: by option, or by script.
pub(crate) fn entry<'a>(options: &'a Options, script: &'a [Command]) -> Option<&'a str> {
    let by_script = script.iter().rev().find_map(|command| match command {
        Command::Entry(name) => Some(name.as_str()),
        Command::Sections(list) => list.iter().rev().find_map(|command| match command {
            SectionCommand::Entry(name) => Some(name.as_str()),
            _ => None,
        }),
        _ => None,
    });
    // Without either it is `_start` (GNU ld manual, "Setting the Entry Point").
    let usual = (options.output != Output::Relocatable).then_some("_start");
    options.entry.as_deref().or(by_script).or(usual)
}

/// Resolves all names of the given files.
pub(crate) fn resolve<'a>(
    machine: &'a dyn Machine,
    inputs: &'a [Input],
    options: &'a Options,
    script: &'a [Command],
    arena: &'a bumpalo::Bump,
) -> Result<Link<'a>, LinkError> {
    let mut link = Link {
        machine,
        options,
        script,
        objects: Vec::new(),
        shared: Vec::new(),
        globals: Vec::new(),
        names: FxHashMap::default(),
        of_symbol: Vec::new(),
        needed: Vec::new(),
        versions: crate::versions::Versions::new(options, script)?,
        fixed_by_script: FxHashSet::default(),
        notes: Vec::new(),
        warnings: Vec::new(),
        wrappers: options
            .wrap
            .iter()
            .map(|name| &*arena.alloc_slice_copy(format!("__wrap_{name}").as_bytes()))
            .collect(),
        groups: FxHashMap::default(),
        archives: Vec::new(),
        waiting: Vec::new(),
        wanted: Vec::new(),
        errors: Vec::new(),
    };
    link.objects.push(crate::synthetic::object());
    link.of_symbol.push(Vec::new());
    let mut assigned = Vec::new();
    each_assignment(script, &mut |assignment| assigned.push(assignment));
    for assignment in &assigned {
        if !assignment.provide.only_if_needed && assignment.symbol != "." {
            let id = link.global(assignment.symbol.as_bytes());
            let global = &mut link.globals[id.0 as usize];
            global.definition = Definition::Script;
            if assignment.provide.hidden {
                global.visibility = elf::STV_HIDDEN;
            }
        }
    }
    for assignment in &assigned {
        if !assignment.provide.only_if_needed {
            each_symbol(&assignment.value, &mut |name| {
                let id = link.global(name.as_bytes());
                link.globals[id.0 as usize].referenced = true;
            });
        }
    }
    let externs = script.iter().flat_map(|command| match command {
        Command::Extern(names) => names.as_slice(),
        _ => &[],
    });
    for name in options.undefined.iter().chain(externs).map(String::as_str).chain(entry(options, script)) {
        link.want(name);
    }
    for input in inputs {
        link.add(input)?;
    }
    link.finish()
}

impl<'a> Link<'a> {
    fn want(&mut self, name: &'a str) {
        let id = self.global(name.as_bytes());
        let global = &mut self.globals[id.0 as usize];
        (global.referenced, global.strong_reference) = (true, true);
    }

    /// Fails if something is wrong so far.
    fn finish(mut self) -> Result<Link<'a>, LinkError> {
        if !self.errors.is_empty() {
            return Err(LinkError(std::mem::take(&mut self.errors)));
        }
        Ok(self)
    }

    pub(crate) fn global(&mut self, name: &'a [u8]) -> GlobalId {
        if let Some(&id) = self.names.get(name) {
            return id;
        }
        let id = GlobalId(self.globals.len() as u32);
        self.globals.push(Global {
            name,
            definition: Definition::Undefined,
            weak: false,
            common: false,
            strong_reference: false,
            referenced: false,
            from_shared: false,
            visibility: elf::STV_DEFAULT,
            exported: false,
            import: false,
            version: elf::VER_NDX_GLOBAL,
        });
        self.names.insert(name, id);
        id
    }

    /// Adds a file, and what it makes necessary.
    pub(crate) fn add(&mut self, input: &'a Input) -> Result<(), LinkError> {
        let machine = self.machine.elf_machine();
        if self.options.trace {
            self.notes.push(input.name.clone());
        }
        match kind(&input.name, &input.bytes)? {
            Kind::Object if input.lazy && !input.whole => {
                let number = self.waiting.len() as u32;
                let object = Object::read(input.name.clone(), &input.bytes, machine)?;
                self.waiting.push(Waiting::Object(input.name.clone(), &input.bytes, input.excluded));
                self.add_lazy_object(&object, number);
            }
            Kind::Object => {
                let mut object = Object::read(input.name.clone(), &input.bytes, machine)?;
                object.excluded = input.excluded;
                self.add_object(object);
            }
            Kind::Shared if !self.options.output.is_dynamic() => {
                let message = format!("attempted static link of dynamic object `{}'", input.name);
                return Err(message.into());
            }
            Kind::Shared => self.add_shared(Shared::read(input, machine)?),
            Kind::Archive => self.add_archive(input)?,
        }
        self.take_wanted()
    }

    /// Adds an object that was made for this link.
    pub(crate) fn add_made(&mut self, name: String, bytes: &'a [u8]) -> Result<(), LinkError> {
        let object = Object::read(name, bytes, self.machine.elf_machine())?;
        self.add_object(object);
        self.take_wanted()
    }

    /// Adds a shared library after all inputs.
    pub(crate) fn add_library(&mut self, input: &'a Input) -> Result<(), LinkError> {
        self.add_shared(Shared::read(input, self.machine.elf_machine())?);
        self.take_wanted()
    }

    fn add_archive(&mut self, input: &'a Input) -> Result<(), LinkError> {
        let archive = Archive::open(&input.name, &input.bytes)?;
        let machine = self.machine.elf_machine();
        let full = |member: &str| format!("{}({member})", input.name);
        if input.whole {
            for member in archive.members()? {
                let name = full(&member.name);
                if member.data.starts_with(b"\x7fELF") {
                    let mut object = Object::read(name, member.data, machine)?;
                    object.excluded = input.excluded;
                    self.add_object(object);
                }
            }
            return Ok(());
        }
        if let Some(symbols) = archive.symbols()? {
            let number = self.archives.len() as u32;
            self.archives.push((archive, input.excluded));
            let mut of_offset: FxHashMap<u64, u32> = FxHashMap::default();
            for (name, offset) in symbols {
                let waiting = &mut self.waiting;
                let lazy = *of_offset.entry(offset).or_insert_with(|| {
                    waiting.push(Waiting::Member(number, offset));
                    waiting.len() as u32 - 1
                });
                self.add_lazy(name, lazy);
            }
            return Ok(());
        }
        for member in archive.members()? {
            if !member.data.starts_with(b"\x7fELF") {
                continue;
            }
            let object = Object::read(full(&member.name), member.data, machine)?;
            let number = self.waiting.len() as u32;
            self.waiting.push(Waiting::Object(full(&member.name), member.data, input.excluded));
            self.add_lazy_object(&object, number);
        }
        Ok(())
    }

    fn add_lazy_object(&mut self, object: &Object<'a>, number: u32) {
        for symbol in object.symbols.iter().skip(object.first_global as usize) {
            if symbol.place != Place::Undefined {
                self.add_lazy(plain(symbol.name), number);
            }
        }
    }

    fn add_lazy(&mut self, name: &'a [u8], number: u32) {
        let id = self.global(name);
        let global = &mut self.globals[id.0 as usize];
        if global.definition == Definition::Undefined {
            global.definition = Definition::Lazy(number);
            if global.strong_reference {
                self.wanted.push(id);
            }
        }
    }

    /// Takes what is needed, until nothing is.
    fn take_wanted(&mut self) -> Result<(), LinkError> {
        while let Some(id) = self.wanted.pop() {
            let Definition::Lazy(number) = self.globals[id.0 as usize].definition else { continue };
            let taken = std::mem::replace(&mut self.waiting[number as usize], Waiting::Taken);
            let (name, data, excluded) = match taken {
                Waiting::Taken => {
                    // The index promised what the member does not define.
                    self.globals[id.0 as usize].definition = Definition::Undefined;
                    continue;
                }
                Waiting::Object(name, data, excluded) => (name, data, excluded),
                Waiting::Member(archive, offset) => {
                    let (archive, excluded) = &self.archives[archive as usize];
                    let member = archive.member(offset)?;
                    (format!("{}({})", archive.name(), member.name), member.data, *excluded)
                }
            };
            if self.options.trace {
                self.notes.push(name.clone());
            }
            if !data.starts_with(b"\x7fELF") {
                return Err(format!("{name}: file not recognized: file format not recognized").into());
            }
            let mut object = Object::read(name, data, self.machine.elf_machine())?;
            object.excluded = excluded;
            self.add_object(object);
            if self.globals[id.0 as usize].definition == Definition::Lazy(number) {
                self.globals[id.0 as usize].definition = Definition::Undefined;
            }
        }
        Ok(())
    }

    /// `--wrap`: the name that an undefined reference means.
    fn wrapped(&mut self, name: &'a [u8]) -> &'a [u8] {
        for (symbol_index, symbol) in self.options.wrap.iter().enumerate() {
            if name == symbol.as_bytes() {
                return self.wrappers[symbol_index];
            }
            if name.strip_prefix(b"__real_") == Some(symbol.as_bytes()) {
                return symbol.as_bytes();
            }
        }
        name
    }

    /// The first of its kind keeps its sections.
    fn drop_duplicates(&mut self, object: &mut Object<'a>, number: u32) {
        let mut losers = Vec::new();
        for group in object.groups.iter().filter(|g| g.comdat) {
            if *self.groups.entry(group.signature).or_insert(number) != number {
                losers.extend_from_slice(&group.members);
            }
        }
        for (index, section) in object.sections.iter().enumerate() {
            if section.name.starts_with(b".gnu.linkonce.") && section.live {
                let owner = *self.groups.entry(section.name).or_insert(number);
                if owner != number {
                    losers.push(index as u32);
                }
            }
        }
        for loser in losers {
            if let Some(section) = object.sections.get_mut(loser as usize) {
                (section.live, section.duplicate) = (false, true);
            }
        }
    }

    pub(crate) fn add_object(&mut self, mut object: Object<'a>) {
        let number = self.objects.len() as u32;
        self.drop_duplicates(&mut object, number);
        let relocatable = self.options.output == Output::Relocatable;
        for section in &mut object.sections {
            let excluded = section.flags & elf::SHF_EXCLUDE != 0 && !relocatable;
            if excluded || (section.name == b".note.GNU-stack" && !relocatable) {
                section.live = false;
            }
        }
        let mut map = Vec::with_capacity(object.symbols.len().saturating_sub(object.first_global as usize));
        for index in object.first_global as usize..object.symbols.len() {
            let symbol = object.symbols[index];
            let defined = match symbol.place {
                Place::Undefined => false,
                Place::Section(section, _) => !object.sections[section as usize].duplicate,
                _ => true,
            };
            let mut name = plain(symbol.name);
            if !defined && !self.options.wrap.is_empty() {
                name = self.wrapped(name);
            }
            let id = self.global(name);
            map.push(id);
            if !self.options.trace_symbols.is_empty() {
                self.trace_symbol(&object.name, name, defined);
            }
            self.add_symbol(&object, number, index as u32, id, defined);
        }
        self.of_symbol.push(map);
        self.objects.push(object);
    }

    fn trace_symbol(&mut self, file: &str, name: &[u8], defined: bool) {
        if self.options.trace_symbols.iter().any(|traced| traced.as_bytes() == name) {
            let what = if defined { "definition of" } else { "reference to" };
            self.notes.push(format!("{file}: {what} {}", String::from_utf8_lossy(name)));
        }
    }

    fn add_symbol(&mut self, object: &Object<'a>, number: u32, index: u32, id: GlobalId, defined: bool) {
        let symbol = &object.symbols[index as usize];
        let global = &mut self.globals[id.0 as usize];
        if visibility_rank(symbol.visibility) > visibility_rank(global.visibility) {
            global.visibility = symbol.visibility;
        }
        let weak = symbol.binding == elf::STB_WEAK;
        if !defined {
            global.referenced = true;
            if !weak && !global.strong_reference {
                global.strong_reference = true;
                if matches!(global.definition, Definition::Lazy(_)) {
                    self.wanted.push(id);
                }
            }
            return;
        }
        let common = matches!(symbol.place, Place::Common(_));
        let this = Definition::Object(number, index);
        match global.definition {
            // A script's word is the last.
            Definition::Script => {}
            Definition::Undefined | Definition::Shared(..) | Definition::Linker | Definition::Lazy(_) => {
                global.from_shared |= matches!(global.definition, Definition::Shared(..));
                (global.definition, global.weak, global.common) = (this, weak, common);
            }
            Definition::Object(o, s) if global.common && common => {
                // The largest common symbol wins, and is aligned as the strictest asks.
                let owner = if o == number { object } else { &self.objects[o as usize] };
                let known = owner.symbols[s as usize];
                if symbol.size > known.size {
                    global.definition = this;
                }
            }
            Definition::Object(..) if global.common && !weak => {
                (global.definition, global.weak, global.common) = (this, weak, false);
            }
            Definition::Object(..) if global.weak && !weak => {
                (global.definition, global.weak, global.common) = (this, weak, common);
            }
            Definition::Object(o, _) => {
                if !weak && !common && !global.weak && !self.options.allow_multiple {
                    let first = if o == number { &object.name } else { &self.objects[o as usize].name };
                    let name = String::from_utf8_lossy(global.name);
                    self.errors.push(format!(
                        "{}: multiple definition of `{name}'; {first}: first defined here",
                        object.name
                    ));
                }
            }
        }
    }

    fn add_shared(&mut self, shared: Shared<'a>) {
        let number = self.shared.len() as u32;
        if self.shared.iter().any(|known| known.soname == shared.soname) {
            return;
        }
        for (index, symbol) in shared.symbols.iter().enumerate() {
            // Only the default version answers a reference that names none.
            if symbol.hidden {
                continue;
            }
            let id = self.global(symbol.name);
            if !self.options.trace_symbols.is_empty() {
                self.trace_symbol(shared.name, symbol.name, true);
            }
            let global = &mut self.globals[id.0 as usize];
            match global.definition {
                Definition::Undefined => global.definition = Definition::Shared(number, index as u32),
                Definition::Object(..) | Definition::Script => global.from_shared = true,
                // A definition in a library beats a member that nothing has needed, if the reference is weak only.
                _ => {}
            }
        }
        for &name in &shared.undefined {
            let id = self.global(name);
            let global = &mut self.globals[id.0 as usize];
            global.from_shared = true;
            // What a library needs may be in an archive.
            if matches!(global.definition, Definition::Lazy(_)) && !shared.as_needed {
                self.wanted.push(id);
            }
        }
        self.needed.push(!shared.as_needed);
        self.shared.push(shared);
    }

    /// Names that objects need and nobody defines.
    pub(crate) fn undefined(&self) -> Vec<String> {
        self.globals
            .iter()
            .filter(|g| g.definition == Definition::Undefined && g.referenced && g.strong_reference)
            .map(|g| String::from_utf8_lossy(g.name).into_owned())
            .collect()
    }

    /// All inputs are known: symbols that scripts and the linker provide, names with versions.
    pub(crate) fn close(&mut self) -> Result<(), LinkError> {
        if !self.errors.is_empty() {
            return Err(LinkError(std::mem::take(&mut self.errors)));
        }
        let script = self.script;
        let relocatable = self.options.output == Output::Relocatable;
        each_assignment(script, &mut |assignment| {
            if !assignment.provide.only_if_needed {
                return;
            }
            let Some(&id) = self.names.get(assignment.symbol.as_bytes()) else { return };
            let global = &mut self.globals[id.0 as usize];
            let missing = matches!(
                global.definition,
                Definition::Undefined | Definition::Shared(..) | Definition::Lazy(_)
            );
            let common = global.common && matches!(global.definition, Definition::Object(..));
            if (missing && (global.referenced || global.from_shared)) && !common {
                global.definition = Definition::Script;
                if assignment.provide.hidden {
                    global.visibility = elf::STV_HIDDEN;
                }
            }
        });
        each_assignment(script, &mut |assignment| {
            if let Some(&id) = self.names.get(assignment.symbol.as_bytes())
                && moves(self, &assignment.value) == 0
            {
                self.fixed_by_script.insert(id);
            }
        });
        for global in &mut self.globals {
            if matches!(global.definition, Definition::Lazy(_)) {
                global.definition = Definition::Undefined;
            }
        }
        crate::versions::bind_versioned_references(self);
        if !relocatable {
            for global in &mut self.globals {
                if global.definition == Definition::Undefined
                    && crate::synthetic::is_linker_symbol(global.name, self.options)
                {
                    global.definition = Definition::Linker;
                    global.visibility = elf::STV_HIDDEN;
                }
            }
        }
        Ok(())
    }

    /// Whether undefined names may be left to the dynamic linker.
    pub(crate) fn report_undefined(&self) -> Result<(), LinkError> {
        let left = match self.options.output {
            Output::Relocatable => true,
            Output::Shared => !self.options.no_undefined,
            _ => false,
        } || self.options.ignore_undefined;
        let mut messages = Vec::new();
        for (number, object) in self.objects.iter().enumerate() {
            if object.sections.is_empty() || self.options.output == Output::Relocatable {
                continue;
            }
            let mut told = FxHashSet::default();
            for (s, section) in object.sections.iter().enumerate().filter(|(_, s)| s.live) {
                let mut skip = false;
                for (index, reloc) in section.relocs.iter().enumerate() {
                    // A call that a shorter way replaces needs nothing.
                    if std::mem::replace(&mut skip, false) {
                        continue;
                    }
                    if let Some(row) = self.machine.relocation(reloc.r_type)
                        && matches!(row.kind, RelocKind::TlsGd | RelocKind::TlsLd)
                    {
                        let target = self.target(number as u32, reloc.symbol);
                        let how = self.relaxation(section, index, &reloc, &row, target);
                        skip = how.is_some_and(|how| how.takes_next());
                    }
                    let Some(id) = self.global_of(number as u32, reloc.symbol) else { continue };
                    let global = &self.globals[id.0 as usize];
                    let weak = object.symbols[reloc.symbol as usize].binding == elf::STB_WEAK;
                    if global.definition != Definition::Undefined || weak {
                        continue;
                    }
                    let hidden = global.visibility != elf::STV_DEFAULT;
                    if (left && !hidden) || !told.insert(id) {
                        continue;
                    }
                    let name = String::from_utf8_lossy(global.name);
                    let place = self.function_at(object, s as u32, reloc.offset);
                    let hidden = if left && hidden { "hidden symbol `" } else { "undefined reference to `" };
                    let end = if left { "' isn't defined" } else { "'" };
                    messages.push(format!("{}: {place}{hidden}{name}{end}", object.name));
                }
            }
        }
        if messages.is_empty() { Ok(()) } else { Err(LinkError(messages)) }
    }

    /// "in function `f': " for a place in code.
    pub(crate) fn function_at(&self, object: &Object<'_>, section: u32, offset: u64) -> String {
        let function = object.symbols.iter().find(|symbol| {
            symbol.kind == elf::STT_FUNC
                && matches!(symbol.place, Place::Section(s, at)
                    if s == section && at <= offset && offset - at < symbol.size)
        });
        function.map_or(String::new(), |f| format!("in function `{}': ", String::from_utf8_lossy(f.name)))
    }

    /// The global that a symbol of an object is.
    pub(crate) fn global_of(&self, object: u32, symbol: u32) -> Option<GlobalId> {
        let first = self.objects[object as usize].first_global;
        self.of_symbol[object as usize].get(symbol.checked_sub(first)? as usize).copied()
    }

    /// `STT_*` of a global's definition.
    pub(crate) fn kind(&self, id: GlobalId) -> u8 {
        match self.globals[id.0 as usize].definition {
            Definition::Object(o, s) => self.objects[o as usize].symbols[s as usize].kind,
            Definition::Shared(l, s) => self.shared[l as usize].symbols[s as usize].kind,
            _ => elf::STT_NOTYPE,
        }
    }
}

/// `name@@version` defines the plain name; `name@version` is a name of its own.
fn plain(name: &[u8]) -> &[u8] {
    match memchr::memchr(b'@', name) {
        Some(at) if name.get(at + 1) == Some(&b'@') => &name[..at],
        _ => name,
    }
}

fn visibility_rank(visibility: u8) -> u8 {
    match visibility {
        elf::STV_DEFAULT => 0,
        elf::STV_PROTECTED => 1,
        elf::STV_HIDDEN => 2,
        _ => 3,
    }
}

/// The symbols that a script's expressions name.
pub(crate) fn script_references(script: &[Command]) -> Vec<&str> {
    let mut names = Vec::new();
    each_assignment(script, &mut |assignment| each_symbol(&assignment.value, &mut |name| names.push(name)));
    names
}

/// How often an expression's value counts the address at which the output is loaded.
fn moves(link: &Link<'_>, expr: &Expr) -> i32 {
    match expr {
        Expr::Number(_) | Expr::SizeOfHeaders => 0,
        Expr::Dot | Expr::SegmentStart(..) => 1,
        Expr::Symbol(name) => match link.names.get(name.as_bytes()) {
            Some(id) if link.fixed_by_script.contains(id) => 0,
            Some(id) => match link.globals[id.0 as usize].definition {
                Definition::Object(o, s) => i32::from(!matches!(
                    link.objects[o as usize].symbols[s as usize].place,
                    Place::Absolute(_)
                )),
                _ => 1,
            },
            None => 1,
        },
        Expr::Binary(Binary::Add, a, b) => moves(link, a) + moves(link, b),
        Expr::Binary(Binary::Subtract, a, b) => moves(link, a) - moves(link, b),
        Expr::Binary(_, a, b) => i32::from(moves(link, a) != 0 || moves(link, b) != 0),
        Expr::Unary(_, a) => moves(link, a),
        Expr::Conditional(_, a, b) => moves(link, a).max(moves(link, b)),
        Expr::OfName(NameFunction::Addr | NameFunction::LoadAddr, _) => 1,
        Expr::OfName(..)
        | Expr::Assert(_)
        | Expr::OfValues(ValueFunction::Absolute | ValueFunction::Log2Ceil, _) => 0,
        Expr::OfValues(_, list) => list.first().map_or(0, |a| moves(link, a)),
    }
}
