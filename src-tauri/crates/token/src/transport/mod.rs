//! The way to a card: an open connection and, on it, transactions that no other program can interrupt.
//!
//! Card applications are written over [`Transaction`] and never see PC/SC.

pub mod pcsc;
pub mod script;
pub mod watch;

use crate::{Pad, TransportError};

/// An open connection to a card.
///
/// Dropping it leaves no secret state: if a PIN was sent since the last reset, the card is reset; after mere
/// reading it is left as it is, so that other programs keep their state.
pub trait Card: Send {
    /// Answer to reset, at most 33 bytes.
    fn atr(&self) -> &[u8];

    /// The reader's own keys, if it has any.
    fn pad(&self) -> Option<Pad> {
        None
    }

    /// Begins a transaction: until it is dropped no other program's command reaches the card. Blocks while
    /// another program holds one. Ends with a reset of the card if a PIN was sent in it.
    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError>;
}

/// A stretch of undisturbed exchanges with a card.
pub trait Transaction {
    /// Sends one command APDU as it is and gives the answer with its status word (at least two bytes).
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError>;

    /// Has the reader ask the person for PINs and send them, by a control code and structure of [`Pad`]; gives the
    /// card's or the reader's status word. Blocks until the person typed, cancelled, or let the time go by.
    fn pin_on_reader(&mut self, _code: u32, _structure: &[u8]) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::Other { code: 0 })
    }

    /// The card was reset since the previous transaction on this connection: the selected application and the
    /// PIN state are gone.
    fn was_reset(&self) -> bool;
}

/// The command leaves a PIN verified or carries one: VERIFY with data, CHANGE REFERENCE DATA, RESET RETRY
/// COUNTER (ISO/IEC 7816-4 clause 11.6); or it leaves a PIV card administered or carries its management key. Whoever
/// sends it resets the card afterwards.
pub fn carries_secret(apdu: &[u8]) -> bool {
    match apdu.get(1) {
        Some(0x20) => apdu.len() > 4,
        Some(0x24 | 0x2C | 0xFF) => true,
        // Asking for a witness (7C 02 80 00) changes nothing yet.
        Some(0x87) => apdu.get(3) == Some(&0x9B) && apdu.len() > 10,
        _ => false,
    }
}
