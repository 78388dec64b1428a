//! Opened documents as a shell sees them.

use super::{Problem, SelectionView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names an opened document: the open file handle, not a path. What is shown is what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct DocumentHandle(pub String);

/// The answer for what was dropped or picked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Opened {
    /// It is a PDF.
    Document {
        /// The document.
        document: DocumentView,
    },
    /// It is not one, or cannot be read.
    Refused {
        /// File name.
        name: String,
        /// Why.
        problem: Problem,
    },
    /// There are several files, or a folder: none is open yet.
    Many {
        /// The files.
        selection: SelectionView,
    },
}

/// An opened PDF.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DocumentView {
    /// The document.
    pub document: DocumentHandle,
    /// File name without its folder.
    pub name: String,
    /// Length in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Whether a password is needed first; then the rest is unknown (zero).
    pub locked: bool,
    /// Number of pages.
    pub pages: u32,
    /// Number of signatures, document time stamps not counted.
    pub signatures: u32,
    /// Empty signature fields that wait for a signer.
    pub fields: Vec<FieldView>,
    /// Why it can be read but not signed, if so.
    pub sign_problem: Option<Problem>,
    /// Whether it is the sample letter that comes with the program.
    pub sample: bool,
}

/// Empty fields to be made in a document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldsRequest {
    /// The document.
    pub document: DocumentHandle,
    /// The fields.
    pub fields: Vec<NewField>,
}

/// A signature field to be made for a signer to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NewField {
    /// Its name: the party that will sign.
    pub name: String,
    /// Page, from 1.
    pub page: u32,
    /// Rectangle in default user space, points.
    pub rect: super::RectView,
}

/// An empty signature field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// Fully qualified name (ISO 32000-2 §12.7.4.2).
    pub name: String,
    /// Page, from 1, where the field is visible.
    pub page: Option<u32>,
    /// Rectangle in default user space, points.
    pub rect: Option<super::RectView>,
}
