//! A verification result: codes and values, the same for the window and for `absah verify --json`.
//!
//! Field names and values are a contract, documented in `docs/command-line.md` and tested.

use super::{CertificateView, DocumentHandle};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which document to verify, and whether the network may be asked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VerifyRequest {
    /// The document.
    pub document: DocumentHandle,
    /// True: ask now, by the person's word; false: ask nobody; absent: as the settings say.
    pub online: Option<bool>,
}

/// The result for one file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VerifyView {
    /// File name in the window, path as given on the command line.
    pub file: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// The whole: worst of the signatures, or `tanpa_tanda_tangan`.
    pub verdict: String,
    /// The signatures in the order in which they were made.
    pub signatures: Vec<SignatureView>,
    /// The document's versions, oldest first.
    pub versions: Vec<VersionView>,
    /// What the QR codes on the pages of a file without a signature say: text of whoever made the file, never followed.
    pub codes: Vec<String>,
    /// What else is to be known, codes of the catalogue (`hint-…`). Of a file without a signature: `scan`, `printed`,
    /// `signature-like`, `qr`. Where pages are too many to be read in time: `pages-unread`. Of the notice that it was signed with a certificate of BSrE: `notice` (borne out by a signature),
    /// `notice-unchecked`, `notice-unsupported`.
    pub hints: Vec<String>,
    /// What the trust decision rests on.
    pub trust: TrustSummary,
    /// When it was checked, RFC 3339.
    pub checked_at: String,
    /// Name and version of the program.
    pub program: String,
}

/// One signature or document time stamp.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignatureView {
    /// Fully qualified field name.
    pub field: String,
    /// Common name in the signer's certificate, if there is one.
    pub signer: Option<String>,
    /// Common name of its issuer, as the certificate gives it.
    pub issuer: Option<String>,
    /// Keutuhan.
    pub integrity: HeadingState,
    /// `intact`, `changed_allowed`, `changed_visible`, `changed`, `broken` or `not_checkable`.
    pub integrity_detail: String,
    /// Code of the sentence for keutuhan.
    pub integrity_reason: String,
    /// Keautentikan.
    pub authenticity: HeadingState,
    /// Code of the sentence for keautentikan.
    pub authenticity_reason: String,
    /// Kenirsangkalan.
    pub non_repudiation: HeadingState,
    /// Code of the sentence for kenirsangkalan.
    pub non_repudiation_reason: String,
    /// The signature's own verdict.
    pub verdict: HeadingState,
    /// Main indication of EN 319 102-1 §5.1.3: `TOTAL-PASSED`, `INDETERMINATE`, `TOTAL-FAILED`.
    pub indication: String,
    /// Sub-indication of EN 319 102-1 §5.1.3, e.g. `HASH_FAILURE`.
    pub subindication: Option<String>,
    /// `B-B`, `B-T`, `B-LT`, `B-LTA`, or nothing for other forms.
    pub level: Option<String>,
    /// Whether nothing follows the signed bytes.
    pub covers_whole_file: bool,
    /// What came after the signature.
    pub changes: Vec<ChangeView>,
    /// Known attacks that the signature or a later change has the shape of; codes of the catalogue (`attack-…`).
    pub attacks: Vec<String>,
    /// Claimed and proven time.
    pub times: TimesView,
    /// The checks behind the verdict.
    pub checks: Vec<CheckResultView>,
    /// The signer's certificate.
    pub certificate: Option<CertificateView>,
    /// Whether it was made with the practice token: LATIHAN, never trusted.
    pub practice: bool,
    /// Whether a key that the agency marked as BSrE's stands in the trusted path.
    pub bsre: bool,
    /// Whether it is a document time stamp (ISO 32000-2 §12.8.5).
    pub document_timestamp: bool,
    /// Reason given by the signer.
    pub reason: Option<String>,
    /// Page of the visible block, from 1.
    pub page: Option<u32>,
}

/// State of one heading or signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeadingState {
    /// Checked and good.
    Sah,
    /// Something to know before acting.
    PerluPerhatian,
    /// Checked and bad.
    TidakSah,
    /// Nobody can say here and now.
    TidakDapatDiperiksa,
}

/// A change made after the signature.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangeView {
    /// `changed_allowed`, `changed_visible` or `changed`.
    pub level: String,
    /// What kind, a code with its sentence in the catalogue.
    pub kind: String,
    /// Page, from 1, where it has one.
    pub page: Option<u32>,
    /// Where on that page: left, bottom, right, top in its default user space, 1/72 inch; the whole page without one.
    pub rect: Option<[f64; 4]>,
    /// The known attack that it has the shape of.
    pub attack: Option<String>,
    /// Version that brought it, from 1.
    pub version: u32,
    /// Form field concerned, if any.
    pub field: Option<String>,
    /// Value before, if any.
    pub before: Option<String>,
    /// Value after, if any.
    pub after: Option<String>,
}

/// Times, kept apart: a claim is not a proof.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TimesView {
    /// By the signer's computer, RFC 3339.
    pub claimed: Option<String>,
    /// By a time stamp authority, RFC 3339.
    pub stamped: Option<String>,
}

/// One check behind a verdict.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckResultView {
    /// Stable name.
    pub id: String,
    /// `passed`, `warning`, `failed` or `not_done`.
    pub outcome: String,
    /// Clause that asks for it.
    pub clause: String,
}

/// A version (revision) of the document.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VersionView {
    /// From 1, oldest first.
    pub version: u32,
    /// Field that signed it, if one did.
    pub signed_by: Option<String>,
    /// Length of the file up to this version, in bytes.
    #[ts(type = "number")]
    pub length: u64,
}

/// What the trust decision rests on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrustSummary {
    /// Number of trusted issuers.
    pub anchors: u32,
    /// Where they come from: `store` or `folder`.
    pub source: String,
    /// Whether certificate status was asked over the network.
    pub online: bool,
    /// Date of the oldest list or answer from outside the file that was used, RFC 3339.
    pub as_of: Option<String>,
    /// Whether the status of a certificate is not known and could be asked for.
    pub missing: bool,
    /// What stood in the way of asking.
    pub problems: Vec<super::Problem>,
}

/// Names a version of an open document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VersionRequest {
    /// The document.
    pub document: DocumentHandle,
    /// From 1, oldest first.
    pub version: u32,
}

/// What is to be kept of a result.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReportRequest {
    /// The document.
    pub document: DocumentHandle,
    /// Its form.
    pub kind: ReportKind,
    /// A paper in both languages; the one of the settings first.
    pub bilingual: bool,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ReportKind {
    /// A paper.
    Pdf,
    /// Codes and values.
    Json,
    /// What the verdict rests on, without the document.
    Evidence,
    /// ETSI TS 119 102-2, for programs of others.
    Xml,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedFileView {
    /// Its name; nothing when the person closed the dialog.
    pub name: Option<String>,
}
