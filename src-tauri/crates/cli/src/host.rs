//! The command line as the flows see it: real clock and folders, no dialogs, events unheard.

use chrono::{DateTime, FixedOffset, Local};
use service::host::{Host, PickKind};
use service::schema::Event;
use service::secrets::{Keyring, Secrets};
use std::path::{Path, PathBuf};

/// The surroundings of one command.
pub(crate) struct TerminalHost {
    data: PathBuf,
}

impl TerminalHost {
    pub(crate) fn new() -> TerminalHost {
        TerminalHost { data: service::folders::data() }
    }
}

impl Host for TerminalHost {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        service::random(buffer)
    }

    fn data_folder(&self) -> &Path {
        &self.data
    }

    fn emit(&self, _: Event) {}

    fn pick_files(&self, _: PickKind) -> Vec<PathBuf> {
        Vec::new()
    }

    fn pick_target(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        service::log::append(&self.data, self.now(), reference, step, error);
    }

    fn show_file(&self, _: &Path) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    fn reveal_file(&self, _: &Path) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    fn secrets(&self) -> &dyn Secrets {
        &Keyring
    }
}
