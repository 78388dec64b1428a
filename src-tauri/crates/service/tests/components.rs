//! The list of components that the security facts show is the one that is built in: names, versions and licences from the lock
//! files. `UPDATE_COMPONENTS=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;
use testkit::command::{PATIENCE, run};

/// What the two programs link, transitively, on Linux.
fn crates(root: &Path) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    command.args(["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let output = run(&mut command, PATIENCE).succeeded();
    let metadata: Value = serde_json::from_slice(&output.bytes).unwrap();
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one))
        .collect();
    let programs = |id: &&str| ["absah", "absah-cli"].contains(&packages[id]["name"].as_str().unwrap());
    let mut waiting: VecDeque<&str> = packages.keys().copied().filter(programs).collect();
    assert_eq!(waiting.len(), 2, "the window's program and the command line");
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop_front() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push_back(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    let foreign = seen.iter().map(|id| packages[id]).filter(|one| !one["source"].is_null());
    foreign
        .map(|one| {
            let licence = one["license"].as_str().unwrap_or("lihat berkas lisensinya");
            format!("{} {} ({licence})", one["name"].as_str().unwrap(), one["version"].as_str().unwrap())
        })
        .collect()
}

/// What the window's pages contain.
fn pages(root: &Path) -> BTreeSet<String> {
    let lock = std::fs::read(root.join("ui/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_slice(&lock).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    packages
        .iter()
        .filter(|(path, one)| {
            one["version"].is_string()
                && path.contains("node_modules/")
                && one["dev"] != true
                && one["optional"] != true
        })
        .map(|(path, one)| {
            let name = path.rsplit("node_modules/").next().unwrap();
            let licence = one["license"].as_str().unwrap_or("lihat berkas lisensinya");
            format!("{name} {} ({licence})", one["version"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn listed_components_are_those_that_are_built_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let all: BTreeSet<String> = crates(&root).into_iter().chain(pages(&root)).collect();
    assert!(all.len() > 100, "{}", all.len());
    let text = all.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/components.txt");
    if std::env::var_os("UPDATE_COMPONENTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let listed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(listed, text, "run this test with UPDATE_COMPONENTS=1 after a change of components");
}
