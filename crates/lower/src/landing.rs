//! Landing pads (`-fexceptions`): an exception that comes out of a call runs the cleanups that are in force there,
//! innermost first, and goes on (Itanium C++ ABI: Exception Handling, 1.6.4).
//!
//! A pad belongs to a link of the chain of cleanups: all calls inside it lead there, with the exception as the
//! parameter, as do the pads of the scopes inside it. Pads are lowered when the rest of the function has been.

use crate::function::Fx;
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use ir::{Block, InstData, Op, Type};
use sema::hir::{CleanupAction, CleanupId};

/// The pads of a function.
#[derive(Default)]
pub(crate) struct Pads {
    blocks: SecondaryMap<CleanupId, PackedOption<Block>>,
    /// Those that are not lowered yet.
    waiting: Vec<(CleanupId, Block)>,
}

impl Fx<'_, '_> {
    /// The call that was emitted last may throw: if that runs cleanups here, it ends its block.
    pub(crate) fn may_throw(&mut self) {
        let Some(cleanup) = self.run_by_exception(self.cleanups) else { return };
        let pad = self.pad(cleanup);
        let (on, land) = (self.new_block(), self.new_block());
        let mut data = InstData::new(Op::MayThrow, Type::NONE, &[]);
        data.x = self.edges(&[on, land]);
        let exception = self.value(data, Type::PTR);
        self.enter_sealed(land);
        self.f.blocks[land].cold = true;
        self.jump_with(pad, &[exception]);
        self.enter_sealed(on);
    }

    /// The innermost cleanup of a chain that an exception runs. The stack of arrays is given back with the frame.
    fn run_by_exception(&self, chain: Option<CleanupId>) -> Option<CleanupId> {
        if !self.low.options.exceptions {
            return None;
        }
        let cleanups = &self.body.cleanups;
        std::iter::successors(chain, |&link| cleanups[link].parent.expand()).find(|&link| {
            matches!(cleanups[link].action, CleanupAction::Eval(_) | CleanupAction::Defer { .. })
        })
    }

    fn pad(&mut self, cleanup: CleanupId) -> Block {
        if let Some(pad) = self.pads.blocks[cleanup].expand() {
            return pad;
        }
        let pad = self.new_block();
        self.f.add_param(pad, Type::PTR);
        self.pads.blocks[cleanup] = pad.into();
        self.pads.waiting.push((cleanup, pad));
        pad
    }

    /// Lowers the pads that the function's calls lead to.
    pub(crate) fn lower_pads(&mut self) {
        while let Some((cleanup, pad)) = self.pads.waiting.pop() {
            let first = self.f.layout.len();
            self.enter(pad);
            self.loc = self.body.span.hi;
            let exception = self.f.params(pad)[0];
            let around = self.body.cleanups[cleanup].parent.expand();
            self.cleanups = Some(cleanup);
            self.run_cleanups(around);
            if !self.is_closed() {
                match self.run_by_exception(around) {
                    Some(next) => {
                        let next = self.pad(next);
                        self.jump_with(next, &[exception]);
                    }
                    None => {
                        self.runtime_call("_Unwind_Resume", &[exception], None);
                        self.unreachable();
                    }
                }
            }
            for block in &self.f.layout[first..] {
                self.f.blocks[*block].cold = true;
            }
        }
    }
}
