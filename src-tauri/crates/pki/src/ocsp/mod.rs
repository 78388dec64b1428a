//! OCSP (RFC 6960): what an answer says, and making a question. Nothing about whether an answer may be believed, that is
//! [`crate::revocation`].
//!
//! Times are read leniently: RFC 6960 §4.2.2.1 asks for GeneralizedTime as RFC 5280 has it, without fractions, yet
//! responders send them.

mod request;

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier as Oid;

pub use self::request::request;

use crate::Error;
use crate::algorithm::{self, Digest, PublicKey, SignatureScheme};
use crate::budget::{self, Budget};
use crate::cert::{Certificate, Extension, Name, time};
use crate::crl::Reason;
use crate::der::{self, Reader, Tlv};

/// id-pkix-ocsp-basic, RFC 6960 §4.2.1
const BASIC: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// id-pkix-ocsp-nonce, RFC 6960 §4.4.1
const NONCE: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// id-pkix-ocsp-archive-cutoff, RFC 6960 §4.4.4
const ARCHIVE_CUTOFF: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.6");
/// id-pkix-ocsp-extended-revoke, RFC 6960 §4.4.8
const EXTENDED_REVOKE: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.9");
/// CRL references, RFC 6960 §4.4.2: says where the responder's knowledge is from.
const CRL_REFERENCES: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.3");

const ENUMERATED: u8 = 0x0A;

/// Who answered (ResponderID, RFC 6960 §4.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responder {
    /// The subject of the responder's certificate.
    Name(Box<Name>),
    /// SHA-1 over the bits of the responder's key.
    KeyHash(Box<[u8]>),
}

impl Responder {
    /// Is it this certificate?
    #[must_use]
    pub fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => name.matches(certificate.subject()),
            Self::KeyHash(hash) => **hash == *Digest::Sha1.hash(certificate.key().subject_public_key()),
        }
    }
}

/// CertStatus (RFC 6960 §4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// Not revoked, as far as the responder knows.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: DateTime<Utc>,
        /// Why; absent means unspecified.
        reason: Reason,
    },
    /// The responder knows nothing of it.
    Unknown,
}

/// What is said of one certificate.
#[derive(Clone, Debug)]
pub struct Single {
    digest: Option<Digest>,
    issuer_name_hash: Box<[u8]>,
    issuer_key_hash: Box<[u8]>,
    serial: Box<[u8]>,
    /// The statement.
    pub status: CertStatus,
    /// When it was known to be right.
    pub this_update: DateTime<Utc>,
    /// By when newer information is promised; `None`: always available (§4.2.2.1).
    pub next_update: Option<DateTime<Utc>>,
    /// Certificates that expired at or after this moment are still answered for (§4.4.4).
    pub archive_cutoff: Option<DateTime<Utc>>,
    /// A critical extension that is not understood.
    pub unknown_critical: Option<Oid>,
}

impl Single {
    /// Is it about `certificate`, issued by `issuer` (§4.1.1: hashes of the issuer's name and key, and the serial
    /// number, all three)?
    #[must_use]
    pub fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(digest) = self.digest else { return false };
        *self.serial == *certificate.serial()
            && *self.issuer_key_hash == *digest.hash(issuer.key().subject_public_key())
            // The name as the certificate has it or as the issuer writes it itself: string types may differ.
            && [certificate.issuer(), issuer.subject()]
                .iter()
                .any(|name| *self.issuer_name_hash == *digest.hash(name.der()))
    }
}

/// A basic OCSP response. Cheap to clone.
#[derive(Clone)]
pub struct Response(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    signature: Range<usize>,
    scheme: Result<SignatureScheme, algorithm::Error>,
    responder: Responder,
    produced_at: DateTime<Utc>,
    singles: Vec<Single>,
    nonce: Option<Box<[u8]>>,
    extended_revoke: bool,
    unknown_critical: Option<Oid>,
    certificates: Vec<Certificate>,
}

impl Response {
    /// Reads an OCSPResponse, or the BasicOCSPResponse inside it as some containers hold it bare (RFC 5126 §6.2.2).
    ///
    /// # Errors
    /// [`Error::OcspStatus`] when the responder answered with an error, [`Error::Unsupported`] for another type of
    /// response, [`Error::Malformed`], [`Error::BudgetExceeded`].
    pub fn parse(bytes: impl Into<Arc<[u8]>>) -> Result<Self, Error> {
        let der: Arc<[u8]> = bytes.into();
        if der.len() > budget::MESSAGE {
            return Err(Error::BudgetExceeded { what: Budget::Message, limit: budget::MESSAGE });
        }
        let inner = read(&der)?;
        Ok(Self(Arc::new(inner)))
    }

    /// The answer as sent.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Who answered.
    #[must_use]
    pub fn responder(&self) -> &Responder {
        &self.0.responder
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> DateTime<Utc> {
        self.0.produced_at
    }

    /// What is said, certificate by certificate.
    #[must_use]
    pub fn singles(&self) -> &[Single] {
        &self.0.singles
    }

    /// What is said of this certificate.
    #[must_use]
    pub fn about(&self, certificate: &Certificate, issuer: &Certificate) -> Option<&Single> {
        self.0.singles.iter().find(|single| single.is_about(certificate, issuer))
    }

    /// The nonce of the question, given back (§4.4.1).
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.0.nonce.as_deref()
    }

    /// "Revoked" may also stand for a certificate that was never issued (§4.4.8).
    #[must_use]
    pub fn is_extended_revoke(&self) -> bool {
        self.0.extended_revoke
    }

    /// A critical extension that is not understood.
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Oid> {
        self.0.unknown_critical
    }

    /// Certificates that came along; unreadable ones are left out.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// How it is signed.
    ///
    /// # Errors
    /// [`algorithm::Error::Unsupported`] or a malformed identifier.
    pub fn scheme(&self) -> Result<&SignatureScheme, &algorithm::Error> {
        self.0.scheme.as_ref()
    }

    /// Was it signed with this key? Looks at nothing but the signature, over the bytes as sent.
    ///
    /// # Errors
    /// See [`algorithm::Error`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<(), algorithm::Error> {
        let scheme = self.0.scheme.as_ref().map_err(Clone::clone)?;
        let tbs = self.0.der.get(self.0.tbs.clone()).unwrap_or_default();
        let signature = self.0.der.get(self.0.signature.clone()).unwrap_or_default();
        key.verify_message(scheme, tbs, signature)
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Response({:?}, {}, {} answers)",
            self.0.responder,
            self.0.produced_at,
            self.0.singles.len()
        )
    }
}

impl PartialEq for Response {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Response {}

fn bad(structure: &'static str) -> Error {
    Error::Malformed { structure }
}

fn read(der: &Arc<[u8]>) -> Result<Inner, Error> {
    let outer = Reader::new(der).expect(der::SEQUENCE, "OCSPResponse")?;
    let basic = if outer.reader().peek() == Some(ENUMERATED) {
        let mut fields = outer.reader();
        match fields.any()?.content {
            [0] => {}
            [code] => return Err(Error::OcspStatus { code: *code }),
            _ => return Err(bad("responseStatus")),
        }
        let wrapper = fields.expect(der::context(0), "responseBytes")?;
        let mut bytes = wrapper.reader().expect(der::SEQUENCE, "ResponseBytes")?.reader();
        let kind = bytes.oid()?;
        if kind != BASIC {
            return Err(Error::Unsupported { structure: "responseType", oid: kind });
        }
        let response = bytes.expect(der::OCTET_STRING, "response")?;
        Reader::new(response.content).expect(der::SEQUENCE, "BasicOCSPResponse")?
    } else {
        outer
    };

    let mut parts = basic.reader();
    let tbs = parts.expect(der::SEQUENCE, "tbsResponseData")?;
    let algorithm = parts.expect(der::SEQUENCE, "signatureAlgorithm")?;
    let signature = parts.expect(der::BIT_STRING, "signature")?;
    let value = match signature.content.split_first() {
        Some((0, value)) => value,
        _ => return Err(bad("signature")),
    };
    let mut certificates = Vec::new();
    if let Some(wrapper) = parts.optional(der::context(0))? {
        let list = wrapper.reader().expect(der::SEQUENCE, "certs")?;
        for element in list.reader().all(budget::CERTIFICATES, Budget::Certificates)? {
            certificates.extend(Certificate::from_der(element.raw));
        }
    }

    // ResponseData, RFC 6960 §4.2.1
    let mut fields = tbs.reader();
    fields.optional(der::context(0))?;
    let id = fields.any()?;
    let responder = match id.tag {
        tag if tag == der::context(1) => {
            Responder::Name(Box::new(Name::from_der(id.content).map_err(|_| bad("responderID"))?))
        }
        tag if tag == der::context(2) => {
            Responder::KeyHash(id.reader().expect(der::OCTET_STRING, "KeyHash")?.content.into())
        }
        _ => return Err(bad("responderID")),
    };
    let produced_at = time::parse(&fields.any()?).ok_or(bad("producedAt"))?;
    let list = fields.expect(der::SEQUENCE, "responses")?;
    let singles = list.reader().all(budget::SINGLE_RESPONSES, Budget::SingleResponses)?;
    let singles = singles.iter().map(single).collect::<Result<Vec<_>, _>>()?;
    let extensions = extensions(fields.optional(der::context(1))?)?;

    let mut nonce = None;
    let mut extended_revoke = false;
    let mut unknown_critical = None;
    for extension in &extensions {
        match extension.oid {
            NONCE => nonce = Some(nonce_value(&extension.value).into()),
            EXTENDED_REVOKE => extended_revoke = true,
            oid if extension.critical => unknown_critical = Some(oid),
            _ => {}
        }
    }
    Ok(Inner {
        tbs: range(der, tbs.raw),
        signature: range(der, value),
        scheme: SignatureScheme::from_der(algorithm.raw, None),
        responder,
        produced_at,
        singles,
        nonce,
        extended_revoke,
        unknown_critical,
        certificates,
        der: Arc::clone(der),
    })
}

/// SingleResponse, RFC 6960 §4.2.1
fn single(element: &Tlv<'_>) -> Result<Single, Error> {
    let mut fields = element.reader();
    let mut id = fields.expect(der::SEQUENCE, "CertID")?.reader();
    let digest = id.expect(der::SEQUENCE, "hashAlgorithm")?.reader().oid()?;
    let issuer_name_hash = id.expect(der::OCTET_STRING, "issuerNameHash")?.content;
    let issuer_key_hash = id.expect(der::OCTET_STRING, "issuerKeyHash")?.content;
    let serial = id.expect(der::INTEGER, "serialNumber")?.content;

    let choice = fields.any()?;
    let status = match choice.tag {
        tag if tag == der::context_primitive(0) => CertStatus::Good,
        tag if tag == der::context(1) => {
            let mut info = choice.reader();
            let at = time::parse(&info.any()?).ok_or(bad("revocationTime"))?;
            let reason = match info.optional(der::context(0))? {
                Some(wrapper) => match wrapper.reader().expect(ENUMERATED, "revocationReason")?.content {
                    [code] => Reason::from_code(*code).ok_or(bad("revocationReason"))?,
                    _ => return Err(bad("revocationReason")),
                },
                None => Reason::Unspecified,
            };
            CertStatus::Revoked { at, reason }
        }
        tag if tag == der::context_primitive(2) => CertStatus::Unknown,
        _ => return Err(bad("certStatus")),
    };
    let this_update = time::parse(&fields.any()?).ok_or(bad("thisUpdate"))?;
    let next_update = match fields.optional(der::context(0))? {
        Some(wrapper) => Some(time::parse(&wrapper.reader().any()?).ok_or(bad("nextUpdate"))?),
        None => None,
    };
    let mut archive_cutoff = None;
    let mut unknown_critical = None;
    for extension in extensions(fields.optional(der::context(1))?)? {
        match extension.oid {
            ARCHIVE_CUTOFF => {
                archive_cutoff = Reader::new(&extension.value).any().ok().and_then(|t| time::parse(&t));
            }
            CRL_REFERENCES => {}
            oid if extension.critical => unknown_critical = Some(oid),
            _ => {}
        }
    }
    Ok(Single {
        digest: Digest::from_oid(&digest),
        issuer_name_hash: issuer_name_hash.into(),
        issuer_key_hash: issuer_key_hash.into(),
        serial: serial.into(),
        status,
        this_update,
        next_update,
        archive_cutoff,
        unknown_critical,
    })
}

fn extensions(wrapper: Option<Tlv<'_>>) -> Result<Vec<Extension>, Error> {
    wrapper.map_or_else(
        || Ok(Vec::new()),
        |wrapper| crate::cert::parse_extensions(wrapper).map_err(|_| bad("Extensions")),
    )
}

/// The nonce is an OCTET STRING inside the extension value (RFC 8954 §2.1); older responders put it there bare.
fn nonce_value(value: &[u8]) -> &[u8] {
    let mut reader = Reader::new(value);
    match reader.optional(der::OCTET_STRING) {
        Ok(Some(inner)) if reader.is_empty() => inner.content,
        _ => value,
    }
}

fn range(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    start..start.saturating_add(part.len())
}
