//! Application related data of an OpenPGP card (OpenPGP card 3.4 clause 4.4): who made it, what its keys are, how many
//! tries are left.

use crate::tlv::{self, Malformed};
use crate::{KeyAlgorithm, PinState, PublicKey, Slot};

/// Application identifier without version, maker and serial number (clause 4.2.1).
pub(crate) const AID: &[u8] = &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01];
/// Cardholder certificate.
pub(super) const CERTIFICATE: u16 = 0x7F21;
/// Application related data.
pub(super) const APPLICATION: u16 = 0x006E;
/// PW status bytes.
pub(super) const PW_STATUS: u16 = 0x00C4;
/// Key derivation of the PINs.
pub(super) const KDF: u16 = 0x00F9;

/// What the card tells of itself.
#[derive(Debug)]
pub(super) struct About {
    /// Major and minor version of the application.
    pub(super) version: (u8, u8),
    /// Maker and serial number as programs for OpenPGP cards write them: `0006:12345678`, in hexadecimal.
    pub(super) serial: String,
    /// Kinds of the signature, decryption and authentication key.
    algorithms: [Option<KeyAlgorithm>; 3],
    /// Fingerprints of the same keys; all zero for none.
    fingerprints: [[u8; 20]; 3],
    pub(super) pins: PinStatus,
    /// PINs may have to be sent as a hash (clause 4.3.2).
    pub(super) may_derive: bool,
}

/// PW status bytes (clause 4.4.1, DO C4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PinStatus {
    /// The PIN is good for several signatures in one go.
    pub(super) several: bool,
    /// Most bytes of the PIN.
    pub(super) max: u8,
    /// Tries left of the PIN.
    pub(super) pin: u8,
    /// Tries left of the resetting code; 0 also when none is set.
    pub(super) reset_code: u8,
    /// Tries left of the administrator's PIN.
    pub(super) admin: u8,
}

impl PinStatus {
    pub(super) fn parse(bytes: &[u8]) -> Result<PinStatus, Malformed> {
        match bytes {
            [several, max, _, _, pin, reset_code, admin, ..] => Ok(PinStatus {
                several: *several == 1,
                max: max & 0x7F,
                pin: *pin,
                reset_code: *reset_code,
                admin: *admin,
            }),
            _ => Err(Malformed),
        }
    }

    pub(super) fn state(&self) -> PinState {
        counted(self.pin)
    }

    /// State of what unblocks the PIN: the resetting code where one is set, else the administrator's PIN.
    pub(super) fn puk_state(&self) -> PinState {
        counted(if self.reset_code == 0 { self.admin } else { self.reset_code })
    }
}

fn counted(tries: u8) -> PinState {
    if tries == 0 { PinState::Blocked } else { PinState::Tries(tries) }
}

impl About {
    /// Reads DO 6E, which some cards send with and some without its own tag.
    pub(super) fn parse(bytes: &[u8]) -> Result<About, Malformed> {
        let first = tlv::first(bytes)?;
        let data = if first.tag == u32::from(APPLICATION) { first.value } else { bytes };
        let aid = tlv::find(data, 0x4F)?.ok_or(Malformed)?;
        let (version, serial) = match aid.strip_prefix(AID) {
            Some([major, minor, serial @ ..]) => ((*major, *minor), serial_number(serial)?),
            _ => return Err(Malformed),
        };
        // Version 1 had these objects beside 73, later ones have them inside (clause 4.4.1).
        let inner = tlv::find(data, 0x73)?.unwrap_or(data);
        let object = |tag| tlv::find(inner, tag);
        let fingerprints = object(0xC5)?.unwrap_or_default();
        let fingerprint = |index: usize| {
            let bytes = fingerprints.chunks_exact(20).nth(index);
            bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
        };
        Ok(About {
            version,
            serial,
            algorithms: [
                object(0xC1)?.and_then(algorithm),
                object(0xC2)?.and_then(algorithm),
                object(0xC3)?.and_then(algorithm),
            ],
            fingerprints: [fingerprint(0), fingerprint(1), fingerprint(2)],
            pins: PinStatus::parse(object(0xC4)?.ok_or(Malformed)?)?,
            may_derive: object(0xC0)?.and_then(|bytes| bytes.first()).is_some_and(|flags| flags & 0x01 != 0),
        })
    }

    /// Kind of the key of this slot, as the card says.
    pub(super) fn algorithm(&self, slot: Slot) -> Option<KeyAlgorithm> {
        self.algorithms.get(index(slot)?).copied().flatten()
    }

    /// Fingerprint (RFC 4880 clause 12.2) of the slot's key, where one was stored.
    pub(super) fn fingerprint(&self, slot: Slot) -> Option<[u8; 20]> {
        self.fingerprints.get(index(slot)?).copied().filter(|bytes| *bytes != [0; 20])
    }
}

fn index(slot: Slot) -> Option<usize> {
    match slot {
        Slot::OpenPgpSignature => Some(0),
        Slot::OpenPgpDecryption => Some(1),
        Slot::OpenPgpAuthentication => Some(2),
        _ => None,
    }
}

fn serial_number(bytes: &[u8]) -> Result<String, Malformed> {
    match bytes {
        [m1, m2, s1, s2, s3, s4, ..] => Ok(format!("{m1:02X}{m2:02X}:{s1:02X}{s2:02X}{s3:02X}{s4:02X}")),
        _ => Err(Malformed),
    }
}

/// Algorithm attributes (clause 4.4.3.9); `None` for what we do not sign with.
fn algorithm(attributes: &[u8]) -> Option<KeyAlgorithm> {
    match attributes {
        [0x01, high, low, ..] => match u16::from_be_bytes([*high, *low]) {
            bits @ (2048 | 3072 | 4096) => Some(KeyAlgorithm::Rsa { bits }),
            _ => None,
        },
        // ECDH for decryption, ECDSA; FF at the end says that the public key is stored too.
        [0x12 | 0x13, curve @ ..] => match curve.strip_suffix(&[0xFF]).unwrap_or(curve) {
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07] => Some(KeyAlgorithm::P256),
            [0x2B, 0x81, 0x04, 0x00, 0x22] => Some(KeyAlgorithm::P384),
            [0x2B, 0x81, 0x04, 0x00, 0x23] => Some(KeyAlgorithm::P521),
            _ => None,
        },
        _ => None,
    }
}

/// The public key of an answer to GENERATE ASYMMETRIC KEY PAIR (clause 7.2.14).
pub(super) fn public_key(algorithm: KeyAlgorithm, answer: &[u8]) -> Result<Option<PublicKey>, Malformed> {
    let template = tlv::find(answer, 0x7F49)?.ok_or(Malformed)?;
    let part = |tag| tlv::find(template, tag)?.ok_or(Malformed);
    match algorithm {
        KeyAlgorithm::Rsa { .. } => PublicKey::of_rsa(part(0x81)?, part(0x82)?),
        _ => PublicKey::of_point(algorithm, part(0x86)?),
    }
}
