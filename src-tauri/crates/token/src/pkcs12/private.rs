//! Private keys of PKCS#12 files (PKCS#8, RFC 5958): whose they are, and signing.
//!
//! RSA and P-256 through `ring`. That pairs every curve with one hash, P-384 with SHA-384, and knows no P-521, so these
//! sign the SHA-256 digest through the curves' own crates, with the nonce of RFC 6979. RSA keys outside 2048 to 4096
//! bits sign nothing here.

use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding,
};
use signature::hazmat::PrehashSigner;
use zeroize::Zeroizing;

use crate::key::as_number;
use crate::tlv::{Malformed, Reader};
use crate::{Error, KeyAlgorithm, PublicKey, RsaPadding, ToBeSigned};

/// The kinds of keys that sign from a file.
pub const SIGNING_KEYS: &[KeyAlgorithm] = &[
    KeyAlgorithm::P256,
    KeyAlgorithm::P384,
    KeyAlgorithm::P521,
    KeyAlgorithm::Rsa { bits: 2048 },
    KeyAlgorithm::Rsa { bits: 3072 },
    KeyAlgorithm::Rsa { bits: 4096 },
];

/// The private key belongs to the public one.
pub(super) fn belongs(pkcs8: &[u8], public: &PublicKey) -> bool {
    let Ok(inner) = private_key(pkcs8) else { return false };
    match public.algorithm {
        KeyAlgorithm::Rsa { .. } => matches!(
            (rsa_modulus(inner), public_modulus(public)),
            (Ok(private), Ok(public)) if private == public
        ),
        KeyAlgorithm::P256 => p256(inner, public).is_some(),
        KeyAlgorithm::P384 => p384(inner, public).is_some(),
        KeyAlgorithm::P521 => p521(inner, public).is_some(),
    }
}

/// Signs the attributes and checks the result with the certificate's key.
pub(super) fn sign(
    pkcs8: &[u8],
    public: &PublicKey,
    slot: u8,
    tbs: &ToBeSigned<'_>,
) -> Result<Vec<u8>, Error> {
    let refused = Error::KeyRefused { slot, works: SIGNING_KEYS };
    let random = SystemRandom::new();
    let inner = private_key(pkcs8).map_err(|_| Error::FileDamaged)?;
    let signature = match public.algorithm {
        KeyAlgorithm::Rsa { .. } => {
            let pair = rsa::KeyPair::from_der(inner).map_err(|_| refused.clone())?;
            let mut signature = vec![0; pair.public().modulus_len()];
            let padding: &dyn RsaEncoding = match tbs.padding {
                RsaPadding::Pkcs1 => &RSA_PKCS1_SHA256,
                RsaPadding::Pss { .. } => &RSA_PSS_SHA256,
            };
            pair.sign(padding, &random, tbs.attributes, &mut signature).map_err(|_| refused)?;
            signature
        }
        KeyAlgorithm::P256 => {
            let pair = p256(inner, public).ok_or(refused.clone())?;
            pair.sign(&random, tbs.attributes).map_err(|_| refused)?.as_ref().to_vec()
        }
        KeyAlgorithm::P384 => {
            let key = p384(inner, public).ok_or(refused.clone())?;
            let signature: p384::ecdsa::Signature =
                key.sign_prehash(&as_number(public.algorithm, &tbs.digest)).map_err(|_| refused)?;
            signature.to_der().as_bytes().to_vec()
        }
        KeyAlgorithm::P521 => {
            let key = p521(inner, public).ok_or(refused.clone())?;
            let signature: p521::ecdsa::Signature =
                key.sign_prehash(&as_number(public.algorithm, &tbs.digest)).map_err(|_| refused)?;
            signature.to_der().as_bytes().to_vec()
        }
    };
    if public.verifies(tbs.padding, &tbs.digest, &signature) {
        Ok(signature)
    } else {
        Err(Error::SignatureWrong)
    }
}

/// The octets inside a `PrivateKeyInfo`: `RSAPrivateKey` (RFC 8017) or `ECPrivateKey` (RFC 5915). Attributes and
/// parameters around them differ between programs and are not looked at.
fn private_key(pkcs8: &[u8]) -> Result<&[u8], Malformed> {
    let mut fields = Reader::new(Reader::new(pkcs8).expect(SEQUENCE)?.value);
    fields.expect(INTEGER)?;
    fields.expect(SEQUENCE)?;
    Ok(fields.expect(OCTET_STRING)?.value)
}

fn rsa_modulus(inner: &[u8]) -> Result<&[u8], Malformed> {
    let mut fields = Reader::new(Reader::new(inner).expect(SEQUENCE)?.value);
    fields.expect(INTEGER)?;
    Ok(fields.expect(INTEGER)?.value)
}

fn public_modulus(public: &PublicKey) -> Result<&[u8], Malformed> {
    Ok(Reader::new(Reader::new(public.bits()).expect(SEQUENCE)?.value).expect(INTEGER)?.value)
}

/// The pair, if the two halves belong together. The public half comes from the certificate: Java leaves it out of the
/// private key.
fn p256(inner: &[u8], public: &PublicKey) -> Option<EcdsaKeyPair> {
    let (random, scalar) = (SystemRandom::new(), scalar(inner, 32)?);
    let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
    EcdsaKeyPair::from_private_key_and_public_key(algorithm, &scalar, public.bits(), &random).ok()
}

fn p384(inner: &[u8], public: &PublicKey) -> Option<p384::ecdsa::SigningKey> {
    let key = p384::ecdsa::SigningKey::from_slice(&scalar(inner, 48)?).ok()?;
    let half = p384::ecdsa::VerifyingKey::from_sec1_bytes(public.bits()).ok()?;
    (*key.verifying_key() == half).then_some(key)
}

fn p521(inner: &[u8], public: &PublicKey) -> Option<p521::ecdsa::SigningKey> {
    let key = p521::ecdsa::SigningKey::from_slice(&scalar(inner, 66)?).ok()?;
    let half = p521::ecdsa::VerifyingKey::from_sec1_bytes(public.bits()).ok()?;
    (*key.verifying_key() == half).then_some(key)
}

/// The secret number of an `ECPrivateKey`, `length` bytes long.
fn scalar(inner: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut fields = Reader::new(Reader::new(inner).expect(SEQUENCE).ok()?.value);
    fields.expect(INTEGER).ok()?;
    let digits = fields.expect(OCTET_STRING).ok()?.value;
    // Some programs drop leading zeros, others keep one too many.
    let digits = digits.get(digits.len().saturating_sub(length)..)?;
    let mut scalar = Zeroizing::new(Vec::with_capacity(length));
    scalar.resize(length - digits.len(), 0);
    scalar.extend_from_slice(digits);
    Some(scalar)
}

const SEQUENCE: u32 = 0x30;
const INTEGER: u32 = 0x02;
const OCTET_STRING: u32 = 0x04;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use crate::tlv::element;

    /// The key whose private half is one: its point is the curve's base point.
    fn base_point() -> PublicKey {
        let hex = "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296\
                   4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";
        let digits: Vec<u8> = hex.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
        let point: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        PublicKey::of_point(KeyAlgorithm::P256, &point).unwrap().unwrap()
    }

    fn pkcs8(scalar: &[u8]) -> Vec<u8> {
        let key = element(SEQUENCE, &[vec![0x02, 1, 1], element(OCTET_STRING, scalar)].concat());
        let fields = [vec![0x02, 1, 0], element(SEQUENCE, &[]), element(OCTET_STRING, &key)].concat();
        element(SEQUENCE, &fields)
    }

    #[test]
    fn scalar_of_any_length_is_read_as_the_number_it_is() {
        let public = base_point();
        let [full, long] = [32, 33].map(|length| [vec![0; length - 1], vec![1]].concat());
        for scalar in [&[1][..], &full, &long] {
            assert!(belongs(&pkcs8(scalar), &public), "{} bytes", scalar.len());
        }
        for scalar in [&[][..], &[2], &[0; 32]] {
            assert!(!belongs(&pkcs8(scalar), &public), "{scalar:?}");
        }
    }
}
