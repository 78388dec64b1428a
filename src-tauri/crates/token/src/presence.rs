//! Readers and cards that come and go.

use std::time::Duration;

use crate::Error;

/// What the smart card service sees.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Situation {
    /// This user, session or sandbox may not use the service.
    NoAccess,
    /// The service runs and there is no reader.
    NoReader,
    /// The readers, in the order of the system.
    Readers(Vec<ReaderState>),
    /// The service is not running (on Windows normal while there is no reader).
    ServiceDown,
}

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReaderState {
    /// Name as the system gives it; [`crate::transport::pcsc::connect`] takes it.
    pub name: String,
    /// What is in it.
    pub state: SlotState,
    /// Counts the insertions and removals where the system tells; changes when a card was swapped unseen.
    pub events: u16,
}

/// What is in a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotState {
    /// A card that another program holds exclusively.
    Busy {
        /// Answer to reset.
        atr: Vec<u8>,
    },
    /// A card.
    Card {
        /// Answer to reset.
        atr: Vec<u8>,
    },
    /// Nothing.
    Empty,
    /// A card that does not answer to power: dirty, upside down, broken.
    Mute,
}

/// Waits for changes of readers and cards.
pub struct Presence {}

/// Stops a wait from another thread.
#[derive(Clone)]
pub struct Canceller {}

impl Presence {
    /// Nothing is asked yet; a service that is down is a situation, not an error.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Presence {
        Presence {}
    }

    /// Stops this one's waits from another thread.
    pub fn canceller(&self) -> Canceller {
        Canceller {}
    }

    /// The situation now, without waiting.
    pub fn now(&mut self) -> Result<Situation, Error> {
        Ok(Situation::ServiceDown)
    }

    /// Waits until the situation differs from the one given last (the first call answers at once) and gives
    /// the new one; `None` when the time ran out. [`Error::Cancelled`] after [`Canceller::cancel`].
    pub fn wait(&mut self, time_out: Option<Duration>) -> Result<Option<Situation>, Error> {
        let _ = time_out;
        self.now().map(Some)
    }
}

impl Canceller {
    /// Ends the running wait, or the next one if none is running.
    pub fn cancel(&self) {}
}
