//! Gathering of evidence and of missing issuers from the network, through [`Fetch`] only.
//!
//! [`gather`] asks for the status of every certificate of a path: the responder first (RFC 6960, current by the hour),
//! then the lists (RFC 5280 §6.3), and likewise for those who sign the answers. What is known and fresh enough is not
//! asked again. [`issuers`] climbs from a certificate to an anchor over the addresses of issuers (RFC 5280 §4.2.2.1).
//!
//! **Whose addresses are visited.** Every address stands in a certificate that somebody else made. [`gather`] takes a
//! [`VerifiedPath`], which only a path that reaches an anchor is, so that a stranger's certificate cannot make this
//! computer call anybody. [`issuers`] must begin with a certificate that reaches none; how many steps it may take is an
//! argument that a person decides. Which hosts may be visited at all is for the [`Fetch`] to say.
//!
//! Nothing fetched is believed here: evidence goes to [`crate::revocation`], issuers to [`crate::path`].

mod issuers;

use std::collections::{BTreeSet, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

pub use self::issuers::{Issuers, issuers};

use crate::Error;
use crate::budget::{self, Budget};
use crate::cert::Certificate;
use crate::crl::{self, Crl};
use crate::fetch::{Fetch, FetchError, Kind, Request};
use crate::ocsp::{self, Response};
use crate::path::{self, PathPolicy, VerifiedPath};
use crate::revocation::{self, Data, Evidence, Policy, Source, Status};
use crate::trust::{Purpose, TrustStore};

/// What was gathered.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The pieces that the statuses rest on, those of their signers included: known ones that were good enough, and new
    /// ones ([`Source::Network`]). Keeping these keeps the proof.
    pub evidence: Vec<Evidence>,
    /// New pieces that settled nothing, an answer "unknown" for instance.
    pub unused: Vec<Evidence>,
    /// Certificates that came along with the evidence it rests on: responders'.
    pub certificates: Vec<Certificate>,
    /// For each path asked about, in order: the status of each of its certificates, target first.
    pub statuses: Vec<Vec<Status>>,
    /// What could not be had.
    pub failures: Vec<Failure>,
}

/// Something that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was asked for.
    pub kind: Kind,
    /// Where, as written in the certificate.
    pub url: String,
    /// Why not.
    pub why: Why,
}

/// Why it could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The attempt failed.
    Fetch(FetchError),
    /// What came cannot be read; [`Error::OcspStatus`] when a responder refused to answer.
    Unreadable(Error),
    /// Not asked: a bound was reached.
    Budget(Budget),
    /// It came, but is nobody's issuer that was looked for.
    NotTheIssuer,
}

/// Gathers evidence for one path, see [`Round`]. `nonce` draws fresh random bytes at each call.
#[must_use]
pub fn gather(
    path: &VerifiedPath,
    known: &[Evidence],
    certificates: &[Certificate],
    at: DateTime<Utc>,
    policy: &Policy,
    fetch: &dyn Fetch,
    nonce: &mut dyn FnMut() -> [u8; 32],
) -> Gathered {
    let mut round = Round::new(fetch, nonce, known, certificates);
    round.path(path, at, policy);
    round.finish()
}

/// One gathering over any number of paths (a signer's, its time stamp's), within one budget, asking nothing twice.
pub struct Round<'a> {
    client: Client<'a>,
    nonce: &'a mut dyn FnMut() -> [u8; 32],
    /// Known pieces, then new ones.
    evidence: Vec<Evidence>,
    known: usize,
    certificates: Vec<Certificate>,
    /// Answers asked for: address and certificate. Lists: address alone.
    asked: HashSet<(String, Option<[u8; 32]>)>,
    used: BTreeSet<usize>,
    statuses: Vec<Vec<Status>>,
}

impl std::fmt::Debug for Round<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Round({} asked, {} failed)", self.asked.len(), self.client.failures.len())
    }
}

/// What is asked about one path.
#[derive(Clone, Copy)]
struct Question<'a> {
    path: &'a VerifiedPath,
    at: DateTime<Utc>,
    policy: &'a Policy,
    /// Steps from the path first asked about: to a responder, to the signer of its list, …
    depth: usize,
}

impl<'a> Round<'a> {
    /// Begins with what is known already.
    #[must_use]
    pub fn new(
        fetch: &'a dyn Fetch,
        nonce: &'a mut dyn FnMut() -> [u8; 32],
        known: &[Evidence],
        certificates: &[Certificate],
    ) -> Self {
        Self {
            client: Client::new(fetch),
            nonce,
            evidence: known.to_vec(),
            known: known.len(),
            certificates: certificates.to_vec(),
            asked: HashSet::new(),
            used: BTreeSet::new(),
            statuses: Vec::new(),
        }
    }

    /// Gathers for every certificate of this path and says how they stand then. What [`Policy::freshness`] accepts of
    /// the known evidence is not asked for again.
    pub fn path(&mut self, path: &VerifiedPath, at: DateTime<Utc>, policy: &Policy) -> &[Status] {
        let question = Question { path, at, policy, depth: 0 };
        for index in 0..path.certificates().len() {
            self.settle(question, index);
        }
        let proofs = revocation::proofs(path, &self.evidence, &self.certificates, at, policy);
        self.used.extend(proofs.iter().flat_map(|proof| &proof.rests_on));
        self.statuses.push(proofs.into_iter().map(|proof| proof.status).collect());
        self.statuses.last().map(Vec::as_slice).unwrap_or_default()
    }

    /// Ends the round.
    #[must_use]
    pub fn finish(self) -> Gathered {
        let mut gathered =
            Gathered { statuses: self.statuses, failures: self.client.failures, ..Gathered::default() };
        for (index, piece) in self.evidence.into_iter().enumerate() {
            if self.used.contains(&index) {
                if let Data::Ocsp(response) = &piece.data {
                    for certificate in response.certificates() {
                        if !gathered.certificates.contains(certificate) {
                            gathered.certificates.push(certificate.clone());
                        }
                    }
                }
                gathered.evidence.push(piece);
            } else if index >= self.known {
                gathered.unused.push(piece);
            }
        }
        gathered
    }

    /// Asks until the status of this certificate is settled or there is nobody left to ask.
    fn settle(&mut self, question: Question<'_>, index: usize) {
        let certificates = question.path.certificates();
        let (Some(subject), Some(issuer)) = (certificates.get(index), certificates.get(index + 1)) else {
            return; // the anchor
        };
        if question.depth >= budget::EVIDENCE_DEPTH || self.is_settled(question, index) {
            return;
        }
        for url in addresses(subject.ocsp_uris()) {
            if !self.asked.insert((url.clone(), Some(subject.sha256()))) {
                continue;
            }
            let Some(evidence) = self.answer(&url, subject, issuer) else { continue };
            self.evidence.push(evidence.clone());
            if self.is_settled(question, index) {
                return;
            }
            self.settle_signers(question, &evidence);
            if self.is_settled(question, index) {
                return;
            }
        }
        // Deltas with their bases: a certificate may be off hold, or revoked, only there (RFC 5280 §5.2.4).
        if question.policy.deltas && !crl::distribution_point_uris(subject).is_empty() {
            for url in addresses(crl::freshest_crl_uris(subject)) {
                self.list(&url);
            }
        }
        for url in addresses(crl::distribution_point_uris(subject)) {
            let Some(evidence) = self.list(&url) else { continue };
            if self.is_settled(question, index) {
                return;
            }
            self.settle_signers(question, &evidence);
            if self.is_settled(question, index) {
                return;
            }
        }
    }

    fn is_settled(&self, question: Question<'_>, index: usize) -> bool {
        let Question { path, at, policy, .. } = question;
        let status = revocation::status(path, index, &self.evidence, &self.certificates, at, policy);
        !matches!(status, Status::Unknown(_))
    }

    /// Gathers for those who may have signed this piece and reach the same anchor (RFC 5280 §6.3.3 (f), RFC 6960
    /// §4.2.2.2), as far as they stand outside of the path.
    fn settle_signers(&mut self, question: Question<'_>, evidence: &Evidence) {
        let Question { path, at, policy, depth } = question;
        let (beside, signed_at) = match &evidence.data {
            Data::Crl(crl) => (&[][..], crl.this_update()),
            Data::Ocsp(response) => (response.certificates(), response.produced_at()),
        };
        let candidates: Vec<Certificate> =
            path.certificates().iter().chain(beside).chain(&self.certificates).cloned().collect();
        let mut signers: Vec<Certificate> = Vec::new();
        for candidate in &candidates {
            let named = match &evidence.data {
                Data::Crl(crl) => candidate.subject().matches(crl.issuer()),
                Data::Ocsp(response) => response.responder().is(candidate),
            };
            if named && !path.certificates().contains(candidate) && !signers.contains(candidate) {
                signers.push(candidate.clone());
            }
        }
        let store = TrustStore::new(vec![path.anchor().clone()]);
        let any = PathPolicy { purpose: Purpose::Any, ..PathPolicy::default() };
        for signer in signers {
            let Ok(chain) = path::find_with(&signer, &candidates, &store, at.max(signed_at), &any) else {
                continue;
            };
            let question = Question { path: &chain, at, policy, depth: depth + 1 };
            for (index, certificate) in chain.certificates().iter().enumerate() {
                if !path.certificates().contains(certificate) {
                    self.settle(question, index);
                }
            }
        }
    }

    /// The answer of one responder. POST with a nonce first. A server that takes no POST gets the GET of RFC 6960
    /// appendix A.1, a responder that cannot read the question one without a nonce (RFC 5019 §2.1.1 knows none).
    fn answer(&mut self, url: &str, subject: &Certificate, issuer: &Certificate) -> Option<Evidence> {
        let nonce = (self.nonce)();
        let question = ocsp::request(subject, issuer, Some(&nonce));
        let plain = ocsp::request(subject, issuer, None);
        let mut outcome = self.client.attempt(&Request::post(Kind::Ocsp, url, &question));
        if let Err(Why::Fetch(FetchError::Status(400..))) = outcome {
            let address = format!("{}/{}", url.trim_end_matches('/'), escaped(&STANDARD.encode(&plain)));
            // What is told of a responder that takes neither is what it said first.
            outcome = self.client.attempt(&Request::get(Kind::Ocsp, &address)).or(outcome);
        }
        let read = |outcome: Result<Vec<u8>, Why>| {
            outcome.and_then(|bytes| Response::parse(bytes).map_err(Why::Unreadable))
        };
        let mut response = read(outcome);
        // malformedRequest
        if response == Err(Why::Unreadable(Error::OcspStatus { code: 1 })) {
            response = read(self.client.attempt(&Request::post(Kind::Ocsp, url, &plain))).or(response);
        }
        let response = self.client.noted(Kind::Ocsp, url, response)?;
        Some(Evidence::ocsp(response, Source::Network).asked_with(&nonce))
    }

    /// The list at this address, kept with the evidence. `None` when it was asked for before.
    fn list(&mut self, url: &str) -> Option<Evidence> {
        if !self.asked.insert((url.to_owned(), None)) {
            return None;
        }
        let outcome = self
            .client
            .attempt(&Request::get(Kind::Crl, url))
            .and_then(|bytes| Crl::parse(bytes).map_err(Why::Unreadable));
        let evidence = Evidence::crl(self.client.noted(Kind::Crl, url, outcome)?, Source::Network);
        self.evidence.push(evidence.clone());
        Some(evidence)
    }
}

/// A [`Fetch`] with a budget and a memory of failures.
struct Client<'a> {
    fetch: &'a dyn Fetch,
    requests: usize,
    bytes: usize,
    failures: Vec<Failure>,
}

impl<'a> Client<'a> {
    fn new(fetch: &'a dyn Fetch) -> Self {
        Self { fetch, requests: budget::FETCHES, bytes: budget::FETCHED_BYTES, failures: Vec::new() }
    }

    fn attempt(&mut self, request: &Request<'_>) -> Result<Vec<u8>, Why> {
        self.requests = self.requests.checked_sub(1).ok_or(Why::Budget(Budget::Fetches))?;
        let limit = request.limit.min(self.bytes);
        if limit == 0 {
            return Err(Why::Budget(Budget::FetchedBytes));
        }
        let bytes = self.fetch.fetch(&Request { limit, ..*request }).map_err(Why::Fetch)?;
        // Whoever implements it keeps to the limit; memory is spent by then if not, but nothing more.
        self.bytes = self.bytes.saturating_sub(bytes.len());
        if bytes.len() > limit { Err(Why::Fetch(FetchError::TooLarge)) } else { Ok(bytes) }
    }

    fn noted<T>(&mut self, kind: Kind, url: &str, outcome: Result<T, Why>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(why) => {
                self.failures.push(Failure { kind, url: url.to_owned(), why });
                None
            }
        }
    }
}

/// The first few, those over HTTP before others, which a [`Fetch`] refuses as a rule.
fn addresses(mut uris: Vec<String>) -> Vec<String> {
    uris.sort_by_key(|uri| !uri.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")));
    uris.truncate(budget::ADDRESSES);
    uris
}

/// Base64 as part of a path (RFC 6960 appendix A.1: "url-encoding of base-64 encoding").
fn escaped(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}
