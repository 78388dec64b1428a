//! Climbing to an anchor over the addresses of issuers (authority information access, RFC 5280 §4.2.2.1).

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{Client, Failure, Why, addresses};
use crate::budget;
use crate::cert::Certificate;
use crate::fetch::{Fetch, Kind, Request};
use crate::path::{self, PathPolicy, PathProblem, VerifiedPath};
use crate::trust::TrustStore;

/// Where the climb ended.
#[derive(Clone, Debug)]
pub struct Issuers {
    /// A path to an anchor, or why there still is none.
    pub path: Result<VerifiedPath, PathProblem>,
    /// Certificates that were found on the way; each one's key signed the one that led to it.
    pub certificates: Vec<Certificate>,
    /// What could not be had.
    pub failures: Vec<Failure>,
}

/// Looks for a path from `target` to an anchor; where issuers are missing, fetches them from the addresses that the last
/// known certificates name, `steps` times at most (and never more often than a path can be long).
///
/// These addresses come from certificates that reach no anchor: 0 is the rule, 1 is for a person who allows it for this
/// certificate. A self-signed certificate has no issuer, so that its addresses are never visited. Whatever is found must
/// have signed what led to it, so that a server can neither lead in a circle nor pile up strangers; and it is trusted no
/// more than before, since only an anchor ends the path.
#[must_use]
pub fn issuers(
    target: &Certificate,
    certificates: &[Certificate],
    store: &TrustStore,
    at: DateTime<Utc>,
    policy: &PathPolicy,
    steps: usize,
    fetch: &dyn Fetch,
) -> Issuers {
    let mut client = Client::new(fetch);
    let mut known = certificates.to_vec();
    let mut found: Vec<Certificate> = Vec::new();
    let mut asked = HashSet::new();
    let mut path = path::find_with(target, &known, store, at, policy);
    for _ in 0..steps.min(budget::PATH_LENGTH) {
        // Every other problem is one of a path that is there.
        if !matches!(path, Err(PathProblem::NoPath { .. } | PathProblem::SignatureInvalid { .. })) {
            break;
        }
        let before = found.len();
        for orphan in orphans(target, &known) {
            for url in addresses(orphan.issuer_uris()) {
                if !asked.insert(url.clone()) {
                    continue;
                }
                let outcome = client.attempt(&Request::get(Kind::Issuer, &url)).and_then(|bytes| {
                    // RFC 5280 §4.2.2.1: one certificate in DER, or a certs-only message; PEM is met.
                    let all = Certificate::from_pem_or_der_all(&bytes).map_err(Why::Unreadable)?;
                    let fits: Vec<_> = all.into_iter().filter(|c| issued(c, &orphan)).collect();
                    if fits.is_empty() { Err(Why::NotTheIssuer) } else { Ok(fits) }
                });
                for issuer in client.noted(Kind::Issuer, &url, outcome).unwrap_or_default() {
                    if !known.contains(&issuer) {
                        known.push(issuer.clone());
                        found.push(issuer);
                    }
                }
            }
        }
        if found.len() == before {
            break;
        }
        path = path::find_with(target, &known, store, at, policy);
    }
    Issuers { path, certificates: found, failures: client.failures }
}

/// The certificates above `target`, itself included, whose issuer is not known.
fn orphans(target: &Certificate, known: &[Certificate]) -> Vec<Certificate> {
    let mut above = vec![target.clone()];
    let mut orphans = Vec::new();
    let mut next = 0;
    while let Some(certificate) = above.get(next).cloned() {
        next += 1;
        if next > budget::PATHS || certificate.is_self_issued() {
            continue;
        }
        let issuers: Vec<_> = known.iter().filter(|c| issued(c, &certificate)).cloned().collect();
        if issuers.is_empty() {
            orphans.push(certificate);
        }
        for issuer in issuers {
            if !above.contains(&issuer) {
                above.push(issuer);
            }
        }
    }
    orphans
}

fn issued(issuer: &Certificate, subject: &Certificate) -> bool {
    subject.issuer().matches(issuer.subject()) && subject.verify_signed_by(issuer.key()).is_ok()
}
