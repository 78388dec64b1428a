//! Material that no cross-reference section names: hidden objects, and bytes after the last revision.

use std::ops::Range;

use lopdf::ObjectId;

use crate::{Document, Error};

/// An `n g obj` header that no section of any revision points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrayObject {
    /// Number and generation as written there.
    pub id: ObjectId,
    /// Absolute offset of the header.
    pub offset: u64,
}

/// Scans the range for stray objects. Streams that are passed on the way are skipped, not searched.
pub fn objects(document: &Document, range: Range<u64>) -> Result<Vec<StrayObject>, Error> {
    let _ = (document, range);
    Ok(Vec::new())
}

/// The bytes after the last revision's end.
pub fn after_end(document: &Document) -> Range<u64> {
    let _ = document;
    0..0
}
