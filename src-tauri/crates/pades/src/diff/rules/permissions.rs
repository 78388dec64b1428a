//! `/Perms` of the catalog (ISO 32000-2 12.8.6): a later certification adds to it; what stands there stays.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        if pair.same_spot(&old, &new) {
            continue;
        }
        out.claim(&new);
        let added = old.is_null() && matches!(key.as_slice(), b"DocMDP" | b"UR" | b"UR3");
        if added {
            out.report("permissions", ChangeLevel::Allowed, ChangeKind::LaterSignature, new.id);
        } else {
            out.report("permissions", ChangeLevel::Forbidden, ChangeKind::SignatureAltered, old.id);
        }
    }
    if before.id != after.id || before.id.is_some_and(|id| pair.is_changed(id)) {
        out.claim(after);
    }
}
