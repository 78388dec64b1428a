//! Certificates (RFC 5280 §4): what they say, nothing about whether it may be believed.
//!
//! Read with our own reader over the raw bytes, because received documents hold certificates that break the
//! profile (negative serial numbers, odd strings) and must still be shown; [`crate::path`] reads them a second time,
//! strictly, with the validator's parser. Not here: paths, trust, revocation.

mod extension;
pub(crate) mod name;
pub(crate) mod time;

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

pub(crate) use self::extension::parse as parse_extensions;
pub use self::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage};
pub use self::name::{Attribute, LONGEST_PART, Name};

use crate::Error;
use crate::algorithm::PublicKey;
use crate::budget::{self, Budget};
use crate::der::{self, Reader};

/// An X.509 certificate. Cheap to clone; equal when the bytes are equal.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

struct Inner {
    der: Box<[u8]>,
    tbs: std::ops::Range<usize>,
    serial: Box<[u8]>,
    issuer: Name,
    subject: Name,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    key: PublicKey,
    extensions: Vec<Extension>,
    signature_algorithm: Box<[u8]>,
    signature: Box<[u8]>,
    sha256: [u8; 32],
    /// The key that was found to have signed it: the same question comes from every search for a path.
    signed_by: OnceLock<[u8; 32]>,
}

fn bad(part: &'static str) -> Error {
    Error::Certificate { part }
}

impl Certificate {
    /// Reads one certificate; bytes behind it are refused.
    ///
    /// # Errors
    /// [`Error::Certificate`] naming the part, or [`Error::BudgetExceeded`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::new(bytes);
        let certificate = outer.expect(der::SEQUENCE, "Certificate").map_err(|_| bad("Certificate"))?;
        if !outer.is_empty() {
            return Err(bad("bytes behind the certificate"));
        }
        let mut parts = certificate.reader();
        let tbs = parts.expect(der::SEQUENCE, "").map_err(|_| bad("tbsCertificate"))?;
        let algorithm = parts.expect(der::SEQUENCE, "").map_err(|_| bad("signatureAlgorithm"))?;
        let signature = parts.expect(der::BIT_STRING, "").map_err(|_| bad("signatureValue"))?;
        let signature = match signature.content.split_first() {
            Some((0, value)) => value,
            _ => return Err(bad("signatureValue")),
        };

        // RFC 5280 §4.1.2, field by field.
        let mut fields = tbs.reader();
        fields.optional(der::context(0)).map_err(|_| bad("version"))?;
        let serial = fields.expect(der::INTEGER, "").map_err(|_| bad("serialNumber"))?;
        fields.expect(der::SEQUENCE, "").map_err(|_| bad("signature"))?;
        let issuer = fields.expect(der::SEQUENCE, "").map_err(|_| bad("issuer"))?;
        let validity = fields.expect(der::SEQUENCE, "").map_err(|_| bad("validity"))?;
        let subject = fields.expect(der::SEQUENCE, "").map_err(|_| bad("subject"))?;
        let key = fields.expect(der::SEQUENCE, "").map_err(|_| bad("subjectPublicKeyInfo"))?;
        fields.optional(der::context_primitive(1)).map_err(|_| bad("issuerUniqueID"))?;
        fields.optional(der::context_primitive(2)).map_err(|_| bad("subjectUniqueID"))?;
        let extensions = match fields.optional(der::context(3)).map_err(|_| bad("extensions"))? {
            Some(wrapper) => extension::parse(wrapper)?,
            None => Vec::new(),
        };
        let mut times = validity.reader();
        let not_before = times.any().ok().and_then(|t| time::parse(&t)).ok_or(bad("notBefore"))?;
        let not_after = times.any().ok().and_then(|t| time::parse(&t)).ok_or(bad("notAfter"))?;

        // Where the signed part lies: behind the outer header, since it is the first element inside.
        let start = certificate.raw.len() - certificate.content.len();
        Ok(Self(Arc::new(Inner {
            der: bytes.into(),
            tbs: start..start + tbs.raw.len(),
            serial: serial.content.into(),
            issuer: Name::parse(issuer).ok_or(bad("issuer"))?,
            subject: Name::parse(subject).ok_or(bad("subject"))?,
            not_before,
            not_after,
            key: PublicKey::from_der(key.raw).map_err(|_| bad("subjectPublicKeyInfo"))?,
            extensions,
            signature_algorithm: algorithm.raw.into(),
            signature: signature.into(),
            sha256: crate::algorithm::digest::sha256(bytes),
            signed_by: OnceLock::new(),
        })))
    }

    /// Reads a file that holds one certificate in DER, or any number in PEM (RFC 7468; other PEM blocks and text
    /// between are skipped), or a CMS message that carries nothing but certificates (`.p7b`, RFC 5652 §5.1 with no
    /// signers) in either form.
    ///
    /// # Errors
    /// When nothing readable is in it; a PEM file with one bad certificate is refused as a whole.
    pub fn from_pem_or_der_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        if bytes.first() == Some(&der::SEQUENCE) {
            return match Self::from_der(bytes) {
                Ok(certificate) => Ok(vec![certificate]),
                Err(error) => match crate::cms::SignedData::parse(bytes) {
                    Ok(message) if !message.certificates().is_empty() => Ok(message.certificates().to_vec()),
                    _ => Err(error),
                },
            };
        }
        let text = String::from_utf8_lossy(bytes);
        let mut certificates = Vec::new();
        let mut rest: &str = &text;
        while let Some((_, after)) = rest.split_once("-----BEGIN ") {
            let (label, after) = after.split_once("-----").ok_or(bad("PEM label"))?;
            let (body, after) = after.split_once("-----END ").ok_or(bad("PEM end"))?;
            if matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE") {
                if certificates.len() == budget::CERTIFICATES {
                    return Err(Error::BudgetExceeded {
                        what: Budget::Certificates,
                        limit: budget::CERTIFICATES,
                    });
                }
                let der = base64(body).ok_or(bad("PEM base64"))?;
                // OpenSSL's TRUSTED CERTIFICATE has its trust settings behind the certificate.
                let first = Reader::new(&der).any().map_err(|_| bad("Certificate"))?.raw;
                certificates.push(Self::from_der(first)?);
            } else if matches!(label, "PKCS7" | "CMS") {
                let der = base64(body).ok_or(bad("PEM base64"))?;
                certificates.extend_from_slice(crate::cms::SignedData::parse(&der)?.certificates());
            }
            rest = after;
        }
        if certificates.is_empty() { Err(bad("no certificate in the file")) } else { Ok(certificates) }
    }

    /// The whole certificate as sent.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part (TBSCertificate) as sent.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.0.der.get(self.0.tbs.clone()).unwrap_or_default()
    }

    /// Who it is about.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// Who issued it, by name.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Content octets of the serial number: two's complement, big-endian.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number as upper-case hexadecimal digits of the bytes as sent, without the sign octet.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        let digits = match self.serial() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        digits.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// First moment of validity, inclusive (RFC 5280 §4.1.2.5).
    #[must_use]
    pub fn not_before(&self) -> DateTime<Utc> {
        self.0.not_before
    }

    /// Last moment of validity, inclusive (RFC 5280 §4.1.2.5).
    #[must_use]
    pub fn not_after(&self) -> DateTime<Utc> {
        self.0.not_after
    }

    /// Does the validity period hold this moment? To the second, as its encoding is.
    #[must_use]
    pub fn is_in_validity(&self, at: DateTime<Utc>) -> bool {
        self.not_before().timestamp() <= at.timestamp() && at.timestamp() <= self.not_after().timestamp()
    }

    /// The public key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.0.key
    }

    /// All extensions in their order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.extensions
    }

    /// The extension with this identifier; the first when there are several, which RFC 5280 §4.2 forbids.
    #[must_use]
    pub fn extension(&self, oid: &ObjectIdentifier) -> Option<&Extension> {
        self.0.extensions.iter().find(|e| e.oid == *oid)
    }

    /// Key usage (RFC 5280 §4.2.1.3); `None` when absent, which limits nothing.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        extension::key_usage(self)
    }

    /// Extended key usage (RFC 5280 §4.2.1.12); `None` when absent, which limits nothing.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<ExtendedKeyUsage> {
        extension::extended_key_usage(self)
    }

    /// Basic constraints (RFC 5280 §4.2.1.9); `None` when absent or unreadable.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        extension::basic_constraints(self)
    }

    /// Does it say that it may issue certificates (basicConstraints cA)?
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.basic_constraints().is_some_and(|b| b.ca)
    }

    /// Same subject and issuer name (RFC 5280 §3.2). Says nothing of the signature.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject().matches(self.issuer())
    }

    /// Subject key identifier (RFC 5280 §4.2.1.2).
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        extension::subject_key_id(self)
    }

    /// keyIdentifier of the authority key identifier (RFC 5280 §4.2.1.1).
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        extension::authority_key_id(self)
    }

    /// Policy identifiers (RFC 5280 §4.2.1.4), empty when absent.
    #[must_use]
    pub fn policies(&self) -> Vec<ObjectIdentifier> {
        extension::policies(self)
    }

    /// Addresses of practice statements (RFC 5280 §4.2.1.4, id-qt-cps), as written: to be shown, not to be visited unasked.
    #[must_use]
    pub fn statement_uris(&self) -> Vec<String> {
        extension::statement_uris(self)
    }

    /// Addresses where the status of this certificate is said to be known (authority information access, RFC 5280
    /// §4.2.2.1), as written; nothing says that they are to be trusted or visited.
    #[must_use]
    pub fn ocsp_uris(&self) -> Vec<String> {
        extension::ocsp_uris(self)
    }

    /// Addresses where certificates of its issuer are said to be (RFC 5280 §4.2.2.1), likewise.
    #[must_use]
    pub fn issuer_uris(&self) -> Vec<String> {
        extension::issuer_uris(self)
    }

    /// The signature's AlgorithmIdentifier as sent.
    #[must_use]
    pub fn signature_algorithm(&self) -> &[u8] {
        &self.0.signature_algorithm
    }

    /// Was this certificate signed with `issuer`'s key? Looks at nothing but the signature, over the bytes as sent. A key that did
    /// is remembered.
    ///
    /// # Errors
    /// See [`crate::algorithm::Error`].
    pub fn verify_signed_by(&self, issuer: &PublicKey) -> Result<(), crate::algorithm::Error> {
        let key = issuer.sha256();
        if self.0.signed_by.get() == Some(&key) {
            return Ok(());
        }
        let scheme = crate::algorithm::SignatureScheme::from_der(self.signature_algorithm(), None)?;
        issuer.verify_message(&scheme, self.tbs(), &self.0.signature)?;
        // Should another key fit as well, it proves itself each time.
        let _ = self.0.signed_by.set(key);
        Ok(())
    }

    /// SHA-256 over the whole certificate: its fingerprint.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.0.sha256
    }

    /// SHA-256 over the SubjectPublicKeyInfo: names the key whatever the certificate.
    #[must_use]
    pub fn key_sha256(&self) -> [u8; 32] {
        self.0.key.sha256()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.sha256.hash(state);
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({}, serial {})", self.subject().rfc4514(), self.serial_hex())
    }
}

/// Base64 with white space anywhere (RFC 4648 §4, RFC 7468 §3 for lax readers); PEM header lines (`Key: value`) are
/// skipped.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut buffer, mut bits) = (0u32, 0u32);
    for c in text.lines().filter(|line| !line.contains(':')).flat_map(str::bytes) {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ if c.is_ascii_whitespace() => continue,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(buffer >> bits & 0xFF).ok()?);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(out)
}
