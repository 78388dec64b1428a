//! Gathering over HTTP from OpenSSL's `ocsp` and `ts`, a second implementation beside certomancer (`live.rs`): the states
//! that certomancer does not make, and servers with habits of their own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use chrono::{DateTime, TimeDelta, Utc};
use common::Workshop;
use common::client::Client;
use pki::algorithm::Digest;
use pki::budget::{self, Budget};
use pki::cert::Certificate;
use pki::fetch::{Fetch, FetchError, Kind, Request};
use pki::gather::{Gathered, Why, gather};
use pki::path::{VerifiedPath, find};
use pki::revocation::{Policy, Source, Status, Unknown};
use pki::trust::{Anchor, TrustStore};
use pki::tsp::{self, Asked, Failure, StampError};
use testkit::server::{Question, Reply, Web};

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const CONFIG: &[u8] = b"[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n\
    [tsa]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_alg=sha256\n";

/// A root that issues to people, its database, and a server in front of OpenSSL.
struct Office {
    w: Arc<Workshop>,
    web: Web,
    root: Certificate,
    person: Certificate,
}

/// What the server does; changed by the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    Plain,
    /// Takes no POST (RFC 5019 §5 wants GET from clients).
    OnlyGet,
    /// Refuses questions with a nonce as malformed.
    NoNonce,
    Down,
    /// Whatever is asked for, this many bytes.
    Huge(usize),
    LoginPage,
}

impl Office {
    fn new(habit: Habit, arguments: &'static str) -> Self {
        let w = Arc::new(Workshop::new());
        for name in ["akar", "penjawab", "tsa", "wayan"] {
            w.key(name, EC);
        }
        let root = w.self_signed(
            "akar",
            "-addext keyUsage=critical,keyCertSign,cRLSign -addext basicConstraints=critical,CA:TRUE",
        );
        w.issued("penjawab", "akar", "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n", "-set_serial 0x20");
        w.issued("tsa", "akar", "extendedKeyUsage=critical,timeStamping\n", "-set_serial 0x21");
        w.write("ca.cnf", CONFIG);
        w.write("crlnumber", b"01\n");
        w.write("serial", b"01\n");
        w.write("index.txt", b"V\t401231235959Z\t\t10\tunknown\t/CN=wayan\n");
        let shop = Mutex::new(Arc::clone(&w));
        let web = Web::start(move |question| reply(&shop.lock().unwrap(), habit, arguments, question));
        let extensions = format!(
            "keyUsage=nonRepudiation\nauthorityInfoAccess=OCSP;URI:{}\ncrlDistributionPoints=URI:{}\n",
            web.url("/ocsp"),
            web.url("/list.crl")
        );
        let person = w.issued("wayan", "akar", &extensions, "-set_serial 0x10");
        Self { w, web, root, person }
    }

    fn path(&self) -> VerifiedPath {
        let store = TrustStore::new(vec![Anchor::new(self.root.clone())]);
        find(&self.person, &[], &store, Utc::now()).unwrap()
    }

    fn gather(&self) -> Gathered {
        let now = Utc::now();
        gather(&self.path(), &[], &[], now, &Policy::as_of(now), &Client::default(), &mut || [0x5A; 32])
    }

    /// Method and first part of the path of everything asked.
    fn asked(&self) -> Vec<String> {
        let part = |q: &Question| q.path.split('/').nth(1).unwrap_or_default().to_owned();
        self.web.asked().iter().map(|q| format!("{} {}", q.method, part(q))).collect()
    }

    /// Lets the server have a list, issued and ending at these times.
    fn list(&self, from: DateTime<Utc>, until: DateTime<Utc>) {
        let stamp = |at: DateTime<Utc>| at.format("%Y%m%d%H%M%SZ").to_string();
        self.w.openssl(&format!(
            "ca -config ca.cnf -gencrl -cert akar.pem -keyfile akar.key -crl_lastupdate {} -crl_nextupdate {} -out list.pem",
            stamp(from),
            stamp(until)
        ));
        self.w.openssl("crl -in list.pem -outform DER -out list.crl");
    }
}

fn reply(w: &Workshop, habit: Habit, arguments: &str, question: &Question) -> Reply {
    let base64 = base64::engine::general_purpose::STANDARD;
    let nonce = [0x2B, 6, 1, 5, 5, 7, 48, 1, 2];
    match (habit, question.path.as_str()) {
        (Habit::Down, _) => return Reply::status(503),
        (Habit::Huge(bytes), _) => return Reply::ok("application/pkix-crl", vec![0x30; bytes]),
        (Habit::LoginPage, _) => return Reply::ok("text/html", b"<html>Silakan masuk</html>".to_vec()),
        (_, "/tsa") => {
            w.write("query", &question.body);
            w.try_openssl("ts -reply -config ca.cnf -section tsa -queryfile query -signer tsa.pem -inkey tsa.key -out stamp");
            return Reply::ok("application/timestamp-reply", w.read("stamp"));
        }
        (_, "/list.crl") => {
            return match std::fs::read(w.path("list.crl")) {
                Ok(list) => Reply::ok("application/pkix-crl", list),
                Err(_) => Reply::status(404),
            };
        }
        (Habit::OnlyGet, _) if question.method == "POST" => return Reply::status(405),
        (Habit::NoNonce, _) if question.body.windows(nonce.len()).any(|window| window == nonce) => {
            return Reply::ok("application/ocsp-response", vec![0x30, 3, 0x0A, 1, 1]);
        }
        _ => {}
    }
    let request = if question.method == "GET" {
        let text = question.path.trim_start_matches("/ocsp/");
        base64.decode(text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")).unwrap()
    } else {
        question.body.clone()
    };
    w.write("request", &request);
    w.openssl(&format!(
        "ocsp -index index.txt -CA akar.pem -rsigner penjawab.pem -rkey penjawab.key -reqin request -respout response \
         {arguments}"
    ));
    Reply::ok("application/ocsp-response", w.read("response"))
}

fn unknown(gathered: &Gathered) -> &Unknown {
    match &gathered.statuses[0][0] {
        Status::Unknown(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn good_and_revoked_come_from_the_responder_alone() {
    let office = Office::new(Habit::Plain, "-ndays 1");
    let gathered = office.gather();
    assert!(matches!(gathered.statuses[0][0], Status::Good { source: Source::Network, .. }), "{gathered:?}");
    office.w.write("index.txt", b"R\t401231235959Z\t250601000000Z,superseded\t10\tunknown\t/CN=wayan\n");
    let gathered = office.gather();
    let since = common::time("2025-06-01T00:00:00Z");
    assert!(gathered.statuses[0][0].revoked_by(since), "{gathered:?}");
    assert!(!gathered.statuses[0][0].revoked_by(since - TimeDelta::seconds(1)));
    assert_eq!(office.asked(), ["POST ocsp", "POST ocsp"]);
}

#[test]
fn responder_that_says_unknown_sends_us_to_the_list() {
    let office = Office::new(Habit::Plain, "-ndays 1");
    office.w.write("index.txt", b"V\t401231235959Z\t\t99\tunknown\t/CN=lain\n");
    let gathered = office.gather();
    assert_eq!(unknown(&gathered), &Unknown::ResponderSaysUnknown);
    assert_eq!(gathered.failures[0].why, Why::Fetch(FetchError::Status(404)));
    // A sound list of the same CA settles it.
    office.list(Utc::now() - TimeDelta::hours(1), Utc::now() + TimeDelta::days(1));
    assert!(matches!(office.gather().statuses[0][0], Status::Good { .. }));
    // An old one does not.
    office.list(Utc::now() - TimeDelta::days(9), Utc::now() - TimeDelta::days(8));
    assert_eq!(unknown(&office.gather()), &Unknown::ResponderSaysUnknown);
}

#[test]
fn responder_that_takes_only_get_is_asked_by_get() {
    let office = Office::new(Habit::OnlyGet, "-ndays 1");
    let gathered = office.gather();
    assert!(matches!(gathered.statuses[0][0], Status::Good { .. }), "{gathered:?}");
    assert_eq!(office.asked(), ["POST ocsp", "GET ocsp"]);
    assert_eq!(gathered.failures, []);
}

#[test]
fn responder_that_cannot_read_a_nonce_is_asked_without() {
    let office = Office::new(Habit::NoNonce, "-ndays 1");
    let gathered = office.gather();
    assert!(matches!(gathered.statuses[0][0], Status::Good { .. }), "{gathered:?}");
    assert_eq!(office.asked(), ["POST ocsp", "POST ocsp"]);
}

#[test]
fn servers_that_give_nothing_usable_are_told_apart() {
    let why = |habit: Habit| {
        let office = Office::new(habit, "");
        let gathered = office.gather();
        assert_eq!(unknown(&gathered), &Unknown::NoEvidence);
        gathered.failures.into_iter().map(|failure| (failure.kind, failure.why)).collect::<Vec<_>>()
    };
    let status = |code| Why::Fetch(FetchError::Status(code));
    assert_eq!(why(Habit::Down), [(Kind::Ocsp, status(503)), (Kind::Crl, status(503))]);
    let page = why(Habit::LoginPage);
    assert!(page.iter().all(|(_, why)| matches!(why, Why::Unreadable(_))), "{page:?}");
    let huge = why(Habit::Huge(2 << 20));
    assert_eq!(
        huge[0],
        (Kind::Ocsp, Why::Fetch(FetchError::TooLarge)),
        "an answer of a MiB and more is none"
    );
    assert!(matches!(huge[1], (Kind::Crl, Why::Unreadable(_))), "a list may be as large");
}

#[test]
fn budget_of_requests_and_addresses_ends_the_gathering() {
    let office = Office::new(Habit::Down, "");
    let many: Vec<String> =
        (0..20).map(|n| format!("OCSP;URI:{}", office.web.url(&format!("/ocsp/{n}")))).collect();
    let lists: Vec<String> =
        (0..20).map(|n| format!("URI:{}", office.web.url(&format!("/{n}.crl")))).collect();
    let extensions =
        format!("authorityInfoAccess={}\ncrlDistributionPoints={}\n", many.join(","), lists.join(","));
    let person = office.w.issued("wayan", "akar", &extensions, "-set_serial 0x10");
    let store = TrustStore::new(vec![Anchor::new(office.root.clone())]);
    let path = find(&person, &[], &store, Utc::now()).unwrap();
    let now = Utc::now();
    let gathered = gather(&path, &[], &[], now, &Policy::as_of(now), &Client::default(), &mut || [1; 32]);
    // POST and GET for each responder, GET for each list.
    assert_eq!(office.asked().len(), 3 * budget::ADDRESSES);
    assert_eq!(gathered.failures.len(), 2 * budget::ADDRESSES);
}

/// Gives more than was asked for, without end.
struct Flood;

impl Fetch for Flood {
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        Ok(vec![0; request.limit + 1])
    }
}

#[test]
fn fetch_that_breaks_its_word_on_size_is_not_believed() {
    let office = Office::new(Habit::Down, "");
    let now = Utc::now();
    let gathered = gather(&office.path(), &[], &[], now, &Policy::as_of(now), &Flood, &mut || [1; 32]);
    let too_large =
        |why: &Why| matches!(why, Why::Fetch(FetchError::TooLarge) | Why::Budget(Budget::FetchedBytes));
    assert!(gathered.failures.iter().all(|f| too_large(&f.why)), "{:?}", gathered.failures);
    assert!(gathered.evidence.is_empty() && gathered.unused.is_empty());
}

#[test]
fn stamps_of_openssl_over_http_and_its_refusal() {
    let office = Office::new(Habit::Plain, "");
    let store = TrustStore::new(vec![Anchor::new(office.root.clone())]);
    let imprint = Digest::Sha256.hash(b"tanda tangan");
    let asked = Asked {
        digest: Digest::Sha256,
        imprint: &imprint,
        nonce: &[0x80, 1],
        policy: None,
        store: &store,
        certificates: &[],
        now: Utc::now(),
    };
    let url = office.web.url("/tsa");
    let ask = |question: &[u8]| {
        tsp::response(
            &Client::default().fetch(&Request::post(Kind::TimeStamp, &url, question)).unwrap(),
            &asked,
        )
    };
    let stamp = ask(&tsp::request(Digest::Sha256, &imprint, &[0x80, 1], None)).unwrap();
    assert_eq!(stamp.path().certificates()[0], office.w.certificate("tsa"));
    let refused = ask(&tsp::request(Digest::Sha512, &[0; 64], &[0x80, 1], None)).unwrap_err();
    assert_eq!(refused, StampError::Refused { status: 2, failure: Some(Failure::BadAlg) });
}
