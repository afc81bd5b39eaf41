//! The gate: every transformation asks it, so that one can be counted, named, and left out.
//!
//! A site is a pass, a function and a number that does not depend on addresses or hashing order: the same input asks the
//! same questions in the same order. `-fopt-bisect-limit=N` lets the first N through, `-fopt-bisect-match=PATTERN`
//! those whose hash in binary ends in the pattern, `-fdisable-pass=NAME[@FUNCTION]` all but those of a pass.

use crate::{pass_named, unit};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// What the command line says about transformations.
#[derive(Clone, Debug, Default)]
pub struct GateOptions {
    /// How many may happen.
    pub limit: Option<u64>,
    /// The last binary digits of the hash of those that may happen.
    pub pattern: Option<(u64, u32)>,
    /// Passes to leave out, and in which function if not in all.
    pub disabled: Vec<(String, Option<String>)>,
}

impl GateOptions {
    /// Whether the order of questions matters: only a single thread keeps it.
    pub fn counts(&self) -> bool {
        self.limit.is_some()
    }

    /// Takes an option of the command line; whether it is one of the gate's, or what is wrong with it.
    pub fn take(&mut self, option: &str) -> Result<bool, String> {
        let invalid = |value: &str, name: &str| Err(format!("invalid argument '{value}' to '{name}'"));
        if let Some(value) = option.strip_prefix("-fopt-bisect-limit=") {
            let Ok(limit) = value.parse() else { return invalid(value, "-fopt-bisect-limit=") };
            self.limit = Some(limit);
        } else if let Some(value) = option.strip_prefix("-fopt-bisect-match=") {
            let binary = (1..=64).contains(&value.len()) && value.bytes().all(|b| matches!(b, b'0' | b'1'));
            let bits = u64::from_str_radix(value, 2).ok().filter(|_| binary);
            let Some(bits) = bits else { return invalid(value, "-fopt-bisect-match=") };
            self.pattern = Some((bits, value.len() as u32));
        } else if let Some(value) = option.strip_prefix("-fdisable-pass=") {
            let (pass, function) = match value.split_once('@') {
                Some((pass, function)) => (pass, Some(function.to_string())),
                None => (value, None),
            };
            if pass_named(pass).is_none() && !unit::PASSES.contains(&pass) {
                return invalid(value, "-fdisable-pass=");
            }
            self.disabled.push((pass.to_string(), function));
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// The gate of one translation unit.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    options: GateOptions,
    /// Whether there is anything to ask at all.
    watching: bool,
    pass: &'static str,
    function: String,
    asked: u64,
}

impl Gate {
    /// A gate.
    pub fn new(options: GateOptions) -> Gate {
        let watching = options.limit.is_some() || options.pattern.is_some();
        Gate { options, watching, ..Gate::default() }
    }

    /// The same, after so many questions.
    pub fn counting_from(self, asked: u64) -> Gate {
        Gate { asked, ..self }
    }

    /// How many changes were asked for.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// The function that the following questions are about.
    pub fn enter(&mut self, function: &str) {
        if self.watching || !self.options.disabled.is_empty() {
            function.clone_into(&mut self.function);
        }
    }

    /// The pass that the following questions are about; whether it may run.
    pub fn begin(&mut self, pass: &'static str) -> bool {
        self.pass = pass;
        let here = |function: &Option<String>| function.as_ref().is_none_or(|f| *f == self.function);
        !self.options.disabled.iter().any(|(name, function)| name == pass && here(function))
    }

    /// Whether the transformation at this site may happen.
    pub fn allows(&mut self, site: u32) -> bool {
        if !self.watching {
            return true;
        }
        self.asked += 1;
        if let Some((bits, length)) = self.options.pattern {
            let mut hasher = FxHasher::default();
            (self.pass, self.function.as_str(), site).hash(&mut hasher);
            // The low bits of this hash depend on little.
            let hash = hasher.finish().rotate_left(26);
            let mask = if length >= 64 { u64::MAX } else { (1 << length) - 1 };
            if hash & mask != bits {
                return false;
            }
        }
        let allowed = self.options.limit.is_none_or(|limit| self.asked <= limit);
        if self.options.limit == Some(self.asked) {
            diag::tell!("opt-bisect: {} is {} in {} at {site}", self.asked, self.pass, self.function);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_disables() {
        let mut options = GateOptions::default();
        assert_eq!(options.take("-fopt-bisect-limit=2"), Ok(true));
        assert_eq!(options.take("-fdisable-pass=gvn@f"), Ok(true));
        assert_eq!(options.take("-O2"), Ok(false));
        let mut gate = Gate::new(options);
        gate.enter("f");
        assert!(!gate.begin("gvn") && gate.begin("dce"));
        assert_eq!([gate.allows(1), gate.allows(2), gate.allows(3)], [true, true, false]);
    }

    #[test]
    fn malformed_options_are_refused() {
        for option in [
            "-fopt-bisect-limit=x",
            "-fopt-bisect-limit=",
            "-fopt-bisect-limit=-1",
            "-fopt-bisect-match=",
            "-fopt-bisect-match=+1",
            "-fopt-bisect-match=012",
            "-fdisable-pass=gvm",
        ] {
            let (name, value) = option.split_once('=').unwrap_or_default();
            let wrong = format!("invalid argument '{value}' to '{name}='");
            assert_eq!(GateOptions::default().take(option), Err(wrong));
        }
    }

    #[test]
    fn patterns_divide() {
        let ask = |pattern: &str| {
            let mut options = GateOptions::default();
            assert_eq!(options.take(&format!("-fopt-bisect-match={pattern}")), Ok(true));
            let mut gate = Gate::new(options);
            gate.enter("f");
            gate.begin("gvn");
            (0..100).filter(|&site| gate.allows(site)).collect::<Vec<u32>>()
        };
        let (zeros, ones) = (ask("0"), ask("1"));
        assert_eq!(zeros.len() + ones.len(), 100);
        assert!(!zeros.is_empty() && !ones.is_empty());
    }
}
