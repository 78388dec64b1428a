//! One side of a comparison, and places in it: a value together with the reference that led to it.
//!
//! Not here: comparing (`pair`), who refers to an object (`graph`).

use std::sync::Arc;

use pdf::{Dictionary, Object, ObjectId, View};

/// The trailer as a holder of references; no object has this number (ISO 32000-2 Annex C).
pub(crate) const TRAILER: u32 = u32::MAX;

/// References in a row that are followed. A reference to a reference is not allowed (ISO 32000-2 7.3.10); met ones
/// have two.
const CHAIN: usize = 8;

/// The document as of one revision. What cannot be read is null here; `pair` reports unreadable changed objects.
pub(crate) struct Side {
    view: View,
    trailer: Arc<Object>,
}

impl Side {
    pub(crate) fn new(view: View) -> Self {
        let trailer = Arc::new(Object::Dictionary(view.trailer().clone()));
        Self { view, trailer }
    }

    pub(crate) fn view(&self) -> &View {
        &self.view
    }

    pub(crate) fn get(&self, id: ObjectId) -> Arc<Object> {
        self.view.get(id).unwrap_or_else(|_| Arc::new(Object::Null))
    }

    /// The trailer dictionary.
    pub(crate) fn root(&self) -> Spot {
        Spot {
            value: Arc::clone(&self.trailer),
            id: None,
            place: Place { holder: TRAILER, path: 0 },
            edge: None,
        }
    }

    /// An object by its id, reached from nowhere in particular.
    pub(crate) fn object(&self, id: ObjectId) -> Spot {
        Spot { value: self.get(id), id: Some(id), place: Place { holder: id.0, path: 0 }, edge: None }
    }
}

/// Where a value stands: the object that contains it and the keys down to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) holder: u32,
    /// Hash of the keys, array indices left out.
    pub(crate) path: u32,
}

impl Place {
    pub(crate) fn key(self, name: &[u8]) -> Self {
        Self { holder: self.holder, path: step(self.path, name) }
    }
}

/// A reference: from a place to an object number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) target: u32,
    pub(crate) from: Place,
}

/// A value and how it was reached.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    /// Never a reference, unless a chain of them has no end.
    pub(crate) value: Arc<Object>,
    /// Set when the value is an indirect object.
    pub(crate) id: Option<ObjectId>,
    pub(crate) place: Place,
    /// The last reference crossed, when the value is an indirect object.
    pub(crate) edge: Option<Edge>,
}

impl Spot {
    /// The dictionary, also of a stream.
    pub(crate) fn dictionary(&self) -> Option<&Dictionary> {
        match self.value.as_ref() {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(crate) fn array(&self) -> &[Object] {
        self.value.as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn is_null(&self) -> bool {
        self.value.is_null()
    }

    pub(crate) fn name(&self) -> &[u8] {
        self.value.as_name().unwrap_or_default()
    }

    /// Whether the dictionary has the key with a value other than null, looked at through references.
    pub(crate) fn has(&self, side: &Side, name: &str) -> bool {
        self.dictionary().is_some_and(|dictionary| dictionary.has(name.as_bytes()))
            && !self.key(side, name).is_null()
    }

    /// The value of a key, through references; null when there is none.
    pub(crate) fn key(&self, side: &Side, name: &str) -> Self {
        self.key_bytes(side, name.as_bytes())
    }

    pub(crate) fn key_bytes(&self, side: &Side, name: &[u8]) -> Self {
        let raw = self.dictionary().and_then(|dictionary| dictionary.get(name).ok());
        self.follow(side, raw, self.place.key(name))
    }

    /// The members of the array; nothing for other values.
    pub(crate) fn items(&self, side: &Side) -> Vec<Self> {
        self.array().iter().map(|raw| self.follow(side, Some(raw), self.place)).collect()
    }

    fn follow(&self, side: &Side, raw: Option<&Object>, place: Place) -> Self {
        let mut spot = Self { value: Arc::new(Object::Null), id: None, place, edge: None };
        let Some(raw) = raw else { return spot };
        let Object::Reference(first) = raw else {
            spot.value = Arc::new(raw.clone());
            return spot;
        };
        let mut id = *first;
        for _ in 0..CHAIN {
            spot = Self {
                value: side.get(id),
                id: Some(id),
                place: Place { holder: id.0, path: 0 },
                edge: Some(Edge { target: id.0, from: spot.place }),
            };
            match spot.value.as_ref() {
                Object::Reference(next) => id = *next,
                _ => break,
            }
        }
        spot
    }
}

/// One step of the path hash (FNV-1a over the name, closed by a byte that names rarely have).
fn step(path: u32, name: &[u8]) -> u32 {
    let start = if path == 0 { 0x811c_9dc5 } else { path };
    name.iter().chain(b"/").fold(start, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
