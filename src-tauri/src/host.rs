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

    fn pick_target(&self, suggested: &Path) -> Option<PathBuf> {
        tauri::async_runtime::block_on(target(suggested))
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

async fn target(suggested: &Path) -> Option<PathBuf> {
    let name = suggested.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    #[cfg(feature = "e2e")]
    if let Some(list) = std::env::var_os("ABSAH_E2E_PICKS") {
        // Who chose nothing takes the name that is offered, among the documents.
        let documents = std::env::var_os("XDG_DOCUMENTS_DIR").map(|folder| Path::new(&folder).join(name));
        return listed(Path::new(&list)).into_iter().next().or(documents);
    }
    let mut dialog = rfd::AsyncFileDialog::new().set_file_name(name);
    if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    dialog.save_file().await.map(|file| file.path().to_owned())
}

async fn pick(kind: PickKind) -> Vec<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(list) = std::env::var_os("ABSAH_E2E_PICKS") {
        return listed(Path::new(&list));
    }
    let dialog = rfd::AsyncFileDialog::new();
    let (name, endings): (&str, &[&str]) = match kind {
        PickKind::Documents => {
            let files = dialog.add_filter("PDF", &["pdf", "PDF"]).pick_files().await;
            return files.unwrap_or_default().iter().map(|file| file.path().to_owned()).collect();
        }
        PickKind::Folder => {
            return dialog.pick_folder().await.iter().map(|folder| folder.path().to_owned()).collect();
        }
        PickKind::Records => {
            let files = dialog.add_filter("Absah", &["jsonl", "absah"]).add_filter("*", &["*"]).pick_files();
            return files.await.unwrap_or_default().iter().map(|file| file.path().to_owned()).collect();
        }
        PickKind::Template => ("JSON, PDF", &["json", "pdf"]),
        PickKind::Bundle => ("Absah", &["bundle", "p7m", "cms", "der"]),
        PickKind::Report => ("PDF, XLSX, CSV", &["pdf", "xlsx", "csv", "PDF", "XLSX", "CSV"]),
        PickKind::Certificate => ("X.509", &["cer", "crt", "pem", "der"]),
        PickKind::KeyFile => ("PKCS#12", &["p12", "pfx", "P12", "PFX"]),
        PickKind::Picture => ("PNG, JPEG, SVG", &["png", "jpg", "jpeg", "svg", "PNG", "JPG", "JPEG", "SVG"]),
        PickKind::Module => ("PKCS#11", &[std::env::consts::DLL_EXTENSION, "so", "dylib"]),
    };
    // What makers put behind the ending (`.so.1.0.0`) is found among all files.
    let dialog = dialog.add_filter(name, endings).add_filter("*", &["*"]);
    dialog.pick_file().await.iter().map(|file| file.path().to_owned()).collect()
}

/// The end-to-end tests' answer to the next dialog: the lines of this file, which goes with its dialog.
#[cfg(feature = "e2e")]
fn listed(list: &Path) -> Vec<PathBuf> {
    let lines = std::fs::read_to_string(list).unwrap_or_default();
    let _ = std::fs::remove_file(list);
    lines.lines().map(PathBuf::from).collect()
}
