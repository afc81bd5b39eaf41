//! What passes ask of a function, computed once and kept until a pass says that it changed the answer.

pub mod alias;
pub mod flow;
pub mod loops;
pub mod memory;
pub mod preheaders;

use flow::{Dominators, Flow};
use ir::Function;
use loops::Loops;
use std::rc::Rc;

/// How much of a function a pass changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// Instructions; blocks and edges stand as they were.
    Code,
    /// Blocks or edges.
    Flow,
}

impl Change {
    /// `Code` if anything changed.
    pub fn code(changed: bool) -> Change {
        if changed { Change::Code } else { Change::Nothing }
    }

    /// `Flow` if anything changed.
    pub fn flow(changed: bool) -> Change {
        if changed { Change::Flow } else { Change::Nothing }
    }
}

/// The analyses that hold of the function at hand.
#[derive(Default)]
pub struct Analyses {
    flow: Option<Rc<Flow>>,
    dominators: Option<Rc<Dominators>>,
    loops: Option<Rc<Loops>>,
}

impl Analyses {
    /// Forgets what a change has made wrong.
    pub fn invalidate(&mut self, change: Change) {
        if change == Change::Flow {
            *self = Analyses::default();
        }
    }

    /// Predecessors and an order of the blocks.
    pub fn flow(&mut self, f: &Function) -> Rc<Flow> {
        self.flow.get_or_insert_with(|| Rc::new(Flow::of(f))).clone()
    }

    /// The dominator tree.
    pub fn dominators(&mut self, f: &Function) -> Rc<Dominators> {
        let flow = self.flow(f);
        self.dominators.get_or_insert_with(|| Rc::new(Dominators::of(&flow))).clone()
    }

    /// Natural loops.
    pub fn loops(&mut self, f: &Function) -> Rc<Loops> {
        let (flow, dominators) = (self.flow(f), self.dominators(f));
        self.loops.get_or_insert_with(|| Rc::new(Loops::of(&flow, &dominators))).clone()
    }
}
