//! Attacks on signed files known in the field, built here from a file signed by pyHanko: universal signature forgery,
//! signature wrapping, wrong byte ranges. None may be called intact, and each is told by what it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::ops::Range;

use pades::byte_range::{ByteRange, Fault, GapFault};
use pades::validate::facts::{CoverageFault, Envelope};
use pades::validate::{IntegrityDetail as Detail, Reason};
use pdf::XrefEntry;
use pki::trust::TrustStore;
use serde_json::json;
use support::{Bench, facts, only, open, report};

/// A signed letter and its byte range.
fn signed() -> (Vec<u8>, ByteRange) {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let range = facts(&bytes).signatures[0].coverage.range.unwrap();
    (bytes, range)
}

/// The place of `needle`, which stands in the file once.
#[track_caller]
fn place(bytes: &[u8], needle: &str) -> Range<usize> {
    let at = bytes.windows(needle.len()).position(|window| window == needle.as_bytes()).expect(needle);
    at..at + needle.len()
}

/// The place of the byte range's array.
fn array(bytes: &[u8]) -> Range<usize> {
    let start = place(bytes, "/ByteRange").end;
    let open = start + bytes[start..].iter().position(|b| *b == b'[').unwrap();
    let close = open + bytes[open..].iter().position(|b| *b == b']').unwrap();
    open..close + 1
}

/// `text` in place of the range, filled up with blanks so that nothing moves.
fn put(bytes: &[u8], range: Range<usize>, text: &str) -> Vec<u8> {
    assert!(text.len() <= range.len(), "{text} does not fit");
    let mut out = bytes.to_vec();
    let filled = format!("{text:width$}", width = range.len());
    out[range].copy_from_slice(filled.as_bytes());
    out
}

#[test]
fn forged_byte_ranges_are_broken_and_named() {
    let (bytes, range) = signed();
    let [_, first, second, length] = range.numbers();
    let file = bytes.len() as u64;
    for (text, fault) in [
        ("null".to_owned(), CoverageFault::Missing),
        ("[]".to_owned(), CoverageFault::Range(Fault::NotFourIntegers)),
        ("[0 1 2]".to_owned(), CoverageFault::Range(Fault::NotFourIntegers)),
        ("[0 -1 2 3]".to_owned(), CoverageFault::Range(Fault::Negative)),
        ("[0 0 0 0]".to_owned(), CoverageFault::Range(Fault::EmptyPiece)),
        (
            format!("[1 {} {second} {length}]", first - 1),
            CoverageFault::Range(Fault::DoesNotStartAtZero { start: 1 }),
        ),
        (
            format!("[0 {first} {second} {}]", length + 1),
            CoverageFault::Range(Fault::BeyondFile { end: file + 1, length: file }),
        ),
        (format!("[0 {second} {first} {length}]"), CoverageFault::Range(Fault::Overlap)),
        // The gap too large before, too large behind, too small.
        (format!("[0 {} {second} {length}]", first - 1), CoverageFault::ForeignGap),
        (format!("[0 {first} {} {}]", second + 1, length - 1), CoverageFault::ForeignGap),
        (format!("[0 {} {} {}]", first + 1, second - 1, length + 1), CoverageFault::ForeignGap),
        // The end of the file is not covered.
        (format!("[0 {first} {second} {}]", length - 9), CoverageFault::NotAtRevisionEnd),
    ] {
        let forged = put(&bytes, array(&bytes), &text);
        let facts = facts(&forged);
        assert_eq!(facts.signatures.len(), 1, "{text}");
        let faults = &facts.signatures[0].coverage.faults;
        assert!(faults.contains(&fault), "{text}: {faults:?}");
        let report = report(&forged, &TrustStore::default());
        assert_eq!(only(&report).integrity_detail, Detail::Broken, "{text}");
        assert_eq!(only(&report).integrity.reason, Reason::CoverageWrong, "{text}");
    }
    let renamed = put(&bytes, place(&bytes, "/ByteRange"), "/BytesRang");
    assert_eq!(facts(&renamed).signatures[0].coverage.faults, [CoverageFault::Missing]);
}

#[test]
fn forged_contents_are_broken_and_named() {
    let (bytes, range) = signed();
    let gap = range.gap().start as usize..range.gap().end as usize;
    let inside = gap.start + 1..gap.end - 1;
    let filled = |byte: u8| {
        let mut out = bytes.clone();
        out[inside.clone()].fill(byte);
        out
    };
    // Zeros, nothing but blanks, other bytes.
    for (name, forged, reason) in [
        ("zeros", filled(b'0'), Reason::SignatureUnreadable),
        ("blanks", filled(b' '), Reason::SignatureUnreadable),
        ("ones", filled(b'1'), Reason::SignatureUnreadable),
        ("null", put(&bytes, gap.clone(), "null"), Reason::CoverageWrong),
        ("no value", put(&bytes, gap.clone(), "<>"), Reason::CoverageWrong),
        ("literal string", put(&bytes, gap.clone(), "(0)"), Reason::CoverageWrong),
        ("no key", put(&bytes, place(&bytes, "/Contents <"), "/Content0 <"), Reason::CoverageWrong),
    ] {
        let report = report(&forged, &TrustStore::default());
        let one = only(&report);
        assert_eq!(one.integrity_detail, Detail::Broken, "{name}");
        let also = Reason::SignatureUnreadable;
        assert!(
            one.integrity.reason == reason || one.integrity.reason == also,
            "{name}: {:?}",
            one.integrity
        );
    }
    assert!(matches!(facts(&filled(b'0')).signatures[0].envelope, Envelope::Empty));
    let foreign = put(&bytes, inside.start + 10..inside.start + 11, "Z");
    let at = inside.start as u64 + 10;
    let fault = CoverageFault::Gap(GapFault::ForeignByte { at });
    let faults = &facts(&foreign).signatures[0].coverage.faults;
    assert!(faults.contains(&fault) || faults.contains(&CoverageFault::ForeignGap), "{faults:?}");
}

/// Signature wrapping: the second signed piece is moved to the back, and what stands between it and the first shows
/// another document with a copy of the signature dictionary whose byte range leaves all of that out.
#[test]
fn signature_wrapping_is_a_foreign_gap() {
    let (bytes, range) = signed();
    let [_, first, second, length] = range.numbers().map(|n| n as usize);
    let document = open(&bytes).unwrap();
    let last = document.revisions().last().unwrap().clone();
    let dictionary = facts(&bytes).signatures[0].object;
    let table_at = last.startxref as usize;
    assert!(table_at > second, "the signed second piece holds the old table");

    // The old `startxref` is signed and stays: the forged table has to stand where it points to.
    let build = |moved: usize| {
        let mut middle = vec![b' '; table_at - second];
        let shift = moved - second;
        let content =
            "4 0 obj\n<</Length 40>>\nstream\nBT /F1 12 Tf 20 100 Td (Sembilan) Tj ET \nendstream\nendobj\n";
        let copy = format!(
            "{} 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 {first} {moved} {length}]\
             /Contents {}>>\nendobj\n",
            dictionary.0,
            String::from_utf8_lossy(&bytes[first..second]),
        );
        let mut rows: Vec<(u32, usize)> = Vec::new();
        for (number, entry) in last.entries() {
            let XrefEntry::InFile { offset, .. } = entry else { continue };
            let offset = *offset as usize;
            rows.push((*number, if offset >= second { offset + shift } else { offset }));
        }
        let size = rows.iter().map(|row| row.0).max().unwrap() + 1;
        let previous = document.revisions()[0].startxref;
        let trailer = format!("trailer\n<</Root 1 0 R/Size {size}/Prev {previous}>>\n");
        let table_length = (rows.len() + 1) * (20 + 8) + trailer.len() + 200;
        let content_at = table_at + table_length;
        let copy_at = content_at + content.len();
        let mut table = "xref\n".to_owned();
        rows.retain(|row| row.0 != dictionary.0);
        rows.extend([(4, content_at), (dictionary.0, copy_at)]);
        rows.sort_unstable();
        for (number, offset) in rows {
            table.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        table.push_str(&trailer);
        assert!(table.len() <= table_length);
        middle.extend_from_slice(format!("{table:table_length$}").as_bytes());
        middle.extend_from_slice(content.as_bytes());
        middle.extend_from_slice(copy.as_bytes());
        [&bytes[..second], &middle, &bytes[second..]].concat()
    };
    let length_of = |moved| build(moved).len();
    let moved = length_of(second + 10_000) - length;
    let wrapped = build(moved);
    assert_eq!(wrapped.len() - length, moved, "the signed second piece stands where the byte range says");

    let report = report(&wrapped, &TrustStore::default());
    assert!(!report.signatures.is_empty());
    for one in &report.signatures {
        assert!(matches!(one.integrity_detail, Detail::Broken | Detail::Changed), "{one:#?}");
    }
    let facts = facts(&wrapped);
    assert!(
        facts.signatures.iter().any(|s| s.coverage.faults.contains(&CoverageFault::ForeignGap)),
        "{facts:#?}"
    );
}

#[test]
fn field_pointed_at_another_dictionary_later_is_a_change() {
    let (bytes, _) = signed();
    let document = open(&bytes).unwrap();
    let field =
        pdf::form::fields(&document.latest()).unwrap().into_iter().find(|f| f.full_name == "A").unwrap();
    let previous = document.revisions().last().unwrap().startxref;
    let start = bytes.len();
    for value in ["", "/V null", "/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>"] {
        let object = format!(
            "{} 0 obj\n<</FT/Sig/T(A)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132/P 3 0 R{value}>>\nendobj\n",
            field.id.0
        );
        let table = format!("xref\n{} 1\n{start:010} 00000 n \n", field.id.0);
        let at = start + object.len();
        let tail = format!(
            "{object}{table}trailer\n<</Root 1 0 R/Size 20/Prev {previous}>>\nstartxref\n{at}\n%%EOF\n"
        );
        let report = report(&[bytes.as_slice(), tail.as_bytes()].concat(), &TrustStore::default());
        assert_eq!(report.signatures[0].integrity_detail, Detail::Changed, "{value}: {report:#?}");
        assert_eq!(report.signatures[0].integrity.reason, Reason::SignatureReplaced, "{value}");
    }
}
