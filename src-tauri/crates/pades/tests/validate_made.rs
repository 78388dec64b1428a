//! Documents signed by pyHanko, one expected state per heading.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use chrono::{TimeDelta, Utc};
use pades::validate::{
    self, IntegrityDetail, KnownIssuers, Level, Outcome, Reason, SignatureReport, SubIndication, Verdict,
};
use pki::trust::TrustStore;
use serde_json::json;
use support::{Bench, certificate, facts, only, outcome, report, report_at};
use testkit::openssl::Key;

/// Detail, keutuhan, keautentikan, kenirsangkalan.
fn states(signature: &SignatureReport) -> (IntegrityDetail, Reason, Reason, Reason) {
    let worst = [signature.integrity, signature.authenticity, signature.non_repudiation].map(|h| h.state);
    assert_eq!(Verdict::worst(worst), signature.verdict, "the whole is the worst of the headings");
    (
        signature.integrity_detail,
        signature.integrity.reason,
        signature.authenticity.reason,
        signature.non_repudiation.reason,
    )
}

#[test]
fn rsa_and_ec_signatures_of_pyhanko_are_intact_and_cover_the_whole_file() {
    for key in [Key::Rsa(2048), Key::Rsa(3072), Key::P256, Key::P384] {
        for pades in [true, false] {
            let bench = Bench::with(key);
            let bytes = bench.make(&[bench.sign("A", json!({ "pades": pades }))]);
            let report = report(&bytes, &bench.root());
            let signature = only(&report);
            assert_eq!(
                states(signature),
                (
                    IntegrityDetail::Intact,
                    Reason::Unchanged,
                    Reason::TrustedWithoutStatus,
                    Reason::TimeNotProven
                ),
                "{key:?} {pades}"
            );
            assert!(signature.covers_whole_file);
            assert_eq!(report.verdict, Verdict::Valid);
            assert_eq!(signature.level, pades.then_some(Level::BB));
            assert_eq!(signature.field.as_deref(), Some("A"));
            assert_eq!(signature.signer, Some(certificate(&bench.signer)));
            assert_eq!(outcome(signature, "revocation"), Some(Outcome::Warning));
            assert_eq!(outcome(signature, "contents_padding"), Some(Outcome::Passed));
        }
    }
}

#[test]
fn nothing_trusted_is_not_checkable_and_never_valid() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let report = report(&bytes, &TrustStore::default());
    let signature = only(&report);
    assert_eq!(signature.sub_indication, Some(SubIndication::NoCertificateChainFound));
    assert_eq!(
        states(signature),
        (IntegrityDetail::Intact, Reason::Unchanged, Reason::IssuerUnknown, Reason::IdentityNotProven)
    );
    assert_eq!(report.verdict, Verdict::NotCheckable);
}

#[test]
fn unsigned_document_has_no_signature() {
    assert_eq!(report(&support::letter(), &TrustStore::default()).verdict, Verdict::NoSignature);
}

#[test]
fn certificate_that_names_a_status_source_is_not_valid_without_an_answer() {
    let bench = Bench::new();
    for (name, extension) in [
        ("ocsp", "authorityInfoAccess=OCSP;URI:http://ocsp.invalid/\n"),
        ("crl", "crlDistributionPoints=URI:http://crl.invalid/x.crl\n"),
    ] {
        let extensions = format!("keyUsage=critical,digitalSignature,nonRepudiation\n{extension}");
        let signer = bench.pki.signer_with(name, Key::P256, &extensions, 730);
        let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({}))]);
        let report = report(&bytes, &bench.root());
        let signature = only(&report);
        assert_eq!(signature.sub_indication, Some(SubIndication::TryLater), "{name}");
        assert_eq!(signature.authenticity.reason, Reason::RevocationUnknown, "{name}");
        assert_eq!(report.verdict, Verdict::NotCheckable, "{name}");
    }
    let issuers = "keyUsage=critical,digitalSignature,nonRepudiation\nauthorityInfoAccess=caIssuers;URI:http://ca.invalid/\n";
    let signer = bench.pki.signer_with("issuers", Key::P256, issuers, 730);
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({}))]);
    assert_eq!(
        report(&bytes, &bench.root()).verdict,
        Verdict::Valid,
        "an address of issuers is no status source"
    );
}

#[test]
fn certificate_for_authentication_only_needs_attention() {
    let bench = Bench::new();
    let signer = bench.pki.signer_with("Masuk", Key::P256, "keyUsage=critical,digitalSignature\n", 730);
    let bytes = bench.make(&[bench.sign_as(&signer, "A", json!({}))]);
    let report = report(&bytes, &bench.root());
    let signature = only(&report);
    assert_eq!(signature.sub_indication, Some(SubIndication::ChainConstraintsFailure));
    assert_eq!(signature.non_repudiation.reason, Reason::KeyUsageUnsuitable);
    assert_eq!(states(signature).2, Reason::Trusted);
    assert_eq!(report.verdict, Verdict::NeedsAttention);
}

#[test]
fn expired_certificate_counts_by_what_proves_the_time() {
    let bench = Bench::new();
    let plain = bench.make(&[bench.sign("A", json!({}))]);
    let stamped = bench.make(&[bench.sign("A", bench.stamped())]);
    let short = bench.pki.signer_with("Sebentar", Key::P256, "keyUsage=critical,nonRepudiation\n", 2);
    let now = Utc::now();
    let later = now + TimeDelta::days(10);
    let short_plain = bench.make(&[bench.sign_as(&short, "A", json!({}))]);
    let short_stamped = bench.make(&[bench.sign_as(&short, "A", bench.stamped())]);

    for (bytes, at, sub, reason) in [
        (&plain, now, None, Reason::TimeNotProven),
        (&stamped, now, None, Reason::TimeProven),
        (&short_plain, later, Some(SubIndication::OutOfBoundsNoPoe), Reason::IdentityNotProven),
        (&short_stamped, later, None, Reason::TimeProven),
        (&plain, now - TimeDelta::days(30), Some(SubIndication::OutOfBoundsNoPoe), Reason::IdentityNotProven),
    ] {
        let report = report_at(bytes, &bench.root(), at);
        let signature = only(&report);
        assert_eq!(signature.sub_indication, sub, "{at}");
        assert_eq!(states(signature).3, reason, "{at}");
    }
    let report = report_at(&stamped, &bench.root(), now);
    assert_eq!(only(&report).level, Some(Level::BT));
    assert!(only(&report).stamped_time.is_some());
}

#[test]
fn time_stamp_outside_the_validity_of_the_certificate_fails_for_good() {
    let bench = Bench::new();
    let mut past = bench.stamped();
    past["stamp_time"] = json!((Utc::now() - TimeDelta::days(3)).to_rfc3339());
    // The authority's certificate starts a day ago as well; its path is checked now, so the token itself is believed.
    let bytes = bench.make(&[bench.sign("A", past)]);
    let report = report(&bytes, &bench.root());
    assert_eq!(only(&report).sub_indication, Some(SubIndication::NotYetValid));
    assert_eq!(report.verdict, Verdict::Invalid);
}

#[test]
fn time_stamp_of_an_unknown_authority_proves_nothing() {
    let (bench, other) = (Bench::new(), Bench::new());
    let bytes = bench.make(&[bench.sign("A", other.stamped())]);
    let report = report(&bytes, &bench.root());
    let signature = only(&report);
    assert_eq!(signature.stamped_time, None);
    assert_eq!(outcome(signature, "signature_time_stamp"), Some(Outcome::Warning));
    assert_eq!(report.verdict, Verdict::Valid, "a time stamp that proves nothing takes nothing");
}

#[test]
fn signer_certificate_is_no_time_stamp_authority() {
    let bench = Bench::with(Key::Rsa(2048));
    let signer = json!({ "tsa_key": bench.signer.key, "tsa_cert": bench.signer.certificate });
    let bytes = bench.make(&[bench.sign("A", signer)]);
    assert_eq!(only(&report(&bytes, &bench.root())).stamped_time, None);
}

#[test]
fn document_time_stamp_over_the_signature_proves_its_time() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({})), bench.stamp()]);
    let report = report(&bytes, &bench.root());
    assert_eq!(report.signatures.len(), 2);
    let (signature, stamp) = (&report.signatures[0], &report.signatures[1]);
    assert_eq!(signature.kind, validate::Kind::Signature);
    assert!(signature.stamped_time.is_some());
    assert_eq!(signature.integrity_detail, IntegrityDetail::ChangedAllowed);
    assert!(!signature.covers_whole_file);
    assert_eq!(stamp.kind, validate::Kind::DocumentTimeStamp);
    assert!(stamp.covers_whole_file);
    assert_eq!(stamp.stamped_time, None, "a time stamp does not prove itself");
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn untrusted_document_time_stamp_takes_nothing_from_the_signature() {
    let (bench, other) = (Bench::new(), Bench::new());
    let bytes = bench.make(&[bench.sign("A", json!({})), other.stamp()]);
    let report = report(&bytes, &bench.root());
    assert_eq!(report.signatures[1].verdict, Verdict::NotCheckable);
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn second_signature_leaves_the_first_valid() {
    let bench = Bench::new();
    let second = bench.pki.signer("Kedua", Key::Rsa(2048));
    let bytes = bench
        .make(&[bench.sign("A", json!({})), bench.sign_as(&second, "B", json!({ "box": [10, 10, 60, 40] }))]);
    let report = report(&bytes, &bench.root());
    let details: Vec<_> = report.signatures.iter().map(|s| s.integrity_detail).collect();
    assert_eq!(details, [IntegrityDetail::ChangedAllowed, IntegrityDetail::Intact]);
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn what_was_done_after_signing_is_told_apart() {
    let bench = Bench::new();
    let signed = bench.sign("A", json!({}));
    for (step, detail, verdict) in [
        (json!({ "do": "metadata", "title": "Surat" }), IntegrityDetail::ChangedAllowed, Verdict::Valid),
        (
            json!({ "do": "fill", "field": "nama", "value": "Budi" }),
            IntegrityDetail::ChangedVisible,
            Verdict::NeedsAttention,
        ),
        (
            json!({ "do": "annotate", "text": "dibatalkan" }),
            IntegrityDetail::ChangedVisible,
            Verdict::NeedsAttention,
        ),
        (json!({ "do": "content", "text": "Sembilan" }), IntegrityDetail::Changed, Verdict::Invalid),
    ] {
        let bytes = bench.make(&[signed.clone(), step.clone()]);
        let report = report(&bytes, &bench.root());
        let signature = only(&report);
        assert_eq!(signature.integrity_detail, detail, "{step} {:#?}", signature.changes);
        assert_eq!(report.verdict, verdict, "{step}");
        assert!(!signature.changes.is_empty(), "{step}");
        states(signature);
    }
}

#[test]
fn annotation_after_a_certification_that_forbids_all_is_invalid() {
    let bench = Bench::new();
    let annotate = json!({ "do": "annotate", "text": "x" });
    for (level, detail) in
        [(1, IntegrityDetail::Changed), (2, IntegrityDetail::Changed), (3, IntegrityDetail::ChangedVisible)]
    {
        let bytes = bench.make(&[bench.sign("A", json!({ "certify": level })), annotate.clone()]);
        assert_eq!(facts(&bytes).signatures[0].doc_mdp, Some(level), "level {level}");
        assert_eq!(only(&report(&bytes, &bench.root())).integrity_detail, detail, "level {level}");
    }
}

#[test]
fn signature_that_covers_the_page_after_a_certification_is_seen() {
    let bench = Bench::new();
    let certified = bench.sign("A", json!({ "certify": 2 }));
    let bytes = bench.make(&[certified.clone(), bench.sign("B", json!({ "box": [10, 90, 150, 130] }))]);
    let report = report(&bytes, &bench.root());
    assert!(report.signatures[0].integrity_detail.verdict() >= Verdict::NeedsAttention, "{report:#?}");
}

#[test]
fn practice_key_is_marked_and_never_trusted() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", bench.stamped())]);
    let mut known = KnownIssuers::default();
    known.practice.insert(certificate(bench.pki.root()).key_sha256());
    let report = validate::judge(&facts(&bytes), &bench.root(), Utc::now(), &known);
    let signature = only(&report);
    assert!(signature.practice);
    assert_eq!(signature.sub_indication, Some(SubIndication::NoCertificateChainFound));
    assert_eq!(
        states(signature),
        (IntegrityDetail::Intact, Reason::Unchanged, Reason::Practice, Reason::Practice)
    );
    assert!(signature.path.is_empty());
}

#[test]
fn practice_root_put_beside_another_signature_does_not_mark_it() {
    let (bench, practice) = (Bench::new(), Bench::new());
    let chain = json!({ "chain": [bench.pki.root().certificate, practice.pki.root().certificate] });
    let bytes = bench.make(&[bench.sign("A", chain)]);
    let mut known = KnownIssuers::default();
    known.practice.insert(certificate(practice.pki.root()).key_sha256());
    let report = validate::judge(&facts(&bytes), &bench.root(), Utc::now(), &known);
    assert!(!only(&report).practice);
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn bsre_is_marked_by_key_on_a_trusted_path_only() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    let mut known = KnownIssuers::default();
    known.bsre.insert(certificate(bench.pki.root()).key_sha256());
    let judged =
        |trust: &TrustStore| validate::judge(&facts(&bytes), trust, Utc::now(), &known).signatures[0].bsre;
    assert!(judged(&bench.root()));
    assert!(!judged(&TrustStore::default()));
}

#[test]
fn visible_signature_tells_its_page_and_place() {
    let bench = Bench::new();
    let bytes = bench.make(&[bench.sign("A", json!({ "box": [10, 20, 60, 40] }))]);
    let place = facts(&bytes).signatures[0].place.unwrap();
    assert_eq!((place.page, place.rect), (0, [10.0, 20.0, 60.0, 40.0]));
    let bytes = bench.make(&[bench.sign("A", json!({}))]);
    assert_eq!(facts(&bytes).signatures[0].place, None);
}
