//! Exchanges with cards written by others, written down as scripts: one file for each model in `tests/recorded`.
//!
//! `cards.rs` plays the scene on the card itself and compares, or writes the files with `UPDATE_RECORDINGS=1`;
//! `recorded.rs` plays it on the files, where no card is.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use token::{Act, Card, Error, Family, PinState, Slot, Token, Transaction, TransportError};

use super::{PIN, RSA, key, pin, tbs};

/// A model, what its file says of it, and what the scene needs to know.
pub struct Model {
    pub name: &'static str,
    pub source: &'static str,
    pub family: Family,
    pub slots: [Slot; 2],
    pub puk: &'static str,
}

pub const MODELS: &[Model] = &[
    Model {
        name: "piv-authenticator-0.7",
        source: "crate piv-authenticator 0.7 (PIV application of the Nitrokey 3), hosted by tests/cards, through pcscd and vpcd",
        family: Family::Piv,
        slots: [Slot::Signature, Slot::Authentication],
        puk: "12345678",
    },
    Model {
        name: "opcard-1.11",
        source: "crate opcard 1.11 (OpenPGP card 3.4 of the Nitrokey 3), hosted by tests/cards, through pcscd and vpcd",
        family: Family::OpenPgp,
        slots: [Slot::OpenPgpSignature, Slot::OpenPgpAuthentication],
        puk: "12345678",
    },
];

impl Model {
    pub fn file(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recorded").join(format!("{}.script", self.name))
    }

    /// Open, list, sign with RSA and EC, wrong PIN, change, block, unblock.
    pub fn scene(&self, card: Box<dyn Card>) {
        let mut token = token::open(card, None).unwrap();
        let info = token.info().unwrap();
        assert_eq!((info.family, info.pin, info.other), (self.family, PinState::Tries(3), None));
        let [rsa, ec] = self.slots.map(|slot| key(&mut *token, slot));
        assert_eq!(rsa.algorithm, Some(RSA));
        let sign = |token: &mut dyn Token, key: &token::TokenKey, typed: &str| {
            token.sign(&key.reference, &mut Act::new(pin(typed)), &tbs(b"surat")).map(|value| value.len())
        };
        assert_eq!(sign(&mut *token, &rsa, PIN), Ok(256));
        assert!(sign(&mut *token, &ec, PIN).is_ok_and(|length| length > 64));
        let wrong = |left| Err(Error::PinWrong { tries_left: Some(left) });
        assert_eq!(sign(&mut *token, &ec, "999999"), wrong(2));
        token.change_pin(pin(PIN), pin("246810")).unwrap();
        for left in [2, 1] {
            assert_eq!(sign(&mut *token, &ec, "999999"), wrong(left));
        }
        assert_eq!(sign(&mut *token, &ec, "999999"), Err(Error::PinBlocked));
        assert_eq!(token.info().unwrap().pin, PinState::Blocked);
        token.unblock(pin(self.puk), pin(PIN)).unwrap();
        assert_eq!(token.info().unwrap().pin, PinState::Tries(3));
    }

    /// Plays the scene on the card and gives the script of it.
    pub fn record(&self, card: Box<dyn Card>) -> String {
        let atr: String = card.atr().iter().map(|byte| format!("{byte:02X}")).collect();
        let text = format!("# Recorded from: {}.\natr {atr}\n", self.source);
        let text = Arc::new(Mutex::new(text));
        self.scene(Box::new(Recorder { card, text: Arc::clone(&text) }));
        let text = text.lock().unwrap();
        text.clone()
    }

    /// The file is what the card says today: the same commands, and as far as it is not data, the same answers.
    pub fn compare(&self, recorded: &str) {
        if std::env::var_os("UPDATE_RECORDINGS").is_some() {
            fs::write(self.file(), recorded).unwrap();
        }
        let kept = fs::read_to_string(self.file()).unwrap();
        assert_eq!(outline(&kept), outline(recorded), "run once with UPDATE_RECORDINGS=1");
    }
}

/// Comments, headers of commands, status words. Pieces of long answers are left out: certificates differ in length.
fn outline(script: &str) -> Vec<String> {
    let piece = |line: &&str| {
        let words: String = line.split_whitespace().collect();
        !words.starts_with(">00C0") && !words.starts_with("#GETRESPONSE") && !words.starts_with("#answer")
    };
    let cut = |line: &str| match line.chars().next() {
        Some('>') => line.chars().take(10).collect(),
        Some('<') => {
            let status = &line[line.len() - 4..];
            (if status.starts_with("61") { "9000" } else { status }).to_owned()
        }
        _ => line.to_owned(),
    };
    let mut lines: Vec<String> = script.lines().filter(piece).map(cut).collect();
    lines.dedup_by(|next, before| next == before && next == "9000");
    lines
}

struct Recorder {
    card: Box<dyn Card>,
    text: Arc<Mutex<String>>,
}

struct RecorderTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    text: &'a Mutex<String>,
}

impl Card for Recorder {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        Ok(Box::new(RecorderTransaction { inner: self.card.transaction()?, text: &self.text }))
    }
}

impl Transaction for RecorderTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.inner.transmit(apdu)?;
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        let step = format!("# {}\n> {}\n< {}\n", what(apdu), hex(apdu), hex(&answer));
        self.text.lock().unwrap().push_str(&step);
        Ok(answer)
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}

/// What a command is for, by ISO/IEC 7816-4, SP 800-73-4 and OpenPGP card 3.4.
fn what(apdu: &[u8]) -> &'static str {
    let data = apdu.get(5..).unwrap_or_default();
    match (apdu[0], apdu[1], apdu[2], apdu[3]) {
        (0x10, ..) => "a block of a long command",
        (_, 0xA4, ..) if data.starts_with(&[0xA0, 0, 0, 3, 8]) => "SELECT the PIV application",
        (_, 0xA4, ..) => "SELECT the OpenPGP application",
        (_, 0x20, ..) if apdu.len() == 4 => "VERIFY without data: how many tries are left",
        (_, 0x20, _, 0x83) => "VERIFY the administrator's PIN",
        (_, 0x20, ..) => "VERIFY the PIN",
        (_, 0x24, ..) => "CHANGE REFERENCE DATA: old PIN and new PIN",
        (_, 0x2C, ..) => "RESET RETRY COUNTER: a new PIN for the blocked one",
        (_, 0x2A, 0x9E, 0x9A) => "PSO: COMPUTE DIGITAL SIGNATURE",
        (_, 0x47, 0x81, _) => "GENERATE ASYMMETRIC KEY PAIR, reading: the public key",
        (_, 0x87, ..) => "GENERAL AUTHENTICATE: the signature",
        (_, 0x88, ..) => "INTERNAL AUTHENTICATE: the signature",
        (_, 0xA5, ..) => "SELECT DATA: one of the three certificates",
        (_, 0xC0, ..) => "GET RESPONSE: the next piece",
        (_, 0xCA, 0x00, 0x6E) => "GET DATA: application related data",
        (_, 0xCA, 0x00, 0xC4) => "GET DATA: PW status bytes",
        (_, 0xCA, 0x00, 0xF9) => "GET DATA: key derivation of the PINs",
        (_, 0xCA, 0x7F, 0x21) => "GET DATA: cardholder certificate",
        (_, 0xCB, ..) if data.starts_with(&[0x5C, 3, 0x5F, 0xC1, 0x02]) => {
            "GET DATA: card holder unique identifier"
        }
        (_, 0xCB, ..) => "GET DATA: a certificate",
        (_, 0xF7, ..) => "the vendor's GET METADATA",
        (_, 0xF8, ..) => "the vendor's GET SERIAL",
        (_, 0xFD, ..) => "the vendor's GET VERSION",
        _ => "another command",
    }
}
