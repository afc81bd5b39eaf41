//! The selection driver: walks each block backwards, so that an instruction knows whether anybody wants its result and
//! an operand with one use can be taken into its user.
//!
//! A pure instruction whose result nobody asked for is never selected: either it is dead or its users took it in.
//! A load may be taken in only if nothing writes memory between it and its user, which the *epoch* of both tells.

use crate::machine::{Flow, Frame, InstInfo, MachBlock, MachFunction, SplitStack};
use crate::{Options, Target};
use cranelift_entity::SecondaryMap;
use diag::Loc;
use ir::op::{EFFECT, WRITE};
use ir::{Block, Function, Inst, InstData, Module, Op, StackSlot, Type, Value, ValueDef};
use regalloc2::{Operand, PRegSet, RegClass, VReg};

/// The state of selection; what a [`Target`] emits through.
pub struct Select<'a, T: Target> {
    /// The machine.
    pub target: &'a T,
    /// The function.
    pub f: &'a Function,
    /// Its module.
    pub module: &'a Module,
    /// Options.
    pub options: &'a Options,
    /// The result so far; instructions stand in reverse order until the end.
    pub out: MachFunction<T::Inst>,
    vregs: Vec<VReg>,
    aliases: Vec<VReg>,
    uses: Vec<u32>,
    epochs: SecondaryMap<Inst, u32>,
    homes: SecondaryMap<Inst, u32>,
    /// Loads taken into their users.
    sunk: SecondaryMap<Inst, bool>,
    numbers: SecondaryMap<Block, u32>,
    epoch: u32,
    block: u32,
    loc: Loc,
    /// For values that live in memory: their slots.
    value_slots: Vec<u32>,
    next_vreg: usize,
}

/// Selects instructions for a function.
pub(crate) fn select<T: Target>(
    target: &T,
    module: &Module,
    f: &Function,
    options: &Options,
) -> MachFunction<T::Inst> {
    let mut cx = Select {
        target,
        f,
        module,
        options,
        out: MachFunction {
            symbol: f.symbol,
            insts: Vec::with_capacity(f.insts.len() * 2),
            infos: Vec::with_capacity(f.insts.len() * 2),
            operands: Vec::with_capacity(f.insts.len() * 4),
            clobbers: vec![PRegSet::empty()],
            blocks: vec![MachBlock::default(); f.layout.len()],
            succs: Vec::new(),
            preds: Vec::new(),
            params: Vec::new(),
            branch_args: Vec::new(),
            arg_values: Vec::new(),
            vregs: 0,
            frame: Frame {
                slots: vec![(0, 1); f.slots.len()],
                dynamic: f.dynamic_stack,
                profiled: f.profiled,
                // Who is told finds the caller by it.
                needs_frame_pointer: f.profiled,
                calls: f.profiled,
                claimed_registers: f.claimed_registers,
                results: f.sig.rets.iter().filter_map(|piece| piece.loc.register()).collect(),
                holds: f.slots.values().map(|slot| slot.holds).collect(),
                ..Frame::default()
            },
            constants: Vec::new(),
            literals: f.literals.clone(),
            tables: Vec::new(),
            asms: f.asms.clone(),
            errors: Vec::new(),
            warnings: Vec::new(),
            loc: f.loc,
            section: f.section.clone(),
            align: f.align,
            naked: f.naked,
            patchable: f.patchable,
            zeroed: f.zeroed,
            entrance: f.entrance,
            cold: f.cold,
        },
        vregs: vec![VReg::invalid(); f.value_count()],
        aliases: Vec::new(),
        uses: vec![0; f.value_count()],
        epochs: SecondaryMap::with_capacity(f.insts.len()),
        homes: SecondaryMap::with_capacity(f.insts.len()),
        sunk: SecondaryMap::new(),
        numbers: SecondaryMap::with_capacity(f.blocks.len()),
        epoch: 0,
        block: 0,
        loc: Loc::NONE,
        value_slots: Vec::new(),
        next_vreg: 0,
    };
    if f.stack_protector && !f.naked {
        cx.out.frame.guard = Some(cx.new_slot(u64::from(options.pointer_bytes), options.pointer_bytes));
    }
    if f.split_stack && !f.naked {
        cx.out.frame.split = Some(SplitStack { arguments: f.sig.stack_size });
    }
    cx.count();
    cx.run();
    cx.finish()
}

impl<'a, T: Target> Select<'a, T> {
    /// Counts uses, numbers blocks and epochs, and gives the slots that are used their room.
    fn count(&mut self) {
        let f = self.f;
        let mut epoch = 0;
        for (number, &block) in f.layout.iter().enumerate() {
            self.numbers[block] = number as u32;
            epoch += 1;
            for &inst in &f.blocks[block].insts {
                f.for_each_arg(inst, |value| self.uses[value.as_u32() as usize] += 1);
                self.epochs[inst] = epoch;
                self.homes[inst] = number as u32 + 1;
                let data = &f.insts[inst];
                if data.op == Op::StackAddr {
                    let slot = f.slots[StackSlot::from_u32(data.x)];
                    self.out.frame.slots[data.x as usize] = (slot.size, slot.align);
                }
                if data.op.effects() & (WRITE | EFFECT) != 0 || data.has_effect() {
                    epoch += 1;
                }
            }
        }
    }

    fn run(&mut self) {
        let f = self.f;
        for number in (0..f.layout.len()).rev() {
            let block = f.layout[number];
            self.block = number as u32;
            self.out.blocks[number].cold = f.blocks[block].cold;
            self.out.blocks[number].label = f.blocks[block].label;
            let first = self.out.insts.len();
            let insts = &f.blocks[block].insts;
            for (at, &inst) in insts.iter().enumerate().rev() {
                let data = &f.insts[inst];
                let wanted = data.has_effect() || f.results(inst).any(|v| self.is_wanted(v));
                if !wanted || self.sunk[inst] {
                    continue;
                }
                self.loc = f.locs[inst];
                self.epoch = self.epochs[inst];
                let start = self.out.insts.len();
                if at + 1 == insts.len() {
                    self.edge_arguments(number, inst);
                }
                self.target.lower(self, inst);
                self.out.insts[start..].reverse();
                self.out.infos[start..].reverse();
            }
            if number == 0 {
                self.loc = Loc::NONE;
                let start = self.out.insts.len();
                self.target.lower_params(self);
                self.out.insts[start..].reverse();
                self.out.infos[start..].reverse();
            }
            self.out.blocks[number].insts = (first as u32, self.out.insts.len() as u32);
        }
    }

    /// Successors and the values that travel along the edges. What brings constants into registers comes before the
    /// terminator, so this runs first.
    fn edge_arguments(&mut self, number: usize, terminator: Inst) {
        let f = self.f;
        let (succs, args) = (self.out.succs.len() as u32, self.out.branch_args.len() as u32);
        for edge in f.edges_of(terminator) {
            let start = self.out.arg_values.len() as u32;
            for &value in edge.args.as_slice(&f.lists) {
                let vreg = self.reg(value);
                self.out.arg_values.push(vreg);
            }
            self.out.branch_args.push((start, self.out.arg_values.len() as u32));
            self.out.succs.push(regalloc2::Block::new(self.numbers[edge.block] as usize));
        }
        let block = &mut self.out.blocks[number];
        block.succs = (succs, self.out.succs.len() as u32);
        block.args = args;
    }

    fn finish(mut self) -> MachFunction<T::Inst> {
        let count = self.out.insts.len() as u32;
        self.out.insts.reverse();
        self.out.infos.reverse();
        for block in &mut self.out.blocks {
            block.insts = (count - block.insts.1, count - block.insts.0);
        }
        for number in 0..self.f.layout.len() {
            let start = self.out.params.len() as u32;
            if number != 0 {
                for &param in self.f.params(self.f.layout[number]) {
                    let vreg = self.def(param);
                    self.out.params.push(vreg);
                }
            }
            self.out.blocks[number].params = (start, self.out.params.len() as u32);
        }
        // Predecessors by counting sort over the successors.
        let mut counts = vec![0u32; self.out.blocks.len() + 1];
        for succ in &self.out.succs {
            counts[succ.index() + 1] += 1;
        }
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        for (i, block) in self.out.blocks.iter_mut().enumerate() {
            block.preds = (counts[i], counts[i + 1]);
        }
        let mut next = counts;
        self.out.preds = vec![regalloc2::Block::new(0); self.out.succs.len()];
        for (i, block) in self.out.blocks.iter().enumerate() {
            for s in block.succs.0..block.succs.1 {
                let succ = self.out.succs[s as usize].index();
                self.out.preds[next[succ] as usize] = regalloc2::Block::new(i);
                next[succ] += 1;
            }
        }
        if !self.aliases.is_empty() {
            let aliases = std::mem::take(&mut self.aliases);
            let resolve = |mut vreg: VReg| {
                while let Some(&other) = aliases.get(vreg.vreg()).filter(|v| **v != VReg::invalid()) {
                    vreg = other;
                }
                vreg
            };
            for operand in &mut self.out.operands {
                if operand.as_fixed_nonallocatable().is_none() {
                    let vreg = resolve(operand.vreg());
                    *operand = Operand::new(vreg, operand.constraint(), operand.kind(), operand.pos());
                }
            }
            for vreg in &mut self.out.arg_values {
                *vreg = resolve(*vreg);
            }
        }
        self.out.vregs = self.next_vreg;
        self.out
    }

    /// Whether somebody uses a value in the instructions selected so far.
    pub fn is_wanted(&self, value: Value) -> bool {
        self.vregs[value.as_u32() as usize] != VReg::invalid()
            || self.value_slots.get(value.as_u32() as usize).is_some_and(|&slot| slot != 0)
    }

    /// The data of an instruction.
    pub fn data(&self, inst: Inst) -> &'a InstData {
        &self.f.insts[inst]
    }

    /// The number of a block in the layout.
    pub fn number(&self, block: Block) -> u32 {
        self.numbers[block]
    }

    /// The number of the block being selected.
    pub fn current_block(&self) -> u32 {
        self.block
    }

    /// A new virtual register.
    pub fn temp(&mut self, class: RegClass) -> VReg {
        self.next_vreg += 1;
        VReg::new(self.next_vreg - 1, class)
    }

    /// The register that a value is defined in. For its definer.
    ///
    /// # Panics
    /// If the type lives in memory.
    pub fn def(&mut self, value: Value) -> VReg {
        let value = self.f.resolve(value);
        let index = value.as_u32() as usize;
        if self.vregs[index] == VReg::invalid() {
            let ty = self.f.ty(value);
            let Some(class) = self.target.reg_class(ty) else { panic!("{ty} has no register class") };
            self.vregs[index] = self.temp(class);
        }
        self.vregs[index]
    }

    /// The register of a value to be used. Constants and addresses are computed anew for each user.
    pub fn reg(&mut self, value: Value) -> VReg {
        let value = self.f.resolve(value);
        if let ValueDef::Result(inst, _) = self.f.def(value)
            && matches!(
                self.f.insts[inst].op,
                Op::Iconst
                    | Op::Fconst
                    | Op::Wconst
                    | Op::SymbolAddr
                    | Op::LiteralAddr
                    | Op::StackAddr
                    | Op::IncomingArg
                    | Op::VaRegArea
            )
        {
            let Some(class) = self.target.reg_class(self.f.ty(value)) else {
                panic!("constant of a type without a register class")
            };
            let into = self.temp(class);
            self.target.rematerialize(self, inst, into);
            return into;
        }
        self.def(value)
    }

    /// The memory slot of a value whose type has no registers.
    pub fn slot(&mut self, value: Value) -> u32 {
        let value = self.f.resolve(value);
        let index = value.as_u32() as usize;
        if self.value_slots.len() <= index {
            self.value_slots.resize(self.f.value_count(), 0);
        }
        if self.value_slots[index] == 0 {
            let size = self.f.ty(value).bytes();
            self.value_slots[index] = self.new_slot(u64::from(size), size) + 1;
        }
        self.value_slots[index] - 1
    }

    /// A new stack slot.
    pub fn new_slot(&mut self, size: u64, align: u32) -> u32 {
        self.out.frame.slots.push((size, align));
        self.out.frame.slots.len() as u32 - 1
    }

    /// Makes the result's register the operand's: no instruction is needed. Both have the same class.
    pub fn alias(&mut self, result: Value, operand: Value) {
        let to = self.reg(operand);
        self.share(result, to);
    }

    /// Puts a value in a register of its class that something defines already.
    pub fn share(&mut self, value: Value, to: VReg) {
        let from = self.def(value);
        if self.aliases.len() <= from.vreg() {
            self.aliases.resize(from.vreg() + 1, VReg::invalid());
        }
        self.aliases[from.vreg()] = to;
    }

    /// How often a value is used.
    pub fn use_count(&self, value: Value) -> u32 {
        self.uses[self.f.resolve(value).as_u32() as usize]
    }

    /// The definition of an operand, if it is an instruction without effects that the current one may repeat.
    pub fn pure_def(&self, value: Value) -> Option<(Inst, &'a InstData)> {
        let (inst, data) = self.f.def_inst(value)?;
        data.op.is_pure().then_some((inst, data))
    }

    /// The definition of an operand, if it is pure, used only here, and in this block.
    pub fn single_use_def(&self, value: Value) -> Option<(Inst, &'a InstData)> {
        let (inst, data) = self.pure_def(value)?;
        (self.use_count(value) == 1 && self.homes[inst] == self.block + 1).then_some((inst, data))
    }

    /// The load that defines an operand, if the current instruction may do it instead. The caller decides, then calls
    /// [`Select::sink`].
    pub fn sinkable_load(&self, value: Value) -> Option<(Inst, &'a InstData)> {
        let (inst, data) = self.f.def_inst(value)?;
        let fits = data.op == Op::Load
            && !data.mem().volatile
            && self.use_count(value) == 1
            && self.vregs[self.f.resolve(value).as_u32() as usize] == VReg::invalid()
            && self.homes[inst] == self.block + 1
            && self.epochs[inst] == self.epoch;
        fits.then_some((inst, data))
    }

    /// Marks a load, or what ends the function with its return, as done by its user.
    pub fn sink(&mut self, load: Inst) {
        self.sunk[load] = true;
    }

    /// A store's value, when it is an operation on what a load just before read from the same place: whether nothing
    /// was written between the load and this store.
    pub fn same_epoch(&self, inst: Inst) -> bool {
        self.epochs[inst] == self.epoch && self.homes[inst] == self.block + 1
    }

    /// Emits an instruction.
    pub fn emit(&mut self, inst: T::Inst, operands: &[Operand]) {
        self.emit_with(inst, operands, PRegSet::empty(), Flow::Next);
    }

    /// Emits an instruction that clobbers registers or ends the block.
    pub fn emit_with(&mut self, inst: T::Inst, operands: &[Operand], clobbers: PRegSet, flow: Flow) {
        let first = self.out.operands.len() as u32;
        self.out.operands.extend_from_slice(operands);
        let clobbers = if clobbers == PRegSet::empty() {
            0
        } else {
            match self.out.clobbers.iter().rposition(|set| *set == clobbers) {
                Some(i) => i,
                None => {
                    self.out.clobbers.push(clobbers);
                    self.out.clobbers.len() - 1
                }
            }
        };
        self.out.insts.push(inst);
        self.out.infos.push(InstInfo {
            first,
            count: operands.len() as u16,
            clobbers: clobbers as u16,
            flow,
            loc: self.loc,
        });
    }

    /// The number of a constant in memory.
    pub fn constant(&mut self, bits: u128, size: u8) -> u32 {
        let key = (bits, size);
        match self.out.constants.iter().position(|&c| c == key) {
            Some(i) => i as u32,
            None => {
                self.out.constants.push(key);
                self.out.constants.len() as u32 - 1
            }
        }
    }

    /// Type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.f.ty(value)
    }
}
