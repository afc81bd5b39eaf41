//! Null pointers where a function takes none: -Wnonnull, of what only the values of variables tell.

use crate::Checker;
use diag::{Loc, warn};
use ir::{Block, Inst, InstData, Op, SymbolData, Value, library};

impl Checker<'_> {
    /// The arguments of a call that its function's declaration wants not to be null.
    pub(crate) fn check_nonnull(&mut self, block: Block, inst: Inst, data: &InstData) {
        let symbol = crate::callee(self.module, data);
        let Some(contract) = symbol.contract.as_ref().filter(|contract| contract.nonnull != 0) else {
            return;
        };
        let args = data.list.as_slice(&self.f.lists);
        for (index, &arg) in args.iter().enumerate().take(64) {
            if contract.nonnull >> index & 1 != 0 && self.is_null(arg, block) {
                self.null_argument(inst, index, symbol);
            }
        }
    }

    /// The same of a copy or a fill that is an operation.
    pub(crate) fn check_nonnull_operation(&mut self, block: Block, inst: Inst, data: &InstData) {
        let (function, pointers) = match data.op {
            Op::MemSet => (library!("memset"), 1),
            _ if data.aux == ir::op::COPY_CALL => (library!("memcpy"), 2),
            _ => return,
        };
        let symbol = &self.module.symbols[function.symbol()];
        for index in 0..pointers {
            if self.is_null(data.args[index], block) {
                self.null_argument(inst, index, symbol);
            }
        }
    }

    pub(crate) fn is_null(&self, value: Value, block: Block) -> bool {
        let value = self.f.resolve(value);
        let range = self.ranges.of(value, block);
        !range.is_empty() && range.single() == Some(0)
    }

    fn null_argument(&mut self, inst: Inst, index: usize, symbol: &SymbolData) {
        let at = self.f.locs[inst];
        let text = format!("argument {} null where non-null expected", index + 1);
        let note = match symbol.declared {
            Loc::NONE => (at, format!("in a call to built-in function '{}'", crate::region::spelled(symbol))),
            declared => (declared, format!("in a call to function '{}' declared 'nonnull'", symbol.name)),
        };
        self.find(warn::NONNULL, at, text, vec![note]);
    }
}
