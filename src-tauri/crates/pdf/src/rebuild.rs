//! Finding objects without cross-reference data: a scan for `n g obj`, in pieces.
//!
//! Streams are skipped, so that a document embedded in another does not show up. What is found can be read, but not
//! appended to.

use std::ops::Range;

use lopdf::{Dictionary, Object, ObjectId};

use crate::bytes::{Bytes, find, is_regular, is_space};
use crate::lex::Lexer;
use crate::{Error, Resource, Revision, XrefEntry, XrefKind, indirect, xref};

const PIECE: u64 = 256 << 10;
/// Longest `n g obj` with single spaces, and some more.
const OVERLAP: u64 = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Catalog,
    ObjectStream,
    XrefStream,
}

#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: ObjectId,
    /// Absolute offset of the header.
    pub(crate) offset: u64,
    pub(crate) kind: Kind,
}

/// What a scan came across, in file order.
#[derive(Default)]
pub(crate) struct Scan {
    pub(crate) found: Vec<Found>,
    /// Absolute offsets after `%%EOF`.
    ends: Vec<u64>,
    /// Trailer dictionaries and those of cross-reference streams, with their offsets.
    trailers: Vec<(u64, Dictionary)>,
    /// Ids and offsets, sorted.
    by_id: Vec<(ObjectId, u64)>,
}

impl Scan {
    /// The last definition of the object that begins before the offset.
    pub(crate) fn last_before(&self, id: ObjectId, before: u64) -> Option<u64> {
        self.found
            .iter()
            .rev()
            .find(|found| found.id == id && found.offset < before)
            .map(|found| found.offset)
    }
}

enum Hit {
    Header { start: usize },
    Trailer,
    Eof,
}

/// Scans the range.
pub(crate) fn scan(bytes: &Bytes, range: Range<u64>) -> Result<Scan, Error> {
    let mut scan = Scan::default();
    fill(bytes, range, &mut scan)?;
    scan.by_id = scan.found.iter().map(|found| (found.id, found.offset)).collect();
    scan.by_id.sort_unstable();
    Ok(scan)
}

fn fill(bytes: &Bytes, range: Range<u64>, scan: &mut Scan) -> Result<(), Error> {
    let end = range.end.min(bytes.len());
    let mut at = range.start;
    // Keywords must end behind `scanned`, headers must not begin before `barrier`.
    let (mut scanned, mut barrier) = (at, at);
    while at < end {
        let piece = bytes.window(at, PIECE)?;
        let piece_end = indirect::add(at, piece.len());
        bytes.spend(piece_end - at)?;
        let mut index = 0;
        while let Some((keyword, length, hit)) = next_hit(&piece, index) {
            let keyword_at = indirect::add(at, keyword);
            if keyword_at >= end {
                return Ok(());
            }
            index = keyword + length;
            let hit_end = indirect::add(at, index);
            if hit_end <= scanned {
                continue;
            }
            let resume = match hit {
                Hit::Eof => {
                    if !is_first_page_marker(piece.get(..keyword).unwrap_or_default()) {
                        scan.ends.push(hit_end);
                    }
                    hit_end
                }
                Hit::Trailer => match indirect::read_value(bytes, hit_end) {
                    Ok((Object::Dictionary(dict), after)) => {
                        scan.trailers.push((keyword_at, dict));
                        after
                    }
                    Err(error @ Error::Read(_)) => return Err(error),
                    _ => hit_end,
                },
                Hit::Header { start } => {
                    let offset = indirect::add(at, start);
                    if offset < barrier {
                        continue;
                    }
                    if scan.found.len() >= bytes.limits.objects {
                        return Err(Error::TooComplex(Resource::Objects));
                    }
                    let rest = piece.get(start..).unwrap_or_default();
                    object(bytes, scan, offset, rest)?.unwrap_or(hit_end).max(hit_end)
                }
            };
            (scanned, barrier) = (resume, resume);
            match usize::try_from(resume - at) {
                Ok(next) if next < piece.len() => index = next,
                _ => break,
            }
        }
        if piece_end >= bytes.len() && barrier <= piece_end {
            break;
        }
        scanned = scanned.max(piece_end);
        at = barrier.max(piece_end.saturating_sub(OVERLAP)).max(at + 1);
    }
    Ok(())
}

/// Records the object whose header stands at the offset; gives the place to go on.
fn object(bytes: &Bytes, scan: &mut Scan, offset: u64, piece: &[u8]) -> Result<Option<u64>, Error> {
    let mut lexer = Lexer::new(piece, false, &bytes.limits);
    let parsed = (|| {
        let (id, _) = lexer.header()?;
        let value = lexer.object()?;
        let end = lexer.pos();
        let stream = matches!(value, Object::Dictionary(_)) && lexer.stream_start()?;
        Ok((id, value, if stream { Some(lexer.pos()) } else { None }, end))
    })();
    let (id, value, stream, end) = match parsed {
        Ok((id, value, stream, end)) => {
            (id, value, stream.map(|at| indirect::add(offset, at)), indirect::add(offset, end))
        }
        Err(crate::lex::Stop::More) => match indirect::read(bytes, offset) {
            Ok(object) => (object.id, object.value, object.stream, object.value_end),
            Err(error @ Error::Read(_)) => return Err(error),
            Err(_) => return Ok(None),
        },
        Err(_) => {
            // Damaged, but there is an object of this number.
            if let Ok(id) = indirect::read_header(bytes, offset) {
                scan.found.push(Found { id, offset, kind: Kind::Plain });
            }
            return Ok(None);
        }
    };
    let has_type = |name: &[u8]| value.as_dict().is_ok_and(|dict| dict.has_type(name));
    let kind = match stream {
        Some(_) if has_type(b"ObjStm") => Kind::ObjectStream,
        Some(_) if has_type(b"XRef") => Kind::XrefStream,
        None if has_type(b"Catalog") => Kind::Catalog,
        _ => Kind::Plain,
    };
    scan.found.push(Found { id, offset, kind });
    let Some(content) = stream else { return Ok(Some(end)) };
    let length = value.as_dict().and_then(|dict| dict.get(b"Length")).and_then(Object::as_i64).ok();
    if let (Kind::XrefStream, Object::Dictionary(dict)) = (kind, value) {
        scan.trailers.push((offset, dict));
    }
    if let Some(end) = length.and_then(|length| content.checked_add(u64::try_from(length).ok()?)) {
        let after = bytes.window(end, 16)?;
        let space = after.iter().take_while(|byte| is_space(**byte)).count();
        if after.get(space..).unwrap_or_default().starts_with(b"endstream") {
            return Ok(Some(end));
        }
    }
    Ok(Some(bytes.find(b"endstream", content, bytes.len())?.unwrap_or(content)))
}

/// The next keyword at or after the index: its position, its length, what it is.
fn next_hit(piece: &[u8], from: usize) -> Option<(usize, usize, Hit)> {
    let mut index = from;
    loop {
        let rest = piece.get(index..)?;
        index += rest.iter().position(|byte| matches!(byte, b'o' | b't' | b'%'))?;
        let rest = piece.get(index..)?;
        if rest.starts_with(b"obj") {
            if let Some(start) = header_start(piece.get(..index)?) {
                return Some((index, 3, Hit::Header { start }));
            }
        } else if rest.starts_with(b"trailer") {
            return Some((index, 7, Hit::Trailer));
        } else if rest.starts_with(b"%%EOF") {
            return Some((index, 5, Hit::Eof));
        }
        index += 1;
    }
}

/// The bytes before `obj`: position of the object number if they end in `n g `.
fn header_start(before: &[u8]) -> Option<usize> {
    let trim = |bytes: &[u8], kind: fn(&u8) -> bool| -> usize {
        bytes.len() - bytes.iter().rev().take_while(|byte| kind(byte)).count()
    };
    let mut at = before.len();
    for kind in
        [|byte: &u8| is_space(*byte), u8::is_ascii_digit, |byte: &u8| is_space(*byte), u8::is_ascii_digit]
    {
        let next = trim(before.get(..at)?, kind);
        if next == at {
            return None;
        }
        at = next;
    }
    let glued = at.checked_sub(1).and_then(|index| before.get(index)).is_some_and(|byte| is_regular(*byte));
    // "endobj5 0 obj" is met in the wild.
    let after_endobj = before.get(..at)?.ends_with(b"endobj");
    (!glued || after_endobj).then_some(at)
}

/// `startxref 0 %%EOF` closes the first page's section of a linearized file, not a revision (Annex F.3.4).
fn is_first_page_marker(before: &[u8]) -> bool {
    let tail = before.get(before.len().saturating_sub(20)..).unwrap_or_default();
    find(tail, b"startxref").and_then(|at| tail.get(at + 9..)).is_some_and(|rest| {
        let digits: Vec<u8> = rest.iter().copied().filter(|byte| !is_space(*byte)).collect();
        digits == b"0"
    })
}

/// Revisions from a scan of the whole file, split at each `%%EOF`. Members of object streams are still missing.
pub(crate) fn revisions(bytes: &Bytes, scan: &Scan) -> Result<Vec<Revision>, Error> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut trailer = Dictionary::new();
    let mut start = 0;
    let mut ends = scan.ends.clone();
    let last = ends.last().copied().unwrap_or(0);
    if scan.found.iter().any(|found| found.offset >= last) {
        ends.push(bytes.len());
    }
    let (mut found, mut trailers) = (scan.found.iter().peekable(), scan.trailers.iter().peekable());
    for eof in ends {
        let mut entries = Vec::new();
        let mut kind = XrefKind::Table;
        let mut catalog = None;
        while let Some(found) = found.next_if(|found| found.offset < eof) {
            let (number, generation) = found.id;
            entries.push((number, XrefEntry::InFile { offset: found.offset, generation }));
            match found.kind {
                Kind::Catalog => catalog = Some(found.id),
                Kind::XrefStream => kind = XrefKind::Stream,
                _ => {}
            }
        }
        while let Some((_, dict)) = trailers.next_if(|(offset, _)| *offset < eof) {
            take_trailer_keys(&mut trailer, dict);
        }
        if let (Some(catalog), false) = (catalog, trailer.has(b"Root")) {
            trailer.set("Root", Object::Reference(catalog));
        }
        if entries.is_empty() && revisions.last().is_some() {
            continue;
        }
        if revisions.len() >= bytes.limits.revisions {
            return Err(Error::TooComplex(Resource::Revisions));
        }
        last_wins(&mut entries);
        let end = xref::after_eol(bytes, eof)?;
        revisions.push(Revision {
            start,
            end,
            eof,
            startxref: 0,
            trailer: trailer.clone(),
            kind,
            hybrid: false,
            has_eof: scan.ends.contains(&eof),
            entries,
            sections: Vec::new(),
        });
        start = end;
    }
    if revisions.is_empty() {
        return Err(Error::Damaged { offset: 0, what: "objects" });
    }
    Ok(revisions)
}

/// Sorts by number; of equal numbers the last counts.
pub(crate) fn last_wins(entries: &mut Vec<(u32, XrefEntry)>) {
    entries.reverse();
    entries.sort_by_key(|entry| entry.0);
    entries.dedup_by_key(|entry| entry.0);
}

/// Takes the keys that a reader needs from another trailer.
fn take_trailer_keys(trailer: &mut Dictionary, other: &Dictionary) {
    for key in [&b"Root"[..], b"Info", b"ID", b"Encrypt", b"Size"] {
        if let Ok(value) = other.get(key) {
            trailer.set(key, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::sync::Arc;

    use super::*;
    use crate::{Limits, MemorySource};

    fn scanned(data: &[u8]) -> Scan {
        let bytes = Bytes::new(Arc::new(MemorySource::new(data.to_vec())), Limits::default());
        scan(&bytes, 0..bytes.len()).unwrap()
    }

    fn ids(scan: &Scan) -> Vec<(u32, u64)> {
        scan.found.iter().map(|found| (found.id.0, found.offset)).collect()
    }

    #[test]
    fn objects_inside_streams_are_not_found() {
        let data = b"1 0 obj <</Length 13>> stream\n9 0 obj 1 %%EOF\nendstream endobj\n2 0 obj 5 endobj";
        let fixed = String::from_utf8_lossy(data).replace("13", "15");
        assert_eq!(ids(&scanned(fixed.as_bytes())).iter().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
        assert!(scanned(fixed.as_bytes()).ends.is_empty());
        let indirect = fixed.replace("15", "8 0 R");
        assert_eq!(ids(&scanned(indirect.as_bytes())).len(), 2);
    }

    #[test]
    fn header_on_any_piece_border_is_found_once() {
        let piece = usize::try_from(PIECE).unwrap();
        for shift in 0..40 {
            let mut data = vec![b'x'; piece - shift];
            data.extend_from_slice(b"\n17 0 obj 1 endobj %%EOF");
            let scan = scanned(&data);
            assert_eq!(ids(&scan), [(17, u64::try_from(piece - shift + 1).unwrap())], "shift {shift}");
            assert_eq!(scan.ends.len(), 1, "shift {shift}");
        }
    }

    #[test]
    fn damaged_object_does_not_hide_the_next() {
        let scan = scanned(b"1 0 obj << /A endobj 2 0 obj (open endobj 3 0 obj 1 endobj");
        assert_eq!(scan.found.iter().map(|found| found.id.0).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn first_page_marker_of_a_linearized_file_ends_no_revision() {
        assert!(scanned(b"1 0 obj 1 endobj startxref\r\n0\r\n%%EOF").ends.is_empty());
        assert_eq!(scanned(b"1 0 obj 1 endobj startxref\n10\n%%EOF").ends.len(), 1);
    }

    #[test]
    fn scanned_file_is_split_into_revisions_at_each_end_marker() {
        let data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[]>>endobj\n\
            trailer<</Root 1 0 R/Info 9 0 R>>\n%%EOF\n\
            2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<<>>endobj 3 0 obj<</Type/Page>>endobj\n%%EOF\n4 0 obj 1 endobj";
        let document = crate::testing::open(data.to_vec()).unwrap();
        assert_eq!(document.faults(), [crate::Fault::Rebuilt]);
        let [first, second, third] = document.revisions() else { panic!("{}", document.revisions().len()) };
        assert_eq!((first.end, second.end), (second.start, third.start));
        assert!(first.has_eof && second.has_eof && !third.has_eof);
        assert!(document.at(0).pages().unwrap().is_empty());
        assert_eq!(document.at(1).pages().unwrap(), [(3, 0)]);
        assert!(
            document.at(1).dictionary(&Object::Reference((3, 0))).unwrap().has_type(b"Page"),
            "the last counts"
        );
        assert!(document.at(1).get((4, 0)).unwrap().is_null());
        assert!(third.trailer.has(b"Info"), "trailers are handed on");
    }

    #[test]
    fn compressed_catalog_is_found_without_a_trailer() {
        let data = b"%PDF-1.5\n5 0 obj<</Type/ObjStm/N 2/First 9/Length 52>>stream\n\
            1 0 2 32 <</Type/Catalog/Pages 2 0 R   >><</Kids[]>>\nendstream endobj\n";
        let document = crate::testing::open(data.to_vec()).unwrap();
        assert_eq!(document.latest().catalog_id(), Some((1, 0)));
        assert!(document.latest().pages().unwrap().is_empty());
    }
}
