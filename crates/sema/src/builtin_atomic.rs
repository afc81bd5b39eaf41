//! The `__atomic_*` and `__sync_*` families: generic in the type that their first argument points to.

use crate::Sema;
use crate::assign::Target;
use crate::builtin::Special;
use crate::hir::*;
use crate::types::*;
use crate::warnings::memory_models::OrderUse;
use diag::{Loc, Span, warn};
use lexer::Symbol;
use parser::ast;

impl Sema<'_> {
    pub(crate) fn atomic(
        &mut self,
        special: Special,
        sized: Option<Ty>,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<ExprId> {
        let loc = span.lo;
        use Special as S;
        let seq_cst = self.int(5, common::INT, loc);
        Some(match special {
            S::SyncSynchronize => {
                self.builtin_node(Builtin::AtomicThreadFence, &[seq_cst], common::VOID, loc)
            }
            S::AtomicFence(op) => {
                let values = self.exactly(1, name, args, span)?;
                let order = self.order(values[0], loc);
                self.builtin_node(op, &[order], common::VOID, loc)
            }
            S::AtomicLockFree => {
                let values = self.exactly(2, name, args, span)?;
                let asks_library = self.text(name) == "__atomic_is_lock_free";
                let most = i128::from(self.session.target.pointer_size);
                let is_free = |size: i128| size > 0 && size <= most && (size as u128).is_power_of_two();
                let size = self
                    .const_int(values[0])
                    .filter(|_| self.session.options.inline_atomics || !asks_library);
                if asks_library && !size.is_some_and(is_free) {
                    // Only the library knows what it does without a lock.
                    let row = self.builtins.get(name)?;
                    let (values, _) = self.convert_arguments(row, name, args, span)?;
                    let decl = self.library_decl(row);
                    let callee = self.global(decl, loc);
                    let values = values.into_iter().map(|value| (value, span)).collect();
                    return Some(self.call_values(callee, values, span, Some(name)));
                }
                let Some(size) = size else {
                    let text = self.text(name);
                    self.error(span, format!("non-constant argument 1 to '{text}'"));
                    return None;
                };
                let free = is_free(size);
                // A call is no part of an integer constant expression.
                let free = self.int(i128::from(free), common::BOOL, loc);
                self.flawed(free, crate::strictness::Flaws::FOLDED)
            }
            S::AtomicFlag(op) => {
                let values = self.exactly(2, name, args, span)?;
                self.flag(values[0], name, span)?;
                self.check_sized_qualifiers(name, &values, 1, span);
                let which = if op == Builtin::AtomicClear { OrderUse::Store } else { OrderUse::Exchange };
                self.check_order(values[1], which, name, values[0], span);
                let order = self.order(values[1], loc);
                let ty = if op == Builtin::AtomicClear { common::VOID } else { common::BOOL };
                self.builtin_node(op, &[values[0], order], ty, loc)
            }
            // `__sync_*` may name the objects that they protect after their operands.
            S::Sync(op) => {
                let values = self.at_least(2, sized, name, args, span)?;
                self.note_nand(op, name, span);
                return self.fetch(op, values[0], values[1], seq_cst, name, span);
            }
            S::SyncTestAndSet => {
                let values = self.at_least(2, sized, name, args, span)?;
                let (pointer, value, ty) = self.operand(values[0], values[1], name, span)?;
                let acquire = self.int(2, common::INT, loc);
                let result = self.builtin_node(
                    Builtin::AtomicExchange,
                    &[pointer, value, acquire],
                    self.ty(value),
                    loc,
                );
                self.cast(result, ty)
            }
            S::SyncRelease => {
                let values = self.at_least(1, sized, name, args, span)?;
                let zero = self.int(0, common::INT, loc);
                let (pointer, value, _) = self.operand(values[0], zero, name, span)?;
                let release = self.int(3, common::INT, loc);
                self.builtin_node(Builtin::AtomicStore, &[pointer, value, release], common::VOID, loc)
            }
            S::SyncSwap(op) => {
                let values = self.at_least(3, sized, name, args, span)?;
                let (pointer, expected, ty) = self.operand(values[0], values[1], name, span)?;
                let (_, desired, _) = self.operand(values[0], values[2], name, span)?;
                if op == Builtin::SyncBoolCompareSwap {
                    self.builtin_node(op, &[pointer, expected, desired], common::BOOL, loc)
                } else {
                    let result = self.builtin_node(op, &[pointer, expected, desired], self.ty(expected), loc);
                    self.cast(result, ty)
                }
            }
            S::AtomicFetch(op) => {
                let values = self.exactly(3, name, args, span)?;
                let values = self.on_objects_of(sized, 1, values, name, span);
                self.check_order(values[2], OrderUse::Exchange, name, values[0], span);
                let order = self.order(values[2], loc);
                return self.fetch(op, values[0], values[1], order, name, span);
            }
            S::AtomicLoad(true) => {
                let values = self.exactly(2, name, args, span)?;
                let values = self.on_objects_of(sized, 1, values, name, span);
                self.check_order(values[1], OrderUse::Load, name, values[0], span);
                let order = self.order(values[1], loc);
                let ty = self.scalar_pointee(values[0], name, span)?;
                self.builtin_node(Builtin::AtomicLoad, &[values[0], order], ty, loc)
            }
            S::AtomicLoad(false) => {
                let values = self.generic_operands(3, 1, name, args, span)?;
                self.check_order(values[2], OrderUse::Load, name, values[0], span);
                let order = self.order(values[2], loc);
                let ty = self.pointee_size(values[0], name, span)?;
                let result = self.builtin_node(Builtin::AtomicLoad, &[values[0], order], ty, loc);
                self.store_result(values[1], result, 2, name, span)?
            }
            S::AtomicStore(true) => {
                let values = self.exactly(3, name, args, span)?;
                let values = self.on_objects_of(sized, 1, values, name, span);
                self.check_order(values[2], OrderUse::Store, name, values[0], span);
                let order = self.order(values[2], loc);
                let ty = self.scalar_pointee(values[0], name, span)?;
                let value = self.cast(values[1], ty);
                self.builtin_node(Builtin::AtomicStore, &[values[0], value, order], common::VOID, loc)
            }
            S::AtomicStore(false) => {
                let values = self.generic_operands(3, 1, name, args, span)?;
                self.check_order(values[2], OrderUse::Store, name, values[0], span);
                let order = self.order(values[2], loc);
                let ty = self.pointee_size(values[0], name, span)?;
                let value = self.read_operand(values[1], ty, 2, name, span)?;
                self.builtin_node(Builtin::AtomicStore, &[values[0], value, order], common::VOID, loc)
            }
            S::AtomicExchange(true) => {
                let values = self.exactly(3, name, args, span)?;
                let values = self.on_objects_of(sized, 1, values, name, span);
                self.check_order(values[2], OrderUse::Exchange, name, values[0], span);
                let order = self.order(values[2], loc);
                let ty = self.scalar_pointee(values[0], name, span)?;
                let value = self.cast(values[1], ty);
                self.builtin_node(Builtin::AtomicExchange, &[values[0], value, order], ty, loc)
            }
            S::AtomicExchange(false) => {
                let values = self.generic_operands(4, 1, name, args, span)?;
                self.check_order(values[3], OrderUse::Exchange, name, values[0], span);
                let order = self.order(values[3], loc);
                let ty = self.pointee_size(values[0], name, span)?;
                let value = self.read_operand(values[1], ty, 2, name, span)?;
                let result = self.builtin_node(Builtin::AtomicExchange, &[values[0], value, order], ty, loc);
                self.store_result(values[2], result, 3, name, span)?
            }
            S::AtomicCompareExchange(by_value) => {
                let values = if by_value {
                    let values = self.exactly(6, name, args, span)?;
                    self.on_objects_of(sized, 2, values, name, span)
                } else {
                    self.generic_operands(6, 2, name, args, span)?
                };
                self.check_order(values[4], OrderUse::Exchange, name, values[0], span);
                self.check_order(values[5], OrderUse::Failure(values[4]), name, values[0], span);
                let (success, failure) = (self.order(values[4], loc), self.order(values[5], loc));
                let ty = if by_value {
                    self.scalar_pointee(values[0], name, span)?
                } else {
                    self.pointee_size(values[0], name, span)?
                };
                let desired = if by_value {
                    self.cast(values[2], ty)
                } else {
                    self.read_operand(values[2], ty, 3, name, span)?
                };
                let weak = self.truth(values[3]);
                let weak =
                    if self.const_bits(weak).is_some() { weak } else { self.int(0, common::BOOL, loc) };
                if by_value && self.unit.types.pointee(self.ty(values[1])).is_none() {
                    let text = self.text(name);
                    self.error(span, format!("argument 2 of '{text}' must be a pointer type"));
                    return None;
                }
                if !by_value {
                    self.operand_pointer(values[1], ty, 2, name, span)?;
                }
                let args = [values[0], values[1], desired, weak, success, failure];
                self.builtin_node(Builtin::AtomicCompareExchange, &args, common::BOOL, loc)
            }
            _ => return None,
        })
    }

    /// `__sync_fetch_and_nand` was another operation once (-Wsync-nand): said once of each name.
    fn note_nand(&mut self, op: Builtin, name: Symbol, span: Span) {
        if matches!(op, Builtin::AtomicFetchNand | Builtin::AtomicNandFetch)
            && self.session.diags.is_enabled(warn::SYNC_NAND, span.lo)
            && self.nands.insert(name)
        {
            let message = format!("'{}' changed semantics in GCC 4.4", self.text(name));
            self.session.diags.remark(span, message);
        }
    }

    /// Has the first arguments point to what an operation of a certain size works on.
    fn on_objects_of(
        &mut self,
        sized: Option<Ty>,
        pointers: u32,
        mut values: Vec<ExprId>,
        name: Symbol,
        span: Span,
    ) -> Vec<ExprId> {
        let Some(object) = sized else {
            self.check_sized_qualifiers(name, &values, pointers, span);
            return values;
        };
        for (value, number) in values.iter_mut().zip(1..=pointers) {
            // What follows the object is written with no regard to other threads.
            let qualifiers = if number == 1 { VOLATILE } else { 0 };
            let any = self.unit.types.qualify(common::VOID, qualifiers);
            let any = self.unit.types.pointer(any);
            let pointer = self.assign_convert(*value, any, Target::Argument(number, Some(name)), span);
            let to = self.unit.types.qualify(object, qualifiers);
            let to = self.unit.types.pointer(to);
            *value = self.cast(pointer, to);
        }
        values
    }

    fn at_least(
        &mut self,
        count: usize,
        sized: Option<Ty>,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<Vec<ExprId>> {
        if args.len() < count {
            let text = self.text(name);
            self.error(span, format!("too few arguments to function '{text}'"));
            return None;
        }
        let values: Vec<ExprId> = args.iter().map(|arg| self.value(arg)).collect();
        if values.iter().any(|&value| self.is_error(value)) {
            return None;
        }
        Some(self.on_objects_of(sized, 1, values, name, span))
    }

    /// A memory order: a constant, or else the strongest.
    fn order(&mut self, value: ExprId, loc: Loc) -> ExprId {
        match self.const_int(value) {
            // Bits above the order are hints (hardware lock elision).
            Some(order) => self.int((order & 0xffff).min(5), common::INT, loc),
            None => self.int(5, common::INT, loc),
        }
    }

    /// The type of the object that an operation generic in size works on.
    fn pointee_size(&mut self, pointer: ExprId, name: Symbol, span: Span) -> Option<Ty> {
        let ty = self.ty(pointer);
        let types = &self.unit.types;
        let pointee = types.pointee(ty);
        let fault = match pointee {
            Some(object) if types.is_void(object) => "a non-void pointer type",
            None => "a non-void pointer type",
            Some(object) if types.is_incomplete(object) => "a pointer to a complete type",
            Some(object) if types.is_variable_size(object) => "a pointer to a constant size type",
            Some(object) if types.is_function(object) => {
                let text = self.text(name);
                self.error(span, format!("argument 1 of '{text}' must not be a pointer to a function"));
                return None;
            }
            Some(object) if types.size(object) == Some(0) => "a pointer to a nonzero size object",
            Some(object) => return Some(types.value_type(object)),
        };
        let text = self.text(name);
        self.error(span, format!("argument 1 of '{text}' must be {fault}"));
        None
    }

    /// The object of `__atomic_test_and_set` and `__atomic_clear`: a byte, whatever it is.
    fn flag(&mut self, pointer: ExprId, name: Symbol, span: Span) -> Option<()> {
        if self.unit.types.is_pointer(self.ty(pointer)) {
            return Some(());
        }
        let text = self.text(name);
        self.error(span, format!("argument 1 of '{text}' must be a pointer type"));
        None
    }

    fn scalar_pointee(&mut self, pointer: ExprId, name: Symbol, span: Span) -> Option<Ty> {
        let ty = self.ty(pointer);
        let types = &self.unit.types;
        if types.is_error(ty) {
            return None;
        }
        let object = types.pointee(ty).filter(|&object| {
            (types.is_integer(object) || types.is_pointer(object))
                && !types.is_incomplete(object)
                && types.size(object).is_some_and(is_machine_size)
        });
        if object.is_none() {
            self.incompatible_operand(ty, name, span);
        }
        object.map(|object| self.unit.types.value_type(object))
    }

    fn incompatible_operand(&self, ty: Ty, name: Symbol, span: Span) {
        let (ty, text) = (self.spell(ty), self.text(name));
        self.error(span, format!("operand type '{ty}' is incompatible with argument 1 of '{text}'"));
    }

    /// An operand of integer type as wide as the object; and the object's type.
    fn operand(
        &mut self,
        pointer: ExprId,
        value: ExprId,
        name: Symbol,
        span: Span,
    ) -> Option<(ExprId, ExprId, Ty)> {
        let ty = self.scalar_pointee(pointer, name, span)?;
        let work = if self.unit.types.is_pointer(ty) { self.number_types.size } else { ty };
        let value =
            if self.unit.types.is_pointer(self.ty(value)) || self.unit.types.is_arithmetic(self.ty(value)) {
                let value = self.cast(value, ty);
                self.cast(value, work)
            } else {
                let text = self.text(name);
                self.error(span, format!("incompatible type for argument 2 of '{text}'"));
                return None;
            };
        let pointer = if work == ty {
            pointer
        } else {
            let to = self.unit.types.pointer(work);
            self.bitcast(pointer, to)
        };
        Some((pointer, value, ty))
    }

    fn fetch(
        &mut self,
        op: Builtin,
        pointer: ExprId,
        value: ExprId,
        order: ExprId,
        name: Symbol,
        span: Span,
    ) -> Option<ExprId> {
        if self.unit.types.pointee(self.ty(pointer)).is_some_and(|object| self.unit.types.is_bool(object)) {
            self.incompatible_operand(self.ty(pointer), name, span);
            return None;
        }
        let (pointer, value, ty) = self.operand(pointer, value, name, span)?;
        let work = self.ty(value);
        let result = self.builtin_node(op, &[pointer, value, order], work, span.lo);
        Some(self.cast(result, ty))
    }

    /// The operands of an operation generic in size, `models` memory models at the end among them.
    fn generic_operands(
        &mut self,
        count: usize,
        models: usize,
        name: Symbol,
        args: &[ast::Expr<'_>],
        span: Span,
    ) -> Option<Vec<ExprId>> {
        if args.len() != count {
            let text = self.text(name);
            self.error(span, format!("incorrect number of arguments to function '{text}'"));
            return None;
        }
        let values = self.exactly(count, name, args, span)?;
        for (index, &value) in values.iter().enumerate().skip(count - models) {
            if !self.unit.types.is_integer(self.ty(value)) {
                let text = self.text(name);
                let message = format!("non-integer memory model argument {} of '{text}'", index + 1);
                self.error(span, message);
                return None;
            }
            if self.is_no_order(value) {
                let message = format!("invalid memory model argument {} of '{}'", index + 1, self.text(name));
                self.warning(warn::INVALID_MEMORY_MODEL, span, message);
            }
        }
        self.check_generic_qualifiers(name, &values, span);
        Some(values)
    }

    /// `*pointer`, the value of a generic operation's operand with this number.
    fn read_operand(
        &mut self,
        pointer: ExprId,
        ty: Ty,
        number: u32,
        name: Symbol,
        span: Span,
    ) -> Option<ExprId> {
        let place = self.operand_place(pointer, ty, number, name, span)?;
        Some(self.push(ExprKind::Load(place), ty, span.lo))
    }

    fn store_result(
        &mut self,
        pointer: ExprId,
        result: ExprId,
        number: u32,
        name: Symbol,
        span: Span,
    ) -> Option<ExprId> {
        let ty = self.ty(result);
        let place = self.operand_place(pointer, ty, number, name, span)?;
        let assign = self.push(ExprKind::Assign { place, value: result }, ty, span.lo);
        Some(self.cast(assign, common::VOID))
    }

    fn operand_place(
        &mut self,
        pointer: ExprId,
        ty: Ty,
        number: u32,
        name: Symbol,
        span: Span,
    ) -> Option<ExprId> {
        self.operand_pointer(pointer, ty, number, name, span)?;
        let to = self.unit.types.pointer(ty);
        let pointer = self.bitcast(pointer, to);
        Some(self.push(ExprKind::Deref(pointer), ty, span.lo))
    }

    /// Checks that an operand points to an object of the size of `ty`.
    fn operand_pointer(
        &mut self,
        pointer: ExprId,
        ty: Ty,
        number: u32,
        name: Symbol,
        span: Span,
    ) -> Option<()> {
        let types = &self.unit.types;
        let fault = match types.pointee(self.ty(pointer)) {
            None => "must be a pointer type",
            Some(object) if types.is_function(object) => "must not be a pointer to a function",
            Some(object) if types.is_incomplete(object) => "must be a pointer to a complete type",
            Some(object) if types.is_variable_size(object) => "must be a pointer to a constant size type",
            Some(object) if types.size(object) != types.size(ty) => {
                let text = self.text(name);
                self.error(span, format!("size mismatch in argument {number} of '{text}'"));
                return None;
            }
            Some(_) => return Some(()),
        };
        let text = self.text(name);
        self.error(span, format!("argument {number} of '{text}' {fault}"));
        None
    }
}

/// Whether some machine has operations on objects of that many bytes; others are the library's.
fn is_machine_size(bytes: u64) -> bool {
    matches!(bytes, 1 | 2 | 4 | 8 | 16)
}
