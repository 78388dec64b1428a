//! What the facts about one signature amount to under a given trust, at a given time: the proven time, the path at that
//! time, practice. The checks, headings and details all read this.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use pki::ObjectIdentifier;
use pki::algorithm::{self, SignatureScheme, Strength};
use pki::cert::Certificate;
use pki::der::Reader;
use pki::path::{self, PathPolicy, PathProblem, VerifiedPath};
use pki::trust::{Purpose, TrustStore};

use super::existence::Existence;
use super::facts::{Container, Envelope, Facts, Kind, SignatureFacts};
use super::judge::KnownIssuers;
use super::status::PathStatus;

/// Steps from a signer towards a root when looking for practice keys; real chains have 2 to 4.
const MAX_CLIMB: usize = 8;

const AUTHORITY_INFO_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

pub(super) fn find(
    facts: &Facts,
    target: &Certificate,
    beside: &[Certificate],
    trust: &TrustStore,
    at: DateTime<Utc>,
    purpose: Purpose,
) -> Result<VerifiedPath, PathProblem> {
    let policy = PathPolicy { purpose, ..PathPolicy::default() };
    path::find_with(target, &candidates(facts, beside), trust, at, &policy)
}

/// Certificates that may stand between a signer and an anchor.
pub(super) fn candidates(facts: &Facts, beside: &[Certificate]) -> Vec<Certificate> {
    let store = facts.store.as_ref().map(|store| store.certificates.as_slice()).unwrap_or_default();
    let mut all: Vec<Certificate> = Vec::new();
    for certificate in beside.iter().chain(store).chain(&facts.outside.certificates) {
        if !all.contains(certificate) {
            all.push(certificate.clone());
        }
    }
    all
}

/// One signature under a given trust.
pub(super) struct Assessment<'a> {
    pub(super) facts: &'a Facts,
    pub(super) signature: &'a SignatureFacts,
    pub(super) container: Option<&'a Container>,
    pub(super) known: &'a KnownIssuers,
    pub(super) at: DateTime<Utc>,
    /// Earliest proven time.
    pub(super) proven: Option<DateTime<Utc>>,
    /// Signature time stamps that are trusted, and how many are not.
    pub(super) trusted_stamps: usize,
    pub(super) other_stamps: usize,
    /// A document time stamp over the signature names an earlier time than a time stamp in it.
    pub(super) stamps_contradict: bool,
    pub(super) practice: bool,
    /// What the evidence says of the path, where there is one; of an expired certificate, how it stood on its last day.
    pub(super) status: Option<PathStatus>,
    identity: Option<Result<VerifiedPath, PathProblem>>,
}

impl<'a> Assessment<'a> {
    pub(super) fn of(
        facts: &'a Facts,
        signature: &'a SignatureFacts,
        trust: &TrustStore,
        at: DateTime<Utc>,
        known: &'a KnownIssuers,
        existence: &Existence,
    ) -> Self {
        let container = match &signature.envelope {
            Envelope::Read(container) => Some(container.as_ref()),
            Envelope::Empty | Envelope::Unreadable | Envelope::UnknownKind => None,
        };
        // What no range tells the end of is proven by nothing.
        let end = signature.coverage.range.map_or(u64::MAX, |range| range.end());
        let covered = existence.proven(end);
        let stamps = container.map(|c| c.time_stamps.as_slice()).unwrap_or_default();
        let trusted: Vec<DateTime<Utc>> = stamps
            .iter()
            .filter(|stamp| existence.believes(stamp, end, facts, trust))
            .map(|stamp| stamp.gen_time)
            .collect();
        let proven = trusted.iter().copied().chain(covered).min();
        let purpose = match signature.kind {
            Kind::Signature => Purpose::Signing,
            Kind::DocumentTimeStamp => Purpose::TimeStamping,
        };
        let certificate = container.and_then(|container| container.certificate.as_ref());
        let beside = container.map(|container| container.certificates.as_slice()).unwrap_or_default();
        let time = proven.unwrap_or(at);
        let identity = certificate.map(|c| find(facts, c, beside, trust, time, purpose));
        let evidence =
            container.map(|c| existence.dated(c, end, trusted.iter().copied().min())).unwrap_or_default();
        let status = match (&identity, certificate) {
            (Some(Ok(path)), _) => Some(existence.status(facts, path, beside, evidence, time)),
            // EN 319 102-1 §5.2.6.4, OUT_OF_BOUNDS_NOT_REVOKED: how it stood on its last day.
            (Some(Err(PathProblem::Expired { index: 0, .. })), Some(certificate)) => {
                let last = certificate.not_after();
                find(facts, certificate, beside, trust, last, purpose)
                    .ok()
                    .map(|path| existence.status(facts, &path, beside, evidence, last))
            }
            _ => None,
        };
        Self {
            facts,
            signature,
            container,
            known,
            at,
            proven,
            trusted_stamps: trusted.len(),
            other_stamps: stamps.len() - trusted.len() + container.map_or(0, |c| c.unreadable_stamps),
            stamps_contradict: covered.is_some_and(|covered| trusted.iter().any(|time| *time > covered)),
            practice: certificate.is_some_and(|c| is_practice(c, &candidates(facts, beside), trust, known)),
            status,
            identity,
        }
    }

    /// The time that the certificate is judged at (best-signature-time, EN 319 102-1 §5.5.4).
    pub(super) fn time(&self) -> DateTime<Utc> {
        self.proven.unwrap_or(self.at)
    }

    /// Whether a time stamp in the signature itself proves its time. One of those belongs to the act of signing: what it
    /// shows to be late is late. A document time stamp that came later only shows that the signature is not younger.
    pub(super) fn stamped_when_signed(&self) -> bool {
        self.trusted_stamps > 0
    }

    pub(super) fn certificate(&self) -> Option<&'a Certificate> {
        self.container?.certificate.as_ref()
    }

    /// Signer first, anchor last.
    pub(super) fn path(&self) -> Option<&[Certificate]> {
        match &self.identity {
            Some(Ok(path)) if !self.practice => Some(path.certificates()),
            _ => None,
        }
    }

    pub(super) fn path_problem(&self) -> Option<&PathProblem> {
        match &self.identity {
            Some(Err(problem)) => Some(problem),
            _ => None,
        }
    }

    pub(super) fn claimed_time(&self) -> Option<DateTime<FixedOffset>> {
        let signing_time = || Some(self.container?.signing_time?.fixed_offset());
        self.signature.dictionary_time.or_else(signing_time)
    }

    /// Whether the claimed and the proven time are more than a day apart (R-4.2c.2).
    pub(super) fn times_differ(&self) -> Option<bool> {
        let apart = self.claimed_time()?.signed_duration_since(self.proven?);
        Some(apart.abs() > TimeDelta::hours(24))
    }

    /// Whether every algorithm of the signature and its path is still good at [`Assessment::time`].
    pub(super) fn algorithms_are_good(&self) -> bool {
        let time = self.time();
        let Some(container) = self.container else { return false };
        let digest = container.digest_algorithm.map(|digest| algorithm::digest_strength(digest, time));
        let value = container
            .scheme
            .as_ref()
            .zip(container.certificate.as_ref())
            .map(|(scheme, certificate)| algorithm::strength(scheme, certificate.key(), time));
        let in_path = self.path().unwrap_or_default().windows(2).map(|pair| match pair {
            [subject, issuer] => SignatureScheme::from_der(subject.signature_algorithm(), None)
                .map_or(Strength::Good, |scheme| algorithm::strength(&scheme, issuer.key(), time)),
            _ => Strength::Good,
        });
        digest.into_iter().chain(value).chain(in_path).all(|strength| strength == Strength::Good)
    }
}

/// Climbs from the signer along signatures that verify; a certificate that was merely put beside it proves nothing.
fn is_practice(
    signer: &Certificate,
    candidates: &[Certificate],
    trust: &TrustStore,
    known: &KnownIssuers,
) -> bool {
    if known.practice.is_empty() {
        return false;
    }
    let anchors = trust.anchors().iter().map(|anchor| &anchor.certificate);
    let all: Vec<&Certificate> = candidates.iter().chain(anchors).collect();
    climb(signer, &all).iter().any(|certificate| known.practice.contains(&certificate.key_sha256()))
}

/// From the signer as far up as certificates at hand lead, each proven by the key above it.
pub(super) fn climb<'c>(signer: &'c Certificate, all: &[&'c Certificate]) -> Vec<&'c Certificate> {
    let mut steps = vec![signer];
    while let Some(current) = steps.last().copied().filter(|_| steps.len() <= MAX_CLIMB) {
        let signed_by = |issuer: &&&'c Certificate| {
            issuer.subject().matches(current.issuer()) && current.verify_signed_by(issuer.key()).is_ok()
        };
        match all.iter().find(signed_by) {
            Some(issuer) if !steps.contains(issuer) => steps.push(issuer),
            _ => break,
        }
    }
    steps
}

/// Whether the certificate names a CRL or an OCSP responder (RFC 5280 §4.2.1.13, §4.2.2.1).
pub(super) fn names_status_source(certificate: &Certificate) -> bool {
    let ocsp = |value: &[u8]| {
        let mut reader = Reader::new(value).any().ok()?.reader();
        while !reader.is_empty() {
            if reader.any().ok()?.reader().oid().ok()? == OCSP {
                return Some(true);
            }
        }
        Some(false)
    };
    certificate.extension(&CRL_DISTRIBUTION_POINTS).is_some()
        // What cannot be read may name one.
        || certificate.extension(&AUTHORITY_INFO_ACCESS).is_some_and(|e| ocsp(&e.value).unwrap_or(true))
}
