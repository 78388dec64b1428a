//! From `startxref` along `/Prev` to the list of revisions (ISO 32000-2 7.5.5, 7.5.6, 7.5.8.4, Annex F).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};

use super::{Section, read_section};
use crate::bytes::{Bytes, Cursor, find, is_regular};
use crate::{Error, Fault, Resource, Revision, XrefEntry, XrefKind, indirect};

/// How far `startxref` may be wrong, in bytes each way.
const NEARBY: u64 = 1 << 10;

pub(crate) struct Header {
    /// Absolute offset of `%PDF-`.
    pub(crate) offset: u64,
    pub(crate) version: (u8, u8),
}

pub(crate) struct Chain {
    /// Oldest first, at least one.
    pub(crate) revisions: Vec<Revision>,
    /// Some older section could not be read.
    pub(crate) damaged: bool,
}

/// The header, within the first 1,024 bytes as viewers take it (ISO 32000-1 Annex H.3 note 13).
pub(crate) fn header(bytes: &Bytes) -> Result<Header, Error> {
    let start = bytes.window(0, 1 << 10)?;
    let index = find(&start, b"%PDF-").ok_or(Error::NotPdf)?;
    let digit =
        |at: usize| start.get(index + at).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
    let version = match (digit(5), digit(7)) {
        (Some(major), Some(minor)) => (major, minor),
        _ => (1, 0),
    };
    Ok(Header { offset: indirect::add(0, index), version })
}

/// Follows the chain. An error means that not even the newest section can be read.
pub(crate) fn read_chain(bytes: &Bytes, base: u64) -> Result<Chain, Error> {
    let mut left = bytes.limits.objects;
    let missing = Error::Damaged { offset: bytes.len(), what: "startxref" };
    let keyword = bytes.find_last(b"startxref", bytes.len())?.ok_or(missing)?;
    let mut sections = vec![newest(bytes, keyword, base, &mut left)?];
    let mut seen: BTreeSet<u64> = sections.iter().map(|section| section.0.offset).collect();
    let mut damaged = false;
    let mut index = 0;
    while let Some((section, hybrid)) = sections.get_mut(index) {
        if let Some(offset) =
            pointer(&section.trailer, b"XRefStm", base).filter(|_| section.kind == XrefKind::Table)
        {
            match optional(bytes, offset, base, &mut left)? {
                Some(stream) => {
                    section.entries = merge(&section.entries, &stream.entries, false);
                    *hybrid = Some(offset);
                }
                None => damaged = true,
            }
        }
        if let Some(offset) = pointer(&section.trailer, b"Prev", base) {
            if sections.len() >= bytes.limits.revisions {
                return Err(Error::TooComplex(Resource::Revisions));
            }
            let fresh = seen.insert(offset);
            if !fresh {
                bytes.fault(Fault::PrevUnreadable(offset));
            }
            match if fresh { optional(bytes, offset, base, &mut left)? } else { None } {
                Some(section) => sections.push((section, None)),
                None => damaged = true,
            }
        }
        index += 1;
    }
    sections.reverse();
    Ok(Chain { revisions: revisions(bytes, sections, keyword)?, damaged })
}

type HybridSection = (Section, Option<u64>);

fn newest(bytes: &Bytes, keyword: u64, base: u64, left: &mut usize) -> Result<HybridSection, Error> {
    let mut cursor = Cursor::new(bytes, keyword);
    let damaged = Error::Damaged { offset: keyword, what: "startxref" };
    cursor.ahead(9)?;
    cursor.advance(9);
    cursor.skip_space()?;
    let Some(offset) = cursor.digits()?.filter(|offset| *offset > 0) else { return Err(damaged) };
    let offset = offset.saturating_add(base);
    let error = match read_section(bytes, offset, base, left) {
        Ok(section) => return Ok((section, None)),
        Err(error @ (Error::Read(_) | Error::TooComplex(_))) => return Err(error),
        Err(error) => error,
    };
    for candidate in nearby(bytes, offset)? {
        if let Ok(section) = read_section(bytes, candidate, base, left) {
            bytes.fault(Fault::StartxrefMoved);
            return Ok((section, None));
        }
    }
    Err(error)
}

/// Places around the offset where a section may begin, nearest first, at most three.
fn nearby(bytes: &Bytes, offset: u64) -> Result<Vec<u64>, Error> {
    let start = offset.saturating_sub(NEARBY);
    let window = bytes.window(start, 2 * NEARBY)?;
    let mut found = Vec::new();
    for index in 0..window.len() {
        let rest = window.get(index..).unwrap_or_default();
        let first_of_word = index == 0 || window.get(index - 1).is_none_or(|byte| !is_regular(*byte));
        let at = indirect::add(start, index);
        let digits = rest.first().is_some_and(u8::is_ascii_digit);
        if first_of_word
            && (rest.starts_with(b"xref")
                || digits && find(rest.get(..24).unwrap_or(rest), b" obj").is_some())
        {
            found.push(at);
        }
    }
    found.sort_by_key(|at| at.abs_diff(offset));
    found.truncate(3);
    Ok(found)
}

/// An older section; faults are recorded, limits and read errors go through.
fn optional(bytes: &Bytes, offset: u64, base: u64, left: &mut usize) -> Result<Option<Section>, Error> {
    match read_section(bytes, offset, base, left) {
        Ok(section) => Ok(Some(section)),
        Err(error @ (Error::Read(_) | Error::TooComplex(_))) => Err(error),
        Err(_) => {
            bytes.fault(Fault::PrevUnreadable(offset));
            Ok(None)
        }
    }
}

/// A `/Prev` of 0 is written by some programs for "none".
fn pointer(trailer: &Dictionary, key: &[u8], base: u64) -> Option<u64> {
    let value = trailer.get(key).and_then(Object::as_i64).ok()?;
    u64::try_from(value).ok().filter(|value| *value > 0).map(|value| value.saturating_add(base))
}

/// Both sorted. `over` wins; when `free_wins` is not set, a free entry of `over` lets the other one through
/// (7.5.8.4: hidden objects of a hybrid file are free in the table).
fn merge(over: &[(u32, XrefEntry)], under: &[(u32, XrefEntry)], free_wins: bool) -> Vec<(u32, XrefEntry)> {
    let mut merged = Vec::with_capacity(over.len() + under.len());
    let (mut over, mut under) = (over.iter().copied().peekable(), under.iter().copied().peekable());
    loop {
        match (over.peek(), under.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a.0 == b.0 => {
                merged.push(if a.1 == XrefEntry::Free && !free_wins { *b } else { *a });
                over.next();
                under.next();
            }
            (Some(a), Some(b)) if a.0 < b.0 => merged.extend(over.next()),
            (Some(_), None) => merged.extend(over.next()),
            _ => merged.extend(under.next()),
        }
    }
    merged.shrink_to_fit();
    merged
}

/// Sections, oldest first, to revisions. A section whose `/Prev` points forward forms one revision with the section
/// it points to: the two sections of a linearized file.
fn revisions(bytes: &Bytes, sections: Vec<HybridSection>, keyword: u64) -> Result<Vec<Revision>, Error> {
    let mut groups: Vec<(Revision, u64)> = Vec::new();
    let mut previous: Option<u64> = None;
    for (section, hybrid) in sections {
        let offset = section.offset;
        let mut own: Vec<u64> = std::iter::once(offset).chain(hybrid).collect();
        if let (Some(previous), Some((revision, end))) = (previous, groups.last_mut())
            && previous > offset
        {
            if !is_linearized(bytes)? {
                bytes.fault(Fault::ForwardPrev(offset));
            }
            revision.entries = merge(&section.entries, &revision.entries, true);
            revision.trailer = section.trailer;
            revision.kind = section.kind;
            revision.hybrid |= hybrid.is_some();
            revision.startxref = offset;
            revision.sections.append(&mut own);
            revision.sections.sort_unstable();
            *end = section.end.max(*end);
        } else {
            own.sort_unstable();
            let revision = Revision {
                start: 0,
                end: 0,
                eof: 0,
                startxref: offset,
                trailer: section.trailer,
                kind: section.kind,
                hybrid: hybrid.is_some(),
                has_eof: false,
                entries: section.entries,
                sections: own,
            };
            groups.push((revision, section.end));
        }
        previous = Some(offset);
    }
    let starts: Vec<u64> =
        groups.iter().map(|(revision, _)| revision.sections.first().copied().unwrap_or(0)).collect();
    let count = groups.len();
    let mut start = 0;
    let mut result = Vec::with_capacity(count);
    for (index, (mut revision, section_end)) in groups.into_iter().enumerate() {
        let newest = index + 1 == count;
        let from = if newest { keyword.max(section_end).max(start) } else { section_end.max(start) };
        let to = if newest { bytes.len() } else { starts.get(index + 1).copied().unwrap_or(u64::MAX) };
        // The newest one is closed by the last `startxref`, or not at all.
        let marker = if newest && keyword > section_end {
            end_after_keyword(bytes, keyword)?
        } else {
            bytes.find(b"%%EOF", from, to.max(from))?.map(|at| at + 5)
        };
        let end = match marker {
            Some(end) => end,
            None if newest => number_end(bytes, keyword)?.max(section_end),
            None => section_end,
        };
        revision.has_eof = marker.is_some();
        revision.start = start;
        revision.eof = end.max(start);
        revision.end = after_eol(bytes, revision.eof)?;
        start = revision.end;
        result.push(revision);
    }
    if result.last().is_some_and(|revision| !revision.has_eof) {
        bytes.fault(Fault::NoFinalEof);
    }
    Ok(result)
}

/// `startxref`, a number, `%%EOF`, with nothing but white space between.
fn end_after_keyword(bytes: &Bytes, keyword: u64) -> Result<Option<u64>, Error> {
    let mut from = number_end(bytes, keyword)?;
    loop {
        let window = bytes.window(from, 64)?;
        let space = window.iter().take_while(|byte| !is_regular(**byte) && **byte != b'%').count();
        if window.get(space..).unwrap_or_default().starts_with(b"%%EOF") {
            return Ok(Some(indirect::add(from, space) + 5));
        }
        if window.is_empty() || space < window.len() {
            // Comments and the like may stand between: up to a kilobyte.
            return Ok(bytes.find(b"%%EOF", from, from + (1 << 10))?.map(|at| at + 5));
        }
        from = indirect::add(from, space);
    }
}

fn number_end(bytes: &Bytes, keyword: u64) -> Result<u64, Error> {
    let mut cursor = Cursor::new(bytes, keyword);
    cursor.ahead(9)?;
    cursor.advance(9);
    let after_keyword = cursor.offset();
    cursor.skip_space()?;
    Ok(if cursor.digits()?.is_some() { cursor.offset() } else { after_keyword })
}

/// After one end-of-line marker, if one stands here.
pub(crate) fn after_eol(bytes: &Bytes, at: u64) -> Result<u64, Error> {
    Ok(match bytes.window(at, 2)?.as_slice() {
        [b'\r', b'\n'] => at + 2,
        [b'\r' | b'\n', ..] => at + 1,
        _ => at,
    })
}

/// Whether the file begins with a linearization parameter dictionary (Annex F.3.3).
fn is_linearized(bytes: &Bytes) -> Result<bool, Error> {
    Ok(find(&bytes.window(0, 2 << 10)?, b"/Linearized").is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use lopdf::Object;

    use crate::testing::{object, open, update};
    use crate::{Fault, NotAppendable, XrefEntry, XrefKind};

    fn base() -> (String, usize) {
        let mut text = "%PDF-1.7\n".to_owned();
        let objects =
            [object(1, "<</Type/Catalog/Pages 2 0 R>>"), object(2, "<</Kids[]>>"), object(3, "(old)")];
        let prev = update(&mut text, &objects, None);
        (text, prev)
    }

    #[test]
    fn views_see_exactly_their_revision() {
        let (mut text, mut prev) = base();
        let first_end = text.len();
        for round in 0..30 {
            prev = update(
                &mut text,
                &[object(3, &format!("({round})")), object(10 + round, "true")],
                Some(prev),
            );
        }
        let document = open(text.clone().into_bytes()).unwrap();
        assert_eq!(document.revisions().len(), 31);
        assert_eq!(document.revision_ending_at(u64::try_from(first_end).unwrap()), Some(0));
        assert_eq!(
            document.revision_ending_at(u64::try_from(first_end - 1).unwrap()),
            Some(0),
            "without the line feed"
        );
        assert_eq!(document.revision_ending_at(u64::try_from(first_end - 2).unwrap()), None);
        assert_eq!(document.at(0).get((3, 0)).unwrap().as_str().unwrap(), b"old");
        for round in 0..30usize {
            let view = document.at(round + 1);
            assert_eq!(view.get((3, 0)).unwrap().as_str().unwrap(), round.to_string().as_bytes());
            let last = u32::try_from(10 + round).unwrap();
            assert!(!view.get((last, 0)).unwrap().is_null());
            assert!(view.get((last + 1, 0)).unwrap().is_null(), "not yet there");
            assert_eq!(document.revisions()[round + 1].start, document.revisions()[round].end);
        }
    }

    #[test]
    fn freed_object_is_null_from_then_on() {
        let (mut text, prev) = base();
        let startxref = text.len();
        text += &format!(
            "xref\n3 1\n0000000000 00001 f \ntrailer<</Root 1 0 R/Size 9/Prev {prev}>>startxref\n{startxref}\n%%EOF"
        );
        let document = open(text.into_bytes()).unwrap();
        assert_eq!(document.latest().entry(3), Some(XrefEntry::Free));
        assert!(document.latest().get((3, 0)).unwrap().is_null());
        assert!(!document.at(0).get((3, 0)).unwrap().is_null());
    }

    #[test]
    fn update_without_final_marker_is_a_revision_all_the_same() {
        // The Incremental Saving Attack in the form that hides from readers that look for %%EOF.
        let (mut text, prev) = base();
        update(&mut text, &[object(3, "(new)")], Some(prev));
        let cut = text.trim_end().strip_suffix("%%EOF").unwrap().trim_end().to_owned();
        let document = open(cut.clone().into_bytes()).unwrap();
        assert_eq!(document.revisions().len(), 2);
        assert!(!document.revisions()[1].has_eof);
        assert_eq!(document.revisions()[1].end, u64::try_from(cut.len()).unwrap());
        assert_eq!(document.latest().get((3, 0)).unwrap().as_str().unwrap(), b"new");
        assert_eq!(document.appendable(), Err(NotAppendable::NoFinalEof));
    }

    #[test]
    fn hybrid_section_lets_hidden_objects_through_and_is_one_revision() {
        let mut text = "%PDF-1.5\n".to_owned();
        let place = |text: &str| text.len();
        let one = place(&text);
        text += "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n";
        let two = place(&text);
        text += "2 0 obj<</Kids[]>>endobj\n";
        let four = place(&text);
        text += "4 0 obj<</Type/ObjStm/N 1/First 4/Length 12>>stream\n3 0 (hidden)\nendstream endobj\n";
        let xref = place(&text);
        let stream = [[2, 4, 0], [1, u8::try_from(one).unwrap(), 0]];
        let hex: String = stream.iter().flatten().map(|byte| format!("{byte:02x}")).collect();
        text += &format!(
            "5 0 obj<</Type/XRef/Size 6/W[1 1 1]/Index[3 1 1 1]/Filter/ASCIIHexDecode/Length 13>>stream\n{hex}>\nendstream endobj\n"
        );
        let table = place(&text);
        text += &format!("xref\n0 5\n0000000000 65535 f \n{one:010} 00000 n \n{two:010} 00000 n \n");
        text += &format!("0000000000 00000 f \n{four:010} 00000 n \n");
        text += &format!("trailer<</Root 1 0 R/Size 6/XRefStm {xref}>>startxref\n{table}\n%%EOF\n");
        let document = open(text.into_bytes()).unwrap();
        assert_eq!(document.revisions().len(), 1);
        assert!(document.revisions()[0].hybrid);
        assert_eq!(document.revisions()[0].sections().len(), 2);
        assert_eq!(document.xref_kind(), XrefKind::Table);
        assert_eq!(document.latest().get((3, 0)).unwrap().as_str().unwrap(), b"hidden");
        assert!(document.faults().is_empty());
    }

    #[test]
    fn startxref_that_is_off_is_found_nearby() {
        let (text, prev) = base();
        for shift in [-9i64, 3, 200] {
            let wrong = i64::try_from(prev).unwrap() + shift;
            let document = open(
                text.replace(&format!("startxref\n{prev}"), &format!("startxref\n{wrong}")).into_bytes(),
            );
            let document = document.unwrap();
            assert_eq!(document.faults(), [Fault::StartxrefMoved]);
            assert_eq!(document.revisions()[0].startxref, u64::try_from(prev).unwrap());
            assert_eq!(document.appendable(), Ok(()));
        }
    }

    #[test]
    fn missing_older_section_is_flagged_and_stops_updates() {
        let (mut text, _) = base();
        let objects =
            [object(1, "<</Type/Catalog/Pages 2 0 R>>"), object(2, "<</Kids[]>>"), object(3, "(new)")];
        update(&mut text, &objects, Some(17));
        let document = open(text.into_bytes()).unwrap();
        assert_eq!(document.faults(), [Fault::PrevUnreadable(17)]);
        assert_eq!(document.appendable(), Err(NotAppendable::ChainDamaged));
    }

    #[test]
    fn trailer_without_root_takes_the_older_one() {
        let (mut text, prev) = base();
        let startxref = text.len();
        text += &format!("xref\n0 0\ntrailer<</Size 9/Prev {prev}>>startxref\n{startxref}\n%%EOF");
        let document = open(text.into_bytes()).unwrap();
        assert_eq!(document.latest().trailer().get(b"Root").unwrap(), &Object::Reference((1, 0)));
        assert!(!document.revisions()[1].trailer.has(b"Root"), "the revision shows what stands there");
    }
}
