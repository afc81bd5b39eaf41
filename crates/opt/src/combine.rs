//! Folds constants and rewrites instructions by the table of [`crate::rules`], in one walk in reverse postorder: operands
//! are as simple as they get before their users are looked at.

use crate::analysis::Change;
use crate::constant;
use crate::rules::{self, New};
use crate::{Context, Gate, gvn};
use cranelift_entity::packed_option::ReservedValue;
use diag::Loc;
use ir::op::CALL_COMPUTES;
use ir::{Function, Inst, InstData, LibraryFunction, Module, Op, ScalarCall, Type, Value};
use target::Abi;

/// A rewritten instruction is looked at again so many times.
const ROUNDS: u32 = 8;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    rewrite(f, cx, &mut |_, _| {})
}

/// The same when nothing is to be warned of any more: copies, too.
pub(crate) fn run_late(f: &mut Function, cx: &mut Context<'_>) -> Change {
    rewrite_when(f, cx, true, &mut |_, _| {})
}

/// Does it; `applied` hears which rule was applied to which operation.
/// The same where rewriting and finding what is equal take turns longer: one brings the other more to do.
pub(crate) fn run_relaxed(f: &mut Function, cx: &mut Context<'_>) -> Change {
    if !f.relaxed.inexact {
        return Change::Nothing;
    }
    let mut change = Change::Nothing;
    for pass in [run, gvn::run, run] {
        change = change.max(pass(f, cx));
        f.resolve_aliases();
    }
    change
}

pub(crate) fn rewrite(
    f: &mut Function,
    cx: &mut Context<'_>,
    applied: &mut dyn FnMut(&'static str, Op),
) -> Change {
    rewrite_when(f, cx, false, applied)
}

fn rewrite_when(
    f: &mut Function,
    cx: &mut Context<'_>,
    late: bool,
    applied: &mut dyn FnMut(&'static str, Op),
) -> Change {
    let flow = cx.analyses.flow(f);
    let mut uses = vec![0u32; f.value_count()];
    for &block in &flow.rpo {
        for &inst in &f.blocks[block].insts {
            f.for_each_arg(inst, |value| uses[value.as_u32() as usize] += 1);
        }
    }
    let mut rewriter = Rewriter {
        f,
        module: cx.module,
        late,
        abi: cx.abi,
        uses,
        before: Vec::new(),
        exchanged: false,
        loc: Loc::NONE,
    };
    let mut changed = false;
    for &block in &flow.rpo {
        let old = std::mem::take(&mut rewriter.f.blocks[block].insts);
        let mut new = Vec::with_capacity(old.len());
        for inst in old {
            changed |= rewriter.simplify(inst, cx.gate, applied);
            new.append(&mut rewriter.before);
            new.push(inst);
        }
        rewriter.f.blocks[block].insts = new;
    }
    // Edges that changed places are no longer the ones that the analyses know by number.
    if rewriter.exchanged { Change::Flow } else { Change::code(changed) }
}

/// What a rule sees and makes.
pub(crate) struct Rewriter<'a> {
    pub(crate) f: &'a mut Function,
    pub(crate) module: &'a Module,
    /// Warnings no longer look at what is there.
    pub(crate) late: bool,
    abi: &'a dyn Abi,
    uses: Vec<u32>,
    /// New instructions that come before the one at hand.
    before: Vec<Inst>,
    /// A branch's edges have changed places.
    exchanged: bool,
    loc: Loc,
}

impl Rewriter<'_> {
    fn simplify(&mut self, inst: Inst, gate: &mut Gate, applied: &mut dyn FnMut(&'static str, Op)) -> bool {
        let mut changed = false;
        for _ in 0..ROUNDS {
            self.resolve_operands(inst);
            if let Some((first, second)) = constant::fold(self.f, inst) {
                if !gate.allows(inst.as_u32()) {
                    return changed;
                }
                self.loc = self.f.locs[inst];
                let results: Vec<Value> = self.f.results(inst).collect();
                for (value, bits) in results.into_iter().zip([first, second]) {
                    let ty = self.f.ty(value);
                    let constant = self.constant(ty, bits);
                    self.f.replace(value, constant);
                }
                return true;
            }
            let data = self.f.insts[inst];
            self.loc = self.f.locs[inst];
            let Some((rule, new)) = rules::apply(self, &data) else { return changed };
            // What a refused rule has made before the instruction is dead.
            if !gate.allows(inst.as_u32()) {
                return changed;
            }
            changed = true;
            applied(rule, data.op);
            match new {
                New::Value(value) => {
                    let Some(result) = self.f.result(inst) else { return changed };
                    if self.f.resolve(result) != self.f.resolve(value) {
                        self.f.replace(result, value);
                    }
                    return true;
                }
                New::Inst(new) => self.f.insts[inst] = new,
                New::Exchanged(new) => {
                    self.f.insts[inst] = new;
                    let first = self.f.edge_range(inst).start;
                    self.f.edges.swap(first, first + 1);
                    self.exchanged = true;
                }
            }
        }
        changed
    }

    fn resolve_operands(&mut self, inst: Inst) {
        let mut data = self.f.insts[inst];
        for i in 0..data.op.fixed_args() {
            data.args[i] = self.f.resolve(data.args[i]);
        }
        self.f.insts[inst] = data;
    }

    /// The bits of a constant.
    pub(crate) fn bits(&self, value: Value) -> Option<u128> {
        constant::bits_of(self.f, value)
    }

    /// A constant of an integer type, sign-extended, of at most 64 bits.
    pub(crate) fn int(&self, value: Value) -> Option<i64> {
        self.f.constant(value)
    }

    /// The instruction that defines a value, its operands resolved.
    pub(crate) fn def(&self, value: Value) -> Option<InstData> {
        let (_, data) = self.f.def_inst(value)?;
        let mut data = *data;
        for i in 0..data.op.fixed_args() {
            data.args[i] = self.f.resolve(data.args[i]);
        }
        Some(data)
    }

    /// The instruction that defines a value, if it is this operation.
    pub(crate) fn def_of(&self, value: Value, op: Op) -> Option<InstData> {
        self.def(value).filter(|data| data.op == op)
    }

    pub(crate) fn ty(&self, value: Value) -> Type {
        self.f.ty(value)
    }

    /// Whether a value had one use when the pass began.
    pub(crate) fn used_once(&self, value: Value) -> bool {
        self.uses.get(self.f.resolve(value).as_u32() as usize).is_some_and(|&n| n <= 1)
    }

    /// A constant of a scalar type, by its bits.
    pub(crate) fn constant(&mut self, ty: Type, bits: u128) -> Value {
        let data = constant::instruction(self.f, ty, bits & ir::eval::mask(ir::eval::width(ty)));
        self.emit(data, ty)
    }

    /// A new instruction before the one at hand.
    pub(crate) fn emit(&mut self, data: InstData, result: Type) -> Value {
        let inst = self.f.new_inst(data, self.loc);
        self.f.make_results(inst, &[result]);
        self.before.push(inst);
        self.f.result(inst).unwrap_or(Value::reserved_value())
    }

    /// What a call of a function of the library becomes that only computes a value, if the unit lets its name mean that.
    pub(crate) fn library_call(
        &mut self,
        function: LibraryFunction,
        args: &[Value],
        ret: Type,
    ) -> Option<InstData> {
        let symbol = function.symbol();
        self.module.symbols.get(symbol)?.library?;
        let types: Vec<Type> = args.iter().map(|&arg| self.f.ty(arg)).collect();
        let ScalarCall { sig, .. } = ScalarCall::new(self.abi, &types, Some(ret));
        let mut data = InstData::new(Op::Call, Type::NONE, &[]).with_imm(i64::from(symbol.as_u32()));
        data.aux = CALL_COMPUTES;
        data.x = self.f.sigs.push(sig).as_u32();
        data.list.extend(args.iter().copied(), &mut self.f.lists);
        Some(data)
    }

    /// A new instruction without a result before the one at hand.
    pub(crate) fn emit_effect(&mut self, data: InstData) {
        let inst = self.f.new_inst(data, self.loc);
        self.before.push(inst);
    }

    /// A new operation of one type on two values.
    pub(crate) fn binary(&mut self, op: Op, ty: Type, a: Value, b: Value) -> Value {
        self.emit(InstData::new(op, ty, &[a, b]), ty)
    }
}
