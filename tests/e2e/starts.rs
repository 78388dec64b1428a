//! More than one start of the program: one window takes all files, and one that dies does not take the next start with it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::support::app::{App, PROGRAM, Started, TITLE, environment};
use super::support::webdriver::until;
use super::support::xdnd;
use testkit::command::PATIENCE;

use super::{id, sample};

/// The name by which the one window is found on the session bus.
const NAME: &str = "id.absah.desktop.SingleInstance";

#[test]
fn second_start_hands_its_file_to_the_open_window() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    let letter = app.copy_of(&sample());

    // Started as a file manager does, from the letter's folder with a bare name.
    let mut second = app.second_start(&[letter.file_name().unwrap()]);

    page.wait_visible(&id("checks"));
    assert!(page.whole_text().contains("surat-contoh.pdf"));
    let ended = page.until("the end of the second start", || second.0.try_wait().unwrap());
    assert!(ended.success());
}

#[test]
fn start_while_the_first_window_dies_becomes_the_first() {
    let app = App::start();
    app.page().wait_visible("h1");
    let mut monitor = Command::new("dbus-monitor");
    monitor.args(["--session", "type='method_call',member='ExecuteCallback'"]).stdout(Stdio::piped());
    let mut monitor = Started::new(&mut monitor);
    let mut calls = BufReader::new(monitor.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    calls.next().expect("the monitor's own name, once it listens");

    app.freeze();
    let folder = tempfile::tempdir().unwrap();
    let second = Started::new(Command::new(PROGRAM).envs(environment(folder.path())));
    calls.find(|line| line.contains("ExecuteCallback")).expect("the call to the first window");
    let alone = app.end();

    until(PATIENCE, "the second start as the first", || {
        let owner = "org.freedesktop.DBus.GetConnectionUnixProcessID";
        let to =
            ["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
        let answer =
            Command::new("dbus-send").args(to).args([owner, &format!("string:{NAME}")]).output().unwrap();
        let number = String::from_utf8(answer.stdout).unwrap();
        (number.trim() == format!("uint32 {}", second.0.id())).then_some(())
    });
    xdnd::window(TITLE);
    drop((second, alone));
}
