//! Keys that lie elsewhere than on a PIV card: PKCS#12 files made by OpenSSL, and a PKCS#11 module of others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};

use support::{Said, World, said, text, trust_folder};
use testkit::judges::pdfsig;
use testkit::openssl::{Key, Pki, Signer, openssl};
use testkit::softhsm::{self, Softhsm};

const PASSWORD: &str = "kata sandi uji";

struct Office {
    world: World,
    pki: Pki,
    signer: Signer,
}

impl Office {
    fn new() -> Office {
        Office::with(Key::Rsa(2048))
    }

    fn with(key: Key) -> Office {
        let pki = Pki::new();
        let signer = pki.signer("Pejabat Berkas", key);
        Office { world: World::empty(), pki, signer }
    }

    /// The signer's key and certificate as a file of officials of older years.
    fn key_file(&self) -> PathBuf {
        let file = self.world.at("kunci.p12");
        let password = format!("pass:{PASSWORD}");
        openssl(&[
            "pkcs12",
            "-export",
            "-inkey",
            text(&self.signer.key),
            "-in",
            text(&self.signer.certificate),
            "-passout",
            &password,
            "-out",
            text(&file),
        ])
        .succeeded();
        file
    }

    fn sign(&self, token: &str, secret: &str, environment: &[(&str, &Path)]) -> (Said, PathBuf) {
        let out = self.world.at("hasil.pdf");
        let trust = trust_folder(&self.pki);
        let letter = self.world.sample();
        let words = ["sign", text(&letter), "-o", text(&out), "--token", token, "--trust", text(&trust)];
        let mut command = self.world.command(&words);
        command.args(["--pin-stdin", "--json"]).envs(environment.iter().copied());
        (said(&mut command, &format!("{secret}\n")), out)
    }
}

#[test]
fn key_file_signs_with_its_password() {
    let office = Office::new();
    let (answer, out) = office.sign(&format!("p12:{}", text(&office.key_file())), PASSWORD, &[]);
    let answer = answer.ends(0).json();
    assert_eq!(answer["verification"]["verdict"], "sah");
    assert_eq!(answer["practice"], false);
    let judged = pdfsig(&out);
    assert!(judged.len() == 1 && judged[0].valid && judged[0].whole, "{judged:?}");
    assert_eq!(judged[0].signer, "Pejabat Berkas (UJI)");
}

#[test]
fn larger_curves_sign_and_are_accepted_by_others() {
    for (curve, key) in [("P-384", Key::P384), ("P-521", Key::P521)] {
        let office = Office::with(key);
        let (answer, out) = office.sign(&format!("p12:{}", text(&office.key_file())), PASSWORD, &[]);
        assert_eq!(answer.ends(0).json()["verification"]["verdict"], "sah", "{curve}");
        let judged = pdfsig(&out);
        assert!(judged.len() == 1 && judged[0].valid && judged[0].whole, "{curve}: {judged:?}");
    }
}

#[test]
fn wrong_password_is_told_from_a_damaged_file_and_from_none() {
    let office = Office::new();
    let file = office.key_file();
    let told = |token: &Path, secret: &str| {
        let (answer, out) = office.sign(&format!("p12:{}", text(token)), secret, &[]);
        assert!(!out.exists(), "nothing is left");
        let answer = answer.ends(if token.exists() { 5 } else { 4 });
        answer.problem()
    };
    assert_eq!(told(&file, "bukan itu"), "key-file-password-wrong");
    assert_eq!(told(&office.world.at("tidak-ada.p12"), PASSWORD), "key-file-missing");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.truncate(200);
    assert_eq!(told(&office.world.put("rusak.p12", &bytes), PASSWORD), "key-file-damaged");
}

#[test]
fn module_of_others_signs_in_the_helper_process() {
    let office = Office::new();
    let token = Softhsm::new(office.world.letters.path());
    token.import(&office.signer);
    let conf = token.configuration();
    let module = format!("pkcs11:{}", softhsm::MODULE);
    let (answer, out) = office.sign(&module, "999999", &[("SOFTHSM2_CONF", conf)]);
    assert_eq!(answer.ends(5).problem(), "pin-wrong");
    assert!(!out.exists());
    let (answer, out) = office.sign(&module, "123456", &[("SOFTHSM2_CONF", conf)]);
    assert_eq!(answer.ends(0).json()["verification"]["verdict"], "sah");
    let judged = pdfsig(&out);
    assert!(judged.len() == 1 && judged[0].valid && judged[0].whole, "{judged:?}");
}

#[test]
fn file_that_is_no_module_is_told_before_any_pin() {
    let office = Office::new();
    let (answer, out) = office.sign(&format!("pkcs11:{}", text(&office.signer.key)), "123456", &[]);
    assert_eq!(answer.ends(5).problem(), "module-unusable");
    assert!(!out.exists());
}
