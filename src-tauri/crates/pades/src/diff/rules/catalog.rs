//! The catalog (ISO 32000-2 7.7.2): each entry goes to the rule that knows it; an entry that no rule knows must stay the
//! same.

use super::{actions, extensions, form, metadata, names, pages, permissions, structure, validation_data};
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

pub(super) fn check(pair: &Pair, out: &mut Findings) {
    let before = pair.before.root().key(&pair.before, "Root");
    let after = pair.after.root().key(&pair.after, "Root");
    if after.dictionary().is_none() {
        out.report("catalog", ChangeLevel::Forbidden, ChangeKind::Catalog, after.id.or(before.id));
        return;
    }
    after.id.into_iter().for_each(|id| out.claim_object(id));
    let entry = |key: &str| (before.key(&pair.before, key), after.key(&pair.after, key));

    let (old, new) = entry("AcroForm");
    let mut known = form::check(pair, &old, &new, out);
    pages::check(pair, &mut known, out);
    let (old, new) = entry("StructTreeRoot");
    structure::check(pair, &old, &new, &known.structure_gone, out);
    for key in keys(&before, &after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        match key.as_slice() {
            b"AcroForm" | b"Pages" | b"StructTreeRoot" => {}
            b"DSS" => validation_data::check(pair, &old, &new, out),
            b"Extensions" => extensions::check(pair, &old, &new, out),
            b"Version" => extensions::version(pair, &old, &new, out),
            b"Metadata" => metadata::stream(pair, &old, &new, None, out),
            b"Names" => names::check(pair, &old, &new, out),
            b"Perms" => permissions::check(pair, &old, &new, out),
            b"AA" | b"OpenAction" => actions::check(pair, &old, &new, None, out),
            key => entry_of_its_own(pair, key, &old, &new, out),
        }
    }
}

fn entry_of_its_own(pair: &Pair, key: &[u8], before: &Spot, after: &Spot, out: &mut Findings) {
    if pair.same_spot(before, after) {
        return;
    }
    let (level, kind) = match key {
        // Which structure conventions are followed: a tagging signer sets it (14.7.1).
        b"MarkInfo" => (ChangeLevel::Allowed, ChangeKind::Structure),
        // Private data of programs (14.5) and their time.
        b"LastModified" | b"PieceInfo" => (ChangeLevel::Allowed, ChangeKind::Metadata),
        b"AF" => (ChangeLevel::Forbidden, ChangeKind::Attachment),
        b"OCProperties" => (ChangeLevel::Forbidden, ChangeKind::OptionalContent),
        _ => (ChangeLevel::Forbidden, ChangeKind::Catalog),
    };
    out.claim(after);
    out.report("catalog", level, kind, after.id.or(before.id));
}
