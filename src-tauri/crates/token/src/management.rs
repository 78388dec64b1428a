//! The key with which a PIV card is administered (SP 800-73-4 part 1 clause 3.2.1, key reference 9B): its kinds, its
//! form, and the one block that mutual authentication enciphers (part 2 clause 3.2.4 and appendix A.1).
//!
//! A [`ManagementKey`] can not be printed, cloned or serialised and is wiped when dropped. It is never stored.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use des::TdesEde3;
use zeroize::Zeroizing;

/// Cipher of a management key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ManagementAlgorithm {
    /// AES with 128 bits.
    Aes128,
    /// AES with 192 bits.
    Aes192,
    /// AES with 256 bits.
    Aes256,
    /// Triple DES with three keys, 24 bytes with parity.
    TripleDes,
}

impl ManagementAlgorithm {
    /// All of them, the oldest first: so they are asked of cards that do not tell.
    pub const ALL: [ManagementAlgorithm; 4] = [
        ManagementAlgorithm::TripleDes,
        ManagementAlgorithm::Aes128,
        ManagementAlgorithm::Aes192,
        ManagementAlgorithm::Aes256,
    ];

    /// Length of the key in bytes.
    pub fn key_length(self) -> usize {
        match self {
            ManagementAlgorithm::Aes128 => 16,
            ManagementAlgorithm::Aes192 | ManagementAlgorithm::TripleDes => 24,
            ManagementAlgorithm::Aes256 => 32,
        }
    }

    /// Length of a witness or challenge in bytes: one block of the cipher.
    pub(crate) fn block_length(self) -> usize {
        if self == ManagementAlgorithm::TripleDes { 8 } else { 16 }
    }

    /// Algorithm identifier (SP 800-78-4 table 6-2).
    pub(crate) fn identifier(self) -> u8 {
        match self {
            ManagementAlgorithm::Aes128 => 0x08,
            ManagementAlgorithm::Aes192 => 0x0A,
            ManagementAlgorithm::Aes256 => 0x0C,
            ManagementAlgorithm::TripleDes => 0x03,
        }
    }

    /// The cipher with this identifier.
    pub(crate) fn of_identifier(identifier: u8) -> Option<ManagementAlgorithm> {
        ManagementAlgorithm::ALL.into_iter().find(|algorithm| algorithm.identifier() == identifier)
    }
}

/// A management key, wiped on drop.
pub struct ManagementKey {
    algorithm: ManagementAlgorithm,
    bytes: Zeroizing<Vec<u8>>,
}

/// The key that PIV tokens leave the factory with: 24 bytes, for Triple DES and AES-192 alike (a widely known value of
/// the makers; no standard sets one).
const FACTORY: [u8; 24] = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8];

impl ManagementKey {
    /// A key from its bytes; `None` when they are not as many as the cipher wants.
    pub fn new(algorithm: ManagementAlgorithm, bytes: Zeroizing<Vec<u8>>) -> Option<ManagementKey> {
        (bytes.len() == algorithm.key_length()).then_some(ManagementKey { algorithm, bytes })
    }

    /// A key as it is written down: hexadecimal, blanks and colons allowed. `None` for anything else or another length.
    pub fn parse(algorithm: ManagementAlgorithm, text: &str) -> Option<ManagementKey> {
        // Room for all of it, so that no copy stays behind in a buffer that was grown.
        let mut bytes = Zeroizing::new(Vec::with_capacity(algorithm.key_length()));
        let mut half: Option<u8> = None;
        for character in text.chars().filter(|character| !character.is_whitespace() && *character != ':') {
            let digit = u8::try_from(character.to_digit(16)?).ok()?;
            half = match half {
                None => Some(digit),
                Some(_) if bytes.len() == algorithm.key_length() => return None,
                Some(high) => {
                    bytes.push(high << 4 | digit);
                    None
                }
            };
        }
        if half.is_some() { None } else { ManagementKey::new(algorithm, bytes) }
    }

    /// The key of the factory for this cipher, where makers have one.
    pub fn factory(algorithm: ManagementAlgorithm) -> Option<ManagementKey> {
        ManagementKey::new(algorithm, Zeroizing::new(FACTORY.to_vec()))
    }

    /// Its cipher.
    pub fn algorithm(&self) -> ManagementAlgorithm {
        self.algorithm
    }

    /// It is the well-known one of the factory.
    pub fn is_factory(&self) -> bool {
        *self.bytes == FACTORY
    }

    /// Both are the same key.
    pub fn same_as(&self, other: &ManagementKey) -> bool {
        self.algorithm == other.algorithm && *self.bytes == *other.bytes
    }

    /// All bytes are the same, or every block is: a key that nobody should set.
    pub fn is_trivial(&self) -> bool {
        let first = self.bytes.first();
        self.bytes.iter().all(|byte| Some(byte) == first)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Enciphers one block in place; `None` when it is none of this cipher.
    pub(crate) fn encrypt(&self, block: &mut [u8]) -> Option<()> {
        match self.algorithm {
            ManagementAlgorithm::Aes128 => encrypt::<Aes128>(&self.bytes, block),
            ManagementAlgorithm::Aes192 => encrypt::<Aes192>(&self.bytes, block),
            ManagementAlgorithm::Aes256 => encrypt::<Aes256>(&self.bytes, block),
            ManagementAlgorithm::TripleDes => encrypt::<TdesEde3>(&self.bytes, block),
        }
    }

    /// Deciphers one block in place; `None` when it is none of this cipher.
    pub(crate) fn decrypt(&self, block: &mut [u8]) -> Option<()> {
        match self.algorithm {
            ManagementAlgorithm::Aes128 => decrypt::<Aes128>(&self.bytes, block),
            ManagementAlgorithm::Aes192 => decrypt::<Aes192>(&self.bytes, block),
            ManagementAlgorithm::Aes256 => decrypt::<Aes256>(&self.bytes, block),
            ManagementAlgorithm::TripleDes => decrypt::<TdesEde3>(&self.bytes, block),
        }
    }
}

fn encrypt<C: KeyInit + BlockCipherEncrypt>(key: &[u8], block: &mut [u8]) -> Option<()> {
    let block: &mut Block<C> = block.try_into().ok()?;
    C::new_from_slice(key).ok()?.encrypt_block(block);
    Some(())
}

fn decrypt<C: KeyInit + BlockCipherDecrypt>(key: &[u8], block: &mut [u8]) -> Option<()> {
    let block: &mut Block<C> = block.try_into().ok()?;
    C::new_from_slice(key).ok()?.decrypt_block(block);
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn ciphers_are_those_of_the_standards() {
        // FIPS 197 appendix C; NIST SP 800-67 appendix B.1, first block.
        let plain: Vec<u8> = (0..16).map(|nibble: u8| nibble << 4 | nibble).collect();
        let counting: Vec<u8> = (0..32).collect();
        for (algorithm, wanted) in [
            (ManagementAlgorithm::Aes128, "69c4e0d86a7b0430d8cdb78070b4c55a"),
            (ManagementAlgorithm::Aes192, "dda97ca4864cdfe06eaf70a0ec0d7191"),
            (ManagementAlgorithm::Aes256, "8ea2b7ca516745bfeafc49904b496089"),
        ] {
            let bytes = Zeroizing::new(counting[..algorithm.key_length()].to_vec());
            let key = ManagementKey::new(algorithm, bytes).unwrap();
            let mut block = plain.clone();
            key.encrypt(&mut block).unwrap();
            assert_eq!(hex(&block), wanted, "{algorithm:?}");
            key.decrypt(&mut block).unwrap();
            assert_eq!(block, plain);
            assert!(key.encrypt(&mut [0; 8]).is_none(), "a block of another cipher");
        }
        let text = "0123456789ABCDEF 23456789ABCDEF01 456789ABCDEF0123";
        let key = ManagementKey::parse(ManagementAlgorithm::TripleDes, text).unwrap();
        let mut block = *b"The qufc";
        key.encrypt(&mut block).unwrap();
        assert_eq!(hex(&block), "a826fd8ce53b855f");
    }

    #[test]
    fn key_of_another_length_or_form_is_none() {
        let of = |text: &str| ManagementKey::parse(ManagementAlgorithm::Aes128, text).is_some();
        assert!(of("00112233:44556677 8899aabb CCDDEEFF"));
        for text in
            ["", "0011", "00112233445566778899aabbccddeef", "00112233445566778899aabbccddeeff0", "kunci"]
        {
            assert!(!of(text), "{text}");
        }
        assert!(!of(&"0".repeat(33)) && !of(&"0".repeat(34)));
    }

    #[test]
    fn factory_key_is_known_in_both_ciphers_that_have_one() {
        for algorithm in ManagementAlgorithm::ALL {
            let known = ManagementKey::factory(algorithm).is_some_and(|key| key.is_factory());
            assert_eq!(known, algorithm.key_length() == 24, "{algorithm:?}");
        }
        let zeros = ManagementKey::parse(ManagementAlgorithm::Aes128, &"0".repeat(32)).unwrap();
        assert!(zeros.is_trivial() && !zeros.is_factory());
    }
}
