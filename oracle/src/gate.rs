//! The search for the one transformation that matters, through ccc's gate: `-fopt-bisect-limit=N` lets the first N happen,
//! and names the N-th. With N - 1 of them all is well, with N it is not: the N-th shows the bug.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One transformation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Site {
    /// How many were asked for before it, plus one: the `N` of `-fopt-bisect-limit=N`.
    pub count: u64,
    /// The pass that makes it.
    pub pass: String,
    /// The function that it changes.
    pub function: String,
    /// Where in the function: the number of an instruction or value of the IR.
    pub site: u64,
}

impl Site {
    /// Reads the line that ccc prints for the last transformation that its gate lets through.
    pub fn parse(line: &str) -> Option<Site> {
        let (count, rest) = line.strip_prefix("opt-bisect: ")?.split_once(" is ")?;
        let (pass, rest) = rest.split_once(" in ")?;
        let (function, site) = rest.rsplit_once(" at ")?;
        Some(Site {
            count: count.parse().ok()?,
            pass: pass.into(),
            function: function.into(),
            site: site.parse().ok()?,
        })
    }

    /// The same, among whatever else the compiler says.
    pub fn find(errors: &str) -> Option<Site> {
        errors.lines().find_map(Site::parse)
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} at {}", self.pass, self.function, self.site)
    }
}

/// The number of transformations that a compilation asks for; `asks_for` says whether it asks for so many.
///
/// # Errors
/// Those of `asks_for`.
pub fn questions<E>(asks_for: &mut dyn FnMut(u64) -> Result<bool, E>) -> Result<u64, E> {
    let mut beyond = 1;
    while beyond < 1 << 40 && asks_for(beyond)? {
        beyond *= 2;
    }
    boundary(beyond / 2, beyond, &mut |n| Ok(!asks_for(n)?)).map(|n| n - 1)
}

/// What the gate says about a bug.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// With this many transformations it shows, with one fewer it does not.
    Shows(u64),
    /// It shows without any transformation.
    Always,
    /// It does not show with all of them.
    Never,
}

/// The transformation of `total` that makes the bug show; `shows` compiles with a limit and looks.
///
/// # Errors
/// Those of `shows`.
pub fn search<E>(total: u64, shows: &mut dyn FnMut(u64) -> Result<bool, E>) -> Result<Verdict, E> {
    if !shows(total)? {
        return Ok(Verdict::Never);
    }
    if total == 0 || shows(0)? {
        return Ok(Verdict::Always);
    }
    boundary(0, total, shows).map(Verdict::Shows)
}

/// A number where `holds` begins to hold: it does not for `low`, and does for `high`.
fn boundary<E>(mut low: u64, mut high: u64, holds: &mut dyn FnMut(u64) -> Result<bool, E>) -> Result<u64, E> {
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn lines_are_read() {
        let site = Site::find("x.c:1: warning: w\nopt-bisect: 12 is simplify-cfg in f at 7\n");
        let site = site.expect("a site");
        assert_eq!(site.to_string(), "simplify-cfg in f at 7");
        assert_eq!(site.count, 12);
        for wrong in ["opt-bisect: x is gvn in f at 7", "opt-bisect: 1 is gvn in f", "gvn in f at 7"] {
            assert_eq!(Site::parse(wrong), None);
        }
    }

    #[test]
    fn questions_are_counted() {
        for total in [0, 1, 2, 3, 7, 8, 9, 1000, 1024] {
            assert_eq!(questions(&mut |n| Ok::<_, Infallible>(n <= total)), Ok(total));
        }
    }

    #[test]
    fn the_guilty_one_is_found() {
        for total in [1, 2, 10, 1000] {
            for guilty in 1..=total {
                let mut tried = 0;
                let found = search(total, &mut |n| {
                    tried += 1;
                    Ok::<_, Infallible>(n >= guilty)
                });
                assert_eq!(found, Ok(Verdict::Shows(guilty)));
                assert!(tried <= 12);
            }
        }
    }

    #[test]
    fn what_is_hidden_again_later_still_has_a_beginning() {
        let shows = |n: u64| (30..40).contains(&n) || n >= 70;
        let Ok(Verdict::Shows(n)) = search(100, &mut |n| Ok::<_, Infallible>(shows(n))) else {
            panic!("nothing found")
        };
        assert!(shows(n) && !shows(n - 1));
    }

    #[test]
    fn the_gate_may_be_innocent() {
        assert_eq!(search(5, &mut |_| Ok::<_, Infallible>(true)), Ok(Verdict::Always));
        assert_eq!(search(0, &mut |_| Ok::<_, Infallible>(true)), Ok(Verdict::Always));
        assert_eq!(search(5, &mut |_| Ok::<_, Infallible>(false)), Ok(Verdict::Never));
    }
}
