//! The question to a time-stamp authority (TimeStampReq, RFC 3161 §2.4.1). Sending it is the caller's.

use const_oid::ObjectIdentifier;

use crate::algorithm::Digest;
use crate::der;

/// TimeStampReq in DER. `imprint` is the digest, by `digest`, of what is to be stamped; `nonce` are random bytes, read as
/// a big-endian number (8 or more make a replayed answer out of the question); `policy` is left out when the authority
/// may choose. certReq is set: without the authority's certificate a token proves nothing later.
#[must_use]
pub fn request(digest: Digest, imprint: &[u8], nonce: &[u8], policy: Option<ObjectIdentifier>) -> Vec<u8> {
    let message_imprint = der::write_all(
        der::SEQUENCE,
        // NULL parameters: RFC 5754 §2 has readers accept both forms, and authorities compare bytes with what OpenSSL
        // sends.
        &[der::write_algorithm(&digest.oid(), true), der::write(der::OCTET_STRING, imprint)],
    );
    let mut fields = vec![der::write(der::INTEGER, &[1]), message_imprint]; // version 1
    fields.extend(policy.map(|policy| der::write_oid(&policy)));
    fields.push(der::write_unsigned(nonce));
    fields.push(der::write(der::BOOLEAN, &[0xFF])); // certReq TRUE
    der::write_all(der::SEQUENCE, &fields)
}
