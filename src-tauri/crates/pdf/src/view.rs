//! A document as of one revision.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::bytes::lock;
use crate::reader::Reader;
use crate::{Document, Error, Resource, Revision, XrefEntry, indirect};

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

    /// The revision.
    pub fn revision(&self) -> Option<&Revision> {
        self.document.revisions().get(self.index)
    }

    fn reader(&self) -> &Reader {
        &self.document.0.reader
    }

    /// What the chain says about the number in this revision. Equal entries in two revisions mean the same bytes
    /// (but for `InStream`, whose container must be compared too, and streams with an indirect `/Length`).
    pub fn entry(&self, number: u32) -> Option<XrefEntry> {
        self.reader().entry(self.index, number)
    }

    /// The object, decrypted. An undefined object is null (ISO 32000-2 7.3.10).
    pub fn get(&self, id: ObjectId) -> Result<Arc<Object>, Error> {
        self.reader().load(self.index, id, 0)
    }

    /// The object; a stream may come with empty content. For looking at the dictionaries of large streams.
    pub fn peek(&self, id: ObjectId) -> Result<Arc<Object>, Error> {
        self.reader().load_without_data(self.index, id)
    }

    /// Follows references until something else is reached; bounded.
    pub fn resolve(&self, object: &Object) -> Result<Arc<Object>, Error> {
        self.reader().resolve(self.index, object, 0)
    }

    /// The dictionary that the object is or refers to; of a stream its dictionary.
    pub fn dictionary(&self, object: &Object) -> Result<Arc<Dictionary>, Error> {
        as_dictionary(&*self.resolve(object)?)
            .cloned()
            .map(Arc::new)
            .ok_or(Error::Unexpected { expected: "dictionary" })
    }

    /// The value of a key through references; null when absent.
    pub fn key(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Arc<Object>, Error> {
        self.resolve(dictionary.get(key).unwrap_or(&Object::Null))
    }

    /// As `key`, `None` unless it is a dictionary or stream.
    pub fn key_dictionary(
        &self,
        dictionary: &Dictionary,
        key: &[u8],
    ) -> Result<Option<Arc<Dictionary>>, Error> {
        Ok(as_dictionary(&*self.key(dictionary, key)?).cloned().map(Arc::new))
    }

    /// As `key`, `None` unless it is an array.
    pub fn key_array(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<Object>>, Error> {
        Ok(self.key(dictionary, key)?.as_array().ok().cloned())
    }

    /// As `key`, `None` unless it is a name.
    pub fn key_name(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.key(dictionary, key)?.as_name().ok().map(<[u8]>::to_vec))
    }

    /// As `key`, `None` unless it is an integer.
    pub fn key_integer(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<i64>, Error> {
        Ok(self.key(dictionary, key)?.as_i64().ok())
    }

    /// As `key`, `None` unless it is a string.
    pub fn key_string(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(match &*self.key(dictionary, key)? {
            Object::String(text, _) => Some(text.clone()),
            _ => None,
        })
    }

    /// Decoded data of a stream, within the limits. Image filters (`DCTDecode`, ...) are not known here.
    pub fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        self.reader().decode(self.index, stream.clone(), 0)
    }

    /// Where `n g obj ... endobj` stands in the file; `None` for members of object streams and undefined objects.
    pub fn span(&self, id: ObjectId) -> Option<Range<u64>> {
        let Some(XrefEntry::InFile { offset, generation }) = self.entry(id.0) else { return None };
        if generation != id.1 {
            return None;
        }
        let bytes = &self.reader().bytes;
        let object = self.reader().parse(self.index, id, offset).ok()??;
        let value_end = match object.stream {
            Some(content) => {
                let length =
                    object.value.as_dict().and_then(|dict| dict.get(b"Length")).unwrap_or(&Object::Null);
                let length = self.resolve(length).ok().and_then(|length| length.as_i64().ok());
                let length = length.and_then(|length| u64::try_from(length).ok());
                indirect::stream_extent(bytes, id, content, length).ok()?.end
            }
            None => object.value_end,
        };
        Some(object.start..indirect::object_end(bytes, value_end).ok()?)
    }

    /// The reals of an object with the digits they are written with.
    pub(crate) fn reals(&self, id: ObjectId) -> Vec<(u32, Vec<u8>)> {
        self.reader().reals(self.index, id)
    }

    /// The trailer of this revision; `/Root`, `/Info` and `/ID` come from an older one where it lacks them.
    pub fn trailer(&self) -> &Dictionary {
        static EMPTY: std::sync::LazyLock<Dictionary> = std::sync::LazyLock::new(Dictionary::new);
        self.reader().trailers.get(self.index).unwrap_or(&EMPTY)
    }

    /// The catalog's id, if the trailer refers to one.
    pub fn catalog_id(&self) -> Option<ObjectId> {
        self.trailer().get(b"Root").and_then(Object::as_reference).ok()
    }

    /// The catalog (ISO 32000-2 7.7.2).
    pub fn catalog(&self) -> Result<Arc<Dictionary>, Error> {
        self.key_dictionary(self.trailer(), b"Root")?.ok_or(Error::Unexpected { expected: "catalog" })
    }

    /// The pages in order (7.7.3). A page dictionary written directly into `/Kids` counts, with the id `(0, 0)`.
    /// Cycles are cut; a node is what has `/Kids`, whatever its `/Type` says.
    pub fn pages(&self) -> Result<Vec<ObjectId>, Error> {
        if let Some(pages) = lock(&self.reader().pages).get(&self.index) {
            return Ok(pages.to_vec());
        }
        let pages = Arc::new(self.walk_pages()?);
        lock(&self.reader().pages).insert(self.index, pages.clone());
        Ok(pages.to_vec())
    }

    fn walk_pages(&self) -> Result<Vec<ObjectId>, Error> {
        let limits = &self.reader().bytes.limits;
        let mut pages = Vec::new();
        let mut nodes = HashSet::new();
        let catalog = self.catalog()?;
        let mut open: Vec<Object> = catalog.get(b"Pages").ok().cloned().into_iter().collect();
        let mut steps = 0usize;
        while let Some(kid) = open.pop() {
            steps += 1;
            if steps > limits.objects || open.len() > limits.objects {
                return Err(Error::TooComplex(Resource::Objects));
            }
            let id = kid.as_reference().unwrap_or((0, 0));
            let object = match self.resolve(&kid) {
                Ok(object) => object,
                Err(error @ (Error::Read(_) | Error::TooComplex(_))) => return Err(error),
                Err(_) => continue,
            };
            let Ok(dictionary) = object.as_dict() else { continue };
            match &*self.key(dictionary, b"Kids")? {
                Object::Array(kids) => {
                    if id == (0, 0) || nodes.insert(id) {
                        open.extend(kids.iter().rev().cloned());
                    }
                }
                _ => pages.push(id),
            }
        }
        Ok(pages)
    }
}

pub(crate) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::testing::{document, object};

    fn sample() -> Document {
        document(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(
                2,
                "<</Kids[3 0 R<</Type/Page>>4 0 R 2 0 R null 9 0 R 5 0 R]/N/Name/I 7/S(text)/A[1]/R 6 0 R>>",
            ),
            object(3, "<</Type/Pages>>"),
            object(4, "<</Type/Page/Kids[5 0 R 4 0 R]>>"),
            object(5, "<</Type/Page>>"),
            object(6, "<</Length 7 0 R>>stream\nendstream inside\nendstream"),
            object(7, "16"),
        ])
    }

    #[test]
    fn pages_come_in_order_without_cycles() {
        // 3 has no kids and is a page whatever it says; 9 does not exist; 5 is shown twice.
        assert_eq!(sample().latest().pages().unwrap(), [(3, 0), (0, 0), (5, 0), (5, 0)]);
    }

    #[test]
    fn keys_are_read_through_references_by_type() {
        let view = sample().latest();
        let dict = view.dictionary(&Object::Reference((2, 0))).unwrap();
        assert_eq!(view.key_name(&dict, b"N").unwrap().unwrap(), b"Name");
        assert_eq!(view.key_integer(&dict, b"I").unwrap(), Some(7));
        assert_eq!(view.key_string(&dict, b"S").unwrap().unwrap(), b"text");
        assert_eq!(view.key_array(&dict, b"A").unwrap().unwrap().len(), 1);
        assert!(view.key_dictionary(&dict, b"R").unwrap().unwrap().has(b"Length"), "a stream's dictionary");
        assert_eq!(view.key_integer(&dict, b"S").unwrap(), None);
        assert!(view.key(&dict, b"Missing").unwrap().is_null());
        assert!(view.dictionary(&Object::Reference((7, 0))).is_err());
    }

    #[test]
    fn stream_with_indirect_length_is_whole_and_its_span_exact() {
        let document = sample();
        let view = document.latest();
        let peeked = view.peek((6, 0)).unwrap();
        assert!(peeked.as_stream().unwrap().content.is_empty());
        assert_eq!(view.get((6, 0)).unwrap().as_stream().unwrap().content, b"endstream inside");
        let span = view.span((6, 0)).unwrap();
        let mut text = vec![0; usize::try_from(span.end - span.start).unwrap()];
        document.source().read_at(span.start, &mut text).unwrap();
        assert!(text.starts_with(b"6 0 obj") && text.ends_with(b"inside\nendstream\nendobj"));
        assert_eq!(view.span((6, 1)), None);
        assert_eq!(view.span((99, 0)), None);
        assert!(document.faults().is_empty());
    }
}
