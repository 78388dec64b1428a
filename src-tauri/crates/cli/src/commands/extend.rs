//! `absah extend`: raise a signed file, whoever signed it; `absah pending`: what was signed here while the network failed.

use super::sign::report;
use super::{is_folder, password, service, unlock};
use crate::arguments::Extend;
use crate::{exit, say};
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{Problem, SignedView};
use service::texts::Texts;
use std::path::PathBuf;

pub(crate) fn run(extend: Extend, as_json: bool, texts: &Texts) -> u8 {
    if !is_folder(extend.trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    match attempt(extend, texts) {
        Ok(extended) => report(&extended, as_json, texts),
        Err(problem) => say::problem(&problem, as_json, texts),
    }
}

fn attempt(extend: Extend, texts: &Texts) -> Result<SignedView, Problem> {
    let service = service(extend.trust);
    let open = OpenDocument::from_path(&extend.input)?;
    unlock(&open, extend.password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
    service.extend(&open, extend.level, extend.output)
}

pub(crate) fn list(as_json: bool, texts: &Texts) -> u8 {
    let pending = service(None).pending_view();
    if as_json {
        say::json(&json!({ "pending": pending }));
    } else if pending.is_empty() {
        say::line(&texts.text("cli-pending-none"));
    } else {
        for one in pending {
            let path = PathBuf::from(one.folder).join(one.name);
            let facts = [("file", &*path.display().to_string()), ("time", &*one.since)];
            say::line(&texts.with("cli-pending", &facts));
        }
    }
    exit::DONE
}

pub(crate) fn complete(trust: Option<PathBuf>, password_stdin: bool, as_json: bool, texts: &Texts) -> u8 {
    if !is_folder(trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    let service = service(trust);
    let mut code = exit::DONE;
    let mut rows = Vec::new();
    for one in service.pending_view() {
        let path = PathBuf::from(&one.folder).join(&one.name);
        let outcome = match service.complete(&one.id, None, None) {
            Err(Problem::DocumentPasswordNeeded) => {
                password(password_stdin, &texts.with("cli-password-prompt", &[("file", &one.name)]))
                    .and_then(|password| service.complete(&one.id, Some(&password), None))
            }
            outcome => outcome,
        };
        match outcome {
            Ok(completed) => {
                let output = PathBuf::from(&completed.folder).join(&completed.document.name);
                if !as_json {
                    say::line(&texts.with("cli-signed", &[("file", &output.display().to_string())]));
                }
                rows.push(json!({ "file": path, "output": output, "problem": null }));
            }
            Err(problem) => {
                code = exit::of_problem(&problem);
                if !as_json {
                    say::error(&texts.with("cli-pending-still", &[("file", &path.display().to_string())]));
                    say::error(&say::happened(&problem, texts));
                    say::error(&texts.what_to_do(&problem));
                }
                let problem = say::problem_json(&problem, texts);
                rows.push(json!({ "file": path, "output": null, "problem": problem }));
            }
        }
    }
    if as_json {
        say::json(&json!({ "completed": rows }));
    } else if rows.is_empty() {
        say::line(&texts.text("cli-pending-none"));
    }
    code
}
