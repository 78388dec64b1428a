//! Looking after the trusted issuers: show what a file holds, add it when the fingerprint heard from the agency
//! matches, list, remove.

use super::tokens::{describe, key_text};
use crate::host::PickKind;
use crate::schema::{AnchorView, Problem, TrustCandidateView, TrustView};
use crate::{Service, hex, trust};
use pki::cert::Certificate;
use pki::trust::{TrustStore, parse_fingerprint};
use std::path::Path;

impl Service {
    /// The issuers trusted on this computer.
    pub fn trust_view(&self) -> TrustView {
        TrustView { anchors: self.trust_folder().certificates().iter().map(anchor).collect() }
    }

    /// Asks for a file and shows its certificates for comparison.
    pub fn trust_pick(&self) -> Result<Vec<TrustCandidateView>, Problem> {
        let Some(path) = self.host().pick_files(PickKind::Certificate).into_iter().next() else {
            return Ok(Vec::new());
        };
        let certificates = trust::read_certificates(&path)?;
        let view = |certificate: &Certificate| TrustCandidateView {
            anchor: anchor(certificate),
            sha256: hex(&certificate.sha256()),
            problem: self.is_practice(certificate).then_some(Problem::PracticeNeverTrusted),
        };
        let views = certificates.iter().map(view).collect();
        *self.candidates() = certificates;
        Ok(views)
    }

    /// Adds a picked certificate.
    pub fn trust_add_picked(&self, candidate: &str, fingerprint: &str) -> Result<TrustView, Problem> {
        let picked = self.candidates().iter().find(|one| hex(&one.sha256()) == candidate).cloned();
        self.trust_certificate(&picked.ok_or(Problem::NotACertificate)?, fingerprint)?;
        Ok(self.trust_view())
    }

    /// Adds the certificate of a file that has this fingerprint.
    pub fn trust_add_file(&self, path: &Path, fingerprint: &str) -> Result<AnchorView, Problem> {
        let certificates = trust::read_certificates(path)?;
        let wanted = parse_fingerprint(fingerprint).map_err(|_| Problem::FingerprintMismatch)?;
        let certificate =
            certificates.iter().find(|one| one.sha256() == wanted).ok_or(Problem::FingerprintMismatch)?;
        self.trust_certificate(certificate, fingerprint)?;
        Ok(anchor(certificate))
    }

    /// Removes an issuer.
    pub fn trust_remove(&self, sha256: &str) -> Result<TrustView, Problem> {
        let fingerprint = parse_fingerprint(sha256).map_err(|_| Problem::NotACertificate)?;
        self.trust_folder().remove(&fingerprint).map_err(|_| Problem::OutputNotWritable)?;
        self.tokens_changed();
        Ok(self.trust_view())
    }

    fn trust_certificate(&self, certificate: &Certificate, fingerprint: &str) -> Result<(), Problem> {
        if self.is_practice(certificate) {
            return Err(Problem::PracticeNeverTrusted);
        }
        if parse_fingerprint(fingerprint).ok() != Some(certificate.sha256()) {
            return Err(Problem::FingerprintMismatch);
        }
        self.trust_folder().add(certificate).map_err(|_| Problem::OutputNotWritable)?;
        self.tokens_changed();
        Ok(())
    }

    /// What is trusted now, for one verification or plan.
    pub(crate) fn trust_snapshot(&self) -> TrustStore {
        self.trust_folder().snapshot(&self.practice_keys())
    }
}

fn anchor(certificate: &Certificate) -> AnchorView {
    let view = describe(certificate, false, false);
    AnchorView {
        subject: certificate.subject().rfc4514(),
        issuer: certificate.issuer().rfc4514(),
        not_before: view.not_before,
        not_after: view.not_after,
        key: key_text(certificate.key().kind),
        sha256: view.sha256,
    }
}
