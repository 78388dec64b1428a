//! Where the program keeps its data on each system. The one place of this crate that asks which system it is.

use std::path::PathBuf;

/// The person's data folder of this program: `$XDG_DATA_HOME/absah`, `%LOCALAPPDATA%\absah` or
/// `~/Library/Application Support/absah`; the current folder's `absah-data` where the system names none.
pub fn data() -> PathBuf {
    base().map_or_else(|| PathBuf::from("absah-data"), |base| base.join("absah"))
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
