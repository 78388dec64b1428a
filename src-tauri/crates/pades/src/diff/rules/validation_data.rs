//! The document security store (ISO 32000-2 12.8.4.3): certificates and revocation data, checked by who uses them.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    let mut differs = differs_here(pair, before, after, out);
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        differs |= differs_here(pair, &old, &new, out);
        if key == b"VRI" {
            differs |= related(pair, &old, &new, out);
        }
    }
    if differs {
        let fits = after.is_null() || after.dictionary().is_some();
        let level = if fits { ChangeLevel::Allowed } else { ChangeLevel::Forbidden };
        out.report("validation_data", level, ChangeKind::ValidationData, after.id.or(before.id));
    }
}

/// `/VRI`: per signature a dictionary of arrays (table 262).
fn related(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) -> bool {
    let mut differs = false;
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        differs |= differs_here(pair, &old, &new, out);
        for key in keys(&old, &new) {
            let old = old.key_bytes(&pair.before, &key);
            let new = new.key_bytes(&pair.after, &key);
            differs |= differs_here(pair, &old, &new, out);
        }
    }
    differs
}

fn differs_here(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) -> bool {
    let differs = !pair.same_spot(before, after);
    if differs {
        out.claim(after);
    }
    differs
}
