//! Functions made beside each other: a batch is a queue that threads take from, the first thread too once it waits.
//!
//! What is in a batch depends on the source alone, and each function sees the module as it was when its batch began;
//! so the output is the same with any number of threads. The threads are plain ones that end with their batch: a pool
//! whose threads look for work would spend processor time on it.

use super::function::{Made, Worker};
use super::threads::Grant;
use ir::{Definition, Function, GlobalData, Module};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Instructions that a thread more is worth.
const INSTS_PER_THREAD: usize = 8 << 10;

/// Passes recurse over nested expressions and regions; the memory is touched only if they do.
const STACK_BYTES: usize = 64 << 20;

/// A definition, ready to be emitted.
pub(super) enum Ready {
    Function(Box<Made>),
    Data(Arc<GlobalData>),
    Asm(Box<str>),
}

/// A batch being made.
pub(super) struct Batch<'scope> {
    work: Work<'scope>,
    order: Vec<Slot>,
    helpers: Vec<ScopedJoinHandle<'scope, Done>>,
    _grant: Grant,
}

/// A place in the order of definitions.
enum Slot {
    Function,
    Data(Arc<GlobalData>),
    Asm(Box<str>),
}

/// What the threads of a batch share.
#[derive(Clone)]
struct Work<'scope> {
    worker: Worker<'scope>,
    module: Arc<Module>,
    queue: Arc<Mutex<std::iter::Enumerate<std::vec::IntoIter<Function>>>>,
}

/// What one thread made: functions with their numbers.
struct Done {
    functions: Vec<(usize, Made)>,
    times: Option<opt::Times>,
}

impl Work<'_> {
    fn run(&self) -> Done {
        let mut worker = self.worker.clone();
        let mut functions = Vec::new();
        loop {
            let next = self.queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, f)) = next else { break };
            functions.push((number, worker.compile(&self.module, f)));
        }
        Done { functions, times: worker.times }
    }
}

impl<'scope> Batch<'scope> {
    /// Begins with definitions of so many instructions; `module` is what they may see.
    pub(super) fn start(
        scope: &'scope Scope<'scope, '_>,
        worker: Worker<'scope>,
        module: Arc<Module>,
        definitions: Vec<Definition>,
        insts: usize,
    ) -> Batch<'scope> {
        let mut functions = Vec::new();
        let mut order = Vec::with_capacity(definitions.len());
        for definition in definitions {
            order.push(match definition {
                Definition::Function(f) => {
                    functions.push(*f);
                    Slot::Function
                }
                Definition::Data(data) => Slot::Data(data),
                Definition::Asm(text) => Slot::Asm(text),
            });
        }
        let wanted = (insts / INSTS_PER_THREAD).min(functions.len().saturating_sub(1));
        let queue = Arc::new(Mutex::new(functions.into_iter().enumerate()));
        let grant = worker.helpers(wanted);
        let work = Work { worker, module, queue };
        let mut helpers = Vec::new();
        for _ in 0..grant.threads {
            let work = work.clone();
            let thread = Builder::new().stack_size(STACK_BYTES);
            // Where the system has no thread to give, the first one does the work.
            helpers.extend(thread.spawn_scoped(scope, move || work.run()));
        }
        Batch { work, order, helpers, _grant: grant }
    }

    /// Does what is left of the batch, and gives all of it in the order of the source.
    pub(super) fn finish(self, times: &mut opt::Times) -> Vec<Ready> {
        let mut all = vec![self.work.run()];
        for helper in self.helpers {
            match helper.join() {
                Ok(done) => all.push(done),
                Err(panic) => resume_unwind(panic),
            }
        }
        let mut functions = Vec::new();
        for done in all {
            functions.extend(done.functions);
            if let Some(more) = done.times {
                times.merge(&more);
            }
        }
        functions.sort_unstable_by_key(|&(number, _)| number);
        let mut functions = functions.into_iter().map(|(_, f)| Ready::Function(Box::new(f)));
        let ready = self.order.into_iter().filter_map(|slot| match slot {
            Slot::Function => functions.next(),
            Slot::Data(data) => Some(Ready::Data(data)),
            Slot::Asm(text) => Some(Ready::Asm(text)),
        });
        ready.collect()
    }
}
