//! Evidence of revocation in the file: lists made by OpenSSL, put into documents by pyHanko. A signer's certificate names a
//! place to ask, so that without evidence nothing could be said (`validate_made.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use pades::validate::{self, Indication, KnownIssuers, Outcome, Reason, SubIndication, Verdict};
use pki::crl::Crl;
use pki::revocation::{Evidence, Source};
use serde_json::{Value, json};
use support::{Bench, certificate, only, outcome, report, report_at};
use testkit::openssl::{Key, Signer, openssl};

const ASKABLE: &str =
    "keyUsage=critical,digitalSignature,nonRepudiation\ncrlDistributionPoints=URI:http://crl.invalid/x.crl\n";

fn signer(bench: &Bench) -> Signer {
    bench.pki.signer_with("Ditanya", Key::P256, ASKABLE, 730)
}

/// A list of the root in DER, with `revoked` since then, issued and ending at these times.
fn list(
    bench: &Bench,
    revoked: Option<(&Signer, DateTime<Utc>)>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> PathBuf {
    let at = |name: &str| bench.pki.folder().join(name);
    let index = revoked.map_or(String::new(), |(signer, since)| {
        let since = since.format("%y%m%d%H%M%SZ");
        format!("R\t401231235959Z\t{since}\t{}\tunknown\t/CN=x\n", certificate(signer).serial_hex())
    });
    std::fs::write(at("index.txt"), index).unwrap();
    std::fs::write(at("crlnumber"), "01\n").unwrap();
    let folder = bench.pki.folder().to_str().unwrap();
    let config = format!(
        "[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\ncrlnumber={folder}/crlnumber\ndefault_md=sha256\n"
    );
    std::fs::write(at("ca.cnf"), config).unwrap();
    let stamp = |time: DateTime<Utc>| time.format("%Y%m%d%H%M%SZ").to_string();
    let [pem, der, config] = ["list.pem", "list.crl", "ca.cnf"].map(at);
    let root = bench.pki.root();
    #[rustfmt::skip]
    openssl(&["ca", "-config", config.to_str().unwrap(), "-gencrl", "-out", pem.to_str().unwrap(),
        "-cert", root.certificate.to_str().unwrap(), "-keyfile", root.key.to_str().unwrap(),
        "-crl_lastupdate", &stamp(from), "-crl_nextupdate", &stamp(until)]);
    openssl(&["crl", "-in", pem.to_str().unwrap(), "-outform", "DER", "-out", der.to_str().unwrap()]);
    der
}

fn store(list: &PathBuf) -> Value {
    json!({ "do": "dss", "crls": [list] })
}

fn hours(n: i64) -> TimeDelta {
    TimeDelta::hours(n)
}

#[test]
fn good_list_in_the_store_gives_total_passed() {
    let bench = Bench::new();
    let signer = signer(&bench);
    let now = Utc::now();
    let list = list(&bench, None, now - hours(1), now + hours(24));
    for more in [json!({}), bench.stamped()] {
        let bytes = bench.make(&[bench.sign_as(&signer, "A", more), store(&list)]);
        let report = report(&bytes, &bench.root());
        let signature = only(&report);
        assert_eq!((signature.indication, signature.sub_indication), (Indication::TotalPassed, None));
        assert_eq!(outcome(signature, "revocation"), Some(Outcome::Passed));
        assert_eq!(signature.authenticity.reason, Reason::Trusted);
        assert_eq!(report.verdict, Verdict::Valid);
    }
}

#[test]
fn good_list_from_outside_the_file_gives_total_passed() {
    let bench = Bench::new();
    let signer = signer(&bench);
    let now = Utc::now();
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({}))]);
    let mut facts = support::facts(&bytes);
    let known = KnownIssuers::default();
    let open = validate::unsettled(&facts, &bench.root(), now, &known);
    assert_eq!(open.paths.len(), 1, "nobody has said anything of the signer");
    assert_eq!(open.paths[0].certificates()[0], certificate(&signer));

    let list =
        Crl::parse(std::fs::read(list(&bench, None, now - hours(1), now + hours(24))).unwrap()).unwrap();
    let evidence = Evidence::crl(list, Source::Network);
    facts.add_evidence([evidence.clone(), evidence], []);
    assert_eq!(facts.outside.evidence.len(), 1, "once is enough");
    let report = validate::judge(&facts, &bench.root(), now, &known);
    assert_eq!(only(&report).indication, Indication::TotalPassed);
    assert_eq!(outcome(only(&report), "revocation"), Some(Outcome::Passed));
    assert!(validate::unsettled(&facts, &bench.root(), now, &known).paths.is_empty(), "settled now");
}

#[test]
fn missing_issuer_is_named_and_may_come_from_outside() {
    let bench = Bench::new();
    let authority = bench.pki.signer_with(
        "Penerbit",
        Key::P256,
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n",
        730,
    );
    let leaf = bench.pki.signer("Di Bawah", Key::P256);
    let [request, certificate_file] = ["leaf.csr", "leaf.pem"].map(|name| bench.pki.folder().join(name));
    #[rustfmt::skip]
    openssl(&["req", "-new", "-key", leaf.key.to_str().unwrap(), "-subj", "/CN=Di Bawah (UJI)", "-out", request.to_str().unwrap()]);
    #[rustfmt::skip]
    openssl(&["x509", "-req", "-in", request.to_str().unwrap(), "-CA", authority.certificate.to_str().unwrap(),
        "-CAkey", authority.key.to_str().unwrap(), "-days", "30", "-out", certificate_file.to_str().unwrap()]);
    let leaf = Signer { certificate: certificate_file, key: leaf.key };
    let bytes = bench.make(&[bench.sign_as(&leaf, "A", json!({}))]);
    let mut facts = support::facts(&bytes);
    let (known, now) = (KnownIssuers::default(), Utc::now());
    let open = validate::unsettled(&facts, &bench.root(), now, &known);
    assert_eq!(open.orphans, [certificate(&leaf)], "its issuer came with nobody");

    facts.add_evidence([], [certificate(&authority)]);
    let report = validate::judge(&facts, &bench.root(), now, &known);
    assert_eq!(only(&report).indication, Indication::TotalPassed);
    assert!(validate::unsettled(&facts, &bench.root(), now, &known).orphans.is_empty());
}

#[test]
fn good_list_in_the_signature_itself_gives_total_passed() {
    let bench = Bench::new();
    let signer = signer(&bench);
    let now = Utc::now();
    let list = list(&bench, None, now - hours(1), now + hours(24));
    let roots = [&bench.pki.root().certificate];
    let more = json!({ "pades": false, "crls": [list], "roots": roots });
    let bytes = bench.make(&[bench.sign_as(&signer, "A", more)]);
    let report = report(&bytes, &bench.root());
    assert!(only(&report).covers_whole_file, "no store behind it: the attribute is meant");
    assert_eq!(outcome(only(&report), "revocation"), Some(Outcome::Passed));
    assert_eq!(only(&report).indication, Indication::TotalPassed);
}

#[test]
fn revoked_signer_is_judged_by_what_proves_the_time() {
    let bench = Bench::new();
    let signer = signer(&bench);
    let now = Utc::now();
    let list = list(&bench, Some((&signer, now - hours(6))), now - hours(1), now + hours(24));
    let answer = |more: Value| {
        let bytes = bench.make(&[bench.sign_as(&signer, "A", more), store(&list)]);
        let report = report(&bytes, &bench.root());
        (only(&report).sub_indication, only(&report).authenticity.reason, report.verdict)
    };
    assert_eq!(
        answer(json!({})),
        (Some(SubIndication::RevokedNoPoe), Reason::RevokedWithoutProof, Verdict::NeedsAttention)
    );
    assert_eq!(
        answer(bench.stamped()),
        (Some(SubIndication::Revoked), Reason::Revoked, Verdict::Invalid),
        "stamped after the revocation"
    );
    // Stamped now, revoked in six hours, asked about in eight.
    let list = self::list(&bench, Some((&signer, now + hours(6))), now + hours(7), now + hours(24));
    let bytes = bench.make(&[bench.sign_as(&signer, "A", bench.stamped()), store(&list)]);
    let later = report_at(&bytes, &bench.root(), now + hours(8));
    assert_eq!(only(&later).sub_indication, None, "stamped before the revocation");
    assert_eq!((only(&later).authenticity.reason, later.verdict), (Reason::Trusted, Verdict::Valid));
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({})), store(&list)]);
    let later = report_at(&bytes, &bench.root(), now + hours(8));
    assert_eq!(only(&later).sub_indication, Some(SubIndication::RevokedNoPoe), "nothing proves it");
}

#[test]
fn list_that_is_too_old_or_of_another_key_settles_nothing() {
    let bench = Bench::new();
    let signer = signer(&bench);
    let now = Utc::now();
    let old = list(&bench, None, now - hours(20), now - hours(10));
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({})), store(&old)]);
    assert_eq!(only(&report(&bytes, &bench.root())).sub_indication, Some(SubIndication::TryLater));

    // Another root of the same name.
    let other = Bench::new();
    let foreign = list(&other, None, now - hours(1), now + hours(24));
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({})), store(&foreign)]);
    assert_eq!(only(&report(&bytes, &bench.root())).sub_indication, Some(SubIndication::TryLater));
}

#[test]
fn revoked_time_stamp_authority_proves_no_time() {
    let bench = Bench::new();
    let now = Utc::now();
    let list = list(&bench, Some((&bench.authority, now - hours(6))), now - hours(1), now + hours(24));
    let bytes = bench.make(&[bench.sign("A", bench.stamped()), store(&list)]);
    let report = report(&bytes, &bench.root());
    assert_eq!(only(&report).stamped_time, None);
}

#[test]
fn expired_signer_known_good_to_its_last_day_is_told_from_one_that_nobody_spoke_of() {
    let bench = Bench::new();
    let short = bench.pki.signer_with("Sebentar", Key::P256, ASKABLE, 2);
    let now = Utc::now();
    let later = now + TimeDelta::days(10);
    let long = list(&bench, None, now - hours(1), now + TimeDelta::days(30));
    let judged = |steps: &[Value]| {
        let report = report_at(&bench.make(steps), &bench.root(), later);
        (report.signatures[0].sub_indication, report.signatures[0].authenticity.reason, report.verdict)
    };
    let unproven = (Some(SubIndication::OutOfBoundsNotRevoked), Reason::ExpiredNotRevoked);
    let attention = Verdict::NeedsAttention;
    let plain = bench.sign_as(&short, "A", json!({}));
    assert_eq!(judged(&[plain.clone(), store(&long)]), (unproven.0, unproven.1, attention));
    assert_eq!(
        judged(std::slice::from_ref(&plain)),
        (Some(SubIndication::OutOfBoundsNoPoe), Reason::Expired, attention)
    );
    // A document time stamp from after the end shows that it is not younger, and no more; one in the signature belongs to
    // the act of signing.
    let mut late = bench.stamped();
    late["stamp_time"] = json!((now + TimeDelta::days(5)).to_rfc3339());
    let mut stamp = late.clone();
    stamp["do"] = json!("stamp");
    assert_eq!(judged(&[plain.clone(), store(&long), stamp]), (unproven.0, unproven.1, attention));
    assert_eq!(
        judged(&[bench.sign_as(&short, "A", late), store(&long)]),
        (Some(SubIndication::Expired), Reason::ExpiredWhenSigned, Verdict::Invalid)
    );
    let revoked = list(&bench, Some((&short, now + hours(6))), now + hours(7), now + TimeDelta::days(30));
    assert_eq!(
        judged(&[plain, store(&revoked)]),
        (Some(SubIndication::RevokedNoPoe), Reason::RevokedWithoutProof, attention),
        "revoked before it ended is worse than ended"
    );
}

#[test]
fn evidence_that_is_signed_along_is_proven_by_the_stamp_of_the_signature() {
    let bench = Bench::new();
    // An authority whose own certificate ends soon; its list outlives it.
    let issuer = bench.pki.signer_with(
        "Penerbit",
        Key::P256,
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n",
        3,
    );
    let (leaf, list) = below(&bench, &issuer);
    let later = Utc::now() + TimeDelta::days(10);
    let roots = [&bench.pki.root().certificate];
    let chain = json!([issuer.certificate]);
    let judged = |steps: &[Value]| only(&report_at(&bench.make(steps), &bench.root(), later)).sub_indication;
    let with = |more: Value| {
        let mut all = bench.stamped();
        all["chain"] = chain.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        bench.sign_as(&leaf, "A", all)
    };
    let signed = with(json!({ "pades": false, "crls": [list], "roots": roots }));
    assert_eq!(judged(&[signed]), None, "the list stood in the signature when it was stamped");
    assert_eq!(
        judged(&[with(json!({})), store(&list)]),
        Some(SubIndication::RevocationOutOfBoundsNoPoe),
        "nobody knows when the list came into the store"
    );
}

/// A signer below `issuer` that can be asked about, and a list of `issuer` for a month.
fn below(bench: &Bench, issuer: &Signer) -> (Signer, PathBuf) {
    let at = |name: &str| bench.pki.folder().join(name);
    let leaf = bench.pki.signer("Di Bawah", Key::P256);
    let [request, extensions, certificate] = ["below.csr", "below.ext", "below.pem"].map(at);
    std::fs::write(&extensions, ASKABLE).unwrap();
    let text = |path: &PathBuf| path.to_str().unwrap().to_owned();
    #[rustfmt::skip]
    openssl(&["req", "-new", "-key", &text(&leaf.key), "-subj", "/CN=Di Bawah (UJI)", "-out", &text(&request)]);
    #[rustfmt::skip]
    openssl(&["x509", "-req", "-in", &text(&request), "-CA", &text(&issuer.certificate), "-CAkey", &text(&issuer.key),
        "-days", "2", "-extfile", &text(&extensions), "-out", &text(&certificate)]);
    let folder = bench.pki.folder().to_str().unwrap();
    std::fs::write(at("index.txt"), "").unwrap();
    std::fs::write(at("crlnumber"), "01\n").unwrap();
    let config = format!(
        "[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\ncrlnumber={folder}/crlnumber\ndefault_md=sha256\n"
    );
    std::fs::write(at("ca.cnf"), config).unwrap();
    let [pem, der, config] = ["below-list.pem", "below-list.crl", "ca.cnf"].map(at);
    #[rustfmt::skip]
    openssl(&["ca", "-config", &text(&config), "-gencrl", "-out", &text(&pem), "-cert", &text(&issuer.certificate),
        "-keyfile", &text(&issuer.key), "-crldays", "30"]);
    openssl(&["crl", "-in", &text(&pem), "-outform", "DER", "-out", &text(&der)]);
    (Signer { certificate, key: leaf.key }, der)
}
