//! Many files: a folder or a selection, verified on all cores, one row for each, in order. Rows are handed out as they
//! come, and nothing of a file is kept after its row: memory stays flat however many there are.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset};

use crate::Service;
use crate::documents::OpenDocument;
use crate::flows::evidence::Asking;
use crate::schema::{Problem, VerifyView};

/// Files verified before their rows are handed out, for each core: enough that no core waits long for another.
const AHEAD: usize = 4;

/// Folders below one another that are looked into.
const MAX_DEPTH: usize = 32;

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Position of the file in the list, from 0.
    pub index: usize,
    /// The file.
    pub path: PathBuf,
    /// The result, or why there is none.
    pub result: Result<VerifyView, Problem>,
}

/// The PDF files of a selection: files as they are, folders with all that lies below, by name. Links to folders are not
/// followed.
#[must_use]
pub fn files(selection: &[PathBuf]) -> Vec<PathBuf> {
    files_up_to(selection, usize::MAX)
}

/// As [`files`], not more than `most`.
pub(crate) fn files_up_to(selection: &[PathBuf], most: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in selection {
        if path.is_dir() {
            walk(path, 0, most, &mut found);
        } else if found.len() < most {
            found.push(path.clone());
        }
    }
    found
}

fn walk(folder: &Path, depth: usize, most: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if found.len() >= most {
            return;
        }
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && depth < MAX_DEPTH {
            walk(&path, depth.saturating_add(1), most, found);
        } else if !kind.is_dir() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
        {
            found.push(path);
        }
    }
}

/// Does `work` for each file from position `from` on, on all cores, and hands out each chunk of answers in order. Ends early,
/// with false, when `cancel` is set; what was handed out by then has no gap.
pub(crate) fn in_chunks<T: Send>(
    files: &[PathBuf],
    from: usize,
    cancel: &AtomicBool,
    work: &(dyn Fn(&Path) -> T + Sync),
    take: &mut dyn FnMut(Vec<(usize, T)>),
) -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut start = from;
    for chunk in files.get(from..).unwrap_or_default().chunks(cores.saturating_mul(AHEAD)) {
        if cancel.load(Ordering::Relaxed) {
            return false;
        }
        let mut done = on_all_cores(chunk, cores, cancel, work);
        done.sort_by_key(|(index, _)| *index);
        let whole = done.iter().enumerate().take_while(|(place, (index, _))| place == index).count();
        done.truncate(whole);
        take(done.into_iter().map(|(index, answer)| (start.saturating_add(index), answer)).collect());
        start = start.saturating_add(chunk.len());
    }
    !cancel.load(Ordering::Relaxed)
}

fn on_all_cores<T: Send>(
    files: &[PathBuf],
    cores: usize,
    cancel: &AtomicBool,
    work: &(dyn Fn(&Path) -> T + Sync),
) -> Vec<(usize, T)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(files.len()));
    std::thread::scope(|scope| {
        for _ in 0..cores.min(files.len()) {
            scope.spawn(|| {
                while let Some((index, path)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    files.get(index).map(|path| (index, path))
                } {
                    if cancel.load(Ordering::Relaxed) {
                        return;
                    }
                    let answer = work(path);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, answer));
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    /// Verifies the files from position `from` on, records them and hands out each row in order; ends early, with false,
    /// when `cancel` is set.
    pub fn verify_many(
        &self,
        files: &[PathBuf],
        from: usize,
        at: Option<DateTime<FixedOffset>>,
        asking: Asking,
        cancel: &AtomicBool,
        row: &mut dyn FnMut(Row),
    ) -> bool {
        let verify = |path: &Path| {
            let open = OpenDocument::from_path(path)?;
            self.verify_at(&open, at.unwrap_or_else(|| self.host().now()), asking)
        };
        in_chunks(files, from, cancel, &verify, &mut |rows| {
            self.journal_verified(rows.iter().filter_map(|(_, result)| result.as_ref().ok()));
            for (index, result) in rows {
                let path = files.get(index).cloned().unwrap_or_default();
                row(Row { index, path, result });
            }
        })
    }
}

/// The columns of the table.
pub const COLUMNS: &str =
    "file,sha256,verdict,signatures,signers,claimed,stamped,integrity,indication,changes,problem\r\n";

/// One line of the table (RFC 4180).
#[must_use]
pub fn csv(row: &Row) -> String {
    let mut cells = vec![row.path.display().to_string()];
    match &row.result {
        Ok(view) => {
            let of = |take: &dyn Fn(&crate::schema::SignatureView) -> Option<String>| {
                view.signatures.iter().filter_map(take).collect::<Vec<_>>().join("; ")
            };
            cells.extend([
                view.sha256.clone(),
                view.verdict.clone(),
                view.signatures.iter().filter(|one| !one.document_timestamp).count().to_string(),
                of(&|one| one.signer.clone().filter(|_| !one.document_timestamp)),
                of(&|one| one.times.claimed.clone()),
                of(&|one| one.times.stamped.clone()),
                of(&|one| Some(one.integrity_detail.clone())),
                of(&|one| Some(one.subindication.clone().unwrap_or_else(|| one.indication.clone()))),
                of(&|one| (!one.changes.is_empty()).then(|| one.changes.len().to_string())),
                String::new(),
            ]);
        }
        Err(problem) => {
            cells.extend(std::iter::repeat_n(String::new(), 9));
            cells.push(problem.code());
        }
    }
    let mut line = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// Names come from strangers: a spreadsheet must not take one for a formula.
pub(crate) fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_disarmed() {
        assert_eq!(quoted("surat.pdf"), "surat.pdf");
        assert_eq!(quoted("Budi, S.H."), "\"Budi, S.H.\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(quoted("@x,y"), "\"'@x,y\"");
    }

    #[test]
    fn row_without_an_answer_has_all_columns() {
        let row = Row { index: 0, path: "a.pdf".into(), result: Err(Problem::DocumentEmpty) };
        assert_eq!(csv(&row).matches(',').count(), COLUMNS.matches(',').count());
        assert!(csv(&row).ends_with(",document-empty\r\n"), "{}", csv(&row));
    }
}
