//! What every command answers: done, a secret is needed, or what stands in the way.

use super::{Problem, SecretKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a command answers.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Outcome<T> {
    /// It is done.
    Done {
        /// The result.
        value: T,
    },
    /// A secret is needed to go on.
    NeedsSecret {
        /// Which secret, and what is known about it.
        secret: SecretPrompt,
    },
    /// An expected obstacle: the state is as before.
    Refused {
        /// The obstacle.
        problem: Problem,
    },
}

impl<T> From<Result<T, Problem>> for Outcome<T> {
    fn from(result: Result<T, Problem>) -> Self {
        match result {
            Ok(value) => Outcome::Done { value },
            Err(problem) => Outcome::Refused { problem },
        }
    }
}

/// Names one waiting run; it dies with the run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Ticket(pub String);

/// A request for a secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SecretPrompt {
    /// The run that waits.
    pub ticket: Ticket,
    /// Which secret.
    pub kind: SecretKind,
    /// File name of the document.
    pub document: String,
    /// Name in the certificate that will sign.
    pub signer: String,
    /// Tries left, where the token tells.
    pub tries: Option<u8>,
    /// Whether the last VERIFY of this run was refused.
    pub wrong: bool,
    /// Smallest length the token takes, in characters.
    pub min_length: u8,
    /// Largest length the token takes, in characters.
    pub max_length: u8,
    /// Only the digits 0-9.
    pub digits_only: bool,
    /// The token, for [`super::TokenRequest`].
    pub token: String,
    /// Whether the practice token asks.
    pub practice: bool,
}
