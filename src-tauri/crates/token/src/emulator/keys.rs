//! The practice card's private keys.
//!
//! PIV asks the raw RSA operation on a block padded by the host, and ECDSA on a digest made by the host. RSA is
//! blinded and its result checked; see RUSTSEC-2023-0071 for why that alone does not make it fit for real keys.

use p256::elliptic_curve::Generate;
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPrivateKey};
use signature::hazmat::PrehashSigner;
use zeroize::Zeroizing;

use super::Randomness;
use super::state::{Bytes, StoredKey};
use crate::KeyAlgorithm;
use crate::piv::{algorithm_identifier, algorithm_of};
use crate::tlv;

/// The stored key can not be used, or the data is none that it works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unusable;

impl StoredKey {
    pub(super) fn generate(algorithm: KeyAlgorithm, random: &mut Randomness) -> Result<StoredKey, Unusable> {
        let private = match algorithm {
            KeyAlgorithm::Rsa { bits } => {
                let key = RsaPrivateKey::new(random, usize::from(bits)).map_err(|_| Unusable)?;
                Zeroizing::new(key.to_pkcs1_der().map_err(|_| Unusable)?.as_bytes().to_vec())
            }
            KeyAlgorithm::P256 => {
                let Ok(key) = p256::SecretKey::try_generate_from_rng(random);
                Zeroizing::new(key.to_bytes().to_vec())
            }
            KeyAlgorithm::P384 => {
                let Ok(key) = p384::SecretKey::try_generate_from_rng(random);
                Zeroizing::new(key.to_bytes().to_vec())
            }
            // PIV has none.
            KeyAlgorithm::P521 => return Err(Unusable),
        };
        let algorithm = algorithm_identifier(algorithm).ok_or(Unusable)?;
        Ok(StoredKey { algorithm, private: Bytes(private) })
    }

    /// Contents of the public key template 7F49 (SP 800-73-4 part 2 clause 3.3.2).
    pub(super) fn public_template(&self) -> Result<Vec<u8>, Unusable> {
        let mut template = Vec::new();
        match algorithm_of(self.algorithm).ok_or(Unusable)? {
            KeyAlgorithm::P521 => return Err(Unusable),
            KeyAlgorithm::Rsa { .. } => {
                let key = self.rsa()?;
                tlv::write(&mut template, 0x81, &key.n().to_be_bytes_trimmed_vartime());
                tlv::write(&mut template, 0x82, &key.e().to_be_bytes_trimmed_vartime());
            }
            KeyAlgorithm::P256 => {
                tlv::write(&mut template, 0x86, self.p256()?.verifying_key().to_sec1_point(false).as_bytes())
            }
            KeyAlgorithm::P384 => {
                tlv::write(&mut template, 0x86, self.p384()?.verifying_key().to_sec1_point(false).as_bytes())
            }
        }
        Ok(template)
    }

    /// `SubjectPublicKeyInfo` of the key.
    pub(super) fn spki(&self) -> Result<Vec<u8>, Unusable> {
        let algorithm = algorithm_of(self.algorithm).ok_or(Unusable)?;
        let key = crate::piv::public_key(algorithm, &self.public_template()?);
        key.ok().flatten().map(|key| key.spki).ok_or(Unusable)
    }

    /// RSA: the raw private operation on a block as long as the modulus. EC: DER `ECDSA-Sig-Value` over a digest
    /// not longer than the order.
    pub(super) fn sign(&self, data: &[u8], random: &mut Randomness) -> Result<Vec<u8>, Unusable> {
        match algorithm_of(self.algorithm).ok_or(Unusable)? {
            KeyAlgorithm::P521 => Err(Unusable),
            KeyAlgorithm::Rsa { bits } => {
                if data.len() != usize::from(bits / 8) {
                    return Err(Unusable);
                }
                let block = BoxedUint::from_be_slice(data, u32::from(bits)).map_err(|_| Unusable)?;
                let signature =
                    rsa_decrypt_and_check(&self.rsa()?, Some(random), &block).map_err(|_| Unusable)?;
                Ok(signature.to_be_bytes().to_vec())
            }
            KeyAlgorithm::P256 => {
                let digest = left_padded::<32>(data)?;
                let signature: p256::ecdsa::Signature =
                    self.p256()?.sign_prehash(&digest).map_err(|_| Unusable)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            KeyAlgorithm::P384 => {
                let digest = left_padded::<48>(data)?;
                let signature: p384::ecdsa::Signature =
                    self.p384()?.sign_prehash(&digest).map_err(|_| Unusable)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
    }

    fn rsa(&self) -> Result<RsaPrivateKey, Unusable> {
        RsaPrivateKey::from_pkcs1_der(&self.private.0).map_err(|_| Unusable)
    }

    fn p256(&self) -> Result<p256::ecdsa::SigningKey, Unusable> {
        p256::ecdsa::SigningKey::from_slice(&self.private.0).map_err(|_| Unusable)
    }

    fn p384(&self) -> Result<p384::ecdsa::SigningKey, Unusable> {
        p384::ecdsa::SigningKey::from_slice(&self.private.0).map_err(|_| Unusable)
    }
}

/// A digest shorter than the order keeps its value (FIPS 186-5 clause 6.4.1 step 2); a longer one is refused, as
/// cards do.
fn left_padded<const N: usize>(digest: &[u8]) -> Result<[u8; N], Unusable> {
    let mut padded = [0; N];
    let start = N.checked_sub(digest.len()).filter(|_| !digest.is_empty()).ok_or(Unusable)?;
    padded.get_mut(start..).ok_or(Unusable)?.copy_from_slice(digest);
    Ok(padded)
}
