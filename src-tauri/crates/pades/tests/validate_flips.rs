//! Every single bit of a small signed file: inside the signed bytes each flip is found, outside each byte is classified.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::collections::BTreeMap;
use std::ops::Range;

use pades::byte_range;
use pades::validate::{IntegrityDetail as Detail, Outcome, SignatureReport, SubIndication};
use pdf::MemorySource;
use pki::algorithm::Digest;
use pki::trust::TrustStore;
use serde_json::json;
use support::{Bench, facts, open, outcome, report};

/// The details of all signatures, or nothing when the file cannot be read or has none any more.
fn judged(bytes: &[u8]) -> Vec<SignatureReport> {
    let Ok(document) = open(bytes) else { return Vec::new() };
    let Ok(facts) = pades::validate::collect(&document) else { return Vec::new() };
    let known = pades::validate::KnownIssuers::default();
    pades::validate::judge(&facts, &TrustStore::default(), chrono::Utc::now(), &known).signatures
}

/// Judges one flipped bit in every `step`th byte of `range`, each time another bit, on two threads.
fn flips(bytes: &[u8], range: Range<usize>, step: usize) -> Vec<(usize, u8, Vec<SignatureReport>)> {
    let places: Vec<usize> = range.step_by(step).collect();
    let part = |places: &[usize]| {
        let mut copy = bytes.to_vec();
        let mut out = Vec::new();
        for at in places {
            let bit = (at / step % 8) as u8;
            copy[*at] ^= 1 << bit;
            out.push((*at, bit, judged(&copy)));
            copy[*at] ^= 1 << bit;
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

#[test]
fn every_flipped_bit_of_the_signed_bytes_changes_the_digest() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let range = facts(&bytes).signatures[0].coverage.range.unwrap();
    let digest = |bytes: &[u8]| {
        byte_range::digest(&MemorySource::new(bytes.to_vec()), &range, &[Digest::Sha256]).unwrap().remove(0)
    };
    let signed = digest(&bytes);
    let (mut copy, mut count, mut missed) = (bytes.clone(), 0, Vec::new());
    for piece in [range.first(), range.second()] {
        for at in piece.start as usize..piece.end as usize {
            for bit in 0..8 {
                copy[at] ^= 1 << bit;
                if digest(&copy) == signed {
                    missed.push((at, bit));
                }
                copy[at] ^= 1 << bit;
                count += 1;
            }
        }
    }
    assert_eq!(
        count,
        (bytes.len() - (range.gap().end - range.gap().start) as usize) * 8,
        "every bit was tried"
    );
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn flipped_bits_of_the_signed_bytes_are_never_called_intact() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let range = facts(&bytes).signatures[0].coverage.range.unwrap();
    assert!(good(&judged(&bytes)), "the file itself is intact");
    for piece in [range.first(), range.second()] {
        // A prime step, so that every kind of byte is met; that the digest sees all of them is the test above.
        for (at, bit, reports) in flips(&bytes, piece.start as usize..piece.end as usize, 7) {
            assert!(!good(&reports), "bit {bit} of byte {at} was not found");
        }
    }
}

#[test]
fn every_flipped_byte_of_the_signature_value_is_classified() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({ "chain": [] }))]);
    let gap = facts(&bytes).signatures[0].coverage.range.unwrap().gap();
    let (start, end) = (gap.start as usize, gap.end as usize);
    let digits = &bytes[start + 1..end - 1];
    let container =
        start + 1 + digits.len() - digits.iter().rev().take_while(|digit| **digit == b'0').count();
    let signer = judged(&bytes)[0].signer.clone();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    // One digit of each byte. Behind the container there is nothing but zeros: some of them stand for all.
    let parts = [(start..container + 20, 2), (container + 20..end - 20, 101), (end - 20..end, 1)];
    for (at, bit, reports) in parts.into_iter().flat_map(|(range, step)| flips(&bytes, range, step)) {
        let class = match reports.as_slice() {
            [] => "gone",
            [one] => one.integrity_detail.as_str(),
            _ => "several",
        };
        *classes.entry(class).or_default() += 1;
        if !good(&reports) {
            continue;
        }
        let one = &reports[0];
        let same_digit = bytes[at].is_ascii_alphabetic() && bit == 5;
        if same_digit || at <= container {
            // The same digit in the other case, or a part of the container that nobody signs. A certificate that is
            // not the one that was signed for is never taken for it.
            let other_certificate = one.signer != signer;
            assert_eq!(
                one.sub_indication == Some(SubIndication::SigConstraintsFailure),
                other_certificate,
                "{at} {bit}"
            );
        } else {
            assert_eq!(outcome(one, "contents_padding"), Some(Outcome::Warning), "{at} {bit}");
        }
    }
    assert!(classes.contains_key("broken") && classes.contains_key("intact"), "{classes:?}");
    assert!(!classes.contains_key("changed") && !classes.contains_key("several"), "{classes:?}");
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
