//! PINs: how they are kept, what the card accepts, and how often one may be sent.
//!
//! A [`Pin`] can not be printed, cloned or serialised, and is wiped when dropped. A string in the
//! web view or in a terminal's buffer is outside our reach.

use zeroize::Zeroizing;

use crate::Error;

/// A PIN or PUK as the person typed it, wiped on drop.
pub struct Pin(Zeroizing<Vec<u8>>);

impl Pin {
    /// Takes the typed bytes (UTF-8 as it came).
    pub fn new(typed: Zeroizing<Vec<u8>>) -> Pin {
        Pin(typed)
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the same was typed twice. Both were just typed by the same person, so nothing is learnt from how long
    /// the comparison takes.
    pub fn same_as(&self, other: &Pin) -> bool {
        *self.0 == *other.0
    }

    /// It is one that tokens leave the factory with.
    pub fn is_factory(&self) -> bool {
        FACTORY.contains(&&**self.0)
    }

    /// It is one that everybody tries first: a factory's, or one digit over and over.
    pub fn is_well_known(&self) -> bool {
        let first = self.0.first();
        self.is_factory() || self.0.iter().all(|byte| Some(byte) == first)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// PINs and PUKs that tokens leave the factory with.
const FACTORY: [&[u8]; 2] = [b"123456", b"12345678"];

/// Which PINs a card takes. Checked before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PinRules {
    /// Fewest bytes.
    pub min: u8,
    /// Most bytes.
    pub max: u8,
    /// Only the digits 0-9.
    pub digits_only: bool,
}

/// What is wrong with a PIN that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinProblem {
    /// A character that the card does not take.
    Characters,
    /// The token does not take it, by rules of its own that it does not tell (PKCS#11); it was sent to the module.
    Refused,
    /// More than `max` bytes.
    TooLong {
        /// Most bytes.
        max: u8,
    },
    /// Fewer than `min` bytes.
    TooShort {
        /// Fewest bytes.
        min: u8,
    },
}

impl PinRules {
    /// Checks the form of a PIN without sending it.
    pub fn check(&self, pin: &Pin) -> Result<(), PinProblem> {
        if pin.len() < usize::from(self.min) {
            return Err(PinProblem::TooShort { min: self.min });
        }
        if pin.len() > usize::from(self.max) {
            return Err(PinProblem::TooLong { max: self.max });
        }
        let fits = |byte: &u8| if self.digits_only { byte.is_ascii_digit() } else { *byte != 0xFF };
        if pin.bytes().iter().all(fits) { Ok(()) } else { Err(PinProblem::Characters) }
    }
}

/// One act of the person: a PIN typed once, for one or several signatures with [`crate::Token::sign`].
///
/// The PIN leaves the act before it is sent and comes back only after the card took it and the signature is
/// whole. So a PIN that was refused, or whose fate is unknown, can not be sent a second time; every later call
/// ends in [`Error::ActOver`]. Drop the act when the person is done: that wipes the PIN.
pub struct Act {
    pin: Option<Pin>,
    wanted: bool,
}

impl Act {
    /// An act with the PIN just typed.
    pub fn new(pin: Pin) -> Act {
        Act { pin: Some(pin), wanted: true }
    }

    /// An act without PIN: for keys that want none, and for PINs that are typed on the reader.
    pub fn without_pin() -> Act {
        Act { pin: None, wanted: false }
    }

    /// The PIN is used up: another one must be typed before anything more can be signed.
    pub fn is_over(&self) -> bool {
        self.wanted && self.pin.is_none()
    }

    /// No PIN was typed here.
    pub(crate) fn is_without_pin(&self) -> bool {
        !self.wanted
    }

    /// Checks the PIN's form while it stays in the act.
    pub(crate) fn check(&self, rules: &PinRules) -> Result<(), Error> {
        match &self.pin {
            Some(pin) => rules.check(pin).map_err(Error::PinFormat),
            None if self.wanted => Err(Error::ActOver),
            None => Err(Error::PinNeeded),
        }
    }

    /// Takes the PIN out, to be sent once. Whoever took it gives it back only after success.
    pub(crate) fn take(&mut self) -> Result<Pin, Error> {
        self.pin.take().ok_or(if self.wanted { Error::ActOver } else { Error::PinNeeded })
    }

    /// Gives the PIN back after the card took it and the whole step succeeded.
    pub(crate) fn give_back(&mut self, pin: Pin) {
        self.pin = Some(pin);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    fn pin(text: &str) -> Pin {
        Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
    }

    const RULES: PinRules = PinRules { min: 6, max: 8, digits_only: true };

    #[test]
    fn pin_outside_the_rules_is_told_why() {
        assert_eq!(RULES.check(&pin("12345")), Err(PinProblem::TooShort { min: 6 }));
        assert_eq!(RULES.check(&pin("123456789")), Err(PinProblem::TooLong { max: 8 }));
        assert_eq!(RULES.check(&pin("12345a")), Err(PinProblem::Characters));
        assert_eq!(RULES.check(&pin("123456")), Ok(()));
    }

    #[test]
    fn pin_that_everybody_knows_is_told() {
        assert!(pin("123456").is_factory() && pin("12345678").is_well_known());
        assert!(pin("777777").is_well_known() && !pin("777777").is_factory());
        assert!(!pin("864209").is_well_known());
    }

    #[test]
    fn pin_taken_and_not_given_back_ends_the_act() {
        let mut act = Act::new(pin("123456"));
        assert!(!act.is_over());
        assert!(act.take().is_ok());
        assert!(act.is_over());
        assert!(matches!(act.take(), Err(Error::ActOver)));
        assert!(matches!(act.check(&RULES), Err(Error::ActOver)));
    }

    #[test]
    fn act_without_pin_asks_for_one_instead_of_being_over() {
        let mut act = Act::without_pin();
        assert!(!act.is_over());
        assert!(matches!(act.take(), Err(Error::PinNeeded)));
    }
}
