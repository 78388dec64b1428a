//! Practice certificates, judged by openssl.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use common::{Workshop, time};
use pki::Error;
use pki::algorithm::KeyKind;
use pki::issue::{RootKey, Subject, Validity, leaf, root};
use pki::path::find;
use pki::trust::{Anchor, TrustStore};

fn subject(name: &str) -> Subject {
    Subject {
        country: "ID".into(),
        organisation: "UJI — TIDAK UNTUK PRODUKSI".into(),
        unit: String::new(),
        common_name: name.into(),
    }
}

fn validity() -> Validity {
    Validity { not_before: time("2026-01-01T00:00:00Z"), not_after: time("2056-01-01T00:00:00Z") }
}

#[test]
fn practice_certificates_are_sound_for_openssl_and_for_us() {
    let w = Workshop::new();
    let key = RootKey::from_bytes(&[7; 32]).unwrap();
    let ca = root(&key, &subject("CA Latihan (UJI)"), validity(), &[1; 16]).unwrap();
    w.write("ca.crt", ca.der());
    w.openssl("x509 -inform DER -in ca.crt -out ca.pem");
    assert!(ca.is_ca() && ca.is_self_issued());
    assert_eq!(ca.basic_constraints().unwrap().path_length, Some(0));
    ca.verify_signed_by(ca.key()).unwrap();
    // What was proved is remembered for that key, and for no other.
    let other = RootKey::from_bytes(&[8; 32]).unwrap();
    let other = root(&other, &subject("CA Latihan (UJI)"), validity(), &[1; 16]).unwrap();
    ca.verify_signed_by(other.key()).unwrap_err();
    ca.verify_signed_by(ca.key()).unwrap();

    for (name, arguments) in [
        ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ] {
        w.key(name, arguments);
        let spki = w.openssl(&format!("pkey -in {name}.key -pubout -outform DER"));
        let certificate =
            leaf(&key, &ca, &subject("Penanda Latihan (UJI)"), &spki, validity(), &[0x80; 16]).unwrap();
        w.write("leaf.crt", certificate.der());
        w.openssl("x509 -inform DER -in leaf.crt -out leaf.pem");
        w.openssl("verify -x509_strict -check_ss_sig -attime 1800000000 -CAfile ca.pem leaf.pem");
        let text =
            String::from_utf8(w.openssl("x509 -in leaf.pem -noout -text -nameopt RFC2253,-esc_msb")).unwrap();
        for part in [
            "Version: 3",
            "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n",
            "CN=Penanda Latihan (UJI),O=UJI — TIDAK UNTUK PRODUKSI,C=ID",
            "Not After : Jan  1 00:00:00 2056 GMT",
        ] {
            assert!(text.contains(part), "{name}: {part}\n{text}");
        }
        assert_eq!(certificate.serial_hex(), "80".repeat(16));
        assert_eq!(certificate.serial()[0], 0, "a high first bit stays positive");
        let trust = TrustStore::new(vec![Anchor::new(ca.clone())]);
        assert!(find(&certificate, &[], &trust, time("2027-01-01T00:00:00Z")).is_ok());
    }
}

#[test]
fn equal_arguments_give_equal_bytes() {
    let make = || {
        let key = RootKey::from_bytes(&[9; 32]).unwrap();
        root(&key, &subject("CA Latihan (UJI)"), validity(), &[1; 16]).unwrap()
    };
    assert_eq!(make(), make());
}

#[test]
fn unfit_arguments_are_refused() {
    assert!(RootKey::from_bytes(&[0; 32]).is_err());
    assert!(RootKey::from_bytes(&[0xFF; 32]).is_err());
    let key = RootKey::from_bytes(&[7; 32]).unwrap();
    let ca = root(&key, &subject("CA Latihan (UJI)"), validity(), &[1; 16]).unwrap();
    let other = RootKey::from_bytes(&[8; 32]).unwrap();
    let spki = other.public().unwrap().spki_der;
    let refused = |outcome: Result<_, Error>| matches!(outcome, Err(Error::Issue { .. }));
    assert!(refused(leaf(&other, &ca, &subject("X"), &spki, validity(), &[1; 16])), "not the issuer's key");
    assert!(refused(leaf(&key, &ca, &subject(""), &spki, validity(), &[1; 16])), "no name");
    assert!(
        refused(leaf(&key, &ca, &subject(&"x".repeat(65)), &spki, validity(), &[1; 16])),
        "name too long"
    );
    assert!(refused(leaf(&key, &ca, &subject("X"), &spki, validity(), &[0; 16])), "serial zero");
    let backwards = Validity { not_before: validity().not_after, not_after: validity().not_before };
    assert!(refused(leaf(&key, &ca, &subject("X"), &spki, backwards, &[1; 16])), "ends before it begins");
    let w = Workshop::new();
    w.key("small", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    let small = w.openssl("pkey -in small.key -pubout -outform DER");
    assert!(refused(leaf(&key, &ca, &subject("X"), &small, validity(), &[1; 16])), "RSA too short");
    assert!(matches!(ca.key().kind, KeyKind::Ec(_)));
}
