//! `absah verify`: any number of files and folders, one array of results, one exit code; and what can be kept of them.

use super::{is_folder, service, unlock};
use crate::arguments::{Paper, Verify};
use crate::exit::Outcome;
use crate::say;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::{Value, json};
use service::documents::OpenDocument;
use service::output::Draft;
use service::schema::{Problem, ReportKind, SignatureView, VerifyView};
use service::texts::Texts;
use service::{Asking, DocumentMatch, Service, many};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub(crate) fn run(verify: Verify, as_json: bool, texts: &Texts) -> u8 {
    let at = match verify.at.as_deref().map(time) {
        None => None,
        Some(Some(at)) => Some(at),
        Some(None) => return say::usage("--at", texts),
    };
    if !is_folder(verify.trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    let service = service(verify.trust.clone());
    if let Some(bundle) = &verify.evidence {
        return evidence(&service, bundle, &verify, at, as_json, texts);
    }
    if let Some((_, table)) = verify.out.iter().find(|(paper, _)| *paper == Paper::Csv) {
        return csv(&service, &verify, table, at, texts);
    }
    let mut checked = Vec::new();
    let mut worst = Outcome::Valid;
    let mut results = Vec::new();
    for file in many::files(&verify.files) {
        let result = one(&service, &file, at, &verify, texts);
        worst = worst.min(match &result {
            Ok(view) => Outcome::of_verdict(&view.verdict),
            Err(_) => Outcome::Unreadable,
        });
        if as_json {
            results.push(to_json(&file, &result, texts));
        } else {
            print(&file, &result, texts);
        }
        let Ok(view) = result else { continue };
        checked.push(view);
        if let Err(problem) = write(&service, &file, at, &verify, texts) {
            service.journal_verified(&checked);
            return say::problem(&problem, false, texts);
        }
    }
    service.journal_verified(&checked);
    if as_json {
        say::json(&Value::Array(results));
    }
    worst.code()
}

/// Writes what was asked for about one file.
fn write(
    service: &Service,
    file: &Path,
    at: Option<DateTime<FixedOffset>>,
    verify: &Verify,
    texts: &Texts,
) -> Result<(), Problem> {
    let at = at.unwrap_or_else(|| chrono::Local::now().fixed_offset());
    for (paper, target) in &verify.out {
        let open = opened(file, verify, texts)?;
        let kind = match paper {
            Paper::Version(version) => {
                service.write_version(&open, *version, target)?;
                continue;
            }
            Paper::Bundle => ReportKind::Evidence,
            Paper::Report if target.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) => {
                ReportKind::Xml
            }
            Paper::Report | Paper::Csv => ReportKind::Pdf,
        };
        let bytes = service.report(&open, at, asking(verify), kind, verify.bilingual)?;
        Draft::write(target, |out| out.write_all(&bytes))?.publish()?;
    }
    Ok(())
}

/// All files on all cores, one line of the table each; nothing is kept in memory.
fn csv(
    service: &Service,
    verify: &Verify,
    table: &Path,
    at: Option<DateTime<FixedOffset>>,
    texts: &Texts,
) -> u8 {
    let files = many::files(&verify.files);
    let mut worst = Outcome::Valid;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let draft = Draft::write(table, |out| {
        out.write_all(many::COLUMNS.as_bytes())?;
        let mut failed = None;
        service.verify_many(&files, 0, at, asking(verify), &AtomicBool::new(false), &mut |row| {
            let (outcome, word) = match &row.result {
                Ok(view) => (Outcome::of_verdict(&view.verdict), view.verdict.clone()),
                Err(_) => (Outcome::Unreadable, "unreadable".to_owned()),
            };
            worst = worst.min(outcome);
            *counts.entry(word).or_default() += 1;
            if failed.is_none() {
                failed = out.write_all(many::csv(&row).as_bytes()).err();
            }
        });
        failed.map_or(Ok(()), Err)
    });
    match draft.and_then(Draft::publish) {
        Ok(_) => {
            for (word, count) in counts {
                let id = if word == "unreadable" {
                    "cli-unreadable".to_owned()
                } else {
                    format!("verdict-{word}")
                };
                say::line(&format!("{count:>8}  {}", texts.text(&id)));
            }
            worst.code()
        }
        Err(problem) => say::problem(&problem, false, texts),
    }
}

/// Judges a bundle again, with the document where one is named.
fn evidence(
    service: &Service,
    bundle: &Path,
    verify: &Verify,
    at: Option<DateTime<FixedOffset>>,
    as_json: bool,
    texts: &Texts,
) -> u8 {
    let judged = (|| {
        let bytes = std::fs::read(bundle).map_err(|_| Problem::DocumentUnreadable)?;
        let open = verify.files.first().map(|file| opened(file, verify, texts)).transpose()?;
        service.verify_evidence(&bytes, open.as_ref(), at)
    })();
    let result = match judged {
        Ok(result) => result,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    let view = VerifyView { file: bundle.display().to_string(), ..result.view };
    if as_json {
        say::json(&json!({
            "made_by": result.made_by, "made_at": result.made_at.to_rfc3339(), "recorded": result.recorded,
            "document": result.document.as_str(), "same_trust": result.same_trust, "verification": view,
        }));
    } else {
        let recorded = texts.text(&format!("verdict-{}", result.recorded));
        let made = [("program", result.made_by.as_str()), ("verdict", &recorded)];
        say::line(&texts.with("cli-evidence-made", &made));
        say::line(&texts.text(&format!("cli-evidence-{}", result.document.as_str())));
        if !result.same_trust {
            say::line(&texts.text("cli-evidence-other-trust"));
        }
        print(bundle, &Ok(view.clone()), texts);
    }
    match result.document {
        DocumentMatch::Different => Outcome::Undecided.code(),
        DocumentMatch::Absent | DocumentMatch::Same => Outcome::of_verdict(&view.verdict).code(),
    }
}

/// Whether the network may be asked.
const fn asking(verify: &Verify) -> Asking {
    match verify.online {
        None => Asking::AsSet,
        Some(true) => Asking::Now,
        Some(false) => Asking::Never,
    }
}

fn opened(file: &Path, verify: &Verify, texts: &Texts) -> Result<OpenDocument, Problem> {
    let open = OpenDocument::from_path(file)?;
    unlock(&open, verify.password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
    Ok(open)
}

fn one(
    service: &Service,
    file: &Path,
    at: Option<DateTime<FixedOffset>>,
    verify: &Verify,
    texts: &Texts,
) -> Result<VerifyView, Problem> {
    let open = opened(file, verify, texts)?;
    let at = at.unwrap_or_else(|| chrono::Local::now().fixed_offset());
    let view = service.verify_at(&open, at, asking(verify))?;
    Ok(VerifyView { file: file.display().to_string(), ..view })
}

/// A file that cannot be read has the same fields, empty, and says why.
fn to_json(file: &Path, result: &Result<VerifyView, Problem>, texts: &Texts) -> Value {
    match result {
        Ok(view) => serde_json::to_value(view).unwrap_or_default(),
        Err(problem) => json!({
            "file": file.display().to_string(), "sha256": null, "verdict": null, "signatures": [],
            "problem": say::problem_json(problem, texts),
        }),
    }
}

fn print(file: &Path, result: &Result<VerifyView, Problem>, texts: &Texts) {
    say::line(&file.display().to_string());
    match result {
        Ok(view) => {
            say::line(&format!("  {}", texts.text(&format!("verdict-{}", view.verdict)).to_uppercase()));
            let practice = view.signatures.iter().any(|signature| signature.practice);
            let todo = if practice { "todo-practice".to_owned() } else { format!("todo-{}", view.verdict) };
            say::line(&format!("  {}", texts.text(&todo)));
            for hint in &view.hints {
                say::line(&format!("  {}", texts.text(&format!("hint-{hint}"))));
            }
            for code in &view.codes {
                say::line(&format!("  {}: {code}", texts.text("qr-says")));
            }
            if let Some(time) = &view.trust.as_of {
                say::line(&format!("  {}", texts.with("cli-status-as-of", &[("time", time)])));
            }
            if view.trust.missing {
                say::line(&format!("  {}", texts.text("cli-status-missing")));
            }
            for problem in &view.trust.problems {
                say::line(&format!("  {}", say::happened(problem, texts)));
            }
            for signature in &view.signatures {
                print_signature(signature, texts);
            }
        }
        Err(problem) => {
            say::line(&format!("  {}", say::happened(problem, texts)));
            say::line(&format!("  {}", texts.what_to_do(problem)));
        }
    }
}

fn print_signature(signature: &SignatureView, texts: &Texts) {
    say::line("");
    let name = signature.signer.as_deref().unwrap_or("-");
    say::line(&format!("  {}", texts.with("cli-signer", &[("name", name)])));
    if let Some(issuer) = &signature.issuer {
        say::line(&format!("    {}", texts.with("cli-issuer", &[("name", issuer)])));
    }
    if let Some(time) = &signature.times.claimed {
        say::line(&format!("    {}", texts.with("cli-time-claimed", &[("time", time)])));
    }
    if let Some(time) = &signature.times.stamped {
        say::line(&format!("    {}", texts.with("cli-time-stamped", &[("time", time)])));
    }
    let headings = [
        ("heading-authenticity", signature.authenticity, &signature.authenticity_reason),
        ("heading-integrity", signature.integrity, &signature.integrity_reason),
        ("heading-non-repudiation", signature.non_repudiation, &signature.non_repudiation_reason),
    ];
    for (heading, state, reason) in headings {
        let state = serde_json::to_value(state).unwrap_or_default();
        let word = texts.text(&format!("verdict-{}", state.as_str().unwrap_or_default()));
        let sentence = texts.text(&format!("reason-{reason}"));
        say::line(&format!("    {} [{word}] {sentence}", texts.text(heading)));
    }
    for attack in &signature.attacks {
        say::line(&format!("      {}", texts.text(&format!("attack-{attack}"))));
    }
    for change in &signature.changes {
        let words = texts.text(&format!("change-{}", change.kind));
        let version = change.version.to_string();
        let mut arguments = vec![("version", version.as_str()), ("change", words.as_str())];
        let page = change.page.map(|page| page.to_string());
        let id = if page.is_some() { "cli-version-page" } else { "cli-version" };
        arguments.extend(page.as_deref().map(|page| ("page", page)));
        say::line(&format!("      {}", texts.with(id, &arguments)));
    }
}

/// RFC 3339, or a day, which means its last second in UTC.
fn time(word: &str) -> Option<DateTime<FixedOffset>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(word) {
        return Some(time);
    }
    let day = NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(23, 59, 59)?.and_utc().fixed_offset())
}
