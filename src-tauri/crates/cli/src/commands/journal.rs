//! `absah journal`: the records of this computer, and the agency's report.

use super::service;
use crate::arguments::{Journal, Records};
use crate::{exit, say};
use serde_json::{Value, json};
use service::schema::Problem;
use service::texts::Texts;
use service::{ExportWanted, ReportWanted};
use std::path::{Path, PathBuf};

pub(crate) fn run(journal: Journal, as_json: bool, texts: &Texts) -> u8 {
    match journal {
        Journal::Verify => verify(as_json, texts),
        Journal::Seal => seal(as_json, texts),
        Journal::Remove { months, yes } => remove(months, yes, as_json, texts),
        Journal::Fingerprint => tell(service(None).export_fingerprint(), as_json, texts, |fingerprint| {
            let line = texts.with("cli-journal-fingerprint", &[("fingerprint", &fingerprint)]);
            (json!({ "fingerprint": fingerprint }), line)
        }),
        Journal::Export { wanted, output: Some(output) } => export(wanted, &output, as_json, texts),
        Journal::Export { wanted, output: None } => preview(wanted, as_json, texts),
        Journal::Confirm { fingerprint, unit } => {
            tell(service(None).confirm_installation(&fingerprint, &unit), as_json, texts, |()| {
                (json!({ "unit": unit }), texts.with("cli-journal-confirmed", &[("unit", &unit)]))
            })
        }
        Journal::Merge { files } => merge(&files, as_json, texts),
        Journal::Report { wanted, output, template, merged, remarks } => {
            let Records { days, unit, .. } = wanted;
            report(&ReportWanted { days, template, merged, unit, remarks }, &output, as_json, texts)
        }
    }
}

/// Without a store of secrets there is no seal, and the records are kept all the same.
fn seal(as_json: bool, texts: &Texts) -> u8 {
    let result = service(None).journal_seal();
    let unsealed = result == Ok(false);
    let code = tell(result, as_json, texts, |sealed| {
        let id = if sealed { "cli-journal-sealed" } else { "cli-journal-unsealed" };
        (json!({ "sealed": sealed }), texts.text(id))
    });
    if unsealed { exit::of_problem(&Problem::SecretsAbsent) } else { code }
}

/// Tells what the rule would remove, and removes it only where the person says so.
fn remove(months: u32, yes: bool, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    let view = if yes { service.retain(months) } else { service.retention(months) };
    tell(view, as_json, texts, |view| {
        let id = match (view.removed, view.entries) {
            (true, _) => "cli-journal-removed",
            (false, 0) => "cli-journal-nothing-old",
            (false, _) => "cli-journal-removable",
        };
        let facts = [
            ("records", view.entries.to_string()),
            ("months", view.months.to_string()),
            ("from", view.from.clone().unwrap_or_default()),
            ("until", view.until.clone().unwrap_or_default()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        (serde_json::to_value(&view).unwrap_or_default(), texts.with(id, &facts))
    })
}

fn verify(as_json: bool, texts: &Texts) -> u8 {
    let view = match service(None).journal_verify() {
        Ok(view) => view,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    if as_json {
        say::json(&serde_json::to_value(&view).unwrap_or_default());
    } else {
        let sealed = view.sealed.unwrap_or_default().to_string();
        let facts = [("entries", view.entries.to_string()), ("sealed", sealed)];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let id = if view.holds { "cli-journal-holds" } else { "cli-journal-broken" };
        say::line(&texts.with(id, &facts));
        for finding in &view.findings {
            say::line(&format!("  {}", texts.text(&format!("finding-{}", finding.code))));
            say::line(&format!("    {}", finding.facts));
        }
    }
    if view.holds { exit::DONE } else { exit::RECORDS_BROKEN }
}

fn wanted(records: Records, texts: &Texts) -> ExportWanted {
    let Records { days, unit, full } = records;
    ExportWanted { days, unit, full, mark: texts.text("cli-journal-mark") }
}

fn export(records: Records, output: &Path, as_json: bool, texts: &Texts) -> u8 {
    let done = service(None).export_records(&wanted(records, texts), output);
    tell(done, as_json, texts, |records| {
        let file = output.display().to_string();
        let line = texts.with("cli-journal-exported", &[("records", &records.to_string()), ("file", &file)]);
        (json!({ "file": file, "records": records }), line)
    })
}

fn preview(records: Records, as_json: bool, texts: &Texts) -> u8 {
    let shown = service(None).export_preview(&wanted(records, texts));
    tell(shown, as_json, texts, |(lines, records)| {
        let head = texts.with("cli-journal-preview", &[("records", &records.to_string())]);
        let text = std::iter::once(head).chain(lines.iter().cloned()).collect::<Vec<_>>().join("\n");
        (json!({ "records": records, "lines": lines }), text)
    })
}

fn merge(files: &[PathBuf], as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    let (mut results, mut code) = (Vec::new(), exit::DONE);
    for file in files {
        match service.take_records(file) {
            Ok(taken) => {
                let id = if taken.already { "cli-journal-already" } else { "cli-journal-taken" };
                if !as_json {
                    let records = taken.records.to_string();
                    say::line(&texts.with(id, &[("unit", &taken.unit), ("records", &records)]));
                }
                results.push(serde_json::to_value(&taken).unwrap_or_default());
            }
            Err(problem) => {
                code = code.max(exit::of_problem(&problem));
                if !as_json {
                    say::error(&file.display().to_string());
                    say::problem(&problem, false, texts);
                }
                results.push(json!({
                    "file": file.display().to_string(), "problem": say::problem_json(&problem, texts),
                }));
            }
        }
    }
    if as_json {
        say::json(&Value::Array(results));
    }
    code
}

fn report(wanted: &ReportWanted, output: &Path, as_json: bool, texts: &Texts) -> u8 {
    tell(service(None).usage_report(wanted, output), as_json, texts, |view| {
        let numbers = [view.signed, view.failed, view.verified].map(|number| number.to_string());
        let [signed, failed, verified] = &numbers;
        let file = output.display().to_string();
        let mut line = texts.with(
            "cli-journal-report",
            &[
                ("from", &view.from),
                ("to", &view.to),
                ("file", &file),
                ("signed", signed),
                ("failed", failed),
                ("verified", verified),
            ],
        );
        if view.example {
            line = [line, texts.text("cli-journal-example")].join("\n");
        }
        (serde_json::to_value(&view).unwrap_or_default(), line)
    })
}

/// A result as JSON or as lines, or why there is none.
fn tell<T>(
    result: Result<T, Problem>,
    as_json: bool,
    texts: &Texts,
    words: impl FnOnce(T) -> (Value, String),
) -> u8 {
    match result {
        Err(problem) => say::problem(&problem, as_json, texts),
        Ok(value) => {
            let (value, line) = words(value);
            if as_json {
                say::json(&value);
            } else {
                say::line(&line);
            }
            exit::DONE
        }
    }
}
