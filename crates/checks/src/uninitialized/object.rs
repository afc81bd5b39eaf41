//! Objects in memory that are read before anything can have been stored there.
//!
//! A read counts if nothing that may write those bytes lies on a way from the entry to it that has not read them before.
//! Whose address is seen by others may be written by every call and every store through a pointer.

use super::storage::{Storage, Storages, allocates};
use crate::{Finding, access};
use cranelift_entity::EntitySet;
use diag::{Loc, Warning, warn};
use ir::contract::{AccessForm, AccessMode};
use ir::{Block, Described, Function, Inst, InstData, Module, Op, StackSlot, Value};
use opt::analysis::flow::Flow;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Functions with more reads of objects than this are not looked at.
const READS: usize = 4096;

/// Bytes of some memory.
#[derive(Clone, Copy, Debug)]
struct Bytes {
    first: i64,
    count: i64,
}

impl Bytes {
    fn overlaps(self, other: Bytes) -> bool {
        self.first < other.first.saturating_add(other.count)
            && other.first < self.first.saturating_add(self.count)
    }
}

/// A read.
struct Read {
    block: Block,
    inst: Inst,
    storage: Storage,
    bytes: Bytes,
    /// It is a call that is given the address: whether the function surely reads, and what names it.
    passed: Option<(bool, Loc, String)>,
    /// Which of the bytes is not known.
    varies: bool,
}

/// What is done to the memory that is looked at.
#[derive(Default)]
struct Uses {
    /// By instruction: what it writes, and which bytes; nothing that has an address elsewhere if it is `None`.
    writes: FxHashMap<Inst, Option<(Storage, Bytes)>>,
    /// The same of reads, in order.
    reads: Vec<Read>,
    /// What others may know the address of.
    escaped: FxHashSet<Storage>,
}

/// Looks at the objects of a function as it was lowered.
pub(super) fn objects(f: &Function, module: &Module, flow: &Flow, optimized: bool) -> Vec<Finding> {
    let described: FxHashMap<StackSlot, &Arc<Described>> =
        f.described.iter().map(|(slot, described)| (*slot, described)).collect();
    let storages = Storages::new(f, module, flow);
    let uses = Finder { f, module, storages: &storages, described: &described }.uses(flow);
    let mut findings: Vec<Finding> = Vec::new();
    let mut told: FxHashSet<(Storage, i64)> = FxHashSet::default();
    if uses.reads.len() > READS {
        return findings;
    }
    for read in &uses.reads {
        let &Read { block, inst, storage, bytes, .. } = read;
        let object = match storage {
            Storage::Slot(slot) => match described.get(&slot) {
                Some(object) => Some(&***object),
                None => continue,
            },
            _ => None,
        };
        // What lies outside is another warning's; complex numbers have two halves, which only optimisation tells apart.
        if bytes.first < 0
            || bytes.first.saturating_add(bytes.count) > size(f, storage)
            || object.is_some_and(|object| object.settled || (!optimized && object.complex))
        {
            continue;
        }
        // Of each member once.
        let part = if object.is_some_and(|object| object.members.is_empty()) { 0 } else { bytes.first };
        let told_of = read.passed.is_none() && told.contains(&(storage, part));
        if told_of || may_be_written(f, flow, &uses, block, inst, storage, bytes) {
            continue;
        }
        let always = super::always_executed(f, block, |_, _| true);
        let maybe = matches!(storage, Storage::Parameter(_))
            || read.passed.as_ref().is_some_and(|(surely, ..)| !surely);
        let (warning, how) = match always {
            true if !maybe => (warn::UNINITIALIZED, "is used uninitialized"),
            true => (warn::MAYBE_UNINITIALIZED, "may be used uninitialized"),
            false if optimized || object.is_none() => {
                (warn::MAYBE_UNINITIALIZED, "may be used uninitialized")
            }
            false => continue,
        };
        told.insert((storage, part));
        findings.push(match object {
            Some(object) => of_object(f, &uses, read, object, warning, how),
            None => of_memory(f, module, &storages, read, warning, how),
        });
    }
    findings.retain(|finding| finding.at != Loc::NONE);
    findings
}

/// Says that an object is read.
fn of_object(
    f: &Function,
    uses: &Uses,
    read: &Read,
    object: &Described,
    warning: Warning,
    how: &str,
) -> Finding {
    let (name, declared) = (&object.name, object.declared);
    // What could be in a register GCC speaks of in the past.
    let whole = object.members.is_empty() && !object.ty.ends_with(']') | object.ty.ends_with("[1]");
    let whole_object = read.varies || read.passed.is_some();
    let declared_how = match whole && !whole_object && !uses.escaped.contains(&read.storage) {
        true => "was declared here",
        false => "declared here",
    };
    let first = read.bytes.first;
    let member = object.members.iter().filter(|_| !whole_object).find(|member| member.0 as i64 == first);
    let member = member.map_or("", |member| &member.1);
    let passed = read.passed.iter().map(|(_, at, note)| (*at, note.clone()));
    Finding {
        warning,
        at: f.locs[read.inst],
        text: format!("'{name}{member}' {how}"),
        notes: passed.chain([(declared, format!("'{name}' {declared_how}"))]).collect(),
        elsewhere: None,
        calls: Vec::new(),
    }
}

/// Says that memory without a name is read, by the pointer that leads to it.
fn of_memory(
    f: &Function,
    module: &Module,
    storages: &Storages<'_>,
    read: &Read,
    warning: Warning,
    how: &str,
) -> Finding {
    let width = match read.passed {
        Some(_) => None,
        None => Some(i64::from(f.insts[read.inst].ty.bytes()).max(1)),
    };
    let place = match read.varies {
        true => None,
        false => storages.name(read.storage, read.bytes.first, width),
    };
    let place = place.as_deref().unwrap_or("<unknown>");
    let mut notes: Vec<(Loc, String)> = read.passed.iter().map(|(_, at, note)| (*at, note.clone())).collect();
    if let Storage::Parameter(value) = read.storage {
        let declared = module.symbols[f.symbol].declared;
        notes.extend(storages.access_note(value).map(|note| (declared, note)));
    }
    let text = format!("'{place}' {how}");
    Finding { warning, at: f.locs[read.inst], text, notes, elsewhere: None, calls: Vec::new() }
}

/// Whether a function has memory of its own that no variable is.
pub(super) fn has_memory(f: &Function, module: &Module) -> bool {
    let contract = module.symbols[f.symbol].contract.as_ref();
    contract.is_some_and(|contract| !contract.accesses.is_empty())
        || f.layout.iter().flat_map(|&block| &f.blocks[block].insts).any(|&inst| {
            let data = &f.insts[inst];
            matches!(data.op, Op::Alloca | Op::Call) && allocates(module, data)
        })
}

/// How many bytes some memory has at most.
fn size(f: &Function, storage: Storage) -> i64 {
    match storage {
        Storage::Slot(slot) => i64::try_from(f.slots[slot].size).unwrap_or(i64::MAX),
        Storage::Allocated(_) | Storage::Parameter(_) => i64::MAX,
    }
}

fn whole(f: &Function, storage: Storage) -> Bytes {
    Bytes { first: 0, count: size(f, storage) }
}

/// Looks for reads and writes.
struct Finder<'a> {
    f: &'a Function,
    module: &'a Module,
    storages: &'a Storages<'a>,
    described: &'a FxHashMap<StackSlot, &'a Arc<Described>>,
}

impl Finder<'_> {
    fn uses(&self, flow: &Flow) -> Uses {
        let f = self.f;
        let mut uses = Uses::default();
        let fills: FxHashSet<Inst> = f.fills.iter().copied().collect();
        for &block in &flow.rpo {
            for &inst in f.blocks[block].insts.iter().filter(|inst| !fills.contains(inst)) {
                self.instruction(block, inst, &mut uses);
            }
        }
        uses
    }

    fn escape(&self, uses: &mut Uses, value: Value) {
        uses.escaped.extend(self.storages.of(value).map(|(storage, _)| storage));
    }

    /// The bytes at an address, and whether it is known which they are.
    fn at(&self, address: Value, offset: i64, count: i64) -> Option<(Storage, Bytes, bool)> {
        let (storage, first) = self.storages.of(address)?;
        let bytes = match first {
            Some(first) => Bytes { first: first.saturating_add(offset), count },
            // Somewhere in it.
            None => Bytes { first: 0, count: i64::MAX },
        };
        Some((storage, bytes, first.is_some()))
    }

    fn instruction(&self, block: Block, inst: Inst, uses: &mut Uses) {
        let f = self.f;
        let data = &f.insts[inst];
        match data.op {
            Op::Load => {
                if let Some((storage, bytes, fixed)) =
                    self.at(data.args[0], data.imm, i64::from(data.ty.bytes()))
                    && !data.mem().volatile
                    && self.is_looked_at(storage)
                    && !self.is_kept_around(block, inst, storage)
                {
                    let bytes = match storage {
                        _ if fixed => bytes,
                        Storage::Slot(_) => whole(f, storage),
                        // Whatever is written may be what is read.
                        Storage::Allocated(_) | Storage::Parameter(_) => Bytes { first: 0, count: i64::MAX },
                    };
                    uses.reads.push(Read { block, inst, storage, bytes, passed: None, varies: !fixed });
                }
            }
            Op::Store => {
                let to = self.at(data.args[1], data.imm, i64::from(data.ty.bytes()));
                let kept = matches!(to, Some((Storage::Slot(slot), ..)) if self.storages.keeps_pointer(slot));
                if !kept {
                    self.escape(uses, data.args[0]);
                }
                if let Some((storage, bytes, _)) = to {
                    uses.writes.insert(inst, Some((storage, bytes)));
                }
            }
            Op::MemSet | Op::MemCopy => {
                if let Some((storage, bytes, _)) = self.at(data.args[0], 0, data.imm) {
                    uses.writes.insert(inst, Some((storage, bytes)));
                }
            }
            Op::Call => {
                self.passed(block, inst, data, uses);
                let symbol = crate::callee(self.module, data);
                let args = data.list.as_slice(&f.lists);
                match symbol.library.filter(|&function| access::is_checked(function)) {
                    // It keeps no address, and writes only where it is told to.
                    Some(function) => {
                        match access::written(function).and_then(|to| args.get(usize::from(to))) {
                            Some(&to) => {
                                if let Some((storage, bytes, _)) = self.at(to, 0, i64::MAX) {
                                    uses.writes.insert(inst, Some((storage, bytes)));
                                }
                            }
                            None => {
                                uses.writes.insert(inst, None);
                            }
                        }
                    }
                    None => {
                        if data.aux != 0 || allocates(self.module, data) {
                            uses.writes.insert(inst, None);
                        }
                        f.for_each_arg(inst, |value| self.escape(uses, value));
                    }
                }
            }
            // An address that is only moved escapes where the result goes.
            Op::PtrAdd => self.escape(uses, data.args[1]),
            Op::Bitcast | Op::Icmp => {}
            _ => f.for_each_arg(inst, |value| self.escape(uses, value)),
        }
    }

    fn is_looked_at(&self, storage: Storage) -> bool {
        match storage {
            Storage::Slot(slot) => self.described.contains_key(&slot),
            Storage::Allocated(_) | Storage::Parameter(_) => true,
        }
    }

    /// A call reads what its function's declaration says it reads (GCC manual, -Wmaybe-uninitialized and attribute `access`).
    fn passed(&self, block: Block, inst: Inst, call: &InstData, uses: &mut Uses) {
        let f = self.f;
        let symbol = crate::callee(self.module, call);
        let Some(contract) = &symbol.contract else { return };
        let args = call.list.as_slice(&f.lists);
        let name = crate::region::spelled(symbol);
        let place = if symbol.declared == Loc::NONE { f.locs[inst] } else { symbol.declared };
        let mut said: Vec<(u8, bool, String)> = Vec::new();
        for access in &contract.accesses {
            let AccessForm::Attribute(text) = &access.form else { continue };
            let surely = match access.mode {
                AccessMode::ReadOnly => true,
                AccessMode::ReadWrite => false,
                AccessMode::None | AccessMode::WriteOnly => {
                    said.push((access.pointer, false, String::new()));
                    continue;
                }
            };
            let size = access.size.and_then(|size| args.get(usize::from(size)));
            let nothing = size.is_some_and(|&size| f.constant(f.resolve(size)) == Some(0));
            let note = match nothing {
                true => String::new(),
                false => format!("in a call to '{name}' declared with attribute '{text}' here"),
            };
            said.push((access.pointer, surely, note));
        }
        for (index, ty) in &contract.reads {
            if !said.iter().any(|(known, ..)| known == index) {
                let note = format!("by argument {} of type '{ty}' to '{name}' declared here", index + 1);
                said.push((*index, symbol.library.is_some(), note));
            }
        }
        for (index, surely, note) in said.into_iter().filter(|(.., note)| !note.is_empty()) {
            let Some((storage, first)) = args.get(usize::from(index)).and_then(|&arg| self.storages.of(arg))
            else {
                continue;
            };
            let all = whole(f, storage);
            // A string is read from where it begins; behind the end there is nothing to be set.
            let bytes = match first {
                Some(first) if first < 0 || first >= all.count => continue,
                Some(first) => Bytes { first, count: all.count - first },
                None if symbol.library.is_some() => continue,
                None => all,
            };
            let passed = Some((surely, place, note));
            uses.reads.push(Read { block, inst, storage, bytes, passed, varies: first.is_none() });
        }
    }

    /// Whether a load only keeps the bits around a bit-field that is stored: masked, and written back.
    fn is_kept_around(&self, block: Block, load: Inst, storage: Storage) -> bool {
        let f = self.f;
        let Some(result) = f.result(load) else { return false };
        let later = f.blocks[block].insts.iter().skip_while(|&&inst| inst != load).skip(1);
        let (mut masked, mut stored) = (false, false);
        for &inst in later {
            let data = &f.insts[inst];
            let mut used = false;
            f.for_each_arg(inst, |arg| used |= arg == result);
            match data.op {
                _ if used && data.op != Op::And => return false,
                _ if used => masked = true,
                Op::Store if masked => {
                    stored |= self.storages.of(data.args[1]).is_some_and(|(other, _)| other == storage);
                }
                _ => {}
            }
        }
        masked && stored
    }
}

/// Whether bytes of some memory may have been written when control first comes to a read of them.
fn may_be_written(
    f: &Function,
    flow: &Flow,
    uses: &Uses,
    block: Block,
    read: Inst,
    storage: Storage,
    bytes: Bytes,
) -> bool {
    let escaped = uses.escaped.contains(&storage) || matches!(storage, Storage::Parameter(_));
    let writes = |inst: Inst, data: &InstData| match uses.writes.get(&inst) {
        Some(&Some((other, written))) => other == storage && written.overlaps(bytes),
        Some(None) => false,
        None => escaped && data.op.effects() & ir::op::WRITE != 0 && !f.fills.contains(&inst),
    };
    // Blocks on ways from the entry that do not go through the read.
    let mut reached: EntitySet<Block> = EntitySet::new();
    let mut stack = vec![f.entry()];
    while let Some(at) = stack.pop() {
        if reached.insert(at) && at != block {
            stack.extend(f.successors(at));
        }
    }
    // Of those, the ones that lead to it.
    let mut leading: EntitySet<Block> = EntitySet::new();
    let mut stack = vec![block];
    while let Some(at) = stack.pop() {
        if leading.insert(at) {
            stack.extend(
                flow.preds(at).iter().map(|pred| pred.block).filter(|&b| b != block && reached.contains(b)),
            );
        }
    }
    flow.rpo.iter().filter(|&&at| leading.contains(at) && reached.contains(at)).any(|&at| {
        let insts = f.blocks[at].insts.iter().take_while(|&&inst| inst != read);
        insts.copied().any(|inst| writes(inst, &f.insts[inst]))
    })
}
