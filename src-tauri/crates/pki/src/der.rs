//! Reading and writing of tag-length-value elements over raw slices (X.690).
//!
//! Here: a reader that never copies, so that every element keeps the bytes it came in; resolving of indefinite
//! lengths and constructed strings (BER), because 9 % of signatures in received documents use them; and the few
//! writers this crate needs. Not here: types of any standard. Elements that were sent in definite form are passed
//! through untouched, even where DER would ask for another form: what was hashed is hashed again, not improved.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use const_oid::ObjectIdentifier;

use crate::Error;
use crate::budget::{self, Budget};

/// BOOLEAN
pub const BOOLEAN: u8 = 0x01;
/// INTEGER
pub const INTEGER: u8 = 0x02;
/// BIT STRING
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING, primitive
pub const OCTET_STRING: u8 = 0x04;
/// NULL
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER
pub const OID: u8 = 0x06;
/// UTF8String
pub const UTF8_STRING: u8 = 0x0C;
/// UTCTime
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime
pub const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE
pub const SEQUENCE: u8 = 0x30;
/// SET
pub const SET: u8 = 0x31;
/// OCTET STRING, constructed (BER only)
const OCTET_STRING_CONSTRUCTED: u8 = 0x24;
/// Bit of the identifier octet that says "constructed" (X.690 §8.1.2.5)
const CONSTRUCTED: u8 = 0x20;

/// Constructed context-specific tag `[n]`; also the tag of an EXPLICIT one. `n` is below 31.
#[must_use]
pub const fn context(n: u8) -> u8 {
    0xA0 | n
}

/// Primitive context-specific tag `[n]`, as IMPLICIT strings and integers have. `n` is below 31.
#[must_use]
pub const fn context_primitive(n: u8) -> u8 {
    0x80 | n
}

/// One element: its first identifier octet, its whole bytes and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// First identifier octet; tag numbers from 31 on are read over and all look like `0x1F` here.
    pub tag: u8,
    /// Identifier, length and content octets as sent.
    pub raw: &'a [u8],
    /// Content octets.
    pub content: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// A reader over the content.
    #[must_use]
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    /// The content as an object identifier.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the element is none.
    pub fn oid(&self) -> Result<ObjectIdentifier, Error> {
        if self.tag != OID {
            return Err(Error::Malformed { structure: "OBJECT IDENTIFIER" });
        }
        ObjectIdentifier::from_bytes(self.content)
            .map_err(|_| Error::Malformed { structure: "OBJECT IDENTIFIER" })
    }
}

/// Reads elements one after another from definite-length bytes.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Nothing left?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The identifier octet that comes next.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element whatever it is.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the bytes end early or the length is indefinite (see [`normalise`]).
    pub fn any(&mut self) -> Result<Tlv<'a>, Error> {
        let header = Header::parse(self.rest)?;
        let length = header.length.ok_or(TRUNCATED)?;
        let end = header.size.checked_add(length).ok_or(TRUNCATED)?;
        let raw = self.rest.get(..end).ok_or(TRUNCATED)?;
        let content = raw.get(header.size..).ok_or(TRUNCATED)?;
        self.rest = self.rest.get(end..).ok_or(TRUNCATED)?;
        Ok(Tlv { tag: header.tag, raw, content })
    }

    /// The next element, which must have this tag; `structure` names it in the error.
    ///
    /// # Errors
    /// [`Error::Malformed`] when another or no element follows.
    pub fn expect(&mut self, tag: u8, structure: &'static str) -> Result<Tlv<'a>, Error> {
        if self.peek() != Some(tag) {
            return Err(Error::Malformed { structure });
        }
        self.any().map_err(|_| Error::Malformed { structure })
    }

    /// The next element if it has this tag.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it has the tag but not the bytes.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, Error> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// The next element as an object identifier.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is none.
    pub fn oid(&mut self) -> Result<ObjectIdentifier, Error> {
        self.any()?.oid()
    }

    /// All remaining elements, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Malformed`], or [`Error::BudgetExceeded`] naming `what`.
    pub fn all(mut self, limit: usize, what: Budget) -> Result<Vec<Tlv<'a>>, Error> {
        let mut elements = Vec::new();
        while !self.is_empty() {
            if elements.len() == limit {
                return Err(Error::BudgetExceeded { what, limit });
            }
            elements.push(self.any()?);
        }
        Ok(elements)
    }
}

const TRUNCATED: Error = Error::Malformed { structure: "element" };

/// Identifier and length octets. `length` is `None` for the indefinite form (X.690 §8.1.3.6).
struct Header {
    tag: u8,
    size: usize,
    length: Option<usize>,
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let tag = *bytes.first().ok_or(TRUNCATED)?;
        let mut at = 1usize;
        if tag & 0x1F == 0x1F {
            // High tag number form, X.690 §8.1.2.4: read over. Four octets hold 2^28 tag numbers; no standard
            // that is read here uses the form at all.
            loop {
                let octet = *bytes.get(at).ok_or(TRUNCATED)?;
                at += 1;
                if octet & 0x80 == 0 {
                    break;
                }
                if at > 4 {
                    return Err(TRUNCATED);
                }
            }
        }
        let first = *bytes.get(at).ok_or(TRUNCATED)?;
        at += 1;
        let length = match first {
            0x80 => None,
            short if short < 0x80 => Some(usize::from(short)),
            long => {
                // Long form, X.690 §8.1.3.5. Leading zero octets are BER and let through; a length beyond four
                // significant octets cannot fit into [`budget::MESSAGE`].
                let count = usize::from(long & 0x7F);
                let octets = bytes.get(at..at.checked_add(count).ok_or(TRUNCATED)?).ok_or(TRUNCATED)?;
                at += count;
                let mut value = 0usize;
                for &octet in octets {
                    value = value
                        .checked_mul(256)
                        .and_then(|v| v.checked_add(usize::from(octet)))
                        .filter(|&v| v <= budget::MESSAGE)
                        .ok_or(TRUNCATED)?;
                }
                Some(value)
            }
        };
        Ok(Self { tag, size: at, length })
    }
}

/// The first element of `bytes` with every indefinite length made definite and every constructed OCTET STRING made
/// primitive. Bytes behind the first element (the zero padding of `/Contents`) are ignored. Input that is definite
/// already is borrowed, not copied.
///
/// # Errors
/// [`Error::Malformed`] or [`Error::BudgetExceeded`].
pub fn normalise(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    let mut budget = budget::ELEMENTS;
    let (element, _) = resolve(bytes, 0, &mut budget)?;
    if element.len() > budget::MESSAGE {
        return Err(Error::BudgetExceeded { what: Budget::Message, limit: budget::MESSAGE });
    }
    Ok(element)
}

/// Resolves one element; returns it and the number of input bytes it took.
fn resolve<'a>(bytes: &'a [u8], depth: usize, left: &mut usize) -> Result<(Cow<'a, [u8]>, usize), Error> {
    if depth > budget::DEPTH {
        return Err(Error::BudgetExceeded { what: Budget::Depth, limit: budget::DEPTH });
    }
    *left = left
        .checked_sub(1)
        .ok_or(Error::BudgetExceeded { what: Budget::Elements, limit: budget::ELEMENTS })?;
    let header = Header::parse(bytes)?;
    let body = bytes.get(header.size..).ok_or(TRUNCATED)?;
    let identifier = bytes.get(..header.size).ok_or(TRUNCATED)?;

    if header.tag & CONSTRUCTED == 0 {
        // X.690 §8.1.3.2: the indefinite form needs a constructed encoding.
        let end = header.size.checked_add(header.length.ok_or(TRUNCATED)?).ok_or(TRUNCATED)?;
        return Ok((Cow::Borrowed(bytes.get(..end).ok_or(TRUNCATED)?), end));
    }

    let content = match header.length {
        Some(length) => body.get(..length).ok_or(TRUNCATED)?,
        None => body,
    };
    let mut children: Vec<Cow<'a, [u8]>> = Vec::new();
    let mut changed = header.length.is_none() || header.tag == OCTET_STRING_CONSTRUCTED;
    let mut at = 0usize;
    loop {
        let rest = content.get(at..).ok_or(TRUNCATED)?;
        if header.length.is_none() {
            // End-of-contents octets, X.690 §8.1.5.
            if rest.starts_with(&[0, 0]) {
                at += 2;
                break;
            }
        } else if rest.is_empty() {
            break;
        }
        let (child, used) = match resolve(rest, depth + 1, left) {
            // A sender's broken element inside a definite one is handed on as it is: who needs it will say so,
            // and one bad certificate does not cost the message.
            Err(Error::Malformed { .. }) if header.length.is_some() => {
                let consumed = header.size.checked_add(content.len()).ok_or(TRUNCATED)?;
                return Ok((Cow::Borrowed(bytes.get(..consumed).ok_or(TRUNCATED)?), consumed));
            }
            other => other?,
        };
        changed |= matches!(child, Cow::Owned(_));
        children.push(child);
        at += used;
    }
    let consumed = header.size.checked_add(at).ok_or(TRUNCATED)?;
    if !changed {
        return Ok((Cow::Borrowed(bytes.get(..consumed).ok_or(TRUNCATED)?), consumed));
    }
    if header.tag == OCTET_STRING_CONSTRUCTED {
        // X.690 §8.7.3: the value is the segments one after another.
        let mut value = Vec::new();
        for child in &children {
            value.extend_from_slice(Reader::new(child).expect(OCTET_STRING, "OCTET STRING")?.content);
        }
        return Ok((Cow::Owned(write(OCTET_STRING, &value)), consumed));
    }
    let mut out = Vec::new();
    // The identifier octets without the length octets.
    let tag_size = if header.tag & 0x1F == 0x1F {
        1 + identifier.iter().skip(1).take_while(|&&o| o & 0x80 != 0).count() + 1
    } else {
        1
    };
    out.extend_from_slice(identifier.get(..tag_size).ok_or(TRUNCATED)?);
    write_length(&mut out, children.iter().map(|c| c.len()).sum());
    for child in &children {
        out.extend_from_slice(child);
    }
    Ok((Cow::Owned(out), consumed))
}

/// The element as text between lines with its label (RFC 7468 §2: lines of 64 characters).
#[must_use]
pub fn pem(label: &str, element: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    let body = STANDARD.encode(element);
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, next) = rest.split_at_checked(64).unwrap_or((rest, ""));
        text.push_str(line);
        text.push('\n');
        rest = next;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

/// One element from a tag and its content, in DER.
#[must_use]
pub fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    write_length(&mut out, content.len());
    out.extend_from_slice(content);
    out
}

/// One constructed element from elements that are encoded already.
#[must_use]
pub fn write_all<T: AsRef<[u8]>>(tag: u8, elements: &[T]) -> Vec<u8> {
    let content: Vec<u8> = elements.iter().flat_map(|e| e.as_ref().iter().copied()).collect();
    write(tag, &content)
}

/// SET OF in DER: the encodings in ascending order (X.690 §11.6).
#[must_use]
pub fn write_set_of(tag: u8, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    write_all(tag, &elements)
}

/// OBJECT IDENTIFIER.
#[must_use]
pub fn write_oid(oid: &ObjectIdentifier) -> Vec<u8> {
    write(OID, oid.as_bytes())
}

/// Non-negative INTEGER from big-endian bytes, in the shortest form (X.690 §8.3.2).
#[must_use]
pub fn write_unsigned(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|&b| b == 0).collect();
    let mut content = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|&b| b & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(&digits);
    write(INTEGER, &content)
}

/// AlgorithmIdentifier with NULL parameters or none (RFC 5280 §4.1.1.2).
#[must_use]
pub fn write_algorithm(oid: &ObjectIdentifier, null_parameters: bool) -> Vec<u8> {
    let mut parts = vec![write_oid(oid)];
    if null_parameters {
        parts.push(write(NULL, &[]));
    }
    write_all(SEQUENCE, &parts)
}

fn write_length(out: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|&b| b == 0).collect();
    match (length, u8::try_from(digits.len())) {
        (0..0x80, _) => out.push(digits.first().copied().unwrap_or(0)),
        (_, Ok(count)) => {
            out.push(0x80 | count);
            out.extend_from_slice(&digits);
        }
        // usize has at most 8 bytes.
        (_, Err(_)) => {}
    }
}

/// Unsigned value of an INTEGER's content; `None` when negative or beyond `u64`.
#[must_use]
pub fn unsigned(content: &[u8]) -> Option<u64> {
    if content.first()? & 0x80 != 0 {
        return None;
    }
    content.iter().try_fold(0u64, |value, &octet| value.checked_mul(256).map(|v| v | u64::from(octet)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_are_resolved_and_padding_is_dropped() {
        // SEQUENCE { [0] { OCTET STRING constructed { "ab", "c" } } } with all lengths indefinite, then padding
        let ber = [
            0x30, 0x80, 0xA0, 0x80, 0x24, 0x80, 0x04, 2, b'a', b'b', 0x04, 1, b'c', 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0,
        ];
        let der = normalise(&ber).unwrap();
        assert_eq!(der.as_ref(), [0x30, 7, 0xA0, 5, 0x04, 3, b'a', b'b', b'c']);
    }

    #[test]
    fn definite_bytes_are_handed_on_untouched() {
        // A length in long form that DER would write short, and a SET out of order: as sent.
        let sent = [0x31, 0x81, 6, 0x02, 1, 9, 0x02, 1, 3, 0, 0];
        let kept = normalise(&sent).unwrap();
        assert!(matches!(kept, Cow::Borrowed(_)));
        assert_eq!(kept.as_ref(), &sent[..9]);
        // Also inside an element that has to be rewritten.
        let outer: Vec<u8> = [&[0x30, 0x80][..], &sent[..9], &[0, 0]].concat();
        assert_eq!(&normalise(&outer).unwrap()[2..], &sent[..9]);
    }

    #[test]
    fn broken_element_inside_a_definite_one_is_handed_on() {
        let sent = [0x30, 4, 0x30, 5, 1, 1];
        assert_eq!(normalise(&sent).unwrap().as_ref(), sent);
        assert!(Reader::new(&[0x30, 5, 1, 1]).any().is_err());
    }

    #[test]
    fn lengths_are_written_in_the_shortest_form() {
        for (length, header) in [
            (0usize, vec![4, 0]),
            (127, vec![4, 127]),
            (128, vec![4, 0x81, 128]),
            (65_536, vec![4, 0x83, 1, 0, 0]),
        ] {
            let written = write(OCTET_STRING, &vec![0; length]);
            assert_eq!(&written[..header.len()], header);
            assert_eq!(Reader::new(&written).any().unwrap().content.len(), length);
        }
    }

    #[test]
    fn integers_are_written_positive_and_short() {
        assert_eq!(write_unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(write_unsigned(&[0x7F]), [2, 1, 0x7F]);
        assert_eq!(write_unsigned(&[0]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0xFF]), Some(255));
        assert_eq!(unsigned(&[0xFF]), None, "negative");
        assert_eq!(unsigned(&[1; 9]), None, "beyond u64");
    }
}
