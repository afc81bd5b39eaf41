//! `-fno-inline-atomics`: what an instruction could do, libatomic's functions for objects of that size do (GCC manual,
//! "Code Gen Options").

use crate::function::{Addr, Fx, Val};
use ir::{Type, Value};
use sema::hir::{Builtin, ExprId};
use sema::types::Ty;

/// The names of a function for 1, 2, 4, 8 and 16 bytes.
macro_rules! sized {
    ($name:literal) => {
        [
            concat!($name, "_1"),
            concat!($name, "_2"),
            concat!($name, "_4"),
            concat!($name, "_8"),
            concat!($name, "_16"),
        ]
    };
}

impl Fx<'_, '_> {
    /// Calls the library for a builtin of the `__atomic` family; the `__sync` ones have no order to give.
    pub(crate) fn atomic_call(
        &mut self,
        op: Builtin,
        at: Addr,
        unit: Type,
        args: &[ExprId],
        ty: Ty,
    ) -> Option<Val> {
        use Builtin as B;
        let size = unit.bytes().trailing_zeros() as usize;
        let pointer = self.pointer(at);
        let fetch = |op| {
            Some(match op {
                B::AtomicFetchAdd | B::AtomicAddFetch => (sized!("__atomic_fetch_add"), ir::RmwOp::Add),
                B::AtomicFetchSub | B::AtomicSubFetch => (sized!("__atomic_fetch_sub"), ir::RmwOp::Sub),
                B::AtomicFetchAnd | B::AtomicAndFetch => (sized!("__atomic_fetch_and"), ir::RmwOp::And),
                B::AtomicFetchOr | B::AtomicOrFetch => (sized!("__atomic_fetch_or"), ir::RmwOp::Or),
                B::AtomicFetchXor | B::AtomicXorFetch => (sized!("__atomic_fetch_xor"), ir::RmwOp::Xor),
                B::AtomicFetchNand | B::AtomicNandFetch => (sized!("__atomic_fetch_nand"), ir::RmwOp::Nand),
                _ => return None,
            })
        };
        match op {
            B::AtomicLoad => {
                let order = self.order(args.get(1));
                let value =
                    self.runtime_call(sized!("__atomic_load")[size], &[pointer, order], Some(unit))?;
                Some(self.of_unit(value, ty))
            }
            B::AtomicStore => {
                let value = self.unit_argument(args[1], unit);
                let order = self.order(args.get(2));
                self.runtime_call(sized!("__atomic_store")[size], &[pointer, value, order], None);
                Some(Val::None)
            }
            B::AtomicExchange => {
                let value = self.unit_argument(args[1], unit);
                let order = self.order(args.get(2));
                let name = sized!("__atomic_exchange")[size];
                let old = self.runtime_call(name, &[pointer, value, order], Some(unit))?;
                Some(self.of_unit(old, ty))
            }
            B::AtomicCompareExchange => {
                let expected = self.scalar(args[1]);
                let desired = self.unit_argument(args[2], unit);
                let (success, failure) = (self.order(args.get(4)), self.order(args.get(5)));
                let name = sized!("__atomic_compare_exchange")[size];
                let given: [Value; 5] = [pointer, expected, desired, success, failure];
                let done = self.runtime_call(name, &given, Some(Type::I8))?;
                Some(Val::Scalar(self.widen_truth(done, ty)))
            }
            op => {
                let (names, rmw) = fetch(op)?;
                let value = self.unit_argument(args[1], unit);
                let order = self.order(args.get(2));
                let old = self.runtime_call(names[size], &[pointer, value, order], Some(unit))?;
                let yields_new = matches!(
                    op,
                    B::AtomicAddFetch
                        | B::AtomicSubFetch
                        | B::AtomicAndFetch
                        | B::AtomicOrFetch
                        | B::AtomicXorFetch
                        | B::AtomicNandFetch
                );
                let result = if yields_new { self.redo(rmw, old, value) } else { old };
                Some(self.of_unit(result, ty))
            }
        }
    }
}
