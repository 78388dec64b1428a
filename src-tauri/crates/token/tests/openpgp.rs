//! The OpenPGP client over the OpenPGP card of others (`opcard`, the Nitrokey 3's) in the real smart card service.
//!
//! The card is a program of the workspace `tests/cards`, built by `make cards`. Keys and certificates are put on it by
//! commands written here after OpenPGP card 3.4; OpenSSL verifies what it signs. Run as root, with what
//! `.ci/install test` installs: `cargo test -p token --test openpgp`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use suite::service::{self, Daemon, PORT, READER, say, text, tool};
use suite::{PIN, key, pin, tbs};
use token::apdu::{Channel, Command};
use token::transport::pcsc;
use token::{
    Act, Card, Error, Family, KeyAlgorithm, PinState, PublicKey, Slot, Token, Transaction, TransportError,
    tlv,
};

const ADMIN: &str = "12345678";
const SIGNATURE: Slot = Slot::OpenPgpSignature;
const AUTHENTICATION: Slot = Slot::OpenPgpAuthentication;

/// The card in the reader; pulled when dropped.
struct Guest {
    child: Child,
    log: PathBuf,
    /// How much of the log has been looked at.
    seen: Cell<usize>,
}

impl Guest {
    fn insert(folder: &Path) -> Guest {
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/cards/debug/opgpcard");
        let log = folder.join("opgpcard.log");
        let child = Process::new(program)
            .arg(format!("127.0.0.1:{PORT}"))
            .stdin(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("opgpcard: {error}; run: make cards"));
        let guest = Guest { child, log, seen: Cell::new(0) };
        let end = Instant::now() + Duration::from_secs(15);
        while let Err(error) = pcsc::connect(READER) {
            assert!(Instant::now() < end, "no card within 15 s: {error:?}");
            thread::sleep(Duration::from_millis(50));
        }
        guest
    }

    /// Commands with this instruction since the last look. The card writes them before it answers.
    fn count(&self, instruction: &str) -> usize {
        let log = fs::read_to_string(&self.log).unwrap();
        let news = &log[self.seen.replace(log.len())..];
        news.lines().filter(|line| line.contains('+') && line.split(' ').nth(1) == Some(instruction)).count()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends commands after SELECT, in one transaction, each of which must succeed; gives the last answer.
fn tell(commands: &[Command<'_>]) -> Vec<u8> {
    let mut card = pcsc::connect(READER).unwrap();
    let mut transaction = card.transaction().unwrap();
    let mut channel = Channel::new(&mut *transaction, Default::default(), None);
    let select = Command::asking(0xA4, 4, 0, &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01]);
    let mut answer = Vec::new();
    for command in [select].iter().chain(commands) {
        let response = channel.send(command).unwrap();
        assert_eq!(response.sw, 0x9000, "instruction {:02X}", command.instruction);
        answer = response.data;
    }
    answer
}

/// The kinds of keys that the card makes and we sign with: attributes (OpenPGP card 3.4 clause 4.4.3.9).
const KINDS: [(KeyAlgorithm, &[u8]); 3] = [
    (KeyAlgorithm::P256, &[0x13, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]),
    (KeyAlgorithm::P384, &[0x13, 0x2B, 0x81, 0x04, 0x00, 0x22]),
    (KeyAlgorithm::Rsa { bits: 2048 }, &[0x01, 0x08, 0x00, 0x00, 0x20, 0x00]),
];

/// Makes a key in the slot and stores a certificate for it in that place of the three.
fn personalise(slot: Slot, kind: KeyAlgorithm, occurrence: u8) {
    let verify = Command::telling(0x20, 0, 0x83, ADMIN.as_bytes());
    let object = if slot == SIGNATURE { 0xC1 } else { 0xC3 };
    let attributes = KINDS.iter().find(|(known, _)| *known == kind).unwrap().1;
    let reference = [slot.key_reference(), 0];
    let put_attributes = Command::telling(0xDA, 0, object, attributes);
    let answer = tell(&[verify, put_attributes, Command::asking(0x47, 0x80, 0, &reference)]);
    let certificate = suite::certificate(&spki(kind, &answer));
    let select = Command::telling(0xA5, occurrence, 4, &[0x60, 4, 0x5C, 2, 0x7F, 0x21]);
    tell(&[verify, select, Command::telling(0xDA, 0x7F, 0x21, &certificate)]);
}

/// `SubjectPublicKeyInfo` of the key in the answer to GENERATE.
fn spki(kind: KeyAlgorithm, answer: &[u8]) -> Vec<u8> {
    let template = tlv::find(answer, 0x7F49).unwrap().unwrap();
    let part = |tag| tlv::find(template, tag).unwrap().unwrap().to_vec();
    let sequence = |parts: &[Vec<u8>]| tlv::element(0x30, &parts.concat());
    let rsa = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
    let ec = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    let (identifier, bits) = match kind {
        KeyAlgorithm::Rsa { .. } => (
            sequence(&[tlv::element(6, &rsa), vec![5, 0]]),
            sequence(&[tlv::element(2, &[&[0], &part(0x81)[..]].concat()), tlv::element(2, &part(0x82))]),
        ),
        _ => {
            let attributes = KINDS.iter().find(|(known, _)| *known == kind).unwrap().1;
            (sequence(&[tlv::element(6, &ec), tlv::element(6, &attributes[1..])]), part(0x86))
        }
    };
    sequence(&[identifier, tlv::element(3, &[&[0], &bits[..]].concat())])
}

fn open() -> Box<dyn Token> {
    token::open(pcsc::connect(READER).unwrap(), Some("the reader".into())).unwrap()
}

fn pin_state() -> PinState {
    open().info().unwrap().pin
}

fn openssl_verifies(folder: &Path, certificate: &[u8], message: &[u8], signature: &[u8]) {
    let public = PublicKey::of_certificate(certificate).unwrap().unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for (name, bytes) in [("spki", public.spki.as_slice()), ("signature", signature), ("letter", message)] {
        fs::write(path(name), bytes).unwrap();
    }
    let made =
        tool("openssl", &["pkey", "-pubin", "-inform", "DER", "-in", &path("spki"), "-out", &path("pem")]);
    assert!(made.status.success(), "{}", text(&made));
    let (pem, signature) = (path("pem"), path("signature"));
    let arguments = ["dgst", "-sha256", "-verify", &pem, "-signature", &signature, &path("letter")];
    let said = text(&tool("openssl", &arguments));
    assert!(said.contains("Verified OK"), "{said}");
}

#[test]
fn openpgp_card_of_others_behaves_as_every_card_must() {
    service::in_a_namespace("openpgp_card_of_others_behaves_as_every_card_must", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let _daemon = Daemon::start(folder);
        let guest = Guest::insert(folder);
        say("empty");
        assert_eq!(open().keys().unwrap(), [], "a new card has no keys");
        say("every kind of key");
        for (kind, _) in KINDS {
            personalise(SIGNATURE, kind, 2);
            signs_and_openssl_verifies(folder, SIGNATURE, kind);
        }
        say("authentication key");
        personalise(AUTHENTICATION, KeyAlgorithm::P256, 0);
        signs_and_openssl_verifies(folder, AUTHENTICATION, KeyAlgorithm::P256);
        personalise(SIGNATURE, KeyAlgorithm::P256, 2);
        say("facts");
        lists_keys_and_facts();
        say("wrong PIN");
        wrong_pin_uses_one_try_and_is_never_sent_again(&guest);
        say("form");
        pin_of_wrong_form_is_not_sent(&guest);
        say("exchanged certificate");
        exchanged_certificate_is_refused_before_the_pin(&guest);
        say("change");
        changed_pin_replaces_the_old_one();
        say("reset");
        pin_does_not_outlive_the_transaction();
        say("unblock");
        blocked_pin_is_told_and_unblocked();
        say("faults");
        fault_at_any_command_is_told_and_no_pin_is_sent_twice();
        say("misplaced certificate");
        certificate_in_another_place_counts_for_the_key_that_it_names();
    });
}

fn signs_and_openssl_verifies(folder: &Path, slot: Slot, kind: KeyAlgorithm) {
    let mut token = open();
    let key = key(&mut *token, slot);
    assert_eq!(key.algorithm, Some(kind));
    let mut act = Act::new(pin(PIN));
    for letter in [&b"surat pertama"[..], b"surat kedua"] {
        let signature = token.sign(&key.reference, &mut act, &tbs(letter)).unwrap();
        openssl_verifies(folder, key.certificate.as_deref().unwrap(), letter, &signature);
    }
    assert!(!act.is_over());
}

fn lists_keys_and_facts() {
    let mut token = open();
    let info = token.info().unwrap();
    assert_eq!((info.family, info.version, info.practice), (Family::OpenPgp, Some((3, 4, 0)), false));
    assert_eq!((info.pin, info.pin_rules.min, info.pin_rules.max), (PinState::Tries(3), 6, 127));
    let about = text(&tool("openpgp-tool", &["-r", READER, "-C"])).to_uppercase().replace(':', "");
    let serial = info.serial.unwrap().replace(':', "");
    assert!(serial.len() == 12 && about.contains(&serial), "{serial} not in {about}");
    let keys = token.keys().unwrap();
    let found: Vec<_> = keys.iter().map(|key| (key.slot, key.algorithm.unwrap(), key.always_pin)).collect();
    assert_eq!(
        found,
        [(SIGNATURE, KeyAlgorithm::P256, true), (AUTHENTICATION, KeyAlgorithm::P256, false)],
        "the signature key is proposed first"
    );
    assert!(keys.iter().all(|key| key.certificate.is_some() && !key.damaged && key.needs_pin));
}

fn wrong_pin_uses_one_try_and_is_never_sent_again(guest: &Guest) {
    let mut token = open();
    let key = key(&mut *token, SIGNATURE);
    guest.count("20");
    let mut act = Act::new(pin("999999"));
    let wrong = Err(Error::PinWrong { tries_left: Some(2) });
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), wrong);
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::ActOver));
    assert!(act.is_over());
    assert_eq!(guest.count("20"), 1);
    assert_eq!(pin_state(), PinState::Tries(2));
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    assert_eq!(pin_state(), PinState::Tries(3), "a right PIN gives the tries back");
}

fn pin_of_wrong_form_is_not_sent(guest: &Guest) {
    let mut token = open();
    let key = key(&mut *token, SIGNATURE);
    guest.count("20");
    let mut act = Act::new(pin("12345"));
    assert!(matches!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::PinFormat(_))));
    assert!(matches!(token.change_pin(pin(PIN), pin(&"1".repeat(128))), Err(Error::PinFormat(_))));
    assert!(matches!(token.unblock(pin("1234567"), pin(PIN)), Err(Error::PinFormat(_))));
    assert_eq!(token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")), Err(Error::PinNeeded));
    assert_eq!(guest.count("20"), 0);
    assert_eq!(pin_state(), PinState::Tries(3));
}

fn exchanged_certificate_is_refused_before_the_pin(guest: &Guest) {
    let mut token = open();
    let mut reference = key(&mut *token, SIGNATURE).reference;
    reference.certificate = Some([9; 32]);
    guest.count("20");
    let mut act = Act::new(pin(PIN));
    assert_eq!(token.sign(&reference, &mut act, &tbs(b"x")), Err(Error::KeyChanged { slot: 0xB6 }));
    assert_eq!(guest.count("20"), 0);
    assert!(!act.is_over(), "the PIN was not sent");
}

fn changed_pin_replaces_the_old_one() {
    let mut token = open();
    let key = key(&mut *token, SIGNATURE);
    assert_eq!(token.change_pin(pin("000000"), pin("246810")), Err(Error::PinWrong { tries_left: Some(2) }));
    token.change_pin(pin(PIN), pin("kata sandi panjang")).unwrap();
    let old = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(old, Err(Error::PinWrong { tries_left: Some(2) }));
    token.sign(&key.reference, &mut Act::new(pin("kata sandi panjang")), &tbs(b"x")).unwrap();
    token.change_pin(pin("kata sandi panjang"), pin(PIN)).unwrap();
}

fn pin_does_not_outlive_the_transaction() {
    let mut token = open();
    for (slot, reference) in [(SIGNATURE, 0x81), (AUTHENTICATION, 0x82)] {
        let key = key(&mut *token, slot);
        token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        let mut card = pcsc::connect(READER).unwrap();
        let mut transaction = card.transaction().unwrap();
        let mut channel = Channel::new(&mut *transaction, Default::default(), None);
        channel.send(&Command::asking(0xA4, 4, 0, &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01])).unwrap();
        let sw = channel.send(&Command::telling(0x20, 0, reference, &[])).unwrap().sw;
        assert_eq!(sw, 0x63C3, "{slot:?}");
    }
}

fn blocked_pin_is_told_and_unblocked() {
    let mut token = open();
    let key = key(&mut *token, SIGNATURE);
    let block = |token: &mut dyn Token| {
        for left in [Some(2), Some(1)] {
            let result = token.sign(&key.reference, &mut Act::new(pin("999999")), &tbs(b"x"));
            assert_eq!(result, Err(Error::PinWrong { tries_left: left }));
        }
        for guess in ["999999", "999999", PIN] {
            let result = token.sign(&key.reference, &mut Act::new(pin(guess)), &tbs(b"x"));
            assert_eq!(result, Err(Error::PinBlocked));
        }
        assert_eq!(pin_state(), PinState::Blocked);
        assert_eq!(token.change_pin(pin(PIN), pin("777777")), Err(Error::PinBlocked));
    };
    block(&mut *token);
    // No resetting code is set: the administrator's PIN.
    assert_eq!(token.info().unwrap().puk, PinState::Tries(3));
    let wrong = Err(Error::PukWrong { tries_left: Some(2) });
    assert_eq!(token.unblock(pin("00000000"), pin("777777")), wrong);
    assert_eq!(token.info().unwrap().puk, PinState::Tries(2));
    token.unblock(pin(ADMIN), pin("777777")).unwrap();
    assert_eq!(pin_state(), PinState::Tries(3));
    token.sign(&key.reference, &mut Act::new(pin("777777")), &tbs(b"x")).unwrap();
    token.change_pin(pin("777777"), pin(PIN)).unwrap();
    // With one.
    let verify = Command::telling(0x20, 0, 0x83, ADMIN.as_bytes());
    tell(&[verify, Command::telling(0xDA, 0x00, 0xD3, b"87654321")]);
    block(&mut *token);
    assert_eq!(token.unblock(pin(ADMIN), pin(PIN)), wrong, "now it is the resetting code that is asked for");
    token.unblock(pin("87654321"), pin(PIN)).unwrap();
    assert_eq!(pin_state(), PinState::Tries(3));
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
}

/// What the command of that number is answered with instead.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Fails(Failure),
    Answers(&'static [u8]),
}

#[derive(Debug, Clone, Copy)]
enum Failure {
    Removed,
    Reset,
}

struct Faulty {
    card: Box<dyn Card>,
    at: usize,
    fault: Fault,
    sent: std::sync::Arc<std::sync::Mutex<(usize, usize)>>,
}

struct FaultyTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    at: usize,
    fault: Fault,
    sent: &'a std::sync::Mutex<(usize, usize)>,
}

impl Card for Faulty {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let inner = self.card.transaction()?;
        Ok(Box::new(FaultyTransaction { inner, at: self.at, fault: self.fault, sent: &self.sent }))
    }
}

impl Transaction for FaultyTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut sent = self.sent.lock().unwrap();
        sent.0 += 1;
        sent.1 += usize::from(apdu[1] == 0x20 && apdu.len() > 4);
        if sent.0 - 1 != self.at {
            return self.inner.transmit(apdu);
        }
        match self.fault {
            Fault::Fails(Failure::Removed) => Err(TransportError::Removed),
            Fault::Fails(Failure::Reset) => Err(TransportError::Reset),
            Fault::Answers(bytes) => Ok(bytes.to_vec()),
        }
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}

fn fault_at_any_command_is_told_and_no_pin_is_sent_twice() {
    let reference = key(&mut *open(), SIGNATURE).reference;
    for fault in [
        Fault::Fails(Failure::Removed),
        Fault::Fails(Failure::Reset),
        Fault::Answers(&[0x6F, 0x00]),
        Fault::Answers(&[0x69, 0x82]),
        Fault::Answers(&[0x90]),
        Fault::Answers(&[0x7F, 0x49, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x90, 0x00]),
        Fault::Answers(&[0x90, 0x00]),
    ] {
        let mut failed = 0;
        for at in 0.. {
            let sent = std::sync::Arc::default();
            let card = Faulty {
                card: pcsc::connect(READER).unwrap(),
                at,
                fault,
                sent: std::sync::Arc::clone(&sent),
            };
            let mut act = Act::new(pin(PIN));
            let result = token::open(Box::new(card), None).and_then(|mut token| {
                let keys = token.keys()?;
                assert!(keys.len() <= 3);
                token.sign(&reference, &mut act, &tbs(b"x"))
            });
            let (commands, pins) = *sent.lock().unwrap();
            assert!(pins <= 1, "{fault:?} at {at}: {pins} PINs");
            assert_eq!(act.is_over(), pins == 1 && result.is_err(), "{fault:?} at {at}: {result:?}");
            failed += usize::from(result.is_err());
            if commands <= at {
                assert!(result.is_ok());
                break;
            }
        }
        assert!(failed >= 2, "{fault:?}: {failed} failures");
    }
    assert_eq!(pin_state(), PinState::Tries(3));
}

fn certificate_in_another_place_counts_for_the_key_that_it_names() {
    personalise(SIGNATURE, KeyAlgorithm::P256, 0);
    let mut token = open();
    let keys = token.keys().unwrap();
    let found: Vec<_> = keys.iter().map(|key| (key.slot, key.algorithm, key.certificate.is_some())).collect();
    let p256 = Some(KeyAlgorithm::P256);
    assert_eq!(
        found,
        [(SIGNATURE, p256, true), (AUTHENTICATION, p256, false), (SIGNATURE, None, true)],
        "the replaced key's certificate is shown, without a key"
    );
    token.sign(&keys[0].reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    let orphan = token.sign(&keys[2].reference, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(orphan, Err(Error::KeyChanged { slot: 0xB6 }));
}
