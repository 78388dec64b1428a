//! The difference analysis over the shared corpus: what its sources call modified is seen, what they call intact is not
//! forbidden. Only the differences are asked here; digests, coverage and certificates are the validator's.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pades::diff::{Analysis, ChangeLevel, Changes, Permissions};
use pdf::{Document, Limits, MemorySource};

struct Row {
    path: String,
    integrity: String,
}

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/corpus"));
    folder.is_dir().then(|| folder.to_owned())
}

fn rows(folder: &Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let rows = table.lines().skip(1).map(split);
    rows.map(|cells| Row { path: cells[0].clone(), integrity: cells[4].clone() }).collect()
}

/// Cells of a line of comma-separated values with quotes.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// Ends of all byte ranges written in the file.
fn signed_ends(bytes: &[u8]) -> Vec<u64> {
    let key = b"/ByteRange";
    let starts = bytes
        .windows(key.len())
        .enumerate()
        .filter(|(_, window)| *window == key)
        .map(|(at, _)| at + key.len());
    let mut ends: Vec<u64> = starts
        // A usage-rights signature (ISO 32000-2 12.8.6.2) is nobody's signature on the document.
        .filter(|at| !bytes[at.saturating_sub(40)..*at].windows(4).any(|window| window == b"/UR3"))
        .filter_map(|at| {
            let text = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 120)]).into_owned();
            let inside = text.trim_start().strip_prefix('[')?.split(']').next()?.to_owned();
            let numbers: Vec<u64> =
                inside.split_whitespace().filter_map(|number| number.parse().ok()).collect();
            (numbers.len() == 4).then(|| numbers[2].saturating_add(numbers[3]))
        })
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Changes since each signed revision; `None` when the file cannot be read or has no signed revision.
fn analyse(bytes: Vec<u8>) -> Option<Vec<Changes>> {
    let ends = signed_ends(&bytes);
    let document = Document::open(Arc::new(MemorySource::new(bytes)), None, Limits::default()).ok()?;
    let analysis = Analysis::new(&document);
    let revisions = document.revisions();
    let signed: Vec<usize> = ends
        .iter()
        .map(|end| revisions.iter().position(|revision| revision.end >= *end).unwrap_or(revisions.len() - 1))
        .collect();
    let all =
        signed.iter().map(|revision| analysis.since(*revision, &Permissions::in_force(&document, *revision)));
    let all: Vec<Changes> = all.collect();
    (!all.is_empty()).then_some(all)
}

fn describe(all: &[Changes]) -> String {
    let worst = all.iter().max_by_key(|changes| changes.level).unwrap();
    let items = worst.items.iter().filter(|item| item.level == worst.level).take(6);
    let items: Vec<String> = items
        .map(|item| {
            format!(
                "{:?} {} obj {:?} rev {} page {:?}",
                item.kind, item.rule, item.object, item.revision, item.page
            )
        })
        .collect();
    format!("{:?}: {}", worst.level, items.join("; "))
}

#[test]
fn corpus_changes_are_seen_and_intact_files_are_not_forbidden() {
    let Some(folder) = corpus() else {
        eprintln!("SKIPPED (no ../shared): corpus_changes_are_seen_and_intact_files_are_not_forbidden");
        return;
    };
    let (mut missed, mut false_alarms, mut visible, mut unread, mut unasked) =
        (vec![], vec![], vec![], vec![], vec![]);
    for row in rows(&folder) {
        let Ok(bytes) = std::fs::read(folder.join(&row.path)) else { continue };
        let Some(all) = analyse(bytes) else {
            if row.integrity == "intact" || row.integrity == "modified_after" {
                unread.push(row.path);
            }
            continue;
        };
        let level = all.iter().map(|changes| changes.level).max().unwrap();
        let line = format!("{}\n      {}", row.path, describe(&all));
        match row.integrity.as_str() {
            "modified_after" if level < ChangeLevel::Visible => missed.push(line),
            "intact" if level == ChangeLevel::Forbidden => false_alarms.push(line),
            "intact" if level == ChangeLevel::Visible => visible.push(line),
            // Nobody asserts anything; listed to be looked at.
            "unknown" if level == ChangeLevel::Forbidden => unasked.push(line),
            _ => {}
        }
    }
    for (name, list) in [
        ("missed", &missed),
        ("false alarms", &false_alarms),
        ("intact but visible", &visible),
        ("unread", &unread),
        ("unknown but forbidden", &unasked),
    ] {
        eprintln!("{name}: {}\n   {}", list.len(), list.join("\n   "));
    }
    assert!(missed.is_empty(), "modified files without a change seen");
    assert!(false_alarms.len() <= 3, "intact files called changed");
}

/// Values compared and references walked are bounded for each pair of revisions (`diff::pair`, `diff::rules::unexplained`); beyond
/// the bound the rest counts as changed and unexplained, which no revision here may be.
#[test]
fn twenty_five_signatures_are_compared_within_the_budget() {
    let Some(folder) = corpus() else {
        eprintln!("SKIPPED (no ../shared): twenty_five_signatures_are_compared_within_the_budget");
        return;
    };
    let bytes =
        std::fs::read(folder.join("dss/dss-pades/src/test/resources/validation/lt-short.pdf")).unwrap();
    let all = analyse(bytes).unwrap();
    assert!(all.len() >= 25);
    assert!(all.iter().all(|changes| changes.level < ChangeLevel::Forbidden), "{}", describe(&all));
}
