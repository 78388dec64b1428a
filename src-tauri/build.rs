//! Generates the Tauri context; our two commands become permissions that are denied unless the capability names them.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "doc_read"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
