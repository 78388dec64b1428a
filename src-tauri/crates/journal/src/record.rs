//! What is kept of an act (requirement R-4.1g.1), and its one spelling.
//!
//! No title, file name, content, recipient, name or number of a person has a place in these types: documents are named by
//! their SHA-256, certificates by a short fingerprint and a masked serial number, everything else by closed codes.
//!
//! An [`Entry`] is one line of JSON: members in the order of the types here, absent ones left out, no white space, times in
//! UTC to the second. A line that is spelled otherwise is not one of ours (`verify` says so).

pub use crate::words::{Category, Event, Level, Notice, Revocation, Step, Verdict};

use crate::Error;
use crate::chain::Hash;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Version of the entries written here.
pub const VERSION: u32 = 1;

/// Number of an entry in its chain, from 1, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(pub u64);

impl Number {
    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Number {
        Number(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A time in UTC, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub DateTime<Utc>);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(Time)
    }
}

/// One line of the journal, without its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Version of the spelling, [`VERSION`].
    pub v: u32,
    /// Number in the chain.
    pub n: Number,
    /// When it was written, by this computer's clock.
    pub at: Time,
    /// What happened.
    pub act: Act,
}

/// What happened: acts of people, and the journal's own book-keeping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Act {
    /// A document was signed.
    Signed(Signed),
    /// Signing failed.
    Failed(Failed),
    /// A signed document got a time stamp or validation data afterwards, without a token.
    Extended(Extended),
    /// A document was checked.
    Verified(Verified),
    /// A step of an enrolment on this computer.
    Enrolled(Enrolled),
    /// A certificate was met first, renewed, revoked, reported lost or found again.
    Certificate(Certificate),
    /// The agency's policy was read and acknowledged (R-4.1d.1).
    Acknowledged(Acknowledged),
    /// An activity of literacy (R-4.1h.4).
    Literacy(Literacy),
    /// A report was delivered (R-4.1g.5).
    Delivered(Delivered),
    /// A segment of the journal begins.
    Opened(Opened),
    /// A segment of the journal ends.
    Closed(Closed),
    /// A line that a crash had left half written was taken away.
    Repaired(Repaired),
    /// Entries were written while no seal could be set.
    Unsealed(Span),
    /// The person asked for a seal on a journal that had none.
    Sealing,
    /// Entries were removed, by rule or on request.
    Removed(Removed),
}

impl Act {
    /// The kind as it is spelled in the journal.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Act::Signed(_) => "signed",
            Act::Failed(_) => "failed",
            Act::Extended(_) => "extended",
            Act::Verified(_) => "verified",
            Act::Enrolled(_) => "enrolled",
            Act::Certificate(_) => "certificate",
            Act::Acknowledged(_) => "acknowledged",
            Act::Literacy(_) => "literacy",
            Act::Delivered(_) => "delivered",
            Act::Opened(_) => "opened",
            Act::Closed(_) => "closed",
            Act::Repaired(_) => "repaired",
            Act::Unsealed(_) => "unsealed",
            Act::Sealing => "sealing",
            Act::Removed(_) => "removed",
        }
    }

    /// Whether it was practice, which is never counted (R-4.1h.3).
    #[must_use]
    pub fn is_practice(&self) -> bool {
        match self {
            Act::Signed(Signed { practice, .. })
            | Act::Failed(Failed { practice, .. })
            | Act::Extended(Extended { practice, .. })
            | Act::Enrolled(Enrolled { practice, .. })
            | Act::Verified(Verified { practice, .. }) => *practice,
            _ => false,
        }
    }

    /// Whether it is book-keeping of the journal itself, which nobody may hand in from outside.
    #[must_use]
    pub fn is_own(&self) -> bool {
        matches!(
            self,
            Act::Opened(_)
                | Act::Closed(_)
                | Act::Repaired(_)
                | Act::Unsealed(_)
                | Act::Sealing
                | Act::Removed(_)
        )
    }
}

/// A signed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// SHA-256 of the result; absent only where an export leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Hash>,
    /// Pages of the document.
    pub pages: u32,
    /// Kind of document the signer chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Code>,
    /// The certificate.
    pub by: Signer,
    /// `B-B`, `B-T`, `B-LT` or `B-LTA`.
    pub level: Level,
    /// Whether a time stamp is in it.
    pub stamped: bool,
    /// The notice of Art 4(1)i.
    pub notice: Notice,
    /// What was known of the certificate's revocation when signing (PP 71/2019 Art 62(1)).
    pub status: Revocation,
    /// Whether it was practice; practice is never counted (R-4.1h.3).
    #[serde(default, skip_serializing_if = "is_false")]
    pub practice: bool,
}

/// A signing that failed. The PIN and its length have no place here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    /// Category.
    pub category: Category,
    /// Code of the obstacle, as the program shows it.
    pub code: Code,
    /// Pages of the document, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Kind of document the signer chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Code>,
    /// The certificate, where one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Signer>,
    /// Whether it was practice.
    #[serde(default, skip_serializing_if = "is_false")]
    pub practice: bool,
}

/// A signed document whose level was raised or completed, or the attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// SHA-256 of the result; absent where there is none, and where an export leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Hash>,
    /// The level that was asked for.
    pub level: Level,
    /// Code of the obstacle, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Code>,
    /// Whether a practice signature is in it; practice is never counted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub practice: bool,
}

/// A step of an enrolment, or the attempt. The applicant has no place here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// The step.
    pub step: Step,
    /// The certificate, where the step has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Signer>,
    /// Code of the obstacle, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Code>,
    /// Whether it was practice.
    #[serde(default, skip_serializing_if = "is_false")]
    pub practice: bool,
}

/// A checked document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// SHA-256 of the document; absent only where an export leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Hash>,
    /// The result.
    pub verdict: Verdict,
    /// Signatures in it.
    pub signatures: u32,
    /// Whether a practice signature is in it; practice is never counted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub practice: bool,
}

/// What became of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The certificate.
    pub of: Signer,
    /// What became of it.
    pub event: Event,
    /// First day of validity, in UTC.
    pub not_before: NaiveDate,
    /// Last day of validity, in UTC.
    pub not_after: NaiveDate,
}

/// The agency's policy, acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    /// Version of the policy.
    pub version: Code,
    /// SHA-256 of its file.
    pub policy: Hash,
}

/// An activity of literacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Literacy {
    /// Its day.
    pub day: NaiveDate,
    /// How many took part.
    pub participants: u32,
}

/// A delivered report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    /// First day of the period it covers.
    pub from: NaiveDate,
    /// Last day of the period it covers.
    pub to: NaiveDate,
    /// The day of delivery.
    pub day: NaiveDate,
    /// SHA-256 of the proof of delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Hash>,
}

/// First line of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The chain.
    pub journal: Id,
    /// The computer and account it belongs to.
    pub installation: Id,
    /// Number of the segment, from 1.
    pub segment: u32,
    /// Hash of the line before; zeros in the first segment.
    pub before: Hash,
    /// In the first segment: how the chain began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Began>,
}

/// How a chain began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Began {
    /// Whether the keyring answered.
    pub keyring: bool,
    /// The chain before it on this computer, and why that one was not continued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
}

/// The chain before, not continued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Why.
    pub why: Why,
    /// Last entry that could be read in it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Number>,
}

/// Why a chain was not continued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// Its end is not what was sealed, or does not chain.
    Broken,
    /// The person deleted it.
    Deleted,
    /// It belongs to another computer or account.
    Foreign,
    /// A seal key was there but no journal.
    Vanished,
}

/// Last line of a segment: the index by period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// Earliest time of the entries before this line.
    pub from: Time,
    /// Latest time of the entries before this line.
    pub to: Time,
    /// Those entries by kind.
    pub kinds: BTreeMap<String, u32>,
}

/// A half-written line, taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repaired {
    /// Bytes taken away.
    pub bytes: u64,
}

/// A stretch of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first.
    pub from: Number,
    /// The last.
    pub to: Number,
}

/// Entries removed from a segment; its first and last line stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// The segment.
    pub segment: u32,
    /// The entries.
    pub span: Span,
    /// Hash of the segment's last line.
    pub last: Hash,
    /// By which right.
    pub by: RemovedBy,
}

/// By which right entries were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBy {
    /// The agency's retention rule, applied by a person.
    Rule,
    /// A person's request (UU 27/2022).
    Request,
}

/// A certificate, without its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// First 8 bytes of the certificate's SHA-256, in hex: enough to tell certificates apart.
    pub certificate: Short,
    /// Common name of the issuer, at most 128 characters.
    pub issuer: String,
    /// Serial number, masked; absent only where an export leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<Serial>,
}

/// A serial number of which only the last four digits are left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Serial(String);

impl Serial {
    /// Masks a serial number given in hex: `****` and the last four digits; of a shorter one nothing but the mask.
    #[must_use]
    pub fn masked(hex: &str) -> Serial {
        let digits: Vec<char> = hex.chars().filter(char::is_ascii_hexdigit).collect();
        let last = if digits.len() >= 8 { digits.len() - 4 } else { digits.len() };
        Serial(format!("****{}", digits.iter().skip(last).collect::<String>()))
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// First 8 bytes of a SHA-256, in hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Short(String);

impl Short {
    /// Shortens a SHA-256.
    #[must_use]
    pub fn of(hash: &Hash) -> Short {
        Short(hash.to_string().chars().take(16).collect())
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A random name of 16 bytes: of a chain, or of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        crate::chain::from_hex(text.as_bytes()).map(Id).ok_or_else(|| serde::de::Error::custom("an id"))
    }
}

/// A closed word: `a-z`, `0-9`, `-` and `.`, at most 64, and never a long number, so that no NIK or NIP slips in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// Takes a word. [`Error::Code`] for anything else.
    pub fn new(word: &str) -> Result<Code, Error> {
        let letters = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'.';
        // a date has 8 digits, a NIK 16, a NIP 18
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if word.is_empty() || word.len() > 64 || digits > 8 || !word.bytes().all(letters) {
            return Err(Error::Code);
        }
        Ok(Code(word.to_owned()))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Code::new(&word).map_err(serde::de::Error::custom)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_number_leaves_four_digits_and_a_short_one_none() {
        assert_eq!(Serial::masked("0A1B2C3D4E5F").as_str(), "****4E5F");
        assert_eq!(Serial::masked("0A:1B:2C:3D").as_str(), "****2C3D");
        assert_eq!(Serial::masked("1B2C3D").as_str(), "****", "four of six digits would be most of it");
    }

    #[test]
    fn nik_nip_and_free_text_are_no_codes() {
        assert!(Code::new("nota-dinas").is_ok());
        assert!(Code::new("2026-11-23").is_ok(), "a date may stand in a version");
        for text in ["5171010101900001", "19900101-201501-1-001", "I Made", "surat rahasia", "", "Surat"] {
            assert!(Code::new(text).is_err(), "{text}");
            assert!(serde_json::from_value::<Code>(serde_json::json!(text)).is_err(), "{text}");
        }
    }
}
