//! OpenPGP card application 2.0 to 3.4, over any [`Card`], for its X.509 certificates (cardholder certificates).
//!
//! The signature key signs by PSO: COMPUTE DIGITAL SIGNATURE, the authentication key by INTERNAL AUTHENTICATE: cards
//! before 3.0 have only one certificate, meant for that key. A certificate counts for the key whose public half the
//! card shows, wherever it is stored. Every operation is one transaction that begins with SELECT.
//!
//! Everything that we send fits into short APDUs; long answers come by GET RESPONSE. Not here: making and importing
//! keys, OpenPGP's own certificates, secure messaging, PIN block format 2, Ed25519 and Brainpool keys.

mod data;
mod pin;

use sha2::{Digest, Sha256};

use crate::apdu::{CardLimits, Channel, Command, OK};
use crate::key::{DIGEST_INFO, as_number, as_value};
use crate::piv;
use crate::token::{Family, TokenInfo, TokenKey};
use crate::{Act, Card, Error, KeyAlgorithm, KeyRef, Pin, PublicKey, Slot, ToBeSigned, Token};

pub(crate) use data::AID;
use data::{APPLICATION, About, CERTIFICATE};
use pin::Derivation;

/// A token that speaks OpenPGP card.
pub struct OpenPgp {
    card: Box<dyn Card>,
    reader: Option<String>,
    limits: CardLimits,
}

impl OpenPgp {
    /// Selects the OpenPGP application; [`Error::UnknownCard`] when there is none.
    pub fn open(card: Box<dyn Card>, reader: Option<String>) -> Result<OpenPgp, Error> {
        OpenPgp::probe(card, reader).map_err(|(error, _)| error)
    }

    /// As [`OpenPgp::open`], but gives the card back when it does not speak OpenPGP.
    pub(crate) fn probe(
        card: Box<dyn Card>,
        reader: Option<String>,
    ) -> Result<OpenPgp, (Error, Box<dyn Card>)> {
        let limits = CardLimits::of_atr(card.atr());
        let mut token = OpenPgp { card, reader, limits };
        match token.run(&mut |_| Ok(())) {
            Ok(()) => Ok(token),
            Err(error) => Err((error, token.card)),
        }
    }

    pub(crate) fn into_card(self) -> Box<dyn Card> {
        self.card
    }

    /// There is a certificate in one of the three places.
    pub(crate) fn holds_certificate(&mut self) -> Result<bool, Error> {
        self.run(&mut |channel| {
            let about = about(channel)?;
            Ok(!certificates(channel, &about)?.is_empty())
        })
    }

    /// Fingerprint of the key of an OpenPGP slot, where one was stored: names the key in OpenPGP programs.
    pub fn fingerprint(&mut self, slot: Slot) -> Result<Option<[u8; 20]>, Error> {
        self.run(&mut |channel| Ok(about(channel)?.fingerprint(slot)))
    }

    /// One transaction: SELECT, then the steps. Done once more if the card was reset by others before any PIN was
    /// sent; never after.
    fn run<T>(&mut self, steps: &mut dyn FnMut(&mut Channel<'_>) -> Result<T, Error>) -> Result<T, Error> {
        match self.run_once(steps) {
            Err((Error::Reset, false)) => self.run_once(steps).map_err(|(error, _)| error),
            result => result.map_err(|(error, _)| error),
        }
    }

    fn run_once<T>(
        &mut self,
        steps: &mut dyn FnMut(&mut Channel<'_>) -> Result<T, Error>,
    ) -> Result<T, (Error, bool)> {
        let atr = self.card.atr().to_vec();
        let mut transaction = self.card.transaction().map_err(|error| (error.into(), false))?;
        let mut channel = Channel::new(&mut *transaction, self.limits);
        let result = select(&mut channel, atr).and_then(|()| steps(&mut channel));
        result.map_err(|error| (error, channel.secret_sent()))
    }
}

impl Token for OpenPgp {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        let (reader, atr) = (self.reader.clone(), self.card.atr().to_vec());
        let pad = self.card.pad();
        self.run(&mut |channel| {
            let about = about(channel)?;
            let pin_pad = match &pad {
                Some(pad) => pin::fits(&derivation(channel, &about)?, &about.pins, pad),
                None => false,
            };
            let (major, minor) = about.version;
            // Last of all: afterwards it is selected.
            let other = channel.also_answers_as(piv::AID)?.then_some(Family::Piv);
            Ok(TokenInfo {
                reader: reader.clone(),
                atr: atr.clone(),
                serial: Some(about.serial.clone()),
                family: Family::OpenPgp,
                pin: about.pins.state(),
                puk: about.pins.puk_state(),
                pin_pad,
                pin_to_change: false,
                pin_rules: pin::rules(&about.pins),
                version: Some((major, minor, 0)),
                practice: false,
                other,
            })
        })
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        self.run(&mut |channel| {
            let about = about(channel)?;
            let certificates = certificates(channel, &about)?;
            let mut keys = Vec::new();
            for slot in [Slot::OpenPgpSignature, Slot::OpenPgpAuthentication] {
                if let Some(public) = public_key(channel, &about, slot)? {
                    keys.push(listed(slot, &about, certificate_of(&public, &certificates), Some(&public)));
                }
            }
            // What belongs to none of them is shown all the same: for decryption, or a key since replaced.
            let taken: Vec<_> = keys.iter().filter_map(|key| key.certificate.clone()).collect();
            for (place, der) in certificates.iter().filter(|(_, der)| !taken.contains(der)) {
                keys.push(listed(*place, &about, Some(der), None));
            }
            Ok(keys)
        })
    }

    fn sign(&mut self, key: &KeyRef, act: &mut Act, tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        let slot = key.slot.key_reference();
        if act.is_over() {
            return Err(Error::ActOver);
        }
        let pad = self.card.pad().filter(|_| act.is_without_pin());
        self.run(&mut |channel| {
            let about = about(channel)?;
            if pad.is_none() {
                act.check(&pin::rules(&about.pins))?;
            }
            // Before any PIN: the card still holds the key that the document names.
            let public = public_key(channel, &about, key.slot)?.ok_or(Error::KeyMissing { slot })?;
            let certificates = certificates(channel, &about)?;
            let certificate = certificate_of(&public, &certificates).ok_or(match key.certificate {
                Some(_) => Error::KeyChanged { slot },
                None => Error::KeyMissing { slot },
            })?;
            if key.certificate.is_some_and(|listed| listed != <[u8; 32]>::from(Sha256::digest(certificate))) {
                return Err(Error::KeyChanged { slot });
            }
            if tbs.wants_pss(public.algorithm) {
                return Err(Error::PssUnsupported { slot });
            }
            let data = to_sign(public.algorithm, &tbs.digest);
            let (reference, command) = match key.slot {
                Slot::OpenPgpSignature => (pin::PIN_SIGNATURE, Command::asking(0x2A, 0x9E, 0x9A, &data)),
                Slot::OpenPgpAuthentication => (pin::PIN_OTHER, Command::asking(0x88, 0x00, 0x00, &data)),
                _ => return Err(Error::KeyUnsupported { slot }),
            };
            let derivation = derivation(channel, &about)?;
            let pin = match &pad {
                Some(pad) => {
                    pin::verify_on_pad(channel, &derivation, &about.pins, reference, pad)?;
                    None
                }
                None => Some(pin::verify(channel, &derivation, reference, act.take()?)?),
            };
            let response = channel.send(&command)?;
            if response.sw != OK {
                return Err(Error::Unexpected { instruction: command.instruction, sw: response.sw });
            }
            // ECDSA comes as `r || s` (clause 7.2.10.2).
            let signature = as_value(public.algorithm, response.data);
            if !public.verifies(tbs.padding, &tbs.digest, &signature) {
                return Err(Error::SignatureWrong);
            }
            if let Some(pin) = pin {
                act.give_back(pin);
            }
            Ok(signature)
        })
    }

    fn change_pin(&mut self, old: Pin, new: Pin) -> Result<(), Error> {
        self.run(&mut |channel| {
            let about = about(channel)?;
            let rules = pin::rules(&about.pins);
            rules.check(&old).and_then(|()| rules.check(&new)).map_err(Error::PinFormat)?;
            let derivation = derivation(channel, &about)?;
            pin::change(channel, &derivation, &old, &new)
        })
    }

    /// With the resetting code where one is set, otherwise with the administrator's PIN: most cards have none set.
    fn unblock(&mut self, puk: Pin, new: Pin) -> Result<(), Error> {
        self.run(&mut |channel| {
            let about = about(channel)?;
            pin::admin_rules(&about.pins).check(&puk).map_err(Error::PinFormat)?;
            pin::rules(&about.pins).check(&new).map_err(Error::PinFormat)?;
            let derivation = derivation(channel, &about)?;
            match (about.pins.reset_code, about.pins.admin) {
                (1.., _) => pin::unblock(channel, &derivation, &puk, &new),
                (0, 1..) => pin::unblock_as_admin(channel, &derivation, &puk, &new),
                (0, 0) => Err(Error::PukBlocked),
            }
        })
    }

    fn change_pin_on_pad(&mut self) -> Result<(), Error> {
        let pad = self.card.pad().ok_or(Error::NoPinPad)?;
        self.run(&mut |channel| {
            let about = about(channel)?;
            let derivation = derivation(channel, &about)?;
            pin::change_on_pad(channel, &derivation, &about.pins, &pad)
        })
    }

    fn unblock_on_pad(&mut self) -> Result<(), Error> {
        let pad = self.card.pad().ok_or(Error::NoPinPad)?;
        self.run(&mut |channel| {
            let about = about(channel)?;
            let derivation = derivation(channel, &about)?;
            match (about.pins.reset_code, about.pins.admin) {
                (1.., _) => pin::unblock_on_pad(channel, &derivation, &about.pins, &pad),
                (0, 1..) => pin::unblock_as_admin_on_pad(channel, &derivation, &about.pins, &pad),
                (0, 0) => Err(Error::PukBlocked),
            }
        })
    }
}

fn select(channel: &mut Channel<'_>, atr: Vec<u8>) -> Result<(), Error> {
    match channel.send(&Command::asking(0xA4, 0x04, 0x00, AID))?.sw {
        OK => Ok(()),
        // Not found, or the card knows no such way of selecting.
        0x6A81 | 0x6A82 | 0x6A86 | 0x6A87 | 0x6D00 | 0x6E00 => Err(Error::UnknownCard { atr }),
        sw => Err(Error::Unexpected { instruction: 0xA4, sw }),
    }
}

/// Contents of a data object; `None` when the card has none such, or it is empty.
fn get_data(channel: &mut Channel<'_>, tag: u16) -> Result<Option<Vec<u8>>, Error> {
    let [p1, p2] = tag.to_be_bytes();
    let response = channel.send(&Command::asking(0xCA, p1, p2, &[]))?;
    match response.sw {
        OK if response.data.is_empty() => Ok(None),
        OK => Ok(Some(response.data)),
        0x6A80 | 0x6A81 | 0x6A82 | 0x6A83 | 0x6A86 | 0x6A88 | 0x6B00 => Ok(None),
        sw => Err(Error::Unexpected { instruction: 0xCA, sw }),
    }
}

fn about(channel: &mut Channel<'_>) -> Result<About, Error> {
    let malformed = Error::Malformed { instruction: 0xCA };
    let data = get_data(channel, APPLICATION)?.ok_or(malformed.clone())?;
    About::parse(&data).map_err(|_| malformed)
}

fn derivation(channel: &mut Channel<'_>, about: &About) -> Result<Derivation, Error> {
    if about.may_derive { Derivation::read(channel) } else { Ok(Derivation::None) }
}

/// The public key that the card shows; `None` where it has none or of a kind that we do not use.
fn public_key(channel: &mut Channel<'_>, about: &About, slot: Slot) -> Result<Option<PublicKey>, Error> {
    let Some(algorithm) = about.algorithm(slot) else { return Ok(None) };
    let response = channel.send(&Command::asking(0x47, 0x81, 0x00, &[slot.key_reference(), 0x00]))?;
    match response.sw {
        OK => {}
        0x6581 | 0x6982 | 0x6985 | 0x6A80 | 0x6A82 | 0x6A88 => return Ok(None),
        sw => return Err(Error::Unexpected { instruction: 0x47, sw }),
    }
    data::public_key(algorithm, &response.data).map_err(|_| Error::Malformed { instruction: 0x47 })
}

/// All cardholder certificates with the key that their place is meant for (clause 7.2.5).
fn certificates(channel: &mut Channel<'_>, about: &About) -> Result<Vec<(Slot, Vec<u8>)>, Error> {
    let places = [Slot::OpenPgpAuthentication, Slot::OpenPgpDecryption, Slot::OpenPgpSignature];
    let mut certificates = Vec::new();
    for (occurrence, place) in (0..).zip(places) {
        if !select_occurrence(channel, about, occurrence)? {
            break;
        }
        let der = get_data(channel, CERTIFICATE)?.filter(|der| der.first() == Some(&0x30));
        // A card that ignores SELECT DATA gives the same one again.
        if let Some(der) = der.filter(|der| certificates.iter().all(|(_, known)| known != der)) {
            certificates.push((place, der));
        }
    }
    Ok(certificates)
}

/// SELECT DATA. Cards before 3.0 have one certificate only and do not know the command.
fn select_occurrence(channel: &mut Channel<'_>, about: &About, occurrence: u8) -> Result<bool, Error> {
    if about.version < (3, 0) {
        return Ok(occurrence == 0);
    }
    let path = [0x60, 0x04, 0x5C, 0x02, 0x7F, 0x21];
    if channel.send(&Command::telling(0xA5, occurrence, 0x04, &path))?.sw == OK {
        return Ok(true);
    }
    // YubiKeys 5.2 to 5.4.3 want the length once more in front.
    let quirk = [&[0x06], path.as_slice()].concat();
    Ok(channel.send(&Command::telling(0xA5, occurrence, 0x04, &quirk))?.sw == OK || occurrence == 0)
}

fn certificate_of<'a>(public: &PublicKey, certificates: &'a [(Slot, Vec<u8>)]) -> Option<&'a [u8]> {
    // From the back: the signature key's own place first.
    let ders = certificates.iter().rev().map(|(_, der)| der.as_slice());
    ders.into_iter()
        .find(|der| matches!(PublicKey::of_certificate(der), Ok(Some(key)) if key.spki == public.spki))
}

fn listed(slot: Slot, about: &About, certificate: Option<&[u8]>, public: Option<&PublicKey>) -> TokenKey {
    TokenKey {
        reference: KeyRef::new(slot, certificate.map(|der| Sha256::digest(der).into())),
        slot,
        certificate: certificate.map(<[u8]>::to_vec),
        damaged: certificate.is_some_and(|der| PublicKey::of_certificate(der).is_err()),
        algorithm: public.map(|key| key.algorithm),
        always_pin: slot == Slot::OpenPgpSignature && !about.pins.several,
        needs_pin: true,
        // The card pads, and by PKCS#1 v1.5 only.
        pss: false,
        only_pss: false,
    }
}

/// What the card works on: for RSA the DigestInfo, which it pads itself, for ECDSA the digest (clause 7.2.10.1).
fn to_sign(algorithm: KeyAlgorithm, digest: &[u8; 32]) -> Vec<u8> {
    match algorithm {
        KeyAlgorithm::Rsa { .. } => [DIGEST_INFO, digest.as_slice()].concat(),
        curve => as_number(curve, digest),
    }
}
