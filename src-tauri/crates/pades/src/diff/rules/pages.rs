//! Pages and their tree (ISO 32000-2 7.7.3): the pages, their order, content and geometry stay; annotations have a rule of
//! their own.

use std::collections::BTreeSet;

use pdf::ObjectId;

use super::fields::Known;
use super::{actions, annotations, metadata};
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::{Side, Spot};

const RULE: &str = "pages";

/// Attributes that a page takes over from the nodes above it (table 31).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// Nesting of the tree; real files stay below 10.
const MAX_DEPTH: usize = 100;

pub(super) fn check(pair: &Pair, known: &mut Known, out: &mut Findings) {
    let (before, after) = (&pair.pages_before, &pair.pages_after);
    if before.pages == after.pages {
        tree(pair, out);
    } else {
        order(pair, out);
    }
    let changed = pair.changed.keys().filter_map(|number| before.index.get(number)).copied();
    let touched: BTreeSet<usize> = changed.chain(annotations::touched_pages(pair)).collect();
    for page in touched {
        let Some(id) = before.pages.get(page).copied() else { continue };
        if after.index.contains_key(&id.0) {
            compare(pair, id, page, known, out);
        }
    }
}

/// Pages came, went or moved.
fn order(pair: &Pair, out: &mut Findings) {
    let (before, after) = (&pair.pages_before, &pair.pages_after);
    let mut told = false;
    for (index, id) in before.pages.iter().enumerate().filter(|(_, id)| !after.index.contains_key(&id.0)) {
        told = true;
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::PageRemoved, Some(*id)).on_page(Some(index));
        out.claim_object(*id);
    }
    for (index, id) in after.pages.iter().enumerate().filter(|(_, id)| !before.index.contains_key(&id.0)) {
        told = true;
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::PageAdded, Some(*id)).on_page(Some(index));
    }
    if !told {
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::PageTree, None);
    }
    claim_nodes(pair, out);
}

/// The same pages in the same order: the nodes may have been written anew if every page still takes over the same.
fn tree(pair: &Pair, out: &mut Findings) {
    let (before, after) = (&pair.pages_before, &pair.pages_after);
    let nodes_changed = before.nodes != after.nodes
        || pair.changed.keys().any(|number| before.nodes.contains(number) || after.nodes.contains(number));
    if !nodes_changed {
        return;
    }
    claim_nodes(pair, out);
    if before.odd || after.odd {
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::PageTree, None);
        return;
    }
    for (index, id) in before.pages.iter().enumerate() {
        for key in INHERITED {
            let old = inherited(&pair.before, &pair.before.object(*id), key);
            let new = inherited(&pair.after, &pair.after.object(*id), key);
            let same = pair.same_spot(&old, &new) || (key == "Rotate" && same_turn(&old, &new));
            if !same {
                out.report(RULE, ChangeLevel::Forbidden, kind_of(key.as_bytes()), Some(*id))
                    .on_page(Some(index));
            }
        }
    }
}

fn claim_nodes(pair: &Pair, out: &mut Findings) {
    for number in pair.pages_before.nodes.iter().chain(&pair.pages_after.nodes) {
        if let Some(delta) = pair.changed.get(number) {
            out.claim_object(delta.id);
            for (side, object) in [(&pair.before, &delta.before), (&pair.after, &delta.after)] {
                if object.as_dict().is_ok() {
                    out.claim(&side.object(delta.id).key(side, "Kids"));
                }
            }
        }
    }
    // Kids in an array object of its own (table 30).
    for number in &pair.pages_after.nodes {
        out.claim(&pair.after.object((*number, 0)).key(&pair.after, "Kids"));
    }
}

fn inherited(side: &Side, page: &Spot, key: &str) -> Spot {
    let mut node = page.clone();
    for _ in 0..MAX_DEPTH {
        let value = node.key(side, key);
        if !value.is_null() {
            return value;
        }
        node = node.key(side, "Parent");
    }
    node
}

/// Not turned, whether said or not (table 31).
fn same_turn(before: &Spot, after: &Spot) -> bool {
    let turn = |spot: &Spot| if spot.is_null() { Some(0) } else { spot.value.as_i64().ok() };
    turn(before).is_some() && turn(before) == turn(after)
}

fn kind_of(key: &[u8]) -> ChangeKind {
    match key {
        b"Resources" => ChangeKind::Resources,
        b"OC" => ChangeKind::OptionalContent,
        b"AF" => ChangeKind::Attachment,
        // What is drawn, and how much of it is seen.
        b"Contents" | b"MediaBox" | b"CropBox" | b"Rotate" | b"UserUnit" | b"Group" | b"BleedBox"
        | b"TrimBox" | b"ArtBox" => ChangeKind::PageContent,
        _ => ChangeKind::Unexplained,
    }
}

fn compare(pair: &Pair, id: ObjectId, index: usize, known: &mut Known, out: &mut Findings) {
    let before = pair.before.object(id);
    let after = pair.after.object(id);
    out.claim_object(id);
    let entry = |key: &[u8]| (before.key_bytes(&pair.before, key), after.key_bytes(&pair.after, key));
    let (old, new) = entry(b"Annots");
    annotations::check(pair, &old, &new, index, known, out);
    for key in keys(&before, &after) {
        let (old, new) = entry(&key);
        match key.as_slice() {
            // The tree was compared as a whole.
            b"Annots" | b"Parent" | b"Type" => continue,
            b"Metadata" => metadata::stream(pair, &old, &new, Some(index), out),
            key if actions::is_action_key(key) => actions::check(pair, &old, &new, Some(index), out),
            _ if pair.same_spot(&old, &new) => continue,
            b"Rotate"
                if same_turn(
                    &inherited(&pair.before, &before, "Rotate"),
                    &inherited(&pair.after, &after, "Rotate"),
                ) => {}
            b"LastModified" | b"PieceInfo" => {
                out.claim(&new);
                out.report(RULE, ChangeLevel::Allowed, ChangeKind::Metadata, Some(id)).on_page(Some(index));
            }
            // Tagging of a new widget: order of keyboard steps, index into the parent tree (14.7.5.4).
            b"StructParents" | b"Tabs" => {
                let level = if old.is_null() { ChangeLevel::Allowed } else { ChangeLevel::Forbidden };
                out.report(RULE, level, ChangeKind::Structure, Some(id)).on_page(Some(index));
            }
            key => {
                out.claim(&new);
                out.report(RULE, ChangeLevel::Forbidden, kind_of(key), Some(id)).on_page(Some(index));
            }
        }
    }
}
