//! GENERAL AUTHENTICATE as PIV uses it for signatures (SP 800-73-4 part 2 clause 3.2.4 and appendix A.4).

use super::object::algorithm_identifier;
use crate::apdu::{Channel, Command, OK};
use crate::key::DIGEST_INFO;
use crate::tlv;
use crate::{Error, KeyAlgorithm, PublicKey, Slot};

/// Signs the SHA-256 digest and checks the result with the public key.
pub(crate) fn sign(
    channel: &mut Channel<'_>,
    slot: Slot,
    key: &PublicKey,
    digest: &[u8; 32],
) -> Result<Vec<u8>, Error> {
    let reference = slot.key_reference();
    let unsupported = Error::KeyUnsupported { slot: reference };
    let identifier = algorithm_identifier(key.algorithm).ok_or(unsupported)?;
    let mut template = vec![0x82, 0x00];
    tlv::write(&mut template, 0x81, &challenge(key.algorithm, digest));
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
    if key.verifies(digest, signature) { Ok(signature.to_vec()) } else { Err(Error::SignatureWrong) }
}

/// What the card works on: for RSA the whole padded block, for ECDSA the digest as long as the curve's order.
fn challenge(algorithm: KeyAlgorithm, digest: &[u8; 32]) -> Vec<u8> {
    match algorithm {
        KeyAlgorithm::P256 => digest.to_vec(),
        // A digest shorter than the order keeps its value: zeros in front (FIPS 186-5 clause 6.4.1 step 2).
        KeyAlgorithm::P384 => [&[0; 16], digest.as_slice()].concat(),
        KeyAlgorithm::Rsa { bits } => pkcs1_block(usize::from(bits / 8), digest),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn challenge_has_the_length_of_the_key() {
        for bits in [2048, 3072, 4096] {
            let block = challenge(KeyAlgorithm::Rsa { bits }, &[7; 32]);
            assert_eq!(block.len(), usize::from(bits) / 8);
            assert_eq!(
                (&block[..3], &block[block.len() - 33..]),
                (&[0, 1, 0xFF][..], &[&[0x20][..], &[7; 32]].concat()[..])
            );
        }
        assert_eq!(challenge(KeyAlgorithm::P256, &[7; 32]), [7; 32]);
        assert_eq!(challenge(KeyAlgorithm::P384, &[7; 32])[..17], [&[0; 16][..], &[7]].concat()[..]);
        assert_eq!(challenge(KeyAlgorithm::P384, &[7; 32]).len(), 48);
    }
}
