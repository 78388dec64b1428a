//! Revocation over lists and answers that `openssl` made: each state gives its named outcome. PKITS (`pkits.rs`) has the
//! scopes, deltas and signers of lists; here are times, responders and nonces.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Random, Workshop, mutate};
use pki::cert::Certificate;
use pki::crl::{Crl, Reason};
use pki::ocsp::{self, CertStatus, Response};
use pki::path::{VerifiedPath, find};
use pki::revocation::{Data, Dating, Evidence, Freshness, Policy, Source, Status, Unknown, status, statuses};
use pki::trust::{Anchor, TrustStore};

/// A root, an issuing CA, three people, responders, and the database of the CA: `baik` is good, `cabut` revoked on
/// 2025-06-01, `asing` is not in the database.
struct Office {
    w: Workshop,
    root: Certificate,
    ca: Certificate,
}

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const PERSON: &str = "keyUsage=critical,nonRepudiation\n";
const CONFIG: &str = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n";

impl Office {
    fn new() -> Self {
        let w = Workshop::new();
        for name in ["root", "ca", "baik", "cabut", "asing", "penjawab"] {
            w.key(name, EC);
        }
        let root = w.self_signed("root", "-addext keyUsage=critical,keyCertSign,cRLSign");
        let ca = w.issued("ca", "root", CA, "-set_serial 1");
        w.issued("baik", "ca", PERSON, "-set_serial 0x10");
        w.issued("cabut", "ca", PERSON, "-set_serial 0x11");
        w.issued("asing", "ca", PERSON, "-set_serial 0x12");
        w.write("ca.cnf", CONFIG.as_bytes());
        w.write("crlnumber", b"01\n");
        w.write(
            "index.txt",
            b"V\t401231235959Z\t\t10\tunknown\t/CN=baik\n\
              R\t401231235959Z\t250601000000Z,keyCompromise\t11\tunknown\t/CN=cabut\n",
        );
        Self { w, root, ca }
    }

    fn path(&self, name: &str) -> VerifiedPath {
        let store = TrustStore::new(vec![Anchor::new(self.root.clone())]);
        let target = self.w.certificate(name);
        find(&target, std::slice::from_ref(&self.ca), &store, now()).unwrap()
    }

    /// A list signed by NAME, issued and ending at these times (YYYYMMDDHHMMSSZ).
    fn list(&self, signer: &str, from: &str, until: &str) -> Evidence {
        self.w.openssl(&format!(
            "ca -config ca.cnf -gencrl -cert {signer}.pem -keyfile {signer}.key -crl_lastupdate {from} \
             -crl_nextupdate {until} -out list.pem"
        ));
        self.w.openssl("crl -in list.pem -outform DER -out list.crl");
        Evidence::crl(Crl::parse(self.w.read("list.crl")).unwrap(), Source::Supplied)
    }

    /// The answer of a responder to our own question about NAME.
    fn answer(&self, about: &str, signer: &str, nonce: Option<&[u8]>, arguments: &str) -> Evidence {
        self.w.write("request", &ocsp::request(&self.w.certificate(about), &self.ca, nonce));
        self.w.openssl(&format!(
            "ocsp -index index.txt -CA ca.pem -rsigner {signer}.pem -rkey {signer}.key -reqin request \
             -respout response {arguments}"
        ));
        Evidence::ocsp(Response::parse(self.w.read("response")).unwrap(), Source::Supplied)
    }

    fn ask(&self, name: &str, evidence: &[Evidence], at: DateTime<Utc>) -> Status {
        status(&self.path(name), 0, evidence, &[], at, &policy(at))
    }
}

fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Responders of openssl sign with the clock of the machine, and so does the policy here.
fn policy(at: DateTime<Utc>) -> Policy {
    Policy::as_of(at.max(now()))
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%d%H%M%SZ").to_string()
}

#[track_caller]
fn revoked(status: &Status) {
    let Status::Revoked { at, reason, .. } = status else { panic!("{status:?}") };
    assert_eq!((*at, *reason), (common::time("2025-06-01T00:00:00Z"), Reason::KeyCompromise));
}

#[track_caller]
fn unknown(status: Status) -> Unknown {
    let Status::Unknown(why) = status else { panic!("{status:?}") };
    why
}

#[test]
fn list_gives_good_revoked_and_its_times() {
    let office = Office::new();
    let at = now();
    let (from, until) = (at - TimeDelta::days(1), at + TimeDelta::days(6));
    let list = [office.list("ca", &stamp(from), &stamp(until))];
    assert!(matches!(office.ask("baik", &list, at), Status::Good { next_update: Some(_), .. }));
    let status = office.ask("cabut", &list, at);
    revoked(&status);
    assert!(status.revoked_by(common::time("2025-06-01T00:00:00Z")));
    assert!(!status.revoked_by(common::time("2025-05-31T23:59:59Z")), "revoked later is not revoked before");
    // A list does not say who exists.
    assert!(matches!(office.ask("asing", &list, at), Status::Good { .. }));
    assert_eq!(unknown(office.ask("baik", &[], at)), Unknown::NoEvidence);
    // Of the whole path, only the CA itself lacks evidence.
    let all = statuses(&office.path("baik"), &list, &[], at, &policy(at));
    assert!(matches!(
        all.as_slice(),
        [Status::Good { .. }, Status::Unknown(Unknown::NoEvidence), Status::Anchor]
    ));
}

#[test]
fn list_too_old_says_revoked_but_no_longer_good() {
    let office = Office::new();
    let at = now();
    let (from, until) = (at - TimeDelta::days(9), at - TimeDelta::days(2));
    let list = [office.list("ca", &stamp(from), &stamp(until))];
    assert!(matches!(unknown(office.ask("baik", &list, at)), Unknown::Stale { .. }));
    revoked(&office.ask("cabut", &list, at));
    // For a time that it covers it is as good as ever.
    assert!(matches!(office.ask("baik", &list, at - TimeDelta::days(3)), Status::Good { .. }));
    let path = office.path("baik");
    let day = Policy { freshness: Freshness::MaxAge(TimeDelta::days(1)), ..policy(at) };
    let asked = at - TimeDelta::days(3);
    assert!(matches!(unknown(status(&path, 0, &list, &[], asked, &day)), Unknown::Stale { .. }));
    let later = Policy { freshness: Freshness::OnlyLater, ..policy(at) };
    assert!(matches!(unknown(status(&path, 0, &list, &[], asked, &later)), Unknown::Stale { .. }));
    let asked = at - TimeDelta::days(10);
    assert!(matches!(status(&path, 0, &list, &[], asked, &later), Status::Good { .. }), "issued later");
}

#[test]
fn list_of_the_future_or_after_the_certificates_end_is_no_evidence() {
    let office = Office::new();
    let at = now();
    let list = [office.list("ca", &stamp(at + TimeDelta::days(1)), &stamp(at + TimeDelta::days(2)))];
    assert!(matches!(unknown(office.ask("baik", &list, at)), Unknown::NotYetIssued { .. }));
    // Certificates of this office end in ten years; the list was issued in twelve, for a question about today.
    let late = at + TimeDelta::days(12 * 365);
    let list = [office.list("root", &stamp(late), &stamp(late + TimeDelta::days(1)))];
    let path = office.path("baik");
    let status = status(&path, 1, &list, &[], at, &Policy::as_of(late));
    assert!(matches!(unknown(status), Unknown::IssuedAfterExpiry { .. }));
}

#[test]
fn list_of_a_look_alike_is_refused() {
    let office = Office::new();
    let at = now();
    // The same name, another key.
    office.w.key("palsu", EC);
    office.w.openssl(
        "req -x509 -new -key palsu.key -subj /O=UJI/CN=ca -days 30 -out palsu.pem \
         -addext keyUsage=critical,cRLSign",
    );
    let list = [office.list("palsu", &stamp(at - TimeDelta::days(1)), &stamp(at + TimeDelta::days(1)))];
    assert_eq!(unknown(office.ask("baik", &list, at)), Unknown::SignatureInvalid);
    // Brought along, its certificate still leads to no anchor.
    let palsu = office.w.certificate("palsu");
    let status = status(&office.path("baik"), 0, &list, &[palsu], at, &policy(at));
    assert!(matches!(unknown(status), Unknown::SignerPath(_)));
}

#[test]
fn hold_ends_with_a_newer_list() {
    let office = Office::new();
    let at = now();
    office.w.write("index.txt", b"R\t401231235959Z\t250601000000Z,certificateHold\t10\tunknown\t/CN=baik\n");
    let (from, until) = (stamp(at - TimeDelta::days(2)), stamp(at + TimeDelta::days(5)));
    let base = office.list("ca", &from, &until);
    let held = office.ask("baik", std::slice::from_ref(&base), at);
    assert!(matches!(held, Status::Revoked { reason: Reason::CertificateHold, .. }), "{held:?}");
    // A newer complete list without it ends the hold.
    office.w.write("index.txt", b"V\t401231235959Z\t\t10\tunknown\t/CN=baik\n");
    let newer = office.list("ca", &stamp(at - TimeDelta::days(1)), &until);
    assert!(matches!(office.ask("baik", &[base, newer], at), Status::Good { .. }));
}

#[test]
fn responder_of_the_ca_itself_gives_all_three_states() {
    let office = Office::new();
    for arguments in ["-ndays 1", "-ndays 1 -resp_key_id", "-ndays 1 -resp_no_certs"] {
        let ask = |name: &str| office.ask(name, &[office.answer(name, "ca", None, arguments)], now());
        assert!(matches!(ask("baik"), Status::Good { next_update: Some(_), .. }), "{arguments}");
        revoked(&ask("cabut"));
        assert_eq!(unknown(ask("asing")), Unknown::ResponderSaysUnknown, "{arguments}");
    }
    // An answer about somebody else is none.
    let other = office.answer("cabut", "ca", None, "-ndays 1");
    assert_eq!(unknown(office.ask("baik", &[other], now())), Unknown::NoEvidence);
}

#[test]
fn answer_gets_stale_after_its_next_update_or_a_day() {
    let office = Office::new();
    let later = |days| now() + TimeDelta::days(days);
    let dated = [office.answer("baik", "ca", None, "-ndays 3")];
    assert!(matches!(office.ask("baik", &dated, later(2)), Status::Good { .. }));
    assert!(matches!(unknown(office.ask("baik", &dated, later(4))), Unknown::Stale { .. }));
    let undated = [office.answer("baik", "ca", None, "")];
    assert!(matches!(office.ask("baik", &undated, now()), Status::Good { next_update: None, .. }));
    assert!(matches!(unknown(office.ask("baik", &undated, later(2))), Unknown::Stale { .. }));
    let yesterday = Policy::as_of(now() - TimeDelta::days(1));
    let status = status(&office.path("baik"), 0, &dated, &[], yesterday.now, &yesterday);
    assert!(matches!(unknown(status), Unknown::NotYetIssued { .. }));
}

#[test]
fn delegated_responder_needs_its_mark_and_the_ca_itself_as_issuer() {
    let office = Office::new();
    let marked = "extendedKeyUsage=OCSPSigning\nkeyUsage=critical,digitalSignature\n";
    let nocheck = format!("{marked}noCheck=ignored\n");
    let asks_back = format!("{marked}authorityInfoAccess=OCSP;URI:http://contoh.invalid/\n");
    let any = "extendedKeyUsage=anyExtendedKeyUsage\n";
    let cases = [
        (marked, "ca", None),
        (nocheck.as_str(), "ca", None),
        (asks_back.as_str(), "ca", Some(Unknown::SignerStatusUnknown)),
        (PERSON, "ca", Some(Unknown::WrongResponder)),
        (any, "ca", Some(Unknown::WrongResponder)),
        // Issued by the root, which is not the CA asked about.
        (marked, "root", Some(Unknown::WrongResponder)),
    ];
    for (extensions, issuer, expected) in cases {
        office.w.issued("penjawab", issuer, extensions, "-set_serial 0x20");
        for id in ["", "-resp_key_id"] {
            let answer = office.answer("baik", "penjawab", None, &format!("-ndays 1 {id}"));
            let status = office.ask("baik", &[answer], now());
            match &expected {
                None => assert!(matches!(status, Status::Good { .. }), "{extensions} {id}: {status:?}"),
                Some(why) => assert_eq!(&unknown(status), why, "{extensions} {issuer} {id}"),
            }
        }
    }
}

#[test]
fn revoked_responder_is_refused_by_the_list_of_its_ca() {
    let office = Office::new();
    // The number that the database has as revoked.
    office.w.issued("penjawab", "ca", "extendedKeyUsage=OCSPSigning\n", "-set_serial 0x11");
    let at = now();
    let (from, until) = (stamp(at - TimeDelta::days(9)), stamp(at - TimeDelta::days(8)));
    let answer = office.answer("baik", "penjawab", None, "-ndays 1");
    assert!(matches!(office.ask("baik", std::slice::from_ref(&answer), now()), Status::Good { .. }));
    // Another issuer's number 0x11 is somebody else.
    let root = office.list("root", &from, &until);
    assert!(matches!(office.ask("baik", &[root, answer.clone()], now()), Status::Good { .. }));
    // The list is too old to say "good" of anybody, but what it revoked stays revoked.
    let list = office.list("ca", &from, &until);
    assert!(matches!(unknown(office.ask("baik", &[list, answer], now())), Unknown::Stale { .. }));
}

#[test]
fn answer_signed_with_another_key_is_refused() {
    let office = Office::new();
    // The name of the CA, another key: the name fits, the signature does not.
    office.w.key("palsu", EC);
    office.w.openssl("req -x509 -new -key palsu.key -subj /O=UJI/CN=ca -days 30 -out palsu.pem");
    let answer = office.answer("baik", "palsu", None, "-ndays 1 -resp_no_certs");
    assert_eq!(unknown(office.ask("baik", &[answer], now())), Unknown::SignatureInvalid);
    // With its certificate: it belongs to the signature, but nobody authorised it.
    let answer = office.answer("baik", "palsu", None, "-ndays 1");
    assert_eq!(unknown(office.ask("baik", &[answer], now())), Unknown::SignatureInvalid);
    let answer = office.answer("baik", "palsu", None, "-ndays 1 -resp_key_id");
    assert_eq!(unknown(office.ask("baik", &[answer], now())), Unknown::WrongResponder);
    // One bit of the signed part.
    let good = office.answer("baik", "ca", None, "-ndays 1");
    drop(good);
    let mut bytes = office.w.read("response");
    let at = bytes.windows(3).position(|w| w == [0x80, 0x00, 0x18]).unwrap() + 17;
    bytes[at] ^= 1; // the last digit of thisUpdate
    let changed = Evidence::ocsp(Response::parse(bytes).unwrap(), Source::Network);
    assert_eq!(unknown(office.ask("baik", &[changed], now())), Unknown::SignatureInvalid);
}

#[test]
fn nonce_comes_back_and_another_one_is_refused() {
    let office = Office::new();
    let nonce = [0x5A; 32];
    let answer = office.answer("baik", "ca", Some(&nonce), "-ndays 1");
    let Data::Ocsp(response) = &answer.data else { panic!() };
    assert_eq!(response.nonce(), Some(&nonce[..]));
    assert_eq!(response.singles()[0].status, CertStatus::Good);
    let right = [answer.clone().asked_with(&nonce)];
    assert!(matches!(office.ask("baik", &right, now()), Status::Good { .. }));
    let wrong = [answer.asked_with(&[0xA5; 32])];
    assert_eq!(unknown(office.ask("baik", &wrong, now())), Unknown::NonceMismatch);
    let without = [office.answer("baik", "ca", None, "-ndays 1").asked_with(&nonce)];
    assert!(matches!(office.ask("baik", &without, now()), Status::Good { .. }), "RFC 5019 §4");
}

#[test]
fn responder_that_answers_with_an_error_is_told_by_its_code() {
    // OCSPResponse { tryLater }
    let error = Response::parse(vec![0x30, 0x03, 0x0A, 0x01, 0x03]).unwrap_err();
    assert_eq!(error, pki::Error::OcspStatus { code: 3 });
}

#[test]
fn evidence_counts_from_its_proof_where_its_signer_is_gone() {
    let office = Office::new();
    // A responder whose certificate ends tomorrow, looked at in a month.
    office.w.issued(
        "penjawab",
        "ca",
        "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n",
        "-set_serial 0x20 -days 1",
    );
    let answer = office.answer("baik", "penjawab", None, "-ndays 1");
    let signed = now();
    let later = signed + TimeDelta::days(30);
    let ask = |evidence: Evidence, dating: Dating| {
        let policy = Policy { dating, ..Policy::as_of(later) };
        status(&office.path("baik"), 0, &[evidence], &[], signed, &policy)
    };
    assert!(matches!(ask(answer.clone(), Dating::Claimed), Status::Good { .. }), "goes by its own date");
    let end = office.w.certificate("penjawab").not_after();
    let not_proven = Unknown::NotProven { signer_until: end };
    assert_eq!(
        unknown(ask(answer.clone(), Dating::Proven)),
        not_proven,
        "anybody could have backdated it by now"
    );
    let stamped = answer.clone().proven_at(signed + TimeDelta::hours(1));
    assert!(
        matches!(ask(stamped, Dating::Proven), Status::Good { .. }),
        "stamped while its signer was there"
    );
    let late = answer.proven_at(end + TimeDelta::seconds(1));
    assert_eq!(unknown(ask(late.clone(), Dating::Proven)), not_proven, "stamped a second too late");
    assert_eq!(late.clone().proven_at(signed).proven, Some(signed), "the earliest proof counts");
    assert_eq!(late.proven_at(later).proven, Some(end + TimeDelta::seconds(1)));

    // A list with a broken digest that claims to be of a time when it was sound.
    let claimed = DateTime::parse_from_rfc3339("2016-01-01T00:00:00Z").unwrap().with_timezone(&Utc);
    office.w.write("ca.cnf", CONFIG.replace("sha256", "sha1").as_bytes());
    office.w.write("index.txt", b"R\t401231235959Z\t150601000000Z,keyCompromise\t10\tunknown\t/CN=baik\n");
    let list = office.list("ca", &stamp(claimed), &stamp(claimed + TimeDelta::days(1)));
    let ask = |evidence: &Evidence, dating: Dating| {
        let policy = Policy { dating, ..Policy::as_of(later) };
        status(&office.path("baik"), 0, std::slice::from_ref(evidence), &[], signed, &policy)
    };
    assert!(matches!(ask(&list, Dating::Claimed), Status::Revoked { .. }));
    assert_eq!(unknown(ask(&list, Dating::Proven)), Unknown::WeakAlgorithm);
    let stamped = list.proven_at(claimed + TimeDelta::hours(1));
    assert!(matches!(ask(&stamped, Dating::Proven), Status::Revoked { .. }));

    // The issuing CA itself, in the certificate's own path, ends tomorrow: its lists and answers need proof as well.
    let mut office = Office::new();
    office.ca = office.w.issued("ca", "root", CA, "-set_serial 1 -days 1");
    let until = office.ca.not_after();
    let signed = now();
    let list = office.list("ca", &stamp(signed - TimeDelta::hours(1)), &stamp(signed + TimeDelta::days(1)));
    for evidence in [list, office.answer("baik", "ca", None, "-ndays 1")] {
        let ask = |evidence: Evidence| {
            let policy = Policy { dating: Dating::Proven, ..Policy::as_of(later) };
            status(&office.path("baik"), 0, &[evidence], &[], signed, &policy)
        };
        assert_eq!(unknown(ask(evidence.clone())), Unknown::NotProven { signer_until: until });
        assert!(matches!(ask(evidence.proven_at(until)), Status::Good { .. }));
    }
}

#[test]
fn older_revocation_outweighs_a_newer_good() {
    let office = Office::new();
    let at = now();
    let list = office.list("ca", &stamp(at - TimeDelta::days(1)), &stamp(at + TimeDelta::days(6)));
    office.w.write("index.txt", b"V\t401231235959Z\t\t11\tunknown\t/CN=cabut\n");
    let answer = office.answer("cabut", "ca", None, "-ndays 1");
    assert!(matches!(office.ask("cabut", std::slice::from_ref(&answer), now()), Status::Good { .. }));
    revoked(&office.ask("cabut", &[answer, list], now()));
}

#[test]
fn changed_evidence_never_panics_and_never_clears_a_revoked_certificate() {
    let office = Office::new();
    let at = now();
    office.w.issued("penjawab", "ca", "extendedKeyUsage=OCSPSigning\n", "-set_serial 0x20");
    let list = office.list("ca", &stamp(at - TimeDelta::days(1)), &stamp(at + TimeDelta::days(6)));
    let path = office.path("cabut");
    let originals = [
        list,
        office.answer("cabut", "ca", None, "-ndays 1"),
        office.answer("cabut", "penjawab", Some(&[9; 16]), "-ndays 1"),
    ];
    let mut random = Random(0x5EED_0004);
    let mut read = 0;
    for _ in 0..1500 {
        for original in &originals {
            let evidence = match &original.data {
                Data::Crl(crl) => {
                    Crl::parse(mutate(&mut random, crl.der())).map(|crl| Evidence::crl(crl, Source::Dss))
                }
                Data::Ocsp(response) => Response::parse(mutate(&mut random, response.der()))
                    .map(|response| Evidence::ocsp(response, Source::Dss)),
            };
            let Ok(evidence) = evidence else { continue };
            read += 1;
            let status = status(&path, 0, &[evidence], &[], at, &policy(at));
            assert!(!matches!(status, Status::Good { .. }), "{status:?}");
        }
    }
    assert!(read > 500, "only {read} could be read at all");
}

#[test]
fn hundreds_of_copies_end_in_the_budget_and_not_in_the_night() {
    let office = Office::new();
    // A separate key for lists, whose own status nobody tells: every copy asks for it again.
    office.w.key("daftar", EC);
    office.w.write("daftar.ext", b"keyUsage=critical,cRLSign\n");
    office.w.openssl("req -new -key daftar.key -subj /O=UJI/CN=ca -out daftar.csr");
    office.w.openssl(
        "x509 -req -in daftar.csr -CA root.pem -CAkey root.key -set_serial 7 -days 3650 -extfile daftar.ext -out daftar.pem",
    );
    let signer = office.w.certificate("daftar");
    let at = now(); // not before the certificate's first second
    let list = office.list("daftar", &stamp(at - TimeDelta::days(1)), &stamp(at + TimeDelta::days(6)));
    let path = office.path("baik");
    let one = status(&path, 0, std::slice::from_ref(&list), std::slice::from_ref(&signer), at, &policy(at));
    assert_eq!(unknown(one), Unknown::SignerStatusUnknown);
    let copies = vec![list.clone(); 300];
    let many = status(&path, 0, &copies, std::slice::from_ref(&signer), at, &policy(at));
    assert_eq!(unknown(many), Unknown::BudgetExceeded);
    let too_many = vec![list.clone(); 600];
    let many = status(&path, 0, &too_many, std::slice::from_ref(&signer), at, &policy(at));
    assert_eq!(unknown(many), Unknown::BudgetExceeded);
    // With the list that covers the signer it is good: another key of the same issuer.
    let root = office.list("root", &stamp(at - TimeDelta::days(1)), &stamp(at + TimeDelta::days(6)));
    let good = status(&path, 0, &[list, root], &[signer], at, &policy(at));
    assert!(matches!(good, Status::Good { .. }), "{good:?}");
}

#[test]
fn list_whose_unsigned_algorithm_differs_from_the_signed_one_is_refused() {
    let office = Office::new();
    let at = now();
    office.list("ca", &stamp(at), &stamp(at + TimeDelta::days(1)));
    let mut bytes = office.w.read("list.crl");
    // ecdsa-with-SHA256 to ecdsa-with-SHA384, in the outer field only.
    let oid = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
    let outer = bytes.windows(oid.len()).rposition(|window| window == oid).unwrap();
    bytes[outer + 7] = 0x03;
    assert_eq!(Crl::parse(bytes).unwrap_err(), pki::Error::Malformed { structure: "signature" });
}
