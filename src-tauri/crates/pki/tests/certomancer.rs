//! Revocation over lists and answers that certomancer made: a second implementation beside `openssl`, with an issuing
//! distribution point, a delegated responder with nocheck, and times of our choosing, with fractions of a second.
//! No server: its library is asked directly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use common::{Workshop, run, time};
use pki::cert::Certificate;
use pki::crl::{Crl, Reason};
use pki::ocsp::{self, Response};
use pki::path::{VerifiedPath, find};
use pki::revocation::{Evidence, Policy, Source, Status, Unknown, status, statuses};
use pki::trust::{Anchor, TrustStore};

/// Made by `make judges`.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/judges/bin/python3");

/// `cert LABEL`, `crl REPO TIME` or `ocsp SERVICE TIME` (request on standard input); DER comes out.
const SCRIPT: &str = "
import sys
from datetime import datetime
from asn1crypto import ocsp
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
arch = CertomancerConfig.from_file('certomancer.yml', '.').get_pki_arch(ArchLabel('pki'))
kind, label, *rest = sys.argv[1:]
at = datetime.fromisoformat(rest[0]) if rest else None
services = arch.service_registry
if kind == 'cert': out = arch.get_cert(CertLabel(label))
elif kind == 'crl': out = services.get_crl(ServiceLabel(label), at)
else:
    request = ocsp.OCSPRequest.load(sys.stdin.buffer.read())
    out = services.summon_responder(ServiceLabel(label), at).build_ocsp_response(request)
sys.stdout.buffer.write(out.dump())
";

struct Office(Workshop);

impl Office {
    fn new() -> Self {
        let w = Workshop::new();
        for name in ["root", "interm", "ocsp", "signer", "revoked"] {
            w.key(name, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        }
        w.write("certomancer.yml", include_bytes!("data/certomancer.yml"));
        w.write("ask.py", SCRIPT.as_bytes());
        Self(w)
    }

    fn make(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut all = vec!["ask.py"];
        all.extend(arguments);
        let outcome = run(PYTHON, &all, &self.0.path(""), input);
        assert!(outcome.success, "{arguments:?}: {}", outcome.stderr);
        outcome.stdout
    }

    fn certificate(&self, label: &str) -> Certificate {
        Certificate::from_der(&self.make(&["cert", label], &[])).unwrap()
    }

    fn list(&self, repository: &str, at: &str) -> Evidence {
        Evidence::crl(Crl::parse(self.make(&["crl", repository, at], &[])).unwrap(), Source::Network)
    }

    fn answer(&self, path: &VerifiedPath, at: &str) -> Evidence {
        let [subject, issuer, ..] = path.certificates() else { panic!() };
        let nonce = [7; 32];
        let response = self.make(&["ocsp", "interm", at], &ocsp::request(subject, issuer, Some(&nonce)));
        Evidence::ocsp(Response::parse(response).unwrap(), Source::Network).asked_with(&nonce)
    }
}

#[test]
fn lists_and_answers_of_certomancer_give_their_states() {
    let office = Office::new();
    let store = TrustStore::new(vec![Anchor::new(office.certificate("root"))]);
    let issuing = office.certificate("interm");
    let at = time("2026-03-01T12:00:00Z");
    let path =
        |label: &str| find(&office.certificate(label), std::slice::from_ref(&issuing), &store, at).unwrap();
    let (good, revoked) = (path("signer"), path("revoked"));
    let policy = Policy::as_of(at);

    let lists = [
        office.list("root", "2026-03-01T11:00:00+00:00"),
        office.list("interm", "2026-03-01T11:00:00+00:00"),
    ];
    let all = statuses(&good, &lists, &[], at, &policy);
    assert!(matches!(all.as_slice(), [Status::Good { .. }, Status::Good { .. }, Status::Anchor]), "{all:?}");
    let since = time("2025-06-01T00:00:00Z");
    let is_revoked = |status: &Status| match status {
        Status::Revoked { at, reason, .. } => (*at, *reason) == (since, Reason::KeyCompromise),
        _ => false,
    };
    assert!(is_revoked(&status(&revoked, 0, &lists, &[], at, &policy)));

    // Fractions of a second: the answer is dated within the second asked about.
    let now = "2026-03-01T11:59:59.123456+00:00";
    let ask = |path: &VerifiedPath, evidence: Evidence, at| status(path, 0, &[evidence], &[], at, &policy);
    let answer = office.answer(&good, now);
    assert!(matches!(ask(&good, answer, at), Status::Good { .. }));
    assert!(is_revoked(&ask(&revoked, office.answer(&revoked, now), at)));
    let stale = ask(&good, office.answer(&good, "2026-03-01T09:00:00+00:00"), at);
    assert!(matches!(stale, Status::Unknown(Unknown::Stale { .. })), "{stale:?}");

    // A signature proven in May, asked about today: revoked since June, so not then.
    let may = time("2025-05-20T00:00:00Z");
    let status = ask(&revoked, office.answer(&revoked, now), may);
    assert!(is_revoked(&status) && !status.revoked_by(may));
    // And an answer that was given in May speaks of May, however much was revoked in June.
    let then = ask(&revoked, office.answer(&revoked, "2025-05-20T00:00:00+00:00"), may);
    assert!(matches!(then, Status::Good { .. }), "{then:?}");
    // The root's list does not speak of what the issuing CA issued.
    assert_eq!(ask(&good, lists[0].clone(), at), Status::Unknown(Unknown::NoEvidence));
}
