//! What is shown: progress, a line per finding, the summary; and how many things of a kind there were.

use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Progress and lines between it.
#[derive(Debug)]
pub struct Report {
    bar: ProgressBar,
}

impl Report {
    /// With so many steps; `None`: nobody knows how many.
    pub fn new(steps: Option<u64>) -> Report {
        let (bar, template) = match steps {
            Some(steps) => (ProgressBar::new(steps), "{bar:40} {pos}/{len} {eta} left  {msg}"),
            None => (ProgressBar::new_spinner(), "{spinner} {elapsed} {pos} trials  {msg}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Report { bar }
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// What is being done.
    pub fn say(&self, what: &str) {
        self.bar.set_message(what.to_string());
    }

    /// A finding.
    pub fn error(&self, what: &str, why: &str) {
        self.bar.suspend(|| println!("ERROR {what} {why}"));
    }

    /// Ends the progress and prints the summary.
    pub fn finish(&self, summary: &str) {
        self.bar.finish_and_clear();
        print!("{summary}");
    }
}

/// How many there are of each kind.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// One more.
    pub fn add(&mut self, kind: &str) {
        *self.0.entry(kind.into()).or_default() += 1;
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// A line `title: total`, and one for each kind, the most frequent first.
    pub fn render(&self, title: &str) -> String {
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), (*kind).clone()));
        let mut text = format!("{:>8}  {title}\n", self.total());
        for (kind, count) in rows {
            let _never = writeln!(text, "{count:>8}    {kind}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn tallies_are_sorted() {
        let mut tally = Tally::default();
        ["b", "a", "b", "c"].iter().for_each(|kind| tally.add(kind));
        assert_eq!(
            tally.render("letters"),
            "       4  letters\n       2    b\n       1    a\n       1    c\n"
        );
    }
}
