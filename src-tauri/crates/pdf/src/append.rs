//! Incremental updates (ISO 32000-2 7.5.6): a tail of new bytes that leaves the old ones untouched.
//!
//! The tail takes the form of the newest section, table or stream (a hybrid file gets a plain table). It keeps every
//! entry of the old trailer (7.5.6), gives a new second `/ID` (14.4), and encrypts what it adds when the document is
//! encrypted, but for `/Contents` of signature dictionaries (7.6.2). Initialisation vectors come from lopdf. Numbers of
//! replaced objects are written as they stood.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, StringFormat, Writer};
use sha2::{Digest as _, Sha256};

use crate::write::{self, Digits};
use crate::{Document, Error, NotAppendable, XrefKind};

/// Highest offset that the ten digits of a table entry hold (7.5.4).
const TABLE_MAX: u64 = 9_999_999_999;
/// ISO 32000-1 Annex C.2: 8,388,607 objects. A `/Size` beyond that is a lie, and the entries are counted instead.
const SIZE_MAX: i64 = 8_388_608;

/// Objects to be added to a document or replaced in it.
pub struct Update<'d> {
    document: &'d Document,
    objects: BTreeMap<ObjectId, Arc<Object>>,
    /// For objects that hold copies of parts of others: those others.
    sources: BTreeMap<ObjectId, Vec<ObjectId>>,
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
        let highest =
            document.revisions().iter().filter_map(|revision| revision.entries().last()).map(|entry| entry.0);
        let after = highest.max().unwrap_or(0).saturating_add(1);
        let trailer = document.latest();
        let trailer = trailer.trailer();
        let size = trailer.get(b"Size").and_then(Object::as_i64).unwrap_or(0);
        let size = u32::try_from(size.min(SIZE_MAX)).unwrap_or(0);
        // Some writers leave references to objects that they never wrote in the trailer. A new object under such a number
        // would change what the trailer says, also of what is signed already.
        let named = trailer.iter().map(|(_, value)| highest_named(value)).max().unwrap_or(0);
        Ok(Self {
            document,
            objects: BTreeMap::new(),
            sources: BTreeMap::new(),
            trailer: Dictionary::new(),
            next: after.max(size).max(named.saturating_add(1)),
        })
    }

    /// The document that is updated.
    pub fn document(&self) -> &'d Document {
        self.document
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

    /// Sets the object of a reserved or existing number, with the generation it has.
    pub fn replace(&mut self, id: ObjectId, object: Object) {
        self.objects.insert(id, Arc::new(object));
    }

    /// Says that the object holds values copied from another one, so that their numbers stay as they stand there.
    pub fn copied(&mut self, id: ObjectId, from: ObjectId) {
        self.sources.entry(id).or_default().push(from);
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
    pub fn finish(mut self, id_seed: [u8; 16]) -> Result<Tail, Error> {
        let offset = self.document.source().len();
        let mut tail = Tail { bytes: Vec::new(), offset, spans: BTreeMap::new() };
        if !self.ends_with_eol()? {
            tail.bytes.push(b'\n');
        }
        for (id, object) in std::mem::take(&mut self.objects) {
            self.write_object(&mut tail, id, &object)?;
        }
        let trailer = self.new_trailer(&tail, id_seed)?;
        match self.document.xref_kind() {
            XrefKind::Table => write_table(&mut tail, trailer)?,
            XrefKind::Stream => {
                let id = self.reserve();
                write_stream(&mut tail, trailer, id)?;
            }
        }
        Ok(tail)
    }

    fn ends_with_eol(&self) -> Result<bool, Error> {
        let source = self.document.source();
        let mut last = [0];
        if let Some(at) = source.len().checked_sub(1) {
            source.read_at(at, &mut last)?;
        }
        Ok(matches!(last, [b'\n' | b'\r']))
    }

    fn write_object(&self, tail: &mut Tail, id: ObjectId, object: &Object) -> Result<(), Error> {
        let mut object = object.clone();
        if let Some(encryption) = self.document.encryption()
            && !encryption.encrypt(id, &mut object)
        {
            return Err(Error::Unwritable { what: "encryption" });
        }
        if let Object::Stream(stream) = &mut object {
            stream.dict.set("Length", length(&stream.content)?);
        }
        let view = self.document.latest();
        let mut digits = Digits::default();
        for source in std::iter::once(&id).chain(self.sources.get(&id).into_iter().flatten()) {
            digits.extend(view.reals(*source));
        }
        put_object(tail, id, &object, &mut digits)
    }

    fn new_trailer(&self, tail: &Tail, id_seed: [u8; 16]) -> Result<Dictionary, Error> {
        let view = self.document.latest();
        let mut trailer = view.trailer().clone();
        // Those that describe the old section itself.
        for key in ["Prev", "XRefStm", "Size", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "DL"]
        {
            trailer.remove(key.as_bytes());
        }
        for (key, value) in &self.trailer {
            trailer.set(key.clone(), value.clone());
        }
        let section = self.document.revisions().last().map_or(0, |revision| revision.startxref);
        trailer.set("Prev", i64::try_from(section).map_err(|_| Error::Unwritable { what: "offset" })?);
        let second = Sha256::new().chain_update(id_seed).chain_update(tail.offset.to_be_bytes());
        let second = second.chain_update(&tail.bytes).finalize();
        let second = second.get(..16).unwrap_or_default().to_vec();
        let old = view.key_array(&trailer, b"ID")?;
        let first = match old.as_ref().and_then(|id| id.first()) {
            Some(first) => match &*view.resolve(first)? {
                Object::String(first, _) => first.clone(),
                _ => second.clone(),
            },
            None => second.clone(),
        };
        let hex = |bytes| Object::String(bytes, StringFormat::Hexadecimal);
        trailer.set("ID", vec![hex(first), hex(second)]);
        trailer.set("Size", i64::from(self.next));
        Ok(trailer)
    }
}

impl Tail {
    fn at(&self) -> u64 {
        crate::indirect::add(self.offset, self.bytes.len())
    }
}

fn put_object(tail: &mut Tail, id: ObjectId, object: &Object, digits: &mut Digits) -> Result<(), Error> {
    let start = tail.at();
    writeln!(tail.bytes, "{} {} obj", id.0, id.1)?;
    write::object(&mut tail.bytes, object, digits)?;
    tail.bytes.extend_from_slice(b"\nendobj");
    tail.spans.insert(id, start..tail.at());
    tail.bytes.push(b'\n');
    Ok(())
}

fn length(content: &[u8]) -> Result<i64, Error> {
    i64::try_from(content.len()).map_err(|_| Error::Unwritable { what: "length" })
}

/// Runs of consecutive numbers.
fn runs(spans: &BTreeMap<ObjectId, Range<u64>>) -> Vec<Vec<(ObjectId, u64)>> {
    let mut runs: Vec<Vec<(ObjectId, u64)>> = Vec::new();
    for (id, span) in spans {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last.0.checked_add(1) == Some(id.0)) => {
                run.push((*id, span.start));
            }
            _ => runs.push(vec![(*id, span.start)]),
        }
    }
    runs
}

/// 7.5.4, 7.5.5.
fn write_table(tail: &mut Tail, trailer: Dictionary) -> Result<(), Error> {
    let startxref = tail.at();
    if startxref > TABLE_MAX {
        return Err(Error::Unwritable { what: "offset" });
    }
    tail.bytes.extend_from_slice(b"xref\n");
    if tail.spans.is_empty() {
        tail.bytes.extend_from_slice(b"0 0\n");
    }
    for run in runs(&tail.spans) {
        let first = run.first().map_or(0, |(id, _)| id.0);
        writeln!(tail.bytes, "{first} {}", run.len())?;
        for (id, offset) in run {
            // Exactly 20 bytes, a space before the line feed.
            writeln!(tail.bytes, "{offset:010} {:05} n ", id.1)?;
        }
    }
    tail.bytes.extend_from_slice(b"trailer\n");
    Writer::write_object(&mut tail.bytes, &Object::Dictionary(trailer))?;
    Ok(write!(tail.bytes, "\nstartxref\n{startxref}\n%%EOF\n")?)
}

/// 7.5.8. The stream lists itself, and is not encrypted (7.5.8.2). Offsets get as many bytes as they need, at least
/// four.
fn write_stream(tail: &mut Tail, mut trailer: Dictionary, id: ObjectId) -> Result<(), Error> {
    let startxref = tail.at();
    let mut spans = tail.spans.clone();
    spans.insert(id, startxref..startxref);
    let width = startxref.to_be_bytes().iter().skip_while(|byte| **byte == 0).count().max(4);
    let mut index = Vec::new();
    let mut data = Vec::new();
    for run in runs(&spans) {
        index.push(Object::from(run.first().map_or(0, |(id, _)| id.0)));
        index.push(Object::Integer(i64::try_from(run.len()).unwrap_or(i64::MAX)));
        for (id, offset) in run {
            data.push(1);
            data.extend(offset.to_be_bytes().iter().skip(8 - width));
            data.extend(id.1.to_be_bytes());
        }
    }
    trailer.set("Type", "XRef");
    trailer.set("Size", i64::from(id.0) + 1);
    trailer.set("Index", Object::Array(index));
    let width = i64::try_from(width).unwrap_or(8);
    trailer.set("W", vec![Object::Integer(1), Object::Integer(width), Object::Integer(2)]);
    trailer.set("Length", length(&data)?);
    let stream =
        lopdf::Stream { dict: trailer, content: data, allows_compression: false, start_position: None };
    put_object(tail, id, &Object::Stream(stream), &mut Digits::default())?;
    tail.spans.remove(&id);
    Ok(write!(tail.bytes, "startxref\n{startxref}\n%%EOF\n")?)
}

/// The highest object number that a direct value refers to, where numbers may go that far.
fn highest_named(value: &Object) -> u32 {
    match value {
        Object::Reference((number, _)) if i64::from(*number) < SIZE_MAX => *number,
        Object::Array(items) => items.iter().map(highest_named).max().unwrap_or(0),
        Object::Dictionary(entries) => {
            entries.iter().map(|(_, value)| highest_named(value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use lopdf::dictionary;

    use super::*;
    use crate::testing::{self, object};
    use crate::{Revision, XrefEntry};

    fn letter() -> Vec<u8> {
        testing::file(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(2, "<</Kids[3 0 R]/Count 1>>"),
            object(3, "<</Type/Page/Parent 2 0 R>>"),
        ])
    }

    fn stream_letter() -> Vec<u8> {
        let mut text =
            b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[]>>\nendobj\n"
                .to_vec();
        let startxref = text.len();
        text.extend_from_slice(b"3 0 obj\n<</Type/XRef/Root 1 0 R/Size 4/W[1 1 1]/Length 12>>stream\n");
        text.extend_from_slice(&[0, 0, 0, 1, 9, 0, 1, 54, 0, 1, 81, 0]);
        text.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{startxref}\n%%EOF").as_bytes());
        text
    }

    fn updated(bytes: &[u8]) -> (Document, Tail) {
        let document = testing::open(bytes.to_vec()).unwrap();
        let mut update = Update::new(&document).unwrap();
        let added =
            update.add(Object::Stream(lopdf::Stream::new(dictionary! { "Length" => 99 }, b"data".to_vec())));
        let catalog = dictionary! { "Type" => "Catalog", "Pages" => (2, 0), "New" => added };
        update.replace((1, 0), catalog.into());
        assert!(update.get((1, 0)).unwrap().as_dict().unwrap().has(b"New"), "pending objects are seen");
        let tail = update.finish([7; 16]).unwrap();
        let whole = testing::open([bytes, &tail.bytes].concat()).unwrap();
        (whole, tail)
    }

    #[test]
    fn table_update_is_written_as_the_standard_shows_it() {
        let bytes = letter();
        let (document, tail) = updated(&bytes);
        let text = String::from_utf8(tail.bytes.clone()).unwrap();
        let id = text.split("/ID[<").nth(1).unwrap().split('>').next().unwrap();
        let expected = format!(
            "1 0 obj\n<</Type/Catalog/Pages 2 0 R/New 100 0 R>>\nendobj\n\
             100 0 obj\n<</Length 4>>stream\ndata\nendstream\nendobj\n\
             xref\n1 1\n{:010} 00000 n \n100 1\n{:010} 00000 n \n\
             trailer\n<</Root 1 0 R/Prev {}/ID[<{id}><{id}>]/Size 101>>\nstartxref\n{}\n%%EOF\n",
            bytes.len(),
            bytes.len() + 57,
            document.revisions()[0].startxref,
            document.revisions()[1].startxref,
        );
        assert_eq!(text, expected);
        check(&document, &tail);
    }

    #[test]
    fn stream_update_lists_itself_and_separates_itself_from_the_old_end() {
        let bytes = stream_letter();
        let (document, tail) = updated(&bytes);
        let text = String::from_utf8_lossy(&tail.bytes).into_owned();
        assert!(text.starts_with("\n1 0 obj\n"), "the original has no final end of line");
        assert!(text.contains("5 0 obj\n<</Root 1 0 R/Prev 81/ID"), "{text}");
        assert!(text.contains("/Size 6/Type/XRef/Index[1 1 4 2]/W[1 4 2]/Length 21>>stream\n"), "{text}");
        assert_eq!(document.xref_kind(), XrefKind::Stream);
        check(&document, &tail);
    }

    #[test]
    fn numbers_of_replaced_and_copied_objects_are_written_as_they_stood() {
        let bytes = testing::file(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(2, "<</Kids[3 0 R]/Count 1/Resources<</A[0.123456789012]>>>>"),
            object(
                3,
                "<</Type/Page/Parent 2 0 R/MediaBox[0 -.50 595.303937007874 595.30394]/S(1.10)/B 2e.5>>",
            ),
        ]);
        let document = testing::open(bytes).unwrap();
        let mut update = Update::new(&document).unwrap();
        let mut page = update.get((3, 0)).unwrap().as_dict().unwrap().clone();
        let resources = update.get((2, 0)).unwrap().as_dict().unwrap().get(b"Resources").unwrap().clone();
        page.set("Resources", resources);
        page.set("New", 1.5_f32);
        update.replace((3, 0), page.into());
        update.copied((3, 0), (2, 0));
        let tail = update.finish([7; 16]).unwrap();
        let text = String::from_utf8(tail.bytes).unwrap();
        let expected = "<</Type/Page/Parent 2 0 R/MediaBox[0 -.50 595.303937007874 595.30394]/S(1.10)/B 2.5\
                        /Resources<</A[0.123456789012]>>/New 1.5>>";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn numbers_of_members_of_object_streams_are_written_as_they_stood() {
        let mut text = b"%PDF-1.7\n".to_vec();
        let place = text.len();
        let members = "1 0 2 29 <</Type/Catalog/Pages 2 0 R>><</Kids[]/A 0.10000000000000001>>";
        text.extend_from_slice(
            format!(
                "4 0 obj<</Type/ObjStm/N 2/First 9/Length {}>>stream\n{members}\nendstream endobj\n",
                members.len()
            )
            .as_bytes(),
        );
        let startxref = text.len();
        text.extend_from_slice(b"3 0 obj\n<</Type/XRef/Root 1 0 R/Size 5/W[1 1 1]/Length 15>>stream\n");
        let (place, section) = (u8::try_from(place).unwrap(), u8::try_from(startxref).unwrap());
        text.extend_from_slice(&[0, 0, 0, 2, 4, 0, 2, 4, 1, 1, section, 0, 1, place, 0]);
        text.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{startxref}\n%%EOF").as_bytes());
        let document = testing::open(text).unwrap();
        let mut update = Update::new(&document).unwrap();
        let pages = update.get((2, 0)).unwrap().as_dict().unwrap().clone();
        update.replace((2, 0), pages.into());
        let tail = update.finish([7; 16]).unwrap();
        let text = String::from_utf8_lossy(&tail.bytes).into_owned();
        assert!(text.contains("2 0 obj\n<</Kids[]/A 0.10000000000000001>>\nendobj"), "{text}");
    }

    fn check(document: &Document, tail: &Tail) {
        assert!(document.faults().is_empty());
        assert_eq!(document.appendable(), Ok(()));
        assert_eq!(document.revisions().len(), 2);
        let [old, new]: [Revision; 2] = document.revisions().to_vec().try_into().unwrap();
        assert_eq!(old.end, new.start);
        assert_eq!(new.end, document.source().len());
        assert!(document.at(1).catalog().unwrap().has(b"New"));
        assert!(!document.at(0).catalog().unwrap().has(b"New"), "the old revision is as it was");
        for (id, span) in &tail.spans {
            assert_eq!(document.latest().span(*id).as_ref(), Some(span));
            assert!(
                matches!(new.entry(id.0), Some(XrefEntry::InFile { offset, .. }) if offset == span.start)
            );
        }
        let added = document.latest().catalog().unwrap().get(b"New").unwrap().as_reference().unwrap();
        assert_eq!(document.latest().get(added).unwrap().as_stream().unwrap().content, b"data");
        assert!(document.at(0).get(added).unwrap().is_null());
    }

    #[test]
    fn documents_that_must_not_be_appended_to_are_refused() {
        let sound = letter();
        let refusal = |bytes: Vec<u8>| testing::open(bytes).unwrap().appendable().unwrap_err();
        assert_eq!(refusal([b"junk\n", &sound[..]].concat()), NotAppendable::BytesBeforeHeader { count: 5 });
        assert_eq!(refusal([&sound[..], b"  junk"].concat()), NotAppendable::BytesAfterEnd { count: 6 });
        assert_eq!(refusal(sound[..sound.len() - 6].to_vec()), NotAppendable::NoFinalEof);
        let broken = String::from_utf8(sound.clone()).unwrap().replace("startxref", "startxxxx");
        assert_eq!(refusal(broken.into_bytes()), NotAppendable::Rebuilt);
        assert!(testing::open([&sound[..], b"\r\n \0"].concat()).unwrap().appendable().is_ok());
    }

    #[test]
    fn size_that_lies_does_not_make_numbers_collide() {
        for (size, next) in [("2", 4), ("99999999999", 8_388_608), ("-5", 4), ("50", 50)] {
            let text = String::from_utf8(letter()).unwrap().replace("/Size 100", &format!("/Size {size}"));
            let document = testing::open(text.into_bytes()).unwrap();
            assert_eq!(Update::new(&document).unwrap().reserve(), (next, 0), "{size}");
        }
    }

    #[test]
    fn number_that_only_the_trailer_names_is_not_taken() {
        for (named, next) in [("[/a 120 0 R]", 121), ("<</a[7 0 R]>>", 100), ("4294967295 0 R", 100)] {
            let text = String::from_utf8(letter()).unwrap();
            let text = text.replace("/Size 100", &format!("/Size 100/AdditionalStreams {named}"));
            let document = testing::open(text.into_bytes()).unwrap();
            assert_eq!(Update::new(&document).unwrap().reserve(), (next, 0), "{named}");
        }
    }
}
