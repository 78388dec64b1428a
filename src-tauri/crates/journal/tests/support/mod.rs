//! What the tests of the journal share: a keyring in memory, a clock that is told, acts to record.
#![allow(dead_code, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use chrono::{DateTime, FixedOffset, Utc};
use journal::chain::Hash;
use journal::disk::{Disk, RealDisk};
use journal::record::{
    Act, Category, Code, Failed, Id, Level, Notice, Revocation, Serial, Short, Signed, Signer, Verdict,
    Verified,
};
use journal::seal::{KeyringUnavailable, SealKey, SealKeys};
use journal::store::{Around, Place, SEGMENT, Store};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub const HERE: Id = Id([0xA1; 16]);

/// A keyring in memory that can be locked.
#[derive(Default)]
pub struct Keyring {
    pub key: Mutex<Option<[u8; 32]>>,
    pub locked: Mutex<bool>,
    pub kept: AtomicU64,
}

impl Keyring {
    pub fn lock(&self, locked: bool) {
        *self.locked.lock().unwrap() = locked;
    }

    pub fn forget(&self) {
        *self.key.lock().unwrap() = None;
    }
}

impl SealKeys for Keyring {
    fn find(&self) -> Result<Option<SealKey>, KeyringUnavailable> {
        if *self.locked.lock().unwrap() {
            return Err(KeyringUnavailable);
        }
        Ok(self.key.lock().unwrap().map(SealKey::from_bytes))
    }

    fn keep(&self, key: &SealKey) -> Result<(), KeyringUnavailable> {
        if *self.locked.lock().unwrap() {
            return Err(KeyringUnavailable);
        }
        *self.key.lock().unwrap() = Some(*key.as_bytes());
        self.kept.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// Different bytes each time, the same in each run.
pub fn random(buffer: &mut [u8]) -> std::io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    for (index, byte) in buffer.iter_mut().enumerate() {
        *byte = Hash::of(format!("{count} {index}").as_bytes()).0[0];
    }
    Ok(())
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn wita() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

pub fn place(folder: &Path) -> Place<'_> {
    Place { folder, installation: HERE, zone: wita() }
}

pub fn around<'a>(keys: &'a dyn SealKeys, disk: &'a dyn Disk) -> Around<'a> {
    Around { disk, keys, random: &random, patience: Duration::from_secs(30), segment: SEGMENT }
}

/// Opens, appends one act, closes.
pub fn append(folder: &Path, keys: &dyn SealKeys, act: Act, now: &str) {
    let around = around(keys, &RealDisk);
    let mut store = Store::open(place(folder), &around, at(now)).unwrap();
    store.append(&[act], at(now)).unwrap();
}

pub fn signer() -> Signer {
    Signer {
        certificate: Short::of(&Hash::of(b"certificate")),
        issuer: "Sub CA (UJI)".into(),
        serial: Some(Serial::masked("0102030405060708")),
    }
}

/// A signing of the document with this number.
pub fn signed(number: u64) -> Act {
    Act::Signed(Signed {
        result: Some(Hash::of(&number.to_le_bytes())),
        pages: 2,
        document: Some(Code::new("surat").unwrap()),
        by: signer(),
        level: Level::B,
        stamped: false,
        notice: Notice::Written,
        status: Revocation::NotAsked,
        practice: false,
    })
}

pub fn failed(category: Category) -> Act {
    Act::Failed(Failed {
        category,
        code: Code::new("pin-wrong").unwrap(),
        pages: Some(1),
        document: None,
        by: Some(signer()),
        practice: false,
    })
}

pub fn verified(number: u64, verdict: Verdict) -> Act {
    Act::Verified(Verified {
        document: Some(Hash::of(&number.to_le_bytes())),
        verdict,
        signatures: 1,
        practice: false,
    })
}

/// A folder in memory where there is one: these tests write thousands of times, and killing a process loses no more there
/// than on a disk.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
