//! `absah tokens`: what is plugged in, and what each can do. The practice token is listed when it is switched on.

use super::service;
use crate::{exit, say};
use service::schema::{KeyPurpose, TokenState};
use service::texts::Texts;

pub(crate) fn run(as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    if service.settings().practice
        && let Err(problem) = service.insert_practice()
    {
        return say::problem(&problem, as_json, texts);
    }
    service.load_sources();
    service.tokens().scan();
    let view = service.tokens_view();
    if as_json {
        say::json(&serde_json::to_value(&view).unwrap_or_default());
    } else {
        for token in &view.tokens {
            let state = match token.state {
                TokenState::Ready => "cli-token-ready",
                TokenState::Blocked => "cli-token-blocked",
                TokenState::Locked => "cli-token-locked",
                TokenState::Unusable | TokenState::Reading => "cli-token-unusable",
            };
            let serial = token.serial.as_deref().unwrap_or("-");
            say::line(&format!("{} ({}, {serial}): {}", token.id, token.name, texts.text(state)));
            if let Some(tries) = token.pin.tries {
                say::line(&format!("  {}", texts.with("cli-tries-left", &[("tries", &tries.to_string())])));
            }
            if let Some(tries) = token.puk.tries {
                say::line(&format!(
                    "  {}",
                    texts.with("cli-puk-tries-left", &[("tries", &tries.to_string())])
                ));
            }
            if let Some(problem) = &token.problem {
                say::line(&format!("  {}", say::happened(problem, texts)));
                say::line(&format!("  {}", texts.what_to_do(problem)));
            }
            for key in &token.keys {
                let name = key.certificate.as_ref().map_or("-", |certificate| certificate.name.as_str());
                let kind = key.certificate.as_ref().map_or("-", |certificate| certificate.key.as_str());
                let purpose = texts.text(match key.purpose {
                    KeyPurpose::Authentication => "purpose-authentication",
                    KeyPurpose::CardAuthentication => "purpose-card-authentication",
                    KeyPurpose::Encryption => "purpose-encryption",
                    KeyPurpose::Signature => "purpose-signature",
                    KeyPurpose::Unknown => "purpose-unknown",
                });
                let mark = if key.proposed { "*" } else { " " };
                say::line(&format!("  {mark} {} {name} ({kind}): {purpose}", key.id));
                if let Some(problem) = &key.problem {
                    say::line(&format!("     {}", say::happened(problem, texts)));
                }
            }
        }
        for source in &view.sources {
            if let Some(problem) = &source.problem {
                say::line(&format!("{}: {}", source.id, say::happened(problem, texts)));
                say::line(&format!("  {}", texts.what_to_do(problem)));
            }
        }
    }
    match view.problem {
        Some(problem) if view.tokens.is_empty() => {
            if as_json {
                exit::of_problem(&problem)
            } else {
                say::problem(&problem, false, texts)
            }
        }
        _ => exit::DONE,
    }
}
