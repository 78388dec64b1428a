//! The gap of a signature dictionary: its placeholders, the `/ByteRange` around it, the digest of everything else, and the
//! container that goes in (ISO 32000-2 §12.8.1).
//!
//! Signatures and document time stamps share it. Not here: what the dictionary says besides, and what the container is.

use std::ops::Range;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use pdf::Source;
use pdf::append::Tail;
use pki::algorithm::Digest;

use super::finish::Finished;
use crate::byte_range;
use crate::error::Error;

/// Placeholder of each number in `/ByteRange`; ten digits, so that files below 10 GB fit, as in `xref` tables.
const PLACEHOLDER: i64 = 9_999_999_999;

/// An update whose one signature dictionary waits for its container.
pub(super) struct Gap {
    source: Arc<dyn Source>,
    offset: u64,
    tail: Vec<u8>,
    /// Place of `/Contents` in the tail, with `<` and `>`.
    contents: Range<usize>,
    digest: [u8; 32],
}

/// Puts `/ByteRange` and a `/Contents` of `room` bytes into a dictionary, before anything that could look like them.
pub(super) fn reserve(dictionary: &mut Dictionary, room: usize) {
    let number = || Object::Integer(PLACEHOLDER);
    dictionary.set("ByteRange", vec![Object::Integer(0), number(), number(), number()]);
    dictionary.set("Contents", Object::String(vec![0; room], StringFormat::Hexadecimal));
}

impl Gap {
    /// Finds the gap of the dictionary `signature` in the written update, sets its byte range and computes the digest of
    /// all that will be covered.
    pub(super) fn new(source: &Arc<dyn Source>, tail: Tail, signature: ObjectId) -> Result<Self, Error> {
        let Tail { mut bytes, offset, spans } = tail;
        let span = spans.get(&signature).ok_or(Error::Placeholder)?;
        let contents = patch(&mut bytes, offset, span)?;

        let mut hasher = Digest::Sha256.hasher();
        byte_range::feed(source.as_ref(), 0..offset, &mut |piece| hasher.update(piece))?;
        hasher.update(bytes.get(..contents.start).ok_or(Error::Placeholder)?);
        hasher.update(bytes.get(contents.end..).ok_or(Error::Placeholder)?);
        let digest = hasher.finalize().try_into().map_err(|_| Error::Placeholder)?;
        Ok(Self { source: source.clone(), offset, tail: bytes, contents, digest })
    }

    /// SHA-256 of the covered bytes.
    pub(super) const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The update with `container` (DER) in its gap; zeros fill up.
    pub(super) fn fill(&self, container: &[u8]) -> Result<Finished, Error> {
        let mut tail = self.tail.clone();
        let place = tail.get_mut(self.contents.clone()).ok_or(Error::Placeholder)?;
        let [b'<', digits @ .., b'>'] = place else { return Err(Error::Placeholder) };
        let (room, needed) = (digits.len() / 2, container.len());
        if needed > room {
            return Err(Error::ContentsTooSmall { room, needed });
        }
        for (pair, byte) in digits.chunks_exact_mut(2).zip(container) {
            pair.copy_from_slice(format!("{byte:02x}").as_bytes());
        }
        Ok(Finished::new(self.source.clone(), self.offset, tail))
    }
}

/// Writes the numbers of `/ByteRange` and gives the place of `/Contents` with its `<` and `>`, both in `tail`.
///
/// Only the object at `span` (absolute) is looked at: an older signature may hold the same placeholder.
fn patch(tail: &mut [u8], offset: u64, span: &Range<u64>) -> Result<Range<usize>, Error> {
    let inside = |at: u64| at.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
    let (start, end) = inside(span.start).zip(inside(span.end)).ok_or(Error::Placeholder)?;
    let total = offset.checked_add(tail.len().try_into().map_err(|_| Error::Placeholder)?);
    let object = tail.get_mut(start..end).ok_or(Error::Placeholder)?;

    let contents = value(object, b"/Contents", b'<', b'>').ok_or(Error::Placeholder)?;
    let absolute = |place: usize| span.start.checked_add(u64::try_from(place).ok()?);
    let (gap, resume) = absolute(contents.start).zip(absolute(contents.end)).ok_or(Error::Placeholder)?;
    let rest = total.and_then(|total| total.checked_sub(resume)).ok_or(Error::Placeholder)?;

    let place = value(object, b"/ByteRange", b'[', b']').ok_or(Error::Placeholder)?;
    let numbers = format!("[0 {gap} {resume} {rest}");
    let room = object.get_mut(place).ok_or(Error::Placeholder)?;
    // The bracket keeps its place, spaces fill up.
    let (_, digits) = room.split_last_mut().ok_or(Error::Placeholder)?;
    digits.fill(b' ');
    digits.get_mut(..numbers.len()).ok_or(Error::Placeholder)?.copy_from_slice(numbers.as_bytes());
    Ok(start.saturating_add(contents.start)..start.saturating_add(contents.end))
}

/// Place of the first value behind `key`, from `open` to `close`.
fn value(object: &[u8], key: &[u8], open: u8, close: u8) -> Option<Range<usize>> {
    let key = object.windows(key.len()).position(|window| window == key)?.checked_add(key.len())?;
    let start = key.checked_add(object.get(key..)?.iter().position(|byte| *byte == open)?)?;
    let length = object.get(start..)?.iter().position(|byte| *byte == close)?;
    Some(start..start.checked_add(length)?.checked_add(1)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    #[test]
    fn byte_range_is_patched_in_its_own_object_only() {
        let old = b"/ByteRange [0 9999999999 9999999999 9999999999] /Contents <00>\n".to_vec();
        let new = b"7 0 obj <</ByteRange[0 9999999999 9999999999 9999999999]/Contents<0000>>> endobj EOF";
        let mut tail = [old.as_slice(), new].concat();
        let offset = 1000;
        let start = offset + old.len() as u64;
        let gap = patch(&mut tail, offset, &(start..start + 79)).unwrap();
        assert_eq!(&tail[gap.clone()], b"<0000>");
        assert_eq!(&tail[..old.len()], old);
        let (from, to, end) = (1000 + gap.start, 1000 + gap.end, 1000 + tail.len());
        let text = String::from_utf8(tail).unwrap();
        let numbers = format!("[0 {from} {to} {}", end - to);
        assert!(text.contains(&format!("/ByteRange{numbers:<35}]/Contents<0000>>>")), "{text}");
    }
}
