//! The corpus beside two other programs, pyHanko and pdfsig: agreements, and for each disagreement who is right and why. The
//! reasons stand in `tests/corpus/disagreements.json`, file by file, checked both ways.
//!
//! A part of the corpus runs with the tests; `make differential` (`ABSAH_DIFFERENTIAL` set) runs all of it and writes
//! `docs/differential.md`. Needs `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use pades::validate::{self, IntegrityDetail as Detail, KnownIssuers};
use pdf::{Document, FileSource, Limits};
use pki::trust::TrustStore;
use serde_json::Value;
use testkit::command::{PATIENCE, run, run_with_input};

/// Of the whole corpus every so manieth file is tried with the tests.
const PART: usize = 16;

const TOOLS: [&str; 2] = ["pyhanko", "pdfsig"];

/// The reasons, and the reason of each file by program.
struct Known(Value);

impl Known {
    fn read() -> Self {
        let path = testkit::repository().join("tests/corpus/disagreements.json");
        Self(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
    }

    fn reason(&self, tool: &str, file: &str) -> Option<&str> {
        self.0[tool][file].as_str()
    }

    /// Each reason with who is right and why.
    fn reasons(&self) -> Vec<(&str, &str, &str)> {
        let rows = self.0["reasons"].as_object().unwrap().iter();
        rows.map(|(code, row)| (code.as_str(), row["right"].as_str().unwrap(), row["why"].as_str().unwrap()))
            .collect()
    }
}

#[test]
fn every_disagreement_with_other_programs_has_its_reason_and_no_reason_is_idle() {
    let name = "every_disagreement_with_other_programs_has_its_reason_and_no_reason_is_idle";
    let Some(shared) = testkit::shared::shared(name) else { return };
    let corpus = shared.join("corpus");
    let full = std::env::var_os("ABSAH_DIFFERENTIAL").is_some();
    let list = std::fs::read_to_string(corpus.join("expected.csv")).unwrap();
    let every = if full { 1 } else { PART };
    let files: Vec<&str> =
        list.lines().skip(1).map(|line| line.split(',').next().unwrap()).step_by(every).collect();
    assert!(files.len() >= 20, "the list was read");
    let known = Known::read();

    let theirs = [pyhanko(&corpus, &files), files.iter().map(|file| pdfsig(&corpus.join(file))).collect()];
    let (mut wrong, mut agreed, mut open) = (Vec::new(), [0; 2], Vec::new());
    for (index, file) in files.iter().enumerate() {
        let ours = ours(&corpus.join(file));
        for (tool, name) in TOOLS.iter().enumerate() {
            let their = theirs[tool][index];
            let reason = known.reason(name, file);
            match (ours == their, reason) {
                (true, None) => agreed[tool] += 1,
                (true, Some(reason)) => wrong.push(format!("{name} {file}: agrees ({ours}), yet {reason}")),
                (false, None) => wrong.push(format!("{name} {file}: {their}, we say {ours}; no reason")),
                (false, Some(reason)) => {
                    assert!(
                        known.reasons().iter().any(|(code, ..)| *code == reason),
                        "{reason} is not explained"
                    );
                    open.push((*name, reason, *file, ours, their));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    if full {
        let used = |code: &str| open.iter().any(|(_, reason, ..)| *reason == code);
        let idle: Vec<&str> = known.reasons().iter().map(|row| row.0).filter(|code| !used(code)).collect();
        assert!(idle.is_empty(), "reasons that no file has: {idle:?}");
        let page = page(files.len(), agreed, &open, &known);
        std::fs::write(testkit::repository().join("docs/differential.md"), page).unwrap();
    }
}

/// One word for a file: the worst of its signatures.
fn ours(file: &Path) -> &'static str {
    let source = Arc::new(FileSource::open(file).unwrap());
    let Ok(facts) = Document::open(source, None, Limits::default())
        .map_err(|_| ())
        .and_then(|document| validate::collect(&document).map_err(|_| ()))
    else {
        return "error";
    };
    let report = validate::judge(&facts, &TrustStore::default(), Utc::now(), &KnownIssuers::default());
    let has = |detail| report.signatures.iter().any(|one| one.integrity_detail == detail);
    match () {
        () if report.signatures.is_empty() => "none",
        () if has(Detail::Broken) => "broken",
        () if has(Detail::Changed) => "modified",
        () if has(Detail::NotCheckable) => "not_checkable",
        () => "intact",
    }
}

fn pyhanko(corpus: &Path, files: &[&str]) -> Vec<&'static str> {
    let paths: String = files.iter().map(|file| format!("{}\n", corpus.join(file).display())).collect();
    let mut command = Command::new(testkit::judges::judge("python"));
    command.arg(testkit::repository().join("tests/judges/differential.py"));
    let patience = Duration::from_secs(30 + 15 * files.len() as u64);
    let output = run_with_input(&mut command, paths.as_bytes(), patience).succeeded().stdout;
    let answers: Vec<&str> = output.lines().map(pyhanko_word).collect();
    assert_eq!(answers.len(), files.len());
    answers.into_iter().map(|word| *WORDS.iter().find(|known| **known == word).unwrap()).collect()
}

const WORDS: [&str; 5] = ["broken", "modified", "error", "intact", "none"];

fn pyhanko_word(line: &str) -> &'static str {
    let rows: Vec<Value> = serde_json::from_str(line).unwrap();
    let has = |word: &str| rows.iter().any(|row| row["class"] == word);
    if rows.is_empty() {
        return "none";
    }
    WORDS.into_iter().find(|word| has(word)).unwrap()
}

fn pdfsig(file: &Path) -> &'static str {
    let output = run(Command::new("pdfsig").arg("-nocert").arg(file), PATIENCE);
    let blocks: Vec<&str> = output.stdout.split("\nSignature #").skip(1).collect();
    if blocks.is_empty() {
        return if output.code() == 2 { "none" } else { "error" };
    }
    let said = |block: &str| -> String {
        let line = block.lines().find_map(|line| line.split_once("Signature Validation: "));
        line.map(|(_, said)| said.trim().to_owned()).unwrap_or_default()
    };
    let all: Vec<String> = blocks.iter().map(|block| said(block)).collect();
    if all.iter().any(|said| said.contains("Digest Mismatch") || said.contains("Invalid")) {
        "broken"
    } else if !all.iter().all(|said| said == "Signature is Valid.") {
        "error"
    } else if blocks.iter().any(|block| block.contains("- Total document signed")) {
        "intact"
    } else {
        "modified"
    }
}

fn page(files: usize, agreed: [usize; 2], open: &[(&str, &str, &str, &str, &str)], known: &Known) -> String {
    let mut out = format!(
        "# Beside other programs\n\nWritten by `make differential` over the {files} files of the corpus; the reasons stand in \
         `tests/corpus/disagreements.json`. Trust is left out: the question is what happened to the document. pyHanko 0.38 reads \
         tolerantly and is \"modified\" where it finds a suspicious change or a broken certification; pdfsig is \"intact\" where \
         every signature is valid and one covers the whole file, \"modified\" where none does, \"error\" where it does not verify one.\n\n\
         | Program | agrees | disagrees |\n|---|---|---|\n"
    );
    for (tool, name) in TOOLS.iter().enumerate() {
        let _ = writeln!(out, "| {name} | {} | {} |", agreed[tool], files - agreed[tool]);
    }
    out.push_str(
        "\n## Reasons\n\n| Reason | Who is right | Why | pyhanko | pdfsig |\n|---|---|---|---|---|\n",
    );
    for (code, right, why) in known.reasons() {
        let count = |tool| open.iter().filter(|(name, reason, ..)| *name == tool && *reason == code).count();
        let _ = writeln!(out, "| {code} | {right} | {why} | {} | {} |", count("pyhanko"), count("pdfsig"));
    }
    for name in TOOLS {
        let _ = write!(out, "\n## {name}\n\n| File | we say | it says | Reason |\n|---|---|---|---|\n");
        for (_, reason, file, ours, their) in open.iter().filter(|row| row.0 == name) {
            let _ = writeln!(out, "| `{file}` | {ours} | {their} | {reason} |");
        }
    }
    out
}
