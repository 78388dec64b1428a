//! Helpers of the integration tests: shared folder, outside programs with a time-out.
#![allow(dead_code, unreachable_pub)]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pdf::{Document, Error, FileSource, Limits, Password};
use zeroize::Zeroizing;

/// The shared folder, or a note that the test is skipped.
pub fn shared(test: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared"));
    if path.is_dir() {
        return Some(path.to_owned());
    }
    eprintln!("SKIPPED (no ../shared): {test}");
    None
}

/// All PDF files below the folder, sorted.
pub fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf")) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The user password of a letter.
pub fn letter_password(path: &Path) -> Option<&'static str> {
    path.to_string_lossy().contains("password-user").then_some("user")
}

pub fn open(path: &Path) -> Result<Document, Error> {
    let password = letter_password(path).map(|text| Password::new(Zeroizing::new(text.to_owned())));
    Document::open(Arc::new(FileSource::open(path)?), password.as_ref(), Limits::default())
}

/// Runs a program to its end; a missing program or one that takes a minute is a failure. Exit code and output.
pub fn run(program: &str, arguments: &[&str]) -> (i32, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        out.read_to_end(&mut text).unwrap();
        text
    });
    let errors = std::thread::spawn(move || {
        let mut text = Vec::new();
        err.read_to_end(&mut text).unwrap();
        text
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{program} did not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = [reader.join().unwrap(), errors.join().unwrap()].concat();
    (status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
}

pub fn qpdf_pages(path: &Path, password: Option<&str>) -> usize {
    let password = format!("--password={}", password.unwrap_or_default());
    let (code, text) = run("qpdf", &["--show-npages", &password, path.to_str().unwrap()]);
    assert!(code == 0 || code == 3, "{text}");
    text.trim().lines().last().unwrap().parse().unwrap()
}
