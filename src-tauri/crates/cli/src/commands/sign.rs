//! `absah sign`: one document, one PIN, one result under a new name.

use super::{is_folder, secret_line, service, unlock};
use crate::arguments::Sign;
use crate::{exit, say};
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{BlockText, Outcome, Problem, SecretPrompt, SignRequest, SignedView, TokenState};
use service::texts::Texts;
use service::{Pin, Service};
use std::path::Path;
use zeroize::Zeroizing;

pub(crate) fn run(sign: Sign, as_json: bool, texts: &Texts) -> u8 {
    if !is_folder(sign.trust.as_deref()) {
        return say::usage("--trust", texts);
    }
    match attempt(sign, texts) {
        Ok(signed) => report(&signed, as_json, texts),
        Err(problem) => say::problem(&problem, as_json, texts),
    }
}

fn attempt(sign: Sign, texts: &Texts) -> Result<SignedView, Problem> {
    let service = service(sign.trust.clone());
    let open = OpenDocument::from_path(&sign.input)?;
    unlock(&open, sign.password_stdin, &texts.with("cli-password-prompt", &[("file", &open.name)]))?;
    let (document, _) = service.documents().add(open);
    let (token, mut known) = match sign.token.as_deref().and_then(|name| name.strip_prefix("p12:")) {
        Some(file) => key_file(&service, Path::new(file), sign.pin_stdin, texts)?,
        None => (token(&service, sign.token.as_deref())?, None),
    };
    let request = SignRequest {
        document,
        token,
        key: sign.key,
        place: sign.place,
        text: BlockText { position: sign.position, ..BlockText::default() },
        reason: sign.reason,
        level: Some(sign.level),
        // Whoever gives this command states it; the sentence is shown with the PIN (PP 71/2019 Art 62(4)).
        consent: true,
    };
    let prompt = match service.sign_run(&request, Some(sign.output)) {
        Outcome::NeedsSecret { secret } => secret,
        Outcome::Refused { problem } => return Err(problem),
        Outcome::Done { value } => return Ok(value),
    };
    say::error(&texts.text("cli-consent"));
    let pin = match known.take() {
        Some(password) => Pin::new(password),
        None => pin(&prompt, sign.pin_stdin, texts)?,
    };
    match service.secret_answer(&prompt.ticket, pin) {
        Outcome::Done { value } => Ok(value),
        Outcome::NeedsSecret { secret } => Err(Problem::PinWrong { tries: secret.tries }),
        Outcome::Refused { problem } => Err(problem),
    }
}

/// A secret as it was typed, for an act that needs it twice.
type Typed = Zeroizing<Vec<u8>>;

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

/// The token meant: `practice`, a reader's or card's name, a serial number; without a name the one that is ready.
fn token(service: &Service, name: Option<&str>) -> Result<String, Problem> {
    if name == Some(service::tokens::PRACTICE) {
        service.insert_practice()?;
        return Ok(service::tokens::PRACTICE.to_owned());
    }
    if let Some(module) = name.and_then(|name| name.strip_prefix("pkcs11:")) {
        let tokens = service.insert_module(Path::new(module))?;
        let ready = |id: &&String| {
            let seen = service.tokens_view().tokens.into_iter().find(|token| token.id == **id);
            seen.is_some_and(|token| token.state == TokenState::Ready)
        };
        return tokens.iter().find(ready).or(tokens.first()).cloned().ok_or(Problem::TokenNoReader);
    }
    service.tokens().scan();
    let view = service.tokens_view();
    let found = match name {
        Some(name) => view.tokens.iter().find(|token| {
            token.id == name || token.name.eq_ignore_ascii_case(name) || token.serial.as_deref() == Some(name)
        }),
        None => view.tokens.iter().find(|token| token.state == TokenState::Ready).or(view.tokens.first()),
    };
    match (found, name) {
        (Some(token), _) => Ok(token.id.clone()),
        // Where there is no token at all, the reason helps more than the name.
        (None, Some(name)) => {
            Err(view.problem.unwrap_or_else(|| Problem::TokenNotFound { name: name.to_owned() }))
        }
        (None, None) => Err(view.problem.unwrap_or(Problem::TokenNoReader)),
    }
}

fn pin(prompt: &SecretPrompt, from_stdin: bool, texts: &Texts) -> Result<Pin, Problem> {
    if from_stdin {
        return Ok(Pin::new(secret_line()));
    }
    if let Some(tries) = prompt.tries {
        say::error(&texts.with("cli-tries-left", &[("tries", &tries.to_string())]));
    }
    let words = texts.with("cli-pin-prompt", &[("token", &prompt.signer)]);
    let typed = rpassword::prompt_password(format!("{words}: "));
    let typed = Zeroizing::new(
        typed.map_err(|_| Problem::PinFormat { min: prompt.min_length, max: prompt.max_length })?,
    );
    Ok(Pin::new(Zeroizing::new(typed.as_bytes().to_vec())))
}

fn report(signed: &SignedView, as_json: bool, texts: &Texts) -> u8 {
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
            say::error(&texts.what_happened(problem));
            say::error(&texts.what_to_do(problem));
        }
    }
    if signed.incomplete.is_some() { exit::INCOMPLETE } else { exit::DONE }
}
