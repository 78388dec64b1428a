//! Hostile bytes: random changes of sound input and built bombs. Nothing may panic, hang or recurse without end; what
//! comes out does not matter here. The seed is fixed, so that a failure repeats.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use common::{Random, Workshop, mutate, shared, time};
use pki::cert::Certificate;
use pki::cms::{BareRsaSignature, SignedData};
use pki::crl::Crl;
use pki::ocsp::Response;
use pki::path::find;
use pki::trust::{Anchor, TrustStore};
use pki::tsp::TimeStampToken;
use pki::{Error, der};

/// Everything that reads foreign bytes.
fn swallow(bytes: &[u8]) {
    drop(der::normalise(bytes));
    drop(BareRsaSignature::parse(bytes));
    drop(Certificate::from_pem_or_der_all(bytes));
    if let Ok(certificate) = Certificate::from_der(bytes) {
        drop(certificate.subject().rfc4514());
        drop((certificate.key_usage(), certificate.extended_key_usage(), certificate.policies()));
        let _ =
            (certificate.subject_key_id(), certificate.authority_key_id(), certificate.basic_constraints());
        drop(certificate.verify_signed_by(certificate.key()));
        let store = TrustStore::new(vec![Anchor::new(certificate.clone())]);
        drop(find(&certificate, std::slice::from_ref(&certificate), &store, time("2027-01-01T00:00:00Z")));
        drop(find(&certificate, &[], &TrustStore::default(), time("2027-01-01T00:00:00Z")));
    }
    if let Ok(message) = SignedData::parse(bytes) {
        for signer in message.signers() {
            drop((signer.signing_time(), signer.content_type(), signer.timestamp_tokens()));
            if let Some(certificate) = signer.find_certificate(message.certificates()) {
                drop(signer.verify(certificate, &[0; 32]));
                drop(signer.verify_content(certificate, b"x"));
            }
        }
    }
    if let Ok(crl) = Crl::parse(bytes) {
        drop(crl.lookup(crl.issuer(), &[1]));
        for entry in crl.entries().flatten() {
            drop((entry.revoked_at(), entry.reason(), entry.invalidity_date(), entry.certificate_issuer()));
        }
    }
    drop(Response::parse(bytes));
    if let Ok(token) = TimeStampToken::parse(bytes) {
        drop(token.verify_signature(&[]));
        let _ = token.verify_bytes(b"x");
    }
}

#[test]
fn mutated_input_never_panics() {
    let w = Workshop::new();
    w.write("content", b"isi");
    let mut seeds = Vec::new();
    for (name, key) in [
        ("ec", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ] {
        w.key(name, key);
        let certificate = w.self_signed(name, "-addext extendedKeyUsage=critical,timeStamping");
        seeds.push(certificate.der().to_vec());
        for arguments in ["-cades", "-stream -nodetach", "-noattr"] {
            w.openssl(&format!(
                "cms -sign -binary -in content -signer {name}.pem -inkey {name}.key -outform DER -out message {arguments}"
            ));
            seeds.push(w.read("message"));
        }
    }
    w.write("serial", b"01\n");
    w.write(
        "tsa.cnf",
        b"[tsa]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3\ndigests = sha256\n",
    );
    w.openssl("ts -query -data content -sha256 -cert -out query");
    w.openssl("ts -reply -config tsa.cnf -section tsa -queryfile query -signer ec.pem -inkey ec.key -token_out -out token");
    seeds.push(w.read("token"));
    seeds.push(w.read("ec.pem"));

    let mut random = Random(0x5EED_0001);
    for _ in 0..400 {
        for seed in &seeds {
            swallow(&mutate(&mut random, seed));
        }
    }
}

#[test]
fn mutated_pkits_certificates_never_panic() {
    let Some(folder) = shared("pkits/certs", "mutated_pkits_certificates_never_panic") else { return };
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut random = Random(0x5EED_0002);
    for name in names {
        let original = std::fs::read(name).unwrap();
        for _ in 0..8 {
            swallow(&mutate(&mut random, &original));
        }
    }
}

#[test]
fn mutated_pkits_lists_never_panic() {
    let Some(folder) = shared("pkits/crls", "mutated_pkits_lists_never_panic") else { return };
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut random = Random(0x5EED_0003);
    for name in names {
        let original = std::fs::read(name).unwrap();
        for _ in 0..40 {
            swallow(&mutate(&mut random, &original));
        }
    }
}

#[test]
fn deep_nesting_ends_in_the_budget() {
    for (opening, closing) in
        [(&[0x30u8, 0x80][..], &[0u8, 0][..]), (&[0x24, 0x80], &[0, 0]), (&[0xA0, 0x80], &[])]
    {
        let depth = 100_000;
        let mut bytes = opening.repeat(depth);
        bytes.extend(closing.repeat(depth));
        assert!(matches!(der::normalise(&bytes), Err(Error::BudgetExceeded { .. })), "{opening:?}");
        swallow(&bytes);
    }
}

#[test]
fn counts_beyond_their_bounds_are_refused() {
    // One SET with more elements than any message has signers.
    let many = der::write_all(der::SET, &vec![der::write(der::NULL, &[]); 1000]);
    let signed_data = der::write_all(
        der::SEQUENCE,
        &[
            der::write(der::INTEGER, &[1]),
            many.clone(),
            der::write(der::SEQUENCE, &der::write_oid(&pki::oid::DATA)),
            many,
        ],
    );
    let message = der::write_all(
        der::SEQUENCE,
        &[der::write_oid(&pki::oid::SIGNED_DATA), der::write(0xA0, &signed_data)],
    );
    assert!(matches!(SignedData::parse(&message), Err(Error::BudgetExceeded { .. })));
    // A length that claims more than there can be.
    assert!(der::normalise(&[0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).is_err());
    // A million empty elements.
    let flood = der::write(der::SEQUENCE, &[0x30, 0x00].repeat(1_000_000));
    assert!(matches!(der::normalise(&flood), Err(Error::BudgetExceeded { .. })));
}
