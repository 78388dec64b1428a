//! Segments: beginning one, ending one with the index of what is in it, and turning over when one is full or its month ends.

use super::lines::{Lines, Next};
use super::{End, Store, layout};
use crate::Error;
use crate::chain::{self, Hash, Line};
use crate::disk::{self, Disk};
use crate::record::{Act, Closed, Entry, Number, Opened, Time, VERSION};
use chrono::{DateTime, Datelike, Utc};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes the first line of a segment. The file has its name only with that line in it.
pub(super) fn start(
    disk: &dyn Disk,
    chain: &Path,
    opened: Opened,
    n: Number,
    now: DateTime<Utc>,
) -> Result<End, Error> {
    let (segment, before) = (opened.segment, opened.before);
    let entry = Entry { v: VERSION, n, at: Time(now), act: Act::Opened(opened) };
    let (line, hash) = chain::line(&entry, &before)?;
    let path = layout::segment(chain, segment);
    disk::replace(disk, &path, &line)?;
    let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
    Ok(End { segment, file: disk.open(&path)?, length, n, hash, began: now, closed: false })
}

/// What a segment's last line says of it: read from the file, so that it is true of the file.
pub(super) fn index(path: &Path) -> Result<Closed, Error> {
    let mut lines = Lines::open(path, 0)?;
    let (mut from, mut to) = (Time(DateTime::<Utc>::MAX_UTC), Time(DateTime::<Utc>::MIN_UTC));
    let mut kinds = BTreeMap::<String, u32>::new();
    while let Next::Line(line) = lines.next()? {
        let entry = Line::parse(line).and_then(|line| line.entry());
        if let Some(entry) = &entry {
            from = from.min(entry.at);
            to = to.max(entry.at);
        }
        // an act of a later version of this program is counted all the same
        let kind = entry.as_ref().map_or("other", |entry| entry.act.kind());
        let count = kinds.entry(kind.to_owned()).or_default();
        *count = count.saturating_add(1);
    }
    if to < from { Err(Error::NoChain) } else { Ok(Closed { from, to, kinds }) }
}

impl Store<'_> {
    /// Ends the segment and begins the next if it is full or its month is over.
    pub(super) fn turn_over(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        let month = |time: DateTime<Utc>| {
            let local = time.with_timezone(&self.place.zone);
            (local.year(), local.month())
        };
        let full = self.end.length >= self.around.segment;
        if self.end.closed || full || month(self.end.began) != month(now) {
            self.close_segment(now)?;
        }
        Ok(())
    }

    /// Ends the segment, if that has not happened, and begins the next.
    pub(super) fn close_segment(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        if !self.end.closed {
            let path = layout::segment(&self.chain, self.end.segment);
            let closed = index(&path)?;
            self.write(std::iter::once(Act::Closed(closed)), now)?;
            self.end.closed = true;
        }
        let opened = Opened {
            journal: self.journal,
            installation: self.place.installation,
            segment: self.end.segment.saturating_add(1),
            before: self.end.hash,
            began: None,
        };
        // If this fails half-way, the file may or may not have its name: only a new opening can tell.
        self.spoiled = true;
        self.end = start(self.around.disk, &self.chain, opened, self.end.n.next(), now)?;
        self.spoiled = false;
        Ok(())
    }
}

/// First line of a segment, if it is one.
pub(crate) fn first_line(path: &Path) -> std::io::Result<Option<(Entry, Opened, Hash)>> {
    let mut lines = Lines::open(path, 0)?;
    let Next::Line(line) = lines.next()? else { return Ok(None) };
    let Some((entry, line)) = Line::parse(line).and_then(|line| Some((line.entry()?, line))) else {
        return Ok(None);
    };
    let Act::Opened(opened) = entry.act.clone() else { return Ok(None) };
    Ok(line.follows(&opened.before).then_some((entry, opened, line.hash)))
}

/// Last line of a segment that has ended.
pub(crate) fn last_line(path: &Path) -> std::io::Result<Option<(Entry, Closed, Hash)>> {
    let length = std::fs::metadata(path)?.len();
    let Some((line, _)) = super::lines::ending_at(path, length)? else { return Ok(None) };
    let Some((entry, hash)) = Line::parse(&line).and_then(|line| Some((line.entry()?, line.hash))) else {
        return Ok(None);
    };
    let Act::Closed(closed) = entry.act.clone() else { return Ok(None) };
    Ok(Some((entry, closed, hash)))
}
