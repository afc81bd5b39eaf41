//! Tables of ratios to one column, with the geometric mean below.

use std::fmt::Write;

/// Figures of subjects (rows) by contender (columns).
pub(crate) struct Table {
    pub title: String,
    /// The column that is 1.
    pub base: String,
    pub columns: Vec<String>,
    /// A subject's name and its figures; `None` where there is none.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

impl Table {
    pub(crate) fn new(title: &str, base: &str, columns: Vec<String>) -> Table {
        // Without the base the first contender takes its place.
        let base = match columns.iter().find(|column| *column == base) {
            Some(base) => base.clone(),
            None => columns.first().cloned().unwrap_or_default(),
        };
        Table { title: title.into(), base, columns, rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, name: &str, figures: Vec<Option<f64>>) {
        self.rows.push((name.into(), figures));
    }

    /// A row's figures divided by the base's.
    pub(crate) fn ratios(&self, row: &[Option<f64>]) -> Vec<Option<f64>> {
        let at = self.columns.iter().position(|column| *column == self.base);
        let base = at.and_then(|at| row[at]).filter(|base| *base > 0.0);
        row.iter().map(|figure| Some((*figure)? / base?)).collect()
    }

    /// Geometric means of the ratios, over the rows that have one.
    pub(crate) fn means(&self) -> Vec<Option<f64>> {
        let rows: Vec<_> = self.rows.iter().map(|(_, row)| self.ratios(row)).collect();
        (0..self.columns.len())
            .map(|at| {
                let logs: Vec<f64> =
                    rows.iter().filter_map(|row| row[at]).filter(|r| *r > 0.0).map(f64::ln).collect();
                (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
            })
            .collect()
    }

    /// As text: ratios, the base's own figure in the last column.
    pub(crate) fn render(&self) -> String {
        let mut text = format!("{}, as ratios to {}\n{:16}", self.title, self.base, "");
        for column in &self.columns {
            let _never = write!(text, "{column:>10}");
        }
        let _never = writeln!(text, "{:>14}", self.base);
        let line = |text: &mut String, name: &str, ratios: &[Option<f64>], last: Option<f64>| {
            let _never = write!(text, "{name:16}");
            for ratio in ratios {
                let _never = match ratio {
                    Some(ratio) => write!(text, "{ratio:>10.3}"),
                    None => write!(text, "{:>10}", "-"),
                };
            }
            let _never = match last {
                Some(last) if last >= 1000.0 => writeln!(text, "{last:>14.0}"),
                Some(last) => writeln!(text, "{last:>14.3}"),
                None => writeln!(text),
            };
        };
        let at = self.columns.iter().position(|column| *column == self.base);
        for (name, row) in &self.rows {
            line(&mut text, name, &self.ratios(row), at.and_then(|at| row[at]));
        }
        line(&mut text, "geometric mean", &self.means(), None);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn ratios_and_their_geometric_mean() {
        let mut table = Table::new("t", "b", vec!["a".into(), "b".into()]);
        table.add("one", vec![Some(1.0), Some(2.0)]);
        table.add("two", vec![Some(8.0), Some(1.0)]);
        table.add("none", vec![None, Some(1.0)]);
        let means: Vec<f64> = table.means().into_iter().flatten().collect();
        assert!((means[0] - 2.0).abs() < 1e-9 && (means[1] - 1.0).abs() < 1e-9, "{means:?}");
        assert!(table.render().contains("none                     -     1.000"));
    }
}
