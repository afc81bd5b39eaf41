//! The verifier: what must hold of every function between any two passes.
//!
//! Blocks end in exactly one terminator; edges give each parameter an argument of its type; operands have the types
//! that their operation wants; every use is dominated by its definition. What a call that throws does not return, its
//! landing pad does not use, nor is the exception known anywhere else.

use crate::dominance::Dominators;
use crate::function::{Block, Function, Inst, Value, ValueDef};
use crate::op::Op;
use crate::types::Type;
use cranelift_entity::{EntityRef, SecondaryMap};

/// A broken rule, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The block.
    pub block: Block,
    /// The instruction, if it is about one.
    pub inst: Option<Inst>,
    /// The rule.
    pub rule: String,
}

/// All broken rules of a function.
pub fn verify(f: &Function) -> Vec<Violation> {
    let mut verifier = Verifier { f, found: Vec::new() };
    verifier.run();
    verifier.found
}

struct Verifier<'a> {
    f: &'a Function,
    found: Vec<Violation>,
}

impl Verifier<'_> {
    fn fail(&mut self, block: Block, inst: Option<Inst>, rule: impl Into<String>) {
        self.found.push(Violation { block, inst, rule: rule.into() });
    }

    fn run(&mut self) {
        let f = self.f;
        let Some(&entry) = f.layout.first() else { return };
        let mut place: SecondaryMap<Inst, Option<(Block, u32)>> = SecondaryMap::new();
        let mut in_layout: SecondaryMap<Block, bool> = SecondaryMap::new();
        for &block in &f.layout {
            if std::mem::replace(&mut in_layout[block], true) {
                self.fail(block, None, "block stands twice in the layout");
            }
            for (i, &inst) in f.blocks[block].insts.iter().enumerate() {
                if place[inst].replace((block, i as u32)).is_some() {
                    self.fail(block, Some(inst), "instruction stands in two places");
                }
                let last = i + 1 == f.blocks[block].insts.len();
                if f.insts[inst].op.is_terminator() != last {
                    self.fail(block, Some(inst), "terminator is not the last instruction");
                }
            }
            if f.blocks[block].insts.is_empty() {
                self.fail(block, None, "block is empty");
            }
        }
        if !self.found.is_empty() {
            return;
        }
        let domtree = Dominators::of(f);
        for &block in &f.layout {
            for (i, &inst) in f.blocks[block].insts.iter().enumerate() {
                self.check_types(block, inst);
                if f.insts[inst].op == Op::MayThrow {
                    self.check_pad(block, inst);
                }
                for edge in f.edges_of(inst) {
                    if !in_layout[edge.block] {
                        self.fail(block, Some(inst), format!("{} is not in the layout", edge.block));
                    }
                    if edge.block == entry {
                        self.fail(block, Some(inst), "edge to the entry block");
                    }
                    let args: Vec<Type> = edge.args.as_slice(&f.lists).iter().map(|&v| f.ty(v)).collect();
                    let params: Vec<Type> = f.params(edge.block).iter().map(|&v| f.ty(v)).collect();
                    if args != params {
                        self.fail(
                            block,
                            Some(inst),
                            format!("{} wants {params:?}, edge gives {args:?}", edge.block),
                        );
                    }
                }
                if domtree.reachable(block) {
                    f.for_each_arg(inst, |value| {
                        let dominated = match f.def(value) {
                            ValueDef::Param(b, _) => domtree.dominates(b, block),
                            ValueDef::Result(def, _) => match place[def] {
                                Some((b, at)) if b == block => (at as usize) < i,
                                Some((b, at)) => self.comes_from(&domtree, b, at as usize, block),
                                None => false,
                            },
                            ValueDef::Alias(_) => false,
                        };
                        if !dominated {
                            self.fail(block, Some(inst), format!("{value} does not dominate its use"));
                        }
                    });
                }
            }
        }
    }

    /// Whether what instruction number `at` of a block defines has been defined in another block.
    fn comes_from(&self, domtree: &Dominators, from: Block, at: usize, block: Block) -> bool {
        let f = self.f;
        let def = f.blocks[from].insts[at];
        let throws = |inst: &Inst| f.insts[*inst].op == Op::MayThrow;
        // The exception exists in the pad, what the call returns only on the other way.
        let way = match f.terminator(from).filter(throws) {
            Some(last) if last == def => f.edges_of(last)[1].block,
            Some(last) if f.throwing_call(from) == Some(def) => f.edges_of(last)[0].block,
            _ => from,
        };
        domtree.dominates(way, block)
    }

    /// What is given to a landing pad is older than the call.
    fn check_pad(&mut self, block: Block, inst: Inst) {
        let f = self.f;
        let edges = f.edges_of(inst);
        if edges[0].block == edges[1].block {
            self.fail(block, Some(inst), "the landing pad is where the call returns to");
        }
        let Some(call) = f.throwing_call(block) else { return };
        let given = edges[1].args.as_slice(&f.lists).to_vec();
        if f.results(call).any(|result| given.iter().any(|&value| f.resolve(value) == result)) {
            self.fail(block, Some(inst), "the landing pad is given what the call returns");
        }
    }

    fn check_types(&mut self, block: Block, inst: Inst) {
        let f = self.f;
        let data = &f.insts[inst];
        let arg = |i: usize| f.ty(data.args[i]);
        let result = f.result(inst).map_or(Type::NONE, |v| f.ty(v));
        let same2 = |ok: bool| ok && arg(0) == data.ty && arg(1) == data.ty;
        let good = match data.op {
            Op::Iadd | Op::Isub | Op::Imul | Op::And | Op::Or | Op::Xor | Op::Smulhi | Op::Umulhi => {
                same2(data.ty.lane().is_int()) && result == data.ty
            }
            Op::Sdiv | Op::Udiv | Op::Srem | Op::Urem => same2(data.ty.lane().is_int()) && result == data.ty,
            Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl | Op::Rotr => {
                data.ty.lane().is_int() && arg(0) == data.ty && arg(1).lane().is_int() && result == data.ty
            }
            Op::Ineg | Op::Not | Op::Clz | Op::Ctz | Op::Popcount | Op::Bswap => {
                data.ty.lane().is_int() && arg(0) == data.ty && result == data.ty
            }
            Op::SaddOv | Op::UaddOv | Op::SsubOv | Op::UsubOv | Op::SmulOv | Op::UmulOv => {
                same2(data.ty.is_int()) && f.results(inst).map(|v| f.ty(v)).eq([data.ty, Type::I8])
            }
            Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv | Op::Fcopysign => {
                same2(data.ty.lane().is_float()) && result == data.ty
            }
            Op::Fneg | Op::Fabs | Op::Fsqrt => {
                data.ty.lane().is_float() && arg(0) == data.ty && result == data.ty
            }
            Op::PtrAdd => arg(0) == Type::PTR && arg(1) == Type::I64 && result == Type::PTR,
            Op::Icmp => same2(data.ty.lane().is_int_or_ptr()) && (data.ty.is_vector() || result == Type::I8),
            Op::Fcmp => same2(data.ty.lane().is_float()) && (data.ty.is_vector() || result == Type::I8),
            Op::Select => arg(0) == Type::I8 && arg(1) == data.ty && arg(2) == data.ty && result == data.ty,
            Op::Trunc => {
                data.ty.is_int() && arg(0).is_int() && data.ty.bits() < arg(0).bits() && result == data.ty
            }
            Op::Zext | Op::Sext => {
                data.ty.is_int() && arg(0).is_int() && data.ty.bits() > arg(0).bits() && result == data.ty
            }
            Op::FptoSi | Op::FptoUi => data.ty.is_int() && arg(0).is_float() && result == data.ty,
            Op::SitoFp | Op::UitoFp => data.ty.is_float() && arg(0).is_int() && result == data.ty,
            Op::Fpext => data.ty.is_float() && arg(0).is_float() && result == data.ty,
            Op::Fptrunc => data.ty.is_float() && arg(0).is_float() && result == data.ty,
            Op::Bitcast => data.ty.bytes() == arg(0).bytes() && result == data.ty,
            Op::Load | Op::AtomicLoad => arg(0) == Type::PTR && result == data.ty && data.ty != Type::NONE,
            Op::Store | Op::AtomicStore => arg(0) == data.ty && arg(1) == Type::PTR,
            Op::MemCopy => arg(0) == Type::PTR && arg(1) == Type::PTR,
            Op::MemSet => arg(0) == Type::PTR,
            Op::AtomicRmw => arg(0) == Type::PTR && arg(1) == data.ty && result == data.ty,
            Op::AtomicCas => arg(0) == Type::PTR && arg(1) == data.ty && arg(2) == data.ty,
            Op::Iconst => data.ty.is_int_or_ptr() && data.ty != Type::I128 && result == data.ty,
            Op::Fconst => matches!(data.ty, Type::F16 | Type::F32 | Type::F64) && result == data.ty,
            Op::Wconst => f.wide.len() > data.x as usize && result == data.ty,
            Op::Br => arg(0) == Type::I8,
            Op::Switch => arg(0) == data.ty && data.ty.is_int(),
            Op::Call | Op::CallIndirect => {
                let sig = &f.sigs[crate::SigRef::new(data.x as usize)];
                let args = data.list.as_slice(&f.lists).iter().map(|&v| f.ty(v));
                args.eq(sig.params.iter().map(|p| p.ty))
                    && f.results(inst).map(|v| f.ty(v)).eq(sig.rets.iter().map(|p| p.ty))
            }
            Op::Ret => {
                data.list.as_slice(&f.lists).iter().map(|&v| f.ty(v)).eq(f.sig.rets.iter().map(|p| p.ty))
            }
            Op::MayThrow => result == Type::PTR,
            Op::ObjectSize => arg(0) == Type::PTR && result == Type::I64,
            Op::LiteralAddr => f.literals.len() > data.x as usize && result == Type::PTR,
            Op::StackAddr => f.slots.is_valid(crate::StackSlot::from_u32(data.x)) && result == Type::PTR,
            Op::SymbolAddr | Op::TlsAddr | Op::BlockAddr | Op::IncomingArg | Op::VaRegArea => {
                result == Type::PTR
            }
            _ => true,
        };
        if !good {
            let mut text = String::new();
            let shown = crate::print::inst(&mut text, None, f, inst).is_ok();
            let types: Vec<Type> = data.fixed().iter().map(|&v: &Value| f.ty(v)).collect();
            self.fail(
                block,
                Some(inst),
                format!("wrong types: {} {types:?}", if shown { &text } else { "?" }),
            );
        }
    }
}
