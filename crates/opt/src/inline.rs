//! The inliner: calls become copies of the bodies that they call, from the leaves of the call graph upwards, so that what
//! is copied has been through this already. Calls that close a circle of the graph stay.
//!
//! Size is counted in instructions that make code. A call is worth its own size, what the level grants, and something for
//! each constant argument, by which bodies shrink. The only call of a function that nobody else can reach costs nothing.

mod graft;
mod landing;

use crate::Gate;
use crate::unit::INLINE;
use cranelift_entity::{EntityRef, SecondaryMap};
use ir::{
    Binding, Block, DataTarget, Definition, Entrance, Function, Inlining, InstData, Module, Op, SymbolId,
};

/// What a level grants.
struct Grants {
    /// The lowest level that has them.
    level: u8,
    /// Size of a body beyond that of its call.
    plain: u32,
    /// The same, of functions that are declared `inline`.
    declared: u32,
    /// Added for each argument that is a constant.
    constant: u32,
}

const GRANTS: &[Grants] = &[
    Grants { level: 1, plain: 8, declared: 20, constant: 1 },
    Grants { level: 2, plain: 16, declared: 60, constant: 4 },
    Grants { level: 3, plain: 30, declared: 120, constant: 8 },
];

/// Bodies up to this size, called from one place, move there.
const ONCE: u32 = 600;
/// Bodies with more bytes of objects than this stay apart: the caller would have them on its stack all the time.
const FRAME: u64 = 1024;
/// A function that has grown to this size takes in nothing more but what shrinks it or must be inlined.
const LARGE: u32 = 4000;
/// And to this size, not even what must: functions that each call the one before twice would fill all memory.
const HUGE: u32 = 1 << 17;

/// What is known of a function that could be inlined.
#[derive(Clone, Copy, Default)]
struct Callee {
    /// Index of its definition, plus 1.
    definition: u32,
    size: u32,
    /// Its body can stand in other functions.
    possible: bool,
    /// Uses of its address and calls in the unit; calls that were copied count.
    uses: u32,
    /// Everything that it calls has been looked at.
    done: bool,
}

/// Which calls may become copies besides those of `always_inline` functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlineKinds {
    /// Any at all: `-finline`.
    pub any: bool,
    /// Of functions that nothing declares `inline`: `-finline-functions`, `-finline-small-functions`.
    pub plain: bool,
    /// Of functions that are called once: `-finline-functions-called-once`.
    pub once: bool,
}

impl Default for InlineKinds {
    fn default() -> InlineKinds {
        InlineKinds { any: true, plain: true, once: true }
    }
}

/// Inlines calls in all functions of a unit. `after` sees each function that changed.
pub(crate) fn run(
    definitions: &mut [Definition],
    module: &Module,
    level: u8,
    kinds: InlineKinds,
    gate: &mut Gate,
    after: &mut dyn FnMut(&Function),
) {
    let Some(grants) = GRANTS.iter().rev().find(|grants| grants.level <= level) else { return };
    let mut inliner = Inliner { module, grants, kinds, callees: SecondaryMap::new() };
    inliner.survey(definitions);
    for index in bottom_up(definitions, &inliner.callees) {
        // The function leaves the unit while others' bodies are copied into it.
        let taken = std::mem::replace(&mut definitions[index], Definition::Asm("".into()));
        let Definition::Function(mut f) = taken else {
            definitions[index] = taken;
            continue;
        };
        gate.enter(&module.symbols[f.symbol].name);
        if gate.begin(INLINE) && inliner.inline_into(&mut f, definitions, gate) {
            f.resolve_aliases();
            after(&f);
        }
        let callee = &mut inliner.callees[f.symbol];
        callee.size = size(&f);
        callee.done = true;
        definitions[index] = Definition::Function(f);
    }
}

/// Definitions of functions, callees before callers where the calls are no circle.
fn bottom_up(definitions: &[Definition], callees: &SecondaryMap<SymbolId, Callee>) -> Vec<usize> {
    let called = |index: usize| -> Vec<usize> {
        let Definition::Function(f) = &definitions[index] else { return Vec::new() };
        f.symbols()
            .filter_map(|symbol| callees[symbol].definition.checked_sub(1))
            .map(|n| n as usize)
            .collect()
    };
    let mut order = Vec::new();
    let mut seen = vec![false; definitions.len()];
    for root in 0..definitions.len() {
        if !matches!(definitions[root], Definition::Function(_)) || std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut stack = vec![(root, called(root))];
        while let Some((index, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(next) => {
                    if !std::mem::replace(&mut seen[next], true) {
                        stack.push((next, called(next)));
                    }
                }
                None => {
                    order.push(*index);
                    stack.pop();
                }
            }
        }
    }
    order
}

/// How many instructions make code, about.
fn size(f: &Function) -> u32 {
    let insts = f.layout.iter().flat_map(|&block| &f.blocks[block].insts);
    insts.map(|&inst| weight(f, &f.insts[inst])).sum()
}

fn weight(f: &Function, data: &InstData) -> u32 {
    match data.op {
        Op::Iconst | Op::Fconst | Op::SymbolAddr | Op::StackAddr | Op::IncomingArg | Op::Bitcast => 0,
        Op::Trunc
        | Op::Jump
        | Op::MayThrow
        | Op::Ret
        | Op::Unreachable
        | Op::ConstantP
        | Op::ObjectSize
        | Op::PtrAdd => 0,
        Op::Call | Op::CallIndirect => call_weight(f, data),
        Op::Switch => 4 + f.switches[data.imm as usize].edges,
        Op::MemCopy | Op::MemSet => 4,
        Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem => 3,
        _ => 1,
    }
}

fn call_weight(f: &Function, data: &InstData) -> u32 {
    3 + data.list.len(&f.lists) as u32
}

/// Whether a body means the same in another function.
fn is_movable(f: &Function) -> bool {
    let stays = f.naked
        || f.entrance != Entrance::Call
        || f.dynamic_stack
        || f.returns_twice
        || f.sig.variadic
        || f.layout.is_empty();
    let movable = |block: &Block| {
        let data = &f.blocks[*block];
        let op = |&inst| {
            !matches!(
                f.insts[inst].op,
                Op::IndirectBr
                    | Op::VaRegArea
                    | Op::ApplyArgs
                    | Op::ApplyReturn
                    | Op::FrameAddr
                    | Op::ReturnAddr
                    | Op::DwarfCfa
                    | Op::Alloca
                    | Op::StackSave
                    | Op::StackRestore
                    | Op::InitTrampoline
                    | Op::SetjmpBuiltin
                    | Op::LongjmpBuiltin
            ) && f.insts[inst].symbol() != Some(f.symbol)
        };
        (data.label.is_none() || !f.labels_in_data) && data.insts.iter().all(op)
    };
    !stays && f.layout.iter().all(movable)
}

struct Inliner<'a> {
    module: &'a Module,
    grants: &'static Grants,
    kinds: InlineKinds,
    callees: SecondaryMap<SymbolId, Callee>,
}

impl Inliner<'_> {
    /// Looks at all definitions.
    fn survey(&mut self, definitions: &[Definition]) {
        for (index, definition) in definitions.iter().enumerate() {
            match definition {
                Definition::Function(f) => {
                    let data = &self.module.symbols[f.symbol];
                    // Another definition may take the place of this one when the program is linked or loaded.
                    let replaceable = !f.inline_only
                        && f.inlining != Inlining::Always
                        && (data.binding == Binding::Weak || !data.dso_local);
                    let callee = &mut self.callees[f.symbol];
                    callee.definition = index as u32 + 1;
                    callee.size = size(f);
                    callee.possible = !replaceable && f.inlining != Inlining::Never && is_movable(f);
                    f.symbols().for_each(|symbol| self.callees[symbol].uses += 1);
                }
                Definition::Data(data) => data.relocs.iter().for_each(|reloc| match reloc.target {
                    DataTarget::Symbol(to)
                    | DataTarget::Label(to, _)
                    | DataTarget::LabelDifference(to, _, _) => {
                        self.callees[to].uses += 1;
                    }
                }),
                Definition::Asm(_) => {}
            }
        }
    }

    /// Inlines calls that a function makes; whether there were any.
    fn inline_into(&mut self, f: &mut Function, definitions: &[Definition], gate: &mut Gate) -> bool {
        if f.naked || f.returns_twice || !self.calls_any(f) {
            return false;
        }
        let mut total = self.callees[f.symbol].size;
        let old = std::mem::take(&mut f.layout);
        let mut layout = Vec::with_capacity(old.len());
        let mut changed = false;
        for block in old {
            layout.push(block);
            let mut at = block;
            let mut insts = std::mem::take(&mut f.blocks[block].insts).into_iter().peekable();
            while let Some(inst) = insts.next() {
                let data = f.insts[inst];
                if let Some(callee) = self.chosen(f, at, &data, definitions, total)
                    && gate.allows(inst.as_u32())
                {
                    total += self.callees[callee.symbol].size;
                    callee.symbols().for_each(|symbol| self.callees[symbol].uses += 1);
                    let first = layout.len();
                    at = graft::graft(f, at, inst, callee, &mut layout);
                    if let Some(&next) = insts.peek()
                        && f.insts[next].op == Op::MayThrow
                    {
                        let copies = layout.split_off(first);
                        layout.extend(landing::carry(f, next, &copies));
                    }
                    changed = true;
                } else {
                    f.blocks[at].insts.push(inst);
                }
            }
        }
        f.layout = layout;
        changed
    }

    fn calls_any(&self, f: &Function) -> bool {
        let mut insts = f.layout.iter().flat_map(|&block| &f.blocks[block].insts);
        insts.any(|&inst| f.insts[inst].op == Op::Call && self.callee(&f.insts[inst]).possible)
    }

    fn callee(&self, call: &InstData) -> Callee {
        self.callees[SymbolId::new(call.imm as usize)]
    }

    /// The function whose body takes the place of a call, if one shall.
    fn chosen<'d>(
        &self,
        f: &Function,
        block: Block,
        call: &InstData,
        definitions: &'d [Definition],
        total: u32,
    ) -> Option<&'d Function> {
        if call.op != Op::Call {
            return None;
        }
        let known = self.callee(call);
        if !known.possible || !known.done {
            return None;
        }
        let Definition::Function(callee) = definitions.get(known.definition as usize - 1)? else {
            return None;
        };
        let wanted = match callee.inlining {
            Inlining::Always => true,
            Inlining::AnySize => self.kinds.any,
            _ => false,
        };
        let must = wanted && total.saturating_add(known.size) <= HUGE;
        let pays = must || self.pays(f, block, call, callee, known, total);
        (pays && graft::fits(f, call, callee)).then_some(callee)
    }

    fn pays(
        &self,
        f: &Function,
        block: Block,
        call: &InstData,
        callee: &Function,
        known: Callee,
        total: u32,
    ) -> bool {
        // Code that the source places elsewhere stays there.
        if callee.section != f.section || !self.kinds.any {
            return false;
        }
        let saved = call_weight(f, call);
        let once = self.kinds.once && known.uses == 1;
        if callee.inlining == Inlining::Unsaid && !self.kinds.plain && !once {
            return false;
        }
        if known.size <= saved {
            return true;
        }
        if f.blocks[block].cold || callee.cold || total.saturating_add(known.size) > LARGE {
            return false;
        }
        if callee.slots.values().map(|slot| slot.size).sum::<u64>() > FRAME {
            return false;
        }
        let symbol = &self.module.symbols[callee.symbol];
        if once && symbol.binding == Binding::Local && !symbol.kept && known.size <= ONCE {
            return true;
        }
        let is_constant = |&&value: &&ir::Value| f.constant(value).is_some();
        let constants = call.list.as_slice(&f.lists).iter().filter(is_constant).count() as u32;
        let grant = match callee.inlining {
            Inlining::Declared | Inlining::AnySize => self.grants.declared,
            _ => self.grants.plain,
        };
        known.size <= saved + grant + constants * self.grants.constant
    }
}
