//! Practice certificates: a root and leaves under it, made in software so that signing can be tried without a real
//! card. Never trusted: no function here yields an anchor, and names, serial numbers and times come from the caller,
//! who must choose ones that nobody can mistake for real.

use chrono::{DateTime, Utc};

use crate::Error;
use crate::cert::Certificate;

/// A root's private key: P-256, in software, wiped when dropped.
pub struct RootKey(p256::ecdsa::SigningKey);

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

/// Validity, both ends inclusive, to the second.
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
}

/// A self-signed practice root (CA:TRUE, pathlen 0, keyCertSign and cRLSign).
///
/// # Errors
/// [`Error::Issue`].
pub fn root(
    key: &RootKey,
    subject: &Subject,
    validity: Validity,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    let _ = (key, subject, validity, serial);
    Err(Error::Issue { part: "not yet" })
}

/// A practice leaf under `issuer` for the key `spki_der` (a SubjectPublicKeyInfo, P-256 or RSA): digitalSignature and
/// nonRepudiation, critical.
///
/// # Errors
/// [`Error::Issue`].
pub fn leaf(
    key: &RootKey,
    issuer: &Certificate,
    subject: &Subject,
    spki_der: &[u8],
    validity: Validity,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    let _ = (key, issuer, subject, spki_der, validity, serial);
    Err(Error::Issue { part: "not yet" })
}
