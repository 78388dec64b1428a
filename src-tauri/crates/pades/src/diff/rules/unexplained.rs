//! Default deny: a changed object that the document before already referred to, from a place that no rule has accounted
//! for, is forbidden. Objects that nothing referred to are harmless until something does, and that something is then a
//! changed object itself. This finds fonts, images, forms and layers overridden below unchanged pages (shadow attacks),
//! and numbers that were referred to before they were defined.

use std::collections::HashSet;

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::graph::{Graph, Use};
use crate::diff::pair::{Delta, Pair};
use crate::diff::permissions::is_signature_value;
use crate::diff::spot::{Edge, Place};

/// References walked upwards in one pair of revisions: 400,000 objects have 1.2 million.
const MAX_STEPS: usize = 20_000_000;

/// Objects reported in one pair of revisions: one is enough to refuse, some help to see why.
const MAX_REPORTS: usize = 200;

pub(super) fn check(pair: &Pair, out: &mut Findings) {
    // Of what cannot be read, or is read by each reader differently, no rule has seen what will be shown.
    let open: Vec<_> = pair
        .changed
        .iter()
        .filter(|(number, delta)| delta.unreadable || !out.accounts_for_object(**number))
        .collect();
    if open.is_empty() {
        return;
    }
    let graph = (pair.graph)();
    if graph.incomplete {
        out.report("unexplained", ChangeLevel::Forbidden, ChangeKind::Unexplained, None);
    }
    let mut steps = MAX_STEPS;
    let mut reported = 0usize;
    for (number, delta) in open {
        let accounted = |edge: &Edge| !delta.unreadable && out.accounts_for(edge);
        let Some(found) = first_use(pair, graph, *number, &mut steps, accounted) else { continue };
        if !delta.unreadable && pair.same(&delta.before, &delta.after) {
            continue;
        }
        let kind = named(delta).unwrap_or(found.kind);
        out.report("unexplained", ChangeLevel::Forbidden, kind, Some(delta.id)).on_page(found.page);
        reported = reported.saturating_add(1);
        if reported >= MAX_REPORTS {
            return;
        }
    }
}

/// The first use before that still stands, that both documents reach, and that nobody accounted for.
fn first_use(
    pair: &Pair,
    graph: &Graph,
    number: u32,
    steps: &mut usize,
    accounted: impl Fn(&Edge) -> bool,
) -> Option<Use> {
    let after: HashSet<Edge> =
        graph.holders(pair.history, number, pair.later).map(|link| link.edge).collect();
    let standing = graph.holders(pair.history, number, pair.earlier);
    let open = standing.filter(|link| {
        after.contains(&link.edge) && !accounted(&link.edge) && !annotates_no_page(pair, &link.edge)
    });
    for link in open {
        let now = graph.usage(pair.history, link, pair.later, &pair.pages_after.index, steps);
        let before = graph.usage(pair.history, link, pair.earlier, &pair.pages_before.index, steps);
        if now.is_some() && before.is_some() {
            return before;
        }
    }
    None
}

/// `/Annots` of something that is a page in neither tree (7.7.3.3): nobody draws it. A page that was replaced stays
/// behind like that when a field still names it as its `/P`, and it may share the array with the page in its place.
fn annotates_no_page(pair: &Pair, edge: &Edge) -> bool {
    let trees = [&pair.pages_before, &pair.pages_after];
    let annots = Place { holder: edge.from.holder, path: 0 }.key(b"Annots");
    edge.from == annots && trees.iter().all(|tree| !tree.odd && !tree.index.contains_key(&annots.holder))
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
