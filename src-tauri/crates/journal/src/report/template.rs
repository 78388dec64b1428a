//! The template: which tables a report has, in which order, under which headings, with which fixed texts. It is a JSON file
//! outside the program (`docs/report-template.md`), because BSrE's own format is not known; the shipped one says that it is
//! an example, and only a template that names its source does not.

use crate::report::period::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A template, known to be usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    absah: String,
    v: u32,
    /// Its name, to choose it by.
    pub name: String,
    /// Where the format comes from, e.g. letter and date; without it the report is marked as an example.
    #[serde(default)]
    pub source: Option<String>,
    /// The mark of an example.
    #[serde(default)]
    pub example: Option<String>,
    /// First line of every report: what it covers.
    pub scope: String,
    /// Title.
    pub title: String,
    /// Whose report it is, below the title: lines with `{agency}` and `{unit}`. One whose name is not known is left out.
    #[serde(default)]
    pub office: Vec<String>,
    /// The period in words, with `{from}` and `{to}`.
    pub period: String,
    /// A day in figures: `{day}`, `{month}` (its name), `{year}`.
    pub date: String,
    /// Days before its end from which a certificate counts as expiring.
    #[serde(default = "two_months")]
    pub expiring_days: u32,
    /// What separates fields in CSV: spreadsheets in Indonesian expect a semicolon.
    #[serde(default = "semicolon")]
    pub separator: char,
    /// Names of the months, January first.
    pub months: [String; 12],
    /// Words for codes; a code without one stands for itself.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What stands where there is nothing.
    pub nothing: String,
    /// The tables.
    pub sections: Vec<Section>,
    /// Heading over free text on problems and follow-up.
    pub remarks: String,
    /// Lines at the end.
    #[serde(default)]
    pub closing: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What its rows are.
    pub rows: Rows,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Name of a last row with the sums; without it there is none.
    #[serde(default)]
    pub total: Option<String>,
    /// A diagram of one of its columns, on paper and on the screen.
    #[serde(default)]
    pub diagram: Option<Diagram>,
}

/// A diagram: a bar for each row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagram {
    /// What it shows, in words.
    pub heading: String,
    /// The figure that is drawn.
    pub value: Value,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub value: Value,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// One, of certificates at the period's end.
    Certificates,
    /// Kinds of signed documents.
    Documents,
    /// Categories of failures.
    Failures,
    /// One, of literacy.
    Literacy,
    /// Months.
    Months,
    /// Versions of the policy.
    Policies,
    /// One, of everything.
    Total,
    /// Units.
    Units,
    /// Results of checking.
    Verdicts,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are those of `Counts`, `Certificates` and `Literacy`
pub enum Value {
    /// Name of the row.
    Name,
    /// How many.
    Count,
    Signed,
    Pages,
    Stamped,
    Noticed,
    Failed,
    Verified,
    Invalid,
    Acknowledged,
    Extended,
    Enrolled,
    Active,
    Expiring,
    Expired,
    Revoked,
    Lost,
    New,
    Renewed,
    Activities,
    Participants,
}

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Faulty {
    /// A column asks for what its rows do not have.
    #[error("column {column} of section {section}")]
    Column {
        /// Section, from 1.
        section: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A diagram asks for what its rows do not have.
    #[error("diagram of section {section}")]
    Diagram {
        /// Section, from 1.
        section: usize,
    },
    /// It names no source and has no mark, or says not what a report covers.
    #[error("no mark or scope")]
    Unmarked,
    /// Made for a later version of this program.
    #[error("version {0}")]
    Newer(u32),
    /// It is something else, or not spelled right.
    #[error("not a template")]
    NotATemplate(#[source] serde_json::Error),
    /// It is larger than any template.
    #[error("too large")]
    TooLarge,
}

impl Template {
    /// Version of the templates read here.
    pub const VERSION: u32 = 1;

    /// The shipped example, in Indonesian.
    ///
    /// # Errors
    /// None while the shipped file is right, which a test shows.
    pub fn example() -> Result<Template, Faulty> {
        Template::parse(include_bytes!("../../templates/contoh.json"))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// [`Faulty`].
    pub fn parse(json: &[u8]) -> Result<Template, Faulty> {
        if json.len() > LARGEST {
            return Err(Faulty::TooLarge);
        }
        let stub: Stub = serde_json::from_slice(json).map_err(Faulty::NotATemplate)?;
        if stub.v > Template::VERSION {
            return Err(Faulty::Newer(stub.v));
        }
        let template: Template = serde_json::from_slice(json).map_err(Faulty::NotATemplate)?;
        if template.absah != "report-template" {
            let other = serde::de::Error::custom("another kind of file");
            return Err(Faulty::NotATemplate(other));
        }
        template.check()?;
        Ok(template)
    }

    /// The mark of an example, unless the template names its source.
    #[must_use]
    pub fn mark(&self) -> Option<&str> {
        match self.source.as_deref().map(str::trim) {
            Some(source) if !source.is_empty() => None,
            _ => self.example.as_deref(),
        }
    }

    pub(super) fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.labels.get(code).map_or(code, String::as_str)
    }

    pub(super) fn month(&self, month: Month) -> String {
        let name = usize::try_from(month.month).ok().and_then(|month| self.months.get(month.checked_sub(1)?));
        format!("{} {}", name.map_or("", String::as_str), month.year)
    }

    fn check(&self) -> Result<(), Faulty> {
        let source = self.source.as_deref().is_some_and(|source| !source.trim().is_empty());
        let marked = source || self.example.as_deref().is_some_and(|mark| !mark.trim().is_empty());
        if !marked || self.scope.trim().is_empty() {
            return Err(Faulty::Unmarked);
        }
        for (section, Section { rows, columns, diagram, .. }) in self.sections.iter().enumerate() {
            if diagram
                .as_ref()
                .is_some_and(|diagram| !rows.have(diagram.value) || diagram.value == Value::Name)
            {
                return Err(Faulty::Diagram { section: section + 1 });
            }
            if let Some(column) = columns.iter().position(|column| !rows.have(column.value)) {
                return Err(Faulty::Column { section: section + 1, column: column + 1 });
            }
        }
        Ok(())
    }
}

impl Rows {
    fn have(self, value: Value) -> bool {
        use Value as V;
        match value {
            V::Name => true,
            V::Count => matches!(self, Rows::Documents | Rows::Failures | Rows::Policies | Rows::Verdicts),
            V::Signed
            | V::Pages
            | V::Stamped
            | V::Noticed
            | V::Failed
            | V::Verified
            | V::Invalid
            | V::Acknowledged
            | V::Extended
            | V::Enrolled => matches!(self, Rows::Months | Rows::Total | Rows::Units),
            V::Active | V::Expiring | V::Expired | V::Revoked | V::Lost | V::New | V::Renewed => {
                self == Rows::Certificates
            }
            V::Activities | V::Participants => self == Rows::Literacy,
        }
    }
}

#[derive(Deserialize)]
struct Stub {
    v: u32,
}

fn two_months() -> u32 {
    60
}

fn semicolon() -> char {
    ';'
}

/// Largest template, in bytes: the example has four thousand.
const LARGEST: usize = 1 << 20;
