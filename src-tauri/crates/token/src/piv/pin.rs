//! PIN commands of PIV (SP 800-73-4 part 2 clause 3.2): what the card says about tries, and which form it takes.

use zeroize::Zeroizing;

use super::object::{PIN, PUK};
use crate::apdu::{Channel, Command, OK};
use crate::pad::{Entry, Form, Typed};
use crate::{Error, Pad, Pin, PinRules, PinState, tlv};

/// PINs and PUKs have six to eight bytes, padded with FF (SP 800-73-4 part 2 clause 2.4.3). The standard wants
/// digits; YubiKeys take any bytes, so the card decides.
pub(crate) const RULES: PinRules = PinRules { min: 6, max: 8, digits_only: false };

/// The PIN's state by a VERIFY without data, which uses no try.
pub(crate) fn state(channel: &mut Channel<'_>) -> Result<PinState, Error> {
    let sw = channel.send(&Command::telling(0x20, 0x00, PIN, &[]))?.sw;
    match (sw, tries(sw)) {
        (OK, _) => Ok(PinState::Verified),
        (0x6983, _) | (_, Some(Some(0))) => Ok(PinState::Blocked),
        (_, Some(Some(left))) => Ok(PinState::Tries(left)),
        // Cards that do not know the query: wrong length, wrong parameters, reference not found, not supported.
        (_, Some(None)) | (0x6700 | 0x6A80 | 0x6A86 | 0x6A88 | 0x6D00, _) => Ok(PinState::Unknown),
        _ => Err(Error::Unexpected { instruction: 0x20, sw }),
    }
}

/// What the vendor's GET METADATA tells of a PIN or PUK.
pub(crate) struct Metadata {
    pub(crate) state: PinState,
    /// It still is the one from the factory.
    pub(crate) factory: bool,
}

/// Asks the vendor's GET METADATA of PIN or PUK; `None` where the card does not tell. Uses no try.
pub(crate) fn metadata(channel: &mut Channel<'_>, reference: u8) -> Result<Option<Metadata>, Error> {
    let response = channel.send(&Command::asking(0xF7, 0x00, reference, &[]))?;
    if response.sw != OK {
        return Ok(None);
    }
    let part = |tag| tlv::find(&response.data, tag).map_err(|_| Error::Malformed { instruction: 0xF7 });
    // 05: set by the factory; 06: tries in all, tries left.
    let state = match part(0x06)? {
        Some([_, 0]) => PinState::Blocked,
        Some([_, left]) => PinState::Tries(*left),
        _ => PinState::Unknown,
    };
    Ok(Some(Metadata { state, factory: part(0x05)? == Some(&[0x01]) }))
}

/// Sends the PIN once. The caller gave it up: it is wiped unless it comes back.
pub(crate) fn verify(channel: &mut Channel<'_>, pin: Pin) -> Result<Pin, Error> {
    let data = padded(&[&pin]);
    match channel.send(&Command::telling(0x20, 0x00, PIN, &data))?.sw {
        OK => Ok(pin),
        sw => Err(counted(channel, refused(0x20, sw, Secret::Pin))),
    }
}

/// CHANGE REFERENCE DATA of the PIN.
pub(crate) fn change(channel: &mut Channel<'_>, old: &Pin, new: &Pin) -> Result<(), Error> {
    let data = padded(&[old, new]);
    match channel.send(&Command::telling(0x24, 0x00, PIN, &data))?.sw {
        OK => Ok(()),
        sw => Err(counted(channel, refused(0x24, sw, Secret::Pin))),
    }
}

/// CHANGE REFERENCE DATA of the PUK.
pub(crate) fn change_puk(channel: &mut Channel<'_>, old: &Pin, new: &Pin) -> Result<(), Error> {
    let data = padded(&[old, new]);
    match channel.send(&Command::telling(0x24, 0x00, PUK, &data))?.sw {
        OK => Ok(()),
        sw => Err(refused(0x24, sw, Secret::Puk)),
    }
}

/// RESET RETRY COUNTER: a new PIN by means of the PUK.
pub(crate) fn unblock(channel: &mut Channel<'_>, puk: &Pin, new: &Pin) -> Result<(), Error> {
    let data = padded(&[puk, new]);
    match channel.send(&Command::telling(0x2C, 0x00, PIN, &data))?.sw {
        OK => Ok(()),
        sw => Err(refused(0x2C, sw, Secret::Puk)),
    }
}

/// The reader takes PINs that the card takes.
pub(crate) fn fits(pad: &Pad) -> bool {
    entry(0x20, Typed::Current).encode(pad).is_ok()
}

/// VERIFY of a PIN that is typed on the reader.
pub(crate) fn verify_on_pad(channel: &mut Channel<'_>, pad: &Pad) -> Result<(), Error> {
    match channel.send_from_pad(pad, &entry(0x20, Typed::Current))? {
        OK => Ok(()),
        sw => Err(counted(channel, refused(0x20, sw, Secret::Pin))),
    }
}

/// CHANGE REFERENCE DATA of the PIN, both typed on the reader.
pub(crate) fn change_on_pad(channel: &mut Channel<'_>, pad: &Pad) -> Result<(), Error> {
    match channel.send_from_pad(pad, &entry(0x24, Typed::CurrentAndNew))? {
        OK => Ok(()),
        sw => Err(counted(channel, refused(0x24, sw, Secret::Pin))),
    }
}

/// RESET RETRY COUNTER, PUK and new PIN typed on the reader.
pub(crate) fn unblock_on_pad(channel: &mut Channel<'_>, pad: &Pad) -> Result<(), Error> {
    match channel.send_from_pad(pad, &entry(0x2C, Typed::CurrentAndNew))? {
        OK => Ok(()),
        sw => Err(refused(0x2C, sw, Secret::Puk)),
    }
}

fn entry(instruction: u8, typed: Typed) -> Entry {
    Entry { header: [0x00, instruction, 0x00, PIN], typed, form: Form::Padded(8), rules: RULES }
}

/// SP 800-73-4 wants 63Cx for every wrong PIN; cards that answer the bare 6300 are asked how many tries are left.
fn counted(channel: &mut Channel<'_>, error: Error) -> Error {
    match error {
        Error::PinWrong { tries_left: None } => match state(channel) {
            Ok(PinState::Tries(left)) => Error::PinWrong { tries_left: Some(left) },
            Ok(PinState::Blocked) => Error::PinBlocked,
            _ => error,
        },
        _ => error,
    }
}

#[derive(Clone, Copy)]
enum Secret {
    Pin,
    Puk,
}

fn refused(instruction: u8, sw: u16, secret: Secret) -> Error {
    match (sw, tries(sw), secret) {
        (0x6983, _, Secret::Pin) | (_, Some(Some(0)), Secret::Pin) => Error::PinBlocked,
        (0x6983, _, Secret::Puk) | (_, Some(Some(0)), Secret::Puk) => Error::PukBlocked,
        (_, Some(tries_left), Secret::Pin) => Error::PinWrong { tries_left },
        (_, Some(tries_left), Secret::Puk) => Error::PukWrong { tries_left },
        _ => Error::Unexpected { instruction, sw },
    }
}

/// Tries left by 63Cx, or 630x as the YubiKey NEO says it; `Some(None)` for the bare 6300, which gives no number.
fn tries(sw: u16) -> Option<Option<u8>> {
    match sw.to_be_bytes() {
        [0x63, 0x00] => Some(None),
        [0x63, count] if matches!(count & 0xF0, 0xC0 | 0x00) => Some(Some(count & 0x0F)),
        _ => None,
    }
}

fn padded(pins: &[&Pin]) -> Zeroizing<Vec<u8>> {
    let mut data = Zeroizing::new(Vec::with_capacity(pins.len() * 8));
    for pin in pins {
        data.extend(pin.bytes().iter().copied().chain(std::iter::repeat(0xFF)).take(8));
    }
    data
}
