//! Tokens, keys and certificates as a shell sees them. `absah tokens --json` prints [`TokensView`] as it is, and the
//! window draws the same value, so both tell the same facts.

use super::{Problem, ReminderView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All tokens, and what is missing where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TokensView {
    /// Why no real token can be used, if so (service down, no reader, no card).
    pub problem: Option<Problem>,
    /// Tokens, the practice token last.
    pub tokens: Vec<TokenView>,
    /// Certificates on them that end soon.
    pub reminders: Vec<ReminderView>,
    /// Key files and drivers chosen by hand.
    pub sources: Vec<SourceView>,
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
    /// Names the token in requests: `practice`, the reader, `p12:FILE` or `pkcs11:DRIVER#SERIAL`.
    pub id: String,
    /// How it is reached.
    pub kind: TokenKind,
    /// Name for people: the kind of card, or the file.
    pub name: String,
    /// The reader it is in, where it is in one.
    pub reader: Option<String>,
    /// Serial number, where the card gives one.
    pub serial: Option<String>,
    /// What can be done with it.
    pub state: TokenState,
    /// Whether it is the practice token.
    pub practice: bool,
    /// The PIN, read without using a try.
    pub pin: PinView,
    /// The PUK, read without using a try.
    pub puk: PukView,
    /// All keys and certificates, the usable ones first.
    pub keys: Vec<KeyView>,
    /// Why it cannot sign, or what to know.
    pub problem: Option<Problem>,
    /// Drivers on this computer that may serve a card which this program does not speak with itself.
    pub drivers: Vec<DriverView>,
    /// The [`SourceView::id`] it came from, where it was chosen by hand.
    pub source: Option<String>,
}

/// How a token is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A card or USB token in a reader.
    Card,
    /// A PKCS#12 file.
    KeyFile,
    /// A token behind the driver of its maker (PKCS#11).
    Module,
}

/// What can be done with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It can sign.
    Ready,
    /// PIN blocked.
    Blocked,
    /// A key file whose password has not been given: its certificates are not known yet.
    Locked,
    /// No usable certificate, or another obstacle: see `problem`.
    Unusable,
    /// Being read.
    Reading,
}

/// The PIN: its counter and its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PinView {
    /// What is asked for.
    pub kind: SecretKind,
    /// Tries left, where the token tells.
    pub tries: Option<u8>,
    /// Whether no try is left.
    pub blocked: bool,
    /// Smallest length in bytes.
    pub min_length: u8,
    /// Largest length in bytes.
    pub max_length: u8,
    /// Only the digits 0-9.
    pub digits_only: bool,
    /// The issuer's PIN: to be changed before it can be used.
    pub to_change: bool,
    /// Whether it can be changed from here.
    pub changeable: bool,
}

/// The PUK: its counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PukView {
    /// Tries left, where the token tells.
    pub tries: Option<u8>,
    /// Whether no try is left: the token cannot be unblocked any more.
    pub blocked: bool,
    /// Whether the PIN can be unblocked from here.
    pub usable: bool,
}

/// Kinds of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// The password of a key file; there is no counter.
    Password,
    /// The token's PIN, typed on the computer's keyboard.
    Pin,
    /// The token's PIN, typed on the reader: this program never sees it.
    PinPad,
}

/// A key or a certificate on a token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KeyView {
    /// Names the key in requests.
    pub id: String,
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Its certificate, where one is stored and readable.
    pub certificate: Option<CertificateView>,
    /// Whether it can sign now.
    pub usable: bool,
    /// Whether it is the one that signs unless another is chosen.
    pub proposed: bool,
    /// Why not, or what to know.
    pub problem: Option<Problem>,
}

/// What a key is for: by its place on the card, else by its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Logging in.
    Authentication,
    /// Proving that the card is there.
    CardAuthentication,
    /// Enciphering.
    Encryption,
    /// Signing.
    Signature,
    /// Neither card nor certificate say.
    Unknown,
}

/// A driver on this computer (PKCS#11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DriverView {
    /// Names it in requests.
    pub id: String,
    /// The product, where it is known, else the file's name.
    pub name: String,
}

/// A key file or a driver chosen by hand.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SourceView {
    /// Names it in requests: `p12:FILE` or `pkcs11:DRIVER`.
    pub id: String,
    /// Key file or driver.
    pub kind: SourceKind,
    /// The file's name.
    pub name: String,
    /// The folder it lies in, for the eye only.
    pub folder: String,
    /// What a driver says of itself: maker, product and version.
    pub facts: Option<String>,
    /// The test of the connection, step by step.
    pub steps: Vec<StepView>,
    /// Why the test stopped, or what is missing; nothing while it runs.
    pub problem: Option<Problem>,
    /// Whether the test is running.
    pub testing: bool,
    /// Whether it is remembered; a file that is no driver is not.
    pub kept: bool,
}

/// What can be chosen by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// PKCS#12 file.
    KeyFile,
    /// PKCS#11 module.
    Module,
}

/// One step of the test of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct StepView {
    /// Which step.
    pub id: StepId,
    /// How it ended.
    pub state: StepState,
}

/// The steps of a driver's test in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepId {
    /// The file is a driver for this system and processor.
    File,
    /// The driver starts.
    Start,
    /// It sees a reader.
    Slot,
    /// A token is there.
    Token,
    /// The token holds a certificate.
    Certificate,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Well.
    Passed,
    /// Not.
    Failed,
    /// Not reached.
    Open,
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

/// Names a token.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TokenRequest {
    /// The token, as [`TokenView::id`] names it.
    pub token: String,
}

/// Asks for a key file or a driver in the system's dialog.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SourcePickRequest {
    /// What to choose.
    pub kind: SourceKind,
}

/// Names a key file or driver chosen by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SourceRequest {
    /// As [`SourceView::id`] names it.
    pub source: String,
}

/// Takes a driver that was proposed for a card.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DriverRequest {
    /// The card, as [`TokenView::id`] names it.
    pub token: String,
    /// The driver, as [`DriverView::id`] names it.
    pub driver: String,
}

/// What came of choosing or testing a key file or a driver.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SourceTriedView {
    /// The one that was tried; nothing when the dialog was closed.
    pub tried: Option<SourceView>,
    /// All tokens and sources now.
    pub tokens: TokensView,
}
