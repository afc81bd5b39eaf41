//! Which definition each global name has, and which archive members take part (gABI, Symbol Table; GNU ld manual, archives
//! are searched again until nothing new is found, so order and groups do not matter).

use crate::elf;
use crate::input::{File, Input, Object, Place, Shared, open, read_object, read_shared};
use crate::{LinkError, Machine, Options, Output};
use rustc_hash::FxHashMap;

/// A global symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct GlobalId(pub u32);

/// Where a global symbol is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// Nowhere.
    Undefined,
    /// Symbol of an object.
    Object(u32, u32),
    /// Symbol of a shared library.
    Shared(u32, u32),
    /// Made by the linker: which is decided by name when addresses are known.
    Linker,
}

/// A global symbol.
pub struct Global<'a> {
    /// Its name.
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
    /// A shared library refers to it.
    pub from_shared: bool,
    /// The most constraining visibility.
    pub visibility: u8,
    /// A first object that refers to it.
    pub referrer: u32,
}

/// Names that the linker defines if nobody else does.
const LINKER_SYMBOLS: &[&str] = &[
    "_GLOBAL_OFFSET_TABLE_",
    "_DYNAMIC",
    "__ehdr_start",
    "__executable_start",
    "__init_array_start",
    "__init_array_end",
    "__fini_array_start",
    "__fini_array_end",
    "__preinit_array_start",
    "__preinit_array_end",
    "__rela_iplt_start",
    "__rela_iplt_end",
    "__bss_start",
    "_edata",
    "edata",
    "_end",
    "end",
    "_etext",
    "etext",
    "__etext",
    "__data_start",
    "data_start",
    "__GNU_EH_FRAME_HDR",
    "__TMC_END__",
];

/// An archive: its name, its members, and which of them were taken.
type Archive<'a> = (String, Vec<(String, &'a [u8])>, Vec<bool>);

/// A link in progress.
pub struct Link<'a> {
    pub(crate) machine: &'a dyn Machine,
    pub(crate) options: &'a Options,
    pub(crate) objects: Vec<Object<'a>>,
    pub(crate) shared: Vec<Shared<'a>>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) names: FxHashMap<&'a [u8], GlobalId>,
    /// For each object, the global of each of its symbols.
    pub(crate) of_symbol: Vec<Vec<Option<GlobalId>>>,
    /// Which shared libraries are needed.
    pub(crate) needed: Vec<bool>,
    groups: FxHashMap<&'a [u8], u32>,
    errors: Vec<String>,
}

/// Resolves all names.
pub fn resolve<'a>(
    machine: &'a dyn Machine,
    inputs: &[&'a Input],
    options: &'a Options,
) -> Result<Link<'a>, LinkError> {
    let mut link = Link {
        machine,
        options,
        objects: Vec::new(),
        shared: Vec::new(),
        globals: Vec::new(),
        names: FxHashMap::default(),
        of_symbol: Vec::new(),
        needed: Vec::new(),
        groups: FxHashMap::default(),
        errors: Vec::new(),
    };
    for name in options.undefined.iter().chain(&options.entry) {
        // Lives as long as the options.
        let id = link.global(name.as_bytes());
        link.globals[id.0 as usize].referenced = true;
        link.globals[id.0 as usize].strong_reference = options.undefined.contains(name);
    }
    let mut archives: Vec<Archive<'a>> = Vec::new();
    for input in inputs {
        match open(&input.name, &input.bytes)? {
            File::Object(file) => link.add_object(read_object(input.name.clone(), &file)?),
            File::Shared(_) if !options.output.is_dynamic() => {
                return Err(format!("attempted static link of dynamic object `{}'", input.name).into());
            }
            File::Shared(file) => link.add_shared(read_shared(input, &file)?),
            File::Archive(members) if input.whole => {
                for (member, bytes) in members {
                    let name = format!("{}({member})", input.name);
                    if let File::Object(file) = open(&name, bytes)? {
                        link.add_object(read_object(name, &file)?);
                    }
                }
            }
            File::Archive(members) => {
                let taken = vec![false; members.len()];
                archives.push((input.name.clone(), members, taken));
            }
        }
    }
    link.search_archives(&mut archives)?;
    for name in LINKER_SYMBOLS {
        if let Some(&id) = link.names.get(name.as_bytes())
            && link.globals[id.0 as usize].definition == Definition::Undefined
        {
            link.globals[id.0 as usize].definition = Definition::Linker;
        }
    }
    for global in &mut link.globals {
        let is_bound = |name: &[u8]| name.starts_with(b"__start_") || name.starts_with(b"__stop_");
        if global.definition == Definition::Undefined && is_bound(global.name) {
            global.definition = Definition::Linker;
        }
    }
    if link.errors.is_empty() { Ok(link) } else { Err(LinkError(link.errors)) }
}

impl<'a> Link<'a> {
    fn global(&mut self, name: &'a [u8]) -> GlobalId {
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
            referrer: 0,
        });
        self.names.insert(name, id);
        id
    }

    fn add_object(&mut self, mut object: Object<'a>) {
        let number = self.objects.len() as u32;
        for (signature, members) in &object.groups {
            let owner = *self.groups.entry(signature).or_insert(number);
            if owner != number {
                for &member in members {
                    if let Some(section) = object.sections.get_mut(member as usize) {
                        section.live = false;
                    }
                }
            }
        }
        let mut map = vec![None; object.symbols.len()];
        for (index, symbol) in object.symbols.iter().enumerate() {
            if symbol.binding == elf::STB_LOCAL {
                continue;
            }
            // `name@@version` of .symver defines the plain name, too.
            let plain = match symbol.name.iter().position(|&b| b == b'@') {
                Some(at) => &symbol.name[..at],
                None => symbol.name,
            };
            let id = self.global(plain);
            map[index] = Some(id);
            let discarded = matches!(symbol.place, Place::Section(section, _) if !object.sections[section as usize].live
                && object.groups.iter().any(|(_, members)| members.contains(&section)));
            let global = &mut self.globals[id.0 as usize];
            let rank = |visibility| match visibility {
                elf::STV_DEFAULT => 0,
                elf::STV_PROTECTED => 1,
                elf::STV_HIDDEN => 2,
                _ => 3,
            };
            if rank(symbol.visibility) > rank(global.visibility) {
                global.visibility = symbol.visibility;
            }
            let weak = symbol.binding == elf::STB_WEAK;
            if symbol.place == Place::Undefined || discarded {
                if !global.referenced {
                    global.referrer = number;
                }
                global.referenced = true;
                global.strong_reference |= !weak;
                continue;
            }
            let common = matches!(symbol.place, Place::Common(_));
            let this = Definition::Object(number, index as u32);
            match global.definition {
                Definition::Undefined | Definition::Shared(..) | Definition::Linker => {
                    (global.definition, global.weak, global.common) = (this, weak, common);
                }
                Definition::Object(..) if global.common && common => {
                    // The largest common symbol wins.
                    let Definition::Object(o, s) = global.definition else { continue };
                    let known = match o == number {
                        true => object.symbols[s as usize].size,
                        false => self.objects[o as usize].symbols[s as usize].size,
                    };
                    if symbol.size > known {
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
                    if !weak && !common && !global.weak {
                        let first = match o == number {
                            true => &object.name,
                            false => &self.objects[o as usize].name,
                        };
                        self.errors.push(format!(
                            "{}: multiple definition of `{}'; {first}: first defined here",
                            object.name,
                            String::from_utf8_lossy(plain)
                        ));
                    }
                }
            }
        }
        self.of_symbol.push(map);
        self.objects.push(object);
    }

    fn add_shared(&mut self, shared: Shared<'a>) {
        let number = self.shared.len() as u32;
        if self.shared.iter().any(|known| known.soname == shared.soname) {
            return;
        }
        for (index, symbol) in shared.symbols.iter().enumerate() {
            let id = self.global(symbol.name);
            let global = &mut self.globals[id.0 as usize];
            match global.definition {
                Definition::Undefined => global.definition = Definition::Shared(number, index as u32),
                Definition::Object(..) => global.from_shared = true,
                _ => {}
            }
        }
        for &name in &shared.undefined {
            let id = self.global(name);
            self.globals[id.0 as usize].from_shared = true;
        }
        self.needed.push(!shared.as_needed);
        self.shared.push(shared);
    }

    /// Takes members that define what is undefined, until there is none.
    fn search_archives(&mut self, archives: &mut [Archive<'a>]) -> Result<(), LinkError> {
        // Who defines what, first archive first.
        let mut index: FxHashMap<&'a [u8], Vec<(usize, usize)>> = FxHashMap::default();
        for (a, (name, members, _)) in archives.iter().enumerate() {
            for (m, (member, bytes)) in members.iter().enumerate() {
                let full = format!("{name}({member})");
                let File::Object(file) = open(&full, bytes)? else { continue };
                use object::{Object as _, ObjectSymbol as _};
                for symbol in file.symbols() {
                    if symbol.is_global()
                        && !symbol.is_undefined()
                        && let Ok(symbol_name) = symbol.name_bytes()
                    {
                        index.entry(symbol_name).or_default().push((a, m));
                    }
                }
            }
        }
        let mut at = 0;
        let mut again = true;
        while again {
            again = false;
            while at < self.globals.len() {
                let global = &self.globals[at];
                at += 1;
                if global.definition != Definition::Undefined
                    || !global.referenced
                    || !global.strong_reference
                {
                    continue;
                }
                let Some(&(a, m)) = index.get(global.name).and_then(|list| list.first()) else { continue };
                if std::mem::replace(&mut archives[a].2[m], true) {
                    continue;
                }
                let (member, bytes) = &archives[a].1[m];
                let full = format!("{}({member})", archives[a].0);
                if let File::Object(file) = open(&full, bytes)? {
                    self.add_object(read_object(full, &file)?);
                    again = true;
                }
            }
            // A new member may refer to names seen before.
            at = 0;
        }
        Ok(())
    }

    /// Names that objects need and nobody defines.
    pub fn undefined(&self) -> Vec<String> {
        self.globals
            .iter()
            .filter(|g| g.definition == Definition::Undefined && g.referenced && g.strong_reference)
            .map(|g| String::from_utf8_lossy(g.name).into_owned())
            .collect()
    }

    /// Whether undefined names may be left to the dynamic linker.
    pub fn report_undefined(&self) -> Result<(), LinkError> {
        if self.options.output == Output::Shared && !self.options.no_undefined {
            return Ok(());
        }
        let mut messages = Vec::new();
        for (number, object) in self.objects.iter().enumerate() {
            let mut told = Vec::new();
            for (s, section) in object.sections.iter().enumerate().filter(|(_, s)| s.live) {
                for reloc in &section.relocs {
                    let Some(id) = self.of_symbol[number][reloc.symbol as usize] else { continue };
                    let global = &self.globals[id.0 as usize];
                    let weak = object.symbols[reloc.symbol as usize].binding == elf::STB_WEAK;
                    if global.definition != Definition::Undefined || weak || told.contains(&id) {
                        continue;
                    }
                    told.push(id);
                    let name = String::from_utf8_lossy(global.name);
                    let place = self.function_at(object, s as u32, reloc.offset);
                    messages.push(format!("{}: {place}undefined reference to `{name}'", object.name));
                }
            }
        }
        if let Some(entry) = &self.options.entry
            && messages.is_empty()
            && self
                .names
                .get(entry.as_bytes())
                .is_some_and(|id| self.globals[id.0 as usize].definition == Definition::Undefined)
            && self.options.output != Output::Shared
        {
            messages.push(format!("cannot find entry symbol {entry}"));
        }
        if messages.is_empty() { Ok(()) } else { Err(LinkError(messages)) }
    }

    /// "in function `f': " for a place in code.
    fn function_at(&self, object: &Object<'_>, section: u32, offset: u64) -> String {
        let function = object.symbols.iter().find(|symbol| {
            symbol.kind == elf::STT_FUNC
                && matches!(symbol.place, Place::Section(s, at) if s == section && at <= offset && offset < at + symbol.size)
        });
        function.map_or(String::new(), |f| format!("in function `{}': ", String::from_utf8_lossy(f.name)))
    }

    /// Whether the symbol is bound within the output.
    pub(crate) fn is_local(&self, id: GlobalId) -> bool {
        let global = &self.globals[id.0 as usize];
        match global.definition {
            Definition::Shared(..) => false,
            Definition::Undefined => {
                self.options.output != Output::Shared || global.visibility != elf::STV_DEFAULT
            }
            Definition::Linker => true,
            Definition::Object(..) => {
                self.options.output != Output::Shared
                    || global.visibility != elf::STV_DEFAULT
                    || self.options.symbolic
            }
        }
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
