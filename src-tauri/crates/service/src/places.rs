//! Where documents lie that were signed or checked here, so that a result can be opened from the history: off until the person
//! asks for it, in a file of its own beside the journal, which never holds a name. `<data>/places.json` is there while they are
//! kept; forgetting them deletes it.

use crate::schema::Problem;
use crate::settings::replace;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The places of one data folder, by SHA-256 of the document.
#[derive(Debug, Clone)]
pub(crate) struct Places(PathBuf);

impl Places {
    pub(crate) fn of_data(data: &Path) -> Places {
        Places(data.join("places.json"))
    }

    /// Whether they are kept.
    pub(crate) fn kept(&self) -> bool {
        self.0.exists()
    }

    /// Keeps them from now on, or forgets them all.
    pub(crate) fn keep(&self, keep: bool) -> Result<(), Problem> {
        let done = match keep {
            true if self.kept() => Ok(()),
            true => replace(&self.0, b"{}"),
            false => match std::fs::remove_file(&self.0) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        };
        done.map_err(|_| Problem::OutputNotWritable)
    }

    /// Notes a place, if they are kept. A list that cannot be written takes nothing from what was done.
    pub(crate) fn note(&self, sha256: &str, path: &Path) {
        if !self.kept() {
            return;
        }
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut all = self.all();
        if all.len() >= MOST {
            all.pop_first();
        }
        all.insert(sha256.to_owned(), path);
        let _ = replace(&self.0, &serde_json::to_vec(&all).unwrap_or_default());
    }

    /// All places.
    pub(crate) fn all(&self) -> BTreeMap<String, PathBuf> {
        std::fs::read(&self.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }
}

/// Most places that are kept: some years of an official's letters.
const MOST: usize = 20_000;
