//! Runs functions of a module: a third opinion on what a program means, beside the code that is generated from it and other
//! compilers, and the way to see whether a pass kept the meaning.
//!
//! Memory is checked: an access outside of the objects that there are ends the run with an error, as does what only a
//! machine can do (inline asm, the frame's address). What C leaves undefined but the IR does not has the IR's meaning.

mod library;
mod memory;
mod step;

pub use library::Library;
pub use memory::Memory;

use crate::function::{Block, Function, Inst};
use crate::module::{DataTarget, GlobalData, Module, SymbolId, SymbolKind};
use crate::types::Type;
use cranelift_entity::{EntityRef, SecondaryMap};
use rustc_hash::FxHashMap;
use target::PieceLoc;

/// Addresses of code: no object lies there.
const CODE: u64 = 1 << 60;
/// Binary logarithm of the addresses of one function: the first is its own, the others its blocks'.
const CODE_LOG2: u32 = 20;

/// Why a run ended before its function returned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The program ended itself.
    Exit(i32),
    /// `abort`
    Abort,
    /// A trap, or a division that has no result.
    Trap,
    /// What must never be reached was.
    Unreachable,
    /// An access that is not within one object.
    OutOfBounds {
        /// Where.
        address: u64,
        /// Bytes.
        size: u64,
    },
    /// A write to what may only be read.
    ReadOnly {
        /// Where.
        address: u64,
    },
    /// A call of, or a jump to, what is no code.
    NoCode {
        /// Where to.
        address: u64,
    },
    /// More instructions than allowed.
    OutOfSteps,
    /// More bytes, or deeper calls, than allowed.
    OutOfMemory,
    /// Only a machine can do this.
    NotInterpretable(String),
}

/// How much a run may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Instructions.
    pub steps: u64,
    /// Bytes of all objects.
    pub bytes: u64,
    /// Calls within calls.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { steps: 10_000_000, bytes: 256 << 20, depth: 10_000 }
    }
}

/// What the program does not define itself.
pub trait Environment {
    /// Calls a function by name; its results.
    ///
    /// # Errors
    /// The run ends; [`Stop::NotInterpretable`] if the function is not known.
    fn call(&mut self, name: &str, args: &Arguments, memory: &mut Memory) -> Result<Vec<u128>, Stop>;
}

/// Arguments of a call of the environment.
pub struct Arguments(Vec<(Type, u128)>);

impl Arguments {
    /// An argument of at most 64 bits.
    ///
    /// # Errors
    /// There are fewer.
    pub fn get(&self, i: usize) -> Result<u64, Stop> {
        let missing = || Stop::NotInterpretable("a call with too few arguments".into());
        self.0.get(i).map(|&(_, value)| value as u64).ok_or_else(missing)
    }
}

/// A function in execution.
struct Frame<'a> {
    function: &'a Function,
    block: Block,
    /// Number of the next instruction in the block.
    next: usize,
    values: Vec<u128>,
    slots: Vec<u64>,
    literals: Vec<u64>,
    /// The incoming stack arguments.
    incoming: u64,
    /// What `alloca` made.
    dynamic: Vec<u64>,
}

/// A program that can be run.
pub struct Interpreter<'a> {
    module: &'a Module,
    functions: SecondaryMap<SymbolId, Option<&'a Function>>,
    /// Symbols of one name are one: the one that is defined.
    canonical: SecondaryMap<SymbolId, SymbolId>,
    /// Addresses of objects.
    objects: SecondaryMap<SymbolId, u64>,
    memory: Memory,
    environment: &'a mut dyn Environment,
    limits: Limits,
    frames: Vec<Frame<'a>>,
}

impl<'a> Interpreter<'a> {
    /// Lays out the objects.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn new(
        module: &'a Module,
        functions: impl Iterator<Item = &'a Function>,
        data: &[&GlobalData],
        environment: &'a mut dyn Environment,
        limits: Limits,
    ) -> Result<Interpreter<'a>, Stop> {
        let mut this = Interpreter {
            module,
            functions: SecondaryMap::new(),
            canonical: SecondaryMap::with_default(SymbolId::new(0)),
            objects: SecondaryMap::new(),
            memory: Memory::new(limits.bytes),
            environment,
            limits,
            frames: Vec::new(),
        };
        for f in functions {
            this.functions[f.symbol] = Some(f);
        }
        for object in data {
            if let Some(symbol) = object.symbol {
                this.objects[symbol] = this.memory.allocate(object.size, u64::from(object.align))?;
            }
        }
        this.unify();
        for object in data {
            this.initialize(object)?;
        }
        Ok(this)
    }

    /// What the environment was told to keep is its own business; this is what the program left in memory.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    fn unify(&mut self) {
        let mut by_name: FxHashMap<&str, SymbolId> = FxHashMap::default();
        let is_defined = |this: &Self, symbol| this.functions[symbol].is_some() || this.objects[symbol] != 0;
        for (symbol, data) in self.module.symbols.iter().filter(|(_, data)| !data.name.is_empty()) {
            if is_defined(self, symbol) {
                by_name.insert(&data.name, symbol);
            }
        }
        for (symbol, data) in self.module.symbols.iter() {
            let other = by_name.get(&*data.name).copied().filter(|_| !is_defined(self, symbol));
            self.canonical[symbol] = other.unwrap_or(symbol);
        }
    }

    fn initialize(&mut self, object: &GlobalData) -> Result<(), Stop> {
        let Some(symbol) = object.symbol else { return Ok(()) };
        let base = self.objects[symbol];
        self.memory.write(base, object.bytes.len() as u64)?.copy_from_slice(&object.bytes);
        for reloc in &object.relocs {
            let value = match reloc.target {
                DataTarget::Symbol(to) => self.address(to)?,
                DataTarget::Label(function, label) => self.label(function, label)?,
                DataTarget::LabelDifference(function, a, b) => {
                    self.label(function, a)?.wrapping_sub(self.label(function, b)?)
                }
            };
            let value = value.wrapping_add_signed(reloc.addend);
            self.memory.store(base + reloc.offset, u64::from(reloc.size), u128::from(value))?;
        }
        if object.read_only {
            self.memory.protect(base);
        }
        Ok(())
    }

    fn address(&self, symbol: SymbolId) -> Result<u64, Stop> {
        let symbol = self.canonical[symbol];
        let data = &self.module.symbols[symbol];
        match (self.objects[symbol], data.kind) {
            (0, SymbolKind::Function) => Ok(CODE + ((symbol.index() as u64) << CODE_LOG2)),
            (0, _) => Err(Stop::NotInterpretable(format!("the object {} of elsewhere", data.name))),
            (address, _) => Ok(address),
        }
    }

    fn label(&self, symbol: SymbolId, label: u32) -> Result<u64, Stop> {
        let block = self.functions[symbol]
            .and_then(|f| f.blocks.iter().find(|(_, data)| data.label == Some(label)))
            .ok_or_else(|| Stop::NotInterpretable("a label of elsewhere".into()))?
            .0;
        Ok(code_address(symbol, block))
    }

    /// The function at an address.
    fn function_at(&self, address: u64) -> Option<SymbolId> {
        let number = address.checked_sub(CODE)?;
        let symbol = SymbolId::new((number >> CODE_LOG2) as usize);
        (number & ((1 << CODE_LOG2) - 1) == 0 && self.module.symbols.is_valid(symbol)).then_some(symbol)
    }

    /// Runs a function; its results. Arguments are those of the entry block.
    ///
    /// # Errors
    /// Why it did not come to its end.
    pub fn run(&mut self, symbol: SymbolId, args: &[u128]) -> Result<Vec<u128>, Stop> {
        let f = self.functions[self.canonical[symbol]].ok_or(Stop::NoCode { address: 0 })?;
        let mut values = args.to_vec();
        values.resize(f.params(f.entry()).len(), 0);
        self.enter(f, &values, 0)?;
        let mut steps = self.limits.steps;
        loop {
            steps = steps.checked_sub(1).ok_or(Stop::OutOfSteps)?;
            if let Some(results) = self.step()? {
                return Ok(results);
            }
        }
    }

    fn enter(&mut self, f: &'a Function, args: &[u128], incoming: u64) -> Result<(), Stop> {
        if self.frames.len() >= self.limits.depth {
            return Err(Stop::OutOfMemory);
        }
        let mut values = vec![0; f.value_count()];
        for (&param, &arg) in f.params(f.entry()).iter().zip(args) {
            values[param.index()] = arg & crate::eval::mask(crate::eval::width(f.ty(param)));
        }
        let mut literals = Vec::with_capacity(f.literals.len());
        for string in &f.literals {
            let address = self.memory.allocate(string.len() as u64 + 1, 1)?;
            self.memory.write(address, string.len() as u64)?.copy_from_slice(string);
            literals.push(address);
        }
        let mut slots = Vec::with_capacity(f.slots.len());
        for slot in f.slots.values() {
            slots.push(self.memory.allocate(slot.size, u64::from(slot.align))?);
        }
        let frame = Frame {
            function: f,
            block: f.entry(),
            next: 0,
            values,
            slots,
            literals,
            incoming,
            dynamic: Vec::new(),
        };
        self.frames.push(frame);
        Ok(())
    }

    /// Leaves the innermost function; the results if it was the outermost.
    fn leave(&mut self, results: Vec<u128>) -> Option<Vec<u128>> {
        if let Some(frame) = self.frames.pop() {
            for address in
                frame.slots.into_iter().chain(frame.literals).chain(frame.dynamic).chain([frame.incoming])
            {
                // Outermost functions have no incoming arguments.
                let _absent = self.memory.free(address);
            }
        }
        match self.frames.last_mut() {
            None => Some(results),
            Some(caller) => {
                caller.finish_call(&results);
                None
            }
        }
    }

    /// Calls a function with arguments where the call's signature puts them.
    fn call(&mut self, symbol: SymbolId, sig: u32, args: Vec<(Type, u128)>) -> Result<(), Stop> {
        let symbol = self.canonical[symbol];
        let Some(callee) = self.functions[symbol] else {
            let results = self.environment.call(
                &self.module.symbols[symbol].name,
                &Arguments(args),
                &mut self.memory,
            )?;
            if let Some(caller) = self.frames.last_mut() {
                caller.finish_call(&results);
            }
            return Ok(());
        };
        let Some(caller) = self.frames.last() else { return Ok(()) };
        let sig = &caller.function.sigs[crate::SigRef::new(sig as usize)];
        let incoming = match sig.stack_size {
            0 => 0,
            size => self.memory.allocate(u64::from(size), u64::from(sig.stack_align))?,
        };
        let mut registers = FxHashMap::default();
        for (param, &(ty, value)) in sig.params.iter().zip(&args) {
            match (param.loc, param.kind) {
                (PieceLoc::Reg(reg), _) => drop(registers.insert(reg, value)),
                (PieceLoc::Stack(offset), crate::ParamKind::ByVal { size }) => {
                    self.memory.copy(incoming + u64::from(offset), value as u64, u64::from(size))?;
                }
                (PieceLoc::Stack(offset), crate::ParamKind::Value) => {
                    self.memory.store(incoming + u64::from(offset), step::memory_size(ty)?, value)?;
                }
            }
        }
        let mut values = Vec::with_capacity(callee.sig.params.len());
        for param in &callee.sig.params {
            values.push(match (param.loc, param.kind) {
                (PieceLoc::Reg(reg), _) => registers.get(&reg).copied().unwrap_or(0),
                (PieceLoc::Stack(offset), crate::ParamKind::ByVal { .. }) => {
                    u128::from(incoming + u64::from(offset))
                }
                (PieceLoc::Stack(offset), crate::ParamKind::Value) => {
                    self.memory.load(incoming + u64::from(offset), step::memory_size(param.ty)?)?
                }
            });
        }
        self.enter(callee, &values, incoming)
    }
}

impl Frame<'_> {
    /// The instruction that is being executed.
    fn inst(&self) -> Inst {
        self.function.blocks[self.block].insts[self.next]
    }

    /// A call has come back.
    fn finish_call(&mut self, results: &[u128]) {
        self.define(results);
        self.next += 1;
    }

    /// Gives the current instruction its results.
    fn define(&mut self, results: &[u128]) {
        let f = self.function;
        for (value, &result) in f.results(self.inst()).zip(results) {
            self.values[value.index()] = result & crate::eval::mask(crate::eval::width(f.ty(value)));
        }
    }

    fn value(&self, value: crate::Value) -> u128 {
        self.values[self.function.resolve(value).index()]
    }
}

fn code_address(symbol: SymbolId, block: Block) -> u64 {
    CODE + ((symbol.index() as u64) << CODE_LOG2) + 1 + block.index() as u64
}

#[cfg(test)]
mod tests;
