//! Material that no cross-reference section names: objects a repairing reader would find, and bytes after the last
//! revision (an incremental update without its `%%EOF`, as in the incremental saving attacks).

use std::ops::Range;

use pdf::Document;

use crate::diff::attack::Attack;
use crate::diff::change::{Change, ChangeKind, ChangeLevel};

/// Bytes looked at after the end; an update that hides there has its first object within.
const MAX_TAIL: u64 = 16 << 20;

/// Objects reported one by one; more say nothing new.
const MAX_ITEMS: usize = 100;

/// What a repairing reader would take for part of the document.
const TOKENS: [&[u8]; 4] = [b" obj", b"xref", b"trailer", b"%PDF-"];

/// Closes a revision (7.5.5).
const MARKER: &[u8] = b"%%EOF";

/// Bytes read at once while looking for the marker.
const WINDOW: u64 = 64 << 10;

/// A finding and where it stands in the file.
pub(crate) struct Hidden {
    pub(crate) offset: u64,
    pub(crate) change: Change,
}

/// Looks through everything after the end of the first revision.
pub(crate) fn find(document: &Document) -> Vec<Hidden> {
    let revisions = document.revisions();
    let length = document.source().len();
    let first = end_of(document, 0);
    let mut found = Vec::new();
    if first < length {
        match pdf::stray::objects(document, first..length) {
            Ok(objects) => found.extend(objects.into_iter().take(MAX_ITEMS).map(|object| {
                let revision = revisions.iter().position(|revision| object.offset < revision.end);
                let revision = revision.unwrap_or(revisions.len());
                Hidden {
                    offset: object.offset,
                    change: change(ChangeKind::HiddenObject, Some(object.id), revision),
                }
            })),
            // What cannot be looked through cannot be called harmless.
            Err(_) => found.push(Hidden {
                offset: length,
                change: change(ChangeKind::HiddenObject, None, revisions.len()),
            }),
        }
    }
    let tail = pdf::stray::after_end(document);
    if usable(document, &tail) {
        found.push(Hidden {
            offset: tail.start,
            change: change(ChangeKind::TrailingBytes, None, revisions.len()),
        });
    }
    found
}

/// Where the revision ends by its own first `%%EOF`: what follows up to the next revision was not part of it, even where
/// the file says nothing about it (ISO 32000-2 7.5.5).
pub(crate) fn end_of(document: &Document, revision: usize) -> u64 {
    let Some(revision) = document.revisions().get(revision) else { return document.source().len() };
    let Some(section) = revision.sections().iter().max() else { return revision.end };
    let mut start = *section;
    while start < revision.end {
        let length = usize::try_from(revision.end.saturating_sub(start).min(WINDOW)).unwrap_or(0);
        let mut bytes = vec![0; length];
        if document.source().read_at(start, &mut bytes).is_err() {
            break;
        }
        if let Some(at) = bytes.windows(MARKER.len()).position(|window| window == MARKER) {
            let after = at.saturating_add(MARKER.len());
            return start.saturating_add(u64::try_from(after).unwrap_or(0)).min(revision.end);
        }
        let kept = u64::try_from(MARKER.len()).unwrap_or(0);
        if u64::try_from(length).unwrap_or(0) <= kept {
            break;
        }
        start = start.saturating_add(WINDOW).saturating_sub(kept);
    }
    revision.end
}

fn usable(document: &Document, tail: &Range<u64>) -> bool {
    let length = tail.end.saturating_sub(tail.start).min(MAX_TAIL);
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    if bytes.is_empty() {
        return false;
    }
    if document.source().read_at(tail.start, &mut bytes).is_err() {
        return true;
    }
    TOKENS.iter().any(|token| bytes.windows(token.len()).any(|window| window == *token))
}

fn change(kind: ChangeKind, object: Option<pdf::ObjectId>, revision: usize) -> Change {
    Change {
        level: ChangeLevel::Forbidden,
        kind,
        page: None,
        rect: None,
        attack: Some(Attack::IncrementalSaving),
        object,
        revision,
        rule: "hidden",
        field: None,
        before: None,
        after: None,
    }
}
