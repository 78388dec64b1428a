//! Proofs of existence (EN 319 102-1 §5.6.2.3): what was certainly there when, by time stamps that are to be believed
//! themselves. A document time stamp proves every byte in front of it, so the signatures and the evidence of revocation
//! that stand there; a signature time stamp proves the signature and what that one signed.
//!
//! Past certificate validation (§5.6.2.1) needs no control time that slides from the anchor down: every certificate of a
//! path is judged at the proven time of the signature, and evidence about it counts from its own proof of existence
//! ([`Dating::Proven`](revocation::Dating)), so that evidence whose signer ended meanwhile needs a time stamp from before.

use chrono::{DateTime, TimeDelta, Utc};
use pki::algorithm::{self, Digest, SignatureScheme, Strength};
use pki::cert::Certificate;
use pki::path::VerifiedPath;
use pki::revocation::{self, Dating, Evidence, Policy};
use pki::trust::{Purpose, TrustStore};
use pki::tsp::AuthorityUsage;

use super::assess::{candidates, find, names_status_source};
use super::facts::{Container, Envelope, Facts, Kind, StampFacts};
use super::status::{PathStatus, Statuses};

/// How far the clock of an authority may be ahead of ours: a computer that is a few minutes slow is common, and a stamp
/// that was just made must not be lost by it.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// How evidence of revocation is believed in verification: from when it is proven to have existed.
#[must_use]
pub fn status_policy(now: DateTime<Utc>) -> Policy {
    Policy { dating: Dating::Proven, ..Policy::as_of(now) }
}

/// What trusted document time stamps prove, as of `at`.
pub(super) struct Existence {
    proofs: Vec<Proof>,
    at: DateTime<Utc>,
}

struct Proof {
    end: u64,
    time: DateTime<Utc>,
}

impl Existence {
    /// From the newest time stamp to the oldest: each is judged at the time that the newer ones prove for it.
    pub(super) fn of(facts: &Facts, trust: &TrustStore, at: DateTime<Utc>) -> Self {
        let mut existence = Self { proofs: Vec::new(), at };
        let stamps = facts.signatures.iter().filter(|s| s.kind == Kind::DocumentTimeStamp);
        for signature in stamps.rev() {
            let Some(range) = signature.coverage.range.filter(|_| signature.coverage.faults.is_empty())
            else {
                continue;
            };
            let Envelope::Read(container) = &signature.envelope else { continue };
            let Some(time) = container.gen_time else { continue };
            if !container.digest.holds() || !container.signature.holds() {
                continue;
            }
            let authority = Authority {
                certificate: container.certificate.as_ref(),
                reference: container.certificate_reference,
                certificates: &container.certificates,
                evidence: existence.dated(container, range.end(), None),
                digest: container.digest_algorithm,
                scheme: container.scheme.as_ref(),
            };
            let judged_at = existence.proven(range.end()).unwrap_or(at);
            if authority.trusted(facts, trust, judged_at, time, &existence) && time <= at + CLOCK_SKEW {
                existence.proofs.push(Proof { end: range.end(), time });
            }
        }
        existence
    }

    /// The earliest time at which the file up to `end` is proven to have existed. A time stamp does not prove itself.
    pub(super) fn proven(&self, end: u64) -> Option<DateTime<Utc>> {
        self.proofs.iter().filter(|proof| proof.end > end).map(|proof| proof.time).min()
    }

    /// Whether a time stamp in the signature that ends at `end` is to be believed.
    pub(super) fn believes(&self, stamp: &StampFacts, end: u64, facts: &Facts, trust: &TrustStore) -> bool {
        let authority = Authority {
            certificate: stamp.certificate.as_ref(),
            reference: stamp.certificate_reference,
            certificates: &stamp.certificates,
            evidence: self.of_stamp(stamp, end),
            digest: stamp.digest_algorithm,
            scheme: stamp.scheme.as_ref(),
        };
        stamp.imprint.holds()
            && stamp.signature.holds()
            && stamp.gen_time <= self.at + CLOCK_SKEW
            && authority.trusted(facts, trust, self.proven(end).unwrap_or(self.at), stamp.gen_time, self)
    }

    /// The evidence in a signature that ends at `end`, with what proves it. What the signer signed is proven by the
    /// signature's own time stamps as well, the earliest of them at `stamped`.
    pub(super) fn dated(
        &self,
        container: &Container,
        end: u64,
        stamped: Option<DateTime<Utc>>,
    ) -> Vec<Evidence> {
        let by_document = self.proven(end);
        let signed =
            container.signed_evidence.iter().map(|one| with(one, by_document.into_iter().chain(stamped)));
        container.evidence.iter().map(|one| with(one, by_document)).chain(signed).collect()
    }

    /// The evidence in a time stamp of a signature that ends at `end`.
    pub(super) fn of_stamp(&self, stamp: &StampFacts, end: u64) -> Vec<Evidence> {
        stamp.evidence.iter().map(|one| with(one, self.proven(end))).collect()
    }

    /// What the evidence at hand, `own` beside that of the security store and from outside, says of a path at `time`.
    pub(super) fn status(
        &self,
        facts: &Facts,
        path: &VerifiedPath,
        beside: &[Certificate],
        own: Vec<Evidence>,
        time: DateTime<Utc>,
    ) -> PathStatus {
        let mut evidence = own;
        if let Some(store) = &facts.store {
            let placed = store.evidence.iter().zip(&store.ends);
            evidence.extend(placed.map(|(one, end)| with(one, self.proven(*end))));
        }
        // What lies outside the file is there now, and nothing proves more.
        evidence.extend(facts.outside.evidence.iter().cloned());
        let certificates = candidates(facts, beside);
        let ask = |policy: &Policy| revocation::statuses(path, &evidence, &certificates, time, policy);
        let proven = ask(&status_policy(self.at));
        // Bad news counts without proof, and what only claims to be older is told from what is not there at all.
        let claimed = if Statuses::settled(&proven) { Vec::new() } else { ask(&Policy::as_of(self.at)) };
        let names_source = |index| path.certificates().get(index).is_some_and(names_status_source);
        PathStatus::of(&Statuses { proven: &proven, claimed: &claimed }, names_source, time)
    }
}

fn with(evidence: &Evidence, times: impl IntoIterator<Item = DateTime<Utc>>) -> Evidence {
    times.into_iter().fold(evidence.clone(), Evidence::proven_at)
}

/// Who made a time stamp.
struct Authority<'a> {
    certificate: Option<&'a Certificate>,
    reference: Option<bool>,
    certificates: &'a [Certificate],
    evidence: Vec<Evidence>,
    digest: Option<Digest>,
    scheme: Option<&'a SignatureScheme>,
}

impl Authority<'_> {
    /// At the time `at`, for a token made at `made`. A token counts only when its own validation passes (EN 319 102-1
    /// §5.4.4, §5.5.4 step 4): what cannot be said of an authority, though there is a place to ask, leaves the token out
    /// (TRY_LATER). One that names no place is judged as a signer who names none. What was known of the authority when
    /// it made the token is enough until somebody says otherwise: the data that B-LT carries do not age.
    fn trusted(
        self,
        facts: &Facts,
        trust: &TrustStore,
        at: DateTime<Utc>,
        made: DateTime<Utc>,
        existence: &Existence,
    ) -> bool {
        let (Some(certificate), Some(digest), Some(scheme)) = (self.certificate, self.digest, self.scheme)
        else {
            return false;
        };
        let sound = algorithm::digest_strength(digest, at) == Strength::Good
            && algorithm::strength(scheme, certificate.key(), at) == Strength::Good;
        sound
            && self.reference != Some(false)
            && AuthorityUsage::of(certificate).time_stamping
            && find(facts, certificate, self.certificates, trust, at, Purpose::TimeStamping).is_ok_and(
                |path| {
                    let status =
                        |time| existence.status(facts, &path, self.certificates, self.evidence.clone(), time);
                    match status(at) {
                        PathStatus::Good | PathStatus::CannotBeAsked => true,
                        PathStatus::Unknown => status(made) == PathStatus::Good,
                        _ => false,
                    }
                },
            )
    }
}
