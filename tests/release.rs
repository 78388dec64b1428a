//! What the program as released does not do: let itself be driven by a test, or hold anything made for tests.
//!
//! The end-to-end build is another one, so this is a stage of its own: `make test-release`.
#![cfg(not(feature = "e2e"))]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use support::app::{PROGRAM, Started, TITLE, environment};
use support::webdriver::Session;

/// An end-to-end build is driven after about two seconds.
const LONG_ENOUGH: Duration = Duration::from_secs(20);

#[test]
fn asked_to_be_driven_it_opens_its_window_but_obeys_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let program = Command::new(PROGRAM)
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .envs(environment(folder.path()))
        .process_group(0)
        .spawn();
    // Without this a program that does not start at all would pass what follows.
    let program = Started(program.unwrap());
    support::xdnd::window(TITLE);
    drop(program);

    let answer = Session::try_open(Path::new(PROGRAM), &[], &environment(folder.path()), LONG_ENOUGH);
    assert!(answer.is_err(), "the released program let itself be driven");
}

#[test]
fn program_holds_nothing_made_for_tests() {
    let program = std::fs::read(PROGRAM).unwrap();
    let holds = |text: &str| program.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("TAURI_WEBVIEW_AUTOMATION"), "this test looks at another program");
    assert!(!holds("ABSAH_E2E"), "a seam of the end-to-end tests is in the released program");
}
