//! The byte range of a signature dictionary against the place where the dictionary stands, and against the revisions
//! (ISO 32000-2 12.8.1, EN 319 142-1 §5.3).

use std::io;
use std::ops::Range;

use pdf::{Dictionary, Document, ObjectId, Source, View, locate};

use crate::Error;
use crate::byte_range::{ByteRange, Fault, GapFault, MAX_GAP, feed};
use crate::validate::facts::{Coverage, CoverageFault};

/// Bytes that are read behind the signed part when looking for more than white space, at a time.
const LOOK: u64 = 4 * 1024;

/// What the dictionary itself says, before it is compared with the revisions.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) range: Option<ByteRange>,
    pub(super) faults: Vec<CoverageFault>,
    /// The bytes of `/Contents` as they stand in the gap, or as the parser read them where there is no usable gap.
    pub(super) contents: Vec<u8>,
    /// White space stands between the digits of the gap.
    pub(super) blanks: bool,
}

/// Reads `/ByteRange` and `/Contents` of the dictionary that stands in `object`, below `path`.
pub(super) fn check(
    view: &View,
    object: ObjectId,
    path: &[&[u8]],
    dictionary: &Dictionary,
) -> Result<Checked, Error> {
    let parsed = view.key_string(dictionary, b"Contents").ok().flatten().unwrap_or_default();
    let mut checked = Checked { range: None, faults: Vec::new(), contents: parsed, blanks: false };
    let array = view.key(dictionary, b"ByteRange")?;
    if array.is_null() {
        checked.faults.push(CoverageFault::Missing);
        return Ok(checked);
    }
    let range = match ByteRange::parse(&array) {
        Ok(range) => range,
        Err(fault) => {
            checked.faults.push(CoverageFault::Range(fault));
            return Ok(checked);
        }
    };
    checked.range = Some(range);
    let source = view.document().source().as_ref();
    let faults = range.faults(source.len());
    checked.faults.extend(faults.into_iter().map(CoverageFault::Range));

    let span = |key: &'static [u8]| {
        let path: Vec<&[u8]> = path.iter().copied().chain([key]).collect();
        view.span(object).map_or(Ok(None), |place| locate::value_span(source, place, &path))
    };
    let (own, array) = (span(b"Contents")?, span(b"ByteRange")?);
    if [&own, &array].into_iter().flatten().any(|value| value.occurrences > 1) {
        checked.faults.push(CoverageFault::DuplicateKey);
    }
    let gap = range.gap();
    if own.is_none_or(|own| own.range != gap) {
        checked.faults.push(CoverageFault::ForeignGap);
        return Ok(checked);
    }
    match gap_contents(source, gap)? {
        Ok((contents, blanks)) => (checked.contents, checked.blanks) = (contents, blanks),
        Err(fault) => checked.faults.push(CoverageFault::Gap(fault)),
    }
    Ok(checked)
}

/// Decodes the hexadecimal string that fills the gap. White space between digits is left out, as ISO 32000-2 7.3.4.3
/// has it; the second value tells that there was some.
fn gap_contents(source: &dyn Source, gap: Range<u64>) -> io::Result<Result<(Vec<u8>, bool), GapFault>> {
    let length = gap.end.saturating_sub(gap.start);
    if length > MAX_GAP {
        return Ok(Err(GapFault::TooLong { length }));
    }
    let mut bytes = Vec::new();
    feed(source, gap.clone(), &mut |piece| bytes.extend_from_slice(piece))?;
    let [b'<', digits @ .., b'>'] = bytes.as_slice() else { return Ok(Err(GapFault::NotAHexString)) };
    let mut contents = Vec::with_capacity(digits.len() / 2);
    let (mut high, mut blanks) = (None, false);
    for (at, byte) in (gap.start + 1..).zip(digits) {
        let Some(digit) = char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            if byte.is_ascii_whitespace() || *byte == 0 {
                blanks = true;
                continue;
            }
            return Ok(Err(GapFault::ForeignByte { at }));
        };
        match high.take() {
            None => high = Some(digit << 4),
            Some(high) => contents.push(high | digit),
        }
    }
    contents.extend(high);
    Ok(Ok((contents, blanks)))
}

/// Compares the end of the range with the revisions. `first` is the revision that holds the dictionary.
pub(super) fn place(document: &Document, checked: &Checked, first: usize) -> Result<Coverage, Error> {
    let mut coverage =
        Coverage { range: checked.range, faults: checked.faults.clone(), revision: None, whole_file: false };
    let Some(range) = checked.range else { return Ok(coverage) };
    let source = document.source().as_ref();
    let end = range.end();
    if end > source.len() || range.faults(source.len()).contains(&Fault::Overflow) {
        return Ok(coverage);
    }
    for (index, revision) in document.revisions().iter().enumerate().skip(first) {
        if ends_with(source, revision.end, end)? {
            coverage.revision = Some(index);
            break;
        }
    }
    coverage.whole_file = coverage.faults.is_empty() && is_blank(source, end..source.len())?;
    if coverage.revision.is_none() && !(ends_at_marker(source, end)? || coverage.whole_file) {
        coverage.faults.push(CoverageFault::NotAtRevisionEnd);
    }
    Ok(coverage)
}

/// Whether a signed part that ends at `end` ends with the revision whose last byte, end-of-line marker included, stands
/// before `revision_end`: some programs sign the end-of-line marker after `%%EOF`, some do not, and white space may
/// have stood behind it already.
fn ends_with(source: &dyn Source, revision_end: u64, end: u64) -> io::Result<bool> {
    let between = revision_end.min(end)..revision_end.max(end);
    Ok(between.end - between.start <= LOOK && is_blank(source, between)?)
}

/// Whether the bytes before `end` are `%%EOF` and at most an end-of-line marker.
fn ends_at_marker(source: &dyn Source, end: u64) -> io::Result<bool> {
    let mut tail = Vec::new();
    feed(source, end.saturating_sub(7)..end, &mut |piece| tail.extend_from_slice(piece))?;
    Ok([&b"%%EOF"[..], b"%%EOF\n", b"%%EOF\r", b"%%EOF\r\n"].iter().any(|marker| tail.ends_with(marker)))
}

/// Whether there is nothing but white space (ISO 32000-2 7.2.3). Reads no further than the first other byte.
pub(super) fn is_blank(source: &dyn Source, range: Range<u64>) -> io::Result<bool> {
    let mut at = range.start;
    while at < range.end {
        let next = range.end.min(at.saturating_add(LOOK));
        let mut blank = true;
        feed(source, at..next, &mut |piece| {
            blank &= piece.iter().all(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' '));
        })?;
        if !blank {
            return Ok(false);
        }
        at = next;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use pdf::MemorySource;

    use super::*;

    fn source(bytes: &[u8]) -> MemorySource {
        MemorySource::new(bytes.to_vec())
    }

    #[test]
    fn end_of_line_may_follow_the_marker_inside_or_outside_the_range() {
        let file = source(b"x%%EOF\r\n1 0 obj");
        for end in [6, 7, 8] {
            assert!(ends_with(&file, 8, end).unwrap(), "end {end}");
            assert!(ends_at_marker(&file, end).unwrap(), "end {end}");
        }
        for end in [5, 9, 15] {
            assert!(!ends_with(&file, 8, end).unwrap(), "end {end}");
            assert!(!ends_at_marker(&file, end).unwrap(), "end {end}");
        }
    }

    #[test]
    fn gap_decodes_with_white_space_and_a_missing_digit() {
        let decode = |bytes: &[u8]| gap_contents(&source(bytes), 0..bytes.len() as u64).unwrap();
        assert_eq!(decode(b"<0a Ff\n1>"), Ok((vec![0x0A, 0xFF, 0x10], true)));
        assert_eq!(decode(b"<0aZ>"), Err(GapFault::ForeignByte { at: 3 }));
        assert_eq!(decode(b"(0a)"), Err(GapFault::NotAHexString));
    }
}
