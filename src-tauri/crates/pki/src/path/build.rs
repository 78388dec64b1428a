//! Search for paths: from the target upwards over issuer names (RFC 5280 §6.1 leaves building open; RFC 4158 calls
//! this direction forward), each step proved by its signature before it is taken. Every complete path is
//! handed to the validator; the first one that holds wins, else the problem of the one that came furthest is told.
//!
//! Built by our own code rather than certval's, because that one finds no path at all through expired certificates,
//! and "expired" is just what a person must be told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::validate::{Certval, Failure, Validator};
use super::{PathPolicy, PathProblem, VerifiedPath};
use crate::algorithm;
use crate::budget;
use crate::cert::Certificate;
use crate::trust::{Anchor, TrustStore};

/// See [`super::find_with`].
pub(super) fn search(
    target: &Certificate,
    candidates: &[Certificate],
    store: &TrustStore,
    at: DateTime<Utc>,
    policy: &PathPolicy,
) -> Result<VerifiedPath, PathProblem> {
    let anchors: Vec<&Anchor> = store.anchors().iter().filter(|a| a.applies(policy.purpose, at)).collect();

    // A target that is an anchor is trusted as it is; there is no path to look at (RFC 5280 §6.1: the anchor is no
    // part of the path). Its own validity period is all that is left to ask.
    if let Some(anchor) = anchors.iter().find(|a| a.certificate == *target) {
        let certificates = vec![target.clone()];
        return match validity_problem(&certificates, at) {
            Some(problem) => Err(problem),
            None => Ok(VerifiedPath { certificates, anchor: (*anchor).clone(), at }),
        };
    }

    let mut search = Search {
        candidates,
        anchors,
        at,
        policy,
        validator: Certval::new(),
        verified: HashMap::new(),
        steps: budget::PATH_STEPS,
        paths: budget::PATHS,
        exhausted: false,
        problem: None,
    };
    let mut path = vec![target.clone()];
    match search.extend(&mut path) {
        Some(found) => Ok(found),
        // A search that was cut short must not claim to know the reason.
        None if search.exhausted => Err(PathProblem::BudgetExceeded),
        None => Err(search.problem.unwrap_or(PathProblem::BudgetExceeded)),
    }
}

struct Search<'a> {
    candidates: &'a [Certificate],
    anchors: Vec<&'a Anchor>,
    at: DateTime<Utc>,
    policy: &'a PathPolicy,
    validator: Certval,
    /// Signature checks done: fingerprint of the certificate and of the issuer's key.
    verified: HashMap<([u8; 32], [u8; 32]), Result<(), algorithm::Error>>,
    steps: usize,
    paths: usize,
    exhausted: bool,
    problem: Option<PathProblem>,
}

impl Search<'_> {
    /// Tries to complete `path`, whose last certificate is the one in want of an issuer.
    fn extend(&mut self, path: &mut Vec<Certificate>) -> Option<VerifiedPath> {
        let subject = path.last()?.clone();
        let index = path.len() - 1;
        if path.len() >= budget::PATH_LENGTH {
            self.exhausted = true;
            return None;
        }
        let self_signed = subject.is_self_issued()
            && self.signed_by(&subject, &subject).is_some_and(|result| result.is_ok());
        // What happened on the way up from this certificate, to tell a wrong key from an unknown issuer.
        let mut signature_failed = false;
        let mut unsupported = None;
        let mut taken = false;

        // Anchors first: the shortest way to trust is the one to show.
        for anchor in self.anchors.clone() {
            if !claims(&subject, &anchor.certificate) {
                continue;
            }
            match self.signed_by(&subject, &anchor.certificate)? {
                Ok(()) => {
                    taken = true;
                    path.push(anchor.certificate.clone());
                    let outcome = self.complete(path, anchor);
                    path.pop();
                    if outcome.is_some() {
                        return outcome;
                    }
                }
                Err(algorithm::Error::Unsupported { oid }) => unsupported = Some(oid),
                Err(_) => signature_failed = true,
            }
        }
        // A self-signed certificate leads nowhere but to itself.
        let issuers = if self_signed { Vec::new() } else { self.issuers(&subject) };
        for issuer in issuers {
            // The same key under the same name twice goes in a circle (RFC 4158 §5.2, loop detection).
            if path.iter().any(|c| c.key() == issuer.key() && c.subject().matches(issuer.subject())) {
                continue;
            }
            self.steps = match self.steps.checked_sub(1) {
                Some(left) => left,
                None => {
                    self.exhausted = true;
                    return None;
                }
            };
            match self.signed_by(&subject, &issuer)? {
                Ok(()) => {
                    taken = true;
                    path.push(issuer);
                    let outcome = self.extend(path);
                    path.pop();
                    if outcome.is_some() {
                        return outcome;
                    }
                }
                Err(algorithm::Error::Unsupported { oid }) => unsupported = Some(oid),
                Err(_) => signature_failed = true,
            }
        }
        if !taken {
            self.note(match (self_signed, unsupported, signature_failed) {
                (false, Some(oid), _) => PathProblem::Unsupported { oid },
                (false, None, true) => PathProblem::SignatureInvalid { index },
                _ => PathProblem::NoPath { missing_issuer: subject.issuer().rfc4514(), self_signed },
            });
        }
        None
    }

    /// A path up to an anchor, with all signatures proved: validate it, then its validity periods.
    fn complete(&mut self, path: &[Certificate], anchor: &Anchor) -> Option<VerifiedPath> {
        self.paths = match self.paths.checked_sub(1) {
            Some(left) => left,
            None => {
                self.exhausted = true;
                return None;
            }
        };
        if let Err(failure) = self.validator.validate(path, self.policy) {
            self.note(match failure {
                Failure::Constraint(constraint) => PathProblem::Constraint(constraint),
                Failure::Unreadable { index } => PathProblem::Unreadable { index },
            });
            return None;
        }
        // RFC 5280 §6.1.3 (a) (2), for every certificate but the anchor's, which is not part of the path.
        let below = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
        if let Some(problem) = validity_problem(below, self.at) {
            self.note(problem);
            return None;
        }
        Some(VerifiedPath { certificates: path.to_vec(), anchor: anchor.clone(), at: self.at })
    }

    /// Certificates that `subject` names as issuer; likely ones first.
    fn issuers(&self, subject: &Certificate) -> Vec<Certificate> {
        let mut issuers: Vec<Certificate> = Vec::new();
        for candidate in self.candidates.iter().filter(|c| claims(subject, c)) {
            if !issuers.contains(candidate) {
                issuers.push(candidate.clone());
            }
        }
        // RFC 4158 §3.5: matching key identifiers, then validity, are the strongest hints.
        issuers.sort_by_key(|c| {
            let same_key_id =
                subject.authority_key_id().is_some() && subject.authority_key_id() == c.subject_key_id();
            (!same_key_id, !c.is_in_validity(self.at), !c.is_ca())
        });
        issuers
    }

    /// Did `issuer`'s key sign `subject`? Remembered. `None` when the budget is used up.
    fn signed_by(
        &mut self,
        subject: &Certificate,
        issuer: &Certificate,
    ) -> Option<Result<(), algorithm::Error>> {
        let pair = (subject.sha256(), issuer.key_sha256());
        if let Some(known) = self.verified.get(&pair) {
            return Some(known.clone());
        }
        if self.verified.len() >= budget::PATH_SIGNATURES {
            self.exhausted = true;
            return None;
        }
        let result = subject.verify_signed_by(issuer.key());
        self.verified.insert(pair, result.clone());
        Some(result)
    }

    /// Keeps the problem of the attempt that came furthest.
    fn note(&mut self, problem: PathProblem) {
        if self.problem.as_ref().is_none_or(|known| progress(&problem) > progress(known)) {
            self.problem = Some(problem);
        }
    }
}

/// Could `issuer` have issued `subject`, going by the names (RFC 5280 §6.1.3 (a) (4))? Key identifiers are hints for
/// the order only (§4.2.1.1): some CAs write wrong ones, and the signature decides anyway.
fn claims(subject: &Certificate, issuer: &Certificate) -> bool {
    subject.issuer().matches(issuer.subject())
}

/// First certificate, from the anchor's end, that is not valid at the time.
fn validity_problem(path: &[Certificate], at: DateTime<Utc>) -> Option<PathProblem> {
    path.iter().enumerate().rev().find(|(_, c)| !c.is_in_validity(at)).map(|(index, c)| {
        if at < c.not_before() {
            PathProblem::NotYetValid { index, not_before: c.not_before() }
        } else {
            PathProblem::Expired { index, not_after: c.not_after() }
        }
    })
}

/// How far an attempt came. A path that fails only by its dates is nearest to a good one; an issuer that nobody knows
/// is farthest from it.
fn progress(problem: &PathProblem) -> u8 {
    match problem {
        PathProblem::Expired { .. } | PathProblem::NotYetValid { .. } => 5,
        PathProblem::Constraint(_) => 4,
        PathProblem::Unreadable { .. } => 3,
        PathProblem::Unsupported { .. } => 2,
        PathProblem::SignatureInvalid { .. } => 1,
        PathProblem::NoPath { .. } | PathProblem::BudgetExceeded => 0,
    }
}
