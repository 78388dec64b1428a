//! One indirect object at a place in the file (ISO 32000-2 7.3.10), streams with their extent (7.3.8).

use std::ops::Range;

use lopdf::{Object, ObjectId};

use crate::bytes::{Bytes, is_space};
use crate::lex::{Lexer, Stop};
use crate::{Error, Fault, Resource};

/// An indirect object as it stands, not decrypted.
pub(crate) struct Indirect {
    pub(crate) id: ObjectId,
    /// Absolute offset of the first digit of its number.
    pub(crate) start: u64,
    /// For a stream, its dictionary.
    pub(crate) value: Object,
    /// For a stream, the absolute offset of its data.
    pub(crate) stream: Option<u64>,
    /// Absolute offset after the value, or where the stream data begin.
    pub(crate) value_end: u64,
}

/// Reads the object whose header stands at the offset, white space before it allowed.
pub(crate) fn read(bytes: &Bytes, offset: u64) -> Result<Indirect, Error> {
    with_window(bytes, offset, |lexer| {
        let (id, start) = lexer.header()?;
        let value = lexer.object()?;
        let end = lexer.pos();
        let is_stream = matches!(value, Object::Dictionary(_)) && lexer.stream_start()?;
        let (stream, value_end) = if is_stream { (Some(lexer.pos()), lexer.pos()) } else { (None, end) };
        Ok((id, start, value, stream, value_end))
    })
    .map(|(id, start, value, stream, value_end)| Indirect {
        id,
        start: add(offset, start),
        value,
        stream: stream.map(|at| add(offset, at)),
        value_end: add(offset, value_end),
    })
}

/// The reals of the object at the offset, if it has this id (see [`Lexer::reals`]); of a stream those of its dictionary.
pub(crate) fn reals(bytes: &Bytes, id: ObjectId, offset: u64) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    with_window(bytes, offset, |lexer| {
        if lexer.header()?.0 != id {
            return Ok(Vec::new());
        }
        lexer.keep_reals();
        lexer.object()?;
        Ok(lexer.reals())
    })
}

/// Only the header.
pub(crate) fn read_header(bytes: &Bytes, offset: u64) -> Result<ObjectId, Error> {
    with_window(bytes, offset, |lexer| lexer.header().map(|(id, _)| id))
}

/// A bare dictionary, such as a trailer's; gives the absolute offset after it.
pub(crate) fn read_value(bytes: &Bytes, offset: u64) -> Result<(Object, u64), Error> {
    with_window(bytes, offset, |lexer| Ok((lexer.object()?, lexer.pos())))
        .map(|(value, end)| (value, add(offset, end)))
}

/// Runs a reader on growing windows.
pub(crate) fn with_window<T>(
    bytes: &Bytes,
    offset: u64,
    read: impl Fn(&mut Lexer<'_>) -> Result<T, Stop>,
) -> Result<T, Error> {
    let mut size = 1 << 10;
    loop {
        let window = bytes.window(offset, size)?;
        let complete = offset.saturating_add(size) >= bytes.len();
        let mut lexer = Lexer::new(&window, complete, &bytes.limits);
        let at = |lexer: &Lexer<'_>| add(offset, lexer.pos());
        match read(&mut lexer) {
            Ok(value) => return Ok(value),
            Err(Stop::Limit(resource)) => return Err(Error::TooComplex(resource)),
            Err(Stop::Bad(what)) => return Err(Error::Damaged { offset: at(&lexer), what }),
            Err(Stop::More) if complete => {
                return Err(Error::Damaged { offset: at(&lexer), what: "end of file" });
            }
            Err(Stop::More) => {
                if size >= bytes.limits.object_bytes {
                    return Err(Error::TooComplex(Resource::ObjectBytes));
                }
                size = (size * 8).min(bytes.limits.object_bytes);
                bytes.spend(size)?;
            }
        }
    }
}

/// Where the data of a stream stand. `length` is the value of `/Length` if it is known; when it does not lead to
/// `endstream`, the keyword is searched for.
pub(crate) fn stream_extent(
    bytes: &Bytes,
    id: ObjectId,
    content: u64,
    length: Option<u64>,
) -> Result<Range<u64>, Error> {
    if let Some(end) = length.and_then(|length| content.checked_add(length)).filter(|end| *end <= bytes.len())
    {
        let after = bytes.window(end, 32)?;
        let skip = after.iter().take_while(|byte| is_space(**byte)).count();
        if after.get(skip..).unwrap_or_default().starts_with(b"endstream") {
            return Ok(content..end);
        }
    }
    bytes.fault(Fault::LengthWrong(id));
    let found = match bytes.find(b"endstream", content, bytes.len())? {
        Some(found) => found,
        None => bytes
            .find(b"endobj", content, bytes.len())?
            .ok_or(Error::Damaged { offset: content, what: "endstream" })?,
    };
    // One end-of-line marker before the keyword is not data (7.3.8.1).
    let tail_start = found.saturating_sub(2).max(content);
    let tail = bytes.window(tail_start, found - tail_start)?;
    let marker = match tail.as_slice() {
        [b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    };
    Ok(content..found - marker)
}

/// Absolute offset after `endobj`, or where it should have been.
pub(crate) fn object_end(bytes: &Bytes, after_value: u64) -> Result<u64, Error> {
    let tail = bytes.window(after_value, 64)?;
    let mut lexer = Lexer::new(&tail, true, &bytes.limits);
    for word in [&b"endstream"[..], b"endobj"] {
        let before = lexer.pos();
        if lexer.skip_space().is_err() || !matches!(lexer.keyword(word), Ok(true)) {
            lexer = lexer.at(before);
        }
    }
    Ok(add(after_value, lexer.pos()))
}

pub(crate) fn add(offset: u64, relative: usize) -> u64 {
    offset.saturating_add(u64::try_from(relative).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::sync::Arc;

    use super::*;
    use crate::{Limits, MemorySource};

    fn bytes(data: &[u8]) -> Bytes {
        Bytes::new(Arc::new(MemorySource::new(data.to_vec())), Limits::default())
    }

    #[test]
    fn object_longer_than_the_first_window_is_read_whole() {
        let mut data = b"  3 0 obj [".to_vec();
        data.extend_from_slice(&b"(text) ".repeat(5_000));
        data.extend_from_slice(b"] endobj trailing");
        let bytes = bytes(&data);
        let object = read(&bytes, 0).unwrap();
        assert_eq!((object.id, object.start), ((3, 0), 2));
        assert_eq!(object.value.as_array().unwrap().len(), 5_000);
        let end = object_end(&bytes, object.value_end).unwrap();
        assert_eq!(end, u64::try_from(data.len() - b" trailing".len()).unwrap());
    }

    #[test]
    fn wrong_length_is_replaced_by_the_keyword() {
        let bytes = bytes(b"1 0 obj <</Length 99>> stream\nabcdef\r\nendstream endobj");
        let object = read(&bytes, 0).unwrap();
        let extent = stream_extent(&bytes, object.id, object.stream.unwrap(), Some(99)).unwrap();
        assert_eq!(bytes.window(extent.start, extent.end - extent.start).unwrap(), b"abcdef");
        assert_eq!(bytes.faults(), [Fault::LengthWrong((1, 0))]);
    }

    #[test]
    fn right_length_may_hold_the_keyword() {
        let bytes = bytes(b"1 0 obj <</Length 15>> stream\nabc endstream x\nendstream endobj");
        let object = read(&bytes, 0).unwrap();
        let extent = stream_extent(&bytes, object.id, object.stream.unwrap(), Some(15)).unwrap();
        assert_eq!(extent.end - extent.start, 15);
        assert!(bytes.faults().is_empty());
    }

    #[test]
    fn object_cut_off_is_damaged() {
        assert!(matches!(read(&bytes(b"1 0 obj <</A (b"), 0), Err(Error::Damaged { .. })));
        assert!(matches!(read(&bytes(b"1 0 obj"), 0), Err(Error::Damaged { .. })));
        assert!(matches!(read(&bytes(b""), 0), Err(Error::Damaged { .. })));
    }
}
