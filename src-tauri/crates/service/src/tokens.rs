//! The tokens of this computer: which readers there are, what is in them, and the worker that owns each.
//!
//! One thread waits for the smart card service ([`Tokens::watch`]); reading happens in the workers' threads, so a
//! slow or silent card holds up nobody. The practice token stands beside the readers and is reached the same way.

use crate::worker::{Opener, Reading, Worker};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use token::Error;
use token::presence::{Canceller, Presence, Situation, SlotState};

/// Name of the practice token in requests.
pub const PRACTICE: &str = "practice";

/// The tokens, shared by all flows.
#[derive(Clone)]
pub struct Tokens {
    state: Arc<Mutex<State>>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

struct State {
    situation: Result<Situation, Error>,
    tokens: BTreeMap<String, Entry>,
}

struct Entry {
    /// Counts insertions where the system tells; another count is another card.
    events: u16,
    worker: Arc<Worker>,
    reading: Option<Result<Reading, Error>>,
}

/// One token as it was last seen.
pub struct Seen {
    /// Reader name, or [`PRACTICE`].
    pub id: String,
    /// What reading it gave; `None` while it is being read.
    pub reading: Option<Result<Reading, Error>>,
}

impl Tokens {
    /// Knows of no token yet. `changed` is called, from any thread, whenever something about the tokens changed.
    pub fn new(changed: impl Fn() + Send + Sync + 'static) -> Tokens {
        let state = State { situation: Ok(Situation::NoReader), tokens: BTreeMap::new() };
        Tokens { state: Arc::new(Mutex::new(state)), changed: Arc::new(changed) }
    }

    /// Looks once at all readers and reads what is in them; returns when all have answered.
    pub fn scan(&self) {
        let situation = Presence::new().now();
        for thread in self.take(situation) {
            // A reading thread that panicked has stored nothing; its token stays "being read".
            let _ = thread.join();
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
                    Ok(Some(situation)) => drop(tokens.take(Ok(situation))),
                    Ok(None) => {}
                    Err(Error::Cancelled) => return,
                    Err(error) => {
                        drop(tokens.take(Err(error)));
                        // The service answers with an error at once; asking again at full speed helps nobody.
                        std::thread::sleep(std::time::Duration::from_secs(1));
                    }
                }
            }
        });
        canceller
    }

    /// Puts a token beside the readers, or replaces it, and reads it. Waits for the reading.
    pub fn insert(&self, id: &str, open: Opener) {
        let worker = Arc::new(Worker::start(open));
        self.lock().tokens.insert(id.to_owned(), Entry { events: 0, worker: worker.clone(), reading: None });
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
        state
            .tokens
            .iter()
            .map(|(id, entry)| Seen { id: id.clone(), reading: entry.reading.clone() })
            .collect()
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

    /// Takes over a new situation: forgets tokens that left, starts reading those that came.
    fn take(&self, situation: Result<Situation, Error>) -> Vec<std::thread::JoinHandle<()>> {
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
        state.tokens.retain(|id, entry| {
            id == PRACTICE || present.get(id).is_some_and(|reader| reader.events == entry.events)
        });
        for (id, reader) in present {
            if state.tokens.contains_key(&id) {
                continue;
            }
            let worker = Arc::new(Worker::start(reader_opener(&id)));
            let muted = matches!(reader.state, SlotState::Mute).then_some(Err(Error::Mute));
            let read = muted.is_none();
            let entry = Entry { events: reader.events, worker: worker.clone(), reading: muted };
            state.tokens.insert(id.clone(), entry);
            if read {
                let tokens = self.clone();
                started.push(std::thread::spawn(move || tokens.store(&id, &worker, worker.read())));
            }
        }
        drop(state);
        (self.changed)();
        started
    }

    /// Keeps a reading, unless another card has taken the token's place meanwhile.
    fn store(&self, id: &str, worker: &Arc<Worker>, reading: Result<Reading, Error>) {
        let mut state = self.lock();
        if let Some(entry) = state.tokens.get_mut(id)
            && Arc::ptr_eq(&entry.worker, worker)
        {
            entry.reading = Some(reading);
        }
        drop(state);
        (self.changed)();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change leaves the state whole, so a panic elsewhere has not torn it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reader_opener(reader: &str) -> Opener {
    let reader = reader.to_owned();
    Box::new(move || token::open(token::transport::pcsc::connect(&reader)?, Some(reader.clone())))
}
