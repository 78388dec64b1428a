//! `absah sign`: one document, one PIN, one result under a new name. Many documents: see `batch`.

use super::{is_folder, last_try, secret, secret_line, service, token, unlock};
use crate::arguments::{Documents, Sign};
use crate::{exit, say};
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{
    BlockText, DocumentHandle, Outcome, PlaceRequest, Problem, SecretKind, SecretPrompt, SignRequest,
    SignedView,
};
use service::texts::Texts;
use service::{Pin, Service};
use std::path::Path;
use zeroize::Zeroizing;

pub(crate) fn run(sign: Sign, as_json: bool, texts: &Texts) -> u8 {
    if !is_folder(sign.trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    let outcome = match &sign.documents {
        Documents::One { input, output } => {
            attempt(&sign, input, output, texts).map(|signed| report(&signed, as_json, texts))
        }
        Documents::Many { inputs, folder, resume } => {
            super::batch::run(&sign, inputs, folder.as_deref(), *resume, as_json, texts)
        }
    };
    outcome.unwrap_or_else(|problem| say::problem(&problem, as_json, texts))
}

fn attempt(sign: &Sign, input: &Path, output: &Path, texts: &Texts) -> Result<SignedView, Problem> {
    let service = service(sign.trust.clone());
    let open = OpenDocument::from_path(input)?;
    unlock(&open, sign.password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
    let (document, _) = service.documents().add(open);
    let (token, known) = chosen(&service, sign, texts)?;
    let request = request(&service, sign, document, token)?;
    let prompt = match service.sign_run(&request, Some(output.to_owned())) {
        Outcome::NeedsSecret { secret } => secret,
        Outcome::Refused { problem } => return Err(problem),
        Outcome::Done { value } => return Ok(value),
    };
    let (pin, last) = typed(&prompt, sign, known, texts)?;
    match service.secret_answer(&prompt.ticket, pin, last) {
        Outcome::Done { value } => Ok(value),
        Outcome::NeedsSecret { secret } if secret.kind == SecretKind::Password => {
            Err(Problem::KeyFilePasswordWrong)
        }
        Outcome::NeedsSecret { secret } => Err(Problem::PinWrong { tries: secret.tries }),
        Outcome::Refused { problem } => Err(problem),
    }
}

/// The statement of consent, then the secret, and whether the last try was confirmed.
pub(super) fn typed(
    prompt: &SecretPrompt,
    sign: &Sign,
    known: Option<Typed>,
    texts: &Texts,
) -> Result<(Pin, bool), Problem> {
    say::error(&texts.text("cli-consent"));
    let last = last_try(prompt.tries, sign.last_try, "cli-last-pin", texts);
    if prompt.tries == Some(1) && !last {
        return Err(Problem::PinLastTry);
    }
    let pin = match known {
        Some(password) => Pin::new(password),
        None => pin(prompt, sign.pin_stdin, texts),
    };
    Ok((pin, last))
}

/// What is asked for, for one document: the kept block of that name, and before it what was said here.
pub(super) fn request(
    service: &Service,
    sign: &Sign,
    document: DocumentHandle,
    token: String,
) -> Result<SignRequest, Problem> {
    let preset = sign.preset.as_deref().map(|name| service.preset(name)).transpose()?;
    let kept = preset.as_ref().map(|preset| preset.text.clone()).unwrap_or_default();
    let picture = sign.image.as_deref().map(|image| service.take_picture(image)).transpose()?;
    let zone = preset.as_ref().map(|preset| preset.zone.place());
    Ok(SignRequest {
        key: sign.key.clone(),
        place: sign.place.clone().or(zone).unwrap_or(PlaceRequest::Free),
        text: BlockText {
            position: sign.position.clone().or(kept.position),
            rank: sign.rank.clone().or(kept.rank),
            nip: sign.nip.clone().or(kept.nip),
            picture: picture.map(|view| view.picture).or(kept.picture),
            picture_above: sign.image_above || kept.picture_above,
            qr: sign.qr.clone().or(kept.qr),
            show_reason: sign.show_reason || kept.show_reason,
        },
        size: preset.and_then(|preset| preset.size),
        reason: sign.reason.clone(),
        location: sign.location.clone(),
        notice: sign.notice.clone(),
        protection: sign.protection,
        level: sign.level,
        // Whoever gives this command states it; the sentence is shown with the PIN (PP 71/2019 Art 62(4)).
        consent: true,
        ..SignRequest::new(document, token)
    })
}

/// The token meant, and its secret where that had to be asked for already.
pub(super) fn chosen(
    service: &Service,
    sign: &Sign,
    texts: &Texts,
) -> Result<(String, Option<Typed>), Problem> {
    match sign.token.as_deref().and_then(|name| name.strip_prefix("p12:")) {
        Some(file) => key_file(service, Path::new(file), sign.pin_stdin, texts),
        None => Ok((token(service, sign.token.as_deref())?, None)),
    }
}

/// A secret as it was typed, for an act that needs it twice.
pub(super) type Typed = Zeroizing<Vec<u8>>;

/// A PKCS#12 file as token. Its password is typed once for the act: it lists the certificates and then signs.
fn key_file(
    service: &Service,
    file: &Path,
    from_stdin: bool,
    texts: &Texts,
) -> Result<(String, Option<Typed>), Problem> {
    let password = if from_stdin {
        secret_line()
    } else {
        let words = texts.with("cli-key-file-prompt", &[("file", &file.display().to_string())]);
        let typed =
            rpassword::prompt_password(format!("{words}: ")).map_err(|_| Problem::KeyFilePasswordWrong)?;
        Zeroizing::new(Zeroizing::new(typed).as_bytes().to_vec())
    };
    let id = service.insert_key_file(file, Pin::new(password.clone()))?;
    Ok((id, Some(password)))
}

/// The PIN as this token wants it; nothing where it is typed on the reader.
fn pin(prompt: &SecretPrompt, from_stdin: bool, texts: &Texts) -> Pin {
    if prompt.kind == SecretKind::PinPad {
        say::error(&texts.text("cli-pin-on-pad"));
        return Pin::new(Zeroizing::new(Vec::new()));
    }
    if !from_stdin && let Some(tries) = prompt.tries {
        say::error(&texts.with("cli-tries-left", &[("tries", &tries.to_string())]));
    }
    let words = match prompt.kind {
        SecretKind::Password => texts.with("cli-key-file-prompt", &[("file", &prompt.token)]),
        _ => texts.with("cli-pin-prompt", &[("token", &prompt.signer)]),
    };
    secret(&words, from_stdin)
}

pub(super) fn report(signed: &SignedView, as_json: bool, texts: &Texts) -> u8 {
    let path = Path::new(&signed.folder).join(&signed.document.name);
    let practice = signed.verification.signatures.last().is_some_and(|signature| signature.practice);
    if as_json {
        let incomplete = signed.incomplete.as_ref().map(|problem| say::problem_json(problem, texts));
        say::json(&json!({
            "file": path, "practice": practice, "incomplete": incomplete, "verification": signed.verification,
        }));
    } else {
        say::line(&texts.with("cli-signed", &[("file", &path.display().to_string())]));
        if practice {
            say::line(&texts.text("cli-signed-practice"));
        }
        if let Some(problem) = &signed.incomplete {
            say::error(&say::happened(problem, texts));
            say::error(&texts.what_to_do(problem));
        }
    }
    if signed.incomplete.is_some() { exit::INCOMPLETE } else { exit::DONE }
}
