//! Making of a detached SignedData for a PAdES baseline signature (ETSI EN 319 142-1 §6, EN 319 122-1 §5).
//!
//! In two steps, since the key is on a card: the signed attributes first, the message around the signature
//! afterwards. The digest is SHA-256 for every key; a P-384 key signs the SHA-256 digest of the attributes.

use crate::Error;
use crate::algorithm::Digest;
use crate::algorithm::{KeyKind, PssBound, PublicKey, SignatureScheme};
use crate::cert::Certificate;
use crate::der;
use crate::oid;

/// The signed attributes as DER `SET OF`, which is what gets hashed and signed (RFC 5652 §5.4): content-type,
/// message-digest and signing-certificate-v2, the three that EN 319 142-1 §6.3 table 1 asks for. No signing-time: the
/// same table forbids it, the time stands in `/M`.
///
/// `content_type` is id-data ([`oid::DATA`]) for a document signature; `digest` is the SHA-256 of the byte range.
#[must_use]
pub fn signed_attributes(digest: &[u8; 32], signer: &Certificate) -> Vec<u8> {
    let attribute = |oid, value: Vec<u8>| {
        der::write_all(der::SEQUENCE, &[der::write_oid(oid), der::write(der::SET, &value)])
    };
    // ESSCertIDv2 (RFC 5035 §4): the default hash algorithm must be left out (X.690 §11.5), issuer and serial may be;
    // the hash over the whole certificate says more than they do.
    let certificate_id = der::write(der::SEQUENCE, &der::write(der::OCTET_STRING, &signer.sha256()));
    let signing_certificate = der::write(der::SEQUENCE, &der::write(der::SEQUENCE, &certificate_id));
    der::write_set_of(
        der::SET,
        vec![
            attribute(&oid::CONTENT_TYPE, der::write_oid(&oid::DATA)),
            attribute(&oid::MESSAGE_DIGEST, der::write(der::OCTET_STRING, digest)),
            attribute(&oid::SIGNING_CERTIFICATE_V2, signing_certificate),
        ],
    )
}

/// The scheme that a key signs with here: an RSA key with PKCS #1 v1.5, since every reader knows it, unless its identifier
/// binds it to PSS. `None` for kinds that no supported card makes, and for PSS with another digest than SHA-256.
#[must_use]
pub fn scheme_for(key: &PublicKey) -> Option<SignatureScheme> {
    match key.kind {
        KeyKind::Rsa { .. } if key.pss.is_some() => match &key.pss {
            Some(PssBound::Any) => Some(PSS),
            Some(PssBound::Only(SignatureScheme::RsaPss {
                digest: Digest::Sha256,
                mgf: Digest::Sha256,
                salt_length: ..=32,
            })) => Some(PSS),
            _ => None,
        },
        KeyKind::Rsa { .. } => Some(SignatureScheme::RsaPkcs1 { digest: Digest::Sha256 }),
        KeyKind::Ec(_) => Some(SignatureScheme::Ecdsa { digest: Digest::Sha256 }),
        KeyKind::Ed25519 | KeyKind::Ed448 | KeyKind::Other { .. } => None,
    }
}

/// The scheme for a card that pads by PSS alone: an RSA key whose certificate does not bind it may sign so too (RFC 4055 §1.2,
/// RFC 4056 §3). As [`scheme_for`] for every other kind.
#[must_use]
pub fn scheme_with_pss(key: &PublicKey) -> Option<SignatureScheme> {
    match scheme_for(key)? {
        SignatureScheme::RsaPkcs1 { .. } => Some(PSS),
        other => Some(other),
    }
}

/// SHA-256 throughout, the salt as long as the digest.
const PSS: SignatureScheme =
    SignatureScheme::RsaPss { digest: Digest::Sha256, mgf: Digest::Sha256, salt_length: 32 };

/// The whole message (ContentInfo with SignedData, DER) around a signature over `attributes`. `chain` begins with
/// the signer's certificate; all of it is embedded.
///
/// # Errors
/// [`Error::Malformed`] when the chain is empty, the scheme is none of [`scheme_for`], or `attributes` are no SET.
pub fn assemble(
    attributes: &[u8],
    scheme: &SignatureScheme,
    signature: &[u8],
    chain: &[Certificate],
) -> Result<Vec<u8>, Error> {
    assemble_with(attributes, scheme, signature, chain, &[])
}

/// As [`assemble`], with signature time stamps (RFC 3161 appendix A) as unsigned attributes: level B-T.
///
/// # Errors
/// As [`assemble`].
pub fn assemble_with(
    attributes: &[u8],
    scheme: &SignatureScheme,
    signature: &[u8],
    chain: &[Certificate],
    timestamps: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    let signer = chain.first().ok_or(Error::Malformed { structure: "certificate chain" })?;
    let algorithm = scheme.to_der().ok_or(Error::Malformed { structure: "signatureAlgorithm" })?;
    if attributes.first() != Some(&der::SET) {
        return Err(Error::Malformed { structure: "signed attributes" });
    }
    let mut attributes = attributes.to_vec();
    if let Some(tag) = attributes.first_mut() {
        *tag = der::context(0); // IMPLICIT [0], RFC 5652 §5.3
    }
    // RFC 5754 §2: SHA-2 identifiers in digestAlgorithm go without parameters.
    let digest_algorithm = der::write_algorithm(&oid::SHA256, false);
    let signer_id = der::write_all(
        der::SEQUENCE,
        &[signer.issuer().der().to_vec(), der::write(der::INTEGER, signer.serial())],
    );
    let version = |n: u8| der::write(der::INTEGER, &[n]);
    let mut signer_info = vec![
        version(1), // with issuerAndSerialNumber, RFC 5652 §5.3
        signer_id,
        digest_algorithm.clone(),
        attributes,
        algorithm,
        der::write(der::OCTET_STRING, signature),
    ];
    if !timestamps.is_empty() {
        let value = der::write_set_of(der::SET, timestamps.to_vec());
        let attribute = der::write_all(der::SEQUENCE, &[der::write_oid(&oid::TIME_STAMP_TOKEN), value]);
        signer_info.push(der::write(der::context(1), &attribute));
    }
    // certificates is a SET too, in DER order. Repeated ones once.
    let mut certificates: Vec<Vec<u8>> = chain.iter().map(|c| c.der().to_vec()).collect();
    certificates.sort();
    certificates.dedup();
    let signed_data = der::write_all(
        der::SEQUENCE,
        &[
            version(1), // only X.509 certificates, id-data, version 1 signers: RFC 5652 §5.1
            der::write(der::SET, &digest_algorithm),
            der::write(der::SEQUENCE, &der::write_oid(&oid::DATA)),
            der::write_all(der::context(0), &certificates),
            der::write(der::SET, &der::write_all(der::SEQUENCE, &signer_info)),
        ],
    );
    Ok(der::write_all(
        der::SEQUENCE,
        &[der::write_oid(&oid::SIGNED_DATA), der::write(der::context(0), &signed_data)],
    ))
}
