//! The practice card's statement that it made a key itself (the makers' ATTEST): an X.509 certificate by a key that never
//! leaves the card and signs nothing else. It proves nothing beyond the practice card.

use sha2::{Digest, Sha256};

use super::Randomness;
use super::keys::Unusable;
use super::state::StoredKey;
use crate::tlv;

const SEQUENCE: u32 = 0x30;
/// ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758 clause 3.2).
const ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
/// commonName, 2.5.4.3.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ISSUER: &str = "Absah Atestasi (UJI)";

/// The statement about the key with this `SubjectPublicKeyInfo`, signed by the attesting key.
pub(super) fn statement(
    about: &str,
    spki: &[u8],
    by: &StoredKey,
    random: &mut Randomness,
) -> Result<Vec<u8>, Unusable> {
    certificate(about, spki, by, &[], random)
}

/// The certificate of the attesting key, by itself.
pub(super) fn root(key: &StoredKey, random: &mut Randomness) -> Result<Vec<u8>, Unusable> {
    // cA TRUE, critical (RFC 5280 clause 4.2.1.9).
    let authority = sequence(&[
        tlv::element(0x06, &[0x55, 0x1D, 0x13]),
        tlv::element(0x01, &[0xFF]),
        tlv::element(0x04, &sequence(&[tlv::element(0x01, &[0xFF])])),
    ]);
    let extensions = tlv::element(0xA3, &sequence(&[authority]));
    certificate(ISSUER, &key.spki()?, key, &extensions, random)
}

fn certificate(
    about: &str,
    spki: &[u8],
    by: &StoredKey,
    extensions: &[u8],
    random: &mut Randomness,
) -> Result<Vec<u8>, Unusable> {
    let algorithm = sequence(&[tlv::element(0x06, ECDSA_SHA256)]);
    let digest = Sha256::digest(spki);
    // Positive, and never the same for another key (RFC 5280 clause 4.1.2.2).
    let serial = [&[0x01], digest.get(..15).unwrap_or_default()].concat();
    let validity = sequence(&[tlv::element(0x17, b"200101000000Z"), tlv::element(0x17, b"491231235959Z")]);
    let body = sequence(&[
        tlv::element(0xA0, &[0x02, 0x01, 0x02]),
        tlv::element(0x02, &serial),
        algorithm.clone(),
        name(ISSUER),
        validity,
        name(about),
        spki.to_vec(),
        extensions.to_vec(),
    ]);
    let signature = by.sign(&Sha256::digest(&body), random)?;
    let bits = tlv::element(0x03, &[&[0], &signature[..]].concat());
    Ok(sequence(&[body, algorithm, bits]))
}

fn name(text: &str) -> Vec<u8> {
    let pair = sequence(&[tlv::element(0x06, COMMON_NAME), tlv::element(0x0C, text.as_bytes())]);
    sequence(&[tlv::element(0x31, &pair)])
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv::element(SEQUENCE, &parts.concat())
}
