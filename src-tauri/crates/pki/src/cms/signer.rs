//! One signer of a message (SignerInfo, RFC 5652 §5.3): what it says, and the two checks on it.
//!
//! The digest over the content and the signature over the attributes are two outcomes, because they mean different
//! things to a reader: a wrong digest says that the document changed, a wrong signature that the signer's own
//! statement was altered or is not his.

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

use crate::algorithm::{self, Digest, SignatureScheme, scheme::digest_algorithm};
use crate::budget::{self, Budget};
use crate::cert::{Certificate, Name, time};
use crate::der::{self, Reader, Tlv};
use crate::{Error, oid};

/// How the signer's certificate is named (SignerIdentifier, RFC 5652 §5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerId {
    /// By issuer name and serial number.
    IssuerAndSerial {
        /// The issuer.
        issuer: Name,
        /// Content octets of the serial number.
        serial: Vec<u8>,
    },
    /// By subject key identifier.
    SubjectKeyId(Vec<u8>),
}

/// What ESS signing-certificate says about the signer's certificate (RFC 2634 §5.4, RFC 5035 §3-4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningCertificate {
    /// Digest algorithm of the hash; SHA-1 in version 1. `Err` is an algorithm that is not known.
    pub digest: Result<Digest, ObjectIdentifier>,
    /// Hash over the whole certificate.
    pub hash: Vec<u8>,
    /// Content octets of the serial number, where issuer and serial are given too.
    pub serial: Option<Vec<u8>>,
    /// Came as version 2.
    pub version2: bool,
}

/// The digest of the content, against what the signer stated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestOutcome {
    /// Equal to the message-digest attribute.
    Matches,
    /// The content is not what was signed.
    Differs,
    /// There are signed attributes but no single message-digest among them (RFC 5652 §11.2 demands one).
    Missing,
    /// There are no signed attributes: the signature itself covers the content, and its outcome decides.
    InSignature,
    /// The digest algorithm is not known.
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
}

/// The signature over the signed attributes, or over the content where there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureOutcome {
    /// Made with the certificate's key over exactly these bytes.
    Valid,
    /// Not so; with the reason. [`algorithm::Error::Unsupported`] is never in here.
    Invalid(algorithm::Error),
    /// Algorithm or key of a kind that is not known: nothing can be said.
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
}

/// Both outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerOutcome {
    /// About the content.
    pub digest: DigestOutcome,
    /// About the signer's statement.
    pub signature: SignatureOutcome,
}

impl SignerOutcome {
    /// Both checks done and passed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self.digest, DigestOutcome::Matches | DigestOutcome::InSignature)
            && self.signature == SignatureOutcome::Valid
    }
}

/// One attribute: its type and its values as sent.
#[derive(Clone, Debug)]
struct Attribute {
    oid: ObjectIdentifier,
    values: Vec<Vec<u8>>,
}

/// One signer.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    id: SignerId,
    digest: Result<Digest, ObjectIdentifier>,
    scheme: Result<SignatureScheme, algorithm::Error>,
    signature: Vec<u8>,
    /// `SET OF Attribute` as it was hashed: the bytes as sent with the tag [0] replaced by SET (RFC 5652 §5.4).
    signed_bytes: Option<Vec<u8>>,
    signed: Vec<Attribute>,
    unsigned: Vec<Attribute>,
}

impl SignerInfo {
    pub(super) fn parse(element: Tlv<'_>) -> Result<Self, Error> {
        const MALFORMED: Error = Error::Malformed { structure: "SignerInfo" };
        let mut fields = element.reader();
        fields.expect(der::INTEGER, "SignerInfo.version")?;
        let sid = fields.any()?;
        let id = match sid.tag {
            der::SEQUENCE => {
                let mut parts = sid.reader();
                let issuer =
                    Name::parse(parts.expect(der::SEQUENCE, "IssuerAndSerialNumber")?).ok_or(MALFORMED)?;
                let serial = parts.expect(der::INTEGER, "IssuerAndSerialNumber")?.content.to_vec();
                SignerId::IssuerAndSerial { issuer, serial }
            }
            // [0] IMPLICIT OCTET STRING; the constructed form is an explicit one that some writers send.
            0x80 => SignerId::SubjectKeyId(sid.content.to_vec()),
            0xA0 => SignerId::SubjectKeyId(
                sid.reader().expect(der::OCTET_STRING, "SignerIdentifier")?.content.to_vec(),
            ),
            _ => return Err(MALFORMED),
        };
        let digest = match digest_algorithm(fields.expect(der::SEQUENCE, "digestAlgorithm")?.raw) {
            Ok(digest) => Ok(digest),
            Err(algorithm::Error::Unsupported { oid }) => Err(oid),
            Err(_) => return Err(Error::Malformed { structure: "digestAlgorithm" }),
        };
        let signed = fields.optional(der::context(0))?;
        let algorithm = fields.expect(der::SEQUENCE, "signatureAlgorithm")?;
        let scheme = match (SignatureScheme::from_der(algorithm.raw, digest.ok()), digest) {
            // A bare key type, and beside it a digest that is not known: the digest is what is unsupported.
            (
                Err(algorithm::Error::Unsupported { oid: oid::RSA_ENCRYPTION | oid::EC_PUBLIC_KEY }),
                Err(oid),
            ) => Err(algorithm::Error::Unsupported { oid }),
            (scheme, _) => scheme,
        };
        let signature = fields.expect(der::OCTET_STRING, "SignerInfo.signature")?.content.to_vec();
        let unsigned = fields.optional(der::context(1))?;

        Ok(Self {
            id,
            digest,
            scheme,
            signature,
            signed_bytes: signed.map(|set| {
                let mut bytes = set.raw.to_vec();
                if let Some(tag) = bytes.first_mut() {
                    *tag = der::SET;
                }
                bytes
            }),
            signed: signed.map(attributes).transpose()?.unwrap_or_default(),
            // Unsigned attributes are not protected; a broken set costs only itself.
            unsigned: unsigned.map(attributes).transpose().ok().flatten().unwrap_or_default(),
        })
    }

    /// How the certificate is named.
    #[must_use]
    pub fn id(&self) -> &SignerId {
        &self.id
    }

    /// The digest algorithm to hash the content with: digestAlgorithm where there are signed attributes, else the one
    /// that the signature itself uses (RFC 5652 §5.4). `None` when it is not known, see [`Self::unknown_digest`].
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        match (&self.signed_bytes, &self.scheme) {
            (None, Ok(scheme)) => scheme.digest().or(self.digest.ok()),
            _ => self.digest.ok(),
        }
    }

    /// digestAlgorithm's identifier when it is not known.
    #[must_use]
    pub fn unknown_digest(&self) -> Option<ObjectIdentifier> {
        self.digest.err()
    }

    /// How the signature was made.
    ///
    /// # Errors
    /// [`algorithm::Error::Unsupported`] or [`algorithm::Error::Malformed`].
    pub fn scheme(&self) -> Result<&SignatureScheme, &algorithm::Error> {
        self.scheme.as_ref()
    }

    /// The digest algorithms of digestAlgorithm and signatureAlgorithm when they differ. RFC 5652 §5.4 hashes
    /// content and attributes with the first one; writers that name another in the second are met, and RFC 6211 is
    /// about attacks with it. The check goes by what each field says for its own step.
    #[must_use]
    pub fn digest_disagreement(&self) -> Option<(Digest, Digest)> {
        let (content, signature) = (self.digest.ok()?, self.scheme.as_ref().ok()?.digest()?);
        (content != signature).then_some((content, signature))
    }

    /// Does the CMS algorithm protection attribute (RFC 6211 §2) name the algorithms that the unprotected fields name?
    /// `None` when there is no such attribute, or none that can be read; `Some(false)` is an attack or a bug, and
    /// either way not what was signed.
    #[must_use]
    pub fn algorithm_protection_matches(&self) -> Option<bool> {
        let value = self.single(&oid::ALGORITHM_PROTECTION)?;
        let mut fields = Reader::new(value).expect(der::SEQUENCE, "CMSAlgorithmProtection").ok()?.reader();
        let digest = digest_algorithm(fields.expect(der::SEQUENCE, "digestAlgorithm").ok()?.raw).ok()?;
        // signatureAlgorithm [1] IMPLICIT
        let signature = fields.expect(der::context(1), "signatureAlgorithm").ok()?;
        let scheme =
            SignatureScheme::from_der(&der::write(der::SEQUENCE, signature.content), Some(digest)).ok()?;
        Some(self.digest == Ok(digest) && self.scheme.as_ref() == Ok(&scheme))
    }

    /// The signature value.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Are there signed attributes?
    #[must_use]
    pub fn has_signed_attributes(&self) -> bool {
        self.signed_bytes.is_some()
    }

    /// The signed attributes as hashed: DER SET OF by the standard, in any order in practice.
    #[must_use]
    pub fn signed_attributes(&self) -> Option<&[u8]> {
        self.signed_bytes.as_deref()
    }

    /// Types of the signed attributes in the order sent, repeated ones repeated.
    pub fn signed_attribute_types(&self) -> impl Iterator<Item = ObjectIdentifier> + '_ {
        self.signed.iter().map(|a| a.oid)
    }

    /// Types of the unsigned attributes likewise.
    pub fn unsigned_attribute_types(&self) -> impl Iterator<Item = ObjectIdentifier> + '_ {
        self.unsigned.iter().map(|a| a.oid)
    }

    /// Values, as sent, of all signed attributes of this type.
    #[must_use]
    pub fn signed_values(&self, oid: &ObjectIdentifier) -> Vec<&[u8]> {
        values(&self.signed, oid)
    }

    /// Values, as sent, of all unsigned attributes of this type.
    #[must_use]
    pub fn unsigned_values(&self, oid: &ObjectIdentifier) -> Vec<&[u8]> {
        values(&self.unsigned, oid)
    }

    /// The message-digest attribute (RFC 5652 §11.2); `None` unless there is exactly one with one value.
    #[must_use]
    pub fn message_digest(&self) -> Option<&[u8]> {
        let value = self.single(&oid::MESSAGE_DIGEST)?;
        Some(Reader::new(value).expect(der::OCTET_STRING, "MessageDigest").ok()?.content)
    }

    /// The content-type attribute (RFC 5652 §11.1); must equal eContentType, and for PAdES be id-data.
    #[must_use]
    pub fn content_type(&self) -> Option<ObjectIdentifier> {
        Reader::new(self.single(&oid::CONTENT_TYPE)?).oid().ok()
    }

    /// The signing-time attribute (RFC 5652 §11.3): a claim of the signer. ETSI EN 319 142-1 §6.3 wants `/M` instead.
    #[must_use]
    pub fn signing_time(&self) -> Option<DateTime<Utc>> {
        time::parse(&Reader::new(self.single(&oid::SIGNING_TIME)?).any().ok()?)
    }

    /// The signature time stamps (RFC 3161 appendix A): ContentInfos as sent.
    #[must_use]
    pub fn timestamp_tokens(&self) -> Vec<Vec<u8>> {
        self.unsigned_values(&oid::TIME_STAMP_TOKEN).into_iter().map(<[u8]>::to_vec).collect()
    }

    /// How many counter-signatures there are (RFC 5652 §11.4): signatures over this signature, in unsigned attributes.
    /// They are counted so that a report can say that they were not looked at. Nothing rests on them: whoever holds the
    /// file may add or remove one.
    #[must_use]
    pub fn counter_signatures(&self) -> usize {
        self.unsigned_values(&oid::COUNTERSIGNATURE).len()
    }

    /// What the ESS attributes say about the signer's certificate: the first entry of each attribute, version 2
    /// first (RFC 5035 §3: the first certificate identified must be the signer's).
    #[must_use]
    pub fn signing_certificates(&self) -> Vec<SigningCertificate> {
        let version2 = self.signed_values(&oid::SIGNING_CERTIFICATE_V2);
        let version1 = self.signed_values(&oid::SIGNING_CERTIFICATE);
        version2
            .into_iter()
            .map(|value| ess(value, true))
            .chain(version1.into_iter().map(|value| ess(value, false)))
            .flatten()
            .collect()
    }

    /// Is `certificate` the one that the signer committed to? `None` when there is no ESS attribute that can be read
    /// and computed; `Some(false)` when any of them names another certificate.
    #[must_use]
    pub fn signing_certificate_matches(&self, certificate: &Certificate) -> Option<bool> {
        let mut outcome = None;
        for named in self.signing_certificates() {
            if let Ok(digest) = named.digest {
                let matches = digest.hash(certificate.der()) == named.hash
                    && named.serial.as_deref().is_none_or(|serial| serial == certificate.serial());
                outcome = Some(outcome.unwrap_or(true) && matches);
            }
        }
        outcome
    }

    /// The certificate that the identifier names, out of a bag. Of several (same issuer and serial, forged or
    /// reissued) the one that the ESS attribute commits to, else the first.
    #[must_use]
    pub fn find_certificate<'a>(&self, bag: &'a [Certificate]) -> Option<&'a Certificate> {
        let named = |c: &&Certificate| match &self.id {
            SignerId::IssuerAndSerial { issuer, serial } => {
                c.serial() == serial && c.issuer().matches(issuer)
            }
            SignerId::SubjectKeyId(id) => c.subject_key_id() == Some(id),
        };
        bag.iter()
            .filter(named)
            .find(|c| self.signing_certificate_matches(c) == Some(true))
            .or_else(|| bag.iter().find(named))
            // Writers that name the certificate wrongly but commit to it rightly are met; the commitment is the
            // stronger statement, it is signed.
            .or_else(|| bag.iter().find(|c| self.signing_certificate_matches(c) == Some(true)))
    }

    /// Both checks (RFC 5652 §5.6). `content_digest` is the digest of the content by [`Self::digest`]; for
    /// a message with eContent the digest of that.
    #[must_use]
    pub fn verify(&self, certificate: &Certificate, content_digest: &[u8]) -> SignerOutcome {
        self.verify_parts(certificate, content_digest, None)
    }

    /// As [`Self::verify`], with the content itself: needed only for Ed25519 and Ed448 without signed
    /// attributes, which sign the content and no digest.
    #[must_use]
    pub fn verify_content(&self, certificate: &Certificate, content: &[u8]) -> SignerOutcome {
        let digest = self.digest().map(|d| d.hash(content)).unwrap_or_default();
        self.verify_parts(certificate, &digest, Some(content))
    }

    fn verify_parts(
        &self,
        certificate: &Certificate,
        digest: &[u8],
        content: Option<&[u8]>,
    ) -> SignerOutcome {
        let signature = match self.verify_signature(certificate, digest, content) {
            Ok(()) => SignatureOutcome::Valid,
            Err(algorithm::Error::Unsupported { oid }) => SignatureOutcome::Unsupported { oid },
            Err(error) => SignatureOutcome::Invalid(error),
        };
        let digest = match (self.digest, &self.signed_bytes, self.message_digest()) {
            (_, None, _) => DigestOutcome::InSignature,
            (Err(oid), _, _) => DigestOutcome::Unsupported { oid },
            (Ok(_), Some(_), None) => DigestOutcome::Missing,
            (Ok(_), Some(_), Some(stated)) if stated == digest => DigestOutcome::Matches,
            (Ok(_), Some(_), Some(_)) => DigestOutcome::Differs,
        };
        SignerOutcome { digest, signature }
    }

    fn verify_signature(
        &self,
        certificate: &Certificate,
        digest: &[u8],
        content: Option<&[u8]>,
    ) -> Result<(), algorithm::Error> {
        let scheme = self.scheme.as_ref().map_err(Clone::clone)?;
        let key = certificate.key();
        match (&self.signed_bytes, content) {
            (Some(attributes), _) => key.verify_message(scheme, attributes, &self.signature),
            (None, Some(content)) => key.verify_message(scheme, content, &self.signature),
            (None, None) => match scheme.digest() {
                Some(_) => key.verify_digest(scheme, digest, &self.signature),
                // They sign the content itself (RFC 8419 §3.1), which is not here: nothing can be said.
                None if *scheme == SignatureScheme::Ed448 => {
                    Err(algorithm::Error::Unsupported { oid: oid::ED448 })
                }
                None => Err(algorithm::Error::Unsupported { oid: oid::ED25519 }),
            },
        }
    }

    /// The value of a signed attribute that must stand exactly once with exactly one value (RFC 5652 §11).
    fn single(&self, oid: &ObjectIdentifier) -> Option<&[u8]> {
        match self.signed_values(oid).as_slice() {
            [value] => Some(value),
            _ => None,
        }
    }
}

fn values<'a>(attributes: &'a [Attribute], oid: &ObjectIdentifier) -> Vec<&'a [u8]> {
    attributes.iter().filter(|a| a.oid == *oid).flat_map(|a| a.values.iter().map(Vec::as_slice)).collect()
}

fn attributes(set: Tlv<'_>) -> Result<Vec<Attribute>, Error> {
    set.reader()
        .all(budget::ATTRIBUTES, Budget::Attributes)?
        .iter()
        .map(|attribute| {
            let mut fields = attribute.reader();
            let oid = fields.oid()?;
            let values = fields
                .expect(der::SET, "Attribute.values")?
                .reader()
                .all(budget::ATTRIBUTES, Budget::Attributes)?
                .iter()
                .map(|value| value.raw.to_vec())
                .collect();
            Ok(Attribute { oid, values })
        })
        .collect()
}

/// First ESSCertID or ESSCertIDv2 of a SigningCertificate(V2) value.
fn ess(value: &[u8], version2: bool) -> Option<SigningCertificate> {
    let mut outer = Reader::new(value).expect(der::SEQUENCE, "SigningCertificate").ok()?.reader();
    let mut certs = outer.expect(der::SEQUENCE, "SigningCertificate.certs").ok()?.reader();
    let mut id = certs.expect(der::SEQUENCE, "ESSCertID").ok()?.reader();
    let digest = if version2 {
        // RFC 5035 §4: SHA-256 is the default.
        match id.optional(der::SEQUENCE).ok()? {
            Some(algorithm) => match digest_algorithm(algorithm.raw) {
                Ok(digest) => Ok(digest),
                Err(algorithm::Error::Unsupported { oid }) => Err(oid),
                Err(_) => return None,
            },
            None => Ok(Digest::Sha256),
        }
    } else {
        Ok(Digest::Sha1)
    };
    let hash = id.expect(der::OCTET_STRING, "certHash").ok()?.content.to_vec();
    let serial = match id.optional(der::SEQUENCE).ok()? {
        Some(issuer_serial) => {
            let mut parts = issuer_serial.reader();
            parts.expect(der::SEQUENCE, "GeneralNames").ok()?;
            Some(parts.expect(der::INTEGER, "serialNumber").ok()?.content.to_vec())
        }
        None => None,
    };
    Some(SigningCertificate { digest, hash, serial, version2 })
}
