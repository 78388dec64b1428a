//! A sound copy of a document whose structure is damaged: every object that can be reached, under its own number, with
//! one fresh cross-reference table (ISO 32000-2 7.5.4).
//!
//! Only for documents without signatures: a copy has other bytes, and what a damaged file hides behind its damage is
//! gone. Whoever calls this asks first, and shows the copy anew.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use sha2::{Digest as _, Sha256};

use crate::write::{self, Digits};
use crate::{Document, Error, Resource};

/// Bytes of a copy; it is made in memory.
const MOST_BYTES: usize = 512 << 20;

/// Whether the bytes hold anything that looks like a signature, in a place that can be reached or not.
///
/// # Errors
/// When the source cannot be read.
pub fn holds_signature(document: &Document) -> Result<bool, Error> {
    let bytes = &document.0.reader.bytes;
    if bytes.find(b"/ByteRange", 0, bytes.len())?.is_some() {
        return Ok(true);
    }
    // In object streams the words are compressed: what can be reached is read.
    let mut found = false;
    walk(document, |_, object| {
        found |= crate::view::as_dictionary(object).is_some_and(|dictionary| dictionary.has(b"ByteRange"));
        Ok(())
    })?;
    Ok(found)
}

/// Writes the copy. `seed` makes its `/ID`.
///
/// # Errors
/// [`Error::Unwritable`] for an encrypted document, [`Error::TooComplex`] beyond half a gigabyte; reading errors of
/// single objects make them null.
pub fn copy(document: &Document, seed: [u8; 16]) -> Result<Vec<u8>, Error> {
    if document.encryption().is_some() {
        return Err(Error::Unwritable { what: "encryption" });
    }
    let view = document.latest();
    let (major, minor) = document.header_version();
    let mut out = format!("%PDF-{major}.{minor}\n%\u{e2}\u{e3}\u{cf}\u{d3}\n").into_bytes();
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    walk(document, |id, object| {
        let mut object = object.clone();
        if let Object::Stream(stream) = &mut object {
            let length =
                i64::try_from(stream.content.len()).map_err(|_| Error::Unwritable { what: "length" })?;
            stream.dict.set("Length", length);
        }
        let mut digits = Digits::default();
        digits.extend(view.reals(id));
        places.insert(id.0, out.len());
        // Generations begin anew in a new file.
        writeln!(out, "{} 0 obj", id.0)?;
        write::object(&mut out, &renumbered(object), &mut digits)?;
        out.extend_from_slice(b"\nendobj\n");
        if out.len() > MOST_BYTES { Err(Error::TooComplex(Resource::StreamBytes)) } else { Ok(()) }
    })?;
    let mut trailer = Dictionary::new();
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(value) = view.trailer().get(key) {
            trailer.set(key, renumbered(value.clone()));
        }
    }
    let id = Sha256::new().chain_update(seed).chain_update(&out).finalize();
    let id = Object::String(id.iter().take(16).copied().collect(), StringFormat::Hexadecimal);
    trailer.set("ID", vec![id.clone(), id]);
    let size = places.keys().next_back().map_or(1, |last| last.saturating_add(1));
    trailer.set("Size", i64::from(size));
    let startxref = out.len();
    write!(out, "xref\n0 {size}\n0000000000 65535 f \n")?;
    for number in 1..size {
        match places.get(&number) {
            Some(place) => writeln!(out, "{place:010} 00000 n ")?,
            None => writeln!(out, "0000000000 00001 f ")?,
        }
    }
    out.extend_from_slice(b"trailer\n");
    write::object(&mut out, &Object::Dictionary(trailer), &mut Digits::default())?;
    write!(out, "\nstartxref\n{startxref}\n%%EOF\n")?;
    Ok(out)
}

/// Gives every object that can be reached from the trailer, each number once.
fn walk(
    document: &Document,
    mut each: impl FnMut(ObjectId, &Object) -> Result<(), Error>,
) -> Result<(), Error> {
    let view = document.latest();
    let mut open: Vec<ObjectId> = Vec::new();
    for key in [&b"Info"[..], b"Root"] {
        if let Ok(value) = view.trailer().get(key) {
            references(value, &mut open, 0)?;
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.0) {
            continue;
        }
        if seen.len() > document.limits().objects {
            return Err(Error::TooComplex(Resource::Objects));
        }
        let object = match view.get(id) {
            Ok(object) => object,
            Err(error @ (Error::Read(_) | Error::TooComplex(_))) => return Err(error),
            Err(_) => continue,
        };
        references(&object, &mut open, 0)?;
        each(id, &object)?;
    }
    Ok(())
}

fn references(object: &Object, open: &mut Vec<ObjectId>, depth: usize) -> Result<(), Error> {
    // Deeper nesting is not read either.
    if depth > 256 {
        return Err(Error::TooComplex(Resource::Depth));
    }
    match object {
        Object::Reference(id) => open.push(*id),
        Object::Array(items) => {
            for item in items {
                references(item, open, depth + 1)?;
            }
        }
        other => {
            for (_, value) in crate::view::as_dictionary(other).into_iter().flatten() {
                references(value, open, depth + 1)?;
            }
        }
    }
    Ok(())
}

/// The object with all references to generation 0.
fn renumbered(object: Object) -> Object {
    let dictionary = |dictionary: Dictionary| {
        dictionary.into_iter().map(|(key, value)| (key, renumbered(value))).collect::<Dictionary>()
    };
    match object {
        Object::Reference((number, _)) => Object::Reference((number, 0)),
        Object::Array(items) => Object::Array(items.into_iter().map(renumbered).collect()),
        Object::Dictionary(inner) => Object::Dictionary(dictionary(inner)),
        Object::Stream(mut stream) => {
            stream.dict = dictionary(stream.dict);
            Object::Stream(stream)
        }
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{file, object, open};

    fn damaged() -> Vec<u8> {
        let bytes = file(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(2, "<</Kids[3 0 R]/Count 1>>"),
            object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.303937007874 842]/Contents 5 0 R>>"),
            object(5, "<</Length 99>>stream\n0 0 10 10 re f\nendstream"),
        ]);
        let cut = bytes.windows(4).rposition(|word| word == b"xref").unwrap();
        let cut = bytes.get(..cut).unwrap();
        let cut = cut.windows(5).rposition(|word| word == b"\nxref").map_or(cut, |at| cut.get(..at).unwrap());
        cut.to_vec()
    }

    #[test]
    fn copy_of_a_damaged_file_is_sound_and_says_the_same() {
        let broken = open(damaged()).unwrap();
        assert!(broken.appendable().is_err());
        assert!(!holds_signature(&broken).unwrap());
        let bytes = copy(&broken, [1; 16]).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("595.303937007874") && text.contains("/Length 14>>"), "{text}");
        let sound = open(bytes).unwrap();
        assert_eq!(sound.appendable(), Ok(()));
        assert!(sound.faults().is_empty(), "{:?}", sound.faults());
        assert_eq!(sound.latest().pages().unwrap().len(), 1);
    }

    #[test]
    fn anything_like_a_signature_is_seen_even_out_of_reach() {
        let mut bytes = damaged();
        bytes.extend_from_slice(b"\n9 0 obj<</Type/Sig/ByteRange[0 1 2 3]>>endobj\n");
        assert!(holds_signature(&open(bytes).unwrap()).unwrap());
    }
}
