//! Asking for a time stamp and checking the answer: OpenSSL's `ts` answers our questions, and every way in which an
//! answer can be wrong has its own outcome. Tokens that `ts` refuses to make are made with its `cms`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Random, Workshop, mutate, time};
use pki::ObjectIdentifier as Oid;
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::der;
use pki::path::PathProblem;
use pki::trust::{Anchor, Purpose, TrustStore};
use pki::tsp::{self, Asked, AuthorityUsage, Failure, SignerProblem, Stamp, StampError};

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const CA: &str = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign";
const STAMPS: &str = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n";
const NONCE: [u8; 8] = [0x00, 0x91, 2, 3, 4, 5, 6, 7]; // a leading zero, then a sign bit
const CONFIGURATION: &[u8] = b"[tsa]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n\
    other_policies = 1.2.3.4.2\ndigests = sha256, sha384\naccuracy = secs:1\nclock_precision_digits = 3\n\
    ess_cert_id_alg = sha256\n";

/// A root and an authority under it.
struct Office {
    w: Workshop,
    store: TrustStore,
    imprint: Vec<u8>,
}

impl Office {
    fn new() -> Self {
        let w = Workshop::new();
        for name in ["akar", "tsa"] {
            w.key(name, EC);
        }
        let root = w.self_signed("akar", CA);
        w.issued("tsa", "akar", STAMPS, "");
        w.write("serial", b"01\n");
        w.write("tsa.cnf", CONFIGURATION);
        let anchor = Anchor { purpose: Purpose::TimeStamping, ..Anchor::new(root) };
        Self { w, store: TrustStore::new(vec![anchor]), imprint: Digest::Sha256.hash(b"tanda tangan") }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            digest: Digest::Sha256,
            imprint: &self.imprint,
            nonce: &NONCE,
            policy: None,
            store: &self.store,
            certificates: &[],
            now: Utc::now(),
        }
    }

    /// `openssl ts` answers this question.
    fn answer(&self, question: &[u8]) -> Vec<u8> {
        self.w.write("question", question);
        self.w.try_openssl(
            "ts -reply -config tsa.cnf -section tsa -queryfile question -signer tsa.pem -inkey tsa.key -out answer",
        );
        self.w.read("answer")
    }

    fn question(&self) -> Vec<u8> {
        tsp::request(Digest::Sha256, &self.imprint, &NONCE, None)
    }

    /// An answer with this TSTInfo, signed by `openssl cms` with these arguments.
    fn signed(&self, info: &[u8], arguments: &str) -> Vec<u8> {
        self.w.write("info", info);
        self.w.openssl(&format!(
            "cms -sign -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -in info -outform DER -out token \
             {arguments}"
        ));
        granted(&self.w.read("token"))
    }

    /// What this TSTInfo signed by NAME's key gives.
    fn outcome_of(&self, name: &str, info: &[u8]) -> Result<Stamp, StampError> {
        let answer = self.signed(info, &format!("-md sha256 -cades -signer {name}.pem -inkey {name}.key"));
        tsp::response(&answer, &self.asked())
    }

    /// TSTInfo for our question at this time, with further fields behind the nonce.
    fn info(&self, at: DateTime<Utc>, behind: &[u8]) -> Vec<u8> {
        let imprint = [
            der::write_algorithm(&Digest::Sha256.oid(), false),
            der::write(der::OCTET_STRING, &self.imprint),
        ];
        let mut fields = vec![
            der::write(der::INTEGER, &[1]),
            der::write_oid(&Oid::new_unwrap("1.2.3.4.1")),
            der::write_all(der::SEQUENCE, &imprint),
            der::write(der::INTEGER, &[9]),
            der::write(der::GENERALIZED_TIME, at.format("%Y%m%d%H%M%S%.6fZ").to_string().as_bytes()),
            der::write_unsigned(&NONCE),
        ];
        fields.push(behind.to_vec());
        der::write_all(der::SEQUENCE, &fields)
    }
}

fn granted(token: &[u8]) -> Vec<u8> {
    let status = der::write(der::SEQUENCE, &der::write(der::INTEGER, &[0]));
    der::write_all(der::SEQUENCE, &[status, token.to_vec()])
}

fn problem(outcome: Result<Stamp, StampError>) -> SignerProblem {
    match outcome {
        Err(StampError::SignerUnusable(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn authority_that_answers_our_question_gives_a_stamp_with_its_path() {
    let office = Office::new();
    office.w.write("question", &office.question());
    let text = String::from_utf8(office.w.openssl("ts -query -in question -text")).unwrap();
    for part in ["Hash Algorithm: sha256", "Nonce: 0x91020304050607", "Certificate required: yes"] {
        assert!(text.contains(part), "openssl reads {part}: {text}");
    }

    let answer = office.answer(&office.question());
    let stamp = tsp::response(&answer, &office.asked()).unwrap();
    assert!(answer.ends_with(stamp.der()), "the token's bytes as sent");
    let path: Vec<_> = stamp.path().certificates().iter().map(|c| c.subject().rfc4514()).collect();
    assert_eq!(path, ["CN=tsa,O=UJI", "CN=akar,O=UJI"]);
    assert!(stamp.ahead().abs() < TimeDelta::minutes(5), "{}", stamp.ahead());
    // And OpenSSL agrees with the verdict over the token that we kept.
    office.w.write("token", stamp.der());
    office.w.openssl("ts -verify -queryfile question -in token -token_in -CAfile akar.pem");
}

#[test]
fn answers_to_another_question_are_told_apart() {
    let office = Office::new();
    let asked = office.asked();
    let other_nonce = office.answer(&tsp::request(Digest::Sha256, &office.imprint, &[1; 8], None));
    assert_eq!(tsp::response(&other_nonce, &asked).unwrap_err(), StampError::NonceMismatch);
    office.w.write("content", b"tanda tangan");
    let without = office.w.openssl("ts -query -data content -sha256 -cert -no_nonce");
    assert_eq!(tsp::response(&office.answer(&without), &asked).unwrap_err(), StampError::NonceMismatch);

    let other = office.answer(&tsp::request(Digest::Sha256, &[7; 32], &NONCE, None));
    assert_eq!(tsp::response(&other, &asked).unwrap_err(), StampError::ImprintMismatch);
    let other = office.answer(&tsp::request(Digest::Sha384, &[7; 48], &NONCE, None));
    assert_eq!(tsp::response(&other, &asked).unwrap_err(), StampError::ImprintMismatch);

    let second = Oid::new_unwrap("1.2.3.4.2");
    let asked = Asked { policy: Some(second), ..asked };
    let right = office.answer(&tsp::request(Digest::Sha256, &office.imprint, &NONCE, Some(second)));
    assert_eq!(tsp::response(&right, &asked).unwrap().token().policy(), second);
    let first = Oid::new_unwrap("1.2.3.4.1");
    let default = office.answer(&office.question());
    assert_eq!(tsp::response(&default, &asked).unwrap_err(), StampError::PolicyMismatch { got: first });
}

#[test]
fn refusals_are_told_by_status_and_failure() {
    let office = Office::new();
    let refusal = |question: &[u8]| tsp::response(&office.answer(question), &office.asked()).unwrap_err();
    let unknown_policy = Some(Oid::new_unwrap("1.2.3.9"));
    let refused = |failure| StampError::Refused { status: 2, failure: Some(failure) };
    assert_eq!(
        refusal(&tsp::request(Digest::Sha256, &office.imprint, &NONCE, unknown_policy)),
        refused(Failure::UnacceptedPolicy)
    );
    assert_eq!(refusal(&tsp::request(Digest::Sha512, &[1; 64], &NONCE, None)), refused(Failure::BadAlg));
    let asked = office.asked();
    let waiting = der::write(der::SEQUENCE, &der::write(der::SEQUENCE, &der::write(der::INTEGER, &[3])));
    assert_eq!(
        tsp::response(&waiting, &asked).unwrap_err(),
        StampError::Refused { status: 3, failure: None }
    );
    let empty = der::write(der::SEQUENCE, &der::write(der::SEQUENCE, &der::write(der::INTEGER, &[0])));
    assert_eq!(tsp::response(&empty, &asked).unwrap_err(), StampError::NoToken);
    for bytes in [&b"<html>login</html>"[..], &[], &[0x30, 3, 0x30, 1, 2]] {
        assert!(matches!(tsp::response(bytes, &asked), Err(StampError::Malformed(_))), "{bytes:?}");
    }
}

#[test]
fn authority_without_trust_for_time_stamps_is_refused() {
    let office = Office::new();
    let answer = office.answer(&office.question());
    let root = office.w.certificate("akar");
    for anchors in [vec![], vec![Anchor { purpose: Purpose::Signing, ..Anchor::new(root) }]] {
        let store = TrustStore::new(anchors);
        let outcome = tsp::response(&answer, &Asked { store: &store, ..office.asked() });
        assert!(matches!(problem(outcome), SignerProblem::Path(PathProblem::NoPath { .. })));
    }
    // A root of the same name with another key, and an authority under it.
    office.w.key("kembar", EC);
    office.w.openssl(&format!(
        "req -x509 -new -key kembar.key -subj /O=UJI/CN=akar -days 30 -out kembar.pem {CA}"
    ));
    office.w.issued("tsa", "kembar", STAMPS, "");
    let outcome = tsp::response(&office.answer(&office.question()), &office.asked());
    assert_eq!(problem(outcome), SignerProblem::Path(PathProblem::SignatureInvalid { index: 0 }));
}

#[test]
fn authority_whose_certificate_is_not_for_time_stamps_alone_is_refused() {
    let office = Office::new();
    let usage = |time_stamping, only, critical| AuthorityUsage { time_stamping, only, critical };
    for (extensions, expected) in [
        (STAMPS, None),
        ("extendedKeyUsage=critical,timeStamping\n", None),
        ("keyUsage=digitalSignature\n", Some(usage(false, false, false))),
        ("extendedKeyUsage=timeStamping\n", Some(usage(true, true, false))),
        ("extendedKeyUsage=critical,timeStamping,emailProtection\n", Some(usage(true, false, true))),
        ("extendedKeyUsage=critical,emailProtection\n", Some(usage(false, false, true))),
    ] {
        office.w.issued("tsa", "akar", extensions, "");
        match (office.outcome_of("tsa", &office.info(Utc::now(), &[])), expected) {
            (Ok(_), None) => {}
            (outcome, Some(usage)) => assert_eq!(problem(outcome), SignerProblem::Usage(usage)),
            (outcome, None) => panic!("{extensions}: {outcome:?}"),
        }
    }
    office.w.issued("tsa", "akar", "extendedKeyUsage=critical,timeStamping\nkeyUsage=keyEncipherment\n", "");
    let outcome = office.outcome_of("tsa", &office.info(Utc::now(), &[]));
    assert_eq!(problem(outcome), SignerProblem::KeyUsage);
}

#[test]
fn authority_is_judged_at_the_time_that_it_states() {
    let office = Office::new();
    let later = time("2050-01-01T00:00:00Z");
    let outcome = office.outcome_of("tsa", &office.info(later, &[]));
    assert!(matches!(problem(outcome), SignerProblem::Path(PathProblem::Expired { index: 0, .. })));
    let outcome = office.outcome_of("tsa", &office.info(time("2020-01-01T00:00:00Z"), &[]));
    assert!(matches!(problem(outcome), SignerProblem::Path(PathProblem::NotYetValid { .. })));
    // The computer's clock decides nothing, its difference is told.
    let made = Utc::now();
    let answer = office.signed(&office.info(made, &[]), "-md sha256 -cades -signer tsa.pem -inkey tsa.key");
    let asked = Asked { now: made - TimeDelta::days(400), ..office.asked() };
    let ahead = tsp::response(&answer, &asked).unwrap().ahead();
    assert!((ahead - TimeDelta::days(400)).abs() < TimeDelta::seconds(1), "{ahead}");
}

#[test]
fn certificate_must_come_along_and_be_named_by_the_signature() {
    let office = Office::new();
    let info = office.info(Utc::now(), &[]);
    let signer = "-md sha256 -signer tsa.pem -inkey tsa.key";
    let asked = office.asked();
    let bare = office.signed(&info, &format!("{signer} -cades -nocerts"));
    assert_eq!(problem(tsp::response(&bare, &asked)), SignerProblem::CertificateMissing);
    let known = [office.w.certificate("tsa")];
    assert!(tsp::response(&bare, &Asked { certificates: &known, ..asked }).is_ok(), "known from elsewhere");
    let unnamed = office.signed(&info, signer);
    assert_eq!(problem(tsp::response(&unnamed, &asked)), SignerProblem::CertificateNotNamed);
    // The same key, name and number in another certificate.
    let number = format!("-set_serial 0x{}", known[0].serial_hex());
    let twin: Certificate = office.w.issued("tsa", "akar", &format!("{STAMPS}nsComment=lain\n"), &number);
    assert_ne!(twin, known[0]);
    let outcome = tsp::response(&bare, &Asked { certificates: &[twin], ..asked });
    assert_eq!(problem(outcome), SignerProblem::OtherCertificate);

    let two = office
        .signed(&info, "-md sha256 -cades -signer tsa.pem -inkey tsa.key -signer akar.pem -inkey akar.key");
    assert_eq!(problem(tsp::response(&two, &asked)), SignerProblem::NotOne);
}

#[test]
fn changed_or_weak_tokens_are_refused() {
    let office = Office::new();
    let mut answer = office.answer(&office.question());
    let asked = office.asked();
    let last = answer.len() - 1;
    answer[last] ^= 1;
    assert_eq!(tsp::response(&answer, &asked).unwrap_err(), StampError::SignatureInvalid);
    answer[last] ^= 1;
    let time = answer.windows(2).position(|t| t[0] == der::GENERALIZED_TIME && t[1] > 15).unwrap();
    answer[time + 5] ^= 1;
    assert_eq!(tsp::response(&answer, &asked).unwrap_err(), StampError::SignatureInvalid, "genTime");

    let info = office.info(Utc::now(), &[]);
    let sha1 = office.signed(&info, "-md sha1 -cades -signer tsa.pem -inkey tsa.key");
    assert_eq!(problem(tsp::response(&sha1, &asked)), SignerProblem::Broken);
    let extension = |critical: bool| {
        let mut parts = vec![der::write_oid(&Oid::new_unwrap("1.2.3.4.99"))];
        parts.extend(critical.then(|| der::write(der::BOOLEAN, &[0xFF])));
        parts.push(der::write(der::OCTET_STRING, &[5, 0]));
        der::write(der::context(1), &der::write_all(der::SEQUENCE, &parts))
    };
    assert!(office.outcome_of("tsa", &office.info(Utc::now(), &extension(false))).is_ok());
    let oid = Oid::new_unwrap("1.2.3.4.99");
    let outcome = office.outcome_of("tsa", &office.info(Utc::now(), &extension(true)));
    assert_eq!(outcome.unwrap_err(), StampError::UnknownExtension { oid });
}

#[test]
fn mutated_answers_never_panic_and_never_stamp_something_else() {
    let office = Office::new();
    let answer = office.answer(&office.question());
    let asked = office.asked();
    let original = tsp::response(&answer, &asked).unwrap();
    let mut random = Random(0x5EED_7357);
    for _ in 0..3000 {
        if let Ok(stamp) = tsp::response(&mutate(&mut random, &answer), &asked) {
            assert_eq!(stamp.token().gen_time(), original.token().gen_time());
            assert_eq!(stamp.token().imprint(), original.token().imprint());
        }
    }
}
