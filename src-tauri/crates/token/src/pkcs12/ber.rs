//! BER to DER, as far as PKCS#12 files need it: NSS and some Java versions write indefinite lengths and octet
//! strings in pieces (X.690 clauses 8.1.3.6 and 8.7.3.2). What stands inside primitive elements is left alone.

use zeroize::Zeroizing;

use crate::tlv::{self, Malformed};

/// Deepest nesting. The deepest that a PKCS#12 file has on one level of octet strings is eight.
const MAX_DEPTH: u8 = 16;

/// The first element of `bytes` with definite lengths and whole octet strings. Bytes after it are ignored.
pub(super) fn to_der(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Malformed> {
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
    element(bytes, MAX_DEPTH, &mut out)?;
    Ok(out)
}

/// Writes the first element of `input` to `out` and gives what follows it.
fn element<'a>(input: &'a [u8], depth: u8, out: &mut Vec<u8>) -> Result<&'a [u8], Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    let (tag, after_tag) = tlv::read_tag(input)?;
    let constructed = input.first().is_some_and(|byte| byte & 0x20 != 0);
    let mut inside = Zeroizing::new(Vec::new());
    let rest = match after_tag.split_first() {
        Some((0x80, mut rest)) if constructed => {
            while !rest.starts_with(&[0, 0]) {
                rest = element(rest, depth, &mut inside)?;
            }
            rest.get(2..).ok_or(Malformed)?
        }
        _ => {
            let (length, after_length) = tlv::read_length(after_tag)?;
            let (mut value, rest) = after_length.split_at_checked(length).ok_or(Malformed)?;
            if !constructed {
                tlv::write(out, tag, value);
                return Ok(rest);
            }
            while !value.is_empty() {
                value = element(value, depth, &mut inside)?;
            }
            rest
        }
    };
    match tag {
        PIECES => tlv::write(out, OCTET_STRING, &joined(&inside)?),
        _ => tlv::write(out, tag, &inside),
    }
    Ok(rest)
}

/// The contents of all octet strings of `pieces` in a row.
pub(super) fn joined(pieces: &[u8]) -> Result<Zeroizing<Vec<u8>>, Malformed> {
    let mut whole = Zeroizing::new(Vec::with_capacity(pieces.len()));
    let mut rest = pieces;
    while !rest.is_empty() {
        let piece = tlv::first(rest)?;
        if piece.tag != OCTET_STRING {
            return Err(Malformed);
        }
        whole.extend_from_slice(piece.value);
        rest = rest.get(piece.raw.len()..).ok_or(Malformed)?;
    }
    Ok(whole)
}

const OCTET_STRING: u32 = 0x04;
/// An octet string in pieces.
const PIECES: u32 = 0x24;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn indefinite_length_and_pieces_become_definite_and_whole() {
        let ber = [0x30, 0x80, 0x24, 0x80, 0x04, 1, 7, 0x04, 2, 8, 9, 0, 0, 0x02, 1, 3, 0, 0, 0xEE];
        assert_eq!(to_der(&ber).unwrap().as_slice(), [0x30, 8, 0x04, 3, 7, 8, 9, 0x02, 1, 3]);
        let der = [0x30, 3, 0x02, 1, 3];
        assert_eq!(to_der(&der).unwrap().as_slice(), der);
    }

    #[test]
    fn truncated_or_too_deep_is_malformed() {
        let ber = [0x30, 0x80, 0x24, 0x80, 0x04, 1, 7, 0, 0, 0, 0];
        for length in 0..ber.len() {
            assert!(to_der(&ber[..length]).is_err(), "cut at {length}");
        }
        assert!(to_der(&[0x30, 0x80].repeat(100_000)).is_err());
    }
}
