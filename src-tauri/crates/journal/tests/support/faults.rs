//! A disk that fails at a chosen operation, does half of it, or ends the process there as `kill -9` does.
#![allow(dead_code, unreachable_pub)]

use journal::disk::{Disk, RealDisk};
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

/// What happens at the chosen operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails and does nothing.
    Fails,
    /// It does what it can (half of the bytes) and fails.
    FailsHalfWay,
    /// It and every later one that needs room fails.
    Full,
    /// The process is killed before it.
    KilledBefore,
    /// The process is killed when half of the bytes are written.
    KilledHalfWay,
    /// The process is killed after it.
    KilledAfter,
}

pub struct Faulty {
    fault: Fault,
    at: u64,
    count: AtomicU64,
}

impl Faulty {
    pub fn new(fault: Fault, at: u64) -> Faulty {
        Faulty { fault, at, count: AtomicU64::new(0) }
    }

    /// Operations so far.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    fn run<T>(
        &self,
        needs_room: bool,
        half: impl FnOnce() -> Result<()>,
        whole: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        if self.fault == Fault::Full && number >= self.at && needs_room {
            half()?;
            return Err(Error::from(ErrorKind::StorageFull));
        }
        if number != self.at {
            return whole();
        }
        match self.fault {
            Fault::Full => whole(),
            Fault::Fails => Err(Error::other("injected")),
            Fault::FailsHalfWay => {
                half()?;
                Err(Error::from(ErrorKind::StorageFull))
            }
            Fault::KilledBefore => kill(),
            Fault::KilledHalfWay => {
                half()?;
                kill()
            }
            Fault::KilledAfter => {
                whole()?;
                kill()
            }
        }
    }
}

impl Disk for Faulty {
    fn make_folder(&self, folder: &Path) -> Result<()> {
        self.run(!folder.exists(), || Ok(()), || RealDisk.make_folder(folder))
    }

    fn create(&self, path: &Path) -> Result<File> {
        self.run(true, || Ok(()), || RealDisk.create(path))
    }

    fn open(&self, path: &Path) -> Result<File> {
        self.run(false, || Ok(()), || RealDisk.open(path))
    }

    fn append(&self, file: &File, bytes: &[u8]) -> Result<()> {
        let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
        self.run(true, || RealDisk.append(file, half), || RealDisk.append(file, bytes))
    }

    fn sync(&self, file: &File) -> Result<()> {
        self.run(false, || RealDisk.sync(file), || RealDisk.sync(file))
    }

    fn cut(&self, file: &File, length: u64) -> Result<()> {
        self.run(false, || Ok(()), || RealDisk.cut(file, length))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.run(false, || RealDisk.rename(from, to), || RealDisk.rename(from, to))
    }

    fn remove(&self, path: &Path) -> Result<()> {
        self.run(false, || Ok(()), || RealDisk.remove(path))
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        self.run(false, || Ok(()), || RealDisk.sync_folder(folder))
    }
}

/// Ends this process as the system would: no destructor runs, nothing is flushed.
fn kill() -> ! {
    let _ = Command::new("sh").args(["-c", "kill -9 $PPID"]).status();
    loop {
        std::thread::park();
    }
}
