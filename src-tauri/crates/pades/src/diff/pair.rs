//! Two neighbouring revisions: which objects differ between them, and whether two values say the same.
//!
//! Not here: what a difference means (`rules`).

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use pdf::{Dictionary, Document, Fault, Object, ObjectId, Stream, XrefEntry};

use super::graph::Graph;
use super::history::History;
use super::rules::cover::Marks;
use super::spot::{Side, Spot};
use super::tree::PageTree;

/// Values compared below one another. The parser stops at 100 within one object.
const MAX_DEPTH: usize = 200;

/// Values compared in one pair of revisions; beyond it values count as different. A full re-save of 100,000 objects
/// compares about two million.
const MAX_STEPS: usize = 20_000_000;

/// White space that may stand between the offset of an entry and its object, in bytes; writers err by one or two.
const LEADING_SPACE: u64 = 16;

/// An object number whose value differs.
pub(crate) struct Delta {
    pub(crate) id: ObjectId,
    pub(crate) before: Arc<Object>,
    pub(crate) after: Arc<Object>,
    /// One of the two could not be read, or readers disagree about which object it is.
    pub(crate) unreadable: bool,
}

/// Two neighbouring revisions of one document.
pub(crate) struct Pair<'a> {
    pub(crate) document: &'a Document,
    pub(crate) history: &'a History,
    pub(crate) graph: &'a dyn Fn() -> &'a Graph,
    /// Index of the revision before.
    pub(crate) earlier: u32,
    /// Index of the revision after.
    pub(crate) later: u32,
    pub(crate) before: Side,
    pub(crate) after: Side,
    pub(crate) changed: BTreeMap<u32, Delta>,
    pub(crate) pages_before: Arc<PageTree>,
    pub(crate) pages_after: Arc<PageTree>,
    pub(crate) marks: &'a Marks,
    pub(crate) steps: Cell<usize>,
}

/// The objects that revision `later` sets to another value than they had.
pub(crate) fn deltas(document: &Document, later: usize, before: &Side, after: &Side) -> BTreeMap<u32, Delta> {
    let mut changed = BTreeMap::new();
    let Some(revision) = document.revisions().get(later) else { return changed };
    for (number, entry) in revision.entries() {
        let old_entry = before.view().entry(*number);
        if matches!(entry, XrefEntry::Free) && !old_entry.is_some_and(|old| old != XrefEntry::Free) {
            continue;
        }
        let old_id = old_entry.and_then(|old| id_of(*number, old));
        let new_id = id_of(*number, *entry);
        let (old, old_failed) = read(before, old_id);
        let (new, new_failed) = read(after, new_id);
        let unreadable = old_failed || new_failed || misplaced(document, after, new_id, *entry);
        let generation_changed = old_id.is_some() && new_id.is_some() && old_id != new_id;
        if unreadable || generation_changed || !equal_here(before, after, &old, &new) {
            let id = new_id.or(old_id).unwrap_or((*number, 0));
            changed.insert(*number, Delta { id, before: old, after: new, unreadable });
        }
    }
    changed
}

fn id_of(number: u32, entry: XrefEntry) -> Option<ObjectId> {
    match entry {
        XrefEntry::Free => None,
        XrefEntry::InFile { generation, .. } => Some((number, generation)),
        XrefEntry::InStream { .. } => Some((number, 0)),
    }
}

/// The entry points to something else than its object: a strict reader finds nothing, a repairing one the object wherever
/// it stands. Either may be what the writer of the entry wanted shown.
fn misplaced(document: &Document, side: &Side, id: Option<ObjectId>, entry: XrefEntry) -> bool {
    let (Some(id), XrefEntry::InFile { offset, .. }) = (id, entry) else { return false };
    if !document.faults().contains(&Fault::EntryMismatch(id)) {
        return false;
    }
    side.view()
        .span(id)
        .is_none_or(|span| span.start < offset || span.start > offset.saturating_add(LEADING_SPACE))
}

fn read(side: &Side, id: Option<ObjectId>) -> (Arc<Object>, bool) {
    match id.map(|id| side.view().get(id)) {
        None => (Arc::new(Object::Null), false),
        Some(Ok(object)) => (object, false),
        Some(Err(_)) => (Arc::new(Object::Null), true),
    }
}

/// Equality of one object, references by number.
fn equal_here(before: &Side, after: &Side, a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Stream(a), Object::Stream(b)) => {
            without_coding(&a.dict) == without_coding(&b.dict) && same_data(before, after, a, b)
        }
        _ => a == b,
    }
}

fn without_coding(dictionary: &Dictionary) -> BTreeMap<&[u8], &Object> {
    dictionary.iter().filter(|(key, _)| !is_coding(key)).map(|(key, value)| (key.as_slice(), value)).collect()
}

/// Keys that say how stream data are stored, not what they are (ISO 32000-2 7.3.8.2).
fn is_coding(key: &[u8]) -> bool {
    matches!(key, b"Length" | b"Filter" | b"DecodeParms" | b"DL")
}

fn same_data(before: &Side, after: &Side, a: &Stream, b: &Stream) -> bool {
    let coding = |stream: &Stream| {
        [b"Filter".as_slice(), b"DecodeParms"]
            .map(|key| stream.dict.get(key).ok().cloned().unwrap_or(Object::Null))
    };
    if a.content == b.content && coding(a) == coding(b) {
        return true;
    }
    match (before.view().stream_data(a), after.view().stream_data(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

impl Pair<'_> {
    pub(crate) fn is_changed(&self, id: ObjectId) -> bool {
        self.changed.contains_key(&id.0)
    }

    /// Page index by object number, as of the revision before.
    pub(crate) fn page_before(&self, id: ObjectId) -> Option<usize> {
        self.pages_before.index.get(&id.0).copied()
    }

    /// Page index by object number, as of the revision after.
    pub(crate) fn page_after(&self, id: ObjectId) -> Option<usize> {
        self.pages_after.index.get(&id.0).copied()
    }

    /// The page that an annotation stands on: by `/P`, or else by who refers to it.
    pub(crate) fn page_of(&self, annotation: &Spot) -> Option<usize> {
        let by_key = annotation
            .dictionary()
            .and_then(|dictionary| dictionary.get(b"P").and_then(Object::as_reference).ok())
            .and_then(|page| self.page_after(page));
        by_key.or_else(|| {
            let id = annotation.id?;
            let graph = (self.graph)();
            let holders = graph.holders(self.history, id.0, self.later).map(|link| link.edge.from.holder);
            holders.flat_map(|holder| self.page_near(graph, holder)).next()
        })
    }

    fn page_near(&self, graph: &Graph, holder: u32) -> Option<usize> {
        let index = &self.pages_after.index;
        index.get(&holder).copied().or_else(|| {
            graph
                .holders(self.history, holder, self.later)
                .find_map(|link| index.get(&link.edge.from.holder).copied())
        })
    }

    /// Whether two values say the same, looked at through references that differ and down to objects that did not
    /// change. Objects with an identity of their own (pages, annotations, fields ...) count as the same when the
    /// references are: other rules compare them.
    pub(crate) fn same(&self, before: &Object, after: &Object) -> bool {
        self.compare(before, after, 0, &mut HashSet::new())
    }

    /// As `same`, for values already looked at through references.
    pub(crate) fn same_spot(&self, before: &Spot, after: &Spot) -> bool {
        match (before.id, after.id) {
            (Some(a), Some(b)) => self.same(&Object::Reference(a), &Object::Reference(b)),
            _ => self.same(&before.value, &after.value),
        }
    }

    fn compare(
        &self,
        a: &Object,
        b: &Object,
        depth: usize,
        seen: &mut HashSet<(ObjectId, ObjectId)>,
    ) -> bool {
        let steps = self.steps.get();
        if depth > MAX_DEPTH || steps > MAX_STEPS {
            return false;
        }
        self.steps.set(steps.saturating_add(1));
        let depth = depth.saturating_add(1);
        match (a, b) {
            (Object::Reference(x), Object::Reference(y)) => {
                if x == y && self.changed.get(&x.0).is_none_or(|delta| has_identity(&delta.before)) {
                    return true;
                }
                // A pair already under comparison decides itself where it was first met.
                !seen.insert((*x, *y)) || self.compare(&self.before.get(*x), &self.after.get(*y), depth, seen)
            }
            (Object::Reference(x), other) => self.compare(&self.before.get(*x), other, depth, seen),
            (other, Object::Reference(y)) => self.compare(other, &self.after.get(*y), depth, seen),
            (Object::Integer(_), Object::Real(_)) | (Object::Real(_), Object::Integer(_)) => {
                a.as_float().ok() == b.as_float().ok()
            }
            (Object::String(a, _), Object::String(b, _)) => a == b,
            (Object::Array(a), Object::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.compare(a, b, depth, seen))
            }
            (Object::Dictionary(a), Object::Dictionary(b)) => {
                self.compare_entries(a, b, |_| false, depth, seen)
            }
            (Object::Stream(a), Object::Stream(b)) => {
                self.compare_entries(&a.dict, &b.dict, is_coding, depth, seen)
                    && same_data(&self.before, &self.after, a, b)
            }
            _ => a == b,
        }
    }

    fn compare_entries(
        &self,
        a: &Dictionary,
        b: &Dictionary,
        skip: fn(&[u8]) -> bool,
        depth: usize,
        seen: &mut HashSet<(ObjectId, ObjectId)>,
    ) -> bool {
        let added = b.iter().filter(|(key, _)| !a.has(key)).map(|(key, value)| (key, &Object::Null, value));
        let kept = a.iter().map(|(key, value)| (key, value, b.get(key).unwrap_or(&Object::Null)));
        kept.chain(added).all(|(key, a, b)| skip(key) || self.compare(a, b, depth, seen))
    }
}

/// Whether the object is one that other rules compare under its own number: pages and page tree nodes, the catalog,
/// annotations, form fields, structure elements.
fn has_identity(object: &Object) -> bool {
    let Object::Dictionary(dictionary) = object else { return false };
    match dictionary.get(b"Type").and_then(Object::as_name).unwrap_or_default() {
        b"Annot" | b"Catalog" | b"Page" | b"Pages" | b"StructElem" | b"StructTreeRoot" => true,
        _ => {
            (dictionary.has(b"Subtype") && dictionary.has(b"Rect"))
                || (dictionary.has(b"T") && (dictionary.has(b"FT") || dictionary.has(b"Kids")))
                || (dictionary.has(b"S") && dictionary.has(b"P") && dictionary.has(b"K"))
        }
    }
}

/// The union of the keys of two dictionaries, those before first.
pub(crate) fn keys(before: &Spot, after: &Spot) -> Vec<Vec<u8>> {
    let mut seen = HashMap::new();
    let all = [before, after].into_iter().filter_map(Spot::dictionary).flat_map(Dictionary::iter);
    all.filter(|(key, _)| seen.insert(key.as_slice().to_vec(), ()).is_none())
        .map(|(key, _)| key.clone())
        .collect()
}
