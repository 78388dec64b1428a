//! Practice certificates: a root and leaves under it (RFC 5280 §4), made in software so that signing can be tried
//! without a real card.
//!
//! Never trusted: no function here yields an anchor, and names, serial numbers and times come from the caller, who
//! must choose ones that nobody can mistake for real. Signatures are deterministic (RFC 6979), so equal arguments
//! give equal bytes. Not here: any key of a person; those stay where they were made.

use chrono::{DateTime, Datelike, Utc};
use const_oid::ObjectIdentifier as Oid;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::EncodePublicKey as _;

use crate::Error;
use crate::algorithm::{Curve, Digest, KeyKind, PublicKey};
use crate::cert::{Certificate, name};
use crate::der;
use crate::oid;

/// A root's private key: P-256, in software, wiped when dropped.
pub struct RootKey(p256::ecdsa::SigningKey);

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RootKey")
    }
}

/// The parts of a name that practice certificates use (RFC 5280 §4.1.2.4); empty parts are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Subject {
    /// Country, two letters.
    pub country: String,
    /// Organisation.
    pub organisation: String,
    /// Unit of the organisation.
    pub unit: String,
    /// Common name.
    pub common_name: String,
}

/// Validity, both ends inclusive, to the second (fractions are cut).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First moment.
    pub not_before: DateTime<Utc>,
    /// Last moment.
    pub not_after: DateTime<Utc>,
}

impl RootKey {
    /// From a private scalar of 32 bytes, big-endian; the caller draws it from the system's generator or a store.
    ///
    /// # Errors
    /// [`Error::Issue`] when it is zero or not below the group order.
    pub fn from_bytes(scalar: &[u8; 32]) -> Result<Self, Error> {
        p256::ecdsa::SigningKey::from_slice(scalar).map(Self).map_err(|_| Error::Issue { part: "root key" })
    }

    /// Its public half.
    ///
    /// # Errors
    /// [`Error::Issue`], which a key that was made cannot cause.
    pub fn public(&self) -> Result<PublicKey, Error> {
        let spki =
            self.0.verifying_key().to_public_key_der().map_err(|_| Error::Issue { part: "root key" })?;
        PublicKey::from_der(spki.as_bytes()).map_err(|_| Error::Issue { part: "root key" })
    }
}

/// A self-signed practice root: CA:TRUE with path length 0, keyCertSign and cRLSign, both critical.
///
/// # Errors
/// [`Error::Issue`] naming the argument.
pub fn root(
    key: &RootKey,
    subject: &Subject,
    validity: Validity,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    let name = subject.to_der()?;
    let public = key.public()?;
    let extensions = [
        // RFC 5280 §4.2.1.9: cA TRUE, pathLenConstraint 0
        extension(
            "2.5.29.19",
            true,
            &sequence(&[der::write(der::BOOLEAN, &[0xFF]), der::write(der::INTEGER, &[0])]),
        ),
        // RFC 5280 §4.2.1.3: keyCertSign (5) and cRLSign (6); one bit of the octet unused
        extension("2.5.29.15", true, &der::write(der::BIT_STRING, &[1, 0b0000_0110])),
        extension("2.5.29.14", false, &der::write(der::OCTET_STRING, &key_id(&public))),
    ];
    certificate(key, &name, &name, &public, validity, serial, &extensions)
}

/// A practice leaf under `issuer` for the key `spki_der` (a SubjectPublicKeyInfo: P-256, P-384 or RSA from 2048 bits
/// on): digitalSignature and nonRepudiation, critical, as officials' certificates have them.
///
/// # Errors
/// [`Error::Issue`] naming the argument; also when `issuer` is not `key`'s certificate.
pub fn leaf(
    key: &RootKey,
    issuer: &Certificate,
    subject: &Subject,
    spki_der: &[u8],
    validity: Validity,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    let root = key.public()?;
    if *issuer.key() != root {
        return Err(Error::Issue { part: "issuer" });
    }
    let public = PublicKey::from_der(spki_der).map_err(|_| Error::Issue { part: "subject key" })?;
    match public.kind {
        KeyKind::Rsa { bits: 2048.. } | KeyKind::Ec(Curve::P256 | Curve::P384) => {}
        _ => return Err(Error::Issue { part: "subject key" }),
    }
    let authority = sequence(&[der::write(der::context_primitive(0), &key_id(&root))]);
    let extensions = [
        extension("2.5.29.19", true, &sequence(&[])),
        // RFC 5280 §4.2.1.3: digitalSignature (0) and nonRepudiation (1); six bits unused
        extension("2.5.29.15", true, &der::write(der::BIT_STRING, &[6, 0b1100_0000])),
        extension("2.5.29.14", false, &der::write(der::OCTET_STRING, &key_id(&public))),
        extension("2.5.29.35", false, &authority),
    ];
    certificate(key, issuer.subject().der(), &subject.to_der()?, &public, validity, serial, &extensions)
}

impl Subject {
    /// Name, RFC 5280 §4.1.2.4, from country to person.
    fn to_der(&self) -> Result<Vec<u8>, Error> {
        let parts = [
            (name::COUNTRY, self.country.as_str()),
            (name::ORGANISATION, &self.organisation),
            (name::UNIT, &self.unit),
            (name::COMMON_NAME, &self.common_name),
        ];
        let built = name::build(&parts).filter(|_| !self.common_name.is_empty());
        built.ok_or(Error::Issue { part: "subject" })
    }
}

fn certificate(
    key: &RootKey,
    issuer: &[u8],
    subject: &[u8],
    public: &PublicKey,
    validity: Validity,
    serial: &[u8; 16],
    extensions: &[Vec<u8>],
) -> Result<Certificate, Error> {
    if validity.not_after < validity.not_before {
        return Err(Error::Issue { part: "validity" });
    }
    // RFC 5280 §4.1.2.2: positive. Sixteen bytes are within its twenty octets.
    if serial.iter().all(|&b| b == 0) {
        return Err(Error::Issue { part: "serial" });
    }
    let algorithm = der::write_algorithm(&oid::ECDSA_SHA256, false);
    let tbs = sequence(&[
        der::write(der::context(0), &der::write(der::INTEGER, &[2])), // version 3
        der::write_unsigned(serial),
        algorithm.clone(),
        issuer.to_vec(),
        sequence(&[time(validity.not_before)?, time(validity.not_after)?]),
        subject.to_vec(),
        public.spki_der.to_vec(),
        der::write(der::context(3), &sequence(extensions)),
    ]);
    let signature: p256::ecdsa::Signature =
        key.0.sign_prehash(&Digest::Sha256.hash(&tbs)).map_err(|_| Error::Issue { part: "signature" })?;
    let mut bits = vec![0]; // no unused bits
    bits.extend_from_slice(signature.to_der().as_bytes());
    Certificate::from_der(&sequence(&[tbs, algorithm, der::write(der::BIT_STRING, &bits)]))
}

/// RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050 on.
fn time(at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    match at.year() {
        1950..=2049 => Ok(der::write(der::UTC_TIME, at.format("%y%m%d%H%M%SZ").to_string().as_bytes())),
        2050..=9999 => {
            Ok(der::write(der::GENERALIZED_TIME, at.format("%Y%m%d%H%M%SZ").to_string().as_bytes()))
        }
        _ => Err(Error::Issue { part: "validity" }),
    }
}

/// Method 1 of RFC 7093 §2: the leftmost 160 bits of SHA-256 over the key bits.
fn key_id(key: &PublicKey) -> Vec<u8> {
    let mut id = Digest::Sha256.hash(key.subject_public_key());
    id.truncate(20);
    id
}

pub(crate) fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::write_oid(&Oid::new_unwrap(oid))];
    if critical {
        parts.push(der::write(der::BOOLEAN, &[0xFF]));
    }
    parts.push(der::write(der::OCTET_STRING, value));
    sequence(&parts)
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    der::write_all(der::SEQUENCE, parts)
}
