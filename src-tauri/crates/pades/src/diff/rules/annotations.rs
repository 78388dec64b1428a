//! Annotations of a page (ISO 32000-2 12.5): added, altered, removed or put in another order is seen by the reader.
//! Widgets of form fields are compared with their fields.

use std::collections::{HashMap, HashSet};

use super::fields::Known;
use super::{actions, appearance};
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::fields::value_text;
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

const RULE: &str = "annotations";

/// Annotations of a page that one without its number is compared with; beyond that it counts as removed and added.
const MAX_DIRECT: usize = 500;

/// Pages that a changed object may be an annotation of, or the list of them.
pub(super) fn touched_pages(pair: &Pair) -> HashSet<usize> {
    let index = &pair.pages_before.index;
    let mut pages = HashSet::new();
    if pair.changed.is_empty() {
        return pages;
    }
    let graph = (pair.graph)();
    for revision in [pair.earlier, pair.later] {
        let mut holders = HashSet::new();
        // Half the document may refer to a page; that it changed itself is known without asking them.
        for number in pair.changed.keys().filter(|number| !index.contains_key(number)) {
            holders.extend(graph.holders(pair.history, *number, revision).map(|link| link.edge.from.holder));
        }
        for holder in holders {
            match index.get(&holder) {
                Some(page) => _ = pages.insert(*page),
                // An array of annotations that is an object of its own.
                None => {
                    let above =
                        graph.holders(pair.history, holder, revision).map(|link| link.edge.from.holder);
                    pages.extend(above.filter_map(|above| index.get(&above)));
                }
            }
        }
    }
    pages
}

pub(super) fn check(
    pair: &Pair,
    before: &Spot,
    after: &Spot,
    page: usize,
    known: &mut Known,
    out: &mut Findings,
) {
    out.claim(after);
    let old = before.items(&pair.before);
    let new = after.items(&pair.after);
    let by_number: HashMap<u32, usize> =
        new.iter().enumerate().filter_map(|(at, other)| Some((other.id?.0, at))).collect();
    let mut used = vec![false; new.len()];
    let mut order = Vec::new();
    let mut alone = Vec::new();
    for annotation in &old {
        let at = annotation.id.and_then(|id| by_number.get(&id.0)).copied();
        match at.filter(|at| take(&mut used, *at)) {
            Some(at) => {
                order.push(at);
                new.get(at).into_iter().for_each(|other| kept(pair, annotation, other, page, known, out));
            }
            None => alone.push(annotation),
        }
    }
    for annotation in alone {
        // Written directly into the array, or under a new number.
        let alike = new.iter().zip(&used).take(MAX_DIRECT).position(|(other, used)| {
            let same_number = annotation.id.is_some() && annotation.id == other.id;
            !used && !same_number && pair.same(&annotation.value, &other.value)
        });
        if !alike.is_some_and(|at| take(&mut used, at)) {
            removed(pair, annotation, page, known, out);
        }
    }
    if !order.is_sorted() {
        let kind = ChangeKind::AnnotationChanged;
        out.report(RULE, ChangeLevel::Visible, kind, after.id).on_page(Some(page));
    }
    for (annotation, _) in new.iter().zip(&used).filter(|(_, used)| !**used) {
        added(pair, annotation, page, known, out);
    }
}

/// Marks the item as matched; false when it was already.
fn take(used: &mut [bool], at: usize) -> bool {
    used.get_mut(at).is_some_and(|used| !std::mem::replace(used, true))
}

fn kept(pair: &Pair, before: &Spot, after: &Spot, page: usize, known: &Known, out: &mut Findings) {
    let of_field =
        after.id.is_some_and(|id| known.before.contains_key(&id.0) && known.after.contains_key(&id.0));
    if of_field {
        return;
    }
    let mut seen = false;
    let mut differs = false;
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        let same = match key.as_slice() {
            b"AP" => !appearance::differs(pair, &old, &new),
            _ => pair.same_spot(&old, &new),
        };
        if same {
            continue;
        }
        match key.as_slice() {
            b"AP" => {
                appearance::accept(pair, &new, out);
                seen = true;
            }
            key if actions::is_action_key(key) => actions::check(pair, &old, &new, Some(page), out),
            b"M" | b"NM" | b"P" | b"Parent" | b"StructParent" | b"Type" => differs = true,
            _ => {
                out.claim(&new);
                seen = true;
            }
        }
    }
    after.id.into_iter().for_each(|id| out.claim_object(id));
    if seen || differs {
        let level = if seen { ChangeLevel::Visible } else { ChangeLevel::Allowed };
        let texts = (contents(pair, before, true), contents(pair, after, false));
        out.report(RULE, level, ChangeKind::AnnotationChanged, after.id)
            .on_page(Some(page))
            .with_texts(texts.0, texts.1);
    }
}

fn removed(pair: &Pair, annotation: &Spot, page: usize, known: &mut Known, out: &mut Findings) {
    if let Some(id) = annotation.id {
        known.structure_gone.objects.insert(id.0);
        known.structure_gone.numbers.extend(annotation.key(&pair.before, "StructParent").value.as_i64().ok());
        if known.removed.contains(&id.0) {
            return;
        }
    }
    let owner = annotation.id.and_then(|id| known.before.get(&id.0));
    let signed = owner.is_some_and(|owner| owner.signed);
    let (level, kind) = match signed && is_seen(pair, annotation) {
        true => (ChangeLevel::Forbidden, ChangeKind::SignatureAltered),
        false => (ChangeLevel::Visible, ChangeKind::AnnotationRemoved),
    };
    // Freed or re-used: whatever stood there is gone from the page.
    annotation.id.into_iter().for_each(|id| out.claim_object(id));
    let finding = out.report(RULE, level, kind, annotation.id);
    finding.on_page(Some(page)).with_texts(contents(pair, annotation, true), None);
    if let Some(owner) = owner {
        finding.of_field(&owner.name, true);
    }
}

fn added(pair: &Pair, annotation: &Spot, page: usize, known: &Known, out: &mut Findings) {
    let number = annotation.id.map(|id| id.0);
    if number.is_some_and(|number| known.signed_now.contains(&number) || known.added.contains(&number)) {
        return;
    }
    for key in ["A", "AA"] {
        let action = annotation.key(&pair.after, key);
        if !action.is_null() && !is_plain_link(pair, &action) {
            out.report("actions", ChangeLevel::Forbidden, ChangeKind::Action, annotation.id)
                .on_page(Some(page));
        }
    }
    if annotation.is_null() {
        return;
    }
    let owner = number.and_then(|number| known.after.get(&number));
    let widget = annotation.key(&pair.after, "Subtype").name() == b"Widget";
    let kind = if widget && owner.is_none() { ChangeKind::FieldAdded } else { ChangeKind::AnnotationAdded };
    let finding = out.report(RULE, ChangeLevel::Visible, kind, annotation.id);
    finding.on_page(Some(page)).with_texts(None, contents(pair, annotation, false));
    if let Some(owner) = owner {
        finding.of_field(&owner.name, true);
    }
}

/// A link to a place or an address is part of the annotation that is shown anyway.
fn is_plain_link(pair: &Pair, action: &Spot) -> bool {
    matches!(action.key(&pair.after, "S").name(), b"GoTo" | b"URI") && !action.has(&pair.after, "Next")
}

/// Has an area and is not hidden.
fn is_seen(pair: &Pair, annotation: &Spot) -> bool {
    let rect: Vec<f32> = annotation
        .key(&pair.before, "Rect")
        .items(&pair.before)
        .iter()
        .filter_map(|number| number.value.as_float().ok())
        .collect();
    let area = match rect.as_slice() {
        [left, bottom, right, top] => (right - left).abs() * (top - bottom).abs(),
        _ => 0.0,
    };
    let hidden = annotation.key(&pair.before, "F").value.as_i64().unwrap_or(0) & 0b10 != 0;
    area > 0.0 && !hidden
}

fn contents(pair: &Pair, annotation: &Spot, before: bool) -> Option<String> {
    let side = if before { &pair.before } else { &pair.after };
    value_text(side, &annotation.key(side, "Contents")).filter(|text| !text.is_empty())
}
