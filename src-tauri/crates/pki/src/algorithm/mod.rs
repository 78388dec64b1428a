//! Algorithms: one verifier for certificates, messages and time stamps.
//!
//! Here: digests, public keys, signature schemes as they stand in `AlgorithmIdentifier`s, verification, and what a
//! scheme is worth at a given time ([`strength`]). Not here: signing; private keys are on cards.
//!
//! | kind | verified | standard |
//! | --- | --- | --- |
//! | RSA | PKCS #1 v1.5; PSS with any digest, mask digest and salt length | RFC 8017 §8 |
//! | ECDSA | P-256, P-384, P-521, brainpoolP256r1, brainpoolP384r1, with any digest; DER or plain `r ‖ s` | FIPS 186-5 §6, RFC 5639, BSI TR-03111 §5.2 |
//! | Edwards | Ed25519, Ed448 without context | RFC 8032 §5 |
//! | digests | MD5, SHA-1, SHA-2, SHA-3, SHAKE256 with 512 bits | RFC 1321, FIPS 180-4, FIPS 202 |
//!
//! Read but not computed, so "unsupported": brainpoolP512r1 and secp256k1 (no crate that is kept up), DSA (gone from FIPS
//! 186-5), RIPEMD-160, keys with spelt-out curve parameters (RFC 5480 §2.1.1 forbids them), ML-DSA (FIPS 204, no stable
//! crate yet).
//!
//! "Not known" and "does not verify" are different outcomes everywhere: [`Error::Unsupported`] against
//! [`Error::Invalid`]. A reader who has an unknown algorithm before him knows nothing about the signature.

pub(crate) mod digest;
mod ec;
mod key;
mod rsa;
pub(crate) mod scheme;
mod strength;

pub use self::digest::{Digest, Hasher};
pub use self::key::{Curve, KeyKind, PssBound, PublicKey};
pub use self::scheme::SignatureScheme;
pub use self::strength::{SOURCES, Strength, Weakness, digest_strength, key_strength, strength};

use const_oid::ObjectIdentifier;

/// Why a signature could not be called good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The digest inside the signature is of another algorithm than the one declared (RSASSA-PKCS1-v1_5 carries
    /// it, RFC 8017 §9.2): the signature was made over something, but not as declared.
    #[error("digest inside the signature is {signed:?}, declared {declared:?}")]
    DigestDisagreement {
        /// What the message declares.
        declared: Digest,
        /// What the signature carries.
        signed: Digest,
    },
    /// The signature does not belong to this key and message.
    #[error("signature does not verify")]
    Invalid,
    /// Key and scheme cannot go together, e.g. an ECDSA scheme with an RSA key.
    #[error("key does not fit the scheme")]
    KeyMismatch,
    /// Key, parameters or signature are not encoded as their standard says.
    #[error("malformed {structure}")]
    Malformed {
        /// Which structure.
        structure: &'static str,
    },
    /// The algorithm (or the curve, or the mask function) is not known here. Says nothing about the signature.
    #[error("unsupported algorithm {oid}")]
    Unsupported {
        /// Its object identifier.
        oid: ObjectIdentifier,
    },
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Malformed { structure } => Self::Malformed { structure },
            crate::Error::Unsupported { oid, .. } => Self::Unsupported { oid },
            _ => Self::Malformed { structure: "AlgorithmIdentifier" },
        }
    }
}

/// Verifies `signature` over `message`. `spki_der` is a SubjectPublicKeyInfo, `algorithm_der` an
/// AlgorithmIdentifier that names the digest itself (RFC 5280 §4.1.1.2).
///
/// # Errors
/// See [`Error`]; [`Error::Unsupported`] when the algorithm is a bare key type, which names no digest.
pub fn verify_message(
    spki_der: &[u8],
    algorithm_der: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    let scheme = SignatureScheme::from_der(algorithm_der, None)?;
    let key = PublicKey::from_der(spki_der)?;
    key.verify_message(&scheme, message, signature)
}

/// Verifies `signature` over a message whose digest (by the scheme's own algorithm) is `digest`.
///
/// # Errors
/// See [`Error`]; [`Error::Malformed`] for Ed25519 and Ed448, which sign messages, not digests (RFC 8032 §5), and for a
/// digest of another length than the scheme's.
pub fn verify_digest(
    spki_der: &[u8],
    scheme: &SignatureScheme,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    PublicKey::from_der(spki_der)?.verify_digest(scheme, digest, signature)
}

impl PublicKey {
    /// As [`verify_message`], with parsed arguments.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn verify_message(
        &self,
        scheme: &SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        match (scheme.digest(), &self.kind) {
            (Some(digest), _) => self.verify_digest(scheme, &digest.hash(message), signature),
            (None, KeyKind::Ed25519) if *scheme == SignatureScheme::Ed25519 => {
                ec::verify_ed25519(self.key_bits(), message, signature)
            }
            (None, KeyKind::Ed448) if *scheme == SignatureScheme::Ed448 => {
                ec::verify_ed448(self.key_bits(), message, signature)
            }
            (None, KeyKind::Other { oid }) => Err(Error::Unsupported { oid: *oid }),
            (None, _) => Err(Error::KeyMismatch),
        }
    }

    /// As [`verify_digest`], with parsed arguments.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn verify_digest(
        &self,
        scheme: &SignatureScheme,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        if let KeyKind::Other { oid } = self.kind {
            return Err(Error::Unsupported { oid });
        }
        match scheme.digest() {
            Some(algorithm) if algorithm.output_len() == digest.len() => {}
            _ => return Err(Error::Malformed { structure: "digest" }),
        }
        match (scheme, &self.kind) {
            (SignatureScheme::RsaPkcs1 { digest: algorithm }, KeyKind::Rsa { .. }) => {
                rsa::verify_pkcs1(self.key_bits(), *algorithm, digest, signature)
            }
            (SignatureScheme::RsaPss { digest: algorithm, mgf, salt_length }, KeyKind::Rsa { .. }) => {
                rsa::verify_pss(self.key_bits(), *algorithm, *mgf, *salt_length, digest, signature)
            }
            (SignatureScheme::Ecdsa { .. }, KeyKind::Ec(curve)) => {
                ec::verify_ecdsa(*curve, self.key_bits(), digest, signature, ec::Encoding::Der)
            }
            (SignatureScheme::EcdsaPlain { .. }, KeyKind::Ec(curve)) => {
                ec::verify_ecdsa(*curve, self.key_bits(), digest, signature, ec::Encoding::Plain)
            }
            _ => Err(Error::KeyMismatch),
        }
    }
}
