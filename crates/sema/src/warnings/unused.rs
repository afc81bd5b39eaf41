//! What is declared and not used: variables, parameters, typedef names, labels, functions (-Wunused and its parts).

use crate::Sema;
use crate::hir::*;
use crate::scope::{Binding, Entity};
use crate::types::*;
use diag::{Loc, Place, Span, Warning, warn};
use parser::ast::{self, ExprKind as A};
use rustc_hash::FxHashSet;

/// A variable that may be read.
#[derive(Clone, Copy)]
enum Variable {
    /// Of the function at a level.
    Local(usize, LocalId),
    Static(DeclId),
}

impl Sema<'_> {
    /// The innermost scope is about to be left.
    pub(crate) fn check_unused(&mut self) {
        let groups = [
            warn::UNUSED_VARIABLE,
            warn::UNUSED_BUT_SET_VARIABLE,
            warn::UNUSED_PARAMETER,
            warn::UNUSED_BUT_SET_PARAMETER,
            warn::UNUSED_LOCAL_TYPEDEFS,
        ];
        if !groups.iter().any(|&group| self.session.diags.may_be_enabled(group)) {
            return;
        }
        let Some(function) = &self.function else { return };
        // After an error some uses were not seen.
        if self.session.diags.error_count() != function.errors {
            return;
        }
        let bindings: Vec<Binding<Entity>> = self.scopes.bindings().to_vec();
        for binding in bindings {
            let name = binding.symbol();
            let (group, what, tail) = match binding.entity {
                Entity::Local(local) => {
                    let Some((group, what, tail)) = self.unused_local(local) else { continue };
                    (group, what, tail)
                }
                Entity::Global(decl) => {
                    let declaration = &self.unit.decls[decl];
                    let own = declaration.name != declaration.symbol && declaration.loc == binding.loc;
                    let counts = own
                        && declaration.linkage == Linkage::Internal
                        && !declaration.is_function
                        && !declaration.attrs.unused;
                    let (used, read) = (declaration.used, declaration.read);
                    if read || !counts {
                        continue;
                    }
                    self.unit.decls[decl].used = true;
                    match used {
                        true => (warn::UNUSED_BUT_SET_VARIABLE, "variable", " set but not used"),
                        false => (warn::UNUSED_VARIABLE, "unused variable", ""),
                    }
                }
                Entity::Typedef(_) if !binding.used && binding.loc != Loc::NONE => {
                    (warn::UNUSED_LOCAL_TYPEDEFS, "typedef", " locally defined but not used")
                }
                _ => continue,
            };
            let text = self.text(name);
            self.warning(group, binding.loc, format!("{what} '{text}'{tail}"));
        }
    }

    fn unused_local(&self, id: LocalId) -> Option<(Warning, &'static str, &'static str)> {
        let local = &self.body.locals[id];
        if local.read || local.unused || self.unit.types.is_error(local.ty) {
            return None;
        }
        Some(match (local.used, local.parameter) {
            (false, true) => (warn::UNUSED_PARAMETER, "unused parameter", ""),
            (false, false) => (warn::UNUSED_VARIABLE, "unused variable", ""),
            (true, true) => (warn::UNUSED_BUT_SET_PARAMETER, "parameter", " set but not used"),
            (true, false) => (warn::UNUSED_BUT_SET_VARIABLE, "variable", " set but not used"),
        })
    }

    /// Whether the specifiers name a type whose objects need not be used.
    pub(crate) fn is_unused_type(&self, specs: &ast::DeclSpecs<'_>) -> bool {
        match specs.ty {
            ast::TypeSpec::Typedef(name) if !self.unused_types.is_empty() => {
                let binding = self.scopes.ordinary.get(name);
                binding.is_some_and(|binding| self.unused_types.contains(&binding.loc))
            }
            _ => false,
        }
    }

    /// Analyses the left operand of an assignment: that it is stored to is no use of it.
    pub(crate) fn stored(&mut self, place: &ast::Expr<'_>) -> ExprId {
        let root = self.stored_root(place);
        let before = root.map(|root| *self.read_flag(root));
        let id = self.expr(place);
        if let (Some(root), Some(read)) = (root, before) {
            *self.read_flag(root) = read;
        }
        id
    }

    /// The value of an expression is used: if it is an assignment, that of the object assigned to.
    pub(crate) fn note_value_use(&mut self, mut expr: &ast::Expr<'_>) {
        loop {
            match &expr.kind {
                A::Paren(inner) | A::Extension(inner) | A::Comma(_, inner) => expr = inner,
                A::Assign(None, _, place, _) => {
                    if let Some(root) = self.stored_root(place) {
                        *self.read_flag(root) = true;
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// The variable that an lvalue is, or is a part of.
    fn stored_root(&self, mut place: &ast::Expr<'_>) -> Option<Variable> {
        loop {
            match &place.kind {
                A::Paren(inner) | A::Extension(inner) => place = inner,
                A::Member { base, arrow: false, .. } => place = base,
                A::Ident(name) => {
                    let binding = self.scopes.ordinary.get(*name)?;
                    return match binding.entity {
                        Entity::Local(local) => Some(Variable::Local(self.level_of(binding.depth)?, local)),
                        Entity::Global(decl) => Some(Variable::Static(decl)),
                        _ => None,
                    };
                }
                _ => return None,
            }
        }
    }

    fn read_flag(&mut self, variable: Variable) -> &mut bool {
        match variable {
            Variable::Local(level, local) => &mut self.body_at(level).locals[local].read,
            Variable::Static(decl) => &mut self.unit.decls[decl].read,
        }
    }

    /// Labels that nothing goes to.
    pub(crate) fn check_unused_labels(&self) {
        let Some(function) = &self.function else { return };
        let used: FxHashSet<LabelId> = function.label_uses.iter().map(|&(label, _)| label).collect();
        for &(label, loc) in &function.label_order {
            if !used.contains(&label)
                && let Some(name) = self.body.labels[label].name.filter(|_| loc != Loc::NONE)
            {
                let text = self.text(name);
                self.warning(warn::UNUSED_LABEL, loc, format!("label '{text}' defined but not used"));
            }
        }
    }

    /// At the end of the translation unit: what has internal linkage and nobody uses, or nobody defines.
    pub(crate) fn check_unused_globals(&self) {
        for declaration in self.unit.decls.values() {
            let attrs = &declaration.attrs;
            let missing = declaration.is_function
                && attrs.inline
                && !self.session.options.gnu89_inline
                && !declaration.defined
                && declaration.linkage == Linkage::External
                && !self
                    .kept_attributes
                    .get(&declaration.name)
                    .is_some_and(|kept| kept.contains(&"gnu_inline"));
            if missing && declaration.loc != Loc::NONE {
                let text = self.text(declaration.name);
                let message = format!("inline function '{text}' declared but never defined");
                self.pedwarn(warn::NONE, declaration.loc, message);
                continue;
            }
            if declaration.linkage != Linkage::Internal
                || declaration.loc == Loc::NONE
                || attrs.alias.is_some()
                || attrs.weakref.is_some()
                || attrs.ifunc.is_some()
                || self.session.interner.with(declaration.name, |name| name.contains(&b'.'))
            {
                continue;
            }
            let text = || self.text(declaration.name);
            let at = declaration.loc;
            if declaration.is_function && !declaration.defined {
                if declaration.used {
                    self.pedwarn(warn::NONE, at, format!("'{}' used but never defined", text()));
                } else if !attrs.unused {
                    let message = format!("'{}' declared 'static' but never defined", text());
                    self.warning(warn::UNUSED_FUNCTION, at, message);
                }
                continue;
            }
            let kept =
                attrs.unused || attrs.used || attrs.constructor.is_some() || attrs.destructor.is_some();
            let volatile = self.unit.types.qualifiers(declaration.ty) & VOLATILE != 0;
            if declaration.used || kept || attrs.inline || volatile {
                continue;
            }
            let group = if declaration.is_function {
                warn::UNUSED_FUNCTION
            } else if self.unit.types.qualifiers(declaration.ty) & CONST != 0 {
                // A header may declare more constants than one file uses.
                let position = self.session.sources.position(at);
                let elsewhere = |position: diag::Position| {
                    position.included_from != Loc::NONE || position.name != position.file.name
                };
                if position.is_some_and(elsewhere) {
                    continue;
                }
                warn::UNUSED_CONST_VARIABLE
            } else {
                warn::UNUSED_VARIABLE
            };
            self.warning(group, at, format!("'{}' defined but not used", text()));
        }
    }

    /// An expression statement: says that it does nothing, or that what it computes is lost (-Wunused-value).
    pub(crate) fn check_statement_value(&self, id: ExprId, expr: &ast::Expr<'_>) {
        let span = expr.span;
        if !self.unit.types.call_checks.is_empty() || !self.nodiscard_types.is_empty() {
            self.check_dropped_result(id, span);
        }
        if self.unit.types.is_void(self.ty(id)) || self.is_error(id) {
            return;
        }
        if !self.does_something(id) {
            self.warning(warn::UNUSED_VALUE, Place::new(self.loc(id), span), "statement with no effect");
        } else if let Some(last) = self.comma_without_effect(id) {
            let message = "right-hand operand of comma expression has no effect";
            self.warning(warn::UNUSED_VALUE, self.loc(last), message);
        } else if self.is_converted_call(id, expr) {
            self.warning(warn::UNUSED_VALUE, Place::new(self.loc(id), span), "value computed is not used");
        } else if !matches!(expr.kind, A::Assign(..)) {
            self.check_lost_value(id, span);
        }
    }

    /// What a call returns may be dropped, but there is no use in casting it before.
    fn is_converted_call(&self, id: ExprId, expr: &ast::Expr<'_>) -> bool {
        matches!(expr.kind, A::Cast(..))
            && matches!(self.kind(id), ExprKind::Cast(CastKind::IntToInt, call)
                if matches!(self.kind(call), ExprKind::Call { .. }))
    }

    /// The left operand of a comma.
    pub(crate) fn check_comma(&self, id: ExprId, span: Span) {
        let void = self.unit.types.is_void(self.ty(id));
        let mut last = id;
        while let ExprKind::Comma(_, right) = self.kind(last) {
            last = right;
        }
        // What is cast to void is meant to be dropped.
        if void && matches!(self.kind(last), ExprKind::Cast(..)) || self.is_error(id) {
            return;
        }
        if !self.does_something(id) {
            self.warning(
                warn::UNUSED_VALUE,
                Place::new(self.loc(id), span),
                "left-hand operand of comma expression has no effect",
            );
        } else if let Some(last) = self.comma_without_effect(id) {
            let message = "right-hand operand of comma expression has no effect";
            self.warning(warn::UNUSED_VALUE, self.loc(last), message);
        } else {
            self.check_lost_value(id, span);
        }
    }

    fn check_lost_value(&self, id: ExprId, span: Span) {
        if let Some(lost) = self.lost_value(id) {
            self.warning(warn::UNUSED_VALUE, Place::new(self.loc(lost), span), "value computed is not used");
        }
    }

    /// The operation that computes a value which nothing uses. Of `a && b` it is the question whether `b` holds.
    fn lost_value(&self, id: ExprId) -> Option<ExprId> {
        use ExprKind as E;
        let mut outer = id;
        while let E::Cast(_, inner) = self.kind(outer) {
            outer = inner;
        }
        let (E::LogicalAnd(_, mut right) | E::LogicalOr(_, mut right)) = self.kind(outer) else {
            return (!self.may_be_dropped(id)).then_some(id);
        };
        let asked = loop {
            let asked = match self.kind(right) {
                E::Cast(CastKind::ToBool | CastKind::Bitcast, inner) => inner,
                _ => right,
            };
            match self.kind(asked) {
                E::LogicalAnd(_, inner) | E::LogicalOr(_, inner) => (outer, right) = (asked, inner),
                E::Binary(op, ..) if crate::operator::is_comparison(op) => return Some(asked),
                _ => break asked,
            }
        };
        // GCC asks the arms of a conditional expression instead, and nothing of what is known.
        let known = match self.kind(asked) {
            E::Comma(_, last) | E::Assign { value: last, .. } => self.is_pure(last),
            E::Cond { .. } => true,
            _ => self.is_pure(asked),
        };
        (!known).then_some(outer)
    }

    /// The last operand of commas, if it does nothing.
    fn comma_without_effect(&self, id: ExprId) -> Option<ExprId> {
        let mut last = id;
        while let ExprKind::Comma(_, right) = self.kind(last) {
            last = right;
        }
        (last != id && !self.does_something(last)).then_some(last)
    }

    /// Whether evaluating it changes or calls anything.
    pub(crate) fn does_something(&self, id: ExprId) -> bool {
        use ExprKind as E;
        match self.kind(id) {
            E::Int(_) | E::Wide(_) | E::Big(_) | E::Local(_) | E::Global(_) | E::Str(_) | E::LabelAddr(_) => {
                false
            }
            E::Load(place) => {
                self.ty(place).is_volatile() || self.ty(place).is_atomic() || self.does_something(place)
            }
            E::AddrOf(a) | E::Cast(_, a) | E::Unary(_, a) | E::Deref(a) | E::Real(a) | E::Imag(a) => {
                self.does_something(a)
            }
            E::Member { base, .. } | E::BitField { base, .. } | E::Part(base, _) => self.does_something(base),
            E::Binary(_, a, b)
            | E::PtrAdd(a, b)
            | E::LogicalAnd(a, b)
            | E::LogicalOr(a, b)
            | E::Complex(a, b) => self.does_something(a) || self.does_something(b),
            E::Comma(..) => self.commas_do_something(id),
            E::PtrDiff { lhs, rhs, .. } => self.does_something(lhs) || self.does_something(rhs),
            E::Cond { cond, then, els } => {
                self.does_something(cond) || self.does_something(then) || self.does_something(els)
            }
            _ => true,
        }
    }

    /// The same of operands with commas between them, the last first. Of very many the rest counts as doing something: each
    /// comma has asked about its own left before.
    fn commas_do_something(&self, mut id: ExprId) -> bool {
        for _ in 0..64 {
            let ExprKind::Comma(left, right) = self.kind(id) else { return self.does_something(id) };
            if self.does_something(right) {
                return true;
            }
            id = left;
        }
        true
    }

    /// Whether the outermost operation is one that is done for its effect.
    fn may_be_dropped(&self, id: ExprId) -> bool {
        use ExprKind as E;
        match self.kind(id) {
            E::Cast(_, a) => self.may_be_dropped(a),
            E::Comma(_, b) | E::LogicalAnd(_, b) | E::LogicalOr(_, b) => self.may_be_dropped(b),
            E::Cond { then, els, .. } => {
                (self.may_be_dropped(then) || !self.does_something(then) && self.is_pure(then))
                    && (self.may_be_dropped(els) || !self.does_something(els) && self.is_pure(els))
            }
            E::Load(place) if self.ty(place).is_atomic() => true,
            E::Load(place) => self.ty(place).is_volatile() || matches!(self.kind(place), E::Compound(..)),
            E::Binary(..) | E::PtrAdd(..) | E::PtrDiff { .. } | E::Unary(..) | E::Complex(..) => false,
            _ => true,
        }
    }
}
