//! Time-stamp tokens (RFC 3161 §2.4.2, RFC 5816), asking for one (§2.4.1) and checking the answer (§2.2, §2.4.2).
//!
//! Own lenient reader of TSTInfo: times with fractions of a second are legal there and sent, BER is met. What a token
//! says and what makes an answer acceptable are two things: [`TimeStampToken`] only reads, [`response`] judges, because
//! it knows the question. Not here: sending, and whether an authority's certificate was revoked ([`crate::revocation`],
//! over [`Stamp::path`]).

mod request;
mod response;

pub use self::request::request;
pub use self::response::{Asked, Failure, SignerProblem, Stamp, StampError, response};

use std::sync::Arc;

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

use crate::algorithm::{Digest, scheme::digest_algorithm};
use crate::budget::{self, Budget};
use crate::cert::{Certificate, time};
use crate::cms::{SignedData, SignerInfo, SignerOutcome};
use crate::der::{self, Reader};
use crate::{Error, algorithm, oid};

/// A time-stamp token: a SignedData whose content is a TSTInfo.
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    der: Arc<[u8]>,
    gen_time: DateTime<Utc>,
    imprint_digest: Result<Digest, ObjectIdentifier>,
    imprint: Vec<u8>,
    policy: ObjectIdentifier,
    serial: Vec<u8>,
    nonce: Option<Vec<u8>>,
    accuracy_millis: Option<u64>,
    unknown_critical: Option<ObjectIdentifier>,
    signed_data: SignedData,
}

/// The stamped bytes, against the imprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImprintOutcome {
    /// These bytes were stamped.
    Matches,
    /// Others were.
    Differs,
    /// The digest algorithm of the imprint is not known.
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
}

/// What RFC 3161 §2.3 asks of a time-stamp authority's certificate, as facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityUsage {
    /// The extended key usage names id-kp-timeStamping.
    pub time_stamping: bool,
    /// It names nothing else.
    pub only: bool,
    /// It is critical.
    pub critical: bool,
}

impl AuthorityUsage {
    /// Reads the facts off a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        certificate.extended_key_usage().map_or(
            Self { time_stamping: false, only: false, critical: false },
            |usage| Self {
                time_stamping: usage.purposes.contains(&oid::KP_TIME_STAMPING),
                only: usage.purposes == [oid::KP_TIME_STAMPING],
                critical: usage.critical,
            },
        )
    }

    /// All that the clause asks.
    #[must_use]
    pub fn conforms(self) -> bool {
        self.time_stamping && self.only && self.critical
    }
}

impl TimeStampToken {
    /// Reads a token (a ContentInfo, zero padding allowed).
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Unsupported`] when the content is no TSTInfo.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let der = der::normalise(bytes)?;
        let signed_data = SignedData::parse(&der)?;
        if signed_data.content_type() != oid::TST_INFO {
            return Err(Error::Unsupported {
                structure: "encapContentInfo.eContentType",
                oid: signed_data.content_type(),
            });
        }
        let content = signed_data.content().ok_or(Error::Malformed { structure: "TSTInfo" })?;
        let info = der::normalise(content)?;
        let mut fields = Reader::new(&info).expect(der::SEQUENCE, "TSTInfo")?.reader();
        fields.expect(der::INTEGER, "TSTInfo.version")?;
        let policy = fields.expect(der::OID, "TSTInfo.policy")?.oid()?;
        let mut message_imprint = fields.expect(der::SEQUENCE, "messageImprint")?.reader();
        let imprint_algorithm = message_imprint.expect(der::SEQUENCE, "hashAlgorithm")?;
        let imprint_digest = match digest_algorithm(imprint_algorithm.raw) {
            Ok(digest) => Ok(digest),
            Err(algorithm::Error::Unsupported { oid }) => Err(oid),
            Err(_) => return Err(Error::Malformed { structure: "hashAlgorithm" }),
        };
        let imprint = message_imprint.expect(der::OCTET_STRING, "hashedMessage")?.content.to_vec();
        let serial = fields.expect(der::INTEGER, "TSTInfo.serialNumber")?.content.to_vec();
        let gen_time = fields.expect(der::GENERALIZED_TIME, "TSTInfo.genTime")?;
        let gen_time = time::parse(&gen_time).ok_or(Error::Malformed { structure: "TSTInfo.genTime" })?;
        let accuracy_millis = fields.optional(der::SEQUENCE)?.and_then(|a| accuracy(a.reader()));
        fields.optional(der::BOOLEAN)?; // ordering
        let nonce = fields.optional(der::INTEGER)?.map(|n| n.content.to_vec());
        fields.optional(der::context(0))?; // tsa: the certificate says who it was
        let mut unknown_critical = None;
        // [1] IMPLICIT Extensions. None that is defined changes what a token means.
        if let Some(list) = fields.optional(der::context(1))? {
            for extension in list.reader().all(budget::EXTENSIONS, Budget::Extensions)? {
                let mut parts = extension.reader();
                let oid = parts.oid()?;
                if parts.optional(der::BOOLEAN)?.is_some_and(|critical| critical.content != [0]) {
                    unknown_critical = Some(oid);
                }
            }
        }
        Ok(Self {
            der: der.as_ref().into(),
            gen_time,
            imprint_digest,
            imprint,
            policy,
            serial,
            nonce,
            accuracy_millis,
            unknown_critical,
            signed_data,
        })
    }

    /// The token (a ContentInfo) as sent, without padding; indefinite lengths made definite, since it is to stand
    /// inside DER. Nothing that was signed is changed by that.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// A critical extension of the TSTInfo that is not understood: such a token must not be relied upon (RFC 5280
    /// §4.2, whose extensions these are).
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<ObjectIdentifier> {
        self.unknown_critical
    }

    /// genTime: when the token was made, with fractions of a second if given.
    #[must_use]
    pub fn gen_time(&self) -> DateTime<Utc> {
        self.gen_time
    }

    /// Digest algorithm of the imprint; `None` when it is not known.
    #[must_use]
    pub fn imprint_digest(&self) -> Option<Digest> {
        self.imprint_digest.ok()
    }

    /// The digest of what was stamped.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.imprint
    }

    /// The authority's policy.
    #[must_use]
    pub fn policy(&self) -> ObjectIdentifier {
        self.policy
    }

    /// Content octets of the token's serial number.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Content octets of the nonce, if any.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Accuracy around [`Self::gen_time`] in milliseconds, rounded up, if stated.
    #[must_use]
    pub fn accuracy_millis(&self) -> Option<u64> {
        self.accuracy_millis
    }

    /// The message around it: certificates, signer.
    #[must_use]
    pub fn signed_data(&self) -> &SignedData {
        &self.signed_data
    }

    /// The signer; `None` unless there is exactly one (RFC 3161 §2.4.2).
    #[must_use]
    pub fn signer(&self) -> Option<&SignerInfo> {
        match self.signed_data.signers() {
            [signer] => Some(signer),
            _ => None,
        }
    }

    /// Is `value`, the digest by [`Self::imprint_digest`], what was stamped?
    #[must_use]
    pub fn verify(&self, value: &[u8]) -> ImprintOutcome {
        match self.imprint_digest {
            Err(oid) => ImprintOutcome::Unsupported { oid },
            Ok(_) if self.imprint == value => ImprintOutcome::Matches,
            Ok(_) => ImprintOutcome::Differs,
        }
    }

    /// Are these the stamped bytes?
    #[must_use]
    pub fn verify_bytes(&self, bytes: &[u8]) -> ImprintOutcome {
        let value = self.imprint_digest.map(|digest| digest.hash(bytes)).unwrap_or_default();
        self.verify(&value)
    }

    /// The authority's certificate out of the token itself or out of `others`, and the check of its signature over
    /// the TSTInfo as sent. `None` when there is no single signer or no such certificate.
    #[must_use]
    pub fn verify_signature(&self, others: &[Certificate]) -> Option<(Certificate, SignerOutcome)> {
        let signer = self.signer()?;
        let certificate = signer
            .find_certificate(self.signed_data.certificates())
            .or_else(|| signer.find_certificate(others))?;
        let content = self.signed_data.content()?;
        Some((certificate.clone(), signer.verify_content(certificate, content)))
    }
}

/// Accuracy, RFC 3161 §2.4.2: seconds, millis [0], micros [1], all optional.
fn accuracy(mut fields: Reader<'_>) -> Option<u64> {
    let mut part = |tag| match fields.optional(tag).ok()? {
        Some(integer) => der::unsigned(integer.content),
        None => Some(0),
    };
    let seconds = part(der::INTEGER)?;
    let millis = part(der::context_primitive(0))?;
    let micros = part(der::context_primitive(1))?;
    seconds.checked_mul(1000)?.checked_add(millis)?.checked_add(micros.div_ceil(1000))
}
