//! Certification requests, judged by OpenSSL; and certificates that issuers give, in each form of file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;

use pki::Error;
use pki::cert::Certificate;
use pki::request::{Applicant, Draft, Request, of_key};
use testkit::openssl::{Key, Pki, openssl};

fn applicant() -> Applicant {
    Applicant {
        country: "ID".into(),
        organisation: "Pemerintah Provinsi Bali".into(),
        unit: "Dinas Penguji (UJI)".into(),
        title: "Kepala Bidang Persandian".into(),
        common_name: "I Made Contoh, S.Kom. (UJI)".into(),
        email: "made.contoh@baliprov.go.id".into(),
    }
}

fn words(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A key in software in the place of a card's, and its public half.
fn key(pki: &Pki, name: &str, kind: Key) -> (String, Vec<u8>) {
    let signer = pki.signer(name, kind);
    let spki = openssl(&["pkey", "-in", &words(&signer.key), "-pubout", "-outform", "DER"]).bytes;
    (words(&signer.key), spki)
}

fn signed(pki: &Pki, key: &str, draft: &Draft) -> Vec<u8> {
    let data = pki.folder().join("info");
    std::fs::write(&data, draft.to_be_signed()).unwrap();
    openssl(&["dgst", "-sha256", "-sign", key, &words(&data)]).bytes
}

#[test]
fn request_of_each_kind_of_key_is_verified_and_read_by_openssl() {
    let pki = Pki::new();
    for (name, kind) in [("rsa", Key::Rsa(2048)), ("p256", Key::P256)] {
        let (key, spki) = key(&pki, name, kind);
        let draft = Draft::new(&applicant(), &spki).unwrap();
        let request = draft.finish(&signed(&pki, &key, &draft)).unwrap();
        assert_eq!(request.subject().common_name(), Some("I Made Contoh, S.Kom. (UJI)"));
        assert_eq!(&*request.key().spki_der, &spki[..]);
        let path = pki.folder().join(format!("{name}.csr"));
        std::fs::write(&path, request.pem()).unwrap();
        let said = openssl(&[
            "req",
            "-in",
            &words(&path),
            "-verify",
            "-noout",
            "-text",
            "-nameopt",
            "utf8,sep_comma_plus",
        ]);
        let said = said.stdout;
        for wanted in [
            "C=ID,O=Pemerintah Provinsi Bali,OU=Dinas Penguji (UJI),title=Kepala Bidang Persandian,CN=I Made Contoh, S.Kom. (UJI)",
            "email:made.contoh@baliprov.go.id",
            "Digital Signature, Non Repudiation",
        ] {
            assert!(said.contains(wanted), "no '{wanted}' in {said}");
        }
    }
}

#[test]
fn signature_of_another_key_or_a_changed_name_is_refused() {
    let pki = Pki::new();
    let (_, spki) = key(&pki, "one", Key::P256);
    let (other, _) = key(&pki, "other", Key::P256);
    let draft = Draft::new(&applicant(), &spki).unwrap();
    let refused = draft.finish(&signed(&pki, &other, &draft)).unwrap_err();
    assert_eq!(refused, Error::Request { part: "signature" });
    let (key, spki) = key(&pki, "two", Key::P256);
    let draft = Draft::new(&applicant(), &spki).unwrap();
    let whole = draft.finish(&signed(&pki, &key, &draft)).unwrap();
    let at = whole.der().windows(4).position(|four| four == b"Made").unwrap();
    for (index, _) in whole.der().iter().enumerate() {
        let mut changed = whole.der().to_vec();
        changed[index] ^= 0x01;
        assert!(Request::from_der(&changed).is_err(), "byte {index} (the name begins at {at})");
        assert!(Request::from_der(&whole.der()[..index]).is_err(), "cut at {index}");
    }
}

#[test]
fn names_that_no_certificate_may_hold_are_refused() {
    let pki = Pki::new();
    let (_, spki) = key(&pki, "one", Key::P256);
    let with = |change: fn(&mut Applicant)| {
        let mut applicant = applicant();
        change(&mut applicant);
        Draft::new(&applicant, &spki).map(drop)
    };
    let subject = Err(Error::Request { part: "subject" });
    assert_eq!(with(|a| a.common_name.clear()), subject);
    assert_eq!(with(|a| a.unit = "x".repeat(65)), subject);
    assert_eq!(with(|a| a.country = "id".into()), subject);
    assert_eq!(with(|a| a.email = "madé@baliprov.go.id".into()), Err(Error::Request { part: "email" }));
    assert_eq!(with(|a| a.unit = "é".repeat(64)), Ok(()), "characters are counted, not bytes");
    assert_eq!(Draft::new(&applicant(), &[0x30, 0]).unwrap_err(), Error::Request { part: "key" });
}

#[test]
fn certificate_of_the_key_is_found_in_each_form_of_file() {
    let pki = Pki::new();
    let signer = pki.signer("pejabat", Key::P256);
    let stranger = pki.signer("lain", Key::P256);
    let spki = openssl(&["pkey", "-in", &words(&signer.key), "-pubout", "-outform", "DER"]).bytes;
    let root = words(&pki.root().certificate);
    let pem = std::fs::read(&signer.certificate).unwrap();
    let bundle = [&std::fs::read(&root).unwrap()[..], &pem].concat();
    let all = pki.folder().join("all.pem");
    std::fs::write(&all, &bundle).unwrap();
    let p7b = ["crl2pkcs7", "-nocrl", "-certfile", &words(&all), "-outform"].map(str::to_owned);
    let p7b = |form: &str| {
        let mut words: Vec<&str> = p7b.iter().map(String::as_str).collect();
        words.push(form);
        openssl(&words).bytes
    };
    for (form, bytes, others) in [
        ("DER", signer.certificate_der(), 0),
        ("PEM", pem, 0),
        ("PEM with its issuer", bundle, 1),
        ("P7B in DER", p7b("DER"), 1),
        ("P7B in PEM", p7b("PEM"), 1),
    ] {
        let found =
            Certificate::from_pem_or_der_all(&bytes).unwrap_or_else(|error| panic!("{form}: {error}"));
        let (ours, rest) = of_key(&found, &spki).unwrap_or_else(|| panic!("{form}"));
        assert_eq!((ours.der(), rest.len()), (&signer.certificate_der()[..], others), "{form}");
    }
    let foreign = Certificate::from_pem_or_der_all(&stranger.certificate_der()).unwrap();
    assert!(of_key(&foreign, &spki).is_none());
}
