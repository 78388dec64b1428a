//! Cross-reference streams (ISO 32000-2 7.5.8).

use lopdf::{Dictionary, Object, Stream};

use super::{Section, take};
use crate::bytes::Bytes;
use crate::{Error, XrefEntry, XrefKind, filter, indirect};

pub(super) fn read(bytes: &Bytes, offset: u64, base: u64, left: &mut usize) -> Result<Section, Error> {
    let damaged = Error::Damaged { offset, what: "cross-reference stream" };
    let object = indirect::read(bytes, offset)?;
    let (Object::Dictionary(dict), Some(content)) = (object.value, object.stream) else {
        return Err(damaged);
    };
    if !dict.has_type(b"XRef") {
        return Err(damaged);
    }
    // The length is direct (7.5.8.2); anything else is found by the keyword.
    let length = dict.get(b"Length").ok().and_then(|length| length.as_i64().ok());
    let extent = indirect::stream_extent(
        bytes,
        object.id,
        content,
        length.and_then(|length| u64::try_from(length).ok()),
    )?;
    let data = bytes.window(extent.start, (extent.end - extent.start).min(bytes.limits.stream_bytes))?;
    let end = indirect::object_end(bytes, extent.end)?;
    let stream = Stream { dict, content: data, allows_compression: true, start_position: None };
    let trailer = stream.dict.clone();
    let data = filter::decode(bytes, stream)?;
    let entries = entries(&trailer, &data, base, left)?.ok_or(damaged)?;
    Ok(Section { offset, kind: XrefKind::Stream, entries, trailer, end })
}

/// `None` when `/W` or `/Index` are not usable.
fn entries(
    dict: &Dictionary,
    data: &[u8],
    base: u64,
    left: &mut usize,
) -> Result<Option<Vec<(u32, XrefEntry)>>, Error> {
    let Some([w0, w1, w2]) = widths(dict) else { return Ok(None) };
    let Some(row) = Some(w0 + w1 + w2).filter(|row| *row > 0) else { return Ok(None) };
    let index: Vec<i64> = match dict.get(b"Index") {
        Ok(Object::Array(items)) => items.iter().filter_map(|item| item.as_i64().ok()).collect(),
        // Default: [0 Size]. A `/Size` that lies is cut by the data.
        _ => vec![0, dict.get(b"Size").and_then(Object::as_i64).unwrap_or(i64::from(u32::MAX))],
    };
    let mut rows = data.chunks_exact(row);
    let mut entries = Vec::with_capacity(rows.len().min(*left));
    for pair in index.chunks_exact(2) {
        let [first, count] = pair else { continue };
        let Ok(first) = u32::try_from(*first) else { return Ok(None) };
        for number in (first..=u32::MAX).zip(0..*count).map(|(number, _)| number) {
            let Some(row) = rows.next() else { break };
            take(left)?;
            let (kind, rest) = row.split_at_checked(w0).unwrap_or_default();
            let (second, third) = rest.split_at_checked(w1).unwrap_or_default();
            // Table 17: a field of width 0 has its default; for the type that is 1.
            let kind = if w0 == 0 { 1 } else { big_endian(kind) };
            entries.push((number, meaning(kind, big_endian(second), big_endian(third), base)));
        }
    }
    Ok(Some(entries))
}

fn meaning(kind: u64, second: u64, third: u64, base: u64) -> XrefEntry {
    match kind {
        1 => match u16::try_from(third) {
            Ok(generation) if second > 0 => {
                XrefEntry::InFile { offset: second.saturating_add(base), generation }
            }
            _ => XrefEntry::Free,
        },
        2 => match (u32::try_from(second), u32::try_from(third)) {
            (Ok(container), Ok(index)) => XrefEntry::InStream { container, index },
            _ => XrefEntry::Free,
        },
        // 7.5.8.3: any other value is a reference to the null object.
        _ => XrefEntry::Free,
    }
}

fn widths(dict: &Dictionary) -> Option<[usize; 3]> {
    let items = dict.get(b"W").and_then(Object::as_array).ok()?;
    let mut widths = [0; 3];
    for (width, item) in widths.iter_mut().zip(items) {
        // Eight bytes hold every offset.
        *width =
            item.as_i64().ok().and_then(|value| usize::try_from(value).ok()).filter(|value| *value <= 8)?;
    }
    (items.len() >= 3).then_some(widths)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use lopdf::dictionary;

    fn read(dict: &Dictionary, data: &[u8]) -> Option<Vec<(u32, XrefEntry)>> {
        entries(dict, data, 100, &mut 1000).unwrap()
    }

    fn array(values: &[i64]) -> Object {
        Object::Array(values.iter().map(|value| (*value).into()).collect())
    }

    #[test]
    fn odd_widths_and_several_subsections_are_read() {
        let dict = dictionary! { "W" => array(&[1, 3, 0]), "Index" => array(&[3, 1, 8, 2]), "Size" => 10 };
        let data = [0, 0, 0, 9, 1, 1, 0, 0, 2, 0, 0, 5];
        let expected = [
            (3, XrefEntry::Free),
            (8, XrefEntry::InFile { offset: 65_636, generation: 0 }),
            (9, XrefEntry::InStream { container: 5, index: 0 }),
        ];
        assert_eq!(read(&dict, &data).unwrap(), expected);
    }

    #[test]
    fn missing_type_field_means_in_file() {
        let dict = dictionary! { "W" => array(&[0, 2, 1]), "Size" => 99 };
        let expected = [(0, XrefEntry::Free), (1, XrefEntry::InFile { offset: 117, generation: 4 })];
        assert_eq!(read(&dict, &[0, 0, 0, 0, 17, 4, 1]).unwrap(), expected);
    }

    #[test]
    fn unusable_widths_are_refused() {
        for w in [&[0, 0, 0][..], &[1, 2], &[1, 9, 1], &[1, -2, 1]] {
            assert!(read(&dictionary! { "W" => array(w), "Size" => 3 }, &[0; 30]).is_none(), "{w:?}");
        }
    }

    #[test]
    fn huge_counts_end_with_the_data() {
        let dict = dictionary! { "W" => array(&[1, 2, 1]), "Index" => array(&[4_294_967_295, i64::MAX]) };
        assert_eq!(read(&dict, &[1, 0, 17, 0, 1, 0, 18, 0]).unwrap().len(), 1);
    }
}
