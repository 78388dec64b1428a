//! PINs of an OpenPGP card (OpenPGP card 3.4 clauses 4.3 and 7.2.2 to 7.2.4): the user's (PW1), the resetting code, the
//! administrator's (PW3); and the hash that takes their place on cards that want it.

use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::data::{KDF, PW_STATUS, PinStatus};
use super::get_data;
use crate::apdu::{Channel, Command, OK};
use crate::pad::{Entry, Form, Typed};
use crate::{Error, Pad, Pin, PinRules, tlv};

/// The user's PIN, as VERIFY names it for signatures and for everything else.
pub(super) const PIN_SIGNATURE: u8 = 0x81;
pub(super) const PIN_OTHER: u8 = 0x82;
const ADMIN: u8 = 0x83;

/// Most bytes that a derivation may hash. GnuPG writes about a million; the number comes from the card.
const MAX_DERIVED: usize = 1 << 25;

/// PINs have at least six bytes (clause 4.3), resetting code and administrator's PIN eight.
pub(super) fn rules(status: &PinStatus) -> PinRules {
    PinRules { min: 6, max: status.max, digits_only: false }
}

pub(super) fn admin_rules(status: &PinStatus) -> PinRules {
    PinRules { min: 8, ..rules(status) }
}

/// Whose secret was refused.
#[derive(Debug, Clone, Copy)]
pub(super) enum Secret {
    Pin,
    ResetCode,
    Admin,
}

/// How the card wants its PINs (clause 4.3.2).
pub(super) enum Derivation {
    /// As typed.
    None,
    /// Iterated and salted (RFC 4880 clause 3.7.1.3).
    Iterated { sha512: bool, count: usize, salts: [Vec<u8>; 3] },
}

impl Derivation {
    /// Asks the card. [`Error::Malformed`] for a derivation that we do not know: a PIN sent in another form would cost
    /// a try.
    pub(super) fn read(channel: &mut Channel<'_>) -> Result<Derivation, Error> {
        let Some(object) = get_data(channel, KDF)? else { return Ok(Derivation::None) };
        Derivation::parse(&object).map_err(|_| Error::Malformed { instruction: 0xCA })
    }

    fn parse(object: &[u8]) -> Result<Derivation, tlv::Malformed> {
        let inner = match tlv::first(object) {
            Ok(element) if element.tag == u32::from(KDF) => element.value,
            _ => object,
        };
        let part = |tag| tlv::find(inner, tag);
        match part(0x81)? {
            None | Some([0x00]) => return Ok(Derivation::None),
            Some([0x03]) => {}
            Some(_) => return Err(tlv::Malformed),
        }
        let sha512 = match part(0x82)? {
            Some([0x08]) => false,
            Some([0x0A]) => true,
            _ => return Err(tlv::Malformed),
        };
        let count: [u8; 4] = part(0x83)?.ok_or(tlv::Malformed)?.try_into().map_err(|_| tlv::Malformed)?;
        let count = usize::try_from(u32::from_be_bytes(count)).map_err(|_| tlv::Malformed)?;
        if count > MAX_DERIVED {
            return Err(tlv::Malformed);
        }
        let pin = part(0x84)?.ok_or(tlv::Malformed)?.to_vec();
        // Without salts of their own the others use the user's.
        let salt = |tag| Ok(part(tag)?.map_or_else(|| pin.clone(), <[u8]>::to_vec));
        Ok(Derivation::Iterated { sha512, count, salts: [pin.clone(), salt(0x85)?, salt(0x86)?] })
    }

    /// The bytes to send for a PIN.
    fn of(&self, pin: &Pin, secret: Secret) -> Zeroizing<Vec<u8>> {
        let Derivation::Iterated { sha512, count, salts: [user, reset, admin] } = self else {
            return Zeroizing::new(pin.bytes().to_vec());
        };
        let salt = match secret {
            Secret::Pin => user,
            Secret::ResetCode => reset,
            Secret::Admin => admin,
        };
        let mut once = Zeroizing::new(Vec::with_capacity(salt.len() + pin.len()));
        once.extend_from_slice(salt);
        once.extend_from_slice(pin.bytes());
        if *sha512 { repeated::<Sha512>(&once, *count) } else { repeated::<Sha256>(&once, *count) }
    }
}

/// Hash of `once` repeated up to `count` bytes, but at least once whole.
fn repeated<D: Digest>(once: &[u8], count: usize) -> Zeroizing<Vec<u8>> {
    let mut hash = D::new();
    let mut left = count.max(once.len());
    while let Some(part) = once.get(..left.min(once.len())).filter(|part| !part.is_empty()) {
        hash.update(part);
        left -= part.len();
    }
    Zeroizing::new(hash.finalize().to_vec())
}

/// Sends the PIN once. The caller gave it up: it is wiped unless it comes back.
pub(super) fn verify(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    reference: u8,
    pin: Pin,
) -> Result<Pin, Error> {
    let data = derivation.of(&pin, Secret::Pin);
    tell(channel, &Command::telling(0x20, 0x00, reference, &data), Secret::Pin)?;
    Ok(pin)
}

/// CHANGE REFERENCE DATA of the user's PIN.
pub(super) fn change(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    old: &Pin,
    new: &Pin,
) -> Result<(), Error> {
    let data = both(derivation.of(old, Secret::Pin), derivation.of(new, Secret::Pin));
    tell(channel, &Command::telling(0x24, 0x00, PIN_SIGNATURE, &data), Secret::Pin)
}

/// RESET RETRY COUNTER with the resetting code.
pub(super) fn unblock(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    code: &Pin,
    new: &Pin,
) -> Result<(), Error> {
    let data = both(derivation.of(code, Secret::ResetCode), derivation.of(new, Secret::Pin));
    tell(channel, &Command::telling(0x2C, 0x00, PIN_SIGNATURE, &data), Secret::ResetCode)
}

/// RESET RETRY COUNTER after VERIFY of the administrator's PIN.
pub(super) fn unblock_as_admin(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    admin: &Pin,
    new: &Pin,
) -> Result<(), Error> {
    let data = derivation.of(admin, Secret::Admin);
    tell(channel, &Command::telling(0x20, 0x00, ADMIN, &data), Secret::Admin)?;
    let data = derivation.of(new, Secret::Pin);
    tell(channel, &Command::telling(0x2C, 0x02, PIN_SIGNATURE, &data), Secret::Admin)
}

/// The reader takes PINs that the card takes, and the card takes them as typed.
pub(super) fn fits(derivation: &Derivation, status: &PinStatus, pad: &Pad) -> bool {
    matches!(derivation, Derivation::None)
        && entry([0x20, 0, 0x81], Typed::Current, status).encode(pad).is_ok()
}

/// VERIFY of a PIN that is typed on the reader.
pub(super) fn verify_on_pad(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    status: &PinStatus,
    reference: u8,
    pad: &Pad,
) -> Result<(), Error> {
    let entry = entry([0x20, 0x00, reference], Typed::Current, status);
    tell_from_pad(channel, derivation, pad, &entry, Secret::Pin)
}

/// CHANGE REFERENCE DATA of the user's PIN, both typed on the reader.
pub(super) fn change_on_pad(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    status: &PinStatus,
    pad: &Pad,
) -> Result<(), Error> {
    let entry = entry([0x24, 0x00, PIN_SIGNATURE], Typed::CurrentAndNew, status);
    tell_from_pad(channel, derivation, pad, &entry, Secret::Pin)
}

/// RESET RETRY COUNTER, resetting code and new PIN typed on the reader.
pub(super) fn unblock_on_pad(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    status: &PinStatus,
    pad: &Pad,
) -> Result<(), Error> {
    let entry = entry([0x2C, 0x00, PIN_SIGNATURE], Typed::CurrentAndNew, status);
    tell_from_pad(channel, derivation, pad, &entry, Secret::ResetCode)
}

/// VERIFY of the administrator's PIN, then RESET RETRY COUNTER, each typed on the reader.
pub(super) fn unblock_as_admin_on_pad(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    status: &PinStatus,
    pad: &Pad,
) -> Result<(), Error> {
    let rules = admin_rules(status);
    let admin = Entry { rules, ..entry([0x20, 0x00, ADMIN], Typed::Current, status) };
    tell_from_pad(channel, derivation, pad, &admin, Secret::Admin)?;
    let new = entry([0x2C, 0x02, PIN_SIGNATURE], Typed::New, status);
    tell_from_pad(channel, derivation, pad, &new, Secret::Admin)
}

fn entry([instruction, p1, p2]: [u8; 3], typed: Typed, status: &PinStatus) -> Entry {
    Entry { header: [0x00, instruction, p1, p2], typed, form: Form::Plain, rules: rules(status) }
}

/// A reader can not hash, so a card that wants its PINs hashed gets none from it.
fn tell_from_pad(
    channel: &mut Channel<'_>,
    derivation: &Derivation,
    pad: &Pad,
    entry: &Entry,
    secret: Secret,
) -> Result<(), Error> {
    if !matches!(derivation, Derivation::None) {
        return Err(Error::NoPinPad);
    }
    let [_, instruction, ..] = entry.header;
    let sw = channel.send_from_pad(pad, entry)?;
    judge(channel, instruction, sw, secret)
}

fn both(first: Zeroizing<Vec<u8>>, second: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let mut data = Zeroizing::new(Vec::with_capacity(first.len() + second.len()));
    data.extend_from_slice(&first);
    data.extend_from_slice(&second);
    data
}

/// Sends a command with a secret, once.
fn tell(channel: &mut Channel<'_>, command: &Command<'_>, secret: Secret) -> Result<(), Error> {
    let sw = channel.send(command)?.sw;
    judge(channel, command.instruction, sw, secret)
}

/// What a card's answer to a command with a secret means.
fn judge(channel: &mut Channel<'_>, instruction: u8, sw: u16, secret: Secret) -> Result<(), Error> {
    let named = match sw {
        OK => return Ok(()),
        0x6983 => Some(0),
        0x63C0..=0x63CF => u8::try_from(sw & 0x0F).ok(),
        // Most cards say no more than "security status not satisfied" (clause 7.2.2).
        0x6982 | 0x6300 => None,
        sw => return Err(Error::Unexpected { instruction, sw }),
    };
    let tries_left = match named {
        Some(tries) => Some(tries),
        None => tries(channel, secret),
    };
    Err(match (secret, tries_left) {
        (Secret::Pin, Some(0)) => Error::PinBlocked,
        (Secret::Pin, tries_left) => Error::PinWrong { tries_left },
        (Secret::ResetCode | Secret::Admin, Some(0)) => Error::PukBlocked,
        (Secret::ResetCode | Secret::Admin, tries_left) => Error::PukWrong { tries_left },
    })
}

/// Tries left by the status bytes. Whatever goes wrong here does not hide that the secret was refused.
fn tries(channel: &mut Channel<'_>, secret: Secret) -> Option<u8> {
    let status = PinStatus::parse(&get_data(channel, PW_STATUS).ok()??).ok()?;
    Some(match secret {
        Secret::Pin => status.pin,
        Secret::ResetCode => status.reset_code,
        Secret::Admin => status.admin,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    fn pin(text: &str) -> Pin {
        Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
    }

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> =
            text.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// The example that other programs for OpenPGP cards are tested with (100,000 bytes of SHA-256).
    #[test]
    fn derived_pin_is_that_of_other_programs() {
        let object = hex(
            "8101 03 8201 08 8304 000186A0 8408 3031323334353637 8508 3839404142434445 8608 4142434445464748",
        );
        let derivation = Derivation::parse(&object).unwrap();
        let user = derivation.of(&pin("123456"), Secret::Pin);
        let admin = derivation.of(&pin("12345678"), Secret::Admin);
        assert_eq!(*user, hex("773784A602B6C81E3F092F4D7D00E17CC822D88F7360FCF2D2EF2D9D901F44B6"));
        assert_eq!(*admin, hex("2675D6164A0D4827D1D00C7EEA620D015C00030A1CAB38B4D0DD600B27DC9630"));
    }

    #[test]
    fn unknown_derivation_is_not_taken_for_none() {
        for object in ["8101 02", "8101 03 8201 01", "8101 03 8201 08 8304 FFFFFFFF 8408 0000000000000000"] {
            assert!(Derivation::parse(&hex(object)).is_err(), "{object}");
        }
        for object in ["", "8101 00", "F903 8101 00"] {
            assert!(matches!(Derivation::parse(&hex(object)), Ok(Derivation::None)), "{object}");
        }
    }
}
