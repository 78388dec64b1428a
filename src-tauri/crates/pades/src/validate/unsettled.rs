//! What nobody at hand can answer: paths whose status no evidence settles, and certificates whose issuer is missing. A
//! caller that may ask outside does so, gives the answers to [`Facts::add_evidence`], and judges again.
//!
//! Not here: asking (`pki::gather`), and whether anything may be asked at all.

use chrono::{DateTime, Utc};
use pki::cert::Certificate;
use pki::path::{PathProblem, VerifiedPath};
use pki::revocation::Evidence;
use pki::trust::{Purpose, TrustStore};

use super::assess::{Assessment, candidates, climb, find};
use super::existence::Existence;
use super::facts::{Envelope, Facts, Kind};
use super::judge::KnownIssuers;
use super::status::PathStatus;

/// What could be asked for.
#[derive(Debug, Clone, Default)]
pub struct Unsettled {
    /// Paths of signers and of time-stamp authorities, with the time that each is judged at ([`VerifiedPath::at`]).
    pub paths: Vec<VerifiedPath>,
    /// The last certificate that can be reached from a signer or an authority without a path to an anchor.
    pub orphans: Vec<Certificate>,
}

/// Arguments as for [`judge`](super::judge). Practice certificates are never asked about.
#[must_use]
pub fn unsettled(facts: &Facts, trust: &TrustStore, at: DateTime<Utc>, known: &KnownIssuers) -> Unsettled {
    let existence = Existence::of(facts, trust, at);
    let mut found = Unsettled::default();
    for signature in &facts.signatures {
        let Envelope::Read(container) = &signature.envelope else { continue };
        let assessment = Assessment::of(facts, signature, trust, at, known, &existence);
        if assessment.practice {
            continue;
        }
        let time = assessment.time();
        let purpose = match signature.kind {
            Kind::Signature => Purpose::Signing,
            Kind::DocumentTimeStamp => Purpose::TimeStamping,
        };
        let mut ask =
            |certificate: Option<&Certificate>, beside: &[Certificate], evidence: Vec<Evidence>, purpose| {
                let Some(certificate) = certificate else { return };
                match find(facts, certificate, beside, trust, time, purpose) {
                    Ok(path) => {
                        let status = existence.status(facts, &path, beside, evidence, time);
                        if matches!(status, PathStatus::Unknown | PathStatus::NotProven) {
                            found.add_path(path);
                        }
                    }
                    Err(PathProblem::NoPath { .. }) => {
                        let all = candidates(facts, beside);
                        found.add_orphan(climb(certificate, &all.iter().collect::<Vec<_>>()).pop());
                    }
                    Err(_) => {}
                }
            };
        let end = signature.coverage.range.map_or(u64::MAX, |range| range.end());
        let own = existence.dated(container, end, assessment.proven);
        ask(container.certificate.as_ref(), &container.certificates, own, purpose);
        for stamp in &container.time_stamps {
            let own = existence.of_stamp(stamp, end);
            ask(stamp.certificate.as_ref(), &stamp.certificates, own, Purpose::TimeStamping);
        }
    }
    found
}

impl Unsettled {
    fn add_path(&mut self, path: VerifiedPath) {
        let same = |other: &VerifiedPath| other.certificates() == path.certificates();
        if !self.paths.iter().any(same) {
            self.paths.push(path);
        }
    }

    fn add_orphan(&mut self, certificate: Option<&Certificate>) {
        if let Some(certificate) = certificate.filter(|orphan| !self.orphans.contains(orphan)) {
            self.orphans.push(certificate.clone());
        }
    }
}
