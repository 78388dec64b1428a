//! BER-TLV as cards use it (ISO/IEC 7816-4 clause 6.3, X.690): reading one level at a time, and writing.
//!
//! Definite lengths only, tags of one to three bytes. There is no recursion: whoever wants the inside of an
//! element reads its value with a new [`Reader`].

/// Most elements on one level. The longest that we meet is a certificate's body with ten.
const MAX_ELEMENTS: usize = 64;

/// The bytes are not BER-TLV, or more of it than we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed BER-TLV")]
pub struct Malformed;

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// All bytes of the tag, as a big-endian number (0x53, 0x7F49, 0x5FC102).
    pub tag: u32,
    /// The contents.
    pub value: &'a [u8],
    /// Tag, length and contents as they stand.
    pub raw: &'a [u8],
}

/// Reads the elements of one level.
pub struct Reader<'a> {
    rest: &'a [u8],
    left: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes, left: MAX_ELEMENTS }
    }

    /// The next element; `None` at the end.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Tlv<'a>>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.left = self.left.checked_sub(1).ok_or(Malformed)?;
        let (tag, after_tag) = read_tag(self.rest)?;
        let (length, after_length) = read_length(after_tag)?;
        let (value, rest) = after_length.split_at_checked(length).ok_or(Malformed)?;
        let raw_length = self.rest.len().checked_sub(rest.len()).ok_or(Malformed)?;
        let raw = self.rest.get(..raw_length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(Some(Tlv { tag, value, raw }))
    }

    /// The next element, which must be there and have this tag.
    pub fn expect(&mut self, tag: u32) -> Result<Tlv<'a>, Malformed> {
        self.next()?.filter(|element| element.tag == tag).ok_or(Malformed)
    }
}

/// The contents of the first element with this tag on the first level of `bytes`.
pub fn find(bytes: &[u8], tag: u32) -> Result<Option<&[u8]>, Malformed> {
    let mut reader = Reader::new(bytes);
    while let Some(element) = reader.next()? {
        if element.tag == tag {
            return Ok(Some(element.value));
        }
    }
    Ok(None)
}

/// The first element of `bytes`, whatever follows it.
pub fn first(bytes: &[u8]) -> Result<Tlv<'_>, Malformed> {
    Reader::new(bytes).next()?.ok_or(Malformed)
}

/// Appends an element to `out`. `value` is shorter than 2^32 bytes.
pub fn write(out: &mut Vec<u8>, tag: u32, value: &[u8]) {
    let tag_bytes = tag.to_be_bytes();
    let skip = tag_bytes.iter().take_while(|byte| **byte == 0).count().min(3);
    out.extend(tag_bytes.iter().skip(skip));
    let length = value.len().to_be_bytes();
    let significant = length.iter().skip_while(|byte| **byte == 0).count();
    if value.len() >= 0x80 {
        // At most eight bytes of length, so the sum stays below 0x89.
        out.push(0x80 | u8::try_from(significant).unwrap_or(8));
    }
    out.extend(length.iter().skip(length.len() - significant.max(1)));
    out.extend_from_slice(value);
}

/// One element on its own.
pub fn element(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    write(&mut out, tag, value);
    out
}

pub(crate) fn read_tag(bytes: &[u8]) -> Result<(u32, &[u8]), Malformed> {
    let (first, mut rest) = bytes.split_first().ok_or(Malformed)?;
    let mut tag = u32::from(*first);
    if first & 0x1F == 0x1F {
        // Subsequent bytes: bit 8 says that one more follows (X.690 clause 8.1.2.4).
        for round in 0.. {
            let (byte, after) = rest.split_first().ok_or(Malformed)?;
            if round == 2 {
                return Err(Malformed);
            }
            tag = tag << 8 | u32::from(*byte);
            rest = after;
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    Ok((tag, rest))
}

pub(crate) fn read_length(bytes: &[u8]) -> Result<(usize, &[u8]), Malformed> {
    let (first, rest) = bytes.split_first().ok_or(Malformed)?;
    if first & 0x80 == 0 {
        return Ok((usize::from(*first), rest));
    }
    let count = usize::from(first & 0x7F);
    if count == 0 || count > 4 {
        return Err(Malformed);
    }
    let (digits, rest) = rest.split_at_checked(count).ok_or(Malformed)?;
    let length = digits.iter().fold(0u32, |length, digit| length << 8 | u32::from(*digit));
    Ok((usize::try_from(length).map_err(|_| Malformed)?, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn written_element_of_any_length_is_read_back() {
        for (tag, length) in
            [(0x53, 0), (0x7F49, 127), (0x5F_C102, 128), (0x70, 255), (0x70, 256), (0x7C, 70_000)]
        {
            let value = vec![7; length];
            let bytes = element(tag, &value);
            let read = first(&bytes).unwrap();
            assert_eq!((read.tag, read.value.len(), read.raw.len()), (tag, length, bytes.len()));
        }
        assert_eq!(element(0x81, &[1, 2]), [0x81, 2, 1, 2]);
        assert_eq!(element(0x81, &[0; 128])[..3], [0x81, 0x81, 128]);
    }

    #[test]
    fn truncated_element_is_malformed_at_every_length() {
        let bytes = element(0x7F49, &element(0x86, &[4; 200]));
        for length in 1..bytes.len() {
            assert_eq!(first(&bytes[..length]).err(), Some(Malformed), "cut at {length}");
        }
    }

    #[test]
    fn indefinite_or_huge_length_is_malformed() {
        assert!(first(&[0x30, 0x80, 0, 0]).is_err());
        assert!(first(&[0x30, 0x85, 0, 0, 0, 0, 0]).is_err());
        assert!(first(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]).is_err());
        assert!(first(&[0x1F, 0x81, 0x82, 0x03, 0]).is_err(), "tag of four bytes");
    }

    #[test]
    fn more_elements_than_the_budget_is_malformed() {
        let many = [0x81, 0].repeat(MAX_ELEMENTS + 1);
        assert_eq!(find(&many, 0x82), Err(Malformed));
        assert_eq!(find(&many[2..], 0x82), Ok(None));
    }
}
