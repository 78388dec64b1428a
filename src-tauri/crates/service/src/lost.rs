//! Tokens that were reported lost, on this computer only: `<data>/lost.json`, by the first 16 hex digits of the certificate's
//! SHA-256, with the day. A mark makes this program refuse to sign; it revokes nothing.

use pki::cert::Certificate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The marks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lost(BTreeMap<String, String>);

impl Lost {
    /// The marks of a data folder; none where the file is absent or cannot be read.
    pub fn read(data: &Path) -> Lost {
        let bytes = std::fs::read(file(data)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Since when a certificate is marked.
    pub fn since(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// Sets a mark with its day, or takes it away.
    pub fn set(&mut self, id: &str, since: Option<String>) {
        if let Some(day) = since {
            self.0.entry(id.to_owned()).or_insert(day);
        } else {
            self.0.remove(id);
        }
    }

    /// Writes them.
    pub fn write(&self, data: &Path) -> std::io::Result<()> {
        crate::settings::replace(&file(data), &serde_json::to_vec_pretty(self)?)
    }
}

/// Names a certificate without telling whose it is; as the journal does.
pub fn id_of(certificate: &Certificate) -> String {
    crate::hex(&certificate.sha256()).chars().take(16).collect()
}

fn file(data: &Path) -> PathBuf {
    data.join("lost.json")
}
