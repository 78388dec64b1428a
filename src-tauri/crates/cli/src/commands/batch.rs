//! `absah sign` with several files or folders: one PIN for all, a list of results at the end.

use super::sign::{chosen, request, typed};
use super::{password, service};
use crate::arguments::Sign;
use crate::{exit, say};
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{BatchItemView, BatchState, BatchView, DocumentHandle, Outcome, Problem};
use service::texts::Texts;
use service::{BatchSource, output};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn run(
    sign: &Sign,
    inputs: &[PathBuf],
    folder: Option<&Path>,
    resume: bool,
    as_json: bool,
    texts: &Texts,
) -> Result<u8, Problem> {
    let sources: Vec<(PathBuf, PathBuf)> = sources(inputs, folder, resume)?;
    if sources.is_empty() {
        return Ok(report(&[], &[], None, as_json, texts));
    }
    let service = service(sign.trust.clone());
    let (token, known) = chosen(&service, sign, texts)?;
    let batch = opened(sources.clone(), sign.password_stdin, texts)?;
    let request = request(&service, sign, DocumentHandle(String::new()), token)?;
    let view = match service.batch_of(batch, request) {
        Outcome::NeedsSecret { secret } => {
            let (pin, last) = typed(&secret, sign, known, texts)?;
            match service.batch_answer(&secret.ticket, pin, last) {
                Outcome::Done { value } => value,
                Outcome::Refused { problem } => return Err(problem),
                Outcome::NeedsSecret { .. } => return Err(Problem::TicketGone),
            }
        }
        Outcome::Done { value } => value,
        Outcome::Refused { problem } => return Err(problem),
    };
    let BatchView { items, stopped, .. } = view;
    Ok(report(&sources, &items, stopped.as_ref(), as_json, texts))
}

/// The documents with what opens those that a password protects: from standard input one line for all of them, else typed for
/// each.
fn opened(
    sources: Vec<(PathBuf, PathBuf)>,
    from_stdin: bool,
    texts: &Texts,
) -> Result<Vec<BatchSource>, Problem> {
    let mut given = None;
    let mut batch = Vec::new();
    for (path, target) in sources {
        let locked = OpenDocument::from_path(&path)
            .is_ok_and(|open| open.document().err() == Some(Problem::DocumentPasswordNeeded));
        let password = match (locked, from_stdin, &given) {
            (false, ..) => None,
            (true, true, Some(password)) => Some(Arc::clone(password)),
            (true, ..) => {
                let name = output::name_of(&path);
                let typed = password(from_stdin, &texts.with("cli-password-prompt", &[("file", &name)]))?;
                given = Some(Arc::clone(&typed));
                Some(typed)
            }
        };
        batch.push(BatchSource { path, target: Some(target), seen: None, password });
    }
    Ok(batch)
}

/// Each document with the place of its result. Of a folder its PDF files, by name, without the results of others.
fn sources(
    inputs: &[PathBuf],
    folder: Option<&Path>,
    resume: bool,
) -> Result<Vec<(PathBuf, PathBuf)>, Problem> {
    let mut all = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            all.push(input.clone());
            continue;
        }
        let entries = std::fs::read_dir(input).map_err(|_| Problem::DocumentUnreadable)?;
        let mut found: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        found.retain(|path| {
            path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
        });
        found.sort();
        let results: BTreeSet<PathBuf> = found.iter().map(|path| output::first_signed_name(path)).collect();
        found.retain(|path| !results.contains(path));
        all.append(&mut found);
    }
    let mut sources = Vec::new();
    for path in all {
        let place = match folder {
            Some(folder) => folder.join(path.file_name().unwrap_or(path.as_os_str())),
            None => path.clone(),
        };
        let done = output::first_signed_name(&place).exists();
        if !(resume && done) {
            sources.push((path, output::signed_name(&place)));
        }
    }
    Ok(sources)
}

fn report(
    sources: &[(PathBuf, PathBuf)],
    items: &[BatchItemView],
    stopped: Option<&Problem>,
    as_json: bool,
    texts: &Texts,
) -> u8 {
    if as_json {
        let rows = sources.iter().zip(items).map(|((file, output), item)| {
            let written = item.output.is_some().then_some(output);
            let problem = item.problem.as_ref().map(|problem| say::problem_json(problem, texts));
            json!({ "file": file, "state": item.state, "level": item.level, "output": written, "problem": problem })
        });
        let stopped = stopped.map(|problem| say::problem_json(problem, texts));
        say::json(&json!({ "documents": rows.collect::<Vec<_>>(), "stopped": stopped }));
    } else {
        for ((file, output), item) in sources.iter().zip(items) {
            let (file, output) = (file.display().to_string(), output.display().to_string());
            match item.state {
                BatchState::Signed | BatchState::Incomplete => {
                    say::line(&texts.with("cli-signed", &[("file", &output)]));
                }
                BatchState::Refused => say::error(&texts.with("cli-batch-refused", &[("file", &file)])),
                BatchState::Waiting => say::error(&texts.with("cli-batch-waiting", &[("file", &file)])),
            }
            if let Some(problem) = &item.problem {
                say::error(&say::happened(problem, texts));
                say::error(&texts.what_to_do(problem));
            }
        }
        let signed = items.iter().filter(|item| item.output.is_some()).count();
        let counts = [("signed", &*signed.to_string()), ("all", &*items.len().to_string())];
        say::line(&texts.with("cli-batch-sum", &counts));
        if let Some(problem) = stopped {
            say::error(&say::happened(problem, texts));
            say::error(&texts.what_to_do(problem));
        }
    }
    let refused = items.iter().filter(|item| item.state == BatchState::Refused);
    let worst = stopped.or_else(|| refused.filter_map(|item| item.problem.as_ref()).next());
    match worst {
        Some(problem) => exit::of_problem(problem),
        None if items.iter().any(|item| item.state == BatchState::Incomplete) => exit::INCOMPLETE,
        None => exit::DONE,
    }
}
