//! Cross-reference tables (ISO 32000-2 7.5.4). Entries are read token by token, so that lines of 19 or 21 bytes do.

use lopdf::Object;

use super::{Section, take};
use crate::bytes::{Bytes, Cursor, is_regular};
use crate::{Error, Fault, XrefEntry, XrefKind, indirect};

/// `None` when no `xref` stands here.
pub(super) fn read(
    bytes: &Bytes,
    offset: u64,
    base: u64,
    left: &mut usize,
) -> Result<Option<Section>, Error> {
    let mut cursor = Cursor::new(bytes, offset);
    cursor.skip_space()?;
    if cursor.ahead(4)? != b"xref" {
        return Ok(None);
    }
    cursor.advance(4);
    let mut entries = Vec::new();
    loop {
        cursor.skip_space()?;
        let Some(first) = cursor.digits()? else { break };
        cursor.skip_space()?;
        let count = cursor.digits()?.ok_or(damaged(&cursor))?;
        let first_index = entries.len();
        for index in 0..count {
            let Some(entry) = entry(&mut cursor, base)? else { break };
            take(left)?;
            // Numbers past 32 bits cannot be referred to.
            if let Some(number) = first.checked_add(index).and_then(|number| u32::try_from(number).ok()) {
                entries.push((number, entry));
            }
        }
        // A common fault: the first subsection says 1 although it begins with the head of the free list.
        if first == 1 && first_index == 0 && starts_with_free_head(bytes, offset)? {
            bytes.fault(Fault::TableShifted);
            for entry in &mut entries {
                entry.0 = entry.0.saturating_sub(1);
            }
        }
    }
    if cursor.ahead(7)? != b"trailer" {
        return Err(damaged(&cursor));
    }
    cursor.advance(7);
    let (trailer, end) = indirect::read_value(bytes, cursor.offset())?;
    let Object::Dictionary(trailer) = trailer else { return Err(damaged(&cursor)) };
    Ok(Some(Section { offset, kind: XrefKind::Table, entries, trailer, end }))
}

/// One entry; `None` when the subsection ends early.
fn entry(cursor: &mut Cursor<'_>, base: u64) -> Result<Option<XrefEntry>, Error> {
    // The regular form, which the tables of large files have.
    cursor.skip_space()?;
    let line = cursor.ahead(18)?;
    if let Some((offset, generation, kind)) = regular(line) {
        cursor.advance(18);
        return Ok(Some(meaning(offset, u64::from(generation), kind, base)));
    }
    if !matches!(cursor.peek()?, Some(byte) if byte.is_ascii_digit()) {
        return Ok(None);
    }
    let offset = cursor.digits()?.ok_or(damaged(cursor))?;
    cursor.skip_space()?;
    let generation = cursor.digits()?.ok_or(damaged(cursor))?;
    cursor.skip_space()?;
    let kind = cursor.peek()?.filter(|byte| is_regular(*byte)).ok_or(damaged(cursor))?;
    cursor.advance(1);
    Ok(Some(meaning(offset, generation, kind, base)))
}

/// `nnnnnnnnnn ggggg n` at the start of the slice.
fn regular(line: &[u8]) -> Option<(u64, u32, u8)> {
    let (offset, rest) = line.split_first_chunk::<10>()?;
    let (space, rest) = rest.split_first()?;
    let (generation, rest) = rest.split_first_chunk::<5>()?;
    if *space != b' ' || !offset.iter().chain(generation).all(u8::is_ascii_digit) {
        return None;
    }
    match rest {
        [b' ', kind @ (b'n' | b'f'), ..] => {
            let number =
                |digits: &[u8]| digits.iter().fold(0, |value: u64, byte| value * 10 + u64::from(byte - b'0'));
            Some((number(offset), u32::try_from(number(generation)).ok()?, *kind))
        }
        _ => None,
    }
}

fn meaning(offset: u64, generation: u64, kind: u8, base: u64) -> XrefEntry {
    match (kind, u16::try_from(generation)) {
        // Offset 0 is the header: writers use it for objects that do not exist.
        (b'n', Ok(generation)) if offset > 0 => {
            XrefEntry::InFile { offset: offset.saturating_add(base), generation }
        }
        _ => XrefEntry::Free,
    }
}

/// Whether the first entry is `0000000000 65535 f`.
fn starts_with_free_head(bytes: &Bytes, offset: u64) -> Result<bool, Error> {
    let mut cursor = Cursor::new(bytes, offset);
    cursor.skip_space()?;
    cursor.advance(4);
    let mut numbers = [0; 4];
    for number in &mut numbers {
        cursor.skip_space()?;
        *number = cursor.digits()?.unwrap_or(u64::MAX);
    }
    cursor.skip_space()?;
    Ok(matches!(numbers, [1, _, 0, 65_535]) && cursor.peek()? == Some(b'f'))
}

fn damaged(cursor: &Cursor<'_>) -> Error {
    Error::Damaged { offset: cursor.offset(), what: "cross-reference table" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use crate::{Limits, MemorySource};

    fn entries(text: &str) -> Vec<(u32, XrefEntry)> {
        let bytes = Bytes::new(Arc::new(MemorySource::new(text.as_bytes().to_vec())), Limits::default());
        read(&bytes, 0, 0, &mut 1000).unwrap().unwrap().entries
    }

    fn at(offset: u64) -> XrefEntry {
        XrefEntry::InFile { offset, generation: 0 }
    }

    #[test]
    fn regular_and_crippled_lines_read_alike() {
        let expected = [(0, XrefEntry::Free), (1, at(17)), (2, at(81)), (7, at(99))];
        for eol in [" \n", "\r\n", "\n", " \r\n", " \r", "\n\n"] {
            let lines = ["0000000000 65535 f", "0000000017 00000 n", "0000000081 00000 n"]
                .map(|l| l.to_owned() + eol);
            let text = format!("xref\n0 3\n{}7 1 \n99 0 n\ntrailer<<>>", lines.concat());
            assert_eq!(entries(&text), expected, "{eol:?}");
        }
    }

    #[test]
    fn first_subsection_numbered_from_one_is_shifted() {
        let text = "xref\n1 3\n0000000000 65535 f \n0000000017 00000 n \n0000000081 00000 n \ntrailer<<>>";
        assert_eq!(entries(text), [(0, XrefEntry::Free), (1, at(17)), (2, at(81))]);
    }

    #[test]
    fn count_too_large_ends_at_the_trailer() {
        assert_eq!(entries("xref 5 999999999 0000000017 00000 n trailer <<>>"), [(5, at(17))]);
    }

    #[test]
    fn entries_beyond_the_limit_are_refused() {
        let text = "xref\n0 3\n0000000000 65535 f \n0000000017 00000 n \n0000000081 00000 n \ntrailer<<>>";
        let bytes = Bytes::new(Arc::new(MemorySource::new(text.into())), Limits::default());
        assert!(matches!(read(&bytes, 0, 0, &mut 2), Err(Error::TooComplex(_))));
    }
}
