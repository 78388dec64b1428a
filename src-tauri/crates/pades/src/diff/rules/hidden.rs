//! Material that no cross-reference section names: objects a repairing reader would find, and bytes after the last
//! revision (an incremental update without its `%%EOF`, as in the incremental saving attacks).

use std::ops::Range;

use pdf::Document;

use crate::diff::change::{Change, ChangeKind, ChangeLevel};

/// Bytes looked at after the end; an update that hides there has its first object within.
const MAX_TAIL: u64 = 16 << 20;

/// Objects reported one by one; more say nothing new.
const MAX_ITEMS: usize = 100;

/// What a repairing reader would take for part of the document.
const TOKENS: [&[u8]; 4] = [b" obj", b"xref", b"trailer", b"%PDF-"];

/// A finding and where it stands in the file.
pub(crate) struct Hidden {
    pub(crate) offset: u64,
    pub(crate) change: Change,
}

/// Looks through everything after the first revision.
pub(crate) fn find(document: &Document) -> Vec<Hidden> {
    let revisions = document.revisions();
    let length = document.source().len();
    let Some(first) = revisions.first() else { return Vec::new() };
    let mut found = Vec::new();
    if first.end < length {
        match pdf::stray::objects(document, first.end..length) {
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
                offset: first.end,
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
        object,
        revision,
        rule: "hidden",
        field: None,
        before: None,
        after: None,
    }
}
