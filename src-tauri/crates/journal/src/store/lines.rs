//! Lines of a segment, read one at a time: memory stays flat however long a journal is.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Result, Seek, SeekFrom};
use std::path::Path;

/// Longest line, in bytes: an entry has a few hundred, the count by kind at a segment's end a thousand.
pub(crate) const LONGEST: usize = 16 << 10;

/// Reads the lines of one file.
pub(crate) struct Lines {
    reader: BufReader<File>,
    line: Vec<u8>,
    offset: u64,
}

/// What came next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// A whole line, without its line feed.
    Line(&'a [u8]),
    /// Bytes at the end of the file that are no whole line, or one longer than any of ours: how many are left.
    Torn(u64),
    /// The end.
    End,
}

impl Lines {
    pub(crate) fn open(path: &Path, offset: u64) -> Result<Lines> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Lines { reader: BufReader::with_capacity(64 << 10, file), line: Vec::new(), offset })
    }

    /// Bytes of the file up to and with the last whole line given out.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn next(&mut self) -> Result<Next<'_>> {
        self.line.clear();
        let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        let read = (&mut self.reader).take(limit).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(Next::End);
        }
        match self.line.strip_suffix(b"\n") {
            // A file system may leave zeros where a line was being written when the power went.
            Some(line) if line.first() != Some(&0) => {
                self.offset += u64::try_from(read).unwrap_or(u64::MAX);
                Ok(Next::Line(line))
            }
            _ => {
                let length = self.reader.get_ref().metadata()?.len();
                Ok(Next::Torn(length.saturating_sub(self.offset)))
            }
        }
    }
}

/// A line, and the one before it if that lies in the file too; both without their line feeds.
pub(crate) type LastLines = (Vec<u8>, Option<Vec<u8>>);

/// The whole line that ends at `end`, if one does.
pub(crate) fn ending_at(path: &Path, end: u64) -> Result<Option<LastLines>> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() < end {
        return Ok(None);
    }
    let room = u64::try_from(2 * LONGEST).unwrap_or(u64::MAX);
    let start = end.saturating_sub(room);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(end - start).read_to_end(&mut bytes)?;
    let Some(bytes) = bytes.strip_suffix(b"\n") else { return Ok(None) };
    let mut lines = bytes.rsplit(|byte| *byte == b'\n');
    let last = lines.next().map(<[u8]>::to_vec);
    Ok(last.map(|last| (last, lines.next().map(<[u8]>::to_vec))))
}
