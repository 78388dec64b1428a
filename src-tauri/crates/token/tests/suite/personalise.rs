//! What every token that can be prepared must do: from the factory to a certificate of its own, with everything refused
//! that must be. Run over the practice card and over a card written by others.

use sha2::{Digest, Sha256};
use token::{
    Act, Authority, Error, KeyAlgorithm, Losing, ManagementAlgorithm, ManagementKey, NewKey, Place,
    Preparation, Slot, Token, tlv,
};

use super::{PIN, PUK, certificate, key, pin, tbs, verified_by_the_crates};

/// A card from the factory, how to reach it, and what it tells.
pub struct Fresh<'a> {
    pub open: &'a dyn Fn() -> Box<dyn Token>,
    /// It tells of the factory's secrets and of keys without a certificate.
    pub tells: bool,
    /// It states that it made a key.
    pub attests: bool,
    /// Ciphers that its management key may have.
    pub ciphers: &'a [ManagementAlgorithm],
}

pub const FACTORY: &str = "010203040506070801020304050607080102030405060708";
const TDES: ManagementAlgorithm = ManagementAlgorithm::TripleDes;

pub fn by(algorithm: ManagementAlgorithm, text: &str) -> Authority {
    let key = ManagementKey::parse(algorithm, text).unwrap();
    Authority::Management { key, challenge: [0xA5; 16] }
}

pub fn factory() -> Authority {
    by(TDES, FACTORY)
}

impl Fresh<'_> {
    fn preparation(&self) -> Preparation {
        (self.open)().personalise().unwrap().preparation().unwrap()
    }

    fn place(&self, slot: Slot) -> Place {
        self.preparation().places.into_iter().find(|place| place.slot == slot).unwrap()
    }

    /// What a place without anything must be named as: a card that does not tell may hold a key there.
    fn empty(&self) -> Losing {
        if self.tells { Losing::Nothing } else { Losing::KeyAlone }
    }

    fn generate(
        &self,
        slot: Slot,
        kind: KeyAlgorithm,
        authority: Authority,
        losing: Losing,
    ) -> Result<NewKey, Error> {
        (self.open)().personalise().unwrap().generate(slot, kind, authority, losing)
    }

    fn store(&self, slot: Slot, der: &[u8], authority: Authority, losing: Losing) -> Result<(), Error> {
        (self.open)().personalise().unwrap().store_certificate(slot, der, authority, losing)
    }

    /// All of it; ends with a key and certificate in 9C and 9A, the factory's PIN, PUK and management key.
    pub fn run(&self) {
        self.factory_state_is_told();
        self.wrong_management_key_changes_nothing();
        self.key_is_made_signs_its_request_and_gets_its_certificate();
        self.nothing_is_overwritten_unnamed();
        self.management_key_is_replaced_in_every_cipher();
        self.puk_is_replaced();
    }

    fn factory_state_is_told(&self) {
        let told = self.preparation();
        let yes = self.tells.then_some(true);
        assert_eq!((told.pin_factory, told.puk_factory, told.management_factory), (yes, yes, yes));
        assert_eq!((told.management, told.management_replaceable), (Some(TDES), true));
        assert!(told.algorithms.starts_with(&[KeyAlgorithm::Rsa { bits: 2048 }]), "{:?}", told.algorithms);
        assert!(told.algorithms.contains(&KeyAlgorithm::P256));
        assert!(told.places.len() > 3 && told.places[0].slot == Slot::Signature, "{:?}", told.places);
        for place in &told.places {
            assert_eq!((place.key, &place.certificate), (self.tells.then_some(false), &None));
            assert_eq!(place.losing(), self.empty(), "{:?}", place.slot);
        }
    }

    fn wrong_management_key_changes_nothing(&self) {
        let wrong = FACTORY.replace("01", "11");
        let slot = Slot::Signature;
        let made = self.generate(slot, KeyAlgorithm::P256, by(TDES, &wrong), self.empty());
        assert_eq!(made, Err(Error::ManagementKeyWrong));
        let other_cipher = by(ManagementAlgorithm::Aes256, &"4b".repeat(32));
        let made = self.generate(slot, KeyAlgorithm::P256, other_cipher, self.empty());
        assert_eq!(made, Err(Error::ManagementKeyWrong));
        assert_eq!(self.place(slot).losing(), self.empty(), "no key was made");
        let new = ManagementKey::parse(TDES, &"5c1d3f7a".repeat(6)).unwrap();
        let mut token = (self.open)();
        let changed = token.personalise().unwrap().change_management_key(by(TDES, &wrong), &new);
        assert_eq!(changed, Err(Error::ManagementKeyWrong));
    }

    fn key_is_made_signs_its_request_and_gets_its_certificate(&self) {
        for (slot, kind) in
            [(Slot::Signature, KeyAlgorithm::Rsa { bits: 2048 }), (Slot::Authentication, KeyAlgorithm::P256)]
        {
            let new = self.generate(slot, kind, factory(), self.empty()).unwrap();
            let public = token::PublicKey::of_spki(&new.spki).unwrap().unwrap();
            assert_eq!(public.algorithm, kind);
            assert_eq!(new.attestation.len(), if self.attests { 2 } else { 0 });
            // Signed before there is a certificate; a wrong PIN costs one try and is not sent again.
            let mut token = (self.open)();
            let request = b"certification request";
            let mut act = Act::new(pin("999999"));
            let sign = |token: &mut dyn Token, act: &mut Act, spki: &[u8]| {
                token.personalise().unwrap().sign_with_new_key(slot, spki, act, &tbs(request))
            };
            let refused = sign(&mut *token, &mut act, &new.spki);
            assert_eq!(refused, Err(Error::PinWrong { tries_left: Some(2) }));
            assert_eq!(sign(&mut *token, &mut act, &new.spki), Err(Error::ActOver));
            let signature = sign(&mut *token, &mut Act::new(pin(PIN)), &new.spki).unwrap();
            assert!(verified_by_the_crates(&public, request, &signature));
            if kind == KeyAlgorithm::P256 {
                let other = sign(&mut *token, &mut Act::new(pin(PIN)), &super::base_point());
                assert_eq!(other, Err(Error::SignatureWrong), "the key is another than the request says");
            }
            // A certificate of another key is refused where the card tells which key it holds.
            if self.tells {
                let foreign = certificate(&super::base_point());
                let slot_named = Error::KeyChanged { slot: slot.key_reference() };
                assert_eq!(self.store(slot, &foreign, factory(), Losing::Nothing), Err(slot_named));
            }
            let der = padded_certificate(&new.spki, 3_000);
            self.store(slot, &der, factory(), Losing::Nothing).unwrap();
            let listed = key(&mut *token, slot);
            assert_eq!(listed.certificate.as_deref(), Some(&der[..]), "chained and read back");
            let signature = token.sign(&listed.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
            assert!(verified_by_the_crates(&public, b"x", &signature));
        }
    }

    fn nothing_is_overwritten_unnamed(&self) {
        let slot = Slot::Signature;
        let place = self.place(slot);
        let before = place.certificate.clone().unwrap();
        assert_eq!(place.losing(), Losing::certificate(&before));
        let taken = Error::PlaceTaken { slot: 0x9C };
        for named in [Losing::Nothing, Losing::KeyAlone, Losing::Certificate([7; 32]), Losing::Unreadable] {
            let made = self.generate(slot, KeyAlgorithm::P256, factory(), named);
            assert_eq!(made, Err(taken.clone()), "{named:?}");
            let other = certificate(&super::base_point());
            if named != Losing::KeyAlone {
                assert_eq!(self.store(slot, &other, factory(), named), Err(taken.clone()), "{named:?}");
            }
        }
        assert_eq!(self.place(slot).certificate, Some(before.clone()));
        let new = self.generate(slot, KeyAlgorithm::P256, factory(), Losing::certificate(&before)).unwrap();
        assert_eq!(self.place(slot).certificate, None, "the old certificate names a key that is gone");
        if self.tells {
            assert_eq!(self.place(slot).losing(), Losing::KeyAlone, "a key that waits for its certificate");
            assert_eq!(self.place(slot).spki, Some(new.spki.clone()));
            let again = self.generate(slot, KeyAlgorithm::P256, factory(), Losing::Nothing);
            assert_eq!(again, Err(taken));
        }
        // A second key beside it; the first one's certificate stays readable.
        let second = Slot::Retired(1);
        let other = self.generate(second, KeyAlgorithm::P256, factory(), self.empty()).unwrap();
        self.store(slot, &certificate(&new.spki), factory(), Losing::Nothing).unwrap();
        self.store(second, &certificate(&other.spki), factory(), Losing::Nothing).unwrap();
        let mut token = (self.open)();
        for slot in [slot, second, Slot::Authentication] {
            let listed = key(&mut *token, slot);
            token.sign(&listed.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        }
    }

    fn management_key_is_replaced_in_every_cipher(&self) {
        let (mut current, mut text) = (TDES, FACTORY.to_owned());
        for cipher in self.ciphers {
            let next = "5c1d3f7a".repeat(cipher.key_length() / 4);
            let new = ManagementKey::parse(*cipher, &next).unwrap();
            let mut token = (self.open)();
            token.personalise().unwrap().change_management_key(by(current, &text), &new).unwrap();
            let told = self.preparation();
            let factory = self.tells.then_some(false);
            assert_eq!((told.management, told.management_factory), (Some(*cipher), factory));
            let made =
                self.generate(Slot::Retired(2), KeyAlgorithm::P256, by(current, &text), Losing::KeyAlone);
            if (current, &text) != (*cipher, &next) {
                assert_eq!(
                    made,
                    Err(match self.tells && *cipher == self.ciphers[0] {
                        true => Error::PlaceTaken { slot: 0x83 },
                        false => Error::ManagementKeyWrong,
                    })
                );
            }
            let losing = self.place(Slot::Retired(2)).losing();
            self.generate(Slot::Retired(2), KeyAlgorithm::P256, by(*cipher, &next), losing).unwrap();
            (current, text) = (*cipher, next);
        }
        let back = ManagementKey::parse(TDES, FACTORY).unwrap();
        let mut token = (self.open)();
        token.personalise().unwrap().change_management_key(by(current, &text), &back).unwrap();
    }

    fn puk_is_replaced(&self) {
        let mut token = (self.open)();
        let wrong = token.personalise().unwrap().change_puk(pin("99999999"), pin("24681357"));
        // Some cards name no number here.
        let number = if self.tells { Some(2) } else { None };
        assert_eq!(wrong, Err(Error::PukWrong { tries_left: number }));
        token.personalise().unwrap().change_puk(pin(PUK), pin("24681357")).unwrap();
        assert_eq!(self.preparation().puk_factory, self.tells.then_some(false));
        token.unblock(pin("24681357"), pin("864209")).unwrap();
        assert_eq!(self.preparation().pin_factory, self.tells.then_some(false));
        token.change_pin(pin("864209"), pin(PIN)).unwrap();
        token.personalise().unwrap().change_puk(pin("24681357"), pin(PUK)).unwrap();
    }
}

/// As [`certificate`], and so long that it is sent in many blocks.
fn padded_certificate(spki: &[u8], length: usize) -> Vec<u8> {
    let plain = certificate(spki);
    let whole = tlv::Reader::new(&plain).expect(0x30).unwrap();
    let mut parts = tlv::Reader::new(whole.value);
    let tbs = parts.expect(0x30).unwrap();
    let rest = &whole.value[tbs.raw.len()..];
    let filler = Sha256::digest(spki).repeat(length / 32 + 1);
    let extension = [tlv::element(0x06, &[0x2A, 0x03, 0x04]), tlv::element(0x04, &filler[..length])].concat();
    let extensions = tlv::element(0xA3, &tlv::element(0x30, &tlv::element(0x30, &extension)));
    let tbs = tlv::element(0x30, &[tbs.value, &extensions].concat());
    tlv::element(0x30, &[&tbs, rest].concat())
}
