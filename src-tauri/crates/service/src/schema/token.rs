//! Tokens, keys and certificates as a shell sees them.

use super::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All tokens, and what is missing where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TokensView {
    /// Why no real token can be used, if so (service down, no reader, no card).
    pub problem: Option<Problem>,
    /// Tokens, the practice token last.
    pub tokens: Vec<TokenView>,
    /// The practice token's page.
    pub practice: PracticeView,
}

/// Facts of the practice token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PracticeView {
    /// Whether it is switched on.
    pub on: bool,
    /// Its factory PIN, shown openly.
    pub pin: String,
    /// Its factory PUK, shown openly.
    pub puk: String,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TokenView {
    /// Names the token in requests: `practice`, or the reader.
    pub id: String,
    /// Name for people: the card's family and the reader.
    pub name: String,
    /// Serial number, where the card gives one.
    pub serial: Option<String>,
    /// What can be done with it.
    pub state: TokenState,
    /// Whether it is the practice token.
    pub practice: bool,
    /// PIN counter, read without using a try.
    pub pin: PinView,
    /// Keys with a certificate, the usable one first.
    pub keys: Vec<KeyView>,
    /// Why it cannot sign, if so.
    pub problem: Option<Problem>,
}

/// What can be done with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It can sign.
    Ready,
    /// PIN blocked.
    Blocked,
    /// No usable certificate, or another obstacle: see `problem`.
    Unusable,
    /// Being read.
    Reading,
}

/// The PIN counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PinView {
    /// Tries left, where the token tells.
    pub tries: Option<u8>,
    /// Whether no try is left.
    pub blocked: bool,
    /// Smallest length in characters.
    pub min_length: u8,
    /// Largest length in characters.
    pub max_length: u8,
}

/// A key on a token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KeyView {
    /// Names the key in requests.
    pub id: String,
    /// Its certificate, where one is stored and readable.
    pub certificate: Option<CertificateView>,
    /// Whether it can sign now.
    pub usable: bool,
    /// Why not, or what to know.
    pub problem: Option<Problem>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CertificateView {
    /// Common name of the subject.
    pub name: String,
    /// Organisation of the subject, if any.
    pub organization: Option<String>,
    /// Common name of the issuer, as the certificate gives it.
    pub issuer: String,
    /// Serial number, hex.
    pub serial: String,
    /// First moment of validity, RFC 3339.
    pub not_before: String,
    /// Last moment of validity, RFC 3339.
    pub not_after: String,
    /// Key algorithm and size, e.g. `RSA 2048`, `P-256`.
    pub key: String,
    /// SHA-256 fingerprint, hex.
    pub sha256: String,
    /// Whether its chain reaches a trusted issuer now.
    pub trusted: bool,
    /// Whether it comes from this computer's practice CA (known by key).
    pub practice: bool,
    /// Whether it comes from an issuer marked as BSrE (known by key).
    pub bsre: bool,
}
