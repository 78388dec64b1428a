//! `docs/verdicts.md` says what the code does: every row is read and compared, both ways.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::BTreeSet;

use pades::validate::{Indication, IntegrityDetail, SubIndication, Verdict, verdict};

/// Rows of the first table below the heading, without head and rule.
fn table(heading: &str) -> Vec<Vec<String>> {
    let path = testkit::repository().join("docs/verdicts.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, below) = text.split_once(&format!("## {heading}\n")).expect("the heading is there");
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn verdict_of(word: &str) -> Verdict {
    Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == word).unwrap_or_else(|| panic!("{word}"))
}

#[test]
fn every_indication_of_the_document_is_mapped_so_in_code_and_none_is_missing() {
    let mut seen = BTreeSet::new();
    for row in table("Indication and sub-indication") {
        let (indication, sub, word) = (&row[0], &row[1], verdict_of(&row[2]));
        if sub == "-" {
            assert_eq!(indication, Indication::TotalPassed.as_str());
            assert_eq!(verdict::of(None, IntegrityDetail::Intact), word);
            continue;
        }
        let code = SubIndication::ALL.iter().find(|s| s.as_str() == sub).unwrap_or_else(|| panic!("{sub}"));
        assert_eq!(code.indication().as_str(), indication, "{sub}");
        assert_eq!(verdict::of(Some(*code), IntegrityDetail::Intact), word, "{sub}");
        assert!(seen.insert(*code), "{sub} stands twice");
    }
    let missing: Vec<_> = SubIndication::ALL.iter().filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "not in the document: {missing:?}");
}

#[test]
fn every_detail_of_the_document_limits_the_verdict_so_in_code() {
    let rows = table("What happened to the document");
    assert_eq!(rows.len(), IntegrityDetail::ALL.len());
    for (row, detail) in rows.iter().zip(IntegrityDetail::ALL) {
        assert_eq!(row[0], detail.as_str());
        assert_eq!(verdict::of(None, detail), verdict_of(&row[1]), "{}", row[0]);
    }
}

#[test]
fn order_of_the_document_is_the_order_of_the_code() {
    let path = testkit::repository().join("docs/verdicts.md");
    let text = std::fs::read_to_string(path).unwrap();
    let words: Vec<Verdict> = text
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| verdict_of(line.split('`').nth(1).unwrap()))
        .collect();
    let mut sorted = words.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(words, sorted, "worst first");
    assert_eq!(words.len(), Verdict::ALL.len());
}
