//! `absah repair` and `absah fields`: new files made before the first signature.

use super::{service, unlock};
use crate::{exit, say};
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{DocumentView, NewField, Problem};
use service::texts::Texts;
use std::path::{Path, PathBuf};

pub(crate) fn repair(input: &Path, output: PathBuf, as_json: bool, texts: &Texts) -> u8 {
    let result = OpenDocument::from_path(input).and_then(|open| {
        let service = service(None);
        let (document, _) = service.documents().add(open);
        service.repair(&document, Some(output.clone()))
    });
    report(result, &output, as_json, texts)
}

pub(crate) fn fields(
    input: &Path,
    output: PathBuf,
    fields: &[NewField],
    password_stdin: bool,
    as_json: bool,
    texts: &Texts,
) -> u8 {
    let result = OpenDocument::from_path(input).and_then(|open| {
        unlock(&open, password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
        let service = service(None);
        let (document, _) = service.documents().add(open);
        service.prepare_fields(&document, fields, Some(output.clone()))
    });
    report(result, &output, as_json, texts)
}

fn report(result: Result<DocumentView, Problem>, output: &Path, as_json: bool, texts: &Texts) -> u8 {
    match result {
        Ok(view) if as_json => {
            say::json(&json!({ "file": output, "pages": view.pages, "fields": view.fields }));
            exit::DONE
        }
        Ok(_) => {
            say::line(&texts.with("cli-written", &[("file", &output.display().to_string())]));
            exit::DONE
        }
        Err(problem) => say::problem(&problem, as_json, texts),
    }
}
