//! Public keys of certificates, as far as a token needs them: kind, size, and checking a fresh signature.

/// Kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// RSA with a modulus of that many bits: 2048, 3072 or 4096.
    Rsa {
        /// Bits of the modulus.
        bits: u16,
    },
}

/// A public key that we can check signatures with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Kind of the key.
    pub algorithm: KeyAlgorithm,
    /// `SubjectPublicKeyInfo`, DER.
    pub spki: Vec<u8>,
}
