//! RSA signature verification: RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) and RSASSA-PSS (§8.1).
//!
//! The public-key operation is the `rsa` crate's; the two paddings are written out here, because the crate binds
//! each to a hash type at compile time and wants PSS's mask and message digest equal, while signatures name them
//! freely. There are no secrets in verification, so comparisons need not take constant time.

use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPublicKey};

use super::{Digest, Error};
use crate::der::{self, Reader};

/// Longest modulus that is worked with, in bits. Verification cost grows with the square; 16,384 bits take some
/// milliseconds, and no certificate authority issues longer ones.
const MAX_MODULUS_BITS: usize = 16_384;

const MALFORMED_KEY: Error = Error::Malformed { structure: "RSAPublicKey" };

/// Modulus and exponent as big-endian bytes without leading zeros (RFC 8017 appendix A.1.1).
fn parts(bits: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let mut fields = Reader::new(bits).expect(der::SEQUENCE, "RSAPublicKey")?.reader();
    let modulus = fields.expect(der::INTEGER, "RSAPublicKey.modulus")?.content;
    let exponent = fields.expect(der::INTEGER, "RSAPublicKey.publicExponent")?.content;
    Ok((trim(modulus), trim(exponent)))
}

fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&b| b == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// Length of the modulus in bits.
pub(super) fn modulus_bits(bits: &[u8]) -> Result<u32, Error> {
    let (modulus, _) = parts(bits)?;
    let first = modulus.first().ok_or(MALFORMED_KEY)?;
    u32::try_from(modulus.len())
        .ok()
        .and_then(|bytes| bytes.checked_mul(8))
        .map(|all| all - first.leading_zeros())
        .ok_or(MALFORMED_KEY)
}

/// RSAVP1 (RFC 8017 §5.2.2): the encoded message, as long as the modulus.
fn recover(bits: &[u8], signature: &[u8]) -> Result<(Vec<u8>, usize), Error> {
    let (modulus, exponent) = parts(bits)?;
    let key = RsaPublicKey::new_with_max_size(
        BoxedUint::from_be_slice_vartime(modulus),
        BoxedUint::from_be_slice_vartime(exponent),
        MAX_MODULUS_BITS,
    )
    .map_err(|_| MALFORMED_KEY)?;
    // RFC 8017 §8.1.2 and §8.2.2 step 1: exactly as long as the modulus.
    if signature.len() != key.size() {
        return Err(Error::Invalid);
    }
    let value = BoxedUint::from_be_slice_vartime(signature);
    if value >= *key.n().as_ref() {
        return Err(Error::Invalid);
    }
    let message = rsa::hazmat::rsa_encrypt(&key, &value).map_err(|_| Error::Invalid)?;
    let bytes = message.to_be_bytes();
    let digits = trim(&bytes);
    let mut encoded = vec![0; key.size().saturating_sub(digits.len())];
    encoded.extend_from_slice(digits);
    let modulus_bits = usize::try_from(modulus_bits(bits)?).map_err(|_| MALFORMED_KEY)?;
    Ok((encoded, modulus_bits))
}

/// DigestInfo (RFC 8017 §9.2): with NULL parameters, as one must write it, or without any, as note 2 of §9.2 and
/// RFC 5754 §2 tell readers to accept.
fn digest_info(digest: Digest, value: &[u8], null_parameters: bool) -> Vec<u8> {
    der::write_all(
        der::SEQUENCE,
        &[der::write_algorithm(&digest.oid(), null_parameters), der::write(der::OCTET_STRING, value)],
    )
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2); `None` when the modulus is too short for it.
fn pkcs1_encode(info: &[u8], length: usize) -> Option<Vec<u8>> {
    // At least eight octets of padding.
    let padding = length.checked_sub(info.len())?.checked_sub(3).filter(|&n| n >= 8)?;
    let mut encoded = vec![0x00, 0x01];
    encoded.resize(2 + padding, 0xFF);
    encoded.push(0x00);
    encoded.extend_from_slice(info);
    Some(encoded)
}

/// RSASSA-PKCS1-V1_5-VERIFY: the expected encoding is built and compared, never parsed, so that nothing can hide
/// in it (Bleichenbacher 2006).
pub(super) fn verify_pkcs1(bits: &[u8], digest: Digest, value: &[u8], signature: &[u8]) -> Result<(), Error> {
    let (encoded, _) = recover(bits, signature)?;
    let matches = |algorithm, value: &[u8]| {
        [true, false].into_iter().any(|null_parameters| {
            let info = digest_info(algorithm, value, null_parameters);
            pkcs1_encode(&info, encoded.len()).is_some_and(|expected| expected == encoded)
        })
    };
    if matches(digest, value) {
        return Ok(());
    }
    // Only for the explanation: is it well formed, with another digest algorithm than the declared one?
    for other in Digest::ALL.into_iter().filter(|&other| other != digest) {
        let tail = encoded.len().checked_sub(other.output_len()).and_then(|at| encoded.get(at..));
        if tail.is_some_and(|tail| matches(other, tail)) {
            return Err(Error::DigestDisagreement { declared: digest, signed: other });
        }
    }
    Err(Error::Invalid)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2) with the digests and the salt length given.
pub(super) fn verify_pss(
    bits: &[u8],
    digest: Digest,
    mgf: Digest,
    salt_length: usize,
    value: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    let (encoded, modulus_bits) = recover(bits, signature)?;
    let em_bits = modulus_bits.checked_sub(1).ok_or(MALFORMED_KEY)?;
    let em_length = em_bits.div_ceil(8);
    // One octet shorter than the modulus when that has a length of 8n+1 bits (RFC 8017 §8.1.2 step 2c).
    let (lead, em) = encoded.split_at_checked(encoded.len() - em_length).ok_or(Error::Invalid)?;
    if lead.iter().any(|&b| b != 0) {
        return Err(Error::Invalid);
    }
    let hash_length = digest.output_len();
    // Steps 3 and 4.
    let (masked, rest) = em
        .len()
        .checked_sub(hash_length + 1)
        .filter(|&n| n > salt_length)
        .and_then(|n| em.split_at_checked(n))
        .ok_or(Error::Invalid)?;
    let (hash, trailer) = rest.split_at_checked(hash_length).ok_or(Error::Invalid)?;
    if trailer != [0xBC] {
        return Err(Error::Invalid);
    }
    // Steps 6 to 9: the unused leftmost bits are zero before and cleared after unmasking.
    let unused = u32::try_from(8 * em_length - em_bits).map_err(|_| MALFORMED_KEY)?;
    let keep = 0xFFu8.checked_shr(unused).unwrap_or(0);
    if masked.first().is_none_or(|&b| b & !keep != 0) {
        return Err(Error::Invalid);
    }
    let mask = mgf1(mgf, hash, masked.len());
    let mut block: Vec<u8> = masked.iter().zip(&mask).map(|(a, b)| a ^ b).collect();
    if let Some(first) = block.first_mut() {
        *first &= keep;
    }
    // Step 10: zeros, one, salt.
    let (zeros, rest) = block.split_at_checked(block.len() - salt_length - 1).ok_or(Error::Invalid)?;
    let (one, salt) = rest.split_first().ok_or(Error::Invalid)?;
    if zeros.iter().any(|&b| b != 0) || *one != 1 {
        return Err(Error::Invalid);
    }
    // Steps 12 to 14.
    let mut hasher = digest.hasher();
    hasher.update(&[0; 8]);
    hasher.update(value);
    hasher.update(salt);
    if hasher.finalize() == hash { Ok(()) } else { Err(Error::Invalid) }
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mgf1(digest: Digest, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length + digest.output_len());
    let mut counter = 0u32;
    while mask.len() < length {
        let mut hasher = digest.hasher();
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        mask.extend(hasher.finalize());
        counter += 1;
    }
    mask.truncate(length);
    mask
}
