//! The desktop as the flows see it.

use chrono::{DateTime, FixedOffset, Local};
use service::host::{Host, PickKind};
use service::schema::Event;
use service::secrets::{Keyring, Secrets};
use std::path::{Path, PathBuf};

/// Real clock, real folders, dialogs through the desktop portal.
pub(crate) struct DesktopHost {
    app: tauri::AppHandle,
    data: PathBuf,
}

impl DesktopHost {
    pub(crate) fn new(app: tauri::AppHandle) -> DesktopHost {
        DesktopHost { app, data: service::folders::data() }
    }
}

impl Host for DesktopHost {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        service::random(buffer)
    }

    fn data_folder(&self) -> &Path {
        &self.data
    }

    fn emit(&self, event: Event) {
        crate::rpc::emit(&self.app, &event);
    }

    fn pick_files(&self, kind: PickKind) -> Vec<PathBuf> {
        tauri::async_runtime::block_on(pick(kind))
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        service::log::append(&self.data, self.now(), reference, step, error);
    }

    fn show_file(&self, path: &Path) -> std::io::Result<()> {
        crate::system::show(path)
    }

    fn reveal_file(&self, path: &Path) -> std::io::Result<()> {
        crate::system::reveal(path)
    }

    fn secrets(&self) -> &dyn Secrets {
        &Keyring
    }
}

async fn pick(kind: PickKind) -> Vec<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new();
    let files = match kind {
        PickKind::Documents => dialog.add_filter("PDF", &["pdf", "PDF"]).pick_files().await,
        PickKind::Certificate => {
            let dialog = dialog.add_filter("X.509", &["cer", "crt", "pem", "der"]);
            dialog.pick_file().await.map(|file| vec![file])
        }
    };
    files.unwrap_or_default().iter().map(|file| file.path().to_owned()).collect()
}
