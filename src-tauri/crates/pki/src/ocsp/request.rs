//! An OCSP question for one certificate (RFC 6960 §4.1). Unsigned; sending it is the caller's.

use super::NONCE;
use crate::algorithm::Digest;
use crate::cert::Certificate;
use crate::der;

/// OCSPRequest in DER. The certificate is named with SHA-1, which RFC 5019 §2.1.1 asks of all clients and every
/// responder knows; it only finds the certificate and is no signature, so that collisions gain nothing. `nonce`
/// should have 32 random bytes (RFC 9654 §2.1) and is left out when `None`.
#[must_use]
pub fn request(certificate: &Certificate, issuer: &Certificate, nonce: Option<&[u8]>) -> Vec<u8> {
    let digest = Digest::Sha1;
    let octets = |bytes: &[u8]| der::write(der::OCTET_STRING, bytes);
    let cert_id = der::write_all(
        der::SEQUENCE,
        &[
            der::write_algorithm(&digest.oid(), true),
            octets(&digest.hash(certificate.issuer().der())),
            octets(&digest.hash(issuer.key().subject_public_key())),
            der::write(der::INTEGER, certificate.serial()),
        ],
    );
    let list = der::write(der::SEQUENCE, &der::write(der::SEQUENCE, &cert_id));
    let mut tbs = vec![list];
    if let Some(nonce) = nonce {
        let extension = der::write_all(der::SEQUENCE, &[der::write_oid(&NONCE), octets(&octets(nonce))]);
        tbs.push(der::write(der::context(2), &der::write(der::SEQUENCE, &extension)));
    }
    der::write(der::SEQUENCE, &der::write_all(der::SEQUENCE, &tbs))
}
