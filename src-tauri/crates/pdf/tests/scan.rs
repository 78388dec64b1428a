//! A scan is told from a letter that was written: pictures and no fonts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, missing_docs)]

mod common;

use common::{open, pdfs, shared};

#[test]
fn only_the_scanned_letter_is_a_scan() {
    let Some(shared) = shared("only_the_scanned_letter_is_a_scan") else { return };
    let mut scans = Vec::new();
    for path in pdfs(&shared.join("letters")) {
        if pdf::scan::is_scan(&open(&path).unwrap().latest()).unwrap() {
            scans.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert_eq!(scans, ["undangan-scan.pdf"]);
}
