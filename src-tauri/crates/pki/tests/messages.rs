//! CMS messages made by `openssl cms -sign`, read and checked by us; messages built by us, judged by openssl.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use common::{Workshop, time};
use pki::algorithm::{Digest, SignatureScheme};
use pki::cert::Certificate;
use pki::cms::{BareRsaSignature, DigestOutcome, SignatureOutcome, SignedData, SignerId, build};
use pki::{der, oid};

const CONTENT: &[u8] = b"Naskah dinas yang ditandatangani.";

/// Keys that openssl can sign CMS with, and arguments for `cms -sign`.
const KEYS: [(&str, &str, &str); 7] = [
    ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", ""),
    ("pss", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-keyopt rsa_padding_mode:pss"),
    ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", ""),
    ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", ""),
    ("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", ""),
    ("bp256", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", ""),
    ("bp384", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1", ""),
];

fn signer(w: &Workshop, name: &str, key: &str) -> Certificate {
    w.key(name, key);
    w.self_signed(name, "")
}

fn sign(w: &Workshop, name: &str, arguments: &str) -> SignedData {
    w.write("content", CONTENT);
    w.openssl(&format!(
        "cms -sign -binary -in content -signer {name}.pem -inkey {name}.key -outform DER -out message {arguments}"
    ));
    SignedData::parse(&w.read("message")).unwrap()
}

#[test]
fn messages_of_every_key_verify_and_a_flipped_bit_is_found() {
    let w = Workshop::new();
    for (name, key, options) in KEYS {
        let certificate = signer(&w, name, key);
        for extra in
            ["-md sha256", "-md sha512", "-md sha256 -noattr", "-md sha256 -keyid", "-md sha256 -stream"]
        {
            // openssl 3.0 cannot write these two; PSS without attributes is covered by the verifier's tests.
            if name == "pss" && (extra.contains("-noattr") || extra.contains("-stream")) {
                continue;
            }
            let what = format!("{name} {extra}");
            let message = sign(&w, name, &format!("{extra} {options}"));
            let [one] = message.signers() else { panic!("{what}: one signer") };
            let found = one.find_certificate(message.certificates()).expect("its certificate is inside");
            assert_eq!(*found, certificate, "{what}");
            assert_eq!(matches!(one.id(), SignerId::SubjectKeyId(_)), extra.contains("-keyid"), "{what}");
            // openssl puts the content into what it streams.
            assert_eq!(message.content(), extra.contains("-stream").then_some(CONTENT), "{what}");

            let digest = one.digest().unwrap().hash(CONTENT);
            assert!(one.verify(found, &digest).is_good(), "{what}: {:?}", one.verify(found, &digest));
            assert!(one.verify_content(found, CONTENT).is_good(), "{what}");

            let mut changed = CONTENT.to_vec();
            changed[5] ^= 0x10;
            let outcome = one.verify(found, &one.digest().unwrap().hash(&changed));
            if extra.contains("-noattr") {
                assert_eq!(outcome.digest, DigestOutcome::InSignature, "{what}");
                assert!(matches!(outcome.signature, SignatureOutcome::Invalid(_)), "{what}: {outcome:?}");
            } else {
                assert_eq!(outcome.digest, DigestOutcome::Differs, "{what}");
                assert_eq!(
                    outcome.signature,
                    SignatureOutcome::Valid,
                    "{what}: the attributes are untouched"
                );
                assert!(one.signing_time().is_some(), "{what}: openssl states a time");
                assert_eq!(one.content_type(), Some(oid::DATA));
            }
        }
    }
}

/// A message by NAME's Edwards key (RFC 8419): openssl signs the bytes, the message around them is ours, since openssl 3.0
/// cannot write it. `unsigned` are unsigned attributes.
fn edwards_message(
    w: &Workshop,
    name: &str,
    digest: Digest,
    attributes: bool,
    unsigned: &[Vec<u8>],
) -> SignedData {
    let certificate = w.certificate(name);
    let oid = if name == "ed448" { oid::ED448 } else { oid::ED25519 };
    let attribute = |oid, value: Vec<u8>| {
        der::write_all(der::SEQUENCE, &[der::write_oid(&oid), der::write(der::SET, &value)])
    };
    let set = der::write_set_of(
        der::SET,
        vec![
            attribute(oid::CONTENT_TYPE, der::write_oid(&oid::DATA)),
            attribute(oid::MESSAGE_DIGEST, der::write(der::OCTET_STRING, &digest.hash(CONTENT))),
        ],
    );
    w.write("tbs", if attributes { &set } else { CONTENT });
    let signature = w.openssl(&format!("pkeyutl -sign -rawin -inkey {name}.key -in tbs"));
    let mut implicit = set;
    implicit[0] = der::context(0);
    let sid = [certificate.issuer().der().to_vec(), der::write(der::INTEGER, certificate.serial())];
    let hash = der::write_algorithm(&digest.oid(), false);
    let mut info = vec![der::write(der::INTEGER, &[1]), der::write_all(der::SEQUENCE, &sid), hash.clone()];
    info.extend(attributes.then_some(implicit));
    info.push(der::write_algorithm(&oid, false));
    info.push(der::write(der::OCTET_STRING, &signature));
    if !unsigned.is_empty() {
        info.push(der::write_all(der::context(1), unsigned));
    }
    let message = [
        der::write(der::INTEGER, &[1]),
        der::write(der::SET, &hash),
        der::write(der::SEQUENCE, &der::write_oid(&oid::DATA)),
        der::write(der::context(0), certificate.der()),
        der::write(der::SET, &der::write_all(der::SEQUENCE, &info)),
    ];
    SignedData::parse(&der::write_all(der::SEQUENCE, &message)).unwrap()
}

#[test]
fn edwards_messages_verify_with_and_without_signed_attributes() {
    let w = Workshop::new();
    for (name, key, digest) in
        [("ed25519", "-algorithm ED25519", Digest::Sha512), ("ed448", "-algorithm ED448", Digest::Shake256)]
    {
        let certificate = signer(&w, name, key);
        let with = edwards_message(&w, name, digest, true, &[]);
        let one = &with.signers()[0];
        assert!(one.verify(&certificate, &digest.hash(CONTENT)).is_good(), "{name}");
        assert_eq!(one.verify_content(&certificate, b"lain").digest, DigestOutcome::Differs, "{name}");

        let without = edwards_message(&w, name, digest, false, &[]);
        let one = &without.signers()[0];
        assert!(one.verify_content(&certificate, CONTENT).is_good(), "{name}");
        assert!(!one.verify_content(&certificate, b"lain").is_good(), "{name}");
        // Over a digest alone nothing can be said: these sign the content itself.
        let outcome = one.verify(&certificate, &digest.hash(CONTENT));
        assert!(matches!(outcome.signature, SignatureOutcome::Unsupported { .. }), "{name}: {outcome:?}");
    }
}

#[test]
fn counter_signatures_are_counted_and_change_nothing() {
    let w = Workshop::new();
    let certificate = signer(&w, "ed25519", "-algorithm ED25519");
    let plain = edwards_message(&w, "ed25519", Digest::Sha512, true, &[]);
    assert_eq!(plain.signers()[0].counter_signatures(), 0);
    // Whatever stands in them: here two that are no SignerInfos at all.
    let values = der::write_all(der::SET, &[der::write(der::NULL, &[]), der::write(der::SEQUENCE, &[5, 0])]);
    let attribute = der::write_all(der::SEQUENCE, &[der::write_oid(&oid::COUNTERSIGNATURE), values]);
    let countersigned = edwards_message(&w, "ed25519", Digest::Sha512, true, &[attribute]);
    let one = &countersigned.signers()[0];
    assert_eq!(one.counter_signatures(), 2);
    assert!(one.verify_content(&certificate, CONTENT).is_good());
}

#[test]
fn another_certificate_with_the_right_name_does_not_verify() {
    let w = Workshop::new();
    signer(&w, "rsa", KEYS[0].1);
    let message = sign(&w, "rsa", "-md sha256");
    let other = signer(&w, "rsa", KEYS[0].1);
    let digest = Digest::Sha256.hash(CONTENT);
    let outcome = message.signers()[0].verify(&other, &digest);
    assert_eq!(outcome.digest, DigestOutcome::Matches);
    assert!(matches!(outcome.signature, SignatureOutcome::Invalid(_)), "{outcome:?}");
}

#[test]
fn changed_signed_attributes_are_found() {
    let w = Workshop::new();
    let certificate = signer(&w, "p256", KEYS[2].1);
    sign(&w, "p256", "-md sha256");
    let mut bytes = w.read("message");
    // The message-digest attribute's value stands in the message in clear.
    let digest = Digest::Sha256.hash(CONTENT);
    let at = bytes.windows(32).position(|part| part == digest).unwrap();
    bytes[at] ^= 1;
    let outcome = SignedData::parse(&bytes).unwrap().signers()[0].verify(&certificate, &digest);
    assert_eq!(outcome.digest, DigestOutcome::Differs);
    assert!(matches!(outcome.signature, SignatureOutcome::Invalid(_)));
}

#[test]
fn streamed_message_with_content_is_read_as_ber() {
    let w = Workshop::new();
    let certificate = signer(&w, "rsa", KEYS[0].1);
    let long = vec![b'x'; 10_000];
    w.write("content", &long);
    w.openssl(
        "cms -sign -binary -nodetach -stream -in content -signer rsa.pem -inkey rsa.key -md sha256 -outform DER -out message",
    );
    let mut bytes = w.read("message");
    assert_eq!(bytes[1], 0x80, "openssl streams with indefinite length");
    bytes.extend([0; 1000]); // as /Contents is padded
    let message = SignedData::parse(&bytes).unwrap();
    assert_eq!(message.content(), Some(long.as_slice()), "the pieces are joined");
    assert!(message.signers()[0].verify_content(&certificate, &long).is_good());
}

#[test]
fn several_signers_are_all_checked() {
    let w = Workshop::new();
    signer(&w, "rsa", KEYS[0].1);
    signer(&w, "p384", KEYS[3].1);
    let message = sign(&w, "rsa", "-md sha256 -signer p384.pem -inkey p384.key");
    assert_eq!(message.signers().len(), 2);
    for one in message.signers() {
        let certificate = one.find_certificate(message.certificates()).unwrap();
        assert!(one.verify_content(certificate, CONTENT).is_good());
    }
}

#[test]
fn ess_attributes_name_the_signer_and_nobody_else() {
    let w = Workshop::new();
    let certificate = signer(&w, "rsa", KEYS[0].1);
    let other = signer(&w, "p256", KEYS[2].1);
    let message = sign(&w, "rsa", "-md sha256 -cades");
    let one = &message.signers()[0];
    assert_eq!(one.signing_certificate_matches(&certificate), Some(true));
    assert_eq!(one.signing_certificate_matches(&other), Some(false));
    assert_eq!(sign(&w, "rsa", "-md sha256").signers()[0].signing_certificate_matches(&certificate), None);
}

#[test]
fn attribute_certificates_and_broken_ones_cost_only_themselves() {
    let w = Workshop::new();
    let certificate = signer(&w, "p256", KEYS[2].1);
    let attributes =
        build::signed_attributes(&Digest::Sha256.hash(CONTENT).try_into().unwrap(), &certificate);
    let scheme = SignatureScheme::Ecdsa { digest: Digest::Sha256 };
    w.write("attributes", &attributes);
    let signature = w.openssl("dgst -sha256 -sign p256.key attributes");
    let good = build::assemble(&attributes, &scheme, &signature, std::slice::from_ref(&certificate)).unwrap();
    // The same message with [1] and a SEQUENCE of nonsense beside the certificate.
    let old = der::write(der::context(0), certificate.der());
    let new = der::write_all(
        der::context(0),
        &[
            certificate.der().to_vec(),
            der::write(0xA1, &[der::NULL, 0]),
            der::write(der::SEQUENCE, &[2, 9, 1]),
        ],
    );
    let bytes = rewrap(&good, &old, &new);
    let message = SignedData::parse(&bytes).unwrap();
    assert_eq!(message.certificates(), std::slice::from_ref(&certificate));
    assert_eq!((message.attribute_certificates(), message.unreadable_certificates()), (1, 1));
    assert!(message.signers()[0].verify_content(&certificate, CONTENT).is_good());
}

/// Replaces one element of the SignedData and writes all lengths anew.
fn rewrap(message: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut info = der::Reader::new(message).any().unwrap().reader();
    let content_type = info.any().unwrap().raw.to_vec();
    let mut fields = info.any().unwrap().reader().any().unwrap().reader();
    let mut parts = Vec::new();
    while !fields.is_empty() {
        let part = fields.any().unwrap().raw;
        parts.push(if part == old { new.to_vec() } else { part.to_vec() });
    }
    let signed_data = der::write_all(der::SEQUENCE, &parts);
    der::write_all(der::SEQUENCE, &[content_type, der::write(der::context(0), &signed_data)])
}

#[test]
fn signed_attributes_out_of_order_are_hashed_as_sent() {
    let w = Workshop::new();
    let certificate = signer(&w, "p256", KEYS[2].1);
    let attributes =
        build::signed_attributes(&Digest::Sha256.hash(CONTENT).try_into().unwrap(), &certificate);
    let mut parts: Vec<Vec<u8>> = Vec::new();
    let mut set = der::Reader::new(&attributes).any().unwrap().reader();
    while !set.is_empty() {
        parts.push(set.any().unwrap().raw.to_vec());
    }
    parts.reverse();
    let reversed = der::write_all(der::SET, &parts);
    assert_ne!(reversed, attributes);
    w.write("attributes", &reversed);
    let signature = w.openssl("dgst -sha256 -sign p256.key attributes");
    let scheme = SignatureScheme::Ecdsa { digest: Digest::Sha256 };
    let bytes = build::assemble(&reversed, &scheme, &signature, std::slice::from_ref(&certificate)).unwrap();
    let message = SignedData::parse(&bytes).unwrap();
    assert!(message.signers()[0].verify_content(&certificate, CONTENT).is_good());
}

#[test]
fn messages_built_here_are_valid_for_openssl() {
    let w = Workshop::new();
    w.write("content", CONTENT);
    for (name, key, _) in [KEYS[0], KEYS[2], KEYS[3]] {
        let certificate = signer(&w, name, key);
        let scheme = build::scheme_for(certificate.key()).unwrap();
        let attributes =
            build::signed_attributes(&Digest::Sha256.hash(CONTENT).try_into().unwrap(), &certificate);
        w.write("attributes", &attributes);
        let signature = w.openssl(&format!("dgst -sha256 -sign {name}.key attributes"));
        let message =
            build::assemble(&attributes, &scheme, &signature, std::slice::from_ref(&certificate)).unwrap();
        w.write("built", &message);

        let line = format!(
            "cms -verify -binary -inform DER -in built -content content -CAfile {name}.pem -purpose any"
        );
        assert_eq!(w.openssl(&line), CONTENT, "{name}");
        w.openssl(&format!("{line} -cades")); // checks signing-certificate-v2
        w.write("content2", b"Naskah lain.");
        assert!(!w.try_openssl(&line.replace("-content content", "-content content2")).success, "{name}");

        let dump = String::from_utf8(w.openssl("asn1parse -inform DER -in built")).unwrap();
        assert!(!dump.contains("signingTime"), "PAdES has the time in /M");
        let ours = SignedData::parse(&message).unwrap();
        let one = &ours.signers()[0];
        assert!(one.verify_content(&certificate, CONTENT).is_good());
        assert_eq!(one.signing_certificate_matches(&certificate), Some(true));
        // Another certificate of the same key and name: only the hash tells it apart, no serial number is sent.
        let reissued = w.self_signed(name, "");
        assert_eq!(one.signing_certificate_matches(&reissued), Some(false));
        assert_eq!(one.signing_time(), None);
    }
}

#[test]
fn adbe_pkcs7_sha1_signs_the_sha1_of_the_range() {
    let w = Workshop::new();
    let certificate = signer(&w, "rsa", KEYS[0].1);
    // The SHA-1 of the byte range is the content of the message (ISO 32000-1 §12.8.3.3.1).
    let range = Digest::Sha1.hash(CONTENT);
    w.write("content", &range);
    for attributes in ["", "-noattr"] {
        w.openssl(&format!(
            "cms -sign -binary -nodetach -in content -signer rsa.pem -inkey rsa.key -md sha1 -outform DER -out message {attributes}"
        ));
        let message = SignedData::parse(&w.read("message")).unwrap();
        assert_eq!(message.content(), Some(range.as_slice()));
        assert!(message.signers()[0].verify_content(&certificate, message.content().unwrap()).is_good());
    }
}

#[test]
fn bare_rsa_signature_verifies() {
    let w = Workshop::new();
    let certificate = signer(&w, "rsa", KEYS[0].1);
    w.write("content", CONTENT);
    let signature = w.openssl("dgst -sha1 -sign rsa.key content");
    let mut contents = der::write(der::OCTET_STRING, &signature);
    contents.extend([0; 50]);
    let bare = BareRsaSignature::parse(&contents).unwrap();
    assert_eq!(bare.verify(&certificate, Digest::Sha1, &Digest::Sha1.hash(CONTENT)), Ok(()));
    assert!(bare.verify(&certificate, Digest::Sha1, &Digest::Sha1.hash(b"x")).is_err());
}

#[test]
fn algorithm_protection_that_names_other_algorithms_is_found() {
    let w = Workshop::new();
    let certificate = signer(&w, "p256", KEYS[2].1);
    let digest = Digest::Sha256.hash(CONTENT);
    let protected = |digest_oid: pki::ObjectIdentifier| {
        let signature = der::write_oid(&oid::ECDSA_SHA256);
        let value = der::write_all(
            der::SEQUENCE,
            &[der::write_algorithm(&digest_oid, false), der::write(der::context(1), &signature)],
        );
        let attribute = |oid, value: Vec<u8>| {
            der::write_all(der::SEQUENCE, &[der::write_oid(oid), der::write(der::SET, &value)])
        };
        let attributes = der::write_set_of(
            der::SET,
            vec![
                attribute(&oid::CONTENT_TYPE, der::write_oid(&oid::DATA)),
                attribute(&oid::MESSAGE_DIGEST, der::write(der::OCTET_STRING, &digest)),
                attribute(&oid::ALGORITHM_PROTECTION, value),
            ],
        );
        let scheme = SignatureScheme::Ecdsa { digest: Digest::Sha256 };
        let bytes = build::assemble(&attributes, &scheme, &[], std::slice::from_ref(&certificate)).unwrap();
        SignedData::parse(&bytes).unwrap().signers()[0].algorithm_protection_matches()
    };
    assert_eq!(protected(oid::SHA256), Some(true));
    assert_eq!(protected(Digest::Sha1.oid()), Some(false));
    assert_eq!(sign(&w, "p256", "-md sha256").signers()[0].algorithm_protection_matches(), None);
}

#[test]
fn certificates_are_read_as_openssl_prints_them() {
    let w = Workshop::new();
    w.key("rsa", KEYS[0].1);
    let certificate = w.self_signed("rsa", "-addext keyUsage=critical,digitalSignature,nonRepudiation");
    let print = |what: &str| {
        let text = String::from_utf8(w.openssl(&format!("x509 -in rsa.pem -noout {what}"))).unwrap();
        text.trim().split_once('=').unwrap().1.to_owned()
    };
    assert_eq!(certificate.serial_hex(), print("-serial"));
    assert_eq!(pki::trust::format_fingerprint(&certificate.sha256()), print("-sha256 -fingerprint"));
    assert_eq!(certificate.subject().rfc4514(), print("-subject -nameopt RFC2253"));
    let usage = certificate.key_usage().unwrap();
    assert!(usage.digital_signature && usage.non_repudiation && !usage.key_cert_sign);
    assert!(certificate.is_ca() && certificate.is_self_issued());
    assert!(certificate.not_before() < time("2200-01-01T00:00:00Z"));
    // PEM, several in one file, with text around them.
    let mut pem = b"keterangan\n".to_vec();
    pem.extend(w.read("rsa.pem"));
    pem.extend(b"\r\nlagi\r\n");
    pem.extend(w.read("rsa.pem"));
    assert_eq!(Certificate::from_pem_or_der_all(&pem).unwrap(), [certificate.clone(), certificate.clone()]);
    assert_eq!(
        Certificate::from_pem_or_der_all(&w.read("rsa.crt")).unwrap(),
        std::slice::from_ref(&certificate)
    );
    w.openssl("crl2pkcs7 -nocrl -certfile rsa.pem -outform DER -out bag.p7b");
    assert_eq!(Certificate::from_pem_or_der_all(&w.read("bag.p7b")).unwrap(), [certificate]);
    assert!(Certificate::from_pem_or_der_all(b"bukan sertifikat").is_err());
}

#[test]
fn time_stamp_token_of_openssl_is_read_and_checked() {
    let w = Workshop::new();
    w.key("tsa", KEYS[0].1);
    let tsa = w.self_signed("tsa", "-addext extendedKeyUsage=critical,timeStamping");
    w.write("serial", b"01\n");
    w.write(
        "tsa.cnf",
        b"[tsa]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256, sha512\n\
          accuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = 3\ness_cert_id_alg = sha256\n",
    );
    w.write("content", CONTENT);
    w.openssl("ts -query -data content -sha512 -cert -out query");
    w.openssl(
        "ts -reply -config tsa.cnf -section tsa -queryfile query -signer tsa.pem -inkey tsa.key -token_out -out token",
    );
    let token = pki::tsp::TimeStampToken::parse(&w.read("token")).unwrap();
    assert_eq!(token.imprint_digest(), Some(Digest::Sha512));
    assert_eq!(token.verify_bytes(CONTENT), pki::tsp::ImprintOutcome::Matches);
    assert_eq!(token.verify_bytes(b"lain"), pki::tsp::ImprintOutcome::Differs);
    assert_eq!(token.accuracy_millis(), Some(1501), "rounded up");
    assert_eq!(token.policy().to_string(), "1.2.3.4.1");
    assert!(token.nonce().is_some());
    let (certificate, outcome) = token.verify_signature(&[]).unwrap();
    assert_eq!(certificate, tsa);
    assert!(outcome.is_good(), "{outcome:?}");
    assert!(pki::tsp::AuthorityUsage::of(&certificate).conforms());
    assert_eq!(token.signer().unwrap().signing_certificate_matches(&tsa), Some(true));

    // One bit of the time changed: the signature over the TSTInfo does not hold.
    let mut bytes = w.read("token");
    let year = bytes
        .windows(15)
        .position(|t| t[0] == der::GENERALIZED_TIME && t[2..6].iter().all(u8::is_ascii_digit));
    bytes[year.unwrap() + 5] ^= 1;
    let (_, outcome) = pki::tsp::TimeStampToken::parse(&bytes).unwrap().verify_signature(&[]).unwrap();
    assert_eq!(outcome.digest, DigestOutcome::Differs);
}
