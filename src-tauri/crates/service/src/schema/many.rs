//! Several files at once: what was chosen, what each file is, and the table of verdicts. Rows come in events, each of
//! bounded size; paths stay behind the boundary, a row is named by its position.

use super::{DocumentView, Problem, Secret, Ticket};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which dialog is wanted.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct PickRequest {
    /// A folder with all that lies below, instead of files.
    #[serde(default)]
    pub folder: bool,
}

/// Several files that were chosen together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SelectionView {
    /// Names the selection in requests; also the name under which its runs are stopped.
    pub selection: Ticket,
    /// Number of files.
    pub files: u32,
    /// Whether there were more than are taken at once.
    pub cut: bool,
}

/// Names a selection.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SelectionRequest {
    /// The selection.
    pub selection: Ticket,
}

/// Names one file of a selection; for a run, the first one that is wanted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowRequest {
    /// The selection.
    pub selection: Ticket,
    /// Position of the file, from 0.
    pub index: u32,
}

/// How a run over a selection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct RunView {
    /// Whether it came to the end; otherwise it was stopped.
    pub finished: bool,
}

/// What the files at these positions are.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LookedRows {
    /// The selection.
    pub selection: Ticket,
    /// The files, in order.
    pub rows: Vec<LookedRow>,
}

/// What one file of a selection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LookedRow {
    /// Position, from 0.
    pub index: u32,
    /// File name.
    pub name: String,
    /// Name of the folder in which it lies.
    pub folder: String,
    /// Length in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Number of pages; 0 while it is not known.
    pub pages: u32,
    /// Number of signatures, document time stamps not counted.
    pub signatures: u32,
    /// Why it can be neither signed nor verified as it is.
    pub problem: Option<Problem>,
}

/// A file of a selection and the password typed for it.
#[derive(Deserialize, TS)]
pub struct UnlockRowRequest {
    /// The selection.
    pub selection: Ticket,
    /// Position of the file, from 0.
    pub index: u32,
    /// The password; becomes a zeroizing type on arrival.
    #[ts(type = "string")]
    pub password: Secret,
}

/// A file of a selection that its password has opened.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnlockedRow {
    /// What it is.
    pub row: LookedRow,
    /// The same, opened for reading.
    pub document: DocumentView,
}

/// The verdicts over the files at these positions.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VerdictRows {
    /// The selection.
    pub selection: Ticket,
    /// The rows, in order.
    pub rows: Vec<VerdictRow>,
}

/// The verdict over one file of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VerdictRow {
    /// Position, from 0.
    pub index: u32,
    /// As [`super::VerifyView::verdict`]; nothing where there is none.
    pub verdict: Option<String>,
    /// Code of the sentence that decides, as in [`super::SignatureView`].
    pub reason: Option<String>,
    /// Names of the first signers.
    pub signers: Vec<String>,
    /// Number of signatures, document time stamps not counted.
    pub signatures: u32,
    /// Time of the last signature, RFC 3339.
    pub time: Option<String>,
    /// Whether a time stamp proves that time.
    pub stamped: bool,
    /// Whether one was made with the practice token.
    pub practice: bool,
    /// Why there is no verdict.
    pub problem: Option<Problem>,
}
