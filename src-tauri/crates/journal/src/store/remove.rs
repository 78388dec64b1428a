//! Removing entries, only because a person asked: by the agency's retention rule, or on request. What is removed stays
//! explained: the entry that says so comes first, and a removed segment keeps the journal's own lines, first and last among
//! them, so that the chain can still be followed.

use super::begin::{self, Fresh};
use super::lines::{Lines, Next};
use super::{Store, layout, segment};
use crate::Error;
use crate::chain::Line;
use crate::disk;
use crate::record::{Act, After, Began, Entry, Number, Removed, RemovedBy, Span, Why};
use crate::seal::Kept;
use chrono::{DateTime, Months, Utc};
use std::path::{Path, PathBuf};

/// What to remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Every entry of this chain written so far. (Chains before it: [`Store::erase`].)
    All,
    /// Segments all of whose entries are older. A segment never spans two months.
    Before(DateTime<Utc>),
}

impl Removal {
    /// What the agency's rule "keep for so many months" removes now.
    #[must_use]
    pub fn kept_for(months: u32, now: DateTime<Utc>) -> Removal {
        Removal::Before(now.checked_sub_months(Months::new(months)).unwrap_or(DateTime::<Utc>::MIN_UTC))
    }
}

/// What a removal did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remains {
    /// Segments whose entries are gone.
    pub segments: u32,
    /// Entries that are gone.
    pub entries: u64,
}

/// What a removal would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removable {
    /// Entries.
    pub entries: u64,
    /// Times of the first and the last of them.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// A finished segment that a removal takes: how it is explained, and what stays of it.
struct Taken {
    path: PathBuf,
    removed: Removed,
    shell: Shell,
}

impl Store<'_> {
    /// Removes entries. Nothing is ever removed without this call.
    ///
    /// # Errors
    /// As [`Store::append`]; what was removed before the failure stays removed and explained, and asking again goes on.
    pub fn remove(&mut self, what: Removal, by: RemovedBy, now: DateTime<Utc>) -> Result<Remains, Error> {
        let mut remains = Remains::default();
        self.turn_over(now)?;
        if what == Removal::All {
            self.close_segment(now)?;
        }
        for number in layout::segments(&self.chain)? {
            let Some(Taken { path, removed, shell }) = self.taken(number, what, by)? else { continue };
            // First the explanation, then the act: a crash between them is found by `verify` and mended by asking again.
            self.put(std::iter::once(Act::Removed(removed)), now)?;
            disk::replace(self.around.disk, &path, &shell.lines)?;
            remains.segments = remains.segments.saturating_add(1);
            remains.entries = remains.entries.saturating_add(shell.acts);
        }
        Ok(remains)
    }

    /// What [`Store::remove`] would take by the rule "keep for so many months"; nothing is changed.
    ///
    /// # Errors
    /// As [`Store::append`], from reading.
    pub fn removable(&self, limit: DateTime<Utc>) -> Result<Removable, Error> {
        let mut removable = Removable::default();
        let mut add = |shell: &Shell| {
            removable.entries = removable.entries.saturating_add(shell.acts);
            removable.span = match (removable.span, shell.span) {
                (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
                (known, other) => known.or(other),
            };
        };
        for number in layout::segments(&self.chain)? {
            if number == self.end.segment {
                // Removing ends it first if its month is over.
                let path = layout::segment(&self.chain, number);
                if segment::index(&path)?.to.0 < limit {
                    add(&shell(&path)?);
                }
            } else if let Some(taken) = self.taken(number, Removal::Before(limit), RemovedBy::Rule)? {
                add(&taken.shell);
            }
        }
        Ok(removable)
    }

    fn taken(&self, number: u32, what: Removal, by: RemovedBy) -> Result<Option<Taken>, Error> {
        if number >= self.end.segment {
            return Ok(None);
        }
        let path = layout::segment(&self.chain, number);
        let Some((first, ..)) = segment::first_line(&path)? else { return Ok(None) };
        let Some((last, closed, hash)) = segment::last_line(&path)? else { return Ok(None) };
        let old = match what {
            Removal::All => true,
            Removal::Before(limit) => closed.to.0 < limit,
        };
        if !old {
            return Ok(None);
        }
        let shell = shell(&path)?;
        let span = Span { from: first.n.next(), to: Number(last.n.0.saturating_sub(1)) };
        let removed = Removed { segment: number, span, last: hash, by };
        Ok((shell.acts > 0).then_some(Taken { path, removed, shell }))
    }

    /// Removes every trace of what was recorded: the entries of this chain and whole chains before it. A new chain begins
    /// that says that the person deleted what was there.
    ///
    /// # Errors
    /// As [`Store::open`]; asking again goes on.
    pub fn erase(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        let old = layout::chains(self.place.folder)?;
        let after = After { why: Why::Deleted, last: Some(self.end.n) };
        let began = Began { keyring: self.key.is_some(), after: Some(after) };
        let number = self.number.saturating_add(1);
        let Fresh { chain, journal, end } = begin::fresh(&self.place, self.around, number, began, now)?;
        (self.chain, self.number, self.journal, self.end) = (chain, number, journal, end);
        self.kept = Kept::default();
        self.seal_end();
        for chain in old {
            for number in layout::segments(&chain.folder)?.into_iter().rev() {
                self.around.disk.remove(&layout::segment(&chain.folder, number))?;
            }
            std::fs::remove_dir_all(&chain.folder)?;
        }
        Ok(())
    }
}

/// The journal's own lines of a segment, how many acts were between them, and from when to when.
#[derive(Default)]
struct Shell {
    lines: Vec<u8>,
    acts: u64,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

fn shell(path: &Path) -> Result<Shell, Error> {
    let mut lines = Lines::open(path, 0)?;
    let mut shell = Shell::default();
    loop {
        let Next::Line(line) = lines.next()? else { return Ok(shell) };
        let entry = Line::parse(line).and_then(|line| line.entry());
        // A line that cannot be read may be an act of a later version.
        if entry.as_ref().is_some_and(|entry| entry.act.is_own()) {
            shell.lines.extend_from_slice(line);
            shell.lines.push(b'\n');
            continue;
        }
        shell.acts = shell.acts.saturating_add(1);
        if let Some(Entry { at, .. }) = entry {
            let (from, to) = shell.span.unwrap_or((at.0, at.0));
            shell.span = Some((from.min(at.0), to.max(at.0)));
        }
    }
}
