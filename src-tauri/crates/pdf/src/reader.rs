//! Loading of objects: entry, place, parse, stream extent, decryption, caches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::bytes::{Bytes, lock};
use crate::cache::Cache;
use crate::indirect::{self, Indirect};
use crate::object_stream::ObjectStream;
use crate::rebuild::{self, Scan};
use crate::{Encryption, Error, Fault, Resource, Revision, XrefEntry, filter};

/// One generation of the object cache, in bytes roughly.
const OBJECTS: usize = 8 << 20;
/// One generation of the object stream cache.
const CONTAINERS: usize = 8 << 20;
/// `/Length` in an object stream whose `/Length` is indirect, and so on: nobody needs more.
const NESTED_LENGTHS: usize = 4;

/// Where in the file, under which id, and the revision plus one for objects whose reading depends on it, otherwise 0:
/// a stream with an indirect `/Length` may have another extent in another revision.
type Place = (u64, ObjectId, usize);

/// The state shared by all views.
pub(crate) struct Reader {
    pub(crate) bytes: Arc<Bytes>,
    pub(crate) revisions: Vec<Revision>,
    /// For each revision its trailer, completed from older ones.
    pub(crate) trailers: Vec<Dictionary>,
    pub(crate) encryption: Option<Encryption>,
    objects: Mutex<Cache<Place, Object>>,
    containers: Mutex<Cache<Place, ObjectStream>>,
    scan: OnceLock<Arc<Scan>>,
    pub(crate) pages: Mutex<HashMap<usize, Arc<Vec<ObjectId>>>>,
}

impl Reader {
    pub(crate) fn new(bytes: Arc<Bytes>, revisions: Vec<Revision>) -> Self {
        let mut reader = Self {
            bytes,
            revisions: Vec::new(),
            trailers: Vec::new(),
            encryption: None,
            objects: Mutex::new(Cache::new(OBJECTS)),
            containers: Mutex::new(Cache::new(CONTAINERS)),
            scan: OnceLock::new(),
            pages: Mutex::new(HashMap::new()),
        };
        reader.set_revisions(revisions);
        reader
    }

    pub(crate) fn set_revisions(&mut self, revisions: Vec<Revision>) {
        let mut older = Dictionary::new();
        self.trailers.clear();
        for revision in &revisions {
            let mut trailer = revision.trailer.clone();
            for key in [&b"Root"[..], b"Info", b"ID"] {
                match trailer.get(key) {
                    Ok(value) => older.set(key, value.clone()),
                    Err(_) => {
                        if let Ok(value) = older.get(key) {
                            trailer.set(key, value.clone());
                        }
                    }
                }
            }
            self.trailers.push(trailer);
        }
        self.revisions = revisions;
    }

    /// Empties the caches: what was read before the key was known is not decrypted.
    pub(crate) fn forget(&mut self) {
        self.objects = Mutex::new(Cache::new(OBJECTS));
        self.containers = Mutex::new(Cache::new(CONTAINERS));
    }

    /// What the chain up to the revision says about the number.
    pub(crate) fn entry(&self, index: usize, number: u32) -> Option<XrefEntry> {
        let upto = self.revisions.get(..=index).unwrap_or(&self.revisions);
        upto.iter().rev().find_map(|revision| revision.entry(number))
    }

    pub(crate) fn load(&self, index: usize, id: ObjectId, depth: usize) -> Result<Arc<Object>, Error> {
        match self.entry(index, id.0) {
            Some(XrefEntry::InFile { offset, generation }) if generation == id.1 && id.0 != 0 => {
                self.load_at(index, id, offset, depth)
            }
            Some(XrefEntry::InStream { container, index: member }) if id.1 == 0 && id.0 != 0 => {
                self.load_member(index, id, container, member, depth)
            }
            _ => Ok(Arc::new(Object::Null)),
        }
    }

    /// As `load`, but a stream that is not cached comes without its data.
    pub(crate) fn load_without_data(&self, index: usize, id: ObjectId) -> Result<Arc<Object>, Error> {
        let Some(XrefEntry::InFile { offset, generation }) = self.entry(index, id.0) else {
            return self.load(index, id, 0);
        };
        if generation != id.1 || id.0 == 0 {
            return Ok(Arc::new(Object::Null));
        }
        if let Some(object) = self.cached(index, id, offset) {
            return Ok(object);
        }
        let Some(parsed) = self.parse(index, id, offset)? else { return Ok(Arc::new(Object::Null)) };
        if parsed.stream.is_none() {
            return self.load_at(index, id, offset, 0);
        }
        let mut value = parsed.value;
        let length = value.as_dict().ok().and_then(|dict| dict.get(b"Length").ok()).cloned();
        self.decrypt(id, &mut value);
        let Object::Dictionary(mut dict) = value else { return Ok(Arc::new(Object::Null)) };
        if let Some(length) = length {
            dict.set("Length", length);
        }
        let start_position = parsed.stream.and_then(|at| usize::try_from(at).ok());
        Ok(Arc::new(Object::Stream(Stream {
            dict,
            content: Vec::new(),
            allows_compression: true,
            start_position,
        })))
    }

    fn cached(&self, index: usize, id: ObjectId, offset: u64) -> Option<Arc<Object>> {
        let mut objects = lock(&self.objects);
        objects.get((offset, id, 0)).or_else(|| objects.get((offset, id, index + 1)))
    }

    /// The object of this id at the offset, or, when another stands there, where a tolerant reader finds it.
    pub(crate) fn parse(&self, index: usize, id: ObjectId, offset: u64) -> Result<Option<Indirect>, Error> {
        match indirect::read(&self.bytes, offset) {
            Ok(parsed) if parsed.id == id => return Ok(Some(parsed)),
            Err(error @ (Error::Read(_) | Error::TooComplex(_))) => return Err(error),
            // The right object with a damaged value: other places would not be better.
            Err(error) if indirect::read_header(&self.bytes, offset).is_ok_and(|found| found == id) => {
                return Err(error);
            }
            _ => {}
        }
        self.bytes.fault(Fault::EntryMismatch(id));
        let end = self.revisions.get(index).map_or(u64::MAX, |revision| revision.end);
        match self.scan()?.last_before(id, end) {
            Some(offset) => indirect::read(&self.bytes, offset).map(Some),
            None => Ok(None),
        }
    }

    /// A scan of the whole file, made once when something is not where it should be.
    pub(crate) fn scan(&self) -> Result<Arc<Scan>, Error> {
        if let Some(scan) = self.scan.get() {
            return Ok(scan.clone());
        }
        let scan = Arc::new(rebuild::scan(&self.bytes, 0..self.bytes.len())?);
        Ok(self.scan.get_or_init(|| scan).clone())
    }

    fn load_at(&self, index: usize, id: ObjectId, offset: u64, depth: usize) -> Result<Arc<Object>, Error> {
        if let Some(object) = self.cached(index, id, offset) {
            return Ok(object);
        }
        let Some(parsed) = self.parse(index, id, offset)? else { return Ok(Arc::new(Object::Null)) };
        let mut place = (offset, id, 0);
        let mut cost =
            usize::try_from(parsed.value_end - parsed.start).unwrap_or(usize::MAX).saturating_mul(6);
        let mut object = match (parsed.value, parsed.stream) {
            (Object::Dictionary(dict), Some(content)) => {
                let length = dict.get(b"Length").unwrap_or(&Object::Null);
                if length.as_reference().is_ok() {
                    place.2 = index + 1;
                }
                let length = self.length(index, length, depth);
                let extent = indirect::stream_extent(&self.bytes, id, content, length)?;
                if extent.end - extent.start > self.bytes.limits.stream_bytes {
                    return Err(Error::TooComplex(Resource::StreamBytes));
                }
                let content = self.bytes.window(extent.start, extent.end - extent.start)?;
                cost = cost.saturating_add(content.len());
                let start_position = usize::try_from(extent.start).ok();
                Object::Stream(Stream { dict, content, allows_compression: true, start_position })
            }
            (value, _) => value,
        };
        self.decrypt(id, &mut object);
        let object = Arc::new(object);
        lock(&self.objects).insert(place, object.clone(), cost.saturating_add(256));
        Ok(object)
    }

    fn decrypt(&self, id: ObjectId, object: &mut Object) {
        if let Some(encryption) = &self.encryption
            && !encryption.decrypt(id, object)
        {
            self.bytes.fault(Fault::Decryption(id));
        }
    }

    fn length(&self, index: usize, length: &Object, depth: usize) -> Option<u64> {
        let value = match length {
            Object::Integer(value) => *value,
            Object::Reference(id) if depth < NESTED_LENGTHS => {
                self.load(index, *id, depth + 1).ok()?.as_i64().ok()?
            }
            _ => return None,
        };
        u64::try_from(value).ok()
    }

    fn load_member(
        &self,
        index: usize,
        id: ObjectId,
        container: u32,
        member: u32,
        depth: usize,
    ) -> Result<Arc<Object>, Error> {
        let stream = self.container(index, container, depth)?;
        match stream.member(id.0, member, &self.bytes.limits) {
            Some((object, size, exact)) => {
                if !exact {
                    self.bytes.fault(Fault::EntryMismatch(id));
                    self.bytes.spend(stream.len())?;
                }
                // A member that overlaps others again and again costs as much as it is long.
                self.bytes.spend(u64::try_from(size).unwrap_or(u64::MAX))?;
                object.map(Arc::new)
            }
            None => {
                self.bytes.fault(Fault::EntryMismatch(id));
                self.bytes.spend(stream.len())?;
                Ok(Arc::new(Object::Null))
            }
        }
    }

    /// The reals of an object as they stand in the file; none where it cannot be read in its place.
    pub(crate) fn reals(&self, index: usize, id: ObjectId) -> Vec<(u32, Vec<u8>)> {
        match self.entry(index, id.0) {
            Some(XrefEntry::InFile { offset, generation }) if generation == id.1 => {
                indirect::reals(&self.bytes, id, offset).unwrap_or_default()
            }
            Some(XrefEntry::InStream { container, index: member }) => {
                let stream = self.container(index, container, 0);
                stream.map(|stream| stream.reals(id.0, member, &self.bytes.limits)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The object stream of this number. It stands in the file itself (7.5.7).
    fn container(&self, index: usize, number: u32, depth: usize) -> Result<Arc<ObjectStream>, Error> {
        let Some(XrefEntry::InFile { offset, generation }) = self.entry(index, number) else {
            return Err(Error::Damaged { offset: 0, what: "object stream" });
        };
        if depth > NESTED_LENGTHS {
            return Err(Error::TooComplex(Resource::Depth));
        }
        self.container_at(index, (number, generation), offset, depth)
    }

    pub(crate) fn container_at(
        &self,
        index: usize,
        id: ObjectId,
        offset: u64,
        depth: usize,
    ) -> Result<Arc<ObjectStream>, Error> {
        let cached = {
            let mut containers = lock(&self.containers);
            containers.get((offset, id, 0)).or_else(|| containers.get((offset, id, index + 1)))
        };
        if let Some(stream) = cached {
            return Ok(stream);
        }
        let object = self.load_at(index, id, offset, depth + 1)?;
        let Object::Stream(stream) = &*object else {
            return Err(Error::Damaged { offset, what: "object stream" });
        };
        let direct_length = !matches!(stream.dict.get(b"Length"), Ok(Object::Reference(_)));
        let data = self.decode(index, stream.clone(), depth + 1)?;
        let parsed = Arc::new(ObjectStream::parse(&stream.dict, data, &self.bytes.limits)?);
        let place = (offset, id, if direct_length { 0 } else { index + 1 });
        lock(&self.containers).insert(place, parsed.clone(), parsed.cost());
        Ok(parsed)
    }

    /// Decodes the data of a stream; filter names and parameters may be indirect. `depth` counts how many objects
    /// already wait for this one.
    pub(crate) fn decode(&self, index: usize, mut stream: Stream, depth: usize) -> Result<Vec<u8>, Error> {
        // Table 5: data in an external file are none of ours.
        if stream.dict.has(b"F") {
            return Err(Error::Undecodable);
        }
        for key in [&b"Filter"[..], b"DecodeParms"] {
            if let Ok(value) = stream.dict.get(key).cloned() {
                stream.dict.set(key, self.direct(index, &value, 3, depth)?);
            }
        }
        filter::decode(&self.bytes, stream)
    }

    /// A copy with references replaced by their values, some levels deep.
    pub(crate) fn direct(
        &self,
        index: usize,
        object: &Object,
        levels: usize,
        depth: usize,
    ) -> Result<Object, Error> {
        let value = self.resolve(index, object, depth)?;
        if levels == 0 {
            return Ok((*value).clone());
        }
        Ok(match &*value {
            Object::Array(items) => Object::Array(
                items
                    .iter()
                    .map(|item| self.direct(index, item, levels - 1, depth))
                    .collect::<Result<_, _>>()?,
            ),
            Object::Dictionary(dict) => {
                let mut direct = Dictionary::new();
                for (key, item) in dict {
                    direct.set(key.clone(), self.direct(index, item, levels - 1, depth)?);
                }
                Object::Dictionary(direct)
            }
            other => other.clone(),
        })
    }

    /// Follows references until something else is reached.
    pub(crate) fn resolve(&self, index: usize, object: &Object, depth: usize) -> Result<Arc<Object>, Error> {
        let Object::Reference(id) = object else { return Ok(Arc::new(object.clone())) };
        let mut id = *id;
        for _ in 0..self.bytes.limits.depth {
            let value = self.load(index, id, depth)?;
            match &*value {
                Object::Reference(next) => id = *next,
                _ => return Ok(value),
            }
        }
        Err(Error::TooComplex(Resource::Depth))
    }
}
