//! Object streams (ISO 32000-2 7.5.7): new ones may be added, but one that still holds objects of the document may not be
//! overridden, or its members would change without any entry of their own.

use pdf::{Object, XrefEntry};

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::Pair;

pub(super) fn check(pair: &Pair, out: &mut Findings) {
    for (number, delta) in &pair.changed {
        let was_container =
            matches!(delta.before.as_ref(), Object::Stream(stream) if stream.dict.has_type(b"ObjStm"));
        if was_container && still_used(pair, *number) {
            out.report("object_streams", ChangeLevel::Forbidden, ChangeKind::HiddenObject, Some(delta.id));
        }
    }
}

fn still_used(pair: &Pair, container: u32) -> bool {
    let later = usize::try_from(pair.later).unwrap_or(usize::MAX);
    let older = pair.document.revisions().iter().take(later).flat_map(|revision| revision.entries());
    let mut members = older.filter(|(_, entry)| is_member_of(*entry, container));
    members
        .any(|(number, _)| pair.after.view().entry(*number).is_some_and(|now| is_member_of(now, container)))
}

fn is_member_of(entry: XrefEntry, stream: u32) -> bool {
    matches!(entry, XrefEntry::InStream { container, .. } if container == stream)
}
