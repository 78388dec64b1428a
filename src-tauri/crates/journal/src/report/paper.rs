//! A report as a paper, for [`crate::render::pdf`]: A4, tagged, with its diagrams. It can be signed like any other document.

use super::table::{Cell, Tables};
use crate::render::{Block, Paper, Value};
use chrono::{DateTime, FixedOffset};

/// The tables as a paper, made by this program at this time. The language is the one of the template's words.
#[must_use]
pub fn paper(tables: &Tables, language: &str, program: &str, made: DateTime<FixedOffset>) -> Paper {
    let mut blocks: Vec<Block> = tables.mark.iter().cloned().map(Block::Note).collect();
    blocks.extend(tables.office.iter().chain([&tables.period]).cloned().map(Block::Text));
    for table in &tables.tables {
        blocks.push(Block::Heading(table.heading.clone()));
        let value = |cell: &Cell| match cell {
            Cell::Text(text) => Value::Text(text.clone()),
            Cell::Count(count) => Value::Number(*count),
        };
        let rows = table.rows.iter().map(|row| row.iter().map(value).collect()).collect();
        blocks.push(Block::Table { columns: table.columns.clone(), rows, total: table.total });
        if let Some(diagram) = &table.diagram {
            blocks.push(Block::Bars { heading: diagram.heading.clone(), bars: diagram.bars.clone() });
        }
    }
    blocks.push(Block::Heading(tables.remarks.0.clone()));
    blocks.extend(tables.remarks.1.iter().cloned().map(Block::Text));
    blocks.extend(tables.closing.iter().cloned().map(Block::Text));
    let closing = tables.closing.first().map(|line| format!("{line}  ·  ")).unwrap_or_default();
    Paper {
        lead: tables.scope.clone(),
        title: tables.title.clone(),
        language: language.to_owned(),
        program: program.to_owned(),
        created: made,
        footer: format!("{closing}{program}"),
        blocks,
    }
}
