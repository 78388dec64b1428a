//! The encryption dictionary stays as it is (ISO 32000-2 7.6.2): an update is written under the same key.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::Pair;

pub(super) fn check(pair: &Pair, out: &mut Findings) {
    let before = pair.before.root().key(&pair.before, "Encrypt");
    let after = pair.after.root().key(&pair.after, "Encrypt");
    if !pair.same_spot(&before, &after) {
        out.report("encryption", ChangeLevel::Forbidden, ChangeKind::Encryption, after.id.or(before.id));
        out.claim(&after);
    }
}
