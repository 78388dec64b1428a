//! The agency's bundle as kept on this computer: `<data>/bundle.json` holds the signed file and what it is measured by (key,
//! number, date), replaced in one step. It is read and verified anew at each use; one that does not fit its pin counts as none.
//!
//! Not here: the bundle itself ([`pki::bundle`]), and who may bring one in (`flows::bundle`).

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use pki::bundle::{Bundle, Pin};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Serialize, Deserialize)]
struct Stored {
    key: String,
    sequence: u64,
    issued: DateTime<Utc>,
    bundle: String,
}

/// The bundle in force.
#[derive(Debug, Clone)]
pub struct Agency {
    file: PathBuf,
}

impl Agency {
    /// The one of a data folder.
    pub fn of_data(data: &Path) -> Agency {
        Agency { file: data.join("bundle.json") }
    }

    /// What a new bundle is measured by, if there was one before; also when the bundle itself was damaged since.
    pub fn pin(&self) -> Option<Pin> {
        let stored = self.read()?;
        let key = pki::trust::parse_fingerprint(&stored.key).ok()?;
        Some(Pin { key, sequence: stored.sequence, issued: stored.issued })
    }

    /// The bundle in force.
    pub fn bundle(&self, now: DateTime<Utc>) -> Option<Bundle> {
        let pin = self.pin()?;
        let bytes = STANDARD.decode(self.read()?.bundle).ok()?;
        // Dated by its own word: a clock that was set back must not switch the agency's rules off.
        let bundle = Bundle::parse(&bytes, now.max(pin.issued)).ok()?;
        bundle.is_pinned(&pin).is_ok().then_some(bundle)
    }

    /// Puts a bundle in force.
    pub fn put(&self, bundle: &Bundle) -> std::io::Result<()> {
        let Pin { key, sequence, issued } = bundle.pin();
        let stored =
            Stored { key: crate::hex(&key), sequence, issued, bundle: STANDARD.encode(bundle.der()) };
        crate::settings::replace(&self.file, &serde_json::to_vec_pretty(&stored)?)
    }

    /// Takes it out of force, and forgets its key.
    pub fn forget(&self) -> std::io::Result<()> {
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn read(&self) -> Option<Stored> {
        serde_json::from_slice(&std::fs::read(&self.file).ok()?).ok()
    }
}
