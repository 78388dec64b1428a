//! Which revision set which object number.

use pdf::Document;

/// For every object number the revisions that set it, in one sorted list (8 bytes an entry).
pub(crate) struct History {
    rows: Vec<(u32, u32)>,
}

impl History {
    pub(crate) fn new(document: &Document) -> Self {
        let mut rows = Vec::new();
        for (index, revision) in (0u32..).zip(document.revisions()) {
            rows.extend(revision.entries().iter().map(|(number, _)| (*number, index)));
        }
        rows.sort_unstable();
        Self { rows }
    }

    /// The newest revision up to and including `revision` that sets the number.
    pub(crate) fn version(&self, number: u32, revision: u32) -> Option<u32> {
        let after = self.rows.partition_point(|row| *row <= (number, revision));
        let row = self.rows.get(after.checked_sub(1)?)?;
        (row.0 == number).then_some(row.1)
    }
}
