//! What the flows need from their surroundings, and nothing more: clock, randomness, data folder, dialogs, the
//! system's reader and file manager, and a place to send events. Desktop, command line and tests each bring one.

use crate::http::Patience;
use crate::schema::Event;
use crate::secrets::{Nowhere, Secrets};
use chrono::{DateTime, FixedOffset};
use std::path::{Path, PathBuf};

/// The surroundings of the flows.
pub trait Host: Send + Sync + 'static {
    /// The time now, with the offset of this computer's zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Fills the buffer with random bytes from the system.
    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()>;

    /// Folder for settings, trusted issuers and the practice token. It may not exist yet.
    fn data_folder(&self) -> &Path;

    /// Tells the shell something it has not asked for.
    fn emit(&self, event: Event);

    /// Asks the person for files to open; empty when the dialog was closed.
    fn pick_files(&self, kind: PickKind) -> Vec<PathBuf>;

    /// Asks the person where to keep a new file, suggesting a place; nothing when the dialog was closed.
    fn pick_target(&self, suggested: &Path) -> Option<PathBuf>;

    /// Opens a file in the system's program for it.
    fn show_file(&self, path: &Path) -> std::io::Result<()>;

    /// Keeps the cause of a fault of ours under its reference number. Errors of this program hold no secret and no
    /// content of a document.
    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error);

    /// Shows a file in the system's file manager.
    fn reveal_file(&self, path: &Path) -> std::io::Result<()>;

    /// Where passwords of servers are kept. Surroundings that say nothing keep none.
    fn secrets(&self) -> &dyn Secrets {
        &Nowhere
    }

    /// How long the network is waited for.
    fn patience(&self) -> Patience {
        Patience::default()
    }
}

/// What a file dialog is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickKind {
    /// PDF documents, several allowed.
    Documents,
    /// One folder.
    Folder,
    /// One certificate.
    Certificate,
    /// One PKCS#12 file.
    KeyFile,
    /// One PKCS#11 module.
    Module,
    /// One agency's bundle.
    Bundle,
    /// Exports of colleagues' records, several allowed.
    Records,
    /// One template, or the agency's policy.
    Template,
    /// One report that was delivered.
    Report,
    /// One picture for the block.
    Picture,
}
