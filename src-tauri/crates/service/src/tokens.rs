//! The tokens of this computer: which readers there are, what is in them, and the worker that owns each.
//!
//! One thread waits for the smart card service ([`Tokens::watch`]); reading happens in the workers' threads, so a
//! slow or silent card holds up nobody. The practice token, key files and tokens behind drivers are placed beside the
//! readers and are reached the same way.

use crate::worker::{Opener, Reading, Stop, Worker};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use token::Error;
use token::presence::{Canceller, Presence, Situation, SlotState};

/// Name of the practice token in requests.
pub const PRACTICE: &str = "practice";

/// A card that has not been read by then is most likely held by another program's transaction.
const SLOW: Duration = Duration::from_secs(4);

/// Between two attempts at a card that could not be read for a reason that passes.
const PAUSE: Duration = Duration::from_secs(2);

/// How long one look waits for cards; one that is read takes a second or two.
const LONGEST: Duration = Duration::from_secs(10);

/// How often one look asks whether all have been read.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Attempts at a card that fails without being held by somebody.
const ATTEMPTS: usize = 3;

/// The tokens, shared by all flows.
#[derive(Clone)]
pub struct Tokens {
    state: Arc<Mutex<State>>,
    /// Told when readers or cards came or went.
    moved: Arc<Condvar>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

struct State {
    situation: Result<Situation, Error>,
    tokens: BTreeMap<String, Entry>,
    /// Counts the situations.
    moves: u64,
}

struct Entry {
    place: Place,
    worker: Arc<Worker>,
    reading: Option<Result<Reading, Error>>,
    since: Instant,
}

#[derive(PartialEq)]
enum Place {
    /// In a reader. `events` counts insertions where the system tells; another count is another card.
    Reader { events: u16, slot: SlotState },
    /// Put in with [`Tokens::insert`]; from a key file or driver with that name, if any.
    Beside { source: Option<String> },
}

/// One token as it was last seen.
pub struct Seen {
    /// Reader name, [`PRACTICE`], or the name of a key file or driver.
    pub id: String,
    /// What reading it gave; `None` while it is being read.
    pub reading: Option<Result<Reading, Error>>,
    /// Another program holds it: exclusively, or by not letting us read it for some seconds.
    pub held: bool,
    /// The key file or driver it came from.
    pub source: Option<String>,
}

impl Tokens {
    /// Knows of no token yet. `changed` is called, from any thread, whenever something about the tokens changed.
    pub fn new(changed: impl Fn() + Send + Sync + 'static) -> Tokens {
        let state = State { situation: Ok(Situation::NoReader), tokens: BTreeMap::new(), moves: 0 };
        Tokens { state: Arc::new(Mutex::new(state)), moved: Arc::default(), changed: Arc::new(changed) }
    }

    /// Looks once at all readers and reads what is in them; returns when all have answered, or after [`LONGEST`]: a card
    /// that answers nothing stays "being read" and keeps nobody.
    pub fn scan(&self) {
        let end = Instant::now() + LONGEST;
        let threads = self.take(Presence::new().now(), 1);
        while Instant::now() < end && !threads.iter().all(JoinHandle::is_finished) {
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Starts the thread that follows readers and cards as they come and go, until cancelled.
    pub fn watch(&self) -> Canceller {
        let mut presence = Presence::new();
        let canceller = presence.canceller();
        let tokens = self.clone();
        std::thread::spawn(move || {
            loop {
                match presence.wait(None) {
                    Ok(Some(situation)) => drop(tokens.take(Ok(situation), ATTEMPTS)),
                    Ok(None) => {}
                    Err(Error::Cancelled) => return,
                    Err(error) => {
                        drop(tokens.take(Err(error), ATTEMPTS));
                        // The service answers with an error at once; asking again at full speed helps nobody.
                        std::thread::sleep(Duration::from_secs(1));
                    }
                }
            }
        });
        canceller
    }

    /// Puts a token beside the readers, or replaces it, and reads it. Waits for the reading. `source` names the key
    /// file or driver it comes from.
    pub fn insert(&self, id: &str, source: Option<&str>, open: Opener, stop: Option<Stop>) {
        let worker = Arc::new(Worker::start(open, stop));
        let place = Place::Beside { source: source.map(str::to_owned) };
        let entry = Entry { place, worker: worker.clone(), reading: None, since: Instant::now() };
        self.lock().tokens.insert(id.to_owned(), entry);
        self.store(id, &worker, worker.read());
    }

    /// Takes away a token that was put in with [`Tokens::insert`].
    pub fn remove(&self, id: &str) {
        self.lock().tokens.remove(id);
        (self.changed)();
    }

    /// Why no reader can be used, if so.
    pub fn situation(&self) -> Result<Situation, Error> {
        self.lock().situation.clone()
    }

    /// All tokens as last seen, readers by name.
    pub fn seen(&self) -> Vec<Seen> {
        let state = self.lock();
        let seen = |(id, entry): (&String, &Entry)| Seen {
            id: id.clone(),
            reading: entry.reading.clone(),
            held: matches!(&entry.place, Place::Reader { slot: SlotState::Busy { .. }, .. })
                || matches!(entry.reading, Some(Err(Error::Busy)))
                || (entry.reading.is_none() && entry.since.elapsed() >= SLOW),
            source: match &entry.place {
                Place::Beside { source } => source.clone(),
                Place::Reader { .. } => None,
            },
        };
        state.tokens.iter().map(seen).collect()
    }

    /// The worker that owns a token.
    pub fn worker(&self, id: &str) -> Option<Arc<Worker>> {
        self.lock().tokens.get(id).map(|entry| entry.worker.clone())
    }

    /// Reads a token again after its PIN counter may have changed.
    pub fn reread(&self, id: &str) {
        if let Some(worker) = self.worker(id) {
            let reading = worker.read();
            self.store(id, &worker, reading);
        }
    }

    /// As [`Tokens::reread`], without waiting: after an act that was given up while the card still works.
    pub fn reread_later(&self, id: &str) {
        let (tokens, id) = (self.clone(), id.to_owned());
        std::thread::spawn(move || tokens.reread(&id));
    }

    /// Reads again, without waiting, what could not be read.
    pub fn retry(&self) {
        let mut state = self.lock();
        let failed = state.tokens.iter_mut().filter(|(_, entry)| matches!(entry.reading, Some(Err(_))));
        let again: Vec<_> = failed
            .map(|(id, entry)| {
                (entry.reading, entry.since) = (None, Instant::now());
                (id.clone(), entry.worker.clone())
            })
            .collect();
        drop(state);
        for (id, worker) in again {
            drop(self.read(id, worker, 1));
        }
        (self.changed)();
    }

    /// Waits until readers or cards moved since `moves` moves, or the time is over; gives the moves so far.
    pub fn wait_for_moves(&self, moves: u64, time: Duration) -> u64 {
        let waited = self.moved.wait_timeout_while(self.lock(), time, |state| state.moves == moves);
        waited.unwrap_or_else(PoisonError::into_inner).0.moves
    }

    /// Takes over a new situation: forgets tokens that left, starts reading those that came, and those that another
    /// program let go of.
    fn take(&self, situation: Result<Situation, Error>, attempts: usize) -> Vec<JoinHandle<()>> {
        let mut present = BTreeMap::new();
        if let Ok(Situation::Readers(readers)) = &situation {
            for reader in readers {
                if !matches!(reader.state, SlotState::Empty) {
                    present.insert(reader.name.clone(), reader.clone());
                }
            }
        }
        let mut started = Vec::new();
        let mut state = self.lock();
        state.situation = situation;
        state.moves += 1;
        state.tokens.retain(|id, entry| match &entry.place {
            Place::Beside { .. } => true,
            Place::Reader { events, .. } => present.get(id).is_some_and(|reader| reader.events == *events),
        });
        for (id, reader) in present {
            let place = Place::Reader { events: reader.events, slot: reader.state.clone() };
            let unread = match &reader.state {
                SlotState::Mute => Some(Error::Mute),
                SlotState::Busy { .. } => Some(Error::Busy),
                _ => None,
            };
            if let Some(entry) = state.tokens.get_mut(&id) {
                let same = entry.place == place;
                entry.place = place;
                if same || unread.is_some() || matches!(entry.reading, Some(Ok(_)) | None) {
                    continue;
                }
                (entry.reading, entry.since) = (None, Instant::now());
                started.push(self.read(id, entry.worker.clone(), attempts));
                continue;
            }
            let worker = Arc::new(Worker::start(reader_opener(&id), None));
            let readable = unread.is_none();
            let entry =
                Entry { place, worker: worker.clone(), reading: unread.map(Err), since: Instant::now() };
            state.tokens.insert(id.clone(), entry);
            if readable {
                started.push(self.read(id, worker, attempts));
            }
        }
        drop(state);
        self.moved.notify_all();
        (self.changed)();
        started
    }

    /// Reads a token in a thread: this often where the reason passes by itself, and as long as another program holds it.
    fn read(&self, id: String, worker: Arc<Worker>, attempts: usize) -> JoinHandle<()> {
        let (late, name) = (self.clone(), id.clone());
        std::thread::spawn(move || {
            std::thread::sleep(SLOW);
            if late.lock().tokens.get(&name).is_some_and(|entry| entry.reading.is_none()) {
                (late.changed)(); // it counts as held from now on
            }
        });
        let tokens = self.clone();
        std::thread::spawn(move || {
            let mut left = attempts;
            loop {
                let reading = worker.read();
                left = left.saturating_sub(usize::from(reading != Err(Error::Busy)));
                let again = attempts > 1 && left > 0 && reading.as_ref().is_err_and(passes);
                if !tokens.store(&id, &worker, reading) || !again {
                    return;
                }
                std::thread::sleep(PAUSE);
            }
        })
    }

    /// Keeps a reading, unless another card has taken the token's place meanwhile; gives whether it was kept.
    fn store(&self, id: &str, worker: &Arc<Worker>, reading: Result<Reading, Error>) -> bool {
        let mut state = self.lock();
        let entry = state.tokens.get_mut(id).filter(|entry| Arc::ptr_eq(&entry.worker, worker));
        let kept = entry.is_some();
        if let Some(entry) = entry {
            entry.reading = Some(reading);
        }
        drop(state);
        (self.changed)();
        kept
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change leaves the state whole, so a panic elsewhere has not torn it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reasons that pass without anybody's doing: another program held or reset the card, or it was just put in.
fn passes(error: &Error) -> bool {
    matches!(
        error,
        Error::Busy | Error::Malformed { .. } | Error::Removed | Error::Reset | Error::Transport { .. }
    )
}

fn reader_opener(reader: &str) -> Opener {
    let reader = reader.to_owned();
    Box::new(move || token::open(token::transport::pcsc::connect(&reader)?, Some(reader.clone())))
}
