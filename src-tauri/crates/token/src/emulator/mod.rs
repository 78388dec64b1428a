//! The practice card: a PIV card in software that speaks real APDUs, with real keys and counters.

mod random;
mod state;
mod vpcd;

pub use random::Randomness;
pub use state::CardState;
pub use vpcd::{Attachment, listen};

use crate::Card;

/// A practice card. Clones are the same card.
#[derive(Clone)]
pub struct Emulator {}

/// Called with the new state before the card answers the command that changed it; an error makes the card answer
/// 6581 (memory failure) and keep the old state.
pub type Keep = Box<dyn FnMut(&CardState) -> std::io::Result<()> + Send>;

impl Emulator {
    /// A card with this state. `keep` stores every change (retry counters too).
    pub fn new(state: CardState, random: Randomness, keep: Keep) -> Emulator {
        let _ = (state, random, keep);
        Emulator {}
    }

    /// Puts the card into a reader of our own, within this process.
    pub fn insert(&self) -> Box<dyn Card> {
        unreachable!("signature only")
    }

    /// As [`Emulator::insert`], and the connection counts as administered: GENERATE and PUT DATA are allowed.
    /// Stands in for the management key, which never leaves a real issuer.
    pub fn insert_administered(&self) -> Box<dyn Card> {
        unreachable!("signature only")
    }

    /// Back to the factory: keys, certificates and changed PINs are gone.
    pub fn factory_reset(&self) -> std::io::Result<()> {
        Ok(())
    }

    /// PIN of a card from the factory.
    pub const FACTORY_PIN: &'static str = "123456";
    /// PUK of a card from the factory.
    pub const FACTORY_PUK: &'static str = "12345678";
}
