//! Issuers that stand between the signer's certificate and a trusted one: those that came along in a key file, and those
//! fetched from the addresses that certificates name (RFC 5280 §4.2.2.1), from allowed hosts only.
//!
//! They help to find a path and go into the signature; nobody trusts them for that. Not here: issuers of strangers, which
//! verifying asks for only where the person allowed it (`evidence`).

use crate::Service;
use chrono::{DateTime, TimeDelta, Utc};
use pki::cert::Certificate;
use pki::gather;
use pki::path::{PathPolicy, PathProblem};
use pki::trust::{Purpose, TrustStore};
use std::collections::BTreeMap;

/// How long a failed look for issuers is not repeated: a plan is made at each move of the block.
const REMEMBERED: TimeDelta = TimeDelta::minutes(5);

/// Issuers fetched one above the other. BSrE has one between signer and root; others two.
const STEPS: usize = 3;

/// Most certificates that are kept.
const MOST_KEPT: usize = 256;

/// What is known of issuers in this run of the program.
#[derive(Default)]
pub(crate) struct Issuers {
    certificates: Vec<Certificate>,
    asked: BTreeMap<[u8; 32], DateTime<Utc>>,
}

impl Issuers {
    /// All of them.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Keeps what may help later.
    pub(crate) fn keep(&mut self, certificates: impl IntoIterator<Item = Certificate>) {
        for certificate in certificates {
            if self.certificates.len() < MOST_KEPT && !self.certificates.contains(&certificate) {
                self.certificates.push(certificate);
            }
        }
    }

    /// What could not be asked before may be asked now.
    pub(crate) fn ask_anew(&mut self) {
        self.asked.clear();
    }
}

impl Service {
    /// Fetches what is missing above a signer's certificate, where the network is on and the settings allow the hosts.
    /// Nothing is said of a failure: without a path the certificate counts as untrusted, which is told.
    pub(super) fn fetch_issuers(&self, certificate: &Certificate, trust: &TrustStore, now: DateTime<Utc>) {
        let key = certificate.sha256();
        let known = {
            let mut issuers = self.issuers_between();
            let asked = issuers.asked.get(&key).copied();
            if asked.is_some_and(|at| now.signed_duration_since(at).abs() < REMEMBERED) {
                return;
            }
            issuers.asked.insert(key, now);
            drop(issuers);
            self.intermediates()
        };
        let policy = PathPolicy::default();
        if let Ok(fetch) = self.fetch() {
            let found = gather::issuers(certificate, &known, trust, now, &policy, STEPS, &*fetch);
            self.issuers_between().keep(found.certificates);
        }
    }

    /// The same above a certificate that a signed file brought: what leads from it to a trusted one, and was not known.
    pub(super) fn climb(
        &self,
        certificate: &Certificate,
        known: &[Certificate],
        trust: &TrustStore,
        at: DateTime<Utc>,
        purpose: Purpose,
    ) -> Result<Vec<Certificate>, PathProblem> {
        let policy = PathPolicy { purpose, ..PathPolicy::default() };
        let fetch = self.fetch().unwrap_or_else(|_| Box::new(pki::fetch::Offline));
        let found = gather::issuers(certificate, known, trust, at, &policy, STEPS, &*fetch);
        found.path.map(|_| found.certificates)
    }
}
