//! Records and reports: what the command line tells as JSON (`docs/command-line.md`).

use serde::Serialize;
use std::collections::BTreeMap;

/// The journal, checked.
#[derive(Debug, Clone, Serialize)]
pub struct JournalView {
    /// Whether nothing speaks of a change from outside.
    pub holds: bool,
    /// Chains in it.
    pub chains: u32,
    /// Lines that hold.
    pub entries: u64,
    /// Recorded acts by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Number of the last sealed line.
    pub sealed: Option<u64>,
    /// Number of the last line.
    pub last: Option<u64>,
    /// What is wrong, or worth knowing.
    pub findings: Vec<JournalFinding>,
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, Serialize)]
pub struct JournalFinding {
    /// Its stable word; `finding-<code>` is its sentence.
    pub code: String,
    /// Whether it speaks of a change from outside.
    pub fault: bool,
    /// Where, as `docs/journal.md` describes.
    pub facts: serde_json::Value,
}

/// An export that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordsTaken {
    /// The unit it is of.
    pub unit: String,
    /// Records in it.
    pub records: u64,
    /// Whether it was there already.
    pub already: bool,
}

/// A report that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportView {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Documents signed.
    pub signed: u64,
    /// Signings that failed.
    pub failed: u64,
    /// Documents checked.
    pub verified: u64,
    /// Whether its format is only an example.
    pub example: bool,
}
