//! `absah trust`: the issuers that this computer trusts.

use super::service;
use crate::{exit, say};
use service::schema::{Problem, RuleOrigin, RuleValue, RuleView, RulesView, TrustPurpose, TrustView};
use service::texts::Texts;
use service::{Decision, Service};
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
    let service = service(None);
    show(&service, Ok(service.trust_view()), as_json, texts)
}

pub(crate) fn mark(sha256: &str, bsre: bool, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    show(&service, service.trust_mark(sha256, bsre), as_json, texts)
}

pub(crate) fn remove(sha256: &str, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    show(&service, service.trust_remove(sha256), as_json, texts)
}

pub(crate) fn bundle(file: &Path, fingerprint: &str, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    let taken = service.bundle_add_file(file, fingerprint);
    show(&service, taken.map(|_| service.trust_view()), as_json, texts)
}

pub(crate) fn forget(as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    let forgotten = service.bundle_forget();
    show(&service, forgotten.map(|()| service.trust_view()), as_json, texts)
}

/// The issuers, and every rule with who set it.
fn show(service: &Service, view: Result<TrustView, Problem>, as_json: bool, texts: &Texts) -> u8 {
    let view = match view {
        Ok(view) => view,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    if as_json {
        let mut view = serde_json::to_value(&view).unwrap_or_default();
        if let Some(view) = view.as_object_mut() {
            view.insert("rules".to_owned(), serde_json::to_value(service.rules_view()).unwrap_or_default());
        }
        say::json(&view);
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
    rules(&service.rules_view(), texts);
    exit::DONE
}

fn rules(view: &RulesView, texts: &Texts) {
    say::line(&texts.text("rules-title"));
    for RuleView { id, value, origin } in &view.rules {
        let id = id.as_str();
        let state = match value {
            RuleValue::Switch { on: true } => texts.text(&format!("rule-{id}-on")),
            RuleValue::Switch { on: false } => texts.text(&format!("rule-{id}-off")),
            RuleValue::Hours { hours: Some(hours) } => {
                texts.with(&format!("rule-{id}-some"), &[("hours", &hours.to_string())])
            }
            RuleValue::Months { months: Some(months) } => {
                texts.with(&format!("rule-{id}-some"), &[("months", &months.to_string())])
            }
            RuleValue::Text { text } => text.clone(),
            RuleValue::List { entries } if !entries.is_empty() => entries.join(", "),
            RuleValue::Hours { hours: None }
            | RuleValue::Months { months: None }
            | RuleValue::List { .. } => texts.text(&format!("rule-{id}-none")),
        };
        say::line(&format!("  {}: {state}", texts.text(&format!("rule-{id}"))));
        let said = match (origin, &view.agency) {
            (RuleOrigin::Agency, Some(by)) => texts.with(
                "rules-by-agency",
                &[("agency", &by.name), ("day", by.issued.get(..10).unwrap_or_default())],
            ),
            (RuleOrigin::Own, _) => texts.text("rules-own"),
            _ => texts.text("rules-default"),
        };
        say::line(&format!("    {said}"));
    }
}
