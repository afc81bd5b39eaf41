//! Inline asm: operands become values, addresses and results of one instruction (GCC manual 6.47.2).

use crate::function::{Addr, Fx, Val};
use crate::place::Place;
use crate::types::Shape;
use ir::{AsmConstraint, InstData, Op, Type, Value};
use sema::hir::{AsmId, AsmOperand, ExprKind};

/// A constraint without its modifiers; one without letters allows everything, as `X` does.
fn letters(constraint: &str) -> String {
    let letters: String = constraint.chars().filter(|c| !"=+&%*!?".contains(*c)).collect();
    if letters.trim().is_empty() { "X".into() } else { letters }
}

/// Whether the operand can only be memory.
fn memory_only(letters: &str) -> bool {
    !letters.is_empty() && letters.chars().all(|c| "moV<>Q".contains(c)) && letters != "Q"
}

/// Whether the operand can be any register of its class.
fn takes_any(letters: &str) -> bool {
    letters.contains(['r', 'q', 'g', 'X', 'x', 'v'])
}

/// Whether two registers can hold the operand: general ones that no name pins.
fn can_be_pair(letters: &str, operand: &AsmOperand) -> bool {
    !letters.contains(['x', 'v', 'Y', 't', 'u', 'f']) && operand.register.is_none()
}

/// The type in which one register holds the operand, if one can; a 128-bit integer in a vector register is its bytes.
fn in_registers(ir: Option<Type>, letters: &str, operand: &AsmOperand) -> Option<Type> {
    match ir? {
        Type::I128 if can_be_pair(letters, operand) => Some(Type::I128),
        Type::I128 if letters.contains(['x', 'v']) => Some(Type::I8.vector(4)),
        Type::I128 => None,
        ir => Some(ir),
    }
}

/// An output in a register: where it goes when the asm is done.
struct Result {
    place: Place,
    ty: sema::types::Ty,
    ir: Type,
}

impl Fx<'_, '_> {
    pub(crate) fn asm(&mut self, id: AsmId) {
        let source = &self.body.asms[id];
        let loc = source.span.lo;
        let mut asm = ir::Asm {
            template: source.template.as_str().into(),
            basic: source.basic,
            volatile: source.volatile || source.outputs.is_empty(),
            clobbers: source.clobbers.iter().map(|c| c.as_str().into()).collect(),
            labels: source.labels.len() as u32,
            loc,
            ..ir::Asm::default()
        };
        let mut args: Vec<Value> = Vec::new();
        let mut results: Vec<Result> = Vec::new();
        let mut tied: Vec<(u32, Value, Type)> = Vec::new();
        for (number, output) in source.outputs.iter().enumerate() {
            self.asm_output(number as u32, output, &mut asm, &mut args, &mut results, &mut tied);
        }
        for input in &source.inputs {
            self.asm_input(input, &mut asm, &mut args);
        }
        // The reading half of "+r" operands, numbered after all others.
        for (number, value, ty) in tied {
            args.push(value);
            asm.operands.push(ir::AsmOperand {
                constraint: AsmConstraint::Tied(number),
                ty,
                early_clobber: false,
                memory: false,
                register: source.outputs[number as usize].register.clone(),
                is_output: false,
            });
        }
        let types: Vec<Type> = results.iter().map(|result| result.ir).collect();
        let goto = asm.labels != 0;
        self.f.asms.push(asm);
        let index = self.f.asms.len() as u32 - 1;
        let mut data = InstData::new(if goto { Op::AsmGoto } else { Op::Asm }, Type::NONE, &[]);
        data.list.extend(args, &mut self.f.lists);
        let next = goto.then(|| self.new_block());
        let mut edges = Vec::new();
        match next {
            Some(next) => {
                data.imm = i64::from(index);
                let mut blocks = vec![next];
                for &label in &source.labels {
                    let label = self.label(label);
                    // Outputs are set on every edge (GCC manual, "Goto Labels"): each needs a place to store them.
                    let block = if results.is_empty() { label } else { self.new_block() };
                    blocks.push(block);
                    if !results.is_empty() {
                        edges.push((block, label));
                    }
                }
                data.x = self.edges(&blocks);
            }
            None => data.x = index,
        }
        let inst = self.f.new_inst(data, self.loc);
        self.f.make_results(inst, &types);
        self.f.blocks[self.block].insts.push(inst);
        let values: Vec<Value> = self.f.results(inst).collect();
        for (block, label) in edges {
            self.enter_sealed(block);
            self.store_results(&results, &values);
            self.jump(label);
        }
        if let Some(next) = next {
            self.enter_sealed(next);
        }
        self.store_results(&results, &values);
    }

    fn store_results(&mut self, results: &[Result], values: &[Value]) {
        for (result, &value) in results.iter().zip(values) {
            let value = match self.shape(result.ty) {
                Shape::Scalar(ir) if ir == result.ir => Val::Scalar(value),
                Shape::Scalar(ir) if !result.ir.is_vector() => {
                    Val::Scalar(self.convert(value, ir, false, false))
                }
                _ => {
                    let slot = self.slot(u64::from(result.ir.bytes()), result.ir.bytes());
                    let place = self.slot_addr(slot, result.ir.bytes());
                    self.store(value, place);
                    self.load_val(place, result.ty)
                }
            };
            self.store_place(&result.place, value, result.ty);
        }
    }

    /// The IR type that an operand of a C type travels in: small records and vectors as one register.
    fn asm_type(&self, ty: sema::types::Ty) -> Option<Type> {
        match self.shape(ty) {
            Shape::Scalar(ir) => Some(ir),
            Shape::Memory => match (self.unit.types.shape(ty), self.size_of(ty)) {
                (sema::types::TypeKind::Vector { .. }, size @ (8 | 16)) => {
                    Some(Type::I8.vector((size as u32).ilog2()))
                }
                (_, size @ (1 | 2 | 4 | 8)) => Type::int_of_bytes(size as u32),
                _ => None,
            },
            Shape::Complex(part) => Type::int_of_bytes(2 * part.bytes()),
            Shape::Void => None,
        }
    }

    fn asm_output(
        &mut self,
        number: u32,
        output: &AsmOperand,
        asm: &mut ir::Asm,
        args: &mut Vec<Value>,
        results: &mut Vec<Result>,
        tied: &mut Vec<(u32, Value, Type)>,
    ) {
        let ty = self.body.exprs[output.expr].ty;
        let text = letters(&output.constraint);
        let early_clobber = output.constraint.contains('&');
        let read = output.constraint.contains('+');
        let mut operand = ir::AsmOperand {
            constraint: AsmConstraint::Text(text.as_str().into()),
            ty: Type::I64,
            early_clobber,
            memory: false,
            register: output.register.clone(),
            is_output: true,
        };
        if let Some(flag) = text.strip_prefix("@cc") {
            let place = self.place(output.expr);
            operand.constraint = AsmConstraint::Flag(flag.into());
            operand.ty = Type::I8;
            asm.operands.push(operand);
            results.push(Result { place, ty, ir: Type::I8 });
            return;
        }
        if let Some(register) = self.claimed(output.expr).filter(|_| takes_any(&text)) {
            operand.constraint = AsmConstraint::Claimed(register);
            operand.ty = self.asm_type(ty).unwrap_or(Type::I64);
            // What it writes outlives the function.
            asm.volatile = true;
            asm.operands.push(operand);
            return;
        }
        let ir = self.asm_type(ty);
        let in_memory = self.in_asm_memory(&text, ir);
        let ir = in_registers(ir, &text, output);
        let Some(ir) = ir.or(in_memory.then_some(Type::I64)) else {
            if read {
                // What it reads is an input of its own, behind the others.
                let message = format!("'asm' operand {} probably does not match constraints", number + 1);
                self.low.diags.warning(diag::warn::NONE, asm.loc, message);
            }
            self.low.diags.error(asm.loc, "impossible constraint in 'asm'");
            return;
        };
        operand.ty = ir;
        if in_memory {
            let addr = self.place_addr(output.expr);
            args.push(self.pointer(addr));
            operand.memory = true;
            asm.operands.push(operand);
            return;
        }
        let place = self.place(output.expr);
        if read {
            let value = self.load_place(&place, ty, None);
            let value = self.asm_value(value, ir);
            tied.push((number, value, ir));
        }
        asm.operands.push(operand);
        results.push(Result { place, ty, ir });
    }

    fn asm_value(&mut self, value: Val, ir: Type) -> Value {
        match value {
            Val::Scalar(v) if self.f.ty(v) == Type::I128 && ir.is_vector() => {
                let slot = self.slot(u64::from(ir.bytes()), ir.bytes());
                let place = self.slot_addr(slot, ir.bytes());
                self.store(v, place);
                self.load(ir, place)
            }
            Val::Scalar(v) => v,
            Val::Memory(place) => self.load(ir, place),
            Val::Complex(re, im) => {
                let slot = self.slot(u64::from(ir.bytes()), ir.bytes());
                let place = self.slot_addr(slot, ir.bytes());
                self.store(re, place);
                self.store(im, place.plus(i64::from(ir.bytes() / 2)));
                self.load(ir, place)
            }
            Val::None => self.zero(ir),
        }
    }

    fn asm_input(&mut self, input: &AsmOperand, asm: &mut ir::Asm, args: &mut Vec<Value>) {
        let ty = self.body.exprs[input.expr].ty;
        let text = letters(&input.constraint);
        let mut operand = ir::AsmOperand {
            constraint: AsmConstraint::Text(text.as_str().into()),
            ty: Type::I64,
            early_clobber: false,
            memory: false,
            register: input.register.clone(),
            is_output: false,
        };
        let ir = self.asm_type(ty);
        if let ExprKind::Load(place) = self.body.exprs[input.expr].kind
            && let Some(register) = self.claimed(place)
            && takes_any(&text)
        {
            operand.constraint = AsmConstraint::Claimed(register);
            operand.ty = ir.unwrap_or(Type::I64);
            asm.operands.push(operand);
            return;
        }
        let in_memory = self.in_asm_memory(&text, ir);
        if in_memory {
            let addr = self.asm_memory(input);
            args.push(self.pointer(addr));
            operand.ty = ir.unwrap_or(Type::I64);
            operand.memory = true;
            asm.operands.push(operand);
            return;
        }
        // An input tied to an output travels as that one does.
        let output = text.parse::<usize>().ok().and_then(|number| asm.operands.get(number));
        let ir = match output.filter(|output| output.ty.is_vector() && !output.memory) {
            Some(output) if ir == Some(Type::I128) => Some(output.ty),
            _ => in_registers(ir, &text, input),
        };
        let Some(ir) = ir else {
            self.low.diags.error(asm.loc, "impossible constraint in 'asm'");
            return;
        };
        let value = if self.is_place(input.expr) {
            let place = self.place(input.expr);
            self.load_place(&place, ty, None)
        } else {
            self.expr(input.expr)
        };
        let mut value = self.asm_value(value, ir);
        operand.ty = ir;
        if let Ok(number) = text.parse::<u32>() {
            operand.constraint = AsmConstraint::Tied(number);
            // The input takes the output's register, so it takes its width, too.
            if let Some(output) = asm.operands.get(number as usize) {
                if output.memory {
                    // Tied to memory: the object is there already, if it is the same one (GCC manual, Simple Constraints).
                    let before = asm.operands[..number as usize].iter().filter(|o| o.memory).count();
                    let place = args.get(before).copied();
                    if let Some(place) = place {
                        self.store(value, Addr::new(place, 1));
                        args.push(place);
                        operand.memory = true;
                        operand.constraint = AsmConstraint::Text("m".into());
                        asm.operands.push(operand);
                    }
                    return;
                }
                let claimed = match output.constraint {
                    AsmConstraint::Claimed(register) => Some(register),
                    _ => None,
                };
                let wanted = output.ty;
                if wanted != ir && wanted.is_int_or_ptr() && ir.is_int_or_ptr() {
                    let signed = self.is_signed(ty);
                    value = self.convert(value, wanted, signed, signed);
                    operand.ty = wanted;
                }
                if let Some(register) = claimed {
                    self.set_register(register, value);
                    operand.constraint = AsmConstraint::Claimed(register);
                    asm.operands.push(operand);
                    return;
                }
            }
        }
        args.push(value);
        asm.operands.push(operand);
    }

    /// Whether an operand is in memory: it must be, or it may be and would need more than one register.
    fn in_asm_memory(&self, letters: &str, ir: Option<Type>) -> bool {
        let large = ir.is_none_or(|ir| ir == Type::I128);
        memory_only(letters) || (large && letters.contains(['m', 'g', 'X']))
    }

    /// The register of a place that is a global register variable.
    fn claimed(&self, place: sema::hir::ExprId) -> Option<u8> {
        match self.body.exprs[place].kind {
            ExprKind::Global(decl) => self.unit.decls[decl].register,
            _ => None,
        }
    }

    fn is_place(&self, id: sema::hir::ExprId) -> bool {
        matches!(
            self.body.exprs[id].kind,
            ExprKind::Local(_)
                | ExprKind::Global(_)
                | ExprKind::Str(_)
                | ExprKind::Deref(_)
                | ExprKind::Member { .. }
                | ExprKind::BitField { .. }
                | ExprKind::Part(..)
                | ExprKind::Lane(..)
                | ExprKind::Compound(..)
                | ExprKind::Materialize(_)
        )
    }

    /// The address of a memory input; a value gets a temporary.
    fn asm_memory(&mut self, input: &AsmOperand) -> Addr {
        let ty = self.body.exprs[input.expr].ty;
        if let ExprKind::Load(place) = self.body.exprs[input.expr].kind
            && !matches!(self.body.exprs[place].kind, ExprKind::BitField { .. })
            && !self.is_register(place)
        {
            return self.place_addr(place);
        }
        if self.is_place(input.expr) && !self.is_register(input.expr) {
            return self.place_addr(input.expr);
        }
        let value = if self.is_place(input.expr) {
            let place = self.place(input.expr);
            self.load_place(&place, ty, None)
        } else {
            self.expr(input.expr)
        };
        self.in_memory(value, ty)
    }

    fn is_register(&self, place: sema::hir::ExprId) -> bool {
        match self.body.exprs[place].kind {
            ExprKind::Local(local) => matches!(self.storage[local], Some(crate::function::Storage::Var(_))),
            _ => false,
        }
    }
}
