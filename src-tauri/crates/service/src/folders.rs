//! Where the program keeps its data on each system. The one place of this crate that asks which system it is.

use std::path::PathBuf;

/// The person's data folder of this program: `$XDG_DATA_HOME/absah`, `%LOCALAPPDATA%\absah` or
/// `~/Library/Application Support/absah`; the current folder's `absah-data` where the system names none.
pub fn data() -> PathBuf {
    base().map_or_else(|| PathBuf::from("absah-data"), |base| base.join("absah"))
}

/// What tells this computer and account from another one: names of the system that a copied data folder does not carry. Not
/// secret and not unique in law (a cloned disk has the same), so it recognises copies and nothing more.
pub fn machine() -> String {
    [machine_name(), std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default()]
        .join("\n")
}

#[cfg(target_os = "linux")]
fn machine_name() -> String {
    // machine-id(5): never shown as it is; the journal keeps a hash
    std::fs::read_to_string("/etc/machine-id").unwrap_or_default().trim().to_owned()
}

#[cfg(not(target_os = "linux"))]
fn machine_name() -> String {
    std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).unwrap_or_default()
}

#[cfg(target_os = "windows")]
fn base() -> Option<PathBuf> {
    std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
}

#[cfg(target_os = "macos")]
fn base() -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join("Library/Application Support"))
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn base() -> Option<PathBuf> {
    // XDG Base Directory Specification: a relative path must be ignored.
    let configured = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    configured.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
}
