//! From a file that shows a bug to what in the compiler makes it: a transformation, by the gate; else functions, by
//! compiling the others with the reference compiler.

use crate::compile::{How, limit};
use crate::ddmin;
use crate::gate::{self, Site, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What made the bug show.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Guilt {
    /// One transformation.
    Transformation {
        /// Which.
        site: Site,
        /// Of so many.
        of: u64,
        /// Without any of this pass in this function the bug does not show.
        cured: bool,
    },
    /// No transformation is needed: what is made of these functions.
    Functions(Vec<String>),
    /// No transformation and no single function: why not.
    Elsewhere(String),
}

impl Guilt {
    /// The guilty pass, if it is one.
    pub fn pass(&self) -> Option<&str> {
        match self {
            Guilt::Transformation { site, .. } => Some(&site.pass),
            Guilt::Functions(_) | Guilt::Elsewhere(_) => None,
        }
    }

    /// Options with each of which the bug does not show.
    pub fn cures(&self) -> Vec<String> {
        match self {
            Guilt::Transformation { site, cured, .. } => {
                let disabled = cured.then(|| format!("-fdisable-pass={}", site.pass));
                disabled.into_iter().chain([limit(0)]).collect()
            }
            Guilt::Functions(_) | Guilt::Elsewhere(_) => Vec::new(),
        }
    }
}

impl fmt::Display for Guilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Guilt::Transformation { site, .. } => write!(f, "{site}"),
            Guilt::Functions(names) => write!(f, "no pass, the code of {}", names.join(" with ")),
            Guilt::Elsewhere(why) => write!(f, "no pass, {why}"),
        }
    }
}

/// A file of which something is wrong when ccc compiles it.
pub trait Subject {
    /// Whether the bug shows.
    ///
    /// # Errors
    /// It can't be found out.
    fn shows(&self, how: &How) -> Result<bool, String>;

    /// The place of the first that shows the bug.
    ///
    /// # Errors
    /// It can't be found out.
    fn first_that_shows(&self, hows: &[How]) -> Result<Option<usize>, String> {
        for (i, how) in hows.iter().enumerate() {
            if self.shows(how)? {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    /// Compiles with so many transformations; the last of them, if there are so many.
    ///
    /// # Errors
    /// ccc can't be run.
    fn last_of(&self, count: u64) -> Result<Option<Site>, String>;

    /// The functions that can be given to either compiler.
    ///
    /// # Errors
    /// The file can't be taken apart.
    fn functions(&self, options: &[String]) -> Result<Vec<String>, String>;
}

/// Finds what makes the bug show.
///
/// # Errors
/// Those of the subject.
pub fn find(subject: &dyn Subject) -> Result<Guilt, String> {
    let of = gate::questions(&mut |n| Ok::<_, String>(subject.last_of(n)?.is_some()))?;
    let mut shows = |n| subject.shows(&How::Ccc(vec![limit(n)]));
    match gate::search(of, &mut shows)? {
        Verdict::Shows(n) => match subject.last_of(n)? {
            Some(site) => {
                let disabled = format!("-fdisable-pass={}@{}", site.pass, site.function);
                let cured = !subject.shows(&How::Ccc(vec![disabled]))?;
                Ok(Guilt::Transformation { site, of, cured })
            }
            None => Ok(Guilt::Elsewhere(format!("though the first {n} transformations are needed"))),
        },
        Verdict::Always => Ok(functions(subject)),
        // It shows with several threads, or now and then.
        Verdict::Never => Ok(Guilt::Elsewhere("it does not show when transformations are counted".into())),
    }
}

/// The functions whose code shows the bug. What keeps them from being found is said, not an error: the rest still counts.
fn functions(subject: &dyn Subject) -> Guilt {
    let options = vec![limit(0)];
    let mixed = |functions: &[String]| How::Mixed { options: options.clone(), functions: functions.to_vec() };
    let search = || {
        let all = subject.functions(&options)?;
        if all.is_empty() || !subject.shows(&mixed(&all))? {
            return Ok(Guilt::Elsewhere("the data or the front end".into()));
        }
        let least = ddmin::minimise(&all, &mut |candidates: &[Vec<String>]| {
            subject.first_that_shows(&candidates.iter().map(|c| mixed(c)).collect::<Vec<_>>())
        })?;
        Ok(Guilt::Functions(least))
    };
    search().unwrap_or_else(|why: String| Guilt::Elsewhere(format!("functions can't be told apart: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A compiler of ten transformations and four functions.
    struct Model {
        shows: fn(limit: u64, functions: &[String]) -> bool,
    }

    fn names() -> Vec<String> {
        ["f", "g", "h", "main"].map(String::from).to_vec()
    }

    impl Subject for Model {
        fn shows(&self, how: &How) -> Result<bool, String> {
            let limit_of = |options: &[String]| {
                let told = options.iter().find_map(|o| o.strip_prefix("-fopt-bisect-limit="));
                let disabled = options.iter().any(|o| o == "-fdisable-pass=gvn@f7");
                told.map_or(if disabled { 6 } else { 10 }, |n| n.parse().expect("a number"))
            };
            Ok(match how {
                How::Reference => false,
                How::Ccc(options) => (self.shows)(limit_of(options), &names()),
                How::Mixed { options, functions } => (self.shows)(limit_of(options), functions),
            })
        }

        fn last_of(&self, count: u64) -> Result<Option<Site>, String> {
            Ok((1..=10).contains(&count).then(|| Site {
                count,
                pass: "gvn".into(),
                function: format!("f{count}"),
                site: 1,
            }))
        }

        fn functions(&self, _: &[String]) -> Result<Vec<String>, String> {
            Ok(names())
        }
    }

    #[test]
    fn transformations() {
        let guilt = find(&Model { shows: |limit, _| limit >= 7 }).expect("the model answers");
        assert_eq!(guilt.to_string(), "gvn in f7 at 1");
        assert!(matches!(guilt, Guilt::Transformation { of: 10, cured: true, .. }));
    }

    #[test]
    fn functions_alone_and_together() {
        let guilt = find(&Model { shows: |_, functions| functions.contains(&"g".into()) });
        assert_eq!(guilt, Ok(Guilt::Functions(vec!["g".into()])));
        let both =
            |_, functions: &[String]| functions.iter().filter(|f| *f == "f" || *f == "main").count() == 2;
        assert_eq!(find(&Model { shows: both }), Ok(Guilt::Functions(vec!["f".into(), "main".into()])));
    }

    #[test]
    fn neither() {
        let guilt = find(&Model { shows: |_, _| false }).expect("the model answers");
        assert!(guilt.to_string().contains("does not show"), "{guilt}");
    }
}
