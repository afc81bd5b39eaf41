//! HIR as text, for snapshots and `-fdump-hir`: an s-expression a statement.

use crate::hir::*;
use lexer::Interner;
use std::fmt::Write;

struct Printer<'a> {
    body: &'a Body,
    unit: &'a Unit,
    interner: &'a Interner,
    out: String,
}

/// The text of a function's body.
pub fn print_body(body: &Body, unit: &Unit, interner: &Interner) -> String {
    let mut printer = Printer { body, unit, interner, out: String::new() };
    let decl = &unit.decls[body.decl];
    let ty = unit.types.spell(decl.ty, interner);
    let _ = writeln!(printer.out, "function {} : {ty}", interner.text(decl.symbol));
    for (id, local) in body.locals.iter() {
        let name = local.name.map_or_else(String::new, |name| interner.text(name));
        let ty = unit.types.spell(local.ty, interner);
        let mark = if local.address_taken { " &" } else { "" };
        let captured = local.captured.map_or_else(String::new, |offset| format!(" frame+{offset}"));
        let chain = if body.chain == Some(id) { " chain" } else { "" };
        let _ = writeln!(printer.out, "  {id:?} {name}: {ty}{mark}{captured}{chain}");
    }
    if let Some(root) = body.root {
        printer.stmt(root, 1);
    }
    printer.out
}

impl Printer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{:width$}{text}", "", width = depth * 2);
    }

    fn stmt(&mut self, id: StmtId, depth: usize) {
        let body = self.body;
        match body.stmts[id].kind {
            StmtKind::Expr(expr) => {
                let text = self.expr(expr);
                self.line(depth, &text);
            }
            StmtKind::Block(list) => {
                self.line(depth, "{");
                for &stmt in list.as_slice(&body.stmt_lists) {
                    self.stmt(stmt, depth + 1);
                }
                self.line(depth, "}");
            }
            StmtKind::If { cond, then, els } => {
                let text = self.expr(cond);
                self.line(depth, &format!("if {text}"));
                self.stmt(then, depth + 1);
                if let Some(els) = els.expand() {
                    self.line(depth, "else");
                    self.stmt(els, depth + 1);
                }
            }
            StmtKind::While { cond, step, body } => {
                let cond = cond.expand().map_or_else(|| "1".to_string(), |cond| self.expr(cond));
                let step =
                    step.expand().map_or_else(String::new, |step| format!(" step {}", self.expr(step)));
                self.line(depth, &format!("while {cond}{step}"));
                self.stmt(body, depth + 1);
            }
            StmtKind::DoWhile { body, cond } => {
                self.line(depth, "do");
                self.stmt(body, depth + 1);
                let text = self.expr(cond);
                self.line(depth, &format!("while {text}"));
            }
            StmtKind::Switch(switch) => {
                let switch = &body.switches[switch];
                let mut text = format!("switch {}", self.expr(switch.value));
                for (low, high, label) in &switch.cases {
                    let _ = write!(text, " {low}..{high}:{label:?}");
                }
                if let Some(default) = switch.default {
                    let _ = write!(text, " default:{default:?}");
                }
                self.line(depth, &text);
                self.stmt(switch.body, depth + 1);
            }
            StmtKind::ComputedGoto(expr) => {
                let text = self.expr(expr);
                self.line(depth, &format!("goto *{text}"));
            }
            StmtKind::Return(value) => {
                let text = value.expand().map_or_else(String::new, |value| format!(" {}", self.expr(value)));
                self.line(depth, &format!("return{text}"));
            }
            StmtKind::Init(local, init) => {
                let init = self.init(init);
                self.line(depth, &format!("init {local:?} {init}"));
            }
            StmtKind::PushCleanup(id) => {
                let text = match body.cleanups[id].action {
                    CleanupAction::Defer { block, .. } => {
                        self.line(depth, "defer");
                        return self.stmt(block, depth + 1);
                    }
                    CleanupAction::Eval(expr) => self.expr(expr),
                    CleanupAction::RestoreStack(local) => format!("restore {local:?}"),
                    CleanupAction::Nothing => String::from("nothing"),
                };
                self.line(depth, &format!("cleanup {id:?} {text}"));
            }
            StmtKind::Asm(id) => {
                let asm = &body.asms[id];
                let mut text = format!("asm {:?}", asm.template);
                for operand in asm.outputs.iter().chain(&asm.inputs) {
                    let _ = write!(text, " {:?}({})", operand.constraint, self.expr(operand.expr));
                }
                self.line(depth, &text);
            }
            other => self.line(depth, &format!("{other:?}")),
        }
    }

    fn init(&mut self, id: InitId) -> String {
        let init = &self.body.inits[id];
        let mut text = String::from("{");
        if init.zero {
            text.push_str(" zero");
        }
        if let Some(image) = init.image {
            let _ = write!(text, " image {image:?}");
        }
        for store in &init.stores {
            let value = self.expr(store.value);
            let _ = write!(text, " +{}", store.offset);
            if let Some((shift, width)) = store.bits {
                let _ = write!(text, ":{shift}:{width}");
            }
            let _ = write!(text, "={value}");
        }
        text.push_str(" }");
        text
    }

    fn list(&mut self, list: ExprList) -> String {
        let items: Vec<String> =
            list.as_slice(&self.body.expr_lists).iter().map(|&expr| self.expr(expr)).collect();
        items.join(" ")
    }

    fn expr(&mut self, id: ExprId) -> String {
        diag::nested(|| self.expr_node(id))
    }

    fn expr_node(&mut self, id: ExprId) -> String {
        let expr = self.body.exprs[id];
        let ty = self.unit.types.spell(expr.ty, self.interner);
        match expr.kind {
            ExprKind::Int(value) => format!("{value}:{ty}"),
            ExprKind::Wide(index) => format!("{:#x}:{ty}", self.body.wide[index as usize]),
            ExprKind::Big(string) => format!("big {string}:{ty}"),
            ExprKind::Load(place) => self.expr(place),
            ExprKind::AddrOf(place) => format!("(& {})", self.expr(place)),
            ExprKind::Cast(kind, inner) => format!("({kind:?} {} :{ty})", self.expr(inner)),
            ExprKind::Unary(op, inner) => format!("({op:?} {})", self.expr(inner)),
            ExprKind::Binary(op, lhs, rhs) => format!("({op:?} {} {} :{ty})", self.expr(lhs), self.expr(rhs)),
            ExprKind::PtrAdd(pointer, bytes) => {
                format!("(PtrAdd {} {})", self.expr(pointer), self.expr(bytes))
            }
            ExprKind::PtrDiff { lhs, rhs, size } => {
                format!("(PtrDiff {} {} {})", self.expr(lhs), self.expr(rhs), self.expr(size))
            }
            ExprKind::Frame => "frame".to_string(),
            ExprKind::WithChain { function, chain } => {
                format!("(chain {} {})", self.expr(function), self.expr(chain))
            }
            ExprKind::Assign { place, value } => format!("(= {} {})", self.expr(place), self.expr(value)),
            ExprKind::Update { temp, place, new, yields_old } => {
                let which = if yields_old { "old" } else { "new" };
                format!("(update {temp:?} {} {} {which})", self.expr(place), self.expr(new))
            }
            ExprKind::Let { temp, value, body } => {
                format!("(let {temp:?} {} {})", self.expr(value), self.expr(body))
            }
            ExprKind::Call { callee, args } => {
                format!("(call {} {} :{ty})", self.expr(callee), self.list(args))
            }
            ExprKind::Builtin { op, args } => format!("({op:?} {} :{ty})", self.list(args)),
            ExprKind::Cond { cond, then, els } => {
                format!("(? {} {} {})", self.expr(cond), self.expr(then), self.expr(els))
            }
            ExprKind::LogicalAnd(lhs, rhs) => format!("(&& {} {})", self.expr(lhs), self.expr(rhs)),
            ExprKind::LogicalOr(lhs, rhs) => format!("(|| {} {})", self.expr(lhs), self.expr(rhs)),
            ExprKind::Comma(lhs, rhs) => format!("(, {} {})", self.expr(lhs), self.expr(rhs)),
            ExprKind::StmtExpr { block, value } => {
                let outer = std::mem::take(&mut self.out);
                self.stmt(block, 0);
                let text = std::mem::replace(&mut self.out, outer);
                let flat: Vec<&str> = text.lines().map(str::trim).collect();
                let value = value.expand().map_or_else(String::new, |value| self.expr(value));
                format!("(stmts {} {value})", flat.join("; "))
            }
            ExprKind::VaArg(list) => format!("(va_arg {} :{ty})", self.expr(list)),
            ExprKind::Complex(re, im) => format!("(complex {} {})", self.expr(re), self.expr(im)),
            ExprKind::Real(inner) => format!("(real {})", self.expr(inner)),
            ExprKind::Imag(inner) => format!("(imag {})", self.expr(inner)),
            ExprKind::Splat(inner) => format!("(splat {})", self.expr(inner)),
            ExprKind::Global(decl) => self.interner.text(self.unit.decls[decl].symbol),
            ExprKind::Str(string) => {
                format!("{:?}", String::from_utf8_lossy(&self.unit.strings[string].bytes))
            }
            ExprKind::Deref(pointer) => format!("(* {})", self.expr(pointer)),
            ExprKind::Member { base, offset } => format!("(+{offset} {})", self.expr(base)),
            ExprKind::BitField { base, offset, shift, width } => {
                format!("(+{offset}:{shift}:{width} {})", self.expr(base))
            }
            ExprKind::Part(base, part) => format!("(part{part} {})", self.expr(base)),
            ExprKind::Lane(base, index) => format!("(lane {} {})", self.expr(base), self.expr(index)),
            ExprKind::Compound(local, init) => format!("(compound {local:?} {})", self.init(init)),
            ExprKind::Materialize(value) => format!("(materialize {})", self.expr(value)),
            other => format!("{other:?}"),
        }
    }
}
