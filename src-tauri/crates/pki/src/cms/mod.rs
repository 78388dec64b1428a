//! Cryptographic messages: SignedData (RFC 5652 §5) as it is met in PDF signatures and time-stamp tokens.
//!
//! Own reader over raw slices. Whatever was hashed or signed stays as it came; certificates and CRLs are taken one
//! by one, so that an attribute certificate or a broken one costs only itself. Not here: what a signature must
//! contain to be a PAdES one (the caller judges the facts), encryption, counter-signatures (counted, passed over).

pub mod build;
mod signer;

pub use self::signer::{
    DigestOutcome, SignatureOutcome, SignerId, SignerInfo, SignerOutcome, SigningCertificate,
};

use std::borrow::Cow;

use const_oid::ObjectIdentifier;

use crate::algorithm::{self, Digest, SignatureScheme};
use crate::budget::{self, Budget};
use crate::cert::Certificate;
use crate::der::{self, Reader};
use crate::{Error, oid};

/// A parsed SignedData.
#[derive(Clone, Debug)]
pub struct SignedData {
    version: u64,
    digest_algorithms: Vec<ObjectIdentifier>,
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    unreadable_certificates: usize,
    attribute_certificates: usize,
    crls: Vec<Vec<u8>>,
    ocsp_responses: Vec<Vec<u8>>,
    signers: Vec<SignerInfo>,
}

/// id-ri-ocsp-response, RFC 5940 §2
const OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");

impl SignedData {
    /// Reads a ContentInfo with a SignedData inside, or a bare SignedData. BER with indefinite lengths is accepted,
    /// bytes behind the message (the zero padding of `/Contents`) are ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Unsupported`] for another content type, [`Error::BudgetExceeded`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let message = der::normalise(bytes)?;
        let outer = Reader::new(&message).expect(der::SEQUENCE, "ContentInfo")?;
        let mut info = outer.reader();
        if info.peek() == Some(der::INTEGER) {
            // A bare SignedData: some writers leave the ContentInfo out (ISO 32000-2 asks for it).
            return Self::fields(info);
        }
        let content_type = info.oid()?;
        if content_type != oid::SIGNED_DATA {
            return Err(Error::Unsupported { structure: "ContentInfo.contentType", oid: content_type });
        }
        let wrapper = info.expect(der::context(0), "ContentInfo.content")?;
        Self::fields(wrapper.reader().expect(der::SEQUENCE, "SignedData")?.reader())
    }

    fn fields(mut fields: Reader<'_>) -> Result<Self, Error> {
        let version = fields.expect(der::INTEGER, "SignedData.version")?;
        let version =
            der::unsigned(version.content).ok_or(Error::Malformed { structure: "SignedData.version" })?;
        let digest_algorithms = fields
            .expect(der::SET, "digestAlgorithms")?
            .reader()
            .all(budget::SIGNERS, Budget::Signers)?
            .iter()
            .map(|algorithm| algorithm.reader().oid())
            .collect::<Result<_, _>>()?;

        let mut encapsulated = fields.expect(der::SEQUENCE, "encapContentInfo")?.reader();
        let content_type = encapsulated.oid()?;
        let content = match encapsulated.optional(der::context(0))? {
            // RFC 5652 §5.2: an OCTET STRING, whose content octets are hashed. PKCS #7 v1.5 §7 (RFC 2315) has any
            // type here and hashes its content octets likewise.
            Some(wrapper) => Some(wrapper.reader().any()?.content.to_vec()),
            None => None,
        };

        let mut parsed = Self {
            version,
            digest_algorithms,
            content_type,
            content,
            certificates: Vec::new(),
            unreadable_certificates: 0,
            attribute_certificates: 0,
            crls: Vec::new(),
            ocsp_responses: Vec::new(),
            signers: Vec::new(),
        };
        if let Some(set) = fields.optional(der::context(0))? {
            for choice in set.reader().all(budget::CERTIFICATES, Budget::Certificates)? {
                match (choice.tag, Certificate::from_der(choice.raw)) {
                    (der::SEQUENCE, Ok(certificate)) => parsed.certificates.push(certificate),
                    (der::SEQUENCE, Err(_)) => parsed.unreadable_certificates += 1,
                    // CertificateChoices, RFC 5652 §10.2.2: [1] and [2] are attribute certificates, which say
                    // nothing about the signing key; [0] and [3] are obsolete and other formats.
                    (0xA1 | 0xA2, _) => parsed.attribute_certificates += 1,
                    _ => parsed.unreadable_certificates += 1,
                }
            }
        }
        if let Some(set) = fields.optional(der::context(1))? {
            for choice in set.reader().all(budget::CRLS, Budget::Crls)? {
                match choice.tag {
                    der::SEQUENCE => parsed.crls.push(choice.raw.to_vec()),
                    // OtherRevocationInfoFormat, RFC 5652 §10.2.1; OCSP answers stand there by RFC 5940.
                    0xA1 => {
                        let mut other = choice.reader();
                        if other.oid() == Ok(OCSP_RESPONSE) {
                            parsed.ocsp_responses.push(other.any()?.raw.to_vec());
                        }
                    }
                    _ => {}
                }
            }
        }
        let signers = fields.expect(der::SET, "signerInfos")?.reader();
        for signer in signers.all(budget::SIGNERS, Budget::Signers)? {
            parsed.signers.push(SignerInfo::parse(signer)?);
        }
        Ok(parsed)
    }

    /// The version field (RFC 5652 §5.1); kept as a fact, nothing depends on it.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// digestAlgorithms, as announced for one-pass readers; signers name their own.
    #[must_use]
    pub fn digest_algorithms(&self) -> &[ObjectIdentifier] {
        &self.digest_algorithms
    }

    /// eContentType: id-data for signatures, id-ct-TSTInfo for time-stamp tokens.
    #[must_use]
    pub fn content_type(&self) -> ObjectIdentifier {
        self.content_type
    }

    /// eContent, if present. `Some(&[])` and `None` are different: a detached signature has `None`
    /// (RFC 5652 §5.2), and ISO 32000-2 §12.8.3.3.1 wants it so except for `adbe.pkcs7.sha1`.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that could be read, in the order sent.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How many certificates could not be read.
    #[must_use]
    pub fn unreadable_certificates(&self) -> usize {
        self.unreadable_certificates
    }

    /// How many attribute certificates were passed over.
    #[must_use]
    pub fn attribute_certificates(&self) -> usize {
        self.attribute_certificates
    }

    /// CertificateLists as sent.
    #[must_use]
    pub fn crls(&self) -> &[Vec<u8>] {
        &self.crls
    }

    /// OCSPResponses of the crls field (RFC 5940) as sent.
    #[must_use]
    pub fn ocsp_responses(&self) -> &[Vec<u8>] {
        &self.ocsp_responses
    }

    /// The signers, in the order sent. Empty in a certificates-only message.
    #[must_use]
    pub fn signers(&self) -> &[SignerInfo] {
        &self.signers
    }
}

/// `adbe.x509.rsa_sha1` (ISO 32000-1 §12.8.3.2, deprecated by ISO 32000-2): `/Contents` is a bare RSA PKCS #1
/// signature in an OCTET STRING and the certificates stand in `/Cert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareRsaSignature {
    signature: Vec<u8>,
}

impl BareRsaSignature {
    /// Reads `/Contents`; padding behind the OCTET STRING is ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let element: Cow<'_, [u8]> = der::normalise(bytes)?;
        let octets = Reader::new(&element).expect(der::OCTET_STRING, "OCTET STRING")?;
        Ok(Self { signature: octets.content.to_vec() })
    }

    /// The RSA block.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Verifies it over a digest of the signed range. The name says SHA-1; writers used others as well, so the
    /// caller tries the algorithms it hashed with and says which one it was.
    ///
    /// # Errors
    /// See [`algorithm::Error`]; [`algorithm::Error::DigestDisagreement`] names the one that was used.
    pub fn verify(
        &self,
        certificate: &Certificate,
        digest: Digest,
        value: &[u8],
    ) -> Result<(), algorithm::Error> {
        certificate.key().verify_digest(&SignatureScheme::RsaPkcs1 { digest }, value, &self.signature)
    }
}
