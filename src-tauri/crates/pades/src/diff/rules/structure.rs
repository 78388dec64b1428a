//! Logical structure (ISO 32000-2 14.7): a tagging signer adds an element for its widget; elements and numbers that are
//! there stay.

use std::collections::{BTreeMap, HashSet};

use pdf::Object;

use super::fields::Gone;
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::{Side, Spot};

const RULE: &str = "structure";

/// Levels of a number or name tree; real ones have three.
const MAX_DEPTH: usize = 40;

/// Entries of one tree; a book of 2,000 pages has 60,000.
const MAX_ENTRIES: usize = 2_000_000;

pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, gone: &Gone, out: &mut Findings) {
    let root_changed = !pair.same_spot(before, after) || changed(pair, after);
    let mut level = ChangeLevel::None;
    if root_changed {
        out.claim(after);
        // Its elements refer back to it; every entry of it is compared below.
        after.id.into_iter().filter(|_| is_root(&before.value)).for_each(|id| out.claim_object(id));
    }
    if before.dictionary().is_some() && after.dictionary().is_none() {
        level = ChangeLevel::Forbidden;
    }
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        level = level.max(entry(pair, &key, &old, &new, gone, out));
    }
    level = level.max(elements(pair, gone, out));
    if level > ChangeLevel::None {
        out.report(RULE, level, ChangeKind::Structure, after.id.or(before.id));
    }
}

fn is_root(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"StructTreeRoot"))
}

fn changed(pair: &Pair, spot: &Spot) -> bool {
    spot.id.is_some_and(|id| pair.is_changed(id))
}

fn entry(
    pair: &Pair,
    key: &[u8],
    before: &Spot,
    after: &Spot,
    gone: &Gone,
    out: &mut Findings,
) -> ChangeLevel {
    match key {
        b"K" => kids(pair, before, after, gone, out),
        b"ParentTree" => numbers(pair, before, after, gone, out),
        _ if pair.same_spot(before, after) => ChangeLevel::None,
        b"ParentTreeNextKey" => ChangeLevel::Allowed,
        // Names that new elements bring along (14.7.3, 14.7.4).
        b"ClassMap" | b"IDTree" | b"Namespaces" | b"RoleMap" if before.is_null() => ChangeLevel::Allowed,
        b"ClassMap" | b"RoleMap" if keeps_entries(pair, before, after) => {
            out.claim(after);
            ChangeLevel::Allowed
        }
        _ => {
            out.claim(after);
            ChangeLevel::Forbidden
        }
    }
}

fn keeps_entries(pair: &Pair, before: &Spot, after: &Spot) -> bool {
    keys(before, before)
        .iter()
        .all(|key| pair.same_spot(&before.key_bytes(&pair.before, key), &after.key_bytes(&pair.after, key)))
}

/// `/K`: one kid or an array of them. All that were there stay, in their order, but references to annotations that left
/// their page (14.7.5.3); new ones may stand between.
fn kids(pair: &Pair, before: &Spot, after: &Spot, gone: &Gone, out: &mut Findings) -> ChangeLevel {
    if pair.same_spot(before, after) {
        return ChangeLevel::None;
    }
    out.claim(after);
    let list = |spot: &Spot, side: &Side| match spot.value.as_ref() {
        Object::Null => Vec::new(),
        Object::Array(_) => spot.items(side),
        _ => vec![spot.clone()],
    };
    let mut old = list(before, &pair.before);
    old.retain(|kid| !refers_to_gone(kid, gone));
    let mut new = list(after, &pair.after).into_iter();
    let all_kept = old.iter().all(|kid| new.any(|other| pair.same_spot(kid, &other)));
    if all_kept { ChangeLevel::Allowed } else { ChangeLevel::Forbidden }
}

fn refers_to_gone(kid: &Spot, gone: &Gone) -> bool {
    let object = kid.dictionary().and_then(|kid| kid.get(b"Obj").and_then(Object::as_reference).ok());
    object.is_some_and(|id| gone.objects.contains(&id.0))
}

/// Elements that changed and hang in the tree: only kids may be added to them.
fn elements(pair: &Pair, gone: &Gone, out: &mut Findings) -> ChangeLevel {
    let mut level = ChangeLevel::None;
    let candidates: Vec<_> =
        pair.changed.values().filter(|delta| is_element(&delta.before)).map(|delta| delta.id).collect();
    for id in candidates {
        let before = pair.before.object(id);
        let after = pair.after.object(id);
        let mut own = if after.dictionary().is_some() { ChangeLevel::None } else { ChangeLevel::Forbidden };
        for key in keys(&before, &after) {
            let old = before.key_bytes(&pair.before, &key);
            let new = after.key_bytes(&pair.after, &key);
            own = own.max(match key.as_slice() {
                b"K" => kids(pair, &old, &new, gone, out),
                _ if pair.same_spot(&old, &new) => ChangeLevel::None,
                b"P" if is_element(&new.value) || old.id == new.id => ChangeLevel::None,
                _ => ChangeLevel::Forbidden,
            });
        }
        if own < ChangeLevel::Forbidden {
            out.claim_object(id);
        }
        // A forbidden one is left to `unexplained`, which knows whether the document reaches it.
        level = level.max(if own == ChangeLevel::Forbidden { ChangeLevel::None } else { own });
    }
    level
}

/// A structure element (table 355): `/Type` is optional, `/S` and `/P` are not.
fn is_element(object: &Object) -> bool {
    let Object::Dictionary(dictionary) = object else { return false };
    match dictionary.get(b"Type").and_then(Object::as_name) {
        Ok(name) => name == b"StructElem",
        Err(_) => {
            let has_standard = dictionary.has(b"S") && dictionary.has(b"P");
            has_standard && (dictionary.has(b"K") || dictionary.has(b"Pg")) && !dictionary.has(b"Subtype")
        }
    }
}

/// The parent tree (14.7.5.4) as one list: numbers that were there keep their elements, longer lists included.
fn numbers(pair: &Pair, before: &Spot, after: &Spot, gone: &Gone, out: &mut Findings) -> ChangeLevel {
    if pair.same_spot(before, after) && !any_node_changed(pair, after) {
        return ChangeLevel::None;
    }
    let (old, _) = flatten(&pair.before, before);
    let (new, nodes) = flatten(&pair.after, after);
    nodes.iter().for_each(|node| out.claim(node));
    let mut level = ChangeLevel::Allowed;
    for (number, value) in &old {
        let kept = new.get(number).is_some_and(|other| {
            let longer = !value.array().is_empty() && value.array().len() <= other.array().len();
            let starts_alike = || value.array().iter().zip(other.array()).all(|(a, b)| pair.same(a, b));
            pair.same_spot(value, other) || (longer && starts_alike())
        });
        let gone_too = gone.numbers.contains(number) && !new.contains_key(number);
        if kept || gone_too {
            new.get(number).into_iter().for_each(|other| out.claim(other));
        } else {
            level = ChangeLevel::Forbidden;
        }
    }
    level
}

fn any_node_changed(pair: &Pair, after: &Spot) -> bool {
    let (values, nodes) = flatten(&pair.after, after);
    nodes
        .iter()
        .chain(values.values())
        .any(|spot| changed(pair, spot) && spot.dictionary().is_none() || is_node(pair, spot))
}

fn is_node(pair: &Pair, spot: &Spot) -> bool {
    changed(pair, spot)
        && spot.dictionary().is_some_and(|dictionary| dictionary.has(b"Nums") || dictionary.has(b"Kids"))
}

/// The entries of a number tree (7.9.7) and the places of its nodes and of their arrays.
fn flatten(side: &Side, root: &Spot) -> (BTreeMap<i64, Spot>, Vec<Spot>) {
    let mut entries = BTreeMap::new();
    let mut nodes = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(root.clone(), 0usize)];
    while let Some((node, depth)) = open.pop() {
        let fresh = node.id.is_none_or(|id| seen.insert(id.0));
        if !fresh || depth > MAX_DEPTH || entries.len() > MAX_ENTRIES {
            continue;
        }
        let numbers = node.key(side, "Nums");
        for pair in numbers.items(side).chunks_exact(2) {
            if let [number, value] = pair
                && let Ok(number) = number.value.as_i64()
            {
                entries.insert(number, value.clone());
            }
        }
        let kids = node.key(side, "Kids");
        open.extend(kids.items(side).into_iter().map(|kid| (kid, depth.saturating_add(1))));
        nodes.extend([node, numbers, kids]);
    }
    (entries, nodes)
}
