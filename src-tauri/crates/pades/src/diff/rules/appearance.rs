//! Appearances of annotations and fields (ISO 32000-2 12.5.5): accepted with a new value, refused on their own where they
//! replace one that was signed.

use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;
use pdf::Object;

/// Levels below an appearance that its drawing may depend on: state, resources, category, font, descriptor, file.
const MAX_DEPTH: usize = 8;

/// Places looked at below one appearance; a font or form has some dozens.
const MAX_PLACES: usize = 5_000;

/// Whether two `/AP` dictionaries differ, down to their streams.
pub(super) fn differs(pair: &Pair, before: &Spot, after: &Spot) -> bool {
    !pair.same_spot(before, after)
        || keys(before, after).iter().any(|mode| {
            let old = before.key_bytes(&pair.before, mode);
            let new = after.key_bytes(&pair.after, mode);
            let states = || {
                keys(&old, &new).into_iter().filter(|_| matches!(new.value.as_ref(), Object::Dictionary(_)))
            };
            !pair.same_spot(&old, &new)
                || states().any(|state| {
                    !pair.same_spot(&old.key_bytes(&pair.before, &state), &new.key_bytes(&pair.after, &state))
                })
        })
}

/// Accounts for everything the new appearance draws with, each object as reached from here only.
pub(super) fn accept(pair: &Pair, appearance: &Spot, out: &mut Findings) {
    let mut budget = MAX_PLACES;
    accept_below(pair, appearance, 0, &mut budget, out);
}

fn accept_below(pair: &Pair, spot: &Spot, depth: usize, budget: &mut usize, out: &mut Findings) {
    if depth > MAX_DEPTH || *budget == 0 {
        return;
    }
    *budget = budget.saturating_sub(1);
    out.claim(spot);
    for item in spot.items(&pair.after) {
        if item.id.is_some() || item.dictionary().is_some() {
            accept_below(pair, &item, depth.saturating_add(1), budget, out);
        }
    }
    let Some(dictionary) = spot.dictionary() else { return };
    for (key, value) in dictionary.iter() {
        let leads_on = matches!(value, Object::Reference(_) | Object::Array(_) | Object::Dictionary(_));
        if leads_on && !matches!(key.as_slice(), b"P" | b"Parent" | b"OC" | b"StructParent") {
            accept_below(pair, &spot.key_bytes(&pair.after, key), depth.saturating_add(1), budget, out);
        }
    }
}

/// An appearance that differs while the value does not. One where there was none, or states added to a check box, is
/// visible; altering what was signed is forbidden.
pub(super) fn altered(
    pair: &Pair,
    before: &Spot,
    after: &Spot,
    page: Option<usize>,
    field: &str,
    out: &mut Findings,
) {
    let old = before.key(&pair.before, "AP");
    let new = after.key(&pair.after, "AP");
    accept(pair, &new, out);
    let kept = keys(&old, &old).iter().all(|mode| {
        let old = old.key_bytes(&pair.before, mode);
        let new = new.key_bytes(&pair.after, mode);
        match (old.value.as_ref(), new.value.as_ref()) {
            (Object::Dictionary(states), Object::Dictionary(_)) => states.iter().all(|(state, _)| {
                pair.same_spot(&old.key_bytes(&pair.before, state), &new.key_bytes(&pair.after, state))
            }),
            _ => pair.same_spot(&old, &new),
        }
    });
    let level = if kept { ChangeLevel::Visible } else { ChangeLevel::Forbidden };
    out.report("appearance", level, ChangeKind::Appearance, new.id.or(after.id))
        .on_page(page)
        .of_field(field, true);
}
