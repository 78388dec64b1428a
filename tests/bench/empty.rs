//! An empty Tauri window, beside which `make bench` measures ours: one page of one colour, no script, nothing registered.
#![forbid(unsafe_code)]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("tests/bench/empty/tauri.conf.json"))
}
