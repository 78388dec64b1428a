//! Was a certificate revoked? (RFC 5280 §6.3 over lists, RFC 6960 over answers.) Pure: evidence, time and policy are
//! arguments, nothing is fetched.
//!
//! [`status`] answers for one certificate of a [`VerifiedPath`]. It never guesses: what no evidence settles is
//! [`Status::Unknown`] with the reason of the evidence that came furthest. Four rules stand above single clauses:
//!
//! * **Revocation is for ever.** A sound statement "revoked" counts however old it is and whatever newer evidence says;
//!   only "on hold" can end, and there the newest evidence decides (RFC 5280 §5.3.1).
//! * **The caller compares times.** "Revoked" carries when. A certificate revoked after the proven time of a signature
//!   was not revoked before (EN 319 102-1 §5.5): evidence issued later than the time asked about is therefore used, and
//!   is the best there is, as long as it still speaks of certificates that have expired since.
//! * **Dates need proof where keys are gone.** Under [`Dating::Proven`] evidence counts from when it is proven to have
//!   existed, not from when it says it was made (EN 319 102-1 §5.6.2).
//! * **Evidence needs believing.** Who signs a list or an answer is proved up to the anchor of the certificate's own path
//!   (RFC 5280 §6.3.3 (f)), and must not be revoked itself.
//!
//! Not here: fetching, caching, responders trusted by configuration (RFC 6960 §4.2.2.2, first case), and attribute
//! certificates.

mod answers;
mod lists;
mod signer;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::algorithm::{self, Strength};
use crate::budget;
use crate::cert::Certificate;
use crate::crl::{Crl, Reason, ReasonSet};
use crate::ocsp::Response;
use crate::path::{PathProblem, VerifiedPath};
use crate::trust::Anchor;

/// Where a piece of evidence came from. Decides nothing, is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The document's security store (ISO 32000-2 §12.8.4.3).
    Dss,
    /// The store's entry for one signature.
    Vri,
    /// The signature container.
    Cms,
    /// The container of a time stamp.
    TimeStamp,
    /// Fetched earlier.
    Cache,
    /// Fetched now.
    Network,
    /// Given by the caller in another way.
    Supplied,
}

/// A list or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// A certificate revocation list, complete or delta.
    Crl(Crl),
    /// An OCSP response.
    Ocsp(Response),
}

/// One piece of evidence, not believed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub data: Data,
    /// Where it came from.
    pub source: Source,
    /// The nonce that was sent with the question, if this answers one. An answer without a nonce is accepted, since
    /// responders that sign in advance cannot give one (RFC 5019 §4); one with another nonce is not.
    pub nonce: Option<Vec<u8>>,
    /// By when it is proven to have existed: the earliest time stamp over it (EN 319 102-1 §5.6.2.3, POE). `None`: only
    /// now. Counts under [`Dating::Proven`].
    pub proven: Option<DateTime<Utc>>,
}

impl Evidence {
    /// A list.
    #[must_use]
    pub fn crl(crl: Crl, source: Source) -> Self {
        Self { data: Data::Crl(crl), source, nonce: None, proven: None }
    }

    /// An answer.
    #[must_use]
    pub fn ocsp(response: Response, source: Source) -> Self {
        Self { data: Data::Ocsp(response), source, nonce: None, proven: None }
    }

    /// With a proof that it existed at this time.
    #[must_use]
    pub fn proven_at(mut self, time: DateTime<Utc>) -> Self {
        self.proven = Some(self.proven.map_or(time, |known| known.min(time)));
        self
    }

    /// When it says that it was made: thisUpdate of a list, producedAt of an answer. A claim of its signer.
    #[must_use]
    pub fn dated(&self) -> DateTime<Utc> {
        match &self.data {
            Data::Crl(crl) => crl.this_update(),
            Data::Ocsp(response) => response.produced_at(),
        }
    }

    /// The answer to a question that carried this nonce.
    #[must_use]
    pub fn asked_with(mut self, nonce: &[u8]) -> Self {
        self.nonce = Some(nonce.to_vec());
        self
    }
}

/// How old evidence may be that was issued before the time asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Until its own nextUpdate; without one, for this long after thisUpdate.
    NextUpdate {
        /// For evidence that names no next update.
        without: TimeDelta,
    },
    /// For this long after thisUpdate, whatever nextUpdate says (EN 319 102-1 §5.2.5).
    MaxAge(TimeDelta),
    /// None is new enough: only evidence issued after the time asked about counts.
    OnlyLater,
}

/// Which date of evidence counts when its own signature is judged. Whoever holds a key that was broken, stolen or
/// thrown away later can write any date into what he signs with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dating {
    /// The one that it claims: for evidence whose signer is still there, and for reports that tell the claim as one.
    Claimed,
    /// The one that is proven: [`Evidence::proven`], else [`Policy::now`]. Algorithms must not have been broken by then,
    /// and no certificate of its signer may have ended (EN 319 102-1 §5.6.2.1, §5.6.2.4: past certificate validation and
    /// crypto constraints rest on proofs of existence).
    Proven,
}

/// What is asked of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Evidence dated later than this is not believed.
    pub now: DateTime<Utc>,
    /// See [`Freshness`].
    pub freshness: Freshness,
    /// How far clocks may be apart, for `now` and nextUpdate.
    pub clock_skew: TimeDelta,
    /// Combine delta lists with their base (use-deltas, RFC 5280 §6.3.1 (b))?
    pub deltas: bool,
    /// See [`Dating`].
    pub dating: Dating,
}

impl Policy {
    /// The default: until nextUpdate, or for 24 hours where none is named; clocks 10 minutes apart; deltas used;
    /// dates as claimed.
    #[must_use]
    pub fn as_of(now: DateTime<Utc>) -> Self {
        Self {
            now,
            freshness: Freshness::NextUpdate { without: TimeDelta::hours(24) },
            clock_skew: TimeDelta::minutes(10),
            deltas: true,
            dating: Dating::Claimed,
        }
    }
}

/// The answer for one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked, going by evidence that covers every reason.
    Good {
        /// When that was known; the oldest where several pieces were needed.
        this_update: DateTime<Utc>,
        /// By when newer evidence is promised.
        next_update: Option<DateTime<Utc>>,
        /// Where the evidence came from.
        source: Source,
    },
    /// Revoked or on hold, at any time: see [`Status::revoked_by`].
    Revoked {
        /// Since when; the earliest where several pieces speak of it.
        at: DateTime<Utc>,
        /// Why.
        reason: Reason,
        /// Since when the key is suspected, if the list says so (RFC 5280 §5.3.2). No verdict rests on it.
        invalidity_date: Option<DateTime<Utc>>,
        /// thisUpdate of the evidence.
        this_update: DateTime<Utc>,
        /// Where the evidence came from.
        source: Source,
    },
    /// Nothing settles it.
    Unknown(Unknown),
    /// The anchor: it is no part of the path (RFC 5280 §6.1) and has nobody above it to revoke it.
    Anchor,
}

impl Status {
    /// Was it revoked at or before this time?
    #[must_use]
    pub fn revoked_by(&self, time: DateTime<Utc>) -> bool {
        matches!(self, Self::Revoked { at, .. } if *at <= time)
    }
}

/// Why nothing is known: of the evidence that came furthest, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// No evidence speaks of this certificate's issuer, or of this certificate.
    NoEvidence,
    /// The lists of this issuer are for other certificates or distribution points (RFC 5280 §6.3.3 (b)).
    ScopeMismatch,
    /// A list or answer cannot be read to its end.
    Malformed,
    /// A critical extension is not understood (RFC 5280 §5.2, §5.3; RFC 6960 §4.4).
    UnknownExtension,
    /// Nobody known has the name that the list carries as its issuer.
    SignerUnknown,
    /// The answer's signer is neither the certificate's issuer nor somebody whom that one authorised (RFC 6960 §4.2.2.2).
    WrongResponder,
    /// The list's signer may not sign lists (key usage without cRLSign, RFC 5280 §6.3.3 (f)).
    SignerNotAllowed,
    /// The signature does not belong to the signer's key.
    SignatureInvalid,
    /// The signature's algorithm is not known here.
    Unsupported,
    /// The signature's algorithm was broken when the evidence was issued.
    WeakAlgorithm,
    /// The signer has no valid path to the same anchor (RFC 5280 §6.3.3 (f)).
    SignerPath(PathProblem),
    /// The signer's own status is not known.
    SignerStatusUnknown,
    /// The signer itself is revoked.
    SignerRevoked,
    /// The signer's certificate ended before the evidence is proven to have existed ([`Dating::Proven`]).
    NotProven {
        /// When it ended.
        signer_until: DateTime<Utc>,
    },
    /// The answer carries the nonce of another question (RFC 6960 §4.4.1).
    NonceMismatch,
    /// A delta list without a base that it fits (RFC 5280 §5.2.4).
    DeltaWithoutBase,
    /// Dated later than now.
    NotYetIssued {
        /// Its date.
        this_update: DateTime<Utc>,
    },
    /// Issued after the certificate's end, when expired certificates are no longer spoken of (RFC 5280 §3.3,
    /// RFC 6960 §4.4.4).
    IssuedAfterExpiry {
        /// Its date.
        this_update: DateTime<Utc>,
    },
    /// Too old for the time asked about.
    Stale {
        /// Its date.
        this_update: DateTime<Utc>,
        /// Until when it would have done.
        until: DateTime<Utc>,
    },
    /// Good as far as it goes, but some reasons are covered by no list (RFC 5280 §6.3.3, reasons_mask).
    ReasonsIncomplete,
    /// The responder says that it does not know the certificate (RFC 6960 §2.2).
    ResponderSaysUnknown,
    /// A bound of [`crate::budget`] ended the search.
    BudgetExceeded,
}

impl Unknown {
    /// How far the evidence came.
    fn rank(&self) -> u8 {
        match self {
            Self::NoEvidence => 0,
            Self::ScopeMismatch => 1,
            Self::Malformed => 2,
            Self::UnknownExtension => 3,
            Self::SignerUnknown => 4,
            Self::WrongResponder => 5,
            Self::SignerNotAllowed => 6,
            Self::SignatureInvalid => 7,
            Self::Unsupported => 8,
            Self::WeakAlgorithm => 9,
            Self::SignerPath(_) => 10,
            Self::SignerStatusUnknown => 11,
            Self::SignerRevoked => 12,
            Self::NotProven { .. } => 13,
            Self::NonceMismatch => 14,
            Self::DeltaWithoutBase => 15,
            Self::NotYetIssued { .. } => 16,
            Self::IssuedAfterExpiry { .. } => 17,
            Self::Stale { .. } => 18,
            Self::ReasonsIncomplete => 19,
            Self::ResponderSaysUnknown => 20,
            Self::BudgetExceeded => 21,
        }
    }
}

/// The status of the certificate at `index` of the path (0 is the target), over `evidence`, for the time `at`.
/// `certificates` may hold signers of lists and answers, and what leads from them to the anchor; the path's own need
/// not be repeated.
#[must_use]
pub fn status(
    path: &VerifiedPath,
    index: usize,
    evidence: &[Evidence],
    certificates: &[Certificate],
    at: DateTime<Utc>,
    policy: &Policy,
) -> Status {
    Inquiry::new(path, evidence, certificates, at, policy).ask(path.certificates(), index)
}

/// An answer with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The answer.
    pub status: Status,
    /// Positions in the evidence given: the pieces that say it, their deltas, and those that cover their signers. Who
    /// keeps these and the certificates can prove the same answer again; the rest is not needed for it. Empty for
    /// [`Status::Unknown`].
    pub rests_on: Vec<usize>,
}

/// As [`statuses`], with what each answer rests on.
#[must_use]
pub fn proofs(
    path: &VerifiedPath,
    evidence: &[Evidence],
    certificates: &[Certificate],
    at: DateTime<Utc>,
    policy: &Policy,
) -> Vec<Proof> {
    let mut inquiry = Inquiry::new(path, evidence, certificates, at, policy);
    (0..path.certificates().len())
        .map(|index| {
            inquiry.signatures = budget::EVIDENCE_SIGNATURES;
            inquiry.paths = budget::EVIDENCE_PATHS;
            inquiry.trail.clear();
            let status = inquiry.ask(path.certificates(), index);
            let mut rests_on = std::mem::take(&mut inquiry.trail);
            rests_on.sort_unstable();
            rests_on.dedup();
            Proof { status, rests_on }
        })
        .collect()
}

/// As [`status`], for every certificate of the path, the anchor included.
#[must_use]
pub fn statuses(
    path: &VerifiedPath,
    evidence: &[Evidence],
    certificates: &[Certificate],
    at: DateTime<Utc>,
    policy: &Policy,
) -> Vec<Status> {
    proofs(path, evidence, certificates, at, policy).into_iter().map(|proof| proof.status).collect()
}

/// What is shared by a question and the questions that follow from it.
struct Inquiry<'a> {
    evidence: &'a [Evidence],
    /// Candidates for signers and their paths.
    certificates: Vec<Certificate>,
    anchor: &'a Anchor,
    at: DateTime<Utc>,
    policy: &'a Policy,
    /// Signature checks left.
    signatures: usize,
    /// Searches for signers' paths left.
    paths: usize,
    /// Signature checks done: index of the evidence and fingerprint of the key.
    verified: HashMap<(usize, [u8; 32]), Result<(), algorithm::Error>>,
    /// Certificates whose status is being asked, outermost first.
    pending: Vec<Certificate>,
    /// What the answers given so far rest on: positions in the evidence, see [`Proof`].
    trail: Vec<usize>,
}

/// What one sound piece of evidence says.
struct Statement {
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    source: Source,
    /// Reasons that it speaks of.
    reasons: ReasonSet,
    /// Is it new enough to say "good"?
    fresh: Result<(), Unknown>,
    revoked: Option<Revocation>,
    /// Positions in the evidence: the piece itself and what its signer's authority rests on.
    rests_on: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Revocation {
    at: DateTime<Utc>,
    reason: Reason,
    invalidity_date: Option<DateTime<Utc>>,
}

impl<'a> Inquiry<'a> {
    fn new(
        path: &'a VerifiedPath,
        evidence: &'a [Evidence],
        certificates: &[Certificate],
        at: DateTime<Utc>,
        policy: &'a Policy,
    ) -> Self {
        let mut all: Vec<Certificate> = path.certificates().to_vec();
        for certificate in certificates {
            if !all.contains(certificate) {
                all.push(certificate.clone());
            }
        }
        Self {
            evidence,
            certificates: all,
            anchor: path.anchor(),
            at,
            policy,
            signatures: budget::EVIDENCE_SIGNATURES,
            paths: budget::EVIDENCE_PATHS,
            verified: HashMap::new(),
            pending: Vec::new(),
            trail: Vec::new(),
        }
    }

    /// The status of `chain[index]`, where `chain` leads from some certificate to the anchor.
    fn ask(&mut self, chain: &[Certificate], index: usize) -> Status {
        let (Some(subject), Some(issuer)) = (chain.get(index), chain.get(index + 1)) else {
            return Status::Anchor;
        };
        if self.evidence.len() > budget::EVIDENCE || self.pending.len() >= budget::EVIDENCE_DEPTH {
            return Status::Unknown(Unknown::BudgetExceeded);
        }
        self.pending.push(subject.clone());
        let mut why = Unknown::NoEvidence;
        let above = chain.get(index + 1..).unwrap_or_default();
        let mut statements = self.answers(subject, issuer, &mut why);
        statements.extend(self.lists(subject, above, &mut why));
        self.pending.pop();
        if self.signatures == 0 || self.paths == 0 {
            why = Unknown::BudgetExceeded;
        }
        let (status, rests_on) = combine(statements, why);
        self.trail.extend(rests_on);
        status
    }

    /// Runs `attempt`. What it leaves on the trail is taken off it: handed back if it succeeded, else forgotten.
    fn traced<T, E>(
        &mut self,
        attempt: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<usize>), E> {
        let mark = self.trail.len();
        let outcome = attempt(self);
        let left = self.trail.split_off(mark);
        outcome.map(|value| (value, left))
    }

    /// Is evidence of this date usable for saying that `subject` is not revoked?
    fn fresh(
        &self,
        subject: &Certificate,
        this_update: DateTime<Utc>,
        next_update: Option<DateTime<Utc>>,
        keeps_expired_since: Option<DateTime<Utc>>,
    ) -> Result<(), Unknown> {
        if this_update > self.at {
            // RFC 5280 §3.3, RFC 6960 §4.4.4: expired certificates leave the lists, unless said otherwise.
            let still_spoken_of = this_update <= subject.not_after()
                || keeps_expired_since.is_some_and(|since| since <= subject.not_after());
            return if still_spoken_of { Ok(()) } else { Err(Unknown::IssuedAfterExpiry { this_update }) };
        }
        let until = match self.policy.freshness {
            // RFC 5280 §6.3.3 (a): after nextUpdate it is not current.
            Freshness::NextUpdate { without } => {
                next_update.or_else(|| this_update.checked_add_signed(without))
            }
            Freshness::MaxAge(age) => this_update.checked_add_signed(age),
            Freshness::OnlyLater => Some(this_update).filter(|_| this_update < self.at),
        };
        let skew = match self.policy.freshness {
            Freshness::OnlyLater => TimeDelta::zero(),
            _ => self.policy.clock_skew,
        };
        match until {
            Some(until) if until.checked_add_signed(skew).is_some_and(|until| self.at > until) => {
                Err(Unknown::Stale { this_update, until })
            }
            _ => Ok(()),
        }
    }

    /// Refused before anything else is looked at: dated in the future.
    fn not_yet_issued(&self, this_update: DateTime<Utc>) -> bool {
        self.policy.now.checked_add_signed(self.policy.clock_skew).is_some_and(|now| this_update > now)
    }

    /// Was evidence that is signed by the first certificate of `chain` there before any of them ended? The anchor's own
    /// end is no limit (RFC 5280 §6.1.1 (d)).
    fn proven_in_time(&self, index: usize, chain: &[Certificate]) -> Result<(), Unknown> {
        let (Dating::Proven, Some(evidence)) = (self.policy.dating, self.evidence.get(index)) else {
            return Ok(());
        };
        let proven = evidence.proven.unwrap_or(self.policy.now);
        let below = chain.iter().filter(|c| **c != self.anchor.certificate);
        match below.map(Certificate::not_after).filter(|until| *until < proven).min() {
            Some(signer_until) => Err(Unknown::NotProven { signer_until }),
            None => Ok(()),
        }
    }

    /// Checks a signature over evidence, once.
    fn signed_by(&mut self, index: usize, signer: &Certificate) -> Result<(), Unknown> {
        let evidence = self.evidence.get(index).ok_or(Unknown::NoEvidence)?;
        let key = (index, signer.key_sha256());
        let outcome = match self.verified.get(&key) {
            Some(known) => known.clone(),
            None => {
                self.signatures = self.signatures.checked_sub(1).ok_or(Unknown::BudgetExceeded)?;
                let outcome = match &evidence.data {
                    Data::Crl(crl) => crl.verify_signed_by(signer.key()),
                    Data::Ocsp(response) => response.verify_signed_by(signer.key()),
                };
                self.verified.insert(key, outcome.clone());
                outcome
            }
        };
        match outcome {
            Ok(()) => {}
            Err(algorithm::Error::Unsupported { .. }) => return Err(Unknown::Unsupported),
            Err(_) => return Err(Unknown::SignatureInvalid),
        }
        let scheme = match &evidence.data {
            Data::Crl(crl) => crl.scheme().ok(),
            Data::Ocsp(response) => response.scheme().ok(),
        };
        let time = match self.policy.dating {
            Dating::Claimed => evidence.dated(),
            Dating::Proven => evidence.proven.unwrap_or(self.policy.now),
        };
        match scheme.map(|scheme| algorithm::strength(scheme, signer.key(), time)) {
            Some(Strength::Good | Strength::Weak { .. }) => Ok(()),
            Some(Strength::Broken { .. }) | None => Err(Unknown::WeakAlgorithm),
        }
    }
}

/// Keeps the reason of the evidence that came furthest.
fn note(why: &mut Unknown, other: Unknown) {
    if other.rank() > why.rank() {
        *why = other;
    }
}

/// RFC 5280 §6.3.3 (i) to (l) over all statements together, and what the answer rests on.
fn combine(mut statements: Vec<Statement>, mut why: Unknown) -> (Status, Vec<usize>) {
    let revoked = |statement: &Statement, revocation: Revocation| {
        let status = Status::Revoked {
            at: revocation.at,
            reason: revocation.reason,
            invalidity_date: revocation.invalidity_date,
            this_update: statement.this_update,
            source: statement.source,
        };
        (status, statement.rests_on.clone())
    };
    // For ever, however old the statement is: only a hold can end (§5.3.1).
    let for_ever = statements
        .iter()
        .filter_map(|s| Some((s, s.revoked.filter(|r| r.reason != Reason::CertificateHold)?)))
        .min_by_key(|(_, revocation)| revocation.at);
    if let Some((statement, revocation)) = for_ever {
        return revoked(statement, revocation);
    }
    // Newest first: of two that speak of the same reasons, the newer one counts.
    statements.sort_by_key(|s| std::cmp::Reverse(s.this_update));
    let mut covered = ReasonSet::NONE;
    let mut oldest: Option<&Statement> = None;
    let mut rests_on = Vec::new();
    for statement in &statements {
        if let Err(problem) = &statement.fresh {
            note(&mut why, problem.clone());
            continue;
        }
        // §6.3.3 (e): has it a reason that was not covered yet?
        if !statement.reasons.adds_to(covered) {
            continue;
        }
        if let Some(hold) = statement.revoked {
            return revoked(statement, hold);
        }
        covered = covered.or(statement.reasons); // §6.3.3 (l)
        rests_on.extend_from_slice(&statement.rests_on);
        oldest = Some(statement);
    }
    match oldest {
        Some(statement) if !ReasonSet::ALL.adds_to(covered) => {
            let status = Status::Good {
                this_update: statement.this_update,
                next_update: statement.next_update,
                source: statement.source,
            };
            (status, rests_on)
        }
        Some(_) => {
            note(&mut why, Unknown::ReasonsIncomplete);
            (Status::Unknown(why), Vec::new())
        }
        None => (Status::Unknown(why), Vec::new()),
    }
}
