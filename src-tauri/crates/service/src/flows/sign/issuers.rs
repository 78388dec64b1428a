//! Issuers that stand between the signer's certificate and a trusted one: those that came along in a key file, and those
//! fetched from the addresses that certificates name (RFC 5280 §4.2.2.1), from allowed hosts only, and kept with the other
//! answers of the network: once fetched, they are there offline too.
//!
//! They help to find a path and go into the signature; nobody trusts them for that. Not here: issuers of strangers, which
//! verifying asks for only where the person allowed it (`evidence`).

use crate::cache::{Keeping, Kept};
use crate::schema::Problem;
use crate::{Service, running};
use chrono::{DateTime, TimeDelta, Utc};
use pki::cert::Certificate;
use pki::fetch::Fetch;
use pki::gather;
use pki::path::{PathPolicy, PathProblem};
use pki::trust::{Purpose, TrustStore};
use std::collections::BTreeMap;
use url::Url;

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
    /// Looks for what is missing above a signer's certificate: among kept answers, then where the network is on and the
    /// settings allow the hosts. What could not be had is told by [`Service::no_path`].
    pub(super) fn fetch_issuers(&self, certificate: &Certificate, trust: &TrustStore, now: DateTime<Utc>) {
        let key = certificate.sha256();
        {
            let mut issuers = self.issuers_between();
            let asked = issuers.asked.get(&key).copied();
            if asked.is_some_and(|at| now.signed_duration_since(at).abs() < REMEMBERED) {
                return;
            }
            issuers.asked.insert(key, now);
        }
        let policy = PathPolicy::default();
        let look = |fetch: &dyn Fetch| {
            let known = self.intermediates();
            let found = gather::issuers(certificate, &known, trust, now, &policy, STEPS, fetch);
            self.issuers_between().keep(found.certificates);
            found.path.is_ok()
        };
        if !look(&Kept(self.cache()))
            && let Ok(fetch) = self.fetch()
        {
            look(&Keeping { cache: self.cache(), fetch: &*fetch });
        }
        if running::stopped() {
            self.issuers_between().asked.remove(&key);
        }
    }

    /// Why no path leads from a signer's certificate to a trusted issuer: one on the way is not on this computer and could be
    /// fetched from the host that is named, or nobody trusts the last one.
    pub(super) fn no_path(&self, certificate: &Certificate) -> Problem {
        let mut known = self.intermediates();
        known.extend(self.issuers().into_iter().map(|issuer| issuer.anchor.certificate));
        let mut last = certificate.clone();
        for _ in 0..STEPS {
            let above = known
                .iter()
                .find(|one| last.issuer().matches(one.subject()) && last.verify_signed_by(one.key()).is_ok());
            match above {
                Some(above) if !last.is_self_issued() => last = above.clone(),
                _ => break,
            }
        }
        let issuer = last.issuer().common_name().unwrap_or_default().to_owned();
        let urls = if last.is_self_issued() { Vec::new() } else { last.issuer_uris() };
        let host = urls.iter().find_map(|url| Some(Url::parse(url).ok()?.host_str()?.to_owned()));
        match host {
            Some(host) => Problem::CertificateIssuerMissing { issuer, host },
            None => Problem::CertificateUntrusted { issuer },
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
