//! The `/ByteRange` of a signature dictionary (ISO 32000-2 §12.8.1, EN 319 142-1 §5.3): its exact rules as facts, and
//! digests of the bytes it names, read in pieces.
//!
//! Not here: whether a broken rule matters (`validate` judges), and where the signature dictionary stands (`pdf`).

use std::io;
use std::ops::Range;

use lopdf::Object;
use pdf::Source;
use pki::algorithm::{Digest, Hasher};

/// Bytes read at a time: large enough to hide the cost of a read, small enough to keep memory flat.
pub const PIECE: usize = 128 * 1024;

/// Longest gap that [`ByteRange::gap_fault`] reads, in bytes: 8 MiB of CMS as hexadecimal digits. The largest real
/// signatures (LTV data inside the CMS) stay below 1 MiB.
pub const MAX_GAP: u64 = 16 * 1024 * 1024 + 2;

/// Four numbers `[start length start length]`: the two pieces of the file that a signature covers, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ByteRange([u64; 4]);

/// A rule of the byte range that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The second piece ends behind the end of the file.
    BeyondFile {
        /// End of the second piece (exclusive).
        end: u64,
        /// Length of the file.
        length: u64,
    },
    /// The first piece does not start with the first byte of the file.
    DoesNotStartAtZero {
        /// Where it starts.
        start: u64,
    },
    /// The first or the second piece is empty: the file's head or tail is not covered.
    EmptyPiece,
    /// Between the pieces there is no room for `<>`.
    NoGap,
    /// The array does not hold exactly four integers.
    NotFourIntegers,
    /// One of the numbers is negative.
    Negative,
    /// Start plus length does not fit into 64 bits.
    Overflow,
    /// The second piece starts before the first one ends.
    Overlap,
}

/// Why the bytes between the pieces are not exactly the value of `/Contents`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GapFault {
    /// A byte that is neither a hexadecimal digit nor the enclosing `<` or `>`.
    ForeignByte {
        /// Its position in the file.
        at: u64,
    },
    /// The gap does not begin with `<` or does not end with `>`.
    NotAHexString,
    /// The digits decode to something else than the `/Contents` that the parser gave.
    OtherValue,
    /// The gap is longer than [`MAX_GAP`].
    TooLong {
        /// Its length in bytes.
        length: u64,
    },
}

impl ByteRange {
    /// Takes the four numbers as they are; [`ByteRange::faults`] tells what is wrong with them.
    pub const fn new(numbers: [u64; 4]) -> Self {
        Self(numbers)
    }

    /// Reads the array of a signature dictionary.
    ///
    /// # Errors
    /// [`Fault::NotFourIntegers`] (also when it is no array, or holds references) and [`Fault::Negative`].
    pub fn parse(object: &Object) -> Result<Self, Fault> {
        let Object::Array(items) = object else { return Err(Fault::NotFourIntegers) };
        let [a, b, c, d] = items.as_slice() else { return Err(Fault::NotFourIntegers) };
        let number = |item: &Object| match item {
            Object::Integer(value) => u64::try_from(*value).map_err(|_| Fault::Negative),
            _ => Err(Fault::NotFourIntegers),
        };
        Ok(Self([number(a)?, number(b)?, number(c)?, number(d)?]))
    }

    /// The four numbers.
    pub const fn numbers(&self) -> [u64; 4] {
        self.0
    }

    /// The piece before the gap. The end saturates at `u64::MAX`; [`Fault::Overflow`] tells so.
    pub const fn first(&self) -> Range<u64> {
        let [start, length, _, _] = self.0;
        start..start.saturating_add(length)
    }

    /// The piece behind the gap. The end saturates at `u64::MAX`.
    pub const fn second(&self) -> Range<u64> {
        let [_, _, start, length] = self.0;
        start..start.saturating_add(length)
    }

    /// The bytes between the pieces; empty when the pieces overlap.
    pub fn gap(&self) -> Range<u64> {
        let start = self.first().end;
        start..self.second().start.max(start)
    }

    /// Where the covered part of the file ends (exclusive): the length of the file when it was signed.
    pub const fn end(&self) -> u64 {
        self.second().end
    }

    /// Every rule that does not hold for a file of `length` bytes; empty for a well-formed range.
    pub fn faults(&self, length: u64) -> Vec<Fault> {
        let [start, first, second_start, second] = self.0;
        let mut faults = Vec::new();
        if start != 0 {
            faults.push(Fault::DoesNotStartAtZero { start });
        }
        if first == 0 || second == 0 {
            faults.push(Fault::EmptyPiece);
        }
        let (Some(first_end), Some(end)) = (start.checked_add(first), second_start.checked_add(second))
        else {
            faults.push(Fault::Overflow);
            return faults;
        };
        if second_start < first_end {
            faults.push(Fault::Overlap);
        } else if second_start - first_end < 2 {
            faults.push(Fault::NoGap);
        }
        if end > length {
            faults.push(Fault::BeyondFile { end, length });
        }
        faults
    }

    /// Whether the range covers everything of a file of `length` bytes but the gap, and no rule is broken.
    pub fn covers_whole_file(&self, length: u64) -> bool {
        self.end() == length && self.faults(length).is_empty()
    }

    /// Compares the bytes of the gap with `contents`, the decoded `/Contents` of the signature dictionary.
    ///
    /// The gap must be one hexadecimal string and nothing else: `<`, digits, `>`, without white space. A viewer that
    /// finds the value elsewhere could otherwise be shown other bytes than those that were checked.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn gap_fault(&self, source: &dyn Source, contents: &[u8]) -> io::Result<Option<GapFault>> {
        let gap = self.gap();
        let length = gap.end - gap.start;
        if length > MAX_GAP {
            return Ok(Some(GapFault::TooLong { length }));
        }
        let mut bytes = Vec::new();
        feed(source, gap.clone(), &mut |piece| bytes.extend_from_slice(piece))?;
        let [b'<', digits @ .., b'>'] = bytes.as_slice() else { return Ok(Some(GapFault::NotAHexString)) };
        if let Some(place) = digits.iter().position(|byte| !byte.is_ascii_hexdigit()) {
            let place = u64::try_from(place).unwrap_or(u64::MAX);
            return Ok(Some(GapFault::ForeignByte { at: gap.start.saturating_add(1).saturating_add(place) }));
        }
        // ISO 32000-2 §7.3.4.3: a missing last digit counts as 0.
        let same = digits.len().div_ceil(2) == contents.len()
            && digits.chunks(2).zip(contents).all(|(pair, byte)| match pair {
                [high, low] => nibble(*high) << 4 | nibble(*low) == *byte,
                [high] => nibble(*high) << 4 == *byte,
                _ => false,
            });
        Ok(if same { None } else { Some(GapFault::OtherValue) })
    }
}

/// Digests of the covered bytes, one for each of `algorithms` and in their order, in one pass over the source.
///
/// # Errors
/// When the source cannot be read, also because the range ends behind it.
pub fn digest(source: &dyn Source, range: &ByteRange, algorithms: &[Digest]) -> io::Result<Vec<Vec<u8>>> {
    let mut hashers: Vec<Hasher> = algorithms.iter().map(|digest| digest.hasher()).collect();
    for piece in [range.first(), range.second()] {
        feed(source, piece, &mut |bytes| hashers.iter_mut().for_each(|hasher| hasher.update(bytes)))?;
    }
    Ok(hashers.into_iter().map(Hasher::finalize).collect())
}

/// Reads `range` in pieces of at most [`PIECE`] bytes and hands each to `sink`, in order.
///
/// # Errors
/// When the source cannot be read, also because the range ends behind it; nothing is handed out then.
pub fn feed(source: &dyn Source, range: Range<u64>, sink: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    if range.end > source.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut buffer = vec![0; PIECE];
    let mut at = range.start;
    while at < range.end {
        let wanted = usize::try_from(range.end - at).unwrap_or(PIECE).min(PIECE);
        let Some(piece) = buffer.get_mut(..wanted) else { break };
        source.read_at(at, piece)?;
        sink(piece);
        at = at.saturating_add(u64::try_from(wanted).unwrap_or(u64::MAX));
    }
    Ok(())
}

/// Copies `range` in pieces.
///
/// # Errors
/// When the source cannot be read or `out` not be written.
pub fn feed_to(source: &dyn Source, range: Range<u64>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut result = Ok(());
    feed(source, range, &mut |piece| {
        if result.is_ok() {
            result = out.write_all(piece);
        }
    })?;
    result
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use pdf::MemorySource;

    use super::*;

    fn array(numbers: &[i64]) -> Object {
        Object::Array(numbers.iter().map(|n| Object::Integer(*n)).collect())
    }

    #[test]
    fn array_of_four_integers_is_read() {
        assert_eq!(ByteRange::parse(&array(&[0, 10, 20, 5])), Ok(ByteRange::new([0, 10, 20, 5])));
    }

    #[test]
    fn other_arrays_are_refused() {
        assert_eq!(ByteRange::parse(&array(&[0, 10, 20])), Err(Fault::NotFourIntegers));
        assert_eq!(ByteRange::parse(&array(&[0, 1, 2, 3, 4, 5])), Err(Fault::NotFourIntegers));
        assert_eq!(ByteRange::parse(&array(&[0, -1, 2, 3])), Err(Fault::Negative));
        assert_eq!(ByteRange::parse(&Object::Null), Err(Fault::NotFourIntegers));
        let mut real = array(&[0, 1, 2, 3]);
        real.as_array_mut().unwrap()[1] = Object::Real(1.0);
        assert_eq!(ByteRange::parse(&real), Err(Fault::NotFourIntegers));
    }

    #[test]
    fn whole_file_without_faults_is_covered() {
        let range = ByteRange::new([0, 10, 20, 5]);
        assert_eq!(range.faults(25), []);
        assert!(range.covers_whole_file(25));
        assert!(!range.covers_whole_file(26), "an appended byte is not covered");
        assert_eq!(range.gap(), 10..20);
    }

    #[test]
    fn each_broken_rule_is_named() {
        let faults = |numbers| ByteRange::new(numbers).faults(25);
        assert_eq!(faults([1, 9, 20, 5]), [Fault::DoesNotStartAtZero { start: 1 }]);
        assert_eq!(faults([0, 0, 20, 5]), [Fault::EmptyPiece]);
        assert_eq!(faults([0, 10, 25, 0]), [Fault::EmptyPiece]);
        assert_eq!(faults([0, 10, 9, 5]), [Fault::Overlap]);
        assert_eq!(faults([0, 10, 11, 5]), [Fault::NoGap]);
        assert_eq!(faults([0, 10, 20, 6]), [Fault::BeyondFile { end: 26, length: 25 }]);
        assert_eq!(faults([0, 10, 20, u64::MAX]), [Fault::Overflow]);
    }

    #[test]
    fn gap_must_be_the_hex_string_of_contents() {
        let fault = |bytes: &[u8], contents: &[u8]| {
            let source = MemorySource::new(bytes.to_vec());
            let end = bytes.len() as u64 - 1;
            ByteRange::new([0, 1, end, 1]).gap_fault(&source, contents).unwrap()
        };
        assert_eq!(fault(b"a<0aFF>z", &[0x0A, 0xFF]), None);
        assert_eq!(fault(b"a<0aF>z", &[0x0A, 0xF0]), None, "a missing digit counts as 0");
        assert_eq!(fault(b"a(0aF)z", &[0x0A, 0xF0]), Some(GapFault::NotAHexString));
        assert_eq!(fault(b"a<0a F>z", &[0x0A, 0xF0]), Some(GapFault::ForeignByte { at: 4 }));
        assert_eq!(fault(b"a<0aF0>z", &[0x0A, 0xF1]), Some(GapFault::OtherValue));
        assert_eq!(fault(b"a<0aF000>z", &[0x0A, 0xF0]), Some(GapFault::OtherValue));
    }

    #[test]
    fn digest_over_pieces_equals_digest_of_the_joined_bytes() {
        let bytes: Vec<u8> = (0..3 * PIECE + 77).map(|n| (n % 251) as u8).collect();
        let source = MemorySource::new(bytes.clone());
        let (cut, resume) = (PIECE + 13, PIECE + 4013);
        let range = ByteRange::new([0, cut as u64, resume as u64, (bytes.len() - resume) as u64]);
        let mut whole = Digest::Sha256.hasher();
        whole.update(&bytes[..cut]);
        whole.update(&bytes[resume..]);
        let found = digest(&source, &range, &[Digest::Sha512, Digest::Sha256]).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], whole.finalize());
        assert_eq!(found[0].len(), 64);
    }

    #[test]
    fn range_behind_the_end_is_an_error() {
        let source = MemorySource::new(vec![0; 10]);
        assert!(digest(&source, &ByteRange::new([0, 2, 6, 5]), &[Digest::Sha256]).is_err());
    }
}
