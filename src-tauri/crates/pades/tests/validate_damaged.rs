//! Damaged signed files: cut, overwritten, with parts doubled and numbers changed. Each gets an answer or an error, never a
//! panic, and never the word intact for bytes that were signed and changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use pades::validate::{self, IntegrityDetail as Detail, KnownIssuers};
use pki::trust::TrustStore;
use serde_json::json;
use support::{Bench, open};

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn damaged(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    match numbers.below(4) {
        0 => out.truncate(numbers.below(bytes.len())),
        1 => {
            for _ in 0..=numbers.below(8) {
                let at = numbers.below(out.len());
                out[at] = numbers.below(256) as u8;
            }
        }
        2 => {
            let from = numbers.below(out.len());
            let to = (from + numbers.below(3000)).min(out.len());
            let part = out[from..to].to_vec();
            let at = numbers.below(out.len());
            out.splice(at..at, part);
        }
        _ => {
            let digits: Vec<usize> = (0..out.len()).filter(|at| out[*at].is_ascii_digit()).collect();
            for _ in 0..4 {
                out[digits[numbers.below(digits.len())]] = b'0' + numbers.below(10) as u8;
            }
        }
    }
    out
}

#[test]
fn damaged_files_get_an_answer_and_never_a_wrong_one() {
    let bench = Bench::new();
    let second = bench.sign("B", json!({ "pades": false }));
    let bytes = bench.make(&[bench.sign("A", bench.stamped()), bench.stamp(), second]);
    let first_end = support::facts(&bytes).signatures[0].coverage.range.unwrap();
    let rounds = std::env::var("ABSAH_DAMAGE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..rounds {
        let damaged = damaged(&bytes, &mut numbers);
        let Ok(document) = open(&damaged) else { continue };
        let Ok(facts) = validate::collect(&document) else { continue };
        let report =
            validate::judge(&facts, &TrustStore::default(), chrono::Utc::now(), &KnownIssuers::default());
        let signed = |file: &[u8]| {
            [first_end.first(), first_end.second()]
                .map(|r| file.get(r.start as usize..r.end as usize).map(<[u8]>::to_vec))
        };
        if signed(&damaged) != signed(&bytes) {
            let first = report.signatures.iter().find(|s| s.field.as_deref() == Some("A"));
            let fine = [Detail::Intact, Detail::ChangedAllowed, Detail::ChangedVisible];
            assert!(
                first.is_none_or(|one| !fine.contains(&one.integrity_detail)),
                "round {round}: {first:#?}"
            );
        }
    }
}
