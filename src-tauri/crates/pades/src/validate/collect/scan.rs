//! Finds every `/ByteRange` in the file by its bytes, and the object it stands in, so that signatures are seen which no
//! form field leads to or which a later revision hides.
//!
//! Names may be written with `#` escapes (ISO 32000-2 7.3.5) and are not found then; the walk over the form finds those
//! that count.

use std::io;

use pdf::{Document, ObjectId, Source, XrefEntry};

use crate::byte_range::{PIECE, feed};

const NEEDLE: &[u8] = b"/ByteRange";

/// Hits that are looked at: four times the most signatures seen in one file, with each twice.
const MAX_HITS: usize = 2_000;

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

/// Looks for `/ByteRange` in the whole file.
pub(super) fn search(document: &Document) -> io::Result<Found> {
    let hits = offsets(document.source().as_ref())?;
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
    Ok(found)
}

/// Offsets of the needle, ascending, at most [`MAX_HITS`].
fn offsets(source: &dyn Source) -> io::Result<Vec<u64>> {
    let skip = skip_table();
    let mut hits = Vec::new();
    let mut window = Vec::with_capacity(PIECE + NEEDLE.len());
    let mut start = 0_u64;
    feed(source, 0..source.len(), &mut |piece| {
        window.extend_from_slice(piece);
        let mut at = 0;
        while let Some(part) = window.get(at..at + NEEDLE.len()) {
            if part == NEEDLE && hits.len() < MAX_HITS {
                hits.push(start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX)));
            }
            let last = part.last().copied().unwrap_or_default();
            at += usize::from(skip.get(usize::from(last)).copied().unwrap_or(1));
        }
        // What may be the head of a needle stays for the next piece.
        window.drain(..at.min(window.len()));
        start = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
    })?;
    Ok(hits)
}

/// How far to go on after looking at a window that ends with this byte (Horspool).
fn skip_table() -> [u8; 256] {
    let mut table = [0; 256];
    for (byte, slot) in (0..=u8::MAX).zip(&mut table) {
        let head = NEEDLE.get(..NEEDLE.len() - 1).unwrap_or_default();
        let from_end = head.iter().rev().position(|b| *b == byte).map_or(NEEDLE.len(), |place| place + 1);
        *slot = u8::try_from(from_end).unwrap_or(1);
    }
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use pdf::MemorySource;

    use super::*;

    #[test]
    fn needles_across_pieces_and_side_by_side_are_found() {
        let mut bytes = vec![b'/'; 3 * PIECE];
        for at in [0, 10, PIECE - 4, 2 * PIECE - 10, 3 * PIECE - NEEDLE.len()] {
            bytes[at..at + NEEDLE.len()].copy_from_slice(NEEDLE);
        }
        let found = offsets(&MemorySource::new(bytes.clone())).unwrap();
        let plain: Vec<u64> =
            (0..bytes.len()).filter(|at| bytes[*at..].starts_with(NEEDLE)).map(|at| at as u64).collect();
        assert_eq!(found, plain);
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn short_sources_have_no_needle() {
        assert!(offsets(&MemorySource::new(b"/ByteRang".to_vec())).unwrap().is_empty());
        assert_eq!(offsets(&MemorySource::new(b"/ByteRange".to_vec())).unwrap(), [0]);
    }
}
