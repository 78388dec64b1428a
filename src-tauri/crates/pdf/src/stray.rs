//! Material that no cross-reference section names: hidden objects, and bytes after the last revision.

use std::collections::HashSet;
use std::ops::Range;

use lopdf::ObjectId;

use crate::bytes::is_space;
use crate::{Document, Error, XrefEntry, rebuild};

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
    let named: HashSet<u64> = document
        .revisions()
        .iter()
        .flat_map(|revision| {
            let entries = revision.entries().iter().filter_map(|(_, entry)| match entry {
                XrefEntry::InFile { offset, .. } => Some(*offset),
                _ => None,
            });
            entries.chain(revision.sections().iter().copied()).filter(|offset| range.contains(offset))
        })
        .collect();
    let bytes = &document.0.reader.bytes;
    let mut stray = Vec::new();
    for found in rebuild::scan(bytes, range)?.found {
        if named.contains(&found.offset) {
            continue;
        }
        // An entry may point to white space before the header.
        let before = bytes.window(found.offset.saturating_sub(16), found.offset.min(16))?;
        let spaces = before.iter().rev().take_while(|byte| is_space(**byte)).count();
        let spaces = u64::try_from(spaces).unwrap_or_default();
        if !(1..=spaces).any(|back| named.contains(&found.offset.saturating_sub(back))) {
            stray.push(StrayObject { id: found.id, offset: found.offset });
        }
    }
    Ok(stray)
}

/// The bytes after the last revision's end.
pub fn after_end(document: &Document) -> Range<u64> {
    let end = document.revisions().last().map_or(0, |revision| revision.end);
    end..document.source().len().max(end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing;

    #[test]
    fn hidden_and_appended_objects_are_listed() {
        let objects = [
            testing::object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            testing::object(2, "<</Kids[]>>"),
            testing::object(3, "<</Length 12>>stream\n9 0 obj 1 ok\nendstream"),
        ];
        let sound = testing::file(&objects);
        let document = testing::open(sound.clone()).unwrap();
        let len = document.source().len();
        assert!(objects_in(&document, 0..len).is_empty(), "named objects and stream data do not count");
        assert!(after_end(&document).is_empty());

        let appended = [&sound[..], b"2 0 obj\n<</Kids[7 0 R]>>\nendobj\n"].concat();
        let document = testing::open(appended).unwrap();
        let rest = after_end(&document);
        assert_eq!(rest, len..document.source().len());
        assert_eq!(objects_in(&document, rest.clone()), [StrayObject { id: (2, 0), offset: rest.start }]);
        assert!(objects_in(&document, 0..len).is_empty());
    }

    fn objects_in(document: &Document, range: Range<u64>) -> Vec<StrayObject> {
        objects(document, range).unwrap()
    }
}
