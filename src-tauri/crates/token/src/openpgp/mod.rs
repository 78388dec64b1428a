//! OpenPGP card application 3.4, over any [`Card`].
use crate::{Card, Error, piv::Piv};

/// A token that speaks OpenPGP card.
pub struct OpenPgp;

impl OpenPgp {
    /// Selects the application.
    pub fn open(card: Box<dyn Card>, _reader: Option<String>) -> Result<Piv, Error> {
        Err(Error::UnknownCard { atr: card.atr().to_vec() })
    }
}
