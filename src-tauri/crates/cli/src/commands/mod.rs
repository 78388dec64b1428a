//! One file per command.

mod batch;
pub(crate) mod doctor;
pub(crate) mod enroll;
pub(crate) mod explain;
pub(crate) mod extend;
pub(crate) mod journal;
pub(crate) mod network;
pub(crate) mod pin;
pub(crate) mod practice;
pub(crate) mod prepare;
pub(crate) mod sign;
pub(crate) mod tokens;
pub(crate) mod trust;
pub(crate) mod verify;

use crate::host::TerminalHost;
use crate::say;
use service::documents::OpenDocument;
use service::schema::{Problem, TokenState};
use service::texts::Texts;
use service::{Pin, Service};
use std::io::{BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The application for one command, with the trusted issuers of a folder if one was named.
fn service(trust: Option<PathBuf>) -> Arc<Service> {
    Service::with_trust(Arc::new(TerminalHost::new()), trust)
}

/// Whether a folder of trusted issuers, where one was named, is there: a slip of the pen must not look like no trust.
fn is_folder(trust: Option<&Path>) -> bool {
    trust.is_none_or(Path::is_dir)
}

/// One line of standard input, byte by byte so that no buffer keeps a copy of a secret.
fn secret_line() -> Zeroizing<Vec<u8>> {
    const LONGEST: usize = 1_024; // longer than any password or PIN
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = Zeroizing::new([0u8; 1]);
    let mut input = std::io::stdin().lock();
    while line.len() < LONGEST && matches!(input.read(byte.as_mut()), Ok(1)) {
        match byte.first() {
            Some(b'\n') | None => break,
            Some(b'\r') => {}
            Some(other) => line.push(*other),
        }
    }
    line
}

/// A PIN, PUK or password for a token: from standard input where asked for, else from the terminal. Where there is no
/// terminal nothing was typed, which the rules of the PIN refuse before anything is sent.
fn secret(prompt: &str, from_stdin: bool) -> Pin {
    if from_stdin {
        return Pin::new(secret_line());
    }
    let typed = Zeroizing::new(rpassword::prompt_password(format!("{prompt}: ")).unwrap_or_default());
    Pin::new(Zeroizing::new(typed.as_bytes().to_vec()))
}

/// Whether the last try may be used: `--last-try` says so, or the person types the word after reading what it means.
/// `warning` is the sentence that says it.
fn last_try(tries: Option<u8>, flag: bool, warning: &str, texts: &Texts) -> bool {
    if tries != Some(1) || flag {
        return flag;
    }
    say::error(&texts.text(warning));
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let word = texts.text("cli-last-word");
    say::error(&texts.with("cli-last-prompt", &[("word", &word)]));
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).is_ok() && typed.trim() == word
}

/// The token meant: `practice`, a reader's or card's name, a serial number, `pkcs11:DRIVER`; without a name the one
/// that is ready. Key files and drivers chosen in the window are looked at where no reader has the token.
fn token(service: &Service, name: Option<&str>) -> Result<String, Problem> {
    if name == Some(service::tokens::PRACTICE) {
        service.insert_practice()?;
        return Ok(service::tokens::PRACTICE.to_owned());
    }
    if let Some(module) =
        name.and_then(|name| name.strip_prefix("pkcs11:")).filter(|name| !name.contains('#'))
    {
        let tokens = service.insert_module(Path::new(module))?;
        let ready = |id: &&String| {
            let seen = service.tokens_view().tokens.into_iter().find(|token| token.id == **id);
            seen.is_some_and(|token| token.state == TokenState::Ready)
        };
        return tokens.iter().find(ready).or(tokens.first()).cloned().ok_or(Problem::TokenNoReader);
    }
    service.tokens().scan();
    let found = |view: &service::schema::TokensView| match name {
        Some(name) => view
            .tokens
            .iter()
            .find(|token| {
                token.id == name
                    || token.name.eq_ignore_ascii_case(name)
                    || token.serial.as_deref() == Some(name)
            })
            .map(|token| token.id.clone()),
        None => {
            view.tokens.iter().find(|token| token.state == TokenState::Ready).map(|token| token.id.clone())
        }
    };
    if let Some(id) = found(&service.tokens_view()) {
        return Ok(id);
    }
    service.load_sources();
    let view = service.tokens_view();
    match (found(&view), name) {
        (Some(id), _) => Ok(id),
        // Where there is no token at all, the reason helps more than the name.
        (None, Some(name)) => {
            Err(view.problem.unwrap_or_else(|| Problem::TokenNotFound { name: name.to_owned() }))
        }
        (None, None) => match view.tokens.first() {
            Some(token) => Ok(token.id.clone()),
            None => Err(view.problem.unwrap_or(Problem::TokenNoReader)),
        },
    }
}

/// The document's password: from standard input where asked for, else from the terminal.
fn unlock(open: &OpenDocument, from_stdin: bool, prompt: &str) -> Result<(), Problem> {
    if open.document().is_ok() {
        return Ok(());
    }
    open.unlock(&password(from_stdin, prompt)?)
}

/// As [`unlock`], for a document that is opened later.
fn password(from_stdin: bool, prompt: &str) -> Result<Arc<service::Password>, Problem> {
    let typed = if from_stdin {
        let line = secret_line();
        Zeroizing::new(String::from_utf8(line.to_vec()).map_err(|_| Problem::DocumentPasswordWrong)?)
    } else {
        Zeroizing::new(
            rpassword::prompt_password(format!("{prompt}: ")).map_err(|_| Problem::DocumentPasswordNeeded)?,
        )
    };
    Ok(Arc::new(service::Password::new(typed)))
}
