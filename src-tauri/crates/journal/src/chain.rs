//! Lines, each bound to the one before: a line ends with the SHA-256 (FIPS 180-4) over the hash of the line before and the
//! line's own bytes up to its hash. Bytes are hashed as they lie in the file and never spelled again.

use crate::record::{Entry, Number};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What the first line of a chain is bound to.
    pub const NONE: Hash = Hash([0; 32]);

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Hash> {
        from_hex(digits.as_bytes()).map(Hash)
    }

    /// The SHA-256 of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = [0u8; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        from_hex(text.as_bytes()).map(Hash).ok_or_else(|| serde::de::Error::custom("a SHA-256"))
    }
}

/// A line taken apart: what is hashed, and the hash it claims.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The bytes that are hashed, without the closing brace.
    pub body: &'a [u8],
    /// The hash the line claims.
    pub hash: Hash,
}

impl<'a> Line<'a> {
    /// Takes a line apart, given without its line feed. Nothing when it has not the form of one.
    #[must_use]
    pub fn parse(line: &'a [u8]) -> Option<Line<'a>> {
        let (body, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
        let digits = tail.strip_prefix(HASH)?.strip_suffix(b"\"}")?;
        Some(Line { body, hash: Hash(from_hex(digits)?) })
    }

    /// Whether the line follows the one with this hash.
    #[must_use]
    pub fn follows(&self, before: &Hash) -> bool {
        bind(before, self.body) == self.hash
    }

    /// What it says, if it is spelled as this version spells.
    #[must_use]
    pub fn entry(&self) -> Option<Entry> {
        serde_json::from_slice(&self.whole()).ok()
    }

    /// Whether it is spelled as this version spells the entry it says.
    pub(crate) fn is_spelled(&self, entry: &Entry) -> bool {
        serde_json::to_vec(entry).is_ok_and(|bytes| bytes.strip_suffix(b"}") == Some(self.body))
    }

    /// Version and number of a line whose act this version may not know.
    pub(crate) fn stub(&self) -> Option<Stub> {
        serde_json::from_slice(&self.whole()).ok()
    }

    fn whole(&self) -> Vec<u8> {
        let mut whole = Vec::with_capacity(self.body.len() + 1);
        whole.extend_from_slice(self.body);
        whole.push(b'}');
        whole
    }
}

/// What every version's lines have.
#[derive(Deserialize)]
pub(crate) struct Stub {
    pub(crate) v: u32,
    pub(crate) n: Number,
}

/// Spells an entry after the line with this hash: the line with its line feed, and its hash. Nothing only if an entry
/// could not be spelled, which its types rule out.
pub(crate) fn line(entry: &Entry, before: &Hash) -> std::io::Result<(Vec<u8>, Hash)> {
    let mut line = serde_json::to_vec(entry)?;
    line.pop(); // the closing brace comes after the hash
    let hash = bind(before, &line);
    line.extend_from_slice(HASH);
    line.extend_from_slice(hash.to_string().as_bytes());
    line.extend_from_slice(b"\"}\n");
    Ok((line, hash))
}

fn bind(before: &Hash, body: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(before.0).chain_update(body).finalize().into())
}

/// Reads lower-case hexadecimal of exactly `N` bytes.
pub(crate) fn from_hex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0u8; N];
    if digits.len() != N.checked_mul(2)? {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

/// Lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).map(char::from).collect()
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' - 10 + value }
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

const HASH: &[u8] = b",\"hash\":\"";
/// Bytes after the body: member name, 64 digits, quote and brace.
const TAIL: usize = HASH.len() + 64 + 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Act, Number, Span, Time};

    fn entry(n: u64) -> Entry {
        let at = Time("2026-11-23T04:00:00Z".parse().unwrap());
        Entry { v: 1, n: Number(n), at, act: Act::Unsealed(Span { from: Number(1), to: Number(2) }) }
    }

    #[test]
    fn line_reads_back_and_follows_only_the_line_before() {
        let (first, one) = line(&entry(1), &Hash::NONE).unwrap();
        let (second, two) = line(&entry(2), &one).unwrap();
        let parsed = Line::parse(second.strip_suffix(b"\n").unwrap()).unwrap();
        assert_eq!((parsed.hash, parsed.entry()), (two, Some(entry(2))));
        assert!(parsed.follows(&one) && !parsed.follows(&Hash::NONE));
        assert_eq!(
            std::str::from_utf8(&first).unwrap().split(",\"hash\"").next().unwrap(),
            r#"{"v":1,"n":1,"at":"2026-11-23T04:00:00Z","act":{"unsealed":{"from":1,"to":2}}"#,
            "the spelling is a contract"
        );
    }

    #[test]
    fn unknown_members_and_capital_digits_are_not_ours() {
        let (text, _) = line(&entry(1), &Hash::NONE).unwrap();
        let text = String::from_utf8(text).unwrap();
        let more = text.trim_end().replace("\"n\":1", "\"n\":1,\"title\":\"x\"");
        assert_eq!(Line::parse(more.as_bytes()).unwrap().entry(), None);
        let (head, digits) = text.trim_end().split_at(text.len() - 68);
        assert!(Line::parse(format!("{head}{}", digits.to_uppercase()).as_bytes()).is_none());
    }
}
