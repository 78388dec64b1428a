//! The key of an installation: Ed25519 (RFC 8032). The agency confirms its fingerprint once, over another way than the
//! export itself; exports by other keys are refused.

use crate::chain::Hash;
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The private key. It wipes itself.
pub struct InstallationKey(SigningKey);

impl InstallationKey {
    /// From its 32 secret bytes, which the caller keeps in the keyring.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> InstallationKey {
        InstallationKey(SigningKey::from_bytes(bytes))
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// What the agency confirms.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.public())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// SHA-256 of an installation's public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub Hash);

impl Fingerprint {
    /// Of a public key.
    #[must_use]
    pub fn of(public: &[u8; 32]) -> Fingerprint {
        Fingerprint(Hash::of(public))
    }

    /// In groups of four digits, to be read out.
    #[must_use]
    pub fn grouped(&self) -> String {
        let digits = self.0.to_string();
        let groups: Vec<&str> = (0..16).filter_map(|group| digits.get(group * 4..group * 4 + 4)).collect();
        groups.join(" ")
    }
}

/// Installations the agency has confirmed, with the name it gave each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Known(pub BTreeMap<Fingerprint, String>);
