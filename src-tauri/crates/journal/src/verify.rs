//! The whole chain, and what is wrong with it, by name. Reading goes on after a fault as far as the lines still say where
//! they belong, so that one fault does not hide another.

use crate::Error;
use crate::chain::{Hash, Line};
use crate::record::{Act, Began, Entry, Id, Number, Removed, Span, VERSION, Why};
use crate::seal::{Head, Kept, SealKey, SealKeys, Sealed};
use crate::store::layout::{self, Chain};
use crate::store::lines::{Lines, Next};
use crate::store::segment;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Chains in the folder.
    pub chains: u32,
    /// Lines that hold.
    pub entries: u64,
    /// Entries of acts by kind, of this installation.
    pub kinds: BTreeMap<&'static str, u64>,
    /// What is wrong or worth knowing, at most [`MOST_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How far the last chain is sealed.
    pub sealed: Option<Number>,
    /// Number of the last entry of the last chain.
    pub last: Option<Number>,
}

impl Verification {
    /// Whether nothing speaks of a change from outside.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.findings.iter().any(Finding::is_fault)
    }
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// Chain, from 1.
    pub chain: u32,
    /// Segment, from 1.
    pub segment: u32,
    /// Line in it, from 1.
    pub line: u64,
    /// Number of the entry that belongs there.
    pub n: Number,
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// A chain was begun because the one before was not continued (knowledge; the fault itself is named in that one).
    BeganAnew {
        /// The new chain.
        chain: u32,
        /// Why.
        why: Why,
    },
    /// Whole chains are missing.
    ChainMissing {
        /// The first missing one.
        chain: u32,
    },
    /// This line, or its link to the line before, was changed.
    Edited {
        /// The line.
        at: Spot,
    },
    /// The chain belongs to another computer or account.
    Foreign {
        /// The chain.
        chain: u32,
        /// Whose it is.
        installation: Id,
    },
    /// Entries are missing in the middle, and nothing explains it.
    Missing {
        /// The chain.
        chain: u32,
        /// The entries.
        span: Span,
    },
    /// Written by a later version of this program; its link holds.
    Newer {
        /// The line.
        at: Spot,
    },
    /// A removal was begun but not finished; removing again finishes it (knowledge).
    RemovalUnfinished {
        /// The chain.
        chain: u32,
        /// The segment whose entries are still there.
        segment: u32,
    },
    /// Entries were removed, and the chain says so (knowledge).
    Removed {
        /// The chain.
        chain: u32,
        /// The entries.
        span: Span,
    },
    /// An entry stands in another place than it was written, or twice.
    Reordered {
        /// The place.
        at: Spot,
        /// The entry that stands there.
        found: Number,
    },
    /// The chain holds in itself but is not the one that was sealed.
    Rewritten {
        /// The chain.
        chain: u32,
        /// The sealed entry that reads otherwise.
        n: Number,
    },
    /// The seal itself was changed.
    SealForged {
        /// The chain.
        chain: u32,
    },
    /// The chain was sealed, and the seal is gone.
    SealGone {
        /// The chain.
        chain: u32,
    },
    /// The seal was made with another key than this computer's.
    SealOtherKey {
        /// The chain.
        chain: u32,
    },
    /// The end was written when something stopped the program; the next opening takes the half line away (knowledge).
    Torn {
        /// The chain.
        chain: u32,
        /// Bytes.
        bytes: u64,
    },
    /// The end that was sealed is not there any more.
    Truncated {
        /// The chain.
        chain: u32,
        /// Last entry that was sealed.
        sealed: Number,
        /// Last entry that is there.
        found: Number,
    },
    /// The seal key is not at hand: what the seal says was believed unchecked (knowledge).
    Unchecked {
        /// The chain.
        chain: u32,
    },
    /// A line cannot be read at all.
    Unreadable {
        /// The line.
        at: Spot,
    },
    /// Nothing seals these entries, which end the chain: more could have followed (knowledge).
    Unsealed {
        /// The chain.
        chain: u32,
        /// The entries.
        span: Span,
    },
}

impl Finding {
    /// Whether it speaks of a change from outside, and not of something the journal explains.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        !matches!(
            self,
            Finding::BeganAnew { .. }
                | Finding::Newer { .. }
                | Finding::RemovalUnfinished { .. }
                | Finding::Removed { .. }
                | Finding::Torn { .. }
                | Finding::Unchecked { .. }
                | Finding::Unsealed { .. }
        )
    }
}

/// More than a person reads; a journal with more faults is not kept by reading on.
pub const MOST_FINDINGS: usize = 1_000;

/// Verifies the journal in a folder. Changes nothing. Beside a writer, a line that is being written may show as
/// [`Finding::Torn`].
///
/// # Errors
/// [`Error::Io`].
pub fn verify(folder: &Path, installation: Id, keys: &dyn SealKeys) -> Result<Verification, Error> {
    verify_watched(folder, installation, keys, &mut || Ok(()))
}

/// As [`verify`]; `each` is asked before every line, and an error of it ends the walk.
///
/// # Errors
/// [`Error::Io`], the one of `each` too.
pub fn verify_watched(
    folder: &Path,
    installation: Id,
    keys: &dyn SealKeys,
    each: &mut dyn FnMut() -> std::io::Result<()>,
) -> Result<Verification, Error> {
    let key = keys.find().ok().flatten();
    let mut out = Verification::default();
    let mut expected = 1;
    for chain in layout::chains(folder)? {
        let mut walk = Walk::new(chain.number, out);
        walk.chain(&chain, installation, key.as_ref(), each)?;
        let after = walk.began.and_then(|began| began.after).map(|after| after.why);
        out = walk.out;
        // After a deletion the numbers go on, and nothing came before.
        if chain.number != expected && !(expected == 1 && after == Some(Why::Deleted)) {
            out.add(Finding::ChainMissing { chain: expected });
        }
        if let Some(why) = after {
            out.add(Finding::BeganAnew { chain: chain.number, why });
        }
        expected = chain.number.saturating_add(1);
        out.chains = out.chains.saturating_add(1);
    }
    Ok(out)
}

impl Verification {
    fn add(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }
}

/// One chain, line by line.
struct Walk {
    chain: u32,
    segment: u32,
    out: Verification,
    /// Number of the entry that belongs at the next line.
    expected: Number,
    /// Hash of the line before, unless that one could not be read.
    before: Option<Hash>,
    last: Option<Act>,
    began: Option<Began>,
    /// Numbers that were passed over: first to last.
    gaps: BTreeMap<u64, u64>,
    removed: Vec<Removed>,
    /// Hash of each ended segment's last line, and whether acts stand in it.
    segments: BTreeMap<u32, (Option<Hash>, bool)>,
    /// What the seal says, and whether the line it names was met with another hash.
    sealed: Option<Head>,
    rewritten: bool,
}

impl Walk {
    fn new(chain: u32, out: Verification) -> Walk {
        Walk {
            chain,
            segment: 0,
            out,
            expected: Number(1),
            before: Some(Hash::NONE),
            last: None,
            began: None,
            gaps: BTreeMap::new(),
            removed: Vec::new(),
            segments: BTreeMap::new(),
            sealed: None,
            rewritten: false,
        }
    }

    fn chain(
        &mut self,
        chain: &Chain,
        installation: Id,
        key: Option<&SealKey>,
        each: &mut dyn FnMut() -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let segments = layout::segments(&chain.folder)?;
        for number in &segments {
            let Some((_, opened, _)) = segment::first_line(&layout::segment(&chain.folder, *number))? else {
                continue;
            };
            if opened.installation != installation {
                self.out.add(Finding::Foreign { chain: self.chain, installation: opened.installation });
                return Ok(());
            }
            break;
        }
        let seal = Kept::read(&chain.folder)?.map_or(Sealed::Forged, |kept| kept.judge(key));
        if let Sealed::Good(head) | Sealed::Unchecked(head) = seal {
            self.sealed = Some(head);
        }
        for number in &segments {
            self.through(chain, *number, Some(number) == segments.last(), each)?;
        }
        self.judge_seal(seal, key.is_some());
        self.judge_gaps();
        Ok(())
    }

    fn through(
        &mut self,
        chain: &Chain,
        number: u32,
        last: bool,
        each: &mut dyn FnMut() -> std::io::Result<()>,
    ) -> Result<(), Error> {
        self.segment = number;
        let mut lines = Lines::open(&layout::segment(&chain.folder, number), 0)?;
        let mut count = 0u64;
        loop {
            each()?;
            count = count.saturating_add(1);
            let spot = Spot { chain: self.chain, segment: number, line: count, n: self.expected };
            match lines.next()? {
                Next::End => return Ok(()),
                Next::Torn(bytes) if last => {
                    self.out.add(Finding::Torn { chain: self.chain, bytes });
                    return Ok(());
                }
                Next::Torn(_) => {
                    self.out.add(Finding::Unreadable { at: spot });
                    self.before = None;
                    return Ok(());
                }
                Next::Line(line) => self.line(line, spot),
            }
        }
    }

    fn line(&mut self, bytes: &[u8], at: Spot) {
        let Some(line) = Line::parse(bytes) else {
            self.out.add(Finding::Unreadable { at });
            (self.before, self.expected) = (None, at.n.next());
            return;
        };
        let entry = line.entry().filter(|entry| line.is_spelled(entry));
        let n = match &entry {
            Some(entry) => entry.n,
            None => match line.stub() {
                Some(stub) if stub.v > VERSION => {
                    self.out.add(Finding::Newer { at });
                    stub.n
                }
                _ => {
                    self.out.add(Finding::Unreadable { at });
                    (self.before, self.expected) = (Some(line.hash), at.n.next());
                    return;
                }
            },
        };
        if n < self.expected {
            self.fill(n.0);
            self.out.add(Finding::Reordered { at, found: n });
            return;
        }
        if n > self.expected {
            self.gaps.insert(self.expected.0, n.0.saturating_sub(1));
        } else if self.before.is_some_and(|before| !line.follows(&before)) {
            self.out.add(Finding::Edited { at });
        } else {
            self.out.entries = self.out.entries.saturating_add(1);
        }
        if self.sealed.is_some_and(|head| head.n == n && head.hash != line.hash) {
            self.rewritten = true;
        }
        (self.before, self.expected) = (Some(line.hash), n.next());
        if let Some(entry) = entry {
            self.keep(entry, line.hash);
        }
    }

    fn keep(&mut self, entry: Entry, hash: Hash) {
        let segment = self.segments.entry(self.segment).or_default();
        match &entry.act {
            Act::Opened(opened) => self.began = self.began.take().or_else(|| opened.began.clone()),
            Act::Closed(_) => segment.0 = Some(hash),
            Act::Removed(removed) => self.removed.push(removed.clone()),
            act if act.is_own() => {}
            act => {
                segment.1 = true;
                let count = self.out.kinds.entry(act.kind()).or_default();
                *count = count.saturating_add(1);
            }
        }
        self.last = Some(entry.act);
    }

    /// Takes a number out of the gaps.
    fn fill(&mut self, n: u64) {
        let Some((&from, &to)) = self.gaps.range(..=n).next_back().filter(|(_, to)| **to >= n) else {
            return;
        };
        self.gaps.remove(&from);
        if from < n {
            self.gaps.insert(from, n.saturating_sub(1));
        }
        if n < to {
            self.gaps.insert(n.saturating_add(1), to);
        }
    }

    fn judge_seal(&mut self, seal: Sealed, key: bool) {
        let chain = self.chain;
        let found = Number(self.expected.0.saturating_sub(1));
        self.out.last = Some(found);
        self.out.sealed = None;
        match seal {
            Sealed::Forged => self.out.add(Finding::SealForged { chain }),
            Sealed::OtherKey => self.out.add(Finding::SealOtherKey { chain }),
            Sealed::Missing => {
                let expected = key && self.began.as_ref().is_some_and(|began| began.keyring);
                if expected && found > Number(1) && self.last != Some(Act::Sealing) {
                    self.out.add(Finding::SealGone { chain });
                } else {
                    self.out.add(Finding::Unsealed { chain, span: Span { from: Number(1), to: found } });
                }
            }
            Sealed::Good(head) | Sealed::Unchecked(head) => {
                if matches!(seal, Sealed::Unchecked(_)) {
                    self.out.add(Finding::Unchecked { chain });
                }
                self.out.sealed = Some(head.n);
                if head.n > found {
                    self.out.add(Finding::Truncated { chain, sealed: head.n, found });
                } else if self.rewritten {
                    self.out.add(Finding::Rewritten { chain, n: head.n });
                } else if head.n < found {
                    let span = Span { from: head.n.next(), to: found };
                    self.out.add(Finding::Unsealed { chain, span });
                }
            }
        }
    }

    /// What a removal explains is knowledge; the rest is missing.
    fn judge_gaps(&mut self) {
        let chain = self.chain;
        for removed in &self.removed {
            match self.segments.get(&removed.segment) {
                Some((Some(last), false)) if *last == removed.last => {
                    self.out.add(Finding::Removed { chain, span: removed.span });
                    self.gaps.retain(|from, to| *from < removed.span.from.0 || *to > removed.span.to.0);
                }
                Some((Some(_), true)) => {
                    self.out.add(Finding::RemovalUnfinished { chain, segment: removed.segment });
                }
                _ => {}
            }
        }
        for (from, to) in std::mem::take(&mut self.gaps) {
            let span = Span { from: Number(from), to: Number(to) };
            self.out.add(Finding::Missing { chain, span });
        }
    }
}
