//! The table of verdicts while it grows: lines of CSV in a file without a name, so that neither memory nor the disk keeps
//! anything of it once the selection is forgotten.

use std::fs::File;
use std::io::{Read as _, Result, Seek as _, SeekFrom, Write};

use crate::flows::verify::many::{COLUMNS, Row, csv};

/// Lines so far.
pub(super) struct Table(File);

impl Table {
    /// A table with its heading only.
    ///
    /// # Errors
    /// The system gives no temporary file.
    pub(super) fn new() -> Result<Table> {
        let mut file = tempfile::tempfile()?;
        file.write_all(COLUMNS.as_bytes())?;
        Ok(Table(file))
    }

    /// Adds a line at the end.
    ///
    /// # Errors
    /// The disk takes no more.
    pub(super) fn add(&mut self, row: &Row) -> Result<()> {
        self.0.write_all(csv(row).as_bytes())
    }

    /// Writes all lines to `out`.
    ///
    /// # Errors
    /// What the disk says.
    pub(super) fn copy_to(&mut self, out: &mut dyn Write) -> Result<()> {
        self.0.seek(SeekFrom::Start(0))?;
        let mut piece = [0u8; 16 * 1024]; // 16 KiB a read keeps memory flat
        loop {
            let length = self.0.read(&mut piece)?;
            match piece.get(..length) {
                Some([]) | None => break,
                Some(lines) => out.write_all(lines)?,
            }
        }
        self.0.seek(SeekFrom::End(0)).map(drop)
    }
}
