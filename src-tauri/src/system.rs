//! Opening a file in the system's program, and showing it in the file manager. The one place of the shell that asks
//! which system it is. Programs are started with the path as one argument; no shell reads it.

use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens a file in the program that the system has for it.
pub(crate) fn show(path: &Path) -> Result<()> {
    start(opener().arg(path))
}

/// Shows a file in its folder.
pub(crate) fn reveal(path: &Path) -> Result<()> {
    start(&mut revealer(path))
}

fn start(command: &mut Command) -> Result<()> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // Waited for on a thread, so that no ended process stays behind.
    std::thread::Builder::new().spawn(move || drop(child.wait_with_output())).map(drop).map_err(Error::other)
}

#[cfg(target_os = "windows")]
fn opener() -> Command {
    Command::new("explorer.exe")
}

#[cfg(target_os = "windows")]
fn revealer(path: &Path) -> Command {
    use std::os::windows::process::CommandExt;
    let mut command = Command::new("explorer.exe");
    // Explorer reads its own command line: the path stands in quotes right after the comma.
    command.raw_arg(format!("/select,\"{}\"", path.display()));
    command
}

#[cfg(target_os = "macos")]
fn opener() -> Command {
    Command::new("open")
}

#[cfg(target_os = "macos")]
fn revealer(path: &Path) -> Command {
    let mut command = Command::new("open");
    command.arg("-R").arg(path);
    command
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn opener() -> Command {
    Command::new("xdg-open")
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn revealer(path: &Path) -> Command {
    let mut command = opener();
    command.arg(path.parent().unwrap_or(path));
    command
}
