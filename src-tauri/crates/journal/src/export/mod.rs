//! An export: records of one computer in one signed file, for the agency's report (R-4.1g.4) or another recipient.
//!
//! A header line, a line for each record, a last line with an Ed25519 signature (RFC 8032) over all before it. Practice and the
//! journal's own book-keeping are left out. By default the least is written: days instead of times, and neither hashes of
//! documents nor serial numbers, which the report does not need.

mod check;
mod installation;

use crate::Error;
use crate::chain::{Hash, to_hex};
use crate::read::{Record, Stretch};
use crate::record::{Act, Id, Number, Time};
use chrono::{DateTime, FixedOffset, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;

pub use check::{Checked, Refused, check};
pub use installation::{Fingerprint, InstallationKey, Known};

/// Version of the exports written here.
pub const VERSION: u32 = 1;

/// How much of each record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// What the report needs.
    #[default]
    Least,
    /// Times to the second, hashes of documents, masked serial numbers.
    Full,
}

/// What an export is, said by the one who makes it.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The computer and account.
    pub installation: Id,
    /// The unit of work, for subtotals.
    pub unit: &'a str,
    /// The recipient's duty in words ("Rahasia – Pasal 9 PKS").
    pub mark: &'a str,
    /// The stretch of time the records were read for.
    pub stretch: Stretch,
    /// The zone whose days are written.
    pub zone: FixedOffset,
    /// How much.
    pub detail: Detail,
    /// When it is made.
    pub made: DateTime<Utc>,
}

/// First line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// `export`.
    pub absah: String,
    /// [`VERSION`].
    pub v: u32,
    /// The recipient's duty in words.
    pub mark: String,
    /// The computer and account.
    pub installation: Id,
    /// Public key of the installation (RFC 8032 §5.1.5), in hex.
    pub key: Hash,
    /// The unit of work.
    pub unit: String,
    /// When it was made.
    pub made: Time,
    /// First moment of the stretch, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// First moment after the stretch, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// How much of each record.
    pub detail: Detail,
}

/// A record in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    /// Number of its chain on its computer.
    pub chain: u32,
    /// Name of its chain.
    pub journal: Id,
    /// Its number in the chain.
    pub n: Number,
    /// Hash of its line in the journal, by which doubles are recognised.
    pub hash: Hash,
    /// When; with [`Detail::Least`] the beginning of its day.
    pub at: Time,
    /// What.
    pub act: Act,
}

/// What an export contains, seen before it is made: by the same code that writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The recipient's duty.
    pub mark: String,
    /// How many records.
    pub records: u64,
    /// Records by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// The header and the first records as they will be written.
    pub lines: Vec<String>,
}

/// Last line of an export.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    records: u64,
    signature: String,
}

/// Writes an export and tells how many records it holds.
///
/// # Errors
/// Those of the records, and [`Error::Io`].
pub fn export(
    out: &mut dyn Write,
    about: &About<'_>,
    records: impl Iterator<Item = Result<Record, Error>>,
    key: &InstallationKey,
) -> Result<u64, Error> {
    let mut hash = Sha256::new();
    let mut line = |bytes: &[u8]| {
        hash.update(bytes);
        out.write_all(bytes)
    };
    line(&spell(&about.header(key))?)?;
    let mut count = 0u64;
    for record in records {
        if let Some(exported) = about.reduce(record?) {
            line(&spell(&exported)?)?;
            count = count.saturating_add(1);
        }
    }
    let signature = to_hex(&key.sign(&signed_message(&hash.finalize().into())));
    out.write_all(&spell(&End { records: count, signature })?)?;
    Ok(count)
}

/// Shows what an export would contain.
///
/// # Errors
/// Those of the records.
pub fn preview(
    about: &About<'_>,
    records: impl Iterator<Item = Result<Record, Error>>,
    key: &InstallationKey,
) -> Result<Preview, Error> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end().to_owned();
    let mut preview = Preview {
        mark: about.mark.to_owned(),
        records: 0,
        kinds: BTreeMap::new(),
        lines: vec![text(spell(&about.header(key))?)],
    };
    for record in records {
        let Some(exported) = about.reduce(record?) else { continue };
        preview.records = preview.records.saturating_add(1);
        let count = preview.kinds.entry(exported.act.kind()).or_default();
        *count = count.saturating_add(1);
        if preview.lines.len() <= SHOWN {
            preview.lines.push(text(spell(&exported)?));
        }
    }
    Ok(preview)
}

impl About<'_> {
    fn header(&self, key: &InstallationKey) -> Header {
        let always = Stretch::ALWAYS;
        Header {
            absah: "export".into(),
            v: VERSION,
            mark: self.mark.to_owned(),
            installation: self.installation,
            key: Hash(key.public()),
            unit: self.unit.to_owned(),
            made: Time(self.made),
            from: (self.stretch.from != always.from).then_some(Time(self.stretch.from)),
            until: (self.stretch.until != always.until).then_some(Time(self.stretch.until)),
            detail: self.detail,
        }
    }

    /// The record as it leaves the computer, if it does.
    fn reduce(&self, record: Record) -> Option<Exported> {
        let Record { chain, journal, hash, entry } = record;
        if entry.act.is_own() || entry.act.is_practice() {
            return None;
        }
        let (at, act) = match self.detail {
            Detail::Full => (entry.at, entry.act),
            Detail::Least => (Time(self.day(entry.at.0)), least(entry.act)),
        };
        Some(Exported { chain, journal, n: entry.n, hash, at, act })
    }

    fn day(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let day = at.with_timezone(&self.zone).date_naive().and_time(NaiveTime::MIN);
        // a fixed offset has each local time once
        day.and_local_timezone(self.zone).single().map_or(at, |local| local.to_utc())
    }
}

/// Leaves out what the report does not need.
fn least(mut act: Act) -> Act {
    match &mut act {
        Act::Signed(signed) => {
            signed.result = None;
            signed.by.serial = None;
        }
        Act::Failed(failed) => {
            if let Some(by) = &mut failed.by {
                by.serial = None;
            }
        }
        Act::Extended(extended) => extended.result = None,
        Act::Enrolled(enrolled) => {
            if let Some(of) = &mut enrolled.of {
                of.serial = None;
            }
        }
        Act::Verified(verified) => verified.document = None,
        Act::Certificate(certificate) => certificate.of.serial = None,
        _ => {}
    }
    act
}

fn spell(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut line = serde_json::to_vec(value).map_err(std::io::Error::from)?;
    line.push(b'\n');
    Ok(line)
}

/// What is signed: the hash of all lines before, in a context of its own.
fn signed_message(hash: &[u8; 32]) -> Vec<u8> {
    [b"absah export 1\n".as_slice(), hash].concat()
}

/// Records shown in a preview.
const SHOWN: usize = 5;
