//! `docs/agreement.md` lists every requirement that is must or should, and each test it names is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use testkit::shared::shared;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Rows of the page: requirement, strength, where, shown by.
fn rows() -> Vec<[String; 4]> {
    let page = std::fs::read_to_string(root().join("docs/agreement.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| R-"));
    rows.map(|line| {
        let cells: Vec<String> =
            line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        cells.try_into().unwrap_or_else(|cells| panic!("four cells: {cells:?}"))
    })
    .collect()
}

/// Requirements with their strength, as `**R-4.1a.1 (must, PT, HD)**` spells them.
fn asked(text: &str) -> BTreeMap<String, String> {
    let bold = text.split("**R-").skip(1);
    bold.filter_map(|part| {
        let (number, rest) = part.split_once(" (")?;
        let strength = rest.split([',', ')']).next()?.trim();
        ["must", "should"].contains(&strength).then(|| (format!("R-{number}"), strength.to_owned()))
    })
    .collect()
}

#[test]
fn every_must_and_should_has_its_row_and_no_row_is_invented() {
    let Some(folder) = shared("every_must_and_should_has_its_row_and_no_row_is_invented") else { return };
    let asked = asked(&std::fs::read_to_string(folder.join("requirements.md")).unwrap());
    assert!(asked.len() > 50, "{}", asked.len());
    let listed: BTreeMap<String, String> =
        rows().into_iter().map(|[number, strength, ..]| (number, strength)).collect();
    assert_eq!(listed, asked);
}

#[test]
fn every_named_test_exists_and_what_is_missing_says_whose_it_is() {
    let rows = rows();
    assert!(rows.len() > 50);
    for [number, _, place, shown] in &rows {
        assert!(!place.is_empty(), "{number} says not where");
        if let Some(missing) = shown.strip_prefix("not yet: issue ") {
            assert!(missing.starts_with(|c: char| c.is_ascii_digit()), "{number}: {shown}");
            continue;
        }
        let tests: Vec<&str> = shown.split("<br>").map(|test| test.trim_matches('`')).collect();
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{number}: {test}"));
            let text = std::fs::read_to_string(root().join(file))
                .unwrap_or_else(|e| panic!("{number}: {file}: {e}"));
            let is_there = if file.ends_with(".rs") {
                text.contains(&format!("#[test]\nfn {name}()"))
                    || text.contains(&format!("#[test]\n    fn {name}()"))
            } else {
                text.contains(&format!("it('{name}'")) || text.contains(&format!(")('{name}'"))
            };
            assert!(is_there, "{number}: {file} has no test {name}");
        }
    }
}
