//! The journal on disk: opening it after whatever happened, appending, sealing, removing.
//!
//! A record is committed when [`Store::append`] returns: its line is written and flushed. Only then the head is sealed. So a
//! crash leaves at most a half-written line, which the next opening takes away and notes, or a whole line after the sealed
//! head, which it notes and seals. A chain that does not hold is never continued: a new one begins that says why, and the
//! old one stays as it is.
//!
//! A store holds the lock of the whole journal: open it for one act and drop it. Opening reads the head and what came after.

mod begin;
mod examine;
pub(crate) mod layout;
pub(crate) mod lines;
mod remove;
pub(crate) mod segment;

use crate::Error;
use crate::chain::{self, Hash};
use crate::disk::Disk;
use crate::lock::Lock;
use crate::record::{Act, Entry, Id, Number, Repaired, Span, Time, VERSION, Why};
use crate::seal::{Head, Kept, SealKey, SealKeys};
use chrono::{DateTime, FixedOffset, Utc};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use remove::{Remains, Removable, Removal};

/// Whose journal, and where.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its folder; made if missing.
    pub folder: &'a Path,
    /// This computer and account, so that a copy from another one is recognised.
    pub installation: Id,
    /// The zone whose months limit segments: WITA in Bali.
    pub zone: FixedOffset,
}

/// What the store needs of its surroundings.
pub struct Around<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The keyring.
    pub keys: &'a dyn SealKeys,
    /// The system's random numbers.
    pub random: &'a dyn Fn(&mut [u8]) -> std::io::Result<()>,
    /// How long to wait for another writer.
    pub patience: Duration,
    /// Bytes after which a segment ends; [`SEGMENT`] outside of tests.
    pub segment: u64,
}

/// Bytes after which a segment ends: about 3,000 records, read in a few milliseconds.
pub const SEGMENT: u64 = 1 << 20;

/// Whether the end of the journal is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealState {
    /// Up to the last entry.
    Sealed,
    /// Not: what came after the last seal could be cut off unseen.
    Unsealed(Unsealed),
}

/// Why there is no seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsealed {
    /// The head could not be written.
    HeadNotWritten,
    /// The keyring answers, but the key is gone (or was never kept). A new one is made only by [`Store::seal_anew`].
    KeyLost,
    /// The keyring is absent or locked.
    Keyring,
}

/// What opening found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The first chain began.
    Began,
    /// The chain before was not continued; a new one began.
    BeganAnew(Why),
    /// So many bytes of a half-written line were taken away.
    Repaired(u64),
    /// These entries had no seal until now.
    SealedLate(Span),
}

/// The open journal, locked.
pub struct Store<'a> {
    place: Place<'a>,
    around: &'a Around<'a>,
    chain: PathBuf,
    number: u32,
    journal: Id,
    end: End,
    key: Option<SealKey>,
    seal: SealState,
    kept: Kept,
    notes: Vec<Note>,
    /// Bytes of a half-written line that opening took away, not noted yet.
    torn: Option<u64>,
    spoiled: bool,
    _lock: Lock,
}

/// Where the chain ends.
struct End {
    segment: u32,
    file: File,
    length: u64,
    n: Number,
    hash: Hash,
    /// When the segment began.
    began: DateTime<Utc>,
    /// Whether its last line is in it.
    closed: bool,
}

impl<'a> Store<'a> {
    /// Opens the journal: repairs, notes and seals what a crash or a locked keyring left, begins a chain where there is
    /// none that holds.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Random`], [`Error::Io`].
    pub fn open(place: Place<'a>, around: &'a Around<'a>, now: DateTime<Utc>) -> Result<Store<'a>, Error> {
        around.disk.make_folder(place.folder)?;
        let lock = Lock::take(place.folder, around.patience)?;
        let found = around.keys.find();
        let chains = layout::chains(place.folder)?;
        let mut store = match chains.last() {
            None => begin::first(place, around, lock, found, now)?,
            Some(last) => {
                match examine::examine(last, &place, around, found.as_ref().ok().and_then(Option::as_ref))? {
                    examine::Examined::Holds(found_end) => {
                        begin::resume(place, around, lock, last, found, found_end)?
                    }
                    examine::Examined::Not { why, last: number } => {
                        begin::after(place, around, lock, last.number, found, why, number, now)?
                    }
                }
            }
        };
        store.settle(now)?;
        Ok(store)
    }

    /// Appends acts, all or none. When it returns they are on the disk.
    ///
    /// # Errors
    /// [`Error::Io`] when nothing was committed; [`Error::Spoiled`] when an earlier failure could not be taken back;
    /// [`Error::Code`] for an act that is the journal's own.
    pub fn append(&mut self, acts: &[Act], now: DateTime<Utc>) -> Result<Span, Error> {
        if acts.iter().any(Act::is_own) {
            return Err(Error::Code);
        }
        self.put(acts.iter().cloned(), now)
    }

    /// Whether the end is sealed.
    #[must_use]
    pub fn seal(&self) -> SealState {
        self.seal
    }

    /// What opening found and did.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The chain in use.
    #[must_use]
    pub fn journal(&self) -> Id {
        self.journal
    }

    /// Number of the last entry.
    #[must_use]
    pub fn last(&self) -> Number {
        self.end.n
    }

    /// Sets a seal on a journal whose key was lost or never kept, because a person asked for it. The entry that says so is
    /// in the chain first.
    ///
    /// # Errors
    /// As [`Store::append`], and [`Error::Random`].
    pub fn seal_anew(&mut self, now: DateTime<Utc>) -> Result<SealState, Error> {
        if self.seal != SealState::Unsealed(Unsealed::KeyLost) {
            return Ok(self.seal);
        }
        self.put(std::iter::once(Act::Sealing), now)?;
        self.key = begin::make_key(self.around)?;
        self.seal_end();
        Ok(self.seal)
    }

    /// Notes and seals what came after the last seal.
    fn settle(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        if let Some(bytes) = self.torn.take() {
            self.notes.push(Note::Repaired(bytes));
            self.book(Act::Repaired(Repaired { bytes }), now)?;
        }
        let sealed = self.kept.sealed_n();
        if self.key.is_none() || sealed == Some(self.end.n) {
            return Ok(());
        }
        let from = sealed.map_or(Number(1), Number::next);
        // a chain's first line needs no note: it was just written
        if self.end.n > Number(1) {
            let span = Span { from, to: self.end.n };
            if self.book(Act::Unsealed(span), now)? {
                self.notes.push(Note::SealedLate(span));
            }
        } else {
            self.seal_end();
        }
        Ok(())
    }

    /// Writes an entry of the journal's own. On a full disk the person's work goes on without it, and without a seal.
    fn book(&mut self, act: Act, now: DateTime<Utc>) -> Result<bool, Error> {
        match self.put(std::iter::once(act), now) {
            Ok(_) => Ok(true),
            Err(Error::Io(_)) if !self.spoiled => {
                if self.key.is_some() {
                    self.seal = SealState::Unsealed(Unsealed::HeadNotWritten);
                }
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn put(&mut self, acts: impl Iterator<Item = Act>, now: DateTime<Utc>) -> Result<Span, Error> {
        if self.spoiled {
            return Err(Error::Spoiled);
        }
        // A chain with a key never holds an act without a head: that is how a removed head shows.
        if self.key.is_some() && self.kept.sealed_n().is_none() {
            self.seal_end();
            if self.seal != SealState::Sealed {
                return Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into());
            }
        }
        self.turn_over(now)?;
        let span = self.write(acts, now)?;
        self.seal_end();
        Ok(span)
    }

    /// Writes lines at the end, all or none, and flushes them.
    fn write(&mut self, acts: impl Iterator<Item = Act>, now: DateTime<Utc>) -> Result<Span, Error> {
        let first = self.end.n.next();
        let (mut bytes, mut n, mut hash) = (Vec::new(), self.end.n, self.end.hash);
        for act in acts {
            n = n.next();
            let (line, next) = chain::line(&Entry { v: VERSION, n, at: Time(now), act }, &hash)?;
            bytes.extend_from_slice(&line);
            hash = next;
        }
        let disk = self.around.disk;
        if let Err(error) = disk.append(&self.end.file, &bytes).and_then(|()| disk.sync(&self.end.file)) {
            // Half a line must not stand before the next one.
            self.spoiled = disk.cut(&self.end.file, self.end.length).is_err();
            return Err(error.into());
        }
        self.end.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        (self.end.n, self.end.hash) = (n, hash);
        Ok(Span { from: first, to: n })
    }

    /// Seals the end, or leaves a plain mark where it is. Neither can fail the act that is committed already.
    fn seal_end(&mut self) {
        let End { segment, length, n, hash, .. } = self.end;
        let head = Head { journal: self.journal, segment, length, n, hash };
        let written = self.kept.write(self.around.disk, &self.chain, self.key.as_ref(), head);
        if self.key.is_some() {
            self.seal = match written {
                Ok(()) => SealState::Sealed,
                Err(_) => SealState::Unsealed(Unsealed::HeadNotWritten),
            };
        }
    }
}
