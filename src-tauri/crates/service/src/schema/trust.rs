//! The trust store as a shell sees it.

use serde::Serialize;
use ts_rs::TS;

/// The issuers trusted on this computer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrustView {
    /// The anchors.
    pub anchors: Vec<AnchorView>,
}

/// A trusted issuer.
#[derive(Debug, Clone, Serialize, TS)]
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
