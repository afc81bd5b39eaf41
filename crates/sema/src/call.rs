//! Function calls (C23 6.5.3.3).

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::strictness::Flaws;
use crate::types::*;
use diag::{Span, warn};
use lexer::Symbol;
use parser::ast;

impl Sema<'_> {
    pub(crate) fn call(&mut self, callee: &ast::Expr<'_>, args: &[ast::Expr<'_>], span: Span) -> ExprId {
        let mut plain = callee;
        while let ast::ExprKind::Paren(inner) | ast::ExprKind::Extension(inner) = &plain.kind {
            plain = inner;
        }
        let mut name = None;
        let id = match plain.kind {
            ast::ExprKind::Ident(symbol) => {
                name = Some(symbol);
                match self.scopes.ordinary.get(symbol).map(|binding| binding.entity) {
                    None => {
                        if let Some(result) = self.builtin_call(symbol, args, span) {
                            self.check_call(result, name, args, span);
                            return result;
                        }
                        let ident = ast::Ident { name: symbol, loc: plain.span.lo };
                        let decl = self.implicit_function(ident);
                        if let Some(result) = self.library_call(symbol, decl, args, span) {
                            self.check_call(result, name, args, span);
                            return result;
                        }
                        self.global(decl, plain.span.lo)
                    }
                    Some(crate::scope::Entity::Global(decl)) => {
                        if self.unit.decls[decl].is_function
                            && let Some(result) = self.library_call(symbol, decl, args, span)
                        {
                            self.check_call(result, name, args, span);
                            return result;
                        }
                        self.global(decl, plain.span.lo)
                    }
                    Some(_) => self.expr(callee),
                }
            }
            _ => self.expr(callee),
        };
        let values: Vec<(ExprId, Span)> = args.iter().map(|arg| (self.value(arg), arg.span)).collect();
        // Messages show what is called, whatever it is.
        let shown = name.or_else(|| {
            let text = self.spell_expression(plain);
            Some(self.session.interner.intern(text.as_bytes()))
        });
        if let Some(name) = name {
            self.check_library_arguments(name, &values, span);
        }
        let result = self.call_values(id, values, span, shown);
        self.check_call(result, name, args, span);
        result
    }

    /// A call of `callee` (a function or pointer to one) with values as arguments.
    pub(crate) fn call_values(
        &mut self,
        callee: ExprId,
        args: Vec<(ExprId, Span)>,
        span: Span,
        name: Option<Symbol>,
    ) -> ExprId {
        let loc = span.lo;
        if self.is_error(callee) {
            return callee;
        }
        let called = match self.kind(callee) {
            ExprKind::Global(decl) => Some(decl),
            _ => None,
        };
        // By the name of a builtin it is another function, maybe called by an inline one that wraps it.
        if let Some(decl) = called.filter(|&decl| name == Some(self.unit.decls[decl].name)) {
            self.note_inline_call(decl, loc);
        }
        let twice = called.is_some_and(|decl| self.unit.decls[decl].attrs.returns_twice);
        self.check_interrupt_call(called, loc);
        let callee = self.callee(callee);
        let callee_ty = self.ty(callee);
        let function = self
            .unit
            .types
            .pointee(callee_ty)
            .and_then(|pointee| self.unit.types.function_of(pointee))
            .cloned();
        let Some(function) = function else {
            match name {
                Some(name) => {
                    let text = self.text(name);
                    self.error(span, format!("called object '{text}' is not a function or function pointer"));
                }
                None => self.error(span, "called object is not a function or function pointer"),
            }
            return self.error_expr(loc);
        };
        if twice && self.unevaluated == 0 {
            self.body.calls_setjmp = true;
        }
        let described = name.map_or_else(|| "<function>".to_string(), |name| self.text(name));
        if function.prototyped {
            let packed = args.last().is_some_and(|&(arg, _)| self.ends_in_pack(&[arg]));
            if args.len() < function.params.len() && !packed {
                let message = format!("too few arguments to function '{described}'");
                self.note_called(self.session.diags.error(span, message), called);
                self.check_surplus_call(&function, &args, name);
                return self.error_result(&function, loc);
            }
            if args.len() > function.params.len() && !function.variadic {
                let at = args[function.params.len()].1;
                let message = format!("too many arguments to function '{described}'");
                self.note_called(self.session.diags.error(at, message), called);
                self.check_surplus_call(&function, &args, name);
                return self.error_result(&function, loc);
            }
        }
        if !function.prototyped
            && let Some(decl) = called.filter(|&decl| name == Some(self.unit.decls[decl].name))
        {
            self.check_unprototyped_call(decl, &args, span);
        }
        self.check_called_type(callee, span);
        let mut failed = false;
        let mut converted: Vec<ExprId> = Vec::with_capacity(args.len());
        for (index, &(arg, at)) in args.iter().enumerate() {
            let value = match function.params.get(index).filter(|_| function.prototyped) {
                Some(&param) => {
                    if self.unit.types.is_incomplete(param) && !self.unit.types.is_error(param) {
                        let number = index + 1;
                        self.error(at, format!("type of formal parameter {number} is incomplete"));
                        failed = true;
                        continue;
                    }
                    let argument = (index as u32 + 1, name);
                    self.check_traditional_argument(arg, param, argument, at);
                    self.assign_convert(arg, param, Target::Argument(argument.0, name), at)
                }
                None => {
                    if self.unit.types.is_void(self.ty(arg)) {
                        self.error(at, "invalid use of void expression");
                        failed = true;
                        continue;
                    }
                    if self.unit.types.is_array(self.ty(arg)) {
                        self.error(at, "invalid use of non-lvalue array");
                        failed = true;
                        continue;
                    }
                    self.check_double_argument(arg, at);
                    self.promote_argument(arg)
                }
            };
            failed |= self.is_error(value);
            let value = self.variable_argument(value);
            converted.push(value);
        }
        if failed {
            return self.error_result(&function, loc);
        }
        if self.unit.types.is_void(function.ret) && function.ret.qualifiers() != 0 {
            self.pedwarn(warn::NONE, span, "function with qualified void return type called");
        }
        let ret = self.unit.types.value_type(function.ret);
        if self.unit.types.is_incomplete(ret) && !self.unit.types.is_void(ret) {
            self.incomplete_error(ret, loc);
            return self.error_expr(loc);
        }
        if self.unit.types.is_variable_size(ret) && self.unevaluated == 0 {
            return self.variable_call(callee, converted, ret, loc);
        }
        if self.unevaluated == 0
            && !self.ends_in_pack(&converted)
            && let Some(body) = self.packing_body(callee)
        {
            return self.graft(&body, &converted, ret, span);
        }
        if let Some(folded) = self.fold_library_call(called, &converted, ret, loc) {
            let builtin = name.is_some_and(|name| self.text(name).starts_with("__builtin_"));
            return match self.is_pure(folded) && !builtin {
                // The value is known, but a call is no constant expression (6.6p3).
                true => self.flawed(folded, Flaws::INVALID),
                false => folded,
            };
        }
        let args = ExprList::from_slice(&converted, &mut self.body.expr_lists);
        self.push(ExprKind::Call { callee, args }, ret, loc)
    }

    /// The arguments that a call with too many or too few of them has for parameters.
    fn check_surplus_call(&mut self, function: &FunctionType, args: &[(ExprId, Span)], name: Option<Symbol>) {
        for (index, (&(arg, at), &param)) in args.iter().zip(&function.params).enumerate() {
            if !self.is_error(arg) {
                self.assign_convert(arg, param, Target::Argument(index as u32 + 1, name), at);
            }
        }
    }

    /// Where the function stands that a wrong call means.
    fn note_called(&self, reported: diag::Reported<'_>, called: Option<DeclId>) {
        let declared =
            called.map(|decl| &self.unit.decls[decl]).filter(|decl| decl.is_function).map(|decl| decl.loc);
        if let Some(declared) = declared.filter(|&loc| loc != diag::Loc::NONE) {
            let _ = reported.note(declared, "declared here");
        }
    }

    /// A function that is called as what it is not, through a cast of its address (6.5.3.3p8).
    fn check_called_type(&self, callee: ExprId, span: Span) {
        let types = &self.unit.types;
        let Some(called) = types.pointee(self.ty(callee)) else { return };
        let mut plain = callee;
        while let ExprKind::Cast(CastKind::Bitcast, inner) = self.kind(plain) {
            plain = inner;
        }
        if plain == callee || !types.is_function(called) {
            return;
        }
        if let ExprKind::AddrOf(place) = self.kind(plain)
            && let ExprKind::Global(decl) = self.kind(place)
            && types.is_function(self.unit.decls[decl].ty)
            && !(types.compatible_unqualified(called, self.unit.decls[decl].ty)
                && self.result_qualifiers(called) == self.result_qualifiers(self.unit.decls[decl].ty))
        {
            self.warning(warn::NONE, span, "function called through a non-compatible type");
        }
    }

    /// The qualifiers of a function's result, which it has before C11.
    fn result_qualifiers(&self, function: Ty) -> u32 {
        self.unit.types.function_of(function).map_or(0, |function| function.ret.qualifiers())
    }

    /// After a wrong call the result still has a type, so that one mistake gives one message.
    fn error_result(&mut self, function: &FunctionType, loc: diag::Loc) -> ExprId {
        let _ = function;
        self.error_expr(loc)
    }
}
