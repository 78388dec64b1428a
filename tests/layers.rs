//! Who may import whom. Reads the workspace's manifests (normal dependencies) and fails on an upward or sideways import,
//! and on a crate that has no place in the table; in the window's code only `ui/src/ipc` may know Tauri.
//!
//! ```text
//! 5  absah (the window)   absah-cli      shells: no domain logic
//! 4  service                             flows, schema, worker, HTTP client
//! 3  journal                             records and renders what pades reports
//! 2  pades                               sign, diff, validate
//! 1  pdf   pki   token   render          none imports another
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Each crate of ours and the crates of ours that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("pdf", &[]),
    ("pki", &[]),
    ("token", &[]),
    ("render", &[]),
    ("pades", &["pdf", "pki"]),
    ("journal", &["pdf", "pki", "pades"]),
    ("service", &["pdf", "pki", "token", "render", "pades", "journal"]),
    ("absah", &["service"]),
    ("absah-cli", &["service"]),
    // for tests only, so nobody may import it
    ("testkit", &[]),
];

#[test]
fn no_crate_imports_upward_or_sideways() {
    let faults = faults(&manifests());
    assert!(faults.is_empty(), "see the table in tests/layers.rs:\n{}", faults.join("\n"));
}

#[test]
fn upward_sideways_and_unplaced_imports_are_found() {
    let one = |name: &str, dependency: Value| serde_json::json!({ "packages": [{ "name": name, "dependencies": [dependency] }] });
    let ours =
        |name: &str, kind: Option<&str>| serde_json::json!({ "name": name, "path": "/x", "kind": kind });
    assert_eq!(faults(&one("pdf", ours("pades", None))), ["pdf imports pades"]);
    assert_eq!(faults(&one("pki", ours("pdf", None))), ["pki imports pdf"]);
    assert_eq!(faults(&one("absah-cli", ours("pades", None))), ["absah-cli imports pades"]);
    assert_eq!(faults(&one("new", ours("pdf", None))), ["new has no layer", "new imports pdf"]);
    assert!(faults(&one("pades", ours("pdf", None))).is_empty());
    assert!(faults(&one("pdf", ours("testkit", Some("dev")))).is_empty(), "tests may import what they need");
    assert!(faults(&one("pdf", serde_json::json!({ "name": "lopdf", "kind": null }))).is_empty());
}

#[test]
fn only_the_ipc_folder_of_the_window_knows_tauri() {
    let source = root().join("ui/src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    assert!(files.iter().any(|f| f.starts_with(source.join("ipc"))), "ui/src/ipc is there");
    let strangers: Vec<_> = files
        .iter()
        .filter(|file| !file.starts_with(source.join("ipc")))
        .filter(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.contains("@tauri-apps/") || text.contains("__TAURI")
        })
        .collect();
    assert!(strangers.is_empty(), "only ui/src/ipc may import the Tauri API: {strangers:?}");
}

fn faults(metadata: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let allowed = MAY_IMPORT.iter().find(|(crate_, _)| *crate_ == name).map(|(_, allowed)| *allowed);
        if allowed.is_none() {
            faults.push(format!("{name} has no layer"));
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            // a kind of null is a normal dependency; only path dependencies are ours
            let normal = dependency["kind"].is_null();
            let ours = dependency.get("path").is_some_and(Value::is_string);
            let target = dependency["name"].as_str().unwrap();
            if normal && ours && !allowed.unwrap_or_default().contains(&target) {
                faults.push(format!("{name} imports {target}"));
            }
        }
    }
    faults
}

fn manifests() -> Value {
    let words = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(words).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, files);
        } else if ["ts", "js", "svelte"].contains(&extension) {
            files.push(path);
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
