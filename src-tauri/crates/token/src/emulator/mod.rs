//! The practice card: a PIV card in software that speaks real APDUs, with real keys and counters.
//!
//! It is used within this process ([`Emulator::insert`]) or put into a running pcscd ([`listen`], [`attach`]).
//! What it signs counts for nothing: its certificates come from the practice CA only. Faults of cards and readers
//! can be planned ([`Emulator::plan`]), for tests and for trying out what the person then sees.

mod attest;
mod card;
mod keys;
mod random;
mod state;
mod vpcd;

pub use random::Randomness;
pub use state::CardState;
pub use vpcd::{Attachment, attach, listen};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::card::PivCard;
use crate::transport::carries_secret;
use crate::{Card, Transaction, TransportError};

/// A practice card. Clones are the same card.
#[derive(Clone)]
pub struct Emulator(Arc<Mutex<Inner>>);

/// Called with the new state before the card answers the command that changed it; an error makes the card answer
/// 6581 (memory failure) and keep the old state.
pub type Keep = Box<dyn FnMut(&CardState) -> std::io::Result<()> + Send>;

/// What may go wrong with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The command is not executed and this is answered.
    Answer(Vec<u8>),
    /// The command is executed, but the card is gone before it answers.
    Lost,
    /// The card is gone before the command.
    Remove,
    /// The card is reset before the command, as by another program.
    Reset,
}

struct Inner {
    card: PivCard,
    /// Told apart by address: every insertion has its own, false once the card was pulled.
    inserted: Arc<AtomicBool>,
    resets: u64,
    plan: Option<(usize, Fault)>,
    /// Headers of the commands so far, no data. At most [`MAX_HEADERS`].
    headers: Vec<[u8; 4]>,
}

/// Headers that are remembered: more than any operation sends.
const MAX_HEADERS: usize = 1024;

/// Answer to reset: T=1, direct convention; the same as other virtual cards have, so that tools negotiate alike.
pub const ATR: &[u8] = &[0x3B, 0x95, 0x13, 0x81, 0x01, 0x80, 0x73, 0xFF, 0x01, 0x00, 0x0B];

impl Emulator {
    /// PIN of a card from the factory.
    pub const FACTORY_PIN: &'static str = "123456";
    /// PUK of a card from the factory.
    pub const FACTORY_PUK: &'static str = "12345678";
    /// Management key of a card from the factory, in hexadecimal; Triple DES.
    pub const FACTORY_MANAGEMENT_KEY: &'static str = "010203040506070801020304050607080102030405060708";

    /// A card with this state. `keep` stores every change (retry counters too).
    pub fn new(state: CardState, random: Randomness, keep: Keep) -> Emulator {
        Emulator(Arc::new(Mutex::new(Inner {
            card: PivCard::new(state, random, keep),
            inserted: Arc::new(AtomicBool::new(true)),
            resets: 0,
            plan: None,
            headers: Vec::new(),
        })))
    }

    /// Puts the card into a reader of our own, within this process. After [`Emulator::pull`] a new call puts it
    /// in again; connections from before stay dead.
    pub fn insert(&self) -> Box<dyn Card> {
        Box::new(self.connection(false))
    }

    /// As [`Emulator::insert`], and the connection counts as administered: GENERATE and PUT DATA are allowed without
    /// the management key, so that a practice token can be made whatever its key is.
    pub fn insert_administered(&self) -> Box<dyn Card> {
        Box::new(self.connection(true))
    }

    /// Pulls the card: connections answer "removed" from now on. Waits for a running command.
    pub fn pull(&self) {
        let mut inner = self.lock();
        inner.pull();
    }

    /// Takes the power away and gives it back, as another program's reset does.
    pub fn reset(&self) {
        self.lock().reset();
    }

    /// Plans a fault for the command after `commands` others, counted from now. It happens once.
    pub fn plan(&self, commands: usize, fault: Fault) {
        self.lock().plan = Some((commands, fault));
    }

    /// Class, instruction, P1 and P2 of the commands since the last call, oldest first. Never data.
    pub fn take_headers(&self) -> Vec<[u8; 4]> {
        std::mem::take(&mut self.lock().headers)
    }

    /// Back to the factory: keys, certificates and changed PINs are gone. The serial number stays.
    pub fn factory_reset(&self) -> std::io::Result<()> {
        let mut inner = self.lock();
        inner.reset();
        inner.card.change(|state| *state = CardState::factory(state.serial()))
    }

    /// What the card remembers now.
    pub fn state(&self) -> CardState {
        self.lock().card.state.clone()
    }

    fn connection(&self, administered: bool) -> Connection {
        let mut inner = self.lock();
        if !inner.inserted.load(Ordering::SeqCst) {
            inner.inserted = Arc::new(AtomicBool::new(true));
        }
        let (inserted, resets) = (Arc::clone(&inner.inserted), inner.resets);
        Connection { card: self.clone(), inserted, resets, administered }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in a command leaves the card as it was before: state changes are one assignment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn reset(&mut self) {
        self.card.reset();
        self.resets = self.resets.wrapping_add(1);
    }

    fn pull(&mut self) {
        self.reset();
        self.inserted.store(false, Ordering::SeqCst);
    }

    /// One command, with the fault that is planned for it.
    fn transmit(&mut self, apdu: &[u8], administered: bool) -> Result<Vec<u8>, TransportError> {
        if let (Some((header, _)), true) = (apdu.split_first_chunk(), self.headers.len() < MAX_HEADERS) {
            self.headers.push(*header);
        }
        let fault = match self.plan.take() {
            Some((0, fault)) => Some(fault),
            Some((more, fault)) => {
                self.plan = Some((more - 1, fault));
                None
            }
            None => None,
        };
        match fault {
            None => Ok(self.card.execute(apdu, administered)),
            Some(Fault::Answer(answer)) => Ok(answer),
            Some(Fault::Lost) => {
                self.card.execute(apdu, administered);
                self.pull();
                Err(TransportError::Removed)
            }
            Some(Fault::Remove) => {
                self.pull();
                Err(TransportError::Removed)
            }
            Some(Fault::Reset) => {
                self.reset();
                Err(TransportError::Reset)
            }
        }
    }
}

/// An open connection within this process.
struct Connection {
    card: Emulator,
    inserted: Arc<AtomicBool>,
    /// Resets that this connection knows of.
    resets: u64,
    administered: bool,
}

struct Exclusive<'a> {
    inner: MutexGuard<'a, Inner>,
    inserted: &'a AtomicBool,
    administered: bool,
    secret: bool,
    was_reset: bool,
}

impl Card for Connection {
    fn atr(&self) -> &[u8] {
        ATR
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let inner = self.card.lock();
        if !self.inserted.load(Ordering::SeqCst) {
            return Err(TransportError::Removed);
        }
        let was_reset = self.resets != inner.resets;
        self.resets = inner.resets;
        let (inserted, administered) = (&*self.inserted, self.administered);
        Ok(Box::new(Exclusive { inner, inserted, administered, secret: false, was_reset }))
    }
}

impl Transaction for Exclusive<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        if !self.inserted.load(Ordering::SeqCst) {
            return Err(TransportError::Removed);
        }
        self.secret |= carries_secret(apdu);
        self.inner.transmit(apdu, self.administered)
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }
}

impl Drop for Exclusive<'_> {
    fn drop(&mut self) {
        if self.secret {
            self.inner.reset();
        }
    }
}
