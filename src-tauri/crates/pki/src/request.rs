//! Certification requests (PKCS#10, RFC 2986): made in two steps, since the key is on a card, and read again with their
//! signature checked. And of a file that an issuer gave: the certificate of this key, and what came with it.
//!
//! Not here: names of forms, and whether an issuer is trusted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Error;
use crate::algorithm::{self, PublicKey};
use crate::cert::{Certificate, Name, name};
use crate::cms;
use crate::der::{self, Reader};
use crate::issue::extension;
use crate::oid;

/// Whom a certificate is asked for. Empty parts are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Applicant {
    /// Country, two letters.
    pub country: String,
    /// Organisation.
    pub organisation: String,
    /// Unit of the organisation.
    pub unit: String,
    /// The person's office.
    pub title: String,
    /// The person's name; must be there.
    pub common_name: String,
    /// Address for mail, asked for as an alternative name (RFC 5280 §4.2.1.6).
    pub email: String,
}

/// A request before it is signed.
#[derive(Clone, Debug)]
pub struct Draft {
    info: Vec<u8>,
    key: PublicKey,
}

impl Draft {
    /// `CertificationRequestInfo` for this key (a `SubjectPublicKeyInfo`), asking for digitalSignature and nonRepudiation.
    ///
    /// # Errors
    /// [`Error::Request`] naming the argument.
    pub fn new(applicant: &Applicant, spki_der: &[u8]) -> Result<Self, Error> {
        let key = PublicKey::from_der(spki_der).map_err(|_| Error::Request { part: "key" })?;
        cms::build::scheme_for(&key).ok_or(Error::Request { part: "key" })?;
        let parts = [
            (name::COUNTRY, applicant.country.as_str()),
            (name::ORGANISATION, &applicant.organisation),
            (name::UNIT, &applicant.unit),
            (name::TITLE, &applicant.title),
            (name::COMMON_NAME, &applicant.common_name),
        ];
        let subject = name::build(&parts).filter(|_| !applicant.common_name.is_empty());
        let subject = subject.ok_or(Error::Request { part: "subject" })?;
        // RFC 5280 §4.2.1.3: digitalSignature (0) and nonRepudiation (1); six bits unused
        let usage = der::write(der::BIT_STRING, &[6, 0b1100_0000]);
        let mut extensions = vec![extension("2.5.29.15", true, &usage)];
        if !applicant.email.is_empty() {
            if !applicant.email.is_ascii() {
                return Err(Error::Request { part: "email" });
            }
            // rfc822Name [1] IA5String
            let address = der::write(der::context_primitive(1), applicant.email.as_bytes());
            extensions.push(extension("2.5.29.17", false, &der::write(der::SEQUENCE, &address)));
        }
        let extensions = der::write_all(der::SEQUENCE, &extensions);
        let attribute = der::write_all(
            der::SEQUENCE,
            &[der::write_oid(&oid::EXTENSION_REQUEST), der::write(der::SET, &extensions)],
        );
        let info = der::write_all(
            der::SEQUENCE,
            &[
                der::write(der::INTEGER, &[0]), // version 1
                subject,
                spki_der.to_vec(),
                der::write(der::context(0), &attribute),
            ],
        );
        Ok(Self { info, key })
    }

    /// What the key signs, with SHA-256.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.info
    }

    /// The request around the key's signature.
    ///
    /// # Errors
    /// [`Error::Request`] when the signature is not the key's.
    pub fn finish(&self, signature: &[u8]) -> Result<Request, Error> {
        let scheme = cms::build::scheme_for(&self.key).and_then(|scheme| scheme.to_der());
        let algorithm = scheme.ok_or(Error::Request { part: "key" })?;
        let bits = der::write(der::BIT_STRING, &[&[0], signature].concat());
        Request::from_der(&der::write_all(der::SEQUENCE, &[self.info.clone(), algorithm, bits]))
    }
}

/// A request whose signature is its own key's.
#[derive(Clone, Debug)]
pub struct Request {
    der: Vec<u8>,
    subject: Name,
    key: PublicKey,
}

impl Request {
    /// Reads a request and checks its signature.
    ///
    /// # Errors
    /// [`Error::Request`] naming the part.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let bad = |part| move |_| Error::Request { part };
        let mut outer = Reader::new(bytes);
        let whole = outer.expect(der::SEQUENCE, "").map_err(bad("CertificationRequest"))?;
        if !outer.is_empty() {
            return Err(Error::Request { part: "bytes behind the request" });
        }
        let mut parts = whole.reader();
        let info = parts.expect(der::SEQUENCE, "").map_err(bad("certificationRequestInfo"))?;
        let algorithm = parts.expect(der::SEQUENCE, "").map_err(bad("signatureAlgorithm"))?;
        let signature = parts.expect(der::BIT_STRING, "").map_err(bad("signature"))?;
        let Some((0, signature)) = signature.content.split_first() else {
            return Err(Error::Request { part: "signature" });
        };
        let mut fields = info.reader();
        fields.expect(der::INTEGER, "").map_err(bad("version"))?;
        let subject = fields.expect(der::SEQUENCE, "").map_err(bad("subject"))?;
        let key = fields.expect(der::SEQUENCE, "").map_err(bad("subjectPKInfo"))?;
        let key = PublicKey::from_der(key.raw).map_err(|_| Error::Request { part: "subjectPKInfo" })?;
        algorithm::verify_message(&key.spki_der, algorithm.raw, info.raw, signature)
            .map_err(|_| Error::Request { part: "signature" })?;
        Ok(Self { der: bytes.to_vec(), subject: Name::from_der(subject.raw)?, key })
    }

    /// Reads a request as tools write it to a file: DER, or the first one in PEM (RFC 7468 §7; also with the older label).
    ///
    /// # Errors
    /// [`Error::Request`].
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.first() == Some(&der::SEQUENCE) {
            return Self::from_der(bytes);
        }
        let text = String::from_utf8_lossy(bytes);
        let body = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"].iter().find_map(|label| {
            let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
            Some(after.split_once("-----END ")?.0.split_whitespace().collect::<String>())
        });
        let der = STANDARD.decode(body.ok_or(Error::Request { part: "PEM" })?);
        Self::from_der(&der.map_err(|_| Error::Request { part: "PEM" })?)
    }

    /// The whole request, DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The request as issuers' forms take it (RFC 7468 §7).
    #[must_use]
    pub fn pem(&self) -> String {
        der::pem("CERTIFICATE REQUEST", &self.der)
    }

    /// Whom it asks for.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// Of certificates that an issuer gave: the one of this key, and the others.
///
/// With several for one key (an old one beside the new) the one that begins last. `None` when none is of this key.
#[must_use]
pub fn of_key(certificates: &[Certificate], spki_der: &[u8]) -> Option<(Certificate, Vec<Certificate>)> {
    let ours = |certificate: &&Certificate| &*certificate.key().spki_der == spki_der;
    let found = certificates.iter().filter(ours).max_by_key(|certificate| certificate.not_before())?;
    let others = certificates.iter().filter(|certificate| !ours(certificate)).cloned().collect();
    Some((found.clone(), others))
}
