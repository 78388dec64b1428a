//! The opened document: its source, revisions, budget and caches.

use std::sync::Arc;

use crate::{Encryption, Error, Fault, Limits, NotAppendable, Password, Revision, Source, View, XrefKind};

/// An opened document. Cheap to clone; all clones share caches and budget.
#[derive(Clone)]
pub struct Document(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) revisions: Vec<Revision>,
}

impl Document {
    /// Reads the cross-reference chain, and nothing else.
    pub fn open(source: Arc<dyn Source>, password: Option<&Password>, limits: Limits) -> Result<Self, Error> {
        let _ = (password.map(Password::text), limits, source);
        Err(Error::NotPdf)
    }
    /// The bytes.
    pub fn source(&self) -> &Arc<dyn Source> {
        &self.0.source
    }
    /// Oldest first, at least one.
    pub fn revisions(&self) -> &[Revision] {
        &self.0.revisions
    }
    /// The document as it is now.
    pub fn latest(&self) -> View {
        self.at(self.0.revisions.len().saturating_sub(1))
    }
    /// The document as of that revision; an index past the end gives the latest.
    pub fn at(&self, index: usize) -> View {
        View { document: self.clone(), index }
    }
    /// The revision whose bytes end exactly there.
    pub fn revision_ending_at(&self, end: u64) -> Option<usize> {
        self.0.revisions.iter().position(|revision| revision.end == end)
    }
    /// Whether an incremental update may follow.
    pub fn appendable(&self) -> Result<(), NotAppendable> {
        Ok(())
    }
    /// How it is encrypted, if it is.
    pub fn encryption(&self) -> Option<&Encryption> {
        None
    }
    /// Major and minor version in the header; the catalog's `/Version` may raise it.
    pub fn header_version(&self) -> (u8, u8) {
        (1, 0)
    }
    /// The form of the newest cross-reference section.
    pub fn xref_kind(&self) -> XrefKind {
        XrefKind::Table
    }
    /// What has been tolerated so far, sorted, each once.
    pub fn faults(&self) -> Vec<Fault> {
        Vec::new()
    }
}
