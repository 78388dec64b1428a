//! The seam to the disk: every write of the journal is one of these operations, so that tests can make each of them fail,
//! do half of its work, or be the last thing the process does.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::path::Path;

/// What the journal does to the disk.
pub trait Disk: Send + Sync {
    /// Makes a folder and those above it.
    fn make_folder(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)
    }

    /// Makes a file, empty if it was there.
    fn create(&self, path: &Path) -> Result<File> {
        File::create(path)
    }

    /// Opens a file to append to it.
    fn open(&self, path: &Path) -> Result<File> {
        OpenOptions::new().read(true).append(true).open(path)
    }

    /// Writes bytes at the end.
    fn append(&self, mut file: &File, bytes: &[u8]) -> Result<()> {
        file.write_all(bytes)
    }

    /// Waits until what was written would survive a power cut.
    fn sync(&self, file: &File) -> Result<()> {
        file.sync_data()
    }

    /// Cuts a file to a length in bytes.
    fn cut(&self, file: &File, length: u64) -> Result<()> {
        file.set_len(length)
    }

    /// Gives a file its name, replacing what had it.
    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        std::fs::rename(from, to)
    }

    /// Removes a file.
    fn remove(&self, path: &Path) -> Result<()> {
        std::fs::remove_file(path)
    }

    /// Waits until names in a folder would survive a power cut.
    fn sync_folder(&self, folder: &Path) -> Result<()> {
        sync_folder(folder)
    }
}

/// The computer's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {}

/// Puts a whole file in place of another: a crash leaves the old one or the new one.
pub(crate) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<()> {
    let draft = path.with_extension("tmp");
    let file = disk.create(&draft)?;
    let written = disk.append(&file, bytes).and_then(|()| disk.sync(&file));
    drop(file);
    if let Err(error) = written.and_then(|()| disk.rename(&draft, path)) {
        // What is left is overwritten by the next draft.
        let _ = disk.remove(&draft);
        return Err(error);
    }
    disk.sync_folder(path.parent().unwrap_or(Path::new(".")))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes names through with the file's own journal and opens no folder as a file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}
