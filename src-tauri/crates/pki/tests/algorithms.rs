//! Signatures made by openssl, checked by the one verifier; and what each algorithm is worth when.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use common::{Workshop, time};
use pki::algorithm::{
    Curve, Digest, Error, KeyKind, PublicKey, SignatureScheme, Strength, Weakness, digest_strength,
    key_strength, strength, verify_digest, verify_message,
};
use pki::der;

const MESSAGE: &[u8] = b"Surat Edaran Nomor 1";

fn public_key(workshop: &Workshop, name: &str) -> Vec<u8> {
    workshop.openssl(&format!("pkey -in {name}.key -pubout -outform DER"))
}

/// Good as it is; not with a bit flipped in message or signature.
fn holds(spki: &[u8], scheme: &SignatureScheme, message: &[u8], signature: &[u8], what: &str) {
    let key = PublicKey::from_der(spki).unwrap();
    assert_eq!(key.verify_message(scheme, message, signature), Ok(()), "{what}: as made");
    let mut other = message.to_vec();
    other[3] ^= 1;
    assert!(key.verify_message(scheme, &other, signature).is_err(), "{what}: message changed");
    let mut broken = signature.to_vec();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    assert!(key.verify_message(scheme, message, &broken).is_err(), "{what}: signature changed");
}

#[test]
fn rsa_pkcs1_of_all_digests_verifies() {
    let w = Workshop::new();
    w.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    w.write("message", MESSAGE);
    let spki = public_key(&w, "rsa");
    assert_eq!(PublicKey::from_der(&spki).unwrap().kind, KeyKind::Rsa { bits: 2048 });
    for (name, digest) in [
        ("md5", Digest::Md5),
        ("sha1", Digest::Sha1),
        ("sha224", Digest::Sha224),
        ("sha256", Digest::Sha256),
        ("sha384", Digest::Sha384),
        ("sha512", Digest::Sha512),
        ("sha512-256", Digest::Sha512_256),
        ("sha3-224", Digest::Sha3_224),
        ("sha3-256", Digest::Sha3_256),
        ("sha3-384", Digest::Sha3_384),
        ("sha3-512", Digest::Sha3_512),
    ] {
        let signature = w.openssl(&format!("dgst -{name} -sign rsa.key message"));
        holds(&spki, &SignatureScheme::RsaPkcs1 { digest }, MESSAGE, &signature, name);
    }
}

#[test]
fn rsa_pss_of_any_salt_and_mask_verifies() {
    let w = Workshop::new();
    // 2049 bits: the encoded message is one octet shorter than the modulus.
    for bits in [2048, 2049] {
        w.key("rsa", &format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"));
        w.write("message", MESSAGE);
        let spki = public_key(&w, "rsa");
        for (salt_length, mask, mgf) in
            [(32, "sha256", Digest::Sha256), (0, "sha256", Digest::Sha256), (100, "sha1", Digest::Sha1)]
        {
            let signature = w.openssl(&format!(
                "dgst -sha256 -sign rsa.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt_length} \
                 -sigopt rsa_mgf1_md:{mask} message"
            ));
            let scheme = SignatureScheme::RsaPss { digest: Digest::Sha256, mgf, salt_length };
            holds(&spki, &scheme, MESSAGE, &signature, &format!("{bits} bits, salt {salt_length}"));
            let wrong = SignatureScheme::RsaPss { digest: Digest::Sha256, mgf, salt_length: salt_length + 1 };
            let key = PublicKey::from_der(&spki).unwrap();
            assert_eq!(
                key.verify_message(&wrong, MESSAGE, &signature),
                Err(Error::Invalid),
                "another salt length"
            );
        }
    }
}

#[test]
fn rsa_signature_with_another_digest_inside_is_told_apart() {
    let w = Workshop::new();
    w.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    w.write("message", MESSAGE);
    let spki = public_key(&w, "rsa");
    let signature = w.openssl("dgst -sha1 -sign rsa.key message");
    let scheme = SignatureScheme::RsaPkcs1 { digest: Digest::Sha256 };
    assert_eq!(
        verify_digest(&spki, &scheme, &Digest::Sha256.hash(MESSAGE), &signature),
        Err(Error::DigestDisagreement { declared: Digest::Sha256, signed: Digest::Sha1 })
    );
}

#[test]
fn every_curve_verifies_with_every_digest() {
    let w = Workshop::new();
    w.write("message", MESSAGE);
    for (name, curve) in [
        ("P-256", Curve::P256),
        ("P-384", Curve::P384),
        ("P-521", Curve::P521),
        ("brainpoolP256r1", Curve::BrainpoolP256r1),
        ("brainpoolP384r1", Curve::BrainpoolP384r1),
    ] {
        w.key("ec", &format!("-algorithm EC -pkeyopt ec_paramgen_curve:{name}"));
        let spki = public_key(&w, "ec");
        assert_eq!(PublicKey::from_der(&spki).unwrap().kind, KeyKind::Ec(curve));
        for (hash, digest) in [
            ("sha1", Digest::Sha1),
            ("sha256", Digest::Sha256),
            ("sha384", Digest::Sha384),
            ("sha512", Digest::Sha512),
            ("sha3-256", Digest::Sha3_256),
        ] {
            let signature = w.openssl(&format!("dgst -{hash} -sign ec.key message"));
            let what = format!("{name} {hash}");
            holds(&spki, &SignatureScheme::Ecdsa { digest }, MESSAGE, &signature, &what);
            holds(&spki, &SignatureScheme::EcdsaPlain { digest }, MESSAGE, &plain(&signature, curve), &what);
        }
    }
}

/// `r || s` out of an ECDSA-Sig-Value.
fn plain(signature: &[u8], curve: Curve) -> Vec<u8> {
    let length = usize::try_from(curve.bits().div_ceil(8)).unwrap();
    let mut fields = der::Reader::new(signature).any().unwrap().reader();
    let mut out = Vec::new();
    for _ in 0..2 {
        let integer = fields.any().unwrap().content;
        let digits = &integer[integer.iter().take_while(|&&b| b == 0).count()..];
        out.extend(std::iter::repeat_n(0, length - digits.len()));
        out.extend_from_slice(digits);
    }
    out
}

#[test]
fn edwards_curves_verify_and_are_not_taken_for_each_other() {
    let w = Workshop::new();
    w.write("message", MESSAGE);
    let both = [("ED25519", SignatureScheme::Ed25519), ("ED448", SignatureScheme::Ed448)];
    for (name, scheme) in &both {
        w.key("ed", &format!("-algorithm {name}"));
        let spki = public_key(&w, "ed");
        let signature = w.openssl("pkeyutl -sign -rawin -inkey ed.key -in message");
        holds(&spki, scheme, MESSAGE, &signature, name);
        let key = PublicKey::from_der(&spki).unwrap();
        for (_, other) in both.iter().filter(|(_, other)| other != scheme) {
            assert_eq!(key.verify_message(other, MESSAGE, &signature), Err(Error::KeyMismatch));
        }
    }
}

#[test]
fn edwards_keys_of_small_order_are_refused() {
    // The identity, (0, -1) of order two and (1, 0) of order four: with such keys one signature fits many messages.
    for (oid, length, scheme) in
        [(pki::oid::ED25519, 32, SignatureScheme::Ed25519), (pki::oid::ED448, 57, SignatureScheme::Ed448)]
    {
        let mut identity = vec![0; length];
        identity[0] = 1;
        let minus_one = match length {
            32 => [vec![0xEC], vec![0xFF; 30], vec![0x7F]].concat(), // 2^255 - 20, little-endian
            _ => [vec![0xFE], vec![0xFF; 27], vec![0xFE], vec![0xFF; 27], vec![0]].concat(), // 2^448 - 2^224 - 2
        };
        for point in [&identity, &minus_one, &vec![0; length]] {
            let algorithm = der::write(der::SEQUENCE, &der::write_oid(&oid));
            let bits = der::write(der::BIT_STRING, &[&[0][..], point].concat());
            let key = PublicKey::from_der(&der::write_all(der::SEQUENCE, &[algorithm, bits])).unwrap();
            // S = 1 and R the base point satisfy [S]B = R + [k]A whenever [k]A is the identity: for a
            // quarter of all messages at least.
            let base = match length {
                32 => [vec![0x58], vec![0x66; 31]].concat(),
                _ => ed448_goldilocks::EdwardsPoint::GENERATOR.to_affine().compress().to_bytes().to_vec(),
            };
            let mut one = vec![0; length];
            one[0] = 1;
            let signature = [base, one].concat();
            for n in 0..64u8 {
                assert!(key.verify_message(&scheme, &[n], &signature).is_err(), "{oid} {point:02X?}");
            }
        }
    }
}

#[test]
fn shake256_has_64_bytes_as_openssl_computes_them() {
    let w = Workshop::new();
    w.write("message", MESSAGE);
    let expected = w.openssl("dgst -shake256 -xoflen 64 -binary message");
    assert_eq!(Digest::Shake256.hash(MESSAGE), expected);
}

#[test]
fn unknown_key_or_algorithm_is_unsupported_and_never_invalid() {
    let w = Workshop::new();
    for arguments in [
        "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1",
        "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
    ] {
        w.key("odd", arguments);
        let spki = public_key(&w, "odd");
        let sha256_ecdsa = der::write_algorithm(&pki::oid::ECDSA_SHA256, false);
        let outcome = verify_message(&spki, &sha256_ecdsa, MESSAGE, &[0; 64]);
        assert!(matches!(outcome, Err(Error::Unsupported { .. })), "{arguments}: {outcome:?}");
    }
    w.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let ml_dsa = der::write_algorithm(&pki::ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"), false);
    let outcome = verify_message(&public_key(&w, "rsa"), &ml_dsa, MESSAGE, &[0; 256]);
    assert!(matches!(outcome, Err(Error::Unsupported { .. })), "{outcome:?}");
}

#[test]
fn bare_key_identifiers_take_the_digest_from_beside_them() {
    let rsa = der::write_algorithm(&pki::oid::RSA_ENCRYPTION, true);
    assert_eq!(
        SignatureScheme::from_der(&rsa, Some(Digest::Sha512)),
        Ok(SignatureScheme::RsaPkcs1 { digest: Digest::Sha512 })
    );
    for oid in [pki::oid::EC_PUBLIC_KEY, Curve::P256.oid()] {
        assert_eq!(
            SignatureScheme::from_der(&der::write_algorithm(&oid, false), Some(Digest::Sha384)),
            Ok(SignatureScheme::Ecdsa { digest: Digest::Sha384 })
        );
    }
    assert!(matches!(SignatureScheme::from_der(&rsa, None), Err(Error::Unsupported { .. })));
}

#[test]
fn strength_follows_the_table() {
    let (y2000, y2016, y2026, y2040) = (
        time("2000-01-01T00:00:00Z"),
        time("2016-06-01T00:00:00Z"),
        time("2026-06-01T00:00:00Z"),
        time("2040-01-01T00:00:00Z"),
    );
    let weak = |d| Strength::Weak { reason: Weakness::Digest(d) };
    let broken = |d| Strength::Broken { reason: Weakness::Digest(d) };
    assert_eq!(digest_strength(Digest::Sha1, y2000), weak(Digest::Sha1), "SHA-1 is never silently good");
    assert_eq!(digest_strength(Digest::Sha1, y2016), weak(Digest::Sha1));
    assert_eq!(digest_strength(Digest::Sha1, time("2017-02-22T23:59:59Z")), weak(Digest::Sha1));
    assert_eq!(digest_strength(Digest::Sha1, time("2017-02-23T00:00:00Z")), broken(Digest::Sha1));
    assert_eq!(digest_strength(Digest::Md5, y2016), broken(Digest::Md5));
    assert_eq!(digest_strength(Digest::Sha256, y2040), Strength::Good);

    let w = Workshop::new();
    for (bits, at, expected) in [
        (1024, y2000, Strength::Good),
        (1024, y2026, Strength::Weak { reason: Weakness::RsaBits(1024) }),
        (768, y2026, Strength::Broken { reason: Weakness::RsaBits(768) }),
        (2048, y2026, Strength::Good),
        (2048, y2040, Strength::Weak { reason: Weakness::RsaBits(2048) }),
        (3072, y2040, Strength::Good),
    ] {
        w.key("rsa", &format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"));
        let key = PublicKey::from_der(&public_key(&w, "rsa")).unwrap();
        assert_eq!(key_strength(&key, at), expected, "{bits} bits at {at}");
    }
    w.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    let key = PublicKey::from_der(&public_key(&w, "rsa")).unwrap();
    let scheme = SignatureScheme::RsaPkcs1 { digest: Digest::Sha1 };
    assert_eq!(strength(&scheme, &key, y2026), broken(Digest::Sha1), "the worse of both");
}
