//! Where the program keeps its data on each system. The one place of this crate that asks which system it is.

use std::path::PathBuf;
#[cfg(any(target_os = "windows", target_os = "macos"))]
use std::process::{Command, Stdio};

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

/// The operating system by its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatingSystem {
    /// Name, as `Debian GNU/Linux 12 (bookworm)` or `Windows`.
    pub name: String,
    /// Version, as far as it could be told.
    pub version: String,
}

impl OperatingSystem {
    /// Older than the window's parts exist for: Windows before 10, macOS before 11. A version that cannot be told is not old;
    /// where the program starts on Linux, all that it needs is there.
    pub fn is_too_old(&self) -> bool {
        let major = self.version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        let least = match self.name.as_str() {
            "Windows" => 10,
            "macOS" => 11,
            _ => return false,
        };
        major.is_some_and(|major| major < least)
    }
}

impl std::fmt::Display for OperatingSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.version)?;
        write!(f, " ({})", std::env::consts::ARCH)
    }
}

/// The operating system of this computer.
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
pub fn system() -> OperatingSystem {
    // os-release(5)
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"').to_owned()
    };
    let name = Some(value("NAME")).filter(|name| !name.is_empty()).unwrap_or("Linux".to_owned());
    OperatingSystem { name, version: value("VERSION_ID") }
}

/// The operating system of this computer.
#[cfg(target_os = "macos")]
pub fn system() -> OperatingSystem {
    OperatingSystem { name: "macOS".to_owned(), version: said("sw_vers", &["-productVersion"]) }
}

/// The operating system of this computer.
#[cfg(target_os = "windows")]
pub fn system() -> OperatingSystem {
    // "Microsoft Windows [Version 10.0.19045.3803]"
    let text = said("cmd", &["/c", "ver"]);
    let version = text.split(|c: char| !c.is_ascii_digit() && c != '.').find(|part| part.contains('.'));
    OperatingSystem { name: "Windows".to_owned(), version: version.unwrap_or_default().to_owned() }
}

/// What a small program of the system prints.
#[cfg(any(target_os = "windows", target_os = "macos"))]
fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).stdin(Stdio::null()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
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
