//! The head of a chain under a key: number, place and hash of the last line with an HMAC-SHA-256 (RFC 2104), in a file that
//! is replaced whole. Without it a chain whose end was cut off, or which was written anew from its first line, would look whole.
//!
//! The key lives in the system's keyring, which [`SealKeys`] stands for. It is made only for an empty journal. A look-up
//! that finds nothing later means that it was lost, and then the journal goes on without a seal and says so.

use crate::chain::{Hash, from_hex, to_hex};
use crate::disk::{self, Disk};
use crate::record::{Id, Number};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::path::Path;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The keyring is not there, locked, or did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("keyring unavailable")]
pub struct KeyringUnavailable;

/// Where the seal key of this installation is kept.
pub trait SealKeys {
    /// Looks the key up. `Ok(None)` only when the keyring answered that there is none.
    fn find(&self) -> Result<Option<SealKey>, KeyringUnavailable>;

    /// Keeps a new key.
    fn keep(&self, key: &SealKey) -> Result<(), KeyringUnavailable>;
}

/// No keyring at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl SealKeys for NoKeyring {
    fn find(&self) -> Result<Option<SealKey>, KeyringUnavailable> {
        Err(KeyringUnavailable)
    }

    fn keep(&self, _: &SealKey) -> Result<(), KeyringUnavailable> {
        Err(KeyringUnavailable)
    }
}

/// The key of the seal.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// A key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> SealKey {
        SealKey(bytes)
    }

    /// From 64 hexadecimal digits, as [`SealKey::to_digits`] gave them.
    #[must_use]
    pub fn parse(digits: &str) -> Option<SealKey> {
        from_hex(digits.as_bytes()).map(SealKey)
    }

    /// Its bytes as hexadecimal digits, for a keyring that keeps text.
    #[must_use]
    pub fn to_digits(&self) -> Zeroizing<String> {
        Zeroizing::new(to_hex(&self.0))
    }

    /// Its bytes, for the keyring.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Which key it is, without saying what it is.
    fn name(&self) -> String {
        let tag = self.tag(b"name of a seal key").finalize().into_bytes();
        to_hex(tag.get(..8).unwrap_or_default())
    }

    fn tag(&self, message: &[u8]) -> Hmac<Sha256> {
        // RFC 2104 §2: a key shorter than the block of 64 bytes is filled up with zeros.
        let mut block = Zeroizing::new([0u8; 64]);
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        let mut tag = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        tag.update(message);
        tag
    }
}

/// The last line of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The chain.
    pub journal: Id,
    /// Segment of the line.
    pub segment: u32,
    /// Bytes of the segment up to and with the line.
    pub length: u64,
    /// Number of the line.
    pub n: Number,
    /// Its hash.
    pub hash: Hash,
}

/// What the seal of a chain is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// There is none.
    Missing,
    /// It cannot be read, or its code is wrong.
    Forged,
    /// Made with another key.
    OtherKey,
    /// There, but no key to check it.
    Unchecked(Head),
    /// Checked.
    Good(Head),
}

/// A chain's head file: the seal, and a plain mark of where the chain ended while there was no key. The mark proves nothing;
/// it saves reading from the seal onward.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<Seal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<Head>,
}

impl Kept {
    /// Reads the head file of the chain in a folder; an absent one says nothing, an unreadable one is `None`.
    pub(crate) fn read(folder: &Path) -> std::io::Result<Option<Kept>> {
        match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok().filter(|kept: &Kept| kept.v == VERSION)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(Kept::default())),
            Err(error) => Err(error),
        }
    }

    /// What the seal is worth under this key.
    pub(crate) fn judge(&self, key: Option<&SealKey>) -> Sealed {
        let Some(seal) = &self.sealed else { return Sealed::Missing };
        let Some(key) = key else { return Sealed::Unchecked(seal.head) };
        if seal.key != key.name() {
            return Sealed::OtherKey;
        }
        let tag = from_hex::<32>(seal.hmac.as_bytes()).unwrap_or_default();
        let message = serde_json::to_vec(&seal.head).unwrap_or_default();
        if key.tag(&message).verify(&tag.into()).is_ok() { Sealed::Good(seal.head) } else { Sealed::Forged }
    }

    /// Number of the sealed line.
    pub(crate) fn sealed_n(&self) -> Option<Number> {
        self.sealed.as_ref().map(|seal| seal.head.n)
    }

    /// Where the chain ended without a seal, if that is later than the seal.
    pub(crate) fn mark(&self) -> Option<Head> {
        self.mark.filter(|mark| Some(mark.n) > self.sealed_n())
    }

    /// Seals a head, or without a key marks it.
    pub(crate) fn write(
        &mut self,
        disk: &dyn Disk,
        folder: &Path,
        key: Option<&SealKey>,
        head: Head,
    ) -> std::io::Result<()> {
        let next = match key {
            None => Kept { v: VERSION, sealed: self.sealed.clone(), mark: Some(head) },
            Some(key) => {
                let hmac = to_hex(&key.tag(&serde_json::to_vec(&head)?).finalize().into_bytes());
                Kept { v: VERSION, sealed: Some(Seal { head, key: key.name(), hmac }), mark: None }
            }
        };
        let mut bytes = serde_json::to_vec(&next)?;
        bytes.push(b'\n');
        disk::replace(disk, &folder.join(FILE), &bytes)?;
        *self = next;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    head: Head,
    key: String,
    hmac: String,
}

const FILE: &str = "head.json";
const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    fn head() -> Head {
        Head { journal: Id([7; 16]), segment: 1, length: 90, n: Number(3), hash: Hash([9; 32]) }
    }

    #[test]
    fn changed_head_other_key_and_missing_key_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let read = |key: Option<&SealKey>| Kept::read(folder.path()).unwrap().unwrap().judge(key);
        let key = SealKey::from_bytes([1; 32]);
        assert_eq!(read(Some(&key)), Sealed::Missing);
        Kept::default().write(&RealDisk, folder.path(), Some(&key), head()).unwrap();
        assert_eq!(read(Some(&key)), Sealed::Good(head()));
        assert_eq!(read(None), Sealed::Unchecked(head()));
        assert_eq!(read(Some(&SealKey::from_bytes([2; 32]))), Sealed::OtherKey);
        let path = folder.path().join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"n\":3", "\"n\":2")).unwrap();
        assert_eq!(read(Some(&key)), Sealed::Forged);
    }

    #[test]
    fn mark_without_key_keeps_the_seal_that_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let key = SealKey::from_bytes([1; 32]);
        let mut kept = Kept::default();
        kept.write(&RealDisk, folder.path(), Some(&key), head()).unwrap();
        let later = Head { n: Number(5), ..head() };
        kept.write(&RealDisk, folder.path(), None, later).unwrap();
        let kept = Kept::read(folder.path()).unwrap().unwrap();
        assert_eq!((kept.judge(Some(&key)), kept.mark()), (Sealed::Good(head()), Some(later)));
    }
}
