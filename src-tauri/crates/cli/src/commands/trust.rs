//! `absah trust`: the issuers that this computer trusts.

use super::service;
use crate::{exit, say};
use service::Decision;
use service::schema::{Problem, TrustPurpose, TrustView};
use service::texts::Texts;
use std::path::Path;

pub(crate) fn add(file: &Path, fingerprint: &str, decision: &Decision, as_json: bool, texts: &Texts) -> u8 {
    match service(None).trust_add_file(file, fingerprint, decision) {
        Ok(anchor) if as_json => say::json(&serde_json::to_value(&anchor).unwrap_or_default()),
        Ok(anchor) => say::line(&texts.with("cli-trust-added", &[("name", &anchor.subject)])),
        Err(problem) => return say::problem(&problem, as_json, texts),
    }
    exit::DONE
}

pub(crate) fn list(as_json: bool, texts: &Texts) -> u8 {
    show(Ok(service(None).trust_view()), as_json, texts)
}

pub(crate) fn mark(sha256: &str, bsre: bool, as_json: bool, texts: &Texts) -> u8 {
    show(service(None).trust_mark(sha256, bsre), as_json, texts)
}

pub(crate) fn remove(sha256: &str, as_json: bool, texts: &Texts) -> u8 {
    show(service(None).trust_remove(sha256), as_json, texts)
}

pub(crate) fn bundle(file: &Path, fingerprint: &str, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    show(service.bundle_add_file(file, fingerprint).map(|_| service.trust_view()), as_json, texts)
}

pub(crate) fn forget(as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    show(service.bundle_forget().map(|()| service.trust_view()), as_json, texts)
}

fn show(view: Result<TrustView, Problem>, as_json: bool, texts: &Texts) -> u8 {
    let view = match view {
        Ok(view) => view,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    if as_json {
        say::json(&serde_json::to_value(&view).unwrap_or_default());
        return exit::DONE;
    }
    if let Some(bundle) = &view.bundle {
        let facts =
            [("agency", bundle.agency.as_str()), ("number", &bundle.sequence), ("time", &bundle.issued)];
        say::line(&texts.with("cli-trust-bundle", &facts));
        for name in &bundle.unknown {
            say::line(&format!("  {}", texts.with("cli-trust-unknown", &[("name", name)])));
        }
    }
    if view.anchors.is_empty() {
        say::line(&texts.text("cli-trust-empty"));
    }
    for anchor in &view.anchors {
        say::line(&anchor.subject);
        say::line(&format!("  {} – {}", anchor.not_before, anchor.not_after));
        say::line(&format!("  {}", anchor.sha256));
        let purpose = match anchor.purpose {
            TrustPurpose::Any => "purpose-any",
            TrustPurpose::Signing => "purpose-signing",
            TrustPurpose::TimeStamping => "purpose-time_stamping",
        };
        say::line(&format!("  {}", texts.text(purpose)));
        if let Some(until) = &anchor.until {
            say::line(&format!("  {}", texts.with("cli-trust-until", &[("time", until)])));
        }
        if anchor.by_agency {
            say::line(&format!("  {}", texts.text("cli-trust-agency")));
        }
        if anchor.bsre {
            say::line(&format!("  {}", texts.text("cli-trust-bsre")));
        }
    }
    exit::DONE
}
