//! Results that appear whole or not at all: a temporary file beside the target, flushed, checked from disk, then
//! moved to its name without ever replacing another file.

use crate::running;
use crate::schema::Problem;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes written to disk but not yet under their name. Dropping it removes them.
pub struct Draft {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Draft {
    /// Writes a draft beside `target`. A full disk or a folder without rights is told apart; nothing is left.
    pub fn write(
        target: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Draft, Problem> {
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".absah-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .map_err(|error| problem(&error))?;
        let mut writer = Stoppable(BufWriter::with_capacity(1 << 20, file.as_file())); // 1 MiB
        write(&mut writer).and_then(|()| writer.flush()).map_err(|error| problem(&error))?;
        drop(writer);
        file.as_file().sync_all().map_err(|error| problem(&error))?;
        Ok(Draft { file, target: target.to_owned() })
    }

    /// The draft, opened anew from disk.
    pub fn reopen(&self) -> Result<File, Problem> {
        self.file.reopen().map_err(|error| problem(&error))
    }

    /// Adds bytes at the end, flushed. When that fails the draft is as long as it was.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let before = self.length()?;
        let mut file = self.file.as_file();
        let written = file
            .seek(SeekFrom::End(0))
            .and_then(|_| file.write_all(bytes))
            .and_then(|()| self.file.as_file().sync_all());
        written.map_err(|error| {
            // The caller gives the draft up or goes on with the shorter one; either way nothing half may stay.
            let _ = self.file.as_file().set_len(before);
            problem(&error)
        })
    }

    /// Takes away what was added behind `length` bytes.
    pub fn cut(&mut self, length: u64) -> Result<(), Problem> {
        let file = self.file.as_file();
        file.set_len(length).and_then(|()| file.sync_all()).map_err(|error| problem(&error))
    }

    /// Bytes so far.
    pub fn length(&self) -> Result<u64, Problem> {
        Ok(self.file.as_file().metadata().map_err(|error| problem(&error))?.len())
    }

    /// The name it will have.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Moves the draft to its name; [`Problem::OutputExists`] when something is there already, [`Problem::Stopped`] when the
    /// person no longer wants it.
    pub fn publish(self) -> Result<PathBuf, Problem> {
        running::go_on()?;
        let Draft { file, target } = self;
        match file.persist_noclobber(&target) {
            Ok(_) => {
                sync_folder(&target);
                Ok(target)
            }
            Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => {
                Err(Problem::OutputExists { name: name_of(&target) })
            }
            Err(failed) => Err(problem(&failed.error)),
        }
    }
}

/// A writer that ends a run which was stopped.
struct Stoppable<W>(W);

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        running::io()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// Makes sure before any PIN is asked that the result can be written: the name is free, the folder takes a file.
pub fn check_target(target: &Path) -> Result<(), Problem> {
    if target.exists() {
        return Err(Problem::OutputExists { name: name_of(target) });
    }
    Draft::write(target, |_| Ok(())).map(drop)
}

/// The name a signed copy gets: `surat.pdf` → `surat_ttd.pdf`, counted up while the name is taken.
pub fn signed_name(original: &Path) -> PathBuf {
    free_name(original, "ttd")
}

/// The first name a signed copy can get, taken or not.
pub fn first_signed_name(original: &Path) -> PathBuf {
    first_name(original, "ttd")
}

fn first_name(original: &Path, suffix: &str) -> PathBuf {
    let stem = original.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    original.with_file_name(format!("{stem}_{suffix}.pdf"))
}

pub(crate) fn free_name(original: &Path, suffix: &str) -> PathBuf {
    let stem = original.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let first = first_name(original, suffix);
    let counted = (2u32..10_000).map(|count| original.with_file_name(format!("{stem}_{suffix}-{count}.pdf")));
    std::iter::once(first.clone()).chain(counted).find(|path| !path.exists()).unwrap_or(first)
}

/// The name of a completed copy: `surat_ttd.pdf` → `surat_ttd_lengkap.pdf`, counted up while the name is taken.
pub fn completed_name(original: &Path) -> PathBuf {
    free_name(original, "lengkap")
}

/// File name without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn problem(error: &std::io::Error) -> Problem {
    match error.kind() {
        _ if running::stopped() => Problem::Stopped,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Problem::OutputDiskFull
        }
        _ => Problem::OutputNotWritable,
    }
}

/// Makes the new name durable where the system needs it (a folder is a file there); elsewhere the rename does.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent().and_then(|folder| File::open(folder).ok()) {
        // Best effort: the bytes themselves are flushed; some file systems cannot flush a folder.
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn files_in(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn existing_target_is_never_replaced_and_no_draft_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("surat_ttd.pdf");
        let draft = Draft::write(&target, |out| out.write_all(b"baru")).unwrap();
        std::fs::write(&target, b"lama").unwrap();
        assert_eq!(draft.publish(), Err(Problem::OutputExists { name: "surat_ttd.pdf".into() }));
        assert_eq!(std::fs::read(&target).unwrap(), b"lama", "the older file stays as it was");
        assert_eq!(files_in(folder.path()), 1, "the draft is gone");
    }

    #[test]
    fn failing_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let full = || std::io::Error::from(ErrorKind::StorageFull);
        let result = Draft::write(&folder.path().join("a.pdf"), |out| {
            out.write_all(b"half")?;
            Err(full())
        });
        assert_eq!(result.err(), Some(Problem::OutputDiskFull));
        assert_eq!(files_in(folder.path()), 0);
    }

    #[test]
    fn draft_grows_and_shrinks_before_it_gets_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("surat_ttd.pdf");
        let mut draft = Draft::write(&target, |out| out.write_all(b"satu")).unwrap();
        draft.append(b" dua").unwrap();
        let length = draft.length().unwrap();
        draft.append(b" tiga").unwrap();
        draft.cut(length).unwrap();
        draft.append(b" empat").unwrap();
        draft.publish().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"satu dua empat");
    }

    #[test]
    fn missing_folder_is_not_writable() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("tidak-ada").join("a.pdf");
        assert_eq!(check_target(&target), Err(Problem::OutputNotWritable));
    }

    #[test]
    fn signed_name_counts_up_while_taken() {
        let folder = tempfile::tempdir().unwrap();
        let original = folder.path().join("surat.pdf");
        assert_eq!(name_of(&signed_name(&original)), "surat_ttd.pdf");
        std::fs::write(folder.path().join("surat_ttd.pdf"), b"x").unwrap();
        assert_eq!(name_of(&signed_name(&original)), "surat_ttd-2.pdf");
    }
}
