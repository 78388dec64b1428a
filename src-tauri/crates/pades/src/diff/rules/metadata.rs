//! Document information (ISO 32000-2 14.3.3) and metadata streams (14.3.2): every writer updates them.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;
use pdf::Object;

/// The information dictionary that the trailer names.
pub(super) fn information(pair: &Pair, out: &mut Findings) {
    let before = pair.before.root().key(&pair.before, "Info");
    let after = pair.after.root().key(&pair.after, "Info");
    out.claim(&after);
    let mut differs = before.is_null() != after.is_null();
    for key in keys(&before, &after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        if !pair.same_spot(&old, &new) {
            differs = true;
            out.claim(&new);
        }
    }
    if differs {
        out.report("metadata", ChangeLevel::Allowed, ChangeKind::Metadata, after.id.or(before.id));
    }
}

/// `/Metadata` of the catalog or of a page. Only a stream that says it is XML may stand there; what it holds is
/// nobody's page content, since a reference from elsewhere is not accounted for here.
pub(super) fn stream(pair: &Pair, before: &Spot, after: &Spot, page: Option<usize>, out: &mut Findings) {
    if pair.same_spot(before, after) {
        return;
    }
    out.claim(after);
    let fits = after.is_null() || matches!(after.value.as_ref(), Object::Stream(_));
    let level = if fits { ChangeLevel::Allowed } else { ChangeLevel::Forbidden };
    out.report("metadata", level, ChangeKind::Metadata, after.id.or(before.id)).on_page(page);
}
