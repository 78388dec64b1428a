//! Signature schemes as `AlgorithmIdentifier`s name them (RFC 4055, RFC 5758, RFC 8410, BSI TR-03111 §5.2.1).

use const_oid::ObjectIdentifier;

use super::{Digest, Error};
use crate::der::{self, Reader, Tlv};
use crate::oid;

/// How a signature was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureScheme {
    /// ECDSA with the signature as DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3).
    Ecdsa {
        /// Digest of the message.
        digest: Digest,
    },
    /// ECDSA with the signature as `r || s` of equal lengths (BSI TR-03111 §5.2.1).
    EcdsaPlain {
        /// Digest of the message.
        digest: Digest,
    },
    /// Ed25519 over the message itself (RFC 8032 §5.1).
    Ed25519,
    /// Ed448 over the message itself, with no context (RFC 8032 §5.2, RFC 8419 §3.1).
    Ed448,
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1 {
        /// Digest of the message.
        digest: Digest,
    },
    /// RSASSA-PSS (RFC 8017 §8.1).
    RsaPss {
        /// Digest of the message.
        digest: Digest,
        /// Digest inside the mask generation function MGF1.
        mgf: Digest,
        /// Length of the salt in bytes.
        salt_length: usize,
    },
}

/// id-md5WithRSAEncryption and its successors (RFC 8017 appendix A.2.4; SHA-3 from NIST CSOR).
const RSA_PKCS1: [(&str, Digest); 12] = [
    ("1.2.840.113549.1.1.4", Digest::Md5),
    ("1.2.840.113549.1.1.5", Digest::Sha1),
    ("1.3.14.3.2.29", Digest::Sha1), // sha1WithRSASignature of OIW, still in old certificates
    ("1.2.840.113549.1.1.14", Digest::Sha224),
    ("1.2.840.113549.1.1.11", Digest::Sha256),
    ("1.2.840.113549.1.1.12", Digest::Sha384),
    ("1.2.840.113549.1.1.13", Digest::Sha512),
    ("1.2.840.113549.1.1.16", Digest::Sha512_256),
    ("2.16.840.1.101.3.4.3.13", Digest::Sha3_224),
    ("2.16.840.1.101.3.4.3.14", Digest::Sha3_256),
    ("2.16.840.1.101.3.4.3.15", Digest::Sha3_384),
    ("2.16.840.1.101.3.4.3.16", Digest::Sha3_512),
];

/// ecdsa-with-SHA1 (RFC 3279 §2.2.3), ecdsa-with-SHA2 (RFC 5758 §3.2), SHA-3 (NIST CSOR).
const ECDSA: [(&str, Digest); 9] = [
    ("1.2.840.10045.4.1", Digest::Sha1),
    ("1.2.840.10045.4.3.1", Digest::Sha224),
    ("1.2.840.10045.4.3.2", Digest::Sha256),
    ("1.2.840.10045.4.3.3", Digest::Sha384),
    ("1.2.840.10045.4.3.4", Digest::Sha512),
    ("2.16.840.1.101.3.4.3.9", Digest::Sha3_224),
    ("2.16.840.1.101.3.4.3.10", Digest::Sha3_256),
    ("2.16.840.1.101.3.4.3.11", Digest::Sha3_384),
    ("2.16.840.1.101.3.4.3.12", Digest::Sha3_512),
];

/// ecdsa-plain-… of BSI TR-03111 §5.2.1.1.
const ECDSA_PLAIN: [(&str, Digest); 9] = [
    ("0.4.0.127.0.7.1.1.4.1.1", Digest::Sha1),
    ("0.4.0.127.0.7.1.1.4.1.2", Digest::Sha224),
    ("0.4.0.127.0.7.1.1.4.1.3", Digest::Sha256),
    ("0.4.0.127.0.7.1.1.4.1.4", Digest::Sha384),
    ("0.4.0.127.0.7.1.1.4.1.5", Digest::Sha512),
    ("0.4.0.127.0.7.1.1.4.1.8", Digest::Sha3_224),
    ("0.4.0.127.0.7.1.1.4.1.9", Digest::Sha3_256),
    ("0.4.0.127.0.7.1.1.4.1.10", Digest::Sha3_384),
    ("0.4.0.127.0.7.1.1.4.1.11", Digest::Sha3_512),
];

/// id-shake256-len, RFC 8419 §2.3
const SHAKE256_LEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.18");

fn lookup(table: &[(&str, Digest)], oid: &ObjectIdentifier) -> Option<Digest> {
    table.iter().find(|(text, _)| ObjectIdentifier::new_unwrap(text) == *oid).map(|&(_, digest)| digest)
}

impl SignatureScheme {
    /// Reads an AlgorithmIdentifier. `hint` is the digest declared beside it, for identifiers that name only a
    /// kind of key: RFC 5652 §5.3 and RFC 3370 §3.2 have CMS writers put `rsaEncryption` there, and a quarter of
    /// the signatures in received documents do; some put `id-ecPublicKey` or even the curve.
    ///
    /// # Errors
    /// [`Error::Unsupported`] or [`Error::Malformed`].
    pub fn from_der(algorithm_der: &[u8], hint: Option<Digest>) -> Result<Self, Error> {
        let algorithm = Reader::new(algorithm_der).expect(der::SEQUENCE, "AlgorithmIdentifier")?;
        let mut fields = algorithm.reader();
        let oid = fields.oid()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.any()?) };
        let hinted = || hint.ok_or(Error::Unsupported { oid });

        if let Some(digest) = lookup(&RSA_PKCS1, &oid) {
            return Ok(Self::RsaPkcs1 { digest });
        }
        if let Some(digest) = lookup(&ECDSA, &oid) {
            return Ok(Self::Ecdsa { digest });
        }
        if let Some(digest) = lookup(&ECDSA_PLAIN, &oid) {
            return Ok(Self::EcdsaPlain { digest });
        }
        match oid {
            oid::RSASSA_PSS => pss(parameters),
            oid::ED25519 => Ok(Self::Ed25519),
            oid::ED448 => Ok(Self::Ed448),
            oid::RSA_ENCRYPTION => Ok(Self::RsaPkcs1 { digest: hinted()? }),
            oid::EC_PUBLIC_KEY => Ok(Self::Ecdsa { digest: hinted()? }),
            curve if super::Curve::from_oid(&curve).is_some() => Ok(Self::Ecdsa { digest: hinted()? }),
            oid => Err(Error::Unsupported { oid }),
        }
    }

    /// The digest that is signed; `None` for Ed25519 and Ed448, which sign the message itself.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        match *self {
            Self::RsaPkcs1 { digest }
            | Self::RsaPss { digest, .. }
            | Self::Ecdsa { digest }
            | Self::EcdsaPlain { digest } => Some(digest),
            Self::Ed25519 | Self::Ed448 => None,
        }
    }

    /// The AlgorithmIdentifier of a scheme that this crate writes: `sha256WithRSAEncryption` with NULL
    /// (RFC 4055 §5), `id-RSASSA-PSS` with all of its parameters (§3.1), `ecdsa-with-SHA256` without (RFC 5758 §3.2).
    /// `None` for all others.
    #[must_use]
    pub fn to_der(&self) -> Option<Vec<u8>> {
        match self {
            Self::RsaPkcs1 { digest: Digest::Sha256 } => Some(der::write_algorithm(&oid::RSA_SHA256, true)),
            Self::RsaPss { digest: Digest::Sha256, mgf: Digest::Sha256, salt_length } => {
                let salt = u8::try_from(*salt_length).ok().filter(|length| *length < 128)?;
                // RFC 4055 §2.1: here the digest's parameters are NULL. The trailer is the default, left out (X.690 §11.5).
                let digest = der::write_algorithm(&oid::SHA256, true);
                let mgf = der::write_all(der::SEQUENCE, &[der::write_oid(&oid::MGF1), digest.clone()]);
                let parameters = [
                    der::write(der::context(0), &digest),
                    der::write(der::context(1), &mgf),
                    der::write(der::context(2), &der::write(der::INTEGER, &[salt])),
                ];
                let parameters = der::write_all(der::SEQUENCE, &parameters);
                Some(der::write_all(der::SEQUENCE, &[der::write_oid(&oid::RSASSA_PSS), parameters]))
            }
            Self::Ecdsa { digest: Digest::Sha256 } => Some(der::write_algorithm(&oid::ECDSA_SHA256, false)),
            _ => None,
        }
    }
}

/// RSASSA-PSS-params (RFC 8017 appendix A.2.3); what is absent has its default.
pub(super) fn pss(parameters: Option<Tlv<'_>>) -> Result<SignatureScheme, Error> {
    let mut digest = Digest::Sha1;
    let mut mgf = Digest::Sha1;
    let mut salt_length = 20;
    let malformed = Error::Malformed { structure: "RSASSA-PSS-params" };
    // Absent parameters in a signature take the defaults like an empty sequence would: the identifier says no
    // more. RFC 4055 §3.1 wants them present; a reader that guesses stronger ones would be wrong.
    let mut fields = match parameters {
        Some(p) if p.tag == der::SEQUENCE => p.reader(),
        Some(p) if p.tag == der::NULL => Reader::new(&[]),
        None => Reader::new(&[]),
        Some(_) => return Err(malformed),
    };
    if let Some(hash) = fields.optional(der::context(0))? {
        digest = digest_algorithm(hash.reader().expect(der::SEQUENCE, "RSASSA-PSS-params")?.raw)?;
    }
    if let Some(mask) = fields.optional(der::context(1))? {
        let mut algorithm = mask.reader().expect(der::SEQUENCE, "RSASSA-PSS-params")?.reader();
        let oid = algorithm.oid()?;
        if oid != oid::MGF1 {
            return Err(Error::Unsupported { oid });
        }
        mgf = digest_algorithm(algorithm.expect(der::SEQUENCE, "RSASSA-PSS-params")?.raw)?;
    }
    if let Some(salt) = fields.optional(der::context(2))? {
        let integer = salt.reader().expect(der::INTEGER, "RSASSA-PSS-params")?;
        salt_length = der::unsigned(integer.content)
            .and_then(|n| usize::try_from(n).ok())
            // A salt longer than the largest modulus accepted cannot fit; keeps later sums far from overflow.
            .filter(|&n| n <= 2048)
            .ok_or(malformed.clone())?;
    }
    if let Some(trailer) = fields.optional(der::context(3))? {
        // trailerFieldBC(1) is the only one there is.
        let integer = trailer.reader().expect(der::INTEGER, "RSASSA-PSS-params")?;
        if integer.content != [1] {
            return Err(malformed);
        }
    }
    Ok(SignatureScheme::RsaPss { digest, mgf, salt_length })
}

/// The digest that an AlgorithmIdentifier names; parameters (NULL or absent, RFC 5754 §2) are not looked
/// at but for the length of SHAKE256. An
/// identifier that names a signature counts by its digest: some writers put `sha256WithRSAEncryption` there.
///
/// # Errors
/// [`Error::Unsupported`] or [`Error::Malformed`].
pub(crate) fn digest_algorithm(algorithm_der: &[u8]) -> Result<Digest, Error> {
    let algorithm = Reader::new(algorithm_der).expect(der::SEQUENCE, "AlgorithmIdentifier")?;
    let mut fields = algorithm.reader();
    let oid = fields.oid()?;
    // RFC 8419 §2.3: the output length stands in the parameters; only the one that Ed448 asks for is known here.
    if oid == SHAKE256_LEN
        && fields.optional(der::INTEGER)?.is_some_and(|n| der::unsigned(n.content) == Some(512))
    {
        return Ok(Digest::Shake256);
    }
    Digest::from_oid(&oid)
        .or_else(|| lookup(&RSA_PKCS1, &oid))
        .or_else(|| lookup(&ECDSA, &oid))
        .ok_or(Error::Unsupported { oid })
}
