//! Reading a period: segments that hold nothing of it are skipped by what their last line says of them, so that a month out
//! of many years costs a month. Entries come one at a time, whatever the journal's length.
//!
//! Reading does not check the chain; [`crate::verify`] does. Chains of another installation are left out.

use crate::Error;
use crate::chain::{Hash, Line};
use crate::record::{Entry, Id};
use crate::store::layout::{self, Chain};
use crate::store::lines::{Lines, Next};
use crate::store::segment;
use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// A half-open stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The first moment in it.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub until: DateTime<Utc>,
}

impl Stretch {
    /// All time.
    pub const ALWAYS: Stretch = Stretch { from: DateTime::<Utc>::MIN_UTC, until: DateTime::<Utc>::MAX_UTC };

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// An entry with what names it among all journals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Number of its chain on its computer.
    pub chain: u32,
    /// Name of its chain.
    pub journal: Id,
    /// Hash of its line.
    pub hash: Hash,
    /// What it says.
    pub entry: Entry,
}

/// What to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Entries of this stretch.
    pub stretch: Stretch,
    /// Also what became of certificates before it: their state at its end depends on it.
    pub certificates_before: bool,
}

impl Wanted {
    fn takes(&self, entry: &Entry) -> bool {
        let before = self.certificates_before && entry.at.0 < self.stretch.from;
        self.stretch.holds(entry.at.0) || (before && entry.act.kind() == CERTIFICATE)
    }
}

/// Reads the journal in a folder.
pub struct Reader {
    wanted: Wanted,
    segments: VecDeque<Segment>,
    open: Option<(Segment, Lines)>,
    bytes: u64,
    unreadable: u64,
}

impl Reader {
    /// Begins to read the journal of an installation.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open(folder: &Path, installation: Id, wanted: Wanted) -> Result<Reader, Error> {
        let mut segments = VecDeque::new();
        for chain in layout::chains(folder)? {
            segments.extend(of_chain(&chain, installation, &wanted)?);
        }
        Ok(Reader { wanted, segments, open: None, bytes: 0, unreadable: 0 })
    }

    /// Bytes read so far; whole segments, without the two lines by which others were skipped.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Lines met so far that are no entry of this version; `verify` names them.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    fn step(&mut self) -> Result<Option<Record>, Error> {
        loop {
            let Some((segment, lines)) = &mut self.open else {
                let Some(segment) = self.segments.pop_front() else { return Ok(None) };
                let lines = Lines::open(&segment.path, 0)?;
                self.open = Some((segment, lines));
                continue;
            };
            let (chain, journal) = (segment.chain, segment.journal);
            let Next::Line(line) = lines.next()? else {
                self.bytes = self.bytes.saturating_add(lines.offset());
                self.open = None;
                continue;
            };
            let Some((entry, hash)) = Line::parse(line).and_then(|line| Some((line.entry()?, line.hash)))
            else {
                self.unreadable = self.unreadable.saturating_add(1);
                continue;
            };
            if self.wanted.takes(&entry) {
                return Ok(Some(Record { chain, journal, hash, entry }));
            }
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// A segment to read.
struct Segment {
    chain: u32,
    journal: Id,
    path: PathBuf,
}

fn of_chain(chain: &Chain, installation: Id, wanted: &Wanted) -> Result<Vec<Segment>, Error> {
    let mut segments = Vec::new();
    for number in layout::segments(&chain.folder)? {
        let path = layout::segment(&chain.folder, number);
        let Some((_, opened, _)) = segment::first_line(&path)? else { continue };
        if opened.installation != installation {
            break;
        }
        let skip = segment::last_line(&path)?.is_some_and(|(_, closed, _)| {
            let outside = closed.to.0 < wanted.stretch.from || closed.from.0 >= wanted.stretch.until;
            let certificates = wanted.certificates_before
                && closed.from.0 < wanted.stretch.from
                && closed.kinds.contains_key(CERTIFICATE);
            outside && !certificates
        });
        if !skip {
            segments.push(Segment { chain: chain.number, journal: opened.journal, path });
        }
    }
    Ok(segments)
}

const CERTIFICATE: &str = "certificate";
