//! Default deny: a changed object that the document before already referred to, from a place that no rule has accounted
//! for, is forbidden. Objects that nothing referred to are harmless until something does, and that something is then a
//! changed object itself. This finds fonts, images, forms and layers overridden below unchanged pages (shadow attacks),
//! and numbers that were referred to before they were defined.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::graph::Use;
use crate::diff::pair::{Delta, Pair};
use crate::diff::permissions::is_signature_value;

pub(super) fn check(pair: &Pair, out: &mut Findings) {
    let open: Vec<_> = pair.changed.iter().filter(|(number, _)| !out.accounts_for_object(**number)).collect();
    if open.is_empty() {
        return;
    }
    let graph = (pair.graph)();
    if graph.incomplete {
        out.report("unexplained", ChangeLevel::Forbidden, ChangeKind::Unexplained, None);
    }
    for (number, delta) in open {
        if let Some(found) = first_use(pair, *number, out) {
            if !delta.unreadable && pair.same(&delta.before, &delta.after) {
                continue;
            }
            let kind = named(delta).unwrap_or(found.kind);
            out.report("unexplained", ChangeLevel::Forbidden, kind, Some(delta.id)).on_page(found.page);
        }
    }
}

/// The first use before that still stands, that both documents reach, and that nobody accounted for.
fn first_use(pair: &Pair, number: u32, out: &Findings) -> Option<Use> {
    let graph = (pair.graph)();
    graph
        .holders(pair.history, number, pair.earlier)
        .filter(|link| !out.accounts_for(&link.edge) && graph.persists(pair.history, link, pair.later))
        .filter(|link| graph.usage(pair.history, link, pair.later, &pair.pages_after.index).is_some())
        .find_map(|link| graph.usage(pair.history, link, pair.earlier, &pair.pages_before.index))
}

/// Some objects say themselves what they are.
fn named(delta: &Delta) -> Option<ChangeKind> {
    let dictionary = delta.before.as_dict().ok()?;
    if is_signature_value(dictionary) {
        return Some(ChangeKind::SignatureAltered);
    }
    match dictionary.get(b"Type").and_then(pdf::Object::as_name).ok()? {
        b"OCG" | b"OCMD" => Some(ChangeKind::OptionalContent),
        b"StructElem" => Some(ChangeKind::Structure),
        _ => None,
    }
}
