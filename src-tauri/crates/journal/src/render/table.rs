//! A table with column headers: as wide as the page, columns as wide as their longest word needs, the headers again on each page.

use pades::sign::appearance::font::Weight;

use super::paper::Value;
use super::pdf::{INK, LEADING, MARGIN, ROOT, Sheet, Style, WIDTH};
use crate::Error;

/// Sizes of the letters, in points; the first at which every word fits its column is taken.
const SIZES: [f64; 4] = [9.5, 8.5, 7.5, 6.5];
/// Free beside the words of a cell, in points.
const PAD: f64 = 4.0;
/// Free above and below them.
const AIR: f64 = 2.5;

/// One cell, broken into lines.
struct Cell {
    lines: Vec<String>,
    right: bool,
}

impl Sheet {
    /// Height of the headers and of two rows, which stay together.
    pub(super) fn least(&self, columns: &[String], rows: &[Vec<Value>]) -> f64 {
        let (size, widths) = self.columns(columns, rows);
        self.height(&self.heads(columns, rows, size, &widths), size) * 3.0
    }

    /// Draws a table. Its first column has the row headers.
    pub(super) fn table(
        &mut self,
        columns: &[String],
        rows: &[Vec<Value>],
        total: bool,
    ) -> Result<(), Error> {
        let (size, widths) = self.columns(columns, rows);
        let table = self.element("Table", ROOT);
        let bold = Style { size, weight: Weight::Bold, colour: INK };
        let plain = Style { size, weight: Weight::Regular, colour: INK };
        let figures = figures(columns, rows);
        let head = self.heads(columns, rows, size, &widths);
        let height = self.height(&head, size);
        self.keep(self.least(columns, rows));
        self.row(table, &head, &widths, bold, true)?;
        for (index, row) in rows.iter().enumerate() {
            let sums = total && index + 1 == rows.len();
            let style = if sums { bold } else { plain };
            let cells = self.cells(row, &widths, style, &figures);
            let before = self.y;
            self.keep(self.height(&cells, size) + if sums { 0.0 } else { height });
            if self.y > before {
                self.row(table, &head, &widths, bold, true)?;
            }
            self.row(table, &cells, &widths, style, false)?;
        }
        self.space(4.0);
        Ok(())
    }

    fn row(
        &mut self,
        table: usize,
        cells: &[Cell],
        widths: &[f64],
        style: Style,
        head: bool,
    ) -> Result<(), Error> {
        let row = self.element("TR", table);
        let (top, height) = (self.y, self.height(cells, style.size));
        let rule = top - height;
        if head {
            let width = WIDTH - 2.0 * MARGIN;
            self.artifact(&format!("0.93 0.94 0.96 rg {MARGIN:.2} {rule:.2} {width:.2} {height:.2} re f "));
        }
        self.artifact(&format!(
            "0.72 0.75 0.79 RG 0.5 w {MARGIN:.2} {rule:.2} m {:.2} {rule:.2} l S ",
            WIDTH - MARGIN
        ));
        let mut x = MARGIN;
        for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let element = match (head, index) {
                (true, _) => self.header("Column", row),
                (false, 0) => self.header("Row", row),
                _ => self.element("TD", row),
            };
            self.y = top - AIR;
            for line in &cell.lines {
                let wide = self.face(style.weight).width(line) * style.size;
                let left = if cell.right { x + width - PAD - wide } else { x + PAD };
                self.draw(element, left, style, line)?;
                self.y -= style.size * LEADING;
            }
            x += width;
        }
        self.y = rule;
        Ok(())
    }

    fn height(&self, cells: &[Cell], size: f64) -> f64 {
        let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(1);
        let lines = f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
        lines * size * LEADING + 2.0 * AIR
    }

    fn heads(&self, columns: &[String], rows: &[Vec<Value>], size: f64, widths: &[f64]) -> Vec<Cell> {
        let heads: Vec<Value> = columns.iter().cloned().map(Value::Text).collect();
        let bold = Style { size, weight: Weight::Bold, colour: INK };
        self.cells(&heads, widths, bold, &figures(columns, rows))
    }

    /// A column that has a figure anywhere stands to the right, its header and its dashes as well.
    fn cells(&self, row: &[Value], widths: &[f64], style: Style, figures: &[bool]) -> Vec<Cell> {
        let cells = row.iter().zip(widths).zip(figures);
        cells
            .map(|((value, width), right)| Cell {
                lines: self.lines(style, width - 2.0 * PAD, &text(value)),
                right: *right,
            })
            .collect()
    }

    /// Size of the letters, and widths that fill the page: what is left over goes to the first column.
    fn columns(&self, columns: &[String], rows: &[Vec<Value>]) -> (f64, Vec<f64>) {
        let room = WIDTH - 2.0 * MARGIN;
        let bold = self.face(Weight::Bold);
        let longest = |index: usize, head: &str| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(text);
            let words = std::iter::once(head.to_owned()).chain(cells);
            let wide =
                words.map(|text| text.split_whitespace().map(|word| bold.width(word)).fold(0.0, f64::max));
            wide.fold(0.0, f64::max)
        };
        let needed: Vec<f64> = columns.iter().enumerate().map(|(index, head)| longest(index, head)).collect();
        let count = f64::from(u32::try_from(columns.len().max(1)).unwrap_or(u32::MAX));
        for size in SIZES {
            let mut widths: Vec<f64> = needed.iter().map(|wide| wide * size + 2.0 * PAD + 1.0).collect();
            let free = room - widths.iter().sum::<f64>();
            if free >= 0.0 {
                // Columns of words share what is left; figures need none of it.
                let words = |index: usize| {
                    rows.iter().any(|row| matches!(row.get(index), Some(Value::Text(_)))) || index == 0
                };
                let sharing = (0..widths.len()).filter(|index| words(*index)).count().max(1);
                let share = free / f64::from(u32::try_from(sharing).unwrap_or(u32::MAX));
                for (index, width) in widths.iter_mut().enumerate() {
                    *width += if words(index) { share } else { 0.0 };
                }
                return (size, widths);
            }
        }
        // Words are broken rather than cut off.
        (SIZES.last().copied().unwrap_or(6.5), vec![room / count; columns.len()])
    }
}

/// Which columns have a figure anywhere.
fn figures(columns: &[String], rows: &[Vec<Value>]) -> Vec<bool> {
    let figure = |index| rows.iter().any(|row| matches!(row.get(index), Some(Value::Number(_))));
    (0..columns.len()).map(figure).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    }
}
