//! What the office that hands out tokens does with one: replaces the secrets of the factory, makes a key, stores its
//! certificate. A token that can not do it here has no [`Personalise`]; its maker's tool must do it.
//!
//! Nothing is overwritten unnamed: whoever makes a key in a place says what is lost there ([`Losing`]), and it is
//! compared with what lies there in the same transaction.

use crate::{Act, Error, KeyAlgorithm, ManagementAlgorithm, ManagementKey, Pin, Slot, ToBeSigned};

/// A token that can be prepared. Calls block on the card; each is one transaction.
pub trait Personalise {
    /// How the token stands: secrets of the factory as far as it tells, and its places. Uses no try of any secret.
    fn preparation(&mut self) -> Result<Preparation, Error>;

    /// Replaces the PUK. Uses one of its tries if the old one is wrong.
    fn change_puk(&mut self, old: Pin, new: Pin) -> Result<(), Error>;

    /// Replaces the management key. [`Error::ManagementKeyWrong`] when the current one is another.
    fn change_management_key(&mut self, current: Authority, new: &ManagementKey) -> Result<(), Error>;

    /// Makes a new key in the place. What lay there is gone, its certificate too. [`Error::PlaceTaken`] when that is
    /// something else than `losing` names; then nothing happened.
    fn generate(
        &mut self,
        place: Slot,
        algorithm: KeyAlgorithm,
        authority: Authority,
        losing: Losing,
    ) -> Result<NewKey, Error>;

    /// Signs with a key that has no certificate yet, named by its `SubjectPublicKeyInfo`: for the request. The same
    /// rules for the PIN as in [`crate::Token::sign`].
    fn sign_with_new_key(
        &mut self,
        place: Slot,
        spki: &[u8],
        act: &mut Act,
        tbs: &ToBeSigned<'_>,
    ) -> Result<Vec<u8>, Error>;

    /// Stores the certificate (DER) of the key in the place and reads it back. [`Error::PlaceTaken`] when another one
    /// than `losing` names lies there, [`Error::KeyChanged`] when the card tells that its key is another.
    fn store_certificate(
        &mut self,
        place: Slot,
        certificate: &[u8],
        authority: Authority,
        losing: Losing,
    ) -> Result<(), Error>;
}

/// What allows changes on a token.
pub enum Authority {
    /// PIV's management key, and fresh random bytes with which the card has to prove that it knows the key too.
    Management {
        /// The key.
        key: ManagementKey,
        /// Random, never used twice. As many bytes as the cipher's block has are taken.
        challenge: [u8; 16],
    },
    /// The person's own PIN, where [`Preparation::pin_allows`] says so.
    Pin {
        /// `None` where it is typed on the reader.
        pin: Option<Pin>,
        /// Random, never used twice: the name (CKA_ID) that joins the parts of a new key and its certificate.
        name: [u8; 16],
    },
}

/// How a token stands before it is prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preparation {
    /// The PIN is the one of the factory; `None` when the token does not tell.
    pub pin_factory: Option<bool>,
    /// The PUK is the one of the factory; `None` when the token does not tell.
    pub puk_factory: Option<bool>,
    /// The PUK, or what has its part, can be replaced here.
    pub puk_replaceable: bool,
    /// Keys and certificates ask for the person's PIN ([`Authority::Pin`]); there is no management key.
    pub pin_allows: bool,
    /// Cipher of the management key; `None` when the token has none or does not tell.
    pub management: Option<ManagementAlgorithm>,
    /// The management key is the one of the factory; `None` when the token does not tell.
    pub management_factory: Option<bool>,
    /// The management key can be replaced here: a command of makers, not of the standard.
    pub management_replaceable: bool,
    /// Kinds of keys that it makes and we sign with, the proposed one first.
    pub algorithms: Vec<KeyAlgorithm>,
    /// Where keys can be made, in the order in which they are proposed.
    pub places: Vec<Place>,
}

/// A place for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Which.
    pub slot: Slot,
    /// A key lies there; `None` when the token does not tell.
    pub key: Option<bool>,
    /// `SubjectPublicKeyInfo` of the key, where the token tells.
    pub spki: Option<Vec<u8>>,
    /// Certificate (DER) that lies there, whatever it is worth.
    pub certificate: Option<Vec<u8>>,
    /// Something lies in the certificate's place that can not be read as one.
    pub damaged: bool,
}

impl Place {
    /// What is lost when a key is made here.
    pub fn losing(&self) -> Losing {
        match (&self.certificate, self.damaged, self.key) {
            (Some(der), ..) => Losing::certificate(der),
            (None, true, _) => Losing::Unreadable,
            (None, false, Some(false)) => Losing::Nothing,
            (None, false, Some(true) | None) => Losing::KeyAlone,
        }
    }
}

/// What a person knows to be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Losing {
    /// The certificate with this SHA-256, and its key.
    Certificate([u8; 32]),
    /// A key without certificate; also where the card does not tell whether there is one.
    KeyAlone,
    /// Nothing: the place is free.
    Nothing,
    /// Something that can not be read as a certificate.
    Unreadable,
}

impl Losing {
    /// The certificate (DER) with its key.
    pub fn certificate(der: &[u8]) -> Losing {
        use sha2::{Digest, Sha256};
        Losing::Certificate(Sha256::digest(der).into())
    }
}

/// A key just made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewKey {
    /// `SubjectPublicKeyInfo`, DER.
    pub spki: Vec<u8>,
    /// The card's own statement that it made the key (X.509, DER) and the certificate of the key that signed it; empty
    /// where the card gives none.
    pub attestation: Vec<Vec<u8>>,
}
