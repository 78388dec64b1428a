//! One writer at a time, also between processes: the system's own lock on a file, which ends with its process however that
//! ends, so there is no stale lock to judge.

use crate::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// Held until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder, which exists. [`Error::Busy`] when another process holds it longer than `patience`.
    pub(crate) fn take(folder: &Path, patience: Duration) -> Result<Lock, Error> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                    return Err(Error::Busy(patience));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
    }
}

/// An append takes a few milliseconds.
const PAUSE: Duration = Duration::from_millis(5);
