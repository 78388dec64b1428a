//! Every single bit of a small signed file: inside the signed bytes each flip is found, outside each byte is classified.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::collections::BTreeMap;
use std::ops::Range;

use pades::validate::{IntegrityDetail as Detail, Outcome, SignatureReport, SubIndication, Verdict};
use pki::trust::TrustStore;
use serde_json::{Value, json};
use support::{Bench, facts, open, outcome, report};

/// All signatures, or nothing when the file cannot be read. A signature never goes unnoticed in a file that can.
fn judged(bytes: &[u8]) -> Vec<SignatureReport> {
    let Ok(document) = open(bytes) else { return Vec::new() };
    let Ok(facts) = pades::validate::collect(&document) else { return Vec::new() };
    let known = pades::validate::KnownIssuers::default();
    let report = pades::validate::judge(&facts, &TrustStore::default(), chrono::Utc::now(), &known);
    assert_ne!(report.verdict, Verdict::NoSignature, "no signature is told");
    report.signatures
}

/// Judges the file once for each of the `bits` of each byte of `range`, on two threads.
fn flips(
    bytes: &[u8],
    range: Range<usize>,
    bits: fn(usize) -> Range<u8>,
) -> Vec<(usize, u8, Vec<SignatureReport>)> {
    let places: Vec<usize> = range.collect();
    let part = |places: &[usize]| {
        let mut copy = bytes.to_vec();
        let mut out = Vec::new();
        for at in places {
            for bit in bits(*at) {
                copy[*at] ^= 1 << bit;
                out.push((*at, bit, judged(&copy)));
                copy[*at] ^= 1 << bit;
            }
        }
        out
    };
    let (first, second) = places.split_at(places.len() / 2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| part(first));
        let second = part(second);
        let mut all = first.join().unwrap();
        all.extend(second);
        all
    })
}

fn good(reports: &[SignatureReport]) -> bool {
    let fine = |d: Detail| matches!(d, Detail::Intact | Detail::ChangedAllowed | Detail::ChangedVisible);
    !reports.is_empty() && reports.iter().all(|report| fine(report.integrity_detail))
}

/// A signed document as small as they come, and where its signature stands.
fn small(bench: &Bench, later: &[Value]) -> (Vec<u8>, Range<usize>) {
    let page = testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
    ]);
    let sign = bench.sign("A", json!({ "chain": [], "reserve": 2400 }));
    let bytes = bench.make_from(&page, &[&[sign], later].concat());
    let gap = facts(&bytes).signatures[0].coverage.range.unwrap().gap();
    (bytes, gap.start as usize..gap.end as usize)
}

#[test]
fn every_flipped_bit_of_the_signed_bytes_is_found() {
    let bench = Bench::new();
    let (bytes, gap) = small(&bench, &[]);
    assert!(good(&judged(&bytes)), "the file itself is intact");
    let (mut count, mut missed) = (0, Vec::new());
    for piece in [0..gap.start, gap.end..bytes.len()] {
        for (at, bit, reports) in flips(&bytes, piece, |_| 0..8) {
            count += 1;
            if good(&reports) {
                missed.push((at, bit));
            }
        }
    }
    assert_eq!(count, (bytes.len() - gap.len()) * 8, "every bit was tried");
    assert!(missed.is_empty(), "not found: {missed:?}");
}

/// What a byte outside the signed ones is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Region {
    /// `<` and `>` of `/Contents`.
    Delimiter,
    /// Digits of the signature container.
    Container,
    /// Digits behind it.
    Padding,
    /// The revision behind the signature, a security store.
    LaterRevision,
}

#[test]
fn every_flipped_bit_outside_the_signed_bytes_is_classified() {
    let bench = Bench::new();
    let later = json!({ "do": "dss", "crls": [], "certs": [bench.pki.root().certificate] });
    let (bytes, gap) = small(&bench, &[later]);
    let signer = judged(&bytes)[0].signer.clone();
    let digits = &bytes[gap.start + 1..gap.end - 1];
    // SEQUENCE with two bytes of length.
    assert_eq!(&digits[..4], b"3082");
    let length = usize::from_str_radix(std::str::from_utf8(&digits[4..8]).unwrap(), 16).unwrap();
    let container = gap.start + 1..gap.start + 1 + 2 * (4 + length);
    let region = |at: usize| match at {
        at if at >= gap.end => Region::LaterRevision,
        at if at == gap.start || at == gap.end - 1 => Region::Delimiter,
        at if container.contains(&at) => Region::Container,
        _ => Region::Padding,
    };
    let end = facts(&bytes).signatures[0].coverage.range.unwrap().end() as usize;
    let mut seen: BTreeMap<(Region, &str), usize> = BTreeMap::new();
    // One bit of each byte, each time another one.
    let one_bit = |at: usize| (at % 8) as u8..(at % 8) as u8 + 1;
    let outside = [gap.clone(), end..bytes.len()];
    for (at, bit, reports) in outside.into_iter().flat_map(|range| flips(&bytes, range, one_bit)) {
        let class = match reports.as_slice() {
            [] => "unreadable",
            [one] => one.integrity_detail.as_str(),
            _ => "several",
        };
        *seen.entry((region(at), class)).or_default() += 1;
        let Some(one) = reports.first() else { continue };
        let flipped = bytes[at] ^ (1 << bit);
        let digit = |byte: u8| char::from(byte).to_digit(16);
        match region(at) {
            // The same digit in the other case is no change.
            Region::Container if digit(flipped).is_some() && digit(flipped) == digit(bytes[at]) => {
                assert!(good(&reports), "{at} {bit}");
            }
            // What nobody signed of the container may be changed; never the signer by it.
            Region::Container if good(&reports) => assert_eq!(
                one.sub_indication == Some(SubIndication::SigConstraintsFailure),
                one.signer != signer,
                "{at} {bit}"
            ),
            Region::Padding => {
                let blank = flipped == b' ';
                assert_eq!(good(&reports), digit(flipped).is_some() || blank, "{at} {bit}");
                let told = outcome(one, "contents_padding") == Some(Outcome::Warning);
                assert!(told || !good(&reports), "{at} {bit}");
            }
            Region::Delimiter => assert_eq!(one.integrity_detail, Detail::Broken, "{at} {bit}"),
            Region::LaterRevision => assert_ne!(one.integrity_detail, Detail::ChangedVisible, "{at} {bit}"),
            Region::Container => {}
        }
    }
    let classes = |wanted: Region| -> Vec<&str> {
        seen.keys().filter(|(region, _)| *region == wanted).map(|(_, class)| *class).collect()
    };
    assert_eq!(classes(Region::Delimiter), ["broken"], "{seen:?}");
    assert_eq!(classes(Region::Padding), ["broken", "changed_allowed"], "{seen:?}");
    assert_eq!(classes(Region::Container), ["broken", "changed_allowed", "not_checkable"], "{seen:?}");
    // "intact" where the damaged store is reachable no more and nothing else came.
    let answers = ["changed", "changed_allowed", "intact", "not_checkable", "unreadable"];
    assert_eq!(classes(Region::LaterRevision), answers, "{seen:?}");
}

#[test]
fn every_appended_byte_is_classified() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    for byte in 0..=u8::MAX {
        let mut longer = bytes.clone();
        longer.push(byte);
        let blank = matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ');
        let report = report(&longer, &TrustStore::default());
        let expected = if blank { Detail::Intact } else { Detail::Changed };
        assert_eq!(support::only(&report).integrity_detail, expected, "byte {byte:#04x}");
    }
}

#[test]
fn update_that_a_tolerant_viewer_would_show_is_a_change() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let object =
        "4 0 obj\n<</Length 40>>\nstream\nBT /F1 12 Tf 20 100 Td (Sembilan) Tj ET \nendstream\nendobj\n";
    let start = bytes.len();
    let table = format!("xref\n4 1\n{start:010} 00000 n \n");
    let trailer = "trailer\n<</Root 1 0 R/Size 20>>\n";
    let at = start + object.len();
    for (name, tail) in [
        ("objects only", object.to_owned()),
        ("no end marker", format!("{object}{table}{trailer}startxref\n{at}\n")),
        ("no previous section", format!("{object}{table}{trailer}startxref\n{at}\n%%EOF\n")),
        ("empty section", format!("{object}xref\n0 0\n{trailer}startxref\n{at}\n%%EOF\n")),
        ("no section", format!("{object}{trailer}%%EOF\n")),
        ("start only", format!("startxref\n{at}\n%%EOF\n")),
        ("hidden in a comment", format!("%{object}%%EOF\n")),
    ] {
        let longer = [bytes.as_slice(), tail.as_bytes()].concat();
        let reports = judged(&longer);
        assert!(!reports.is_empty() && !good(&reports), "{name}: {reports:#?}");
    }
}
