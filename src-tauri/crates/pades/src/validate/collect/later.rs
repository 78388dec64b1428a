//! Bytes behind a signature that no revision accounts for. The cross-reference reading of other programs may differ from
//! ours, so such bytes count as a change whatever ours says.
//!
//! Not here: objects inside later revisions that no section names; comparing the revisions finds them ([`crate::diff`]).

use std::ops::Range;

use pdf::{Document, stray};

use super::coverage::is_blank;
use crate::Error;
use crate::validate::facts::Coverage;

/// The part of the file behind the signed bytes that belongs to no revision, if it is more than white space.
pub(super) fn unaccounted(document: &Document, coverage: &Coverage) -> Result<Option<Range<u64>>, Error> {
    let source = document.source().as_ref();
    let Some(end) = coverage.range.map(|range| range.end()).filter(|end| *end < source.len()) else {
        return Ok(None);
    };
    let part = match coverage.revision {
        Some(_) => {
            let tail = stray::after_end(document);
            tail.start.max(end)..tail.end.max(end)
        }
        // Nothing behind the signature can be told apart.
        None => end..source.len(),
    };
    Ok(if is_blank(source, part.clone())? { None } else { Some(part) })
}
