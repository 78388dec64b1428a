//! Exact byte ranges of values inside an object, for checks on raw bytes such as the `/ByteRange` gap
//! (ISO 32000-2 12.8.1).

use std::ops::Range;

use crate::lex::Lexer;
use crate::{Error, Limits, Source, indirect};

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
    let limits = Limits::default();
    let length = object.end.saturating_sub(object.start).min(limits.object_bytes);
    let mut text = vec![0; usize::try_from(length).unwrap_or_default()];
    source.read_at(object.start, &mut text)?;
    let damaged =
        |offset: usize| Error::Damaged { offset: indirect::add(object.start, offset), what: "dictionary" };
    let mut lexer = Lexer::new(&text, true, &limits);
    if lexer.header().is_err() {
        return Err(damaged(0));
    }
    let mut from = lexer.pos();
    let mut found = None;
    for (level, key) in path.iter().enumerate() {
        let mut lexer = Lexer::new(&text, true, &limits).at(from);
        if !matches!(lexer.enter_dictionary(), Ok(true)) {
            return if level == 0 { Err(damaged(from)) } else { Ok(None) };
        }
        let mut last = None;
        let mut occurrences = 0;
        while let Some((name, span)) = lexer.entry_span().map_err(|_| damaged(lexer.pos()))? {
            if name == *key {
                occurrences += 1;
                last = Some(span);
            }
        }
        let Some(span) = last else { return Ok(None) };
        from = span.start;
        let range = indirect::add(object.start, span.start)..indirect::add(object.start, span.end);
        found = Some(ValueSpan { range, occurrences });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::MemorySource;

    const OBJECT: &[u8] = b"padding 4 0 obj\n<</Type /Sig /B#79teRange [0 1 2 3 ]% <00>\n/Contents <00\n41> /V<</Contents(a)/X 5 0 R/Contents  <42>>> >>\nendobj";

    fn located(path: &[&[u8]]) -> Option<(&'static str, usize)> {
        let source = MemorySource::new(OBJECT.to_vec());
        let end = u64::try_from(OBJECT.len()).unwrap();
        value_span(&source, 8..end, path).unwrap().map(|found| {
            let range =
                usize::try_from(found.range.start).unwrap()..usize::try_from(found.range.end).unwrap();
            (std::str::from_utf8(&OBJECT[range]).unwrap(), found.occurrences)
        })
    }

    #[test]
    fn spans_are_exact_at_every_level() {
        assert_eq!(located(&[b"Contents"]), Some(("<00\n41>", 1)));
        assert_eq!(located(&[b"ByteRange"]), Some(("[0 1 2 3 ]", 1)));
        assert_eq!(located(&[b"V", b"Contents"]), Some(("<42>", 2)));
        assert_eq!(located(&[b"V", b"X"]), Some(("5 0 R", 1)));
        assert_eq!(located(&[b"V", b"X", b"Contents"]), None);
        assert_eq!(located(&[b"Missing"]), None);
    }

    #[test]
    fn something_else_than_a_dictionary_is_damaged() {
        let source = MemorySource::new(b"4 0 obj [1]".to_vec());
        assert!(matches!(value_span(&source, 0..11, &[b"A"]), Err(Error::Damaged { .. })));
        assert!(matches!(value_span(&source, 0..99, &[b"A"]), Err(Error::Read(_))));
    }
}
