//! Actions (ISO 32000-2 12.6): a script or a trigger that was not signed is not accepted, whatever it does.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::Pair;
use crate::diff::spot::Spot;

/// Whether the key holds an action or triggers.
pub(super) fn is_action_key(key: &[u8]) -> bool {
    matches!(key, b"A" | b"AA" | b"OpenAction" | b"PA")
}

/// Reports an action that differs; both values are those of the same key.
pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, page: Option<usize>, out: &mut Findings) {
    if !pair.same_spot(before, after) {
        out.claim(after);
        out.report("actions", ChangeLevel::Forbidden, ChangeKind::Action, after.id.or(before.id))
            .on_page(page);
    }
}
