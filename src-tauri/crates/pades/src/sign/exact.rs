//! Numbers of rewritten objects stay as they were written, to the last digit.
//!
//! The object model holds reals with 32 bits: a page whose `/MediaBox` says 595.303937007874 would be written again
//! with 595.30396, and whoever compares revisions (pyHanko, our own `diff`) rightly sees an earlier signature's page
//! changed. So each such number is written as an integer of the same length and replaced by its old digits in the
//! finished update. Only dictionaries and arrays are handled; nothing here rewrites content streams.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Range;

use lopdf::{Object, ObjectId};
use pdf::append::{Tail, Update};
use pdf::{View, XrefEntry};

use crate::byte_range;
use crate::error::Error;

/// Longest object that is looked at, in bytes; a page or form dictionary of that size is not met.
const MAX_OBJECT: u64 = 4 * 1024 * 1024;

/// Most digits that an `i64` can take with 7 as the first one. Longer numbers keep this much of them.
const MAX_DIGITS: usize = 19;

/// An update whose replaced objects keep their numbers.
pub(super) struct ExactUpdate<'d> {
    update: Update<'d>,
    view: View,
    /// Per object: stand-in and the digits it stands for, both of one length.
    held: BTreeMap<ObjectId, Vec<(String, String)>>,
    count: i64,
}

impl<'d> ExactUpdate<'d> {
    pub(super) fn new(update: Update<'d>, view: View) -> Self {
        Self { update, view, held: BTreeMap::new(), count: 0 }
    }

    pub(super) fn add(&mut self, object: Object) -> ObjectId {
        self.update.add(object)
    }

    pub(super) fn get(&self, id: ObjectId) -> Result<std::sync::Arc<Object>, Error> {
        Ok(self.update.get(id)?)
    }

    /// Replaces an object of the document by an edited copy of it.
    pub(super) fn replace(&mut self, id: ObjectId, mut object: Object) -> Result<(), Error> {
        if !self.held.contains_key(&id)
            && let Some(raw) = raw(&self.view, id)?
        {
            let mut digits = reals(&raw);
            let mut held = Vec::new();
            self.hold(&mut object, &mut digits, &mut held);
            self.held.insert(id, held);
        }
        self.update.replace(id, object);
        Ok(())
    }

    /// Writes the update and puts the old digits back.
    pub(super) fn finish(self, seed: [u8; 16]) -> Result<Tail, Error> {
        let mut tail = self.update.finish(seed)?;
        for (id, held) in &self.held {
            let span = tail.spans.get(id).ok_or(Error::Placeholder)?;
            let inside = |at: u64| at.checked_sub(tail.offset).and_then(|at| usize::try_from(at).ok());
            let (start, end) = inside(span.start).zip(inside(span.end)).ok_or(Error::Placeholder)?;
            let object = tail.bytes.get_mut(start..end).ok_or(Error::Placeholder)?;
            for (stand_in, digits) in held {
                let place = only_place(object, stand_in.as_bytes()).ok_or(Error::Placeholder)?;
                object.get_mut(place).ok_or(Error::Placeholder)?.copy_from_slice(digits.as_bytes());
            }
        }
        Ok(tail)
    }

    /// Swaps reals that 32 bits cannot hold for integers of the same length.
    fn hold(&mut self, object: &mut Object, digits: &mut Digits, held: &mut Vec<(String, String)>) {
        match object {
            Object::Real(value) => {
                let Some(token) = digits.get_mut(&value.to_bits()).and_then(VecDeque::pop_front) else {
                    return;
                };
                let same = token.parse::<f64>().ok() == value.to_string().parse::<f64>().ok();
                let token: String = token.chars().take(MAX_DIGITS).collect();
                if same || token.len() < 6 {
                    return;
                }
                let stand_in = format!("7{:0width$}", self.count, width = token.len().saturating_sub(1));
                if let Ok(number) = stand_in.parse() {
                    self.count = self.count.saturating_add(1);
                    *object = Object::Integer(number);
                    held.push((stand_in, token));
                }
            }
            Object::Array(items) => items.iter_mut().for_each(|item| self.hold(item, digits, held)),
            Object::Dictionary(dictionary) => {
                dictionary.iter_mut().for_each(|(_, item)| self.hold(item, digits, held));
            }
            _ => {}
        }
    }
}

/// Numbers with a decimal point as they were written, in order, by the bits of their 32-bit value.
type Digits = HashMap<u32, VecDeque<String>>;

/// The one place of `needle`; `None` when it occurs never or more than once.
fn only_place(bytes: &[u8], needle: &[u8]) -> Option<Range<usize>> {
    let mut places = bytes.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle);
    let (start, _) = places.next()?;
    if places.next().is_some() { None } else { Some(start..start.checked_add(needle.len())?) }
}

/// The bytes of the object as they stand in the file or in its object stream.
fn raw(view: &View, id: ObjectId) -> Result<Option<Vec<u8>>, Error> {
    match view.entry(id.0) {
        Some(XrefEntry::InFile { .. }) => {
            let Some(span) = view.span(id).filter(|span| span.end - span.start <= MAX_OBJECT) else {
                return Ok(None);
            };
            let mut bytes = Vec::new();
            byte_range::feed(view.document().source().as_ref(), span, &mut |piece| {
                bytes.extend_from_slice(piece)
            })?;
            Ok(Some(bytes))
        }
        Some(XrefEntry::InStream { container, index }) => {
            let container = view.get((container, 0))?;
            let Object::Stream(stream) = &*container else { return Ok(None) };
            let first =
                view.key_integer(&stream.dict, b"First")?.and_then(|first| usize::try_from(first).ok());
            let data = view.stream_data(stream)?;
            Ok(first.and_then(|first| member(&data, first, usize::try_from(index).ok()?)).map(<[u8]>::to_vec))
        }
        _ => Ok(None),
    }
}

/// A member of an object stream (ISO 32000-2 §7.5.7): up to where the next one begins.
fn member(data: &[u8], first: usize, index: usize) -> Option<&[u8]> {
    let header = std::str::from_utf8(data.get(..first)?).ok()?;
    let offsets: Vec<usize> =
        header.split_ascii_whitespace().skip(1).step_by(2).map_while(|at| at.parse().ok()).collect();
    let start = *offsets.get(index)?;
    let end = offsets.iter().copied().filter(|at| *at > start).min();
    data.get(first.checked_add(start)?..end.map_or(Some(data.len()), |end| first.checked_add(end))?)
}

/// All numbers with a decimal point outside strings and comments, up to the data of a stream.
fn reals(raw: &[u8]) -> Digits {
    let mut found = Digits::new();
    let mut rest = raw;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'(' => behind_literal(after),
            b'<' if after.first() != Some(&b'<') => behind(after, |byte| byte == b'>'),
            b'<' => after.get(1..).unwrap_or_default(),
            b'%' => behind(after, |byte| matches!(byte, b'\r' | b'\n')),
            _ if is_regular(*byte) || *byte == b'/' => {
                let length = after.iter().position(|byte| !is_regular(*byte)).unwrap_or(after.len());
                let (token, behind) = rest.split_at(length.saturating_add(1));
                if token == b"stream" {
                    return found;
                }
                if let Ok(token) = std::str::from_utf8(token)
                    && token.contains('.')
                    // Narrowed as the object model does it.
                    && let Ok(Object::Real(value)) = token.parse::<f64>().map(Object::from)
                {
                    found.entry(value.to_bits()).or_default().push_back(token.to_owned());
                }
                behind
            }
            _ => after,
        };
    }
    found
}

fn behind(bytes: &[u8], end: impl Fn(u8) -> bool) -> &[u8] {
    let length = bytes.iter().position(|byte| end(*byte)).unwrap_or(bytes.len());
    bytes.get(length.saturating_add(1)..).unwrap_or_default()
}

/// ISO 32000-2 §7.3.4.2: parentheses nest, a backslash takes the next byte.
fn behind_literal(bytes: &[u8]) -> &[u8] {
    let (mut depth, mut escaped) = (1_usize, false);
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth = depth.saturating_add(1),
            b')' if depth == 1 => return bytes.get(place.saturating_add(1)..).unwrap_or_default(),
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    &[]
}

/// ISO 32000-2 §7.2.3: neither white space nor a delimiter.
const fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0C
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    #[test]
    fn numbers_are_found_outside_strings_only() {
        let raw = b"1 0 obj<</A[0 595.303937007874 -.5](1.25\\) 2.5 (3.5))<4.5> %6.5\n/B 7.5/8.5>>stream 9.5";
        let mut found: Vec<String> = reals(raw).into_values().flatten().collect();
        found.sort();
        assert_eq!(found, ["-.5", "595.303937007874", "7.5"]);
    }

    #[test]
    fn member_of_an_object_stream_ends_where_the_next_begins() {
        let data = b"4 0 7 3 9 6 AAABBBCC";
        assert_eq!(member(data, 12, 1), Some(&b"BBB"[..]));
        assert_eq!(member(data, 12, 2), Some(&b"CC"[..]));
        assert_eq!(member(data, 12, 3), None);
    }

    #[test]
    fn stand_in_that_occurs_twice_is_no_place() {
        assert_eq!(only_place(b"a 700 b", b"700"), Some(2..5));
        assert_eq!(only_place(b"700 700", b"700"), None);
    }
}
