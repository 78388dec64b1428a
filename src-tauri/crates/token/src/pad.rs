//! Readers with keys of their own, on which the person types the PIN: PC/SC part 10 (IFDs with secure PIN entry).
//!
//! The reader is told which command to send and where in it the PIN belongs; the PIN never comes into this computer.
//! Here: what the reader offers, and the structures for it, byte by byte. Not here: the control codes' way to the
//! reader ([`crate::Transaction::pin_on_reader`]), the older start/finish features, readers' displays beyond the
//! numbered messages.
//!
//! Words of two and four bytes are little-endian, which drivers take on every system.

use crate::tlv::Malformed;
use crate::{Error, PinRules};

/// What a reader with keys offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pad {
    /// Control code of FEATURE_VERIFY_PIN_DIRECT.
    pub verify: u32,
    /// Control code of FEATURE_MODIFY_PIN_DIRECT, where the reader has it.
    pub modify: Option<u32>,
    /// Fewest bytes of a PIN that the reader takes.
    pub min: u8,
    /// Most bytes of a PIN that the reader takes.
    pub max: u8,
}

/// Features of the answer to GET_FEATURE_REQUEST that are used here (part 10 clause 2.3).
const VERIFY_PIN_DIRECT: u8 = 0x06;
const MODIFY_PIN_DIRECT: u8 = 0x07;
const TLV_PROPERTIES: u8 = 0x12;
/// Properties (clause 2.6.14).
const MIN_PIN_SIZE: u8 = 0x06;
const MAX_PIN_SIZE: u8 = 0x07;

/// Control code of a feature in the answer to GET_FEATURE_REQUEST: tag, length 4, code with its first byte first.
fn code(features: &[u8], wanted: u8) -> Result<Option<u32>, Malformed> {
    let found = property(features, wanted)?;
    found.map(|code| code.try_into().map(u32::from_be_bytes).map_err(|_| Malformed)).transpose()
}

/// Value of an element of a list with tags and lengths of one byte each.
fn property(list: &[u8], wanted: u8) -> Result<Option<&[u8]>, Malformed> {
    let mut rest = list;
    while let [tag, length, body @ ..] = rest {
        let (value, next) = body.split_at_checked(usize::from(*length)).ok_or(Malformed)?;
        if *tag == wanted {
            return Ok(Some(value));
        }
        rest = next;
    }
    if rest.is_empty() { Ok(None) } else { Err(Malformed) }
}

impl Pad {
    /// Control code that asks for the reader's properties, where it tells them.
    pub fn properties_code(features: &[u8]) -> Option<u32> {
        code(features, TLV_PROPERTIES).ok().flatten()
    }

    /// What the reader offers by its answer to GET_FEATURE_REQUEST and its properties (empty for none); `None` when a
    /// PIN can not be typed on it, or when its answer has not the standard's form.
    pub fn parse(features: &[u8], properties: &[u8]) -> Option<Pad> {
        let verify = code(features, VERIFY_PIN_DIRECT).ok()??;
        let modify = code(features, MODIFY_PIN_DIRECT).ok()?;
        // Nought is "not told". Readers that tell no properties take what the card takes.
        let size = |tag, otherwise| match property(properties, tag) {
            Ok(Some([size])) if *size > 0 => *size,
            _ => otherwise,
        };
        Some(Pad { verify, modify, min: size(MIN_PIN_SIZE, 0), max: size(MAX_PIN_SIZE, u8::MAX) })
    }
}

/// How a card wants the PINs in a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As typed, the command as long as it gets.
    Plain,
    /// Filled up with FF to that many bytes.
    Padded(u8),
}

/// Which PINs the person types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// One that is checked.
    Current,
    /// One that is checked (PIN or PUK), then a new one, twice.
    CurrentAndNew,
    /// A new one, twice.
    New,
}

/// A command whose PINs are typed on the reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Class, instruction, parameters.
    pub(crate) header: [u8; 4],
    pub(crate) typed: Typed,
    pub(crate) form: Form,
    pub(crate) rules: PinRules,
}

/// Seconds that the reader waits for the first key; a person has to find the reader first.
const TIME_OUT: u8 = 60;
/// Bytes as units, PIN at the data's beginning, left-justified, ASCII (clause 2.5.2, bmFormatString).
const ASCII_IN_BYTES: u8 = 0x82;
/// The entry ends with the reader's OK key (bEntryValidationCondition).
const BY_OK_KEY: u8 = 0x02;
/// English of the United States: every reader with a display has it.
const LANGUAGE: u16 = 0x0409;

impl Entry {
    /// Control code and structure for this reader; [`Error::NoPinPad`] when it can not do that, or takes no PIN that
    /// the card takes.
    pub(crate) fn encode(&self, pad: &Pad) -> Result<(u32, Vec<u8>), Error> {
        let (min, max) = (self.rules.min.max(pad.min), self.rules.max.min(pad.max));
        if min > max {
            return Err(Error::NoPinPad);
        }
        let block = match self.form {
            Form::Plain => 0,
            // The size of the block is a number of four bits.
            Form::Padded(length) if length < 16 => length,
            Form::Padded(_) => return Err(Error::NoPinPad),
        };
        let blocks = if self.typed == Typed::CurrentAndNew { 2 } else { 1 };
        let mut apdu = self.header.to_vec();
        apdu.push(block * blocks);
        apdu.resize(5 + usize::from(block * blocks), 0xFF);

        let [low, high] = LANGUAGE.to_le_bytes();
        let common = [TIME_OUT, 0, ASCII_IN_BYTES, block, 0];
        let mut structure = common.to_vec();
        // PINs begin behind these many bytes of data: the current one at once, the new one behind it.
        let behind_current = if blocks == 2 { block } else { 0 };
        let code = match self.typed {
            Typed::Current => {
                structure.extend([max, min, BY_OK_KEY, 1, low, high, 0]);
                pad.verify
            }
            Typed::CurrentAndNew => {
                // Confirmed by typing it twice, current one wanted; three messages.
                structure.extend([0, behind_current, max, min, 0x03, BY_OK_KEY, 3, low, high, 0, 1, 2]);
                pad.modify.ok_or(Error::NoPinPad)?
            }
            Typed::New => {
                structure.extend([0, 0, max, min, 0x01, BY_OK_KEY, 2, low, high, 1, 2, 0]);
                pad.modify.ok_or(Error::NoPinPad)?
            }
        };
        // bTeoPrologue: the driver knows the protocol.
        structure.extend([0, 0, 0]);
        let length = u32::try_from(apdu.len()).map_err(|_| Error::NoPinPad)?;
        structure.extend(length.to_le_bytes());
        structure.extend(apdu);
        Ok((code, structure))
    }
}

/// Class, instruction and parameters of the command within a structure.
pub(crate) fn header(structure: &[u8]) -> Option<[u8; 4]> {
    // The length says which of the two structures it is.
    [19usize, 24].into_iter().find_map(|head| {
        let length = structure.get(head.checked_sub(4)?..head)?.first_chunk().copied()?;
        let data = structure.get(head..)?;
        let whole = usize::try_from(u32::from_le_bytes(length)).is_ok_and(|length| length == data.len());
        data.first_chunk().copied().filter(|_| whole)
    })
}

/// What the reader itself says instead of the card (clause 2.5.2, table of return codes); `None` for a card's word.
pub(crate) fn said_by_reader(sw: u16) -> Option<Error> {
    match sw {
        0x6400 => Some(Error::PadTimedOut),
        0x6401 => Some(Error::PadCancelled),
        0x6402 => Some(Error::PadMismatch),
        0x6403 => Some(Error::PadLength),
        // The structure asks for what this reader can not do.
        0x6B80 => Some(Error::NoPinPad),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    const PIV: PinRules = PinRules { min: 6, max: 8, digits_only: false };
    const PAD: Pad = Pad { verify: 0x4233_0006, modify: Some(0x4233_0007), min: 0, max: 255 };

    #[test]
    fn features_of_a_reader_are_read_and_damaged_ones_are_none() {
        // As a SPR 532 answers through the free CCID driver: verify, modify, PIN properties, firmware, TLV properties.
        let features = [
            0x06, 4, 0x42, 0x33, 0, 0x06, 0x07, 4, 0x42, 0x33, 0, 0x07, 0x0A, 4, 0x42, 0x33, 0, 0x0A, 0x12,
            4, 0x42, 0x33, 0, 0x12,
        ];
        assert_eq!(Pad::properties_code(&features), Some(0x4233_0012));
        assert_eq!(Pad::parse(&features, &[]), Some(PAD));
        let sizes = Pad::parse(&features, &[0x01, 2, 0, 0, 0x06, 1, 4, 0x07, 1, 12]).unwrap();
        assert_eq!((sizes.min, sizes.max), (4, 12));
        let untold = Pad::parse(&features, &[0x06, 1, 0, 0x07, 1, 0]).unwrap();
        assert_eq!((untold.min, untold.max), (0, 255));
        assert_eq!(Pad::parse(&features[6..], &[]), None, "a reader that can not verify");
        assert_eq!(Pad::parse(&features[..6], &[]).unwrap().modify, None);
        assert_eq!(Pad::parse(&features[..5], &[]), None, "cut");
        assert_eq!(Pad::parse(&[0x06, 2, 0x42, 0x33], &[]), None, "no code");
        assert_eq!(Pad::parse(&[], &[]), None);
    }

    #[test]
    fn verify_structure_is_that_of_the_standard_byte_by_byte() {
        let header = [0x00, 0x20, 0x00, 0x80];
        let entry = Entry { header, typed: Typed::Current, form: Form::Padded(8), rules: PIV };
        let (code, structure) = entry.encode(&PAD).unwrap();
        assert_eq!(code, 0x4233_0006);
        #[rustfmt::skip]
        assert_eq!(structure, [
            60, 0,                  // bTimerOut, bTimerOut2
            0x82,                   // bmFormatString
            0x08,                   // bmPINBlockString: no length in it, eight bytes
            0x00,                   // bmPINLengthFormat
            8, 6,                   // wPINMaxExtraDigit 0608
            0x02,                   // bEntryValidationCondition
            0x01, 0x09, 0x04, 0x00, // bNumberMessage, wLangId, bMsgIndex
            0, 0, 0,                // bTeoPrologue
            13, 0, 0, 0,            // ulDataLength
            0x00, 0x20, 0x00, 0x80, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        ]);
        let rules = PinRules { min: 6, max: 127, digits_only: false };
        let entry = Entry { header: [0, 0x20, 0, 0x81], typed: Typed::Current, form: Form::Plain, rules };
        let (_, structure) = entry.encode(&Pad { min: 4, max: 16, ..PAD }).unwrap();
        assert_eq!(structure[2..7], [0x82, 0, 0, 16, 6], "no block, and no longer than the reader takes");
        assert_eq!(structure[15..], [5, 0, 0, 0, 0x00, 0x20, 0x00, 0x81, 0]);
        assert_eq!(super::header(&structure), Some([0, 0x20, 0, 0x81]));
    }

    #[test]
    fn modify_structure_is_that_of_the_standard_byte_by_byte() {
        let header = [0x00, 0x24, 0x00, 0x80];
        let entry = Entry { header, typed: Typed::CurrentAndNew, form: Form::Padded(8), rules: PIV };
        let (code, structure) = entry.encode(&PAD).unwrap();
        assert_eq!(code, 0x4233_0007);
        #[rustfmt::skip]
        assert_eq!(structure[..24], [
            60, 0, 0x82, 0x08, 0x00,
            0, 8,                   // bInsertionOffsetOld, bInsertionOffsetNew
            8, 6,                   // wPINMaxExtraDigit
            0x03,                   // bConfirmPIN: twice, with the current one
            0x02,                   // bEntryValidationCondition
            0x03, 0x09, 0x04,       // bNumberMessage, wLangId
            0, 1, 2,                // bMsgIndex1 to 3
            0, 0, 0,                // bTeoPrologue
            21, 0, 0, 0,            // ulDataLength
        ]);
        assert_eq!(super::header(&structure), Some(header));
        assert_eq!(structure[24..], [&[0x00, 0x24, 0x00, 0x80, 16][..], &[0xFF; 16]].concat());
        let entry = Entry { header: [0, 0x2C, 2, 0x81], typed: Typed::New, form: Form::Plain, rules: PIV };
        let (_, structure) = entry.encode(&PAD).unwrap();
        assert_eq!(structure[5..17], [0, 0, 8, 6, 0x01, 0x02, 0x02, 0x09, 0x04, 1, 2, 0]);
    }

    #[test]
    fn reader_that_can_not_is_no_pad_for_it() {
        let entry = Entry {
            header: [0, 0x24, 0, 0x80],
            typed: Typed::CurrentAndNew,
            form: Form::Padded(8),
            rules: PIV,
        };
        assert_eq!(entry.encode(&Pad { modify: None, ..PAD }), Err(Error::NoPinPad));
        assert_eq!(entry.encode(&Pad { max: 5, ..PAD }), Err(Error::NoPinPad));
        assert_eq!(entry.encode(&Pad { min: 9, ..PAD }), Err(Error::NoPinPad));
    }
}
