//! PIV data objects (SP 800-73-4 part 1): where certificates lie, and how they are wrapped and compressed.

use std::io::Read;

use flate2::read::GzDecoder;

use crate::tlv::{self, Malformed};
use crate::{KeyAlgorithm, Slot};

/// Application identifier without version (SP 800-73-4 part 1 clause 2.2), cut to what every card takes.
pub(crate) const AID: &[u8] = &[0xA0, 0x00, 0x00, 0x03, 0x08];
/// Card holder unique identifier.
pub(crate) const CHUID: u32 = 0x5F_C102;
/// Discovery object; not wrapped in 53.
pub(crate) const DISCOVERY: u32 = 0x7E;
/// Key reference of the card application's PIN.
pub(crate) const PIN: u8 = 0x80;
/// Key reference of the PUK.
pub(crate) const PUK: u8 = 0x81;

/// Longest certificate that we inflate: far above any real one, far below what hurts.
const MAX_CERTIFICATE: u64 = 65_536;

/// All slots in the order in which their keys are proposed for signing.
pub(crate) fn slots() -> impl Iterator<Item = Slot> {
    [Slot::Signature, Slot::Authentication, Slot::KeyManagement, Slot::CardAuthentication]
        .into_iter()
        .chain((1..=20).map(Slot::Retired))
}

impl Slot {
    /// The byte that names the key: PIV key reference (SP 800-73-4 part 1 table 4b), OpenPGP's control reference
    /// template, or the place in the file.
    pub fn key_reference(self) -> u8 {
        match self {
            Slot::Authentication => 0x9A,
            Slot::CardAuthentication => 0x9E,
            Slot::KeyManagement => 0x9D,
            Slot::Retired(number) => 0x81u8.saturating_add(number),
            Slot::Signature => 0x9C,
            // Control reference templates of OpenPGP card 3.4 clause 7.2.14.
            Slot::OpenPgpAuthentication => 0xA4,
            Slot::OpenPgpDecryption => 0xB8,
            Slot::OpenPgpSignature => 0xB6,
            Slot::File(number) | Slot::Module(number) => number,
            // Before the numbers of those that are there.
            Slot::ModuleNew => 0,
        }
    }

    /// The slot with this key reference.
    pub fn of_key_reference(reference: u8) -> Option<Slot> {
        match reference {
            0x82..=0x95 => Some(Slot::Retired(reference - 0x81)),
            0x9A => Some(Slot::Authentication),
            0x9C => Some(Slot::Signature),
            0x9D => Some(Slot::KeyManagement),
            0x9E => Some(Slot::CardAuthentication),
            _ => None,
        }
    }

    /// Tag of the certificate's object (SP 800-73-4 part 1 table 3); `None` for a slot that is none of PIV's.
    pub(crate) fn certificate_object(self) -> Option<u32> {
        match self {
            Slot::Authentication => Some(0x5F_C105),
            Slot::CardAuthentication => Some(0x5F_C101),
            Slot::KeyManagement => Some(0x5F_C10B),
            Slot::Retired(number) => Some(0x5F_C10C + u32::from(number)),
            Slot::Signature => Some(0x5F_C10A),
            _ => None,
        }
    }
}

/// Algorithm identifier (SP 800-78-4 table 6-2; 05 and 16 for the longer RSA keys as vendors agreed).
pub(crate) fn algorithm_identifier(algorithm: KeyAlgorithm) -> Option<u8> {
    match algorithm {
        KeyAlgorithm::P256 => Some(0x11),
        KeyAlgorithm::P384 => Some(0x14),
        KeyAlgorithm::Rsa { bits: 2048 } => Some(0x07),
        KeyAlgorithm::Rsa { bits: 3072 } => Some(0x05),
        KeyAlgorithm::Rsa { bits: 4096 } => Some(0x16),
        KeyAlgorithm::P521 | KeyAlgorithm::Rsa { .. } => None,
    }
}

/// The algorithm with this identifier.
pub(crate) fn algorithm_of(identifier: u8) -> Option<KeyAlgorithm> {
    match identifier {
        0x05 => Some(KeyAlgorithm::Rsa { bits: 3072 }),
        0x07 => Some(KeyAlgorithm::Rsa { bits: 2048 }),
        0x11 => Some(KeyAlgorithm::P256),
        0x14 => Some(KeyAlgorithm::P384),
        0x16 => Some(KeyAlgorithm::Rsa { bits: 4096 }),
        _ => None,
    }
}

/// The tag list of GET DATA and PUT DATA: 5C with the object's tag.
pub(crate) fn tag_list(object: u32) -> Vec<u8> {
    let bytes = object.to_be_bytes();
    let start = bytes.iter().take_while(|byte| **byte == 0).count();
    tlv::element(0x5C, bytes.get(start..).unwrap_or_default())
}

/// The certificate (DER) within an object's contents `70 71 FE`; `None` when the object is empty, as some cards
/// keep emptied slots.
///
/// Whether it is compressed is told by the data, not by CertInfo: cards in the field set either bit of it.
pub(crate) fn certificate(contents: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let Some(stored) = tlv::find(contents, 0x70)?.filter(|stored| !stored.is_empty()) else {
        return Ok(None);
    };
    let inflated;
    let plain = if stored.starts_with(&[0x1F, 0x8B]) {
        let mut bytes = Vec::new();
        GzDecoder::new(stored).take(MAX_CERTIFICATE).read_to_end(&mut bytes).map_err(|_| Malformed)?;
        inflated = bytes;
        &inflated
    } else {
        stored
    };
    let der = tlv::first(plain)?;
    if der.tag == 0x30 { Ok(Some(der.raw.to_vec())) } else { Err(Malformed) }
}

/// The object's contents for a certificate, uncompressed.
pub(crate) fn certificate_contents(der: &[u8]) -> Vec<u8> {
    let mut contents = tlv::element(0x70, der);
    tlv::write(&mut contents, 0x71, &[0]);
    tlv::write(&mut contents, 0xFE, &[]);
    contents
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compressed_certificate_is_inflated() {
        let der = tlv::element(0x30, &[1; 900]);
        for info in [0x01, 0x80] {
            let contents = [tlv::element(0x70, &gzipped(&der)), vec![0x71, 1, info, 0xFE, 0]].concat();
            assert_eq!(certificate(&contents), Ok(Some(der.clone())));
        }
        assert_eq!(certificate(&certificate_contents(&der)), Ok(Some(der)));
    }

    #[test]
    fn inflating_ends_at_the_limit() {
        let bomb = gzipped(&tlv::element(0x30, &vec![0; 50_000_000]));
        assert_eq!(certificate(&tlv::element(0x70, &bomb)), Err(Malformed));
    }

    #[test]
    fn emptied_slot_is_no_certificate_and_rubbish_is_malformed() {
        assert_eq!(certificate(&[0x70, 0, 0x71, 1, 0, 0xFE, 0]), Ok(None));
        assert_eq!(certificate(&[]), Ok(None));
        assert_eq!(certificate(&[0x70, 5, 1, 2]), Err(Malformed));
        assert_eq!(certificate(&[0x70, 2, 0x31, 0]), Err(Malformed));
        assert_eq!(certificate(&[0x70, 3, 0x1F, 0x8B, 0]), Err(Malformed));
    }

    #[test]
    fn slots_have_the_references_and_objects_of_the_standard() {
        assert_eq!(slots().count(), 24);
        for slot in slots() {
            assert_eq!(Slot::of_key_reference(slot.key_reference()), Some(slot));
        }
        assert_eq!(
            (Slot::Retired(1).key_reference(), Slot::Retired(1).certificate_object().unwrap()),
            (0x82, 0x5F_C10D)
        );
        assert_eq!(
            (Slot::Retired(20).key_reference(), Slot::Retired(20).certificate_object().unwrap()),
            (0x95, 0x5F_C120)
        );
        assert_eq!(tag_list(CHUID), [0x5C, 3, 0x5F, 0xC1, 0x02]);
        assert_eq!(tag_list(DISCOVERY), [0x5C, 1, 0x7E]);
    }
}
