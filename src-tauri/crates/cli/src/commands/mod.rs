//! One file per command.

pub(crate) mod doctor;
pub(crate) mod network;
pub(crate) mod practice;
pub(crate) mod sign;
pub(crate) mod tokens;
pub(crate) mod trust;
pub(crate) mod verify;

use crate::host::TerminalHost;
use service::Service;
use service::documents::OpenDocument;
use service::schema::Problem;
use std::io::Read;
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

/// The document's password: from standard input where asked for, else from the terminal.
fn unlock(open: &OpenDocument, from_stdin: bool, prompt: &str) -> Result<(), Problem> {
    if open.document().is_ok() {
        return Ok(());
    }
    let typed = if from_stdin {
        let line = secret_line();
        Zeroizing::new(String::from_utf8(line.to_vec()).map_err(|_| Problem::DocumentPasswordWrong)?)
    } else {
        Zeroizing::new(
            rpassword::prompt_password(format!("{prompt}: ")).map_err(|_| Problem::DocumentPasswordNeeded)?,
        )
    };
    open.unlock(&Arc::new(service::Password::new(typed)))
}
