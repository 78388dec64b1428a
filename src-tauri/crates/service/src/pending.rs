//! Signed files that still lack what was asked for: a time stamp, revocation data, an archive time stamp. Kept as a list
//! of paths and wanted levels in the data folder; of the documents nothing.

use crate::schema::SignLevel;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Most entries; the oldest give way. Nobody completes a thousand letters by hand.
const MOST: usize = 1_000;

/// Largest list that is read, in bytes: a thousand entries with long paths.
const LARGEST: u64 = 4 << 20;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where the signed file lies.
    pub path: PathBuf,
    /// What it shall become.
    pub level: SignLevel,
    /// When it was signed.
    pub since: DateTime<FixedOffset>,
}

/// The list of a data folder.
pub struct Pending {
    file: PathBuf,
}

impl Pending {
    /// The list of this data folder.
    pub fn of_data(data: &Path) -> Pending {
        Pending { file: data.join("pending.json") }
    }

    /// All entries whose file is still there, oldest first. A list that cannot be read is an empty one: what it says can
    /// be asked for again with any signed file.
    pub fn entries(&self) -> Vec<Entry> {
        let small = std::fs::metadata(&self.file).is_ok_and(|metadata| metadata.len() <= LARGEST);
        let text = if small { std::fs::read(&self.file).unwrap_or_default() } else { Vec::new() };
        let mut entries: Vec<Entry> = serde_json::from_slice(&text).unwrap_or_default();
        entries.retain(|entry| entry.path.is_file());
        entries
    }

    /// Adds a file, or changes what it shall become.
    pub fn add(&self, entry: Entry) -> std::io::Result<()> {
        let mut entries = self.entries();
        entries.retain(|known| known.path != entry.path);
        entries.push(entry);
        let surplus = entries.len().saturating_sub(MOST);
        entries.drain(..surplus);
        self.write(&entries)
    }

    /// Forgets a file.
    pub fn remove(&self, path: &Path) -> std::io::Result<()> {
        let mut entries = self.entries();
        entries.retain(|known| known.path != path);
        self.write(&entries)
    }

    fn write(&self, entries: &[Entry]) -> std::io::Result<()> {
        let text = serde_json::to_vec_pretty(entries).map_err(std::io::Error::other)?;
        crate::settings::replace(&self.file, &text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn entry(path: &Path, level: SignLevel) -> Entry {
        let since = DateTime::parse_from_rfc3339("2026-11-23T09:12:44+08:00").unwrap();
        Entry { path: path.to_owned(), level, since }
    }

    #[test]
    fn list_survives_a_restart_and_forgets_files_that_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("satu.pdf"), folder.path().join("dua.pdf"));
        std::fs::write(&one, b"1").unwrap();
        std::fs::write(&two, b"2").unwrap();
        let list = || Pending::of_data(folder.path());
        list().add(entry(&one, SignLevel::T)).unwrap();
        list().add(entry(&two, SignLevel::Lta)).unwrap();
        list().add(entry(&one, SignLevel::Lt)).unwrap();
        let seen: Vec<_> = list().entries().into_iter().map(|entry| (entry.path, entry.level)).collect();
        assert_eq!(seen, [(two.clone(), SignLevel::Lta), (one.clone(), SignLevel::Lt)]);
        std::fs::remove_file(&two).unwrap();
        assert_eq!(list().entries().len(), 1);
        list().remove(&one).unwrap();
        assert!(list().entries().is_empty());
    }

    #[test]
    fn damaged_list_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pending.json"), b"[{").unwrap();
        assert!(Pending::of_data(folder.path()).entries().is_empty());
    }
}
