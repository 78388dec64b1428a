//! Personal data on this computer (UU 27/2022): what is kept and where, and deleting it. What may stay is listed by name;
//! everything else in the data folder goes, so that nothing is left behind by forgetting it here.

use crate::Service;
use crate::schema::{DataItem, DataView, Problem};
use std::fs;
use std::path::Path;

/// What deleting leaves: choices, issuers and marks of loss, which name nobody; a lost token must stay refused. The journal is emptied through itself, because its next line
/// must say so.
const STAYS: [&str; 5] = ["settings.json", "trust", "bundle.json", "lost.json", "journal"];

/// Codes of what is known, by name in the data folder.
const KNOWN: [(&str, &str); 14] = [
    ("settings.json", "settings"),
    ("trust", "trust"),
    ("bundle.json", "bundle"),
    ("lost.json", "lost"),
    ("journal", "journal"),
    ("places.json", "places"),
    ("pending.json", "pending"),
    ("practice", "practice"),
    ("cache", "cache"),
    ("reports", "reports"),
    ("agreement.json", "agreement"),
    ("templates", "templates"),
    ("faults.log", "faults"),
    ("enrollment", "enrollment"),
];

impl Service {
    /// What is kept on this computer.
    pub(crate) fn data_view(&self) -> DataView {
        let folder = self.host().data_folder();
        let mut items: Vec<DataItem> = names(folder)
            .into_iter()
            .map(|name| {
                let (files, bytes) = measure(&folder.join(&name));
                let known = KNOWN.iter().find(|(place, _)| *place == name);
                DataItem {
                    id: known.map_or("other", |(_, id)| id).to_owned(),
                    personal: !STAYS.contains(&name.as_str()) || name == "journal",
                    place: name,
                    files,
                    bytes,
                }
            })
            .collect();
        items.sort_by(|one, other| one.place.cmp(&other.place));
        DataView { folder: folder.display().to_string(), items }
    }

    /// Deletes all of it but choices and issuers. Files elsewhere stay as they are.
    ///
    /// # Errors
    /// [`Problem::OutputNotWritable`] when something could not be deleted, [`Problem::JournalBusy`],
    /// [`Problem::JournalUnusable`].
    pub fn delete_data(&self) -> Result<(), Problem> {
        let _ = self.set_practice(false);
        self.forget_practice();
        let folder = self.host().data_folder().to_owned();
        if folder.join("journal").exists() {
            self.journal_erased().map_err(|error| super::journal::unusable(&error))?;
        }
        // Paths of key files and drivers are names of files, and may hold a person's name.
        self.store(|settings| {
            settings.key_files.clear();
            settings.modules.clear();
        })?;
        let mut left = false;
        for name in names(&folder).iter().filter(|name| !STAYS.contains(&name.as_str())) {
            let path = folder.join(name);
            let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            left |= gone.is_err();
        }
        if left { Err(Problem::OutputNotWritable) } else { Ok(()) }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Files and bytes at or below a path. Links are not followed.
fn measure(path: &Path) -> (u32, u64) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return (0, 0) };
    if !metadata.is_dir() {
        return (1, metadata.len());
    }
    let entries = fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| measure(&entry.path()))
        .fold((0, 0), |(files, bytes), (more, size)| (files.saturating_add(more), bytes.saturating_add(size)))
}
