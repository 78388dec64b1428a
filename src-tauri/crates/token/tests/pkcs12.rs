//! PKCS#12 files as OpenSSL (old and new defaults), Java's keytool and NSS write them. No file is kept: each test makes
//! its own with the program itself, and OpenSSL verifies the signatures. The programs are those of `.ci/install test`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use token::pkcs12::{Pkcs12Token, SIGNING_KEYS};
use token::{
    Act, Error, Family, KeyAlgorithm, KeyRef, Pin, PinState, PublicKey, Slot, ToBeSigned, Token, TokenKey,
};
use zeroize::Zeroizing;

const PASSWORD: &str = "Rahasia 2015";

#[test]
fn openssl_files_old_and_new_open_and_sign() {
    let bench = Bench::new();
    let rsa = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    let ec = bench.pair("ec", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    let ways: &[(&str, &Pair, KeyAlgorithm, &[&str])] = &[
        // 3.x: PBES2 with AES-256 and SHA-256, MAC with SHA-256.
        ("default", &rsa, RSA, &[]),
        ("default-ec", &ec, KeyAlgorithm::P256, &[]),
        // 1.1: RC2-40 for certificates, Triple DES for keys, MAC with SHA-1.
        ("legacy", &rsa, RSA, &["-legacy"]),
        ("legacy-ec", &ec, KeyAlgorithm::P256, &["-legacy"]),
        ("triple-des", &rsa, RSA, &["-legacy", "-descert"]),
        ("two-keys", &rsa, RSA, &["-legacy", "-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-RC2-128"]),
        ("aes", &rsa, RSA, &["-keypbe", "AES-192-CBC", "-certpbe", "AES-128-CBC", "-macalg", "sha512"]),
        ("des3", &rsa, RSA, &["-keypbe", "DES-EDE3-CBC", "-certpbe", "DES-EDE3-CBC", "-macalg", "sha384"]),
        ("plain", &rsa, RSA, &["-keypbe", "NONE", "-certpbe", "NONE"]),
        ("no-mac", &rsa, RSA, &["-nomac"]),
        ("no-iterations", &rsa, RSA, &["-legacy", "-noiter", "-nomaciter"]),
    ];
    for (name, pair, algorithm, options) in ways {
        let file = bench.export(name, pair, PASSWORD, options);
        let keys = unlocked(&file, PASSWORD).keys().unwrap();
        assert_eq!(keys.len(), 1, "{name}");
        assert_eq!(keys[0].algorithm, Some(*algorithm), "{name}");
        bench.sign_and_verify(&file, &keys[0], PASSWORD);
        let wrong = Pkcs12Token::open(&file).unwrap().unlock(pin("rahasia 2015"));
        assert_eq!(wrong, Err(Error::PinWrong { tries_left: None }), "{name}");
    }
}

#[test]
fn longer_curves_sign_and_rsa_signs_with_pss() {
    let bench = Bench::new();
    for (curve, algorithm) in [("P-384", KeyAlgorithm::P384), ("P-521", KeyAlgorithm::P521)] {
        let pair = bench.pair(curve, &["-newkey", "ec", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")]);
        let file = bench.export(curve, &pair, PASSWORD, &[]);
        let keys = unlocked(&file, PASSWORD).keys().unwrap();
        assert_eq!((keys[0].algorithm, keys[0].pss), (Some(algorithm), false));
        bench.sign_and_verify(&file, &keys[0], PASSWORD);
    }
    let pair = bench.pair("rsa", &["-newkey", "rsa:3072"]);
    let file = bench.export("rsa", &pair, PASSWORD, &[]);
    let key = unlocked(&file, PASSWORD).keys().unwrap().remove(0);
    assert!(key.pss);
    let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    bench.sign_and_verify_with(&file, &key, PASSWORD, |tbs| tbs.with_pss([7; 32]), &pss);
}

#[test]
fn java_keystore_with_several_keys_lists_and_signs_with_each() {
    let bench = Bench::new();
    let file = bench.path("java.p12");
    for (alias, kind) in [("satu", ["RSA", "-keysize", "2048"]), ("dua", ["EC", "-groupname", "secp256r1"])] {
        let name = format!("CN={alias}, O=Dinas");
        let mut arguments =
            vec!["-genkeypair", "-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", alias];
        arguments.extend(["-dname", &name, "-validity", "30", "-keystore", text(&file), "-keyalg"]);
        arguments.extend(kind);
        bench.run("keytool", &arguments);
    }
    let keys = unlocked(&file, PASSWORD).keys().unwrap();
    let found: Vec<_> = keys.iter().map(|key| (key.slot, key.algorithm.unwrap())).collect();
    assert_eq!(found, [(Slot::File(1), RSA), (Slot::File(2), KeyAlgorithm::P256)]);
    for key in &keys {
        bench.sign_and_verify(&file, key, PASSWORD);
    }
    // As Java 8 wrote them: RC2-40 and Triple DES, SHA-1.
    let old = bench.path("java8.p12");
    let options = ["-J-Dkeystore.pkcs12.legacy", "-importkeystore", "-noprompt", "-srcstorepass", PASSWORD];
    let target = ["-srckeystore", text(&file), "-destkeystore", text(&old), "-deststoretype", "PKCS12"];
    bench.run("keytool", &[&options[..], &target, &["-deststorepass", PASSWORD]].concat());
    let keys = unlocked(&old, PASSWORD).keys().unwrap();
    assert_eq!(keys.len(), 2);
    bench.sign_and_verify(&old, &keys[1], PASSWORD);
    assert_eq!(open(&old).unlock(pin("salah")), Err(Error::PinWrong { tries_left: None }));
}

#[test]
fn nss_file_in_ber_opens_and_signs() {
    let bench = Bench::new();
    let pair = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    let source = bench.export("source", &pair, PASSWORD, &["-name", "pejabat"]);
    let (file, database) = (bench.path("nss.p12"), bench.path("nss"));
    fs::create_dir(&database).unwrap();
    let database = format!("sql:{}", text(&database));
    bench.run("certutil", &["-N", "-d", &database, "--empty-password"]);
    bench.run("pk12util", &["-i", text(&source), "-d", &database, "-W", PASSWORD]);
    bench.run("pk12util", &["-o", text(&file), "-n", "pejabat", "-d", &database, "-W", PASSWORD]);
    assert_eq!(fs::read(&file).unwrap()[..2], [0x30, 0x80], "indefinite length is what this test is about");
    let keys = unlocked(&file, PASSWORD).keys().unwrap();
    bench.sign_and_verify(&file, &keys[0], PASSWORD);
    assert_eq!(open(&file).unlock(pin("salah")), Err(Error::PinWrong { tries_left: None }));
}

#[test]
fn chain_in_the_file_is_given_and_not_taken_for_a_key() {
    let bench = Bench::new();
    let root = bench.pair("root", &["-newkey", "rsa:2048"]);
    let leaf = bench.pair("leaf", &["-newkey", "rsa:2048"]);
    for options in [&[][..], &["-legacy"]] {
        let options = [options, &["-certfile", text(&root.certificate)]].concat();
        let file = bench.export("chain", &leaf, PASSWORD, &options);
        let mut token = unlocked(&file, PASSWORD);
        assert_eq!(token.certificates().len(), 2);
        let keys = token.keys().unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].certificate.as_deref(), Some(bench.der(&leaf).as_slice()));
        assert!(token.certificates().contains(&bench.der(&root)));
    }
}

#[test]
fn damaged_file_is_told_from_a_wrong_password() {
    let bench = Bench::new();
    let pair = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    for options in [&[][..], &["-legacy"]] {
        let file = bench.export("whole", &pair, PASSWORD, options);
        let whole = fs::read(&file).unwrap();
        let broken = bench.path("broken.p12");
        // The last third lies in the key or its certificate, the last bytes in the integrity check's salt.
        for place in [whole.len() / 3, whole.len() / 2, whole.len() - 8] {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x01;
            fs::write(&broken, &bytes).unwrap();
            assert_eq!(open(&broken).unlock(pin(PASSWORD)), Err(Error::FileDamaged), "byte {place}");
            assert_eq!(
                open(&broken).unlock(pin("salah")),
                Err(Error::PinWrong { tries_left: None }),
                "byte {place}"
            );
        }
        for length in (0..whole.len()).step_by(7) {
            fs::write(&broken, &whole[..length]).unwrap();
            assert_eq!(Pkcs12Token::open(&broken).err(), Some(Error::FileDamaged), "cut at {length}");
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let bench = Bench::new();
    let pair = bench.pair("ec", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    let file = bench.export(
        "fuzz",
        &pair,
        PASSWORD,
        &["-iter", "1", "-keypbe", "NONE", "-certpbe", "NONE", "-nomac"],
    );
    let whole = fs::read(&file).unwrap();
    let broken = bench.path("broken.p12");
    for place in 0..whole.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            fs::write(&broken, &bytes).unwrap();
            if let Ok(mut token) = Pkcs12Token::open(&broken)
                && token.unlock(pin(PASSWORD)).is_ok()
                && let Some(key) = token.keys().unwrap().first()
            {
                let _ = token.sign(&key.reference, &mut Act::new(pin(PASSWORD)), &tbs(b"x"));
            }
        }
    }
}

#[test]
fn something_else_is_no_key_file() {
    let bench = Bench::new();
    let pair = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    assert_eq!(Pkcs12Token::open(&pair.certificate).err(), Some(Error::FileDamaged));
    let missing = Pkcs12Token::open(bench.path("missing.p12")).err();
    assert_eq!(missing, Some(Error::FileRead(std::io::ErrorKind::NotFound)));
    let large = bench.path("large.p12");
    fs::write(&large, vec![0x30; (1 << 20) + 1]).unwrap();
    assert_eq!(Pkcs12Token::open(&large).err(), Some(Error::TooLong { limit: 1 << 20 }));
}

#[test]
fn wrong_password_ends_the_act_and_right_one_stays_in_it() {
    let bench = Bench::new();
    let pair = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    let file = bench.export("file", &pair, PASSWORD, &[]);
    let mut token = unlocked(&file, PASSWORD);
    let key = token.keys().unwrap().remove(0);
    let mut act = Act::new(pin("salah"));
    let wrong = Err(Error::PinWrong { tries_left: None });
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), wrong);
    assert!(act.is_over());
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::ActOver));
    assert_eq!(token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")), Err(Error::PinNeeded));
    let mut act = Act::new(pin(PASSWORD));
    for attributes in [&b"first"[..], b"second"] {
        token.sign(&key.reference, &mut act, &tbs(attributes)).unwrap();
    }
    assert!(!act.is_over());
    assert_eq!(token.change_pin(pin("a"), pin("b")), Err(Error::PinFixed));
    assert_eq!(token.unblock(pin("a"), pin("b")), Err(Error::PinFixed));
}

#[test]
fn file_is_read_at_each_use_and_nothing_is_kept() {
    let bench = Bench::new();
    let [first, second] = ["first", "second"].map(|name| bench.pair(name, &["-newkey", "rsa:2048"]));
    let file = bench.export("file", &first, PASSWORD, &[]);
    let mut token = open(&file);
    assert_eq!(token.keys().unwrap(), [], "without the password nothing is known");
    let info = token.info().unwrap();
    assert_eq!((info.family, info.pin, info.reader), (Family::Pkcs12, PinState::Unknown, None));
    token.unlock(pin(PASSWORD)).unwrap();
    let key = token.keys().unwrap().remove(0);
    bench.export("file", &second, PASSWORD, &[]);
    let changed = token.sign(&key.reference, &mut Act::new(pin(PASSWORD)), &tbs(b"x"));
    assert_eq!(changed, Err(Error::KeyChanged { slot: 1 }));
    let absent = token.sign(&KeyRef::new(Slot::File(9), None), &mut Act::new(pin(PASSWORD)), &tbs(b"x"));
    assert_eq!(absent, Err(Error::KeyMissing { slot: 9 }));
    fs::remove_file(&file).unwrap();
    let mut act = Act::new(pin(PASSWORD));
    let gone = token.sign(&key.reference, &mut act, &tbs(b"x"));
    assert_eq!(gone, Err(Error::FileRead(std::io::ErrorKind::NotFound)));
    assert!(!act.is_over(), "the password was not used");
}

#[test]
fn keys_that_can_not_sign_from_a_file_are_listed_and_refused_with_those_that_can() {
    let bench = Bench::new();
    for (name, kind) in [("rsa1024", ["-newkey", "rsa:1024"]), ("ed25519", ["-newkey", "ed25519"])] {
        let pair = bench.pair(name, &kind);
        let file = bench.export(name, &pair, PASSWORD, &[]);
        let mut token = unlocked(&file, PASSWORD);
        let keys = token.keys().unwrap();
        assert_eq!((keys.len(), keys[0].algorithm), (1, None), "{name}");
        assert_eq!(keys[0].certificate.as_deref(), Some(bench.der(&pair).as_slice()), "{name}");
        let refused = token.sign(&keys[0].reference, &mut Act::new(pin(PASSWORD)), &tbs(b"x"));
        assert_eq!(refused, Err(Error::KeyRefused { slot: 1, works: SIGNING_KEYS }), "{name}");
    }
}

#[test]
fn empty_and_foreign_passwords_open_the_file() {
    let bench = Bench::new();
    let pair = bench.pair("rsa", &["-newkey", "rsa:2048"]);
    for password in ["", "sandi ñ – 秘密", "🔑 kunci"] {
        for options in [&[][..], &["-legacy"]] {
            let file = bench.export("file", &pair, password, options);
            assert_eq!(unlocked(&file, password).keys().unwrap().len(), 1, "{password:?} {options:?}");
        }
    }
    let file = bench.export("file", &pair, "x", &[]);
    let bytes = Pin::new(Zeroizing::new(vec![0xC3, 0x28]));
    assert!(matches!(open(&file).unlock(bytes), Err(Error::PinFormat(_))), "not UTF-8");
}

const RSA: KeyAlgorithm = KeyAlgorithm::Rsa { bits: 2048 };

fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

fn tbs(attributes: &[u8]) -> ToBeSigned<'_> {
    ToBeSigned::new(attributes, Sha256::digest(attributes).into())
}

fn open(file: &Path) -> Pkcs12Token {
    Pkcs12Token::open(file).unwrap()
}

fn unlocked(file: &Path, password: &str) -> Pkcs12Token {
    let mut token = open(file);
    token.unlock(pin(password)).unwrap();
    token
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A private key and its self-signed certificate, in PEM.
struct Pair {
    key: PathBuf,
    certificate: PathBuf,
}

/// A folder, and the programs that make files in it.
struct Bench(TempDir);

impl Bench {
    fn new() -> Bench {
        Bench(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = Command::new("timeout").arg("60").arg(program).args(arguments).output().unwrap();
        assert_ne!(output.status.code(), Some(127), "{program} is missing: .ci/install test");
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn pair(&self, name: &str, kind: &[&str]) -> Pair {
        let key = self.path(&format!("{name}.key"));
        let certificate = self.path(&format!("{name}.pem"));
        let subject = format!("/C=ID/O=Dinas/CN={name}");
        let common = ["req", "-x509", "-noenc", "-days", "30", "-subj", &subject];
        let files = ["-keyout", text(&key), "-out", text(&certificate)];
        self.run("openssl", &[&common[..], kind, &files].concat());
        Pair { key, certificate }
    }

    fn export(&self, name: &str, pair: &Pair, password: &str, options: &[&str]) -> PathBuf {
        let file = self.path(&format!("{name}.p12"));
        let password = format!("pass:{password}");
        let common = ["pkcs12", "-export", "-passout", &password, "-out", text(&file)];
        let sources = ["-inkey", text(&pair.key), "-in", text(&pair.certificate)];
        self.run("openssl", &[&common[..], &sources, options].concat());
        file
    }

    fn der(&self, pair: &Pair) -> Vec<u8> {
        let file = self.path("certificate.der");
        let arguments = ["x509", "-in", text(&pair.certificate), "-outform", "DER", "-out", text(&file)];
        self.run("openssl", &arguments);
        fs::read(file).unwrap()
    }

    /// Signs with the key of the file; OpenSSL verifies with the certificate.
    fn sign_and_verify(&self, file: &Path, key: &TokenKey, password: &str) {
        self.sign_and_verify_with(file, key, password, |tbs| tbs, &[]);
    }

    fn sign_and_verify_with(
        &self,
        file: &Path,
        key: &TokenKey,
        password: &str,
        way: impl Fn(ToBeSigned<'_>) -> ToBeSigned<'_>,
        more: &[&str],
    ) {
        let message = b"attributes to be signed";
        let mut act = Act::new(pin(password));
        let signature = open(file).sign(&key.reference, &mut act, &way(tbs(message))).unwrap();
        let public = PublicKey::of_certificate(key.certificate.as_deref().unwrap()).unwrap().unwrap();
        let [spki, pem, value, data] = ["spki", "spki.pem", "signature", "data"].map(|name| self.path(name));
        fs::write(&spki, &public.spki).unwrap();
        fs::write(&value, signature).unwrap();
        fs::write(&data, message).unwrap();
        self.run("openssl", &["pkey", "-pubin", "-inform", "DER", "-in", text(&spki), "-out", text(&pem)]);
        let arguments = ["dgst", "-sha256", "-verify", text(&pem), "-signature", text(&value), text(&data)];
        self.run("openssl", &[&arguments[..4], more, &arguments[4..]].concat());
    }
}
