//! Figures put where the template wants them: rows of words and numbers, for any writer.

use super::figures::{Certificates, Counts, Figures, Literacy};
use super::period::Month;
use super::template::{Rows, Section, Template, Value};
use chrono::{Datelike, NaiveDate};

/// A report, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// First line: what the report covers.
    pub scope: String,
    /// The mark of an example, if it is one.
    pub mark: Option<String>,
    /// Title.
    pub title: String,
    /// Whose report it is.
    pub office: Vec<String>,
    /// The period in words.
    pub period: String,
    /// The tables.
    pub tables: Vec<Table>,
    /// Heading and lines of free text.
    pub remarks: (String, Vec<String>),
    /// Lines at the end.
    pub closing: Vec<String>,
    /// What separates fields in CSV.
    pub separator: char,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its heading.
    pub heading: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Rows, each with as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the last row holds the sums.
    pub total: bool,
    /// A diagram of one of its figures, if the template asks for one.
    pub diagram: Option<Bars>,
}

/// A diagram: what it shows, and a name and a figure for each bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What it shows.
    pub heading: String,
    /// The bars.
    pub bars: Vec<(String, u64)>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Count(u64),
}

/// Puts the figures into the template's tables, with free text on problems and follow-up.
#[must_use]
pub fn arrange(figures: &Figures, template: &Template, remarks: &[String]) -> Tables {
    let nothing = || vec![template.nothing.clone()];
    let from = day(template, figures.period.from());
    let to = day(template, figures.period.to());
    Tables {
        scope: template.scope.clone(),
        mark: template.mark().map(str::to_owned),
        title: template.title.clone(),
        office: Vec::new(),
        period: template.period.replace("{from}", &from).replace("{to}", &to),
        tables: template.sections.iter().map(|section| table(figures, template, section)).collect(),
        remarks: (template.remarks.clone(), if remarks.is_empty() { nothing() } else { remarks.to_vec() }),
        closing: template.closing.clone(),
        separator: template.separator,
    }
}

/// The template's lines on whose report it is; empty names are not known.
#[must_use]
pub fn office(template: &Template, agency: &str, unit: &str) -> Vec<String> {
    let known = |line: &&String| {
        (!line.contains("{agency}") || !agency.is_empty()) && (!line.contains("{unit}") || !unit.is_empty())
    };
    let filled = |line: &String| line.replace("{agency}", agency).replace("{unit}", unit);
    template.office.iter().filter(known).map(filled).collect()
}

/// What a row holds.
#[derive(Clone, Copy)]
enum Content {
    Counts(Counts),
    Count(u64),
    Certificates(Certificates),
    Literacy(Literacy),
}

fn table(figures: &Figures, template: &Template, section: &Section) -> Table {
    let rows = rows(figures, template, section.rows);
    let diagram = section.diagram.as_ref().filter(|_| !rows.is_empty()).map(|diagram| Bars {
        heading: diagram.heading.clone(),
        bars: rows
            .iter()
            .filter_map(|(name, content)| match cell(name, *content, diagram.value) {
                Cell::Count(count) => Some((name.clone(), count)),
                Cell::Text(_) => None,
            })
            .collect(),
    });
    let mut cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|(name, content)| {
            section.columns.iter().map(|column| cell(name, *content, column.value)).collect()
        })
        .collect();
    if cells.is_empty() {
        let empty = |value| if value == Value::Name { template.nothing.clone() } else { String::new() };
        cells.push(section.columns.iter().map(|column| Cell::Text(empty(column.value))).collect());
    }
    if let Some(name) = &section.total {
        let sums = section.columns.iter().enumerate().map(|(index, column)| {
            if column.value == Value::Name {
                return Cell::Text(name.clone());
            }
            let counts = cells.iter().filter_map(|row| match row.get(index) {
                Some(Cell::Count(count)) => Some(*count),
                _ => None,
            });
            Cell::Count(counts.fold(0, u64::saturating_add))
        });
        let sums = sums.collect();
        cells.push(sums);
    }
    Table {
        heading: section.heading.clone(),
        columns: section.columns.iter().map(|column| column.heading.clone()).collect(),
        rows: cells,
        total: section.total.is_some(),
        diagram,
    }
}

fn rows(figures: &Figures, template: &Template, rows: Rows) -> Vec<(String, Content)> {
    let label = |code: &str, count: u64| (template.label(code).to_owned(), Content::Count(count));
    match rows {
        Rows::Total => vec![(String::new(), Content::Counts(figures.total))],
        Rows::Certificates => {
            let certificates = figures.certificates(template.expiring_days);
            vec![(String::new(), Content::Certificates(certificates))]
        }
        Rows::Literacy => vec![(String::new(), Content::Literacy(figures.literacy))],
        Rows::Months => {
            let month =
                |(month, counts): (&Month, &Counts)| (template.month(*month), Content::Counts(*counts));
            figures.months.iter().map(month).collect()
        }
        Rows::Units => {
            figures.units.iter().map(|(unit, counts)| (unit.clone(), Content::Counts(*counts))).collect()
        }
        Rows::Documents => {
            let name = |code: Option<&str>| code.unwrap_or("unspecified").to_owned();
            let documents = figures.documents.iter();
            documents.map(|(code, count)| label(&name(code.as_ref().map(|c| c.as_str())), *count)).collect()
        }
        Rows::Failures => figures.failures.iter().map(|(code, count)| label(code.as_str(), *count)).collect(),
        Rows::Policies => figures.policies.iter().map(|(code, count)| label(code.as_str(), *count)).collect(),
        Rows::Verdicts => figures.verdicts.iter().map(|(code, count)| label(code.as_str(), *count)).collect(),
    }
}

/// `Template::parse` has made sure that the row has the value.
fn cell(name: &str, content: Content, value: Value) -> Cell {
    let count = match (content, value) {
        (_, Value::Name) => return Cell::Text(name.to_owned()),
        (Content::Count(count), Value::Count) => count,
        (Content::Counts(counts), Value::Signed) => counts.signed,
        (Content::Counts(counts), Value::Pages) => counts.pages,
        (Content::Counts(counts), Value::Stamped) => counts.stamped,
        (Content::Counts(counts), Value::Noticed) => counts.noticed,
        (Content::Counts(counts), Value::Failed) => counts.failed,
        (Content::Counts(counts), Value::Verified) => counts.verified,
        (Content::Counts(counts), Value::Invalid) => counts.invalid,
        (Content::Counts(counts), Value::Acknowledged) => counts.acknowledged,
        (Content::Counts(counts), Value::Extended) => counts.extended,
        (Content::Counts(counts), Value::Enrolled) => counts.enrolled,
        (Content::Certificates(sum), Value::Active) => sum.active,
        (Content::Certificates(sum), Value::Expiring) => sum.expiring,
        (Content::Certificates(sum), Value::Expired) => sum.expired,
        (Content::Certificates(sum), Value::Revoked) => sum.revoked,
        (Content::Certificates(sum), Value::Lost) => sum.lost,
        (Content::Certificates(sum), Value::New) => sum.new,
        (Content::Certificates(sum), Value::Renewed) => sum.renewed,
        (Content::Literacy(sum), Value::Activities) => sum.activities,
        (Content::Literacy(sum), Value::Participants) => sum.participants,
        _ => return Cell::Text(String::new()),
    };
    Cell::Count(count)
}

fn day(template: &Template, day: NaiveDate) -> String {
    let month = template.month(Month::of(day));
    let name = month.rsplit_once(' ').map_or("", |(name, _)| name);
    template
        .date
        .replace("{day}", &day.day().to_string())
        .replace("{month}", name)
        .replace("{year}", &day.year().to_string())
}
