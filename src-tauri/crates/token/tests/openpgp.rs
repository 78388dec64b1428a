//! The OpenPGP client over the OpenPGP card of others (`opcard`, the Nitrokey 3's) in the real smart card service.
//!
//! The card is a program of the workspace `tests/cards`, built by `make cards`. Keys and certificates are put on it by
//! commands written here after OpenPGP card 3.4; OpenSSL verifies what it signs. Run as root, with what
//! `.ci/install test` installs: `cargo test -p token --test openpgp`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::cell::RefCell;
use std::path::Path;

use suite::guest::Guest;
use suite::others::{self, ADMIN, AUTHENTICATION, KINDS, SIGNATURE, openssl_verifies, tell};
use suite::service::{self, Daemon, PORT, READER, say, text, tool};
use suite::{Bench, PIN, behaviour, key, pin, tbs};
use token::apdu::{Channel, Command};
use token::transport::pcsc;
use token::{Act, Error, KeyAlgorithm, PinState, Slot, Token};

fn open() -> Box<dyn Token> {
    token::open(pcsc::connect(READER).unwrap(), Some("the reader".into())).unwrap()
}

const CODE: &str = "87654321";

#[test]
fn openpgp_card_of_others_behaves_as_every_token_must() {
    service::in_a_namespace("openpgp_card_of_others_behaves_as_every_token_must", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let _daemon = Daemon::start(folder);
        let guest = RefCell::new(Some(insert(folder)));
        say("empty");
        assert_eq!(open().keys().unwrap(), [], "a new card has no keys");
        say("every kind of key");
        for (kind, _) in KINDS {
            others::openpgp(SIGNATURE, kind, 2);
            signs_and_openssl_verifies(folder, SIGNATURE, kind);
        }
        others::openpgp_keys();
        signs_and_openssl_verifies(folder, AUTHENTICATION, KeyAlgorithm::P256);
        say("facts");
        facts_are_those_that_opensc_sees();

        let take_pins = || suite::pins(&guest.borrow().as_ref().unwrap().take_headers());
        let pull = || {
            drop(guest.borrow_mut().take());
            service::wait_for_no_card();
        };
        // It keeps nothing without power, so it comes back as new.
        let put = || {
            *guest.borrow_mut() = Some(insert(folder));
            others::openpgp_keys();
        };
        let bench = Bench { removal: Some((&pull, &put)), ..others::openpgp_bench(&open, &take_pins) };
        bench.run();

        say("reset");
        pin_does_not_outlive_the_transaction();
        say("resetting code");
        unblocked_with_the_resetting_code_where_one_is_set(&bench);
        say("faults");
        others::openpgp(SIGNATURE, KeyAlgorithm::P256, 2);
        suite::fault::everywhere(&|| pcsc::connect(READER).unwrap(), SIGNATURE, CODE);
        assert_eq!(open().info().unwrap().pin, PinState::Tries(3));
        say("misplaced certificate");
        certificate_in_another_place_counts_for_the_key_that_it_names();
    });
}

fn insert(folder: &Path) -> Guest {
    Guest::insert("opgpcard", folder, PORT, READER)
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
    if let KeyAlgorithm::Rsa { .. } = kind {
        let pss = token.sign(&key.reference, &mut act, &tbs(b"surat").with_pss([7; 32]));
        assert_eq!(pss, Err(Error::PssUnsupported { slot: slot.key_reference() }));
        assert!(!key.pss && !act.is_over(), "told before the PIN");
    }
}

fn facts_are_those_that_opensc_sees() {
    let info = open().info().unwrap();
    assert_eq!((info.version, info.puk), (Some((3, 4, 0)), PinState::Tries(3)));
    let about = text(&tool("openpgp-tool", &["-r", READER, "-C"])).to_uppercase().replace(':', "");
    let serial = info.serial.unwrap().replace(':', "");
    assert!(serial.len() == 12 && about.contains(&serial), "{serial} not in {about}");
}

fn pin_does_not_outlive_the_transaction() {
    let mut token = open();
    for (slot, reference) in [(SIGNATURE, 0x81), (AUTHENTICATION, 0x82)] {
        let key = key(&mut *token, slot);
        token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        let mut card = pcsc::connect(READER).unwrap();
        let mut transaction = card.transaction().unwrap();
        let mut channel = Channel::new(&mut *transaction, Default::default());
        channel.send(&Command::asking(0xA4, 4, 0, &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01])).unwrap();
        let sw = channel.send(&Command::telling(0x20, 0, reference, &[])).unwrap().sw;
        assert_eq!(sw, 0x63C3, "{slot:?}");
    }
}

/// A resetting code, once set, takes the place of the administrator's PIN.
fn unblocked_with_the_resetting_code_where_one_is_set(bench: &Bench<'_>) {
    let verify = Command::telling(0x20, 0, 0x83, ADMIN.as_bytes());
    tell(&[verify, Command::telling(0xDA, 0x00, 0xD3, CODE.as_bytes())]);
    let mut token = open();
    behaviour::block(bench, &mut *token);
    assert_eq!(token.info().unwrap().puk, PinState::Tries(3));
    assert_eq!(token.unblock(pin(ADMIN), pin(PIN)), Err(Error::PukWrong { tries_left: Some(2) }));
    assert_eq!(token.info().unwrap().puk, PinState::Tries(2));
    token.unblock(pin(CODE), pin(PIN)).unwrap();
    let key = key(&mut *token, SIGNATURE);
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
}

fn certificate_in_another_place_counts_for_the_key_that_it_names() {
    others::openpgp(SIGNATURE, KeyAlgorithm::P256, 0);
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
