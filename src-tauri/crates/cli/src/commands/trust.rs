//! `absah trust`: the issuers that this computer trusts.

use super::service;
use crate::{exit, say};
use service::texts::Texts;
use std::path::Path;

pub(crate) fn add(file: &Path, fingerprint: &str, as_json: bool, texts: &Texts) -> u8 {
    match service(None).trust_add_file(file, fingerprint) {
        Ok(anchor) if as_json => say::json(&serde_json::to_value(&anchor).unwrap_or_default()),
        Ok(anchor) => say::line(&texts.with("cli-trust-added", &[("name", &anchor.subject)])),
        Err(problem) => return say::problem(&problem, as_json, texts),
    }
    exit::DONE
}

pub(crate) fn list(as_json: bool, texts: &Texts) -> u8 {
    let view = service(None).trust_view();
    if as_json {
        say::json(&serde_json::to_value(&view).unwrap_or_default());
        return exit::DONE;
    }
    if view.anchors.is_empty() {
        say::line(&texts.text("cli-trust-empty"));
    }
    for anchor in &view.anchors {
        say::line(&format!(
            "{}\n  {} – {}\n  {}",
            anchor.subject, anchor.not_before, anchor.not_after, anchor.sha256
        ));
    }
    exit::DONE
}
