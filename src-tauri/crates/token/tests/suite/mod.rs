//! What every PIV card must do for us, whichever way it is reached. One suite, run over the emulator in this process,
//! over the same emulator in a real pcscd, and there over a card written by others.
#![allow(dead_code, unreachable_pub)]

#[cfg(target_os = "linux")]
pub mod guest;
pub mod questions;
#[cfg(target_os = "linux")]
pub mod service;

use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use token::apdu::{Channel, Command};
use token::emulator::{CardState, Emulator, Randomness};
use token::piv::Piv;
use token::{
    Act, Card, Error, KeyAlgorithm, Pin, PinState, PublicKey, Slot, ToBeSigned, Token, TokenKey, tlv,
};
use zeroize::Zeroizing;

pub const PIN: &str = "123456";
pub const PUK: &str = "12345678";

/// A card to be tested, how to reach it, and what it is.
pub struct Bench<'a> {
    pub connect: &'a dyn Fn() -> Box<dyn Card>,
    /// Headers of the commands that reached the card since the last look.
    pub take_headers: &'a dyn Fn() -> Vec<[u8; 4]>,
    pub serial: &'a str,
    pub practice: bool,
}

pub fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

pub fn tbs(attributes: &[u8]) -> ToBeSigned<'_> {
    ToBeSigned { attributes, digest: Sha256::digest(attributes).into() }
}

/// A card with RSA-2048 in 9C, P-256 in 9A, P-384 in 9D, each with a certificate; made once per program.
pub fn personalised() -> Emulator {
    static STATE: OnceLock<CardState> = OnceLock::new();
    let state = STATE.get_or_init(|| {
        let emulator = new_emulator(CardState::factory(4_711));
        let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
        for (slot, algorithm) in [
            (Slot::Signature, KeyAlgorithm::Rsa { bits: 2048 }),
            (Slot::Authentication, KeyAlgorithm::P256),
            (Slot::KeyManagement, KeyAlgorithm::P384),
        ] {
            let spki = piv.generate(slot, algorithm).unwrap();
            piv.put_certificate(slot, &certificate(&spki)).unwrap();
        }
        emulator.state()
    });
    new_emulator(state.clone())
}

pub fn new_emulator(state: CardState) -> Emulator {
    Emulator::new(state, Randomness::system().unwrap(), Box::new(|_| Ok(())))
}

/// A certificate that parses; its own signature is rubbish, which no card cares about.
pub fn certificate(spki: &[u8]) -> Vec<u8> {
    let seq = |parts: &[Vec<u8>]| tlv::element(0x30, &parts.concat());
    let ecdsa_sha256 = seq(&[tlv::element(0x06, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02])]);
    let attribute = seq(&[tlv::element(0x06, &[0x55, 0x04, 0x03]), tlv::element(0x0C, b"Pejabat Uji (UJI)")]);
    let name = seq(&[tlv::element(0x31, &attribute)]);
    let validity = seq(&[tlv::element(0x17, b"260101000000Z"), tlv::element(0x17, b"360101000000Z")]);
    let version = tlv::element(0xA0, &[0x02, 0x01, 0x02]);
    let serial = tlv::element(0x02, &[0x01, 0x23]);
    let tbs = seq(&[version, serial, ecdsa_sha256.clone(), name.clone(), validity, name, spki.to_vec()]);
    let signature = tlv::element(0x03, &[0, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
    seq(&[tbs, ecdsa_sha256, signature])
}

impl<'a> Bench<'a> {
    /// The card of [`personalised`].
    pub fn of_emulator(
        take_headers: &'a dyn Fn() -> Vec<[u8; 4]>,
        connect: &'a dyn Fn() -> Box<dyn Card>,
    ) -> Bench<'a> {
        Bench { connect, take_headers, serial: "4711", practice: true }
    }

    pub fn open(&self) -> Box<dyn Token> {
        token::open((self.connect)(), Some("the reader".into())).unwrap()
    }

    pub fn pin_state(&self) -> PinState {
        self.open().info().unwrap().pin
    }

    /// VERIFY commands since the last look, with PIN or without.
    fn verifies(&self) -> usize {
        (self.take_headers)().iter().filter(|header| header[1] == 0x20).count()
    }
}

pub fn key(token: &mut dyn Token, slot: Slot) -> TokenKey {
    token.keys().unwrap().into_iter().find(|key| key.slot == slot).unwrap()
}

pub fn lists_keys_and_facts(bench: &Bench<'_>) {
    let mut token = bench.open();
    let info = token.info().unwrap();
    assert_eq!(info.serial.as_deref(), Some(bench.serial));
    assert_eq!(info.reader.as_deref(), Some("the reader"));
    assert_eq!((info.pin_rules.min, info.pin_rules.max), (6, 8));
    assert_eq!(info.practice, bench.practice);
    let keys = token.keys().unwrap();
    let found: Vec<_> = keys.iter().map(|key| (key.slot, key.algorithm.unwrap(), key.always_pin)).collect();
    assert_eq!(
        found,
        [
            (Slot::Signature, KeyAlgorithm::Rsa { bits: 2048 }, true),
            (Slot::Authentication, KeyAlgorithm::P256, false),
            (Slot::KeyManagement, KeyAlgorithm::P384, false),
        ],
        "the signature key is proposed first"
    );
    assert!(keys.iter().all(|key| key.certificate.is_some() && !key.damaged));
}

pub fn tries_are_read_without_using_one(bench: &Bench<'_>) {
    for _ in 0..10 {
        assert_eq!(bench.pin_state(), PinState::Tries(3));
    }
}

pub fn every_key_signs_and_the_signature_verifies(bench: &Bench<'_>) {
    let mut token = bench.open();
    let keys = token.keys().unwrap();
    for key in &keys {
        let mut act = Act::new(pin(PIN));
        (bench.take_headers)();
        for attributes in [&b"first document"[..], b"second document", b"third"] {
            let tbs = tbs(attributes);
            let signature = token.sign(&key.reference, &mut act, &tbs).unwrap();
            // By the crates directly, not through the check that signing makes itself.
            let public = PublicKey::of_certificate(key.certificate.as_deref().unwrap()).unwrap().unwrap();
            assert!(verified_by_the_crates(&public, attributes, &signature), "{:?}", key.slot);
            assert!(!public.verifies(&[0; 32], &signature), "another digest must not verify");
        }
        assert_eq!(bench.verifies(), 3, "one VERIFY for each signature");
        assert!(!act.is_over());
    }
}

fn verified_by_the_crates(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    use p256::pkcs8::DecodePublicKey;
    use signature::Verifier;
    match key.algorithm {
        KeyAlgorithm::P256 => p256::ecdsa::VerifyingKey::from_public_key_der(&key.spki)
            .unwrap()
            .verify(message, &p256::ecdsa::Signature::from_der(signature).unwrap())
            .is_ok(),
        KeyAlgorithm::P384 => {
            use signature::hazmat::PrehashVerifier;
            p384::ecdsa::VerifyingKey::from_public_key_der(&key.spki)
                .unwrap()
                .verify_prehash(
                    &Sha256::digest(message),
                    &p384::ecdsa::Signature::from_der(signature).unwrap(),
                )
                .is_ok()
        }
        _ => {
            let key = rsa::RsaPublicKey::from_public_key_der(&key.spki).unwrap();
            rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key)
                .verify(message, &signature.try_into().unwrap())
                .is_ok()
        }
    }
}

pub fn wrong_pin_uses_one_try_and_is_never_sent_again(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, Slot::Signature);
    (bench.take_headers)();
    let mut act = Act::new(pin("999999"));
    assert_eq!(
        token.sign(&key.reference, &mut act, &tbs(b"x")),
        Err(Error::PinWrong { tries_left: Some(2) })
    );
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::ActOver));
    assert!(act.is_over());
    assert_eq!(bench.verifies(), 1);
    assert_eq!(bench.pin_state(), PinState::Tries(2));
    let mut act = Act::new(pin(PIN));
    token.sign(&key.reference, &mut act, &tbs(b"x")).unwrap();
    assert_eq!(bench.pin_state(), PinState::Tries(3), "a right PIN gives the tries back");
}

pub fn pin_of_wrong_form_is_not_sent(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, Slot::Signature);
    (bench.take_headers)();
    let mut act = Act::new(pin("12345"));
    assert!(matches!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::PinFormat(_))));
    assert!(matches!(token.change_pin(pin(PIN), pin("123456789")), Err(Error::PinFormat(_))));
    assert_eq!(token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")), Err(Error::PinNeeded));
    assert!((bench.take_headers)().is_empty(), "nothing reached the card");
}

pub fn exchanged_certificate_is_refused_before_the_pin(bench: &Bench<'_>) {
    let mut token = bench.open();
    let mut reference = key(&mut *token, Slot::Signature).reference;
    reference.certificate = Some([9; 32]);
    (bench.take_headers)();
    let mut act = Act::new(pin(PIN));
    assert_eq!(token.sign(&reference, &mut act, &tbs(b"x")), Err(Error::KeyChanged { slot: 0x9C }));
    assert_eq!(bench.verifies(), 0);
    assert!(!act.is_over(), "the PIN was not sent");
}

pub fn changed_pin_replaces_the_old_one(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, Slot::Authentication);
    assert_eq!(token.change_pin(pin("000000"), pin("246810")), Err(Error::PinWrong { tries_left: Some(2) }));
    token.change_pin(pin(PIN), pin("24681012")).unwrap();
    let old = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(old, Err(Error::PinWrong { tries_left: Some(2) }));
    token.sign(&key.reference, &mut Act::new(pin("24681012")), &tbs(b"x")).unwrap();
    token.change_pin(pin("24681012"), pin(PIN)).unwrap();
}

pub fn blocked_pin_is_told_and_unblocked_with_the_puk(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, Slot::Signature);
    for left in [Some(2), Some(1)] {
        let result = token.sign(&key.reference, &mut Act::new(pin("999999")), &tbs(b"x"));
        assert_eq!(result, Err(Error::PinWrong { tries_left: left }));
    }
    for guess in ["999999", "999999", PIN] {
        let result = token.sign(&key.reference, &mut Act::new(pin(guess)), &tbs(b"x"));
        assert_eq!(result, Err(Error::PinBlocked));
    }
    assert_eq!(bench.pin_state(), PinState::Blocked);
    assert_eq!(token.change_pin(pin(PIN), pin("777777")), Err(Error::PinBlocked));
    assert_eq!(token.unblock(pin("00000000"), pin("777777")), Err(Error::PukWrong { tries_left: Some(2) }));
    token.unblock(pin(PUK), pin("777777")).unwrap();
    assert_eq!(bench.pin_state(), PinState::Tries(3));
    token.sign(&key.reference, &mut Act::new(pin("777777")), &tbs(b"x")).unwrap();
    token.change_pin(pin("777777"), pin(PIN)).unwrap();
}

pub fn pin_does_not_outlive_the_transaction(bench: &Bench<'_>) {
    let mut card = (bench.connect)();
    let status = |card: &mut dyn Card, steps: &[Command<'_>]| {
        let mut transaction = card.transaction().unwrap();
        let was_reset = transaction.was_reset();
        let mut channel = Channel::new(&mut *transaction, Default::default(), None);
        let sw = steps.iter().map(|step| channel.send(step).unwrap().sw).last().unwrap();
        (sw, was_reset)
    };
    let select = Command::asking(0xA4, 4, 0, &[0xA0, 0, 0, 3, 8]);
    let verify = Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF");
    let ask = Command::telling(0x20, 0, 0x80, &[]);
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, false));
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, false), "mere reading resets nothing");
    assert_eq!(status(&mut *card, &[select, verify, ask]).0, 0x9000, "verified within the transaction");
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, true), "reset at its end");
}

pub fn signature_key_wants_the_pin_directly_before(bench: &Bench<'_>) {
    let mut card = (bench.connect)();
    let mut transaction = card.transaction().unwrap();
    let mut channel = Channel::new(&mut *transaction, Default::default(), None);
    let mut template = vec![0x82, 0];
    tlv::write(&mut template, 0x81, &[&[0u8, 1][..], &[0xFF; 254]].concat());
    let data = tlv::element(0x7C, &template);
    let mut send = |command: Command<'_>| channel.send(&command).unwrap().sw;
    assert_eq!(send(Command::asking(0xA4, 4, 0, &[0xA0, 0, 0, 3, 8])), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "without PIN");
    assert_eq!(send(Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF")), 0x9000);
    assert_eq!(send(Command::asking(0xCB, 0x3F, 0xFF, &[0x5C, 1, 0x7E])), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "something in between");
    assert_eq!(send(Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF")), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "a second time");
}

pub type Behaviour = (&'static str, fn(&Bench<'_>));

/// All of it, one after the other on one card.
pub const ALL: &[Behaviour] = &[
    ("lists_keys_and_facts", lists_keys_and_facts),
    ("tries_are_read_without_using_one", tries_are_read_without_using_one),
    ("every_key_signs_and_the_signature_verifies", every_key_signs_and_the_signature_verifies),
    ("wrong_pin_uses_one_try_and_is_never_sent_again", wrong_pin_uses_one_try_and_is_never_sent_again),
    ("pin_of_wrong_form_is_not_sent", pin_of_wrong_form_is_not_sent),
    ("exchanged_certificate_is_refused_before_the_pin", exchanged_certificate_is_refused_before_the_pin),
    ("changed_pin_replaces_the_old_one", changed_pin_replaces_the_old_one),
    ("blocked_pin_is_told_and_unblocked_with_the_puk", blocked_pin_is_told_and_unblocked_with_the_puk),
    ("pin_does_not_outlive_the_transaction", pin_does_not_outlive_the_transaction),
    ("signature_key_wants_the_pin_directly_before", signature_key_wants_the_pin_directly_before),
];
