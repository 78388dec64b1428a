//! What a web view reads from the environment, settled before there is one. The environment of a running program cannot be
//! changed safely, so the program begins anew with the one it needs.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Asks the web view to obey a WebDriver. Only the end-to-end build may.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";
/// `1` lets the web view paint on the processor. WebKitGTK takes the graphics unit for it otherwise, and where there is none it
/// compiles the programs of one that it imitates, before the first picture and again for each canvas.
const PAINT_ON_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
/// Where Linux offers the graphics units of a computer.
const GRAPHICS: &str = "/dev/dri";

/// Settles the environment. Gives the exit code with which to end where that took another start; nothing where it is as needed.
pub(crate) fn settle() -> Option<ExitCode> {
    let driven = std::env::var_os(AUTOMATION).is_some() && !cfg!(feature = "e2e");
    let paint = cfg!(target_os = "linux")
        && std::env::var_os(PAINT_ON_PROCESSOR).is_none()
        && !has_graphics(Path::new(GRAPHICS));
    if !driven && !paint {
        return None;
    }
    let begun = std::env::current_exe().and_then(|program| {
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1));
        if driven {
            command.env_remove(AUTOMATION);
        }
        if paint {
            command.env(PAINT_ON_PROCESSOR, "1");
        }
        begin_anew(&mut command)
    });
    match begun {
        Ok(code) => Some(code),
        Err(_) if driven => Some(ExitCode::FAILURE),
        // Slower, but whole.
        Err(_) => None,
    }
}

/// Whether one of them draws for programs: `renderD128` and so on.
fn has_graphics(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    })
}

/// The same process goes on as the new start.
#[cfg(unix)]
fn begin_anew(command: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn begin_anew(command: &mut Command) -> std::io::Result<ExitCode> {
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computer_without_a_drawing_unit_is_told_from_one_with() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_graphics(&folder.path().join("dri")));
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_graphics(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_graphics(folder.path()));
    }
}
