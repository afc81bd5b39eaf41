//! Emission: symbols, sections, blocks and branches of a function go to the assembler's streamer.

use crate::call_sites::{self, CallSites};
use crate::debug::{self, DebugFunction, DebugUnit};
use crate::patchable;
use crate::section_uses::{SectionUse, SectionUses};
use crate::{Compiled, Options, Pic, Target};
use assembler::{
    Align, Binding, Isa, SectionFlags, SectionSpec, Sections, Streamer, SymbolId as AsmSymbol, SymbolKind,
    Value, Visibility,
};
use cranelift_entity::SecondaryMap;
use diag::Loc;
use ir::{Module, SymbolId};
use regalloc2::{Edit, Function as _, InstOrEdit};
use rustc_hash::FxHashMap;

/// Where a position stands: number of the debug file, line, column.
pub type LineOf<'a> = &'a dyn Fn(Loc) -> Option<(u32, u32, u32)>;

/// What lasts from function to function: which assembler symbol an IR symbol is, constants shared by all.
#[derive(Default)]
pub struct ModuleState {
    symbols: SecondaryMap<SymbolId, PackedId>,
    declared: SecondaryMap<SymbolId, bool>,
    constants: FxHashMap<(u128, u8), AsmSymbol>,
    /// In order of first use.
    constant_order: Vec<(u128, u8, AsmSymbol)>,
    /// Strings that are not the source's, and their order.
    literals: FxHashMap<Box<[u8]>, AsmSymbol>,
    literal_order: Vec<(Box<[u8]>, AsmSymbol)>,
    labels: FxHashMap<(SymbolId, u32), AsmSymbol>,
    /// Symbols that prologues and pseudo-instructions call.
    named: FxHashMap<&'static str, AsmSymbol>,
    /// Some function has landing pads.
    pub(crate) has_pads: bool,
    /// What is in sections that the program names.
    pub sections: SectionUses,
    /// Functions, if there are to be line tables.
    debug: Vec<DebugFunction>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct PackedId(u32);

impl ModuleState {
    /// The assembler's symbol for one of the module.
    pub fn symbol<S: Streamer>(&mut self, module: &Module, out: &mut S, symbol: SymbolId) -> AsmSymbol {
        if self.symbols[symbol].0 != 0 {
            return AsmSymbol(self.symbols[symbol].0 - 1);
        }
        let name = &module.symbols[symbol].name;
        let id = match name.is_empty() {
            true => out.context().symbols.fresh(),
            false => out.context().symbols.intern(name),
        };
        self.symbols[symbol] = PackedId(id.0 + 1);
        id
    }

    /// A symbol by a fixed name.
    pub fn named<S: Streamer>(&mut self, out: &mut S, name: &'static str) -> AsmSymbol {
        *self.named.entry(name).or_insert_with(|| out.context().symbols.intern(name))
    }

    /// The label of `&&label` number `label` in a function.
    pub fn label<S: Streamer>(&mut self, out: &mut S, function: SymbolId, label: u32) -> AsmSymbol {
        *self.labels.entry((function, label)).or_insert_with(|| out.context().symbols.fresh())
    }

    /// The symbol of a constant in memory.
    pub fn constant<S: Streamer>(&mut self, out: &mut S, bits: u128, size: u8) -> AsmSymbol {
        let order = &mut self.constant_order;
        *self.constants.entry((bits, size)).or_insert_with(|| {
            let symbol = out.context().symbols.fresh();
            order.push((bits, size, symbol));
            symbol
        })
    }

    /// The symbol of a string, which has no zero byte.
    fn literal<S: Streamer>(&mut self, out: &mut S, string: &[u8]) -> AsmSymbol {
        if let Some(&symbol) = self.literals.get(string) {
            return symbol;
        }
        let symbol = out.context().symbols.fresh();
        self.literals.insert(string.into(), symbol);
        self.literal_order.push((string.into(), symbol));
        symbol
    }

    /// Says binding, visibility and the like of a symbol, once.
    pub fn declare<S: Streamer>(&mut self, module: &Module, out: &mut S, symbol: SymbolId) -> AsmSymbol {
        let id = self.symbol(module, out, symbol);
        if std::mem::replace(&mut self.declared[symbol], true) {
            return id;
        }
        let data = &module.symbols[symbol];
        match data.binding {
            ir::Binding::Local => {}
            ir::Binding::Global if data.defined => out.binding(id, Binding::Global),
            ir::Binding::Global => {}
            ir::Binding::Weak => out.binding(id, Binding::Weak),
        }
        match data.visibility {
            ir::module::Visibility::Default => {}
            ir::module::Visibility::Hidden => out.visibility(id, Visibility::Hidden),
            ir::module::Visibility::Protected => out.visibility(id, Visibility::Protected),
            ir::module::Visibility::Internal => out.visibility(id, Visibility::Internal),
        }
        id
    }

    /// Says that a symbol is weak that may have been declared to be global.
    pub fn weaken<S: Streamer>(&mut self, module: &Module, out: &mut S, symbol: SymbolId) {
        if self.declared[symbol] {
            let id = self.symbol(module, out, symbol);
            out.binding(id, Binding::Weak);
        }
    }

    /// Whether anything that was emitted refers to a symbol.
    pub fn is_referred_to(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].0 != 0
    }

    /// Describes the functions to debuggers, if there are line tables.
    pub fn describe<S: Streamer>(&self, out: &mut S, unit: &DebugUnit<'_>) {
        if !self.debug.is_empty() {
            debug::write(out, unit, &self.debug);
        }
    }

    /// Declares what is referred to but not defined (weak and hidden references need it), then lays down the constants.
    pub fn finish<S: Streamer>(&mut self, module: &Module, out: &mut S, options: &Options) {
        call_sites::personality_pointer(self, out, options);
        for (symbol, data) in module.symbols.iter() {
            let special =
                data.binding == ir::Binding::Weak || data.visibility != ir::module::Visibility::Default;
            if self.symbols[symbol].0 != 0 && special && !data.name.is_empty() {
                self.declare(module, out, symbol);
            }
        }
        if !self.literal_order.is_empty() {
            let flags = SectionFlags::ALLOC.or(SectionFlags::MERGE).or(SectionFlags::STRINGS);
            let spec = SectionSpec { entsize: 1, ..SectionSpec::new(".rodata.str1.1", flags) };
            let section = out.context().sections.intern(&spec);
            out.section(section);
            for (string, symbol) in std::mem::take(&mut self.literal_order) {
                out.label(symbol);
                out.bytes(&[&string[..], &[0]].concat());
            }
        }
        for size in [4u8, 8, 16] {
            let mut first = true;
            for i in 0..self.constant_order.len() {
                let (bits, this, symbol) = self.constant_order[i];
                if this != size {
                    continue;
                }
                if std::mem::replace(&mut first, false) {
                    let flags = SectionFlags::ALLOC.or(SectionFlags::MERGE);
                    let name = format!(".rodata.cst{size}");
                    let spec = SectionSpec { entsize: u64::from(size), ..SectionSpec::new(&name, flags) };
                    let section = out.context().sections.intern(&spec);
                    out.section(section);
                    out.align(Align::new(u64::from(size)));
                }
                out.label(symbol);
                out.bytes(&bits.to_le_bytes()[..usize::from(size)]);
            }
        }
    }
}

/// Emits one function.
pub struct Emitter<'a, T: Target, S: Streamer<Isa = T::Isa>> {
    /// The machine.
    pub target: &'a T,
    /// The module.
    pub module: &'a Module,
    /// Where it goes.
    pub out: &'a mut S,
    /// The function.
    pub compiled: &'a Compiled<T::Inst>,
    /// Options.
    pub options: &'a Options,
    /// The machine's frame.
    pub layout: T::FrameLayout,
    /// What lasts.
    pub state: &'a mut ModuleState,
    labels: Vec<Option<AsmSymbol>>,
    forward: Vec<u32>,
    tables: Vec<AsmSymbol>,
    /// The block being emitted.
    pub block: u32,
}

impl<T: Target, S: Streamer<Isa = T::Isa>> Emitter<'_, T, S> {
    /// The label of a block, by number, or of where it only jumps on to.
    pub fn block_label(&mut self, number: u32) -> AsmSymbol {
        let number = self.forward[number as usize] as usize;
        match self.labels[number] {
            Some(label) => label,
            None => {
                let label = match self.compiled.machine.blocks[number].label {
                    Some(label) => self.state.label(self.out, self.compiled.machine.symbol, label),
                    None => self.out.context().symbols.fresh(),
                };
                self.labels[number] = Some(label);
                label
            }
        }
    }

    /// Whether control falls from the block being emitted into this one.
    pub fn falls_into(&self, number: u32) -> bool {
        let target = self.forward[number as usize];
        let next = (self.block + 1..self.forward.len() as u32).find(|&b| self.forward[b as usize] == b);
        next == Some(target)
    }

    /// A new label here.
    fn label_here(&mut self) -> AsmSymbol {
        let label = self.out.context().symbols.fresh();
        self.out.label(label);
        label
    }

    /// The label of a jump table.
    pub fn table(&mut self, index: u32) -> AsmSymbol {
        let index = index as usize;
        while self.tables.len() <= index {
            let label = self.out.context().symbols.fresh();
            self.tables.push(label);
        }
        self.tables[index]
    }

    /// The assembler's symbol for one of the module, or of a literal.
    pub fn symbol(&mut self, symbol: SymbolId) -> AsmSymbol {
        if let Some(literal) = symbol.as_u32().checked_sub(crate::machine::FIRST_LITERAL) {
            return self.state.literal(self.out, &self.compiled.machine.literals[literal as usize]);
        }
        self.state.symbol(self.module, self.out, symbol)
    }
}

/// Emits a function.
pub fn function<T: Target, S: Streamer<Isa = T::Isa>>(
    target: &T,
    module: &Module,
    out: &mut S,
    compiled: &Compiled<T::Inst>,
    options: &Options,
    state: &mut ModuleState,
    line_of: LineOf<'_>,
) {
    let f = &compiled.machine;
    let symbol = state.declare(module, out, f.symbol);
    let retained = module.symbols[f.symbol].retained;
    let kept = if retained { SectionFlags::RETAIN } else { SectionFlags::default() };
    let section = match &f.section {
        Some(name) => {
            state.sections.add(module, name, SectionUse::Code, f.symbol);
            let flags = SectionFlags::ALLOC.or(SectionFlags::EXEC);
            out.context().sections.intern(&SectionSpec::new(name, flags.or(kept)))
        }
        None if options.function_sections || retained => {
            let prefix = if f.cold { ".text.unlikely" } else { ".text" };
            let name = format!("{prefix}.{}", module.symbols[f.symbol].name);
            let spec = SectionSpec::named(&name);
            out.context().sections.intern(&SectionSpec { flags: spec.flags.or(kept), ..spec })
        }
        None if f.cold => out.context().sections.intern(&SectionSpec::named(".text.unlikely")),
        None => Sections::TEXT,
    };
    out.section(section);
    let align = target.function_align(options, f);
    if align > 1 {
        out.align(Align::new(u64::from(align)));
    }
    patchable::before(target, out, f.patchable, (symbol, section));
    out.symbol_type(symbol, SymbolKind::Function);
    out.label(symbol);
    // The table of calls with landing pads: its name, and that of the begin of the code.
    let table = (options.unwind_tables && compiled.lands).then(|| {
        let symbols = &mut out.context().symbols;
        (symbols.fresh(), symbols.fresh())
    });
    if options.unwind_tables {
        out.cfi_start(false);
    }
    if let Some((table, start)) = table {
        call_sites::announce(target, state, out, options, table);
        out.label(start);
    }
    let mut sites = CallSites::default();
    patchable::behind(target, out, f.patchable, (symbol, section));
    let layout = target.layout_frame(compiled, options);
    let blocks = f.blocks.len();
    let mut e = Emitter {
        target,
        module,
        out,
        compiled,
        options,
        layout,
        state,
        labels: vec![None; blocks],
        forward: forwarding(target, compiled),
        tables: Vec::new(),
        block: 0,
    };
    let mut last = Loc::NONE;
    let mut mark = |e: &mut Emitter<'_, T, S>, loc: Loc| {
        if options.debug_lines && loc != Loc::NONE && loc != last {
            last = loc;
            if let Some((file, line, column)) = line_of(loc) {
                e.out.loc(assembler::Loc::new(file, line, column));
            }
        }
    };
    mark(&mut e, f.loc);
    if !f.naked {
        target.prologue(&mut e);
    }
    for number in 0..blocks {
        e.block = number as u32;
        if number != 0 && e.forward[number] != number as u32 {
            continue;
        }
        let block = regalloc2::Block::new(number);
        // A label nobody jumps to does no harm; but only wanted ones are worth their name.
        let referred = !f.block_preds(block).is_empty() || f.blocks[number].label.is_some();
        if referred && number != 0 {
            let label = e.block_label(number as u32);
            e.out.label(label);
        }
        for item in compiled.allocation.block_insts_and_edits(f, block) {
            match item {
                InstOrEdit::Inst(inst) => {
                    mark(&mut e, f.infos[inst.index()].loc);
                    let allocations = compiled.allocation.inst_allocs(inst);
                    let machine = &f.insts[inst.index()];
                    let pad = target.landing_pad(machine).filter(|_| table.is_some());
                    let begin = pad.map(|_| e.label_here());
                    target.emit(&mut e, machine, allocations);
                    if let (Some(pad), Some(begin)) = (pad, begin) {
                        let end = e.label_here();
                        let pad = e.block_label(pad);
                        sites.add(begin, end, pad);
                    }
                }
                InstOrEdit::Edit(Edit::Move { from, to }) => target.emit_move(&mut e, *from, *to),
            }
        }
    }
    let tables = std::mem::take(&mut e.tables);
    let tables: Vec<(AsmSymbol, Vec<AsmSymbol>)> = tables
        .into_iter()
        .enumerate()
        .map(|(i, label)| (label, f.tables[i].iter().map(|&b| e.block_label(b)).collect()))
        .collect();
    if options.unwind_tables {
        out.cfi_end();
    }
    out.size_to_here(symbol);
    if let Some((table, start)) = table {
        let end = out.context().symbols.fresh();
        out.label(end);
        let own = (options.function_sections && f.section.is_none()).then(|| &*module.symbols[f.symbol].name);
        sites.write(out, table, (start, end), own);
        // Line tables go on where the code ends.
        out.section(section);
    }
    if options.debug_lines {
        let end = out.context().symbols.fresh();
        out.label(end);
        let data = &module.symbols[f.symbol];
        state.debug.push(DebugFunction {
            name: (*data.name).into(),
            external: data.binding != ir::Binding::Local,
            start: symbol,
            end,
            place: line_of(f.loc).map(|(file, line, _)| (file, line)),
        });
    }
    if !tables.is_empty() {
        let rodata = out.context().sections.intern(&SectionSpec::named(".rodata"));
        out.section(rodata);
        for (table, targets) in tables {
            out.align(Align::new(4));
            out.label(table);
            for target in targets {
                let distance = out.context().difference(target, table);
                out.value(distance, 4);
            }
        }
    }
}

/// For each block, itself, or where it goes if it does nothing but jump.
fn forwarding<T: Target>(target: &T, compiled: &Compiled<T::Inst>) -> Vec<u32> {
    let f = &compiled.machine;
    let mut forward: Vec<u32> = (0..f.blocks.len() as u32).collect();
    for number in (1..f.blocks.len()).rev() {
        let (first, end) = f.blocks[number].insts;
        if end - first != 1 || f.blocks[number].label.is_some() {
            continue;
        }
        let Some(to) = target.is_jump(&f.insts[first as usize]) else { continue };
        let block = regalloc2::Block::new(number);
        if compiled.allocation.block_insts_and_edits(f, block).count() == 1 {
            forward[number] = to;
        }
    }
    for number in 1..forward.len() {
        let mut path = Vec::new();
        let mut to = number as u32;
        while forward[to as usize] != to && path.len() < forward.len() {
            path.push(to);
            to = forward[to as usize];
        }
        // A loop of empty blocks stays as it is: its first block goes to itself.
        if path.len() == forward.len() {
            to = number as u32;
            forward[number] = to;
            continue;
        }
        // Everything on the way has found its end, too.
        path.into_iter().for_each(|block| forward[block as usize] = to);
    }
    forward
}

/// Whether code may address a symbol relative to itself, without the GOT.
pub fn is_local(module: &Module, symbol: SymbolId, options: &Options) -> bool {
    options.pic == Pic::None || module.symbols[symbol].dso_local
}

/// The value of an address in data.
pub(crate) fn data_value<S: Streamer>(
    state: &mut ModuleState,
    module: &Module,
    out: &mut S,
    target: ir::DataTarget,
    addend: i64,
) -> Value {
    match target {
        ir::DataTarget::Symbol(symbol) => Value::symbol(state.symbol(module, out, symbol)).plus(addend),
        ir::DataTarget::Label(function, label) => {
            Value::symbol(state.label(out, function, label)).plus(addend)
        }
        ir::DataTarget::LabelDifference(function, a, b) => {
            let (a, b) = (state.label(out, function, a), state.label(out, function, b));
            out.context().difference(a, b).plus(addend)
        }
    }
}

/// Lays down the address of a pointer-sized section entry: `.init_array` and its like.
pub fn pointer_entry<S: Streamer>(
    state: &mut ModuleState,
    module: &Module,
    out: &mut S,
    section: &str,
    symbol: SymbolId,
) {
    let section = out.context().sections.intern(&SectionSpec::named(section));
    out.section(section);
    let size = out.isa().pointer_size();
    out.align(Align::new(u64::from(size)));
    let value = Value::symbol(state.symbol(module, out, symbol));
    out.value(value, size);
}
