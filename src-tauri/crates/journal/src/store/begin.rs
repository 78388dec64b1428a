//! Beginning a chain, taking up one that holds, and making its key: only for a journal that is empty.

use super::examine::Held;
use super::layout::{self, Chain};
use super::{Around, End, Note, Place, SealState, Store, Unsealed, segment};
use crate::Error;
use crate::chain::Hash;
use crate::lock::Lock;
use crate::record::{After, Began, Id, Number, Opened, Why};
use crate::seal::{Kept, KeyringUnavailable, SealKey};
use chrono::{DateTime, Utc};
use std::path::PathBuf;

type Found = Result<Option<SealKey>, KeyringUnavailable>;

/// The first chain. A key without a journal means that there was one.
pub(super) fn first<'a>(
    place: Place<'a>,
    around: &'a Around<'a>,
    lock: Lock,
    found: Found,
    now: DateTime<Utc>,
) -> Result<Store<'a>, Error> {
    let vanished = matches!(found, Ok(Some(_))).then_some(After { why: Why::Vanished, last: None });
    let mut store = begin(place, around, lock, 1, &found, vanished.clone(), now)?;
    store.notes.push(vanished.map_or(Note::Began, |after| Note::BeganAnew(after.why)));
    // After the chain's first line: a crash between the two leaves an empty chain, which gets its key the next time.
    store.take_key(found, true)?;
    Ok(store)
}

/// A chain after one that does not hold.
#[allow(clippy::too_many_arguments, reason = "one call")]
pub(super) fn after<'a>(
    place: Place<'a>,
    around: &'a Around<'a>,
    lock: Lock,
    before: u32,
    found: Found,
    why: Why,
    last: Option<Number>,
    now: DateTime<Utc>,
) -> Result<Store<'a>, Error> {
    let after = After { why, last };
    let mut store = begin(place, around, lock, before.saturating_add(1), &found, Some(after), now)?;
    store.notes.push(Note::BeganAnew(why));
    store.take_key(found, false)?;
    Ok(store)
}

/// A chain that holds.
pub(super) fn resume<'a>(
    place: Place<'a>,
    around: &'a Around<'a>,
    lock: Lock,
    chain: &Chain,
    found: Found,
    held: Box<Held>,
) -> Result<Store<'a>, Error> {
    let empty = held.end.n == Number(1) && !held.followed && held.kept.sealed_n().is_none();
    let mut store = Store {
        place,
        around,
        chain: chain.folder.clone(),
        number: chain.number,
        journal: held.journal,
        end: held.end,
        key: None,
        seal: SealState::Unsealed(Unsealed::Keyring),
        kept: held.kept,
        notes: Vec::new(),
        torn: held.torn,
        spoiled: false,
        _lock: lock,
    };
    store.take_key(found, empty)?;
    Ok(store)
}

/// A key of random bytes, if the keyring keeps it.
pub(super) fn make_key(around: &Around<'_>) -> Result<Option<SealKey>, Error> {
    let mut bytes = [0u8; 32];
    (around.random)(&mut bytes).map_err(Error::Random)?;
    let key = SealKey::from_bytes(bytes);
    Ok(around.keys.keep(&key).ok().map(|()| key))
}

impl Store<'_> {
    fn take_key(&mut self, found: Found, empty: bool) -> Result<(), Error> {
        (self.key, self.seal) = match found {
            Ok(Some(key)) => (Some(key), SealState::Unsealed(Unsealed::HeadNotWritten)),
            Ok(None) if empty => (make_key(self.around)?, SealState::Unsealed(Unsealed::Keyring)),
            Ok(None) => (None, SealState::Unsealed(Unsealed::KeyLost)),
            Err(KeyringUnavailable) => (None, SealState::Unsealed(Unsealed::Keyring)),
        };
        if self.key.is_some() && self.kept.sealed_n() == Some(self.end.n) {
            self.seal = SealState::Sealed;
        }
        Ok(())
    }
}

/// A chain with nothing in it but its first line.
pub(super) struct Fresh {
    pub(super) chain: PathBuf,
    pub(super) journal: Id,
    pub(super) end: End,
}

pub(super) fn fresh(
    place: &Place<'_>,
    around: &Around<'_>,
    number: u32,
    began: Began,
    now: DateTime<Utc>,
) -> Result<Fresh, Error> {
    let mut name = [0u8; 16];
    (around.random)(&mut name).map_err(Error::Random)?;
    let journal = Id(name);
    let chain = layout::chain(place.folder, number);
    around.disk.make_folder(&chain)?;
    around.disk.sync_folder(place.folder)?;
    let opened = Opened {
        journal,
        installation: place.installation,
        segment: 1,
        before: Hash::NONE,
        began: Some(began),
    };
    let end = segment::start(around.disk, &chain, opened, Number(1), now)?;
    Ok(Fresh { chain, journal, end })
}

fn begin<'a>(
    place: Place<'a>,
    around: &'a Around<'a>,
    lock: Lock,
    number: u32,
    found: &Found,
    after: Option<After>,
    now: DateTime<Utc>,
) -> Result<Store<'a>, Error> {
    let began = Began { keyring: found.is_ok(), after };
    let Fresh { chain, journal, end } = fresh(&place, around, number, began, now)?;
    Ok(Store {
        place,
        around,
        chain,
        number,
        journal,
        end,
        key: None,
        seal: SealState::Unsealed(Unsealed::Keyring),
        kept: Kept::default(),
        notes: Vec::new(),
        torn: None,
        spoiled: false,
        _lock: lock,
    })
}
