//! The two commands that the page may call: one envelope for everything, one for the bytes of an open document.

use serde_json::{Map, Value};
use service::Service;
use service::schema::DocumentHandle;
use std::sync::Arc;
use tauri::{Manager, State, ipc::Response};

/// Hands a command to the router and gives its outcome. Runs beside the window's thread: cards and files may block.
///
/// # Errors
/// The name of a fault when the envelope is not one of ours; obstacles come as outcomes, not as errors.
#[tauri::command]
pub(crate) async fn rpc(
    service: State<'_, Arc<Service>>,
    cmd: String,
    payload: Value,
    run: Option<String>,
) -> Result<Value, String> {
    let service = service.inner().clone();
    // Moved, not copied: a secret in the payload must not leave a second copy behind.
    let envelope = Value::Object(Map::from_iter([
        ("cmd".to_owned(), Value::String(cmd)),
        ("payload".to_owned(), payload),
        ("run".to_owned(), run.map_or(Value::Null, Value::String)),
    ]));
    tauri::async_runtime::spawn_blocking(move || service.call(envelope))
        .await
        .map_err(|_| "internal".to_owned())?
        .map_err(|_| "unknown command".to_owned())
}

/// Reads a piece of an open document, at most 4 MiB.
///
/// # Errors
/// The code of the obstacle (document closed, file unreadable).
#[tauri::command]
pub(crate) async fn doc_read(
    service: State<'_, Arc<Service>>,
    document: DocumentHandle,
    offset: u64,
    length: u64,
) -> Result<Response, String> {
    let service = service.inner().clone();
    tauri::async_runtime::spawn_blocking(move || service.read(&document, offset, length))
        .await
        .map_err(|_| "internal".to_owned())?
        .map(Response::new)
        .map_err(|problem| problem.code())
}

/// Sends an event to the page.
pub(crate) fn emit(app: &tauri::AppHandle, event: &service::schema::Event) {
    if let Some(window) = app.get_webview_window("main") {
        // The page may not listen yet; it asks for everything at its start.
        let _ = tauri::Emitter::emit(&window, "absah", event);
    }
}
