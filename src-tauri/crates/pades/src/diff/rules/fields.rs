//! Form fields (ISO 32000-2 12.7): added, removed, filled in, or altered otherwise. Fields are matched by object number,
//! and by full name where a writer gave them a new number.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use pdf::Object;

use super::{actions, appearance, signatures};
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::fields::{Field, value_text};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

const RULE: &str = "fields";

/// Annotation flags that decide whether it is seen (ISO 32000-2 table 167): invisible, hidden, print, no view.
const SEEN_FLAGS: i64 = 0b10_0111;

/// Field flags common to all fields (ISO 32000-2 table 227): read only, required, no export.
const COMMON_FLAGS: i64 = 0b111;

/// The widgets of the form, before and after, by object number.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) before: HashMap<u32, Owner>,
    pub(super) after: HashMap<u32, Owner>,
    /// Widgets of fields that this revision signed: their coming into view is reported as the signature.
    pub(super) signed_now: HashSet<u32>,
    /// Widgets that this revision added to the form, already reported.
    pub(super) added: HashSet<u32>,
    /// Widgets that this revision took from the form, already reported.
    pub(super) removed: HashSet<u32>,
    /// What left the pages, for the structure tree that names it.
    pub(super) structure_gone: Gone,
}

/// Annotations taken off their pages.
#[derive(Debug, Default)]
pub(super) struct Gone {
    pub(super) objects: HashSet<u32>,
    /// Their `/StructParent`.
    pub(super) numbers: HashSet<i64>,
}

/// The field that a widget belongs to.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) name: String,
    /// A signature field with a value.
    pub(super) signed: bool,
}

pub(super) fn check(pair: &Pair, before: Vec<Field>, after: Vec<Field>, out: &mut Findings) -> Known {
    let mut known = Known {
        before: owners(&before, &pair.before),
        after: owners(&after, &pair.after),
        ..Known::default()
    };
    let by_number: HashMap<u32, usize> =
        after.iter().enumerate().filter_map(|(index, field)| Some((field.number()?, index))).collect();
    let old_numbers: HashSet<u32> = before.iter().filter_map(Field::number).collect();
    let is_free = |field: &Field| field.number().is_none_or(|number| !old_numbers.contains(&number));
    let by_name: HashMap<&str, usize> = after
        .iter()
        .enumerate()
        .filter(|(_, field)| is_free(field))
        .map(|(index, field)| (field.name.as_str(), index))
        .collect();
    let mut matched = HashSet::new();
    for old in &before {
        let index =
            old.number().and_then(|number| by_number.get(&number)).or_else(|| by_name.get(old.name.as_str()));
        match index.and_then(|index| matched.insert(*index).then(|| after.get(*index)).flatten()) {
            Some(new) => compare(pair, old, new, &mut known, out),
            None => removed(pair, old, out),
        }
    }
    for (index, new) in after.iter().enumerate() {
        if !matched.contains(&index) {
            added(pair, new, &mut known, out);
        }
    }
    known
}

fn owners(fields: &[Field], side: &crate::diff::spot::Side) -> HashMap<u32, Owner> {
    let mut owners = HashMap::new();
    for field in fields {
        let signed = field.is_signature() && field.spot.has(side, "V");
        let owner = Owner { name: field.name.clone(), signed };
        let numbers = field.widgets.iter().filter_map(|widget| widget.id).map(|id| id.0);
        owners.extend(numbers.map(|number| (number, owner.clone())));
    }
    owners
}

fn removed(pair: &Pair, old: &Field, out: &mut Findings) {
    claim(pair, old, out);
    let signed = old.is_signature() && old.spot.has(&pair.before, "V");
    let kind = if signed { ChangeKind::SignatureAltered } else { ChangeKind::FieldRemoved };
    let level = if signed || !old.is_signature() { ChangeLevel::Forbidden } else { ChangeLevel::Visible };
    out.report(RULE, level, kind, old.spot.id).of_field(&old.name, true);
}

fn added(pair: &Pair, new: &Field, known: &mut Known, out: &mut Findings) {
    claim(pair, new, out);
    known.added.extend(new.widgets.iter().filter_map(|widget| widget.id).map(|id| id.0));
    if new.is_signature() && new.spot.has(&pair.after, "V") {
        signatures::added(pair, new, false, known, out);
    } else if new.is_signature() {
        let page = new.widgets.first().and_then(|widget| pair.page_of(widget));
        let level = if signatures::covers(pair, new) { ChangeLevel::Visible } else { ChangeLevel::Allowed };
        out.report(RULE, level, ChangeKind::FieldAdded, new.spot.id).on_page(page).of_field(&new.name, false);
    } else if !new.inner {
        let page = new.widgets.first().and_then(|widget| pair.page_of(widget));
        let value = value_text(&pair.after, &new.spot.key(&pair.after, "V"));
        out.report(RULE, ChangeLevel::Visible, ChangeKind::FieldAdded, new.spot.id)
            .on_page(page)
            .of_field(&new.name, false)
            .with_texts(None, value);
    }
    for spot in new.widgets.iter().chain([&new.spot]) {
        for key in ["A", "AA"] {
            if spot.has(&pair.after, key) {
                out.report("actions", ChangeLevel::Forbidden, ChangeKind::Action, spot.id);
            }
        }
    }
}

/// A field or widget is compared under its own number, so it is accounted for wherever it is referred to from. A stream
/// is none, whatever the field tree says.
fn claim(pair: &Pair, field: &Field, out: &mut Findings) {
    for spot in field.widgets.iter().chain([&field.spot]) {
        let Some(id) = spot.id else { continue };
        let was_dictionary = pair.changed.get(&id.0).is_some_and(|delta| match delta.before.as_ref() {
            Object::Null => true,
            Object::Dictionary(old) => {
                old.has(b"FT") || old.has(b"T") || old.has(b"Subtype") || old.has(b"Parent")
            }
            _ => false,
        });
        if was_dictionary {
            out.claim_object(id);
        }
    }
}

/// The entries that differ, of the field and of its widgets.
struct Differences {
    /// Place before, place after, key.
    entries: Vec<(Spot, Spot, Vec<u8>)>,
    widgets_added: Vec<Spot>,
    widgets_removed: Vec<Spot>,
}

impl Differences {
    fn has(&self, keys: &[&[u8]]) -> bool {
        self.entries.iter().any(|(_, _, key)| keys.contains(&key.as_slice()))
    }
}

fn differences(pair: &Pair, old: &Field, new: &Field, out: &mut Findings) -> Differences {
    let mut found =
        Differences { entries: Vec::new(), widgets_added: Vec::new(), widgets_removed: Vec::new() };
    collect(pair, &old.spot, &new.spot, &mut found.entries);
    let rest = |field: &Field| {
        let own = field.spot.id;
        field
            .widgets
            .iter()
            .filter(|widget| widget.id.is_none() || widget.id != own)
            .cloned()
            .collect::<Vec<_>>()
    };
    let old_widgets = rest(old);
    let mut new_widgets: HashMap<Option<u32>, Spot> = HashMap::new();
    for widget in rest(new) {
        match new_widgets.entry(widget.id.map(|id| id.0)) {
            Entry::Vacant(free) => _ = free.insert(widget),
            // Written directly, or listed twice: nothing tells such apart.
            Entry::Occupied(_) => found.widgets_added.push(widget),
        }
    }
    for widget in old_widgets {
        match new_widgets.remove(&widget.id.map(|id| id.0)) {
            Some(other) => collect(pair, &widget, &other, &mut found.entries),
            None => found.widgets_removed.push(widget),
        }
    }
    found.widgets_added.extend(new_widgets.into_values());
    out.claim(&new.spot.key(&pair.after, "Kids"));
    found
}

fn collect(pair: &Pair, old: &Spot, new: &Spot, entries: &mut Vec<(Spot, Spot, Vec<u8>)>) {
    for key in keys(old, new) {
        // Kids and parents are compared as fields and widgets, the page as the place where the page lists it.
        if matches!(key.as_slice(), b"Kids" | b"Parent" | b"P" | b"Type") {
            continue;
        }
        let before = old.key_bytes(&pair.before, &key);
        let after = new.key_bytes(&pair.after, &key);
        let differs = if key == b"AP" {
            appearance::differs(pair, &before, &after)
        } else {
            !pair.same_spot(&before, &after)
        };
        if differs {
            entries.push((old.clone(), new.clone(), key));
        }
    }
}

fn compare(pair: &Pair, old: &Field, new: &Field, known: &mut Known, out: &mut Findings) {
    claim(pair, old, out);
    claim(pair, new, out);
    let found = differences(pair, old, new, out);
    for (before, after, key) in &found.entries {
        let value = after.key_bytes(&pair.after, key);
        out.claim(&value);
        if actions::is_action_key(key) {
            actions::check(pair, &before.key_bytes(&pair.before, key), &value, None, out);
        }
    }
    if old.name != new.name || old.kind != new.kind {
        let finding = out.report(RULE, ChangeLevel::Forbidden, ChangeKind::FieldChanged, new.spot.id);
        finding.of_field(&old.name, true).with_texts(Some(old.name.clone()), Some(new.name.clone()));
    }
    if old.is_signature() {
        signature_field(pair, old, new, &found, known, out);
    } else {
        other_field(pair, old, new, &found, out);
        widgets(pair, new, &found, known, out);
    }
}

/// Widgets that a field gained or lost: annotations to be seen, and part of the field where it is locked.
fn widgets(pair: &Pair, new: &Field, found: &Differences, known: &mut Known, out: &mut Findings) {
    for widget in &found.widgets_removed {
        known.removed.extend(widget.id.map(|id| id.0));
        widget.id.into_iter().for_each(|id| out.claim_object(id));
        let page = widget.key(&pair.before, "P").id.and_then(|page| pair.page_before(page));
        out.report(RULE, ChangeLevel::Visible, ChangeKind::AnnotationRemoved, widget.id)
            .on_page(page)
            .of_field(&new.name, true);
    }
    for widget in &found.widgets_added {
        known.added.extend(widget.id.map(|id| id.0));
        out.report(RULE, ChangeLevel::Visible, ChangeKind::AnnotationAdded, widget.id)
            .on_page(pair.page_of(widget))
            .of_field(&new.name, true);
    }
}

fn signature_field(
    pair: &Pair,
    old: &Field,
    new: &Field,
    found: &Differences,
    known: &mut Known,
    out: &mut Findings,
) {
    if old.spot.has(&pair.before, "V") {
        signatures::existing(
            pair,
            old,
            new,
            |(before, after, key)| harmless(pair, before, after, key),
            &found.entries,
            out,
        );
        if !found.widgets_added.is_empty() || !found.widgets_removed.is_empty() {
            out.report(RULE, ChangeLevel::Forbidden, ChangeKind::SignatureAltered, new.spot.id)
                .of_field(&old.name, true);
        }
    } else if new.spot.has(&pair.after, "V") {
        accept_appearance(pair, found, out);
        signatures::added(pair, new, true, known, out);
    } else if !found.entries.is_empty()
        || !found.widgets_added.is_empty()
        || !found.widgets_removed.is_empty()
    {
        accept_appearance(pair, found, out);
        let seen = found.has(&[b"AP", b"AS", b"Rect", b"MK"]) || !found.widgets_added.is_empty();
        let level = if seen { ChangeLevel::Visible } else { ChangeLevel::Allowed };
        let page = new.widgets.first().and_then(|widget| pair.page_of(widget));
        out.report(RULE, level, ChangeKind::FieldChanged, new.spot.id)
            .on_page(page)
            .of_field(&new.name, true);
    }
}

/// Entries that hold what was filled in.
const VALUE_KEYS: [&[u8]; 4] = [b"V", b"RV", b"I", b"AS"];

/// Entries that writers bring up to date when they fill in a field.
const LOOK_KEYS: [&[u8]; 8] = [b"AP", b"MK", b"DA", b"DS", b"Q", b"BS", b"TI", b"DV"];

fn other_field(pair: &Pair, old: &Field, new: &Field, found: &Differences, out: &mut Findings) {
    let page = || new.widgets.first().and_then(|widget| pair.page_of(widget));
    let filled = found.has(&VALUE_KEYS);
    if filled {
        accept_appearance(pair, found, out);
        let text = |side, spot: &Spot| {
            let value = value_text(side, &spot.key(side, "V"));
            value.or_else(|| value_text(side, &spot.key(side, "AS")))
        };
        let texts = (text(&pair.before, &old.spot), text(&pair.after, &new.spot));
        let kind = ChangeKind::FormValue { field: new.name.clone() };
        out.report(RULE, ChangeLevel::Visible, kind, new.spot.id)
            .on_page(page())
            .of_field(&new.name, true)
            .with_texts(texts.0, texts.1);
    }
    let mut level = ChangeLevel::None;
    let own_level = |key: &[u8], before: &Spot, after: &Spot| match key {
        _ if VALUE_KEYS.contains(&key) || actions::is_action_key(key) => ChangeLevel::None,
        _ if filled && LOOK_KEYS.contains(&key) => ChangeLevel::None,
        _ if harmless(pair, before, after, key) => ChangeLevel::Allowed,
        b"AP" => ChangeLevel::None,
        b"Rect" | b"F" | b"Ff" | b"TU" | b"BS" | b"MK" | b"DA" | b"DS" | b"Q" | b"TI" | b"MaxLen" | b"DV" => {
            ChangeLevel::Visible
        }
        _ => ChangeLevel::Forbidden,
    };
    for (before, after, key) in &found.entries {
        level = level.max(own_level(key, before, after));
        if key == b"AP" && !filled {
            appearance::altered(pair, before, after, page(), &new.name, out);
        }
    }
    if level > ChangeLevel::None {
        out.report(RULE, level, ChangeKind::FieldChanged, new.spot.id)
            .on_page(page())
            .of_field(&new.name, true);
    }
}

/// Entries that change nothing to be seen: the read-only and required flags that signing programs set on fields, times,
/// structure numbers, locks of fields not yet signed, annotation flags that do not hide.
fn harmless(pair: &Pair, before: &Spot, after: &Spot, key: &[u8]) -> bool {
    match key {
        b"M" | b"StructParent" | b"NM" | b"Lock" | b"SV" => true,
        b"Ff" => {
            let drawn = |spot: &Spot, side| spot.key(side, "Ff").value.as_i64().unwrap_or(0) & !COMMON_FLAGS;
            drawn(before, &pair.before) == drawn(after, &pair.after)
        }
        b"F" => {
            let seen = |spot: &Spot, side| spot.key(side, "F").value.as_i64().unwrap_or(0) & SEEN_FLAGS;
            seen(before, &pair.before) == seen(after, &pair.after)
        }
        _ => false,
    }
}

fn accept_appearance(pair: &Pair, found: &Differences, out: &mut Findings) {
    for (_, after, key) in &found.entries {
        if key == b"AP" {
            appearance::accept(pair, &after.key(&pair.after, "AP"), out);
        }
    }
}
