//! Keys made through a module and certificates put beside them, as pkcs11-tool (OpenSC) and OpenSSL see it, and modules that
//! refuse.

use testkit::openssl::{Pki, verifies};
use token::{Authority, Losing, NewKey, Preparation};

use super::*;

const NAME: [u8; 16] = [0xA7; 16];

fn by(text: &str) -> Authority {
    Authority::Pin { pin: Some(pin(text)), name: NAME }
}

fn prepared(token: &mut Pkcs11Token) -> Result<Preparation, Error> {
    token.personalise().unwrap().preparation()
}

fn made(token: &mut Pkcs11Token, kind: KeyAlgorithm, name: [u8; 16]) -> Result<NewKey, Error> {
    let authority = Authority::Pin { pin: Some(pin(PIN)), name };
    token.personalise().unwrap().generate(Slot::ModuleNew, kind, authority, Losing::Nothing)
}

fn stored(token: &mut Pkcs11Token, certificate: &[u8], authority: Authority) -> Result<(), Error> {
    let card = token.personalise().unwrap();
    card.store_certificate(Slot::ModuleNew, certificate, authority, Losing::Nothing)
}

/// A certificate for the key, issued by OpenSSL; PEM file and DER.
fn certified(pki: &Pki, name: &str, key: &NewKey) -> (std::path::PathBuf, Vec<u8>) {
    let (spki, pem) = (pki.folder().join("spki"), pki.folder().join("spki.pem"));
    fs::write(&spki, &key.spki).unwrap();
    let words = ["-pubin", "-inform", "DER", "-in", spki.to_str().unwrap(), "-out", pem.to_str().unwrap()];
    testkit::openssl::openssl(&[&["pkey"][..], &words].concat());
    let file = pki.certify(name, &fs::read(&pem).unwrap());
    let der = testkit::openssl::openssl(&["x509", "-in", file.to_str().unwrap(), "-outform", "DER"]).bytes;
    (file, der)
}

#[test]
fn made_key_signs_its_request_and_takes_its_certificate_beside_the_old_ones() {
    let bench = Bench::new();
    let pki = Pki::new();
    let mut token = only_token(&bench.softhsm());
    let before = token.keys().unwrap();
    let told = prepared(&mut token).unwrap();
    let kinds = [KeyAlgorithm::Rsa { bits: 2048 }, KeyAlgorithm::Rsa { bits: 3072 }, KeyAlgorithm::P256];
    assert_eq!(told.algorithms, kinds);
    assert!(told.pin_allows && !told.puk_replaceable && told.management.is_none());
    assert_eq!((told.pin_factory, told.puk_factory), (None, None), "SoftHSM tells nothing of them");
    for (number, kind) in (1u8..).zip(kinds) {
        let name = [number; 16];
        let key = made(&mut token, kind, name).unwrap();
        assert_eq!(PublicKey::of_spki(&key.spki).unwrap().unwrap().algorithm, kind);
        let request = b"isi permohonan";
        let mut act = Act::new(pin(PIN));
        let card = token.personalise().unwrap();
        let signature = card.sign_with_new_key(Slot::ModuleNew, &key.spki, &mut act, &tbs(request)).unwrap();
        let (file, der) = certified(&pki, &format!("Pejabat {number}"), &key);
        assert!(verifies(&file, "sha256", request, &signature), "{kind:?}");

        stored(&mut token, &der, by(PIN)).unwrap();
        assert_eq!(stored(&mut token, &der, by(PIN)), Ok(()), "the same again changes nothing");
        let (_, other) = certified(&pki, "Lain", &key);
        assert_eq!(stored(&mut token, &other, by(PIN)), Err(Error::PlaceTaken { slot: 0 }));

        let listed = token.keys().unwrap();
        let listed = listed.into_iter().find(|one| one.certificate.as_ref() == Some(&der)).unwrap();
        let signature = token.sign(&listed.reference, &mut Act::new(pin(PIN)), &tbs(b"surat")).unwrap();
        assert!(verifies(&file, "sha256", b"surat", &signature), "{kind:?}");

        // As others see it: one certificate and one private key of this name, which never leaves the token.
        let id: String = name.map(|byte| format!("{byte:02x}")).concat();
        let objects = |class: &str| {
            let login = ["--module", &softhsm(), "--token-label", "satu", "--login", "--pin", PIN];
            text(&bench.run("pkcs11-tool", &[&login[..], &["-O", "--type", class, "--id", &id]].concat()))
        };
        assert!(objects("cert").contains(&format!("Pejabat {number}")), "{}", objects("cert"));
        let private = objects("privkey");
        assert!(private.contains("never extractable") && private.contains("local"), "{private}");
    }
    let after = token.keys().unwrap();
    assert_eq!(after.len(), before.len() + 3);
    for old in &before {
        assert!(after.iter().any(|one| one.certificate == old.certificate), "the old ones are still there");
    }
    let stranger = pki.signer("Orang Lain", testkit::openssl::Key::P256).certificate_der();
    assert_eq!(stored(&mut token, &stranger, by(PIN)), Err(Error::KeyMissing { slot: 0 }));
}

#[test]
fn wrong_pin_makes_nothing_and_is_sent_once() {
    let bench = Bench::new();
    let mut token = only_token(&bench.module(&library("pkcs11-spy.so"), TimeLimits::default()).unwrap());
    let kind = KeyAlgorithm::P256;
    let card = token.personalise().unwrap();
    let wrong = card.generate(Slot::ModuleNew, kind, by("999999"), Losing::Nothing);
    assert_eq!(wrong, Err(Error::PinWrong { tries_left: None }));
    assert_eq!((bench.calls("C_Login"), bench.calls("C_GenerateKeyPair")), (1, 0));
    let short = card.generate(Slot::ModuleNew, kind, by("123"), Losing::Nothing);
    assert_eq!(short, Err(Error::PinFormat(PinProblem::TooShort { min: 4 })));
    let none = Authority::Pin { pin: None, name: NAME };
    assert_eq!(card.generate(Slot::ModuleNew, kind, none, Losing::Nothing), Err(Error::PinNeeded));
    let taken = card.generate(Slot::Module(1), kind, by(PIN), Losing::KeyAlone);
    assert_eq!(taken, Err(Error::PlaceTaken { slot: 1 }), "what is there is never replaced");
    assert_eq!(bench.calls("C_Login"), 1, "nothing more was sent");
    made(&mut token, kind, NAME).unwrap();
    assert_eq!((bench.calls("C_Login"), bench.calls("C_Logout")), (2, 1));
}

#[test]
fn pin_typed_on_the_reader_makes_a_key_too() {
    let bench = Bench::new();
    let path = bench.shim(6, "pin_pad", &["-DTYPED_ON_READER"]);
    let mut token = only_token(&bench.module(&path, TimeLimits::default()).unwrap());
    let nothing = Authority::Pin { pin: None, name: NAME };
    let card = token.personalise().unwrap();
    let key = card.generate(Slot::ModuleNew, KeyAlgorithm::P256, nothing, Losing::Nothing).unwrap();
    let pki = Pki::new();
    let (_, der) = certified(&pki, "Pejabat", &key);
    stored(&mut token, &der, Authority::Pin { pin: None, name: NAME }).unwrap();
}

#[test]
fn module_or_token_that_refuses_is_left_to_its_makers_tool() {
    let bench = Bench::new();
    for (at, with) in [(6, "write_protected"), (7, "only_rsa_pkcs"), (7, "only_digest")] {
        assert_eq!(prepared(&mut bench.shimmed(at, with)), Err(Error::NotPossible), "{with}");
    }
    for with in ["not_supported", "read_only", "officer_only", "full"] {
        let mut token = bench.shimmed(59, with);
        assert_eq!(made(&mut token, KeyAlgorithm::P256, NAME), Err(Error::NotPossible), "{with}");
    }
    let pki = Pki::new();
    let mut token = only_token(&bench.softhsm());
    let key = made(&mut token, KeyAlgorithm::P256, NAME).unwrap();
    let (_, der) = certified(&pki, "Pejabat", &key);
    for with in ["not_supported", "read_only", "officer_only", "full"] {
        let mut token = bench.shimmed(20, with);
        assert_eq!(stored(&mut token, &der, by(PIN)), Err(Error::NotPossible), "{with}");
    }
    let told = prepared(&mut bench.shimmed(6, "so_to_be_changed")).unwrap();
    assert_eq!((told.pin_factory, told.puk_factory), (None, Some(true)));
    let told = prepared(&mut bench.shimmed(6, "to_be_changed")).unwrap();
    assert_eq!((told.pin_factory, told.puk_factory), (Some(true), None));
}
