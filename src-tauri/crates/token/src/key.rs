//! Public keys of certificates, as far as a token needs them: kind, size, and checking a fresh signature.
//!
//! Not here: everything else of a certificate (RFC 5280), which is read only as far as its
//! `subjectPublicKeyInfo`.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::Sha256;

use crate::RsaPadding;
use crate::tlv::{self, Malformed, Reader};

/// Kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
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
    /// Contents of its bit string: `RSAPublicKey` (RFC 8017 appendix A.1.1) or the point (SEC 1 clause 2.3.3).
    bits: Vec<u8>,
}

impl PublicKey {
    /// The key of a certificate (RFC 5280 clause 4.1). `Ok(None)` for a kind or size that we do not use.
    pub fn of_certificate(der: &[u8]) -> Result<Option<PublicKey>, Malformed> {
        PublicKey::of_spki(Parts::of_certificate(der)?.spki)
    }

    /// The key of a `SubjectPublicKeyInfo` (DER). `Ok(None)` for a kind or size that we do not use.
    pub fn of_spki(der: &[u8]) -> Result<Option<PublicKey>, Malformed> {
        let spki = Reader::new(der).expect(SEQUENCE)?;
        let mut parts = Reader::new(spki.value);
        let identifier = parts.expect(SEQUENCE)?.value;
        let (unused, bits) = parts.expect(BIT_STRING)?.value.split_first().ok_or(Malformed)?;
        if *unused != 0 {
            return Err(Malformed);
        }
        let mut identifier = Reader::new(identifier);
        let kind = identifier.expect(OID)?.value;
        // RFC 4055 clause 1.2: a key may be bound to PSS by its identifier; the key bits are the same.
        let algorithm = if kind == OID_RSA || kind == OID_RSA_PSS {
            let key = RsaPublicKey::from_pkcs1_der(bits).map_err(|_| Malformed)?;
            match key.n().bits() {
                2048 => KeyAlgorithm::Rsa { bits: 2048 },
                3072 => KeyAlgorithm::Rsa { bits: 3072 },
                4096 => KeyAlgorithm::Rsa { bits: 4096 },
                _ => return Ok(None),
            }
        } else if kind == OID_EC {
            match identifier.next()? {
                Some(curve) if curve.tag == OID && curve.value == OID_P256 => KeyAlgorithm::P256,
                Some(curve) if curve.tag == OID && curve.value == OID_P384 => KeyAlgorithm::P384,
                Some(curve) if curve.tag == OID && curve.value == OID_P521 => KeyAlgorithm::P521,
                _ => return Ok(None),
            }
        } else {
            return Ok(None);
        };
        Ok(Some(PublicKey { algorithm, spki: der.to_vec(), bits: bits.to_vec() }))
    }

    /// Contents of the key's bit string: `RSAPublicKey` or the point.
    pub(crate) fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// RSA's modulus, big-endian, without zeros in front.
    pub(crate) fn modulus(&self) -> Option<&[u8]> {
        let KeyAlgorithm::Rsa { .. } = self.algorithm else { return None };
        let key = Reader::new(&self.bits).expect(SEQUENCE).ok()?;
        let modulus = Reader::new(key.value).expect(0x02).ok()?.value;
        Some(modulus.strip_prefix(&[0]).unwrap_or(modulus))
    }

    /// A key from CKA_EC_POINT: the point in an OCTET STRING (PKCS#11 2.40 clause 2.3.3), or bare as some modules give it.
    pub(crate) fn of_cka_ec_point(value: &[u8]) -> Result<Option<PublicKey>, Malformed> {
        let wrapped = Reader::new(value).expect(0x04).ok().map(|point| point.value);
        PublicKey::of_point(KeyAlgorithm::P256, wrapped.unwrap_or(value))
    }

    /// A key from RSA's modulus and exponent, big-endian.
    pub(crate) fn of_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Option<PublicKey>, Malformed> {
        let key = [integer(modulus), integer(exponent)].concat();
        let identifier = [tlv::element(OID, OID_RSA), vec![0x05, 0x00]].concat();
        PublicKey::of_spki(&spki(&identifier, &tlv::element(SEQUENCE, &key)))
    }

    /// A key from an uncompressed point.
    pub(crate) fn of_point(algorithm: KeyAlgorithm, point: &[u8]) -> Result<Option<PublicKey>, Malformed> {
        let curve = match algorithm {
            KeyAlgorithm::P256 => OID_P256,
            KeyAlgorithm::P384 => OID_P384,
            KeyAlgorithm::P521 => OID_P521,
            KeyAlgorithm::Rsa { .. } => return Err(Malformed),
        };
        let identifier = [tlv::element(OID, OID_EC), tlv::element(OID, curve)].concat();
        PublicKey::of_spki(&spki(&identifier, point))
    }

    /// The signature (RSA block or DER `ECDSA-Sig-Value`) is this key's over the SHA-256 digest.
    pub fn verifies(&self, padding: RsaPadding, digest: &[u8; 32], signature: &[u8]) -> bool {
        match self.algorithm {
            KeyAlgorithm::Rsa { .. } => {
                let Ok(key) = RsaPublicKey::from_pkcs1_der(&self.bits) else { return false };
                match padding {
                    RsaPadding::Pkcs1 => key.verify(Pkcs1v15Sign::new::<Sha256>(), digest, signature),
                    RsaPadding::Pss { .. } => key.verify(Pss::<Sha256>::new_with_salt(32), digest, signature),
                }
                .is_ok()
            }
            KeyAlgorithm::P256 => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.bits);
                let signature = p256::ecdsa::Signature::from_der(signature);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(digest, &signature).is_ok())
            }
            KeyAlgorithm::P384 => {
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&self.bits);
                let signature = p384::ecdsa::Signature::from_der(signature);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(digest, &signature).is_ok())
            }
            KeyAlgorithm::P521 => {
                let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(&self.bits);
                let signature = p521::ecdsa::Signature::from_der(signature);
                let digest = as_number(KeyAlgorithm::P521, digest);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(&digest, &signature).is_ok())
            }
        }
    }
}

/// Parts of a certificate (RFC 5280 clause 4.1), each as it stands there, DER.
pub(crate) struct Parts<'a> {
    pub(crate) serial: &'a [u8],
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    spki: &'a [u8],
}

impl<'a> Parts<'a> {
    pub(crate) fn of_certificate(der: &'a [u8]) -> Result<Parts<'a>, Malformed> {
        let certificate = Reader::new(der).expect(SEQUENCE)?;
        let tbs = Reader::new(certificate.value).expect(SEQUENCE)?;
        let mut fields = Reader::new(tbs.value);
        let mut field = fields.next()?.ok_or(Malformed)?;
        if field.tag == 0xA0 {
            field = fields.next()?.ok_or(Malformed)?; // [0] version
        }
        if field.tag != 0x02 {
            return Err(Malformed); // serialNumber
        }
        let mut next = || Ok(fields.expect(SEQUENCE)?.raw);
        let (_signature, issuer) = (next()?, next()?);
        let (_validity, subject, spki) = (next()?, next()?, next()?);
        Ok(Parts { serial: field.raw, issuer, subject, spki })
    }
}

/// The digest as ECDSA takes it: one that is shorter than the curve's order keeps its value, with zeros in front
/// (FIPS 186-5 clause 6.4.1 step 2). For P-521 as long as the longest digest, which is still shorter than the order.
pub(crate) fn as_number(algorithm: KeyAlgorithm, digest: &[u8; 32]) -> Vec<u8> {
    let length = match algorithm {
        KeyAlgorithm::P384 => 48,
        KeyAlgorithm::P521 => 64,
        KeyAlgorithm::P256 | KeyAlgorithm::Rsa { .. } => 32,
    };
    let mut number = vec![0; length - digest.len()];
    number.extend_from_slice(digest);
    number
}

/// What a token gave, as a signature value: of ECDSA's `r || s` a DER `ECDSA-Sig-Value`.
pub(crate) fn as_value(algorithm: KeyAlgorithm, signature: Vec<u8>) -> Vec<u8> {
    match algorithm {
        KeyAlgorithm::P256 => ecdsa_sig_value(&signature, 32),
        KeyAlgorithm::P384 => ecdsa_sig_value(&signature, 48),
        KeyAlgorithm::P521 => ecdsa_sig_value(&signature, 66),
        KeyAlgorithm::Rsa { .. } => signature,
    }
}

/// DER `ECDSA-Sig-Value` (RFC 3279 clause 2.2.3) of `r || s`, each `half` bytes long. Anything else stays as it is:
/// some modules give DER themselves.
fn ecdsa_sig_value(signature: &[u8], half: usize) -> Vec<u8> {
    match signature.split_at_checked(half) {
        Some((r, s)) if s.len() == half => tlv::element(SEQUENCE, &[integer(r), integer(s)].concat()),
        _ => signature.to_vec(),
    }
}

/// DigestInfo of SHA-256 up to the digest (RFC 8017 clause 9.2 note 1).
pub(crate) const DIGEST_INFO: &[u8] = &[
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

fn spki(identifier: &[u8], bits: &[u8]) -> Vec<u8> {
    let bits = [&[0], bits].concat();
    tlv::element(SEQUENCE, &[tlv::element(SEQUENCE, identifier), tlv::element(BIT_STRING, &bits)].concat())
}

fn integer(magnitude: &[u8]) -> Vec<u8> {
    let start = magnitude.iter().take_while(|byte| **byte == 0).count();
    let digits = magnitude.get(start..).unwrap_or_default();
    match digits.first() {
        Some(byte) if byte & 0x80 == 0 => tlv::element(0x02, digits),
        _ => tlv::element(0x02, &[&[0], digits].concat()),
    }
}

const SEQUENCE: u32 = 0x30;
const BIT_STRING: u32 = 0x03;
const OID: u32 = 0x06;
/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
const OID_RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const OID_RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 clause 2.1.1).
const OID_EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 clause 2.1.1.1).
pub(crate) const OID_P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// secp384r1, 1.3.132.0.34 (RFC 5480 clause 2.1.1.1).
const OID_P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];
/// secp521r1, 1.3.132.0.35 (RFC 5480 clause 2.1.1.1).
const OID_P521: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x23];
