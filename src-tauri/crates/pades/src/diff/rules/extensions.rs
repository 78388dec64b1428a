//! `/Extensions` and `/Version` of the catalog (ISO 32000-2 7.12, 7.7.2): a writer names what it used.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

/// Levels below `/Extensions`: developer prefix, then its dictionary or an array of them.
const MAX_DEPTH: usize = 4;

pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    if claim_differences(pair, before, after, 0, out) {
        out.report("extensions", ChangeLevel::Allowed, ChangeKind::Catalog, after.id.or(before.id));
    }
}

/// `/Version` is a name (7.7.2); anything else is not for this rule.
pub(super) fn version(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    if pair.same_spot(before, after) {
        return;
    }
    out.claim(after);
    let fits = after.is_null() || after.value.as_name().is_ok();
    let level = if fits { ChangeLevel::Allowed } else { ChangeLevel::Forbidden };
    out.report("extensions", level, ChangeKind::Catalog, after.id.or(before.id));
}

fn claim_differences(pair: &Pair, before: &Spot, after: &Spot, depth: usize, out: &mut Findings) -> bool {
    let mut differs = !pair.same_spot(before, after);
    if differs {
        out.claim(after);
    }
    if depth < MAX_DEPTH {
        for key in keys(before, after) {
            let old = before.key_bytes(&pair.before, &key);
            let new = after.key_bytes(&pair.after, &key);
            differs |= claim_differences(pair, &old, &new, depth.saturating_add(1), out);
        }
    }
    differs
}
