//! Warnings that follow values: what a function does with sizes, pointers and objects, found on its IR once inlining and
//! the first passes have brought to light what the source spells in many steps.
//!
//! Each family of warnings has a file; they share what is known of integers (`range`) and pointers. A check reads the
//! function and changes nothing; it costs nothing where its warning is off.

mod access;
mod alloca;
mod allocation;
mod atomics;
mod bounded;
mod bounds;
mod comparison;
mod contract;
mod directives;
mod forbidden_calls;
mod formatted;
mod local_address;
mod options;
mod origin;
mod output;
mod parameters;
mod pointer;
mod range;
mod ranges;
mod recursion;
mod region;
mod release;
mod restrict;
mod stored;
mod string;
mod subobject;
mod subscripts;
mod telling;
mod truncation;
mod uninitialized;
mod unterminated;

pub use forbidden_calls::{ForbiddenCall, forbidden_calls};
pub use options::Options;
pub use recursion::infinite_recursion;
pub use uninitialized::{uninitialized, uninitialized_variables};

use diag::{InlinedFrom, Loc, Warning};
use ir::{Block, Function, Inst, InstData, Module, Op, Subscript, SymbolData, SymbolId, Value};
use opt::analysis::alias::Aliases;
use opt::analysis::flow::{Dominators, Flow};
use ranges::Ranges;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use telling::Telling;

/// Something to be warned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which option.
    pub warning: Warning,
    /// Where.
    pub at: Loc,
    /// In GCC's words.
    pub text: String,
    /// What explains it, and where.
    pub notes: Vec<(Loc, String)>,
    /// What is said if that is on another line.
    pub elsewhere: Option<(Loc, &'static str)>,
    /// The calls through which the code came to be where it is, the innermost first.
    pub calls: Vec<InlinedFrom>,
}

/// A function being looked at, and what was found so far.
struct Checker<'a> {
    f: &'a Function,
    module: &'a Module,
    options: &'a Options,
    ranges: Ranges<'a>,
    /// Accesses to elements of arrays.
    subscripts: FxHashMap<Inst, &'a Subscript>,
    /// Which slots are known elsewhere, once that has been asked.
    aliases: OnceCell<Aliases<'a>>,
    /// Addresses of elements that something has been said of.
    said_of: FxHashSet<Value>,
    /// The block being looked at.
    block: Block,
    /// And the instruction.
    inst: Inst,
    findings: Vec<Finding>,
}

/// Looks at a function after its first passes.
pub fn check(f: &Function, module: &Module, options: &Options) -> Vec<Finding> {
    if !concerns(f, module, options) {
        return Vec::new();
    }
    let flow = Flow::of(f);
    let dominators = Some(Dominators::of(&flow));
    let ranges = Ranges::new(f, module, &flow, dominators.as_ref());
    let subscripts = f.subscripts.iter().filter_map(|(inst, subscript)| Some(((*inst)?, subscript)));
    let subscripts = subscripts.collect();
    let mut checker = Checker {
        f,
        module,
        options,
        ranges,
        subscripts,
        aliases: OnceCell::new(),
        said_of: FxHashSet::default(),
        block: f.entry(),
        inst: Inst::from_u32(0),
        findings: Vec::new(),
    };
    if options.array_bounds && options.strings {
        checker.check_element_addresses();
    }
    for &block in &flow.rpo {
        checker.block = block;
        for &inst in &f.blocks[block].insts {
            checker.instruction(block, inst);
        }
    }
    checker.findings
}

/// Whether there is anything in a function that a check looks at.
pub fn concerns(f: &Function, module: &Module, options: &Options) -> bool {
    if options.array_bounds && f.subscripts.iter().any(|(_, subscript)| subscript.address.is_some()) {
        return true;
    }
    let telling = Telling::new(f);
    let mut insts = f.layout.iter().flat_map(|&block| &f.blocks[block].insts);
    insts.any(|&inst| {
        let data = &f.insts[inst];
        match data.op {
            Op::Alloca => options.sizes || options.alloca,
            Op::Call => {
                let symbol = callee(module, data);
                let contract = symbol.contract.as_ref();
                let asks = |contract: &ir::contract::Contract| {
                    (options.nonnull && contract.nonnull != 0)
                        || (options.releases && contract.releases != 0)
                        || ((options.nonnull || options.calls()) && !contract.accesses.is_empty())
                };
                options.array_bounds
                    || contract.is_some_and(|contract| asks(contract))
                    || (options.sizes && symbol.alloc_size.is_some())
                    || (options.optimized || telling.has_known_operand(inst))
                        && (((options.calls()
                            || options.restrict
                            || options.comparison
                            || options.truncation)
                            && symbol.library.is_some_and(access::is_checked))
                            || (options.restrict && symbol.library.is_some_and(formatted::is_checked))
                            || ((options.formats || options.overflow) && output::is_checked(&symbol.name)))
            }
            Op::CallIndirect => {
                !f.indirect_calls.is_empty() && (options.calls() || options.nonnull || options.sizes)
            }
            Op::MemSet => options.calls() || options.nonnull || options.restrict,
            Op::MemCopy => {
                (options.calls() || options.nonnull || options.restrict)
                    && (options.optimized || data.aux == ir::op::COPY_CALL || telling.has_known_operand(inst))
            }
            Op::AtomicRmw | Op::AtomicCas | Op::AtomicStore => options.overflow,
            Op::Store => options.optimized && (options.array_bounds || options.overflow),
            Op::Load => options.optimized && options.array_bounds,
            Op::Ret => options.returns && !f.slots.is_empty() && module.symbols[f.symbol].returns_pointer,
            _ => false,
        }
    })
}

/// What is known of the function that a call through a pointer calls.
fn indirect(f: &Function, call: Inst) -> Option<&SymbolData> {
    f.indirect_calls.iter().find(|(inst, _)| *inst == call).map(|(_, symbol)| &**symbol)
}

fn callee<'m>(module: &'m Module, call: &InstData) -> &'m SymbolData {
    &module.symbols[SymbolId::from_u32(call.imm as u32)]
}

/// The calls that an instruction came by, the innermost first.
fn inlined_by(f: &Function, module: &Module, inst: Inst) -> Vec<InlinedFrom> {
    let call = |number: u32| f.inlined_calls.get((number as usize).checked_sub(1)?);
    let innermost = call(f.inlined[inst]);
    std::iter::successors(innermost, |inner| call(inner.within))
        .map(|call| {
            let symbol = &module.symbols[call.callee];
            // A body for inlining alone has a symbol of its own.
            let callee = match symbol.name.strip_suffix(".inline") {
                Some(name) => name.into(),
                None => symbol.name.clone(),
            };
            InlinedFrom { at: call.loc, callee, artificial: symbol.artificial }
        })
        .collect()
}

impl<'a> Checker<'a> {
    fn aliases(&self) -> &Aliases<'a> {
        self.aliases.get_or_init(|| Aliases::of(self.f, self.module))
    }
}

impl Checker<'_> {
    fn instruction(&mut self, block: Block, inst: Inst) {
        self.inst = inst;
        let data = self.f.insts[inst];
        match data.op {
            Op::Alloca => self.check_alloca(block, inst, &data),
            Op::Call => {
                if self.options.sizes {
                    self.check_allocation(block, inst, &data, callee(self.module, &data));
                }
                if self.options.nonnull {
                    self.check_nonnull(block, inst, &data);
                }
                if self.options.nonnull || self.options.calls() {
                    self.check_parameters(block, inst, &data, callee(self.module, &data));
                }
                if self.options.releases {
                    self.check_release(block, inst, &data);
                }
                if self.options.array_bounds && self.options.strings {
                    self.check_pointers(block, inst, &data);
                }
                if self.options.restrict {
                    self.check_formatted(block, inst, &data);
                }
                if self.options.formats || self.options.overflow {
                    self.check_output(block, inst, &data);
                }
                if self.options.restrict && self.check_overlap(block, inst, &data) {
                    return;
                }
                if self.options.truncation {
                    self.check_truncation(block, inst, &data);
                }
                if self.options.comparison {
                    self.check_comparison(block, inst, &data);
                }
                if self.options.calls() {
                    self.check_library_call(block, inst, &data);
                }
            }
            Op::CallIndirect => {
                let f = self.f;
                if let Some(symbol) = indirect(f, inst) {
                    if self.options.sizes {
                        self.check_allocation(block, inst, &data, symbol);
                    }
                    if self.options.nonnull || self.options.calls() {
                        self.check_parameters(block, inst, &data, symbol);
                    }
                }
            }
            Op::MemCopy | Op::MemSet => {
                if self.options.nonnull {
                    self.check_nonnull_operation(block, inst, &data);
                }
                if self.options.restrict && self.check_overlap_operation(block, inst, &data) {
                    return;
                }
                if self.options.calls() {
                    self.check_block_operation(block, inst, &data);
                }
            }
            Op::AtomicRmw | Op::AtomicCas | Op::AtomicStore if self.options.overflow => {
                self.check_atomic(block, inst, &data);
            }
            Op::Ret if self.options.returns => self.check_return(inst, &data),
            Op::Load | Op::Store if self.options.optimized => {
                self.check_access(block, inst, &data);
            }
            _ => {}
        }
    }

    /// The calls that an instruction came by.
    fn calls(&self, inst: Inst) -> Vec<InlinedFrom> {
        inlined_by(self.f, self.module, inst)
    }

    fn find(&mut self, warning: Warning, at: Loc, text: String, notes: Vec<(Loc, String)>) {
        let calls = self.calls(self.inst);
        let finding = Finding { warning, at, text, notes, elsewhere: None, calls };
        // Copies of a body say what it says once.
        let said = |known: &Finding| Finding { elsewhere: None, ..known.clone() } == finding;
        if !self.findings.iter().any(said) && !self.ranges.is_dead(self.block) {
            self.findings.push(finding);
        }
    }
}
