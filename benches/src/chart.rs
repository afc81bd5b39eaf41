//! The tables' geometric means as bars, in an SVG file.

use crate::table::Table;
use std::path::Path;
use svg::Document;
use svg::node::element::{Line, Rectangle, Text};

/// Pixels.
const BAR: f64 = 16.0;
const NAME: f64 = 90.0;
const SCALE: f64 = 260.0;
const TITLE: f64 = 34.0;

/// Colours by compiler.
fn colour(name: &str) -> &'static str {
    match name.split('-').next() {
        Some("ccc") => "#c0392b",
        Some("gcc" | "ld") => "#7f8c8d",
        Some("clang" | "lld") => "#2980b9",
        _ => "#27ae60",
    }
}

/// Writes the chart: a group of bars for each table, the base's bar one unit long.
///
/// # Errors
/// The file can't be written.
pub(crate) fn write(path: &Path, tables: &[Table]) -> std::io::Result<()> {
    let mut document = Document::new().set("font-family", "sans-serif").set("font-size", 12);
    let mut y = 8.0;
    for table in tables {
        document = document.add(
            Text::new(format!("{}: geometric mean, {} = 1", table.title, table.base))
                .set("x", 8)
                .set("y", y + 16.0)
                .set("font-weight", "bold"),
        );
        y += TITLE - 8.0;
        let top = y;
        for (name, mean) in table.columns.iter().zip(table.means()) {
            let Some(mean) = mean else { continue };
            let width = (mean * SCALE).min(3.0 * SCALE);
            document = document
                .add(Text::new(name.clone()).set("x", 8).set("y", y + 12.0))
                .add(
                    Rectangle::new()
                        .set("x", NAME)
                        .set("y", y + 2.0)
                        .set("width", width)
                        .set("height", BAR - 4.0)
                        .set("fill", colour(name)),
                )
                .add(Text::new(format!("{mean:.2}")).set("x", NAME + width + 6.0).set("y", y + 12.0));
            y += BAR;
        }
        let unit = NAME + SCALE;
        document = document.add(
            Line::new()
                .set("x1", unit)
                .set("x2", unit)
                .set("y1", top)
                .set("y2", y)
                .set("stroke", "#333")
                .set("stroke-dasharray", "3 3"),
        );
        y += 14.0;
    }
    let width = NAME + 3.0 * SCALE + 60.0;
    svg::save(path, &document.set("viewBox", (0, 0, width, y)).set("width", width).set("height", y))
}
