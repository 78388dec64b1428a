//! ECDSA over the curves of [`Curve`] (FIPS 186-5 §6.4.2, BSI TR-03111 §4.2.1) and the Edwards curves Ed25519
//! and Ed448 (RFC 8032 §5.1.7, §5.2.7).
//! Curve and digest are independent of each other: a P-384 key may sign a SHA-256 digest, and cards do.

use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey};
use ecdsa::{EcdsaCurve, Signature, hazmat};

use super::{Curve, Error};
use crate::der::{self, Reader};

/// How `r` and `s` are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }`
    Der,
    /// `r || s`, both of the same length
    Plain,
}

/// Verifies `signature` over the digest value.
pub(super) fn verify_ecdsa(
    curve: Curve,
    point: &[u8],
    digest: &[u8],
    signature: &[u8],
    encoding: Encoding,
) -> Result<(), Error> {
    let (r, s) = match encoding {
        Encoding::Der => integers(signature)?,
        Encoding::Plain => {
            if !signature.len().is_multiple_of(2) {
                return Err(Error::Invalid);
            }
            signature.split_at_checked(signature.len() / 2).ok_or(Error::Invalid)?
        }
    };
    match curve {
        Curve::P256 => verify_on::<p256::NistP256>(point, digest, r, s),
        Curve::P384 => verify_on::<p384::NistP384>(point, digest, r, s),
        Curve::P521 => verify_on::<p521::NistP521>(point, digest, r, s),
        Curve::BrainpoolP256r1 => verify_on::<bp256::BrainpoolP256r1>(point, digest, r, s),
        Curve::BrainpoolP384r1 => verify_on::<bp384::BrainpoolP384r1>(point, digest, r, s),
    }
}

/// Both integers as big-endian bytes. Leading zeros beyond DER's are let through: they change no value, and the
/// pair is compared as numbers.
fn integers(signature: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let mut outer = Reader::new(signature);
    let mut fields = outer.expect(der::SEQUENCE, "ECDSA-Sig-Value")?.reader();
    let r = fields.expect(der::INTEGER, "ECDSA-Sig-Value.r")?.content;
    let s = fields.expect(der::INTEGER, "ECDSA-Sig-Value.s")?.content;
    if !fields.is_empty() || !outer.is_empty() {
        return Err(Error::Malformed { structure: "ECDSA-Sig-Value" });
    }
    Ok((r, s))
}

fn verify_on<C>(point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Result<(), Error>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    // Checks that the point lies on the curve and is not infinity.
    let key =
        PublicKey::<C>::from_sec1_bytes(point).map_err(|_| Error::Malformed { structure: "ECPoint" })?;
    let r = field::<C>(r).ok_or(Error::Invalid)?;
    let s = field::<C>(s).ok_or(Error::Invalid)?;
    // Checks 0 < r, s < n (FIPS 186-5 §6.4.2 step 1).
    let signature = Signature::<C>::from_scalars(r, s).map_err(|_| Error::Invalid)?;
    // The digest is cut to or taken as a number of the order's length (step 3).
    hazmat::verify_prehashed::<C>(&key.to_projective(), digest, &signature).map_err(|_| Error::Invalid)
}

/// Left-pads to the field's length; `None` when the number is longer.
fn field<C: EcdsaCurve>(bytes: &[u8]) -> Option<ecdsa::elliptic_curve::FieldBytes<C>> {
    let zeros = bytes.iter().take_while(|&&b| b == 0).count();
    let digits = bytes.get(zeros..)?;
    let mut padded = ecdsa::elliptic_curve::FieldBytes::<C>::default();
    let start = padded.len().checked_sub(digits.len())?;
    padded.get_mut(start..)?.copy_from_slice(digits);
    Some(padded)
}

/// Ed25519 with the strict checks of RFC 8032 §5.1.7, and small-order keys refused: for those one signature fits
/// any message, which is the opposite of what a signature is for.
pub(super) fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let key: [u8; 32] = key.try_into().map_err(|_| Error::Malformed { structure: "Ed25519 key" })?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key)
        .map_err(|_| Error::Malformed { structure: "Ed25519 key" })?;
    let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| Error::Invalid)?;
    key.verify_strict(message, &signature).map_err(|_| Error::Invalid)
}

/// Ed448 likewise (RFC 8032 §5.2.7), without context. Reading a key refuses every point outside of the prime-order group,
/// small orders among them.
pub(super) fn verify_ed448(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Error> {
    const MALFORMED: Error = Error::Malformed { structure: "Ed448 key" };
    let key: [u8; 57] = key.try_into().map_err(|_| MALFORMED)?;
    let key = ed448_goldilocks::VerifyingKey::from_bytes(&key).map_err(|_| MALFORMED)?;
    let signature = ed448_goldilocks::Signature::from_slice(signature).map_err(|_| Error::Invalid)?;
    key.verify_raw(&signature, message).map_err(|_| Error::Invalid)
}
