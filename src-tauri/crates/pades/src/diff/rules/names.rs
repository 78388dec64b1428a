//! `/Names` of the catalog (ISO 32000-2 7.7.4): scripts, attachments, destinations. Signing needs none of them; an empty
//! dictionary as some writers add one says nothing.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::{Side, Spot};

pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        if pair.same_spot(&old, &new) || (is_empty(&pair.before, &old) && is_empty(&pair.after, &new)) {
            continue;
        }
        let kind = match key.as_slice() {
            b"JavaScript" => ChangeKind::Action,
            b"EmbeddedFiles" => ChangeKind::Attachment,
            _ => ChangeKind::Catalog,
        };
        out.claim(&new);
        out.report("names", ChangeLevel::Forbidden, kind, new.id.or(old.id));
    }
    // The dictionary itself; its entries were compared one by one.
    out.claim(after);
}

/// Nothing, or a name tree without names (7.9.6).
fn is_empty(side: &Side, tree: &Spot) -> bool {
    let Some(dictionary) = tree.dictionary() else { return tree.is_null() };
    dictionary.iter().all(|(key, _)| {
        matches!(key.as_slice(), b"Names" | b"Kids" | b"Limits")
            && tree.key_bytes(side, key).array().is_empty()
    })
}
