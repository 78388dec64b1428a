//! Readers and cards that come and go: a list of their states, and a wait for the next change.
//!
//! The system waits for us where it can (Linux, Windows: the plug-and-play pseudo reader); macOS has none, so
//! there the list of readers is compared every second. A service that is not running is a situation like any
//! other and is looked for every second; after it came back an old context is useless, so each loss makes a new
//! one. Nothing here connects to a card.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pcsc::{Context, PNP_NOTIFICATION, Scope, State};

use crate::transport::pcsc::service_error;
use crate::{Error, TransportError};

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
pub struct Presence {
    context: Option<Context>,
    last: Option<Situation>,
    shared: Arc<Shared>,
}

/// Stops a wait from another thread.
#[derive(Clone)]
pub struct Canceller(Arc<Shared>);

#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    /// The context that a wait is in just now.
    waiting: Mutex<Option<Context>>,
    /// Told when `cancelled` was set or a wait ended.
    changed: Condvar,
}

/// The system tells about readers that come and go.
const PLUG_AND_PLAY: bool = !cfg!(target_os = "macos");
/// How long one wait lasts at most before the readers are listed anew. With plug and play only a safeguard against
/// a reader that came between listing and waiting.
const SLICE: Duration = if PLUG_AND_PLAY { Duration::from_secs(20) } else { Duration::from_secs(1) };
/// How often a missing service is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl Presence {
    /// Nothing is asked yet; a service that is down is a situation, not an error.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Presence {
        Presence { context: None, last: None, shared: Arc::new(Shared::default()) }
    }

    /// Stops this one's waits from another thread.
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.shared))
    }

    /// The situation now, without waiting.
    pub fn now(&mut self) -> Result<Situation, Error> {
        let situation = self.look()?.0;
        self.last = Some(situation.clone());
        Ok(situation)
    }

    /// Waits until the situation differs from the one given last (the first call answers at once) and gives
    /// the new one; `None` when the time ran out. [`Error::Cancelled`] after [`Canceller::cancel`].
    pub fn wait(&mut self, time_out: Option<Duration>) -> Result<Option<Situation>, Error> {
        let end = time_out.map(|time_out| Instant::now() + time_out);
        loop {
            if self.shared.cancelled.swap(false, Ordering::SeqCst) {
                return Err(Error::Cancelled);
            }
            let (situation, states) = self.look()?;
            if self.last.as_ref() != Some(&situation) {
                self.last = Some(situation.clone());
                return Ok(Some(situation));
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return Ok(None);
            }
            self.sleep(states, left);
        }
    }

    /// The situation, and the readers' states to wait from.
    fn look(&mut self) -> Result<(Situation, Vec<pcsc::ReaderState>), Error> {
        // A context that died with its service is noticed by its first answer; then once more with a new one.
        for _ in 0..2 {
            let context = match &self.context {
                Some(context) => context.clone(),
                None => match Context::establish(Scope::User) {
                    Ok(context) => self.context.insert(context).clone(),
                    Err(error) => return unreachable_service(error),
                },
            };
            match look_through(&context) {
                Ok(found) => return Ok(found),
                Err(error) => {
                    self.context = None;
                    match service_error(error) {
                        TransportError::NoAccess => return Ok((Situation::NoAccess, Vec::new())),
                        TransportError::NoReader => return Ok((Situation::NoReader, Vec::new())),
                        _ => {}
                    }
                }
            }
        }
        Ok((Situation::ServiceDown, Vec::new()))
    }

    /// Sleeps until something may have changed.
    fn sleep(&mut self, mut states: Vec<pcsc::ReaderState>, left: Option<Duration>) {
        let at_most = |slice: Duration| left.map_or(slice, |left| left.min(slice));
        let context = match &self.context {
            Some(context) if !states.is_empty() => context.clone(),
            _ => return self.shared.doze(at_most(LOOK_AGAIN)),
        };
        for state in &mut states {
            state.sync_current_state();
        }
        *self.shared.lock() = Some(context.clone());
        if !self.shared.cancelled.load(Ordering::SeqCst) {
            // Whatever ends the wait, the next look says what there is.
            let ended = context.get_status_change(at_most(SLICE), &mut states);
            if !matches!(
                ended,
                Ok(()) | Err(pcsc::Error::Cancelled | pcsc::Error::Timeout | pcsc::Error::UnknownReader)
            ) {
                self.context = None;
            }
        }
        *self.shared.lock() = None;
        self.shared.changed.notify_all();
    }
}

impl Canceller {
    /// Ends the running wait, or the next one if none is running.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        self.0.changed.notify_all();
        let mut waiting = self.0.lock();
        // A cancel that comes just before the system's wait begins is lost, so it is repeated until that ends.
        while let (Some(context), true) = (waiting.as_ref(), self.0.cancelled.load(Ordering::SeqCst)) {
            let _ = context.cancel();
            let pause = self.0.changed.wait_timeout(waiting, Duration::from_millis(5));
            waiting = pause.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Option<Context>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps without the system's help, until the time is over or somebody cancels.
    fn doze(&self, time: Duration) {
        let not_cancelled = |_: &mut Option<Context>| !self.cancelled.load(Ordering::SeqCst);
        drop(self.changed.wait_timeout_while(self.lock(), time, not_cancelled));
    }
}

fn unreachable_service(error: pcsc::Error) -> Result<(Situation, Vec<pcsc::ReaderState>), Error> {
    match service_error(error) {
        TransportError::NoAccess => Ok((Situation::NoAccess, Vec::new())),
        TransportError::ServiceDown | TransportError::NoReader => Ok((Situation::ServiceDown, Vec::new())),
        other => Err(other.into()),
    }
}

fn look_through(context: &Context) -> Result<(Situation, Vec<pcsc::ReaderState>), pcsc::Error> {
    let names = context.list_readers_owned()?;
    let mut states: Vec<_> =
        names.into_iter().map(|name| pcsc::ReaderState::new(name, State::UNAWARE)).collect();
    if !states.is_empty() {
        context.get_status_change(Duration::ZERO, &mut states)?;
    }
    let readers: Vec<_> = states.iter().map(reader_state).collect();
    if PLUG_AND_PLAY {
        states.push(pcsc::ReaderState::new(PNP_NOTIFICATION(), pnp_state(readers.len())));
    }
    let situation = if readers.is_empty() { Situation::NoReader } else { Situation::Readers(readers) };
    Ok((situation, states))
}

/// Windows keeps the number of known readers in the high word of the pseudo reader's state; pcsc-lite wants it
/// unaware.
fn pnp_state(readers: usize) -> State {
    let known = if cfg!(windows) { u16::try_from(readers).unwrap_or(0) } else { 0 };
    State::from_bits_retain(pcsc::ffi::DWORD::from(known) << 16)
}

fn reader_state(state: &pcsc::ReaderState) -> ReaderState {
    let seen = state.event_state();
    let atr = || state.atr().to_vec();
    let slot = if seen.contains(State::MUTE) {
        SlotState::Mute
    } else if !seen.contains(State::PRESENT) {
        SlotState::Empty
    } else if seen.contains(State::EXCLUSIVE) {
        SlotState::Busy { atr: atr() }
    } else {
        SlotState::Card { atr: atr() }
    };
    // The counter is the high word of a 32-bit state.
    let events = u16::try_from(state.event_count() & 0xFFFF).unwrap_or(0);
    ReaderState { name: state.name().to_string_lossy().into_owned(), state: slot, events }
}
