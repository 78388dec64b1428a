//! `absah enroll`: the application for a certificate, one step a command, kept in a folder that is named each time.

use super::{last_try, secret, service, token};
use crate::{exit, say};
use serde_json::json;
use service::enroll::record::{Record, SecretName};
use service::schema::{
    EnrollFormRequest, EnrollKind, EnrollSecretState, EnrollStep, EnrollView, Problem, Secret,
};
use service::texts::Texts;
use service::{Pin, Service};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is to be done with an application.
pub(crate) enum Verb {
    /// Looks whether the certificate was stored by another tool.
    Check,
    /// The person says that a secret is not the factory's any more.
    Confirm(SecretName),
    Delete,
    /// Enters the form anew.
    Form,
    Handover,
    Key,
    List,
    Manage,
    New(EnrollKind),
    Pin,
    Puk,
    Receive(PathBuf),
    Request,
    Show,
    Test,
    Write,
}

/// The words of `absah enroll`.
pub(crate) struct Enroll {
    pub(crate) verb: Verb,
    pub(crate) folder: PathBuf,
    pub(crate) options: EnrollOptions,
    pub(crate) token: Option<String>,
    pub(crate) template: Option<PathBuf>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) pin_stdin: bool,
    pub(crate) last_try: bool,
}

/// Options that only `absah enroll` has.
#[derive(Default)]
pub(crate) struct EnrollOptions {
    /// JSON with `values` by field and `attachments`.
    pub(crate) form: Option<PathBuf>,
    /// The applicant agreed.
    pub(crate) consent: bool,
    pub(crate) slot: Option<String>,
    pub(crate) algorithm: Option<String>,
    /// Last four digits of what is lost.
    pub(crate) confirm: Option<String>,
    pub(crate) accept_difference: bool,
    /// A request that another tool made.
    pub(crate) csr: Option<PathBuf>,
}

impl Verb {
    /// By its words; `next` gives the further ones.
    pub(crate) fn read(
        word: Option<&str>,
        mut next: impl FnMut(&str) -> Result<PathBuf, lexopt::Error>,
    ) -> Result<Verb, lexopt::Error> {
        const VERBS: &str = "enroll list, new, form, show, pin, puk, manage, confirm, key, request, receive, write, check, test, handover, delete";
        Ok(match word {
            None | Some("list") => Verb::List,
            Some("new") => match next("KIND")?.to_str() {
                Some("penerbitan") => Verb::New(EnrollKind::Penerbitan),
                Some("pembaruan") => Verb::New(EnrollKind::Pembaruan),
                Some("perubahan-data") => Verb::New(EnrollKind::PerubahanData),
                Some("pencabutan") => Verb::New(EnrollKind::Pencabutan),
                _ => return Err("penerbitan, pembaruan, perubahan-data, pencabutan".into()),
            },
            Some("confirm") => {
                let named = next("pin|puk|management")?;
                let named = named.to_str().and_then(SecretName::named);
                Verb::Confirm(named.ok_or("pin, puk, management")?)
            }
            Some("receive") => Verb::Receive(next("CERTIFICATE")?),
            Some("check") => Verb::Check,
            Some("delete") => Verb::Delete,
            Some("form") => Verb::Form,
            Some("handover") => Verb::Handover,
            Some("key") => Verb::Key,
            Some("manage") => Verb::Manage,
            Some("pin") => Verb::Pin,
            Some("puk") => Verb::Puk,
            Some("request") => Verb::Request,
            Some("show") => Verb::Show,
            Some("test") => Verb::Test,
            Some("write") => Verb::Write,
            _ => return Err(VERBS.into()),
        })
    }
}

pub(crate) fn run(enroll: &Enroll, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    let listed = match enroll.verb {
        Verb::List => Some(service.enroll_list()),
        Verb::Delete => Some(service.enroll_delete(&absolute(&enroll.folder))),
        _ => None,
    };
    if let Some(listed) = listed {
        return match listed {
            Err(problem) => say::problem(&problem, as_json, texts),
            Ok(rows) if as_json => {
                say::json(&json!({ "applications": rows }));
                exit::DONE
            }
            Ok(_) if matches!(enroll.verb, Verb::Delete) => {
                say::line(&texts.text("cli-enroll-deleted"));
                exit::DONE
            }
            Ok(rows) => {
                if rows.is_empty() {
                    say::line(&texts.text("cli-enroll-none"));
                }
                for row in rows {
                    let step = texts.text(&format!("enroll-step-{}", step_name(row.step)));
                    let words = [
                        ("folder", &*row.folder),
                        ("name", &row.name),
                        ("number", &row.number),
                        ("step", &step),
                    ];
                    say::line(&texts.with("cli-enroll-row", &words));
                }
                exit::DONE
            }
        };
    }
    match step(&service, enroll, texts) {
        Err(problem) => say::problem(&problem, as_json, texts),
        Ok(view) => {
            if as_json {
                say::json(&serde_json::to_value(&view).unwrap_or_default());
            } else {
                tell(&view, texts);
            }
            // A form that lacks something is kept, and not done.
            if view.complete || !matches!(enroll.verb, Verb::New(_) | Verb::Form) { exit::DONE } else { 7 }
        }
    }
}

fn step(service: &Arc<Service>, enroll: &Enroll, texts: &Texts) -> Result<EnrollView, Problem> {
    let folder = absolute(&enroll.folder);
    let template = enroll.template.as_deref();
    if let Verb::New(kind) = enroll.verb {
        let view = service.enroll_begin(kind, template)?;
        let view = service.enroll_keep(&view.id, &folder)?;
        return fill(service, &view.id, enroll);
    }
    let view = service.enroll_resume(&folder, template)?;
    let id = view.id.clone();
    match &enroll.verb {
        Verb::Form => return fill(service, &id, enroll),
        Verb::Receive(file) => return service.enroll_receive(&id, file),
        Verb::Request if enroll.options.csr.is_some() => {
            let csr = enroll.options.csr.clone().unwrap_or_default();
            service.enroll_request_file(&id, &csr)?;
            return service.enroll_package(&id, true, Some(folder));
        }
        // Taking a certificate out of force needs no token.
        Verb::Request if view.kind == EnrollKind::Pencabutan => {
            return service.enroll_package(&id, true, Some(folder));
        }
        Verb::Show if enroll.token.is_none() && view.step < EnrollStep::Token => return Ok(view),
        _ => {}
    }
    let view = match chosen(service, enroll, &folder) {
        Ok(token) => service.enroll_token(&id, &token)?,
        // What is known without the token is shown all the same.
        Err(_) if matches!(enroll.verb, Verb::Show) && enroll.token.is_none() => return Ok(view),
        Err(problem) => return Err(problem),
    };
    let token = view.token.as_ref().ok_or(Problem::TokenRemoved)?;
    let typed = |id: &str| secret(&texts.text(id), enroll.pin_stdin);
    let pin_prompt = texts.with("cli-pin-prompt", &[("token", &token.name)]);
    let tries = |puk: bool| {
        let seen = service.tokens_view().tokens.into_iter().find(|one| one.id == token.id);
        seen.and_then(|seen| if puk { seen.puk.tries } else { seen.pin.tries })
    };
    // What allows changes: the management key, or the PIN of a token that has none.
    let allowing = || match token.management {
        EnrollSecretState::Absent => {
            let last = last_try(tries(false), enroll.last_try, "cli-last-pin", texts);
            (hidden(&pin_prompt, enroll.pin_stdin), last)
        }
        _ => (hidden(&texts.text("cli-enroll-management-prompt"), enroll.pin_stdin), false),
    };
    match &enroll.verb {
        Verb::Pin => {
            let last = last_try(tries(false), enroll.last_try, "cli-last-pin", texts);
            let old = secret(&pin_prompt, enroll.pin_stdin);
            let new = twice("cli-pin-new-prompt", enroll.pin_stdin, texts)?;
            service.enroll_pin(&id, old, new, last)
        }
        Verb::Puk => {
            let last = last_try(tries(true), enroll.last_try, "cli-last-puk", texts);
            let old = typed("cli-enroll-puk-prompt");
            let new = twice("cli-enroll-puk-new-prompt", enroll.pin_stdin, texts)?;
            service.enroll_puk(&id, old, new, last)
        }
        Verb::Manage => {
            let old = hidden(&texts.text("cli-enroll-management-prompt"), enroll.pin_stdin);
            let new = hidden(&texts.text("cli-enroll-management-new-prompt"), enroll.pin_stdin);
            service.enroll_management(&id, old, new)
        }
        Verb::Confirm(secret) => service.enroll_confirm(&id, *secret),
        Verb::Key => {
            let free = token.places.iter().find(|place| place.holds == "nothing").or(token.places.first());
            let place = enroll.options.slot.clone().or(free.map(|place| place.id.clone()));
            let algorithm = enroll.options.algorithm.clone().or(token.algorithms.first().cloned());
            let (allowed_by, last) = allowing();
            let confirm = enroll.options.confirm.clone().unwrap_or_default();
            let (place, algorithm) = (place.unwrap_or_default(), algorithm.unwrap_or_default());
            service.enroll_key(&id, &place, &algorithm, allowed_by, &confirm, last)
        }
        Verb::Request => {
            if view.step <= EnrollStep::Request {
                let last = last_try(tries(false), enroll.last_try, "cli-last-pin", texts);
                service.enroll_request(&id, secret(&pin_prompt, enroll.pin_stdin), last)?;
            }
            service.enroll_package(&id, true, Some(folder))
        }
        Verb::Write => {
            let (allowed_by, last) = allowing();
            let confirm = enroll.options.confirm.clone().unwrap_or_default();
            service.enroll_write(&id, allowed_by, &confirm, enroll.options.accept_difference, last)
        }
        Verb::Check => service.enroll_check_written(&id),
        Verb::Test => {
            let last = last_try(tries(false), enroll.last_try, "cli-last-pin", texts);
            service.enroll_test(&id, secret(&pin_prompt, enroll.pin_stdin), last)
        }
        Verb::Handover => {
            let target = enroll.output.clone().unwrap_or_else(|| folder.join("lembar-serah-terima.pdf"));
            service.enroll_handover(&id, Some(target))
        }
        _ => Ok(view),
    }
}

/// Enters what the form's file says.
fn fill(service: &Service, id: &str, enroll: &Enroll) -> Result<EnrollView, Problem> {
    let Some(file) = &enroll.options.form else { return service.enroll_get(id) };
    let bytes = std::fs::read(file).map_err(|_| Problem::EnrollRecord)?;
    let mut entered: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| Problem::EnrollRecord)?;
    if let Some(map) = entered.as_object_mut() {
        map.insert("id".to_owned(), id.into());
        map.insert("consent".to_owned(), enroll.options.consent.into());
    }
    let entered: EnrollFormRequest = serde_json::from_value(entered).map_err(|_| Problem::EnrollRecord)?;
    service.enroll_form(entered)
}

/// The token named, else the one of the application, else the one that is there.
fn chosen(service: &Service, enroll: &Enroll, folder: &Path) -> Result<String, Problem> {
    let known = Record::read(folder)?.token.filter(|serial| !serial.is_empty());
    match (&enroll.token, known) {
        (Some(name), _) => token(service, Some(name)),
        (None, Some(serial)) => token(service, Some(&serial)).map_err(|problem| match problem {
            Problem::TokenNotFound { .. } => Problem::EnrollTokenOther { serial },
            other => other,
        }),
        (None, None) => token(service, None),
    }
}

/// A new secret; at a terminal twice, since it cannot be seen.
fn twice(prompt: &str, from_stdin: bool, texts: &Texts) -> Result<Pin, Problem> {
    let new = secret(&texts.text(prompt), from_stdin);
    if from_stdin || new.same_as(&secret(&texts.text("cli-pin-repeat-prompt"), false)) {
        Ok(new)
    } else {
        Err(Problem::PinMismatch)
    }
}

/// A management key or what has its part, as text.
fn hidden(prompt: &str, from_stdin: bool) -> Secret {
    if from_stdin {
        let line = super::secret_line();
        return Secret::new(zeroize::Zeroizing::new(String::from_utf8_lossy(&line).into_owned()));
    }
    let typed = rpassword::prompt_password(format!("{prompt}: ")).unwrap_or_default();
    Secret::new(zeroize::Zeroizing::new(typed))
}

fn tell(view: &EnrollView, texts: &Texts) {
    for field in &view.fields {
        if let Some(fault) = &field.fault {
            let fault = texts.with(&format!("enroll-fault-{fault}"), &[("detail", &field.fault_detail)]);
            say::line(&texts.with("cli-enroll-fault", &[("field", &field.label), ("fault", &fault)]));
        }
    }
    for missing in view.attachments.iter().filter(|one| !one.ticked) {
        say::line(&texts.with("enroll-fault-attachment", &[("label", &missing.label)]));
    }
    if let Some(token) = &view.token {
        say::line(&texts.with("cli-enroll-token", &[("name", &token.name), ("serial", &token.serial)]));
        for (name, state) in [("pin", token.pin), ("puk", token.puk), ("management", token.management)] {
            let secret = texts.text(&format!("enroll-secret-{name}"));
            let state = texts.text(state_text(state));
            say::line(&texts.with("cli-enroll-secret", &[("secret", &secret), ("state", &state)]));
        }
        for place in token.places.iter().filter(|_| view.step == EnrollStep::Key) {
            let holds = texts.text(&format!("enroll-holds-{}", place.holds));
            let what = place.certificate.as_ref().map(|one| format!("({}, {})", one.name, one.serial));
            let words =
                [("place", &*place.id), ("holds", &holds), ("what", what.as_deref().unwrap_or_default())];
            say::line(&texts.with("cli-enroll-place", &words));
        }
    }
    if let Some(received) = &view.certificate {
        say::line(&texts.with("enroll-chain", &[("chain", &received.chain.join(" › "))]));
        for line in &received.comparison {
            let what = texts.text(&format!("enroll-compare-{}", line.what));
            let result = texts.text(match (line.same, line.certificate.is_empty()) {
                (_, true) => "enroll-compare-silent",
                (true, _) => "enroll-compare-same",
                (false, _) => "enroll-compare-differs",
            });
            let words = [
                ("what", &*what),
                ("form", &line.form),
                ("certificate", &line.certificate),
                ("result", &result),
            ];
            say::line(&texts.with("cli-enroll-compare", &words));
        }
    }
    if let Some(folder) = &view.folder {
        say::line(&texts.with("cli-enroll-folder", &[("folder", folder)]));
    }
    if view.step == EnrollStep::Done {
        say::line(&texts.text("cli-enroll-closed"));
    } else {
        let step = texts.text(&format!("enroll-step-{}", step_name(view.step)));
        say::line(&texts.with("cli-enroll-step", &[("step", &step)]));
    }
}

const fn state_text(state: EnrollSecretState) -> &'static str {
    match state {
        EnrollSecretState::Factory => "enroll-state-factory",
        EnrollSecretState::Own => "enroll-state-own",
        EnrollSecretState::Unknown => "enroll-state-unknown",
        EnrollSecretState::Absent => "enroll-state-absent",
    }
}

/// As the step stands on the wire.
fn step_name(step: EnrollStep) -> String {
    serde_json::to_value(step).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A folder as it can be found again from elsewhere.
fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}
