//! Names in the journal's folder: a folder for each chain (`0001`), in it a file for each segment (`000001.jsonl`), the head,
//! and drafts (`*.tmp`), which hold nothing that was committed.

use std::io::Result;
use std::path::{Path, PathBuf};

/// A chain's number and folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) number: u32,
    pub(crate) folder: PathBuf,
}

/// The chains that hold at least one segment, oldest first. A crash while a chain begins leaves an empty folder.
pub(crate) fn chains(folder: &Path) -> Result<Vec<Chain>> {
    let mut chains = Vec::new();
    for (number, path) in numbered(folder, "", 4)? {
        if path.is_dir() && !segments(&path)?.is_empty() {
            chains.push(Chain { number, folder: path });
        }
    }
    Ok(chains)
}

/// The segments of a chain, oldest first.
pub(crate) fn segments(chain: &Path) -> Result<Vec<u32>> {
    Ok(numbered(chain, ".jsonl", 6)?.into_iter().map(|(number, _)| number).collect())
}

/// Folder of a chain.
pub(crate) fn chain(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:04}"))
}

/// File of a segment.
pub(crate) fn segment(chain: &Path, number: u32) -> PathBuf {
    chain.join(format!("{number:06}.jsonl"))
}

fn numbered(folder: &Path, suffix: &str, digits: usize) -> Result<Vec<(u32, PathBuf)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(suffix));
        let number = number.filter(|name| name.len() >= digits && name.bytes().all(|b| b.is_ascii_digit()));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            found.push((number, entry.path()));
        }
    }
    found.sort_unstable();
    Ok(found)
}
