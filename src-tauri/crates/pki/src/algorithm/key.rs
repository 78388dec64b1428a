//! Public keys as they stand in a certificate (SubjectPublicKeyInfo, RFC 5280 §4.1.2.7; RSA RFC 8017 appendix
//! A.1.1, EC RFC 5480, Ed25519 and Ed448 RFC 8410). The kind is read, the key bits are kept as sent.

use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::{Error, SignatureScheme, rsa, scheme};
use crate::der::{self, Reader};
use crate::oid;

/// A named curve that signatures can be checked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // the names are the documentation
pub enum Curve {
    P256,
    P384,
    P521,
    BrainpoolP256r1,
    BrainpoolP384r1,
}

impl Curve {
    const ALL: [Self; 5] = [Self::P256, Self::P384, Self::P521, Self::BrainpoolP256r1, Self::BrainpoolP384r1];

    /// RFC 5480 §2.1.1.1, RFC 5639 appendix A.1.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::P256 => "1.2.840.10045.3.1.7",
            Self::P384 => "1.3.132.0.34",
            Self::P521 => "1.3.132.0.35",
            Self::BrainpoolP256r1 => "1.3.36.3.3.2.8.1.1.7",
            Self::BrainpoolP384r1 => "1.3.36.3.3.2.8.1.1.11",
        })
    }

    /// The curve with this identifier, if known.
    #[must_use]
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.oid() == *oid)
    }

    /// Size of the group order in bits.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::P256 | Self::BrainpoolP256r1 => 256,
            Self::P384 | Self::BrainpoolP384r1 => 384,
            Self::P521 => 521,
        }
    }
}

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA with this modulus length.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
    /// Elliptic curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// Anything else, by the identifier that was not known (of the curve, where the curve is what is unknown).
    Other {
        /// That identifier.
        oid: ObjectIdentifier,
    },
}

/// What a key that its identifier binds to RSASSA-PSS (RFC 4055 §1.2) may sign with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PssBound {
    /// Any parameters: none stand beside the identifier.
    Any,
    /// These, with a salt at least as long (RFC 4055 §3.3).
    Only(SignatureScheme),
    /// Parameters that this program cannot read.
    Unknown,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its kind.
    pub kind: KeyKind,
    /// The whole SubjectPublicKeyInfo as sent.
    pub spki_der: Arc<[u8]>,
    /// For an RSA key that signs with PSS only: what it is bound to.
    pub pss: Option<PssBound>,
    bits: Arc<[u8]>,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`Error::Malformed`]; an unknown kind of key is no error but [`KeyKind::Other`].
    pub fn from_der(spki_der: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::new(spki_der);
        let spki = outer.expect(der::SEQUENCE, "SubjectPublicKeyInfo")?;
        let mut fields = spki.reader();
        let mut algorithm = fields.expect(der::SEQUENCE, "SubjectPublicKeyInfo.algorithm")?.reader();
        let key_oid = algorithm.oid()?;
        let bit_string = fields.expect(der::BIT_STRING, "subjectPublicKey")?;
        // The first octet counts the unused bits of the last one (X.690 §8.6.2.2); keys are whole octets.
        let bits = match bit_string.content.split_first() {
            Some((0, bits)) => bits,
            _ => return Err(Error::Malformed { structure: "subjectPublicKey" }),
        };
        let kind = match key_oid {
            // RFC 4055 §1.2: a key may be bound to PSS by its identifier; the key bits are the same.
            oid::RSA_ENCRYPTION | oid::RSASSA_PSS => KeyKind::Rsa { bits: rsa::modulus_bits(bits)? },
            oid::EC_PUBLIC_KEY => match algorithm.optional(der::OID)? {
                Some(curve) => {
                    let curve = curve.oid()?;
                    Curve::from_oid(&curve).map_or(KeyKind::Other { oid: curve }, KeyKind::Ec)
                }
                // RFC 5480 §2.1.1: implicitCurve and specifiedCurve must not be used. Explicit parameters that
                // spell out another generator were CVE-2020-0601.
                None => KeyKind::Other { oid: key_oid },
            },
            oid::ED25519 => KeyKind::Ed25519,
            oid::ED448 => KeyKind::Ed448,
            other => KeyKind::Other { oid: other },
        };
        let pss = (key_oid == oid::RSASSA_PSS).then(|| match algorithm.any() {
            Err(_) => PssBound::Any,
            Ok(parameters) => scheme::pss(Some(parameters)).map_or(PssBound::Unknown, PssBound::Only),
        });
        Ok(Self { kind, spki_der: spki.raw.into(), pss, bits: bits.into() })
    }

    /// The content of the BIT STRING: RSAPublicKey, curve point, or Edwards key.
    pub(super) fn key_bits(&self) -> &[u8] {
        &self.bits
    }

    /// The same for key identifiers (RFC 5280 §4.2.1.2 method 1 hashes exactly these).
    pub(crate) fn subject_public_key(&self) -> &[u8] {
        &self.bits
    }

    /// SHA-256 of the SubjectPublicKeyInfo: names a key regardless of certificates and names.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        super::digest::sha256(&self.spki_der)
    }
}
