//! The person's settings: a small JSON file, replaced whole. A file that cannot be read counts as absent.

use crate::schema::{Locale, NetworkSettings, Preset, Profile, Setup, TextSize, Theme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Settings of one person on this computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Language of all texts.
    pub locale: Locale,
    /// Appearance of the window.
    pub theme: Theme,
    /// Size of its texts.
    pub text: TextSize,
    /// The agency this computer works for.
    pub profile: Profile,
    /// What of the first run was answered.
    pub setup: Setup,
    /// Whether the practice token is switched on.
    pub practice: bool,
    /// What may be asked over the network. Names no secret.
    pub network: NetworkSettings,
    /// Key files (PKCS#12) chosen by hand: where they lie, nothing of what is in them.
    pub key_files: Vec<PathBuf>,
    /// Token drivers (PKCS#11) chosen by hand.
    pub modules: Vec<PathBuf>,
    /// Wording of the notice on pages (Art 4(1)i); the shipped one when absent. One that lacks a fact is never saved.
    pub notice: Option<String>,
    /// Whether documents that can change their look are refused instead of warned of.
    pub refuse_changeable: bool,
    /// Reminders of renewal that were dismissed: SHA-256 of the certificate, and the stage up to which.
    pub dismissed: BTreeMap<String, u32>,
    /// Blocks kept under a name. Their pictures lie beside the settings.
    pub presets: Vec<Preset>,
}

impl Default for Settings {
    /// Indonesian, as the system has it, no practice token, no network.
    fn default() -> Self {
        Settings {
            locale: Locale::Id,
            theme: Theme::System,
            text: TextSize::Normal,
            profile: Profile::default(),
            setup: Setup::default(),
            practice: false,
            network: NetworkSettings::default(),
            key_files: Vec::new(),
            modules: Vec::new(),
            notice: None,
            refuse_changeable: false,
            dismissed: BTreeMap::new(),
            presets: Vec::new(),
        }
    }
}

const FILE: &str = "settings.json";

impl Settings {
    /// Reads the settings of a data folder.
    pub fn read(folder: &Path) -> Settings {
        std::fs::read(folder.join(FILE))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Writes them, creating the folder.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let bytes = serde_json::to_vec_pretty(self)?;
        replace(&folder.join(FILE), &bytes)
    }
}

/// Replaces a file of our own data folder in one step, so that a crash leaves the old or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn settings_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let network =
            NetworkSettings { on: true, hosts: vec!["tsa.dinas.test".to_owned()], ..Default::default() };
        let settings = Settings {
            locale: Locale::En,
            theme: Theme::Dark,
            text: TextSize::Largest,
            profile: Profile { agency: "Dinas Uji".to_owned(), ..Profile::default() },
            setup: Setup { left: true, network: true },
            practice: true,
            key_files: vec!["/media/kunci.p12".into()],
            modules: vec!["/opt/driver.so".into()],
            network,
            notice: Some("kata".to_owned()),
            refuse_changeable: true,
            dismissed: BTreeMap::from([("ab12".to_owned(), 30)]),
            presets: vec![Preset {
                name: "Surat keluar".to_owned(),
                text: Default::default(),
                size: None,
                zone: crate::schema::Zone::Free,
            }],
        };
        settings.write(folder.path()).unwrap();
        assert_eq!(Settings::read(folder.path()), settings);
    }

    #[test]
    fn settings_of_an_earlier_version_keep_the_network_off() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), br#"{"locale":"en","network":{"status":true}}"#).unwrap();
        let settings = Settings::read(folder.path());
        assert_eq!(settings.locale, Locale::En);
        assert!(!settings.network.on, "nothing is asked until a person says so");
    }

    #[test]
    fn unreadable_settings_are_the_default() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), b"{").unwrap();
        assert_eq!(Settings::read(folder.path()), Settings::default());
    }
}
