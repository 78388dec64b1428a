//! Trust anchors (RFC 5280 §6.1.1 (d)), marks on keys, and fingerprints.
//!
//! An anchor is a name and a key that a person decided to trust; nothing in a document, a folder name or a subject
//! name makes one. A mark says something else of a key, that it belongs to a certain issuer for instance, and trusts
//! nothing: [`Marks`] and [`TrustStore`] know nothing of each other. Not here: where they are kept, and who may add to
//! them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::Error;
use crate::cert::Certificate;

/// What an anchor is trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Purpose {
    /// Everything. The default.
    #[default]
    Any,
    /// Certificates of people who sign.
    Signing,
    /// Certificates of time-stamp authorities.
    TimeStamping,
}

impl Purpose {
    /// Does trust for `self` cover a use for `wanted`? Asking for [`Purpose::Any`] asks for nothing in particular.
    #[must_use]
    pub fn covers(self, wanted: Self) -> bool {
        self == Self::Any || wanted == Self::Any || self == wanted
    }
}

/// A trusted certificate with the limits that were set when it was added (RFC 5937 has such limits in general).
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The certificate; its subject and key are what is trusted. Self-signed or an intermediate, both are fine:
    /// the signature on it is never looked at.
    pub certificate: Certificate,
    /// What for.
    pub purpose: Purpose,
    /// Trusted from this moment on, if limited.
    pub not_before: Option<DateTime<Utc>>,
    /// Trusted up to and including this moment, if limited. An anchor's own validity field is not a limit
    /// (RFC 5280 §6.1.1 (d) gives an anchor no validity); who wants one sets it here.
    pub not_after: Option<DateTime<Utc>>,
}

impl Anchor {
    /// For everything, at any time.
    #[must_use]
    pub fn new(certificate: Certificate) -> Self {
        Self { certificate, purpose: Purpose::Any, not_before: None, not_after: None }
    }

    /// Is it trusted for this purpose at this time?
    #[must_use]
    pub fn applies(&self, purpose: Purpose, at: DateTime<Utc>) -> bool {
        self.purpose.covers(purpose)
            && self.not_before.is_none_or(|from| at >= from)
            && self.not_after.is_none_or(|until| at <= until)
    }
}

/// The anchors in use: a snapshot, taken by the caller, so that one verification sees one state.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<Anchor>,
}

impl TrustStore {
    /// From these anchors. The same certificate may stand in it several times with different limits.
    #[must_use]
    pub fn new(anchors: Vec<Anchor>) -> Self {
        Self { anchors }
    }

    /// All anchors, in the order given.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// Nothing trusted, as at first start.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Is exactly this certificate an anchor for this purpose and time? Compared by its bytes, never by name.
    #[must_use]
    pub fn contains(&self, certificate: &Certificate, purpose: Purpose, at: DateTime<Utc>) -> bool {
        self.anchors.iter().any(|a| a.certificate == *certificate && a.applies(purpose, at))
    }
}

/// Takes the anchors out whose key is among `keys` (SHA-256 of the SubjectPublicKeyInfo): first those that stay, then
/// those that were taken out. For keys that the program itself made and that must never be trusted, whatever a person,
/// a setting or a signed bundle says.
#[must_use]
pub fn refuse(anchors: Vec<Anchor>, keys: &[[u8; 32]]) -> (Vec<Anchor>, Vec<Anchor>) {
    anchors.into_iter().partition(|anchor| !keys.contains(&anchor.certificate.key_sha256()))
}

/// Keys that carry a mark: "this one issues for BSrE". A mark belongs to the key. A certificate of another key has none,
/// whatever its name is; another certificate of the same key has it. It is no trust, and trust is no mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(BTreeSet<[u8; 32]>);

impl Marks {
    /// Marks a key, by SHA-256 of its SubjectPublicKeyInfo.
    pub fn insert(&mut self, key: [u8; 32]) {
        self.0.insert(key);
    }

    /// Takes a mark away; says whether there was one.
    pub fn remove(&mut self, key: &[u8; 32]) -> bool {
        self.0.remove(key)
    }

    /// The marked keys.
    #[must_use]
    pub fn keys(&self) -> &BTreeSet<[u8; 32]> {
        &self.0
    }

    /// Has this certificate's key the mark?
    #[must_use]
    pub fn has(&self, certificate: &Certificate) -> bool {
        self.0.contains(&certificate.key_sha256())
    }

    /// The marked issuer of a path given target first, as [`crate::path::VerifiedPath::certificates`] is: the nearest
    /// one above the target. Only a verified path proves that the key issued anything.
    #[must_use]
    pub fn issuer_in<'a>(&self, path: &'a [Certificate]) -> Option<&'a Certificate> {
        path.iter().skip(1).find(|certificate| self.has(certificate))
    }
}

impl Extend<[u8; 32]> for Marks {
    fn extend<T: IntoIterator<Item = [u8; 32]>>(&mut self, keys: T) {
        self.0.extend(keys);
    }
}

/// A SHA-256 fingerprint as upper-case pairs with colons, the form that people compare.
#[must_use]
pub fn format_fingerprint(fingerprint: &[u8; 32]) -> String {
    fingerprint.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Reads a SHA-256 fingerprint as people paste it: 64 hexadecimal digits in either case, with colons, hyphens or
/// white space anywhere between.
///
/// # Errors
/// [`Error::Fingerprint`].
pub fn parse_fingerprint(text: &str) -> Result<[u8; 32], Error> {
    let mut digits = Vec::with_capacity(64);
    for c in text.chars().filter(|c| !matches!(c, ':' | '-') && !c.is_whitespace()) {
        // Enough to know that it is too long.
        if digits.len() > 64 {
            break;
        }
        digits.push(c.to_digit(16).and_then(|d| u8::try_from(d).ok()).ok_or(Error::Fingerprint)?);
    }
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect();
    if digits.len() != 64 {
        return Err(Error::Fingerprint);
    }
    bytes.try_into().map_err(|_| Error::Fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_survives_formatting_and_parsing() {
        let fingerprint: [u8; 32] = std::array::from_fn(|i| u8::try_from(i * 7).unwrap_or(0xFE));
        let text = format_fingerprint(&fingerprint);
        assert_eq!(parse_fingerprint(&text).unwrap(), fingerprint);
        assert_eq!(parse_fingerprint(&text.to_lowercase().replace(':', " ")).unwrap(), fingerprint);
    }

    #[test]
    fn fingerprint_of_wrong_length_or_alphabet_is_refused() {
        for text in ["", "AB", &"A".repeat(63), &"A".repeat(65), &"G".repeat(64), &"A".repeat(100_000)] {
            assert_eq!(parse_fingerprint(text), Err(Error::Fingerprint), "{} characters", text.len());
        }
    }

    #[test]
    fn purpose_any_covers_all_and_others_only_themselves() {
        assert!(Purpose::Any.covers(Purpose::TimeStamping));
        assert!(Purpose::Signing.covers(Purpose::Signing));
        assert!(!Purpose::Signing.covers(Purpose::TimeStamping));
    }
}
