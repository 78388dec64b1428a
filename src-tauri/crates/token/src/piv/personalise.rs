//! Preparing a PIV card: management key (SP 800-73-4 part 2 clause 3.2.4 and appendix A.1), GENERATE (clause 3.3.2), PUT
//! DATA (clause 3.3.1), and the makers' common extensions: SET MANAGEMENT KEY, ATTEST, GET METADATA.

use zeroize::Zeroizing;

use super::object::{self, PIN, PUK};
use super::{
    METADATA_SINCE, Piv, administered, certificate_object, current_certificate, get_data, public_key, signed,
    version,
};
use crate::apdu::{Channel, Command, OK};
use crate::personalise::{Authority, Losing, NewKey, Personalise, Place, Preparation};
use crate::tlv;
use crate::{Act, Error, KeyAlgorithm, ManagementAlgorithm, ManagementKey, Pin, PublicKey, Slot, ToBeSigned};

/// Key reference of the management key (SP 800-73-4 part 1 table 4b).
pub(crate) const MANAGEMENT: u8 = 0x9B;
/// The certificate of the key that attests others.
pub(crate) const ATTESTATION: u32 = 0x5F_FF01;
/// Retired keys that are offered as further places; PIV has twenty, and a wizard that lists all helps nobody.
const RETIRED: u8 = 3;

impl Personalise for Piv {
    fn preparation(&mut self) -> Result<Preparation, Error> {
        self.run(&mut |channel, about| {
            let version = version(channel)?;
            let metadata = version.is_some_and(|version| version >= METADATA_SINCE);
            let factory = |channel: &mut Channel<'_>, reference| match metadata {
                true => factory(channel, reference),
                false => Ok(None),
            };
            let (pin_factory, puk_factory) = (factory(channel, PIN)?, factory(channel, PUK)?);
            let management_factory = factory(channel, MANAGEMENT)?;
            let mut places = Vec::new();
            for slot in places_in_order() {
                places.push(place(channel, slot, metadata)?);
            }
            Ok(Preparation {
                pin_factory,
                puk_factory,
                puk_replaceable: true,
                pin_allows: false,
                management: management_algorithm(channel)?,
                management_factory,
                management_replaceable: version.is_some(),
                algorithms: offered(&about.algorithms),
                places,
            })
        })
    }

    fn change_puk(&mut self, old: Pin, new: Pin) -> Result<(), Error> {
        Piv::change_puk(self, old, new)
    }

    fn change_management_key(&mut self, current: Authority, new: &ManagementKey) -> Result<(), Error> {
        let length = u8::try_from(new.bytes().len()).map_err(|_| Error::NotPossible)?;
        self.run(&mut |channel, _| {
            if version(channel)?.is_none() {
                return Err(Error::NotPossible);
            }
            authenticate(channel, &current)?;
            let mut data = Zeroizing::new(Vec::with_capacity(3 + new.bytes().len()));
            data.extend_from_slice(&[new.algorithm().identifier(), MANAGEMENT, length]);
            data.extend_from_slice(new.bytes());
            // P2 = FF: no touch is asked for.
            match channel.send(&Command::telling(0xFF, 0xFF, 0xFF, &data))?.sw {
                OK => Ok(()),
                0x6982 => Err(Error::NotAdministrator),
                0x6A80 | 0x6A81 | 0x6A86 | 0x6D00 => Err(Error::NotPossible),
                sw => Err(Error::Unexpected { instruction: 0xFF, sw }),
            }
        })
    }

    fn generate(
        &mut self,
        place: Slot,
        algorithm: KeyAlgorithm,
        authority: Authority,
        losing: Losing,
    ) -> Result<NewKey, Error> {
        let reference = place.key_reference();
        self.run(&mut |channel, _| {
            let metadata = version(channel)?.is_some_and(|version| version >= METADATA_SINCE);
            let lies_there = self::place(channel, place, metadata)?;
            if lies_there.losing() != losing {
                return Err(Error::PlaceTaken { slot: reference });
            }
            authenticate(channel, &authority)?;
            let public = generate(channel, place, algorithm)?;
            // The old certificate names a key that is gone.
            if lies_there.certificate.is_some() || lies_there.damaged {
                put(channel, place, &[])?;
            }
            let attestation = if metadata { attestation(channel, reference)? } else { Vec::new() };
            Ok(NewKey { spki: public.spki, attestation })
        })
    }

    fn sign_with_new_key(
        &mut self,
        place: Slot,
        spki: &[u8],
        act: &mut Act,
        tbs: &ToBeSigned<'_>,
    ) -> Result<Vec<u8>, Error> {
        let slot = place.key_reference();
        let public = PublicKey::of_spki(spki).ok().flatten().ok_or(Error::KeyUnsupported { slot })?;
        let pad = self.pad_for(place, act)?;
        self.run(&mut |channel, _| signed(channel, place, &public, act, pad.as_ref(), tbs))
    }

    fn store_certificate(
        &mut self,
        place: Slot,
        certificate: &[u8],
        authority: Authority,
        losing: Losing,
    ) -> Result<(), Error> {
        let slot = place.key_reference();
        let public = PublicKey::of_certificate(certificate).ok().flatten();
        let public = public.ok_or(Error::KeyUnsupported { slot })?;
        self.run(&mut |channel, _| {
            let metadata = version(channel)?.is_some_and(|version| version >= METADATA_SINCE);
            let lies_there = self::place(channel, place, metadata)?;
            let lost = match &lies_there.certificate {
                Some(der) => Losing::certificate(der),
                None if lies_there.damaged => Losing::Unreadable,
                None => Losing::Nothing,
            };
            if lost != losing {
                return Err(Error::PlaceTaken { slot });
            }
            if lies_there.key == Some(false) {
                return Err(Error::KeyMissing { slot });
            }
            if lies_there.spki.is_some_and(|spki| spki != public.spki) {
                return Err(Error::KeyChanged { slot });
            }
            authenticate(channel, &authority)?;
            put(channel, place, &object::certificate_contents(certificate))?;
            match current_certificate(channel, place)? {
                Some(stored) if stored == certificate => Ok(()),
                _ => Err(Error::Malformed { instruction: 0xCB }),
            }
        })
    }
}

/// GENERATE ASYMMETRIC KEY PAIR.
pub(super) fn generate(
    channel: &mut Channel<'_>,
    place: Slot,
    algorithm: KeyAlgorithm,
) -> Result<PublicKey, Error> {
    let reference = place.key_reference();
    let unsupported = Error::KeyUnsupported { slot: reference };
    let Some(identifier) = object::algorithm_identifier(algorithm) else { return Err(unsupported) };
    let data = tlv::element(0xAC, &[0x80, 0x01, identifier]);
    let response = channel.send(&Command::asking(0x47, 0x00, reference, &data))?;
    // A kind of key that this card does not make.
    if matches!(response.sw, 0x6A80 | 0x6A81 | 0x6A86) {
        return Err(unsupported);
    }
    let response = administered(0x47, response)?;
    let key = tlv::find(&response, 0x7F49)
        .and_then(|template| public_key(algorithm, template.ok_or(tlv::Malformed)?))
        .map_err(|_| Error::Malformed { instruction: 0x47 })?;
    key.ok_or(unsupported)
}

/// PUT DATA of a certificate's object; empty contents clear it.
pub(super) fn put(channel: &mut Channel<'_>, place: Slot, contents: &[u8]) -> Result<(), Error> {
    let mut data = object::tag_list(certificate_object(place)?);
    tlv::write(&mut data, 0x53, contents);
    let response = channel.send(&Command::telling(0xDB, 0x3F, 0xFF, &data))?;
    administered(0xDB, response).map(drop)
}

/// Mutual authentication by the management key: the card proves that it knows the key before anything is changed.
fn authenticate(channel: &mut Channel<'_>, authority: &Authority) -> Result<(), Error> {
    let Authority::Management { key, challenge } = authority else { return Err(Error::NotPossible) };
    let malformed = Error::Malformed { instruction: 0x87 };
    let length = key.algorithm().block_length();
    let identifier = key.algorithm().identifier();
    let ask = |channel: &mut Channel<'_>, template: &[u8]| {
        let data = tlv::element(0x7C, template);
        channel.send(&Command::asking(0x87, identifier, MANAGEMENT, &data))
    };
    let response = ask(channel, &[0x80, 0x00])?;
    match response.sw {
        OK => {}
        // The key is of another cipher.
        0x6A80 | 0x6A86 => return Err(Error::ManagementKeyWrong),
        0x6A81 | 0x6A88 | 0x6D00 | 0x6985 => return Err(Error::NotPossible),
        sw => return Err(Error::Unexpected { instruction: 0x87, sw }),
    }
    let mut witness = Zeroizing::new(part(&response.data, 0x80).ok_or(malformed.clone())?);
    key.decrypt(&mut witness).ok_or(malformed.clone())?;

    let challenge = challenge.get(..length).ok_or(malformed.clone())?;
    let mut template = tlv::element(0x80, &witness);
    tlv::write(&mut template, 0x81, challenge);
    let response = ask(channel, &template)?;
    match response.sw {
        OK => {}
        0x6300 | 0x6982 | 0x6983 | 0x6A80 => return Err(Error::ManagementKeyWrong),
        sw => return Err(Error::Unexpected { instruction: 0x87, sw }),
    }
    let mut expected = challenge.to_vec();
    key.encrypt(&mut expected).ok_or(malformed.clone())?;
    let answer = part(&response.data, 0x82).ok_or(malformed)?;
    // A card that does not know the key is not the one that was meant.
    if answer == expected { Ok(()) } else { Err(Error::ManagementKeyWrong) }
}

/// A part of the dynamic authentication template.
fn part(response: &[u8], tag: u32) -> Option<Vec<u8>> {
    let template = tlv::find(response, 0x7C).ok()??;
    Some(tlv::find(template, tag).ok()??.to_vec())
}

/// Cipher of the management key: by its metadata, else by asking for a witness in each. Proves nothing, changes nothing.
fn management_algorithm(channel: &mut Channel<'_>) -> Result<Option<ManagementAlgorithm>, Error> {
    let response = channel.send(&Command::asking(0xF7, 0x00, MANAGEMENT, &[]))?;
    let told = tlv::find(&response.data, 0x01).ok().flatten().filter(|_| response.sw == OK);
    if let Some(algorithm) =
        told.and_then(<[u8]>::first).and_then(|id| ManagementAlgorithm::of_identifier(*id))
    {
        return Ok(Some(algorithm));
    }
    for algorithm in ManagementAlgorithm::ALL {
        let data = [0x7C, 0x02, 0x80, 0x00];
        let response = channel.send(&Command::asking(0x87, algorithm.identifier(), MANAGEMENT, &data))?;
        let witness = part(&response.data, 0x80).filter(|_| response.sw == OK);
        if witness.is_some_and(|witness| witness.len() == algorithm.block_length()) {
            return Ok(Some(algorithm));
        }
    }
    Ok(None)
}

/// Whether a secret is the one of the factory, by the makers' metadata.
fn factory(channel: &mut Channel<'_>, reference: u8) -> Result<Option<bool>, Error> {
    let response = channel.send(&Command::asking(0xF7, 0x00, reference, &[]))?;
    if response.sw != OK {
        return Ok(None);
    }
    let told = tlv::find(&response.data, 0x05).map_err(|_| Error::Malformed { instruction: 0xF7 })?;
    Ok(told.and_then(<[u8]>::first).map(|flag| *flag == 1))
}

fn places_in_order() -> impl Iterator<Item = Slot> {
    [Slot::Signature, Slot::Authentication, Slot::KeyManagement]
        .into_iter()
        .chain((1..=RETIRED).map(Slot::Retired))
}

fn place(channel: &mut Channel<'_>, slot: Slot, metadata: bool) -> Result<Place, Error> {
    let contents = get_data(channel, certificate_object(slot)?)?;
    let read = contents.as_deref().map(object::certificate);
    let damaged = matches!(read, Some(Err(_)));
    let certificate = read.and_then(Result::ok).flatten();
    let (mut key, mut spki) = (None, None);
    if metadata {
        let response = channel.send(&Command::asking(0xF7, 0x00, slot.key_reference(), &[]))?;
        (key, spki) = match response.sw {
            // Reference data not found: YubiKeys say so of an empty slot.
            0x6A88 => (Some(false), None),
            OK => told_key(&response.data),
            _ => (None, None),
        };
    }
    Ok(Place { slot, key, spki, certificate, damaged })
}

/// Of a key's metadata: whether there is one, and which.
fn told_key(data: &[u8]) -> (Option<bool>, Option<Vec<u8>>) {
    let find = |tag| tlv::find(data, tag).ok().flatten();
    let Some(identifier) = find(0x01).and_then(<[u8]>::first) else { return (None, None) };
    let key = object::algorithm_of(*identifier).zip(find(0x04));
    let key = key.and_then(|(algorithm, template)| public_key(algorithm, template).ok().flatten());
    (Some(true), key.map(|key| key.spki))
}

/// The card's statement about the key, and who makes it; nothing where it makes none.
fn attestation(channel: &mut Channel<'_>, reference: u8) -> Result<Vec<Vec<u8>>, Error> {
    let response = channel.send(&Command::asking(0xF9, reference, 0x00, &[]))?;
    let statement = tlv::first(&response.data).ok().filter(|der| response.sw == OK && der.tag == 0x30);
    let Some(statement) = statement.map(|der| der.raw.to_vec()) else { return Ok(Vec::new()) };
    let issuer = get_data(channel, ATTESTATION)?;
    let issuer = issuer.and_then(|contents| object::certificate(&contents).ok().flatten());
    Ok(std::iter::once(statement).chain(issuer).collect())
}

/// What is offered of the algorithms that the card names (SP 800-73-4 part 2 table 3); a card that names none has RSA-2048
/// and P-256 (SP 800-78-4 table 3-1).
fn offered(told: &[u8]) -> Vec<KeyAlgorithm> {
    let wanted = [KeyAlgorithm::Rsa { bits: 2048 }, KeyAlgorithm::Rsa { bits: 3072 }, KeyAlgorithm::P256];
    let has = |algorithm: &KeyAlgorithm| match object::algorithm_identifier(*algorithm) {
        Some(identifier) if !told.is_empty() => told.contains(&identifier),
        _ => *algorithm != KeyAlgorithm::Rsa { bits: 3072 },
    };
    wanted.into_iter().filter(has).collect()
}
