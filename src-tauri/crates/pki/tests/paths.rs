//! Paths over certificates made by openssl: what is found, and what is said when nothing is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use chrono::{DateTime, Utc};
use common::{Workshop, time};
use pki::cert::Certificate;
use pki::path::{Constraint, PathPolicy, PathProblem, VerifiedPath, find, find_with};
use pki::trust::{Anchor, Purpose, TrustStore};

const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const SIGNER: &str = "keyUsage=critical,digitalSignature,nonRepudiation\n";
const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

fn store(anchors: &[&Certificate]) -> TrustStore {
    TrustStore::new(anchors.iter().map(|c| Anchor::new((*c).clone())).collect())
}

/// Within the validity of all that was made here just now.
fn now(certificate: &Certificate) -> DateTime<Utc> {
    certificate.not_before() + chrono::Duration::days(1)
}

struct Chain {
    w: Workshop,
    root: Certificate,
    issuing: Certificate,
    signer: Certificate,
}

/// Root, issuing CA and signer, all P-256.
fn chain() -> Chain {
    let w = Workshop::new();
    for name in ["root", "issuing", "signer"] {
        w.key(name, P256);
    }
    let root = w.self_signed("root", "");
    let issuing = w.issued("issuing", "root", CA, "");
    let signer = w.issued("signer", "issuing", SIGNER, "");
    Chain { w, root, issuing, signer }
}

fn names(path: &VerifiedPath) -> Vec<&str> {
    path.certificates().iter().map(|c| c.subject().common_name().unwrap()).collect()
}

#[test]
fn path_through_an_intermediate_is_found() {
    let c = chain();
    let path = find(&c.signer, std::slice::from_ref(&c.issuing), &store(&[&c.root]), now(&c.signer)).unwrap();
    assert_eq!(names(&path), ["signer", "issuing", "root"]);
    assert_eq!(path.anchor().certificate, c.root);
}

#[test]
fn anchor_may_be_an_intermediate_or_the_target_itself() {
    let c = chain();
    let at = now(&c.signer);
    assert_eq!(names(&find(&c.signer, &[], &store(&[&c.issuing]), at).unwrap()), ["signer", "issuing"]);
    assert_eq!(names(&find(&c.signer, &[], &store(&[&c.signer]), at).unwrap()), ["signer"]);
    assert_eq!(names(&find(&c.root, &[], &store(&[&c.root]), at).unwrap()), ["root"]);
    let late = time("2100-01-01T00:00:00Z");
    assert!(matches!(
        find(&c.signer, &[], &store(&[&c.signer]), late),
        Err(PathProblem::Expired { index: 0, .. })
    ));
}

#[test]
fn unknown_issuer_is_named() {
    let c = chain();
    let at = now(&c.signer);
    assert_eq!(
        find(&c.signer, &[], &store(&[&c.root]), at).unwrap_err(),
        PathProblem::NoPath { missing_issuer: "CN=issuing,O=UJI".into(), self_signed: false }
    );
    assert_eq!(
        find(&c.signer, &[c.issuing.clone(), c.root.clone()], &TrustStore::default(), at).unwrap_err(),
        PathProblem::NoPath { missing_issuer: "CN=root,O=UJI".into(), self_signed: true },
        "nothing is trusted at first start"
    );
}

#[test]
fn ca_of_the_same_name_with_another_key_is_never_trusted() {
    let c = chain();
    let real = chain(); // the same names, other keys
    let at = now(&c.signer);
    // Everything that the forger can put into the document is among the candidates.
    let bag = [c.issuing.clone(), c.root.clone(), real.issuing.clone(), real.root.clone()];
    let problem = find(&c.signer, &bag, &store(&[&real.root]), at).unwrap_err();
    assert_eq!(problem, PathProblem::NoPath { missing_issuer: "CN=root,O=UJI".into(), self_signed: true });
    // Without the forged root, only the wrong key of the right name is left.
    let problem = find(&c.signer, std::slice::from_ref(&c.issuing), &store(&[&real.root]), at).unwrap_err();
    assert_eq!(problem, PathProblem::SignatureInvalid { index: 1 });
}

#[test]
fn altered_certificate_is_found() {
    let c = chain();
    let mut der = c.signer.der().to_vec();
    let at = der.windows(6).rposition(|part| part == b"signer").unwrap();
    der[at] = b'S';
    let altered = Certificate::from_der(&der).unwrap();
    let problem =
        find(&altered, std::slice::from_ref(&c.issuing), &store(&[&c.root]), now(&c.signer)).unwrap_err();
    assert_eq!(problem, PathProblem::SignatureInvalid { index: 0 });
}

#[test]
fn expired_and_not_yet_valid_are_told_with_their_dates() {
    let c = chain();
    let bag = [c.issuing.clone()];
    let problem = find(&c.signer, &bag, &store(&[&c.root]), time("2100-01-01T00:00:00Z")).unwrap_err();
    // The issuing CA has expired as well, and is named first: nearer to the anchor.
    assert_eq!(problem, PathProblem::Expired { index: 1, not_after: c.issuing.not_after() });
    let problem = find(&c.signer, &bag, &store(&[&c.root]), time("2000-01-01T00:00:00Z")).unwrap_err();
    assert_eq!(problem, PathProblem::NotYetValid { index: 1, not_before: c.issuing.not_before() });
    // Both ends are inclusive.
    assert!(find(&c.signer, &bag, &store(&[&c.root]), c.signer.not_before()).is_ok());
    assert!(find(&c.signer, &[], &store(&[&c.issuing]), c.signer.not_after()).is_ok());
}

#[test]
fn valid_candidate_is_found_among_bad_ones() {
    let c = chain();
    let at = now(&c.signer);
    // A second root certifies the same issuing key (cross certificate); a third certificate for it is no CA.
    c.w.key("other", P256);
    let other = c.w.self_signed("other", "");
    let keep = |name: &str| std::fs::copy(c.w.path("issuing.pem"), c.w.path(name)).unwrap();
    keep("kept.pem");
    let cross = c.w.issued("issuing", "other", CA, "");
    let no_ca = c.w.issued("issuing", "other", "basicConstraints=critical,CA:FALSE\n", "");
    let bag = [no_ca.clone(), c.issuing.clone(), cross.clone()];
    let by_root = find(&c.signer, &bag, &store(&[&c.root]), at).unwrap();
    assert_eq!(by_root.certificates()[1], c.issuing);
    let by_other = find(&c.signer, &bag, &store(&[&other]), at).unwrap();
    assert_eq!(by_other.certificates()[1], cross);
    assert_eq!(
        find(&c.signer, &[no_ca], &store(&[&other]), at).unwrap_err(),
        PathProblem::Constraint(Constraint::BasicConstraints)
    );
}

#[test]
fn broken_rules_are_named() {
    let c = chain();
    let at = now(&c.signer);
    let check = |ca: &str, ee: &str, expected: Constraint| {
        let issuing = c.w.issued("issuing", "root", ca, "");
        let signer = c.w.issued("signer", "issuing", ee, "");
        assert_eq!(
            find(&signer, &[issuing], &store(&[&c.root]), at).unwrap_err(),
            PathProblem::Constraint(expected),
            "{ca} | {ee}"
        );
    };
    check("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n", SIGNER, Constraint::KeyUsage);
    check("keyUsage=critical,keyCertSign\n", SIGNER, Constraint::BasicConstraints);
    check(CA, "1.2.3.4.5=critical,ASN1:NULL\n", Constraint::CriticalExtension);
    check(
        &format!("{CA}nameConstraints=critical,permitted;dirName:allowed\n[allowed]\nO=Lain\n"),
        SIGNER,
        Constraint::NameConstraints,
    );
}

#[test]
fn path_length_is_enforced_also_of_the_anchor() {
    let w = Workshop::new();
    for name in ["root", "a", "b", "signer"] {
        w.key(name, P256);
    }
    let root = w.self_signed("root", "");
    let a = w.issued("a", "root", &format!("{}\n", CA.replace("CA:TRUE", "CA:TRUE,pathlen:0")), "");
    let b = w.issued("b", "a", CA, "");
    let signer = w.issued("signer", "b", SIGNER, "");
    let expected = PathProblem::Constraint(Constraint::PathLength);
    assert_eq!(find(&signer, &[a.clone(), b.clone()], &store(&[&root]), now(&signer)).unwrap_err(), expected);
    // RFC 5937: what the anchor's own certificate says holds too.
    assert_eq!(find(&signer, &[b], &store(&[&a]), now(&signer)).unwrap_err(), expected);
}

#[test]
fn anchor_counts_only_for_its_purpose_and_dates() {
    let c = chain();
    let at = now(&c.signer);
    let with = |anchor: Anchor| TrustStore::new(vec![anchor]);
    let limited = Anchor { purpose: Purpose::TimeStamping, ..Anchor::new(c.issuing.clone()) };
    assert!(matches!(find(&c.signer, &[], &with(limited.clone()), at), Err(PathProblem::NoPath { .. })));
    let policy = PathPolicy { purpose: Purpose::TimeStamping, ..PathPolicy::default() };
    assert!(find_with(&c.signer, &[], &with(limited), at, &policy).is_ok());
    let until = Anchor { not_after: Some(at - chrono::Duration::hours(1)), ..Anchor::new(c.issuing.clone()) };
    assert!(matches!(find(&c.signer, &[], &with(until), at), Err(PathProblem::NoPath { .. })));
}

#[test]
fn chains_of_all_supported_algorithms_are_validated() {
    let rsa = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    let pss = "-sigopt rsa_padding_mode:pss -sha384";
    for (key, arguments) in [
        (rsa, "-sha256"),
        (rsa, "-sha1"),
        (rsa, pss),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha256"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha512"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "-sha256"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1", "-sha384"),
        ("-algorithm ED25519", ""),
        ("-algorithm ED448", ""),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "-sha256"),
    ] {
        let w = Workshop::new();
        w.key("root", key);
        w.key("signer", key);
        let root = w.self_signed("root", arguments);
        let signer = w.issued("signer", "root", SIGNER, arguments);
        let outcome = find(&signer, &[], &store(&[&root]), now(&signer));
        assert!(outcome.is_ok(), "{key} {arguments}: {outcome:?}");
    }
}

#[test]
fn unknown_algorithm_in_the_chain_is_unsupported() {
    let w = Workshop::new();
    w.key("root", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1");
    w.key("signer", P256);
    let root = w.self_signed("root", "");
    let signer = w.issued("signer", "root", SIGNER, "");
    let problem = find(&signer, &[], &store(&[&root]), now(&signer)).unwrap_err();
    assert!(matches!(problem, PathProblem::Unsupported { .. }), "{problem:?}");
}

#[test]
fn web_of_cross_certificates_ends_within_the_budget() {
    // Six CAs that all certify each other: the number of paths grows like a factorial. `budget::PATH_STEPS`, `PATHS` and
    // `PATH_SIGNATURES` bound the search; without them this test does not end.
    let w = Workshop::new();
    let all = ["a", "b", "c", "d", "e", "f"];
    for name in all {
        w.key(name, P256);
        w.self_signed(name, "");
        std::fs::copy(w.path(&format!("{name}.pem")), w.path(&format!("own-{name}.pem"))).unwrap();
        std::fs::copy(w.path(&format!("{name}.key")), w.path(&format!("own-{name}.key"))).unwrap();
    }
    let mut bag = Vec::new();
    for issuer in all {
        for subject in all.iter().filter(|s| **s != issuer) {
            bag.push(w.issued(subject, &format!("own-{issuer}"), CA, ""));
        }
    }
    w.key("signer", P256);
    let signer = w.issued("signer", "own-a", SIGNER, "");
    let outcome = find(&signer, &bag, &TrustStore::default(), now(&signer));
    assert!(matches!(outcome, Err(PathProblem::NoPath { .. } | PathProblem::BudgetExceeded)), "{outcome:?}");
}
