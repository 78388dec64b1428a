//! The practice token: an emulated PIV card with real keys, and the practice CA that certifies them. Made on first
//! use, kept in `<data>/practice/token.json`.
//!
//! Its certificates are known by the CA's key: they show LATIHAN and never become trusted. The keys protect nothing.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use pki::cert::Certificate;
use pki::issue::{self, RootKey, Subject, Validity};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use token::emulator::{CardState, Emulator, Randomness};
pub use token::emulator::{Fault, attach};
use token::{KeyAlgorithm, Slot};
use zeroize::Zeroizing;

/// The two practice signers: slot, key and name. Two, because letters are signed by one or by two parties.
const SIGNERS: [(Slot, KeyAlgorithm, &str); 2] = [
    (Slot::Signature, KeyAlgorithm::Rsa { bits: 2048 }, "Pejabat Latihan Satu (UJI)"),
    (Slot::Authentication, KeyAlgorithm::P256, "Pejabat Latihan Dua (UJI)"),
];
const CA_NAME: &str = "CA Latihan Absah (UJI) - tidak untuk produksi";
const ORGANIZATION: &str = "LATIHAN (UJI) - tidak untuk produksi";

/// The practice token of one data folder.
#[derive(Clone)]
pub struct Practice {
    card: Emulator,
    ca: Certificate,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    ca: String,
    card: CardState,
}

impl Practice {
    /// Reads the practice token, or makes it when there is none.
    pub fn open(data: &Path, now: DateTime<Utc>) -> std::io::Result<Practice> {
        match read(data) {
            Some((ca, card)) => Practice::with(data, ca, card),
            None => Practice::make(data, now),
        }
    }

    /// Makes a new practice token: new CA, new keys, factory PIN and PUK.
    pub fn make(data: &Path, now: DateTime<Utc>) -> std::io::Result<Practice> {
        let mut serial = [0u8; 4];
        crate::random(&mut serial)?;
        let serial = u32::from_be_bytes(serial) >> 1;
        // Filled in memory first: the file appears with a whole token or not at all.
        let kept = Arc::new(Mutex::new(CardState::factory(serial)));
        let keeper = kept.clone();
        let card = Emulator::new(
            CardState::factory(serial),
            Randomness::system()?,
            Box::new(move |state| {
                *keeper.lock().unwrap_or_else(PoisonError::into_inner) = state.clone();
                Ok(())
            }),
        );
        // The root's key signs these certificates and is forgotten: nobody can ever issue a further one.
        let key = root_key()?;
        let validity = |years: i64| Validity {
            not_before: now - Duration::days(1),
            not_after: now + Duration::days(365 * years),
        };
        let ca =
            issue::root(&key, &subject(CA_NAME), validity(10), &number()?).map_err(std::io::Error::other)?;
        let mut piv =
            token::piv::Piv::open(card.insert_administered(), None).map_err(std::io::Error::other)?;
        for (slot, algorithm, name) in SIGNERS {
            let spki = piv.generate(slot, algorithm).map_err(std::io::Error::other)?;
            let leaf = issue::leaf(&key, &ca, &subject(name), &spki, validity(2), &number()?)
                .map_err(std::io::Error::other)?;
            piv.put_certificate(slot, leaf.der()).map_err(std::io::Error::other)?;
        }
        drop(piv);
        let state = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        write(data, &ca, &state)?;
        Practice::with(data, ca, state)
    }

    fn with(data: &Path, ca: Certificate, state: CardState) -> std::io::Result<Practice> {
        let (folder, keeper) = (data.to_owned(), ca.clone());
        let keep = Box::new(move |state: &CardState| write(&folder, &keeper, state));
        Ok(Practice { card: Emulator::new(state, Randomness::system()?, keep), ca })
    }

    /// The card.
    pub fn card(&self) -> &Emulator {
        &self.card
    }

    /// The practice CA's certificate; it goes into practice signatures, so that any program can show the chain.
    pub fn ca(&self) -> &Certificate {
        &self.ca
    }
}

/// The practice CA's certificate, where this computer has one.
pub fn certificate(data: &Path) -> Option<Certificate> {
    read(data).map(|(ca, _)| ca)
}

fn subject(common_name: &str) -> Subject {
    Subject {
        country: "ID".to_owned(),
        organisation: ORGANIZATION.to_owned(),
        unit: String::new(),
        common_name: common_name.to_owned(),
    }
}

/// A serial number that is positive and unpredictable (RFC 5280 §4.1.2.2).
fn number() -> std::io::Result<[u8; 16]> {
    let mut number = [0u8; 16];
    crate::random(&mut number)?;
    if let Some(first) = number.first_mut() {
        *first = (*first & 0x7F) | 0x01;
    }
    Ok(number)
}

/// A scalar outside the group's order is so rare that the second draw is a courtesy.
fn root_key() -> std::io::Result<RootKey> {
    let mut scalar = Zeroizing::new([0u8; 32]);
    for _ in 0..8 {
        crate::random(scalar.as_mut())?;
        if let Ok(key) = RootKey::from_bytes(&scalar) {
            return Ok(key);
        }
    }
    Err(std::io::Error::other("the system's random numbers are unusable"))
}

fn file(data: &Path) -> PathBuf {
    data.join("practice").join("token.json")
}

fn read(data: &Path) -> Option<(Certificate, CardState)> {
    let stored: Stored = serde_json::from_slice(&std::fs::read(file(data)).ok()?).ok()?;
    let ca = Certificate::from_der(&STANDARD.decode(stored.ca).ok()?).ok()?;
    Some((ca, stored.card))
}

fn write(data: &Path, ca: &Certificate, card: &CardState) -> std::io::Result<()> {
    let stored = Stored { ca: STANDARD.encode(ca.der()), card: card.clone() };
    crate::settings::replace(&file(data), &serde_json::to_vec(&stored)?)
}
