//! Bytes behind a signature that no revision accounts for, yet a tolerant reader could use: a tail without its own
//! cross-reference section, objects that no section names. The cross-reference reading of other programs may differ
//! from ours, so such bytes count as a change whatever ours says.

use std::ops::Range;

use pdf::stray::{self, StrayObject};
use pdf::{Document, XrefEntry};

use super::coverage::is_blank;
use crate::Error;
use crate::validate::facts::Coverage;

/// What stands behind the first signed part, found once for all signatures of a file.
pub(super) struct Later {
    /// Behind the last revision, if more than white space.
    tail: Option<Range<u64>>,
    strays: Vec<StrayObject>,
}

impl Later {
    /// Looks at everything from `start` on.
    pub(super) fn find(document: &Document, start: u64) -> Result<Self, Error> {
        let source = document.source().as_ref();
        let tail = stray::after_end(document);
        let tail = if is_blank(source, tail.clone())? { None } else { Some(tail) };
        let strays =
            if start < source.len() { stray::objects(document, start..source.len())? } else { Vec::new() };
        Ok(Self { tail, strays })
    }

    /// What of it stands behind this signature.
    pub(super) fn behind(&self, document: &Document, coverage: &Coverage) -> Result<Vec<Range<u64>>, Error> {
        let Some(range) = coverage.range else { return Ok(Vec::new()) };
        let source = document.source().as_ref();
        let (end, length) = (range.end(), source.len());
        if end >= length {
            return Ok(Vec::new());
        }
        let Some(revision) = coverage.revision else {
            return Ok(if is_blank(source, end..length)? { Vec::new() } else { vec![end..length] });
        };
        let signed = document.at(revision);
        let mut parts: Vec<Range<u64>> = self
            .tail
            .iter()
            .filter(|tail| tail.end > end)
            .map(|tail| tail.start.max(end)..tail.end)
            .collect();
        for stray in &self.strays {
            // A number that the signed revision does not use is out of reach for every reader of that revision.
            let known = signed.entry(stray.id.0).is_some_and(|entry| entry != XrefEntry::Free);
            if known && stray.offset >= end && !parts.iter().any(|part| part.contains(&stray.offset)) {
                parts.push(stray.offset..stray.offset.saturating_add(1));
            }
        }
        Ok(parts)
    }
}
