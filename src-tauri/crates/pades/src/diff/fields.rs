//! The form fields of one revision, with their full names and widgets (ISO 32000-2 12.7).
//!
//! Own walk beside `pdf::form`: the comparison needs the place each value was reached from.

use std::collections::HashSet;

use pdf::Object;

use super::spot::{Side, Spot};

/// Nesting of the field tree; real forms stay below 20.
const MAX_DEPTH: usize = 60;

/// Fields and widgets walked; the largest form seen has 9,000.
const MAX_FIELDS: usize = 200_000;

/// Characters of a value that are shown.
const MAX_TEXT: usize = 200;

/// One field: a dictionary with `/T`, or a root of the form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Full name (ISO 32000-2 12.7.4.2).
    pub(crate) name: String,
    pub(crate) spot: Spot,
    /// `/FT`, inherited.
    pub(crate) kind: Vec<u8>,
    /// Its widgets: itself when merged, or kids without `/T`.
    pub(crate) widgets: Vec<Spot>,
    /// Has kids that are fields: carries only inherited values.
    pub(crate) inner: bool,
}

impl Field {
    pub(crate) fn is_signature(&self) -> bool {
        self.kind == b"Sig"
    }

    pub(crate) fn number(&self) -> Option<u32> {
        self.spot.id.map(|id| id.0)
    }
}

/// All fields, parents before their kids. Loops are cut where they close.
pub(crate) fn walk(side: &Side, form: &Spot) -> Vec<Field> {
    let mut walk = Walk { side, fields: Vec::new(), seen: HashSet::new() };
    for root in form.key(side, "Fields").items(side) {
        walk.visit(&root, "", b"", 0);
    }
    walk.fields
}

struct Walk<'a> {
    side: &'a Side,
    fields: Vec<Field>,
    seen: HashSet<u32>,
}

impl Walk<'_> {
    fn visit(&mut self, spot: &Spot, parent: &str, inherited: &[u8], depth: usize) {
        let fresh = spot.id.is_none_or(|id| self.seen.insert(id.0));
        if spot.dictionary().is_none() || !fresh || depth > MAX_DEPTH || self.fields.len() > MAX_FIELDS {
            return;
        }
        let own = spot.key(self.side, "T").value.as_str().ok().map(text);
        let name = match (&own, parent.is_empty()) {
            (Some(own), true) => own.clone(),
            (Some(own), false) => format!("{parent}.{own}"),
            (None, _) => parent.to_owned(),
        };
        let kind = match spot.key(self.side, "FT").name() {
            b"" => inherited.to_vec(),
            own => own.to_vec(),
        };
        let kids = spot.key(self.side, "Kids").items(self.side);
        let (fields, widgets): (Vec<_>, Vec<_>) = kids.into_iter().partition(|kid| kid.has(self.side, "T"));
        let merged = kids_are_absent(&fields, &widgets).then(|| spot.clone());
        self.fields.push(Field {
            name: name.clone(),
            spot: spot.clone(),
            kind: kind.clone(),
            widgets: merged.into_iter().chain(widgets).collect(),
            inner: !fields.is_empty(),
        });
        for kid in fields {
            self.visit(&kid, &name, &kind, depth.saturating_add(1));
        }
    }
}

fn kids_are_absent(fields: &[Spot], widgets: &[Spot]) -> bool {
    fields.is_empty() && widgets.is_empty()
}

/// A text string (ISO 32000-2 7.9.2.2) for people: UTF-16 or UTF-8 with a mark, else Latin-1.
pub(crate) fn text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units = rest
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |unit: u16, byte| unit << 8 | u16::from(*byte)));
        return char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    match bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        Some(rest) => String::from_utf8_lossy(rest).into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A short text of a field's or annotation's value; `None` for values that are not text.
pub(crate) fn value_text(side: &Side, value: &Spot) -> Option<String> {
    let full = match value.value.as_ref() {
        Object::String(bytes, _) => text(bytes),
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Array(_) => {
            let items: Vec<_> = value.items(side).iter().filter_map(|item| value_text(side, item)).collect();
            items.join(", ")
        }
        Object::Stream(stream) => text(&side.view().stream_data(stream).ok()?),
        _ => return None,
    };
    Some(full.chars().take(MAX_TEXT).collect())
}
