//! A document as of one revision.

use std::ops::Range;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::{Document, Error, XrefEntry};

/// The document as of one revision: exactly what the cross-reference chain of that revision defines.
#[derive(Clone)]
pub struct View {
    pub(crate) document: Document,
    pub(crate) index: usize,
}

impl View {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }
    /// Index of the revision.
    pub fn index(&self) -> usize {
        self.index
    }
    /// What the chain says about the number in this revision.
    pub fn entry(&self, number: u32) -> Option<XrefEntry> {
        let _ = number;
        None
    }
    /// The object, decrypted. An undefined object is null (ISO 32000-2 7.3.10).
    pub fn get(&self, id: ObjectId) -> Result<Arc<Object>, Error> {
        let _ = id;
        Ok(Arc::new(Object::Null))
    }
    /// The object without its stream data: a stream comes with empty content. For looking at dictionaries of large streams.
    pub fn peek(&self, id: ObjectId) -> Result<Arc<Object>, Error> {
        self.get(id)
    }
    /// Follows references until something else is reached.
    pub fn resolve(&self, object: &Object) -> Result<Arc<Object>, Error> {
        Ok(Arc::new(object.clone()))
    }
    /// The dictionary that the object is or refers to (a stream gives its dictionary).
    pub fn dictionary(&self, object: &Object) -> Result<Arc<Dictionary>, Error> {
        let _ = object;
        Err(Error::Unexpected { expected: "dictionary" })
    }
    /// The value of a key through references; null when absent.
    pub fn key(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Arc<Object>, Error> {
        let _ = (dictionary, key);
        Ok(Arc::new(Object::Null))
    }
    /// As `key`, `None` unless it is a dictionary or stream.
    pub fn key_dictionary(
        &self,
        dictionary: &Dictionary,
        key: &[u8],
    ) -> Result<Option<Arc<Dictionary>>, Error> {
        let _ = (dictionary, key);
        Ok(None)
    }
    /// As `key`, `None` unless it is an array.
    pub fn key_array(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<Object>>, Error> {
        let _ = (dictionary, key);
        Ok(None)
    }
    /// As `key`, `None` unless it is a name.
    pub fn key_name(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let _ = (dictionary, key);
        Ok(None)
    }
    /// As `key`, `None` unless it is an integer.
    pub fn key_integer(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<i64>, Error> {
        let _ = (dictionary, key);
        Ok(None)
    }
    /// As `key`, `None` unless it is a string.
    pub fn key_string(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let _ = (dictionary, key);
        Ok(None)
    }
    /// Decoded data of a stream, within the limits.
    pub fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        let _ = stream;
        Err(Error::Undecodable)
    }
    /// Where `n g obj ... endobj` stands in the file; `None` for members of object streams and undefined objects.
    pub fn span(&self, id: ObjectId) -> Option<Range<u64>> {
        let _ = id;
        None
    }
    /// The trailer of this revision; `/Root`, `/Info` and `/ID` come from an older one where it lacks them.
    pub fn trailer(&self) -> Dictionary {
        Dictionary::new()
    }
    /// The catalog's id, if the trailer refers to one.
    pub fn catalog_id(&self) -> Option<ObjectId> {
        None
    }
    /// The catalog (ISO 32000-2 7.7.2).
    pub fn catalog(&self) -> Result<Arc<Dictionary>, Error> {
        Err(Error::Unexpected { expected: "catalog" })
    }
    /// The pages in order. A page dictionary written directly into `/Kids` counts, with the id `(0, 0)`.
    pub fn pages(&self) -> Result<Vec<ObjectId>, Error> {
        Ok(Vec::new())
    }
}
