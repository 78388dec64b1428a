//! The behaviour suite ([`behaviour`]), what it is run over, and the tokens for it.
#![allow(dead_code, unreachable_pub)]

pub mod behaviour;
pub mod fault;
#[cfg(target_os = "linux")]
pub mod guest;
#[cfg(target_os = "linux")]
pub mod others;
pub mod personalise;
pub mod piv;
pub mod questions;
pub mod record;
#[cfg(target_os = "linux")]
pub mod service;

use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use token::emulator::{CardState, Emulator, Randomness};
use token::piv::Piv;
use token::{Error, Family, KeyAlgorithm, Pin, PinState, PublicKey, Slot, ToBeSigned, Token, TokenKey, tlv};
use zeroize::Zeroizing;

pub const PIN: &str = "123456";
pub const PUK: &str = "12345678";
pub const RSA: KeyAlgorithm = KeyAlgorithm::Rsa { bits: 2048 };

/// A token to be tested, how to reach it, and what it is.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    pub open: &'a dyn Fn() -> Box<dyn Token>,
    /// PINs that reached the token since the last look.
    pub take_pins: &'a dyn Fn() -> usize,
    pub family: Family,
    /// `None` for one that is different each time.
    pub serial: Option<&'a str>,
    pub practice: bool,
    pub pin_length: (u8, u8),
    /// Place, kind, and whether the PIN is wanted for each signature.
    pub keys: &'a [(Slot, KeyAlgorithm, bool)],
    pub tells: Tells,
    /// A PIN can be blocked at all.
    pub blocks: bool,
    /// What unblocks it through [`Token::unblock`], if anything.
    pub puk: Option<&'a str>,
    /// Unblocks it by other means.
    pub repair: &'a dyn Fn(),
    /// PINs that a signature takes: the login, and a second one where the key wants its own.
    pub pins_for: &'a dyn Fn(&TokenKey) -> usize,
    pub removal: Option<Removal<'a>>,
}

/// Takes a token away, and gives it back.
pub type Removal<'a> = (&'a dyn Fn(), &'a dyn Fn());

/// What a token tells of the tries left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// How many there are.
    Number,
    /// Only that it is the last one.
    LastOne,
    /// Nothing.
    Nothing,
}

/// Slots and kinds of the keys of [`personalised`] and [`others::piv`].
pub const PIV_KEYS: &[(Slot, KeyAlgorithm, bool)] = &[
    (Slot::Signature, RSA, true),
    (Slot::Authentication, KeyAlgorithm::P256, false),
    (Slot::KeyManagement, KeyAlgorithm::P384, false),
];

impl<'a> Bench<'a> {
    /// A PIV card with the keys of [`PIV_KEYS`].
    pub fn piv(
        open: &'a dyn Fn() -> Box<dyn Token>,
        take_pins: &'a dyn Fn() -> usize,
        serial: &'a str,
    ) -> Bench<'a> {
        Bench {
            open,
            take_pins,
            family: Family::Piv,
            serial: Some(serial),
            practice: false,
            pin_length: (6, 8),
            keys: PIV_KEYS,
            tells: Tells::Number,
            blocks: true,
            puk: Some(PUK),
            repair: &|| {},
            pins_for: &|_| 1,
            removal: None,
        }
    }

    pub fn open(&self) -> Box<dyn Token> {
        (self.open)()
    }

    pub fn pin_state(&self) -> PinState {
        self.open().info().unwrap().pin
    }

    /// How that many tries are told before the PIN is asked.
    pub fn state(&self, left: u8) -> PinState {
        match (self.tells, left) {
            (Tells::Number, _) | (Tells::LastOne, 1) => PinState::Tries(left),
            _ => PinState::Unknown,
        }
    }

    /// How a wrong PIN is told that leaves that many tries.
    pub fn wrong(&self, left: u8) -> Error {
        let told = self.tells == Tells::Number || (self.tells == Tells::LastOne && left == 1);
        Error::PinWrong { tries_left: told.then_some(left) }
    }

    /// Runs the whole suite.
    pub fn run(&self) {
        for (name, behaviour) in behaviour::ALL {
            #[cfg(target_os = "linux")]
            service::say(name);
            let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| behaviour(self)));
            assert!(passed.is_ok(), "{name}");
        }
    }
}

/// Commands that carry a PIN to be checked: VERIFY with the signing PIN.
pub fn pins(headers: &[[u8; 4]]) -> usize {
    headers.iter().filter(|header| header[1] == 0x20).count()
}

pub fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

pub fn tbs(attributes: &[u8]) -> ToBeSigned<'_> {
    ToBeSigned::new(attributes, Sha256::digest(attributes).into())
}

/// A card with RSA-2048 in 9C, P-256 in 9A, P-384 in 9D, each with a certificate; made once per program.
pub fn personalised() -> Emulator {
    static STATE: OnceLock<CardState> = OnceLock::new();
    new_emulator(STATE.get_or_init(|| card_with(PIV_KEYS).state()).clone())
}

/// A new card with these keys, each with a certificate.
pub fn card_with(keys: &[(Slot, KeyAlgorithm, bool)]) -> Emulator {
    let emulator = new_emulator(CardState::factory(4_711));
    let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
    for (slot, algorithm, _) in keys {
        let spki = piv.generate(*slot, *algorithm).unwrap();
        piv.put_certificate(*slot, &certificate(&spki)).unwrap();
    }
    emulator
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

pub fn key(token: &mut dyn Token, slot: Slot) -> TokenKey {
    token.keys().unwrap().into_iter().find(|key| key.slot == slot).unwrap()
}

pub fn verified_by_the_crates(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
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

/// A P-256 key: the curve's base point, whose private key is one.
pub fn base_point() -> Vec<u8> {
    let point = "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296\
                 4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";
    let algorithm = "301306072A8648CE3D020106082A8648CE3D030107";
    let bytes = |text: &str| -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    let bits = [&[0][..], &bytes(point)].concat();
    tlv::element(0x30, &[bytes(algorithm), tlv::element(0x03, &bits)].concat())
}
