//! Whether a chain may be continued: the sealed line is where it was sealed, and everything after it chains. What lies
//! before the seal is the business of [`crate::verify`]; opening must not read a whole journal.

use super::layout::{self, Chain};
use super::lines::{self, Lines, Next};
use super::{Around, End, Place, segment};
use crate::Error;
use crate::chain::{Hash, Line};
use crate::record::{Act, Id, Number, Why};
use crate::seal::{Head, Kept, SealKey, Sealed};

/// The answer.
pub(super) enum Examined {
    /// It ends here.
    Holds(Box<Held>),
    /// It is not to be continued.
    Not {
        /// Why.
        why: Why,
        /// Last entry that held, if one did.
        last: Option<Number>,
    },
}

/// A chain that holds.
pub(super) struct Held {
    pub(super) journal: Id,
    pub(super) end: End,
    pub(super) kept: Kept,
    /// Whether another chain came before it.
    pub(super) followed: bool,
    /// Bytes of a half-written line that were taken away.
    pub(super) torn: Option<u64>,
}

pub(super) fn examine(
    chain: &Chain,
    place: &Place<'_>,
    around: &Around<'_>,
    key: Option<&SealKey>,
) -> Result<Examined, Error> {
    let broken = |last| Ok(Examined::Not { why: Why::Broken, last });
    let segments = layout::segments(&chain.folder)?;
    let (Some(&first), Some(&last)) = (segments.first(), segments.last()) else { return broken(None) };
    if first != 1 {
        return broken(None);
    }
    let Some((_, opened, _)) = segment::first_line(&layout::segment(&chain.folder, first))? else {
        return broken(None);
    };
    if opened.installation != place.installation {
        return Ok(Examined::Not { why: Why::Foreign, last: None });
    }
    let began = opened.began;
    let journal = opened.journal;
    let Some(kept) = Kept::read(&chain.folder)? else { return broken(None) };
    let sealed = match kept.judge(key) {
        Sealed::Forged | Sealed::OtherKey => return broken(None),
        Sealed::Missing => None,
        Sealed::Good(head) | Sealed::Unchecked(head) => Some(head),
    };
    if let Some(head) = sealed
        && (head.journal != journal || !is_there(chain, &head)?)
    {
        return broken(None);
    }
    // The mark is only a short cut: what it points to must be there all the same.
    let mark = kept.mark().filter(|mark| mark.journal == journal);
    let mark = match mark {
        Some(mark) if is_there(chain, &mark)? => Some(mark),
        _ => None,
    };
    let mut walk = Walk::from(chain, mark.or(sealed))?;
    for number in walk.segment..=last {
        if let Some(stop) = walk.through(chain, number)?
            && (number != last || !stop.half)
        {
            return broken(Some(walk.n));
        }
    }
    // A head that was there and is gone is no locked keyring (see `Store::put`).
    let lost_head = key.is_some() && sealed.is_none() && began.as_ref().is_some_and(|began| began.keyring);
    if lost_head && walk.n > Number(1) && !walk.sealing {
        return broken(Some(walk.n));
    }
    let path = layout::segment(&chain.folder, last);
    let Some((opened_at, ..)) = segment::first_line(&path)? else { return broken(Some(walk.n)) };
    let file = around.disk.open(&path)?;
    let length = file.metadata()?.len();
    let torn = length.checked_sub(walk.length).filter(|bytes| *bytes > 0);
    if torn.is_some() {
        around.disk.cut(&file, walk.length)?;
    }
    let Walk { length, n, hash, closed, .. } = walk;
    let end = End { segment: last, file, length, n, hash, began: opened_at.at.0, closed };
    let followed = began.is_some_and(|began| began.after.is_some());
    Ok(Examined::Holds(Box::new(Held { journal, end, kept, followed, torn })))
}

/// Whether the line that a head names ends where it says, and follows the line before it.
fn is_there(chain: &Chain, head: &Head) -> std::io::Result<bool> {
    let path = layout::segment(&chain.folder, head.segment);
    let found = match lines::ending_at(&path, head.length) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let Some((line, before)) = found else { return Ok(false) };
    let Some(line) = Line::parse(&line) else { return Ok(false) };
    let Some(entry) = line.entry() else { return Ok(false) };
    let before = match (&entry.act, before.as_deref().and_then(Line::parse)) {
        (Act::Opened(opened), _) => opened.before,
        (_, Some(before)) => before.hash,
        (_, None) => return Ok(false),
    };
    Ok(line.hash == head.hash && entry.n == head.n && line.follows(&before))
}

struct Walk {
    segment: u32,
    length: u64,
    n: Number,
    hash: Hash,
    closed: bool,
    sealing: bool,
}

/// Where the lines of a segment stop to hold.
struct Stop {
    /// Whether it is a line that was being written, and not one that was changed.
    half: bool,
}

impl Walk {
    fn from(chain: &Chain, head: Option<Head>) -> std::io::Result<Walk> {
        let Some(Head { segment, length, n, hash, .. }) = head else {
            return Ok(Walk {
                segment: 1,
                length: 0,
                n: Number(0),
                hash: Hash::NONE,
                closed: false,
                sealing: false,
            });
        };
        let path = layout::segment(&chain.folder, segment);
        let act = lines::ending_at(&path, length)?
            .and_then(|(line, _)| Line::parse(&line).and_then(|line| line.entry()))
            .map(|entry| entry.act);
        let (closed, sealing) = (matches!(act, Some(Act::Closed(_))), matches!(act, Some(Act::Sealing)));
        Ok(Walk { segment, length, n, hash, closed, sealing })
    }

    /// Follows the chain through a segment: from where it stands in its first, from the beginning in the next ones.
    fn through(&mut self, chain: &Chain, number: u32) -> std::io::Result<Option<Stop>> {
        if number != self.segment {
            (self.segment, self.length) = (number, 0);
        }
        let path = layout::segment(&chain.folder, number);
        let mut lines = match Lines::open(&path, self.length) {
            Ok(lines) => lines,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Some(Stop { half: false }));
            }
            Err(error) => return Err(error),
        };
        loop {
            let entry = match lines.next()? {
                Next::End => return Ok(None),
                // A segment never has its name without its first line.
                Next::Torn(_) => return Ok(Some(Stop { half: self.length > 0 && !self.closed })),
                Next::Line(line) => {
                    let line = Line::parse(line).filter(|line| line.follows(&self.hash));
                    line.and_then(|line| Some((line.entry()?, line.hash)))
                }
            };
            let Some((entry, hash)) = entry.filter(|(entry, _)| entry.n == self.n.next()) else {
                return Ok(Some(Stop { half: false }));
            };
            (self.n, self.hash, self.length) = (entry.n, hash, lines.offset());
            self.closed = matches!(entry.act, Act::Closed(_));
            self.sealing = matches!(entry.act, Act::Sealing);
        }
    }
}
