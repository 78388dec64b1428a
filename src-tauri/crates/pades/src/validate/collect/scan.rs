//! The objects that the places of `/ByteRange` stand in, so that signatures are seen which no form field leads to or which a
//! later revision hides.
//!
//! Names may be written with `#` escapes (ISO 32000-2 7.3.5) and are not found then; the walk over the form finds those
//! that count.

use pdf::{Document, ObjectId, XrefEntry};

/// An object version that holds a hit: its id and the revision that sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    pub(super) revision: usize,
    pub(super) object: ObjectId,
}

/// What the search through the bytes gives.
pub(super) struct Found {
    /// Every object version whose bytes hold `/ByteRange`, by revision.
    pub(super) holders: Vec<Holder>,
    /// How often `/ByteRange` stands in bytes that belong to no object of any revision: what is left of a signature
    /// where the file's own tables no longer lead to it.
    pub(super) adrift: usize,
}

/// Places the hits of a [`sweep`](super::sweep).
pub(super) fn place(document: &Document, hits: &[u64]) -> Found {
    // For each hit the entry that starts closest before it.
    let mut closest: Vec<Option<(u64, Holder)>> = vec![None; hits.len()];
    for (index, revision) in document.revisions().iter().enumerate() {
        for (number, entry) in revision.entries() {
            let XrefEntry::InFile { offset, generation } = *entry else { continue };
            let Some(slot) = closest.get_mut(hits.partition_point(|hit| *hit < offset)) else { continue };
            if slot.is_none_or(|(before, _)| offset >= before) {
                *slot = Some((offset, Holder { revision: index, object: (*number, generation) }));
            }
        }
    }
    let mut found = Found { holders: Vec::new(), adrift: 0 };
    let mut last = None;
    for (hit, slot) in hits.iter().zip(closest) {
        last = slot.or(last);
        let span = |holder: &Holder| document.at(holder.revision).span(holder.object);
        match last.map(|(_, holder)| holder) {
            Some(holder) if span(&holder).is_some_and(|span| span.contains(hit)) => {
                if !found.holders.contains(&holder) {
                    found.holders.push(holder);
                }
            }
            _ => found.adrift += 1,
        }
    }
    found.holders.sort_unstable();
    found
}
