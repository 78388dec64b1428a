//! PIV card application, NIST SP 800-73-4, over any [`Card`].
//!
//! Every operation is one transaction that begins with SELECT, because another program may have selected
//! something else. Not here: secure messaging, biometrics, the global PIN.

mod object;
mod personalise;
mod pin;
mod sign;

use sha2::{Digest, Sha256};

use crate::apdu::{CardLimits, Channel, Command, OK, Response};
use crate::openpgp;
use crate::personalise::Personalise;
use crate::tlv;
use crate::token::{Family, TokenInfo, TokenKey};
use crate::{Act, Card, Error, KeyAlgorithm, KeyRef, Pad, Pin, PinState, PublicKey, Slot, ToBeSigned, Token};

pub(crate) use object::algorithm_of;
pub(crate) use object::{AID, CHUID, DISCOVERY, PIN, PUK, algorithm_identifier, certificate_contents};
pub(crate) use personalise::{ATTESTATION, MANAGEMENT};

/// A token that speaks PIV.
pub struct Piv {
    card: Box<dyn Card>,
    reader: Option<String>,
    limits: CardLimits,
}

/// What the answer to SELECT tells.
struct About {
    label: Option<String>,
    /// Algorithm identifiers, where it names any.
    algorithms: Vec<u8>,
}

impl Piv {
    /// Selects the PIV application; [`Error::UnknownCard`] when there is none.
    pub fn open(card: Box<dyn Card>, reader: Option<String>) -> Result<Piv, Error> {
        Piv::probe(card, reader).map_err(|(error, _)| error)
    }

    /// As [`Piv::open`], but gives the card back when it does not speak PIV, so that others can ask it.
    pub(crate) fn probe(card: Box<dyn Card>, reader: Option<String>) -> Result<Piv, (Error, Box<dyn Card>)> {
        let limits = CardLimits::of_atr(card.atr());
        let mut piv = Piv { card, reader, limits };
        match piv.run(&mut |_, _| Ok(())) {
            Ok(()) => Ok(piv),
            Err(error) => Err((error, piv.card)),
        }
    }

    pub(crate) fn into_card(self) -> Box<dyn Card> {
        self.card
    }

    /// There is something in one of the four certificates' places of today's keys. No more than a look: of a long
    /// answer only the first piece is taken.
    pub(crate) fn holds_certificate(&mut self) -> Result<bool, Error> {
        self.run(&mut |channel, _| {
            for slot in object::slots().take(4) {
                let list = object::tag_list(certificate_object(slot)?);
                let first = channel.first_piece(&Command::asking(0xCB, 0x3F, 0xFF, &list))?;
                // An emptied object is 53 00, or holds an empty certificate.
                if first.data.len() > 16 {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Sets what the card can take; else it is what its answer to reset tells.
    pub fn set_limits(&mut self, limits: CardLimits) {
        self.limits = limits;
    }

    /// Replaces the PUK. Uses one of its tries if the old one is wrong.
    pub fn change_puk(&mut self, old: Pin, new: Pin) -> Result<(), Error> {
        check(&[&old, &new])?;
        self.run(&mut |channel, _| pin::change_puk(channel, &old, &new))
    }

    /// Makes a new key in the slot and gives its `SubjectPublicKeyInfo` (DER). The old key is gone.
    ///
    /// Needs an administered connection ([`Error::NotAdministrator`] otherwise).
    pub fn generate(&mut self, slot: Slot, algorithm: KeyAlgorithm) -> Result<Vec<u8>, Error> {
        self.run(&mut |channel, _| personalise::generate(channel, slot, algorithm).map(|key| key.spki))
    }

    /// Stores a certificate (DER) in the slot, uncompressed. Needs an administered connection.
    pub fn put_certificate(&mut self, slot: Slot, certificate: &[u8]) -> Result<(), Error> {
        let contents = certificate_contents(certificate);
        self.run(&mut |channel, _| personalise::put(channel, slot, &contents))
    }

    /// The reader's keys, where the PIN for this key is typed on them. Checks a PIN of ours without sending it.
    fn pad_for(&self, slot: Slot, act: &Act) -> Result<Option<Pad>, Error> {
        let pad = self.card.pad().filter(|_| act.is_without_pin());
        if needs_pin(slot) && pad.is_none() {
            act.check(&pin::RULES)?;
        }
        Ok(pad)
    }

    /// One transaction: SELECT, then the steps. Done once more if the card was reset by others before any PIN was
    /// sent; never after.
    fn run<T>(
        &mut self,
        steps: &mut dyn FnMut(&mut Channel<'_>, &About) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self.run_once(steps) {
            Err((Error::Reset, false)) => self.run_once(steps).map_err(|(error, _)| error),
            result => result.map_err(|(error, _)| error),
        }
    }

    fn run_once<T>(
        &mut self,
        steps: &mut dyn FnMut(&mut Channel<'_>, &About) -> Result<T, Error>,
    ) -> Result<T, (Error, bool)> {
        let atr = self.card.atr().to_vec();
        let mut transaction = self.card.transaction().map_err(|error| (error.into(), false))?;
        let mut channel = Channel::new(&mut *transaction, self.limits);
        let result = select(&mut channel, atr).and_then(|about| steps(&mut channel, &about));
        result.map_err(|error| (error, channel.secret_sent()))
    }
}

impl Token for Piv {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        let (reader, atr) = (self.reader.clone(), self.card.atr().to_vec());
        let pin_pad = self.card.pad().is_some_and(|pad| pin::fits(&pad));
        self.run(&mut |channel, about| {
            let version = version(channel)?;
            let serial = match version {
                Some(_) => vendor_serial(channel)?,
                None => None,
            };
            let serial = match serial {
                Some(serial) => Some(serial),
                None => card_guid(channel)?,
            };
            let metadata = version.is_some_and(|version| version >= METADATA_SINCE);
            let told = |channel: &mut Channel<'_>, which| match metadata {
                true => pin::metadata(channel, which),
                false => Ok(None),
            };
            let practice = about.label.as_deref() == Some(PRACTICE_LABEL);
            let puk = told(channel, PUK)?.map_or(PinState::Unknown, |told| told.state);
            let info = TokenInfo {
                reader: reader.clone(),
                atr: atr.clone(),
                serial,
                family: Family::Piv,
                pin: pin::state(channel)?,
                puk,
                pin_pad,
                // The practice card's PIN is shown openly and may stay.
                pin_to_change: !practice && told(channel, PIN)?.is_some_and(|told| told.factory),
                pin_rules: pin::RULES,
                version,
                practice,
                other: None,
            };
            // Last of all: afterwards it is selected.
            let other = channel.also_answers_as(openpgp::AID)?.then_some(Family::OpenPgp);
            Ok(TokenInfo { other, ..info })
        })
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        self.run(&mut |channel, _| {
            let metadata = version(channel)?.is_some_and(|version| version >= METADATA_SINCE);
            let mut keys = Vec::new();
            for slot in object::slots() {
                keys.extend(read_key(channel, slot, metadata)?);
            }
            Ok(keys)
        })
    }

    fn sign(&mut self, key: &KeyRef, act: &mut Act, tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        let pad = self.pad_for(key.slot, act)?;
        self.run(&mut |channel, _| {
            // Before any PIN: the slot still holds the key that the document names.
            let public = current_key(channel, key)?;
            signed(channel, key.slot, &public, act, pad.as_ref(), tbs)
        })
    }

    fn personalise(&mut self) -> Option<&mut dyn Personalise> {
        Some(self)
    }

    fn change_pin(&mut self, old: Pin, new: Pin) -> Result<(), Error> {
        check(&[&old, &new])?;
        self.run(&mut |channel, _| pin::change(channel, &old, &new))
    }

    fn unblock(&mut self, puk: Pin, new: Pin) -> Result<(), Error> {
        check(&[&puk, &new])?;
        self.run(&mut |channel, _| pin::unblock(channel, &puk, &new))
    }

    fn change_pin_on_pad(&mut self) -> Result<(), Error> {
        let pad = self.card.pad().ok_or(Error::NoPinPad)?;
        self.run(&mut |channel, _| pin::change_on_pad(channel, &pad))
    }

    fn unblock_on_pad(&mut self) -> Result<(), Error> {
        let pad = self.card.pad().ok_or(Error::NoPinPad)?;
        self.run(&mut |channel, _| pin::unblock_on_pad(channel, &pad))
    }
}

/// What our own practice card calls itself in the answer to SELECT.
pub(crate) const PRACTICE_LABEL: &str = "Absah (UJI)";

/// First version of the vendor's extension with GET METADATA.
const METADATA_SINCE: (u8, u8, u8) = (5, 3, 0);

fn check(pins: &[&Pin]) -> Result<(), Error> {
    pins.iter().try_for_each(|pin| pin::RULES.check(pin)).map_err(Error::PinFormat)
}

fn select(channel: &mut Channel<'_>, atr: Vec<u8>) -> Result<About, Error> {
    let response = channel.send(&Command::asking(0xA4, 0x04, 0x00, AID))?;
    match response.sw {
        OK => {}
        // Not found, or the card knows no such way of selecting.
        0x6A81 | 0x6A82 | 0x6A86 | 0x6A87 | 0x6D00 | 0x6E00 => return Err(Error::UnknownCard { atr }),
        sw => return Err(Error::Unexpected { instruction: 0xA4, sw }),
    }
    // Cards differ in what they tell here (SP 800-73-4 part 2 table 3), so nothing is asked of it.
    let template = tlv::find(&response.data, 0x61).ok().flatten();
    let part = |tag| template.and_then(|template| tlv::find(template, tag).ok().flatten());
    let mut algorithms = Vec::new();
    let mut named = tlv::Reader::new(part(0xAC).unwrap_or_default());
    while let Ok(Some(element)) = named.next() {
        algorithms.extend(element.value.first().filter(|_| element.tag == 0x80));
    }
    let label = part(0x50).map(|label| String::from_utf8_lossy(label).into_owned());
    Ok(About { label, algorithms })
}

/// Contents of a data object; `None` when the card has none such.
fn get_data(channel: &mut Channel<'_>, object: u32) -> Result<Option<Vec<u8>>, Error> {
    let response = channel.send(&Command::asking(0xCB, 0x3F, 0xFF, &object::tag_list(object)))?;
    match response.sw {
        OK => {}
        0x6A80 | 0x6A81 | 0x6A82 | 0x6A86 | 0x6A88 => return Ok(None),
        sw => return Err(Error::Unexpected { instruction: 0xCB, sw }),
    }
    match tlv::first(&response.data) {
        Ok(element) if element.tag == 0x53 => Ok(Some(element.value.to_vec())),
        _ => Err(Error::Malformed { instruction: 0xCB }),
    }
}

fn certificate_object(slot: Slot) -> Result<u32, Error> {
    slot.certificate_object().ok_or(Error::KeyMissing { slot: slot.key_reference() })
}

/// The GUID of the card holder unique identifier (SP 800-73-4 part 1 clause 3.1.2), in hexadecimal.
fn card_guid(channel: &mut Channel<'_>) -> Result<Option<String>, Error> {
    let Some(chuid) = get_data(channel, CHUID)? else { return Ok(None) };
    let guid = tlv::find(&chuid, 0x34).map_err(|_| Error::Malformed { instruction: 0xCB })?;
    Ok(guid.map(|guid| guid.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Version by the vendor's GET VERSION; other cards refuse it.
fn version(channel: &mut Channel<'_>) -> Result<Option<(u8, u8, u8)>, Error> {
    let response = channel.send(&Command::asking(0xFD, 0x00, 0x00, &[]))?;
    match (response.sw, response.data.as_slice()) {
        (OK, [major, minor, patch]) => Ok(Some((*major, *minor, *patch))),
        _ => Ok(None),
    }
}

/// Serial number by the vendor's GET SERIAL; decimal.
fn vendor_serial(channel: &mut Channel<'_>) -> Result<Option<String>, Error> {
    let response = channel.send(&Command::asking(0xF8, 0x00, 0x00, &[]))?;
    let bytes = <[u8; 4]>::try_from(response.data.as_slice());
    Ok(bytes.ok().filter(|_| response.sw == OK).map(|bytes| u32::from_be_bytes(bytes).to_string()))
}

fn needs_pin(slot: Slot) -> bool {
    slot != Slot::CardAuthentication
}

fn read_key(channel: &mut Channel<'_>, slot: Slot, metadata: bool) -> Result<Option<TokenKey>, Error> {
    let contents = get_data(channel, certificate_object(slot)?)?;
    let certificate = contents.as_deref().map(object::certificate);
    let damaged = matches!(certificate, Some(Err(_)));
    let certificate = certificate.and_then(Result::ok).flatten();
    let public = certificate.as_deref().map(PublicKey::of_certificate);
    let damaged = damaged || matches!(public, Some(Err(_)));
    let mut algorithm = public.and_then(Result::ok).flatten().map(|key| key.algorithm);
    algorithm = algorithm.filter(|kind| algorithm_identifier(*kind).is_some());
    if certificate.is_none() {
        algorithm = match slot {
            Slot::Retired(_) => None,
            _ if metadata => key_metadata(channel, slot)?,
            _ => None,
        };
        if algorithm.is_none() && !damaged {
            return Ok(None);
        }
    }
    let digest = certificate.as_deref().map(|der| Sha256::digest(der).into());
    Ok(Some(TokenKey {
        reference: KeyRef::new(slot, digest),
        slot,
        certificate,
        damaged,
        algorithm,
        always_pin: slot == Slot::Signature,
        needs_pin: needs_pin(slot),
        pss: matches!(algorithm, Some(KeyAlgorithm::Rsa { .. })),
        only_pss: false,
    }))
}

/// Kind of the key by the vendor's GET METADATA, for slots without a certificate.
fn key_metadata(channel: &mut Channel<'_>, slot: Slot) -> Result<Option<KeyAlgorithm>, Error> {
    let response = channel.send(&Command::asking(0xF7, 0x00, slot.key_reference(), &[]))?;
    if response.sw != OK {
        return Ok(None);
    }
    let algorithm = tlv::find(&response.data, 0x01).map_err(|_| Error::Malformed { instruction: 0xF7 })?;
    Ok(algorithm.and_then(|bytes| bytes.first().copied()).and_then(algorithm_of))
}

/// VERIFY and sign, with nothing between them (SP 800-73-4 part 1 clause 3.2.3, "PIN always").
fn signed(
    channel: &mut Channel<'_>,
    slot: Slot,
    public: &PublicKey,
    act: &mut Act,
    pad: Option<&Pad>,
    tbs: &ToBeSigned<'_>,
) -> Result<Vec<u8>, Error> {
    if !needs_pin(slot) {
        return sign::sign(channel, slot, public, tbs);
    }
    if let Some(pad) = pad {
        pin::verify_on_pad(channel, pad)?;
        return sign::sign(channel, slot, public, tbs);
    }
    let pin = pin::verify(channel, act.take()?)?;
    let signature = sign::sign(channel, slot, public, tbs)?;
    act.give_back(pin);
    Ok(signature)
}

/// The certificate in the slot, as it lies there.
fn current_certificate(channel: &mut Channel<'_>, slot: Slot) -> Result<Option<Vec<u8>>, Error> {
    let Some(contents) = get_data(channel, certificate_object(slot)?)? else { return Ok(None) };
    object::certificate(&contents).map_err(|_| Error::Malformed { instruction: 0xCB })
}

/// The public key of the slot, if it still is the one that the reference names.
fn current_key(channel: &mut Channel<'_>, key: &KeyRef) -> Result<PublicKey, Error> {
    let slot = key.slot.key_reference();
    let malformed = |_| Error::Malformed { instruction: 0xCB };
    let certificate = current_certificate(channel, key.slot)?.ok_or(Error::KeyMissing { slot })?;
    let digest: [u8; 32] = Sha256::digest(&certificate).into();
    if key.certificate.is_some_and(|listed| listed != digest) {
        return Err(Error::KeyChanged { slot });
    }
    PublicKey::of_certificate(&certificate).map_err(malformed)?.ok_or(Error::KeyUnsupported { slot })
}

fn administered(instruction: u8, response: Response) -> Result<Vec<u8>, Error> {
    match response.sw {
        OK => Ok(response.data),
        0x6982 => Err(Error::NotAdministrator),
        sw => Err(Error::Unexpected { instruction, sw }),
    }
}

/// The public key template of GENERATE (SP 800-73-4 part 2 clause 3.3.2).
pub(crate) fn public_key(
    algorithm: KeyAlgorithm,
    template: &[u8],
) -> Result<Option<PublicKey>, tlv::Malformed> {
    let part = |tag| tlv::find(template, tag)?.ok_or(tlv::Malformed);
    match algorithm {
        KeyAlgorithm::Rsa { .. } => PublicKey::of_rsa(part(0x81)?, part(0x82)?),
        _ => PublicKey::of_point(algorithm, part(0x86)?),
    }
}
