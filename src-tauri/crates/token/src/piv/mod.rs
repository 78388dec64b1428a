//! PIV card application, NIST SP 800-73-4.

use crate::{Act, Card, Error, KeyAlgorithm, KeyRef, Pin, Slot, ToBeSigned, Token, TokenInfo, TokenKey};

/// A token that speaks PIV.
pub struct Piv {
    card: Box<dyn Card>,
    reader: Option<String>,
}

impl Piv {
    /// Selects the PIV application; [`Error::UnknownCard`] when there is none.
    pub fn open(card: Box<dyn Card>, reader: Option<String>) -> Result<Piv, Error> {
        Ok(Piv { card, reader })
    }

    /// Makes a new key in the slot and gives its `SubjectPublicKeyInfo` (DER). The old key is gone.
    ///
    /// Needs an administered connection ([`Error::NotAdministrator`] otherwise).
    pub fn generate(&mut self, slot: Slot, algorithm: KeyAlgorithm) -> Result<Vec<u8>, Error> {
        let _ = (slot, algorithm, &self.card, &self.reader);
        Err(Error::NotAdministrator)
    }

    /// Stores a certificate (DER) in the slot, uncompressed. Needs an administered connection.
    pub fn put_certificate(&mut self, slot: Slot, certificate: &[u8]) -> Result<(), Error> {
        let _ = (slot, certificate);
        Err(Error::NotAdministrator)
    }
}

impl Token for Piv {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        Err(Error::NoCard)
    }
    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        Err(Error::NoCard)
    }
    fn sign(&mut self, _key: &KeyRef, _act: &mut Act, _tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        Err(Error::NoCard)
    }
    fn change_pin(&mut self, _old: Pin, _new: Pin) -> Result<(), Error> {
        Err(Error::NoCard)
    }
    fn unblock(&mut self, _puk: Pin, _new: Pin) -> Result<(), Error> {
        Err(Error::NoCard)
    }
}
