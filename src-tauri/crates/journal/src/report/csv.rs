//! A report as CSV (RFC 4180), with the byte order mark by which spreadsheets know UTF-8.

use super::table::{Cell, Tables};

/// Writes the tables one below the other.
#[must_use]
pub fn csv(tables: &Tables) -> String {
    let mut out = String::from('\u{feff}');
    let mut row = |cells: &[Cell]| {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.push(tables.separator);
            }
            match cell {
                Cell::Text(text) => out.push_str(&field(text, tables.separator)),
                Cell::Count(count) => out.push_str(&count.to_string()),
            }
        }
        out.push_str("\r\n");
    };
    let text = |text: &str| [Cell::Text(text.to_owned())];
    row(&text(&tables.scope));
    if let Some(mark) = &tables.mark {
        row(&text(mark));
    }
    row(&text(&tables.title));
    tables.office.iter().for_each(|line| row(&text(line)));
    row(&text(&tables.period));
    for table in &tables.tables {
        row(&[]);
        row(&text(&table.heading));
        row(&table.columns.iter().cloned().map(Cell::Text).collect::<Vec<_>>());
        for cells in &table.rows {
            row(cells);
        }
    }
    row(&[]);
    row(&text(&tables.remarks.0));
    tables.remarks.1.iter().chain(&tables.closing).for_each(|line| row(&text(line)));
    out
}

/// Lines of words as CSV, with the byte order mark.
#[must_use]
pub fn csv_lines(lines: &[Vec<String>], separator: char) -> String {
    let mut out = String::from('\u{feff}');
    for line in lines {
        let fields: Vec<String> = line.iter().map(|text| field(text, separator)).collect();
        out.push_str(&fields.join(&separator.to_string()));
        out.push_str("\r\n");
    }
    out
}

/// A text that a spreadsheet would take for a formula gets an apostrophe: names of units come from other computers.
fn field(text: &str, separator: char) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([separator, '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn separators_quotes_and_formulas_stay_text() {
        assert_eq!(field("Dinas; Bidang", ';'), "\"Dinas; Bidang\"");
        assert_eq!(field("kata \"itu\"", ';'), "\"kata \"\"itu\"\"\"");
        assert_eq!(field("=1+2", ';'), "'=1+2");
        assert_eq!(field("biasa, saja", ';'), "biasa, saja");
    }
}
