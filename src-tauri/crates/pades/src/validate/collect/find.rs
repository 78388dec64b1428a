//! Which dictionaries of a file are signatures: values of signature fields, and whatever else looks like one.
//!
//! One signature is one object number. When several revisions set that number, the copy counts whose byte range leaves
//! out its own `/Contents`: that is the one that was signed, the others only show something else.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use pdf::{Dictionary, Document, Object, ObjectId, View, XrefEntry, form};
use pki::algorithm::Digest;
use pki::cert::Certificate;

use super::coverage::{self, Checked};
use super::envelope::{self, Parsed};
use super::scan::Holder;
use crate::Error;
use crate::byte_range::ByteRange;
use crate::validate::facts::{Place, SubFilter};

/// Signatures that are looked at in one file. The most seen in one file is 25; each costs a digest of the file.
const MAX_SIGNATURES: usize = 400;

/// A dictionary that is to be looked at as a signature.
pub(super) struct Candidate {
    pub(super) holder: Holder,
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) fields: Vec<String>,
    pub(super) place: Option<Place>,
    pub(super) checked: Checked,
    pub(super) filter: SubFilter,
    pub(super) parsed: Parsed,
    /// `/Cert`.
    pub(super) beside: Vec<Certificate>,
    /// The form of the latest revision does not show this dictionary as it stands here.
    pub(super) replaced: bool,
}

/// What the search finds.
pub(super) struct Found {
    pub(super) candidates: Vec<Candidate>,
    pub(super) outside_form: Vec<ObjectId>,
    pub(super) empty_fields: Vec<String>,
}

/// Values of the signature fields of one revision, by the object that holds the signature dictionary.
#[derive(Default)]
struct Form {
    values: BTreeMap<ObjectId, Value>,
    empty: Vec<String>,
}

#[derive(Clone)]
struct Value {
    fields: Vec<String>,
    place: Option<Place>,
    /// Written directly into the field.
    direct: bool,
}

/// The search, in two steps: first the form, so that the digests its signatures need are known before the file is read;
/// then what the bytes of the file hold beside it.
pub(super) struct Search<'a> {
    document: &'a Document,
    latest: Form,
    forms: BTreeMap<usize, Form>,
    /// Every version of each object that may be a signature, oldest first.
    versions: BTreeMap<ObjectId, BTreeMap<usize, Option<Candidate>>>,
}

impl<'a> Search<'a> {
    pub(super) fn of_form(document: &'a Document) -> Result<Self, Error> {
        let latest = Form::of(&document.at(document.revisions().len().saturating_sub(1)))?;
        let named: Vec<ObjectId> = latest.values.keys().copied().collect();
        let mut search = Self { document, latest, forms: BTreeMap::new(), versions: BTreeMap::new() };
        for object in named {
            for revision in set_by(document, object.0) {
                search.look_at(Holder { revision, object })?;
            }
        }
        Ok(search)
    }

    /// The digests of signed bytes that the signatures found so far need.
    pub(super) fn digests(&self) -> Vec<(ByteRange, Digest)> {
        let copies = self.versions.values().flat_map(BTreeMap::values).flatten();
        let mut wanted: Vec<(ByteRange, Digest)> = copies
            .filter_map(|copy| Some((copy.checked.range.filter(|_| copy.checked.faults.is_empty())?, copy)))
            .flat_map(|(range, copy)| copy.parsed.digests().into_iter().map(move |digest| (range, digest)))
            .collect();
        wanted.sort_by_key(|(range, digest)| (range.numbers(), *digest));
        wanted.dedup();
        wanted
    }

    fn look_at(&mut self, holder: Holder) -> Result<(), Error> {
        let Holder { revision, object } = holder;
        if self.versions.get(&object).is_some_and(|copies| copies.contains_key(&revision)) {
            return Ok(());
        }
        let form = match self.forms.entry(revision) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Form::of(&self.document.at(revision))?),
        };
        let value = form.values.get(&object).or_else(|| self.latest.values.get(&object));
        let copy = Candidate::read(self.document, holder, value)?;
        self.versions.entry(object).or_default().insert(revision, copy);
        Ok(())
    }

    /// `holders` are the object versions whose bytes hold `/ByteRange`.
    pub(super) fn finish(mut self, holders: &[Holder]) -> Result<Found, Error> {
        for holder in holders {
            self.look_at(*holder)?;
        }
        let document = self.document;
        let newest = document.latest();
        let mut found = Found {
            candidates: Vec::new(),
            outside_form: Vec::new(),
            empty_fields: self.latest.empty.clone(),
        };
        for (object, copies) in self.versions {
            let copies = copies.into_values().flatten().collect();
            let Some(signed) = Candidate::signed_copy(copies) else { continue };
            let shown = self.latest.values.get(&object).is_some_and(|now| {
                signed.dictionary.is_empty()
                    || Candidate::dictionary_at(&newest, object, now.direct)
                        .is_some_and(|dictionary| same(&dictionary, &signed.dictionary))
            });
            let listed = !signed.fields.is_empty()
                || (signed.checked.faults.is_empty() && !grants_usage_rights(document, &signed));
            if !listed {
                found.outside_form.push(object);
            } else if found.candidates.len() < MAX_SIGNATURES {
                // A dictionary that never was in the form cannot have been taken out of it.
                let replaced = !shown && !signed.fields.is_empty();
                found.candidates.push(Candidate { replaced, ..signed });
            }
        }
        Ok(found)
    }
}

impl Candidate {
    fn read(document: &Document, holder: Holder, value: Option<&Value>) -> Result<Option<Self>, Error> {
        let view = document.at(holder.revision);
        let direct = value.is_some_and(|value| value.direct);
        let dictionary = match Self::dictionary_at(&view, holder.object, direct) {
            Some(dictionary) => dictionary,
            None if value.is_some() => Arc::default(),
            None => return Ok(None),
        };
        if value.is_none() && !(dictionary.has(b"ByteRange") && dictionary.has(b"Contents")) {
            return Ok(None);
        }
        let path: &[&[u8]] = if direct { &[b"V"] } else { &[] };
        let checked = coverage::check(&view, holder.object, path, &dictionary)?;
        let (fields, place) = value.map(|v| (v.fields.clone(), v.place)).unwrap_or_default();
        let name = view.key_name(&dictionary, b"SubFilter").ok().flatten();
        let filter = SubFilter::from_name(name.as_deref());
        let beside = match filter {
            SubFilter::X509RsaSha1 => envelope::certificates(&view, &dictionary),
            _ => Vec::new(),
        };
        let parsed = Parsed::read(&filter, &checked.contents, &beside);
        let replaced = false;
        Ok(Some(Self { holder, dictionary, fields, place, checked, filter, parsed, beside, replaced }))
    }

    fn dictionary_at(view: &View, object: ObjectId, direct: bool) -> Option<Arc<Dictionary>> {
        let object = view.peek(object).ok()?;
        let Object::Dictionary(dictionary) = object.as_ref() else { return None };
        if !direct {
            return Some(Arc::new(dictionary.clone()));
        }
        match dictionary.get(b"V") {
            Ok(Object::Dictionary(inner)) => Some(Arc::new(inner.clone())),
            _ => None,
        }
    }

    /// The copy that leaves out its own `/Contents`, the oldest of several; else the newest.
    fn signed_copy(mut copies: Vec<Self>) -> Option<Self> {
        match copies.iter().position(|copy| copy.checked.faults.is_empty()) {
            Some(place) => Some(copies.swap_remove(place)),
            None => copies.pop(),
        }
    }
}

impl Form {
    fn of(view: &View) -> Result<Self, Error> {
        let mut form = Self::default();
        for field in form::fields(view)? {
            if field.kind != b"Sig" {
                continue;
            }
            let (id, direct) = match &field.value {
                Object::Reference(id) => match view.peek(*id).as_deref() {
                    Ok(Object::Dictionary(_)) => (*id, false),
                    // The file says that it is there, and it cannot be read: a damaged signature, not an empty field.
                    _ if matches!(
                        view.entry(id.0),
                        Some(XrefEntry::InFile { .. } | XrefEntry::InStream { .. })
                    ) =>
                    {
                        (*id, false)
                    }
                    _ => {
                        form.empty.push(field.full_name.clone());
                        continue;
                    }
                },
                Object::Dictionary(_) => (field.id, true),
                _ => {
                    form.empty.push(field.full_name.clone());
                    continue;
                }
            };
            let place = place(view, &field);
            let value = form.values.entry(id).or_insert(Value { fields: Vec::new(), place, direct });
            value.fields.push(field.full_name);
            value.place = value.place.or(place);
        }
        Ok(form)
    }
}

/// The first widget with an area (ISO 32000-2 12.7.5.5: without one the signature is invisible).
fn place(view: &View, field: &form::Field) -> Option<Place> {
    field.widgets.iter().find_map(|(id, page)| {
        let widget = view.peek(*id).ok()?;
        let dictionary = match widget.as_ref() {
            Object::Dictionary(dictionary) => dictionary,
            _ => field.dict.as_ref(),
        };
        let corners = view.key_array(dictionary, b"Rect").ok()??;
        let mut numbers = corners.iter().map(|n| n.as_float().map(f64::from));
        let mut next = || numbers.next()?.ok();
        let (x0, y0, x1, y1) = (next()?, next()?, next()?, next()?);
        let rect = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
        let [left, bottom, right, top] = rect;
        (right > left && top > bottom).then_some(Place { page: (*page)?, rect })
    })
}

/// A usage rights signature (ISO 32000-2 12.8.2.3, deprecated): it lets a reader of one maker save forms and says nothing
/// to people.
fn grants_usage_rights(document: &Document, candidate: &Candidate) -> bool {
    let view = document.at(candidate.holder.revision);
    let references = view.key_array(&candidate.dictionary, b"Reference").ok().flatten().unwrap_or_default();
    references.iter().any(|reference| {
        let method = view.dictionary(reference).and_then(|r| view.key_name(&r, b"TransformMethod"));
        matches!(method.ok().flatten().as_deref(), Some(b"UR" | b"UR3"))
    })
}

/// The revisions that set the object number.
fn set_by(document: &Document, number: u32) -> impl Iterator<Item = usize> {
    let revisions = document.revisions().iter().enumerate();
    revisions.filter(move |(_, r)| r.entry(number).is_some()).map(|(index, _)| index)
}

/// Equal as objects; the order of keys does not count (ISO 32000-2 7.3.7).
fn same(a: &Dictionary, b: &Dictionary) -> bool {
    a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_ok_and(|other| other == value))
}
