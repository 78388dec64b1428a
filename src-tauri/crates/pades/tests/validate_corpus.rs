//! `../shared/corpus`: signed files of other projects with the verdicts of their own tests. Not one file that was modified
//! or broken may be called intact; the few intact ones that we call otherwise stand in `tests/corpus/exceptions.json`
//! with a reason, checked both ways; every file gets an answer.
//!
//! With `ABSAH_CORPUS_LIST` set, every answer is printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use chrono::Utc;
use pades::validate::facts::{Container, Envelope};
use pades::validate::{self, Facts, IntegrityDetail as Detail, Kind, KnownIssuers, Report, Verdict};
use pdf::{Document, FileSource, Limits};
use pki::cert::Certificate;
use pki::trust::{Anchor, TrustStore};

/// No file of the corpus may take longer, in an unoptimised build on a busy machine.
const LONGEST: Duration = Duration::from_secs(30);

#[derive(Debug)]
struct Row {
    path: String,
    expected: String,
    signatures: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// By the pdf reader, with its reason.
    Unreadable(String),
    Details(Vec<Detail>),
}

impl Answer {
    fn is_intact(&self) -> bool {
        let fine = |d: &Detail| matches!(d, Detail::Intact | Detail::ChangedAllowed | Detail::ChangedVisible);
        matches!(self, Self::Details(details) if !details.is_empty() && details.iter().all(fine))
    }

    /// Green, as a clerk would read it: nothing to look at.
    fn is_quiet(&self) -> bool {
        let quiet = |d: &Detail| matches!(d, Detail::Intact | Detail::ChangedAllowed);
        matches!(self, Self::Details(details) if !details.is_empty() && details.iter().all(quiet))
    }
}

#[test]
fn corpus_is_judged_as_its_sources_do() {
    let Some(shared) = testkit::shared::shared("corpus_is_judged_as_its_sources_do") else { return };
    let corpus = shared.join("corpus");
    let rows = rows(&std::fs::read_to_string(corpus.join("expected.csv")).unwrap());
    assert!(rows.len() > 300, "the list was read");
    let exceptions: BTreeMap<String, String> = serde_json::from_slice(
        &std::fs::read(testkit::repository().join("tests/corpus/exceptions.json")).unwrap(),
    )
    .unwrap();

    let (mut missed, mut alarms, mut slow, mut unreadable) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut intact = 0;
    let list = std::env::var_os("ABSAH_CORPUS_LIST").is_some();
    for (row, answer, took) in answers(&corpus, &rows) {
        if took > LONGEST {
            slow.push((&row.path, took));
        }
        unreadable += usize::from(matches!(answer, Answer::Unreadable(_)));
        if list {
            say(&format!("{:14} {:6}ms {} {answer:?}", row.expected, took.as_millis(), row.path));
        }
        match row.expected.as_str() {
            "intact" if answer.is_intact() => intact += 1,
            "intact" => alarms.push((row.path.clone(), answer)),
            "modified_after" | "broken" if answer.is_quiet() => missed.push((row.path.clone(), answer)),
            _ => {}
        }
    }
    let count = |expected: &str| rows.iter().filter(|row| row.expected == expected).count();
    say(&format!(
        "corpus: {} files, {unreadable} unreadable; {intact} of {} intact ones called so; {} of {} modified and {} broken \
         ones called intact",
        rows.len(),
        count("intact"),
        missed.len(),
        count("modified_after"),
        count("broken"),
    ));
    assert!(missed.is_empty(), "called intact: {missed:#?}");
    assert!(slow.is_empty(), "slow: {slow:#?}");
    let unlisted: Vec<_> = alarms.iter().filter(|(path, _)| !exceptions.contains_key(path)).collect();
    assert!(unlisted.is_empty(), "intact, called otherwise: {unlisted:#?}");
    let cured: Vec<_> =
        exceptions.keys().filter(|path| !alarms.iter().any(|(alarm, _)| alarm == *path)).collect();
    assert!(cured.is_empty(), "listed as an exception, yet called intact (or not in the list): {cured:#?}");
    assert!(exceptions.len() <= 3, "no more than three");
}

fn answers<'a>(corpus: &Path, rows: &'a [Row]) -> Vec<(&'a Row, Answer, Duration)> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(row) = rows.get(index) else { break };
                    let start = Instant::now();
                    let answer = answer(&corpus.join(&row.path));
                    sender.send((index, answer, start.elapsed())).unwrap();
                }
            });
        }
    });
    drop(sender);
    let mut all: Vec<_> = receiver.into_iter().collect();
    all.sort_by_key(|(index, ..)| *index);
    all.into_iter().map(|(index, answer, took)| (&rows[index], answer, took)).collect()
}

fn answer(path: &Path) -> Answer {
    let source = Arc::new(FileSource::open(path).unwrap());
    let document = match Document::open(source, None, Limits::default()) {
        Ok(document) => document,
        Err(error) => return Answer::Unreadable(error.to_string()),
    };
    match validate::collect(&document) {
        Ok(facts) => {
            let report =
                validate::judge(&facts, &TrustStore::default(), Utc::now(), &KnownIssuers::default());
            holds_together(&report);
            holds_together(&validate::judge(&facts, &everyone(&facts), Utc::now(), &KnownIssuers::default()));
            Answer::Details(report.signatures.iter().map(|s| s.integrity_detail).collect())
        }
        Err(error) => Answer::Unreadable(error.to_string()),
    }
}

/// The whole is the worst of the headings, and the file the worst of its signatures.
fn holds_together(report: &Report) {
    for one in &report.signatures {
        let headings = [one.integrity, one.authenticity, one.non_repudiation].map(|heading| heading.state);
        assert_eq!(Verdict::worst(headings), one.verdict, "{one:#?}");
        let ids: BTreeSet<&str> = one.checks.iter().map(|check| check.id).collect();
        assert_eq!(ids.len(), one.checks.len(), "each check once");
        assert!(one.verdict <= report.verdict || one.kind == Kind::DocumentTimeStamp, "{one:#?}");
    }
}

/// Trust in everyone who signed himself in this file: then paths, times and usages decide.
fn everyone(facts: &Facts) -> TrustStore {
    let containers = facts.signatures.iter().filter_map(|signature| match &signature.envelope {
        Envelope::Read(container) => Some(container),
        _ => None,
    });
    let stamps = |container: &Container| -> Vec<Certificate> {
        container.time_stamps.iter().flat_map(|stamp| stamp.certificates.clone()).collect()
    };
    let all = containers.flat_map(|c| c.certificates.iter().cloned().chain(stamps(c)).collect::<Vec<_>>());
    TrustStore::new(all.filter(Certificate::is_self_issued).map(Anchor::new).collect())
}

/// The rows of the list; notes may stand in quotes and hold commas, the columns before them do not need to be read then.
fn rows(text: &str) -> Vec<Row> {
    text.lines()
        .skip(1)
        .map(|line| {
            let cells = cells(line);
            Row { path: cells[0].clone(), signatures: cells[3].parse().ok(), expected: cells[4].clone() }
        })
        .inspect(|row| assert!(row.signatures.is_none_or(|n| n < 1000), "{row:?}"))
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells
}

/// Past the test harness's capture.
fn say(line: &str) {
    let mut out = std::io::stderr();
    writeln!(out, "{line}").unwrap();
}
