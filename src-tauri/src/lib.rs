//! The window: a Tauri shell around `service`. No domain logic: it hands commands to the router, files that are
//! dropped to the flows, and events to the page.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod environment;
mod host;
mod rpc;
mod system;
mod window;

use service::Service;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tauri::{AppHandle, DragDropEvent, Manager, WindowEvent};

/// Runs the application until its window is closed.
pub fn run() -> ExitCode {
    // This program is also the helper process in which a token driver runs.
    if let Some(code) = service::helper_if_asked() {
        return code;
    }
    if let Some(code) = environment::settle() {
        return code;
    }
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![rpc::rpc, rpc::doc_read])
        .setup(|app| {
            let host = host::DesktopHost::new(app.handle().clone());
            let service = Service::new(Arc::new(host));
            app.manage(service.clone());
            // A second start ends here, before anything is begun; the first one is ready for its files.
            one_window(app.handle())?;
            window::open(app, service.settings().theme)?;
            service.start(std::env::args_os().skip(1).map(PathBuf::from).collect());
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(event) = event {
                dropped(window, event);
            }
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}

/// Makes this the only start, or hands its files to the one before it and ends.
fn one_window(app: &AppHandle) -> tauri::Result<()> {
    let plugin =
        || tauri_plugin_single_instance::init(|app, words, folder| started_again(app, &words, &folder));
    // One that closes at this moment takes no files any more; once it is gone, this start is the first.
    app.plugin(plugin()).or_else(|_| app.plugin(plugin()))
}

/// The program was started a second time: its files come here, and the window steps forward. `words` is that start's
/// command line with the program first, `folder` where it was typed.
fn started_again(app: &AppHandle, words: &[String], folder: &str) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that cannot be raised still shows the files.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    let service = app.state::<Arc<Service>>().inner().clone();
    let paths = words.iter().skip(1).map(|word| Path::new(folder).join(word)).collect();
    // Opening reads the file: not on the thread that listens for further starts.
    tauri::async_runtime::spawn_blocking(move || service.opened_from_outside(paths));
}

/// Files are taken by the program itself: the page learns their names, never their paths.
fn dropped(window: &tauri::Window, event: &DragDropEvent) {
    let service = window.state::<Arc<Service>>().inner().clone();
    match event {
        DragDropEvent::Enter { .. } => service.dragging(true),
        DragDropEvent::Leave => service.dragging(false),
        DragDropEvent::Drop { paths, .. } => {
            let paths = paths.clone();
            // Opening reads the file: not on the window's thread.
            tauri::async_runtime::spawn_blocking(move || {
                service.dragging(false);
                service.opened_from_outside(paths);
            });
        }
        _ => {}
    }
}
