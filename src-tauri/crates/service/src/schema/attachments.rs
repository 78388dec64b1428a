//! Files that a document carries, as a shell sees them.

use super::DocumentHandle;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file inside a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AttachmentView {
    /// Position in the list, from 0.
    pub index: u32,
    /// A name that is safe to show and to save under; made from the one that the document gives.
    pub name: String,
    /// Length in bytes as the document says, if it does.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// Page on which it is offered, from 1.
    pub page: Option<u32>,
    /// Whether it is a program, or a document that can run one: opening it can harm this computer.
    pub harmful: bool,
}

/// Names one attachment of an open document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentRequest {
    /// The document.
    pub document: DocumentHandle,
    /// Its [`AttachmentView::index`].
    pub index: u32,
}
