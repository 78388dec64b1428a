//! Looking after the trusted issuers: show what a file holds, add it when the fingerprint heard from the agency
//! matches, mark the keys of BSrE, list, remove.

use super::bundle::{purpose_of, trusted};
use super::tokens::{describe, key_text};
use crate::host::PickKind;
use crate::schema::{AnchorView, Problem, TrustAddRequest, TrustCandidateView, TrustPurpose, TrustView};
use crate::trust::{Limits, Marks, Trusted};
use crate::{Service, hex, trust};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use pades::validate::KnownIssuers;
use pki::cert::Certificate;
use pki::trust::{TrustStore, parse_fingerprint};
use std::collections::BTreeSet;
use std::path::Path;

/// What the person decides when an issuer is taken in.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// What it is to be trusted for.
    pub purpose: TrustPurpose,
    /// Last day of trust, `YYYY-MM-DD`, its end in UTC.
    pub until: Option<String>,
    /// Whether its key is BSrE's, by the agency's word.
    pub bsre: bool,
}

impl Service {
    /// The issuers trusted on this computer.
    pub fn trust_view(&self) -> TrustView {
        let marks = self.known_issuers().bsre;
        let anchors = self.issuers().iter().map(|issuer| view(issuer, &marks)).collect();
        TrustView { anchors, bundle: self.bundle_view() }
    }

    /// Asks for a file and shows its certificates for comparison.
    pub fn trust_pick(&self) -> Result<Vec<TrustCandidateView>, Problem> {
        let Some(path) = self.host().pick_files(PickKind::Certificate).into_iter().next() else {
            return Ok(Vec::new());
        };
        Ok(self.offer(trust::read_certificates(&path)?))
    }

    /// Shows the certificates of issuers on the tokens that are in, for comparison. Lying on a token is no reason to trust one.
    pub fn trust_from_tokens(&self) -> Vec<TrustCandidateView> {
        let readings = self.tokens().seen().into_iter().filter_map(|seen| seen.reading?.ok());
        let keys = readings.flat_map(|reading| reading.keys).filter_map(|key| key.certificate);
        let mut found: Vec<Certificate> = Vec::new();
        for certificate in keys.filter_map(|der| Certificate::from_der(&der).ok()).filter(Certificate::is_ca)
        {
            if !found.iter().any(|one| one.sha256() == certificate.sha256()) {
                found.push(certificate);
            }
        }
        self.offer(found)
    }

    /// Keeps the certificates for the answer, and shows what each holds.
    fn offer(&self, certificates: Vec<Certificate>) -> Vec<TrustCandidateView> {
        let marks = self.known_issuers().bsre;
        let candidate = |certificate: &Certificate| TrustCandidateView {
            anchor: view(&Trusted::by_person(certificate.clone(), &Limits::default()), &marks),
            sha256: hex(&certificate.sha256()),
            problem: self.is_practice(certificate).then_some(Problem::PracticeNeverTrusted),
        };
        let views = certificates.iter().map(candidate).collect();
        *self.candidates() = certificates;
        views
    }

    /// Adds a picked certificate.
    pub fn trust_add_picked(&self, request: &TrustAddRequest) -> Result<TrustView, Problem> {
        let picked = self.candidates().iter().find(|one| hex(&one.sha256()) == request.candidate).cloned();
        let TrustAddRequest { purpose, until, bsre, .. } = request.clone();
        let decision = Decision { purpose, until, bsre };
        self.trust_certificate(&picked.ok_or(Problem::NotACertificate)?, &request.fingerprint, &decision)?;
        Ok(self.trust_view())
    }

    /// Adds the certificate of a file that has this fingerprint.
    pub fn trust_add_file(
        &self,
        path: &Path,
        fingerprint: &str,
        decision: &Decision,
    ) -> Result<AnchorView, Problem> {
        let certificates = trust::read_certificates(path)?;
        let wanted = parse_fingerprint(fingerprint).map_err(|_| Problem::FingerprintMismatch)?;
        let certificate = certificates
            .into_iter()
            .find(|one| one.sha256() == wanted)
            .ok_or(Problem::FingerprintMismatch)?;
        let limits = self.trust_certificate(&certificate, fingerprint, decision)?;
        Ok(view(&Trusted::by_person(certificate, &limits), &self.known_issuers().bsre))
    }

    /// Removes an issuer. A mark of its key stays: it is no trust.
    pub fn trust_remove(&self, sha256: &str) -> Result<TrustView, Problem> {
        let issuer = self.issuer(sha256)?;
        self.trust_folder().remove(&issuer.sha256()).map_err(|_| Problem::OutputNotWritable)?;
        self.tokens_changed();
        Ok(self.trust_view())
    }

    /// Sets or takes away the mark of BSrE of an issuer's key.
    pub fn trust_mark(&self, sha256: &str, bsre: bool) -> Result<TrustView, Problem> {
        let issuer = self.issuer(sha256)?;
        self.mark(&issuer, bsre)?;
        self.tokens_changed();
        Ok(self.trust_view())
    }

    /// An issuer in the person's list; the agency's are changed by the agency.
    fn issuer(&self, sha256: &str) -> Result<Certificate, Problem> {
        let fingerprint = parse_fingerprint(sha256).map_err(|_| Problem::NotACertificate)?;
        let own = self.trust_folder().issuers().into_iter().map(|issuer| issuer.anchor.certificate);
        own.into_iter().find(|issuer| issuer.sha256() == fingerprint).ok_or(Problem::NotACertificate)
    }

    fn trust_certificate(
        &self,
        certificate: &Certificate,
        fingerprint: &str,
        decision: &Decision,
    ) -> Result<Limits, Problem> {
        if self.is_practice(certificate) {
            return Err(Problem::PracticeNeverTrusted);
        }
        if parse_fingerprint(fingerprint).ok() != Some(certificate.sha256()) {
            return Err(Problem::FingerprintMismatch);
        }
        let until =
            decision.until.as_deref().map(|day| end_of(day).ok_or(Problem::DateUnusable)).transpose()?;
        let limits = Limits { purpose: decision.purpose, until };
        if decision.bsre {
            self.mark(certificate, true)?;
        }
        self.trust_folder().add(certificate, &limits).map_err(|_| Problem::OutputNotWritable)?;
        self.tokens_changed();
        Ok(limits)
    }

    fn mark(&self, certificate: &Certificate, bsre: bool) -> Result<(), Problem> {
        if bsre && self.is_practice(certificate) {
            return Err(Problem::PracticeNeverTrusted);
        }
        let data = self.host().data_folder();
        let mut marks = Marks::read(data);
        marks.set(certificate, bsre);
        marks.write(data).map_err(|_| Problem::OutputNotWritable)
    }

    pub(crate) fn marks(&self) -> Marks {
        Marks::read(self.host().data_folder())
    }

    /// Every issuer that counts: the person's and the agency's, or those of the folder that was named instead.
    pub(crate) fn issuers(&self) -> Vec<Trusted> {
        let mut issuers = self.trust_folder().issuers();
        if let Some(bundle) = self.bundle() {
            issuers.extend(bundle.anchors().iter().map(trusted));
        }
        issuers
    }

    /// Certificates that may help to find a path; no one trusts them for that.
    pub(crate) fn intermediates(&self) -> Vec<Certificate> {
        let mut all = self.bundle().map(|bundle| bundle.intermediates().to_vec()).unwrap_or_default();
        all.extend(self.issuers_between().certificates().iter().cloned());
        all
    }

    /// What is trusted now, for one verification or plan.
    pub(crate) fn trust_snapshot(&self) -> TrustStore {
        trust::snapshot(self.issuers(), &self.practice_keys())
    }

    /// Keys that mean something here: practice, and BSrE by the agency's mark. A practice key is never BSrE's.
    pub(crate) fn known_issuers(&self) -> KnownIssuers {
        let practice = self.practice_keys().into_iter().collect();
        let mut marked = self.marks().keys();
        marked.extend(self.bundle().iter().flat_map(|bundle| bundle.marks().keys()));
        let bsre = &marked - &practice;
        KnownIssuers { practice, bsre }
    }
}

fn view(issuer: &Trusted, marked: &BTreeSet<[u8; 32]>) -> AnchorView {
    let Trusted { anchor, by_agency } = issuer;
    let certificate = &anchor.certificate;
    let described = describe(certificate, false, false, false);
    AnchorView {
        subject: certificate.subject().rfc4514(),
        issuer: certificate.issuer().rfc4514(),
        not_before: described.not_before,
        not_after: described.not_after,
        key: key_text(certificate.key().kind),
        sha256: described.sha256,
        purpose: purpose_of(anchor.purpose),
        until: anchor.not_after.map(|until| until.to_rfc3339_opts(SecondsFormat::Secs, true)),
        bsre: marked.contains(&certificate.key_sha256()),
        by_agency: *by_agency,
    }
}

/// The last second of a day, UTC.
fn end_of(day: &str) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(23, 59, 59)?.and_utc())
}
