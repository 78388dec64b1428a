//! Preparing a token through its module: new keys and their certificates, by the person's PIN. A module or token that
//! refuses says [`Error::NotPossible`], and its maker's tool goes on.
//!
//! The security officer's PIN has the part of a PUK and is never asked for here: a wrong one can destroy the token.

use super::protocol::{Answer, Bytes, KeyName, Request};
use super::{Pkcs11Token, TokenFacts, garbage};
use crate::personalise::{Authority, Losing, NewKey, Personalise, Place, Preparation};
use crate::{Act, Error, KeyAlgorithm, ManagementKey, Pin, PublicKey, Slot, ToBeSigned};

/// CKA_LABEL of what is made here; the name that makers' tools show.
const LABEL: &str = "Absah";

impl Personalise for Pkcs11Token {
    fn preparation(&mut self) -> Result<Preparation, Error> {
        let facts = self.facts()?;
        if facts.write_protected || !facts.pin_set {
            return Err(Error::NotPossible);
        }
        let request = Request::Makes { token: self.name.clone() };
        let (rsa_bits, p256) = match self.module.ask(&request, &[], |limits| limits.read)?.0? {
            Answer::Makes { rsa_bits, p256 } => (rsa_bits, p256),
            _ => return Err(garbage()),
        };
        let rsa = rsa_bits.into_iter().map(|bits| KeyAlgorithm::Rsa { bits });
        let algorithms: Vec<_> = rsa.chain(p256.then_some(KeyAlgorithm::P256)).collect();
        if algorithms.is_empty() {
            return Err(Error::NotPossible);
        }
        Ok(Preparation {
            // The flags tell of secrets that must be changed; without them nothing is known.
            pin_factory: facts.pin_to_be_changed.then_some(true),
            puk_factory: facts.so_pin_to_be_changed.then_some(true),
            puk_replaceable: false,
            pin_allows: true,
            management: None,
            management_factory: None,
            management_replaceable: false,
            algorithms,
            places: vec![Place {
                slot: Slot::ModuleNew,
                key: Some(false),
                spki: None,
                certificate: None,
                damaged: false,
            }],
        })
    }

    fn change_puk(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(Error::NotPossible)
    }

    fn change_management_key(&mut self, _: Authority, _: &ManagementKey) -> Result<(), Error> {
        Err(Error::NotPossible)
    }

    fn generate(
        &mut self,
        place: Slot,
        algorithm: KeyAlgorithm,
        authority: Authority,
        losing: Losing,
    ) -> Result<NewKey, Error> {
        let (facts, pin, name) = self.allowed(place, authority, losing)?;
        let rsa_bits = match algorithm {
            KeyAlgorithm::P256 => None,
            KeyAlgorithm::Rsa { bits } => Some(bits),
            _ => return Err(Error::KeyUnsupported { slot: place.key_reference() }),
        };
        let request = Request::Generate {
            token: self.name.clone(),
            rsa_bits,
            id: Bytes(name.to_vec()),
            label: LABEL.to_owned(),
            with_pin: pin.is_some(),
        };
        match self.told(&facts, &request, pin)? {
            Answer::Made(spki) => match PublicKey::of_spki(&spki.0) {
                Ok(Some(public)) if public.algorithm == algorithm => {
                    Ok(NewKey { spki: spki.0, attestation: Vec::new() })
                }
                _ => Err(garbage()),
            },
            _ => Err(garbage()),
        }
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
        self.sign_with(slot, &public, KeyName::Public(Bytes(spki.to_vec())), act, tbs)
    }

    fn store_certificate(
        &mut self,
        place: Slot,
        certificate: &[u8],
        authority: Authority,
        losing: Losing,
    ) -> Result<(), Error> {
        let (facts, pin, _) = self.allowed(place, authority, losing)?;
        let request = Request::Store {
            token: self.name.clone(),
            certificate: Bytes(certificate.to_vec()),
            label: LABEL.to_owned(),
            with_pin: pin.is_some(),
        };
        match self.told(&facts, &request, pin)? {
            Answer::Done => {
                self.listed.clear();
                Ok(())
            }
            _ => Err(garbage()),
        }
    }
}

impl Pkcs11Token {
    /// What an act that changes something needs; nothing is sent if it is not so.
    fn allowed(
        &mut self,
        place: Slot,
        authority: Authority,
        losing: Losing,
    ) -> Result<(TokenFacts, Option<Pin>, [u8; 16]), Error> {
        let Authority::Pin { pin, name } = authority else { return Err(Error::NotPossible) };
        let slot = place.key_reference();
        if place != Slot::ModuleNew || losing != Losing::Nothing {
            return Err(Error::PlaceTaken { slot });
        }
        let facts = self.facts()?;
        if facts.pin_locked {
            return Err(Error::PinBlocked);
        }
        let pin = if facts.asks_us() { Some(pin.ok_or(Error::PinNeeded)?) } else { None };
        if let Some(pin) = &pin {
            facts.pin_rules().check(pin).map_err(Error::PinFormat)?;
        }
        Ok((facts, pin, name))
    }

    /// Asks once, with the PIN where one is wanted; it is gone whatever the answer.
    fn told(&mut self, facts: &TokenFacts, request: &Request, pin: Option<Pin>) -> Result<Answer, Error> {
        let secrets: Vec<&Pin> = pin.iter().collect();
        let limit = |limits: &super::TimeLimits| if facts.pin_pad { limits.pin_pad } else { limits.make };
        self.module.ask(request, &secrets, limit)?.0
    }
}
