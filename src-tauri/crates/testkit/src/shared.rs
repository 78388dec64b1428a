//! The folder `../shared` beside the repository: documents that tests may read but the project does not copy.
//!
//! It is not there on every machine. A test that needs it says so in one line, which `make test` counts, and returns.

use std::io::Write as _;
use std::path::PathBuf;

/// `../shared` beside the repository; `None`, after saying that `test` was skipped, when there is no such folder.
///
/// The line goes past the test harness's capture, so that it is seen of passing tests too.
pub fn shared(test: &str) -> Option<PathBuf> {
    let folder = crate::repository().join("../shared");
    if folder.is_dir() {
        return Some(folder.canonicalize().expect("an existing folder has a path"));
    }
    writeln!(std::io::stderr(), "SKIPPED (no ../shared): {test}").expect("standard error is open");
    None
}

/// The PDF documents below `../shared/FOLDER`, sorted by path; `None` as [`shared`] says.
pub fn shared_pdfs(test: &str, folder: &str) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![shared(test)?.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
                found.push(path);
            }
        }
    }
    found.sort();
    Some(found)
}
