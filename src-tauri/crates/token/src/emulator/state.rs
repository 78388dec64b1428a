//! What a practice card remembers, and how that is stored.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::card::{FACTORY_PIN, FACTORY_PUK};
use crate::{ManagementAlgorithm, ManagementKey};

/// What a practice card remembers without power: keys, objects, PINs, counters. Secret: store it where only its
/// owner reads. No Debug.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardState {
    /// Version of this form; see [`CardState::FORMAT`].
    format: u8,
    pub(super) serial: u32,
    pub(super) pin: Secret,
    pub(super) puk: Secret,
    /// Absent in the states of earlier versions: the factory's.
    #[serde(default = "ManagementSecret::factory")]
    pub(super) management: ManagementSecret,
    /// Attests the others; made on first use.
    #[serde(default)]
    pub(super) attesting: Option<StoredKey>,
    /// By PIV key reference.
    pub(super) keys: BTreeMap<u8, StoredKey>,
    /// Contents of 53, by object tag.
    pub(super) objects: BTreeMap<u32, Bytes>,
}

/// A PIN or PUK with its counter.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Secret {
    /// Padded with FF to eight bytes.
    value: Bytes,
    pub(super) tries: u8,
}

/// The management key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ManagementSecret {
    /// Algorithm identifier of SP 800-78-4 table 6-2.
    pub(super) algorithm: u8,
    pub(super) value: Bytes,
}

/// A private key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct StoredKey {
    /// Algorithm identifier of SP 800-78-4 table 6-2.
    pub(super) algorithm: u8,
    /// RSA: `RSAPrivateKey` (RFC 8017 appendix A.1.2); EC: the scalar, big-endian.
    pub(super) private: Bytes,
}

/// Bytes that are wiped when dropped and stored in base64.
#[derive(Clone)]
pub(super) struct Bytes(pub(super) Zeroizing<Vec<u8>>);

/// Wrong PINs in a row until it is blocked.
pub(super) const TRIES: u8 = 3;

impl CardState {
    /// The form that this version reads and writes.
    pub const FORMAT: u8 = 1;

    /// A card from the factory: no keys, PIN 123456, PUK 12345678.
    pub fn factory(serial: u32) -> CardState {
        CardState {
            format: CardState::FORMAT,
            serial,
            pin: Secret::new(*FACTORY_PIN),
            puk: Secret::new(*FACTORY_PUK),
            management: ManagementSecret::factory(),
            attesting: None,
            keys: BTreeMap::new(),
            objects: BTreeMap::new(),
        }
    }

    /// Serial number.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// This version can work with the state.
    pub fn is_readable(&self) -> bool {
        self.format == CardState::FORMAT
    }

    /// The card's GUID, made from its serial number, in the form of a random UUID (RFC 4122 clause 4.4).
    pub(super) fn guid(&self) -> [u8; 16] {
        let digest = Sha256::new()
            .chain_update(b"absah practice card")
            .chain_update(self.serial.to_be_bytes())
            .finalize();
        let mut guid = [0; 16];
        guid.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        let [_, _, _, _, _, _, version, _, variant, ..] = &mut guid;
        *version = *version & 0x0F | 0x40;
        *variant = *variant & 0x3F | 0x80;
        guid
    }
}

impl Secret {
    pub(super) fn new(padded: [u8; 8]) -> Secret {
        Secret { value: Bytes(Zeroizing::new(padded.to_vec())), tries: TRIES }
    }

    /// It still is the one of the factory.
    pub(super) fn is(&self, padded: &[u8]) -> bool {
        *self.value.0 == *padded
    }

    /// Uses a try; a right guess gives all tries back. `false` also when there was none left.
    pub(super) fn guess(&mut self, padded: &[u8]) -> bool {
        let Some(left) = self.tries.checked_sub(1) else { return false };
        // All bytes are looked at, so that the time tells nothing.
        let same = self.value.0.len() == padded.len()
            && self.value.0.iter().zip(padded).fold(0, |difference, (is, guess)| difference | (is ^ guess))
                == 0;
        self.tries = if same { TRIES } else { left };
        same
    }
}

impl ManagementSecret {
    fn factory() -> ManagementSecret {
        let value = [1, 2, 3, 4, 5, 6, 7, 8].repeat(3);
        ManagementSecret {
            algorithm: ManagementAlgorithm::TripleDes.identifier(),
            value: Bytes(value.into()),
        }
    }

    /// The key; `None` for a stored one that is none.
    pub(super) fn key(&self) -> Option<ManagementKey> {
        ManagementKey::new(ManagementAlgorithm::of_identifier(self.algorithm)?, self.value.0.clone())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(STANDARD.encode(&*self.0)))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        STANDARD.decode(&*text).map(|bytes| Bytes(Zeroizing::new(bytes))).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn state_survives_being_stored() {
        let mut state = CardState::factory(77);
        assert!(!state.pin.guess(b"654321\xFF\xFF"));
        let text = serde_json::to_string(&state).unwrap();
        let mut again: CardState = serde_json::from_str(&text).unwrap();
        assert_eq!((again.serial(), again.pin.tries, again.is_readable()), (77, 2, true));
        assert!(again.pin.guess(b"123456\xFF\xFF"));
        assert_eq!((again.pin.tries, again.guid()), (TRIES, state.guid()));
    }

    #[test]
    fn right_guess_after_the_last_try_does_not_help() {
        let mut state = CardState::factory(1);
        for left in [2, 1, 0] {
            assert!(!state.pin.guess(b"00000000"));
            assert_eq!(state.pin.tries, left);
        }
        assert!(!state.pin.guess(b"123456\xFF\xFF"));
    }
}
