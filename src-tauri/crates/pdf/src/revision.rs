//! Revisions: the states a document went through by incremental updates (ISO 32000-2 7.5.6), oldest first.

use lopdf::Dictionary;

/// What one cross-reference entry says about an object number (ISO 32000-2 7.5.4, 7.5.8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XrefEntry {
    /// The object is deleted or was never used.
    Free,
    /// The object stands in the file.
    InFile {
        /// Absolute offset of `n g obj`, in bytes.
        offset: u64,
        /// Generation number.
        generation: u16,
    },
    /// The object is a member of an object stream; its generation is 0.
    InStream {
        /// Object number of the object stream.
        container: u32,
        /// Index within it, from 0.
        index: u32,
    },
}

/// The form of a cross-reference section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XrefKind {
    /// `xref` ... `trailer` (ISO 32000-2 7.5.4), also with `/XRefStm` (hybrid, 7.5.8.4).
    Table,
    /// A cross-reference stream (7.5.8).
    Stream,
}

/// One revision. The two sections of a linearized file (Annex F) are one revision, and so are the table and the
/// stream of a hybrid-reference section.
#[derive(Clone, Debug)]
pub struct Revision {
    /// First byte: the end of the revision before, or 0.
    pub start: u64,
    /// Exclusive end: after `%%EOF` and its end-of-line marker, if there are any.
    pub end: u64,
    /// Absolute offset of the newest cross-reference section of this revision. 0 in a rebuilt document.
    pub startxref: u64,
    /// The trailer dictionary as it stands in this revision.
    pub trailer: Dictionary,
    /// The form of the newest section.
    pub kind: XrefKind,
    /// Whether the section carries an `/XRefStm`.
    pub hybrid: bool,
    /// Whether `%%EOF` closes it.
    pub has_eof: bool,
    /// Exclusive end without the end-of-line marker after `%%EOF`.
    pub eof: u64,
    pub(crate) entries: Vec<(u32, XrefEntry)>,
    /// Absolute offsets of all its cross-reference sections.
    pub(crate) sections: Vec<u64>,
}

impl Revision {
    /// What this revision's own sections set, sorted by object number, each number once.
    pub fn entries(&self) -> &[(u32, XrefEntry)] {
        &self.entries
    }

    /// The entry that this revision itself sets for the number.
    pub fn entry(&self, number: u32) -> Option<XrefEntry> {
        let index = self.entries.binary_search_by_key(&number, |entry| entry.0).ok()?;
        self.entries.get(index).map(|entry| entry.1)
    }

    /// Absolute offsets of its cross-reference sections (tables and streams), ascending.
    pub fn sections(&self) -> &[u64] {
        &self.sections
    }
}
