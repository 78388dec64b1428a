//! GENERAL AUTHENTICATE as PIV uses it for signatures (SP 800-73-4 part 2 clause 3.2.4 and appendix A.4).

use super::object::algorithm_identifier;
use crate::apdu::{Channel, Command, OK};
use sha2::{Digest, Sha256};

use crate::key::{DIGEST_INFO, as_number};
use crate::tlv;
use crate::{Error, KeyAlgorithm, PublicKey, RsaPadding, Slot, ToBeSigned};

/// Signs the SHA-256 digest and checks the result with the public key.
pub(crate) fn sign(
    channel: &mut Channel<'_>,
    slot: Slot,
    key: &PublicKey,
    tbs: &ToBeSigned<'_>,
) -> Result<Vec<u8>, Error> {
    let reference = slot.key_reference();
    let unsupported = Error::KeyUnsupported { slot: reference };
    let identifier = algorithm_identifier(key.algorithm).ok_or(unsupported)?;
    let mut template = vec![0x82, 0x00];
    tlv::write(&mut template, 0x81, &challenge(key.algorithm, tbs));
    let data = tlv::element(0x7C, &template);
    let response = channel.send(&Command::asking(0x87, identifier, reference, &data))?;
    if response.sw != OK {
        return Err(Error::Unexpected { instruction: 0x87, sw: response.sw });
    }
    let signature = tlv::find(&response.data, 0x7C)
        .and_then(|template| tlv::find(template.ok_or(tlv::Malformed)?, 0x82))
        .ok()
        .flatten()
        .ok_or(Error::Malformed { instruction: 0x87 })?;
    if key.verifies(tbs.padding, &tbs.digest, signature) {
        Ok(signature.to_vec())
    } else {
        Err(Error::SignatureWrong)
    }
}

/// What the card works on: for RSA the whole padded block, for ECDSA the digest as long as the curve's order.
fn challenge(algorithm: KeyAlgorithm, tbs: &ToBeSigned<'_>) -> Vec<u8> {
    match (algorithm, tbs.padding) {
        (KeyAlgorithm::Rsa { bits }, RsaPadding::Pkcs1) => pkcs1_block(usize::from(bits / 8), &tbs.digest),
        (KeyAlgorithm::Rsa { bits }, RsaPadding::Pss { salt }) => {
            pss_block(usize::from(bits / 8), &tbs.digest, &salt)
        }
        (curve, _) => as_number(curve, &tbs.digest),
    }
}

/// EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017 clause 9.2): 00 01 FF.. 00 DigestInfo.
fn pkcs1_block(length: usize, digest: &[u8; 32]) -> Vec<u8> {
    let tail = DIGEST_INFO.len() + digest.len();
    let mut block = vec![0x00, 0x01];
    block.resize(length.saturating_sub(tail + 1), 0xFF);
    block.push(0x00);
    block.extend_from_slice(DIGEST_INFO);
    block.extend_from_slice(digest);
    block
}

/// EMSA-PSS with SHA-256 and MGF1 (RFC 8017 clause 9.1.1), for a modulus of a whole number of bytes.
fn pss_block(length: usize, digest: &[u8; 32], salt: &[u8; 32]) -> Vec<u8> {
    let hash = Sha256::digest([&[0; 8], &digest[..], salt].concat());
    // DB: zeros, 01, salt; as long as the block without hash and trailer.
    let mut block = vec![0; length.saturating_sub(hash.len() + 1 + salt.len() + 1)];
    block.push(0x01);
    block.extend_from_slice(salt);
    for (counter, part) in (0u32..).zip(block.chunks_mut(hash.len())) {
        let mask = Sha256::digest([&hash[..], &counter.to_be_bytes()].concat());
        part.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
    // The block is one bit shorter than the modulus.
    if let Some(first) = block.first_mut() {
        *first &= 0x7F;
    }
    block.extend_from_slice(&hash);
    block.push(0xBC);
    block
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn challenge_has_the_length_of_the_key() {
        let tbs = ToBeSigned::new(&[], [7; 32]);
        for bits in [2048, 3072, 4096] {
            let pss = challenge(KeyAlgorithm::Rsa { bits }, &tbs.with_pss([9; 32]));
            assert_eq!((pss.len(), pss[0] & 0x80, pss.last()), (usize::from(bits) / 8, 0, Some(&0xBC)));
            let block = challenge(KeyAlgorithm::Rsa { bits }, &tbs);
            assert_eq!(block.len(), usize::from(bits) / 8);
            assert_eq!(
                (&block[..3], &block[block.len() - 33..]),
                (&[0, 1, 0xFF][..], &[&[0x20][..], &[7; 32]].concat()[..])
            );
        }
        assert_eq!(challenge(KeyAlgorithm::P256, &tbs), [7; 32]);
        assert_eq!(challenge(KeyAlgorithm::P384, &tbs)[..17], [&[0; 16][..], &[7]].concat()[..]);
        assert_eq!(challenge(KeyAlgorithm::P384, &tbs).len(), 48);
    }
}
