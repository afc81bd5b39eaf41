//! Memory orders that an atomic operation can't have (-Winvalid-memory-model; C23 7.17.7: a load releases nothing, a
//! store acquires nothing, and a failed exchange is a load).

use crate::Sema;
use crate::hir::*;
use diag::{Span, warn};
use lexer::Symbol;

/// What an order is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OrderUse {
    /// Reads and writes: any order will do.
    Exchange,
    Load,
    Store,
    /// A compare-and-exchange that fails, which is no stronger than one that succeeds with that order.
    Failure(ExprId),
}

/// The orders by number (`__ATOMIC_RELAXED` is 0).
const NAMES: [&str; 6] = ["relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst"];

/// The orders of a use, in GCC's sequence.
fn valid(which: OrderUse) -> &'static [usize] {
    match which {
        OrderUse::Exchange => &[0, 5, 2, 1, 3, 4],
        OrderUse::Load | OrderUse::Failure(_) => &[0, 5, 2, 1],
        OrderUse::Store => &[0, 5, 3],
    }
}

fn spelled(order: i128) -> String {
    let name = usize::try_from(order).ok().and_then(|order| NAMES.get(order));
    name.map_or_else(|| order.to_string(), |name| format!("'memory_order_{name}'"))
}

/// The functions that take objects of any size by their addresses.
const GENERIC: &[&str] =
    &["__atomic_load", "__atomic_store", "__atomic_exchange", "__atomic_compare_exchange"];

impl Sema<'_> {
    /// Whether a constant is the number of no memory order at all.
    pub(crate) fn is_no_order(&self, order: ExprId) -> bool {
        let known = self.const_int(order).map(|order| order & 0xffff);
        known.is_some_and(|order| usize::try_from(order).map_or(true, |order| order >= NAMES.len()))
    }

    /// Looks at an order that is known; `pointer` says how large the object is.
    pub(crate) fn check_order(
        &self,
        order: ExprId,
        which: OrderUse,
        name: Symbol,
        pointer: ExprId,
        span: Span,
    ) {
        if !self.wants(warn::INVALID_MEMORY_MODEL) {
            return;
        }
        // Bits above the order are hints (hardware lock elision).
        let known = |order| self.const_int(order).map(|order| order & 0xffff);
        let Some(value) = known(order) else { return };
        // Of a function that is generic in size that has been said.
        if self.is_no_order(order) && GENERIC.contains(&self.text(name).as_str()) {
            return;
        }
        let mut orders: Vec<i128> = valid(which).iter().map(|&order| order as i128).collect();
        let what = if matches!(which, OrderUse::Failure(_)) { "failure " } else { "" };
        let function = self.sized_name(name, pointer);
        let (message, kind) = if !orders.contains(&value) {
            (format!("invalid {what}memory model {} for '{function}'", spelled(value)), what)
        } else if let OrderUse::Failure(success) = which
            && let Some(success) = known(success).filter(|&success| value > success)
        {
            orders.retain(|&order| order <= success);
            let (failure, success) = (spelled(value), spelled(success));
            let message = format!(
                "failure memory model {failure} cannot be stronger than success memory model {success} for '{function}'"
            );
            (message, "")
        } else {
            return;
        };
        let at = self.outside_system_macro(span.into());
        let list: Vec<String> = orders.into_iter().map(spelled).collect();
        let _ = self
            .session
            .diags
            .warning(warn::INVALID_MEMORY_MODEL, at, message)
            .note(at, format!("valid {kind}models are {}", list.join(", ")));
    }

    /// `__atomic_load_4` for a generic `__atomic_load_n` of four bytes.
    pub(crate) fn sized_name(&self, name: Symbol, pointer: ExprId) -> String {
        let name = self.text(name);
        if name.ends_with("_clear") || name == "__atomic_test_and_set" || name.ends_with("_fence") {
            return name;
        }
        let types = &self.unit.types;
        let size = types.pointee(self.ty(pointer)).and_then(|object| types.size(object)).unwrap_or(0);
        format!("{}_{size}", name.trim_end_matches("_n"))
    }
}
