//! How many threads a translation unit may use: what the command line says, what make's jobserver gives, or what the
//! machine has.

use jobserver::{Acquired, Client};
use std::sync::LazyLock;

/// No unit gains from more.
const MOST: usize = 16;

/// Where threads besides the first come from.
pub(crate) enum Threads {
    /// There are so many at any time.
    Fixed(usize),
    /// One for each token that make can spare (GNU make manual, 13.1.1).
    Jobserver(&'static Client),
}

/// The right to so many threads, until it is dropped.
pub(crate) struct Grant {
    pub(crate) threads: usize,
    _tokens: Vec<Acquired>,
}

impl Threads {
    /// `asked` is the argument of `-fthreads=`. A gate that counts wants its questions in one order.
    pub(crate) fn new(asked: Option<usize>, gate: &opt::GateOptions) -> Threads {
        match (asked, gate.counts(), inherited()) {
            (_, true, _) => Threads::Fixed(0),
            (Some(threads), ..) => Threads::Fixed(threads.clamp(1, MOST) - 1),
            (None, _, Some(Some(client))) => Threads::Jobserver(client),
            (None, _, Some(None)) => Threads::Fixed(0),
            (None, ..) => {
                let processors = std::thread::available_parallelism().map_or(1, usize::from);
                Threads::Fixed(processors.min(MOST) - 1)
            }
        }
    }

    /// As many threads as there are for so many functions.
    pub(crate) fn grant(&self, wanted: usize) -> Grant {
        let mut tokens = Vec::new();
        let threads = match self {
            Threads::Fixed(threads) => (*threads).min(wanted),
            Threads::Jobserver(client) => {
                while tokens.len() < wanted.min(MOST) {
                    match client.try_acquire() {
                        Ok(Some(token)) => tokens.push(token),
                        _ => break,
                    }
                }
                tokens.len()
            }
        };
        Grant { threads, _tokens: tokens }
    }
}

/// The jobserver of the make that runs ccc: `None` without a make, `Some(None)` with one that gives ccc no tokens.
fn inherited() -> Option<Option<&'static Client>> {
    static CLIENT: LazyLock<Option<Client>> = LazyLock::new(|| {
        #[expect(unsafe_code, reason = "the only way to make's pipe is the file descriptors that it names")]
        // SAFETY: the descriptors are checked to be open pipes; ccc itself opens none before this first use.
        unsafe {
            Client::from_env_ext(true).client.ok()
        }
    });
    std::env::var_os("MAKEFLAGS").filter(|flags| !flags.is_empty()).map(|_| CLIENT.as_ref())
}
