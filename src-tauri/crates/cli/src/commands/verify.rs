//! `absah verify`: any number of files, one array of results, one exit code.

use super::{is_folder, service, unlock};
use crate::arguments::Verify;
use crate::exit::Outcome;
use crate::say;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::{Value, json};
use service::documents::OpenDocument;
use service::schema::{Problem, SignatureView, VerifyView};
use service::texts::Texts;
use service::{Asking, Service};
use std::path::Path;

pub(crate) fn run(verify: Verify, as_json: bool, texts: &Texts) -> u8 {
    let at = match verify.at.as_deref().map(time) {
        None => None,
        Some(Some(at)) => Some(at),
        Some(None) => return say::usage("--at", texts),
    };
    if !is_folder(verify.trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    let asking = match verify.online {
        None => Asking::AsSet,
        Some(true) => Asking::Now,
        Some(false) => Asking::Never,
    };
    let service = service(verify.trust);
    let mut results = Vec::new();
    let mut worst = Outcome::Valid;
    for file in &verify.files {
        let result = one(&service, file, at, asking, verify.password_stdin, texts);
        worst = worst.min(match &result {
            Ok(view) => Outcome::of_verdict(&view.verdict),
            Err(_) => Outcome::Unreadable,
        });
        if as_json {
            results.push(to_json(file, &result, texts));
        } else {
            print(file, &result, texts);
        }
    }
    if as_json {
        say::json(&Value::Array(results));
    }
    worst.code()
}

fn one(
    service: &Service,
    file: &Path,
    at: Option<DateTime<FixedOffset>>,
    asking: Asking,
    password_stdin: bool,
    texts: &Texts,
) -> Result<VerifyView, Problem> {
    let open = OpenDocument::from_path(file)?;
    unlock(&open, password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
    let at = at.unwrap_or_else(|| chrono::Local::now().fixed_offset());
    let view = service.verify_at(&open, at, asking)?;
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
            if let Some(time) = &view.trust.as_of {
                say::line(&format!("  {}", texts.with("cli-status-as-of", &[("time", time)])));
            }
            if view.trust.missing {
                say::line(&format!("  {}", texts.text("cli-status-missing")));
            }
            for problem in &view.trust.problems {
                say::line(&format!("  {}", texts.what_happened(problem)));
            }
            for signature in &view.signatures {
                print_signature(signature, texts);
            }
        }
        Err(problem) => {
            say::line(&format!("  {}", texts.what_happened(problem)));
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
