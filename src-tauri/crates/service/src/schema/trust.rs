//! The trust store as a shell sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The issuers trusted on this computer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrustView {
    /// The anchors.
    pub anchors: Vec<AnchorView>,
    /// The agency's bundle in force, if there is one.
    pub bundle: Option<BundleView>,
}

/// What an agency's bundle says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BundleView {
    /// The agency's name, in its own words.
    pub agency: String,
    /// Its number, decimal.
    pub sequence: String,
    /// When it was issued, RFC 3339.
    pub issued: String,
    /// SHA-256 of the key that signed it, hex.
    pub key_sha256: String,
    /// Number of trusted issuers in it.
    pub anchors: u32,
    /// Its time-stamp servers.
    pub stampers: Vec<String>,
    /// Its hosts in closed networks.
    pub hosts: Vec<String>,
    /// Rules in it that this program does not know.
    pub unknown: Vec<String>,
}

/// A bundle that was picked, for comparison over a second channel.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BundleCandidateView {
    /// What it says.
    pub bundle: BundleView,
    /// Whether its key is that of the bundle in force: then no fingerprint is asked for.
    pub known: bool,
    /// Why it cannot come into force, if so.
    pub problem: Option<super::Problem>,
}

/// The fingerprint of the bundle's key, as heard from the agency.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleAddRequest {
    /// 64 hex digits, spaces and colons ignored; empty where the key is known.
    pub fingerprint: String,
}

/// What an issuer is trusted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrustPurpose {
    /// Everything.
    #[default]
    Any,
    /// Certificates of people who sign.
    Signing,
    /// Certificates of time-stamp authorities.
    TimeStamping,
}

/// A trusted issuer.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AnchorView {
    /// Name of the subject.
    pub subject: String,
    /// Name of the issuer.
    pub issuer: String,
    /// First moment of validity, RFC 3339.
    pub not_before: String,
    /// Last moment of validity, RFC 3339.
    pub not_after: String,
    /// Key algorithm and size.
    pub key: String,
    /// SHA-256 fingerprint, hex.
    pub sha256: String,
    /// What it is trusted for.
    pub purpose: TrustPurpose,
    /// Last moment of trust, RFC 3339, if limited.
    pub until: Option<String>,
    /// Whether its key is marked as BSrE's.
    pub bsre: bool,
    /// Whether the agency's bundle says so, and not the person's list.
    pub by_agency: bool,
}

/// A certificate picked for import, shown for comparison over a second channel.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrustCandidateView {
    /// What would be trusted.
    pub anchor: AnchorView,
    /// SHA-256 fingerprint, hex; names the candidate in `trust_add`.
    pub sha256: String,
    /// Why it can never be trusted, if so.
    pub problem: Option<super::Problem>,
}

/// The picked certificate, the fingerprint that the person typed after hearing it from the agency, and what the issuer is to
/// be trusted for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrustAddRequest {
    /// SHA-256 of the picked certificate, as [`TrustCandidateView::sha256`] names it.
    pub candidate: String,
    /// What the person typed: hex digits, spaces and colons ignored.
    pub fingerprint: String,
    /// What for.
    pub purpose: TrustPurpose,
    /// Last day of trust, `YYYY-MM-DD` (its end, UTC), if limited.
    pub until: Option<String>,
    /// Whether the agency says that this is a key of BSrE.
    pub bsre: bool,
}

/// Sets or takes away the mark of BSrE.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrustMarkRequest {
    /// SHA-256 of the certificate, 64 hex digits.
    pub sha256: String,
    /// Whether its key is BSrE's.
    pub bsre: bool,
}

/// Names an issuer by the SHA-256 of its certificate.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FingerprintRequest {
    /// 64 hex digits.
    pub sha256: String,
}
