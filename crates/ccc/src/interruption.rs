//! Signals that end ccc while it writes an output: they take effect when what was written beside it is gone again.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag::{register, register_conditional_default};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

const ENDING: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];

/// What the handlers see and say.
struct Handlers {
    /// No output is being written: a signal ends ccc at once.
    idle: Arc<AtomicBool>,
    /// The signals that came meanwhile.
    came: [Arc<AtomicBool>; ENDING.len()],
}

static HANDLERS: LazyLock<Handlers> = LazyLock::new(|| {
    let handlers = Handlers { idle: Arc::new(AtomicBool::new(true)), came: Default::default() };
    let ignored = ignored();
    for (signal, came) in ENDING.into_iter().zip(&handlers.came) {
        // What the parent had ignored (`nohup`) stays so.
        if ignored >> (signal - 1) & 1 == 0 {
            // Where a handler can't be had, the signal does what it always does.
            let _ = register_conditional_default(signal, Arc::clone(&handlers.idle));
            let _ = register(signal, Arc::clone(came));
        }
    }
    // A file that grows too large is an error of the write instead.
    let _ = register(SIGXFSZ, Arc::default());
    handlers
});

/// The signals that the process ignores, as bits (proc(5), `SigIgn`).
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// While it lives, no signal ends ccc; what came ends it when it is dropped.
pub(crate) struct Deferral(());

/// Begins to defer.
pub(crate) fn defer() -> Deferral {
    HANDLERS.idle.store(false, Ordering::SeqCst);
    Deferral(())
}

impl Deferral {
    /// Whether a signal came.
    pub(crate) fn happened(&self) -> bool {
        HANDLERS.came.iter().any(|came| came.load(Ordering::SeqCst))
    }
}

impl Drop for Deferral {
    fn drop(&mut self) {
        HANDLERS.idle.store(true, Ordering::SeqCst);
        for (signal, came) in ENDING.into_iter().zip(&HANDLERS.came) {
            if came.load(Ordering::SeqCst) {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    }
}
