//! What the help shows that is no fixed text: whom to ask, lost tokens, the practice statement (CPS), reminders of renewal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whom to ask, and what is kept for the help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HelpView {
    /// Whom to ask, the agency first (agreement Art 15).
    pub contacts: Vec<ContactView>,
    /// Certificates that can be marked as lost: those on tokens that are in, and those that signed here.
    pub certificates: Vec<KnownCertificateView>,
    /// Addresses of practice statements in the certificates on tokens that are in (RFC 5280 §4.2.1.4).
    pub statements: Vec<String>,
    /// The agency's own copy, if one was taken in.
    pub statement: Option<StatementView>,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactView {
    /// Name of the office.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Whether the agency's bundle says so, and not the agreement.
    pub by_agency: bool,
}

/// A certificate that this computer knows, without its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KnownCertificateView {
    /// Names it in requests: the first 16 hex digits of its SHA-256.
    pub id: String,
    /// Common name of its issuer.
    pub issuer: String,
    /// Last four digits of its serial number, behind a mask.
    pub serial: String,
    /// Last day, ISO 8601.
    pub until: String,
    /// Whether its token is in now.
    pub present: bool,
    /// Since when it is marked as lost, ISO 8601; nothing when it is not.
    pub lost: Option<String>,
}

/// Marks a certificate's token as lost, or takes the mark away.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LostRequest {
    /// As [`KnownCertificateView::id`] names it.
    pub certificate: String,
    /// Whether it is lost.
    pub lost: bool,
}

/// A copy of a practice statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatementView {
    /// The file's name.
    pub name: String,
    /// Day on which it was taken in, ISO 8601.
    pub taken: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// What to do with the copy of the practice statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StatementAct {
    /// Forget it.
    Forget,
    /// Choose a file and keep a copy.
    Pick,
    /// Show it in the system's reader.
    Show,
}

/// An act on the copy of the practice statement.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct StatementRequest {
    /// Which.
    pub act: StatementAct,
}

/// A certificate that ends soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReminderView {
    /// SHA-256 of the certificate, hex.
    pub certificate: String,
    /// The token where it lies, as in [`super::TokenView::id`].
    pub token: String,
    /// Days until its last one; 0 on it.
    pub days: u32,
    /// The stage: 60, 30, 20, 7 … 1, 0. A dismissed one does not come back; the next one does.
    pub stage: u32,
    /// Its last moment, RFC 3339.
    pub not_after: String,
}

/// Dismisses a reminder until its next stage.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReminderRequest {
    /// SHA-256 of the certificate, hex.
    pub certificate: String,
    /// The stage that was shown.
    pub stage: u32,
}
