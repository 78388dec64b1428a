//! Traps that signed files of other projects set, by kind: what is found there, not only what it is called. Needs
//! `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::PathBuf;

use pades::validate::facts::{CoverageFault, Envelope, Finding, SubFilter};
use pades::validate::{Facts, IntegrityDetail as Detail, Kind, Outcome, Reason, Report, SubIndication};
use pki::trust::TrustStore;
use support::{facts, outcome};

const DSS: &str = "dss/dss-pades/src/test/resources/validation";

fn read(test: &str, path: &str) -> Option<(Facts, Report)> {
    let file: PathBuf = testkit::shared::shared(test)?.join("corpus").join(path);
    let bytes = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    Some((facts(&bytes), support::report(&bytes, &TrustStore::default())))
}

#[test]
fn kinds_of_container_and_encoding_are_told_apart() {
    let dss = |name: &str| format!("{DSS}/{name}");
    for (path, details) in [
        // Signed attributes that are not in DER order are verified as sent.
        (dss("dss-818/Signature-P-DE_CRY-2_HASH_FAILURE.pdf"), vec![Detail::Intact]),
        // Old sub-filter; signed attributes without a message digest of their own.
        (dss("pkcs7-no-message-digest.pdf"), vec![Detail::Intact]),
        ("itext/SignatureUtilTest/adbe.x509.rsa_sha1_signature.pdf".to_owned(), vec![Detail::Intact]),
        // No signed attributes; a reference by ESS version 1; BER inside.
        ("pyhanko/sig-no-signed-attrs.pdf".to_owned(), vec![Detail::Intact]),
        ("pyhanko/pades-with-old-style-signing-cert-attr-issser.pdf".to_owned(), vec![Detail::Intact]),
        ("itext/PdfPKCS7Test/timeStampSignatureBerEncoded.pdf".to_owned(), vec![Detail::Intact]),
        // SHA-3, Brainpool, Ed25519, Ed448 with SHAKE256.
        ("itext/PdfPKCS7Test/extensions/sample-rsa-sha3_256.pdf".to_owned(), vec![Detail::Intact]),
        (
            "itext/PdfPKCS7Test/extensions/sample-brainpoolP384r1-sha3_384.pdf".to_owned(),
            vec![Detail::Intact],
        ),
        ("itext/PdfPKCS7Test/extensions/sample-ed25519-sha512.pdf".to_owned(), vec![Detail::Intact]),
        ("pyhanko/ed448-shake256-nolen.pdf".to_owned(), vec![Detail::Intact]),
        // A content in a detached signature.
        ("pyhanko/pdf-sig-with-econtent.pdf".to_owned(), vec![Detail::Broken]),
        // Digest named by the identifier of a signature algorithm.
        (dss("Signature-P-HU_NET-2.pdf"), vec![Detail::NotCheckable]),
        // Signature algorithm that does not fit its own digest.
        (dss("dss-1420/PAdES-BpB-att-SHA256-SHA3_256withRSA.pdf"), vec![Detail::Broken]),
        // No certificate at all.
        (dss("pades-bes-no-certificates.pdf"), vec![Detail::NotCheckable]),
        // Cyclic field trees end.
        (dss("pades_opposite_infinite_loop.pdf"), vec![]),
    ] {
        let Some((_, report)) = read("kinds_of_container_and_encoding_are_told_apart", &path) else { return };
        let found: Vec<Detail> = report.signatures.iter().map(|s| s.integrity_detail).collect();
        assert_eq!(found, details, "{path}");
    }
}

#[test]
fn certificate_that_is_missing_is_said_so() {
    let path = format!("{DSS}/pades-bes-no-certificates.pdf");
    let Some((_, report)) = read("certificate_that_is_missing_is_said_so", &path) else { return };
    let signature = support::only(&report);
    assert_eq!(signature.sub_indication, Some(SubIndication::NoSigningCertificateFound));
    assert_eq!(signature.integrity.reason, Reason::CertificateMissing);
}

#[test]
fn time_stamp_token_is_one_whatever_its_type_says() {
    let path = format!("{DSS}/pades-tst-with-sig-type.pdf");
    let Some((facts, _)) = read("time_stamp_token_is_one_whatever_its_type_says", &path) else { return };
    let kinds: Vec<Kind> = facts.signatures.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [Kind::Signature, Kind::DocumentTimeStamp]);
}

#[test]
fn one_dictionary_under_two_fields_is_one_signature() {
    let path = format!("{DSS}/signature-referenced-from-multiple-fields.pdf");
    let Some((facts, report)) = read("one_dictionary_under_two_fields_is_one_signature", &path) else {
        return;
    };
    assert_eq!(facts.signatures[0].fields, ["signature-test", "signature-test2"]);
    assert_eq!(outcome(support::only(&report), "in_form"), Some(Outcome::Warning));
}

#[test]
fn signature_dictionary_replaced_later_is_a_change() {
    for name in ["pdf-spoofing-attack.pdf", "pades-spoofing-replaced-reason.pdf"] {
        let path = format!("{DSS}/{name}");
        let Some((facts, report)) = read("signature_dictionary_replaced_later_is_a_change", &path) else {
            return;
        };
        assert!(facts.signatures[0].replaced, "{name}");
        assert_eq!(report.signatures[0].integrity.reason, Reason::SignatureReplaced, "{name}");
    }
}

#[test]
fn byte_range_of_another_dictionary_is_a_foreign_gap() {
    let path = format!("{DSS}/pdf-spoofing-attack.pdf");
    let Some((facts, report)) = read("byte_range_of_another_dictionary_is_a_foreign_gap", &path) else {
        return;
    };
    assert_eq!(facts.signatures[1].coverage.faults, [CoverageFault::ForeignGap]);
    assert_eq!(report.signatures[1].sub_indication, Some(SubIndication::FormatFailure));
}

#[test]
fn key_that_stands_twice_in_the_dictionary_is_a_fault() {
    let path = "itext/SignatureUtilTest/twoContentsTest01.pdf";
    let Some((facts, _)) = read("key_that_stands_twice_in_the_dictionary_is_a_fault", path) else { return };
    assert!(facts.signatures[0].coverage.faults.contains(&CoverageFault::DuplicateKey));
}

#[test]
fn update_without_a_closing_marker_is_a_change_whatever_our_reading_says() {
    let test = "update_without_a_closing_marker_is_a_change_whatever_our_reading_says";
    for letter in ["A", "B", "C", "E", "G", "I"] {
        let Some((_, report)) = read(test, &format!("mkl-pdfbox2/sign/isa_{letter}.pdf")) else { return };
        assert!(report.signatures.iter().any(|s| s.integrity_detail == Detail::Changed), "isa_{letter}");
    }
}

#[test]
fn null_byte_range_is_never_valid() {
    let Some((facts, report)) =
        read("null_byte_range_is_never_valid", "mkl-pdfbox2/sign/usf_12_Null_ByteRange.pdf")
    else {
        return;
    };
    assert_eq!(facts.signatures[0].coverage.faults, [CoverageFault::Missing]);
    assert_eq!(support::only(&report).integrity_detail, Detail::Broken);
}

#[test]
fn usage_rights_are_no_signature_but_told() {
    let Some((facts, _)) = read("usage_rights_are_no_signature_but_told", "pdfjs/prefilled_f1040.pdf") else {
        return;
    };
    assert!(facts.signatures.is_empty());
    assert_eq!(facts.outside_form.len(), 1);
}

#[test]
fn content_inside_the_old_sha1_form_is_the_digest() {
    let path = format!("{DSS}/wrong-digest-algo.pdf");
    let Some((facts, report)) = read("content_inside_the_old_sha1_form_is_the_digest", &path) else { return };
    let Envelope::Read(container) = &facts.signatures[0].envelope else { panic!("a container") };
    assert_eq!(facts.signatures[0].sub_filter, SubFilter::Pkcs7Sha1);
    assert_eq!((container.foreign_content, container.digest), (None, Finding::Holds));
    assert!(!container.announced_digest, "the digest is named by the identifier of a signature algorithm");
    assert_eq!(report.signatures[0].integrity_detail, Detail::NotCheckable);
}

#[test]
fn attacks_of_the_field_are_named() {
    use pades::diff::Attack;
    let mut wrong = Vec::new();
    for (path, attack) in [
        ("mkl-pdfbox2/sign/usf_12_Null_ByteRange.pdf", Attack::UniversalForgery),
        ("mkl-pdfbox2/sign/isa_B.pdf", Attack::IncrementalSaving),
        ("mkl-pdfbox2/sign/isa_E.pdf", Attack::IncrementalSaving),
        ("itext/verify/pdfinsecurity/IncrementalSavingAttackTest/isa-3.pdf", Attack::IncrementalSaving),
        ("mkl-itext5/signature/hide-and-replace-shadow-file-signed-2.pdf", Attack::ShadowHideAndReplace),
        (
            "rub-shadow/hide-and-replace/variant-1_change_object_references/4_original-document-shadowed-signed-manipulated.pdf",
            Attack::ShadowHideAndReplace,
        ),
        ("mkl-itext5/signature/hide-shadow-file-signed.pdf", Attack::ShadowHide),
        (
            "rub-shadow/hide/variant-1_hide-via-referenced-object/4_original-document-shadowed-signed-manipulated_v1.pdf",
            Attack::ShadowHide,
        ),
        (
            "rub-shadow/replace/variant-2_replace-via-overwrite/4_original-document-shadowed-signed-manipulated.pdf",
            Attack::IncrementalSaving,
        ),
        ("dss/dss-pades/src/test/resources/validation/pdf-spoofing-attack.pdf", Attack::SignatureWrapping),
    ] {
        let Some((_, report)) = read("attacks_of_the_field_are_named", path) else { return };
        let named: Vec<Attack> = report.signatures.iter().flat_map(|s| s.attacks.clone()).collect();
        if !named.contains(&attack) {
            wrong.push((path, attack, named));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_test_that_the_list_of_traps_names_is_there() {
    let repository = testkit::repository();
    let list = std::fs::read_to_string(repository.join("docs/traps.md")).unwrap();
    let tests: String = std::fs::read_dir(repository.join("src-tauri/crates/pades/tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let rows: Vec<&str> = list.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() >= 20, "the list was read");
    for row in rows {
        let named: Vec<&str> = row.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        for test in named {
            assert!(tests.contains(&format!("#[test]\nfn {test}() {{")), "{test} is not there: {row}");
        }
    }
}
