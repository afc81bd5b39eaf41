//! Asm statements (GCC manual, "How to Use Inline Assembly Language in C Code").

use crate::Sema;
use crate::hir::*;
use crate::modifiable::ASM_OUTPUT;
use diag::Span;
use lexer::Symbol;
use parser::ast;
use rustc_hash::FxHashSet;

/// Operands and labels that a statement may have (GCC manual, "Extended Asm").
const MAX_OPERANDS: usize = 30;

/// Whether a constraint allows memory and nothing else.
fn memory_only(constraint: &str) -> bool {
    let mut memory = false;
    for c in constraint.chars() {
        match c {
            '=' | '+' | '&' | '%' | ',' | '!' | '?' | '*' | '#' => {}
            'm' | 'o' | 'V' | '<' | '>' => memory = true,
            _ => return false,
        }
    }
    memory
}

/// Whether a constraint allows memory among others.
fn allows_memory(operand: &ast::AsmOperand<'_>) -> bool {
    operand.constraint.bytes.iter().any(|letter| b"moVgX<>".contains(letter))
}

/// The constraint of an operand in one of its alternatives, with its modifiers; what follows a `#` is for the
/// allocation preferences of another compiler.
fn constraint_of(operand: &ast::AsmOperand<'_>, alternative: usize) -> String {
    let text = String::from_utf8_lossy(operand.constraint.bytes);
    let modifiers = text.len() - text.trim_start_matches(['=', '+']).len();
    let alternatives: Vec<&str> = text[modifiers..].split(',').collect();
    let chosen = alternatives.get(alternative).or(alternatives.first()).copied().unwrap_or("");
    let chosen = chosen.split('#').next().unwrap_or("");
    format!("{}{chosen}", &text[..modifiers])
}

/// Alternatives stand in the same order in all operands (GCC manual, "Multi-Alternative"): the one that puts the
/// fewest operands in memory.
fn chosen_alternative<'a>(operands: impl Iterator<Item = &'a ast::AsmOperand<'a>> + Clone) -> usize {
    let count = |operand: &ast::AsmOperand<'_>| operand.constraint.bytes.split(|&b| b == b',').count();
    let alternatives = operands.clone().map(count).max().unwrap_or(1);
    let in_memory = |alternative: &usize| {
        operands.clone().filter(|operand| memory_only(&constraint_of(operand, *alternative))).count()
    };
    (0..alternatives).min_by_key(in_memory).unwrap_or(0)
}

impl Sema<'_> {
    /// Whether a constraint is none, or wants a value where there is none; which is said.
    fn refuses_constraint(&self, constraint: &str, operand: ExprId, at: Span) -> bool {
        let known = |c: char| c.is_ascii_alphanumeric() || "=+&%,?!*#<>^$@_".contains(c) || c == ' ';
        if let Some(odd) = constraint.chars().find(|&c| !known(c)) {
            let shown = match u32::from(odd) {
                code @ (0..0x20 | 0x7f) => format!("\\x{code:02x}"),
                _ => odd.to_string(),
            };
            self.error(at, format!("invalid punctuation '{shown}' in constraint"));
            return true;
        }
        if self.unit.types.is_void(self.ty(operand)) && !memory_only(constraint) {
            self.error(at, "invalid use of void expression");
            return true;
        }
        false
    }

    pub(crate) fn asm(&mut self, asm: &ast::Asm<'_>, span: Span) {
        let mut names: Vec<Option<Symbol>> = Vec::new();
        let mut outputs = Vec::new();
        let alternative = chosen_alternative(asm.outputs.iter().chain(asm.inputs));
        for operand in asm.outputs {
            names.push(operand.name);
            let constraint = constraint_of(operand, alternative);
            if !constraint.starts_with(['=', '+']) {
                self.error(operand.constraint.span, "output operand constraint lacks '='");
            }
            let place = self.expr(&operand.expr);
            if self.is_error(place) {
                return;
            }
            if !self.is_lvalue(place) {
                let number = outputs.len();
                self.error(operand.expr.span, format!("invalid lvalue in 'asm' output {number}"));
                return;
            }
            if !self.modifiable(place, &operand.expr, ASM_OUTPUT, ASM_OUTPUT, operand.expr.span) {
                return;
            }
            if self.refuses_constraint(&constraint, place, operand.expr.span) {
                return;
            }
            if memory_only(&constraint) {
                if let ExprKind::BitField { .. } = self.kind(place) {
                    self.error(operand.expr.span, "cannot take address of bit-field");
                    return;
                }
                self.refuse_register_address(place, operand.expr.span);
                self.check_ordered_address(place, operand.expr.span);
                self.mark_address_taken(place);
            } else if self.unit.types.is_incomplete(self.ty(place)) && !allows_memory(operand) {
                let number = outputs.len();
                self.error(span.lo, "impossible constraint in 'asm'");
                self.error(span.lo, format!("non-memory output {number} must stay in memory"));
                return;
            }
            let register = self.pinned_register(place);
            outputs.push(AsmOperand { constraint, expr: place, register });
        }
        let mut inputs = Vec::new();
        for operand in asm.inputs {
            names.push(operand.name);
            let constraint = constraint_of(operand, alternative);
            if constraint.contains(['=', '+']) {
                self.error(
                    operand.constraint.span,
                    format!("input operand constraint contains '{}'", &constraint[..1]),
                );
            }
            let before = self.body.locals.len();
            let id = self.expr(&operand.expr);
            if self.is_error(id) {
                return;
            }
            if self.refuses_constraint(&constraint, id, operand.expr.span) {
                return;
            }
            let register = self.pinned_register(id);
            let expr = if memory_only(&constraint) {
                let scalar = !self.unit.types.is_array(self.ty(id))
                    && self.unit.types.record_of(self.ty(id)).is_none();
                if scalar && !self.is_place(id) {
                    let number = inputs.len();
                    let message = format!("memory input {number} is not directly addressable");
                    match self.last_object(id) {
                        // The object is gone when the asm could use it; a copy of its value is not.
                        Some(local) if local.as_u32() as usize >= before => {
                            self.session.diags.warning(diag::warn::NONE, operand.expr.span, message);
                        }
                        Some(_) => {}
                        None => {
                            self.error(operand.expr.span, message);
                            return;
                        }
                    }
                }
                let place = self.materialize(id);
                if let ExprKind::BitField { .. } = self.kind(place) {
                    self.error(operand.expr.span, "cannot take address of bit-field");
                    return;
                }
                self.refuse_register_address(place, operand.expr.span);
                self.check_ordered_address(place, operand.expr.span);
                self.mark_address_taken(place);
                place
            } else {
                let value = self.rvalue(id);
                self.immediate(value, &constraint)
            };
            if self.is_error(expr) {
                return;
            }
            let digits = constraint.trim_start_matches(|c: char| !c.is_ascii_digit());
            let digits: String = match constraint.contains('Y') {
                // A class of registers, which may have a digit.
                true => String::new(),
                false => digits.chars().take_while(char::is_ascii_digit).collect(),
            };
            if digits.parse().is_ok_and(|number: usize| number >= outputs.len()) {
                self.error(span.lo, "matching constraint references invalid operand number");
                return;
            }
            inputs.push(AsmOperand { constraint, expr, register });
        }
        let clobbers: Vec<String> =
            asm.clobbers.iter().map(|text| String::from_utf8_lossy(text.bytes).into_owned()).collect();
        for (text, literal) in clobbers.iter().zip(asm.clobbers) {
            let register = text.trim_start_matches('%');
            let special = matches!(register, "memory" | "cc" | "redzone");
            if !special && !(self.session.target.is_register_name)(register) {
                self.error(literal.span, format!("unknown register name '{text}' in 'asm'"));
            }
        }
        // A "+" operand counts as an output and an input, which stands before the labels (GCC manual, "Goto Labels").
        let updated = outputs.iter().filter(|operand: &&AsmOperand| operand.constraint.starts_with('+'));
        names.extend(updated.map(|_| None));
        let mut labels = Vec::new();
        for label in asm.labels {
            names.push(Some(label.name));
            let id = self.label_reference(*label);
            labels.push(id);
        }
        self.check_operand_names(&names, span);
        let operands: Vec<&AsmOperand> = outputs.iter().chain(&inputs).collect();
        self.check_clobbers(&operands, &clobbers, span);
        if names.len() > MAX_OPERANDS {
            self.error(span, format!("more than {MAX_OPERANDS} operands in 'asm'"));
        }
        let template = String::from_utf8_lossy(asm.template.bytes).into_owned();
        let template = if asm.extended { self.number_operands(&template, &names, span) } else { template };
        let volatile = asm.volatile || asm.goto || asm.outputs.is_empty();
        let id = self.body.asms.push(Asm {
            template,
            basic: !asm.extended,
            volatile,
            inline: asm.inline,
            outputs,
            inputs,
            clobbers,
            labels,
            span,
        });
        self.emit(StmtKind::Asm(id), span.lo);
    }

    /// A value that must be a constant, as one if it is one after all.
    fn immediate(&mut self, value: ExprId, constraint: &str) -> ExprId {
        let only =
            !constraint.is_empty() && constraint.bytes().all(|letter| b"insIJKLMNOeZ%".contains(&letter));
        let Expr { ty, loc, .. } = self.body.exprs[value];
        if !only || self.is_pure(value) || !self.unit.types.is_integer(ty) {
            return value;
        }
        match self.evaluate(value) {
            Some(crate::constant::Const::Int(bits)) => self.int(bits as i128, ty, loc),
            _ => value,
        }
    }

    /// The local whose value a comma or statement expression ends with.
    fn last_object(&self, mut id: ExprId) -> Option<LocalId> {
        loop {
            match self.kind(id) {
                ExprKind::Comma(_, last) => id = last,
                ExprKind::StmtExpr { value, .. } => id = value.expand()?,
                ExprKind::Load(place) => {
                    return match self.kind(place) {
                        ExprKind::Local(local) => Some(local),
                        _ => None,
                    };
                }
                _ => return None,
            }
        }
    }

    /// Names of operands and labels are different from each other.
    fn check_operand_names(&self, names: &[Option<Symbol>], span: Span) {
        let mut seen = FxHashSet::default();
        for name in names.iter().flatten() {
            if !seen.insert(*name) {
                self.error(span, format!("duplicate 'asm' operand name '{}'", self.text(*name)));
            }
        }
    }

    /// An operand that is pinned to a register which the statement clobbers besides.
    fn check_clobbers(&self, operands: &[&AsmOperand], clobbers: &[String], span: Span) {
        for operand in operands {
            let Some(register) = &operand.register else { continue };
            if !clobbers.iter().any(|clobber| clobber.trim_start_matches('%') == &**register) {
                continue;
            }
            let mut place = operand.expr;
            while let ExprKind::Load(inner) = self.kind(place) {
                place = inner;
            }
            if let ExprKind::Local(local) = self.kind(place)
                && let Some(name) = self.body.locals[local].name
            {
                let name = self.text(name);
                let message =
                    format!("'asm' specifier for variable '{name}' conflicts with 'asm' clobber list");
                self.error(span, message);
            }
        }
    }

    /// The register of a `register T x asm("reg")` operand.
    fn pinned_register(&self, id: ExprId) -> Option<Box<str>> {
        match self.kind(id) {
            ExprKind::Local(local) => self.body.locals[local].register.clone(),
            ExprKind::Load(place) => self.pinned_register(place),
            _ => None,
        }
    }

    /// `%[name]` and `%w[name]` become `%0` and `%w0`.
    fn number_operands(&self, template: &str, names: &[Option<Symbol>], span: Span) -> String {
        if !template.contains('[') {
            return template.to_string();
        }
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            if let Some(stripped) = rest.strip_prefix('%') {
                out.push('%');
                rest = stripped;
                continue;
            }
            let modifier = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let Some(bracketed) = rest[modifier..].strip_prefix('[') else { continue };
            let Some(end) = bracketed.find(']') else {
                self.error(span, "missing close brace for named operand");
                continue;
            };
            let name = &bracketed[..end];
            let number = names.iter().position(|candidate| {
                candidate
                    .is_some_and(|symbol| self.session.interner.with(symbol, |text| text == name.as_bytes()))
            });
            match number {
                Some(number) => {
                    out.push_str(&rest[..modifier]);
                    out.push_str(&number.to_string());
                }
                None => self.error(span, format!("undefined named operand '{name}'")),
            }
            rest = &bracketed[end + 1..];
        }
        out.push_str(rest);
        out
    }
}
