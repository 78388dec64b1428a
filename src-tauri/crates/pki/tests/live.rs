//! Gathering over HTTP from certomancer, which serves a whole PKI out of `data/live.yml` on loopback: each state gives its
//! named outcome, nothing is asked twice, and nothing is asked for a stranger.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use std::sync::OnceLock;

use chrono::{TimeDelta, Utc};
use common::Workshop;
use common::client::Client;
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::clock::{self, Reading, Witness};
use pki::crl::Reason;
use pki::fetch::{Fetch as _, FetchError, Kind, Offline, Request};
use pki::gather::{Failure, Gathered, Round, Why, gather, issuers};
use pki::path::{PathPolicy, PathProblem, VerifiedPath, find};
use pki::revocation::{Freshness, Policy, Source, Status, Unknown, statuses};
use pki::trust::{Anchor, TrustStore};
use pki::tsp::{self, Asked, StampError};
use testkit::server::Certomancer;

/// The one server of this file's tests.
struct Office {
    server: Certomancer,
    folder: Workshop,
    root: Certificate,
    issuing: Certificate,
}

impl Office {
    fn get() -> &'static Self {
        static OFFICE: OnceLock<Office> = OnceLock::new();
        OFFICE.get_or_init(|| {
            let folder = Workshop::new();
            for name in ["root", "interm", "kembar", "ocsp", "ocsp-lain", "tsa", "person"] {
                folder.key(name, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
            }
            let server = Certomancer::start(&folder.path(""), include_str!("data/live.yml"));
            let get = |path: &str| certificate(&server, path);
            let (root, issuing) = (get("/pki/certs/root/ca.crt"), get("/pki/certs/interm/ca.crt"));
            Self { server, folder, root, issuing }
        })
    }

    fn person(&self, label: &str) -> Certificate {
        certificate(&self.server, &format!("/pki/certs/interm/issued/{label}.crt"))
    }

    fn store(&self) -> TrustStore {
        TrustStore::new(vec![Anchor::new(self.root.clone())])
    }

    fn path(&self, label: &str) -> VerifiedPath {
        find(&self.person(label), std::slice::from_ref(&self.issuing), &self.store(), Utc::now()).unwrap()
    }

    /// What is gathered for a person now, knowing nothing.
    fn gather(&self, label: &str, client: &Client) -> Gathered {
        let now = Utc::now();
        gather(&self.path(label), &[], &[], now, &Policy::as_of(now), client, &mut nonces())
    }
}

fn certificate(server: &Certomancer, path: &str) -> Certificate {
    let url = server.url(path);
    Certificate::from_der(&Client::default().fetch(&Request::get(Kind::Issuer, &url)).unwrap()).unwrap()
}

/// Different bytes at each call.
fn nonces() -> impl FnMut() -> [u8; 32] {
    let mut count = 0u8;
    move || {
        count += 1;
        [count; 32]
    }
}

fn kinds(client: &Client) -> Vec<String> {
    client.asked().iter().map(|(_, path)| path.clone()).collect()
}

fn is_good(status: &Status) -> bool {
    matches!(status, Status::Good { source: Source::Network, .. })
}

fn unknown(gathered: &Gathered) -> &Unknown {
    match &gathered.statuses[0][0] {
        Status::Unknown(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn responder_is_asked_first_then_the_list_and_nothing_twice() {
    let office = Office::get();
    let client = Client::default();
    let gathered = office.gather("baik", &client);
    assert!(
        matches!(gathered.statuses[0].as_slice(), [person, issuing, Status::Anchor] if is_good(person) && is_good(issuing)),
        "{gathered:?}"
    );
    assert_eq!(kinds(&client), ["pki/ocsp/interm", "pki/crls/root/latest.crl"]);
    assert_eq!((gathered.evidence.len(), gathered.unused.len()), (2, 0));
    assert_eq!(gathered.failures, []);
    assert_eq!(gathered.certificates.len(), 1, "the responder's certificate came along");

    // What was gathered is all that is needed to say the same again, offline.
    let (now, path) = (Utc::now(), office.path("baik"));
    let policy = Policy::as_of(now);
    let again = statuses(&path, &gathered.evidence, &gathered.certificates, now, &policy);
    assert!(is_good(&again[0]) && is_good(&again[1]));
    let second = gather(&path, &gathered.evidence, &[], now, &policy, &client, &mut nonces());
    assert_eq!(kinds(&client), [""; 0], "all known and fresh");
    assert_eq!(second.evidence, gathered.evidence, "known pieces that it rests on are handed back");

    // Another person of the same CA: only the new question, the CA's own list is known.
    let mut random = nonces();
    let mut round = Round::new(&client, &mut random, &gathered.evidence, &[]);
    round.path(&office.path("cabut"), now, &policy);
    round.path(&office.path("baik"), now, &policy);
    let both = round.finish();
    assert_eq!(kinds(&client), ["pki/ocsp/interm"]);
    assert!(matches!(both.statuses[0][0], Status::Revoked { .. }) && is_good(&both.statuses[1][0]));

    // Evidence that is not new enough for a stricter rule is asked for again.
    let strict = Policy { freshness: Freshness::OnlyLater, ..policy };
    let past = now - TimeDelta::days(1);
    let path =
        find(&office.person("baik"), std::slice::from_ref(&office.issuing), &office.store(), past).unwrap();
    let _ = gather(&path, &gathered.evidence, &[], past, &strict, &client, &mut nonces());
    assert_eq!(
        kinds(&client),
        ["pki/crls/root/latest.crl"; 1],
        "the answer is later than yesterday, the list is not"
    );
}

#[test]
fn revocation_counts_from_its_own_time() {
    let office = Office::get();
    let gathered = office.gather("cabut", &Client::default());
    let status = &gathered.statuses[0][0];
    let since = common::time("2025-06-01T00:00:00Z");
    match status {
        Status::Revoked { at, reason, source, .. } => {
            assert_eq!((*at, *reason, *source), (since, Reason::KeyCompromise, Source::Network));
        }
        other => panic!("{other:?}"),
    }
    assert!(status.revoked_by(since));
    assert!(!status.revoked_by(since - TimeDelta::seconds(1)), "revoked later is not revoked before");
    // Asked about a time before, today's answer still says when.
    let before = since - TimeDelta::days(30);
    let path = find(&office.person("cabut"), std::slice::from_ref(&office.issuing), &office.store(), before)
        .unwrap();
    let policy = Policy::as_of(Utc::now());
    let gathered = gather(&path, &[], &[], before, &policy, &Client::default(), &mut nonces());
    assert!(!gathered.statuses[0][0].revoked_by(before) && gathered.statuses[0][0].revoked_by(Utc::now()));
}

#[test]
fn certificate_outside_its_validity_gives_no_path_and_no_question() {
    let office = Office::get();
    let problem = |label: &str| {
        find(&office.person(label), std::slice::from_ref(&office.issuing), &office.store(), Utc::now())
            .unwrap_err()
    };
    assert!(matches!(problem("habis"), PathProblem::Expired { index: 0, .. }));
    assert!(matches!(problem("nanti"), PathProblem::NotYetValid { index: 0, .. }));
    let client = Client::default();
    for label in ["habis", "nanti"] {
        let policy = PathPolicy::default();
        let climbed = issuers(
            &office.person(label),
            std::slice::from_ref(&office.issuing),
            &office.store(),
            Utc::now(),
            &policy,
            5,
            &client,
        );
        assert!(climbed.path.is_err());
    }
    assert_eq!(
        kinds(&client),
        ["pki/certs/interm/issued/habis.crt"; 0],
        "a path is there, no issuer is missing"
    );
}

#[test]
fn responder_that_refuses_to_answer_is_told_by_its_code() {
    let office = Office::get();
    // Signed by the CA's key behind its back: its number is in no register.
    let w = &office.folder;
    let url = office.server.url("/pki/ocsp/interm");
    w.write("interm.pem", &pem(&office.issuing));
    w.key("gelap", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    let dark = w.issued(
        "gelap",
        "interm",
        &format!("keyUsage=nonRepudiation\nauthorityInfoAccess=OCSP;URI:{url}\n"),
        "-set_serial 0x7777",
    );
    let path = find(&dark, std::slice::from_ref(&office.issuing), &office.store(), Utc::now()).unwrap();
    let now = Utc::now();
    let gathered = gather(&path, &[], &[], now, &Policy::as_of(now), &Client::default(), &mut nonces());
    assert_eq!(unknown(&gathered), &Unknown::NoEvidence);
    // unauthorized: certomancer's word for a number that it never gave (`openssl_servers.rs` has "unknown")
    let refused = Failure { kind: Kind::Ocsp, url, why: Why::Unreadable(pki::Error::OcspStatus { code: 6 }) };
    assert_eq!(gathered.failures, [refused]);
}

fn pem(certificate: &Certificate) -> Vec<u8> {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(certificate.der());
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")).into_bytes()
}

#[test]
fn responder_with_the_wrong_key_is_not_believed_and_the_list_is_asked() {
    let office = Office::get();
    let client = Client::default();
    let alone = office.gather("hanya-salah-kunci", &client);
    assert_eq!(unknown(&alone), &Unknown::SignatureInvalid);
    client.asked();
    let with_list = office.gather("salah-kunci", &client);
    assert!(is_good(&with_list.statuses[0][0]), "{with_list:?}");
    assert_eq!(kinds(&client)[..2], ["pki/ocsp/salah-kunci", "pki/crls/interm/latest.crl"]);
    assert_eq!(with_list.unused.len(), 1, "the answer is kept apart");
}

#[test]
fn responder_that_wants_to_be_checked_is_checked() {
    let office = Office::get();
    let client = Client::default();
    let checked = office.gather("hanya-diperiksa", &client);
    assert!(is_good(&checked.statuses[0][0]), "{checked:?}");
    let asked = kinds(&client);
    assert_eq!(
        asked[..2],
        ["pki/ocsp/diperiksa", "pki/crls/interm/latest.crl"],
        "the list is the responder's"
    );
    assert_eq!(checked.evidence.len(), 3, "the answer, the list of its responder, the list of the CA");

    let revoked = office.gather("hanya-dicabut", &client);
    assert_eq!(unknown(&revoked), &Unknown::SignerRevoked);
}

#[test]
fn stale_answer_is_told_with_its_dates() {
    let office = Office::get();
    let then = (Utc::now() - TimeDelta::hours(5)).format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let gathered = office.gather("hanya-jawaban", &Client::as_of(&then));
    assert!(matches!(unknown(&gathered), Unknown::Stale { .. }), "{gathered:?}");
    let later = (Utc::now() + TimeDelta::hours(5)).format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let gathered = office.gather("hanya-jawaban", &Client::as_of(&later));
    assert!(matches!(unknown(&gathered), Unknown::NotYetIssued { .. }), "{gathered:?}");
}

#[test]
fn answer_to_another_nonce_is_refused() {
    let office = Office::get();
    let client = Client::meddling(|request: &Request<'_>| {
        // Our nonces are 32 equal bytes: somebody asks with another one and hands us the answer.
        let mut body = request.body?.to_vec();
        let at = body.windows(32).position(|window| window == [1; 32])?;
        body[at..at + 32].fill(0xEE);
        Some(body)
    });
    assert_eq!(unknown(&office.gather("hanya-jawaban", &client)), &Unknown::NonceMismatch);
}

#[test]
fn stamp_comes_with_a_chain_that_is_gathered_too() {
    let office = Office::get();
    let store = office.store();
    let imprint = Digest::Sha256.hash(b"tanda tangan");
    let now = Utc::now();
    let asked = Asked {
        digest: Digest::Sha256,
        imprint: &imprint,
        nonce: &[9; 8],
        policy: None,
        store: &store,
        certificates: &[],
        now,
    };
    let url = office.server.url("/pki/tsa/tsa");
    let ask = |client: &Client, imprint: &[u8], nonce: &[u8]| {
        let question = tsp::request(Digest::Sha256, imprint, nonce, None);
        tsp::response(&client.fetch(&Request::post(Kind::TimeStamp, &url, &question)).unwrap(), &asked)
    };
    let client = Client::default();
    let stamp = ask(&client, &imprint, &[9; 8]).unwrap();
    assert!(stamp.ahead().abs() < TimeDelta::minutes(5));
    client.asked();
    let gathered = gather(stamp.path(), &[], &[], now, &Policy::as_of(now), &client, &mut nonces());
    assert!(is_good(&gathered.statuses[0][0]), "{gathered:?}");
    assert_eq!(kinds(&client), ["pki/crls/root/latest.crl"]);

    assert_eq!(ask(&client, &imprint, &[8; 8]).unwrap_err(), StampError::NonceMismatch);
    assert_eq!(ask(&client, &[0; 32], &[9; 8]).unwrap_err(), StampError::ImprintMismatch);
    let wrong_clock = Client::as_of("2028-01-01T00:00:00+00:00");
    let reading = clock::by_stamp(&ask(&wrong_clock, &imprint, &[9; 8]).unwrap());
    assert!(reading.measured && reading.difference > TimeDelta::days(300), "{reading:?}");
}

#[test]
fn one_step_that_a_person_allowed_finds_the_issuer_and_no_step_asks_nothing() {
    let office = Office::get();
    let client = Client::default();
    let climb = |label: &str, steps: usize| {
        let policy = PathPolicy::default();
        issuers(&office.person(label), &[], &office.store(), Utc::now(), &policy, steps, &client)
    };
    let target = climb("baik", 0);
    assert!(matches!(target.path, Err(PathProblem::NoPath { self_signed: false, .. })));
    assert_eq!(kinds(&client)[..], ["pki/certs/interm/issued/baik.crt"; 0]);
    let climbed = climb("baik", 1);
    assert_eq!(climbed.path.unwrap().certificates().len(), 3);
    assert_eq!(climbed.certificates, std::slice::from_ref(&office.issuing));
    assert_eq!(kinds(&client), ["pki/certs/interm/ca.crt"]);
}

#[test]
fn look_alike_ca_is_never_an_issuer_and_nothing_is_asked_for_its_people() {
    let office = Office::get();
    let fake = certificate(&office.server, "/pki/certs/kembar/issued/tiruan.crt");
    let fake_ca = certificate(&office.server, "/pki/certs/kembar/ca.crt");
    assert!(fake_ca.subject().matches(office.issuing.subject()) && fake_ca.key() != office.issuing.key());
    for candidates in
        [vec![office.issuing.clone()], vec![fake_ca.clone()], vec![fake_ca.clone(), office.issuing.clone()]]
    {
        assert!(find(&fake, &candidates, &office.store(), Utc::now()).is_err());
    }
    // The address in it leads to the true CA, whose key did not sign it: not taken.
    let client = Client::default();
    let policy = PathPolicy::default();
    let climbed = issuers(&fake, &[], &office.store(), Utc::now(), &policy, 3, &client);
    assert!(climbed.path.is_err() && climbed.certificates.is_empty());
    assert_eq!(climbed.failures[0].why, Why::NotTheIssuer);
    assert_eq!(kinds(&client), ["pki/certs/interm/ca.crt"], "one step, and no second try");
}

#[test]
fn self_signed_signer_with_tracking_addresses_causes_no_request() {
    let office = Office::get();
    let w = Workshop::new();
    w.key("pelacak", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    let url = office.server.url("/pki");
    let tracker = w.self_signed(
        "pelacak",
        &format!(
            "-addext authorityInfoAccess=OCSP;URI:{url}/ocsp/interm,caIssuers;URI:{url}/certs/root/ca.crt -addext \
             crlDistributionPoints=URI:{url}/crls/root/latest.crl"
        ),
    );
    assert_eq!(tracker.ocsp_uris().len() + tracker.issuer_uris().len(), 2);
    let client = Client::default();
    let climbed =
        issuers(&tracker, &[], &office.store(), Utc::now(), &PathPolicy::default(), usize::MAX, &client);
    // There is no path, and without one there is nothing that `gather` could be asked with.
    assert!(matches!(climbed.path, Err(PathProblem::NoPath { self_signed: true, .. })));
    assert_eq!(kinds(&client).len(), 0);
}

#[test]
fn wrong_clock_is_named_by_believed_witnesses_only() {
    let office = Office::get();
    let read = |label: &str, client: &Client| {
        let gathered = office.gather(label, client);
        let all: Vec<_> = gathered.evidence.into_iter().chain(gathered.unused).collect();
        clock::by_evidence(&office.path(label), &all, &[], &Policy::as_of(Utc::now()))
    };
    let off_by = |reading: Reading, hours: i64| {
        (reading.difference - TimeDelta::hours(hours)).abs() < TimeDelta::minutes(5)
    };
    let at = |hours: i64| {
        let then = Utc::now() + TimeDelta::hours(hours);
        Client::as_of(&then.format("%Y-%m-%dT%H:%M:%S+00:00").to_string())
    };
    // The responder gives our nonce back, so that its time is now: the difference is measured, in both directions.
    for hours in [0, 5, -5] {
        let reading = read("hanya-jawaban", &at(hours)).unwrap();
        assert!(
            reading.measured && reading.witness == Witness::Ocsp && off_by(reading, hours),
            "{reading:?}"
        );
        assert_eq!(reading.exceeds(TimeDelta::hours(1)), hours != 0);
    }
    // Signed with a key that nobody authorised: no witness, whatever it says.
    assert_eq!(read("hanya-salah-kunci", &at(5)), None);
    // A list is a bound: dated in two years, the clock is behind by nearly that at least.
    let reading = read("salah-kunci", &at(2 * 365 * 24)).unwrap();
    assert!(!reading.measured && reading.witness == Witness::Crl, "{reading:?}");
    assert!(reading.difference > TimeDelta::days(600), "{reading:?}");
    // And of the past it says nothing about the clock.
    assert_eq!(read("salah-kunci", &at(-365 * 24)), None);
}

#[test]
fn offline_is_told_for_everything_that_would_have_been_asked() {
    let office = Office::get();
    let (now, path) = (Utc::now(), office.path("baik"));
    let gathered = gather(&path, &[], &[], now, &Policy::as_of(now), &Offline, &mut nonces());
    assert_eq!(unknown(&gathered), &Unknown::NoEvidence);
    let offline = |Failure { why, .. }: &Failure| *why == Why::Fetch(FetchError::Offline);
    assert_eq!(gathered.failures.len(), 3, "responder, its CA's list, the root's list");
    assert!(gathered.failures.iter().all(offline));
}
